"""Files and folders as they lie on the disk. What cannot be read is an error: to pass it over would be to call it empty.

No model is imported here: a run of `validate` that is remembered needs the paths alone.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.diagnostics.system import reason as reason_of

YAML = (".yaml", ".yml")
ENOUGH = 16 * 2**20 + 1
"""Bytes that are read of a file: one more than `yaml.reader.MAX_BYTES`, so that it is seen to be too large."""


def entries(folder: Path) -> list[Path]:
    """What lies in a folder, by name, but for what is hidden. Raises GapubError for what cannot be listed."""
    try:
        return [folder / name for name in sorted(os.listdir(folder)) if not name.startswith(".")]  # noqa: PTH208
    except OSError as error:
        raise cannot_read(folder.as_posix(), error) from error


def is_folder(path: Path) -> bool:
    """Whether what lies at a path is a folder.

    Raises GapubError where that cannot be told: a link that leads nowhere or in a circle, a mount that is lost.
    """
    try:
        return stat.S_ISDIR(path.stat().st_mode)
    except OSError as error:
        raise cannot_read(path.as_posix(), error) from error


def library_files(folder: Path) -> list[Path]:
    """The files that a folder of guidelines has for a library: `AREA/EDITION.yaml` and `registry/NAME.yaml`."""
    areas = [each for each in entries(folder) if is_folder(each)]
    return [file for area in areas for file in entries(area) if file.suffix == ".yaml"]


def is_there(path: Path) -> bool:
    """Whether anything lies at a path, be it a link that leads nowhere. What may not be looked at counts as there."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError, ValueError):  # the last for a name that nothing can have
        return False
    except OSError:
        return True
    return True


def yaml_files(folder: Path, excluded: Callable[[str], bool] = lambda _: False) -> Iterator[Path]:
    """The YAML files in a folder and those below it, links followed; none of a hidden folder, and none `excluded`.

    Raises GapubError for a folder that cannot be listed.
    """
    ahead, seen = [folder], set[str]()
    while ahead:
        this = ahead.pop()
        if (real := os.path.realpath(this)) in seen:  # a link may lead back
            continue
        seen.add(real)
        below = []
        for path in entries(this):
            if path.suffix in YAML and not os.path.isdir(path):  # noqa: PTH112  (that of Path raises without rights)
                if not excluded(path.as_posix()):
                    yield path
            elif is_folder(path):
                below.append(path)
        ahead += reversed(below)


def read_bytes(location: Path, shown: str, most: int = ENOUGH) -> bytes:
    """The bytes of a file, or the first of them; a GapubError by the name `shown` when it cannot be read.

    A pipe or a device is not read: it may never end.
    """
    try:
        status = os.stat(location)  # noqa: PTH116  (that of Path takes longer, which thousands of files add up)
        if not stat.S_ISREG(status.st_mode) and not stat.S_ISDIR(status.st_mode):
            raise OSError(errno.ENOTSUP, "")
        with open(location, "rb") as file:  # noqa: PTH123
            return file.read(min(most, status.st_size + 1) if status.st_size else most)  # room is taken for all of it
    except OSError as error:
        raise cannot_read(shown, error) from error


def cannot_read(shown: str, error: OSError) -> GapubError:
    """Why a file or folder cannot be read, by the name `shown`."""
    if found := reason_of(error, Path(shown)):
        message = Text("无法读取 {}：{}", "cannot read {}: {}").format(shown, found.what)
        return GapubError([Diagnostic("cannot-read", "error", message, entity=shown, hint=found.hint)])
    other = Text(error.strerror or "", error.strerror or type(error).__name__)
    reason = _REASONS.get(type(error)) or _BY_NUMBER.get(error.errno, other)
    if isinstance(error, FileNotFoundError | NotADirectoryError) and os.path.lexists(error.filename or ""):
        reason = _NOWHERE if isinstance(error, FileNotFoundError) else _NO_FOLDER
    message = Text(f"无法读取 {shown}：{reason.zh}", f"cannot read {shown}: {reason.en}")
    hint = Text("请检查路径和权限", "check the path and the permissions")
    return GapubError([Diagnostic("cannot-read", "error", message, entity=shown, hint=hint)])


_NOWHERE = Text("它是链接，所指之处不存在", "it is a link that leads nowhere")
_NO_FOLDER = Text("它不是文件夹", "it is not a folder")
_REASONS: dict[type[OSError], Text] = {
    FileNotFoundError: Text("文件不存在", "the file does not exist"),
    NotADirectoryError: Text("文件不存在", "the file does not exist"),
    IsADirectoryError: Text("它是文件夹，不是文件", "it is a folder, not a file"),
    PermissionError: Text("没有读取权限，或被其他程序占用", "it may not be read, or another program is using it"),
}
_BY_NUMBER: dict[int | None, Text] = {
    errno.ELOOP: Text("符号链接循环", "its symbolic links form a cycle"),
    errno.ENAMETOOLONG: Text("路径太长", "the path is too long"),
    errno.ENOTSUP: Text("它是管道或设备，不是普通文件", "it is a pipe or a device, not an ordinary file"),
}
