"""What the website has of each bound row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from gapub.diagnostics import Place, Text
from gapub.model.catalogue import Item
from gapub.publication.judge.belonging import Parted, doubt_of, doubt_of_row, owner, parted
from gapub.publication.judge.run import Run
from gapub.publication.limits import Limits
from gapub.publication.record import Record


class Held(NamedTuple):
    """A row with all that the website has of it: in which columns, its records, and those of an earlier list that are `gone`.

    `unsure` counts the records that may be its own, `why` says why nobody knows. `worded`: words tell its records from others.
    """

    division: str
    item: Item
    limits: Limits
    column: str
    records: list[Record]
    gone: list[Record]
    unsure: int
    why: Text
    worded: bool


def held_rows(run: Run, by_column: Sequence[Parted]) -> dict[tuple[str, str], Held]:
    """What the website has of each bound row, by division and id, of the records of each column."""
    made: dict[tuple[str, str], Held] = {}
    for i, (column, (by_row, unsure)) in enumerate(zip(run.bindings.columns, by_column, strict=True)):
        gone, unsure_gone = parted(column, run.assigned.gone[i])
        uncertain = run.assigned.uncertain[i]
        doubt = len(unsure) + len(unsure_gone) + uncertain
        why = doubt_of(column) if uncertain or column.unsure else doubt_of_row(column)
        for row, records, left in zip(column.rows, by_row, gone, strict=True):
            key = (column.division, row.item.id)
            known = made.get(key)
            if known is None:
                known = Held(column.division, row.item, run.limits_of(row.item), "", records, left, 0, why, False)
            else:
                known = known._replace(records=[*known.records, *records], gone=[*known.gone, *left])
            name = f"{known.column}、{column.name}" if known.column else column.name
            made[key] = known._replace(
                column=name,
                unsure=known.unsure + doubt,
                why=why if doubt else known.why,
                worded=known.worded or bool(row.words),
            )
    return made


def open_of(run: Run, code: str, why: Text, held: Held, n: int = 1) -> None:
    """That so many things of a row could not be judged."""
    run.open(code, why, held.division, held.item.id, held.column, n)


def judged_of(run: Run, code: str, held: Held, n: int = 1) -> None:
    """That so many things of a row were judged."""
    run.judged(code, held.division, held.item.id, held.column, n)


def find_of(
    run: Run,
    code: str,
    message: Text,
    hint: Text,
    held: Held,
    record: Record,
    since: date | None,
    related: tuple[tuple[Place, Text], ...] = (),
) -> None:
    """What is wrong with a record of a row."""
    column = owner(run.bindings, record)[1] or held.column
    run.find(
        code,
        message,
        hint,
        division=held.division,
        item=held.item,
        column=column,
        since=since,
        record=record,
        related=related,
    )
