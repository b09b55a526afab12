"""Regular expressions that are compiled when they are first asked for.

A class of Chinese characters takes a fifth of a millisecond to compile, and most runs need few of the patterns of the modules
that they import.
"""

from __future__ import annotations

import re
from typing import Any, Final, cast

_METHODS: Final = ("search", "match", "fullmatch", "finditer", "findall", "sub", "split", "pattern")


class _Waiting:
    """Stands for a pattern; what it has is its own once it was asked for, so that later calls cost nothing more."""

    def __init__(self, text: str, flags: int) -> None:
        self._given = text, flags

    def __getattr__(self, name: str) -> Any:
        if name not in _METHODS:
            raise AttributeError(name)
        made = re.compile(*self._given)
        for each in _METHODS:
            setattr(self, each, getattr(made, each))
        return getattr(made, name)


def pattern(text: str, flags: int = 0) -> re.Pattern[str]:
    """The pattern of a text. What is wrong with the text is found at the first use, not here."""
    return cast(re.Pattern[str], _Waiting(text, flags))
