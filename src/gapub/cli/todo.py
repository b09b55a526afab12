"""`gapub todo`: what an office still has to do, as text, as a task list in Markdown, or as a workbook to tick off."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Final

from gapub.build.prepare import prepare
from gapub.cli.speech import lines, spoken
from gapub.cli.terminal import Line, plain_sections, print_sections
from gapub.cli.terminal import Section as Printed
from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.reports.todo import SUMMARY, Section, Task, Todo, todo

_BOX: Final = "□"
_NO_VALUE: Final = "—"


def show_todo(profile: Path, *, level: str | None, form: str, file: Path | None) -> None:
    """Print the list, or write it to a file; a workbook is never printed.

    Raises GapubError: `needs-output`, and for what cannot be read or written.
    """
    if form == "xlsx" and file is None:
        message = Text("xlsx 格式须用 -o 写明文件", "the format xlsx needs a file: give -o")
        raise GapubError([Diagnostic("needs-output", "error", message)])
    prepared = prepare(level, profile)
    assert prepared.profile is not None
    found = todo(prepared, prepared.profile, prepared.catalogue(prepared.profile))
    if file is not None:
        from gapub.output import write_files

        write_files(file.parent, {file.name: _bytes(found, form)}, last=file.name)
    elif form == "md":
        sys.stdout.flush()
        sys.stdout.buffer.write(_bytes(found, form))
        sys.stdout.buffer.flush()
    else:
        print_sections(_head(found), _sections(found))


def _bytes(found: Todo, form: str) -> bytes:
    """The list as a file holds it."""
    if form == "xlsx":
        from gapub.cli.todobook import workbook

        return workbook(found)
    if form == "md":
        return "".join(f"{line}\n" for line in markdown(found)).encode()
    return plain_sections(_head(found), _sections(found)).encode()


# --- text ------------------------------------------------------------------------------------------------------------


def _head(found: Todo) -> list[Line]:
    return [(spoken(found.title, "　"), "bold"), (spoken(found.about), "dim")]


def _sections(found: Todo) -> Iterator[Printed]:
    """The counts, then the sections that have tasks."""
    yield (
        SUMMARY,
        [(f"{spoken(each.title)}　{spoken(each.counted)}", "" if each.tasks else "dim") for each in found.sections],
    )
    for section in found.sections:
        if section.tasks:
            yield section.title, _lines(section)


def _lines(section: Section) -> Iterator[Line]:
    yield from ((line, "dim" if i else "") for i, line in enumerate(lines(section.about)))
    yield " · ".join(spoken(each) for each in section.heads), "cyan"
    for group, tasks in groupby(section.tasks, key=lambda each: each.group):
        if group:
            yield spoken(group), "bold"
        for task in tasks:
            first, *rest = task.cells
            yield f"{_BOX} {spoken(first)}", ""
            yield f"  {' · '.join(spoken(each) or _NO_VALUE for each in rest)}", "dim"


# --- Markdown --------------------------------------------------------------------------------------------------------


def markdown(found: Todo) -> Iterator[str]:
    """The list in GitHub's Markdown: a table of counts, then a task list a section."""
    from gapub.render.md import escape

    def said(text: Text) -> str:
        return escape(spoken(text)) or _NO_VALUE

    yield f"# {escape(spoken(found.title, '　'))}"
    yield ""
    yield escape(spoken(found.about))
    yield ""
    yield f"| {spoken(SUMMARY)} | |"
    yield "|---|--:|"
    yield from (f"| {said(each.title)} | {escape(spoken(each.counted))} |" for each in found.sections)
    for section in found.sections:
        if not section.tasks:
            continue
        yield from ("", f"## {said(section.title)}", "", escape(spoken(section.about)), "")
        yield f"*{escape(' · '.join(spoken(each) for each in section.heads))}*"
        for group, tasks in groupby(section.tasks, key=lambda each: each.group):
            yield from ("", f"### {said(group)}", "") if group else ("",)
            yield from (_task(task, said) for task in tasks)


def _task(task: Task, said: Callable[[Text], str]) -> str:
    first, *rest = (said(each) for each in task.cells)
    return " · ".join((f"- [ ] **{first}**", *rest))
