"""Where the JSON Schema of a kind of YAML lies for editors, and the line of a file that leads there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

MODELINE: Final = "# yaml-language-server: $schema="
"""The first line of a file, but for the address of its schema."""
_SCHEMA: Final = "schemas/{}.schema.json"


def schema_file(kind: str, root: Path) -> tuple[Path, bool]:
    """The schema of a kind of file for editors, below the root of a project, and whether it is gapub's to write.

    A checkout of gapub has its own in `schemas`; any other project has one with all its ids in `.gapub`.
    """
    own = root / _SCHEMA.format(kind)
    return (own, False) if own.is_file() else (root / ".gapub" / _SCHEMA.format(kind), True)


def schema_from(kind: str, folder: Path, root: Path) -> str | None:
    """The way from a folder of the project to the schema of a kind of file; None from elsewhere."""
    above, here = root.resolve(), folder.resolve()
    if not here.is_relative_to(above):
        return None
    file, _ = schema_file(kind, above)
    return "../" * len(here.relative_to(above).parts) + file.relative_to(above).as_posix()


def led_from(text: str, kind: str, folder: Path, root: Path) -> str:
    """A shipped file as it stands in a folder of the project: its first line leads to the schema from there."""
    schema = schema_from(kind, folder, root)
    head = f"{MODELINE}{schema}\n" if schema else ""
    return re.sub(r"\A# yaml-language-server: [^\n]*\n", lambda _: head, text)
