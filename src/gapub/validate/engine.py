"""From files to findings: each through parser, shape, reader and the rules of its kind; profiles along their chain."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, NamedTuple

from gapub.build.succession import succeed
from gapub.diagnostics import Diagnostic, GapubError, Place, Text
from gapub.model import decisions, events, scheme
from gapub.model import registry as registries
from gapub.model.allow import Allowance, allowances
from gapub.model.references import NAMING, references
from gapub.model.registry import Baseline, Registry, of_areas
from gapub.rules.context import Common, Context, DecisionsContext, GuidelineContext, ProfileContext, RegistryContext
from gapub.rules.registry import RULES
from gapub.sources.bundle import CATALOGUES, FOLDER
from gapub.sources.kinds import kind_of
from gapub.sources.library import REGISTRY_FOLDER, Library, SourceFile, load_library
from gapub.sources.project import Project
from gapub.validate.verdict import day_of, stated, unknown_ids, unknown_in
from gapub.yaml.tree import Map

if TYPE_CHECKING:
    from gapub.build.prepare import Plan
    from gapub.build.tailor import Steps
    from gapub.model.profile import Profile


class Workspace(NamedTuple):
    """What the files are examined among, and what is worked out on the way for several of them.

    `whole`: the registries can be read, so that an id they lack is a fault of the file.
    `unread` collects why a file could not be read, or not be checked to its end, `stopping` what stops a compile.
    `as_of` is the day asked for; without it each file is judged by the day of its baseline. `profiles` are those examined.
    """

    library: Library
    whole: bool
    as_of: str | None
    sources: Sequence[SourceFile]
    named: Collection[Path]
    unread: list[Diagnostic]
    stopping: set[Diagnostic]
    allowances: dict[Allowance, None]
    tailored: dict[tuple[str, ...], Steps]
    used: dict[str, frozenset[str]]
    profiles: Callable[[], Sequence[Profile]]

    def day(self, baseline: str | None = None, edition: str = "") -> str:
        """The day by which the law is judged: of this baseline, else the latest of those that have the edition."""
        return day_of(self.library.registry, self.as_of, baseline, edition)


class Examined(NamedTuple):
    """Everything that is wrong with the files, each fault once; what their rows allow; the day it was judged by.

    `unread` are errors for which a file could not be read, or not be checked to its end: nothing may silence them.
    `stopping` are those of the findings for which a profile cannot be compiled: an allowance alone may silence one.
    `read` are the profiles above that were read or looked for: what else the findings depend on.
    """

    unread: list[Diagnostic]
    findings: list[Diagnostic]
    stopping: set[Diagnostic]
    allowances: list[Allowance]
    as_of: str
    read: list[Path]


def examine(
    sources: Sequence[SourceFile],
    project: Project | None,
    as_of: str | None,
    named: Collection[Path] = (),
) -> Examined:
    """Examine files of a project; without one, files that ship with gapub, among themselves.

    YAML that is nothing of gapub's is passed over, unless it is `named` itself, or lies in a folder that is gapub's.
    """
    given = {os.path.realpath(source.location): source for source in sources}
    local, root = (project.guidelines, project.root) if project else (None, None)
    library, found = load_library(local, root, given, named)
    profiles = functools.cache(lambda: tuple(_profiles(library, sources)))
    whole = not any(each.severity == "error" for each in found)
    workspace = Workspace(library, whole, as_of, sources, named, [], set(), {}, {}, {}, profiles)
    workspace.unread.extend(found)
    ruled = [finding for source in sources for finding in examine_file(source, workspace)]
    once = {(each.code, each.place, each.entity, each.message): each for each in (*ruled, *workspace.unread)}
    hidden = set(workspace.unread)
    unread = {key for key, each in once.items() if each.severity == "error" and each in hidden}
    return Examined(
        [each for key, each in once.items() if key in unread],
        [each for key, each in once.items() if key not in unread],
        workspace.stopping,
        list(workspace.allowances),
        workspace.day(),
        list(library.looked_for),
    )


def examine_file(source: SourceFile, workspace: Workspace) -> Iterator[Diagnostic]:
    """What rules find in one file. For what it cannot be read as what it is goes to `workspace.unread`."""
    try:
        parsed = workspace.library.parse(source)
    except GapubError as error:
        workspace.unread.extend(error.diagnostics)
        return
    if parsed.tree is None or parsed.found:
        workspace.unread.extend(parsed.found)
        return
    kind = _kind(source, parsed.tree, workspace.library)
    if kind is not None:
        yield from _EXAMINED[kind](source, workspace)
    elif source.location in workspace.named or source.path.startswith((f"{FOLDER}/", f"{CATALOGUES}/")):
        workspace.unread.append(_stranger(source))


def _kind(source: SourceFile, tree: Map, library: Library) -> str | None:
    """What a file is: what the library reads it as, else what its fields say."""
    if source.path in library.files and library.files[source.path].location == source.location:
        return "registry" if source.path.startswith(f"{FOLDER}/{REGISTRY_FOLDER}/") else "guideline"
    return kind_of(tree)


def _stranger(source: SourceFile) -> Diagnostic:
    message = Text("无法识别文件种类", "cannot tell what kind of file this is")
    hint = Text(
        "应为标准指引、登记册、地方配置文件、决策事项目录、事件清单或者评分方案",
        "it must be a guideline, a registry, a profile, a list of decisions, a list of events or a scheme",
    )
    return Diagnostic("unknown-kind", "error", message, Place(source.shown, 1, 1), hint=hint)


def _guideline(source: SourceFile, workspace: Workspace) -> Iterator[Diagnostic]:
    value, found = workspace.library.guideline(source)
    workspace.unread.extend(found)
    if value is None:
        return
    registry = workspace.library.registry
    common = _common(source, workspace.library, registry, workspace.day(edition=value.name))

    @functools.cache
    def others(edition: str) -> dict[str, None] | None:
        read, _ = workspace.library.readable([edition])
        return {name.partition("/")[2]: None for each in read for name, _ in each.rows()} if read else None

    context = GuidelineContext(common, value, workspace.library.editions, others)
    if workspace.whole:
        yield from unknown_in(workspace.library, value)
    yield from _ruled("guideline", context, workspace)


def _registry(source: SourceFile, workspace: Workspace) -> Iterator[Diagnostic]:
    library = workspace.library
    own, found = library.read(source, registries.read)
    workspace.unread.extend(found)
    if own is None or found:
        return
    among = library.registry
    if source not in library.files.values():
        among = registries.merge([among, own])
        dangling = registries.dangling(among, library.editions())
        workspace.unread.extend(each for each in dangling if each.place and each.place.file == source.shown)

    for baseline in own.baselines.values():
        yield from _clashes(baseline, among, library)

    def count() -> dict[str, frozenset[str]]:
        if not workspace.used:
            workspace.used.update(_used(workspace, among))
        return workspace.used

    context = RegistryContext(_common(source, library, among, workspace.day()), own, count)
    yield from _ruled("registry", context, workspace)


def _clashes(baseline: Baseline, registry: Registry, library: Library) -> Iterable[Diagnostic]:
    """What keeps the editions of a baseline from standing beside each other; what cannot be read is told elsewhere."""
    read, _ = library.readable(baseline.editions)
    try:
        succeed(read, registry.named_in(baseline))
    except GapubError as error:
        return error.diagnostics
    return ()


def _profile(source: SourceFile, workspace: Workspace) -> Iterator[Diagnostic]:
    """What is wrong with a profile for the catalogue of its own level, for which the rules judge it, and of those below."""
    from gapub.build.prepare import (
        is_selection,
        levels_of,
        missing_areas,
        plan_of,
    )  # a run on guidelines alone needs no profile, nor what applies it

    library = workspace.library
    try:
        own = plan_of(library, None, source.location)
    except GapubError as error:
        workspace.unread.extend(error.diagnostics)
        return
    assert own.profile is not None
    try:
        library.decisions(own.chain)
    except GapubError as error:
        workspace.unread.extend(error.diagnostics)
    known = library.editions()
    for link in own.chain:
        unknown = [(i, name) for i, name in enumerate(link.editions) if name not in known]
        workspace.unread.extend(library.no_edition(name, link.entry.at("editions", i)) for i, name in unknown)
    done = set[tuple[str, ...]]()
    for level in levels_of(own.profile):
        try:
            plan = plan_of(library, level, source.location)
        except GapubError as error:
            workspace.unread.extend(error.diagnostics)
            continue
        if not (own.profile.example or is_selection(library, plan)):
            yield from missing_areas(library, plan)
        if (names := tuple(plan.editions)) not in done:
            done.add(names)
            yield from _refined(source, workspace, plan, ruled=plan.editions == own.editions)


def _refined(source: SourceFile, workspace: Workspace, plan: Plan, *, ruled: bool) -> Iterator[Diagnostic]:
    """What is wrong with a profile on the baseline of a level; with `ruled`, what the rules find there."""
    from gapub.build.prepare import other_levels, places, without_other_levels
    from gapub.build.tailor import tailor_chain
    from gapub.model.inheritance import with_own

    library, chain = workspace.library, plan.chain
    known = library.editions()
    read, broken = library.readable(name for name in plan.editions if name in known)
    workspace.unread.extend(broken)
    if not workspace.whole:
        return
    try:
        standing = succeed(read, places(library, plan.baseline, chain))
    except GapubError as error:
        workspace.unread.extend(error.diagnostics)
        return
    unread = of_areas(set(plan.editions) - {each.name for each in read})  # entries on what cannot be read wait
    only = frozenset(each.area for each in read if unread and each.area not in unread)
    if unread and not only:
        return
    made = workspace.tailored.setdefault(tuple(plan.editions), {})
    *above, base, tailored = tailor_chain(standing, chain, library.registry, only=only, made=made)
    found = [finding for step in (*above, base, tailored) for finding in step.found]
    found = [*without_other_levels(library, plan, found), *unknown_ids(library, standing, chain)]
    if ruled:
        assert plan.profile is not None
        context = ProfileContext(
            _common(source, library, with_own(library.registry, chain), workspace.day(plan.baseline.id)),
            chain,
            plan.profile,
            base.guidelines,
            tailored.guidelines,
            whole=not unread,
            elsewhere=lambda: other_levels(library, plan),
            asked=workspace.as_of,
            others=workspace.profiles,
        )
        found += _ruled("profile", context, workspace)
    errors = [each for each in found if each.severity == "error"]
    workspace.stopping.update(errors)
    for link in chain[:-1] if errors else ():
        allowed = allowances(link.entry.node, link.file)  # of a file that may not be examined itself
        workspace.allowances.update({each: None for each in allowed if any(map(each.covers, errors))})
    yield from found


def _decisions(source: SourceFile, workspace: Workspace) -> Iterator[Diagnostic]:
    library = workspace.library
    own, found = library.read(source, decisions.read)
    workspace.unread.extend(found)
    if own is not None:
        common = _common(source, library, library.registry, workspace.day())
        yield from _ruled("decisions", DecisionsContext(common, own, workspace.as_of, workspace.profiles), workspace)


def _events(source: SourceFile, workspace: Workspace) -> Iterator[Diagnostic]:
    """A list of events: what it names is looked up in all guidelines, and in the profiles beside it.

    Whose an event may be is judged by profiles that are examined with it alone: others may lie there.
    """
    library = workspace.library
    own, found = library.read(source, events.read)
    workspace.unread.extend(found)
    if own is None:
        return
    folder = PurePath(source.shown).parent
    beside = [each for each in workspace.profiles() if PurePath(each.file).parent == folder]
    known = [division for each in beside for one in each.divisions for division in one.division.names]
    rows = library.rows(beside or library.profile_beside(source.location))
    yield from events.wrong(own, library.registry, rows, known or None)
    yield from _ruled("events", Context(*_common(source, library, library.registry, workspace.day())), workspace)


def _scheme(source: SourceFile, workspace: Workspace) -> Iterator[Diagnostic]:
    """A scheme of scoring: what is wrong with it its reader says."""
    library = workspace.library
    own, found = library.read(source, scheme.read)
    workspace.unread.extend(found)
    if own is not None:
        yield from _ruled("scheme", Context(*_common(source, library, library.registry, workspace.day())), workspace)


def _common(source: SourceFile, library: Library, registry: Registry, as_of: str) -> Common:
    parsed = library.parse(source)  # now that it has been read, there are ids in place of names
    assert parsed.tree is not None
    return source.shown, parsed.data.decode(), parsed.tree, registry, as_of


def _ruled(kind: str, context: Context, workspace: Workspace) -> Iterator[Diagnostic]:
    if "allow" in context.text:
        workspace.allowances.update(dict.fromkeys(allowances(context.tree, context.file)))
    for rule in RULES.values():
        if rule.kind in (kind, "any"):
            yield from rule.run(context)


def _used(workspace: Workspace, registry: Registry) -> dict[str, frozenset[str]]:
    """The ids that guidelines, profiles and other entries of the registries use, by table."""
    used: dict[str, set[str]] = {table: set() for table in registries.KINDS}
    used["editions"] = set()
    guidelines, _ = workspace.library.readable(workspace.library.editions())
    for guideline in guidelines:
        for _, item in guideline.rows():
            _note(used, item._asdict())
    for profile in workspace.profiles():
        for _, cells, _ in stated(profile):
            _note(used, cells)
    for each in registry.references:
        used.setdefault(each.table, set()).add(each.id)
    return {table: frozenset(ids) for table, ids in used.items()}


def _note(used: dict[str, set[str]], cells: Mapping[str, Any]) -> None:
    for name in NAMING:
        value = cells.get(name)
        if value is not None:
            for table, key in references(name, value):
                used[table].add(key)


def _profiles(library: Library, sources: Iterable[SourceFile]) -> Iterator[Profile]:
    from gapub.model import profile as profiles

    for source in sources:
        try:
            tree = library.parse(source).tree
        except GapubError:
            continue
        if tree is not None and kind_of(tree) == "profile":
            value, _ = library.read(source, profiles.read)
            if value is not None:
                yield value


_EXAMINED: dict[str, Callable[[SourceFile, Workspace], Iterable[Diagnostic]]] = {
    "guideline": _guideline,
    "registry": _registry,
    "profile": _profile,
    "decisions": _decisions,
    "events": _events,
    "scheme": _scheme,
}
