"""Files that gapub 0.1.0 wrote or read: they stay valid and mean the same; and the second format of `catalogue.json`."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from in_process import gapub
from store import ROOT

EARLIER = ROOT / "tests" / "data" / "written-by-0.1.0"
ZHUANGHE = "catalogues/liaoning/dalian/zhuanghe"
AREA = ("--area", "household-registration")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The profiles of 0.1.0, what they are compiled into now (`now`), and what 0.1.0 compiled of them (`then`)."""
    folder = tmp_path_factory.mktemp("earlier")
    shutil.copytree(EARLIER / "liaoning", folder / "catalogues" / "liaoning")
    shutil.copytree(EARLIER / "catalogue", folder / "then")
    done = gapub("compile", "county", ZHUANGHE, *AREA, "--format", "json,csv", "-o", "now", cwd=folder)
    assert done.returncode == 0, done.stderr.decode()
    return folder


def test_a_profile_of_0_1_0_is_valid(project: Path) -> None:
    done = gapub("validate", "catalogues", cwd=project)
    assert done.returncode == 0, done.stdout.decode()


def test_a_profile_of_0_1_0_means_the_same(project: Path) -> None:
    """Every field of a row that 0.1.0 knew has the value that 0.1.0 gave it, but for lines of files that have grown since."""
    then, now = (
        [_without_lines(row) for row in _rows(json.loads((project / each / "catalogue.json").read_bytes()))]
        for each in ("then", "now")
    )
    assert _like(then, now) == then


def test_catalogues_of_both_formats_are_compared(project: Path) -> None:
    done = gapub("diff", "then/catalogue.json", "now/catalogue.json", "--exit-code", cwd=project)
    assert done.returncode == 0, done.stdout.decode()


def test_a_folder_of_0_1_0_is_verified_and_published_anew(project: Path, tmp_path: Path) -> None:
    verified = gapub("verify", "then", cwd=project)
    assert b"catalogue.csv" not in verified.stdout + verified.stderr
    shutil.copytree(project / "then", tmp_path / "out")
    shutil.copytree(project / "catalogues", tmp_path / "catalogues")
    since = project / "then" / "catalogue.json"
    done = gapub(
        "compile", "county", ZHUANGHE, *AREA, "--since", since, "--format", "site,csv", "-o", "out", cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr.decode()
    assert json.loads((tmp_path / "out" / "catalogue.json").read_bytes())["format"] == "gapub-catalogue/2"


def test_the_schema_takes_both_formats(project: Path) -> None:
    schema = json.loads(gapub("schema", "catalogue", cwd=ROOT).stdout)
    for each in ("then", "now"):
        jsonschema.validate(json.loads((project / each / "catalogue.json").read_bytes()), schema)


# --- the second format -------------------------------------------------------------------------------------------------


def test_fields_of_a_later_version_are_passed_over(project: Path, tmp_path: Path) -> None:
    tree = json.loads((project / "now" / "catalogue.json").read_bytes())
    for each in list(_objects(tree)):
        if not {"within", "corroborated"} & set(each):  # a clause, and a table of counts, have no fields of this kind
            each["later"] = {"by": "a version to come"}
    (tmp_path / "later.json").write_text(json.dumps(tree), "utf-8")
    done = gapub("diff", "later.json", project / "now" / "catalogue.json", "--exit-code", cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('"gapub-catalogue/2"', '"gapub-catalogue/3"', "$.format"),
        ('"within": "20wd"', '"within": "20wd", "later": 1', "clauses"),
    ],
)
def test_what_would_be_read_wrongly_is_refused(old: str, new: str, place: str, project: Path, tmp_path: Path) -> None:
    """Another format, and a condition that gapub does not know on a duty."""
    text = (project / "now" / "catalogue.json").read_text("utf-8")
    assert old in text
    (tmp_path / "a.json").write_text(text.replace(old, new), "utf-8")
    done = gapub("diff", "a.json", project / "now" / "catalogue.json", cwd=tmp_path)
    assert (done.returncode, b"[catalogue-form]" in done.stderr) == (2, True)
    assert place in done.stderr.decode()


def _rows(tree: Any) -> Iterator[dict[str, Any]]:
    return (row for area in tree["areas"] for topic in area["topics"] for row in topic["items"])


def _without_lines(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key not in ("origin", "trace")}


def _like(then: Any, now: Any) -> Any:
    """What is now, without the fields that nobody knew then."""
    if isinstance(then, dict) and isinstance(now, dict):
        return {key: _like(then[key], each) for key, each in now.items() if key in then}
    if isinstance(then, list) and isinstance(now, list) and len(then) == len(now):
        return [_like(*pair) for pair in zip(then, now, strict=True)]
    return now


def _objects(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        yield tree
    for each in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        yield from _objects(each)
