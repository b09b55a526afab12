"""Sheets of an Excel workbook that hold untrusted text: how they are called, where they lead, how high a row is, how it looks.

Row heights are reckoned, because Excel fits no row to its merged cells: a character is as wide as
its GB 18030 code is long (which is how 宋体 draws it), and a line is as high as the roomiest common Chinese font makes
it, so that other fonts cut nothing either.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import Final

from gapub.render import characters
from gapub.render.characters import clean, columns
from gapub.render.workbook import INSIDE, MAX_HEIGHT, SIDES, Book, Look, Sheet, beginning, target, units

MAX_NAME: Final = 31
"""The UTF-16 code units the name of a sheet may hold."""
MAX_ADDRESS: Final = 2_000
"""The UTF-16 code units the address of a link may hold, as it is written; Excel allows 79 more."""
MAX_RUNNING: Final = 80
"""The UTF-16 code units of a running title; Excel allows 255 for a whole page header."""
SIZE: Final = 10
"""The size of body text, in points."""
LEADING: Final = 1.45
"""The height of a line in ems, as in 思源宋体, the roomiest of the common fonts; 宋体 takes 1.2."""
PADDING: Final = 5.0
"""The points between the text of a cell and its borders, above and below together."""

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


def _name(text: str, most: int) -> str:
    return beginning(text.strip("' "), most).strip("' ") or "—"


@lru_cache(maxsize=1 << 10)
def is_web(address: str) -> bool:
    """True for an http or https address that a cell may lead to."""
    return characters.is_web(address) and sum(map(units, target(address))) <= MAX_ADDRESS


def inside(sheet: str, row: int = 0) -> str:
    """The address of a sheet of the workbook, or of one of its rows, the first of which is 0."""
    return f"{INSIDE}'" + sheet.replace("'", "''") + f"'!A{row + 1}"


def _running(text: str) -> str:
    """A text as a page header can hold it: short, and with no & that would begin a code."""
    return beginning(" ".join(clean(text).split()).replace("&", "＆"), MAX_RUNNING)


# How high it is

_TOKENS: Final = re.compile("[!-~]+|[^!-~\x80-\U0010ffff]|[^\0-\x7f]+")
"""Words, blanks one by one, and runs of Chinese, which may go on in the next line anywhere."""
_SPARE: Final = 2
"""The half characters at the end of a line of Chinese: a mark that may not begin a line takes its neighbour with it."""


@lru_cache(maxsize=1 << 13)
def lines(text: str, width: int) -> int:
    """How many lines a text takes in a column of so many half characters, words kept whole."""
    if "\n" in text:
        return sum([lines(line, width) for line in text.split("\n")])
    if columns(text) <= width:
        return 1
    count, used = 1, 0
    for token in _TOKENS.findall(text):
        if token.isascii():
            count, used = _put(count, used, len(token), width, width)
        elif width < 4 or columns(token) != 2 * len(token):  # hardly ever
            for char in token:
                count, used = _put(count, used, columns(char), width - _SPARE, width)
        else:
            here, each = (max(0, room // 2) for room in (width - _SPARE - used, width - _SPARE))
            if (below := len(token) - here) <= 0:
                used += 2 * len(token)
            else:
                count, used = count + (below - 1) // each + 1, 2 * ((below - 1) % each + 1)
    return count


def _put(count: int, used: int, size: int, room: int, width: int) -> tuple[int, int]:
    """How many lines there are, and how much of the last is used, with something behind that goes on below if it must."""
    if used and used + size > room:
        count, used = count + 1, 0
    used += size
    if used > width:
        count, used = count + (used - 1) // width, (used - 1) % width + 1
    return count, used


def height(count: int, size: float = SIZE) -> float:
    """The points a row of so many lines of text takes."""
    return count * size * LEADING + PADDING


@lru_cache(maxsize=1 << 13)
def tall(text: str, width: int) -> float:
    """The points that a row needs for a text in a column of so many half characters."""
    return height(lines(clean(text), width))


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


@lru_cache(maxsize=1 << 13)
def fitted(text: str, width: int) -> tuple[tuple[str, float], ...]:
    """The text, cleaned, in pieces that a row can show, each with the points it takes; rows repeat most texts."""
    return tuple((piece, height(lines(piece, width))) for piece in pieces(clean(text), width))


# How it looks

_RULED: Final = frozenset(SIDES)


def looks(lang: str) -> dict[str, Look]:
    """How cells look in `lang`, by name: 黑体 headings and 宋体 text wherever there is Chinese."""
    heading, body = ("Arial", "Calibri") if lang == "en" else ("黑体", "宋体")
    text = Look(body, SIZE, rules=_RULED)
    bare = Look(body, SIZE)
    title = Look(heading, SIZE, across="center")
    head = title._replace(rules=_RULED, fill="EDEFF2")
    return {
        "cover": title._replace(size=24),
        "title": title._replace(size=18),
        "subtitle": title._replace(font=body, size=12),
        "context": title._replace(font=body),
        "section": title._replace(size=12, across="left"),
        "note": bare._replace(size=9, colour="404040"),
        "legend": bare,
        "back": bare._replace(size=9, colour="0B57A4"),
        "head": head,
        "label": head._replace(across="left"),
        "text": text,
        "upper": text._replace(rules=_RULED - {"bottom"}, down=""),
        "middle": text._replace(rules=_RULED - {"top", "bottom"}),
        "lower": text._replace(rules=_RULED - {"top"}, down="top"),
        "centre": text._replace(across="center"),
        "top": text._replace(across="center", down="top"),
        "link": text._replace(colour="0B57A4"),
        "warning": text._replace(fill="FFF4D6"),
    }


class Page(Sheet):
    """A sheet that is laid out."""

    def __init__(self, book: Book, name: str, widths: Sequence[int], *, keyed: bool = False) -> None:
        """Add a sheet whose columns have these widths, in characters of the default font.

        One that is `keyed` has a hidden column behind them, for what tells its rows apart when it is read back.
        """
        super().__init__(book, name, widths, unseen=(8,) if keyed else ())
        self.widths = widths

    def run(self, left: str, right: str, footer: str) -> None:
        """Set the running titles of the printed pages; `footer` is in Excel's codes, the others are text."""
        self.header = f"&L{_running(left)}&R{_running(right)}"
        self.footer = footer

    def key(self, row: int, text: str) -> None:
        """Write what tells a row of a keyed sheet from others, unseen."""
        self.put(row, len(self.widths), text, "")

    def line(self, texts: Sequence[str], look: str, start: int = 0, but: Collection[int] = ()) -> None:
        """Write strings beside each other, from column `start` on, in a row as high as the tallest.

        What stands in columns of `but` is written already.
        """
        cells = [(n, look, text) for n, text in enumerate(texts, start) if n not in but]
        columns, looks, those = zip(*cells, strict=True)
        self.write(columns, looks, those, max(map(tall, texts, self.widths[start:])))

    def link(self, row: int, column: int, text: str, look: str, address: str) -> None:
        """Write a string that leads to `address`: one that `is_web` lets pass or `inside` made, or nothing."""
        if address:
            self.lead(row, column, address, text)
        self.put(row, column, text, look)

    def band(self, text: str, look: str, size: int = SIZE, *, after: int = 0) -> None:
        """Write a text across the page, from column `after` on, in as many rows as it needs."""
        width = sum(self.widths[after:]) * SIZE // size
        columns = tuple(range(after, len(self.widths)))
        looks, blank = (look,) * len(columns), ("",) * (len(columns) - 1)
        for piece in pieces(clean(text), width):
            if blank:
                self.merge(self.row, after, self.row, columns[-1])
            self.write(columns, looks, (piece, *blank), height(lines(piece, width), size))
