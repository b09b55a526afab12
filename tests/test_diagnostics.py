"""Findings and their printing: exact text, aligned marks, nothing raw that steers a terminal."""

import pickle
import subprocess
import sys
import unicodedata
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapub.diagnostics import Diagnostic, GapubError, Place, Text
from gapub.diagnostics.text import text

SOURCE = "area: 甲\ntitle: 征地\ttrue\ntitle: x\n"
DUPLICATE = Diagnostic(
    code="yaml-duplicate-key",
    severity="error",
    message=Text("键“title”重复", "the key “title” occurs twice"),
    place=Place("a.yaml", 3, 1),
    entity="甲/乙",
    related=((Place("a.yaml", 2, 1), Text("第一处在这里", "first used here")),),
    hint=Text("删去其中一处", "delete one of them"),
)
BARE = Diagnostic("library-empty", "warning", Text("没有标准指引", "no guidelines"))


def report(*findings: Diagnostic, lang: Any = "zh", source: str | None = SOURCE) -> str:
    return text(findings, lang=lang, sources=lambda file: source if file == "a.yaml" else None)


ZH = """\
a.yaml:3:1: 错误 [yaml-duplicate-key] 键“title”重复
   3 | title: x
     | ^^^^^
  涉及：甲/乙
  另见 a.yaml:2:1: 第一处在这里
  改法：删去其中一处

共 1 个错误
"""
EN = """\
a.yaml:3:1: error [yaml-duplicate-key] the key “title” occurs twice
   3 | title: x
     | ^^^^^
  concerns: 甲/乙
  see a.yaml:2:1: first used here
  fix: delete one of them

1 error
"""
BOTH = """\
a.yaml:3:1: 错误 [yaml-duplicate-key] 键“title”重复
  error [yaml-duplicate-key] the key “title” occurs twice
   3 | title: x
     | ^^^^^
  涉及：甲/乙
  concerns: 甲/乙
  另见 a.yaml:2:1: 第一处在这里
  see a.yaml:2:1: first used here
  改法：删去其中一处
  fix: delete one of them

共 1 个错误
1 error
"""


@pytest.mark.parametrize(("lang", "expected"), [("zh", ZH), ("en", EN), ("both", BOTH)])
def test_one_finding_in_each_language(lang: str, expected: str) -> None:
    assert report(DUPLICATE, lang=lang) == expected


@pytest.mark.parametrize(
    ("findings", "zh", "en"),
    [
        ([], "没有发现问题\n", "no findings\n"),
        (
            [BARE],
            "警告 [library-empty] 没有标准指引\n\n共 1 个警告\n",
            "warning [library-empty] no guidelines\n\n1 warning\n",
        ),
        (
            [BARE._replace(entity="areas/甲")],
            "areas/甲: 警告 [library-empty] 没有标准指引\n\n共 1 个警告\n",
            "areas/甲: warning [library-empty] no guidelines\n\n1 warning\n",
        ),
        (
            [BARE._replace(code="c", severity="info"), BARE._replace(code="a", severity="error"), BARE, BARE],
            "错误 [a] 没有标准指引\n\n提示 [c] 没有标准指引\n\n"
            "警告 [library-empty] 没有标准指引\n\n警告 [library-empty] 没有标准指引\n\n"
            "共 1 个错误、2 个警告、1 个提示\n",
            "error [a] no guidelines\n\ninfo [c] no guidelines\n\n"
            "warning [library-empty] no guidelines\n\nwarning [library-empty] no guidelines\n\n"
            "1 error, 2 warnings, 1 info\n",
        ),
    ],
)
def test_findings_without_a_place_and_the_count(findings: list[Diagnostic], zh: str, en: str) -> None:
    assert report(*findings, lang="zh") == zh
    assert report(*findings, lang="en") == en


def excerpt(source: str | None, line: int, column: int) -> list[str]:
    """What is printed between the message and the count."""
    finding = BARE._replace(place=Place("a.yaml", line, column))
    return report(finding, source=source).split("\n")[1:-3]


LONG = "甲" * 200
EXCERPTS: list[tuple[str | None, int, int, list[str]]] = [
    ("a: 1", 1, 1, ["   1 | a: 1", "     | ^"]),
    ("a: 1", 1, 5, ["   1 | a: 1", "     |     ^"]),  # the end of the line
    ("a: 1", 1, 99, ["   1 | a: 1", "     |     ^"]),
    ("a: 征地 b", 1, 7, ["   1 | a: 征地 b", "     |         ^"]),  # wide characters take two columns
    ("a: 征地", 1, 5, ["   1 | a: 征地", "     |      ^^"]),
    ("a：１ b", 1, 5, ["   1 | a：１ b", "     |       ^"]),
    ("𠮷 b", 1, 3, ["   1 | 𠮷 b", "     |    ^"]),
    ("e\u0301 b", 1, 4, ["   1 | e\u0301 b", "     |   ^"]),  # combining marks take none
    ("\tb", 1, 1, [r"   1 | \tb", "     | ^^"]),
    ("\tb", 1, 2, [r"   1 | \tb", "     |   ^"]),
    ("\x1b[31m", 1, 2, [r"   1 | \x1b[31m", "     |     ^"]),
    ("a\u202eb", 1, 3, [r"   1 | a\u202eb", "     |        ^"]),
    ("\U000e0001b", 1, 2, [r"   1 | \U000e0001b", "     |           ^"]),
    ("\ufeffa: 1", 1, 2, ["   1 | a: 1", "     |  ^"]),  # a byte order mark is not counted
    ("a\r\nb\rc\nd", 3, 1, ["   3 | c", "     | ^"]),
    ("a\u2028b\x0cc", 1, 3, [r"   1 | a\u2028b\x0cc", "     |        ^"]),  # no line breaks for editors
    ("", 1, 1, ["   1 |", "     | ^"]),
    ("a\n" * 12345 + "b", 12346, 1, ["12346 | b", "      | ^"]),
    (LONG, 1, 1, ["   1 | " + "甲" * 120 + "…", "     | " + "^" * 240]),
    (LONG, 1, 101, ["   1 | …" + "甲" * 120 + "…", "     | " + " " * 121 + "^" * 120]),
    (LONG, 1, 200, ["   1 | …" + "甲" * 61, "     | " + " " * 121 + "^^"]),
    ("a: 1", 2, 1, []),
    (None, 1, 1, []),
]


@pytest.mark.parametrize(("source", "line", "column", "expected"), EXCERPTS)
def test_the_source_line_and_the_mark_under_the_place(
    source: str | None, line: int, column: int, expected: list[str]
) -> None:
    assert excerpt(source, line, column) == expected


def test_the_order_does_not_depend_on_the_input() -> None:
    findings = [
        BARE._replace(place=None),
        BARE._replace(place=Place("a.yaml", 2, 9), code="b"),
        BARE._replace(place=Place("a.yaml", 10, 1), code="a"),
        BARE._replace(place=Place("a.yaml", 10, 1), code="b"),
        BARE._replace(place=Place("b.yaml", 1, 1), code="a", severity="info"),
        BARE._replace(place=Place("b.yaml", 1, 1), code="a", hint=Text("改", "mend")),
    ]
    printed = {report(*order, source=None) for order in permutations(findings)}
    assert len(printed) == 1
    headers = [block.split("\n")[0] for block in printed.pop().split("\n\n")[:-1]]
    assert [header.partition(" 没有")[0] for header in headers] == [
        "警告 [library-empty]",
        "a.yaml:2:9: 警告 [b]",
        "a.yaml:10:1: 警告 [a]",
        "a.yaml:10:1: 警告 [b]",
        "b.yaml:1:1: 提示 [a]",
        "b.yaml:1:1: 警告 [a]",
    ]


def test_each_file_is_asked_for_once() -> None:
    asked: list[str] = []
    findings = [BARE._replace(place=Place(file, line, 1)) for file in ("a", "b") for line in (1, 2, 3)]
    text(findings, lang="zh", sources=asked.append)
    assert asked == ["a", "b"]


ANYTHING = st.text(st.characters(exclude_categories=()), max_size=8)


@given(ANYTHING, ANYTHING, ANYTHING, st.integers(1, 3), st.integers(1, 9), st.sampled_from(["zh", "en", "both"]))
def test_nothing_raw_reaches_the_terminal(a: str, b: str, source: str, line: int, column: int, lang: str) -> None:
    place = Place(a, line, column)
    finding = Diagnostic(a, "error", Text(a, b), place, b, ((place, Text(b, a)),), Text(a, b))
    printed = text([finding], lang=lang, sources=lambda _: source)  # type: ignore[arg-type]
    printed.encode()
    assert {unicodedata.category(char) for char in printed.replace("\n", "")}.isdisjoint({"Cc", "Cf", "Cs", "Zl", "Zp"})


def test_the_error_carries_its_findings() -> None:
    error = GapubError([DUPLICATE, BARE])
    assert error.diagnostics == (DUPLICATE, BARE)
    assert str(error) == (
        "a.yaml:3:1: [yaml-duplicate-key] the key “title” occurs twice\n-: [library-empty] no guidelines"
    )
    assert pickle.loads(pickle.dumps(error)).diagnostics == error.diagnostics


def test_importing_findings_is_cheap() -> None:
    """The module is imported on every run; neither reporters nor anything from outside the library comes with it."""
    code = "import sys, gapub.diagnostics; print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert {name for name in loaded if name.startswith("gapub")} == {"gapub", "gapub.diagnostics"}
    assert {"unicodedata", "yaml", "rich", "typer", "pydantic", "json"}.isdisjoint(loaded)
