"""`events.yaml`: what happened, as an office writes it; what is wrong with it is told at its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from in_process import gapub

PROFILE = """\
division: {code: "330108", name: 滨江区}
level: county
baseline: national-current
example: true
add:
- topic: taxation/local
  title: {zh: 本地事项, en: Local matters}
  items:
  - id: tea
    title: {zh: 茶叶扶持政策, en: Support for tea}
    content: [扶持标准]
    basis: [open-government-information-regulations]
    time_limit: {within: 5wd, of: [formed]}
    body: taxation
    channels: [website]
    audience: public
    method: proactive
    levels: [county]
"""
EVENTS = """\
events:
- {date: 2026-02-12, event: 本级人民代表大会或其常务委员会批准, what: 2026年预算}
- {date: 2026-03-02, event: 本级政府财政部门批复, what: 2026年预算}
- date: 2026年11月3日
  event: 文件印发
  what: 关于进一步规范涉税服务的通知
  number: 庄政发〔2026〕12号
  items: [税收规范性文件, 茶叶扶持政策]
"""


def findings(folder: Path, *paths: str) -> list[tuple[str, str, int, int]]:
    """Code, severity and place of what is told of the list; what a bare profile lacks is passed over."""
    done = gapub("validate", *paths, "--format", "json", cwd=folder)
    assert done.returncode in (0, 1), done.stderr.decode()
    return [
        (each["code"], each["severity"], each["place"]["line"], each["place"]["column"])
        for each in json.loads(done.stdout)["findings"]
        if each["place"]["file"] == "events.yaml"
    ]


def written(folder: Path, events: str = EVENTS) -> Path:
    (folder / "profile.yaml").write_text(PROFILE, "utf-8")
    (folder / "events.yaml").write_text(events, "utf-8")
    return folder


def test_it_is_written_in_chinese_and_knows_the_rows_of_the_profile_beside_it(tmp_path: Path) -> None:
    written(tmp_path)
    assert findings(tmp_path, ".") == [("shape-pattern", "error", 4, 9)]  # 写作 2026-11-03
    written(tmp_path, EVENTS.replace("2026年11月3日", "2026-11-03"))
    assert findings(tmp_path, ".") == []
    assert findings(tmp_path, "events.yaml") == []


def test_it_is_laid_out_by_fmt_with_ids(tmp_path: Path) -> None:
    written(tmp_path, EVENTS.replace("2026年11月3日", "2026-11-03"))
    assert gapub("fmt", "events.yaml", cwd=tmp_path).returncode == 0
    text = (tmp_path / "events.yaml").read_text("utf-8")
    assert gapub("fmt", "--check", "events.yaml", cwd=tmp_path).returncode == 0
    assert 'date: "2026-11-03"' in text
    assert findings(tmp_path, ".") == []


@pytest.mark.parametrize(
    ("was", "now", "code", "severity", "line", "column"),
    [
        ("2026-02-12", "2026-02-29", "event-day", "error", 2, 10),
        ("2026-02-12", "2926-02-12", "event-day", "error", 2, 10),
        ("2026-02-12", "2026-02", "shape-pattern", "error", 2, 10),
        ("2026-02-12", "2026-03-12", "event-order", "warning", 2, 10),
        (
            "what: 2026年预算}\n- {date: 2026-03-02",
            "what: 2026年预算, division: 滨江}\n- {date: 2026-03-02",
            "event-of-whom",
            "error",
            2,
            73,
        ),
        ("event: 文件印发", "event: 文件印法", "unknown-name", "error", 5, 10),
        ("event: 文件印发", "event: formd", "unknown-event", "error", 5, 10),
        ("税收规范性文件", "税收规范性文献", "unknown-name", "error", 8, 11),
        ("税收规范性文件", "taxation/policies/none", "event-row", "error", 8, 11),
        ("  items: [税收规范性文件, 茶叶扶持政策]\n", "", "event-without-rows", "error", 5, 10),
        ("  what: 关于进一步规范涉税服务的通知\n", "", "shape-missing-field", "error", 4, 3),
        ("number: ", "nummer: ", "shape-unknown-field", "error", 7, 3),
        (
            "- {date: 2026-03-02, event: 本级政府财政部门批复",
            "- {date: 2026-02-12, event: congress-approval",
            "event-twice",
            "error",
            3,
            3,
        ),
        ("events:\n", "events: []\nmore:\n", "shape-empty", "error", 1, 9),
    ],
)
def test_what_is_wrong_is_told_and_stops_due(
    was: str, now: str, code: str, severity: str, line: int, column: int, tmp_path: Path
) -> None:
    right = EVENTS.replace("2026年11月3日", "2026-11-03")
    assert was in right
    written(tmp_path, right.replace(was, now, 1))
    assert (code, severity, line, column) in findings(tmp_path, ".")
    done = gapub("due", "--from", "2026-01-01", "--to", "2026-12-31", "--profile", ".", cwd=tmp_path)
    # days in another order may still be meant; whose event it is, due tells by counting those of others
    assert done.returncode == (0 if code in ("event-order", "event-of-whom") else 2), done.stderr.decode()
    if done.returncode:
        assert f"events.yaml:{line}:{column}:" in done.stderr.decode()
        assert f"[{code}]" in done.stderr.decode()


def test_every_finding_speaks_both_languages(tmp_path: Path) -> None:
    written(tmp_path, EVENTS.replace("2026年11月3日", "2026-02-30"))
    for lang, words in (("zh", "没有 2026-02-30 这一天"), ("en", "there is no day 2026-02-30")):
        done = gapub("validate", "events.yaml", "--lang", lang, cwd=tmp_path)
        assert words in (done.stdout + done.stderr).decode()


def test_a_list_is_no_registry(tmp_path: Path) -> None:
    """Both have `events`: a registry has a mapping, the list is one."""
    (tmp_path / "zz.yaml").write_text("events:\n  own: {zh: 自有, en: Own}\n", "utf-8")
    done = gapub("validate", "zz.yaml", "--format", "json", cwd=tmp_path)
    assert json.loads(done.stdout)["findings"] == [] or "shape" not in done.stdout.decode()


def test_a_catalogue_does_not_depend_on_it(tmp_path: Path) -> None:
    written(tmp_path, "events: wrong\n")
    done = gapub(
        "compile", "county", "profile.yaml", "--area", "taxation", "--format", "json", "-o", "out", cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr.decode()
