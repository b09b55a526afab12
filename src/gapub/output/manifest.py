"""The lists of files that stand among the files themselves: `catalogue.json` and, above several of them, `catalogues.json`.

A manifest vouches for the files that it names by their hashes, and by its seal for itself: one that was edited, or
cannot be read, vouches for nothing. Earlier versions wrote none with a seal; these are believed.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from gapub.model import seal
from gapub.output.names import is_inside

MANIFEST: Final = "catalogue.json"
"""The manifest of one catalogue."""
OF_SEVERAL: Final = "catalogues.json"
"""The manifest of a folder that holds the catalogues of several divisions, each in a folder of its own."""
NAMES: Final = (MANIFEST, OF_SEVERAL)


class Listing(NamedTuple):
    """What manifests list: the hash of each file; of each sound manifest its own hash, and the inputs of the catalogue with
    theirs; which are unsound.
    """

    files: dict[str, str]
    own: dict[str, str]
    inputs: dict[str, list[tuple[str, str]]]
    unsound: list[str]


def read(folder: Path, names: Iterable[str]) -> Listing:
    """What these manifests of a folder list, and those that they list; a manifest that is not there lists nothing."""
    listing, ahead = Listing({}, {}, {}, []), list(names)
    while ahead:
        name = ahead.pop()
        if name in listing.own or name in listing.unsound or not os.path.isfile(folder / name):  # noqa: PTH113  # that of Path raises
            continue
        below = name.rpartition("/")[0]
        data, said = b"", None
        with suppress(OSError):
            data = (folder / name).read_bytes()
            said = None if (folder / name).is_symlink() else parse(data)
        if said is None:
            listing.unsound.append(name)
            continue
        files, inputs = said
        listing.own[name], listing.inputs[name] = hashlib.sha256(data).hexdigest(), inputs
        for other, sha256 in files:
            inner = f"{below}/{other}" if below else other
            listing.files[inner] = sha256
            if is_inside(inner) and inner.rpartition("/")[2] in NAMES:
                ahead.append(inner)
    return listing


def parse(data: bytes) -> tuple[list[tuple[str, str]], list[tuple[str, str]]] | None:
    """The files and the inputs that a manifest lists, each with its hash; None for one that vouches for nothing."""
    try:
        said = json.loads(data)
        files = [(str(each["name"]), str(each["sha256"])) for each in said["files"]]
        inputs = [(str(each["path"]), str(each["sha256"])) for each in said.get("inputs", ())]
        return (files, inputs) if seal.FIELD not in said or seal.is_whole(data) else None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def below(folder: Path) -> list[str]:
    """The manifests of a folder and of those below it, as far as one above it may be missing."""
    found: list[str] = []
    with suppress(OSError):
        found = sorted(path.relative_to(folder).as_posix() for name in NAMES for path in folder.rglob(name))
    return found
