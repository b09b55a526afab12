"""Values to YAML text in the one layout, the comments of a file with them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from gapub.fmt.notes import Comment, Notes, width
from gapub.fmt.scalars import scalar
from gapub.fmt.tree import Node, build, entries, is_block, layout_of
from gapub.model.shape import Shape

WIDTH: Final = 120
"""How many columns a line may take up that holds a list or mapping which could as well stand on several."""


def emit(value: Any, shape: Shape, *, head: Sequence[str] = ()) -> str:
    """The canonical YAML of a tree of plain dict, list, str, int, float, bool and None, laid out by its shape.

    `head` are the first lines of the file: comments with their `#`, or "" for an empty line.
    """
    return _Writer(list(head)).file(build(value, shape, Notes()))


def emit_with(value: Any, shape: Shape, notes: Notes) -> str:
    """The same with the comments of the file that the value was read from."""
    writer = _Writer([])
    writer.comments(notes.head, "")
    return writer.file(build(value, shape, notes))


class _Writer:
    """Writes the nodes of what has comments one by one, and all else (`plain`) from the values themselves."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.in_flow: dict[tuple[int, int], str | None] = {}
        """What stands in brackets, by the identity of a value and its shape: some stand at several places."""
        self.written: dict[tuple[int, int, str | None, str, str], list[str]] = {}
        """The lines of what has no comments, by the same and how it starts."""

    def file(self, root: Node) -> str:
        """The whole text. Its root is a block, unless it is empty or a scalar."""
        self.comments([*root.before, *root.beside], "")
        if not isinstance(root.value, dict | list) or not root.value:
            self.lines.append(self.inline(root, flow=False))
        elif root.noted:
            self.block(root, lead="", indent="")
        else:
            self.plain_block(root.value, root.shape, lead="", indent="")
        self.comments(root.after, "")
        return "\n".join(self.lines).rstrip("\n") + "\n"

    def block(self, node: Node, *, lead: str, indent: str) -> None:
        """The entries of a list or mapping on lines of their own.

        `indent` stands before each entry; before the first stands `lead`, which is as wide, and may hold the dashes of
        the lists whose first item starts here.
        """
        for i, child in enumerate(node.children):
            if i and child.gap:
                self.gap()
            if child.noted:
                self.entry(child, indent if i else lead, indent)
            else:
                self.plain(child.key, child.value, child.shape, indent if i else lead, indent)
        if node.after and any(child.gap for child in node.children[1:]) and node.holds_block:
            self.gap()  # what stands behind the last entry is not about it

    def entry(self, node: Node, lead: str, indent: str) -> None:
        """The comments above an entry, its line, and what stands below that line if its value is a block."""
        start = _start(node.key, lead)
        margin = lead[: len(lead) - len(lead.lstrip())]
        inner = indent + "  "
        text = self.on_one_line(node, start)
        if text is not None:
            self.comments(node.before, margin)
            self.line(f"{start} {text}", node.beside)
            return
        if node.key is None:  # its line is that of the first entry inside
            self.comments([*node.before, *node.beside], margin)
            self.block(node, lead=start + " ", indent=inner)
        else:
            self.comments(node.before, margin)
            self.line(start, node.beside)
            child = indent if isinstance(node.value, list) else inner  # a list is not indented under its key
            self.block(node, lead=child, indent=child)
        self.comments(node.after, inner)

    def plain(self, key: str | None, value: Any, shape: Shape | None, lead: str, indent: str) -> None:
        """As `entry`, of a value that has no comments."""
        if isinstance(value, str) or not isinstance(value, dict | list):
            self.lines.append(f"{_start(key, lead)} {scalar(value, flow=False)}")
            return
        same = id(value), id(shape), key, lead, indent
        if same in self.written:
            self.lines += self.written[same]
            return
        first = len(self.lines)
        start = _start(key, lead)
        text = self.plain_on_one_line(value, shape, start)
        if text is not None:
            self.lines.append(f"{start} {text}")
        elif key is None:
            self.plain_block(value, shape, lead=start + " ", indent=indent + "  ")
        else:
            self.lines.append(start)
            child = indent if isinstance(value, list) else indent + "  "
            self.plain_block(value, shape, lead=child, indent=child)
        self.written[same] = self.lines[first:]

    def plain_block(self, value: Any, shape: Shape | None, *, lead: str, indent: str) -> None:
        """As `block`."""
        for i, (_, key, each, of, gap) in enumerate(entries(value, shape)):
            if i and gap:
                self.gap()
            self.plain(key, each, of, indent if i else lead, indent)

    def line(self, text: str, beside: Sequence[Comment]) -> None:
        """A line and the comment beside it: where it was aligned to, but at least two spaces away."""
        for each in beside:
            text += " " * max(2, each.column - width(text)) + each.text
        self.lines.append(text)

    def comments(self, comments: Sequence[Comment], indent: str) -> None:
        """Comments on lines of their own."""
        for each in comments:
            self.lines.append(indent + each.indented(len(indent)))
            if each.gap:
                self.gap()

    def gap(self) -> None:
        """An empty line, unless there is one already."""
        if self.lines[-1]:
            self.lines.append("")

    def on_one_line(self, node: Node, start: str) -> str | None:
        """The value as it follows on the line, or None if it has to be a block."""
        if not node.children:
            return self.inline(node, flow=False)
        if node.holds_comment or node.layout == "block" or node.holds_block:
            return None
        text = self.inline(node, flow=True)
        return text if node.layout == "line" or _fits(start, text) else None

    def plain_on_one_line(self, value: dict[str, Any] | list[Any], shape: Shape | None, start: str) -> str | None:
        """As `on_one_line`."""
        layout = layout_of(shape)
        if value and (layout == "block" or (layout == "fit" and _is_long(value))):
            return None
        text = self.bracketed(value, shape)
        return text if text is None or not value or layout == "line" or _fits(start, text) else None

    def inline(self, node: Node, *, flow: bool) -> str:
        """The value on one line; `flow` says whether a scalar stands inside `[ ]` or `{ }`."""
        if not isinstance(node.value, dict | list):
            return node.spelling or scalar(node.value, flow=flow)
        if node.noted:
            parts = [(each.key, self.inline(each, flow=True)) for each in node.children]
            return _in_brackets(
                node.value, [text if key is None else f"{scalar(key, flow=True)}: {text}" for key, text in parts]
            )
        text = self.bracketed(node.value, node.shape)
        assert text is not None, "what is around it holds no block"
        return text

    def bracketed(self, value: dict[str, Any] | list[Any], shape: Shape | None) -> str | None:
        """A list or mapping without comments on one line, or None if something inside is a block by its shape."""
        same = id(value), id(shape)
        if same not in self.in_flow:
            self.in_flow[same] = self._bracketed(value, shape)
        return self.in_flow[same]

    def _bracketed(self, value: dict[str, Any] | list[Any], shape: Shape | None) -> str | None:
        parts = list[str]()
        for _, key, each, of, _ in entries(value, shape):
            if isinstance(each, str) or not isinstance(each, dict | list):
                text = scalar(each, flow=True)
            elif is_block(each, of) or (inside := self.bracketed(each, of)) is None:
                return None
            else:
                text = inside
            parts.append(text if key is None else f"{scalar(key, flow=True)}: {text}")
        return _in_brackets(value, parts)


def _start(key: str | None, lead: str) -> str:
    """What an entry starts with: its key, or a dash."""
    return lead + ("-" if key is None else scalar(key, flow=False) + ":")


def _is_long(value: dict[str, Any] | list[Any]) -> bool:
    """Whether the texts of a list alone do not fit on a line."""
    return isinstance(value, list) and sum(len(each) for each in value if isinstance(each, str)) > WIDTH


def _fits(start: str, text: str) -> bool:
    """Whether a text may stand on the line that starts so."""
    least = len(start) + 1 + len(text)  # columns are that many at least, and twice as many at most
    return 2 * least <= WIDTH or (least <= WIDTH and width(start) + 1 + width(text) <= WIDTH)


def _in_brackets(value: Any, parts: Sequence[str]) -> str:
    """The entries of a list or mapping on one line."""
    return f"{{{', '.join(parts)}}}" if isinstance(value, dict) else f"[{', '.join(parts)}]"
