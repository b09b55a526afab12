"""A `Document` (`reports.document`) in the formats that lay it out: for the terminal, Markdown, a web page, a workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import zip_longest
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

from gapub.cli.language import LANGUAGE
from gapub.cli.messages import localized
from gapub.cli.streams import columns
from gapub.cli.terminal import LABELS, PIPE, Line, Section, plain_sections, wrap
from gapub.diagnostics.text import width

if TYPE_CHECKING:
    from gapub.reports.document import Document, Part

_BETWEEN: Final = 2
_NARROWEST: Final = 12
"""Columns between the columns of a table, and of one that has to give way."""

LayOut: TypeAlias = "Callable[[Part], Iterator[Line]]"


def data(made: Document, format: str) -> bytes:
    """The report as a file of this format holds it: text, md, html or xlsx."""
    if format == "xlsx":
        from gapub.reports import xlsx

        return xlsx.data(made, LANGUAGE)
    if format == "html":
        from gapub.reports import html

        return html.text(made, LANGUAGE).encode()
    if format == "md":
        from gapub.reports import md

        return md.text(made, LANGUAGE).encode()
    return plain_sections(*laid_out(made)).encode()


def laid_out(
    made: Document, otherwise: Mapping[str, LayOut] = MappingProxyType({})
) -> tuple[list[Line], Iterator[Section]]:
    """The report for a terminal: a head, and sections; the rows of some parts, by their ids, are laid out otherwise."""
    head = [(localized(made.title), "bold"), (localized(made.lead), {"bad": "red", "good": "green"}.get(made.tone, ""))]
    head += [(f"{localized(label)}  {localized(value)}", "dim") for label, value in made.facts]
    return head, ((part.title, list(_lines(part, otherwise.get(part.id, _table)))) for part in made.parts)


def _lines(part: Part, rows: LayOut) -> Iterator[Line]:
    yield from ((localized(each), "dim") for each in part.notes)
    yield from ((f"{n}. {localized(each)}", "") for n, each in enumerate(part.items, 1))
    if part.rows:
        yield from rows(part)


def _table(part: Part) -> Iterator[Line]:
    """A table whose columns stand under each other, as wide as there is room; a wide character takes two places."""
    heads, *rows = [[localized(each) for each in row] for row in (part.heads, *(row.cells for row in part.rows))]
    room = columns(otherwise=PIPE) - LABELS
    widths = [
        max(width(word) for text in (*column, *head.split(" ")) for word in text.split("\n"))
        for head, column in zip(heads, zip(*rows, strict=True), strict=True)
    ]
    least = [  # numbers are never broken; the words above them may be, two characters a line
        max(4, *(width(row[n]) for row in rows)) if n in part.numeric else _NARROWEST for n in range(len(heads))
    ]
    while sum(widths) + _BETWEEN * (len(widths) - 1) > room:
        able = [n for n, each in enumerate(widths) if each > least[n]]
        if not able:
            break
        widths[max(able, key=widths.__getitem__)] -= 1
    styles = ["cyan", *({"total": "bold", "error": "red", "bad": "red"}.get(row.tone, "") for row in part.rows)]
    for row, style in zip((heads, *rows), styles, strict=True):
        wrapped = [wrap(text, most) if text else [""] for text, most in zip(row, widths, strict=True)]
        for lines in zip_longest(*wrapped, fillvalue=""):
            cells = (
                " " * (most - width(text)) + text if n in part.numeric else text + " " * (most - width(text))
                for n, (text, most) in enumerate(zip(lines, widths, strict=True))
            )
            yield (" " * _BETWEEN).join(cells).rstrip(), style
