"""The project that a run is about: one root, found once, for the settings and for the guidelines that lie over the bundled ones.

It is the folder of `--root`, else the nearest one, from the working folder upwards, that has a mark of a project. What the
user names and lies outside it belongs to the project around itself. Only what lies below the root is read, or is named.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.sources.bundle import CATALOGUES, FOLDER
from gapub.sources.disk import cannot_read, is_there, read_bytes

SETTINGS = "gapub.toml"
PYPROJECT = "pyproject.toml"
_MARKS = (SETTINGS, FOLDER, CATALOGUES, ".git")


class Project(NamedTuple):
    """The root, as the working folder sees it, and the folder of local guidelines, which need not be there."""

    root: Path
    guidelines: Path

    @property
    def catalogues(self) -> Path:
        """The folder of profiles."""
        return self.root / CATALOGUES

    def holds(self, path: Path) -> bool:
        """Whether a path lies below the root, wherever links lead."""
        return holds(self.root, path)


def find(root: Path | None = None, named: Iterable[Path] = ()) -> Project:
    """The project of a run: that of `root`, where one is given, else of the working folder, else of what is `named`.

    What is named counts where none of it lies in the project of the working folder. Raises GapubError if `root` is no
    folder.
    """
    if root is not None:
        if not os.path.isdir(root):  # noqa: PTH112  (that of Path raises for a name that nothing can have)
            raise _no_root(root)
        return _at(_from_here(root))
    found = root_of(Path())
    paths = list(named)
    if paths and not any(below(path, found) for path in paths):
        found = root_of(paths[0])
    return _at(_from_here(found))


def around(path: Path) -> Project:
    """The project around a file or folder, wherever the working folder is."""
    return _at(root_of(path))


def of_guidelines(folder: Path) -> Project:
    """The project whose guidelines lie in this folder, whatever it is called."""
    return Project(folder.parent if folder.name == FOLDER else folder, folder)


def root_of(path: Path) -> Path:
    """The nearest folder that has a mark of a project, from a folder or the folder of a file upwards; else that folder."""
    start = _absolute(path)
    start = start if os.path.isdir(start) else start.parent  # noqa: PTH112
    return next((each for each in (start, *start.parents) if _marked(each)), start)


def holds(root: Path, path: Path) -> bool:
    """Whether a path lies below a root, wherever links lead."""
    try:
        return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root))
    except ValueError:  # a null character: nothing lies there
        return True


class Roots:
    """Folders below which files may be read. However many there are, a path is looked up by the folders above it."""

    def __init__(self, folders: Iterable[Path] = ()) -> None:
        """Start with these."""
        self._named = set[str]()
        self._real = set[str]()
        for each in folders:
            self.add(each)

    def add(self, folder: Path) -> None:
        """One more."""
        self._named.add(os.path.normcase(_absolute(folder)))
        self._real.add(os.path.normcase(os.path.realpath(folder)))

    def copy(self) -> Roots:
        """The same, to which others can be added."""
        copied = Roots()
        copied._named |= self._named
        copied._real |= self._real
        return copied

    def hold(self, path: Path) -> bool:
        """Whether a path lies below one of them, as `holds` says."""
        try:
            return not self._real.isdisjoint(_upwards(os.path.realpath(path)))
        except ValueError:  # as there
            return bool(self._real)

    def hold_by_name(self, path: Path) -> bool:
        """Whether it lies below one of them, or a link that is named lies there."""
        return not self._named.isdisjoint(_upwards(str(_absolute(path)))) or self.hold(path)


def _upwards(path: str) -> Iterator[str]:
    """A path from the top, and the folders above it."""
    path = os.path.normcase(path)
    yield path
    while (above := os.path.dirname(path)) != path:  # noqa: PTH120
        yield (path := above)


def _at(root: Path) -> Project:
    return Project(root, root / FOLDER)


def below(path: Path, root: Path) -> bool:
    """As `holds`, but a link lies where it is named, too."""
    return _absolute(path).is_relative_to(_absolute(root)) or holds(root, path)


NAME_ROOT = Text(
    "确需使用的，用 --root 写明包含这些文件的文件夹", "if you mean it, name a folder that holds both with --root"
)


def outside(shown: str) -> GapubError:
    """That a file lies outside the project, for a link leads there. Nothing of it is quoted."""
    message = Text(
        f"{shown} 是链接，指向项目的根文件夹之外，没有读取",
        f"{shown} is a link that leads outside the root of the project; it is not read",
    )
    return GapubError([Diagnostic("outside-root", "error", message, entity=shown, hint=NAME_ROOT)])


def without_links_outside(folder: Path) -> Path:
    """The folder, where no link in it leads out of its project. Raises GapubError for one that does."""
    root = root_of(folder)
    for path in folder.rglob("*"):
        if path.is_symlink() and not holds(root, path):
            raise outside(path.as_posix())
    return folder


def _absolute(path: Path) -> Path:
    """The path from the top; links are not resolved, for a link lies where the user sees it."""
    try:
        return Path(os.path.abspath(path))  # noqa: PTH100
    except OSError as error:  # the working folder is gone
        raise cannot_read(".", error) from error


def _from_here(folder: Path) -> Path:
    """The folder as the working folder sees it; on another drive of Windows, as it is."""
    try:
        return Path(os.path.relpath(folder))
    except ValueError:
        return folder


def _marked(folder: Path) -> bool:
    return any(is_there(folder / name) for name in _MARKS) or _has_table(folder / PYPROJECT)


def _has_table(path: Path) -> bool:
    """Whether a pyproject.toml speaks about gapub. What is no TOML does: whoever reads the settings says what is wrong."""
    if not path.is_file():
        return False
    data = read_bytes(path, path.as_posix())
    if b"gapub" not in data:
        return False
    import tomllib  # four milliseconds, for those who have such a file

    try:
        tree = tomllib.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return True
    tool = tree.get("tool", {})
    return not isinstance(tool, dict) or "gapub" in tool


def _no_root(root: Path) -> GapubError:
    message = Text(f"--root：没有文件夹 {root.as_posix()}", f"--root: there is no folder {root.as_posix()}")
    hint = Text("检查路径", "check the path")
    return GapubError([Diagnostic("cannot-read", "error", message, entity=root.as_posix(), hint=hint)])
