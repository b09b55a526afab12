"""What was asked for, on standard output: JSON and other text for programs, tables for people."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeAlias

from gapub.cli.messages import inline, localized
from gapub.cli.options import format_option
from gapub.diagnostics import Text
from gapub.diagnostics.format import plain

Cell: TypeAlias = Text | str


def write_utf8(text: str | bytes) -> None:
    """Write to standard output as UTF-8, whatever the console's encoding."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text if isinstance(text, bytes) else text.encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()


def print_json(value: Any) -> None:
    """Print JSON; named tuples, texts and places among them, are mappings of their fields."""
    write_utf8(json.dumps(plain(value), ensure_ascii=False, indent=2) + "\n")


def print_table(title: Text, heads: Sequence[Text], rows: Sequence[Sequence[Cell]], *, codes: bool = False) -> None:
    """Print a table for people. Columns of digits are numbers and stand at the right, unless they are `codes`."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False) if sys.stdout.isatty() else Console(highlight=False, width=200)
    table = Table(title=inline(title), box=box.SIMPLE_HEAD, title_justify="left", show_footer=False)
    printed = [[inline(each) if isinstance(each, Text) else each for each in row] for row in rows]
    for i, head in enumerate(heads):
        numeric = not codes and bool(rows) and all(row[i].isdigit() for row in printed)
        table.add_column(localized(head, "\n"), justify="right" if numeric else "left")
    for row in printed:
        table.add_row(*(cell.replace("[", r"\[") for cell in row))
    console.print(table)


ListingFormat: TypeAlias = Annotated[str, format_option(("text", "json"))]
"""How `list`, `stats`, `explain` and others print."""


def print_as(format: str, facts: Callable[[], Any], show: Callable[[], None]) -> None:
    """Print facts as JSON, or show them to people; `format` is a `ListingFormat`."""
    if format == "json":
        print_json(facts())
    else:
        show()
