"""Rows that stand in two tables, as in a sheet of all areas beside those of the areas: one is taken, and what the other says is told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from gapub.diagnostics import Diagnostic, Place, Text, column_letters, counted
from gapub.model.fields import CELLS
from gapub.tables.likewise import bare
from gapub.tables.row import Table
from gapub.tables.values import Reading

_SHOWN: Final = 8
"""Cells that a message names."""


class Standing(NamedTuple):
    """A row, and the table that it stands in."""

    table: Table
    reading: Reading

    def place(self, cell: str = "title") -> Place:
        """Where a cell of it stands; where it has no such cell, where it begins."""
        read = self.reading.cells.get(cell)
        entry = read.entries[0] if read and read.entries else next(iter(self.reading.row.cells.values()))
        return self.table.place(entry)


class Repeats:
    """The rows that were passed over because another one is the same."""

    def __init__(self) -> None:
        """None so far."""
        self._found: list[tuple[Standing, Standing]] = []

    def fuller(self, one: Standing, other: Standing) -> bool:
        """Whether of two rows that are one the second says more cells and is to be taken; remember the one that is not."""
        is_fuller = _fullness(other.reading) > _fullness(one.reading)
        self._found.append((other, one) if is_fuller else (one, other))
        return is_fuller

    def findings(self, entity: str = "") -> Iterator[Diagnostic]:
        """A finding for each table with such rows; a warning where they say something else than the rows that were taken."""
        by_table: dict[int, list[tuple[Standing, Standing]]] = {}
        for taken, left in self._found:
            by_table.setdefault(id(left.table), []).append((taken, left))
        for pairs in by_table.values():
            other = [(taken.place(name), left.place(name)) for taken, left in pairs for name in _different(taken, left)]
            message = Text(
                f"这张表有 {len(pairs)} 项在别的表中也有，只取其中一处",
                f"{counted(len(pairs), 'item')} of this table {'stands' if len(pairs) == 1 else 'stand'} in another one, too;"
                " of each, one row is taken",
            )
            at = other or [(pairs[0][0].place(), pairs[0][1].place())]
            hint = None
            if other:
                cells = [Text.same(f"{column_letters(left.column)}{left.line}") for _, left in other[:_SHOWN]]
                more = Text("等", " …") if len(other) > _SHOWN else Text("", "")
                message += Text(
                    "；{0} 格与之不同，没有采用：", "; {0} cell(s) say something else and are not taken: "
                ).format(len(other)) + (Text("、", ", ").join(cells) + more)
                hint = Text(
                    "请核对以哪一处为准，把另一处改成一致，或者删去后再导入",
                    "find out which is right; correct or delete the other, and import again",
                )
            related = ((at[0][0], Text("取的是这一处", "this one is taken")),)
            yield Diagnostic(
                "import-repeated-rows",
                "warning" if other else "info",
                message,
                at[0][1],
                entity,
                related=related,
                hint=hint,
            )


def _fullness(reading: Reading) -> int:
    """How many cells a row has that say something."""
    return sum(bool(each.text or each.entries) for each in reading.cells.values())


def _different(taken: Standing, left: Standing) -> Iterator[str]:
    """The cells of the row that was left which say something that the taken one does not."""
    for name in CELLS:
        text = bare(left.reading.text(name))
        if text and text != bare(taken.reading.text(name)):
            yield name
