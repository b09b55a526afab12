"""The formats of findings. Each is imported when a report is made in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from gapub.diagnostics import Text
from gapub.diagnostics.format import Format
from gapub.diagnostics.report import Report


def _text(report: Report) -> str:
    from gapub.diagnostics.text import text

    return text(report.findings, lang=report.lang, sources=report.source)


def _json(report: Report) -> str:
    from gapub.diagnostics.json import json

    return json(report)


def _sarif(report: Report) -> str:
    from gapub.diagnostics.sarif import sarif

    return sarif(report)


def _github(report: Report) -> str:
    from gapub.diagnostics.github import github

    return github(report)


def _junit(report: Report) -> str:
    from gapub.diagnostics.junit import junit

    return junit(report)


FORMATS: Final[tuple[Format[Callable[[Report], str]], ...]] = (
    Format("text", Text("文字", "text for people"), "text/plain", _text),
    Format("json", Text("JSON", "JSON, see gapub schema findings"), "application/json", _json),
    Format("sarif", Text("SARIF 2.1.0", "SARIF 2.1.0"), "application/sarif+json", _sarif),
    Format("github", Text("GitHub 标注", "annotations of GitHub"), "text/plain", _github),
    Format("junit", Text("JUnit XML", "JUnit XML"), "application/xml", _junit),
)
