"""What python-calamine does not see of an .ods: merged cells, symbol fonts, errors, and numbers as they are shown (0505, 50%)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple, TypeAlias
from zipfile import ZipFile

from gapub.tables.content import MOST_CELLS
from gapub.tables.faults import UnreadableError
from gapub.tables.fonts import LIKELY, symbol_font, symbols
from gapub.tables.xlsx import Marks, Seen
from gapub.tables.xml import Attributes, stream

Merged: TypeAlias = Sequence[tuple[tuple[int, int], tuple[int, int]]]
"""The first and the last cell of each merged range, counted from 0."""


class Survey(NamedTuple):
    """Of a sheet, what its cells show instead of their bare values, by place, and its merged cells."""

    marks: Marks
    merged: Merged


_SHOWN: Final = re.compile(r"0[0-9]+|-?[0-9.]+%")
"""A number whose format says more than its value."""
_SPANNED: Final = re.compile(rb"""-spanned=["'](?!1["'])""")
_WORTH: Final = (b"percentage", b"boolean", b"error", b"p>0")
_PIECE: Final = 2**20
_LONGEST: Final = 16
"""Bytes of what is looked for."""
_NUMBERS: Final = frozenset(("float", "percentage"))
_STYLES: Final = ("styles.xml", "content.xml")


def survey(archive: ZipFile) -> dict[str, Survey]:
    """What cells show and which are merged, by sheet. Raises UnreadableError where there is more than in any catalogue."""
    _check(archive)
    parts = set(archive.namelist())
    fonts = dict[str, str]()
    for name in _STYLES:
        if name in parts and _names_fonts(archive, name):
            fonts |= _fonts(archive, name)
    if "content.xml" not in parts or not (fonts or _is_worth(archive)):
        return {}
    sheets = _Sheets(fonts)
    with archive.open("content.xml") as part:
        stream(part, sheets.start, sheets.end, sheets.text)
    return {name: Survey(marks, merged) for name, (marks, merged) in sheets.found.items()}


def _check(archive: ZipFile) -> None:
    """Raise UnreadableError for another OpenDocument than a spreadsheet."""
    said = archive.open("mimetype").read(100)
    if b"opendocument.spreadsheet" not in said:
        raise UnreadableError("open-text" if b"opendocument.text" in said else "unknown")


def _is_worth(archive: ZipFile) -> bool:
    """Whether a sheet has anything of that; an export of a great many rows has not, and is not gone through twice."""
    rest = b""
    with archive.open("content.xml") as part:
        while piece := part.read(_PIECE):
            piece = rest + piece
            if _SPANNED.search(piece) or any(each in piece for each in _WORTH):
                return True
            rest = piece[-_LONGEST:]
    return False


def _names_fonts(archive: ZipFile, name: str) -> bool:
    """Whether what stands before the cells names a symbol font."""
    rest = b""
    with archive.open(name) as part:
        while piece := part.read(_PIECE):
            head, body, _ = (rest + piece).partition(b":body")
            if LIKELY.search(head):
                return True
            if body:
                return False
            rest = piece[-_LONGEST:]
    return False


def _fonts(archive: ZipFile, name: str) -> dict[str, str]:
    """The styles of cells and of words that have a symbol font, with its name."""
    found, style = dict[str, str](), ""

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal style
        if tag == "style":
            style = attributes.get("name", "")
        elif tag == "text-properties" and style:
            for key in ("font-name", "font-family"):
                if font := symbol_font(attributes.get(key, "").strip("'")):
                    found[style] = font

    with archive.open(name) as part:
        stream(part, start)
    return found


class _Sheets:
    """The sheets as their XML streams by."""

    def __init__(self, fonts: dict[str, str]) -> None:
        self.found: dict[str, tuple[dict[tuple[int, int], Seen], list[tuple[tuple[int, int], tuple[int, int]]]]] = {}
        self._fonts = fonts
        self._path = list[str]()
        self._row = self._column = 0
        self._rows = self._columns = 1
        self._kind = self._font = self._cell_font = self._run_font = ""
        self._words = list[str]()
        self._many = 0

    def start(self, tag: str, attributes: Attributes) -> None:
        """An element begins."""
        self._path.append(tag)
        if tag == "table":
            self._here = self.found.setdefault(attributes.get("name", ""), ({}, []))
            self._row, self._rows = 0, 1
        elif tag == "table-row":
            self._row, self._rows = (
                self._row + self._rows if self._row else 1,
                _count(attributes, "number-rows-repeated"),
            )
            self._column, self._columns = 0, 1
        elif tag in ("table-cell", "covered-table-cell"):
            self._column = self._column + self._columns if self._column else 1
            self._columns = _count(attributes, "number-columns-repeated")
            self._kind = attributes.get("value-type", "")
            self._font = self._cell_font = self._run_font = self._fonts.get(attributes.get("style-name", ""), "")
            self._words.clear()
            down, across = (_count(attributes, f"number-{each}-spanned") for each in ("rows", "columns"))
            if down > 1 or across > 1:
                self._merge(down, across)
        elif self._is_in_cell():
            if tag == "p" and self._words:
                self._words.append("\n")
            elif tag == "span":
                self._run_font = self._fonts.get(attributes.get("style-name", ""), self._cell_font)
                self._font = self._font or self._run_font
            elif tag == "s":
                self._words.append(" " * min(_count(attributes, "c"), 100))
            elif tag == "line-break":
                self._words.append("\n")

    def end(self, tag: str) -> None:
        """An element ends."""
        if tag == "span":
            self._run_font = self._cell_font
        elif tag == "table-cell" and self._words:
            self._take("".join(self._words))
        self._path.pop()

    def text(self, words: str) -> None:
        """Words come."""
        if self._is_in_cell():
            self._words.append(symbols(words) if self._run_font else words)

    def _is_in_cell(self) -> bool:
        """Whether this is a paragraph of a cell, and none of a note or a shape in it."""
        path = self._path
        at = len(path) - 1
        while at > 0 and path[at] in ("span", "a", "s", "line-break"):
            at -= 1
        return at > 0 and path[at] == "p" and path[at - 1] == "table-cell"

    def _merge(self, down: int, across: int) -> None:
        row, column = self._row - 1, self._column - 1
        self._here[1].append(((row, column), (row + down - 1, column + across - 1)))

    def _take(self, words: str) -> None:
        """Keep what a cell shows, if its value does not say it."""
        is_shown = self._kind in _NUMBERS and _SHOWN.fullmatch(words.strip()) is not None
        if not (is_shown or self._font or self._kind in ("error", "boolean")):
            return
        self._many += self._rows * self._columns
        if self._many > MOST_CELLS:
            raise UnreadableError("large")
        for row in range(self._row, self._row + self._rows):
            for column in range(self._column, self._column + self._columns):
                self._here[0][row, column] = Seen(words.strip(), self._font)


def _count(attributes: Attributes, name: str) -> int:
    said = attributes.get(name, "1")
    return int(said) if said.isascii() and said.isdigit() and 0 < len(said) < 8 else 1
