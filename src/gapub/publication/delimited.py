"""Comma- and tab-separated text as rows that know their line, one after the other, however long the text is."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import suppress
from io import StringIO
from itertools import islice
from typing import Final, NamedTuple

from gapub.diagnostics import Text
from gapub.publication.headings import heading
from gapub.publication.texts import Source
from gapub.tables.csv import sniff

MOST: Final = 4 * 2**20
"""Characters of a row: the text of a long article with its markup has a tenth of it."""
_MOST_LINES: Final = 20_000
_HEAD: Final = 2**16
"""Characters of the start by which the sign between cells is found."""

_DELIMITERS: Final = ",\t;|，"
_ROWS: Final = 50
"""Rows of the start in which the headings are looked for."""

_LONG: Final = Text(
    f"此行过长（超过 {MOST // 10_000} 万个字符）",
    f"the row is too long: more than {MOST // 1_000_000} million characters",
)
_OPEN: Final = Text(
    "引号没有成对，或引号内的引号没有写两遍", "a quotation mark is never closed, or one within a cell is not doubled"
)


class Broken(NamedTuple):
    """A row that cannot be read: its first line, why, and the cells of this line if its quotation marks are text like any other."""

    line: int
    why: Text
    cells: list[str]


class _Lines:
    """The lines that `csv` asks for, of which those of the row at hand are kept, so that they can be read anew."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._again: list[str] = []
        self.kept: list[str] = []
        self._size = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.pop() if self._again else next(self._lines)
        kept = self.kept
        kept.append(line)
        if len(line) > MOST:
            raise _LongError
        if len(kept) > 1:
            self._size = (self._size if len(kept) > 2 else len(kept[0])) + len(line)
            if self._size > MOST or len(kept) > _MOST_LINES:
                raise _LongError
        return line

    def back(self) -> None:
        """Read all lines but the first of this row again, as rows of their own."""
        self._again += reversed(self.kept[1:])


class _LongError(Exception):
    """A row is longer than any."""


def _delimiter(head: str) -> str:
    """What parts the cells: the sign by which most headings are known, else that which most rows share."""
    known = dict.fromkeys(_DELIMITERS, 0)
    for each in _DELIMITERS:
        with suppress(csv.Error):
            rows = islice(csv.reader(StringIO(head, newline=""), delimiter=each), _ROWS)
            known[each] = max((len(found.fields) for row in rows if (found := heading(row))), default=0)
    best = max(known, key=lambda each: known[each])
    return best if known[best] else sniff(head) or ","


class Rows:
    """The rows of a text with the lines on which they begin. While one is at hand, `place` says where a cell of it stands."""

    def __init__(self, source: Source) -> None:
        """Read this text; the sign between its cells is the one that most rows share."""
        self._delimiter = _delimiter(next(source.pieces(), "")[:_HEAD])
        self._lines = _Lines(source.lines())

    def each(self) -> Iterator[tuple[int, list[str]] | Broken]:
        """One row after the other. One whose quotation marks are amiss is told, and reading goes on with the line behind its first."""
        lines, kept, first = self._lines, self._lines.kept, 1
        usual = csv.field_size_limit(MOST)
        try:
            rows = csv.reader(lines, delimiter=self._delimiter, strict=True, skipinitialspace=True)
            while True:
                kept.clear()
                try:
                    row = next(rows)
                except StopIteration:
                    return
                except (csv.Error, _LongError) as error:
                    is_long = isinstance(error, _LongError) or "field limit" in str(error)
                    if is_long and len(kept) == 1:
                        yield Broken(first, _LONG, [])
                    else:
                        yield Broken(first, _OPEN, kept[0].rstrip("\r\n").split(self._delimiter))
                    lines.back()
                    first += 1
                else:
                    yield first, row
                    first += len(kept)
        finally:
            csv.field_size_limit(usual)

    def place(self, row: list[str], column: int) -> int:
        """In which column of its first line a cell begins, 1-based; 1 where the row takes several lines."""
        if len(self._lines.kept) != 1 or column >= len(row):
            return 1
        at = sum(map(len, row[:column])) + column  # it cannot begin before that
        return self._lines.kept[0].find(row[column], at) + 1 or 1
