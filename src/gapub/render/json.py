"""`catalogue.json`: the catalogue as data, with a JSON Schema (`gapub schema catalogue`).

One row a line, so that text tools and version control see rows. Same catalogue, same bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from gapub.diagnostics import Text
from gapub.model import catalogue as model
from gapub.model.time.reader import as_json as clauses_as_json

FORMAT = "gapub-catalogue/1"
SCHEMA_ID = "urn:gapub:schema:catalogue:1"
FILE = "catalogue.json"

_encode = json.JSONEncoder(ensure_ascii=False, separators=(", ", ": ")).encode


def files(catalogue: model.Catalogue, siblings: Mapping[str, bytes]) -> dict[str, bytes]:
    """`catalogue.json`, carrying the SHA-256 of the files written beside it."""
    return {FILE: (_lines(_catalogue(catalogue, siblings)) + "\n").encode()}


def _catalogue(catalogue: model.Catalogue, siblings: Mapping[str, bytes]) -> dict[str, Any]:
    once = _Once()
    division = catalogue.division
    return {
        "$schema": SCHEMA_ID,
        "format": FORMAT,
        "level": catalogue.level,
        "division": {"code": division.code, "name": division.name} if division else None,
        "baseline": catalogue.baseline,
        "title": _text(catalogue.title),
        "example": catalogue.example,
        "cover": {
            "office": catalogue.cover.office,
            "date": catalogue.cover.date,
            "version": catalogue.cover.version,
            "phone": catalogue.cover.phone,
        },
        "areas": [_area(area, once) for area in catalogue.areas],
        "omitted": [
            {
                "id": each.id,
                "title": _text(each.title),
                "ground": each.ground,
                "into": each.into,
                "reason": each.reason,
                "origin": _origin(each.origin),
            }
            for each in catalogue.omitted
        ],
        "inputs": [
            {"path": each.path, "sha256": each.sha256, **({"local": True} if each.local else {})}
            for each in catalogue.inputs
        ],
        "files": [
            {"name": name, "sha256": hashlib.sha256(data).hexdigest()} for name, data in sorted(siblings.items())
        ],
        "counts": _counts(catalogue.counts),
    }


def _area(area: model.Area, once: _Once) -> dict[str, Any]:
    return {
        "id": area.id,
        "number": area.number,
        "title": _text(area.title),
        "part": _text(area.part) if area.part else None,
        "edition": area.edition,
        "issuer": _text(area.issuer),
        "document": {
            "title": area.document.title,
            "number": area.document.number,
            "issued": area.document.issued,
            "status": area.document.status,
        },
        "coverage": {
            "status": area.coverage.status,
            "expected": area.coverage.expected,
            "missing": [_text(each) for each in area.coverage.missing],
        },
        "remarks": [_text(each) for each in area.remarks],
        "sources": [_source(each) for each in area.sources],
        "topics": [
            {"id": topic.id, "title": _text(topic.title), "items": [_item(item, once) for item in topic.items]}
            for topic in area.topics
        ],
    }


def _source(source: model.Source) -> dict[str, Any]:
    flags = {"copy": source.copy, "inferred": source.inferred}
    made = {"id": source.id, "place": source.place, "level": source.level, "url": source.url}
    return made | {key: True for key, value in flags.items() if value}


def _item(item: model.Item, once: _Once) -> str:
    """A row as JSON text. Rows share most of their cells, so each distinct cell is written once."""
    shared = {
        "content": once(item.content, _content),
        "basis": once(item.basis, _bases),
        "time_limit": once(item.time_limit, _time_limit),
        "body": once(item.body, _body),
        "channels": once(item.channels, _channels),
        "audience": once(item.audience, _audience),
    }
    before = {"id": item.id, "number": item.number, "title": _text(item.title)}
    after = {
        "method": item.method,
        "levels": item.levels,
        "level_stated": item.level_stated,
        **({"for": item.only_for} if item.only_for else {}),
        **({"personal": True} if item.personal else {}),
        **({"formerly": item.formerly} if item.formerly else {}),
        **({"carried": True} if item.carried else {}),
        "evidence": _evidence(item.evidence),
        "origin": _origin(item.origin),
        "trace": [_traced(each) for each in item.trace],
        **({"weakened": item.weakened} if item.weakened else {}),
    }
    middle = ", ".join(f'"{key}": {text}' for key, text in shared.items())
    return f"{_encode(before)[:-1]}, {middle}, {_encode(after)[1:]}"


def _traced(traced: model.Traced) -> dict[str, Any]:
    return {
        "cell": traced.cell,
        "kind": traced.kind,
        "level": traced.level,
        "why": _text(traced.why) if traced.why else None,
        "origin": _origin(traced.origin),
    }


class _Once:
    """Encodes a value the first time it is met; the compiler shares equal cells, so identity is enough."""

    def __init__(self) -> None:
        self.made: dict[int, str] = {}

    def __call__(self, value: Any, plain: Callable[[Any], Any]) -> str:
        if id(value) not in self.made:
            self.made[id(value)] = _encode(plain(value))
        return self.made[id(value)]


def _content(content: tuple[model.Element, ...] | None) -> Any:
    return "unknown" if content is None else [_element(each) for each in content]


def _bases(bases: tuple[model.Basis, ...]) -> Any:
    return [_basis(each) for each in bases]


def _time_limit(cell: model.TimeLimitCell) -> Any:
    return {"clauses": clauses_as_json(cell.value), "zh": cell.zh, "en": cell.en}


def _body(body: model.Body) -> Any:
    roles = [{"role": role.role, "kind": role.kind, "name": role.name} for role in body.roles]
    return {"zh": body.zh, "en": body.en, "roles": roles}


def _channels(channels: model.Channels) -> Any:
    return {
        "rule": channels.rule,
        "of": [{"id": each.id, "label": each.label, "url": each.url} for each in channels.of],
    }


def _audience(audience: model.Audience) -> Any:
    groups = audience.groups
    return {"public": audience.public, "groups": "unknown" if groups is None else [_text(group) for group in groups]}


def _evidence(evidence: model.Evidence) -> Any:
    return {
        "status": evidence.status,
        "sources": evidence.sources,
        "recalled": evidence.recalled,
        "attested": evidence.attested,
    }


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


def _basis(basis: model.Basis) -> dict[str, Any]:
    if basis.unnamed:
        return {"unnamed": basis.title}
    return {"id": basis.id, "title": basis.title, "kind": basis.kind, "number": basis.number, "article": basis.article}


def _text(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _origin(origin: model.Origin) -> dict[str, Any]:
    return {"file": origin.file, "line": origin.line, "edition": origin.edition}


def _counts(counts: model.Counts) -> dict[str, Any]:
    return {
        "areas": counts.areas,
        "topics": counts.topics,
        "items": counts.items,
        "items_by_status": dict(counts.items_by_status),
        "cells": counts.cells,
        "cells_recalled": counts.cells_recalled,
        "cells_unknown": counts.cells_unknown,
        "level_open": counts.level_open,
    }


_OPENED = frozenset({"areas", "topics", "items", "omitted", "inputs", "files", "sources"})
"""The lists that are laid out one entry a line; everything below stands on its entry's line."""


def _lines(value: dict[str, Any], indent: str = "") -> str:
    """A mapping, opened as far as it holds lists of `_OPENED`; entries that are text are JSON already."""
    inner = indent + " "
    parts = []
    for key, each in value.items():
        if key in _OPENED and each:
            listed = f",\n{inner} ".join(_entry(entry, inner + " ") for entry in each)
            parts.append(f'"{key}": [\n{inner} {listed}\n{inner}]')
        else:
            parts.append(f'"{key}": {_encode(each)}')
    return "{\n" + ",\n".join(inner + part for part in parts) + f"\n{indent}}}"


def _entry(entry: Any, indent: str) -> str:
    if isinstance(entry, str):
        return entry
    return _encode(entry) if _OPENED.isdisjoint(entry) else _lines(entry, indent)
