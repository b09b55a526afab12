"""What a desk asks of the machine: a line from the keyboard, a key, a file opened in its program, a command of gapub."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from gapub.cli.messages import localized, say
from gapub.cli.streams import flush, write
from gapub.diagnostics import Text

NO_OPEN: Final = "GAPUB_NO_OPEN"
"""The variable by which no file is opened and no key is waited for: for tests, and for a desk without a screen."""
CONSOLE: Final = "GAPUB_CONSOLE"
"""The variable of the console of gapub, which stays when a script has ended."""


class Ran(NamedTuple):
    """How a command ended, and what it said of it on standard error."""

    code: int
    said: str

    def tells(self, *codes: str) -> bool:
        """Whether it told a finding whose code begins so."""
        return any(f"[{code}" in self.said for code in codes)


class Machine:
    """The machine itself; tests have one of their own."""

    def ask(self, question: Text) -> str:
        """What a person types to a question; nothing where nobody does."""
        write(localized(question), error=True)
        flush()
        try:
            return input().strip()
        except (EOFError, OSError, RuntimeError):  # nobody, or no keyboard
            return ""

    def wait(self) -> None:
        """Wait for a key before the window closes, where it will."""
        if os.environ.get(CONSOLE) or os.environ.get(NO_OPEN) or sys.stdin is None or not sys.stdin.isatty():
            return
        if sys.platform == "win32":
            import msvcrt

            say(Text("按任意键关闭", "Press any key to close"))
            msvcrt.getwch()
        else:
            self.ask(Text("按回车键关闭", "Press Enter to close"))

    def show(self, path: Path) -> None:
        """Open a file in its program, or a folder; nothing happens where there is none."""
        if os.environ.get(NO_OPEN):
            return
        try:
            if sys.platform == "win32":
                os.startfile(path)
            elif opener := shutil.which("open" if sys.platform == "darwin" else "xdg-open"):
                subprocess.Popen([opener, path], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        except OSError:
            say(Text("没有打开 {}，请自行打开", "{} could not be opened; open it yourself").format(path))

    def gapub(self, words: Sequence[str | Path], folder: Path) -> Ran:
        """Run a command of gapub in a folder, and pass on what it says."""
        flush()
        alone = (
            "-I" if sys.flags.isolated else "-P"
        )  # in a folder that is carried about, nothing of the machine's Python
        flags = ["-X", "utf8", alone, *["-B"] * sys.flags.dont_write_bytecode]
        said = []
        with subprocess.Popen(
            [sys.executable, *flags, "-m", "gapub", *(_short(each, folder) for each in words)],
            cwd=folder,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
        ) as process:
            assert process.stderr is not None
            for line in process.stderr:
                write(line, error=True)
                flush()
                said.append(line)
        return Ran(process.returncode, "".join(said))

    def shell(self, folder: Path, path: Path) -> None:
        """A shell in a folder, in which programs of `path` can be called."""
        environment = os.environ | {CONSOLE: "1", "PATH": f"{path}{os.pathsep}{os.environ.get('PATH', '')}"}
        if sys.platform == "win32":
            words = [os.environ.get("COMSPEC") or r"C:\Windows\System32\cmd.exe", "/d", "/k"]
            if str(folder).startswith("\\\\"):  # cmd.exe cannot work in a folder of a share
                folder = Path.home()
        else:
            words = [os.environ.get("SHELL") or "/bin/sh"]
        flush()
        subprocess.run(words, cwd=folder, env=environment, check=False)


def _short(word: str | Path, folder: Path) -> str:
    """A path as it is seen from a folder that it lies in: that is what gapub names in what it says."""
    if not isinstance(word, Path):
        return word
    seen = str(word.relative_to(folder) if word.is_relative_to(folder) else word)
    return f".{os.sep}{seen}" if seen.startswith("-") else seen
