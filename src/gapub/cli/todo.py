"""`gapub todo`: what an office still has to do, as text, as a task list in Markdown, or as a workbook to tick off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Annotated, Final

from gapub.build.prepare import prepare
from gapub.cli.framework import App
from gapub.cli.messages import lines, localized
from gapub.cli.options import Level, argument, format_option, option
from gapub.cli.printing import write_utf8
from gapub.cli.terminal import Line, plain_sections, print_sections
from gapub.cli.terminal import Section as Printed
from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.diagnostics.format import Format, maker
from gapub.reports.todo import SUMMARY, Section, Task, Todo
from gapub.reports.todo import todo as todo_list

_BOX: Final = "□"
_NO_VALUE: Final = "—"


def _text(found: Todo) -> bytes:
    return plain_sections(_head(found), _sections(found)).encode()


def _markdown(found: Todo) -> bytes:
    return "".join(f"{line}\n" for line in markdown(found)).encode()


def _xlsx(found: Todo) -> bytes:
    from gapub.cli.todo_workbook import workbook

    return workbook(found)


FORMATS: Final = (
    Format("text", Text("文字", "text"), "text/plain", _text),
    Format("md", Text("Markdown", "Markdown"), "text/markdown", _markdown),
    Format(
        "xlsx",
        Text("工作簿", "workbook"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _xlsx,
    ),
)
"""The list as a file holds it."""

app = App()


@app.command()
def todo(
    profile: Annotated[Path, argument(Text("地方配置文件", "a locality's profile.yaml, or its folder"))],
    level: Annotated[
        Level | None, option(help=Text("目录层级（默认用配置文件的）", "level (default: the profile's)"))
    ] = None,
    format: Annotated[
        str, format_option((each.name for each in FORMATS), Text("输出格式", "format; xlsx needs -o"))
    ] = "text",
    output: Annotated[Path | None, option("-o", "--output", help=Text("输出文件", "output file"))] = None,
) -> None:
    """Print the list, or write it to a file; a workbook is never printed.

    Raises GapubError: `needs-output`, and for what cannot be read or written.
    """
    if format == "xlsx" and output is None:
        message = Text("xlsx 格式须用 -o 写明文件", "the format xlsx needs a file: give -o")
        raise GapubError([Diagnostic("needs-output", "error", message)])
    prepared = prepare(level, profile)
    assert prepared.profile is not None
    found = todo_list(prepared, prepared.profile, prepared.catalogue(prepared.profile))
    if output is not None:
        from gapub.output import write_files

        write_files(output.parent, {output.name: maker(FORMATS, format)(found)}, last=output.name)
    elif format == "text":
        print_sections(_head(found), _sections(found))
    else:
        write_utf8(maker(FORMATS, format)(found))


# --- text ------------------------------------------------------------------------------------------------------------


def _head(found: Todo) -> list[Line]:
    return [(localized(found.title, "　"), "bold"), (localized(found.about), "dim")]


def _sections(found: Todo) -> Iterator[Printed]:
    """The counts, then the sections that have tasks."""
    yield (
        SUMMARY,
        [
            (f"{localized(each.title)}　{localized(each.counted)}", "" if each.tasks else "dim")
            for each in found.sections
        ],
    )
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

    yield f"# {escape(localized(found.title, '　'))}"
    yield ""
    yield escape(localized(found.about))
    yield ""
    yield f"| {localized(SUMMARY)} | |"
    yield "|---|--:|"
    yield from (f"| {escaped(each.title)} | {escape(localized(each.counted))} |" for each in found.sections)
    for section in found.sections:
        if not section.tasks:
            continue
        yield from ("", f"## {escaped(section.title)}", "", escape(localized(section.about)), "")
        yield f"*{escape(' · '.join(localized(each) for each in section.heads))}*"
        for group, tasks in groupby(section.tasks, key=lambda each: each.group):
            yield from ("", f"### {escaped(group)}", "") if group else ("",)
            yield from (_task(task, escaped) for task in tasks)


def _task(task: Task, escaped: Callable[[Text], str]) -> str:
    first, *rest = (escaped(each) for each in task.cells)
    return " · ".join((f"- [ ] **{first}**", *rest))
