"""Findings in the formats of other programs: SARIF, JSON, the GitHub annotations, JUnit; and the marks of the text."""

from __future__ import annotations

import itertools
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapub.diagnostics import Diagnostic, Place, Text
from gapub.diagnostics.concise import concise
from gapub.diagnostics.edits import Edit, OverlapError, apply
from gapub.diagnostics.format import Format
from gapub.diagnostics.formats import FORMATS, is_report
from gapub.diagnostics.github import SHOWN, github
from gapub.diagnostics.gitlab import gitlab
from gapub.diagnostics.json import json as as_json
from gapub.diagnostics.junit import junit
from gapub.diagnostics.report import Report, RuleDocument, Suppressed, counts
from gapub.diagnostics.sarif import sarif
from gapub.diagnostics.spans import end_of, fingerprint
from gapub.diagnostics.text import split, text
from gapub.rules.documents import document
from gapub.rules.registry import RULES

ROOT = Path(__file__).parents[1]
SARIF_SCHEMA = json.loads((Path(__file__).parent / "data" / "sarif-2.1.0.schema.json").read_bytes())
FINDINGS_SCHEMA = json.loads((ROOT / "schemas" / "findings.schema.json").read_bytes())

SOURCE = 'title: {zh: 征地, en: "a, b"}\nnext: x\n'
HOSTILE = "a%b\r\nc:d,e::error::f<g>&\"'\x1b\u202e]]>\ufffe"


def finding(code: str = "unknown-channel", **more: Any) -> Diagnostic:
    made = Diagnostic(
        code, "error", Text("登记册中没有渠道", "no such channel"), Place("目录/a b.yaml", 1, 13), "area/topic/item"
    )
    return made._replace(**more)


CELL = finding(
    place=Place("目录.xlsx", 12, 3, "教育"), entity="", related=((Place("b.xlsx", 3, 28, "S"), Text("见", "see")),)
)
FINDINGS = [
    finding(),
    finding(place=Place("目录/a b.yaml", 2, 7), severity="warning", hint=Text("改", "mend"), arguments=("x",)),
    finding(place=None, severity="info", code="no-such-rule"),
    finding(entity="", related=((Place("b.yaml", 3, 4), Text("在这里", "here")),), end=(2, 3)),
    finding(edits=(Edit((1, 13), (1, 15), "土地"), Edit((2, 7), (2, 8), ""))),
    finding(message=Text(HOSTILE, HOSTILE), hint=Text(HOSTILE, HOSTILE), entity=HOSTILE, arguments=(HOSTILE,)),
    finding(place=Place(HOSTILE, 1, 1)),
    finding(place=Place("/abs/甲.yaml", 99, 99)),
    CELL,
    finding(
        place=Place("目录.xlsx", 1, 1, HOSTILE), related=((Place("别的.xlsx", 3, 28, HOSTILE), Text("见", "see")),)
    ),
]


def explained(code: str) -> RuleDocument | None:
    return document(code) if code in RULES else None


def report(*found: Diagnostic, suppressed: tuple[Suppressed, ...] = (), lang: Literal["zh", "en"] = "zh") -> Report:
    names = sorted({each.place.file for each in found if each.place} | {"clean.yaml"})
    return Report(found, suppressed, names, explained, lambda _: SOURCE, lambda _: split(SOURCE), lang)


# --- a cell of a table -----------------------------------------------------------------------------------------------------


def test_a_cell_is_named_in_every_format() -> None:
    """Line 1 of `SOURCE` exists, but is not what stands in row 1 of a sheet: nothing of it is shown."""
    made = report(CELL._replace(place=Place("目录.xlsx", 1, 3, "教育")))
    told = text(made.findings, lang="zh", sources=made.source, files=made.files)
    assert told.startswith("目录.xlsx:教育!C1: 错误 [unknown-channel] 登记册中没有渠道\n  另见 b.xlsx:S!AB3: 见\n")
    assert "title:" not in told and "^" not in told
    assert concise(made).startswith("目录.xlsx:教育!C1: unknown-channel 登记册中没有渠道\n")
    (tree,) = json.loads(as_json(made))["findings"]
    assert tree["place"] == {
        "file": "目录.xlsx",
        "line": 1,
        "column": 3,
        "sheet": "教育",
        "end_line": 1,
        "end_column": 4,
    }
    assert tree["related"][0]["place"] == {"file": "b.xlsx", "line": 3, "column": 28, "sheet": "S"}
    (result,) = results(made)
    assert result["locations"] == [
        {
            "physicalLocation": {"artifactLocation": {"uri": "%E7%9B%AE%E5%BD%95.xlsx"}},
            "logicalLocations": [{"name": "C1", "fullyQualifiedName": "教育!C1", "kind": "cell"}],
        }
    ]
    assert result["relatedLocations"][0]["logicalLocations"][0]["fullyQualifiedName"] == "S!AB3"
    assert annotations(made) == [
        ("error", {"file": "目录.xlsx", "title": "gapub unknown-channel"}, "教育!C1：登记册中没有渠道")
    ]
    (issue,) = issues(made)
    assert (issue["description"], issue["location"]["lines"]) == ("教育!C1：登记册中没有渠道", {"begin": 1, "end": 1})
    assert 'name="unknown-channel 教育!C1"' in junit(made)


# --- SARIF -------------------------------------------------------------------------------------------------------------


def results(made: Report) -> list[dict[str, Any]]:
    tree = json.loads(sarif(made))
    jsonschema.validate(tree, SARIF_SCHEMA)
    return list(tree["runs"][0]["results"])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_sarif_has_its_official_schema(lang: Literal["zh", "en"]) -> None:
    silent = tuple(
        Suppressed(each, kind, "理由") for each, kind in zip(FINDINGS, itertools.cycle(("inSource", "external")))
    )
    made = report(*FINDINGS, suppressed=silent, lang=lang)._replace(with_suppressed=True)
    assert len(results(made)) == 2 * len(FINDINGS)
    assert results(report(lang=lang)) == []


def test_the_schema_can_fail() -> None:
    tree = json.loads(sarif(report(finding())))
    tree["runs"][0]["columnKind"] = "bytes"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(tree, SARIF_SCHEMA)


def test_sarif_says_where_and_what() -> None:
    (result,) = results(report(finding()))
    assert result["ruleId"] == "unknown-channel" and result["level"] == "error"
    (location,) = result["locations"]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == "%E7%9B%AE%E5%BD%95/a%20b.yaml"
    assert location["physicalLocation"]["region"] == {"startLine": 1, "startColumn": 13, "endLine": 1, "endColumn": 15}
    assert location["logicalLocations"] == [{"fullyQualifiedName": "area/topic/item"}]
    assert result["suppressions"] == []


def test_sarif_explains_the_rule_in_both_languages() -> None:
    tree = json.loads(sarif(report(finding())))
    run = tree["runs"][0]
    (rule,) = run["tool"]["driver"]["rules"]
    assert run["columnKind"] == "unicodeCodePoints"
    said = document("unknown-channel")
    assert rule["id"] == "unknown-channel" and rule["defaultConfiguration"] == {"level": "error"}
    for words in (said.why.zh, said.why.en, said.bad, said.good):
        assert words.strip() in rule["help"]["text"] and words.strip() in rule["help"]["markdown"]


def test_every_rule_can_be_told_in_sarif() -> None:
    results(report(*(finding(code=code) for code in RULES)))


def test_sarif_carries_fixes() -> None:
    (result,) = results(report(FINDINGS[4]))
    (change,) = result["fixes"][0]["artifactChanges"]
    assert [each["insertedContent"]["text"] for each in change["replacements"]] == ["土地", ""]
    assert change["replacements"][0]["deletedRegion"] == {
        "startLine": 1,
        "startColumn": 13,
        "endLine": 1,
        "endColumn": 15,
    }


def test_sarif_has_what_is_suppressed_only_if_asked() -> None:
    made = report(finding(), suppressed=(Suppressed(FINDINGS[1], "external", "省里同意"),))
    assert [each["suppressions"] for each in results(made)] == [[]]
    (told, silent) = results(made._replace(with_suppressed=True))
    assert told["suppressions"] == []
    assert silent["suppressions"] == [{"kind": "external", "justification": "省里同意"}]


def test_sarif_leads_to_the_page_of_a_rule_only_where_the_settings_have_one() -> None:
    def rules(docs: str | None) -> list[dict[str, Any]]:
        tree = json.loads(sarif(report(finding(), finding(code="no-such-rule"))._replace(docs_url=docs)))
        jsonschema.validate(tree, SARIF_SCHEMA)
        return list(tree["runs"][0]["tool"]["driver"]["rules"])

    assert not any("helpUri" in each for each in rules(None))
    assert all(each["help"]["markdown"] for each in rules(None))
    for docs, page in (
        ("https://e.org/rules.md", "https://e.org/rules.md#unknown-channel"),
        ("https://e.org/rules.md#x", "https://e.org/rules.md#unknown-channel"),
        ("https://e.org/{code}.html", "https://e.org/unknown-channel.html"),
    ):
        assert [each.get("helpUri") for each in rules(docs)] == [None, page], "what is no rule has no page"


@pytest.mark.parametrize("page", ["rules.md", "rules.zh-CN.md"])
def test_a_page_has_a_place_for_every_rule(page: str) -> None:
    assert set(re.findall(r'<a id="([a-z0-9-]+)"></a>', (ROOT / "docs" / page).read_text("utf-8"))) == set(RULES)


# --- fingerprints ------------------------------------------------------------------------------------------------------


def test_a_fingerprint_outlives_words_and_lines() -> None:
    one = finding(arguments=("x",))
    moved = one._replace(
        message=Text("别的话", "other words"), place=Place("目录/a b.yaml", 7, 7), hint=Text("改", "do")
    )
    assert fingerprint(one) == fingerprint(moved)
    others = [
        one._replace(code="other-code"),
        one._replace(entity="other"),
        one._replace(arguments=("y",)),
        one._replace(arguments=()),
    ]
    assert len({fingerprint(each) for each in (one, *others)}) == 5


# --- JSON ----------------------------------------------------------------------------------------------------------------


def test_json_has_its_published_schema() -> None:
    tree = json.loads(as_json(report(*FINDINGS, suppressed=(Suppressed(finding(), "inSource", ""),))))
    jsonschema.validate(tree, FINDINGS_SCHEMA)
    assert tree["counts"] == {"error": 8, "warning": 1, "info": 1, "suppressed": 1, "files": 5}
    place = next(each["place"] for each in tree["findings"] if each["entity"] and each.get("place"))
    assert set(place) == {"file", "line", "column", "end_line", "end_column"}


# --- GitHub --------------------------------------------------------------------------------------------------------------

COMMAND = re.compile(r"::(error|warning|notice) ([^:]*)::([^\r\n]*)")


def annotations(made: Report) -> list[tuple[str, dict[str, str], str]]:
    found = []
    for line in github(made).split("\n"):
        if line.lstrip().startswith("::"):
            matched = COMMAND.fullmatch(line)
            assert matched, line
            properties = dict(each.split("=", 1) for each in matched[2].split(","))
            found.append((matched[1], properties, matched[3]))
    return found


def test_an_annotation_says_where_and_what() -> None:
    assert annotations(report(FINDINGS[1])) == [
        (
            "warning",
            {
                "file": "目录/a b.yaml",
                "line": "2",
                "endLine": "2",
                "col": "7",
                "endColumn": "8",
                "title": "gapub unknown-channel",
            },
            "登记册中没有渠道%0A改法：改",
        )
    ]


def test_nothing_hostile_becomes_a_command() -> None:
    found = annotations(report(FINDINGS[5], FINDINGS[6]))
    assert len(found) == 2
    assert {kind for kind, _, _ in found} == {"error"}
    assert all("\x1b" not in said and "\u202e" not in said for _, _, said in found)
    assert not any(
        re.search(r"%(?!25|0A|0D|3A|2C)", each)
        for _, properties, said in found
        for each in (*properties.values(), said)
    )


@pytest.mark.parametrize(
    ("errors", "warnings", "infos"), [(3, 0, 0), (10, 10, 10), (11, 2, 0), (0, 30, 30), (25, 25, 25)]
)
def test_the_gravest_come_first_and_the_rest_is_counted(errors: int, warnings: int, infos: int) -> None:
    severities = ["info"] * infos + ["warning"] * warnings + ["error"] * errors
    found = annotations(report(*(finding(severity=each, arguments=(str(i),)) for i, each in enumerate(severities))))
    kinds = [kind for kind, _, _ in found]
    assert kinds == sorted(kinds, key=("error", "warning", "notice").index)
    for kind in ("error", "warning", "notice"):
        assert kinds.count(kind) <= SHOWN
    more = [int(m[1]) for _, _, said in found if (m := re.search(r"另有 (\d+) 个问题", said))]
    shown = len(found) - len(more)
    assert shown + sum(more) == len(severities)
    assert bool(more) == (max(errors, warnings, infos) > SHOWN)


def test_the_log_has_all_findings_as_text() -> None:
    made = report(*(finding(arguments=(str(i),)) for i in range(30)))
    lines = [line for line in github(made).splitlines() if not line.startswith("::")]
    assert all(line.startswith("|") for line in lines)
    assert sum("[unknown-channel]" in line for line in lines) == 30


# --- GitLab --------------------------------------------------------------------------------------------------------------


def issues(made: Report) -> list[dict[str, Any]]:
    tree: list[dict[str, Any]] = json.loads(gitlab(made))
    for each in tree:
        assert each["check_name"] and re.fullmatch(r"[0-9a-f]{32}", each["fingerprint"])
        assert each["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert each["location"]["lines"]["begin"] >= 1
    return tree


def test_gitlab_says_where_what_and_how_grave() -> None:
    (one,) = issues(report(FINDINGS[1]))
    assert (one["check_name"], one["severity"], one["description"]) == (
        "unknown-channel",
        "minor",
        "登记册中没有渠道。改",
    )
    assert one["location"] == {"path": "目录/a b.yaml", "lines": {"begin": 2, "end": 2}}
    grades = {each["severity"] for each in issues(report(*FINDINGS))}
    assert grades == {"major", "minor", "info"}


def test_gitlab_has_no_two_findings_of_one_fingerprint_and_knows_them_again() -> None:
    """Findings on one row, or on the same row in two profiles, have one fingerprint elsewhere."""
    found = [*FINDINGS, finding(), finding(place=Place("another.yaml", 1, 13))]
    marks = [each["fingerprint"] for each in issues(report(*found))]
    assert len(set(marks)) == len(found)
    moved = [each._replace(place=each.place and each.place._replace(line=each.place.line + 9)) for each in found]
    reworded = [each._replace(message=Text("别的", "other"), hint=None) for each in moved]
    assert sorted(each["fingerprint"] for each in issues(report(*reworded))) == sorted(marks)


def test_gitlab_names_files_from_the_root(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    for file, root, path in (
        (tmp_path / "a" / "b.yaml", tmp_path, "a/b.yaml"),
        (tmp_path / "link" / "b.yaml", tmp_path / "real", "b.yaml"),
        (tmp_path / "b.yaml", tmp_path / "a", f"{tmp_path}/b.yaml"),
        (tmp_path / "..b.yaml", tmp_path, "..b.yaml"),
    ):
        (one,) = issues(report(finding(place=Place(str(file), 1, 1)))._replace(root=str(root)))
        assert one["location"]["path"] == path


# --- a line for each -------------------------------------------------------------------------------------------------------


def test_concise_has_a_line_for_each_finding_and_one_that_counts() -> None:
    lines = concise(report(*FINDINGS)).splitlines()
    assert len(lines) == len(FINDINGS) + 1
    assert "目录/a b.yaml:1:13: unknown-channel 登记册中没有渠道" in lines
    assert "area/topic/item: no-such-rule 登记册中没有渠道" in lines
    assert lines[-1] == "检查了 5 个文件，共 8 个错误、1 个警告、1 个提示"
    both = concise(report(finding())._replace(lang="both")).splitlines()
    assert both[0].endswith("unknown-channel 登记册中没有渠道 / no such channel")


# --- a report on the disk --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
@pytest.mark.parametrize("made", FORMATS, ids=lambda each: each.name)
def test_a_report_is_known_again(made: Format[Callable[[Report], str]], lang: Literal["zh", "en", "both"]) -> None:
    for found in ((), FINDINGS):
        assert is_report(made.make(report(*found)._replace(lang=lang)).encode())


FOREIGN = ["", "x\n", "[]", "{}", "title: 检查了 3 个文件，没有\nnext: x\n", '[\n {\n  "type": "issue"}]']
FOREIGN += ['{"format": "gapub-accepted/1"}', '<?xml version="1.0"?>\n<testsuites name="pytest"/>', "检查了 3 个文件，"]


@pytest.mark.parametrize("text", FOREIGN)
def test_what_somebody_else_wrote_is_no_report(text: str) -> None:
    assert not is_report(text.encode())


# --- JUnit -----------------------------------------------------------------------------------------------------------------


def test_junit_fails_for_errors_alone_and_names_every_file() -> None:
    suite = ET.fromstring(junit(report(*FINDINGS)))[0]
    assert suite.get("failures") == str(counts(FINDINGS)["error"]) == str(len(suite.findall(".//failure")))
    assert suite.get("tests") == str(len(suite.findall("testcase")))
    assert "clean.yaml" in {case.get("name") for case in suite}
    assert len(suite.findall(".//system-out")) == 2


@given(st.text())
def test_any_text_makes_well_formed_files(words: str) -> None:
    made = report(
        finding(message=Text(words, words), entity=words, arguments=(words,), place=Place(words or "a", 1, 1))
    )
    ET.fromstring(junit(made))
    json.loads(as_json(made))
    jsonschema.validate(json.loads(sarif(made)), SARIF_SCHEMA)
    annotations(made)
    issues(made)
    assert len(concise(made).splitlines()) == 2


# --- where a word ends -------------------------------------------------------------------------------------------------------

ENDS = [
    ("channels: [website, tv]", 11, "[website, tv]"),
    ("channels: [website, tv]", 12, "website"),
    ("channels: [website, tv]", 21, "tv"),
    ("channels: [web", 11, "["),
    ('a: {zh: "甲, 乙", en: x}', 4, '{zh: "甲, 乙", en: x}'),
    ('a: {zh: "甲]}", en: x}', 4, '{zh: "甲]}", en: x}'),
    ('a: "甲 \\" 乙" # c', 4, '"甲 \\" 乙"'),
    ("a: 'it''s' # c", 4, "'it''s'"),
    ("a: 甲乙：丙 # c", 4, "甲乙：丙"),
    ("key: value", 1, "key"),
    ("url: http://a.b/c", 6, "http://a.b/c"),
    ("a: it's", 4, "it's"),
    ("a: 甲", 5, " "),
    ("", 1, " "),
]


@pytest.mark.parametrize(("line", "column", "word"), ENDS)
def test_where_the_word_ends(line: str, column: int, word: str) -> None:
    assert end_of(finding(place=Place("a", 1, column)), line) == (1, column + len(word))


def test_the_mark_reaches_to_the_end_that_is_given() -> None:
    said = text([finding(end=(1, 14))], lang="en", sources=lambda _: SOURCE).splitlines()
    assert said[2] == "     |             ^^"
    over = text([finding(end=(2, 3))], lang="en", sources=lambda _: SOURCE).splitlines()
    assert over[2] == "     |             " + "^" * len('甲乙, en: "a, b"}'.encode("gbk")), (
        "to the end of the line, wide characters twice"
    )


# --- edits -----------------------------------------------------------------------------------------------------------------

EDITS = [
    ("abc", [Edit((1, 2), (1, 3), "X")], "aXc"),
    ("abc", [Edit((1, 4), (1, 4), "d"), Edit((1, 1), (1, 1), "0")], "0abcd"),
    ("甲乙\r\n丙\r丁\n", [Edit((3, 1), (3, 2), "戊"), Edit((1, 2), (2, 2), "")], "甲\r戊\n"),
    ("\ufeffab", [Edit((1, 1), (1, 2), "x")], "\ufeffxb"),
    ("ab", [Edit((1, 1), (1, 2), "x"), Edit((1, 1), (1, 2), "x")], "xb"),
    ("ab", [], "ab"),
]


@pytest.mark.parametrize(("before", "edits", "after"), EDITS)
def test_edits(before: str, edits: list[Edit], after: str) -> None:
    for order in itertools.permutations(edits):
        assert apply(before, order) == after


@pytest.mark.parametrize(
    ("edits", "error"),
    [
        ([Edit((1, 1), (1, 3), "x"), Edit((1, 2), (1, 3), "y")], OverlapError),
        ([Edit((1, 1), (1, 2), "x"), Edit((1, 1), (1, 2), "y")], OverlapError),
        ([Edit((1, 2), (1, 1), "x")], ValueError),
        ([Edit((3, 1), (3, 1), "x")], ValueError),
        ([Edit((1, 9), (1, 9), "x")], ValueError),
        ([Edit((1, 0), (1, 1), "x")], ValueError),
    ],
)
def test_edits_that_cannot_be(edits: list[Edit], error: type[Exception]) -> None:
    with pytest.raises(error):
        apply("abc\n", edits)


@given(st.text(alphabet="ab甲\r\n", max_size=30), st.data())
def test_what_edits_do_not_touch_stays(before: str, data: st.DataObject) -> None:
    lines = re.split(r"\r\n|\r|\n", before)
    line = data.draw(st.integers(1, len(lines)))
    column = data.draw(st.integers(1, len(lines[line - 1]) + 1))
    new = data.draw(st.text(alphabet="xy乙\n", max_size=5))
    after = apply(before, [Edit((line, column), (line, column), new)])
    assert len(after) == len(before) + len(new)
    offset = next(i for i in range(len(before) + 1) if after == before[:i] + new + before[i:])
    assert after[:offset] == before[:offset]
