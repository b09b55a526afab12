"""Bound columns: whether they are blank, and how old the latest of their records is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from gapub.diagnostics import Text
from gapub.model.catalogue import Item
from gapub.model.time.reader import span
from gapub.model.time.value import Every, Span
from gapub.publication import limits
from gapub.publication.bindings import Column, Row, plain
from gapub.publication.calendar import Span as Reach
from gapub.publication.judge import reasons
from gapub.publication.judge.belonging import doubt_of, parted, told_apart
from gapub.publication.judge.run import Run
from gapub.publication.judge.telling import intrinsic
from gapub.publication.judge.words import age_words, joined, offices_of, period_words
from gapub.publication.limits import proactive
from gapub.publication.record import Record
from gapub.publication.result import Column as Found


class _Allowed(NamedTuple):
    """How old the latest record of a column may be: what that rests on, in words, about how many days, and the last good day.

    Without a `ground` nobody has said it.
    """

    ground: str = ""
    words: Text | None = None
    size: float = 0
    end: Reach | None = None


def judge(run: Run) -> list[Found]:
    """All bound columns as they were found."""
    month_of = cache("{:%Y-%m}".format)
    return [_column(run, i, month_of) for i in range(len(run.bindings.columns))]


def _column(run: Run, i: int, month_of: Callable[[date], str]) -> Found:
    """A bound column: whether it is blank, and whether it is stale."""
    column, records = run.bindings.columns[i], run.assigned.records[i]
    online = run.live(records)
    days = Counter([r.published for r in online if r.published is not None])
    known = [day for day in days if day <= run.as_of]
    latest = max(known, default=None)
    asked = [row for row in column.rows if proactive(row.item)]
    own = [_age(run, column, row, latest) for row in asked]
    allowed = _laxest(own)
    if asked:
        _blank(run, i, column, asked, online)
        if online:
            if told_apart(column) and (len(column.rows) > 1 or column.rows[0].words):
                _stale_rows(run, i, column, online)
            else:
                _stale(run, i, column, own, online, latest, allowed)
    months = Counter[str]()
    for day, n in days.items():
        if day <= run.as_of:
            months[month_of(day)] += n
    return Found(
        column.division,
        column.name,
        tuple(row.item.id for row in column.rows),
        offices_of(column.rows),
        column.url,
        len(online),
        latest,
        allowed.words,
        allowed.ground,
        tuple(sorted(months.items())),
    )


def _blank(run: Run, i: int, column: Column, asked: Sequence[Row], online: Sequence[Record]) -> None:
    """Whether a column has nothing."""
    if online:
        run.judged("column-blank", column.division, "", column.name)
        return
    if column.unsure or run.assigned.uncertain[i]:
        for code in ("column-blank", "column-stale"):
            run.open(code, doubt_of(column), column.division, "", column.name)
        return
    run.judged("column-blank", column.division, "", column.name)
    removed = [r.removed for r in run.assigned.records[i] if r.removed]
    all_dated = len(removed) == len(run.assigned.records[i]) and removed
    run.find(
        "column-blank",
        Text(f"栏目“{column.name}”没有信息", f"the column {column.name!r} has no record"),
        Text(
            "补充信息；栏目改了名称的，更正配置文件中的 publish",
            "publish what belongs there; if the column has another name now, correct `publish` in the profile",
        ),
        division=column.division,
        item=asked[0].item if len(column.rows) == 1 else None,
        column=column.name,
        office=joined(offices_of(asked)),
        since=max(removed) if all_dated else None,
        place=run.bound_at(column.division, column.rows[0].item),
        arguments=(column.name,),
    )


def _age(run: Run, column: Column, row: Row, latest: date | None) -> _Allowed:
    """How old the latest record of a row may be, which is of this day."""
    every = run.limits_of(row.item).every
    stated = span(row.publish.max_age) if row.publish.max_age else None
    if stated and (every is None or limits.size(stated) <= limits.size(every.period)):
        end = run.later(latest, stated) if latest else None
        return _Allowed("binding", age_words(stated), limits.size(stated), end)
    if every is not None and _has_days(every):
        end = _fresh_until(run, every, latest) if latest else None
        return _Allowed("period", period_words(every), limits.size(every.period), end)
    name = plain(column.path[-1]) if column.path else ""
    for age in run.given.ages:
        if (not age.words) or any(plain(word) in name for word in age.words):
            end = run.later(latest, age.limit) if latest else None
            words = age.kind + Text("：", ": ") + age_words(age.limit)
            return _Allowed("kind", words, limits.size(age.limit), end)
    return _Allowed()


def _has_days(every: Every) -> bool:
    """Whether the days of a period are known: those of school terms and of most events are not."""
    by_event = isinstance(every.by, str) and every.by != limits.YEAR_END
    unit = every.period.unit if isinstance(every.period, Span) else every.period
    return unit != "term" and not by_event


def _fresh_until(run: Run, every: Every, latest: date) -> Reach:
    """Until when the latest record of what comes every period is recent enough: the day on which the next one is due."""
    if isinstance(every.period, Span):
        return run.later(latest, every.period)
    period = limits.period_of(latest, every)
    after = limits.next_period(period, every)
    end = after.due if latest <= period.due else after.last  # what came after the day may be early for the next period
    return Reach(end, end)


def _laxest(ages: Sequence[_Allowed]) -> _Allowed:
    """The age that holds for a column whatever row its records are of: the longest of those of its rows, if all have one."""
    if not all(each.ground for each in ages):
        return _Allowed()
    return max(ages, key=lambda each: each.size, default=_Allowed())


def _stale(
    run: Run,
    i: int,
    column: Column,
    own: Sequence[_Allowed],
    online: Sequence[Record],
    latest: date | None,
    allowed: _Allowed,
) -> None:
    """Whether the latest record of a whole column is too old."""
    item = column.rows[0].item if len(column.rows) == 1 else None
    row, name = item.id if item else "", column.name
    if not allowed.ground:
        run.open("column-stale", reasons.AGE, column.division, row, name)
        return
    if latest is None:
        if any(r.published is not None for r in online):  # in the future, which is a finding of its own
            run.judged("column-stale", column.division, row, name)
        else:
            run.open("column-stale", reasons.NO_DATE, column.division, row, name)
        return
    asked = [each for each in column.rows if proactive(each.item)]
    for each, one in zip(asked, own, strict=True):  # rows that ask more than the column as a whole
        if one.end and allowed.end and one.end.latest < run.as_of <= allowed.end.latest:
            run.open("column-stale", reasons.ROWS, column.division, each.item.id, name)
    doubt = reasons.UNDATED if any(r.published is None for r in online) else None
    _judge_age(run, column, item, online, latest, allowed, doubt_of(column) if run.assigned.uncertain[i] else doubt)


def _judge_age(
    run: Run,
    column: Column,
    item: Item | None,
    online: Sequence[Record],
    latest: date,
    allowed: _Allowed,
    doubt: Text | None,
) -> None:
    end, limit = allowed.end, allowed.words
    assert end is not None and limit is not None
    if run.as_of <= end.earliest:
        run.judged("column-stale", column.division, item.id if item else "", column.name)
        return
    if doubt or run.as_of <= end.latest:
        why = doubt or reasons.CALENDAR
        run.open("column-stale", why, column.division, item.id if item else "", column.name)
        return
    run.judged("column-stale", column.division, item.id if item else "", column.name)
    last = min((r for r in online if r.published == latest), key=intrinsic)
    run.find(
        "column-stale",
        Text(
            f"栏目“{column.name}”最近一条是 {latest} 的，已超过期限（{limit.zh}）",
            f"the latest record of the column {column.name!r} is of {latest}, older than allowed ({limit.en})",
        ),
        Text("及时更新", "publish what has come since"),
        division=column.division,
        item=item,
        column=column.name,
        office=joined(offices_of(column.rows)) if item is None else "",
        since=end.latest + timedelta(1),
        record=last,
        place=run.bound_at(column.division, item or column.rows[0].item),
        related=((last.place, Text("最近一条", "the latest record")),),
        arguments=(column.name,),
    )


def _stale_rows(run: Run, i: int, column: Column, online: list[Record]) -> None:
    """Whether the latest record of each row of a column is too old, where words tell them apart."""
    by_row, unsure = parted(column, online)
    for row, records in zip(column.rows, by_row, strict=True):
        if not proactive(row.item):
            continue
        known = [r.published for r in records if r.published is not None and r.published <= run.as_of]
        latest = max(known, default=None)
        allowed = _age(run, column, row, latest)
        if not allowed.ground:
            run.open("column-stale", reasons.AGE, column.division, row.item.id, column.name)
        elif latest is None:
            why = reasons.MATCH if unsure else reasons.NO_DATE if records else reasons.WORDS
            run.open("column-stale", why, column.division, row.item.id, column.name)
        else:
            doubt = reasons.UNDATED if any(r.published is None for r in records) else None
            if any(r.published is None or r.published > latest for r in unsure):
                doubt = reasons.MATCH
            doubt = doubt_of(column) if run.assigned.uncertain[i] else doubt
            _judge_age(run, column, row.item, records, latest, allowed, doubt)
