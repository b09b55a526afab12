"""A file that was read to the tables of a catalogue and the values of their rows, for every command that takes such files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.tables import carried
from gapub.tables.grid import Document
from gapub.tables.outcome import Read
from gapub.tables.rows import tables

if TYPE_CHECKING:
    from gapub.model.registry import Registry
    from gapub.tables.values import Reader


def read_catalogue(document: Document, reader: Reader, registry: Registry) -> tuple[Document, tuple[Read, ...]]:
    """A file as it was read, and its tables. Raises GapubError where it has no table of a catalogue."""
    if ours := carried.read(document, reader, registry):
        return ours.document, tuple(Read(table, rows, ours.carried) for table, rows in ours.tables)
    found = tables(document)
    if not found:
        raise _no_table(document)
    return document, tuple(Read(table, tuple(map(reader.read, table.rows))) for table in found)


def _no_table(document: Document) -> GapubError:
    message = Text(
        f"{document.name} 中没有标准目录的表格", f"{document.name} has no table in the form of a standard catalogue"
    )
    hint = Text(
        "表头至少要有“事项”或“公开内容”，以及另外几栏",
        "the headings have to name the item or its content, and some of the other columns",
    )
    return GapubError([Diagnostic("no-catalogue-table", "error", message, entity=document.name, hint=hint)])
