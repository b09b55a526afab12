"""The report as JSON, in both languages whatever the language of the run; its form is in `schema`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from gapub.diagnostics import Text
from gapub.diff.impact import Impact
from gapub.diff.kinds import KINDS
from gapub.diff.report import Area, Line, Report, Row
from gapub.diff.values import Words

FORMAT = "gapub-diff/1"
SCHEMA_ID = "urn:gapub:schema:diff:1"


def text(report: Report, *, impacts: Sequence[Impact] = (), summary: bool = False) -> str:
    """The report as JSON text, and what it means for profiles; with `summary`, without the single changes."""
    tree = {
        "$schema": SCHEMA_ID,
        "format": FORMAT,
        "old": report.old,
        "new": report.new,
        "level": report.level,
        "sentence": _both(report.sentence),
        "counts": report.counts,
        "kinds": {
            kind: {"asks": KINDS[kind].asks, "mirror": KINDS[kind].mirror, "name": _both(KINDS[kind].label)}
            for kind in report.counts
        },
        "areas": [_area(each, summary=summary) for each in report.areas],
        "impact": [_impact(each) for each in impacts],
    }
    return json.dumps(tree, ensure_ascii=False, indent=1) + "\n"


def _area(area: Area, *, summary: bool) -> dict[str, Any]:
    whole = {"id": area.id, "title": _both(area.title), "sentence": _both(area.sentence), "counts": area.counts}
    if summary:
        return whole | {"changes": [], "rows": []}
    return whole | {"changes": [_line(each) for each in area.lines], "rows": [_row(each) for each in area.rows]}


def _row(row: Row) -> dict[str, Any]:
    return {
        "title": _both(row.title),
        "old": row.old,
        "new": row.new,
        "identity": {"how": row.how, "score": row.score, "basis": row.basis} if row.how else None,
        "changes": [_line(each) for each in row.lines],
        "cells": {field: _words(words) for field, words in row.cells},
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "kind": line.kind,
        "field": line.name,
        "was": _words(line.was),
        "now": _words(line.now),
        "short": _both(line.short) if line.short else None,
        "why": _both(line.why) if line.why else None,
        "of": _both(line.of) if line.of else None,
    }


def _impact(impact: Impact) -> dict[str, Any]:
    return {
        "profile": impact.file,
        "division": impact.division,
        "touched": [
            {"entry": each.entry, "target": each.target, "line": each.line, "kinds": each.kinds}
            for each in impact.touched
        ],
        "broken": [
            {"code": each.code, "message": _both(each.message), "line": each.place.line if each.place else None}
            for each in impact.broken
        ],
        "levels": [
            {"level": each.level, "gains": _named(each.gains), "loses": _named(each.loses)} for each in impact.levels
        ],
    }


def _named(rows: Sequence[tuple[str, Text]]) -> list[dict[str, Any]]:
    return [{"id": name, "title": _both(title)} for name, title in rows]


def _words(words: Words) -> list[dict[str, str]]:
    return [_both(each) for each in words]


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
