"""The report as JSON, in both languages whatever the language of the run; its form is in `form`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from gapub.diagnostics import Text
from gapub.diagnostics.format import Format, json_text, plain
from gapub.diagnostics.text import Language
from gapub.diff.impact import Impact
from gapub.diff.kinds import KINDS
from gapub.diff.report import Report

SCHEMA_ID: Final = "urn:gapub:schema:diff:1"


def text(report: Report, _: Language = "both", impacts: Sequence[Impact] = (), summary: bool = False) -> str:
    """The report as JSON text, and what it means for profiles; with `summary`, without the single changes."""
    if summary:
        report = report._replace(registry=(), areas=tuple(area._replace(changes=(), rows=()) for area in report.areas))
    stated = report._asdict()
    registry, areas = stated.pop("registry"), stated.pop("areas")
    kinds = [KINDS[kind] for kind in report.counts]
    tree = {
        "$schema": SCHEMA_ID,
        "format": "gapub-diff/1",
        **stated,
        "kinds": {each.code: {"asks": each.asks, "mirror": each.mirror, "name": each.label} for each in kinds},
        "registry": registry,
        "areas": areas,
        "impact": [_impact(each) for each in impacts],
    }
    return json_text(plain(tree), indent=1)


FORMAT: Final = Format("json", Text("JSON 数据", "JSON"), "application/json", text)


def _impact(impact: Impact) -> dict[str, Any]:
    return {
        "profile": impact.file,
        "division": impact.division,
        "touched": impact.touched,
        "broken": [
            {"code": each.code, "message": each.message, "line": each.place.line if each.place else None}
            for each in impact.broken
        ],
        "levels": [
            {"level": each.level, "gains": _named(each.gains), "loses": _named(each.loses)} for each in impact.levels
        ],
    }


def _named(rows: Sequence[tuple[str, Text]]) -> list[dict[str, Any]]:
    return [{"id": name, "title": title} for name, title in rows]
