"""docs/publication.md: the steps of a quarter run one after the other, and what the page says of them is so."""

from __future__ import annotations

import json
import shlex
import shutil
from pathlib import Path

import pytest

from in_process import gapub
from test_docs import blocks

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/publication.md"


def steps(page: Path) -> list[str]:
    return [line for block in blocks(page, "sh") if "steps" in block.info for line in block.lines]


STEPS = steps(PAGE)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A folder in which all steps were run, each of which has to end well; and what each printed."""
    folder = tmp_path_factory.mktemp("steps")
    shutil.copytree(ROOT / "docs/examples", folder / "docs/examples")
    printed = []
    for step in STEPS:
        command, *words = shlex.split(step)
        assert command == "gapub"
        done = gapub(*words, cwd=folder)
        assert done.returncode == 0, f"{step}: {done.stderr.decode()}"
        printed.append(done.stdout.decode())
    return folder, printed


def test_the_binding_that_is_shown_is_one_of_five_in_the_profile(made: tuple[Path, list[str]]) -> None:
    (block,) = (each for each in blocks(PAGE, "text") if "binding" in each.info)
    text = (made[0] / "zhuanghe/profile.yaml").read_text("utf-8")
    assert block.text in text
    assert text.count("publish: {column:") == 5


def test_each_quarter_finds_what_the_page_says(made: tuple[Path, list[str]]) -> None:
    folder, printed = made
    first = printed[next(n for n, step in enumerate(STEPS) if "--as-of 2026-09-30" in step)]
    assert "2026-03-16" in first
    assert "2026-08-31" in first
    assert "2026-09-04" in first
    lines = [json.loads(line) for line in (folder / "zhuanghe/site.jsonl").read_text("utf-8").splitlines()]
    found = {(line["code"], line["first"], line.get("mended")) for line in lines if line["kind"] == "finding"}
    assert found == {
        ("column-stale", "2026-09-30", "2026-12-31"),
        ("published-late", "2026-09-30", None),
        ("column-blank", "2026-12-31", None),
        ("taken-down", "2026-12-31", None),
    }


def test_the_offices_have_their_lists_and_the_items_their_days(made: tuple[Path, list[str]]) -> None:
    folder, _ = made
    assert (folder / "notice.docx").is_file()
    assert {each.stem for each in (folder / "offices").glob("*.xlsx")} >= {"庄河市民政局", "庄河市市场监督管理局"}
    page = folder / "dist/zhuanghe/site/items/taxation/taxpayer-services/tax-calendar.html"
    assert '<time datetime="2026-12-02">' in page.read_text("utf-8")


def test_both_pages_have_the_same_steps() -> None:
    assert steps(PAGE.with_suffix(".zh-CN.md")) == STEPS
