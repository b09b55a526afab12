"""The names of files in a folder, with `/` between the folders before them, and what stands at a name."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path, PurePosixPath


def is_inside(name: str) -> bool:
    """True for a name that leads to a place in the folder, wherever it is read."""
    return all(part not in ("", ".", "..") and not any(char in part for char in "\\:\0") for part in name.split("/"))


def folders(names: Iterable[str]) -> list[str]:
    """The folders that the names stand in, each before those below it."""
    found = {parent.as_posix() for name in names for parent in PurePosixPath(name).parents}
    return sorted(found - {"."})


def status(path: Path) -> os.stat_result | None:
    """What stands at a path, a link as itself; None if nothing does."""
    with suppress(FileNotFoundError):
        return path.lstat()
    return None


def hash_of(folder: Path, name: str) -> str | None:
    """The SHA-256 of a file in the folder; None if it is not there, is no file, or is or is reached by a link."""
    try:
        inside = is_inside(name) and all(stat.S_ISDIR((folder / each).lstat().st_mode) for each in folders([name]))
        if inside and stat.S_ISREG((folder / name).lstat().st_mode):
            return hashlib.sha256((folder / name).read_bytes()).hexdigest()
    except (OSError, ValueError):  # a name that nothing can have
        pass
    return None
