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
from gapub.validate.options import Options

if TYPE_CHECKING:
    from gapub.validate.cache import Printed
    from gapub.validate.run import Run
    from gapub.validate.settings import Settings


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

    from gapub.validate.settings import is_date

    if asked == "today":
        return date.today().isoformat()
    if not is_date(asked):
        message = Text(f"「{asked}」不是日期", f"{asked!r} is no date")
        hint = Text("写成 2026-11-24，或 today", "write 2026-11-24, or today")
        raise GapubError([Diagnostic("bad-date", "error", message, hint=hint)])
    return asked


def _reading(options: Options) -> Printed:
    """What is remembered of the same run, else what the engine answers."""
    where = cache.folder(os.environ)
    name = "" if where is None else _name(options)
    remembered = cache.load(where, name)
    if remembered is not None:
        return remembered
    from gapub.validate import settings
    from gapub.validate.answer import answer

    answered = answer((options, settings.find(Path())))
    cache.save(where, name, answered.printed, answered.besides)
    return answered.printed


def _name(options: Options) -> str:
    """The name under which the run is remembered: the settings count by their bytes, and so does every file."""
    here = Path().resolve()
    settings = [each / name for each in (here, *here.parents) for name in ("gapub.toml", "pyproject.toml")]
    read = (*files.paths_of(options.paths), *files.library_files(files.folder_of(options.paths)), *settings)
    return cache.key((options, here), read)


def _writing(options: Options) -> Printed:
    """The run of an option that writes files, or says what it would write."""
    from gapub.validate import settings
    from gapub.validate.answer import printed, settings_of

    asked = settings_of(options, settings.find(Path()))
    if options.accept is not None:
        return _accepted(options, asked, options.accept)
    return printed(_mended(options, asked).report, options, asked)


def _accepted(options: Options, asked: Settings, path: Path) -> Printed:
    """Write down the findings as accepted; reasons that the file gives already stay."""
    from gapub import output
    from gapub.validate.answer import run_of
    from gapub.validate.cache import Printed
    from gapub.validate.filter import accepted_text, read_accepted

    report = run_of(options, asked, accept_none=True).report
    text = accepted_text(report.findings, read_accepted(path), asked)
    output.write_files(path.parent, {path.name: text.encode()}, last=path.name)
    count = len(report.findings)
    said = Text(f"已记下 {count} 个问题：{path.as_posix()}", f"{count} findings written to {path.as_posix()}")
    return Printed("", report.say(said) + "\n", 0)


def _mended(options: Options, asked: Settings) -> Run:
    """The run after the safe edits were laid into the files that are the user's own; with --diff they are only shown."""
    from gapub import output
    from gapub.validate import fix as mend
    from gapub.validate.answer import run_of

    run = run_of(options, asked)
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
        run = run_of(options, asked)
    return run


def _write_utf8(said: str) -> None:
    """Write what a program reads, whatever the console's encoding."""
    sys.stdout.flush()
    sys.stdout.buffer.write(said.encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()
