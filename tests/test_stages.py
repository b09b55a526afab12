"""The stage of work (五公开) of a guideline's row: stated only where a law or a table that was seen says it in so many words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest

from gapub.model.guideline import Item
from gapub.sources.library import open_library
from in_process import gapub
from plain_yaml import yaml_of
from store import ROOT

STATED: Final[dict[str, Any]] = yaml_of(ROOT / "tests/data/stages.yaml")
SAID: Final = {
    "decision": ("决策", "决定"),
    "execution": ("执行", "实施", "落实"),
    "management": ("管理",),
    "service": ("服务",),
    "result": ("结果",),
}
"""The words that name each stage outright."""


@pytest.fixture(scope="module")
def rows() -> dict[str, Item]:
    """The rows of all editions but that of village affairs which another supersedes."""
    library = open_library()
    read = library.guidelines(library.editions())
    return {id: item for each in read if each.name != "village-affairs@seen-2024" for id, item in each.rows()}


def test_the_rows_that_state_a_stage_are_those_of_the_list(rows: dict[str, Item]) -> None:
    listed = {
        row: (tuple(each["stage"]), basis)
        for basis in ("statutory", "seen")
        for each in STATED[basis]
        for row in each["rows"]
    }
    assert {id: (item.stage, item.stage_basis) for id, item in rows.items() if item.stage} == listed


def test_the_words_name_the_stage() -> None:
    for each in (*STATED["statutory"], *STATED["seen"]):
        for stage in each["stage"]:
            assert any(word in each["words"] for word in SAID[stage])


def test_what_a_table_says_was_seen_in_that_cell(rows: dict[str, Item]) -> None:
    for each in STATED["seen"]:
        for row in each["rows"]:
            item = rows[row]
            cells = {"title": item.title.zh, "content": "；".join(one.text for one in item.content or ())}
            said = [cell for cell, text in cells.items() if each["words"] in text]
            assert set(said) - set(item.evidence.recalled), row


def test_responses_are_those_of_the_list(rows: dict[str, Item]) -> None:
    listed = {row: (f"{row.rpartition('/')[0]}/{each['to']}",) for each in STATED["responds"] for row in each["rows"]}
    assert {id: item.responds for id, item in rows.items() if item.responds} == listed
    assert not any(item.interprets for item in rows.values()), "no table and no law names what a row interprets"


def test_stats_counts_them() -> None:
    tree = json.loads(gapub("stats", "--format", "json", cwd=ROOT).stdout)
    total, areas = tree["total"], tree["guidelines"]
    law, seen = (sum(len(each["rows"]) for each in STATED[basis]) for basis in ("statutory", "seen"))
    assert (total["stages"], total["stages_statutory"]) == (law + seen, law)
    assert total["stages"] + total["stages_open"] == total["items"]
    assert (total["interpreting"], total["responding"]) == (0, 2)
    for key in ("stages", "stages_open", "responding", "time_limits_in_words"):
        assert sum(each[key] for each in areas) == total[key]
    text = gapub("stats", "--baseline", "village-2026", cwd=ROOT).stdout.decode()
    assert "写明五公开：" in text and "rows that state a stage: " in text


def test_stats_counts_a_time_limit_in_words(tmp_path: Path) -> None:
    text = (ROOT / "guidelines/taxation/2019.yaml").read_text("utf-8")
    at = text.index("    evidence:")
    file = tmp_path / "guidelines/taxation/2019.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(f"{text[:at]}    time_limit: {{words: 定期公开}}\n{text[at:]}", "utf-8")
    total = json.loads(gapub("stats", "--format", "json", cwd=tmp_path).stdout)["total"]
    assert total["time_limits_in_words"] == 1


def test_the_catalogue_says_the_stage_and_its_ground(tmp_path: Path) -> None:
    done = gapub("compile", "village", "--baseline", "village-2026", "--format", "json,md", "-o", ".", cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    tree = json.loads((tmp_path / "catalogue.json").read_bytes())
    items = [each for area in tree["areas"] for topic in area["topics"] for each in topic["items"]]
    row = next(each for each in items if each["id"] == "village-affairs/decisions-and-affairs/assembly-decisions")
    assert (row["stage"], row["stage_basis"]) == (["decision", "execution"], "statutory")
    assert "五公开" in (tmp_path / "catalogue.md").read_text("utf-8")
