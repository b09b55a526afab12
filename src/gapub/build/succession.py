"""What stands in a baseline that has an old edition beside a later one: a successor replaces rows, not the area.

The later editions that were seen are partial (MODEL 8). So a row of a later edition takes the place of the rows it
comes from (`formerly`), and of the row of its own id in the older editions of its area; a row of the old edition that
none comes from stays, and is marked `carried`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from types import MappingProxyType
from typing import TypeAlias

from gapub.diagnostics import Diagnostic, GapubError, Place, Text
from gapub.model.guideline import Guideline, Item

Places: TypeAlias = Mapping[str, Callable[[], Place]]
"""What finds the place that names an edition, by its name: it is asked for a finding alone."""
_NOWHERE: Places = MappingProxyType({})


def succeed(guidelines: Sequence[Guideline], places: Places = _NOWHERE) -> list[Guideline]:
    """The guidelines of one baseline, in their order, without replaced rows; rows of superseded editions are `carried`.

    A row replaces what it names in another edition, superseded or not. What loses its last row goes, topic and guideline.
    Of several editions of one area the latest stands first, wherever the baseline has it, and each row stands once.

    Raises GapubError where it cannot be told which edition is the later (`clashes`); `places` are those that name them.
    """
    below = _below(guidelines)
    found = list(_clashes(guidelines, below, places))
    if found:
        raise GapubError(found)
    older = {
        each.name: [old for old in guidelines if old.area == each.area and old.name in below[each.name]]
        for each in guidelines
    }
    guidelines = [_with_lineage(each, older[each.name]) for each in _latest_first(guidelines, below)]
    replaced = {old for each in guidelines for old in _predecessors(each, below[each.name])}
    superseded = {old for each in guidelines for old in each.supersedes}
    left = ((each, _left(each, replaced, carried=each.name in superseded)) for each in guidelines)
    return [now for before, now in left if now.topics or not before.topics]


def _below(guidelines: Iterable[Guideline]) -> dict[str, frozenset[str]]:
    """All that each edition supersedes, by way of others too; of a circle each is below itself."""
    steps = {each.name: each.supersedes for each in guidelines}

    def reached(name: str) -> frozenset[str]:
        ahead, seen = [*steps[name]], set[str]()
        while ahead:
            if (old := ahead.pop()) not in seen:
                seen.add(old)
                ahead += steps.get(old, ())
        return frozenset(seen)

    return {name: reached(name) for name in steps}


def _clashes(
    guidelines: Iterable[Guideline], below: Mapping[str, frozenset[str]], places: Places
) -> Iterator[Diagnostic]:
    """The editions of which it cannot be told what stands: listed twice, in a circle, or two of one area side by side."""
    areas, seen = defaultdict[str, list[Guideline]](list), set[str]()
    for each in guidelines:
        if each.name in seen:
            message = Text(f"“{each.name}”写了两次", f"{each.name!r} is listed twice")
            yield Diagnostic(
                "edition-twice", "error", message, _named(each, places), each.name, hint=Text("删去一个", "remove one")
            )
        elif each.name in below[each.name]:
            message = Text(
                f"“{each.name}”经 supersedes 取代自身", f"{each.name!r} supersedes itself, if by way of others"
            )
            hint = Text("请核对各版本的 supersedes", "check `supersedes` in the editions")
            yield Diagnostic("edition-cycle", "error", message, _named(each, places), each.name, hint=hint)
        else:
            areas[each.area].append(each)
        seen.add(each.name)
    for one, other in (pair for editions in areas.values() for pair in combinations(editions, 2)):
        if one.name not in below[other.name] and other.name not in below[one.name]:
            message = Text(
                f"“{one.name}”和“{other.name}”属同一领域，均未写取代另一个",
                f"{one.name!r} and {other.name!r} are of one area, and neither supersedes the other",
            )
            hint = Text(
                "请在较新的版本中写 supersedes，或者只保留一个",
                "list the older under `supersedes` in the later, or keep only one",
            )
            related = tuple((_written(each), Text.same(each.name)) for each in (one, other) if each.file)
            yield Diagnostic(
                "two-editions", "error", message, _named(other, places), other.area, related=related, hint=hint
            )


def _named(guideline: Guideline, places: Places) -> Place:
    where = places.get(guideline.name)
    return where() if where else _written(guideline)


def _written(guideline: Guideline) -> Place:
    return Place(guideline.file, *guideline.name_at[1])


def _latest_first(guidelines: Sequence[Guideline], below: Mapping[str, frozenset[str]]) -> list[Guideline]:
    """The editions of one area one behind the other, the latest first, where the first of them stood."""
    areas = defaultdict[str, list[Guideline]](list)
    for each in guidelines:
        areas[each.area].append(each)
    return [
        each
        for editions in areas.values()
        for each in sorted(editions, key=lambda one: -sum(other.name in below[one.name] for other in editions))
    ]


def _with_lineage(guideline: Guideline, older: Sequence[Guideline]) -> Guideline:
    """The edition with its rows coming from those of the same id in older ones of the area, so that all can tell."""
    if not older:
        return guideline
    known = {f"{each.name}/{name.partition('/')[2]}" for each in older for name, _ in each.rows()}

    def linked(item: Item, row: str) -> Item:
        names = (f"{each.name}/{row}" for each in older)
        implied = tuple(name for name in names if name in known and name not in item.formerly)
        if not implied:
            return item
        # that they are the same row no edition has said
        return item._replace(formerly=(*item.formerly, *implied), formerly_basis=item.formerly_basis or "inferred")

    return guideline._replace(
        topics=tuple(
            topic._replace(items=tuple(linked(item, f"{topic.id}/{item.id}") for item in topic.items))
            for topic in guideline.topics
        )
    )


def _predecessors(guideline: Guideline, below: Iterable[str]) -> Iterator[str]:
    """The rows of other editions that rows of this one come from, `area@edition/topic/item`.

    A row that is named in one edition is the same one in every other edition of its area that is superseded.
    """
    for _, item in guideline.rows():
        for name in item.formerly:
            edition, _, row = name.partition("/")
            if edition != guideline.name:
                area = edition.partition("@")[0]
                yield name
                yield from (f"{each}/{row}" for each in below if each.partition("@")[0] == area)


def _left(guideline: Guideline, replaced: set[str], *, carried: bool) -> Guideline:
    if not carried and not any(name.startswith(f"{guideline.name}/") for name in replaced):
        return guideline
    topics = []
    for topic in guideline.topics:
        prefix = f"{guideline.name}/{topic.id}"
        items = tuple(item._replace(carried=carried) for item in topic.items if f"{prefix}/{item.id}" not in replaced)
        if items:
            topics.append(topic._replace(items=items))
    return guideline._replace(topics=tuple(topics))
