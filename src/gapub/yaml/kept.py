"""The form in which a tree is kept as JSON: its values, and the line of each of its mappings.

All places would make it five times as long, and slower to read than to do without: few runs have a finding to place. So they are
found by reading the file again (`Origin`), in which each mapping and each list has a number: the order in which JSON closes them.
"""

from __future__ import annotations

import json
from typing import Any, Final

from gapub.yaml.tree import Map, Seq, Value

FORM: Final = 1
"""The number of the form; one that reads otherwise has another."""


class Origin:
    """The file that a kept tree was made from, to ask it for places. `kind` is the shape that the tree is known to have."""

    __slots__ = ("_maps", "_seqs", "data", "kind", "lines")

    def __init__(self, data: bytes, kind: str, lines: list[int]) -> None:
        """Start with the bytes of the file, and the lines of its mappings by their numbers."""
        self.data = data
        self.kind = kind
        self.lines = lines
        self._maps: list[Map] = []
        self._seqs: list[Seq] = []

    def mapping(self, number: int) -> Map:
        """The mapping of this number as the file has it."""
        self._read()
        return self._maps[number]

    def sequence(self, number: int) -> Seq:
        """The list of this number as the file has it."""
        self._read()
        return self._seqs[number]

    def _read(self) -> None:
        if not self._maps:
            from gapub.yaml.reader import parse

            tree, _ = parse(self.data, "")
            assert isinstance(tree, Map)
            _number(tree, self._maps, self._seqs)


def dump(tree: Map, kind: str) -> bytes:
    """The form of a tree that has the shape of this kind. Raises ValueError for what JSON cannot say."""
    maps: list[Map] = []
    _number(tree, maps, [])
    text = json.dumps([kind, [each.line for each in maps], tree], ensure_ascii=False, separators=(",", ":"))
    return text.encode()


def load(form: bytes, data: bytes) -> Map:
    """The tree of a form; `data` is the file that it was made from.

    Raises ValueError for what is no JSON; that it is a form its keeper has to know.
    """
    origin = Origin(data, "", [])
    maps = seqs = 0
    new, new_list = Map.__new__, Seq.__new__

    def mapping(pairs: list[tuple[str, Any]]) -> Map:
        nonlocal maps
        made = new(Map)
        for key, value in pairs:
            made[key] = sequence(value) if value.__class__ is list else value
        made.origin = origin
        made.number = maps
        maps += 1
        return made

    def sequence(values: list[Any]) -> Seq:
        nonlocal seqs
        made = new_list(Seq)
        made.origin = origin
        made.number = seqs
        seqs += 1
        made += [sequence(each) if each.__class__ is list else each for each in values]
        return made

    origin.kind, origin.lines, tree = json.loads(form, object_pairs_hook=mapping)
    assert isinstance(tree, Map)
    return tree


def _number(node: Map, maps: list[Map], seqs: list[Seq]) -> None:
    """Add the mappings and the lists in a mapping, and itself, in the order in which `load` makes them."""
    for value in node.values():
        _inside(value, maps, seqs)
    for value in node.values():
        _lists(value, seqs)
    maps.append(node)


def _inside(value: Value, maps: list[Map], seqs: list[Seq]) -> None:
    if isinstance(value, Map):
        _number(value, maps, seqs)
    elif isinstance(value, Seq):
        for each in value:
            _inside(each, maps, seqs)


def _lists(value: Value, seqs: list[Seq]) -> None:
    if isinstance(value, Seq):
        seqs.append(value)
        for each in value:
            _lists(each, seqs)
