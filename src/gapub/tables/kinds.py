"""The formats that can be read, and which of them a file is: by what it holds; the suffix only says what sort of text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from gapub.diagnostics import Text
from gapub.tables.content import Content
from gapub.tables.encoding import decode
from gapub.tables.faults import UnreadableError

SUFFIXES: Final[Mapping[str, tuple[str, ...]]] = {
    "xlsx": (".xlsx", ".xlsm", ".xltx"),
    "xls": (".xls", ".et", ".xlt", ".ett"),
    "ods": (".ods",),
    "docx": (".docx", ".docm", ".dotx"),
    "html": (".html", ".htm", ".shtml", ".xhtml"),
    "pdf": (".pdf",),
    "csv": (".csv", ".tsv", ".tab", ".txt"),
    "md": (".md", ".markdown", ".txt"),
    "json": (".json", ".jsonl"),
    "text": (".txt", ".text"),
}
TITLES: Final[Mapping[str, Text]] = {
    "xlsx": Text(" Excel 工作簿（.xlsx）", "an Excel workbook (.xlsx)"),
    "xls": Text("旧版 Excel 或 WPS 表格（.xls、.et）", "a workbook of an old Excel or WPS (.xls, .et)"),
    "ods": Text(" OpenDocument 表格（.ods）", "an OpenDocument spreadsheet (.ods)"),
    "docx": Text(" Word 文档（.docx）", "a Word document (.docx)"),
    "html": Text("网页", "a web page"),
    "pdf": Text(" PDF", "a PDF"),
    "csv": Text("分隔的文本", "delimited text"),
    "md": Text(" Markdown", "Markdown"),
    "json": Text(" JSON", "JSON"),
    "text": Text("文本", "text"),
}


def _delimited(data: bytes) -> Content:
    from gapub.tables import csv

    return csv.read(decode(data))


def _markdown(data: bytes) -> Content:
    from gapub.tables import md

    return md.read(decode(data))


def _words(data: bytes) -> Content:
    return Content((), decode(data))


TEXTS: Final[Mapping[str, Callable[[bytes], Content]]] = {
    "csv": _delimited,
    "md": _markdown,
    "json": _words,
    "text": _words,
}
"""The kinds that are read without a library: nothing in them can lead astray."""

MOST: Final = 16 * 2**20
"""Bytes of a text or a page: they take several times as much in memory."""
_ARCHIVE: Final = re.compile(
    rb"\s*(?:[A-Za-z-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,20}?Content-Type:\s*multipart/related\b", re.I
)
"""The head of a page that was saved in one file with its pictures, as a mail is."""
_TAGS: Final = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|tr|td|div|meta)\b", re.I)


def kind_of(data: bytes, suffix: str) -> str:
    """The kind of a file. Raises UnreadableError where it is none, or one that has to be saved anew first."""
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise UnreadableError("empty")
    if data.startswith(b"PK"):
        return _zipped(data)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _ole(data)
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.lstrip().startswith(b"{\\rtf"):
        raise UnreadableError("rtf")
    head = data[: 2**16]
    if _ARCHIVE.match(head):
        raise UnreadableError("web-archive")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = decode(head).encode("utf-8", "replace")
    if b"\0" in head:
        raise UnreadableError("unknown")
    return _text(head.removeprefix(b"\xef\xbb\xbf").lstrip(), suffix, data)


def _text(head: bytes, suffix: str, data: bytes) -> str:
    if len(data) > MOST:
        raise UnreadableError("large")
    if head.startswith(b"<?xml") and not _TAGS.search(head[:4096]):
        raise UnreadableError("xml")
    if suffix in SUFFIXES["html"] or (head.startswith(b"<") and _TAGS.search(head)):
        return "html"
    if suffix in (".json", ".jsonl"):
        return "json"
    if suffix in (".md", ".markdown"):
        return "md"
    if suffix in (".csv", ".tsv", ".tab"):
        return "csv"
    from gapub.tables import csv, md

    text = decode(data)
    if md.has_table(text):
        return "md"
    return "csv" if csv.sniff(text) else "text"


def _zipped(data: bytes) -> str:
    """By the names in the directory at the end of an archive, which may have millions: that is all that is looked at here."""
    end = data.rfind(b"PK\5\6", -(2**16 + 22))  # behind it at most a comment
    size = int.from_bytes(data[end + 12 : end + 16], "little")
    directory = data[max(end - size - _ZIP64, 0) : end]
    if end < 0 or (size and b"PK\1\2" not in directory):
        raise UnreadableError("damaged")
    for kind, name in _NAMES.items():
        if re.search(b"PK\1\2.{42}" + name, directory, re.DOTALL):
            return kind
    raise UnreadableError("unknown")


_ZIP64: Final = 76
"""Bytes between the directory of an archive and its end, where it may be larger than 4 GB."""
_NAMES: Final = {"ods": b"mimetype", "xlsx": b"xl/", "docx": b"word/"}
"""How a name begins that only archives of a kind have. Which OpenDocument one is, its reader finds out."""


def _ole(data: bytes) -> str:
    """By the names of the streams, which the directory of the file has in UTF-16."""
    if _named(data, "EncryptedPackage"):
        raise UnreadableError("encrypted")
    if _named(data, "Workbook") or _named(data, "Book"):
        return "xls"
    if _named(data, "WordDocument"):
        raise UnreadableError("old-word")
    raise UnreadableError("unknown")


def _named(data: bytes, stream: str) -> bool:
    return (stream + "\0").encode("utf-16-le") in data
