"""One table everywhere: what is read back from each format is the same, cell by cell."""

from __future__ import annotations

from pathlib import Path

import pytest

from gapub.cli.compile import RENDERERS
from gapub.library import open_library
from gapub.model.catalogue import Catalogue
from gapub.refine import compile_catalogue
from gapub.render.templates import BUNDLED
from gapub.render.view import view
from samples import small_catalogue
from table_readers import READERS, Rows

AREAS = ("taxation", "employment", "social-insurance")


def real_areas() -> Catalogue:
    library = open_library(local=Path("no local folder"))
    baseline = library.baseline("national-2019")
    guidelines = [each for each in library.guidelines(baseline.editions) if each.area in AREAS]
    return compile_catalogue("county", baseline, guidelines, library.registry, None, library.inputs.values())


def read(catalogue: Catalogue) -> dict[str, Rows]:
    seen = view(catalogue)
    found = {}
    for name, (file, reader) in READERS.items():
        found[name] = reader(RENDERERS[name](seen, BUNDLED)[file])
    return found


def test_every_format_is_read() -> None:
    assert set(READERS) == set(RENDERERS)


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
