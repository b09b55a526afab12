"""What was asked for, on standard output: JSON and other text for programs, tables for people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Final, TypeAlias

from gapub.cli.messages import inline, localized
from gapub.cli.options import format_option
from gapub.cli.streams import columns, natural_width, show, write_data
from gapub.diagnostics import Text
from gapub.diagnostics.format import json_text, plain
from gapub.diagnostics.text import safe

Cell: TypeAlias = Text | str


def print_json(value: Any) -> None:
    """Print JSON; named tuples, texts and places among them, are mappings of their fields."""
    write_data(json_text(plain(value), indent=2))


def print_table(title: Text, heads: Sequence[Text], rows: Sequence[Sequence[Cell]], *, codes: bool = False) -> None:
    """Print a table for people. Columns of digits are numbers and stand at the right, unless they are `codes`.

    It is as wide as the terminal, or 80 columns: what is too long is wrapped, but neither numbers nor ids.
    """
    from rich import box
    from rich.table import Table

    width = columns(otherwise=_PIPE)
    table = Table(title=inline(title), box=box.SIMPLE_HEAD, title_justify="left", show_edge=False, pad_edge=False)
    printed = [[inline(each) if isinstance(each, Text) else each for each in row] for row in rows]
    for i, head in enumerate(heads):
        cells = [row[i] for row in printed]
        numeric = not codes and bool(rows) and all(map(str.isdigit, cells))
        whole = all(each.isascii() and " " not in each for each in cells)
        table.add_column(localized(head, "\n"), justify="right" if numeric else "left", no_wrap=whole, overflow="fold")
    for row in printed:
        table.add_row(*map(safe, row))
    if natural_width(table) > width:
        table.padding = (0, 0)
    show(table, width=width)


_PIPE: Final = 80
"""Columns of a table that is printed to a file or a pipe."""


ListingFormat: TypeAlias = Annotated[str, format_option(("text", "json"))]
"""How `list`, `stats`, `explain` and others print."""


def print_as(format: str, facts: Callable[[], Any], show: Callable[[], None]) -> None:
    """Print facts as JSON, or show them to people; `format` is a `ListingFormat`."""
    if format == "json":
        print_json(facts())
    else:
        show()
