"""Findings as JSON, as `gapub schema findings` describes them."""

from __future__ import annotations

import json as json_
from typing import Any, Final

from gapub.diagnostics import Diagnostic, Place
from gapub.diagnostics.report import Report, counts, ordered
from gapub.diagnostics.spans import end_of, fingerprint

FORMAT: Final = "gapub-findings/1"


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
