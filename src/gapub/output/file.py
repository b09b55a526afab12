"""Writes a single file, whole or not at all: one of a person's own in place, or a new one that must not replace another."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.output import disk, lock
from gapub.output.errors import explained, fail
from gapub.output.folder import Existing, busy
from gapub.output.inspection import LOCK, workshop
from gapub.output.names import status
from gapub.output.temporary import create, sweep


def rewrite(path: Path, data: bytes | Iterable[bytes]) -> None:
    """Put `data` into a file of a person's own, which keeps its owner and rights; behind a link it is the file meant.

    What is many may come in pieces, none of which is made before the one before it is written.

    Raises GapubError with a code `output-…` if it cannot be written, or is for reading alone.
    """
    meant = Path(os.path.realpath(path))
    with explained(meant):
        found = status(meant)
        if found and not found.st_mode & 0o222:
            fail(PermissionError(errno.EACCES, ""), meant)
        meant.parent.mkdir(parents=True, exist_ok=True)
        _write(meant, data, lambda temporary: disk.replace(temporary, meant))


def put(path: Path, data: bytes, existing: Existing = "refuse") -> Path | None:
    """Write a file that a command was told to write. Returns the backup of what was there, if there is one.

    Raises GapubError `output-exists` for another file of the name, unless `existing` says what is to be done with it.
    """
    with explained(path):
        found = status(path)
        if found and not path.is_symlink() and not path.is_file():
            fail(OSError(errno.EISDIR, ""), path)
        if found and not path.is_symlink() and path.read_bytes() == data:
            return None
        path.parent.mkdir(parents=True, exist_ok=True)
        if existing == "refuse":
            _write(path, data, lambda temporary: _link(temporary, path))
            return None
        backup = disk.set_aside(path) if existing == "backup" and found else None
        _write(path, data, lambda temporary: disk.replace(temporary, path))
        return backup


@contextmanager
def exclusive(path: Path, waiting: Callable[[], object]) -> Iterator[None]:
    """Let no other gapub read, change and write this file meanwhile; `waiting` is called if one does.

    Raises GapubError `output-busy` where it goes on too long, and `output-…` where no lock can be made beside the file.
    """
    meant = Path(os.path.realpath(path))
    with ExitStack() as held:
        with explained(meant):
            meant.parent.mkdir(parents=True, exist_ok=True)
            try:
                lock.acquire(workshop(meant) / LOCK, held, waiting=waiting)
            except TimeoutError as error:
                raise GapubError([busy(path)]) from error
        yield


def tidy(paths: Iterable[Path]) -> None:
    """Remove the temporary files beside these files that runs left which ended early."""
    named: dict[Path, set[str]] = {}
    for path in paths:
        meant = Path(os.path.realpath(path))
        named.setdefault(meant.parent, set()).add(meant.name)
    for folder, names in named.items():
        sweep(folder, names)


def _write(place: Path, data: bytes | Iterable[bytes], move: Callable[[Path], object]) -> None:
    """Write the data beside its place, have the disk take it, and move it there; a signal waits until that is done."""
    tidy([place])
    with disk.uninterrupted():
        descriptor, temporary = create(place)
        try:
            try:
                for piece in (data,) if isinstance(data, bytes) else data:
                    disk.write(descriptor, piece)
                disk.keep_rights(temporary, place)
                os.fsync(descriptor)
                if os.name != "nt":  # while it is open it is locked; Windows moves no open file
                    move(temporary)
            finally:
                os.close(descriptor)
            if os.name == "nt":
                move(temporary)
            disk.settle(place.parent)
        finally:
            disk.remove(temporary)


def _link(temporary: Path, path: Path) -> None:
    """Give the file its name, unless that is taken."""
    try:
        path.hardlink_to(temporary)
    except FileExistsError as error:
        raise exists(path) from error
    except (OSError, NotImplementedError):  # a file system without links
        if os.path.lexists(path):
            raise exists(path) from None
        disk.replace(temporary, path)


def exists(path: Path) -> GapubError:
    """The error that says that there is such a file."""
    message = Text("已有 {}，没有覆盖。", "{} already exists and was not overwritten.").format(path.as_posix())
    hint = Text(
        "要换成新的，请加 --overwrite；要同时保留原文件（另存为“文件名.bak”），请加 --backup；也可以另选文件名。",
        "Use --overwrite to replace it, --backup to keep it as NAME.bak, or choose another name.",
    )
    return GapubError([Diagnostic("output-exists", "error", message, entity=path.as_posix(), hint=hint)])
