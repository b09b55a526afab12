"""The levels of a row (公开层级)."""

from __future__ import annotations

from typing import Final

from gapub.model.cells.common import unknown
from gapub.model.cells.parsing import AMONG, LONGEST, compiled, is_unknown, one_of, words
from gapub.model.parsed import Known, Parsed, Typed
from gapub.model.shape import Either, Many, Scalar
from gapub.model.text import LEVELS_CALLED

_COUNTED: Final = r"(.+?)([一二两三四])级"
_NUMERALS: Final = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4}


def parse(text: str, known: Known) -> Parsed[tuple[str, ...]]:  # noqa: ARG001  # levels have no registry
    """The levels that a cell names or ticks; None where nobody knows them."""
    if is_unknown(text):
        return Parsed(None)
    counted = compiled(_COUNTED).fullmatch(text.strip()) if len(text) <= LONGEST else None
    if counted:  # 县、乡、村三级
        named = words(counted[1], LEVEL, AMONG)
        if named.is_whole and named.value and len(named.value) == _NUMERALS[counted[2]]:
            return named
    return words(text, LEVEL, AMONG)


def one_level_of(*words: str) -> Scalar:
    """One of these levels, which people call by their names."""
    return Scalar(words=words, called={each: LEVELS_CALLED[each] for each in words})


LEVEL = one_level_of("city", "county", "township", "village")
LEVEL_LIST = Many(LEVEL, typed=Typed(parse, list, pattern=one_of(LEVEL)))
LEVELS = Either(text=unknown(None), sequence=LEVEL_LIST)
