"""Workbooks as offices keep them: sheets of all areas beside those of areas, no area named anywhere, cells merged down a column."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest

from in_process import gapub

HEADS = [
    "序号", "一级事项", "二级事项", "公开内容（要素）", "公开依据", "公开时限", "公开主体",
    "公开渠道和载体", "公开对象", "公开方式", "公开层级",
]  # fmt: skip
TITLE = "庄河市基层政务公开标准目录"
ITEMS = (
    ("养老服务通用政策", "养老服务扶持政策措施清单"),
    ("养老服务通用政策", "养老机构投资指南"),
    ("养老服务业务办理", "养老机构备案"),
    ("养老服务业务办理", "老年人补贴"),
)
DAYS = "信息形成或者变更之日起{}个工作日内"


class Sheet(NamedTuple):
    """A sheet: its name, the title above its headings, its rows, and what is done to it afterwards."""

    name: str
    title: str = ""
    limit: str = DAYS.format(20)
    items: Iterable[tuple[str, str]] = ITEMS
    edit: Callable[[Any], object] = lambda _: None


def book(path: Path, *sheets: Sheet) -> Path:
    """Write a workbook. With a title the first row is the third."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for each in sheets:
        page = made.create_sheet(each.name)
        if each.title:
            page.append([each.title])
        page.append(HEADS)
        for n, (topic, title) in enumerate(each.items, 1):
            page.append(
                [
                    n,
                    topic,
                    title,
                    "名称；文号",
                    "《政府信息公开条例》",
                    each.limit,
                    "民政局",
                    "■政府网站",
                    "全社会",
                    "主动",
                    "县级",
                ]
            )
        each.edit(page)
    made.save(path)
    return path


def imported(path: Path, way: str, *options: str) -> tuple[str, str]:
    """What an import prints, and what it tells."""
    own = ("--division", "庄河市") if way == "profile" else ("--edition", "seen-2031")
    done = gapub("--lang", "zh", "import", path.name, "--as", way, *own, *options, cwd=path.parent)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode(), done.stderr.decode()


def found(told: str, code: str) -> list[str]:
    """The findings of a code, each with its place."""
    return re.findall(rf"^(\S+: \S+) \[{code}\] (.*)$", told, re.MULTILINE)


NAMES = {
    "a sheet without a name, a title of the place": Sheet("Sheet1", TITLE),
    "a sheet by the office": Sheet("民政", TITLE),
    "a sheet by anything": Sheet("表6（报）", TITLE),
    "the area in the title": Sheet("Sheet1", "庄河市养老服务领域基层政务公开标准目录"),
}


@pytest.mark.parametrize("sheet", NAMES.values(), ids=NAMES.keys())
def test_topic_and_title_say_which_item_it_is_whatever_the_sheet_is_called(sheet: Sheet, tmp_path: Path) -> None:
    path = book(tmp_path / "t.xlsx", sheet)
    text, told = imported(path, "guideline")
    assert "area: elderly-care\n" in text and "4 项，其中 4 项沿用" in told
    _, told = imported(path, "profile")
    assert "4 行：4 行与标准指引对应" in told and "import-row-unsure" not in told
    done = gapub("audit", path.name, "--level", "county", "--as-of", "2026-11-30", cwd=tmp_path)
    assert "audit-row-unsure" not in done.stdout.decode() + done.stderr.decode()


OTHER = DAYS.format(30)
REPEATED = {
    "all areas and one area": (Sheet("总表", TITLE), Sheet("养老服务"), [("t.xlsx:养老服务!C2: 提示", 4, "")]),
    "a hidden sheet of last year": (
        Sheet("养老服务"),
        Sheet("养老服务（旧）", limit=OTHER, edit=lambda page: setattr(page, "sheet_state", "hidden")),
        [("t.xlsx:养老服务（旧）!F2: 警告", 4, "；4 格与之不同，没有采用：F2、F3、F4、F5")],
    ),
    "the second one says more": (
        Sheet("甲", "养老服务", edit=lambda page: page.delete_cols(7)),
        Sheet("养老服务", items=ITEMS[1:]),
        [("t.xlsx:甲!C4: 提示", 3, "")],
    ),
    "none": (Sheet("养老服务", items=ITEMS[:2]), Sheet("养老", items=ITEMS[2:]), []),
}  # fmt: skip


@pytest.mark.parametrize(("one", "other", "expected"), REPEATED.values(), ids=REPEATED.keys())
def test_a_row_that_two_sheets_have_is_taken_once(
    one: Sheet, other: Sheet, expected: list[tuple[str, int, str]], tmp_path: Path
) -> None:
    path = book(tmp_path / "t.xlsx", one, other)
    lines = [(at, f"这张表有 {n} 项在别的表中也有，只取其中一处{more}") for at, n, more in expected]
    for way in ("guideline", "profile"):
        text, told = imported(path, way)
        assert found(told, "import-repeated-rows") == lines, way
        assert "import-row-unsure" not in told
        if way == "guideline":
            assert text.count("  - id: ") == 4 and OTHER not in text


def test_the_same_file_twice_is_the_file(tmp_path: Path) -> None:
    path = book(tmp_path / "t.xlsx", Sheet("养老服务"))
    once, _ = imported(path, "guideline")
    twice, told = imported(path, "guideline", path.name)
    assert twice == once
    assert len(found(told, "import-repeated-rows")) == 1


@pytest.mark.parametrize("is_merged", [False, True])
def test_what_is_weaker_alike_in_several_rows_is_told_once(is_merged: bool, tmp_path: Path) -> None:
    """Whether each row has its cell, or they share a merged one."""
    edit = (lambda page: page.merge_cells("H2:H3")) if is_merged else (lambda _: None)
    _, told = imported(book(tmp_path / "t.xlsx", Sheet("养老服务", items=ITEMS[:2], edit=edit)), "profile")
    assert [text.rpartition("（")[2] for _, text in found(told, "import-weaker")] == [
        "共 2 行：H2）" if is_merged else "共 2 行：H2、H3）"
    ]
