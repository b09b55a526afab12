"""Values to YAML text in the one layout, the comments of a file with them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from gapub.fmt.comments import Comment, Notes, width
from gapub.fmt.scalars import scalar
from gapub.fmt.tree import Node, build
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
    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.in_flow: dict[int, str] = {}
        """What stands in brackets, by the identity of its nodes: some stand at several places."""

    def file(self, root: Node) -> str:
        """The whole text. Its root is a block, unless it is empty or a scalar."""
        self.comments([*root.before, *root.beside], "")
        if not root.children:
            self.lines.append(self.inline(root, flow=False))
        self.block(root, lead="", indent="", tail="")
        return "\n".join(self.lines).rstrip("\n") + "\n"

    def block(self, node: Node, *, lead: str, indent: str, tail: str) -> None:
        """The entries of a list or mapping on lines of their own, and the comments at its end, indented by `tail`.

        `indent` stands before each entry; before the first stands `lead`, which is as wide, and may hold the dashes of
        the lists whose first item starts here.
        """
        for i, child in enumerate(node.children):
            if i and child.gap:
                self.gap()
            self.entry(child, indent if i else lead, indent)
        if node.after and any(child.gap for child in node.children[1:]) and node.holds_block:
            self.gap()  # what stands behind the last entry is not about it
        self.comments(node.after, tail)

    def entry(self, node: Node, lead: str, indent: str) -> None:
        """The comments above an entry, its line, and what stands below that line if its value is a block."""
        start = lead + ("-" if node.key is None else scalar(node.key, flow=False) + ":")
        margin = lead[: len(lead) - len(lead.lstrip())]
        inner = indent + "  "
        text = self.on_one_line(node, start)
        if text is not None:
            self.comments(node.before, margin)
            self.line(f"{start} {text}", node.beside)
        elif node.key is None:  # its line is that of the first entry inside
            self.comments([*node.before, *node.beside], margin)
            self.block(node, lead=start + " ", indent=inner, tail=inner)
        else:
            self.comments(node.before, margin)
            self.line(start, node.beside)
            child = indent if isinstance(node.value, list) else inner  # a list is not indented under its key
            self.block(node, lead=child, indent=child, tail=inner)

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
        if node.layout == "line":
            return text
        least = len(start) + 1 + len(text)  # columns are that many at least, and twice as many at most
        return text if 2 * least <= WIDTH or (least <= WIDTH and width(start) + 1 + width(text) <= WIDTH) else None

    def inline(self, node: Node, *, flow: bool) -> str:
        """The value on one line; `flow` says whether a scalar stands inside `[ ]` or `{ }`."""
        if not isinstance(node.value, dict | list):
            return node.spelling or scalar(node.value, flow=flow)
        text = self.in_flow.get(id(node.children))
        if text is None:
            parts = [self.inline(each, flow=True) for each in node.children]
            if isinstance(node.value, dict):
                parts = [f"{_flow_key(each)}: {part}" for each, part in zip(node.children, parts, strict=True)]
                text = f"{{{', '.join(parts)}}}"
            else:
                text = f"[{', '.join(parts)}]"
            self.in_flow[id(node.children)] = text
        return text


def _flow_key(node: Node) -> str:
    assert node.key is not None, "the entries of a mapping have keys"
    return scalar(node.key, flow=True)
