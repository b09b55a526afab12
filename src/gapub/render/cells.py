"""A text cell of a printed table: lines, each with its language."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import NamedTuple, TypeAlias

from gapub.diagnostics import Text

__all__ = ["Cell", "Line", "Say", "speaker"]


class Line(NamedTuple):
    """A line of a cell and its language (`zh` or `en`)."""

    text: str
    lang: str


Cell: TypeAlias = tuple[Line, ...]
Say: TypeAlias = Callable[[Text], Cell]


def speaker(lang: str) -> Say:
    """A function that turns a bilingual text into the lines of a cell in `lang`."""
    wanted = ("zh", "en") if lang == "zh-en" else (lang,)

    @cache
    def say(text: Text) -> Cell:
        lines = tuple(Line(getattr(text, code), code) for code in wanted if getattr(text, code))
        return lines or (Line(text.zh, "zh"),)

    return say
