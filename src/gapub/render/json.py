"""`catalogue.json`: the catalogue as data, with a JSON Schema (`gapub schema catalogue`).

One row a line, so that text tools and version control see rows. Same catalogue, same bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from gapub.model import catalogue as model
from gapub.model import seal
from gapub.model.evidence import Evidence
from gapub.model.fields import ATTRIBUTES
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
    return {FILE: seal.sealed(_lines(_catalogue(catalogue, siblings)) + "\n")}


def of_several(files: Mapping[str, str]) -> dict[str, bytes]:
    """`catalogues.json` of a folder that holds catalogues: the SHA-256 of each `catalogue.json`, and of the page above."""
    value = {"$schema": SCHEMA_ID_OF_SEVERAL, "format": FORMAT_OF_SEVERAL, "files": _listed(files), seal.FIELD: ""}
    return {FILE_OF_SEVERAL: seal.sealed(_lines(value) + "\n")}


def _catalogue(catalogue: model.Catalogue, siblings: Mapping[str, bytes]) -> dict[str, Any]:
    written: Written = {}
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
        "areas": [_area(area, written) for area in catalogue.areas],
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
        "inputs": [_without(each, "local") for each in catalogue.inputs],
        "files": _listed({name: hashlib.sha256(data).hexdigest() for name, data in siblings.items()}),
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


def _area(area: model.Area, written: Written) -> dict[str, Any]:
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
        "topics": [
            {
                "id": topic.id,
                "title": topic.title._asdict(),
                "items": [_item(item, written) for item in topic.items],
            }
            for topic in area.topics
        ],
    }


def _without(value: model.Input | model.Source | Evidence | model.Traced, *flags: str) -> dict[str, Any]:
    """The value as it is, without those of these fields (`flags`) that say nothing."""
    return {key: each for key, each in value._asdict().items() if each or key not in flags}


Written: TypeAlias = dict[tuple[str, int], str]
"""Cells as JSON text, by field and identity: the compiler shares equal cells, and most rows share most of theirs."""


def _item(item: model.Item, written: Written) -> str:
    """A row as JSON text; each distinct cell is written once."""
    cells = []
    for name, form in CELL_FORMS.items():
        cell = getattr(item, name)
        key = (name, id(cell))
        if key not in written:
            written[key] = _encode(form(cell))
        cells.append(f'"{name}": {written[key]}')
    before = {"id": item.id, "number": item.number, "title": item.title._asdict()}
    after = {
        "level_stated": item.level_stated,
        **{each.key: each.json(value) for each in _ATTRIBUTES if (value := getattr(item, each.name))},
        "evidence": _evidence(item.evidence),
        "origin": item.origin._asdict(),
        "trace": [_traced(each) for each in item.trace],
        **({"weakened": item.weakened} if item.weakened else {}),
    }
    return f"{_encode(before)[:-1]}, {', '.join(cells)}, {_encode(after)[1:]}"


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
    return {
        "rule": channels.rule,
        "of": [_channel(each) for each in channels.of],
    }


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
"""The form of each cell of the table, in the table's order."""

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


def _entry(entry: Any, indent: str) -> str:
    if isinstance(entry, str):
        return entry
    return _encode(entry) if _OPENED.isdisjoint(entry) else _lines(entry, indent)
