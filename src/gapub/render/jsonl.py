"""`catalogue.jsonl`: JSON Lines, an item of the official table a line, each line whole by itself.

What the printed formats show, for programs that read row by row; `catalogue.json` has all that the compiler knows. A
cell is its lines by language, `{"zh": …, "en": …}`, of which there is the one that was asked for, or both. `values` has what
the words do not say (`render.carried`), and the first line of an area says under `guideline` what is of all its rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from operator import attrgetter
from typing import Any, Final

from gapub.diagnostics import Text
from gapub.diagnostics.format import Format
from gapub.model.carried import head
from gapub.model.catalogue import Area
from gapub.model.fields import CELLS
from gapub.render import carried
from gapub.render.cells import Cell, localizer
from gapub.render.facts import Fact
from gapub.render.memo import OF_ONE, ROWS, by_identity
from gapub.render.templates import DEFAULTS, Options
from gapub.render.view import Box, Row, Table, TickColumn, View, by_field

NAME: Final = "catalogue.jsonl"

_encode = json.JSONEncoder(ensure_ascii=False, separators=(", ", ": ")).encode


def files(view: View, _: Options = DEFAULTS) -> dict[str, bytes]:
    """The lines under their name; equal views give equal bytes."""
    areas = zip(view.tables, view.catalogue.areas, strict=True)
    lines = [line for table, area in areas for line in _items(table, area, view)]
    return {NAME: "".join([f"{line}\n" for line in lines]).encode()}


FORMAT: Final = Format("jsonl", Text("JSON Lines 数据", "JSON Lines"), "application/jsonl", files)


def _items(table: Table, area: Area, view: View) -> Iterator[str]:
    """The rows of an area; the first says what the area is, too."""
    guideline = f', "guideline": {_encode(carried.made(view) | head(area, published=view.published))}'
    title = _encode({"id": table.id, "number": table.number, "title": _cell(table.title)})
    for n, (row, item) in enumerate(zip(table.rows, area.items, strict=True)):
        values = carried.row(item, view.lang, _encode)
        yield f'{{{_item(row, table, title, view.lang)}, "values": {values}{"" if n else guideline}}}'


def _item(row: Row, table: Table, area: str, lang: str) -> str:
    """The members of a row but its values."""
    stated, ticked, rests = _lasting(lang, table.tick_columns, *_LASTING(row))
    facts = f', "facts": {_facts(row.facts)}' if row.facts else ""
    return (
        f'"id": {_text(row.id)}, "number": {_text(row.number)}, "area": {area}, "topic": {_line(row.topic)}, {stated}, '
        f'"body": {_line(row.body)}, "channels": {_channels(row.channel_rule, row.channels)}, {ticked}{facts}, {rests}'
    )


_LASTING: Final = attrgetter(
    *("title", "content", "basis", "time_limit", "ticks", "groups", "remarks", "status", "recalled", "origin")
)


@by_identity(ROWS)
def _lasting(
    lang: str,
    columns: tuple[TickColumn, ...],
    title: Cell,
    content: tuple[Cell, ...],
    basis: tuple[Cell, ...],
    time_limit: Cell,
    ticks: tuple[bool | None, ...],
    groups: Cell,
    remarks: tuple[Text, ...],
    status: str,
    recalled: frozenset[str],
    origin: str,
) -> tuple[str, str, str]:
    """What most localities leave of a row as it is: its members down to the time limit, the ticks, and what it rests on."""
    stated = {
        "title": _cell(title),
        "content": _cells(content),
        "basis": _cells(basis),
        "time_limit": _cell(time_limit),
    }
    ticked = {field: {column.id: tick for column, tick in pairs} for field, pairs in by_field(columns, ticks).items()}
    said = {"groups": _cell(groups), "remarks": _cells(map(localizer(lang), remarks))}
    rests = {"evidence": status, "recalled": [name for name in CELLS if name in recalled], "origin": origin}
    return _members(stated), _members(ticked | said), _members(rests)


def _members(values: dict[str, Any]) -> str:
    return _encode(values)[1:-1]


_text = lru_cache(maxsize=ROWS)(_encode)


@lru_cache(maxsize=ROWS)
def _line(cell: Cell) -> str:
    return _encode(_cell(cell))


@by_identity(OF_ONE)
def _channels(rule: Cell, boxes: tuple[Box, ...]) -> str:
    listed = [{"ticked": box.ticked, "label": _cell(box.label), "url": box.url} for box in boxes]
    return _encode({"rule": _cell(rule), "boxes": listed})


@lru_cache(maxsize=OF_ONE)
def _facts(facts: tuple[Fact, ...]) -> str:
    return _encode(list(map(_fact, facts)))


def _fact(fact: Fact) -> dict[str, Any]:
    parts = [{"text": _cell(each.text), "url": each.url, "row": each.row} for each in fact.parts]
    return {"id": fact.id, "label": _cell(fact.label), "parts": parts}


def _cells(cells: Iterable[Cell]) -> list[dict[str, str]]:
    return [_cell(cell) for cell in cells]


def _cell(cell: Cell) -> dict[str, str]:
    return {line.lang: line.text for line in cell}
