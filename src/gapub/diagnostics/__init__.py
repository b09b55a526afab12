"""Findings as values: what is wrong, how badly, where, and how to mend it, in Chinese and English.

Every stage returns its findings beside its result; nothing is printed or raised on the way. `reporters` prints them.
This module is imported on every run, so it imports nothing but the standard library's typing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from gapub.diagnostics.edits import Edit

__all__ = ["Diagnostic", "GapubError", "Place", "Severity", "Text", "column_letters", "counted"]

Severity: TypeAlias = Literal["error", "warning", "info"]


class Text(NamedTuple):
    """One text in both languages, Chinese and English: `+` puts two one after the other, `format` fills in the braces."""

    zh: str
    en: str

    @classmethod
    def same(cls, text: object) -> Text:
        """A text that is the same in both languages: a name, a number, an id."""
        return cls(str(text), str(text))

    def __add__(self, other: Text) -> Text:  # type: ignore[override]  # of a tuple's `+` nothing is wanted here
        """Return both texts, one after the other, in each language."""
        return Text(self.zh + other.zh, self.en + other.en)

    def join(self, parts: Iterable[Text]) -> Text:
        """The parts with this text between them, as `str.join` does it."""
        parts = list(parts)
        return Text(self.zh.join(each.zh for each in parts), self.en.join(each.en for each in parts))

    def format(self, *values: object) -> Text:
        """The text with its braces filled in, as `str.format` does it; a value that is a Text in the language at hand."""
        zh, en = ([each[i] if isinstance(each, Text) else each for each in values] for i in (0, 1))
        return Text(self.zh.format(*zh), self.en.format(*en))


def counted(number: int, noun: str, plural: str = "") -> str:
    """A number with its English noun: `1 row`, `2 rows`. `plural` is the noun of several where that is not noun and s."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def column_letters(column: int) -> str:
    """The letters by which workbooks call a column: 1 is A, 27 is AA."""
    letters = ""
    while column > 0:
        column, digit = divmod(column - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters


class Place(NamedTuple):
    """A point in a source file; places sort by file, line, column.

    `file` is a logical path with '/' separators. `line` and `column` are 1-based, as editors count them: lines end at
    LF, CR LF or CR, columns count characters (code points), and a byte order mark is not counted. In a file of tables
    `sheet` names the sheet or the table (`tables.grid.Grid.name`), and line and column are a row and a column of it.
    """

    file: str
    line: int
    column: int
    sheet: str = ""

    @property
    def cell(self) -> str:
        """The cell as workbooks name it, `sheet!C12`; empty where the place is no cell, but a line of text."""
        return f"{self.sheet}!{column_letters(self.column)}{self.line}" if self.sheet else ""

    def __str__(self) -> str:
        """Return `file:line:column`, the form that editors and terminals turn into a link; of a cell `file:sheet!C12`."""
        return f"{self.file}:{self.cell or f'{self.line}:{self.column}'}"


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
