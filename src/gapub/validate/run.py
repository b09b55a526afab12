"""One run of `gapub validate`: which files, what is wrong, what of it is told, and the report that a format prints."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from gapub.diagnostics.report import Report, RuleDocument, Suppressed, ordered
from gapub.diagnostics.text import split
from gapub.rules.registry import RULES
from gapub.sources.bundle import FOLDER
from gapub.sources.library import SourceFile, bundled_files, local_file, source_text
from gapub.validate import engine, files
from gapub.validate import filter as chosen
from gapub.validate.settings import Settings


class Run(NamedTuple):
    """What a run has found. `sources` are the files examined, `besides` what it read, or looked for, beyond them."""

    report: Report
    sources: Sequence[SourceFile]
    besides: Sequence[Path]


def run(
    paths: Sequence[Path],
    settings: Settings,
    lang: Literal["zh", "en", "both"],
    *,
    accept_none: bool = False,
    here: Path | None = Path(FOLDER),
) -> Run:
    """Examine the files of these paths; with `accept_none` what was accepted before is told as well.

    `here` is the folder of guidelines that comes before those that the paths have (`folder_of`).
    """
    sources = sources_of(paths, settings)
    examined = engine.examine(sources, files.folder_of(paths, here), settings.as_of, paths)
    told = chosen.chosen(examined.findings, settings)
    told, allowed = chosen.without_allowed(told, examined.allowances, settings, examined.as_of)
    besides = list(examined.read)
    known: list[Suppressed] = []
    if settings.accepted is not None and not accept_none:
        besides.append(settings.accepted)
        told, known = chosen.without_accepted(told, chosen.read_accepted(settings.accepted), settings)
    names = [source.shown for source in sources]
    return Run(Report(ordered(told), [*allowed, *known], names, _document, _lines(), lang), sources, besides)


def sources_of(paths: Sequence[Path], settings: Settings) -> list[SourceFile]:
    """The files of the paths, each once; the bundled ones when there are neither paths nor folders of gapub here."""
    found = files.paths_of(paths, settings.excluded)
    if not found and not paths:
        return bundled_files()
    once = {os.path.realpath(path): path for path in reversed(found)}
    return [local_file(path) for path in found if once[os.path.realpath(path)] == path]


def _document(code: str) -> RuleDocument | None:
    from gapub.rules.documents import document  # reads YAML: only where a format explains rules

    return document(code) if code in RULES else None


def _lines() -> Callable[[str], list[str]]:
    @cache
    def lines(file: str) -> list[str]:
        return split(source_text(file))

    return lines


def statistics(report: Report) -> str:
    """How often each rule was broken, the most frequent first, a line each."""
    found = Counter((each.severity, each.code) for each in report.findings)
    lines = []
    for (severity, code), count in sorted(found.items(), key=lambda each: (-each[1], each[0])):
        document = report.document(code)
        name = report.say(document.title) if document else ""
        lines.append(f"{count:6}  {severity:7}  {code}  {name}\n")
    return "".join(lines)
