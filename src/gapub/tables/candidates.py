"""Rows of guidelines and rows that were read, as `matching` compares them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final, TypeVar

from gapub.model.guideline import Guideline
from gapub.tables.matching import Candidate
from gapub.tables.values import Reading

K = TypeVar("K")
_NO_NUMBERS: Final[Mapping[str, str]] = MappingProxyType({})


def of_guideline(guideline: Guideline, numbers: Mapping[str, str] = _NO_NUMBERS) -> Iterator[Candidate[str]]:
    """The rows of a guideline by their full ids, of all levels; `numbers` are those that a catalogue gives them."""
    topics = {each.id: each.title.zh for each in guideline.topics}
    for name, item in guideline.rows():
        elements = tuple(each.text for each in item.content or ())
        topic = topics[name.split("/")[1]]
        yield Candidate(name, name, numbers.get(name, ""), guideline.title.zh, topic, item.title.zh, elements)


def of_reading(key: K, reading: Reading, area: str, title: str | None = None) -> Candidate[K]:
    """A row that was read, in an area by its name; `title` is there where the cell of the title alone does not say it."""
    text, content = reading.text, reading.cells.get("content")
    elements = tuple(each.text for each in content.value or ()) if content else ()
    return Candidate(
        key, text("id"), text("number"), area, text("topic"), text("title") if title is None else title, elements
    )
