"""Values of time limits that tables needed and 0.1.0 lacked, through the front door: checked, compiled, compared, listed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gapub.sources.library import open_library
from in_process import gapub

HEAD = """\
division: {code: "210283", name: 庄河市}
level: county
example: true

"""
ADDED = """\
add:
- topic: taxation/local
  title: {zh: 本地事项, en: Local}
  items:
  - id: row
    title: {zh: 本地事项, en: Local item}
    content: [全文]
    basis: [open-government-information-regulations]
    time_limit: LIMIT
    body: county-government
    channels: [website]
    audience: public
    method: proactive
    levels: [county]
"""
TIGHTENED = """\
tighten:
- item: ITEM
  time_limit: LIMIT
"""
USUAL = {"cover-missing", "role-unbound"}
FORMED = "within: 7wd, of: administrative-decision"
DIRECTORY = "compulsory-education/education-overview/school-directory"


def written(folder: Path, limit: str, text: str = ADDED, more: str = "") -> Path:
    (folder / "profile.yaml").write_text(more + HEAD + text.replace("LIMIT", limit), "utf-8")
    return folder / "profile.yaml"


def found(folder: Path, limit: str, text: str = ADDED, more: str = "") -> list[dict[str, Any]]:
    """What `validate` reports besides what every small profile has."""
    done = gapub("validate", written(folder, limit, text, more), "--format", "json", cwd=folder)
    return [each for each in json.loads(done.stdout)["findings"] if each["code"] not in USUAL]


@pytest.mark.parametrize(
    "limit",
    [
        "{every: year, by: {month: 1, day: 31}, wording: 每年1月31日前公开上一年度报告}",
        "{every: quarter, by: {month: 1, day: 20}, wording: 每季度首月20日}",
        "{before: term-starts, lead: unstated, wording: 开学前}",
        f"{{{FORMED}, keep: {{exactly: 5y}}, wording: 作出行政决定之日起7个工作日内公开，公开满5年的撤下}}",
        f"{{{FORMED}, keep: {{until: term-of-office-ends}}, wording: 作出行政决定之日起7个工作日内公开，任期内}}",
        "{words: 定期公开}",
        f"{{{FORMED}, rest_words: 特殊情况除外}}",
        "{every: day}",
        "{every: week, verb: 更新}",
        "{within: 2wk, of: [formed, changed]}",
    ],
)
def test_what_tables_say_is_no_fault(limit: str, tmp_path: Path) -> None:
    assert found(tmp_path, limit) == []


@pytest.mark.parametrize(
    ("limit", "code", "place", "shown"),
    [
        ("{every: year, by: january-31}", "unknown-event", (13, 35), "{month: 1, day: 31}"),
        ("{every: year, by: 1-31}", "unknown-event", (13, 35), "{month: 1, day: 31}"),
        ("{every: year, by: 1月31日}", "unknown-name", (13, 35), "{month: 1, day: 31}"),
        ("{every: year, by: {month: 一月, day: 31}}", "shape-kind", (13, 43), "{month: 1, day: 31}"),
        ("{before: term-starts}", "bad-time-limit", (13, 26), "lead: unstated"),
        (f"{{{FORMED}, display: {{at_most: 1825d}}}}", "shape-unknown-field", (13, 70), "keep: {at_most: 5y}"),
        ("{every: year, by: {month: 2, day: 30}}", "bad-time-limit", (13, 35), ""),
        ("{every: month, by: {month: 1, day: 5}}", "bad-time-limit", (13, 36), ""),
        ("{every: year, by: {day: 5}}", "bad-time-limit", (13, 35), ""),
        ("{within: 2weeks, of: formed}", "shape-pattern", (13, 26), "2wk"),
        ("{words: 定期公开, verb: 公布}", "bad-time-limit", (13, 37), ""),
        ("{every: quarter}", "local-beyond-20-working-days", (13, 17), "by: {month: 1, day: 31}"),
    ],
)
def test_what_is_written_wrong_is_shown_right(
    limit: str, code: str, place: tuple[int, int], shown: str, tmp_path: Path
) -> None:
    (finding,) = found(tmp_path, limit)
    assert (finding["code"], finding["place"]["line"], finding["place"]["column"]) == (code, *place)
    for language in ("zh", "en"):
        said = finding["message"][language] + (finding.get("hint", {}).get(language, ""))
        assert shown in said


def test_a_day_that_a_registry_calls_an_event_is_shown_as_a_day(tmp_path: Path) -> None:
    (tmp_path / "guidelines" / "registry").mkdir(parents=True)
    events = "events:\n  annual-report-day: {zh: 1月31日, en: 31 January}\n"
    (tmp_path / "guidelines" / "registry" / "own.yaml").write_text(events, "utf-8")
    (finding,) = found(tmp_path, "{every: year, by: annual-report-day}")
    assert finding["code"] == "local-beyond-20-working-days"
    assert "by: {month: 1, day: 31}" in finding["hint"]["zh"]


@pytest.mark.parametrize(
    ("item", "limit", "more", "code"),
    [
        # the row is updated every 20 working days
        ("elderly-care/sector-management/filed-institutions", "{at: [formed, changed]}", "", None),
        ("elderly-care/sector-management/filed-institutions", "{within: 10wd, of: [formed, changed]}", "", None),
        (
            "elderly-care/sector-management/filed-institutions",
            "{within: 21wd, of: [formed, changed]}",
            "",
            "weaker-time-limit",
        ),
        # at least once a quarter; of a villagers' committee 随时 is at once
        (
            "village-affairs/finances-and-assets/claims-and-debts",
            "{as_it_arises: true, verb: 公布}",
            "baseline: village\n",
            None,
        ),
        (
            "village-affairs/finances-and-assets/claims-and-debts",
            "{every: quarter, by: {month: 1, day: 20}}",
            "baseline: village\n",
            None,
        ),
        # within 20 working days of formation or change
        (DIRECTORY, "{every: day}", "", None),
        (DIRECTORY, "{every: 20wd}", "", "weaker-time-limit"),
        (DIRECTORY, "{within: 5wd, of: [formed, changed], keep: {at_least: 5y}}", "", None),
        (DIRECTORY, "{words: 定期公开}", "", "weaker-time-limit"),
        (DIRECTORY, "{within: 5wd, of: [formed, changed], rest_words: 特殊情况除外}", "", "weaker-time-limit"),
    ],
)
def test_a_profile_may_do_what_is_no_weaker(item: str, limit: str, more: str, code: str | None, tmp_path: Path) -> None:
    findings = found(tmp_path, limit, TIGHTENED.replace("ITEM", item), more)
    assert [each["code"] for each in findings if each["severity"] == "error"] == ([code] if code else [])
    if code:
        (finding,) = findings
        assert "本地未达到标准指引的要求" not in finding["message"]["zh"]  # but why


ROWS = {
    "report": "{every: year, by: {month: 1, day: 31}, wording: 每年1月31日前公开上一年度报告}",
    "fees": "{before: term-starts, lead: unstated}",
    "penalties": f"{{{FORMED}, keep: {{exactly: 5y}}}}",
    "facts": "{words: 定期公开}",
    "others": f"{{{FORMED}, rest_words: 特殊情况除外}}",
}


@pytest.fixture(scope="module")
def catalogues(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Catalogues of a county that adds a row of each kind, before and after it changes two of them."""
    folder = tmp_path_factory.mktemp("catalogues")
    head, row = ADDED.split("  - id: row\n")
    later = ROWS | {"report": "{every: year, by: {month: 1, day: 15}}", "facts": "{words: 不定期公开}"}
    for name, rows in (("before", ROWS), ("after", later)):
        items = [f"  - id: {key}\n{row.replace('LIMIT', limit)}" for key, limit in rows.items()]
        text = head + "".join(items).replace("zh: 本地事项", "zh: 事项")
        (folder / f"{name}.yaml").write_text(HEAD + text, "utf-8")
        made = gapub(
            *("compile", "county", f"{name}.yaml", "--area", "taxation", "--format", "json,md", "-o", name), cwd=folder
        )
        assert made.returncode == 0, made.stderr
    return folder


def test_a_catalogue_says_them_in_json_and_print(catalogues: Path) -> None:
    tree = json.loads((catalogues / "before" / "catalogue.json").read_text("utf-8"))
    limits = {
        item["id"].rpartition("/")[2]: item["time_limit"]
        for area in tree["areas"]
        for topic in area["topics"]
        for item in topic["items"]
    }
    assert {key: limits[key]["clauses"] for key in ROWS} == {
        "report": [{"every": "year", "by": {"month": 1, "day": 31}}],
        "fees": [{"before": "term-starts", "lead": "unstated"}],
        "penalties": [{"within": "7wd", "of": ["administrative-decision"], "keep": {"exactly": "5y"}}],
        "facts": [{"words": "定期公开"}],
        "others": [{"within": "7wd", "of": ["administrative-decision"], "rest_words": "特殊情况除外"}],
    }
    assert limits["report"]["zh"] == "每年1月31日前公开上一年度报告"
    assert limits["report"]["en"] == "Disclosed once every year, by 31 January"
    assert tree["counts"]["cells_in_words"] == 2
    printed = (catalogues / "before" / "catalogue.md").read_text("utf-8")
    assert "有 2 个公开时限照录原文" in printed
    for words in ("开学前公开", "公开满5年后撤下", "定期公开", "特殊情况除外"):
        assert words in printed


def test_catalogues_that_use_them_are_read_back_and_compared(catalogues: Path) -> None:
    same = gapub("diff", "before/catalogue.json", "before/catalogue.json", cwd=catalogues)
    assert same.returncode == 0
    done = gapub("diff", "before/catalogue.json", "after/catalogue.json", "--format", "json", cwd=catalogues)
    changed = {
        row["new"][0].rpartition("/")[2]: [change for change in row["changes"] if change["field"] == "time_limit"]
        for area in json.loads(done.stdout)["areas"]
        for row in area["rows"]
    }
    assert {key for key, changes in changed.items() if changes} == {"report", "facts"}
    (report,), (facts,) = changed["report"], changed["facts"]
    assert (report["kind"], facts["kind"]) == ("tightened", "incomparable")
    assert "无法比较" in facts["why"]["zh"]


def test_fmt_keeps_them_and_explain_says_them(catalogues: Path) -> None:
    assert gapub("fmt", "--check", "before.yaml", cwd=catalogues).returncode == 0
    said = gapub("explain", "taxation/local/facts", "--profile", "before.yaml", cwd=catalogues).stdout.decode()
    assert "定期公开" in said


def test_time_limits_in_words_are_to_do(catalogues: Path) -> None:
    said = gapub("todo", "before.yaml", cwd=catalogues).stdout.decode()
    title, _, tasks = said.partition("Words · ")
    assert "State time limits" in title or "写明公开时限" in title
    for words, line in (("定期公开", 43), ("特殊情况除外", 53)):
        assert words in tasks
        assert f"before.yaml:{line}:" in tasks


def test_the_days_of_article_49_are_statutory() -> None:
    limits = open_library().registry.limits
    days = {
        name: limits[name].time_limit
        for name in limits
        if limits[name].article == "49" and name.startswith("open-government")
    }
    assert sorted(str(each and each.clauses[0].start) for each in days.values()) == [
        "Every(period='year', at_least=False, by=Day(month=1, day=31), together=False)",
        "Every(period='year', at_least=False, by=Day(month=3, day=31), together=False)",
    ]
