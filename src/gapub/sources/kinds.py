"""The kinds of YAML files and how to tell one from its content."""

from __future__ import annotations

from gapub.model.decisions import DECISIONS
from gapub.model.guideline import GUIDELINE
from gapub.model.profile import PROFILE
from gapub.model.registry import REGISTRY
from gapub.model.scheme import SCHEME
from gapub.model.shape import Record, in_chinese
from gapub.yaml.tree import Map, Value

SHAPES: dict[str, Record] = {
    "guideline": GUIDELINE,
    "registry": REGISTRY,
    "profile": PROFILE,
    "decisions": DECISIONS,
    "scheme": SCHEME,
}


def kind_of(tree: Value) -> str | None:
    """The kind whose fields the top level of a file has most of, else what they are called; None when it has none."""
    if not isinstance(tree, Map):
        return None
    for known in (_has, in_chinese):
        shared = {kind: sum(bool(known(key, shape)) for key in tree) for kind, shape in SHAPES.items()}
        best = max(shared, key=lambda kind: shared[kind])
        if shared[best]:
            return best
    return None


def _has(key: str, shape: Record) -> bool:
    return key in shape.index
