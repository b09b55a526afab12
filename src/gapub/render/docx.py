"""`catalogue.docx`: the catalogue for Word and WPS, A3 landscape: cover, contents, a table an area, annexes.

A 一级事项 is one merged cell; the heads of a table stand again on each of its pages; page numbers, those of the contents
too, are fields. How it looks is in the template `catalogue.styles.xml`. Equal cells are written once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Final
from xml.etree import ElementTree

from gapub.diagnostics import Text
from gapub.diagnostics.format import Format
from gapub.model.text import RECALLED_MARK
from gapub.render.cells import COLON, GAP, localizer
from gapub.render.characters import clean, is_web
from gapub.render.ooxml import HEAD, NAMESPACES, package, text
from gapub.render.options import DEFAULTS, Options
from gapub.render.paper import (
    HEIGHT,
    MARGIN,
    WIDTH,
    abreast,
    box_rows,
    is_long,
    tick_widths,
    widths,
)
from gapub.render.plain import joined
from gapub.render.templates import Templates, fault_in
from gapub.render.view import BOX, COLUMNS, TICK, TICKED_BOX, Annex, Box, Cell, Row, Table, Tick, View, tick_cells

NAME: Final = "catalogue.docx"
STYLES: Final = "catalogue.styles.xml"

_PAGE: Final = (Text("第 ", "Page "), Text(" 页，共 ", " of "), Text(" 页", ""))
_MARK: Final = f'<w:r><w:rPr><w:rStyle w:val="Mark"/></w:rPr><w:t>{RECALLED_MARK}</w:t></w:r>'
_WHOLE: Final = "<w:cantSplit/>"
_TAB: Final = "<w:r><w:tab/></w:r>"
_SHADE: Final = '<w:shd w:val="clear" w:color="auto" w:fill="ECECEC"/>'
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


def _styles(templates: Templates) -> bytes:
    """The styles, which must be XML, or Word opens nothing of the document."""
    content = templates.text(STYLES).encode()
    try:
        ElementTree.fromstring(content)
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
        self.runs, self.boxes, self.tick = cache(self._runs), cache(self._boxes), cache(self._tick)
        self.plain, self.entries = cache(self._plain), cache(self._entries)
        self.unknown = self.runs(view.labels["unknown"])
        self.bookmarks = 0

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

    def words(self, words: str, style: str = "") -> str:
        """A text of no language in particular."""
        return self._run(words, self.lang, style)

    # Before the tables

    def document(self) -> str:
        body = "".join((*self.front(), *self.areas(), *self.annexes(), self.section()))
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
        for n, table in enumerate(view.tables):
            if table.starts_part:
                yield self.entry(f"_part_{n}", self.inline(table.part), "TOC1")
            yield self.entry(
                f"_area_{n}",
                self.words(table.number + self.gap) + self.inline(table.title),
                self.level(table, "TOC"),
            )
        for annex in view.annexes:
            yield self.entry(f"_{annex.id}", self.inline(annex.title), "TOC1")
        counted = self.gap.join(f"{joined(label, ' ')}{self.colon}{number}" for label, number in view.counts)
        yield _paragraph(self.words(counted), "Note", '<w:spacing w:before="240"/>')
        for mark in view.legend:
            yield _paragraph(self.inline(mark), "Note")

    def level(self, table: Table, style: str) -> str:
        """The style of a heading or of its line in the contents, one level down below a part."""
        return f"{style}{2 if table.part else 1}"

    def entry(self, key: str, runs: str, style: str) -> str:
        """A line of the contents: it leads to the heading, and has its page."""
        page = _field(f"PAGEREF {key} \\h", stale=True)
        return _paragraph(f'<w:hyperlink w:anchor="{key}">{runs}{_TAB}{page}</w:hyperlink>', style)

    def heading(self, key: str, runs: str, style: str, more: str = "") -> str:
        """A heading that the contents can lead to."""
        self.bookmarks += 1
        start = f'<w:bookmarkStart w:id="{self.bookmarks}" w:name="{key}"/>'
        return _paragraph(f'{start}{runs}<w:bookmarkEnd w:id="{self.bookmarks}"/>', style, more)

    # The tables

    def areas(self) -> Iterator[str]:
        for n, table in enumerate(self.view.tables):
            new_page = "<w:pageBreakBefore/>"
            if table.starts_part:
                yield self.heading(f"_part_{n}", self.inline(table.part), "Heading1", new_page)
                new_page = ""
            title = self.words(table.number + self.gap) + self.inline(table.title)
            yield self.heading(f"_area_{n}", title, self.level(table, "Heading"), new_page)
            yield from (_paragraph(self.inline(note), "Note") for note in table.notes)
            if table.rows:
                yield self.form(table)

    def form(self, table: Table) -> str:
        columns = [
            _twips(each) for each in (*widths(table, self.view.lang).values(), *tick_widths(table, self.view.lang))
        ]
        rows = [*self.heads(table, columns)]
        for row in table.rows:
            how = "" if is_long(row, self.view.lang) else _WHOLE
            rows.append(_row(map(_cell, columns, *self.cells(row, table)), how))
        return _table(columns, rows)

    def heads(self, table: Table, columns: Sequence[int]) -> Iterator[str]:
        """The two rows of headings, which stand again on each page."""
        repeated = f"{_WHOLE}<w:tblHeader/>"
        centre = '<w:vAlign w:val="center"/>'
        labels = [_paragraph(self.runs(self.view.labels["item" if key == "title" else key]), "Head") for key in COLUMNS]
        upper = [
            _cell(width, label, f'<w:vMerge w:val="restart"/>{_SHADE}{centre}')
            for width, label in zip(columns, labels, strict=False)
        ]
        lower = [_cell(width, "<w:p/>", f"<w:vMerge/>{_SHADE}") for width in columns[: len(COLUMNS)]]
        at = len(COLUMNS)
        for field, those in table.tick_groups:
            span = columns[at : at + len(those)]
            label = _paragraph(self.runs(self.view.labels[field]), "Head")
            upper.append(_cell(sum(span), label, f'<w:gridSpan w:val="{len(span)}"/>{_SHADE}{centre}'))
            lower += [
                _cell(width, _paragraph(self.runs(each.label), "Head"), f"{_SHADE}{centre}")
                for width, each in zip(span, those, strict=True)
            ]
            at += len(those)
        yield _row(upper, repeated)
        yield _row(lower, repeated)

    def cells(self, row: Row, table: Table) -> tuple[list[str], list[str]]:
        """What stands in the cells of a row, and how each is merged."""
        title = self.runs(row.title) + (_MARK if "title" in row.marked else "")
        remarks = "".join(_paragraph(self.runs(self.say(each)), "Remark") for each in row.remarks)
        inner = [
            _paragraph(self.words(row.number), "Centre"),
            self.plain(row.topic, marked=False)
            if row.topic_span
            else '<w:p><w:pPr><w:pStyle w:val="Text"/></w:pPr></w:p>',
            _paragraph(title, "Text") + remarks,
            self.entries(row.content, marked="content" in row.marked),
            self.entries(row.basis, marked="basis" in row.marked),
            self.plain(row.time_limit, marked="time_limit" in row.marked),
            self.plain(row.body, marked="body" in row.marked),
            self.boxes(row.channel_rule, row.channels, marked="channels" in row.marked),
            *map(self.tick, tick_cells(table.tick_columns, row.ticks, row.groups, row.marked)),
        ]
        how = [""] * len(inner)
        how[COLUMNS.index("topic")] = '<w:vMerge w:val="restart"/>' if row.topic_span else "<w:vMerge/>"
        return inner, how

    def _plain(self, cell: Cell, *, marked: bool) -> str:
        return _paragraph((_MARK if marked else "") + self.runs(cell), "Text")

    def _entries(self, cells: tuple[Cell, ...], *, marked: bool) -> str:
        first, *rest = map(self.runs, cells) if cells else ("",)
        return "".join(_paragraph(runs, "Entry") for runs in ((_MARK if marked else "") + first, *rest))

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
            self.links.setdefault(box.url)
            name = f"w{list(self.links).index(box.url) + 1}"
            label = f'<w:hyperlink r:id="{name}">{self.inline(box.label, "Hyperlink")}</w:hyperlink>'
        return self.words(TICKED_BOX if box.ticked else BOX) + label

    def _tick(self, tick: Tick) -> str:
        sign = self.unknown if tick.ticked is None else self.words(TICK) if tick.ticked else ""
        inner = _paragraph((_MARK if tick.marked else "") + sign, "Centre")
        return inner + (_paragraph(self.runs(tick.groups), "Centre") if tick.groups else "")

    # After the tables

    def annexes(self) -> Iterator[str]:
        for annex in self.view.annexes:
            yield self.heading(f"_{annex.id}", self.inline(annex.title), "Heading1", "<w:pageBreakBefore/>")
            yield self.annex(annex)

    def annex(self, annex: Annex) -> str:
        room = _twips(WIDTH - 2 * MARGIN) // annex.abreast
        columns = [room * share // sum(annex.widths) for share in annex.widths] * annex.abreast
        heads = [_paragraph(self.runs(cell), "Head") for cell in annex.heads] * annex.abreast
        shaded = (_cell(width, head, _SHADE) for width, head in zip(columns, heads, strict=True))
        rows = (
            _row(
                (_cell(width, self.plain(cell, marked=False)) for width, cell in zip(columns, row, strict=True)), _WHOLE
            )
            for row in annex.lines()
        )
        return _table(columns, (_row(shaded, f"{_WHOLE}<w:tblHeader/>"), *rows)) + "<w:p/>"

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
