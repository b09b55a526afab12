"""`gapub upgrade`: a profile taken from one baseline to another, three ways: old editions, new editions, profile.

What an entry names may have another id, other cells, several successors or none. Ids are rewritten in place; a local value
is held against the new row by the order of strength; a record of checking holds for the cells that stayed as they were.
What only a person can settle is marked, `conflict:`, and such a profile makes no catalogue. Nothing is deleted but the
offices of rows that are gone. Everything that is not edited stays as it is, character by character.

`chain` says which files of a chain move, and from which baseline at which level; `upgrade` moves one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from gapub.build.strength import Setting, compare, is_organ
from gapub.diagnostics import Diagnostic, Place, Text
from gapub.diagnostics.edits import Edit, OverlapError, Spot, apply
from gapub.fmt.scalars import quoted, scalar
from gapub.model.cellwords import listed
from gapub.model.fields import FIELDS
from gapub.model.guideline import Guideline, belongs
from gapub.model.naming import Book
from gapub.model.profile import REFINEMENTS, Profile, local_rows
from gapub.model.registry import Baseline, Registry
from gapub.model.time.order import Relation
from gapub.upgrade import messages
from gapub.upgrade.entries import Judge, Kind, Outcome
from gapub.upgrade.lineage import Lineage, Row, lineage, rows
from gapub.upgrade.source import Source
from gapub.yaml.tree import Map

__all__ = ["Shift", "Turnover", "Upgrade", "Way", "unsettled", "upgrade"]


class Way(NamedTuple):
    """The catalogue of a level: its baseline before and after, and the guidelines of both with the profile's editions."""

    level: str
    old: Baseline
    new: Baseline
    before: Sequence[Guideline]
    after: Sequence[Guideline]

    @property
    def moves(self) -> bool:
        """Whether the baseline is another one afterwards."""
        return self.old.id != self.new.id

    @property
    def sizes(self) -> tuple[int, int]:
        """How many rows the level has before and after, before any profile."""
        before, after = (
            sum(belongs(item, self.level) for each in side for _, item in each.rows())
            for side in (self.before, self.after)
        )
        return before, after


class Shift(NamedTuple):
    """A row of the new editions that differs from the old: each changed cell and how it stands to the old one."""

    id: str
    title: Text
    cells: tuple[tuple[str, Relation], ...]


class Turnover(NamedTuple):
    """How the rows of a level's catalogue change, without those that the profile leaves out; `gained` and `lost` are ids and titles."""

    way: Way
    gained: tuple[tuple[str, Text], ...] = ()
    lost: tuple[tuple[str, Text], ...] = ()
    shifts: tuple[Shift, ...] = ()


class Upgrade(NamedTuple):
    """A profile before and after, what became of its entries, and how the rows change at each level, its own first.

    `assumed`: no profile of the chain stated the old baseline. `remarks` are about the whole.
    """

    profile: Profile
    assumed: bool
    before: str
    text: str
    outcomes: tuple[Outcome, ...]
    remarks: tuple[Text, ...]
    levels: tuple[Turnover, ...]

    @property
    def file(self) -> str:
        """The path by which messages name the file."""
        return self.profile.file

    @property
    def own(self) -> Turnover:
        """The profile's own level."""
        return self.levels[0]

    def count(self, kind: Kind) -> int:
        """How many entries came out so."""
        return sum(each.kind == kind for each in self.outcomes)


def upgrade(
    profile: Profile,
    text: str,
    ways: Sequence[Way],
    writes: Mapping[str, str],
    above: Sequence[Guideline],
    registry: Registry,
    *,
    reread: Callable[[str], Profile | None],
    book: Callable[[str], Book],
    between: Iterable[Guideline] = (),
    assumed: bool = False,
    remarks: Sequence[Text] = (),
) -> tuple[Upgrade | None, list[Diagnostic]]:
    """The profile on the new baseline, or None and why it cannot be written.

    `text` is the file that the profile was read from; a profile with conflicts is refused before (`unsettled`). `ways` are
    all the levels that it makes catalogues of, its own first; `writes` the baselines that it has to state, by level.
    `above` are the new guidelines as the profiles above refine them, `between` the editions that a `formerly` names. `reread`
    gives the profile that a text of the file says, None if it cannot be read, and `book` knows what names mean in it.
    """
    moving = [each for each in ways if each.moves]
    lineages = {each.level: lineage(each.before, each.after, between) for each in moving}
    outcomes: tuple[Outcome, ...] = ()
    source = Source(text)
    edits: list[Edit] = []
    if moving:
        staying = {
            name
            for way in ways
            if not way.moves
            for name, row in rows(way.after).items()
            if belongs(row.item, way.level)
        }
        whole = _together([lineages[each.level] for each in moving])
        judged = Judge(profile, registry, source, whole, above, staying).outcomes()
        found = [*_editions(profile, moving[0].old, moving[0].new), *judged]
        outcomes = tuple(sorted(found, key=lambda each: each.place))
        edits = [*_marks(outcomes, source), *(edit for each in outcomes for edit in each.edits)]
    edits = [*_baselines(profile, source, writes, [each.level for each in ways]), *edits]
    try:
        made = apply(text, edits)
        if moving:
            spelt = {spot: name for spot, name in _spelt_out(profile, source, book(made)) if not _covered(spot, edits)}
            outcomes = tuple(_noted(each, spelt, source) for each in outcomes)
            made = apply(text, [*edits, *(source.replaced(*each) for each in spelt.items())])
    except OverlapError:
        made = ""
    if edits and not _as_meant(reread(made), outcomes, writes):
        message = Text("此文件无法在原处改写，未作改动", "the file cannot be rewritten in place; it was not changed")
        hint = Text("请先用 gapub fmt 整理，再升级", "run gapub fmt on it, then upgrade")
        return None, [Diagnostic("upgrade-unwritable", "error", message, Place(profile.file, 1, 1), hint=hint)]
    turnovers = tuple(
        Turnover(each, *_rows(lineages[each.level], outcomes, profile, each.level, registry))
        if each.moves
        else Turnover(each)
        for each in ways
    )
    return Upgrade(profile, assumed, text, made, outcomes, tuple(remarks), turnovers), []


def _together(ways: Sequence[Lineage]) -> Lineage:
    """Several lineages as one: levels that come from different baselines; the first counts where they differ."""
    old, new, after, before = ({k: v for way in reversed(ways) for k, v in way[i].items()} for i in range(4))
    return Lineage(old, new, after, before)  # type: ignore[arg-type]  # the four fields in their order


def unsettled(profile: Profile) -> list[Diagnostic]:
    """The conflicts of an earlier upgrade, which have to be settled before the next."""
    hint = Text("请先处理好这一条，删去 conflict，再升级", "settle the entry and delete its conflict, then upgrade")
    message = Text("上次升级留下的冲突尚未处理", "a conflict from an earlier upgrade is not settled")
    return [
        Diagnostic("upgrade-conflict", "error", message, entry.key("conflict"), hint=hint)
        for _, entry in profile.conflicts
    ]


def _editions(profile: Profile, old: Baseline, new: Baseline) -> Iterator[Outcome]:
    """The editions that the profile puts in the place of the baseline's."""
    was, now = ({each.partition("@")[0]: each for each in baseline.editions} for baseline in (old, new))
    for i, edition in enumerate(profile.editions):
        area = edition.partition("@")[0]
        place = profile.entry.at("editions", i)
        other = now.get(area)
        kind: Kind = "redundant" if other == edition else "kept"
        notes = [messages.SAYS_THE_SAME] if other == edition else []
        if other not in (None, edition, was.get(area)):
            notes = [messages.PINNED.format(edition, other)]
        yield Outcome("editions", edition, edition, kind, place, None, tuple(notes))


def _baselines(profile: Profile, source: Source, writes: Mapping[str, str], levels: Sequence[str]) -> Iterator[Edit]:
    """The key of the baselines says the new ones, for single levels where others stay, and stands below the level if it is new."""
    if not writes:
        return
    tree = profile.entry.node
    wanted = {level: writes.get(level, profile.baseline) for level in levels}
    alone = next(iter(wanted.values())) if len(set(wanted.values())) == 1 else None
    pairs = ", ".join(f"{level}: {scalar(name, flow=True)}" for level, name in wanted.items() if name is not None)
    if "baselines" in tree:
        node = tree["baselines"]
        for level, name in writes.items():
            if level in node and node[level] != name:
                yield source.replaced(node.at(level), name)
        new = [f"{level}: {scalar(name, flow=True)}" for level, name in writes.items() if level not in node]
        if new:
            yield source.with_first(node, ", ".join(new) if source.is_flow(node) else source.lines(node, new))
    elif "baseline" in tree and alone is not None:
        if profile.baseline != alone:
            yield source.replaced(tree.at("baseline"), alone)
    elif "baseline" in tree:
        yield source.rewritten(tree.key_at("baseline"), "baselines")
        yield source.rewritten(tree.at("baseline"), f"{{{pairs}}}")
    else:
        pair = f"baselines: {{{pairs}}}" if alone is None else f"baseline: {scalar(alone, flow=True)}"
        yield source.with_after(tree, "level", pair)


def _marks(outcomes: Iterable[Outcome], source: Source) -> Iterator[Edit]:
    """The mark of every entry that has a conflict; an office may have several in one."""
    marked: dict[int, tuple[Map, list[Text]]] = {}
    for each in outcomes:
        if each.kind == "conflict":
            marked.setdefault(id(each.node), (each.node, []))[1].extend(each.notes)
    for node, notes in marked.values():
        yield source.with_first(node, f"conflict: {quoted(' / '.join(listed(notes, '；', '; ')))}")


def _spelt_out(profile: Profile, source: Source, book: Book) -> Iterator[tuple[Spot, str]]:
    """The ids of the areas, topics and items whose names mean something else now, or several things, and where those stand."""
    for spot, kind, name in _named(profile.entry.node):
        written = source.written(spot)
        if written != name and set(book.meaning(kind, written).ids) != {name}:
            yield spot, name


def _named(tree: Map) -> Iterator[tuple[Spot, str, str]]:
    """Each area, topic or item that a profile names: where, of which kind, and its id."""
    holders = (tree, *tree.get("divisions", ()))
    for entry in (each for holder in holders for each in holder.get("attest", ())):
        if "items" in entry:
            yield from ((entry["items"].at(i), "items", name) for i, name in enumerate(entry["items"]))
        for key, kind in (("area", "editions"), ("item", "items")):
            if key in entry:
                yield entry.at(key), kind, entry[key]
    for entry in (each for section in REFINEMENTS[:-1] for each in tree.get(section, ())):
        for key, kind in (("area", "areas"), ("topic", "topics"), ("item", "items"), ("into", "items")):
            if key in entry:
                yield entry.at(key), kind, entry[key]
    for holder in holders:
        for office in (each for section in ("bodies", "channels") for each in holder.get(section, {}).values()):
            for kind in ("areas", "items"):
                if isinstance(office, Map) and kind in office:
                    yield from ((office[kind].key_at(name), kind, name) for name in office[kind])
        rows = holder.get("rows", Map(1, 1))
        for name, said in rows.items():
            yield rows.key_at(name), "targets", name
            for stated, spot in ((said[key], said.at(key)) for key in ("interprets", "responds") if key in said):
                each = [(stated, spot)] if isinstance(stated, str) else zip(stated, stated.places, strict=True)
                yield from ((at, "items", item) for item, at in each)


def _covered(spot: Spot, edits: Iterable[Edit]) -> bool:
    return any(each.start <= spot < each.end for each in edits)


def _noted(outcome: Outcome, spelt: Mapping[Spot, str], source: Source) -> Outcome:
    """The outcome of an entry, with a note of the names in it that became ids."""
    node, at = outcome.node, outcome.place[1:3]
    spots = [at, *([node.at("into")] if isinstance(node, Map) and "into" in node else ())]
    notes = [messages.SPELT_OUT.format(source.written(spot)) for spot in spots if spot in spelt]
    if not notes:
        return outcome
    return outcome._replace(
        kind="rewritten" if outcome.kind == "kept" else outcome.kind, notes=(*outcome.notes, *notes)
    )


def _as_meant(profile: Profile | None, outcomes: Iterable[Outcome], writes: Mapping[str, str]) -> bool:
    """A last guard before anybody's file is overwritten: the new text says what the outcomes say, and no more."""
    if profile is None or any(profile.baseline_at(level) != name for level, name in writes.items()):
        return False
    outcomes = list(outcomes)
    marked = {id(each.node) for each in outcomes if each.kind == "conflict"}
    wanted = [(each.section, each.now) for name in REFINEMENTS for each in outcomes if each.section == name]
    entries = {name: getattr(profile, name) for name in REFINEMENTS} | {"attest": profile.attestations}
    named = [(name, entry[0]) for name in REFINEMENTS for entry in entries[name]]  # an entry names it first
    noted = [target for target, _, _ in local_rows(profile)]
    kept = [each.now for each in outcomes if each.section == "rows" and each.kind != "unbound"]
    return len(profile.conflicts) == len(marked) and named == wanted and sorted(noted) == sorted(kept)


_Titles = tuple[tuple[str, Text], ...]


def _rows(
    ways: Lineage, outcomes: Iterable[Outcome], profile: Profile, level: str, registry: Registry
) -> tuple[_Titles, _Titles, tuple[Shift, ...]]:
    """The rows of a level that come, go and change, without those that the profile leaves out."""
    now = [each.now for each in outcomes if each.section == "omit"]
    omitted = [
        omit._replace(target=name) for name, omit in zip(now, profile.omit, strict=False) if level in omit.levels
    ]

    def at_level(rows: Mapping[str, Row], names: Iterable[str]) -> list[str]:
        return [name for name in names if belongs(rows[name].item, level)]

    here = [name for name in at_level(ways.new, ways.new) if not any(each.covers(name) for each in omitted)]
    gained = ((name, ways.new[name].item.title) for name in here if not at_level(ways.old, ways.before[name]))
    old = at_level(ways.old, ways.old)
    lost = ((name, ways.old[name].item.title) for name in old if not at_level(ways.new, ways.after[name]))
    pairs = ((name, ways.new[name], ways.old[ways.before[name][0]]) for name in here if len(ways.before[name]) == 1)
    shifts = (
        Shift(name, row.item.title, tuple((cell, _relation(cell, row, origin, registry)) for cell in cells))
        for name, row, origin in pairs
        if (cells := origin.changed(row))
    )
    return tuple(gained), tuple(lost), tuple(shifts)


def _relation(cell: str, new: Row, old: Row, registry: Registry) -> Relation:
    """How a cell of the new row stands to that of the old one; titles are no duty, and what is not known is no relaxation."""
    if cell not in FIELDS:
        return "equal"
    if cell in new.item.unknown_fields:
        return "incomparable"
    setting = Setting(registry, is_organ(old.item, registry), old.item.personal)
    return compare(cell, new.item, old.item, setting).relation
