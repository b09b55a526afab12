"""Findings as one line each, for `grep` and for the lists of problems of editors."""

from __future__ import annotations

from collections.abc import Iterator

from gapub.diagnostics import Text
from gapub.diagnostics.report import Report, ordered
from gapub.diagnostics.text import safe, summary


def concise(report: Report) -> str:
    """`FILE:LINE:COLUMN: CODE message` for each finding, in order; in the last line, how many files and findings there are."""
    return "".join(f"{line}\n" for line in _lines(report))


def _lines(report: Report) -> Iterator[str]:
    for each in ordered(report.findings):
        where = each.place or each.entity
        yield safe(f"{where}: {each.code} {_said(each.message, report)}" if where else _said(each.message, report))
    yield safe(_said(summary(report.findings, report.files), report))


def _said(text: Text, report: Report) -> str:
    """The text in the language of the report; in both, English behind Chinese: a finding has one line."""
    return report.say(text) if report.lang != "both" or text.zh == text.en else f"{text.zh} / {text.en}"
