"""A report: the findings, those that are suppressed, and what the formats need to print them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, Literal, NamedTuple

from gapub.diagnostics import Diagnostic, Place, Severity, Text

SEVERITIES: Final[dict[Severity, Text]] = {
    "error": Text("错误", "error"),
    "warning": Text("警告", "warning"),
    "info": Text("提示", "info"),
}
"""What each severity is called, the gravest first."""


class RuleDocument(NamedTuple):
    """What a rule means, for people who meet its finding: examples are YAML, laid into a sample file of the `frame`."""

    code: str
    family: str
    severity: Severity
    title: Text
    why: Text
    bad: str
    good: str
    reference: Text | None = None
    frame: str = "row"


class Suppressed(NamedTuple):
    """A finding that does not count: allowed beside the row (`inSource`) or accepted in a file (`external`), and why."""

    finding: Diagnostic
    kind: Literal["inSource", "external"]
    reason: str


class Report(NamedTuple):
    """What a run has found in these files, each by the path that messages name it by.

    `document` tells what a rule means, by its code; `source` gives the text of a file, None when it cannot be shown, and
    `lines` its lines as editors count them. `read` are the files that the findings depend on besides those examined.
    `unread` are those of the findings that kept a file from being read or checked to its end; they and those that stop a
    compile are `binding`: they cannot be accepted. `with_suppressed` asks for what is suppressed where it is left out
    otherwise. `root` is the folder from which a format names files that wants them so; at `docs_url` the rules are explained.
    """

    findings: Sequence[Diagnostic]
    suppressed: Sequence[Suppressed]
    files: Sequence[str]
    document: Callable[[str], RuleDocument | None]
    source: Callable[[str], str | None]
    lines: Callable[[str], Sequence[str]]
    lang: Literal["zh", "en", "both"]
    read: Sequence[Path] = ()
    unread: Sequence[Diagnostic] = ()
    binding: Sequence[Diagnostic] = ()
    with_suppressed: bool = False
    root: str = "."
    docs_url: str | None = None

    def say(self, text: Text) -> str:
        """The text in the language of the report; a machine format that has room for one has Chinese where both are asked for."""
        return text.en if self.lang == "en" else text.zh

    def sentence(self, finding: Diagnostic) -> str:
        """What a finding says, and how to mend it, in one line for formats that have one text for both."""
        message = self.celled(finding)
        return self.say(message + Text("。", ". ") + finding.hint if finding.hint else message)

    def celled(self, finding: Diagnostic) -> Text:
        """What a finding says, for formats that know places of text alone: the cell, if it is about one, stands before it."""
        cell = finding.place.cell if finding.place else ""
        return Text(f"{cell}：", f"{cell}: ") + finding.message if cell else finding.message

    def all(self) -> Iterator[tuple[Diagnostic, Suppressed | None]]:
        """Every finding in order, also what is suppressed, with that."""
        silent = {id(each.finding): each for each in self.suppressed}
        findings = ordered([*self.findings, *(each.finding for each in self.suppressed)])
        return ((each, silent.get(id(each))) for each in findings)

    def line(self, place: Place) -> str:
        """The source line of a place; empty when it cannot be shown, or is a cell."""
        if place.sheet:
            return ""
        lines = self.lines(place.file)
        return lines[place.line - 1] if 0 < place.line <= len(lines) else ""


def ordered(findings: Iterable[Diagnostic]) -> list[Diagnostic]:
    """By file, line, column and code, so that no order of the input shows."""

    def key(finding: Diagnostic) -> tuple[object, ...]:
        return (finding.place or Place("", 0, 0), finding.code, finding.entity, finding.message)

    return sorted(findings, key=key)


def counts(findings: Iterable[Diagnostic]) -> dict[Severity, int]:
    """How many findings of each severity."""
    found = Counter(each.severity for each in findings)
    return {severity: found[severity] for severity in SEVERITIES}
