"""`gapub stats`: rows and cells by evidence, an area a line, with a total; `--law`: the state of the law."""

from __future__ import annotations

from typing import Annotated, Any, Final

from gapub.build.prepare import in_force
from gapub.cli.declare import App
from gapub.cli.guideline_facts import facts, in_order, said
from gapub.cli.messages import lines
from gapub.cli.options import AsOf, Root, day_of, option
from gapub.cli.printing import ListingFormat, print_as, print_table
from gapub.cli.streams import columns, show
from gapub.diagnostics import Text
from gapub.model.registry import BASELINES, LIMIT_KINDS
from gapub.model.text import SEEN_OR_RECALLED
from gapub.render.cells import COMMA
from gapub.reports.law import LegalLimit, State, state_of_law
from gapub.reports.text import wrap
from gapub.sources.library import of_project

app = App()

_COUNTED: Final = {
    "items": Text("事项", "rows"),
    **dict(
        zip(
            SEEN_OR_RECALLED,
            (Text("多地\n印证", "corr."), Text("单一\n来源", "one"), Text("补录", "rec.")),
            strict=True,
        )
    ),
    "statutory": Text("据法\n条", "law"),
    "cells": Text("栏目", "cells"),
    "cells_seen": Text("已见", "seen"),
    "cells_single": Text("单一\n来源", "one"),
    "cells_statutory": Text("据法\n条", "law"),
    "cells_recalled": Text("补录", "rec."),
    "cells_unknown": Text("不明", "unk."),
    "level_open": Text("层级\n未列", "open"),
}
"""What is counted, by its name in JSON, and the head of its column: short, so that all fit a terminal."""
_UNPRINTED: Final = ("statutory", "cells", "cells_single")
"""What a terminal has no room for: rows that rest on law alone, ten cells a row, and cells that were seen once."""
_MEANING: Final = Text(
    "多地印证、单一来源、补录：按证据分的事项数；已见、据法条、补录、不明：按证据分的栏目数；层级未列：原表未列明公开层级的事项数",
    "corr., one, rec.: rows corroborated, seen in one place, recalled; seen, law, rec., unk.: cells seen, of these from the "
    "text of a law, recalled, unknown; open: rows for which the table gives no level",
)

_SAID: Final = {
    "stages": Text("写明五公开", "rows that state a stage"),
    "stages_statutory": Text("其中据法条", "of these from a law"),
    "stages_open": Text("未写明五公开", "rows that state none"),
    "interpreting": Text("解读其他事项", "rows that interpret others"),
    "responding": Text("反馈其他事项", "rows that respond to others"),
    "time_limits_in_words": Text("时限只有原文词句", "time limits in words alone"),
}
"""What is counted of rows beside their cells, by its name in JSON: too little for columns, so in one line below the table."""


@app.command()
def stats(
    baseline: Annotated[str | None, option("只统计这个基线", "only this baseline")] = None,
    law: Annotated[
        bool,
        option(
            "法律状态：已经失效的依据、尚未施行的文件、法定限度",
            "the state of the law: bases that have ended, what is not yet in force, limits that laws fix",
            "--law",
        ),
    ] = False,
    evidence: Annotated[
        bool, option("各栏的证据（默认），可与 --law 同用", "evidence (the default), also beside --law", "--evidence")
    ] = False,
    as_of: AsOf = None,
    format: ListingFormat = "text",
    root: Root = None,
) -> None:
    """Print rows and cells by evidence: of all editions, or of those that a baseline has in force.

    With `law`, the state of the law on the day of the baseline, or on another; with `evidence` as well, both.
    """
    library = of_project(root)
    read = in_force(library, library.baseline(baseline)) if baseline else library.guidelines(library.editions())
    rows = [facts(each) | said(each) for each in in_order(read)]
    total = {key: sum(each[key] for each in rows) for key in (*_COUNTED, *_SAID)}
    day = day_of(as_of) or library.baseline(baseline or BASELINES["county"]).as_of
    state = state_of_law(read, library.registry, day) if law else None
    counted = evidence or not law

    def as_json() -> dict[str, Any]:
        return ({"guidelines": rows, "total": total} if counted else {}) | (_law_as_json(state) if state else {})

    def as_text() -> None:
        if counted:
            _print(rows, total)
        if state:
            _print_law(state)

    print_as(format, as_json, as_text)


def _print(rows: list[dict[str, Any]], total: dict[str, int]) -> None:
    shown = {key: head for key, head in _COUNTED.items() if key not in _UNPRINTED}
    print_table(
        Text("证据统计", "Evidence"),
        (Text("领域@版本", "area@edition"), *shown.values()),
        [
            *((f"{each['area']}@{each['edition']}", *(str(each[key]) for key in shown)) for each in rows),
            (Text("合计", "total"), *(str(total[key]) for key in shown)),
        ],
    )
    said_of_rows = Text("；", "; ").join(
        label + Text("：{0}", ": {0}").format(total[key]) for key, label in _SAID.items()
    )
    for line in (*lines(_MEANING), *lines(said_of_rows)):
        show(*wrap(line, columns(otherwise=80)))


def _law_as_json(state: State) -> dict[str, Any]:
    def limit(each: LegalLimit) -> dict[str, Any]:
        texts = {"article": each.article._asdict(), "scope": each.scope._asdict()}
        return each._asdict() | texts | {"limit": each.limit and each.limit._asdict(), "rows": list(each.rows)}

    return {
        "as_of": state.as_of,
        "ended": [
            each._asdict() | {"title": each.title._asdict(), "successors": [one._asdict() for one in each.successors]}
            for each in state.ended
        ],
        "coming": [each._asdict() | {"title": each.title._asdict()} for each in state.coming],
        "limits": [limit(each) for each in state.limits],
    }


def _print_law(state: State) -> None:
    nothing = Text("—", "—")
    print_table(
        Text(f"已经失效的依据（截至 {state.as_of}）", f"Bases that have ended (as of {state.as_of})"),
        (_INSTRUMENT, Text("失效", "ended"), Text("现为", "now"), Text("引用\n事项", "rows")),
        [
            (each.title, each.since or "—", COMMA.join(each.successors) if each.successors else nothing, str(each.rows))
            for each in state.ended
        ],
    )
    print_table(
        Text("尚未施行", "Not yet in force"),
        (_INSTRUMENT, Text("施行", "from")),
        [(each.title, each.effective) for each in state.coming],
    )
    print_table(
        Text("法定限度", "Limits that laws fix"),
        (
            Text("条款", "article"),
            Text("种类", "kind"),
            Text("限度或者内容", "limit, or what"),
            Text("所及\n事项", "rows"),
        ),
        [
            (
                each.article if each.in_force else each.article + Text("（未施行或者已失效）", " (not in force)"),
                LIMIT_KINDS[each.kind],
                each.limit or each.scope,
                str(len(each.rows)),
            )
            for each in state.limits
        ],
    )


_INSTRUMENT: Final = Text("法律文件", "instrument")
