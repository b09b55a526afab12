"""What every command about a locality starts from: the guidelines of a baseline after every link of a profile's chain.

`compile` makes a catalogue of it, `explain` speaks about a row, `todo` lists what is open.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from gapub.build.succession import succeed
from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.model.guideline import Guideline
from gapub.model.registry import Baseline
from gapub.model.shape import suggestion
from gapub.sources.library import Library, open_library

if TYPE_CHECKING:
    from gapub.model.profile import Profile

BASELINES = {"county": "national-2019", "township": "national-2019", "village": "village"}
"""The baseline of a level where neither the command nor the profile names one."""


class Prepared(NamedTuple):
    """The guidelines as a chain of profiles refines them.

    `plain` are the same guidelines before any profile. `profile` is the last of the chain with all that it inherits, None
    for the general catalogue. `found` is what the chain makes weaker, or does wrong; nothing of it is raised.
    """

    level: str
    baseline: Baseline
    plain: list[Guideline]
    guidelines: list[Guideline]
    chain: list[Profile]
    profile: Profile | None
    library: Library
    found: list[Diagnostic]


def prepare(
    level: str | None, profile: Path | None, *, baseline: str | None = None, areas: tuple[str, ...] = ()
) -> Prepared:
    """The guidelines for the catalogue of a level; without one it is the profile's own, or the county's.

    Raises GapubError for what cannot be read, and for a level, baseline or area that cannot be had.
    """
    library = open_library()
    chain = library.chain(profile) if profile else []
    effective = _effective(chain) if chain else None
    level = level or own_level(effective)
    if effective:
        _check_level(effective, level)
    chosen = library.baseline(baseline) if baseline else baseline_of(chain, library, level)
    plain = in_force(library, editions(chosen, effective, areas), areas)
    guidelines, found = plain, list[Diagnostic]()
    if chain:
        from gapub.build.tailor import tailor

        for link in chain:
            guidelines, problems = tailor(guidelines, link, library.registry, only=areas)
            found += problems
    return Prepared(level, chosen, plain, guidelines, chain, effective, library, found)


def _effective(chain: list[Profile]) -> Profile:
    """The last profile of the chain with all that it inherits."""
    from gapub.model.profile import inherit

    return inherit(chain)


def baseline_of(chain: list[Profile], library: Library, level: str) -> Baseline:
    """The baseline that the last link of a chain to name one names, else that of the level; a GapubError if there is none."""
    for link in reversed(chain):
        if link.baseline:
            return library.baseline(link.baseline, link.entry.place("baseline"))
    return library.baseline(BASELINES[level])


def own_level(profile: Profile | None) -> str:
    """The level whose catalogue a profile is for, where it is one of those that have catalogues, else the county's."""
    return profile.level if profile and profile.level in BASELINES else "county"


def _check_level(profile: Profile, level: str) -> None:
    """A profile makes catalogues of its level and those below."""
    from gapub.model.profile_shape import LEVELS

    if LEVELS.index(level) < LEVELS.index(profile.level):
        raise _refused(
            "level-above-profile",
            f"配置文件属于 {profile.level}，不能编译上一级的 {level} 目录",
            f"the profile is of level {profile.level}: it cannot make the {level} catalogue above it",
        )


def editions(baseline: Baseline, profile: Profile | None, areas: tuple[str, ...] = ()) -> list[str]:
    """The editions of the baseline, the profile's own in their place; the areas asked for, named by id, must be among them."""
    own = {edition.partition("@")[0]: edition for edition in (profile.editions if profile else ())}
    by_area = {edition.partition("@")[0]: edition for edition in baseline.editions} | own
    known = tuple(by_area)
    for area in areas:
        if area not in by_area:
            raise _refused(
                "unknown-area", f"基线中没有领域「{area}」", f"the baseline has no area {area!r}", area, known
            )
    return list(by_area.values())


def in_force(library: Library, names: list[str], areas: tuple[str, ...] = ()) -> list[Guideline]:
    """The editions, or those of the areas asked for, as they stand beside each other.

    What another edition takes the place of does not depend on which areas are asked for, so such editions are read too.
    """

    def wanted(edition: str) -> bool:
        return not areas or edition.partition("@")[0] in areas

    read = [each for each in names if wanted(each) or library.may_supersede(each)]
    return [each for each in succeed(library.guidelines(read)) if wanted(each.name)]


def _refused(code: str, zh: str, en: str, word: str = "", known: tuple[str, ...] = ()) -> GapubError:
    hint = suggestion(word, known) if known else None
    return GapubError([Diagnostic(code, "error", Text(zh, en), hint=hint)])
