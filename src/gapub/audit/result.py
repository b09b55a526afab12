"""What an audit has found: a published catalogue held against what the guidelines ask at its level, and how far one could judge."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from gapub.diagnostics import Diagnostic, Text


class Units(NamedTuple):
    """How many things there are to judge, and how many of them could be judged."""

    total: int = 0
    judged: int = 0

    def __add__(self, other: object) -> Units:
        """Return both together."""
        assert isinstance(other, Units)
        return Units(self.total + other.total, self.judged + other.judged)

    @property
    def open(self) -> int:
        """How many could not be judged: each may have a fault, or none."""
        return self.total - self.judged


_NONE: Final[Mapping[str, Units]] = MappingProxyType({})


class AreaResult(NamedTuple):
    """An area that the guidelines ask for.

    `missing`: the table has nothing of it; then it has neither rows nor cells to judge, for it counts once. `rows` are those
    that the guideline asks at the level: one is judged if it is paired with a row of the table, or surely has none there.
    `cells` are, by field, those of the paired rows that the guideline fills: one is judged if what was published in it was
    understood wholly and compares. `published` are the rows that the table has in the area.
    """

    id: str
    title: Text
    rows: Units = Units()
    cells: Mapping[str, Units] = _NONE
    published: int = 0
    missing: bool = False


class Audit(NamedTuple):
    """A published catalogue against a baseline at a level, judged by the law of a day: what `compare(document, prepared, as_of)` finds.

    `file` is its logical path, `of` whose it is, by its title or its profile. The codes of `findings` are those of
    `gapub.model.scheme.OF_CATALOGUES`. `place` is where it stands in the table (of something missing, of the table or the file);
    `related` is where the guideline has it; `entity` is `area`, or `area/topic/item`; the first of `arguments` of a finding
    about a cell is its field.
    """

    file: str
    of: Text
    level: str
    baseline: str
    as_of: str
    areas: tuple[AreaResult, ...]
    findings: tuple[Diagnostic, ...]
