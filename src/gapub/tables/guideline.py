"""Tables as editions of guidelines: an area a file, its rows with the evidence of the one source that they were seen in.

Ids are those of the known rows, where a row is one (`matching`), else made of the titles. English there is only where a known
row has it. What a cell says and no value can hold stands as a comment above its row, and is told; nothing is filled in.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from gapub.diagnostics import Diagnostic, GapubError, Place, Text, counted
from gapub.fmt import unwritable
from gapub.fmt.emit import emit_with
from gapub.fmt.notes import Comment, Note, Notes
from gapub.model import guideline as guidelines
from gapub.model.cells import Element
from gapub.model.cells.body import BodyCell, Expression, node
from gapub.model.fields import CELLS, FIELDS
from gapub.model.guideline import GUIDELINE, Item
from gapub.model.pattern import pattern
from gapub.model.registry import BASELINES
from gapub.model.shape import EDITION
from gapub.model.text import LEVELS, POINTERS, UNKNOWN, fold, pointer
from gapub.model.time.value import TimeLimit
from gapub.sources.bundle import FOLDER
from gapub.sources.schemas import led_from, schema_from
from gapub.tables import report, values
from gapub.tables.areas import AreaRow, by_area, hidden_id, name_of, once, place_before
from gapub.tables.candidates import of_reading
from gapub.tables.ids import id_of
from gapub.tables.known import KnownEdition, KnownRow
from gapub.tables.matching import match
from gapub.tables.offices import offices
from gapub.tables.outcome import File, Given, Options, Outcome
from gapub.tables.repeats import Repeats
from gapub.tables.report import label, short
from gapub.tables.values import Reader, legible, unknown_node
from gapub.yaml.encoding import with_lf
from gapub.yaml.reader import parse

SHOWN: Final = 3
"""So many rows are named in a finding about several."""
_NO_ROLE: Final = "departments-concerned"
"""The role that stands for whoever is concerned: the wording says who, until somebody names the role."""
_MAYBE_POINTER: Final = pattern(f"[{''.join(POINTERS)}]")
_YEAR: Final = pattern(r"(?<![0-9])(20[0-9]{2})(?![0-9])")


def outcome(given: Given) -> Outcome:
    """An edition for each area of the tables. Raises GapubError where one is there already, or cannot be told apart."""
    files, findings, said = list[File](), list[Diagnostic](), list[Text]()
    understood = set[Place]()
    areas, others = by_area(given)
    findings += others
    for area, title, rows in areas:
        made = _Edition(given, area, title, rows)
        merged = made.merged() if given.options.merge else made.new()
        files.append(merged)
        findings += made.findings
        said += made.said
        understood |= made.understood
    noted = tuple(each for each in report.noted(given) if each.field != "body" or each.place not in understood)
    return Outcome(tuple(files), (*report.findings(report.Account((), noted, given)), *findings), tuple(said))


# --- an edition ------------------------------------------------------------------------------------------------------


_Comments = dict[tuple[int, int], list[Comment]]
"""Comments above rows, by the index of the topic and of the row in it."""


class _Edition:
    """One area: what is made of its rows, what there is to say of it, and what a person has to look at."""

    def __init__(self, given: Given, area: str, title: str, rows: Sequence[AreaRow]) -> None:
        self.given = given
        self.options: Options = given.options
        self.area = area
        self.repeats = Repeats()
        self.rows = list(once(rows, self.repeats))
        self.reader = Reader(given.library.names)
        self.findings: list[Diagnostic] = [*self.repeats.findings(area)]
        self.said: list[Text] = []
        self.missing: list[tuple[str, KnownRow]] = []
        self.unsure = set[int]()
        self.understood = set[Place]()
        self.evidence: dict[tuple[str, tuple[str, ...]], dict[str, Any]] = {}
        self.carried = given.carried
        self.known = self._known()
        self.stated = title or rows[0].reading.text("area")
        self.first = rows[0].read
        self.pairs = self._pairs()

    # --- what is known -----------------------------------------------------------------------------------------------

    @cached_property
    def title(self) -> str:
        """What the area is called: by a row, else by its table or its file."""
        return self.stated or name_of(self.first, self.given) or self.area

    def _known(self) -> KnownEdition | None:
        """The edition that is there: the one that `--merge` and `--edition` name, else the one that counties go by."""
        library, options = self.given.library, self.options
        there = library.editions()
        names = [each for each in there if each.partition("@")[0] == self.area]
        if options.merge and options.edition:
            names = [f"{self.area}@{options.edition}"]
        if not names:
            return None
        current = [each for each in library.baseline(BASELINES["county"]).editions if each in names]
        name = (current or names)[-1]
        tree = library.shipped(name) if name in there else None
        tree = library.guidelines([name])[0].node if tree is None else tree
        return KnownEdition(tree) if tree is not None else None

    def _pairs(self) -> dict[int, tuple[str, KnownRow]]:
        """The known rows of our rows, by their index; the unsure are told with what they may be."""
        if self.known is None:
            return {}
        known = self.known.rows
        rows = [
            of_reading(i, each.reading, self.known.title.zh, each.title)._replace(number="")
            for i, each in enumerate(self.rows)
        ]
        matches = match(rows, list(self.known.candidates()))
        for each in matches.unsure:
            self.unsure.add(each.row.key)
            row = self.rows[each.row.key]
            likely = Text("；", "; ").join(
                Text.same(f"{candidate.topic}/{candidate.title}")
                + Text(f"（{candidate.id}，{score:.2f}）", f" ({candidate.id}, {score:.2f})")
                for candidate, score in each.candidates
            )
            message = Text("“{}”可能是已有的事项，未作认定", "“{}” may be a known row; it was taken for a new one")
            hint = Text("可能是：", "it may be: ") + likely
            self.findings.append(
                Diagnostic("import-row-unsure", "warning", message.format(row.title), row.place, self.area, hint=hint)
            )
        self.missing = [(each.key, known[each.key]) for each in matches.missing]
        return {each.row.key: (each.known.key, known[each.known.key]) for each in matches.pairs}

    # --- a new edition -----------------------------------------------------------------------------------------------

    def new(self) -> File:
        """The edition that the tables are. Raises GapubError where there is one of its name."""
        edition = self._edition()
        name = f"{self.area}@{edition}"
        if name in self.given.library.editions():
            is_local = self.given.library.files[f"{FOLDER}/{self.area}/{edition}.yaml"].local
            if not (is_local and self.options.replace):
                raise _already_there(name, is_local=is_local)
        topics, comments = self._topics()
        defaults = _take_defaults(topics)
        tree = {**self._head(edition), **({"defaults": defaults} if defaults else {})}
        tree |= {"topics": topics, "sources": self._sources()}
        self._tell(topics)
        paired = len(self.pairs)
        self.said.append(
            Text(
                f"{name}：{len(self.rows)} 项，其中 {paired} 项沿用已有事项的编号",
                f"{name}: {counted(len(self.rows), 'row')}, {paired} with the ids of known ones",
            )
        )
        if self.known is None:
            self.said.append(
                Text(
                    f"要编入目录，请在配置文件中写 editions: [{name}]",
                    f"to compile it, write editions: [{name}] in a profile",
                )
            )
        if self.missing:
            some = Text("；", "; ").join(
                row.title + Text(f"（{each}）", f" ({each})") for each, row in self.missing[:SHOWN]
            )
            more = Text("等", " …") if len(self.missing) > SHOWN else Text("", "")
            assert self.known is not None
            message = Text(
                f"{self.known.name} 有 {len(self.missing)} 项表中没有：",
                f"{counted(len(self.missing), 'row')} of {self.known.name} not in the table: ",
            )
            self.findings.append(Diagnostic("import-missing-rows", "info", message + some + more, None, self.area))
        place, schema = self._place(edition)
        notes = Notes([Comment(f"# yaml-language-server: $schema={schema}")] if schema else [])
        return File(f"{self.area}/{edition}.yaml", place, self._emitted(tree, notes, comments, place))

    def _edition(self) -> str:
        """`seen-` and the year: the one asked for, else of the source, of the file, or in the title."""
        if self.options.edition:
            if not re.fullmatch(EDITION, self.options.edition):
                raise _wrong(
                    "bad-edition",
                    Text(f"“{self.options.edition}”不能用作版本", f"{self.options.edition!r} cannot be an edition"),
                    Text("写作 2019、seen-2024 或者 undated", "write 2019, seen-2024 or undated"),
                )
            return self.options.edition
        table = self.rows[0].read.table
        stated = self.carried.head(self.area).get("edition", "")
        if stated and f"{self.area}@{stated}" not in self.given.library.editions():
            return str(stated)
        for words in (self.options.origin.date, table.title, table.grid.name, table.document.facts.get("date", "")):
            if years := _YEAR.findall(words):
                return f"seen-{years[-1]}"
        hint = Text("用 --edition 写明，如 seen-2024", "say it with --edition, such as seen-2024")
        message = Text("表中没有年份，版本写作 undated", "the table bears no year; the edition is “undated”")
        self.findings.append(Diagnostic("import-undated", "info", message, self.rows[0].place, self.area, hint=hint))
        return "undated"

    def _head(self, edition: str) -> dict[str, Any]:
        """What stands above the rows; of a known area, what is known of it."""
        known, table = self.known, self.rows[0].read.table
        issuer: Any = self.options.origin.place or UNKNOWN._asdict()
        document: dict[str, Any] = {"title": _line(legible(table.title)) or self.title}
        if known:
            if known.issuer != UNKNOWN or not self.options.origin.place:
                issuer = _named(known.issuer)
            document = {key: known.document.get(key) for key in ("title", "number", "issued")}
        if self.options.document:
            document |= {"number": self.options.document, "status": "seen", "seen": [*self._sources()]}
        head = {
            "area": self.area,
            "edition": edition,
            "number": known.number if known else None,
            "title": _named(known.title) if known else self.title,
            "issuer": issuer,
            "document": {key: value for key, value in ({"status": "recalled"} | document).items() if value},
            "coverage": {"status": "unknown"},
            "remarks": [each._asdict() for each in self._remarks()],
        }
        return {key: value for key, value in self._stated(head).items() if value}

    def _stated(self, head: dict[str, Any]) -> dict[str, Any]:
        """What stands above the rows, with what a file of ours carries of it, which is what it was printed from."""
        own = self.carried.head(self.area)
        own.pop("edition", None)
        if "title" in own and own["title"]["zh"] != self.rows[0].reading.text("area"):
            del own["title"]
        document = own.get("document", {})
        head |= own | ({"document": {"status": "recalled"} | document} if document else {})
        head["remarks"] = [*own.get("remarks", ()), *(each._asdict() for each in self._remarks())]
        return head

    def _remarks(self) -> Iterator[Text]:
        names = "、".join(each.name for each in self._documents if each.to_verify)
        if names:
            yield Text(
                f"由 {names} 读出，版式系推断，各栏须对照原件核对。",
                f"Read from {names}, whose layout had to be guessed; check all cells against the original.",
            )

    @cached_property
    def _documents(self) -> list[Any]:
        """The files that the rows come from."""
        found = {id(each.read.table.document): each.read.table.document for each in self.rows}
        return [*found.values()]

    def _sources(self, first: int = 1) -> dict[str, Any]:
        """The source of each file."""
        origin = self.options.origin
        return {
            f"S{i}": {
                "place": origin.place or UNKNOWN.zh,
                "level": origin.level or self.options.level or "unknown",
                **({"url": origin.url} if origin.url else {}),
                **({"date": origin.date} if origin.date else {}),
                "file": legible(Path(document.name).name),
                "sha256": document.sha256,
            }
            for i, document in enumerate(self._documents, first)
        }

    def _source_of(self, row: AreaRow, first: int = 1) -> str:
        return f"S{[id(each) for each in self._documents].index(id(row.read.table.document)) + first}"

    # --- rows --------------------------------------------------------------------------------------------------------

    def _topics(self) -> tuple[list[dict[str, Any]], _Comments]:
        """The topics and their rows as a file states them, and the comments above rows."""
        together: dict[str, list[int]] = {}
        for i, row in enumerate(self.rows):
            together.setdefault(fold(row.reading.text("topic")), []).append(i)
        ids = self._topic_ids(together)
        topics, above = list[dict[str, Any]](), _Comments()
        for words, indices in together.items():
            topic = {
                "id": ids[words],
                "title": self._topic_title(words, ids[words], self.rows[indices[0]]),
                "items": [],
            }
            taken = {self.pairs[i][1].id for i in indices if i in self.pairs} | {
                hidden for i in indices if (hidden := hidden_id(self.rows[i].reading, 2))
            }
            used = set[str]()
            for i in indices:
                own = self.pairs[i][1].id if i in self.pairs else hidden_id(self.rows[i].reading, 2)
                name = own if own and own not in used else id_of(self.rows[i].title, taken | used)
                used.add(name)
                item, said = self._item(i, name)
                if said:
                    above[len(topics), len(topic["items"])] = said
                topic["items"].append(item)
            topics.append(topic)
        return topics, above

    def _topic_ids(self, together: Mapping[str, Sequence[int]]) -> dict[str, str]:
        """An id for each topic: of the known one of its title, of the one whose rows it has, or of its own title."""
        known = {fold(title.zh): topic for topic, title in self.known.topics.items()} if self.known else {}
        found = {words: known[words] for words in together if words in known}
        for words, indices in together.items():
            if words in found:
                continue
            votes = Counter(self.pairs[i][0].split("/")[1] for i in indices if i in self.pairs)
            votes.update(hidden for i in indices if (hidden := hidden_id(self.rows[i].reading, 1)))
            best, count = votes.most_common(1)[0] if votes else ("", 0)
            if 2 * count > len(indices) and best not in found.values():
                found[words] = best
        for words in together:
            if words not in found:
                taken = {*found.values(), *known.values()}
                found[words] = id_of(words or self.title, taken, otherwise="topic")
        return found

    def _topic_title(self, words: str, name: str, row: AreaRow) -> Any:
        carried = self.carried.topic(self.area, name)
        if carried and carried["zh"] == row.reading.text("topic"):
            return carried
        known = self.known.topics.get(name) if self.known else None
        if known and (not words or fold(known.zh) == words):
            return _named(known)
        return row.reading.text("topic") or self.title

    def _item(self, index: int, name: str, source: str = "") -> tuple[dict[str, Any], list[Comment]]:
        """A row as a file states it, and what has to be said above it."""
        row = self.rows[index]
        known = self.pairs[index][1].title if index in self.pairs else None
        title = _named(known) if known and fold(known.zh) == fold(row.title) else row.title or name
        carried = self.carried.rows.get(row.reading.text("id"), {})
        if carried and carried["title"]["zh"] == row.title:
            title = carried["title"]
        item: dict[str, Any] = {"id": name, "title": title, **self.carried.attributes(row.reading.text("id"))}
        recalled, said = list[str](), list[Text]()
        for field in FIELDS:
            stated, is_known, why = self._cell(index, field)
            item[field] = stated
            if not is_known:
                recalled.append(field)
            said += why
        if (stage := row.reading.cells.get("stage")) and stage.node:
            item |= {"stage": stage.node, "stage_basis": "seen"}
        if row.read.table.document.to_verify:
            recalled = list(CELLS)
        evidence = self._evidence(source or self._source_of(row), tuple(each for each in CELLS if each in recalled))
        return {**item, "evidence": evidence}, [Comment(f"# {_line(legible(each.zh))}") for each in said]

    def _evidence(self, source: str, recalled: tuple[str, ...]) -> dict[str, Any]:
        """What a row rests on as a file states it: one node for all rows of which the same is true."""
        if (source, recalled) not in self.evidence:
            rest = {"recalled": [*recalled]} if recalled else {}
            self.evidence[source, recalled] = {"status": "single", "sources": [source], **rest}
        return self.evidence[source, recalled]

    def _cell(self, index: int, field: str) -> tuple[Any, bool, list[Text]]:
        """A cell as a file states it, whether the table says so, and what of it no value holds."""
        row = self.rows[index]
        read = row.reading.cells.get(field)
        if read is None:
            return self._lacking(field)
        said = list[Text]()
        if read.left and not read.kept and (words := "、".join(dict.fromkeys(each.text for each in read.left))):
            said.append(Text(f"{label(field).zh}“{_line(words)}”没有读懂，见 {row.read.place(read.entries[0])}", ""))
        if field != "method" and _MAYBE_POINTER.search(read.text) and any(map(pointer, _texts([read.text, read.node]))):
            return self._pointing(row, field, read, said)
        if field == "body" and read.node is None:
            return self._body(index, read, said)
        if field == "method":
            return self._method(row, read, said)
        if field == "levels" and isinstance(read.node, list):
            return [each for each in LEVELS if each in read.node], True, said
        return read.node, True, said

    def _pointing(self, row: AreaRow, field: str, read: values.Read, said: list[Text]) -> tuple[Any, bool, list[Text]]:
        """A cell that refers to another one (同上) where there is none above it: what it says is not known."""
        message = Text("{}“{}”指其他单元格的内容", "{} “{}” refers to another cell").format(
            label(field), short(_line(read.text))
        )
        self.findings.append(
            Diagnostic("import-refused", "warning", message, row.read.place(read.entries[0]), self.area)
        )
        is_body = field == "body"
        return {"role": _NO_ROLE, "wording": UNKNOWN.zh} if is_body else unknown_node(field), False, [*said, message]

    def _body(self, index: int, read: values.Read, said: list[Text]) -> tuple[Any, bool, list[Text]]:
        """An office that is no role: the role that its name has without its place, or that the known row has; as worded."""
        wording = _line(read.text)
        if not wording:
            return {"role": _NO_ROLE, "wording": UNKNOWN.zh}, False, said
        bare = wording[place_before(wording) :]
        found = self.reader.cell("body", read.entries[0]._replace(text=bare)).value if bare != wording else None
        known = self.pairs[index][1].body if index in self.pairs else None
        if found is None and known and offices(wording, known, self.given.library.registry.bodies) is not None:
            found = known
        if found:
            self.understood.add(self.rows[index].read.place(read.entries[0]))
        cell = found or BodyCell(Expression("role", role=_NO_ROLE))
        return node(cell._replace(wording=wording)), True, []

    def _method(self, row: AreaRow, read: values.Read, said: list[Text]) -> tuple[Any, bool, list[Text]]:
        """The method; of two that nothing tells apart, and of none, the rule of the official table, to be checked."""
        elements = _value(row, "content") or ()
        both = read.value is not None and len(read.value) > 1
        if read.value and not (both and elements and not any(each.method for each in elements)):
            return read.node, True, said
        if both:
            message = Text(
                "公开方式勾选了两种，没有写明哪些要素依申请公开",
                "both methods are ticked; which elements are on request is not said",
            )
        else:
            message = Text("公开方式没有读出，暂写为主动公开", "no method was read; it is given as proactive")
        self._look(row, "method", message)
        return "proactive", False, [*said, message]

    def _lacking(self, field: str) -> tuple[Any, bool, list[Text]]:
        """A cell that the table does not have."""
        if field == "time_limit":
            return "none", True, []
        if field == "levels" and self.options.level in LEVELS:
            return [self.options.level], True, []
        if field == "audience":
            return {"groups": "unknown"}, True, []
        if field == "body":
            return {"role": _NO_ROLE, "wording": UNKNOWN.zh}, False, []
        if field == "method":
            return "proactive", False, []
        return "unknown", True, []

    def _look(self, row: AreaRow, field: str, message: Text) -> None:
        read = row.reading.cells.get(field)
        place = row.read.place(read.entries[0]) if read and read.entries else row.place
        self.findings.append(Diagnostic(f"import-{field}", "warning", message, place, self.area))

    # --- an edition that is completed ----------------------------------------------------------------------------------

    def merged(self) -> File:
        """The known edition with what the table shows of it: recalled cells that it bears out or fills, rows that it adds."""
        known = self.known
        if known is None:
            message = Text(f"没有“{self.title}”的版本可以补全", f"there is no edition of {self.title!r} to complete")
            raise _wrong(
                "nothing-to-merge", message, Text("不加 --merge，另成一版", "leave out --merge for a new edition")
            )
        from gapub.fmt import comments  # with libyaml

        file = self.given.library.files[f"{FOLDER}/{known.area}/{known.edition}.yaml"]
        before = with_lf(self.given.library.parse(file).data).decode("utf-8-sig")
        parsed, _ = parse(before.encode(), file.shown)
        tree, notes = plain_tree(parsed), comments.read(before)
        first = 1 + max((int(each[1:]) for each in tree.get("sources", {})), default=0)
        filled = sum(self._fill(tree, i, first) for i in sorted(self.pairs))
        above = self._add(tree, first)
        used = {each for topic in tree["topics"] for item in topic["items"] for each in _sources_of(item)}
        tree["sources"] = {
            **tree.get("sources", {}),
            **{key: source for key, source in self._sources(first).items() if key in used},
        }
        added = len(self.rows) - len(self.pairs) - len(self.unsure)
        self.said.append(
            Text(
                f"{known.name}：补全 {filled} 格，增加 {added} 项",
                f"{known.name}: {counted(filled, 'cell')} completed, {counted(added, 'row')} added",
            )
        )
        place, _ = self._place(known.edition)
        text = self._emitted(tree, notes, above, place) if filled or added else before
        if text != before and not file.local:
            text = led_from(text, "guideline", place.parent, self.given.project.root)
        return File(f"{known.area}/{known.edition}.yaml", place, text, before)

    def _fill(self, tree: dict[str, Any], index: int, first: int) -> int:
        """Complete a known row; returns how many of its cells are seen now that were not."""
        assert self.known is not None
        name, _ = self.pairs[index]
        item = self.known.items[name]
        row, node = self.rows[index], row_of(tree, name)
        seen, other = list[str](), list[str]()
        for cell in CELLS:
            is_open = cell in item.evidence.recalled or cell in item.unknown_fields
            if cell in ("topic", "title"):
                said = row.reading.text(cell)
                same = bool(said) and fold(said) == fold(self._titled(name, item, cell))
                if said and not same:
                    other.append(cell)
                if same and is_open:
                    seen.append(cell)
                continue
            read = row.reading.cells.get(cell)
            if read is None or read.value is None or read.state in ("unsure", "empty") or (read.left and not read.kept):
                continue
            stated, is_known, _ = self._cell(index, cell)
            if not is_known:
                continue
            same = _duty(read.value) == _duty(getattr(item, cell))
            if is_open:
                seen.append(cell)
                if not same:
                    node[cell] = stated
            elif not same:
                other.append(cell)
        if seen:
            see(node, item, seen, self._source_of(row, first))
        if other:
            names = Text("、", ", ").join(label(each) for each in other)
            message = Text("“{}”与已有版本不同，未改：{}", "“{}” differs from the edition, left as it is: {}")
            self.findings.append(
                Diagnostic("import-differs", "info", message.format(row.title, names), row.place, name)
            )
        return len(seen)

    def _titled(self, name: str, item: Item, cell: str) -> str:
        assert self.known is not None
        return item.title.zh if cell == "title" else self.known.topics[name.split("/")[1]].zh

    def _add(self, tree: dict[str, Any], first: int) -> _Comments:
        """Put the rows that the edition lacks behind those of their topic; the comments above them."""
        together: dict[str, list[int]] = {}
        for i, row in enumerate(self.rows):
            if i not in self.unsure:
                together.setdefault(fold(row.reading.text("topic")), []).append(i)
        ids, above = self._topic_ids(together), _Comments()
        for words, indices in together.items():
            new = [i for i in indices if i not in self.pairs]
            if not new:
                continue
            topics = tree.setdefault("topics", [])
            at = next((i for i, each in enumerate(topics) if each["id"] == ids[words]), len(topics))
            if at == len(topics):
                topics.append(
                    {"id": ids[words], "title": self.rows[new[0]].reading.text("topic") or self.title, "items": []}
                )
            items = topics[at]["items"]
            for i in new:
                name = id_of(self.rows[i].title, {each["id"] for each in items})
                item, said = self._item(i, name, self._source_of(self.rows[i], first))
                if said:
                    above[at, len(items)] = said
                items.append(item)
        return above

    # --- what comes out ------------------------------------------------------------------------------------------------

    def _place(self, edition: str) -> tuple[Path, str | None]:
        """Where the edition belongs in the project, and the way to the schema from where it will stand."""
        place = self.given.project.guidelines / self.area / f"{edition}.yaml"
        output = self.options.output
        folder = place.parent if output is None else output.parent if output.suffix else output / self.area
        return place, schema_from("guideline", folder, self.given.project.root)

    def _emitted(self, tree: dict[str, Any], notes: Notes, above: _Comments, place: Path) -> str:
        """The text of the edition; what is wrong with it is told, though there should be nothing."""
        at = [*tree].index("topics") if "topics" in tree else 0
        for (topic, item), said in above.items():
            items = [*tree["topics"][topic]].index("items")
            notes.by_path[at, topic, items, item] = Note(before=said)
        text = emit_with(tree, GUIDELINE, notes)
        file = place.as_posix()
        again, found = parse(text.encode(), file)
        if again is not None and again != tree:
            raise GapubError(found or [unwritable(file)])
        if again is not None and not guidelines.is_sound(again, file):
            found = found or guidelines.read(again, file)[1]
        self.findings += found
        return text

    def _tell(self, topics: Iterable[dict[str, Any]]) -> None:
        """Which names lack English."""
        titles = [each["title"] for topic in topics for each in (topic, *topic["items"])]
        count = sum(isinstance(each, str) for each in titles)
        if count:
            message = Text(
                f"{count} 个名称没有英文：{short('、'.join(each for each in titles if isinstance(each, str)))}",
                f"{counted(count, 'name')} without English",
            )
            hint = Text(
                "英文版中印中文，译出后写作 {zh: …, en: …}", "printed in Chinese; once translated write {zh: …, en: …}"
            )
            self.findings.append(Diagnostic("no-english", "info", message, self.rows[0].place, self.area, hint=hint))


# --- values ------------------------------------------------------------------------------------------------------------


def _value(row: AreaRow, name: str) -> Any:
    read = row.reading.cells.get(name)
    return read.value if read else None


def _named(title: Text) -> Any:
    """A title as a file states it."""
    return title.zh if title.zh == title.en else title._asdict()


def _texts(node: Any) -> Iterator[str]:
    """The texts of a value as a file states it."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, Mapping | Sequence):
        for each in node.values() if isinstance(node, Mapping) else node:
            yield from _texts(each)


def _line(text: str) -> str:
    return " ".join(text.split())


def _take_defaults(topics: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Take the cells that most rows share out of the rows; what nobody knows is no default, and what has to be looked at."""
    rows = [item for topic in topics for item in topic["items"]]
    defaults = {}
    for field in FIELDS:
        nodes = {id(row[field]): row[field] for row in rows}  # many rows share a node
        texts = {key: repr(node) for key, node in nodes.items()}
        stated = {texts[key]: node for key, node in nodes.items()}
        shared = Counter(texts[id(row[field])] for row in rows).most_common(1)
        text, count = shared[0] if shared else ("", 0)
        if count < 2 or 2 * count < len(rows) or stated[text] in ("unknown", {"groups": "unknown"}):
            continue
        defaults[field] = stated[text]
        for row in rows:
            if row[field] == defaults[field]:
                del row[field]
    return defaults


def plain_tree(node: Any) -> Any:
    """The values of a file without their places."""
    if isinstance(node, dict):
        return {key: plain_tree(each) for key, each in node.items()}
    return [plain_tree(each) for each in node] if isinstance(node, list) else node


def row_of(tree: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The row of an edition, as its file states it, by its full id."""
    _, topic, item = name.split("/")
    items = next(each["items"] for each in tree["topics"] if each["id"] == topic)
    found: dict[str, Any] = next(each for each in items if each["id"] == item)
    return found


def _sources_of(item: Mapping[str, Any]) -> list[str]:
    evidence = item.get("evidence")
    return evidence.get("sources", []) if isinstance(evidence, dict) else []


def see(node: dict[str, Any], item: Item, seen: Sequence[str], source: str) -> None:
    """Say in the evidence of a row that these cells were seen in a source: once only, where all others were seen more often."""
    evidence = node["evidence"]
    left = [each for each in CELLS if each in item.evidence.recalled and each not in seen]
    evidence = {"status": "single", "sources": []} if isinstance(evidence, str) else evidence
    evidence["sources"] = [*evidence.get("sources", []), source]
    if evidence["status"] == "corroborated":
        once = {*evidence.get("single", []), *(each for each in seen if each in item.evidence.recalled)}
        evidence["single"] = [each for each in CELLS if each in once]
    evidence["recalled"] = left
    for key in ("single", "recalled"):
        if key in evidence and not evidence[key]:
            del evidence[key]
    node["evidence"] = evidence


def _duty(value: Any) -> Any:
    """A value without its wording, which says nothing that it does not."""
    if isinstance(value, TimeLimit):
        clauses = (each._replace(subject=None, verb=None) for each in value.clauses)
        return value._replace(wording=None, clauses=tuple(clauses))
    if isinstance(value, BodyCell):
        return value.expression
    if isinstance(value, tuple) and value and isinstance(value[0], Element):
        return tuple(each._replace(text=fold(each.text), part=None) for each in value)
    return value


def _already_there(name: str, *, is_local: bool) -> GapubError:
    message = Text(f"已有 {name}，没有另写", f"{name} is there already; nothing was made")
    anew = (
        Text("要换成新的，请加 --overwrite；", "use --overwrite to write it anew, ") if is_local else Text("", "use ")
    )
    hint = Text(
        "要补全它，请加 --merge；要另成一版，请用 --edition 写明版本",
        "--merge to complete it, or --edition to name another edition",
    )
    return _wrong("exists", message, anew + hint)


def _wrong(code: str, message: Text, hint: Text) -> GapubError:
    return GapubError([Diagnostic(code, "error", message, hint=hint)])
