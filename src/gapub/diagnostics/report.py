"""A report: the findings that are told, those that are not, and what the formats need to print them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, Literal, NamedTuple, Protocol

from gapub.diagnostics import Diagnostic, Place, Severity, Text

GRAVITY: Final[tuple[Severity, ...]] = ("error", "warning", "info")


class Explained(Protocol):
    """What a format says about a rule."""

    @property
    def code(self) -> str: ...  # noqa: D102
    @property
    def family(self) -> str: ...  # noqa: D102
    @property
    def severity(self) -> Severity: ...  # noqa: D102
    @property
    def name(self) -> Text: ...  # noqa: D102
    @property
    def why(self) -> Text: ...  # noqa: D102
    @property
    def reference(self) -> Text | None: ...  # noqa: D102
    @property
    def bad(self) -> str: ...  # noqa: D102
    @property
    def good(self) -> str: ...  # noqa: D102


class Suppressed(NamedTuple):
    """A finding that is not told: allowed beside the row (`inSource`) or accepted in a file (`external`), and why."""

    finding: Diagnostic
    kind: Literal["inSource", "external"]
    reason: str


class Report(NamedTuple):
    """What a run has found in these files. `lines` gives the lines of a file as editors count them."""

    findings: Sequence[Diagnostic]
    suppressed: Sequence[Suppressed]
    files: Sequence[str]
    rules: Mapping[str, Explained]
    lines: Callable[[str], Sequence[str]]
    lang: Literal["zh", "en", "both"]

    def say(self, text: Text) -> str:
        """The text in the language of the report; a machine format that has room for one has Chinese where both are asked for."""
        return text.en if self.lang == "en" else text.zh

    def line(self, place: Place) -> str:
        """The source line of a place; empty when it cannot be shown."""
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
    return {severity: found[severity] for severity in GRAVITY}
