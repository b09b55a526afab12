"""The letters by which the words of a page can be typed: those that the pinyin of their characters begins with."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache, reduce
from itertools import count
from operator import or_
from typing import Final

from gapub.sources.bundle import bundled


def letters(texts: Iterable[str]) -> str:
    """The characters of texts under the letters that their pinyin begins with: `a按安 b办备 …`."""
    return _listed(_bits("".join(texts)))


def initials(texts: Iterable[str]) -> dict[str, str]:
    """For each letter the characters of these texts whose pinyin begins with it, in the order of their code points.

    A character of several readings (重: zhong, chong) is under each; one that the table lacks is under none.
    """
    return dict(_in_order(_bits("".join(texts))))


class Characters:
    """The characters of texts that the table of initials has.

    Those that a page has in common with another one are found in no time, as bits. A text that is met for the first time is not
    worth that, for it may be the last time: it is read together with others.
    """

    __slots__ = ("bits", "text")

    def __init__(self, text: str) -> None:
        """Those of this text."""
        self.text = text
        self.bits = _NEW


characters: Final = lru_cache(maxsize=1 << 11)(Characters)
"""The characters of a text that several pages have, such as the name of an office."""


_NEW: Final = -1
_MET: Final = -2


def under_letters(those: Iterable[Characters]) -> str:
    """All of them under their letters, as `letters` has them."""
    found, first = 0, list[str]()
    for each in those:
        if each.bits == _NEW:
            first.append(each.text)
            each.bits = _MET
            continue
        if each.bits == _MET:
            each.bits = _bits(each.text)
        found |= each.bits
    return _listed(found | _bits("".join(first)))


def _listed(there: int) -> str:
    return " ".join([letter + characters for letter, characters in _in_order(there)])


@lru_cache(maxsize=64)
def _in_order(there: int) -> tuple[tuple[str, str], ...]:
    found: dict[str, list[str]] = {}
    for character in sorted([character for character, bit in tuple(_BITS.items()) if there & bit]):
        for letter in _readings(character):
            found.setdefault(letter, []).append(character)
    return tuple([(letter, "".join(found[letter])) for letter in sorted(found)])


def _bits(text: str) -> int:
    return reduce(or_, [_BITS.get(each) or _bit(each) for each in _table()[""].intersection(text)], 0)


_BITS: Final[dict[str, int]] = {}
_NUMBERS: Final = count()


def _bit(character: str) -> int:
    return _BITS.setdefault(character, 1 << next(_NUMBERS))


@lru_cache(maxsize=1 << 13)
def _readings(character: str) -> tuple[str, ...]:
    """The letters that the pinyin of a character may begin with."""
    return tuple([letter for letter, characters in _table().items() if letter and character in characters])


@lru_cache(maxsize=1)
def _table() -> dict[str, frozenset[str]]:
    """The characters of each letter, and under no letter all of them."""
    lines = (bundled("pinyin") / "initials.txt").read_text("utf-8").splitlines()
    found = {
        letter: frozenset(rest) for letter, rest in (each.split(" ") for each in lines if not each.startswith("#"))
    }
    return {"": frozenset().union(*found.values()), **found}
