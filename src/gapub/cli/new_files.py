"""Files that `gapub init` and `gapub new` write, ready to edit. A file that is there already is never touched."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from gapub import output
from gapub.diagnostics import Diagnostic, GapubError, Text

_ELSEWHERE: Final = Text("另选文件名，或者先移走它", "choose another name, or move it away first")


def schema_from(kind: str, folder: Path) -> str | None:
    """The way from a folder to the schema of a kind of file, where the working folder has one, as a checkout does."""
    schema = Path("schemas") / f"{kind}.schema.json"
    here = Path.cwd()
    if not schema.is_file() or not folder.resolve().is_relative_to(here):
        return None
    return "../" * len(folder.resolve().relative_to(here).parts) + schema.as_posix()


def write_new(folder: Path, files: Mapping[str, str], *, last: str) -> None:
    """Write texts into a folder, that of `last` last. Raises GapubError `exists`, and then writes none of them."""
    for name in files:
        if (folder / name).exists() or (folder / name).is_symlink():
            raise already_there(folder / name)
    output.write_files(folder, {name: text.encode() for name, text in files.items()}, last=last)


def already_there(place: Path, hint: Text = _ELSEWHERE) -> GapubError:
    """The error that says that there is such a file."""
    path = place.as_posix()
    message = Text(f"已有 {path}，没有写入任何文件", f"there is {path} already; nothing was written")
    return GapubError([Diagnostic("exists", "error", message, entity=path, hint=hint)])
