"""Where the files of catalogues go: a folder for each, written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path
from typing import NamedTuple, Protocol

from gapub.batch.record import Stamp
from gapub.diagnostics import Diagnostic, GapubError
from gapub.model.seal import hash_of as hash_of_bytes
from gapub.output import MANIFEST, Existing, Outcome, Publication
from gapub.output.errors import explained
from gapub.output.names import folders, hash_of


class Written(NamedTuple):
    """The files of a catalogue as they stand now, and what happened besides writing."""

    files: dict[str, Stamp]
    outcome: Outcome


class Writer(Protocol):
    """Where catalogues are written; names of files and folders have `/` between their parts."""

    def write(
        self, folder: str, files: Mapping[str, bytes], known: Mapping[str, str] | None, last: str = MANIFEST
    ) -> Written:
        """Put the files of a catalogue into a folder, whole or not at all, in place of what gapub wrote there before.

        `known` are the hashes of what that is, if somebody knows; `last` is the manifest. Raises GapubError, and
        changes nothing, where the files cannot be written or a person's are in the way.
        """

    def read(self, name: str) -> bytes:
        """The bytes of a file; none where there is none."""

    def look(self, name: str) -> tuple[int, int] | None:
        """Size and time of a file; None where there is none."""

    def hash_of(self, name: str) -> str | None:
        """The hash of a file; None where there is none."""

    def remove(self, names: Iterable[str]) -> None:
        """Remove files, and the folders that this leaves empty. Raises GapubError."""

    def records(self) -> AbstractContextManager[Path]:
        """The folder in which the records of runs lie, in `output.inspection.RECORDS`; used until the end of the context."""

    def keep(self, records: Path) -> None:
        """Let others see what the records say by now. It is called often."""

    @property
    def shown(self) -> str:
        """What messages call it."""


class Folder(NamedTuple):
    """A folder of this machine. `existing` says what becomes of files that a person wrote or changed."""

    path: Path
    existing: Existing = "refuse"

    def write(
        self, folder: str, files: Mapping[str, bytes], known: Mapping[str, str] | None, last: str = MANIFEST
    ) -> Written:
        """As `Writer` says."""
        if known is None:
            outcome = self._put(folder, files, known, last, self.existing)
        else:
            try:
                outcome = self._put(folder, files, known, last, "refuse")
            except GapubError as error:
                if not _in_the_way(error.diagnostics):
                    raise
                # another command may have written there since, as the manifests tell; above all of them they are too many
                outcome = self._put(folder, files, None if folder else known, last, self.existing)
        stamps = {}
        for name, data in files.items():
            status = os.stat(self.path / folder / name)  # noqa: PTH116
            stamps[name] = Stamp(status.st_size, status.st_mtime_ns, hash_of_bytes(data))
        return Written(stamps, outcome)

    def _put(
        self, folder: str, files: Mapping[str, bytes], known: Mapping[str, str] | None, last: str, existing: Existing
    ) -> Outcome:
        with Publication(self.path / folder, existing, written=known) as publication:
            publication.stage(files, last=last)
            return publication.commit()

    def records(self) -> AbstractContextManager[Path]:
        """As `Writer` says: they lie in the folder itself."""
        return nullcontext(self.path)

    def keep(self, records: Path) -> None:
        """As `Writer` says: whoever sees the folder sees them."""

    @property
    def shown(self) -> str:
        """As `Writer` says."""
        return str(self.path)

    def read(self, name: str) -> bytes:
        """As `Writer` says."""
        with suppress(OSError):
            return (self.path / name).read_bytes()
        return b""

    def look(self, name: str) -> tuple[int, int] | None:
        """As `Writer` says."""
        try:
            status = os.stat(f"{self.path}/{name}", follow_symlinks=False)  # noqa: PTH116
        except (OSError, ValueError):
            return None
        return status.st_size, status.st_mtime_ns

    def hash_of(self, name: str) -> str | None:
        """As `Writer` says."""
        return hash_of(self.path, name)

    def remove(self, names: Iterable[str]) -> None:
        """As `Writer` says."""
        names = list(names)
        for each in names:
            with explained(self.path / each):
                (self.path / each).unlink(missing_ok=True)
        for inner in reversed(folders(names)):
            with suppress(OSError):  # it is not empty
                (self.path / inner).rmdir()


def _in_the_way(found: tuple[Diagnostic, ...]) -> bool:
    return any(each.code in ("output-edited", "output-foreign") for each in found)
