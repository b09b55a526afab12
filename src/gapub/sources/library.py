"""Finds and reads what a catalogue is made from: registries, baselines and guideline editions, bundled or local.

The folder `guidelines/` of the project lies over the bundled one, file by file: a local file of the same name takes the
bundled file's place, any other is added. Nothing is read that lies outside the project, wherever links and `extends` lead,
unless the user named it.
"""

from __future__ import annotations

import os
from codecs import BOM_UTF8
from collections import ChainMap
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from copy import copy
from functools import cached_property, partial
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from gapub.diagnostics import Diagnostic, GapubError, Place, Text
from gapub.model import guideline, registry
from gapub.model.catalogue import Input
from gapub.model.guideline import Guideline
from gapub.model.registry import Baseline, Registry
from gapub.model.shape import suggestion
from gapub.model.text import PROFILE_LEVELS
from gapub.sources import kept, project
from gapub.sources.bundle import CATALOGUES, FOLDER, bundled
from gapub.sources.disk import YAML, is_there, library_files, read_bytes
from gapub.yaml.encoding import decoded, with_lf
from gapub.yaml.faults import BLANK
from gapub.yaml.tree import Map, Seq, Value

if TYPE_CHECKING:
    from gapub.model.decisions import DecisionList
    from gapub.model.events import Happened
    from gapub.model.naming import Book
    from gapub.model.profile import Profile
    from gapub.model.scheme import Scheme
    from gapub.sources.names import Names


def parse(data: bytes, file: str) -> tuple[Value | None, list[Diagnostic]]:
    """As `yaml.reader`, which is imported when something has to be parsed."""
    from gapub.yaml import reader

    return reader.parse(data, file)


REGISTRY_FOLDER = "registry"
SCHEME_FOLDER = "schemes"
_NO_REGISTRY = Registry()
_KEPT = 500
"""How many values are kept that stages make of a library (`Library.once`)."""
_LINKS = 16
"""How many profiles are kept that others extend: folder by folder, a handful is at work."""
Made = TypeVar("Made")


class SourceFile(NamedTuple):
    """A file to compile from: its logical path (`guidelines/…`), where it lies, and whether it is a local one.

    The logical path is the same from any working folder. `shown` is the path by which messages name the file.
    """

    path: str
    location: Path
    local: bool
    given: str | None = None

    @property
    def shown(self) -> str:
        """The path as the user gave it, else the logical one."""
        return self.given or self.path


class Parsed(NamedTuple):
    """A file as bytes and as a tree, with what is wrong with its YAML; the tree is None when it cannot be used."""

    source: SourceFile
    data: bytes
    tree: Map | None
    found: list[Diagnostic]


class _Memory(NamedTuple):
    """What each file was when it was read last, by its path and the name of messages: its tree, and the models made of it."""

    parsed: dict[tuple[Path, str], Parsed]
    models: dict[tuple[Path, Any, str], tuple[Map, tuple[Any, list[Diagnostic]]]]


_MEMORY: _Memory | None = None


def remember() -> None:
    """Have every library of this process take over what has not changed since another read it.

    It is for a process that does the same again and again; the bytes of each file are read all the same.
    """
    global _MEMORY
    _MEMORY = _MEMORY or _Memory({}, {})


class Library:
    """The registries and a way to the editions. Every file is read and parsed once.

    `logical` leads from the path by which messages name a file to the one that is the same from any folder. `looked_for`
    are the profiles that chains led to and the lists beside them, whether they are there or not. `whole` is the library that
    one for a locality is a part of, None for a library by itself. `roots` are the folders
    below which files may be read; those `named` may be anywhere. `local` is the folder of local guidelines, which need not
    be there. `schemes` are the schemes of scoring by their names; a catalogue is made of none.
    """

    def __init__(
        self, files: dict[str, SourceFile], registry: Registry = _NO_REGISTRY, roots: Iterable[Path] = ()
    ) -> None:
        """Start with these files, none of them read."""
        self.files = files
        self.registry = registry
        self.roots = project.Roots(roots)
        self.named = set[str]()
        self.local: Path | None = None
        self.schemes: dict[str, SourceFile] = {}
        self.logical: MutableMapping[str, str] = {}
        self.parsed: dict[Path, Parsed] = {}
        self.looked_for: list[Path] = []
        self.models: dict[tuple[Path, Any], tuple[Any, list[Diagnostic]]] = {}
        self._chains: dict[Path, list[Profile]] = {}
        self._local_files: dict[Path, SourceFile] = {}
        self.whole: Library | None = None
        self._made: dict[Hashable, Any] = {}
        self._links: dict[Path, tuple[Parsed, tuple[Any, list[Diagnostic]]]] = {}

    def for_locality(self) -> Library:
        """A library that has what this one has, for one locality: what it reads for that it forgets with itself.

        So one process compiles any number of localities from one library: guidelines, registries and what stages make of them
        (`once`) they share; a profile, and all that was made of it, goes when its library does.
        """
        child = copy(self)
        child.whole = self.whole or self
        child.roots, child.named = self.roots.copy(), set(self.named)
        child.logical = ChainMap({}, self.logical)
        child.parsed, child.models, child.looked_for, child._chains, child._local_files = {}, {}, [], {}, {}
        return child

    def once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What a stage makes of the library and of what `key` says, made once for all localities.

        It depends on nothing that is read for one of them. Of the last few hundred such values each is kept.
        """
        kept = (self.whole or self)._made
        if key not in kept:
            value = make()
            if len(kept) >= _KEPT:
                kept.clear()
            kept[key] = value
        made: Made = kept[key]
        return made

    def _is_shared(self, source: SourceFile) -> bool:
        """Whether a file is one of the library itself, whatever is read for a locality."""
        return self.files.get(source.path) is source or source in self.schemes.values()

    def inputs(self, editions: Iterable[str] = (), chain: Sequence[Profile] = ()) -> tuple[Input, ...]:
        """The files of these editions and profiles and all registries, with the hash of their text whatever ends its lines.

        That is what a catalogue is made from, whatever else the library has read. A path stands once: of two profiles
        that have the same one, it is the wider.
        """
        sources = [source for path, source in self.files.items() if _is_registry(path)]
        sources += [self.files[_path_of(name)] for name in editions]
        sources += [self.local_file(Path(link.file)) for link in reversed(chain)]
        return tuple({source.path: self.input(source) for source in sources}.values())

    def input(self, source: SourceFile) -> Input:
        """One file of those that a catalogue is made from."""
        if self.whole is not None and self._is_shared(source):
            return self.once(("input", source.path), partial(self.whole.input, source))
        read = self.parse(source)
        return Input(source.path, hash_of_text(read.data), read.source.local)

    def baseline(self, name: str, at: Place | None = None) -> Baseline:
        """The baseline of that name; a GapubError names the known ones when there is none, and the place `at`."""
        found = self.registry.baselines.get(name)
        if found is None and not name.isascii():
            found = self.registry.baselines.get(self.id("baselines", name))
        if found is None:
            known = tuple(self.registry.baselines)
            message = Text(f"没有名为“{name}”的基线", f"there is no baseline named {name!r}")
            raise GapubError([Diagnostic("unknown-baseline", "error", message, at, hint=suggestion(name, known))])
        return found

    def editions(self) -> list[str]:
        """The names `area@edition` of all editions there are, in order."""
        parts = (path.split("/") for path in self.files if not _is_registry(path))
        return sorted(f"{area}@{file.removesuffix('.yaml')}" for _, area, file in parts)

    def guidelines(self, editions: Iterable[str]) -> list[Guideline]:
        """The editions of these names, `area@edition`, in order; a GapubError holds what is wrong in any of them."""
        read, found = self.readable(editions)
        _stop_on_errors(found)
        return read

    def readable(self, editions: Iterable[str]) -> tuple[list[Guideline], list[Diagnostic]]:
        """Those editions of these names that can be read, in order, and what is wrong with the others."""
        read, found = [], list[Diagnostic]()
        for name in editions:
            source = self.files.get(_path_of(name))
            if source is None:
                found.append(self.no_edition(name))
                continue
            try:
                value, problems = self.guideline(source)
            except GapubError as error:
                value, problems = None, list(error.diagnostics)
            found += problems
            if value is not None and not problems:
                read.append(value)
        return read, found

    def shipped(self, edition: str, part: Callable[[bytes], Map | None] | None = None) -> Map | None:
        """The tree of an edition that comes with gapub, and so is sound; None of a local one, and of one that is damaged.

        With a `part` (`sources.outline`), only that is read of an edition that was not parsed before.
        """
        source = self.files[_path_of(edition)]
        try:
            if source.local:
                return None
            found = part(self._bytes(source)) if part and not self._is_parsed(source) else None
            return found or self.parse(source).tree
        except GapubError:  # told where it is read
            return None

    def _is_parsed(self, source: SourceFile) -> bool:
        """Whether a file that localities share was parsed before, by this library or by another (`remember`)."""
        is_remembered = _MEMORY is not None and (source.location, source.shown) in _MEMORY.parsed
        return is_remembered or source.location in (self.whole or self).parsed

    def no_edition(self, name: str, at: Place | None = None) -> Diagnostic:
        """The finding that there is no edition of this name."""
        message = Text(f"没有标准指引“{name}”", f"there is no guideline {name!r}")
        hint = suggestion(name, tuple(self.editions()))
        return Diagnostic("unknown-edition", "error", message, at, hint=hint, arguments=(name,))

    def guideline(self, source: SourceFile) -> tuple[Guideline | None, list[Diagnostic]]:
        """The guideline in a file, and what is wrong with it; its own place is part of what it says."""
        value, found = self.read(source, guideline.read)
        if value is not None and source.path.startswith(f"{FOLDER}/") and source.path.count("/") == 2:
            found = [*found, *_misplaced(value, source.path)]
        return value, found

    def may_supersede(self, edition: str) -> bool:
        """Whether the text of an edition has the word; cheaper than reading it, and enough to pass most by."""
        source = self.files.get(_path_of(edition))
        return source is not None and self.once(
            ("may supersede", edition), lambda: b"supersedes" in self._bytes(source)
        )

    def is_unnumbered(self, edition: str) -> bool:
        """Whether an edition is there and has no number; its text tells it of nearly all, and is not read further."""
        source = self.files.get(_path_of(edition))
        return source is not None and self.once(("unnumbered", edition), partial(self._is_unnumbered, source))

    def _is_unnumbered(self, source: SourceFile) -> bool:
        if b"\nnumber:" in self._bytes(source):
            return False
        tree = self.parse(source).tree
        return tree is not None and "number" not in tree

    def chain(self, location: Path) -> list[Profile]:
        """The profile in a file (or `profile.yaml` of a folder) and those it extends, the widest first.

        Above it only what lies in the project is read, or is named; see `admit`.
        """
        if location in self._chains:
            return [*self._chains[location]]
        links: list[tuple[Path, Profile]] = []
        self.admit(location)
        ahead: Path | None = location
        while ahead is not None:
            # those of Path raise for a name that cannot be one
            path = ahead / "profile.yaml" if os.path.isdir(ahead) else ahead  # noqa: PTH112
            if links and not self.may_read(path):
                raise _chain_error(
                    "outside-root",
                    f"上级配置文件 {path.as_posix()} 在项目的根文件夹之外，没有读取",
                    f"the profile above, {path.as_posix()}, lies outside the root of the project and is not read",
                    links,
                    hint=project.NAME_ROOT,
                )
            self.looked_for.append(path)
            if links and not os.path.isfile(path):  # noqa: PTH113
                raise _chain_error(
                    "missing-profile",
                    f"上级配置文件 {path.as_posix()} 不存在",
                    f"the profile above, {path.as_posix()}, does not exist",
                    links,
                )
            if any(os.path.realpath(path) == os.path.realpath(seen) for seen, _ in links):
                raise _chain_error(
                    "profile-cycle", "配置文件循环引用", "the profiles extend each other in a cycle", links
                )
            profile = self._profile(path, above=bool(links))
            links.append((path, profile))
            check_link(links)
            ahead = Path(os.path.normpath(path.parent / profile.extends)) if profile.extends else None
        self._chains[location] = [profile for _, profile in reversed(links)]
        return [*self._chains[location]]

    def decisions(self, chain: Sequence[Profile]) -> dict[str, tuple[SourceFile, DecisionList]]:
        """The lists of decisions beside the last profile of a chain, each by the key of its division, with their files.

        `decisions.yaml` is that of the one division of a profile; where there are several, or where a profile above lies in
        the same folder, a list has the key in its name: `decisions.210283.yaml`. Raises GapubError for one that is wrong, and
        for a `decisions.yaml` of which nobody knows whose it is.
        """
        from gapub.model.catalogue import division_keys

        if not chain:
            return {}
        own, folder = chain[-1], Path(chain[-1].file).parent
        keys = division_keys([each.division for each in own.divisions])
        found = {key: path for key in keys if self._is_file(path := folder / f"decisions.{key}.yaml")}
        plain = folder / "decisions.yaml"
        if not any(Path(link.file).parent == folder for link in chain[:-1]) and self._is_file(plain):
            if len(keys) > 1:
                raise GapubError([_whose_decisions(plain, keys)])
            found.setdefault(keys[0], plain)
        return {key: (local_file(path), self._decisions(path)) for key, path in found.items()}

    def events(self, chain: Sequence[Profile]) -> tuple[str | None, tuple[Happened, ...], tuple[Happened, ...]]:
        """What happened, by `events.yaml` beside the last profile of a chain: the file, what is of its divisions, and the rest.

        Where a profile above lies in the same folder, entries without a division are of that one. Raises GapubError for a file
        that is wrong, and for what it names and nobody has.
        """
        from gapub.model import events
        from gapub.model.events import Happened

        if not chain:
            return None, (), ()
        own, folder = chain[-1], Path(chain[-1].file).parent
        if not self._is_file(path := folder / "events.yaml"):
            return None, (), ()
        source = local_file(path)
        value, found = self.read(source, events.read)
        _stop_on_errors(found)
        assert value is not None
        shared = [each for each in chain[:-1] if Path(each.file).parent == folder]
        _stop_on_errors(list(events.wrong(value, self.registry, self.rows(chain), None)))
        keys = {name for each in own.divisions for name in each.division.names}
        mine, rest = list[Happened](), list[Happened]()
        for each in value:
            (mine if (each.division in keys if each.division else not shared) else rest).append(each)
        return source.shown, tuple(mine), tuple(rest)

    def rows(self, profiles: Iterable[Profile]) -> set[str]:
        """The full ids of the rows of all guidelines that can be read, and of those that profiles add."""
        guidelines, _ = self.readable(self.editions())
        rows = {name for each in guidelines for name, _ in each.rows()}
        return rows | {name for each in profiles for add in each.add for name, _ in add.rows}

    def profile_beside(self, location: Path) -> list[Profile]:
        """The profile in the folder of a file, where there is one that can be read."""
        from gapub.model import profile

        path = location.parent / "profile.yaml"
        try:
            value = self.read(local_file(path), profile.read)[0] if self._is_file(path) else None
        except GapubError:  # told where it is read
            return []
        return [value] if value is not None else []

    def scheme(self, name: str) -> Scheme:
        """The scheme of scoring of a name, or in a file that is named by its path.

        Raises GapubError for one that is wrong, and for a name that none has.
        """
        from gapub.model import scheme

        source = self.schemes.get(name)
        if source is None and not name.endswith(YAML):
            message = Text(f"没有名为“{name}”的评分方案", f"there is no scheme named {name!r}")
            hint = suggestion(name, tuple(self.schemes))
            raise GapubError([Diagnostic("unknown-scheme", "error", message, hint=hint, arguments=(name,))])
        if source is None:
            self.admit(Path(name))
        value, found = self.read(source or local_file(Path(name)), scheme.read)
        _stop_on_errors(found)
        assert value is not None
        return value

    def _is_file(self, path: Path) -> bool:
        self.looked_for.append(path)
        return os.path.isfile(path)  # noqa: PTH113

    def _decisions(self, path: Path) -> DecisionList:
        from gapub.model import decisions  # few divisions have a list

        value, found = self.read(local_file(path), decisions.read)
        _stop_on_errors(found)
        assert value is not None
        return value

    def _profile(self, path: Path, *, above: bool) -> Profile:
        """A profile; one above others is shared by localities, since many extend it."""
        from gapub.model import profile

        source, shared = self.local_file(path), self.whole._links if self.whole and above else {}
        key = source.location, profile.read
        if key not in self.models and path in shared:
            self.parsed[path], self.models[key] = shared[path]
            self.logical[source.shown] = source.path
        value, found = self.read(source, profile.read)
        _stop_on_errors(found)
        assert value is not None
        if path not in shared:
            if len(shared) >= _LINKS:
                del shared[next(iter(shared))]
            shared[path] = self.parsed[path], self.models[key]
        return value

    Model = TypeVar("Model")

    def read(
        self, source: SourceFile, reader: Callable[[Value, str], tuple[Model | None, list[Diagnostic]]]
    ) -> tuple[Model | None, list[Diagnostic]]:
        """One file through the parser and a model's reader; remembers it among the inputs."""
        if self.whole is not None and self._is_shared(source):
            return self.whole.read(source, reader)
        key = source.location, reader
        if key not in self.models:
            _, data, tree, found = self.parse(source)
            known = _MEMORY.models.get((source.location, reader, source.shown)) if _MEMORY else None
            if known and known[0] is tree:
                self.models[key] = known[1]
                return self.models[key]
            value = None
            if tree is not None and not found:
                named, value, found = self.made(tree, source.shown, reader, source.location)
                if value is not None and not found and named is tree:
                    _keep(source, data, tree, reader)
                if named is not tree:
                    self.parsed[source.location] = self.parsed[source.location]._replace(tree=named)
            if value is None and tree is not None:
                from gapub.yaml.marks import blamed  # its patterns take milliseconds, for those whose file is wrong

                found = blamed(decoded(data), source.shown, found, lambda text: self._wrong_with(text, source, reader))
            self.models[key] = value, found
            if (
                _MEMORY and tree is not None and self.parsed[source.location].tree is tree
            ):  # names depend on other files
                _MEMORY.models[source.location, reader, source.shown] = tree, self.models[key]
        value, found = self.models[key]
        return value, found

    def _wrong_with(
        self, text: str, source: SourceFile, reader: Callable[[Value, str], tuple[Any, list[Diagnostic]]]
    ) -> list[Diagnostic] | None:
        """What a reader finds wrong with a text in place of a file; None if it is no mapping, or no sound YAML."""
        tree, found = parse(text.encode(), source.shown)
        return (
            self.made(tree, source.shown, reader, source.location)[2] if isinstance(tree, Map) and not found else None
        )

    def made(
        self,
        tree: Map,
        file: str,
        reader: Callable[[Value, str], tuple[Model | None, list[Diagnostic]]],
        location: Path | None = None,
        above: Sequence[Map] | None = None,
    ) -> tuple[Map, Model | None, list[Diagnostic]]:
        """A tree with ids in place of names, what a model's reader makes of it, and what is wrong with it.

        `location` is where a profile lies, for the names of what those above it add; `above` are those, the nearest first,
        where they are not as the files have them.
        """
        value, found = reader(tree, file)
        if not found:
            return tree, value, found
        named, problems = self.understood(tree, file, location, above)
        if problems or named is tree:
            return tree, None, problems or found
        return named, *reader(named, file)

    def understood(
        self, tree: Map, file: str, location: Path | None = None, above: Sequence[Map] | None = None
    ) -> tuple[Map, list[Diagnostic]]:
        """A tree of any kind with ids in place of names (`model.naming`), and what is wrong with its shape then.

        `location` and `above` as in `made`.
        """
        from gapub.model.naming import understood  # only a file with something in it that is no id asks for it
        from gapub.sources.kinds import kind_of, shape_of
        from gapub.sources.names import OfProfile

        kind = kind_of(tree)
        if kind is None:
            return tree, []
        book = OfProfile(self, tree, location or Path(file), above) if kind == "profile" else self.names
        if kind == "events" and location is not None and (beside := self._beside(location)):
            book = OfProfile(self, *beside)
        named, found = understood(tree, shape_of(kind), file, book)
        assert isinstance(named, Map)
        return named, found

    def _beside(self, location: Path) -> tuple[Map, Path] | None:
        """The profile in the folder of a file, as it was parsed, and where it lies."""
        path = location.parent / "profile.yaml"
        try:
            tree = self.parse_local(path).tree if self._is_file(path) else None
        except GapubError:  # told where it is read
            return None
        return (tree, path) if tree is not None else None

    @property
    def names(self) -> Names:
        """By what names things go."""
        return (self.whole or self)._names

    @cached_property
    def _names(self) -> Names:
        from gapub.sources.names import Names

        return Names(self)

    def book(self, profile: Path | None = None) -> Book:
        """By what names things go; with a profile, what it and those above it add has names too."""
        from gapub.sources.names import OfProfile

        if profile is None:
            return self.names
        tree, *above = (each.entry.node for each in reversed(self.chain(profile)))
        return OfProfile(self, tree, profile, above)

    def ids(self, kind: str, texts: Iterable[str], profile: Path | None = None) -> tuple[str, ...]:
        """What texts that a user typed are the ids of; one that may be an id is left as it is.

        With a profile, what it and those above it add has names too. Raises GapubError.
        """
        return tuple(self.id(kind, text, profile) for text in texts)

    def id(self, kind: str, text: str, profile: Path | None = None) -> str:
        """The same of one text."""
        from gapub.model.naming import is_name, one

        if not is_name(text):
            return text
        above = [each.entry.node for each in reversed(self.chain(profile))] if profile else []
        found = one(kind, text, self.names.among(kind, text, above))
        if isinstance(found, Diagnostic):
            raise GapubError([found])
        return found

    def parse(self, source: SourceFile) -> Parsed:
        """One file through the parser."""
        if self.whole is not None and self._is_shared(source):
            return self.whole.parse(source)
        if source.location not in self.parsed:
            data = self._bytes(source)
            self.logical[source.shown] = source.path
            known = _MEMORY.parsed.get((source.location, source.shown)) if _MEMORY else None
            if known and known.data == data:
                self.parsed[source.location] = known._replace(source=source)
                return self.parsed[source.location]
            tree, found = self._parsed(source, data)
            self.parsed[source.location] = Parsed(source, data, tree, found)
            if _MEMORY:
                _MEMORY.parsed[source.location, source.shown] = self.parsed[source.location]
        return self.parsed[source.location]

    def parse_local(self, path: Path) -> Parsed:
        """A file that a user, or a profile below it, names by its path, through the parser."""
        return self.parse(self.local_file(path))

    def local_file(self, path: Path) -> SourceFile:
        """As `local_file`; where links lead is looked up once."""
        if path not in self._local_files:
            self._local_files[path] = local_file(path)
        return self._local_files[path]

    def _parsed(self, source: SourceFile, data: bytes) -> tuple[Map | None, list[Diagnostic]]:
        """The tree of a file and what is wrong with its YAML; that of guidelines and registries may have been kept."""
        if source.path.startswith(f"{FOLDER}/") and (known := kept.tree(data)) is not None:
            return known, []
        tree, found = parse(data, source.shown)
        if tree is None or isinstance(tree, Map):
            return tree, found
        return None, found or no_mapping(tree, data, source.shown)

    def _bytes(self, source: SourceFile) -> bytes:
        """The bytes of a file, enough to see that it is too large. Raises GapubError for what may not or cannot be read."""
        if source.local and not self.may_read(source.location):
            raise project.outside(source.shown)
        return read_bytes(source.location, source.shown)

    def admit(self, named: Path) -> None:
        """Let a file or folder be read that the user named; outside the roots it brings the project around it along."""
        if not self.roots.hold_by_name(named):
            self.roots.add(project.root_of(named))
        if not os.path.isdir(named):  # noqa: PTH112
            self.named.add(os.path.realpath(named))

    def may_read(self, path: Path) -> bool:
        """Whether a file lies in the project, wherever links lead, or is named."""
        return self.roots.hold(path) or os.path.realpath(path) in self.named


def _keep(source: SourceFile, data: bytes, tree: Map, reader: object) -> None:
    """Keep the tree of a guideline or registry for the next run, unless it comes from there."""
    kind = "guideline" if reader is guideline.read else "registry" if reader is registry.read else None
    if kind and source.path.startswith(f"{FOLDER}/") and not tree.is_known_as(kind):
        kept.keep(tree, data, kind)


def _path_of(edition: str) -> str:
    """The logical path of an edition, `area@edition`."""
    area, _, name = edition.partition("@")
    return f"{FOLDER}/{area}/{name}.yaml"


def _is_registry(path: str) -> bool:
    return _is_in(path, REGISTRY_FOLDER)


def _is_in(path: str, folder: str) -> bool:
    return path.startswith(f"{FOLDER}/{folder}/")


def check_link(links: list[tuple[Path, Profile]]) -> None:
    """A profile extends one of a level that can stand above its own, and of a division that it belongs to.

    Codes say what belongs to what; of one that is open nothing is said.
    """
    if len(links) < 2:
        return
    from gapub.model.profile import ABOVE, NESTED  # the general catalogue needs no profile, nor its model

    own, above = (profile for _, profile in links[-2:])
    allowed = ABOVE.get(own.level, ())
    if above.level not in allowed:
        listed = "、".join(PROFILE_LEVELS[each].zh for each in allowed), " or ".join(allowed)
        zh = f"{PROFILE_LEVELS[own.level].zh}配置文件的上级只能是{listed[0]}，不能是{PROFILE_LEVELS[above.level].zh}"
        en = f"a profile of {own.level} level may extend one of {listed[1]}, not of {above.level}"
        if not allowed:
            zh, en = (
                f"{PROFILE_LEVELS[own.level].zh}配置文件没有上级",
                f"a profile of {own.level} level cannot extend another",
            )
        raise _chain_error("profile-levels", zh, en, links, at=own)
    shared = tuple((each.division.code or "")[: NESTED.get(above.level, 0)] for each in above.divisions)
    codes = ((each.division, each.division.code) for each in own.divisions)
    strangers = [division for division, code in codes if code and not code.startswith(shared)]
    if strangers:
        name, whole = strangers[0].label, above.division.label
        zh, en = f"{name.zh}不属于{whole.zh}", f"{name.en} does not belong to {whole.en}"
        raise _chain_error("profile-division", zh, en, links, at=own)


def _chain_error(
    code: str,
    zh: str,
    en: str,
    links: list[tuple[Path, Profile]],
    at: Profile | None = None,
    hint: Text | None = None,
) -> GapubError:
    """What is wrong with a chain, with the chain; it stands at the `extends` of the profile `at`, or of the last link."""
    files = [(profile.file, profile.level) for _, profile in links]
    shown = Text(
        " → ".join(f"{file}（{PROFILE_LEVELS[level].zh}）" for file, level in files),
        " → ".join(f"{file} ({level})" for file, level in files),
    )
    place = (at or links[-1][1]).entry.place("extends")
    hint = hint or Text("现在的顺序：", "the chain: ") + shown
    return GapubError([Diagnostic(code, "error", Text(zh, en), place, hint=hint)])


def _whose_decisions(path: Path, keys: Sequence[str]) -> Diagnostic:
    message = Text(
        "配置文件有几个行政区划，不知道这份决策事项目录是哪一个的",
        "the profile has several divisions; nobody can tell whose decisions these are",
    )
    hint = Text("文件名请写明代码，如 {}", "put the code into the name of the file, such as {}")
    name = f"decisions.{keys[0]}.yaml"
    return Diagnostic("decisions-of-whom", "error", message, Place(path.as_posix(), 1, 1), hint=hint.format(name))


def hash_of_text(data: bytes) -> str:
    """The SHA-256 of a text, whatever ends its lines, and without a byte order mark."""
    from hashlib import sha256  # loads OpenSSL, which takes a fifth of a short run; only a catalogue needs it

    return sha256(with_lf(data.removeprefix(BOM_UTF8))).hexdigest()


def no_mapping(tree: Value, data: bytes, file: str) -> list[Diagnostic]:
    """What is wrong with a file that is none: to YAML, one with full-width colons alone is a single text."""
    from gapub.yaml.marks import blamed

    text = decoded(data)

    def again(mended: str) -> list[Diagnostic]:
        tree, found = parse(mended.encode(), file)
        return found or ([] if isinstance(tree, Map) else [_not_a_mapping(tree, mended, file)])

    return blamed(text, file, [_not_a_mapping(tree, text, file)], again)


def _not_a_mapping(tree: Value, text: str, file: str) -> Diagnostic:
    """What every file must be; a bare word has no place of its own, so its line is looked up."""
    lines = with_lf(text.encode()).decode().split("\n")
    written = ((i, line.lstrip(BLANK)) for i, line in enumerate(lines, 1))
    bare = next(i for i, line in written if line and not line.startswith("#"))
    place = Place(file, tree.line, tree.column) if isinstance(tree, Seq) else Place(file, bare, 1)
    message = Text("文件应由“键: 值”组成", "the file must be a mapping of keys to values")
    return Diagnostic("shape-kind", "error", message, place)


def _misplaced(value: Guideline, path: str) -> Iterator[Diagnostic]:
    if _path_of(value.name) != path:
        place = path.removeprefix(f"{FOLDER}/")
        message = Text(
            f"文件所写的 {value.name} 与所在位置 {place} 不符",
            f"the file states {value.name}, but its path is {place}",
        )
        at = value.name_at[0] if value.area != place.partition("/")[0] else value.name_at[1]
        yield Diagnostic("misplaced-edition", "error", message, Place(value.file, *at), value.name)


def source_text(path: str) -> str | None:
    """The text of a file by its logical path, for showing a line of it; None when it cannot be read as text."""
    from gapub.yaml.reader import MAX_BYTES

    shipped = bundled(FOLDER) / path.removeprefix(f"{FOLDER}/") if path.startswith(f"{FOLDER}/") else Path(path)
    try:
        file = here if (here := Path(path)).is_file() else shipped
        return read_bytes(file, path, most=MAX_BYTES).decode()
    except (GapubError, UnicodeDecodeError):
        return None


def of_project(root: Path | None = None, *named: Path | None) -> Library:
    """The library of the project that `project.find` finds. Raises GapubError for what is wrong with its registries."""
    found = project.find(root, [path for path in named if path is not None])
    return open_library(found.guidelines, found.root)


def open_library(local: Path | None = Path(FOLDER), root: Path | None = None) -> Library:
    """The bundled files, those of a local folder over them, the registries read. Raises GapubError for what is wrong.

    The local folder is the one named `guidelines` in the working folder, unless another is named, or None for none. It
    belongs to the project of this root, else to itself.
    """
    library, found = load_library(local, root)
    _stop_on_errors(found)
    return library


def load_library(
    local: Path | None,
    root: Path | None,
    given: Mapping[str, SourceFile] = MappingProxyType({}),
    named: Iterable[Path] = (),
) -> tuple[Library, list[Diagnostic]]:
    """The library, with those registries that can be read, and what is wrong with the others; `local` as above.

    `given` are files by their resolved path: those that belong to the library are called as the user calls them. `named`
    are those that the user named and that may lie anywhere.
    """
    files = _files(local)
    if given:
        files = {path: given.get(os.path.realpath(source.location), source) for path, source in files.items()}
    schemes = {PurePosixPath(path).stem: files.pop(path) for path in [*files] if _is_in(path, SCHEME_FOLDER)}
    library = Library(files, roots=() if local is None else (root or project.of_guidelines(local).root,))
    library.local, library.schemes = local, schemes
    for each in named:
        library.admit(each)
    registries, found = [], list[Diagnostic]()
    for path, source in sorted(library.files.items(), key=lambda each: each[1].local):
        if _is_registry(path):
            try:
                value, problems = library.read(source, registry.read)
            except GapubError as error:  # whoever checks files goes on with the others
                value, problems = None, list(error.diagnostics)
            found += problems
            if value is not None:
                registries.append(value)
    library.registry = registry.merge(registries)
    return library, found or registry.dangling(library.registry, library.editions())


def _files(local: Path | None) -> dict[str, SourceFile]:
    root = bundled(FOLDER)
    files = {source.path: source for source in _scan(root, local=False)}
    if local and is_there(local) and os.path.realpath(local) != os.path.realpath(root):
        files.update((source.path, source) for source in _scan(local, local=True))
    return dict(sorted(files.items()))


def bundled_files() -> list[SourceFile]:
    """The files that ship with gapub."""
    return sorted(_scan(bundled(FOLDER), local=False), key=lambda each: each.path)


def _scan(folder: Path, *, local: bool) -> Iterator[SourceFile]:
    """The files of a folder of guidelines; messages name a local one as the working folder sees it, if the folder does.

    Raises GapubError for a folder that cannot be listed, however deep.
    """
    seen = local and not folder.is_absolute()
    for location in library_files(folder):
        path = f"{FOLDER}/{location.parent.name}/{location.name}"
        yield SourceFile(path, location, local, location.as_posix() if seen else None)


def local_file(path: Path) -> SourceFile:
    """A file that the user names by its path."""
    return SourceFile(_logical(path), path, True, path.as_posix())


def _logical(path: Path) -> str:
    """The path from its last `catalogues` or `guidelines` folder on, or the bare name: the same from any folder."""
    parts = Path(os.path.realpath(path)).parts  # `resolve` raises where links go in a circle
    last = max((i for i, part in enumerate(parts) if part in (CATALOGUES, FOLDER)), default=len(parts) - 1)
    return "/".join(parts[last:])


def _stop_on_errors(found: list[Diagnostic]) -> None:
    if any(each.severity == "error" for each in found):
        raise GapubError(found)
