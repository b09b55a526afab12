"""What the readers of the formats give, and how it goes from the child process to the parent: as JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from operator import itemgetter
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from gapub.tables.grid import Cell, Grid

_NO_FACTS: Final[Mapping[str, str]] = MappingProxyType({})

_FIELDS: Final = [*map(itemgetter, range(len(Cell._fields)))]
_cell: Final[Callable[[tuple[Any, ...]], Cell]] = partial(tuple.__new__, Cell)
"""A cell by all its fields; there are many, and `_make` takes three times as long."""

MOST_CELLS: Final = 300_000
"""Cells of one file: a catalogue of all areas has some ten thousand."""


class Content(NamedTuple):
    """What a file holds: a `Document` without what the reader of its format does not know.

    `hidden` are the names of sheets that the file hides.
    """

    grids: tuple[Grid, ...]
    text: str = ""
    to_verify: bool = False
    facts: Mapping[str, str] = _NO_FACTS
    hidden: tuple[str, ...] = ()


def dump(content: Content) -> dict[str, Any]:
    """The content as JSON has it; of cells a list for each field, which is written and read faster than a list for each cell."""
    grids = [
        [grid.name, [[*map(field, grid.cells)] for field in _FIELDS], grid.caption, [*grid.anchors.items()]]
        for grid in content.grids
    ]
    return {**content._asdict(), "grids": grids, "facts": {**content.facts}}


def load(value: Mapping[str, Any]) -> Content:
    """The content from its JSON."""
    grids = tuple(
        Grid(name, tuple(map(_cell, zip(*fields, strict=True))), caption, MappingProxyType(dict(anchors)))
        for name, fields, caption, anchors in value["grids"]
    )
    facts = MappingProxyType(value["facts"])
    return Content(grids, value["text"], value["to_verify"], facts, tuple(value["hidden"]))
