"""Findings as values: what is wrong, how badly, where, and how to mend it, in Chinese and English.

Every stage returns its findings beside its result; nothing is printed or raised on the way. `reporters` prints them.
This module is imported on every run, so it imports nothing but the standard library's typing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from gapub.edits import Edit

__all__ = ["Diagnostic", "GapubError", "Place", "Severity", "Text"]

Severity: TypeAlias = Literal["error", "warning", "info"]


class Text(NamedTuple):
    """One message in both languages."""

    zh: str
    en: str


class Place(NamedTuple):
    """A point in a source file; places sort by file, line, column.

    `file` is a logical path with '/' separators. `line` and `column` are 1-based, as editors count them: lines end at
    LF, CR LF or CR, columns count characters (code points), and a byte order mark is not counted.
    """

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        """Return `file:line:column`, the form that editors and terminals turn into a link."""
        return f"{self.file}:{self.line}:{self.column}"


class Diagnostic(NamedTuple):
    """One finding about one fault.

    `code` is stable and never reused, for example `yaml-duplicate-key`. `entity` is the path of what it is about, for
    example `land-expropriation/preliminary-work/hearing`. `related` holds other places that matter, such as the first
    of two duplicates. `hint` says how to mend it. `end` is the line and column behind the last character of what is
    wrong, where it is known better than "the word at the place". `arguments` are what, besides code and entity, tells
    this finding from others of its kind, for fingerprints that outlive a change of words or lines. `edits` mend it safely.
    """

    code: str
    severity: Severity
    message: Text
    place: Place | None = None
    entity: str = ""
    related: tuple[tuple[Place, Text], ...] = ()
    hint: Text | None = None
    end: tuple[int, int] | None = None
    arguments: tuple[str, ...] = ()
    edits: tuple[Edit, ...] = ()


class GapubError(Exception):
    """Work cannot go on; `diagnostics` says why. Raised only at the edge, where the command line prints them."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Carry these findings, at least one of which is an error."""
        self.diagnostics: tuple[Diagnostic, ...] = tuple(diagnostics)
        super().__init__(self.diagnostics)

    def __str__(self) -> str:
        """Return one English line a finding, for logs and test failures."""
        return "\n".join(f"{d.place or d.entity or '-'}: [{d.code}] {d.message.en}" for d in self.diagnostics)
