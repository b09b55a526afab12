"""The one door to standard output and standard error: nothing passes that could steer whoever shows or runs it.

In texts for people, what controls a terminal, reorders text or is a command to a runner of CI comes out escaped. Data for
programs is written as it is, unless a terminal or the log of a job takes it.
"""

from __future__ import annotations

import os
import stat
import sys
from typing import TYPE_CHECKING

from gapub.diagnostics.text import safe, width

if TYPE_CHECKING:
    from rich.console import RenderableType


def write(text: str, *, error: bool = False) -> None:
    """Write text for people to standard output, with `error` to standard error. Its lines end at LF alone."""
    (sys.stderr if error else sys.stdout).write(_safe_lines(text))


def write_data(data: str | bytes, *, guarded: bool = False) -> None:
    """Write what programs read to standard output, as UTF-8 whatever the console's encoding.

    What is `guarded` has been made for the log of a job, commands to its runner included.
    """
    if not guarded and (is_terminal() or _is_log()):
        data = _safe_lines(data if isinstance(data, str) else data.decode())
    sys.stdout.flush()
    sys.stdout.buffer.write(data if isinstance(data, bytes) else data.encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()


def flush() -> None:
    """Hand on what has been written, for a process that goes on."""
    sys.stdout.flush()
    sys.stderr.flush()


def show(*parts: RenderableType, width: int | None = None) -> None:
    """Print what rich lays out, in colours where somebody sees them; its texts have to be `safe`.

    `width` are the columns where no terminal has any; without it, lines stay as they are.
    """
    if width is None and not is_terminal():
        write("".join(f"{each}\n" for each in parts))
        return
    from rich.console import Console

    console = Console(highlight=False, emoji=False, markup=False, width=None if is_terminal() else width)
    for each in parts:
        console.print(each, soft_wrap=width is None)


def columns(otherwise: int) -> int:
    """The columns of the terminal; `otherwise` where standard output is none."""
    if not is_terminal():
        return otherwise
    from rich.console import Console

    return Console().width


def natural_width(part: RenderableType) -> int:
    """The columns that something would take if it had all the room."""
    from rich.console import Console
    from rich.measure import Measurement

    console = Console(width=1000)
    return Measurement.get(console, console.options, part).maximum


_shown = 0
"""The columns of the line of `progress` that is on the terminal."""


def progress(name: str = "") -> None:
    """Say on a terminal what is being made, in a line that the next one replaces; without a name, clear it."""
    global _shown
    if is_terminal(error=True):
        # older consoles of Windows show what would erase the line, unless they are asked not to
        clear = f"\r{' ' * _shown}\r" if sys.platform == "win32" else "\r\033[K"
        line = f"{safe(name)} …" if name else ""
        sys.stderr.write(clear + line)
        sys.stderr.flush()
        _shown = width(line)


def is_terminal(*, error: bool = False) -> bool:
    """Whether a person sees standard output, or with `error` standard error, as it is written."""
    return (sys.stderr if error else sys.stdout).isatty()


def _is_log() -> bool:
    """Whether standard output goes into the log of a job, whose runner obeys lines that look like its commands."""
    if os.environ.get("GITHUB_ACTIONS") != "true":
        return False
    try:
        return not stat.S_ISREG(os.fstat(sys.stdout.fileno()).st_mode)
    except OSError:  # no file behind it
        return True


def _safe_lines(text: str) -> str:
    return "\n".join(map(safe, text.split("\n")))
