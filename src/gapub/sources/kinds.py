"""The kinds of YAML files and how to tell one from its content."""

from __future__ import annotations

from gapub.model.decisions import DECISIONS
from gapub.model.events import EVENTS
from gapub.model.guideline import GUIDELINE
from gapub.model.profile import PROFILE
from gapub.model.registry import REGISTRY
from gapub.model.scheme import SCHEME
from gapub.model.shape import Many, Record, in_chinese
from gapub.yaml.tree import Map, Seq, Value

SHAPES: dict[str, Record] = {
    "guideline": GUIDELINE,
    "registry": REGISTRY,
    "profile": PROFILE,
    "decisions": DECISIONS,
    "events": EVENTS,
    "scheme": SCHEME,
}


def kind_of(tree: Value) -> str | None:
    """The kind whose fields the top level of a file has most of, else what they are called; None when it has none.

    Where several have as many, as registries and lists of events have `events`, that which takes a list where there is one.
    """
    if not isinstance(tree, Map):
        return None
    for known in (_has, in_chinese):
        shared = {kind: sum(bool(known(key, shape)) for key in tree) for kind, shape in SHAPES.items()}
        best = max(shared, key=lambda kind: (shared[kind], _fits(tree, SHAPES[kind])))
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
