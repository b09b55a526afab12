"""What a difference means for the profiles of localities: entries it touches, entries it breaks, rows gained and lost."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from gapub.build.select import left_out
from gapub.build.tailor import tailor_chain
from gapub.diagnostics import Diagnostic, GapubError, Place, Text
from gapub.diff.comparison import Diff, Side
from gapub.diff.facts import full_id
from gapub.diff.kinds import KINDS, QUIET
from gapub.model.guideline import belongs
from gapub.model.profile import REFINEMENTS
from gapub.model.registry import BASELINES
from gapub.model.text import LEVELS
from gapub.reports.document import Counted, Part, overview
from gapub.sources.library import Library
from gapub.sources.profiles import no_profiles, profiles_in

if TYPE_CHECKING:
    from gapub.model.profile import Profile


_FEW = 3
"""So many divisions are named."""


class Touched(NamedTuple):
    """An entry of a profile (`omit`, `tighten`, `add`, `attest`, `bodies`) and what changes for its target.

    It stands in the profile itself, or in one that it extends.
    """

    entry: str
    target: str
    file: str
    line: int
    kinds: tuple[str, ...]

    @property
    def at(self) -> str:
        """Its file and line, the form that editors and terminals turn into a link."""
        return f"{self.file}:{self.line}"


class Turnover(NamedTuple):
    """The rows, by id and title, that the catalogue of a level gains and loses."""

    level: str
    gains: tuple[tuple[str, Text], ...]
    loses: tuple[tuple[str, Text], ...]


class Impact(NamedTuple):
    """What a difference means for one profile, and for those it extends that are not reported by themselves.

    `broken` are faults that they have with the new side and not with the old. `division` names all divisions of the profile.
    """

    file: str
    division: str
    touched: tuple[Touched, ...]
    broken: tuple[Diagnostic, ...]
    levels: tuple[Turnover, ...]


def impacts(difference: Diff, folder: Path, library: Library, *, areas: Collection[str] = ()) -> list[Impact]:
    """The impact on every profile in a folder, in the order of their files; with `areas`, rows of those.

    Raises GapubError for what cannot be read."""
    if difference.old.level or difference.new.level:
        message = Text(
            "--impact 须比较标准指引，不能比较目录", "--impact requires guidelines on both sides, not catalogues"
        )
        raise GapubError([Diagnostic("impact-of-catalogues", "error", message)])
    files = list[Path]()
    for file, wrong in profiles_in(folder, library):
        if wrong:
            raise GapubError(wrong)
        files.append(file)
    if not files:
        raise no_profiles(folder)
    own = {os.path.realpath(file) for file in files}
    chains = [library.chain(file) for file in files]
    others = [[link for link in chain[:-1] if os.path.realpath(link.file) not in own] for chain in chains]
    return [impact(difference, chain, areas, [*above, chain[-1]]) for chain, above in zip(chains, others, strict=True)]


def impact(difference: Diff, chain: list[Profile], areas: Collection[str] = (), told: Sequence[Profile] = ()) -> Impact:
    """The impact on the last profile of a chain, with the entries and faults of those `told`: without any, of all."""
    profile, told = chain[-1], told or chain
    (before, old), (after, new) = (_faults(side, chain, told) for side in (difference.old, difference.new))
    known = {(each.code, each.place, each.entity) for each in old}
    return Impact(
        file=profile.file,
        division=_named(profile),
        touched=tuple(each for link in told for each in _touched(difference, link)),
        broken=tuple(each for each in new if (each.code, each.place, each.entity) not in known),
        levels=tuple(_turnover(difference, before, after, profile, areas)),
    )


def effects(impacts: Sequence[Impact]) -> Part:
    """What a difference means for many profiles, counted; one that is not touched has a row all the same."""
    turns = [(level, name) for level in LEVELS for name in ("gains", "loses")]

    def counts(each: Impact) -> tuple[int, ...]:
        turned = {(one.level, name): len(getattr(one, name)) for one in each.levels for name in ("gains", "loses")}
        return len(each.touched), len(each.broken), *(turned.get(turn, 0) for turn in turns)

    levels = (Text("{}{}", "{} {}").format(LEVELS[level], _TURNS[name]) for level, name in turns)
    heads = (Text("涉及的条目", "Entries touched"), Text("不再有效", "No longer valid"), *levels)
    rows = [Counted(each.division, each.file, counts(each), "error" if each.broken else "") for each in impacts]
    return overview(Text("对各地方配置文件的影响", "Effect on profiles"), heads, rows)


_TURNS = {"gains": Text("增加", "gains"), "loses": Text("减少", "loses")}


def _named(profile: Profile) -> str:
    """The divisions of a profile by their names; of many the first ones, and how many there are."""
    names = [each.division.name for each in profile.divisions]
    return "、".join(names) if len(names) <= _FEW else f"{'、'.join(names[:_FEW])} … ({len(names)})"


def _faults(side: Side, chain: Sequence[Profile], told: Sequence[Profile]) -> tuple[Side, list[Diagnostic]]:
    """The side after every profile of a chain, and what is wrong with those `told`."""
    steps = tailor_chain(side.guidelines, chain, side.registry)
    files = {each.file for each in told}
    found = [each for link, step in zip(chain, steps[1:], strict=True) if link.file in files for each in step.found]
    return side._replace(guidelines=tuple(steps[-1].guidelines)), found


def _touched(difference: Diff, profile: Profile) -> Iterator[Touched]:
    """The entries that name a changed row, or a topic or area that has one."""
    kinds: dict[str, dict[str, None]] = {}
    for each in difference.changes:
        for path in (*each.old, *each.new):
            if path:
                kinds.setdefault(full_id(path), {})[each.kind] = None
    for name, target, place in _entries(profile):
        met = {kind: None for row, some in kinds.items() if f"{row}/".startswith(f"{target}/") for kind in some}
        if met:
            loud = [kind for kind in KINDS if kind in met and kind not in QUIET]
            yield Touched(name, target, place.file, place.line, tuple(loud or met))


def _entries(profile: Profile) -> Iterator[tuple[str, str, Place]]:
    for name in REFINEMENTS[:-1]:
        # an entry names its target first
        yield from ((name, each[0], each.entry.place()) for each in getattr(profile, name))
    yield from (("attest", each, attest.entry.place()) for attest in profile.attestations for each in attest.reach)
    yield from (("omit", each.into, each.entry.place("into")) for each in profile.omit if each.into)
    for entry, bodies in ((profile.entry, profile.bodies), *((each.entry, each.bodies) for each in profile.divisions)):
        for role, each in bodies.items():
            for held in ("areas", "items"):
                yield from (("bodies", name, entry.key("bodies", role, held, name)) for name in getattr(each, held))


def _turnover(
    difference: Diff, before: Side, after: Side, profile: Profile, areas: Collection[str]
) -> Iterator[Turnover]:
    """What the catalogues gain and lose that the profile makes: of its own level and those below.

    A row that goes by another name on the other side is neither gained nor lost.
    """
    forth, back = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    for link in difference.links:
        for one, other in product(map(full_id, link.old), map(full_id, link.new)):
            forth[one].append(other)
            back[other].append(one)
    levels = tuple(BASELINES)
    for level in levels[levels.index(profile.level) if profile.level in levels else 0 :]:
        old, new = _rows(before, level), _rows(after, level)
        gains, loses = (
            tuple(
                (name, title)
                for name, title in rows.items()
                if (not areas or name.partition("/")[0] in areas) and others.keys().isdisjoint((name, *ways[name]))
            )
            for rows, others, ways in ((new, old, back), (old, new, forth))
        )
        if gains or loses:
            yield Turnover(level, gains, loses)


def _rows(side: Side, level: str) -> dict[str, Text]:
    """The rows of the catalogue of a level."""
    return {
        name: item.title
        for guideline in side.guidelines
        for name, item in guideline.rows()
        if belongs(item, level) and left_out(guideline, name, level) is None
    }
