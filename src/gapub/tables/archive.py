"""Zip archives as Excel, Word and LibreOffice write them: opened only when what they unpack to is bounded.

What a part unpacks to decides, not how well it is packed: a million empty rows that somebody coloured pack a hundred to one.
Pictures are never unpacked.
"""

from __future__ import annotations

import zlib
from io import BytesIO
from typing import Final
from zipfile import BadZipFile, ZipFile

from gapub.tables.faults import UnreadableError

MOST: Final = 200 * 2**20
"""Bytes that the XML of an archive may unpack to."""
_ENTRIES: Final = 10_000
_XML: Final = (".xml", ".rels", ".vml")
_DOCTYPES: Final = (b"<!DOCTYPE", b"<\0!\0D\0O\0C", b"\0<\0!\0D\0O")
_HEAD: Final = 2**12


def opened(data: bytes) -> ZipFile:
    """The archive. Raises UnreadableError for one that is damaged, locked by a password, or too large unpacked."""
    try:
        archive = ZipFile(BytesIO(data))
    except (BadZipFile, OSError, ValueError, NotImplementedError, EOFError, zlib.error) as error:
        raise UnreadableError("damaged") from error
    parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableError("encrypted")
    texts = [part for part in parts if part.filename.lower().endswith(_XML)]
    if len(parts) > _ENTRIES or sum(part.file_size for part in texts) > MOST:
        raise UnreadableError("large")
    for part in texts:
        try:
            with archive.open(part) as file:
                head = file.read(_HEAD)
        except (BadZipFile, OSError, ValueError, NotImplementedError, EOFError, zlib.error) as error:
            raise UnreadableError("damaged") from error
        if any(each in head for each in _DOCTYPES):
            raise UnreadableError("dtd")
    return archive
