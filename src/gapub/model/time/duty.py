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
- 法律、法规另有规定的，从其规定 says nothing: law prevails whether a row says so or not (the last sentence of 条例 art. 26);
- a week is 7 days and a year 12 months, 每3个月 is 每季度, 每日 is every 1 day and 每学期 every 1 term;
- an update every period is one of what was formed and one of what was changed. It meets triggers where one dominates the
  other at every moment: what is published within n of forming is never older than under an update every period that is
  not shorter; and whatever happens is published within two periods, for it may happen just after an update.

A time limit with words that no value says (定期公开) asks nobody knows what: it is at least as strong as its equal alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from typing import Final, Literal, NamedTuple, TypeAlias

from gapub.model.time.value import (
    ALL,
    LAW,
    MONTHS,
    REST,
    AsItArises,
    At,
    Before,
    Calendar,
    Clause,
    Day,
    Display,
    Every,
    Keep,
    Promptly,
    Span,
    Stated,
    TimeLimit,
    Within,
    Words,
    in_own_words,
)
from gapub.model.time.words import Terms
from gapub.model.time.workingdays import longest, shortest

REQUEST: Final = "request-received"
"""The event that makes a limit one of disclosure on request (依申请公开): it runs from the receipt of the request."""

CAP: Final = Span(20, "wd")
"""条例 art. 26: an organ discloses promptly, within 20 working days after the information is formed or changed."""

FORMED_OR_CHANGED: Final = ("formed", "changed")
ON_REQUEST: Final = Stated("on_request")
STANDING: Final = Stated("standing")
Period: TypeAlias = Calendar | Span

_CALENDAR_DAYS: Final = {"month": (28, 31), "quarter": (90, 92), "half-year": (181, 184), "year": (365, 366)}
_SAME: Final[dict[Period, Period]] = {
    "day": Span(1, "d"),
    "week": Span(7, "d"),
    "term": Span(1, "term"),
    Span(1, "mo"): "month",
    Span(3, "mo"): "quarter",
    Span(6, "mo"): "half-year",
    Span(12, "mo"): "year",
}
"""Periods that have a second name, with the one that the order uses."""


class Arising(NamedTuple):
    """One trigger of `AsItArises`."""

    of: str
    discretion: bool


class Recurring(NamedTuple):
    """An update in each period, of what was formed or of what was changed."""

    period: Period
    by: str | Day | None
    together: bool
    of: str


class Itemised(NamedTuple):
    """逐项逐笔: item by item."""

    kind: Literal["itemised"] = "itemised"


What: TypeAlias = Within | Before | At | Promptly | Arising | Recurring | Stated | Words | Display | Keep | Itemised
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
        if in_own_words(local) or in_own_words(base):
            cells = self.cells(local, base)
            same = self._in_own_words(local) == self._in_own_words(base)
            return same and self.normal(local, cells) == self.normal(base, cells)
        return not any(self.unmet(local, base))

    def unmet(self, local: TimeLimit, base: TimeLimit) -> Iterator[Unmet]:
        """The atoms of `base` that `local` does not meet, clause by clause."""
        cells = self.cells(local, base)
        mine = self._atoms(local, cells)
        named = _named(base)
        for clause in base.clauses:
            wanted = self.divide(clause)
            for cell in cells:
                if _reaches(clause, cell, named):
                    for atom in wanted:
                        if atom not in mine[cell] and not any(self.atom_meets(own, atom) for own in mine[cell]):
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
        return self._atoms(limit, (cell,))[cell]

    def _atoms(self, limit: TimeLimit, cells: Iterable[Cell]) -> dict[Cell, frozenset[Atom]]:
        named = _named(limit)
        divided = [(clause, self.divide(clause)) for clause in limit.clauses]
        return {
            cell: frozenset(atom for clause, atoms in divided if _reaches(clause, cell, named) for atom in atoms)
            for cell in cells
        }

    def normal(self, limit: TimeLimit, cells: Iterable[Cell]) -> dict[Cell, frozenset[Atom]]:
        """The strongest atoms of each cell. Equal normal forms are equal duties."""
        return {cell: self._strongest(atoms) for cell, atoms in self._atoms(limit, cells).items()}

    def _strongest(self, atoms: frozenset[Atom]) -> frozenset[Atom]:
        return frozenset(a for a in atoms if not any(a != b and self.atom_meets(b, a) for b in atoms))

    def _in_own_words(self, limit: TimeLimit) -> frozenset[What]:
        return frozenset(what for clause in limit.clauses for what in self._whats(clause) if isinstance(what, Words))

    def divide(self, clause: Clause) -> tuple[Atom, ...]:
        """The atoms of a clause."""
        unless = None if clause.unless == LAW else clause.unless
        return tuple(Atom(what, clause.when, clause.encouraged, unless) for what in self._whats(clause))

    def _whats(self, clause: Clause) -> Iterator[What]:
        match clause.start:
            case Within(span, of):
                for trigger in of or FORMED_OR_CHANGED:
                    yield Within(common(span), (trigger,))
                    if clause.also_promptly:
                        yield Promptly((trigger,))
            case At(of):
                yield from (At((trigger,)) for trigger in of)
            case Promptly(of, discretion):
                yield from (Promptly((trigger,), discretion) for trigger in of or FORMED_OR_CHANGED)
            case AsItArises(discretion):
                at_once = not (discretion or self.organ)
                yield from (At((t,)) if at_once else Arising(t, discretion) for t in FORMED_OR_CHANGED)
            case Every(period, _, by, together):
                yield from (Recurring(regular(period), by, together, trigger) for trigger in FORMED_OR_CHANGED)
            case Before(event, lead):
                yield Before(event, lead and common(lead))
            case Stated() | Words():
                yield clause.start
        if clause.display:
            yield clause.display._replace(span=common(clause.display.span))
        if keep := clause.keep:
            yield keep._replace(limit=common(keep.limit)) if isinstance(keep.limit, Span) else keep
        if clause.rest_words:
            yield Words(clause.rest_words, "rest_words")
        if clause.itemised:
            yield Itemised()

    def atom_meets(self, mine: Atom, asked: Atom) -> bool:
        """The order of atoms: a partial order.

        An added condition or exception is weaker, and so is encouraging. Disclosure on request is discharged by any
        lawful proactive disclosure. In a row that stays one on request, only what is on display for good does it: nobody
        need ask. A limit that runs from something else than the request then discharges nothing.
        """
        if (
            mine.when not in (None, asked.when)
            or mine.encouraged > asked.encouraged
            or mine.unless not in (None, asked.unless)
        ):
            return False
        unasked = self.proactive or mine.what == STANDING
        if unasked and on_request(asked.what) and not on_request(mine.what):
            return self.lawful(mine.what)
        return self._what_meets(mine.what, asked.what)

    def lawful(self, what: What) -> bool:
        """True for a proactive disclosure that needs no request and, for an organ, keeps to the cap of art. 26."""
        match what:
            case Within(span):
                return not self.organ or not_longer(span, CAP)
            case Recurring(period):
                return not self.organ or not_longer(period, CAP)
            case Promptly(_, discretion) | Arising(_, discretion):
                return not discretion
            case Stated(kind):
                return kind in ("standing", "as_announced")
        return not isinstance(what, Itemised | Keep | Words)

    def _what_meets(self, mine: What, asked: What) -> bool:
        if mine == asked or (asked == ON_REQUEST and on_request(mine)):
            return True
        if isinstance(asked, Display):
            return self._display_meets(mine, asked)
        if isinstance(asked, Keep):
            return self._keep_meets(mine, asked)
        here, there = trigger(mine), trigger(asked)
        return here is not None and there is not None and self._no_later(here, there) and self._sooner(mine, asked)

    def _sooner(self, mine: What, asked: What) -> bool:
        """Both run from one trigger: before ≥ at once ≥ within n; at once ≥ as it arises ≥ promptly; periods between."""
        match mine, asked:
            case Recurring(), Recurring():
                shorter = not_longer(mine.period, asked.period)
                return shorter and mine.together >= asked.together and self._by_then(mine.by, asked.by)
            case _, Recurring(period, by, together):
                at_once = isinstance(mine, Before | At)
                soon = at_once or (isinstance(mine, Within) and not_longer(regular(mine.span), period))
                return soon and by is None and not together
            case Recurring(period), Within(span):
                return not_longer(_twice(period), span)
            case Recurring(period), Promptly():
                return self.organ and not_longer(_twice(period), CAP)
            case Before(_, lead), Before(_, wanted):
                return wanted is None or (lead is not None and not_longer(wanted, lead))
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
        if mine == STANDING:
            return not (asked.exactly or self.personal)
        if not isinstance(mine, Display) or mine.soft > asked.soft or (asked.exactly and not mine.exactly):
            return False
        if asked.exactly or self.personal:
            return mine.span == asked.span
        return not_longer(asked.span, mine.span)

    def _keep_meets(self, mine: What, asked: Keep) -> bool:
        """Longer is stronger, of persons shorter; `exactly` is met by itself alone, and meets both bounds."""
        if not isinstance(mine, Keep):
            return mine == STANDING and asked.bound == "at_least" and not self.personal
        here, there = mine.limit, asked.limit
        if isinstance(here, str) or isinstance(there, str):
            return (
                isinstance(here, str) and isinstance(there, str) and not self.personal and self._no_later(there, here)
            )
        if asked.bound == "exactly" or mine.bound not in ("exactly", asked.bound):
            return False
        if self.personal != (asked.bound == "at_most"):
            return here == there
        return not_longer(here, there) if self.personal else not_longer(there, here)

    def _by_then(self, mine: str | Day | None, asked: str | Day | None) -> bool:
        """By a day of the period or of a shorter one, which is over no later; by an event, by one that is no later."""
        if isinstance(mine, Day) and isinstance(asked, Day):
            return (mine.month or 1, mine.day) <= (asked.month or 1, asked.day)
        if isinstance(mine, str) and isinstance(asked, str):
            return self._no_later(mine, asked)
        return asked is None

    def _no_later(self, event: str, other: str) -> bool:
        return event == other or (REQUEST not in (event, other) and self.terms.never_after(event, other))


def trigger(what: What) -> str | None:
    """The one trigger of an atom, if it has any."""
    match what:
        case Before(event):
            return event
        case Within(_, of) | At(of) | Promptly(of):
            return of[0]
        case Arising(of) | Recurring(_, _, _, of):
            return of
    return None


def on_request(what: What) -> bool:
    """True for what is disclosed only to who asks: 依申请公开, or any limit that runs from receipt of the request."""
    return what == ON_REQUEST or trigger(what) == REQUEST


def not_longer(length: Period, other: Period) -> bool:
    """True if one length surely fits into the other, in every calendar that was published (see `workingdays`).

    Months into quarters, 20wd (25-38 days) into a quarter; a term into nothing but terms. A day that is not over counts for
    nothing in days, and for up to 24 hours in hours.
    """
    if isinstance(length, Span) and isinstance(other, Span):
        length, other = common(length), common(other)
        if length.unit == other.unit:
            return length.n <= other.n
    elif length == other:
        return True
    match length, other:
        case (Span(_, "term"), _) | (_, Span(_, "term")):
            return False
        case Span(n, "h"), _:
            return n <= 24 * _days(other)[0]
        case _, Span(n, "h"):
            return 24 * (_days(length)[1] + 1) <= n
    return _days(length)[1] <= _days(other)[0]


def common(span: Span) -> Span:
    """Weeks in days, years in months."""
    match span:
        case Span(n, "wk"):
            return Span(7 * n, "d")
        case Span(n, "y"):
            return Span(12 * n, "mo")
    return span


def regular(period: Period) -> Period:
    """The period by its one name: 每日 and 每1日, 每季度 and 每3个月 are the same."""
    period = common(period) if isinstance(period, Span) else period
    return _SAME.get(period, period)


def _twice(period: Period) -> Span:
    return Span(2 * period.n, period.unit) if isinstance(period, Span) else Span(2 * MONTHS[period], "mo")


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


def _days(length: Period) -> tuple[int, int]:
    """The fewest and the most days of a length that has days."""
    match length:
        case Span(n, "wd"):
            return shortest(n), longest(n)
        case Span(n, "mo"):
            years, months = divmod(n, 12)
            return 365 * years + 28 * months, 366 * years + 31 * months
        case Span(n):
            return n, n
    return _CALENDAR_DAYS[length]
