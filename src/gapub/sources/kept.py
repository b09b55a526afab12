"""The parsed form of guidelines and registries, kept from one run to the next: values that had to be read of YAML once.

A form belongs to a content, whatever the file is called: it is found by the hash of that content, the number of the form, and gapub's
own files that decide what a form says. A wheel brings those of the files in it along (`READY`); others are kept in the user's
cache folder. Only what nothing is wrong with is kept. A form is JSON, which nothing can run, behind a hash of itself; so are the
places of all values beside it, which are read when a finding asks for one.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from functools import cache as once
from functools import partial
from pathlib import Path
from typing import Final

from gapub import __version__
from gapub.sources.cache import Cache, Fact, cache, own_files
from gapub.yaml.tree import Map

MOST: Final = 400
"""How many forms are kept in the cache folder: those of some projects, each of which may have its own of every file."""
READY: Final = Path(__file__).resolve().parents[1] / "data" / "parsed.txt"
"""The forms that a wheel brings along, a line each, behind a line that says what they depend on."""
_HEX: Final = 64
"""The characters of a hash."""
_DECIDING: Final = ("yaml", "model")
"""The rooms that decide what a form says: what reads YAML, and the shapes that it was held to."""


def tree(data: bytes) -> Map | None:
    """The tree of a file of this content, if its form is kept; None where none is, or none is wanted."""
    folder = _folder()
    if folder is None:
        return None
    from hashlib import sha256  # loads OpenSSL, which takes milliseconds: not where there is no cache

    content = sha256(data).hexdigest()
    line = _ready().get(content) or folder.read(_name(content))
    return None if line is None else _of_line(line, content, data)


def keep(made: Map, data: bytes, kind: str) -> None:
    """Keep the tree of a file that has the shape of this kind, and with which nothing is wrong."""
    folder = _folder()
    if folder is None or len(made) == 0:
        return
    try:
        line = as_line(made, data, kind)
    except (ValueError, RecursionError):
        return
    folder.write(_name(line[:_HEX].decode()), line)


def as_line(made: Map, data: bytes, kind: str) -> bytes:
    """A tree as one line: the hashes of the content that it was read from, of its form and of its places; then both of these.

    JSON has no tab, so one parts them.
    """
    from hashlib import sha256

    from gapub.yaml import kept

    form, places = kept.dump(made, kind), kept.dump_places(made)
    seals = (sha256(each).hexdigest().encode() for each in (data, form, places))
    return b"%s %s\t%s" % (b" ".join(seals), form, places)


def ready(lines: Iterable[bytes]) -> bytes:
    """What a wheel brings along: these forms, behind a hash of what they depend on besides the contents."""
    return b"".join(b"%s\n" % line for line in (_head(), *lines))


def _head() -> bytes:
    """An installer changes the times of gapub's own files, and nothing else."""
    return _digest([each._replace(changed=0) for each in _own()]).encode()


def _of_line(line: bytes, content: str, data: bytes) -> Map | None:
    from hashlib import sha256

    from gapub.yaml import kept

    end = line.find(b"\t")
    of, seal, form = line[:_HEX], line[_HEX + 1 : 2 * _HEX + 1], line[3 * _HEX + 3 : end]
    if end < 0 or of != content.encode() or seal != sha256(form).hexdigest().encode():
        return None
    return kept.load(form, data, partial(_places, line, end))


def _places(line: bytes, end: int) -> bytes | None:
    """The places in a line, whose form ends there; None where they are damaged."""
    from hashlib import sha256

    seal, places = line[2 * _HEX + 2 : 3 * _HEX + 2], line[end + 1 :]
    return places if seal == sha256(places).hexdigest().encode() else None


@once
def _ready() -> dict[str, bytes]:
    """The forms that a wheel brings along, by the hash of their content."""
    try:
        first, *lines = READY.read_bytes().split(b"\n")
    except OSError:  # there is no such file in a checkout
        return {}
    return {line[:_HEX].decode("latin-1"): line for line in lines} if first == _head() else {}


def _folder() -> Cache | None:
    return cache(os.environ, MOST, "parsed")


def _name(content: str) -> str:
    return _digest((content, *_facts()))


@once
def _facts() -> tuple[object, ...]:
    """What a form in the cache folder depends on besides the content: a checkout is edited in place."""
    from importlib.util import find_spec

    yaml = find_spec("yaml")
    parser = yaml and yaml.origin and os.stat(yaml.origin)  # noqa: PTH116
    return sys.version_info[:2], *_own(), *((parser.st_size, parser.st_mtime_ns) if parser else ())


@once
def _own() -> tuple[Fact, ...]:
    package = Path(__file__).resolve().parents[1]
    return tuple(sorted(each for room in _DECIDING for each in own_files(str(package / room), f"{room}/")))


def _digest(facts: object) -> str:
    from hashlib import sha256

    from gapub.yaml.kept import FORM

    return sha256(repr((FORM, __version__, facts)).encode("utf-8", "surrogatepass")).hexdigest()
