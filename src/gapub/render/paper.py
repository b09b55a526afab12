"""The official table on paper, A3 landscape: how wide its columns are, how its boxes stand, which rows may break.

Word and PDF are set by it, so that a page of one looks like a page of the other. Widths are in millimetres.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from math import ceil
from typing import Final

from gapub.render.characters import columns
from gapub.render.facts import Fact
from gapub.render.plain import box
from gapub.render.view import COLUMNS, Box, Cell, Row, Table

WIDTH, HEIGHT, MARGIN = 420, 297, 14

_FIXED: Final = {"number": 15, "topic": 23, "title": 31, "body": 27, "channels": 79}
_SHARES: Final = {"content": 0.40, "basis": 0.38, "time_limit": 0.22}
"""The shares of what the columns of fixed width leave."""
_GROUPS: Final = {"zh": 17.0, "en": 22.0, "zh-en": 22.0}
_TICK: Final = {"zh": 11.8, "en": 18.0, "zh-en": 18.0}
"""English words such as Unknown, Proactive, Township stay whole."""

_CHARACTERS: Final = {"title": 19, "content": 37, "basis": 35, "time_limit": 19, "body": 16}
"""Half characters on a line of a column, about."""
_SMALL: Final = 24
"""Half characters on a line of small print below a title, about."""
_MOST: Final = {"zh": 13, "en": 16, "zh-en": 18}
"""The lines of a row that stays on one page: about a quarter of it, more in English, which takes more lines."""

_ABREAST: Final = {"zh": 3, "en": 2, "zh-en": 2}
_ROOM: Final = {"zh": 17, "en": 26, "zh-en": 26}
"""Boxes on a line, and the half characters there are for each."""


def tick_widths(table: Table, lang: str) -> tuple[float, ...]:
    """The widths of the tick columns."""
    return tuple((_GROUPS if column.id == "groups" else _TICK)[lang] for column in table.tick_columns)


def widths(table: Table, lang: str) -> dict[str, float]:
    """The widths of the columns of text, by name and in their order."""
    free = WIDTH - 2 * MARGIN - sum(_FIXED.values()) - sum(tick_widths(table, lang))
    return {name: _FIXED[name] if name in _FIXED else round(_SHARES[name] * free, 2) for name in COLUMNS}


def abreast(lang: str) -> int:
    """How many boxes stand on a line of the column of channels."""
    return _ABREAST[lang]


@lru_cache(maxsize=1 << 8)
def box_rows(boxes: tuple[Box, ...], lang: str) -> tuple[tuple[tuple[Box, int], ...], ...]:
    """The boxes of a row line by line, each with the number of places it takes; one too long for a line has its own."""
    rows: list[list[tuple[Box, int]]] = []
    left = 0
    for each in boxes:
        span = min(_ABREAST[lang], ceil((columns(box(each)) + 1) / _ROOM[lang]))
        if span > left:
            rows.append([])
            left = _ABREAST[lang]
        rows[-1].append((each, span))
        left -= span
    return tuple(map(tuple, rows))


def is_long(row: Row, lang: str) -> bool:
    """True for a row so high that it may go on on the next page."""
    return max(_heights(row)) > _MOST[lang]


def _heights(row: Row) -> Iterator[int]:
    yield from (_lines(row.entries(column), column) for column in _CHARACTERS if column != "title")
    yield _lines(row.entries("title"), "title") + sum(map(_fact_lines, row.facts))
    yield len(row.channels) // 2


def _fact_lines(fact: Fact) -> int:
    """The lines of a fact below the title; each begins a line of its own, in small print."""
    words = [line.text for cell in (fact.label, *(part.text for part in fact.parts)) for line in cell]
    return ceil((sum(map(columns, words)) + 2 * len(fact.parts)) / _SMALL)


@lru_cache(maxsize=1 << 13)
def _lines(cells: tuple[Cell, ...], column: str) -> int:
    return sum(ceil(columns(line.text) / _CHARACTERS[column]) for cell in cells for line in cell)
