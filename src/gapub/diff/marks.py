"""Where two wordings differ, character by character, in pieces that a person can read.

Chinese has no spaces, so characters are compared; equal runs too short to mean anything between two changes go with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Final, NamedTuple

SHORTEST: Final = 2
"""How many equal characters between two changes stand for themselves."""


class Piece(NamedTuple):
    """A piece of a wording; `changed` if the other side does not have it."""

    text: str
    changed: bool


Pieces = tuple[Piece, ...]


def characters(was: str, now: str) -> tuple[Pieces, Pieces]:
    """Both wordings in pieces."""
    old, new = list[Piece](), list[Piece]()
    for equal, i, j, k, n in _runs(was, now):
        _append(old, was[i:j], changed=not equal)
        _append(new, now[k:n], changed=not equal)
    return tuple(old), tuple(new)


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


def _runs(was: str, now: str) -> list[tuple[bool, int, int, int, int]]:
    """Equal and changed runs in turn; an equal run that is too short to stand between two changes is part of them."""
    codes = SequenceMatcher(None, was, now, autojunk=False).get_opcodes()
    runs: list[tuple[bool, int, int, int, int]] = []
    for at, (tag, i, j, k, n) in enumerate(codes):
        inside = 0 < at < len(codes) - 1
        equal = tag == "equal" and not (inside and j - i < SHORTEST)
        if runs and not equal and not runs[-1][0]:
            runs[-1] = (False, runs[-1][1], j, runs[-1][3], n)
        else:
            runs.append((equal, i, j, k, n))
    return runs


def _append(pieces: list[Piece], text: str, *, changed: bool) -> None:
    if text:
        pieces.append(Piece(text, changed))
