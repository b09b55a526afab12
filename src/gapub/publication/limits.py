"""What the time limit of a row asks of its records: until when one is out, how often one comes, how long it stays up.

Only what is certain of every record of the row is taken. Where a clause is about a part of the row, runs from an event that a
list of records does not tell, or has a condition, the row has that `open`.
"""

from __future__ import annotations

import calendar as months
from collections.abc import Collection
from datetime import date, timedelta
from typing import Final, NamedTuple

from gapub.diagnostics import Text
from gapub.model.catalogue import Item
from gapub.model.time.value import ALL, LAW, MONTHS, REST, At, Before, Clause, Day, Every, Span, Within
from gapub.publication.calendar import Calendar
from gapub.publication.calendar import Span as Reach

YEAR_END: Final = "year-end"
"""The event that is a day: 年底."""
_LONGEST_BREAK: Final = 10
"""No break from work is known to have been longer, in days."""


def later(day: date, span: Span, calendar: Calendar, *, moved: bool = False) -> Reach:
    """The last day of a span that runs from a day, which does not count itself (民法典 art. 201).

    `moved`: a last day on which nobody works moves to the next working day (art. 203). Months and years are those of the calendar,
    hours are counted as days begun; no day is later than the last of the year 9999. Raises ValueError for a school term, which has
    no length.
    """
    if span.unit == "wd":
        try:
            return calendar.after(day, span.n)
        except (OverflowError, ValueError):  # after the year 9999
            return Reach(date.max, date.max)
    end = _plus(day, span)
    if not moved or span.unit == "h":
        return Reach(end, end)
    latest = end
    while (works := calendar.workday(latest)) is False:
        latest += timedelta(1)
    return Reach(end, _add_days(end, _LONGEST_BREAK)) if works is None else Reach(latest, latest)


def sooner(day: date, span: Span, calendar: Calendar) -> Reach:
    """The last day that is still so long before a day; months and years keep the day of the month, or take the last there is.

    No day is sooner than the first of the year 1. Raises ValueError for a school term, which has no length.
    """
    if span.unit == "term":
        raise ValueError(span.unit)
    try:
        if span.unit == "wd":
            return calendar.before(day, span.n)
        end = (
            day - timedelta(-(-span.n * _HOURS[span.unit] // 24))
            if span.unit in _HOURS
            else _months_from(day, -_months(span))
        )
    except (OverflowError, ValueError):
        end = date.min
    return Reach(end, end)


def _plus(day: date, span: Span) -> date:
    if span.unit in _HOURS:
        return _add_days(day, -(-span.n * _HOURS[span.unit] // 24))
    if span.unit not in ("mo", "y"):
        raise ValueError(span.unit)
    return _months_from(day, _months(span))


def _months(span: Span) -> int:
    return span.n * (12 if span.unit == "y" else 1)


def _months_from(day: date, number: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + number, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


def _add_days(day: date, number: int) -> date:
    return date.max if number > (date.max - day).days else day + timedelta(number)


_HOURS: Final = {"h": 1, "d": 24, "wk": 7 * 24}
"""The hours of the units that have a length of their own."""


class Period(NamedTuple):
    """A year, half-year, quarter or month, week or day: its first and last day, and the last on which it is in time."""

    first: date
    last: date
    due: date

    def label(self, unit: str) -> Text:
        """What it is called: 2026年第三季度."""
        year, month = self.first.year, self.first.month
        match unit:
            case "year":
                return Text(f"{year}年", str(year))
            case "half-year":
                return Text(f"{year}年{'上' if month == 1 else '下'}半年", f"{year}-H{1 if month == 1 else 2}")
            case "quarter":
                n = (month + 2) // 3
                return Text(f"{year}年第{'一二三四'[n - 1]}季度", f"{year}-Q{n}")
            case "month":
                return Text(f"{year}年{month}月", f"{year}-{month:02}")
        return Text(f"{self.first}至{self.last}", f"{self.first} to {self.last}")


def period_of(day: date, every: Every) -> Period:
    """The period of a calendar that a day lies in. Raises ValueError for a school term and for a span, which have none."""
    if every.period == "day":
        return Period(day, day, day)
    if every.period == "week":
        first = day - timedelta(day.weekday())
        return Period(first, last := first + timedelta(6), last)
    if not (isinstance(every.period, str) and every.period in MONTHS):
        raise ValueError(every.period)
    n = MONTHS[every.period]
    first = date(day.year, (day.month - 1) // n * n + 1, 1)
    last = _plus(first, Span(n, "mo")) - timedelta(1)
    due = last
    if isinstance(every.by, Day):
        month = first.month + (every.by.month or 1) - 1 if n > 1 else first.month
        due = date(first.year, month, min(every.by.day, months.monthrange(first.year, month)[1]))
    return Period(first, last, due)


def next_period(period: Period, every: Every) -> Period:
    """The period after this one; of the last that there is, itself."""
    return period_of(_add_days(period.last, 1), every)


class Limits(NamedTuple):
    """What the time limit of a row asks.

    `deadlines` are the spans that run from the forming of the information, one of which each record has; `some`: others may have
    none that can be told. `no_start`: a span whose start the text does not name. `events`: what runs from named events, of which a
    list of records has no day; `part_event`: of a part, or on a condition. `every`: how often; `parts`: only of a part.
    `shortest` and `longest`: how long a record stays up at least and at most; `until`: until an event; `part_up`: only a part does.
    `ends`: it may come down some day.
    """

    deadlines: tuple[Span, ...] = ()
    some: bool = False
    no_start: bool = False
    events: tuple[Within | At | Before, ...] = ()
    part_event: bool = False
    every: Every | None = None
    parts: bool = False
    shortest: Span | None = None
    longest: Span | None = None
    until: bool = False
    part_up: bool = False
    ends: bool = False


_SIZES: Final = {"h": 1 / 24, "d": 1.0, "wd": 1.45, "wk": 7.0, "mo": 30.4375, "term": 150.0, "y": 365.25}
_PERIODS: Final = {
    "day": 1.0,
    "week": 7.0,
    "month": 30.4375,
    "quarter": 91.3125,
    "half-year": 182.625,
    "term": 150.0,
    "year": 365.25,
}


def size(span: Span | str) -> float:
    """About how many days a span or a period has, to tell which of two is the longer."""
    return _PERIODS[span] if isinstance(span, str) else span.n * _SIZES[span.unit]


def proactive(item: Item) -> bool:
    """Whether a row has to be published for everybody: 主动公开, 全社会."""
    return "proactive" in item.method and item.audience.public


def limits_of(item: Item, offline: Collection[str] = ()) -> Limits:
    """What a row asks of its records on a website. `offline` are the channels that are no website."""
    value = item.time_limit.value
    clauses = [
        each
        for each in value.clauses
        if not each.encouraged and not (each.via and all(via in offline for via in each.via))
    ]
    deadlines = dict.fromkeys(span for each in clauses if (span := _deadline(each)))
    timed = [each for each in clauses if each.start is not None]
    no_start = any(isinstance(each.start, Within) and not each.start.of for each in timed)
    often = [(each.start, each) for each in clauses if isinstance(each.start, Every)]
    whole = [every for every, each in often if _of_all(each) and each.covers in (ALL, REST)]
    up = [each for each in clauses if each.display or each.keep]
    sure = [each for each in up if _of_all(each) and each.covers == ALL]
    return Limits(
        deadlines=tuple(deadlines),
        some=any(_deadline(each) is None for each in timed),
        no_start=no_start,
        events=tuple(start for each in timed if _of_all(each) and (start := _by_event(each))),
        part_event=any(_by_event(each) is not None for each in timed if not _of_all(each)),
        every=max(whole, key=lambda each: size(each.period), default=None),
        parts=bool(often) and not whole,
        shortest=min(filter(None, map(_shortest, sure)), key=size, default=None),
        longest=max(filter(None, map(_longest, sure)), key=size, default=None),
        until=any(each.keep and each.keep.bound == "until" for each in up),
        part_up=len(sure) < len(up),
        ends=bool(up),
    )


def _of_all(clause: Clause) -> bool:
    """Whether nothing but law excepts anything from the clause."""
    return clause.when is None and clause.unless in (None, LAW) and clause.rest_words is None


def _deadline(clause: Clause) -> Span | None:
    match clause.start:
        case Within(span, of) if "formed" in of and _of_all(clause) and span.unit != "term":
            return span
    return None


def _by_event(clause: Clause) -> Within | At | Before | None:
    """What runs from named events."""
    match clause.start:
        case Within(Span(unit="term"), _) | Before(_, Span(unit="term")):
            return None
        case Within() | At() | Before() as start if events_of(start):
            return start
    return None


def events_of(start: Within | At | Before) -> tuple[str, ...]:
    """The named events that it runs from; none where the forming of the information is one of them, as records tell that."""
    of = (start.event,) if isinstance(start, Before) else start.of
    return () if "formed" in of else of


def by_event(start: Within | At | Before, day: date, calendar: Calendar) -> Reach:
    """The last day for what an event of a day asks to be published; one on which nobody works moves, unless it is before the event."""
    match start:
        case Within(span):
            return later(day, span, calendar, moved=True)
        case Before(_, lead):
            return sooner(day, lead or Span(1, "d"), calendar)
    return later(day, Span(0, "d"), calendar, moved=True)


def _shortest(clause: Clause) -> Span | None:
    if clause.display and not clause.display.soft:
        return clause.display.span
    if clause.keep and isinstance(clause.keep.limit, Span) and clause.keep.bound in ("at_least", "exactly"):
        return clause.keep.limit
    return None


def _longest(clause: Clause) -> Span | None:
    if clause.keep and isinstance(clause.keep.limit, Span) and clause.keep.bound in ("at_most", "exactly"):
        return clause.keep.limit
    if clause.display and clause.display.exactly and not clause.display.soft:
        return clause.display.span
    return None
