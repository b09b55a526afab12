"""The pages that are looked at in a browser, each with the command that makes it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[2]
ZHUANGHE = str(ROOT / "catalogues/liaoning/dalian/zhuanghe")
TOWNSHIPS = f"{ZHUANGHE}/townships.yaml"
AREAS = tuple(
    word
    for area in ("social-assistance", "compulsory-education", "land-expropriation", "taxation")
    for word in ("--area", area)
)
"""Few areas that between them have every audience, method and kind of evidence."""


Opener = Callable[..., Page]
"""Opens a page by its name or path; further, the fragment of its address, and options of the browser's context."""


class Made(NamedTuple):
    """A page: the arguments of `gapub` that write it into a folder, and its place there; `alone`: into a file of its own."""

    arguments: tuple[str, ...]
    file: str = "index.html"
    alone: bool = False


PAGES = {
    "county": Made(("compile", "county", ZHUANGHE, "--format", "html")),
    "zh": Made(("compile", "county", ZHUANGHE, *AREAS, "--format", "html")),
    "en": Made(("compile", "county", ZHUANGHE, *AREAS, "--format", "html", "--lang", "en")),
    "zh-en": Made(("compile", "county", ZHUANGHE, *AREAS, "--format", "html", "--lang", "zh-en")),
    "diff": Made(("diff", "national-2019", "national-current", "--format", "html"), "diff.html", alone=True),
    "townships": Made(("compile", "township", TOWNSHIPS, "--format", "html")),
}
"""Every page by its name. All are held to what `test_every_page.py` asks; a new page needs no more than its line here."""


def make(name: str, folder: Path) -> Path:
    """Write a page and what belongs to it, and say where it is."""
    made = PAGES[name]
    target = folder / made.file if made.alone else folder
    command = [sys.executable, "-m", "gapub", *made.arguments, "-o", str(target)]
    subprocess.run(command, env={**os.environ, "PYTHONPATH": str(ROOT / "src")}, check=True, capture_output=True)
    return folder / made.file
