"""What a person wrote or changed is never lost: `compile`, `diff -o`, `todo -o`, and how `verify` sees a folder."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gapub.diagnostics.text import safe
from gapub.output import MANIFEST, OF_SEVERAL
from in_process import gapub
from store import PROFILES, ROOT

SOURCE = ROOT / "src"

SMALL = ("--area", "taxation", "--format", "json,md,csv")
TOWNS = """\
divisions:
- {code: "210283101", name: 城关街道}
- {code: "210283102", name: 新华街道}
level: township
"""
posix = pytest.mark.skipif(os.name == "nt", reason="links as POSIX has them")


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def compile_(folder: Path, *args: str | Path, code: int = 0, level: str = "county") -> str:
    done = gapub("compile", level, *args, "-o", "out", cwd=folder)
    assert done.returncode == code, done.stderr.decode()
    assert not (folder / ".out.gapub").exists()
    return done.stderr.decode()


def verified(folder: Path, *args: str, code: int = 0, where: str = "out") -> Any:
    done = gapub("verify", where, "--format", "json", *args, cwd=folder)
    assert done.returncode == code, done.stderr.decode()
    return json.loads(done.stdout) if code != 2 else done.stderr.decode()


def found(folder: Path, *args: str, code: int = 1) -> list[tuple[str, str]]:
    return [(each["kind"], each["name"]) for each in verified(folder, *args, code=code)["found"]]


@pytest.fixture
def made(tmp_path: Path) -> Path:
    compile_(tmp_path, *SMALL)
    return tmp_path


def edit(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"x")


def retitle(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace("标准目录".encode(), "目录".encode()))


EDITS: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "edited": ("catalogue.md", edit, "output-edited"),
    "emptied": ("catalogue.md", lambda path: path.write_bytes(b""), "output-edited"),
    "the manifest was edited": (MANIFEST, retitle, "output-edited"),
    "the manifest is damaged": (MANIFEST, lambda path: path.write_bytes(b"{"), "output-edited"),
    "the manifest was laid out anew": (
        MANIFEST,
        lambda path: path.write_text(json.dumps(json.loads(path.read_bytes())), "utf-8"),
        "output-edited",
    ),
    "a foreign file": ("catalogue.jsonl", lambda path: path.write_bytes(b"own"), "output-foreign"),
}


@pytest.mark.parametrize(("name", "change", "code"), EDITS.values(), ids=EDITS)
def test_what_a_person_changed_is_refused_by_name_and_nothing_is_written(
    made: Path, name: str, change: Callable[[Path], object], code: str
) -> None:
    change(made / "out" / name)
    before = contents(made / "out")
    said = compile_(made, "--area", "taxation", "--format", "json,md,csv,jsonl", code=2)
    assert f"[{code}]" in said
    assert name in said
    assert "--overwrite" in said
    assert "--backup" in said
    assert contents(made / "out") == before


@pytest.mark.parametrize(("name", "change", "code"), EDITS.values(), ids=EDITS)
def test_both_ways_out(made: Path, name: str, change: Callable[[Path], object], code: str) -> None:
    options = ("--area", "taxation", "--format", "json,md,csv,jsonl")
    change(made / "out" / name)
    own = (made / "out" / name).read_bytes()
    shutil.copytree(made / "out", made / "again")
    compile_(made, *options, "--overwrite")
    new = contents(made / "out")
    assert verified(made)["complete"], code
    shutil.rmtree(made / "out")
    (made / "again").rename(made / "out")
    (made / "out" / f"{name}.bak").write_bytes(b"an older backup")
    assert f"{name}.bak1" in compile_(made, *options, "--backup")
    assert {key: data for key, data in contents(made / "out").items() if ".bak" not in key} == new
    assert (made / "out" / f"{name}.bak").read_bytes() == b"an older backup"
    assert (made / "out" / f"{name}.bak1").read_bytes() == own


def test_an_unchanged_run_touches_nothing_and_says_no_more_than_the_first(made: Path) -> None:
    for path in (made / "out").iterdir():
        os.utime(path, (1_000_000_000, 1_000_000_000))
    said = compile_(made, *SMALL)
    assert {path.stat().st_mtime for path in (made / "out").iterdir()} == {1_000_000_000}
    assert said == compile_(made, *SMALL)


def test_a_format_that_is_left_out_is_removed_and_told_unless_it_was_edited(made: Path) -> None:
    edit(made / "out/catalogue.md")
    said = compile_(made, "--area", "taxation", "--format", "json")
    assert "catalogue.csv" in said
    assert "[output-kept]" in said
    assert set(contents(made / "out")) == {MANIFEST, "catalogue.md"}
    assert found(made) == [("foreign", "catalogue.md")]
    assert found(made, "--allow-foreign", code=0) == []


def test_pages_of_a_site_that_were_edited_are_refused_or_kept(tmp_path: Path) -> None:
    compile_(tmp_path, "--area", "taxation", "--format", "site")
    page = "site/areas/taxation.html"
    edit(tmp_path / "out" / page)
    assert page in compile_(tmp_path, "--area", "taxation", "--format", "site", code=2)
    compile_(tmp_path, "--area", "social-insurance", "--format", "site")
    left = {name for name in contents(tmp_path / "out") if "taxation" in name}
    assert left == {page}
    assert found(tmp_path) == [("foreign", page)]


def towns(folder: Path, text: str = TOWNS) -> Path:
    (folder / "towns.yaml").write_text(text, "utf-8")
    return folder / "towns.yaml"


def test_the_folders_of_several_divisions_are_one_publication(tmp_path: Path) -> None:
    profile = towns(tmp_path)
    args = (profile, "--area", "taxation", "--format", "html")
    compile_(tmp_path, *args, level="township")
    out = tmp_path / "out"
    assert verified(tmp_path)["catalogues"] == ["210283101/catalogue.json", "210283102/catalogue.json"]
    edit(out / "210283102/index.html")
    before = contents(out)
    assert "210283102/index.html" in compile_(tmp_path, *args, code=2, level="township")
    assert contents(out) == before, "nor was the other division's written"
    towns(tmp_path, TOWNS.replace('- {code: "210283102", name: 新华街道}\n', '- {code: "210283103", name: 兴达街道}\n'))
    said = compile_(tmp_path, *args, level="township")
    assert "210283102/catalogue.json" in said
    assert {name for name in contents(out) if name.startswith("210283102/")} == {"210283102/index.html"}
    assert found(tmp_path) == [("foreign", "210283102/index.html")]


@pytest.mark.parametrize("name", ["index.html", OF_SEVERAL, "210283101/index.html"])
def test_every_file_of_several_divisions_is_guarded(tmp_path: Path, name: str) -> None:
    args = (towns(tmp_path), "--area", "taxation", "--format", "html")
    compile_(tmp_path, *args, level="township")
    edit(tmp_path / "out" / name)
    assert ("edited", name) in found(tmp_path)
    assert name in compile_(tmp_path, *args, code=2, level="township")


@pytest.mark.parametrize(
    "command",
    [
        ("diff", "taxation@2019", "taxation@2019", "-o", "report"),
        ("todo", str(PROFILES / "liaoning/dalian/zhuanghe"), "--format", "xlsx", "-o", "report"),
    ],
    ids=["diff", "todo"],
)
def test_a_report_replaces_no_other_file_unasked(tmp_path: Path, command: tuple[str, ...]) -> None:
    report = tmp_path / "report"
    assert gapub(*command, cwd=tmp_path).returncode == 0
    made = report.read_bytes()
    assert gapub(*command, cwd=tmp_path).returncode == 0, "equal bytes are no loss"
    report.write_bytes(b"ticked off")
    refused = gapub(*command, cwd=tmp_path)
    assert refused.returncode == 2
    assert b"output-exists" in refused.stderr
    assert contents(tmp_path) == {"report": b"ticked off"}
    assert gapub(*command, "--backup", cwd=tmp_path).returncode == 0
    assert contents(tmp_path) == {"report": made, "report.bak": b"ticked off"}
    report.write_bytes(b"ticked off again")
    assert gapub(*command, "--overwrite", cwd=tmp_path).returncode == 0
    assert contents(tmp_path) == {"report": made, "report.bak": b"ticked off"}


# --- verify ----------------------------------------------------------------------------------------------------------


VERDICTS: dict[str, tuple[Callable[[Path], object], list[tuple[str, str]]]] = {
    "edited": (lambda out: edit(out / "catalogue.md"), [("edited", "catalogue.md")]),
    "missing": (lambda out: (out / "catalogue.md").unlink(), [("missing", "catalogue.md")]),
    "foreign": (lambda out: (out / "own.docx").write_bytes(b""), [("foreign", "own.docx")]),
    "foreign below": (
        lambda out: ((out / "a").mkdir(), (out / "a/b.html").write_bytes(b"")),
        [("foreign", "a/b.html")],
    ),
    "the manifest was edited": (lambda out: retitle(out / MANIFEST), [("edited", MANIFEST)]),
    "the manifest is damaged": (lambda out: (out / MANIFEST).write_bytes(b"[" * 9999), [("edited", MANIFEST)]),
    "a manifest that says nonsense": (
        lambda out: (out / MANIFEST).write_text('{"files": [], "inputs": [1]}', "utf-8"),
        [("edited", MANIFEST)],
    ),
    "a name that nothing can have": (
        lambda out: (out / MANIFEST).write_text(
            r'{"files": [{"name": "a\u0000", "sha256": ""}, {"name": "\ud800", "sha256": ""}]}', "utf-8"
        ),
        [
            ("foreign", "catalogue.csv"),
            ("foreign", "catalogue.md"),
            ("missing", "a\0"),
            ("missing", "\ud800"),
        ],
    ),
    "no manifest": (
        lambda out: (out / MANIFEST).unlink(),
        [("foreign", "catalogue.csv"), ("foreign", "catalogue.md"), ("missing", MANIFEST)],
    ),
}


@pytest.mark.parametrize(("change", "expected"), VERDICTS.values(), ids=VERDICTS)
def test_verify_says_what_is_wrong(
    made: Path, change: Callable[[Path], object], expected: list[tuple[str, str]]
) -> None:
    assert verified(made)["complete"]
    change(made / "out")
    assert found(made) == expected
    text = gapub("verify", "out", cwd=made).stdout.decode()
    assert all(safe(name) in text for _, name in expected)


@posix
def test_a_link_is_not_what_was_written(made: Path) -> None:
    (made / "out/catalogue.md").rename(made / "elsewhere")
    (made / "out/catalogue.md").symlink_to(made / "elsewhere")
    assert found(made) == [("edited", "catalogue.md")]


@pytest.mark.parametrize("where", ["nowhere", "out/catalogue.md"])
def test_what_is_no_folder_cannot_be_verified(made: Path, where: str) -> None:
    assert "[cannot-read]" in verified(made, code=2, where=where)


def test_a_catalogue_is_stale_once_what_it_was_made_from_has_changed(tmp_path: Path) -> None:
    profile = tmp_path / "catalogues/a/profile.yaml"
    profile.parent.mkdir(parents=True)
    profile.write_text('division: {code: "210283", name: 庄河市}\nlevel: county\n', "utf-8")
    compile_(tmp_path, profile, *SMALL)
    assert verified(tmp_path) == {**verified(tmp_path), "complete": True, "not_judged": []}
    profile.write_bytes(profile.read_bytes().replace(b"\n", b"\r\n"))
    assert verified(tmp_path)["complete"], "line ends say nothing"
    edit(profile)
    assert found(tmp_path) == [("stale", "catalogues/a/profile.yaml")]
    profile.unlink()
    assert verified(tmp_path)["not_judged"] == ["catalogues/a/profile.yaml"]


def test_a_bundled_input_is_stale_once_a_local_file_lies_over_it(made: Path) -> None:
    local = made / "guidelines/taxation/2019.yaml"
    local.parent.mkdir(parents=True)
    local.write_bytes((PROFILES.parent / "guidelines/taxation/2019.yaml").read_bytes() + b"# new\n")
    assert found(made) == [("stale", "guidelines/taxation/2019.yaml")]


@posix
@pytest.mark.parametrize("path", ["../secret", "/etc/hostname", "pipe"])
def test_an_input_elsewhere_is_not_looked_at(made: Path, path: str) -> None:
    os.mkfifo(made / "pipe")
    (made.parent / "secret").write_bytes(b"")
    manifest = made / "out" / MANIFEST
    said = json.loads(manifest.read_bytes())
    said["inputs"][0]["path"] = path
    del said["seal"]
    manifest.write_text(json.dumps(said), "utf-8")
    assert verified(made)["not_judged"] == [path]


BOUND_BY_RIGHTS = ("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all")
"""Runs a command of root's without the right to pass over the rights of files."""


@posix
def test_beside_a_folder_that_may_not_be_written_nothing_is(tmp_path: Path) -> None:
    (tmp_path / "above/out").mkdir(parents=True)
    (tmp_path / "above").chmod(0o555)
    bound = BOUND_BY_RIGHTS if os.geteuid() == 0 else ()  # root may write everywhere
    command = [*bound, sys.executable, "-m", "gapub", "compile", "county", *SMALL, "-o", "above/out"]
    done = subprocess.run(command, cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(SOURCE)}, capture_output=True)
    assert (done.returncode, b"output-beside" in done.stderr) == (2, True)
    assert contents(tmp_path) == {}
