"""Ids from Chinese titles, by pinyin: stable, so that reading a table again gives the same ids.

The readings are a table of ours (`tools/make_readings.py`), not those of whichever version of a package is installed.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from itertools import islice
from typing import Final, NamedTuple

from gapub.model.shape import DASHED, LONGEST_ID
from gapub.sources.bundle import bundled

_SYLLABLES: Final = 12
"""Syllables of an id at most: a longer title is told by its beginning."""
_WORDS: Final = re.compile(r"[㐀-鿿]+|[A-Za-z0-9]+")


def id_of(title: str, taken: Collection[str] = (), *, otherwise: str = "item") -> str:
    """An id for a title, in lower-case syllables joined by hyphens: 茶产业 is `cha-chan-ye`.

    Of an id that is `taken`, or that files cannot be named after, the next with a number is free. A title without anything
    that can be read aloud is called `otherwise`.
    """
    syllables = (
        each for word in _WORDS.findall(title) for each in (_read_aloud(word) if not word.isascii() else [word.lower()])
    )
    name = "-".join(islice(syllables, _SYLLABLES))[: LONGEST_ID - 4].strip("-") or otherwise
    found, count = name, 1
    while found in taken or not re.fullmatch(DASHED, found):
        count += 1
        number = f"-{count}"
        found = name[: LONGEST_ID - len(number)] + number
    return found


class _Readings(NamedTuple):
    """The syllables of characters that stand alone, and the lines of words in their order."""

    alone: Mapping[str, str]
    words: list[str]


@cache
def _readings() -> _Readings:
    characters, _, words = (bundled("pinyin") / "readings.txt").read_text("utf-8").partition("\n\n")
    lines = (line.split(" ") for line in characters.splitlines() if not line.startswith("#"))
    return _Readings({char: syllable for syllable, those in lines for char in those}, words.splitlines())


def _read_aloud(text: str) -> Iterator[str]:
    """The syllables of a Chinese text."""
    alone, words = _readings()
    for line in _parted(text, words):
        word, *syllables = line.split(" ")
        yield from syllables or (alone[char] for char in word if char in alone)


def _parted(text: str, words: list[str]) -> Iterator[str]:
    """The lines of the longest words from the beginning of a text on; a character that begins none stands alone.

    As pypinyin has it, a rest with which a word only begins is no word and is parted no further.
    """
    while text:
        found = ""
        for end in range(2, len(text) + 1):
            at = bisect_left(words, text[:end])
            line = words[at] if at < len(words) else ""
            if not line.startswith(text[:end]):
                break
            if line[end : end + 1] in ("", " "):
                found = line
        else:
            if not found:
                yield text
                return
        found = found or text[0]
        yield found
        text = text[len(found.partition(" ")[0]) :]
