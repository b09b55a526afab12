"""Symbol fonts: what a letter in one of them draws is not what Unicode says, so it is kept as a private-use character."""

from __future__ import annotations

import re
from typing import Final

_NAME: Final = re.compile(r"(wingdings\s*[23]?|webdings|marlett|symbol|zapf\s*dingbats)\b", re.I)
_CANONICAL: Final = {
    "wingdings": "Wingdings", "wingdings2": "Wingdings 2", "wingdings3": "Wingdings 3", "webdings": "Webdings",
    "marlett": "Marlett", "symbol": "Symbol", "zapfdingbats": "Zapf Dingbats",
}  # fmt: skip
LIKELY: Final = re.compile(rb"wingdings|webdings|marlett|\bsymbol\b|dingbats", re.I)
"""In the bytes of a part: whether it is worth a look."""


def symbol_font(families: str) -> str:
    """The symbol font that a list of font families starts with, by its usual name, or nothing."""
    found = _NAME.match(families.split(",")[0].strip(" '\""))
    return _CANONICAL["".join(found[1].lower().split())] if found else ""


def symbols(text: str) -> str:
    """A text in a symbol font: each character that such a font has, at U+F000 and its code; blanks and others stay."""
    return "".join(map(_symbol, text))


def _symbol(char: str) -> str:
    if char.isspace() or char > "\u2122":
        return char
    try:
        return chr(0xF000 + char.encode("cp1252")[0])  # Word and Excel write the codes as letters of Windows
    except UnicodeEncodeError:
        return chr(0xF000 + ord(char)) if char <= "\xff" else char
