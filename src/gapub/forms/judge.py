"""JSON that comes from elsewhere, judged by the JSON Schema of its form: which places do not fit it, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any, Final

from gapub.diagnostics import Place, Text
from gapub.yaml.locations import Path, follow
from gapub.yaml.reader import parse

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
    places = locate(data, file, (tuple(each.absolute_path) for each in found)) if found else []
    return tuple(
        (place, Text.same(f"{each.json_path}: {_shortened(each.message)}"))
        for place, each in zip(places, found, strict=True)
    )


def locate(data: bytes, file: str, paths: Iterable[Path]) -> list[Place]:
    """Where paths through a JSON file lead. JSON is YAML, as good as always, and YAML knows its places."""
    root, _ = parse(data, file)
    return [Place(file, *follow(root, path, (1, 1))) for path in paths]


def _shortened(message: str) -> str:
    return message if len(message) <= _LONGEST else message[: _LONGEST - 1] + "…"
