"""A value in canonical order, each entry with its shape's layout and with the comments that belong to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from gapub.fmt.comments import Comment, Note, Notes, Path
from gapub.model.shape import Either, Layout, Many, Record, Scalar, Shape, Table
from gapub.yaml.reader import Map, Seq


class Node:
    """A key with its value or an item of a list; the root is an item, too.

    `value` is the scalar, the list or the mapping; what is not empty has `children`. `gap` asks for an empty line
    before it. Its comments stand above it (`before`), on its line (`beside`, at most one) or after its children.
    """

    __slots__ = (
        "after", "before", "beside", "children", "gap", "holds_block", "holds_comment", "key", "layout", "spelling", "value",
    )  # fmt: skip

    def __init__(self, key: str | None, value: Any, layout: Layout, *, gap: bool) -> None:
        """Without comments, and without what is in it."""
        self.key = key
        self.value = value
        self.layout = layout
        self.gap = gap
        self.before: Sequence[Comment] = ()
        self.beside: Sequence[Comment] = ()
        self.after: Sequence[Comment] = ()
        self.spelling: str | None = None
        self.children: Sequence[Node] = ()
        self.holds_comment = False
        """Whether there is a comment between its brackets, so that it cannot stand on one line."""
        self.holds_block = False
        """Whether something inside it is a block by its shape."""


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
        if not isinstance(value, dict | list):
            return value
        key = id(value), id(shape)
        if key not in self._made:
            self._made[key] = value, self._new(value, shape)  # a value that is kept keeps its identity to itself
        return self._made[key][1]

    def _new(self, value: Any, shape: Shape | None) -> Map | Seq:
        of = self._of
        if isinstance(value, dict):
            tree = Map(1, 1)
            for _, key, each, fitting, _ in _entries(value, shape):
                assert key is not None, "the entries of a mapping have keys"
                tree[key] = of(each, fitting)
            tree.key_places = tree.value_places = dict.fromkeys(tree, (1, 1))
            return tree
        items = Seq(1, 1)
        items.extend(of(each, fitting) for _, _, each, fitting, _ in _entries(value, shape))
        items.places = [(1, 1)] * len(items)
        return items


class _Builder:
    """Nodes of values, with the notes of the file; `noted` are the paths of what has a note, or has something in it that has one.

    What has none, and stands several times in a tree of plain values, has the same children each time.
    """

    def __init__(self, notes: Notes) -> None:
        self.notes = notes.by_path
        self.noted = {path[:end] for path in self.notes for end in range(len(path) + 1)}
        self.plain_children: dict[tuple[int, int], tuple[Any, list[Node], bool]] = {}

    def node(self, key: str | None, value: Any, shape: Shape | None, path: Path, *, gap: bool) -> Node:
        """The node of a value that may have notes."""
        if path not in self.noted:
            return self.plain(key, value, shape, gap=gap)
        note = self.notes.get(path) or _NO_NOTE
        node = Node(key, value, _layout(value, shape), gap=gap)
        node.before, node.beside, node.after = [*note.before, *note.beside[1:]], note.beside[:1], note.after
        if isinstance(value, int | float) and not isinstance(value, bool):
            node.spelling = note.spelling
        if isinstance(value, dict | list):
            node.children = [
                self.node(child_key, child, of, (*path, at), gap=child_gap)
                for at, child_key, child, of, child_gap in _entries(value, shape)
            ]
        if path:
            _raise_comments(node)
        node.holds_comment = bool(node.after) or any(
            each.holds_comment or each.before or each.beside for each in node.children
        )
        node.holds_block = _hold_block(node.children)
        return node

    def plain(self, key: str | None, value: Any, shape: Shape | None, *, gap: bool) -> Node:
        """The node of a value without notes."""
        node = Node(key, value, _layout(value, shape), gap=gap)
        if isinstance(value, dict | list):
            same = id(value), id(shape)
            if same not in self.plain_children:
                children = [
                    self.plain(child_key, child, of, gap=child_gap)
                    for _, child_key, child, of, child_gap in _entries(value, shape)
                ]
                self.plain_children[same] = value, children, _hold_block(children)
            _, node.children, node.holds_block = self.plain_children[same]
        return node


def _layout(value: Any, shape: Shape | None) -> Layout:
    if shape is None or isinstance(shape, Either) or not isinstance(value, dict | list):
        return "fit"
    return shape.layout


def _hold_block(nodes: Iterable[Node]) -> bool:
    return any(each.children and (each.layout == "block" or each.holds_block) for each in nodes)


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
