"""PDF with ruled tables: where a cell begins and ends is guessed from lines, so that a person has to check all of it."""

from __future__ import annotations

from io import BytesIO

import pdfplumber

from gapub.tables.content import Content
from gapub.tables.grid import Cell, Grid


def read(data: bytes) -> Content:
    """The tables of the pages, each page's a grid of its own, and the words of the pages."""
    grids, lines = list[Grid](), list[str]()
    with pdfplumber.open(BytesIO(data)) as book:
        for page in book.pages:
            for table in page.extract_tables():
                cells = tuple(
                    Cell(words.strip(), row, column)
                    for row, line in enumerate(table, 1)
                    for column, words in enumerate(line, 1)
                    if words and words.strip()
                )
                if cells:
                    grids.append(Grid(f"p{page.page_number}", cells))
            lines.append(page.extract_text() or "")
            page.close()
    return Content(tuple(grids), "\n".join(lines), to_verify=True)
