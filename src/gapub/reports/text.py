"""Lines for a terminal: a wide character takes two columns, and a table stays one however narrow the room is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from gapub.diagnostics.text import Language, width
from gapub.reports.document import said

if TYPE_CHECKING:
    from gapub.reports.document import Part

Line = tuple[str, str]
"""A line of text, indented by its own spaces, and its style (a word of rich, or nothing)."""

_BETWEEN: Final = 2
_NARROWEST: Final = 12
"""Columns between the columns of a table, and of one that has to give way."""
_TOKEN: Final = re.compile(r"[（《“「〔]*(?:[!-~]+|.)[，。；：、）》”」〕！？]*")


def wrap(text: str, room: int, hang: int = 0) -> list[str]:
    """The text in lines of at most so many columns, the later ones indented by `hang`; a longer word stays whole."""
    if "\n" not in text and (2 * len(text) <= room or (len(text) <= room and width(text) <= room)):
        return [text.strip()]  # most texts: their parts need not be measured
    lines, line, used, empty = [], "", 0, True
    for token in _TOKEN.findall(text):
        need = _width(token)
        if not empty and used + need > room:
            lines.append(line.rstrip())
            line, used, empty = " " * hang, hang, True
        if not (empty and token.isspace()):
            line, used, empty = line + token, used + need, False
    return [*lines, line.rstrip()]


_width = lru_cache(maxsize=1 << 12)(width)
"""The same of words, most of which are one Chinese character and come again and again."""


def table(part: Part, lang: Language, room: int) -> Iterator[Line]:
    """A table whose columns stand under each other, within so many columns; a wide character takes two of them."""
    heads, *rows = [[said(each, lang) for each in row] for row in (part.heads, *(row.cells for row in part.rows))]
    widths = [
        max(width(word) for text in (*column, *head.split(" ")) for word in text.split("\n"))
        for head, column in zip(heads, zip(*rows, strict=True), strict=True)
    ]
    least = [  # numbers are never broken; the words above them may be, two characters a line
        max(4, *(width(row[n]) for row in rows)) if n in part.numeric else _NARROWEST for n in range(len(heads))
    ]
    while sum(widths) + _BETWEEN * (len(widths) - 1) > room:
        able = [n for n, each in enumerate(widths) if each > least[n]]
        if not able:
            break
        widths[max(able, key=widths.__getitem__)] -= 1
    styles = ["cyan", *({"total": "bold", "error": "red", "bad": "red"}.get(row.tone, "") for row in part.rows)]
    for row, style in zip((heads, *rows), styles, strict=True):
        wrapped = [wrap(text, most) if text else [""] for text, most in zip(row, widths, strict=True)]
        for lines in zip_longest(*wrapped, fillvalue=""):
            cells = (
                " " * (most - width(text)) + text if n in part.numeric else text + " " * (most - width(text))
                for n, (text, most) in enumerate(zip(lines, widths, strict=True))
            )
            yield (" " * _BETWEEN).join(cells).rstrip(), style
