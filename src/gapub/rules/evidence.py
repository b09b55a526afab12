"""Evidence: what nobody has seen, what is cited by nothing, what looks more whole than it is."""

from __future__ import annotations

from collections.abc import Iterator

from gapub.diagnostics import Diagnostic, Text, counted
from gapub.rules.context import GuidelineContext, at_cell
from gapub.rules.rule import Rule, report


def recalled_cells(context: GuidelineContext) -> Iterator[Diagnostic]:
    """How many cells of the file nobody has seen."""
    cells = sum(len(item.evidence.recalled) for _, item in context.guideline.rows())
    recalled = (row for row in context.rows if row.item.evidence.recalled)
    for cause in at_cell(recalled, "evidence"):
        message = Text(f"有{cells}个栏目系据回忆补录，未见来源", f"{counted(cells, 'cell')} recalled and not seen")
        hint = Text(
            "请对照官方目录核对，见到的注明来源", "check them against an official catalogue and add it as a source"
        )
        yield cause.found(message, hint)._replace(related=())


def unused_sources(context: GuidelineContext) -> Iterator[Diagnostic]:
    """The sources that neither a row nor the notice rests on, once a file; one without rows has no row to name them in."""
    guideline = context.guideline
    if not context.rows:
        return
    used = {source for _, item in guideline.rows() for source in item.evidence.sources}
    used.update(context.tree["document"].get("seen", ()))
    unused = [source.id for source in guideline.sources if source.id not in used]
    if unused:
        place = context.place(context.tree["sources"].at(unused[0]))
        names = "、".join(unused)
        message = Text(f"没有哪一行用到来源 {names}", f"no row rests on the sources {', '.join(unused)}")
        hint = Text(
            "请写入所依据的行；只用于核对全表的，可以保留",
            "name them in the rows that rest on them; a source used for the table as a whole may stay",
        )
        yield report(place, message, guideline.area, hint, arguments=tuple(unused))


def overstated_coverage(context: GuidelineContext) -> Iterator[Diagnostic]:
    """A coverage called `complete` beside something that shows it is not.

    Recalled rows do, unless the number of rows was told (`expected`): then none is missing, whatever is in them.
    """
    coverage, node = context.guideline.coverage, context.tree["coverage"]
    if coverage.status != "complete":
        return
    items = [item for _, item in context.guideline.rows()]
    recalled = sum(item.evidence.status == "recalled" for item in items)
    doubts = []
    if recalled and coverage.expected is None:
        doubts.append(Text(f"有{recalled}行系据回忆补录", f"{counted(recalled, 'row')} recalled"))
    if coverage.missing:
        doubts.append(Text("列有缺少的内容", "something is listed as missing"))
    if coverage.expected is not None and coverage.expected != len(items):
        count = Text("应有{}行，实有{}行", "{} rows are expected, {} are here")
        doubts.append(count.format(coverage.expected, len(items)))
    if doubts:
        message = Text("收录情况写的是完整，但", "called complete, but ") + Text("，", ", ").join(doubts)
        hint = Text("请写 partial 或 unknown", "write partial or unknown")
        yield report(context.place(node.at("status")), message, context.guideline.area, hint)


RULES = (
    Rule("recalled-cells", "evidence", "info", "guideline", recalled_cells),
    Rule("unused-source", "evidence", "info", "guideline", unused_sources),
    Rule("coverage-overstated", "evidence", "warning", "guideline", overstated_coverage),
)
