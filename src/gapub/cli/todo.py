"""`gapub todo`: what an office still has to do, as text, JSON, a task list in Markdown, or a workbook to tick off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Annotated, Any, Final

from gapub.build.prepare import prepare
from gapub.cli.declare import App, Exit
from gapub.cli.documents import data, laid_out
from gapub.cli.messages import lines, localized, report
from gapub.cli.options import BACKUP, BY_LEVEL, OVERWRITE, Level, Root, argument, existing, format_option, option
from gapub.cli.streams import progress, write_data
from gapub.cli.terminal import Section as Printed
from gapub.cli.terminal import plain_sections, print_sections
from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.diagnostics.format import json_text, plain
from gapub.model.registry import BASELINES
from gapub.output import put
from gapub.reports.document import Unread
from gapub.reports.text import Line
from gapub.reports.todo import SUMMARY, OfFile, Section, Todo
from gapub.reports.todo import summary as summary_of
from gapub.reports.todo import todo as todo_list
from gapub.sources.library import Library, of_project
from gapub.sources.profiles import no_profiles, profiles_in

_BOX: Final = "□"
_NO_VALUE: Final = "—"


app = App()


@app.command()
def todo(
    profiles: Annotated[
        list[Path],
        argument(
            "地方配置文件（或其文件夹）；与 --summary 同用时，可以是含有许多配置文件的文件夹",
            "profile.yaml of a locality, or its folder; with --summary, also folders of many",
            metavar="{profile}...",
        ),
    ],
    level: Annotated[
        Level | None, option("目录层级（默认用配置文件的）", "level (default: that of the profile)", **BY_LEVEL)
    ] = None,
    format: Annotated[
        str, format_option(("text", "json", "md", "xlsx"), Text("输出格式", "format; xlsx requires -o"))
    ] = "text",
    summary: Annotated[
        bool, option("只列各地待办的件数", "one table: how much each locality has to do", "--summary")
    ] = False,
    output: Annotated[Path | None, option("输出文件", "output file", "-o", "--output")] = None,
    root: Root = None,
    overwrite: Annotated[bool, OVERWRITE] = False,
    backup: Annotated[bool, BACKUP] = False,
) -> None:
    """Print the list, or write it to a file; a workbook is never printed. With `summary`, of many profiles their counts.

    Raises GapubError: `needs-output`, `needs-summary`, and for what cannot be read or written.
    """
    if format == "xlsx" and output is None:
        message = Text("xlsx 格式须用 -o 写明文件", "xlsx must be written to a file: use -o")
        raise GapubError([Diagnostic("needs-output", "error", message)])
    unread: Sequence[Unread] = ()
    if summary:
        lists, unread, passed = _many(profiles, level, of_project(root, *profiles))
        if format == "json":
            made = json_text(_counted(lists, unread), indent=2).encode()
        else:
            document = summary_of(lists, unread, passed)
            shown = laid_out(document)
            made = data(document, format)
    else:
        if len(profiles) > 1:
            message = Text("几份配置文件须加 --summary", "several profiles require --summary")
            raise GapubError([Diagnostic("needs-summary", "error", message)])
        found = _one(profiles[0], level, of_project(root, profiles[0]))
        shown = _head(found), _sections(found)
        made = b"" if format == "text" and output is None else _file(found, format)
    if output is not None:
        put(output, made, existing(overwrite=overwrite, backup=backup))
    elif format == "text":
        print_sections(*shown)
    else:
        write_data(made)
    if unread:
        report(found for each in unread for found in each.found)
        raise Exit(2)


def _one(profile: Path, level: Level | None, library: Library) -> Todo:
    prepared = prepare(level, profile, library=library)
    assert prepared.profile is not None
    return todo_list(prepared, prepared.profile, prepared.catalogue(prepared.profile))


def _many(paths: Sequence[Path], level: Level | None, library: Library) -> tuple[list[OfFile], list[Unread], int]:
    """The list of each profile, those that have none because something is wrong, and how many have no catalogue of their own.

    Of a folder, a profile of a province or city has none; one that is named itself makes that of its counties.
    """
    lists, unread, passed = list[OfFile](), list[Unread](), 0
    for path in paths:
        for file, wrong in profiles_in(path, library):
            progress(file.as_posix())
            own = library.for_locality()
            try:
                if wrong:
                    raise GapubError(wrong)
                if path.is_dir() and level is None and own.chain(file)[-1].level not in BASELINES:
                    passed += 1
                    continue
                lists.append(OfFile(file.as_posix(), _one(file, level, own)))
            except GapubError as error:
                unread.append(Unread(file.as_posix(), error.diagnostics))
    progress()
    if not (lists or unread or passed):
        raise no_profiles(*paths)
    return lists, unread, passed


def _counted(lists: Sequence[OfFile], unread: Sequence[Unread]) -> dict[str, Any]:
    """The summary for programs: the counts of each section by its id."""
    return {
        "profiles": [
            {
                "file": file,
                "divisions": plain(found.divisions),
                "level": found.level,
                "baseline": found.baseline,
                "items": found.items,
                "counts": {section.id: len(section.tasks) for section in found.sections},
            }
            for file, found in lists
        ],
        "unread": [
            {
                "file": each.file,
                "findings": [{"code": found.code, "message": plain(found.message)} for found in each.found],
            }
            for each in unread
        ],
    }


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
