"""A text cell of a printed table: lines, each with its language."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Final, NamedTuple, TypeAlias

from gapub.diagnostics import Text


class Line(NamedTuple):
    """A line of a cell and its language (`zh` or `en`)."""

    text: str
    lang: str


COMMA: Final = Text("、", ", ")
"""What stands between names."""
COLON: Final = Text("：", ": ")
GAP: Final = Text("\u3000", "\u2003")
"""What stands between two texts on a line: an ideographic space, or an em space where all is English."""


Cell: TypeAlias = tuple[Line, ...]
Say: TypeAlias = Callable[[Text], Cell]


class Localizer:
    """Turns bilingual texts into the lines of cells in one language or both, and remembers which they were."""

    def __init__(self, lang: str) -> None:
        """For `zh`, `en`, or `zh-en` (Chinese with English below)."""
        self._wanted = ("zh", "en") if lang == "zh-en" else (lang,)
        self._cells: dict[Text, Cell] = {}

    def __call__(self, text: Text) -> Cell:
        """The cell; a text without words in the language wanted stays Chinese, and stands once where both are the same."""
        if text not in self._cells:
            alone = text.zh == text.en and not text.zh.isascii()
            wanted = () if alone else self._wanted
            lines = tuple(Line(getattr(text, code), code) for code in wanted if getattr(text, code))
            self._cells[text] = lines or (Line(text.zh, "zh"),)
        return self._cells[text]

    @property
    def texts(self) -> tuple[Text, ...]:
        """The texts so far, each once, in the order of their first time."""
        return tuple(self._cells)


localizer = cache(Localizer)
"""The one localizer of a language, for those who do not ask which texts there were."""


def bare(text: str) -> Cell:
    """A text that is the same in every language."""
    return (Line(text, "zh"),)
