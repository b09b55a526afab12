"""A YAML text as a maker of edits: a scalar replaced in its own quotes, a pair put in, entries of a list taken out.

Comments, layout and line ends stay. An edit is made for a text that was read without a fault; of any other it may make
no sense.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, Final

import yaml
from yaml.events import ScalarEvent, StreamEndEvent

from gapub.diagnostics.edits import Edit, Spot
from gapub.fmt.scalars import quoted, scalar
from gapub.yaml.encoding import MARK
from gapub.yaml.faults import BLANK
from gapub.yaml.tree import Map, Seq

_LINE_BREAK: Final = re.compile(r"\r\n|\r|\n")


class Source:
    """A YAML text, its lines and scalars, as a maker of edits."""

    def __init__(self, text: str) -> None:
        """Take the text as it stands in the file, line ends as they are. A byte order mark takes no column in it."""
        self.text = text = text.removeprefix(MARK)
        self._starts = [0, *(found.end() for found in _LINE_BREAK.finditer(text))]

    @cached_property
    def newline(self) -> str:
        """How the first line of the text ends; LF if none does."""
        found = _LINE_BREAK.search(self.text)
        return found.group() if found else "\n"

    @cached_property
    def _scalars(self) -> dict[int, tuple[int, str]]:
        """Where each scalar ends and what it says, by where it starts; the line ends after a block scalar are not counted."""
        next_event: Callable[[], Any] = yaml.CBaseLoader(self.text).get_event  # the stubs leave the marks open
        scalars: dict[int, tuple[int, str]] = {}
        while (kind := (event := next_event()).__class__) is not StreamEndEvent:
            if kind is ScalarEvent:
                start, end = event.start_mark.index, event.end_mark.index
                scalars[start] = start + len(self.text[start:end].rstrip(BLANK)), event.value
        return scalars

    @cached_property
    def _ends(self) -> dict[int, int]:
        return {start: end for start, (end, _) in self._scalars.items()}

    def written(self, spot: Spot) -> str:
        """What the scalar at the spot says in the file, be it a name in place of an id."""
        return self._scalars[self.offset(spot)][1]

    def offset(self, spot: Spot) -> int:
        """The offset of a line and column."""
        line, column = spot
        return self._starts[line - 1] + column - 1

    def _edit(self, start: int, end: int, text: str) -> Edit:
        return Edit(self._spot(start), self._spot(end), text)

    def _spot(self, offset: int) -> Spot:
        line = bisect(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def replaced(self, spot: Spot, value: str) -> Edit:
        """The scalar at the spot, a key or a value, becomes another text in the same kind of quotes."""
        start = self.offset(spot)
        end = self._ends[start]
        match self.text[start]:
            case '"':
                written = quoted(value)
            case "'" if quoted(value) == f'"{value}"':
                written = "'" + value.replace("'", "''") + "'"
            case _:
                written = scalar(value, flow=True)
        return self._edit(start, end, written)

    def rewritten(self, spot: Spot, text: str) -> Edit:
        """The scalar at the spot becomes this text, as it is."""
        start = self.offset(spot)
        return self._edit(start, self._ends[start], text)

    def is_flow(self, node: Map) -> bool:
        """Whether a mapping is written in braces."""
        return self.text[self.offset((node.line, node.column))] == "{"

    def lines(self, node: Map, pairs: Iterable[str]) -> str:
        """Pairs on lines of their own, as the mapping has them."""
        return f"{self.newline}{' ' * (node.column - 1)}".join(pairs)

    def with_first(self, node: Map, pair: str) -> Edit:
        """The pair `key: value`, on one line, becomes the first of the mapping."""
        start = self.offset((node.line, node.column))
        if self.is_flow(node):
            return self._edit(start + 1, start + 1, f"{pair}, " if node else pair)
        return self._edit(start, start, f"{pair}{self.newline}{' ' * (node.column - 1)}")

    def with_after(self, node: Map, key: str, pair: str) -> Edit:
        """The pair follows that of a key whose value is a scalar, below the comment that stands beside it."""
        end = self._ends[self.offset(node.at(key))]
        if self.text[self.offset((node.line, node.column))] == "{":
            return self._edit(end, end, f", {pair}")
        end = self._line_end(end)
        broken = _LINE_BREAK.match(self.text, end)
        return self._edit(end, end, f"{broken.group() if broken else self.newline}{' ' * (node.column - 1)}{pair}")

    def with_last(self, node: Map, pair: Sequence[str]) -> Edit:
        """A pair comes last in a mapping: its first line is `key:` or `key: value`, the others are what it holds, a level deeper each.

        In a mapping in braces it is written in braces.
        """
        start = self.offset((node.line, node.column))
        end = self._end((node.line, node.column), node)
        if self.text[start] == "{":
            *keys, value = pair
            inside = f"{' {'.join(keys)} {{{value}{'}' * len(keys)}" if keys else value
            return self._edit(end - 1, end - 1, f", {inside}" if node else inside)
        at = (
            len(self.text.rstrip()) if node.column == 1 else self._line_end(end)
        )  # of a file: below the comments at its end
        gap = self.newline if node.column == 1 else ""
        lines = (f"{self.newline}{' ' * (node.column - 1 + 2 * n)}{each}" for n, each in enumerate(pair))
        return self._edit(at, at, gap + "".join(lines))

    def with_entries(self, holder: Map, key: str, entries: Sequence[Sequence[str]]) -> Edit:
        """Entries, mappings of these pairs each, come last in the list of a key, which comes last if it is not there."""
        inside = holder.get(key)
        if isinstance(inside, Seq) and inside:
            start = self.offset((inside.line, inside.column))
            end = self._end(holder.at(key), inside)
            if self.text[start] == "[":
                return self._edit(end - 1, end - 1, "".join(f", {{{', '.join(pairs)}}}" for pairs in entries))
            return self._listed(self._line_end(end), self.text.rindex("-", 0, self.offset(inside.at(0))), entries)
        start = self.offset((holder.line, holder.column))
        end = self._end((holder.line, holder.column), holder)
        if self.text[start] == "{":
            made = ", ".join(f"{{{', '.join(pairs)}}}" for pairs in entries)
            return self._edit(end - 1, end - 1, f", {key}: [{made}]")
        if holder.column > 1:
            return self._listed(self._line_end(end), start, entries, f"{self.newline}{' ' * (holder.column - 1)}{key}:")
        last = len(self.text.rstrip())  # of a file: below the comments at its end
        return self._listed(last, start, entries, f"{self.newline * 2}{key}:")

    def _listed(self, at: int, column: int, entries: Sequence[Sequence[str]], head: str = "") -> Edit:
        """Block entries on lines of their own behind a line, with their dashes below an offset of the text."""
        indent = " " * (self._spot(column)[1] - 1)
        lines = (f"{indent}{'  ' if i else '- '}{pair}" for pairs in entries for i, pair in enumerate(pairs))
        return self._edit(at, at, head + "".join(f"{self.newline}{line}" for line in lines))

    def without(self, node: Seq, dropped: Collection[int]) -> list[Edit]:
        """The scalars of these indexes go, their comments stay. Raises ValueError if no scalar is left."""
        kept = [i for i in range(len(node)) if i not in dropped]
        if not kept:
            raise ValueError("a list may not become empty")
        if self.text[self.offset((node.line, node.column))] == "[":
            return list(self._without_in_flow(node, dropped, kept[-1]))
        return [self._cut(self.text.rindex("-", 0, start), end) for start, end in self._spans(node, dropped)]

    def without_keys(self, node: Map, dropped: Collection[str]) -> list[Edit]:
        """The pairs of these keys go. Raises ValueError if none is left."""
        keys = list(node)
        kept = [i for i, key in enumerate(keys) if key not in dropped]
        if not kept:
            raise ValueError("a mapping may not become empty")
        starts = [self.offset(node.key_at(key)) for key in keys]
        ends = [self._end(node.at(key), node[key]) for key in keys]
        if not self.is_flow(node):
            return [self._cut(starts[i], ends[i]) for i, key in enumerate(keys) if key in dropped]
        edits = [self._edit(starts[i], starts[i + 1], "") for i, key in enumerate(keys[: kept[-1]]) if key in dropped]
        tail = [self._edit(ends[kept[-1]], ends[-1], "")] if kept[-1] < len(keys) - 1 else []
        return [*edits, *tail]

    def _end(self, spot: Spot, value: Any) -> int:
        """Where a value ends, a mapping or list with its bracket."""
        start = self.offset(spot)
        if not isinstance(value, Map | Seq):
            return self._ends[start]
        inside = (
            [(value.at(key), value[key]) for key in value] if isinstance(value, Map) else list(self._entries(value))
        )
        end = max((self._end(*each) for each in inside), default=start + 1)
        if self.text[start] not in "{[":
            return end
        while self.text[end] not in "}]":
            end = self._line_end(end) if self.text[end] == "#" else end + 1
        return end + 1

    @staticmethod
    def _entries(value: Seq) -> Iterator[tuple[Spot, Any]]:
        return ((value.at(i), each) for i, each in enumerate(value))

    def _without_in_flow(self, node: Seq, dropped: Collection[int], last: int) -> Iterator[Edit]:
        for start, end in self._spans(node, dropped):
            comma = self._comma(end)
            if comma is None or comma == end:
                yield self._cut(start, end if comma is None else end + 1)
            else:
                yield from (self._cut(start, end), self._cut(comma, comma + 1))
        final = self._ends[self.offset(node.at(len(node) - 1))]
        if last < len(node) - 1 and self._comma(final) is None:
            comma = self._comma(self._ends[self.offset(node.at(last))])
            assert comma is not None  # another entry follows
            commented = (
                self.text[final : self._line_end(final)].lstrip(BLANK).startswith("#")
            )  # a comment needs its blank
            yield self._edit(comma, comma + 1, "") if commented else self._cut(comma, comma + 1)

    def _spans(self, node: Seq, indexes: Collection[int]) -> Iterator[tuple[int, int]]:
        for i in sorted(indexes):
            start = self.offset(node.at(i))
            yield start, self._ends[start]

    def _comma(self, at: int) -> int | None:
        """The comma behind an entry of `[ ]`, beyond blanks and comments; None if the list ends."""
        while self.text[at] in BLANK or self.text[at] == "#":
            at = self._line_end(at) if self.text[at] == "#" else at + 1
        return at if self.text[at] == "," else None

    def _cut(self, start: int, end: int) -> Edit:
        """The whole line of a span if nothing else is on it, else the span, with blanks behind it that nothing needs."""
        line = self._starts[bisect(self._starts, start) - 1]
        stop = self._line_end(end)
        rest = self.text[end:stop]
        if not self.text[line:start].strip(BLANK) and not rest.strip(BLANK):
            broken = _LINE_BREAK.match(self.text, stop)
            return self._edit(line, broken.end() if broken else stop, "")
        ahead = rest.lstrip(BLANK)
        idle = self.text[start - 1] in BLANK if ahead.startswith("#") else ahead and not ahead.startswith("]")
        return self._edit(start, end + (len(rest) - len(ahead) if idle else 0), "")

    def _line_end(self, at: int) -> int:
        broken = _LINE_BREAK.search(self.text, at)
        return broken.start() if broken else len(self.text)
