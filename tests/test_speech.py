"""In which language gapub speaks: chosen once, followed by every command."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from gapub.cli.app import COMMANDS
from gapub.cli.language import lang_first, language_of
from in_process import gapub

CHINESE = re.compile("[\u4e00-\u9fff]")
CHOICES = [
    ([], {}, "both"),
    ([], {"LANG": "C.UTF-8"}, "both"),
    ([], {"LANG": "POSIX"}, "both"),
    ([], {"LANG": "zh_CN.UTF-8"}, "zh"),
    ([], {"LANG": "zh_TW"}, "zh"),
    ([], {"LANG": "en_GB.UTF-8"}, "en"),
    ([], {"LANG": "de_DE.UTF-8"}, "en"),
    ([], {"LANG": "zh_CN.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
    ([], {"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, "zh"),
    ([], {"LANG": "en_US.UTF-8", "GAPUB_LANG": "zh"}, "zh"),
    ([], {"LANG": "en_US.UTF-8", "GAPUB_LANG": "tlh"}, "en"),
    (["list", "--lang", "en"], {"GAPUB_LANG": "zh"}, "en"),
    (["list", "--lang=zh"], {"LANG": "en_US.UTF-8"}, "zh"),
    (["compile", "county", "--lang", "zh-en"], {"LANG": "en_US.UTF-8"}, "both"),
    (["list", "--lang"], {"LANG": "en_US.UTF-8"}, "en"),
    (["list", "--lang", "tlh"], {"LANG": "en_US.UTF-8"}, "en"),
]
ARRANGED = [
    ("list --lang en", "--lang en list"),
    ("list --lang=en --format json", "--lang=en list --format json"),
    ("--lang en list", "--lang en list"),
    ("compile county --lang en", "compile county --lang en"),
    ("--lang zh compile county --lang en", "--lang zh compile county --lang en"),
    ("list --lang", "--lang list"),
    ("", ""),
]


@pytest.mark.parametrize(("arguments", "environment", "language"), CHOICES)
def test_the_language_of_a_run(arguments: list[str], environment: dict[str, str], language: str) -> None:
    assert language_of(arguments, environment) == language


@pytest.mark.parametrize(("given", "expected"), ARRANGED)
def test_the_option_may_stand_behind_the_command(given: str, expected: str) -> None:
    assert lang_first(given.split()) == expected.split()


def spoken(tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "gapub", *arguments]
    return subprocess.run(
        command, cwd=tmp_path, env=os.environ | {"COLUMNS": "200"}, capture_output=True, encoding="utf-8", check=False
    )


HELPED = ("", *COMMANDS, "new guideline")
ALL_HELP = """
import contextlib, io, json, sys
from gapub.cli import app
pages, lang = {}, sys.argv[1:]
for command in json.load(sys.stdin):
    sys.argv = ["gapub", *command.split(), "--help", *lang]
    with contextlib.redirect_stdout(io.StringIO()) as page, contextlib.suppress(SystemExit):
        app.run()
    pages[command] = page.getvalue()
print(json.dumps(pages))
"""


@cache
def help_pages(lang: str) -> dict[str, str]:
    """The help of every command in a language, by one process: its texts are made when a command is imported."""
    command = [sys.executable, "-c", ALL_HELP, "--lang", lang]
    env = os.environ | {"COLUMNS": "200"}
    done = subprocess.run(command, env=env, input=json.dumps(HELPED), capture_output=True, encoding="utf-8", check=True)
    pages: dict[str, str] = json.loads(done.stdout)
    return pages


@pytest.mark.parametrize("command", HELPED)
def test_help_is_in_one_language(command: str) -> None:
    chinese, english = (help_pages(lang)[command] for lang in ("zh", "en"))
    assert "--help" in english
    assert not CHINESE.search(english.replace("庄河", ""))
    assert len(CHINESE.findall(chinese)) >= 4
    assert chinese.count(" / ") == 0
    assert not re.search("Usage|Options|Arguments|Commands|Show|default|required", chinese)


WRONG = [
    (["compile"], "缺少 level", "Missing argument"),
    (["compile", "nation"], "level 的取值不对：“nation”不是下列之一", "Invalid value"),
    (["compile", "county", "--formt", "json"], "没有选项 --formt（可能是 --fonts, --for, --format", "No such option"),
    (["compile", "county", "a", "b"], "多余的参数：b", "Got unexpected"),
    (["compile", "county", "--format"], "选项 --format 后面要有取值", "requires an argument"),
    (["compil"], "没有命令 compil", "No such command"),
    (["compile", "county", "--area", "nowhere"], "没有领域", "has no area"),
    (["compile", "county", "nowhere.yaml"], "文件不存在", "the file does not exist"),
    (["divisions", "无此地名"], "没有名称或代码", "there is no division"),
    (["compile", "county", "--format", "doc"], "没有“doc”这种输出格式", "unknown format"),
]


@pytest.mark.parametrize(("arguments", "zh", "en"), WRONG)
def test_what_is_wrong_is_said_in_one_language(tmp_path: Path, arguments: list[str], zh: str, en: str) -> None:
    for lang, own, other in (("zh", zh, en), ("en", en, zh)):
        done = gapub("--lang", lang, *arguments, cwd=tmp_path)
        assert done.returncode == 2
        assert own in done.stderr.decode()
        assert other not in done.stderr.decode()


def test_a_language_that_there_is_not(tmp_path: Path) -> None:
    done = spoken(tmp_path, "list", "--lang", "tlh")
    assert done.returncode == 2
    assert "tlh" in done.stderr
    assert "Traceback" not in done.stderr
