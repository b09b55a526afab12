"""The floor of `gapub compile county`: a bare process that imports yaml and jinja2 and parses the same files.

What a run costs below this is out of gapub's hands, so the floor lives here, apart from gapub's own imports. It parses
with PyYAML's C loader, the usual fast way, and with the garbage collector off, as gapub runs.
"""

import gc
from pathlib import Path

gc.disable()

import jinja2  # noqa: E402, F401
import yaml  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent / "guidelines"

for path in sorted(ROOT.glob("*/*.yaml")):
    yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
