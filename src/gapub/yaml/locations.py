"""Where in a parsed file a value or a word of it stands: for findings, so it is only asked when something is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple, TypeAlias

from gapub.diagnostics import Place
from gapub.yaml.tree import Map, Seq, Spot

Path: TypeAlias = tuple[str | int, ...]
"""A way through mappings and lists: keys, and indices of lists."""


class Entry(NamedTuple):
    """A mapping of a file, for naming places in it."""

    file: str
    node: Map

    def place(self, word: str | None = None) -> Place:
        """Where the entry starts, or where the value of a key or a word in it stands."""
        start = self.node.line, self.node.column
        if word is None:
            return Place(self.file, *start)
        return Place(self.file, *(self.node.at(word) if word in self.node else find(self.node, word, start)))

    def place_in(self, key: str, word: str) -> Place:
        """Where a word stands in the value of a key; where the value starts if it is not there."""
        return Place(self.file, *find(self.node[key], word, self.node.at(key)))

    def at(self, *path: str | int) -> Place:
        """Where the value at the end of a path starts."""
        return Place(self.file, *follow(self.node, path, (self.node.line, self.node.column)))

    def key(self, *path: str) -> Place:
        """Where the key at the end of a path stands."""
        *above, name = path
        node = self.node
        for step in above:
            node = node[step]
        return Place(self.file, *node.key_at(name))


def follow(node: Any, path: Path, at: Spot) -> Spot:
    """The spot at the end of a path through mappings and lists; as far as it leads from the node at `at`."""
    for step in path:
        if not _holds(node, step):
            break
        at, node = node.at(step), node[step]
    return at


def find(node: Any, word: str, at: Spot) -> Spot:
    """The spot of the first text in the node that is `word` (or `word@level`); the node's own spot if none is."""
    if not isinstance(node, Map | Seq):
        return at
    if node.spots is None:
        node.spots = {}
        for text, spot in _texts(node, at):
            node.spots.setdefault(text.partition("@")[0], spot)
    return node.spots.get(word, at)


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
