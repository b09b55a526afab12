"""Writes the files of a run into a folder: all are prepared beside it, and take their places at the end."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Final, Literal, NamedTuple, Self, TypeAlias

from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.model.seal import hash_of as hash_of_bytes
from gapub.output import disk, lock, manifest
from gapub.output.errors import LINK, explained, fail, refusals
from gapub.output.inspection import JOURNAL, LOCK, inspect, journal, read_journal, workshop
from gapub.output.manifest import MANIFEST
from gapub.output.names import folders, hash_of, is_inside, status
from gapub.output.temporary import sweep

Existing: TypeAlias = Literal["refuse", "overwrite", "backup"]
"""What is done with a file in the way that a person wrote or changed; `backup` keeps it as `NAME.bak`."""

_STAGED: Final = "files"
"""The folder of the files that are prepared."""


class Outcome(NamedTuple):
    """What a run found and did in the folder besides writing: the names of files.

    `torn`: those of a run that ended early; `removed`: of former runs, made no longer; `kept`: likewise, but changed since;
    `backups`: copies of what was in the way.
    """

    torn: Sequence[str] = ()
    removed: Sequence[str] = ()
    kept: Sequence[str] = ()
    backups: Sequence[str] = ()


class _Set(NamedTuple):
    """The files of one catalogue that are not in their places yet, its manifest last."""

    below: str
    changed: list[str]


class Publication:
    """One run's writing into a folder. Whatever is not committed leaves no trace.

    From the first set that is staged on no other run may write there; `waiting` is called if one does. `written` are the
    hashes of the files that gapub wrote there, for who knows them without reading the manifests.
    """

    def __init__(
        self,
        folder: Path,
        existing: Existing = "refuse",
        *,
        waiting: Callable[[], object] = lambda: None,
        written: Mapping[str, str] | None = None,
    ) -> None:
        """Write nothing yet."""
        self.folder = folder
        self.workshop = workshop(folder)
        self._existing = existing
        self._waiting = waiting
        self._written = written
        self._sets: list[_Set] = []
        self._names: set[str] = set()
        self._staged: dict[str, Path] = {}
        self._hashes: dict[str, str] = {}
        self._journal: dict[str, set[str]] = {}
        self._open = ExitStack()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Remove what was prepared, and let others write."""
        with disk.uninterrupted():
            self._open.close()

    def stage(self, files: Mapping[str, bytes], *, last: str, below: str = "") -> None:
        """Prepare a set of files, of which `last` will be moved last; `below` is a folder below, with a slash.

        A file that stands there already is left alone, with its date. Raises GapubError with a code `output-…` if the
        folder or a file cannot be written, and ValueError if a name leads out of the folder.
        """
        if last not in files:
            raise ValueError(f"not among the files: {last!r}")
        for name in files:
            if not is_inside(below + name):
                raise ValueError(f"not the name of a file in the folder: {below + name!r}")
        self._begin()
        named = {below + name: data for name, data in files.items()}
        self._names |= named.keys()
        for inner in folders(named):
            self._check_folder(inner)
        changed = [name for name, data in named.items() if not self._stands(name, data)]
        changed.sort(key=lambda name: name == below + last)
        for name in changed:
            with explained(self.folder / name):
                self._prepare(name, named[name])
        disk.for_each(changed, self._flush)
        self._sets.append(_Set(below, changed))

    def commit(self) -> Outcome:
        """Move what was prepared to its place, manifests last, and remove what former runs wrote and this does not.

        Raises GapubError, and changes nothing, where a person's file is in the way (`output-edited`, `output-foreign`).
        """
        if not self._staged and not self._journal:
            return Outcome()
        torn = self._torn() if self._journal and self._written is None else []
        listing, known = self._known()
        in_the_way = self._in_the_way(known)
        if in_the_way and self._existing == "refuse":
            raise GapubError(refusals(self.folder.as_posix(), in_the_way, {*known, *listing.unsound}))
        gone, kept = self._left_over(known)
        # one file is replaced at once: nothing can be torn
        at_once = len(self._staged) == 1 and not gone and not self._journal
        with disk.uninterrupted():
            if not at_once:
                with explained(self.workshop):
                    self._note(known)
            backups = self._replace(in_the_way if self._existing == "backup" else [], gone)
            if not at_once:
                with explained(self.workshop):
                    disk.remove(self.workshop / JOURNAL)
        return Outcome(torn, gone, kept, backups)

    def _torn(self) -> list[str]:
        return [each.name for each in inspect(self.folder).states if each.kind == "torn"]

    # --- before ------------------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        """Make the folder and the workshop beside it, lock both, and clear away what a run left that ended early."""
        if self._sets:
            return
        with explained(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
        staged = self.workshop / _STAGED
        try:
            lock.acquire(self.workshop / LOCK, self._open, waiting=self._waiting)
            self._open.callback(_clear, staged)
            _clear(staged)
            staged.mkdir(exist_ok=True)
            same = self.workshop.parent.samefile(self.folder)  # the outermost folder of all
            if same or self.workshop.stat().st_dev != self.folder.stat().st_dev:
                raise OSError(errno.EXDEV, "")
        except TimeoutError as error:
            raise GapubError([busy(self.folder)]) from error
        except OSError as error:
            if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.EXDEV):
                raise GapubError([_no_place(self.folder, self.workshop)]) from error
            fail(error, self.workshop)
        self._journal = read_journal(self.folder)

    def _check_folder(self, inner: str) -> None:
        """Raise GapubError if a link or a file stands in the place of a folder below."""
        path = self.folder / inner
        with explained(path):
            found = status(path)
        if found and not stat.S_ISDIR(found.st_mode):
            fail(OSError(LINK if stat.S_ISLNK(found.st_mode) else errno.ENOTDIR, ""), path)

    def _stands(self, name: str, data: bytes) -> bool:
        """True if the file is there already. Raises GapubError if what is there is no file and must not be replaced."""
        path = self.folder / name
        with explained(path):
            found = status(path)
        if found is None or stat.S_ISLNK(found.st_mode):
            return False
        if not stat.S_ISREG(found.st_mode):
            fail(OSError(errno.EISDIR, ""), path)
        with suppress(OSError):  # what cannot be read is judged when it is to be replaced
            return found.st_size == len(data) and path.read_bytes() == data
        return False

    def _prepare(self, name: str, data: bytes) -> None:
        path = self.workshop / _STAGED / str(len(self._staged))
        descriptor = disk.create(path)
        self._staged[name] = path
        self._hashes[name] = hash_of_bytes(data)
        try:
            disk.write(descriptor, data)
        finally:
            os.close(descriptor)
        disk.keep_rights(path, self.folder / name)

    def _flush(self, name: str) -> None:
        with explained(self.folder / name):
            disk.flush(self._staged[name])

    # --- whose the files are -----------------------------------------------------------------------------------------

    def _known(self) -> tuple[manifest.Listing, dict[str, set[str]]]:
        """The files that gapub wrote, each with the hashes it may have if nobody has changed it since."""
        if self._written is None:
            listing = manifest.read(self.folder, [*manifest.NAMES, *(each.below + MANIFEST for each in self._sets)])
        else:
            listing = manifest.Listing(dict(self._written), {}, {}, [])
        known: dict[str, set[str]] = {name: set(hashes) for name, hashes in self._journal.items()}
        for hashes in (listing.files, listing.own):
            for name, sha256 in hashes.items():
                known.setdefault(name, set()).add(sha256)
        return listing, known

    def _in_the_way(self, known: Mapping[str, set[str]]) -> list[str]:
        """The files to be replaced that are not, or no longer, gapub's."""
        found = []
        for name in self._staged:
            path = self.folder / name
            with explained(path):
                there = status(path) is not None
                if there and hash_of(self.folder, name) is None:
                    disk.check_free(path)
            if there and hash_of(self.folder, name) not in known.get(name, ()):
                found.append(name)
        return found

    def _left_over(self, known: Mapping[str, set[str]]) -> tuple[list[str], list[str]]:
        """What former runs wrote and this does not: what is still as it was written, and what a person has changed."""
        made = {name.casefold() for name in self._names}  # some file systems do not tell upper case from lower
        old = sorted(name for name in known if name.casefold() not in made)
        there = [name for name in old if is_inside(name) and os.path.isfile(self.folder / name)]  # noqa: PTH113
        gone = {name for name in there if hash_of(self.folder, name) in known[name]}
        return [name for name in there if name in gone], [name for name in there if name not in gone]

    # --- at the end --------------------------------------------------------------------------------------------------

    def _note(self, known: Mapping[str, set[str]]) -> None:
        """Write down what is about to happen, so that the next run knows gapub's files from others if this ends early."""
        pending = {name: set(hashes) for name, hashes in known.items()}
        for name, sha256 in self._hashes.items():
            pending.setdefault(name, set()).add(sha256)
        path = self.workshop / _STAGED / JOURNAL
        descriptor = disk.create(path)
        try:
            disk.write(descriptor, journal(pending))
        finally:
            os.close(descriptor)
        disk.flush(path)
        disk.replace(path, self.workshop / JOURNAL)
        disk.settle(self.workshop)

    def _replace(self, backed_up: Sequence[str], gone: Sequence[str]) -> list[str]:
        """Move every set to its place; its manifest goes last, when all else is settled. Returns the backups' names."""
        backups: list[str] = []
        moved: list[str] = []
        rest = list(gone)
        for below, changed in self._sets:
            if not changed:
                continue
            mine = [name for name in rest if name.startswith(below)]
            rest = [name for name in rest if name not in mine]
            for inner in folders(changed):
                with explained(self.folder / inner, moved):
                    (self.folder / inner).mkdir(exist_ok=True)
            for name in changed:
                if name == changed[-1]:
                    self._remove(mine, moved)
                    with explained(self.folder, moved):
                        self._settle([*moved, *mine])
                with explained(self.folder / name, moved):
                    if name in backed_up:
                        backup = disk.set_aside(self.folder / name)
                        backups.append(backup.relative_to(self.folder).as_posix())
                    disk.replace(self._staged[name], self.folder / name)
                moved.append(name)
        self._remove(rest, moved)
        with explained(self.folder, moved):
            self._settle(moved[-1:])
        sweep(self.folder, self._names)
        return backups

    def _remove(self, names: Sequence[str], moved: Sequence[str]) -> None:
        """Remove files, and the folders that this leaves empty."""
        for name in names:
            with explained(self.folder / name, moved):
                disk.remove(self.folder / name)
        for inner in reversed(folders(names)):
            with suppress(OSError):  # it is not empty
                (self.folder / inner).rmdir()

    def _settle(self, names: Sequence[str]) -> None:
        """Settle each folder that one of the names stands in, and those above it; what is gone needs none."""
        disk.for_each([each for each in folders(names) if (self.folder / each).exists()], self._settle_one)
        if names:
            disk.settle(self.folder)

    def _settle_one(self, inner: str) -> None:
        disk.settle(self.folder / inner)


def _clear(staged: Path) -> None:
    """Remove the files that were prepared, and their folder; what cannot be removed goes with the next run."""
    with suppress(OSError):
        for path in list(staged.iterdir()):
            with suppress(OSError):
                path.unlink()
        staged.rmdir()


# --- what is told ----------------------------------------------------------------------------------------------------


def busy(folder: Path) -> Diagnostic:
    """The finding that another run is writing to the folder."""
    message = Text("另一个 gapub 正在写入 {}。", "another gapub is writing to {}.").format(folder.as_posix())
    hint = Text("请等它结束后再运行一次。", "Wait until it has finished, and run the command again.")
    return Diagnostic("output-busy", "error", message, entity=folder.as_posix(), hint=hint)


def _no_place(folder: Path, place: Path) -> Diagnostic:
    """The files cannot be prepared beside the folder: no rights there, or it is another disk."""
    message = Text(
        "无法在输出文件夹旁边准备文件：{} 不能写入，或者与 {} 不在同一磁盘。",
        "the files cannot be prepared beside the output folder: {} is not writable, or not on the same disk as {}.",
    ).format(place.parent.as_posix(), folder.as_posix())
    hint = Text(
        "半成品不放进要发布的文件夹；请用 -o 写明它下面的一个文件夹。",
        "Half-made files never go into a folder that is published; give a folder below it with -o.",
    )
    return Diagnostic("output-beside", "error", message, entity=folder.as_posix(), hint=hint)
