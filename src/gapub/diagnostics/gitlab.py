"""Findings as GitLab's Code Quality report (https://docs.gitlab.com/ci/testing/code_quality/), for merge requests."""

from __future__ import annotations

import os
from collections import Counter
from hashlib import sha256
from typing import Any, Final

from gapub.diagnostics import Diagnostic, Severity
from gapub.diagnostics.format import json_text
from gapub.diagnostics.report import Report, ordered
from gapub.diagnostics.spans import end_of, fingerprint

_SEVERITIES: Final[dict[Severity, str]] = {"error": "major", "warning": "minor", "info": "info"}


def gitlab(report: Report) -> str:
    """An entry for each finding. The form has no room for how many files were checked."""
    seen = Counter[str]()
    return json_text([_entry(each, seen, report) for each in ordered(report.findings)], indent=1)


def _entry(finding: Diagnostic, seen: Counter[str], report: Report) -> dict[str, Any]:
    """A finding. Without a place it stands at the top of what it is about: GitLab leaves out what has no line."""
    place = finding.place
    path = _from_root(place.file if place else finding.entity, report.root)
    begin = place.line if place else 1
    return {
        "type": "issue",
        "engine_name": "gapub",
        "check_name": finding.code,
        "description": report.sentence(finding),
        "severity": _SEVERITIES[finding.severity],
        "fingerprint": _unique(f"{path}\0{fingerprint(finding)}", seen),
        "location": {
            "path": path,
            "lines": {"begin": begin, "end": end_of(finding, report.line(place))[0] if place else begin},
        },
    }


def _unique(name: str, seen: Counter[str]) -> str:
    """A hash that no other finding of the report has: GitLab takes those of one hash for one."""
    seen[name] += 1
    return sha256(f"{name}\0{seen[name]}".encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _from_root(file: str, root: str) -> str:
    """The path of a file as seen from the root, where it lies below it, as named or where links lead."""
    for absolute in (os.path.abspath, os.path.realpath):
        try:
            seen = os.path.relpath(absolute(file), absolute(root))
        except ValueError:  # another drive of Windows, a null character
            break
        if seen != os.pardir and not seen.startswith(os.pardir + os.sep):
            return seen.replace(os.sep, "/")
    return file
