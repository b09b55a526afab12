"""What facts ask of a locality: each becomes one change or more, of a kind of `kinds`, by the order of strength."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from gapub.build.strength import Setting, compare, is_organ
from gapub.diagnostics import Text
from gapub.diff.facts import ORDER, PLACE, THERE, Fact, Link, Nodes, Path, area_of, full_id
from gapub.diff.identity import duty_of
from gapub.diff.values import cell
from gapub.model import elements
from gapub.model.cells import BasisRef
from gapub.model.cellwords import listed
from gapub.model.fields import ATTRIBUTES, BY_NAME, FIELDS
from gapub.model.guideline import Item
from gapub.model.registry import TABLES, Event, Instrument, Registry, merge
from gapub.model.text import fold
from gapub.model.time.value import in_own_words, references


class Change(NamedTuple):
    """A change of a kind: of which nodes, in which field, from which value to which; `why` is what strength says.

    `was` and `now` are values of the field; of a basis the single reference, of levels those that came or went. With
    `entity` (table and id), they are that entry of the registries of both sides, and the nodes are the rows that name it.
    """

    kind: str
    old: tuple[Path, ...]
    new: tuple[Path, ...]
    field: str | None = None
    was: Any = None
    now: Any = None
    why: Text | None = None
    entity: tuple[str, str] | None = None

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
    found += judge.registered(links)
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
        if change.entity:
            table, name = change.entity
            return (-1, 1, TABLES.index(table), name)
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
        if (
            kind == "incomparable"
            and name == "time_limit"
            and any(map(in_own_words, (before.time_limit, after.time_limit)))
        ):
            sides = zip((before, after), self.registries, strict=True)
            was, now = (cell(name, item.time_limit, registry)[0] for item, registry in sides)
            return kind, _IN_WORDS.format(was, now)
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

    def registered(self, links: Iterable[Link]) -> Iterator[Change]:
        """The entries of the registries that differ, each once, with the rows that name it on both sides.

        A baseline names no rows; it is told where both sides have it.
        """
        one, other = self.registries
        differ = {} if one is other else _differing(one, other)
        if not differ:
            return
        named = dict[tuple[str, str], tuple[dict[Path, None], dict[Path, None]]]()
        for link in links:
            if len(link.old[0]) == 3:
                for key in _of_rows(self.old, link.old, one, differ) & _of_rows(self.new, link.new, other, differ):
                    if not self.shows(key[0], differ[key], link):
                        continue
                    olds, news = named.setdefault(key, ({}, {}))
                    olds.update(dict.fromkeys(link.old))
                    news.update(dict.fromkeys(link.new))
        for key, (was, now) in differ.items():
            if key in named or key[0] == "baselines":
                olds, news = named.get(key, ({}, {}))
                yield Change(_kind(key[0], was, now), tuple(olds), tuple(news), None, was, now, None, key)

    def shows(self, table: str, entries: tuple[Any, Any], link: Link) -> bool:
        """Whether rows change with an entry. A table's own wording may stand in the place of a role's new name."""
        was, now = entries
        if table != "bodies" or was._replace(name=now.name) != now:
            return True
        cells = [self.old[path].value.body for path in link.old] + [self.new[path].value.body for path in link.new]
        return any(len({cell("body", each, registry) for registry in self.registries}) > 1 for each in cells)


_TERMS = ("events", "parts", "conditions", "exceptions")
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


_IN_WORDS: Final = Text("{} → {}（照录的文字无法比较）", "{} → {} (words that no value says cannot be compared)")


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
    return found is not None and has_ceased(found)


def has_ceased(instrument: Instrument) -> bool:
    """Whether the instrument is no longer in force."""
    return instrument.status in ("repealed", "superseded")


def _differing(one: Registry, other: Registry) -> dict[tuple[str, str], tuple[Any, Any]]:
    """The entries that both registries have and that differ, by table and id."""
    return {
        (table, key): (was, now)
        for table in TABLES
        for key, was in getattr(one, table).items()
        if (now := getattr(other, table).get(key)) is not None and was != now
    }


def _without_reach(entry: Any) -> Any:
    """An entry but for how tables word it (`said`) and which rows a limit was found to bear on: neither is a duty."""
    return entry._replace(**{name: () for name in ("said", "items") if hasattr(entry, name)})


def _kind(table: str, was: Any, now: Any) -> str:
    """What a change of an entry is: of a legal instrument, of what a time limit means, or of a name or another fact."""
    if table == "instruments":
        before, after = has_ceased(was), has_ceased(now)
        return "basis-amended" if before == after else "basis-repealed" if after else "basis-restored"
    if table not in (*_TERMS, "limits"):
        return "registry-changed"
    if _without_reach(was) == _without_reach(now):
        return "registry-changed"
    english = [each if isinstance(each, Text) else getattr(each, "name", None) for each in (was, now)]
    in_english_alone = english[0] and english[1] and _without_english(was) == _without_english(now)
    return "registry-changed" if in_english_alone else "term-changed"


def _without_english(entry: Any) -> Any:
    """A word of time limits without its English, and without other ways to say it, which are read and never printed."""
    if isinstance(entry, Text):
        return entry.zh
    return entry._replace(name=entry.name.zh, **({"said": ()} if isinstance(entry, Event) else {}))


def _of_rows(
    side: Nodes, rows: Iterable[Path], registry: Registry, differ: Collection[tuple[str, str]]
) -> set[tuple[str, str]]:
    """Those of the differing entries that rows name, or that bear on them."""
    names = {full_id(path) for path in rows}
    found = {key for path in rows for key in named_by(side[path].value) if key in differ}
    limits = (key for table, key in differ if table == "limits")
    return found | {("limits", key) for key in limits if not names.isdisjoint(registry.limits[key].items)}


def named_by(item: Item) -> Iterator[tuple[str, str]]:
    """The entries of the registries that a row names: table and id."""
    yield from (("instruments", each.instrument) for each in item.basis if each.instrument)
    yield from (("bodies", each.role) for each in item.body.expression.roles())
    yield from (("channels", each) for each in item.channels.ids)
    yield from (("groups", each) for each in item.audience.groups or ())
    yield from references(item.time_limit)
    for each in item.content or ():
        yield from (("elements", fold(text)) for text in (each.text, each.part, each.exception) if text)
