"""Hostile input through the front door: whatever a file holds, a command ends with 0, 1 or 2 and names a place."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import rule_examples as examples
from gapub.sources import disk
from gapub.yaml import reader
from in_process import calls, gapub

ROOT = Path(__file__).resolve().parent.parent

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
        done = gapub("diff", "a.json", "b.json", "--format", format, "-o", f"out.{format}", cwd=tmp_path)
        assert done.returncode == (2 if code else 0), done.stderr
        if code:
            assert re.search(rf"^a\.json:1:[0-9]+: .*\[{code}\]", done.stderr.decode(), re.MULTILINE)
        else:
            assert (tmp_path / f"out.{format}").stat().st_size


def test_an_id_that_comes_again_in_a_catalogue_has_its_place(small: bytes, tmp_path: Path) -> None:
    tree = json.loads(small)
    tree["areas"].append(tree["areas"][0])
    (tmp_path / "a.json").write_text(json.dumps(tree, ensure_ascii=False, indent=1), "utf-8")
    done = gapub("diff", "a.json", "national-2019", cwd=tmp_path)
    assert done.returncode == 2
    assert re.search(r"^a\.json:[0-9]{3,}:[0-9]+: .*\[duplicate-id\]", done.stderr.decode(), re.MULTILINE)


# --- the process and what it is given --------------------------------------------------------------------------------

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "GAPUB_NO_CACHE": "1"}
posix = pytest.mark.skipif(os.name != "posix", reason="streams, signals and limits of POSIX")


def run(folder: Path, *args: str | bytes, **more: Any) -> subprocess.CompletedProcess[bytes]:
    """A run in a process of its own."""
    command = [sys.executable, "-m", "gapub", *args]
    done = subprocess.run(command, cwd=folder, env=ENVIRONMENT, capture_output=True, timeout=300, check=False, **more)
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return done


@posix
def test_standard_input_that_is_closed_or_never_ends(tmp_path: Path) -> None:
    closed = run(tmp_path, "diff", "-", "national-2019", preexec_fn=lambda: os.close(0))
    assert (closed.returncode, b"[no-stdin]" in closed.stderr) == (2, True)
    with open("/dev/zero", "rb") as zeros:  # noqa: PTH123
        endless = run(tmp_path, "diff", "-", "national-2019", stdin=zeros)
    assert (endless.returncode, b"<stdin>:1:1: " in endless.stderr) == (2, True)


@posix
def test_too_few_files_that_may_be_open(tmp_path: Path) -> None:
    """However few they are, the catalogue is whole or the reason is said; in the middle there is no command without both."""
    import resource

    for most in range(5, 9):
        limit = (most, most)
        done = run(
            tmp_path,
            *("diff", "git:HEAD", "national-2019"),
            preexec_fn=lambda limit=limit: resource.setrlimit(resource.RLIMIT_NOFILE, limit),
        )
        assert done.returncode == 2
        assert done.stderr.strip()


@posix
def test_an_interrupt_at_any_moment_says_nothing(tmp_path: Path) -> None:
    for count in (10, 100, 300, 1000, 3000, 10000):
        command = [sys.executable, "-c", f"left = {count}\n{INTERRUPTED}", "compile", "county", "--area", "taxation"]
        done = subprocess.run(command, cwd=tmp_path, env=ENVIRONMENT, capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (130, b"")


INTERRUPTED = """
import signal, sys
from gapub.__main__ import main
def count(frame, event, argument):
    global left
    left -= 1
    if left == 0:
        sys.setprofile(None)
        signal.raise_signal(signal.SIGINT)
sys.setprofile(count)
main()
"""
"""A run that is interrupted at a call of a function, counted from the entry on."""


def test_a_commit_whose_content_is_missing(tmp_path: Path) -> None:
    def git(*args: str) -> bytes:
        settings = ("-c", "user.name=a", "-c", "user.email=a@example.org")
        return subprocess.run(["git", *settings, *args], cwd=tmp_path, capture_output=True, check=True).stdout

    (tmp_path / "guidelines" / "x").mkdir(parents=True)
    (tmp_path / "guidelines" / "x" / "2019.yaml").write_text("area: x\n", "utf-8")
    for step in (("init", "-q"), ("add", "."), ("commit", "-qm", "a")):
        git(*step)
    blob = git("rev-parse", "HEAD:guidelines/x/2019.yaml").decode().strip()
    (tmp_path / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    done = gapub("diff", "git:HEAD", "national-2019", cwd=tmp_path)
    assert done.returncode == 2
    assert b"guidelines/x/2019.yaml" in done.stderr and re.search(rb"\[git-(object|failed)\]", done.stderr)


@pytest.mark.parametrize("written", [r"{{ '\ud800' }}", r"{{ '\udfff'|safe }}", "{% raw %}\\ud800{% endraw %}"])
def test_a_template_that_spells_half_a_character(written: str, tmp_path: Path) -> None:
    (tmp_path / "t").mkdir()
    (tmp_path / "t" / "catalogue.html.j2").write_text(written, "utf-8")
    command = ("compile", "county", "--area", "taxation", "--templates", "t", "--format", "html")
    done = gapub(*command, cwd=tmp_path)
    assert done.returncode == (0 if "raw" in written else 2)
    assert "raw" in written or b"t/catalogue.html.j2:1:1: " in done.stderr


def test_enough_is_read_to_see_that_a_file_is_too_large() -> None:
    assert disk.ENOUGH == reader.MAX_BYTES + 1


# --- ids that no file system can carry -------------------------------------------------------------------------------

IDS = {
    **dict.fromkeys(
        ("con", "nul", "aux", "prn", "com1", "lpt9", "a" * 65, "a-" * 40 + "a", "a.", "a..", "../a"), False
    ),
    **dict.fromkeys(("console", "con-2", "x-con", "com", "com10", "nul0", "a" * 64), True),
}


@pytest.mark.parametrize("name", IDS)
def test_an_id_that_no_file_can_have(name: str, tmp_path: Path) -> None:
    *_, guideline = examples.files("row", f"id: {json.dumps(name)}\n").values()
    (tmp_path / "x.yaml").write_text(guideline, "utf-8")
    for command in (("validate", "x.yaml"), ("diff", "x.yaml", "national-2019")):
        done = gapub(*command, cwd=tmp_path)
        refused = b"x.yaml:12:9: " in done.stdout + done.stderr and b"[shape-pattern]" in done.stdout + done.stderr
        assert refused is not IDS[name], (done.stdout + done.stderr).decode()


@pytest.mark.parametrize("name", IDS)
def test_an_area_that_no_folder_can_have(name: str, tmp_path: Path) -> None:
    done = gapub("new", "guideline", name, "--title", "甲", "--en", "A", "--edition", "2019", cwd=tmp_path)
    assert (done.returncode == 0) is IDS[name]
    assert [each.name for each in tmp_path.glob("guidelines/*")] == [name] * IDS[name]


# --- much, within the limits of size ---------------------------------------------------------------------------------

HEAD = 'level: county\ndivision: {code: "210283", name: 庄河市}\n'
ROW = "compulsory-education/education-overview/school-directory"
CHECKED = 'by: 甲, on: "2026-01-01", document: 乙'
MUCH: dict[str, Callable[[int], str]] = {
    "unknown-bodies": lambda n: HEAD + "bodies:\n" + "".join(f"  b-{i}: 甲\n" for i in range(n)),
    "attestations-of-a-row": lambda n: HEAD + "attest:\n" + f"- {{item: {ROW}, {CHECKED}}}\n" * n,
    "attestations-of-no-row": lambda n: (
        HEAD + "attest:\n" + "".join(f"- {{item: {ROW}-{i}, {CHECKED}}}\n" for i in range(n))
    ),
    "renames": lambda n: (
        HEAD + f"tighten:\n- item: {ROW}\n  rename:\n" + "".join(f"  - {{from: 甲{i}, to: 乙{i}}}\n" for i in range(n))
    ),
    "comments": lambda n: HEAD + "bodies: {civil-affairs: 甲}\n" + "# 甲\n" * n,
    "unknown-keys": lambda n: HEAD + "".join(f"k{i}: 1\n" for i in range(n)),
}


@pytest.mark.parametrize("kind", MUCH)
def test_twice_as_much_is_twice_the_work(kind: str, tmp_path: Path) -> None:
    """Of what a run takes beside the base of an empty one; quadratic work would take four times as much."""
    taken = []
    for n in (1, 300, 600):
        (tmp_path / "x.yaml").write_text(MUCH[kind](n), "utf-8")
        command = ("fmt", "--check", "x.yaml") if kind == "comments" else ("validate", "x.yaml")
        gapub(*command, cwd=tmp_path)  # imports and registries are not what is counted
        taken.append(calls(lambda command=command: gapub(*command, cwd=tmp_path)))
    base, some, twice = taken
    assert twice - base < 2.5 * (some - base)
