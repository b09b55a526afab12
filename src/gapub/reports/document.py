"""A report as every format lays it out: facts, and tables of texts in both languages.

The formats (`cli.documents`) reckon nothing, so they cannot disagree. Texts may be untrusted: a format escapes everything.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from gapub.diagnostics import Text
from gapub.diagnostics.text import Language

_NONE: Final = Text("", "")


class Row(NamedTuple):
    """A row of a table. `tone` is a severity, `total`, `good` or `bad`, for formats that have colours; `group` what it stands under."""

    cells: tuple[Text, ...]
    tone: str = ""
    group: Text = _NONE


class Part(NamedTuple):
    """A part of a report: paragraphs, a table where it has heads, and a list. `numeric` are the columns of numbers."""

    id: str
    title: Text
    notes: tuple[Text, ...] = ()
    heads: tuple[Text, ...] = ()
    rows: tuple[Row, ...] = ()
    items: tuple[Text, ...] = ()
    numeric: tuple[int, ...] = ()


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
