"""Remembers what a run printed, so that the same run on the same files need not read them again.

An entry is a JSON file in the user's cache folder, named by a hash of all that the run depends on and that can be known
beforehand: gapub's own files, options, settings, and path and content of every file examined and of every file of the
library. What the run read besides (profiles above, accepted findings) it lists with their hashes, and they are compared.
An entry that is corrupt, or cannot be read or written, is as good as none. `GAPUB_NO_CACHE` switches all this off.

Entries quote the files that were examined, so they are for their owner's eyes alone, in a folder that is the owner's and no
link to another. Nothing but files with an entry's name is ever removed.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from gapub import __version__
from gapub.sources.disk import is_there

FORMAT = "gapub-run/1"
MOST = 100
"""How many entries are kept; the oldest go first."""
HUGE = 64 * 1024 * 1024
"""Above this many bytes a file is not hashed; one of YAML is not even read."""


_ENTRY = re.compile(r"[0-9a-f]{64}\.json")
_TEMPORARY = re.compile(r"\.[0-9a-f]{64}\.\d+\.tmp")
_STALE = 60 * 60
"""The age in seconds from which on a file that was never finished belongs to a run that ended early."""


class Printed(NamedTuple):
    """What a run printed to standard output and standard error, and its exit code."""

    out: str
    err: str
    code: int


def folder(environment: Mapping[str, str]) -> Path | None:
    """The folder of entries; None when there is to be no cache."""
    if environment.get("GAPUB_NO_CACHE"):
        return None
    base = environment.get("XDG_CACHE_HOME") or (environment.get("LOCALAPPDATA") if sys.platform == "win32" else None)
    if base and Path(base).is_absolute():
        return Path(base) / "gapub"
    try:
        return Path.home() / ".cache" / "gapub"
    except RuntimeError:  # there is no home
        return None


def key(options: Iterable[object], files: Iterable[Path]) -> str | None:
    """The name of the entry for a run with these options on these files, at this very version of gapub.

    None where a file cannot be read: what becomes of such a run, no content tells.
    """
    from hashlib import sha256  # loads OpenSSL, which takes ten milliseconds: not where there is no cache

    digest = sha256()
    package = os.path.realpath(Path(__file__).parent.parent)
    digest.update("\0".join(sorted(_own_files(package))).encode("utf-8", "surrogatepass"))
    digest.update(repr((__version__, sys.version_info[:2], *options)).encode("utf-8", "surrogatepass"))
    for path in files:
        if (found := content(path)) is None:
            return None
        digest.update(f"\0{path.as_posix()}\0{found}".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _own_files(folder: str) -> Iterator[str]:
    """Path, size and time of every file of gapub's below a folder: code, and what its rules mean."""
    with os.scandir(folder) as entries:  # `Path.rglob` takes four times as long, in each remembered run
        for entry in entries:
            if entry.name == "__pycache__":
                continue
            if entry.is_dir():
                yield from _own_files(entry.path)
            elif entry.name.endswith((".py", ".yaml", ".txt")):
                facts = entry.stat()
                yield f"{entry.path} {facts.st_size} {facts.st_mtime_ns}"


def content(path: Path) -> str | None:
    """The hash of a file, empty where there is none; None when it cannot be read. What is huge counts by its facts."""
    from hashlib import sha256

    if not is_there(path):
        return ""
    try:
        facts = path.stat()
        if not stat.S_ISREG(facts.st_mode):  # a pipe may never end
            return None
        if facts.st_size > HUGE:
            return f"{facts.st_size} {facts.st_mtime_ns}"
        return sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None


def load(where: Path | None, name: str | None) -> Printed | None:
    """What that run printed, unless nobody remembers or another file that it read has changed."""
    if where is None or name is None or not _is_own(where):
        return None
    import json

    try:
        path = where / f"{name}.json"
        if not stat.S_ISREG(path.lstat().st_mode):
            return None
        entry = json.loads(path.read_bytes())
        out, err, code, besides = entry["out"], entry["err"], entry["code"], entry["besides"]
        sound = entry["format"] == FORMAT and isinstance(out, str) and isinstance(err, str) and code in (0, 1)
        if sound and all(content(Path(path)) == found for path, found in besides.items()):
            return Printed(out, err, code)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass
    return None


def save(where: Path | None, name: str | None, printed: Printed, besides: Iterable[Path]) -> None:
    """Remember what a run printed; nothing happens where that cannot be written, or a file besides cannot be read."""
    if where is None or name is None:
        return
    import json

    try:
        read = {os.path.realpath(path): content(path) for path in besides}
        if None in read.values():
            return
        entry = {"format": FORMAT, **printed._asdict(), "besides": read}
        where.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_own(where):
            return
        where.chmod(0o700)  # earlier versions left it open to all
        temporary = where / f".{name}.{os.getpid()}.tmp"
        temporary.unlink(missing_ok=True)
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with open(descriptor, "wb") as file:  # noqa: PTH123
            file.write(json.dumps(entry).encode())
        temporary.replace(where / f"{name}.json")
        _forget(where)
    except (OSError, ValueError):
        pass


def _is_own(where: Path) -> bool:
    """True for a folder of this user's own; what a link leads to is not ours, whoever made the link."""
    try:
        status = where.lstat()
    except OSError:
        return False
    user = os.getuid() if hasattr(os, "getuid") else status.st_uid  # Windows keeps one user's cache from others itself
    return stat.S_ISDIR(status.st_mode) and status.st_uid == user


def _forget(where: Path) -> None:
    """Remove the oldest entries, and what runs left that ended early."""
    with os.scandir(where) as found:
        files = [each for each in found if each.is_file(follow_symlinks=False)]
    ages = {each.path: each.stat(follow_symlinks=False).st_mtime for each in files}
    entries = sorted((each.path for each in files if _ENTRY.fullmatch(each.name)), key=ages.__getitem__)
    newest = ages[entries[-1]]
    halves = [each.path for each in files if _TEMPORARY.fullmatch(each.name) and ages[each.path] < newest - _STALE]
    for path in [*entries[:-MOST], *halves]:
        Path(path).unlink(missing_ok=True)
