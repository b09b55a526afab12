"""`catalogue.json`: the catalogue as data, with a JSON Schema (`gapub schema catalogue`).

One row a line, so that text tools and version control see rows. Same catalogue, same bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from gapub.diagnostics import Text
from gapub.model import catalogue as model
from gapub.model import timelimit

FORMAT = "gapub-catalogue/1"
SCHEMA_ID = "urn:gapub:schema:catalogue:1"
FILE = "catalogue.json"

_encode = json.JSONEncoder(ensure_ascii=False, separators=(", ", ": ")).encode


def files(catalogue: model.Catalogue, siblings: Mapping[str, bytes]) -> dict[str, bytes]:
    """`catalogue.json`, carrying the SHA-256 of the files written beside it."""
    return {FILE: (_lines(as_json(catalogue, siblings)) + "\n").encode()}


def as_json(catalogue: model.Catalogue, siblings: Mapping[str, bytes]) -> dict[str, Any]:
    """The catalogue in plain lists, mappings and texts."""
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
        "areas": [_area(area) for area in catalogue.areas],
        "omitted": [
            {
                "id": each.id,
                "title": each.title,
                "ground": each.ground,
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


def _area(area: model.Area) -> dict[str, Any]:
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
            {"id": topic.id, "title": _text(topic.title), "items": [_item(item) for item in topic.items]}
            for topic in area.topics
        ],
    }


def _source(source: model.Source) -> dict[str, Any]:
    flags = {"copy": source.copy, "inferred": source.inferred}
    made = {"id": source.id, "place": source.place, "level": source.level, "url": source.url}
    return made | {key: True for key, value in flags.items() if value}


def _item(item: model.Item) -> dict[str, Any]:
    groups = item.audience.groups
    made: dict[str, Any] = {
        "id": item.id,
        "number": item.number,
        "title": _text(item.title),
        "content": [_element(each) for each in item.content] if item.content is not None else "unknown",
        "basis": [_basis(each) for each in item.basis],
        "time_limit": {
            "clauses": timelimit.as_json(item.time_limit.value),
            "zh": item.time_limit.zh,
            "en": item.time_limit.en,
        },
        "body": {
            "zh": item.body.zh,
            "en": item.body.en,
            "roles": [{"role": role.role, "kind": role.kind, "name": role.name} for role in item.body.roles],
        },
        "channels": {
            "rule": item.channels.rule,
            "of": [{"id": each.id, "label": each.label, "url": each.url} for each in item.channels.of],
        },
        "audience": {
            "public": item.audience.public,
            "groups": "unknown" if groups is None else [_text(group) for group in groups],
        },
        "method": list(item.method),
        "levels": list(item.levels),
        "level_stated": item.level_stated,
    }
    if item.only_for:
        made["for"] = item.only_for
    made["evidence"] = {
        "status": item.evidence.status,
        "sources": list(item.evidence.sources),
        "recalled": list(item.evidence.recalled),
        "attested": list(item.evidence.attested),
    }
    made["origin"] = _origin(item.origin)
    made["trace"] = []
    return made


def _element(element: model.Element) -> dict[str, Any]:
    """`zh` always, the rest where they apply."""
    facts = {
        "en": element.en,
        "optional": element.optional,
        "method": element.method,
        "except": element.exception,
        "part": element.part,
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
    """A mapping, opened as far as it holds lists of `_OPENED`."""
    inner = indent + " "
    parts = []
    for key, each in value.items():
        if key in _OPENED and each:
            entries = [_lines(entry, inner + " ") if _opens(entry) else _encode(entry) for entry in each]
            listed = f",\n{inner} ".join(entries)
            parts.append(f'"{key}": [\n{inner} {listed}\n{inner}]')
        else:
            parts.append(f'"{key}": {_encode(each)}')
    return "{\n" + ",\n".join(inner + part for part in parts) + f"\n{indent}}}"


def _opens(entry: dict[str, Any]) -> bool:
    return not _OPENED.isdisjoint(entry)
