"""A text cell of a printed table: lines, each with its language."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from itertools import chain
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


@lru_cache(maxsize=1 << 12)
def _localized(lang: str, text: Text) -> Cell:
    wanted = ("zh", "en") if lang == "zh-en" else (lang,)
    alone = text.zh == text.en and not text.zh.isascii()
    lines = () if alone else tuple([Line(words, code) for code in wanted if (words := getattr(text, code))])
    return lines or (Line(text.zh, "zh"),)


@lru_cache(maxsize=4)
def localizer(lang: str) -> Say:
    """What turns a bilingual text into the lines of a cell in `zh`, `en`, or `zh-en` (Chinese with English below).

    A text without words in the language wanted stays Chinese, and stands once where both are the same.
    """
    return partial(_localized, lang)


class Localizer:
    """The localizer of a language that remembers which texts it was given."""

    def __init__(self, lang: str) -> None:
        """For `zh`, `en`, or `zh-en`."""
        self.lang = lang
        self._say = localizer(lang)
        self._texts: dict[int, tuple[Text, ...]] = {}

    def __call__(self, text: Text) -> Cell:
        """The cell of a text."""
        self._texts[id(text)] = (text,)
        return self._say(text)

    def note(self, texts: tuple[Text, ...]) -> None:
        """Remember texts of which another one made the cells."""
        self._texts[id(texts)] = texts

    @property
    def texts(self) -> tuple[Text, ...]:
        """The texts so far, each once, in the order of their first time."""
        return tuple(dict.fromkeys(chain.from_iterable(self._texts.values())))


def bare(text: str) -> Cell:
    """A text that is the same in every language."""
    return (Line(text, "zh"),)
