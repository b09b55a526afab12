"""Sheets of an Excel workbook that hold untrusted text: what a cell can carry, how high it is, how it looks.

What is written is always a string: no text becomes a formula, a number or markup, and a link leads to a web address or
into the workbook. Row heights are reckoned, because Excel fits no row to its merged cells: a character is as wide as
its GB 18030 code is long (which is how 宋体 draws it), and a line is as high as the roomiest common Chinese font makes
it, so that other fonts cut nothing either.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from itertools import accumulate
from typing import Any, Final, TypeAlias
from zipfile import ZipFile

from xlsxwriter.utility import xl_rowcol_to_cell  # type: ignore[import-untyped]
from xlsxwriter.workbook import Workbook  # type: ignore[import-untyped]

from gapub.render import characters
from gapub.render.characters import clean, columns

MAX_HEIGHT: Final = 409.0
"""The points a row may be high."""
MAX_UNITS: Final = 32_767
"""The UTF-16 code units a cell may hold."""
MAX_NAME: Final = 31
"""The UTF-16 code units the name of a sheet may hold."""
MAX_ADDRESS: Final = 2_000
"""The UTF-16 code units the address of a link may hold here; Excel allows 79 more."""
MAX_RUNNING: Final = 80
"""The UTF-16 code units of a running title; Excel allows 255 for a whole page header."""
A3: Final = 8
"""Excel's number of the paper."""
SIZE: Final = 10
"""The size of body text, in points."""
LEADING: Final = 1.45
"""The height of a line in ems, as in 思源宋体, the roomiest of the common fonts; 宋体 takes 1.2."""
PADDING: Final = 5.0
"""The points between the text of a cell and its borders, above and below together."""
CUT: Final = "……〔未完，全文见 catalogue.json / cut here, in full in catalogue.json〕"

# A workbook


def new_book(out: BytesIO, title: str) -> Workbook:
    """A workbook in which no text becomes anything but a string, written to `out` by `close_book`."""
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(out, options)
    book.set_properties({"title": clean(title), "created": datetime(2019, 12, 1)})
    return book


def close_book(book: Workbook, out: BytesIO) -> None:
    """Write the workbook, and its zip's directory anew so that it does not tell on which system it was made.

    Nor does it tell when: what XlsxWriter packs in memory bears the date 1980-01-01.
    """
    book.close()
    with ZipFile(out, "a") as parts:
        for part in parts.infolist():
            part.create_system = 0
        parts.comment = b""  # a comment set, even an empty one, makes ZipFile write the directory


# What a cell can carry


@lru_cache(maxsize=1 << 12)
def _plain(text: str) -> str:
    """The text as a cell can hold it; what does not fit is cut, and the cell says so."""
    text = clean(text)
    if 2 * len(text) > MAX_UNITS and _units(text) > MAX_UNITS:
        text = _head(text, MAX_UNITS - _units(CUT)) + CUT
    if text.startswith("<r>") and text.endswith("</r>"):
        text += " "  # or XlsxWriter takes it for the markup of a rich string and copies it into the file as it is
    return text


def _units(text: str) -> int:
    return len(text) + sum(char > "\uffff" for char in text)


def _head(text: str, units: int) -> str:
    """The longest beginning of the text that takes at most so many UTF-16 code units."""
    ends = accumulate(2 if char > "\uffff" else 1 for char in text)
    return text[: sum(end <= units for end in ends)]


_FORBIDDEN: Final = str.maketrans("[]:*?/\\", "［］：＊？／＼")


def sheet_names(titles: Iterable[str]) -> list[str]:
    """Names of sheets that Excel accepts: at most 31 units, no forbidden character, no two equal whatever the case."""
    names: list[str] = []
    taken = {"history"}  # Excel keeps this name for itself
    for title in titles:
        base = " ".join(clean(title).translate(_FORBIDDEN).split())
        name, n = _name(base, MAX_NAME), 1
        while name.casefold() in taken:
            n += 1
            name = f"{_name(base, MAX_NAME - len(f' ({n})'))} ({n})"
        taken.add(name.casefold())
        names.append(name)
    return names


def _name(text: str, units: int) -> str:
    return _head(text.strip("' "), units).strip("' ") or "—"


def is_web(address: str) -> bool:
    """True for an http or https address that a cell may lead to."""
    return characters.is_web(address) and _units(address) <= MAX_ADDRESS


def inside(sheet: str, row: int = 0) -> str:
    """The address of a sheet of the workbook, or of one of its rows, the first of which is 0."""
    return "internal:'" + sheet.replace("'", "''") + f"'!A{row + 1}"


def _running(text: str) -> str:
    """A text as a page header can hold it: short, and with no & that would begin a code."""
    return _head(" ".join(clean(text).split()).replace("&", "＆"), MAX_RUNNING)


# How high it is

_TOKENS: Final = re.compile(r"[!-~]+|[^!-~]")


@lru_cache(maxsize=1 << 14)
def lines(text: str, width: int) -> int:
    """How many lines a text takes in a column of so many half characters, words kept whole."""
    if "\n" in text:
        return sum(lines(line, width) for line in text.split("\n"))
    if columns(text) <= width:
        return 1
    count, used = 1, 0
    for token in _TOKENS.findall(text):
        size = columns(token)
        spare = 0 if token.isascii() else 2  # a mark that may not begin a line takes its neighbour with it
        if used and used + size > width - spare:
            count, used = count + 1, 0
        used += size
        if used > width:
            count, used = count + (used - 1) // width, (used - 1) % width + 1
    return count


def height(count: int, size: float = SIZE) -> float:
    """The points a row of so many lines of text takes."""
    return count * size * LEADING + PADDING


_MAX_LINES: Final = int((MAX_HEIGHT - PADDING) / (SIZE * LEADING))


def pieces(text: str, width: int) -> list[str]:
    """The text in pieces that a row can show, a line of it cut only where it alone would be higher than a row."""
    if lines(text, width) <= _MAX_LINES:
        return [text]
    found: list[str] = []
    room = 0
    for line in text.split("\n"):
        need = lines(line, width)
        if need > _MAX_LINES:
            step = _MAX_LINES * max(1, (width - 2) // 4)  # fits even if every character takes four half characters
            found += (line[start : start + step] for start in range(0, len(line), step))
            room = 0
        elif need > room:
            found.append(line)
            room = _MAX_LINES - need
        else:
            found[-1] += "\n" + line
            room -= need
    return found


@lru_cache(maxsize=1 << 14)
def fitted(text: str, width: int) -> tuple[tuple[str, float], ...]:
    """The text, cleaned, in pieces that a row can show, each with the points it takes; rows repeat most texts."""
    return tuple((piece, height(lines(piece, width))) for piece in pieces(clean(text), width))


# How it looks

Styles: TypeAlias = dict[str, Any]
"""The formats of a workbook by name; XlsxWriter has no types."""


def styles(book: Workbook, lang: str) -> Styles:
    """The formats of a workbook in `lang`: 黑体 headings and 宋体 text wherever there is Chinese."""
    heading, body = ("Arial", "Calibri") if lang == "en" else ("黑体", "宋体")
    text = {"font_name": body, "font_size": SIZE, "text_wrap": True, "valign": "vcenter", "font_charset": 134}
    head = {**text, "font_name": heading, "align": "center"}
    ruled = {"border": 1, "border_color": "#595959"}
    grey, amber, blue = {"bg_color": "#EDEFF2"}, {"bg_color": "#FFF4D6"}, {"font_color": "#0B57A4"}
    looks: dict[str, dict[str, Any]] = {
        "cover": {**head, "font_size": 24},
        "title": {**head, "font_size": 18},
        "subtitle": {**head, "font_name": body, "font_size": 12},
        "context": {**head, "font_name": body},
        "section": {**head, "font_size": 12, "align": "left"},
        "note": {**text, "font_size": 9, "font_color": "#404040"},
        "legend": text,
        "key": {},
        "back": {**text, **blue, "font_size": 9},
        "head": {**head, **ruled, **grey},
        "label": {**head, **ruled, **grey, "align": "left"},
        "text": {**text, **ruled},
        "upper": {**text, **ruled, "bottom": 0, "valign": "bottom"},
        "middle": {**text, **ruled, "bottom": 0, "top": 0},
        "lower": {**text, **ruled, "top": 0, "valign": "top"},
        "centre": {**text, **ruled, "align": "center"},
        "top": {**text, **ruled, "align": "center", "valign": "top"},
        "link": {**text, **ruled, **blue},
        "warning": {**text, **ruled, **amber},
    }
    return {name: book.add_format(look) for name, look in looks.items()}


class Page:
    """A worksheet for A3 paper, and the row that is written next. `used` is the points the rows above it take."""

    def __init__(self, book: Workbook, name: str, widths: Sequence[int], looks: Styles, *, keyed: bool = False) -> None:
        """Add a sheet whose columns have these widths, in characters of the default font.

        One that is `keyed` has a hidden column behind them, for what tells its rows apart when it is read back.
        """
        self.sheet: Any = book.add_worksheet(name)
        if keyed:
            self.sheet.set_column(len(widths), len(widths), 8, None, {"hidden": True})
        self.widths = widths
        self.looks = looks
        self.row = 0
        self.used = 0.0
        for column, width in enumerate(widths):
            self.sheet.set_column(column, column, width)
        self.sheet.hide_gridlines(2)
        self.sheet.set_zoom(85)
        self.sheet.set_landscape()
        self.sheet.set_paper(A3)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.center_horizontally()
        self.sheet.set_margins(left=0.5, right=0.5, top=0.75, bottom=0.65)

    def run(self, left: str, right: str, footer: str) -> None:
        """Set the running titles of the printed pages; `footer` is in Excel's codes, the others are text."""
        self.sheet.set_header(f"&L{_running(left)}&R{_running(right)}")
        self.sheet.set_footer(footer)

    def put(self, row: int, column: int, text: str, look: str, *, down: int = 0, right: int = 0) -> None:
        """Write a string, in a cell merged with so many rows below and columns to the right of it."""
        style, text = self.looks[look], _plain(text)
        if down or right:
            self.sheet.merge_range(row, column, row + down, column + right, "", style)
        if text:
            self.sheet.write_string(row, column, text, style)
        else:
            self.sheet.write_blank(row, column, None, style)

    def key(self, row: int, text: str) -> None:
        """Write what tells a row of a keyed sheet from others, unseen."""
        self.put(row, len(self.widths), text, "key")

    def line(self, texts: Sequence[str], look: str, start: int = 0, but: Collection[int] = ()) -> None:
        """Write strings beside each other, from column `start` on, in a row as high as the tallest.

        What stands in columns of `but` is written already.
        """
        for column, text in enumerate(texts, start):
            if column not in but:
                self.put(self.row, column, text, look)
        self.end_row(height(max(lines(clean(text), self.widths[column]) for column, text in enumerate(texts, start))))

    def link(self, row: int, column: int, text: str, look: str, address: str) -> None:
        """Write a string that leads to `address`: one that `is_web` lets pass or `inside` made, or nothing."""
        if address:
            self.sheet.write_url(row, column, address, self.looks[look], _plain(text))
        self.put(row, column, text, look)

    def band(self, text: str, look: str, size: int = SIZE, *, after: int = 0) -> None:
        """Write a text across the page, from column `after` on, in as many rows as it needs."""
        width = sum(self.widths[after:]) * SIZE // size
        for piece in pieces(clean(text), width):
            self.put(self.row, after, piece, look, right=len(self.widths) - 1 - after)
            self.end_row(height(lines(piece, width), size))

    def end_row(self, points: float) -> None:
        """Set the height of the row and go on below it."""
        self.sheet.set_row(self.row, min(points, MAX_HEIGHT))
        self.row += 1
        self.used += points

    def close(self) -> None:
        """Tell Excel that numbers and years written as text are meant so."""
        cells = f"A1:{xl_rowcol_to_cell(self.row, len(self.widths) - 1)}"
        self.sheet.ignore_errors({"number_stored_as_text": cells, "two_digit_text_year": cells})
