"""Findings as annotations of GitHub."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Final

from gapub.diagnostics import Diagnostic, Severity, Text
from gapub.diagnostics.report import SEVERITIES, Report, ordered
from gapub.diagnostics.spans import end_of
from gapub.diagnostics.text import safe, text

SHOWN: Final = 10
"""How many annotations of each kind GitHub shows for a step."""

_COMMANDS: Final[dict[Severity, str]] = {"error": "error", "warning": "warning", "info": "notice"}


def github(report: Report) -> str:
    """Annotations, the gravest first, as many as are shown and how many more there are; then all findings as text.

    A line of that text cannot be a command: it starts with a bar.
    """
    lines = [*_annotations(report)]
    said = text(
        report.findings,
        lang=report.lang,
        sources=lambda file: "\n".join(report.lines(file)),
        files=report.files,
    )
    lines += [f"| {line}".rstrip() for line in said.splitlines()]
    return "\n".join(lines) + "\n"


def _annotations(report: Report) -> Iterator[str]:
    found = {
        severity: [each for each in ordered(report.findings) if each.severity == severity] for severity in SEVERITIES
    }
    room = dict.fromkeys(SEVERITIES, SHOWN)
    if any(len(each) > SHOWN for each in found.values()):
        room["info"] -= 1  # the last notice says how many more there are
    shown = [found[severity][: room[severity]] for severity in SEVERITIES]
    for each in chain(*shown):
        yield _annotation(each, report)
    more = len(report.findings) - sum(map(len, shown))
    if more:
        rest = Text(f"另有 {more} 个问题没有标注，见本步骤的日志", f"{more} more findings: see the log of this step")
        yield f"::notice title=gapub::{_data(report.say(rest))}"


def _annotation(finding: Diagnostic, report: Report) -> str:
    properties = dict[str, object]()
    if finding.place:
        end = end_of(finding, report.line(finding.place))
        properties = {"file": finding.place.file}
        if not finding.place.sheet:
            properties |= {"line": finding.place.line, "endLine": end[0]}
            if end[0] == finding.place.line:
                properties |= {"col": finding.place.column, "endColumn": end[1]}
    properties["title"] = f"gapub {finding.code}"
    said = report.say(report.celled(finding))
    if finding.hint:
        said += "\n" + report.say(Text("改法：", "fix: ") + finding.hint)
    where = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{_COMMANDS[finding.severity]} {where}::{_data(said)}"


def _data(said: str) -> str:
    escaped = said.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return safe(escaped)


def _property(said: str) -> str:
    return _data(said).replace(":", "%3A").replace(",", "%2C")
