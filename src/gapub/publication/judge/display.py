"""How long records stay: whether they came down too late, too early, or at all where they are to stay."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from functools import cache
from typing import Final

from gapub.diagnostics import Text
from gapub.publication.bindings import same_address
from gapub.publication.judge import reasons
from gapub.publication.judge.held import Held, find_of, judged_of, open_of
from gapub.publication.judge.run import Run
from gapub.publication.judge.telling import handles, tail
from gapub.publication.judge.words import age_words, cut
from gapub.publication.record import Record

_NOT_THERE: Final = Text("现已不在清单中", "is no longer in the list")
_TAIL: Final = 2
"""So many last signs of a number are compared first."""


def _knows(run: Run, record: Record) -> bool:
    """Whether it is known that a record of the list is still there, or no longer."""
    return (
        bool(run.given.previous)
        or record.online is not None
        or record.removed is not None
        or record.file in run.dated_off
    )


def _unknown(run: Run, records: Sequence[Record]) -> int:
    """Of how many records it is not known."""
    if run.given.previous:
        return 0
    dated = run.dated_off
    return sum([r.online is None and r.removed is None and r.file not in dated for r in records])


def judge(run: Run, rows: Iterable[Held]) -> None:
    """Whether records came down too late, too early, or at all where they are to stay."""
    there = cache(lambda: _there(run))
    for held in rows:
        _kept(run, held, there)


def _kept(run: Run, held: Held, there: Callable[[], set[object]]) -> None:
    off = [r for r in held.records if id(r) in run.off] if run.off else []
    gone = [r for r in (*off, *held.gone) if r.valid is not False and not _elsewhere(r, there)]
    if held.limits.longest or held.item.personal:
        _kept_long(run, held, run.live(held.records))
    if held.limits.shortest:
        _kept_short(run, held, gone)
    elif not (held.limits.ends or held.item.personal):
        _taken_down(run, held, gone)
    elif gone and not (held.limits.longest or held.item.personal):
        why = reasons.UNTIL if held.limits.until else reasons.PART if held.limits.part_up else reasons.SOFT
        open_of(run, "taken-down", why, held, len(gone))


def _kept_long(run: Run, held: Held, online: Sequence[Record]) -> None:
    """Whether records are there for longer than they may be."""
    limit = held.limits.longest
    code = "kept-too-long"
    open_of(run, code, held.why, held, held.unsure)
    if limit is None or limit.unit == "term":
        open_of(run, code, reasons.DISPLAY if limit is None else reasons.TERM, held, len(online))
        return
    for record in online:
        if record.published is None:
            open_of(run, code, reasons.NO_DATE, held)
            continue
        end = run.later(record.published, limit)
        if run.as_of <= end.earliest:
            judged_of(run, code, held)
        elif run.as_of <= end.latest:
            open_of(run, code, reasons.CALENDAR, held)
        elif not _knows(run, record):
            open_of(run, code, reasons.STATE, held)
        else:
            judged_of(run, code, held)
            words = age_words(limit)
            find_of(
                run,
                code,
                Text(
                    f"“{cut(record.title)}”{record.published} 公开，应当公示{words.zh}，至今没有撤下",
                    f"{cut(record.title)!r} was published on {record.published} for {words.en}, and is still there",
                ),
                Text("及时撤下；确需保留的，写明依据", "take it down; if it has to stay, say on what grounds"),
                held,
                record,
                end.latest + timedelta(1),
            )


def _kept_short(run: Run, held: Held, gone: Sequence[Record]) -> None:
    """Whether records came down before their time was over."""
    limit, code = held.limits.shortest, "kept-too-short"
    assert limit is not None
    if gone and limit.unit == "term":
        open_of(run, code, reasons.TERM, held, len(gone))
        return
    unknown = _unknown(run, held.records)
    open_of(run, code, reasons.STATE, held, unknown)
    judged_of(run, code, held, len(run.live(held.records)) - unknown)
    for record in gone:
        if record.published is None:
            open_of(run, code, reasons.NO_DATE, held)
            continue
        end = run.later(record.published, limit)
        removed = record.removed or run.as_of
        if removed < end.earliest:
            judged_of(run, code, held)
            when = Text(f"{removed} 即撤下", f"taken down on {removed}") if record.removed else _NOT_THERE
            words = age_words(limit)
            find_of(
                run,
                code,
                Text(
                    f"“{cut(record.title)}”{record.published} 公开，应当公示{words.zh}，{when.zh}",
                    f"{cut(record.title)!r} was published on {record.published} for {words.en}, and {when.en}",
                ),
                Text("恢复公开，公示至期满", "put it back until its time is over"),
                held,
                record,
                record.removed,
            )
        elif record.removed is None:
            open_of(run, code, reasons.REMOVED, held)
        elif removed < end.latest:
            open_of(run, code, reasons.CALENDAR, held)
        else:
            judged_of(run, code, held)


def _taken_down(run: Run, held: Held, gone: Sequence[Record]) -> None:
    """What came down of a row whose records are to stay."""
    code = "taken-down"
    open_of(run, code, held.why, held, held.unsure)
    unknown = _unknown(run, held.records)
    open_of(run, code, reasons.STATE, held, unknown)
    judged_of(run, code, held, len(held.records) - unknown + len(held.gone))
    for record in gone:
        when = f"{record.removed} " if record.removed else ""
        find_of(
            run,
            code,
            Text(
                f"“{cut(record.title)}”{when}已经撤下，目录没有规定公示期限",
                f"{cut(record.title)!r} was taken down{' on ' + when.strip() if when else ''}; the catalogue sets no end of display",
            ),
            Text("恢复公开；已经废止的，标注失效", "put it back; mark it if it is no longer in force"),
            held,
            record,
            record.removed,
        )


def _elsewhere(record: Record, there: Callable[[], set[object]]) -> bool:
    """Whether what was taken down is there at another place: by its address, its number, or its title and day."""
    return any(each in there() for each in handles(record))


def _there(run: Run) -> set[object]:
    """What tells the records that are there, as far as something that was taken down may be one of them."""
    asked = [r for r in run.records if id(r) in run.off]
    asked += [r for records in run.assigned.gone for r in records]
    titles, tails = {r.title for r in asked}, {tail(r.url) for r in asked if r.url}
    ends = {r.number[-_TAIL:] for r in asked if r.number}
    live = run.live(run.records)
    made: set[object] = {(r.title, r.published) for r in live if r.title in titles}
    if ends:
        made.update([run.number_of[r.number] for r in live if r.number and r.number[-_TAIL:] in ends])
    if tails:
        made.update([same_address(r.url) for r in live if tail(r.url) in tails])
    return made
