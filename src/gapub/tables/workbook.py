"""Workbooks of Excel, WPS and LibreOffice: a sheet is a grid. Values are as the file keeps them; no formula is reckoned."""

from __future__ import annotations

import datetime
from io import BytesIO

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from gapub.tables import xlsx
from gapub.tables.archive import opened
from gapub.tables.content import MOST_CELLS, Content
from gapub.tables.faults import UnreadableError
from gapub.tables.fonts import symbols
from gapub.tables.grid import Cell, Grid

_HIDDEN = (SheetVisibleEnum.Hidden, SheetVisibleEnum.VeryHidden)


def read(data: bytes, kind: str) -> Content:
    """The sheets that have any cell."""
    marks = dict[str, xlsx.Marks]()
    if kind != "xls":
        with opened(data) as archive:
            if kind == "xlsx":
                marks = xlsx.survey(archive)
    grids, hidden, total = list[Grid](), list[str](), 0
    try:
        with CalamineWorkbook.from_filelike(BytesIO(data)) as book:
            for index, sheet in enumerate(book.sheets_metadata):
                if sheet.typ is not SheetTypeEnum.WorkSheet:
                    continue
                cells = _cells(book.get_sheet_by_index(index), marks.get(sheet.name, {}))
                total += len(cells)
                if total > MOST_CELLS:
                    raise UnreadableError("large", 1, 1, sheet.name)
                if cells:
                    grids.append(Grid(sheet.name, cells))
                    if sheet.visible in _HIDDEN:
                        hidden.append(sheet.name)
    except PasswordError as error:
        raise UnreadableError("encrypted") from error
    except CalamineError as error:
        raise UnreadableError("damaged") from error
    return Content(tuple(grids), hidden=tuple(hidden))


def _cells(page: CalamineSheet, marks: xlsx.Marks) -> tuple[Cell, ...]:
    """The cells of a sheet that have words or span, row by row."""
    found = dict[tuple[int, int], tuple[str, str]]()
    if page.start is not None:
        down, across = page.start
        for row, values in enumerate(page.to_python(), down + 1):
            for column, value in enumerate(values, across + 1):
                if value != "" and (words := text(value)):
                    found[row, column] = (words, "")
    for at, seen in marks.items():
        if seen.text is not None:
            found[at] = (seen.text, seen.font)
        elif at in found:
            found[at] = (symbols(found[at][0]), seen.font)
    if not found:
        return ()
    spans = {
        (top + 1, left + 1): (bottom - top + 1, right - left + 1)
        for (top, left), (bottom, right) in page.merged_cell_ranges or ()
    }
    begun = found.keys() | spans.keys() if spans else found.keys()
    last_row, last_column = max(row for row, _ in begun), max(column for _, column in begun)
    cells = list[Cell]()
    for row, column in sorted(begun):
        words, font = found.get((row, column), ("", ""))
        rows, columns = spans.get((row, column), (1, 1))
        rows, columns = min(rows, last_row - row + 1), min(columns, last_column - column + 1)
        if words or rows > 1 or columns > 1:
            cells.append(Cell(words, row, column, rows, columns, font))
    return tuple(cells)


def text(value: object) -> str:
    """A value as a person sees it: 1, not 1.0; dates after ISO 8601, without a time of midnight."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_\n", "\n").strip()
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ", "seconds")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)
