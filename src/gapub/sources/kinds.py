"""The kinds of YAML files and how to tell one from its content."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Final

from gapub.model.shape import Many, Record, in_chinese
from gapub.yaml.tree import Map, Seq, Value

_SHAPES: Final[Mapping[str, tuple[str, str]]] = {
    "guideline": ("gapub.model.guideline", "GUIDELINE"),
    "registry": ("gapub.model.registry", "REGISTRY"),
    "profile": ("gapub.model.profile", "PROFILE"),
    "decisions": ("gapub.model.decisions", "DECISIONS"),
    "events": ("gapub.model.events", "EVENTS"),
    "scheme": ("gapub.model.scheme", "SCHEME"),
}
"""The shapes by kind, each with the module that states it: few runs ask for more than one or two."""
KINDS: Final = tuple(_SHAPES)


@cache
def shape_of(kind: str) -> Record:
    """The shape of a kind of file."""
    module, name = _SHAPES[kind]
    shape: Record = getattr(import_module(module), name)
    return shape


def kind_of(tree: Value) -> str | None:
    """The kind whose fields the top level of a file has most of, else what they are called; None when it has none.

    Where several have as many, as registries and lists of events have `events`, that which takes a list where there is one.
    """
    if not isinstance(tree, Map):
        return None
    shapes = {kind: shape_of(kind) for kind in KINDS}
    for known in (_has, in_chinese):
        shared = {kind: sum(bool(known(key, shape)) for key in tree) for kind, shape in shapes.items()}
        best = max(shared, key=lambda kind: (shared[kind], _fits(tree, shapes[kind])))
        if shared[best]:
            return best
    return None


def _has(key: str, shape: Record) -> bool:
    return key in shape.index


def _fits(tree: Map, shape: Record) -> bool:
    """Whether the fields that are known and hold a list may hold one."""
    return all(
        isinstance(shape.index[key].shape, Many) for key in tree if key in shape.index and isinstance(tree[key], Seq)
    )
