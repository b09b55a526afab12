"""A text cell of a printed table: lines, each with its language."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from gapub.diagnostics import Text

__all__ = ["Cell", "Line", "Say", "Speaker", "speaker"]


class Line(NamedTuple):
    """A line of a cell and its language (`zh` or `en`)."""

    text: str
    lang: str


Cell: TypeAlias = tuple[Line, ...]
Say: TypeAlias = Callable[[Text], Cell]


class Speaker:
    """Turns bilingual texts into the lines of cells in one language or both, and remembers what it has said."""

    def __init__(self, lang: str) -> None:
        """A speaker of `zh`, `en`, or `zh-en`."""
        self._wanted = ("zh", "en") if lang == "zh-en" else (lang,)
        self._cells: dict[Text, Cell] = {}

    def __call__(self, text: Text) -> Cell:
        """The cell; a text without words in the language wanted is said in Chinese."""
        if text not in self._cells:
            lines = tuple(Line(getattr(text, code), code) for code in self._wanted if getattr(text, code))
            self._cells[text] = lines or (Line(text.zh, "zh"),)
        return self._cells[text]

    @property
    def said(self) -> tuple[Text, ...]:
        """The texts said so far, each once, in the order of their first time."""
        return tuple(self._cells)


def speaker(lang: str) -> Speaker:
    """A speaker of `zh`, `en`, or `zh-en` (Chinese with English below)."""
    return Speaker(lang)
