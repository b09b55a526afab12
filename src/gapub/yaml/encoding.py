"""Bytes to text: UTF-8, with a byte order mark or without, and what other bytes most likely are.

Notepad of Windows 7, and of 10 up to 2019, writes the mark with every file that it saves as UTF-8, so the mark is no fault.
It saves as GBK what is saved as “ANSI”.
"""

from __future__ import annotations

from typing import Final

from gapub.diagnostics import Diagnostic
from gapub.yaml.faults import fault, spot_at
from gapub.yaml.tree import Spot

__all__ = ["MARK", "UndecodableError", "decoded", "with_lf"]

MARK: Final = "\ufeff"
"""The byte order mark, as a character."""

_OTHERS: Final = {
    b"\xff\xfe\x00\x00": "UTF-32",
    b"\x00\x00\xfe\xff": "UTF-32",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}
_DOCUMENTS: Final = {b"PK\x03\x04": "zip", b"\xd0\xcf\x11\xe0": "ole", b"%PDF-": "pdf"}
_UNSPELT: Final = "\ufffd"


class UndecodableError(ValueError):
    """The bytes are no UTF-8: what they are instead (`kind`), where that shows, and the word for the message."""

    def __init__(self, kind: str, spot: Spot, word: str) -> None:
        """Hold what `faults.fault` makes a finding of."""
        super().__init__(kind, spot, word)
        self.kind = kind
        self.spot = spot
        self.word = word

    def finding(self, file: str) -> Diagnostic:
        """The finding about a file."""
        return fault(self.kind, file, self.spot, self.word)


def decoded(data: bytes) -> str:
    """The text of a file, without a byte order mark at its start. Raises UndecodableError for what is not UTF-8."""
    for signature, kind in _DOCUMENTS.items():
        if data.startswith(signature):
            raise UndecodableError(f"yaml-not-utf8:{kind}", (1, 1), "")
    if encoding := _other_encoding(data):
        raise UndecodableError("yaml-encoding", (1, 1), encoding)
    try:
        return data.decode("utf-8").removeprefix(MARK)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8").removeprefix(MARK)
        if _is_gbk(data):
            start = next(i for i, byte in enumerate(data) if byte > 0x7F)  # its first bytes may look like UTF-8
            before = data[:start].decode("ascii")
            raise UndecodableError("yaml-not-utf8:gbk", spot_at(before, len(before)), "GBK") from error
        byte = f"0x{data[error.start]:02X}"
        raise UndecodableError("yaml-not-utf8", spot_at(before, len(before)), byte) from error


def with_lf(data: bytes) -> bytes:
    """The bytes of a text with LF at the end of each line, whatever ends it: CR LF, CR or LF."""
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def _other_encoding(data: bytes) -> str:
    """The name of the encoding when these bytes are UTF-16 or UTF-32, with a byte order mark or without."""
    for mark, name in _OTHERS.items():
        if data.startswith(mark):
            return name
    if len(data) >= 4 and not len(data) % 2:
        zeros = tuple(byte == 0 for byte in data[:4])
        if zeros in ((True, False, True, False), (False, True, False, True)):
            return "UTF-16"
        if zeros in ((True, True, True, False), (False, True, True, True)):
            return "UTF-32"
    return ""


def _is_gbk(data: bytes) -> bool:
    """Whether bytes are GBK, or GB18030, rather than damaged UTF-8.

    They decode to characters of which three in four are in common use (GB 2312 has them), and hardly a Chinese one comes
    out when they are read as UTF-8, as of a damaged file most do.
    """
    try:
        wide = [char for char in data.decode("gb18030") if char > "\x7f"]
    except UnicodeDecodeError:
        return False
    common = sum(len(char.encode("gb2312", "ignore")) == 2 for char in wide)
    misread = data.decode("utf-8", "replace")
    chinese = sum("\u4e00" <= char <= "\u9fff" for char in misread)
    return 4 * common >= 3 * len(wide) and 10 * chinese <= misread.count(_UNSPELT)
