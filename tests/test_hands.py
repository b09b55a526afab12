"""Work that is shared with a second process: nothing shows it but the time, whatever happens there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gapub.validate.hands import can_share

ROOT = Path(__file__).parents[1]
FORKS = pytest.mark.skipif(not hasattr(os, "fork"), reason="the system cannot fork")
TWO_PROCESSORS = pytest.mark.skipif(not can_share(), reason="there is nothing to share the work with")

# Each runs in a fresh process: the one that pytest runs in has threads, and is not to be forked.
SCRIPTS = {
    "both results": ("at_once(lambda: 1, lambda: [2, os.getpid() != here])", "(1, [2, True])"),
    "the other fails there": ("at_once(lambda: 1, lambda: 2 if os.getpid() == here else 1 / 0)", "(1, 2)"),
    "the other dies": ("at_once(lambda: 1, lambda: 2 if os.getpid() == here else os.kill(os.getpid(), 9))", "(1, 2)"),
    "its result cannot be sent": (
        "at_once(lambda: 1, lambda: 2 if os.getpid() == here else (i for i in ''))",
        "(1, 2)",
    ),
    "more than a pipe holds": ("len(at_once(lambda: 1, lambda: 'x' * 1_000_000)[1])", "1000000"),
    "mine fails": ("failing(lambda: at_once(lambda: 1 / 0, lambda: 2))", "ZeroDivisionError"),
    "no process is granted": ("ungranted(lambda: at_once(lambda: 1, lambda: os.getpid() == here))", "(1, True)"),
    "no process ahead is granted": ("ungranted(lambda: failing(lambda: Ahead(len)))", "BlockingIOError"),
    "asked": ("Ahead(lambda: lambda n: (n + 1, os.getpid() != here)).ask(1)", "(2, True)"),
    "never ready": ("Ahead(lambda: 1 / 0).ask(1)", "None"),
    "no answer": ("Ahead(lambda: lambda n: n / 0).ask(1)", "None"),
    "a question that is long": ("Ahead(lambda: len).ask('x' * 1_000_000)", "1000000"),
    "a question to one who has gone": ("Ahead(lambda: os._exit(0)).ask('x' * 1_000_000)", "None"),
    "not asked": ("Ahead(lambda: print) and None", "None"),
    "it prints nowhere": ("Ahead(lambda: lambda n: print(n, flush=True)).ask('said')", "None"),
}


@FORKS
@pytest.mark.parametrize("name", SCRIPTS)
def test_the_result_is_what_one_process_would_have_had(name: str) -> None:
    call, expected = SCRIPTS[name]
    script = f"""
import os
from gapub.validate.hands import Ahead, at_once
here = os.getpid()
def failing(work):
    try:
        return work()
    except Exception as error:
        return type(error).__name__
def ungranted(work):
    def fork():
        raise BlockingIOError
    os.fork = fork
    return work()
print({call})
"""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, timeout=60)
    assert done.stdout.decode() == f"{expected}\n", done.stderr.decode()


@TWO_PROCESSORS
@pytest.mark.parametrize("form", ["text", "json", "sarif"])
@pytest.mark.parametrize("paths", [["guidelines/taxation"], ["guidelines"], []], ids=["small", "guidelines", "all"])
def test_one_processor_and_two_tell_the_same(paths: list[str], form: str, tmp_path: Path) -> None:
    """The tree has findings of every kind of file, an error in a guideline, and one in a registry."""
    for folder in ("guidelines", "catalogues"):
        subprocess.run(["cp", "-r", ROOT / folder, tmp_path / folder], check=True)
    _spoil(tmp_path / "guidelines" / "taxation" / "2019.yaml", "method: proactive", "method: 主动")
    _spoil(tmp_path / "guidelines" / "employment" / "2019.yaml", "area: employment", "area: employment\nallow: [")
    _spoil(tmp_path / "guidelines" / "registry" / "groups.yaml", "groups:", "groups:\n  twice: 甲\n  twice: 乙")
    every = sorted(os.sched_getaffinity(0))
    one, two = (_told(paths, form, tmp_path, processors) for processors in (every[:1], every[:2]))
    assert one.stdout == two.stdout
    assert (one.returncode, one.stderr) == (two.returncode, two.stderr)
    assert two.returncode == 1


def _spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def _told(paths: list[str], form: str, cwd: Path, processors: list[int]) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "gapub", "validate", *paths, "--format", form]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "GAPUB_NO_CACHE": "1"}
    return subprocess.run(
        command,
        cwd=cwd,
        env=environment,
        capture_output=True,
        preexec_fn=lambda: os.sched_setaffinity(0, processors),
        timeout=60,
    )


@TWO_PROCESSORS
@pytest.mark.parametrize(
    ("paths", "processors", "forks"),
    [(["guidelines"], 2, 2), (["guidelines/taxation"], 2, 1), (["guidelines"], 1, 0)],
    ids=["ahead and halves", "ahead alone", "one processor"],
)
def test_the_work_is_shared_where_it_can_be(paths: list[str], processors: int, forks: int, tmp_path: Path) -> None:
    """Each process that is forked leaves a mark; without this test nothing would show that any is."""
    script = """
import os, sys
fork = os.fork
def marked():
    with open(os.environ["MARKS"], "a") as file:
        file.write("fork ")
    return fork()
os.fork = marked
from gapub.__main__ import main
main()
"""
    every = sorted(os.sched_getaffinity(0))
    marks = tmp_path / "marks"
    marks.touch()
    done = subprocess.run(
        [sys.executable, "-c", script, "validate", *paths],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "GAPUB_NO_CACHE": "1", "MARKS": str(marks)},
        capture_output=True,
        preexec_fn=lambda: os.sched_setaffinity(0, every[:processors]),
        timeout=60,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert marks.read_text() == "fork " * forks
