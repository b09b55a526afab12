"""Text that nobody has checked, made fit for a file: characters that cannot be carried, addresses, and how wide it is."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_UNSAFE: Final = re.compile("\r\n?|[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def _picture(match: re.Match[str]) -> str:
    """What stands for a character that XML cannot carry: U+2400 and on are pictures of the control characters."""
    char = match[0]
    if char[0] == "\r":
        return "\n"
    return "\u2421" if char == "\x7f" else chr(0x2400 + ord(char)) if char < " " else "\ufffd"


@lru_cache(maxsize=1 << 14)
def clean(text: str) -> str:
    """The text as XML can carry it: line ends as LF, control characters as their pictures (␇), the rest as U+FFFD."""
    return _UNSAFE.sub(_picture, text)


_DIRECTION: Final = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")


def undirected(text: str) -> str:
    """The text without marks of writing direction, which would reorder a line for the eye."""
    return _DIRECTION.sub("", text)


_WEB: Final = re.compile(r"https?://[^\x00-\x20\x7f\ud800-\udfff\ufffe\uffff]+")


def is_web(address: str) -> bool:
    """True for an http or https address, which a link may lead to; nothing else may."""
    return bool(_WEB.fullmatch(address))


@lru_cache(maxsize=1 << 14)
def columns(text: str) -> int:
    """The width of a text in half characters, as 宋体 draws it."""
    return len(text) if text.isascii() else len(text.encode("gb18030", "replace"))
