"""What stands in a baseline that has an old edition beside a later one: a successor replaces rows, not the area.

The later editions that were seen are partial (MODEL 8). So a row of a later edition takes the place of the rows it
comes from (`formerly`); a row of the old edition that none comes from stays, and is marked `carried`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gapub.model.guideline import Guideline, Topic


def succeed(guidelines: Sequence[Guideline]) -> list[Guideline]:
    """The guidelines of one baseline, in their order, without replaced rows; rows of superseded editions are `carried`.

    A row replaces what it names in another edition, superseded or not. What loses its last row goes, topic and guideline.
    """
    replaced = {old for each in guidelines for old in _predecessors(each)}
    superseded = {old for each in guidelines for old in each.supersedes}
    left = ((each, _left(each, replaced, carried=each.name in superseded)) for each in guidelines)
    return [now for before, now in left if now.topics or not before.topics]


def _predecessors(guideline: Guideline) -> Iterable[str]:
    """The rows of other editions that rows of this one come from, `area@edition/topic/item`."""
    old = (name for _, item in guideline.rows() for name in item.formerly)
    return (name for name in old if name.partition("/")[0] != guideline.name)


def _left(guideline: Guideline, replaced: set[str], *, carried: bool) -> Guideline:
    if not carried and not any(name.startswith(f"{guideline.name}/") for name in replaced):
        return guideline
    topics = []
    for topic in guideline.topics:
        prefix = f"{guideline.name}/{topic.id}"
        items = tuple(item._replace(carried=carried) for item in topic.items if f"{prefix}/{item.id}" not in replaced)
        if items:
            topics.append(Topic(topic.id, topic.title, items))
    return guideline._replace(topics=tuple(topics))
