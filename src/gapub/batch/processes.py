"""Batches of localities made by several processes of this machine; a process that dies loses no result.

Each worker has a pipe of its own, so that it is known which locality it was at when it died: killed, or out of memory. The
localities that it has not done are given to another; one at which three workers died is reported. Workers are started anew, not
forked, and end when the pipe does, whatever becomes of the process that started them.
"""

from __future__ import annotations

import gc
import signal
import sys
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import connection, get_context, resource_tracker
from types import FrameType
from typing import Any, Final, NamedTuple, NoReturn

from gapub.batch.work import Job, Result, Setting, Worker
from gapub.diagnostics import Diagnostic, GapubError, Text

TRIES: Final = 3
"""How many workers may die at a locality."""


class _Child(NamedTuple):
    """A worker, the pipe to it, and the jobs that it was given and has not answered."""

    process: Any
    pipe: connection.Connection
    left: deque[Job]


class Processes:
    """So many workers at once."""

    def __init__(self, count: int) -> None:
        """Start nothing yet."""
        self.count = count

    def __call__(self, setting: Setting, batches: Sequence[Sequence[Job]]) -> Iterator[Result]:
        """The results as they come. Raises GapubError where no worker can begin."""
        ahead = deque(_for_several(batches, self.count))
        deaths: Counter[str] = Counter()
        children: list[_Child] = []
        try:
            while ahead or children:
                while ahead and len(children) < self.count:
                    children.append(_started(setting, ahead.popleft()))
                ready = connection.wait([each.pipe for each in children])
                for child in [each for each in children if each.pipe in ready]:
                    try:
                        said = child.pipe.recv()
                    except (EOFError, OSError):
                        children.remove(child)
                        yield from _died(child, ahead, deaths)
                        continue
                    if isinstance(said, tuple) and not isinstance(said, Result):
                        raise GapubError(said)
                    child.left.popleft()
                    yield said
                    if not child.left and ahead:
                        _give(child, ahead.popleft())
                    elif not child.left:
                        children.remove(child)
                        _end(child)
        finally:
            for child in children:
                child.process.terminate()
            for child in children:
                _end(child)


def _for_several(batches: Sequence[Sequence[Job]], count: int) -> Iterator[Sequence[Job]]:
    """The batches, made smaller where there are few for so many workers."""
    jobs = sum(map(len, batches))
    size = max(1, -(-jobs // (4 * count)))
    for each in batches:
        for start in range(0, len(each), size):
            yield each[start : start + size]


def _started(setting: Setting, batch: Sequence[Job]) -> _Child:
    context = get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=work, args=(there, setting), daemon=True)
    with _deaf():
        process.start()
    there.close()
    child = _Child(process, here, deque())
    _give(child, batch)
    return child


@contextmanager
def _deaf() -> Iterator[None]:
    """Begin a process that does not hear Ctrl-C, not even before it comes to `work`: it would end with a traceback.

    A terminal sends it to all processes. This one hears it afterwards.
    """
    if sys.platform == "win32":
        yield
        return
    resource_tracker.ensure_running()  # begun together with the first process, it would let the signal through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _give(child: _Child, batch: Sequence[Job]) -> None:
    child.left.extend(batch)
    with suppress(OSError):  # it has died, as reading from it will tell
        child.pipe.send(list(batch))


def _end(child: _Child) -> None:
    child.pipe.close()
    child.process.join()
    child.process.close()


def _died(child: _Child, ahead: deque[Sequence[Job]], deaths: Counter[str]) -> Iterator[Result]:
    """Give what a dead worker has not done to others; the locality that it was at alone, so that none suffers with it."""
    child.process.join()
    code = child.process.exitcode
    _end(child)
    suspect, *rest = child.left
    if rest:
        ahead.appendleft(rest)
    deaths[suspect.target.folder] += 1
    if deaths[suspect.target.folder] < TRIES:
        ahead.append([suspect])
        return
    yield Result(suspect.target, {}, None, [_lost(suspect, code)])


def work(pipe: connection.Connection, setting: Setting) -> None:
    """What a worker does: it makes batches until the pipe ends."""
    gc.disable()  # as in every run of gapub; what the library holds is never looked through
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that started this one ends it
    signal.signal(signal.SIGTERM, _leave)
    try:
        worker = Worker(setting)
    except GapubError as error:
        pipe.send(error.diagnostics)
        return
    try:
        while True:
            for result in worker.results(pipe.recv()):
                pipe.send(result)
    except (EOFError, BrokenPipeError, ConnectionResetError):  # nobody waits for it any more
        return


def _leave(number: int, _: FrameType | None) -> NoReturn:
    sys.exit(128 + number)


def _lost(job: Job, code: int | None) -> Diagnostic:
    message = Text(
        f"编译该目录的进程 {TRIES} 次异常结束（{code}），没有写出",
        f"{TRIES} processes died while making this catalogue ({code}); it was not written",
    )
    hint = Text(
        "多为内存不足：请减少 --jobs，或者单独编译",
        "memory may have run out: use fewer --jobs, or compile it by itself",
    )
    return Diagnostic("build-worker", "error", message, job.target.place, job.target.name, hint=hint)
