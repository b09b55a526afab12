"""What an upgrade finds about a profile, as values."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple, TypeAlias

from gapub.diagnostics import Place, Text
from gapub.diagnostics.edits import Edit
from gapub.model.registry import Baseline
from gapub.model.time.order import Relation

Kind: TypeAlias = Literal["kept", "rewritten", "redundant", "lapsed", "conflict"]

KINDS: dict[Kind, Text] = {
    "conflict": Text("冲突", "conflict"),
    "lapsed": Text("须重新核对", "to verify again"),
    "redundant": Text("可以删去", "redundant"),
    "rewritten": Text("已改写", "rewritten"),
    "kept": Text("保留", "kept"),
}
"""The kinds of outcome, the gravest first."""


THEN = Text("；", "; ")
"""What stands between two notes on one entry."""


class Outcome(NamedTuple):
    """What became of one entry of the profile.

    `target` is the id that it names, `now` the one it has to name. `node` is the mapping that takes the mark of a conflict;
    `edits` are what else changes in the file.
    """

    section: str
    target: str
    now: str
    kind: Kind
    place: Place
    node: Any
    notes: tuple[Text, ...] = ()
    edits: tuple[Edit, ...] = ()

    @property
    def mark(self) -> Text:
        """What the entry is marked with."""
        return THEN.join(self.notes)


class Shift(NamedTuple):
    """A row of the new editions that differs from the old: each changed cell and how it stands to the old one."""

    id: str
    title: Text
    cells: tuple[tuple[str, Relation], ...]


class Upgrade(NamedTuple):
    """A profile before and after, what became of its entries, and how the rows at its level change.

    `assumed`: the old baseline was not stated by the profile. `remarks` are about the whole, such as the links above.
    `gained` and `lost` are ids and titles.
    """

    file: str
    level: str
    old: Baseline
    new: Baseline
    assumed: bool
    before: str
    text: str
    outcomes: tuple[Outcome, ...]
    remarks: tuple[Text, ...]
    gained: tuple[tuple[str, Text], ...]
    lost: tuple[tuple[str, Text], ...]
    shifts: tuple[Shift, ...]

    def count(self, kind: Kind) -> int:
        """How many entries came out so."""
        return sum(each.kind == kind for each in self.outcomes)
