"""What is not bound: rows without a column, and columns without a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from gapub.diagnostics import Place, Text, counted
from gapub.publication.bindings import Path
from gapub.publication.judge.run import Run
from gapub.publication.judge.telling import intrinsic
from gapub.publication.limits import proactive
from gapub.publication.record import Record

_OTHERS: Final = Text("其余栏目", "all other columns")
_NAMELESS: Final = Text("没有写明栏目的信息", "records without a column")
_MOST_COLUMNS: Final = 1000
"""So many columns that no item has are told one by one."""


def judge(run: Run) -> None:
    """Rows first, then columns."""
    _rows(run)
    _columns(run)


def _rows(run: Run) -> None:
    """The rows of proactive disclosure that no column of the website is bound to."""
    for division, item in run.rows:
        if not proactive(item):
            continue
        run.judged("row-unbound", division, item.id)
        if not any(each.column or (each.url or "").startswith("http") for each in item.publish):
            run.find(
                "row-unbound",
                Text(
                    f"事项“{item.title.zh}”没有写明网站栏目",
                    f"no column of the website is bound to {item.title.en!r}",
                ),
                Text("在配置文件的 rows 中写明 publish", "state `publish` under `rows` in the profile"),
                division=division,
                item=item,
                place=Place(item.origin.file, item.origin.line, 1),
            )


def _columns(run: Run) -> None:
    """The columns that no item has: each, or where they are too many to be read, each with all that are below it."""
    columns: dict[Path, list[Record]] = {}
    for path, records in run.assigned.unbound.items():
        known = columns.get(own := run.bindings.compared(path))
        columns[own] = [*known, *records] if known else records
    run.judged("column-unbound", n=len({run.bindings.compared(path) for path in run.by_path}))
    depth = max(map(len, columns), default=0)
    groups = {path: [path] for path in columns}
    while len(groups) > _MOST_COLUMNS and depth > 1:
        depth -= 1
        groups = {}
        for path in columns:
            groups.setdefault(path[:depth], []).append(path)
    told = sorted(groups.values(), key=lambda each: (-sum(len(columns[path]) for path in each), each))
    for paths in told[:_MOST_COLUMNS]:
        _unbound(run, paths, columns, depth)
    if rest := [path for paths in told[_MOST_COLUMNS:] for path in paths]:
        _unbound(run, rest, columns, 0)


def _unbound(run: Run, paths: Sequence[Path], columns: Mapping[Path, Sequence[Record]], depth: int) -> None:
    """One column that no item has, or several that are told together, by the path that they share up to this depth."""
    first = min((r for path in paths for r in columns[path]), key=intrinsic)
    n, several = sum(len(columns[path]) for path in paths), len(paths) > 1
    name = "/".join(run.bindings.shown(first.path)[: depth if several else None])
    shown = Text(f"栏目“{name}”", f"the column {name!r}") if name else _OTHERS if several else _NAMELESS
    more = Text(f"及其下级共 {len(paths)} 个栏目", f" and below it, {len(paths)} columns") if several else Text("", "")
    run.find(
        "column-unbound",
        Text(
            f"{shown.zh}{more.zh}（{n} 条信息）没有对应的事项",
            f"no item is bound to {shown.en}{more.en} ({counted(n, 'record')})",
        ),
        Text("有对应事项的，写明 publish", "if an item belongs to it, state `publish`"),
        column=name,
        place=first.place,
        arguments=(name,),
    )
