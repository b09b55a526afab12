"""One check at work: what it is given, what is worked out of that once, and the book of what it finds."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from functools import cache
from typing import Final, NamedTuple, Protocol

from gapub.diagnostics import Diagnostic, Place, Text
from gapub.model.catalogue import Catalogue, Item
from gapub.model.events import Happened
from gapub.model.registry import Registry
from gapub.model.scheme import OF_SITES, Age
from gapub.model.time.value import Span
from gapub.publication import limits
from gapub.publication.bindings import Bindings, Path, Where, all_rows, divisions
from gapub.publication.calendar import Calendar
from gapub.publication.calendar import Span as Reach
from gapub.publication.judge.belonging import Assigned, assigned, owner, taken_away
from gapub.publication.judge.telling import identity
from gapub.publication.judge.words import offices_for
from gapub.publication.limits import Limits, limits_of
from gapub.publication.pairs import same_numbers
from gapub.publication.record import Export, Record
from gapub.publication.result import Finding


class Grace(NamedTuple):
    """How long what has to follow may take: gapub's own numbers, as no law fixes them for all.

    `interpretation`: after a policy was published; `comments`: how long a call for comments is open, where nobody says;
    `feedback`: after it closed; `response`: after what is responded to.
    """

    interpretation: Span = Span(3, "wd")
    comments: Span = Span(30, "d")
    feedback: Span = Span(30, "d")
    response: Span = Span(20, "wd")


GRACE: Final = Grace()


class Given(NamedTuple):
    """What a check is asked, as `judging.check` says it."""

    catalogues: Sequence[Catalogue]
    exports: Sequence[Export]
    as_of: date
    calendar: Calendar
    registry: Registry
    ages: Sequence[Age]
    previous: Sequence[Export]
    where: Where
    since: date | None
    late_from: date
    grace: Grace
    events: Sequence[Happened] = ()


class Book(NamedTuple):
    """What a run has found so far: findings, how many things could not be judged and why, and how many were.

    `judged` counts by code, division, row and column.
    """

    findings: list[Finding]
    opened: Counter[tuple[str, Text, str, str, str]]
    judged: Counter[tuple[str, str, str, str]]


class Later(Protocol):
    """When a span after a day ends, as `limits.later` says it with the calendar of the run; worked out once each."""

    def __call__(self, day: date, span: Span, moved: bool = False) -> Reach:
        """The first and the last day that may be meant."""


class Run(NamedTuple):
    """One check at work; all but its book is settled before the first question is asked.

    `records` are those of all lists, and `by_path` the same by the column that they name; `off` the identities of those that
    are no longer there on the day, `live` picks the others. `number_of` tells the number of a document as it is compared, by what
    is written; `again` are those, as written, that more than one record has. `dated_off`: the files that say of each record when
    it went offline, so that it is there if they do not. `since`: the first day of the periods that are judged. `rows`: all of
    the catalogues, each with its division, and `order` where each stands. `names`: of the divisions, as the profile says them,
    and `called` all by which a list may call each.
    """

    given: Given
    book: Book
    as_of: date
    records: list[Record]
    by_path: dict[Path, list[Record]]
    bindings: Bindings
    assigned: Assigned
    off: set[int]
    live: Callable[[list[Record]], list[Record]]
    number_of: dict[str, str]
    again: set[str]
    dated_off: set[str]
    since: date
    rows: list[tuple[str, Item]]
    order: dict[tuple[str, str], int]
    names: dict[str, str]
    called: dict[str, Collection[str]]
    later: Later
    limits_of: Callable[[Item], Limits]

    def open(self, code: str, why: Text, division: str = "", row: str = "", column: str = "", n: int = 1) -> None:
        """That so many things could not be judged."""
        if n:
            self.book.opened[code, why, division, row, column] += n

    def judged(self, code: str, division: str = "", row: str = "", column: str = "", n: int = 1) -> None:
        """That so many things were judged, sound or not."""
        if n:
            self.book.judged[code, division, row, column] += n

    def judged_at(self, code: str, path: Path, n: int) -> None:
        """That so many records with this path were judged."""
        found = self.bindings.of(path)
        column = self.bindings.columns[found[0]] if len(found) == 1 else None
        self.judged(code, column.division if column else "", "", column.name if column else "", n)

    def find(
        self,
        code: str,
        message: Text,
        hint: Text,
        *,
        division: str = "",
        item: Item | None = None,
        column: str = "",
        office: str = "",
        since: date | None = None,
        record: Record | None = None,
        place: Place | None = None,
        related: tuple[tuple[Place, Text], ...] = (),
        arguments: tuple[str, ...] = (),
    ) -> None:
        """One thing that is wrong."""
        if record is not None and not arguments:
            arguments = identity(record)
        if place is None and record is not None:
            place = record.place
        if place is None and item is not None:
            place = self.bound_at(division, item)
        row = item.id if item else ""
        found = Diagnostic(
            code, OF_SITES[code].severity, message, place, row or column, related, hint, arguments=arguments
        )
        office = office or (offices_for(item) if item else "")
        self.book.findings.append(Finding(found, division, row, column, office, since, record))

    def find_at(
        self,
        code: str,
        message: Text,
        hint: Text,
        record: Record,
        since: date | None,
        other: tuple[Record, Text] | None = None,
    ) -> None:
        """What is wrong with a record whatever row it belongs to."""
        division, column, item = owner(self.bindings, record)
        self.find(
            code,
            message,
            hint,
            division=division,
            item=item,
            column=column or "/".join(record.path),
            office=record.office if item is None else "",
            since=since,
            record=record,
            related=((other[0].place, other[1]),) if other else (),
        )

    def bound_at(self, division: str, item: Item) -> Place:
        """Where the profile binds a row, else where the row itself stands."""
        place = self.given.where(self.names.get(division, division), item.id)
        return place or Place(item.origin.file, item.origin.line, 1)


def begun(given: Given) -> Run:
    """A run of which nothing is judged yet."""
    catalogues, as_of = given.catalogues, given.as_of
    records = [record for export in given.exports for record in export.records]
    by_path = _by_path(records)
    gone = _by_path(taken_away(records, given.previous, as_of))
    bindings = Bindings(catalogues, by_path, gone)
    of_columns = assigned(bindings, by_path, gone)
    off = {id(r) for r in records if r.is_off(as_of)}
    number_of = same_numbers([r.number for r in records if r.number])
    often = Counter(number_of[r.number] for r in records if r.number)
    first = min((day for day in {r.published for r in records} if day and day <= as_of), default=as_of)
    rows = [(division, item) for division, _, item in all_rows(catalogues)]
    named = [*zip(divisions(catalogues), catalogues, strict=True)]

    def later(day: date, span: Span, moved: bool = False) -> Reach:
        return limits.later(day, span, given.calendar, moved=moved)

    return Run(
        given=given,
        book=Book([], Counter(), Counter()),
        as_of=as_of,
        records=records,
        by_path=by_path,
        bindings=bindings,
        assigned=of_columns,
        off=off,
        live=_Live(records, off, [*by_path.values(), *of_columns.records]) if off else _all,
        number_of=number_of,
        again={text for text, known in number_of.items() if often[known] > 1},
        dated_off={each.file for each in given.exports if "removed" in each.fields},
        since=given.since or max(first, date(max(as_of.year - 1, 1), 1, 1)),
        rows=rows,
        order={(division, item.id): i for i, (division, item) in enumerate(rows)},
        names={name: each.division.name for name, each in named if each.division},
        called={name: each.division.names for name, each in named if each.division},
        later=cache(later),
        limits_of=_limits(given.registry),
    )


def _by_path(records: Iterable[Record]) -> dict[Path, list[Record]]:
    made: dict[Path, list[Record]] = defaultdict(list)
    for record in records:
        made[record.path].append(record)
    return made


def _all(records: list[Record]) -> list[Record]:
    return records


class _Live:
    """Those of the records of a list that are there on the day: of each list of the run worked out once."""

    def __init__(self, records: Sequence[Record], off: set[int], lists: Sequence[list[Record]]) -> None:
        """`off` are the identities of the others; of the lists those that have none of them are known at once."""
        self._off = off
        mixed = {r.path for r in records if id(r) in off}
        self._known = {id(each): (each, each) for each in lists if mixed.isdisjoint({r.path for r in each})}
        """What was said of each list, by its identity, with the list, so that no other one has it."""

    def __call__(self, records: list[Record]) -> list[Record]:
        off = self._off
        known = self._known.get(id(records))
        if known is None:
            known = self._known[id(records)] = records, [r for r in records if id(r) not in off]
        return known[1]


def _limits(registry: Registry) -> Callable[[Item], Limits]:
    """What a row asks of its records, of each row worked out once."""
    offline = {key for key, each in registry.channels.items() if each.nature not in (None, "online")}
    known: dict[int, Limits] = {}

    def ask(item: Item) -> Limits:
        if id(item) not in known:
            known[id(item)] = limits_of(item, offline)
        return known[id(item)]

    return ask
