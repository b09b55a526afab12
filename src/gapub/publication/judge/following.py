"""Whether interpretations, results and responses followed what they are about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from gapub.diagnostics import Text
from gapub.model.catalogue import Item
from gapub.publication.calendar import Span as Reach
from gapub.publication.judge import reasons
from gapub.publication.judge.held import Held, find_of, judged_of, open_of
from gapub.publication.judge.run import Run
from gapub.publication.judge.telling import SEAM
from gapub.publication.judge.words import cut
from gapub.publication.pairs import EXPLAINING, RESULTS, Named, explains, is_call, is_result
from gapub.publication.record import Record

FOLLOWING: Final = {
    "interpretation-missing": (
        Text("没有相应的政策解读", "nothing interprets it"),
        Text("补充解读，并与文件相互关联", "publish an interpretation, and link the two"),
    ),
    "response-missing": (
        Text("没有相应的回应", "nothing responds to it"),
        Text("及时回应，并写明回应的是什么", "respond, and say to what"),
    ),
    "feedback-missing": (
        Text("没有公开意见采纳情况", "nothing says what became of the comments"),
        Text("公开意见采纳情况，题目写明征求意见的文件", "publish what became of them, with the title of the draft"),
    ),
}
"""What is said of each, and how to mend it."""


def judge(run: Run, held: Mapping[tuple[str, str], Held]) -> None:
    """Whether interpretations, results and responses followed what they are about."""
    after: dict[tuple[str, str, str], list[Item]] = defaultdict(list)
    for division, item in run.rows:
        for kind, targets in (("interprets", item.interprets), ("responds", item.responds)):
            for target in targets:
                if (division, target) in held:
                    after[kind, division, target].append(item)
    for kind in ("interprets", "responds"):
        of = {key[1:]: items for key, items in after.items() if key[0] == kind}
        if not of:
            continue
        rows = {(division, item.id) for (division, _), items in of.items() for item in items}
        own = [r for key in rows if key in held for r in held[key].records]
        words, fits = (EXPLAINING, explains) if kind == "interprets" else (RESULTS, is_result)
        named = Named(candidates(run, own, words, fits))
        for (division, target), items in of.items():
            bound = any((division, item.id) in held for item in items)
            _followed(run, held[division, target], kind, named, bound)


def candidates(run: Run, own: Sequence[Record], words: Sequence[str], fits: Callable[[str], bool]) -> Iterator[Record]:
    """The records of the rows that follow, and all others that say of themselves that they do."""
    yield from (r for r in own if id(r) not in run.off)
    mine = {id(r) for r in own}
    for records in run.by_path.values():
        titles = SEAM.join([r.title for r in records])
        worded = any(word in titles for word in words)
        said = [r for r in run.live(records) if r.interprets or (worded and fits(r.title))]
        yield from (r for r in said if id(r) not in mine)


def _followed(run: Run, held: Held, kind: str, named: Named, bound: bool) -> None:
    """Whether each record of a row was followed in time."""
    for record in held.records:
        if id(record) in run.off or record.valid is False:
            continue
        call = kind == "responds" and is_call(record.title)
        code = "interpretation-missing" if kind == "interprets" else "feedback-missing" if call else "response-missing"
        if record.published is None:
            open_of(run, code, reasons.NO_DATE, held)
            continue
        due = _due(run, held, record.published, code)
        if run.as_of <= due.earliest:
            judged_of(run, code, held)
            continue
        if any(
            kind == "interprets" or not each.published or each.published >= record.published
            for each in named.naming(record)
            if not (call and is_call(each.title))
        ):
            judged_of(run, code, held)
        elif run.as_of <= due.latest:
            open_of(run, code, reasons.CALENDAR, held)
        elif not bound:
            open_of(run, code, reasons.UNBOUND, held)
        else:
            judged_of(run, code, held)
            message, hint = FOLLOWING[code]
            message = Text(
                f"“{cut(record.title)}”{record.published} 公开，{message.zh}",
                f"{cut(record.title)!r} was published on {record.published}; {message.en}",
            )
            find_of(run, code, message, hint, held, record, due.latest + timedelta(1))
    open_of(run, "interpretation-missing" if kind == "interprets" else "response-missing", held.why, held, held.unsure)


def _due(run: Run, held: Held, published: date, code: str) -> Reach:
    """By when something has to follow what was published on a day."""
    grace = run.given.grace
    if code == "interpretation-missing":
        return run.later(published, grace.interpretation)
    if code == "response-missing":
        return run.later(published, grace.response)
    shown = held.limits.shortest or held.limits.longest
    closed = run.later(published, shown if shown and shown.unit != "term" else grace.comments)
    return Reach(*(run.later(day, grace.feedback).latest for day in closed))
