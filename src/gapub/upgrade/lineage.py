"""Which rows of new editions the rows of old ones became: by the same id, by `formerly` of the new row, by equal duty.

The last are the pairs that `diff` finds; what it only proposes by likeness is no lineage.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from gapub.diagnostics import Text
from gapub.diff.facts import full_id, nodes
from gapub.diff.identity import link
from gapub.model.fields import CELLS
from gapub.model.guideline import Guideline, Item


class Row(NamedTuple):
    """A row with the title of its topic and the edition it stands in, `area@edition`."""

    edition: str
    topic: Text
    item: Item

    def changed(self, other: Row) -> tuple[str, ...]:
        """The cells (`CELLS`) in which the rows differ, words included."""
        mine, theirs = ({"topic": row.topic, **row.item._asdict()} for row in (self, other))
        return tuple(name for name in CELLS if mine[name] != theirs[name])


def rows(guidelines: Iterable[Guideline]) -> dict[str, Row]:
    """Every row by its full id."""
    return {
        f"{each.area}/{topic.id}/{item.id}": Row(each.name, topic.title, item)
        for each in guidelines
        for topic in each.topics
        for item in topic.items
    }


class Lineage(NamedTuple):
    """The rows of both sides; `after` leads from an old row to its successors, `before` from a new one to its origins."""

    old: dict[str, Row]
    new: dict[str, Row]
    after: Mapping[str, tuple[str, ...]]
    before: Mapping[str, tuple[str, ...]]

    def home(self, name: str) -> tuple[tuple[str, ...], bool]:
        """The topics or areas where the rows of an old one are now, and whether those hold no row from elsewhere.

        It stays where it is as long as its name is in use.
        """
        depth = name.count("/") + 1
        inside = {row for row in self.old if row.startswith(f"{name}/")}
        found = {_cut(now, depth): None for row in inside for now in self.after[row]}
        used = {_cut(row, depth) for row in self.new}
        names = (name,) if name in used else tuple(sorted(found))
        there = (row for row in self.new if _cut(row, depth) in names)
        own = name in used or all(self.before[row] and inside.issuperset(self.before[row]) for row in there)
        return names, own


def lineage(old: Sequence[Guideline], new: Sequence[Guideline], between: Iterable[Guideline] = ()) -> Lineage:
    """How the rows of the new guidelines come from those of the old ones.

    `between` are editions on the way, which a `formerly` may name: a row of 2026 that comes from one of 2024 comes from
    what that one came from. A `formerly` that leads to none of these counts for nothing.
    """
    old_rows, new_rows = rows(old), rows(new)
    olds = {f"{row.edition}/{name.partition('/')[2]}": name for name, row in old_rows.items()}
    steps = {f"{each.name}/{name.partition('/')[2]}": item.formerly for each in between for name, item in each.rows()}
    before = {
        name: tuple(dict.fromkeys([*([name] if name in old_rows else ()), *_origins(row.item, olds, steps)]))
        for name, row in new_rows.items()
    }
    found = {origin for origins in before.values() for origin in origins}
    if not (old_rows.keys() <= found):  # only then can a row have found another by its duty
        for each in link(nodes(old), nodes(new), likeness=False):
            one, other = full_id(each.old[0]), full_id(each.new[0])
            if each.how == "duty" and one not in found and not before[other]:
                before[other] = (one,)
    after: defaultdict[str, list[str]] = defaultdict(list)
    for name, origins in before.items():
        for origin in origins:
            after[origin].append(name)
    return Lineage(old_rows, new_rows, {name: tuple(after[name]) for name in old_rows}, before)


def _origins(item: Item, olds: Mapping[str, str], steps: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """The old rows that a row comes from, through the editions between."""
    ahead, seen = list(reversed(item.formerly)), set[str]()
    while ahead:
        name = ahead.pop()
        if name in olds:
            yield olds[name]
        elif name not in seen:
            seen.add(name)
            ahead += reversed(steps.get(name, ()))


def _cut(name: str, depth: int) -> str:
    return "/".join(name.split("/")[:depth])
