"""`gapub list`: the baselines and every guideline edition, that is, what there is to compile from."""

from __future__ import annotations

from typing import Any

from gapub.cli.framework import App
from gapub.cli.guideline_facts import facts, in_order
from gapub.cli.options import Root
from gapub.cli.printing import ListingFormat, print_as, print_table
from gapub.diagnostics import Text
from gapub.model.guideline import Guideline
from gapub.model.registry import Baseline, of_areas
from gapub.model.text import COVERAGE_STATUS
from gapub.sources.library import of_project

app = App()


@app.command()
def list_(format: ListingFormat = "text", root: Root = None) -> None:
    """Print the baselines and every guideline edition."""
    library = of_project(root)
    baselines = list(library.registry.baselines.values())
    editions = in_order(library.guidelines(library.editions()))
    print_as(format, lambda: _facts(baselines, editions), lambda: _print(baselines, editions))


def _facts(baselines: list[Baseline], editions: list[Guideline]) -> dict[str, Any]:
    return {
        "baselines": [
            {"id": each.id, "title": each.title, "as_of": each.as_of, "editions": each.editions} for each in baselines
        ],
        "guidelines": [facts(each) for each in editions],
    }


def _print(baselines: list[Baseline], editions: list[Guideline]) -> None:
    print_table(
        Text("基线", "Baselines"),
        (Text("编号", "id"), Text("名称", "title"), Text("领域数", "areas"), Text("法律状态截至", "law as of")),
        [(each.id, each.title, str(len(of_areas(each.editions))), each.as_of) for each in baselines],
    )
    print_table(
        Text("标准指引", "Guidelines"),
        (
            Text("序号", "no."),
            Text("领域@版本", "area@edition"),
            Text("名称", "title"),
            Text("事项", "items"),
            Text("收录", "coverage"),
        ),
        [_row(each) for each in editions],
    )


def _row(guideline: Guideline) -> tuple[Text | str, ...]:
    number = "V" if guideline.number is None else f"{guideline.number:02}"
    status = guideline.coverage.status
    items = str(sum(1 for _ in guideline.rows()))
    return number, guideline.name, guideline.title, items, Text(COVERAGE_STATUS[status].zh, status)
