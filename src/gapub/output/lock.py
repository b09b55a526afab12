"""One process at a time: a lock on a file, which the system takes back when its holder ends, however that happens.

Python has no such lock for every system. The package `filelock` has, but leaves its files where they were; here they
stand beside folders that get published, and have to go. So `fcntl` or `msvcrt` is asked, in three small functions.
"""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Final

from gapub.output.disk import patiently, uninterrupted

PATIENCE: Final = 60.0
"""For how many seconds a run waits for another."""
_PAUSE: Final = 0.05
_CANNOT: Final = (errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS)
"""What a file system says that knows no locks: then nobody is waited for."""


def seized(descriptor: int) -> bool:
    """Lock an open file, until it is closed; False if another process has done so."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno in _CANNOT
    return True


def stands(path: Path, descriptor: int) -> bool:
    """True if the open file still is the one that the path names: who held it before may have removed it."""
    with suppress(OSError):
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    return False


def is_held(path: Path) -> bool:
    """True if a living process holds the lock, or nobody can say."""
    try:
        # Windows locks only what may be written; a temporary file may be for reading alone, like the one it will replace
        descriptor = os.open(path, (os.O_RDWR if os.name == "nt" else os.O_RDONLY) | getattr(os, "O_CLOEXEC", 0))
    except FileNotFoundError:
        return False
    except OSError:
        return True
    try:
        return not seized(descriptor)
    finally:
        os.close(descriptor)


def acquire(path: Path, until: ExitStack, *, waiting: Callable[[], object] = lambda: None) -> None:
    """Hold the lock of this path, whose folder is made, until the stack is closed; then both go, unless the folder holds more.

    `waiting` is called once if another process has it. Raises TimeoutError if that has not given it back in `PATIENCE`.
    A signal comes between two tries, never after one that has left something which nobody would clear away.
    """
    latest, told = time.monotonic() + PATIENCE, False
    while True:
        with uninterrupted():
            descriptor = patiently(lambda: _seized(path))  # Windows denies what is just being removed
            if descriptor is not None:
                until.callback(_release, path, descriptor)
                return
        if time.monotonic() > latest:
            raise TimeoutError
        if not told:
            waiting()
            told = True
        time.sleep(_PAUSE)


def _seized(path: Path) -> int | None:
    """The lock as an open file, if nobody else has it."""
    with suppress(FileNotFoundError, FileExistsError):  # the holder before is just removing the folder
        path.parent.mkdir(exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o666)
        mine = False
        try:
            mine = seized(descriptor) and stands(path, descriptor)
        finally:
            if not mine:
                with suppress(OSError):
                    os.close(descriptor)
        if mine:
            return descriptor
    return None


def _release(path: Path, descriptor: int) -> None:
    try:
        if os.name != "nt":  # an open file can be removed, and then none waits for what is about to go
            _remove(path)
    finally:
        with suppress(OSError):
            os.close(descriptor)
    if os.name == "nt":
        _remove(path)
    with suppress(OSError):
        path.parent.rmdir()


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink()
