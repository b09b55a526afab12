"""A report as every format lays it out: facts, and tables of texts in both languages.

The formats (`cli.documents`) reckon nothing, so they cannot disagree. Texts may be untrusted: a format escapes everything.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from gapub.diagnostics import Diagnostic, Text
from gapub.diagnostics.text import Language

if TYPE_CHECKING:
    from gapub.model.catalogue import Division

_NONE: Final = Text("", "")


class Row(NamedTuple):
    """A row of a table. `tone` is a severity, `total`, `good` or `bad`, for formats that have colours; `group` what it stands under."""

    cells: tuple[Text, ...]
    tone: str = ""
    group: Text = _NONE


class Part(NamedTuple):
    """A part of a report: paragraphs, a table where it has heads, and a list. `numeric` are the columns of numbers.

    `groups` says what the groups of its rows are.
    """

    id: str
    title: Text
    notes: tuple[Text, ...] = ()
    heads: tuple[Text, ...] = ()
    rows: tuple[Row, ...] = ()
    items: tuple[Text, ...] = ()
    numeric: tuple[int, ...] = ()
    groups: Text = Text("领域", "Area")


class Document(NamedTuple):
    """A report: its title, the sentence that sums it up, facts, and parts. `tone` is that of the sentence."""

    title: Text
    lead: Text
    facts: tuple[tuple[Text, Text], ...]
    parts: tuple[Part, ...]
    tone: str = ""


def said(text: Text, lang: Language, between: str = " ") -> str:
    """A text in a language; in both, English behind Chinese where it differs."""
    if lang == "both":
        return text.zh if text.en in ("", text.zh) else f"{text.zh}{between}{text.en}"
    return text.en or text.zh if lang == "en" else text.zh


# --- over many localities ------------------------------------------------------------------------------------------------


class Counted(NamedTuple):
    """A file in an overview: whose it is, or nothing; its path; and how much there is of each thing that is counted."""

    of: str
    file: str
    counts: tuple[int, ...]
    tone: str = ""


class Unread(NamedTuple):
    """A file that could not be read or judged, and why."""

    file: str
    found: tuple[Diagnostic, ...]


def called(divisions: Sequence[Division]) -> str:
    """Whose a profile is: its division, or of several the first and how many there are."""
    first, *more = divisions
    return f"{first.name}等 {len(more) + 1} 个" if more else first.name


def overview(title: Text, counted: Sequence[Text], rows: Sequence[Counted], notes: tuple[Text, ...] = ()) -> Part:
    """A table of localities, a row each, with the sum below; what there is nothing of anywhere has no column."""
    sums = [sum(column) for column in zip(*(row.counts for row in rows), strict=True)]
    some = [n for n, each in enumerate(sums) if each]
    named = any(row.of for row in rows)
    heads = (*((Text("地方", "Place"),) if named else ()), *(counted[n] for n in some), Text("文件", "File"))

    def line(of: Text, counts: Sequence[int], file: Text, tone: str) -> Row:
        return Row((*((of,) if named else ()), *(Text.same(counts[n]) for n in some), file), tone)

    lines = [line(Text.same(each.of), each.counts, Text.same(each.file), each.tone) for each in rows]
    if len(rows) > 1:
        total = Text("合计", "Total")
        lines.append(line(total, sums, Text("", "") if named else total, "total"))
    numeric = tuple(range(named, named + len(some)))
    return Part("overview", title, notes, heads, tuple(lines), numeric=numeric)


def unread_part(unread: Sequence[Unread]) -> Part:
    """The files that could not be read, and why."""
    rows = tuple(
        Row((Text.same(each.file), Text("；", "; ").join(found.message for found in each.found)), "error")
        for each in unread
    )
    return Part("unread", Text("无法读取的", "Not read"), (), (Text("文件", "File"), Text("原因", "Why")), rows)
