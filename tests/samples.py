"""A small catalogue for the tests of renderers: two areas, three topics, and a row for every state a cell can be in."""

from __future__ import annotations

import dataclasses
from typing import Any

from gapub.diagnostics import Text
from gapub.model.catalogue import (
    Area,
    Audience,
    Basis,
    Body,
    Catalogue,
    Channel,
    Channels,
    Counts,
    Cover,
    Coverage,
    Division,
    Document,
    Element,
    Input,
    Item,
    Omission,
    Origin,
    Role,
    Source,
    TimeLimitCell,
    Topic,
)
from gapub.model.evidence import Evidence
from gapub.model.fields import CELLS
from gapub.model.time.value import Clause, Span, TimeLimit, Within

HOSTILE = {
    "script": "<script>alert(1)</script>",
    "close-style": "</style></script></title><b>",
    "comment": "<!-- --> ]]> -->",
    "quotes": "\" onmouseover='alert(1)' `x`",
    "entity": "&lt;b&gt; &amp; &#60;i&#62;",
    "template": "{{ 7 * 7 }} {% raw %} ${1} #{1}",
    "formula": '=HYPERLINK("http://example.org","x")',
    "typst": '#eval("1") $x$ @ref <label> *b* _i_ `c` \\',
    "pandoc": "[x](javascript:alert(1)) | a | ![](y) {.c} <b> ~~s~~ ^1^ \\newpage",
    "pipes": "| a | b || c \\| d |---|",
    "backticks": "```sh rm -rf``` ~~~ `` ` ``",
    "latex": "\\input{/etc/passwd} \\write18{ls} $x^2_1$ % ~ \\end{document} \\\\",
    "typst-code": '#import "x.typ" #read("/etc/passwd") #{1+1} \\u{41} // a /* b */ #link("javascript:x")[y]',
    "fields": '{ INCLUDETEXT "c:\\\\x" } { HYPERLINK "javascript:x" } <w:p/>',
    "dde": "=cmd|' /C calc'!A0",
    "plus": "+1+1",
    "minus": "-2+3",
    "at": "@SUM(1)",
    "full-width": "＝1+1",
    "address": "javascript:alert(1)",
    "data-address": "data:text/html,<script>x</script>",
    "right-to-left": "甲\u202e乙丙\u2066丁",
    "isolates": "甲\u2067abc\u2069\u200f乙\u061c",
    "control": "甲\x0b乙\x7f丙",
    "astral": "𠮷野家 👩‍👧 é",
}
"""Texts that try to become markup, code or layout in one format or another. Every renderer must show them as text."""

WEBSITE = Channel("website", "政府网站", "Government website", "standard", "https://www.example.gov.cn/")
BOARD = Channel("village-board", "社区/企事业单位/村公示栏（电子屏）", "Notice board", "standard")
CENTRE = Channel("service-centre", "政务服务中心", "Government service centre", "standard")
PLATFORM = Channel("credit-china", "信用中国网站", "Credit China", "platform", "https://www.creditchina.gov.cn/")


TWENTY_DAYS = TimeLimit("clauses", (Clause(Within(Span(20, "wd"), ("formed", "changed"))),))


def replace(value: Any, /, **changes: Any) -> Any:
    """The value with some fields changed, be it a named tuple or a dataclass."""
    return value._replace(**changes) if isinstance(value, tuple) else dataclasses.replace(value, **changes)


def item(**changes: Any) -> Item:
    """A row whose cells are all known and seen, with `changes`."""
    plain = Item(
        id="social-assistance/general/guide",
        number="01-01",
        title=Text("办事指南", "Guide to services"),
        content=(Element("受理条件", "Conditions"), Element("办理流程", "Procedure")),
        basis=(Basis("社会救助暂行办法", "relief-measures", "国务院令第649号", en="Social Assistance Measures"),),
        time_limit=TimeLimitCell(
            TWENTY_DAYS, "信息形成或者变更之日起20个工作日内", "within 20 working days of being formed or changed"
        ),
        body=Body("县级人民政府民政部门", "County civil affairs authority", (Role("civil-affairs", "organ"),)),
        channels=Channels("ticked", (WEBSITE, CENTRE)),
        audience=Audience(public=True),
        method=("proactive",),
        levels=("county", "township"),
        level_stated=True,
        only_for=None,
        evidence=Evidence("corroborated", ("S1", "S2")),
        origin=Origin("guidelines/social-assistance/2019.yaml", 20, "2019"),
    )
    return replace(plain, **changes)


def small_catalogue(**changes: Any) -> Catalogue:
    """A county's catalogue of five rows, with `changes` to its own fields."""
    plain = Catalogue(
        level="county",
        division=Division("210283", "庄河市"),
        baseline="national-2019",
        baseline_title=Text("国家标准指引（2019）", "national guidelines (2019)"),
        as_of="2026-11-30",
        title=Text("庄河市基层政务公开标准目录", "Zhuanghe: standard catalogue of government disclosure"),
        cover=Cover("庄河市人民政府办公室", "2026-11-23", "1.0", None),
        example=True,
        boxes=(WEBSITE, CENTRE, BOARD),
        areas=(_social_assistance(), _village_affairs()),
        omitted=(
            Omission(
                "social-assistance/general/fee",
                Text("社会救助", "Social assistance"),
                Text("收费", "Fees"),
                "no-power",
                None,
                "本级无此职权",
                _origin("profile.yaml", 9),
            ),
        ),
        inputs=(
            Input("guidelines/social-assistance/2019.yaml", "ab" * 32),
            Input("profile.yaml", "cd" * 32, local=True),
        ),
        counts=Counts(
            areas=2,
            topics=3,
            items=5,
            items_by_status={"corroborated": 2, "single": 2, "recalled": 1},
            cells=50,
            cells_by_state={"corroborated": 20, "single": 13, "recalled": 10, "unknown": 6, "attested": 1},
            cells_recalled=12,
            cells_unknown=5,
            level_open=1,
            cells_in_words=0,
        ),
    )
    return replace(plain, **changes)


def hostile_catalogue(text: str) -> Catalogue:
    """The small catalogue with every free text and every address in it replaced by `text`."""
    hostile = _replaced(small_catalogue(), text)
    assert isinstance(hostile, Catalogue)
    return hostile


def harmless(text: str) -> str:
    """What a hostile text is compared with: Chinese that stands in both languages is printed once, other text twice."""
    return "A" if text.isascii() else "文"


def _social_assistance() -> Area:
    group = Text("申请人", "Applicants")
    hearing = item(
        id="social-assistance/general/hearing",
        number="01-02",
        title=Text("救助听证", "Hearing"),
        content=(
            Element("听证通知书", "Notice of hearing"),
            Element("听证材料", "Papers of the hearing", method="on_request", part="会后"),
            Element("笔录", "Minutes", optional=True, exception="涉及个人隐私"),
        ),
        basis=(Basis("行政许可法", "licensing-law", article="第四十六条"), Basis("相关规定")),
        channels=Channels("any_of", (WEBSITE, BOARD)),
        audience=Audience(public=False, groups=(group,)),
        method=("proactive", "on_request"),
        levels=("county",),
        evidence=Evidence("single", ("S2",), recalled=("content",), attested=("audience",)),
    )
    recalled = item(
        id="social-assistance/relief/amount",
        number="01-03",
        title=Text("救助标准", "Amount of relief"),
        time_limit=TimeLimitCell(TimeLimit("unknown"), "待核", "Unknown"),
        evidence=Evidence("recalled", (), recalled=CELLS),
    )
    return Area(
        id="social-assistance",
        number="01",
        title=Text("社会救助", "Social assistance"),
        edition="2019",
        issuer=Text("民政部", "Ministry of Civil Affairs"),
        document=Document("社会救助领域基层政务公开标准指引", "民发〔2019〕64号", "2019", "seen"),
        coverage=Coverage("complete", 3),
        remarks=(),
        sources=(
            Source("S1", "互助县", "county", "http://www.huzhu.gov.cn/info/1183/44994.htm"),
            Source("S2", "大英县蓬莱镇", "township", copy=True, inferred=True),
        ),
        part=None,
        topics=(
            Topic("general", Text("综合业务", "General"), (item(), hearing)),
            Topic("relief", Text("临时救助", "Temporary relief"), (recalled,)),
        ),
    )


def _village_affairs() -> Area:
    unknown = item(
        id="village-affairs/finance/accounts",
        number="02-01",
        title=Text("财务公开", "Accounts"),
        content=None,
        basis=(),
        channels=Channels("unknown"),
        audience=Audience(public=False, groups=None),
        level_stated=False,
        only_for="village",
        evidence=Evidence("single", ("S1",), recalled=("basis",)),
        origin=_origin("guidelines/village-affairs/2019.yaml", 31),
    )
    committed = item(
        id="village-affairs/finance/assets",
        number="02-02",
        title=Text("资产公开", "Assets"),
        channels=Channels("committed", (WEBSITE, PLATFORM)),
        audience=Audience(public=True, groups=(Text("村民", "Villagers"), Text("债权人", "Creditors"))),
        levels=("city", "county", "village"),
        only_for="community",
        origin=_origin("guidelines/village-affairs/2019.yaml", 44),
    )
    return Area(
        id="village-affairs",
        number="02",
        title=Text("村务公开", "Village affairs"),
        edition="2019",
        issuer=Text("民政部", "Ministry of Civil Affairs"),
        document=Document("村务公开目录", None, None, "recalled"),
        coverage=Coverage("partial", 8, (Text("其余六项", "six other rows"),)),
        remarks=(Text("部分事项名称据回忆补录。", "Some titles are recalled."),),
        sources=(Source("S1", "庄河市", "county", "javascript:alert(1)"),),
        part=None,
        topics=(Topic("finance", Text("财务", "Finance"), (unknown, committed)),),
    )


def _origin(file: str, line: int) -> Origin:
    return Origin(file, line, "2019")


_FREE = {"zh", "en", "title", "number", "exception", "part", "article", "label", "url"}
_FREE |= {"name", "office", "date", "version", "phone", "place", "reason", "file"}


def _replaced(value: Any, text: str) -> Any:
    """`value` with the fields that hold free text set to `text`, all the way down; ids and codes stay."""
    if isinstance(value, Text):
        return Text(text, text)
    if hasattr(value, "_fields"):
        names = value._fields
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = tuple(field.name for field in dataclasses.fields(value))
    else:
        return tuple(_replaced(part, text) for part in value) if isinstance(value, tuple) else value
    inner = {name: getattr(value, name) for name in names}
    return replace(
        value,
        **{
            name: text if name in _FREE and isinstance(each, str) else _replaced(each, text)
            for name, each in inner.items()
        },
    )


RUN = {
    "kind": "run",
    "format": "gapub-site-record/1",
    "as_of": "2026-11-30",
    "level": "county",
    "divisions": ["庄河市"],
    "exports": [],
}
"""A check of a website, as the first line of its record (`check-site --record`)."""
