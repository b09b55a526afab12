"""Completeness, after 国办发〔2019〕54号: a row gives name, content, basis, limit, body, method, channel and audience."""

from __future__ import annotations

from collections.abc import Iterator

from gapub.diagnostics import Text
from gapub.model.text import FIELD_NAMES
from gapub.rules.context import Context, causes
from gapub.rules.rule import Found, Rule


def unknown_cells(context: Context) -> Iterator[Found]:
    """The cells that a file states as `unknown`, once for each field of a guideline."""
    stated = (row for row in context.rows if row.entry is None or row.own)
    for name, cause in causes(stated, lambda row: ((each, row.place(each)) for each in row.item.unknown_fields)):
        field = FIELD_NAMES[name]
        message = Text(f"{field.zh}待核", f"not known: {field.en.lower()}")
        local = cause.rows[0].own
        yield cause.found(message, _WRITE if local else _SEE, (name,))


_SEE = Text(
    "查到官方目录的，填入并注明来源；地方可以在配置文件中补充",
    "fill it in from an official catalogue, with its source; a locality may supply it in its profile",
)
_WRITE = Text("本地增加的事项，各栏由本地写明", "a local item states all its cells itself")

_SOURCE = Text(
    "《国务院办公厅关于全面推进基层政务公开标准化规范化工作的指导意见》（国办发〔2019〕54号）", "国办发〔2019〕54号"
)

RULES: tuple[Rule, ...] = (
    Rule(
        code="unknown-cell",
        family="completeness",
        severity="warning",
        kind="guideline",
        name=Text("有待核的栏目", "Cells that nobody knows"),
        why=Text(
            "标准目录的每一行至少要有名称、内容、依据、时限、主体、方式、渠道和对象。原表有这一栏而内容没有查到的写 unknown，"
            "印作“待核”；每个文件每一栏只报一次，并注明行数。",
            "Each row of a standard catalogue gives at least its name, content, basis, time limit, body, method, channel "
            "and audience. What the table has and nobody has seen is written unknown and printed 待核; it is told once "
            "for each file and field, with the number of rows.",
        ),
        reference=_SOURCE,
        bad="channels: unknown",
        good="channels: [website]",
        check=unknown_cells,
    ),
    Rule(
        code="local-unknown-cell",
        family="completeness",
        severity="error",
        kind="profile",
        name=Text("本地事项有待核的栏目", "A local item with an unknown cell"),
        why=Text(
            "本地增加的事项由本地规定，没有什么可以待核。",
            "A locality decides on the items that it adds itself, so there is nothing that it cannot know.",
        ),
        reference=_SOURCE,
        bad="""\
add:
- topic: elderly-care/services
  items:
  - id: canteens
    title: {zh: 社区食堂, en: Community canteens}
    content: [食堂名单, 收费标准]
    basis: [open-government-information-regulations]
    time_limit: unknown
    body: civil-affairs
    channels: [website]
    audience: public
    method: proactive
    levels: [county]
""",
        good="""\
add:
- topic: elderly-care/services
  items:
  - id: canteens
    title: {zh: 社区食堂, en: Community canteens}
    content: [食堂名单, 收费标准]
    basis: [open-government-information-regulations]
    time_limit: {within: 20wd, of: [formed, changed]}
    body: civil-affairs
    channels: [website]
    audience: public
    method: proactive
    levels: [county]
""",
        check=unknown_cells,
    ),
)
