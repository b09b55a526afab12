"""`gapub validate`: options in, a report out. Files are written with --fix and --accept alone.

Nothing that knows YAML is imported before it is clear that the run is not remembered.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

import typer

from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.validate import cache, files
from gapub.validate.cache import Printed

if TYPE_CHECKING:
    from gapub.diagnostics.report import Report
    from gapub.validate.run import Run
    from gapub.validate.settings import Settings


class Options(NamedTuple):
    """What the command line says."""

    paths: Sequence[Path]
    format: str
    lang: Literal["zh", "en", "both"]
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fix: bool = False
    diff: bool = False
    accept: Path | None = None
    as_of: str | None = None
    statistics: bool = False
    exit_zero: bool = False
    strict: bool = False


def validate(options: Options) -> None:
    """Examine files, print what is wrong with them; exit with 1 for errors, or with --strict for warnings too."""
    options = options._replace(as_of=_day(options.as_of))
    if options.accept is not None and (options.fix or options.diff):
        message = Text("--accept 不能与 --fix、--diff 同用", "--accept cannot stand beside --fix or --diff")
        hint = Text("先改正，再记下余下的", "mend first, then accept what is left")
        raise GapubError([Diagnostic("bad-options", "error", message, hint=hint)])
    writing = options.fix or options.diff or options.accept is not None
    where = None if writing else cache.folder(os.environ)
    name = "" if where is None else _name(options)
    printed = cache.load(where, name)
    if printed is None:
        asked = _settings(options)
        if options.accept is not None:
            _accept(options, asked, options.accept)
            return
        run = _mended(options, asked) if options.fix or options.diff else _run(options, asked)
        printed = _printed(run.report, options, asked)
        cache.save(where, name, printed, run.besides)
    if options.format == "text":
        sys.stdout.write(printed.out)
    else:
        _write_utf8(printed.out)
    sys.stderr.write(printed.err)
    if printed.code:
        raise typer.Exit(printed.code)


def _day(asked: str | None) -> str | None:
    """The day of `--as-of`; the only use of the clock, and only when it is asked for."""
    if asked is None:
        return None
    from datetime import date

    from gapub.validate.settings import is_date

    if asked == "today":
        return date.today().isoformat()
    if not is_date(asked):
        message = Text(f"「{asked}」不是日期", f"{asked!r} is no date")
        hint = Text("写成 2026-11-24，或 today", "write 2026-11-24, or today")
        raise GapubError([Diagnostic("bad-date", "error", message, hint=hint)])
    return asked


def _name(options: Options) -> str:
    """The name under which the run is remembered: the settings count by their bytes, and so does every file."""
    here = Path().resolve()
    settings = [each / name for each in (here, *here.parents) for name in ("gapub.toml", "pyproject.toml")]
    read = (*files.paths_of(options.paths), *files.library_files(files.folder_of(options.paths)), *settings)
    return cache.key((options, here), read)


def _settings(options: Options) -> Settings:
    """The settings of the folder, and what the command line puts over them."""
    from gapub.validate import settings

    for pattern in (*options.select, *options.ignore):
        if (fault := settings.unknown_pattern(pattern)) is not None:
            raise GapubError([Diagnostic("unknown-rule", "error", fault[0], hint=fault[1])])
    found = settings.find(Path())
    own = found.choice
    choice = own._replace(select=options.select or own.select, ignore=(*own.ignore, *options.ignore))
    return found._replace(choice=choice, as_of=options.as_of or found.as_of, strict=options.strict or found.strict)


def _run(options: Options, asked: Settings, *, accept_none: bool = False) -> Run:
    from gapub.validate.run import run

    return run(options.paths, asked, options.lang, accept_none=accept_none)


def _printed(report: Report, options: Options, asked: Settings) -> Printed:
    from gapub.diagnostics.report import counts
    from gapub.validate.run import statistics

    found = counts(report.findings)
    failed = found["error"] or (asked.strict and found["warning"])
    failed = failed or (options.diff and any(each.edits for each in report.findings))
    return Printed(
        "" if options.diff else _FORMATS[options.format](report),
        statistics(report) if options.statistics else "",
        int(bool(failed) and not options.exit_zero),
    )


def _accept(options: Options, asked: Settings, path: Path) -> None:
    """Write down the findings as accepted; reasons that the file gives already stay."""
    from gapub import output
    from gapub.validate.chosen import accepted_text, read_accepted

    report = _run(options, asked, accept_none=True).report
    text = accepted_text(report.findings, read_accepted(path), asked)
    output.write_files(path.parent, {path.name: text.encode()}, last=path.name)
    count = len(report.findings)
    said = Text(f"已记下 {count} 个问题：{path.as_posix()}", f"{count} findings written to {path.as_posix()}")
    sys.stderr.write(report.say(said) + "\n")


def _mended(options: Options, asked: Settings) -> Run:
    """The run after the safe edits were laid into the files that are the user's own; with --diff they are only shown."""
    from gapub import output
    from gapub.validate import mend

    run = _run(options, asked)
    for _ in range(mend.ROUNDS):
        changed = False
        for source, before, after in mend.changes(run.sources, run.report.findings):
            if options.diff:
                _write_utf8(mend.difference(source.shown, before, after))
                continue
            output.rewrite(source.location, after.encode())
            sys.stderr.write(run.report.say(Text(f"已改正：{source.shown}", f"mended: {source.shown}")) + "\n")
            changed = True
        if not changed:
            break
        run = _run(options, asked)
    return run


def _write_utf8(said: str) -> None:
    """Write what a program reads, whatever the console's encoding."""
    sys.stdout.flush()
    sys.stdout.buffer.write(said.encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()


def _text(report: Report) -> str:
    from gapub.diagnostics.reporters import text

    return text(report.findings, lang=report.lang, sources=lambda file: "\n".join(report.lines(file)))


def _json(report: Report) -> str:
    from gapub.diagnostics.machine import json

    return json(report)


def _sarif(report: Report) -> str:
    from gapub.diagnostics.sarif import sarif

    return sarif(report)


def _github(report: Report) -> str:
    from gapub.diagnostics.machine import github

    return github(report)


def _junit(report: Report) -> str:
    from gapub.diagnostics.machine import junit

    return junit(report)


_FORMATS: dict[str, Callable[[Report], str]] = {
    "text": _text,
    "json": _json,
    "sarif": _sarif,
    "github": _github,
    "junit": _junit,
}
