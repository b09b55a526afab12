"""`catalogue.xlsx`: a sheet that explains the catalogue, one with all items, then one an area, as the official table.

The id of an item stands in a hidden column, so that a sheet that was sorted or edited can be read back, and a hidden sheet
has the values that the cells were printed from (`render.carried`).

An item that is taller than an Excel row may be goes on in the next rows of the sheet, its other cells merged across
them, so that nothing is cut on screen or paper.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import zip_longest
from typing import Final, NamedTuple, TypeAlias

from gapub.diagnostics import Text
from gapub.diagnostics.format import Format
from gapub.model.text import RECALLED_MARK, UNKNOWN
from gapub.render import carried
from gapub.render.cells import COLON, COMMA, GAP, localizer
from gapub.render.characters import clean
from gapub.render.characters import columns as width
from gapub.render.facts import Fact, heads, said
from gapub.render.memo import OF_ONE, ROWS, by_identity
from gapub.render.plain import body, bracketed, channels, joined, stated, tick_texts
from gapub.render.plain import box as one
from gapub.render.sheets import (
    Page,
    fitted,
    height,
    inside,
    is_web,
    lines,
    looks,
    sheet_names,
    tall,
)
from gapub.render.templates import DEFAULTS, Options
from gapub.render.view import COLUMNS, Annex, Box, Cell, Row, Table, TickColumn, View, by_field
from gapub.render.workbook import MAX_HEIGHT, Book, Sheet

NAME: Final = "catalogue.xlsx"
"""The name of the workbook."""

_ABOUT: Final = Text("说明", "About")
_EVERY: Final = Text("总表", "All items")
_BACK: Final = Text("← 说明", "← About")
_FOOTER: Final = Text("&C第 &P 页，共 &N 页", "&CPage &P of &N")

_NUMBER, _TOPIC, _TITLE, _CONTENT, _BASIS, _TIME_LIMIT, _BODY, _CHANNELS = range(len(COLUMNS))
_WIDTHS: Final = (8, 13, 24, 62, 38, 20, 17, 32)
_LEAST: Final = {_CONTENT: 36, _BASIS: 28}
"""The columns that are narrower where all their lines are short, and how narrow they may be."""
_TICK_WIDTHS: Final = {"zh": 7, "en": 11, "zh-en": 11}
_GROUPS_WIDTH: Final = 13
_ABOUT_WIDTHS: Final = (18, 46, 4, 8, 46, 12, 12)
_EVERY_WIDTHS: Final = (9, 18, 22, 34, 32, 26, 24, 12, 18, 20)
_EVERY_COLUMNS: Final = (
    "number", "areas", "topic", "item", "time_limit", "body", "audience", "method", "levels", "evidence",
)  # fmt: skip
_ANNEXES: Final = ("participation", "omissions")
"""The annexes that have a sheet of their own."""
_PIECE: Final = 16_000
"""The characters of JSON that a cell of the hidden sheet has: no more than Excel allows, whatever they are."""
_ANNEX_WIDTH: Final = 200
"""The characters of the default font that a page is wide."""
_FACTS: Final = Text("其他信息", "Further information")
_FACTS_WIDTH, _FACT_WIDTH = 34, 16
"""The width of the column of facts, and where each has a column of its own."""
_HALF: Final = 16
"""The column, in half characters, at which the second box of a line of channels begins."""
_GAP: Final = 9.0
"""The points of an empty row between two parts of a sheet."""
_MAX_FROZEN: Final = 260.0
"""The points up to which the rows above the items are frozen; a taller band would fill a small screen."""
_PAGE: Final = 700.0
"""The points a printed page holds; an item taller than that has the name of its 一级事项 at the top."""


def files(view: View, _: Options = DEFAULTS) -> dict[str, bytes]:
    """The workbook under its name; equal views give equal bytes."""
    title = joined(view.title, " ")
    book = Book(title, looks(view.lang))
    areas = (f"{table.number} {table.title[0].text}" for table in view.tables)
    annexes = [annex for annex in view.annexes if annex.id in _ANNEXES]
    titles = (view.one(_ABOUT), view.one(_EVERY), *areas, *(annex.title[0].text for annex in annexes), carried.SHEET)
    about, every, *names, unseen = sheet_names(titles)

    def page(name: str, heading: str, widths: Sequence[int], *, keyed: bool = False) -> Page:
        made = Page(book, name, widths, keyed=keyed)
        made.run(title, heading, view.one(_FOOTER))
        return made

    first = page(about, view.one(_ABOUT), _ABOUT_WIDTHS)
    first.one_page = True
    _about(first, view, every, names, annexes)
    items = page(every, view.one(_EVERY), _every_widths(view), keyed=True)
    places: dict[str, str] = {}
    for table, name in zip(view.tables, names, strict=False):
        sheet = page(name, _heading(table, view), _widths(table, view.lang), keyed=True)
        rows = _area(sheet, table, view, about)
        places.update((key, inside(name, row)) for key, row in rows.items())
    _every(items, view, places)
    for annex, name in zip(annexes, names[len(view.tables) :], strict=True):
        widths = [_ANNEX_WIDTH * share // sum(annex.widths) for share in annex.widths]
        _annex(page(name, joined(annex.title, " "), widths), annex, view, about)
    _carry(Sheet(book, unseen), view)
    return {NAME: book.data()}


FORMAT: Final = Format(
    "xlsx",
    Text("Excel 工作簿", "Excel workbook"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    files,
)


def _carry(sheet: Sheet, view: View) -> None:
    """The sheet of values: an id and its JSON a row, in as many cells as it needs. No menu of Excel shows it."""
    sheet.very_hidden = True
    for key, text in carried.records(view):
        texts = [key, *(text[at : at + _PIECE] for at in range(0, len(text), _PIECE))]
        sheet.write(tuple(range(len(texts))), ("",) * len(texts), texts)


# The sheet that explains the catalogue

_Entry: TypeAlias = tuple[str, str, str]
"""A text, its style, and the address it leads to, or nothing."""


def _about(page: Page, view: View, every: str, names: Sequence[str], annexes: Sequence[Annex]) -> None:
    page.band(joined(view.title), "cover", 24)
    page.band(joined(view.subtitle), "subtitle", 12)
    page.end_row(_GAP)
    for warning in view.warnings:
        page.band(joined(warning), "warning")
    page.end_row(_GAP)
    for mark in view.legend:
        page.band(joined(mark), "legend")
    page.end_row(_GAP)
    right = len(_ABOUT_WIDTHS) - 4
    for fact, area in zip_longest(_facts(view), _contents(view, every, names, annexes), fillvalue=()):
        cells = [*enumerate(fact), *enumerate(area, start=right)]
        for column, (text, look, address) in cells:
            page.link(page.row, column, text, look, address)
        page.end_row(max(height(lines(clean(text), page.widths[column])) for column, (text, _, _) in cells))


def _facts(view: View) -> Iterator[tuple[_Entry, ...]]:
    """The cover, the counts, and the channels that have an address."""
    for label, value in view.cover:
        yield (joined(label), "label", ""), (joined(value), "text", "")
    for label, number in view.counts:
        yield (joined(label), "label", ""), (number, "text", "")
    boxes = (box for table in view.tables for row in table.rows for box in row.channels if box.url)
    for text, address in dict.fromkeys((joined(box.label), box.url or "") for box in boxes):
        yield (text, "label", ""), (address, *(("link", address) if is_web(address) else ("text", "")))


def _contents(view: View, every: str, names: Sequence[str], annexes: Sequence[Annex]) -> Iterator[tuple[_Entry, ...]]:
    """The areas with a link to each, how many rows each has, and how many of these are to be checked; the annexes."""
    items, checks = (sum(map(len, those)) for those in ([t.rows for t in view.tables], [t.checks for t in view.tables]))
    heads = ("number", "areas", "title", *(("checks",) if checks else ()))
    yield tuple((joined(view.labels[key]), "head", "") for key in heads)

    def line(number: str, title: str, sheet: str, *counted: object) -> tuple[_Entry, ...]:
        counts = ((str(each), "centre", "") for each in counted[: len(heads) - 2])
        return (number, "centre", ""), (title, "link", inside(sheet)), *counts

    yield line("", view.one(_EVERY), every, items, checks)
    for table, name in zip(view.tables, names, strict=False):
        if table.starts_part:
            yield tuple((text, "label", "") for text in ("", joined(table.part), "", "")[: len(heads)])
        yield line(table.number, joined(table.title, " "), name, len(table.rows), len(table.checks))
    for annex, name in zip(annexes, names[len(view.tables) :], strict=True):
        yield line("", joined(annex.title, " "), name, len(annex.rows), "")


def _annex(page: Page, annex: Annex, view: View, about: str) -> None:
    """A plain table below its title."""
    page.link(page.row, 0, view.one(_BACK), "back", inside(about))
    page.band(joined(annex.title, " "), "title", 18, after=1)
    page.repeated = page.row, page.row
    page.frozen = page.row + 1, 0
    page.line([joined(cell) for cell in annex.heads], "head")
    for row in annex.rows:
        for column in annex.addresses:  # a cell leads to one place
            address = next(filter(None, (annex.address(column, line) for line in row[column])), "")
            page.link(page.row, column, joined(row[column]), "link", address if is_web(address) else "")
        page.line([joined(cell) for cell in row], "text", but=annex.addresses)


# The sheet of all items, to filter and to sort


def _every(page: Page, view: View, places: Mapping[str, str]) -> None:
    """Every item, one a row and nothing merged; `places` has the address of each in the sheet of its area, by its id."""
    heading = joined(localizer(view.lang)(_EVERY), " ")
    page.band(f"{joined(view.title, ' ')}{view.one(GAP)}{heading}", "title", 18)
    head = page.row
    page.key(head, "id")
    columns = _every_columns(view)
    local = heads(row.facts for table in view.tables for row in table.rows)
    page.line([*(joined(view.labels[name]) for name in columns), *map(joined, local.values())], "head")
    page.repeated = head, head
    page.frozen = page.row, _EVERY_COLUMNS.index("time_limit")
    names, numbers = tuple(local), tuple(range(len(page.widths) + 1))
    room = page.widths[_EVERY_COLUMNS.index("body")]
    for table in view.tables:
        for row in table.rows:
            facts = _in_columns(row.facts, names, view.lang)
            page.lead(page.row, 0, places[row.id], row.number)
            for column, address in facts.addresses.items():
                page.lead(page.row, len(columns) + column, address, facts.texts[column])
            before, behind, points = _lasting(
                table.title,
                row.topic,
                row.title,
                row.time_limit,
                table.tick_columns,
                row.ticks,
                row.groups,
                row.recalled,
                row.status_label,
                view.lang,
                view.published,
            )
            office = body(row)
            texts = (row.number, *before, office, *behind, *facts.texts, row.id)
            looks = ("link", *("text",) * (len(columns) - 1), *facts.looks, "")
            page.write(numbers, looks, texts, max(points, tall(office, room), facts.points))
    if page.row > head + 1:
        page.filtered = head, 0, page.row - 1, len(page.widths) - 1


class _InColumns(NamedTuple):
    """Facts, each in a column of its own, and the points they take; `addresses` are those that columns lead to."""

    texts: tuple[str, ...]
    looks: tuple[str, ...]
    addresses: dict[int, str]
    points: float


@by_identity(OF_ONE)
def _in_columns(facts: tuple[Fact, ...], names: tuple[str, ...], lang: str) -> _InColumns:
    there = {fact.id: fact for fact in facts}
    those = [there.get(name) for name in names]
    texts = tuple([_shown(fact, lang) for fact in those])
    addresses = {column: address for column, fact in enumerate(those) if (address := _address(fact))}
    looks = tuple(["link" if column in addresses else "text" for column in range(len(those))])
    return _InColumns(texts, looks, addresses, max((tall(text, _FACT_WIDTH) for text in texts), default=0.0))


def _every_widths(view: View) -> tuple[int, ...]:
    local = heads(row.facts for table in view.tables for row in table.rows)
    return (*_EVERY_WIDTHS[: len(_every_columns(view))], *(_FACT_WIDTH for _ in local))


def _every_columns(view: View) -> tuple[str, ...]:
    """What the sheet says of each item; the last, what it rests on, is not for citizens."""
    return _EVERY_COLUMNS[:-1] if view.published else _EVERY_COLUMNS


@by_identity(ROWS)
def _lasting(
    area: Cell,
    topic: Cell,
    title: Cell,
    time_limit: Cell,
    heads: tuple[TickColumn, ...],
    ticks: tuple[bool | None, ...],
    groups: Cell,
    recalled: frozenset[str],
    status: Text,
    lang: str,
    published: bool,
) -> tuple[list[str], list[str], float]:
    """What the sheet says of an item, before and behind who is responsible, and the points that takes; localities share it."""
    mark = dict.fromkeys(recalled, RECALLED_MARK).get
    before = [
        *map(joined, (area, topic)),
        mark("title", "") + joined(title),
        mark("time_limit", "") + joined(time_limit),
    ]
    behind = [*_ticked(heads, ticks, groups, recalled, lang)]
    if not published:
        behind.append(joined(localizer(lang)(status)))
    widths = _EVERY_WIDTHS[1 : len(before) + 1], _EVERY_WIDTHS[len(before) + 2 :]
    return before, behind, max(*map(tall, before, widths[0]), *map(tall, behind, widths[1]))


@lru_cache(maxsize=1 << 10)
def _ticked(
    heads: tuple[TickColumn, ...], ticks: tuple[bool | None, ...], groups: Cell, recalled: frozenset[str], lang: str
) -> tuple[str, ...]:
    """The names of the columns of each field that are ticked; where the table leaves them open, that it does."""
    comma = COMMA.zh if lang == "zh" else COMMA.en
    said = []
    for field, columns in by_field(heads, ticks).items():
        named = [
            joined(column.label, " ") + (bracketed(joined(groups, " "), lang) if column.id == "groups" else "")
            for column, tick in columns
            if tick
        ]
        unknown = any(tick is None for _, tick in columns)
        mark = RECALLED_MARK if field in recalled else ""
        said.append(mark + (joined(localizer(lang)(UNKNOWN)) if unknown else comma.join(named)))
    return tuple(said)


# The sheet of an area


def _heading(table: Table, view: View) -> str:
    return f"{table.number}{view.one(GAP)}{joined(table.title, ' ')}"


def _widths(table: Table, lang: str) -> tuple[int, ...]:
    text = list(_WIDTHS)
    for column, least in _LEAST.items():
        cells = (row.content if column == _CONTENT else row.basis for row in table.rows)
        longest = max(map(_longest, cells), default=0)
        text[column] = max(least, min(longest, text[column]))
    ticks = (_GROUPS_WIDTH if column.id == "groups" else _TICK_WIDTHS[lang] for column in table.tick_columns)
    return *text, *ticks, *((_FACTS_WIDTH,) if _has_facts(table) else ())


@lru_cache(maxsize=1 << 12)
def _longest(cells: tuple[Cell, ...]) -> int:
    """How wide a column would have to be for the longest line."""
    return max((width(clean(line.text)) + 2 for cell in cells for line in cell), default=0)


def _has_facts(table: Table) -> bool:
    """Whether the locality says something of any row besides, which has a column of its own then."""
    return any(row.facts for row in table.rows)


@by_identity(OF_ONE)
def _facts_of(facts: tuple[Fact, ...], lang: str) -> tuple[str, float]:
    """What it says, a fact a line, and the points that it takes.

    The table keeps the width of the official one; the sheet of all items has a column for each.
    """
    colon = COLON.en if lang == "en" else COLON.zh
    text = clean("\n".join(f"{joined(fact.label, ' ')}{colon}{said(fact, ' ')}" for fact in facts))
    return text, tall(text, _FACTS_WIDTH)


def _area(page: Page, table: Table, view: View, about: str) -> dict[str, int]:
    """Write the sheet; the row at which each item begins, by its id."""
    page.link(page.row, 0, view.one(_BACK), "back", inside(about))
    page.band(_heading(table, view), "title", 18, after=1)
    page.band(" · ".join(joined(cell, " ") for cell in (table.part, view.title, view.subtitle) if cell), "context")
    for note in table.notes:
        page.band(joined(note), "note", 9)
    if table.rows:
        first = page.row
        _header(page, table, view)
        page.repeated = first, page.row - 1
        if page.used <= _MAX_FROZEN:
            page.frozen = page.row, _CONTENT
    begins: dict[str, int] = {}
    columns = _columns(tuple(page.widths), len(table.tick_columns), facts=_has_facts(table))
    for rows in table.topics:
        begins |= _topic(page, rows, table, view, columns)
    if table.rows:
        page.filtered = first + 1, 0, page.row - 1, len(page.widths) - 1
    if table.checks:
        _checks(page, table, view)
    return begins


def _header(page: Page, table: Table, view: View) -> None:
    """The two rows of headings, the tick columns gathered under the name of their field."""
    upper, lower = [joined(view.labels[key]) for key in COLUMNS], [""] * len(COLUMNS)
    above = below = 1
    for field, ticks in table.tick_groups:
        start, label = len(upper), joined(view.labels[field])
        upper += label, *[""] * (len(ticks) - 1)
        lower += [joined(tick.label) for tick in ticks]
        if len(ticks) > 1:
            page.merge(page.row, start, page.row, len(upper) - 1)
        above = max(above, lines(clean(label), sum(page.widths[start : len(upper)])))
    if _has_facts(table):
        upper.append(joined(localizer(view.lang)(_FACTS)))
        lower.append("")
    for column, (label, tick, wide) in enumerate(zip(upper, lower, page.widths, strict=True)):
        if tick:
            below = max(below, lines(clean(tick), wide))
        else:
            page.merge(page.row, column, page.row + 1, column)
            below = max(below, lines(clean(label), wide) - above)
    columns, looks = tuple(range(len(upper))), ("head",) * len(upper)
    page.write(columns, looks, upper, height(above))
    page.key(page.row, "id")
    page.write(columns, looks, lower, height(below))


def _topic(page: Page, rows: Sequence[Row], table: Table, view: View, columns: _Columns) -> dict[str, int]:
    """The rows of a 一级事项, and its cells beside them; at which row of the sheet each begins."""
    begins = {}
    items: list[list[_Line]] = []
    start = page.row
    for row in rows:
        begins[row.id] = start
        items.append(_item(page, start, *_cells(row, table, view.lang, columns), columns))
        start += len(items[-1])
    topic = clean(joined(rows[0].topic))
    needed = tall(topic, page.widths[_TOPIC])
    for together in _shared(items):
        heights = [line.points for line in together]
        lacking = needed - sum(heights)
        for n, points in enumerate(heights) if lacking > 0 else ():
            more = max(0.0, min(lacking, MAX_HEIGHT - points))
            heights[n] += more
            lacking -= more
        look = "top" if sum(heights) > _PAGE else "centre"
        if len(together) > 1:
            page.merge(page.row, _TOPIC, page.row + len(together) - 1, _TOPIC)
        together[0].texts[_TOPIC] = topic
        for line, points in zip(together, heights, strict=True):
            looks = (*line.looks[:_TOPIC], look, *line.looks[_TOPIC + 1 :]) if line.looks else columns.beside[look]
            page.write(columns.numbers[: len(looks)], looks, line.texts, points)
    return begins


def _shared(items: Iterable[list[_Line]]) -> Iterator[list[_Line]]:
    """The rows beside each cell of a 一级事项: its name comes again before a printed page is full."""
    together, used = list[_Line](), 0.0
    for each in items:
        points = sum([line.points for line in each])
        if together and used + points > _PAGE / 2:
            yield together
            together, used = [], 0.0
        together += each
        used += points
    yield together


class _Line(NamedTuple):
    """A row of the sheet: an item, or a part of one, whose cells have looks of their own.

    The cell of the 一级事项 is empty until all beside it are known.
    """

    texts: list[str]
    looks: tuple[str, ...]
    points: float


class _Columns(NamedTuple):
    """The columns of an item: their numbers, how wide they are, and how they look; the last, unseen, has its id.

    `beside` has all looks by that of the 一级事项. `facts`: the column before the last has what the locality says besides.
    """

    numbers: tuple[int, ...]
    widths: tuple[int, ...]
    looks: tuple[str, ...]
    beside: Mapping[str, tuple[str, ...]]
    facts: bool


@lru_cache(maxsize=1 << 8)
def _columns(widths: tuple[int, ...], ticks: int, *, facts: bool) -> _Columns:
    left = {*range(_TITLE, _CHANNELS + 1), len(COLUMNS) + ticks}
    looks = (*("text" if n in left else "centre" for n in range(len(widths))), "")
    beside = {look: (*looks[:_TOPIC], look, *looks[_TOPIC + 1 :]) for look in ("centre", "top")}
    return _Columns(tuple(range(len(looks))), widths, looks, beside, facts)


def _item(page: Page, start: int, texts: list[str], points: float, columns: _Columns) -> list[_Line]:
    """The rows that an item takes, the first of which is row `start`; `points` are what it would take in one."""
    if points <= MAX_HEIGHT:
        return [_Line(texts, (), points)]
    split = list(map(fitted, texts, columns.widths))
    rows = range(max(map(len, split)))
    found = list[_Line]()
    for n in rows:
        parts = [those[n] if n < len(those) else ("", 0.0) for those in split]
        looks = tuple(_look(look, n, len(those)) for look, those in zip(columns.looks, split, strict=False))
        found.append(_Line([text for text, _ in parts], looks, max(points for _, points in parts)))
    for column, those in enumerate(split):
        if len(those) < len(rows) and column != _TOPIC:
            page.merge(start + len(those) - 1, column, start + rows[-1], column)
    first = found[0]
    return [first._replace(texts=[*first.texts, texts[-1]], looks=(*first.looks, columns.looks[-1])), *found[1:]]


def _look(look: str, n: int, parts: int) -> str:
    """How a part of a cell looks that goes on in rows below."""
    if parts == 1:
        return look
    return "upper" if n == 0 else "middle" if n < parts - 1 else "lower"


def _cells(row: Row, table: Table, lang: str, columns: _Columns) -> tuple[list[str], float]:
    """The texts of an item, that of the 一级事项 empty, and its id; and the points that they take."""
    cells = row.title, row.content, row.basis, row.time_limit, row.recalled, row.remarks
    known = _known(*cells, table.tick_columns, row.ticks, row.groups, lang, columns.widths)
    number, office = clean(row.number), clean(body(row))
    channelled, points = _channelled(row.channel_rule, row.channels, "channels" in row.recalled)
    texts = [number, "", *known.stated, office, channelled, *known.ticks]
    points = max(points, known.points, tall(number, _WIDTHS[_NUMBER]), tall(office, _WIDTHS[_BODY]))
    if columns.facts:
        said, more = _facts_of(row.facts, lang)
        texts.append(said)
        points = max(points, more)
    texts.append(row.id)
    return texts, points


@by_identity(OF_ONE)
def _channelled(rule: Cell, boxes: tuple[Box, ...], recalled: bool) -> tuple[str, float]:
    """The text of the channels, and the points that it takes."""
    text = clean(channels(rule, _boxes(boxes), recalled=recalled))
    return text, tall(text, _WIDTHS[_CHANNELS])


class _Known(NamedTuple):
    """The texts of the cells of an item that localities share, and the points that they take."""

    stated: list[str]
    ticks: list[str]
    points: float


@by_identity(ROWS)
def _known(
    title: Cell,
    content: tuple[Cell, ...],
    basis: tuple[Cell, ...],
    time_limit: Cell,
    recalled: frozenset[str],
    remarks: tuple[Text, ...],
    heads: tuple[TickColumn, ...],
    ticks: tuple[bool | None, ...],
    groups: Cell,
    lang: str,
    widths: tuple[int, ...],
) -> _Known:
    first, *others = stated(title, content, basis, time_limit, recalled)
    below = (bracketed(joined(localizer(lang)(remark)), lang).lstrip() for remark in remarks)
    texts = list(map(clean, ("\n".join((first, *below)), *others)))
    ticked = list(map(clean, tick_texts(heads, ticks, groups, recalled, lang)))
    points = max(*map(tall, texts, widths[_TITLE:]), *map(tall, ticked, widths[len(COLUMNS) :]))
    return _Known(texts, ticked, points)


def _shown(fact: Fact | None, lang: str) -> str:
    """What a fact says in a column of its own, without the one address that its cell leads to."""
    if fact and sum(bool(part.url) for part in fact.parts) == 1 and _address(fact):
        return COMMA[lang == "en"].join(joined(part.text, " ") for part in fact.parts)
    return said(fact)


def _address(fact: Fact | None) -> str:
    """Where a cell leads: to the first address, for it can lead to one place."""
    return next((part.url for part in fact.parts if part.url and is_web(part.url)), "") if fact else ""


def _boxes(boxes: tuple[Box, ...]) -> str:
    """The boxes, two on a line where both are short Chinese, as the official form has them."""
    done: list[str] = []
    gap = ""
    for box in boxes:
        text, after = _box(box)
        if gap and after:
            done[-1] += gap + text
            gap = ""
        else:
            done.append(text)
            gap = after
    return "\n".join(done)


@lru_cache(maxsize=1 << 8)
def _box(box: Box) -> tuple[str, str]:
    """A box and its label, and if that is short Chinese, what stands between it and the next."""
    text = clean(one(box))
    gap = _HALF - width(text)
    short = gap > 0 and [line.lang for line in box.label] == ["zh"]
    return text, "　" * (gap // 2) + " " * (gap % 2) if short else ""


def _checks(page: Page, table: Table, view: View) -> None:
    """The list of what is to be checked, below the table."""
    page.end_row(_GAP)
    page.band(joined(view.labels["checks"]), "section", 12)
    room = page.widths[_TOPIC] + page.widths[_TITLE]
    labels = [joined(view.labels[key]) for key in ("number", "title", "checks_fields")]
    rows = ((check.number, joined(check.title), joined(check.fields)) for check in table.checks)
    columns, looks = (_NUMBER, _TOPIC, _TITLE, _CONTENT), ("head",) * 4
    for number, title, fields in (labels, *rows):
        page.merge(page.row, _TOPIC, page.row, _TITLE)
        points = max(tall(title, room), tall(fields, page.widths[_CONTENT]))
        page.write(columns, looks, (number, title, "", fields), points)
        looks = ("centre", "text", "text", "text")
