"""Hostile input through the front door: whatever a file holds, a command ends with 0, 1 or 2 and names a place."""

from __future__ import annotations

import json
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


# --- catalogue.json that others wrote --------------------------------------------------------------------------------

ACUTE = {
    "thousands-of-digits": ('"number": "01"', f'"number": "{"9" * 5000}"', None),
    "superscript": ('"number": "01"', '"number": "²"', None),
    "no-number": ('"number": "01"', f'"number": {"9" * 5000}', "not-json"),
    "lone-surrogate": ('"zh": "一"', '"zh": "\\ud800"', "not-json"),
    "lone-low": ('"zh": "一"', '"zh": "\\udc00\\ud800"', "not-json"),
    "pair": ('"zh": "一"', '"zh": "\\ud83d\\ude00 \\\\ud800"', None),
    "raw-surrogate": (b'"zh": "\xe4\xb8\x80"', b'"zh": "\xed\xa0\x80"', "not-json"),
    "latin": (b'"zh": "\xe4\xb8\x80"', b'"zh": "\xe9"', "not-json"),
}


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("small")
    gapub("compile", "county", "--area", "taxation", "--format", "json", "-o", ".", cwd=folder)
    tree = json.loads((folder / "catalogue.json").read_bytes())
    tree["areas"][0]["number"], tree["areas"][0]["title"]["zh"] = "01", "一"
    return json.dumps(tree, ensure_ascii=False).encode()


@pytest.mark.parametrize("case", ACUTE)
def test_a_catalogue_from_elsewhere(case: str, small: bytes, tmp_path: Path) -> None:
    old, new, code = (each.encode() if isinstance(each, str) and i < 2 else each for i, each in enumerate(ACUTE[case]))
    hostile = small.replace(old, new)
    assert hostile != small
    (tmp_path / "a.json").write_bytes(hostile)
    (tmp_path / "b.json").write_bytes(small)
    for format in ("text", "json", "md", "html"):
        done = gapub("diff", "a.json", "b.json", "--format", format, "-o", "out", cwd=tmp_path)
        assert done.returncode == (2 if code else 0), done.stderr
        if code:
            assert re.search(rf"^a\.json:1:[0-9]+: .*\[{code}\]", done.stderr.decode(), re.MULTILINE)
        else:
            assert (tmp_path / "out").stat().st_size


def test_an_id_that_comes_again_in_a_catalogue_has_its_place(small: bytes, tmp_path: Path) -> None:
    tree = json.loads(small)
    tree["areas"].append(tree["areas"][0])
    (tmp_path / "a.json").write_text(json.dumps(tree, ensure_ascii=False, indent=1), "utf-8")
    done = gapub("diff", "a.json", "national-2019", cwd=tmp_path)
    assert done.returncode == 2
    assert re.search(r"^a\.json:[0-9]{3,}:[0-9]+: .*\[duplicate-id\]", done.stderr.decode(), re.MULTILINE)
