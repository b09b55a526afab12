"""`catalogue.csv`: the rows of the official table in one flat table, an item a record, for spreadsheets and scripts.

UTF-8 with a byte order mark, without which Excel reads Chinese as noise; records end with CRLF (RFC 4180). A program
that opens the file must not take a text for a formula, so a cell that would begin like one begins with an apostrophe.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from io import StringIO
from typing import Final

from gapub.diagnostics import Text
from gapub.diagnostics.format import Format
from gapub.model.fields import FIELD_NAMES
from gapub.render.cells import COLON, localizer
from gapub.render.characters import clean
from gapub.render.facts import heads, said
from gapub.render.plain import cells, columns, joined, remarks
from gapub.render.templates import DEFAULTS, Options
from gapub.render.view import COLUMNS, Table, TickColumn, View

NAME: Final = "catalogue.csv"
PARTICIPATION: Final = "participation.csv"
"""The file of the decisions of the year, which is there only if there is a list of them."""
_REMARKS: Final = Text("备注", "Remarks")

_FORMULA: Final = re.compile(r"'*[\s\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]*[=+\-@＝＋－＠\t]")
"""How a formula may begin, in Excel, LibreOffice and WPS: also after blanks, and in full width (where it is Chinese)."""


def files(view: View, _: Options = DEFAULTS) -> dict[str, bytes]:
    """The table under its name, and beside it the decisions of the year if there are any; equal views give equal bytes."""
    ticks = columns(view)
    local = heads(row.facts for table in view.tables for row in table.rows)
    records = (
        record for table in view.tables for record in _records(table, ticks, view.lang, local, published=view.published)
    )
    made = {NAME: written(_told_apart(_heads(view, ticks)), records)}
    for annex in view.annexes:
        if annex.id == "participation":
            names = (joined(head, " ") for head in annex.heads)
            made[PARTICIPATION] = written(names, ([joined(cell) for cell in row] for row in annex.rows))
    return made


FORMAT: Final = Format("csv", Text("CSV 表格", "CSV"), "text/csv", files)


def written(heads: Iterable[str], records: Iterable[Iterable[str]]) -> bytes:
    """A table as a file of this format holds it."""
    lines = [",".join(map(_quoted, record)) for record in (heads, *records)]
    return b"\xef\xbb\xbf" + "".join([f"{line}\r\n" for line in lines]).encode()


@lru_cache(maxsize=1 << 13)
def _quoted(text: str) -> str:
    """A text as a field, which most rows of a column have in common with others."""
    out = StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="").writerow((safe(text),))
    return out.getvalue()


def safe(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula; an apostrophe in front is all that is ever added."""
    text = clean(text)
    return f"'{text}" if _FORMULA.match(text) else text


def _heads(view: View, ticks: tuple[TickColumn, ...]) -> Iterator[str]:
    say = localizer(view.lang)
    number, *rest = COLUMNS
    yield joined(say(FIELD_NAMES["id"]), " ")
    yield from (joined(view.labels[name], " ") for name in (number, "areas", *rest))
    yield from (f"{joined(view.labels[tick.field], ' ')}{view.one(COLON)}{joined(tick.label, ' ')}" for tick in ticks)
    review = () if view.published else (view.labels["evidence"], view.labels["origin"])
    local = heads(row.facts for table in view.tables for row in table.rows)
    yield from (joined(cell, " ") for cell in (say(_REMARKS), *review, *local.values()))


def _told_apart(heads: Iterable[str]) -> Iterator[str]:
    """The heads, those that were there before with a number: scripts read a column by its name."""
    seen = Counter[str]()
    for head in heads:
        seen[head] += 1
        yield head if seen[head] == 1 else f"{head} {seen[head]}"


def _records(
    table: Table, ticks: tuple[TickColumn, ...], lang: str, local: Iterable[str], *, published: bool
) -> Iterator[list[str]]:
    """The rows of an area. A level that its table has no column for has no tick in any of its rows."""
    say = localizer(lang)
    area = joined(table.title)
    split = len(COLUMNS) - 1
    there = [tick.id for tick in table.tick_columns]
    at = [split + there.index(tick.id) if tick.id in there else None for tick in ticks]
    for row in table.rows:
        number, *rest = cells(row, table.tick_columns, lang)
        record = [row.id, number, area, *rest[:split], *["" if each is None else rest[each] for each in at]]
        record.append("\n".join(remarks(row, lang)) if row.remarks else "")
        if not published:
            record += [joined(say(row.status_label)), row.origin]
        facts = {fact.id: fact for fact in row.facts}
        record += [said(facts[name]) if name in facts else "" for name in local]
        yield record
