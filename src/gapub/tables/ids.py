"""Ids from Chinese titles, by pinyin: stable, so that reading a table again gives the same ids."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from gapub.model.shape import DASHED, LONGEST_ID
from gapub.tables.faults import extra_missing

_SYLLABLES: Final = 12
"""Syllables of an id at most: a longer title is told by its beginning."""
_WORDS: Final = re.compile(r"[㐀-鿿]+|[A-Za-z0-9]+")


def id_of(title: str, taken: Collection[str] = (), *, otherwise: str = "item") -> str:
    """An id for a title, in lower-case syllables joined by hyphens: 茶产业 is `cha-chan-ye`.

    Of an id that is `taken`, or that files cannot be named after, the next with a number is free. A title without anything
    that can be read aloud is called `otherwise`. Raises GapubError if the extra is not installed.
    """
    try:
        from pypinyin import lazy_pinyin  # reading its dictionaries takes time
    except ImportError as missing:
        raise extra_missing() from missing

    syllables = [
        each.lower()
        for word in _WORDS.findall(title)
        for each in (lazy_pinyin(word, errors="ignore") if not word.isascii() else [word])
    ]
    name = "-".join(syllables[:_SYLLABLES])[: LONGEST_ID - 4].strip("-") or otherwise
    found, count = name, 1
    while found in taken or not re.fullmatch(DASHED, found):
        count += 1
        found = f"{name}-{count}"
    return found
