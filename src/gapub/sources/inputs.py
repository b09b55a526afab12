"""Whether what a catalogue was made from is still as it was then."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Literal, TypeAlias

from gapub.diagnostics import GapubError
from gapub.sources.bundle import FOLDER, bundled
from gapub.sources.library import hash_of_text, read_bytes
from gapub.yaml.reader import MAX_BYTES

Fate: TypeAlias = Literal["same", "changed", "unknown"]


def fate(path: str, sha256: str) -> Fate:
    """What has become of an input since, by its logical path and its hash; `unknown` if it is not found from here.

    A local file is looked for in the working folder, as `compile` does; what is not there may be bundled.
    """
    parts = PurePosixPath(path).parts
    if not parts or PurePosixPath(path).is_absolute() or ".." in parts:
        return "unknown"
    place = Path(path)
    if not place.exists() and parts[0] == FOLDER:
        place = bundled(FOLDER).joinpath(*parts[1:])
    try:
        data = read_bytes(place, path, most=MAX_BYTES + 1)
    except (GapubError, ValueError):
        return "unknown"
    return "same" if hash_of_text(data) == sha256 else "changed"
