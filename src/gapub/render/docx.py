"""`catalogue.docx`: the catalogue for Word and WPS, A3 landscape: cover, contents, a table an area, annexes.

A 一级事项 is one merged cell; the heads of a table stand again on each of its pages; page numbers, those of the contents
too, are fields. Hidden bookmarks hold the ids of areas, topics and items. How it looks is in the template
`catalogue.styles.xml`. Equal cells are written once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Final
from xml.etree import ElementTree

from gapub.diagnostics import Text
from gapub.diagnostics.format import Format
from gapub.model.text import RECALLED_MARK
from gapub.render.cells import COLON, COMMA, GAP, localizer
from gapub.render.characters import clean, is_web
from gapub.render.facts import Fact
from gapub.render.ooxml import HEAD, text
from gapub.render.paper import HEIGHT, MARGIN, WIDTH, abreast, box_rows, is_long, tick_widths, widths
from gapub.render.plain import joined
from gapub.render.templates import DEFAULTS, Options, Templates, fault_in
from gapub.render.view import (
    BOX,
    COLUMNS,
    LISTS,
    TEXTS,
    TICK,
    TICKED_BOX,
    Annex,
    Box,
    Cell,
    Row,
    Table,
    Tick,
    View,
    tick_cells,
)
from gapub.render.word import NAMESPACES, package

NAME: Final = "catalogue.docx"
STYLES: Final = "catalogue.styles.xml"

_PAGE: Final = (Text("第 ", "Page "), Text(" 页，共 ", " of "), Text(" 页", ""))
_MARK: Final = f'<w:r><w:rPr><w:rStyle w:val="Mark"/></w:rPr><w:t>{RECALLED_MARK}</w:t></w:r>'
_WHOLE: Final = "<w:cantSplit/>"
_TAB: Final = "<w:r><w:tab/></w:r>"
_SHADE: Final = '<w:shd w:val="clear" w:color="auto" w:fill="ECECEC"/>'
_LONGEST_NAME: Final = 40
"""The characters that the name of a bookmark may have."""
_LANGUAGES: Final = {"zh": "zh-CN", "en": "en-US"}


def files(view: View, options: Options = DEFAULTS) -> dict[str, bytes]:
    """The document under its name; equal views give equal bytes."""
    writer = _Writer(view)
    body = {"document": writer.document(), "header": writer.header(), "footer": writer.footer()}
    return {NAME: package(joined(view.title, " "), body, _styles(options.templates), writer.links)}


FORMAT: Final = Format(
    "docx",
    Text("Word 文档", "Word document"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    files,
)


def _styles(templates: Templates) -> str:
    """The styles, which must be XML, or Word opens nothing of the document."""
    content = templates.text(STYLES)
    try:
        ElementTree.fromstring(content.encode())
    except ElementTree.ParseError as fault:
        raise fault_in(templates.path(STYLES), fault.position[0], str(fault)) from fault
    return content


def _twips(millimetres: float) -> int:
    """Twentieths of a point, in which Word measures."""
    return round(millimetres / 25.4 * 1440)


def _paragraph(runs: str, style: str, more: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr>{runs}</w:p>'


def _cell(width: int, inner: str, how: str = "") -> str:
    """A cell of so many twips; `how` has its merging and its shade, in the order of the schema."""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{how}</w:tcPr>{inner}</w:tc>'


def _row(cells: Iterable[str], how: str = "") -> str:
    properties = f"<w:trPr>{how}</w:trPr>" if how else ""
    return f"<w:tr>{properties}{''.join(cells)}</w:tr>"


def _table(columns: Sequence[int], rows: Iterable[str]) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in columns)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="Form"/><w:tblW w:w="{sum(columns)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(rows)}</w:tbl>'
    )


def _field(code: str, *, stale: bool = False) -> str:
    """A field: what Word reckons itself. A stale one is reckoned when the document is opened."""
    dirty = ' w:dirty="true"' if stale else ""
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"{dirty}/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


class _Writer:
    """Writes one view. `links` collects the web addresses that the document leads to."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.lang = view.main
        self.gap, self.colon = view.one(GAP), view.one(COLON)
        self.say = localizer(view.lang)
        self.links: dict[str, None] = {}
        self.bookmarks = 0
        self.runs, self.boxes, self.tick = cache(self._runs), cache(self._boxes), cache(self._tick)
        self.entries = cache(self._entries)
        self.unknown = self.runs(view.labels["unknown"])

    # Text

    def _run(self, words: str, lang: str, style: str = "") -> str:
        """A run of text; the lines of it are lines, and what is in the other language says so."""
        if lang != self.lang:
            style = style or ("English" if lang == "en" else "")
        properties = f'<w:rStyle w:val="{style}"/>' if style else ""
        properties += f'<w:lang w:val="{_LANGUAGES[lang]}"/>' if lang == "en" else ""
        inner = "<w:br/>".join(f'<w:t xml:space="preserve">{text(line)}</w:t>' for line in clean(words).split("\n"))
        return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}{inner}</w:r>"

    def _runs(self, cell: Cell, between: str = "<w:r><w:br/></w:r>", style: str = "") -> str:
        """The lines of a cell, one below the other."""
        return between.join([self._run(line.text, line.lang, style) for line in cell])

    def inline(self, cell: Cell, style: str = "") -> str:
        """A cell on one line."""
        return self.runs(cell, '<w:r><w:t xml:space="preserve"> </w:t></w:r>', style)

    def words(self, words: str) -> str:
        """A text of no language in particular."""
        return self._run(words, self.lang)

    def head(self, cell: Cell) -> str:
        return _paragraph(self.runs(cell), "Head")

    def marked(self, name: str, runs: str) -> str:
        """Runs with a bookmark around them. Word hides those that begin with `_`, and has no name twice."""
        self.bookmarks += 1
        n = self.bookmarks
        return f'<w:bookmarkStart w:id="{n}" w:name="{name}"/>{runs}<w:bookmarkEnd w:id="{n}"/>'

    def keyed(self, kind: str, key: str, runs: str) -> str:
        """Runs that carry an id unseen, so that the row is known again: `_r12_death_of_resident`, with a number of its own.

        An id that makes the name longer than Word allows is left out; the row has its number and title then.
        """
        name = f"_{kind}{self.bookmarks + 1}_{key.replace('-', '_')}"
        return self.marked(name, runs) if len(name) <= _LONGEST_NAME else runs

    # The parts of the document

    def document(self) -> str:
        body = "".join((*self.front(), *self.body(), self.section()))
        return f"{HEAD}<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"

    def front(self) -> Iterator[str]:
        view = self.view
        yield _paragraph(self.runs(view.title[:1]), "Title")
        yield from (_paragraph(self.runs((line,)), "TitleBeside") for line in view.title[1:])
        yield _paragraph(self.runs(view.subtitle), "Subtitle")
        for label, value in view.cover:
            yield _paragraph(self.inline(label, "Label") + self.words(self.colon) + self.inline(value), "Fact")
        space = f'<w:spacing w:before="{max(300, 2000 - 250 * len(view.warnings))}"/>'
        for n, warning in enumerate(view.warnings):
            yield _paragraph(self.words("· ") + self.inline(warning), "Warning", "" if n else space)
        yield _paragraph(self.inline(view.labels["contents"]), "ContentsHeading")
        for key, title, level, _ in self.blocks():
            page = _field(f"PAGEREF {key} \\h", stale=True)
            line = f'<w:hyperlink w:anchor="{key}">{title}{_TAB}{page}</w:hyperlink>'
            yield _paragraph(line, f"TOC{level}")
        counted = self.gap.join(f"{joined(label, ' ')}{self.colon}{number}" for label, number in view.counts)
        yield _paragraph(self.words(counted), "Note", '<w:spacing w:before="240"/>')
        for mark in view.legend:
            yield _paragraph(self.inline(mark), "Note")

    def blocks(self) -> Iterator[tuple[str, str, int, Table | Annex | None]]:
        """What the contents lead to: a key, the runs of a heading, its level, and what stands below (nothing, of a part)."""
        for n, table in enumerate(self.view.tables):
            if table.starts_part:
                yield f"_part_{n}", self.inline(table.part), 1, None
            title = self.words(table.number + self.gap) + self.inline(table.title)
            yield f"_area_{n}", title, 2 if table.part else 1, table
        for annex in self.view.annexes:
            yield f"_{annex.id}", self.inline(annex.title), 1, annex

    def body(self) -> Iterator[str]:
        """The headings, each on a new page unless it is right below that of a part, and the tables."""
        new_page = "<w:pageBreakBefore/>"
        for key, title, level, block in self.blocks():
            yield _paragraph(self.marked(key, title), f"Heading{level}", new_page)
            if isinstance(block, Annex):
                yield self.annex(block)
            elif block:
                yield from (_paragraph(self.inline(note), "Note") for note in block.notes)
                if block.rows:
                    yield self.form(block)
            new_page = "<w:pageBreakBefore/>" if block else ""

    def form(self, table: Table) -> str:
        lang = self.view.lang
        columns = list(map(_twips, (*widths(table, lang).values(), *tick_widths(table, lang))))
        rows = (
            _row(map(_cell, columns, *self.cells(row, table)), "" if is_long(row, lang) else _WHOLE)
            for row in table.rows
        )
        return _table(columns, (*self.heads(table, columns), *rows))

    def heads(self, table: Table, columns: Sequence[int]) -> Iterator[str]:
        """The two rows of headings, which stand again on each page."""
        repeated = f"{_WHOLE}<w:tblHeader/>"
        centre = '<w:vAlign w:val="center"/>'
        labels = self.view.labels
        heads = [self.head(labels["item" if key == "title" else key]) for key in COLUMNS]
        heads[0] = _paragraph(self.keyed("a", table.id.partition("@")[0], self.runs(labels["number"])), "Head")
        upper = [
            _cell(width, head, f'<w:vMerge w:val="restart"/>{_SHADE}{centre}')
            for width, head in zip(columns, heads, strict=False)
        ]
        lower = [_cell(width, "<w:p/>", f"<w:vMerge/>{_SHADE}") for width in columns[: len(COLUMNS)]]
        at = len(COLUMNS)
        for field, those in table.tick_groups:
            span = columns[at : at + len(those)]
            merged = f'<w:gridSpan w:val="{len(span)}"/>{_SHADE}{centre}'
            upper.append(_cell(sum(span), self.head(labels[field]), merged))
            below = zip(span, those, strict=True)
            lower += [_cell(width, self.head(each.label), f"{_SHADE}{centre}") for width, each in below]
            at += len(those)
        yield _row(upper, repeated)
        yield _row(lower, repeated)

    def cells(self, row: Row, table: Table) -> tuple[list[str], list[str]]:
        """What stands in the cells of a row, and how each is merged."""
        _, *topics, item = row.id.split("/")
        title = self.runs(row.title) + (_MARK if "title" in row.marked else "")
        remarks = "".join(_paragraph(self.runs(self.say(each)), "Remark") for each in row.remarks)
        remarks += "".join(map(self.fact, row.facts))
        inner = [
            _paragraph(self.keyed("r", item, self.words(row.number)), "Centre"),
            _paragraph(self.keyed("t", "-".join(topics), self.runs(row.topic)), "Text")
            if row.topic_span
            else self.plain(()),
            _paragraph(title, "Text") + remarks,
            *(
                self.entries(row.entries(name), "Entry" if name in LISTS else "Text", name in row.marked)
                for name in TEXTS
            ),
            self.boxes(row.channel_rule, row.channels, marked="channels" in row.marked),
            *map(self.tick, tick_cells(table.tick_columns, row.ticks, row.groups, row.marked)),
        ]
        how = [""] * len(inner)
        how[COLUMNS.index("topic")] = '<w:vMerge w:val="restart"/>' if row.topic_span else "<w:vMerge/>"
        return inner, how

    def plain(self, cell: Cell) -> str:
        return self.entries((cell,), "Text")

    def _entries(self, cells: tuple[Cell, ...], style: str, marked: bool = False) -> str:
        first, *rest = map(self.runs, cells) if cells else ("",)
        return "".join(_paragraph(runs, style) for runs in ((_MARK if marked else "") + first, *rest))

    def _boxes(self, rule: Cell, boxes: tuple[Box, ...], *, marked: bool) -> str:
        """The boxes under each other, as many abreast as there is room for."""
        places = abreast(self.view.lang)
        step = (_twips(79) - 120) / places
        stops = "".join(f'<w:tab w:val="left" w:pos="{round(step * n)}"/>' for n in range(1, places))
        lines = [self.runs(rule)] if rule else []
        for row in box_rows(boxes, self.view.lang):
            *before, (last, _) = row
            lines.append("".join(self.box(box) + _TAB * span for box, span in before) + self.box(last))
        lines = lines or [""]
        lines[0] = (_MARK if marked else "") + lines[0]
        return "".join(_paragraph(line, "Boxes", f"<w:tabs>{stops}</w:tabs>") for line in lines)

    def box(self, box: Box) -> str:
        """A box and its label, which leads to the address of the locality where it has one."""
        label = self.inline(box.label)
        if box.url and is_web(box.url):
            label = self.link(box.url, self.inline(box.label, "Hyperlink"))
        return self.words(TICKED_BOX if box.ticked else BOX) + label

    def link(self, address: str, runs: str) -> str:
        """Runs that lead to a web address."""
        self.links.setdefault(address)
        return f'<w:hyperlink r:id="w{list(self.links).index(address) + 1}">{runs}</w:hyperlink>'

    def fact(self, fact: Fact) -> str:
        """What the locality says of a row besides; an address is a link."""
        parts = (
            self.link(each.url, self.inline(each.text, "Hyperlink")) if each.url else self.inline(each.text)
            for each in fact.parts
        )
        comma = self.words(self.view.one(COMMA))
        return _paragraph(self.inline(fact.label) + self.words(self.colon) + comma.join(parts), "Remark")

    def _tick(self, tick: Tick) -> str:
        sign = self.unknown if tick.ticked is None else self.words(TICK) if tick.ticked else ""
        inner = _paragraph((_MARK if tick.marked else "") + sign, "Centre")
        return inner + (_paragraph(self.runs(tick.groups), "Centre") if tick.groups else "")

    def annex(self, annex: Annex) -> str:
        room = _twips(WIDTH - 2 * MARGIN) // annex.abreast
        columns = [room * share // sum(annex.widths) for share in annex.widths] * annex.abreast
        heads = map(self.head, annex.heads * annex.abreast)
        shaded = (_cell(width, head, _SHADE) for width, head in zip(columns, heads, strict=True))
        rows = (_row(map(_cell, columns, self.annexed(annex, row)), _WHOLE) for row in annex.lines())
        return _table(columns, (_row(shaded, f"{_WHOLE}<w:tblHeader/>"), *rows)) + "<w:p/>"

    def annexed(self, annex: Annex, row: tuple[Cell, ...]) -> Iterator[str]:
        """The cells of a row of an annex; an address is a link."""
        for column, cell in enumerate(row):
            if any(annex.address(column, line) for line in cell):
                lines = ((annex.address(column, line), line) for line in cell)
                yield "".join(
                    _paragraph(
                        self.link(url, self.runs((line,), style="Hyperlink")) if url else self.runs((line,)), "Text"
                    )
                    for url, line in lines
                )
            else:
                yield self.plain(cell)

    # On each page

    def section(self) -> str:
        """The paper and its margins; the cover has neither header nor footer."""
        margins = " ".join(f'w:{side}="{_twips(MARGIN)}"' for side in ("left", "right"))
        return (
            '<w:sectPr><w:headerReference w:type="default" r:id="header"/><w:footerReference w:type="default" r:id="footer"/>'
            f'<w:pgSz w:w="{_twips(WIDTH)}" w:h="{_twips(HEIGHT)}" w:orient="landscape"/>'
            f'<w:pgMar w:top="{_twips(18)}" {margins} w:bottom="{_twips(17)}" w:header="{_twips(9)}" w:footer="{_twips(8)}" '
            'w:gutter="0"/><w:titlePg/></w:sectPr>'
        )

    def header(self) -> str:
        return f"{HEAD}<w:hdr {NAMESPACES}>{_paragraph(self.inline(self.view.title), 'Header')}</w:hdr>"

    def footer(self) -> str:
        before, between, after = map(self.view.one, _PAGE)
        number = self.words(before) + _field("PAGE") + self.words(between) + _field("NUMPAGES") + self.words(after)
        mark = self.inline(self.view.legend[0][:1])
        return f"{HEAD}<w:ftr {NAMESPACES}>{_paragraph(f'{mark}{_TAB}{number}', 'Footer')}</w:ftr>"
