"""The report as a workbook: what it comes to, the areas, and every finding to filter by. No text becomes a formula."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from gapub.diagnostics import Text
from gapub.diagnostics.text import Language
from gapub.render.characters import clean, columns, undirected
from gapub.render.sheets import Page, height, lines, looks, sheet_names
from gapub.render.workbook import Book, Look
from gapub.reports.document import Document, Part, Row, said

_SUMMARY: Final = Text("概要", "Summary")
FOOTER: Final = "&C&P / &N"
"""The number of each printed page, and how many there are."""
_LEAST, _MOST = 8, 52
"""The width of a column, in characters."""
_SUMMARY_WIDTHS: Final = (34, 14, 14, 14, 14, 20, 20)
_IN_SUMMARY: Final = ("score", "steps")
"""The parts that stand on the first sheet, as do those without a table."""
_TONES: Final = {"error": "B3261E", "bad": "B3261E", "warning": "8F4A05", "good": "0B6B3A"}
"""The colour of the first cell of a row by its tone."""


def data(made: Document, lang: Language) -> bytes:
    """The workbook; equal reports give equal bytes."""
    title = said(made.title, lang)
    book = Book(title, styles(lang))
    sheets = [part for part in made.parts if not _in_summary(part)]
    first, *names = sheet_names([said(_SUMMARY, lang), *(said(part.title, lang) for part in sheets)])
    page = Page(book, first, _SUMMARY_WIDTHS)
    page.run(title, said(_SUMMARY, lang), FOOTER)
    _summary(page, made, lang)
    for part, name in zip(sheets, names, strict=True):
        add(book, name, part, lang)
    return book.data()


def _in_summary(part: Part) -> bool:
    return part.id in _IN_SUMMARY or not part.rows


def styles(lang: Language) -> dict[str, Look]:
    """How cells of a report look, by name."""
    made = looks("en" if lang == "en" else "zh")
    bold = made["text"]._replace(bold=True)
    total = bold._replace(fill="EDEFF2")
    made |= {tone: bold._replace(colour=colour) for tone, colour in _TONES.items()}
    return made | {"total": total, "totals": total._replace(across="center")}


def add(book: Book, name: str, part: Part, lang: Language) -> None:
    """Add the sheet of a part that has rows: a table with a frozen head, and filters."""
    rows = _rows(part, lang)
    page = Page(book, name, _widths(rows))
    page.run(book.title, said(part.title, lang), FOOTER)
    _sheet(page, part, rows, lang)


def _summary(page: Page, made: Document, lang: Language) -> None:
    """Title, verdict and facts, then the indicators and the steps."""
    last = len(page.widths) - 1
    page.band(said(made.title, lang, "\n"), "title", 18)
    page.band(said(made.lead, lang, "\n"), "section", 12)
    for label, value in made.facts:
        text = said(value, lang)
        page.put(page.row, 0, said(label, lang), "label")
        page.put(page.row, 1, text, "text", right=last - 1)
        room = sum(page.widths[1:])
        page.end_row(height(max(lines(clean(text), room), lines(clean(said(label, lang)), page.widths[0]))))
    for part in filter(_in_summary, made.parts):
        page.end_row(9)
        page.band(said(part.title, lang), "section", 12)
        for note in part.notes:
            page.band(said(note, lang, "\n"), "note", 9)
        if part.heads:
            page.line([said(each, lang, "\n") for each in part.heads], "head")
            for row in part.rows:
                _line(page, part, row, [said(each, lang) for each in row.cells], 0)
        for n, each in enumerate(part.items, 1):
            page.band(f"{n}. {said(each, lang, chr(10))}", "legend")


def _rows(part: Part, lang: Language) -> list[tuple[str, ...]]:
    """The heads and rows of a sheet; what rows stand under is a column of its own, to filter by."""
    grouped = any(row.group.zh for row in part.rows)
    heads = ((part.groups,) if grouped else ()) + part.heads
    lines = (heads, *(((row.group,) if grouped else ()) + row.cells for row in part.rows))
    return [tuple(undirected(said(each, lang, "\n")) for each in line) for line in lines]


def _widths(rows: Sequence[Sequence[str]]) -> tuple[int, ...]:
    return tuple(
        max(_LEAST, min(_MOST, max(columns(clean(line)) for text in column for line in text.split("\n")) + 4))
        for column in zip(*rows, strict=True)
    )


def _sheet(page: Page, part: Part, rows: list[tuple[str, ...]], lang: Language) -> None:
    """A table with a frozen head, and filters."""
    page.band(said(part.title, lang), "title", 18)
    for note in part.notes:
        page.band(said(note, lang, "\n"), "note", 9)
    top, before = page.row, len(rows[0]) - len(part.heads)
    page.line(rows[0], "head")
    for row, texts in zip(part.rows, rows[1:], strict=True):
        _line(page, part, row, texts, before)
    end = page.row - 1 - (1 if part.rows[-1].tone == "total" else 0)
    page.filtered = top, 0, end, len(rows[0]) - 1
    page.frozen = top + 1, 1
    page.repeated = top, top


def _line(page: Page, part: Part, row: Row, texts: Sequence[str], before: int) -> None:
    """A row; its first own cell shows how grave it is. Numbers stand in the middle, and are text like all else."""
    for column, text in enumerate(texts):
        numeric = column - before in part.numeric
        if row.tone == "total":
            look = "totals" if numeric else "total"
        elif column == before and row.tone in _TONES:
            look = row.tone
        else:
            look = "centre" if numeric else "text"
        page.put(page.row, column, text, look)
    page.end_row(height(max(lines(clean(text), page.widths[column]) for column, text in enumerate(texts))))
