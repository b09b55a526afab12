"""Slips of a Chinese typist: what a county office types, pastes and saves, and what gapub answers.

Each slip is a profile; its answer has a code, a place, and says in Chinese what to write. What `--fix` makes of it stands
beside it: None where nothing is mended. All slips are examined in one run, and mended in another.
"""

from __future__ import annotations

import json
import re
import shutil
import time
from collections import defaultdict
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from gapub.model.typed import spellings
from gapub.yaml.marks import slips
from gapub.yaml.reader import parse
from in_process import gapub

ROOT = Path(__file__).resolve().parent.parent
HEAD = 'division: {code: "654024", name: 巩留县}\nlevel: county\n'
BOM = "\ufeff"
OMIT = "omit:\n- item: a/b/c\n  levels: [county]\n  ground: no-matter\n  reason: 本县没有此类事项\n"


class Slip(NamedTuple):
    """The text of a profile, the code and place of the answer, a piece of its Chinese, and the text that is meant."""

    text: str | bytes
    code: str
    line: int
    column: int
    said: str
    mended: str | None = None


def mark(text: str, line: int, column: int, said: str, mended: str) -> Slip:
    return Slip(text, "yaml-mark", line, column, said, mended)


MARKS = {
    "colon of the first key below": mark(
        HEAD + 'cover:\n  office：巩留县政务公开办\n  phone: "1"\n',
        *(4, 9, "换成半角冒号“:”，后面留一个空格"),
        HEAD + 'cover:\n  office: 巩留县政务公开办\n  phone: "1"\n',
    ),
    "colon of a later key": mark(
        HEAD + 'cover:\n  phone: "1"\n  office：巩留县政务公开办\n  version: "1"\n',
        *(5, 9, "全角"),
        HEAD + 'cover:\n  phone: "1"\n  office: 巩留县政务公开办\n  version: "1"\n',
    ),
    "colon of the only key": mark(
        HEAD + "cover:\n  office： 巩留县政务公开办\n", 4, 9, "全角", HEAD + "cover:\n  office: 巩留县政务公开办\n"
    ),
    "colon at the margin": mark(HEAD.replace("level: ", "level："), 2, 6, "半角冒号", HEAD),
    "colon above a list": mark(HEAD + OMIT.replace("omit:", "omit："), 3, 5, "半角冒号", HEAD + OMIT),
    "colon of an item": mark(HEAD + OMIT.replace("- item: ", "- item："), 4, 7, "半角冒号", HEAD + OMIT),
    "colons everywhere": mark(HEAD.replace(": ", "："), 1, 9, "半角冒号", HEAD),
    "colon in braces": mark(HEAD.replace("code: ", "code："), 1, 16, "半角冒号", HEAD),
    "all of braces": mark(
        HEAD.replace('{code: "654024", name: 巩留县}', '｛code："654024"，name：巩留县｝'), 1, 11, "半角的“{”", HEAD
    ),
    "comma behind quotes": mark(HEAD.replace('", ', '"，'), 1, 26, "半角逗号", HEAD),
    "enumeration comma": mark(
        HEAD + "editions: [taxation@2019、elderly-care@2019]\n",
        *(3, 25, "半角逗号“,”"),
        HEAD + "editions: [taxation@2019, elderly-care@2019]\n",
    ),
    "brackets": mark(HEAD + "editions: ［taxation@2019］\n", 3, 11, "半角的“[”", HEAD + "editions: [taxation@2019]\n"),
    "closing brace": mark(HEAD.replace("}", "｝"), 1, 37, "半角的“}”", HEAD),
    "curly quotes around a code": mark(HEAD.replace('"654024"', "“654024”"), 1, 18, "半角引号", HEAD),
    "full-width quotes": mark(HEAD.replace('"654024"', "＂654024＂"), 1, 18, "半角引号", HEAD),
    "curly at the end alone": mark(HEAD.replace('"654024"', '"654024”'), 1, 25, "半角引号", HEAD),
    "quotes around a colon": mark(
        HEAD + "cover: {office: “巩留县: 办公室”}\n",
        *(3, 17, "中文引号"),
        HEAD + 'cover: {office: "巩留县: 办公室"}\n',
    ),
    "comment sign": mark("＃ 巩留县的配置\n" + HEAD, 1, 1, "换成半角的“#”", "# 巩留县的配置\n" + HEAD),
    "comment sign behind quotes": mark(
        HEAD + 'cover:\n  phone: "1" ＃ 待核\n', 4, 14, "半角的“#”", HEAD + 'cover:\n  phone: "1" # 待核\n'
    ),
    "dash": mark(HEAD + OMIT.replace("- item", "－ item"), 4, 1, "半角减号加一个空格", HEAD + OMIT),
    "en dash": mark(HEAD + OMIT.replace("- item", "– item"), 4, 1, "Word 的项目符号", HEAD + OMIT),
    "em dash": mark(HEAD + OMIT.replace("- item", "—item"), 4, 1, "Word 的项目符号", HEAD + OMIT),
    "middle dot": mark(HEAD + OMIT.replace("- item", "· item"), 4, 1, "Word 的项目符号", HEAD + OMIT),
    "bullet": mark(HEAD + OMIT.replace("- item", "•　item"), 4, 1, "Word 的项目符号", HEAD + OMIT),
    "black circle": mark(HEAD + OMIT.replace("- item", "●item"), 4, 1, "Word 的项目符号", HEAD + OMIT),
    "Wingdings": mark(HEAD + OMIT.replace("- item", "\uf06c item"), 4, 1, "Word 的项目符号", HEAD + OMIT),
    "asterisk": mark(HEAD + OMIT.replace("- item", "* item"), 4, 1, "半角减号加一个空格", HEAD + OMIT),
    "no blank behind a colon": mark(
        HEAD + "cover:\n  office:巩留县政务公开办\n", 4, 9, "后面缺空格", HEAD + "cover:\n  office: 巩留县政务公开办\n"
    ),
    "no blank behind a colon at the margin": mark(HEAD.replace("level: ", "level:"), 2, 6, "后面缺空格", HEAD),
    "no blank behind a colon in braces": mark(HEAD.replace("code: ", "code:"), 1, 16, "后面缺空格", HEAD),
    "number of Word": mark(HEAD + OMIT.replace("- item", "1. item"), 4, 1, "Word 的项目符号、编号", HEAD + OMIT),
    "number in brackets": mark(HEAD + OMIT.replace("- item", "（1）item"), 4, 1, "Word 的项目符号、编号", HEAD + OMIT),
    "quotes around a key": mark(
        HEAD + "cover:\n  “office”：“甲: 乙”\n", 4, 3, "中文引号", HEAD + 'cover:\n  "office": "甲: 乙"\n'
    ),
    "no blank behind a dash": mark(HEAD + OMIT.replace("- item", "-item"), 4, 1, "缺空格", HEAD + OMIT),
}

BLANKS = {
    "full-width before keys": mark(
        HEAD + 'cover:\n　office: 甲\n　phone: "1"\n', 4, 1, "全角空格", HEAD + 'cover:\n  office: 甲\n  phone: "1"\n'
    ),
    "no-break before a key": mark(
        HEAD + 'cover:\n\xa0\xa0office: 甲\n  phone: "1"\n',
        *(4, 1, "不间断空格"),
        HEAD + 'cover:\n  office: 甲\n  phone: "1"\n',
    ),
    "em space before a key": mark(
        HEAD + "cover:\n \u2003office: 甲\n", 4, 2, "U+2003", HEAD + "cover:\n  office: 甲\n"
    ),
    "without width before a key": mark(HEAD + "\u200bexample: true\n", 3, 1, "U+200B", HEAD + "example: true\n"),
    "full-width behind a colon": mark(HEAD.replace("level: ", "level:　"), 2, 7, "全角空格", HEAD),
    "full-width behind a dash": mark(HEAD + OMIT.replace("- item", "-　item"), 4, 2, "全角空格", HEAD + OMIT),
    "full-width at the end of a line": mark(HEAD.replace("county\n", "county　\n"), 2, 14, "行尾多余的删去", HEAD),
    "full-width behind quotes": mark(
        HEAD + 'cover:\n  phone: "1"　\n', 4, 13, "行尾多余的删去", HEAD + 'cover:\n  phone: "1"\n'
    ),
    "full-width on an empty line": mark(HEAD + "　\nexample: true\n", 3, 1, "全角空格", HEAD + "\nexample: true\n"),
    "tab": Slip(HEAD + "cover:\n\toffice: 甲\n", "yaml-syntax", 4, 1, "缩进只能用空格，把制表符换成空格"),
}

ENCODINGS = {
    "byte order mark": Slip(BOM + HEAD, "yaml-bom", 1, 1, "gapub validate --fix", HEAD),
    "byte order mark and a slip": mark(BOM + HEAD.replace("level: ", "level："), 2, 6, "半角冒号", HEAD),
    "ANSI of Notepad": Slip(HEAD.encode("gbk"), "yaml-not-utf8", 1, 34, "“编码”选“UTF-8”"),
    "ANSI that starts like UTF-8": Slip(
        "# 某县配置\n".encode("gbk") + HEAD.encode("gbk"), "yaml-not-utf8", 1, 3, "GBK 编码（记事本称 ANSI）"
    ),
    "GB18030 with a rare character": Slip(
        HEAD.replace("巩留县", "巩留县𠮷林").encode("gb18030"),
        "yaml-not-utf8",
        1,
        34,
        "用 WPS 打开的，另存为“文本文件”",
    ),
    "Unicode of Notepad": Slip((BOM + HEAD).encode("utf-16-le"), "yaml-encoding", 1, 1, "“保存类型”选“所有文件”"),
    "workbook renamed": Slip(b"PK\x03\x04\x14\x00\x06\x00", "yaml-not-utf8", 1, 1, "这是 Excel、Word 文件或压缩包"),
    "old workbook renamed": Slip(b"\xd0\xcf\x11\xe0\xa1\xb1", "yaml-not-utf8", 1, 1, "旧版 Excel、Word 或 WPS"),
    "damaged": Slip(HEAD.encode().replace("县".encode(), b"\xe5\x8e"), "yaml-not-utf8", 1, 36, "文件已损坏"),
}


def value(text: str, said: str, column: int, code: str = "shape-pattern") -> Slip:
    return Slip(HEAD + text, code, 3, column, said)


VALUES = {
    "date with slashes": value("cover: {date: 2026/1/5}\n", "请写“2026-01-05”", 15),
    "date with points": value("cover: {date: 2026.1.5}\n", "请写“2026-01-05”", 15),
    "date in Chinese": value("cover: {date: 2026年1月5日}\n", "请写“2026-01-05”", 15),
    "date in Chinese numerals": value("cover: {date: 二〇二六年十一月二十三日}\n", "请写“2026-11-23”", 15),
    "date without noughts": value("cover: {date: 2026-1-5}\n", "请写“2026-01-05”", 15),
    "date with the time": value('cover: {date: "2026/1/5 0:00:00"}\n', "请写“2026-01-05”", 15),
    "date in full-width digits": value("cover: {date: ２０２６－０１－０５}\n", "请写“2026-01-05”", 15),
    "month in Chinese": value("cover: {date: 2026年1月}\n", "请写“2026-01”", 15),
    "date as a number": value("cover: {date: 20260105}\n", '请加上引号："2026-01-05"', 15, "shape-kind"),
    "date as Excel counts days": value("cover: {date: 46027}\n", '请加上引号："2026-01-05"', 15, "shape-kind"),
    "day that is none": value("cover: {date: 2026/2/30}\n", "日期，如 2026-11-23", 15),
    "level in full-width letters": Slip(HEAD.replace("county", "ｃｏｕｎｔｙ"), "shape-word", 2, 8, "是否应为“county”"),
    "code as a number": Slip(HEAD.replace('"', ""), "shape-kind", 1, 18, '请加上引号："654024"'),
    "code in scientific notation": Slip(
        HEAD.replace('"654024"', "6.54024E+05"), "shape-kind", 1, 18, '"654024"；这像是 Excel 的科学记数法'
    ),
    "code with an apostrophe of Excel": Slip(
        HEAD.replace('"654024"', '"\'654024"'), "shape-pattern", 1, 18, "请写“654024”"
    ),
    "code with an open apostrophe": Slip(HEAD.replace('"654024"', "'654024"), "yaml-syntax", 1, 18, "引号没有闭合"),
    "code in full-width digits": Slip(HEAD.replace("654024", "６５４０２４"), "shape-pattern", 1, 18, "请写“654024”"),
    "telephone that lost its nought": value("cover: {phone: 9995621234}\n", "补上 Excel 去掉的 0", 16, "shape-kind"),
    "quotes doubled by Excel": mark(HEAD.replace('"654024"', '""654024""'), 1, 18, "Excel", HEAD),
    "quotes tripled by Excel": mark(HEAD.replace('"654024"', '"""654024"""'), 1, 18, "Excel", HEAD),
}

SILENT = {
    "curly quotes around a name": Slip(
        HEAD + "cover: {office: “巩留县政务公开办”}\n",
        *("typed-mark", 3, 17, "换成半角引号，或者删去"),
        HEAD + 'cover: {office: "巩留县政务公开办"}\n',
    ),
    "comment sign behind a text": Slip(
        HEAD + "cover:\n  office: 甲局 ＃ 待核\n", "typed-mark", 4, 14, "注释请用半角“#”"
    ),
    "field that became text": Slip(
        HEAD + "tighten:\n- item: taxation/a/b\n  content:\n  - text：退税标准\n",
        *("typed-mark", 6, 9, "请换成半角冒号，后面留一个空格"),
    ),
}

ALL = {**MARKS, **BLANKS, **ENCODINGS, **VALUES, **SILENT}


def path_of(name: str) -> str:
    return f"catalogues/{list(ALL).index(name):02}/profile.yaml"


def saved(name: str, text: str | bytes) -> bytes:
    """A text as it is saved: of two slips, one stands in a file of Windows."""
    if isinstance(text, bytes):
        return text
    return (text.replace("\n", "\r\n") if list(ALL).index(name) % 2 else text).encode()


def written(folder: Path) -> Path:
    for name, slip in ALL.items():
        path = folder / path_of(name)
        path.parent.mkdir(parents=True)
        path.write_bytes(saved(name, slip.text))
    return folder


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    """What one run says of each file."""
    done = gapub("validate", "catalogues", "--format", "json", cwd=written(tmp_path_factory.mktemp("slips")))
    said = defaultdict(list)
    for finding in json.loads(done.stdout)["findings"]:
        said[finding["place"]["file"]].append(finding)
    return said


@pytest.fixture(scope="module")
def mended(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder after `--fix`."""
    folder = written(tmp_path_factory.mktemp("mended"))
    gapub("validate", "catalogues", "--fix", "--select", "yaml-bom", "--select", "typed-mark", cwd=folder)
    return folder


@pytest.mark.parametrize("name", ALL)
def test_a_slip_is_told_where_it_is_with_what_to_write(name: str, answers: dict[str, list[dict[str, Any]]]) -> None:
    slip = ALL[name]
    said = [each for each in answers[path_of(name)] if each["code"] == slip.code]
    places = [(each["place"]["line"], each["place"]["column"]) for each in said]
    assert (slip.line, slip.column) in places, answers[path_of(name)]
    first = said[places.index((slip.line, slip.column))]
    assert slip.said in f"{first['message']['zh']} 改法：{first['hint']['zh']}"
    assert first["message"]["en"] and first["hint"]["en"]


@pytest.mark.parametrize("name", [*MARKS, *BLANKS])
def test_nothing_else_is_blamed(name: str, answers: dict[str, list[dict[str, Any]]]) -> None:
    """What comes of a slip is not told beside it: every error is about a mark."""
    errors = {each["code"] for each in answers[path_of(name)] if each["severity"] == "error"}
    assert errors == {ALL[name].code}


@pytest.mark.parametrize("name", ALL)
def test_what_can_be_mended_is_and_nothing_else_is_touched(name: str, mended: Path) -> None:
    slip = ALL[name]
    expected = slip.text if slip.mended is None else slip.mended
    assert (mended / path_of(name)).read_bytes() == saved(name, expected)


def typed_wide(text: str) -> str:
    """A file as if it had been typed with a Chinese keyboard from end to end: every mark of YAML's own is full-width."""
    wide = str.maketrans("{}[]", "｛｝［］")
    lines = []
    for line in text.splitlines(keepends=True):
        if line.lstrip().startswith("#"):
            lines.append(line.replace("#", "＃", 1))
            continue
        parts = re.split(r'("[^"]*"|  # .*$)', line)
        for i in range(0, len(parts), 2):
            bare = re.sub("^(?:  )+", lambda found: "　" * (len(found.group()) // 2), parts[i])
            bare = re.sub("^(　*)- ", r"\1－ ", bare)
            parts[i] = re.sub(r":(?: (?=\S)|(?=\n))|: $", "：", bare).replace(", ", "，").translate(wide)
        for i in range(1, len(parts), 2):
            if parts[i].startswith('"'):
                parts[i] = f"“{parts[i][1:-1]}”"
        lines.append("".join(parts))
    return "".join(lines)


def test_files_typed_full_width_from_end_to_end(tmp_path: Path) -> None:
    """The first twenty marks are told one by one, the rest as one finding; `--fix` makes of them what was meant."""
    shutil.copytree(ROOT / "catalogues" / "liaoning", tmp_path / "catalogues" / "liaoning")
    files = [
        tmp_path / "catalogues" / "liaoning" / name
        for name in ("dalian/profile.yaml", "dalian/zhuanghe/townships.yaml")
    ]
    meant = [parse(file.read_bytes(), "")[0] for file in files]
    for file in files:
        file.write_text(typed_wide(file.read_text("utf-8")), "utf-8")
        value, found = parse(file.read_bytes(), "")
        assert value is None
        assert ({each.code for each in found}, len(found)) == ({"yaml-mark"}, 21)
        assert "还有" in found[-1].message.zh
    gapub("validate", "catalogues", "--fix", cwd=tmp_path)
    assert [parse(file.read_bytes(), "") for file in files] == [(value, []) for value in meant]


# --- the scanner -------------------------------------------------------------------------------------------------------

SOUND = [
    HEAD + "cover:\n  office: 甲局  # 办公室：主任，“兼”\n  version: '＃1'\n",
    "a: |\n  office：甲\n  • 乙\n  ＃ 丙\nb: 1\n",
    "a: >-\n\n  － 甲\n\nb: '甲：\n  ｛乙｝'\n",
    "a: [甲，乙, 甲：乙, “甲”乙]\n",
    "a: 依据：《甲》，见“乙”\n",
    "受理：条件: Acceptance\n",
    'a: ["“甲”", \'""\', ""]\n',
]
"""What is meant as it is written: no slip in it is sure."""


@pytest.mark.parametrize("text", SOUND)
def test_text_is_no_slip(text: str) -> None:
    assert [each for each in slips(text) if each.sure] == []


HOSTILE = {
    "commas": "a: [" + "，" * 300_000,
    "keys": "a: {" + "，b：c" * 100_000,
    "tight keys": "a: {" + "b:c，" * 200_000,
    "many": "a: [" + "b，" * 300_000 + "\n：",
    "curly quotes": "a: [" + "“甲" * 200_000,
    "quotes": "a: [" + '"' * 100_000 + "：",
    "brackets": "a: " + "［" * 300_000 + "\n：",
    "blanks": "a" + " " * 300_000 + "：" + "\u3000" * 300_000 + "b",
    "colons": "a：\n" * 200_000 + "]",
    "bullets": "• a：b\n" * 100_000 + "]",
    "texts": "a: “b: c”\n" * 60_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_files_are_scanned_fast(text: str) -> None:
    start = time.process_time()
    value, found = parse(text.encode(), "a.yaml")
    assert found or value is not None
    assert time.process_time() - start < 4  # quadratic ones take minutes


# --- values ------------------------------------------------------------------------------------------------------------

SPELT: list[tuple[str | float, list[str]]] = [
    ("2026／1／5", ["2026/1/5", "2026-01-05"]),
    ("2026年1月5号", ["2026-01-05"]),
    ("2026年", ["2026"]),
    ("二○一九年十月", ["2019-10"]),
    ("二〇二〇年二月二十九日", ["2020-02-29"]),
    ("’654024", ["654024"]),
    ("654024.0", ["654024"]),
    ("2.10283E+05", ["210283"]),
    ("S 1", ["S1"]),
    ("甲乙", []),
    (6.54024e5, ["654024"]),
    (46027, ["2026-01-05", "46027"]),
    (0.5, []),
    (float("inf"), []),
]


@pytest.mark.parametrize(("written", "expected"), SPELT)
def test_how_a_value_may_have_been_meant(written: str | float, expected: list[str]) -> None:
    found = list(spellings(written))
    assert [each for each in expected if each not in found] == []
    assert expected or not found


def test_there_are_enough_slips() -> None:
    assert len(ALL) >= 60
