"""One run of `gapub validate`: from paths to a report of what is wrong, and to what is printed of it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Literal

from gapub.diagnostics import Diagnostic
from gapub.diagnostics.format import maker
from gapub.diagnostics.formats import FORMATS
from gapub.diagnostics.report import SEVERITIES, Report, RuleDocument, Suppressed, counts, ordered
from gapub.diagnostics.text import split, summary, text, width
from gapub.rules.registry import RULES
from gapub.sources.library import SourceFile, bundled_files, local_file, source_text
from gapub.sources.project import Project
from gapub.validate import accepted, engine, files, filter
from gapub.validate.cache import Printed
from gapub.validate.settings import Options, Settings


def check(
    paths: Sequence[Path],
    project: Project | None,
    settings: Settings,
    lang: Literal["zh", "en", "both"],
    *,
    accept_none: bool = False,
) -> Report:
    """Examine the files of these paths in their project; with `accept_none` what was accepted before counts as well.

    Without a project, and then without paths, they are the files that ship with gapub.
    """
    sources = sources_of(paths, project, settings)
    examined = engine.examine(sources, project, settings.as_of, paths)
    stopping = examined.stopping  # like what could not be read, they are no matter of choice
    chosen = filter.select((each for each in examined.findings if each not in stopping), settings)
    findings, allowed = filter.suppress_allowed(
        [*(each for each in examined.findings if each in stopping), *chosen],
        examined.allowances,
        settings,
        examined.as_of,
        stopping,
    )
    stand = [each for each in findings if each in stopping]
    findings = [each for each in findings if each not in stopping]
    read, known = list(examined.read), list[Suppressed]()
    if settings.accepted is not None and not accept_none:
        read.append(settings.accepted)
        listed = accepted.read(settings.accepted)
        gone = list(accepted.unused(findings, listed, settings, [source.shown for source in sources]))
        findings, known = accepted.suppress(findings, listed, settings)
        findings += filter.select(gone, settings)
    return Report(
        ordered([*examined.unread, *stand, *findings]),
        [*allowed, *known],
        [source.shown for source in sources],
        _document,
        source_text,
        cache(lambda file: split(source_text(file))),
        lang,
        read,
        ordered(examined.unread),
        ordered([*examined.unread, *stand]),
    )


def sources_of(paths: Sequence[Path], project: Project | None, settings: Settings) -> list[SourceFile]:
    """The files of the paths, else of the project, each once; without a project the bundled ones."""
    if project is None:
        return bundled_files()
    found = files.paths_of(paths, project, settings.excluded)
    once = {os.path.realpath(path): path for path in reversed(found)}
    return [local_file(path) for path in found if once[os.path.realpath(path)] == path]


def _document(code: str) -> RuleDocument | None:
    from gapub.rules.documents import document  # reads YAML: only where a format explains rules

    return document(code) if code in RULES else None


def printed(report: Report, options: Options, settings: Settings) -> Printed:
    """What a run with these options prints of a report, and its exit code. A diff does not say what could not be read.

    `--exit-zero` is for findings: a run that could not read a file has failed all the same.
    """
    found = counts(report.findings)
    failed = bool(found["error"] or (settings.strict and found["warning"]))
    failed = failed or (options.diff and any(each.edits for each in report.findings))
    failed = bool(report.unread) or (failed and not options.exit_zero)
    if options.diff:
        out, err = "", as_text(report, report.unread)
    else:
        root = options.repository or settings.root.as_posix()
        asked = report._replace(with_suppressed=options.with_suppressed, root=root, docs_url=settings.docs_url)
        out, err = maker(FORMATS, options.format)(asked), ""
        if options.output or options.format == "gitlab":  # a form that cannot say how many files were checked
            err = f"{report.say(summary(report.findings, report.files))}\n"
    return Printed(out, err + (statistics(report) if options.statistics else ""), int(failed))


def as_text(report: Report, findings: Sequence[Diagnostic]) -> str:
    """Some of the findings as text; empty where there is none."""
    return text(findings, lang=report.lang, sources=report.source) if findings else ""


def statistics(report: Report) -> str:
    """How often each rule was broken, the most frequent first, a line each."""
    found = Counter((each.severity, each.code) for each in report.findings)
    lines = []
    room = max((len(code) for _, code in found), default=0)
    for (severity, code), count in sorted(found.items(), key=lambda each: (-each[1], each[0])):
        document = report.document(code)
        name = report.say(document.title) if document else ""
        grade = report.say(SEVERITIES[severity])
        lines.append(f"{count:6}  {grade}{' ' * (7 - width(grade))}  {code:{room}}  {name}".rstrip() + "\n")
    return "".join(lines)
