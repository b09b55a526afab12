"""The Word document: the official table cell by cell, heads on each page, fields that find their marks, stable bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from typing import Any
from zipfile import ZipFile

import docx as python_docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn

from gapub.diagnostics import Text
from gapub.model.catalogue import Catalogue
from gapub.render import docx
from gapub.render.paper import HEIGHT, WIDTH
from gapub.render.view import Cell, View, view
from pdf_support import bare, printed, real_size
from samples import HOSTILE, WEBSITE, harmless, hostile_catalogue, item, replace, small_catalogue

LANGUAGES = ("zh", "en", "zh-en")
ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl pBdr shd tabs spacing ind jc outlineLvl rPr",
    "tcPr": "tcW gridSpan vMerge tcBorders shd noWrap tcMar vAlign",
    "trPr": "cantSplit tblHeader",
    "rPr": "rStyle rFonts b i color sz szCs lang",
    "tblPr": "tblStyle tblW jc tblInd tblBorders tblLayout tblCellMar",
    "sectPr": "headerReference footerReference type pgSz pgMar cols titlePg",
}
"""The order of the schema (ECMA-376, part 1), which Word insists on and other programs forgive."""


def made(catalogue: Catalogue, lang: str = "zh") -> tuple[View, Document]:
    seen = view(catalogue, lang)
    return seen, python_docx.Document(BytesIO(docx.files(seen)[docx.NAME]))


def part(catalogue: Catalogue, name: str, lang: str = "zh") -> str:
    with ZipFile(BytesIO(docx.files(view(catalogue, lang))[docx.NAME])) as parts:
        return parts.read(name).decode()


def rows(document: Document, n: int) -> Iterator[list[str]]:
    """The texts of the rows of a table, without white space."""
    for row in document.tables[n]._tbl.tr_lst:
        yield [bare("".join(each.text or "" for each in cell.iter(qn("w:t")))) for cell in row.tc_lst]


def words(cell: Cell) -> str:
    return bare("".join(line.text for line in cell))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("catalogue", [small_catalogue, real_size])
def test_every_cell_is_as_in_the_view(catalogue: Any, lang: str) -> None:
    seen, document = made(catalogue(), lang)
    assert len(document.tables) == len(seen.tables) + len(seen.annexes)
    for n, table in enumerate(seen.tables):
        heads, _, *found = rows(document, n)
        assert heads[0] == words(seen.labels["number"])
        topics = [row.pop(1) for row in found]
        assert topics == [words(row.topic) if row.topic_span else "" for row in table.rows]
        for row, cells in zip(table.rows, found, strict=True):
            wanted = printed(row, table, seen)
            # The mark of the channels stands before all that is in the cell, on paper beside the first box.
            assert sorted(cells[6]) == sorted(wanted[6])
            assert cells[:6] + cells[7:] == wanted[:6] + wanted[7:]
    for annex, n in zip(seen.annexes, range(len(seen.tables), len(document.tables)), strict=True):
        found = [cell for row in list(rows(document, n))[1:] for cell in row]
        assert [cell for cell in found if cell] == [words(cell) for row in annex.rows for cell in row]


def test_a_topic_is_one_merged_cell_and_the_heads_stand_on_each_page() -> None:
    seen, document = made(small_catalogue())
    for n, table in enumerate(seen.tables):
        upper, lower, *found = document.tables[n]._tbl.tr_lst
        for head in (upper, lower):
            assert head.find(qn("w:trPr")).find(qn("w:tblHeader")) is not None
        merges = [row.tc_lst[1].tcPr.find(qn("w:vMerge")).get(qn("w:val")) for row in found]
        assert merges == ["restart" if row.topic_span else None for row in table.rows]


def test_a_row_stays_on_a_page_unless_it_is_long() -> None:
    seen, document = made(real_size())
    for n, table in enumerate(seen.tables):
        for row, found in zip(table.rows, document.tables[n]._tbl.tr_lst[2:], strict=True):
            properties = found.find(qn("w:trPr"))
            whole = properties is not None and properties.find(qn("w:cantSplit")) is not None
            if len(row.content) > 26:
                assert not whole
            if max(map(len, printed(row, table, seen))) < 100:
                assert whole


def test_the_paper_is_a3_landscape_with_numbers_on_each_page() -> None:
    _, document = made(small_catalogue())
    (section,) = document.sections
    assert section.page_width is not None
    assert section.page_height is not None
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (WIDTH, HEIGHT)
    footer = part(small_catalogue(), "word/footer.xml")
    assert re.findall(r"> (\w+) </w:instrText>", footer) == ["PAGE", "NUMPAGES"]
    assert "庄河市基层政务公开标准目录" in part(small_catalogue(), "word/header.xml")


BOOKMARK = re.compile(r'bookmarkStart w:id="\d+" w:name="([^"]+)"')
ID = re.compile(r"_([art])(\d+)_(.+)")


def test_hidden_bookmarks_hold_the_ids() -> None:
    """No name twice, none longer than Word allows: an id that does not fit is left out."""
    names = BOOKMARK.findall(part(small_catalogue(), "word/document.xml"))
    assert len(names) == len(set(names))
    assert max(map(len, names)) <= 40
    found = [(each[1], each[3].replace("_", "-")) for each in map(ID.fullmatch, names) if each]
    areas = small_catalogue().areas
    assert [key for kind, key in found if kind == "a"] == [each.id for each in areas if each.topics]
    assert [key for kind, key in found if kind == "t"] == [topic.id for each in areas for topic in each.topics]
    rows = [each.id.rpartition("/")[2] for area in areas for each in area.items]
    assert [key for kind, key in found if kind == "r"] == [each for each in rows if len(each) < 34]


@pytest.mark.parametrize("parts", [(None, None), (Text("甲部", "Part A"), Text("乙部", "Part B"))])
def test_the_contents_lead_to_every_heading(parts: tuple[Text | None, Text | None]) -> None:
    pairs = zip(small_catalogue().areas, parts, strict=True)
    catalogue = small_catalogue(areas=tuple(replace(area, part=each) for area, each in pairs))
    xml = part(catalogue, "word/document.xml")
    asked = re.findall(r"PAGEREF (\S+) ", xml)
    marked = [name for name in BOOKMARK.findall(xml) if not ID.fullmatch(name)]
    assert asked == re.findall(r'w:anchor="([^"]+)"', xml) == marked
    seen = view(catalogue)
    assert len(asked) == len(seen.tables) + len(seen.annexes) + sum(table.starts_part for table in seen.tables)


def test_the_cover_has_the_facts() -> None:
    seen, document = made(small_catalogue(), "zh-en")
    text = bare("".join(paragraph.text for paragraph in document.paragraphs))
    for cell in (
        seen.title,
        seen.subtitle,
        *seen.warnings,
        *seen.legend,
        *(cell for pair in seen.cover for cell in pair),
    ):
        assert words(cell) in text
    assert document.core_properties.title == " ".join(line.text for line in seen.title)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("catalogue", [small_catalogue, lambda: hostile_catalogue("甲")], ids=["small", "hostile"])
def test_properties_stand_in_the_order_of_the_schema(catalogue: Any, lang: str) -> None:
    for name in ("word/document.xml", "word/styles.xml", "word/header.xml", "word/footer.xml"):
        root = python_docx.oxml.parse_xml(part(catalogue(), name, lang).encode())
        for tag, order in ORDER.items():
            for node in root.iter(qn(f"w:{tag}")):
                places = [order.split().index(child.tag.partition("}")[2]) for child in node]
                assert all(a <= b for a, b in pairwise(places)), [child.tag for child in node]
        for cell in root.iter(qn("w:tc")):
            assert cell[-1].tag == qn("w:p")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_text(text: str, lang: str) -> None:
    plain, hostile = (part(hostile_catalogue(each), "word/document.xml", lang) for each in (harmless(text), text))
    tags = [re.findall(r"<[^/>\s]+", xml) for xml in (plain, hostile)]
    layout = {"<w:tab", "<w:tabs", "<w:trPr", "<w:cantSplit"}  # these depend on how long a text is
    assert set(tags[1]) <= set(tags[0]) | layout
    assert tags[0].count("<w:t") == tags[1].count("<w:t")
    links = part(hostile_catalogue(text), "word/_rels/document.xml.rels")
    assert "External" not in links


def test_only_a_web_address_is_a_link() -> None:
    links = part(small_catalogue(), "word/_rels/document.xml.rels")
    found = re.findall(r'Target="([^"]+)" TargetMode="External"', links)
    assert found[0] == WEBSITE.url
    assert all(each.startswith("https://") for each in found)
    asked = re.findall(r'<w:hyperlink r:id="(w\d+)"', part(small_catalogue(), "word/document.xml"))
    assert sorted(set(asked)) == [f"w{n}" for n in range(1, len(found) + 1)]


def test_lines_of_a_text_are_lines() -> None:
    area = small_catalogue().areas[0]
    topic = replace(area.topics[0], items=(item(title=Text("甲\r\n乙", "a\nb")),))
    xml = part(small_catalogue(areas=(replace(area, topics=(topic,)),)), "word/document.xml")
    assert '>甲</w:t><w:br/><w:t xml:space="preserve">乙<' in xml


def test_same_view_same_bytes_and_no_date_of_today() -> None:
    first, second = (docx.files(view(small_catalogue(), "zh-en"))[docx.NAME] for _ in range(2))
    assert first == second
    with ZipFile(BytesIO(first)) as parts:
        assert {each.date_time for each in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {each.create_system for each in parts.infolist()} == {0}
