"""The annexes of a printed catalogue: what was left out, which cells are to be checked, which instruments are cited.

An annex is a plain table of cells, so that a renderer sets all of them alike. One that would be empty is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from gapub.diagnostics import Text
from gapub.model.catalogue import Basis, Catalogue
from gapub.model.fields import FIELD_NAMES
from gapub.model.text import GROUND_NAMES
from gapub.render.cells import COLON, Cell, Line, Say
from gapub.render.notes import OMISSIONS

__all__ = ["Annex", "annexes"]


class Annex(NamedTuple):
    """An annex: its id, title, headings, and rows of as many cells.

    `widths` are the shares of the columns; on paper, so many rows stand side by side as `abreast` says.
    """

    id: str
    title: Cell
    heads: tuple[Cell, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[Cell, ...], ...]
    abreast: int = 1

    def lines(self) -> Iterator[tuple[Cell, ...]]:
        """The rows as they stand on paper, the last filled up with empty cells."""
        for start in range(0, len(self.rows), self.abreast):
            those = self.rows[start : start + self.abreast]
            empty: tuple[Cell, ...] = ((),) * (len(self.heads) * (self.abreast - len(those)))
            yield sum(those, ()) + empty


CHECKS: Final = Text("待核清单", "To be checked")
CHECKS_FIELDS: Final = Text("待核栏目", "Cells to check")
INSTRUMENTS: Final = Text("引用的文件", "Instruments cited")

_HEADS: Final = {
    "omissions": (
        Text("事项", "Item"),
        Text("理由依据", "Ground"),
        Text("理由", "Reason"),
        Text("编号", "Id"),
        Text("出处", "Origin"),
    ),
    "checks": (Text("序号", "No."), FIELD_NAMES["title"], CHECKS_FIELDS),
    "instruments": (
        Text("文件名称", "Title"),
        Text("文号", "Number"),
        Text("引用事项数", "Items that cite it"),
        Text("试点领域", "Areas"),
    ),
}
_WIDTHS: Final = {"omissions": (5, 3, 6, 5, 6), "checks": (1, 4, 9), "instruments": (10, 4, 2, 6)}

_ABREAST: Final = {"checks": 2}


def annexes(catalogue: Catalogue, checks: Iterable[tuple[Cell, ...]], say: Say) -> tuple[Annex, ...]:
    """The annexes of a catalogue that have rows; `checks` are the rows of the list of cells to be checked."""
    found = (
        ("omissions", OMISSIONS, _omissions(catalogue, say)),
        ("checks", CHECKS, checks),
        ("instruments", INSTRUMENTS, _instruments(catalogue, say)),
    )
    made = (
        Annex(name, say(title), tuple(map(say, _HEADS[name])), _WIDTHS[name], tuple(rows), _ABREAST.get(name, 1))
        for name, title, rows in found
    )
    return tuple(annex for annex in made if annex.rows)


def _omissions(catalogue: Catalogue, say: Say) -> Iterator[tuple[Cell, ...]]:
    for each in catalogue.omitted:
        ground = GROUND_NAMES[each.ground]
        if each.into:
            ground = ground + COLON + Text.same(each.into)
        origin = f"{each.origin.file}:{each.origin.line}"
        title, area = each.title, each.area
        if title != area:  # or the whole area is left out, and has no rows
            title = area + COLON + title
        yield say(title), say(ground), *(_bare(text) for text in (each.reason, each.id, origin))


def _instruments(catalogue: Catalogue, say: Say) -> Iterator[tuple[Cell, ...]]:
    """The instruments in the order of their kinds and titles, each with the areas whose items cite it, and how many do."""
    cited: dict[str, tuple[Basis, dict[str, None], set[str]]] = {}
    for area in catalogue.areas:
        for item in area.items:
            for basis in item.basis:
                if basis.id is not None:
                    _, areas, items = cited.setdefault(basis.id, (basis, {}, set()))
                    areas[area.number] = None
                    items.add(item.id)
    for basis, areas, items in sorted(cited.values(), key=lambda each: (_order(each[0]), each[0].title)):
        title = Text(f"《{basis.title}》", basis.en or "")
        yield say(title), _bare(basis.number or "—"), _bare(str(len(items))), _bare(" ".join(areas))


_KINDS: Final = (
    "constitution",
    "law",
    "administrative-regulation",
    "local-regulation",
    "department-rule",
    "local-rule",
)


def _order(basis: Basis) -> int:
    """Laws before regulations before rules before the rest: the order of their force (立法法)."""
    return _KINDS.index(basis.kind) if basis.kind in _KINDS else len(_KINDS)


def _bare(text: str) -> Cell:
    """A text that is the same in every language."""
    return (Line(text, "zh"),)
