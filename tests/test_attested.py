"""What a catalogue says of its own certainty after the profiles: counts, notes, remarks and marks follow the cells.

By the front door: profiles on the disk, every format, every language.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import pymupdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapub.build.prepare import prepare
from gapub.model.catalogue import Catalogue
from gapub.model.evidence import CELL_STATES
from gapub.model.fields import CELLS
from gapub.model.text import SEEN_OR_RECALLED
from gapub.render import json as catalogue_json
from in_process import compiled, gapub, remembering
from laws import long_law
from test_cli import items
from test_todo import listed, tasks

pytestmark = pytest.mark.usefixtures("read_once")

COUNTY = 'division: {code: "210283", name: 庄河市}\nlevel: county\n'
CHECKED = 'by: 政务公开办, "on": "2026-11-20", document: 标准指引原文'
AREAS = ("taxation", "compulsory-education")
"""Areas without an unknown cell, so that all of them can be checked; rows, cells, notices and remarks are in doubt in both."""
DOUBTS = re.compile(
    "回忆|凭记忆|补录|待核|非官方|※|recalled|nobody has seen|unofficial|to be checked|not checked|cells to check", re.I
)
DUTY = "taxation/taxpayer-services/tax-calendar"


@cache
def rows(level: str, *areas: str) -> tuple[Any, ...]:
    """The rows of the general catalogue."""
    made = prepare(level, None, areas=areas).catalogue(None)
    return tuple(item for area in made.areas for item in area.items)


def attest(*names: str, cells: str = "") -> str:
    only = f", cells: [{cells}]" if cells else ""
    return "attest:\n" + "".join(f"- {{item: {name}{only}, {CHECKED}}}\n" for name in names)


def everything(level: str = "county") -> str:
    return attest(*(row.id for row in rows(level, *AREAS)))


def by_id(catalogue: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {each["id"]: each for each in items(catalogue)}


# --- nothing is in doubt ---------------------------------------------------------------------------------------------


def words_of(path: Path) -> str:
    """All text of a file; of JSON its values and not its keys, without the status of notices, which nobody attests."""
    data = path.read_bytes()
    if path.suffix == ".pdf":
        with pymupdf.open(stream=data) as document:
            return "\n".join(page.get_text() for page in document)
    if path.suffix in (".xlsx", ".docx"):
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            words = (re.sub("<[^>]+>", "\n", parts.read(name).decode()) for name in parts.namelist())
            return "\n".join(map(_read, unescape("\n".join(words)).splitlines()))
    if path.suffix in (".json", ".jsonl"):
        lines = data.decode().splitlines() if path.suffix == ".jsonl" else [data.decode()]
        return "\n".join(text for line in lines for text in _values(json.loads(line)))
    return data.decode()


def _read(line: str) -> str:
    """A line of a workbook, or the values of what it carries as JSON."""
    return "\n".join(_values(json.loads(line))) if line.startswith('{"') else line


def _values(tree: Any) -> Iterator[str]:
    if isinstance(tree, dict):
        for key, value in tree.items():
            if key != "document":
                yield from _values(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from _values(value)
    elif isinstance(tree, str):
        yield tree


FORMATS = "json,md,html,site,xlsx,docx,csv,jsonl"


@pytest.mark.parametrize("lang", ["zh", "en", "zh-en"])
@pytest.mark.parametrize("formats", [FORMATS, "pdf"])
def test_who_has_attested_everything_reads_of_no_doubt(tmp_path: Path, formats: str, lang: str) -> None:
    for name, profile in (("plain", ""), ("checked", everything())):
        (tmp_path / f"{name}.yaml").write_text(COUNTY + profile, "utf-8")
        only = [word for area in AREAS for word in ("--area", area)]
        options = ["--format", formats, "--lang", lang, "-o", name]
        done = gapub("compile", "county", f"{name}.yaml", *only, *options, cwd=tmp_path)
        assert done.returncode == 0, done.stderr.decode()
    for path in sorted(each for each in (tmp_path / "checked").rglob("*") if each.is_file()):
        assert not DOUBTS.findall(words_of(path)), path
    found = {path.name for path in (tmp_path / "plain").iterdir() if path.is_file() and DOUBTS.search(words_of(path))}
    assert len(found) == (2 if formats == "pdf" else 7), "each file of the plain catalogue tells what is in doubt"


def test_what_attestations_do_not_touch_is_still_said(tmp_path: Path) -> None:
    only = [word for area in AREAS for word in ("--area", area)]
    (tmp_path / "p.yaml").write_text(COUNTY + everything(), "utf-8")
    gapub("compile", "county", "p.yaml", *only, "--format", "md", "--lang", "zh-en", "-o", "out", cwd=tmp_path)
    said = (tmp_path / "out" / "catalogue.md").read_text("utf-8")
    assert "有 2 个领域不能确认事项收录完整" in said
    assert "2 areas may be incomplete" in said
    assert said.count("事项收录：不完整") == 2
    assert "已核对" in said


@pytest.mark.parametrize("lang", ["zh", "en", "zh-en"])
def test_no_page_says_of_a_row_that_it_is_checked_and_to_be_checked(tmp_path: Path, lang: str) -> None:
    """One area is checked, the other is not: each page of an item says one of the two."""
    checked = attest(*(row.id for row in rows("county", "taxation")))
    (tmp_path / "p.yaml").write_text(COUNTY + checked, "utf-8")
    only = [word for area in AREAS for word in ("--area", area)]
    gapub("compile", "county", "p.yaml", *only, "--format", "site", "--lang", lang, "-o", "out", cwd=tmp_path)
    pages = {path: path.read_text("utf-8") for path in (tmp_path / "out/site/items").rglob("*.html")}
    pages = {path: re.sub('(?s)<p class="banner">.*?</p>', "", text) for path, text in pages.items()}  # of the whole
    said = {path: (bool(re.search("已核对|Attested", text)), bool(DOUBTS.search(text))) for path, text in pages.items()}
    assert {each for path, each in said.items() if "taxation" in path.parts} == {(True, False)}
    assert (False, True) in said.values()
    assert (True, True) not in said.values()


# --- the counts ------------------------------------------------------------------------------------------------------


def recount(catalogue: dict[str, Any]) -> dict[str, Any]:
    """The counts anew, from the rows and the words of their cells alone."""
    found = items(catalogue)
    status = Counter(each["evidence"]["status"] for each in found)
    unknown = [
        (each["content"], each["time_limit"]["clauses"], each["channels"]["rule"], each["audience"]["groups"])
        for each in found
    ]
    return {
        "areas": len(catalogue["areas"]),
        "topics": sum(len(area["topics"]) for area in catalogue["areas"]),
        "items": len(found),
        "items_by_status": {**dict.fromkeys(SEEN_OR_RECALLED, 0), **status},
        "cells": 10 * len(found),
        "cells_by_state": dict.fromkeys(CELL_STATES, 0) | Counter(state for each in found for state in states(each)),
        "cells_in_words": 0,  # no time limit of these areas is in words alone
        "cells_recalled": sum(len(each["evidence"]["recalled"]) for each in found),
        "cells_unknown": sum(values.count("unknown") for values in unknown)
        + sum(not each["basis"] for each in found)
        + sum(not each["level_stated"] for each in found),
        "level_open": sum(not each["level_stated"] for each in found),
    }


def states(row: dict[str, Any]) -> list[str]:
    """The state of each cell, from the row as JSON has it alone; no office of these profiles is a guess."""
    evidence = row["evidence"]
    unknown = {
        cell
        for cell, value in (
            ("content", row["content"]),
            ("time_limit", row["time_limit"]["clauses"]),
            ("channels", row["channels"]["rule"]),
            ("audience", row["audience"]["groups"]),
            ("basis", row["basis"] or "unknown"),
            ("levels", row["level_stated"] or "unknown"),
        )
        if value == "unknown"
    }
    law = [cell for each in evidence.get("articles", ()) for cell in each["cells"]]
    lists = {"unknown": unknown, **evidence, "statutory": law}
    order = ("unknown", "recalled", "attested", "local", "unverified", "statutory", "single")
    return [next((key for key in order if cell in lists.get(key, ())), evidence["status"]) for cell in CELLS]


def consistent(evidence: dict[str, Any]) -> bool:
    """No cell stands in two states, and the status says no more than the cells do."""
    recalled, attested, local = (set(evidence.get(key, ())) for key in ("recalled", "attested", "local"))
    settled = attested | local == set(CELLS)
    return (
        not (recalled & attested or recalled & local or attested & local)
        and (evidence["status"] == "attested") == (settled and bool(attested))
        and (evidence["status"] != "partly-attested" or bool(attested))
        and (evidence["status"] != "recalled" or not attested)
    )


def written(made: Catalogue) -> dict[str, Any]:
    (data,) = catalogue_json.files(made, {}).values()
    tree: dict[str, Any] = json.loads(data)
    return tree


LAW_AREAS = ("taxation", "health", "social-assistance")
"""With recalled rows, unknown levels and unknown contents."""


@long_law
@given(st.data())
def test_the_counts_are_those_of_the_rows(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    level = data.draw(st.sampled_from(["county", "township"]))
    names = [row.id for row in rows(level, *LAW_AREAS)]
    chosen = data.draw(st.lists(st.tuples(st.sampled_from(names), st.sets(st.sampled_from(CELLS))), max_size=20))
    lines = [attest(name, cells=", ".join(sorted(cells)))[len("attest:\n") :] for name, cells in chosen]
    whole = data.draw(st.sets(st.sampled_from(LAW_AREAS)))
    lines += [attest(name)[len("attest:\n") :] for name in names if name.partition("/")[0] in whole]
    path = tmp_path_factory.mktemp("law") / "p.yaml"
    path.write_text(COUNTY + ("attest:\n" + "".join(lines) if lines else ""), "utf-8")
    with remembering():
        prepared = prepare(level, path, areas=LAW_AREAS)
        tree = written(prepared.catalogue(prepared.profile))
    assert tree["counts"] == recount(tree)
    assert all(consistent(each["evidence"]) for each in items(tree))
    for area in tree["areas"]:
        checked = all(
            {*row["evidence"]["recalled"]} == set() and row["evidence"]["status"] in ("attested", "partly-attested")
            for topic in area["topics"]
            for row in topic["items"]
        )
        assert area["remarks"] or area["id"] in whole or checked


@pytest.mark.parametrize("level", ["county", "township", "village"])
def test_the_counts_of_every_level_are_those_of_the_rows(tmp_path: Path, level: str) -> None:
    (tmp_path / "p.yaml").write_text(COUNTY + attest(*(row.id for row in rows(level))), "utf-8")
    tree = compiled(tmp_path, level, "p.yaml")
    assert tree["counts"] == recount(tree)
    assert all(consistent(each["evidence"]) for each in items(tree))
    assert tree["counts"]["cells_recalled"] == 0
    assert not tree["counts"]["items_by_status"]["recalled"]
    assert not any(area["remarks"] for area in tree["areas"] if area["topics"])


def test_several_divisions_share_what_their_file_attests(tmp_path: Path) -> None:
    divisions = (
        'divisions:\n- {code: "210283101", name: 青堆镇}\n- {code: "210283102", name: 徐岭镇}\nlevel: township\n'
    )
    names = [row.id for row in rows("township", "social-assistance")]
    (tmp_path / "p.yaml").write_text(divisions + attest(*names[1:]), "utf-8")
    done = gapub("compile", "township", "p.yaml", "--area", "social-assistance", "--format", "json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    for code in ("210283101", "210283102"):
        tree = json.loads((tmp_path / "dist/township" / code / "catalogue.json").read_bytes())
        assert tree["counts"] == recount(tree)
        assert tree["counts"]["items_by_status"]["attested"] == len(names) - 1
        assert tree["areas"][0]["remarks"], "one row is still to be checked"


# --- the state of a cell ---------------------------------------------------------------------------------------------

PROVINCE = 'division: {code: "21", name: 辽宁省}\nlevel: province\n'
BELOW = "extends: province.yaml\n" + COUNTY


def row_of(folder: Path, province: str, county: str, name: str, *options: str) -> dict[str, Any]:
    (folder / "province.yaml").write_text(PROVINCE + province, "utf-8")
    (folder / "county.yaml").write_text(BELOW + county, "utf-8")
    area = name.partition("/")[0]
    return by_id(compiled(folder, "county", "county.yaml", "--area", area, *options))[name]


def limit(span: str) -> str:
    return f"tighten:\n- {{item: {DUTY}, time_limit: {{within: {span}, of: [formed, changed]}}}}\n"


@pytest.mark.parametrize(
    ("province", "county", "state"),
    [
        ("", "", "recalled"),
        (attest(DUTY), "", "attested"),
        ("", attest(DUTY, cells="time_limit"), "attested"),
        (attest(DUTY), limit("30wd"), "recalled"),  # what is weaker than what was checked has not been checked
        ("", limit("30wd") + attest(DUTY), "recalled"),
        (attest(DUTY), limit("5wd"), "attested"),
        ("", limit("5wd"), "local"),
        (limit("5wd"), "", "local"),
        ("", attest(DUTY).replace(", by:", ", cells: {time_limit: aaaaaaaa}, by:"), "recalled"),  # lapsed
    ],
)
def test_a_cell_is_in_the_state_that_the_chain_leaves(tmp_path: Path, province: str, county: str, state: str) -> None:
    found = row_of(tmp_path, province, county, DUTY, "--allow-weaker")
    assert consistent(found["evidence"])
    assert [key for key in ("recalled", "attested", "local") if "time_limit" in found["evidence"].get(key, ())] == [
        state
    ]
    noted = any(each["kind"] == "attested" and each["cell"] == "time_limit" for each in found["trace"])
    assert noted == (state == "attested")
    explained = gapub("explain", DUTY, "--profile", "county.yaml", "--format", "json", cwd=tmp_path)
    (field,) = (each for each in json.loads(explained.stdout)["fields"] if each["field"] == "time_limit")
    assert field["state"] == state
    listed_rows = {each[1]: each[2] for each in tasks(listed(tmp_path / "county.yaml"), "checks")}
    assert any(word in listed_rows.get(found["number"], "") for word in ("公开时限", "整行")) == (state == "recalled")
