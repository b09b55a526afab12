"""A folder of entries in the user's cache folder: what can be made again and is kept to save the time.

An entry is a file with a hash for its name, which holds all that the entry depends on: so nothing is ever out of date. One that
is damaged or foreign, or cannot be read or written, is as good as none, and nobody is told. Entries quote the files that they
were made from, so they are for their owner's eyes alone, in a folder that is the owner's and no link to another. Nothing
but files with an entry's name is ever removed. `GAPUB_NO_CACHE` switches all this off.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

_ENTRY = re.compile(r"[0-9a-f]{64}\.json")
_TEMPORARY = re.compile(r"\.[0-9a-f]{64}\.\d+\.tmp")
_STALE = 60 * 60
"""The age in seconds from which on a file that was never finished belongs to a run that ended early."""


class Cache(NamedTuple):
    """A folder of entries of one kind, and how many of them are kept; the oldest go first.

    `own` are the folder and those above it that have to be the user's own.
    """

    folder: Path
    own: tuple[Path, ...]
    most: int

    def read(self, name: str) -> bytes | None:
        """The entry of this name, a hash."""
        path = self.folder / f"{name}.json"
        try:
            if all(map(_is_own, self.own)) and stat.S_ISREG(path.lstat().st_mode):
                return path.read_bytes()
        except OSError:
            pass
        return None

    def write(self, name: str, data: bytes) -> None:
        """Keep an entry; nothing happens where that cannot be."""
        try:
            for each in self.own:
                each.mkdir(mode=0o700, parents=True, exist_ok=True)
                if not _is_own(each):
                    return
                each.chmod(0o700)  # earlier versions left it open to all
            temporary = self.folder / f".{name}.{os.getpid()}.tmp"
            temporary.unlink(missing_ok=True)
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
            with open(descriptor, "wb") as file:  # noqa: PTH123
                file.write(data)
            temporary.replace(self.folder / f"{name}.json")
            self._forget()
        except OSError:
            pass

    def _forget(self) -> None:
        """Remove the oldest entries, and what runs left that ended early."""
        names = os.listdir(self.folder)  # noqa: PTH208  # a few hundred names
        if len(names) <= self.most and not any(map(_TEMPORARY.fullmatch, names)):
            return
        with os.scandir(self.folder) as found:
            files = [each for each in found if each.is_file(follow_symlinks=False)]
        ages = {each.path: each.stat(follow_symlinks=False).st_mtime for each in files}
        entries = sorted((each.path for each in files if _ENTRY.fullmatch(each.name)), key=ages.__getitem__)
        newest = ages[entries[-1]]
        halves = [each.path for each in files if _TEMPORARY.fullmatch(each.name) and ages[each.path] < newest - _STALE]
        for path in [*entries[: -self.most], *halves]:
            Path(path).unlink(missing_ok=True)


def cache(environment: Mapping[str, str], most: int, kind: str = "") -> Cache | None:
    """The folder of the entries of a kind, below that of gapub; None when there is to be no cache."""
    if environment.get("GAPUB_NO_CACHE"):
        return None
    base = environment.get("XDG_CACHE_HOME") or (environment.get("LOCALAPPDATA") if sys.platform == "win32" else None)
    try:
        folder = (Path(base) if base and Path(base).is_absolute() else Path.home() / ".cache") / "gapub"
    except RuntimeError:  # there is no home
        return None
    return Cache(folder / kind, (folder, folder / kind) if kind else (folder,), most)


def _is_own(folder: Path) -> bool:
    """True for a folder of this user's own; what a link leads to is not ours, whoever made the link."""
    try:
        status = folder.lstat()
    except OSError:
        return False
    user = os.getuid() if hasattr(os, "getuid") else status.st_uid  # Windows keeps one user's cache from others itself
    return stat.S_ISDIR(status.st_mode) and status.st_uid == user


class Fact(NamedTuple):
    """A file of gapub's own: where it lies below its folder, its size, and when it was changed."""

    path: str
    size: int
    changed: int


def own_files(folder: str, below: str = "") -> Iterator[Fact]:
    """Every file of gapub's below a folder: code, and what its rules mean."""
    with os.scandir(folder) as entries:  # `Path.rglob` takes four times as long, in each remembered run
        for entry in entries:
            if entry.name == "__pycache__":
                continue
            if entry.is_dir():
                yield from own_files(entry.path, f"{below}{entry.name}/")
            elif entry.name.endswith((".py", ".yaml", ".txt")):
                facts = entry.stat()
                yield Fact(f"{below}{entry.name}", facts.st_size, facts.st_mtime_ns)
