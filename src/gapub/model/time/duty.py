"""When one time limit asks at least as much as another: the order behind `gapub.model.time.order`.

A time limit means, for every part of a row on every channel (a *cell*), a set of *atoms*: duties that cannot be
divided. 「形成或者变更之日起20个工作日内公示，公示期限不得少于7日」 is three: within 20wd of forming, within 20wd of
changing, 7d of display. Atoms are ordered by `Circumstances.atom_meets`. A time limit is at least as strong as another
if in every cell each atom of the other is met by one of its own. That is a preorder, as atoms are ordered and cells
are compared one by one; its equivalence is equality of `normal` forms, the strongest atoms of each cell.

The normal form says what counts as the same duty:
- no trigger stated (20个工作日, 及时公开) is read as formed or changed (条例 art. 26);
- 至少每季度 and 每季度 ask the same: publishing more often breaks neither;
- 随时 without discretion means at once where 村民委员会组织法 art. 30 speaks: for bodies that are not organs;
- an atom that a stronger one of its cell implies says nothing: for an organ, whose 20 working days art. 26 couples with
  及时, 「20个工作日内及时公开」 is 「20个工作日内公开」;
- 法律、法规另有规定的，从其规定 says nothing: law prevails whether a row says so or not (the last sentence of 条例 art. 26).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from typing import Final, Literal, NamedTuple, TypeAlias

from gapub.model.time.value import (
    ALL,
    LAW,
    PERIODS,
    REST,
    AsItArises,
    At,
    Before,
    Clause,
    Display,
    Every,
    Promptly,
    Span,
    Stated,
    TimeLimit,
    Within,
)
from gapub.model.time.words import Terms
from gapub.model.time.workingdays import longest, shortest

REQUEST: Final = "request-received"
"""The event that makes a limit one of disclosure on request (依申请公开): it runs from the receipt of the request."""

CAP: Final = Span(20, "wd")
"""条例 art. 26: an organ discloses promptly, within 20 working days after the information is formed or changed."""

FORMED_OR_CHANGED: Final = ("formed", "changed")
_CALENDAR_DAYS: Final = {"month": (28, 31), "quarter": (90, 92), "half-year": (181, 184), "year": (365, 366)}


class Arising(NamedTuple):
    """One trigger of `AsItArises`."""

    of: str
    discretion: bool


class Itemised(NamedTuple):
    """逐项逐笔: item by item."""

    kind: Literal["itemised"] = "itemised"


What: TypeAlias = Within | Before | At | Promptly | Arising | Every | Stated | Display | Itemised
Cell: TypeAlias = tuple[str | None, str | None]
"""A part and a channel; None is every part, or channel, that neither time limit names."""


class Atom(NamedTuple):
    """One indivisible duty, with the case in which it holds, its force and its exception. `what` has one trigger."""

    what: What
    when: str | None = None
    encouraged: bool = False
    unless: str | None = None


class Unmet(NamedTuple):
    """An atom of a clause that nothing meets in a cell."""

    clause: Clause
    cell: Cell
    atom: Atom


class Circumstances(NamedTuple):
    """What the order depends on besides the two time limits.

    `organ`: the body is an administrative organ, so that 条例 art. 26 binds it. `personal`: the row lists persons, so a
    longer display is no improvement. `channels`: the channels of the row, where they are known to be all; without them
    a clause for every channel is met only by clauses for every channel. `proactive`: the row that is to keep the other's
    time limit is disclosed to who does not ask, so that it may discharge a limit on request.
    """

    organ: bool
    personal: bool = False
    channels: frozenset[str] = frozenset()
    terms: Terms = Terms()
    proactive: bool = True

    def at_least(self, local: TimeLimit, base: TimeLimit) -> bool:
        """True if everything that `base` asks is met by `local`; for time limits that consist of clauses."""
        return not any(self.unmet(local, base))

    def unmet(self, local: TimeLimit, base: TimeLimit) -> Iterator[Unmet]:
        """The atoms of `base` that `local` does not meet, clause by clause."""
        cells = self.cells(local, base)
        mine = {cell: self.atoms(local, cell) for cell in cells}
        named = _named(base)
        for clause in base.clauses:
            wanted = self.divide(clause)
            for cell in cells:
                if _reaches(clause, cell, named):
                    for atom in wanted:
                        if not any(self.atom_meets(own, atom) for own in mine[cell]):
                            yield Unmet(clause, cell, atom)

    def cells(self, *limits: TimeLimit) -> list[Cell]:
        """The cells in which these time limits can differ."""
        parts = sorted({name for limit in limits for name in _named(limit)})
        channels: list[str | None] = sorted(self.channels)  # type: ignore[assignment]  # str is a str | None
        if not channels:
            channels = [*sorted({name for limit in limits for clause in limit.clauses for name in clause.via}), None]
        return list(product([*parts, None], channels))

    def atoms(self, limit: TimeLimit, cell: Cell) -> frozenset[Atom]:
        """What a time limit asks in a cell."""
        named = _named(limit)
        return frozenset(
            atom for clause in limit.clauses if _reaches(clause, cell, named) for atom in self.divide(clause)
        )

    def normal(self, limit: TimeLimit, cells: Iterable[Cell]) -> dict[Cell, frozenset[Atom]]:
        """The strongest atoms of each cell. Equal normal forms are equal duties."""
        return {cell: self._strongest(self.atoms(limit, cell)) for cell in cells}

    def _strongest(self, atoms: frozenset[Atom]) -> frozenset[Atom]:
        return frozenset(a for a in atoms if not any(a != b and self.atom_meets(b, a) for b in atoms))

    def divide(self, clause: Clause) -> tuple[Atom, ...]:
        """The atoms of a clause."""
        unless = None if clause.unless == LAW else clause.unless
        return tuple(Atom(what, clause.when, clause.encouraged, unless) for what in self._whats(clause))

    def _whats(self, clause: Clause) -> Iterator[What]:
        match clause.start:
            case Within(span, of):
                for trigger in of or FORMED_OR_CHANGED:
                    yield Within(span, (trigger,))
                    if clause.also_promptly:
                        yield Promptly((trigger,))
            case At(of):
                yield from (At((trigger,)) for trigger in of)
            case Promptly(of, discretion):
                yield from (Promptly((trigger,), discretion) for trigger in of or FORMED_OR_CHANGED)
            case AsItArises(discretion):
                at_once = not (discretion or self.organ)
                yield from (At((t,)) if at_once else Arising(t, discretion) for t in FORMED_OR_CHANGED)
            case Every():
                yield clause.start._replace(at_least=False)
            case Before() | Stated():
                yield clause.start
        if clause.display:
            yield clause.display
        if clause.itemised:
            yield Itemised()

    def atom_meets(self, mine: Atom, asked: Atom) -> bool:
        """The order of atoms: a partial order.

        An added condition or exception is weaker, and so is encouraging. Disclosure on request is discharged by any
        lawful proactive disclosure. In a row that stays one on request, only what is on display for good does it: nobody
        need ask. A limit that runs from something else than the request then discharges nothing.
        """
        unasked = self.proactive or mine.what == Stated("standing")
        discharged = unasked and on_request(asked.what) and not on_request(mine.what)
        if not self.lawful(mine.what) if discharged else not self._what_meets(mine.what, asked.what):
            return False
        return (
            mine.when in (None, asked.when)
            and mine.encouraged <= asked.encouraged
            and mine.unless in (None, asked.unless)
        )

    def lawful(self, what: What) -> bool:
        """True for a proactive disclosure that needs no request and, for an organ, keeps to the cap of art. 26."""
        match what:
            case Within(span):
                return not self.organ or not_longer(span, CAP)
            case Every(period):
                return not self.organ or _period_within(period, CAP)
            case Promptly(_, discretion) | Arising(_, discretion):
                return not discretion
            case Stated(kind):
                return kind in ("standing", "as_announced")
        return not isinstance(what, Itemised)

    def _what_meets(self, mine: What, asked: What) -> bool:
        if mine == asked or (asked == Stated("on_request") and on_request(mine)):
            return True
        if isinstance(asked, Display):
            return self._display_meets(mine, asked)
        if isinstance(asked, Every) and isinstance(mine, Every):
            return (
                _period_within(mine.period, asked.period)
                and (asked.by is None or (mine.by is not None and self._no_later(mine.by, asked.by)))
                and mine.together >= asked.together
            )
        here, there = trigger(mine), trigger(asked)
        return here is not None and there is not None and self._no_later(here, there) and self._sooner(mine, asked)

    def _sooner(self, mine: What, asked: What) -> bool:
        """Both run from one trigger: before ≥ at once ≥ within n; at once ≥ as it arises ≥ promptly."""
        match mine, asked:
            case Before(_, lead), Before(_, wanted):
                return not_longer(wanted, lead)
            case Before(), _:
                return True
            case At(), _:
                return not isinstance(asked, Before)
            case Within(span), Within(wanted):
                return not_longer(span, wanted)
            case Within(span), Promptly():  # art. 26 reads 「20个工作日内及时公开」; it does not bind other bodies
                return self.organ and not_longer(span, CAP)
            case (Arising(), Arising() | Promptly()) | (Promptly(), Promptly()):
                return mine.discretion <= asked.discretion  # type: ignore[union-attr]  # both kinds have it
        return False

    def _display_meets(self, mine: What, asked: Display) -> bool:
        """`exactly` is met by itself alone; `at_least` by what is as long, and for persons by what is not longer."""
        if mine == Stated("standing"):
            return not (asked.exactly or self.personal)
        if not isinstance(mine, Display) or mine.soft > asked.soft or (asked.exactly and not mine.exactly):
            return False
        if asked.exactly or self.personal:
            return mine.span == asked.span
        return not_longer(asked.span, mine.span)

    def _no_later(self, event: str, other: str) -> bool:
        return event == other or (REQUEST not in (event, other) and self.terms.never_after(event, other))


def trigger(what: What) -> str | None:
    """The one trigger of an atom, if it has any."""
    match what:
        case Before(event):
            return event
        case Within(_, of) | At(of) | Promptly(of):
            return of[0]
        case Arising(of):
            return of
    return None


def on_request(what: What) -> bool:
    """True for what is disclosed only to who asks: 依申请公开, or any limit that runs from receipt of the request."""
    return what == Stated("on_request") or trigger(what) == REQUEST


def not_longer(span: Span, other: Span) -> bool:
    """True if `span` ends no later than `other` in every calendar that was published (see `workingdays`)."""
    if span.unit == other.unit:
        return span.n <= other.n
    return longest(span.n) <= other.n if span.unit == "wd" else span.n <= shortest(other.n)


def join(one: TimeLimit, other: TimeLimit) -> TimeLimit:
    """The weakest time limit that meets both: all clauses of both; `rest` keeps what it covered in its own list."""
    names = _named(one) | _named(other)
    clauses: dict[Clause, None] = {}
    for limit in (one, other):
        new = tuple(sorted(names - _named(limit)))
        for clause in limit.clauses:
            clauses[clause._replace(covers=ALL) if clause.covers == REST and not names else clause] = None
            if clause.covers == REST and new:
                clauses[clause._replace(covers=new)] = None
    return TimeLimit("clauses", tuple(clauses))


def _named(limit: TimeLimit) -> frozenset[str]:
    return frozenset(name for clause in limit.clauses if clause.covers != REST for name in clause.covers)


def _reaches(clause: Clause, cell: Cell, named: frozenset[str]) -> bool:
    part, channel = cell
    here = clause.covers == ALL or (part not in named if clause.covers == REST else part in clause.covers)
    return here and (not clause.via or channel in clause.via)


def _period_within(period: str | Span, other: str | Span) -> bool:
    """True if one period surely fits into the other: months into quarters, 20wd (25-38 days) into a quarter."""
    if period == other:
        return True
    if isinstance(period, Span) and isinstance(other, Span):
        return not_longer(period, other)
    if not isinstance(period, Span) and not isinstance(other, Span):
        return PERIODS.index(period) <= PERIODS.index(other)
    return _days(period)[1] <= _days(other)[0]


def _days(period: str | Span) -> tuple[int, int]:
    if not isinstance(period, Span):
        return _CALENDAR_DAYS[period]
    return (period.n, period.n) if period.unit == "d" else (shortest(period.n), longest(period.n))
