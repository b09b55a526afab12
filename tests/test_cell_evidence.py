"""Evidence of single cells: seen once, or read in a law's own text; read, counted, printed, compared, in both languages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapub.model.evidence import CELL_STATES, Evidence, Statute, settled, states
from gapub.model.fields import CELLS
from in_process import gapub
from test_attest import COUNTY, STRICTER, attest, catalogue, codes, guideline, project, put, row  # noqa: F401  # a fixture

LAW = "open-government-information-regulations"
ONCE = "{status: corroborated, sources: [S1, S2], single: [levels, body]}"
BOTH = f"{{status: corroborated, sources: [S1], recalled: [levels], articles: [{{id: {LAW}, article: 26条, cells: [time_limit]}}]}}"
WHOLE = f"{{status: statutory, articles: [{{id: {LAW}, article: 第二十条第（二）项}}], recalled: [channels]}}"


@pytest.fixture
def lawful(project: Path) -> Path:  # noqa: F811
    rows = row("subsidies", ONCE) + row("guide", BOTH)
    put(project, "guidelines/elderly-care/2019.yaml", guideline(services=rows, homes=row("list", WHOLE) + row("fees")))
    put(project, "county.yaml", COUNTY)
    return project


def rows_of(made: dict[str, Any]) -> dict[str, dict[str, Any]]:
    items = (item for area in made["areas"] for topic in area["topics"] for item in topic["items"])
    return {item["id"].rpartition("/")[2]: item["evidence"] for item in items}


def test_json_has_each_cell_in_its_state(lawful: Path) -> None:
    made = catalogue(lawful)
    found = rows_of(made)
    assert found["subsidies"]["single"] == ["levels", "body"]
    assert found["guide"]["articles"] == [{"id": LAW, "article": "第二十六条", "cells": ["time_limit"]}]
    assert found["list"]["status"] == "statutory"
    assert found["list"]["articles"][0]["cells"] == [cell for cell in CELLS if cell != "channels"]
    assert "single" not in found["fees"] and "articles" not in found["fees"]
    counted = {key: number for key, number in made["counts"]["cells_by_state"].items() if number}
    assert counted == {"recalled": 2, "corroborated": 26, "single": 2, "statutory": 10}
    assert made["counts"]["items_by_status"] == {"corroborated": 3, "single": 0, "statutory": 1, "recalled": 0}


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "zh",
            [
                "只见于一处：公开层级、公开主体",
                "政府信息公开条例》第二十条第（二）项填写：除公开渠道和载体外的各栏",
                "有 10 个栏目据法律法规原文填写",
            ],
        ),
        ("en", ["Seen once only: level, body", "art. 26: time limit", "10 cells come from the text of laws"]),
    ],
)
def test_every_printed_format_says_what_cells_rest_on(lawful: Path, lang: str, said: list[str]) -> None:
    formats = ("compile", "county", "county.yaml", "--format", "md,html,csv", "--lang", lang, "-o", "out")
    assert gapub(*formats, cwd=lawful).returncode == 0
    for name in ("catalogue.md", "index.html", "catalogue.csv"):
        text = (lawful / "out" / name).read_text("utf-8").replace("\\", "")
        for each in said[: 2 if name.endswith("csv") else 3]:
            assert each in text, (name, each)
    status = {"zh": "据法律法规原文", "en": "From the text of the law"}[lang]
    assert status in (lawful / "out/index.html").read_text("utf-8")


def test_stats_and_explain_follow(lawful: Path) -> None:
    total = json.loads(gapub("stats", "--baseline", "example", "--format", "json", cwd=lawful).stdout)["total"]
    assert (total["statutory"], total["cells_single"], total["cells_statutory"], total["cells_seen"]) == (1, 2, 10, 38)
    printed = gapub("stats", "--baseline", "example", cwd=lawful).stdout.decode()
    assert "据法条" in printed
    found = json.loads(gapub("explain", "guide", "--profile", "county.yaml", "--format", "json", cwd=lawful).stdout)
    state = {each["field"]: each["state"] for each in found["fields"]}
    assert (state["time_limit"], state["levels"], state["body"]) == ("statutory", "recalled", "corroborated")
    assert found["evidence"]["articles"] == [{"id": LAW, "article": "第二十六条", "cells": ["time_limit"]}]
    said = gapub("explain", "guide", "--profile", "county.yaml", cwd=lawful).stdout.decode()
    assert "第二十六条" in said


def test_what_is_attested_or_stated_rests_on_that_alone(lawful: Path) -> None:
    put(
        lawful,
        "county.yaml",
        COUNTY + STRICTER.replace("SPAN", "5wd").replace("homes/list", "services/guide"),
    )
    assert "articles" not in rows_of(catalogue(lawful))["guide"]
    attest(lawful, "--area", "elderly-care")
    made = catalogue(lawful)
    assert all("articles" not in each and "single" not in each for each in rows_of(made).values())
    assert made["counts"]["cells_by_state"]["attested"] == 40
    assert codes(lawful) == []


def test_diff_tells_of_evidence(lawful: Path) -> None:
    put(lawful, "old/elderly-care/2019.yaml", guideline())
    done = gapub(
        "diff", "old/elderly-care/2019.yaml", "guidelines/elderly-care/2019.yaml", "--format", "json", cwd=lawful
    )
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.decode().count('"evidence-changed"') >= 3
    assert "单一来源：公开层级、公开主体" in done.stdout.decode()


@pytest.mark.parametrize(
    ("evidence", "code"),
    [
        ("{status: corroborated}", "shape-missing-field"),
        ("{status: statutory, sources: [S1]}", "shape-missing-field"),
        (f"{{status: single, sources: [S1], articles: [{{id: {LAW}}}]}}", "shape-missing-field"),
        ("{status: single, sources: [S1], single: [body]}", "evidence-twice"),
        ("{status: corroborated, sources: [S1], single: [body], recalled: [body]}", "evidence-twice"),
        (
            f"{{status: corroborated, sources: [S1], recalled: [body], articles: [{{id: {LAW}, cells: [body]}}]}}",
            "evidence-twice",
        ),
        ("{status: statutory, articles: [{id: no-such-law}]}", "unknown-instrument"),
        ("{status: corroborated, sources: [S1], single: [colour]}", "shape-word"),
    ],
)
def test_evidence_that_cannot_be_is_told_in_its_line(lawful: Path, evidence: str, code: str) -> None:
    put(lawful, "guidelines/elderly-care/2019.yaml", guideline(services=row("subsidies", evidence)))
    done = gapub("validate", "guidelines/elderly-care/2019.yaml", "--format", "json", cwd=lawful)
    found = [each for each in json.loads(done.stdout)["findings"] if each["severity"] == "error"]
    line = (
        (lawful / "guidelines/elderly-care/2019.yaml")
        .read_text("utf-8")
        .splitlines()
        .index(f"    evidence: {evidence}")
    )
    assert [(each["code"], each["place"]["line"]) for each in found] == [(code, line + 1)]
    assert all(found[0]["message"].values())


def test_fmt_knows_the_layout(lawful: Path) -> None:
    assert gapub("fmt", "--check", "guidelines", cwd=lawful).returncode in (0, 1)
    assert gapub("fmt", "guidelines", cwd=lawful).returncode == 0
    assert gapub("fmt", "--check", "guidelines", cwd=lawful).returncode == 0
    text = (lawful / "guidelines/elderly-care/2019.yaml").read_text("utf-8")
    assert "第二十条第（二）项" in text
    assert catalogue(lawful)["counts"]["cells_by_state"]["statutory"] == 10


CELL_SETS = st.lists(st.sampled_from(CELLS), unique=True).map(tuple)


@given(
    st.sampled_from(["corroborated", "single", "statutory", "recalled", "local"]),
    st.lists(CELL_SETS, min_size=5, max_size=5),
    CELL_SETS,
    CELL_SETS,
    CELL_SETS,
)
def test_each_cell_is_in_one_state_and_stays_in_it(
    status: str,
    lists: list[tuple[str, ...]],
    unknown: tuple[str, ...],
    guessed: tuple[str, ...],
    own: tuple[str, ...],
) -> None:
    recalled, attested, single, unverified, law = lists
    recalled = CELLS if status == "recalled" else recalled
    found = Evidence(status, (), recalled, attested, (), single, unverified, (Statute("x", None, law),))
    made = states(found, unknown, guessed, own)
    assert tuple(made) == CELLS
    assert set(made.values()) <= CELL_STATES.keys()
    after = settled(found, states(found, unknown, own=own))
    assert states(after, unknown, guessed) == made, "settling moves no cell"
    named = [after.local, after.single, after.unverified, after.statutory, tuple(set(after.recalled) - set(unknown))]
    assert sum(map(len, named)) == len({cell for each in named for cell in each})
