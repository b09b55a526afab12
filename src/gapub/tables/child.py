"""The process in which a file is read that somebody else made: it may run out of memory or time, or crash, alone.

It takes the bytes from standard input and gives JSON back. It opens no file and no connection, and starts nothing.
On Linux and Windows memory and processor time are bounded by the system; macOS bounds the time alone.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from gapub.tables.content import dump
from gapub.tables.faults import UnreadableError

MEMORY: Final = 300 * 2**20
"""Bytes of address space."""
MEMORY_OF_ROWS: Final = 600 * 2**20
"""The same where rows are given one by one: a list of 200,000 records takes 250 MB, half of it the workbook's own."""
ANSWER: Final = 32 * 2**20
"""Bytes of an answer, and of what its cells say: the parent has to hold it as well."""


def main() -> None:
    """Read what standard input has as the kind that the first argument names, in as many seconds as the second says.

    With a third one the rows of a workbook are given one by one, see `rows`.
    """
    _run()
    os._exit(0)  # as the parent ends: without taking many small values apart, which costs a tenth of its time


def _run() -> None:
    gc.set_threshold(100_000)  # it lives for a moment, and makes many values that stay
    kind, seconds, *by_row = sys.argv[1:]
    _limit(int(seconds), MEMORY_OF_ROWS if by_row else MEMORY)
    if by_row:
        with open(1, "wb") as parent:
            for each in rows(kind, sys.stdin.buffer.read()):
                parent.write(_json(each) + b"\n")
        return
    said = _json(answer(kind, sys.stdin.buffer.read()))
    if len(said) > ANSWER:
        said = _json({"why": UnreadableError("large").args})
    with open(1, "wb") as parent:
        parent.write(said)


def _json(tree: object) -> bytes:
    return json.dumps(tree, ensure_ascii=False).encode("utf-8", "surrogatepass")


def answer(kind: str, data: bytes) -> dict[str, Any]:
    """The content as JSON, or under `why` why there is none, and where."""
    try:
        made = dumped(kind, data)
        return {"why": ("large", 0, 0, "")} if _is_large(made) else made
    except UnreadableError as error:
        return {"why": error.args}
    except (MemoryError, RecursionError):
        return {"why": ("large", 0, 0, "")}
    except BaseException:  # a library that stumbles over a damaged file, whatever it calls that; panics of Rust, too
        return {"why": ("damaged", 0, 0, "")}


def _is_large(made: Mapping[str, Any]) -> bool:
    """Whether cells say more than the parent shall hold; a text that many cells have is written once, and counts for each."""
    return (
        4 * _size(made, len) > ANSWER and _size(made, lambda text: len(text.encode("utf-8", "surrogatepass"))) > ANSWER
    )


def _size(made: Mapping[str, Any], size: Callable[[str], int]) -> int:
    sizes, total = [0, *map(size, made["words"])], 0
    for _, runs, more, *_ in made["grids"]:
        total += sum(sizes[number] for run in runs for number in run[2:])
        total += sum(sizes[number] for _, _, number, *_ in more)
    return total


def rows(kind: str, data: bytes) -> Iterator[list[Any] | dict[str, Any] | None]:
    """The rows of a workbook as JSON Lines: of each sheet its name and whether it is hidden, then its rows as number and texts.

    The last line is null, or says under `why` why there are no more.
    """
    try:
        from gapub.tables import workbook

        for name, is_hidden, found in workbook.sheets(data, kind):
            yield [name, is_hidden]
            for number, texts in found:
                yield [number, texts]
        yield None
    except UnreadableError as error:
        yield {"why": error.args}
    except (MemoryError, RecursionError):
        yield {"why": ("large", 0, 0, "")}
    except BaseException:  # as in `answer`
        yield {"why": ("damaged", 0, 0, "")}


def dumped(kind: str, data: bytes) -> dict[str, Any]:
    """What a file of a kind holds, as `dump` has it; the module of the kind is imported now. Raises UnreadableError."""
    if kind == "html":
        from gapub.tables import html
        from gapub.tables.encoding import decode

        return dump(html.read(decode(data)))
    if kind == "docx":
        from gapub.tables import docx

        return dump(docx.read(data))
    if kind == "pdf":
        from gapub.tables import pdf

        return dump(pdf.read(data))
    from gapub.tables import workbook

    return workbook.dumped(data, kind)


def _limit(seconds: int, memory: int) -> None:
    if sys.platform == "win32":
        from gapub.tables.job import limit

        limit(MEMORY, seconds)
    else:
        import resource

        cpu = (seconds, seconds + 2)  # the second one kills, and does not say why
        for what, most in (
            (resource.RLIMIT_AS, (memory, memory)),
            (resource.RLIMIT_CPU, cpu),
            (resource.RLIMIT_CORE, (0, 0)),
        ):
            try:
                resource.setrlimit(what, most)
            except (OSError, ValueError):  # a lower one is set already, or the system does not know it
                continue


if __name__ == "__main__":
    main()
