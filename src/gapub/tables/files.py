"""A file of tables to a `Document`: its format is found by what it holds, and it is read where it can do no harm.

Text is read here; for all else a child process calls the library of the format (`child`), with bounded memory and time.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from threading import Thread, Timer
from typing import Any, Final, NamedTuple

from gapub.diagnostics import Diagnostic, GapubError, Place, Text, counted
from gapub.sources.disk import read_bytes
from gapub.tables import kinds
from gapub.tables.content import Content, load
from gapub.tables.faults import UnreadableError, Why, extra_missing
from gapub.tables.grid import Document

MOST: Final = 64 * 2**20
"""Bytes of a file."""
SMALL: Final = 2**20
"""Bytes of a file that has hardly more than a thousand rows."""
SECONDS: Final = 60
SECONDS_SMALL: Final = 10
"""Seconds of a processor for a file, and for a small one; the first bounds what any takes on the clock, too."""

_SECONDS_OF_ROWS: Final = 180
"""The same on the clock where rows are read while they come."""
_MOST_OF_ROWS: Final = 512 * 2**20
"""Bytes of all rows as JSON."""

_NEEDS: Final = {
    "html": ("selectolax", "charset_normalizer"),
    "docx": (),
    "pdf": ("pdfplumber",),
    **dict.fromkeys(("xlsx", "xls", "ods"), ("python_calamine",)),
}
"""The packages that a kind takes, by the names under which they are imported."""


def read(path: Path, name: str | None = None) -> Document:
    """The tables of a file, shown under `name`, else by its path.

    What is odd about it and does not keep it from being read stands in `Document.findings`. Raises GapubError with one
    finding if the file cannot be read, is no table, or needs packages that are not installed.
    """
    shown = path.as_posix() if name is None else name
    data = read_bytes(path, shown, MOST + 1)
    try:
        if len(data) > MOST:
            raise UnreadableError("large")
        kind = kinds.kind_of(data, path.suffix.lower())
        content = kinds.TEXTS[kind](data) if kind in kinds.TEXTS else _in_child(kind, data)
    except UnreadableError as error:
        raise GapubError([error.finding(shown)]) from error
    return Document(
        shown,
        kind,
        hashlib.sha256(data).hexdigest(),
        content.grids,
        content.text,
        content.to_verify,
        content.facts,
        tuple(_remarks(shown, kind, path.suffix, content)),
    )


def read_ahead(paths: Iterable[Path]) -> Iterator[Begun]:
    """The files, read while the command does something else: the first is begun now, each other when the one before it is taken."""
    begun = map(Begun, paths)
    return _ahead(next(begun, None), begun)


def _ahead(begun: Begun | None, others: Iterator[Begun]) -> Iterator[Begun]:
    while begun is not None:
        following = next(others, None)
        yield begun
        begun = following


class Begun(Thread):
    """A file that is being read. A command that ends meanwhile does not wait for it; the child ends by itself."""

    def __init__(self, path: Path) -> None:
        """Begin to read it."""
        super().__init__(daemon=True)
        self._path = path
        self._document: Document | None = None
        self._error: BaseException | None = None
        self.start()

    def run(self) -> None:
        """Read it, in a thread of its own."""
        try:
            self._document = read(self._path)
        except BaseException as error:  # whatever it is, `document` raises it
            self._error = error

    def document(self) -> Document:
        """The file once it has been read. Raises as `read`."""
        self.join()
        if self._error is not None:
            raise self._error
        assert self._document is not None
        return self._document


def _remarks(name: str, kind: str, suffix: str, content: Content) -> Iterator[Diagnostic]:
    if suffix.lower() not in kinds.SUFFIXES[kind]:
        title = kinds.TITLES[kind]
        said = (
            Text("的后缀是“{0}”，内容却是", "ends in “{0}” but is ")
            if suffix
            else Text("没有后缀，内容是", "has no suffix; it is ")
        )
        yield Diagnostic(
            "table-suffix",
            "info",
            Text.same(f"{name} ") + said.format(suffix) + title + Text("，已按内容读取", "; read as that"),
            entity=name,
            arguments=(kind,),
        )  # fmt: skip
    for sheet in content.hidden:
        yield Diagnostic(
            "table-hidden",
            "info",
            Text("工作表是隐藏的，已一并读取", "the sheet is hidden; it was read as well"),
            Place(name, 1, 1, sheet),
            arguments=(sheet,),
        )
    for sheet, row, column, count in content.formulas:
        message = Text(
            f"{count} 格是公式，文件中没有算出的值，按空白处理",
            f"{counted(count, 'cell')} with a formula whose value the file does not have, taken as blank",
        )
        hint = Text(
            "请用 Excel 或 WPS 打开，保存后再导入", "open the file in Excel or WPS, save it, and import it again"
        )
        yield Diagnostic("table-formula", "warning", message, Place(name, row, column, sheet), hint=hint)


def is_installed(kind: str) -> bool:
    """Whether the packages that read files of a kind are there."""
    return all(find_spec(package) is not None for package in _NEEDS.get(kind, ()))


def _in_child(kind: str, data: bytes) -> Content:
    """What the child makes of the file. Raises UnreadableError, GapubError where a package is missing."""
    if not is_installed(kind):
        raise extra_missing()
    seconds = SECONDS if len(data) > SMALL or kind == "pdf" else SECONDS_SMALL
    try:
        done = subprocess.run(
            [*_start(kind, seconds)],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableError("long") from error
    if done.returncode:
        raise UnreadableError(_ended(done.returncode))
    answer = json.loads(done.stdout.decode("utf-8", "replace"))
    if "why" in answer:
        raise UnreadableError(*answer["why"])
    return load(answer)


def _start(kind: str, seconds: int, *more: str) -> Iterator[str]:
    script = f"import sys; sys.path[:] = {sys.path!r}; from gapub.tables.child import main; main()"
    flags = ["-B"] if sys.flags.dont_write_bytecode else []
    yield from (sys.executable, "-I", "-S", "-X", "utf8", *flags, "-c", script, kind, str(seconds), *more)


class Sheet(NamedTuple):
    """A sheet of a workbook: its name, whether the file hides it, and its rows by their numbers, all as wide as the sheet."""

    name: str
    is_hidden: bool
    rows: Iterator[tuple[int, list[str]]]


def sheets(kind: str, data: bytes) -> Iterator[Sheet]:
    """The sheets of a workbook (`xlsx`, `xls` or `ods`), whose rows come one by one, so that it may have a great many.

    Rows are read before the next sheet is asked for. Raises UnreadableError, at any row. Its packages must be installed.
    """
    with subprocess.Popen(
        [*_start(kind, SECONDS, "rows")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as child:
        timer = Timer(_SECONDS_OF_ROWS, child.kill)
        timer.start()
        try:
            yield from _sheets(child, data)
        finally:
            timer.cancel()
            child.kill()


def _sheets(child: subprocess.Popen[bytes], data: bytes) -> Iterator[Sheet]:
    assert child.stdin is not None and child.stdout is not None
    with suppress(BrokenPipeError), child.stdin:
        child.stdin.write(data)
    said = map(json.loads, _lines(child))
    answer: Any = next(said)

    def rows() -> Iterator[tuple[int, list[str]]]:
        nonlocal answer
        for answer in said:
            if not isinstance(answer, list) or isinstance(answer[0], str):
                return
            number, texts = answer
            yield number, texts

    while isinstance(answer, list):
        name, is_hidden = answer
        left = rows()
        yield Sheet(name, is_hidden, left)
        for _ in left:  # of a sheet that nobody wanted whole
            pass
    if answer is not None:
        raise UnreadableError(*answer["why"])


def _lines(child: subprocess.Popen[bytes]) -> Iterator[bytes]:
    """What the child says. Raises UnreadableError where it ends before it said that this is all."""
    assert child.stdout is not None
    size, line = 0, b""
    for line in child.stdout:
        size += len(line)
        if size > _MOST_OF_ROWS:
            raise UnreadableError("large")
        yield line
    if not line.startswith((b"null", b"{")):
        code = child.wait()
        raise UnreadableError(_ended(code) if code else "damaged")


def _ended(code: int) -> Why:
    """Why a child may have ended without an answer, by its exit code; minus the signal where one ended it."""
    if code in (-24, -14, 1816):  # SIGXCPU, SIGALRM, and ERROR_NOT_ENOUGH_QUOTA of Windows
        return "long"
    # SIGABRT of Rust without memory, SIGKILL of a system without, and what abort is on Windows (STATUS_STACK_BUFFER_OVERRUN)
    return "large" if code in (-6, -9, 0xC0000409) else "damaged"
