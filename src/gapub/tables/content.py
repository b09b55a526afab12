"""What the readers of the formats give, and how it goes from the child process to the parent: as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from operator import itemgetter
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from gapub.tables.grid import Grid, cell_of

_NO_FACTS: Final[Mapping[str, str]] = MappingProxyType({})

MOST_CELLS: Final = 300_000
"""Cells of one file: a catalogue of all areas has some ten thousand."""


class Content(NamedTuple):
    """What a file holds: a `Document` without what the reader of its format does not know.

    `hidden` are the names of sheets that the file hides; `formulas` the sheets with cells whose formula has no value, with the
    row and column of the first of these and how many they are.
    """

    grids: tuple[Grid, ...]
    text: str = ""
    to_verify: bool = False
    facts: Mapping[str, str] = _NO_FACTS
    hidden: tuple[str, ...] = ()
    formulas: tuple[tuple[str, int, int, int], ...] = ()


def dump(content: Content) -> dict[str, Any]:
    """The content as JSON has it: each text once, and of cells side by side the place of the first and the numbers of their texts.

    The first text has number 1; 0 stands where no cell is. Cells that span or have a font come behind, each by itself. A list
    for each cell would take several times as long to write and to read.
    """
    words, grids = dict[str, int](), list[Any]()
    for grid in content.grids:
        run, runs, more = list[int](), list[list[int]](), list[Any]()
        last_row = last_column = 0
        for text, row, column, rows, columns, font in grid.cells:
            number = words.setdefault(text, len(words) + 1)
            if rows > 1 or columns > 1 or font:
                more.append([row, column, number, rows, columns, font])
                continue
            if row != last_row or column != last_column + 1:
                runs.append(run := [row, column])
            run.append(number)
            last_row, last_column = row, column
        grids.append([grid.name, runs, more, grid.caption, [*grid.anchors.items()]])
    return {**content._asdict(), "words": [*words], "grids": grids, "facts": {**content.facts}}


def load(value: Mapping[str, Any]) -> Content:
    """The content from its JSON."""
    words, grids = ["", *value["words"]], list[Grid]()
    for name, runs, more, caption, anchors in value["grids"]:
        cells = [
            cell_of((words[number], row, column, 1, 1, ""))
            for row, first, *numbers in runs
            for column, number in enumerate(numbers, first)
            if number
        ]
        if more:
            cells += [cell_of((words[number], row, column, *others)) for row, column, number, *others in more]
            cells.sort(key=itemgetter(1, 2))
        grids.append(Grid(name, tuple(cells), caption, MappingProxyType(dict(anchors))))
    facts = MappingProxyType(value["facts"])
    return Content(
        tuple(grids),
        value["text"],
        value["to_verify"],
        facts,
        tuple(value["hidden"]),
        tuple(map(tuple, value["formulas"])),
    )
