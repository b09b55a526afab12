"""From what is asked to what is printed: the settings laid under the options, the run, the report in its format."""

from __future__ import annotations

from collections.abc import Callable

from gapub.diagnostics import Diagnostic, GapubError
from gapub.diagnostics import text as reporters
from gapub.diagnostics.report import Report, counts
from gapub.sources.library import source_text
from gapub.validate import settings
from gapub.validate.cache import Printed
from gapub.validate.options import Answer, Options
from gapub.validate.run import Run, run, statistics
from gapub.validate.settings import Settings


def answer(question: tuple[Options, Settings]) -> Answer:
    """Examine the files under these options and the settings found in the folder, change nothing."""
    options, found = question
    asked = settings_of(options, found)
    done = run_of(options, asked)
    return Answer(printed(done.report, options, asked), done.besides)


def settings_of(options: Options, found: Settings) -> Settings:
    """The settings found in the folder, and what the command line puts over them."""
    for pattern in (*options.select, *options.ignore):
        if (fault := settings.unknown_pattern(pattern)) is not None:
            raise GapubError([Diagnostic("unknown-rule", "error", fault[0], hint=fault[1])])
    own = found.choice
    choice = own._replace(select=options.select or own.select, ignore=(*own.ignore, *options.ignore))
    return found._replace(choice=choice, as_of=options.as_of or found.as_of, strict=options.strict or found.strict)


def run_of(options: Options, asked: Settings, *, accept_none: bool = False) -> Run:
    """The run on the files of the options."""
    return run(options.paths, asked, options.lang, accept_none=accept_none)


def printed(report: Report, options: Options, asked: Settings) -> Printed:
    """What the run prints, and its exit code."""
    found = counts(report.findings)
    failed = found["error"] or (asked.strict and found["warning"])
    failed = failed or (options.diff and any(each.edits for each in report.findings))
    return Printed(
        "" if options.diff else _FORMATS[options.format](report),
        statistics(report) if options.statistics else "",
        int(bool(failed) and not options.exit_zero),
    )


def _text(report: Report) -> str:
    return reporters.text(report.findings, lang=report.lang, sources=source_text)


def _json(report: Report) -> str:
    from gapub.diagnostics.json import json

    return json(report)


def _sarif(report: Report) -> str:
    from gapub.diagnostics.sarif import sarif

    return sarif(report)


def _github(report: Report) -> str:
    from gapub.diagnostics.github import github

    return github(report)


def _junit(report: Report) -> str:
    from gapub.diagnostics.junit import junit

    return junit(report)


_FORMATS: dict[str, Callable[[Report], str]] = {
    "text": _text,
    "json": _json,
    "sarif": _sarif,
    "github": _github,
    "junit": _junit,
}
