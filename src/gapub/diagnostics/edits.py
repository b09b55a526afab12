"""Text edits: splices into a file by line and column. What they do not touch stays as it is, to the byte."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

Spot: TypeAlias = tuple[int, int]
"""A 1-based line and column, as `Place` counts them."""

_LINE_BREAK = re.compile(r"\r\n|\r|\n")


class Edit(NamedTuple):
    """The text from `start` up to `end`, which is not part of it, is replaced by `text`."""

    start: Spot
    end: Spot
    text: str


class OverlapError(ValueError):
    """Two different edits claim the same text."""


def apply(text: str, edits: Iterable[Edit]) -> str:
    """The text after the edits; those at one place in the order given, the same edit twice counts once.

    A byte order mark at the start counts as no column: it stands in column 0. Raises OverlapError when two edits
    overlap, ValueError when one lies outside the text.
    """
    mark = 1 if text.startswith("\ufeff") else 0
    lines = [mark, *(found.end() for found in _LINE_BREAK.finditer(text))]
    pieces, done = list[str](), 0
    made = dict.fromkeys((_offset(text, lines, e.start), _offset(text, lines, e.end), e.text) for e in edits)
    for start, end, new in sorted(made, key=lambda each: each[:2]):
        if start < done:
            raise OverlapError(f"edits overlap at offset {start}")
        if end < start:
            raise ValueError(f"the edit at offset {start} ends before it starts")
        pieces += (text[done:start], new)
        done = end
    return "".join((*pieces, text[done:]))


def _offset(text: str, lines: list[int], spot: Spot) -> int:
    line, column = spot
    if not 1 <= line <= len(lines):
        raise ValueError(f"there is no line {line}")
    offset = lines[line - 1] + column - 1
    if column < 1 - (lines[0] if line == 1 else 0) or offset > (lines[line] if line < len(lines) else len(text)):
        raise ValueError(f"line {line} has no column {column}")
    return offset
