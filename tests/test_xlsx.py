"""The workbook: read back cell by cell, byte-stable, fit to print, and with no text that becomes anything else."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from gapub.diagnostics import Text
from gapub.model.catalogue import Catalogue, Element
from gapub.model.text import LEVELS, RECALLED_MARK
from gapub.render.carried import SHEET
from gapub.render.characters import clean, columns
from gapub.render.sheets import inside, lines, pieces, sheet_names
from gapub.render.view import BOX, TICK, TICKED_BOX, Cell, Row, Table, View, view
from gapub.render.workbook import MAX_HEIGHT, MAX_UNITS
from gapub.render.xlsx import NAME, files
from samples import HOSTILE, hostile_catalogue, item, replace, small_catalogue
from store import COUNTY, catalogue

LANGUAGES = ("zh", "en", "zh-en")


def render(catalogue: Catalogue, lang: str = "zh") -> tuple[View, Workbook]:
    """The view, and the workbook as people see it, without the sheet of values."""
    made = view(catalogue, lang)
    book = load_workbook(BytesIO(files(made)[NAME]), rich_text=False)
    *_, unseen = book.worksheets
    assert (unseen.title, unseen.sheet_state) == (SHEET, "veryHidden")
    del book[SHEET]
    return made, book


def areas(made: View, book: Workbook) -> Iterator[tuple[Table, Worksheet]]:
    """The tables with their sheets, which stand after the one that explains and the one that has all items.

    After them stands what was left out, if anything was.
    """
    left_out = [annex for annex in made.annexes if annex.id == "omissions"]
    assert len(book.worksheets) == 2 + len(made.tables) + len(left_out)
    assert [sheet.title for sheet in book.worksheets[2 + len(made.tables) :]] == [text(a.title[:1]) for a in left_out]
    yield from zip(made.tables, book.worksheets[2 : 2 + len(made.tables)], strict=True)


def text(cell: Cell) -> str:
    return "\n".join(line.text for line in cell)


def with_items(*changes: dict[str, Any]) -> Catalogue:
    """A catalogue of one area with one topic whose rows have these changes."""
    plain = small_catalogue()
    area = plain.areas[0]
    topic = replace(area.topics[0], items=tuple(item(**change) for change in changes))
    return replace(plain, areas=(replace(area, topics=(topic,)),))


def head_row(sheet: Worksheet) -> int:
    """The first of the two rows of headings, which are the rows repeated in print."""
    rows = re.fullmatch(r"\$(\d+):\$(\d+)", sheet.print_title_rows or "")
    assert rows
    assert int(rows[2]) == int(rows[1]) + 1
    return int(rows[1])


def merged(sheet: Worksheet) -> set[str]:
    return {area.coord for area in sheet.merged_cells.ranges}


# Every row's cells against the view


def expected(row: Row, table: Table, lang: str) -> list[str]:
    """What stands in the cells of a row, but for the 一级事项; spaces between two boxes on a line count as one."""
    pick = {"zh": (0,), "en": (1,), "zh-en": (0, 1)}[lang]
    mark = dict.fromkeys(row.recalled, RECALLED_MARK)
    left, right = "()" if lang == "en" else "（）"
    remarks = [left + "\n".join(remark[at] for at in pick) + right for remark in row.remarks]
    title = "\n".join([text(row.title), *remarks])
    boxes = [(TICKED_BOX if box.ticked else BOX) + text(box.label).replace("\n", " ") for box in row.channels]
    ticks = []
    for tick, column in zip(row.ticks, table.tick_columns, strict=True):
        shown = "\n".join(("待核", "Unknown")[at] for at in pick) if tick is None else TICK if tick else ""
        if column.id == "groups" and row.groups:
            shown += "\n" + text(row.groups)
        ticks.append(mark.get(column.field, "") + shown if tick is not False else "")
    return [
        row.number,
        RECALLED_MARK + title if row.status == "recalled" else title,
        mark.get("content", "") + "\n".join(map(text, row.content)),
        mark.get("basis", "") + "\n".join(map(text, row.basis)),
        mark.get("time_limit", "") + text(row.time_limit),
        mark.get("body", "") + text(row.body),
        " ".join([*(mark.get("channels", "") + text(row.channel_rule)).split("\n"), *boxes]).strip(),
        *ticks,
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_cell_is_as_in_the_view(lang: str) -> None:
    made, book = render(small_catalogue(), lang)
    for table, sheet in areas(made, book):
        first = head_row(sheet) + 2
        for number, row in enumerate(table.rows, first):
            found = [sheet.cell(number, column).value or "" for column in range(1, 9 + len(table.tick_columns))]
            topic = found.pop(1)
            found[6] = re.sub(r"[\s　]*\n[\s　]*|[ 　]+(?=[■□])", " ", found[6]).strip()
            assert found == expected(row, table, lang)
            assert topic in ([text(row.topic)] if row.topic_span else ["", text(row.topic)])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_headings_are_those_of_the_official_table(lang: str) -> None:
    made, book = render(small_catalogue(), lang)
    for table, sheet in areas(made, book):
        top = head_row(sheet)
        names = ("number", "topic", "title", "content", "basis", "time_limit", "body", "channels")
        assert [sheet.cell(top, 1 + at).value for at in range(8)] == [text(made.labels[name]) for name in names]
        assert {f"{column}{top}:{column}{top + 1}" for column in "ABCDEFGH"} <= merged(sheet)
        ticks = [sheet.cell(top + 1, 9 + at).value for at in range(len(table.tick_columns))]
        assert ticks == [text(column.label) for column in table.tick_columns]
        groups = {"audience": "I", "method": "K", "levels": "M"}
        assert {field: sheet[f"{at}{top}"].value for field, at in groups.items()} == {
            field: text(made.labels[field]) for field in groups
        }
        assert {f"I{top}:J{top}", f"K{top}:L{top}"} <= merged(sheet)


def test_title_notes_and_what_is_to_be_checked_stand_about_the_table() -> None:
    made, book = render(small_catalogue())
    for table, sheet in areas(made, book):
        column = [[cell.value for cell in row[:4]] for row in sheet.iter_rows()]
        assert column[0][1] == f"{table.number}　{text(table.title)}"
        above = [row[0] for row in column[1 : head_row(sheet) - 1]]
        assert above[1:] == [text(note) for note in table.notes]
        assert text(made.title) in above[0]
        below = column[head_row(sheet) + 1 + len(table.rows) :]
        found = [(row[0], row[1], row[3]) for row in below if row[0]][2:]
        assert found == [(check.number, text(check.title), text(check.fields)) for check in table.checks]
        assert bool(table.checks) == ("待核清单" in [row[0] for row in below])


def test_the_first_sheet_tells_what_the_catalogue_is_and_leads_to_the_areas() -> None:
    made, book = render(small_catalogue())
    sheet = book.worksheets[0]
    assert sheet.title == "说明"
    values = [cell.value for row in sheet.iter_rows() for cell in row if cell.value]
    said = [made.title, made.subtitle, *made.warnings, *made.legend, *(cell for pair in made.cover for cell in pair)]
    assert {text(cell) for cell in said} <= set(values)
    pairs = {(row[0].value, row[1].value) for row in sheet.iter_rows()}
    assert {(text(label), number) for label, number in made.counts} <= pairs
    links = {cell.value: cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink}
    assert {link for link in links.values() if link} == {f"'{area.title}'!A1" for area in book.worksheets[1:]}
    table, area = next(areas(made, book))
    place = next(cell.row for row in sheet.iter_rows() for cell in row if cell.value == text(table.title))
    found = [sheet.cell(place, column).value for column in (4, 6, 7)]
    assert found == [table.number, str(len(table.rows)), str(len(table.checks))]
    assert area["A1"].hyperlink.location == "'说明'!A1"


def test_a_part_of_the_baseline_heads_its_areas() -> None:
    plain = small_catalogue()
    parts = [Text("村级事项", "Village items"), Text("村级公开", "Village disclosure")]
    split = replace(plain, areas=tuple(replace(a, part=part) for a, part in zip(plain.areas, parts, strict=True)))
    made, book = render(split)
    names = [row[4].value for row in book.worksheets[0].iter_rows() if row[4].value]
    assert [name for name in names if name in {part.zh for part in parts}] == ["村级事项", "村级公开"]
    for (_, sheet), part in zip(areas(made, book), parts, strict=True):
        assert str(sheet["A2"].value).startswith(part.zh)


# Print and screen


@pytest.mark.parametrize("lang", LANGUAGES)
def test_printed_on_a3_one_page_wide_with_headings_and_numbers_on_each(lang: str) -> None:
    made, book = render(small_catalogue(), lang)
    for sheet in book.worksheets:
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (8, "landscape")
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth is None or sheet.page_setup.fitToWidth == 1
        assert "&P" in sheet.oddFooter.center.text or "Page" in sheet.oddFooter.center.text
        assert sheet.oddHeader.left.text
    for table, sheet in areas(made, book):
        assert sheet.page_setup.fitToHeight == 0
        assert text(table.title[:1]) in sheet.oddHeader.right.text
        assert sheet.freeze_panes == f"D{head_row(sheet) + 2}"


def test_a_band_too_tall_for_a_screen_is_not_frozen() -> None:
    plain = small_catalogue()
    tall = replace(plain.areas[0], remarks=tuple(Text(f"说明{n}", f"Note {n}") for n in range(20)))
    _, book = render(replace(plain, areas=(tall,)))
    assert book.worksheets[2].freeze_panes is None
    assert head_row(book.worksheets[2])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_rows_are_high_enough_for_their_text(lang: str) -> None:
    made, book = render(small_catalogue(), lang)
    for sheet in book.worksheets:
        ranges = {(area.min_row, area.min_col): area for area in sheet.merged_cells.ranges}
        for row in sheet.iter_rows():
            for cell in row:
                if not cell.value or sheet.column_dimensions[cell.column_letter].hidden:
                    continue
                area = ranges.get((cell.row, cell.column))
                down = range(cell.row, (area.max_row if area else cell.row) + 1)
                across = range(cell.column, (area.max_col if area else cell.column) + 1)
                wide = sum(sheet.column_dimensions["ABCDEFGHIJKLMNOP"[at - 1]].width - 0.72 for at in across)
                high = sum(sheet.row_dimensions[at].height or 15 for at in down)
                size = cell.font.sz
                glyphs = [sum(2 if glyph > "\xff" else 1 for glyph in line) for line in str(cell.value).split("\n")]
                least = sum(max(1, -(-count * size // (wide * 10.5))) for count in glyphs)
                assert high >= least * size * 1.3, cell.coordinate
    assert made.tables


@pytest.mark.parametrize(
    ("line", "width", "count"),
    [
        ("", 10, 1),
        ("公开内容", 8, 1),
        ("公开内容", 7, 2),
        ("公开内容要素", 6, 3),
        ("公开\n内容", 8, 2),
        ("ten letter", 10, 1),
        ("four words stand here", 10, 3),
        ("http://www.example.gov.cn/very/long/address", 10, 5),
        ("※■□√“”", 12, 1),
    ],
)
def test_lines_are_reckoned(line: str, width: int, count: int) -> None:
    assert lines(line, width) == count


def one_by_one(text: str, width: int) -> int:
    """The lines of a text, each of its characters put on the last line, or below, by itself."""
    count, used = 1, 0
    for word in re.findall("[!-~]+|[^!-~]", text):
        size = columns(word)
        if used and used + size > width - (0 if word.isascii() else 2):
            count, used = count + 1, 0
        full, used = divmod(used + size - 1, width)
        count, used = count + full, used + 1
    return count


@given(st.text(st.sampled_from(" a.汉、é𠀀"), min_size=1), st.integers(1, 30))
def test_runs_of_chinese_are_reckoned_as_characters_one_by_one(line: str, width: int) -> None:
    assert lines(line, width) == (1 if columns(line) <= width else one_by_one(line, width))


@given(st.text(max_size=300), st.integers(7, 60))
def test_pieces_lose_nothing_and_each_fits_a_row(whole: str, width: int) -> None:
    found = pieces(whole * 9, width)
    assert "".join(found).replace("\n", "") == (whole * 9).replace("\n", "")
    assert all(lines(piece, width) * 14.5 + 5 <= MAX_HEIGHT for piece in found)


def test_an_item_taller_than_a_row_goes_on_in_the_next() -> None:
    content = tuple(Element(f"第{n}项：政府性基金预算收入表和支出表", f"Element {n}") for n in range(1, 71))
    _, book = render(with_items({}, {"content": content}, {}), "zh")
    sheet = book.worksheets[2]
    first = head_row(sheet) + 3
    shown = [sheet.cell(row, 4).value for row in range(first, first + 3)]
    assert "\n".join(shown).split("\n") == [element.zh for element in content]
    assert {f"{column}{first}:{column}{first + 2}" for column in "ACEFGHIJKLMN"} <= merged(sheet)
    assert f"B{first}:B{first + 2}" in merged(sheet)
    assert all((sheet.row_dimensions[row].height or 0) <= MAX_HEIGHT for row in range(first, first + 3))
    assert sheet.cell(first, 4).border.bottom.style is None


HALF_A_PAGE = 350
"""In points."""


def test_the_name_of_a_topic_comes_again_before_a_page_is_full() -> None:
    made, book = render(catalogue(COUNTY))
    again = 0
    for table, sheet in areas(made, book):
        spans = {each.min_row: each.max_row for each in sheet.merged_cells.ranges if each.min_col == each.max_col == 2}
        row = head_row(sheet) + 2
        for topic in table.topics:
            named: list[str] = []
            while len(named) < len(topic):
                rows = range(row, spans.get(row, row) + 1)
                items = [sheet.cell(each, 1).value for each in rows if sheet.cell(each, 1).value]
                points = sum(sheet.row_dimensions[each].height or 0 for each in rows)
                assert len(items) == 1 or points <= HALF_A_PAGE
                assert sheet.cell(row, 2).value == text(topic[0].topic)
                again += bool(named)
                named += items
                row = rows.stop
            assert named == [item.number for item in topic]
    assert again


def test_a_topic_higher_than_its_rows_stretches_them() -> None:
    plain = with_items({"channels": replace(item().channels, of=())})
    [area] = plain.areas
    long = replace(area.topics[0], title=Text("一" * 150, "x"))
    _, book = render(replace(plain, areas=(replace(area, topics=(long,)),), boxes=()))
    row = head_row(book.worksheets[2]) + 2
    assert (book.worksheets[2].row_dimensions[row].height or 0) > 25 * 14


# The same bytes everywhere

SCRIPT = """
import hashlib, sys
sys.path[:0] = sys.argv[1:]
from samples import small_catalogue
from gapub.render.view import view
from gapub.render.xlsx import files
print(hashlib.sha256(files(view(small_catalogue(), "zh-en"))["catalogue.xlsx"]).hexdigest())
"""


def test_equal_bytes_whatever_the_process(tmp_path: Path) -> None:
    here = Path(__file__).resolve().parent
    paths = [str(here), str(here.parent / "src")]
    found = {hashlib.sha256(files(view(small_catalogue(), "zh-en"))[NAME]).hexdigest()}
    for seed, zone, folder in (("1", "UTC", tmp_path), ("2", "Asia/Shanghai", here)):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone}
        run = subprocess.run(
            [sys.executable, "-c", SCRIPT, *paths],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        found.add(run.stdout.strip())
    assert len(found) == 1


def test_the_zip_tells_neither_time_nor_system() -> None:
    with ZipFile(BytesIO(files(view(small_catalogue()))[NAME])) as parts:
        assert {(part.date_time, part.create_system, part.external_attr) for part in parts.infolist()} == {
            ((1980, 1, 1, 0, 0, 0), 0, 0o600 << 16)
        }
        core = parts.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core)) == {"2019-12-01T00:00:00Z"}


# Untrusted text

MORE = {
    "plus": "+1+1",
    "minus": "-2+3",
    "at": "@SUM(A1)",
    "array": "{=1+1}",
    "dde": "=cmd|'/C calc'!A0",
    "number": "0123",
    "date": "2026-11-23",
    "truth": "TRUE",
    "error": "#REF!",
    "rich": "<r><t>x</t></r>",
    "escape": "_x0041_",
    "codes": "&P &[Picture] &G &&",
    "web": "https://www.example.gov.cn/#:~:text=a",
    "file": "file:///etc/passwd",
    "external": "external:c:\\x.xlsx",
    "internal": "internal:Sheet2!A1",
    "mail": "mailto:a@example.org",
    "long-address": "https://www.example.gov.cn/" + "a" * 3000,
    "apostrophes": "'quoted'",
    "brackets": "[a]:*?/\\b",
    "spaces": "  two  spaces  ",
    "lines": "first\r\nsecond\rthird\n",
    "surrogate": "a\ud800b",
    "no-character": "a\uffffb\ufffe",
    "null": "a\x00b",
    "history": "History",
    "empty": "",
}


@pytest.mark.parametrize("hostile", [*HOSTILE.values(), *MORE.values()], ids=[*HOSTILE, *MORE])
def test_text_stays_text(hostile: str) -> None:
    data = files(view(hostile_catalogue(hostile), "zh-en"))[NAME]
    with ZipFile(BytesIO(data)) as parts:
        xml = {part: parts.read(part).decode("utf-8") for part in parts.namelist()}
    sheets = [body for part, body in xml.items() if part.startswith("xl/worksheets/sheet")]
    assert not any("<f" in body for body in sheets)
    kinds = {kind for body in sheets for kind in re.findall(r'<c [^>]*?(?: t="(\w+)")?/?>', body)}
    assert kinds <= {"s", ""}
    targets = [
        target
        for part, body in xml.items()
        if "/_rels/sheet" in part
        for target in re.findall('Target="([^"]*)"', body)
    ]
    assert all(target.startswith("https://www.") for target in targets)
    assert not [part for part in xml if "externalLink" in part or "vba" in part]
    book = load_workbook(BytesIO(data))
    locations = {
        cell.hyperlink.location
        for cell in (cell for row in book.worksheets[0].iter_rows() for cell in row)
        if cell.hyperlink and cell.hyperlink.location and not cell.hyperlink.target
    }
    assert locations == {inside(sheet.title).removeprefix("internal:") for sheet in book.worksheets[1:-1]}


@pytest.mark.parametrize("name", [name for name in (*HOSTILE, *MORE) if name not in ("long-address", "escape")])
def test_a_cell_holds_the_very_text(name: str) -> None:
    hostile = {**HOSTILE, **MORE}[name]
    _, book = render(with_items({"title": Text(hostile, hostile)}))
    found = book.worksheets[2].cell(head_row(book.worksheets[2]) + 2, 3).value or ""
    assert found == clean(hostile)


def test_an_escape_that_was_in_the_text_is_escaped() -> None:
    with ZipFile(BytesIO(files(view(hostile_catalogue("_x0041_")))[NAME])) as parts:
        assert "_x005F_x0041_" in parts.read("xl/sharedStrings.xml").decode()


@pytest.mark.parametrize("long", ["长" * 40_000, "𠮷" * 20_000, "<r>" + "<" * 40_000 + "</r>"])
def test_a_text_longer_than_a_cell_says_that_it_is_cut(long: str) -> None:
    catalogue = replace(small_catalogue(), title=Text(long, long))
    plain = with_items({})
    [area] = plain.areas
    titled = replace(area.topics[0], title=Text(long, long))
    made, book = render(replace(catalogue, areas=(replace(area, topics=(titled,)),)))
    topic = str(book.worksheets[2].cell(head_row(book.worksheets[2]) + 2, 2).value)
    assert "catalogue.json" in topic
    assert len(topic.encode("utf-16-le")) // 2 in (MAX_UNITS, MAX_UNITS - 1)
    assert long.startswith(topic.partition("……〔")[0])
    shown = "".join(str(row[0].value or "") for row in book.worksheets[0].iter_rows())
    assert long in shown.replace("\n", "")
    assert made.title == (made.title[0],)


@pytest.mark.parametrize("long", ["长" * 40_000, "word " * 9_000])
def test_an_element_longer_than_a_cell_is_shown_whole(long: str) -> None:
    _, book = render(with_items({"content": (Element(long, long),)}))
    sheet = book.worksheets[2]
    shown = [str(row[3].value or "") for row in sheet.iter_rows(min_row=head_row(sheet) + 2)]
    assert "".join(shown) == long


@pytest.mark.parametrize(
    ("text_", "safe"),
    [
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("a\tb", "a\tb"),
        ("\x00\x07\x0b\x1b\x7f", "␀␇␋␛␡"),
        ("\ud800\ufffe\uffff", "\ufffd\ufffd\ufffd"),
        ("汉字 é 👩‍👧\u202e", "汉字 é 👩‍👧\u202e"),
    ],
)
def test_characters_that_xml_cannot_carry_are_shown(text_: str, safe: str) -> None:
    assert clean(text_) == safe


# Names of sheets


@pytest.mark.parametrize(
    ("titles", "names"),
    [
        (["04 户籍管理"], ["04 户籍管理"]),
        (["12 国土空间规划[城乡]:*?/\\"], ["12 国土空间规划［城乡］：＊？／＼"]),
        (["长" * 40], ["长" * 31]),
        (["𠮷" * 40], ["𠮷" * 15]),
        (["a" * 40, "A" * 40], ["a" * 31, "A" * 27 + " (2)"]),
        (["甲", "甲", "甲"], ["甲", "甲 (2)", "甲 (3)"]),
        (["甲 (2)", "甲", "甲"], ["甲 (2)", "甲", "甲 (3)"]),
        (["'quoted'", "it's"], ["quoted", "it's"]),
        (["", " ", "'"], ["—", "— (2)", "— (3)"]),
        (["History", "HISTORY"], ["History (2)", "HISTORY (3)"]),
        (["a\nb\x00"], ["a b␀"]),
    ],
)
def test_names_of_sheets(titles: list[str], names: list[str]) -> None:
    assert sheet_names(titles) == names


@settings(max_examples=50)
@given(st.lists(st.text(max_size=40), max_size=8))
def test_names_of_sheets_are_what_excel_accepts(titles: list[str]) -> None:
    names = sheet_names(titles)
    assert len({name.casefold() for name in names}) == len(titles)
    for name in names:
        assert 1 <= len(name.encode("utf-16-le")) // 2 <= 31
        assert not re.search(r"[\[\]:*?/\\\x00-\x1f]", name)
        assert name[0] != "'" != name[-1]


def test_levels_used_have_a_column() -> None:
    made, book = render(small_catalogue())
    labels = [[cell.value for cell in sheet[head_row(sheet) + 1]] for _, sheet in areas(made, book)]
    assert [[name for name in row if name in {level.zh for level in LEVELS.values()}] for row in labels] == [
        ["县级", "乡级"],
        ["市级", "县级", "乡级", "村级"],
    ]


# All items, filters, ids


@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_sheet_has_every_item_a_row_and_leads_to_it(lang: str) -> None:
    made, book = render(small_catalogue(), lang)
    every = book.worksheets[1]
    assert every.title == ("All items" if lang == "en" else "总表")
    assert not [each for each in every.merged_cells.ranges if each.min_row > 1]
    rows = [(table, row) for table in made.tables for row in table.rows]
    lines_ = list(every.iter_rows(min_row=3))
    assert len(lines_) == len(rows)
    for (table, row), cells in zip(rows, lines_, strict=True):
        found = [str(cell.value or "") for cell in cells]
        bare = [value.removeprefix(RECALLED_MARK) for value in found[:6]]
        assert bare == [row.number, *map(text, (table.title, row.topic, row.title, row.time_limit, row.body))]
        assert [value[:1] == RECALLED_MARK for value in found[4:6]] == [
            f in row.recalled for f in ("time_limit", "body")
        ]
        assert found[10] == row.id
        assert cells[0].hyperlink
        sheet, _, place = cells[0].hyperlink.location.rpartition("!")
        assert book[sheet.strip("'")][place].value == row.number
    if lang == "zh":
        assert [str(cell.value) for cell in lines_[1][6:10]] == [
            "特定群体（申请人）",
            "主动、依申请",
            "县级",
            "单一来源",
        ]
        assert [str(cell.value) for cell in lines_[3][6:9]] == ["特定群体（待核）", "主动", "待核"]


def test_items_can_be_filtered_and_their_ids_are_there_unseen() -> None:
    made, book = render(small_catalogue())
    every = book.worksheets[1]
    assert every.auto_filter.ref == "A2:J7"
    assert every.column_dimensions["K"].hidden
    for table, sheet in areas(made, book):
        head, last = head_row(sheet) + 1, 8 + len(table.tick_columns)
        assert sheet.auto_filter.ref == f"A{head}:{get_column_letter(last)}{head + len(table.rows)}"
        key = get_column_letter(last + 1)
        assert sheet.column_dimensions[key].hidden
        found = [sheet[f"{key}{n}"].value for n in range(head, head + 1 + len(table.rows))]
        assert found == ["id", *(row.id for row in table.rows)]


def test_the_id_of_a_tall_item_stands_in_the_first_of_its_rows() -> None:
    made, book = render(with_items({"content": (Element("长" * 9_000, ""),)}, {"number": "01-02", "id": "a/b/c"}))
    [(_, sheet)] = areas(made, book)
    numbers = [
        (n, cell.value) for n in range(1, sheet.max_row + 1) if (cell := sheet.cell(n, 1)).value in ("01-01", "01-02")
    ]
    key = 9 + len(made.tables[0].tick_columns)
    assert [sheet.cell(n, key).value for n, _ in numbers[:2]] == [row.id for row in made.tables[0].rows]
