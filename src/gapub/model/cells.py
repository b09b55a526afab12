"""The cells of a row as values (MODEL 5), and how each is read from YAML that has its shape."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from gapub.model import body
from gapub.model.time import reader as timelimit
from gapub.model.time.value import TimeLimit
from gapub.yaml.reader import Map


class Element(NamedTuple):
    """One element of the content (公开内容要素), as the table words it."""

    text: str
    optional: bool = False
    method: str | None = None
    exception: str | None = None
    part: str | None = None


class BasisRef(NamedTuple):
    """A legal basis: an instrument's id and, where one is cited, the article; or words that name no instrument."""

    instrument: str | None
    article: str | None = None
    unnamed: str | None = None


class ChannelsCell(NamedTuple):
    """`ticked` boxes, `any_of` them, or `unknown`."""

    rule: str
    ids: tuple[str, ...] = ()


class AudienceCell(NamedTuple):
    """The public, named groups, or both; `groups` is None where the table names none (`unknown`)."""

    public: bool
    groups: tuple[str, ...] | None = ()


def read_cell(name: str, node: Any, limits: Mapping[str, TimeLimit]) -> Any:
    """The value of a field; `limits` are the time limits that the file names. Raises BadTimeLimitError."""
    if name == "content":
        return None if node == "unknown" else tuple(_elements(node))
    if name == "basis":
        return () if node == "unknown" else tuple(_basis(each) for each in node)
    if name == "time_limit":
        return timelimit.read(node, limits)
    if name == "body":
        return body.read(node)
    if name == "channels":
        return _channels(node)
    if name == "audience":
        return _audience(node)
    if name == "method":
        return (node,) if isinstance(node, str) else tuple(node)
    return None if node == "unknown" else tuple(node)


def _elements(nodes: Any, part: str | None = None) -> Iterator[Element]:
    for node in nodes:
        if isinstance(node, str):
            yield Element(node, part=part)
        elif "elements" in node:
            yield from _elements(node["elements"], node["part"])
        else:
            yield Element(node["text"], node.get("optional", False), node.get("method"), node.get("except"), part)


def _basis(node: Any) -> BasisRef:
    if isinstance(node, str):
        return BasisRef(node)
    return BasisRef(node.get("id"), node.get("article"), node.get("unnamed"))


def _channels(node: Any) -> ChannelsCell:
    if node == "unknown":
        return ChannelsCell("unknown")
    if isinstance(node, Map):
        return ChannelsCell("any_of", tuple(node["any_of"]))
    return ChannelsCell("ticked", tuple(node))


def _audience(node: Any) -> AudienceCell:
    if isinstance(node, str):
        return AudienceCell(public=True)
    groups = node.get("groups", ())
    return AudienceCell(node.get("public", False), None if groups == "unknown" else tuple(groups))
