"""JSON that comes from elsewhere, judged by the JSON Schema of its form: which places do not fit it, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, cast

from gapub.diagnostics import Place, Text
from gapub.yaml.locations import Path, follow
from gapub.yaml.reader import parse

if TYPE_CHECKING:
    from jsonschema import ValidationError

MOST: Final = 20
"""How many places of a file are named: a file of another kind has thousands."""
_LONGEST: Final = 200  # characters of a message, which may quote half of the file


def judge(tree: Any, schema: Mapping[str, Any], data: bytes, file: str) -> tuple[tuple[Place, Text], ...]:
    """The places where parsed JSON does not fit a schema, each with its JSON path and what is wrong; none when it fits.

    `data` are the bytes that it was parsed from, `file` the path by which messages name them.
    """
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match

    errors = islice(Draft202012Validator(schema).iter_errors(tree), MOST)
    found = [best_match([each]) for each in errors]  # of a choice between forms, what is wrong with the nearest
    if len(data) > _LARGEST:
        places = [Place(file, 1, 1) for _ in found]
    else:
        places = locate(data, file, (tuple(each.absolute_path) for each in found)) if found else []
    return tuple(
        (
            place,
            Text(f"{each.json_path}：{_shortened(_in_chinese(each))}", f"{each.json_path}: {_shortened(each.message)}"),
        )
        for place, each in zip(places, found, strict=True)
    )


def _in_chinese(error: ValidationError) -> str:
    """What is wrong with a value; jsonschema says it in English."""
    value, wanted = error.instance, cast("Any", error.validator_value)
    match error.validator:
        case "type":
            names = [wanted] if isinstance(wanted, str) else wanted
            return f"应为{'或者'.join(_TYPES.get(name, name) for name in names)}"
        case "required":
            return f"缺少 {next((name for name in wanted if error.message.startswith(repr(name))), '必需的键')}"
        case "additionalProperties" if isinstance(value, dict):
            known = error.schema.get("properties", {}) if isinstance(error.schema, dict) else {}
            return f"有不认识的键：{'、'.join(key for key in value if key not in known)}"
        case "const":
            return f"应为 {wanted!r}"
        case "enum":
            return f"应为以下之一：{'、'.join(map(repr, wanted))}"
        case "pattern":
            return f"{value!r} 的写法不对（须符合 {wanted}）"
        case "minimum" | "exclusiveMinimum" | "minLength" | "minItems":
            return f"{value!r} 太小或者太短（下限 {wanted}）"
        case "maximum" | "exclusiveMaximum" | "maxLength" | "maxItems":
            return f"{value!r} 太大或者太长（上限 {wanted}）"
    return f"不符合格式（{error.validator}）"


_TYPES: Final = {
    "object": "对象",
    "array": "列表",
    "string": "文字",
    "integer": "整数",
    "number": "数",
    "boolean": "true 或者 false",
    "null": "null",
}
_LARGEST: Final = 16 * 2**20
"""Bytes of a file in which places are looked for: to parse it for them takes many times its size."""


def locate(data: bytes, file: str, paths: Iterable[Path]) -> list[Place]:
    """Where paths through a JSON file lead. JSON is YAML, as good as always, and YAML knows its places."""
    root, _ = parse(data, file)
    return [Place(file, *follow(root, path, (1, 1))) for path in paths]


def _shortened(message: str) -> str:
    return message if len(message) <= _LONGEST else message[: _LONGEST - 1] + "…"
