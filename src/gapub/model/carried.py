"""Areas and rows of a catalogue as a guideline states them, but for evidence: what a printed file can carry unseen.

A table says in words what a guideline says in ids: two editions of a law have one title, a part of the content is a word
before a colon, and in Chinese there is nothing of English. So that a workbook that comes back from an office loses none of
that, it has the guideline's own form of what it prints (`tables.own` reads it back).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

from gapub.diagnostics import Text
from gapub.model import catalogue
from gapub.model.catalogue import Area, Basis, Channels, Item
from gapub.model.cells import BasisRef, ChannelsCell, Element, basis, body, channels, content
from gapub.model.cells.body import BodyCell
from gapub.model.fields import ATTRIBUTES
from gapub.model.time.reader import surface
from gapub.model.time.value import TimeLimit

_STATED: Final = tuple(each for each in ATTRIBUTES if each.file and not each.uncatalogued)
"""What a guideline may say of a row besides its cells, as far as the catalogue has it."""
_NUMBER: Final = re.compile("[0-9]{1,4}")


def head(area: Area, *, published: bool = False) -> dict[str, Any]:
    """An area without its rows; its topics have their titles in both languages. Remarks are not for citizens."""
    missing = [each._asdict() for each in area.coverage.missing]
    return _stated(
        {
            "area": area.id,
            "edition": area.edition,
            "number": int(area.number) if _NUMBER.fullmatch(area.number) else None,
            "title": area.title._asdict(),
            "issuer": area.issuer._asdict(),
            "document": _stated(area.document._asdict()),
            "coverage": _stated(area.coverage._asdict() | {"missing": missing}),
            "remarks": [] if published else [each._asdict() for each in area.remarks],
            "topics": {topic.id: topic.title._asdict() for topic in area.topics},
        }
    )


class Stated(NamedTuple):
    """What a guideline states of a row; that of localities which leave it as it is is equal. `said` are values of `_STATED`."""

    title: Text
    said: tuple[Any, ...]
    content: tuple[catalogue.Element, ...] | None
    basis: tuple[Basis, ...]
    time_limit: TimeLimit
    body: BodyCell | None
    channels: ChannelsCell


def stated(item: Item) -> Stated:
    """What a guideline states of a row. Of rows that have their cells in common, what it holds are the same objects."""
    said, channels = _one(tuple([getattr(item, each.name) for each in _STATED])), _committed(item.channels)
    return Stated(item.title, said, item.content, item.basis, item.time_limit.value, item.body.value, channels)


@lru_cache(maxsize=1 << 10)
def _one(said: tuple[Any, ...]) -> tuple[Any, ...]:
    return said


def row(item: Stated, printed: str | None) -> dict[str, Any]:
    """A row without its evidence, and without the cells that are ticks and nothing else.

    `printed` is the content as the file has it, if that is in Chinese alone: what it says by itself is not said again.
    """
    said = {each.key: each.json(value) for each, value in zip(_STATED, item.said, strict=True) if value}
    elements = tuple(
        Element(each.zh, each.optional, each.method, each.exception, each.part) for each in item.content or ()
    )
    told = printed is not None and content.parse(printed) == elements
    return {
        "title": item.title._asdict(),
        **said,
        **({} if told else {"content": content.node(elements) or "unknown"}),
        "basis": _references(item.basis),
        "time_limit": _time_limit(item.time_limit),
        **({"body": body.node(item.body)} if item.body else {}),
        "channels": channels.node(item.channels),
    }


# Rows have few time limits and few laws, so that each is written once. Nobody changes what these return.

_time_limit: Final = lru_cache(maxsize=1 << 9)(surface)


@lru_cache(maxsize=1 << 9)
def _references(cited: tuple[Basis, ...]) -> Any:
    return basis.node(tuple(map(_basis, cited))) or "unknown"


def _basis(cited: Basis) -> BasisRef:
    return BasisRef(None, unnamed=cited.title) if cited.unnamed else BasisRef(cited.id, cited.article)


@lru_cache(maxsize=1 << 10)
def _committed(cell: Channels) -> ChannelsCell:
    """What the guideline says: what a locality commits to it has chosen among others."""
    return _ticked("ticked" if cell.rule == "committed" else cell.rule, tuple([each.id for each in cell.of]))


_ticked: Final = lru_cache(maxsize=1 << 10)(ChannelsCell)


def _stated(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Those that say something."""
    return {key: value for key, value in facts.items() if value not in (None, [], {})}
