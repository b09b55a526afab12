"""Which catalogues a run makes, from which profiles, and into which folder each of them goes.

A catalogue is of one place and level. Its folder is `CODE/LEVEL`; villages, which share the code of their township, lie below
by name; a place without a code has the path of its profile below the root of the project. Who meets a profile for the first
time reads its head alone: level, divisions and the profile above.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from gapub.diagnostics import Diagnostic, GapubError, Place, Text
from gapub.output.names import is_inside
from gapub.sources.disk import YAML, cannot_read, read_bytes
from gapub.validate.files import may_be_profile

if TYPE_CHECKING:
    from gapub.sources.library import Library
    from gapub.sources.project import Project

PROFILE: Final = "profile.yaml"
_TOP: Final = re.compile(r"^[^\s#-]", re.MULTILINE)
"""Where a line of the outermost mapping begins."""
_OF_HEAD: Final = re.compile(r"[\"']?(level|divisions?|extends)\b")
_LEVELS: Final = ("county", "township", "village")


class Head(NamedTuple):
    """What a profile says of itself: its level, the code, name and line of each division, and the profile it extends."""

    level: str
    divisions: tuple[tuple[str | None, str, int], ...]
    extends: str | None = None


class Source(NamedTuple):
    """A YAML file: its path as the run sees it, and below the root; the hash of its bytes; the head, if it is a profile."""

    path: str
    name: str
    sha256: str
    head: Head | None


class Target(NamedTuple):
    """One catalogue to be made: its level, its place, and the folder for its files, below that of the run.

    `profile` is the path of the profile as the run sees it, None for the general catalogue, and `source` its path below the
    root; `key` tells the division from others of the profile, and `line` is where it stands there.
    """

    level: str
    code: str | None
    name: str
    folder: str
    profile: str | None = None
    source: str = ""
    key: str = ""
    line: int = 0

    @property
    def label(self) -> Text:
        """The place by its name, and its code where that is known."""
        return Text(f"{self.name}（{self.code}）", f"{self.name} ({self.code})") if self.code else Text.same(self.name)

    @property
    def place(self) -> Place | None:
        """Where its profile names the division."""
        return Place(self.profile, self.line, 1) if self.profile else None


Known = Mapping[tuple[str, str], Head | None]
"""The heads of files that were read before, by their path below the root and their hash."""


class Sources:
    """The YAML files of a project as they are met, each read once; `unread` are the names of those that cannot be."""

    def __init__(self, project: Project, library: Callable[[], Library], known: Known) -> None:
        """Read nothing yet. `library` is asked for what the names in a file mean, if need be."""
        self.every: dict[str, Source] = {}
        self.unread = set[str]()
        self._root = os.path.realpath(project.root)
        self._library = library
        self._known = known

    def find(
        self, folders: Sequence[Path], excluded: Callable[[str], bool] = lambda _: False
    ) -> tuple[list[Source], list[Diagnostic]]:
        """The files below folders, or named themselves; and what is wrong with those that cannot be read.

        Raises GapubError for a folder that is not there, or cannot be listed.
        """
        found: dict[str, Source] = {}
        wrong: list[Diagnostic] = []
        for folder in folders:
            if not os.path.exists(folder):  # noqa: PTH110  (that of Path raises where a name is too long)
                raise GapubError([_missing(folder)])
            named = not os.path.isdir(folder)  # noqa: PTH112
            start, name = folder.as_posix(), self.name_of(folder)
            above, below = "" if start == "." else f"{start}/", f"{name}/" if name else ""
            for path in [start] if named else _yaml_below(start, self._root, wrong):
                if path in found or (excluded(path) and not named):
                    continue
                inner = name if named else below + path.removeprefix(above)
                try:
                    found[path] = self.read(path, inner)
                except GapubError as error:
                    wrong += error.diagnostics
                    self.unread.add(inner)
        return list(found.values()), wrong

    def read(self, path: str, name: str | None = None) -> Source:
        """One file; `name` is its path below the root, if it is known. Raises GapubError for one that cannot be read."""
        key = path if name is not None and ".." not in path else os.path.normpath(path)
        if key not in self.every:
            data = read_bytes(Path(path), path)
            name = _below(path, self._root, Path(path)) if name is None else name
            digest = sha256(data).hexdigest()
            head = (
                self._known[name, digest] if (name, digest) in self._known else _head(Path(path), data, self._library())
            )
            self.every[key] = Source(path, name, digest, head)
        return self.every[key]

    def name_of(self, folder: Path) -> str:
        """A folder, or file, below the root; nothing for the root itself."""
        name = _below(folder.as_posix(), self._root, folder)
        return "" if os.path.realpath(folder) == self._root else name

    def inputs(self, target: Target) -> dict[str, str]:
        """The files that a target alone is made from, with their hashes: its chain of profiles, and what decisions lie beside it.

        One that cannot be read has an empty hash: whoever makes the catalogue will say what is wrong with it.
        """
        found: dict[str, str] = {}
        for path in self.files(target):
            try:
                source = self.every.get(path) or self.read(path)
            except GapubError:
                found[_below(path, self._root, Path(path))] = ""
            else:
                found[source.name] = source.sha256
        return found

    def files(self, target: Target) -> Iterator[str]:
        """The paths of those files, whether they can be read or not."""
        if target.profile is None:
            return
        folder = target.profile.rpartition("/")[0]
        start = f"{folder}/" if folder or target.profile.startswith("/") else ""
        for beside in dict.fromkeys(("decisions.yaml", f"decisions.{target.key}.yaml")):
            if os.path.lexists(path := start + beside):
                yield path
        ahead, seen = target.profile, set[str]()
        while (key := os.path.normpath(ahead)) not in seen:  # they may be in a circle
            seen.add(key)
            yield ahead
            try:
                head = (self.every.get(key) or self.read(ahead)).head
            except GapubError:
                return
            if head is None or head.extends is None:
                return
            ahead = os.path.normpath(os.path.join(os.path.dirname(self.every[key].path), head.extends))  # noqa: PTH118, PTH120
            ahead = os.path.join(ahead, PROFILE) if os.path.isdir(ahead) else ahead  # noqa: PTH112, PTH118


def of_profile(source: Source, levels: Sequence[str] = ()) -> Iterator[Target]:
    """The catalogues that a profile makes: of its own level, or of those `levels` that are not above it.

    A profile of a level that has no catalogue is for others to extend, and makes none.
    """
    head = source.head
    if head is None or head.level not in _LEVELS:
        return
    from gapub.model.catalogue import Division, division_keys

    keys = division_keys([Division(code, name) for code, name, _ in head.divisions])
    for level in levels or (head.level,):
        if _LEVELS.index(level) >= _LEVELS.index(head.level):
            for (code, name, line), key in zip(head.divisions, keys, strict=True):
                folder = folder_of(level, code, name, key, source.name, several=len(keys) > 1)
                yield Target(level, code, name, folder, source.path, source.name, key, line)


def general(level: Literal["county", "township"], within: str | None = None) -> list[Target]:
    """The general catalogue of every division of a level, of those that belong to a division if one is named.

    Raises GapubError for a name or code that is no division.
    """
    from gapub.sources.divisions import every, resolve

    code = "" if within is None else resolve(within).code
    return [Target(level, each, name, f"{each}/{level}") for each, name in every(level, code)]


def folder_of(level: str, code: str | None, name: str, key: str, source: str, *, several: bool = False) -> str:
    """The folder of a catalogue; `source` is the path of its profile, `several` if that has other divisions as well."""
    if level == "village":
        return f"{code or _way(source, name)}/{level}/{name}"
    if code is not None:
        return f"{key}/{level}"
    way = _way(source, name)
    return f"{way}/{name}/{level}" if several and way != name else f"{way}/{level}"


def _way(source: str, name: str) -> str:
    """Where a profile lies: its folder, or its own name in it; at the root it has none but that of the place."""
    path = PurePosixPath(source)
    way = (path.parent if path.name == PROFILE else path.with_suffix("")).as_posix()
    return name if way == "." else way


def conflicts(targets: Iterable[Target]) -> list[Diagnostic]:
    """The targets that would be written over each other, or one into the other; and those whose name can be no folder."""
    found: list[Diagnostic] = []
    by_folder: dict[str, Target] = {}
    for each in targets:
        split = "/" in each.name and each.name in each.folder  # such a name would be two folders
        if split or not is_inside(each.folder) or any(part.startswith(".") for part in each.folder.split("/")):
            found.append(_no_folder(each))
            continue
        other = by_folder.setdefault(
            each.folder.casefold(), each
        )  # some file systems do not tell upper from lower case
        if other is not each:
            found.append(_twice(other, each))
    for folder, each in by_folder.items():
        above = folder.rpartition("/")[0]
        while above:
            if above in by_folder:
                found.append(_twice(by_folder[above], each))
            above = above.rpartition("/")[0]
    return found


def part_of(targets: Iterable[Target], number: int, count: int) -> list[Target]:
    """Those that fall to one of `count` parts: by a hash of code, name and the path of the profile, whatever else there is."""
    return [each for each in targets if _lot(each) % count == number - 1]


def _lot(target: Target) -> int:
    said = "\0".join((target.code or "", target.name, target.source))
    return int.from_bytes(sha256(said.encode()).digest()[:8])


# --- files -------------------------------------------------------------------------------------------------------------


def _yaml_below(folder: str, root: str, wrong: list[Diagnostic]) -> Iterator[str]:
    """The YAML files in a folder and those below, by name; nothing hidden, and nothing that a link leads to outside the root."""
    ahead, seen = [folder], set[str]()
    while ahead:
        this = ahead.pop()
        below = []
        try:
            with os.scandir(this) as entries:
                every = sorted(entries, key=lambda each: each.name)
        except OSError as error:
            raise cannot_read(this, error) from error
        for each in every:
            if each.name.startswith("."):
                continue
            path = each.name if this == "." else f"{this}/{each.name}"
            if each.is_symlink():
                real = os.path.realpath(path)
                if not Path(real).is_relative_to(root):
                    wrong.append(_leads_out(path))
                    continue
                if each.is_dir():
                    if real in seen or Path(os.path.realpath(this)).is_relative_to(real):  # it may lead back
                        continue
                    seen.add(real)
            if each.is_dir():
                below.append(path)
            elif each.name.endswith(YAML):
                yield path
        ahead += reversed(below)


def _below(path: str, root: str, folder: Path) -> str:
    """A path below the root; where it lies elsewhere, from the folder that was named."""
    real = os.path.abspath(path)  # noqa: PTH100  (a link lies where the user sees it)
    for start in (os.path.abspath(root), os.path.dirname(os.path.abspath(folder))):  # noqa: PTH100, PTH120
        if real.startswith(start.rstrip(os.sep) + os.sep):
            return os.path.relpath(real, start).replace(os.sep, "/")
    return os.path.basename(real)  # noqa: PTH119


# --- heads -------------------------------------------------------------------------------------------------------------


def _head(path: Path, data: bytes, library: Library) -> Head | None:
    """The head of a file if it is a profile. Raises GapubError if it is one that cannot be read."""
    if not may_be_profile(path, data):
        return None
    from gapub.model.profile import Profile, read
    from gapub.sources.library import local_file
    from gapub.yaml.encoding import decoded
    from gapub.yaml.reader import Map, parse

    file, profile = path.as_posix(), None
    try:
        tree, found = parse(_lines_of_head(decoded(data)).encode(), file)
        if isinstance(tree, Map) and not found:
            _, profile, _ = library.made(tree, file, read, path)
    except GapubError:
        pass  # what is wrong is told of the whole file
    if profile is None:
        whole, found = library.for_locality().read(local_file(path), read)
        if not isinstance(whole, Profile):
            raise GapubError(found)
        profile = whole
    divisions = ((each.division.code, each.division.name, each.place.line) for each in profile.divisions)
    return Head(profile.level, tuple(divisions), profile.extends)


def _lines_of_head(text: str) -> str:
    """The text with empty lines in place of all that says nothing of level, division and the profile above."""
    starts = [match.start() for match in _TOP.finditer(text)]
    parts = [text[: starts[0]] if starts else text]
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        part = text[start:end]
        parts.append(part if _OF_HEAD.match(part) else "\n" * part.count("\n"))
    return "".join(parts)


# --- what is told ------------------------------------------------------------------------------------------------------


def _missing(folder: Path) -> Diagnostic:
    shown = folder.as_posix()
    message = Text("没有 {} 这个文件或文件夹", "there is no file or folder {}").format(shown)
    return Diagnostic("cannot-read", "error", message, entity=shown, hint=Text("检查路径", "check the path"))


def _leads_out(path: str) -> Diagnostic:
    message = Text(
        "{} 是链接，指向项目的根文件夹之外，没有读取",
        "{} is a link that leads outside the root of the project; it is not read",
    ).format(path)
    return Diagnostic("outside-root", "warning", message, entity=path)


def _no_folder(target: Target) -> Diagnostic:
    message = Text("“{}”不能用作文件夹名", "“{}” cannot be the name of a folder").format(target.name)
    hint = Text("请改用只含汉字、字母和数字的名称", "use a name of letters and digits, Chinese ones too")
    return Diagnostic("build-folder", "error", message, target.place, target.name, hint=hint)


def _twice(one: Target, other: Target) -> Diagnostic:
    """That two profiles are for one place and level; it stands at one of them and names the other."""
    from gapub.model.text import LEVELS

    level = LEVELS[other.level]
    message = Text(
        "{}的{}目录有两个配置文件，没有写出任何文件",
        "two profiles make the catalogue of {} at {} level; nothing was written",
    ).format(other.label, Text(level.zh, level.en.lower()))
    hint = Text(
        "同一个地方、同一层级只留一个；不同单位的，各用各的代码，没有代码的不写 code",
        "keep one for each place and level; units that differ need codes of their own, or none",
    )
    related = ((one.place, Text("另一个在这里", "the other is here")),) if one.place else ()
    return Diagnostic("build-conflict", "error", message, other.place, other.folder, hint=hint, related=related)
