"""By what the rows of a catalogue can be selected: area, body, audience, method, level, evidence, each with its choices."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, count
from typing import NamedTuple, TypeAlias

from gapub.diagnostics import Text
from gapub.model.fields import FIELD_NAMES
from gapub.model.local import STAGES
from gapub.model.text import EVIDENCE_STATUS, LEVELS, UNKNOWN
from gapub.render.cells import Localizer
from gapub.render.facts import Fact
from gapub.render.memo import by_identity
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


def facets(view: View, say: Localizer) -> Facets:
    """The facets of a view; a field in which all rows are alike is none, for nothing could be selected by it."""
    made, said = _facets(view)
    say.note(said)
    return made


@by_identity(2, lambda view: (view.lang, view.published, *view.tables))
def _facets(view: View) -> tuple[Facets, tuple[Text, ...]]:
    """The facets, and the texts in them that are no content."""
    say = Localizer(view.lang)
    parts = _Parts(say, published=view.published)
    sorts: dict[tuple[_Part, ...], list[str]] = {}
    for table in view.tables:
        area = _Part([("area", table.id, table.title)])
        alike: dict[tuple[int, ...], list[str]] = {}
        for row in table.rows:
            same = id(row.offices), id(row.ticks), id(row.facts), id(row.status)
            rows = alike.get(same)
            if rows is None:
                rows = alike[same] = sorts.setdefault((area, *parts.of(table, row)), [])
            rows.append(row.id)
    found: dict[str, dict[str, _Found]] = {field: {} for field in FIELDS}
    for sort, rows in sorts.items():
        for part in sort:
            part.rows += len(rows)
    each_part = dict.fromkeys(chain.from_iterable(sorts))
    for part in each_part:
        for field, key, label in part.values:
            found[field].setdefault(key, _Found(label)).rows += part.rows
    made: list[Facet] = []
    numbers = count()
    for field, values in found.items():
        if len(values) < 2:
            continue
        choices: list[Choice] = []
        for key in sorted(values, key=_place(field, values)):
            value = values[key]
            value.number = next(numbers)
            choices.append(Choice(key, value.number, value.label, value.rows))
        made.append(Facet(field, say(FIELDS[field]), tuple(choices)))
    for part in each_part:
        chosen = [found[field][key].number for field, key, _ in part.values]
        part.numbers = tuple(sorted(number for number in chosen if number is not None))
    chosen_by: dict[str, tuple[int, ...]] = {}
    for sort, rows in sorts.items():
        chosen_by |= dict.fromkeys(rows, tuple(chain.from_iterable([part.numbers for part in sort])))
    return Facets(tuple(made), chosen_by), say.texts


_Value: TypeAlias = tuple[str, str, Cell]
"""A field, a value that rows can be selected by, and its label."""


class _Part:
    """Values that rows have together, for they stand in one cell of them, and how many rows have them."""

    __slots__ = ("numbers", "rows", "values")

    def __init__(self, values: Iterable[_Value]) -> None:
        self.values = tuple(values)
        self.rows = 0
        self.numbers: tuple[int, ...] = ()


class _Found:
    """A value that rows have: its label, how many have it, and its number, unless its field is no facet."""

    __slots__ = ("label", "number", "rows")

    def __init__(self, label: Cell) -> None:
        self.label = label
        self.rows = 0
        self.number: int | None = None


class _Parts:
    """The parts of the rows of a catalogue, each once for the rows whose cell is the same value; in the order of `FIELDS`."""

    def __init__(self, say: Localizer, *, published: bool) -> None:
        self.say, self.published = say, published
        self.made: dict[tuple[str, int, int], _Part] = {}

    def of(self, table: Table, row: Row) -> list[_Part]:
        """Those of a row but its area."""
        made, columns, ticks = self.made, table.tick_columns, row.ticks
        keys = ("body", id(row.offices), 0), ("ticks", id(columns), id(ticks)), ("stage", id(row.facts), 0)
        bodies = made.get(keys[0]) or made.setdefault(keys[0], _Part(self._bodies(row.offices)))
        ticked = made.get(keys[1]) or made.setdefault(keys[1], _Part(self._ticked(columns, ticks)))
        stages = made.get(keys[2]) or made.setdefault(keys[2], _Part(self._stages(row.facts)))
        if self.published:
            return [bodies, ticked, stages]
        key = "evidence", id(row.status), 0
        rests = made.get(key) or made.setdefault(key, _Part([("evidence", row.status, self.say(row.status_label))]))
        return [bodies, ticked, stages, rests]

    def _bodies(self, offices: tuple[Office, ...]) -> Iterator[_Value]:
        return (("body", office.id, office.label) for office in dict.fromkeys(offices))

    def _ticked(self, columns: tuple[TickColumn, ...], ticks: tuple[bool | None, ...]) -> Iterator[_Value]:
        unknown = set[str]()
        for column, tick in zip(columns, ticks, strict=True):
            if tick:
                yield column.field, column.id, column.label
            elif tick is None and column.field not in unknown:
                unknown.add(column.field)
                yield column.field, OPEN, self.say(UNKNOWN)

    def _stages(self, facts: tuple[Fact, ...]) -> Iterator[_Value]:
        return (("stage", part.key, part.text) for fact in facts if fact.id == "stage" for part in fact.parts)


def _place(field: str, values: Mapping[str, _Found]) -> Callable[[str], int]:
    """The place of a choice in its facet; equal places keep the order in which the table first names them."""
    if field == "body":
        return lambda key: -values[key].rows
    if field in _ORDERS:
        return _ORDERS[field].index
    return lambda key: key == OPEN
