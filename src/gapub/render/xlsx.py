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
from gapub.render.memo import OF_ONE, by_identity
from gapub.render.plain import box as one
from gapub.render.plain import bracketed, cells, joined, remarks
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
    widths, looks = page.widths[1:], ("link", *("text" for _ in columns[1:]))
    for table in view.tables:
        area = joined(table.title)
        for row in table.rows:
            facts, addresses = _in_columns(row.facts, names, view.lang)
            page.lead(page.row, 0, places[row.id], row.number)
            for column, address in enumerate(addresses, len(columns)):
                if address:
                    page.lead(page.row, column, address, facts[column - len(columns)])
            texts = [*_texts(row, area, table.tick_columns, view), *facts]
            led = ["link" if address else "text" for address in addresses]
            page.write(numbers, (*looks, *led, ""), (row.number, *texts, row.id), max(map(tall, texts, widths)))
    if page.row > head + 1:
        page.filtered = head, 0, page.row - 1, len(page.widths) - 1


@by_identity(OF_ONE)
def _in_columns(facts: tuple[Fact, ...], names: tuple[str, ...], lang: str) -> tuple[list[str], list[str]]:
    """What the facts of these names say, each in a column of its own, and where each leads, if it does."""
    there = {fact.id: fact for fact in facts}
    those = [there.get(name) for name in names]
    return [_shown(fact, lang) for fact in those], [_address(fact) for fact in those]


def _every_widths(view: View) -> tuple[int, ...]:
    local = heads(row.facts for table in view.tables for row in table.rows)
    return (*_EVERY_WIDTHS[: len(_every_columns(view))], *(_FACT_WIDTH for _ in local))


def _every_columns(view: View) -> tuple[str, ...]:
    """What the sheet says of each item; the last, what it rests on, is not for citizens."""
    return _EVERY_COLUMNS[:-1] if view.published else _EVERY_COLUMNS


def _texts(row: Row, area: str, heads: tuple[TickColumn, ...], view: View) -> list[str]:
    """What the sheet says of an item of this area, behind its number."""
    lang, recalled = view.lang, row.recalled
    texts = [area, joined(row.topic), joined(row.title), joined(row.time_limit), joined(row.body)]
    for n, field in enumerate(("title", "time_limit", "body"), 2):
        if field in recalled:
            texts[n] = RECALLED_MARK + texts[n]
    texts += _ticked(heads, row.ticks, row.groups, recalled, lang)
    if not view.published:
        texts.append(joined(localizer(lang)(row.status_label)))
    return texts


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


@lru_cache(maxsize=OF_ONE)
def _facts_of(facts: tuple[Fact, ...], lang: str) -> str:
    """What it says, a fact a line: the table keeps the width of the official one, and the sheet of all items has the columns."""
    colon = COLON.en if lang == "en" else COLON.zh
    return "\n".join(f"{joined(fact.label, ' ')}{colon}{said(fact, ' ')}" for fact in facts)


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
    columns = _columns(page, table)
    for rows in table.topics:
        begins |= _topic(page, rows, table, view, columns)
    if table.rows:
        page.filtered = first + 1, 0, page.row - 1, len(page.widths) - 1
    if table.checks:
        _checks(page, table, view)
    return begins


def _header(page: Page, table: Table, view: View) -> None:
    """The two rows of headings, the tick columns gathered under the name of their field."""
    upper = lower = 1
    start = len(COLUMNS)
    for field, ticks in table.tick_groups:
        label, behind = joined(view.labels[field]), start + len(ticks)
        page.put(page.row, start, label, "head", right=len(ticks) - 1)
        upper = max(upper, lines(clean(label), sum(page.widths[start:behind])))
        for column, tick in enumerate(ticks, start):
            page.put(page.row + 1, column, joined(tick.label), "head")
            lower = max(lower, lines(clean(joined(tick.label)), page.widths[column]))
        start = behind
    plain = [*enumerate(view.labels[key] for key in COLUMNS)]
    if _has_facts(table):
        plain.append((start, localizer(view.lang)(_FACTS)))
    for column, name in plain:
        page.put(page.row, column, joined(name), "head", down=1)
        lower = max(lower, lines(clean(joined(name)), page.widths[column]) - upper)
    page.end_row(height(upper))
    page.key(page.row, "id")
    page.end_row(height(lower))


def _topic(page: Page, rows: Sequence[Row], table: Table, view: View, columns: _Columns) -> dict[str, int]:
    """The rows of a 一级事项, and its cells beside them; at which row of the sheet each begins."""
    begins = {}
    items: list[list[_Line]] = []
    start = page.row
    for row in rows:
        begins[row.id] = start
        texts = _cells(row, table, view.lang, facts=columns.facts)
        items.append(_item(page, start, [*texts, row.id], columns))
        start += len(items[-1])
    topic = clean(joined(rows[0].topic))
    needed = tall(topic, page.widths[_TOPIC])
    for together in _shared(items):
        heights = [line.points for line in together]
        lacking = needed - sum(heights)
        for n, points in enumerate(heights):
            more = max(0.0, min(lacking, MAX_HEIGHT - points))
            heights[n] += more
            lacking -= more
        look = "top" if sum(heights) > _PAGE else "centre"
        if len(together) > 1:
            page.merge(page.row, _TOPIC, page.row + len(together) - 1, _TOPIC)
        together[0].texts[_TOPIC] = topic
        for line, points in zip(together, heights, strict=True):
            looks = (*line.looks[:_TOPIC], look, *line.looks[_TOPIC + 1 :])
            page.write(columns.numbers[: len(looks)], looks, line.texts, points)
    return begins


def _shared(items: Iterable[list[_Line]]) -> Iterator[list[_Line]]:
    """The rows beside each cell of a 一级事项: its name comes again before a printed page is full."""
    together: list[_Line] = []
    for each in items:
        if together and sum(line.points for line in (*together, *each)) > _PAGE / 2:
            yield together
            together = []
        together = [*together, *each]
    yield together


class _Line(NamedTuple):
    """A row of the sheet: an item, or a part of one. The cell of the 一级事项 is empty until all beside it are known."""

    texts: list[str]
    looks: tuple[str, ...]
    points: float


class _Columns(NamedTuple):
    """The columns of an item: their numbers, how wide they are, and how they look; the last, unseen, has its id.

    `facts`: the one before it has what the locality says besides.
    """

    numbers: tuple[int, ...]
    widths: tuple[int, ...]
    looks: tuple[str, ...]
    facts: bool


def _columns(page: Page, table: Table) -> _Columns:
    facts = len(COLUMNS) + len(table.tick_columns)
    left = {*range(_TITLE, _CHANNELS + 1), facts}
    looks = (*("text" if n in left else "centre" for n in range(len(page.widths))), "")
    return _Columns(tuple(range(len(looks))), tuple(page.widths), looks, _has_facts(table))


def _item(page: Page, start: int, texts: list[str], columns: _Columns) -> list[_Line]:
    """The rows that an item takes, the first of which is row `start`."""
    points = max(map(tall, texts, columns.widths))
    if points <= MAX_HEIGHT:
        return [_Line(list(map(clean, texts)), columns.looks, points)]
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


def _cells(row: Row, table: Table, lang: str, *, facts: bool) -> list[str]:
    """The texts of an item, that of the 一级事项 empty; the last are the facts if there is a column for them."""
    texts = cells(row, table.tick_columns, lang, boxed=_boxes)
    if row.remarks:
        below = (bracketed(remark, lang).lstrip() for remark in remarks(row, lang))
        texts[_TITLE] = "\n".join((texts[_TITLE], *below))
    if facts:
        texts.append(_facts_of(row.facts, lang))
    texts[_TOPIC] = ""
    return texts


def _shown(fact: Fact | None, lang: str) -> str:
    """What a fact says in a column of its own, without the one address that its cell leads to."""
    if fact and sum(bool(part.url) for part in fact.parts) == 1 and _address(fact):
        return COMMA[lang == "en"].join(joined(part.text, " ") for part in fact.parts)
    return said(fact)


def _address(fact: Fact | None) -> str:
    """Where a cell leads: to the first address, for it can lead to one place."""
    return next((part.url for part in fact.parts if part.url and is_web(part.url)), "") if fact else ""


@lru_cache(maxsize=256)
def _boxes(boxes: tuple[Box, ...]) -> str:
    """The boxes, two on a line where both are short Chinese, as the official form has them."""
    done: list[str] = []
    room = False
    for box in boxes:
        text = clean(one(box))
        short = [line.lang for line in box.label] == ["zh"] and width(text) < _HALF
        if short and room:
            gap = _HALF - width(done[-1])
            done[-1] += "　" * (gap // 2) + " " * (gap % 2) + text
        else:
            done.append(text)
        room = short and not room
    return "\n".join(done)


def _checks(page: Page, table: Table, view: View) -> None:
    """The list of what is to be checked, below the table."""
    page.end_row(_GAP)
    page.band(joined(view.labels["checks"]), "section", 12)
    room = page.widths[_TOPIC] + page.widths[_TITLE]
    labels = [joined(view.labels[key]) for key in ("number", "title", "checks_fields")]
    rows = ((check.number, joined(check.title), joined(check.fields)) for check in table.checks)
    looks = ("head", "head", "head", "head")
    for number, title, fields in (labels, *rows):
        page.merge(page.row, _TOPIC, page.row, _TITLE)
        points = max(tall(title, room), tall(fields, page.widths[_CONTENT]))
        page.write((_NUMBER, _TOPIC, _TITLE, _CONTENT), looks, (number, title, "", fields), points)
        looks = ("centre", "text", "text", "text")
