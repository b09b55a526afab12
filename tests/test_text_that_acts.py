"""Text that acts: no name, file or text of a guideline can steer a terminal or the runner of a job that prints it."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import rule_examples as examples
from ci_runner import commands
from gapub.diagnostics import Diagnostic, Place, Text
from gapub.diagnostics.format import json_pieces, json_text
from gapub.diagnostics.formats import FORMATS
from gapub.diagnostics.report import Report
from gapub.diagnostics.text import UNSAFE, safe, split
from in_process import gapub
from laws import law

ROOT = Path(__file__).resolve().parent.parent
ESCAPES = "\x1b]0;owned\x07\x1b[31m\r\x9b2J\u202e\u2066"
COMMANDS = ("::add-mask::x", "\u3000::stop-commands::t", "##[add-mask]x", "a ##[error file=b.yaml]c", "##vso[task.x]y")
STEERING = {f"command-{i}": each for i, each in enumerate(COMMANDS)} | {"escapes": ESCAPES}


def steers(printed: str) -> bool:
    """Whether what was printed does more than appear: by controls other than the ends of lines, by commands."""
    odd = {char for char in printed.replace("\n", "") if unicodedata.category(char) in UNSAFE}
    return bool(odd or commands(printed) or "##vso[" in printed)


def test_the_model_of_the_runner_obeys() -> None:
    assert commands("::error file=a::b") == [("error", "file=a", "b")]
    assert commands("  1 | # ##[add-mask]x\r::x::\u3000::debug::y") == [("add-mask", "", "x")]
    assert commands("\u3000::debug::y") == [("debug", "", "y")]
    assert commands("a ::debug::y\n##[nothing]x\n::error") == []
    assert all(map(steers, STEERING.values()))


# --- findings, in every format ---------------------------------------------------------------------------------------

PARTS = st.sampled_from(
    ["::", "##", "[", "]", "##[", "error", "add-mask", " ", "\u3000", "\n", "\r", "\x1b", "%", "甲", ":"]
)
TEXTS = st.lists(PARTS, min_size=1, max_size=8).map("".join)


def report(words: str, lang: str) -> Report:
    place = Place(words, 1, len(words) // 2 + 1)
    found = Diagnostic(
        "a", "error", Text(words, words), place, words, ((place, Text(words, words)),), Text(words, words)
    )
    return Report([found], [], [words], lambda _: None, lambda _: words, lambda _: split(words), lang)  # type: ignore[arg-type]


@law
@given(TEXTS, st.sampled_from(["zh", "en", "both"]))
def test_no_finding_is_a_command_in_any_format(words: str, lang: str) -> None:
    for each in FORMATS:
        names = [name for name, _, _ in commands(each.make(report(words, lang)))]
        assert names == (["error"] if each.name == "github" else []), each.name


@given(st.text(st.characters(exclude_categories=())) | TEXTS)
def test_safe_is_safe_and_done_once(words: str) -> None:
    made = safe(words)
    assert not steers(made)
    assert safe(made) == made
    assert made == words or steers(words) or "\n" in words or re.search(r"##\w*\[|^\s*::", words)


@given(st.text(st.characters(exclude_categories=())) | TEXTS)
def test_json_is_safe_and_means_the_same(words: str) -> None:
    for made in (json_text({"a": [words]}, indent=each) for each in (1, None)):
        assert not steers(made)
        assert json.loads(made) == {"a": [words]}
    many = {"a": [words, {"b": [words]}, []], "c": [], "d": {"e": [words]}, words: [{}]}
    assert "".join(json_pieces(many, indent=1)) == json_text(many, indent=1)
    pieces = {key: iter(each) if isinstance(each, list) else each for key, each in many.items()}
    assert "".join(json_pieces(pieces, indent=1)) == json_text(many, indent=1)


# --- through the front door ------------------------------------------------------------------------------------------

PROFILE = """\
level: county
division: {{code: "210283", name: {name}}}
bodies: {{civil-affairs: {name}}}
"""
BASELINE = """\
baselines:
  odd:
    title: {{zh: {name}, en: {name}}}
    as_of: 2026-11-01
    parts:
    - title: {{zh: {name}, en: {name}}}
      editions: [taxation@2019]
"""


@pytest.fixture
def hostile(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A folder whose division, baseline, file names and comments carry a hostile text."""
    text = STEERING[request.param]
    name = json.dumps(text)
    *_, bad = examples.files("row", f"channels: [website, nope] # {text}\n".replace(ESCAPES, "\u202e\u2066")).values()
    files = {
        **examples.files("row", ""),
        "bad.yaml": bad,
        "p.yaml": PROFILE.format(name=name),
        "guidelines/registry/odd.yaml": BASELINE.format(name=name),
        f"{text.replace('/', '')}.yaml": "level:  county\n",
        "t/page.html": f"{{# {text} #}}{{{{ nothing[{name}] }}}}\n",
    }
    for path, content in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(content, "utf-8", newline="")
    return tmp_path


RUNS: dict[str, tuple[str, ...]] = {
    "compile": ("compile", "county", "p.yaml", "--area", "taxation", "--format", "json"),
    "list": ("list",),
    "list-json": ("list", "--format", "json"),
    "stats": ("stats",),
    "fmt": ("fmt", "--check", "HOSTILE"),
    "todo": ("todo", "p.yaml"),
    "todo-md": ("todo", "p.yaml", "--format", "md"),
    "explain": ("explain", "HOSTILE", "--profile", "p.yaml"),
    "rule": ("rule", "HOSTILE"),
    "divisions": ("divisions", "HOSTILE"),
    "init": ("init", "HOSTILE"),
    "upgrade": ("upgrade", "HOSTILE", "--to", "odd"),
    "diff": ("diff", "HOSTILE", "odd"),
    "option": ("validate", "--format", "HOSTILE"),
    "templates": ("compile", "county", "--area", "taxation", "--templates", "t", "--format", "html"),
    **{f"validate-{each.name}": ("validate", "--format", each.name, "bad.yaml") for each in FORMATS},
    **{f"file-{each.name}": ("validate", "--format", each.name, "HOSTILE") for each in FORMATS},
}


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("hostile", STEERING, indirect=True)
def test_no_command_prints_what_acts(hostile: Path, run: str) -> None:
    file = next(each.name for each in hostile.glob("*.yaml") if each.name not in ("p.yaml", "bad.yaml"))
    done = gapub(*(file if each == "HOSTILE" else each for each in RUNS[run]), cwd=hostile)
    printed = (done.stdout + done.stderr).decode()
    assert printed
    if "github" in run:
        assert {name for name, _, _ in commands(printed)} <= {"error", "warning", "notice"}
        printed = "".join(line for line in printed.splitlines(keepends=True) if not line.startswith("::"))
    assert not steers(printed)


def test_a_change_that_is_shown_is_exact_in_a_file_and_harmless_in_a_log(tmp_path: Path) -> None:
    row = examples.files("row", "title: {zh: 養老服务补贴, en: Elderly-care subsidies} # ##[add-mask]x\n")
    for path, content in row.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(content, "utf-8")
    command = [sys.executable, "-m", "gapub", "validate", "--diff"]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "GITHUB_ACTIONS": "true"}
    log = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, encoding="utf-8").stdout
    with (tmp_path / "patch").open("wb") as patch:
        subprocess.run(command, cwd=tmp_path, env=env, stdout=patch, check=False)
    written = (tmp_path / "patch").read_text("utf-8")
    assert "##[add-mask]x" in written and not steers(log)
    assert log == written.replace("##[", r"#\x23[")


@pytest.mark.skipif(os.name != "posix", reason="terminals of POSIX")
@pytest.mark.parametrize("hostile", ["escapes"], indirect=True)
@pytest.mark.parametrize("run", ["compile", "list", "todo", "todo-md", "validate-json", "validate-github", "stats"])
def test_a_terminal_gets_colours_alone(hostile: Path, run: str) -> None:
    file = next(each.name for each in hostile.glob("*.yaml") if each.name not in ("p.yaml", "bad.yaml"))
    command = [sys.executable, "-m", "gapub", *(file if each == "HOSTILE" else each for each in RUNS[run])]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "TERM": "xterm-256color"}
    ours, theirs = pty.openpty()
    running = subprocess.Popen(command, cwd=hostile, env=env, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    printed = b"".join(iter(lambda: _read(ours), b""))
    os.close(ours)
    refused = run == "compile"  # no catalogue is made with such a name; that it is one is told all the same
    assert running.wait() in ((2,) if refused else (0, 1)), printed.decode()
    seen = re.sub(r"\x1b\[[0-9;]*m|\r\x1b\[K|\r\n", "", printed.decode())
    assert seen
    assert {char for char in seen if unicodedata.category(char) in UNSAFE} == set()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # whoever wrote has gone
        return b""
