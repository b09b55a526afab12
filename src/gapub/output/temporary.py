"""Temporary files beside a file of a person's own: each is locked by the run that writes it, so a dead one's can be told."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable
from contextlib import suppress
from itertools import count
from pathlib import Path, PurePosixPath
from typing import Final

from gapub.output import disk, lock
from gapub.output.names import folders

_TEMPORARY: Final = re.compile(r"\.(?P<name>.+)\.gapub-tmp-\d+(-\d+)?")


def create(place: Path) -> tuple[int, Path]:
    """A new temporary file beside this place, open and locked."""
    for n in count():
        path = place.parent / f".{place.name}.gapub-tmp-{os.getpid()}{f'-{n}' if n else ''}"
        try:
            descriptor = disk.create(path)
        except FileExistsError:
            continue  # left by a run that ended early, or made in another container with the same process id
        mine = False
        try:
            mine = lock.seized(descriptor) and lock.stands(path, descriptor)
        finally:
            if not mine:  # swept away before it was locked
                os.close(descriptor)
        if mine:
            return descriptor, path
    raise AssertionError


def sweep(folder: Path, names: Iterable[str]) -> None:
    """Remove the temporary files of these names that runs left which ended early; that it cannot be done is no fault."""
    wanted = set(names)
    for inner in ("", *folders(wanted)):
        with suppress(OSError):
            for path in (folder / inner).iterdir():
                found = _TEMPORARY.fullmatch(path.name)
                if found and (PurePosixPath(inner) / found["name"]).as_posix() in wanted:
                    with suppress(OSError):
                        if stat.S_ISREG(path.lstat().st_mode) and not lock.is_held(path):
                            path.unlink()
