"""A row as a file states it, cell by cell: of a guideline, or what a profile puts in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from gapub.diagnostics import Place
from gapub.model.cells import BasisRef, read_cell
from gapub.model.guideline import Item
from gapub.model.spots import find
from gapub.yamlfile import Map

if TYPE_CHECKING:
    from gapub.model.profile import Entry


class Row(NamedTuple):
    """A row by its full id: of a guideline, or as a profile's `entry` tightens it or adds it as its `own`."""

    entity: str
    item: Item
    entry: Entry | None = None
    own: bool = False

    def states(self, name: str) -> bool:
        """Whether the file states this cell: a guideline all of them, a profile those of its entry."""
        return self.entry is None or name in self.entry.node

    @property
    def basis(self) -> tuple[BasisRef, ...]:
        """The legal bases that the file itself states; a profile may add to those that it takes over."""
        if self.entry is None:
            return self.item.basis
        node = self.entry.node.get("basis", ())
        return tuple(read_cell("basis", node.get("+") if isinstance(node, Map) else node, {}))

    def place(self, name: str, word: str | None = None) -> Place:
        """Where a cell starts, or where a word of it stands."""
        if self.entry is None:
            written = self.item.written
            return Place(written.file, *(written.at(name) if word is None else written.spot(name, word)))
        node, at = self.entry.node[name], self.entry.node.at(name)
        return Place(self.entry.file, *(at if word is None else find(node, word, at)))
