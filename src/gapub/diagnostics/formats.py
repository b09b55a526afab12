"""The formats of findings. Each is imported when a report is made in it."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Final

from gapub.diagnostics import Text
from gapub.diagnostics.format import Format
from gapub.diagnostics.report import Report


def _text(report: Report) -> str:
    from gapub.diagnostics.text import text

    return text(report.findings, lang=report.lang, sources=report.source, files=report.files)


def _by(name: str) -> Callable[[Report], str]:
    """The function that a module of this package has under its own name."""

    def make(report: Report) -> str:
        made: str = getattr(import_module(f"gapub.diagnostics.{name}"), name)(report)
        return made

    return make


FORMATS: Final[tuple[Format[Callable[[Report], str]], ...]] = (
    Format("text", Text("文字", "text for people"), "text/plain", _text),
    Format("json", Text("JSON", "JSON, see gapub schema findings"), "application/json", _by("json")),
    Format("sarif", Text("SARIF 2.1.0", "SARIF 2.1.0"), "application/sarif+json", _by("sarif")),
    Format("github", Text("GitHub 标注", "GitHub annotations"), "text/plain", _by("github")),
    Format("junit", Text("JUnit XML", "JUnit XML"), "application/xml", _by("junit")),
)
