"""The comments of a YAML file and the entries they belong to.

libyaml drops comments, but it tells where every scalar starts and ends, and outside of scalars a `#` is nothing but a
comment. An entry is named by its path (`notes`).

- A comment beside an entry stays on its line.
- A comment on a line of its own belongs to the entry that follows; where its column shows that it still stands inside
  a block that ends here, it belongs to the end of that block.
- Comments at the top that an empty line sets apart, and the line that names the schema, belong to the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

import yaml
from yaml.events import MappingEndEvent, MappingStartEvent, ScalarEvent, SequenceEndEvent, SequenceStartEvent

from gapub.fmt.notes import Comment, Note, Notes, Path, width

_COMMENT: Final = re.compile(r"#[^\n]*")
_EMPTY_LINE: Final = re.compile(r"\n[ \t]*\n")
_NO_ENTRY: Final = re.compile(r"[-?:. \t]*")  # what can stand before the first comment of a line that starts no entry
_BLOCK_HEADER: Final = re.compile(r"[|>][-+\d]*[ \t]+(?=#)")
_NUMBER_STARTS: Final = tuple("+-.0123456789")
_MODELINE: Final = "# yaml-language-server:"


def read(text: str) -> Notes:
    """The notes of a YAML text that is known to be sound and to hold neither anchors nor tags nor directives."""
    return _Walk(text.replace("\r\n", "\n").replace("\r", "\n")).notes()


class _Frame:
    """A list or mapping whose end has not come yet; `inside` is the least column that still is in its block."""

    __slots__ = ("at_value", "column", "flow", "inside", "is_map", "path", "size")

    def __init__(self, path: Path, column: int, inside: int, *, is_map: bool, flow: bool) -> None:
        self.path = path
        self.is_map = is_map
        self.flow = flow
        self.column = column
        self.inside = inside
        self.size = 0
        self.at_value = False

    @property
    def last(self) -> Path:
        """The path of the entry that was started last, or of the collection itself."""
        return (*self.path, self.size - 1) if self.size else self.path


class _Loose(NamedTuple):
    """A comment on its own line that waits for what follows; `within` is what was open there.

    `column` is where it stands, or the one above it if that stands further left: comments keep their order.
    """

    comment: Comment
    column: int
    within: tuple[_Frame, ...]


class _Walk:
    """One walk over the events and comments of a text, in the order in which they stand there."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.by_path: dict[Path, Note] = {}
        self.open: list[_Frame] = []
        self.loose: list[_Loose] = []

    def notes(self) -> Notes:
        """Everything that the walk finds."""
        events: list[Any] = list(yaml.parse(self.text, Loader=yaml.CBaseLoader))
        waiting = _comments(self.text, events)
        start = next(waiting, None)
        for event in events:
            while start is not None and start < event.start_mark.index:
                self.comment(start)
                start = next(waiting, None)
            self.event(event)
        while start is not None:
            self.comment(start)
            start = next(waiting, None)
        self.settle(self.note(()).after)
        return self.finished()

    def note(self, path: Path) -> Note:
        return self.by_path.setdefault(path, Note())

    def event(self, event: Any) -> None:
        kind = event.__class__
        if kind is MappingEndEvent or kind is SequenceEndEvent:
            frame = self.open.pop()
            if frame.flow:
                self.settle(self.note(frame.path).after)
        elif kind is ScalarEvent:
            path = self.entry(event)
            if not event.style and event.value.startswith(_NUMBER_STARTS):
                self.note(path).spelling = event.value
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            path = self.entry(event)
            inside = self.open[-1].column + 1 if self.open else 0
            column = event.start_mark.column
            is_map = kind is MappingStartEvent
            self.open.append(_Frame(path, column, inside, is_map=is_map, flow=event.flow_style))

    def entry(self, event: Any) -> Path:
        """The path of the entry that starts with this event, or whose value does."""
        if not self.open:
            if event.__class__ is ScalarEvent or event.flow_style:
                self.settle(self.note(()).before)
            return ()
        frame = self.open[-1]
        is_value = frame.at_value
        frame.at_value = frame.is_map and not is_value
        if not is_value:
            frame.size += 1
        if not is_value or event.__class__ is ScalarEvent or event.flow_style:
            self.settle(self.note(frame.last).before)
        return frame.last

    def comment(self, start: int) -> None:
        """Give the comment that starts here to the entry on its line, or let it wait for what follows."""
        match = _COMMENT.match(self.text, start)
        assert match
        line_start = self.text.rfind("\n", 0, start) + 1
        before = self.text[line_start:start]
        words = match.group().rstrip()
        if _NO_ENTRY.fullmatch(before):
            gap = _EMPTY_LINE.match(self.text, match.end()) is not None
            column = min([start - line_start, *(each.column for each in self.loose[-1:])])
            self.loose.append(_Loose(Comment(words, start - line_start, gap), column, tuple(self.open)))
        else:
            aligned = width(before) if before.endswith("   ") else 0
            self.note(self.open[-1].last if self.open else ()).beside.append(Comment(words, aligned))

    def settle(self, target: list[Comment]) -> None:
        """Give each waiting comment to the block that has ended around it since, or else to the target."""
        for each in self.loose:
            around = [frame for frame in each.within if frame.inside <= each.column and not frame.flow]
            ended = around and around[-1] not in self.open
            (self.note(around[-1].path).after if ended else target).append(each.comment)
        self.loose.clear()

    def finished(self) -> Notes:
        """The notes, with the comments that belong to the file taken from its first entry."""
        first = self.note((0,) if (0,) in self.by_path else ())
        apart = [i + 1 for i, each in enumerate(first.before) if each.gap]
        own = max(apart, default=int(bool(first.before) and self.text.startswith(_MODELINE)))
        head, first.before = first.before[:own], first.before[own:]
        return Notes(head, self.by_path)


def _comments(text: str, events: Iterable[Any]) -> Iterator[int]:
    """Where the comments start: at every `#` between the scalars, and in the first line of a block scalar."""
    done = 0
    scalars: list[Any] = [each for each in events if each.__class__ is ScalarEvent]
    for event in scalars:
        start, end = event.start_mark.index, event.end_mark.index
        yield from (match.start() for match in _COMMENT.finditer(text, done, start))
        header = _BLOCK_HEADER.match(text, start) if event.style in ("|", ">") else None
        if header:
            yield header.end()
        done = max(done, end)
    yield from (match.start() for match in _COMMENT.finditer(text, done))
