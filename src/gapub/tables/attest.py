"""`import --as attest`: an official document beside its edition of a guideline, as records of the cells that were checked.

Only the document itself attests anything: its number or title is what the edition states, its tables bear the area's name, and
nothing in it says that a locality or gapub made it. A locality's copy that agrees proves nothing, and becomes a profile.

Cells that agree are attested in the profile, whatever their wording. A cell that differs is a mistake of the edition and no rule of
the locality, so it is corrected there: in the project's own copy of the edition, with the document as its source. Then it is
attested, too. What was not read for certain, what was read in a law's own text, and titles (a row is known by them) are left to a
person, and so are rows that only one side has.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

from gapub.build.attested import Row, Rows, check
from gapub.build.strength import Setting, compare, is_organ
from gapub.diagnostics import Diagnostic, GapubError, Place, Text, counted
from gapub.fmt.emit import emit_with
from gapub.model import guideline as guidelines
from gapub.model.cells import Element, content
from gapub.model.cells.body import BodyCell
from gapub.model.cellwords import words
from gapub.model.fields import CELLS, FIELD_NAMES
from gapub.model.guideline import GUIDELINE, Guideline, Item
from gapub.model.profile import Attest, Profile
from gapub.model.text import LEVELS, fold
from gapub.model.time.value import NONE, TimeLimit
from gapub.sources import divisions
from gapub.sources.bundle import FOLDER
from gapub.sources.schemas import led_from
from gapub.tables import own
from gapub.tables.candidates import of_guideline, of_reading
from gapub.tables.guideline import plain_tree, row_of, see
from gapub.tables.likewise import as_said, bare, meaning
from gapub.tables.matching import match
from gapub.tables.outcome import File, Given, Outcome, Read
from gapub.tables.report import label
from gapub.tables.values import Reading
from gapub.upgrade.attestation import Wish, attest, check_facts, rows_of
from gapub.yaml.encoding import with_lf
from gapub.yaml.reader import parse

Fate = Literal["same", "differs", "lacking", "unclear"]
"""How a cell of the table stands to the edition's: it has none, or none that says anything; or what it says is not certain."""

_SHOWN: Final = 5
"""Rows or places that a message names."""
_NUMBER: Final = re.compile(r"〔[0-9]{4}〕[0-9]+号")
_YEAR: Final = re.compile(r"[\[【［﹝〔(（<〈]([0-9]{4})[\]】］﹞〕)）>〉]")
_IDLE: Final = re.compile(r"[（(]?试行[）)]?|[\s《》“”\"（）()]")
_LONGEST_NAME: Final = 15
"""Characters of the name of a division."""
_OF_A_PLACE: Final = re.compile(r".(?:省|自治区|市|县|区|旗|自治州|盟|镇|乡|街道|村|社区)的?$")
"""How the name of a locality ends, right before that of an area: 庄河市 before 税收管理领域."""
_RUN_ON: Final = re.compile(r"[^\d\s.（(第][0-9]{1,2}[.．、)）](?!\d)|\S[（(][0-9一二三四五六七八九十]{1,3}[)）]\S")
"""A number within an element that may begin another: 1.名单2.标准."""
_LOCAL: Final = ("section", "phone")
"""Columns that no ministry's table has."""
_WORDED: Final = ("topic", "title", "basis", "time_limit", "body")
"""The cells that agree when their words do; in the others boxes are ticked, or marks matter."""


def outcome(given: Given) -> Outcome:
    """The profile with what is attested, and the editions that were corrected. Raises GapubError for what is no attestation."""
    options = given.options
    if options.profile is None:
        message = Text(
            "请用 --profile 写明核对记录写入哪个配置文件", "name the profile of the attestation with --profile"
        )
        raise GapubError([Diagnostic("import-attest", "error", message)])
    for name, stated in (("--by", options.by), ("--on", options.on), ("--document", options.document)):
        if not stated.strip():
            message = Text(f"核对记录须写明 {name}", f"an attestation needs {name}")
            hint = Text(
                "--by 写核对人，--on 写核对日期，--document 写文件的文号或者标题",
                "--by says who checked, --on the day, --document the number or the title of the document",
            )
            raise GapubError([Diagnostic("import-attest", "error", message, hint=hint)])
    check_facts(options.by, options.on, options.document)
    work = _Work(given, options.profile)
    for table, guideline in work.tables():
        work.table(table, guideline)
    return work.outcome()


class _Paired(NamedTuple):
    """A row of a table with the row of the edition that it is."""

    read: Read
    reading: Reading
    name: str
    item: Item
    topic: Text

    def place(self, cell: str) -> Place:
        """Where a cell stands; where the table has no such cell, where the row begins."""
        return _place(self.read, self.reading, cell)

    def related(self, cell: str) -> tuple[tuple[Place, Text], ...]:
        """Where the edition has the cell."""
        if cell == "topic":
            return ()
        return ((self.item.place(cell, ""), Text("标准指引的规定见此处", "what the edition says is here")),)


class _Work:
    """One import at work: the profile, the rows that it may attest, what agrees by row, and what is corrected by edition."""

    def __init__(self, given: Given, path: Path) -> None:
        self.given, self.library = given, given.library
        self.profile: Profile = self.library.chain(path)[-1]
        self.text = self.library.parse_local(Path(self.profile.file)).data.decode("utf-8-sig")
        self.division = _division(self.profile, given.options.division)
        self.rows: Rows = rows_of(path, self.library)
        self.editions = self._editions()
        self.held: dict[str, set[str]] = defaultdict(set)
        self.corrected: dict[str, dict[str, dict[str, Any]]] = defaultdict(lambda: defaultdict(dict))
        self.source: dict[str, Read] = {}
        self.pairs: dict[str, dict[str, _Paired]] = defaultdict(dict)
        self.missing: dict[str, set[str]] = {}
        self.counts: Counter[Fate] = Counter()
        self.found: list[Diagnostic] = []
        self.lacking: dict[tuple[str, str, bool], list[Place]] = defaultdict(list)

    # --- the document --------------------------------------------------------------------------------------------------

    def _editions(self) -> list[Guideline]:
        """The editions in force for the profile that are of the document. Raises GapubError if none is."""
        options = self.given.options
        names = [name for each in self.rows.editions.values() for name in each if name in self.library.editions()]
        there = self.library.guidelines(dict.fromkeys(names))
        found = [each for each in there if _is_of(each, options.document)]
        if options.area and not any(each.area == options.area for each in found):
            there, found = [each for each in there if each.area == options.area] or there, []
        if not found:
            message = Text(
                "“{0}”不是所用标准指引的文件", "“{0}” is the document of no guideline that this profile uses"
            )
            near = there if len(there) <= _SHOWN else _near(options.document, there)
            told = Text("；", "; ").join(map(_called, near))
            lead = (
                Text("标准指引的文件是：", "the documents are: ")
                if near is there
                else Text("是否为：", "did you mean: ")
            )
            hint = lead + told if near else _AS_PROFILE
            raise _no_attestation(message.format(options.document), None, hint)
        return found

    def tables(self) -> list[tuple[Read, Guideline]]:
        """The tables, each with the edition that it is of; those of other areas are left out.

        Raises GapubError where a table is not the document's own, and where none is left.
        """
        area, found, others = self.given.options.area, list[tuple[Read, Guideline]](), list[Read]()
        for table in self.given.tables:
            guideline = self._edition_of(table)
            if guideline is None:
                others.append(table)
            elif area in ("", guideline.area):
                _refuse_copies(table, guideline)
                found.append((table, guideline))
        wanted = [each for each in self.editions if area in ("", each.area)]
        if not found:
            titles = Text("、", ", ").join(each.title for each in wanted[:_SHOWN])
            message = Text(
                "表题与文件不符，文件是关于“{0}”的",
                "the title of the table is not that of the document, which is about: {0}",
            )
            raise _no_attestation(message.format(titles), _begin(self.given.tables[0]), _AS_PROFILE)
        for table in others:
            message = Text("这张表是别的领域的，没有核对", "this table is of another area; it attests nothing")
            self.tell("import-other-area", message, _begin(table), "")
        self.editions = wanted
        return found

    def _edition_of(self, table: Read) -> Guideline | None:
        """The edition that a table is of: by its own title, caption or sheet; if that names no area, by what is around it."""
        for lines in (_titles(table), _around(table)):
            titled = [each for each in self.editions if any(_names(line, each) for line in lines)]
            longest = max((len(each.title.zh) for each in titled), default=0)
            titled = [each for each in titled if len(each.title.zh) == longest]
            if len(titled) == 1:
                return titled[0]
            if any(fold(title) in fold(line) for title in self.library.names.areas.values() for line in lines if title):
                return None
        return None

    # --- rows ----------------------------------------------------------------------------------------------------------

    def table(self, read: Read, guideline: Guideline) -> None:
        """The rows of a table, each with that of the edition, and their cells."""
        topics = {f"{guideline.area}/{each.id}": each.title for each in guideline.topics}
        items = {name: item for name, item in guideline.rows() if name in self.rows.rows}
        known = [each for each in of_guideline(guideline) if each.key in items]
        rows = [
            of_reading(reading, reading, guideline.title.zh, reading.text("title") or reading.text("title3"))._replace(
                id="", number=""
            )
            for reading in read.rows
        ]
        result = match(rows, known)
        pairs = self.pairs[guideline.name]
        for pair in result.pairs:
            name = pair.known.key
            topic = topics[name.rpartition("/")[0]]
            if name not in pairs:
                pairs[name] = _Paired(read, pair.row.key, name, items[name], topic)
                self.row(pairs[name], guideline)
        missing = {each.key for each in result.missing}
        self.missing[guideline.name] = self.missing.get(guideline.name, missing) & missing
        for unsure in result.unsure:
            self._unsure(read, unsure.row.key, guideline, [each.id for each, _ in unsure.candidates])
        self._new(read, [each.key for each in result.new], guideline)

    def _unsure(self, read: Read, reading: Reading, guideline: Guideline, ids: Sequence[str]) -> None:
        message = Text(
            "不能确定“{0}”是 {1} 的哪一事项，没有核对", "which row of {1} “{0}” is, is not certain; it attests nothing"
        )
        titles = {name: item.title for name, item in guideline.rows()}
        likely = Text("、", ", ").join(
            Text(f"“{titles[each].zh}”（{each}）", f"“{titles[each].en}” ({each})") for each in ids
        )
        hint = Text("可能是", "it may be ") + likely
        message = message.format(reading.text("title"), guideline.name)
        self.tell("import-row-unsure", message, _place(read, reading, "title"), guideline.area, hint=hint)

    def _new(self, read: Read, rows: Sequence[Reading], guideline: Guideline) -> None:
        """The rows that the edition lacks, told once."""
        if not rows:
            return
        places = [_place(read, each, "title") for each in rows]
        titles = _quoted([Text.same(each.text("title")) for each in rows])
        message = Text(
            f"{guideline.name} 没有原件的 {len(rows)} 个事项：",
            f"{guideline.name} lacks {counted(len(rows), 'row')} of the document: ",
        )
        hint = Text(
            "先用 gapub import --as guideline --merge 补全标准指引，再核对",
            "complete the edition with `gapub import --as guideline --merge` first, then attest",
        )
        self.tell("import-row-new", message + titles, places[0], guideline.area, hint=hint, more=places[1:_SHOWN])

    def row(self, row: _Paired, guideline: Guideline) -> None:
        """The cells of a row: those that agree are held, those that differ corrected."""
        base = self.rows.rows[row.name]
        setting = Setting(self.library.registry, is_organ(row.item, self.library.registry), row.item.personal)
        for cell in CELLS:
            now = base.topic if cell == "topic" else getattr(base.item, cell)
            if now != (row.topic if cell == "topic" else getattr(row.item, cell)):
                continue  # a wider profile says something of its own, which no document of a ministry attests
            fate = self._fate(cell, row)
            if fate == "differs" and (why := self._not_to_correct(cell, row)):
                fate = "unclear"
                self._unclear(cell, row, why)
            elif fate == "differs":
                self._correct(cell, row, guideline, setting)
            elif fate == "unclear":
                self._unclear(cell, row, _NOT_READ)
            elif fate == "lacking":
                column = cell in row.reading.cells
                self.lacking[guideline.area, cell, column].append(row.place(cell))
            if fate in ("same", "differs"):
                self.held[row.name].add(cell)
            self.counts[fate] += 1

    # --- cells ---------------------------------------------------------------------------------------------------------

    def _fate(self, cell: str, row: _Paired) -> Fate:
        read = row.reading.cells.get(cell)
        if read is None:
            return "same" if cell == "time_limit" and row.item.time_limit == NONE else "lacking"
        if read.state == "empty":
            return "lacking"
        if read.state == "unsure":
            return "unclear"
        said = row.topic.zh if cell == "topic" else row.item.title.zh if cell == "title" else None
        if said is not None:
            return "same" if bare(said) == bare(read.text) else "differs"
        value: Any = getattr(row.item, cell)
        if cell in _WORDED and bare(read.text) in self._words(cell, value):
            return "unclear" if cell in row.item.unknown_fields else "same"
        if meaning(as_said(cell, read.value, value)) == meaning(value) and (read.state == "read" or read.kept):
            return "same"
        return "differs" if read.state == "read" and read.value is not None else "unclear"

    def _not_to_correct(self, cell: str, row: _Paired) -> Text | None:
        """Why a cell that differs is left to a person; None if it is to be corrected."""
        read = row.reading.cells[cell]
        if cell in ("topic", "title"):
            return Text(
                "事项靠名称对应，请核对是否同一事项", "rows are known by their titles: see whether it is the same row"
            )
        if cell in row.item.evidence.statutory:
            return Text("标准指引的这一栏读自法律法规原文", "the edition has the cell from the text of the law")
        if cell == "audience" and read.value.groups is None:
            return Text("原件没有写明是哪些群体", "the document does not say which groups")
        if cell == "content" and (base := row.item.content):
            value = as_said(cell, read.value, base)
            if _letters(value) == _letters(base):
                return Text("文字相同，分条不同", "the same words are parted into other elements")
            if any(_RUN_ON.search(each.text) for each in value):
                return Text("各要素从何处分开不能确定", "where its elements end is not certain")
        if cell == "method" and len(read.value) > 1:
            elements = row.reading.cells.get("content")
            if not any(each.method for each in (elements.value or () if elements else ())):
                return Text("没有写明哪些要素依申请公开", "which elements are on request is not said")
        return None

    def _correct(self, cell: str, row: _Paired, guideline: Guideline, setting: Setting) -> None:
        read, base = row.reading.cells[cell], getattr(row.item, cell)
        value, node = as_said(cell, read.value, base), read.node
        if cell == "levels":
            node = [each for each in LEVELS if each in read.node]
        elif cell == "content":
            node = content.node(value)
        self.corrected[guideline.name][row.name][cell] = node
        self.source.setdefault(guideline.name, row.read)
        verdict = compare(cell, row.item._replace(**{cell: value}), row.item, setting)
        sides = [self._said_by(cell, each) for each in (base, value)]
        if cell == "content" and base:
            sides = [_besides(base, value), _besides(value, base)]
        message = Text(
            "{0}与原件不同，已按原件改正：“{1}”改为“{2}”", "{0}: corrected from “{1}” to the document's “{2}”"
        )
        told = message.format(FIELD_NAMES[cell], *sides) + _STRENGTH.get(verdict.relation, Text("", ""))
        place, related = row.place(cell), row.related(cell)
        self.found.append(Diagnostic("import-corrected", "info", told, place, row.name, related=related))

    def _words(self, cell: str, value: Any) -> set[str]:
        """What a cell says in our words, and in those of the table that it keeps."""
        said = words(cell, value, self.library.registry).zh
        kept = value.wording if isinstance(value, TimeLimit | BodyCell) else None
        return {bare(each) for each in (said, kept) if each}

    def _said_by(self, cell: str, value: Any) -> Text:
        """What a cell says, in the words of the table where it keeps them."""
        said = words(cell, value, self.library.registry)
        return Text(value.wording or said.zh, said.en) if isinstance(value, TimeLimit | BodyCell) else said

    def _unclear(self, cell: str, row: _Paired, why: Text) -> None:
        read = row.reading.cells[cell]
        text = " ".join(read.text.split()) or "、".join(each.text for each in read.left)
        message = Text("{0}没有核对：“{1}”；", "{0} is not attested: “{1}”; ").format(FIELD_NAMES[cell], text) + why
        hint = Text("请对照原件，核对后用 gapub attest 写入", "compare it with the document, then use `gapub attest`")
        place, related = row.place(cell), row.related(cell)
        self.found.append(Diagnostic("import-unclear", "warning", message, place, row.name, related=related, hint=hint))

    # --- what comes of it ----------------------------------------------------------------------------------------------

    def outcome(self) -> Outcome:
        """The files, and what a person has to look at."""
        files = [self._edition(each) for each in self.editions if each.name in self.corrected]
        output = self.given.options.output
        if files and output is not None and output.suffix in (".yaml", ".yml") and not output.is_dir():
            message = Text(
                "标准指引也要改正，-o 不能只写一个文件",
                "the edition is corrected, too: -o FILE has room for one file only",
            )
            hint = Text("用 --write 写入项目，或者用 -o 写明文件夹", "use --write, or name a folder with -o")
            raise GapubError([Diagnostic("import-attest", "error", message, hint=hint)])
        wishes = list(self._wishes())
        text = self.text
        if wishes:
            text = attest(self.profile, self.text, self.rows, *wishes, division=self.division, renew=True).text
        path = Path(self.profile.file)
        files.append(File(path.name, path, text, self.text))
        self._tell_missing()
        return Outcome(tuple(files), tuple(self.found), tuple(self._said(wishes)))

    def _edition(self, guideline: Guideline) -> File:
        """An edition with its corrections, as the project's own; the rows to be attested are then those."""
        from gapub.fmt import comments

        source = self.library.files[f"{FOLDER}/{guideline.area}/{guideline.edition}.yaml"]
        before = with_lf(self.library.parse(source).data).decode("utf-8-sig")
        parsed, _ = parse(before.encode(), source.shown)
        tree, notes = plain_tree(parsed), comments.read(before)
        name = f"S{1 + max((int(each[1:]) for each in tree.get('sources', {})), default=0)}"
        for row, cells in self.corrected[guideline.name].items():
            node, item = row_of(tree, row), self.pairs[guideline.name][row].item
            node.update(cells)
            evidence = item.evidence._replace(
                recalled=tuple({*item.evidence.recalled, *cells})
            )  # none saw the new value
            see(node, item._replace(evidence=evidence), [*cells], name)
        document = self.source[guideline.name].table.document
        tree["sources"] = {**tree.get("sources", {}), name: self._source(guideline, document.name, document.sha256)}
        place = self.given.project.guidelines / guideline.area / f"{guideline.edition}.yaml"
        text = emit_with(tree, GUIDELINE, notes)
        if not source.local:
            text = led_from(text, "guideline", place.parent, self.given.project.root)
        again, found = parse(text.encode(), place.as_posix())
        made, wrong = guidelines.read(again, place.as_posix()) if again is not None else (None, found)
        if made is None:
            raise GapubError(wrong)
        now = dict(made.rows())
        for row, cells in self.corrected[guideline.name].items():
            base = self.rows.rows[row]
            values = {cell: getattr(now[row], cell) for cell in cells}
            self.rows.rows[row] = Row(base.item._replace(**values), base.topic)
        return File(f"{FOLDER}/{guideline.area}/{guideline.edition}.yaml", place, text, before)

    def _source(self, guideline: Guideline, file: str, sha256: str) -> dict[str, Any]:
        origin = self.given.options.origin
        made = {"place": origin.place or guideline.issuer.zh, "level": origin.level or "ministry"}
        return {**made, **({"url": origin.url} if origin.url else {}), "file": Path(file).name, "sha256": sha256}

    def _wishes(self) -> Iterator[Wish]:
        """What is to be attested: cells that all rows of an edition have in common for the area, the rest by rows."""
        options = self.given.options
        facts = (options.by, options.on, options.document)
        done = self._attested()
        for guideline in self.editions:
            names = self.rows.groups.get(guideline.name, [])
            open_cells = {name: self.held[name] - done[name] for name in names}
            common = set(CELLS).intersection(*open_cells.values()) if names else set()
            if common:
                yield Wish((guideline.name,), (), (), _ordered(common), *facts)
            together: dict[tuple[str, ...], list[str]] = defaultdict(list)
            for name, cells in open_cells.items():
                if cells - common:
                    together[_ordered(cells - common)].append(name)
            for left, rows in together.items():
                yield Wish((), (), tuple(rows), left, *facts)

    def _attested(self) -> dict[str, set[str]]:
        """The cells by row that the file attests already; an entry that has lapsed in part counts for nothing, and is renewed."""
        own = [each.attest for each in self.profile.divisions if self.division and self.division in each.division]
        entries: list[Attest] = [*self.profile.attest, *(entry for each in own for entry in each)]
        held: dict[str, set[str]] = defaultdict(set)
        for entry in entries:
            checked, _ = check([entry], self.rows, (), lambda *_: None)
            names = self.rows.covered(entry)
            cells = {name: {cell for each in checked.get(name, ()) for cell in each.held} for name in names}
            if all(cells[name] == set(entry.cells) for name in names):
                for name in names:
                    held[name] |= cells[name]
        return held

    # --- what there is to say ------------------------------------------------------------------------------------------

    def _tell_missing(self) -> None:
        """The rows that the document lacks, and the cells that are empty in it or have no column."""
        for guideline in self.editions:
            items = dict(guideline.rows())
            if names := [each for each in items if each in self.missing.get(guideline.name, ())]:
                titles = _quoted([items[each].title for each in names])
                message = Text(
                    f"原件没有 {guideline.name} 的 {len(names)} 个事项，没有核对：",
                    f"the document lacks {counted(len(names), 'row')} of {guideline.name}, which are not attested: ",
                )
                hint = Text(
                    "请核对是否另有名称；确实没有的，在标准指引中删去",
                    "see whether they have other titles there; delete from the edition those that the document does not have",
                )
                place = items[names[0]].place("title", "")
                self.tell("import-missing-rows", message + titles, place, guideline.area, hint=hint)
        for (area, cell, column), places in self.lacking.items():
            message = Text("原件的{0}空白，没有核对", "{0}: empty in the document, so not attested")
            if not column:
                message = Text("原件没有{0}一栏，没有核对", "{0}: the document has no such column, so not attested")
            told = message.format(FIELD_NAMES[cell]) + Text(
                f"（{len(places)} 格）", f" ({counted(len(places), 'cell')})"
            )
            self.tell("import-lacking", told, places[0], area, more=places[1:_SHOWN] if column else ())

    def _said(self, wishes: Sequence[Wish]) -> Iterator[Text]:
        count = self.counts
        for guideline in self.editions:
            if guideline.name in self.pairs:
                rows = len(self.pairs[guideline.name])
                yield Text(
                    f"{guideline.name}：{rows} 项与原件对应",
                    f"{guideline.name}: {counted(rows, 'row')} found in the document",
                )
        parts: list[tuple[int, str, str]] = [
            (count["same"], "格一致", "agree"),
            (count["differs"], "格已改正", "corrected"),
            (count["lacking"], "格原件没有", "not in the document"),
            (count["unclear"], "格待人核对", "left to a person"),
        ]
        told = [Text(f"{number} {zh}", f"{number} {en}") for number, zh, en in parts if number]
        if told:
            yield Text("各栏：", "cells: ") + Text("；", "; ").join(told)
        if not wishes and any(self.held.values()):
            yield Text("都已有核对记录，没有改动", "all of them are attested already; nothing changes")

    def tell(
        self, code: str, message: Text, place: Place | None, entity: str, *,
        hint: Text | None = None, more: Iterable[Place] = (),
    ) -> None:  # fmt: skip
        """Note a finding."""
        related = tuple((each, Text("同样", "the same")) for each in more)
        self.found.append(Diagnostic(code, "warning", message, place, entity, related=related, hint=hint))


# --- the document --------------------------------------------------------------------------------------------------------

_AS_PROFILE: Final = Text(
    "各地的目录即使一致也不能用来核对；请用 --as profile 导入",
    "a locality's catalogue attests nothing, even if it agrees: import it with --as profile",
)


def _no_attestation(message: Text, place: Place | None, hint: Text) -> GapubError:
    return GapubError([Diagnostic("import-no-attestation", "error", message, place, hint=hint)])


def _near(document: str, guidelines: Sequence[Guideline]) -> list[Guideline]:
    """Those of whose number or title a document may be a slip."""
    said = _numbered(document)
    known = {
        _numbered(text): each for each in guidelines for text in (each.document.number, each.document.title) if text
    }
    likely = [known[text] for text in get_close_matches(said, known, n=_SHOWN, cutoff=0.8)]
    return [each for n, each in enumerate(likely) if each not in likely[:n]]


def _is_of(guideline: Guideline, document: str) -> bool:
    """Whether a document is that of an edition: it has its number, or, without any number, its title."""
    number, said = guideline.document.number, _numbered(document)
    if number and _numbered(number) in said:
        return True
    if number and _NUMBER.search(said):
        return False
    title, asked = _plain(guideline.document.title), _plain(document)
    if _placed(asked, guideline):
        return False
    return title in asked or (fold(guideline.title.zh) in asked and asked in title)


def _names(line: str, guideline: Guideline) -> bool:
    """Whether a line has the title of an edition, or of its area."""
    return fold(guideline.title.zh) in fold(line) or _plain(guideline.document.title) in _plain(line)


def _called(guideline: Guideline) -> Text:
    """The document of an edition, by its number and its title."""
    return Text.same(" ".join(filter(None, (guideline.document.number, guideline.document.title))))


def _numbered(text: str) -> str:
    """A text with the year of a document number in the brackets of the standard."""
    return _YEAR.sub(r"〔\1〕", fold(text)).replace(" ", "")


def _plain(text: str) -> str:
    return _IDLE.sub("", fold(text))


def _titles(table: Read) -> list[str]:
    """What names a table: its title, its caption, its sheet."""
    texts = (table.table.title, table.table.grid.caption, table.table.grid.name, table.table.area)
    return [line for text in texts for line in text.splitlines()]


def _around(table: Read) -> list[str]:
    """What the file says of itself, and its words outside of tables."""
    document = table.table.document
    return [document.facts.get("title", ""), *document.text.splitlines()]


def _refuse_copies(table: Read, guideline: Guideline) -> None:
    """Raise GapubError for a table that a locality made, or gapub, or whose cells had to be guessed."""
    document, place = table.table.document, _begin(table)
    if own.tables(document) or any(own.ID.fullmatch(reading.text("id")) for reading in table.rows):
        message = Text("这是 gapub 编成的目录，不是原件", "gapub made this catalogue; it is not the document itself")
        raise _no_attestation(message, place, Text("请用原件", "use the document itself"))
    if document.to_verify:
        message = Text(
            "这个文件的表格结构系推断，不能用来核对", "the layout of this file had to be guessed, so it attests nothing"
        )
        hint = Text(
            "请用 Word、Excel 或者网页形式的原件；也可由人核对后用 gapub attest 写入",
            "use the document as Word, Excel or a web page, or have a person check it and use `gapub attest`",
        )
        raise _no_attestation(message, place, hint)
    if named := [line for line in (*_titles(table), document.facts.get("title", "")) if _placed(line, guideline)]:
        message = Text("“{0}”是地方的目录，不是原件", "“{0}” is a locality's catalogue, not the document itself")
        raise _no_attestation(message.format(named[0].strip()), place, _AS_PROFILE)
    for reading in table.rows:
        for name in _LOCAL:
            if reading.text(name):
                at = _place(table, reading, name)
                message = Text("原件没有“{0}”一栏，这是地方的目录", "“{0}” is a column of a locality's catalogue")
                raise _no_attestation(message.format(label(name)), at, _AS_PROFILE)


def _placed(line: str, guideline: Guideline) -> bool:
    """Whether the name of a locality stands before that of the area, or of the guideline."""
    text = _plain(line)
    for name in (_plain(guideline.title.zh), _plain(guideline.document.title)):
        before = text[: text.find(name)] if name in text else ""
        spans = (before[i:j] for i in range(len(before)) for j in range(i + 2, min(len(before), i + _LONGEST_NAME) + 1))
        if _OF_A_PLACE.search(before) or any(divisions.named(each) for each in spans):
            return True
    return False


def _division(profile: Profile, asked: str) -> str | None:
    """The division of the profile in whose list the records are written; None for the profile's own list.

    Raises GapubError where one of several has to be named, or the profile has none of that name.
    """
    several = "divisions" in profile.entry.node
    if not asked and len(profile.divisions) > 1:
        message = Text(
            "配置文件有几个行政区划，请用 --division 写明是哪一个",
            "the profile has several divisions: name one with --division",
        )
        hint = Text("、", ", ").join(Text.same(str(each.division.name)) for each in profile.divisions[:_SHOWN])
        place = profile.entry.place("divisions")
        raise GapubError([Diagnostic("import-division", "error", message, place, hint=hint)])
    return (asked or None) if several or asked not in profile.division else None


# --- rows and cells ------------------------------------------------------------------------------------------------------

_NOT_READ: Final = Text("没有读懂", "it was not understood")
_STRENGTH: Final = {
    "stronger": Text("（比原来严）", " (stricter than before)"),
    "weaker": Text("（比原来宽）", " (weaker than before)"),
}


def _begin(table: Read) -> Place:
    return table.table.document.place(table.table.grid, 1, 1)


def _place(read: Read, reading: Reading, cell: str) -> Place:
    found = reading.cells.get(cell) or reading.cells.get("title")
    if found is not None and found.entries:
        return read.place(found.entries[0])
    return read.table.document.place(read.table.grid, reading.row.first, 1)


def _quoted(titles: Sequence[Text]) -> Text:
    """Titles as a message names them, the first of many."""
    more = Text("等", " …") if len(titles) > _SHOWN else Text("", "")
    return Text("、", ", ").join(Text.same("“{0}”").format(each) for each in titles[:_SHOWN]) + more


def _letters(elements: Iterable[Element]) -> str:
    """The words of elements, without numbers and marks."""
    return re.sub(r"[\W\d_]+", "", fold("".join(each.text for each in elements)))


def _besides(elements: Iterable[Element], others: Iterable[Element]) -> Text:
    """The elements that others have not."""
    known = {meaning(each) for each in others}
    texts = [Text.same(each.text) for each in elements if meaning(each) not in known]
    return Text("、", ", ").join(texts) if texts else Text("（无）", "nothing")


def _ordered(cells: Iterable[str]) -> tuple[str, ...]:
    wanted = set(cells)
    return tuple(each for each in CELLS if each in wanted)
