"""A file of tables as it was read: grids of cells with their spans, each cell knowing its place, whatever the format was."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from gapub.diagnostics import Diagnostic, Place

_NOTHING: Final[Mapping[int, str]] = MappingProxyType({})
_NO_FACTS: Final[Mapping[str, str]] = MappingProxyType({})
ONLY: Final = "#1"
"""What a place calls the only table of a file."""


class Cell(NamedTuple):
    """A cell by its top left corner, 1-based, and the rows and columns that it spans.

    `text` is as the file has it, line breaks as `\\n`. `font` names the symbol font of the cell or of the first run of it that
    is in one (Wingdings, Wingdings 2 …). A character in such a font is given at U+F000 and its code, whatever format the
    file has: U+F052 is an R of Wingdings 2, a ticked box, and an R is an R.
    """

    text: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1
    font: str = ""


cell_of: Final[Callable[[tuple[Any, ...]], Cell]] = partial(tuple.__new__, Cell)
"""A cell by all its fields; a workbook has many, and to call `Cell` takes twice as long."""


class Grid(NamedTuple):
    """One table: a sheet, a table of a page, or the lines of a text.

    `name` is the sheet's; without one, `#` and its number in the file, and empty where the file has only one. `caption` are
    the words right before the table, a heading or a paragraph. `cells` are those that the file has, in reading order; one
    without a text is there only if it spans. `anchors` are the hidden ids of rows: an `id` attribute of a
    line, or the names of its bookmarks with a blank between them.
    """

    name: str
    cells: tuple[Cell, ...]
    caption: str = ""
    anchors: Mapping[int, str] = _NOTHING

    @property
    def height(self) -> int:
        """How many rows it has."""
        return max((each.row + each.rows - 1 for each in self.cells), default=0)

    @property
    def width(self) -> int:
        """How many columns it has."""
        return max((each.column + each.columns - 1 for each in self.cells), default=0)


class Document(NamedTuple):
    """A file that has been read.

    `name` is its logical path, `kind` its format (`xlsx`, `html` …), found out by what it holds, not by its suffix. `text`
    are the words that stand in no table, line by line. `to_verify`: how it was laid out had to be guessed (PDF), so that a
    person has to check all of it. `facts` are what the file says of itself: `generator`, `title`, `date`. `findings` are what
    is odd about it and did not keep it from being read: a wrong suffix, a hidden sheet.
    """

    name: str
    kind: str
    sha256: str
    grids: tuple[Grid, ...]
    text: str = ""
    to_verify: bool = False
    facts: Mapping[str, str] = _NO_FACTS
    findings: tuple[Diagnostic, ...] = ()

    def place(self, grid: Grid, row: int, column: int) -> Place:
        """Where a cell of one of the grids stands. It is never a line and a column of the file's text, be the file text."""
        return Place(self.name, row, column, grid.name or ONLY)
