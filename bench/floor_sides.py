"""The floor of `gapub diff`: a bare process that imports yaml and parses the files of both sides, named as arguments.

With PyYAML's C loader and the garbage collector off, as in `floor.py`; nothing else is imported.
"""

import gc
import sys
from pathlib import Path

gc.disable()

import yaml  # noqa: E402

for folder in sys.argv[1:]:
    for path in sorted(Path(folder).rglob("*.yaml")):
        yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
