"""A website's own list of what it holds, judged against the catalogues of its divisions on a day.

Values in, a `Check` out; no file is read and no clock. What is certain is a finding, what is not is counted as open, with the reason:
nothing is guessed, least of all the strictest limit. The numbers that no law and no catalogue states are gapub's own (`Grace`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from gapub.diagnostics import Place, Text
from gapub.model.catalogue import Catalogue
from gapub.model.events import Happened
from gapub.model.registry import Registry
from gapub.model.scheme import OF_SITES, Age
from gapub.publication.bindings import Where
from gapub.publication.calendar import Calendar
from gapub.publication.judge import (
    columns,
    deadlines,
    decisions,
    display,
    documents,
    following,
    happened,
    periods,
    publishers,
    unbound,
)
from gapub.publication.judge.belonging import Parted, parted
from gapub.publication.judge.held import held_rows
from gapub.publication.judge.run import GRACE, Given, Grace, Run, begun
from gapub.publication.judge.telling import FIRST_DAY
from gapub.publication.record import Export
from gapub.publication.result import Check, Column, Finding, Judged, Open, Seen

_CODES: Final = {code: i for i, code in enumerate(OF_SITES)}
_new: Final = tuple.__new__
"""Makes a named tuple in half the time, where there are many."""


def _nowhere(division: str, item: str) -> Place | None:
    """Nobody knows where rows are bound."""
    del division, item
    return None


def check(
    catalogues: Sequence[Catalogue],
    exports: Sequence[Export],
    *,
    as_of: date,
    calendar: Calendar,
    registry: Registry,
    ages: Sequence[Age] = (),
    previous: Sequence[Export] = (),
    where: Where = _nowhere,
    since: date | None = None,
    late_from: date | None = None,
    grace: Grace = GRACE,
    events: Sequence[Happened] = (),
) -> Check:
    """What a website holds on a day against the catalogues of one profile, one a division (`Prepared.profiles`).

    `ages` are those of a scheme, for columns of which neither profile nor catalogue says how old they may be. `previous` is what the
    website held before: what was there and is not in `exports` was taken down; without it, only what the list itself says of that
    counts. `where` tells where the profile binds a row (`bindings.places`), for findings that have no record to blame. Periods
    are judged from `since` on; if None, from the first record on, but no earlier than January of the year before. What was
    published before `late_from` is not held to its time limit: it was late for good, and an earlier check has said so. `events` are
    what happened in these divisions, from which time limits run that no list of records tells.
    """
    run = begun(
        Given(
            catalogues,
            exports,
            as_of,
            calendar,
            registry,
            ages,
            previous,
            where,
            since,
            late_from or date.min,
            grace,
            events,
        )
    )
    by_column = [parted(*each) for each in zip(run.bindings.columns, run.assigned.records, strict=True)]
    held = held_rows(run, by_column)
    found = columns.judge(run)
    for part in (deadlines, happened, periods, publishers, display):
        part.judge(run, held.values())
    following.judge(run, held)
    decisions.judge(run)
    documents.judge(run)
    unbound.judge(run)
    return _checked(run, found, by_column)


def _checked(run: Run, found: Sequence[Column], by_column: Sequence[Parted]) -> Check:
    """What the book of a run says, in its order."""
    catalogues, book = run.given.catalogues, run.book
    first = catalogues[0]
    said = [each.division.label for each in catalogues if each.division]
    opened = [Open(*key, n) for key, n in book.opened.items()]
    return Check(
        of=Text("、", ", ").join(said) if said else first.title,
        level=first.level,
        baseline=first.baseline,
        as_of=run.as_of,
        exports=tuple(run.given.exports),
        columns=tuple(found),
        findings=tuple(sorted(book.findings, key=lambda each: _rank(run, each))),
        open=tuple(
            sorted(
                opened,
                key=lambda each: (_CODES[each.code], run.order.get((each.division, each.row), -1), each[1:]),
            )
        ),
        judged=tuple(
            Judged(*key, n)
            for key, n in sorted(
                book.judged.items(),
                key=lambda each: (_CODES[each[0][0]], run.order.get((each[0][1], each[0][2]), -1), each[0][1:]),
            )
        ),
        areas={area.id: area.title for each in catalogues for area in each.areas},
        titles={item.id: item.title for _, item in run.rows},
        seen=tuple(_seen(run, by_column)),
    )


def _rank(run: Run, each: Finding) -> tuple[object, ...]:
    """Where a finding stands among all: by code, division, row in the order of the catalogue, column and day."""
    record = each.record
    what = (record.published or FIRST_DAY, record.title, record.url, record.place) if record else ()
    return (
        _CODES[each.found.code],
        each.division,
        run.order.get((each.division, each.row), -1),
        each.column,
        each.since or FIRST_DAY,
        what,
        each.found.arguments,
    )


def _seen(run: Run, by_column: Sequence[Parted]) -> Iterator[Seen]:
    """The records that are online and belong to a bound column, by column and row."""
    for column, (by_row, unsure) in zip(run.bindings.columns, by_column, strict=True):
        division, name = column.division, column.name
        for row, records in zip(column.rows, by_row, strict=True):
            id = row.item.id
            yield from [_new(Seen, (division, id, name, r)) for r in run.live(records)]
        yield from [Seen(division, "", name, r) for r in run.live(unsure)]
