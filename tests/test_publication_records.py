"""What a website exports, to records: every writing of a date and a heading, every format, and files that do harm."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

import table_files as make
from gapub.diagnostics import Diagnostic, GapubError
from gapub.publication import notes, reading
from gapub.publication.dates import day, in_address
from gapub.publication.entries import interpreted
from gapub.publication.headings import heading, joined, named, path_of
from gapub.publication.record import Export, Record
from gapub.publication.texts import Source

SOURCE = Path(__file__).resolve().parent.parent / "src"
FIRST = date(2026, 1, 5)


@pytest.mark.parametrize(
    "text",
    [
        *("2026-01-05", "2026-1-5", "2026/1/5", "2026/01/05", "2026.1.5", "2026.01.05.", "20260105", " 2026-01-05 "),
        *("2026-01-05 10:00:00", "2026-01-05 10:00", "2026/1/5 9:05", "2026-01-05 10:00:00.0", "2026-01-05T10:00:00"),
        *(
            "2026年1月5日",
            "2026年01月05日",
            "2026 年 1 月 5 日",
            "2026年1月5",
            "2026年1月5号",
            "2026年01月05日 10时30分",
            "2026年1月5日上午9:30",
        ),
        *("二〇二六年一月五日", "二○二六年一月五日", "二零二六年一月五日", "二〇二六年〇一月〇五日"),
        *(
            "２０２６－０１－０５",
            "２０２６年１月５日",
            "2026—1—5",
            "２０２６／１／５",
            "\ufeff2026-01-05",
            "2026-01-05\u3000",
        ),
        *(
            "46027",
            "46027.0",
            "46027.4166666667",
            "1767571200",
            "1767571200000",
            "20260105103000",
            "202601051030",
            "2026010510",
        ),
        *("2026-01-05T10:00:00+08:00", "2026-01-04T16:00:00Z", "2026-01-04T16:00:00.000Z", "2026-01-04 20:00:00-04:00"),
        *(
            "2026-01-05T23:59:59+0800",
            "Mon Jan 05 10:00:00 CST 2026",
            "/Date(1767571200000)/",
            "/Date(1767571200000+0800)/",
        ),
        *(
            "2026-01-05 星期一",
            "2026年1月5日（星期一）",
            "[2026-01-05]",
            "（2026-01-05）",
            "发布时间：2026-01-05",
            "2026-1-5日",
        ),
    ],
)
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    assert day(text) == FIRST


@pytest.mark.parametrize(
    "text", ["", " ", "\u3000", "-", "——", "/", "无", "NULL", "null", "N/A", "0000-00-00 00:00:00", "长期", "0", "-1"]
)
def test_no_day_is_stated(text: str) -> None:
    assert day(text) == ""


@pytest.mark.parametrize(
    "text", ["1970-01-01", "1970-01-01 08:00:00", "0001-01-01T00:00:00", "1900-01-01 00:00:00", "9999-12-31"]
)
def test_what_databases_write_for_no_day_is_none(text: str) -> None:
    assert day(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        *(
            "2026-02-30",
            "2026-13-01",
            "2025-2-29",
            "2026年4月31日",
            "20260230",
            "2026-00-10",
            "二〇二六年二月三十日",
            "二〇二六年十三十月一日",
        ),
        *("1026-01-05", "3026-01-05", "2026-01-05T25:00:00Z"),
    ],
)
def test_a_day_that_no_calendar_has(text: str) -> None:
    assert day(text) == "impossible"


@pytest.mark.parametrize(
    "text",
    [
        *(
            "26-1-5",
            "1/5/2026",
            "05/01/2026",
            "2026-01",
            "2026年1月",
            "2026",
            "202601",
            "2026-1/5",
            "2026-01-05-06",
            "2026-01-05至2026-02-01",
        ),
        *(
            "昨天",
            "2026-01-0五",
            "2026-O1-05",
            "2026-01-",
            "年月日",
            "99999",
            "12345",
            "inf",
            "1e999",
            "true",
            "=TODAY()",
            "2026年第1季度",
        ),
        *("9" * 50, "2026-01-05 随便什么", "2026–01-05–", "x" * 200),
    ],
)
def test_what_is_no_certain_day(text: str) -> None:
    assert day(text) == "unclear"


def test_leap_days_and_the_ends_of_years() -> None:
    assert day("2024-2-29") == date(2024, 2, 29)
    assert day("2025-12-31T16:00:00Z") == date(2026, 1, 1)
    assert day("2026-01-01T07:59:59+0800") == date(2026, 1, 1)
    assert day("44196.99999") == date(2020, 12, 31)


@pytest.mark.parametrize(
    "url",
    [
        *(
            "http://a.gov.cn/zwgk/202012/t20201224_123.html",
            "t20201224_1.htm",
            "./t20201224_1.html",
            "/x/t20201224_5.shtml?y=20210101",
        ),
        *(
            "http://a.gov.cn/art/2020/12/24/art_1_2.html",
            "https://a.gov.cn/2020-12/24/content_55.htm",
            "/x/20201224/1.html",
        ),
        *("/2020/1224/c1-2.html", "http://a.gov.cn/202012/24/1.html", "/gk/2020/12/24/"),
    ],
)
def test_a_day_in_an_address(url: str) -> None:
    assert in_address(url) == date(2020, 12, 24)


@pytest.mark.parametrize(
    "url",
    [
        *(
            "",
            "http://a.gov.cn/202012/1.html",
            "/t20201324_1.html",
            "/t2020122_1.html",
            "/content_20201224.html",
            "/t202012241_1.html",
        ),
        *(
            "/x?d=/2020/12/24/",
            "/art/2020/13/24/a.html",
            "http://a.gov.cn/12345678/1.html",
            "/1020/12/24/1.html",
            "/2020/02/30/x.html",
        ),
    ],
)
def test_no_day_in_an_address(url: str) -> None:
    assert in_address(url) is None


# --- columns ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("政务公开/财政/预算", "政务公开|财政|预算"),
        ("政务公开 > 财政 > 预算", "政务公开|财政|预算"),
        ("政务公开＞财政»预算", "政务公开|财政|预算"),
        ("政务公开>>财政›预算→三公", "政务公开|财政|预算|三公"),
        ("政务公开\\财政", "政务公开|财政"),
        ("当前位置：首页 > 政务公开 > 财政", "政务公开|财政"),
        ("您的位置: 网站首页 - 政务公开 - 财政", "政务公开|财政"),
        ("首页", "首页"),
        (" /政务公开/ 财政 / ", "政务公开|财政"),
        ("政务公开\u3000财政", "政务公开|财政"),
        ("政务公开 财政", "政务公开|财政"),
        ("Open data 开放数据", "Open data 开放数据"),
        # a dash
        ("财政预决算-三公经费", "财政预决算|三公经费"),
        ("财政预决算–三公经费", "财政预决算|三公经费"),
        ("政务公开/财政预决算-三公经费", "政务公开|财政预决算-三公经费"),
        ("政务公开 > 规划 - 计划", "政务公开|规划|计划"),
        ("2020-2021年", "2020-2021年"),
        ("2020年-2022年规划", "2020年-2022年规划"),
        ("一-二期", "一-二期"),
        ("COVID-19防控", "COVID-19防控"),
        ("专题——优化营商环境", "专题——优化营商环境"),
        ("-", "-"),
        ("", ""),
        ("//", ""),
    ],
)
def test_the_columns_that_a_text_names(text: str, path: str) -> None:
    assert path_of(text) == tuple(path.split("|") if path else ())


def test_levels_in_columns_of_their_own_are_joined() -> None:
    assert joined(("政务公开", " ", "财政-三公", "")) == ("政务公开", "财政-三公")
    assert joined(("财政-三公",)) == ("财政-三公",)
    assert joined(("规划/计划", "土地")) == ("规划", "计划", "土地")
    assert joined(("", "")) == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("《关于印发办法的通知》", ["关于印发办法的通知"]),
        ("《甲办法》（某政办发〔2026〕1号）；《乙〈丙〉规定》", ["甲办法", "某政办发〔2026〕1号", "乙〈丙〉规定"]),
        ("甲办法（试行）、某政发[2026]2号\n丙", ["甲办法（试行）", "某政发[2026]2号", "丙"]),
        ("关于甲的通知（某政办发〔2026〕1号）", ["关于甲的通知", "某政办发〔2026〕1号"]),
        ("《甲、乙和丙；丁》和《戊》", ["甲、乙和丙；丁", "戊"]),
        ("《甲《乙》丙》", ["甲《乙》丙"]),
        (
            "http://a.gov.cn/1.html;http://a.gov.cn/2.html?a=1&b=2",
            ["http://a.gov.cn/1.html", "http://a.gov.cn/2.html?a=1&b=2"],
        ),
        ("和平区办法", ["和平区办法"]),
        ("《没有写完", ["没有写完"]),
        ("；、;", []),
        ("甲;甲", ["甲"]),
    ],
)
def test_the_files_that_an_interpretation_names(text: str, found: list[str]) -> None:
    assert list(interpreted(text)) == found


# --- headings -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("path", "栏目 所属栏目 栏目名称 栏目路径 信息分类 频道 column channel category columnName"),
        ("title", "标题 信息标题 文章标题 名称 title docTitle"),
        ("published", "发布时间 发布日期 公开日期 上网时间 publishTime pub_date publish-date releaseTime fbsj"),
        ("formed", "成文日期 生成日期 发文日期 成文时间 formedDate cwrq"),
        ("number", "文号 发文字号 文件编号 docNumber"),
        ("office", "机构 发布机构 来源 发布单位 责任单位 publisher source dept"),
        ("url", "网址 链接 URL 链接地址 link href"),
        ("valid", "有效性 是否有效 时效性 validity isValid"),
        ("ended", "是否废止 是否失效"),
        ("online", "状态 发布状态 status docStatus"),
        ("released", "是否发布"),
        ("removed", "下线时间 撤下时间 下架日期 offlineTime removedAt"),
        ("interprets", "被解读文件 解读对象 interprets"),
    ],
)
def test_the_headings_of_a_field(name: str, words: str) -> None:
    for word in words.split():
        for text in (
            word,
            f" {word} ",
            f"{word}（必填）",
            f"{word}*",
            f"{word[:1]} {word[1:]}",
            f"\ufeff{word}：",
            word.upper(),
        ):
            found = heading(("标题", text) if name != "title" else ("网址", text))
            assert found is not None and found.at[name] == 1, text


@pytest.mark.parametrize(
    "row", ["序号,备注", "栏目,发布时间", "", "标题说明,网址大全", "标题,某局,2026-01-05", f"{'标题' * 20},x"]
)
def test_no_headings(row: str) -> None:
    assert heading(row.split(",")) is None


def test_the_most_telling_of_several_headings_counts() -> None:
    found = heading(("来源", "发布机构", "名称", "标题", "时间", "发布时间", "栏目名称", "栏目路径"))
    assert found is not None
    assert [found.at[name] for name in ("office", "title", "published", "path")] == [1, 3, 5, 7]


@pytest.mark.parametrize("page", ["publication.md", "publication.zh-CN.md"])
def test_the_headings_of_the_page_are_known(page: str) -> None:
    text = (SOURCE.parent / "docs" / page).read_text("utf-8")
    rows = re.findall(r"^\| ([^|]+) \| ([^|]*标题[^|]*|[^|]+) \| (`[^|]+) \|$", text, re.MULTILINE)
    assert len(rows) == 11
    for _, headings, keys in rows:
        first, *more = [named(each.strip(" `"))[0] for each in re.split("[,、]", f"{headings},{keys}")]
        assert first and {*more} <= {first, *{"valid": ["ended"], "online": ["released"]}.get(first, ())}


# --- one list in every format -------------------------------------------------------------------------------------------------

HEAD = ("栏目", "标题", "发布时间", "成文日期", "文号", "发布机构", "网址", "有效性", "状态", "下线时间", "被解读文件")
ONE = (
    "政务公开 > 财政",
    "2026年预算",
    "2026-01-05",
    "2026-01-04",
    "某财〔2026〕1号",
    "某局",
    "http://a/1.html",
    "有效",
    "已发布",
    "",
    "",
)
TWO = (
    "政务公开 > 解读",
    "预算，“图解”\n第二行",
    "2026-01-06 10:00:00",
    "",
    "",
    "某局",
    "/2",
    "",
    "已下线",
    "2026-02-01",
    "《甲》；乙",
)
THREE = ("", "无栏目的", "", "", "", "", "/202601/t20260107_3.html", "已废止", "", "", "")
ROWS = (ONE, TWO, THREE)
IN_TWO = (
    ("政务公开", "解读"),
    "预算，“图解” 第二行",
    date(2026, 1, 6),
    None,
    "",
    "某局",
    "/2",
    None,
    False,
    date(2026, 2, 1),
    ("甲", "乙"),
)
EXPECTED = [
    (("政务公开", "财政"), *ONE[1:2], FIRST, date(2026, 1, 4), *ONE[4:7], True, True, None, (), "column"),
    (*IN_TWO, "column"),
    ((), "无栏目的", date(2026, 1, 7), None, "", "", "/202601/t20260107_3.html", False, None, None, (), "address"),
]


def delimited(rows: Sequence[Sequence[str]], by: str = ",") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=by).writerows(rows)
    return out.getvalue().encode()


def workbook(rows: Sequence[Sequence[object]], name: str = "信息", *more: Sequence[Sequence[object]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_urls": False}) as book:
        style = book.add_format({"num_format": "yyyy/m/d"})
        for i, each in enumerate((rows, *more)):
            sheet = book.add_worksheet(name if not i else f"{name}{i}")
            for line, row in enumerate(each):
                for column, value in enumerate(row):
                    if isinstance(value, date):
                        sheet.write_datetime(line, column, datetime.combine(value, datetime.min.time()), style)
                    elif isinstance(value, int | float):
                        sheet.write_number(line, column, value)
                    elif value:
                        sheet.write_string(line, column, str(value))
    return out.getvalue()


def objects(rows: Sequence[Sequence[str]]) -> list[dict[str, str]]:
    return [dict(zip(HEAD, row, strict=True)) for row in rows]


def dumped(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


FORMATS: dict[str, Callable[[Sequence[Sequence[str]]], bytes]] = {
    "a.csv": lambda rows: delimited([HEAD, *rows]),
    "a.tsv": lambda rows: delimited([HEAD, *rows], "\t"),
    "semicolons.csv": lambda rows: delimited([HEAD, *rows], ";"),
    "tabs.txt": lambda rows: delimited([HEAD, *rows], "\t"),
    "a.xlsx": lambda rows: workbook([HEAD, *rows]),
    "wrong-suffix.xls": lambda rows: workbook([HEAD, *rows]),
    "a.json": lambda rows: dumped(objects(rows)),
    "nested.json": lambda rows: dumped({"code": 0, "data": {"total": 3, "rows": objects(rows), "more": None}}),
    "indented.json": lambda rows: json.dumps({"list": objects(rows)}, indent=2).encode("utf-16"),
    "a.jsonl": lambda rows: b"\n".join(map(dumped, objects(rows))),
    "lines.json": lambda rows: b"\r\n".join(map(dumped, objects(rows))) + b"\n\n",
    "page.xls": lambda rows: (
        "<html><meta charset=utf-8><table>"
        + "".join(f"<tr>{''.join(f'<td>{each}</td>' for each in row)}</tr>" for row in [HEAD, *rows])
        + "</table></html>"
    ).encode(),
}  # fmt: skip


def read(tmp_path: Path, data: bytes | str, name: str = "a.csv") -> Export:
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    (found,) = reading.read([path], [name])
    return found


def said(findings: Sequence[Diagnostic]) -> list[str]:
    return [f"{each.place or each.entity} {each.code}" for each in findings]


def refused(tmp_path: Path, data: bytes | str, name: str = "a.csv") -> Diagnostic:
    with pytest.raises(GapubError) as raised:
        read(tmp_path, data, name)
    (found,) = raised.value.diagnostics
    assert found.severity == "error" and found.message.zh != found.message.en
    return found


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_gives_the_same_records(name: str, tmp_path: Path) -> None:
    found = read(tmp_path, FORMATS[name](ROWS), name)
    assert [each[2:14] for each in found.records] == EXPECTED
    assert {each.file for each in found.records} == {name}
    assert found.fields == frozenset(Record._fields[2:13])
    assert said(found.findings) == [f"{name} record-dated"]


def test_records_know_where_they_stand(tmp_path: Path) -> None:
    places = {
        "a.csv": ["a.csv:2:1", "a.csv:3:1", "a.csv:5:1"],  # the second takes two lines
        "a.xlsx": ["a.xlsx:信息!A2", "a.xlsx:信息!A3", "a.xlsx:信息!A4"],
        "a.jsonl": ["a.jsonl:1:1", "a.jsonl:2:1", "a.jsonl:3:1"],
        "a.json": ["a.json:#1!A1", "a.json:#1!A2", "a.json:#1!A3"],
        "nested.json": [f"nested.json:data.rows!A{n}" for n in (1, 2, 3)],
    }
    for name, expected in places.items():
        assert [str(each.place) for each in read(tmp_path, FORMATS[name](ROWS), name).records] == expected


def test_the_numbers_of_excel_and_its_dates(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        workbook([["标题", "发布时间"], ["a", FIRST], ["b", 46027], ["c", 46027.5], ["d", "2026年1月5日"]]),
        "a.xlsx",
    )
    assert [each.published for each in found.records] == [FIRST] * 4


def test_merged_cells_count_for_every_row(tmp_path: Path) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("信息")
        sheet.merge_range("B3:D3", "某县信息清单")
        sheet.write_row("B4", ["栏目", "标题", "网址"])
        sheet.merge_range("B5:B7", "政务公开/财政")
        for i in range(4):
            sheet.write_row(4 + i, 2, [f"第{i}条", f"/{i}"])
    found = read(tmp_path, out.getvalue(), "a.xlsx")
    assert [(str(each.place), each.path, each.title) for each in found.records] == [
        *((f"a.xlsx:信息!A{5 + i}", ("政务公开", "财政"), f"第{i}条") for i in range(3)),
        ("a.xlsx:信息!A8", (), "第3条"),
    ]


def test_a_hidden_sheet_is_told(tmp_path: Path) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        for name in ("信息", "存档"):
            book.add_worksheet(name).write_row(0, 0, HEAD)
        book.worksheets()[1].hide()
        book.worksheets()[1].write_row(1, 0, ONE)
    found = read(tmp_path, out.getvalue(), "a.xlsx")
    assert len(found.records) == 1 and said(found.findings) == ["a.xlsx:存档!A1 table-hidden"]


def test_sheets_without_headings_are_told(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        workbook([HEAD, *ROWS], "信息", [["说明", "请勿修改"]], [[]], [["标题", "网址"], ["x", "/x"]]),
        "a.xlsx",
    )
    assert len(found.records) == 4
    assert said(found.findings) == ["a.xlsx:信息1!A1 record-sheet", "a.xlsx record-dated"]


# --- what stands around the records -------------------------------------------------------------------------------------------


def test_titles_blank_lines_and_headings_that_come_again(tmp_path: Path) -> None:
    text = """某县政府网站信息清单,,,
,,,
\ufeff序号,栏 目,标　题（必填）,网址,备注
1,甲/乙,第一条,/1,x
,,,
序号,栏 目,标　题（必填）,网址,备注
2,甲/丙,第二条,/2
网址,标题,栏目,,
/3,第三条,丁,多余,多余,多余
"""
    found = read(tmp_path, text)
    assert [(each.line, each.path, each.title, each.url) for each in found.records] == [
        (4, ("甲", "乙"), "第一条", "/1"),
        (7, ("甲", "丙"), "第二条", "/2"),
        (9, ("丁",), "第三条", "/3"),
    ]
    assert said(found.findings) == []


def test_levels_and_parents_make_a_path(tmp_path: Path) -> None:
    levels = read(tmp_path, "标题,二级栏目,一级栏目,三级目录,栏目名称\na,乙,甲,,x\nb,,,,甲/丁\n")
    assert [each.path for each in levels.records] == [("甲", "乙"), ("甲", "丁")]
    parents = read(tmp_path, "标题,上级栏目,栏目\na,甲/乙,丙\nb,甲,乙/丙\nc,,丙\n")
    assert [each.path for each in parents.records] == [("甲", "乙", "丙"), ("乙", "丙"), ("丙",)]
    assert "path" in levels.fields & parents.fields


def test_words_of_validity_and_state(tmp_path: Path) -> None:
    rows = [
        "有效,已发布",
        "是,上线",
        "现行有效,在线",
        "废止,撤稿",
        "失效（2025年）,已下架",
        "-,",
        "胡说,归档",
        "胡说,归档",
        "否,草稿",
        ",待审核",
    ]
    found = read(tmp_path, "标题,有效性,状态\n" + "".join(f"a,{row}\n" for row in rows))
    assert [(each.valid, each.online) for each in found.records] == [
        *[(True, True)] * 3,
        *[(False, False)] * 2,
        *[(None, None)] * 3,
    ]
    assert said(found.findings) == [
        *("a.csv record-column", "a.csv:8:3 record-word", "a.csv:8:6 record-word", "a.csv record-never")
    ]
    assert found.findings[-1].message.zh.startswith("2 条尚未发布") and found.unread == 0
    ended = read(tmp_path, "标题,是否废止,是否发布\na,是,是\nb,否,否\nc,已失效,\n")
    assert [(each.title, each.valid, each.online) for each in ended.records] == [("a", False, None), ("c", False, None)]


def test_dates_that_cannot_be_used_keep_the_record(tmp_path: Path) -> None:
    text = "标题,发布时间,成文日期,网址\na,2026-02-30,昨天,/t20260101_1.html\nb,,,/t20260101_1.html\nc,\u202e\x1b[31m2026,,\n"
    found = read(tmp_path, text)
    assert [(each.published, each.formed, each.dated) for each in found.records] == [
        (None, None, ""), (date(2026, 1, 1), None, "address"), (None, None, ""),
    ]  # fmt: skip
    assert said(found.findings) == [
        *(
            "a.csv:2:3 record-date",
            "a.csv:2:14 record-date",
            "a.csv:4:3 record-date",
            "a.csv record-column",
            "a.csv record-dated",
        )
    ]
    assert "“2026-02-30”" in found.findings[0].message.zh and "\x1b" not in found.findings[2].message.zh
    assert found.unread == 0


def test_a_row_without_title_and_address_is_counted(tmp_path: Path) -> None:
    found = read(tmp_path, "栏目,标题,网址\n甲,,\n甲,a,\n,,/1\n共3条,,\n , ,\n")
    assert [each.line for each in found.records] == [3, 4] and found.unread == 2
    assert said(found.findings) == ["a.csv:2:1 record-unread", "a.csv:5:1 record-unread"]


def test_quotation_marks_that_are_amiss(tmp_path: Path) -> None:
    lines = (
        "栏目,标题,网址",
        '甲,"十四五"规划,/1',  # as it is written
        '甲,"好的',
        '第二行",/2',
        '甲,一"二"三,/3',
        '甲, "四", "/4"',
        '甲,"开,/5',  # never closed
        "甲,六,/6",
        '甲,"七"八,九",/7',  # too many cells for that
        '甲,"十',
        '"一"二",/8',
        "甲,十三,/9",
    )
    found = read(tmp_path, "\n".join(lines))
    assert [(each.line, each.title, each.url) for each in found.records] == [
        *(
            (2, '"十四五"规划', "/1"),
            (3, "好的 第二行", "/2"),
            (5, '一"二"三', "/3"),
            (6, "四", "/4"),
            (7, '"开', "/5"),
        ),
        *((8, "六", "/6"), (12, "十三", "/9")),
    ]
    assert said(found.findings) == [
        *("a.csv:2:1 record-quotes", "a.csv:7:1 record-quotes"),
        *(f"a.csv:{line}:1 record-unread" for line in (9, 10, 11)),
    ]
    assert found.unread == 3


def test_what_says_that_there_is_nothing(tmp_path: Path) -> None:
    found = read(tmp_path, "栏目,标题,文号,发布机构\n甲,a,无,-\n甲,b,无文号,无锡市局\n")
    assert [(each.number, each.office) for each in found.records] == [("", ""), ("", "无锡市局")]


def test_no_more_findings_than_a_thousand(tmp_path: Path) -> None:
    found = read(tmp_path, "栏目,标题,发布时间\n" + "甲,a,2026-02-30\n" * 1500 + "甲,,\n" * 10)
    assert len(found.findings) == notes.MOST_FINDINGS + 1 and found.unread == 10
    assert "510" in found.findings[-1].message.en and found.findings[-1].code == "record-more"
    words = read(tmp_path, "栏目,标题,状态\n" + "".join(f"甲,a,词{i}\n" for i in range(200)))
    assert len(words.findings) == 51 and "150" in words.findings[-1].message.en


def test_a_list_without_records(tmp_path: Path) -> None:
    assert said(read(tmp_path, ",".join(HEAD)).findings) == ["a.csv record-none"]
    found = refused(tmp_path, "[]", "a.json")
    assert found.code == "record-headings"


def test_headings_that_nobody_knows(tmp_path: Path) -> None:
    found = refused(tmp_path, "某县清单\n编码,题头,\x1b[31m钟点\n1,2,3\n")
    assert found.code == "record-headings" and found.hint is not None
    assert "编码、题头、[31m钟点" in found.message.zh and "标题" in found.hint.zh and "publishTime" in found.hint.en
    assert "x、y" in refused(tmp_path, '[{"x": 1, "y": 2}, {"z": 3}]', "a.json").message.zh
    assert refused(tmp_path, "栏目,发布时间\n甲,2026-01-05\n").code == "record-headings"
    assert refused(tmp_path, workbook([["甲", "乙"], ["x", "y"]]), "a.xlsx").code == "record-headings"
    assert refused(tmp_path, "1,2,3\n" * 100_000).code == "record-headings"


def test_several_files_and_all_that_cannot_be_read(tmp_path: Path) -> None:
    good, bad = tmp_path / "a.csv", tmp_path / "b.csv"
    good.write_text("标题,网址\na,/1\n", "utf-8")
    bad.write_bytes(b"")
    with pytest.raises(GapubError) as raised:
        reading.read([bad, good, tmp_path / "c.csv"])
    assert [each.code for each in raised.value.diagnostics] == ["table-unreadable", "cannot-read"]
    once, also = reading.read([good, tmp_path / "a.csv", good.parent / ".." / tmp_path.name / "a.csv"], ["x", "x", "y"])
    assert (once.file, also.file, once.sha256) == ("x", "y", also.sha256)


# --- encodings ----------------------------------------------------------------------------------------------------------------

PLAIN = "栏目,标题,网址\n政务公开/财政,某县二〇二六年预算草案的报告,/1\n政务公开/教育,招生入学政策问答，全文,/2\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_and_ends_of_lines(encoding: str, end: str, tmp_path: Path) -> None:
    found = read(tmp_path, PLAIN.replace("\n", end).encode(encoding))
    assert [(each.line, each.path[-1], each.title[:2]) for each in found.records] == [
        (2, "财政", "某县"),
        (3, "教育", "招生"),
    ]
    assert found.findings == ()


def test_lines_of_two_encodings(tmp_path: Path) -> None:
    lines = [*PLAIN.splitlines(keepends=True), "甲,欧元€𠮷,/3\n"]
    mixed = b"".join(line.encode("gb18030" if i % 2 else "utf-8") for i, line in enumerate(lines))
    found = read(tmp_path, mixed)
    assert [each.title for each in found.records] == [
        line.split(",")[1] for line in (lines[1], lines[2], "甲,欧元€𠮷,/3")
    ]
    assert (
        said(found.findings) == ["a.csv record-encoding"]
        and "编码：2 行（首见于第 2 行）" in found.findings[0].message.zh
    )
    tabs = read(tmp_path, b"x\n\n" + mixed.replace(b",", b"\t"), "a.tsv")
    assert [each.title for each in tabs.records] == [each.title for each in found.records]
    broken = read(tmp_path, mixed + b"\xff\xff,x,/4\n")
    assert said(broken.findings) == ["a.csv record-encoding", "a.csv record-characters"]
    entry = dumped({"标题": "某县二〇二六年预算草案", "网址": "/1"})
    for_lines = read(tmp_path, entry + b"\n" + entry.decode().encode("gb18030"), "a.jsonl")
    assert len({each.title for each in for_lines.records}) == 1 and len(for_lines.records) == 2


def test_what_no_encoding_explains_is_told(tmp_path: Path) -> None:
    found = read(tmp_path, "标题,网址\n".encode("gb18030") + b"a\xff\xff\xff,/1\n" * 3)
    assert [each.code for each in found.findings] == ["record-encoding", "record-characters", "record-column"]
    assert [each.title for each in found.records] == ["a\ufffd\ufffd\ufffd"] * 3
    cut = read(tmp_path, PLAIN.encode().replace("招".encode(), "招".encode()[:2]))
    assert [each.code for each in cut.findings] == ["record-characters"] and cut.records[1].title.startswith(
        "\ufffd生入学"
    )
    assert Source(b"\xef\xbb\xbfa\r\nb").encoding == "utf-8"


# --- JSON ---------------------------------------------------------------------------------------------------------------------


def test_keys_of_programs(tmp_path: Path) -> None:
    entry = {
        "channel": {"id": 3, "name": "政务公开/财政"},
        "docTitle": "甲",
        "publishTime": 1767571200000,
        "writeDate": "2026-01-04T20:00:00.000+0000",
        "docNumber": None,
        "dept": {"deptName": "x", "name": "某局"},
        "url": "/1",
        "isValid": True,
        "status": "online",
        "interprets": ["《乙》", "丙"],
        "content": "<p>…</p>",
    }
    found = read(tmp_path, dumped({"hits": {"hits": [{"_id": 1, "_source": entry}]}}), "a.json")
    assert [each[2:14] for each in found.records] == [
        (("政务公开", "财政"), "甲", FIRST, FIRST, "", "某局", "/1", True, True, None, ("乙", "丙"), "column")
    ]
    (path,) = read(tmp_path, dumped([{"title": "a", "category": ["政务公开", "三公-经费"]}]), "a.json").records
    assert path.path == ("政务公开", "三公-经费")


def test_lists_beside_the_list_of_records(tmp_path: Path) -> None:
    rows = [{"title": "a", "url": "/1", "pubDate": "2026-01-05"}]
    whole = {
        "columns": [{"name": "title"}, {"name": "url"}],
        "menu": [{"title": "首页", "url": "/"}],
        "a": {"b": {"news": rows, "more": rows}},
    }
    found = read(tmp_path, dumped(whole), "a.json")
    assert [each.sheet for each in found.records] == ["a.b.news", "a.b.more"]
    assert said(found.findings) == ["a.json record-list", "a.json record-list", "a.json record-column"]


def test_entries_that_are_no_records(tmp_path: Path) -> None:
    text = (
        '[{"标题": "a", "网址": "/1"}, 3, "x", null, [1], {"x": 1},'
        ' {"标题": "", "网址": null}, {"标题": "b", "标题": "c", "网址": 1e999}]'
    )
    found = read(tmp_path, text, "a.json")
    assert [(each.line, each.title, each.url) for each in found.records] == [(1, "a", "/1"), (8, "c", "inf")]
    assert found.unread == 5
    assert said(found.findings) == [
        *(f"a.json:#1!A{n} record-unread" for n in range(2, 7)), "a.json:#1!A8 record-key", "a.json record-column",
    ]  # fmt: skip
    lines = read(tmp_path, '{"标题": "a", "网址": "/1"}\n{"标题":\n\n[1]\n{"标题": "b", "网址": "/2"} x\n', "a.jsonl")
    assert said(lines.findings)[:3] == [f"a.jsonl:{n}:1 record-unread" for n in (2, 4, 5)] and lines.unread == 3


@pytest.mark.parametrize(
    "text",
    [
        '[{"标题": "a", "网址": "/1"}',
        '[{"标题": "a",, "网址": "/1"}]',
        "[1,]",
        '{"a": [1]} x',
        "{1: 2}",
        "[1 2]",
        '{"a"',
    ],
)
def test_damaged_json(text: str, tmp_path: Path) -> None:
    found = refused(tmp_path, text, "a.json")
    assert found.code == "record-json" and found.place is not None and found.place.line == 1


def test_the_place_of_damage_in_a_long_text(tmp_path: Path) -> None:
    lines = [json.dumps({"title": f"某{i}", "url": "/x" * 50}, ensure_ascii=False) for i in range(20_000)]
    lines[15_000] = '{"title": "a" "url"}'
    assert str(refused(tmp_path, "[\n" + ",\n".join(lines) + "\n]", "a.json").place) == "a.json:15002:15"


# --- what does harm -----------------------------------------------------------------------------------------------------------


def test_formulas_controls_and_halves_of_surrogates_are_text(tmp_path: Path) -> None:
    found = read(
        tmp_path, '[{"标题": "=1+1\\u0000\\ud800\\u202e\\u200b\\n<b>", "网址": "javascript:alert(1)"}]', "a.json"
    )
    assert (found.records[0].title, found.records[0].url) == ("=1+1\ufffd\u202e <b>", "javascript:alert(1)")
    sheet = read(tmp_path, workbook([["标题", "网址"], ["=HYPERLINK(1)", "/1"]]), "a.xlsx")
    assert sheet.records[0].title == "=HYPERLINK(1)"
    zeros = read(tmp_path, PLAIN.encode().replace(b",", b"\0\0,").replace(b"\n", b"\0\n"))
    assert [each[2:4] for each in zeros.records] == [each[2:4] for each in read(tmp_path, PLAIN).records]


DEEP = '[{"标题":"a","网址":"/1"},' + '{"x":' * 100_000 + "1" + "}" * 100_000 + ',{"标题":"b","网址":"/2"}]'


@pytest.mark.parametrize(
    ("text", "titles", "unread"),
    [
        (DEEP, "ab", 1),
        (DEEP.replace('{"x":', "[").replace("}" * 100_000, "]" * 100_000), "ab", 1),
        ('[{"标题":"a","网址":"/1"},' + "9" * 10_000 + ',{"标题":"b","网址":"/2"}]', "ab", 1),
        ('[{"标题":"a","网址":[[[[[["/1"]]]]]]}]', "a", 0),
        (json.dumps([{"标题": "a", "网址": "/1"} | {f"k{i}": i for i in range(100_000)}]), "a", 0),
        ("[" + ",".join(json.dumps({f"k{i}": i, "标题": "a", "网址": "/"}) for i in range(3000)) + "]", "a" * 3000, 0),
    ],
    ids=["objects", "lists", "digits", "nested", "many-keys", "other-keys"],
)
def test_json_that_does_harm(text: str, titles: str, unread: int, tmp_path: Path) -> None:
    found = read(tmp_path, text, "a.json")
    assert ("".join(each.title for each in found.records), found.unread) == (titles, unread)


def test_deep_json_lines(tmp_path: Path) -> None:
    found = read(tmp_path, '{"标题":"a","网址":"/1"}\n' + "[" * 100_000 + "\n" + "[" * 5_000_000, "a.jsonl")
    assert (len(found.records), found.unread) == (1, 2)
    assert refused(tmp_path, "[" * 100_000, "a.json").code == "record-json"
    assert refused(tmp_path, '{"a":' * 100_000, "a.json").code == "record-json"


@pytest.mark.parametrize(
    ("middle", "unread"),
    [
        ("甲," + "x" * 10_000_000 + ",/9\n", 1),
        ('甲,"' + "x" * 10_000_000 + '",/9\n', 1),
        ("," * 6_000_000 + "\n", 1),
        ('"' + "x\n" * 30_000, 1 + 29_999),
        ("\0" * 1000 + "\n", 0),
        ('甲,"开\n' * 2000, 2000),
        ('甲,"开,\n' * 2000, 0),
    ],
    ids=["field", "quoted", "commas", "open", "zeros", "quotes", "closed"],
)
def test_csv_that_does_harm(middle: str, unread: int, tmp_path: Path) -> None:
    found = read(tmp_path, "栏目,标题,网址\n甲,a,/1\n" + middle + "甲,b,/2\n")
    first, *as_written, last = (each.title for each in found.records)
    assert (found.unread, first, last) == (unread, "a", "b")
    assert set(as_written) <= {'"开'}


def test_a_hundred_thousand_columns(tmp_path: Path) -> None:
    head = "标题,网址," + ",".join(f"列{i}" for i in range(100_000))
    (found,) = read(tmp_path, f"{head}\na,/1\n").records
    assert found.title == "a"
    paths = read(tmp_path, "标题,栏目\n" + "".join(f"a,甲/{i}\n" for i in range(100_000)))
    assert len({each.path for each in paths.records}) == 100_000


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.csv", b"", "empty"),
        ("a.json", b" \n", "empty"),
        ("a.pdf", b"%PDF-1.7 x", "unknown"),
        ("a.bin", bytes(range(256)) * 8, "unknown"),
        ("a.xlsx", b"PK\x03\x04broken", "damaged"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "unknown"),
        ("a.xlsx", make.xlsx('<row><c r="XFD1048576"><v>1</v></c></row>'), "wide"),
    ],
)
def test_files_that_are_refused(name: str, data: bytes, why: str, tmp_path: Path) -> None:
    found = refused(tmp_path, data, name)
    assert (found.code, found.arguments) == ("table-unreadable", (why,))


def test_a_bomb_in_a_workbook(tmp_path: Path) -> None:
    out = io.BytesIO()
    with (
        ZipFile(out, "w", ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(210):
            part.write(b" " * 2**20)
    assert refused(tmp_path, out.getvalue(), "a.xlsx").arguments == ("large",)


def test_a_child_that_dies_in_the_middle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = workbook([["标题", "网址"], *([f"第{i}条", f"/{i}"] for i in range(5000))])
    monkeypatch.setattr("gapub.tables.files._MOST_OF_ROWS", 10_000)
    assert refused(tmp_path, data, "a.xlsx").arguments == ("large",)


def test_a_file_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST", 10)
    found = refused(tmp_path, PLAIN)
    assert found.code == "record-large" and found.hint is not None and "分几个文件" in found.hint.zh


def test_the_extra_that_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gapub.tables.files.find_spec", lambda _: None)
    found = refused(tmp_path, workbook([HEAD, *ROWS]), "a.xlsx")
    assert found.code == "publication-extra" and found.hint is not None and "gapub[publication]" in found.hint.zh
    assert len(read(tmp_path, PLAIN).records) == 2


def test_two_hundred_thousand_records_take_less_than_300_mb(tmp_path: Path) -> None:
    row = "政务公开 > 栏目{0},关于某事项的通知（{1}）,2026-01-05 10:00:0{0},2026-01-04,某政办发〔2026〕{1}号,某局{0},http://a.gov.cn/{1}/t20260105_{1}.html,有效,已发布,,\n"
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write(",".join(HEAD) + "\n")
        file.writelines(row.format(i % 10, i) for i in range(200_000))
    script = (
        "import gc, resource, sys; gc.disable(); from pathlib import Path; from gapub.publication.reading import read; "
        "export, = read([Path(sys.argv[1])]); "
        "print(len(export.records), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, path],
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        capture_output=True,
        text=True,
        check=True,
    )
    number, peak = map(int, done.stdout.split())
    assert number == 200_000 and peak / (1 if sys.platform == "darwin" else 1024) < 300 * 1024


# --- laws ---------------------------------------------------------------------------------------------------------------------

NOTHING = ("无", "暂无", "无文号", "null", "none", "nan")
WORD = st.text(
    st.characters(exclude_categories=["C", "Z"], exclude_characters="/\\>＞»›→|｜／＼-–—－"), min_size=1, max_size=8
).filter(lambda word: word.isprintable() and word == word.strip() and word.lower() not in NOTHING)
DAYS = st.none() | st.dates(date(1971, 1, 1), date(2199, 12, 31))
RECORDS = st.builds(
    lambda path, title, published, formed, number, office, url, valid, online, removed, interprets: (
        tuple(path), title, published, formed, number, office, f"/{url}", valid, online, removed, tuple(dict.fromkeys(interprets)),
    ),
    st.lists(WORD.filter(lambda word: word not in ("首页", "主页")), min_size=2, max_size=4),
    *(WORD, DAYS, DAYS, WORD | st.just(""), WORD | st.just(""), WORD, st.sampled_from([True, False, None])),
    *(st.sampled_from([True, False, None]), DAYS),
    st.lists(WORD.filter(lambda word: not set(word) & set("《》；;、，,。()（）") and word not in ("和", "及", "与")), max_size=3),
)  # fmt: skip
FORMS = (
    "{:%Y-%m-%d}",
    "{0.year}/{0.month}/{0.day}",
    "{0.year}年{0.month}月{0.day}日",
    "{:%Y%m%d}",
    "{:%Y-%m-%d} 23:59:59",
    "{:%Y.%m.%d}",
)


def cells(record: tuple[Any, ...], form: str) -> list[str]:
    path, title, published, formed, number, office, url, valid, online, removed, interprets = record
    days = [form.format(each) if each else "" for each in (published, formed, removed)]
    words = {True: "有效", False: "失效", None: ""}[valid], {True: "已发布", False: "已下线", None: ""}[online]
    return [
        " > ".join(path),
        title,
        days[0],
        days[1],
        number,
        office,
        url,
        *words,
        days[2],
        "；".join(f"《{each}》" for each in interprets),
    ]


@given(
    st.lists(RECORDS, min_size=1, max_size=4),
    st.sampled_from(FORMS),
    st.sampled_from(["a.csv", "a.tsv", "a.json", "a.jsonl", "nested.json"]),
)
def test_what_is_written_reads_back(
    tmp_path_factory: pytest.TempPathFactory, records: list[tuple[Any, ...]], form: str, name: str
) -> None:
    folder = tmp_path_factory.getbasetemp()
    found = read(folder, FORMATS[name]([cells(each, form) for each in records]), name)
    assert [each[2:13] for each in found.records] == records
    assert [each.dated for each in found.records] == ["column" if each[2] else "" for each in records]
    assert found.findings == () and found.unread == 0


@given(st.dates(date(1971, 1, 1), date(2199, 12, 31)), st.sampled_from(FORMS))
def test_every_day_is_read_back(each: date, form: str) -> None:
    assert day(form.format(each)) == each


@given(st.datetimes(datetime(2002, 1, 1), datetime(2099, 12, 31)), st.integers(-12, 14))
def test_a_moment_is_the_same_day_however_it_is_said(moment: datetime, hours: int) -> None:
    moment = moment.replace(microsecond=0, tzinfo=timezone(timedelta(hours=hours)))
    seconds = int(moment.timestamp())
    expected = moment.astimezone(timezone(timedelta(hours=8))).date()
    assert day(moment.isoformat()) == expected
    assert day(str(seconds * 1000)) == expected
    assert seconds >= 2_000_000_000 or day(str(seconds)) == expected


@given(st.text(max_size=30))
def test_no_text_is_too_odd_for_a_day_a_path_or_an_address(text: str) -> None:
    assert isinstance(day(text), date | str)
    assert all(part and part == part.strip() for part in path_of(text))
    assert in_address(text) is None or isinstance(in_address(text), date)
    assert all(interpreted(text))
