"""`gapub validate`: options in, a report out. Files are written with --fix and --accept alone.

Nothing that knows YAML is imported before it is clear that the run is not remembered.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from gapub.cli.framework import App
from gapub.cli.language import LANGUAGE
from gapub.cli.options import AsOf, Root, argument, day_of, format_option, listed, option, repeated_option
from gapub.cli.streams import write, write_data
from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.diagnostics.formats import FORMATS
from gapub.sources import project as projects
from gapub.sources.project import Project
from gapub.validate import cache, files
from gapub.validate.cache import Printed
from gapub.validate.settings import Options, Settings, find

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
    exit_zero: Annotated[
        bool, option("有问题的，退出码也为 0", "exit with 0 in spite of findings", "--exit-zero")
    ] = False,
    strict: Annotated[bool, option("有警告的，退出码也为 1", "exit with 1 on warnings too", "--strict")] = False,
    bundled: Annotated[bool, option("检查随附文件", "check the files that ship with gapub", "--bundled")] = False,
    root: Root = None,
    with_suppressed: Annotated[
        bool, option("SARIF 也列入已许可、已接受的问题", "list suppressed findings in SARIF too", "--with-suppressed")
    ] = False,
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
        exit_zero=exit_zero,
        strict=strict,
        root=root,
        bundled=bundled,
        with_suppressed=with_suppressed,
    )
    if options.bundled and (options.paths or options.fix or options.diff):
        message = Text(
            "--bundled 不能与路径、--fix、--diff 同用", "--bundled cannot be combined with paths, --fix or --diff"
        )
        raise GapubError([Diagnostic("bad-options", "error", message)])
    if options.accept is not None and (options.fix or options.diff):
        message = Text("--accept 不能与 --fix、--diff 同用", "--accept cannot be combined with --fix or --diff")
        hint = Text("请先改正，再登记其余的问题", "fix first, then accept what remains")
        raise GapubError([Diagnostic("bad-options", "error", message, hint=hint)])
    if options.accept is not None:
        printed = _accept(options, options.accept)
    else:
        printed = _fixed(options) if options.fix or options.diff else _reading(options)
    if options.format == "text":
        write(printed.out)
    else:
        write_data(printed.out, guarded=options.format == "github")
    write(printed.err, error=True)
    if printed.code:
        raise typer.Exit(printed.code)


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
    printed = run.printed(report, options, settings)
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
    message = Text(f"已登记 {count} 个问题：{path.as_posix()}", f"{count} findings recorded in {path.as_posix()}")
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
