"""One table everywhere: what is read back from each format is the same, cell by cell."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gapub.build.select import compile_catalogue
from gapub.model.catalogue import Catalogue
from gapub.render import PRINTED, format_of
from gapub.render.templates import DEFAULTS
from gapub.render.view import view
from gapub.sources.library import open_library
from samples import small_catalogue
from table_readers import READERS, Rows

AREAS = ("taxation", "employment", "social-insurance")


def real_areas() -> Catalogue:
    library = open_library(local=Path("no local folder"))
    baseline = library.baseline("national-2019")
    guidelines = [each for each in library.guidelines(baseline.editions) if each.area in AREAS]
    return compile_catalogue("county", baseline, guidelines, library.registry, None, library.inputs(baseline.editions))


def read(catalogue: Catalogue) -> dict[str, Rows]:
    seen = view(catalogue)
    found = {}
    for name, reader in READERS.items():
        found[name] = reader(format_of(name).make(seen, DEFAULTS))
    return found


def test_every_format_is_read() -> None:
    assert set(READERS) == set(PRINTED)


@pytest.mark.parametrize("catalogue", [small_catalogue, real_areas], ids=["sample", "real"])
def test_every_format_holds_the_same_table(catalogue: object) -> None:
    made = catalogue()  # type: ignore[operator]
    found = read(made)
    numbers = [item.number for area in made.areas for item in area.items]
    for name, rows in found.items():
        assert list(rows) == numbers, name
        for number, row in found["jsonl"].items():
            ticks = {column: text for column, text in rows[number].items() if text or column in row}
            assert ticks == row, (name, number)


def test_same_catalogue_same_bytes_in_any_process(tmp_path: Path) -> None:
    """Whatever the seed of hashes, the time zone, the locale and the folder."""
    script = f"""
import sys, hashlib
sys.path.insert(0, {str(Path(__file__).parent)!r})
from gapub.render import PRINTED, format_of
from gapub.render.templates import DEFAULTS
from gapub.render.view import view
from samples import small_catalogue
seen = view(small_catalogue(), "zh-en")
for name in PRINTED:
    for file, data in sorted(format_of(name).make(seen, DEFAULTS).items()):
        print(name, file, hashlib.sha256(data).hexdigest())
"""
    runs = []
    for seed, zone, locale in (("1", "UTC", "C"), ("2", "Asia/Shanghai", "C.UTF-8")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale}
        folder = tmp_path / seed
        folder.mkdir()
        done = subprocess.run(
            [sys.executable, "-c", script], cwd=folder, env=environment, capture_output=True, check=True
        )
        runs.append([line.split() for line in done.stdout.decode().splitlines()])
    assert {name for name, *_ in runs[0]} == set(PRINTED)
    assert runs[0] == runs[1]
