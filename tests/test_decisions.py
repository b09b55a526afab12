"""The decisions of the year: the file, its findings, and the annex in every format and language."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pymupdf
import pytest

from gapub.cli.schema import schema_of
from in_process import gapub

LIST = (Path(__file__).parent / "data" / "decisions" / "decisions.yaml").read_text("utf-8")
CALL = "https://county.example/call?id=1&p=2"
COUNTY = 'division: {code: "330108", name: 滨江区}\nlevel: county\nbaseline: national-current\nexample: true\n'
TOWNS = """\
extends: profile.yaml
divisions:
- {code: "330108001", name: 西兴街道}
- {code: "330108002", name: 长河街道}
level: township
example: true
"""


def written(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    return folder


def compiled(folder: Path, *arguments: str, profile: str = "profile.yaml", level: str = "county") -> Path:
    done = gapub("compile", level, profile, "--area", "taxation", "-o", "out", *arguments, cwd=folder)
    assert done.returncode == 0, done.stderr.decode()
    return folder / "out"


def codes(folder: Path, *arguments: str) -> list[tuple[str, str, int]]:
    """Code, file and line of what `validate` finds besides what a bare profile lacks."""
    done = gapub("validate", *arguments, "--format", "json", cwd=folder)
    found = json.loads(done.stdout)["findings"]
    placed = [(each["code"], each["place"]["file"], each["place"]["line"]) for each in found]
    return [
        each for each in placed if each[0] not in ("cover-missing", "role-unbound", "division-open", "missing-areas")
    ]


# --- the file ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("was", "now", "code", "line"),
    [
        ("year: 2026", "year: 26", "shape-pattern", 3),
        ("planned: 2026-Q2", "planned: 2026-Q5", "shape-pattern", 9),
        ("https://county.example/call/2", "javascript:alert(1)", "shape-pattern", 18),
        ('from: "2026-04-01"', 'from: "2026-05-07"', "decision-period", 11),
        ("城市更新年度计划", "养老服务设施专项规划", "duplicate-id", 20),
        ("  unit: 县住房和城乡建设局\n", "", "shape-missing-field", 20),
        ('planned: "2026-11"', 'planed: "2026-11"', "shape-unknown-field", 17),
    ],
)
def test_what_is_wrong_stops_validate_and_compile(was: str, now: str, code: str, line: int, tmp_path: Path) -> None:
    written(tmp_path, {"profile.yaml": COUNTY, "decisions.yaml": LIST.replace(was, now)})
    for asked in ("decisions.yaml", "profile.yaml"):
        assert (code, "decisions.yaml", line) in codes(tmp_path, asked)
    done = gapub("compile", "county", "profile.yaml", "--area", "taxation", cwd=tmp_path)
    assert done.returncode == 2
    assert f"decisions.yaml:{line}:" in done.stderr.decode()
    assert f"[{code}]" in done.stderr.decode()
    assert not (tmp_path / "dist").exists()


def test_feedback_is_asked_for_on_a_day_alone(tmp_path: Path) -> None:
    written(tmp_path, {"profile.yaml": COUNTY, "decisions.yaml": LIST})
    assert codes(tmp_path, "decisions.yaml") == []
    assert codes(tmp_path, "decisions.yaml", "--as-of", "2026-11-30") == []
    after = codes(tmp_path, "decisions.yaml", "--as-of", "2026-12-01")
    assert after == [("decision-without-feedback", "decisions.yaml", 18)]


def test_it_is_laid_out_by_fmt_and_has_a_schema(tmp_path: Path) -> None:
    written(tmp_path, {"decisions.yaml": LIST.replace("  unit: 县住房", "  unit:   县住房")})
    assert gapub("fmt", "decisions.yaml", cwd=tmp_path).returncode == 0
    assert (tmp_path / "decisions.yaml").read_text("utf-8") == LIST
    assert "decisions" in schema_of("decisions")["properties"]


# --- whose it is -------------------------------------------------------------------------------------------------------


def decisions_of(path: Path) -> Any:
    return json.loads(path.read_bytes()).get("decisions")


def test_each_division_has_a_list_of_its_own(tmp_path: Path) -> None:
    own = LIST.replace("城市更新年度计划", "社区食堂")
    written(
        tmp_path,
        {"profile.yaml": COUNTY, "towns.yaml": TOWNS, "decisions.yaml": LIST, "decisions.330108002.yaml": own},
    )
    out = compiled(tmp_path, "--format", "json", profile="towns.yaml", level="township")
    assert decisions_of(out / "330108001" / "catalogue.json") is None
    assert decisions_of(out / "330108002" / "catalogue.json")["of"][2]["title"]["zh"] == "社区食堂"
    inputs = json.loads((out / "330108002" / "catalogue.json").read_bytes())["inputs"]
    assert [each["path"] for each in inputs if "decisions" in each["path"]] == ["decisions.330108002.yaml"]


def test_a_list_is_printed_at_the_level_of_its_profile_alone(tmp_path: Path) -> None:
    written(tmp_path, {"profile.yaml": COUNTY, "decisions.yaml": LIST})
    assert decisions_of(compiled(tmp_path, "--format", "json") / "catalogue.json")["year"] == 2026
    below = compiled(tmp_path, "--format", "json", "--overwrite", level="township")
    assert decisions_of(below / "catalogue.json") is None


def test_a_list_of_nobody_is_refused(tmp_path: Path) -> None:
    towns = TOWNS.replace("extends: profile.yaml\n", "")
    written(tmp_path, {"towns.yaml": towns, "decisions.yaml": LIST})
    assert ("decisions-of-whom", "decisions.yaml", 1) in codes(tmp_path, "towns.yaml")
    done = gapub("compile", "township", "towns.yaml", cwd=tmp_path)
    assert done.returncode == 2
    assert "decisions.330108001.yaml" in done.stderr.decode()


@pytest.mark.parametrize(("key", "told"), [("330801", True), ("330108", False), ("330108002", False)])
def test_a_list_with_a_mistyped_code_is_told(key: str, told: bool, tmp_path: Path) -> None:
    written(tmp_path, {"profile.yaml": COUNTY, "towns.yaml": TOWNS, f"decisions.{key}.yaml": LIST})
    assert (("decision-list-unused", f"decisions.{key}.yaml", 1) in codes(tmp_path, ".")) == told
    assert "decision-list-unused" not in str(codes(tmp_path, f"decisions.{key}.yaml"))  # nobody was asked whose it is


# --- the annex ---------------------------------------------------------------------------------------------------------

FORMATS = "html,site,md,csv,xlsx,docx,pdf"


@pytest.mark.parametrize("lang", ["zh", "en", "zh-en"])
def test_every_format_has_the_annex_and_its_links(lang: str, tmp_path: Path) -> None:
    written(tmp_path, {"profile.yaml": COUNTY, "decisions.yaml": LIST})
    out = compiled(tmp_path, "--format", FORMATS, "--lang", lang)
    title = {"zh": "养老服务设施专项规划", "en": "Plan for elderly-care facilities"}[lang[:2]]
    for page in ("index.html", "site/index.html"):
        html = (out / page).read_text("utf-8")
        assert f'href="{CALL.replace("&", "&amp;")}"' in html
        assert title in html
        assert "<b>*公共" not in html
        assert "&lt;b&gt;*公共停车场*&lt;/b&gt;" in html
    md = (out / "catalogue.md").read_text("utf-8")
    assert f"(<{CALL.replace('&', '&amp;')}>)" in md
    assert r"\<b\>\*公共停车场\*\</b\>" in md
    rows = list(csv.reader(io.StringIO((out / "participation.csv").read_bytes().decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == ["1", "2", "3"]
    assert rows[1][6] == CALL
    assert rows[2][1].startswith("'=HYPERLINK")
    sheet = openpyxl.load_workbook(out / "catalogue.xlsx").worksheets[-2]
    cells = [[cell for cell in row if cell.value is not None] for row in sheet.iter_rows()]
    links = {
        cell.value: cell.hyperlink.target for row in cells for cell in row if cell.hyperlink and cell.hyperlink.target
    }
    assert links[CALL] == CALL
    assert all(cell.data_type == "s" for row in cells for cell in row)
    with zipfile.ZipFile(out / "catalogue.docx") as parts:
        assert CALL.replace("&", "&amp;") in parts.read("word/_rels/document.xml.rels").decode()
        assert title in parts.read("word/document.xml").decode()
    with pymupdf.open(out / "catalogue.pdf") as pdf:
        uris = {link.get("uri") for page in pdf for link in page.get_links()}
        text = re.sub(r"\s", "", "".join(page.get_text() for page in pdf))
    assert CALL in uris
    assert title.replace(" ", "") in text


def test_without_a_list_no_byte_is_another(tmp_path: Path) -> None:
    written(tmp_path, {"profile.yaml": COUNTY})
    out = compiled(tmp_path, "--format", "html,csv,xlsx,json")
    assert not (out / "participation.csv").exists()
    assert "_participation" not in (out / "index.html").read_text("utf-8")
    assert "decisions" not in json.loads((out / "catalogue.json").read_bytes())


# --- what reads it -----------------------------------------------------------------------------------------------------


def test_diff_tells_what_changed_and_the_other_way_round(tmp_path: Path) -> None:
    news = LIST.replace('planned: "2026-11"', "planned: 2026-H2").replace("城市更新年度计划", "城市更新计划")
    written(tmp_path, {"profile.yaml": COUNTY, "decisions.yaml": LIST})
    old = compiled(tmp_path, "--format", "json").rename(tmp_path / "old") / "catalogue.json"
    jsonschema.validate(json.loads(old.read_bytes()), schema_of("catalogue"))
    written(tmp_path, {"decisions.yaml": news})
    new = compiled(tmp_path, "--format", "json") / "catalogue.json"

    def counts(one: Path, other: Path) -> tuple[dict[str, int], list[Any]]:
        told = json.loads(gapub("diff", one, other, "--format", "json", cwd=tmp_path).stdout)
        jsonschema.validate(told, schema_of("diff"))
        return told["counts"], [change["now"] for area in told["areas"] for change in area["changes"] if change["now"]]

    both = {"decision-added": 1, "decision-removed": 1, "decision-changed": 1}
    assert counts(old, new) == (both, [[{"zh": "拟决策时间：2026年下半年", "en": "Planned for: second half of 2026"}]])
    assert counts(new, old) == (both, [[{"zh": "拟决策时间：2026年11月", "en": "Planned for: November 2026"}]])
    assert counts(old, old) == ({}, [])


def test_diff_of_projects_sees_the_list_beside_a_profile(tmp_path: Path) -> None:
    for side, text in (("a", LIST), ("b", LIST.replace("县民政局", "县养老服务中心"))):
        folder = tmp_path / side / "catalogues" / "county"
        folder.mkdir(parents=True)
        written(folder, {"profile.yaml": COUNTY, "decisions.yaml": text})
    done = gapub("diff", "a", "b", "--profiles", "catalogues", "--format", "json", cwd=tmp_path)
    if b"no-guideline" not in done.stderr:
        (profile,) = json.loads(done.stdout)["profiles"]
        assert profile["counts"] == {"decision-changed": 1}


def test_todo_lists_what_is_not_yet_published(tmp_path: Path) -> None:
    written(tmp_path, {"profile.yaml": COUNTY, "decisions.yaml": LIST})
    said = gapub("todo", "profile.yaml", "--format", "md", cwd=tmp_path).stdout.decode()
    assert "城市更新年度计划" in said
    assert "养老服务设施专项规划" not in said
