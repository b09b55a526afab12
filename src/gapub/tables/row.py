"""The rows of a table, their cells by name, each knowing where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

from gapub.diagnostics import Place
from gapub.tables.grid import Document, Grid

State = Literal["", "ticked", "open", "unsure"]

NAMES: Final = (
    "id", "number", "area", "topic", "title", "title3",
    "content", "basis", "time_limit", "body", "channels",
    "audience", "audience.public", "audience.groups",
    "method", "method.proactive", "method.on_request",
    "levels", "levels.county", "levels.township", "levels.village", "levels.city", "levels.province",
    "stage", "section", "phone", "note",
)  # fmt: skip
"""What a column may hold. `audience.public` and the like are columns to be ticked, one for each value of a cell."""


class Entry(NamedTuple):
    """What a row has in one column.

    `text` has no tick left in it: `state` says it, and `text` are the words beside it. `row` and `column` are the place of
    the cell that it comes from, which may span several rows, or be the one above that the row means (同上).
    """

    text: str
    row: int
    column: int
    state: State = ""


class Row(NamedTuple):
    """A row of a table: its lines in the grid, and its cells by the names of `NAMES`.

    `columns` are those that no name fits, by their heading: they belong to the place that made the table. A cell that the
    table leaves empty is there with an empty text; a column that the table has not is not there.
    """

    first: int
    last: int
    cells: Mapping[str, Entry]
    columns: Mapping[str, Entry]

    def text(self, name: str) -> str:
        """The text of a cell, empty if there is none."""
        return self.cells[name].text if name in self.cells else ""


class Table(NamedTuple):
    """The rows of a grid that has the form of a catalogue.

    `title` is its own title row or what stands right above it. `names` says for each column of the grid what it holds (one
    of `NAMES`, or empty for a column of the place's own), `headings` what stands above it. `unread` are the places of texts
    in the grid that belong to no row: remarks below the table, say.
    """

    document: Document
    grid: Grid
    title: str
    names: Mapping[int, str]
    headings: Mapping[int, str]
    rows: tuple[Row, ...]
    unread: tuple[Entry, ...] = ()

    def place(self, entry: Entry) -> Place:
        """Where what a row has in a column stands in the file."""
        return self.document.place(self.grid, entry.row, entry.column)
