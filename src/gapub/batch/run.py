"""A run: what was planned is made, by one process or several, and remembered as it is written."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack
from hashlib import sha256
from itertools import groupby
from typing import TYPE_CHECKING, Final, TypeAlias

from gapub.batch.plan import Plan, Task, plan_of
from gapub.batch.record import Entry, Record
from gapub.diagnostics import GapubError
from gapub.model import seal
from gapub.output import MANIFEST, OF_SEVERAL, Outcome, lock
from gapub.output.errors import explained
from gapub.output.folder import busy

if TYPE_CHECKING:  # a run that finds nothing to make does without
    from gapub.batch.work import Job, Result, Setting
    from gapub.batch.writer import Writer

_BATCH: Final = 25
"""How many localities a batch has."""
_ALONE: Final = 16
"""So many localities for each process, else it does not earn its start."""

Pool: TypeAlias = "Callable[[Setting, Sequence[Sequence[Job]]], Iterator[Result]]"
"""Makes batches and gives results as they come, in any order."""


def started(plan: Plan, writer: Writer, until: ExitStack, waiting: Callable[[], object]) -> Plan:
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
    if plan.record.has_changed():
        plan = plan_of(plan.asked, writer)
    until.callback(plan.record.close)
    return plan


def results(plan: Plan, tasks: Sequence[Task], setting: Setting, pool: Pool) -> Generator[Result, None, None]:
    """Make what is planned, or some of it; each result is remembered before it is given."""
    record, by_folder = plan.record, {each.target.folder: each for each in tasks}
    with explained(record.folder):
        record.learn(plan.sources.every.values(), plan.base)
    for result in pool(setting, batches(tasks)):
        task = by_folder[result.target.folder]
        if result.facts is not None:
            with explained(record.folder):
                record.add(Entry(task.target, plan.base.name, task.inputs, result.files, result.facts))
            setting.writer.keep(record.folder)
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
    from gapub.batch.work import Worker

    worker = Worker(setting)
    for each in batches:
        yield from worker.results(each)


def batches(tasks: Sequence[Task], size: int = _BATCH) -> list[list[Job]]:
    """The tasks in batches of about this size, in which the divisions of a profile stand together."""
    from gapub.batch.work import Job

    made: list[list[Job]] = []
    for _, those in groupby(tasks, key=lambda each: (each.target.profile, each.target.level)):
        for each in those:
            if not made or len(made[-1]) >= size:
                made.append([])
            made[-1].append(Job(each.target, each.before and each.before.hashes()))
    return made


def index_is_old(plan: Plan, writer: Writer) -> bool:
    """Whether the page that leads to everything is not what it would be if it were written now."""
    digest, files = plan.record.index
    entries = _there(plan.record, plan, writer)
    if not entries:
        return False
    return digest != _of_index(entries, plan) or any(
        writer.look(name) != (each.size, each.time) for name, each in files.items()
    )


def index(plan: Plan, writer: Writer) -> Outcome:
    """Write the page that leads to everything that was made in the folder, by whatever run, and the list of it.

    Several runs, each for its part, may come to this at once: one after the other reads what all of them have made.
    Raises GapubError.
    """
    from gapub.batch.index import of_entries
    from gapub.batch.locality import templates_in
    from gapub.render.json import of_several

    record, asked = plan.record, plan.asked
    with ExitStack() as held, explained(record.folder):
        lock.acquire(record.folder / "index.lock", held)
        entries = _there(Record(asked.output) if asked.part else record, plan, writer)
        if not entries:
            return Outcome()
        pages = of_entries(entries, asked.options.lang, templates_in(asked.options.templates))
        hashes = {f"{each.target.folder}/{MANIFEST}": each.files[MANIFEST].sha256 for each in entries}
        hashes |= {name: sha256(data).hexdigest() for name, data in pages.items()}
        written = writer.write("", pages | of_several(hashes), _own_index(writer), OF_SEVERAL)
        record.add_index(_of_index(entries, plan), written.files)
        return written.outcome


def _of_index(entries: Sequence[Entry], plan: Plan) -> str:
    """A hash of all that the page and the list are made of."""
    shared = {name: each for name, each in plan.base.parts.items() if name == "gapub" or name.startswith("templates/")}
    listed = [(each.target.folder, each.files[MANIFEST].sha256, sorted(each.files), each.facts) for each in entries]
    return sha256(repr((listed, sorted(shared.items()), plan.asked.options.lang)).encode()).hexdigest()


def _there(record: Record, plan: Plan, writer: Writer) -> list[Entry]:
    """What was made, but for what is gone; of a folder that several runs know, what stands in it."""
    gone = {each.target.folder for each in plan.gone}
    found = []
    for folder, known in sorted(record.entries.items()):
        if folder in gone:
            continue
        now = writer.look(f"{folder}/{MANIFEST}") if len(known) > 1 else None
        found.append(next((each for each in known if now == each.files[MANIFEST][:2]), known[0]))
    return found


def _own_index(writer: Writer) -> dict[str, str]:
    """The hashes of the page and the list that gapub wrote before, as the list says, if it is whole."""
    data = writer.read(OF_SEVERAL)
    try:
        files = json.loads(data)["files"] if seal.is_whole(data) else []
        own = {str(each["name"]): str(each["sha256"]) for each in files if "/" not in each["name"]}
    except (ValueError, KeyError, TypeError, RecursionError):
        return {}
    return own | ({OF_SEVERAL: sha256(data).hexdigest()} if files else {})


def prune(entries: Iterable[Entry], writer: Writer, record: Record) -> tuple[list[str], list[str]]:
    """Remove the files of localities that are gone; those that were changed since stay. The folders, and the files kept."""
    removed, kept = list[str](), list[str]()
    for entry in entries:
        mine = []
        for name, was in entry.hashes().items():
            path = f"{entry.target.folder}/{name}"
            now = writer.hash_of(path)
            if now == was:
                mine.append(path)
            elif now is not None:
                kept.append(path)
        writer.remove(mine)
        record.forget(entry.target.folder)
        removed.append(entry.target.folder)
    return removed, kept
