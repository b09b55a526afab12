"""Ids from Chinese titles, by pinyin: stable, so that reading a table again gives the same ids.

The readings are a table of ours (`tools/make_readings.py`), not those of whichever version of a package is installed.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from itertools import chain, islice
from typing import Final, NamedTuple

from gapub.model.shape import DASHED, LONGEST_ID
from gapub.sources.bundle import bundled

_SYLLABLES: Final = 12
"""Syllables of an id at most: a longer title is told by its beginning."""
_SPOKEN: Final = re.compile(r"[A-Za-z0-9]+|[^\W\x00-\x7f]+")
"""Letters beside ASCII that are no characters of Chinese have no syllable."""


def id_of(title: str, taken: Collection[str] = (), *, otherwise: str = "item") -> str:
    """An id for a title, in lower-case syllables joined by hyphens: 茶产业 is `cha-chan-ye`.

    Of an id that is `taken`, or that files cannot be named after, the next with a number is free. A title without anything
    that can be read aloud is called `otherwise`.
    """
    syllables = (
        each
        for word in _SPOKEN.findall(title)
        for each in (_read_aloud(word) if not word.isascii() else [word.lower()])
    )
    name = "-".join(islice(syllables, _SYLLABLES))[: LONGEST_ID - 4].strip("-") or otherwise
    found, count = name, 1
    while found in taken or not re.fullmatch(DASHED, found):
        count += 1
        number = f"-{count}"
        found = name[: LONGEST_ID - len(number)] + number
    return found


class _Readings(NamedTuple):
    """The lines of syllables with the characters that stand alone, and by the first character the line of words."""

    alone: str
    words: Mapping[str, str]


@cache
def _readings() -> _Readings:
    alone, _, words = (bundled("pinyin") / "readings.txt").read_bytes().decode().partition("\n\n")
    return _Readings(alone, {line[0]: line for line in words.split("\n") if line})


@cache
def _alone(char: str) -> list[str]:
    """The syllable of a character that stands alone; none for what is no character."""
    lines = _readings().alone
    at = lines.find(char)
    return [lines[lines.rfind("\n", 0, at) + 1 : at].partition(" ")[0]] if at >= 0 else []


@cache
def _words(first: str) -> list[str]:
    """The words that begin with a character, in order, each with its syllables where its characters are read otherwise."""
    return _readings().words.get(first, "").split("|")


def _read_aloud(text: str) -> Iterator[str]:
    """The syllables of a Chinese text."""
    for each in _parted(text):
        word, *syllables = each.split(" ")
        yield from syllables or chain.from_iterable(map(_alone, word))


def _parted(text: str) -> Iterator[str]:
    """The longest words from the beginning of a text on, with their syllables; a character that begins none stands alone.

    As pypinyin has it, a rest with which a word only begins is no word and is parted no further.
    """
    while text:
        if text[:2] not in _readings().words.get(text[0], ""):  # most begin no word
            yield text[0]
            text = text[1:]
            continue
        found, words = "", _words(text[0])
        for end in range(2, len(text) + 1):
            at = bisect_left(words, text[:end])
            word = words[at] if at < len(words) else ""
            if not word.startswith(text[:end]):
                break
            if word[end : end + 1] in ("", " "):
                found = word
        else:
            if not found:
                yield text
                return
        found = found or text[0]
        yield found
        text = text[len(found.partition(" ")[0]) :]
