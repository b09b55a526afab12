"""Rules on the entries of a profile: reasons that say nothing, levels that are not its own, checks that have aged."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from gapub.diagnostics import Diagnostic, Text
from gapub.model.text import LEVELS as LEVEL_NAMES
from gapub.rules.context import ProfileContext
from gapub.rules.rule import Rule, report

if TYPE_CHECKING:
    from gapub.yaml.locations import Entry

_YEARS = 3
"""An attestation that is older says little: guidelines and offices change."""
_NOTHING = re.compile(
    r"[\W_]*(?:无|没有|暂无|略|同上|同前|不适用|其他|其它|另行规定|待定|待补充?|待核|n/?a|none|tbd|todo|x+)?[\W_]*|[\W\d_]+",
    re.IGNORECASE,
)


def empty_reason(context: ProfileContext) -> Iterator[Diagnostic]:
    """Reasons without content."""
    entries = [(each.target, each.reason, each.entry) for each in context.profile.omit]
    entries += [(each.item, each.reason, each.entry) for each in context.profile.tighten if each.reason is not None]
    for target, reason, entry in entries:
        if _NOTHING.fullmatch(reason):
            message = Text(f"理由「{reason}」没有说明什么", f"the reason “{reason}” says nothing")
            hint = Text(
                "写明事实或规定，如哪一级行使这项职权", "state the fact or rule, such as which level has the power"
            )
            yield report(entry.place("reason"), message, target, hint, arguments=(reason,))


def _above(context: ProfileContext, levels: tuple[str, ...]) -> list[str]:
    """Those of the levels that are above the profile's."""
    from gapub.model.profile import LEVELS

    own = LEVELS.index(context.profile.level)
    return [level for level in levels if LEVELS.index(level) < own]


def _named(levels: list[str]) -> Text:
    names = [LEVEL_NAMES[level] for level in levels]
    return Text("、".join(name.zh for name in names), ", ".join(name.en.lower() for name in names))


def outside_level(context: ProfileContext) -> Iterator[Diagnostic]:
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


def _outside(context: ProfileContext, entity: str, above: list[str], entry: Entry, word: str) -> Diagnostic:
    names, own = _named(above), context.profile.level
    message = Text(f"本级是 {own}，管不了{names.zh}的事项", f"a profile of level {own} has no say at {names.en} level")
    hint = Text("删去，或写进上级的配置文件", "take it out, or put it into the profile above")
    return report(entry.place(word), message, entity, hint, arguments=tuple(above))


def omission_without_effect(context: ProfileContext) -> Iterator[Diagnostic]:
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
            yield report(omit.entry.place("levels"), message, omit.target, hint, arguments=tuple(idle))


def attestation_old(context: ProfileContext) -> Iterator[Diagnostic]:
    """Attestations of more than three years ago."""
    day, early = context.as_of, {each.arguments for each in attestation_early(context)}
    limit = f"{int(day[:4]) - _YEARS:04}{day[4:]}"
    for each in context.profile.attest:
        if each.on < limit[: len(each.on)] and (each.item, each.on) not in early:
            message = Text(
                f"{each.on} 核对的，到 {day} 已满三年", f"checked on {each.on}, more than three years before {day}"
            )
            hint = Text("对照现行文件再核对一次", "check it again against what is in force")
            yield report(each.entry.place("on"), message, each.item, hint, arguments=(each.on,))


def attestation_early(context: ProfileContext) -> Iterator[Diagnostic]:
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
            yield report(attest.entry.place("on"), message, attest.item, hint, arguments=arguments)


RULES = (
    Rule("empty-reason", "profile", "error", "profile", empty_reason),
    Rule("outside-level", "profile", "warning", "profile", outside_level),
    Rule("omission-without-effect", "profile", "warning", "profile", omission_without_effect),
    Rule("attestation-old", "profile", "warning", "profile", attestation_old),
    Rule("attestation-early", "profile", "error", "profile", attestation_early),
)
