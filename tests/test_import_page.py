"""docs/import.md: its steps run one after the other, and what it shows is what they make."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from in_process import gapub
from test_docs import blocks

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/import.md"
STEPS = [line.partition("  #")[0] for block in blocks(PAGE, "sh") if "steps" in block.info for line in block.lines]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which all steps of the page were run, each of which has to end well."""
    folder = tmp_path_factory.mktemp("steps")
    shutil.copytree(ROOT / "docs/examples", folder / "docs/examples")
    for step in STEPS:
        command, *words = shlex.split(step)
        assert command == "gapub"
        done = gapub(*words, cwd=folder)
        assert done.returncode == 0, f"{step}: {done.stderr.decode()}"
    return folder


def test_the_profile_that_is_shown_is_the_beginning_of_the_file(made: Path) -> None:
    (block,) = (each for each in blocks(PAGE, "yaml") if "profile" in each.info)
    text = (made / "zhuanghe/profile.yaml").read_text("utf-8")
    assert block.text in text
    assert "# yaml-language-server: $schema=../.gapub/schemas/profile.schema.json\n" in text
    assert (made / ".gapub/schemas/profile.schema.json").is_file()


def test_the_catalogue_is_there(made: Path) -> None:
    assert {each.name for each in (made / "dist/zhuanghe").iterdir()} >= {"index.html", "catalogue.xlsx"}


def test_the_record_that_is_shown_is_in_the_file_and_the_edition_is_corrected(made: Path) -> None:
    (block,) = (each for each in blocks(PAGE, "yaml") if "attestation" in each.info)
    assert block.text in (made / "zhuanghe/profile.yaml").read_text("utf-8")
    edition = (made / "guidelines/elderly-care/2019.yaml").read_text("utf-8")
    assert "channels: [website, service-centre, public-reading-point]" in edition
    assert "place: 民政部, level: ministry, file: elderly-care.xlsx" in edition
    assert gapub("fmt", "--check", "zhuanghe", "guidelines", cwd=made).returncode == 0


@pytest.mark.parametrize("page", [PAGE, PAGE.with_suffix(".zh-CN.md")], ids=["en", "zh"])
def test_the_page_names_every_option(page: Path) -> None:
    options = set(re.findall(r"--[a-z-]+", gapub("import", "--help", cwd=ROOT).stdout.decode())) - {"--help"}
    assert len(options) > 15
    assert options <= set(re.findall(r"--[a-z-]+", page.read_text("utf-8")))
