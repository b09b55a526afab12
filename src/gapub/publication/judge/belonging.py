"""Whose a record is: of which column, and of which row of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from gapub.diagnostics import Text
from gapub.model.catalogue import Item
from gapub.publication.bindings import Bindings, Column, Path, plain, same_address
from gapub.publication.judge import reasons
from gapub.publication.judge.telling import tail
from gapub.publication.record import Export, Record


class Assigned(NamedTuple):
    """The records of each bound column, in the order of the columns.

    `gone`: those of an earlier list that are there no longer. `uncertain`: how many may belong to a column, and nobody knows.
    `unbound`: those of columns that no item has, by path.
    """

    records: list[list[Record]]
    gone: list[list[Record]]
    uncertain: Counter[int]
    unbound: dict[Path, list[Record]]


class Parted(NamedTuple):
    """The records of a column: those of each of its rows, and those that may be of several."""

    by_row: list[list[Record]]
    unsure: list[Record]


def assigned(bindings: Bindings, by_path: Mapping[Path, list[Record]], gone: Mapping[Path, list[Record]]) -> Assigned:
    """The records of each column, of those that are on the list and of those that are `gone`."""
    uncertain = Counter[int]()
    records, unbound = _of_columns(bindings, by_path, uncertain)
    left, _ = _of_columns(bindings, gone, uncertain)
    return Assigned(records, left, uncertain, unbound)


def _of_columns(
    bindings: Bindings, by_path: Mapping[Path, list[Record]], uncertain: Counter[int]
) -> tuple[list[list[Record]], dict[Path, list[Record]]]:
    """The records of each column, and those of none; `uncertain` counts those of which it is not known."""
    columns = bindings.columns
    into: list[list[Record]] = [[] for _ in columns]
    unbound: dict[Path, list[Record]] = {}
    for path, records in by_path.items():
        found = bindings.of(path)
        if len(found) == 1 and not columns[found[0]].unsure:
            into[found[0]].extend(records)
        elif found and (len(found) == 1 or any(columns[i].unsure for i in found)):
            uncertain.update(dict.fromkeys(found, len(records)))
        elif found:
            for record in records:
                near = bindings.by_host(found, record.url) if record.url else found
                if len(near) == 1:
                    into[near[0]].append(record)
                else:
                    uncertain.update(near)
        else:
            rest = _by_address(bindings, records, into, uncertain) if bindings.by_address else records
            if rest:
                unbound[path] = rest
    return into, unbound


def _by_address(
    bindings: Bindings, records: list[Record], into: list[list[Record]], uncertain: Counter[int]
) -> list[Record]:
    """Put records into the columns that their addresses name; the others come back."""
    rest = []
    for record in records:
        near = bindings.of_address(record.url)
        if len(near) == 1:
            into[near[0]].append(record)
        elif near:
            uncertain.update(near)
        else:
            rest.append(record)
    return rest


def taken_away(now: Sequence[Record], previous: Sequence[Export], day: date) -> Iterator[Record]:
    """What an earlier list has and this one has not: as records that are no longer online."""
    if not previous:
        return
    urls = {r.url for r in now}
    earlier = [r for export in previous for r in export.records if not r.is_off(day)]
    left = [r for r in earlier if not r.url or r.url not in urls]
    if not left:
        return
    tails = {tail(r.url) for r in left}
    addresses = {same_address(url) for url in urls if tail(url) in tails}
    titles: set[tuple[str, date | None]] = set()
    if not all(r.url for r in left):
        titles = {(plain(r.title), r.published) for r in now}
    known = set[tuple[object, ...]]()
    for record in left:
        key = (same_address(record.url),) if record.url else (plain(record.title), record.published, record.path)
        here = key[0] in addresses if record.url else key[:2] in titles
        if not here and key not in known:
            known.add(key)
            yield record._replace(online=False)


def told_apart(column: Column) -> bool:
    """Whether words tell the rows of a column apart: at most one has none."""
    return sum(not row.words for row in column.rows) <= 1


def parted(column: Column, records: list[Record]) -> Parted:
    """The records of a column by row."""
    rows = column.rows
    if len(rows) == 1 and not rows[0].words:
        return Parted([records], [])
    made: list[list[Record]] = [[] for _ in rows]
    unsure: list[Record] = []
    wordless = [i for i, row in enumerate(rows) if not row.words]
    worded = [(i, row.words) for i, row in enumerate(rows) if row.words]
    for record in records:
        title = plain(record.title)
        fits = [i for i, words in worded if any(word in title for word in words)]
        if len(fits) == 1:
            made[fits[0]].append(record)
        elif fits or len(wordless) > 1:
            unsure.append(record)
        elif wordless:
            made[wordless[0]].append(record)
    return Parted(made, unsure)


def owner(bindings: Bindings, record: Record) -> tuple[str, str, Item | None]:
    """The division, the bound column and the row of a record, as far as they are certain."""
    found = bindings.of(record.path) or bindings.of_address(record.url)
    if len(found) > 1 and record.url:
        found = bindings.by_host(found, record.url)
    if len(found) != 1 or bindings.columns[found[0]].unsure:
        return "", "", None
    column = bindings.columns[found[0]]
    by_row = parted(column, [record]).by_row
    item = next((row.item for row, its in zip(column.rows, by_row, strict=True) if its), None)
    return column.division, column.name, item


def doubt_of(column: Column) -> Text:
    """Why nobody knows whether records belong to a column."""
    return reasons.PATH if column.unsure else reasons.DIVISIONS


def doubt_of_row(column: Column) -> Text:
    """Why nobody knows to which row of a column records belong."""
    return reasons.MATCH if told_apart(column) else reasons.ROWS
