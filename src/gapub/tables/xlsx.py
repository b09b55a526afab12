"""What python-calamine does not see of an .xlsx or what would end it: cells far away, symbol fonts, errors, padded numbers.

A cell at XFD1048576 makes calamine ask for 500 GB and abort the process; so where cells stand is looked up beforehand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from posixpath import join, normpath
from typing import IO, Final, NamedTuple, TypeAlias
from zipfile import ZipFile

from gapub.tables.faults import UnreadableError
from gapub.tables.fonts import LIKELY, symbol_font, symbols
from gapub.tables.xml import Attributes, stream


class Seen(NamedTuple):
    """What a cell shows instead of its bare value: its text, None where that stays, and its symbol font."""

    text: str | None
    font: str = ""


Marks: TypeAlias = Mapping[tuple[int, int], Seen]


class Survey(NamedTuple):
    """Of a sheet, what its cells show instead of their bare values, by place, and its formulas without a value.

    Of these the row and column of the first and how many they are, if there is any: a program wrote the file, and nobody has
    opened and saved it since.
    """

    marks: Marks
    formulas: tuple[int, int, int] | None = None


SLOTS: Final = 3_000_000
"""Cells of the rectangle that a sheet may take, empty ones counted: calamine keeps 32 bytes for each."""
_PIECE: Final = 2**20
_UNSTATED: Final = re.compile(rb'<c(?! r=")[\s/>]')
"""A cell that does not begin with its place, as it does in what offices write."""
_FAR: Final = re.compile(rb'r(?<=[^\w:]r)\s*=(?!"[A-Za-z]?[0-9]{1,5}")')
"""A place beyond column Z or row 99999, which is within the bounds, or one that is written in another way."""
_FORMULA: Final = re.compile(rb"<f[\s/>]")
_FILLED: Final = re.compile(rb"<(?:\w+:)?c\b([^<>]*)(?<!/)>")
"""A cell that has anything: one that is only coloured has no element inside."""
_PLACE: Final = re.compile(rb"""\br=["']([A-Za-z]{1,9})(\d{1,12})["']""")
_NAME: Final = re.compile(r"([A-Za-z]{1,7})(\d{1,9})")
_PADDED: Final = re.compile(r"(0{2,15})(?:;.*)?")
_PERCENT: Final = re.compile(r"0(?:\.(0+))?%(?:;.*)?")
_BUILT_IN: Final = {9: "0%", 10: "0.00%"}


def survey(archive: ZipFile) -> dict[str, Survey]:
    """What calamine does not see, by sheet. Raises UnreadableError where a sheet takes more room than any catalogue."""
    book = _Book(archive)
    return {name: book.survey(name, part) for name, part in book.sheets()}


class _Book:
    """The parts of a workbook that say how cells look."""

    def __init__(self, archive: ZipFile) -> None:
        self.archive = archive
        self.parts = set(archive.namelist())
        self.styles = self._styles()
        self.strings = self._strings()

    def _read(self, part: str) -> bytes:
        return self.archive.read(part) if part in self.parts else b""

    def sheets(self) -> Iterator[tuple[str, str]]:
        """The names of the sheets and their parts."""
        book, targets = list[tuple[str, str]](), dict[str, str]()

        def sheet(tag: str, attributes: Attributes) -> None:
            if tag == "sheet":
                book.append((attributes.get("name", ""), attributes.get("id", "")))

        def relation(tag: str, attributes: Attributes) -> None:
            if tag == "Relationship":
                targets[attributes.get("Id", "")] = attributes.get("Target", "")

        if data := self._read("xl/workbook.xml"):
            stream(BytesIO(data), sheet)
        if data := self._read("xl/_rels/workbook.xml.rels"):
            stream(BytesIO(data), relation)
        for name, id in book:
            target = targets.get(id, "")
            part = target[1:] if target.startswith("/") else normpath(join("xl", target))
            if part in self.parts:
                yield name, part

    def _styles(self) -> dict[str, tuple[str, str]]:
        """By the number of a style, the symbol font and the number format of those that have one worth a look."""
        data = self._read("xl/styles.xml")
        fonts, formats = list[str](), dict[str, str]()
        styles = list[tuple[str, str]]()
        path = list[str]()

        def start(tag: str, attributes: Attributes) -> None:
            path.append(tag)
            if path[-2:] == ["fonts", "font"]:
                fonts.append("")
            elif path[-3:] == ["fonts", "font", "name"] and fonts:
                fonts[-1] = symbol_font(attributes.get("val", ""))
            elif tag == "numFmt":
                formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
            elif path[-2:] == ["cellXfs", "xf"]:
                styles.append((attributes.get("fontId", ""), attributes.get("numFmtId", "")))

        if data:
            stream(BytesIO(data), start, lambda _: path.pop())
        formats |= {str(id): code for id, code in _BUILT_IN.items()}
        found = dict[str, tuple[str, str]]()
        for number, (font_id, format_id) in enumerate(styles):
            font = fonts[int(font_id)] if font_id.isascii() and font_id.isdigit() and int(font_id) < len(fonts) else ""
            code = formats.get(format_id, "")
            code = code if _PADDED.fullmatch(code) or _PERCENT.fullmatch(code) else ""
            if font or code:
                found[str(number)] = (font, code)
        return found

    def _strings(self) -> dict[str, Seen]:
        """By its number, each shared string of which a run is in a symbol font."""
        data = self._read("xl/sharedStrings.xml")
        if b"rFont" not in data or not LIKELY.search(data):
            return {}
        found, number = dict[str, Seen](), -1
        runs, font, run_font, inside = list[str](), "", "", False

        def start(tag: str, attributes: Attributes) -> None:
            nonlocal number, runs, font, run_font, inside
            if tag == "si":
                number, runs, font, run_font = number + 1, [], "", ""
            elif tag == "r":
                run_font = ""
            elif tag == "rFont":
                run_font = symbol_font(attributes.get("val", ""))
                font = font or run_font
            elif tag == "t":
                inside = True

        def end(tag: str) -> None:
            nonlocal inside
            if tag == "t":
                inside = False
            elif tag == "si" and font:
                found[str(number)] = Seen("".join(runs), font)

        def text(words: str) -> None:
            if inside:
                runs.append(symbols(words) if run_font else words)

        stream(BytesIO(data), start, end, text)
        return found

    def survey(self, sheet: str, part: str) -> Survey:
        """What the cells of a sheet show; it is gone through only where that may differ from their values."""
        if not (self.styles or self.strings) and self._is_plain(part):
            return Survey({})
        found = dict[tuple[int, int], Seen]()
        row = column = last_row = last_column = 0
        kind = style = ""
        value = list[str]()
        inside = is_formula = False
        formulas: tuple[int, int, int] | None = None

        def start(tag: str, attributes: Attributes) -> None:
            nonlocal row, column, kind, style, inside, is_formula
            if tag == "row":
                row, column = int(stated) if (stated := attributes.get("r", "")).isdigit() else row + 1, 0
            elif tag == "c":
                column += 1
                if place := _NAME.fullmatch(attributes.get("r", "")):
                    row, column = int(place[2]), _column(place[1])
                kind, style = attributes.get("t", "n"), attributes.get("s", "")
                value.clear()
                is_formula = False
            elif tag == "f":
                is_formula = True
            elif tag in ("v", "is"):
                inside = True

        def end(tag: str) -> None:
            nonlocal inside, last_row, last_column, formulas
            if tag in ("v", "is"):
                inside = False
            elif tag == "c" and (value or kind == "inlineStr"):
                last_row, last_column = max(last_row, row), max(last_column, column)
                if last_row * last_column > SLOTS:
                    raise UnreadableError("wide", row, column, sheet)
                if (seen := self._seen("".join(value), kind, style)) is not None:
                    found[row, column] = seen
            elif tag == "c" and is_formula and kind != "str":  # a text may be empty
                first_row, first_column, count = formulas or (row, column, 0)
                formulas = first_row, first_column, count + 1

        with self.archive.open(part) as whole:
            stream(whole, start, end, lambda words: value.append(words) if inside else None)
        return Survey(found, formulas)

    def _is_plain(self, part: str) -> bool:
        """Whether no cell of a sheet has an error or a formula or is far away; most sheets need but a glance."""
        with self.archive.open(part) as whole:
            if all(map(_is_near, _pieces(whole))):
                return True
        with self.archive.open(part) as whole:
            down, across, is_odd = _extent(whole)
        return not is_odd and down * across <= SLOTS

    def _seen(self, value: str, kind: str, style: str) -> Seen | None:
        font, code = self.styles.get(style, ("", ""))
        if kind == "e":
            return Seen(value)
        if kind == "s" and (rich := self.strings.get(value.strip())):
            return rich
        if font:
            return Seen(None, font)
        if kind == "n" and code and (text := _formatted(value, code)):
            return Seen(text)
        return None


def _formatted(value: str, code: str) -> str:
    """A number as its format shows it: 0505, 50%. Empty where the format is for other numbers."""
    try:
        number = float(value)
    except ValueError:
        return ""
    if (padded := _PADDED.fullmatch(code)) and number.is_integer() and 0 <= number < 1e15:
        return f"{int(number):0{len(padded[1])}d}"
    if (percent := _PERCENT.fullmatch(code)) and abs(number) < 1e9:
        return f"{number * 100:.{len(percent[1] or '')}f}%"
    return ""


def _pieces(part: IO[bytes]) -> Iterator[bytes]:
    """A part piece by piece; each ends before a tag."""
    rest = b""
    while piece := part.read(_PIECE):
        piece = rest + piece
        end = piece.rfind(b"<") if len(piece) < 2 * _PIECE else len(piece)
        yield piece[:end]
        rest = piece[end:]


def _is_near(piece: bytes) -> bool:
    """Whether every cell in a piece of a sheet says where it stands, none is far away, and none has an error or a formula."""
    return (
        not _UNSTATED.search(piece)
        and b":c" not in piece
        and b't="e"' not in piece
        and not _FAR.search(piece)
        and not _FORMULA.search(piece)
    )


def _extent(part: IO[bytes]) -> tuple[int, int, bool]:
    """The last row and column in which a cell of a sheet has anything, and whether one has an error or a formula.

    Where not every cell says once where it stands, the sheet counts as beyond all bounds, so that it is gone through.
    """
    rows, columns, is_odd = {1}, {1}, False
    for piece in _pieces(part):
        cells = _FILLED.findall(piece)
        places = _PLACE.findall(b"\n".join(cells))
        if len(places) != len(cells):
            return SLOTS, SLOTS, True
        columns |= {_column(letters.decode()) for letters in {letters for letters, _ in places}}
        rows.add(max((int(digits) for digits in {digits for _, digits in places}), default=1))
        is_odd = is_odd or b't="e"' in piece or _FORMULA.search(piece) is not None
    return max(rows), max(columns), is_odd


def _column(letters: str) -> int:
    number = 0
    for letter in letters[:9].upper():
        number = number * 26 + ord(letter) - 64
    return number
