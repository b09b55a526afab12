"""Whether something came in each period of a row that is to be published every year, half-year, quarter or month."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from gapub.diagnostics import Text
from gapub.model.time.value import MONTHS, Every
from gapub.publication import limits
from gapub.publication.bindings import plain
from gapub.publication.judge import reasons
from gapub.publication.judge.held import Held, find_of, judged_of, open_of
from gapub.publication.judge.run import Run
from gapub.publication.judge.telling import by_day
from gapub.publication.judge.words import period_words
from gapub.publication.limits import Period, proactive
from gapub.publication.record import Record

_NAMED: Final = re.compile(
    r"(\d{4})年(?:第?([一二三四1-4])季度|([上下])半年|(\d{1,2})月份?(?!\d*日)|(?:度|年报|年度)?)(?!\d)"
)


def judge(run: Run, rows: Iterable[Held]) -> None:
    """Whether something came in each period of the rows that have one, and in time where a day is set."""
    for held in rows:
        _periods(run, held)


def _periods(run: Run, held: Held) -> None:
    every = held.limits.every
    if not proactive(held.item):
        return
    if every is None:
        if held.limits.parts:
            open_of(run, "missing-period", reasons.PART, held)
        return
    if not isinstance(every.period, str) or every.period not in MONTHS:
        if every.period == "term":
            open_of(run, "missing-period", reasons.TERM, held)
        return  # days, weeks and spans: how old the column is tells it
    if isinstance(every.by, str) and every.by != limits.YEAR_END:
        open_of(run, "missing-period", reasons.TERM, held)
        return
    records = [*held.records, *held.gone]
    if not records:  # the column is blank, or nothing is known of the row in it
        if held.unsure or held.worded:
            open_of(run, "missing-period", held.why if held.unsure else reasons.WORDS, held)
        return
    dated = sorted(((r.published, r) for r in records if r.published and r.published <= run.as_of), key=by_day)
    doubt = held.why if held.unsure else reasons.UNDATED if len(dated) < len(records) else None
    days = [day for day, _ in dated]
    named = _named_periods(records)
    for period in _past(run, every):
        within = [pair for pair in dated if period.first <= pair[0] <= period.last]
        label = period.label(str(every.period))
        early = _early(period, every, days)
        if within or early or label.en in named:
            judged_of(run, "missing-period", held)
            if period.due < period.last and not early:
                _in_time(run, held, period, within, label)
        elif doubt:
            open_of(run, "missing-period", doubt, held)
        else:
            judged_of(run, "missing-period", held)
            _missing(run, held, period, label, every)


def _past(run: Run, every: Every) -> Iterator[Period]:
    """The periods from the beginning on that are over, or of which the day has passed on which something was due."""
    period = limits.period_of(run.since, every)
    if period.first < run.since:
        period = limits.next_period(period, every)
    while period.due < run.as_of:
        yield period
        before, period = period, limits.next_period(period, every)
        if period.first <= before.first:  # the calendar is at its end
            return


def _early(period: Period, every: Every, days: Sequence[date]) -> bool:
    """Whether what is due by a day came before its period began: after what the period before it had in time."""
    if period.due == period.last:
        return False
    before = limits.period_of(period.first - timedelta(1), every)
    in_time = any(before.first <= day <= before.due for day in days)
    return in_time and any(before.due < day < period.first for day in days)


def _in_time(run: Run, held: Held, period: Period, within: Sequence[tuple[date, Record]], label: Text) -> None:
    """Whether what was due by a day of the period came by then."""
    if within and within[0][0] < run.given.late_from:
        return
    judged_of(run, "published-late", held)
    if not within or within[0][0] <= period.due:
        return
    day, record = within[0]
    find_of(
        run,
        "published-late",
        Text(
            f"{label.zh}的信息应当在 {period.due} 前公开，{day} 才公开",
            f"what {label.en} asks was due by {period.due}; it was published on {day}",
        ),
        Text("今后在时限内公开", "publish in time"),
        held,
        record,
        period.due + timedelta(1),
    )


def _missing(run: Run, held: Held, period: Period, label: Text, every: Every) -> None:
    title = held.item.title
    run.find(
        "missing-period",
        Text(
            f"“{title.zh}”{period_words(every).zh}，没有{label.zh}的信息",
            f"{title.en!r} is to be published {period_words(every).en}; nothing of {label.en} is there",
        ),
        Text("补充公开", "publish it"),
        division=held.division,
        item=held.item,
        column=held.column,
        since=period.due + timedelta(1),
        arguments=(label.en,),
    )


def _named_periods(records: Iterable[Record]) -> set[str]:
    """The periods that titles name, as `Period.label` has them: 2026年第三季度 is 2026-Q3."""
    made = set[str]()
    for record in records:
        for year, quarter, half, month in _NAMED.findall(plain(record.title)):
            if quarter:
                made.add(f"{year}-Q{'一二三四'.find(quarter) + 1 or int(quarter)}")
            elif half:
                made.add(f"{year}-H{1 if half == '上' else 2}")
            elif month:
                made.add(f"{year}-{int(month):02}")
    return made
