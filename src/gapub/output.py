"""Writes what the renderers made into a folder: file by file, each whole or not at all (MODEL.md, section 9).

A folder cannot be replaced at once everywhere, and it may hold files of the office, so each file is written under a
temporary name beside its place (`.catalogue.md.gapub-tmp-4711`), flushed to the disk, and moved there. Nothing is moved
before everything is written, so a full disk leaves the old set as it was. `catalogue.json` is moved last and carries
the hashes of the others: a set that a crash tore is found by `torn`.

A symbolic link in the place of a file is replaced and never followed, so that nothing outside the folder is written;
the folder itself may be a link. A file that is equal already is left alone, with its date. A temporary file of a
crashed run is gapub's own: it is removed by a run at least a day later, when no run can still be writing it.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import stat
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Final, NoReturn

from gapub.diagnostics import Diagnostic, GapubError, Text

__all__ = ["MANIFEST", "rewrite", "torn", "write_files"]

MANIFEST: Final = "catalogue.json"
"""The file that carries the hashes of its siblings."""
STALE: Final = 24 * 60 * 60
"""The age in seconds from which on a temporary file is taken for one that a crashed run left."""
_TEMPORARY: Final = re.compile(r"\.(?P<name>.+)\.gapub-tmp-\d+(-\d+)?")


def write_files(folder: Path, files: Mapping[str, bytes], *, last: str) -> None:
    """Put `files` (name to bytes) into `folder`, which is made if it is missing; `last` goes last.

    Raises GapubError with a code `output-…` if the folder or a file cannot be written. Then every file is wholly old or
    wholly new, and no temporary file is left unless that too could not be removed. Raises ValueError if a name is a
    path, or `last` is not among the files.
    """
    if last not in files:
        raise ValueError(f"not among the files: {last!r}")
    for name in files:
        if not _is_plain(name):
            raise ValueError(f"not the name of a file in the folder: {name!r}")
    with _explained(folder, ""):
        folder.mkdir(parents=True, exist_ok=True)
    changed = sorted((name for name in files if not _stands(folder, name, files[name])), key=lambda name: name == last)
    _sweep(folder, files)
    written: dict[str, Path] = {}
    moved: list[str] = []
    try:
        for name in changed:
            with _explained(folder, name):
                _write(folder, name, files[name], written)
        for name in changed:
            with _explained(folder, name, moved):
                if name == last and moved:
                    _settle(folder)
                written[name].replace(folder / name)
                del written[name]
            moved.append(name)
        if moved:
            with _explained(folder, ""):
                _settle(folder)
    finally:
        for path in written.values():
            with suppress(OSError):
                path.unlink()


def rewrite(path: Path, data: bytes) -> None:
    """Put `data` into a file of the user's own, whole or not at all; behind a link stands the file that is meant."""
    meant = Path(os.path.realpath(path))
    write_files(meant.parent, {meant.name: data}, last=meant.name)


def torn(folder: Path) -> list[str]:
    """The files of `folder` that are missing or are not those its `catalogue.json` was written with, by its hashes.

    `catalogue.json` itself is named if it is missing or cannot be read, for then nothing vouches for the others.
    """
    try:
        listed = json.loads((folder / MANIFEST).read_bytes())["files"]
        hashes = {str(entry["name"]): str(entry["sha256"]) for entry in listed}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return [MANIFEST]
    return [name for name, sha256 in hashes.items() if _hash(folder, name) != sha256]


def _hash(folder: Path, name: str) -> str | None:
    path = folder / name
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() if _is_plain(name) and path.is_file() else None
    except OSError:
        return None


def _is_plain(name: str) -> bool:
    return name not in ("", ".", "..") and not any(char in name for char in "/\\:\0")


def _stands(folder: Path, name: str, data: bytes) -> bool:
    """True if the file is there already. Raises GapubError if what is there is not a file and must not be replaced."""
    path = folder / name
    try:
        status = path.lstat()
    except FileNotFoundError:
        return False
    except OSError as error:
        _fail(error, folder, name, ())
    if stat.S_ISLNK(status.st_mode):
        return False
    if not stat.S_ISREG(status.st_mode):
        _fail(None, folder, name, ())
    with suppress(OSError):  # what cannot be read is written anew
        return status.st_size == len(data) and path.read_bytes() == data
    return False


def _write(folder: Path, name: str, data: bytes, written: dict[str, Path]) -> None:
    """Write the data under a temporary name, noted in `written`, down to the disk."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    for n in count():
        path = folder / f".{name}.gapub-tmp-{os.getpid()}{f'-{n}' if n else ''}"
        try:
            descriptor = os.open(path, flags, 0o666)
            break
        except FileExistsError:
            continue  # left by a crashed run, or made by one in another container with the same process id
    written[name] = path
    try:
        with suppress(OSError):  # a file that is replaced keeps its rights
            status = (folder / name).lstat()
            if stat.S_ISREG(status.st_mode):
                path.chmod(stat.S_IMODE(status.st_mode))
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _settle(folder: Path) -> None:
    """Make what was moved in the folder outlast a loss of power, where the system can say so."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # some network file systems cannot
            raise
    finally:
        os.close(descriptor)


def _sweep(folder: Path, files: Mapping[str, bytes]) -> None:
    """Remove the temporary files of these names that a crashed run left; that it cannot be done is no fault."""
    oldest = time.time() - STALE
    with suppress(OSError):
        for path in folder.iterdir():
            found = _TEMPORARY.fullmatch(path.name)
            if found and found["name"] in files:
                with suppress(OSError):
                    status = path.lstat()
                    if stat.S_ISREG(status.st_mode) and status.st_mtime < oldest:
                        path.unlink()


@contextmanager
def _explained(folder: Path, name: str, moved: Sequence[str] = ()) -> Iterator[None]:
    """Turn an error of the system into a finding."""
    try:
        yield
    except OSError as error:
        _fail(error, folder, name, moved)


def _fail(error: OSError | None, folder: Path, name: str, moved: Sequence[str]) -> NoReturn:
    code, what, hint = _reason(error)
    path = (folder / name).as_posix() if name else folder.as_posix()
    message = Text(f"无法写入 {path}：{what.zh}。", f"{path} cannot be written: {what.en}.")
    if moved:
        names = Text("、".join(moved), ", ".join(moved))
        hint = Text(
            f"{hint.zh}已更新：{names.zh}；其余仍是旧的，请再运行一次。",
            f"{hint.en} Already new: {names.en}; the others are still old, so run it again.",
        )
    raise GapubError([Diagnostic(code, "error", message, entity=path, hint=hint)]) from error


def _reason(error: OSError | None) -> tuple[str, Text, Text]:
    """The code, what is wrong, and how to mend it."""
    match error:
        case None | IsADirectoryError():
            return (
                "output-not-a-file",
                Text("该名称已被文件夹或其他非文件占用", "something that is not a file has this name"),
                Text(
                    "请改名或移走它，或用 -o 另选输出文件夹。", "Rename or move it, or choose another folder with -o."
                ),
            )
        case FileExistsError() | NotADirectoryError():
            return (
                "output-folder",
                Text("路径上有一个文件，不是文件夹", "a file stands where a folder is needed"),
                Text("请用 -o 另选输出文件夹。", "Choose another folder with -o."),
            )
        case PermissionError():
            return (
                "output-permission",
                Text(
                    "没有写入权限，或者文件正被别的程序（例如 Excel）打开",
                    "it is not permitted, or another program such as Excel has the file open",
                ),
                Text(
                    "请先关闭文件，并确认文件夹可以写入。",
                    "Close the file first, and see that the folder can be written to.",
                ),
            )
    match error.errno:
        case errno.EROFS:
            return (
                "output-permission",
                Text("磁盘是只读的", "the disk is read-only"),
                Text("请用 -o 另选输出文件夹。", "Choose another folder with -o."),
            )
        case errno.ENOSPC | errno.EDQUOT:
            return (
                "output-disk-full",
                Text("磁盘空间不足", "the disk is full"),
                Text("请腾出空间后再运行一次。", "Free some space and run it again."),
            )
    said = error.strerror or type(error).__name__
    return (
        "output-write",
        Text(f"系统报告“{said}”", f"the system says “{said}”"),
        Text("请检查磁盘，或用 -o 另选输出文件夹。", "Check the disk, or choose another folder with -o."),
    )
