"""`gapub validate` and `gapub rule`: options in, a report out; files are written with --fix and --accept alone."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

import typer

from gapub import output
from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.diagnostics.report import Report, counts, ordered
from gapub.library import SourceFile, source_text
from gapub.validate import chosen, engine, files, mend, settings
from gapub.validate.settings import Choice, Settings

Lang = Literal["zh", "en"]


class Options(NamedTuple):
    """What the command line says."""

    paths: Sequence[Path]
    format: str
    lang: Lang
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    fix: bool
    diff: bool
    accept: Path | None
    as_of: str | None
    statistics: bool
    exit_zero: bool
    strict: bool


class Run(NamedTuple):
    """One examination: what is told and what is not, and the list of accepted findings it was held against."""

    report: Report
    accepted: dict[chosen.Key, tuple[int, str]]


def validate(options: Options) -> None:
    """Examine files, print what is wrong with them; exit with 1 for errors, or with --strict for warnings too."""
    asked = _settings(options)
    sources = files.sources(options.paths, asked.exclude)
    run = _run(sources, options, asked)
    if options.accept:
        _accept(run, options.accept)
        return
    if options.fix or options.diff:
        run = _mend(run, sources, options, asked)
    report = run.report
    _print(_FORMATS[options.format](report))
    if options.statistics:
        _statistics(report)
    if options.diff and any(each.edits for each in report.findings) and not options.exit_zero:
        raise typer.Exit(1)
    found = counts(report.findings)
    if (found["error"] or ((options.strict or asked.strict) and found["warning"])) and not options.exit_zero:
        raise typer.Exit(1)


def _settings(options: Options) -> Settings:
    """The settings of the folder, and what the command line puts over them."""
    for pattern in (*options.select, *options.ignore):
        if (fault := settings.unknown_pattern(pattern)) is not None:
            raise GapubError([Diagnostic("unknown-rule", "error", fault[0], hint=fault[1])])
    found = settings.find(Path())
    choice = Choice(
        options.select or found.choice.select, (*found.choice.ignore, *options.ignore), found.choice.severity
    )
    return found._replace(choice=choice, as_of=_day(options.as_of) or found.as_of)


def _day(asked: str | None) -> str | None:
    """The day of `--as-of`; the only use of the clock, and only when it is asked for."""
    if asked == "today":
        from datetime import date

        return date.today().isoformat()
    if asked is not None and not settings.is_date(asked):
        message = Text(f"「{asked}」不是日期", f"{asked!r} is no date")
        hint = Text("写成 2026-11-24，或 today", "write 2026-11-24, or today")
        raise GapubError([Diagnostic("bad-date", "error", message, hint=hint)])
    return asked


def _run(sources: Sequence[SourceFile], options: Options, asked: Settings) -> Run:
    examined = engine.examine(sources, files.folder_of(options.paths), asked.as_of)
    told = chosen.chosen(examined.findings, asked)
    told, allowed = chosen.without_allowed(told, examined.allowances, asked, examined.as_of)
    accepted = {} if asked.accepted is None or options.accept else chosen.read_accepted(asked.accepted)
    told, known = chosen.without_accepted(told, accepted)
    names = [source.shown for source in sources]
    from gapub.rules.book import RULES

    return Run(Report(ordered(told), [*allowed, *known], names, RULES, _lines_of(), options.lang), accepted)


def _lines_of() -> Callable[[str], list[str]]:
    from gapub.diagnostics.reporters import split

    @cache
    def lines(file: str) -> list[str]:
        return split(source_text(file))

    return lines


def _accept(run: Run, path: Path) -> None:
    """Write down the findings as accepted; reasons that the file gives already stay."""
    text = chosen.accepted_text(run.report.findings, chosen.read_accepted(path))
    output.write_files(path.parent, {path.name: text.encode()}, last=path.name)
    count = len(run.report.findings)
    said = Text(f"已记下 {count} 个问题：{path.as_posix()}", f"{count} findings written to {path.as_posix()}")
    sys.stderr.write(run.report.say(said) + "\n")


def _mend(run: Run, sources: Sequence[SourceFile], options: Options, asked: Settings) -> Run:
    """Lay the safe edits into the files that are the user's own; with --diff only show them."""
    for _ in range(mend.ROUNDS):
        changed = False
        for source in sources:
            own = [each for each in run.report.findings if each.place and each.place.file == source.shown]
            if not source.local or not any(each.edits for each in own):
                continue
            before = source.location.read_bytes().decode()
            after = mend.mended(before, own)
            if options.diff:
                _show_difference(source.shown, before, after)
            elif after != before:
                output.write_files(
                    source.location.parent, {source.location.name: after.encode()}, last=source.location.name
                )
                sys.stderr.write(run.report.say(Text(f"已改正：{source.shown}", f"mended: {source.shown}")) + "\n")
                changed = True
        if not changed:
            break
        run = _run(sources, options, asked)
    return run


def _show_difference(file: str, before: str, after: str) -> None:
    lines = difflib.unified_diff(before.splitlines(True), after.splitlines(True), f"a/{file}", f"b/{file}")
    _print("".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines))


def _statistics(report: Report) -> None:
    """How often each rule was broken, on standard error."""
    from collections import Counter

    found = Counter((each.severity, each.code) for each in report.findings)
    for (severity, code), count in sorted(found.items(), key=lambda each: (-each[1], each[0])):
        rule: Any = report.rules.get(code)
        name = report.say(rule.name) if rule else ""
        sys.stderr.write(f"{count:6}  {severity:8} {code}  {name}\n")


def _print(said: str) -> None:
    """Print to standard output, as UTF-8 whatever the console's encoding."""
    sys.stdout.flush()
    sys.stdout.buffer.write(said.encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()


def _text(report: Report) -> str:
    from gapub.diagnostics.reporters import text

    return text(report.findings, lang=report.lang, sources=source_text)


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
