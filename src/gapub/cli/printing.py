"""What was asked for, on standard output: JSON and other text for programs, tables for people."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeAlias

from gapub.cli.messages import inline, localized
from gapub.diagnostics import Text
from gapub.diagnostics.format import Format

Cell: TypeAlias = Text | str


def write_utf8(text: str | bytes) -> None:
    """Write to standard output as UTF-8, whatever the console's encoding."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text if isinstance(text, bytes) else text.encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()


def print_json(value: Any) -> None:
    """Print JSON."""
    write_utf8(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


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


def _print_text(_: Callable[[], Any], show: Callable[[], None]) -> None:
    show()


def _print_json(facts: Callable[[], Any], _: Callable[[], None]) -> None:
    print_json(facts())


LISTINGS: Final[tuple[Format[Callable[[Callable[[], Any], Callable[[], None]], None]], ...]] = (
    Format("text", Text("文字", "text"), "text/plain", _print_text),
    Format("json", Text("JSON", "JSON"), "application/json", _print_json),
)
"""How `list`, `stats`, `explain` and others print: `make` takes what gives the facts for JSON, and what shows them."""
