"""The road from guidelines to a catalogue, in the order of its steps; every command and the public API take it.

`plan` says what a catalogue is to be made of: level, baseline, editions, profiles. `prepare` reads that, puts each old
edition beside its successor (`succession`) and applies the profiles link by link (`tailor`). `Prepared.catalogue` takes
the rows of the level and puts their ids into words (`select`, `wording`). `compile` writes that catalogue, `explain`
speaks about a row of it, `todo` lists what is open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from gapub.build.succession import succeed
from gapub.diagnostics import Diagnostic, GapubError, Place, Text
from gapub.model.catalogue import division_keys
from gapub.model.guideline import Guideline, own_numbers
from gapub.model.registry import BASELINES, Baseline, of_areas
from gapub.model.shape import suggestion
from gapub.model.text import LEVELS, OWN_AREA
from gapub.sources.library import Library, SourceFile, of_project

if TYPE_CHECKING:
    from gapub.build.tailor import Steps
    from gapub.model.catalogue import Catalogue, Input
    from gapub.model.decisions import DecisionList
    from gapub.model.profile import Profile


class Plan(NamedTuple):
    """What a catalogue is to be made of: its level, its baseline, the editions by name, the profiles, the widest first.

    `profile` is the last of the chain with all that it inherits, None for the general catalogue.
    """

    level: str
    baseline: Baseline
    editions: list[str]
    chain: list[Profile]
    profile: Profile | None


class Prepared(NamedTuple):
    """The guidelines as a chain of profiles refines them.

    `plain` are the same guidelines before any profile, `base` before the last of the chain, `read` the names of all
    editions that were read for them. `found` is what the chain makes weaker, or does wrong; nothing of it is raised:
    `gapub.validate.verdict` judges it. `lacking` says which areas of the general catalogue the baseline does not have
    (`missing_areas`), `own` the numbers of areas that have no official one, whatever level or areas are asked for. `areas` are
    those asked for, if not all are.
    `decisions` are the yearly lists of the profile's divisions by their keys; the catalogues of levels below have none.
    """

    level: str
    baseline: Baseline
    plain: list[Guideline]
    base: list[Guideline]
    guidelines: list[Guideline]
    chain: list[Profile]
    profile: Profile | None
    library: Library
    found: list[Diagnostic]
    read: list[str]
    lacking: list[Diagnostic]
    own: dict[str, str]
    areas: tuple[str, ...] = ()
    decisions: Mapping[str, tuple[SourceFile, DecisionList]] = MappingProxyType({})

    def profiles(self) -> list[Profile]:
        """The profile of each division by itself, in order; none for the general catalogue."""
        whole = self.profile
        return [whole._replace(divisions=(each,)) for each in whole.divisions] if whole else []

    def inputs(self) -> tuple[Input, ...]:
        """The files that the catalogue is made from, with their hashes: whatever else the library has read is not among them."""
        return self.library.inputs(self.read, self.chain)

    def catalogue(self, profile: Profile | None, inputs: Iterable[Input] = ()) -> Catalogue:
        """The catalogue for a profile, which is `profile` or one of `profiles()`, or None for the general one.

        It is the edition for review. Raises GapubError for every id that no registry knows.
        """
        from gapub.build.select import compile_catalogue
        from gapub.build.wording import Shared

        library, level, baseline = self.library, self.level, self.baseline
        shared = library.once(("worded", level, baseline.as_of), lambda: Shared(library.registry))
        guidelines = self.of_division(profile)
        made = compile_catalogue(
            level, baseline, guidelines, library.registry, profile, inputs, library.logical, self.own, shared
        )
        return self._with_decisions(made, profile) if profile and self.decisions else made

    def _with_decisions(self, made: Catalogue, profile: Profile) -> Catalogue:
        """The catalogue with the list of its division, if there is one, which then counts among its inputs."""
        assert self.profile is not None
        keys = division_keys([each.division for each in self.profile.divisions])
        own = next(key for key, each in zip(keys, self.profile.divisions, strict=True) if each == profile.divisions[0])
        if own not in self.decisions:
            return made
        source, decisions = self.decisions[own]
        inputs = sorted((*made.inputs, self.library.input(source)), key=lambda each: each.path)
        return made._replace(inputs=tuple(inputs), decisions=decisions.decisions)

    def of_division(self, profile: Profile | None) -> list[Guideline]:
        """The guidelines with what a profile attests for its division alone; of several divisions, what each of them attests."""
        if profile is None or not any(each.attest for each in profile.divisions):
            return self.guidelines
        from gapub.build.tailor import attested

        return attested(self.guidelines, self.base, profile, self.areas)


def prepare(
    level: str | None,
    profile: Path | None,
    *,
    baseline: str | None = None,
    areas: tuple[str, ...] = (),
    library: Library | None = None,
) -> Prepared:
    """The guidelines for the catalogue of a level; without one it is the profile's own, or the county's.

    Without a library they come from that of the project (`library.of_project`). Raises GapubError for what cannot be read, and
    for a level, baseline or area that cannot be had.
    """
    library = library or of_project(None, profile)
    areas = area_ids(library, areas, level, profile, baseline=baseline)
    plan = plan_of(library, level, profile, baseline=baseline, areas=areas)
    read = needed(library, plan.editions, areas)
    standing = in_force(library, plan.baseline, read, plan.chain)
    plain = [each for each in standing if each.area in areas] if areas else standing
    lacking = [] if areas else missing_areas(library, plan)
    base, guidelines, found = plain, plain, list[Diagnostic]()
    if plan.chain:  # the general catalogue needs no profile, nor what applies it
        from gapub.build.tailor import tailor_chain

        made: Steps = library.once(("tailored", *read, areas), dict)
        steps = tailor_chain(plain, plan.chain, library.registry, only=areas, made=made)
        base, guidelines = (step.guidelines for step in steps[-2:])
        found = without_other_levels(library, plan, [finding for step in steps for finding in step.found])
    own = own_areas(library, plan.baseline, plan.chain)
    lists = library.decisions(plan.chain) if plan.level == own_level(plan.profile) else {}
    return Prepared(
        plan.level,
        plan.baseline,
        plain,
        base,
        guidelines,
        plan.chain,
        plan.profile,
        library,
        found,
        read,
        lacking,
        own,
        areas,
        lists,
    )


def plan_of(
    library: Library,
    level: str | None,
    profile: Path | None,
    *,
    baseline: str | None = None,
    areas: tuple[str, ...] = (),
) -> Plan:
    """What `prepare` reads; it raises GapubError as that does."""
    chain = library.chain(profile) if profile else []
    effective = _effective(chain, level) if chain else None
    level = level or own_level(effective)
    chosen = library.baseline(baseline) if baseline else baseline_of(chain, library, level)
    added = [area for link in chain for area in link.own_areas]
    return Plan(level, chosen, editions(chosen, effective, areas, added), chain, effective)


def _effective(chain: list[Profile], level: str | None) -> Profile:
    """The last profile of the chain with all that it inherits; it makes catalogues of its level and those below."""
    from gapub.model.inheritance import inherit
    from gapub.model.profile import LEVELS

    profile = inherit(chain)
    if level and LEVELS.index(level) < LEVELS.index(profile.level):
        raise _refused(
            "level-above-profile",
            f"配置文件的层级为 {profile.level}，不能编译上级的 {level} 目录",
            f"the profile is of level {profile.level}; the {level} catalogue is above it and cannot be compiled",
        )
    return profile


def baseline_of(chain: Sequence[Profile], library: Library, level: str) -> Baseline:
    """The baseline that the last link of a chain to name one names, else that of the level; a GapubError if there is none."""
    link = stating(chain, level)
    name = link.baseline_at(level) if link else None
    return library.baseline(name or BASELINES[level], link.baseline_place(level) if link else None)


def stating(chain: Sequence[Profile], level: str) -> Profile | None:
    """The narrowest link that says which baseline the catalogue of a level has."""
    return next((link for link in reversed(chain) if link.baseline_at(level) is not None), None)


def levels_of(profile: Profile) -> tuple[str, ...]:
    """The levels whose catalogues a profile makes: its own, where that has one, and those below."""
    levels = tuple(BASELINES)
    return levels[levels.index(own_level(profile)) :]


def own_level(profile: Profile | None) -> str:
    """The level whose catalogue a profile is for, where it is one of those that have catalogues, else the county's."""
    return profile.level if profile and profile.level in BASELINES else "county"


def editions(
    baseline: Baseline, profile: Profile | None, areas: tuple[str, ...] = (), added: Iterable[str] = ()
) -> list[str]:
    """The editions of the baseline, the profile's own in their place.

    The areas asked for, named by id, must be among them, or among those that a chain of profiles has `added`.

    Those of an area stand together, where the first of them does; an area may have several (`succession`).
    """
    by_area = of_areas(baseline.editions) | of_areas(profile.editions if profile else ())
    known = (*by_area, *added)
    for area in areas:
        if area not in known:
            raise _refused("unknown-area", f"基线中没有领域“{area}”", f"the baseline has no area {area!r}", area, known)
    return [edition for named in by_area.values() for edition in named]


def in_force(
    library: Library, baseline: Baseline, names: Sequence[str] | None = None, chain: Sequence[Profile] = ()
) -> list[Guideline]:
    """The guidelines of a baseline as they stand beside each other; `names` are its editions as a chain replaces them.

    Raises GapubError for what cannot be read, and where it cannot be told which of two editions is the later.
    """
    names = tuple(baseline.editions if names is None else names)
    standing = library.once(
        ("in force", names), lambda: tuple(succeed(library.guidelines(names), places(library, baseline, chain)))
    )
    return [*standing]


def places(library: Library, baseline: Baseline, chain: Sequence[Profile] = ()) -> dict[str, Callable[[], Place]]:
    """What finds where each edition is named: in the baseline, or in a profile of the chain."""
    own = {name: partial(link.entry.at, "editions", i) for link in chain for i, name in enumerate(link.editions)}
    return library.registry.named_in(baseline) | own


def needed(library: Library, names: Iterable[str], areas: tuple[str, ...] = ()) -> list[str]:
    """The editions that must be read for these areas, of all editions of a baseline; for all areas, if none is named.

    What another edition takes the place of does not depend on which areas are asked for, so such editions are read too.
    """
    return [each for each in names if not areas or each.partition("@")[0] in areas or library.may_supersede(each)]


def area_ids(
    library: Library, texts: Sequence[str], level: str | None, profile: Path | None, *, baseline: str | None = None
) -> tuple[str, ...]:
    """The areas that a user names: by id, by name, or by number, which may be that of one's own (地1, L1).

    Raises GapubError for what names none.
    """
    shown = {text: text.strip().upper().replace(OWN_AREA.en, OWN_AREA.zh) for text in texts}
    if any(each.removeprefix(OWN_AREA.zh).isdecimal() and not each.isascii() for each in shown.values()):
        plan = plan_of(library, level, profile, baseline=baseline)
        by_number = {number: area for area, number in own_areas(library, plan.baseline, plan.chain).items()}
        texts = [by_number.get(each, text) for text, each in shown.items()]
    return library.ids("areas", texts, profile)


def own_areas(library: Library, baseline: Baseline, chain: Iterable[Profile] = ()) -> dict[str, str]:
    """The numbers of the areas without an official one: those of the baseline first, then those of each link.

    Such are the areas none of whose editions has a number, and those that a profile adds.
    """
    by_area = of_areas(baseline.editions)
    for link in chain:
        by_area |= of_areas(link.editions)
        by_area |= {area: () for area in link.own_areas if area not in by_area}
    return own_numbers(area for area, editions in by_area.items() if all(map(library.is_unnumbered, editions)))


# --- levels beside each other ------------------------------------------------------------------------------------------


def missing_areas(library: Library, plan: Plan) -> list[Diagnostic]:
    """The finding that a catalogue lacks areas that the general one of its level has rows of, and that nothing supersedes."""
    general = library.baseline(BASELINES[plan.level])
    known = of_areas(plan.editions)
    lacking = [name for name in general.editions if name.partition("@")[0] not in known]
    if not lacking:
        return []
    lost = library.once(("missing", plan.level, *plan.editions), lambda: _lost(library, plan, lacking))
    if not lost:
        return []
    more = Text("等", " …") if len(lost) > _NAMED else Text("", "")
    names = Text("、", ", ").join(lost[:_NAMED]) + more
    level = LEVELS[plan.level]
    message = Text("{}目录比通用目录少 {} 个领域：", "the {} catalogue lacks {} area(s) of the general one: ").format(
        level._replace(en=level.en.lower()), len(lost)
    )
    hint = Text(
        f"需要的，请用 baselines 为该层级另写基线（{plan.level}: {general.id}），或者编译时加 --baseline {general.id}",
        f"if they are wanted, give the level a baseline of its own (`baselines: {{{plan.level}: {general.id}}}`) or pass "
        f"--baseline {general.id}",
    )
    link = stating(plan.chain, plan.level)
    place = link.baseline_place(plan.level) if link and link.baseline_at(plan.level) == plan.baseline.id else None
    return [Diagnostic("missing-areas", "warning", message + names, place, plan.baseline.id, hint=hint)]


def _lost(library: Library, plan: Plan, lacking: Iterable[str]) -> list[Text]:
    """The titles of the areas of these editions that have rows of the level and that no edition of the plan replaces."""
    from gapub.build.select import stands  # a run on a whole baseline does without

    own, _ = library.readable(plan.editions)
    after = {old.partition("@")[0] for each in own for old in (*each.supersedes, *_formerly(each))}
    read, _ = library.readable(name for name in lacking if name.partition("@")[0] not in after)
    return [each.title for each in read if stands(each, plan.level)]


def is_selection(library: Library, plan: Plan) -> bool:
    """Whether a baseline has less than half of the areas of the general one: that was meant, and needs no warning."""
    general = of_areas(library.baseline(BASELINES[plan.level]).editions).keys()
    return 2 * len(general & of_areas(plan.editions).keys()) < len(general)


def _formerly(guideline: Guideline) -> Iterator[str]:
    return (name for _, item in guideline.rows() for name in item.formerly)


def other_levels(library: Library, plan: Plan) -> list[Guideline]:
    """The guidelines of the other levels' baselines, where those are others; what cannot be read is left out."""
    if plan.profile is None:
        return []
    done, found = {tuple(plan.editions)}, list[Guideline]()
    for level in BASELINES:
        try:
            baseline = baseline_of(plan.chain, library, level)
            names = tuple(editions(baseline, plan.profile))
            if names not in done:
                found += in_force(library, baseline, names, plan.chain)
        except GapubError:
            continue  # told where the catalogue of that level is made
        done.add(names)
    return found


def without_other_levels(library: Library, plan: Plan, found: list[Diagnostic]) -> list[Diagnostic]:
    """The findings without those about what the baseline of another level has: an entry on that is for its catalogue."""
    if not any(each.code in _UNMET for each in found):
        return found
    known: set[str] = set()
    for each in other_levels(library, plan):
        known |= {each.area, *(f"{each.area}/{topic.id}" for topic in each.topics), *(name for name, _ in each.rows())}
    for add in (add for link in plan.chain for add in link.add):
        new = any(topic.title is not None for topic in add.topics)
        if add.target in known or (new and add.target.partition("/")[0] in known):
            known |= {add.target, *(name for name, _ in add.rows)}
    return [each for each in found if each.code not in _UNMET or each.entity not in known]


_UNMET = frozenset(("unknown-target", "new-topic-without-title"))
"""What is told of an entry whose target the guidelines do not have."""
_NAMED = 5
"""How many areas a message names."""


def _refused(code: str, zh: str, en: str, word: str = "", known: tuple[str, ...] = ()) -> GapubError:
    hint = suggestion(word, known) if known else None
    return GapubError([Diagnostic(code, "error", Text(zh, en), hint=hint)])
