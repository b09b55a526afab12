"""What state a folder of catalogues is in: held against its manifests, and against the journal of a run that ended early."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final, Literal, NamedTuple, TypeAlias

from gapub.output import lock, manifest
from gapub.output.manifest import MANIFEST
from gapub.output.names import hash_of

Kind: TypeAlias = Literal["torn", "edited", "foreign", "missing"]

_FORMAT: Final = "gapub-journal/1"
JOURNAL: Final = "journal.json"
LOCK: Final = "lock"
RECORDS: Final = ".gapub-build"
"""The folder of what `gapub build` remembers of the files beside it; they are none of a catalogue."""


class State(NamedTuple):
    """What is wrong with a file."""

    kind: Kind
    name: str


class Inspection(NamedTuple):
    """What is wrong, by the names of the files; the inputs that each sound manifest names; how many files there are."""

    states: list[State]
    inputs: dict[str, list[tuple[str, str]]]
    files: int


def workshop(folder: Path) -> Path:
    """Where files for a folder are prepared: beside it, never in it. It is there while a run writes, or after one died."""
    real = Path(os.path.realpath(folder))
    return real.parent / f".{real.name}.gapub"


def is_being_written(folder: Path) -> bool:
    """True while a run writes there."""
    return lock.is_held(workshop(folder) / LOCK)


def read_journal(folder: Path) -> dict[str, set[str]]:
    """The files that a run was about to put into the folder when it ended early, or that were there, with their hashes."""
    with suppress(OSError):
        return parse_journal((workshop(folder) / JOURNAL).read_bytes())
    return {}


def parse_journal(data: bytes) -> dict[str, set[str]]:
    """What a journal says; nothing if it cannot be read."""
    with suppress(ValueError, KeyError, TypeError, AttributeError, RecursionError):
        said = json.loads(data)
        if said["format"] == _FORMAT:
            return {str(name): set(map(str, hashes)) for name, hashes in said["files"].items()}
    return {}


def journal(known: Mapping[str, set[str]]) -> bytes:
    """The text of a journal."""
    return json.dumps({"format": _FORMAT, "files": {name: sorted(known[name]) for name in sorted(known)}}).encode()


def inspect(folder: Path) -> Inspection:
    """Hold every file of a folder against the manifests in it."""
    pending = read_journal(folder)
    found = manifest.below(folder)
    listing = manifest.read(folder, found)
    there = list(_files(folder))
    states = [State("edited", name) for name in listing.unsound]
    for name, sha256 in listing.files.items():
        now = hash_of(folder, name)
        if name in listing.unsound or now == sha256:
            continue
        if now in pending.get(name, ()) or (now and now == listing.own.get(name)):
            states.append(State("torn", name))
        elif not os.path.lexists(folder / name):
            states.append(State("torn" if name in pending else "missing", name))
        else:
            states.append(State("edited", name))
    roots = _roots(found)
    unlisted = (name for name in there if name not in listing.files and name not in roots)
    states += (
        State("torn" if hash_of(folder, name) in pending.get(name, ()) else "foreign", name)
        for name in unlisted
        if not _unjudged(name, listing.unsound)
    )
    if not found:
        states.append(State("torn" if pending else "missing", MANIFEST))
    return Inspection(sorted(set(states)), listing.inputs, len(there))


def torn(folder: Path) -> list[str]:
    """The files of `folder` that are missing or are not those its manifest was written with, by its hashes.

    `catalogue.json` itself is named if it is missing or cannot be read, for then nothing vouches for the others.
    """
    return [each.name for each in inspect(folder).states if each.kind != "foreign"]


def _above(name: str) -> str:
    """The folder that a file stands in, with a slash; nothing for one in the outermost."""
    return name[: name.rfind("/") + 1]


def _roots(manifests: list[str]) -> set[str]:
    """The manifests that no other needs to list, for none stands in a folder above them."""
    above = {_above(name) for name in manifests}
    return {name for name in manifests if not any(name.startswith(each) for each in above - {_above(name)})}


def _unjudged(name: str, unsound: list[str]) -> bool:
    """True for a file for which only a manifest could vouch that cannot be relied on."""
    return any(name.startswith(_above(each)) for each in unsound)


def _files(folder: Path) -> Iterator[str]:
    """Every file below a folder, and every link, none of which is followed."""
    for root, inner, names in os.walk(folder):
        inner[:] = [each for each in inner if each != RECORDS]
        links = [each for each in inner if os.path.islink(Path(root) / each)]  # noqa: PTH114
        yield from ((Path(root) / name).relative_to(folder).as_posix() for name in sorted([*names, *links]))
