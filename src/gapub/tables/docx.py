"""Documents of Word and WPS: the body is read as it streams by, for libraries take half a minute for a thousand rows.

Merged cells, ticks that are symbols (`w:sym`, runs in Wingdings, boxes of forms), line breaks, bookmarks and the numbers of
lists are kept; what was deleted under tracked changes is not there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from zipfile import ZipFile

from gapub.tables.archive import opened
from gapub.tables.content import MOST_CELLS, Content
from gapub.tables.faults import UnreadableError
from gapub.tables.fonts import symbol_font
from gapub.tables.grid import Cell, Grid
from gapub.tables.layout import Page, Words, grid, named
from gapub.tables.numbering import Numbering
from gapub.tables.xml import Attributes, stream, texts

_DROPPED: Final = {
    "del",
    "moveFrom",
    "delText",
    "instrText",
    "Fallback",
    "pPrChange",
    "rPrChange",
    "tblPrChange",
    "trPrChange",
    "tcPrChange",
}
_FACTS: Final = {
    "docProps/core.xml": {"title": "title", "modified": "date"},
    "docProps/app.xml": {"Application": "generator"},
}
_OFF: Final = {"0", "false", "off"}


def read(data: bytes) -> Content:
    """The tables of a document, and the words around them; notes, heads and feet of pages at the end."""
    with opened(data) as archive:
        names = archive.namelist()
        body = next((name for name in names if name.lower() == "word/document.xml"), None) or next(
            (name for name in names if name.startswith("word/document") and name.endswith(".xml")), None
        )
        if body is None:
            raise UnreadableError("damaged")
        reader = _Reader(
            _Styles(archive if "word/styles.xml" in names else None),
            Numbering(archive if "word/numbering.xml" in names else None),
        )
        reader.read(archive, body)
        for name in names:
            if name.startswith(("word/footnotes", "word/endnotes", "word/header", "word/footer")) and name.endswith(
                ".xml"
            ):
                reader.read(archive, name)
        return Content(named(reader.grids), reader.page.words.text(), facts=_facts(archive, names))


def _walk(
    archive: ZipFile,
    name: str,
    start: Callable[[str, Attributes], object],
    end: Callable[[str], object],
    text: Callable[[str], object],
) -> None:
    """Stream a part by, without what is dropped."""
    dropped = 0

    def start_kept(tag: str, attributes: Attributes) -> None:
        nonlocal dropped
        if tag in _DROPPED:
            dropped += 1
        elif not dropped:
            start(tag, attributes)

    def end_kept(tag: str) -> None:
        nonlocal dropped
        if tag in _DROPPED:
            dropped -= 1
        elif not dropped:
            end(tag)

    with archive.open(name) as part:
        stream(part, start_kept, end_kept, lambda words: None if dropped else text(words))


def _number(attributes: Attributes, default: int = 1) -> int:
    value = attributes.get("val", "")
    return min(int(value), 1000) if value.isascii() and value.isdigit() and len(value) < 9 else default


def _facts(archive: ZipFile, names: list[str]) -> dict[str, str]:
    facts = dict[str, str]()
    for name, keys in _FACTS.items():
        if name in names:
            with archive.open(name) as part:
                facts |= {keys[tag]: words for tag, words in texts(part, keys).items()}
    return facts


class _Styles:
    """What the styles say by their ids: which are headings, which in a symbol font, and which are numbered by what list."""

    def __init__(self, archive: ZipFile | None) -> None:
        self.headings = set[str]()
        self.fonts = dict[str, str]()
        self.lists = dict[str, tuple[str, str]]()
        self._id = ""
        if archive is not None:
            with archive.open("word/styles.xml") as part:
                stream(part, self._start)

    def _start(self, tag: str, attributes: Attributes) -> None:
        if tag == "style":
            self._id = attributes.get("styleId", "")
        elif tag == "name" and attributes.get("val", "").lower().startswith(("heading", "title")):
            self.headings.add(self._id)
        elif tag == "rFonts" and self._id and (font := _font(attributes)):
            self.fonts[self._id] = font
        elif tag in ("numId", "ilvl") and self._id:
            self.lists[self._id] = _listed(self.lists.get(self._id, ("", "")), tag, attributes)


def _listed(before: tuple[str, str], tag: str, attributes: Attributes) -> tuple[str, str]:
    """The id of a list and the level in it, after one more of the two is known."""
    value = attributes.get("val", "")
    return (value, before[1] or "0") if tag == "numId" else (before[0], value)


def _font(attributes: Attributes) -> str:
    return next((font for key in ("ascii", "hAnsi", "cs") if (font := symbol_font(attributes.get(key, "")))), "")


class _Table:
    """A table on the way; `merged` has for each column the cell that goes on below, by its place in `cells`."""

    def __init__(self, above: str) -> None:
        self.above = above
        self.cells = list[Cell]()
        self.anchors = dict[int, str]()
        self.merged = dict[int, int]()
        self.row = self.column = 0
        self.words: Words | None = None
        self.span = 1
        self.merge = ""

    def end_cell(self) -> None:
        if self.words is None:
            return
        at = self.merged.get(self.column)
        if self.merge == "continue" and at is not None:
            cell = self.cells[at]
            self.cells[at] = cell._replace(rows=self.row - cell.row + 1)
        else:
            self.merged[self.column] = len(self.cells)
            self.cells.append(Cell(self.words.text(), self.row, self.column, 1, self.span, self.words.font))
        if self.merge != "continue" and self.merge != "restart":
            self.merged.pop(self.column, None)
        self.column += self.span
        self.words = None


class _Reader:
    """Reads parts of a document, one after the other."""

    def __init__(self, styles: _Styles, numbering: Numbering) -> None:
        self.styles = styles
        self.numbering = numbering
        self.grids = list[Grid]()
        self.page = Page()
        self.cells = 0

    def read(self, archive: ZipFile, name: str) -> None:
        self.stack = list[_Table]()
        self.font = self.style_font = ""
        self.heading = False
        self.list = ("", "")
        self.box = ("", "")
        self.inside = False
        _walk(archive, name, self.start, self.end, self.text)

    def here(self) -> Words:
        if self.stack and (words := self.stack[-1].words) is not None:
            return words
        return self.page.words

    def start(self, tag: str, attributes: Attributes) -> None:
        table = self.stack[-1] if self.stack else None
        if tag == "t":
            self.inside = True
        elif tag == "p":
            self.font = self.style_font = ""
            self.heading = False
            self.list = ("", "")
        elif tag == "pStyle" or tag == "rStyle":
            style = attributes.get("val", "")
            self.font = self.styles.fonts.get(style, self.font)
            if tag == "pStyle":
                self.style_font = self.font
                self.heading = style in self.styles.headings
                self.list = self.styles.lists.get(style, ("", ""))
        elif tag in ("numId", "ilvl"):
            self.list = _listed(self.list, tag, attributes)
        elif tag == "outlineLvl":
            self.heading = attributes.get("val", "") != "9"
        elif tag == "r":
            self.font = self.style_font
        elif tag == "rFonts":
            if attributes.get("ascii", "") or attributes.get("hAnsi", ""):
                self.font = _font(attributes)
        elif tag == "sym":
            self.symbol(attributes)
        elif tag == "br" or tag == "cr":
            self.here().end()
        elif tag == "tab" or tag == "ptab":
            self.here().add(" ")
        elif tag == "noBreakHyphen":
            self.here().add("-")
        elif tag == "checkBox":
            self.box = ("", "")
        elif tag == "default":
            self.box = (attributes.get("val", ""), self.box[1])
        elif tag == "checked":
            self.box = (self.box[0], attributes.get("val", "") or "1")
        elif tag == "tbl":
            above = self.page.caption() if table is None else "".join(table.words.lines[-1:]) if table.words else ""
            self.stack.append(_Table(above))
        elif table is None:
            return
        elif tag == "tr":
            table.row += 1
            table.column = 1
        elif tag == "gridBefore":
            table.column += _number(attributes, 0)
        elif tag == "tc":
            self.cells += 1
            if self.cells > MOST_CELLS or table.column > 1000:
                raise UnreadableError("large", table.row, table.column)
            table.words, table.span, table.merge = Words(), 1, ""
        elif tag == "gridSpan":
            table.span = max(_number(attributes), 1)
        elif tag == "vMerge":
            table.merge = attributes.get("val", "") or "continue"
        elif tag == "bookmarkStart":
            name = attributes.get("name", "")
            if name and not name.startswith("_GoBack"):
                row = max(table.row, 1)
                table.anchors[row] = f"{table.anchors[row]} {name}" if row in table.anchors else name

    def end(self, tag: str) -> None:
        if tag == "t":
            self.inside = False
        elif tag == "pPr" and self.list[0]:
            self.here().add(self.numbering.next(*self.list))
        elif tag == "p":
            if self.stack and self.stack[-1].words is not None:
                self.here().end()
            else:
                self.page.end(heading=self.heading)
        elif tag == "checkBox":
            value = self.box[1] or self.box[0] or "0"
            self.here().add("☐" if value in _OFF else "☑")
        elif tag == "tc":
            if self.stack:
                self.stack[-1].end_cell()
        elif tag == "tbl" and self.stack:
            table = self.stack.pop()
            self.grids.append(grid(table.cells, table.above, table.anchors))

    def text(self, words: str) -> None:
        if self.inside:
            self.here().add(words, self.font)

    def symbol(self, attributes: Attributes) -> None:
        """A character by the code of its font."""
        code, font = attributes.get("char", ""), symbol_font(attributes.get("font", ""))
        try:
            number = int(code, 16)
            char = chr(0xF000 | number & 0xFF) if font else chr(number)
        except ValueError:
            char = "\ufffd"
        words = self.here()
        words.add(char)
        words.font = words.font or font
