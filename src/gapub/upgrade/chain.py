"""Which files of a chain move to another baseline, from which one at which level, and which of them have to state it.

The old baselines of all links are taken before anything is written: what a link inherits is gone once the one above is
on the new baseline.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from gapub.build.prepare import baseline_of, editions, in_force, levels_of, own_level, stating
from gapub.build.select import stands
from gapub.build.tailor import tailor_chain
from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.model import profile as profiles
from gapub.model.guideline import Guideline
from gapub.model.inheritance import inherit, with_own
from gapub.model.naming import NO_BOOK, Book
from gapub.model.profile import Profile
from gapub.model.registry import BASELINES, Baseline, of_areas
from gapub.model.text import LEVELS
from gapub.sources import profiles as sources
from gapub.sources.kinds import kind_of
from gapub.sources.library import Library, local_file
from gapub.sources.names import OfProfile
from gapub.upgrade import Upgrade, Way, messages, unsettled, upgrade
from gapub.upgrade.lineage import lineage
from gapub.yaml.reader import parse
from gapub.yaml.tree import Map

Chain = Sequence[Profile]


def profiles_in(path: Path, library: Library) -> list[Path]:
    """The files of the profiles that a path means: itself, or all that lie in a folder. Raises GapubError."""
    files, found = list[Path](), list[Diagnostic]()
    for file, problems in sources.profiles_in(path, library):
        files.append(file)
        found += problems or (library.read(local_file(file), profiles.read)[1] if path.is_dir() else [])
    if found:
        raise GapubError(found)
    return files or [path]  # the library says what is not there


def upgrades(named: Sequence[Path], to: str, since: str | None, library: Library) -> list[Upgrade]:
    """Every file that moves, and those named, the widest first. Raises GapubError; nothing is written.

    A link that itself states a baseline states the new one; where none of the chain does, the widest file named does.
    """
    target = library.baseline(to)
    given = library.baseline(since) if since else None
    chains = _chains(named, library)
    own = {chain[-1].file for chain in (library.chain(path) for path in named)}
    plan = _Plan(library, target, given, chains, own)
    return plan.made()


def _others(file: str, chains: Mapping[str, Chain], library: Library) -> list[str]:
    """The profiles below a file that extend it and are in none of the chains: they inherit what it states."""
    found = []
    for path in sorted(Path(file).parent.rglob("*.yaml")):
        if path.as_posix() in chains:
            continue
        try:
            links = library.chain(path) if kind_of(library.parse(local_file(path)).tree) == "profile" else []
        except GapubError:
            continue  # what cannot be read cannot be upgraded either
        if any(link.file == file for link in links):
            found.append(path.as_posix())
    return found


def _chains(named: Iterable[Path], library: Library) -> dict[str, list[Profile]]:
    """The chain of each file and of every link above that states a baseline, by its file, the widest first."""
    found: dict[str, list[Profile]] = {}
    for path in named:
        chain = library.chain(path)
        said = [i for i, link in enumerate(chain) if link.baseline or link.baselines]
        first = min([*said, len(chain) - 1])
        found |= {chain[i].file: chain[: i + 1] for i in range(first, len(chain))}
    order = {level: i for i, level in enumerate(profiles.LEVELS)}
    return dict(sorted(found.items(), key=lambda each: (len(each[1]), order[each[1][-1].level], each[0])))


class _Move(NamedTuple):
    """A file that moves: its ways, what it has to state, and what is to be said of it."""

    chain: Chain
    ways: list[Way]
    assumed: bool
    remarks: list[Text]


class _Plan:
    """The chains on the way to a baseline; `writes` are the baselines that each file has to state, by level."""

    def __init__(
        self,
        library: Library,
        target: Baseline,
        since: Baseline | None,
        chains: Mapping[str, Chain],
        named: Collection[str],
    ) -> None:
        self.library, self.target, self.since, self.chains = library, target, since, chains
        self.writes: dict[str, dict[str, str]] = {file: {} for file in chains}
        self.stay: dict[tuple[str, str], list[Text]] = {}
        for chain in chains.values():
            for level in levels_of(chain[-1]):
                holder = stating(chain, level) or self._anchor(chain, named)
                if holder is not None:
                    self._decide(self.chains[holder.file], level)

    def _anchor(self, chain: Chain, named: Collection[str]) -> Profile | None:
        """The widest file named: it states what no link does. A link above that was not named is not moved by itself."""
        return next((link for link in chain if link.file in named), None)

    def stated(self, chain: Chain, level: str) -> Baseline:
        """The baseline of a level as the files say it."""
        return baseline_of(chain, self.library, level)

    def before(self, chain: Chain, level: str) -> Baseline:
        """The same, or the one that was named for what does not state the new one itself."""
        if self.since and chain[-1].baseline_at(level) != self.target.id:
            return self.since
        return self.stated(chain, level)

    def after(self, chain: Chain, level: str) -> Baseline:
        """The baseline of a level once all is written."""
        for link in reversed(chain):
            if level in self.writes.get(link.file, ()):
                return self.target
            if (name := link.baseline_at(level)) is not None:
                return self.library.baseline(name)
        return self.library.baseline(BASELINES[level])

    def _decide(self, chain: Chain, level: str) -> None:
        """Whether the file moves a level: its own, what comes from the same baseline, and what loses no area by it."""
        holder = chain[-1]
        if level in self.writes[holder.file] or (holder.file, level) in self.stay:
            return
        old, first = self.stated(chain, level), self.stated(chain, own_level(holder))
        if self.since and of_areas(old.editions).keys().isdisjoint(of_areas(self.since.editions)):
            old = first  # it was written for the baseline named, and not for this one, which is that of a level by default
        if level != own_level(holder) and old.id not in (first.id, self.target.id):
            lost = self._lost(chain, old, level)
            if lost:
                names = messages.ids(lost)
                said = LEVELS[level]._replace(en=LEVELS[level].en.lower())
                self.stay[holder.file, level] = [messages.STAYS.format(said, old.id, self.target.id, names)]
                return
        stated = stating(chain, level)
        if stated is None or stated.baseline_at(level) != self.target.id:
            self.writes[holder.file][level] = self.target.id

    def _lost(self, chain: Chain, old: Baseline, level: str) -> list[str]:
        """The areas of a level's catalogue that the target lacks, and of whose rows none went on in it."""
        before, after = self.guidelines(chain, old), self.guidelines(chain, self.target)
        here = {each.area for each in after}
        ways = lineage(before, after)
        went = {name.partition("/")[0] for name, now in ways.after.items() if now}
        areas = (each.area for each in before if stands(each, level))
        return [area for area in dict.fromkeys(areas) if area not in here and area not in went]

    def guidelines(self, chain: Chain, baseline: Baseline) -> list[Guideline]:
        """The guidelines of a baseline with the editions that the chain puts in their place."""
        return in_force(self.library, baseline, editions(baseline, inherit(chain)), chain)

    # --- file by file ------------------------------------------------------------------------------------------------

    def moves(self) -> list[_Move]:
        """Every file that moves or was asked for, with its ways."""
        return [self._move(chain) for chain in self.chains.values()]

    def _move(self, chain: Chain) -> _Move:
        own, levels = chain[-1], levels_of(chain[-1])
        ways = []
        for level in levels:
            old, new = self.before(chain, level), self.after(chain, level)
            if self.since and new.id != self.target.id:
                old = new  # what stays is not compared
            same = old.id == new.id
            after = self.guidelines(chain, new)
            ways.append(Way(level, old, new, after if same else self.guidelines(chain, old), after))
        stated = self.since is not None or stating(chain, levels[0]) is not None
        remarks = [said for level in levels for said in self.stay.get((own.file, level), ())]
        if self.writes[own.file] and (others := _others(own.file, self.chains, self.library)):
            remarks.append(messages.OTHERS.format(messages.ids(others)))
        if (
            not any(way.moves for way in ways)
            and self.stated(chain, levels[0]).id == self.target.id
            and own.baseline_at(levels[0]) is None
        ):
            remarks.append(messages.NOT_COMPARED.format(self.target.id))
        return _Move(chain, ways, not stated, remarks)

    def made(self) -> list[Upgrade]:
        """The files as they will be, each held against those above it as they will be."""
        moves = self.moves()
        moving = [each for each in moves if any(way.moves for way in each.ways)]
        found = [finding for each in moving for finding in unsettled(each.chain[-1])]
        if found:
            raise GapubError(found)
        done: dict[str, Profile] = {}
        made = []
        for move in moves:
            result, problems = self._upgrade(move, done)
            if result is None:
                raise GapubError(problems)
            made.append(result)
            again = self._reread(result.text, result.file, _above(move.chain, done))
            assert again is not None  # it was read once, to see that it says what is meant
            done[result.file] = again
        return made

    def _reread(self, text: str, file: str, above: Sequence[Map]) -> Profile | None:
        tree, found = parse(text.encode(), file)
        if found or not isinstance(tree, Map):
            return None
        _, made, problems = self.library.made(tree, file, profiles.read, Path(file), above)
        return None if problems else made

    def _book(self, text: str, file: str, above: Sequence[Map]) -> Book:
        tree, _ = parse(text.encode(), file)
        return OfProfile(self.library, tree, Path(file), above) if isinstance(tree, Map) else NO_BOOK

    def _upgrade(self, move: _Move, done: Mapping[str, Profile]) -> tuple[Upgrade | None, list[Diagnostic]]:
        own, links = move.chain[-1], [done.get(link.file, link) for link in move.chain[:-1]]
        above = _above(move.chain, done)
        text = self.library.parse(
            local_file(Path(own.file))
        ).data.decode()  # what was read, so that it is of one moment
        moving = [way for way in move.ways if way.moves]
        new = moving[0].after if moving else move.ways[0].after
        steps = tailor_chain(new, links, self.library.registry)
        remarks = [
            messages.LINK_BROKEN.format(link.file, len(errors))
            for link, step in zip(links, steps[1:], strict=True)
            if moving and (errors := _errors(step.found, move.ways))
        ]
        return upgrade(
            own,
            text,
            move.ways,
            self.writes[own.file],
            steps[-1].guidelines,
            with_own(self.library.registry, links),
            reread=lambda made: self._reread(made, own.file, above),
            book=lambda made: self._book(made, own.file, above),
            between=_between(self.library, moving),
            assumed=move.assumed,
            remarks=[*move.remarks, *remarks],
        )


def _above(chain: Chain, done: Mapping[str, Profile]) -> list[Map]:
    """The profiles above the last of a chain as they will be, the nearest first."""
    return [done.get(link.file, link).entry.node for link in reversed(chain[:-1])]


def _errors(found: Iterable[Diagnostic], ways: Iterable[Way]) -> list[Diagnostic]:
    """What is wrong with a link, without what is for the catalogue of a level that stays."""
    staying = {name for way in ways if not way.moves for each in way.after for name, _ in each.rows()}
    staying |= {name.partition("/")[0] for name in staying} | {name.rpartition("/")[0] for name in staying}
    return [each for each in found if each.severity == "error" and each.entity not in staying]


def _between(library: Library, ways: Iterable[Way]) -> list[Guideline]:
    """The editions that the new rows, and the rows found so, come from and that neither side has."""
    read = [each for way in ways for side in (way.before, way.after) for each in side]
    known, names, found = {each.name for each in read}, set(library.editions()), list[Guideline]()
    while True:
        items = [item for each in read for _, item in each.rows()]
        wanted = sorted(({name.partition("/")[0] for item in items for name in item.formerly} & names) - known)
        if not wanted:
            return found
        read = library.guidelines(wanted)
        known.update(wanted)
        found += read
