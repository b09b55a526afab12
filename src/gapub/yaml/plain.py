"""YAML as `gapub fmt` writes it, and most people, read line by line: in a third of the time that libyaml's events take.

What is not plain is not guessed at: `parse` gives None, and libyaml reads the file. Plain are blocks of mappings and lists with
a key, a value or both in each line, the values plain, in quotes without a backslash, or in brackets that close in the same line.
All else that YAML allows is not plain, and neither is anything that is wrong: what is read here has no finding. Values and places
are those of libyaml.
"""

from __future__ import annotations

import re
from typing import Any, Final

from gapub.yaml.scalars import MAX_BYTES, MAX_ENTRIES, MAX_TEXT, MAYBE, scalar
from gapub.yaml.tree import Map, Seq

_DEEPEST: Final = 12
"""How many blocks, and how many brackets, may stand inside each other: together less than `scalars.MAX_DEPTH`."""
_FORBIDDEN: Final = re.compile("[\x00-\x08\t\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""What is an error, or ends lines for some, or is blank and no space."""

# Texts start with none of the characters that mean something to YAML, nor with those of `...` and `<<`. Quantifiers are
# possessive: no text is read twice, however wrong it is.
_FIRST: Final = r"""[^-?:,\[\]{}#&*!|>'"%@`\s]"""
_KEY: Final = rf"(?![.<]){_FIRST}"
_QUOTED: Final = r"""(?:"([^"\\]*+)"|'([^']*+)')"""
_LINE_KEY: Final = rf"""(?:({_KEY}[^:#]{{0,200}}+(?<! )|"[^"\\]{{0,200}}+"):(?: ++|$))?+"""
_LINE_TEXT: Final = rf"({_FIRST}[^:#]*+(?:(?::(?! |$)|(?<! )\#)[^:#]*+)*+)"
_COMMENT: Final = r"(?:(?<![^ ])\#.*)?"
_LINE: Final = re.compile(
    rf"( *+)(- ++)?+{_LINE_KEY}(?:(?:{_LINE_TEXT}{_COMMENT}|{_QUOTED} *{_COMMENT}|{_COMMENT})$|(?=([\[{{])))"
)
_ITEM: Final = rf"{_FIRST}[^,\[\]{{}}:#?]*+(?<! )"
_BARE: Final = rf"({_FIRST}[^,\[\]{{}}:#?]*+(?::/[^,\[\]{{}}:#?]*+)*+)"
_VALUE: Final = rf"(?:(?:{_BARE}|{_QUOTED}) *+([,\]}}])|(?=([\[{{])))"
_IN_BRACKETS: Final = re.compile(rf" *+{_VALUE}")
_IN_BRACES: Final = re.compile(rf" *+({_KEY}[^,\[\]{{}}:#?]{{0,200}}+(?<! )|\"[^\"\\]{{0,200}}+\"): ++{_VALUE}")
_ALL_BARE: Final = re.compile(rf"(?:{_ITEM}, )*+{_ITEM}\]")
_NEXT: Final = re.compile(r" *+([,\]}])")
_END: Final = re.compile(rf" *{_COMMENT}$")


class _NotPlainError(Exception):
    """The text is left to libyaml."""


def parse(data: bytes) -> Map | None:
    """The mapping in a file, if all of it is plain and nothing is wrong with it; no bytes make it raise."""
    if len(data) > MAX_BYTES:
        return None
    try:
        text = data.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return None
    lines = text.split("\n")
    collections = 2 * len(lines) + text.count(",") + text.count("[") + text.count("{")  # more there cannot be
    if collections > MAX_ENTRIES or len(max(lines, key=len)) > MAX_TEXT or _FORBIDDEN.search(text):
        return None
    try:
        return _block(lines)
    except _NotPlainError:
        return None


def _block(lines: list[str]) -> Map:
    """The mapping that these lines are."""
    root: Map | None = None
    node: Any = None  # the mapping or list that is being read, and in which column its entries start
    column = 0
    above: list[tuple[Any, int]] = []
    waiting: str | None = None  # the last key of it, where its value stands in the lines below
    match = _LINE.match
    for number, line in enumerate(lines, 1):
        found = match(line)
        if found is None:
            raise _NotPlainError
        indent, dash, key, bare, double, single, bracket = found.groups()
        value: Any = None
        if bare is not None:
            start = found.start(4) + 1
            value = bare.rstrip(" ")
            if bare[0] in MAYBE:
                value = scalar(value)
        elif bracket is not None:
            start = found.end() + 1
            value, end = _flow(line, number, start, 1)
            if _END.match(line, end) is None:
                raise _NotPlainError
        elif double is not None or single is not None:
            value = single if double is None else double
            start = found.start(5 if single is None else 6)
        elif key is None:
            if dash is not None:
                raise _NotPlainError
            continue  # nothing, or a comment
        else:
            start = 0

        at = len(indent) + 1
        if waiting is not None:  # a list may stand below its key, without indent
            if at < column or (at == column and dash is None):
                raise _NotPlainError
            above.append((node, column))
            made: Map | Seq = Map(number, at) if dash is None else Seq(number, at)
            node.value_places[waiting] = number, at
            node[waiting] = made
            node, column, waiting = made, at, None
            if len(above) > _DEEPEST:
                raise _NotPlainError
        elif root is None:
            if at > 1 or dash is not None:
                raise _NotPlainError
            root = node = Map(number, 1)
            column = 1
        else:
            while at < column or (dash is None and at == column and node.__class__ is Seq):
                node, column = above.pop()
            if at > column or (dash is None) is (node.__class__ is Seq):
                raise _NotPlainError

        if dash is not None:
            at += len(dash)
            node.places.append((number, at))
            if key is None:
                node.append(value)
                continue
            made = Map(number, at)
            node.append(made)
            above.append((node, column))
            node, column = made, at
        elif key is None:
            raise _NotPlainError
        if key[0] == '"':
            key = key[1:-1]
        elif key[0] in MAYBE and not isinstance(scalar(key), str):
            raise _NotPlainError
        if key in node.key_places:
            raise _NotPlainError
        node.key_places[key] = number, at
        if start:
            node.value_places[key] = number, start
            node[key] = value
        else:
            waiting = key
    if root is None or waiting is not None:
        raise _NotPlainError
    return root


def _flow(line: str, number: int, start: int, depth: int) -> tuple[Map | Seq, int]:
    """The mapping or list in brackets that starts in this column, and the index behind it."""
    if depth > _DEEPEST:
        raise _NotPlainError
    return (_braces if line[start - 1] == "{" else _brackets)(line, number, start, depth)


def _braces(line: str, number: int, start: int, depth: int) -> tuple[Map, int]:
    made = Map(number, start)
    keys, values = made.key_places, made.value_places
    if line[start : start + 1] == "}":
        return made, start + 1
    index, delimiter = start, ","
    while delimiter == ",":
        found = _IN_BRACES.match(line, index)
        if found is None:
            raise _NotPlainError
        key, bare, double, single, delimiter, bracket = found.groups()
        if key[0] == '"':
            key = key[1:-1]
        elif key[0] in MAYBE and not isinstance(scalar(key), str):
            raise _NotPlainError
        if key in keys:
            raise _NotPlainError
        keys[key] = number, found.start(1) + 1
        index = found.end()
        if bracket is not None:
            values[key] = number, index + 1
            made[key], index = _flow(line, number, index + 1, depth + 1)
            delimiter, index = _next(line, index)
        elif bare is not None:
            values[key] = number, found.start(2) + 1
            bare = bare.rstrip(" ")
            made[key] = scalar(bare) if bare[0] in MAYBE else bare
        else:
            values[key] = number, found.start(3 if single is None else 4)
            made[key] = double if single is None else single
    if delimiter != "}":
        raise _NotPlainError
    return made, index


def _brackets(line: str, number: int, start: int, depth: int) -> tuple[Seq, int]:
    made = Seq(number, start)
    places = made.places
    if line[start : start + 1] == "]":
        return made, start + 1
    if found := _ALL_BARE.match(line, start):  # most are: three times as fast
        column = start + 1
        for text in line[start : found.end() - 1].split(", "):
            places.append((number, column))
            made.append(scalar(text) if text[0] in MAYBE else text)
            column += len(text) + 2
        return made, found.end()
    index, delimiter = start, ","
    while delimiter == ",":
        found = _IN_BRACKETS.match(line, index)
        if found is None:
            raise _NotPlainError
        bare, double, single, delimiter, bracket = found.groups()
        index = found.end()
        if bracket is not None:
            places.append((number, index + 1))
            value, index = _flow(line, number, index + 1, depth + 1)
            made.append(value)
            delimiter, index = _next(line, index)
        elif bare is not None:
            places.append((number, found.start(1) + 1))
            bare = bare.rstrip(" ")
            made.append(scalar(bare) if bare[0] in MAYBE else bare)
        else:
            places.append((number, found.start(2 if single is None else 3)))
            made.append(double if single is None else single)
    if delimiter != "]":
        raise _NotPlainError
    return made, index


def _next(line: str, index: int) -> tuple[str, int]:
    """What stands behind an inner bracket, and the index behind that."""
    found = _NEXT.match(line, index)
    if found is None:
        raise _NotPlainError
    return found[1], found.end()
