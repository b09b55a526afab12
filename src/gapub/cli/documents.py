"""A `Document` (`reports.document`) in the formats that lay it out: for the terminal, Markdown, a web page, a workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from gapub.cli.language import LANGUAGE
from gapub.cli.messages import localized
from gapub.cli.streams import columns, write_data
from gapub.cli.terminal import LABELS, PIPE, Section, plain_sections, print_sections
from gapub.reports.text import Line, table

if TYPE_CHECKING:
    from gapub.diagnostics import Diagnostic
    from gapub.diagnostics.report import Report, RuleDocument
    from gapub.reports.document import Document, Part

LayOut: TypeAlias = "Callable[[Part], Iterator[Line]]"


def show(made: Document, format: str) -> None:
    """Print the report: as text for whoever reads it, else as the file would be."""
    if format == "text":
        print_sections(*laid_out(made))
    else:
        write_data(data(made, format))


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
    return plain_sections(*laid_out(made, room=PIPE)).encode()


def findings_of(
    found: Sequence[Diagnostic], files: Sequence[str], explained: Callable[[str], RuleDocument | None]
) -> Report:
    """Findings about what others published, as the formats for programs take them: no line of such a file is shown."""
    from gapub.diagnostics.report import Report

    return Report(found, (), files, explained, lambda _: None, lambda _: (), LANGUAGE)


def laid_out(
    made: Document, otherwise: Mapping[str, LayOut] = MappingProxyType({}), *, room: int | None = None
) -> tuple[list[Line], Iterator[Section]]:
    """The report for a terminal: a head, and sections; the rows of some parts, by their ids, are laid out otherwise.

    `room` are the columns of a line, those of the terminal if it is not said.
    """
    head = [(localized(made.title), "bold"), (localized(made.lead), {"bad": "red", "good": "green"}.get(made.tone, ""))]
    head += [(f"{localized(label)}  {localized(value)}", "dim") for label, value in made.facts]
    beside = (room or columns(otherwise=PIPE)) - LABELS

    def rows(part: Part) -> Iterator[Line]:
        return otherwise[part.id](part) if part.id in otherwise else table(part, LANGUAGE, beside)

    return head, ((part.title, list(_lines(part, rows))) for part in made.parts)


def _lines(part: Part, rows: LayOut) -> Iterator[Line]:
    yield from ((localized(each), "dim") for each in part.notes)
    yield from ((f"{n}. {localized(each)}", "") for n, each in enumerate(part.items, 1))
    if part.rows:
        yield from rows(part)
