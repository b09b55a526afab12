"""What changes in profiles make of their catalogues: the rows of each profile that changed, before and after, in its chain.

A side is a whole project here: its guidelines, its registries and its profiles, as a commit or a folder has them. What the
guidelines, the registries or the profiles above change is told with those; each profile has what it changes itself.
"""

from __future__ import annotations

import posixpath
import tempfile
from collections.abc import Collection, Hashable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import NamedTuple

from gapub.build.prepare import own_level, plan_of, prepare
from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.diff.comparison import Diff, Side, diff, of_areas
from gapub.diff.foreign import read
from gapub.diff.judge import Change
from gapub.diff.sides import GIT
from gapub.model.catalogue import division_keys
from gapub.model.inheritance import inherit
from gapub.model.profile import OneDivision, Profile
from gapub.model.registry import BASELINES
from gapub.render import json as render
from gapub.sources.bundle import FOLDER
from gapub.sources.disk import is_there, yaml_files
from gapub.sources.kinds import kind_of
from gapub.sources.library import Library, local_file, open_library


class Tailored(NamedTuple):
    """A profile that changed, by its path below the folder, with the division and level of the catalogue that shows it.

    `state`: it is `changed`, or `unsettled` where conflicts of an upgrade are left in it on the new side, whose entries do not
    count; or it is on one side only (`added`, `removed`), which has no difference. `below` are the profiles that extend it and
    did not change.
    """

    file: str
    division: str
    level: str
    state: str
    below: tuple[str, ...]
    difference: Diff | None


class _Project(NamedTuple):
    """A side as a project: its library, and its profiles by their paths below the folder, each with its chain."""

    library: Library
    folder: Path
    chains: dict[str, list[Profile]]

    def name(self, profile: Profile) -> str:
        """The path of a profile of a chain, from the folder."""
        return posixpath.relpath(profile.file, self.folder.as_posix())

    def text(self, name: str) -> tuple[bytes, ...]:
        """What stands in a profile and in the lists of decisions beside it, whatever ends their lines."""
        beside = self.library.decisions(self.chains[name])
        sources = [local_file(self.folder / name), *(source for source, _ in beside.values())]
        return tuple(self.library.parse(each).data.replace(b"\r\n", b"\n") for each in sources)


def is_project(name: str) -> bool:
    """Whether a side may have profiles: a commit as a whole, or a folder that is no compiled catalogue."""
    if name.startswith(GIT):
        return PurePath(name.removeprefix(GIT).partition(":")[2] or FOLDER).name == FOLDER
    return Path(name).is_dir() and not is_there(Path(name) / render.FILE)


def compared(
    old: str,
    new: str,
    folder: Path,
    *,
    areas: Collection[str] = (),
    level: str | None = None,
    root: Path = Path(),
    guidelines: Path = Path(FOLDER),
) -> list[Tailored]:
    """Every profile below a folder of both sides that differs, the widest first. Raises GapubError for what cannot be read.

    The folder lies below `root` in a commit, below the side itself in a folder; `guidelines` are those of a commit.
    """
    paths = {guidelines.as_posix(): FOLDER, (root / folder).as_posix(): "profiles"}
    with _project(old, folder, paths) as one, _project(new, folder, paths) as other:
        if not one.chains and not other.chains:
            message = Text(
                f"两边的“{folder.as_posix()}”中都没有地方配置文件",
                f"neither side has a profile in {folder.as_posix()!r}",
            )
            raise GapubError([Diagnostic("no-profiles", "error", message)])
        return list(_Comparison(one, other, areas, level).profiles())


@contextmanager
def _project(name: str, folder: Path, paths: Mapping[str, str]) -> Iterator[_Project]:
    """The project of a side; that of a commit is put on the disk for as long as it is needed, these paths each in a folder."""
    if name.startswith(GIT):
        with tempfile.TemporaryDirectory() as made:
            root = Path(made)
            _check_out(name.removeprefix(GIT).partition(":")[0], paths, root)
            yield _opened(root, root / "profiles")
    elif Path(name).is_dir():
        root = Path(name).parent if Path(name).name == FOLDER else Path(name)
        yield _opened(root, root / folder)
    else:
        message = Text(
            f"--profiles 只比较文件夹和 git 版本，不比较“{name}”",
            f"--profiles compares folders and commits, not {name!r}",
        )
        raise GapubError([Diagnostic("profiles-of-sides", "error", message)])


def _check_out(revision: str, paths: Mapping[str, str], root: Path) -> None:
    from gapub.diff import git

    for path, into in paths.items():
        try:
            files = git.files(revision, path)
        except GapubError as error:
            if error.diagnostics[0].code != "git-path":
                raise
            continue  # the commit has none
        for name, data in files.items():
            file = root / into / posixpath.relpath(name, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)


def _opened(root: Path, folder: Path) -> _Project:
    library = open_library(root / FOLDER, root)
    chains = dict[str, list[Profile]]()
    for file in sorted(yaml_files(folder)) if is_there(folder) else ():
        parsed = library.parse(local_file(file))
        if parsed.found:
            raise GapubError(parsed.found)
        if parsed.tree is not None and kind_of(parsed.tree) == "profile":
            chains[file.relative_to(folder).as_posix()] = library.chain(file)
    return _Project(library, folder, chains)


class _Comparison:
    """Both projects; each catalogue is compared once."""

    def __init__(self, old: _Project, new: _Project, areas: Collection[str], level: str | None) -> None:
        self.old, self.new, self.areas, self.level = old, new, areas, level
        self.made: dict[tuple[str | None, str, str | None, str | None], Diff] = {}

    def profiles(self) -> Iterator[Tailored]:
        """What differs, the widest profiles first."""
        names = dict.fromkeys((*self.new.chains, *self.old.chains))
        for name in sorted(names, key=lambda each: (len(self.chain(each)), each)):
            profile = self.chain(name)[-1]
            if name in self.old.chains and name in self.new.chains:
                if self.old.text(name) != self.new.text(name):
                    yield from self.changed(name)
            else:
                state = "added" if name in self.new.chains else "removed"
                yield Tailored(name, profile.division.name, profile.level, state, (), None)

    def chain(self, name: str) -> list[Profile]:
        return self.new.chains.get(name) or self.old.chains[name]

    def changed(self, name: str) -> Iterator[Tailored]:
        """A profile that changed, at its own level and those below, as far as they show what the former did not."""
        profile = self.chain(name)[-1]
        state = "unsettled" if profile.conflicts else "changed"
        levels = tuple(BASELINES)
        levels = levels[levels.index(own_level(profile)) :]
        told = set[Hashable]()
        shown = list[Tailored]()
        for level in levels if self.level is None else [each for each in levels if each == self.level]:
            for division in self.divisions(name):
                found = self.of(name, level, division)
                above = self.changed_above(name, level)
                known = {_key(each) for each in above.changes if not _refined(each, above, found)} | told
                own = tuple(each for each in found.changes if _key(each) not in known)
                told.update(map(_key, own))
                if own:
                    named = _by_key(profile)[division].division.name
                    difference = found._replace(changes=own)
                    shown.append(Tailored(name, named, level, state, self.below(name), difference))
        yield from shown or [Tailored(name, profile.division.name, levels[0], state, self.below(name), None)]

    def divisions(self, name: str) -> list[str]:
        """The keys of the divisions that show the profile: the first for all, and those of which it says something else."""
        olds, news = (
            {key: _own(each) for key, each in _by_key(side.chains[name][-1]).items()} for side in (self.old, self.new)
        )
        both = [code for code in news if code in olds]
        return [code for i, code in enumerate(both) if i == 0 or olds[code] != news[code]]

    def changed_above(self, name: str, level: str) -> Diff:
        """What differs at a level before a profile changes anything: of the one that it extends, else of its baseline."""
        if above := self.above(name):
            return self.of(above, level, None)
        baselines = {plan_of(side.library, level, side.folder / name).baseline.id for side in (self.old, self.new)}
        return self.of(None, level, None, baselines.pop() if len(baselines) == 1 else None)

    def above(self, name: str) -> str | None:
        """The profile that both sides extend, None for the guidelines."""
        names = {
            side.name(side.chains[name][-2]) if len(side.chains[name]) > 1 else None for side in (self.old, self.new)
        }
        one = names.pop()
        return one if not names and one in self.old.chains and one in self.new.chains else None

    def below(self, name: str) -> tuple[str, ...]:
        """The profiles that extend a profile and are the same on both sides."""
        return tuple(
            each
            for each, chain in self.new.chains.items()
            if each in self.old.chains
            and name in {self.new.name(link) for link in chain[:-1]}
            and self.old.text(each) == self.new.text(each)
        )

    def of(self, name: str | None, level: str, division: str | None, baseline: str | None = None) -> Diff:
        """What differs between the catalogues of a level that a profile makes of both sides, or that a baseline is."""
        key = (name, level, division, baseline)
        if key not in self.made:
            one, other = (_side(project, name, level, division, baseline) for project in (self.old, self.new))
            self.made[key] = of_areas(diff(one, other), self.areas)
        return self.made[key]


def _own(one: OneDivision) -> tuple[Hashable, ...]:
    """What a division says for itself, which makes its catalogue another one than that of the first."""
    noted = {name: row.values for name, row in one.rows.items()}
    return one.division, repr((one.bodies, dict(one.own_channels), noted))


def _by_key(profile: Profile) -> dict[str, OneDivision]:
    keys = division_keys([each.division for each in profile.divisions])
    return dict(zip(keys, profile.divisions, strict=True))


def _side(project: _Project, name: str | None, level: str, division: str | None, baseline: str | None) -> Side:
    """The catalogue of a level for a division of a profile, as it is printed."""
    ready = prepare(level, project.folder / name if name else None, baseline=baseline, library=project.library)
    of_all = inherit(ready.chain) if ready.chain else None
    profile = of_all and of_all._replace(
        divisions=tuple(each for key, each in _by_key(of_all).items() if key == division) or of_all.divisions[:1]
    )
    data = render.files(ready.catalogue(profile), {})[render.FILE]
    return read(data, name or render.FILE, name or render.FILE, project.library.registry)


def _refined(change: Change, above: Diff, found: Diff) -> bool:
    """Whether it is a row that came and that the profile makes another one."""
    rows = ((above.new_nodes[path], found.new_nodes.get(path)) for path in change.new if change.kind == "added")
    return any(here is not None and here.value != there.value for there, here in rows)


def _key(change: Change) -> Hashable:
    """What makes a change the same in another catalogue: of a registry, whichever rows name the entry there."""
    if change.entity:
        return (change.kind, change.entity, change.was, change.now)
    return change._replace(why=None)
