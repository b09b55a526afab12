"""Files of each format to grids: what a person sees of them, cell by cell."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from threading import Event

import docx as python_docx
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

import table_files as make
from gapub.diagnostics import GapubError
from gapub.tables import child, csv, files, html, kinds, md
from gapub.tables.content import Content, load
from gapub.tables.encoding import decode
from gapub.tables.faults import UnreadableError
from gapub.tables.fonts import symbol_font, symbols
from gapub.tables.grid import Grid

FILES = Path(__file__).parent / "data" / "table-files"

Rows = list[list[str]]


def rows(grid: Grid) -> Rows:
    """The texts of a grid by rows; what a span covers is `^` or `<`."""
    made = [[""] * grid.width for _ in range(grid.height)]
    for cell in grid.cells:
        for row in range(cell.row, cell.row + cell.rows):
            for column in range(cell.column, cell.column + cell.columns):
                made[row - 1][column - 1] = "^" if row > cell.row else "<"
        made[cell.row - 1][cell.column - 1] = cell.text
    return made


def only(content: Content) -> Grid:
    (grid,) = content.grids
    return grid


# --- workbooks ----------------------------------------------------------------------------------------------------------


def workbook(write: Callable[[xlsxwriter.Workbook], object]) -> bytes:
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    write(book)
    book.close()
    return out.getvalue()


def values(book: xlsxwriter.Workbook) -> None:
    page = book.add_worksheet("教育")
    formats = {
        name: book.add_format({"num_format": name}) for name in ("0000", "0%", "0.00%", "yyyy-mm-dd", 'yyyy"年"')
    }
    symbol = book.add_format({"font_name": "Wingdings 2"})
    page.merge_range("A1:D1", "目录")
    page.write("A2", 1)
    page.write("B2", 1.5)
    page.write("C2", "0505")
    page.write("D2", 505, formats["0000"])
    page.write("A3", 0.5, formats["0%"])
    page.write("B3", 0.125, formats["0.00%"])
    page.write_datetime("C3", datetime.datetime(2020, 12, 23), formats["yyyy-mm-dd"])
    page.write_datetime("D3", datetime.datetime(2020, 12, 23, 10, 30), formats['yyyy"年"'])
    page.write_formula("A4", "=1+1", None, 2)
    page.write_formula("B4", "=1/0", None, "#DIV/0!")
    page.write_boolean("C4", True)
    page.write("D4", "一\r\n二")
    page.write("A5", "R", symbol)
    page.write_rich_string("B5", symbol, "R", "政府网站 ", symbol, "£", "政府公报 R")
    page.merge_range("C5:C6", "并")
    page.write("D6", "  两边有空格　")
    page.write("D5", 0.1 + 0.2)


def test_a_workbook_is_read_as_a_person_sees_it() -> None:
    grid = only(make.content("xlsx", workbook(values)))
    assert grid.name == "教育"
    assert rows(grid) == [
        ["目录", "<", "<", "<"],
        ["1", "1.5", "0505", "0505"],
        ["50%", "12.50%", "2020-12-23", "2020-12-23 10:30:00"],
        ["2", "#DIV/0!", "TRUE", "一\n二"],
        ["\uf052", "\uf052政府网站 \uf0a3政府公报 R", "并", "0.3"],
        ["", "", "^", "两边有空格"],
    ]
    assert [(cell.text, cell.font) for cell in grid.cells if cell.font] == [
        ("\uf052", "Wingdings 2"),
        ("\uf052政府网站 \uf0a3政府公报 R", "Wingdings 2"),
    ]


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_older_and_other_workbooks_are_read(kind: str) -> None:
    """Fonts and formats of numbers are not known of .xls."""
    content = make.content(kind, (FILES / f"schools.{kind}").read_bytes())
    first, second = content.grids
    assert (first.name, second.name, content.hidden) == ("教育", "隐藏", ("隐藏",))
    title = first.cells[0]
    assert (title.text, title.columns) == ("义务教育领域政务公开标准目录", 6)
    tick, number = ("þ", "505") if kind == "xls" else ("\uf0fe", "0505")
    assert [cell.text for cell in first.cells if cell.row == 3] == [
        "1", "招生管理", "形成之日起\n20个工作日内", tick, number, "2020-12-23",
    ]  # fmt: skip
    assert next((cell.text, cell.row, cell.column) for cell in second.cells) == ("备注", 5, 3)


def test_an_open_workbook_shows_what_excel_shows() -> None:
    """Merged cells, numbers in their format, symbols in part of a cell, errors; no notes, no shapes."""
    content = make.content("ods", make.ods(
        _line(f'<table:table-cell table:number-columns-spanned="3" {_TEXT}><text:p>目录</text:p></table:table-cell>'
              '<table:covered-table-cell table:number-columns-repeated="2"/>')
        + _line('<table:table-cell office:value-type="percentage" office:value="0.5"><text:p>50%</text:p></table:table-cell>'
                '<table:table-cell office:value-type="float" office:value="505"><text:p>0505</text:p></table:table-cell>'
                '<table:table-cell office:value-type="float" office:value="1234.5"><text:p>1,234.50</text:p></table:table-cell>')
        + _line(f'<table:table-cell {_TEXT}><office:annotation><text:p>批注</text:p></office:annotation><text:p>'
                '<text:span text:style-name="tick">R</text:span>政府<text:s/>网站</text:p><text:p>R</text:p></table:table-cell>'
                f'<table:table-cell table:style-name="boxes" {_TEXT}><text:p>£</text:p></table:table-cell>'
                '<table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>TRUE</text:p></table:table-cell>')
        + _line('<table:table-cell office:value-type="string" office:string-value="" calcext:value-type="error">'
                '<text:p>#DIV/0!</text:p></table:table-cell>'
                f'<table:table-cell table:number-rows-spanned="2" {_TEXT}><text:p>并</text:p></table:table-cell>')
        + _line('<table:table-cell/><table:covered-table-cell/>'
                f'<table:table-cell {_TEXT}><text:p>末</text:p></table:table-cell>'),
    ))  # fmt: skip
    assert rows(only(content)) == [
        ["目录", "<", "<"],
        ["50%", "0505", "1234.5"],
        ["\uf052政府 网站\nR", "\uf0a3", "TRUE"],
        ["#DIV/0!", "并", ""],
        ["", "^", "末"],
    ]
    assert [cell.font for cell in only(content).cells if cell.font] == ["Wingdings 2", "Wingdings"]


_TEXT = 'office:value-type="string"'


def _line(cells: str) -> str:
    return f"<table:table-row>{cells}</table:table-row>"


def test_cells_keep_their_place_where_a_sheet_begins_late() -> None:
    data = make.xlsx('<row r="3"><c r="B3"><v>7</v></c><c r="D3" t="inlineStr"><is><t>字</t></is></c></row>')
    assert [(cell.text, cell.row, cell.column) for cell in only(make.content("xlsx", data)).cells] == [
        ("7", 3, 2),
        ("字", 3, 4),
    ]


@pytest.mark.parametrize(
    ("columns", "merged", "runs"),
    [
        ("BCD", "", ["B:BCD"]),
        ("BDE", "", ["B:B·DE"]),
        ("BH", "", ["B:B", "H:H"]),
        ("BCIJ", "", ["B:BC", "I:IJ"]),
        ("BCD", "C1:C9", ["B:B·D"]),
        ("B", "B1:C9", []),
        ("BC", "C1:H1", ["B:B"]),
    ],
)
def test_a_row_goes_to_the_parent_as_one_run_unless_most_of_it_is_blank(
    columns: str, merged: str, runs: list[str]
) -> None:
    """A merged cell goes by itself; whatever the runs, all cells arrive, in order."""
    cells = "".join(f'<c r="{each}1" t="str"><v>{each}</v></c>' for each in columns)
    data = make.xlsx(
        f'<row r="1">{cells}</row>', after=f'<mergeCells><mergeCell ref="{merged}"/></mergeCells>' if merged else ""
    )
    said = json.loads(json.dumps(child.answer("xlsx", data)))
    words, ((_, sent, _, *_),) = ["·", *said["words"]], said["grids"]
    assert [
        f"{'ABCDEFGHI'[first - 1]}:{''.join(words[each] for each in numbers)}" for _, first, *numbers in sent
    ] == runs
    assert [(cell.text, cell.column) for cell in only(load(said)).cells] == [
        (each, ord(each) - ord("A") + 1) for each in columns
    ]


@pytest.mark.parametrize(
    ("cells", "formulas"),
    [
        ('<c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><v>1</v></c>', ()),
        ('<c r="A1"><v>1</v></c><c r="B1"><f>1+1</f><v></v></c><c r="C1"><f t="shared" si="0"/></c>', ((1, 2, 2),)),
        ('<c r="A1"><v>1</v></c><c r="B1"><f>1+1</f><v/></c>', ((1, 2, 1),)),
        ('<c r="A1"><v>1</v></c><c r="B1" t="str"><f>""</f><v></v></c>', ()),
        ('<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', ()),
    ],
)
def test_formulas_without_a_value_are_noted(cells: str, formulas: tuple[tuple[int, int, int], ...]) -> None:
    """A program writes them so; Excel keeps the value of each, which may be an empty text."""
    content = make.content("xlsx", make.xlsx(f'<row r="1">{cells}</row>'))
    assert [each[1:] for each in content.formulas] == [*formulas]


def test_a_formula_without_a_value_widens_nothing() -> None:
    """What is merged ends where words end, however far away a formula stands."""
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><f>1</f></c></row>'
    merged = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    content = make.content("xlsx", make.xlsx(rows, after=merged))
    assert [(cell.rows, cell.columns) for cell in only(content).cells] == [(1, 1)]
    assert content.formulas == (("教育", 1048576, 16384, 1),)


# --- Word ---------------------------------------------------------------------------------------------------------------


def test_a_document_keeps_spans_breaks_and_what_stands_above() -> None:
    merged = [
        make.cell("序号", '<w:vMerge w:val="restart"/>') + make.cell("公开事项", '<w:gridSpan w:val="2"/>'),
        make.cell("", "<w:vMerge/>") + make.cell("一级") + make.cell("二级"),
        make.cell("1") + make.cell("<w:p><w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t></w:r></w:p>") + make.cell("丙"),
    ]
    body = (
        make.paragraph("01 教育", '<w:pStyle w:val="2"/>')
        + make.paragraph("说明")
        + make.table(*merged)
        + make.paragraph("备注")
    )
    styles = make.part("styles", '<w:style w:styleId="2"><w:name w:val="heading 2"/></w:style>')
    content = make.content("docx", make.docx(body, more={"word/styles.xml": styles}))
    grid = only(content)
    assert rows(grid) == [["序号", "公开事项", "<"], ["^", "一级", "二级"], ["1", "甲\n乙", "丙"]]
    assert (grid.name, grid.caption, content.text) == ("", "01 教育\n说明", "01 教育\n说明\n备注")


WINGDINGS = '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>'


@pytest.mark.parametrize(
    ("inner", "text", "font"),
    [
        ('<w:p><w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r></w:p>', "\uf0fc", "Wingdings"),
        ('<w:p><w:r><w:sym w:font="Wingdings 2" w:char="0052"/></w:r></w:p>', "\uf052", "Wingdings 2"),
        ('<w:p><w:r><w:sym w:font="SimSun" w:char="221A"/></w:r></w:p>', "√", ""),
        (make.paragraph("þ", run=WINGDINGS), "\uf0fe", "Wingdings"),
        (make.paragraph("þ", f"<w:rPr>{WINGDINGS}</w:rPr>"), "þ", ""),  # the font of the mark at the end, not of the text
        (f'<w:p><w:r>{WINGDINGS}<w:t>R</w:t></w:r><w:r><w:t>R</w:t></w:r></w:p>', "\uf052R", "Wingdings"),
        ('<w:p><w:r><w:checkBox><w:default w:val="1"/></w:checkBox></w:r></w:p>', "☑", ""),
        ('<w:p><w:r><w:checkBox><w:default w:val="1"/><w:checked w:val="0"/></w:checkBox></w:r></w:p>', "☐", ""),
        ('<w:p><w:del><w:r><w:delText>旧</w:delText></w:r></w:del><w:ins><w:r><w:t>新</w:t></w:r></w:ins></w:p>', "新", ""),
        ('<w:p><w:r><w:instrText>PAGE</w:instrText><w:t>甲</w:t><w:tab/><w:t>乙</w:t></w:r></w:p>', "甲 乙", ""),
        (make.paragraph("甲") + make.paragraph("乙"), "甲\n乙", ""),
    ],
)  # fmt: skip
def test_what_a_cell_of_a_document_says(inner: str, text: str, font: str) -> None:
    (first, _) = only(make.content("docx", make.docx(make.table(make.cell(inner) + make.cell("。"))))).cells
    assert (first.text, first.font) == (text, font)


def test_the_numbers_that_word_writes_are_there() -> None:
    """A column 序号 often has nothing else. Bullets are none."""
    numbering = make.part(
        "numbering",
        '<w:abstractNum w:abstractNumId="7">'
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1"/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1.%2、"/></w:lvl></w:abstractNum>'
        '<w:abstractNum w:abstractNumId="8"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="l"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num><w:num w:numId="4"><w:abstractNumId w:val="8"/></w:num>',
    )

    def listed(id: int, level: int, words: str = "") -> str:
        return make.cell(make.paragraph(words, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{id}"/></w:numPr>'))

    body = make.table(
        listed(3, 0) + make.cell("甲"), listed(3, 0) + make.cell("乙"), listed(3, 1, "丙") + listed(4, 0, "丁"),
        listed(3, 0) + listed(9, 0, "戊")
    )  # fmt: skip
    grid = only(make.content("docx", make.docx(body, more={"word/numbering.xml": numbering})))
    assert rows(grid) == [["1", "甲"], ["2", "乙"], ["2.一、丙", "丁"], ["3", "戊"]]


def test_a_document_of_another_library_is_read() -> None:
    document = python_docx.Document()
    document.add_heading("教育", 2)
    made = document.add_table(2, 2)
    made.cell(0, 0).merge(made.cell(1, 0)).text = "甲"
    made.cell(0, 1).text, made.cell(1, 1).text = "乙", "丙"
    inner = made.cell(1, 1).add_table(1, 1)
    inner.cell(0, 0).text = "内"
    out = BytesIO()
    document.save(out)
    content = make.content("docx", out.getvalue())
    assert [rows(grid) for grid in content.grids] == [[["内"]], [["甲", "乙"], ["^", "丙"]]]
    assert [grid.name for grid in content.grids] == ["#1", "#2"]
    assert content.grids[1].caption == "教育"


# --- web pages -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<tr><td rowspan=2>甲<td>乙<tr><td>丙", [["甲", "乙"], ["^", "丙"]]),
        ("<tr><td colspan=1000000>题<tr><td>甲<td>乙", [["题", "<"], ["甲", "乙"]]),
        ("<tr><td rowspan=99999>甲<td>乙<tr><td>丙", [["甲", "乙"], ["^", "丙"]]),
        ("<tr><td rowspan=0>甲<td>乙<tr><td>丙<tr><td>丁", [["甲", "乙"], ["^", "丙"], ["^", "丁"]]),
        ("<tbody><tr><td rowspan=9>甲<td>乙</tbody><tbody><tr><td>丙<td>丁", [["甲", "乙"], ["丙", "丁"]]),
        ("<tr><td colspan=0>甲<td colspan=-3>乙<td colspan=x>丙", [["甲", "乙", "丙"]]),
        ("<tr><td rowspan=2>甲<td rowspan=2 colspan=2>乙<tr><td>丙", [["甲", "乙", "<", ""], ["^", "^", "^", "丙"]]),
        ("<tr><td>甲<br>\n   乙  丙<td>　&nbsp;<td>丁", [["甲\n乙 丙", "", "丁"]]),
        ("<tr><td><p>甲</p><p>乙</p><td><ol><li>丙<li>丁</ol>", [["甲\n乙", "丙\n丁"]]),
        ("<tr><td><pre>甲\n乙</pre><td>&lt;丙&gt;<script>x</script><!-- y -->", [["甲\n乙", "<丙>"]]),
        ("<tr><td><img alt='√'><td><input type=checkbox checked>网站<input type=checkbox>公报", [["√", "☑网站☐公报"]]),
        ("<tr><td><font face=Wingdings>þ</font><td><span style='font-family:\"Wingdings 2\"'>R</span>网站 R", [["\uf0fe", "\uf052网站 R"]]),
        ("<tr><td class=x>n<td>n", [["\uf06e", "n"]]),
        ("<caption>题</caption><td>甲", [["甲"]]),
        ("<tr><td>甲<td>乙<tr><td>", [["甲", "乙"]]),
    ],
)  # fmt: skip
def test_a_table_of_a_page(page: str, expected: Rows) -> None:
    grid = only(html.read(f"<style>.x {{font-family:Wingdings}}</style><table>{page}</table>"))
    made = rows(grid)
    assert [row + [""] * (len(expected[0]) - len(row)) for row in made] == expected


def test_a_page_has_captions_anchors_facts_and_text() -> None:
    content = html.read(
        "<html><head><title> 目录\n一 </title><meta name=generator content=ours><meta name=PubDate content='2020-12-23'></head>"
        "<body><h1>总标题</h1><p>导语</p><h2>教育</h2><table><tr id=a/b><td>甲<tr><td><a id=c></a>乙</table>"
        "<p>尾注</p><table><tr><td>外<table><caption>内题</caption><tr><td>内</table></table><select><option>丁</select></body></html>"
    )
    assert content.facts == {"title": "目录 一", "generator": "ours", "date": "2020-12-23"}
    assert [(grid.name, grid.caption, rows(grid)) for grid in content.grids] == [
        ("#1", "教育", [["甲"], ["乙"]]),
        ("#2", "尾注", [["外"]]),
        ("#3", "内题", [["内"]]),
    ]
    assert content.grids[0].anchors == {1: "a/b", 2: "c"}
    assert content.text == "总标题\n导语\n教育\n尾注\n丁"


# --- text ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲,乙\n1,2\n", [["甲", "乙"], ["1", "2"]]),
        ("甲\t乙,丙\n1\t2\n", [["甲", "乙,丙"], ["1", "2"]]),
        ("甲;乙\n1;2\n", [["甲", "乙"], ["1", "2"]]),
        ('甲,"乙\n丙"\n1,"a ""b"""\n', [["甲", "乙\n丙"], ["1", 'a "b"']]),
        ("甲,乙\n\n3,4", [["甲", "乙"], ["", ""], ["3", "4"]]),
        ("目录,,\n序号,事项,时限\n1,甲,乙", [["目录", "", ""], ["序号", "事项", "时限"], ["1", "甲", "乙"]]),
        ("只有一列\n二\n", [["只有一列"], ["二"]]),
    ],
)
def test_records(text: str, expected: Rows) -> None:
    assert rows(only(csv.read(text))) == expected


def test_an_open_quotation_mark_is_told_with_its_record() -> None:
    with pytest.raises(UnreadableError) as raised:
        csv.read('甲,乙\n1,"' + "丙\n" * 100_000)
    assert (raised.value.why, raised.value.row) == ("record", 2)


def test_markdown() -> None:
    content = md.read(
        "# 总标题\n\n## 教育\n\n| 序号 | 事项 |\n|:--|--:|\n| 1 | **招生**<br>管理 |\n| 2 | a \\| b [站](http://x) <a id=r></a>&lt; |\n"
        "\n尾注\n\n"
        "甲 | 乙\n--- | ---\n丙 | 丁\n"
    )
    assert [(grid.caption, rows(grid)) for grid in content.grids] == [
        ("教育", [["序号", "事项"], ["1", "招生\n管理"], ["2", "a | b 站 <"]]),
        ("尾注", [["甲", "乙"], ["丙", "丁"]]),
    ]
    assert content.grids[0].anchors == {3: "r"}
    assert content.text == "# 总标题\n\n## 教育\n\n\n尾注", "as it is written"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-32"])
def test_text_is_decoded_whatever_it_says_of_itself(encoding: str) -> None:
    text = '<meta charset="big5"><td>义务教育领域，〔2020〕1号\n'
    assert decode(text.replace("\n", "\r\n").encode(encoding)) == text


# --- PDF -----------------------------------------------------------------------------------------------------------------


def test_a_ruled_table_of_a_pdf() -> None:
    content = make.content("pdf", (FILES / "taxation.pdf").read_bytes())
    grid = only(content)
    assert (grid.name, grid.caption, content.to_verify) == ("p1", "税收管理领域目录", True)
    assert rows(grid) == [
        ["序号", "公开事项", "<", "公开时限"],
        ["^", "一级", "二级", "^"],
        ["1", "纳税服务", "办税指南", "及时公开"],
        ["2", "^", "涉税通知", "20个工作日\n内"],
    ]
    assert content.text == "税收管理领域目录\n备注：无"


# --- which format it is ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "suffix", "kind"),
    [
        (b"<html><body><table>", ".xls", "html"),
        ("\ufeff<table><tr><td>甲".encode(), ".xls", "html"),
        (b"<!-- x -->\n<div><table>", ".txt", "html"),
        ("甲\t乙\n1\t2".encode("utf-16"), ".xls", "csv"),
        ("甲,乙\n1,2".encode("gbk"), ".txt", "csv"),
        (b"a | b\n--|--\n1 | 2", ".txt", "md"),
        ("只是一段话。".encode(), ".txt", "text"),
        (b'{"format": 1}', ".json", "json"),
        (b"%PDF-1.7 x", ".docx", "pdf"),
    ],
)
def test_the_kind_is_what_a_file_holds(data: bytes, suffix: str, kind: str) -> None:
    assert kinds.kind_of(data, suffix) == kind


def test_symbols() -> None:
    assert symbol_font("'Wingdings 2', sans-serif") == symbol_font("wingdings2") == "Wingdings 2"
    assert [symbol_font(each) for each in ("Symbol", "宋体", "Segoe UI Symbol", "Symbola", "")] == [
        "Symbol",
        "",
        "",
        "",
        "",
    ]
    assert symbols("þ ü甲–\uf0fe") == "\uf0fe \uf0fc甲\uf096\uf0fe"


# --- the front door -----------------------------------------------------------------------------------------------------------


def test_read_tells_what_is_odd(tmp_path: Path) -> None:
    path = tmp_path / "目录.csv"
    path.write_bytes((FILES / "schools.xls").read_bytes())
    document = files.read(path, "目录.csv")
    assert (document.name, document.kind, [grid.name for grid in document.grids]) == (
        "目录.csv",
        "xls",
        ["教育", "隐藏"],
    )
    assert len(document.sha256) == 64
    assert [(each.code, each.severity, str(each.place)) for each in document.findings] == [
        ("table-suffix", "info", "None"),
        ("table-hidden", "info", "目录.csv:隐藏!A1"),
    ]
    assert (
        document.findings[0].message.zh
        == "目录.csv 的后缀是“.csv”，内容却是旧版 Excel 或 WPS 表格（.xls、.et），已按内容读取"
    )
    assert str(document.place(document.grids[0], 3, 2)) == "目录.csv:教育!B3"


def test_read_tells_of_formulas_without_a_value(tmp_path: Path) -> None:
    path = tmp_path / "目录.xlsx"
    path.write_bytes(make.xlsx('<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>A1</f></c><c r="C1"><f>A1</f></c></row>'))
    (found,) = files.read(path, "目录.xlsx").findings
    assert (found.code, found.severity, found.place and (found.place.line, found.place.column)) == (
        "table-formula",
        "warning",
        (1, 2),
    )
    assert found.message.zh == "2 格是公式，文件中没有算出的值，按空白处理"
    assert found.message.en == "2 cells with a formula whose value the file does not have, taken as blank"


def test_a_cell_of_an_only_table_is_no_line(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("x\n\n|甲|\n|-|\n|乙|\n", "utf-8")
    document = files.read(path, "a.md")
    assert str(document.place(document.grids[0], 2, 1)) == "a.md:#1!A2"


def test_a_missing_component_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "find_spec", lambda _: None)
    with pytest.raises(GapubError) as raised:
        files.read(FILES / "taxation.pdf")
    (finding,) = raised.value.diagnostics
    assert (finding.code, finding.hint and finding.hint.en) == ("tables-extra", "run: pip install gapub[tables]")
    path = tmp_path / "a.csv"
    path.write_text("甲,乙", "utf-8")
    assert files.read(path).kind == "csv", "text takes none"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(GapubError, match="cannot-read"):
        files.read(tmp_path / "none.xlsx")


def test_files_are_begun_before_they_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first at once, each other when the one before it is taken; what is wrong with one keeps no other from being read."""
    begun = {name: Event() for name in "abc"}

    def read(path: Path) -> files.Document:
        begun[path.name].set()
        if path.name == "b":
            raise GapubError([])
        return files.Document(path.name, "csv", "", ())

    monkeypatch.setattr(files, "read", read)
    ahead = files.read_ahead(map(Path, begun))
    assert begun["a"].wait(9)
    assert not begun["b"].is_set()
    first = next(ahead)
    assert begun["b"].wait(9)
    assert not begun["c"].is_set()
    second, third = ahead
    with pytest.raises(GapubError):
        second.document()
    assert [each.document().name for each in (first, third, third)] == ["a", "c", "c"]
    assert [*files.read_ahead([])] == []


# --- laws ------------------------------------------------------------------------------------------------------------------------

CELLS = st.lists(
    st.lists(st.text("甲乙 a1,|\"'\\<&;\n　√", max_size=6), min_size=2, max_size=4), min_size=1, max_size=5
)


def shown(table: Rows) -> list[tuple[int, int, str]]:
    return [
        (r, c, text)
        for r, row in enumerate(table, 1)
        for c, words in enumerate(row, 1)
        if (text := "\n".join(filter(None, (" ".join(line.split(" ")).strip() for line in words.split("\n")))))
    ]


@given(CELLS)
def test_what_is_written_as_a_page_is_read_again(table: Rows) -> None:
    from html import escape

    page = "".join("<tr>" + "".join(f"<td><pre>\n{escape(words)}</pre>" for words in row) + "</tr>" for row in table)
    found = [
        (cell.row, cell.column, cell.text) for grid in html.read(f"<table>{page}</table>").grids for cell in grid.cells
    ]
    blanks = [
        (r, c, "\n".join(" ".join(filter(None, line.split(" "))) for line in text.split("\n")))
        for r, c, text in shown(table)
    ]
    assert found == blanks


@given(st.lists(st.lists(st.text("甲乙 a1,\"'\n　", max_size=6), min_size=2, max_size=4), min_size=1, max_size=5))
def test_what_is_written_as_records_is_read_again(table: Rows) -> None:
    import csv as standard
    from io import StringIO

    out = StringIO(newline="")
    standard.writer(out, quoting=standard.QUOTE_ALL, lineterminator="\n").writerows(table)
    found = [(cell.row, cell.column, cell.text) for grid in csv.read(out.getvalue()).grids for cell in grid.cells]
    assert found == [
        (r, c, words.strip()) for r, row in enumerate(table, 1) for c, words in enumerate(row, 1) if words.strip()
    ]
