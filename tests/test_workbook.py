"""The writer of workbooks: as XlsxWriter's public calls make them, in the order of the schema, and what Excel cannot take."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from python_calamine import CalamineWorkbook

from gapub.render import workbook
from gapub.render.sheets import inside, is_web
from gapub.render.workbook import MAX_HEIGHT, SIDES, Book, Look, Sheet, letters, target

ORDER = (
    "sheetPr dimension sheetViews sheetFormatPr cols sheetData autoFilter mergeCells dataValidations hyperlinks "
    "printOptions pageMargins pageSetup headerFooter ignoredErrors"
)
"""The order of the schema (ECMA-376, part 1, CT_Worksheet), without which Excel offers to repair the file."""
LOOKS = {
    "title": Look("黑体", 18, bold=True, across="center"),
    "text": Look("宋体", 10, rules=frozenset(SIDES)),
    "link": Look("Calibri", 9, colour="0B57A4", rules=frozenset({"left", "top"}), down=""),
    "total": Look("宋体", 10, fill="EDEFF2", down="top", across="left"),
}
WEB = 'https://www.example.gov.cn/{a}?b=<"c">&d=^e`#:~:text=f'
HEIGHTS = (31.1, 19.5, 18.05, 9.0, 408.9)


def own() -> bytes:
    """A workbook with all that sheets of the house have."""
    book = Book("题名", LOOKS)
    sheet = Sheet(book, "甲 '乙' 丁", (8, 46), unseen=(8,))
    sheet.header, sheet.footer = "&L左&R右", "&C&P / &N"
    sheet.one_page = True
    sheet.put(0, 0, "题名 & <说明>", "title", right=1)
    sheet.put(1, 0, "=1+1", "text", down=1)
    sheet.put(1, 1, "  第一行\n第二行", "text")
    sheet.put(1, 2, "id", "")
    sheet.put(2, 1, WEB, "link")
    sheet.lead(2, 1, WEB, WEB)
    sheet.put(3, 0, "2026", "total")
    sheet.lead(3, 0, inside("丙"), "2026")
    for points in HEIGHTS:
        sheet.end_row(points)
    sheet.filtered, sheet.repeated, sheet.frozen = (1, 0, 3, 1), (1, 2), (3, 1)
    sheet.chosen = (3, 0, 3, 0), ("☐", "☑")
    second = Sheet(book, "丙", (20,))
    second.put(0, 0, "头", "title")
    second.end_row(19.5)
    second.frozen = 1, 0
    hidden = Sheet(book, "gapub")
    hidden.very_hidden = True
    hidden.put(0, 0, "值", "")
    hidden.end_row()
    return book.data()


def theirs() -> bytes:
    """The same, by XlsxWriter."""
    out = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"title": "题名"})
    base = {"text_wrap": True, "valign": "vcenter", "font_charset": 134, "border_color": "#595959"}
    text = {**base, "font_name": "宋体", "font_size": 10}
    title = book.add_format({**base, "font_name": "黑体", "font_size": 18, "bold": True, "align": "center"})
    ruled = book.add_format({**text, "border": 1})
    blue = {"font_name": "Calibri", "font_size": 9, "font_color": "#0B57A4", "valign": "bottom"}
    link = book.add_format({**base, **blue, "left": 1, "top": 1})
    total = book.add_format({**text, "bg_color": "#EDEFF2", "valign": "top", "align": "left"})

    def page(name: str) -> Any:
        sheet = book.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_zoom(85)
        sheet.set_landscape()
        sheet.set_paper(8)
        sheet.fit_to_pages(1, 0)
        sheet.center_horizontally()
        sheet.set_margins(left=0.5, right=0.5, top=0.75, bottom=0.65)
        return sheet

    sheet = page("甲 '乙' 丁")
    sheet.set_column(0, 0, 8)
    sheet.set_column(1, 1, 46)
    sheet.set_column(2, 2, 8, None, {"hidden": True})
    sheet.set_header("&L左&R右")
    sheet.set_footer("&C&P / &N")
    sheet.fit_to_pages(1, 1)
    sheet.merge_range(0, 0, 0, 1, "题名 & <说明>", title)
    sheet.merge_range(1, 0, 2, 0, "=1+1", ruled)
    sheet.write_string(1, 1, "  第一行\n第二行", ruled)
    sheet.write_string(1, 2, "id")
    sheet.write_url(2, 1, WEB, link, WEB)
    sheet.write_url(3, 0, inside("丙"), total, "2026")
    for row, points in enumerate(HEIGHTS):
        sheet.set_row(row, points)
    sheet.autofilter(1, 0, 3, 1)
    sheet.repeat_rows(1, 2)
    sheet.freeze_panes(3, 1)
    sheet.data_validation(3, 0, 3, 0, {"validate": "list", "source": ["☐", "☑"]})
    second = page("丙")
    second.set_column(0, 0, 20)
    second.write_string(0, 0, "头", title)
    second.set_row(0, 19.5)
    second.freeze_panes(1, 0)
    hidden = page("gapub")
    hidden.very_hidden()
    hidden.write_string(0, 0, "值")
    book.close()
    return out.getvalue()


def shown(book: Workbook) -> dict[str, Any]:
    """All that a person sees of a workbook, and what programs read."""
    return {
        sheet.title: {
            "state": sheet.sheet_state,
            "cells": {
                cell.coordinate: (
                    cell.value,
                    *(repr(each) for each in (cell.font, cell.fill, cell.border, cell.alignment)),
                    cell.hyperlink and (cell.hyperlink.target, cell.hyperlink.location, cell.hyperlink.display),
                )
                for row in sheet.iter_rows()
                for cell in row
            },
            "widths": {name: (each.width, each.hidden) for name, each in sheet.column_dimensions.items()},
            "heights": {n: each.height for n, each in sheet.row_dimensions.items()},
            "merged": sorted(map(str, sheet.merged_cells.ranges)),
            "frozen": sheet.freeze_panes,
            "view": repr(sheet.sheet_view),
            "filter": sheet.auto_filter.ref,
            "titles": sheet.print_title_rows,
            "choices": repr(sheet.data_validations.dataValidation),
            "page": [repr(each) for each in (sheet.page_setup, sheet.page_margins, sheet.print_options)],
            "running": [
                getattr(each, side).text
                for each in (sheet.oddHeader, sheet.oddFooter)
                for side in ("left", "center", "right")
            ],
            "fits": sheet.sheet_properties.pageSetUpPr.fitToPage,
        }
        for sheet in book.worksheets
    }


def test_a_workbook_is_what_xlsxwriter_makes() -> None:
    ours, other = load_workbook(BytesIO(own())), load_workbook(BytesIO(theirs()))
    assert shown(ours) == shown(other)
    assert (ours.properties.title, ours.properties.creator) == (other.properties.title, other.properties.creator)


def test_elements_stand_in_the_order_of_the_schema() -> None:
    with ZipFile(BytesIO(own())) as parts:
        xml = parts.read("xl/worksheets/sheet1.xml").decode()
    assert " ".join(each.tag.rpartition("}")[2] for each in ElementTree.fromstring(xml)) == ORDER


def test_calamine_reads_the_very_texts() -> None:
    sheet = CalamineWorkbook.from_filelike(BytesIO(own())).get_sheet_by_index(0).to_python()
    assert sheet[:4] == [
        ["题名 & <说明>", "", ""],
        ["=1+1", "  第一行\n第二行", "id"],
        ["", WEB, ""],
        ["2026", "", ""],
    ]


@given(st.integers(0, 16_383))
def test_columns_have_their_names(column: int) -> None:
    assert letters(column) == get_column_letter(column + 1)


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("https://a.cn/b?c=d&e=汉", ("https://a.cn/b?c=d&e=汉", "")),
        ('https://a.cn/<"[^`{}]">', ("https://a.cn/%3c%22%5b%5e%60%7b%7d%5d%22%3e", "")),
        ("https://a.cn/100%", ("https://a.cn/100%25", "")),
        ("https://a.cn/%E6%B1%89", ("https://a.cn/%E6%B1%89", "")),
        ("https://a.cn/b#c#d", ("https://a.cn/b", "c#d")),
    ],
)
def test_addresses_are_written_as_excel_writes_them(address: str, written: tuple[str, str]) -> None:
    assert target(address) == written


def test_an_address_is_judged_by_what_is_written() -> None:
    assert is_web("https://a.cn/" + "x" * 1_900)
    assert not is_web("https://a.cn/" + '"' * 1_900)


def test_a_sheet_has_no_more_links_than_excel_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MAX_LINKS", 2)
    book = Book("", {})
    sheet = Sheet(book, "甲")
    for row in range(3):
        sheet.put(row, 0, "x", "")
        sheet.lead(row, 0, inside("甲"), "x")
        sheet.end_row(15)
    [read] = load_workbook(BytesIO(book.data())).worksheets
    assert [bool(read.cell(row, 1).hyperlink) for row in (1, 2, 3)] == [True, True, False]


def test_no_name_or_header_is_taken_for_an_escape() -> None:
    book = Book("", {})
    sheet = Sheet(book, "_x0041_")
    sheet.header = "&L_x0000_"
    sheet.put(0, 0, "a", "")
    sheet.lead(0, 0, inside("_x0041_"), "_x0041_")
    sheet.end_row(15)
    with ZipFile(BytesIO(book.data())) as parts:
        xml = "".join(parts.read(f"xl/{name}.xml").decode() for name in ("workbook", "worksheets/sheet1"))
    assert xml.count("_x00") == 2 * xml.count("_x005F_x00") == 8


def test_a_row_has_what_was_put_there_and_what_is_written_at_last() -> None:
    book = Book("", {})
    sheet = Sheet(book, "甲")
    sheet.put(0, 3, "丁", "")
    sheet.put(0, 0, "甲", "", down=1)
    sheet.write((1, 2), ("", ""), ("", "丙"), 15)
    sheet.write((1,), ("",), ("乙",), 500)
    [read] = load_workbook(BytesIO(book.data())).worksheets
    assert [[cell.value for cell in row] for row in read.iter_rows()] == [
        ["甲", None, "丙", "丁"],
        [None, "乙", None, None],
    ]
    assert list(map(str, read.merged_cells.ranges)) == ["A1:A2"]
    assert (read.row_dimensions[2].height, sheet.used) == (408.75, 15 + MAX_HEIGHT)  # whole pixels


@pytest.mark.parametrize("row", [0, 2])
def test_no_cell_is_lost(row: int) -> None:
    sheet = Sheet(Book("", {}), "甲")
    sheet.end_row()
    sheet.put(row, 0, "x", "")
    with pytest.raises(ValueError, match=str(row)):
        sheet.part(first=True)
