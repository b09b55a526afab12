"""A side of a comparison, and the comparison of two."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from gapub.diagnostics import Text
from gapub.diff import decisions, facts
from gapub.diff.facts import Fact, Link, Nodes, area_of
from gapub.diff.identity import link
from gapub.diff.judge import Change, changes
from gapub.model.catalogue import Coverage, Decisions
from gapub.model.guideline import Guideline, belongs
from gapub.model.registry import Registry


class Side(NamedTuple):
    """Guidelines to compare, under the name that the user gave them.

    `level`: they are a catalogue of that level. `omitted` says of the rows of a catalogue that a locality left out why.
    `editable`: the guidelines stand in files of the user's. `offices`: the roles that a catalogue calls by local offices.
    `published`: they are an edition for publication, which leaves out what is for those who check it.
    `decisions` are those of the year that it has in an annex.
    """

    label: str
    guidelines: tuple[Guideline, ...]
    registry: Registry
    level: str | None = None
    omitted: Mapping[str, Text] = {}
    editable: bool = False
    offices: frozenset[str] = frozenset()
    published: bool = False
    decisions: Decisions | None = None


class Diff(NamedTuple):
    """What differs between two sides: facts, and the changes that they amount to."""

    old: Side
    new: Side
    links: tuple[Link, ...]
    facts: tuple[Fact, ...]
    changes: tuple[Change, ...]
    old_nodes: Nodes
    new_nodes: Nodes


def diff(old: Side, new: Side, *, likeness: bool = True) -> Diff:
    """What differs from the old side to the new one. With `likeness`, rows may be proposed to be the same one.

    Beside an edition for publication, what that leaves out is not compared.
    """
    if old.published or new.published:
        old, new = _without_notes(old), _without_notes(new)
    before, after = (facts.nodes(side.guidelines) for side in (old, new))
    links = link(before, after, likeness=likeness)
    found = facts.facts(before, after, links)
    told = changes(found, links, before, after, (old.registry, new.registry))
    told += decisions.changes(old.decisions, new.decisions)
    return Diff(old, new, tuple(links), tuple(found), tuple(told), before, after)


def _without_notes(side: Side) -> Side:
    """The side without remarks, and without whether its areas are whole and their notices were seen."""
    whole = Coverage("complete")
    guidelines = (
        each._replace(remarks=(), coverage=whole, document=each.document._replace(status="seen"))
        if each.document.status != "local"
        else each
        for each in side.guidelines
    )
    return side._replace(guidelines=tuple(guidelines))


def without_evidence(difference: Diff) -> Diff:
    """The difference without what rows rest on, which citizens are not shown."""
    told = (each for each in difference.changes if each.kind != "evidence-changed")
    return difference._replace(changes=tuple(told))


def apply(difference: Diff, guidelines: Collection[Guideline]) -> list[Guideline]:
    """The guidelines of the new side, made of those of the old one: `apply(diff(a, b), a)` is `b`.

    As far as the difference speaks of them: without places in files and the traces of profiles (`facts.plain`).
    """
    return facts.apply(difference.facts, list(guidelines))


def of_areas(difference: Diff, areas: Collection[str]) -> Diff:
    """The difference with the changes in these areas alone, wherever their rows came from or went to."""
    if not areas:
        return difference
    told = (each for each in difference.changes if any(area_of(path) in areas for path in (*each.old, *each.new)))
    return difference._replace(changes=tuple(_within(each, areas) if each.entity else each for each in told))


def _within(change: Change, areas: Collection[str]) -> Change:
    """The change of a registry with those of its rows that lie in these areas."""
    old, new = (tuple(path for path in rows if area_of(path) in areas) for rows in (change.old, change.new))
    return change._replace(old=old, new=new)


def of_level(side: Side, level: str) -> Side:
    """The side with the rows of a level alone; topics and areas go with their last row."""
    kept = list[Guideline]()
    for each in side.guidelines:
        topics = (
            topic._replace(items=tuple(item for item in topic.items if belongs(item, level))) for topic in each.topics
        )
        left = tuple(topic for topic in topics if topic.items)
        if left or not each.topics:
            kept.append(each._replace(topics=left))
    return side._replace(guidelines=tuple(kept))
