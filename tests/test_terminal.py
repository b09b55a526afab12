"""What a terminal of 80 columns gets: tables that fit, in words of the language of the run, and counts of one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gapub.diagnostics import counted
from gapub.diagnostics.text import width
from in_process import gapub

TABLES = (("stats",), ("list",), ("divisions", "庄"))


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "gapub", *words], capture_output=True, text=True, check=False, env=os.environ
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("command", TABLES, ids=lambda each: each[0])
def test_a_table_fits_80_columns_and_no_id_is_cut(command: tuple[str, ...], lang: str) -> None:
    lines = run("--lang", lang, *command).stdout.splitlines()
    assert max(map(width, lines)) <= 80
    names = {
        "stats": "major-construction-projects@2019",
        "list": "major-construction-projects@2019",
        "divisions": "210283",
    }
    assert any(names[command[0]] in line for line in lines)


@pytest.mark.parametrize("command", TABLES, ids=lambda each: each[0])
def test_so_does_one_in_both_languages(command: tuple[str, ...], tmp_path: Path) -> None:
    lines = gapub(*command, cwd=tmp_path).stdout.decode().splitlines()
    assert max(map(width, lines)) <= 80


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("complie", "county"), "没有命令 complie。是不是 'compile'？"),
        (("compile",), "缺少 level。可用：county、township、village"),
        (("compile", "county", "--baselin", "x"), "没有选项 --baselin（可能是 --baseline"),
    ],
)
def test_what_may_have_been_meant_is_asked_in_chinese(words: tuple[str, ...], said: str) -> None:
    assert said in run("--lang", "zh", *words).stderr


def test_one_is_no_plural(tmp_path: Path) -> None:
    assert [counted(n, "row") for n in (0, 1, 2)] == ["0 rows", "1 row", "2 rows"]
    assert counted(1, "entry", "entries") == "1 entry"
    told = gapub("compile", "county", "--area", "press-and-copyright", "--baseline", "national-current", cwd=tmp_path)
    assert "1 area, 1 item, written" in told.stderr.decode()


def test_english_takes_english_marks() -> None:
    page = run("--lang", "en", "diff", "taxation@2019", "press-and-copyright@undated", "--format", "html").stdout
    assert "<title>Changes: taxation" in page
    assert not set("：；，").intersection(page.partition("<main>")[2].partition("</h1>")[0])
