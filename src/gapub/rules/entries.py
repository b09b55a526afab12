"""Rules on the entries of a profile: reasons that say nothing, levels that are not its own, checks that have aged."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from gapub.diagnostics import Text
from gapub.model.text import LEVELS as LEVEL_NAMES
from gapub.rules.context import ProfileContext
from gapub.rules.rule import Found, Rule

if TYPE_CHECKING:
    from gapub.model.profile import Entry

_YEARS = 3
"""An attestation that is older says little: guidelines and offices change."""
_NOTHING = re.compile(
    r"[\W_]*(?:无|没有|暂无|略|同上|同前|不适用|其他|其它|另行规定|待定|待补充?|待核|n/?a|none|tbd|todo|x+)?[\W_]*|[\W\d_]+",
    re.IGNORECASE,
)


def empty_reason(context: ProfileContext) -> Iterator[Found]:
    """Reasons without content."""
    entries = [(each.target, each.reason, each.entry) for each in context.profile.omit]
    entries += [(each.item, each.reason, each.entry) for each in context.profile.tighten if each.reason is not None]
    for target, reason, entry in entries:
        if _NOTHING.fullmatch(reason):
            message = Text(f"理由「{reason}」没有说明什么", f"the reason “{reason}” says nothing")
            hint = Text(
                "写明事实或规定，如哪一级行使这项职权", "state the fact or rule, such as which level has the power"
            )
            yield Found(entry.place("reason"), message, target, hint, arguments=(reason,))


def _above(context: ProfileContext, levels: tuple[str, ...]) -> list[str]:
    """Those of the levels that are above the profile's."""
    from gapub.model.profile_shape import LEVELS

    own = LEVELS.index(context.profile.level)
    return [level for level in levels if LEVELS.index(level) < own]


def _named(levels: list[str]) -> Text:
    names = [LEVEL_NAMES[level] for level in levels]
    return Text("、".join(name.zh for name in names), ", ".join(name.en.lower() for name in names))


def outside_level(context: ProfileContext) -> Iterator[Found]:
    """Entries on levels above the profile's own: it has no say there."""
    rows = {entity: item for each in context.base for entity, item in each.rows()}
    for omit in context.profile.omit:
        if above := _above(context, omit.levels):
            yield _outside(context, omit.target, above, omit.entry, "levels")
    for tighten in context.profile.tighten:
        levels = rows[tighten.item].levels if tighten.item in rows else None
        if levels and len(above := _above(context, levels)) == len(levels):
            yield _outside(context, tighten.item, above, tighten.entry, tighten.item)
    for add in context.profile.add:
        for item in add.items:
            levels = item.cells["levels"]
            if levels and (above := _above(context, levels)):
                yield _outside(context, f"{add.topic}/{item.id}", above, item.entry, "levels")


def _outside(context: ProfileContext, entity: str, above: list[str], entry: Entry, word: str) -> Found:
    names, own = _named(above), context.profile.level
    message = Text(f"本级是 {own}，管不了{names.zh}的事项", f"a profile of level {own} has no say at {names.en} level")
    hint = Text("删去，或写进上级的配置文件", "take it out, or put it into the profile above")
    return Found(entry.place(word), message, entity, hint, arguments=tuple(above))


def omission_without_effect(context: ProfileContext) -> Iterator[Found]:
    """Omissions at levels where the guideline has no such row."""
    rows = [row for each in context.base for row in each.rows()]
    for omit in context.profile.omit:
        covered = [item for entity, item in rows if omit.covers(entity)]
        if any(item.levels is None for item in covered) or not covered:
            continue
        known = {level for item in covered for level in item.levels or ()}
        idle = [level for level in omit.levels if level not in known and level not in _above(context, omit.levels)]
        if idle:
            names = _named(idle)
            message = Text(f"{names.zh}本来就没有这些事项", f"there is nothing to leave out at {names.en} level")
            hint = Text("删去这个层级", "take the level out")
            yield Found(omit.entry.place("levels"), message, omit.target, hint, arguments=tuple(idle))


def attestation_old(context: ProfileContext) -> Iterator[Found]:
    """Attestations of more than three years ago."""
    day, early = context.as_of, {each.arguments for each in attestation_early(context)}
    limit = f"{int(day[:4]) - _YEARS:04}{day[4:]}"
    for each in context.profile.attest:
        if each.on < limit[: len(each.on)] and (each.item, each.on) not in early:
            message = Text(
                f"{each.on} 核对的，到 {day} 已满三年", f"checked on {each.on}, more than three years before {day}"
            )
            hint = Text("对照现行文件再核对一次", "check it again against what is in force")
            yield Found(each.entry.place("on"), message, each.item, hint, arguments=(each.on,))


def attestation_early(context: ProfileContext) -> Iterator[Found]:
    """Attestations that are older than the guideline whose cells they are about."""
    issued = {each.area: each.document.issued for each in context.base}
    for attest in context.profile.attest:
        day = issued.get(attest.item.partition("/")[0])
        length = min(len(day or ""), len(attest.on))
        if day is not None and attest.on[:length] < day[:length]:
            message = Text(
                f"{attest.on} 核对的，而标准指引 {day} 才印发", f"checked on {attest.on}, the guideline is of {day}"
            )
            hint = Text("核对日期，或者版本", "check the date, or the edition")
            arguments = (attest.item, attest.on)
            yield Found(attest.entry.place("on"), message, attest.item, hint, arguments=arguments)


_NEW_ITEM = """\
add:
- topic: elderly-care/services
  items:
  - id: canteens
    title: {zh: 老年食堂, en: Canteens for the elderly}
    content: [名称, 地址, 收费标准]
    basis: [open-government-information-regulations]
    time_limit: {within: 20wd, of: [formed, changed]}
    body: civil-affairs
    channels: [website]
    audience: public
    method: proactive
    levels: [%s]
"""
_OMIT = """\
omit:
- item: elderly-care/services/subsidies
  levels: [%s]
  ground: no-power
  reason: %s
"""
_ATTEST = """\
attest:
- {item: elderly-care/services/subsidies, by: 庄河市民政局, on: "%s", document: 养老服务领域基层政务公开标准指引}
"""
_WHOLE = "补贴由大连市民政局审批发放，市级目录列入"

RULES = (
    Rule(
        code="empty-reason",
        family="profile",
        severity="error",
        kind="profile",
        name=Text("理由没有内容", "Reason that says nothing"),
        why=Text(
            "不列入的事项要经得起询问。「无」「略」等于没有理由。",
            "What is left out must stand up to questions. “None” is no reason.",
        ),
        reference=Text("国办发〔2019〕54号", "State Council General Office, 国办发〔2019〕54号"),
        bad=_OMIT % ("county", "无"),
        good=_OMIT % ("county", _WHOLE),
        check=empty_reason,
    ),
    Rule(
        code="outside-level",
        family="profile",
        severity="warning",
        kind="profile",
        name=Text("超出本级", "Beyond the profile's level"),
        why=Text(
            "县里的配置文件管县、乡、村三级。写了上级的事项，不会起作用，或者替上级作了主。",
            "A county's profile is for the county, its townships and villages. An entry about the city has no effect, or "
            "decides what is not its own.",
        ),
        bad=_NEW_ITEM % "city, county",
        good=_NEW_ITEM % "county, township",
        check=outside_level,
    ),
    Rule(
        code="omission-without-effect",
        family="profile",
        severity="warning",
        kind="profile",
        name=Text("不起作用的不列入", "Omission without effect"),
        why=Text(
            "标准指引在这个层级本来没有这一事项，写了不列入，读的人会以为少了什么。",
            "The guideline has no such row at this level: the omission makes readers believe that something is missing.",
        ),
        bad=_OMIT % ("county, township", _WHOLE),
        good=_OMIT % ("county", _WHOLE),
        check=omission_without_effect,
    ),
    Rule(
        code="attestation-old",
        family="profile",
        severity="warning",
        kind="profile",
        name=Text("核对已满三年", "Attestation of three years ago"),
        why=Text(
            "机构改革、法律修改之后，几年前核对的内容未必还对。以基线所定的日期或 --as-of 为准。",
            "Offices are reorganised and laws amended: what was right years ago need not be so now. Judged by the baseline's "
            "day, or by --as-of.",
        ),
        bad=_ATTEST % "2021-05-06",
        good=_ATTEST % "2025-03-20",
        check=attestation_old,
    ),
    Rule(
        code="attestation-early",
        family="profile",
        severity="error",
        kind="profile",
        name=Text("核对早于指引印发", "Attestation before the guideline"),
        why=Text(
            "指引印发之前不可能对照它核对过：日期或版本写错了。",
            "Nobody checked a row against a guideline that was not issued: the date or the edition is wrong.",
        ),
        bad=_ATTEST % "2019-03-20",
        good=_ATTEST % "2025-03-20",
        check=attestation_early,
    ),
)
