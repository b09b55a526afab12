"""A run: what was planned is made, by one process or several, and remembered as it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import groupby
from typing import Final, TypeAlias

from gapub.batch.plan import Plan, Task, plan_of
from gapub.batch.record import Entry, Record
from gapub.batch.work import Job, Result, Setting, Worker
from gapub.batch.writer import Folder
from gapub.diagnostics import GapubError
from gapub.output import lock
from gapub.output.errors import explained
from gapub.output.folder import busy

LEAST, MOST = 25, 100
"""How many localities a batch has where there are many."""
_ALONE: Final = 16
"""So many localities for each process, else it does not earn its start."""

Pool: TypeAlias = Callable[[Setting, Sequence[Sequence[Job]]], Iterator[Result]]
"""Makes batches and gives results as they come, in any order."""


def started(plan: Plan, writer: Folder, until: ExitStack, waiting: Callable[[], object]) -> Plan:
    """Hold the record of the plan's folder until the stack is closed; the plan, made anew if another run has come before.

    Raises GapubError if the folder cannot be written, or another run does not end.
    """
    folder = plan.record.folder
    with explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire(folder / f"{plan.asked.name}.lock", until, waiting=waiting)
        except TimeoutError as error:
            raise GapubError([busy(plan.asked.output)]) from error
    return plan_of(plan.asked, writer) if plan.record.has_changed() else plan


def results(plan: Plan, setting: Setting, pool: Pool) -> Iterator[Result]:
    """Make what is planned; each result is remembered before it is given."""
    record, tasks = plan.record, {each.target.folder: each for each in plan.tasks}
    with explained(record.folder):
        record.learn(plan.sources.every.values(), plan.base)
    for result in pool(setting, batches(plan.tasks)):
        task = tasks[result.target.folder]
        if result.facts is not None:
            with explained(record.folder):
                record.add(Entry(task.target, plan.base.name, task.inputs, result.files, result.facts))
        yield result


def pool(count: int, jobs: int) -> Pool:
    """What makes so many localities with so many processes at most: as few as earn their start."""
    wanted = min(jobs, -(-count // _ALONE))
    if wanted < 2:
        return in_this_process
    from gapub.batch.processes import Processes

    return Processes(wanted)


def in_this_process(setting: Setting, batches: Iterable[Sequence[Job]]) -> Iterator[Result]:
    """Make batches one after the other, here."""
    worker = Worker(setting)
    for each in batches:
        yield from worker.results(each)


def batches(tasks: Sequence[Task], size: int = LEAST) -> list[list[Job]]:
    """The tasks in batches of about this size, in which the divisions of a profile stand together."""
    made: list[list[Job]] = []
    for _, those in groupby(tasks, key=lambda each: (each.target.profile, each.target.level)):
        for each in those:
            if not made or len(made[-1]) >= size:
                made.append([])
            made[-1].append(Job(each.target, each.before and each.before.hashes()))
    return made


def prune(entries: Iterable[Entry], writer: Folder, record: Record) -> tuple[list[str], list[str]]:
    """Remove the files of localities that are gone; those that were changed since stay. The folders, and the files kept."""
    removed, kept = list[str](), list[str]()
    for entry in entries:
        mine = []
        for name, stamp in entry.files.items():
            path = f"{entry.target.folder}/{name}"
            now = writer.hash_of(path)
            if now == stamp.sha256:
                mine.append(path)
            elif now is not None:
                kept.append(path)
        writer.remove(mine)
        record.forget(entry.target.folder)
        removed.append(entry.target.folder)
    return removed, kept
