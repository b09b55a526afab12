"""Which files the paths of a command mean. No model is imported here: a run that is remembered needs the paths alone."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.sources.bundle import CATALOGUES, FOLDER, bundled


def paths_of(paths: Sequence[Path], excluded: Callable[[str], bool] = lambda _: False) -> list[Path]:
    """The YAML files of these paths; without paths those of the folders of gapub here; none when there are none.

    Raises GapubError for a path that is not there. Hidden folders, and what is `excluded` by its path, are passed over.
    """
    found: dict[Path, None] = {}
    for path in paths or [Path(name) for name in (FOLDER, CATALOGUES) if Path(name).is_dir()]:
        if not os.path.exists(path):  # noqa: PTH110  (that of Path raises where a name is too long)
            raise GapubError([_no_path(path)])
        for file in _yaml_files(path, excluded) if path.is_dir() else [path]:
            found.setdefault(file)
    return list(found)


def folder_of(paths: Sequence[Path], here: Path | None = Path(FOLDER)) -> Path | None:
    """The folder `guidelines` that the paths belong to: the working folder's (`here`), else their own, or one they lie in."""
    if here and here.is_dir():
        return here
    for path in paths:
        for each in (path / FOLDER, *(up for up in (path, *Path(os.path.realpath(path)).parents) if up.name == FOLDER)):
            if each.is_dir():
                return each
    return None


def library_files(folder: Path | None) -> list[Path]:
    """Every file that the library may read, given the folder of local guidelines."""
    return sorted(file for each in {bundled(FOLDER), folder} if each for file in each.glob("*/*.yaml"))


def _yaml_files(folder: Path, excluded: Callable[[str], bool]) -> Iterator[Path]:
    for path, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            file = Path(path, name)
            if name.endswith((".yaml", ".yml")) and not excluded(file.as_posix()):
                yield file


def _no_path(path: Path) -> Diagnostic:
    message = Text(f"没有 {path.as_posix()} 这个文件或文件夹", f"there is no file or folder {path.as_posix()}")
    hint = Text("检查路径", "check the path")
    return Diagnostic("cannot-read", "error", message, entity=path.as_posix(), hint=hint)
