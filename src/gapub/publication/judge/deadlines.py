"""Whether records were published in time after their documents were made."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from gapub.diagnostics import Text
from gapub.model.time.value import Span
from gapub.publication import limits
from gapub.publication.calendar import Span as Reach
from gapub.publication.judge import reasons
from gapub.publication.judge.held import Held, find_of, judged_of, open_of
from gapub.publication.judge.run import Run
from gapub.publication.judge.words import age_words, cut
from gapub.publication.limits import proactive


class _Soonest(dict[date | None, date]):
    """By when what was made on a day is due at the earliest, worked out of each day once; of no day, never."""

    def __init__(self, of: Callable[[date], Reach]) -> None:
        super().__init__({None: date.max})
        self._of = of

    def __missing__(self, day: date) -> date:
        made = self[day] = self._of(day).earliest
        return made


class _Reaches(NamedTuple):
    """By when what was made on a day is due; the earliest is kept, as many records ask for it."""

    of: Callable[[date], Reach]
    soonest: _Soonest


def _reaches(run: Run, deadlines: tuple[Span, ...]) -> _Reaches:
    """By when what was made on a day is due, at the earliest and the latest, by the spans that may hold."""

    def of(formed: date) -> Reach:
        ends = [run.later(formed, each, True) for each in deadlines]
        return Reach(min(e.earliest for e in ends), max(e.latest for e in ends))

    return _Reaches(of, _Soonest(of))


def judge(run: Run, rows: Iterable[Held]) -> None:
    """Whether each record was published in time after its document was made."""
    reaches = cache(lambda deadlines: _reaches(run, deadlines))
    for held in rows:
        _deadlines(run, held, reaches)


def _deadlines(run: Run, held: Held, reaches_of: Callable[[tuple[Span, ...]], _Reaches]) -> None:
    """Whether each record was published in time after its document was made."""
    asked = held.limits
    if not proactive(held.item):
        return
    if not asked.deadlines:
        if asked.no_start:
            open_of(run, "published-late", reasons.START, held, len(held.records))
        return
    records = held.records
    if run.given.late_from > date.min:
        records = [r for r in records if r.published is None or r.published >= run.given.late_from]
    open_of(run, "published-late", held.why, held, held.unsure)
    split = asked.some or len(asked.deadlines) > 1
    reaches = reaches_of(asked.deadlines)
    soon, never = reaches.soonest, date.min
    undated = sum([r.formed is None or r.published is None for r in records])
    between = 0
    for record in [r for r in records if (r.published or never) > soon[r.formed]]:
        formed, published = record.formed, record.published
        assert formed is not None and published is not None
        reach = reaches.of(formed)
        if published <= reach.latest or asked.some:
            between += 1
            continue
        limit = max(asked.deadlines, key=limits.size)
        find_of(
            run,
            "published-late",
            Text(
                f"“{cut(record.title)}”成文于 {formed}，最迟应当在 {reach.latest} 公开"
                f"（{age_words(limit).zh}内），{published} 才公开",
                f"{cut(record.title)!r} was made on {formed} and due by {reach.latest} ({age_words(limit).en}); "
                f"it was published on {published}",
            ),
            Text(
                "今后在时限内公开；成文日期有误的，予以更正",
                "publish in time; correct the date of the document if it is wrong",
            ),
            held,
            record,
            reach.latest + timedelta(1),
        )
    judged = len(records) - undated - between
    judged_of(run, "published-late", held, judged)
    open_of(run, "published-late", reasons.FORMED, held, undated)
    open_of(run, "published-late", reasons.PART if split else reasons.CALENDAR, held, between)
