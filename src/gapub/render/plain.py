"""A row as plain texts, one a cell, for the formats whose cells hold text and nothing else."""

from __future__ import annotations

from functools import lru_cache

from gapub.model.text import LEVELS, METHODS, RECALLED_MARK, UNKNOWN
from gapub.render.cells import Cell, localizer
from gapub.render.memo import ROWS, by_identity
from gapub.render.view import BOX, TICK, TICKED_BOX, Box, Row, TickColumn, View


@lru_cache(maxsize=1 << 13)
def joined(cell: Cell, separator: str = "\n") -> str:
    """The lines of a cell as one text."""
    return separator.join([line.text for line in cell])


def bracketed(text: str, lang: str) -> str:
    """A remark in the brackets of the language, to stand behind other words of it."""
    return f" ({text})" if lang == "en" else f"（{text}）"


def box(each: Box) -> str:
    """A channel box and its label, on one line."""
    return (TICKED_BOX if each.ticked else BOX) + joined(each.label, " ")


@lru_cache(maxsize=256)
def boxes(those: tuple[Box, ...]) -> str:
    """The boxes of a row, one a line."""
    return "\n".join(map(box, those))


def cells(row: Row, ticks: tuple[TickColumn, ...], lang: str) -> list[str]:
    """The texts of the cells of a row, `COLUMNS` and then the tick columns; what nobody has seen begins with the mark.

    The 一级事项 is in every row.
    """
    return [
        row.number,
        joined(row.topic),
        *stated(row.title, row.content, row.basis, row.time_limit, row.recalled),
        body(row),
        channels(row.channel_rule, boxes(row.channels), recalled="channels" in row.recalled),
        *tick_texts(ticks, row.ticks, row.groups, row.recalled, lang),
    ]


def body(row: Row) -> str:
    """The text of the cell that says who is responsible."""
    text = joined(row.body)
    return RECALLED_MARK + text if "body" in row.recalled else text


def channels(rule: Cell, boxes: str, *, recalled: bool) -> str:
    """The text of the cell of channels: what is asked of them stands on a line of its own, so that the boxes stay in line."""
    above = (RECALLED_MARK if recalled else "") + joined(rule)
    return f"{above}\n{boxes}" if above else boxes


@by_identity(ROWS)
def stated(
    title: Cell, content: tuple[Cell, ...], basis: tuple[Cell, ...], time_limit: Cell, recalled: frozenset[str]
) -> list[str]:
    """The texts of the cells from the title to the time limit."""
    those = {"title": (title,), "content": content, "basis": basis, "time_limit": (time_limit,)}
    mark = dict.fromkeys(recalled, RECALLED_MARK).get
    return [mark(column, "") + "\n".join(map(joined, cells)) for column, cells in those.items()]


def remarks(row: Row, lang: str) -> list[str]:
    """The remarks on a row."""
    return [joined(localizer(lang)(remark)) for remark in row.remarks]


@by_identity(ROWS)
def tick_texts(
    heads: tuple[TickColumn, ...], ticks: tuple[bool | None, ...], groups: Cell, recalled: frozenset[str], lang: str
) -> tuple[str, ...]:
    """The texts of the tick columns; an empty one for what does not apply."""
    unknown = joined(localizer(lang)(UNKNOWN))
    texts = []
    for tick, head in zip(ticks, heads, strict=True):
        text = (RECALLED_MARK if head.field in recalled else "") + (unknown if tick is None else TICK)
        if head.id == "groups" and groups:
            text += f"\n{joined(groups)}"
        texts.append("" if tick is False else text)
    return tuple(texts)


def columns(view: View) -> tuple[TickColumn, ...]:
    """The tick columns that any table of the catalogue has, in the order of the form."""
    there = {column.id: column for table in view.tables for column in table.tick_columns}
    return tuple(there[name] for name in ("public", "groups", *METHODS, *LEVELS) if name in there)
