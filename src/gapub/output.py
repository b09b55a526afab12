"""Writes what the renderers made into a folder: file by file, each whole or not at all (MODEL.md, section 9).

A folder cannot be replaced at once everywhere, and it may hold files of the office, so each file is written under a
temporary name beside its place (`.catalogue.md.gapub-tmp-4711`), flushed to the disk, and moved there. Nothing is moved
before everything is written, so a full disk leaves the old set as it was. `catalogue.json` is moved last and carries
the hashes of the others: a set that a crash tore is found by `torn`. Hundreds of files are flushed several at a time: a
disk that is asked for one after the other takes ten times as long.

A file may stand in folders below (`site/areas/taxation.html`). What the former `catalogue.json` lists in a folder that is
written again, and is no longer among the files, is removed if it is still the file that was written: the page of an item
that is gone. Nothing else is ever removed, but for a folder that this leaves empty.

A symbolic link in the place of a file is replaced and never followed, so that nothing outside the folder is written;
one in the place of a folder below is refused; the folder itself may be a link. A file that is equal already is left
alone, with its date. A temporary file of a crashed run is gapub's own: it is removed by a run at least a day later, when
no run can still be writing it.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import stat
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path, PurePosixPath
from typing import Final, NoReturn

from gapub.diagnostics import Diagnostic, GapubError, Text

MANIFEST: Final = "catalogue.json"
"""The file that carries the hashes of its siblings."""
STALE: Final = 24 * 60 * 60
"""The age in seconds from which on a temporary file is taken for one that a crashed run left."""
_TEMPORARY: Final = re.compile(r"\.(?P<name>.+)\.gapub-tmp-\d+(-\d+)?")


def write_files(folder: Path, files: Mapping[str, bytes], *, last: str) -> None:
    """Put `files` (name to bytes) into `folder`, which is made if it is missing; `last` goes last.

    A name may have folders before it, with `/` between. Raises GapubError with a code `output-…` if the folder or a file
    cannot be written. Then every file is wholly old or wholly new, and no temporary file is left unless that too could not
    be removed. Raises ValueError if a name leads out of the folder, or `last` is not among the files.
    """
    if last not in files:
        raise ValueError(f"not among the files: {last!r}")
    for name in files:
        if not _is_inside(name):
            raise ValueError(f"not the name of a file in the folder: {name!r}")
    with _explained(folder, ""):
        folder.mkdir(parents=True, exist_ok=True)
    below = _folders(files)
    for inner in below:
        _check_folder(folder, inner)
    changed = sorted((name for name in files if not _stands(folder, name, files[name])), key=lambda name: name == last)
    gone = _gone(folder, files, {inner.partition("/")[0] for inner in below})
    for inner in below:
        with _explained(folder, inner):
            (folder / inner).mkdir(exist_ok=True)
    _sweep(folder, files)
    written: dict[str, Path] = {}
    moved: list[str] = []
    try:
        for name in changed:
            with _explained(folder, name):
                _write(folder, name, files[name], written)
        _each(changed, lambda name: _flush(folder, name, written[name]))
        for name in changed:
            if name == last:
                _remove(folder, gone, moved)
            with _explained(folder, name, moved):
                if name == last:
                    _settle_all(folder, [*moved, *gone])
                written[name].replace(folder / name)
                del written[name]
            moved.append(name)
        if moved:
            with _explained(folder, ""):
                _settle_all(folder, moved[-1:])
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
        hashes = _listed(folder)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return [MANIFEST]
    return [name for name, sha256 in hashes.items() if _hash(folder, name) != sha256]


def _listed(folder: Path) -> dict[str, str]:
    """The files that the `catalogue.json` of a folder lists, with their hashes."""
    listed = json.loads((folder / MANIFEST).read_bytes())["files"]
    return {str(entry["name"]): str(entry["sha256"]) for entry in listed}


def _hash(folder: Path, name: str) -> str | None:
    """The hash of a file in the folder; None for one that is not there, is not a file, or is reached by a link."""
    path = folder / name
    try:
        inside = _is_inside(name) and all(_is_real(folder / inner) for inner in _folders([name]))
        return hashlib.sha256(path.read_bytes()).hexdigest() if inside and path.is_file() else None
    except OSError:
        return None


def _is_inside(name: str) -> bool:
    """True for a name that leads to a place in the folder, wherever it is read."""
    return all(part not in ("", ".", "..") and not any(char in part for char in "\\:\0") for part in name.split("/"))


def _folders(names: Iterable[str]) -> list[str]:
    """The folders that the names stand in, each before those below it."""
    found = {parent.as_posix() for name in names for parent in PurePosixPath(name).parents}
    return sorted(found - {"."})


def _is_real(folder: Path) -> bool:
    return stat.S_ISDIR(folder.lstat().st_mode)


def _status(folder: Path, name: str) -> os.stat_result | None:
    """What stands at a name, a link as itself; None if nothing does."""
    with _explained(folder, name), suppress(FileNotFoundError):
        return (folder / name).lstat()
    return None


def _check_folder(folder: Path, inner: str) -> None:
    """Raise GapubError if a link or a file stands in the place of a folder below."""
    status = _status(folder, inner)
    if status and not stat.S_ISDIR(status.st_mode):
        _fail(OSError(_LINK if stat.S_ISLNK(status.st_mode) else errno.ENOTDIR, ""), folder, inner)


def _gone(folder: Path, files: Mapping[str, bytes], roots: Collection[str]) -> list[str]:
    """The files in these folders that the former run wrote, and nobody since, and that are not written again."""
    if not roots:
        return []
    with suppress(OSError, ValueError, KeyError, TypeError, RecursionError):
        kept = {name.casefold() for name in files}  # some file systems do not tell upper case from lower
        return [
            name
            for name, sha256 in _listed(folder).items()
            if "/" in name
            and name.partition("/")[0] in roots
            and name.casefold() not in kept
            and _hash(folder, name) == sha256
            and not (folder / name).is_symlink()
        ]
    return []


def _remove(folder: Path, names: Sequence[str], moved: Sequence[str]) -> None:
    """Remove files, and the folders that this leaves empty."""
    for name in names:
        with _explained(folder, name, moved):
            (folder / name).unlink(missing_ok=True)
    for inner in reversed(_folders(names)):
        with suppress(OSError):  # it is not empty
            (folder / inner).rmdir()


def _stands(folder: Path, name: str, data: bytes) -> bool:
    """True if the file is there already. Raises GapubError if what is there is not a file and must not be replaced."""
    status = _status(folder, name)
    if status is None or stat.S_ISLNK(status.st_mode):
        return False
    if not stat.S_ISREG(status.st_mode):
        _fail(OSError(errno.EISDIR, ""), folder, name)
    with suppress(OSError):  # what cannot be read is written anew
        return status.st_size == len(data) and (folder / name).read_bytes() == data
    return False


def _write(folder: Path, name: str, data: bytes, written: dict[str, Path]) -> None:
    """Write the data under a temporary name, noted in `written`."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    place = folder / name
    for n in count():
        path = place.parent / f".{place.name}.gapub-tmp-{os.getpid()}{f'-{n}' if n else ''}"
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
    finally:
        os.close(descriptor)


def _flush(folder: Path, name: str, path: Path) -> None:
    with _explained(folder, name):
        _sync(path)


def _sync(path: Path) -> None:
    """Have the disk take what was written, in a file or a folder."""
    # Windows flushes only what may be written; a file that keeps its rights may be for reading alone
    flags = os.O_RDWR if os.name == "nt" else os.O_RDONLY
    descriptor = os.open(path, flags | getattr(os, "O_CLOEXEC", 0))
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _each(names: Sequence[str], do: Callable[[str], object]) -> None:
    """Do something with each name; with very many at once, for waiting for the disk is all the work there is.

    Raises what the first that fails raises.
    """
    if len(names) <= _FEW:
        for name in names:
            do(name)
        return
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for _ in pool.map(do, names):
            pass


_FEW: Final = 16
_AT_ONCE: Final = 8


def _settle_all(folder: Path, names: Sequence[str]) -> None:
    """Settle each folder that one of the names stands in, and those above it; what is no longer there needs none."""
    _each([inner for inner in _folders(names) if (folder / inner).exists()], lambda inner: _settle(folder / inner))
    if names:
        _settle(folder)


def _settle(folder: Path) -> None:
    """Make what was moved in the folder outlast a loss of power, where the system can say so."""
    if os.name == "nt":
        return
    try:
        _sync(folder)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # some network file systems cannot
            raise


def _sweep(folder: Path, files: Mapping[str, bytes]) -> None:
    """Remove the temporary files of these names that a crashed run left; that it cannot be done is no fault."""
    oldest = time.time() - STALE
    for inner in ("", *_folders(files)):
        with suppress(OSError):
            for path in (folder / inner).iterdir():
                found = _TEMPORARY.fullmatch(path.name)
                if found and (PurePosixPath(inner) / found["name"]).as_posix() in files:
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


def _fail(error: OSError, folder: Path, name: str, moved: Sequence[str] = ()) -> NoReturn:
    system = Text("系统报告“{}”", "the system reports “{}”").format(error.strerror or type(error).__name__)
    code, what, hint = _REASONS.get(error.errno or 0, ("output-write", system, _ASK))
    path = (folder / name).as_posix()
    message = Text("无法写入 {}：{}。", "{} cannot be written: {}.").format(path, what)
    if moved:
        done = Text(
            "{}已更新：{}；其余仍为旧文件，请再运行一次。",
            "{} Already updated: {}. The other files are old; run the command again.",
        )
        hint = done.format(hint, _several(moved))
    raise GapubError([Diagnostic(code, "error", message, entity=path, hint=hint)]) from error


def _several(names: Sequence[str]) -> Text:
    """The names, or the first few of very many."""
    shown = Text("、", ", ").join(map(Text.same, names[:_MOST]))
    rest = len(names) - _MOST
    return shown + Text(f"等 {len(names)} 个文件", f" and {rest} more") if rest > 0 else shown


_MOST: Final = 10
"""How many of the files that are new already a finding names."""
_ELSEWHERE: Final = Text("请用 -o 另选输出文件夹。", "Choose another folder with -o.")
_A_FILE_ABOVE: Final = (
    "output-folder",
    Text("路径上有一个文件，不是文件夹", "a file is in the place of a folder"),
    _ELSEWHERE,
)
_FORBIDDEN: Final = (
    "output-permission",
    Text(
        "没有写入权限，或者文件正被其他程序（如 Excel）打开",
        "permission was denied, or another program such as Excel has the file open",
    ),
    Text("请先关闭文件，并确认文件夹可以写入。", "Close the file, and check that the folder is writable."),
)
_FULL: Final = (
    "output-disk-full",
    Text("磁盘空间不足", "the disk is full"),
    Text("请腾出空间后再运行一次。", "Free some space and run it again."),
)
_LINK: Final = -1
"""No number of the system: a symbolic link is in the place of a folder."""
_REASONS: Final = {
    errno.EISDIR: (
        "output-not-a-file",
        Text("该名称已被文件夹或其他非文件占用", "a folder or other non-file has this name"),
        Text("请改名或移走它，或用 -o 另选输出文件夹。", "Rename or move it, or choose another output folder with -o."),
    ),
    _LINK: (
        "output-link",
        Text("此处应为文件夹，现为符号链接", "a symbolic link is in the place of a folder"),
        Text(
            "请移走该链接，或用 -o 另选输出文件夹；输出文件夹本身可以是链接。",
            "Remove the link, or choose another output folder with -o. The output folder itself may be a link.",
        ),
    ),
    errno.EEXIST: _A_FILE_ABOVE,
    errno.ENOTDIR: _A_FILE_ABOVE,
    errno.EACCES: _FORBIDDEN,
    errno.EPERM: _FORBIDDEN,
    errno.EROFS: ("output-permission", Text("磁盘是只读的", "the disk is read-only"), _ELSEWHERE),
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
}
"""By the number of an error of the system: the code, what is wrong, and how to fix it."""
_ASK: Final = Text("请检查磁盘，或用 -o 另选输出文件夹。", "Check the disk, or choose another folder with -o.")
