"""YAML text to values that know where they stand: line by line where it is plain, else over libyaml's events.

Both read strictly, and alike; `libyaml` says what is an error. libyaml itself is imported when it is needed.
"""

from __future__ import annotations

from gapub.diagnostics import Diagnostic
from gapub.yaml import plain
from gapub.yaml.scalars import MAX_BYTES, MAX_DEPTH, MAX_ENTRIES, MAX_FINDINGS, MAX_TEXT
from gapub.yaml.tree import Map, Seq, Spot, Value

__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_ENTRIES",
    "MAX_FINDINGS",
    "MAX_TEXT",
    "Map",
    "Seq",
    "Spot",
    "Value",
    "parse",
]


def parse(data: bytes, file: str) -> tuple[Value | None, list[Diagnostic]]:
    """Return the file's value and its findings, all of them errors; no bytes make it raise.

    `file` is the logical path that the findings name. The value is None exactly when it cannot be used: the file is
    empty or unreadable, or some of its values are missing (an alias, say). A file with a harmless fault, such as an
    anchor or a duplicate key (the first one counts), still has its value, so that one run can report what follows.
    """
    if (value := plain.parse(data)) is not None:
        return value, []
    from gapub.yaml import libyaml

    return libyaml.parse(data, file)
