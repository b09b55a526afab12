"""`catalogue.jsonl`: JSON Lines, an item of the official table a line, each line whole by itself.

What the printed formats show, for programs that read row by row; `catalogue.json` has all that the compiler knows. A
cell is its lines by language, `{"zh": …, "en": …}`, of which there is the one that was asked for, or both. `values` has what
the words do not say (`render.carried`), and the first line of an area says under `guideline` what is of all its rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from gapub.diagnostics import Text
from gapub.diagnostics.format import Format
from gapub.model.carried import head
from gapub.model.catalogue import Area
from gapub.model.fields import CELLS
from gapub.render import carried
from gapub.render.cells import Cell, localizer
from gapub.render.facts import Fact
from gapub.render.templates import DEFAULTS, Options
from gapub.render.view import Row, Table, View, by_field

NAME: Final = "catalogue.jsonl"

_encode = json.JSONEncoder(ensure_ascii=False, separators=(", ", ": ")).encode


def files(view: View, _: Options = DEFAULTS) -> dict[str, bytes]:
    """The lines under their name; equal views give equal bytes."""
    lines = [
        _encode(item)
        for table, area in zip(view.tables, view.catalogue.areas, strict=True)
        for item in _items(table, area, view)
    ]
    return {NAME: "".join(f"{line}\n" for line in lines).encode()}


FORMAT: Final = Format("jsonl", Text("JSON Lines 数据", "JSON Lines"), "application/jsonl", files)


def _items(table: Table, area: Area, view: View) -> Iterator[dict[str, Any]]:
    """The rows of an area; the first says what the area is, too."""
    guideline = {"guideline": carried.made(view) | head(area, published=view.published)}
    for n, (row, item) in enumerate(zip(table.rows, area.items, strict=True)):
        yield _item(row, table, view.lang) | {"values": carried.row(item, view.lang)} | ({} if n else guideline)


def _item(row: Row, table: Table, lang: str) -> dict[str, Any]:
    ticks = {
        field: {column.id: tick for column, tick in pairs}
        for field, pairs in by_field(table.tick_columns, row.ticks).items()
    }
    boxes = [{"ticked": box.ticked, "label": _cell(box.label), "url": box.url} for box in row.channels]
    return {
        "id": row.id,
        "number": row.number,
        "area": {"id": table.id, "number": table.number, "title": _cell(table.title)},
        "topic": _cell(row.topic),
        "title": _cell(row.title),
        "content": _cells(row.content),
        "basis": _cells(row.basis),
        "time_limit": _cell(row.time_limit),
        "body": _cell(row.body),
        "channels": {"rule": _cell(row.channel_rule), "boxes": boxes},
        **ticks,
        "groups": _cell(row.groups),
        "remarks": _cells(map(localizer(lang), row.remarks)),
        **({"facts": list(map(_fact, row.facts))} if row.facts else {}),
        "evidence": row.status,
        "recalled": [name for name in CELLS if name in row.recalled],
        "origin": row.origin,
    }


def _fact(fact: Fact) -> dict[str, Any]:
    parts = [{"text": _cell(each.text), "url": each.url, "row": each.row} for each in fact.parts]
    return {"id": fact.id, "label": _cell(fact.label), "parts": parts}


def _cells(cells: Iterable[Cell]) -> list[dict[str, str]]:
    return [_cell(cell) for cell in cells]


def _cell(cell: Cell) -> dict[str, str]:
    return {line.lang: line.text for line in cell}
