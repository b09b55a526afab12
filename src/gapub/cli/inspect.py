"""`gapub list`, `gapub stats` and `gapub schema`: what there is to compile from, and what may be written."""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import Any

from gapub.build.succession import succeed
from gapub.cli.speech import t
from gapub.diagnostics import Text
from gapub.model.fields import CELLS
from gapub.model.guideline import Guideline
from gapub.model.text import COVERAGE_STATUS, EVIDENCE_STATUS
from gapub.sources.library import open_library

Columns = tuple[str, ...]

SEEN_OR_RECALLED = ("corroborated", "single", "recalled")
"""The status that a row of a guideline can have; `local` is for the rows that a profile adds."""


def show_list(listing: str) -> None:
    """Print the baselines and every guideline edition."""
    library = open_library()
    baselines = library.registry.baselines.values()
    editions = library.guidelines(library.editions())
    if listing == "json":
        print_json(
            {
                "baselines": [
                    {"id": each.id, "title": each.title._asdict(), "as_of": each.as_of, "editions": each.editions}
                    for each in baselines
                ],
                "guidelines": [_facts(each) for each in sorted(editions, key=_order)],
            }
        )
        return
    print_table(
        t("基线", "Baselines"),
        (t("编号", "id"), t("名称", "title"), t("领域数", "areas"), t("法律状态截至", "law as of")),
        [(each.id, t(*each.title), str(len(each.editions)), each.as_of) for each in baselines],
    )
    print_table(
        t("标准指引", "Guidelines"),
        (
            t("序号", "no."),
            t("领域@版本", "area@edition"),
            t("名称", "title"),
            t("事项", "items"),
            t("收录", "coverage"),
        ),
        [
            (
                _number(each),
                each.name,
                t(*each.title),
                str(sum(1 for _ in each.rows())),
                _coverage(each),
            )
            for each in sorted(editions, key=_order)
        ],
    )


def show_stats(baseline: str | None, listing: str) -> None:
    """Print rows and cells by evidence, an area a line, with a total."""
    library = open_library()
    read = library.guidelines(library.baseline(baseline).editions if baseline else library.editions())
    facts = [_facts(each) for each in sorted(succeed(read) if baseline else read, key=_order)]
    keys = ("items", *SEEN_OR_RECALLED, "cells", "cells_seen", "cells_recalled", "cells_unknown", "level_open")
    total = {key: sum(each[key] for each in facts) for key in keys}
    if listing == "json":
        print_json({"guidelines": facts, "total": total})
        return
    heads = {
        "items": t("事项", "items"),
        **{
            status: t(text.zh.split("，")[0], status)
            for status, text in EVIDENCE_STATUS.items()
            if status in SEEN_OR_RECALLED
        },
        "cells": t("栏目", "cells"),
        "cells_seen": t("已见", "seen"),
        "cells_recalled": t("补录", "recalled"),
        "cells_unknown": t("不明", "unknown"),
        "level_open": t("层级未列", "level open"),
    }
    print_table(
        t("证据统计", "Evidence"),
        (t("领域@版本", "area@edition"), *heads.values()),
        [
            *((f"{each['area']}@{each['edition']}", *(str(each[key]) for key in keys)) for each in facts),
            (t("合计", "total"), *(str(total[key]) for key in keys)),
        ],
    )


def show_schema(kind: str) -> None:
    """Print the JSON Schema of a kind of file."""
    print_json(schema_of(kind))


def schema_of(kind: str) -> dict[str, Any]:
    """The JSON Schema of a kind of source file, `catalogue.json`, a line of `catalogue.jsonl`, findings, accepted ones, or a difference."""
    if kind == "catalogue":
        from gapub.forms.catalogue import catalogue_schema

        return catalogue_schema()
    if kind == "rows":
        from gapub.forms.rows import rows_schema

        return rows_schema()
    if kind == "diff":
        from gapub.diff.form import diff_schema

        return diff_schema()
    if kind == "findings":
        from gapub.forms.findings import findings_schema

        return findings_schema()
    if kind == "accepted":
        from gapub.forms.accepted import accepted_schema

        return accepted_schema()
    from gapub.model.shape import json_schema
    from gapub.sources.kinds import SHAPES

    return json_schema(SHAPES[kind], Text(f"gapub {kind} 文件", f"gapub {kind} file"))


def _facts(guideline: Guideline) -> dict[str, Any]:
    items = [item for _, item in guideline.rows()]
    status = Counter(item.evidence.status for item in items)
    recalled = sum(len(item.evidence.recalled) for item in items)
    unknown = sum(len(item.unknown_fields) for item in items)
    both = sum(len(set(item.unknown_fields) & set(item.evidence.recalled)) for item in items)
    cells = len(items) * len(CELLS)
    return {
        "area": guideline.area,
        "edition": guideline.edition,
        "number": guideline.number,
        "title": guideline.title._asdict(),
        "coverage": guideline.coverage.status,
        "items": len(items),
        **{name: status[name] for name in SEEN_OR_RECALLED},
        "cells": cells,
        "cells_seen": cells - recalled - unknown + both,
        "cells_recalled": recalled,
        "cells_unknown": unknown,
        "level_open": sum(item.levels is None for item in items),
    }


def _order(guideline: Guideline) -> tuple[int, str]:
    return (guideline.number if guideline.number is not None else 1000, guideline.area)


def _number(guideline: Guideline) -> str:
    return "V" if guideline.number is None else f"{guideline.number:02}"


def _coverage(guideline: Guideline) -> str:
    status = guideline.coverage.status
    return t(COVERAGE_STATUS[status].zh, status)


def print_json(value: Any) -> None:
    """Print JSON to standard output, as UTF-8 whatever the console's encoding."""
    data = json.dumps(value, ensure_ascii=False, indent=2) + "\n"
    sys.stdout.flush()
    sys.stdout.buffer.write(data.encode())
    sys.stdout.buffer.flush()


def print_table(title: str, heads: Columns, rows: list[Columns], *, codes: bool = False) -> None:
    """Print a table for people. Columns of digits are numbers and stand at the right, unless they are `codes`."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False) if sys.stdout.isatty() else Console(highlight=False, width=200)
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", show_footer=False)
    for i, head in enumerate(heads):
        numeric = not codes and bool(rows) and all(row[i].isdigit() for row in rows)
        table.add_column(head.replace(" / ", "\n"), justify="right" if numeric else "left")
    for row in rows:
        table.add_row(*(cell.replace("[", r"\[") for cell in row))
    console.print(table)
