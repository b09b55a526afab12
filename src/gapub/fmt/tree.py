"""A value in canonical order, each entry with its shape's layout and with the comments that belong to it."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from gapub.fmt.comments import Comment, Note, Notes, Path
from gapub.model.shape import Either, Layout, Many, Record, Scalar, Shape, Table
from gapub.yaml.reader import Map, Seq


@dataclass(slots=True)
class Node:
    """A key with its value or an item of a list; the root is an item, too.

    `value` is the scalar, the list or the mapping; what is not empty has `children`. `gap` asks for an empty line
    before it. Its comments stand above it (`before`), on its line (`beside`, at most one) or after its children.
    """

    key: str | None
    value: Any
    layout: Layout = "fit"
    gap: bool = False
    before: Sequence[Comment] = ()
    beside: Sequence[Comment] = ()
    after: Sequence[Comment] = ()
    spelling: str | None = None
    children: Sequence[Node] = ()
    holds_comment: bool = False
    """Whether there is a comment between its brackets, so that it cannot stand on one line."""
    holds_block: bool = False
    """Whether something inside it is a block by its shape."""


def build(value: Any, shape: Shape, notes: Notes) -> Node:
    """The tree of a whole file."""
    noted = {path[:end] for path in notes.by_path for end in range(len(path) + 1)}
    return _node(None, value, _fitting(value, shape), (), notes.by_path, noted, gap=False)


def unplaced(value: dict[str, Any], shape: Shape) -> Map:
    """A tree of plain values in canonical order, as if it had been parsed from a file that nobody has written: all at 1:1."""
    made = _unplaced(value, _fitting(value, shape))
    assert isinstance(made, Map)
    return made


def _unplaced(value: Any, shape: Shape | None) -> Any:
    if isinstance(value, dict):
        tree = Map(1, 1)
        for _, key, each, of, _ in _entries(value, shape):
            assert key is not None, "the entries of a mapping have keys"
            tree[key] = _unplaced(each, of) if isinstance(each, dict | list) else each
        tree.key_places = tree.value_places = dict.fromkeys(tree, (1, 1))
        return tree
    items = Seq(1, 1)
    items.extend(
        _unplaced(each, of) if isinstance(each, dict | list) else each for _, _, each, of, _ in _entries(value, shape)
    )
    items.places = [(1, 1)] * len(items)
    return items


def _node(
    key: str | None,
    value: Any,
    shape: Shape | None,
    path: Path,
    notes: Mapping[Path, Note],
    noted: Container[Path],
    *,
    gap: bool,
) -> Node:
    """The node of a value; `noted` are the paths of what has a note, or has something in it that has one."""
    nested = isinstance(value, dict | list)
    layout: Layout = "fit" if shape is None or not nested or isinstance(shape, Either) else shape.layout
    if path not in noted:
        node = Node(key, value, layout, gap)
        if nested:
            node.children = [
                _node(child_key, child, of, _NOWHERE, notes, (), gap=child_gap)
                for _, child_key, child, of, child_gap in _entries(value, shape)
            ]
    else:
        note = notes.get(path) or _NO_NOTE
        spelling = note.spelling if isinstance(value, int | float) and not isinstance(value, bool) else None
        node = Node(key, value, layout, gap, [*note.before, *note.beside[1:]], note.beside[:1], note.after, spelling)
        if nested:
            node.children = [
                _node(child_key, child, of, (*path, at), notes, noted, gap=child_gap)
                for at, child_key, child, of, child_gap in _entries(value, shape)
            ]
        if path:
            _raise_comments(node)
        node.holds_comment = bool(node.after) or any(
            each.holds_comment or each.before or each.beside for each in node.children
        )
    for each in node.children:
        if each.children and (each.layout == "block" or each.holds_block):
            node.holds_block = True
            break
    return node


_NOWHERE: Final[Path] = (-1,)
_NO_NOTE: Final = Note()


def _raise_comments(node: Node) -> None:
    """Move the comments above the node that have no place inside it.

    An empty list has no end where one could stand. An item starts on the line of its first entry, so what stands above
    that entry stands above the item; and if that entry is itself a list or mapping, its line may be that of another.
    """
    if not node.children:
        node.before = [*node.before, *node.after]
        node.after = ()
    elif node.key is None:
        first = node.children[0]
        node.before = [*node.before, *first.before]
        first.before = ()
        if first.key is None and first.children:
            node.before = [*node.before, *first.beside]
            first.beside = ()


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
