"""Files that gapub has printed, read back: by the ids that they hold unseen, and by the layout that is known.

What others print has to be guessed at with care (`rows`); of our own files it is known which column holds what, that each line of
a cell is an entry, and which words are no part of a cell: marks, remarks, evidence. A workbook that was sorted, cut or completed
by hand is still our own. A file of another maker, or one that lost its ids, is left to `rows`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from gapub.diagnostics import Text
from gapub.model.fields import FIELD_NAMES
from gapub.model.pattern import pattern
from gapub.model.text import LEVELS, METHODS, RECALLED_MARK, UNKNOWN, is_chinese
from gapub.render.cells import COLON, GAP
from gapub.render.labels import BOX, COLUMNS, LABELS, TICK, TICKED_BOX
from gapub.tables.grid import Cell, Document, Grid
from gapub.tables.headings import Lines
from gapub.tables.row import Entry, Row, State, Table

ID: Final = pattern(r"[a-z0-9-]+/[a-z0-9-]+/[a-z0-9-]+")
"""The id of a row: area, topic, item."""
_BOOKMARK: Final = pattern(r"_([art])\d+_([a-z0-9_]+)")
_TICKS: Final[Mapping[str, Text]] = {
    "audience.public": LABELS["public"],
    "audience.groups": LABELS["groups"],
    **{f"method.{key}": label for key, label in METHODS.items()},
    **{f"levels.{key}": label for key, label in LEVELS.items()},
}
_UNSAID: Final = ("evidence", "origin")
"""Columns that say how a row came to be, not what it is."""


def _called(label: Text) -> tuple[str, ...]:
    """How a label is printed: in one language, or in both on two lines or one."""
    return label.zh, label.en, f"{label.zh}\n{label.en}", f"{label.zh} {label.en}"


_HEADS: Final[Mapping[str, str]] = {
    "id": "id",
    **dict.fromkeys(_called(FIELD_NAMES["id"]), "id"),
    **{each: name for name in COLUMNS for each in _called(LABELS[name])},
    **dict.fromkeys(_called(LABELS["item"]), "title"),
    **dict.fromkeys(_called(LABELS["areas"]), "area"),
    **dict.fromkeys(("备注", "Remarks", "备注 Remarks"), "note"),
    **{each: name for name in _UNSAID for each in _called(LABELS[name])},
    **{each: name for name, label in _TICKS.items() for each in _called(label)},
}
_TEXTS: Final = frozenset({"topic", "title", "content", "basis", "time_limit", "body", "channels"})


def tables(document: Document) -> tuple[Table, ...] | None:
    """The tables of a file of ours, in its order; None if it is not ours."""
    if document.kind == "json":
        found = list(_of_lines(document))
    elif document.kind == "md":
        found = list(_of_markdown(document))
    else:
        found = [table for grid in document.grids if (table := _of_grid(document, grid))]
    return tuple(found) or None


def language(document: Document, table: Table) -> str:
    """The language that a table of ours is in, by its headings or its header: `zh`, `en` or `zh-en`."""
    if document.kind == "md":
        found = re.search(r'catalogue\.with\(lang: "([a-z-]+)"\)', document.text)
        return found[1] if found else "zh"
    content = next((text for column, text in table.headings.items() if table.names[column] == "content"), "")
    zh, en = LABELS["content"]
    return "zh-en" if zh in content and en in content else "en" if en in content else "zh"


# --- tables of sheets and pages ----------------------------------------------------------------------------------------------


class _Head(NamedTuple):
    """The headings of a table: the last of their rows, and for each column what it holds and what stands there."""

    last: int
    names: Mapping[int, str]
    headings: Mapping[int, str]


def _of_grid(document: Document, grid: Grid) -> Table | None:
    if not grid.anchors and not any("/" in cell.text and ID.fullmatch(cell.text) for cell in grid.cells):
        return None  # it has no ids, as most tables of others
    lines = Lines(grid.cells)
    head = next((found for row in lines.starting if (found := _head(lines, row))), None)
    if head is None:
        return None
    key = next((column for column, name in head.names.items() if name == "id"), 0)
    cells = {row: there[key] for row, there in lines.rows.items() if key in there}
    ids = {row: cell.text for row, cell in cells.items() if cell.row == row}
    ids |= _bookmarked(grid.anchors) if document.kind == "docx" else grid.anchors
    ids = {row: text for row, text in ids.items() if row > head.last and ID.fullmatch(text)}
    if not ids:
        return None
    area = _area(grid, lines, head)
    spans = _Spans(grid, lines, head, ids, area)
    return Table(document, grid, area, head.names, head.headings, tuple(spans.rows()), tuple(spans.unread), area)


def _head(lines: Lines, row: int) -> _Head | None:
    """The headings that begin in a row: in one row, or those of ticks under the name of their field."""
    names: dict[int, str] = {}
    headings: dict[int, str] = {}
    last = row
    for column in range(1, lines.width + 1):
        above, below = lines.at(row, column), lines.at(row + 1, column)
        cell = above
        name = _named(above)
        if not name and below and below.row == row + 1 and _named(below) not in ("", *COLUMNS):
            name, cell, last = _named(below), below, row + 1
        if cell and cell.text:
            names[column], headings[column] = name, cell.text
    return _Head(last, names, headings) if set(names.values()) >= _TEXTS else None


def _named(cell: Cell | None) -> str:
    return _heading(cell.text) if cell else ""


@lru_cache(maxsize=1 << 12)  # each is asked for from its own row and from the one above
def _heading(text: str) -> str:
    text = "\n".join(line.strip() for line in text.split("\n"))
    for colon in COLON:
        text = text.rpartition(colon)[2]  # 公开对象：全社会
    return _HEADS.get(text, "")


def _bookmarked(anchors: Mapping[int, str]) -> dict[int, str]:
    """The ids of rows by the bookmarks of Word: of the area in the head, of a topic in the first of its rows."""
    found = {row: dict(_BOOKMARK.findall(names)) for row, names in sorted(anchors.items())}
    area = next((each["a"] for each in found.values() if "a" in each), "")
    topic, ids = "", {}
    for row, each in found.items():
        topic = each.get("t", topic)
        if area and topic and "r" in each:
            ids[row] = "/".join(key.replace("_", "-") for key in (area, topic, each["r"]))
    return ids


def _area(grid: Grid, lines: Lines, head: _Head) -> str:
    """The title of the area: above the headings, beside its number, or in the caption."""
    above = [cell.text for row in lines.starting if row <= head.last for cell in lines.starting[row]]
    for text in (*above, *grid.caption.split("\n")):
        if found := re.fullmatch(rf"[^\s←]\S{{0,4}}[{GAP.zh}{GAP.en} ](\S.*)", text.split("\n")[0]):
            return _chinese(found[1])
    return grid.caption.partition("\n")[0]


def _chinese(text: str) -> str:
    """The Chinese of a title that has its English behind it on the line."""
    return re.sub(r" [A-Z][ -~]*$", "", text) if is_chinese(text[:1]) else text


class _Spans:
    """The rows of a grid below its headings; `unread` are texts that belong to none."""

    def __init__(self, grid: Grid, lines: Lines, head: _Head, ids: Mapping[int, str], area: str) -> None:
        self.grid = grid
        self.lines = lines
        self.head = head
        self.ids = ids
        self.area = area
        self.unread = list[Entry]()
        self.columns = {name: column for column, name in sorted(head.names.items(), reverse=True) if name}

    def rows(self) -> Iterator[Row]:
        """Each row: one begins where an id stands, or a number and a title without one."""
        begins = [row for row in range(self.head.last + 1, self.end() + 1) if self.begins(row)]
        for first, after in zip(begins, [*begins[1:], self.end() + 1], strict=True):
            yield self.row(first, after - 1)

    def end(self) -> int:
        """The last row of the table: below it, a line across all columns begins the list of what is to be checked."""
        for row in range(self.head.last + 1, self.lines.height + 1):
            first = self.lines.at(row, 1)
            if first and first.row == row and first.columns >= len(COLUMNS):
                return row - 1
        return self.lines.height

    def begins(self, row: int) -> bool:
        if row in self.ids:
            return True
        return all(self.starts(row, name) for name in ("number", "title")) or (
            self.starts(row, "title") and self.starts(row, "content") and self.starts(row, "body")
        )

    def starts(self, row: int, name: str) -> bool:
        cell = self.lines.at(row, self.columns.get(name, 0))
        return cell is not None and cell.row == row and bool(cell.text)

    def row(self, first: int, last: int) -> Row:
        cells, own = dict[str, Entry](), dict[str, Entry]()
        for column, name in self.head.names.items():
            entry = self.entry(name, column, first, last)
            if name and name not in ("note", *_UNSAID):
                cells[name] = entry
            elif not name:
                own[self.head.headings[column]] = entry
        if first in self.ids:
            cells["id"] = Entry(self.ids[first], first, self.columns.get("id", 1))
        cells.setdefault("area", Entry(self.area, 0, 0))
        return Row(first, last, cells, own)

    def entry(self, name: str, column: int, first: int, last: int) -> Entry:
        """A cell; an item that is higher than a row may be goes on in the rows below."""
        there = [self.lines.at(row, column) for row in range(first, last + 1)]
        cells = [*dict.fromkeys(each for each in there if each and each.text)]
        if not cells:
            return Entry("", first, column, "open" if name in _TICKS else "")
        if name == "topic":
            del cells[1:]
        text = "\n".join(each.text for each in cells)
        return _entry(name, text, cells[0].row, column)


def _entry(name: str, text: str, row: int, column: int) -> Entry:
    """A cell without what is no part of it: marks, and behind a title remarks and evidence."""
    text = text.replace(RECALLED_MARK, "").strip()
    if name == "title":
        text = text.partition("\n")[0].strip()
    elif name == "area":
        text = _chinese(text.partition("\n")[0])
    if name not in _TICKS:
        return Entry(text, row, column)
    if text in _called(UNKNOWN):  # nothing is ticked, and that is all that is known
        text = ""
    state: State = "ticked" if text.startswith(TICK) else "" if text else "open"
    return Entry(text.removeprefix(TICK).strip(), row, column, state)


# --- Markdown ------------------------------------------------------------------------------------------------------------------

_OURS: Final = "#show: catalogue.with(lang:"
_FIELD: Final = pattern(r"- \*\*(.+?)\*\*(?:[：:] ?(.*))?", re.DOTALL)
_ESCAPED: Final = pattern(r"\\(.)")
_LINK: Final = pattern(r"\[((?:[^\[\]\\]|\\.)*)\]\(<[^<>]*>\)")
_FIELDS: Final = {each: name for name in ("audience", "method", "levels") for each in _called(LABELS[name])}


def _of_markdown(document: Document) -> Iterator[Table]:
    """A table for each area; the line of a text is its row."""
    if _OURS not in document.text:
        return
    area: list[str] = []
    topic = Entry("", 0, 0)
    rows: list[Row] = []
    taken: dict[str, Entry] | None = None
    lines = document.text.split("\n")
    n = 0
    while n < len(lines):
        line, at = lines[n], n + 1
        n += 1
        while line.endswith("\\") and n < len(lines):
            line = line[:-1] + "\n" + lines[n].strip()
            n += 1
        level, _, title = line.partition(" ")
        if level in ("#", "##"):
            if rows:
                yield _listed(document, area[1], rows)
            rows, taken = [], None
            area = _plain(title).split(" ", 1) if level == "##" else []
        elif level == "###":
            topic, taken = Entry(_plain(title), at, 1), None
        elif level == "####" and len(area) > 1:
            number, _, rest = title.partition(" ")
            taken = {
                "number": Entry(number, at, 1),
                "area": Entry(_chinese(area[1]), 0, 0),
                "topic": Entry(_chinese(topic.text), topic.row, 1),
                "title": Entry(_chinese(_plain(rest)), at, 1),
            }
            rows.append(Row(at, at, taken, {}))
        elif taken is not None and (found := _FIELD.fullmatch(line)):
            name = _plain(found[1])
            entries = []
            while n < len(lines) and lines[n].startswith("  - "):
                entry = lines[n][4:]
                n += 1
                while entry.endswith("\\") and n < len(lines):
                    entry = entry[:-1] + "\n" + lines[n].strip()
                    n += 1
                entries.append(entry)
            text = "\n".join(_plain(each) for each in (entries or [found[2] or ""]))
            _take(taken, name, text, at)
    if rows:
        yield _listed(document, area[1], rows)


def _take(cells: dict[str, Entry], name: str, text: str, at: int) -> None:
    """Put an entry of the list into the cells of its row: ticks, boxes, or a text."""
    if field := _FIELDS.get(name):
        for each in re.split(f"[{GAP.zh}{GAP.en}]", text):
            mark, _, label = each.partition(" ")
            label, _, groups = label.partition(COLON.zh if COLON.zh in label else COLON.en)
            column = _HEADS.get(label.strip(), "")
            if column.startswith(f"{field}."):
                cells[column] = Entry(groups.strip(), at, 1, "ticked" if mark == TICK else "open")
    elif name == LABELS["channels"].zh or name.startswith(LABELS["channels"].zh + " ") or name == LABELS["channels"].en:
        boxes = re.split(rf"[{GAP.zh}{GAP.en}\n]", text)
        cells["channels"] = Entry("\n".join(re.sub(f"^([{BOX}{TICKED_BOX}]) ", r"\1", each) for each in boxes), at, 1)
    elif (column := _HEADS.get(name, "")) in _TEXTS:
        cells[column] = Entry(text, at, 1)


def _plain(text: str) -> str:
    """A piece of our own Markdown as the words that it shows."""
    text = _LINK.sub(r"\1", text).replace(RECALLED_MARK, "")
    text = re.sub(r"(?<!\\)\*", "", text)  # what is not escaped is emphasis
    return _ESCAPED.sub(r"\1", text).strip()


def _listed(document: Document, area: str, rows: Sequence[Row]) -> Table:
    """A table without columns: its rows are lists."""
    return Table(document, Grid("", ()), _chinese(area), {}, {}, tuple(rows), (), _chinese(area))


# --- JSON Lines ----------------------------------------------------------------------------------------------------------------


def _of_lines(document: Document) -> Iterator[Table]:
    """A table for each area; each line is a row."""
    together: dict[str, list[Row]] = {}
    titles: dict[str, str] = {}
    for n, item in records(document):
        area = item["area"]
        titles.setdefault(area["id"], _one(area["title"]))
        together.setdefault(area["id"], []).append(Row(n, n, dict(_cells(item, n)), {}))
    for key, rows in together.items():
        yield Table(document, Grid("", ()), titles[key], {}, {}, tuple(rows), (), titles[key])


def records(document: Document) -> Iterator[tuple[int, dict[str, Any]]]:
    """The lines of a `catalogue.jsonl` with their numbers; nothing of another file."""
    for n, line in enumerate(document.text.split("\n"), 1):
        try:
            item = json.loads(line) if line.strip() else None
        except (ValueError, RecursionError):
            item = None
        if isinstance(item, dict) and _is_row(item):
            yield n, item


def _is_row(item: Mapping[str, Any]) -> bool:
    """Whether a line has what a row of ours has; of one that was changed by hand each cell is still looked at."""
    return (
        isinstance(item.get("id"), str)
        and isinstance(area := item.get("area"), dict)
        and isinstance(area.get("id"), str)
        and isinstance(area.get("title"), dict)
        and {"topic", "title", "content", "channels"} <= item.keys()
    )


def _cells(item: Mapping[str, Any], n: int) -> Iterator[tuple[str, Entry]]:
    texts = {name: _text(item.get(name)) for name in ("topic", "title", "content", "basis", "time_limit", "body")}
    texts |= {"id": item["id"], "number": _text(item.get("number")), "area": _one(item["area"]["title"])}
    channels = item["channels"] if isinstance(item["channels"], dict) else {}
    boxes = channels.get("boxes")
    lines = [_text(channels.get("rule"))] + [
        (TICKED_BOX if box.get("ticked") else BOX) + _text(box.get("label")).replace("\n", " ")
        for box in (boxes if isinstance(boxes, list) else ())
        if isinstance(box, dict)
    ]
    texts["channels"] = "\n".join(filter(None, lines))
    yield from ((name, Entry(text, n, 1)) for name, text in texts.items())
    for name in _TICKS:
        field, _, column = name.partition(".")
        ticks = item.get(field)
        if isinstance(ticks, dict) and column in ticks:
            tick = ticks[column]
            groups = _text(item.get("groups")) if column == "groups" and tick else ""
            yield name, Entry(groups, n, 1, "ticked" if tick is True else "open")


def _text(cell: Any) -> str:
    """A cell, or several, as the lines that are printed of it; what is of another form as it is."""
    if isinstance(cell, list):
        return "\n".join(map(_text, cell))
    if isinstance(cell, dict):
        return "\n".join(str(cell[lang]) for lang in ("zh", "en") if cell.get(lang))
    return "" if cell is None else str(cell)


def _one(cell: Mapping[str, Any]) -> str:
    return str(cell.get("zh") or cell.get("en") or "")
