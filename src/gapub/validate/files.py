"""Which files the paths of a command mean. No model is imported here: a run that is remembered needs the paths alone."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.sources.bundle import FOLDER, bundled
from gapub.sources.disk import YAML, entries, is_there, library_files, read_bytes, yaml_files
from gapub.sources.project import Project

_PROFILE: Final = "profile.yaml"
_STATES_DIVISION: Final = re.compile(rb"^(?:\xef\xbb\xbf)?[\"']?divisions?[\"']?[ \t]*(?::|\xef\xbc\x9a)", re.MULTILINE)
"""What every profile has and other YAML has not, also where a full-width colon or a byte order mark is wrong in it."""
_ENOUGH: Final = 1 << 20


def paths_of(paths: Sequence[Path], project: Project, excluded: Callable[[str], bool] = lambda _: False) -> list[Path]:
    """The YAML files of these paths; without paths those of the project, among them profiles that lie at its root or here.

    Hidden files and folders, and what is `excluded` by its path, are passed over. Raises GapubError for a path that is
    not there, a folder that cannot be listed, one without a YAML file, and where nothing of a project lies.
    """
    folders = list(paths) or [each for each in (project.root / FOLDER, project.catalogues) if is_there(each)]
    found = dict.fromkeys(() if paths else _profiles(project, excluded))
    for path in folders:
        if paths and not os.path.exists(path):  # noqa: PTH110  (that of Path raises where a name is too long)
            raise _error("cannot-read", path, "没有 {} 这个文件或文件夹", "there is no file or folder {}", _CHECK_PATH)
        files = [path] if paths and not path.is_dir() else list(yaml_files(path, excluded))
        if paths and not files:
            raise _error(
                "no-files", path, "文件夹 {} 中没有可以检查的 YAML 文件", "{} has no YAML file to check", _NO_YAML
            )
        found |= dict.fromkeys(files)
    if not found:
        if folders:
            raise _error(
                "no-files", folders[0], "文件夹 {} 中没有可以检查的 YAML 文件", "{} has no YAML file to check", _NO_YAML
            )
        raise _error("no-project", project.root, "{} 中没有可以检查的文件", "there is nothing to check in {}", _BEGIN)
    return list(found)


def depended_on(folder: Path | None) -> list[Path]:
    """Every file that the library may read, given the folder of local guidelines. Raises GapubError as `paths_of`."""
    return [
        file
        for each in dict.fromkeys((bundled(FOLDER), folder))
        if each and is_there(each)
        for file in library_files(each)
    ]


def _profiles(project: Project, excluded: Callable[[str], bool]) -> Iterator[Path]:
    """The profiles that lie at the root itself or in the working folder, which is elsewhere in the project."""
    here = Path()
    for folder in (project.root, here) if project.holds(here) else (project.root,):
        for path in entries(folder):
            if path.suffix in YAML and not excluded(path.as_posix()) and _is_profile(path):
                yield path


def _is_profile(path: Path) -> bool:
    """Whether a file is a profile, so far as can be told before it is read: other YAML is nothing of gapub's."""
    try:
        return may_be_profile(path, b"" if path.name == _PROFILE else read_bytes(path, path.as_posix(), most=_ENOUGH))
    except GapubError:  # it may be one: whoever reads it says what is wrong
        return True


def may_be_profile(path: Path, data: bytes) -> bool:
    """The same of a file whose bytes are known."""
    return path.name == _PROFILE or _STATES_DIVISION.search(data) is not None


_CHECK_PATH: Final = Text("检查路径", "check the path")
_NO_YAML: Final = Text(
    "写含有 .yaml 文件的文件夹，并核对 exclude 设置",
    "name a folder with .yaml files, and look at the setting `exclude`",
)
_BEGIN: Final = Text(
    "用 gapub init 生成配置文件，或者写明路径；检查随附文件，用 gapub validate --bundled",
    "write a profile with gapub init, or name a path; gapub validate --bundled checks the files that ship with gapub",
)


def _error(code: str, path: Path, zh: str, en: str, hint: Text) -> GapubError:
    message = Text(zh, en).format(path.as_posix())
    return GapubError([Diagnostic(code, "error", message, entity=path.as_posix(), hint=hint)])
