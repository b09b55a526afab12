"""Memory of many catalogues is bounded: with the collector off, as gapub runs, nothing that was made stays but what is shared."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent
FORMATS = "json,md,html,site,xlsx,docx,csv,jsonl"
SIZES = (10, 60)
"""How many localities there are when memory is looked at."""
AREA = "social-assistance"
"""One area is enough: what stays of a catalogue stays of each of its rows."""

CHILD = """\
import gc, sys
gc.disable()
sys.path.insert(0, {tests!r})
from pathlib import Path
import localities
from gapub.batch.locality import Maker, Options
from gapub.build.prepare import Prepared
from gapub.model.catalogue import Catalogue
from gapub.render.pdf import data
from gapub.render.view import View, view
from gapub.sources.library import open_library

files = localities.write(Path({folder!r}), {sizes[1]})
library = open_library(local=None)
library.admit(Path({folder!r}))
maker = Maker(library, Options(tuple({formats!r}.split(",")), areas=({area!r},)))

def resident():
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * 4

gc.collect()
for number, file in enumerate(files, 1):
    locality = maker.open("county", file, shared=True)
    assert locality.make().files
    data(view(locality.prepared.catalogue(locality.profiles[0]), "zh"))
    locality = None
    if number in {sizes}:
        print(resident(), flush=True)
print(sum(isinstance(each, (Catalogue, Prepared, View)) for each in gc.get_objects()))
print(gc.collect())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_memory_does_not_grow_with_the_number_of_localities(tmp_path: Path) -> None:
    text = CHILD.format(tests=str(TESTS), folder=str(tmp_path), sizes=SIZES, formats=FORMATS, area=AREA)
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    before, after, alive, garbage = map(int, done.stdout.split())
    assert alive == 0, "a catalogue is gone when its files are written"
    assert garbage < 2_000, "cycles keep what was made until somebody collects it"
    # What renderers remember of cells fills up until its bounds meanwhile.
    assert after < 1.3 * before, f"{before} kB after {SIZES[0]}, {after} kB after {SIZES[1]}"
