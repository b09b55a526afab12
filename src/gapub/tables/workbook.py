"""Workbooks of Excel, WPS and LibreOffice: a sheet is a grid. Values are as the file keeps them; no formula is reckoned."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

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
from gapub.tables.content import MOST_CELLS, Content, dump
from gapub.tables.faults import UnreadableError
from gapub.tables.fonts import symbols

if TYPE_CHECKING:
    from gapub.tables.ods import Merged

_HIDDEN = (SheetVisibleEnum.Hidden, SheetVisibleEnum.VeryHidden)


def dumped(data: bytes, kind: str) -> dict[str, Any]:
    """The sheets that have any cell, as `dump` has them, made straight from the rows: a `Cell` each takes longer than all else."""
    grids, hidden, numbers, total = list[Any](), list[str](), _Numbers(), 0
    formulas = list[tuple[str, int, int, int]]()
    with _open(data, kind) as pages:
        for name, is_hidden, page, marks, merged, valueless in pages:
            runs, more = _cells(page, marks, merged, numbers)
            total += sum(len(run) - 2 - run.count(0) for run in runs) + len(more)
            if total > MOST_CELLS:
                raise UnreadableError("large", 1, 1, name)
            if runs or more:
                grids.append([name, runs, more, "", []])
                if is_hidden:
                    hidden.append(name)
            if valueless:
                formulas.append((name, *valueless))
    rest = dump(Content((), hidden=tuple(hidden), formulas=tuple(formulas)))
    return {**rest, "words": [*numbers.words], "grids": grids}


class _Page(NamedTuple):
    """A worksheet: its name, whether it is hidden, its cells, what some of these show, which are merged, formulas without value."""

    name: str
    is_hidden: bool
    cells: CalamineSheet
    marks: xlsx.Marks
    merged: Merged
    formulas: tuple[int, int, int] | None


Row: TypeAlias = tuple[int, list[str]]
"""The number of a row and the texts of its cells."""


def sheets(data: bytes, kind: str) -> Iterator[tuple[str, bool, Iterator[Row]]]:
    """Each sheet by its name, whether it is hidden, and its rows, which are read before the next sheet is asked for.

    A row is as long as its sheet is wide. In a merged cell every row of it has its text.
    """
    with _open(data, kind) as pages:
        for name, is_hidden, page, marks, merged, _ in pages:
            yield name, is_hidden, _rows(page, marks, merged)


@contextmanager
def _open(data: bytes, kind: str) -> Iterator[Iterator[_Page]]:
    """The worksheets of a workbook. Raises UnreadableError."""
    marks = dict[str, xlsx.Marks]()
    merged: dict[str, Merged] = {}
    formulas = dict[str, tuple[int, int, int] | None]()
    if kind != "xls":
        with opened(data) as archive:
            if kind == "xlsx":
                for name, seen in xlsx.survey(archive).items():
                    marks[name], formulas[name] = seen
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
                    formulas.get(sheet.name),
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


class _Numbers(dict[str, int]):
    """The numbers of texts as a person sees them (`text`), by what the file has for them; 0 for none."""

    def __init__(self) -> None:
        super().__init__()
        self.words = dict[str, int]()

    def of(self, words: str) -> int:
        """The number of a text."""
        return self.words.setdefault(words, len(self.words) + 1)

    def __missing__(self, value: str) -> int:
        words = text(value)
        number = self[value] = self.of(words) if words else 0
        return number


def _cells(
    page: CalamineSheet, marks: xlsx.Marks, ranges: Merged, numbers: _Numbers
) -> tuple[list[list[int]], list[list[Any]]]:
    """The cells of a sheet that have words or span, as `dump` has them: rows, and by themselves those with anything special."""
    spans = {(top + 1, left + 1): (bottom - top + 1, right - left + 1) for (top, left), (bottom, right) in ranges}
    runs = list[list[int]]()
    found = dict[tuple[int, int], str]()  # the words of those that span, or show something else than their value
    last_row = last_column = 1
    if page.start is not None:
        down, across = page.start
        special: dict[int, set[int]] = {}
        for row, column in marks.keys() | spans.keys():
            special.setdefault(row, set()).add(column)
        for row, values in enumerate(page.to_python(), down + 1):
            run = [numbers[value if isinstance(value, str) else text(value)] for value in values]
            for column in special.get(row, ()):
                index = column - across - 1
                if 0 <= index < len(run) and run[index]:
                    found[row, column] = text(values[index])
                    run[index] = 0
            while run and not run[-1]:
                run.pop()
            if run:
                last_row, last_column = row, max(last_column, across + len(run))
                runs += _runs(row, across + 1, run)
    fonts = dict[tuple[int, int], str]()
    for at, seen in marks.items():
        if seen.text is not None:
            found[at] = seen.text
        elif at in found:
            found[at] = symbols(found[at])
        if at in found:
            fonts[at] = seen.font
    if not runs and not found:
        return [], []
    begun = sorted({*found, *spans})
    last_row = max([last_row, *map(itemgetter(0), begun)])
    last_column = max([last_column, *map(itemgetter(1), begun)])
    more = list[list[Any]]()
    for at in begun:
        row, column = at
        rows, columns = spans.get(at, (1, 1))
        rows, columns = min(rows, last_row - row + 1), min(columns, last_column - column + 1)
        words = found.get(at, "")
        if words or rows > 1 or columns > 1:
            more.append([row, column, numbers.of(words), rows, columns, fonts.get(at, "")])
    return runs, more


def _runs(row: int, first: int, numbers: list[int]) -> list[list[int]]:
    """A row of numbers as one run, or as several without blanks where these are more than half of it."""
    if numbers.count(0) * 2 <= len(numbers):
        return [[row, first, *numbers]]
    runs, last = list[list[int]](), 0
    for column, number in enumerate(numbers, first):
        if number:
            if column != last + 1 or not runs:
                runs.append([row, column])
            runs[-1].append(number)
            last = column
    return runs


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
