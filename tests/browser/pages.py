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
    """A page: the arguments of `gapub` that write it into a folder, and its place there; `alone`: into a file of its own.

    `former` are the arguments that make the catalogue which `--since` names; `first` commands that go before. `{}` is the
    folder.
    """

    arguments: tuple[str, ...]
    file: str = "index.html"
    alone: bool = False
    former: tuple[str, ...] = ()
    first: tuple[tuple[str, ...], ...] = ()


ITEM = "compulsory-education/private-schools/basic-information"
SITE = ("compile", "county", ZHUANGHE, *AREAS, "--format", "site")
TWO_LANGUAGES = (*SITE, "--lang", "zh-en")
LIST = str(ROOT / "docs/examples/site-2026-09.csv")
BOUND = (
    ("init", "庄河市", "-o", "{}/own/profile.yaml"),
    ("bind", LIST, "--profile", "{}/own/profile.yaml", "--accept", "75", "--write"),
)
CHECK = ("check-site", LIST, "--profile", "{}/own", "--as-of", "2026-12-31", "--fail-on", "never")
DUE = ("due", "--profile", "{}/own", "--from", "2026-10-01", "--to", "2026-12-31", "--format", "html")
SCORE = ("score", "{}/site.json", "--scheme", "county", "--seed", "1", "--format", "html")
CHECKED = (*CHECK, "--format", "json", "-o", "{}/site.json")
NEW_AREAS = ("--area", "natural-resources", "--area", "tourism")

PAGES = {
    "county": Made(("compile", "county", ZHUANGHE, "--format", "html")),
    "county-en": Made(("compile", "county", ZHUANGHE, "--format", "html", "--lang", "en")),
    "zh": Made(("compile", "county", ZHUANGHE, *AREAS, "--format", "html")),
    "en": Made(("compile", "county", ZHUANGHE, *AREAS, "--format", "html", "--lang", "en")),
    "zh-en": Made(("compile", "county", ZHUANGHE, *AREAS, "--format", "html", "--lang", "zh-en")),
    "diff": Made(("diff", "national-2019", "national-current", "--format", "html"), "diff.html", alone=True),
    "townships": Made(("compile", "township", TOWNSHIPS, "--format", "html")),
    "site": Made(SITE, "site/index.html"),
    "site-area": Made(SITE, "site/areas/compulsory-education.html"),
    "site-item": Made((*SITE, "--site-url", "https://www.example/"), f"site/items/{ITEM}.html"),
    "site-item-en": Made((*SITE, "--lang", "en"), "site/items/taxation/law-enforcement/powers-and-duties.html"),
    "site-zh-en": Made(TWO_LANGUAGES, "site/index.html"),
    "site-area-zh-en": Made(TWO_LANGUAGES, "site/areas/social-assistance.html"),
    "site-item-zh-en": Made(TWO_LANGUAGES, f"site/items/{ITEM}.html"),
    "site-changes": Made(
        ("compile", "county", "--baseline", "national-current", *NEW_AREAS, "--format", "site"),
        "site/changes.html",
        former=("compile", "county", "--format", "json"),
    ),
    "site-changes-en": Made(
        ("compile", "county", "--baseline", "national-current", *NEW_AREAS, "--format", "site", "--lang", "en"),
        "site/changes.html",
        former=("compile", "county", "--format", "json"),
    ),
    "check-site": Made((*CHECK, "--format", "html"), "checked.html", alone=True, first=BOUND),
    "check-site-en": Made((*CHECK, "--format", "html", "--lang", "en"), "checked.html", alone=True, first=BOUND),
    "score": Made(SCORE, "score.html", alone=True, first=(*BOUND, CHECKED)),
    "due": Made(DUE, "due.html", alone=True, first=BOUND),
}
"""Every page by its name. All are held to what `test_every_page.py` asks; a new page needs no more than its line here."""


def make(made: Made, folder: Path) -> Path:
    """Write a page and what belongs to it into a folder."""
    target = folder / made.file if made.alone else folder
    for each in made.first:
        _gapub(*(word.format(folder) for word in each))
    since = ("--since", str(folder / "former")) if made.former else ()
    if made.former:
        _gapub(*made.former, "-o", str(folder / "former"))
    _gapub(*(word.format(folder) for word in made.arguments), *since, "-o", str(target))
    return folder


def _gapub(*arguments: str) -> None:
    command = [sys.executable, "-m", "gapub", *arguments]
    subprocess.run(command, env={**os.environ, "PYTHONPATH": str(ROOT / "src")}, check=True, capture_output=True)
