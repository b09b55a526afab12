"""Workbooks of Excel, WPS and LibreOffice: a sheet is a grid. Values are as the file keeps them; no formula is reckoned."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

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

if TYPE_CHECKING:
    from gapub.tables.ods import Merged

_HIDDEN = (SheetVisibleEnum.Hidden, SheetVisibleEnum.VeryHidden)


def read(data: bytes, kind: str) -> Content:
    """The sheets that have any cell."""
    grids, hidden, total = list[Grid](), list[str](), 0
    with _open(data, kind) as pages:
        for name, is_hidden, page, marks, merged in pages:
            cells = _cells(page, marks, merged)
            total += len(cells)
            if total > MOST_CELLS:
                raise UnreadableError("large", 1, 1, name)
            if cells:
                grids.append(Grid(name, cells))
                if is_hidden:
                    hidden.append(name)
    return Content(tuple(grids), hidden=tuple(hidden))


class _Page(NamedTuple):
    """A worksheet: its name, whether it is hidden, its cells, what some of these show, and which are merged."""

    name: str
    is_hidden: bool
    cells: CalamineSheet
    marks: xlsx.Marks
    merged: Merged


Row: TypeAlias = tuple[int, list[str]]
"""The number of a row and the texts of its cells."""


def sheets(data: bytes, kind: str) -> Iterator[tuple[str, bool, Iterator[Row]]]:
    """Each sheet by its name, whether it is hidden, and its rows, which are read before the next sheet is asked for.

    A row is as long as its sheet is wide. In a merged cell every row of it has its text.
    """
    with _open(data, kind) as pages:
        for name, is_hidden, page, marks, merged in pages:
            yield name, is_hidden, _rows(page, marks, merged)


@contextmanager
def _open(data: bytes, kind: str) -> Iterator[Iterator[_Page]]:
    """The worksheets of a workbook. Raises UnreadableError."""
    marks = dict[str, xlsx.Marks]()
    merged: dict[str, Merged] = {}
    if kind != "xls":
        with opened(data) as archive:
            if kind == "xlsx":
                marks = xlsx.survey(archive)
            else:
                from gapub.tables import ods

                surveyed = ods.survey(archive)
                marks = {name: each.marks for name, each in surveyed.items()}
                merged = {name: each.merged for name, each in surveyed.items()}
    try:
        with CalamineWorkbook.from_filelike(BytesIO(data)) as book:
            yield (
                _Page(
                    sheet.name,
                    sheet.visible in _HIDDEN,
                    page := book.get_sheet_by_index(index),
                    marks.get(sheet.name, {}),
                    merged.get(sheet.name) or page.merged_cell_ranges or (),
                )
                for index, sheet in enumerate(book.sheets_metadata)
                if sheet.typ is SheetTypeEnum.WorkSheet
            )
    except PasswordError as error:
        raise UnreadableError("encrypted") from error
    except CalamineError as error:
        raise UnreadableError("damaged") from error


def _rows(page: CalamineSheet, marks: xlsx.Marks, ranges: Merged) -> Iterator[Row]:
    if page.start is None:
        return
    first, left = page.start
    blanks = [""] * left
    width = left + page.width
    shown: dict[int, list[tuple[int, str]]] = {}
    for (row, column), seen in marks.items():
        if seen.text is not None and column <= width:
            shown.setdefault(row, []).append((column - 1, seen.text))
    merged: dict[int, list[tuple[int, int]]] = {}
    for (top, column), (bottom, _) in ranges:
        if bottom > top and column < width:
            merged.setdefault(top + 1, []).append((column, bottom + 1))
    goes_on: dict[int, tuple[int, str]] = {}
    for number, values in enumerate(page.iter_rows(), 1):
        if number <= first:  # it begins at the top, whatever is there
            continue
        texts = blanks + [value if isinstance(value, str) and value.isprintable() else text(value) for value in values]
        for column, words in shown.get(number, ()):
            texts[column] = words
        for column, (last, words) in [*goes_on.items()]:
            if number > last:
                del goes_on[column]
            elif not texts[column]:
                texts[column] = words
        for column, last in merged.get(number, ()):
            goes_on[column] = last, texts[column]
        yield number, texts


def _cells(page: CalamineSheet, marks: xlsx.Marks, ranges: Merged) -> tuple[Cell, ...]:
    """The cells of a sheet that have words or span, row by row."""
    found = dict[tuple[int, int], str]()
    fonts = dict[tuple[int, int], str]()
    if page.start is not None:
        down, across = page.start
        for row, values in enumerate(page.to_python(), down + 1):
            for column, value in enumerate(values, across + 1):
                if value == "":
                    continue
                if words := value.strip() if isinstance(value, str) and value.isprintable() else text(value):
                    found[row, column] = words
    for at, seen in marks.items():
        if seen.text is not None:
            found[at] = seen.text
        elif at in found:
            found[at] = symbols(found[at])
        if at in found:
            fonts[at] = seen.font
    if not found:
        return ()
    spans = {(top + 1, left + 1): (bottom - top + 1, right - left + 1) for (top, left), (bottom, right) in ranges}
    begun = sorted([*found, *(at for at in spans if at not in found)])  # nearly in order, so that little is sorted
    last_row, last_column = begun[-1][0], max(map(itemgetter(1), begun))
    cells = list[Cell]()
    for at in begun:
        row, column = at
        words = found.get(at, "")
        if at not in spans:
            if words:
                cells.append(Cell(words, row, column, font=fonts.get(at, "")))
            continue
        rows, columns = spans[at]
        rows, columns = min(rows, last_row - row + 1), min(columns, last_column - column + 1)
        if words or rows > 1 or columns > 1:
            cells.append(Cell(words, row, column, rows, columns, fonts.get(at, "")))
    return tuple(cells)


def text(value: object) -> str:
    """A value as a person sees it: 1, not 1.0; dates after ISO 8601, without a time of midnight."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_\n", "\n").strip()
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    import datetime  # few workbooks have any date, and it takes its time

    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ", "seconds")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)
