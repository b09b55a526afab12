"""Whether calls for comments on the decisions of the year were out when they open, and what became of the comments."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from gapub.diagnostics import Text
from gapub.model.catalogue import Decision
from gapub.publication.bindings import divisions, same_address
from gapub.publication.judge import reasons
from gapub.publication.judge.following import FOLLOWING, candidates
from gapub.publication.judge.run import Run
from gapub.publication.judge.telling import day_of, identity, intrinsic
from gapub.publication.pairs import RESULTS, Named, is_result
from gapub.publication.record import Record

NOTICE_DAYS: Final = 30
"""A call for comments on a major administrative decision is open for 30 days at least, as a rule (国务院令第713号 art. 15)."""


def judge(run: Run) -> None:
    """Whether calls for comments on the decisions of the year were out when they open, and what became of the comments."""
    lists = [
        (division, each.decisions.of)
        for division, each in zip(divisions(run.given.catalogues), run.given.catalogues, strict=True)
        if each.decisions
    ]
    if not lists:
        return
    at = {same_address(r.url): r for r in sorted(run.records, key=intrinsic, reverse=True) if r.url}
    results = Named(candidates(run, (), RESULTS, is_result))
    for division, of in lists:
        for decision in of:
            _decision(run, division, decision, at, results)


def _decision(run: Run, division: str, decision: Decision, at: dict[str, Record], results: Named) -> None:
    if decision.notice is None:
        return
    title, unit = decision.title, decision.unit.zh
    name = title if title.en else Text.same(title.zh)
    start, end = day_of(decision.notice.start), day_of(decision.notice.end)
    notice = at.get(same_address(decision.notice.url))
    if start and start <= run.as_of:
        if notice is None or notice.published is None:
            run.open("published-late", reasons.NOTICE if notice is None else reasons.NO_DATE, division)
        elif notice.published >= run.given.late_from:
            run.judged("published-late", division)
            if notice.published > start:
                left = f"，距截止不足{NOTICE_DAYS}日" if end and (end - notice.published).days < NOTICE_DAYS else ""
                run.find(
                    "published-late",
                    Text(
                        f"“{name.zh}”的征求意见公告应当在 {start} 发布，{notice.published} 才发布{left}",
                        f"the call for comments on {name.en!r} opens on {start}; it was published on {notice.published}",
                    ),
                    Text(
                        "顺延征求意见的截止日期，或者更正 decisions.yaml",
                        "let it close later, or correct decisions.yaml",
                    ),
                    division=division,
                    office=unit,
                    since=start + timedelta(1),
                    record=notice,
                    arguments=(title.zh, *identity(notice)),
                )
    if end is None or run.as_of <= (due := run.later(end, run.given.grace.feedback)).latest:
        return
    if decision.feedback:
        found = at.get(same_address(decision.feedback))
        if found is None or id(found) in run.off:
            run.open("feedback-missing", reasons.FEEDBACK, division)
        else:
            run.judged("feedback-missing", division)
        return
    about = notice or Record("", 1, (), title.zh)
    named = [*results.naming(about), *results.naming(Record("", 1, (), title.zh))]
    run.judged("feedback-missing", division)
    if not named:
        message, hint = FOLLOWING["feedback-missing"]
        run.find(
            "feedback-missing",
            Text(f"“{name.zh}”征求意见 {end} 截止，", f"the call for comments on {name.en!r} closed on {end}; ")
            + message,
            hint,
            division=division,
            office=unit,
            since=due.latest + timedelta(1),
            record=notice,
            arguments=(title.zh,),
        )
