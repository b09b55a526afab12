"""Whether records were published in time by what happened: time limits that run from a named event, joined with `events.yaml`.

A list of a website does not say when a hearing was or a contract was signed. Where the list of events does, the record that names its
matter, by number or title, is held to the limit; every other record of the row is counted as what nobody can judge.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from gapub.diagnostics import Text
from gapub.model.events import Happened, name_of
from gapub.publication import limits
from gapub.publication.calendar import Span as Reach
from gapub.publication.judge import reasons
from gapub.publication.judge.held import Held, find_of, judged_of, open_of
from gapub.publication.judge.run import Run
from gapub.publication.judge.telling import intrinsic
from gapub.publication.judge.words import cut
from gapub.publication.limits import proactive
from gapub.publication.pairs import named_by, names_of
from gapub.publication.record import Record

_IN_THE_LIST: Final = Text("事件清单", "the list of events")


def judge(run: Run, rows: Iterable[Held]) -> None:
    """Whether what each event asks for was published in time."""
    by_event: dict[str, list[Happened]] = {}
    for each in run.given.events:
        by_event.setdefault(each.event, []).append(each)
    for held in rows:
        asked = held.limits
        if not proactive(held.item) or asked.deadlines or asked.no_start:
            continue  # told by `deadlines`
        if asked.part_event:
            open_of(run, "published-late", reasons.PART, held, len(held.records))
        elif asked.events:
            _row(run, held, by_event)


def _row(run: Run, held: Held, by_event: Mapping[str, Sequence[Happened]]) -> None:
    ours = run.called.get(held.division, ())
    happened = [
        each
        for name in dict.fromkeys(name for start in held.limits.events for name in limits.events_of(start))
        for each in by_event.get(name, ())
        if (not each.items or held.item.id in each.items) and (each.division is None or each.division in ours)
    ]
    open_of(run, "published-late", held.why, held, held.unsure)
    late_from = run.given.late_from
    records = [r for r in held.records if r.published is None or r.published >= late_from]
    of = _by_name(held.records) if happened else {}
    told = set[int]()
    for each in happened:
        found = {id(r): r for name in _names(each) for r in of.get(name, ())}
        told |= found.keys()
        _event(run, held, each, sorted(found.values(), key=intrinsic))
    open_of(run, "published-late", reasons.EVENT, held, sum(id(r) not in told for r in records))


def _event(run: Run, held: Held, event: Happened, found: Sequence[Record]) -> None:
    """Whether the first record of a matter came by the last day that the event leaves for it."""
    starts = [start for start in held.limits.events if event.event in limits.events_of(start)]
    ends = [limits.by_event(start, event.day, run.given.calendar) for start in starts]
    reach = Reach(min(each.earliest for each in ends), max(each.latest for each in ends))
    if not found:
        if run.as_of > reach.latest and reach.latest >= max(run.since, run.given.late_from):
            open_of(run, "published-late", reasons.MATTER, held)
        return
    dated = [r for r in found if r.published is not None]
    if len(dated) < len(found):
        open_of(run, "published-late", reasons.NO_DATE, held)
        return
    first = dated[0]
    published = first.published
    assert published is not None
    if published < run.given.late_from:
        return
    if reach.earliest < published <= reach.latest:
        open_of(run, "published-late", reasons.CALENDAR, held)
        return
    judged_of(run, "published-late", held)
    if published > reach.latest:
        _late(run, held, event, first, reach.latest, published)


def _late(run: Run, held: Held, event: Happened, record: Record, due: date, published: date) -> None:
    name = name_of(event.event, run.given.registry)
    find_of(
        run,
        "published-late",
        Text(
            f"“{cut(record.title)}”应当在 {due} 前公开（{event.day} {name.zh}），{published} 才公开",
            f"{cut(record.title)!r} was due by {due} ({name.en} on {event.day}); it was published on {published}",
        ),
        Text(
            "今后在时限内公开；日期有误的，更正 events.yaml", "publish in time; correct events.yaml if its day is wrong"
        ),
        held,
        record,
        due + timedelta(1),
        ((event.place, _IN_THE_LIST),),
    )


def _names(event: Happened) -> set[str]:
    return names_of(Record("", 1, (), event.what, number=event.number or ""))


def _by_name(records: Iterable[Record]) -> dict[str, list[Record]]:
    """The records of a row by all that they are called, and that they name."""
    made: dict[str, list[Record]] = {}
    for record in records:
        for name in names_of(record) | named_by(record):
            made.setdefault(name, []).append(record)
    return made
