"""The record of check-site on the disk: read line by line, for it may be large."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from gapub.diagnostics import Diagnostic, GapubError, Place, Text
from gapub.publication import history
from gapub.publication.history import History, Known
from gapub.sources.disk import cannot_read


class Kept(NamedTuple):
    """What a file holds, and the hash of its bytes."""

    history: History
    sha256: str


def read(path: Path, shown: str, leaner: Callable[[Known], Known] = lambda each: each) -> Kept:
    """The record in a file, which messages call `shown`; of each entry what `leaner` makes of it is kept, at once.

    Raises GapubError for a file that cannot be read, and for lines that are not understood wholly: `record-line`,
    `record-encoding`.
    """
    digest = sha256()
    found, wrong = history.read(_lines(path, shown, digest.update), shown, leaner)
    if wrong:
        raise GapubError(wrong)
    return Kept(found, digest.hexdigest())


def _lines(path: Path, shown: str, note: Callable[[bytes], object]) -> Iterator[str]:
    """The lines; `note` is given the bytes of each."""
    number = 0
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                note(line)
                yield line.decode("utf-8-sig" if number == 1 else "utf-8")
    except OSError as error:
        raise cannot_read(shown, error) from error
    except UnicodeDecodeError as error:
        message = Text("记录的这一行不是 UTF-8", "this line of the record is not UTF-8")
        raise GapubError([Diagnostic("record-encoding", "error", message, Place(shown, number, 1))]) from error
