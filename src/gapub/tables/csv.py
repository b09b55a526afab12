"""Comma- and tab-separated text: a record is a row."""

from __future__ import annotations

import csv
from io import StringIO
from itertools import islice
from typing import Final

from gapub.tables.content import MOST_CELLS, Content
from gapub.tables.faults import UnreadableError
from gapub.tables.grid import Cell, Grid

_DELIMITERS: Final = ",\t;|，"
_SAMPLE: Final = 50


def read(text: str) -> Content:
    """The one grid of a text; a row is a record, whatever lines it takes."""
    delimiter = sniff(text) or ","
    cells = list[Cell]()
    records = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    row = 0
    try:
        for row, record in enumerate(records, 1):
            cells += [Cell(words, row, column) for column, raw in enumerate(record, 1) if (words := raw.strip())]
            if len(cells) > MOST_CELLS:
                raise UnreadableError("large", row, 1)
    except csv.Error as error:
        raise UnreadableError("record", row + 1, 1) from error
    return Content((Grid("", tuple(cells)),) if cells else ())


def sniff(text: str) -> str:
    """The delimiter that most records of the start share, each having as many columns; nothing if there is none."""
    best, most = "", 0.0
    for delimiter in _DELIMITERS:
        try:
            sample = [*islice(csv.reader(StringIO(text[: 2**16], newline=""), delimiter=delimiter), _SAMPLE)]
        except csv.Error:
            continue
        widths = [len(each) for each in sample[: -1 if len(text) > 2**16 else None] if any(each)]
        wide = [width for width in widths if width > 1]
        if not wide or len(wide) * 2 < len(widths):
            continue
        usual = max(set(wide), key=wide.count)
        score = wide.count(usual) / len(widths) * min(usual, 12)
        if any(
            '"' in field for each in sample for field in each
        ):  # left over where a record is parted at the wrong sign
            score /= 10
        if score > most:
            best, most = delimiter, score
    return best
