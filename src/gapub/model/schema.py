"""The JSON Schema of a shape, for editors: it says the same as `shape.check`, and may list the ids there are."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple, TypeAlias

from gapub.diagnostics import Text
from gapub.model.parsed import CHINESE, Typed
from gapub.model.shape import ANY_TEXT, DASHED, Either, Many, Record, Scalar, Shape, Table

Ids: TypeAlias = Mapping[str, Mapping[str, Text]]
"""By the kind of thing (`Scalar.refers`), the ids that there are, each with what it is the id of."""


def json_schema(shape: Shape, title: Text, ids: Ids = MappingProxyType({}), *, closed: bool = True) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) that says the same as the shape, for editors. Records become `$defs`.

    With `ids` an editor completes them, and, if they are `closed`, takes no others. Names in Chinese pass: which of them
    there are, gapub says.
    """
    made = _Made({}, ids, closed)
    body = _schema(shape, made, top=True)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title.en,
        "description": title.zh,
        **body,
        "$defs": dict(sorted(made.definitions.items())),
    }


_NO_ID: Final = Text("没有这个编号，补全（Ctrl+空格）可列出全部", "unknown id; completion (Ctrl+Space) lists them all")


class _Made(NamedTuple):
    """The `$defs` so far, and the ids that go into them."""

    definitions: dict[str, Any]
    ids: Ids
    closed: bool

    def listed(self, kind: str) -> dict[str, str]:
        """The ids of a kind, among those of `$defs`."""
        name = f"{kind}-ids"
        if name not in self.definitions:
            self.definitions[name] = {
                "enum": list(self.ids[kind]),
                "enumDescriptions": [described(each) for each in self.ids[kind].values()],
                "errorMessage": described(_NO_ID),  # else the language server lists them all
            }
        return {"$ref": f"#/$defs/{name}"}


def described(text: Text) -> str:
    """What an editor shows beside a key or a value."""
    return f"{text.zh} — {text.en}"


def _schema(shape: Shape, made: _Made, *, top: bool = False) -> dict[str, Any]:
    if isinstance(shape, Scalar):
        return _scalar_schema(shape, made)
    if isinstance(shape, Many):
        array = {"type": "array", "items": _schema(shape.of, made), "minItems": shape.least}
        return {"anyOf": [array, _typed_schema(shape.typed)]} if shape.typed else array
    if isinstance(shape, Table):
        return _table_schema(shape, made)
    if isinstance(shape, Either):
        typed = [_typed_schema(shape.typed)] if shape.typed and shape.sequence is None else []
        return {"anyOf": [*(_schema(each, made) for each in shape.kinds), *typed]}
    if top:
        return _record_schema(shape, made)
    if shape.name not in made.definitions:
        made.definitions[shape.name] = {}  # named before it is filled: a record may hold itself
        made.definitions[shape.name] = _record_schema(shape, made)
    return {"$ref": f"#/$defs/{shape.name}"}


def _typed_schema(typed: Typed) -> dict[str, Any]:
    return {"type": "string", "pattern": typed.pattern}


def _scalar_schema(shape: Scalar, made: _Made) -> dict[str, Any]:
    if shape.kind != "text":
        return {"type": {"integer": "integer", "number": "number", "flag": "boolean"}[shape.kind]}
    if shape.words:
        names = (each for said in shape.called.values() for each in said.zh.split("|"))
        return {"enum": list(dict.fromkeys((*shape.words, *names)))}
    pattern = shape.pattern or ANY_TEXT
    plain = {"type": "string", "pattern": f"{pattern}|{CHINESE}" if shape.refers or shape.cell else pattern}
    if not made.ids.get(shape.refers):
        return plain
    listed = made.listed(shape.refers)
    if shape.new or not made.closed:
        return {"anyOf": [listed, plain]}
    others: list[dict[str, Any]] = [{"enum": list(shape.called)}] if shape.called else []
    tail = pattern.removeprefix(f"^{DASHED}").removesuffix("$")
    if tail.startswith("(@"):  # what may follow an id
        others.append({"pattern": f"^({'|'.join(made.ids[shape.refers])}){tail}$"})
    return {"type": "string", "anyOf": [listed, *others, {"pattern": CHINESE}]}


def _table_schema(shape: Table, made: _Made) -> dict[str, Any]:
    value, ids = _schema(shape.of, made), made.ids.get(shape.refers)
    keys = {"propertyNames": {"pattern": f"{shape.key}|{CHINESE}" if shape.refers else shape.key}}
    if not ids:
        return {"type": "object", **keys, "additionalProperties": value}
    listed = {"properties": {key: {"description": described(name), **value} for key, name in ids.items()}}
    if not made.closed:
        return {"type": "object", **keys, **listed, "additionalProperties": value}
    return {"type": "object", **listed, "patternProperties": {CHINESE: value}, "additionalProperties": False}


def _record_schema(shape: Record, made: _Made) -> dict[str, Any]:
    properties = {}
    for each in shape.fields:
        properties[each.name] = {"description": described(each.doc), **_schema(each.shape, made)}
    schema: dict[str, Any] = {"type": "object", "properties": properties, "additionalProperties": False}
    required = [each.name for each in shape.fields if each.required]
    if required:
        schema["required"] = required
    if shape.one_of:
        schema["oneOf"] = [{"required": [key]} for key in shape.one_of]
    if shape.needs or shape.brings:
        brought = {key: [*names] for key, names in shape.brings.items()}
        schema["dependentRequired"] = {key: [other] for key, other in shape.needs.items()} | brought
    return schema
