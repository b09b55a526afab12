"""The levels of a row (公开层级)."""

from __future__ import annotations

from gapub.model.cells.common import unknown
from gapub.model.shape import Either, Many, Scalar
from gapub.model.text import LEVELS_CALLED


def one_level_of(*words: str) -> Scalar:
    """One of these levels, which people call by their names."""
    return Scalar(words=words, called={each: LEVELS_CALLED[each] for each in words})


LEVEL = one_level_of("city", "county", "township", "village")
LEVELS = Either(text=unknown(None), sequence=Many(LEVEL))
