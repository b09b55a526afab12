"""A text of any encoding to its lines, piece by piece, so that no second copy of a large file is ever in memory.

UTF-8, GB 18030 or what a mark at the start says. Lists that were put together from several have lines of both: those are read line
by line, and it is said.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from functools import partial
from io import BytesIO, TextIOWrapper
from itertools import chain
from typing import Final

from gapub.tables.encoding import NAMES, marked

_PIECE: Final = 2**20
_HEAD: Final = 4096
"""Bytes of the start by which UTF-16 without its mark is known."""
_LOST: Final = "\ufffd"
_WIDE: Final = bytes(range(0x80, 0x100))
_MOSTLY: Final = 10
"""A line in which at most one in so many bytes outside of ASCII is lost is UTF-8."""
_TELLING: Final = 3
"""Characters outside of ASCII from which on a line that is UTF-8 is so by no accident."""


class Source:
    """The bytes of a text, and how they are read: `encoding` is empty where that is told line by line.

    Then, once all lines were read, the last time that reading began, `others` counts those that are not UTF-8, and `first` is the
    first of these. `is_sound` says whether no character is lost.
    """

    def __init__(self, data: bytes) -> None:
        """Find out how these bytes are read."""
        self.data = data
        self.encoding = _encoding(data)
        self.others = self.first = 0
        self.is_sound = self.encoding in ("", *NAMES) or _fits(data, self.encoding)

    def lines(self) -> Iterator[str]:
        """The lines, each with its end: LF, CR LF or CR; of a text of two encodings those that LF ends."""
        lines = iter(self._stream()) if self.encoding else self._mixed()
        first = next(lines, "")
        return chain((first.removeprefix("\ufeff"),), lines)

    def pieces(self) -> Iterator[str]:
        """The text in pieces of about a million characters."""
        pieces = self._gathered() if not self.encoding else iter(partial(self._stream().read, _PIECE), "")
        yield next(pieces, "").removeprefix("\ufeff")
        yield from pieces

    def _gathered(self) -> Iterator[str]:
        lines, size = list[str](), 0
        for line in self._mixed():
            lines.append(line)
            size += len(line)
            if size >= _PIECE:
                yield "".join(lines)
                lines, size = [], 0
        yield "".join(lines)

    def _stream(self) -> TextIOWrapper:
        return TextIOWrapper(BytesIO(self.data), self.encoding, "replace", newline="")

    def _mixed(self) -> Iterator[str]:
        self.others = self.first = 0
        self.is_sound = True
        for number, line in enumerate(BytesIO(self.data), 1):
            try:
                yield line.decode()
                continue
            except UnicodeDecodeError:
                pass
            text = line.decode(errors="replace")
            if text.count(_LOST) * _MOSTLY > len(line) - len(line.translate(None, _WIDE)):  # it is no UTF-8 with a slip
                self.others += 1
                self.first = self.first or number
                text = line.decode("gb18030", "replace")
            self.is_sound &= _LOST not in text
            yield text


def _encoding(data: bytes) -> str:
    """By which encoding the whole is read; empty where its lines have several."""
    if name := marked(data):
        return name
    utf, gb = NAMES
    zeros = [data[start:_HEAD:2].count(0) / (min(len(data), _HEAD) / 2) for start in (0, 1)]
    is_utf = _fits(data, utf)
    if max(zeros) > (0.9 if is_utf else 1 / 16) and min(zeros) * 4 < max(zeros):
        return "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"  # without its mark: each second byte of ASCII is 0
    if is_utf:
        return utf
    return "" if any(map(_is_telling, BytesIO(data))) or not _fits(data, gb) else gb


def _fits(data: bytes, name: str) -> bool:
    decoder = codecs.getincrementaldecoder(name)()
    view = memoryview(data)
    try:
        for start in range(0, len(data), _PIECE):
            decoder.decode(view[start : start + _PIECE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _is_telling(line: bytes) -> bool:
    if line.isascii():
        return False
    try:
        return len(line) - len(line.decode()) >= 2 * _TELLING  # they take three bytes each
    except UnicodeDecodeError:
        return False
