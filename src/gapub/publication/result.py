"""What a check of a website has found: which columns are sound, what is wrong, and what nobody could judge."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from gapub.diagnostics import Diagnostic, Text
from gapub.publication.record import Export, Record


class Finding(NamedTuple):
    """Something wrong; its code is one of `gapub.model.scheme.OF_SITES`.

    `found.place` is the record, or the binding where no record is to blame; `found.related` the other. `division`: the name of
    the division, where a profile has several. `row`: the full id; empty where the column alone is judged. `column`: the path as
    it is bound, or as the website has it. `office`: who answers for it. `since`: the first day on which it was wrong.
    `found.arguments` name what is found whatever its words are: they are its identity beside code, row, column and address.
    """

    found: Diagnostic
    division: str = ""
    row: str = ""
    column: str = ""
    office: str = ""
    since: date | None = None
    record: Record | None = None


class Open(NamedTuple):
    """What could not be judged: the code, of which row and column, and why. `number`: for so many records."""

    code: str
    why: Text
    division: str = ""
    row: str = ""
    column: str = ""
    number: int = 1


class Judged(NamedTuple):
    """So many things of a code that were judged, sound or not, of which row and column, as far as they are of one."""

    code: str
    division: str
    row: str
    column: str
    number: int


class Column(NamedTuple):
    """A bound column as it was found. `path` as bound; `rows` the ids bound to it; `records` those that belong to it.

    `limit` says how old its latest record may be, and `ground` on what that rests: `binding`, `period`, `kind`, or nothing.
    `months` counts its records by month of publication, `2026-11`.
    """

    division: str
    path: str
    rows: tuple[str, ...]
    offices: tuple[str, ...]
    url: str
    records: int
    latest: date | None
    limit: Text | None
    ground: str
    months: tuple[tuple[str, int], ...]


class Seen(NamedTuple):
    """A record that is online and belongs to a bound column; `row` is empty where nobody can tell which row of the column it is."""

    division: str
    row: str
    column: str
    record: Record


class Check(NamedTuple):
    """A website against a catalogue on a day. `areas` are titles of areas and `titles` those of rows, by id.

    `judged` counts the things (columns, rows or records) that were judged. `seen` is what the bound
    columns hold, by column and row: what a later run knows a removal by, and when each row was last published.
    """

    of: Text
    level: str
    baseline: str
    as_of: date
    exports: tuple[Export, ...]
    columns: tuple[Column, ...]
    findings: tuple[Finding, ...]
    open: tuple[Open, ...]
    judged: tuple[Judged, ...]
    areas: dict[str, Text]
    titles: dict[str, Text]
    seen: tuple[Seen, ...] = ()
