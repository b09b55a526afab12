"""A batch of localities, from targets to results: by one process, here or elsewhere.

A batch and its results are plain values, so that they can be sent to another process or machine; a worker needs the project
beside them, and the same version of gapub. One locality that fails stops none of the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from gapub.batch.locality import Locality, Made, Maker
from gapub.batch.options import Options
from gapub.batch.record import Facts, Stamp
from gapub.batch.targets import Target
from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.output import Outcome

if TYPE_CHECKING:
    from gapub.batch.shared import Shared
    from gapub.batch.writer import Writer


_KEPT: Final = 64
"""So many bodies are remembered to have been written."""
_BLOCK: Final = 16 << 20
"""Bytes that are asked for once and given back, untouched. From then on the allocator of glibc keeps freed blocks up to this size
for those that come next; else the files of each catalogue take a thousand pages from the system, which clears every one."""


class Job(NamedTuple):
    """A catalogue to be made, and the hashes of what gapub wrote in its folder before, if they are known."""

    target: Target
    known: dict[str, str] | None = None


class Setting(NamedTuple):
    """What all batches of a run share: options, the root and the folders by which the project is found, and where to write."""

    options: Options
    root: Path | None
    folders: tuple[Path, ...]
    writer: Writer


class Result(NamedTuple):
    """What became of a target: its files and facts, or why there are none; and what else is told about it."""

    target: Target
    files: dict[str, Stamp]
    facts: Facts | None
    found: list[Diagnostic]
    outcome: Outcome = Outcome()

    @property
    def failed(self) -> bool:
        """Whether nothing was written."""
        return self.facts is None


class Worker:
    """Makes one locality after the other, in the order given, and keeps what they share."""

    def __init__(self, setting: Setting) -> None:
        """Read the registries. Raises GapubError for what is wrong with them, or with the options."""
        from gapub.sources import project as projects
        from gapub.sources.library import open_library
        from gapub.validate.settings import find

        self.setting = setting
        bytearray(_BLOCK)
        project = projects.find(setting.root, setting.folders)
        library = open_library(project.guidelines, project.root)
        for folder in setting.folders:
            library.admit(folder)
        settings = find(project)
        self._maker = Maker(library, setting.options, lambda: settings.as_of)
        self._opened: tuple[tuple[str, str | None], Locality | tuple[Diagnostic, ...]] | None = None
        self._shared: Shared | None = None
        self._bases: dict[str, Shared | None] = {}
        self._written: dict[str, Stamp] = {}

    def results(self, jobs: Iterable[Job]) -> Iterator[Result]:
        """The result of each, as it is written."""
        for each in jobs:
            yield self.result(each)

    def result(self, job: Job) -> Result:
        """Make and write the catalogue of one target."""
        target = job.target
        try:
            made, remarks = self._made(target)
            bodies = self._bodies(target)
            written = self.setting.writer.write(target.folder, made.files, job.known)
        except GapubError as error:
            return Result(target, {}, None, list(error.diagnostics))
        facts = Facts(made.title, made.areas, made.items, made.example)
        return Result(target, written.files | bodies, facts, [*remarks, *made.found], written.outcome)

    def _made(self, target: Target) -> tuple[Made, list[Diagnostic]]:
        """The files of a target; the divisions of a profile, which follow each other, share what is prepared."""
        key = target.level, target.profile
        if self._opened is None or self._opened[0] != key:
            self._opened = self._shared = None  # what was made of the one before may go first
            self._opened = key, self._open(target)
        locality = self._opened[1]
        if not isinstance(locality, Locality):
            raise GapubError(locality)
        if target.profile is None:
            return self._divided(target, locality, lambda of: of.of_division(target.code, target.name)), []
        try:
            index = locality.keys.index(target.key)
        except ValueError:
            raise GapubError([_other(target)]) from None
        made = self._divided(target, locality, lambda of: of.make(index))
        if (made.level, made.division) != (target.level, (target.code, target.name)):
            raise GapubError([_other(target)])
        remarks, locality.remarks[:] = list(locality.remarks), []  # once for all divisions
        return made, [each._replace(severity="warning") for each in remarks]

    def _divided(self, target: Target, locality: Locality, make: Callable[[Locality], Made]) -> Made:
        """A division with its files, in little room where that is asked for and there are others to share with."""
        if not self.setting.options.shared or (target.profile and len(locality.keys) < 2):
            return make(locality)
        from gapub.batch import shared

        if self._shared is None:
            self._shared = shared.shared(locality, self._base(target.level) if target.profile else None)
        return shared.of_division(locality, make, self._shared, target.folder)

    def _base(self, level: str) -> Shared | None:
        """The general catalogue as the body of those of profiles; none where there is none, as for publication."""
        from gapub.batch import shared

        if level not in self._bases:
            self._bases[level] = None
            with suppress(GapubError):
                self._bases[level] = shared.shared(self._maker.open(level, None, shared=True))
        return self._bases[level]

    def _bodies(self, target: Target) -> dict[str, Stamp]:
        """Write what the target shares with others, if it does; the manifests of that, by their paths from the target's folder."""
        from gapub.output.manifest import OF_SEVERAL

        root, found = "../" * (target.folder.count("/") + 1), {}
        for body in self._shared.chain if self._shared else ():
            if body.folder not in self._written:
                if len(self._written) >= _KEPT:
                    self._written.clear()
                written = self.setting.writer.write(body.folder, body.written(), None)
                self._written[body.folder] = written.files[OF_SEVERAL]
            found[f"{root}{body.folder}/{OF_SEVERAL}"] = self._written[body.folder]
        return found

    def _open(self, target: Target) -> Locality | tuple[Diagnostic, ...]:
        try:
            return self._maker.open(target.level, Path(target.profile) if target.profile else None, shared=True)
        except GapubError as error:
            return error.diagnostics


def _other(target: Target) -> Diagnostic:
    """The profile is for another place than it was when the run looked for profiles."""
    message = Text(
        "配置文件在编译期间改为另一个地方或者层级，请再运行一次",
        "the profile was changed to another place or level meanwhile; run the command again",
    )
    return Diagnostic("build-changed", "error", message, target.place, target.name)
