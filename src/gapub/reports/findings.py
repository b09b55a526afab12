"""How many findings each of many files has."""

from __future__ import annotations

from collections import Counter

from gapub.diagnostics import Text
from gapub.diagnostics.report import SEVERITIES, Report
from gapub.diagnostics.text import summary as sentence
from gapub.reports.document import Counted, Document, overview


def summary(report: Report) -> Document:
    """The files that have findings, the gravest first, with the findings of each severity; the other files are only counted."""
    found = Counter((each.place.file if each.place else "", each.severity) for each in report.findings)
    files = dict.fromkeys(file for file, _ in found)
    rows = [
        Counted("", file, counts := tuple(found[file, severity] for severity in SEVERITIES), _tone(counts))
        for file in files
    ]
    rows.sort(key=lambda row: (*(-count for count in row.counts), row.file))
    part = overview(Text("问题", "Findings"), tuple(SEVERITIES.values()), rows)
    clean = len(set(report.files) - files.keys())
    lead = sentence(report.findings, report.files) + Text(f"；{clean} 个文件没有问题", f"; {clean} without findings")
    return Document(
        Text("检查汇总", "Findings by file"), lead, (), (part,) if rows else (), _tone(rows[0].counts if rows else ())
    )


def _tone(counts: tuple[int, ...]) -> str:
    """The gravest severity that is among these counts; it colours the line."""
    grave = next((severity for severity, count in zip(SEVERITIES, counts, strict=False) if count), "")
    return "" if grave == "info" else grave
