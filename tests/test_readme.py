"""The README, in both languages: its commands run, its output is what they print, its numbers and links are true."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from gapub.cli.app import COMMANDS
from in_process import gapub

ROOT = Path(__file__).resolve().parent.parent
PAGES = ["README.md", "README.zh-CN.md"]
SET_UP = ("make", "pip")
"""`make county` and `make test` are run by `.ci/run`, the installation by test_wheel."""


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / page).read_text("utf-8"), re.DOTALL)


def commands(page: str) -> list[str]:
    return [line.partition("  #")[0].strip() for block in blocks(page, "sh") for line in block.splitlines()]


class Done(NamedTuple):
    code: int
    stdout: str
    stderr: str


@cache
def run(command: str, folder: Path) -> Done:
    """A command in a folder, once."""
    _, *arguments = shlex.split(command)
    done = gapub(*arguments, cwd=folder)
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("checkout")
    for name in ("guidelines", "catalogues"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_stands_on_the_page(command: str, page: str) -> None:
    assert f"gapub {command}" in (ROOT / page).read_text("utf-8")


def test_both_pages_give_the_same_commands() -> None:
    assert commands("README.md") == commands("README.zh-CN.md")


@pytest.mark.parametrize("command", [each for each in commands("README.md") if not each.startswith(SET_UP)])
def test_every_command_runs(command: str, checkout: Path) -> None:
    assert command.startswith("gapub ")
    done = run(command, checkout)
    assert done.code == 0, done.stderr
    if command.endswith("pdf"):
        assert (checkout / "dist/county/catalogue.pdf").read_bytes().startswith(b"%PDF")


def test_the_make_targets_exist() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for command in commands("README.md"):
        if command.startswith("make "):
            assert re.search(rf"^{command.split()[1]}:", makefile, re.MULTILINE)


@pytest.mark.parametrize("page", PAGES)
def test_the_output_shown_is_what_is_printed(page: str, checkout: Path, tmp_path: Path) -> None:
    compiled, refused, told = blocks(page, "text")
    assert run("gapub compile county", tmp_path).stderr == compiled
    profile = (ROOT / "catalogues/liaoning/dalian/zhuanghe/profile.yaml").read_text("utf-8")
    broken = "\n".join(line for line in profile.splitlines() if not line.startswith("#"))
    (tmp_path / "profile.yaml").write_text(broken.replace("level: county", "level: conty"), "utf-8")
    assert refused.strip() in run("gapub compile county profile.yaml", tmp_path).stderr
    (command,) = (each for each in commands(page) if each.startswith("gapub diff") and "--impact" in each)
    assert run(f"{command} --lang {'zh' if 'zh' in page else 'en'}", checkout).stdout == told


@pytest.mark.parametrize("page", PAGES)
def test_the_numbers_are_true(page: str, checkout: Path) -> None:
    stats = json.loads(run("gapub stats --format json", checkout).stdout)
    total, areas = stats["total"], [each for each in stats["guidelines"] if each["number"] is not None]
    text = (ROOT / page).read_text("utf-8").replace(",", "")
    whole = sum(each["coverage"] == "complete" for each in areas)
    for number in (total["items"], total["cells"], total["cells_recalled"], len(areas), len(areas) - whole):
        assert re.search(rf"(?<!\d){number}(?!\d)", text), number


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", (ROOT / page).read_text("utf-8"))
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
