"""Findings as JUnit XML."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from xml.sax.saxutils import escape, quoteattr

from gapub.diagnostics import Diagnostic
from gapub.diagnostics.report import Report, counts, ordered
from gapub.diagnostics.text import safe, text


def junit(report: Report) -> str:
    """A test for each file and each finding: errors fail it, what is less grave is its output. A property counts files."""
    by_file: dict[str, list[Diagnostic]] = {file: [] for file in report.files}
    for each in ordered(report.findings):
        by_file.setdefault(each.place.file if each.place else each.entity, []).append(each)
    errors = counts(report.findings)["error"]
    tests = sum(max(1, len(each)) for each in by_file.values())
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites name="gapub" tests="{tests}" failures="{errors}">',
        f'<testsuite name="gapub validate" tests="{tests}" failures="{errors}" errors="0" skipped="0">',
        f'<properties><property name="files" value="{len(report.files)}"/></properties>',
        *chain.from_iterable(_cases(file, each, report) for file, each in by_file.items()),
        "</testsuite>",
        "</testsuites>",
    ]
    return _xml("\n".join(lines) + "\n")


def _cases(file: str, findings: list[Diagnostic], report: Report) -> Iterator[str]:
    name = quoteattr(safe(file))
    if not findings:
        yield f"<testcase classname={name} name={name}/>"
    for each in findings:
        at = f" {each.place.cell or f'{each.place.line}:{each.place.column}'}" if each.place else ""
        yield f"<testcase classname={name} name={quoteattr(safe(f'{each.code}{at}'))}>"
        said = safe(report.say(each.message))
        body = text([each], lang=report.lang, sources=lambda file: "\n".join(report.lines(file)))
        if each.severity == "error":
            yield f"<failure type={quoteattr(each.code)} message={quoteattr(said)}>{escape(body)}</failure>"
        else:
            yield f"<system-out>{escape(body)}</system-out>"
        yield "</testcase>"


def _xml(said: str) -> str:
    """The text without what XML cannot hold; the reporter has escaped all controls but line breaks."""
    return said.replace("\ufffe", r"\ufffe").replace("\uffff", r"\uffff")
