"""A value in canonical order, each entry with its shape's layout and with the comments that belong to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, Final

from gapub.fmt.notes import Comment, Note, Notes, Path
from gapub.model.shape import Either, Layout, Many, Record, Shape, Table
from gapub.yaml.reader import Map, Seq


class Node:
    """A key with its value or an item of a list; the root is an item, too.

    `value` is the scalar, the list or the mapping. What has notes, or has something in it that has some, is `noted`, and has
    `children` if it is not empty; of all else the value and its shape say enough. `gap` asks for an empty line before it. Its
    comments stand above it (`before`), on its line (`beside`, at most one) or after its children.
    """

    __slots__ = (
        "after", "before", "beside", "children", "gap", "holds_block", "holds_comment", "key", "noted", "shape", "spelling",
        "value",
    )  # fmt: skip

    def __init__(self, key: str | None, value: Any, shape: Shape | None, *, gap: bool) -> None:
        """Without comments, and without what is in it."""
        self.key = key
        self.value = value
        self.shape = shape
        self.gap = gap
        self.noted = False
        self.before: Sequence[Comment] = ()
        self.beside: Sequence[Comment] = ()
        self.after: Sequence[Comment] = ()
        self.spelling: str | None = None
        self.children: Sequence[Node] = ()
        self.holds_comment = False
        """Whether there is a comment between its brackets, so that it cannot stand on one line."""
        self.holds_block = False
        """Whether something inside it is a block by its shape, if it is noted."""

    @property
    def layout(self) -> Layout:
        """How its shape lays it out."""
        return layout_of(self.shape)


def build(value: Any, shape: Shape, notes: Notes) -> Node:
    """The tree of a whole file."""
    return _Builder(notes).node(None, value, _fitting(value, shape), (), gap=False)


class Unplaced:
    """Trees of plain values in canonical order, as if they had been parsed from files that nobody has written: all at 1:1.

    A mapping or list that stands in several trees, or several times in one, is made once: it must not change meanwhile.
    """

    def __init__(self, shape: Shape) -> None:
        """Nothing is made yet."""
        self.shape = shape
        self._made: dict[tuple[int, int], tuple[Any, Map | Seq]] = {}

    def tree(self, value: dict[str, Any]) -> Map:
        """The tree of a whole file."""
        made = self._of(value, _fitting(value, self.shape))
        assert isinstance(made, Map)
        return made

    def _of(self, value: Any, shape: Shape | None) -> Any:
        if isinstance(value, str) or not isinstance(value, dict | list):
            return value
        key = id(value), id(shape)
        if key not in self._made:
            self._made[key] = value, self._new(value, shape)  # a value that is kept keeps its identity to itself
        return self._made[key][1]

    def _new(self, value: Any, shape: Shape | None) -> Map | Seq:
        of = self._of
        if isinstance(value, dict):
            tree = Map(1, 1)
            for _, key, each, fitting, _ in entries(value, shape):
                assert key is not None, "the entries of a mapping have keys"
                tree[key] = of(each, fitting)
            tree.key_places = tree.value_places = dict.fromkeys(tree, (1, 1))
            return tree
        items = Seq(1, 1)
        items += [of(each, fitting) for _, _, each, fitting, _ in entries(value, shape)]
        items.places = [(1, 1)] * len(items)
        return items


class _Builder:
    """Nodes of values, with the notes of the file; `noted` are the paths of what has a note, or has something in it that has one."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes.by_path
        self.noted = {path[:end] for path in self.notes for end in range(len(path) + 1)}

    def node(self, key: str | None, value: Any, shape: Shape | None, path: Path, *, gap: bool) -> Node:
        """The node of a value."""
        node = Node(key, value, shape, gap=gap)
        if path not in self.noted:
            return node
        note = self.notes.get(path) or _NO_NOTE
        node.noted = True
        node.before, node.beside, node.after = [*note.before, *note.beside[1:]], note.beside[:1], note.after
        if isinstance(value, int | float) and not isinstance(value, bool):
            node.spelling = note.spelling
        if isinstance(value, dict | list):
            node.children = [
                self.node(child_key, child, of, (*path, at), gap=child_gap)
                for at, child_key, child, of, child_gap in entries(value, shape)
            ]
        if path:
            _raise_comments(node)
        node.holds_comment = bool(node.after) or any(
            each.holds_comment or each.before or each.beside for each in node.children
        )
        node.holds_block = any(
            is_block(each.value, each.shape)
            or (each.holds_block if each.noted else holds_block(each.value, each.shape))
            for each in node.children
        )
        return node


def holds_block(value: Any, shape: Shape | None) -> bool:
    """Whether something inside a value is a block by its shape."""
    return isinstance(value, dict | list) and any(
        is_block(each, of) or holds_block(each, of) for _, _, each, of, _ in entries(value, shape)
    )


def is_block(value: Any, shape: Shape | None) -> bool:
    """Whether a value is a block by its shape; what is empty never is."""
    return isinstance(value, dict | list) and bool(value) and layout_of(shape) == "block"


def layout_of(shape: Shape | None) -> Layout:
    """How a shape that fits a value lays it out."""
    return "fit" if shape is None or isinstance(shape, Either) else shape.layout


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


def entries(value: Any, shape: Shape | None) -> Iterator[tuple[int, str | None, Any, Shape | None, bool]]:
    """The entries in canonical order: index in the file, key, value, the shape that fits it, and whether there is a gap before it."""
    if isinstance(value, list):
        of, gap = (shape.of, shape.gap) if isinstance(shape, Many) else (None, False)
        for i, each in enumerate(value):
            yield i, None, each, _fitting(each, of), gap
    elif isinstance(shape, Record):
        for i, key, of, gap in _in_order(shape, tuple(value)):
            each = value[key]
            yield i, key, each, _fitting(each, of), gap
    else:
        of, gap = (shape.of, shape.gap) if isinstance(shape, Table) else (None, False)
        for i, (key, each) in enumerate(value.items()):
            yield i, key, each, _fitting(each, of), gap


@lru_cache(maxsize=1024)  # most rows have the same few keys
def _in_order(shape: Record, keys: tuple[str, ...]) -> list[tuple[int, str, Shape | None, bool]]:
    """The keys of a mapping in canonical order: index in the file, key, its shape, and whether there is a gap before it."""
    places = {key: i for i, key in enumerate(keys)}
    known = [(places[key], key, one.shape, one.gap) for key, one in shape.index.items() if key in places]
    return [*known, *((i, key, None, False) for i, key in enumerate(keys) if key not in shape.index)]


def _fitting(value: Any, shape: Shape | None) -> Shape | None:
    """The shape for a list or mapping, or None when there is none of this kind; how a scalar is written no shape says."""
    if isinstance(value, str) or not isinstance(value, dict | list):
        return None
    if isinstance(shape, Either):
        shape = shape.of(value)
    return shape if isinstance(shape, Record | Table if isinstance(value, dict) else Many) else None
