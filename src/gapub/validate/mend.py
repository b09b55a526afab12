"""`--fix`: the safe edits of findings laid into their files, again until there is nothing more to mend."""

from __future__ import annotations

from collections.abc import Iterable

from gapub.diagnostics import Diagnostic
from gapub.edits import Edit, OverlapError, apply

ROUNDS = 10
"""How often a file is examined anew; a rule whose fix needs more goes round in a circle."""


def mended(text: str, findings: Iterable[Diagnostic]) -> str:
    """The text after the edits of its findings; where two claim the same words, the first one wins this round."""
    done: list[Edit] = []
    for finding in findings:
        if finding.edits:
            try:
                apply(text, [*done, *finding.edits])
            except OverlapError:
                continue
            done += finding.edits
    return apply(text, done)
