"""Web pages: each table a grid, tables within tables too, the words of the page apart.

The tree is that of a browser (lexbor), and is walked without recursion, however deep it is. Spans are as HTML has them,
except that none reaches beyond the rows of its group or the last column in which a cell begins: nonsense does no harm.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from gapub.tables.content import MOST_CELLS, Content
from gapub.tables.faults import UnreadableError
from gapub.tables.fonts import symbol_font
from gapub.tables.grid import Cell, Grid
from gapub.tables.layout import Page, Words, blanks, grid, named

_DROPPED: Final = {"script", "style", "head", "template", "noembed", "noframes", "iframe", "object", "math"}
_HEADINGS: Final = {"h1", "h2", "h3", "h4", "h5", "h6"}
_BLOCKS: Final = _HEADINGS | {
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset",
    "figure", "figcaption", "footer", "form", "header", "hr", "li", "main", "nav", "ol", "option", "p", "pre", "section",
    "select", "summary", "ul", "caption", "table", "tbody", "thead", "tfoot", "tr", "td", "th", "br",
}  # fmt: skip
_GROUPS: Final = {"tbody", "thead", "tfoot"}
_FAMILY: Final = re.compile(r"font(?:-family)?\s*:([^;}]*)", re.I)
_RULE: Final = re.compile(r"\.([\w-]+)\s*\{([^{}]*)\}")
_DATES: Final = ("pubdate", "publishdate", "date")
_WIDEST: Final = 1000
"""Columns of a span, as HTML allows them, and of a table."""
_DEEPEST: Final = 10_000


def read(text: str) -> Content:
    """The tables of a page, its words, and what it says of itself: `title`, `generator`, `date`."""
    page = LexborHTMLParser(text)
    reader = _Reader(_classes(page))
    if (root := page.root) is not None:
        reader.walk(root)
    return Content(named([table.grid() for table in reader.tables]), reader.page.words.text(), facts=_facts(page))


def _facts(page: LexborHTMLParser) -> dict[str, str]:
    facts = dict[str, str]()
    if (title := page.css_first("head title")) is not None and (words := blanks(title.text())):
        facts["title"] = words
    said = dict[str, str]()
    for node in page.css("meta"):
        attributes = node.attributes
        said.setdefault((attributes.get("name") or "").lower(), (attributes.get("content") or "").strip())
    if said.get("generator"):
        facts["generator"] = said["generator"]
    if date := next((said[key] for key in _DATES if said.get(key)), ""):
        facts["date"] = date
    return facts


def _classes(page: LexborHTMLParser) -> dict[str, str]:
    """The classes by which the style sheets of the page, those that Excel writes say, set a symbol font."""
    fonts = dict[str, str]()
    for node in page.css("style"):
        for name, rule in _RULE.findall(node.text()):
            if font := _family(rule):
                fonts[name] = font
    return fonts


def _family(style: str) -> str:
    return next((font for each in _FAMILY.findall(style) if (font := symbol_font(each))), "")


class _Table:
    """A table on the way: the cells so far, and for each column how many rows more a cell above takes of it."""

    def __init__(self, above: str) -> None:
        self.above = above
        self.caption = Words()
        self.cells = list[Cell]()
        self.anchors = dict[int, str]()
        self.row = self.column = 0
        self.taken = dict[int, int]()
        self.start = 0  # of the group's cells
        self.open: tuple[int, int, int, Words] | None = None

    def begin_row(self) -> None:
        self.row += 1
        self.column = 1

    def end_row(self) -> None:
        self.taken = {column: rows - 1 for column, rows in self.taken.items() if rows > 1}

    def begin_cell(self, rows: int, columns: int) -> None:
        if not self.row:
            self.begin_row()
        while self.column in self.taken:
            self.column += 1
        if self.column > _WIDEST:
            raise UnreadableError("wide", self.row, self.column)
        columns = max(1, min(columns, _WIDEST))
        if rows != 1:
            for column in range(self.column, self.column + columns):
                self.taken[column] = max(self.taken.get(column, 0), rows or 2**31)
        self.open = (self.column, rows or 2**31, columns, Words())
        self.column += columns

    def end_cell(self) -> None:
        if self.open is not None:
            column, rows, columns, words = self.open
            self.cells.append(Cell(words.text(), self.row, column, rows, columns, words.font))
            self.open = None

    def end_group(self) -> None:
        """No span reaches beyond its group of rows."""
        self.end_row()
        self.taken = {}
        for at in range(self.start, len(self.cells)):
            cell = self.cells[at]
            if cell.row + cell.rows - 1 > self.row:
                self.cells[at] = cell._replace(rows=self.row - cell.row + 1)
        self.start = len(self.cells)

    def grid(self) -> Grid:
        self.end_group()
        return grid(self.cells, self.caption.text() or self.above, self.anchors)


class _Reader:
    """Walks a page."""

    def __init__(self, classes: dict[str, str]) -> None:
        self.classes = classes
        self.tables = list[_Table]()
        self.stack = list[_Table]()
        self.page = Page()
        self.fonts = [""]
        self.kept = self.cells = 0

    def walk(self, root: LexborNode) -> None:
        for node, tag, opens in _events(root):
            if tag == "-text":
                self.text(node)
            elif opens:
                self.open(node, tag)
            else:
                self.close(tag)

    def here(self) -> Words | None:
        """Where words go: the open cell, the caption, the page; nowhere between the cells of a table."""
        if not self.stack:
            return self.page.words
        table = self.stack[-1]
        return table.open[3] if table.open else table.caption

    def text(self, node: LexborNode) -> None:
        if (words := self.here()) is not None and (text := node.text(deep=False) or ""):
            words.add(text, self.fonts[-1], kept=self.kept > 0)

    def open(self, node: LexborNode, tag: str) -> None:
        attributes = node.attributes
        self.fonts.append(self.font(attributes) or self.fonts[-1])
        self.kept += tag == "pre"
        if tag in _BLOCKS and (words := self.here()) is not None:
            words.end()
        table = self.stack[-1] if self.stack else None
        if tag == "table":
            made = _Table(
                self.page.caption() if table is None else "".join(table.open[3].lines[-1:]) if table.open else ""
            )
            self.tables.append(made)
            self.stack.append(made)
        elif tag in ("img", "input"):
            self.picture(tag, attributes)
        elif table is None:
            return
        elif tag == "tr":
            table.begin_row()
        elif tag in ("td", "th"):
            self.cells += 1
            if self.cells > MOST_CELLS:
                raise UnreadableError("large", table.row, table.column)
            table.begin_cell(_span(attributes.get("rowspan")), _span(attributes.get("colspan")) or 1)
        if (
            table is not None
            and table.row
            and (name := attributes.get("id") or (tag == "a" and attributes.get("name")))
        ):
            table.anchors.setdefault(table.row, name)

    def close(self, tag: str) -> None:
        self.fonts.pop()
        self.kept -= tag == "pre"
        if not self.stack:
            if tag in _BLOCKS:
                self.page.end(heading=tag in _HEADINGS)
            return
        if tag in _BLOCKS and (words := self.here()) is not None:
            words.end()
        table = self.stack[-1]
        if tag in ("td", "th"):
            table.end_cell()
        elif tag == "tr":
            table.end_row()
        elif tag in _GROUPS:
            table.end_group()
        elif tag == "table":
            self.stack.pop()

    def picture(self, tag: str, attributes: dict[str, str | None]) -> None:
        """What stands in for a picture, and a box to tick."""
        if (words := self.here()) is None:
            return
        if tag == "img":
            words.add(attributes.get("alt") or "")
        elif (attributes.get("type") or "").lower() in ("checkbox", "radio"):
            words.add("☑" if "checked" in attributes else "☐")

    def font(self, attributes: dict[str, str | None]) -> str:
        if not attributes:
            return ""
        if (face := attributes.get("face")) and (font := symbol_font(face)):
            return font
        if (style := attributes.get("style")) and (font := _family(style)):
            return font
        if self.classes and (names := attributes.get("class")):
            return next((self.classes[name] for name in names.split() if name in self.classes), "")
        return ""


def _events(root: LexborNode) -> Iterator[tuple[LexborNode, str, bool]]:
    """Each node when it opens and, unless it is a text, when it closes; what is never shown is left out."""
    ways = list[tuple[LexborNode, str]]()
    node: LexborNode | None = root
    while True:
        if node is not None:
            tag = node.tag or ""
            if tag == "-text":
                yield node, tag, True
            elif tag not in _DROPPED and tag[:1] != "-" and tag:
                yield node, tag, True
                if len(ways) > _DEEPEST:
                    raise UnreadableError("large")
                ways.append((node, tag))
                node = node.first_child
                continue
            node = node.next
            continue
        if not ways:
            return
        done, tag = ways.pop()
        yield done, tag, False
        if not ways:
            return
        node = done.next


def _span(value: str | None) -> int:
    """How many rows or columns an attribute says, read as HTML reads it: 1 where it says no number."""
    found = re.match(r"\s*\+?(\d{1,9})", value or "")
    return int(found[1]) if found else 1
