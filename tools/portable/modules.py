"""The compiled modules of a folder, all in one file that `gapub.compiled` reads.

They are compiled by the Python of Pyodide, of the very version that the folder has: it runs wherever node runs, in a sandbox, and
makes the same bytes everywhere. tests/wine holds them against what the folder's own Python makes of the sources.
"""

from __future__ import annotations

import io
import marshal
import shutil
import subprocess
import tarfile
import tempfile
import zipfile
from pathlib import Path, PurePosixPath
from typing import Final

from portable.lock import Pin, StoppedError
from portable.parts import Files

PLACE: Final = "lib/gapub/data/modules.bin"
LIBRARY: Final = "python/python313.zip"
"""The library of Windows' Python, compiled by who made that."""
AHEAD: Final = (
    "lib/gapub/__init__.py", "lib/gapub/compiled.py",
    *(f"python/lib/python3.11/{each}.py" for each in (
        "__future__", "collections/__init__", "contextlib", "encodings/__init__", "encodings/aliases", "encodings/utf_8",
        "functools", "importlib/__init__", "importlib/_abc", "keyword", "operator", "reprlib", "types", "warnings",
    )),
)  # fmt: skip
"""What a Python loads before it can read the file: these lie compiled beside their sources, as Python itself keeps them."""
_DRIVER: Final = Path(__file__).with_name("compile.mjs")
_LIMIT: Final = 600
_UNCHECKED: Final = b"\1" + bytes(11)
"""Behind the magic number: not to be compared with its source (PEP 552), whose time is that of the commit."""

Entries = dict[str, dict[str, tuple[bool, int, int]]]
"""By the path of a folder, its modules by their names: whether it is a package, where its code begins and ends."""


def compiled(files: Files, compiler: Pin, python: str) -> Files:
    """The file of the modules among the files of a folder, and what has to lie beside its source. Raises `StoppedError`."""
    # Where there is a library of the same name, Python takes that.
    libraries = {_stem(path) for path in files if path.endswith((".pyd", ".so"))}
    sources = {path: files[path] for path in sorted(files) if path.endswith(".py") and _stem(path) not in libraries}
    magic, codes = _codes(sources, compiler)
    entries, code = _entries(codes), b"".join(codes.values())
    library = files.get(LIBRARY, b"")
    zipped = _zipped(library) if library else {}
    # Version 2 of the format has no references, which depend on what else a process holds.
    index = marshal.dumps(
        (len(code), entries, (PurePosixPath(LIBRARY).name if library else "", len(library)), zipped), 2
    )
    beside = {_cached(path, python): magic + _UNCHECKED + codes[path] for path in AHEAD if path in codes}
    return {PLACE: magic + len(index).to_bytes(4, "little") + index + code} | beside


def _cached(path: str, python: str) -> str:
    """Where Python looks for what a source was compiled to."""
    place = PurePosixPath(path)
    return f"{place.parent}/__pycache__/{place.stem}.cpython-{python.replace('.', '')}.pyc"


def _stem(path: str) -> str:
    folder, _, name = path.rpartition("/")
    return f"{folder}/{name.partition('.')[0]}"


def _codes(sources: Files, compiler: Pin) -> tuple[bytes, Files]:
    """What a Python begins its compiled files with, and the code of each source. Raises `StoppedError`."""
    node = shutil.which("node")
    if node is None:
        raise StoppedError("modules are compiled by Pyodide, which needs node: apt-get install nodejs")
    with tempfile.TemporaryDirectory() as name, tarfile.open(compiler.path) as archive:
        folder = Path(name)
        archive.extractall(folder, filter="data")
        with zipfile.ZipFile(folder / "sources.zip", "w") as packed:
            for path, content in sources.items():
                packed.writestr(path, content)
        command = [node, str(_DRIVER), f"{folder / 'package'}/", name]
        try:
            done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=_LIMIT)
        except subprocess.TimeoutExpired:
            raise StoppedError(f"{compiler.file}: compiling takes more than {_LIMIT} seconds") from None
        if done.returncode:
            said = [line.strip() for line in done.stderr.splitlines() if "Error" in line] or ["it does not say why"]
            raise StoppedError(f"{compiler.file}: the modules cannot be compiled: {said[-1]}")
        with zipfile.ZipFile(io.BytesIO((folder / "modules.zip").read_bytes())) as packed:
            codes = {path: packed.read(path) for path in packed.namelist()}
    return codes.pop("magic"), codes


def _entries(codes: Files) -> Entries:
    found: Entries = {}
    position = 0
    for path, code in codes.items():
        _put(found, path.removesuffix(".py"), position, position + len(code))
        position += len(code)
    return found


def _put(found: Entries, stem: str, start: int, end: int) -> None:
    place = PurePosixPath(stem)
    is_package = place.name == "__init__"
    if is_package:
        place = place.parent
    found.setdefault("" if place.parent == PurePosixPath() else place.parent.as_posix(), {})[place.name] = (
        is_package,
        start,
        end,
    )


def _zipped(library: bytes) -> Entries:
    """The modules in a zip of compiled files: where the packed bytes of each lie."""
    found: Entries = {}
    with zipfile.ZipFile(io.BytesIO(library)) as archive:
        for entry in archive.infolist():
            if not entry.filename.endswith(".pyc"):
                continue
            if entry.compress_type != zipfile.ZIP_DEFLATED:
                raise StoppedError(f"{LIBRARY}: {entry.filename} is not deflated")
            head = library[entry.header_offset : entry.header_offset + 30]
            start = (
                entry.header_offset + 30 + int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:], "little")
            )
            _put(found, entry.filename.removesuffix(".pyc"), start, start + entry.compress_size)
    return found
