"""The yearly list of major administrative decisions (重大行政决策事项目录) that lies beside a profile as `decisions.yaml`.

What a decision goes through, and how the public may take part, is free text; the usual procedures and ways, which the Interim
Regulations on Procedures for Major Administrative Decisions (国务院令第713号) name, have English of their own here.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from gapub.diagnostics import Diagnostic, Text
from gapub.model import shape
from gapub.model.catalogue import Decision, Decisions, Notice
from gapub.model.shape import BILINGUAL, DATE, Context, Either, Fault, FaultError, Field, Many, Record, Scalar
from gapub.yaml.locations import Entry
from gapub.yaml.tree import Value

PROCEDURES: Final = {
    each.zh: each
    for each in (
        Text("公众参与", "public participation"),
        Text("专家论证", "expert review"),
        Text("风险评估", "risk assessment"),
        Text("合法性审查", "legality review"),
        Text("公平竞争审查", "fair-competition review"),
        Text("集体讨论决定", "decision by collective discussion"),
    )
}
"""What a decision goes through, by its Chinese name."""
WAYS: Final = {
    each.zh: each
    for each in (
        Text("座谈会", "discussion meeting"),
        Text("听证会", "hearing"),
        Text("实地走访", "visits on the spot"),
        Text("书面征求意见", "written request for comment"),
        Text("向社会公开征求意见", "public call for comment"),
        Text("问卷调查", "questionnaire"),
        Text("民意调查", "opinion poll"),
    )
}
"""How the public takes part (art. 14), by its Chinese name."""


class DecisionList(NamedTuple):
    """A `decisions.yaml`: what it says, and where."""

    decisions: Decisions
    entry: Entry


def ends(planned: str) -> str:
    """A day that no day of a planned time lies behind, to be compared as text: of 2026-Q2 it is 2026-06-31."""
    year, _, rest = planned.partition("-")
    if rest[:1] in ("Q", "H"):
        rest = f"{int(rest[1:]) * (3 if rest[0] == 'Q' else 6):02}"
    month, _, day = (rest or "12").partition("-")
    return f"{year}-{month}-{day or 31}"


def _known(names: dict[str, Text]) -> Scalar:
    return Scalar(make=lambda text: names.get(text) or Text(text, ""))


_TITLE = Either(text=Scalar(make=lambda text: Text(text, "")), mapping=BILINGUAL)
_YEARS = range(2000, 2100)
_DATE = Scalar(pattern=DATE, doc=Text("日期，如 2026-11-23", "a date such as 2026-11-23"))
_PLANNED = Scalar(
    pattern=rf"{DATE}|^[12][0-9]{{3}}-(Q[1-4]|H[12])$",
    doc=Text(
        "年、半年、季度、月或者日，如 2026、2026-H1、2026-Q2、2026-06、2026-06-30",
        "a year, half-year, quarter, month or day, such as 2026, 2026-H1, 2026-Q2, 2026-06 or 2026-06-30",
    ),
)
_URL = Scalar(
    pattern=r"^https?://\S+$", doc=Text("以 http(s):// 开头的地址，没有空格", "an http(s) address without blanks")
)


def _notice(url: str, start: str | None = None, end: str | None = None) -> Notice:
    if start and end and end < start:
        raise FaultError(Fault("decision-period", _BACKWARDS, ("until",)))
    return Notice(url, start, end)


_BACKWARDS: Final = Text("结束日期早于开始日期", "the period ends before it begins")
_NOTICE = Either(
    text=_URL._replace(make=Notice),
    mapping=Record(
        "notice",
        (
            Field("url", _URL, Text("征求意见公告的地址", "address of the call for comment"), required=True),
            Field("from", _DATE, Text("征求意见开始日期", "when the call opens"), into="start"),
            Field("until", _DATE, Text("征求意见结束日期", "when it closes"), into="end"),
        ),
        layout="line",
        make=_notice,
    ),
)
_DECISION = Record(
    "decision",
    (
        Field("title", _TITLE, Text("决策事项", "the decision"), required=True),
        Field("procedures", Many(_known(PROCEDURES)), Text("决策程序", "what it goes through"), default=()),
        Field("unit", _TITLE, Text("承办单位", "the unit in charge"), required=True),
        Field("planned", _PLANNED, Text("拟决策时间", "when it is to be decided")),
        Field("participation", Many(_known(WAYS)), Text("公众参与方式", "how the public may take part"), default=()),
        Field("notice", _NOTICE, Text("征求意见公告", "the call for comment")),
        Field("feedback", _URL, Text("意见采纳情况反馈的地址", "where it is told what became of the comments")),
    ),
    layout="block",
    make=Decision,
)


def _list(year: int, of: tuple[Decision, ...], entry: Entry) -> DecisionList:
    if year not in _YEARS:
        raise FaultError(Fault("shape-pattern", Text(f"“{year}”不是年份", f"{year} is not a year"), ("year",)))
    seen = set[str]()
    for i, each in enumerate(of):
        if each.title.zh in seen:
            message = Text(f"事项“{each.title.zh}”重复", f"{each.title.zh!r} occurs twice")
            raise FaultError(Fault("duplicate-id", message, ("decisions", i, "title"), each.title.zh))
        seen.add(each.title.zh)
    return DecisionList(Decisions(year, of), entry)


DECISIONS = Record(
    "decisions",
    (
        Field("year", Scalar("integer"), Text("年度", "the year of the list"), required=True),
        Field(
            "decisions",
            Many(_DECISION, layout="block", gap=True),
            Text("决策事项", "the decisions"),
            required=True,
            gap=True,
            into="of",
        ),
    ),
    layout="block",
    make=_list,
    entry="entry",
)


def read(tree: Value, file: str) -> tuple[DecisionList | None, list[Diagnostic]]:
    """The list in a parsed file, and what is wrong with it."""
    found = shape.check(tree, DECISIONS, file)
    if found:
        return None, found
    made: Any = None
    try:
        made = shape.read(tree, DECISIONS, Context(file))
    except FaultError as error:
        found = [each.diagnostic(file, tree) for each in error.faults]
    return made, found
