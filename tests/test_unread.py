"""What was not read or not checked to its end is an error, whatever is chosen; and every format says how much was checked."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest

import rule_examples as examples
from gapub.diagnostics.formats import FORMATS
from gapub.rules.documents import FAMILIES
from in_process import gapub

GUIDELINE = examples.GUIDELINE_FILE
BROKEN = 'division: {code: "210283", name: 庄河市\nlevel: county\n'
"""A profile whose first bracket is never closed."""
PROFILE = examples.files("profile", "")
"""A guideline, a registry and a profile with nothing wrong."""

STOPS = {
    "yaml-syntax": {"profile.yaml": BROKEN},
    "yaml-not-utf8": {"profile.yaml": "division: {code: '210283', name: \udcd7\udcd7}\n"},
    "yaml-tag": {GUIDELINE: "area: !x elderly-care\n"},
    "unknown-kind": {"profile.yaml": "hello: world\n"},
    "shape-missing-field": {"profile.yaml": "division: {code: '210283'}\nlevel: county\n"},
    "shape-unknown-field": {"guidelines/registry/more.yaml": "chanels: {}\n"},
    "bad-time-limit": examples.files("row", "time_limit: promptly\n"),
    "misplaced-edition": examples.files("guideline", "area: work-safety\n"),
    "unknown-edition": {"guidelines/registry/more.yaml": examples.REGISTRY.replace("elderly-care@2019", "gone@2019")},
    "unknown-baseline": examples.files("profile", "baseline: gone\n"),
    "missing-profile": examples.files("profile", "extends: gone.yaml\n"),
    "profile-cycle": examples.files("profile", "extends: profile.yaml\n"),
    "cannot-read": {},
}
"""Files that make each of these findings, laid over those of PROFILE."""

EVERYTHING = ", ".join(f'"{name}"' for name in FAMILIES)
CHOICES: dict[str, tuple[list[str], str]] = {
    "nothing": ([], ""),
    "--select": (["--select", "strength"], ""),
    "--ignore": (["--ignore", ",".join(FAMILIES)], ""),
    "select": ([], 'select = ["strength"]'),
    "ignore": ([], f"ignore = [{EVERYTHING}]"),
    "severity": ([], "[severity]\n" + "\n".join(f'{name} = "info"' for name in FAMILIES)),
    "files": ([], f'[files."*"]\nignore = [{EVERYTHING}]'),
    "accepted": ([], 'accepted = "accepted.json"'),
}
"""How a user may choose what counts: options, and settings."""


def laid(folder: Path, code: str) -> None:
    for name, text in {**PROFILE, **STOPS[code]}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text.encode("utf-8", "surrogateescape"))
    if code == "cannot-read":
        (folder / GUIDELINE).unlink()
        (folder / GUIDELINE).symlink_to("nowhere.yaml")


@pytest.mark.parametrize("choice", CHOICES)
@pytest.mark.parametrize("code", STOPS)
def test_nothing_that_is_chosen_makes_a_file_pass_that_was_not_read(tmp_path: Path, code: str, choice: str) -> None:
    laid(tmp_path, code)
    options, settings = CHOICES[choice]
    if choice == "accepted":
        done = gapub("validate", "profile.yaml", "guidelines", "--accept", "accepted.json", cwd=tmp_path)
        assert done.returncode == 1, "what was not read cannot be accepted"
        assert f"[{code}]".encode() in done.stderr
        assert code not in (tmp_path / "accepted.json").read_text("utf-8")
    (tmp_path / "gapub.toml").write_text(settings, "utf-8")
    done = gapub("validate", "profile.yaml", "guidelines", "--format", "json", *options, cwd=tmp_path)
    assert done.returncode == 1, done.stdout.decode()
    found = [each for each in json.loads(done.stdout)["findings"] if each["code"] == code]
    assert found and all(each["severity"] == "error" and "suppressed" not in each for each in found)


def test_a_list_written_by_hand_accepts_nothing_that_was_not_read(tmp_path: Path) -> None:
    laid(tmp_path, "yaml-syntax")
    entry = {"file": "profile.yaml", "code": "yaml-syntax", "entity": "", "arguments": [], "count": 9, "reason": "x"}
    (tmp_path / "accepted.json").write_text(json.dumps({"format": "gapub-accepted/1", "accepted": [entry]}), "utf-8")
    (tmp_path / "gapub.toml").write_text('accepted = "accepted.json"', "utf-8")
    assert gapub("validate", "profile.yaml", cwd=tmp_path).returncode == 1


def test_a_row_allows_nothing_for_which_its_file_cannot_be_used(tmp_path: Path) -> None:
    """The guideline stands at the wrong place, so no baseline has it, whatever a row of it allows."""
    allow = "allow: [{code: misplaced-edition, reason: 试用}]\n"
    files = examples.files("row", allow)
    laid(tmp_path, "misplaced-edition")
    text = files[GUIDELINE].replace("area: elderly-care", "area: work-safety")
    (tmp_path / GUIDELINE).write_text(text, "utf-8")
    done = gapub("validate", "guidelines", "--format", "json", cwd=tmp_path)
    assert done.returncode == 1
    found = json.loads(done.stdout)["findings"]
    assert [each.get("suppressed") for each in found if each["code"] == "misplaced-edition"] == [None]


def test_a_diff_says_what_could_not_be_read(tmp_path: Path) -> None:
    laid(tmp_path, "yaml-syntax")
    done = gapub("validate", "profile.yaml", "--diff", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"profile.yaml:1:" in done.stderr and b"[yaml-syntax]" in done.stderr


def test_the_case_that_began_it(tmp_path: Path) -> None:
    """A profile that is no YAML, and only its strength is asked for: once this was "no findings", exit 0."""
    (tmp_path / "profile.yaml").write_text(BROKEN, "utf-8")
    for form in (each.name for each in FORMATS):
        done = gapub("validate", "profile.yaml", "--select", "strength", "--format", form, cwd=tmp_path)
        assert done.returncode == 1, form
        assert b"yaml-syntax" in done.stdout, form


# --- how much was checked ----------------------------------------------------------------------------------------------

COUNTED: dict[str, Callable[[bytes], int]] = {
    "concise": lambda out: int(re.findall(r"(\d+) files checked", out.decode().splitlines()[-1])[0]),
    "gitlab": lambda out: int(re.findall(r"检查了 (\d+) 个文件", out.decode())[0]),
    "text": lambda out: int(out.decode().splitlines()[-2].split()[1]),
    "json": lambda out: json.loads(out)["counts"]["files"],
    "sarif": lambda out: json.loads(out)["runs"][0]["properties"]["filesChecked"],
    "github": lambda out: int(out.decode().splitlines()[-2].split()[2]),
    "junit": lambda out: int(ET.fromstring(out).find(".//property[@name='files']").get("value")),  # type: ignore[union-attr, arg-type]
}
"""How many files were checked, as each format says it. Text speaks both languages in these tests, Chinese above English."""


@pytest.mark.parametrize("form", [each.name for each in FORMATS])
@pytest.mark.parametrize("code", ["", "yaml-syntax"])
def test_every_format_says_how_many_files_were_checked(tmp_path: Path, form: str, code: str) -> None:
    laid(tmp_path, "misplaced-edition")
    for name, text in {**PROFILE, **STOPS.get(code, {})}.items():
        (tmp_path / name).write_text(text, "utf-8")
    done = gapub("validate", "profile.yaml", "guidelines", "--format", form, cwd=tmp_path)
    assert done.returncode == (1 if code else 0)
    assert COUNTED[form](done.stderr if form == "gitlab" else done.stdout) == 3, "GitLab's form has no room for it"


@pytest.mark.parametrize(("code", "success"), [("", True), ("yaml-syntax", False)])
def test_a_run_that_could_not_read_a_file_is_no_success_in_sarif(tmp_path: Path, code: str, success: bool) -> None:
    (tmp_path / "profile.yaml").write_text(STOPS[code]["profile.yaml"] if code else PROFILE["profile.yaml"], "utf-8")
    (tmp_path / "gapub.toml").write_text("", "utf-8")
    for name, text in PROFILE.items():
        if name != "profile.yaml":
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, "utf-8")
    done = gapub("validate", "profile.yaml", "--format", "sarif", cwd=tmp_path)
    assert json.loads(done.stdout)["runs"][0]["invocations"] == [{"executionSuccessful": success}]
