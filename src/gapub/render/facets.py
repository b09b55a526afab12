"""By what the rows of a catalogue can be selected: area, body, audience, method, level, evidence, each with its choices."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import count
from typing import NamedTuple

from gapub.diagnostics import Text
from gapub.model.fields import FIELD_NAMES
from gapub.model.local import STAGES
from gapub.model.text import EVIDENCE_STATUS, LEVELS, UNKNOWN
from gapub.render.cells import Localizer
from gapub.render.facts import Part
from gapub.render.view import LABELS, Cell, Office, Row, Table, TickColumn, View

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


class _Sort(NamedTuple):
    """What decides by which choices a row is selected: most rows of a catalogue are of a sort with others."""

    area: str
    title: Cell
    offices: tuple[Office, ...]
    columns: tuple[TickColumn, ...]
    ticks: tuple[bool | None, ...]
    stages: tuple[Part, ...]
    status: str
    status_label: Text


def facets(view: View, say: Localizer) -> Facets:
    """The facets of a view; a field in which all rows are alike is none, for nothing could be selected by it."""
    sorts: dict[_Sort, list[str]] = {}
    for table in view.tables:
        for row in table.rows:
            sorts.setdefault(_sort(table, row), []).append(row.id)
    found: dict[str, dict[str, _Found]] = {field: {} for field in FIELDS}
    for sort, rows in sorts.items():
        for field, key, label in _values(sort, say, published=view.published):
            those = found[field].setdefault(key, _Found(label, []))
            those.sorts.append((sort, len(rows)))
    made: list[Facet] = []
    numbers = count()
    chosen: dict[_Sort, list[int]] = {sort: [] for sort in sorts}
    for field, values in found.items():
        if len(values) < 2:
            continue
        choices: list[Choice] = []
        for key in sorted(values, key=_place(field, values)):
            choices.append(Choice(key, next(numbers), values[key].label, values[key].rows))
            for sort, _ in values[key].sorts:
                chosen[sort].append(choices[-1].number)
        made.append(Facet(field, say(FIELDS[field]), tuple(choices)))
    each = ((tuple(chosen[sort]), rows) for sort, rows in sorts.items())
    return Facets(tuple(made), {row: those for those, rows in each for row in rows})


class _Found(NamedTuple):
    """A value that rows have: its label, and the sorts of rows that have it, each with their number."""

    label: Cell
    sorts: list[tuple[_Sort, int]]

    @property
    def rows(self) -> int:
        return sum(rows for _, rows in self.sorts)


def _sort(table: Table, row: Row) -> _Sort:
    stages = tuple([part for fact in row.facts if fact.id == "stage" for part in fact.parts]) if row.facts else ()
    return _Sort(
        table.id, table.title, row.offices, table.tick_columns, row.ticks, stages, row.status, row.status_label
    )


def _values(sort: _Sort, say: Localizer, *, published: bool) -> Iterator[tuple[str, str, Cell]]:
    """Each field, value and label that a row can be selected by, once."""
    yield "area", sort.area, sort.title
    for office in dict.fromkeys(sort.offices):
        yield "body", office.id, office.label
    unknown = set[str]()
    for column, tick in zip(sort.columns, sort.ticks, strict=True):
        if tick:
            yield column.field, column.id, column.label
        elif tick is None and column.field not in unknown:
            unknown.add(column.field)
            yield column.field, OPEN, say(UNKNOWN)
    yield from (("stage", part.key, part.text) for part in sort.stages)
    if not published:
        yield "evidence", sort.status, say(sort.status_label)


def _place(field: str, values: Mapping[str, _Found]) -> Callable[[str], int]:
    """The place of a choice in its facet; equal places keep the order in which the table first names them."""
    if field == "body":
        return lambda key: -values[key].rows
    if field in _ORDERS:
        return _ORDERS[field].index
    return lambda key: key == OPEN
