"""The formats of a catalogue: one list, which modules, pages and the command line follow."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

from gapub.render import NAMES, PRINTED, format_of

ROOT = Path(__file__).parents[1]
PAGES = ("docs/formats.md", "docs/formats.zh-CN.md")


@pytest.mark.parametrize("name", PRINTED)
def test_a_format_is_that_of_its_module(name: str) -> None:
    made = format_of(name)
    assert made.name == name
    assert made.title.zh
    assert made.title.en
    assert re.fullmatch(r"[a-z]+/[a-z0-9.+-]+", made.media_type)


def test_every_module_that_is_a_format_is_in_the_list() -> None:
    spec = find_spec("gapub.render")
    assert spec
    assert spec.origin
    modules = Path(spec.origin).parent.glob("*.py")
    assert {each.stem for each in modules if "\nFORMAT: Final = Format(" in each.read_text("utf-8")} == set(PRINTED)


@pytest.mark.parametrize("page", PAGES)
def test_the_page_has_a_row_for_every_format(page: str) -> None:
    rows = re.findall(r"^\| `(\w+)` \| `[\w./]+`", (ROOT / page).read_text("utf-8"), re.MULTILINE)
    assert sorted(rows) == sorted(NAMES)
