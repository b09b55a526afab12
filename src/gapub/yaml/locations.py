"""Where in a parsed file a value or a word of it stands: for findings, so it is only asked when something is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gapub.yaml.reader import Map, Seq, Spot


def follow(node: Any, path: tuple[str | int, ...], at: Spot) -> Spot:
    """The spot at the end of a path through mappings and lists; as far as it leads from the node at `at`."""
    for step in path:
        if not _holds(node, step):
            break
        at, node = node.at(step), node[step]
    return at


def find(node: Any, word: str, at: Spot) -> Spot:
    """The spot of the first text in the node that is `word` (or `word@level`); the node's own spot if none is."""
    return next((spot for text, spot in _texts(node, at) if text.partition("@")[0] == word), at)


def _texts(node: Any, at: Spot) -> Iterator[tuple[str, Spot]]:
    if isinstance(node, str):
        yield node, at
    elif isinstance(node, Map):
        for key, value in node.items():
            yield from _texts(value, node.at(key))
    elif isinstance(node, Seq):
        for index, value in enumerate(node):
            yield from _texts(value, node.at(index))


def _holds(node: Any, step: str | int) -> bool:
    return step in node if isinstance(node, Map) else isinstance(node, Seq) and isinstance(step, int)
