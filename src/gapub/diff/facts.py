"""What differs between two sides, as facts that are enough to make the one of the other.

Guidelines, topics and rows are nodes of one tree, named by their paths: `(area@edition, topic, item)`, or the start of
that. A fact says that nodes stand on one side only, stand elsewhere, have another value in a field, or follow each other
in another order. Exchange `old` and `new` of every fact, and it is the difference the other way round.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple, TypeAlias

from gapub.model.fields import ROW
from gapub.model.guideline import Guideline, Item, Topic

Path: TypeAlias = tuple[str, ...]
"""The name of a node: `(area@edition,)`, `(area@edition, topic)` or `(area@edition, topic, item)`."""

THERE: Final = "there"
"""The field of a fact about nodes that stand on one side only, or give way to each other (a split, a merging)."""
PLACE: Final = "place"
"""The field of a fact about a row that stands under another topic or area."""
ORDER: Final = "order"
"""The field of a fact about the order of what stands under a node; the sides themselves are the path `()`."""

_NODES: Final[tuple[type[Guideline] | type[Topic] | type[Item], ...]] = (Guideline, Topic, Item)
"""What stands at the end of a path of one, two or three names."""

UNCOMPARED: Final[tuple[Mapping[str, str], ...]] = (
    {
        "topics": "each is a node of its own",
        "file": "where it was read from is no part of what it says",
        "node": "where it was read from is no part of what it says",
        "left_out": "what profiles leave out is no part of what the guideline says",
    },
    {
        "items": "each is a node of its own",
        "entry": "where it was read from is no part of what it says",
    },
    {each.name: each.uncompared for each in ROW if each.uncompared},
)
"""The fields of guidelines, topics and rows that are not compared, each with the reason."""
COMPARED: Final = tuple(
    tuple(name for name in kind._fields if name not in without)
    for kind, without in zip(_NODES, UNCOMPARED, strict=True)
)
"""The fields of guidelines, topics and rows that are compared: all others."""


def area_of(path: Path) -> str:
    """The id of the area of a node; none for the sides themselves."""
    return path[0].partition("@")[0] if path else ""


def full_id(path: Path) -> str:
    """`area/topic/item`, the name by which profiles and catalogues know a row."""
    return "/".join((area_of(path), *path[1:]))


class Node(NamedTuple):
    """A guideline, a topic or a row by itself, without what stands under it; `at` counts from 0 among its siblings."""

    path: Path
    value: Any
    at: int


Nodes: TypeAlias = Mapping[Path, Node]
"""Every node of a side by its path (`nodes`)."""


class Link(NamedTuple):
    """Nodes of both sides that are one and the same. Several on a side: it was split, or they were merged.

    `how` they are known to be so: `id`, `formerly`, `duty` (equal), or `likeness`, which is a proposal with a `score` of
    0 to 1.
    """

    old: tuple[Path, ...]
    new: tuple[Path, ...]
    how: str = "id"
    score: float | None = None


class Fact(NamedTuple):
    """A difference: which nodes, in which field, what was and what is now. THERE and PLACE hold nodes."""

    old: tuple[Path, ...]
    new: tuple[Path, ...]
    field: str
    was: Any
    now: Any


def plain(guidelines: Sequence[Guideline]) -> list[Guideline]:
    """The guidelines as they are compared: without what is not (`UNCOMPARED`), such as places in files."""
    return apply((), guidelines)


def nodes(guidelines: Sequence[Guideline]) -> dict[Path, Node]:
    """Every node of a side by its path, without what is not compared; each stands behind the one above it."""
    found: dict[Path, Node] = {}
    bare_guideline, bare_topic, bare_item = (
        {name: kind._field_defaults[name] for name in without if name in kind._field_defaults}
        for kind, without in zip(_NODES, UNCOMPARED, strict=True)
    )
    for i, guideline in enumerate(guidelines):
        path: Path = (guideline.name,)
        found[path] = Node(path, guideline._replace(topics=(), **bare_guideline), i)
        for j, topic in enumerate(guideline.topics):
            found[*path, topic.id] = Node((*path, topic.id), topic._replace(items=(), **bare_topic), j)
            for k, item in enumerate(topic.items):
                below = (*path, topic.id, item.id)
                found[below] = Node(below, item._replace(**bare_item), k)
    return found


def contents(side: Nodes) -> Counter[Hashable]:
    """How many rows of a side have each content."""
    return Counter(node.value.content for path, node in side.items() if len(path) == 3)


def facts(old: Nodes, new: Nodes, links: Sequence[Link]) -> list[Fact]:
    """Every difference between two sides whose nodes are linked so. What no link names stands on its side alone."""
    pairs = {link.old[0]: link.new[0] for link in links if len(link.old) == len(link.new) == 1}
    pairs[()] = ()
    return [
        *_alone(old, new, links),
        *(fact for one, other in pairs.items() if one for fact in _changed(old[one], new[other], pairs)),
        *_reordered(old, new, pairs),
    ]


def _alone(old: Nodes, new: Nodes, links: Sequence[Link]) -> Iterator[Fact]:
    linked_old = {path for link in links for path in link.old}
    linked_new = {path for link in links for path in link.new}
    for path, node in old.items():
        if path not in linked_old:
            yield Fact((path,), (), THERE, (node,), ())
    for link in links:
        if len(link.old) > 1 or len(link.new) > 1:
            yield Fact(link.old, link.new, THERE, tuple(old[p] for p in link.old), tuple(new[p] for p in link.new))
    for path, node in new.items():
        if path not in linked_new:
            yield Fact((), (path,), THERE, (), (node,))


def _changed(old: Node, new: Node, pairs: Mapping[Path, Path]) -> Iterator[Fact]:
    if pairs.get(old.path[:-1]) != new.path[:-1]:
        yield Fact((old.path,), (new.path,), PLACE, old._replace(value=None), new._replace(value=None))
    if old.value == new.value:
        return
    for field in COMPARED[len(old.path) - 1]:
        was, now = getattr(old.value, field), getattr(new.value, field)
        if was != now:
            yield Fact((old.path,), (new.path,), field, was, now)


def _reordered(old: Nodes, new: Nodes, pairs: Mapping[Path, Path]) -> Iterator[Fact]:
    """The order of those nodes that stand under the same node on both sides."""
    stay = {one: other for one, other in pairs.items() if one and pairs.get(one[:-1]) == other[:-1]}
    before, after = defaultdict[Path, list[str]](list), defaultdict[Path, list[str]](list)
    for side, staying, below in ((old, set(stay), before), (new, set(stay.values()), after)):
        for path in side:
            if path in staying:
                below[path[:-1]].append(path[-1])
    for parent, names in before.items():
        now = after[pairs[parent]]
        if [stay[*parent, name][-1] for name in names] != now:
            yield Fact((parent,), (pairs[parent],), ORDER, tuple(names), tuple(now))


# --- making the one side of the other ----------------------------------------------------------------------------------


class _Branch:
    """A node that can still change, and what stands under it."""

    def __init__(self, value: Any) -> None:
        self.value = value
        self.below: list[_Branch] = []

    @property
    def name(self) -> str:
        return str(self.value.name if isinstance(self.value, Guideline) else self.value.id)


def apply(found: Iterable[Fact], guidelines: Sequence[Guideline]) -> list[Guideline]:
    """The new side, made of the old one and the facts: `apply(facts(a, b), a)` is `b`, as far as `plain` goes."""
    found = list(found)
    old = nodes(guidelines)
    branches = {path: _Branch(node.value) for path, node in old.items()}
    branches[()] = root = _Branch(None)
    for path in old:
        branches[path[:-1]].below.append(branches[path])
    gone, arrived = set[int](), list[tuple[Node, _Branch]]()
    for fact in found:
        if fact.field == THERE:
            gone.update(id(branches[path]) for path in fact.old)
            arrived += [(node, _Branch(node.value)) for node in fact.now]
            continue
        branch = branches[fact.old[0]]
        if fact.field == PLACE:
            gone.add(id(branch))
            arrived.append((fact.now, branch))
        elif fact.field != ORDER:
            branch.value = branch.value._replace(**{fact.field: fact.now})
    for branch in branches.values():
        branch.below = [each for each in branch.below if id(each) not in gone]
    for fact in found:
        if fact.field == ORDER:
            branches[fact.old[0]].below.sort(key=lambda each, now=fact.now: now.index(each.name))  # type: ignore[misc]
    # What arrives is put in its place: guidelines first, then topics, then rows, each level from the left.
    for node, branch in sorted(arrived, key=lambda each: (len(each[0].path), each[0].at)):
        holder = root
        for step in node.path[:-1]:
            holder = next(each for each in holder.below if each.name == step)
        holder.below.insert(node.at, branch)
    return [
        each.value._replace(
            topics=tuple(topic.value._replace(items=tuple(row.value for row in topic.below)) for topic in each.below)
        )
        for each in root.below
    ]
