"""Bytes to text, whatever a file says of its encoding: what it says is often wrong, and what it is shows.

UTF-8 strictly, else GB 18030 strictly, else what charset-normalizer finds. A mark of UTF-16 or UTF-32 at the start decides.
"""

from __future__ import annotations

import codecs
from typing import Final

_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
NAMES: Final = ("utf-8", "gb18030")
"""What is tried, in this order."""
_SAMPLE: Final = 2**15
"""Bytes from which an encoding is guessed: it takes long."""


def decode(data: bytes) -> str:
    """The text, its lines ended by LF, without a byte order mark; what no encoding explains becomes U+FFFD."""
    return _decode(data).removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _decode(data: bytes) -> str:
    if name := marked(data):
        return data.decode(name, "replace")
    for name in NAMES:
        try:
            return data.decode(name)
        except UnicodeDecodeError:
            pass
    return data.decode(_guessed(data[:_SAMPLE]) or "gb18030", "replace")


def marked(data: bytes) -> str:
    """The encoding that a byte order mark at the start decides; empty without one. That of UTF-8 decides nothing."""
    return next((name for mark, name in _MARKS if data.startswith(mark)), "")


def _guessed(data: bytes) -> str:
    """What charset-normalizer makes of it; nothing without that package, or where it names what Python has not."""
    try:
        from charset_normalizer import from_bytes

        best = from_bytes(data).best()
        return codecs.lookup(best.encoding).name if best else ""
    except (ImportError, LookupError):
        return ""
