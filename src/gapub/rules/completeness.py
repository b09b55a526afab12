"""Completeness, after 国办发〔2019〕54号: a row gives name, content, basis, limit, body, method, channel and audience."""

from __future__ import annotations

from collections.abc import Iterator

from gapub.diagnostics import Diagnostic, Text
from gapub.model.fields import FIELD_NAMES
from gapub.rules.context import Context, causes
from gapub.rules.rule import Rule


def unknown_cells(context: Context) -> Iterator[Diagnostic]:
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


RULES = (
    Rule("unknown-cell", "completeness", "warning", "guideline", unknown_cells),
    Rule("local-unknown-cell", "completeness", "error", "profile", unknown_cells),
)
