"""The process in which Typst sets one PDF, and with which all that Typst keeps ends.

Typst remembers what it laid out for ten documents, some 100 MB each; where memory runs out it aborts its process, and it
hears no Ctrl-C while it works. In a process of its own none of that is the caller's: it costs 30 ms beside a second of layout.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final, NamedTuple

STANDARDS: Final = (("a-2a", "ua-1"), ("ua-1",), ())
"""What the file is to be, from the best down."""
_LONG_AGO: Final = datetime(2019, 12, 1, tzinfo=UTC)
"""The date of the file, the same in all formats: it is not to tell when it was made."""


class Task(NamedTuple):
    """What is to be set: the template and its folder, the JSON it gets, and in what fonts.

    `families` are font families by their part in the template, each in order of preference; they are looked for in
    `font_folders` and, with `system_fonts`, on the machine.
    """

    template: str
    root: str
    data: str
    families: Mapping[str, Sequence[str]]
    font_folders: Sequence[str]
    system_fonts: bool


class Made(NamedTuple):
    """A PDF: its bytes, which of the standards it keeps, counted from the best, and what Typst says against a better one.

    There are no bytes where none of the fonts of `lacking` is there, or where Typst finds fault with the template.
    """

    content: bytes = b""
    standard: int = 0
    faults: str = ""
    lacking: Sequence[str] = ()


class EndedError(Exception):
    """The process ended without an answer; the argument is its exit code, minus the signal where one ended it."""


def in_child(task: Task) -> Made:
    """What `typeset` makes of the task in a process of its own, which is gone in any case. Raises EndedError."""
    start = f"import sys; sys.path[:] = {sys.path!r}; from gapub.render.typesetting import main; main()"
    done = subprocess.run(
        [sys.executable, "-I", "-X", "utf8", *["-B"] * sys.flags.dont_write_bytecode, "-c", start],
        input=json.dumps(task).encode(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # Rust says there that it aborts
        check=False,
    )
    head, found, content = done.stdout.partition(b"\n")
    if done.returncode or not found:
        raise EndedError(done.returncode)
    return Made(content, *json.loads(head))


def main() -> None:
    """Set what standard input asks for; standard output gets a line of JSON, then the bytes of the PDF."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Python's own answer would wait until Typst is done
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    made = typeset(Task(*json.loads(sys.stdin.buffer.read())))
    with open(1, "wb") as parent:
        parent.write(json.dumps(made[1:]).encode() + b"\n")
        parent.write(made.content)


def typeset(task: Task) -> Made:
    """The PDF of a task: the same one gives the same bytes on every machine, unless its fonts are asked for."""
    import typst

    fonts = typst.Fonts(include_system_fonts=task.system_fonts, font_paths=list(task.font_folders))
    chosen = {part: _first(those, fonts.families()) for part, those in task.families.items()}
    if lacking := next((those for part, those in task.families.items() if not chosen[part]), None):
        return Made(lacking=lacking)
    faults = ""
    for standards in STANDARDS:
        try:
            content = typst.compile(
                task.template,
                root=task.root,
                font_paths=fonts,
                sys_inputs={"data": task.data, **chosen},
                pdf_standards=list(standards),
                timestamp=_LONG_AGO,
            )
            return Made(content, STANDARDS.index(standards), faults)
        except typst.TypstError as fault:
            faults, last = faults or fault.diagnostic, fault.diagnostic
    return Made(faults=last)


def _first(wanted: Sequence[str], there: Collection[str]) -> str:
    return next((family for family in wanted if family in there), "")
