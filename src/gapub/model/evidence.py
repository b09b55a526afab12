"""What the cells of a row rest on (MODEL 1), and the state of each after the profiles.

Counts, notes, marks, JSON and what stands against a publication follow from `states`, which is asked of a row of a guideline
as the chain leaves it, and of a row of a catalogue.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final, Literal, NamedTuple, TypeAlias

from gapub.diagnostics import Text
from gapub.model.fields import CELLS

CellState: TypeAlias = Literal[
    "recalled", "unknown", "guessed", "unverified", "corroborated", "single", "statutory", "attested", "local"
]

CELL_STATES: Final[dict[CellState, Text]] = {
    "recalled": Text("据回忆补录", "recalled"),
    "unknown": Text("待核", "unknown"),
    "guessed": Text("机关名称系推测", "office guessed"),
    "unverified": Text("核对记录未生效", "attestation does not hold"),
    "corroborated": Text("多地印证", "corroborated"),
    "single": Text("单一来源", "single source"),
    "statutory": Text("据法律法规原文", "from the text of the law"),
    "attested": Text("已核对", "attested"),
    "local": Text("本地规定", "local"),
}
"""What a cell can be, and how each is called.

`unknown`: the table has the cell and nobody knows it. `guessed`: the office printed in it is a guess. `unverified`: somebody
says that it was checked, but the attestation has no mark, or the cell has changed since. `corroborated`, `single` and
`statutory` (read in a law's own text) are what the guideline says; `local` is what a profile states itself.
"""

DOUBTFUL: Final[tuple[CellState, ...]] = ("recalled", "unknown", "guessed", "unverified")
"""What keeps a cell from being published, the most serious first."""


class Statute(NamedTuple):
    """An article in whose own text cells were read; in a catalogue with the title of the instrument."""

    id: str
    article: str | None = None
    cells: tuple[str, ...] = ()
    title: str = ""
    en: str | None = None
    article_en: str | None = None


class Evidence(NamedTuple):
    """What a row rests on: `corroborated`, `single`, `statutory` or `recalled`, and the cells that rest on something else.

    `recalled` names the cells that nobody has seen, `single` those of a corroborated row that were seen once, `articles` those
    that were read in a law. In a catalogue it is what holds after the profiles: no cell stands under two of the lists, and the
    status may be `partly-attested`, `attested` or `local` too.
    """

    status: str
    sources: tuple[str, ...] = ()
    recalled: tuple[str, ...] = ()
    attested: tuple[str, ...] = ()
    local: tuple[str, ...] = ()
    single: tuple[str, ...] = ()
    unverified: tuple[str, ...] = ()
    articles: tuple[Statute, ...] = ()

    @property
    def statutory(self) -> tuple[str, ...]:
        """The cells that were read in a law, in the order of the table."""
        named = {cell for each in self.articles for cell in each.cells}
        return tuple(cell for cell in CELLS if cell in named)


def states(
    evidence: Evidence, unknown: Collection[str] = (), guessed: Collection[str] = (), own: Collection[str] = ()
) -> dict[str, CellState]:
    """The state of each cell of a row.

    `unknown` are the cells whose contents nobody knows, `guessed` those that print a guess, `own` what a profile states itself.
    """
    statutory, attested = evidence.statutory, evidence.attested
    whole: CellState = next((each for each in CELL_STATES if each == evidence.status), "recalled")

    def state(cell: str) -> CellState:
        if cell in unknown:
            return "unknown"
        if cell in evidence.recalled and cell not in attested:
            return "recalled"
        if cell in guessed:
            return "guessed"
        if cell in attested:
            return "attested"
        if cell in own or cell in evidence.local:
            return "local"
        if cell in evidence.unverified:
            return "unverified"
        if cell in statutory:
            return "statutory"
        return "single" if cell in evidence.single else whole

    apart = {
        *(*unknown, *guessed, *own, *attested, *statutory),
        *(*evidence.recalled, *evidence.local, *evidence.single, *evidence.unverified),
    }
    return {cell: state(cell) if cell in apart else whole for cell in CELLS}


def verified(states: Iterable[CellState]) -> bool:
    """Whether each cell that is known was checked, was read in a law, or is the locality's own."""
    return {"attested", "statutory", "local", "unknown", "guessed"}.issuperset(states)


def settled(evidence: Evidence, states: dict[str, CellState]) -> Evidence:
    """The evidence with each cell in one list alone, and the status that the cells leave."""
    status = evidence.status
    if {"attested"} <= set(states.values()) <= {"attested", "local"}:
        status = "attested"
    elif status == "recalled" and evidence.attested:
        status = "partly-attested"

    def cells(state: CellState) -> tuple[str, ...]:
        return tuple(cell for cell, each in states.items() if each == state)

    articles = (
        each._replace(cells=tuple(cell for cell in each.cells if states[cell] == "statutory"))
        for each in evidence.articles
    )
    return evidence._replace(
        status=status,
        recalled=tuple(cell for cell in evidence.recalled if cell not in evidence.attested),
        local=cells("local"),
        single=tuple(cell for cell in evidence.single if states[cell] == "single"),
        unverified=cells("unverified"),
        articles=tuple(each for each in articles if each.cells),
    )
