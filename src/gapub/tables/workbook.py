"""Workbooks of Excel, WPS and LibreOffice: a sheet is a grid. Values are as the file keeps them; no formula is reckoned."""

from __future__ import annotations

import datetime
from io import BytesIO
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from gapub.tables.content import MOST_CELLS, Content
from gapub.tables.faults import UnreadableError
from gapub.tables.grid import Cell, Grid

_HIDDEN = (SheetVisibleEnum.Hidden, SheetVisibleEnum.VeryHidden)


def read(data: bytes) -> Content:
    """The sheets that have any cell. A file that may lead the library astray must have been looked at before."""
    grids, hidden, total = list[Grid](), list[str](), 0
    try:
        with CalamineWorkbook.from_filelike(BytesIO(data)) as book:
            for index, sheet in enumerate(book.sheets_metadata):
                if sheet.typ is not SheetTypeEnum.WorkSheet:
                    continue
                page = book.get_sheet_by_index(index)
                cells = [*_cells(page)]
                total += len(cells)
                if total > MOST_CELLS:
                    raise UnreadableError("large", 1, 1, sheet.name)
                if cells:
                    grids.append(Grid(sheet.name, tuple(cells)))
                    if sheet.visible in _HIDDEN:
                        hidden.append(sheet.name)
    except PasswordError as error:
        raise UnreadableError("encrypted") from error
    except CalamineError as error:
        raise UnreadableError("damaged") from error
    return Content(tuple(grids), hidden=tuple(hidden))


def _cells(page: Any) -> list[Cell]:
    """The cells of a sheet that have words or span, row by row."""
    if page.start is None:
        return []
    merged = {
        (top + 1, left + 1): (bottom - top + 1, right - left + 1)
        for (top, left), (bottom, right) in page.merged_cell_ranges or ()
    }
    down, across = page.start
    cells = list[Cell]()
    for row, values in enumerate(page.iter_rows(), down + 1):
        for column, value in enumerate(values, across + 1):
            if value != "" and (words := text(value)):
                cells.append(Cell(words, row, column, *merged.pop((row, column), (1, 1))))
    if merged:
        cells += [Cell("", *at, *span) for at, span in merged.items()]
        cells.sort(key=lambda cell: (cell.row, cell.column))
    return cells


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
