"""A second pair of hands: work in a forked process, where the system can fork and has a second processor.

Results come back through a pipe. What fails there for whatever reason is done again here, where an error can be told.
Both are for a process of one thread.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import IO, Any, Generic, NoReturn, TypeVar

__all__ = ["Ahead", "at_once", "can_share"]

Mine = TypeVar("Mine")
Other = TypeVar("Other")
Question = TypeVar("Question")
Answer = TypeVar("Answer")


def can_share() -> bool:
    """Whether work can be shared with a second process: it needs a processor of its own, and `fork` (not on Windows)."""
    if not hasattr(os, "fork"):
        return False
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return (processors or 1) > 1


def at_once(mine: Callable[[], Mine], other: Callable[[], Other]) -> tuple[Mine, Other]:
    """The results of both, worked out at the same time: `mine` here, `other` in a process of its own.

    What `other` changes there is not seen here: its result is all that comes back. Where the system grants no further
    process, both are done here.
    """
    try:
        reader, writer = os.pipe()
        child = os.fork()
    except OSError:
        return mine(), other()
    if not child:
        os.close(reader)
        _leave_after(lambda: _send(other(), writer))
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:  # closed when `mine` fails: the other then writes in vain, and ends
        done = mine()
        sent = _received(pipe)
    return done, other() if sent is None else sent[0]


class Ahead(Generic[Question, Answer]):
    """A process that makes itself ready for a question which this one has still to find out."""

    def __init__(self, ready: Callable[[], Callable[[Question], Answer]]) -> None:
        """Start it: it calls `ready`, waits, and gives the question to what `ready` returned. Not asked, it just ends.

        Raises OSError where the system grants no further process.
        """
        asked, self._asks = os.pipe()
        self._answers, answered = os.pipe()
        if not os.fork():
            os.close(self._asks)
            os.close(self._answers)
            _leave_after(lambda: _answer_once(ready, asked, answered))
        os.close(asked)
        os.close(answered)

    def ask(self, question: Question) -> Answer | None:
        """The answer; None when there was none. To be asked once."""
        with os.fdopen(self._answers, "rb") as pipe:
            try:
                _send(question, self._asks)
            except OSError:  # it has ended
                return None
            received = _received(pipe)
        return None if received is None else received[0]


def _answer_once(ready: Callable[[], Callable[[Any], Any]], asked: int, answered: int) -> None:
    """What the process ahead does: its own standard streams are nowhere, so that whoever reads ours need not wait for it."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    answer = ready()
    with os.fdopen(asked, "rb") as pipe:
        received = _received(pipe)
    if received is not None:
        _send(answer(received[0]), answered)


def _leave_after(work: Callable[[], None]) -> NoReturn:
    """Do the work of a forked process and end it, whatever happens: nothing of the other's is flushed, told or unwound."""
    try:
        work()
    finally:
        os._exit(0)


def _send(value: object, writer: int) -> None:
    import pickle

    with os.fdopen(writer, "wb") as pipe:
        pickle.dump(value, pipe, pickle.HIGHEST_PROTOCOL)


def _received(pipe: IO[bytes]) -> tuple[Any] | None:
    """The value sent, or None when the other process ended without one; its end is not waited for."""
    import pickle

    try:
        return (pickle.load(pipe),)  # from our own process, by a pipe that nobody else has
    except (EOFError, pickle.UnpicklingError):
        return None
