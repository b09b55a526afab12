"""What a Word document and a workbook say, taken from their bytes."""

from __future__ import annotations

import io
import zipfile
from typing import Any
from xml.etree import ElementTree

import openpyxl

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def words(data: bytes) -> str:
    """The text of a Word document."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return "".join(
            each.text or "" for each in ElementTree.fromstring(parts.read("word/document.xml")).iter(f"{_WORD}t")
        )


def cells(data: bytes) -> list[Any]:
    """Every cell of a workbook that says something."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
