"""`catalogue.json`: the catalogue as data, with a JSON Schema (`gapub schema catalogue`).

One row a line, so that text tools and version control see rows. Same catalogue, same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from gapub.model import catalogue as model
from gapub.model import seal
from gapub.model.evidence import Evidence
from gapub.model.fields import ATTRIBUTES
from gapub.model.recent import Recent
from gapub.model.time.reader import as_json as clauses_as_json

FORMAT = "gapub-catalogue/2"
SCHEMA_ID = "urn:gapub:schema:catalogue:2"
FILE = "catalogue.json"
FORMAT_OF_SEVERAL = "gapub-catalogues/1"
SCHEMA_ID_OF_SEVERAL = "urn:gapub:schema:catalogues:1"
FILE_OF_SEVERAL = "catalogues.json"

_encode = json.JSONEncoder(ensure_ascii=False, separators=(", ", ": ")).encode


def files(catalogue: model.Catalogue, siblings: Mapping[str, bytes]) -> dict[str, bytes]:
    """`catalogue.json`, carrying the SHA-256 of the files written beside it."""
    head, tail = _head(catalogue), _lines(_tail(catalogue, siblings))
    parts = [_opening(head, ""), *_listed_areas(catalogue.areas), f",{tail.removeprefix('{')}\n".encode()]
    return {FILE: seal.sealed(b"".join(parts))}


def of_several(files: Mapping[str, str]) -> dict[str, bytes]:
    """`catalogues.json` of a folder that holds catalogues: the SHA-256 of each `catalogue.json`, and of the page above."""
    value = {"$schema": SCHEMA_ID_OF_SEVERAL, "format": FORMAT_OF_SEVERAL, "files": _listed(files), seal.FIELD: ""}
    return {FILE_OF_SEVERAL: seal.sealed(f"{_lines(value)}\n".encode())}


def _head(catalogue: model.Catalogue) -> dict[str, Any]:
    """What stands above the areas."""
    return {
        "$schema": SCHEMA_ID,
        "format": FORMAT,
        "level": catalogue.level,
        "division": catalogue.division and catalogue.division._asdict(),
        "baseline": catalogue.baseline,
        "as_of": catalogue.as_of,
        "title": catalogue.title._asdict(),
        "example": catalogue.example,
        **({"for": catalogue.purpose} if catalogue.published else {}),
        "cover": catalogue.cover._asdict(),
    }


def _tail(catalogue: model.Catalogue, siblings: Mapping[str, bytes]) -> dict[str, Any]:
    """What stands below them."""
    return {
        "omitted": [
            {
                "id": each.id,
                "title": each.title._asdict(),
                "ground": each.ground,
                "into": each.into,
                "reason": each.reason,
                "origin": each.origin._asdict(),
            }
            for each in catalogue.omitted
        ],
        **({"decisions": _decisions(catalogue.decisions)} if catalogue.decisions else {}),
        "inputs": [_input(each) for each in catalogue.inputs],
        "files": _listed({name: seal.hash_of(data) for name, data in siblings.items()}),
        "counts": catalogue.counts._asdict(),
        seal.FIELD: "",
    }


def _decisions(decisions: model.Decisions) -> dict[str, Any]:
    return {"year": decisions.year, "of": [_decision(each) for each in decisions.of]}


def _decision(decision: model.Decision) -> dict[str, Any]:
    """`title` and `unit` always, the rest where it is stated."""
    texts = {"title": decision.title, "unit": decision.unit}
    lists = {"procedures": decision.procedures, "participation": decision.participation}
    notice = decision.notice
    dates = {"from": notice.start, "until": notice.end} if notice else {}
    facts = {
        "planned": decision.planned,
        **{key: [each._asdict() for each in listed] for key, listed in lists.items()},
        "notice": notice and {"url": notice.url, **{key: date for key, date in dates.items() if date}},
        "feedback": decision.feedback,
    }
    return {key: each._asdict() for key, each in texts.items()} | {key: each for key, each in facts.items() if each}


def _listed(files: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "sha256": sha256} for name, sha256 in sorted(files.items())]


_LAST: Recent[int, tuple[Sequence[model.Area], list[bytes]]] = Recent(1)
"""The areas of the last catalogues, told by identity: those of which no locality says anything have the same, in one piece from
the second on.
"""


def _listed_areas(areas: Sequence[model.Area]) -> list[bytes]:
    """The list of areas, in few pieces where another catalogue had them before."""
    known = _LAST.get(id(areas))
    if known is None:
        _LAST.keep(id(areas), (areas, []))
        return _areas(areas)
    if not known[1]:
        known[1].append(b"".join(_areas(areas)))
    return known[1]


def _areas(areas: Sequence[model.Area]) -> list[bytes]:
    """The list of areas, in pieces of JSON that most catalogues share."""
    pieces = [b',\n "areas": [']
    bodies, channels = dict[int, bytes](), dict[int, bytes]()  # those of this catalogue, by their identity
    stated: tuple[Any, ...] = ()
    attributes = b""
    for i, area in enumerate(areas):
        pieces += (b",\n  " if i else b"\n  ", _written(_AREA, area), b',\n   "topics": [')
        for j, topic in enumerate(area.topics):
            pieces += (b",\n    " if j else b"\n    ", _written(_TOPIC, topic), b',\n     "items": [')
            before = b"\n      "
            for item in topic.items:
                first, last, end = _fixed(item)
                body, means = id(item.body), id(item.channels)
                if body not in bodies:
                    bodies[body] = _written(_BODY, item)
                if means not in channels:
                    channels[means] = _written(_CHANNELS, item)
                if (values := _ATTRIBUTED.values(item)) != stated:  # rows of an area have most of them in common
                    stated, attributes = values, _written(_ATTRIBUTED, item) if any(values) else b""
                number = _numbered(item.id, item.number)
                pieces += (before, number, first, bodies[body], channels[means], last, attributes, end)
                before = b",\n      "
            pieces.append(b"\n     ]\n    }")
        pieces.append(b"\n   ]\n  }" if area.topics else b"]\n  }")
    pieces.append(b"\n ]" if areas else b"]")
    return pieces


def _topic_head(topic: model.Topic) -> dict[str, Any]:
    return {"id": topic.id, "title": topic.title._asdict()}


def _area_head(area: model.Area) -> dict[str, Any]:
    coverage = area.coverage
    return {
        "id": area.id,
        "number": area.number,
        "title": area.title._asdict(),
        "part": area.part and area.part._asdict(),
        "edition": area.edition,
        "issuer": area.issuer._asdict(),
        "document": area.document._asdict(),
        "coverage": coverage._asdict() | {"missing": [each._asdict() for each in coverage.missing]},
        "remarks": [each._asdict() for each in area.remarks],
        "sources": [_without(each, "copy", "inferred", "date", "file", "sha256") for each in area.sources],
    }


@lru_cache(1000)
def _input(read: model.Input) -> str:
    return _encode(_without(read, "local"))


def _without(value: model.Input | model.Source | Evidence | model.Traced, *flags: str) -> dict[str, Any]:
    """The value as it is, without those of these fields (`flags`) that say nothing."""
    return {key: each for key, each in value._asdict().items() if each or key not in flags}


class _Part(NamedTuple):
    """A part of a row, or of what stands above rows: the values that it says, how it is written, and what has been.

    Values are told by their identity: the compiler shares those that are equal, and to compare cells takes longer than to
    write them. What was written is kept for other catalogues, with its values, so that their ids are not given anew.
    """

    values: Callable[[Any], tuple[Any, ...]]
    write: Callable[[Any], bytes]
    written: Recent[tuple[int, ...], tuple[tuple[Any, ...], bytes]]


def _written(part: _Part, of: tuple[Any, ...]) -> bytes:
    """The JSON of a part, made once for all catalogues that share its values."""
    values = part.values(of)
    key = (*map(id, values),)
    known = part.written.young.get(key) or part.written.get(key)
    if known is None:
        known = part.written.keep(key, (values, part.write(of)))
    return known[1]


_FIXED: Recent[int, tuple[tuple[Any, ...], tuple[bytes, bytes, bytes]]] = Recent(2048)
"""The catalogues of all levels have less than half as many rows."""


def _fixed(item: model.Item) -> tuple[bytes, bytes, bytes]:
    """What a locality says nothing of: the cells before its body, those behind its channels, and what the row rests on.

    A row is looked up by where it was written, and is the same if all else is, too: values that are shared compare at once. Those
    that a profile has changed are not kept.
    """
    values = _fixed_values(item)
    key = id(item.origin)
    known = _FIXED.young.get(key) or _FIXED.get(key)
    if known is not None and known[0] == values:
        return known[1]
    made = _first_cells(item), _last_cells(item), _evidence_and_origin(item)
    if not item.trace:
        _FIXED.keep(key, (values, made))
    return made


@lru_cache(2048)
def _numbered(id: str, number: str) -> bytes:
    return f'{{"id": {_encode(id)}, "number": {_encode(number)}, '.encode()


def _first_cells(item: model.Item) -> bytes:
    title = f'"title": {_encode(item.title._asdict())}, '
    return title.encode() + _cells(item, "content", "basis", "time_limit")


def _last_cells(item: model.Item) -> bytes:
    return _cells(item, "audience", "method", "levels") + f'"level_stated": {_encode(item.level_stated)}, '.encode()


def _cells(item: model.Item, *names: str) -> bytes:
    return b"".join(_written(_CELLS[name], item) for name in names)


def _attributes(item: model.Item) -> bytes:
    stated = {each.key: each.json(value) for each in _ATTRIBUTES if (value := getattr(item, each.name))}
    return f"{_encode(stated)[1:-1]}, ".encode() if stated else b""


def _evidence_and_origin(item: model.Item) -> bytes:
    stated = {
        "evidence": _evidence(item.evidence),
        "origin": item.origin._asdict(),
        "trace": [_traced(each) for each in item.trace],
        **({"weakened": item.weakened} if item.weakened else {}),
    }
    return _encode(stated)[1:].encode()


_ATTRIBUTES = tuple(each for each in ATTRIBUTES if not each.uncatalogued)


def _evidence(evidence: Evidence) -> dict[str, Any]:
    articles = [{"id": each.id, "article": each.article, "cells": each.cells} for each in evidence.articles]
    return _without(evidence._replace(articles=()), *_SELDOM) | ({"articles": articles} if articles else {})


_SELDOM = ("local", "single", "unverified", "articles")
"""Lists of cells that stand in the JSON of a row only where they name any."""


def _traced(traced: model.Traced) -> dict[str, Any]:
    texts = {"why": traced.why and traced.why._asdict(), "origin": traced.origin._asdict()}
    return _without(traced, "allowed") | texts | ({"allowed": traced.allowed._asdict()} if traced.allowed else {})


def _content(content: tuple[model.Element, ...] | None) -> Any:
    return "unknown" if content is None else [_element(each) for each in content]


def _element(element: model.Element) -> dict[str, Any]:
    """`zh` always, the rest where they apply."""
    facts = {
        "en": element.en,
        "optional": element.optional,
        "method": element.method,
        "except": element.exception,
        "except_en": element.exception_en,
        "part": element.part,
        "part_en": element.part_en,
    }
    return {"zh": element.zh, **{key: value for key, value in facts.items() if value}}


def _basis(bases: tuple[model.Basis, ...]) -> Any:
    return [
        {"unnamed": each.title}
        if each.unnamed
        else {"id": each.id, "title": each.title, "kind": each.kind, "number": each.number, "article": each.article}
        | ({"ended": _ended(each.ended)} if each.ended else {})
        for each in bases
    ]


def _ended(ended: model.Ended) -> Any:
    return ended._asdict() | {"successors": [each._asdict() for each in ended.successors]}


def _time_limit(cell: model.TimeLimitCell) -> Any:
    return {"clauses": clauses_as_json(cell.value), "zh": cell.zh, "en": cell.en}


def _body(body: model.Body) -> Any:
    roles = [{"role": role.role, "kind": role.kind, "name": role.name} for role in body.roles]
    return {"zh": body.zh, "en": body.en, "roles": roles}


def _channels(channels: model.Channels) -> Any:
    return {"rule": channels.rule, "of": list(map(_channel, channels.of))}


@lru_cache(256)
def _written_channel(channel: model.Channel) -> str:
    return _encode(_channel(channel))


def _channel(channel: model.Channel) -> dict[str, Any]:
    own = {"nature": channel.nature, "address": channel.address, "note": channel.note}
    return {"id": channel.id, "label": channel.label, "url": channel.url} | {k: v for k, v in own.items() if v}


def _audience(audience: model.Audience) -> Any:
    groups = audience.groups
    return {"public": audience.public, "groups": "unknown" if groups is None else [each._asdict() for each in groups]}


CELL_FORMS: Mapping[str, Callable[[Any], Any]] = {
    "content": _content,
    "basis": _basis,
    "time_limit": _time_limit,
    "body": _body,
    "channels": _channels,
    "audience": _audience,
    "method": list,
    "levels": list,
}
"""The form of each cell of the table, in the table's order, which is also that of the parts of a row (`_item`)."""


def _part(of: Any, write: Callable[[Any], bytes], *fields: str) -> _Part:
    at = sorted(map(of._fields.index, fields))
    return _Part(itemgetter(*at) if len(at) > 1 else itemgetter(slice(at[0], at[0] + 1)), write, Recent(256))


def _cell(name: str) -> _Part:
    return _part(
        model.Item, lambda item: f'"{name}": {_encode(CELL_FORMS[name](getattr(item, name)))}, '.encode(), name
    )


def _channels_cell(item: model.Item) -> bytes:
    """As the others, of channels that the cells of a locality have in common."""
    rule, of = item.channels
    return f'"channels": {{"rule": {_encode(rule)}, "of": [{", ".join(map(_written_channel, of))}]}}, '.encode()


_CHANNELS = _part(model.Item, _channels_cell, "channels")
_CELLS = {name: _cell(name) for name in CELL_FORMS} | {"channels": _CHANNELS}
_AREA = _part(model.Area, lambda area: _opening(_area_head(area), "  "), *model.Area._fields[:-1])
_TOPIC = _part(model.Topic, lambda topic: _opening(_topic_head(topic), "    "), *model.Topic._fields[:-1])
_BODY = _CELLS["body"]
_ATTRIBUTED = _part(model.Item, _attributes, *(each.name for each in _ATTRIBUTES))
_fixed_values = itemgetter(
    *(
        at
        for at, name in enumerate(model.Item._fields)
        if name not in ("id", "number", "body", "channels", *(each.name for each in _ATTRIBUTES))
    )
)

_OPENED = frozenset({"areas", "topics", "items", "omitted", "inputs", "files", "sources", "of"})
"""The lists that are laid out one entry a line; everything below stands on its entry's line."""


def _lines(value: dict[str, Any], indent: str = "") -> str:
    """A mapping, opened as far as it holds lists of `_OPENED`; entries that are text are JSON already."""
    inner = indent + " "
    parts = []
    for key, each in value.items():
        if key in _OPENED and each:
            listed = f",\n{inner} ".join(_entry(entry, inner + " ") for entry in each)
            parts.append(f'"{key}": [\n{inner} {listed}\n{inner}]')
        elif isinstance(each, dict) and "of" in each:
            parts.append(f'"{key}": {_lines(each, inner)}')
        else:
            parts.append(f'"{key}": {_encode(each)}')
    return "{\n" + ",\n".join(inner + part for part in parts) + f"\n{indent}}}"


def _opening(value: dict[str, Any], indent: str) -> bytes:
    """The same, open at its end for what comes next."""
    return _lines(value, indent).removesuffix(f"\n{indent}}}").encode()


def _entry(entry: Any, indent: str) -> str:
    if isinstance(entry, str):
        return entry
    return _encode(entry) if _OPENED.isdisjoint(entry) else _lines(entry, indent)
