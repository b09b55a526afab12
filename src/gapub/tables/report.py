"""The account of an import: how many cells came in, how many were understood, and each that was not, with its place."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from gapub.diagnostics import Diagnostic, Place, Text, counted
from gapub.model.fields import FIELD_NAMES
from gapub.tables.outcome import Given, Outcome, Read
from gapub.tables.row import Entry

FORM: Final = "gapub-import/1"
STATES: Final[Mapping[str, Text]] = {
    "read": Text("读懂", "understood"),
    "words": Text("保留原文", "kept as words"),
    "unsure": Text("存疑", "unsure"),
    "unread": Text("未读", "unread"),
    "own": Text("其他栏目", "in columns of its own"),
    "empty": Text("空白", "empty"),
}
"""What became of a cell; each cell is counted once."""

_MORE: Final[Mapping[str, Text]] = {
    "id": Text("编号", "id"),
    "number": Text("序号", "number"),
    "area": Text("领域", "area"),
    "topic": Text("一级事项", "topic"),
    "title3": Text("三级事项", "third level"),
    "section": Text("责任科室", "section"),
    "phone": Text("联系电话", "telephone"),
    "note": Text("备注", "remark"),
}
_SHOWN: Final = 5
"""Places of a finding about several cells."""


class Noted(NamedTuple):
    """A cell, or some words of it, that was not understood: its state, the name of its field and where it stands.

    Of words that a value holds all the same (`values.Read.kept`) the state is `kept`.
    """

    state: str
    field: str
    text: str
    place: Place


class Count(NamedTuple):
    """The cells of a table by what became of them."""

    table: Read
    states: Mapping[str, int]

    @property
    def cells(self) -> int:
        """How many cells came in."""
        return sum(self.states.values())


class Account(NamedTuple):
    """What became of all cells, table by table, and those that a person has to look at."""

    counts: tuple[Count, ...]
    noted: tuple[Noted, ...]
    given: Given

    def total(self, state: str) -> int:
        """The cells of a state in all tables."""
        return sum(each.states[state] for each in self.counts)


def account(given: Given) -> Account:
    """What became of each cell of these tables."""
    counts = tuple(Count(read, _states(read)) for read in given.tables)
    return Account(counts, noted(given), given)


def noted(given: Given) -> tuple[Noted, ...]:
    """The cells that a person has to look at."""
    return tuple(each for read in given.tables for each in _noted(read))


def _states(read: Read) -> dict[str, int]:
    """How many cells of a table each state has."""
    count = dict.fromkeys(STATES, 0)
    for reading in read.rows:
        states = {entry: cell.state for cell in reading.cells.values() for entry in cell.entries}
        for entry in reading.row.cells.values():
            count[states.get(entry, "read")] += 1
        for entry in reading.row.columns.values():
            count["own" if entry.text else "empty"] += 1
    count["unread"] += len(read.table.unread)
    return count


def _noted(read: Read) -> Iterator[Noted]:
    for reading in read.rows:
        for field, cell in reading.cells.items():
            for left in cell.left:
                yield Noted("kept" if cell.kept else cell.state, field, left.text, read.place(left.entry))
    for entry in read.table.unread:
        yield Noted("unread", "", entry.text, read.place(entry))


def label(field: str) -> Text:
    """What a column is called."""
    return _MORE.get(field) or FIELD_NAMES.get(field) or Text.same(field)


# --- findings --------------------------------------------------------------------------------------------------------


def findings(made: Account) -> tuple[Diagnostic, ...]:
    """The cells that a person has to look at, where nothing more is made of them: equal words of a column are told once."""
    return (*_of_cells(each for each in made.noted if each.state != "unread"), *_of_columns(made.given))


def unread(made: Account, on_cover: Container[str] = ()) -> tuple[Diagnostic, ...]:
    """The texts of the tables that belong to no row; of those `on_cover` the cover has something."""
    return tuple(_of_cells((each for each in made.noted if each.state == "unread"), on_cover))


def _of_cells(noted: Iterable[Noted], on_cover: Container[str] = ()) -> Iterator[Diagnostic]:
    together: dict[tuple[str, str, str], list[Place]] = {}
    for each in noted:
        together.setdefault(each[:3], []).append(each.place)
    for (state, field, text), places in together.items():
        shown, count = short(text), len(places)
        message = _MESSAGES[state].format(label(field), shown)
        if count > 1:
            message += Text(f"（{count} 处）", f" ({count} times)")
        if text in on_cover:
            message += Text("；封面信息已写入 cover", "; what is for the cover is written to `cover`")
        related = tuple((place, Text.same(shown)) for place in places[1:_SHOWN])
        severity = _SEVERITIES[state]
        code = f"import-{state}"
        yield Diagnostic(code, severity, message, places[0], related=related, hint=_HINTS.get(state), arguments=(text,))


_MESSAGES: Final = {
    "kept": Text("{}：照录原文“{}”", "{}: kept as worded: “{}”"),
    "words": Text("{}：没有读懂“{}”", "{}: not understood: “{}”"),
    "unsure": Text("{}：不能确定“{}”是否勾选", "{}: whether “{}” is ticked is not certain"),
    "unread": Text("{}不属于任何一行：“{}”", "{}belongs to no row: “{}”"),
}
_SEVERITIES: Final[Mapping[str, Any]] = {
    "kept": "info",
    "words": "warning",
    "unsure": "warning",
    "unread": "info",
}
_HINTS: Final = {
    "words": Text("请对照原表，换成登记册中的名称", "compare the table and use a name that the registries have"),
    "unsure": Text("请对照原表填写", "fill it in from the original"),
}


def _of_columns(given: Given) -> Iterator[Diagnostic]:
    """The columns that no field fits."""
    for read in given.tables:
        found: dict[str, list[Entry]] = {}
        for reading in read.rows:
            for name, entry in reading.row.columns.items():
                if entry.text:
                    found.setdefault(name, []).append(entry)
        for name, entries in found.items():
            count = len(entries)
            message = Text(
                f"“{name}”不是标准目录的栏目（{count} 格有内容）",
                f"“{name}” is no column of a standard catalogue ({count} cells have text)",
            )
            yield Diagnostic("import-column", "info", message, read.place(entries[0]), arguments=(name,))


def short(text: str, most: int = 60) -> str:
    """A text of a table as a message quotes it: on one line, cut where it is longer than anybody reads."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[:most]}…"


# --- for people and programs -----------------------------------------------------------------------------------------


def summary(made: Account) -> Iterator[Text]:
    """A line a table: its rows and cells, and what became of them."""
    for count in made.counts:
        read = count.table
        name = Place(read.table.document.name, 1, 1, read.table.grid.name)
        where = f"{name.file}:{name.sheet}" if name.sheet else name.file
        states = [
            said + Text.same(f" {count.states[state]}")
            for state, said in STATES.items()
            if count.states[state] or state == "read"
        ]
        rows, cells = len(read.rows), count.cells
        yield Text(
            f"{where}：{rows} 行，{cells} 格：", f"{where}: {counted(rows, 'row')}, {counted(cells, 'cell')}: "
        ) + Text("，", ", ").join(states)


def machine(made: Account, outcome: Outcome) -> dict[str, Any]:
    """The account as JSON: files, tables with what their columns hold, counts, and each cell that was not understood."""
    return {
        "format": FORM,
        "files": [
            {"name": each.name, "kind": each.kind, "sha256": each.sha256, "to_verify": each.to_verify}
            for each in made.given.documents
        ],
        "tables": [
            {
                "file": each.table.table.document.name,
                "sheet": each.table.table.grid.name,
                "title": each.table.table.title,
                "rows": len(each.table.rows),
                "columns": [
                    {"column": column, "heading": heading, "field": each.table.table.names.get(column) or None}
                    for column, heading in sorted(each.table.table.headings.items())
                ],
                "cells": {"total": each.cells, **each.states},
            }
            for each in made.counts
        ],
        "cells": {
            "total": sum(each.cells for each in made.counts),
            **{state: made.total(state) for state in STATES},
        },
        "noted": [
            {
                "state": "words" if each.state == "kept" else each.state,
                "kept": each.state == "kept",
                "field": each.field or None,
                "text": each.text,
                "file": each.place.file,
                "sheet": each.place.sheet,
                "row": each.place.line,
                "column": each.place.column,
            }
            for each in made.noted
        ],
        "written": [each.name for each in outcome.files],
        "findings": [
            {
                "code": each.code,
                "severity": each.severity,
                "message": each.message._asdict(),
                "place": str(each.place or ""),
            }
            for each in (*outcome.findings,)
        ],
    }
