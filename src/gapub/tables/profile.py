"""`import --as profile`: what a locality's table says beyond the guidelines, as a profile that compiles.

Each row of the table is paired with one of the guidelines (`matching`). Of a pair, the cells are judged by the order of strength:
what is stricter, or supplied where the guideline does not know it, is written; what is weaker or cannot be compared is listed and not
written; what needs a reason is proposed. Offices, addresses and columns of the table's own are no duty and are bound to their rows. A
row that the guidelines lack is a local row. Of a row that the table lacks nobody knows why: its omission is proposed, as a comment
whose ground a person has to fill in.
"""

from __future__ import annotations

import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from gapub import scaffold
from gapub.build.prepare import Prepared, in_force, prepare
from gapub.build.strength import Setting, Verdict, compare, is_organ
from gapub.build.tailor import tailor_chain
from gapub.diagnostics import Diagnostic, GapubError, Place, Text, column_letters, counted
from gapub.fmt.tree import unplaced
from gapub.model import profile as profiles
from gapub.model.cells import AudienceCell, ChannelsCell, content
from gapub.model.cellwords import words
from gapub.model.fields import BY_NAME, FIELD_NAMES, unknown
from gapub.model.guideline import Guideline, Item, Topic, belongs, own_numbers
from gapub.model.inheritance import inherit, with_own
from gapub.model.local import STAGES
from gapub.model.profile import CATALOGUES, OFFICIAL_COLUMNS, PROFILE, TIGHTENED, Profile
from gapub.model.registry import Registry
from gapub.model.shape import ID, Either
from gapub.model.text import fold
from gapub.model.time.value import NONE
from gapub.rules.context import Common, Context, ProfileContext
from gapub.rules.privacy import has_personal_number
from gapub.rules.registry import RULES
from gapub.sources import divisions
from gapub.tables import draft
from gapub.tables.candidates import of_guideline, of_reading
from gapub.tables.ids import id_of
from gapub.tables.likewise import bare, parted
from gapub.tables.matching import Known, match
from gapub.tables.offices import Use, is_office, offices, role_of, settle
from gapub.tables.outcome import File, Given, Outcome
from gapub.tables.row import Entry, Table
from gapub.tables.values import Read, Reading
from gapub.validate.verdict import day_of
from gapub.yaml.reader import parse
from gapub.yaml.tree import Map

PROFILE_NAME: Final = "profile.yaml"
_PARTS: Final = 3
"""Parts of the full id of a row."""
_SHOWN: Final = 5
"""Rows that a message names."""


def outcome(given: Given) -> Outcome:
    """The profile of the division that the options name, from the tables. Raises GapubError for options that cannot be."""
    who = _division(given)
    level = given.options.level or (who.level if who.level in CATALOGUES else "county")
    extends = given.options.extends
    base = prepare(
        level,
        extends,
        baseline=given.options.baseline or None,
        areas=(given.options.area,) if given.options.area else (),
        library=given.library,
    )
    more = _editions(given, base, who.name)
    work = _Work(given, _with_editions(base, more) if more else base, who, level, more)
    work.pair()
    return work.outcome()


class _Who(NamedTuple):
    """The division that the profile is of; a village, and what the table of divisions lacks, has no code."""

    code: str
    name: str
    level: str


def _division(given: Given) -> _Who:
    named, level = given.options.division, given.options.level
    if not named:
        message = Text("请用 --division 写明是哪个行政区划的目录", "name the division of the catalogue with --division")
        hint = Text("写代码或者名称，可用 gapub divisions 查", "its code or name; gapub divisions finds it")
        raise GapubError([Diagnostic("import-division", "error", message, hint=hint)])
    if level == "village":
        return _Who("", named, "village")
    try:
        found = divisions.resolve(named)
    except GapubError as error:
        (finding,) = error.diagnostics
        zone = divisions.zone(named)
        if finding.code != "unknown-division" or zone is None:
            raise
        if divisions.near(named) and not level:
            hint = Text(
                "写错的请改正；表中确实没有的（如开发区），请用 --level 写明层级",
                "correct the name; for a zone or another place that the table lacks, say its level with --level",
            )
            raise GapubError([finding._replace(hint=hint)]) from None
        return _Who("", zone.name, level or "county")
    return _Who(found.code, found.name, found.level)


def _editions(given: Given, base: Prepared, name: str) -> tuple[str, ...]:
    """The editions of areas that the tables have and the baseline has not: of each the latest, by its name or its ids."""
    known = {each.partition("@")[0] for each in base.read}
    others: dict[str, str] = {}
    for edition in given.library.editions():
        if edition.partition("@")[0] not in known:
            others[edition.partition("@")[0]] = edition
    if not others or base.areas:
        return ()
    named = {reading.text("area") or table.area for table, reading in given.rows()}
    ids = {reading.text("id").partition("/")[0] for _, reading in given.rows()}
    for text in filter(None, (each.removeprefix(name).removesuffix("领域") for each in named)):
        ids.update(given.library.names.meaning("areas", text).ids)
    return tuple(edition for area, edition in others.items() if area in ids)


def _with_editions(base: Prepared, names: Sequence[str]) -> Prepared:
    """The guidelines with further editions, which may take the place of rows of others."""
    library = base.library
    read = [*base.read, *names]
    plain = in_force(library, base.baseline, read, base.chain)
    steps = tailor_chain(plain, base.chain, library.registry)
    own = own_numbers(each.partition("@")[0] for each in read if library.is_unnumbered(each))
    guidelines = steps[-1].guidelines
    return base._replace(plain=plain, base=guidelines, guidelines=guidelines, read=read, own=own)


# --- pairs -----------------------------------------------------------------------------------------------------------


class _Paired(NamedTuple):
    """A row of the table with the item that it is, if that is certain."""

    table: Table
    reading: Reading
    item: str

    def place(self, entry: Entry) -> Place:
        return self.table.place(entry)

    @property
    def at(self) -> Place:
        """Where its title stands, or whatever comes first."""
        cells = self.reading.row.cells
        entry = cells.get("title") or next(iter(cells.values()))
        return self.table.place(entry)


class _Tightened(NamedTuple):
    """What an entry of `tighten` states of a field, and what has to be looked at."""

    node: Any
    remark: str = ""


@dataclass
class _Work:
    """One import at work: what the profile says, gathered section by section, and what a person has to look at."""

    given: Given
    base: Prepared
    who: _Who
    level: str
    editions: tuple[str, ...] = ()
    found: list[Diagnostic] = field(default_factory=list)
    pairs: list[_Paired] = field(default_factory=list)
    new: list[_Paired] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    offices: dict[tuple[str, str], list[Use]] = field(default_factory=lambda: defaultdict(list))
    addresses: dict[str, list[Use]] = field(default_factory=lambda: defaultdict(list))
    labels: dict[str, str] = field(default_factory=dict)
    own: dict[str, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    rows: dict[str, dict[str, Any]] = field(default_factory=lambda: defaultdict(dict))
    tighten: dict[str, dict[str, _Tightened]] = field(default_factory=dict)
    reasons: dict[str, dict[str, Any]] = field(default_factory=dict)
    refused: dict[str, draft.Proposed] = field(default_factory=dict)
    strange: dict[tuple[str, str], list[_Paired]] = field(default_factory=lambda: defaultdict(list))
    add: draft.Additions = field(default_factory=draft.Additions)
    local: dict[str, _Paired] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    titled: dict[str, str] = field(default_factory=dict)
    worded: dict[tuple[str, Any], str] = field(default_factory=dict)
    seen: set[tuple[str, ...]] = field(default_factory=set)
    left_out_columns: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        """What the guidelines and the profiles above have."""
        self.items: dict[str, Item] = {name: item for each in self.base.guidelines for name, item in each.rows()}
        self.areas: dict[str, Guideline] = {each.area: each for each in self.base.guidelines}
        self.topics: dict[str, Topic] = {
            f"{each.area}/{topic.id}": topic for each in self.base.guidelines for topic in each.topics
        }
        self.areas_called = {fold(each.title.zh): each.area for each in self.areas.values()}
        self.topics_of: dict[str, dict[str, Topic]] = defaultdict(dict)
        for key, topic in self.topics.items():
            area, _, own = key.partition("/")
            self.topics_of[area][own] = topic
        self.items_of: dict[str, set[str]] = defaultdict(set)
        for key in self.items:
            of, _, own = key.rpartition("/")
            self.items_of[of].add(own)
        self.registry: Registry = with_own(self.base.library.registry, self.base.chain)
        self.labels_known = {
            fold(name): key
            for key, each in self.registry.channels.items()
            for name in (each.name.zh, *each.aliases, *each.said)
        }

    # --- rows --------------------------------------------------------------------------------------------------------

    def pair(self) -> None:
        """Pair the rows of each table with those of the level, the rest with those of other levels; do all that follows."""
        here = {name: item for name, item in self.items.items() if belongs(item, self.level)}
        numbers = self.numbers()
        all_levels = [row for each in self.base.guidelines for row in of_guideline(each, numbers)]
        known = [each for each in all_levels if each.key in here]
        elsewhere = [each for each in all_levels if each.key not in here]
        near, first = set[str](), dict[str, _Paired]()

        @cache
        def ready(within: str) -> Known[str]:
            return Known([each for each in known if each.id.startswith(within)])

        for read in self.given.tables:
            rows = [each for each in (_Paired(read.table, row, "") for row in read.rows) if self.is_of_level(each)]
            self.counts["rows"] += len(rows)
            areas = [self.area_named(each) for each in rows]
            within = self.within(areas)
            result = match(
                [of_reading(row, row.reading, area) for row, area in zip(rows, areas, strict=True)],
                ready(within),
            )
            for pair in result.pairs:
                self.put(pair.row.key._replace(item=pair.known.id), first)
            for doubtful in result.unsure:
                self.unsure(doubtful.row.key, [candidate.id for candidate, _ in doubtful.candidates])
                near.update(candidate.id for candidate, _ in doubtful.candidates)
            other = match(result.new, [each for each in elsewhere if each.id.startswith(within)])
            for pair in other.pairs:
                self.of_other_level(pair.row.key, pair.known.id)
            self.new += [row.key for row in (*other.new, *(each.row for each in other.unsure))]
        self.pairs = list(first.values())
        covered = {each.item.partition("/")[0] for each in self.pairs}
        self.missing = [
            name for name in here if name not in first and name not in near and name.partition("/")[0] in covered
        ]
        for paired in self.pairs:
            self.cells(paired)
        for paired in self.new:
            self.add_row(paired)

    def put(self, row: _Paired, first: dict[str, _Paired]) -> None:
        """Keep a pair; of an item that stands in two tables, such as one of all areas, the row that says more."""
        there = first.get(row.item)
        if there is not None:
            self.counts["again"] += 1
        if there is None or _fullness(row) > _fullness(there):
            first[row.item] = row

    def within(self, areas: Sequence[str]) -> str:
        """How the ids of the one known area begin that all rows of a table are of; empty if they are not."""
        named = {fold(each.removesuffix("领域")) for each in areas}
        found = [each.area for each in self.areas.values() if {fold(each.title.zh)} == named]
        return f"{found[0]}/" if len(found) == 1 else ""

    def is_of_level(self, row: _Paired) -> bool:
        """Whether the row is of the level that is asked for; one without a level column is."""
        read = row.reading.cells.get("levels")
        if read is None or not read.value or self.level in read.value:
            return True
        self.counts["others"] += 1
        return False

    def numbers(self) -> dict[str, str]:
        """The numbers of the rows in the catalogue of the level, where the tables number theirs by area, too."""
        if not any(re.search(r"\d\D+\d", reading.text("number")) for _, reading in self.given.rows()):
            return {}
        profiles = self.base.profiles()
        made = self.base.catalogue(profiles[0] if profiles else None)
        return {item.id: item.number for area in made.areas for item in area.items}

    def area_named(self, row: _Paired) -> str:
        """The area as the table names it; of 庄河市涉农补贴 the title of the area that it ends with."""
        text = (row.reading.text("area") or row.table.area).removeprefix(self.who.name).removesuffix("领域")
        if text and text not in self.titled:
            titles = [
                title for title in (each.title.zh for each in self.areas.values()) if fold(text).endswith(fold(title))
            ]
            self.titled[text] = max(titles, key=len, default=text)
        return self.titled.get(text, "")

    def unsure(self, row: _Paired, ids: Sequence[str]) -> None:
        """A row that may be one of several, or none."""
        self.counts["unsure"] += 1
        titles = Text("、", ", ").join(
            Text(f"“{self.items[each].title.zh}”（{each}）", f"“{self.items[each].title.en}” ({each})") for each in ids
        )
        message = Text(
            "不能确定“{0}”是标准指引的哪一事项", "which item of the guidelines “{0}” is, is not certain"
        ).format(row.reading.text("title"))
        hint = Text("可能是", "it may be ") + titles + Text("；没有写入", "; not written")
        self.tell("import-row-unsure", message, row.at, hint=hint)

    def of_other_level(self, row: _Paired, item: str) -> None:
        """A row that the guidelines have for other levels."""
        self.counts["others"] += 1
        message = Text(
            "“{0}”在标准指引中不是该层级的事项，没有写入",
            "“{0}” is no item of this level in the guidelines; not written",
        ).format(row.reading.text("title"))
        hint = Text("另用 --level 导入该层级的目录", "import the catalogue of that level with --level")
        self.tell("import-other-level", message, row.at, item, hint=hint, severity="info")

    # --- cells -------------------------------------------------------------------------------------------------------

    def cells(self, row: _Paired) -> None:
        """What the cells of a paired row say beyond the guideline."""
        item = self.items[row.item]
        self.body(row, item)
        values = {name: value for name in TIGHTENED if (value := self.value(name, row, item)) is not None}
        self.judge(row, item, values)
        self.notes(row, row.item)

    def value(self, name: str, row: _Paired, item: Item) -> Any:
        """The value of a cell, if it is read and says something else than the guideline's."""
        read = row.reading.cells.get(name)
        extra = self.channels(row, row.item, read) if name == "channels" and read else ()
        if read is None or read.state in ("empty", "unsure") or (read.state == "words" and not _says_some(name, read)):
            return ChannelsCell("ticked", tuple(extra)) if extra else None
        value = read.value
        if extra:
            value = value._replace(ids=tuple(dict.fromkeys((*value.ids, *extra))))
        base = getattr(item, name)
        if name == "audience" and value.groups is None and base.groups and value.public == base.public:
            return None  # groups that are ticked and not named
        if value == base or self.said(name, base) == bare(read.text):
            return None
        return parted(value, base) if name == "content" and base else value

    def said(self, name: str, cell: Any) -> str:
        """The words of a cell of the guideline, bare."""
        if (name, cell) not in self.worded:
            self.worded[name, cell] = bare(words(name, cell, self.registry).zh)
        return self.worded[name, cell]

    def judge(self, row: _Paired, item: Item, values: Mapping[str, Any]) -> None:
        """Take what is allowed, and tell the rest: values are judged together, as cells speak of each other."""
        setting = Setting(self.known_registry(), is_organ(item, self.registry), item.personal)
        first = {name: compare(name, item._replace(**values), item, setting) for name in values if name != "basis"}
        taken = {name: values[name] for name, verdict in first.items() if verdict.allowed and not verdict.needs_reason}
        for name, verdict in first.items():
            if not verdict.allowed and (more := self.more(name, values[name], item)) is not None:
                taken[name] = more
        if "basis" in values and (more := self.more("basis", values["basis"], item)) is not None:
            taken["basis"] = more
        while True:
            again = {name: compare(name, item._replace(**taken), item, setting) for name in taken}
            bad = [name for name, verdict in again.items() if not verdict.allowed or verdict.needs_reason]
            if not bad:
                break
            for name in bad:
                del taken[name]
        for name, verdict in first.items():
            read = row.reading.cells[name]
            if verdict.needs_reason:
                self.reason(row, name, values[name], verdict)
            elif not verdict.allowed and read.state == "read":
                self.weaker(row, name, item, verdict, partly=name in taken)
        stated = {
            name: self.stated(name, taken[name], item, row.reading.cells[name])
            for name in TIGHTENED
            if name in taken and (again[name].relation != "equal" or name == "basis")
        }
        if stated:
            self.tighten[row.item] = stated
            self.counts["cells"] += len(stated)

    def known_registry(self) -> Registry:
        """The registries with the channels that this import has found so far."""
        return self.registry.with_own({key: (label, None) for key, label in self.own.items()})

    def more(self, name: str, value: Any, item: Item) -> Any:
        """The guideline's value with what the table has beyond it, where that is a set; None if there is nothing."""
        base = getattr(item, name)
        if name == "channels" and base.rule == value.rule == "ticked":
            extra = [each for each in value.ids if each not in base.ids]
            return base._replace(ids=(*base.ids, *extra)) if extra else None
        if name == "basis" and base:
            known = {each.instrument or fold(each.unnamed or "") for each in base}
            extra = [
                each
                for each in value
                if (each.instrument or _document(each.unnamed)) and (each.instrument or fold(each.unnamed)) not in known
            ]
            return (*base, *extra) if extra else None
        if name == "basis":
            return value
        return None

    def stated(self, name: str, value: Any, item: Item, read: Read) -> _Tightened:
        """A value as the file states it: what is added alone, where the guideline's own is kept."""
        base = getattr(item, name)
        left = [each.text for each in read.left if not read.kept and each.text not in self.taken]
        remark = f"请核对：原表另有“{'”“'.join(left)}”" if left else ""
        if name in ("channels", "content", "basis") and base:
            mine = value.ids if name == "channels" else value
            its = base.ids if name == "channels" else base
            keeps = name != "channels" or base.rule == value.rule == "ticked"
            if its and keeps and set(its) <= set(mine):
                extra = tuple(each for each in mine if each not in its)
                return _Tightened(
                    {"+": _node(name, ChannelsCell("ticked", extra) if name == "channels" else extra)}, remark
                )
        return _Tightened(read.node if value == read.value else _node(name, value), remark)

    def weaker(self, row: _Paired, name: str, item: Item, verdict: Verdict, *, partly: bool) -> None:
        """A cell that is weaker than the guideline's, or cannot be compared with it."""
        self.counts["weaker"] += 1
        read = row.reading.cells[name]
        lead = {
            "weaker": Text("弱于标准指引，没有写入：", " is weaker than the guideline's; not written: "),
            "incomparable": Text(
                "与标准指引无法比较，没有写入：", " cannot be compared with the guideline's; not written: "
            ),
        }[verdict.relation]
        if partly:
            lead = Text("有的弱于标准指引，只写入了增加的：", " is weaker in part; only what it adds is written: ")
        related = ((item.place(name, ""), Text("标准指引的规定见此处", "what the guideline says is here")),)
        hint = Text("请改进公开工作，或者核对原表", "meet the guideline, or check the table")
        place = row.place(read.entries[0]) if read.entries else row.at
        message = FIELD_NAMES[name] + lead + verdict.reason
        code = f"import-{verdict.relation}"
        self.found.append(Diagnostic(code, "warning", message, place, row.item, related=related, hint=hint))

    def reason(self, row: _Paired, name: str, value: Any, verdict: Verdict) -> None:
        """A cell that discloses more widely: allowed with a reason, which the table does not give."""
        self.counts["reasons"] += 1
        read = row.reading.cells[name]
        self.reasons.setdefault(row.item, {})[name] = read.node if value == read.value else _node(name, value)
        message = FIELD_NAMES[name] + Text("：", ": ") + verdict.reason
        hint = Text(
            "已写成注释，请写明 reason 后删去井号",
            "it stands in the file as a comment: give the reason and delete the #",
        )
        self.tell("import-reason", message, row.place(read.entries[0]), row.item, hint=hint)

    # --- bodies ------------------------------------------------------------------------------------------------------

    def body(self, row: _Paired, item: Item) -> None:
        """The offices that a row names for the roles of its body."""
        read = row.reading.cells.get("body")
        said = words("body", item.body, self.registry).zh
        if read is None or not read.text or self.said("body", item.body) == bare(read.text):
            return
        understood = read.value is not None and read.state == "read"
        if understood and read.value.expression == item.body.expression:
            return
        named = None if understood else offices(read.text, item.body, self.registry.bodies)
        if named is None:
            self.strange[" ".join(read.text.split()), said].append(row)
            return
        for role, office in named:
            self.offices[role.role, role.at or self.level].append(Use(row.item, office, row.place(read.entries[0])))

    def tell_bodies(self) -> None:
        """The bodies of which nobody can tell which offices hold which roles, each once."""
        for (text, said), rows in self.strange.items():
            self.counts["bodies"] += len(rows)
            message = Text(
                "不能确定“{0}”是标准指引中“{1}”的哪个机关",
                "which offices “{0}” are for “{1}” of the guideline is not certain",
            ).format(text, said)
            if len(rows) > 1:
                message += Text(f"（共 {len(rows)} 行）", f" ({len(rows)} rows)")
            places = [row.place(row.reading.cells["body"].entries[0]) for row in rows]
            related = tuple((each, Text("同样的写法", "the same words")) for each in places[1:_SHOWN])
            hint = Text("请在 bodies 中填写", "fill it in under `bodies`")
            found = Diagnostic("import-body", "warning", message, places[0], rows[0].item, related=related, hint=hint)
            self.found.append(found)

    # --- channels ----------------------------------------------------------------------------------------------------

    def channels(self, row: _Paired, item: str, read: Read) -> list[str]:
        """The channels of the table's own that a cell names; addresses and local names are noted for their channels."""
        ids = read.value.ids if read.value is not None else ()
        found: list[str] = []
        strange: list[str] = []
        for left in read.left:
            if address := _ADDRESS.fullmatch(left.text):
                self.address(row, item, ids, read.text, address[0], left.entry)
            elif key := self.called(left.text):
                self.labels.setdefault(key, left.text)
                if key not in ids:
                    found.append(key)
            elif _CHANNEL.fullmatch(left.text) and not has_personal_number(left.text):
                found.append(self.own_channel(left.text))
            else:
                strange.append(left.text)
                continue
            self.taken.add(left.text)
        rest = [key for key in self.carried_channels(item) if key not in (*ids, *found)]
        if len(strange) == len(rest) == 1 and not has_personal_number(
            strange[0]
        ):  # a name of its own for the one that is left
            self.labels.setdefault(rest[0], strange[0])
            self.taken.add(strange[0])
            found += rest
        return found

    def carried_channels(self, item: str) -> list[str]:
        """The channels of a row as a file of ours carries them unseen."""
        node = self.given.carried.rows.get(item, {}).get("channels")
        return [*node] if isinstance(node, list | tuple) else []

    def called(self, text: str) -> str | None:
        """The registry's channel that a local name plainly is: 庄河市人民政府网站 is the 政府网站."""
        rest = fold(text).removeprefix(fold(self.who.name))
        if rest == fold(text):
            return None
        if rest in self.labels_known:
            return self.labels_known[rest]
        return next((key for key, pattern in _CALLED.items() if pattern.fullmatch(rest)), None)

    def own_channel(self, label: str) -> str:
        """The id of a channel that the registries do not have."""
        for key, known in self.own.items():
            if fold(known) == fold(label):
                return key
        key = id_of(label, {*self.registry.channels, *self.own}, otherwise="channel")
        self.own[key] = label
        return key

    def address(self, row: _Paired, item: str, ids: Sequence[str], text: str, address: str, entry: Entry) -> None:
        """An address in a cell: of the channel right before it, else of the only one that is online."""
        before = text[: text.find(address)]
        names = {key: before.rfind(self.registry.channels[key].name.zh) for key in ids if key in self.registry.channels}
        last = max(names, key=lambda key: names[key], default=None)
        online = [
            key for key in ids if key in self.registry.channels and self.registry.channels[key].nature == "online"
        ]
        key = last if last and names[last] >= 0 else online[0] if len(online) == 1 else None
        if key is None or not address.startswith("http"):
            message = Text(
                "不能确定地址“{0}”属于哪个渠道，没有写入",
                "which channel the address “{0}” is of is not certain; not written",
            )
            self.tell("import-address", message.format(address), row.place(entry), item)
            return
        self.addresses[key].append(Use(item, address, row.place(entry)))

    # --- notes -------------------------------------------------------------------------------------------------------

    def notes(self, row: _Paired, item: str) -> None:
        """What a row says that is no duty: columns of the table's own, section, telephone, 三级事项, stage, remark."""
        cells = row.reading.cells
        said = self.rows[item]
        for name in ("section", "title3"):
            if (read := cells.get(name)) and read.text and self.may_say(row, read.text, read.entries[0]):
                said[name] = read.text
        if (read := cells.get("stage")) and read.value:
            said["stage"] = read.node
        if (read := cells.get("phone")) and read.text:
            self.phone(row, said, read)
        columns: dict[str, str] = {}
        if (read := cells.get("note")) and read.text and self.may_say(row, read.text, read.entries[0]):
            columns["备注"] = read.text
        for name, text, entry in _columns(row):
            if not self.is_known(row, item, said, name, text):
                self.column(row, said, columns, name, text, entry)
        if columns:
            said["columns"] = columns

    def is_known(self, row: _Paired, item: str, said: dict[str, Any], name: str, text: str) -> bool:
        """Whether a column is one that profiles have a key for, and is dealt with.

        How rows bear on each other our own files say by numbers, which the guidelines say themselves.
        """
        key = OFFICIAL_COLUMNS.get(fold(name).casefold())
        if key == "stage":
            words = [each for each, called in STAGES.items() if called.zh in text or called.en in text]
            if words and (item not in self.items or tuple(words) != self.items[item].stage):
                said["stage"] = words[0] if len(words) == 1 else words
            return bool(words)
        if key in ("section", "title3", "phone") and not has_personal_number(text):
            said[key] = text
            return True
        return bool(row.reading.text("id")) and (key in ("interprets", "responds") or name in _BACK)

    def column(
        self, row: _Paired, said: dict[str, Any], columns: dict[str, str], name: str, text: str, entry: Entry
    ) -> None:
        """A column that no one knows, unless it names persons; an address is where the row is published."""
        address = _ADDRESS.search(text)
        web = address[0] if address and address[0].startswith("http") else None
        key = OFFICIAL_COLUMNS.get(fold(name).casefold())
        if _PERSON.search(name):
            self.private(row, entry, name)
        elif not self.may_say(row, text, entry):
            return
        elif key == "guide" and web:
            said["guide"] = {"url": web}
        elif key == "publish" or _COLUMN.fullmatch(name) or (web == text and _PUBLISHED.search(name)):
            column = re.sub(r"[（(].*$", "", text.replace(web or "", "")).strip(" 、，；:：")
            place = {"column": column or ("" if web else text), "url": web or ""}
            said["publish"] = {**said.get("publish", {}), **{name: each for name, each in place.items() if each}}
        else:
            name = name or f"第{entry.column}栏"
            columns[name if key is None else f"{name}（原表）"] = text

    def phone(self, row: _Paired, said: dict[str, Any], read: Read) -> None:
        """The telephone of an office; the names of persons beside it, and mobile numbers, are left out."""
        numbers = [each for each in _TELEPHONE.findall(read.text) if not has_personal_number(each)]
        rest = _TELEPHONE.sub("", read.text)
        if has_personal_number(read.text) or re.sub(
            r"[\s、，,；;/：:（）()\-转]|电话|咨询|监督|投诉|联系|办公室", "", rest
        ):
            self.private(row, read.entries[0], FIELD_NAMES["phone"].zh)
        if numbers:
            said["phone"] = "、".join(numbers)

    def may_say(self, row: _Paired, text: str, entry: Entry) -> bool:
        """Whether a text has no number of a person in it; one that has is told."""
        if has_personal_number(text):
            self.private(row, entry, row.table.headings.get(entry.column, ""))
            return False
        return True

    def private(self, row: _Paired, entry: Entry, column: str) -> None:
        """A column with names or numbers of persons, told once."""
        key = (row.table.document.name + row.table.grid.name, column)
        if key in self.left_out_columns:
            return
        self.left_out_columns.add(key)
        message = Text(
            "“{0}”一栏有个人的姓名或者号码，没有写入", "the column “{0}” has names or numbers of persons; not written"
        ).format(column)
        hint = Text(
            "目录公开后人人可见，请只写机关的办公电话", "a catalogue is public: give the telephone of the office"
        )
        self.tell("import-private", message, row.place(entry), hint=hint)

    # --- local rows --------------------------------------------------------------------------------------------------

    def add_row(self, row: _Paired) -> None:
        """A row that the guidelines lack."""
        reading = row.reading
        title = reading.text("title") or reading.text("topic")
        if not title:
            message = Text("这一行没有事项名称，没有写入", "the row has no title; not written")
            self.tell("import-no-title", message, row.at)
            return
        seen = (fold(self.area_named(row)), fold(reading.text("topic")), fold(title), fold(reading.text("content")))
        if seen in self.seen:
            self.counts["again"] += 1
            return
        self.seen.add(seen)
        area, topic, item, new = self.ids(row, title)
        full = f"{area}/{topic}/{item}"
        carried = self.given.carried
        own = carried.rows.get(full, {}).get("title")
        node: dict[str, Any] = {"id": item, "title": own if own and own["zh"] == title else title}
        known = carried.topic(area, topic) if new else None
        new = known if known and known["zh"] == new else new
        for name in ("content", "basis", "time_limit", "body", "channels", "audience", "method"):
            node[name] = self.local_cell(row, full, name)
        node["levels"] = [self.level]
        blank = [name for name, stated in node.items() if stated is None]
        why = f"{'、'.join(FIELD_NAMES[each].zh for each in blank)}不明，请补全" if blank else ""
        self.add.put(area, topic, new, draft.Local(node, why))
        self.local[full] = row
        self.notes(row, full)

    def tell_added(self) -> None:
        """The local rows, those that could not be written among them."""
        for full, row in self.local.items():
            title = row.reading.text("title") or row.reading.text("topic")
            why = self.add.why(full)
            if why:
                self.counts["open"] += 1
                message = Text(
                    "标准指引没有“{0}”；作为本地事项还不能写入，写成了注释：{1}",
                    "the guidelines lack “{0}”; it cannot be a local item as it is and stands as a comment: {1}",
                ).format(title, why)
                hint = Text("请补正后删去井号", "put it right and delete the #")
            else:
                self.counts["added"] += 1
                message = Text(
                    "标准指引没有“{0}”，作为本地事项写入", "the guidelines lack “{0}”: written as a local item"
                ).format(title)
                hint = Text("请核对所在领域、一级事项和编号", "check its area, topic and id")
            self.tell("import-added", message, row.at, full, hint=hint, severity="warning" if why else "info")

    def ids(self, row: _Paired, title: str) -> tuple[str, str, str, str | None]:
        """The ids of area, topic and item of a local row, and the topic's title if that is new.

        They are those that the file carries, those of known names, else new ones.
        """
        topic_title = row.reading.text("topic") or title
        carried = row.reading.text("id").split("/")
        if len(carried) == _PARTS and all(re.fullmatch(ID, each) for each in carried):
            area, topic, item = carried
            if area not in self.areas:
                own = self.given.carried.areas.get(area, {}).get("title")
                self.add.area(area, own or self.area_named(row) or topic_title)
            return area, topic, item, None if f"{area}/{topic}" in self.topics else topic_title
        area = self.area_of(row)
        known = self.topics_of.get(area, {})
        topic = next((key for key, each in known.items() if fold(each.title.zh) == fold(topic_title)), "")
        topic = topic or self.add.topic_called(area, topic_title) or ""
        topic = topic or id_of(topic_title, known.keys() | self.add.topic_ids(area), otherwise="topic")
        new = id_of(title, self.items_of.get(f"{area}/{topic}", set()) | self.add.item_ids(area, topic))
        return area, topic, new, None if topic in known else topic_title

    def area_of(self, row: _Paired) -> str:
        """The area of a local row: by its name, else that of most rows of its topic or its table, else one of its own."""
        named = self.area_named(row)
        topic = row.reading.text("topic")
        for text in filter(None, (named, topic)):
            if (found := self.areas_called.get(fold(text.removesuffix("领域")))) is not None:
                return found
        if not named:
            beside = [each for each in self.pairs if each.table is row.table]
            same = [each for each in beside if topic and each.reading.text("topic") == topic]
            areas = Counter(each.item.partition("/")[0] for each in same or beside)
            if areas and areas.most_common(1)[0][1] * 2 > sum(areas.values()):
                return areas.most_common(1)[0][0]
        title = named or topic or row.reading.text("title")
        return self.add.area_called(title) or self.add.area(
            id_of(title, {*self.areas, *self.add.areas}, otherwise="area"), title
        )

    def local_cell(self, row: _Paired, full: str, name: str) -> Any:
        """A cell of a local row as the file states it; None if it has to be filled in first."""
        read = row.reading.cells.get(name)
        if name == "body":
            return self.local_body(row, full, read)
        if read is None or read.state in ("empty", "unsure"):
            return "none" if read is None and name == "time_limit" else None
        if name == "channels":
            own = self.channels(row, full, read)
            value = read.value if read.value is not None and read.value.ids else ChannelsCell("ticked")
            value = value._replace(ids=tuple(dict.fromkeys((*value.ids, *own))))
            return _node(name, value) if value.ids else None
        return None if read.value is None or name in unknown({**_KNOWN, name: read.value}) else read.node

    def local_body(self, row: _Paired, full: str, read: Read | None) -> Any:
        """The body of a local row: a role that the table names, the role of an office, else whoever is concerned, bound to it."""
        if read is None or not read.text:
            return None
        if read.value is not None and read.state == "read":
            return read.node
        place = row.place(read.entries[0])
        if not is_office(read.text):
            return {"role": _CONCERNED, "wording": " ".join(read.text.split())}
        bound = {
            role
            for (role, at), uses in self.offices.items()
            if at == self.level
            for use in uses
            if fold(use.said) == fold(read.text)
        }
        role = next(iter(bound)) if len(bound) == 1 else role_of(read.text, self.registry.bodies) or _CONCERNED
        self.offices[role, self.level].append(Use(full, " ".join(read.text.split()), place))
        return role

    # --- the file ----------------------------------------------------------------------------------------------------

    def outcome(self) -> Outcome:
        """The text of the profile, and what a person has to look at."""
        place = self.place()
        text = self.settled(place)
        self.tell_bodies()
        self.tell_added()
        self.tell_missing()
        file = File(PROFILE_NAME, place, text, None)
        return Outcome((file,), tuple(_gathered(self.found)), tuple(self.summary()), tuple(self.on_cover()))

    def settled(self, place: Path) -> str:
        """The text of the file once nothing is left in it for what no catalogue could be compiled.

        What is wrong is found in the values; of the text, which is emitted once, only what is about it as it stands.
        """
        file = place.as_posix()
        while True:
            tree = self.tree(place)
            if any([self.refuse(each) for each in self.errors(unplaced(tree, PROFILE), file)]):  # noqa: C419  # each, not the first
                continue
            text = self.drafted(place, tree).text()
            again, found = parse(text.encode(), file)
            if again != tree or not isinstance(again, Map):
                raise GapubError(found)
            if not any([self.refuse(each) for each in self.slips(again, text, file)]):  # noqa: C419
                return text

    def drafted(self, place: Path, tree: Mapping[str, Any]) -> draft.Draft:
        """The file that says what is in a tree, with what it proposes."""
        return draft.Draft(
            head=self.head(),
            schema=scaffold.schema_from("profile", place.parent, self.given.project.root),
            tree=tree,
            level=self.level,
            titles={name: item.title.zh for name, item in self.items.items()},
            remarks={
                item: {name: each.remark for name, each in stated.items() if each.remark}
                for item, stated in self.tighten.items()
            },
            proposed=self.proposed(),
            missing=self.lacking(),
            additions=self.add,
        )

    def lacking(self) -> dict[str, str]:
        """The items that the tables lack, with their titles; topics where they lack all items of one."""
        missing = set(self.missing)
        found: dict[str, str] = {}
        for name in self.missing:
            key = name.rpartition("/")[0]
            topic = self.topics[key]
            own = [f"{key}/{each.id}" for each in topic.items if belongs(each, self.level)]
            whole = len(own) > 1 and missing.issuperset(own)
            found[key if whole else name] = topic.title.zh if whole else self.items[name].title.zh
        return found

    def proposed(self) -> dict[str, draft.Proposed]:
        """What needs a reason, and what the rules do not let pass."""
        made = {
            item: draft.Proposed({**fields, "reason": None}, "扩大了公开范围，请写明理由（reason）")
            for item, fields in self.reasons.items()
            if item not in self.tighten
        }
        for item, fields in self.reasons.items():
            if item in self.tighten:
                own = {name: each.node for name, each in self.tighten[item].items()}
                why = "扩大了公开范围，写明理由（reason）后，替换上面的同一条"
                made[item] = draft.Proposed({**own, **fields, "reason": None}, why)
        return self.refused | made

    def errors(self, tree: Map, file: str) -> Iterator[Diagnostic]:
        """For what a catalogue could not be compiled with this tree as the profile."""
        made, wrong = profiles.read(tree, file)
        if made is None:
            raise GapubError(wrong)
        chain = [*self.base.chain, made]
        *_, last = tailor_chain(self.base.plain, chain, self.base.library.registry, only=self.base.areas)
        context = ProfileContext(
            self.common(tree, "", file, chain),
            chain,
            inherit(chain),
            self.base.guidelines,
            last.guidelines,
            whole=False,
            elsewhere=list,
        )
        yield from (each for each in last.found if each.severity == "error")
        for rule in RULES.values():
            if rule.severity == "error" and rule.kind in ("profile", "any") and rule.code not in _OF_TEXT:
                yield from rule.run(context)

    def slips(self, tree: Map, text: str, file: str) -> Iterator[Diagnostic]:
        """For what the text could not be compiled as it stands, comments and all."""
        context = Context(*self.common(tree, text, file, self.base.chain))
        for code in _OF_TEXT:
            yield from RULES[code].run(context)

    def common(self, tree: Map, text: str, file: str, chain: Sequence[Profile]) -> Common:
        """What rules are told of any file."""
        registry = self.base.library.registry
        return file, text, tree, with_own(registry, chain), day_of(registry, None, self.base.baseline.id)

    def refuse(self, finding: Diagnostic) -> bool:
        """Propose what is wrong instead of writing it; whether that was possible."""
        if finding.entity in self.tighten:
            fields = {name: each.node for name, each in self.tighten.pop(finding.entity).items()}
            self.refused[finding.entity] = draft.Proposed(fields, finding.message.zh)
            self.tell("import-refused", finding.message, None, finding.entity, hint=finding.hint)
            return True
        return finding.entity.count("/") == _PARTS - 1 and self.add.refuse(finding.entity, finding.message.zh)

    def place(self) -> Path:
        """Where the profile is to stand."""
        output = self.given.options.output
        if output is not None:
            return output / PROFILE_NAME if output.is_dir() else output
        return self.given.project.catalogues / (self.who.code or self.who.name) / PROFILE_NAME

    def head(self) -> list[str]:
        names = "、".join(Path(each.name).name for each in self.given.documents)
        lines = [f"{self.who.name}的配置文件，由 gapub import 从 {names} 生成。"]
        if any(each.to_verify for each in self.given.documents):
            lines.append("原文件的表格结构系推断，全部内容请对照原文件核对。")
        return lines

    def tree(self, place: Path) -> dict[str, Any]:
        """The profile as plain values."""
        options = self.given.options
        division = {"code": self.who.code, "name": self.who.name} if self.who.code else {"name": self.who.name}
        tree: dict[str, Any] = {}
        if options.extends is not None:
            over = options.extends / PROFILE_NAME if options.extends.is_dir() else options.extends
            tree["extends"] = Path(os.path.relpath(over.resolve(), place.parent.resolve())).as_posix()
        tree |= {"division": division, "level": self.who.level}
        if options.baseline:
            tree["baseline"] = options.baseline
        if self.editions:
            tree["editions"] = [*self.editions]
        tree["cover"] = self.cover()
        tree["bodies"] = self.bodies()
        tree["channels"] = self.local_channels()
        tree["own_channels"] = {key: {"label": label} for key, label in self.own.items()}
        tree["rows"] = self.local_rows()
        tree["tighten"] = [
            {"item": item, **{name: each.node for name, each in self.tighten[item].items()}}
            for item in self.items
            if item in self.tighten
        ]
        tree["add"] = self.add.nodes()
        return {key: value for key, value in tree.items() if value}

    def cover(self) -> dict[str, str]:
        """The facts of the cover that the files state."""
        found: dict[str, str] = {}
        for read in self.given.tables:
            texts = [read.table.document.text, read.table.title, *(each.text for each in read.table.unread)]
            for text in texts:
                for key, pattern in _COVER.items():
                    if key not in found and (stated := pattern.search(text)):
                        found[key] = stated[1].strip()
        if (date := found.get("date")) and (parts := re.findall(r"\d+", date)):
            found["date"] = "-".join([parts[0], *(each.zfill(2) for each in parts[1:])])
        return {key: text for key, text in found.items() if not has_personal_number(text)}

    def on_cover(self) -> Iterator[str]:
        """The texts that belong to no row, and of which the cover has something."""
        patterns = [_COVER[key] for key in self.cover()]
        for read in self.given.tables:
            for entry in read.table.unread:
                if any(pattern.search(entry.text) for pattern in patterns):
                    yield entry.text

    def bodies(self) -> dict[str, Any]:
        """The offices of roles."""
        made: dict[str, dict[str, Any]] = {}
        held = {(each.role, each.at) for item in self.items.values() for each in item.body.expression.roles()}
        for (role, at), uses in self.offices.items():
            stands_for_any = self.registry.bodies[role].kind == "placeholder"
            whole = Counter(name.partition("/")[0] for name in self.held_at_level(role)) if stands_for_any else {}
            bound = settle(filter(self.stands, uses), general=not stands_for_any, whole=whole)
            for one, other in bound.clashes:
                self.clash(one, other)
            entry = made.setdefault(role, {})
            if bound.general is not None and not self.has_above(role, at, bound.general):
                entry[at] = bound.general
            for key, table in (("areas", bound.areas), ("items", bound.items)):
                table = {name: office for name, office in table.items() if not self.has_above(role, at, office, name)}
                if table:
                    entry.setdefault(key, {}).update(sorted(table.items()))
        return {role: self.office(role, entry, held) for role, entry in sorted(made.items()) if entry}

    def stands(self, use: Use) -> bool:
        """Whether the row of a use is part of the catalogue: one of the guidelines, or a local one that could be written."""
        return use.item in self.items or not self.add.why(use.item)

    def held_at_level(self, role: str) -> Iterator[str]:
        """The rows of the level whose bodies name a role, local ones among them; not what the tables lack."""
        yield from (
            name
            for name, item in self.items.items()
            if belongs(item, self.level)
            and name not in self.missing
            and any(each.role == role for each in item.body.expression.roles())
        )
        yield from (use.item for use in self.offices[role, self.level] if use.item not in self.items)

    def office(self, role: str, entry: dict[str, Any], held: Iterable[tuple[str, str | None]]) -> Any:
        """An entry of `bodies`: a plain name where it cannot be taken for the office of another level."""
        others = {at for each, at in held if each == role and at not in (None, self.level)}
        if entry.keys() == {self.level} and not others and self.level == self.who.level:
            return entry[self.level]
        order = {each: i for i, each in enumerate(("city", "county", "township", "village", "areas", "items"))}
        return dict(sorted(entry.items(), key=lambda pair: order[pair[0]]))

    def has_above(self, role: str, at: str, office: str, name: str = "") -> bool:
        """Whether a profile above has the office already."""
        above = self.base.profile
        held = above.holder(role, at, name) if above is not None else None
        return held is not None and held[0] == office

    def clash(self, one: Use, other: Use) -> None:
        """Two rows say different things of one item."""
        message = Text(
            "同一事项的公开主体有两种写法：“{0}”和“{1}”，没有写入",
            "two offices for one item, “{0}” and “{1}”; not written",
        )
        related = ((one.place, Text("另一处在这里", "the other is here")),)
        found = Diagnostic(
            "import-body", "warning", message.format(one.said, other.said), other.place, one.item, related=related
        )
        self.found.append(found)

    def local_channels(self) -> dict[str, Any]:
        """What known channels are called here, and their addresses."""
        made: dict[str, dict[str, Any]] = {key: {"label": label} for key, label in self.labels.items()}
        for key, uses in self.addresses.items():
            bound = settle(filter(self.stands, uses), least=2)
            entry = made.setdefault(key, {})
            if bound.general is not None:
                entry["url"] = bound.general
            entry |= {
                name: dict(sorted(table.items()))
                for name, table in (("areas", bound.areas), ("items", bound.items))
                if table
            }
        order = list(self.registry.channels)
        return dict(sorted(made.items(), key=lambda pair: order.index(pair[0])))

    def local_rows(self) -> dict[str, Any]:
        """What is said of rows; what all rows of an area say is said of the area, unless the tables lack most of it."""
        local = [name for name in self.rows if name not in self.items and not self.add.why(name)]
        order = [*self.items, *local]
        rows = {name: dict(self.rows[name]) for name in order if self.rows.get(name)}
        by_area: dict[str, list[str]] = {}
        for name in (*(each.item for each in self.pairs), *local):
            by_area.setdefault(name.partition("/")[0], []).append(name)
        made: dict[str, dict[str, Any]] = {}
        for area, names in by_area.items():
            lacking = sum(name.startswith(f"{area}/") for name in self.missing)
            shared = _shared([rows.get(name, {}) for name in names]) if len(names) > max(1, lacking) else {}
            if shared:
                made[area] = shared
            for name in names:
                if own := _without(rows.get(name, {}), shared):
                    made[name] = own
        return made

    def tell_missing(self) -> None:
        """The rows that the table lacks, by area, and the areas that it lacks."""
        by_area: dict[str, list[str]] = {}
        for name in self.missing:
            by_area.setdefault(name.partition("/")[0], []).append(name)
        for area, names in by_area.items():
            self.counts["missing"] += len(names)
            titles = Text("、", ", ").join(self.told_apart(each, names) for each in names[:_SHOWN])
            more = Text("等", " …") if len(names) > _SHOWN else Text("", "")
            message = Text("原表缺少{0}的 {1} 个事项：", "the table lacks {1} item(s) of {0}: ").format(
                self.areas[area].title, len(names)
            )
            hint = Text(
                "确实不列入的，在文件的注释中填写 ground 和 reason 后删去井号；不填的照列",
                "to leave them out, give ground and reason in the comments of the file and delete the #; others stay",
            )
            self.tell("import-missing-rows", message + titles + more, None, area, hint=hint)
        covered = {each.item.partition("/")[0] for each in self.pairs}
        lacking = [
            each
            for each in self.areas.values()
            if each.area not in covered and any(belongs(item, self.level) for _, item in each.rows())
        ]
        if lacking and not self.given.options.area:
            lacked = Text("、", ", ").join(each.title for each in lacking[:_SHOWN]) + (
                Text("等", " …") if len(lacking) > _SHOWN else Text("", "")
            )
            message = (
                Text("原表没有 {0} 个领域：", "the tables have nothing of {0} area(s): ").format(len(lacking)) + lacked
            )
            hint = Text("目录照列这些领域；不列入的用 omit", "they stay in the catalogue; use omit to leave one out")
            self.tell("import-missing-areas", message, None, hint=hint, severity="info")

    def told_apart(self, name: str, names: Sequence[str]) -> Text:
        """The title of an item, with its topic's where others are called the same."""
        title = self.items[name].title.zh
        alike = sum(self.items[each].title.zh == title for each in names) > 1
        return Text.same(f"{self.topics[name.rpartition('/')[0]].title.zh}/{title}" if alike else title)

    def summary(self) -> Iterator[Text]:
        """What the import comes to, in lines."""
        count = self.counts
        local = count["added"] + count["open"]
        rows = [
            (len(self.pairs), "行与标准指引对应", "paired with the guidelines"),
            (local, "行为本地事项", "local"),
            (count["unsure"], "行不能确定", "uncertain"),
            (count["others"], "行属于其他层级", "of other levels"),
            (count["again"], "行重复", "repeated"),
        ]
        cells = [
            (count["cells"], "栏从严规定已写入", "stricter cells written"),
            (count["weaker"], "栏弱于或者无法比较，没有写入", "weaker or incomparable, not written"),
            (count["reasons"], "栏须写理由", "in need of a reason"),
            (count["missing"], "项原表没有，是否不列入待定", "items that the tables lack, to be decided on"),
        ]
        for lead, parts in ((Text(f"{count['rows']} 行", counted(count["rows"], "row")), rows), (Text("", ""), cells)):
            told = [Text(f"{number} {zh}", f"{number} {en}") for number, zh, en in parts if number]
            if told:
                yield (lead + Text("：", ": ") if lead.zh else lead) + Text("；", "; ").join(told)

    def tell(
        self,
        code: str,
        message: Text,
        place: Place | None,
        entity: str = "",
        *,
        hint: Text | None = None,
        severity: Any = "warning",
    ) -> None:
        """Note a finding."""
        self.found.append(Diagnostic(code, severity, message, place, entity, hint=hint))


_KNOWN: Final = {
    "content": (),
    "basis": ("",),
    "time_limit": NONE,
    "channels": ChannelsCell("ticked"),
    "audience": AudienceCell(True),
    "levels": (),
}
"""A row of which all is known."""
_OF_TEXT: Final = ("identity-number", "direction-character")
"""The rules whose errors are about a file as it stands, comments and all."""
_CONCERNED: Final = "departments-concerned"
"""The role that stands for whoever is concerned."""
_ADDRESS: Final = re.compile(r"(?i:https?://|www\.)[^\s，。；、（）《》“”【】]+")
_CALLED: Final = {
    "website": re.compile(r"(人民)?政府(门户)?网站?"),
    "village-board": re.compile(r"(村务|居务|党务|社区|单位)*公[开示]栏"),
}
"""What places call channels of the official form, behind their own name."""
_CHANNEL: Final = re.compile(
    r".{2,30}(网站|网|平台|公众号|服务号|订阅号|微信|微博|抖音|客户端|小程序|APP|App|app|端|栏|屏|墙|厅|大厅|中心|站|点|室|馆|窗口|报|报纸|广播"
    r"|电视|频道|热线|系统|信箱|邮箱|会|群|册|手册|简报|年鉴)([（(][^（()）]*[）)])?"
)
"""How channels are called; any other words of a cell stay words."""
_PERSON: Final = re.compile(r"联系人|负责人|责任人|经办人|联络员|姓名|填报人|审核人|校对|分管领导|手机")
_SEVERAL: Final = ("其他信息", "Further information", "其他信息 Further information")
"""The column of our own files that holds whatever is said of a row besides."""
_BACK: Final = ("解读见", "反馈见")
"""What our own files say of a row that others interpret or respond to: they say it themselves."""
_PUBLISHED: Final = re.compile(r"网址|链接|地址|公开位置|公开栏目|URL|url")
_COLUMN: Final = re.compile(r"(公开|发布|网站)?(栏目|位置)(名称)?")
_TELEPHONE: Final = re.compile(
    r"(?<!\d)(?:0\d{2,3}[-－—]?\d{7,8}|[2-9]\d{6,7}|12\d{3}|9[56]\d{3,4}|400[- ]?\d{3}[- ]?\d{4})(?!\d)"
)
_COVER: Final = {
    "office": re.compile(r"(?:编制|填报|填表)(?:单位|机关|部门)[：:][ \u3000]*([^\s；;，,：:]{2,40})(?=[\s；;，,]|$)"),
    "date": re.compile(
        r"(?:编制|填报|填表|发布|公布|制定|印发|更新)(?:日期|时间)[：:][ \u3000]*(\d{4}\s*[-年./]\s*\d{1,2}(?:\s*[-月./]\s*\d{1,2})?)"
    ),
    "version": re.compile(r"(?<!非官方)版本(?:号)?[：:][ \u3000]*([^\n；;，,]{1,20})"),
    "phone": re.compile(r"(?:联系|咨询|办公)?电话[：:][ \u3000]*(0\d{2,3}[-－—]?\d{7,8}|[2-9]\d{6,7})"),
}


def _gathered(found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """The findings; where cells of a sheet are held against the guideline with the same result, once with all these cells."""
    alike: dict[tuple[object, ...], list[Diagnostic]] = {}
    for n, each in enumerate(found):
        place = each.place if each.code in _ALIKE else None
        alike.setdefault((each.code, each.message, place.file, place.sheet) if place else (n,), []).append(each)
    for first, *others in alike.values():
        places = list(dict.fromkeys(each.place for each in (first, *others) if each.place))
        if len(places) == 1 or not others:
            yield from (first, *others)
            continue
        cells = [Text.same(f"{column_letters(each.column)}{each.line}") for each in sorted(places)]
        more = Text("（共 {} 行：{}）", " ({} rows: {})").format(len(cells), Text("、", ", ").join(cells))
        yield first._replace(message=first.message + more)


_ALIKE: Final = frozenset({"import-weaker", "import-incomparable", "import-reason"})


def _columns(row: _Paired) -> Iterator[tuple[str, str, Entry]]:
    """The columns of a row that no name fits, by their headings; one that holds several, of ours, parted line by line."""
    for heading, entry in row.reading.row.columns.items():
        name = " ".join(heading.split())
        lines = entry.text.splitlines() if name in _SEVERAL else [" ".join(entry.text.split())]
        for line in filter(None, (each.strip() for each in lines)):
            label, mark, text = line.partition("：") if name in _SEVERAL else (name, "", line)
            if line not in ("/", "—", "-"):
                yield (label, text, entry) if mark or name not in _SEVERAL else (name, line, entry)


def _fullness(row: _Paired) -> int:
    """How many cells a row has that say something."""
    return sum(bool(each.text or each.entries) for each in row.reading.cells.values())


def _says_some(name: str, read: Read) -> bool:
    """Whether the words that a cell keeps leave a value that can be judged by itself."""
    return name in ("channels", "basis", "content", "audience") and read.value is not None


def _document(unnamed: str | None) -> bool:
    """Whether words name a document that no registry has: by its title or its number."""
    return unnamed is not None and re.search(r"《.+》|〔\d{4}〕", unnamed) is not None


def _node(name: str, value: Any) -> Any:
    """A value of a cell as a file states it."""
    if name == "content":
        return content.node(value)
    shape = BY_NAME[name].shape
    assert isinstance(shape, Either)
    typed = shape.typed or (shape.sequence and shape.sequence.typed)
    assert typed is not None
    return typed.node(value)


def _shared(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What all of these say."""
    first, *others = rows
    shared: dict[str, Any] = {}
    for key, value in first.items():
        if key == "columns":
            same = {
                name: text
                for name, text in value.items()
                if all(each.get(key, {}).get(name) == text for each in others)
            }
            if same:
                shared[key] = same
        elif key != "title3" and all(each.get(key) == value for each in others):
            shared[key] = value
    return shared


def _without(row: Mapping[str, Any], shared: Mapping[str, Any]) -> dict[str, Any]:
    """What a row says besides what is said of its area."""
    own: dict[str, Any] = {}
    for key, value in row.items():
        if key == "columns":
            value = {name: text for name, text in value.items() if name not in shared.get(key, {})}
            if value:
                own[key] = value
        elif key not in shared:
            own[key] = value
    return own
