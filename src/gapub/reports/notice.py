"""An official letter as a Word document: title, addressee, numbered headings, paragraphs and tables, seal and day.

In Chinese it is laid out as GB/T 9704-2012 has official documents: A4, 小标宋 title, 仿宋 text, 黑体 and 楷体 headings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from gapub.diagnostics import Text
from gapub.diagnostics.text import Language
from gapub.model.cells.article import numeral
from gapub.render.characters import undirected
from gapub.render.ooxml import HEAD, text
from gapub.render.templates import BUNDLED
from gapub.render.word import HEAVY, NAMESPACES, SWISS, fonts, package
from gapub.reports.document import said

_FONTS: Final = fonts(
    HEAVY,
    ("仿宋_GB2312", "仿宋", "roman"),
    ("楷体_GB2312", "楷体", "roman"),
    ("宋体", "SimSun", "roman"),
    SWISS,
)
BLANK: Final = Text("＿＿＿＿＿＿＿＿", "________________")
"""What an office fills in."""
DAY: Final = Text("　　年　　月　　日", "____________")
"""A day that an office fills in."""
_MARGINS: Final = (
    'w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="851" w:footer="1400" w:gutter="0"'
)
"""37 mm above, 28 mm at the left, text of 156 × 225 mm."""


def day(iso: str) -> Text:
    """A day, `2026-11-30`, as a letter has it."""
    year, month, date = map(int, iso.split("-"))
    return Text(f"{year}年{month}月{date}日", iso)


class Column(NamedTuple):
    """A column of a table: its head, its width in twentieths of a point, and whether its texts stand in the middle."""

    head: Text
    width: int
    centred: bool = False


class Writer:
    """Writes a letter in one language; each method gives the XML of a part of it."""

    def __init__(self, lang: Language) -> None:
        """Start with the first heading."""
        self.lang: Language = lang
        self._heads = 0

    def say(self, text: Text) -> str:
        """A text in the language of the letter; marks of writing direction would reorder it for the eye."""
        return undirected(said(text, self.lang))

    def line(self, text: Text, style: str = "Body", *, with_next: bool = False) -> str:
        """A paragraph in a style of `notice.styles.xml`, which may have to stand on one page with the next."""
        return _paragraph(_run(self.say(text)), style, "<w:keepNext/>" if with_next else "")

    def heading(self, text: Text) -> str:
        """A heading with the next number: 一、 or 1."""
        self._heads += 1
        number = Text(f"{numeral(self._heads)}、", f"{self._heads}. ")
        return self.line(number + text, "Heading1")

    def below(self, number: int, text: Text) -> str:
        """A heading below another, with its number: （一） or (1)."""
        return self.line(Text(f"（{numeral(number)}）", f"({number}) ") + text, "Heading2")

    def closing(self, asked: Iterable[Text]) -> Iterator[str]:
        """What is asked of whom the letter addresses, room for the seal, and the day: no page has the seal alone."""
        yield self.heading(Text("有关要求", "What is asked of you"))
        for each in asked:
            yield self.line(each, with_next=True)
        yield self.line(Text("", ""), "Signed", with_next=True)
        yield self.line(Text("（印章）", "(seal)"), "Signed", with_next=True)
        yield self.line(DAY, "Signed")

    def table(self, columns: Sequence[Column], rows: Iterable[Sequence[Text]]) -> str:
        """A table whose head stands again on each page; together the columns are 8840 wide at most, the width of the text."""
        widths = [each.width for each in columns]
        heads = (_paragraph(_run(self.say(each.head)), "Head") for each in columns)
        made = [_row(map(_cell, widths, heads), "<w:cantSplit/><w:tblHeader/>")]
        styles = ["Centre" if each.centred else "Text" for each in columns]
        for row in rows:
            cells = (_paragraph(_run(self.say(each)), style) for each, style in zip(row, styles, strict=True))
            made.append(_row(map(_cell, widths, cells), "<w:cantSplit/>"))
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        return (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="Form"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
            f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(made)}</w:tbl>'
        )


def data(title: Text, parts: Callable[[Writer], Iterator[str]], lang: Language) -> bytes:
    """The letter; in both languages the Chinese one, then the English one. Equal letters give equal bytes."""
    wanted: tuple[Language, ...] = ("zh", "en") if lang == "both" else (lang,)
    body = _PAGE.join("".join(parts(Writer(each))) for each in wanted)
    section = (
        '<w:sectPr><w:footerReference w:type="default" r:id="footer"/><w:pgSz w:w="11906" w:h="16838"/>'
        f"<w:pgMar {_MARGINS}/></w:sectPr>"
    )
    document = f"{HEAD}<w:document {NAMESPACES}><w:body>{body}{section}</w:body></w:document>"
    footer = f"{HEAD}<w:ftr {NAMESPACES}>{_paragraph(_run('— ') + _NUMBER + _run(' —'), 'Footer')}</w:ftr>"
    header = f"{HEAD}<w:hdr {NAMESPACES}>{_paragraph('', 'Header')}</w:hdr>"
    return package(
        said(title, wanted[0]),
        {"document": document, "header": header, "footer": footer},
        BUNDLED.text("notice.styles.xml"),
        (),
        _FONTS,
    )


_PAGE: Final = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
_NUMBER: Final = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
)


def _run(words: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text(words)}</w:t></w:r>'


def _paragraph(runs: str, style: str, more: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr>{runs}</w:p>'


def _cell(width: int, inner: str) -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>{inner}</w:tc>'


def _row(cells: Iterable[str], how: str) -> str:
    return f"<w:tr><w:trPr>{how}</w:trPr>{''.join(cells)}</w:tr>"
