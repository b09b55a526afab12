"""Remembers what a run printed, so that the same run on the same files need not read them again.

An entry is JSON (`sources.cache`), named by a hash of all that the run depends on and that can be known beforehand: gapub's
own files, options, settings, and path and content of every file examined and of every file of the library. What the run
read besides (profiles above, accepted findings) it lists with their hashes, and they are compared.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from gapub import __version__
from gapub.sources.cache import Cache, cache, own_files
from gapub.sources.disk import is_there

FORMAT = "gapub-run/1"
MOST = 100
"""How many entries are kept."""
HUGE = 64 * 1024 * 1024
"""Above this many bytes a file is not hashed; one of YAML is not even read."""


class Printed(NamedTuple):
    """What a run printed to standard output and standard error, and its exit code."""

    out: str
    err: str
    code: int


def folder(environment: Mapping[str, str]) -> Cache | None:
    """Where the entries are; None when there is to be no cache."""
    return cache(environment, MOST)


def key(options: Iterable[object], files: Iterable[Path]) -> str | None:
    """The name of the entry for a run with these options on these files, at this very version of gapub.

    None where a file cannot be read: what becomes of such a run, no content tells.
    """
    from hashlib import sha256  # loads OpenSSL, which takes ten milliseconds: not where there is no cache

    digest = sha256()
    package = os.path.realpath(Path(__file__).parent.parent)
    digest.update(repr((package, sorted(own_files(package)))).encode("utf-8", "surrogatepass"))
    digest.update(repr((__version__, sys.version_info[:2], *options)).encode("utf-8", "surrogatepass"))
    for path in files:
        if (found := content(path)) is None:
            return None
        digest.update(f"\0{path.as_posix()}\0{found}".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


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


def load(where: Cache | None, name: str | None) -> Printed | None:
    """What that run printed, unless nobody remembers or another file that it read has changed."""
    data = None if where is None or name is None else where.read(name)
    if data is None:
        return None
    import json

    try:
        entry = json.loads(data)
        out, err, code, besides = entry["out"], entry["err"], entry["code"], entry["besides"]
        sound = entry["format"] == FORMAT and isinstance(out, str) and isinstance(err, str) and code in (0, 1)
        if sound and all(content(Path(path)) == found for path, found in besides.items()):
            return Printed(out, err, code)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass
    return None


def save(where: Cache | None, name: str | None, printed: Printed, besides: Iterable[Path]) -> None:
    """Remember what a run printed; nothing happens where that cannot be written, or a file besides cannot be read."""
    if where is None or name is None:
        return
    import json

    try:
        read = {os.path.realpath(path): content(path) for path in besides}
    except (OSError, ValueError):
        return
    if None not in read.values():
        where.write(name, json.dumps({"format": FORMAT, **printed._asdict(), "besides": read}).encode())
