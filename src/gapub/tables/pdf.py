"""PDF with ruled tables: where a cell begins and ends is guessed from lines, so that a person has to check all of it."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable
from io import BytesIO
from itertools import pairwise
from typing import Any, Final, TypeAlias

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.utils.exceptions import PdfminerException

from gapub.tables.content import MOST_CELLS, Content
from gapub.tables.faults import UnreadableError
from gapub.tables.grid import Cell, Grid
from gapub.tables.layout import Page

Box: TypeAlias = tuple[float, float, float, float]
"""Left, top, right and bottom."""

_PAGES: Final = 1000
_APART: Final = 2.0
"""Points between two lines that are not the same."""


def read(data: bytes) -> Content:
    """The tables of the pages, each page's a grid of its own named after it, and the words around them.

    Raises UnreadableError for a file with a password, and for pages that are pictures.
    """
    grids, words, total, pictures = list[Grid](), Page(), 0, 0
    try:
        book = pdfplumber.open(BytesIO(data))
    except PdfminerException as error:
        locked = any(isinstance(each, PDFPasswordIncorrect) for each in error.args)
        raise UnreadableError("encrypted" if locked else "damaged") from error
    with book:
        if len(book.pages) > _PAGES:
            raise UnreadableError("large")
        for page in book.pages:
            tables = sorted(page.find_tables(), key=lambda table: table.bbox[1])
            total += sum(len(table.cells) for table in tables)
            if total > MOST_CELLS:
                raise UnreadableError("large", 1, 1, f"p{page.page_number}")
            around = _around(page, [table.bbox for table in tables])
            made = list[Grid]()
            for above, table in zip(around, (*tables, None), strict=True):
                for line in above:
                    words.words.add(line)
                    words.end()
                if table is not None and (cells := _cells(table)):
                    made.append(Grid("", cells, words.caption()))
            number = f"p{page.page_number}"
            grids += [
                grid._replace(name=number if len(made) == 1 else f"{number} #{n}") for n, grid in enumerate(made, 1)
            ]
            pictures += not page.chars and bool(page.images)
            page.close()
    text = words.words.text()
    if pictures and not grids and not text:
        raise UnreadableError("pictures")
    facts = {key: value for key, name in _FACTS.items() if (value := _fact(book.metadata.get(name)))}
    return Content(tuple(grids), text, to_verify=True, facts=facts)


_FACTS: Final = {"title": "Title", "generator": "Producer", "date": "CreationDate"}


def _fact(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _around(page: Any, boxes: list[Box]) -> list[list[str]]:
    """The lines above the first table of a page, between one and the next, and below the last."""

    def outside(thing: dict[str, Any]) -> bool:
        middle = (thing["top"] + thing["bottom"]) / 2
        return thing["object_type"] == "char" and not any(top <= middle <= bottom for _, top, _, bottom in boxes)

    around: list[list[str]] = [[] for _ in range(len(boxes) + 1)]
    tops = [top for _, top, _, _ in boxes]
    for line in page.filter(outside).extract_text_lines(return_chars=False):
        around[bisect(tops, line["top"])].append(line["text"])
    return around


def _cells(table: Any) -> tuple[Cell, ...]:
    """The cells of a table with the rows and columns that the lines of all its cells make."""
    down = _lines(y for _, top, _, bottom in table.cells for y in (top, bottom))
    across = _lines(x for left, _, right, _ in table.cells for x in (left, right))
    found = list[Cell]()
    for row, texts in zip(table.rows, table.extract(), strict=True):
        for box, words in zip(row.cells, texts, strict=True):
            if box is None:
                continue
            left, top, right, bottom = box
            row_at, column = bisect(down, top), bisect(across, left)
            rows, columns = max(1, bisect(down, bottom) - row_at), max(1, bisect(across, right) - column)
            text = (words or "").strip()
            if text or rows > 1 or columns > 1:
                found.append(Cell(text, row_at, column, rows, columns))
    return tuple(sorted(found, key=lambda cell: (cell.row, cell.column))) if any(cell.text for cell in found) else ()


def _lines(points: Iterable[float]) -> list[float]:
    """Where lines run, a little before each: points that lie close together are one line."""
    ordered = sorted(points)
    return [each - _APART / 2 for last, each in pairwise([-_APART * 2, *ordered]) if each - last > _APART]
