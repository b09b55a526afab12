"""The day that a published table bears, by which the law is judged unless another is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Final

from gapub.tables.grid import Document

_DAY: Final = re.compile(
    r"(?<![0-9])(20[0-9]{2})\s*(?:年|[-/.])\s*(1[0-2]|0?[1-9])\s*(?:月|[-/.])\s*(3[01]|[12][0-9]|0?[1-9])(?![0-9])"
)


def day_of(document: Document) -> str | None:
    """The one day that stands in the title, a caption or the words around the tables, else what the file says of itself.

    None where there is none, or where several stand there: which of them is meant, nobody can tell.
    """
    around = {*_days((document.text, *(each.caption for each in document.grids), document.facts.get("title", "")))}
    if around:
        return around.pop() if len(around) == 1 else None
    return next(iter(_days([document.facts.get("date", "")])), None)


def _days(texts: Iterable[str]) -> Iterable[str]:
    for text in texts:
        for found in _DAY.finditer(text):
            try:
                yield date(*map(int, found.groups())).isoformat()
            except ValueError:  # the thirtieth of February
                continue
