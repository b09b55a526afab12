"""YAML text to values with positions: what scalars mean, where things stand, and what each fault is called."""

import gc
import math
import re
import time
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gapub.yaml import libyaml, plain
from gapub.yaml.faults import syntax_fault
from gapub.yaml.reader import MAX_BYTES, MAX_DEPTH, MAX_ENTRIES, MAX_FINDINGS, MAX_TEXT, Map, Seq, parse

GUIDELINE = """\
area: land-expropriation
edition: "2019"
number: 4
title: {zh: 农村集体土地征收, en: Expropriation of rural collective land}
defaults:
  body: {each: [natural-resources, land-expropriation-unit]}
  levels: [county, township]

topics:
- id: preliminary-work  # 征地前期准备
  items:
  - id: hearing
    content: [听证通知书, {text: 𠮷林听证处理意见等听证材料, method: on_request}]
    time_limit:
    - {covers: rest, on_request: true}
    note: |
      第一行
      第二行
"""


def value_of(text: str) -> Any:
    value, findings = parse(text.encode(), "a.yaml")
    assert findings == []
    return value


def faults_of(data: bytes) -> list[tuple[str, int, int]]:
    _, findings = parse(data, "a.yaml")
    return [(f.code, f.place.line, f.place.column) for f in findings if f.place]


# What plain scalars mean: the core schema of YAML 1.2, and text for whatever is a code rather than a quantity.
SCALARS: list[tuple[str, Any]] = [
    *[(word, None) for word in ("", "~", "null", "Null", "NULL")],
    *[(word, True) for word in ("true", "True", "TRUE")],
    *[(word, False) for word in ("false", "False", "FALSE")],
    *[("0", 0), ("7", 7), ("-7", -7), ("+7", 7), ("-0", 0), ("2019", 2019), ("9" * 18, 10**18 - 1)],
    *[("0o17", 15), ("0x1F", 31), ("0xff", 255)],
    *[("1.5", 1.5), ("-0.5", -0.5), (".5", 0.5), ("+.5e1", 5.0), ("1.", 1.0), ("0.0", 0.0), ("1e3", 1000.0)],
    *[("1.5E-3", 0.0015), (".inf", math.inf), ("-.INF", -math.inf), ("+.Inf", math.inf)],
    *[(word, word) for word in ("no", "No", "yes", "on", "off", "y", "n", "nULL", "tRUE", "none")],
    *[(word, word) for word in ("12:30:00", "2019-01-01", "1_000", "1,000", "0b11", "-0x1F", "0o8", "0xg", "1e", ".")],
    *[
        (word, word)
        for word in ("0123", "01", "-01", "+00", "01.5", "007e1", "9" * 19, "-" + "9" * 19, "0x" + "f" * 19)
    ],
    *[(word, word) for word in ("1." + "0" * 40, "..", "--", "+", "-.nan", "inf", "20wd", "１２", "四", "a b", "=")],
    *[(f'"{word}"', word) for word in ("", "~", "true", "7", "0x1F", "1.5", "<<")],
    *[(f"'{word}'", word) for word in ("null", "7")],
    *[('"\\u2028\\ta"', "\u2028\ta"), ("a #b", "a"), ("a#b", "a#b")],
]


@pytest.mark.parametrize(("written", "meant"), SCALARS)
def test_scalars(written: str, meant: Any) -> None:
    value = value_of(f"a: {written}\n")["a"]
    assert value == meant
    assert type(value) is type(meant)


@pytest.mark.parametrize("written", [".nan", ".NaN", ".NAN"])
def test_not_a_number(written: str) -> None:
    assert math.isnan(value_of(f"[{written}]")[0])


@pytest.mark.parametrize("style", ["|\n  7\n", ">\n  7\n"])
def test_block_scalars_are_text(style: str) -> None:
    assert value_of(f"a: {style}") == {"a": "7\n"}


def test_values_and_places() -> None:
    root = value_of(GUIDELINE)
    assert isinstance(root, Map)
    assert (root.line, root.column) == (1, 1)
    assert (root.key_at("edition"), root.at("edition")) == ((2, 1), (2, 10))
    assert (root["title"].line, root["title"].column) == root.at("title") == (4, 8)
    assert root["title"].at("en") == (4, 27)  # characters, not bytes
    topics = root["topics"]
    assert isinstance(topics, Seq)
    assert (topics.line, topics.column) == root.at("topics") == (10, 1)
    assert topics.at(0) == (10, 3)
    item = topics[0]["items"][0]
    assert item["content"].places == [(13, 15), (13, 22)]
    assert item["content"][1].key_at("method") == (13, 44)  # 𠮷 is one character
    assert item["time_limit"][0] == {"covers": "rest", "on_request": True}
    assert (item["note"], item.at("note")) == ("第一行\n第二行\n", (16, 11))


def test_an_empty_value_stands_after_its_colon() -> None:
    assert value_of("a:\nb: 1\n").at("a") == (1, 3)


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_places_do_not_depend_on_line_breaks(line_break: str) -> None:
    plain, other = value_of(GUIDELINE), value_of(GUIDELINE.replace("\n", line_break))
    assert other == plain
    assert list(places_in(other)) == list(places_in(plain))


def places_in(value: Any) -> Any:
    """Every place in a tree, in the order of the file."""
    if isinstance(value, Map):
        yield value.line, value.column
        for key in value:
            yield value.key_at(key)
            yield value.at(key)
            yield from places_in(value[key])
    elif isinstance(value, Seq):
        yield value.line, value.column
        for index, entry in enumerate(value):
            yield value.at(index)
            yield from places_in(entry)


def test_markers_around_the_only_document_are_fine() -> None:
    assert value_of("# 说明\n---\na: 1\n...\n# 完\n...\n") == {"a": 1}


# Each fault with the place where it is to be mended. The value survives in those marked so.
RECOVERED: list[tuple[str, str, int, int, Any]] = [
    ("a: 1\nb: 2\na: 3\n", "yaml-duplicate-key", 3, 1, {"a": 1, "b": 2}),
    ("x:\n- {标题: 1, 标题: 2}\n", "yaml-duplicate-key", 2, 11, {"x": [{"标题": 1}]}),
    ("a: 𠀀\nb: &x 1\n", "yaml-anchor", 2, 4, {"a": "𠀀", "b": 1}),
    ("{𠀀: 甲, b: &x [1]}", "yaml-anchor", 1, 11, {"𠀀": "甲", "b": [1]}),
    ("&x a: 1\n", "yaml-anchor", 1, 1, {"a": 1}),
    ("a: !!str 1\n", "yaml-tag", 1, 4, {"a": 1}),
    ('a: ! "1"\n', "yaml-tag", 1, 4, {"a": "1"}),
    ("a: !<tag:x,y> {b: c}\n", "yaml-tag", 1, 4, {"a": {"b": "c"}}),
    ("!t a: 1\n", "yaml-tag", 1, 1, {"a": 1}),
    ("%YAML 1.2\n---\na: 1\n", "yaml-directive", 1, 1, {"a": 1}),
    ("# 注\n\n%YAML 1.2\n---\na: 1\n", "yaml-directive", 3, 1, {"a": 1}),
    ("%FOO bar\r\n---\r\na: 1\r\n", "yaml-directive", 1, 1, {"a": 1}),
    ("a: 1\n2019: b\n", "yaml-key-not-text", 2, 1, {"a": 1, "2019": "b"}),
    ("{true: b}", "yaml-key-not-text", 1, 2, {"true": "b"}),
    ("{~: b}", "yaml-key-not-text", 1, 2, {"~": "b"}),
]
LOST: list[tuple[bytes | str, str, int, int]] = [
    # bytes
    (b"\xff\xfea\x00", "yaml-encoding", 1, 1),
    (b"\xfe\xff\x00a", "yaml-encoding", 1, 1),
    (b"\xff\xfe\x00\x00a\x00\x00\x00", "yaml-encoding", 1, 1),
    ("a: 1".encode("utf-16-le"), "yaml-encoding", 1, 1),
    ("a: 1".encode("utf-16-be"), "yaml-encoding", 1, 1),
    ("a: 1".encode("utf-32-le"), "yaml-encoding", 1, 1),
    ("a: 1".encode("utf-32-be"), "yaml-encoding", 1, 1),
    ("a: 1\r\nb: 中文\r\n".encode("gb18030"), "yaml-not-utf8", 2, 4),
    ("中: 1\rb: 𠀀".encode() + b"\xff", "yaml-not-utf8", 2, 5),
    ("a: 中".encode()[:-1], "yaml-not-utf8", 1, 4),
    (b"a: " + b"x" * MAX_BYTES, "yaml-too-large", 1, 1),
    (b"a: 1\n" + b"#\n" * MAX_ENTRIES, "yaml-too-large", 1, 1),
    (b"a: [" + b"," * (MAX_ENTRIES + 1), "yaml-too-large", 1, 1),
    (b"- - - - - - x\n" * (MAX_ENTRIES // 5), "yaml-too-large", MAX_ENTRIES // 5, 11),
    (b"a: 1\nb: " + b"x" * (MAX_TEXT + 1), "yaml-too-large", 2, 4),
    ("a: 中\x00", "yaml-control-character", 1, 5),
    ("a: 1\nb: \x1b[31m", "yaml-control-character", 2, 4),
    ("a: \x7f", "yaml-control-character", 1, 4),
    ("a: \x9f", "yaml-control-character", 1, 4),
    ("a: \uffff", "yaml-control-character", 1, 4),
    ("a: \ufeff", "yaml-control-character", 1, 4),
    ("\ufeff\ufeffa: 1", "yaml-control-character", 1, 1),
    ("\ufeffa: *x", "yaml-alias", 1, 4),  # the mark takes no column
    ("a: 甲\x85b: 1", "yaml-line-separator", 1, 5),
    ('a: "甲\u2028"', "yaml-line-separator", 1, 6),
    ("# \u2029", "yaml-line-separator", 1, 3),
    # documents
    ("", "yaml-empty", 1, 1),
    ("\n  # 只有注释\n", "yaml-empty", 1, 1),
    ("# 注\nnull\n", "yaml-empty", 2, 1),
    ("---", "yaml-empty", 1, 4),
    ("a: 1\n---\nb: 2\n", "yaml-documents", 2, 1),
    ("--- a\n--- b\n", "yaml-documents", 2, 1),
    ("a: 1\n...\n# 注\nb: 2\n", "yaml-documents", 4, 1),
    ("a: 1\n---\n", "yaml-documents", 2, 1),
    ("a: 1\n...\n%YAML 1.2\n---\nb: 1\n", "yaml-directive", 3, 1),
    ("a: 1\n%YAML 1.2\n", "yaml-directive", 2, 1),
    # values that are missing from the tree
    ("甲: *x\n", "yaml-alias", 1, 4),
    ("- *x\n", "yaml-alias", 1, 3),
    ("*x : 1\n", "yaml-alias", 1, 1),
    ("a: 1\n<<: *x\n", "yaml-merge-key", 2, 1),
    ("{<<: [*x, *y]}", "yaml-merge-key", 1, 2),
    ("[甲]: b\n", "yaml-key-not-text", 1, 1),
    ("a: {{ 地名 }}\n", "yaml-key-not-text", 1, 5),
    ("? - a\n: b\n", "yaml-key-not-text", 1, 3),
    ("- " * MAX_DEPTH + "- a", "yaml-too-deep", 1, 2 * MAX_DEPTH + 1),
    ("{a: " * (MAX_DEPTH + 1), "yaml-too-deep", 1, 4 * MAX_DEPTH + 1),
    # anchors, aliases and tags that libyaml cannot even read
    ("a: & b\n", "yaml-anchor", 1, 4),
    ("a: *\n", "yaml-alias", 1, 4),
    ("a: !<x y\n", "yaml-tag", 1, 4),
    ("a: !e!x y\n", "yaml-tag", 1, 4),
    ("a: !%FF y\n", "yaml-tag", 1, 4),
    ("! a: !%ED%A0%80 y\n", "yaml-tag", 1, 1),
    ("a: 1\n%YAML x\n", "yaml-directive", 2, 1),
]
SYNTAX: list[tuple[str, int, int, str]] = [
    ("a: 1\n\tb: 2\n", 2, 1, "制表符"),
    ("a:\n\tb: 2\n", 2, 1, "制表符"),
    ("a:\n  b: 1\n \tc: 2\n", 3, 2, "制表符"),
    ("a: |\n\tb\n", 2, 1, "制表符"),
    ("-\ta: 1\n", 1, 2, "制表符"),
    ("area\nedition: x\n", 1, 1, "“area”之后缺冒号"),
    ("a: 1\n区域\nb: 2\n", 2, 1, "“区域”之后缺冒号"),
    ("a: 1\nurl http://a.cn\n", 2, 1, "“url”之后缺冒号"),
    ("a: 甲: 乙\n", 1, 5, "多余"),
    ('a: "甲\nb: 1\n', 1, 4, "引号没有闭合"),
    ("a: '甲\nb: 1\n", 1, 4, "引号没有闭合"),
    ('a: "甲\nb: "x"\nc: 1\n', 1, 4, "引号没有闭合"),
    ('a: 1\nb: ["甲]\nc: ["x"]\n', 2, 5, "引号没有闭合"),
    ('a: "x\n---\n"', 1, 4, "引号没有闭合"),
    ("a: [甲, 乙", 1, 4, "括号没有闭合，缺“]”"),
    ("a: {甲: 乙\n\n", 1, 4, "括号没有闭合，缺“}”"),
    ("a: [甲, 乙\nb: c\n", 1, 9, "缺“,”或“]”"),
    ("a: {甲: 乙  \n  d: e\nf: g\n", 1, 9, "缺“,”或“}”"),
    ('a: ["甲" "乙"]\n', 1, 9, "缺“,”或“]”"),
    ("a: {x: 1 y: 2}\n", 1, 11, "缺“,”或“}”"),
    ("a:\n  b: 1\n c: 2\n", 3, 2, "缩进"),
    ("a:\n b: 1\n   c: 2\n", 3, 4, "缩进"),
    ("a: |\n  x\n y\n", 3, 2, "缩进"),
    ("- a\nb: 1\n", 2, 1, "缩进"),
    ("b: 1\n- a\n", 2, 1, "缩进"),
    ("a: - b\n", 1, 4, "“- ”"),
    ("a: '甲'乙'\n", 1, 7, "多出文字“乙'”"),
    ("a: [甲]]\n", 1, 7, "多出文字“]”"),
    ("{a: b} c\n", 1, 8, "多出文字“c”"),
    ("a: ]\n", 1, 4, "“]”不能"),
    ("a: [,]\n", 1, 5, "“,”不能"),
    ("a: @甲\n", 1, 4, "“@”不能"),
    ("a: ? b\n", 1, 4, "“?”不能"),
    ('a: "甲\\q"\n', 1, 6, "“\\q”"),
    ('a: "\\xZZ"\n', 1, 5, "“\\xZZ”"),
    ('a: "\\x\\\\"\n', 1, 5, "“\\x”"),
    ('a: "\\ud800"\n', 1, 5, "“\\ud800”"),
    ("a: |甲\n b\n", 1, 5, "不能写“甲”"),
    ("a: |0\n b\n", 1, 5, "不能写“0”"),
]


@pytest.mark.parametrize(("text", "code", "line", "column", "value"), RECOVERED)
def test_faults_that_leave_a_value(text: str, code: str, line: int, column: int, value: Any) -> None:
    data = text.encode()
    assert faults_of(data) == [(code, line, column)]
    assert parse(data, "a.yaml")[0] == value


@pytest.mark.parametrize(("text", "code", "line", "column"), LOST, ids=lambda value: repr(value)[:40])
def test_faults_that_leave_none(text: bytes | str, code: str, line: int, column: int) -> None:
    data = text if isinstance(text, bytes) else text.encode()
    assert faults_of(data)[0] == (code, line, column)
    assert parse(data, "a.yaml")[0] is None


@pytest.mark.parametrize(("text", "line", "column", "said"), SYNTAX)
@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
def test_syntax(text: str, line: int, column: int, said: str, line_break: str) -> None:
    value, [finding] = parse(text.replace("\n", line_break).encode(), "a.yaml")
    assert value is None
    assert (finding.code, str(finding.place)) == ("yaml-syntax", f"a.yaml:{line}:{column}")
    assert said in finding.message.zh


def test_one_run_reports_all_that_can_be_recovered_from() -> None:
    text = "a: &x # 注\n  !t 1\nb: *x\n<<: *x\na: !!str\n? [*y, &z 1]\n: &w 2\n"
    assert faults_of(text.encode()) == [
        ("yaml-anchor", 1, 4),
        ("yaml-tag", 2, 3),
        ("yaml-alias", 3, 4),
        ("yaml-merge-key", 4, 1),
        ("yaml-tag", 5, 4),
        ("yaml-duplicate-key", 5, 1),
        ("yaml-key-not-text", 6, 3),
        ("yaml-anchor", 7, 3),
    ]


@pytest.mark.parametrize(("text", "code"), [("&a : 1\n", "yaml-anchor"), ("!!int 3: 1\n", "yaml-tag")])
def test_a_mark_before_a_key_that_is_no_text_is_one_fault(text: str, code: str) -> None:
    assert faults_of(text.encode()) == [(code, 1, 1)]


def test_a_duplicate_names_both_places() -> None:
    _, [finding] = parse("甲: 1\n乙: 2\n甲: 3\n".encode(), "dir/a.yaml")
    [(place, note)] = finding.related
    assert (str(finding.place), str(place), note.zh) == ("dir/a.yaml:3:1", "dir/a.yaml:1:1", "第一处在这里")


def test_a_bracket_names_where_it_opens() -> None:
    _, [finding] = parse(b"a: [x\nb: [y]\n", "a.yaml")
    assert [str(place) for place, _ in finding.related] == ["a.yaml:1:4"]


def test_a_complaint_that_nobody_has_put_into_words_is_quoted() -> None:
    mark = yaml.Mark("", 3, 0, 3, None, None)
    error = yaml.MarkedYAMLError(None, None, "found something new", mark)
    finding = syntax_fault(error, yaml.ScalarEvent(None, None, (True, False), "a", mark, mark), "a: b", "a.yaml")
    assert (str(finding.place), finding.message.zh) == ("a.yaml:1:4", "YAML 写法有误（found something new）")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("a: 中文".encode("gbk"), "GBK"),
        (b"a: \xff\xff", "不是文本文件"),
        ("中文: ".encode() + "中文".encode("gbk"), "不是文本文件"),  # what came before was UTF-8
    ],
)
def test_gbk_is_named_when_it_is_likely(data: bytes, said: str) -> None:
    _, [finding] = parse(data, "a.yaml")
    assert said in finding.message.zh


def test_depth_up_to_the_limit_is_fine() -> None:
    assert value_of("[" * MAX_DEPTH + "]" * MAX_DEPTH)


def test_size_up_to_the_limit_is_fine() -> None:
    assert value_of("a: 1 #" + "x" * (MAX_BYTES - 6)) == {"a": 1}
    assert len(value_of("a: " + "x" * MAX_TEXT)["a"]) == MAX_TEXT
    assert len(value_of("[" + "0," * MAX_ENTRIES + "]")) == MAX_ENTRIES


def test_too_many_findings_end_the_reading() -> None:
    value, findings = parse(b"- &a 1\n" * (MAX_FINDINGS + 50), "a.yaml")
    assert value is None
    assert len(findings) == MAX_FINDINGS + 1
    assert (findings[-1].code, findings[-1].place and findings[-1].place.line) == (
        "yaml-too-many-findings",
        MAX_FINDINGS + 1,
    )


@pytest.mark.parametrize(
    "text",
    [
        *("[" * 100_000, "{a: " * 100_000, "- " * 100_000, "? " * 100_000),
        *("%TAG !a! b\n" * 50_000, "a: 1\n...\n" + "".join(f"%TAG !{n}! b\n" for n in range(50_000))),
        *("&a " * 100_000, "a: [" + "*a," * 100_000),
    ],
    ids=lambda text: text[:12],
)
def test_hostile_files_fail_fast(text: str) -> None:
    start = time.process_time()
    value, findings = parse(text.encode(), "a.yaml")
    assert value is None
    assert 1 <= len(findings) <= MAX_FINDINGS + 1
    assert time.process_time() - start < 2  # quadratic ones take minutes


# Laws.

PRINTABLE = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="\u2028\u2029\ufeff")
TEXTS = st.text(PRINTABLE, max_size=12) | st.sampled_from([written for written, _ in SCALARS])
NUMBERS = st.integers(-(10**18) + 1, 10**18 - 1) | st.floats(allow_nan=False)


def trees(texts: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    return st.recursive(
        st.none() | st.booleans() | NUMBERS | texts,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
        max_leaves=20,
    ).filter(lambda tree: tree is not None)


TREES = trees(TEXTS)


@given(TREES, st.sampled_from([None, True, False]), st.sampled_from([80, 10_000]))
@example({"a": "𠮷", "“b”": ["no", "0123"]}, None, 80)
def test_what_is_dumped_comes_back(tree: Any, flow: bool | None, width: int) -> None:
    text = yaml.safe_dump(tree, allow_unicode=True, default_flow_style=flow, width=width, default_style='"')
    assert value_of(strip_tags(text)) == tree


def strip_tags(text: str) -> str:
    """With all scalars in quotes, PyYAML marks by a tag what is no text; the tag and its quotes are taken off here."""
    return re.sub(r'!!(?:int|float|bool|null) "([^"]*)"', r"\1", text)


@given(trees(TEXTS.filter(lambda text: not re.match(r"[-+.\d]", text))))
def test_what_is_dumped_plain_comes_back(tree: Any) -> None:
    """Texts that look like numbers are left out: by YAML 1.1, PyYAML leaves some bare that are numbers in 1.2."""
    assert value_of(yaml.safe_dump(tree, allow_unicode=True)) == tree


@given(TREES)
def test_places_point_at_what_stands_there(tree: Any) -> None:
    text = strip_tags(yaml.safe_dump(tree, allow_unicode=True, default_style='"'))
    lines = text.split("\n")
    for line, column in places_in(value_of(text)):
        assert not lines[line - 1][: column - 1].endswith("\\")
        assert lines[line - 1][column - 1 : column].strip(), (text, line, column)


def check_findings(data: bytes) -> None:
    """The promises that hold for any bytes."""
    value, findings = parse(data, "a.yaml")
    if plain.parse(data) is not None:
        check_plain(data)
    assert value is not None or findings
    body = data.removeprefix(b"\xef\xbb\xbf").decode(errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    lines = body.split("\n")
    for finding in findings:
        places = [finding.place, *(place for place, _ in finding.related)]
        for place in places:
            assert place
            assert 1 <= place.line <= len(lines), finding
            assert 1 <= place.column <= len(lines[place.line - 1]) + 1, finding
        assert finding.code.startswith("yaml-")
        assert finding.severity == "error"
        assert finding.message.zh and finding.message.en and finding.hint
        assert "not valid YAML" not in finding.message.en, "a complaint of libyaml that nobody has put into words"
    lines.append("")  # libyaml puts the missing value of a last `?` after the end
    for line, column in places_in(value):
        assert 1 <= column <= len(lines[line - 1]) + 1


@given(st.binary(max_size=60))
def test_any_bytes(data: bytes) -> None:
    check_findings(data)


def check_plain(data: bytes) -> None:
    """What is read line by line is what libyaml says, and where."""
    read = plain.parse(data)
    value, findings = libyaml.parse(data, "a.yaml")
    assert findings == []
    assert repr(read) == repr(value)  # of 1, 1.0 and True each is another
    assert list(places_in(read)) == list(places_in(value))


YAMLISH = st.lists(
    st.sampled_from([*"abc01&*!%@|>?:-,[]{}\"'#\\~ \t\n", "\r\n", "\n  ", "\n- ", ": ", "- ", "? ", "---\n", "...\n"])
    | st.sampled_from(
        ["<<: ", "!!str ", "&a ", "*a", "%YAML 1.2\n", "%TAG ! x\n", "!%FF ", "!<a> ", "|\n ", "甲", "𠀀"]
    )
    | st.sampled_from(["：", "\u2028", "\ufeff", "\x00", "null", "true"])
    | st.sampled_from([*"，、“”‘＂［］｛｝＃•－", "\u3000", "\xa0", '""', "\n* ", "\n-a"]),
    max_size=25,
).map("".join)


@settings(max_examples=1000)
@given(YAMLISH)
def test_any_yamlish_text(text: str) -> None:
    check_findings(text.encode())


@settings(deadline=None)
@given(st.data())
def test_any_mutation_of_a_real_file(data: st.DataObject) -> None:
    whole = GUIDELINE.encode()
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 4)) | st.just(len(whole)))
    check_findings(whole[:start] + data.draw(st.binary(max_size=2) | YAMLISH.map(str.encode)) + whole[end:])


PLAIN = """\
# 说明
area: taxation  # 领域
edition: "2019"
"number": 25
title: {zh: 税收管理, en: "Tax, its administration", url: http://a.cn/b}

topics:
- id: a-1
  items:
    - title: {zh: 'A级', en: A}
      content: [甲, "乙", {text: 丙, method: [a, b]}, []]
      levels:
      - county
      - 20wd
  note: 见 https://a.cn/?b=c#d：甲，乙's "丙" [丁]
  numbers: [1, 1.5, true, ~, 0123]
- {"id": b, items: {}}
last: 7
"""


def test_plain_files_are_read_line_by_line() -> None:
    for text in (PLAIN, PLAIN.replace("\n", "\r\n"), "\ufeff" + PLAIN, PLAIN.rstrip("\n"), PLAIN.replace("\n", " \n")):
        assert plain.parse(text.encode()) is not None
        check_plain(text.encode())


def test_files_that_ship_are_plain() -> None:
    root = Path(__file__).resolve().parent.parent
    files = [*(root / "guidelines").glob("*/*.yaml"), *(root / "catalogues").glob("**/*.yaml")]
    assert [path.name for path in files if plain.parse(path.read_bytes()) is None] == []


@pytest.mark.parametrize(
    "text",
    [
        *("", "# 注\n", "甲\n", "- a\n", "[a]\n", " a: 1\n", "a:\n", "a:\nb: 1\n", "a: 1\na: 2\n", "- a: 1\n- b\n"),
        *("a: 1\n  b\n", "a: 1\n  b: 2\n", "a:\n  b: 1\n c: 2\n", "a: b: c\n", "a: b:\n", "a: 'it''s'\n", 'a: "\\n"\n'),
        *("a: |\n  b\n", "a: [b,\n  c]\n", "a: [b, ]\n", "a: [b]c\n", "a: {b}\n", "a: {b: c, b: d}\n", "a: {1: b}\n"),
        *("1: a\n", "a: &b c\n", "a: *b\n", "a: !b c\n", "<<: a\n", "a: - b\n", "a:\n- - b\n", "a:\n-\n  b: 1\n"),
        *("a: \tb\n", "a: b\rc: d\n", "---\na: 1\n", "a: 1\n...\n", "... a: 1\n", "%YAML 1.2\na: 1\n", "a: b\x85\n"),
        *("a:\n" + "- {b: " * 13 + "c" + "}" * 13, "a: " + "x" * (MAX_TEXT + 1), "x" * 300 + ": a\n"),
    ],
)
def test_what_is_not_plain_is_left_to_libyaml(text: str) -> None:
    assert plain.parse(text.encode()) is None


PLAINLY = st.sampled_from(
    ["a", "b c", "中文", '"q, r"', "'s: t'", "1", "0123", "true", "x:y", "x#y", "20wd", "http://a/b"]
)
CITED = '"中 d"'
FLOWS = st.recursive(
    PLAINLY,
    lambda inner: (
        st.lists(inner, max_size=3).map(", ".join).map("[{}]".format)
        | st.lists(inner, max_size=3).map(
            lambda each: "{" + ", ".join(f"{('a', 'b', CITED)[i]}: {v}" for i, v in enumerate(each)) + "}"
        )
    ),
    max_leaves=6,
)


@st.composite
def blocks(draw: st.DrawFn, indent: int = 0) -> list[str]:
    """The lines of a mapping or, below a key, of a list: most are plain, some are not."""
    listed = indent > 0 and draw(st.booleans())
    lines: list[str] = []
    for key in draw(st.lists(st.sampled_from(["a", "b c", "中文", '"q"', "e", "1", "x-y"]), min_size=1, max_size=4)):
        start = " " * indent + ("- " if listed else f"{key}:")
        if indent < 6 and draw(st.integers(0, 2)) == 0:
            inner = draw(blocks(indent + draw(st.sampled_from([2, 2, 2, 0, 1]))))
            lines += [start + inner[0].lstrip(), *inner[1:]] if listed else [start, *inner]
        else:
            lines.append(f"{start} {draw(FLOWS)}{draw(st.sampled_from(['', '', ' ', '  # 注', '#']))}")
        lines += draw(st.sampled_from([[], [], [""], ["  # 注"], ["  "]]))
    return lines


@settings(max_examples=1000)
@given(blocks().map("\n".join))
def test_any_plain_text(text: str) -> None:
    check_findings(text.encode())


def test_a_lost_mark_is_found_within_a_line() -> None:
    """Delete each quote, bracket and separating colon of the file in turn."""
    missed = []
    for index, (char, after) in enumerate(pairwise(GUIDELINE)):
        if char in "[]{}\"'" or (char == ":" and after in " \n"):
            value, findings = parse((GUIDELINE[:index] + GUIDELINE[index + 1 :]).encode(), "a.yaml")
            line = GUIDELINE.count("\n", 0, index) + 1
            if value is None and abs(findings[0].place.line - line) > 1:  # type: ignore[union-attr]
                missed.append((line, findings[0]))
    assert missed == []


@pytest.mark.parametrize("head", [GUIDELINE, "topics:\n"], ids=["with libyaml", "line by line"])
def test_faster_than_the_safe_loader(head: str) -> None:
    """It checks more and remembers every place, and still takes less time than PyYAML's own loader over libyaml."""
    rows = b"".join(
        f"- id: t{n}\n  items:\n  - {{id: i{n}, content: [甲, 乙, 丙], n: {n}}}\n".encode() for n in range(400)
    )
    data = head.encode() + rows
    gc.disable()
    try:
        taken = [  # in turn, so that what else the machine does meets both
            seconds(lambda: parse(data, "a.yaml")) / seconds(lambda: yaml.load(data, yaml.CSafeLoader))
            for _ in range(9)
        ]
    finally:
        gc.enable()
    assert median(taken) < 1


def seconds(work: Any) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start
