"""By what the rows of a catalogue can be selected: area, body, audience, method, level, evidence, each with its choices."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from typing import NamedTuple

from gapub.model.fields import FIELD_NAMES
from gapub.model.local import STAGES
from gapub.model.text import EVIDENCE_STATUS, LEVELS, UNKNOWN
from gapub.render.cells import Localizer
from gapub.render.view import LABELS, Cell, Row, Table, View

FIELDS = {
    "area": LABELS["areas"],
    "body": FIELD_NAMES["body"],
    "audience": FIELD_NAMES["audience"],
    "method": FIELD_NAMES["method"],
    "levels": FIELD_NAMES["levels"],
    "stage": FIELD_NAMES["stage"],
    "evidence": LABELS["evidence"],
}
OPEN = "unknown"
"""The choice of the rows whose cell nobody knows (待核)."""
_ORDERS = {"evidence": tuple(EVIDENCE_STATUS), "levels": (*LEVELS, OPEN), "stage": tuple(STAGES)}


class Choice(NamedTuple):
    """A value that rows can be selected by. `number` is its place among the choices of all facets; `rows` counts its rows."""

    id: str
    number: int
    label: Cell
    rows: int


class Facet(NamedTuple):
    """A field that rows can be selected by, with its choices: bodies by their number of rows, others in the table's order."""

    field: str
    label: Cell
    choices: tuple[Choice, ...]


class Facets(NamedTuple):
    """The facets of a catalogue, and for every row, by its id, the numbers of the choices that it falls under."""

    facets: tuple[Facet, ...]
    chosen: dict[str, tuple[int, ...]]


def facets(view: View, say: Localizer) -> Facets:
    """The facets of a view; a field in which all rows are alike is none, for nothing could be selected by it."""
    found: dict[str, dict[str, tuple[Cell, list[str]]]] = {field: {} for field in FIELDS}
    chosen: dict[str, tuple[int, ...]] = {}
    for table in view.tables:
        for row in table.rows:
            chosen[row.id] = ()
            for field, key, label in _values(table, row, say, published=view.published):
                found[field].setdefault(key, (label, []))[1].append(row.id)
    made: list[Facet] = []
    numbers = count()
    for field, values in found.items():
        if len(values) < 2:
            continue
        choices: list[Choice] = []
        for key in sorted(values, key=_place(field, values)):
            label, rows = values[key]
            choices.append(Choice(key, next(numbers), label, len(rows)))
            for row_id in rows:
                chosen[row_id] += (choices[-1].number,)
        made.append(Facet(field, say(FIELDS[field]), tuple(choices)))
    return Facets(tuple(made), chosen)


def _values(table: Table, row: Row, say: Localizer, *, published: bool) -> Iterator[tuple[str, str, Cell]]:
    """Each field, value and label that a row can be selected by, once."""
    yield "area", table.id, table.title
    for office in dict.fromkeys(row.offices):
        yield "body", office.id, office.label
    unknown = set[str]()
    for column, tick in zip(table.tick_columns, row.ticks, strict=True):
        if tick:
            yield column.field, column.id, column.label
        elif tick is None and column.field not in unknown:
            unknown.add(column.field)
            yield column.field, OPEN, say(UNKNOWN)
    for fact in row.facts:
        if fact.id == "stage":
            yield from (("stage", part.key, part.text) for part in fact.parts)
    if not published:
        yield "evidence", row.status, say(row.status_label)


def _place(field: str, values: Mapping[str, tuple[Cell, Sequence[str]]]) -> Callable[[str], int]:
    """The place of a choice in its facet; equal places keep the order in which the table first names them."""
    if field == "body":
        return lambda key: -len(values[key][1])
    if field in _ORDERS:
        return _ORDERS[field].index
    return lambda key: key == OPEN
