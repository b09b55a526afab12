"""The report as JSON, as `gapub schema site` describes it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from io import BytesIO
from typing import Any, Final

from gapub.diagnostics import Diagnostic, Text
from gapub.diagnostics.format import json_pieces, place_json
from gapub.diagnostics.json import tree_of
from gapub.diagnostics.report import Report as Findings
from gapub.diagnostics.report import counts
from gapub.publication.history import Matter, address_of, name_of
from gapub.publication.record import Record
from gapub.publication.report import Report, numbers, ordered, states
from gapub.publication.result import Finding

FORMAT: Final = "gapub-site/1"


def data(report: Report, findings_of: Callable[[Sequence[Diagnostic]], Findings]) -> bytes:
    """All of it; `findings_of` tells what the form of findings needs besides."""
    made = BytesIO()
    for each in json_pieces(_tree(report, findings_of(())), indent=1):
        made.write(each.encode())
    return made.getvalue()


def told(finding: Finding) -> Diagnostic:
    """A finding for programs: what it is about stands in its arguments, so that its fingerprint stays from run to run."""
    whose = (finding.division, finding.column, address_of(finding.record), *finding.found.arguments)
    return finding.found._replace(entity=finding.row or finding.column, arguments=whose)


def _tree(report: Report, shown: Findings) -> dict[str, Any]:
    """What it says; columns and findings, which are many, each when its turn comes."""
    check, state = report.check, states(report.check)
    return {
        "format": FORMAT,
        "of": check.of._asdict(),
        "level": check.level,
        "baseline": check.baseline,
        "as_of": check.as_of.isoformat(),
        "divisions": [*report.divisions],
        "exports": [
            {
                "file": each.file,
                "sha256": each.sha256,
                "records": len(each.records),
                "unread": each.unread,
                "findings": [tree_of(one, None, shown) for one in each.findings],
            }
            for each in check.exports
        ],
        "records": numbers(check)._asdict(),
        "columns": (
            {
                "division": each.division,
                "path": each.path,
                "state": state(each).name,
                "rows": [*each.rows],
                "offices": [*each.offices],
                "url": each.url,
                "records": each.records,
                "latest": _day(each.latest),
                "limit": _text(each.limit),
                "ground": each.ground or None,
                "months": dict(each.months),
            }
            for each in check.columns
        ),
        "findings": (_finding(report, each, shown) for each in ordered(report)),
        "open": [
            {
                "code": each.code,
                "why": each.why._asdict(),
                "division": each.division,
                "row": each.row,
                "column": each.column,
                "number": each.number,
            }
            for each in check.open
        ],
        "judged": [each._asdict() for each in check.judged],
        "areas": {id: title._asdict() for id, title in check.areas.items()},
        "titles": {id: title._asdict() for id, title in check.titles.items()},
        "counts": dict(counts(each.found for each in check.findings)),
        "changes": _changes(report),
    }


def _finding(report: Report, each: Finding, shown: Findings) -> dict[str, Any]:
    return {
        "id": name_of(each, report.alone),
        "division": each.division,
        "row": each.row,
        "column": each.column,
        "office": each.office,
        "since": _day(each.since),
        "first": _day(report.first(each)),
        "record": _record(each.record),
        "finding": tree_of(told(each), None, shown),
    }


def _record(record: Record | None) -> dict[str, Any] | None:
    if record is None:
        return None
    return {
        "title": record.title,
        "path": [*record.path],
        "published": _day(record.published),
        "formed": _day(record.formed),
        "number": record.number,
        "office": record.office,
        "url": record.url,
        "place": place_json(record.place),
    }


def _changes(report: Report) -> dict[str, Any] | None:
    changes = report.changes
    if changes is None:
        return None
    kinds = ("new", "returned", "standing", "mended", "unjudged", "accepted")
    return {
        "before": _day(changes.before),
        "runs": [{**each._asdict(), "as_of": each.as_of.isoformat()} for each in changes.runs],
        **{kind: [_matter(each) for each in getattr(changes, kind)] for kind in kinds},
    }


def _matter(each: Matter) -> dict[str, Any]:
    return {key: _day(value) if isinstance(value, date) else value for key, value in each._asdict().items()}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _text(text: Text | None) -> dict[str, str] | None:
    return text._asdict() if text else None
