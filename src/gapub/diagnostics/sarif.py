"""Findings as SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), for code scanning."""

from __future__ import annotations

import os
from pathlib import PurePath
from typing import Any, Final
from urllib.parse import quote

from gapub import __version__
from gapub.diagnostics import Diagnostic, Place, Severity, Text
from gapub.diagnostics.format import json_text
from gapub.diagnostics.report import Report, RuleDocument, Suppressed
from gapub.diagnostics.spans import end_of, fingerprint

SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_UNRULED: Final = Text("见结果中的说明。", "See the message of the result.")
_LEVELS: Final[dict[Severity, str]] = {"error": "error", "warning": "warning", "info": "note"}


def sarif(report: Report) -> str:
    """One run, which was no success if it could not read a file.

    What is allowed or accepted is there, with its suppression, only if asked for: GitHub takes it for open.
    """
    findings = [(each, silent) for each, silent in report.all() if silent is None or report.with_suppressed]
    codes = sorted({finding.code for finding, _ in findings})
    driver = {
        "name": "gapub",
        "version": __version__,
        "language": "en-US" if report.lang == "en" else "zh-CN",
        "rules": [_rule(code, report.document(code), report) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": not report.unread}],
        "properties": {"filesChecked": len(report.files)},
        "results": [_result(each, codes, silent, report) for each, silent in findings],
    }
    return json_text({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1)


def _rule(code: str, rule: RuleDocument | None, report: Report) -> dict[str, Any]:
    """What a rule means. A code that is none, of how gapub was called, has no more to say than its findings."""
    if rule is None:
        return {"id": code, "name": code, "help": {kind: report.say(_UNRULED) for kind in ("text", "markdown")}}
    stated = {
        "id": code,
        "name": code,
        "shortDescription": {"text": report.say(rule.title)},
        "fullDescription": {"text": report.say(rule.why)},
        "help": {"text": _help(rule, fenced=False), "markdown": _help(rule, fenced=True)},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": [rule.family]},
    }
    return stated if report.docs_url is None else stated | {"helpUri": _page(report.docs_url, code)}


def _page(docs: str, code: str) -> str:
    """Where a rule is explained: where the address has `{code}`, there; else at the place of that name on one page."""
    return docs.replace("{code}", code) if "{code}" in docs else f"{docs.partition('#')[0]}#{code}"


def _help(rule: RuleDocument, *, fenced: bool) -> str:
    """Why there is the rule, in both languages, and its examples."""
    fence = ("```yaml\n", "```\n") if fenced else ("", "")
    parts = [f"{rule.title.zh} / {rule.title.en}", rule.why.zh, rule.why.en]
    if rule.reference:
        parts += [rule.reference.zh, rule.reference.en]
    for label, example in (("不好 / bad:", rule.bad), ("好 / good:", rule.good)):
        if not example:  # of what is no file of ours
            continue
        parts.append(f"{label}\n{fence[0]}{example.rstrip()}\n{fence[1]}".rstrip())
    return "\n\n".join(parts)


def _result(finding: Diagnostic, codes: list[str], silent: Suppressed | None, report: Report) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": codes.index(finding.code),
        "level": _LEVELS[finding.severity],
        "message": {"text": report.sentence(finding)},
    }
    location = _location(finding, report)
    if location:
        result["locations"] = [location]
    if finding.related:
        result["relatedLocations"] = [
            {
                "id": i,
                "physicalLocation": _physical(place),
                **({"logicalLocations": [_cell(place)]} if place.sheet else {}),
                "message": {"text": report.say(note)},
            }
            for i, (place, note) in enumerate(finding.related)
        ]
    result["partialFingerprints"] = {"gapub/v1": fingerprint(finding)}
    if finding.edits and finding.place and all(edit.start[1] for edit in finding.edits):  # SARIF has no column 0
        result["fixes"] = [_fix(finding, finding.place, report)]
    result["suppressions"] = [{"kind": silent.kind, "justification": silent.reason}] if silent else []
    return result


def _location(finding: Diagnostic, report: Report) -> dict[str, Any]:
    location: dict[str, Any] = {}
    if finding.place:
        location["physicalLocation"] = _physical(finding.place, end_of(finding, report.line(finding.place)))
    logical = [{"fullyQualifiedName": finding.entity}] if finding.entity else []
    if finding.place and finding.place.sheet:
        logical.append(_cell(finding.place))
    if logical:
        location["logicalLocations"] = logical
    return location


def _cell(place: Place) -> dict[str, str]:
    """A cell, of which SARIF has no notion, as a place within the file that is no text."""
    return {"name": place.cell.rpartition("!")[2], "fullyQualifiedName": place.cell, "kind": "cell"}


def _physical(place: Place, end: tuple[int, int] | None = None) -> dict[str, Any]:
    where = {"artifactLocation": {"uri": uri(place.file)}}
    return where if place.sheet else where | {"region": _region((place.line, place.column), end)}


def _region(start: tuple[int, int], end: tuple[int, int] | None) -> dict[str, int]:
    region = {"startLine": start[0], "startColumn": start[1]}
    return region if end is None else region | {"endLine": end[0], "endColumn": end[1]}


def _fix(finding: Diagnostic, place: Place, report: Report) -> dict[str, Any]:
    replacements = [
        {"deletedRegion": _region(edit.start, edit.end), "insertedContent": {"text": edit.text}}
        for edit in finding.edits
    ]
    change = {"artifactLocation": {"uri": uri(place.file)}, "replacements": replacements}
    return {"description": {"text": report.say(finding.hint or finding.message)}, "artifactChanges": [change]}


def uri(file: str) -> str:
    """The file as a URI: relative as it was given, or absolute."""
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(os.fsencode(path.as_posix()))
