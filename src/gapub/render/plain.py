"""A row as plain texts, one a cell, for the formats whose cells hold text and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from gapub.model.text import LEVELS, METHODS, RECALLED_MARK, UNKNOWN
from gapub.render.cells import Cell, localizer
from gapub.render.view import BOX, TEXTS, TICK, TICKED_BOX, Box, Row, TickColumn, View


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
    mark = dict.fromkeys(row.recalled, RECALLED_MARK).get
    above = mark("channels", "") + joined(row.channel_rule)  # on a line of its own, so that the boxes stay in line
    below = boxed(row.channels)
    return [
        row.number,
        joined(row.topic),
        mark("title", "") + joined(row.title),
        *(mark(column, "") + "\n".join(map(joined, row.entries(column))) for column in TEXTS),
        f"{above}\n{below}" if above else below,
        *_ticks(ticks, row.ticks, row.groups, row.recalled, lang),
    ]


def remarks(row: Row, lang: str) -> list[str]:
    """The remarks on a row."""
    return [joined(localizer(lang)(remark)) for remark in row.remarks]


@lru_cache(maxsize=256)
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
