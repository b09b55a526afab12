"""The report as JSON, as `gapub schema audit` describes it: one form for one catalogue and for several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, Final

from gapub.audit.report import Report
from gapub.audit.score import Line, Score
from gapub.diagnostics import Diagnostic
from gapub.diagnostics.format import json_text
from gapub.diagnostics.json import tree_of
from gapub.diagnostics.report import Report as Findings
from gapub.diagnostics.report import counts
from gapub.diagnostics.spans import fingerprint
from gapub.model.scheme import number
from gapub.reports.document import Unread

FORMAT: Final = "gapub-audit/1"


def text(
    reports: Sequence[Report], unread: Sequence[Unread], findings_of: Callable[[Sequence[Diagnostic]], Findings]
) -> str:
    """All of them; `findings_of` tells what the form of findings needs besides."""
    tree = {
        "format": FORMAT,
        "catalogues": [_catalogue(each, findings_of(each.audit.findings)) for each in reports],
        "unread": [
            {"file": each.file, "findings": [tree_of(one, None, findings_of(each.found)) for one in each.found]}
            for each in unread
        ],
    }
    return json_text(tree, indent=1)


def _catalogue(report: Report, shown: Findings) -> dict[str, Any]:
    audit = report.audit
    by_area: dict[str, Counter[str]] = {}
    for each in audit.findings:
        by_area.setdefault(each.entity.partition("/")[0], Counter())[each.code] += 1
    return {
        "file": audit.file,
        "of": audit.of._asdict(),
        "level": audit.level,
        "baseline": audit.baseline,
        "as_of": audit.as_of,
        "scheme": {"title": report.score.scheme.title._asdict(), "issuer": report.score.scheme.issuer._asdict()},
        "score": score_tree(report.score),
        "areas": [
            {
                "id": each.id,
                "title": each.title._asdict(),
                "missing": each.missing,
                "published": each.published,
                "rows": each.rows._asdict(),
                "cells": {name: units._asdict() for name, units in each.cells.items()},
                "codes": dict(sorted(by_area.get(each.id, Counter()).items())),
            }
            for each in audit.areas
        ],
        "findings": [tree_of(each, None, shown) for each, _ in shown.all()],
        "counts": dict(counts(audit.findings)),
    }


def score_tree(score: Score) -> dict[str, Any]:
    """A score as the forms of JSON have it (`forms.audit.ScoreJson`)."""
    kept, of = score.judged
    return {
        "low": _number(score.low),
        "high": _number(score.high),
        "full": _number(score.full),
        "band": score.band.id if score.band else None,
        "lowest_band": score.bands[0].id,
        "highest_band": score.bands[1].id,
        "judged": {"kept": _number(kept), "of": _number(of)},
        "indicators": [_line(each) for each in score.lines],
        "next": score.next.id if score.next else None,
        "reached": score.reached,
        "steps": [
            {
                "indicator": each.indicator.id,
                "things": each.things,
                "gain": _number(each.gain),
                "gate": each.gate,
                "findings": list(dict.fromkeys(map(fingerprint, each.findings))),
            }
            for each in score.steps
        ],
    }


def _line(line: Line) -> dict[str, Any]:
    indicator = line.indicator
    return {
        "id": indicator.id,
        "title": indicator.title._asdict(),
        "kind": indicator.kind,
        "scope": indicator.scope,
        "applies": line.applies,
        "weight": _number(indicator.cap if indicator.kind == "bonus" else indicator.weight),
        "found": line.found,
        "total": line.units.total,
        "open": line.open,
        "low": _number(line.points[0]),
        "high": _number(line.points[1]),
    }


def _number(points: Fraction) -> float | int:
    made = float(number(points))
    return int(made) if made.is_integer() else made
