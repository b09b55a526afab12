"""What a `catalogue.json` calls the things that its rows name: the registries, as it prints them.

A catalogue prints words beside ids. So that a role renamed or a channel relabelled between two catalogues is one change of
that role or channel, its words are put over the registries that gapub knows. Titles and labels stand there by themselves;
the name of a role is what rows say that have no other; the word of a time limit is what is left of the text when all
other words are known.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from itertools import islice, product
from typing import Any, Final, NamedTuple

from gapub.diagnostics import Text
from gapub.model.registry import OWN, BodyRole, ChannelType, Instrument, Registry
from gapub.model.shape import check
from gapub.model.text import fold
from gapub.model.time.reader import TIME_LIMIT, BadTimeLimitError, read
from gapub.model.time.value import TimeLimit, references
from gapub.model.time.words import in_words
from gapub.yaml.tree import Map, Seq

_LONGEST: Final = 2000
"""Characters of a text in which a word is looked for."""
_BLANK: Final = "\ue000"
_AGAIN: Final = r"\1"


def as_printed(tree: Mapping[str, Any], registry: Registry) -> tuple[Registry, frozenset[str]]:
    """The registries with the words of a checked catalogue over them, and the roles that it calls by local offices."""
    items = [item for area in tree["areas"] for topic in area["topics"] for item in topic["items"]]
    bodies, offices = _bodies(items, registry)
    known = registry._replace(
        instruments={**registry.instruments, **dict(_instruments(items, registry))},
        groups={**registry.groups, **dict(_groups(items, registry))},
        elements={**registry.elements, **dict(_elements(items))},
        bodies={**registry.bodies, **bodies},
    )
    known = _with_terms(_limits(items), known)  # which call channels by their names, whatever a locality calls them
    return known._replace(channels={**registry.channels, **dict(_channels(items, registry))}), offices


def _instruments(items: list[Any], registry: Registry) -> Iterator[tuple[str, Instrument]]:
    for each in (each for item in items for each in item["basis"] if "id" in each):
        title = each["title"]
        known = registry.instruments.get(each["id"]) or Instrument(each["id"], title, title, "", None, "unknown", ())
        yield each["id"], known._replace(title=title, kind=each["kind"], number=each["number"])


def _channels(items: list[Any], registry: Registry) -> Iterator[tuple[str, ChannelType]]:
    for each in (each for item in items for each in item["channels"]["of"]):
        known = registry.channels.get(each["id"])
        label = Text(each["label"], known.name.en if known else each["label"])
        other = ChannelType(each["id"], label, OWN if "nature" in each else "platform", each.get("nature"))
        yield each["id"], known._replace(name=label) if known else other


def _groups(items: list[Any], registry: Registry) -> Iterator[tuple[str, Text]]:
    """The groups that the registry knows in either language; others have their name for an id."""
    known = [{name[at]: key for key, name in registry.groups.items()} for at in (0, 1)]
    for item in items:
        groups = item["audience"]["groups"]
        for each in () if groups == "unknown" else groups:
            key = known[0].get(each["zh"]) or known[1].get(each["en"])
            if key:
                yield key, Text(each["zh"], each["en"])


def _elements(items: list[Any]) -> Iterator[tuple[str, str]]:
    for item in items:
        for each in () if item["content"] == "unknown" else item["content"]:
            for zh, en in (("zh", "en"), ("part", "part_en"), ("except", "except_en")):
                if each.get(zh) and each.get(en):
                    yield fold(each[zh]), each[en]


def _bodies(items: list[Any], registry: Registry) -> tuple[dict[str, BodyRole], frozenset[str]]:
    """Roles as the rows call them that name no other: as the registry does, if any row does, else as most rows do."""
    called = defaultdict[str, Counter[Text]](Counter)
    kinds, offices = dict[str, str](), set[str]()
    for body in (item["body"] for item in items):
        for each in body["roles"]:
            kinds[each["role"]] = each["kind"]
            offices.update([each["role"]] if each["name"] else [])
        if len(body["roles"]) == 1:
            called[body["roles"][0]["role"]][Text(body["zh"], body["en"])] += 1
    found = dict[str, BodyRole]()
    for role, kind in kinds.items():
        known = registry.bodies.get(role) or BodyRole(role, Text.same(role), kind)
        if called[role] and known.name not in called[role]:
            known = known._replace(name=called[role].most_common(1)[0][0])
        found[role] = known._replace(kind=kind)
    return found, frozenset(offices)


# --- the words of time limits ----------------------------------------------------------------------------------------


class _Printed(NamedTuple):
    """A time limit, and its words in the catalogue."""

    limit: TimeLimit
    text: Text


def _limits(items: list[Any]) -> list[_Printed]:
    """Each time limit with clauses once; what is wrong with one is told when its row is read."""
    found = dict[str, _Printed]()
    for node in (item["time_limit"] for item in items):
        key = json.dumps(node, sort_keys=True)
        if key not in found and (limit := _limit(nodes(node["clauses"]))):
            found[key] = _Printed(limit, Text(node["zh"], node["en"]))
    return list(found.values())


def _limit(clauses: Any) -> TimeLimit | None:
    try:
        return None if check(clauses, TIME_LIMIT, "") else read(clauses, {})
    except BadTimeLimitError:
        return None


def _with_terms(limits: list[_Printed], registry: Registry) -> Registry:
    """The registries with the words that the time limits use: one that is learnt from a text may explain others.

    No word is learnt twice, so that texts which contradict each other come to an end.
    """
    learnt, before = set[tuple[str, str, int]](), -1
    while len(learnt) > before:
        before = len(learnt)
        for at, each in product((1, 0), limits):  # the English first: no table has English words of its own
            for key, found in islice(_learnt(each, at, registry, learnt), 1):
                registry = found
                learnt.add(key)
    return registry


def _learnt(
    printed: _Printed, at: int, registry: Registry, before: Collection[tuple[str, str, int]]
) -> Iterator[tuple[tuple[str, str, int], Registry]]:
    """The registries with another word for one thing that the time limit names, where that explains its text.

    A Chinese word that contains the known one, or is contained in it, is a table's own wording: 「自收到申请」.
    """
    if in_words(printed.limit, registry.terms())[at] == printed.text[at]:
        return
    for table, key in references(printed.limit):
        known = getattr(registry, table).get(key)
        if known is None or table == "channels" or (table, key, at) in before:
            continue
        name = known if isinstance(known, Text) else known.name
        frame = in_words(printed.limit, _named(registry, table, key, known, Text.same(_BLANK)).terms())
        word = _filled(frame[at], printed.text[at])
        if word is not None and (at == 1 or (word not in name.zh and name.zh not in word)):
            called = Text(name.zh, word) if at else Text(word, name.en)
            yield (table, key, at), _named(registry, table, key, known, called)


def _named(registry: Registry, table: str, key: str, known: Any, name: Text) -> Registry:
    entry = name if isinstance(known, Text) else known._replace(name=name)
    named: dict[str, Any] = {table: {**getattr(registry, table), key: entry}}
    return registry._replace(**named)


def _filled(frame: str, text: str) -> str | None:
    """What stands in a text where the frame is blank; None if the text is another one."""
    if len(text) > _LONGEST or _BLANK not in frame:
        return None
    first, *others = map(re.escape, frame.split(_BLANK))
    found = re.fullmatch(f"{first}(.+?){_AGAIN.join(others)}", text)
    return found[1] if found else None


def nodes(value: Any) -> Any:
    """Plain JSON as the values that shapes check."""
    if isinstance(value, dict):
        made = Map(1, 1)
        for key, each in value.items():
            made[key] = nodes(each)
            made.key_places[key] = made.value_places[key] = (1, 1)
        return made
    if isinstance(value, list):
        listed = Seq(1, 1)
        listed.extend(map(nodes, value))
        listed.places.extend([(1, 1)] * len(value))
        return listed
    return value
