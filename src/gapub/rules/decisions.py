"""Rules about the yearly list of major administrative decisions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import PurePath
from typing import Final

from gapub.diagnostics import Diagnostic, Place, Text
from gapub.model.catalogue import division_keys
from gapub.model.decisions import ends
from gapub.model.shape import suggestion
from gapub.rules.context import DecisionsContext
from gapub.rules.rule import Rule, report

_LEAST: Final = 30
"""Days for which a public call for comment stays open as a rule (重大行政决策程序暂行条例 art. 15)."""


def decision_before_its_year(context: DecisionsContext) -> Iterator[Diagnostic]:
    """Decisions that are planned for a time before the year of the list."""
    year = context.own.decisions.year
    for each, entry in context.decisions:
        if each.planned and int(each.planned[:4]) < year:
            message = Text(
                f"拟决策时间 {each.planned} 早于本目录的年度 {year}",
                f"planned for {each.planned}, but the list is of {year}",
            )
            yield report(entry.at("planned"), message, each.title.zh)


def decision_short_call(context: DecisionsContext) -> Iterator[Diagnostic]:
    """Calls for comment that are open for less than 30 days, where both days are known."""
    for each, entry in context.decisions:
        start, end = (each.notice.start, each.notice.end) if each.notice else (None, None)
        if start and end and len(start) == len(end) == 10:
            days = (date.fromisoformat(end) - date.fromisoformat(start)).days + 1
            if days < _LEAST:
                message = Text(f"征求意见期限只有 {days} 天", f"the call for comment is open for {days} days only")
                hint = Text(
                    "一般不少于 30 日；因情况紧急缩短的，公告中应当说明",
                    "30 days are the rule; if it was shortened for urgency, the call must say so",
                )
                yield report(entry.at("notice", "until"), message, each.title.zh, hint)


def decision_without_feedback(context: DecisionsContext) -> Iterator[Diagnostic]:
    """Calls for comment that are over on the day asked for, with no word on what became of the comments."""
    if context.asked is None:
        return
    for each, entry in context.decisions:
        if each.notice is None or each.feedback:
            continue
        over = each.notice.end or each.planned
        if over and ends(over) < context.asked:
            message = Text(
                "征求意见已经结束，没有写意见采纳情况", "the call is over, and nothing says what became of the comments"
            )
            hint = Text("请写 feedback：公布意见采纳情况的地址", "give the address under `feedback`")
            yield report(entry.at("notice"), message, each.title.zh, hint)


def decision_list_unused(context: DecisionsContext) -> Iterator[Diagnostic]:
    """A list whose name has a code or name that no division of the profiles beside it has."""
    path = PurePath(context.file)
    wanted = path.name.removeprefix("decisions").removesuffix(".yaml").removeprefix(".")
    beside = [each for each in context.others() if PurePath(each.file).parent == path.parent] if wanted else []
    keys = [key for each in beside for key in division_keys([one.division for one in each.divisions])]
    if keys and wanted not in keys:
        message = Text(
            f"没有行政区划“{wanted}”的配置文件，这份目录不会印出",
            f"no profile here is of a division {wanted!r}, so the list is not printed",
        )
        hint = suggestion(wanted, tuple(keys))
        yield report(Place(context.file, 1, 1), message, wanted, hint, arguments=(wanted,))


RULES = (
    Rule("decision-list-unused", "decisions", "warning", "decisions", decision_list_unused),
    Rule("decision-before-its-year", "decisions", "warning", "decisions", decision_before_its_year),
    Rule("decision-short-call", "decisions", "info", "decisions", decision_short_call),
    Rule("decision-without-feedback", "decisions", "info", "decisions", decision_without_feedback),
)
