"""A difference in words: what every format prints, so that they cannot disagree.

First the summary: a sentence, and how many changes of each kind each area has. Then each area, its own changes and its
rows; a row has its title, what is said of its identity, and its changes with the old and the new value. The fields of
these values are those of the JSON, in its order (`form`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from gapub.diagnostics import Text
from gapub.diagnostics.text import Language
from gapub.diff import decisions, values
from gapub.diff.comparison import Diff
from gapub.diff.facts import Link, Nodes, Path, full_id
from gapub.diff.judge import Change
from gapub.diff.kinds import ASKS, KINDS, QUIET, asked
from gapub.diff.values import Words
from gapub.model import cellwords
from gapub.model.cellwords import listed
from gapub.model.fields import CELLS, FIELD_NAMES, FIELDS, LOCAL
from gapub.model.registry import TABLE_NAMES
from gapub.render.notes import PARTICIPATION

if TYPE_CHECKING:
    from gapub.diff.impact import Impact
    from gapub.diff.profiles import Tailored


class Line(NamedTuple):
    """A change in words; `field` is the name of its field.

    `was` and `now` are empty where there is nothing to show, and never read the same; `short` says both in one phrase;
    `of` names a part of a split.
    """

    kind: str
    field: str | None
    was: Words
    now: Words
    short: Text | None = None
    why: Text | None = None
    of: Text | None = None

    @property
    def either_way(self) -> bool:
        """Whether the kind does not say by itself which of two sides a value stands on."""
        return KINDS[self.kind].mirror == self.kind

    @property
    def label(self) -> Text:
        """What the change is called, with its field where the kind does not name it; of a part of a split, its title first."""
        kind = KINDS[self.kind]
        named = self.field is not None and (kind.of_field or self.kind in _NAMING)
        own = kind.label_of(FIELD_NAMES[self.field] if self.field and named else None)
        return self.of + Text("：", ": ") + own if self.of else own


_NAMING: Final = ("renamed", "reordered", "area-changed", "scope-changed", "topic-renamed")
"""Kinds that may mean several fields, though their words name none."""


class Identity(NamedTuple):
    """How it is known that the rows of both sides are the same, and with what likeness if that is a guess.

    `basis` says of a stated lineage whether it was seen or inferred; a catalogue does not say.
    """

    how: str
    score: float | None
    basis: str | None


class Row(NamedTuple):
    """A row, or what a row became: its names on both sides, how that is known, and its changes.

    What one side has alone has no `identity`; it has its `cells`.
    """

    title: Text
    old: tuple[str, ...]
    new: tuple[str, ...]
    identity: Identity | None
    changes: tuple[Line, ...]
    cells: Mapping[str, Words]

    @property
    def note(self) -> Text | None:
        """How it is known that the rows are the same; nothing where they have the same id."""
        match self.identity:
            case Identity("likeness", score, _):
                template = Text("推测为同一事项（相似度{}%），请核对", "proposed as the same item (similarity {} %)")
                return template.format(round(100 * (score or 0)))
            case Identity("duty", _, _):
                return Text("要求相同，认作同一事项", "treated as the same item: equal duties")
            case Identity("formerly", _, basis):
                return _LINEAGE[basis]
        return None


_LINEAGE: Final = {
    "inferred": Text("沿革系推断", "lineage inferred"),
    "seen": Text("沿革已见", "lineage seen"),
    None: Text("依据事项所载的沿革", "by the lineage stated in the item"),
}


class Area(NamedTuple):
    """An area: how many changes of each kind it has, what changed in it as a whole, and its rows."""

    id: str
    title: Text
    sentence: Text
    counts: dict[str, int]
    changes: tuple[Line, ...]
    rows: tuple[Row, ...]


class Named(NamedTuple):
    """A row by its id on both sides and its title."""

    old: str
    new: str
    title: Text


class Entry(NamedTuple):
    """An entry of the registries that changed, and the rows whose words change with it."""

    table: str
    id: str
    title: Text
    change: Line
    rows: tuple[Named, ...]

    @property
    def of(self) -> Text:
        """What kind of entry it is, and its name: 「公开主体：教育部门」."""
        return TABLE_NAMES[self.table] + Text("：", ": ") + self.title

    @property
    def touches(self) -> Text:
        """How many rows change with it."""
        if not self.rows:
            return Text("不涉及具体事项", "touches no item by itself")
        return Text("涉及{}个事项", "items touched: {}").format(len(self.rows))

    @property
    def by_area(self) -> dict[str, list[str]]:
        """The rows as the new side calls them, by area: topic and item."""
        found: dict[str, list[str]] = {}
        for each in self.rows:
            area, _, rest = each.new.partition("/")
            found.setdefault(area, []).append(rest)
        return found


REGISTRIES: Final = Text("登记册", "Registries")
"""What heads the entries that changed."""


class Profiled(NamedTuple):
    """A profile that differs, and what that makes of the catalogue of a level: nothing where no row shows it.

    `state`: `changed`, `unsettled`, `added` or `removed`. `below` are the profiles that extend it and did not change.
    """

    file: str
    division: str
    level: str
    state: str
    below: tuple[str, ...]
    report: Report | None

    @property
    def sentence(self) -> Text:
        """What happened to the profile, or what it changes."""
        if self.report is None:
            return _STATES[self.state]
        return (
            Text("；", "; ").join([_STATES[self.state], self.report.sentence])
            if self.state == "unsettled"
            else self.report.sentence
        )

    @property
    def extended(self) -> Text | None:
        """Which profiles extend it, if any."""
        if not self.below:
            return None
        template = Text("下级配置文件{}个：{}", "profiles that extend it: {} ({})")
        return template.format(len(self.below), listed(map(Text.same, self.below)))


_STATES: Final = {
    "changed": Text("配置文件有改动，目录各行没有变化", "the profile changed, no row of its catalogues did"),
    "unsettled": Text(
        "留有升级冲突，处理前不能编译，所涉条目没有计入",
        "conflicts of an upgrade are not settled; it cannot be compiled, and their entries are not counted",
    ),
    "added": Text("新增配置文件", "profile added"),
    "removed": Text("取消配置文件", "profile removed"),
}


class Report(NamedTuple):
    """A difference in words; `counts` has the kinds that occur, in the order of the registry of kinds."""

    old: str
    new: str
    level: str | None
    sentence: Text
    counts: dict[str, int]
    registry: tuple[Entry, ...]
    areas: tuple[Area, ...]
    profiles: tuple[Profiled, ...] = ()

    @property
    def registry_counts(self) -> dict[str, int]:
        """How many entries of the registries changed, by kind."""
        count = Counter(each.change.kind for each in self.registry)
        return {kind: count[kind] for kind in KINDS if kind in count}


# --- from changes to words -------------------------------------------------------------------------------------------

NOTHING = Text("没有差别", "no differences")


def report(difference: Diff, *, only: Collection[str] = ()) -> Report:
    """The report of a difference, of these kinds only if any are named."""
    shown = [each for each in difference.changes if not only or each.kind in only]
    writer = _Writer(difference)
    areas: dict[str, list[Change]] = {}
    for each in shown:
        if not each.entity:
            areas.setdefault(each.area, []).append(each)
    return Report(
        old=difference.old.label,
        new=difference.new.label,
        level=difference.old.level or difference.new.level,
        sentence=_sentence(shown),
        counts=_counts(shown),
        registry=tuple(writer.entry(each) for each in shown if each.entity),
        areas=tuple(writer.area(area, changes) for area, changes in areas.items()),
    )


def with_profiles(whole: Report, profiles: Iterable[Tailored], *, only: Collection[str] = ()) -> Report:
    """The report with what changes in profiles make of their catalogues."""
    told = tuple(
        Profiled(*each[:5], report(each.difference, only=only) if each.difference else None) for each in profiles
    )
    if not told:
        return whole
    count = Text("配置文件变动{}个", "profiles changed: {}").format(len({each.file for each in told}))
    sentence = count if whole.sentence == NOTHING else listed((whole.sentence, count), "、", ", ")
    return whole._replace(profiles=told, sentence=sentence)


def _counted(change: Change) -> Any:
    """What a change is counted by: a row that has a new title and a new id is renamed once."""
    return (*change[:3], None if change.kind == "renamed" else change[3:6], change.entity)


def _counts(changes: Iterable[Change]) -> dict[str, int]:
    count = Counter(kind for kind, *_ in dict.fromkeys(map(_counted, changes)))
    return {kind: count[kind] for kind in KINDS if kind in count}


def _sentence(changes: Iterable[Change]) -> Text:
    """How many changes there are of each kind and field, in one sentence."""
    once = {_counted(each): each for each in changes}.values()
    count = Counter((each.kind, each.field if KINDS[each.kind].of_field else None) for each in once)
    loud = [key for key in count if key[0] not in QUIET]
    if not count:
        return NOTHING
    order = {kind: i for i, kind in enumerate(KINDS)}
    fields = {field: i for i, field in enumerate((None, "title", *FIELDS, *(each.name for each in LOCAL)))}
    keys = sorted(loud or count, key=lambda key: (order[key[0]], fields[key[1]]))
    counted = (KINDS[kind].counted(count[kind, field], FIELD_NAMES.get(field or "", NOTHING)) for kind, field in keys)
    return listed(counted, "、", ", ")


class _Writer:
    """Puts the changes of one difference into words."""

    def __init__(self, difference: Diff) -> None:
        self.difference = difference
        self.sides = (
            (difference.old_nodes, difference.old.registry),
            (difference.new_nodes, difference.new.registry),
        )
        self.made: dict[tuple[str, int, int], Words] = {}
        self.links: dict[Path, Link] = {
            path: link for link in difference.links for path in (*link.old, *link.new) if len(path) == 3
        }

    def area(self, area: str, changes: list[Change]) -> Area:
        own = list[Change]()
        rows: dict[tuple[tuple[Path, ...], tuple[Path, ...]], list[Change]] = {}
        for each in changes:
            path = (*each.new, *each.old)[0]
            if len(path) < 3:
                own.append(each)
            else:  # what was split or merged together stands together
                link = self.links.get(path)
                rows.setdefault((link.old, link.new) if link else (each.old, each.new), []).append(each)
        return Area(
            id=area,
            title=self.area_title(changes[0]),
            sentence=_sentence(changes),
            counts=_counts(changes),
            changes=tuple(self.line(each) for each in own),
            rows=tuple(self.row(old, new, each) for (old, new), each in rows.items()),
        )

    def entry(self, change: Change) -> Entry:
        """An entry of the registries with the rows that name it."""
        assert change.entity
        table, name = change.entity
        was, now = values.entry(change.was, change.now, self.difference.new.registry)
        was, now = values.told_apart(was, now, (change.was, change.now), registry=self.difference.new.registry)
        titles = [values.entry_title(table, name, each) for each in (change.was, change.now)]
        links = dict.fromkeys(self.links[path] for path in change.new)
        rows = (
            Named(full_id(one), full_id(other), self.sides[1][0][other].value.title)
            for link in links
            for one, other in product(link.old, link.new)
        )
        title = Text(*(" → ".join(dict.fromkeys(each)) for each in zip(*titles, strict=True)))
        return Entry(table, name, title, Line(change.kind, None, was, now), tuple(rows))

    def area_title(self, change: Change) -> Text:
        if change.kind in _OF_DECISIONS:
            return PARTICIPATION._replace(en=PARTICIPATION.en.capitalize())
        for paths, (side, _) in ((change.new, self.sides[1]), (change.old, self.sides[0])):
            if paths and paths[0]:
                title: Text = side[paths[0][:1]].value.title
                return title
        return Text("各领域的次序", "the order of areas")

    def row(self, old: tuple[Path, ...], new: tuple[Path, ...], changes: list[Change]) -> Row:
        link = self.links.get((*new, *old)[0])
        was, now = (_titles(paths, side) for paths, (side, _) in zip((old, new), self.sides, strict=True))
        title = Text(*(" → ".join(dict.fromkeys(filter(None, each))) for each in zip(was, now, strict=True)))
        parted = len(old) > 1 or len(new) > 1
        return Row(
            title=title,
            old=tuple(map(full_id, old)),
            new=tuple(map(full_id, new)),
            identity=Identity(link.how, link.score, self.basis(link)) if link else None,
            changes=tuple(self.line(each, parted=parted) for each in changes),
            cells={} if link else self.cells(changes[0]),
        )

    def cells(self, change: Change) -> dict[str, Words]:
        """The cells of a row that one side has alone."""
        side = 1 if change.new else 0
        nodes, registry = self.sides[side]
        item = nodes[(change.new or change.old)[0]].value
        cells = {}
        for field in FIELDS:
            cell = getattr(item, field)
            key = (field, id(cell), side)  # rows take most cells over from their file, so that they are the same value
            if key not in self.made:
                self.made[key] = values.cell(field, cell, registry)
            cells[field] = self.made[key]
        return cells

    def basis(self, link: Link) -> str | None:
        """Whether the lineage that rows state was seen or is inferred, if they are linked by it."""
        if link.how != "formerly":
            return None
        named = (side[path].value for paths, (side, _) in zip(link[:2], self.sides, strict=True) for path in paths)
        stated = {item.formerly_basis for item in named if item.formerly}
        return "inferred" if "inferred" in stated else "seen" if stated == {"seen"} else None

    def line(self, change: Change, *, parted: bool = False) -> Line:
        if change.kind in _OF_DECISIONS:
            return Line(change.kind, None, change.was, change.now, of=decisions.title(change))
        was, now = (self.value(change, i, value) for i, value in enumerate((change.was, change.now)))
        behind = (change.was, change.now), (change.old, change.new)
        was, now = values.told_apart(was, now, *behind, registry=self.difference.new.registry)
        of = None
        if parted and len(change.old) == len(change.new) == 1:
            link = self.links[change.new[0]]
            of = _titles(*((change.old, self.sides[0][0]) if len(link.old) > 1 else (change.new, self.sides[1][0])))
        why = change.why if change.why and change.why.zh else self.omission(change)
        return Line(change.kind, change.field, was, now, values.short(change.was, change.now), why, of)

    def omission(self, change: Change) -> Text | None:
        """On what ground a locality left a row out, where one side is its catalogue."""
        if change.kind in ("removed", "merged"):
            paths, omitted = change.old, self.difference.new.omitted
        elif change.kind in ("added", "split"):
            paths, omitted = change.new, self.difference.old.omitted
        else:
            return None
        return next((omitted[name] for name in map(full_id, paths) if name in omitted), None)

    def value(self, change: Change, side: int, value: Any) -> Words:
        nodes, registry = self.sides[side]
        paths = (change.old, change.new)[side]
        if change.kind in _TITLED:
            return tuple(nodes[path].value.title for path in paths)
        if value is None or change.kind in ("added", "removed", "carried", "renewed"):
            return ()
        if change.kind == "moved":
            return (_trail(value, nodes),)
        if change.kind == "reordered" and change.field is None:
            return tuple(nodes[*paths[0], name].value.title for name in value)
        if change.kind.startswith("basis-"):
            return (cellwords.basis(value, registry),)
        if change.field in CELLS and len(paths[0]) == 3:
            return values.cell(change.field, value, registry)
        return values.plain(change.field, value)


_OF_DECISIONS: Final = ("decision-added", "decision-removed", "decision-changed")
_TITLED: Final = ("split", "merged", "area-added", "area-removed", "topic-added", "topic-removed")
"""Kinds whose values are the titles of what they are about."""


def _titles(paths: Iterable[Path], side: Nodes) -> Text:
    return listed((side[path].value.title for path in paths), "、", "; ")


def _trail(path: Path, side: Nodes) -> Text:
    """Area and topic: 「户籍管理／出生登记」."""
    return listed((side[path[: i + 1]].value.title for i in range(len(path))), "／", " / ")


# --- what the formats do alike ---------------------------------------------------------------------------------------


UNTOUCHED: Final = Text("没有影响", "no effect")
BROKEN: Final = Text("不再有效", "no longer valid")
_GAINS: Final = Text("增加事项", "gains items:")
_LOSES: Final = Text("减少事项", "loses items:")
_MAIN: Final = ("content", "time_limit", "body")
"""The cells that short formats show of a row that one side has alone."""


class Writer:
    """Puts the parts of a report into one language, escaped; a format lays them out."""

    gap = " "
    """What stands between a name and what is said of it."""
    heads = (Text("领域", "area"), Text("合计", "total"))
    """What heads the areas of the table, and the sum below them."""

    def __init__(self, lang: Language) -> None:
        """A writer of `zh`, `en`, or both: with a stroke between them, unless they are the same."""
        self.lang = lang

    def escape(self, text: str) -> str:
        """The text as it stands for itself in the format."""
        return text

    def words(self, text: Text) -> str:
        """A text in the language, not escaped."""
        if self.lang == "both" and text.zh != text.en:
            return " / ".join(text)
        return text.en if self.lang == "en" else text.zh

    def say(self, text: Text) -> str:
        """A text in the language."""
        return self.escape(self.words(text))

    def value(self, words: Words) -> str:
        """A value, its entries one after the other."""
        return self.say(listed(words, "；", "; "))

    def main_cells(self, row: Row) -> Iterator[tuple[str, str]]:
        """The names and values of the cells that short formats show of a row that one side has alone."""
        return ((self.say(FIELD_NAMES[field]), self.value(row.cells[field])) for field in _MAIN if field in row.cells)

    def kinds(self, kinds: Iterable[str]) -> str:
        """What kinds of changes are called, one after the other."""
        return self.say(listed((KINDS[kind].label for kind in kinds), "、", ", "))

    def table(self, report: Report) -> list[list[str]]:
        """The table of areas: heads, a row an area with how many changes ask what, and the total."""
        return [
            [self.say(self.heads[0]), *map(self.say, ASKS.values()), ""],
            *([self.say(area.title), *asked(area.counts), self.say(area.sentence)] for area in report.areas),
            *(
                [[self.say(REGISTRIES), *asked(report.registry_counts), self.kinds(report.registry_counts)]]
                if report.registry
                else []
            ),
            [self.say(self.heads[1]), *asked(report.counts), ""],
        ]

    def turnovers(self, impact: Impact) -> Iterator[tuple[str, str, Sequence[tuple[str, Text]]]]:
        """For each catalogue that gains or loses rows: that and how many, the sign, and the rows by id and title."""
        from gapub.build.select import TITLES

        for level in impact.levels:
            for turn, sign, rows in ((_GAINS, "+", level.gains), (_LOSES, "-", level.loses)):
                if rows:
                    yield f"{self.say(TITLES[level.level])}{self.gap}{self.say(turn)} {len(rows)}", sign, rows
