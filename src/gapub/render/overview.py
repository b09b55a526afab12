"""The sheet of a workbook that has every item of the catalogue, one a row and nothing merged, to filter and to sort."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from gapub.diagnostics import Text
from gapub.model.text import RECALLED_MARK, UNKNOWN
from gapub.render.characters import clean
from gapub.render.plain import bracketed, cells, gap, joined
from gapub.render.sheets import Page, height, lines
from gapub.render.view import Row, Table, View, speaker

__all__ = ["OVERVIEW", "WIDTHS", "fill"]

OVERVIEW: Final = Text("总表", "All items")
WIDTHS: Final = (9, 18, 22, 34, 32, 26, 24, 12, 18, 20)
_COLUMNS: Final = (
    "number", "areas", "topic", "item", "time_limit", "body", "audience", "method", "levels", "evidence",
)  # fmt: skip


def fill(page: Page, view: View, places: Mapping[str, str]) -> None:
    """Write the rows; `places` has the address of each item in the sheet of its area, by its id."""
    page.band(f"{joined(view.title, ' ')}{gap(view.lang)}{joined(speaker(view.lang)(OVERVIEW), ' ')}", "title", 18)
    head = page.row
    page.key(head, "id")
    _line(page, [joined(view.labels[name]) for name in _COLUMNS], "head")
    page.sheet.repeat_rows(head)
    page.sheet.freeze_panes(page.row, _COLUMNS.index("time_limit"))
    for table in view.tables:
        for row in table.rows:
            number, *texts = _texts(row, table, view.lang)
            page.key(page.row, row.id)
            page.link(page.row, 0, number, "link", places[row.id])
            _line(page, texts, "text", start=1)
    if page.row > head + 1:
        page.sheet.autofilter(head, 0, page.row - 1, len(WIDTHS) - 1)
    page.close()


def _line(page: Page, texts: list[str], look: str, start: int = 0) -> None:
    for column, text in enumerate(texts, start):
        page.put(page.row, column, text, look)
    page.end_row(height(max(lines(clean(text), page.widths[column]) for column, text in enumerate(texts, start))))


def _texts(row: Row, table: Table, lang: str) -> Iterator[str]:
    say = speaker(lang)
    number, topic, title, _, _, time_limit, body, *_ = cells(row, table.tick_columns, lang)
    yield from (number, joined(table.title), topic, title, time_limit, body)
    for field in ("audience", "method", "levels"):
        mark = RECALLED_MARK if field in row.recalled else ""
        yield mark + _ticked(row, table, field, lang)
    yield joined(say(row.status_label))


def _ticked(row: Row, table: Table, field: str, lang: str) -> str:
    """The names of the columns of a field that are ticked; where the table leaves them open, that it does."""
    named = []
    for column, tick in zip(table.tick_columns, row.ticks, strict=True):
        if column.field == field and tick is None:
            return joined(speaker(lang)(UNKNOWN))
        if column.field == field and tick:
            groups = bracketed(joined(row.groups, " "), lang) if column.id == "groups" and row.groups else ""
            named.append(joined(column.label, " ") + groups)
    return ("、" if lang == "zh" else ", ").join(named)
