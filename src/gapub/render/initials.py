"""Pinyin initials: the letters by which a Chinese character can be typed when only the first letter of a word is known."""

from __future__ import annotations

from functools import cache

from gapub.sources.bundle import bundled


def initials(text: str) -> dict[str, str]:
    """For each letter the characters of `text` whose pinyin begins with it, in the order of their code points.

    A character of several readings (重: zhong, chong) is under each; one that the table lacks is under none.
    """
    there = set(text)
    found = {letter: "".join(c for c in characters if c in there) for letter, characters in _table().items()}
    return {letter: characters for letter, characters in found.items() if characters}


@cache
def _table() -> dict[str, str]:
    lines = (bundled("pinyin") / "initials.txt").read_text("utf-8").splitlines()
    return dict(line.split(" ") for line in lines if not line.startswith("#"))
