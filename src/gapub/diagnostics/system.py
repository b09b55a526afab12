"""What the system says of a file that cannot be read or written, where its number alone would mislead or say nothing.

Windows has numbers of its own (`winerror`), finer than those that Python makes of them: a file that a program has open, a
path that is too long and a share that has gone come out as a lack of rights, a missing file and a wrong argument.
Their meaning is that of winerror.h.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Final, Literal, NamedTuple, TypeAlias

from gapub.diagnostics import Text

Kind: TypeAlias = Literal["in-use", "read-only", "full", "path-long", "name", "network", "cloud", "virus"]

IN_USE: Final = (32, 33)
"""ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION: another program has the file open."""
DENIED: Final = 5
"""ERROR_ACCESS_DENIED: no rights, a file for reading alone, or one to be replaced that another program has open."""
LONGEST: Final = 259
"""Characters of a path that Windows takes where long paths are not switched on."""


class Reason(NamedTuple):
    """What keeps a file from being read or written, and what a person can do about it."""

    kind: Kind
    what: Text
    hint: Text


def reason(error: OSError, path: Path) -> Reason | None:
    """The reason, as far as it can be told; None where the number of the error says all there is to say."""
    number = getattr(error, "winerror", None)
    held = number in (*IN_USE, DENIED) or (number is None and _is_windows() and isinstance(error, PermissionError))
    if held and (holder := lock_file(path)):
        return _in_use(holder)
    if number == DENIED and _is_for_reading(path):
        return _FOR_READING
    if (number == _NO_PATH or error.errno == errno.ENOENT) and _is_windows() and _length(path) > LONGEST:
        return _LONG
    if number is not None and (number in _CLOUD or number == _CLOUD_TIMEOUT):
        return _IN_CLOUD
    return _REASONS.get(number)


def lock_file(path: Path) -> str:
    """The name of the file by which an office program marks a file beside it as open; nothing if there is none.

    Excel and WPS write `~$` before the name, Word instead of its first letters if it is long, LibreOffice
    `.~lock.NAME#`, WPS also `.~NAME`.
    """
    name = path.name
    names = (f"~${name}", f"~${name[1:]}", f"~${name[2:]}", f".~{name}", f".~lock.{name}#")
    return next((each for each in names if len(each) > _PREFIX and os.path.lexists(path.with_name(each))), "")


def _is_windows() -> bool:
    return os.name == "nt"


def _length(path: Path) -> int:
    return len(os.path.abspath(path))  # noqa: PTH100


def _is_for_reading(path: Path) -> bool:
    try:
        return bool(getattr(path.lstat(), "st_file_attributes", 0) & _ATTRIBUTE_READONLY)
    except OSError:
        return False


def _in_use(holder: str) -> Reason:
    what = Text(
        f"文件正被其他程序打开，旁边有其锁文件 {holder}",
        f"another program has the file open, as {holder} beside it tells",
    )
    return Reason("in-use", what, _CLOSE + _LEFT)


_PREFIX: Final = 2
_ATTRIBUTE_READONLY: Final = 1
_NO_PATH: Final = 3
_CLOUD: Final = range(358, 405)
_CLOUD_TIMEOUT: Final = 426
_CLOSE: Final = Text(
    "请在 Excel、Word、WPS 等程序中关闭该文件，再运行一次。",
    "Close the file in Excel, Word, WPS or wherever it is open, and run it again.",
)
_LEFT: Final = Text(
    "自己没有打开的，可能是别人在共享文件夹中打开着，或者程序异常退出后留下了锁文件。",
    " If you have not opened it, somebody else may have on a share, or a program has crashed and left its lock file.",
)
_IS_OPEN: Final = Reason(
    "in-use",
    Text(
        "文件正被其他程序（如 Excel、WPS、云盘或者杀毒软件）使用",
        "another program, such as Excel or WPS, is using the file",
    ),
    _CLOSE,
)
_FOR_READING: Final = Reason(
    "read-only",
    Text("文件的属性是“只读”", "the file is marked as read-only"),
    Text("请在文件的“属性”中去掉“只读”，再运行一次。", "Clear “Read-only” in its properties, and run it again."),
)
_PROTECTED: Final = Reason(
    "read-only",
    Text("磁盘是只读的，或者有写保护", "the disk is read-only or write-protected"),
    Text("请另选一个可以写入的文件夹。", "Choose a folder that is writable."),
)
_LONG: Final = Reason(
    "path-long",
    Text(
        f"路径超过 {LONGEST} 个字符，Windows 不接受",
        f"the path has more than {LONGEST} characters, which Windows refuses",
    ),
    Text("请把文件夹移到较短的路径下，如 D:\\目录。", "Move the folder to a shorter path, such as D:\\gapub."),
)
_NO_NAME: Final = Reason(
    "name",
    Text("Windows 不接受这样的文件名", "Windows does not accept the name"),
    Text('请去掉名称中的 < > : " | ? * 等字符。', 'Remove characters such as < > : " | ? * from the name.'),
)
_NETWORK: Final = Reason(
    "network",
    Text("连不上共享文件夹所在的计算机", "the computer of the shared folder cannot be reached"),
    Text("请检查网络，或者把文件复制到本机再运行。", "Check the network, or copy the files to this computer."),
)
_IN_CLOUD: Final = Reason(
    "cloud",
    Text("文件在云盘上，没有下载到本机", "the file is in a cloud folder and not on this computer"),
    Text(
        "请先登录云盘，把文件设为“始终保留在此设备上”，或者复制到别的文件夹。",
        "Sign in and choose “Always keep on this device”, or copy it to another folder.",
    ),
)
_VIRUS: Final = Reason(
    "virus",
    Text("杀毒软件不让读写这个文件", "a program against viruses keeps the file closed"),
    Text("请联系本单位的计算机管理员。", "Ask your administrator."),
)
_IS_FULL: Final = Reason(
    "full",
    Text("磁盘空间不足", "the disk is full"),
    Text("请腾出空间后再运行一次。", "Free some space and run it again."),
)
_REASONS: Final[dict[int | None, Reason]] = {
    **dict.fromkeys(IN_USE, _IS_OPEN),
    19: _PROTECTED,
    **dict.fromkeys((39, 112), _IS_FULL),
    **dict.fromkeys((111, 206), _LONG),
    **dict.fromkeys((123, 161), _NO_NAME),
    **dict.fromkeys((51, 53, 54, 55, 58, 59, 64, 65, 67, 121, 1203, 1231, 1232, 1236), _NETWORK),
    **dict.fromkeys((225, 226), _VIRUS),
}
