"""Files on their way to a worker, which reads what it was sent and never what lies where it happens to run.

A worker lays them out in a folder of its own, each below its whole path: so links lead where they led, what a profile extends
lies where it lay, and the names by which a catalogue lists its inputs come out the same. In messages the folder is
taken away again.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path, PurePath
from typing import Any, NamedTuple

from gapub.sources.disk import read_bytes


class File(NamedTuple):
    """A file as the sender names it, where it really lies, and what it says. All paths are whole."""

    path: str
    real: str
    data: bytes


def packed(paths: Iterable[Path], *, links: bool = True) -> tuple[File, ...]:
    """These files, each once; without `links`, one behind a link counts as lying where it is named.

    Raises GapubError for one that cannot be read.
    """
    found = {}
    for path in paths:
        whole = os.path.abspath(path)  # noqa: PTH100  (links stay)
        if whole not in found:
            real = os.path.realpath(whole) if links else whole
            found[whole] = File(whole, real, read_bytes(path, path.as_posix()))
    return tuple(found.values())


def unpacked(files: Iterable[File], folder: Path) -> None:
    """Lay files out in a folder, where other parcels may have been laid out before. Raises OSError."""
    for file in files:
        real = inside(folder, file.real)
        real.parent.mkdir(parents=True, exist_ok=True)
        real.write_bytes(file.data)
        if file.path != file.real:
            link = inside(folder, file.path)
            link.parent.mkdir(parents=True, exist_ok=True)
            if not os.path.lexists(link):
                link.symlink_to(real)


def inside(folder: Path, path: str | os.PathLike[str]) -> Path:
    """Where a whole path of the sender lies in the folder."""
    whole = PurePath(path)
    return folder.joinpath(*whole.parts[1:])


def renamed(value: Any, names: Mapping[str, str]) -> Any:
    """The same value, with other names for paths in all of its texts: the longest that is there, first."""
    if not names:
        return value
    pattern = re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))))
    return _renamed(value, lambda text: pattern.sub(lambda match: names[match[0]], text))


def _renamed(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple):
        parts = [_renamed(each, change) for each in value]
        return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
    return value
