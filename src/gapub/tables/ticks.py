"""Ticks and boxes: what a cell to be ticked says, and the boxes that a lost font left as letters.

A tick is often a letter in the font Wingdings or Wingdings 2. Where a file names the font (`Cell.font`), the letter says what
the font draws. Where the font is lost, the letter stays: `R政府网站 £政府公报` is a ticked and an empty box. One letter alone
proves nothing, and read the other way round it turns the meaning; so a letter decides only where the columns of the field, or
the cell, show a ticked and an empty one of the same font. The same holds for characters of the private use area.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from gapub.model.cells.parsing import LONGEST, OPEN, TICKED, UNCLEAR
from gapub.model.pattern import pattern
from gapub.tables.grid import Cell
from gapub.tables.row import State


def _public(chars: str) -> str:
    return "".join(char for char in chars if not "\ue000" <= char <= "\uf8ff")


_T: Final = _public(TICKED) + "●◉✅"
_TICKS: Final = frozenset(_T)
_O: Final = _public(OPEN) + "○◯◻"
_FONTS: Final = {
    "wingdings": ("\xfc\xfen", "\xa8oq"),
    "wingdings2": ("RP", "\xa3*"),
}
"""What is ticked in each font, and what is an empty box, by the letter in its place."""
_LOST: Final = (("\xfc\xfe", "\xa8o"), ("RP", "\xa3"))
"""Those among them that tables are known to have without their font."""
_LETTERS: Final = "".join(ticked + empty for ticked, empty in _LOST)
_WORD: Final = "[A-Za-z0-9/&.:@_-]"
"""What a letter stands beside in a word or an address, where it is no box."""
_ALONE: Final = rf"(?:(?<!{_WORD})[{_LETTERS}](?!{_WORD})|[\uf000-\uf0ff])"
_SHOWN: Final = pattern(_ALONE)
_DOUBTFUL: Final = pattern(rf"{_ALONE}|(?<!{_WORD})t(?=[\u3400-\u9fff])|[▄▲\ue000-\uf8ff]")
_WORDS: Final[dict[str, State]] = {"是": "ticked", "否": "open", "口": "open"}
BOXES: Final[Mapping[str, str]] = MappingProxyType({"ticked": "■", "open": "□"})
_NOTHING: Final = frozenset("×✗✘✕XxΧ/／\\-－–—―_无")
"""What stands for no tick where its field has ticks elsewhere."""
_SIGN: Final = rf"[{_T}{_O}{UNCLEAR}{_LETTERS}\uf000-\uf0ff]"
_LEADING: Final = pattern(rf"({_SIGN}(?:\s*{_SIGN})*)\s*((?!{_WORD}).+)", re.DOTALL)
_TRAILING: Final = pattern(rf"(.*(?!{_WORD})\S)\s*({_SIGN}(?:\s*{_SIGN})*)", re.DOTALL)
_CERTAIN: Final = pattern(rf"[{_T}{_O}{UNCLEAR}]")
_ANY: Final = pattern(rf"(?:{_SIGN}|\s)+")


class Marks:
    """What the marks of a field mean, found out from all its cells in a table.

    `sense` is equal for marks that mean the same.
    """

    def __init__(self, cells: Iterable[Cell]) -> None:
        """What the marks of these cells mean."""
        seen, self._ticks = set[str](), False
        for text, font in {(cell.text, cell.font) for cell in cells}:  # most say what others say
            has_tick, letters = _signs(text)
            self._ticks |= has_tick
            if not font:
                seen |= letters
        self._decided = _decided(seen)
        self._ticks |= "ticked" in self._decided.values()
        self.sense: Final = self._ticks, frozenset(self._decided.items())

    def tick(self, text: str, font: str) -> tuple[State, str]:
        """The state of a cell in a column to be ticked, and the words beside its tick."""
        text = _bare(text)
        if not text:
            return "", ""
        if text in _WORDS:
            return _WORDS[text], ""
        if _ANY.fullmatch(text):
            state = self._state(text, font)
            return state, text if state == "unsure" else ""
        if len(text) > LONGEST:
            return "", text
        if set(text) <= _NOTHING:
            return ("open", "") if self._ticks else ("unsure", text)
        for form, run, words in ((_LEADING, 1, 2), (_TRAILING, 2, 1)):
            if (found := form.fullmatch(text)) and not _CERTAIN.search(found[words]):
                state = self._state(found[run], font)
                return state, text if state == "unsure" else found[words].strip()
        if _CERTAIN.search(text):
            return "", text  # boxes of several things: the parser of the cell reads them
        odd = len(set(text)) == 1 and not re.match(r"[\u3400-\u9fff0-9]", text)
        return "unsure" if odd else "", text

    def boxes(self, text: str, font: str) -> tuple[State, str]:
        """The text of a cell with a box in place of each letter or character of a font that stands for one."""
        if not _DOUBTFUL.search(text):
            return "", text
        own = {_letter(each[0]) for each in _SHOWN.finditer(text)}
        decided, drawn = self._decided | _decided(own), _of_font(font)

        def box(found: re.Match[str]) -> str:
            # The font is that of the symbol, not of the letters beside it.
            letter = _letter(found[0])
            state = drawn.get(letter) if letter != found[0] and drawn else decided.get(letter)
            return BOXES.get(state or "", found[0])

        text = _SHOWN.sub(box, text)
        return ("unsure" if _DOUBTFUL.search(text) else ""), text

    def _state(self, run: str, font: str) -> State:
        """The state that a run of marks says: 「□√」 is a box with its tick, 「√□」 nobody knows."""
        known = self._decided | _of_font(font)
        letters = ""
        for char in run:
            if char in _T or char in _O:
                letters += "t" if char in _T else "o"
            elif not char.isspace():
                state = known.get(_letter(char))
                letters += {"ticked": "t", "open": "o"}.get(state or "", "u")
        if re.fullmatch("t+|o+t+", letters):
            return "ticked"
        return "open" if re.fullmatch("o+", letters) else "unsure"


@lru_cache(maxsize=1 << 12)  # tables of a document say the same
def _signs(text: str) -> tuple[bool, frozenset[str]]:
    """Whether a cell has a tick, and the letters in it that may be boxes of a lost font."""
    text = _bare(text)
    return text == "是" or not _TICKS.isdisjoint(text), frozenset(_letter(each[0]) for each in _SHOWN.finditer(text))


def _bare(text: str) -> str:
    return text.strip("※\u200b\ufeff \t\r\n\xa0\u3000")


def _letter(char: str) -> str:
    """The letter in whose place a font has a character of the private use area."""
    return chr(ord(char) - 0xF000) if "\uf000" <= char <= "\uf0ff" else char


def _decided(seen: set[str]) -> dict[str, State]:
    states: dict[str, State] = {}
    for ticked, empty in _LOST:
        if seen & set(ticked) and seen & set(empty):
            states |= _states(ticked, empty)
    return states


def _of_font(font: str) -> dict[str, State]:
    return _states(*_FONTS.get("".join(font.split()).casefold(), ("", "")))


def _states(ticked: str, empty: str) -> dict[str, State]:
    states: dict[str, State] = dict.fromkeys(ticked, "ticked")
    return states | dict.fromkeys(empty, "open")
