"""`catalogue.docx`: the catalogue for Word and WPS, A3 landscape: cover, contents, a table an area, annexes.

A 一级事项 is one merged cell; the heads of a table stand again on each of its pages; page numbers, those of the contents
too, are fields. Hidden bookmarks hold the ids of areas, topics and items. How it looks is in the template
`catalogue.styles.xml`.

Equal cells are written once, for all documents of a process: what is written of one depends on nothing else but its arguments.
A link leads to the number of an address in its document, which stands between two NUL characters until the document is whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, partial
from typing import Final
from xml.etree import ElementTree

from gapub.diagnostics import Text
from gapub.diagnostics.format import Format
from gapub.model.text import RECALLED_MARK, UNKNOWN
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
    TickColumn,
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


# Text


def _run(main: str, words: str, lang: str, style: str = "") -> str:
    """A run of text; the lines of it are lines, and what is not in the `main` language says so."""
    if lang != main:
        style = style or ("English" if lang == "en" else "")
    properties = f'<w:rStyle w:val="{style}"/>' if style else ""
    properties += f'<w:lang w:val="{_LANGUAGES[lang]}"/>' if lang == "en" else ""
    inner = "<w:br/>".join(f'<w:t xml:space="preserve">{text(line)}</w:t>' for line in clean(words).split("\n"))
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}{inner}</w:r>"


def _words(main: str, words: str) -> str:
    """A text of no language in particular."""
    return _run(main, words, main)


_BREAK: Final = "<w:r><w:br/></w:r>"
_BLANK: Final = '<w:r><w:t xml:space="preserve"> </w:t></w:r>'


@lru_cache(maxsize=1 << 13)
def _runs(main: str, cell: Cell, between: str = _BREAK, style: str = "") -> str:
    """The lines of a cell, one below the other."""
    return between.join([_run(main, line.text, line.lang, style) for line in cell])


def _inline(main: str, cell: Cell, style: str = "") -> str:
    """A cell on one line."""
    return _runs(main, cell, _BLANK, style)


def _link(address: str, runs: str) -> str:
    """Runs that lead to a web address."""
    return f'<w:hyperlink r:id="w\0{address}\0">{runs}</w:hyperlink>'


# The cells of a row, in the language of the view


def _main(lang: str) -> str:
    return "en" if lang == "en" else "zh"


@lru_cache(maxsize=1 << 11)
def _title(lang: str, width: int, title: Cell, marked: bool, remarks: tuple[Text, ...], facts: tuple[Fact, ...]) -> str:
    """The title, what is remarked on the row, and what the locality says of it besides."""
    main = _main(lang)
    below = (*(_runs(main, localizer(lang)(each)) for each in remarks), *(_fact(main, each) for each in facts))
    inner = _paragraph(_runs(main, title) + (_MARK if marked else ""), "Text")
    return _cell(width, inner + "".join(_paragraph(runs, "Remark") for runs in below))


def _fact(main: str, fact: Fact) -> str:
    """What the locality says of a row besides; an address is a link."""
    parts = (
        _link(each.url, _inline(main, each.text, "Hyperlink")) if each.url else _inline(main, each.text)
        for each in fact.parts
    )
    colon, comma = (_words(main, text.en if main == "en" else text.zh) for text in (COLON, COMMA))
    return _inline(main, fact.label) + colon + comma.join(parts)


def _written(main: str, width: int, cells: tuple[Cell, ...], style: str, marked: bool = False) -> str:
    """A cell of several entries, each a paragraph."""
    first, *rest = (_runs(main, cell) for cell in cells) if cells else ("",)
    return _cell(width, "".join(_paragraph(runs, style) for runs in ((_MARK if marked else "") + first, *rest)))


_entries: Final = lru_cache(maxsize=1 << 11)(_written)


@lru_cache(maxsize=1 << 8)
def _boxes(lang: str, width: int, rule: Cell, boxes: tuple[Box, ...], marked: bool) -> str:
    """The boxes under each other, as many abreast as there is room for."""
    main, places = _main(lang), abreast(lang)
    step = (_twips(79) - 120) / places
    stops = "".join(f'<w:tab w:val="left" w:pos="{round(step * n)}"/>' for n in range(1, places))
    lines = [_runs(main, rule)] if rule else []
    for row in box_rows(boxes, lang):
        *before, (last, _) = row
        lines.append("".join(_box(main, box) + _TAB * span for box, span in before) + _box(main, last))
    lines = lines or [""]
    lines[0] = (_MARK if marked else "") + lines[0]
    return _cell(width, "".join(_paragraph(line, "Boxes", f"<w:tabs>{stops}</w:tabs>") for line in lines))


def _box(main: str, box: Box) -> str:
    """A box and its label, which leads to the address of the locality where it has one."""
    label = _inline(main, box.label)
    if box.url and is_web(box.url):
        label = _link(box.url, _inline(main, box.label, "Hyperlink"))
    return _words(main, TICKED_BOX if box.ticked else BOX) + label


@lru_cache(maxsize=1 << 8)
def _ticks(
    lang: str,
    widths: tuple[int, ...],
    columns: tuple[TickColumn, ...],
    ticks: tuple[bool | None, ...],
    groups: Cell,
    marked: frozenset[str],
) -> str:
    """The cells of all ticks."""
    return "".join(
        _cell(width, _tick(lang, tick))
        for width, tick in zip(widths, tick_cells(columns, ticks, groups, marked), strict=True)
    )


def _tick(lang: str, tick: Tick) -> str:
    main = _main(lang)
    unknown = _runs(main, localizer(lang)(UNKNOWN))
    sign = unknown if tick.ticked is None else _words(main, TICK) if tick.ticked else ""
    inner = _paragraph((_MARK if tick.marked else "") + sign, "Centre")
    return inner + (_paragraph(_runs(main, tick.groups), "Centre") if tick.groups else "")


@lru_cache(maxsize=1 << 12)
def _annexed(main: str, width: int, cell: Cell, leads: bool) -> str:
    """A cell of an annex, which may lead to addresses that are lines of it."""
    if not (leads and any(is_web(line.text) for line in cell)):
        return _written(main, width, (cell,), "Text")
    lines = ((line.text if is_web(line.text) else "", line) for line in cell)
    return _cell(
        width,
        "".join(
            _paragraph(_link(url, _runs(main, (line,), style="Hyperlink")) if url else _runs(main, (line,)), "Text")
            for url, line in lines
        ),
    )


class _Writer:
    """Writes one view. `links` has the web addresses that the document leads to, once it is written."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.main = view.main
        self.gap, self.colon = view.one(GAP), view.one(COLON)
        self.links: dict[str, int] = {}
        self.bookmarks = 0

    def runs(self, cell: Cell) -> str:
        """The lines of a cell, one below the other."""
        return _runs(self.main, cell)

    def inline(self, cell: Cell, style: str = "") -> str:
        """A cell on one line."""
        return _inline(self.main, cell, style)

    def words(self, words: str) -> str:
        """A text of no language in particular."""
        return _words(self.main, words)

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
        body = self.numbered("".join((*self.front(), *self.body(), self.section())))
        return f"{HEAD}<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"

    def numbered(self, body: str) -> str:
        """The body with numbers in place of the addresses that it leads to."""
        pieces = body.split("\0")
        pieces[1::2] = (str(self.links.setdefault(each, len(self.links) + 1)) for each in pieces[1::2])
        return "".join(pieces)

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
        rows = (_row(self.cells(row, table, columns), "" if is_long(row, lang) else _WHOLE) for row in table.rows)
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

    def cells(self, row: Row, table: Table, widths: Sequence[int]) -> Iterator[str]:
        """The cells of a row."""
        main, lang, marked = self.main, self.view.lang, row.marked
        width = dict(zip(COLUMNS, widths, strict=False))
        _, *topics, item = row.id.split("/")
        yield _cell(width["number"], _paragraph(self.keyed("r", item, self.words(row.number)), "Centre"))
        if row.topic_span:
            topic = _paragraph(self.keyed("t", "-".join(topics), self.runs(row.topic)), "Text")
            yield _cell(width["topic"], topic, '<w:vMerge w:val="restart"/>')
        else:
            yield _cell(width["topic"], _paragraph("", "Text"), "<w:vMerge/>")
        yield _title(lang, width["title"], row.title, "title" in marked, row.remarks, row.facts)
        for name in TEXTS:
            style = "Entry" if name in LISTS else "Text"
            yield _entries(main, width[name], row.entries(name), style, name in marked)
        yield _boxes(lang, width["channels"], row.channel_rule, row.channels, "channels" in marked)
        yield _ticks(lang, tuple(widths[len(COLUMNS) :]), table.tick_columns, row.ticks, row.groups, marked)

    def annex(self, annex: Annex) -> str:
        room = _twips(WIDTH - 2 * MARGIN) // annex.abreast
        columns = [room * share // sum(annex.widths) for share in annex.widths] * annex.abreast
        heads = map(self.head, annex.heads * annex.abreast)
        shaded = (_cell(width, head, _SHADE) for width, head in zip(columns, heads, strict=True))
        leads = [column % len(annex.heads) in annex.addresses for column in range(len(columns))]
        rows = (_row(map(partial(_annexed, self.main), columns, row, leads), _WHOLE) for row in annex.lines())
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
