"""A value in canonical order, each entry with its shape's layout and with the comments that belong to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from gapub.fmt.comments import Comment, Notes, Path
from gapub.model.shape import Either, Layout, Many, Record, Scalar, Shape, Table


@dataclass(slots=True)
class Node:
    """A key with its value or an item of a list; the root is an item, too.

    `value` is the scalar, the list or the mapping; what is not empty has `children`. `gap` asks for an empty line
    before it. Its comments stand above it (`before`), on its line (`beside`, at most one) or after its children.
    """

    key: str | None
    value: Any
    layout: Layout
    gap: bool
    before: list[Comment]
    beside: list[Comment]
    after: list[Comment]
    spelling: str | None
    children: list[Node] = field(default_factory=list)
    holds_comment: bool = False
    """Whether there is a comment between its brackets, so that it cannot stand on one line."""
    holds_block: bool = False
    """Whether something inside it is a block by its shape."""


def build(value: Any, shape: Shape, notes: Notes) -> Node:
    """The tree of a whole file."""
    return _node(None, value, _fitting(value, shape), (), notes, gap=False)


def _node(key: str | None, value: Any, shape: Shape | None, path: Path, notes: Notes, *, gap: bool) -> Node:
    note = notes.at(path)
    node = Node(
        key,
        value,
        layout="fit" if shape is None or isinstance(shape, Either) else shape.layout,
        gap=gap,
        before=[*note.before, *note.beside[1:]],
        beside=note.beside[:1],
        after=note.after,
        spelling=note.spelling if isinstance(value, int | float) and not isinstance(value, bool) else None,
    )
    if isinstance(value, dict | list):
        for at, child_key, child, child_shape, child_gap in _entries(value, shape):
            node.children.append(_node(child_key, child, child_shape, (*path, at), notes, gap=child_gap))
    if path:
        _raise_comments(node)
    node.holds_comment = bool(node.after) or any(
        each.holds_comment or each.before or each.beside for each in node.children
    )
    node.holds_block = any(each.children and (each.layout == "block" or each.holds_block) for each in node.children)
    return node


def _raise_comments(node: Node) -> None:
    """Move the comments above the node that have no place inside it.

    An empty list has no end where one could stand. An item starts on the line of its first entry, so what stands above
    that entry stands above the item; and if that entry is itself a list or mapping, its line may be that of another.
    """
    if not node.children:
        node.before += node.after
        node.after = []
    elif node.key is None:
        first = node.children[0]
        node.before += first.before
        first.before = []
        if first.key is None and first.children:
            node.before += first.beside
            first.beside = []


def _entries(value: Any, shape: Shape | None) -> Iterator[tuple[int, str | None, Any, Shape | None, bool]]:
    """The entries in canonical order: index in the file, key, value, shape, and whether there is a gap before it."""
    if isinstance(value, list):
        of, gap = (shape.of, shape.gap) if isinstance(shape, Many) else (None, False)
        for i, each in enumerate(value):
            yield i, None, each, _fitting(each, of), gap
    elif isinstance(shape, Record):
        places = {key: i for i, key in enumerate(value)}
        known = [key for key in shape.index if key in value]
        for key in [*known, *(key for key in value if key not in shape.index)]:
            one = shape.index.get(key)
            of, gap = (one.shape, one.gap) if one else (None, False)
            yield places[key], key, value[key], _fitting(value[key], of), gap
    else:
        of, gap = (shape.of, shape.gap) if isinstance(shape, Table) else (None, False)
        for i, (key, each) in enumerate(value.items()):
            yield i, key, each, _fitting(each, of), gap


def _fitting(value: Any, shape: Shape | None) -> Shape | None:
    """The shape for a value of this kind, or None when there is none."""
    if isinstance(shape, Either):
        shape = shape.of(value)
    wanted = Record | Table if isinstance(value, dict) else Many if isinstance(value, list) else Scalar
    return shape if isinstance(shape, wanted) else None
