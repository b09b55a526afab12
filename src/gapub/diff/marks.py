"""Where two wordings differ, character by character, in pieces that a person can read.

Chinese has no spaces, so characters are compared; equal runs too short to mean anything between two changes go with them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Final, NamedTuple

SHORTEST: Final = 2
"""How many equal characters between two changes stand for themselves."""
_WHOLE: Final = re.compile(r"[0-9]+|[A-Za-z]+|.", re.DOTALL)
"""What is equal or not as a whole: a number, a Latin word, any other character."""


class Piece(NamedTuple):
    """A piece of a wording; `changed` if the other side does not have it."""

    text: str
    changed: bool


Pieces = tuple[Piece, ...]


def characters(was: str, now: str) -> tuple[Pieces, Pieces]:
    """Both wordings in pieces."""
    runs = _runs(was, now)
    old = tuple(Piece(before, not equal) for equal, before, _ in runs if before)
    new = tuple(Piece(after, not equal) for equal, _, after in runs if after)
    return old, new


def lines(was: Sequence[str], now: Sequence[str]) -> tuple[tuple[Pieces, ...], tuple[Pieces, ...]]:
    """Both lists, an entry each in pieces; an entry that another took the place of is compared with that."""
    old, new = list[Pieces](), list[Pieces]()
    for tag, i, j, k, n in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if tag == "replace" and j - i == n - k:
            for one, other in zip(was[i:j], now[k:n], strict=True):
                before, after = characters(one, other)
                old.append(before)
                new.append(after)
        else:
            old += [(Piece(each, tag != "equal"),) for each in was[i:j]]
            new += [(Piece(each, tag != "equal"),) for each in now[k:n]]
    return tuple(old), tuple(new)


def _runs(was: str, now: str) -> list[tuple[bool, str, str]]:
    """Equal and changed runs in turn; an equal run that is too short to stand between two changes is part of them."""
    old, new = _WHOLE.findall(was), _WHOLE.findall(now)
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    runs: list[tuple[bool, str, str]] = []
    for at, (tag, i, j, k, n) in enumerate(codes):
        before, after = "".join(old[i:j]), "".join(new[k:n])
        inside = 0 < at < len(codes) - 1
        equal = tag == "equal" and not (inside and len(before) < SHORTEST)
        if runs and not equal and not runs[-1][0]:
            runs[-1] = (False, runs[-1][1] + before, runs[-1][2] + after)
        else:
            runs.append((equal, before, after))
    return runs
