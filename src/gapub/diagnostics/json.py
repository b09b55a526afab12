"""Findings as JSON, as `gapub schema findings` describes them."""

from __future__ import annotations

from typing import Any, Final

from gapub.diagnostics import Diagnostic
from gapub.diagnostics.format import json_text, place_json
from gapub.diagnostics.report import Report, Suppressed, counts
from gapub.diagnostics.spans import end_of, fingerprint

FORMAT: Final = "gapub-findings/1"


def json(report: Report) -> str:
    """The findings as `gapub schema findings` describes them."""
    tree: dict[str, Any] = {
        "format": FORMAT,
        "findings": [tree_of(each, silent, report) for each, silent in report.all()],
        "counts": {**dict(counts(report.findings)), "suppressed": len(report.suppressed), "files": len(report.files)},
    }
    return json_text(tree, indent=1)


def tree_of(finding: Diagnostic, silent: Suppressed | None, report: Report) -> dict[str, Any]:
    """What a finding says; what it has not is left out."""
    tree: dict[str, Any] = {
        "code": finding.code,
        "severity": finding.severity,
        "message": finding.message._asdict(),
        "hint": finding.hint._asdict() if finding.hint else None,
        "place": None,
        "entity": finding.entity,
        "arguments": finding.arguments,
        "fingerprint": fingerprint(finding),
        "related": [{"place": place_json(place), "note": note._asdict()} for place, note in finding.related],
        "edits": [each._asdict() for each in finding.edits],
        "suppressed": {"kind": silent.kind, "reason": silent.reason} if silent else None,
    }
    if finding.place:
        line, column = end_of(finding, report.line(finding.place))
        tree["place"] = {**place_json(finding.place), "end_line": line, "end_column": column}
    return {key: value for key, value in tree.items() if value}
