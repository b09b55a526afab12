"""Batches of localities on the workers of a cluster: what they are sent, and how it is made there.

A worker is sent the files that a batch is made from, and lays them out in a folder of its own (`parcel`); of the machine it
runs on it uses gapub alone. What it writes goes where all machines can see it: into a folder that every worker has to see by
the same path, which is looked after, for else it would make one of its own; or into an object store.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, NamedTuple

from gapub.batch.cluster import LOCAL, Cluster, Lost, Tls
from gapub.batch.parcel import File, inside, packed, renamed, unpacked
from gapub.batch.targets import Sources
from gapub.batch.work import Job, Result, Setting, Worker
from gapub.batch.writer import Folder
from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.output.errors import explained
from gapub.output.inspection import RECORDS
from gapub.sources import project as projects
from gapub.sources.bundle import FOLDER, bundled
from gapub.sources.disk import is_there, library_files
from gapub.sources.project import SETTINGS, without_links_outside
from gapub.validate import settings as of_project

_OF_A_MACHINE: Final = ("output-disk-full", "output-write", "output-permission", "output-beside", "cluster-folder")
"""What may go wrong on one machine and right on another."""


class Sent(NamedTuple):
    """What all batches of a run share: files, the roots of projects, and the setting, whose paths are whole and the sender's.

    `name` tells it from another run's. `seen` is a file that the sender has put into the folder of the run.
    """

    name: str
    files: tuple[File, ...]
    roots: tuple[str, ...]
    setting: Setting
    seen: str | None


class Load(NamedTuple):
    """A job, and the files that it alone is made from."""

    job: Job
    files: tuple[File, ...]


# --- on a worker -----------------------------------------------------------------------------------------------------


class _Here(NamedTuple):
    """What this process has laid out and read for a run."""

    name: str
    folder: Path
    worker: Worker


_HERE: list[_Here] = []
"""None, or the last run's: its worker knows the library, and what localities share."""


def work(sent: Sent, loads: Sequence[Load]) -> list[Result]:
    """Make and write a batch; see `cluster.Cluster.run`. Raises GapubError for what no other batch could do better."""
    try:
        if sent.seen is not None and not os.path.exists(sent.seen):  # noqa: PTH110
            raise GapubError([_unseen(sent.seen)])
        here = _here(sent)
        with explained(here.folder):
            for each in loads:
                unpacked(each.files, here.folder)
    except GapubError as error:
        if not any(each.code in _OF_A_MACHINE for each in error.diagnostics):
            raise
        return [Result(each.job.target, {}, None, list(error.diagnostics)) for each in loads]
    return [_made(here, each.job) for each in loads]


def _made(here: _Here, job: Job) -> Result:
    profile = job.target.profile
    there = job._replace(target=job.target._replace(profile=profile and str(inside(here.folder, profile))))
    result = here.worker.result(there)
    return result._replace(target=job.target, found=renamed(tuple(result.found), {str(here.folder): ""}))


def _here(sent: Sent) -> _Here:
    """What this process has for the run; what it has for an earlier one goes."""
    if not _HERE or _HERE[0].name != sent.name:
        forget()
        folder = Path(os.path.realpath(tempfile.mkdtemp(prefix="gapub-", dir=_scratch())))
        try:
            with explained(folder):
                unpacked(sent.files, folder)
                for root in sent.roots:
                    inside(folder, root).mkdir(parents=True, exist_ok=True)
                    (inside(folder, root) / SETTINGS).touch()  # the mark of a project
            _HERE.append(_Here(sent.name, folder, Worker(_there(sent, folder))))
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
    return _HERE[0]


def _there(sent: Sent, folder: Path) -> Setting:
    """The setting, with paths in the folder."""
    setting = sent.setting
    options = setting.options
    if options.templates is not None:
        options = options._replace(templates=inside(folder, options.templates))
    return setting._replace(
        options=options,
        root=inside(folder, sent.roots[0]),
        folders=tuple(inside(folder, each) for each in setting.folders),
    )


def _scratch() -> str | None:
    """Where Dask has a worker keep files, which it removes at the worker's end."""
    from distributed import get_worker

    return str(get_worker().local_directory)


def forget() -> None:
    """Remove what was laid out in this process."""
    while _HERE:
        shutil.rmtree(_HERE.pop().folder, ignore_errors=True)


def _unseen(path: str) -> Diagnostic:
    from distributed import get_worker

    folder = os.path.dirname(os.path.dirname(path))  # noqa: PTH120
    message = Text("工作进程 {} 看不到输出文件夹 {}", "the worker {} does not see the output folder {}").format(
        get_worker().address, folder
    )
    hint = Text(
        "请用各台机器以同一路径都能看到的文件夹，或者对象存储（-o s3://…）。",
        "Use a folder that all machines see by the same path, or an object store (-o s3://…).",
    )
    return Diagnostic("cluster-folder", "error", message, entity=folder, hint=hint)


# --- the run ---------------------------------------------------------------------------------------------------------


class Dask:
    """Makes batches on a cluster; see `run.Pool`."""

    def __init__(self, scheduler: str, tls: Tls, jobs: int, sources: Sources) -> None:
        """Start nothing yet. `jobs` is the number of workers where the cluster is gapub's own; `sources` are the plan's."""
        self.scheduler = scheduler
        self.tls = tls
        self.jobs = jobs
        self.sources = sources

    def __call__(self, setting: Setting, batches: Sequence[Sequence[Job]]) -> Iterator[Result]:
        """The results as they come. Raises GapubError where the cluster cannot be used, or goes away."""
        with (
            _sent(setting, shared=self.scheduler != LOCAL) as sent,
            Cluster(self.scheduler, self.tls, jobs=self.jobs) as cluster,
        ):
            common = {} if setting.options.templates is None else _seen([setting.options.templates])
            jobs = {each.target.folder: each for batch in batches for each in batch}
            size = max(
                1, -(-len(jobs) // (4 * max(1, cluster.threads)))
            )  # all have something to do where there are few
            loads = (
                [self._load(each, known) for each in batch[start : start + size]]
                for batch in batches
                for start in range(0, len(batch), size)
                for known in [dict[str, File]()]
            )
            try:
                for load, done in cluster.run(work, sent, loads, _failed_there):
                    job = jobs[load.job.target.folder]
                    if isinstance(done, Lost):
                        yield Result(job.target, {}, None, [_lost(job, done)])
                        continue
                    found = done.found
                    if found:
                        found = list(renamed(tuple(found), common | _seen(self.sources.files(job.target))))
                    yield done._replace(target=job.target, found=found)
            finally:
                cluster.everywhere(forget)

    def _load(self, job: Job, known: dict[str, File]) -> Load:
        """A job with its files, by whole paths; `known` are the files of the batch, which share what is above them."""
        files = []
        for path in self.sources.files(job.target):
            whole = os.path.abspath(path)  # noqa: PTH100  (a link lies where the user sees it)
            if whole not in known:
                known[whole] = packed([Path(path)])[0]
            files.append(known[whole])
        profile = job.target.profile
        whole_job = job._replace(target=job.target._replace(profile=profile and os.path.abspath(profile)))  # noqa: PTH100
        return Load(whole_job, tuple(files))


@contextmanager
def _sent(setting: Setting, *, shared: bool) -> Iterator[Sent]:
    """What all batches share. Until the end a file lies in the folder of a run whose workers may be on other machines."""
    project = projects.find(setting.root, setting.folders)
    options = setting.options._replace(as_of=setting.options.as_of or of_project.find(project).as_of)
    files = list[File]()
    if is_there(project.guidelines) and os.path.realpath(project.guidelines) != os.path.realpath(bundled(FOLDER)):
        files += packed(library_files(project.guidelines), links=False)
    if options.templates is not None:
        folder = without_links_outside(options.templates)
        files += packed((each for each in sorted(folder.iterdir()) if each.is_file()), links=False)
        options = options._replace(templates=_whole(folder))
    roots = [
        project.root,
        *(projects.root_of(each) for each in setting.folders if not projects.below(each, project.root)),
    ]
    writer = setting.writer
    seen: Path | None = None
    if isinstance(writer, Folder):
        writer = writer._replace(path=_whole(writer.path))
        if shared:
            seen = writer.path / RECORDS / f"{uuid.uuid4().hex}.seen"
    whole = setting._replace(
        options=options, root=_whole(project.root), folders=tuple(map(_whole, setting.folders)), writer=writer
    )
    try:
        if seen is not None:
            with explained(seen):
                seen.parent.mkdir(parents=True, exist_ok=True)
                seen.touch()
        yield Sent(
            uuid.uuid4().hex,
            tuple(files),
            tuple(str(_whole(each)) for each in roots),
            whole,
            None if seen is None else str(seen),
        )
    finally:
        if seen is not None:
            with suppress(OSError):
                seen.unlink()


def _whole(path: Path) -> Path:
    """The path from the top; links stay."""
    return Path(os.path.abspath(path))  # noqa: PTH100


def _seen(paths: Iterable[str | Path]) -> dict[str, str]:
    """What messages call files, by their whole paths."""
    return {os.path.abspath(path): Path(path).as_posix() for path in paths}  # noqa: PTH100


def _failed_there(result: Result) -> bool:
    """Whether another machine may do better."""
    return result.failed and any(each.code in _OF_A_MACHINE for each in result.found)


def _lost(job: Job, lost: Lost) -> Diagnostic:
    message = Text(
        f"编译该目录的工作进程 {lost.workers} 次中断，没有写出",
        f"{lost.workers} workers died while making this catalogue; it was not written",
    )
    hint = Text(
        "多为内存不足：请给工作进程更多内存，或者单独编译",
        "memory may have run out: give workers more, or compile it by itself",
    )
    return Diagnostic("build-worker", "error", message, job.target.place, job.target.name, hint=hint)
