"""Whether two names of offices are one: 县财政局, 财政局 and 庄河市财政局 are, in 庄河市."""

from __future__ import annotations

import re
from typing import Final

from gapub.publication.bindings import plain

_MARKS: Final = re.compile(r"[、,;/|]+")
_LEVEL: Final = re.compile(r"^(本级|本?[省市县区旗镇乡村]级?)(?=..)")
_LAST: Final = re.compile(r"(自治)?[省市县区旗镇乡村]$")


def offices(text: str) -> list[str]:
    """The offices that a text names."""
    return [each for each in _MARKS.split(plain(text)) if each]


def same_office(one: str, other: str, division: str = "") -> bool:
    """Whether two names are those of one office of a division, or the one is a unit of the other (财政局预算科)."""
    ours, theirs = _names(one, division), _names(other, division)
    return any(a == b or _within(a, b) or _short(a, b) or _short(b, a) for a in ours for b in theirs)


def _names(office: str, division: str) -> set[str]:
    """What an office may be called without its place."""
    name = plain(office)
    place = plain(division)
    for each in (place, _LAST.sub("", place)):
        if len(each) > 1 and each in name[: len(name) - 2]:
            name = name.rpartition(each)[2] or name
            break
    return {name, _LEVEL.sub("", name)}


def _within(office: str, unit: str) -> bool:
    """Whether a name is that of a unit of the office."""
    return len(office) > 2 and unit.startswith(office)


def _short(short: str, long: str) -> bool:
    """Whether a name is a short form of the other: 发改局 of 发展和改革局."""
    if not 3 <= len(short) < len(long) or short[0] != long[0] or short[-1] != long[-1]:
        return False
    rest = iter(long)
    return all(char in rest for char in short)
