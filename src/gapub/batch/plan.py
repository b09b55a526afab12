"""What a run has to make: its targets, those of them that are out of date and why, and what is left of targets that are gone."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from gapub import __version__
from gapub.batch.options import Options, check
from gapub.batch.record import WHOLE, Base, Entry, Record, stale
from gapub.batch.targets import Sources, Target, conflicts, general, of_profile, part_of
from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.sources import project as projects
from gapub.sources.bundle import FOLDER, bundled
from gapub.sources.disk import entries, is_there, library_files, read_bytes
from gapub.validate import settings as of_project

if TYPE_CHECKING:
    from gapub.batch.writer import Writer
    from gapub.sources.library import Library

_OWN: Final = (".py", ".yaml", ".txt")
_PACKAGES: Final = {
    "html": ("jinja2", "markupsafe"),
    "site": ("jinja2", "markupsafe"),
    "xlsx": ("xlsxwriter",),
    "pdf": ("typst",),
}
"""The packages whose version may change the bytes of a format."""


class Asked(NamedTuple):
    """What a run is asked for.

    `folders` are those of profiles, or profiles themselves; `general` the level of the general catalogues that are asked for
    instead, `within` the division to which they belong. `part` is which part of how many. `levels` are those of the catalogues,
    if not the profiles' own.
    """

    options: Options
    output: Path
    root: Path | None = None
    folders: tuple[Path, ...] = ()
    general: Literal["county", "township"] | None = None
    within: str | None = None
    levels: tuple[str, ...] = ()
    part: tuple[int, int] | None = None
    force: bool = False
    verify: bool = False

    @property
    def name(self) -> str:
        """The name of the record of such runs."""
        return WHOLE if self.part is None else "{}-of-{}".format(*self.part)


class Task(NamedTuple):
    """A target that has to be made: why, from what, and what was made of it before."""

    target: Target
    reasons: list[Text]
    inputs: dict[str, str]
    before: Entry | None


class Plan(NamedTuple):
    """What a run has to do.

    `fresh` are those that are as they should be; `gone` those that were made of a profile, or a division of one, that is there no
    more. `wrong` is what is wrong with profiles that cannot be read, and warnings. `all_targets` are those of all parts.
    """

    asked: Asked
    folders: tuple[Path, ...]
    tasks: list[Task]
    fresh: list[Entry]
    gone: list[Entry]
    wrong: list[Diagnostic]
    base: Base
    record: Record
    sources: Sources
    all_targets: list[Target]


def plan_of(asked: Asked, writer: Writer) -> Plan:
    """Look for the targets, and hold each against what is known of it. Nothing is written.

    Raises GapubError: for two profiles of one place and level, and where there is nothing to be made.
    """
    project = projects.find(asked.root, asked.folders)
    settings = of_project.find(project)
    folders = asked.folders or ((project.catalogues if is_there(project.catalogues) else project.root),)
    record = Record(asked.output, asked.name)
    sources = Sources(project, cache(lambda: _library(project, folders)), record.heads)
    wrong: list[Diagnostic] = []
    if asked.general is None:
        found, wrong = sources.find(folders, settings.excluded if settings.exclude else lambda _: False)
        targets = [target for each in found for target in of_profile(each, asked.levels)]
    else:
        folders, targets = (), general(asked.general, asked.within)
    if not targets and not any(each.severity == "error" for each in wrong):
        raise GapubError([*wrong, _nothing(folders)])
    if twice := conflicts(targets):
        raise GapubError(twice)
    _check(asked.options, targets)
    base = Base.of(dict(_shared(asked.options._replace(as_of=asked.options.as_of or settings.as_of), project)))
    mine = targets if asked.part is None else part_of(targets, *asked.part)
    tasks, fresh = list[Task](), list[Entry]()
    for each in mine:
        inputs = sources.inputs(each)
        reasons, before = stale(each, inputs, base, record, writer.look, writer.hash_of, verify=asked.verify)
        if asked.force and not reasons:
            reasons = [Text("要求全部重做", "everything is to be made again")]
        if reasons:
            tasks.append(Task(each, reasons, inputs, before))
        elif before is not None:
            fresh.append(before)
    gone = _gone(asked, record, {each.folder for each in targets}, folders, sources)
    return Plan(asked, folders, tasks, fresh, gone, wrong, base, record, sources, targets)


def _check(options: Options, targets: list[Target]) -> None:
    """Raise GapubError for options that contradict each other, or are none for so many catalogues."""
    check(options)
    if options.templates is not None:
        from gapub.batch.locality import templates_in

        templates_in(options.templates)
    if options.site_url is not None:
        from gapub.batch.site import check_for_several

        check_for_several(options.site_url, len(targets))
    if options.purpose == "publication" and any(each.profile is None for each in targets):
        from gapub.reports.publishing import without_profile

        raise GapubError([without_profile()])


def _library(project: projects.Project, folders: tuple[Path, ...]) -> Library:
    from gapub.sources.library import open_library

    library = open_library(project.guidelines, project.root)
    for each in folders:
        library.admit(each)
    return library


def _gone(asked: Asked, record: Record, there: set[str], folders: tuple[Path, ...], sources: Sources) -> list[Entry]:
    """What former runs made of these folders, or of these divisions, and what is no target any more."""
    lost = [known[0] for folder, known in record.entries.items() if folder not in there]
    if asked.general is not None:
        from gapub.sources.divisions import resolve

        code = resolve(asked.within).code if asked.within else ""
        return [
            each
            for each in lost
            if not each.target.source
            and each.target.level == asked.general
            and (each.target.code or "").startswith(code)
        ]
    names = [sources.name_of(each) for each in folders]
    return [
        each
        for each in lost
        if any(name in ("", each.target.source) or each.target.source.startswith(f"{name}/") for name in names)
        and each.target.source
        and each.target.source not in sources.unread
        and (not asked.levels or each.target.level in asked.levels)
    ]


# --- what all localities share -----------------------------------------------------------------------------------------


def _shared(options: Options, project: projects.Project) -> Iterator[tuple[str, str]]:
    """The inputs that every catalogue has, by name, each with its hash or what it is."""
    asked = options._asdict()
    folder = asked.pop("templates")
    yield "options", repr(sorted((key, str(value)) for key, value in asked.items()))
    yield "gapub", own_hash()
    yield "python", _packages(options.formats)
    for each in dict.fromkeys((bundled(FOLDER), project.guidelines)):  # the local ones lie over the others
        if is_there(each):
            for file in library_files(each):
                yield f"{FOLDER}/{file.parent.name}/{file.name}", _hash(file)
    if folder is not None:
        for file in entries(folder):
            if file.is_file():
                yield f"templates/{file.name}", _hash(file)


def _hash(path: Path) -> str:
    return sha256(read_bytes(path, path.as_posix())).hexdigest()


@cache
def own_hash() -> str:
    """A hash of gapub itself: its code and its data, the guidelines apart; the same wherever it is installed."""
    package = Path(__file__).parent.parent
    digest = sha256(__version__.encode())
    for start in (package, bundled("templates"), bundled("pinyin"), bundled("divisions")):
        for path, name in sorted(_files(str(start), "")):
            if start != package or (name.endswith(_OWN) and not name.startswith("data/")):
                with open(path, "rb") as file:  # noqa: PTH123
                    data = file.read()
                digest.update(f"{name}\0{len(data)}\0".encode("utf-8", "surrogatepass"))
                digest.update(data)
    return digest.hexdigest()


def _files(folder: str, below: str) -> Iterator[tuple[str, str]]:
    with os.scandir(folder) as found:
        for each in found:
            if each.is_dir():
                if each.name != "__pycache__":
                    yield from _files(each.path, f"{below}{each.name}/")
            else:
                yield each.path, below + each.name


def _packages(formats: tuple[str, ...]) -> str:
    """The version of Python and of what makes the bytes of these formats."""
    wanted = sorted({package for each in formats for package in _PACKAGES.get(each, ())})
    versions = [f"python {sys.version_info[0]}.{sys.version_info[1]}"]
    if wanted:
        from importlib.metadata import PackageNotFoundError, version

        for each in wanted:
            try:
                versions.append(f"{each} {version(each)}")
            except PackageNotFoundError:
                versions.append(f"{each} -")
    return ", ".join(versions)


def _nothing(folders: tuple[Path, ...]) -> Diagnostic:
    shown = Text("、", ", ").join(Text.same(each.as_posix()) for each in folders)
    message = Text("{} 中没有可以编译的配置文件", "there is no profile to make a catalogue of in {}").format(shown)
    hint = Text(
        "用 gapub init 生成配置文件，或者写明其他文件夹；通用目录用 --all counties 或 --all townships",
        "write a profile with gapub init, or name another folder; --all counties or --all townships makes the general catalogues",
    )
    return Diagnostic("build-nothing", "error", message, hint=hint)
