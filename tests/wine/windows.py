"""Windows' own Python under Wine, run as offices run it: with pipes, in a console of any code page, from scripts."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import shutil
import signal
import struct
import subprocess
import termios
import time
import tty
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

WIDTH = 400
"""Columns of the console: no line of a test is longer."""
SECONDS = 120
"""More than any run takes, on a machine that has other things to do."""
_ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07]*\x07|\x1b[=>]")
_FORWARD = re.compile(r"\x1b\[(\d*)C")
_CONSOLE = """
import ctypes, subprocess, sys
kernel = ctypes.windll.kernel32
assert kernel.SetConsoleCP(int(sys.argv[1])) and kernel.SetConsoleOutputCP(int(sys.argv[1]))
sys.exit(subprocess.call(sys.argv[2]))
"""


class Shown(NamedTuple):
    """How what ran in a console ended, what it showed, and the bytes that steered the terminal."""

    code: int
    text: str
    raw: bytes


def wine() -> str:
    """The program that runs those of Windows with 64 bits."""
    found = shutil.which("wine64") or shutil.which("/usr/lib/wine/wine64") or shutil.which("wine")
    assert found, "no Wine: apt-get install --no-install-recommends wine64"
    return found


def path_of(path: Path) -> str:
    """A path of this system as Windows has it."""
    return "Z:" + str(path.absolute()).replace("/", "\\")


class Windows:
    """A folder of gapub on a Windows of its own."""

    def __init__(self, prefix: Path, folder: Path) -> None:
        self.wine, self.prefix, self.folder = wine(), prefix, folder
        self.exe = path_of(folder / "python" / "python.exe")

    def environment(self, more: Mapping[str, str] = {}) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("GAPUB_", "PYTHON", "LC_"))}
        own = {
            "WINEPREFIX": str(self.prefix),
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscoree,mshtml,winemenubuilder.exe=",
        }
        spoken = {"LC_ALL": "C.UTF-8", "TERM": "xterm", "GAPUB_LANG": "zh", "GAPUB_NO_OPEN": "1"}
        return kept | own | spoken | dict(more)

    def run(self, *words: str, cwd: Path, environment: Mapping[str, str] = {}) -> subprocess.CompletedProcess[bytes]:
        """Run a program with pipes; an empty standard input."""
        return subprocess.run(
            [self.wine, *words],
            cwd=cwd,
            env=self.environment(environment),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )

    def python(self, *words: str, cwd: Path, environment: Mapping[str, str] = {}) -> subprocess.CompletedProcess[bytes]:
        """Run its Python."""
        return self.run(self.exe, "-B", "-X", "utf8", *words, cwd=cwd, environment=environment)

    def gapub(
        self, *words: str | Path, cwd: Path, environment: Mapping[str, str] = {}
    ) -> subprocess.CompletedProcess[bytes]:
        """Run gapub as `gapub.cmd` does; absolute paths are given as Windows has them."""
        told = [path_of(each) if isinstance(each, Path) and each.is_absolute() else str(each) for each in words]
        return self.run(self.exe, "-B", "-m", "gapub", *told, cwd=cwd, environment=environment)

    def start(self, *words: str, cwd: Path) -> subprocess.Popen[bytes]:
        """Start its Python, and go on."""
        return subprocess.Popen(
            [self.wine, self.exe, "-B", "-X", "utf8", *words],
            cwd=cwd,
            env=self.environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def dropped(
        self, script: str, *paths: str, page: int, answers: Sequence[tuple[str, str]] = (), cwd: Path | None = None
    ) -> Shown:
        """Run a script in a console, as Explorer does for what is dropped on it; `answers` are typed after what they follow."""
        words = "".join(f' "{each}"' for each in paths)
        line = f'cmd.exe /c ""{path_of(self.folder / script)}"{words}"'
        return self.console([self.exe, "-B", "-c", _CONSOLE, str(page), line], answers, cwd or self.folder)

    def console(self, words: Sequence[str], answers: Sequence[tuple[str, str]], cwd: Path) -> Shown:
        """Run a program in a console of its own, whose keyboard has the answers."""
        child, screen = pty.fork()
        if not child:
            os.chdir(cwd)
            os.execve(self.wine, [self.wine, *words], self.environment())
        tty.setraw(screen)  # Wine reads keys, among them Enter
        fcntl.ioctl(screen, termios.TIOCSWINSZ, struct.pack("HHHH", 200, WIDTH, 0, 0))
        raw, left, latest = b"", list(answers), time.monotonic() + SECONDS
        status = None
        while True:
            if select.select([screen], [], [], 0.1)[0]:
                try:
                    more = os.read(screen, 1 << 16)
                except OSError:  # nobody has the console any more
                    more = b""
                if not more:
                    break
                raw += more
            elif status is not None:  # it has ended, and what it started has the console still
                break
            if status is None and (ended := os.waitpid(child, os.WNOHANG))[0]:
                status = ended[1]
            if left and left[0][0] in plain(raw):
                os.write(screen, f"{left.pop(0)[1]}\r".encode())
            if status is None and time.monotonic() > latest:
                os.kill(child, signal.SIGKILL)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1] if status is None else status)
        os.close(screen)
        return Shown(code, plain(raw), raw)


def plain(raw: bytes) -> str:
    """What a terminal shows of bytes, line by line."""
    text = _FORWARD.sub(lambda found: " " * int(found[1] or 1), raw.decode("utf-8", "replace"))
    return _ESCAPE.sub("", text).replace("\r", "")
