"""The sheet of a workbook that has every item of the catalogue, one a row and nothing merged, to filter and to sort."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from gapub.diagnostics import Text
from gapub.model.text import RECALLED_MARK
from gapub.render.cells import Localizer
from gapub.render.plain import bracketed, cells, gap, joined
from gapub.render.sheets import Page
from gapub.render.view import Row, Table, View, by_field

__all__ = ["OVERVIEW", "WIDTHS", "fill"]

OVERVIEW: Final = Text("总表", "All items")
WIDTHS: Final = (9, 18, 22, 34, 32, 26, 24, 12, 18, 20)
_COLUMNS: Final = (
    "number", "areas", "topic", "item", "time_limit", "body", "audience", "method", "levels", "evidence",
)  # fmt: skip


def fill(page: Page, view: View, places: Mapping[str, str]) -> None:
    """Write the rows; `places` has the address of each item in the sheet of its area, by its id."""
    page.band(f"{joined(view.title, ' ')}{gap(view.lang)}{joined(Localizer(view.lang)(OVERVIEW), ' ')}", "title", 18)
    head = page.row
    page.key(head, "id")
    page.line([joined(view.labels[name]) for name in _COLUMNS], "head")
    page.sheet.repeat_rows(head)
    page.sheet.freeze_panes(page.row, _COLUMNS.index("time_limit"))
    for table in view.tables:
        for row in table.rows:
            number, *texts = _texts(row, table, view)
            page.key(page.row, row.id)
            page.link(page.row, 0, number, "link", places[row.id])
            page.line(texts, "text", start=1)
    if page.row > head + 1:
        page.sheet.autofilter(head, 0, page.row - 1, len(WIDTHS) - 1)
    page.close()


def _texts(row: Row, table: Table, view: View) -> Iterator[str]:
    number, topic, title, _, _, time_limit, body, *_ = cells(row, table.tick_columns, view.lang)
    yield from (number, joined(table.title), topic, title, time_limit, body)
    for field in ("audience", "method", "levels"):
        mark = RECALLED_MARK if field in row.recalled else ""
        yield mark + _ticked(row, table, field, view)
    yield joined(Localizer(view.lang)(row.status_label))


def _ticked(row: Row, table: Table, field: str, view: View) -> str:
    """The names of the columns of a field that are ticked; where the table leaves them open, that it does."""
    named = []
    for column, tick in by_field(table.tick_columns, row.ticks)[field]:
        if tick is None:
            return joined(view.labels["unknown"])
        if tick:
            groups = bracketed(joined(row.groups, " "), view.lang) if column.id == "groups" else ""
            named.append(joined(column.label, " ") + groups)
    return ("、" if view.lang == "zh" else ", ").join(named)
