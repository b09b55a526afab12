"""Errors of the system while files are written, as findings that say in both languages what is wrong and how to fix it."""

from __future__ import annotations

import errno
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NoReturn

from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.diagnostics.system import Kind, reason

LINK: Final = -1
"""No number of the system: a symbolic link is in the place of a folder."""
_MOST: Final = 10
"""How many files a finding names."""


@contextmanager
def explained(path: Path, moved: Sequence[str] = ()) -> Iterator[None]:
    """Turn an error of the system into a finding; `moved` are the files of the run that are new already."""
    try:
        yield
    except OSError as error:
        fail(error, path, moved)


def fail(error: OSError, path: Path, moved: Sequence[str] = ()) -> NoReturn:
    """Raise the finding that says what the system reports of a path."""
    system = Text("系统报告“{}”", "the system reports “{}”").format(error.strerror or type(error).__name__)
    found = reason(error, path)
    if found:
        code, what, hint = _CODES[found.kind], found.what, found.hint
    else:
        code, what, hint = _REASONS.get(error.errno or 0, ("output-write", system, _ASK))
    message = Text("无法写入 {}：{}。", "{} cannot be written: {}.").format(path.as_posix(), what)
    if moved:
        done = Text(
            "{}已更新：{}；其余仍为旧文件，请再运行一次。",
            "{} Already updated: {}. The other files are old; run the command again.",
        )
        hint = done.format(hint, several(moved))
    raise GapubError([Diagnostic(code, "error", message, entity=path.as_posix(), hint=hint)]) from error


def several(names: Sequence[str]) -> Text:
    """The names, or the first few of very many."""
    shown = Text("、", ", ").join(map(Text.same, names[:_MOST]))
    rest = len(names) - _MOST
    return shown + Text(f"等 {len(names)} 个文件", f" and {rest} more") if rest > 0 else shown


_CODES: Final[dict[Kind, str]] = {
    "in-use": "output-in-use",
    "read-only": "output-permission",
    "full": "output-disk-full",
    "path-long": "output-path-long",
    "name": "output-name",
    "network": "output-network",
    "cloud": "output-cloud",
    "virus": "output-permission",
}

_TWO_WAYS: Final = Text(
    "要换成新的，请加 --overwrite；要同时保留原文件（另存为“文件名.bak”），请加 --backup。",
    "Use --overwrite to replace them, or --backup to keep each old file as NAME.bak.",
)


def refusals(where: str, names: Sequence[str], known: Collection[str]) -> list[Diagnostic]:
    """A finding for the files in the way that were changed, and one for those that gapub did not write."""
    edited = [name for name in names if name in known]
    foreign = [name for name in names if name not in known]
    said = []
    if edited:
        message = Text(
            "写出后被改动过，没有写入任何文件：{}。",
            "changed after gapub wrote them, so no file was written: {}.",
        )
        said.append(("output-edited", message.format(several(edited))))
    if foreign:
        message = Text(
            "不是 gapub 写出的，没有写入任何文件：{}。",
            "not written by gapub, so no file was written: {}.",
        )
        said.append(("output-foreign", message.format(several(foreign))))
    return [Diagnostic(code, "error", text, entity=where, hint=_TWO_WAYS) for code, text in said]


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
_REASONS: Final = {
    errno.EISDIR: (
        "output-not-a-file",
        Text("该名称已被文件夹或其他非文件占用", "a folder or other non-file has this name"),
        Text("请改名或移走它，或用 -o 另选输出文件夹。", "Rename or move it, or choose another output folder with -o."),
    ),
    LINK: (
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
