"""What facts ask of a locality: each becomes one change or more, of a kind of `kinds`, by the order of strength."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from gapub.build.strength import Setting, compare, is_organ
from gapub.diagnostics import Text
from gapub.diff.facts import ORDER, PLACE, THERE, Fact, Link, Nodes, Path, area_of
from gapub.diff.identity import duty_of
from gapub.model import elements
from gapub.model.cells import BasisRef
from gapub.model.cellwords import listed
from gapub.model.fields import ATTRIBUTES, BY_NAME, FIELDS
from gapub.model.guideline import Item
from gapub.model.registry import Registry, merge
from gapub.model.text import fold


class Change(NamedTuple):
    """A change of a kind: of which nodes, in which field, from which value to which; `why` is what strength says.

    `was` and `now` are values of the field; of a basis the single reference, of levels those that came or went.
    """

    kind: str
    old: tuple[Path, ...]
    new: tuple[Path, ...]
    field: str | None = None
    was: Any = None
    now: Any = None
    why: Text | None = None

    @property
    def area(self) -> str:
        """The id of the area, as the new side has it; empty for the order of areas."""
        return next(filter(None, map(area_of, (*self.new, *self.old))), "")


def changes(
    facts: Iterable[Fact], links: Sequence[Link], old: Nodes, new: Nodes, registries: tuple[Registry, Registry]
) -> list[Change]:
    """Every change, in the order of the new side; what is only on the old side comes behind its area's."""
    judge = _Judge(old, new, registries)
    found = [change for fact in facts for change in judge.fact(fact)]
    found += judge.parted(links)
    found += judge.amended(links)
    return sorted(found, key=judge.place)


class _Judge:
    """Two sides and their registries, which are joined: a verdict speaks of both sides."""

    def __init__(self, old: Nodes, new: Nodes, registries: tuple[Registry, Registry]) -> None:
        self.old, self.new, self.registries = old, new, registries
        one, other = registries
        self.both = other if one is other else merge([one, other])
        self.order = {path: i for i, path in enumerate((*new, *(path for path in old if path not in new)))}

    def place(self, change: Change) -> tuple[Any, ...]:
        """Where a change is told: with its area, under its row."""
        paths = [path for path in (*change.new, *change.old) if path]
        if not paths:
            return (-1, 0)
        area = min((self.order[path[:1]] for path in paths), default=0)
        return (area, len(paths[0]) == 3, self.order[paths[0]])

    def fact(self, fact: Fact) -> Iterator[Change]:
        if fact.field == THERE:
            yield self.there(fact)
        elif fact.field == PLACE:
            yield Change("moved", fact.old, fact.new, None, fact.was.path[:-1], fact.now.path[:-1])
        elif fact.field == ORDER:
            yield Change("reordered", fact.old, fact.new, None, fact.was, fact.now)
        elif len(fact.old[0]) == 1:
            yield Change("area-changed", *fact)
        elif len(fact.old[0]) == 2:
            yield Change("topic-renamed", *fact)
        else:
            yield from self.cell(fact, self.old[fact.old[0]].value, self.new[fact.new[0]].value)

    def there(self, fact: Fact) -> Change:
        """What stands on one side only, or gave way to several."""
        if fact.old and fact.new:
            return Change("merged" if len(fact.old) > 1 else "split", fact.old, fact.new)
        name = ("area-", "topic-", "")[len((*fact.old, *fact.new)[0]) - 1]
        return Change(f"{name}{'removed' if fact.old else 'added'}", fact.old, fact.new)

    def cell(self, fact: Fact, before: Item, after: Item) -> Iterator[Change]:
        _, _, name, was, now = fact
        match name:
            case "title" | "id":
                same = name == "title" and fold(was.zh) == fold(now.zh)
                yield Change("reworded" if same else "renamed", *fact)
            case "basis":
                yield from self.basis(fact)
            case "levels" if was is not None and now is not None:
                yield from _levels(fact)
            case "body":
                yield Change("reworded" if was.expression == now.expression else "body-changed", *fact)
            case "carried":
                yield Change("carried" if now else "renewed", *fact)
            case "formerly_basis" if before.formerly != after.formerly:
                pass  # told with what the row comes from
            case _ if BY_NAME[name].change:
                yield Change(BY_NAME[name].change, *fact)
            case _:
                kind, why = self.duty(name, before, after)
                yield Change(kind, *fact, why)

    def duty(self, name: str, before: Item, after: Item) -> tuple[str, Text | None]:
        """The kind of a change of duty. Both directions are asked, so that the mirror is the mirror."""
        unknown = [name in item.unknown_fields and not _reaches_all(name, item) for item in (before, after)]
        if unknown == [True, False]:
            return "supplied", None
        if unknown == [False, True]:
            return "withdrawn", None
        if duty_of(name, before) == duty_of(name, after) and getattr(before, name) != getattr(after, name):
            return ("reordered" if _same_words(name, before, after) else "reworded"), None
        organ = is_organ(before, self.both) and is_organ(after, self.both)
        setting = Setting(self.both, organ, before.personal or after.personal)
        forth = compare(name, after, before, setting).relation
        kind = "incomparable"  # whatever it is the other way round
        if forth != kind:
            kind = _KINDS.get((forth, compare(name, before, after, setting).relation), kind)
        return kind, _elements(before, after) if name == "content" else None

    def basis(self, fact: Fact) -> Iterator[Change]:
        """What was cited and is not now, and the other way round. Basis is no duty (`strength`)."""
        if not fact.was or not fact.now:
            yield Change("withdrawn" if fact.was else "supplied", *fact)
            return
        before, after = ({each.instrument or each.unnamed: each for each in cell} for cell in (fact.was, fact.now))
        for key in dict.fromkeys((*before, *after)):
            was, now = before.get(key), after.get(key)
            if was is None:
                kind = "basis-restored" if _ceased(after[key], self.registries[0]) else "basis-added"
            elif now is None:
                kind = "basis-repealed" if _ceased(was, self.registries[1]) else "basis-removed"
            else:
                kind = "basis-amended"
            if was != now:
                yield Change(kind, *fact[:3], was, now)
        if before == after:
            yield Change("reordered", *fact)

    def parted(self, links: Iterable[Link]) -> Iterator[Change]:
        """What else changed for rows that were split or merged: contents together, the other cells part by part."""
        for link in links:
            if len(link.old) == len(link.new) == 1:
                continue
            olds, news = [self.old[path].value for path in link.old], [self.new[path].value for path in link.new]
            before, after = _together(olds), _together(news)
            if duty_of("content", before) != duty_of("content", after):
                yield from self.cell(Fact(*link[:2], "content", before.content, after.content), before, after)
            for one, item in zip(link.old, olds, strict=True):
                for other, part in zip(link.new, news, strict=True):
                    for name in _PARTED:
                        was, now = getattr(item, name), getattr(part, name)
                        if was != now:
                            yield from self.cell(Fact((one,), (other,), name, was, now), item, part)

    def amended(self, links: Iterable[Link]) -> Iterator[Change]:
        """Instruments that both sides cite and whose state in the registries differs, once for each area."""
        one, other = self.registries
        if one is other:
            return
        for link in links:
            if len(link.old[0]) != 1:
                continue
            for key in sorted(_cited(self.old, link.old[0]) & _cited(self.new, link.new[0])):
                was, now = one.instruments.get(key), other.instruments.get(key)
                if was and now and was != now:
                    reference = BasisRef(key)
                    before, after = (_ceased(reference, each) for each in self.registries)
                    kind = "basis-amended" if before == after else "basis-repealed" if after else "basis-restored"
                    yield Change(kind, link.old, link.new, "basis", reference, reference)


_PARTED = (
    *(name for name in FIELDS if name not in ("content", "basis")),
    "basis",  # behind the duties
    *(each.name for each in ATTRIBUTES if each.change == "scope-changed"),
)
"""What is compared part by part where rows were split or merged; their contents are compared together."""
_KINDS = {
    ("equal", "equal"): "reworded",
    ("stronger", "weaker"): "tightened",
    ("weaker", "stronger"): "relaxed",
    ("equal", "unknown"): "reworded",
    ("unknown", "equal"): "reworded",
}


def _levels(fact: Fact) -> Iterator[Change]:
    was, now = fact.was, fact.now
    came, went = (tuple(x for x in one if x not in other) for one, other in ((now, was), (was, now)))
    if came:
        yield Change("level-added", *fact[:3], (), came)
    if went:
        yield Change("level-removed", *fact[:3], went, ())
    if not came and not went:
        yield Change("reordered", *fact)


def _elements(before: Item, after: Item) -> Text:
    """Which elements came, went or changed."""
    names = elements.Names.of((), {}, {})
    was, now = (elements.duties(item.content or (), item.method, names) for item in (before, after))
    return listed(elements.differences(now, was), "；", "; ")


def _reaches_all(name: str, item: Item) -> bool:
    """Groups that nobody knows matter only where the public is not named as well (as in `strength`)."""
    return name == "audience" and item.audience.public


def _same_words(name: str, before: Item, after: Item) -> bool:
    """Whether equal duties differ by the order of a list alone, and not in words."""
    if name != "time_limit":
        return True
    one, other = before.time_limit, after.time_limit
    return one.wording == other.wording and set(one.clauses) == set(other.clauses)


def _together(items: Sequence[Item]) -> Item:
    """The rows as one, with the contents of all; nobody knows it if nobody knows one of them."""
    contents = [item.content for item in items]
    known = [content for content in contents if content is not None]
    content = tuple(dict.fromkeys(x for each in known for x in each)) if len(known) == len(contents) else None
    return items[0]._replace(content=content)


def _ceased(reference: BasisRef, registry: Registry) -> bool:
    found = registry.instruments.get(reference.instrument or "")
    return found is not None and found.status in ("repealed", "superseded")


def _cited(side: Nodes, area: Path) -> set[str]:
    return {
        each.instrument
        for path, node in side.items()
        if len(path) == 3 and path[:1] == area
        for each in node.value.basis
        if each.instrument
    }
