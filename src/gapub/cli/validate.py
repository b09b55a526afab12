"""`gapub validate`: options in, a report out. Files are written with --fix and --accept alone.

Nothing that knows YAML is imported before it is clear that the run is not remembered.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from gapub.cli.declare import App, Exit
from gapub.cli.language import LANGUAGE
from gapub.cli.messages import say
from gapub.cli.options import (
    BACKUP,
    OVERWRITE,
    WATCH,
    AsOf,
    Root,
    argument,
    day_of,
    existing,
    format_option,
    listed,
    option,
    or_stdout,
    repeated_option,
)
from gapub.cli.streams import write, write_data
from gapub.diagnostics import Diagnostic, GapubError, Text, counted
from gapub.diagnostics.formats import FORMATS
from gapub.sources import project as projects
from gapub.sources.disk import YAML
from gapub.sources.project import Project
from gapub.validate import cache, files
from gapub.validate.cache import Printed
from gapub.validate.settings import Options, Settings, find

if TYPE_CHECKING:
    from gapub.diagnostics.report import Report
    from gapub.output import Existing

app = App()


@app.command()
def validate(
    paths: Annotated[
        list[Path] | None, argument("文件或文件夹（默认为整个项目）", "files or folders (default: the whole project)")
    ] = None,
    format: Annotated[str, format_option(each.name for each in FORMATS)] = "text",
    select: Annotated[
        list[str] | None,
        repeated_option("只报告这些规则", "report only these codes, families or prefixes*; may be repeated"),
    ] = None,
    ignore: Annotated[
        list[str] | None, repeated_option("不报告这些规则", "do not report these; may be repeated")
    ] = None,
    fix: Annotated[bool, option("改正可以稳妥改正之处", "apply the safe fixes", "--fix")] = False,
    diff: Annotated[bool, option("只列出 --fix 拟作的改动", "show what --fix would change", "--diff")] = False,
    accept: Annotated[
        Path | None,
        option("把现有问题登记为已接受，写入该文件", "record the current findings as accepted in this file"),
    ] = None,
    as_of: AsOf = None,
    statistics: Annotated[bool, option("列出各规则的问题数", "count findings by rule", "--statistics")] = False,
    summary: Annotated[
        bool, option("只列各文件的问题数", "one table: the findings of each file, counted", "--summary")
    ] = False,
    exit_zero: Annotated[
        bool, option("有问题的，退出码也为 0", "exit with 0 in spite of findings", "--exit-zero")
    ] = False,
    strict: Annotated[bool, option("有警告的，退出码也为 1", "exit with 1 on warnings too", "--strict")] = False,
    bundled: Annotated[bool, option("检查随附文件", "check the files that ship with gapub", "--bundled")] = False,
    root: Root = None,
    with_suppressed: Annotated[
        bool, option("SARIF 也列入已许可、已接受的问题", "list suppressed findings in SARIF too", "--with-suppressed")
    ] = False,
    output: Annotated[
        Path | None,
        option(
            "报告写入文件（默认标准输出）",
            "write the report to a file (default: standard output)",
            "-o",
            "--output",
            callback=or_stdout,
        ),
    ] = None,
    overwrite: Annotated[bool, OVERWRITE] = False,
    backup: Annotated[bool, BACKUP] = False,
    watch: Annotated[bool, WATCH] = False,
) -> None:
    """Examine files, print what is wrong with them; exit with 1 for errors, or with --strict for warnings too."""
    options = Options(
        paths=paths or (),
        format=format,
        lang=LANGUAGE,
        select=listed(select or ()),
        ignore=listed(ignore or ()),
        fix=fix,
        diff=diff,
        accept=accept,
        as_of=day_of(as_of),
        statistics=statistics,
        summary=summary,
        exit_zero=exit_zero,
        strict=strict,
        root=root,
        bundled=bundled,
        with_suppressed=with_suppressed,
        output=output,
        repository=os.environ.get("CI_PROJECT_DIR") if format == "gitlab" else None,
    )
    _check(options, watched=watch)
    existing_is = existing(overwrite=overwrite, backup=backup)
    if watch:
        from gapub.cli import watch as watching

        read = list[Path]()
        watching.watch(lambda: _print(_anew(options, read), options, existing_is), lambda: _inputs(options, read))
        return
    if options.accept is not None:
        printed = _accept(options, options.accept)
    else:
        printed = _fixed(options) if options.fix or options.diff else _reading(options)
    _print(printed, options, existing_is)


def _check(options: Options, *, watched: bool) -> None:
    """Raise GapubError for options that do not go together."""
    given = {
        "--bundled": options.bundled,
        "--fix": options.fix,
        "--diff": options.diff,
        "--accept": options.accept is not None,
        "--output": options.output is not None,
        "--watch": watched,
        "--summary": options.summary,
        f"--format {options.format}": options.format != "text",
    }
    hint = Text("请先改正，再登记其余的问题", "fix first, then accept what remains")
    for one, others, remedy in (
        ("--bundled", ("--fix", "--diff", "--watch"), None),
        ("--accept", ("--fix", "--diff"), hint),
        ("--output", ("--diff", "--accept"), None),
        ("--watch", ("--fix", "--diff", "--accept"), None),
        ("--summary", ("--fix", "--diff", "--accept", f"--format {options.format}"), None),
    ):
        wrong = [other for other in others if given[one] and given[other]]
        if wrong:
            raise _apart(one, wrong[0], remedy)
    if options.bundled and options.paths:
        raise _apart("--bundled", Text("路径", "paths"))


def _apart(one: str, other: str | Text, hint: Text | None = None) -> GapubError:
    message = Text("{} 不能与{}同用", "{} cannot be combined with {}")
    other = Text(f" {other} ", other) if isinstance(other, str) else other
    return GapubError([Diagnostic("bad-options", "error", message.format(one, other), hint=hint)])


def _print(printed: Printed, options: Options, existing: Existing) -> None:
    """Write the report to where it goes, and what is said besides; end with its exit code."""
    if options.output is not None:
        _put(options.output, printed.out.encode(), existing)
    elif options.format in ("text", "concise"):
        write(printed.out)
    else:
        write_data(printed.out, guarded=options.format == "github")
    write(printed.err, error=True)
    if options.output is not None:
        say(Text("已写入 {}", "written to {}").format(options.output.as_posix()))
    if printed.code:
        raise Exit(printed.code)


def _put(path: Path, data: bytes, existing: Existing) -> None:
    """Write a report. One that gapub wrote before makes way for it; any other file only if that is asked for."""
    from gapub import output
    from gapub.diagnostics.formats import is_report

    with suppress(OSError):
        if existing == "refuse" and not path.is_symlink() and path.is_file() and is_report(path.read_bytes()):
            existing = "overwrite"
    output.put(path, data, existing)


def _anew(options: Options, read: list[Path]) -> Printed:
    """What a run prints that remembers none before it; `read` is given the files that it depends on besides those examined."""
    from gapub.validate import run

    project, settings = _project(options)
    report = run.check(options.paths, project, settings, options.lang)
    read[:] = report.read
    return _printed(report, options, settings)


def _printed(report: Report, options: Options, settings: Settings) -> Printed:
    """What a run prints; with `--summary`, how many findings each file has in place of the findings."""
    from gapub.validate import run

    printed = run.printed(report, options, settings)
    if not options.summary:
        return printed
    from gapub.cli.documents import data
    from gapub.reports.findings import summary

    return printed._replace(out=data(summary(report), "text").decode())


def _inputs(options: Options, read: Sequence[Path]) -> Iterator[Path]:
    """Every file that decides what such a run prints, and the folders in which others may appear."""
    from gapub.cli.watch import below, of_project

    project = projects.find(options.root, options.paths)
    yield from of_project(project)
    yield from read
    for path in options.paths or (project.catalogues,):
        yield from below(path, YAML)
    if not options.paths:
        for folder in (project.root, Path()):  # profiles may lie there
            yield from (each for each in folder.glob("*") if each.suffix in YAML)


def _reading(options: Options) -> Printed:
    """What is remembered of the same run, else what a new one prints."""
    where = cache.folder(os.environ)
    name = None if where is None else _name(options)
    remembered = cache.load(where, name)
    if remembered is not None:
        return remembered
    from gapub.validate import run

    project, settings = _project(options)
    report = run.check(options.paths, project, settings, options.lang)
    printed = _printed(report, options, settings)
    cache.save(where, name, printed, report.read)
    return printed


def _name(options: Options) -> str | None:
    """The name under which the run is remembered: the settings count by their bytes, and so does every file."""
    project = projects.find(options.root, options.paths)
    settings = [project.root / name for name in (projects.SETTINGS, projects.PYPROJECT)]
    examined = [] if options.bundled else files.paths_of(options.paths, project)
    read = (*examined, *files.depended_on(None if options.bundled else project.guidelines), *settings)
    return cache.key((options, project.root.resolve(), Path().resolve()), read)


def _project(options: Options) -> tuple[Project | None, Settings]:
    """The project, none for the files that ship with gapub, and the settings that hold in either case."""
    project = projects.find(options.root, options.paths)
    return None if options.bundled else project, find(project).with_options(options)


def _accept(options: Options, path: Path) -> Printed:
    """Write down the findings as accepted; reasons that the file gives already stay. What is binding cannot be accepted."""
    from gapub import output
    from gapub.validate import accepted, run

    project, settings = _project(options)
    report = run.check(options.paths, project, settings, options.lang, accept_none=True)
    binding = set(report.binding)
    known = [each for each in report.findings if each not in binding]
    text = accepted.text(known, accepted.read(path, needed=False), settings)
    output.rewrite(path, text.encode())
    count = len(known)
    message = Text(
        f"已登记 {count} 个问题：{path.as_posix()}", f"{counted(count, 'finding')} recorded in {path.as_posix()}"
    )
    return Printed("", run.as_text(report, report.binding) + report.say(message) + "\n", int(bool(binding)))


def _fixed(options: Options) -> Printed:
    """What is left after the safe edits were laid into the files that are the user's own; --diff only shows them."""
    from gapub import output
    from gapub.validate import fix, run

    project, settings = _project(options)
    sources = run.sources_of(options.paths, project, settings)
    report = run.check(options.paths, project, settings, options.lang)
    if options.fix:
        output.tidy(source.location for source in sources if source.local)
    for _ in range(fix.ROUNDS):
        changed = False
        for source, before, after in fix.changes(sources, report.findings):
            if options.diff:
                write_data(fix.difference(source.shown, before, after))
                continue
            output.rewrite(source.location, after.encode())
            write(report.say(Text(f"已改正：{source.shown}", f"fixed: {source.shown}")) + "\n", error=True)
            changed = True
        if not changed:
            break
        report = run.check(options.paths, project, settings, options.lang)
    return run.printed(report, options, settings)
