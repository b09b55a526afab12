"""Where the files of a desk lie: the folder of the profiles, the newest of them, and where results go."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from gapub.diagnostics import GapubError
from gapub.sources.disk import yaml_files

WORK: Final = "我的目录"
"""The folder of the profiles, in the folder of gapub or, where that cannot be written to, in `ELSEWHERE`."""
ELSEWHERE: Final = "基层政务公开"
"""The folder in the user's documents for what cannot lie beside gapub."""
RESULTS: Final = "输出"
"""The folder of results, beside what they are made of."""
_NAMES: Final = ("profile.yaml", "townships.yaml")


def places(program: Path) -> list[Path]:
    """Where the folder of the profiles may be, the best place first."""
    home = Path.home()
    documents = home / "Documents" if (home / "Documents").is_dir() else home
    return [program / WORK, documents / ELSEWHERE / WORK]


def work(program: Path) -> Path | None:
    """The folder of the profiles, made if it is not there; None if it can be nowhere."""
    return next((each for each in places(program) if is_writable(each)), None)


def is_writable(folder: Path) -> bool:
    """Whether files can be made in a folder, which is made if it is not there: Windows tells in no other way."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def results(beside: Path, program: Path) -> Path | None:
    """The folder for what is made of a file or folder: in the same folder, else among the profiles; None if in neither."""
    folder = beside if beside.is_dir() else beside.parent
    if is_writable(folder / RESULTS):
        return folder / RESULTS
    own = work(program)
    return own / RESULTS if own else None


def newest(program: Path) -> Path | None:
    """The profile that was changed last."""
    found = [each for place in places(program) if place.is_dir() for each in profiles(place)]
    return max(found, key=_changed, default=None)


def profiles(folder: Path) -> Iterator[Path]:
    """The profiles below a folder; one that is no sound YAML counts by its name."""
    from gapub.sources.kinds import kind_of
    from gapub.yaml.reader import parse

    with suppress(GapubError):
        for path in yaml_files(folder):
            with suppress(OSError, GapubError):
                if path.name in _NAMES or kind_of(parse(path.read_bytes(), path.as_posix())[0]) == "profile":
                    yield path


def _changed(path: Path) -> float:
    try:
        return os.stat(path).st_mtime  # noqa: PTH116
    except OSError:
        return 0
