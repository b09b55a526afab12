"""Hostile input through the front door: whatever a file holds, a command ends with 0, 1 or 2 and names a place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from in_process import gapub

PLACE = re.compile(r"^\S[^\n]*:[0-9]+:[0-9]+: ", re.MULTILINE)

# --- what is blank to Python and text to YAML ------------------------------------------------------------------------

BLANKS = {
    "full-width": "\u3000",
    "no-break": "\xa0",
    "figure": "\u2007",
    "with-comments": "# 待填\n\n\u3000\u3000 \n# 完\n",
    "in-a-list": "- \u3000\n",
    "in-quotes": '"\u3000"\n',
    "behind-a-marker": "---\n\u3000\n",
}
READING: dict[str, tuple[str, ...]] = {
    "validate": ("validate", "x.yaml"),
    "fix": ("validate", "--fix", "x.yaml"),
    "compile": ("compile", "county", "x.yaml"),
    "todo": ("todo", "x.yaml"),
    "explain": ("explain", "taxation", "--profile", "x.yaml"),
    "upgrade": ("upgrade", "x.yaml", "--to", "national-current"),
    "fmt": ("fmt", "x.yaml"),
    "diff": ("diff", "x.yaml", "national-2019"),
}
"""The commands that read a YAML file by its name."""


@pytest.mark.parametrize("command", READING)
@pytest.mark.parametrize("blank", BLANKS)
def test_a_file_of_blanks_that_yaml_reads_as_text(blank: str, command: str, tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(BLANKS[blank], "utf-8")
    done = gapub(*READING[command], cwd=tmp_path)
    assert done.returncode in (1, 2)
    assert b"x.yaml" in done.stdout + done.stderr


@pytest.mark.parametrize("name", ["guidelines/taxation/2019.yaml", "guidelines/registry/bodies.yaml"])
@pytest.mark.parametrize("command", [("list",), ("compile", "county"), ("validate",), ("stats",)])
def test_a_local_file_of_blanks(command: tuple[str, ...], name: str, tmp_path: Path) -> None:
    (tmp_path / name).parent.mkdir(parents=True)
    (tmp_path / name).write_text("# 空\n\u3000\n", "utf-8")
    done = gapub(*command, cwd=tmp_path)
    assert done.returncode in (1, 2)
    assert f"{name}:2:1: ".encode() in done.stdout + done.stderr
