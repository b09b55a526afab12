"""`gapub diff --profiles`: what changes in profiles make of the rows of their catalogues, each told once."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from gapub.cli.schema import schema_of
from gapub.diagnostics.text import Language
from gapub.diff import format_of
from gapub.diff.comparison import Side, diff
from gapub.diff.kinds import KINDS
from gapub.diff.profiles import Tailored, compared
from gapub.diff.report import Report, report, with_profiles
from gapub.sources.library import open_library
from in_process import gapub, remembering
from pairs import OVERLAY, PIER, SITUATIONS, WHARF
from test_cli import ROOT

PROVINCE, CITY, COUNTY = (f"liaoning/{name}profile.yaml" for name in ("", "dalian/", "dalian/zhuanghe/"))
TOWNS = "liaoning/dalian/zhuanghe/townships.yaml"
LICENCES = "food-drug-supervision/approval/food-licence-data"


def git(folder: Path, *args: str) -> None:
    names = ("-c", "user.name=x", "-c", "user.email=x@example.org")
    subprocess.run(["git", *names, *args], cwd=folder, check=True, capture_output=True)


def edit(file: Path, was: str, now: str) -> None:
    text = file.read_text("utf-8")
    assert text.count(was) == 1, was
    file.write_text(text.replace(was, now), "utf-8")


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with a chain of profiles in its commit, and in its work tree that chain edited."""
    folder = tmp_path_factory.mktemp("profiles")
    shutil.copytree(ROOT / "catalogues" / "liaoning", folder / "catalogues" / "liaoning")
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "one")
    catalogues = folder / "catalogues"
    edit(catalogues / PROVINCE, "within: 10wd", "within: 12wd")
    edit(catalogues / COUNTY, "civil-affairs: 庄河市民政局", "civil-affairs: 庄河市民政和社会工作局")
    shutil.copytree(ROOT / "catalogues" / "zhejiang", catalogues / "zhejiang")
    return folder


def told(places: Path, *args: str) -> dict[str, Any]:
    done = gapub("diff", *args, "--profiles", "catalogues", "--level", "county", "--format", "json", cwd=places)
    assert done.returncode == 0, done.stderr.decode()
    found: dict[str, Any] = json.loads(done.stdout)
    jsonschema.validate(found, schema_of("diff"))
    return found


def kinds(found: dict[str, Any]) -> dict[str, dict[str, int]]:
    return {each["profile"]: each["counts"] for each in found["profiles"] if each["state"] == "changed"}


def test_each_profile_has_the_rows_that_it_changes_itself(places: Path) -> None:
    found = told(places, "git:HEAD", ".")
    assert (found["areas"], found["registry"], found["counts"]) == ([], [], {})
    assert found["sentence"]["en"].startswith("profiles changed: ")
    province, county = (each for each in found["profiles"] if each["state"] == "changed")
    assert (province["profile"], province["below"]) == (PROVINCE, [CITY, TOWNS])
    ((row,),) = (area["rows"] for area in province["areas"])
    assert row["new"] == [LICENCES]
    assert [each["kind"] for each in row["changes"]] == ["relaxed"]
    assert province["registry"] == []
    assert (county["profile"], county["below"], county["areas"]) == (COUNTY, [TOWNS], [])
    (entry,) = county["registry"]
    assert (entry["table"], entry["id"], entry["title"]["zh"]) == (
        "bodies",
        "civil-affairs",
        "庄河市民政局 → 庄河市民政和社会工作局",
    )
    assert len(entry["rows"]) == 22
    assert {each["state"] for each in found["profiles"] if each["profile"].startswith("zhejiang")} == {"added"}


def test_the_other_way_round_is_the_mirror(places: Path) -> None:
    forth, back = kinds(told(places, "git:HEAD", ".")), kinds(told(places, ".", "git:HEAD"))
    mirrored = {name: {KINDS[kind].mirror: n for kind, n in counts.items()} for name, counts in forth.items()}
    assert mirrored == back


def test_nothing_differs_from_itself(places: Path) -> None:
    done = gapub("diff", "git:HEAD", "git:HEAD", "--profiles", "catalogues", "--exit-code", cwd=places)
    assert done.returncode == 0, done.stderr.decode()
    assert "没有差别" in done.stdout.decode()


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("--exit-code",), 1),
        (("--fail-on", "relaxed"), 1),
        (("--fail-on", "tightened"), 0),
        (("--fail-on", "registry-changed"), 1),
    ],
)
def test_exit_codes_hold_for_profiles(args: tuple[str, ...], code: int, places: Path) -> None:
    done = gapub("diff", "git:HEAD", ".", "--profiles", "catalogues", "--level", "county", *args, cwd=places)
    assert done.returncode == code, done.stderr.decode()


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("national-2019", "national-current", "--profiles", "catalogues"), "profiles-of-sides"),
        (("git:HEAD", ".", "--profiles", "nowhere"), "no-profiles"),
        (("git:nothing", ".", "--profiles", "catalogues"), "git-revision"),
    ],
)
def test_what_cannot_be_compared_is_refused(args: tuple[str, ...], code: str, places: Path) -> None:
    done = gapub("diff", *args, cwd=places)
    assert done.returncode == 2
    assert f"[{code}]" in done.stderr.decode()


@pytest.fixture(scope="module")
def whole(places: Path) -> Report:
    """The report of both sides, made once for all formats."""
    library = open_library(None)
    side = Side("x", (), library.registry)
    with pytest.MonkeyPatch.context() as patch, remembering():
        patch.chdir(places)
        profiles: list[Tailored] = compared("git:HEAD", ".", Path("catalogues"), level="county")
    return with_profiles(report(diff(side, side)), profiles)


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
@pytest.mark.parametrize("form", ["text", "md", "html"])
def test_every_format_names_the_profile_its_rows_and_those_below(form: str, lang: Language, whole: Report) -> None:
    text = re.sub(r"\\|</?(?:ins|del)>", "", format_of(form).make(whole, lang, (), False))
    for part in (PROVINCE, COUNTY, TOWNS, LICENCES, "bodies/civil-affairs", "庄河市民政和社会工作局"):
        assert part in text
    for zh, en in (
        ("公开时限放宽", "time limit relaxed"),
        ("新增配置文件", "profile added"),
        ("下级配置文件", "profiles that extend it"),
    ):
        assert (zh in text) == (lang != "en")
        assert (en in text) == (lang != "zh")
    short = format_of(form).make(whole, lang, (), True).replace("\\", "")
    assert PROVINCE in short
    assert LICENCES not in short


def test_a_new_row_is_told_under_the_profile_only_if_it_refines_it(tmp_path: Path) -> None:
    """What a baseline of the profile's own gains is told with the guidelines; of two new rows, one is tightened at once."""
    made = SITUATIONS["own overlay"]
    sides = {"old": made.before(), "new": {**made.after(), "guidelines/customs/2021.yaml": f"{OVERLAY}{PIER}"}}
    for side, files in sides.items():
        for name, text in files.items():
            (tmp_path / side / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / side / name).write_text(text, "utf-8")
    found = told(tmp_path, "old", "new")
    assert {row["new"][0] for area in found["areas"] for row in area["rows"]} == {WHARF, "customs/use/pier"}
    (profile,) = found["profiles"]
    assert [
        (row["new"], [each["kind"] for each in row["changes"]]) for area in profile["areas"] for row in area["rows"]
    ] == [([WHARF], ["added"])]
    assert not any(area["changes"] for area in profile["areas"])


@pytest.mark.parametrize("form", ["text", "md", "html"])
def test_a_profile_in_conflict_is_said_to_be_so(tmp_path: Path, form: str) -> None:
    made = SITUATIONS["conflict"]
    for side, files in {"old": made.before(), "new": made.after()}.items():
        for name, text in files.items():
            (tmp_path / side / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / side / name).write_text(text, "utf-8")
    said = gapub("diff", "old", "new", "--profiles", "catalogues", "--format", form, "--exit-code", cwd=tmp_path)
    assert said.returncode == 1
    assert "升级冲突" in said.stdout.decode()
    assert "没有变化" not in said.stdout.decode()
