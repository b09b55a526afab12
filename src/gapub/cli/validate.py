"""`gapub validate`: options in, a report out. Files are written with --fix and --accept alone.

Nothing that knows YAML is imported before it is clear that the run is not remembered.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.validate import cache, files
from gapub.validate.cache import Printed
from gapub.validate.settings import Options, Settings, find, is_date

if TYPE_CHECKING:
    from gapub.diagnostics.report import Report


def validate(options: Options) -> None:
    """Examine files, print what is wrong with them; exit with 1 for errors, or with --strict for warnings too."""
    options = options._replace(as_of=_day(options.as_of))
    if options.accept is not None and (options.fix or options.diff):
        message = Text("--accept 不能与 --fix、--diff 同用", "--accept cannot stand beside --fix or --diff")
        hint = Text("先改正，再记下余下的", "mend first, then accept what is left")
        raise GapubError([Diagnostic("bad-options", "error", message, hint=hint)])
    printed = _writing(options) if options.fix or options.diff or options.accept else _reading(options)
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

    if asked == "today":
        return date.today().isoformat()
    if not is_date(asked):
        message = Text(f"「{asked}」不是日期", f"{asked!r} is no date")
        hint = Text("写成 2026-11-24，或 today", "write 2026-11-24, or today")
        raise GapubError([Diagnostic("bad-date", "error", message, hint=hint)])
    return asked


def _reading(options: Options) -> Printed:
    """What is remembered of the same run, else what a new one prints."""
    where = cache.folder(os.environ)
    name = "" if where is None else _name(options)
    remembered = cache.load(where, name)
    if remembered is not None:
        return remembered
    from gapub.validate import run

    settings = find(Path()).with_options(options)
    report = run.check(options.paths, settings, options.lang)
    printed = run.printed(report, options, settings)
    cache.save(where, name, printed, report.read)
    return printed


def _name(options: Options) -> str:
    """The name under which the run is remembered: the settings count by their bytes, and so does every file."""
    here = Path().resolve()
    settings = [each / name for each in (here, *here.parents) for name in ("gapub.toml", "pyproject.toml")]
    read = (*files.paths_of(options.paths), *files.library_files(files.folder_of(options.paths)), *settings)
    return cache.key((options, here), read)


def _writing(options: Options) -> Printed:
    """The run of an option that writes files, or says what it would write."""
    from gapub.validate import run

    settings = find(Path()).with_options(options)
    if options.accept is not None:
        return _accept(options, settings, options.accept)
    return run.printed(_fixed(options, settings), options, settings)


def _accept(options: Options, settings: Settings, path: Path) -> Printed:
    """Write down the findings as accepted; reasons that the file gives already stay."""
    from gapub import output
    from gapub.validate import accepted, run

    report = run.check(options.paths, settings, options.lang, accept_none=True)
    text = accepted.text(report.findings, accepted.read(path), settings)
    output.write_files(path.parent, {path.name: text.encode()}, last=path.name)
    count = len(report.findings)
    message = Text(f"已记下 {count} 个问题：{path.as_posix()}", f"{count} findings written to {path.as_posix()}")
    return Printed("", report.say(message) + "\n", 0)


def _fixed(options: Options, settings: Settings) -> Report:
    """What is left after the safe edits were laid into the files that are the user's own; --diff only shows them."""
    from gapub import output
    from gapub.validate import fix, run

    sources = run.sources_of(options.paths, settings)
    report = run.check(options.paths, settings, options.lang)
    for _ in range(fix.ROUNDS):
        changed = False
        for source, before, after in fix.changes(sources, report.findings):
            if options.diff:
                _write_utf8(fix.difference(source.shown, before, after))
                continue
            output.rewrite(source.location, after.encode())
            sys.stderr.write(report.say(Text(f"已改正：{source.shown}", f"mended: {source.shown}")) + "\n")
            changed = True
        if not changed:
            break
        report = run.check(options.paths, settings, options.lang)
    return report


def _write_utf8(text: str) -> None:
    """Write what a program reads, whatever the console's encoding."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()
