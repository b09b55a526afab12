"""What is known of the entries of a YAML file besides their values: comments, above all (`comments` reads them)."""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple, TypeAlias
from unicodedata import east_asian_width

from gapub.model.pattern import pattern

Path: TypeAlias = tuple[int, ...]
"""Names an entry (a key with its value, an item of a list): its index among its siblings in file order, after the path of the
list or mapping that holds it; the path of the root is empty.
"""

_ENTRY_KEPT_OUT: Final = pattern(r"#((?:  )+)(?=- |[A-Za-z0-9][A-Za-z0-9_./@-]*:(?: |$))")


class Comment(NamedTuple):
    """A comment with its `#`. `gap`: an empty line follows.

    `column` is where one beside an entry was aligned to, and where one on a line of its own stood.
    """

    text: str
    column: int = 0
    gap: bool = False

    def indented(self, column: int) -> str:
        """Its text at a column. An entry that the `#` keeps out of the file stays where it will be without the `#`."""
        blanks = _ENTRY_KEPT_OUT.match(self.text)
        if blanks is None or column <= self.column:
            return self.text
        return "#" + self.text[1 + min(column - self.column, len(blanks[1])) :]


class Note:
    """What is known of one entry besides its value.

    `before` stands above it, `beside` at the end of its line, `after` at the end of the list or mapping that is its
    value. `spelling` is how its number was written.
    """

    __slots__ = ("after", "before", "beside", "spelling")

    def __init__(
        self,
        before: list[Comment] | None = None,
        beside: list[Comment] | None = None,
        after: list[Comment] | None = None,
    ) -> None:
        """Nothing is known but these."""
        self.before, self.beside, self.after = before or [], beside or [], after or []
        self.spelling: str | None = None


class Notes:
    """The notes of one file, by path; `head` belongs to the file itself."""

    __slots__ = ("by_path", "head")

    def __init__(self, head: list[Comment] | None = None, by_path: dict[Path, Note] | None = None) -> None:
        """These notes, and no others yet."""
        self.head = head or []
        self.by_path = by_path or {}

    def at(self, path: Path) -> Note:
        """The note of this entry, or an empty one."""
        return self.by_path.get(path) or Note()


def width(text: str) -> int:
    """The columns that a text takes up on a screen: a Chinese character takes two."""
    return len(text) if text.isascii() else sum(map(_columns, text))


@cache
def _columns(char: str) -> int:
    return 2 if east_asian_width(char) in "WF" else 1
