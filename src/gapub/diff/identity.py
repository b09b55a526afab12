"""Which nodes of two sides are one and the same, so that a renamed or moved row is not told as one gone and one come.

In this order, each for what the one before left over:

1. the full id, under guidelines of the same name or, where the editions differ, of the same area;
2. `formerly`, on either side: several rows from one were split, one from several was merged;
3. equal duty: the same title and the same cells; or the same cells with a content that no other row of the side has;
4. likeness of title and content (`likeness`), which is a proposal only.

Nothing depends on which side is called old, so the difference the other way round is the mirror of this one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from itertools import product
from typing import Any

from gapub.diff.facts import Link, Node, Nodes, Path, area_of, contents
from gapub.model.fields import FIELDS
from gapub.model.guideline import Item
from gapub.model.text import fold
from gapub.model.time.value import duty


def link(old: Nodes, new: Nodes, *, likeness: bool = True) -> list[Link]:
    """The links between all nodes of two sides: guidelines, topics, rows. What has none stands on its side alone."""
    areas = _by_id(old, new)
    rows = _Rows(old, new, areas)
    rows.by_id()
    rows.by_formerly()
    rows.by_duty()
    if likeness and any(rows.free()):
        from gapub.diff.likeness import proposals

        for one, other, score in proposals(rows.old, rows.new, rows.pairs(), areas):
            rows.add(one, other, "likeness", score)
    links = rows.links()
    holders = {**areas, **_holders(areas, links)}
    return [*(Link((one,), (other,)) for one, other in holders.items()), *links]


def duty_of(field: str, item: Item) -> Hashable:
    """A cell so that equal duties are equal values: without words, sets without their order."""
    cell = getattr(item, field)
    match field:
        case "time_limit":
            limit = duty(cell)
            return limit.state, frozenset(limit.clauses)
        case "body":
            return cell.expression  # type: ignore[no-any-return]
        case "channels":
            return cell.rule, frozenset(cell.ids)
        case "audience":
            return cell.public, _set(cell.groups)
    return _set(cell)


def _set(values: Iterable[Any] | None) -> frozenset[Any] | None:
    return None if values is None else frozenset(values)


def _by_id(old: Nodes, new: Nodes) -> dict[Path, Path]:
    """The guidelines of the same name, or else of the same area where each side has one left; their topics by id."""
    one, other = _deep(old, 1), _deep(new, 1)
    paired = {path: path for path in one if path in other}
    left, right = ([path for path in side if path not in paired] for side in (one, other))
    paired |= _unique(left, right, area_of)
    topics: dict[Path, Path] = {
        path: (*paired[path[:1]], path[1])
        for path in old
        if len(path) == 2 and path[:1] in paired and (*paired[path[:1]], path[1]) in new
    }
    return paired | topics


def _deep(side: Nodes, depth: int) -> dict[Path, Node]:
    """The nodes of one kind: guidelines (1), topics (2) or rows (3)."""
    return {path: node for path, node in side.items() if len(path) == depth}


def _unique(one: Iterable[Path], other: Iterable[Path], key: Callable[[Path], Hashable]) -> dict[Path, Path]:
    """The pairs of equal keys that each side has once."""
    sides = []
    for paths in (one, other):
        found = defaultdict[Hashable, list[Path]](list)
        for path in paths:
            found[key(path)].append(path)
        sides.append(found)
    old, new = sides
    return {paths[0]: new[key][0] for key, paths in old.items() if len(paths) == 1 and len(new.get(key, ())) == 1}


class _Rows:
    """Rows as they find each other: what is linked to what, and how."""

    def __init__(self, old: Nodes, new: Nodes, areas: Mapping[Path, Path]) -> None:
        self.old, self.new = _deep(old, 3), _deep(new, 3)
        self.areas = areas
        self.to_new: dict[Path, list[Path]] = {}
        self.to_old: dict[Path, list[Path]] = {}
        self.how: dict[Path, tuple[str, float | None]] = {}

    def add(self, one: Path, other: Path, how: str, score: float | None = None) -> bool:
        """Link two rows, unless rows would hang together that are neither split from one nor merged into one."""
        partners, origins = self.to_new.get(one, []), self.to_old.get(other, [])
        if partners and origins:
            return False
        if any(len(self.to_old[each]) > 1 for each in partners) or any(len(self.to_new[each]) > 1 for each in origins):
            return False
        self.to_new.setdefault(one, []).append(other)
        self.to_old.setdefault(other, []).append(one)
        self.how |= dict.fromkeys(self.to_old[other], (how, score))
        return True

    def by_id(self) -> None:
        """Rows of the same full id."""
        for path in self.old:
            topic = self.areas.get(path[:2])
            if topic and (*topic, path[2]) in self.new:
                self.add(path, (*topic, path[2]), "id")

    def by_formerly(self) -> None:
        """Rows that say themselves where they come from; rows of the same id may only be split or merged where they are."""
        edges = {
            *((old, path) for path, node in self.new.items() for old in _named(node.value) if old in self.old),
            *((path, new) for path, node in self.old.items() for new in _named(node.value) if new in self.new),
        }
        for one, other in sorted(edges, key=sorted):
            free = one not in self.to_new and other not in self.to_old
            if free or self.areas.get(one[:1]) == other[:1]:
                self.add(one, other, "formerly")

    def by_duty(self) -> None:
        """Rows of equal duty: the title says which is which, or a content of their own."""
        free = {path: node.value for side in self.free() for path, node in side.items()}
        cells = {path: tuple(duty_of(field, item) for field in FIELDS) for path, item in free.items()}
        common = {key for side in (self.old, self.new) for key, n in contents(side).items() if n > 1}

        def titled(path: Path) -> Hashable:
            return fold(free[path].title.zh), cells[path]

        def own(path: Path) -> Hashable:
            content = free[path].content
            return path if content is None or content in common else cells[path]

        for key in (titled, own):
            for one, other in _unique(*self.free(), key).items():
                self.add(one, other, "duty")

    def free(self) -> tuple[dict[Path, Node], dict[Path, Node]]:
        """The rows of each side that have no partner."""
        return (
            {path: node for path, node in self.old.items() if path not in self.to_new},
            {path: node for path, node in self.new.items() if path not in self.to_old},
        )

    def pairs(self) -> dict[Path, Path]:
        """The rows that have found each other, one on each side."""
        return {
            one: others[0] for one, others in self.to_new.items() if len(others) == len(self.to_old[others[0]]) == 1
        }

    def links(self) -> list[Link]:
        """The links of rows, each once, in the order of the old side."""
        done, found = set[Path](), list[Link]()
        before, after = ({path: i for i, path in enumerate(side)} for side in (self.old, self.new))
        for path in self.old:
            if path in self.to_new and path not in done:
                others = self.to_new[path]
                origins = self.to_old[others[0]]
                done.update(origins)
                old, new = sorted(origins, key=before.__getitem__), sorted(others, key=after.__getitem__)
                found.append(Link(tuple(old), tuple(new), *self.how[path]))
        return found


def _named(item: Item) -> Iterator[Path]:
    return (tuple(name.split("/")) for name in item.formerly)


def _holders(known: Mapping[Path, Path], rows: Iterable[Link]) -> dict[Path, Path]:
    """Topics and areas of other ids that hold the same rows: all their linked rows went from the one to the other."""
    found: dict[Path, Path] = {}
    taken = set(known.values())
    for depth in (1, 2):
        ways = defaultdict[Path, set[Path]](set)
        back = defaultdict[Path, set[Path]](set)
        for each in rows:
            for one, other in product(each.old, each.new):
                ways[one[:depth]].add(other[:depth])
                back[other[:depth]].add(one[:depth])
        for one, others in ways.items():
            other = next(iter(others))
            above = depth == 1 or {**known, **found}.get(one[:1]) == other[:1]  # a topic of another area is another one
            if one not in known and other not in taken and len(others) == len(back[other]) == 1 and above:
                found[one] = other
    return found
