"""Catalogues that are compiled once a session, for all tests that read one and for all workers of pytest-xdist.

A test that is about compiling itself (exit codes, messages, what lies on disk) runs the command; one that reads what a
catalogue says takes it from here. `catalogue` and `seen` give values that cannot change, made once in each process. A
`Store` gives the files that `python -m gapub compile` has written in an empty folder: their bytes, never the folder.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from filelock import FileLock

from gapub.build.prepare import prepare
from gapub.model.catalogue import Catalogue
from gapub.render.view import View, view

ROOT = Path(__file__).resolve().parent.parent
PROFILES = ROOT / "catalogues"
FILES = {
    "json": "catalogue.json",
    "md": "catalogue.md",
    "html": "index.html",
    "site": "site/",
    "xlsx": "catalogue.xlsx",
    "docx": "catalogue.docx",
    "csv": "catalogue.csv",
    "jsonl": "catalogue.jsonl",
    "pdf": "catalogue.pdf",
}
"""What each format writes: a file, or a folder."""
RUNS = (("json",), ("pdf",), tuple(form for form in FILES if form not in ("json", "pdf")))
"""The formats that one run of the command makes. The PDF takes three times as long as the others together."""


class Which(NamedTuple):
    """A catalogue: its level, the folder of its profile below `catalogues/`, its baseline where that is not the usual."""

    level: str = "county"
    profile: str | None = None
    baseline: str | None = None

    @property
    def path(self) -> Path | None:
        """The file of the profile."""
        return PROFILES / self.profile / "profile.yaml" if self.profile else None

    @property
    def arguments(self) -> list[str]:
        """What `gapub compile` is told."""
        profile = [str(self.path)] if self.profile else []
        return [self.level, *profile, *(["--baseline", self.baseline] if self.baseline else [])]


COUNTY = Which()
CURRENT = Which(baseline="national-current")
ZHUANGHE = Which(profile="liaoning/dalian/zhuanghe")


@cache
def catalogue(which: Which) -> Catalogue:
    """The catalogue as a value."""
    ready = prepare(which.level, which.path, baseline=which.baseline)
    return ready.catalogue(ready.profile, ready.inputs())


@cache
def seen(which: Which, lang: str = "zh") -> View:
    """What the renderers see of it."""
    return view(catalogue(which), lang)


class Store(NamedTuple):
    """The files of compiled catalogues, in a folder that all workers of a session share."""

    folder: Path

    def files(self, which: Which, form: str, lang: str = "zh") -> Mapping[str, bytes]:
        """The files of a format by their names, without the catalogue.json beside them."""
        made = self._made(which, form, lang)
        found = sorted(path for path in made.rglob("*") if path.is_file())
        files = {path.relative_to(made).as_posix(): path for path in found}
        return MappingProxyType(
            {name: path.read_bytes() for name, path in files.items() if name.startswith(FILES[form])}
        )

    def json(self, which: Which) -> Any:
        """What catalogue.json says, read anew for each that asks."""
        return json.loads(self.files(which, "json")[FILES["json"]])

    def _made(self, which: Which, form: str, lang: str) -> Path:
        """The folder in which a run has written the format: whoever asks first runs the command, others wait for it."""
        forms = next(forms for forms in RUNS if form in forms)
        words = (which.level, which.profile or "general", which.baseline or "usual", lang, forms[0])
        folder = self.folder / "-".join(words).replace("/", "-")
        with FileLock(f"{folder}.lock"):
            if not folder.exists():
                _compile(which, forms, lang, folder)
        return folder


def _compile(which: Which, forms: tuple[str, ...], lang: str, folder: Path) -> None:
    """Run the command in an empty folder; the files have their place only when all are written."""
    out = folder.with_name(f"{folder.name}.part") / "out"
    out.parent.mkdir(exist_ok=True)
    options = ["--format", ",".join(forms), "--lang", lang, "-o", str(out)]
    done = subprocess.run(
        [sys.executable, "-m", "gapub", "compile", *which.arguments, *options],
        cwd=out.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout == b""
    out.rename(folder)
    out.parent.rmdir()
