"""What a parser of a cell's Chinese gives: the value, and what it did not understand.

A parser reads a cell as published tables have it, and as an office types it; it is the inverse of what the catalogue prints.
It takes any text in time proportional to its length and never fails: what it does not understand it hands back as `left`, with
its place in the text. It never takes what is merely like a name: a name is one of those that the registries have, under the
one fold of the project (`text.fold`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Generic, NamedTuple, TypeVar

V = TypeVar("V")


CHINESE: Final = r"[^\x00-\x7F]"
"""What a schema takes for a name, or for a cell in Chinese: which there are, gapub says."""


class Part(NamedTuple):
    """A stretch of a text, from its first character to the one after its last."""

    start: int
    end: int
    text: str


class Parsed(NamedTuple, Generic[V]):
    """The value of a cell, and the parts of its text that were not understood, in their order.

    The value is None where nothing was understood, or where the text states nothing. What is not `left` was understood,
    but for marks and blanks between parts.
    """

    value: V | None
    left: tuple[Part, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether all of the text was understood."""
        return not self.left


class Named(NamedTuple):
    """The id that a name stands for, and what the registry calls the thing in Chinese."""

    id: str
    name: str


Plain = str | bool | list[Any] | dict[str, Any]
"""A value as a file states it, of texts, flags, lists and mappings."""
Known = Callable[[str, str], Named | None]
"""What a text names among things of a kind (`instruments`, `channels` …), if it names just one."""


class Typed(NamedTuple):
    """How a text becomes a node of a shape: `parse` reads it, and `node` states what it read as a file does.

    `refers` is the kind of thing whose names the text holds, if it is one. `pattern` is what a schema takes for such a text.
    """

    parse: Callable[[str, Known], Parsed[Any]]
    node: Callable[[Any], Plain]
    refers: str = ""
    pattern: str = CHINESE
