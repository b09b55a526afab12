"""Working days (工作日) by the calendar that the State Council announces for each year.

Earlier years come from the package `chinesecalendar`, which refuses what it does not know; what was announced since stands in
`guidelines/registry/holidays.yaml`. Of a year that nobody has announced no day is known to be worked: then a number of
working days has an earliest and a latest end, by what the announced years took (`model.time.workingdays`).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from itertools import chain
from typing import Final, NamedTuple

from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.model.registry import Holidays, Registry
from gapub.model.time.workingdays import among, longest, shortest

NOT_ANNOUNCED: Final = Text("节假日未公布", "holidays not announced")
"""What is said beside days that hang on a year whose holidays nobody has announced."""
_FRIDAY: Final = 4


class Span(NamedTuple):
    """A day, or the earliest and the latest that it can be where the calendar is not known."""

    earliest: date
    latest: date

    @property
    def known(self) -> bool:
        """Whether it is a single day."""
        return self.earliest == self.latest


class Calendar:
    """Which days are worked. A year is worked out when it is asked for, and kept."""

    def __init__(self, holidays: Mapping[str, Holidays]) -> None:
        """Take what was announced, by year; what the package knows is asked of it."""
        self._announced = {each.year: each for each in holidays.values()}
        self._off = frozenset(chain.from_iterable(map(_days_off, holidays.values())))
        self._work = frozenset(date.fromisoformat(day) for each in holidays.values() for day in each.work)
        self._years = dict[int, tuple[int, ...] | None]()

    def known(self, year: int) -> bool:
        """Whether somebody announced the holidays of a year."""
        return self._worked(year) is not None

    def workday(self, day: date) -> bool | None:
        """Whether a day is worked; None where the holidays of its year were not announced."""
        worked = self._worked(day.year)
        if worked is None:
            return None
        n = bisect_left(worked, day.toordinal())
        return n < len(worked) and worked[n] == day.toordinal()

    def after(self, day: date, n: int) -> Span:
        """The n-th working day after a day, which is not counted itself (自……之日起); of no working days the day itself.

        A single day where all years on the way were announced; else the earliest and the latest. Raises ValueError for a
        number below 0, OverflowError for a day after the year 9999.
        """
        if n < 0:
            raise ValueError(n)
        start, rest, year = day.toordinal(), n, day.year
        while rest and (worked := self._worked(year)) is not None:
            done = bisect_right(worked, start)
            if done + rest <= len(worked):
                start, rest = worked[done + rest - 1], 0
            else:
                start, rest, year = date(year, 12, 31).toordinal(), rest - (len(worked) - done), year + 1
        return Span(date.fromordinal(start + shortest(rest)), date.fromordinal(start + longest(rest)))

    def before(self, day: date, n: int) -> Span:
        """The n-th working day before a day, which is not counted itself; earliest and latest as `after` has them.

        Where the way back leaves a year that nobody announced for one that is known, the days there are counted exactly.
        """
        if n < 0:
            raise ValueError(n)
        start, rest, year = day.toordinal(), n, (day - timedelta(1)).year
        while rest and (worked := self._worked(year)) is not None:
            done = bisect_left(worked, start)
            if rest <= done:
                start, rest = worked[done - rest], 0
            else:
                start, rest, year = date(year, 1, 1).toordinal(), rest - done, year - 1
        # the same bounds hold backwards: of n working days none is the day itself, and the n-th begins the time
        earliest, latest = start - longest(rest), start - shortest(rest)
        first = date(year, 1, 1)
        if rest and earliest < first.toordinal() and self.known(year - 1):
            least, most = among(start - first.toordinal())
            earliest = max(earliest, self.before(first, rest - least).earliest.toordinal())
            if most < rest:
                latest = min(latest, self.before(first, rest - most).latest.toordinal())
        return Span(date.fromordinal(earliest), date.fromordinal(latest))

    def _worked(self, year: int) -> tuple[int, ...] | None:
        """The working days of a year in order, as ordinals; None where nobody has announced them."""
        if year not in self._years:
            self._years[year] = self._work_out(year)
        return self._years[year]

    def _work_out(self, year: int) -> tuple[int, ...] | None:
        off, work = (self._off, self._work) if year in self._announced else _packaged(year)
        if off is None:
            return None
        first = date(year, 1, 1)
        days = (first + timedelta(n) for n in range(366))
        # a notice may move days of the neighbouring years: what it says of them goes before what was said of those years
        return tuple(
            day.toordinal()
            for day in days
            if day.year == year
            and (
                day in self._work
                or (day not in self._off and (day in work or (day.weekday() <= _FRIDAY and day not in off)))
            )
        )


def extra_missing(what: Text) -> GapubError:
    """The error that a package of the extra is not installed, which something needs."""
    message = Text("未安装{}所需的组件", "the component for {} is not installed").format(what)
    hint = Text("请运行：pip install gapub[publication]", "run: pip install gapub[publication]")
    return GapubError([Diagnostic("publication-extra", "error", message, hint=hint)])


def calendar(registry: Registry) -> Calendar:
    """The calendar of the registries; what it is asked later may raise GapubError, where the package is missing."""
    return Calendar(registry.holidays)


def _days_off(holidays: Holidays) -> list[date]:
    days = list[date]()
    for each in holidays.off:
        first, last = (date.fromisoformat(day).toordinal() for day in (each.first, each.last))
        days += map(date.fromordinal, range(first, last + 1))
    return days


def _packaged(year: int) -> tuple[Collection[date] | None, Collection[date]]:
    """The days off and the worked week-ends that the package has of a year; no days off where it does not know the year."""
    try:
        import chinese_calendar  # type: ignore[import-untyped]
    except ImportError as missing:
        raise extra_missing(Text("计算工作日", "counting working days")) from missing
    try:
        chinese_calendar.is_workday(date(year, 6, 15))
    except NotImplementedError:
        return None, ()
    return chinese_calendar.holidays, chinese_calendar.workdays
