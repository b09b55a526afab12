"""The Python of the folders for Linux: Debian's own packages, with the C library that they are built for.

PyPI has no Python for Linux that can be trusted, and UOS 20 and Kylin V10 bring 3.7 and 3.8. Debian's runs there because
its own loader and C library come along: a program that is started by them asks nothing of the system but its kernel.
apt fetches the packages, by the machine's own list of Debian's sources and signatures, into a folder of its own.
"""

from __future__ import annotations

import hashlib
import io
import lzma
import os
import shutil
import subprocess
import tarfile
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import Final

from portable.lock import CACHE, Pin, StoppedError, Target
from portable.parts import Files, Part

PYTHON: Final = "python3.11"
PACKAGES: Final = (
    "libbz2-1.0", "libc6", "libexpat1", "libffi8", "libgcc-s1", "liblzma5", "libpython3.11-minimal",
    "libpython3.11-stdlib", "libssl3", "libstdc++6", "libuuid1", "python3.11-minimal", "zlib1g",
)  # fmt: skip
LOADERS: Final = {"amd64": "ld-linux-x86-64.so.2", "arm64": "ld-linux-aarch64.so.1"}
LIBRARIES: Final = (
    "libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0", "librt.so.1", "libutil.so.1", "libresolv.so.2",
    "libgcc_s.so.1", "libstdc++.so.6", "libz.so.1", "libexpat.so.1", "libffi.so.8", "liblzma.so.5", "libbz2.so.1.0",
    "libuuid.so.1", "libssl.so.3", "libcrypto.so.3",
)  # fmt: skip
LEFT_OUT: Final = (
    "*/_test*", "*/_ctypes_test*", "*/_xxtest*", "*/xxlimited*", "*/nis.*", "*/_dbm.*", "*/readline.*", "*/_curses*",
    "*/_sqlite3.*", "*/ossaudiodev.*", "*/_crypt.*", "*/lib2to3/*", "*/distutils/*", "*/idlelib/*", "*/ensurepip/*",
    "*/sqlite3/*", "*/curses/*", "*/pydoc_data/*", "*/turtledemo/*", "*/__pycache__/*", "*/EXTERNALLY-MANAGED",
)  # fmt: skip
"""Of Python's own library what gapub has no use for, or what would need libraries more."""


def fetch(target: Target, pins: list[Pin]) -> None:
    """Fetch the packages that are not there yet. Raises `StoppedError`."""
    missing = [pin for pin in pins if not pin.path.exists()]
    if missing:
        for path in _apt(target, [f"{pin.name}={pin.version}" for pin in missing]):
            path.replace(CACHE / "packages" / path.name.replace("%3a", "_"))


def newest(target: Target) -> list[Pin]:
    """The newest version of each package. Raises `StoppedError`."""
    found = []
    for path in sorted(_apt(target, PACKAGES)):
        name, version, _ = path.name.split("_")
        file = path.name.replace("%3a", "_")
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        found.append(Pin(name, version.replace("%3a", ":"), digest, file))
        (CACHE / "packages").mkdir(parents=True, exist_ok=True)
        path.replace(CACHE / "packages" / file)
    return found


def _apt(target: Target, wanted: list[str] | tuple[str, ...]) -> list[Path]:
    """Have apt fetch packages of another architecture, with state of its own: the machine's stays as it is."""
    apt = shutil.which("apt-get")
    if apt is None:
        raise StoppedError(f"{target.name}: its Python comes from Debian's packages, and there is no apt-get here")
    state = CACHE / "apt" / target.debian
    shutil.rmtree(state / "new", ignore_errors=True)
    for each in ("lists/partial", "cache/archives/partial", "new"):
        (state / each).mkdir(parents=True, exist_ok=True)
    (state / "status").write_bytes(b"")
    sources = next(filter(Path.exists, map(Path, ("/etc/apt/sources.list.d/debian.sources", "/etc/apt/sources.list"))))
    own = state / f"debian{sources.suffix}"
    shutil.copyfile(sources, own)
    settings = {
        "APT::Architecture": target.debian, "APT::Architectures": target.debian, "Dir::State": state,
        "Dir::State::lists": state / "lists", "Dir::State::status": state / "status", "Dir::Cache": state / "cache",
        "Dir::Etc::sourcelist": own, "Dir::Etc::sourceparts": "-", "Acquire::Languages": "none",
        "APT::Sandbox::User": "root",
    }  # fmt: skip
    options = [part for key, value in settings.items() for part in ("-o", f"{key}={value}")]
    for command in (["update"], ["download", *wanted]):
        done = subprocess.run(
            [apt, *options, "-qq", *command], cwd=state / "new", capture_output=True, encoding="utf-8", check=False
        )
        if done.returncode:
            said = [line for line in done.stderr.splitlines() if line.startswith("E:")] or ["failed"]
            raise StoppedError(f"{target.name}: apt-get {command[0]}: {said[0]}; newer packages: make lock")
    return list((state / "new").glob("*.deb"))


def python(target: Target, pins: list[Pin]) -> list[Part]:
    """The packages, each with what is needed of it below `python/`: `bin`, `lib` and the shared libraries in `libs`."""
    held = {pin: unpacked(pin.path) for pin in pins}
    every = {path: content for files in held.values() for path, content in files.items()}
    found = []
    for pin, files in held.items():
        kept: Files = {}
        for path, content in files.items():
            name = PurePosixPath(path).name
            if path == f"usr/bin/{PYTHON}":
                kept[f"bin/{PYTHON}"] = content
            elif path.startswith(f"usr/lib/{PYTHON}/") and not any(fnmatchcase(path, each) for each in LEFT_OUT):
                kept[path.removeprefix("usr/")] = content
            elif name in (*LIBRARIES, LOADERS[target.debian]) and "/lib/" in f"/{path}":
                kept[f"libs/{name}"] = content
        document = every.get(f"usr/share/doc/{pin.name}/copyright")
        licences = {} if document is None else {"copyright": document}
        found.append(Part(pin.name, pin.version, "见 copyright", "", kept, licences, "python"))
    lacking = {*LIBRARIES, LOADERS[target.debian]} - {PurePosixPath(path).name for part in found for path in part.files}
    if lacking:
        raise StoppedError(f"{target.name}: the packages lack {', '.join(sorted(lacking))}")
    return found


def unpacked(deb: Path) -> Files:
    """The files of a package; a link holds what it leads to, if that lies in the package."""
    content = deb.read_bytes()
    position, data = 8, b""
    while position < len(content):  # an archive of ar: a head of 60 bytes before each member
        name, size = (
            content[position : position + 16].decode().strip().rstrip("/"),
            int(content[position + 48 : position + 58]),
        )
        if name.startswith("data.tar"):
            data = content[position + 60 : position + 60 + size]
        position += 60 + size + size % 2
    files: Files = {}
    links: dict[str, str] = {}
    with tarfile.open(fileobj=io.BytesIO(lzma.decompress(data))) as archive:
        for entry in archive:
            path = os.path.normpath(entry.name)
            file = archive.extractfile(entry) if entry.isfile() or entry.islnk() else None
            if file is not None:
                files[path] = file.read()
            elif entry.issym():
                links[path] = os.path.normpath(os.path.join(os.path.dirname(path), entry.linkname))  # noqa: PTH118, PTH120
    for path, leads in links.items():
        for _ in range(4):
            leads = links.get(leads, leads)
        if leads in files:
            files[path] = files[leads]
    return files
