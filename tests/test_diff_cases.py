"""`gapub diff` through its front door: what hand-made edits of real guidelines are told as, sides, formats, exit codes."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from gapub.cli.inspect import schema_of
from gapub.diff import marks
from gapub.diff.markdown import LONGEST
from test_cli import ROOT, ZHUANGHE, compiled, gapub

GUIDELINES = ROOT / "guidelines"
HOSTILE = "<script>alert(1)</script> | @everyone #1 `x` \u202e"


def text_of(area: str) -> str:
    return (GUIDELINES / area / "2019.yaml").read_text("utf-8")


def replaced(text: str, *edits: tuple[str, str]) -> str:
    for old, new in edits:
        assert text.count(old) == 1, (text.count(old), old)
        text = text.replace(old, new)
    return text


def cut(text: str, item: str) -> tuple[str, str]:
    """The text of a row (the first of that id), and the file without it."""
    found = re.search(rf"  - id: {item}\n(?:    .*\n)+", text)
    assert found
    return found[0], text[: found.start()] + text[found.end() :]


def compared(folder: Path, old: str, new: str, *args: str) -> dict[str, Any]:
    (folder / "old.yaml").write_text(old, "utf-8")
    (folder / "new.yaml").write_text(new, "utf-8")
    done = gapub("diff", "old.yaml", "new.yaml", "--format", "json", *args, cwd=folder)
    assert done.returncode == 0, done.stderr.decode()
    told: dict[str, Any] = json.loads(done.stdout)
    jsonschema.validate(told, schema_of("diff"))
    return told


def changes(told: dict[str, Any]) -> list[tuple[str, str, str | None]]:
    """Every change as (row or area, kind, field)."""
    found = []
    for area in told["areas"]:
        found += [(area["id"], each["kind"], each["field"]) for each in area["changes"]]
        for row in area["rows"]:
            name = " → ".join(dict.fromkeys(" + ".join(ids) for ids in (row["old"], row["new"]) if ids))
            found += [(name, each["kind"], each["field"]) for each in row["changes"]]
    return [(name.replace("social-assistance/", ""), kind, field) for name, kind, field in found]


# --- twelve edits ----------------------------------------------------------------------------------------------------

ASSISTANCE, LAND, HOUSEHOLDS = map(text_of, ("social-assistance", "land-expropriation", "household-registration"))
GUIDE, WITHOUT_GUIDE = cut(ASSISTANCE[ASSISTANCE.index("- id: minimum-living-allowance") :], "service-guide")
BEFORE = ASSISTANCE[: ASSISTANCE.index("- id: minimum-living-allowance")]
DIBAO = "minimum-living-allowance"
ELEMENTS = "[办理事项, 办理条件, 最低生活保障标准, 申请材料, 办理流程, 办理时间、地点, 联系方式]"
ONE = replaced(
    GUIDE,
    ("service-guide", "conditions"),
    ("办事指南", "办理条件指南"),
    (ELEMENTS, "[办理事项, 办理条件, 最低生活保障标准]"),
)
TWO = replaced(
    GUIDE,
    ("service-guide", "procedure"),
    ("办事指南", "办理流程指南"),
    (ELEMENTS, "[申请材料, 办理流程, 办理时间、地点, 联系方式]"),
)


def with_guide(*rows: str) -> str:
    """The guideline with other rows in the place of the guide to dibao."""
    at = WITHOUT_GUIDE.index("  - id: review-information")
    return BEFORE + WITHOUT_GUIDE[:at] + "".join(rows) + WITHOUT_GUIDE[at:]


def moved() -> str:
    at = BEFORE.index("  - id: oversight-and-complaints")
    return BEFORE[:at] + GUIDE + BEFORE[at:] + WITHOUT_GUIDE


TIME_LIMIT = "time_limit: {within: 10wd, of: [formed, obtained], wording: 制定或获取信息之日起10个工作日内}"
GENERAL = "    content: [社会救助信访通讯地址, 社会救助投诉举报电话]\n"
UNKNOWN = (
    "    basis: [land-administration-law-regulations, expropriation-announcement-measures]\n    time_limit: unknown\n"
)
EDITS = {
    "rename": (
        ASSISTANCE,
        replaced(
            ASSISTANCE, ("title: {zh: 监督检查, en: Oversight and complaints}", "title: {zh: 监督投诉, en: Complaints}")
        ),
        [("general/oversight-and-complaints", "renamed", "title")],
    ),
    "rename, with another id": (
        ASSISTANCE,
        replaced(ASSISTANCE, ("id: oversight-and-complaints", "id: complaints"), ("zh: 监督检查,", "zh: 监督投诉,")),
        [
            ("general/oversight-and-complaints → general/complaints", "renamed", "id"),
            ("general/oversight-and-complaints → general/complaints", "renamed", "title"),
        ],
    ),
    "move": (
        ASSISTANCE,
        moved(),
        [(f"{DIBAO}/service-guide → general/service-guide", "moved", None)],
    ),
    "split": (
        with_guide(GUIDE),
        with_guide(ONE, TWO),
        [(f"{DIBAO}/service-guide → {DIBAO}/conditions + {DIBAO}/procedure", "split", None)],
    ),
    "split, and the id stays with a part": (
        with_guide(GUIDE),
        with_guide(replaced(GUIDE, (ELEMENTS, "[办理事项, 办理条件, 最低生活保障标准]")), TWO),
        [(f"{DIBAO}/service-guide → {DIBAO}/service-guide + {DIBAO}/procedure", "split", None)],
    ),
    "merge": (
        with_guide(ONE, TWO),
        with_guide(GUIDE),
        [(f"{DIBAO}/conditions + {DIBAO}/procedure → {DIBAO}/service-guide", "merged", None)],
    ),
    "tighten": (
        ASSISTANCE,
        replaced(ASSISTANCE, (GENERAL, f"{GENERAL}    time_limit: {{within: 5wd, of: [formed, obtained]}}\n")),
        [("general/oversight-and-complaints", "tightened", "time_limit")],
    ),
    "relax": (
        ASSISTANCE,
        replaced(ASSISTANCE, (GENERAL, "    content: [社会救助投诉举报电话]\n")),
        [("general/oversight-and-complaints", "relaxed", "content")],
    ),
    "reword": (
        ASSISTANCE,
        replaced(
            ASSISTANCE, (GENERAL, f"{GENERAL}    time_limit: {{within: 10wd, of: [formed, obtained], verb: 公示}}\n")
        ),
        [("general/oversight-and-complaints", "reworded", "time_limit")],
    ),
    "reorder": (
        ASSISTANCE,
        replaced(ASSISTANCE, (GENERAL, "    content: [社会救助投诉举报电话, 社会救助信访通讯地址]\n")),
        [("general/oversight-and-complaints", "reordered", "content")],
    ),
    "new law": (
        ASSISTANCE,
        with_guide(
            replaced(GUIDE, ("[subsistence-allowances-opinions,", "[subsistence-allowances-opinions, civil-code,"))
        ),
        [(f"{DIBAO}/service-guide", "basis-added", "basis")],
    ),
    "repealed law": (
        HOUSEHOLDS,
        replaced(HOUSEHOLDS, ("    - adoption-law\n", "    - civil-code\n")),
        [
            ("household-registration/adoption-and-nationality/adoption-registration", "basis-repealed", "basis"),
            ("household-registration/adoption-and-nationality/adoption-registration", "basis-added", "basis"),
        ],
    ),
    "drop": (
        ASSISTANCE,
        with_guide(),
        [(f"{DIBAO}/service-guide", "removed", None)],
    ),
    "supply an unknown": (
        LAND,
        replaced(LAND, (UNKNOWN, UNKNOWN.replace("unknown", "{within: 10wd, of: [formed, changed]}"))),
        [("land-expropriation/implementation/compensation-registration", "supplied", "time_limit")],
    ),
}


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_is_told_as_what_it_is(edit: str, tmp_path: Path) -> None:
    old, new, expected = EDITS[edit]
    assert sorted(changes(compared(tmp_path, old, new)), key=str) == sorted(expected, key=str)
