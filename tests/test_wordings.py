"""Time limits as offices word them: what says the same is not called different, and nothing else passes for the same.

`data/wordings.yaml` has a hundred wordings and values, judged by reading; it is held through the command line.
"""

from __future__ import annotations

import json
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
import yaml

import rule_examples as examples
from gapub.diagnostics import Text
from gapub.model.time.fingerprint import says
from gapub.model.time.reader import read
from gapub.model.time.value import LAW, TimeLimit, duty
from gapub.model.time.words import in_words
from gapub.sources.library import open_library
from in_process import gapub
from plain_yaml import yaml_of

DATA: dict[str, Any] = yaml_of(Path(__file__).parent / "data" / "wordings.yaml")
WORDINGS: list[dict[str, Any]] = DATA["wordings"]
REGISTRY = open_library().registry
EVENTS = {name: Text(**words) for name, words in DATA["events"].items()}
TERMS = REGISTRY.terms()._replace(events={**REGISTRY.terms().events, **EVENTS})
PHRASES = REGISTRY.phrases() | {words.zh: f"events:{name}" for name, words in EVENTS.items()}

ROW = """\
  - id: row-{number}
    title: {{zh: 事项, en: Row}}
    content: [许可结果, 处罚决定]
    basis: [open-government-information-regulations]
    time_limit: {cell}
    body: education
    channels: [website]
    audience: public
    method: proactive
    levels: [county]
    evidence: {{status: single, sources: [S1]}}
"""
GUIDELINE = """\
area: sample
edition: "2026"
title: {zh: 示例领域, en: Sample area}
issuer: {zh: 某部, en: Some ministry}
document: {title: 示例领域基层政务公开标准指引, status: recalled}
coverage: {status: unknown}
topics:
- id: t
  title: {zh: 示例, en: Sample}
  items:
"""


def limit(value: Any) -> TimeLimit:
    return read(value.get("clauses", value), {})


@cache
def clauses(value: TimeLimit) -> list[str]:
    return [in_words(value._replace(clauses=(each,)), TERMS).zh for each in value.clauses]


def said(wording: str, value: TimeLimit) -> bool:
    """Whether the rule takes the wording to say what the value says."""
    return says(wording, clauses(value), PHRASES)


def different(folder: Path, cells: list[dict[str, Any]]) -> set[str]:
    """The wordings of these cells that `validate` calls different from their values."""
    made = folder / "guidelines"
    (made / "sample").mkdir(parents=True)
    (made / "registry").mkdir()
    (made / "registry" / "own.yaml").write_text(yaml.safe_dump({"events": DATA["events"]}, allow_unicode=True), "utf-8")
    rows = [ROW.format(number=i, cell=json.dumps(cell, ensure_ascii=False)) for i, cell in enumerate(cells, 1)]
    text = GUIDELINE + "".join(rows) + "sources:\n  S1: {place: 某县, level: county}\n"
    (made / "sample" / "2026.yaml").write_text(text, "utf-8")
    done = gapub("validate", made, "--select", "wording-differs", "--format", "json", cwd=folder)
    found = json.loads(done.stdout)["findings"]
    assert {each["code"] for each in found} <= {"wording-differs"}
    assert done.returncode == 0  # warnings
    lines = text.splitlines()
    return {yaml.safe_load(lines[each["place"]["line"] - 1])["time_limit"]["wording"] for each in found}


def test_what_offices_write_is_judged_as_it_is_read(tmp_path: Path) -> None:
    cells = [each["value"] | {"wording": each["wording"]} for each in WORDINGS]
    assert len(cells) == 100
    assert different(tmp_path, cells) == {each["wording"] for each in WORDINGS if "different" in each}


def test_the_wordings_of_two_reports_are_not_called_different(tmp_path: Path) -> None:
    cells: list[dict[str, Any]] = [
        {"within": "7d", "of": "changed", "wording": "信息变更之日起7天内"},
        {"within": "20wd", "of": ["formed", "changed"], "wording": "信息产生或者变更之日起20个工作日内"},
        {"display": {"exactly": "1wd"}, "verb": "公告", "wording": "公告期为1个工作日"},
        {"at": ["formed", "changed"], "wording": "即时公开"},
        {
            "clauses": [
                {"covers": "rest", "every": "quarter", "at_least": True, "verb": "公布"},
                {"covers": "major-matters", "as_it_arises": True, "verb": "公布"},
            ],
            "wording": "一般事项至少每季度公布一次；涉及村民利益的重大事项随时公布",
        },
        {"within": "7wd", "of": "enforcement-decision", "wording": "执法决定作出之日起7个工作日内"},
    ]
    assert different(tmp_path, cells) == set()


def test_a_wording_that_says_one_value_says_no_other() -> None:
    """Each faithful wording is held against the values of all others. Other law prevails in any case, so it is left out."""
    faithful = [each for each in WORDINGS if "different" not in each]
    values = {_asks(value): value for value in (limit(each["value"]) for each in faithful)}
    assert len(values) > 40
    for each in faithful:
        mine = _asks(limit(each["value"]))
        assert [asks for asks, value in values.items() if said(each["wording"], value)] == [mine], each["wording"]


def _asks(value: TimeLimit) -> frozenset[Any]:
    """The duty, whatever its clauses' order."""
    return frozenset(duty(value).clauses)


@pytest.mark.parametrize(
    "wordings",
    [
        *(  # what is the same, then what is not
            (
                [
                    "20个工作日",
                    "二十个工作日",
                    "２０个工作日",
                    "20 个工 作日",
                    "二 十个工作日",
                    "二〇个工作日",
                    "20个工作天",
                ],
                ["20日", "二十天", "20个自然日", "二十个日历天"],
                ["30个工作日", "三十个工作日"],
                ["2个工作日", "两个工作日"],
                ["12个工作日", "十二个工作日"],
                ["120个工作日", "一百二十个工作日"],
                ["14日", "两周", "2个星期"],
                ["7日", "七天", "一周", "一个星期"],
                ["第2周", "第三周"],
            ),
            (
                ["公示期不少于7日", "公示期限不得少于7天", "公示时间不低于七日", "至少公示7日", "公告期不短于一周"],
                ["公示期为7日", "公示7天", "公告时间为七日"],
                ["公示期一般不少于7日"],
                ["公示期不少于7个工作日"],
            ),
            (
                ["召开会议7日前", "召开会议前7天", "召开会议至少7日前", "召开会议前至少七日"],
                ["召开会议7日内"],
                ["召开会议前7日内"],
                ["召开会议7个工作日前"],
            ),
            (
                ["形成或者变更之日起", "产生或变更后", "生成或者更改之日起"],
                ["形成之日起", "产生之日起", "制定之日起"],
                ["变更之日起", "变动之日起", "更新之日起", "发生变化后"],
                ["获取之日起", "获得之日起"],
            ),
            (
                ["实时公开", "即时公开", "立即公开", "信息形成或者变更时即时公开"],
                ["及时公开", "第一时间公开"],
                ["随时公开"],
                ["长期公开", "永久公开"],
                ["依申请公开", "按申请公开"],
                ["任期内公开"],
                ["公开满5年后撤下"],
            ),
            (
                ["每季度公开一次", "每季公开一次", "按季公开"],
                ["每月公开一次", "按月公开"],
                ["每年公开一次", "按年公开"],
                ["一般每年公开一次"],
                ["每半年公开一次"],
                ["每学期公开一次"],
                ["一般事项公开"],
                ["收到申请", "接到申请"],
            ),
            (
                [
                    "20个工作日内，法律、法规另有规定的，从其规定",
                    "20个工作日内（法律法规对公开期限另有规定的从其规定）",
                    "20个工作日内。法律、行政法规另有规定的，应当从其规定",
                    "20个工作日内，法律和法规另有规定的除外",
                ],
                ["20个工作日内"],
                ["20个工作日内，法律、法规、政策文件另有规定的，从其规定"],
            ),
            (["按照相关规定公开", "按有关规定公开", "按规定的时限公开"], ["按照规定的期限20个工作日内公开"]),
        )
    ],
    ids=lambda wordings: wordings[0][0],
)
def test_words_that_say_the_same(wordings: tuple[list[str], ...]) -> None:
    for i, group in enumerate(wordings):
        for wording in group:
            alike = [j for j, other in enumerate(wordings) if says(wording, [other[0]], PHRASES)]
            assert alike == [i], wording


def test_a_blank_parts_no_word_but_may_part_two_clauses() -> None:
    value = limit({"clauses": [{"standing": True}, {"within": "20wd", "of": "formed"}]})
    assert said("长期公开 信息形 成之日起二十 个工作 日内公开", value)
    assert not said("长期公开 信息形 成之日起二十一 个工作 日内公开", value)


@pytest.mark.parametrize("much", ["9" * 5000, "九" * 5000, "百" * 5000], ids=lambda much: f"{much[0]}…")
def test_a_number_without_end_is_no_number(much: str) -> None:
    assert not said(f"形成之日起{much}周内", limit({"within": "7d", "of": "formed"}))
    assert not said(f"形成之日起{much}个工作日内", limit({"within": "20wd", "of": "formed"}))


def test_each_word_of_a_group_is_seen_once() -> None:
    """The table repeats nothing: a wording with a value stands in it once."""
    pairs = sorted((each["wording"], str(each["value"])) for each in WORDINGS)
    assert all(len(list(same)) == 1 for _, same in groupby(pairs))


# --- other law prevails ----------------------------------------------------------------------------------------------


def test_a_county_may_print_article_26_whole(tmp_path: Path) -> None:
    cell = (
        "{within: 20wd, of: [formed, changed], also_promptly: true, unless: %s, "
        "wording: 自信息形成或者变更之日起20个工作日内及时公开。法律、法规对公开期限另有规定的，从其规定}"
    )
    for exception, code in ((LAW, 0), ("already-published", 1)):
        snippet = f"tighten:\n- item: elderly-care/services/subsidies\n  time_limit: {cell % exception}\n"
        for path, text in examples.files("profile", snippet).items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text, "utf-8")
        done = gapub("validate", "profile.yaml", "--select", "weaker-time-limit", cwd=tmp_path)
        assert (done.returncode, b"weaker-time-limit" in done.stdout) == (code, bool(code)), done.stdout.decode()
