"""What was dropped on a script of Windows: the paths, as Explorer wrote them."""

from __future__ import annotations

import ntpath
import re
from collections.abc import Sequence
from typing import Final

_WORD: Final = re.compile(r'"([^"]*)"|(\S+)')


def dropped(line: str, script: str, words: Sequence[str]) -> list[str]:
    """The paths in the command line by which Explorer had `cmd.exe` run a script; the words where it did not.

    Explorer quotes a path with a blank alone. So `cmd.exe` ends the words of a script at `&`, and takes `^` out of them;
    in the line that it was given, all is as it was. Whoever types the name of the script gives the words.
    """
    head, found, rest = line.partition(ntpath.basename(script))
    if not script or not found or "/c" not in head.lower():
        return [each for each in words if each]
    rest = rest.removeprefix('"')
    if rest.count('"') % 2:  # /c ""C:\gapub\检查.cmd" C:\a&b.yaml": the last one belongs to the first
        rest = rest.rstrip().removesuffix('"')
    return [quoted or plain for quoted, plain in _WORD.findall(rest) if quoted or plain]
