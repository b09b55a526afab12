"""A row as plain texts, one a cell, for the formats whose cells hold text and nothing else."""

from __future__ import annotations

from collections.abc import Callable
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


def cells(
    row: Row, ticks: tuple[TickColumn, ...], lang: str, *, boxed: Callable[[tuple[Box, ...]], str] = boxes
) -> list[str]:
    """The texts of the cells of a row, `COLUMNS` and then the tick columns; what nobody has seen begins with the mark.

    The 一级事项 is in every row. `boxed` lays the channel boxes out.
    """
    recalled = row.recalled
    above = joined(row.channel_rule)  # on a line of its own, so that the boxes stay in line
    if "channels" in recalled:
        above = RECALLED_MARK + above
    below = boxed(row.channels)
    body = joined(row.body)
    stated = _stated(row.title, row.content, row.basis, row.time_limit, recalled)
    return [
        row.number,
        joined(row.topic),
        *stated,
        RECALLED_MARK + body if "body" in recalled else body,
        f"{above}\n{below}" if above else below,
        *_ticks(ticks, row.ticks, row.groups, recalled, lang),
    ]


@by_identity(ROWS)
def _stated(
    title: Cell, content: tuple[Cell, ...], basis: tuple[Cell, ...], time_limit: Cell, recalled: frozenset[str]
) -> list[str]:
    """The texts of the cells from the title to the time limit."""
    stated = {"title": (title,), "content": content, "basis": basis, "time_limit": (time_limit,)}
    mark = dict.fromkeys(recalled, RECALLED_MARK).get
    return [mark(column, "") + "\n".join(map(joined, those)) for column, those in stated.items()]


def remarks(row: Row, lang: str) -> list[str]:
    """The remarks on a row."""
    return [joined(localizer(lang)(remark)) for remark in row.remarks]


@by_identity(ROWS)
def _ticks(
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
