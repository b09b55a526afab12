"""The table of proposals that a person has ticked: which rows are published in which columns.

It is the table that `gapub bind` wrote, as csv or as a workbook, whatever else was done to it: rows may be gone, columns of the
website may be typed anew. A row is taken where its tick is one; what is neither a tick nor an empty cell is told and not taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from gapub.diagnostics import Diagnostic, GapubError, Place, Text
from gapub.tables.files import read
from gapub.tables.grid import Cell, Document, Grid
from gapub.tables.ticks import Marks

TICK: Final = Text("采用", "Accept")
ROW: Final = Text("事项编号", "Item id")
COLUMN: Final = Text("网站栏目", "Column")
_TICKED: Final = frozenset(["x", "y", "yes", "1", "true", "采用", "选", "选用", "对"])
_OPEN: Final = frozenset(["0", "n", "no", "false", "不", "不采用", "不选"])


class Tick(NamedTuple):
    """A ticked row, by its id, with the column of the website as it is written, and where that stands."""

    row: str
    column: str
    place: Place


def ticked(path: Path) -> tuple[list[Tick], list[Diagnostic]]:
    """What is ticked in a file, and what was not understood.

    Raises GapubError for a file that cannot be read, or is not such a table (`no-proposals`).
    """
    document = read(path)
    found, ticks, tables = list[Diagnostic](), list[Tick](), 0
    for grid in document.grids:
        if (heads := _heads(grid)) is not None:
            tables += 1
            for each in _rows(document, grid, *heads):
                (ticks if isinstance(each, Tick) else found).append(each)  # type: ignore[arg-type]
    if not tables:
        message = Text(
            f"{document.name} 不是 gapub bind 写出的对应表", f"{document.name} is not a table that gapub bind wrote"
        )
        hint = Text("表头须有", "the headings have to be ") + Text("、", ", ").join((TICK, ROW, COLUMN))
        raise GapubError([Diagnostic("no-proposals", "error", message, entity=document.name, hint=hint)])
    return ticks, found


def _heads(grid: Grid) -> tuple[int, dict[str, int]] | None:
    """The row of the headings, and the columns of the three that count."""
    lines: dict[int, dict[str, int]] = {}
    for cell in grid.cells:
        for head in (TICK, ROW, COLUMN):
            if " ".join(cell.text.split()).casefold() in (said.casefold() for said in (*head, " ".join(head))):
                lines.setdefault(cell.row, {}).setdefault(head.zh, cell.column)
    return next(((row, heads) for row, heads in sorted(lines.items()) if len(heads) == 3), None)


def _rows(document: Document, grid: Grid, top: int, heads: Mapping[str, int]) -> Iterator[Tick | Diagnostic]:
    cells = {(each.row, each.column): each for each in grid.cells if each.row > top}
    marks = Marks([each for (_, column), each in cells.items() if column == heads[TICK.zh]])
    for (row, column), cell in sorted(cells.items()):
        if column != heads[TICK.zh]:
            continue
        state = _state(cell, marks)
        id, name = (_text(cells.get((row, heads[head.zh]))) for head in (ROW, COLUMN))
        if state == "ticked" and id and name:
            yield Tick(id, name, document.place(grid, row, heads[COLUMN.zh]))
        elif state == "ticked":
            yield _lacking(COLUMN if id else ROW, id, document.place(grid, row, column))
        elif state not in ("", "open"):
            yield _strange(cell, id, document.place(grid, row, column))


def _text(cell: Cell | None) -> str:
    """What a cell says, without the apostrophe that keeps a text from being a formula."""
    return cell.text.strip().removeprefix("'") if cell else ""


def _state(cell: Cell, marks: Marks) -> str:
    word = cell.text.strip().casefold()
    if word in _TICKED or word in _OPEN:
        return "ticked" if word in _TICKED else "open"
    state, words = marks.tick(cell.text, cell.font)
    return state or ("unsure" if words else "")


def _lacking(what: Text, id: str, place: Place) -> Diagnostic:
    message = Text("打了勾，没有写{}，没有写入", "ticked, but {} is empty; not written").format(what)
    hint = Text("请填写，或者去掉这个勾", "fill it in, or take the tick away")
    return Diagnostic("tick-unread", "warning", message, place, id, hint=hint, arguments=(what.zh,))


def _strange(cell: Cell, id: str, place: Place) -> Diagnostic:
    shown = cell.text.strip()[:20]
    message = Text(f"“{shown}”看不出是否采用，没有写入", f"{shown!r} does not say whether to accept; not written")
    hint = Text("采用的打 √，不采用的留空", "put √ where it is accepted, and leave it empty where not")
    return Diagnostic("tick-unread", "warning", message, place, id, hint=hint, arguments=(shown,))


HEADS: Final[Sequence[Text]] = (
    TICK,
    Text("得分", "Score"),
    ROW,
    Text("领域", "Area"),
    Text("一级事项", "Topic"),
    Text("二级事项", "Item"),
    COLUMN,
    Text("信息数", "Entries"),
    Text("标题相符", "Titles"),
    Text("说明", "Note"),
)
"""The headings of the table, as `gapub bind` writes it."""
