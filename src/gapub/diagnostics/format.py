"""One format: what `--format` offers, wherever it is offered."""

from __future__ import annotations

from typing import Generic, NamedTuple, TypeVar

from gapub.diagnostics import Text

Make = TypeVar("Make")


class Format(NamedTuple, Generic[Make]):
    """A format by the name that `--format` takes: what it is called, its media type, and the function that makes it.

    What `make` takes and returns is the same for all formats of a list: files of a catalogue, or the text of a report.
    """

    name: str
    title: Text
    media_type: str
    make: Make
