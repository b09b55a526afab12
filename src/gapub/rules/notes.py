"""Rules on what a profile says of rows that is no duty (MODEL 11): they speak of a kind of note once the profile has begun it.

What is not stated is not missing: a profile without notes has no finding here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from gapub.diagnostics import Diagnostic, Text
from gapub.model.guideline import Item
from gapub.model.local import STAGES
from gapub.model.pattern import pattern
from gapub.rules.context import ProfileContext
from gapub.rules.profile import own_rows
from gapub.rules.references import some
from gapub.rules.rule import Rule, report

_POLICY = pattern(r"(?:政策(?:文件|措施)?|规范性文件|政策法规(?:文件)?)$")
_PARTICIPATION = pattern(r"征集|征求意见|意见建议|公众参与|听证(?:会)?$")
_RESPONSE = pattern(r"反馈|采纳|回应|结果")
_GUIDE = pattern(r"指南$")
"""What rows are by their titles: nothing else tells a policy, participation or a guide."""


class _Noted(NamedTuple):
    """A row of the profile's own catalogue, and what is said of it in each division."""

    entity: str
    item: Item
    said: tuple[Mapping[str, Any], ...]

    def all_have(self, name: str) -> bool:
        """Whether it is said in each division, or by the guideline."""
        return all(said.get(name) or getattr(self.item, name) for said in self.said)

    def get(self, name: str) -> set[Any]:
        """All that is said under a name that holds several things."""
        return {each for said in self.said for each in said.get(name) or getattr(self.item, name)}


def _rows(context: ProfileContext, name: str) -> list[_Noted]:
    """The rows and what is said of them; none if the profile says nothing under this name."""
    profile = context.effective
    if not any(name in row.values for each in profile.parts for row in each.rows.values()):
        return []
    alone = [profile._replace(divisions=(each,)) for each in profile.divisions]
    return [_Noted(entity, item, tuple(each.said_of(entity) for each in alone)) for entity, item in own_rows(context)]


def _once(context: ProfileContext, rows: list[_Noted], name: str, message: Text, hint: Text) -> Iterator[Diagnostic]:
    """One finding a profile, where it first says anything under the name."""
    if rows:
        first = next(
            each.entry.key("rows", target)
            for each in (*context.profile.parts, *context.effective.parts)
            for target, row in each.rows.items()
            if name in row.values
        )
        titles = some([row.item.title.zh for row in rows]).zh, some([row.entity for row in rows]).en
        yield report(first, message.format(len(rows)) + Text(f"：{titles[0]}", f": {titles[1]}"), "", hint)


def without_interpretation(context: ProfileContext) -> Iterator[Diagnostic]:
    """Rows of policies that no row interprets."""
    rows = _rows(context, "interprets")
    done = {name for row in rows for name in row.get("interprets")}
    left = [row for row in rows if _POLICY.search(row.item.title.zh) and row.entity not in done]
    message = Text("有 {0} 个政策文件事项没有解读", "{0} rows of policies have no interpretation")
    hint = Text("请在解读的事项上写 interprets", "state `interprets` of the rows that interpret them")
    yield from _once(context, left, "interprets", message, hint)


def without_response(context: ProfileContext) -> Iterator[Diagnostic]:
    """Rows of participation to which no row responds."""
    rows = _rows(context, "responds")
    done = {name for row in rows for name in row.get("responds")}
    asking = (
        row for row in rows if _PARTICIPATION.search(row.item.title.zh) and not _RESPONSE.search(row.item.title.zh)
    )
    left = [row for row in asking if row.entity not in done]
    message = Text("有 {0} 个征集、参与事项没有反馈", "{0} rows of participation have no response")
    hint = Text("请在反馈的事项上写 responds", "state `responds` of the rows that give the response")
    yield from _once(context, left, "responds", message, hint)


def guide_without_link(context: ProfileContext) -> Iterator[Diagnostic]:
    """Rows that are guides, or have one, without an address."""

    def linked(said: Mapping[str, Any]) -> bool:
        return bool(said.get("guide") and said["guide"].url)

    rows = [
        row
        for row in _rows(context, "guide")
        if _GUIDE.search(row.item.title.zh) or any("guide" in s for s in row.said)
    ]
    left = [row for row in rows if not all(map(linked, row.said))]
    message = Text("有 {0} 个办事指南没有地址", "{0} service guides have no address")
    yield from _once(context, left, "guide", message, Text("请写 guide 的 url", "state the `url` of the `guide`"))


def unpublished(context: ProfileContext) -> Iterator[Diagnostic]:
    """Rows of which no place of publication is stated."""
    left = [row for row in _rows(context, "publish") if not row.all_have("publish")]
    message = Text("有 {0} 个事项没有写公开位置", "{0} rows have no place of publication")
    hint = Text(
        "请写 publish；整个领域在一处公开的，写在领域上；gapub todo 逐项列出",
        "state `publish`, for a whole area if it is published in one place; gapub todo lists them",
    )
    yield from _once(context, left, "publish", message, hint)


def stages_incomplete(context: ProfileContext) -> Iterator[Diagnostic]:
    """Areas of whose rows the profile states stages, but of which no decision, or no result, is known.

    A guideline states the stage of single rows alone, where a law or a table says it: that is no list to be complete.
    """
    areas = defaultdict[str, list[_Noted]](list)
    for row in _rows(context, "stage"):
        areas[row.entity.partition("/")[0]].append(row)
    for area, rows in areas.items():
        known = {stage for row in rows for stage in row.get("stage")}
        lacking = [stage for stage in ("decision", "result") if stage not in known]
        if lacking and any("stage" in said for row in rows for said in row.said):
            names = Text("、", ", ").join(STAGES[each] for each in lacking)
            message = Text("已写的五公开中没有{0}", "of the stages stated, there is no {0}").format(names)
            hint = Text(
                "请核对，有的写在有关事项的 stage 中", "check, and state them as the `stage` of the rows concerned"
            )
            for found in _once(context, [r for r in rows if r.get("stage")][:1], "stage", message, hint):
                yield found._replace(message=message, entity=area, arguments=tuple(lacking))


RULES = (
    Rule("policy-without-interpretation", "profile", "info", "profile", without_interpretation),
    Rule("participation-without-response", "profile", "info", "profile", without_response),
    Rule("guide-without-link", "profile", "info", "profile", guide_without_link),
    Rule("row-unpublished", "profile", "info", "profile", unpublished),
    Rule("stages-incomplete", "profile", "info", "profile", stages_incomplete),
)
