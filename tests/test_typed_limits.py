"""Time limits that are typed in Chinese: they say what the value says, in every kind of file and to every command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, assume, given, settings

from gapub.fmt import format_text
from gapub.model.naming import understood
from gapub.model.shape import check
from gapub.model.time.reader import TIME_LIMIT, read
from gapub.model.time.value import TimeLimit, duty, in_own_words
from gapub.model.time.words import in_words
from gapub.sources.library import open_library
from gapub.yaml.reader import Map, parse
from in_process import compiled, gapub
from time_strategies import time_limits

LIBRARY = open_library()
HEAD = """\
division: {code: "210283", name: 庄河市}
level: county
example: true
"""
ITEM = "compulsory-education/education-overview/school-directory"
TIGHTEN = f"{HEAD}tighten:\n- item: {ITEM}\n  time_limit: %s\n"
ADD = f"""\
{HEAD}add:
- topic: compulsory-education/transport
  title: {{zh: 校车, en: School buses}}
  items:
  - id: school-buses
    title: {{zh: 校车路线, en: Routes of school buses}}
    content: [路线]
    basis: [compulsory-education-law]
    time_limit: %s
    body: education
    channels: [website]
    audience: public
    method: proactive
    levels: [county]
"""
GUIDELINE = """\
area: sample
number: 99
edition: "2026"
title: {zh: 示例领域, en: Sample area}
issuer: {zh: 某部, en: Some ministry}
document: {title: 示例领域基层政务公开标准指引, status: recalled}
coverage: {status: unknown}
defaults: {time_limit: %s}
time_limits: {yearly: %s}
topics:
- id: t
  title: {zh: 示例, en: Sample}
  items:
  - id: one
    title: {zh: 事项一, en: Row one}
    content: [许可结果, 处罚决定]
    basis: [open-government-information-regulations]
    body: education
    channels: [website]
    audience: public
    method: proactive
    levels: [county]
    evidence: {status: single, sources: [S1]}
  - id: two
    title: {zh: 事项二, en: Row two}
    content: [许可结果, 处罚决定]
    basis: [open-government-information-regulations]
    time_limit: yearly
    body: education
    channels: [website]
    audience: public
    method: proactive
    levels: [county]
    evidence: {status: single, sources: [S1]}
sources:
  S1: {place: 某县, level: county}
"""


def rows(folder: Path, text: str) -> dict[str, Any]:
    """The time limits of a profile's catalogue by row, as `catalogue.json` has them."""
    (folder / "profile.yaml").write_text(text, "utf-8")
    made = compiled(folder, "county", "profile.yaml", "--area", "compulsory-education")
    return {
        item["id"]: item["time_limit"] for area in made["areas"] for topic in area["topics"] for item in topic["items"]
    }


# --- what is typed is what is meant ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("10个工作日内公开", "{within: 10wd, of: unstated}"),
        ("信息形成或者变更之日起10个工作日内公开", "{within: 10wd, of: [formed, changed]}"),
        ("十个工作日", "{within: 10wd, of: unstated, wording: 十个工作日}"),
        ("10个工作日", "{within: 10wd, of: unstated, wording: 10个工作日}"),
        (
            "信息形成或者变更之日起10个工作日内公开；公示期不少于5日",
            "{clauses: [{within: 10wd, of: [formed, changed]}, {display: {at_least: 5d}}], "
            "wording: 信息形成或者变更之日起10个工作日内公开；公示期不少于5日}",
        ),
    ],
)
@pytest.mark.parametrize("frame", [TIGHTEN, ADD], ids=["tighten", "add"])
def test_a_profile_may_type_chinese(frame: str, typed: str, value: str, tmp_path: Path) -> None:
    assert rows(tmp_path, frame % typed) == rows(tmp_path, frame % value)


def test_a_guideline_may_type_chinese_in_its_defaults_and_names(tmp_path: Path) -> None:
    made = []
    yearly = "{every: year, by: {month: 1, day: 31}, wording: 每年1月31日前公开年度报告}"
    for limits in (("及时公开", "每年1月31日前公开年度报告"), ("{promptly: true}", yearly)):
        folder = tmp_path / "guidelines"
        (folder / "sample").mkdir(parents=True, exist_ok=True)
        (folder / "sample" / "2026.yaml").write_text(GUIDELINE % limits, "utf-8")
        (guideline,) = open_library(folder).guidelines(["sample@2026"])
        made.append([item.time_limit for _, item in guideline.rows()])
        codes = "text-not-understood,wording-differs,bad-time-limit"
        found = gapub("validate", "guidelines", "--format", "json", "--select", codes, cwd=tmp_path)
        assert json.loads(found.stdout)["findings"] == []
    assert made[0] == made[1]


@given(time_limits())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_fmt_never_changes_what_is_meant(limit: TimeLimit) -> None:
    """Generated Chinese, typed and then written as a value, is the duty that it was generated from."""
    assume(not in_own_words(limit) and not any("听证通知书" in clause.covers for clause in limit.clauses))
    assume(not any(clause.start is None and clause.verb == "征求意见" for clause in limit.clauses))
    said = in_words(limit, LIBRARY.registry.terms()).zh
    data = (TIGHTEN % f"{said}  # 时限").encode()
    tree, found = parse(data, "profile.yaml")
    assert isinstance(tree, Map)
    assert found == []
    named, found = LIBRARY.understood(tree, "profile.yaml")
    assert found == []
    from gapub.sources.kinds import shape_of

    text, found = format_text(data, "profile.yaml", shape_of("profile"), named)
    assert found == []
    assert text is not None
    assert "# 时限" in text
    cell = yaml.safe_load(text)["tighten"][0]["time_limit"]
    assert duty(read(cell, {})) == duty(limit)
    again, _ = parse(text.encode(), "profile.yaml")
    assert check(again, shape_of("profile"), "profile.yaml") == []
    assert format_text(text.encode(), "profile.yaml", shape_of("profile"))[0] == text


def test_fmt_writes_ids_for_names_only_when_asked(tmp_path: Path) -> None:
    typed = """\
division: {code: 庄河市, name: 庄河市}
level: 县级  # 级
example: true

tighten:
- item: 义务教育学校名录  # 名录
  # 十日
  time_limit: 信息形成或者变更之日起10个工作日内公开
"""
    path = tmp_path / "profile.yaml"
    path.write_text(typed, "utf-8")
    assert gapub("fmt", "profile.yaml", cwd=tmp_path).returncode == 0
    assert path.read_text("utf-8") == typed
    assert gapub("fmt", "--ids", "--check", "profile.yaml", cwd=tmp_path).returncode == 1
    assert gapub("fmt", "--ids", "profile.yaml", cwd=tmp_path).returncode == 0
    assert (
        path.read_text("utf-8")
        == f"""\
division: {{code: "210283", name: 庄河市}}
level: county  # 级
example: true

tighten:
- item: {ITEM}  # 名录
  # 十日
  time_limit: {{within: 10wd, of: [formed, changed]}}
"""
    )
    assert gapub("fmt", "--ids", "--check", "profile.yaml", cwd=tmp_path).returncode == 0


def test_fmt_leaves_a_file_with_a_wrong_name_as_it_is(tmp_path: Path) -> None:
    text = TIGHTEN % "按群众要求公开"
    (tmp_path / "profile.yaml").write_text(text, "utf-8")
    done = gapub("fmt", "--ids", "profile.yaml", cwd=tmp_path)
    assert done.returncode != 0
    assert b"text-not-understood" in done.stderr
    assert (tmp_path / "profile.yaml").read_text("utf-8") == text


# --- what is not understood --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "zh", "en", "keep"),
    [
        ("按群众要求公开", "不能识别公开时限中的“按群众要求公开”", "not understood: '按群众要求公开'", "{words: 按群众要求公开}"),
        (
            "10个工作日内公开（涉密除外）",
            "不能识别公开时限中的“涉密除外”",
            "not understood: '涉密除外'",
            "[{within: 10wd, of: unstated}, {rest_words: 涉密除外}]",
        ),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_told_with_how_to_keep_it(
    typed: str, zh: str, en: str, keep: str, tmp_path: Path
) -> None:
    (tmp_path / "profile.yaml").write_text(TIGHTEN % typed, "utf-8")
    done = gapub("validate", "profile.yaml", "--format", "json", cwd=tmp_path)
    (found,) = [each for each in json.loads(done.stdout)["findings"] if each["severity"] == "error"]
    assert found["code"] == "text-not-understood"
    assert (found["place"]["line"], found["place"]["column"]) == (6, 15)
    assert zh in found["message"]["zh"]
    assert en in found["message"]["en"]
    assert keep in found["hint"]["zh"]
    assert keep in found["hint"]["en"]
    (tmp_path / "profile.yaml").write_text(TIGHTEN % keep, "utf-8")  # what it says to write is taken
    done = gapub("validate", "profile.yaml", "--select", "structure,strength", "--format", "json", cwd=tmp_path)
    assert {each["code"] for each in json.loads(done.stdout)["findings"]} == {"weaker-time-limit"}


def test_other_slips_are_told_as_before() -> None:
    for text in ("20wd", "appproval", "“unknown”", "ｕｎｋｎｏｗｎ"):
        tree, _ = parse(f"cell: {text}\n".encode(), "x.yaml")
        assert isinstance(tree, Map)
        named, found = understood(tree["cell"], TIME_LIMIT, "x.yaml", LIBRARY.names)
        assert (named, [each.code for each in found]) in ((text, []), (text, ["shape-pattern"]))
    for text, word in (("待核", "unknown"), ("不明", "unknown"), ("无", "none")):
        tree, _ = parse(f"cell: {text}\n".encode(), "x.yaml")
        assert isinstance(tree, Map)
        assert understood(tree["cell"], TIME_LIMIT, "x.yaml", LIBRARY.names)[0] == word


# --- with the other commands -------------------------------------------------------------------------------------------


def test_it_is_judged_against_the_guideline(tmp_path: Path) -> None:
    """及时公开 is weaker than a number: typed in Chinese, it is told at its place, as the value is."""
    codes = []
    for written in ("及时公开", "{promptly: true}"):
        (tmp_path / "profile.yaml").write_text(TIGHTEN % written, "utf-8")
        done = gapub("validate", "profile.yaml", "--format", "json", cwd=tmp_path)
        codes.append(
            [
                (each["code"], each["place"]["line"], each["place"]["column"])
                for each in json.loads(done.stdout)["findings"]
            ]
        )
    assert codes[0] == codes[1]
    assert ("weaker-time-limit", 6, 15) in codes[0]


def test_explain_says_where_it_was_typed(tmp_path: Path) -> None:
    (tmp_path / "profile.yaml").write_text(TIGHTEN % "信息形成或者变更之日起10个工作日内公开", "utf-8")
    done = gapub("explain", ITEM, "--profile", "profile.yaml", cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    assert "profile.yaml:6:15" in done.stdout.decode()
    assert "10个工作日内公开" in done.stdout.decode()


def test_diff_sees_the_duty_and_not_the_spelling(tmp_path: Path) -> None:
    texts = {
        "a.yaml": TIGHTEN % "信息形成或者变更之日起10个工作日内公开",
        "b.yaml": TIGHTEN % "{within: 10wd, of: [formed, changed]}",
        "c.yaml": TIGHTEN % "信息形成或者变更之日起5个工作日内公开",
    }
    made = {}
    for name, text in texts.items():
        (tmp_path / name).write_text(text, "utf-8")
        out = name.removesuffix(".yaml")
        done = gapub(
            "compile", "county", name, "--area", "compulsory-education", "--format", "json", "-o", out, cwd=tmp_path
        )
        assert done.returncode == 0, done.stderr.decode()
        made[name] = f"{out}/catalogue.json"
    assert gapub("diff", made["a.yaml"], made["b.yaml"], "--exit-code", cwd=tmp_path).returncode == 0
    told = gapub("diff", made["a.yaml"], made["c.yaml"], cwd=tmp_path).stdout.decode()
    assert "time limit tightened: 1" in told


def test_an_upgrade_keeps_what_was_typed(tmp_path: Path) -> None:
    text = (
        TIGHTEN.replace("level: county\n", "level: county\nbaseline: national-2019\n")
        % "信息形成或者变更之日起10个工作日内公开"
    )
    (tmp_path / "profile.yaml").write_text(text, "utf-8")
    done = gapub("upgrade", "profile.yaml", "--to", "national-current", cwd=tmp_path)
    assert done.returncode in (0, 1), done.stderr.decode()
    assert "time_limit: 信息形成或者变更之日起10个工作日内公开\n" in (tmp_path / "profile.yaml").read_text("utf-8")


def test_editors_take_chinese() -> None:
    import jsonschema

    schema = json.loads((Path(__file__).parents[1] / "schemas" / "profile.schema.json").read_text("utf-8"))
    for typed, taken in (("10个工作日", True), ("approval", True), ("20 WD", False)):
        tree = yaml.safe_load(TIGHTEN % typed)
        assert jsonschema.Draft202012Validator(schema).is_valid(tree) is taken
