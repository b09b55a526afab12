"""The one view of a catalogue that feeds every printed format, so that formats cannot disagree.

The view lays a catalogue out as the official table (国办发〔2019〕54号): merged 一级事项 cells, ■/□ boxes, √ ticks. It holds
words only; a renderer adds markup and escapes. Every text cell is a tuple of lines, each with its language.

Rows say the same things again and again, in one catalogue and in the next, so each distinct cell is laid out once for all of
them, here and in the renderers. Hence the values are named tuples, which are hashed in C. What is kept is bounded, is found
by all that it depends on, and points at no catalogue: a catalogue is laid out as if it were alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain, groupby
from operator import attrgetter
from typing import Any, Final, NamedTuple, TypeAlias

from gapub.diagnostics import Text
from gapub.model.catalogue import (
    Area,
    Audience,
    Basis,
    Body,
    Catalogue,
    Channel,
    Channels,
    Element,
    Ended,
    Item,
    Role,
    Source,
    Traced,
)
from gapub.model.fields import CELLS, FIELD_NAMES
from gapub.model.text import EVIDENCE_STATUS, GROUPS, LEVELS, METHODS, PUBLIC, RECALLED_MARK, UNKNOWN, numbered
from gapub.render.cells import COMMA, Localizer, Say, bare, localizer
from gapub.render.cells import Cell as Cell
from gapub.render.cells import Line as Line
from gapub.render.facts import OF_ITSELF, Fact, Relations, of_itself, of_others
from gapub.render.labels import BOX as BOX
from gapub.render.labels import COLUMNS as COLUMNS
from gapub.render.labels import LABELS as LABELS
from gapub.render.labels import LISTS as LISTS
from gapub.render.labels import TEXTS as TEXTS
from gapub.render.labels import TICK as TICK
from gapub.render.labels import TICKED_BOX as TICKED_BOX
from gapub.render.memo import OF_ONE, ROWS, TABLES, by_anchor, by_identity
from gapub.render.notes import (
    PRINTED,
    annexes,
    counts,
    cover,
    history,
    left_out,
    notes,
    place_of,
    remarks,
    subtitle,
    warnings,
)
from gapub.render.notes import Annex as Annex


class Box(NamedTuple):
    """A channel box of the official table; `url` is the locality's address, where it has given one."""

    ticked: bool
    label: Cell
    url: str | None


class Step(NamedTuple):
    """What a profile did to cells of a row, and why; `origin` is where it says so."""

    said: Cell
    origin: str


class Office(NamedTuple):
    """One of the bodies that a row names: the role's id, or the local office that a profile bound to it."""

    id: str
    label: Cell


class Row(NamedTuple):
    """A row of the official table. `topic_span` is the number of rows the 一级事项 cell covers, 0 below the first.

    `offices` are the bodies of the cell 公开主体 one by one, by which rows can be selected.
    `trace` tells what profiles did to the row, in their order; `weakened` names the cells that one made weaker. `facts` are
    what the locality says of it besides. `core` stands for its id and all from its title to its trace but body and channels:
    most localities leave that as it is, and rows with one core have all of it in common.
    """

    id: str
    number: str
    topic: Cell
    topic_span: int
    title: Cell
    content: tuple[Cell, ...]
    basis: tuple[Cell, ...]
    time_limit: Cell
    body: Cell
    channel_rule: Cell
    channels: tuple[Box, ...]
    ticks: tuple[bool | None, ...]
    groups: Cell
    recalled: frozenset[str]
    status: str
    status_label: Text
    remarks: tuple[Text, ...]
    sources: tuple[str, ...]
    origin: str
    weakened: frozenset[str]
    trace: tuple[Step, ...]
    offices: tuple[Office, ...]
    facts: tuple[Fact, ...]
    core: tuple[Any, ...]

    def entries(self, column: str) -> tuple[Cell, ...]:
        """What stands in a column of text, entry by entry: of some columns several, of the others one."""
        found = getattr(self, column)
        return found if column in LISTS else (found,)

    @property
    def marked(self) -> frozenset[str]:
        """The cells that bear the mark of what nobody has seen; a row of nothing else bears one, at its title."""
        return marks(self.recalled)


def marks(recalled: frozenset[str]) -> frozenset[str]:
    """The cells that bear the mark, by those of a row that nobody has seen."""
    return _TITLE_ALONE if recalled.issuperset(CELLS) else recalled


_TITLE_ALONE = frozenset({"title"})


class TickColumn(NamedTuple):
    """A column of ticks: its group heading (公开对象, 公开方式, 公开层级), its own, and the field it belongs to."""

    field: str
    id: str
    label: Cell


class Tick(NamedTuple):
    """A cell of a column of ticks: ticked or not (None: not known), the groups it names, and whether it bears the mark.

    `first`: it is the first of its field.
    """

    column: TickColumn
    ticked: bool | None
    groups: Cell
    marked: bool
    first: bool


class Check(NamedTuple):
    """A row of the list 待核 (to be checked): the row and the names of the cells that nobody has seen or that are unknown."""

    number: str
    title: Cell
    fields: Cell


class Table(NamedTuple):
    """An area as it is printed: heading, notes, tick columns, rows, what is to be checked, and where rows were seen."""

    id: str
    number: str
    title: Cell
    part: Cell
    starts_part: bool
    notes: tuple[Cell, ...]
    tick_columns: tuple[TickColumn, ...]
    rows: tuple[Row, ...]
    checks: tuple[Check, ...]
    sources: tuple[Source, ...]

    @property
    def tick_groups(self) -> tuple[tuple[str, tuple[TickColumn, ...]], ...]:
        """The tick columns under the fields they belong to."""
        return tuple((field, tuple(those)) for field, those in groupby(self.tick_columns, lambda each: each.field))

    @property
    def topics(self) -> tuple[tuple[Row, ...], ...]:
        """The rows under the 一级事项 they belong to."""
        starts = (n for n, row in enumerate(self.rows) if row.topic_span)
        return tuple(self.rows[n : n + self.rows[n].topic_span] for n in starts)


class View(NamedTuple):
    """A whole catalogue as it is printed. `cover` is (label, value) pairs; `legend` explains the marks.

    `words` are the view's own words in both languages, without the content: a page can offer them in the other one.
    `published`: it is for citizens, who are not shown what rows rest on, nor where they are written. `banner` is the warning
    that stands on every page of a site, if there is one. `catalogue` is what the view is of.
    """

    lang: str
    title: Cell
    subtitle: Cell
    cover: tuple[tuple[Cell, Cell], ...]
    counts: tuple[tuple[Cell, str], ...]
    warnings: tuple[Cell, ...]
    legend: tuple[Cell, ...]
    tables: tuple[Table, ...]
    labels: dict[str, Cell]
    words: tuple[Text, ...]
    catalogue: Catalogue
    annexes: tuple[Annex, ...] = ()
    published: bool = False
    banner: Cell = ()

    @property
    def main(self) -> str:
        """The language of what is in one language alone: Chinese, unless all is English."""
        return "en" if self.lang == "en" else "zh"

    def one(self, text: Text) -> str:
        """The text in that language."""
        return text.en if self.lang == "en" else text.zh


def view(catalogue: Catalogue, lang: str = "zh") -> View:
    """The view of a catalogue in `zh`, `en` or `zh-en` (Chinese with English below)."""
    say = Localizer(lang)
    published = catalogue.published
    words = _Words(catalogue, lang)
    above = (None, *(area.part for area in catalogue.areas))
    ids = [area.id for area in catalogue.areas]
    tables = []
    for i, (area, before) in enumerate(zip(catalogue.areas, above, strict=False)):
        # an older edition of the same area has a table of its own, which needs an address of its own
        address = f"{area.id}@{area.edition}" if area.id in ids[:i] else area.id
        starts_part = area.part not in (None, before)
        table, said = _table(address, area, left_out(area, catalogue.omitted), starts_part, words)
        say.note(said)
        tables.append(table)
    made = View(
        lang=lang,
        title=say(catalogue.title),
        subtitle=say(subtitle(catalogue)),
        cover=tuple((say(label), bare(value)) for label, value in cover(catalogue)),
        counts=tuple((say(label), str(value)) for label, value in counts(catalogue)),
        warnings=tuple(map(say, warnings(catalogue))),
        legend=tuple(map(say, _legend(catalogue))),
        tables=tuple(tables),
        labels=_labels(catalogue, say, Localizer(lang)),
        words=say.texts,
        catalogue=catalogue,
        annexes=annexes(
            catalogue,
            ((bare(each.number), each.title, each.fields) for table in tables for each in table.checks),
            Localizer(lang),
        ),
        published=published,
    )
    # that items are left out is said once, but for review, where it has always stood on every page
    grave = (each for each in warnings(catalogue._replace(omitted=())))
    return made._replace(banner=next(map(Localizer(lang), grave), ()) if published else next(iter(made.warnings), ()))


RECALLED_MEANS = Text(
    f"{RECALLED_MARK} 该栏内容未见于任何公开目录，系据回忆补录，使用前请与国家标准指引核对。",
    f"{RECALLED_MARK} Nobody has seen this cell in a published catalogue: it was recalled and must be checked "
    "against the national table.",
)
UNKNOWN_MEANS = Text(
    "待核：标准指引有此栏，内容尚未查到。",
    "Unknown: the guideline has this cell, but its contents have not been found.",
)
LEGEND = (
    Text(
        f"{TICKED_BOX} 应当使用的渠道　{BOX} 未要求的渠道　{TICK} 适用",
        f"{TICKED_BOX} channel required   {BOX} channel not required   {TICK} applies",
    ),
    Text(
        "* 可选要素，由各地按实际情况决定是否公开。", "* Optional element: the locality decides whether to disclose it."
    ),
)


def _labels(catalogue: Catalogue, say: Say, unsaid: Say) -> dict[str, Cell]:
    """The labels; those of what is open, or is not shown, are not among the view's words."""
    counts, review = catalogue.counts, not catalogue.published
    some = counts.cells_recalled or counts.cells_unknown
    doubts = {"unknown": counts.cells_unknown, "checks": some, "checks_fields": some}
    doubts |= dict.fromkeys(("sources", "evidence", "origin", "trace"), review)
    return {key: (say if doubts.get(key, True) else unsaid)(text) for key, text in LABELS.items()}


def _legend(catalogue: Catalogue) -> tuple[Text, ...]:
    """What the marks mean; one that stands in no cell is not explained, though that of optional elements always is for review."""
    counts = catalogue.counts
    doubts = (RECALLED_MEANS, counts.cells_recalled), (UNKNOWN_MEANS, counts.cells_unknown)
    channels, optional = LEGEND
    shown = not catalogue.published or any(
        element.optional for area in catalogue.areas for item in area.items for element in item.content or ()
    )
    return (*(text for text, cells in doubts if cells), channels, *((optional,) if shown else ()))


def _parts_of_table(
    id: str, area: Area, left: tuple[Text, ...], starts_part: bool, words: _Words
) -> tuple[object, ...]:
    """What a table is made of: the rows themselves, for those of several catalogues may be the same."""
    rows = chain.from_iterable([(topic.title, *topic.items) for topic in area.topics])
    return (
        id,
        left,
        starts_part,
        words.lang,
        words.published,
        words.boxes,
        words.relations if words.relations.any else None,
        *area[:-1],
        *rows,
    )


@by_identity(TABLES, _parts_of_table)
def _table(
    id: str, area: Area, left: tuple[Text, ...], starts_part: bool, words: _Words
) -> tuple[Table, tuple[Text, ...]]:
    """A table, and the texts in it that are no content; `left` are the titles of what is omitted from it."""
    own = Localizer(words.lang)
    columns = _tick_columns(area, own)
    title, part = own(area.title), own(area.part) if area.part else ()
    above = tuple(map(own, map(_once, notes(area, left, published=words.published))))
    rows = tuple(_rows(area, columns, words, own))
    checks = tuple(_checks(rows, own))
    table = Table(id, words.number(area.number), title, part, starts_part, above, columns, rows, checks, area.sources)
    return table, own.texts


_once = lru_cache(maxsize=OF_ONE)(Text._make)
"""The text as the one object that equal ones are, by which what is made of it is found."""


def _tick_columns(area: Area, say: Localizer) -> tuple[TickColumn, ...]:
    used = {level for item in area.items for level in item.levels}
    levels = tuple([level for level in LEVELS if level in used or level in ("county", "township")])
    say.note((PUBLIC, GROUPS, *METHODS.values(), *[LEVELS[level] for level in levels]))
    return _columns(say.lang, levels)


@lru_cache(maxsize=64)
def _columns(lang: str, levels: tuple[str, ...]) -> tuple[TickColumn, ...]:
    say = localizer(lang)
    return (
        TickColumn("audience", "public", say(PUBLIC)),
        TickColumn("audience", "groups", say(GROUPS)),
        *(TickColumn("method", key, say(label)) for key, label in METHODS.items()),
        *(TickColumn("levels", level, say(LEVELS[level])) for level in levels),
    )


class _Words:
    """What the cells of the rows of one catalogue depend on besides the row.

    A cell is laid out once for the rows that have it as one value; with it go the texts in it that are no content.
    """

    def __init__(self, catalogue: Catalogue, lang: str) -> None:
        self.lang, self.say = lang, localizer(lang)
        self.published, self.boxes = catalogue.published, catalogue.boxes
        self.relations = Relations(catalogue, self.say)
        self.bodies: dict[int, tuple[Cell, tuple[Office, ...]]] = {}
        self.platforms: dict[int, tuple[Cell, tuple[Box, ...], tuple[Text, ...]]] = {}
        self.told: dict[tuple[int, ...], tuple[tuple[Fact, ...], tuple[Text, ...]]] = {}

    def number(self, number: str) -> str:
        """The number of an area or a row."""
        return _number(self.lang, number)

    def body(self, body: Body) -> tuple[Cell, tuple[Office, ...]]:
        """The cell 公开主体, and the bodies in it."""
        made = self.bodies[id(body)] = self.say(Text(body.zh, body.en)), _offices(self.lang, body.roles)
        return made

    def channels(self, channels: Channels) -> tuple[Cell, tuple[Box, ...], tuple[Text, ...]]:
        """The cell 公开渠道和载体: the rule above its boxes, and these."""
        said = (_CHANNEL_RULES[channels.rule],) if channels.rule in _CHANNEL_RULES else ()
        means = self.say(said[0]) if said else ()
        made = self.platforms[id(channels)] = means, _boxes(self.lang, channels, self.boxes), said
        return made

    def facts(self, stated: tuple[Any, ...]) -> tuple[tuple[Fact, ...], tuple[Text, ...]]:
        """What the locality says of a row without any other (`OF_ITSELF`)."""
        key = (*map(id, stated),)
        if (made := self.told.get(key)) is None:
            made = self.told[key] = of_itself(self.lang, stated)
        return made


@lru_cache(maxsize=1 << 10)
def _number(lang: str, number: str) -> str:
    return numbered(number)[lang == "en"]


def _rows(area: Area, columns: tuple[TickColumn, ...], words: _Words, own: Localizer) -> Iterator[Row]:
    """The rows of an area; `own` is told what in them is no content."""
    frame = _frame(words.lang, words.published, columns)
    for topic in area.topics:
        heading, span = words.say(topic.title), len(topic.items)
        for item in topic.items:
            core = _core(frame, item)
            _, stated, rest, said = core
            own.note(said)
            body, offices = words.bodies.get(id(item.body)) or words.body(item.body)
            means, boxes, said = words.platforms.get(id(item.channels)) or words.channels(item.channels)
            if said:
                own.note(said)
            facts, said = words.facts(OF_ITSELF(item))
            if said:
                own.note(said)
            if words.relations.any and words.relations.bear(item):
                facts = *facts, *of_others(item, words.relations, own)
            number = words.number(item.number)
            yield Row._make((item.id, number, heading, span, *stated, body, means, boxes, *rest, offices, facts, core))
            span = 0


_LASTING: Final = attrgetter(
    *("origin", "id", "title", "content", "basis", "time_limit", "channels.rule"),
    *("audience", "method", "levels", "level_stated", "evidence"),
    *("weakened", "trace", "carried", *(field.name for field in PRINTED)),
)
"""What most localities leave as the guideline has it: not numbers, bodies, channels and what is said of a row besides."""


_Stated: TypeAlias = tuple[Cell, tuple[Cell, ...], tuple[Cell, ...], Cell]
"""The cells of a row from its title to its time limit."""
_Marks: TypeAlias = tuple[tuple[bool | None, ...], Cell, frozenset[str], str, Text]
_Remarks: TypeAlias = tuple[tuple[Text, ...], tuple[str, ...], str, frozenset[str], tuple[Step, ...]]
_Rest: TypeAlias = tuple[*_Marks, *_Remarks]
"""The fields of a row from its ticks to its trace."""


@lru_cache(maxsize=64)
def _frame(lang: str, published: bool, columns: tuple[TickColumn, ...]) -> tuple[str, bool, tuple[TickColumn, ...]]:
    """What rows are laid out for: a language, whom, and the tick columns of their table; as one object, by which that is found."""
    return lang, published, columns


_Core: TypeAlias = tuple[tuple[str, ...], _Stated, _Rest, tuple[Text, ...]]
"""What is to be checked in a row, its fields from its title to its trace, and the texts in these that are no content."""


@by_anchor(ROWS, _LASTING)
def _core(frame: tuple[str, bool, tuple[TickColumn, ...]], item: Item) -> _Core:
    lang, published, columns = frame
    say = localizer(lang)
    own = Localizer(lang)
    evidence, trace = item.evidence, item.trace
    printed = tuple([getattr(item, field.name) for field in PRINTED])
    stated = (
        say(item.title),
        (own(UNKNOWN),) if item.content is None else _content(lang, item.content),
        _basis(lang, item.basis) or (own(UNKNOWN),),
        say(Text(item.time_limit.zh, item.time_limit.en)),
    )
    rest = (
        _ticks(item.method, item.audience, item.levels if item.level_stated else None, columns),
        _groups(lang, item.audience.groups),
        _set(evidence.recalled),
        evidence.status,
        EVIDENCE_STATUS[evidence.status],
        remarks(
            evidence,
            item.weakened,
            trace,
            printed,
            carried=item.carried,
            level_stated=item.level_stated,
            published=published,
        ),
        evidence.sources,
        place_of(item.origin),
        _set(item.weakened),
        _steps(lang, trace),
    )
    return item.fields_to_check, stated, rest, own.texts


_set = lru_cache(maxsize=1 << 10)(frozenset[str])


@lru_cache(maxsize=ROWS)
def _content(lang: str, content: tuple[Element, ...]) -> tuple[Cell, ...]:
    return tuple(map(localizer(lang), map(element_text, content)))


@lru_cache(maxsize=ROWS)
def _basis(lang: str, basis: tuple[Basis, ...]) -> tuple[Cell, ...]:
    return tuple(map(localizer(lang), map(basis_text, basis)))


@lru_cache(maxsize=ROWS)
def _steps(lang: str, trace: tuple[Traced, ...]) -> tuple[Step, ...]:
    say = localizer(lang)
    return tuple([Step(say(said), place) for said, place in history(trace)])


@lru_cache(maxsize=OF_ONE)
def _offices(lang: str, roles: tuple[Role, ...]) -> tuple[Office, ...]:
    return tuple([_office(role, localizer(lang)) for role in roles])


def _office(role: Role, say: Say) -> Office:
    return Office(role.name or role.role, say(Text(role.name, "") if role.name else role.words or Text(role.role, "")))


def element_text(element: Element) -> Text:
    """An element as the table words it: part, text, exception, and marks for optional and on request.

    Where one of its texts has no English there is none of the whole: half a cell in each language reads badly.
    """
    zh, en = element.zh, element.en or ""
    if element.part:
        zh = f"{element.part}：{zh}"
        en = f"{element.part_en}: {en}" if element.part_en and en else ""
    if element.exception:
        zh += f"（{element.exception}除外）"
        en = f"{en} (except {element.exception_en})" if element.exception_en and en else ""
    if element.method == "on_request":
        zh += "（依申请公开）"
        en = en and f"{en} (on request)"
    if element.optional:
        zh = f"*{zh}"
        en = en and f"*{en}"
    return Text(zh, en)


def basis_text(basis: Basis) -> Text:
    """A legal basis as the table words it: title, the number where it is known by that, article; and that it has ended."""
    if basis.unnamed:
        return Text(basis.title, "")
    number = f"（{basis.number}）" if basis.number and basis.kind in _KNOWN_BY_NUMBER else ""
    zh, en = basis.article or "", basis.article_en or basis.article or ""
    zh = f" {zh}" if zh[:1].isascii() and zh else zh  # what was not understood stands as it is written
    cited = Text(f"《{basis.title}》{number}{zh}", (f"{basis.en}, {en}" if en else basis.en) if basis.en else "")
    if basis.ended:
        cited += ended_text(basis.ended)
    return cited


def ended_text(ended: Ended) -> Text:
    """That an instrument has ended, and what is in force in its place: 「（2026-08-15起废止，现为《生态环境法典》）」."""
    how = Text("废止", "repealed") if ended.repealed else Text("失效", "ended")
    since = Text(f"{ended.since}起", f" {ended.since}") if ended.since else Text("已", "")
    now = Text("，现为", "; now ") + COMMA.join(ended.successors) if ended.successors else Text("", "")
    return Text("（{0}{1}{2}）", " ({1}{0}{2})").format(since, how, now)


_KNOWN_BY_NUMBER = frozenset({"normative-document", "department-rule", "local-rule", "standard", "party-regulation"})
"""The kinds of instruments that are cited with their 发文字号; a law or a regulation is known by its title."""


_CHANNEL_RULES = {"unknown": UNKNOWN, "any_of": Text("至少选择其一：", "At least one of:")}


@lru_cache(maxsize=OF_ONE)
def _boxes(lang: str, channels: Channels, boxes: tuple[Channel, ...]) -> tuple[Box, ...]:
    """The boxes of the form, ticked or not, then the platforms the row names besides (其他)."""
    say = localizer(lang)
    if channels.rule == "unknown":
        return ()  # a box left empty would say that the channel is not required
    ticked = {channel.id for channel in channels.of}
    standard = {box.id for box in boxes}
    form = [_box(lang, box.id in ticked, box) for box in boxes]
    others = (channel for channel in channels.of if channel.id not in standard)
    named = Text("其他：{}", "Other: {}")
    return *form, *(Box(True, say(named.format(_label(each))), each.url) for each in others)


@lru_cache(maxsize=OF_ONE)
def _box(lang: str, ticked: bool, channel: Channel) -> Box:
    return Box(ticked, localizer(lang)(Text(channel.label, channel.en)), channel.url if ticked else None)


def _label(channel: Channel) -> Text:
    """What a platform is called; of a channel of the locality's own with its place and what there is to say of it."""
    more = "，".join(filter(None, (channel.address, channel.note)))
    return Text(channel.label, channel.en) + (Text(f"（{more}）", f" ({more})") if more else Text("", ""))


@lru_cache(maxsize=1 << 10)
def _ticks(
    method: tuple[str, ...], audience: Audience, levels: tuple[str, ...] | None, columns: tuple[TickColumn, ...]
) -> tuple[bool | None, ...]:
    """True or False for the tick of each column, None where the table leaves the cell open."""

    ticked: dict[str, bool | None] = {
        "public": audience.public,
        "groups": audience.groups is None or bool(audience.groups),
        **{key: key in method for key in METHODS},
        **{key: None if levels is None else key in levels for key in LEVELS},
    }
    return tuple(ticked[column.id] for column in columns)


@lru_cache(maxsize=1 << 10)
def by_field(
    columns: tuple[TickColumn, ...], ticks: tuple[bool | None, ...]
) -> dict[str, tuple[tuple[TickColumn, bool | None], ...]]:
    """The tick columns with the ticks of a row, under the fields they belong to."""
    pairs = zip(columns, ticks, strict=True)
    return {field: tuple(those) for field, those in groupby(pairs, lambda each: each[0].field)}


def tick_cells(
    columns: tuple[TickColumn, ...], ticks: tuple[bool | None, ...], groups: Cell, marked: frozenset[str]
) -> Iterator[Tick]:
    """The tick cells of a row, of which these fields are marked: where nothing is ticked in one, its first column is."""
    for field, pairs in by_field(columns, ticks).items():
        silent = all(tick is False for _, tick in pairs)
        for n, (column, tick) in enumerate(pairs):
            shown = tick is not False or (silent and n == 0)
            named = groups if tick and column.id == "groups" else ()
            yield Tick(column, tick, named, field in marked and shown, n == 0)


@lru_cache(maxsize=1 << 10)
def _groups(lang: str, groups: tuple[Text, ...] | None) -> Cell:
    say = localizer(lang)
    if groups is None:
        return say(UNKNOWN)
    return say(COMMA.join(groups)) if groups else ()


def _checks(rows: Iterable[Row], own: Localizer) -> Iterator[Check]:
    for row in rows:
        if fields := row.core[0]:
            yield Check(row.number, row.title, own(_to_check(fields)))


@lru_cache(maxsize=1 << 10)
def _to_check(fields: tuple[str, ...]) -> Text:
    if set(fields) >= set(CELLS):
        return Text("整行（含事项名称）", "The whole row, including its title")
    return COMMA.join(FIELD_NAMES[name] for name in fields)
