"""The report as JSON, in both languages whatever the language of the run; its form is in `form`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from gapub.diagnostics import Text
from gapub.diagnostics.format import Format, json_text, plain
from gapub.diagnostics.text import Language
from gapub.diff.impact import Impact
from gapub.diff.kinds import KINDS
from gapub.diff.report import Profiled, Report

SCHEMA_ID: Final = "urn:gapub:schema:diff:1"


def text(report: Report, _: Language = "both", impacts: Sequence[Impact] = (), summary: bool = False) -> str:
    """The report as JSON text, and what it means for profiles; with `summary`, without the single changes."""
    kinds = dict.fromkeys(
        (*report.counts, *(kind for each in report.profiles if each.report for kind in each.report.counts))
    )
    tree = {
        "$schema": SCHEMA_ID,
        "format": "gapub-diff/1",
        **{name: getattr(report, name) for name in ("old", "new", "level", "sentence", "counts")},
        "kinds": {
            code: {"asks": KINDS[code].asks, "mirror": KINDS[code].mirror, "name": KINDS[code].label} for code in kinds
        },
        **_changes(report, summary),
        "profiles": [_profile(each, summary) for each in report.profiles],
        "impact": [_impact(each) for each in impacts],
    }
    return json_text(plain(tree), indent=1)


FORMAT: Final = Format("json", Text("JSON 数据", "JSON"), "application/json", text)


def _changes(report: Report, summary: bool) -> dict[str, Any]:
    areas = tuple(area._replace(changes=(), rows=()) for area in report.areas) if summary else report.areas
    return {"registry": () if summary else report.registry, "areas": areas}


def _profile(profile: Profiled, summary: bool) -> dict[str, Any]:
    stated = {
        "profile": profile.file,
        "division": profile.division,
        "level": profile.level,
        "state": profile.state,
        "below": profile.below,
        "sentence": profile.sentence,
    }
    if profile.report is None:
        return {**stated, "counts": {}, "registry": (), "areas": ()}
    return {**stated, "counts": profile.report.counts, **_changes(profile.report, summary)}


def _impact(impact: Impact) -> dict[str, Any]:
    return {
        "profile": impact.file,
        "division": impact.division,
        "touched": impact.touched,
        "broken": [
            {
                "code": each.code,
                "message": each.message,
                "file": each.place.file if each.place else None,
                "line": each.place.line if each.place else None,
            }
            for each in impact.broken
        ],
        "levels": [
            {"level": each.level, "gains": _named(each.gains), "loses": _named(each.loses)} for each in impact.levels
        ],
    }


def _named(rows: Sequence[tuple[str, Text]]) -> list[dict[str, Any]]:
    return [{"id": name, "title": title} for name, title in rows]
