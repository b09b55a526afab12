"""Lists of objects in JSON, as programs give them, entry by entry: the list itself, or an object that has it one or two levels below.

A whole list of 200,000 objects would take a gigabyte, so the entries are read one after the other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple, TypeAlias

from gapub.diagnostics import Text

Pairs: TypeAlias = list[tuple[str, Any]]

_BLANK: Final = re.compile(r"[ \t\r\n]*")
_SKIPPED: Final = re.compile(r'"(?:[^"\\]|\\.)*+"|[\[\]{}"]', re.DOTALL)
_NUMERAL: Final = re.compile(r"[-+.0-9eE]+")
_DEPTH: Final = 3
"""Levels of objects around a list."""
MOST: Final = 4 * 2**20
"""Characters of an entry."""

DEEP: Final = Text("括号嵌套过深", "its brackets are nested too deep")
NO_OBJECT: Final = Text("不是对象（应当写成 {…}）", "it is no object, {…}")
LONG: Final = Text("内容过长", "it is too long")
NUMBER: Final = Text("含有位数过多的数字", "it has a number of too many digits")


class Entry(NamedTuple):
    """An entry of a list: its number there, 1-based, and what it has, or why it cannot be read."""

    number: int
    value: dict[str, Any] | Text
    repeated: str = ""


class DamagedError(Exception):
    """The text is no JSON from here on: the line and column."""


class _Object(dict[str, Any]):
    """An object of which a key was said twice."""

    repeated = ""


def _object(pairs: Pairs) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    seen, odd = set[str](), _Object(made)
    odd.repeated = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
    return odd


_DECODER: Final = json.JSONDecoder(object_pairs_hook=_object, strict=False)


def entry_of(number: int, text: str) -> Entry:
    """The entry that is a whole text: a line of JSON Lines."""
    if len(text) > MOST:
        return Entry(number, LONG)
    try:
        return _entry(number, _DECODER.decode(text))
    except RecursionError:
        return Entry(number, DEEP)
    except json.JSONDecodeError as error:
        return Entry(number, Text(f"第 {error.colno} 列起不是 JSON", f"it is no JSON from column {error.colno} on"))
    except ValueError:
        return Entry(number, NUMBER)


def _entry(number: int, value: object) -> Entry:
    if not isinstance(value, dict):
        return Entry(number, NO_OBJECT)
    return Entry(number, value, value.repeated if isinstance(value, _Object) else "")


class Document:
    """A document as it is walked through."""

    def __init__(self, pieces: Iterator[str]) -> None:
        """Read the document whose text comes in these pieces."""
        self._pieces = pieces
        self._text = ""
        self._at = 0
        self._line = 1
        self._column = 1
        self._is_whole = False

    def lists(self) -> Iterator[tuple[str, Iterator[Entry]]]:
        """The lists and their entries, each by the keys that lead to it. Entries are read before the next list is asked for.

        Raises DamagedError.
        """
        yield from self._lists("", 0)
        if self._peek():
            raise self._damaged()

    def _lists(self, name: str, depth: int) -> Iterator[tuple[str, Iterator[Entry]]]:
        char = self._peek()
        if char == "[":
            yield name, self._entries()
        elif char == "{" and depth < _DEPTH:
            self._at += 1
            for _ in self._parts("}"):
                key = self._value()
                if not isinstance(key, str) or self._peek() != ":":
                    raise self._damaged()
                self._at += 1
                yield from self._lists(f"{name}.{key}" if name else key, depth + 1)
        else:
            self._value()

    def _entries(self) -> Iterator[Entry]:
        self._at += 1
        for number, _ in enumerate(self._parts("]"), 1):
            value = self._value()
            yield Entry(number, value) if isinstance(value, Text) else _entry(number, value)

    def _parts(self, end: str) -> Iterator[None]:
        """Stop before each part of a list or an object, and behind its end."""
        if self._peek() == end:
            self._at += 1
            return
        while True:
            yield
            char = self._peek()
            if char not in (",", end):
                raise self._damaged()
            self._at += 1
            if char == end:
                return
            if self._peek() == end:
                raise self._damaged()

    def _peek(self) -> str:
        """The next character that is no blank; empty at the end."""
        while True:
            found = _BLANK.match(self._text, self._at)
            assert found is not None
            self._at = found.end()
            if self._at < len(self._text):
                return self._text[self._at]
            if self._is_whole:
                return ""
            self._more()

    def _value(self) -> Any:
        """The value that begins here; a Text where it has the form of one and is none that can be read."""
        if not self._peek():
            raise self._damaged()
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except RecursionError:
                self._skip()
                return DEEP
            except (StopIteration, json.JSONDecodeError) as error:
                if self._is_whole:
                    raise self._damaged(getattr(error, "pos", self._at)) from error
            except ValueError:
                self._skip()
                return NUMBER
            else:
                if end < len(self._text) or self._is_whole:
                    self._at = end
                    return value
            self._more()

    def _skip(self) -> None:
        """Go behind a value without reading it: a number, or what brackets hold."""
        if found := _NUMERAL.match(self._text, self._at):
            self._at = found.end()
            return
        depth, done = 0, 0
        while True:
            for found in _SKIPPED.finditer(self._text, self._at + done):
                if found[0] == '"':  # of a text whose end is not there yet
                    done = found.start() - self._at
                    break
                done = found.end() - self._at
                depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(found[0], 0)
                if depth < 1:
                    self._at += done
                    return
            if self._is_whole:
                raise self._damaged()
            self._more()

    def _more(self) -> None:
        """Have more of the text: as much again as there is, so that to try anew does not take ever longer."""
        gone = self._text[: self._at]
        if gone:
            lines = gone.count("\n")
            self._line += lines
            self._column = len(gone) - gone.rfind("\n") if lines else self._column + len(gone)
        rest, wanted = [self._text[self._at :]], max(len(self._text) - self._at, 1)
        self._at = 0
        for piece in self._pieces:
            rest.append(piece)
            wanted -= len(piece)
            if wanted <= 0:
                break
        else:
            self._is_whole = True
        self._text = "".join(rest)

    def _damaged(self, at: int | None = None) -> DamagedError:
        before = self._text[: self._at if at is None else at]
        lines = before.count("\n")
        column = len(before) - before.rfind("\n") if lines else self._column + len(before)
        return DamagedError(self._line + lines, column)


_NESTED: Final = 3


def words(value: object, between: str = "；", depth: int = 0) -> str:
    """A value as the cell of a table would have it: parts of a list behind each other, of an object what it is called."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if depth == _NESTED:
        return ""
    if isinstance(value, list):
        return between.join(said for each in value[:_PARTS] if (said := words(each, between, depth + 1)))
    if isinstance(value, dict):
        return next((words(value[key], between, depth + 1) for key in _CALLED if value.get(key)), "")
    return ""


_PARTS: Final = 100
_CALLED: Final = ("path", "fullPath", "name", "title", "label", "text", "value", "$date", "url", "href")
