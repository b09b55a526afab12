"""Rows from grids: tables as places make them, each with the reading that was written by hand before (tests/data/tables)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter.workbook import Workbook  # type: ignore[import-untyped]

from gapub.tables.files import read as read_file
from gapub.tables.grid import Cell, Document, Grid
from gapub.tables.headings import is_blank, named
from gapub.tables.row import NAMES, Entry, Row, Table
from gapub.tables.rows import others, tables
from grids import document
from plain_yaml import yaml_of

FOLDER = Path(__file__).parent / "data" / "tables"
CASES = sorted(FOLDER.glob("[0-9]*.yaml"))
SIGNS = {"": "", "ticked": "√", "open": "□", "unsure": "？"}


def shown(row: Row, entry: Entry) -> str:
    """An entry as the fixtures write it: the sign of its state, its text, and after `@` the line above that it comes from."""
    return SIGNS[entry.state] + entry.text + (f"@{entry.row}" if row.inherited(entry) else "")


def reading(table: Table) -> dict[str, Any]:
    """A table as the fixtures write it, without what is empty."""
    rows = []
    for row in table.rows:
        own = {name: text for name, entry in row.columns.items() if (text := shown(row, entry))}
        cells = {name: text for name, entry in row.cells.items() if (text := shown(row, entry))}
        rows.append({"lines": f"{row.first}-{row.last}", **cells, **({"own": own} if own else {})})
    said = {"title": table.title, "area": table.area, "unread": [each.text for each in table.unread], "rows": rows}
    return {key: value for key, value in said.items() if value}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_table_is_read_as_by_hand(path: Path) -> None:
    case = yaml_of(path)
    read = read_file(path.with_name(case["file"])) if "file" in case else document(case["grid"])
    found = tables(read)
    wanted = case.get("tables") or [{key: case[key] for key in ("title", "area", "unread", "rows") if key in case}]
    assert [reading(table) for table in found] == wanted
    assert [grid.name for grid in others(read, found)] == case.get("others", [])
    assert {name for table in found for name in table.names.values()} - {""} <= {*NAMES, "levels.township+village"}
    check_accounts(read, found)


def accounts(read: Document, found: tuple[Table, ...]) -> Iterator[tuple[str, int, int, int]]:
    """Each cell that a reading names, with its grid: in which rows, in the head, or unread."""
    for table in found:
        index = next(i for i, grid in enumerate(read.grids) if grid is table.grid)
        for kind, entries in (("head", table.head), ("unread", table.unread)):
            yield from ((kind, index, each.row, each.column) for each in entries)
        for row in table.rows:
            for entry in (*row.cells.values(), *row.columns.values()):
                if entry.text or entry.state:
                    yield "row", index, entry.row, entry.column
                yield from (("row", spot.grid, spot.row, spot.column) for spot in entry.also)


HEADINGS = (
    *("序号", "一级事项", "二级事项", "公开内容", "公开依据", "公开时限", "公开主体"),
    *("公开渠道", "全社会", "特定群体", "主动", "备注", "本地栏目"),
)
TEXTS = st.sampled_from(
    ["", "", "1", "2", "甲", "√", "□", "R", "£", "同上", "社会救助领域", "备注：无", "\uf0fe", "1.甲；\n2.乙", "县级"]
)
SPANS = st.sampled_from([1, 1, 1, 1, 1, 2, 3, 13])


CELLS = st.builds(Cell, TEXTS, st.integers(1, 9), st.integers(1, 14), SPANS, SPANS)


@st.composite
def grids(draw: st.DrawFn) -> tuple[Grid, ...]:
    """Tables whose headings are those of a catalogue in any order, and whose cells hold and span whatever they like."""
    found = []
    for index in range(draw(st.integers(1, 2))):
        words = draw(st.permutations(HEADINGS))[: draw(st.integers(0, 13))]
        at = draw(st.integers(1, 3))
        cells = {(at, column): Cell(word, at, column) for column, word in enumerate(words, 1)}
        for cell in draw(st.lists(CELLS, max_size=25)):
            cells.setdefault((cell.row, cell.column), cell)
        found.append(Grid(f"#{index + 1}", tuple(cells[place] for place in sorted(cells))))
    return tuple(found)


@given(grids())
def test_every_cell_is_in_a_row_the_head_or_unread(found: tuple[Grid, ...]) -> None:
    read = Document("tables.txt", "text", "", found)
    made = tables(read)
    check_accounts(read, made)
    for table in made:
        stated = [(each.row, each.column) for each in (*table.head, *table.unread)]
        assert len(stated) == len(set(stated)), "a cell is told twice"
        lines = [line for row in table.rows for line in (row.first, row.last)]
        assert lines == sorted(lines)
        for row in table.rows:
            assert {*row.cells} - {"area", "topic"} == {*table.names.values()} - {"area", "topic", ""}


def check_accounts(read: Document, found: tuple[Table, ...]) -> None:
    """Every cell with a text of a grid that is a table is named, and of one kind only."""
    kinds: dict[tuple[int, int, int], set[str]] = {}
    for kind, *place in accounts(read, found):
        kinds.setdefault((place[0], place[1], place[2]), set()).add(kind)
    for index, grid in enumerate(read.grids):
        if any(grid is table.grid for table in found):
            for cell in grid.cells:
                if not is_blank(cell.text):
                    said = kinds.get((index, cell.row, cell.column), set())
                    assert said in ({"row"}, {"head"}, {"unread"}, {"row", "head"}), (cell, said)


def test_the_real_table_is_read_as_by_hand() -> None:
    page = FOLDER / "real" / "pingtan-haitan-2020-12.html"
    read = read_file(page)
    found = tables(read)
    wanted = yaml_of(page.with_suffix(".yaml"))
    (said,) = map(reading, found)
    assert said["title"] == wanted["title"]
    assert said["rows"] == wanted["rows"]
    assert [row["number"] for row in said["rows"]] == [str(i) for i in range(1, 52)]
    assert set(said) == {"title", "rows"}, "no text of it is unread"
    check_accounts(read, found)


def test_there_are_forty_forms() -> None:
    assert len(CASES) >= 40
    assert all(re.fullmatch(r"[0-9]{2}-[a-z0-9-]+", path.stem) for path in CASES)


WORDS = [
    (["公开对象：全社会"], "audience.public"),
    (["公开对象（特定群众）"], "audience.groups"),
    (["公开方式/主动"], "method.proactive"),
    (["公开方式-依申请公开"], "method.on_request"),
    (["公开事项（一级）"], "topic"),
    (["公开事项（二级）"], "title"),
    (["公开事项（事项名称）"], "title"),
    (["公开内容/要素"], "content"),
    (["公开内容\n(要素)"], "content"),
    (["公开渠道/载体"], "channels"),
    (["公开渠道和载体（可多选）"], "channels"),
    (["公开主体（责任单位）"], "body"),
    (["公 开 时 限"], "time_limit"),
    (["公开层级：乡、村级"], "levels.township+village"),
    (["公开层级", "县（市、区）级"], "levels.county"),
    (["公开层级", "镇\n（街道）\n级"], "levels.township"),
    (["公开层级", "省级"], "levels.province"),
    (["公开层级", "市级"], "levels.city"),
    (["公开层级", "派出机构"], ""),
    (["公开对象", "其他"], ""),
    (["序", "号"], "number"),
    (["公开", "时限"], "time_limit"),
    (["公开要求", "公开时限"], "time_limit"),
    (["五公开", "决策"], "stage.decision"),
    (["公开渠道", "政府网站"], "channels"),
    (["公?时限"], "time_limit"),
    (["公?"], ""),
    (["公开??"], ""),
    (["公開時限"], "time_limit"),
    (["主动"], "method.proactive"),
    (["主动公开信息的具体要求"], ""),
    (["公开依据及公开时限"], ""),
    (["随便"], ""),
    ([""], ""),
]


@pytest.mark.parametrize(("path", "name"), WORDS, ids=["/".join(path) for path, _ in WORDS])
def test_words_of_headings(path: list[str], name: str) -> None:
    assert named(tuple(path)) == name


def test_a_workbook_is_read_as_the_grids_that_it_was_made_of(tmp_path: Path) -> None:
    """The same forms as sheets of a workbook, merged cells and all."""
    cases = [yaml_of(path) for path in CASES if path.stem[:2] in ("01", "09", "15", "16", "20")]
    path = tmp_path / "catalogue.xlsx"
    with Workbook(path) as book:
        for number, case in enumerate(cases, 1):
            sheet = book.add_worksheet(f"Sheet{number}")
            for cell in document(case["grid"]).grids[0].cells:
                first = (cell.row - 1, cell.column - 1)
                if cell.rows > 1 or cell.columns > 1:
                    sheet.merge_range(*first, cell.row + cell.rows - 2, cell.column + cell.columns - 2, cell.text)
                else:
                    sheet.write_string(*first, cell.text)
    found = tables(read_file(path))
    assert [reading(table) for table in found] == [
        {key: case[key] for key in ("title", "area", "rows") if key in case} for case in cases
    ]


def test_two_columns_of_one_heading_are_no_topic_where_another_column_is() -> None:
    (table,) = tables(
        document(
            "序号|一级事项|二级事项|公开内容|公开时限|二级事项\n1|补贴|农机购置|条件|及时|甲\n2|补贴|油价|条件|及时|乙"
        )
    )
    assert [each.cells["title"].text for each in table.rows] == ["农机购置", "油价"]
    assert [each.cells["topic"].text for each in table.rows] == ["补贴", "补贴"]
    assert [[entry.text for entry in each.columns.values()] for each in table.rows] == [["甲"], ["乙"]]
