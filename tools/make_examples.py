"""Write the workbooks of docs/examples anew, which docs/import.md imports. All that is in them besides our guidelines is made up.

    python tools/make_examples.py

`zhuanghe-2025.xlsx`: two areas as an office prints them in last year's catalogue, from the general catalogue of the county level, with
what counties change: offices, columns of their own, a stricter and a weaker time limit, a channel more, a row more, a row less.

`elderly-care.xlsx`: one area as the annex of a ministry's notice has it, with what such a document may have otherwise than our
edition of it: a time limit, a channel, a name that nobody knows, a row less. It is not the ministry's table.
"""

from __future__ import annotations

import csv
import re
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Final

from xlsxwriter.workbook import Workbook  # type: ignore[import-untyped]

ROOT: Final = Path(__file__).resolve().parent.parent
TARGET: Final = ROOT / "docs/examples/zhuanghe-2025.xlsx"
OFFICIAL: Final = ROOT / "docs/examples/elderly-care.xlsx"
AREAS: Final = {
    "涉农补贴": ("庄河市农业农村局", "计划财务科", "0411-00000012"),
    "养老服务": ("庄河市民政局", "养老服务科", "0411-00000034"),
}
"""The areas, each with the office, the section and the telephone."""
HEADS: Final = (
    ("序号", "序号", 6), ("公开事项", "一级事项", 12), ("公开事项", "二级事项", 18), ("公开内容（要素）", "公开内容（要素）", 44),
    ("公开依据", "公开依据", 34), ("公开时限", "公开时限", 22), ("公开主体", "公开主体", 16), ("公开渠道和载体", "公开渠道和载体", 22),
    ("公开对象", "全社会", 6), ("公开对象", "特定群体", 8), ("公开方式", "主动", 6), ("公开方式", "依申请公开", 8),
    ("公开层级", "县级", 6), ("公开层级", "乡级", 6), ("责任科室", "责任科室", 12), ("联系电话", "联系电话", 16), ("联系人", "联系人", 8),
)  # fmt: skip
OFFICIAL_HEADS: Final = tuple(each for each in HEADS if each[0] not in ("责任科室", "联系电话", "联系人"))
TICKS: Final = (
    "公开对象：全社会",
    "公开对象：特定群体",
    "公开方式：主动",
    "公开方式：依申请",
    "公开层级：县级",
    "公开层级：乡级",
)

Line = list[str]


def main() -> None:
    """Write the workbook."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "gapub", "compile", "county", "--format", "csv", "-o", folder]
        subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with (Path(folder) / "catalogue.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    TARGET.parent.mkdir(exist_ok=True)
    with Workbook(str(TARGET)) as book:
        book.set_properties({"title": "庄河市基层政务公开标准目录（2025年，示例）", "created": datetime(2025, 3, 1)})
        for area in AREAS:
            title = f"庄河市{area}领域基层政务公开标准目录（示例）"
            above = (title, "编制单位：庄河市人民政府办公室　　　发布日期：2025年3月1日")
            sheet(
                book, area, HEADS, above, edited(area, [line(each, area) for each in rows if each["试点领域"] == area])
            )
    with Workbook(str(OFFICIAL)) as book:
        book.set_properties({"title": "养老服务领域基层政务公开标准目录（示例）", "created": datetime(2019, 4, 30)})
        lines_of = [line(each, "养老服务") for each in rows if each["试点领域"] == "养老服务"]
        above = ("养老服务领域基层政务公开标准目录（示例，非原件）", "附件　　　民办函〔2019〕52号")
        sheet(book, "养老服务", OFFICIAL_HEADS, above, official(lines_of, rows))


def line(row: dict[str, str], area: str) -> Line:
    """A row as the office has it."""
    office, section, phone = AREAS[area]
    plain = {key: re.sub("※|（[^（）]*起失效）", "", text) for key, text in row.items()}
    ticked = [each.removeprefix("■") for each in plain["公开渠道和载体"].splitlines() if not each.startswith("□")]
    content = "\n".join(f"{i}.{each}" for i, each in enumerate(plain["公开内容（要素）"].splitlines(), 1))
    return [
        "", plain["一级事项"], plain["二级事项"], content, plain["公开依据"], plain["公开时限"], office, "\n".join(ticked),
        *("√" if plain[key] else "" for key in TICKS), section, phone, "",
    ]  # fmt: skip


def edited(area: str, rows: list[Line]) -> list[Line]:
    """What the office changed; made up."""
    if area == "涉农补贴":
        rows[0][5] = "自信息形成或者变更之日起10个工作日内"
        rows[1][5] = "自信息形成或者变更之日起30个工作日内"
        rows[2][7] += "\n庄河融媒客户端"
        rows.append(
            [
                *rows[-1][:1],
                rows[-1][1],
                "农机报废更新补贴",
                "1.补贴对象\n2.补贴标准\n3.申请程序\n4.补贴结果",
                *rows[-1][4:],
            ]
        )
        rows[0][16] = "王某某"
    else:
        del rows[3]
    return [[str(i), *row[1:]] for i, row in enumerate(rows, 1)]


def official(made: list[Line], rows: list[dict[str, str]]) -> list[Line]:
    """What the document has otherwise than our edition; made up. Its bodies are roles, and it has no columns of an office's own."""
    bodies = {each["二级事项"].strip("※"): re.sub("※", "", each["公开主体"]) for each in rows}
    for each in made:
        each[6] = bodies[each[2]]
    made[2][5] = "制定或获取指南之日起20个工作日内"
    made[4][7] += "\n公开查阅点"
    made[5][9] = "√"
    made[-1][5] = ""
    del made[6]
    return [[str(i), *row[1 : len(OFFICIAL_HEADS)]] for i, row in enumerate(made, 1)]


def lines(text: str, width: int) -> int:
    """How many lines a text takes in a column, whose characters are half as wide as Chinese ones."""
    return sum(max(1, -(-2 * len(each) // width)) for each in text.split("\n"))


def sheet(
    book: Workbook, area: str, heads: tuple[tuple[str, str, int], ...], above: tuple[str, str], rows: list[Line]
) -> None:
    """A sheet as offices print it: a title and a line below it, two rows of headings, topics merged down."""
    page = book.add_worksheet(area)
    frame = {"border": 1, "text_wrap": True, "valign": "vcenter", "font_name": "宋体", "font_size": 10}
    title = book.add_format({"bold": True, "align": "center", "font_name": "宋体", "font_size": 16})
    head = book.add_format({**frame, "bold": True, "align": "center", "bg_color": "#E7EEF7"})
    text, centre = book.add_format(frame), book.add_format({**frame, "align": "center"})
    page.merge_range(0, 0, 0, len(heads) - 1, above[0], title)
    page.merge_range(1, 0, 1, len(heads) - 1, above[1], text)
    first = 0
    while first < len(heads):
        last = max(i for i, each in enumerate(heads) if each[0] == heads[first][0])
        page.merge_range(2, first, 3 if last == first else 2, last, heads[first][0], head)
        for i in range(first, last + 1):
            page.set_column(i, i, heads[i][2])
            if last > first:
                page.write_string(3, i, heads[i][1], head)
        first = last + 1
    for i, row in enumerate(rows, 4):
        page.set_row(i, 14 * max(lines(each, heads[j][2]) for j, each in enumerate(row) if j != 1))
        for j, cell in enumerate(row):
            page.write_string(i, j, cell, text if j in (3, 4, 5, 7) else centre)
    start = 0
    for end in range(1, len(rows) + 1):
        if end == len(rows) or rows[end][1] != rows[start][1]:
            if end - start > 1:
                page.merge_range(4 + start, 1, 3 + end, 1, rows[start][1], centre)
            start = end
    page.freeze_panes(4, 3)
    page.set_landscape()
    page.set_paper(8)
    page.fit_to_pages(1, 0)
    page.repeat_rows(2, 3)


if __name__ == "__main__":
    main()
