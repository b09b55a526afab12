"""The form in which a tree is kept as JSON: its values and the line of each of its mappings; and apart from it, all places.

With all places it would be four times as long, and few runs have a finding to place. So they are a text of their own, of
which no more is read than is asked for; and where there is none, they are found by reading the file again (`Origin`). Each
mapping and each list has a number: the order in which JSON closes them.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

from gapub.yaml.tree import Map, Seq, Value

FORM: Final = 2
"""The number of the form; one that reads otherwise has another."""
_NONE: Final = b"[[],[]]"


class Origin:
    """The file that a kept tree was made from, to ask it for places. `kind` is the shape that the tree is known to have.

    `places` gives the text of all places (`dump_places`), if it was kept.
    """

    __slots__ = ("_maps", "_places", "_seqs", "data", "kind", "lines", "places")

    def __init__(self, data: bytes, places: Callable[[], bytes | None]) -> None:
        """Start with the bytes of the file, nothing of it known."""
        self.data = data
        self.places = places
        self.kind = ""
        self.lines: list[int] = []
        self._places: tuple[list[list[int]], list[list[int]]] | None = None
        self._maps: list[Map] = []
        self._seqs: list[Seq] = []

    def place_mapping(self, node: Map) -> None:
        """Let a mapping of this tree know where it, its keys and its values start."""
        if facts := self._known()[0]:
            node.column, *spots = facts[node.number]
            at = list(zip(spots[::2], spots[1::2], strict=True))
            node.key_places = dict(zip(node, at[::2], strict=True))
            node.value_places = dict(zip(node, at[1::2], strict=True))
        else:
            self._read()
            known = self._maps[node.number]
            node.column, node.key_places, node.value_places = known.column, known.key_places, known.value_places

    def place_sequence(self, node: Seq) -> None:
        """The same for a list of this tree."""
        if self._known()[0]:
            node.line, node.column, *spots = self._known()[1][node.number]
            node.places = list(zip(spots[::2], spots[1::2], strict=True))
        else:
            self._read()
            known = self._seqs[node.number]
            node.line, node.column, node.places = known.line, known.column, known.places

    def _known(self) -> tuple[list[list[int]], list[list[int]]]:
        if self._places is None:
            maps, seqs = json.loads(self.places() or _NONE)
            self._places = maps, seqs
        return self._places

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


def dump_places(tree: Map) -> bytes:
    """All places of a tree: of each mapping its column, then line and column of each key and of its value; of each list its
    own line and column, and those of its entries.
    """
    maps: list[Map] = []
    seqs: list[Seq] = []
    _number(tree, maps, seqs)
    of_maps = [[each.column, *(n for key in each for n in (*each.key_at(key), *each.at(key)))] for each in maps]
    of_seqs = [[each.line, each.column, *(n for place in each.places for n in place)] for each in seqs]
    return json.dumps([of_maps, of_seqs], separators=(",", ":")).encode()


def load(form: bytes, data: bytes, places: Callable[[], bytes | None] = lambda: None) -> Map:
    """The tree of a form; `data` is the file that it was made from, and `places` gives the text of its places, if it was kept.

    Raises ValueError for what is no JSON; that it is a form its keeper has to know.
    """
    origin = Origin(data, places)
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
