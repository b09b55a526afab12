"""Small changes to YAML files, drawn at random and always the same ones: broken files, reworded files, wrong values.

Every change is made in the text, at a place that PyYAML's own reading of the file gives: gapub's parser has no part in it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

import yaml
from yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode, SequenceNode

Path: TypeAlias = tuple[str, ...]
TABLES = re.compile(
    r"sources|time_limits|instruments|bodies|channels|groups|elements|events|parts|conditions|exceptions|limits|baselines"
)
"""Mappings from ids to entries: any key may stand there, and their order can mean something."""


@dataclass(frozen=True)
class Mutant:
    """A changed file. Where it must fail, a finding must stand on one of the `lines`, and have the `code` if there is one."""

    kind: str
    path: str
    data: bytes
    lines: range = range(0)
    code: str = ""

    def __str__(self) -> str:
        return f"{self.kind}: {self.path}:{self.lines.start}"


@dataclass(frozen=True)
class Site:
    """A value in a file: its path of keys and `*` for list entries, its key if it has one, and what holds it."""

    path: Path
    key: ScalarNode | None
    value: Node
    parent: Node
    place: int  # among the parent's pairs or entries

    @property
    def name(self) -> str:
        return "/".join(self.path)

    @property
    def bracketed(self) -> bool:
        """True for a list or a mapping in brackets."""
        return isinstance(self.value, CollectionNode) and bool(self.value.flow_style)

    @property
    def in_flow(self) -> bool:
        return bool(self.parent.flow_style)

    @property
    def in_record(self) -> bool:
        return isinstance(self.parent, MappingNode) and not TABLES.fullmatch(
            self.path[-2] if len(self.path) > 1 else ""
        )


@dataclass(frozen=True)
class Source:
    """A file as it ships."""

    path: str
    text: str
    sites: list[Site] = field(init=False, compare=False, default_factory=list)

    def __post_init__(self) -> None:
        root = yaml.compose(self.text, Loader=yaml.CBaseLoader)
        self.sites.extend(_sites(root, ()))

    def line(self, index: int) -> int:
        """The line of a character, from 1."""
        return self.text.count("\n", 0, index) + 1

    def end(self, node: Node) -> int:
        """Where the text of a node ends; libyaml lets a block end where the next thing starts."""
        start, end = node.start_mark.index, node.end_mark.index
        lines = self.text[start:end].split("\n")
        while len(lines) > 1 and re.fullmatch(r"\s*(#.*)?", lines[-1]):
            lines.pop()
        return start + len("\n".join(lines).rstrip())

    def said(self, node: Node) -> str:
        return self.text[node.start_mark.index : self.end(node)]

    def changed(self, kind: str, start: int, end: int, text: str, lines: range | None = None, code: str = "") -> Mutant:
        """The file with `text` in place of what stands from `start` to `end`; it must fail where that starts."""
        at = self.line(start)
        data = (self.text[:start] + text + self.text[end:]).encode()
        return Mutant(kind, self.path, data, range(at, at + 1) if lines is None else lines, code)

    @cached_property
    def breaks(self) -> list[int]:
        """The indices of the line feeds that end no line inside a scalar."""
        inside = [
            (site.value.start_mark.index, site.value.end_mark.index)
            for site in self.sites
            if isinstance(site.value, ScalarNode) and site.value.start_mark.line != site.value.end_mark.line
        ]
        feeds = (match.start() for match in re.finditer("\n", self.text))
        return [feed for feed in feeds if not any(start <= feed < end for start, end in inside)]


def _sites(node: Node, path: Path) -> Iterator[Site]:
    if isinstance(node, MappingNode):
        for place, (key, value) in enumerate(node.value):
            inner = (*path, key.value)
            yield Site(inner, key, value, node, place)
            yield from _sites(value, inner)
    elif isinstance(node, SequenceNode):
        for place, value in enumerate(node.value):
            yield Site((*path, "*"), None, value, node, place)
            yield from _sites(value, (*path, "*"))


Kind: TypeAlias = Callable[[random.Random, Source, Site], "Mutant | None"]
"""Makes a change at a site of a file; None where it cannot be made."""


def drawn(kinds: Sequence[Kind], sources: Sequence[Source], count: int, seed: int) -> list[Mutant]:
    """`count` mutants, as many of each kind as of any other, none twice."""
    rng = random.Random(seed)
    made: dict[tuple[str, bytes], Mutant] = {}
    turn = 0
    while len(made) < count:
        source = rng.choice(sources)
        mutant = kinds[turn % len(kinds)](rng, source, rng.choice(source.sites))
        if mutant and mutant.data != source.text.encode() and (mutant.path, mutant.data) not in made:
            made[mutant.path, mutant.data] = mutant
            turn += 1
    return list(made.values())


def near(first: int, last: int | None = None) -> range:
    """The lines that are within one line of a place."""
    return range(max(1, first - 1), (last or first) + 2)
