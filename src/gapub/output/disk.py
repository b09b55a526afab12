"""What writing safely is made of: files that the disk has taken, copies of old ones, a signal that waits."""

from __future__ import annotations

import errno
import os
import signal
import stat
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from types import FrameType
from typing import Final, TypeVar

from gapub.diagnostics.system import DENIED, IN_USE

Each = TypeVar("Each")

_FEW: Final = 16
_AT_ONCE: Final = 8
_SIGNALS: Final = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)
]


_PAUSES: Final = (0.02, 0.05, 0.1, 0.2, 0.4, 0.8)
"""Seconds between the tries of `patiently`."""


def patiently(do: Callable[[], Each]) -> Each:
    """Do something with a file; while Windows says that another program holds it, try again for a second and a half.

    What looks for viruses, or copies folders into a cloud, opens each new file for a moment.
    """
    for pause in _PAUSES:
        try:
            return do()
        except PermissionError as error:
            number = getattr(error, "winerror", None)  # `open` of the C library keeps it to itself
            if number not in (*IN_USE, DENIED) and not (number is None and os.name == "nt"):
                raise
        time.sleep(pause)
    return do()


def check_free(path: Path) -> None:
    """Raise PermissionError for a file that Windows lets nobody read, for another program has it: it may be as it was."""
    try:
        patiently(lambda: _read(path))
    except OSError as error:
        if getattr(error, "winerror", None) in IN_USE:
            raise


def _read(path: Path) -> None:
    """Open a file for reading; on Windows, to move it to where it is says what opening it does not: which error it was."""
    try:
        path.open("rb").close()
    except PermissionError:
        if os.name == "nt":
            path.replace(path)
        raise


def replace(path: Path, place: Path) -> None:
    """Move a file to its place, whatever stands there."""
    patiently(lambda: path.replace(place))


def remove(path: Path) -> None:
    """Remove a file, which may be gone already."""
    patiently(lambda: path.unlink(missing_ok=True))


def create(path: Path) -> int:
    """A new file for writing, as a descriptor. Raises FileExistsError."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    return os.open(path, flags, 0o666)


def write(descriptor: int, data: bytes | bytearray) -> None:
    """Write all of it."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def keep_rights(path: Path, like: Path) -> None:
    """Give a file the owner and the rights of the one that it will replace, as far as the system lets us."""
    with suppress(OSError):
        status = like.lstat()
        if stat.S_ISREG(status.st_mode):
            now = path.lstat()
            if (status.st_uid, status.st_gid) != (now.st_uid, now.st_gid) and hasattr(os, "chown"):
                with suppress(OSError):
                    os.chown(path, status.st_uid, status.st_gid)
            path.chmod(stat.S_IMODE(status.st_mode))


def flush(path: Path) -> None:
    """Have the disk take what was written, in a file or a folder."""
    # Windows flushes only what may be written; a file that keeps its rights may be for reading alone
    flags = os.O_RDWR if os.name == "nt" else os.O_RDONLY
    descriptor = os.open(path, flags | getattr(os, "O_CLOEXEC", 0))
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def settle(folder: Path) -> None:
    """Make what was moved in the folder outlast a loss of power, where the system can say so."""
    if os.name == "nt":
        return
    try:
        flush(folder)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # some network file systems cannot
            raise


def for_each(every: Sequence[Each], do: Callable[[Each], object]) -> None:
    """Do something with each; with very many at once, for waiting for the disk is all the work there is.

    Raises what the first that fails raises.
    """
    if len(every) <= _FEW:
        for each in every:
            do(each)
        return
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for _ in pool.map(do, every):
            pass


def set_aside(path: Path) -> Path:
    """Keep what stands at a path beside it as `NAME.bak`, or `NAME.bak1` and so on: no backup is ever replaced."""
    for n in count():
        backup = path.with_name(f"{path.name}.bak{n or ''}")
        try:
            if path.is_symlink():
                backup.symlink_to(path.readlink())
            else:
                _copy(path, backup)
        except FileExistsError:
            continue
        return backup
    raise AssertionError


def _copy(path: Path, backup: Path) -> None:
    """The same file under another name; where the file system has no such thing, a copy."""
    with suppress(OSError, NotImplementedError):
        backup.hardlink_to(path)
        return
    import shutil  # loads several kinds of compression

    with path.open("rb") as old, backup.open("xb") as new:
        shutil.copyfileobj(old, new)
    keep_rights(backup, path)
    flush(backup)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Let a signal that would end the process wait until this is done. Only the main thread is told of signals."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []

    def note(number: int, _: FrameType | None) -> None:
        came.append(number)

    before = {each: signal.signal(each, note) for each in _SIGNALS if signal.getsignal(each) is not signal.SIG_IGN}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
        if came:
            signal.raise_signal(came[0])
