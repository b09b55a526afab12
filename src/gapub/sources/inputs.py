"""Whether what a catalogue was made from is still as it was then."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath
from typing import Literal, TypeAlias

from gapub.diagnostics import GapubError
from gapub.sources.bundle import FOLDER, bundled
from gapub.sources.disk import read_bytes
from gapub.sources.library import hash_of_text
from gapub.sources.project import Project
from gapub.yaml.reader import MAX_BYTES

Fate: TypeAlias = Literal["same", "changed", "unknown"]


def fate(path: str, sha256: str, project: Project) -> Fate:
    """What has become of an input since, by its logical path and its hash; `unknown` if it is not found.

    A local file is looked for below the root of the project and in the working folder, then among the bundled ones. What
    lies elsewhere is not looked at.
    """
    parts = PurePosixPath(path).parts
    if not parts or PurePosixPath(path).is_absolute() or ".." in parts:
        return "unknown"
    places = [each for each in (project.root / path, Path(path)) if os.path.lexists(each)]
    if not places and parts[0] == FOLDER:
        places = [bundled(FOLDER).joinpath(*parts[1:])]
    elif not all(map(project.holds, places)):
        return "unknown"
    for place in places:
        try:
            data = read_bytes(place, path, most=MAX_BYTES + 1)
        except (GapubError, ValueError):
            continue
        return "same" if hash_of_text(data) == sha256 else "changed"
    return "unknown"
