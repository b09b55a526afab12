"""Findings for programs: JSON, the annotations of GitHub, JUnit."""

from __future__ import annotations

import json as json_
from collections.abc import Iterator
from itertools import chain
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from gapub.diagnostics import Diagnostic, Place, Severity, Text
from gapub.diagnostics.report import GRAVITY, Report, counts, ordered
from gapub.diagnostics.reporters import safe, text
from gapub.diagnostics.spans import end_of, fingerprint

FORMAT: Final = "gapub-findings/1"
SHOWN: Final = 10
"""How many annotations of each kind GitHub shows for a step."""


def json(report: Report) -> str:
    """The findings as `gapub schema findings` describes them."""
    silent: dict[int, dict[str, str]] = {
        id(each.finding): {"kind": each.kind, "reason": each.reason} for each in report.suppressed
    }
    findings = ordered([*report.findings, *(each.finding for each in report.suppressed)])
    tree: dict[str, Any] = {
        "format": FORMAT,
        "findings": [_finding(each, silent.get(id(each)), report) for each in findings],
        "counts": {**dict(counts(report.findings)), "suppressed": len(report.suppressed), "files": len(report.files)},
    }
    return json_.dumps(tree, ensure_ascii=False, indent=1) + "\n"


def _finding(finding: Diagnostic, silent: dict[str, str] | None, report: Report) -> dict[str, Any]:
    """What a finding says; what it has not is left out."""
    tree: dict[str, Any] = {
        "code": finding.code,
        "severity": finding.severity,
        "message": finding.message._asdict(),
        "hint": finding.hint._asdict() if finding.hint else None,
        "place": None,
        "entity": finding.entity,
        "arguments": list(finding.arguments),
        "fingerprint": fingerprint(finding),
        "related": [{"place": _place(place), "note": note._asdict()} for place, note in finding.related],
        "edits": [{"start": list(each.start), "end": list(each.end), "text": each.text} for each in finding.edits],
        "suppressed": silent,
    }
    if finding.place:
        line, column = end_of(finding, report.line(finding.place))
        tree["place"] = {**_place(finding.place), "end_line": line, "end_column": column}
    return {key: value for key, value in tree.items() if value}


def _place(place: Place) -> dict[str, Any]:
    return {"file": place.file, "line": place.line, "column": place.column}


# --- GitHub ----------------------------------------------------------------------------------------------------------

_COMMANDS: Final[dict[Severity, str]] = {"error": "error", "warning": "warning", "info": "notice"}


def github(report: Report) -> str:
    """Annotations, the gravest first, as many as are shown and how many more there are; then all findings as text.

    A line of that text cannot be a command: it starts with a bar.
    """
    lines = [*_annotations(report)]
    said = text(report.findings, lang=report.lang, sources=lambda file: "\n".join(report.lines(file)))
    lines += [f"| {line}".rstrip() for line in said.splitlines()]
    return "\n".join(lines) + "\n"


def _annotations(report: Report) -> Iterator[str]:
    found = {severity: [each for each in ordered(report.findings) if each.severity == severity] for severity in GRAVITY}
    room = dict.fromkeys(GRAVITY, SHOWN)
    if any(len(each) > SHOWN for each in found.values()):
        room["info"] -= 1  # the last notice says how many more there are
    shown = [found[severity][: room[severity]] for severity in GRAVITY]
    for each in chain(*shown):
        yield _annotation(each, report)
    more = len(report.findings) - sum(map(len, shown))
    if more:
        rest = Text(f"另有 {more} 个问题没有标注，见本步骤的日志", f"{more} more findings: see the log of this step")
        yield f"::notice title=gapub::{_data(report.say(rest))}"


def _annotation(finding: Diagnostic, report: Report) -> str:
    properties = {}
    if finding.place:
        end = end_of(finding, report.line(finding.place))
        properties = {"file": finding.place.file, "line": finding.place.line, "endLine": end[0]}
        if end[0] == finding.place.line:
            properties |= {"col": finding.place.column, "endColumn": end[1]}
    properties["title"] = f"gapub {finding.code}"
    said = report.say(finding.message)
    if finding.hint:
        said += "\n" + report.say(Text(f"改法：{finding.hint.zh}", f"fix: {finding.hint.en}"))
    where = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{_COMMANDS[finding.severity]} {where}::{_data(said)}"


def _data(said: str) -> str:
    escaped = said.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return safe(escaped)


def _property(said: str) -> str:
    return _data(said).replace(":", "%3A").replace(",", "%2C")


# --- JUnit -----------------------------------------------------------------------------------------------------------


def junit(report: Report) -> str:
    """A test for each file and each finding: errors fail it, what is less grave is its output."""
    by_file: dict[str, list[Diagnostic]] = {file: [] for file in report.files}
    for each in ordered(report.findings):
        by_file.setdefault(each.place.file if each.place else each.entity, []).append(each)
    errors = counts(report.findings)["error"]
    tests = sum(max(1, len(each)) for each in by_file.values())
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites name="gapub" tests="{tests}" failures="{errors}">',
        f'<testsuite name="gapub validate" tests="{tests}" failures="{errors}" errors="0" skipped="0">',
        *chain.from_iterable(_cases(file, each, report) for file, each in by_file.items()),
        "</testsuite>",
        "</testsuites>",
    ]
    return _xml("\n".join(lines) + "\n")


def _cases(file: str, findings: list[Diagnostic], report: Report) -> Iterator[str]:
    name = quoteattr(safe(file))
    if not findings:
        yield f"<testcase classname={name} name={name}/>"
    for each in findings:
        at = f" {each.place.line}:{each.place.column}" if each.place else ""
        yield f"<testcase classname={name} name={quoteattr(f'{each.code}{at}')}>"
        said = safe(report.say(each.message))
        body = text([each], lang=report.lang, sources=lambda file: "\n".join(report.lines(file)))
        if each.severity == "error":
            yield f"<failure type={quoteattr(each.code)} message={quoteattr(said)}>{escape(body)}</failure>"
        else:
            yield f"<system-out>{escape(body)}</system-out>"
        yield "</testcase>"


def _xml(said: str) -> str:
    """The text without what XML cannot hold; the reporter has escaped all controls but line breaks."""
    return said.replace("\ufffe", r"\ufffe").replace("\uffff", r"\uffff")
