"""Characters that a file format cannot carry, and what stands for them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

__all__ = ["clean"]

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
