"""What a side may be: an edition, a baseline, a file, a folder, a `catalogue.json`, a commit, or standard input.

This module reads files, as `library` does. A name that the library knows is that; a file of the same name is `./name`.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
import sys
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path, PurePath
from typing import Any

from gapub.build.prepare import in_force
from gapub.diagnostics import Diagnostic, GapubError, Place, Text
from gapub.diff.comparison import Side, of_level
from gapub.model import guideline, registry
from gapub.model.guideline import Guideline
from gapub.model.shape import suggestion
from gapub.sources.bundle import FOLDER
from gapub.sources.disk import is_folder, is_there, read_bytes, yaml_files
from gapub.sources.kinds import KINDS, kind_of
from gapub.sources.library import REGISTRY_FOLDER, Library, open_library
from gapub.sources.project import outside
from gapub.yaml.reader import MAX_BYTES, parse
from gapub.yaml.tree import Map

STDIN = "-"
GIT = "git:"
_CATALOGUE = "catalogue.json"
_OF_SEVERAL = "catalogues.json"
_OF_A_FOLDER = ("guidelines", _CATALOGUE)
_RANGE = re.compile(r"git:([^:]*?)(\.{2,3})([^:]*)(:.*)?", re.DOTALL)
_PROFILES_ALONE = Text(
    "只有地方配置文件的项目，请加 --profiles catalogues，或者在设置的 [diff] 中写 profiles",
    "a project of profiles alone needs --profiles catalogues, or `profiles` in the settings, under [diff]",
)
_SHORT = 12
"""So much of the hash of a commit names it in a report."""


def named(old: str, new: str | None) -> tuple[str, str]:
    """Both sides by their names; one name may stand for both, as git writes it: `git:A..B`, or `git:A...B` from where B began.

    An end that is left out is HEAD. Raises GapubError for one side alone, for a range beside a side, and as `git` does.
    """
    ranges = [found for each in (old, new) if each is not None and (found := _RANGE.fullmatch(each))]
    if new is None and not ranges:
        hint = Text(
            "请写明两边；比较分支与主干，可以写 git:main...HEAD",
            "name two sides; to compare a branch with main, write git:main...HEAD",
        )
        raise _error("one-side", f"只写了一边“{old}”", f"{old!r} is one side only", hint)
    if new is None:
        from gapub.diff import git

        one, dots, other, path = ranges[0].groups(default="")
        one, other = one or "HEAD", other or "HEAD"
        since = git.merge_base(one, other)[:_SHORT] if dots == "..." else one
        return f"{GIT}{since}{path}", f"{GIT}{other}{path}"
    if ranges:
        hint = Text("请去掉另一边", "leave out the other side")
        raise _error("range-and-side", f"“{ranges[0][0]}”已是两边", f"{ranges[0][0]!r} already names two sides", hint)
    return old, new


def open_sides(
    old: str,
    new: str,
    library: Library,
    *,
    areas: Collection[str] = (),
    level: str | None = None,
    whole: bool = False,
    given: Callable[[], bytes] | None = None,
) -> tuple[Side, Side]:
    """Two sides by their names, as `paired` takes them; `given` reads standard input, which one side may be.

    With `whole`, a side is a project: one without guidelines of its own has those that ship with gapub.

    Raises GapubError for what is not there or cannot be read, and as `paired` does.
    """
    if old == new == STDIN:
        raise _error("two-stdin", "标准输入只能用于一边", "standard input can be used for one side only")
    read = given or _standard_input
    one, other = ((_open_project if whole else open_side)(name, library, read) for name in (old, new))
    return paired(one, other, areas=areas, level=level)


def _standard_input() -> bytes:
    """What is given on standard input, which may be closed, and may never end."""
    try:
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    except (AttributeError, OSError, ValueError) as error:  # AttributeError: whoever started gapub has closed it
        raise _error("no-stdin", "标准输入已关闭", "standard input is closed") from error


def paired(one: Side, other: Side, *, areas: Collection[str] = (), level: str | None = None) -> tuple[Side, Side]:
    """Two sides in one form, of one level if any is named; each of `areas` must be on one of them.

    Beside a catalogue, guidelines are compared at its level, as the catalogue that they make. Raises GapubError.
    """
    known = {each.area for side in (one, other) for each in side.guidelines}
    for area in areas:
        if area not in known:
            hint = suggestion(area, tuple(sorted(known)))
            raise _error("unknown-area", f"两边都没有领域“{area}”", f"neither side has an area {area!r}", hint)
    one, other = _of_one_form(one, other, level)
    return (of_level(one, level), of_level(other, level)) if level else (one, other)


def _of_one_form(old: Side, new: Side, level: str | None) -> tuple[Side, Side]:
    if (old.level is None) == (new.level is None):
        return old, new
    from gapub.diff.foreign import as_catalogue, without_offices

    at = old.level or new.level or ""
    if level and level != at:
        raise _error(
            "other-level", f"目录是 {at} 级的，不是 {level} 级", f"the catalogue is of level {at}, not {level}"
        )
    old, new = (side if side.level else as_catalogue(side, at) for side in (old, new))
    return without_offices(old, new), without_offices(new, old)


def _open_project(name: str, library: Library, given: Callable[[], bytes]) -> Side:
    try:
        return open_side(name, library, given)
    except GapubError as error:
        if error.diagnostics[0].code not in ("git-path", "no-guidelines"):
            raise
    bundled = open_library(None)
    return _in_order(Side(name, tuple(bundled.guidelines(bundled.editions())), bundled.registry))


def open_side(name: str, library: Library, given: Callable[[], bytes]) -> Side:
    """The side of a name. Raises GapubError for what is not there or cannot be read."""
    if name == STDIN:
        return _of_file(given(), "<stdin>", name, library)
    if name.startswith(GIT):
        from gapub.diff import git

        revision, _, path = name.removeprefix(GIT).partition(":")
        hint = None if path else _PROFILES_ALONE
        path = path or (library.local or Path(FOLDER)).as_posix()
        files = _chosen(git.files(revision, path, hint), path)
        _check_one(name, path, files)
        return _of_files(files, name, _under(library, files))
    if name in library.registry.baselines:
        guidelines = in_force(library, library.baseline(name))
        return _in_order(Side(name, tuple(guidelines), library.registry))
    if name in library.editions():
        return _in_order(Side(name, tuple(library.guidelines([name])), library.registry))
    if name and Path(name).exists():
        return _of_path(Path(name), name, library)._replace(editable=True)
    for kind in ("editions", "baselines"):
        if not name.isascii() and (ids := library.names.meaning(kind, name).ids):
            return open_side(library.id(kind, name) if len(ids) > 1 else next(iter(ids)), library, given)
    hint = suggestion(name, (*library.registry.baselines, *library.editions()))
    message = f"没有名为“{name}”的基线、标准指引或者文件", f"there is no baseline, edition or file {name!r}"
    raise _error("unknown-side", *message, hint)


def _under(library: Library, files: Iterable[str]) -> Library:
    """The library that files lie over: of a whole `guidelines` folder the bundled one, as when that folder is compiled.

    Its registries are those of its own time and place, not those of the folder that the command is run in.
    """
    whole = any(FOLDER in PurePath(each).parts[:-1] for each in files)
    local = any(
        source.local and path.startswith(f"{FOLDER}/{REGISTRY_FOLDER}/") for path, source in library.files.items()
    )
    return open_library(None) if whole and local else library


def _chosen(files: Mapping[str, bytes], path: str) -> Mapping[str, bytes]:
    """Of the files below a path those that count: as in a folder on disk, `guidelines` or `catalogue.json` if it is there."""
    for inside in _OF_A_FOLDER:
        start = posixpath.normpath(posixpath.join(path, inside))
        if chosen := {name: data for name, data in files.items() if f"{name}/".startswith(f"{start}/")}:
            return chosen
    return files


def _check_one(name: str, path: str, files: Iterable[str]) -> None:
    """Raise GapubError for a folder of the catalogues of several divisions, each in its own, as `compile` writes them."""
    inside = [PurePath(posixpath.relpath(each, path)).parts for each in files]
    folders = sorted(parts[0] for parts in inside if len(parts) == 2 and parts[1] == _CATALOGUE)
    if folders and not any(parts[-1].endswith(".yaml") for parts in inside):
        zh = f"“{name}”是各地区目录的文件夹，其中有 {len(folders)} 个地区"
        en = f"{name!r} is a folder of the catalogues of divisions ({len(folders)})"
        example = f"{name.rstrip('/')}/{folders[0]}"
        hint = Text(f"请写明其中一个，如 {example}", f"name one of them, such as {example}")
        raise _error("several-catalogues", zh, en, hint)


def _of_path(path: Path, name: str, library: Library) -> Side:
    if not path.is_dir():
        return _of_file(read_bytes(path, path.as_posix()), path.as_posix(), name, library)
    inside = next((path / each for each in _OF_A_FOLDER if is_there(path / each)), path)
    library.admit(path)
    found = sorted(each for each in yaml_files(inside) if each.suffix == ".yaml") if is_folder(inside) else [inside]
    for each in found:
        if not library.may_read(each):
            raise outside(each.as_posix())
    if found == [inside]:
        return _of_path(inside, name, library)
    if not found:
        _check_one(name, path.as_posix(), (each.as_posix() for each in path.glob(f"*/{_CATALOGUE}")))
    files = {each.as_posix(): read_bytes(each, each.as_posix()) for each in found}
    return _of_files(files, name, _under(library, files))


def _of_file(data: bytes, file: str, name: str, library: Library) -> Side:
    if PurePath(file).name == _OF_SEVERAL:
        hint = Text("请写明其中一个地区的文件夹", "name the folder of one division")
        raise _error(
            "several-catalogues", f"“{name}”是各地区目录的清单", f"{name!r} lists the catalogues of divisions", hint
        )
    if file.endswith(".json") or data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{":
        from gapub.diff.foreign import read

        return _in_order(read(data, file, name, library.registry))
    return _of_files({file: data}, name, library)


def _of_files(files: Mapping[str, bytes], name: str, library: Library) -> Side:
    """Guidelines and registries of YAML files; a single `catalogue.json` is that. Profiles are passed over."""
    if len(files) == 1 and next(iter(files)).endswith(".json"):
        return _of_file(*next((data, file) for file, data in files.items()), name, library)
    known = library.registry
    guidelines, registries, found = list[Guideline](), [known], list[Diagnostic]()
    readers: dict[str | None, tuple[Callable[..., Any], list[Any]]] = {
        "guideline": (guideline.read, guidelines),
        "registry": (registry.read, registries),
    }
    own = {each.sha256 for each in library.inputs()}
    for file, data in files.items():
        if file.endswith(".json") or hashlib.sha256(data).hexdigest() in own:
            continue  # the library's own registries say nothing new
        tree, problems = parse(data, file)
        kind = kind_of(tree)
        found += problems or _unfit(kind, file, alone=len(files) == 1)
        if not problems and kind in readers:
            read, into = readers[kind]
            assert isinstance(tree, Map)  # it has a kind
            _, value, problems = library.made(tree, file, read)
            found += problems
            if value is not None and not problems:
                into.append(value)
    if found:
        raise GapubError(found)
    if not guidelines:
        raise _error("no-guidelines", f"“{name}”中没有标准指引", f"{name!r} contains no guideline")
    if len(registries) > 1:
        known = registry.merge(registries)
    return _in_order(Side(name, tuple(guidelines), known))


def _unfit(kind: str | None, file: str, *, alone: bool) -> Iterable[Diagnostic]:
    """What cannot be compared: a file of no kind, or a profile or registry by itself."""
    if kind == "guideline" or (kind in KINDS and not alone):
        return
    message = Text("这不是标准指引", "this is not a guideline")
    hint = Text(
        "地方配置文件，请先编译，再比较 catalogue.json；登记册，请与标准指引放在同一文件夹中比较",
        "to compare a profile, compile it and compare its catalogue.json; to compare a registry, put it into one folder "
        "with its guidelines",
    )
    yield Diagnostic("not-comparable", "error", message, Place(file, 1, 1), hint=hint)


def _in_order(side: Side) -> Side:
    """The side, its areas in the order of their numbers; two of one name, or two rows of one id, are an error."""
    ordered = sorted(side.guidelines, key=lambda each: (each.number is None, each.number or 0, each.name))
    seen = set[str]()
    for each in ordered:
        topics = [f"{each.name}/{topic.id}" for topic in each.topics]
        rows = [f"{each.name}/{topic.id}/{item.id}" for topic in each.topics for item in topic.items]
        for name in (each.name, *topics, *rows):
            if name in seen:
                place = Place(each.file, *each.name_at[0]) if each.file else None
                message = Text(f"“{name}”重复", f"{name!r} occurs twice")
                raise GapubError([Diagnostic("duplicate-id", "error", message, place, name)])
            seen.add(name)
    return side._replace(guidelines=tuple(ordered))


def _error(code: str, zh: str, en: str, hint: Text | None = None) -> GapubError:
    return GapubError([Diagnostic(code, "error", Text(zh, en), hint=hint)])
