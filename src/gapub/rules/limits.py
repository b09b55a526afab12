"""What laws fix themselves (the registry's `limits`), and the rows that ask less."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from gapub.build.strength import Setting, Verdict, compare, is_organ
from gapub.diagnostics import Text
from gapub.model.registry import Limit, Registry
from gapub.model.time.value import UNKNOWN
from gapub.model.time.words import chinese, english
from gapub.rules.context import Context, GuidelineContext, Row, causes, edition_day, last_day, locally
from gapub.rules.rule import Found, Rule

HELD: Final = ("deadline", "reply", "display", "consultation", "period")
"""The kinds that a row's time limit can be held to; a withdrawal is none of its duties."""


def held_against(row: Row, limit: Limit, registry: Registry) -> Verdict | None:
    """The verdict on a row that is not at least as strong as the law; None for one that is, or says nothing."""
    if limit.time_limit is None or row.item.time_limit.state != "clauses":
        return None
    asked = row.item._replace(time_limit=limit.time_limit)
    verdict = compare("time_limit", row.item, asked, Setting(registry, is_organ(row.item, registry)))
    return None if verdict.allowed else verdict


def less_than_law(context: Context) -> Iterator[Found]:
    """The limits of laws in force that a row's time limit does not keep, each once a file."""
    registry = context.registry
    in_force = {key: limit for key, limit in registry.limits.items() if _holds(limit, context.as_of)}
    bearing = {item for limit in in_force.values() for item in limit.items}
    stated = [
        row
        for row in context.rows
        if row.entity in bearing and row.states("time_limit") and "time_limit" not in row.item.weakened
    ]  # what is weaker than the guideline is told as that
    for key, cause in causes(
        stated,
        lambda row: (
            (limit.id, row.place("time_limit"))
            for limit in in_force.values()
            if row.entity in limit.items and held_against(row, limit, registry)
        ),
    ):
        limit = in_force[key]
        hint = locally(
            context, Text(f"按法定要求写（适用于：{limit.scope.zh}）", f"ask what the law asks (for {limit.scope.en})")
        )
        yield cause.found(_asked(context, limit, cause.rows[0]), hint, (key,))


def _holds(limit: Limit, as_of: str) -> bool:
    return limit.kind in HELD and last_day(limit.version) <= as_of


def _asked(context: Context, limit: Limit, row: Row) -> Text:
    terms, law, own = context.registry.terms(), limit.time_limit or UNKNOWN, row.item.time_limit
    named, later = _article(limit, context.registry), Text("", "")
    if isinstance(context, GuidelineContext) and limit.version > edition_day(context.guideline):
        later = Text("；该版本晚于本版指引", "; that version came after this edition")
    return Text(
        f"{named.zh}要求“{chinese(law, terms)}”，这里是“{chinese(own, terms)}”{later.zh}",
        f"{named.en} asks: “{english(law, terms)}”; here it is: “{english(own, terms)}”{later.en}",
    )


def wider_than_law(context: Context) -> Iterator[Found]:
    """The rows that are for the public where a law names those whom they are for."""
    for limit in context.registry.limits.values():
        if limit.kind != "audience":
            continue
        for row in context.rows:
            if row.entity in limit.items and row.states("audience") and row.item.audience.public:
                named = _article(limit, context.registry)
                message = Text(f"{named.zh}：{limit.scope.zh}", f"{named.en}: {limit.scope.en}")
                hint = Text("公开对象写特定群体", "name the group as the audience")
                yield Found(row.place("audience"), message, row.entity, hint, arguments=(limit.id,))


def _article(limit: Limit, registry: Registry) -> Text:
    law = registry.instruments.get(limit.instrument)
    title = Text(f"《{law.title}》", law.en) if law else Text(limit.instrument, limit.instrument)
    return Text(
        f"{title.zh}第{limit.article}条（{limit.version}）", f"{title.en}, art. {limit.article} ({limit.version})"
    )


def _numeral(article: str) -> str:
    """The number of an article as laws write it: 26 → 二十六; what is no number below a hundred stays."""
    if not article.isdigit() or not 0 < int(article) < 100:
        return article
    tens, ones = divmod(int(article), 10)
    digits = "零一二三四五六七八九"
    return (digits[tens] if tens > 1 else "") + ("十" if tens else "") + (digits[ones] if ones else "")


_LIMITS = """\
# file: guidelines/registry/limits.yaml
limits:
  sample-12:
    instrument: open-government-information-regulations
    version: "%s"
    article: "12"
    kind: %s
%s
    scope: {zh: 示例, en: Example}
    items: [elderly-care/services/subsidies]
"""
_SUBSIDIES = """\
# file: guidelines/elderly-care/2019.yaml
area: elderly-care
edition: "2019"
number: 6
title: {zh: 养老服务, en: Elderly care}
issuer: {zh: 民政部, en: Ministry of Civil Affairs}
document: {title: 养老服务领域基层政务公开标准指引, number: 民办函〔2019〕52号, issued: "2019-04-30", status: seen, seen: [S1]}
coverage: {status: complete, expected: 1}
topics:
- id: services
  title: {zh: 养老服务, en: Elderly-care services}
  items:
  - id: subsidies
    title: {zh: 养老服务补贴, en: Elderly-care subsidies}
    content: [补贴对象, 补贴标准]
    basis: [open-government-information-regulations]
    time_limit: %s
    body: civil-affairs
    channels: [website]
    audience: %s
    method: proactive
    levels: [county]
    evidence: {status: single, sources: [S1]}
sources:
  S1: {place: 互助县, level: county}
"""
_PROFILE = """\
# file: profile.yaml
division: {code: "210283", name: 庄河市}
level: county
baseline: example
example: true
cover: {office: 庄河市人民政府办公室, date: "2026-11-23", version: "1.0", phone: "0411-00000000"}
bodies: {civil-affairs: 庄河市民政局}
channels: {website: {label: 庄河市人民政府网站, url: "https://zhuanghe.example/"}}
tighten:
- {item: elderly-care/services/subsidies, time_limit: {within: %s, of: [formed, changed]}}
"""
_BASELINE = """\
# file: guidelines/registry/example.yaml
baselines:
  example:
    title: {zh: 示例, en: Example}
    as_of: "2025-04-30"
    parts:
    - title: {zh: 示例, en: Example}
      editions: [elderly-care@2019]
"""
_FIVE_DAYS = _LIMITS % ("2019-04-03", "deadline", "    time_limit: {within: 5wd, of: [formed, changed]}")
_GROUP = _LIMITS % ("2019-04-03", "audience", "    note: {zh: 只向当事人公布, en: to those concerned only}")
_LAW = Text(
    "登记册 limits 所列各条：预算法第十四条、招标投标法实施条例第五十四条、土地管理法实施条例第二十六条等",
    "The articles listed in the registry's limits: Budget Law art. 14, tendering regulations art. 54, land regulations "
    "art. 26 and others",
)
_WHY = Text(
    "有的法律、法规自己规定了公开期限、公示期限、征求意见期限或者公布周期，登记册 limits 逐条列出所读的版本和所及的事项。"
    "指引的时限弱于它，照指引做就会违法；法律文件晚于指引的，要以法律为准。",
    "Some laws and regulations fix a deadline, a display, a consultation or a period themselves; the registry's limits list "
    "each article, the version that was read and the items that it bears on. Where a guideline asks less, to follow it breaks "
    "the law; where the law came later, the law counts.",
)
_WEAK, _KEPT = "{within: 20wd, of: [formed, changed]}", "{within: 5wd, of: [formed, changed]}"

RULES: tuple[Rule, ...] = (
    Rule(
        code="less-than-law",
        family="timeliness",
        severity="warning",
        kind="guideline",
        name=Text("弱于法定要求", "Weaker than the law"),
        why=_WHY,
        reference=_LAW,
        bad=_FIVE_DAYS + _BASELINE + _SUBSIDIES % (_WEAK, "public"),
        good=_FIVE_DAYS + _BASELINE + _SUBSIDIES % (_KEPT, "public"),
        frame="raw",
        check=less_than_law,
    ),
    Rule(
        code="local-less-than-law",
        family="timeliness",
        severity="error",
        kind="profile",
        name=Text("本地时限弱于法定要求", "A local limit weaker than the law"),
        why=_WHY,
        reference=_LAW,
        bad=_FIVE_DAYS + _BASELINE + _SUBSIDIES % (_WEAK, "public") + _PROFILE % "10wd",
        good=_FIVE_DAYS + _BASELINE + _SUBSIDIES % (_WEAK, "public") + _PROFILE % "5wd",
        frame="raw",
        check=less_than_law,
    ),
    Rule(
        code="wider-than-law",
        family="timeliness",
        severity="warning",
        kind="any",
        name=Text("公开对象宽于法定范围", "A wider audience than the law's"),
        why=Text(
            "有的法律、法规写明向谁公布。例如分户补偿情况向征收范围内的被征收人公布；向全社会公开会泄露各户的情况。",
            "Some laws say to whom something is published: the compensation of each household, to those expropriated within "
            "the area. To publish it to everyone exposes the households.",
        ),
        reference=Text(
            "《国有土地上房屋征收与补偿条例》第二十九条",
            "Regulations on expropriating houses on state-owned land, art. 29",
        ),
        bad=_GROUP + _BASELINE + _SUBSIDIES % (_WEAK, "public"),
        good=_GROUP + _BASELINE + _SUBSIDIES % (_WEAK, "{groups: [applicants]}"),
        frame="raw",
        check=wider_than_law,
    ),
)
