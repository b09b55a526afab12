"""The rows of a table, their cells by name, each knowing where it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final, Literal, NamedTuple

from gapub.diagnostics import Place
from gapub.tables.grid import Document, Grid

State = Literal["", "ticked", "open", "unsure"]

NAMES: Final = (
    "id", "number", "area", "topic", "title", "title3",
    "content", "basis", "time_limit", "body", "channels",
    "audience", "audience.public", "audience.groups",
    "method", "method.proactive", "method.on_request",
    "levels", "levels.county", "levels.township", "levels.village", "levels.city", "levels.province",
    "stage", "stage.decision", "stage.execution", "stage.management", "stage.service", "stage.result",
    "section", "phone", "note",
)  # fmt: skip
"""What a column may hold. `audience.public` and the like are columns to be ticked, one for each value of a cell. One that
stands for several values joins them, `levels.township+village` (乡、村级); a row then has it under each. Channels may have a
column each, and stages (`stage.decision` …): a row has them as one text, with a box before each."""


class Spot(NamedTuple):
    """A cell of a document by its top left corner: `grid` is the index of its grid."""

    grid: int
    row: int
    column: int


class Entry(NamedTuple):
    """What a row has in one column.

    `text` has no tick left in it: `state` says it, and `text` are the words beside it. Breaks within a word are joined, brackets
    and full-width letters are those of the standard, characters are simplified; the cell itself is as the file has it. In
    columns of text, letters that a lost font left of boxes are boxes again (`R政府网站` is `■政府网站`) where the cell or its
    column shows both states; else `state` is `unsure` and the letters stay.

    `row` and `column` are the place of the cell that it comes from, which may span several rows, or be the one above that the
    row means (a blank, 同上): then `row` lies above the row's first line, too. `also` are further cells that were read into it:
    the rest of a text that a page break cut, 同上 itself, other columns of the same name.
    """

    text: str
    row: int
    column: int
    state: State = ""
    also: tuple[Spot, ...] = ()


entry_of: Final[Callable[[tuple[Any, ...]], Entry]] = partial(tuple.__new__, Entry)
"""An entry by all its fields; a workbook has many, and to call `Entry` takes twice as long."""


class Row(NamedTuple):
    """A row of a table: its lines in the grid, and its cells by the names of `NAMES`.

    `columns` are those that no name fits, by their heading: they belong to the place that made the table. A cell that the
    table leaves empty is there with an empty text; a column that the table has not is not there. `area` is there too where a
    line across the table says it above the row.
    """

    first: int
    last: int
    cells: Mapping[str, Entry]
    columns: Mapping[str, Entry]

    def text(self, name: str) -> str:
        """The text of a cell, empty if there is none."""
        return self.cells[name].text if name in self.cells else ""

    def inherited(self, entry: Entry) -> bool:
        """Whether an entry is that of a row above which the table only means here, by a blank or 同上, or by a span."""
        return 0 < entry.row < self.first


class Table(NamedTuple):
    """The rows of a grid that has the form of a catalogue.

    `title` is its own title row or what stands right above it; `area` is the area that the title, the caption or the sheet
    names, empty if none does. `names` says for each column of the grid what it holds (one of `NAMES`, or empty for a column
    of the place's own), `headings` what stands above it. `head` are the cells of the title and of the headings, repeated ones
    too, and lines that name an area; `unread` are the texts in the grid that belong to no row: remarks below the table, say.
    A grid whose headings change halfway holds several tables; one that goes on without headings where the grid before it
    ended has those of the former.
    """

    document: Document
    grid: Grid
    title: str
    names: Mapping[int, str]
    headings: Mapping[int, str]
    rows: tuple[Row, ...]
    unread: tuple[Entry, ...] = ()
    area: str = ""
    head: tuple[Entry, ...] = ()

    def place(self, entry: Entry) -> Place:
        """Where what a row has in a column stands in the file."""
        return self.document.place(self.grid, entry.row, entry.column)

    def area_of(self, row: Row) -> str:
        """The area of a row: what its column or the line above it says, else that of the table."""
        return row.text("area") or self.area
