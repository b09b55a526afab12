"""YAML text to values that know where they stand, in one pass over libyaml's events.

Read strictly. Anchors, aliases, tags, merge keys, directives and further documents are errors: nobody needs them here, and
aliases can be made into bombs. What plain scalars mean says `scalars`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice
from typing import Any, Final, NoReturn

import yaml
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from gapub.diagnostics import Diagnostic
from gapub.yaml.encoding import UndecodableError, decoded
from gapub.yaml.faults import REST_OF_LINE, fault, matched, spot_at, syntax_fault, tag_fault
from gapub.yaml.scalars import MAX_BYTES, MAX_DEPTH, MAX_ENTRIES, MAX_FINDINGS, MAX_TEXT, MAYBE, scalar
from gapub.yaml.tree import Map, Seq, Spot, Value


def parse(data: bytes, file: str) -> tuple[Value | None, list[Diagnostic]]:
    """As `reader.parse`, of any file."""
    value, found, broken = _parse(data, file)
    if broken:
        from gapub.yaml.marks import blamed  # its patterns take milliseconds, for those whose file is broken

        *others, fault = found
        again = lambda text: _broken(text, file)  # noqa: E731
        found = [*others, *blamed(decoded(data), file, [fault], again, above=1)]
    return value, found


def _parse(data: bytes, file: str) -> tuple[Value | None, list[Diagnostic], bool]:
    """As `parse`, and whether the last finding is of syntax that libyaml cannot read."""
    reader = _Reader(file)
    try:
        value = reader.read(data)
    except _GivenUpError:
        value = None
    return value, reader.found, reader.broken


def _broken(text: str, file: str) -> list[Diagnostic]:
    """The fault of syntax that ends the reading of a text, if there is one."""
    _, found, broken = _parse(text.encode(), file)
    return found[-1:] if broken else []


# What YAML 1.2 does not allow, and what it allows but editors and libyaml count differently: U+0085, U+2028, U+2029 end
# a line for libyaml and for no editor, and a byte order mark inside the text is not seen at all.
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_LINE_SEPARATORS: Final = "\x85\u2028\u2029"
_PROLOGUE: Final = re.compile(r"(?:(?:%|[ \t]*#)[^\r\n]*(?:[\r\n]|\Z)|[ \t]*[\r\n])*")
_DIRECTIVE: Final = re.compile(r"(?<![^\r\n])%([^\r\n]*)")
_EPILOGUE: Final = re.compile(r"(?:[ \t]*#[^\r\n]*|\.\.\.(?![^ \t\r\n])|[ \t\r\n]+)*")
_PROPERTY: Final = re.compile(r"(&[^ \t\r\n,\[\]{}]*|!(?:<[^> \t\r\n]*>|[^ \t\r\n,\[\]{}]*))(?:[ \t\r\n]+#[^\r\n]*)*")


class _GivenUpError(Exception):
    """The reading is given up; the reason is the last finding."""


class _Reader:
    """One reading of one file: it collects the findings and stops where going on would only guess."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[Diagnostic] = []
        self.opened = 0  # mappings and lists
        self.broken = False  # True once libyaml could read no further
        self.whole = True  # False once a value is missing from the tree
        self.text = ""
        self.next: Callable[[], Any] = lambda: None  # the stubs do not tell the kinds of events apart, hence Any

    def report(self, kind: str, spot: Spot, *words: str, first: Spot | None = None) -> None:
        """Add a finding; too many of them end the reading."""
        if len(self.found) >= MAX_FINDINGS:
            kind, words, first = "yaml-too-many-findings", (str(MAX_FINDINGS),), None
        self.found.append(fault(kind, self.file, spot, *words, first=first))
        if kind == "yaml-too-many-findings":
            raise _GivenUpError

    def stop(self, kind: str, spot: Spot, *words: str) -> NoReturn:
        """Add the last finding and end the reading."""
        self.report(kind, spot, *words)
        raise _GivenUpError

    def read(self, data: bytes) -> Value | None:
        """The value of the file, or None when it is not whole."""
        self.text = self.without_directives(self.decode(data))
        # The loader is used for `get_event` alone: the class itself is the fastest public door to libyaml's parser.
        self.next = yaml.CBaseLoader(self.text).get_event
        try:
            value = self.document()
        except yaml.MarkedYAMLError as error:
            self.broken = True
            self.found.append(syntax_fault(error, self.last_event(), self.text, self.file))
            return None
        except UnicodeDecodeError:  # libyaml lets a tag spell, in %-escapes, bytes that are no UTF-8
            self.found.append(tag_fault(self.last_event(), self.text, self.file))
            return None
        return value if self.whole else None

    def decode(self, data: bytes) -> str:
        """The text of the file, without a byte order mark; stops at what cannot be read as YAML."""
        if len(data) > MAX_BYTES:
            self.stop("yaml-too-large", (1, 1), str(MAX_BYTES // 2**20))
        if max(data.count(b"\n"), data.count(b"\r")) + data.count(b",") > MAX_ENTRIES:
            self.stop("yaml-too-large:entries", (1, 1), str(MAX_ENTRIES))
        try:
            text = decoded(data)
        except UndecodableError as error:
            self.stop(error.kind, error.spot, error.word)
        for forbidden in _FORBIDDEN.finditer(text):
            char = forbidden.group()
            code = "yaml-line-separator" if char in _LINE_SEPARATORS else "yaml-control-character"
            self.report(code, spot_at(text, forbidden.start()), f"U+{ord(char):04X}")
            self.whole = False
        if not self.whole:
            raise _GivenUpError
        return text

    def without_directives(self, text: str) -> str:
        """The text with its leading directives turned into comments, which moves nothing."""
        end = len(matched(_PROLOGUE, text))
        for directive in _DIRECTIVE.finditer(text, 0, end):
            self.report("yaml-directive", spot_at(text, directive.start()), directive.group())
        return _DIRECTIVE.sub(r"#\1", text[:end]) + text[end:]

    def document(self) -> Value | None:
        """The only document of the file."""
        self.next()  # the start of the stream
        if self.next().__class__ is StreamEndEvent:
            self.stop("yaml-empty", (1, 1))
        root = self.next()
        value = self.node(root, 1)
        if value is None and self.whole:
            self.stop("yaml-empty", min(_spot(root), spot_at(self.text, len(self.text))))
        self.end(self.next())
        return value

    def end(self, event: Any) -> None:
        """Stop unless nothing but comments follows. libyaml is not asked: it reads directives in quadratic time."""
        index = event.end_mark.index
        index += len(matched(_EPILOGUE, self.text, index))
        if rest := matched(REST_OF_LINE, self.text, index):
            second = event.explicit or rest.startswith("---")
            kind = "yaml-directive" if rest.startswith("%") else "yaml-documents" if second else "yaml-syntax:after"
            self.stop(kind, spot_at(self.text, index), rest)

    def node(self, event: Any, depth: int) -> Value:
        """The value that starts with this event, at this depth."""
        kind = event.__class__
        if kind is AliasEvent:
            self.report("yaml-alias", _spot(event), event.anchor)
            self.whole = False
            return None
        if event.anchor is not None or event.tag is not None:
            self.properties(event)
        if kind is ScalarEvent:
            text: str = event.value
            if len(text) > MAX_TEXT:
                self.stop("yaml-too-large:text", _spot(event), str(MAX_TEXT))
            return text if event.style or text[:1] not in MAYBE else scalar(text)
        if depth > MAX_DEPTH:
            self.stop("yaml-too-deep", _spot(event), str(MAX_DEPTH))
        self.opened += 1
        if self.opened > MAX_ENTRIES:  # `- - - -` opens many in a line
            self.stop("yaml-too-large:entries", _spot(event), str(MAX_ENTRIES))
        return self.sequence(event, depth) if kind is SequenceStartEvent else self.mapping(event, depth)

    def sequence(self, start: Any, depth: int) -> Seq:
        """The list that starts here."""
        made = Seq(*_spot(start))
        places = made.places
        while (event := self.next()).__class__ is not SequenceEndEvent:
            mark = event.start_mark
            places.append((mark.line + 1, mark.column + 1))
            made.append(self.node(event, depth + 1))
        return made

    def mapping(self, start: Any, depth: int) -> Map:
        """The mapping that starts here; of duplicate keys the first one counts."""
        made = Map(*_spot(start))
        keys, values = made.key_places, made.value_places
        while (event := self.next()).__class__ is not MappingEndEvent:
            if event.__class__ is not ScalarEvent or (event.value == "<<" and not event.style):
                self.drop(event, depth)
                continue
            key: str = event.value
            mark: Any = event.start_mark
            place = (mark.line + 1, mark.column + 1)
            if not isinstance(self.node(event, depth), str) and event.anchor is None and event.tag is None:
                self.report("yaml-key-not-text", place, key or "~")
            event = self.next()
            mark = event.start_mark
            value = self.node(event, depth + 1)
            if key in keys:
                self.report("yaml-duplicate-key", place, key, first=keys[key])
            else:
                keys[key] = place
                values[key] = (mark.line + 1, mark.column + 1)
                made[key] = value
        return made

    def drop(self, key: Any, depth: int) -> None:
        """Read past a pair whose key cannot be one."""
        self.whole = False
        if key.__class__ is ScalarEvent:
            self.report("yaml-merge-key", _spot(key))
            self.skip(self.next(), depth + 1)  # an alias, or a list of them
            return
        if key.__class__ is AliasEvent:
            self.report("yaml-alias", _spot(key), str(key.anchor))
        else:
            self.report("yaml-key-not-text:nested", _spot(key))
            self.skip(key, depth + 1)
        self.node(self.next(), depth + 1)

    def skip(self, event: Any, depth: int) -> None:
        """Read past a node that is part of a fault already reported; only what ends the reading is reported as well."""
        found, self.found = self.found, []
        try:
            self.node(event, depth)
        except _GivenUpError:
            found.append(self.found[-1])
            raise
        finally:
            self.found = found

    def properties(self, event: Any) -> None:
        """Report the anchor and the tag that stand before a node."""
        count = (event.anchor is not None) + (event.tag is not None)
        for written in islice(_PROPERTY.finditer(self.text, event.start_mark.index), count):
            code = "yaml-anchor" if written[1].startswith("&") else "yaml-tag"
            self.report(code, spot_at(self.text, written.start()), written[1])

    def last_event(self) -> Any:
        """The last event before the error; found by reading again, so that the usual path need not keep it."""
        again = yaml.CBaseLoader(self.text).get_event
        last = None
        try:
            while event := again():
                last = event
        except (yaml.MarkedYAMLError, UnicodeDecodeError):
            pass
        return last


def _spot(event: Any) -> Spot:
    mark = event.start_mark
    return mark.line + 1, mark.column + 1
