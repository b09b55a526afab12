"""`gapub todo`: what an office still has to do, as text, JSON, a task list in Markdown, or a workbook to tick off."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Annotated, Final

from gapub.build.prepare import prepare
from gapub.cli.declare import App
from gapub.cli.messages import lines, localized
from gapub.cli.options import BACKUP, BY_LEVEL, OVERWRITE, Level, Root, argument, existing, format_option, option
from gapub.cli.streams import write_data
from gapub.cli.terminal import Line, plain_sections, print_sections
from gapub.cli.terminal import Section as Printed
from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.diagnostics.format import json_text, plain
from gapub.output import put
from gapub.reports.todo import SUMMARY, Section, Todo
from gapub.reports.todo import todo as todo_list
from gapub.sources.library import of_project

_BOX: Final = "□"
_NO_VALUE: Final = "—"


app = App()


@app.command()
def todo(
    profile: Annotated[Path, argument("地方配置文件", "profile.yaml of a locality, or its folder")],
    level: Annotated[
        Level | None, option("目录层级（默认用配置文件的）", "level (default: that of the profile)", **BY_LEVEL)
    ] = None,
    format: Annotated[
        str, format_option(("text", "json", "md", "xlsx"), Text("输出格式", "format; xlsx requires -o"))
    ] = "text",
    output: Annotated[Path | None, option("输出文件", "output file", "-o", "--output")] = None,
    root: Root = None,
    overwrite: Annotated[bool, OVERWRITE] = False,
    backup: Annotated[bool, BACKUP] = False,
) -> None:
    """Print the list, or write it to a file; a workbook is never printed.

    Raises GapubError: `needs-output`, and for what cannot be read or written.
    """
    if format == "xlsx" and output is None:
        message = Text("xlsx 格式须用 -o 写明文件", "xlsx must be written to a file: use -o")
        raise GapubError([Diagnostic("needs-output", "error", message)])
    prepared = prepare(level, profile, library=of_project(root, profile))
    assert prepared.profile is not None
    found = todo_list(prepared, prepared.profile, prepared.catalogue(prepared.profile))
    if output is not None:
        put(output, _file(found, format), existing(overwrite=overwrite, backup=backup))
    elif format == "text":
        print_sections(_head(found), _sections(found))
    else:
        write_data(_file(found, format))


def _file(found: Todo, format: str) -> bytes:
    """The list as a file of this format holds it."""
    if format == "xlsx":
        from gapub.cli.todo_workbook import workbook

        return workbook(found)
    if format == "json":
        return json_text(plain(found), indent=2).encode()
    if format == "md":
        return "".join(f"{line}\n" for line in markdown(found)).encode()
    return plain_sections(_head(found), _sections(found)).encode()


# --- text ------------------------------------------------------------------------------------------------------------


def _head(found: Todo) -> list[Line]:
    return [(localized(found.title, "　"), "bold"), (localized(found.about), "dim")]


def _sections(found: Todo) -> Iterator[Printed]:
    """The counts, then the sections that have tasks."""
    counts = ((f"{localized(each.title)}　{localized(each.counted)}", bool(each.tasks)) for each in found.sections)
    yield SUMMARY, [(line, "" if open_ else "dim") for line, open_ in counts]
    for section in found.sections:
        if section.tasks:
            yield section.title, _lines(section)


def _lines(section: Section) -> Iterator[Line]:
    yield from ((line, "dim" if i else "") for i, line in enumerate(lines(section.about)))
    yield " · ".join(localized(each) for each in section.heads), "cyan"
    for group, tasks in groupby(section.tasks, key=lambda each: each.group):
        if group:
            yield localized(group), "bold"
        for task in tasks:
            first, *rest = task.cells
            yield f"{_BOX} {localized(first)}", ""
            yield f"  {' · '.join(localized(each) or _NO_VALUE for each in rest)}", "dim"


# --- Markdown --------------------------------------------------------------------------------------------------------


def markdown(found: Todo) -> Iterator[str]:
    """The list in GitHub's Markdown: a table of counts, then a task list a section."""
    from gapub.render.md import escape

    def escaped(text: Text) -> str:
        return escape(localized(text)) or _NO_VALUE

    yield from (f"# {escape(localized(found.title, '　'))}", "", escape(localized(found.about)), "")
    yield from (f"| {localized(SUMMARY)} | |", "|---|--:|")
    yield from (f"| {escaped(each.title)} | {escape(localized(each.counted))} |" for each in found.sections)
    for section in found.sections:
        if not section.tasks:
            continue
        yield from ("", f"## {escaped(section.title)}", "", escape(localized(section.about)), "")
        yield f"*{escape(' · '.join(localized(each) for each in section.heads))}*"
        for group, tasks in groupby(section.tasks, key=lambda each: each.group):
            yield from ("", f"### {escaped(group)}", "") if group else ("",)
            for task in tasks:
                first, *rest = map(escaped, task.cells)
                yield " · ".join((f"- [ ] **{first}**", *rest))
