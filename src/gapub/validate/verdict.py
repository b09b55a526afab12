"""The verdict on a profile, one for `validate` and `compile`: what stops a compile, and what an allowance makes it take.

An error stops: of the chain, of an id that no registry knows, and of a rule on the profile itself. No choice and no
setting hides one, and it cannot be accepted. `allow` beside the entry takes what a rule finds, and a weakening, which
stays marked; never what `compile` could not use.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.model import registry as registries
from gapub.model.allow import Allowance, allowances, covering
from gapub.model.guideline import Guideline
from gapub.model.references import NAMING, references
from gapub.model.registry import Registry
from gapub.rules.context import Common, ProfileContext, Row
from gapub.rules.registry import RULES
from gapub.sources.library import Library

if TYPE_CHECKING:
    from gapub.build.prepare import Prepared
    from gapub.model.profile import Profile
    from gapub.yaml.locations import Entry

WEAKER: Final = "weaker-"
"""How the codes of weakenings begin."""


class Verdict(NamedTuple):
    """What stops the compile of a profile, what would but is allowed, with the allowance, and what else was found."""

    stopping: list[Diagnostic]
    allowed: list[tuple[Diagnostic, Allowance]]
    remarks: list[Diagnostic]

    def enforced(self, *, allow_weaker: bool = False) -> list[Diagnostic]:
        """The findings as remarks; a GapubError with all of them where one stops, weakenings only unless allowed."""
        if any(not (allow_weaker and each.code.startswith(WEAKER)) for each in self.stopping):
            raise GapubError(self.found)
        return [each._replace(severity="warning") for each in self.found]

    @property
    def found(self) -> list[Diagnostic]:
        """All of it; what is allowed is a warning that says why."""
        return [*self.stopping, *(_taken(*each) for each in self.allowed), *self.remarks]


def _taken(finding: Diagnostic, allowance: Allowance) -> Diagnostic:
    return finding._replace(severity="warning", message=finding.message + Text("；", "; ") + allowance.said, hint=None)


def allowable(code: str) -> bool:
    """Whether `compile` takes what stops it by this code once it is allowed beside its entry."""
    return code.startswith(WEAKER) or (code in RULES and RULES[code].check is not None)


def judge(prepared: Prepared, as_of: str | None = None) -> Verdict:
    """The verdict on the profile that guidelines were prepared with, by this day, else by that of the baseline.

    The rules judge a profile for its own level, whichever the catalogue is of.
    """
    chain, library = prepared.chain, prepared.library
    found = list(prepared.found)
    if chain:
        found += unknown_ids(library, prepared.plain, chain)
        context = _context(prepared, as_of)
        rules = (each for each in RULES.values() if each.severity == "error" and each.kind in ("profile", "any"))
        found += (finding for rule in rules for finding in rule.run(context))
    return weighed(found, chain, day_of(library.registry, as_of))


def _context(prepared: Prepared, as_of: str | None) -> ProfileContext:
    from gapub.build.prepare import editions, other_levels, own_level, plan_of, prepare

    chain, library = prepared.chain, prepared.library
    path = Path(chain[-1].file)
    usual = plan_of(library, prepared.level, path)
    own = usual if own_level(prepared.profile) == prepared.level else plan_of(library, None, path)
    if prepared.baseline == usual.baseline != own.baseline:
        prepared = prepare(None, path, library=library)
    plan = own._replace(level=prepared.level, baseline=prepared.baseline, profile=prepared.profile)
    plan = plan._replace(editions=editions(plan.baseline, plan.profile))
    assert prepared.profile is not None
    return ProfileContext(
        common_of(library, chain, day_of(library.registry, as_of, prepared.baseline.id)),
        chain,
        prepared.profile,
        prepared.base,
        prepared.guidelines,
        whole=set(plan.editions) <= set(prepared.read),
        elsewhere=lambda: other_levels(library, plan),
    )


def weighed(found: Iterable[Diagnostic], chain: Sequence[Profile], day: str) -> Verdict:
    """The verdict that findings about a chain of profiles make on this day, each taken once."""
    verdict = Verdict([], [], [])
    own: list[Allowance] | None = None
    for finding in dict.fromkeys(found):
        if finding.severity != "error":
            verdict.remarks.append(finding)
            continue
        if own is None:
            own = [each for link in chain for each in allowances(link.entry.node, link.file) if not each.expired(day)]
        taken = covering(finding, own) if allowable(finding.code) else []
        if taken:
            verdict.allowed.append((finding, taken[0]))
        else:
            verdict.stopping.append(finding)
    return verdict


def day_of(registry: Registry, as_of: str | None, baseline: str | None = None, edition: str = "") -> str:
    """The day that is asked for, else that of this baseline, else the latest of those that have the edition."""
    known = registry.baselines
    if as_of is not None:
        return as_of
    if baseline is not None and baseline in known:
        return known[baseline].as_of
    having = [each.as_of for each in known.values() if edition in each.editions]
    return max(having or [each.as_of for each in known.values()], default="9999")


def common_of(library: Library, chain: Sequence[Profile], as_of: str) -> Common:
    """What the rules are told of the file of a profile, the last of a chain."""
    from gapub.model.inheritance import with_own

    parsed = library.parse_local(Path(chain[-1].file))
    assert parsed.tree is not None
    return chain[-1].file, parsed.data.decode(), parsed.tree, with_own(library.registry, chain), as_of


# --- ids that no registry knows --------------------------------------------------------------------------------------


def unknown_ids(library: Library, guidelines: Iterable[Guideline], chain: Sequence[Profile]) -> Iterator[Diagnostic]:
    """Those that profiles state, and the guidelines below them where any file of the library is local."""
    from gapub.model.inheritance import with_own  # a run on guidelines alone needs no profile

    if any(source.local for source in library.files.values()):  # what ships has none
        for guideline in guidelines:
            yield from unknown_in(library, guideline)
    known = library.registry
    for link in chain:
        known = with_own(known, [link])
        yield from _unknown_in_profile(link, known)


def unknown_in(library: Library, guideline: Guideline) -> tuple[Diagnostic, ...]:
    """Those of a guideline of the library, as it is after a succession; all profiles that rest on it share them."""

    def find() -> tuple[Guideline, tuple[Diagnostic, ...]]:
        rows = [Row(entity, item) for entity, item in guideline.rows()]
        return guideline, tuple(_unknown_in_guideline(guideline.area, rows, library.registry))

    return library.once(("unknown ids", id(guideline)), find)[
        1
    ]  # kept with the guideline, or another could take its id


def _unknown_in_guideline(area: str, rows: Iterable[Row], registry: Registry) -> Iterator[Diagnostic]:
    """Those of a guideline, once for each cell as the file states it: that of the defaults is the area's."""
    for name in NAMING:
        cells: dict[int, Row] = {}
        for row in rows:
            cells.setdefault(id(row.item.written.holder(name)), row)
        for row in cells.values():
            for table, key in references(name, getattr(row.item, name)):
                if key not in getattr(registry, table):
                    entity = row.entity if name in row.item.written.row else area
                    yield registries.unknown(registry, table, key, row.place(name, key), entity)


def _unknown_in_profile(profile: Profile, registry: Registry) -> Iterator[Diagnostic]:
    for entity, cells, entry in stated(profile):
        for name, value in cells.items():
            for table, key in references(name, value):
                if key not in getattr(registry, table):
                    yield registries.unknown(registry, table, key, entry.place(key), entity)


def stated(profile: Profile) -> Iterator[tuple[str, dict[str, Any], Entry]]:
    """The cells that a profile states itself: the item, the values, the entry."""
    for tighten in profile.tighten:
        yield tighten.item, tighten.values, tighten.entry
        more = {name: _as_cell(name, value) for name, value in tighten.more.items()}
        yield tighten.item, more, tighten.entry
    for add in profile.add:
        for name, item in add.rows:
            yield name, item.cells, item.entry


def _as_cell(name: str, more: tuple[Any, ...]) -> Any:
    from gapub.model.cells import ChannelsCell

    return ChannelsCell("ticked", more) if name == "channels" else more
