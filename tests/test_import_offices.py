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


PHONES: dict[str, tuple[list[object], list[str], list[str]]] = {
    "as text": (
        ["0411-89701234", "（0411）89701234转8012", "咨询：0411 89701234；监督12345"],
        ["0411-89701234", "（0411）89701234转8012", "0411 89701234、12345"],
        [],
    ),
    "numbers that lost their zero": (
        [41189701234, "041189701234", 4.1189701234e10],
        ["041189701234"],
        ["F2: 警告 import-phone 2"],
    ),
    "persons": (["张三 89701234", 13800138000, "13800138000"], ["89701234"], ["F2: 警告 import-private 1", "F3: 警告 import-private 2"]),
}  # fmt: skip


@pytest.mark.parametrize(("cells", "written", "told_of"), PHONES.values(), ids=PHONES.keys())
def test_telephones(cells: list[object], written: list[str], told_of: list[str], tmp_path: Path) -> None:
    """Excel takes a number for a number, and drops its zero; what names a person is not written, and each cell is told."""

    def edit(page: Any) -> None:
        page.delete_cols(6)
        page.insert_cols(6)
        for n, each in enumerate(("联系电话", *cells), 1):
            page.cell(n, 6, each)

    text, told = imported(book(tmp_path / "t.xlsx", Sheet("养老服务", items=ITEMS[:3], edit=edit)), "profile")
    assert re.findall(r'phone: "?([^"\n]+)"?', text) == written
    lines = re.findall(
        r"!(F\d: \S+) \[(import-(?:phone|private))\] .*?(?:（共 (\d) 格：[F\d、]+）)?$", told, re.MULTILINE
    )
    assert [f"{at} {code} {n or 1}" for at, code, n in lines] == told_of


def test_what_is_imported_again_is_said_to_be_unchanged(tmp_path: Path) -> None:
    """And a copy of a shipped guideline leads editors to the schema of the project."""
    path = book(tmp_path / "t.xlsx", Sheet("养老服务", items=[("养老服务业务办理", "养老服务扶持补贴")]))
    (tmp_path / "guidelines").mkdir()
    place = "guidelines/elderly-care/2019.yaml"
    merge = ("--merge", "--edition", "2019", "--write")
    _, told = imported(path, "guideline", *merge)
    assert f"{place}：已写入" in told
    assert (tmp_path / place).read_text("utf-8").startswith("# yaml-language-server: $schema=../../.gapub/schemas/")
    for way, options, file in (("guideline", merge, place), ("profile", ("-o", "p.yaml"), "p.yaml")):
        imported(path, way, *options)
        _, told = imported(path, way, *options)
        assert f"{file}：没有变化" in told and "已写入" not in told


@pytest.mark.parametrize("command", ["import", "init", "new"])
def test_a_schema_for_editors_that_cannot_be_written_stops_nothing(command: str, tmp_path: Path) -> None:
    book(tmp_path / "t.xlsx", Sheet("养老服务"))
    (tmp_path / "guidelines").mkdir()
    (tmp_path / ".gapub").write_text("mine", "utf-8")
    asked = {
        "import": ("t.xlsx", "--as", "profile", "--division", "庄河市", "-o", "p.yaml"),
        "init": ("庄河市", "-o", "p.yaml"),
        "new": ("guideline", "cyber-security", "--title", "网络安全", "--en", "Cyber security", "--edition", "2026"),
    }
    done = gapub("--lang", "zh", command, *asked[command], cwd=tmp_path)
    told = done.stderr.decode() + done.stdout.decode()
    assert done.returncode == 0, told
    assert re.search(r"^\.gapub/schemas/\w+\.schema\.json: 警告 ", told, re.MULTILINE)
    assert command != "import" or "4 行：4 行与标准指引对应" in told
    assert (tmp_path / ".gapub").read_text("utf-8") == "mine"


def test_a_table_without_a_row_of_the_level_is_told(tmp_path: Path) -> None:
    path = book(tmp_path / "t.xlsx", Sheet("养老服务"))
    _, told = imported(path, "profile", "--level", "township")
    assert found(told, "import-other-level") == [("t.xlsx:养老服务!K2: 警告", "表中没有乡级的事项，没有可以写入的内容")]
