"""`--fix`: the safe edits of findings laid into their files, again until there is nothing more to fix."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from gapub.diagnostics import Diagnostic
from gapub.diagnostics.edits import Edit, OverlapError, apply
from gapub.sources.library import SourceFile

ROUNDS = 10
"""How often the files are examined anew; a rule whose fix needs more goes round in a circle."""


def fixed(text: str, findings: Iterable[Diagnostic]) -> str:
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


def changes(sources: Iterable[SourceFile], findings: Sequence[Diagnostic]) -> Iterator[tuple[SourceFile, str, str]]:
    """The local files that the edits change: the file, its text, and what it becomes."""
    for source in sources:
        own = [each for each in findings if each.edits and each.place and each.place.file == source.shown]
        if own and source.local:
            before = source.location.read_bytes().decode()
            after = fixed(before, own)
            if after != before:
                yield source, before, after


def difference(file: str, before: str, after: str) -> str:
    """The change of a file as a unified diff."""
    old, new = (
        StringIO(text, newline="\n").readlines() for text in (before, after)
    )  # a bare CR ends no line of a diff
    lines = difflib.unified_diff(old, new, f"a/{file}", f"b/{file}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
