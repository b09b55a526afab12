"""The list of what is to do as a workbook: a summary, then a sheet a section, a task a row with a box to tick."""

from __future__ import annotations

from typing import Final

from gapub.cli.messages import localized
from gapub.diagnostics import Text
from gapub.render.characters import clean, columns
from gapub.render.sheets import (
    Page,
    height,
    inside,
    lines,
    looks,
    sheet_names,
)
from gapub.render.workbook import Book
from gapub.reports.todo import SUMMARY, Section, Todo

_OPEN, _DONE = "☐", "☑"
_FOOTER: Final = "&C&P / &N"
_LEAST, _MOST = 8, 56
"""The width of a column, in characters."""
_BOX_WIDTH: Final = 8
_SUMMARY_WIDTHS: Final = (36, 44)


def workbook(found: Todo) -> bytes:
    """The workbook; equal lists give equal bytes, and no text of a list becomes a formula."""
    title = localized(found.title)
    book = Book(title, looks("zh"))
    open_ = [section for section in found.sections if section.tasks]
    first, *names = sheet_names([SUMMARY.zh, *(section.title.zh for section in open_)])
    page = Page(book, first, _SUMMARY_WIDTHS)
    page.run(title, SUMMARY.zh, _FOOTER)
    _summary(page, found, {section.id: name for section, name in zip(open_, names, strict=True)})
    for section, name in zip(open_, names, strict=True):
        rows = _rows(section)
        page = Page(book, name, _widths(rows))
        page.run(title, localized(section.title), _FOOTER)
        _sheet(page, section, rows, first)
    return book.data()


def _summary(page: Page, found: Todo, names: dict[str, str]) -> None:
    """The counts, each with a link to its sheet."""
    page.band(localized(found.title, "\n"), "title", 18)
    page.band(localized(found.about), "context")
    for section in found.sections:
        name = names.get(section.id)
        page.link(page.row, 0, localized(section.title), "link" if name else "text", inside(name) if name else "")
        counted = localized(section.counted)
        page.put(page.row, 1, counted, "text")
        page.end_row(height(lines(counted, page.widths[1])))
    if not names:
        page.band(localized(Text("没有待办事项", "nothing left to do")), "note")


def _rows(section: Section) -> list[tuple[str, ...]]:
    """The heads and the tasks as the rows of a sheet."""
    grouped = any(task.group for task in section.tasks)
    heads = (Text("完成", "Done"), *((Text("类别", "Group"),) if grouped else ()), *section.heads)
    rows = [tuple(localized(each, "\n") for each in heads)]
    for task in section.tasks:
        group = (task.group or Text("", ""),) if grouped else ()
        rows.append((_OPEN, *(localized(each, "\n") for each in (*group, *task.cells))))
    return rows


def _widths(rows: list[tuple[str, ...]]) -> tuple[int, ...]:
    wanted = [
        max(columns(clean(line)) for text in column for line in text.split("\n")) + 4
        for column in zip(*rows, strict=True)
    ]
    return _BOX_WIDTH, *(max(_LEAST, min(_MOST, each)) for each in wanted[1:])


def _sheet(page: Page, section: Section, rows: list[tuple[str, ...]], first: str) -> None:
    """How the tasks are done, then the table: frozen head, filters, a list to choose from in the first column."""
    page.link(page.row, 0, localized(Text("← 概要", "← Summary")), "back", inside(first))
    page.band(localized(section.title), "title", 18, after=1)
    page.band(localized(section.about, "\n"), "note", 9)
    top, last = page.row, len(rows[0]) - 1
    for i, row in enumerate(rows):
        for column, text in enumerate(row):
            page.put(page.row, column, text, "head" if i == 0 else "centre" if column == 0 else "text")
        tallest = max(lines(clean(text), page.widths[column]) for column, text in enumerate(row))
        page.end_row(height(tallest))
    end = page.row - 1
    page.filtered = top, 0, end, last
    page.chosen = (top + 1, 0, end, 0), (_OPEN, _DONE)
    page.frozen = top + 1, 0
    page.repeated = top, top
