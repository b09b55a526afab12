"""The ids that a cell names, by the registry they belong to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gapub.model.time.value import references as of_time_limit

NAMING = ("basis", "time_limit", "body", "channels", "audience", "evidence")
"""The fields whose values name entries of registries."""


def references(name: str, value: Any) -> Iterator[tuple[str, str]]:
    """The registry (`instruments`, `bodies` …) and the id of everything that the value of a field names."""
    if name == "basis":
        yield from (("instruments", each.instrument) for each in value if each.instrument is not None)
    elif name == "time_limit":
        yield from of_time_limit(value)
    elif name == "body":
        yield from (("bodies", each.role) for each in value.expression.roles())
    elif name == "channels":
        yield from (("channels", key) for key in value.ids)
    elif name == "evidence":
        yield from (("instruments", each.id) for each in value.articles)
    elif name == "audience":
        yield from (("groups", key) for key in value.groups or ())
