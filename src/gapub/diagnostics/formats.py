"""The formats of findings. Each is imported when a report is made in it."""

from __future__ import annotations

import re
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
    Format("concise", Text("每个问题一行", "a line for each finding"), "text/plain", _by("concise")),
    Format("json", Text("JSON", "JSON, see gapub schema findings"), "application/json", _by("json")),
    Format("sarif", Text("SARIF 2.1.0", "SARIF 2.1.0"), "application/sarif+json", _by("sarif")),
    Format("github", Text("GitHub 标注", "GitHub annotations"), "text/plain", _by("github")),
    Format("gitlab", Text("GitLab 代码质量", "GitLab Code Quality"), "application/json", _by("gitlab")),
    Format("junit", Text("JUnit XML", "JUnit XML"), "application/xml", _by("junit")),
)

_HEADS: Final = (
    rb'\{\n "format": "gapub-findings/1"',
    rb'\{\n "\$schema": "[^"\n]*sarif[^"\n]*",\n "version": "[\d.]+",\n "runs": \[\n  \{\n   "tool": \{\n    "driver": \{\n'
    rb'     "name": "gapub"',
    rb'\[\]\n\Z|\[\n \{\n  "type": "issue",\n  "engine_name": "gapub"',
    rb'<\?xml [^>\n]*>\n<testsuites name="gapub"',
)
"""How reports for programs begin, whatever they hold."""
_LAST: Final = re.compile(r"(?:^|\n)(?:\| )?(?:检查了 \d+ 个文件，|\d+ files? checked: )[^\n]*\n\Z")
"""How those for people end."""


def is_report(data: bytes) -> bool:
    """Whether a file is a report of gapub's, in whatever format: nobody else wrote it, and the next run may replace it."""
    if any(re.match(head, data) for head in _HEADS):
        return True
    return _LAST.search(data[-400:].decode("utf-8", "ignore")) is not None
