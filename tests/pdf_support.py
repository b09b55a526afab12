"""What the tests of the PDF need: a catalogue of real size, and a reader that finds the cells of the printed table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pymupdf

from gapub.diagnostics import Text
from gapub.model.catalogue import (
    Area,
    Audience,
    Basis,
    Catalogue,
    Channel,
    Channels,
    Element,
    Item,
    Topic,
)
from gapub.model.evidence import Evidence
from gapub.model.fields import CELLS
from gapub.model.text import RECALLED_MARK, UNKNOWN
from gapub.render.cells import Localizer
from gapub.render.view import BOX, TICK, TICKED_BOX, Cell, Row, Table, View
from samples import item, replace, small_catalogue

POINT = 72 / 25.4
A3 = (420 * POINT, 297 * POINT)
SIDE, TOP, BOTTOM = 14 * POINT, 16 * POINT, 18 * POINT
"""The margins: left and right, above, below."""

STANDARD = "政府网站 政府公报 两微一端 发布会/听证会 广播电视 纸质媒体 公开查阅点 政务服务中心 便民服务站 入户/现场"
STANDARD += " 社区/企事业单位/村公示栏（电子屏） 精准推送"
BOXES = tuple(Channel(f"c{n}", label, "Channel", "standard") for n, label in enumerate(STANDARD.split()))
PORTAL = Channel("portal", "投资项目在线审批监管平台", "Portal", "platform", "https://www.tzxm.gov.cn/?a=1&lt=2")

SENTENCE = "国有资本经营预算转移支付表（对下安排转移支付的）和“三公”经费增减变化情况，应当随同本级预算一并向社会公开；"


def real_size() -> Catalogue:
    """A county's catalogue at its real size: 26 areas, 490 rows, four of them with 28 elements and 692 characters."""
    sizes = [18 + (number < 11) for number in range(1, 27)]
    sizes[8] = 4
    sizes[10] += 490 - sum(sizes)
    return small_catalogue(boxes=BOXES, areas=tuple(_area(number, size) for number, size in enumerate(sizes, 1)))


def _area(number: int, size: int) -> Area:
    rows = [_item(number, n) for n in range(1, size + 1)]
    cuts = [0, *range(3, size, 4 + number % 3), size]
    topics = tuple(
        Topic(
            f"t{start}",
            Text(f"第{start}类{'事项及其办理情况' * (start % 3)}", f"Topic {start}"),
            tuple(rows[start:end]),
        )
        for start, end in pairwise(cuts)
    )
    title = Text(f"第{number}个试点领域", f"Area {number}")
    plain = small_catalogue().areas[0]
    return replace(plain, id=f"area-{number}", number=f"{number:02}", title=title, topics=topics)


def _item(area: int, n: int) -> Item:
    """Row `n` of an area: of every length, with every state that a cell can have, in turn."""
    k = area * 31 + n * 7
    lengths = [24] * 27 + [44] if area == 9 else [3 + (k * i) % 30 for i in range(1, 2 + k % 9)]
    named = (Text("被征地农民", "Farmers"),)
    return item(
        id=f"area-{area}/row-{n}",
        number=f"{area:02}-{n:02}",
        title=Text(SENTENCE[k % 20 : k % 20 + 4 + k % 17], f"Row {n}"),
        content=tuple(Element(_words(k + i, length)) for i, length in enumerate(lengths)) if k % 29 else None,
        basis=tuple(Basis(_words(k * i, 8 + k % 40), "law", f"国办发〔20{10 + i}〕{k}号") for i in range(1, 2 + k % 5)),
        body=replace(item().body, zh=_words(k, 4 + k % 30)),
        channels=Channels("any_of" if k % 7 == 0 else "ticked", (*BOXES[k % 5 :: 1 + k % 4], PORTAL)),
        audience=(Audience(True), Audience(False, named), Audience(True, named), Audience(False, None))[k % 4],
        method=(("proactive",), ("on_request",), ("proactive", "on_request"))[k % 3],
        levels=("city", "county") if area % 8 == 0 else ("county", "township"),
        level_stated=bool(k % 5),
        only_for="village" if k % 11 == 0 else None,
        evidence=Evidence("single", (), CELLS if k % 6 == 0 else CELLS[k % 10 :: 3]),
    )


def _words(start: int, length: int) -> str:
    return "".join(SENTENCE[(start + i) % len(SENTENCE)] for i in range(length))


def bare(text: str) -> str:
    """The text without white space, control characters and the break marks that let a long word break."""
    return "".join(char for char in text if not char.isspace() and char >= " " and char not in "\x7f\u200b")


def printed(row: Row, table: Table, view: View) -> list[str]:
    """What the cells of a row hold in print, column by column, the 一级事项 left out; without white space."""
    say = Localizer(view.lang)
    marked = row.recalled if not row.recalled.issuperset(CELLS) else frozenset()

    def mark(field: str) -> str:
        return RECALLED_MARK if field in marked else ""

    boxes = [f"{TICKED_BOX if box.ticked else BOX}{_all(box.label)}" for box in row.channels]
    cells = [
        row.number,
        _all(row.title)
        + (RECALLED_MARK if "title" in row.recalled else "")
        + "".join(_all(say(r)) for r in row.remarks)
        + "".join(f"{_all(fact.label)}：{'、'.join(_all(part.text) for part in fact.parts)}" for fact in row.facts),
        mark("content") + "".join(map(_all, row.content)),
        mark("basis") + "".join(map(_all, row.basis)),
        mark("time_limit") + _all(row.time_limit),
        mark("body") + _all(row.body),
        _all(row.channel_rule) + mark("channels") + "".join(boxes),
    ]
    for field in ("audience", "method", "levels"):
        ticks = [(c.id, tick) for c, tick in zip(table.tick_columns, row.ticks, strict=True) if c.field == field]
        silent = all(tick is False for _, tick in ticks)
        for i, (column, tick) in enumerate(ticks):
            sign = _all(say(UNKNOWN)) if tick is None else TICK if tick else ""
            sign += _all(row.groups) if column == "groups" and tick else ""
            cells.append((mark(field) if sign or (silent and i == 0) else "") + sign)
    return [bare(cell) for cell in cells]


def _all(cell: Cell) -> str:
    return "".join(line.text for line in cell)


@dataclass(frozen=True)
class Char:
    """A printed character: its page, its box and its base line, in points from the top left."""

    page: int
    text: str
    left: float
    right: float
    base: float


@dataclass(frozen=True)
class Frame:
    """A table on a page: its upright rules from left to right, its head's lower edge, and its foot."""

    page: int
    rules: tuple[float, ...]
    top: float
    head: float
    foot: float
    head_words: str
    chars: tuple[Char, ...]

    def column(self, char: Char) -> int:
        """The column whose rules the character stands between; -1 if it stands on or beyond a rule."""
        for i, (left, right) in enumerate(pairwise(self.rules)):
            if left - 0.2 <= char.left and char.right <= right + 0.2:
                return i
        return -1


def pages_of(document: pymupdf.Document) -> list[tuple[Char, ...]]:
    """The characters of every page."""
    return [tuple(printed_chars(page, number)) for number, page in enumerate(document)]


def frames(document: pymupdf.Document, pages: Sequence[tuple[Char, ...]] | None = None) -> Iterator[Frame]:
    """Every table of the document, page by page, from the rules and the characters (`pages`, if known) on the page."""
    for number, (page, chars) in enumerate(zip(document, pages or pages_of(document), strict=True)):
        drawings = page.get_drawings()
        uprights = sorted(
            (a.x, min(a.y, b.y), max(a.y, b.y))
            for drawing in drawings
            for kind, *points in drawing["items"]
            if kind == "l"
            for a, b in [points]
            if abs(a.x - b.x) < 0.01 and abs(a.y - b.y) > 5
        )
        shades = [part[1] for drawing in drawings for part in drawing["items"] if part[0] == "re"]
        for left, top, foot in uprights:
            if abs(left - SIDE) > 0.5:
                continue
            rules = tuple(x for x, y0, y1 in uprights if top - 1 < y0 and y1 < foot + 1)
            head = max(shade.y1 for shade in shades if top - 1 < shade.y0 and shade.y1 < foot + 1)
            words = "".join(char.text for char in chars if top < char.base < head)
            inside = tuple(char for char in chars if head < char.base < foot)
            yield Frame(number, rules, top, head, foot, words, inside)


def printed_chars(page: pymupdf.Page, number: int) -> Iterator[Char]:
    """The characters of a page, blanks left out."""
    raw = page.get_text("rawdict", flags=pymupdf.TEXT_PRESERVE_WHITESPACE)
    for block in raw["blocks"]:
        for line in block["lines"]:
            for span in line["spans"]:
                for char in span["chars"]:
                    if bare(char["c"]):
                        left, _, right, _ = char["bbox"]
                        # Of a full-width bracket or comma half the box is blank, and falls away at the end of a line.
                        half = (right - left) / 2
                        left += half if char["c"] in "（《〈「〔“" else 0
                        right -= half if char["c"] in "）》〉」〕”，。、；：" else 0
                        yield Char(number, char["c"], left, right, char["origin"][1])


def in_order(chars: Sequence[Char]) -> str:
    """The characters of a column in reading order: page by page, line by line, from left to right."""
    lines: list[list[Char]] = []
    for char in sorted(chars, key=lambda char: (char.page, char.base)):
        last = lines[-1][-1] if lines else None
        if last and last.page == char.page and char.base - last.base < 2:
            lines[-1].append(char)
        else:
            lines.append([char])
    return bare("".join(char.text for line in lines for char in sorted(line, key=lambda char: char.left)))
