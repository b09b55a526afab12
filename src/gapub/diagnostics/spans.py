"""Where the word ends that starts at a place, for marks and regions; and what tells a finding again in another version."""

from __future__ import annotations

import re

from gapub.diagnostics import Diagnostic

_LONGEST = 10_000  # characters of a line that are looked at
_CLOSERS = {"[": "]", "{": "}"}
_DOUBLE = re.compile(r'"(?:[^"\\]|\\.)*"')
_SINGLE = re.compile(r"'(?:[^']|'')*'")
_PLAIN = re.compile(r"(?:(?!: |:$| #)[^,\[\]{}\x00-\x1f\x85\u2028\u2029])+")


def end_of(finding: Diagnostic, line: str) -> tuple[int, int]:
    """The line and column behind what is wrong: as the finding says, else behind the word in this source line.

    Of a cell it is the row and the column behind it: no line of a file has it.
    """
    assert finding.place is not None
    number, column = finding.place.line, finding.place.column
    if finding.end is not None:
        return finding.end
    if finding.place.sheet:
        return number, column + 1
    return number, column + max(1, _length(line[column - 1 : column - 1 + _LONGEST]))


def _length(text: str) -> int:
    """How long the YAML value or word is that a text starts with, so far as it stands on the line."""
    if text[:1] in _CLOSERS:
        return _bracketed(text)
    pattern = {'"': _DOUBLE, "'": _SINGLE}.get(text[:1], _PLAIN)
    found = pattern.match(text)
    return len(found.group().rstrip()) if found else 1


def _bracketed(text: str) -> int:
    """Up to the bracket that closes the first one; the first alone when that stands on another line."""
    open_ = list[str]()
    i = 0
    while i < len(text):
        char = text[i]
        if char in "\"'" and (found := (_DOUBLE if char == '"' else _SINGLE).match(text, i)) and text[i - 1] in " [{,":
            i = found.end()
            continue
        if char in _CLOSERS:
            open_.append(_CLOSERS[char])
        elif open_ and char == open_[-1]:
            open_.pop()
            if not open_:
                return i + 1
        i += 1
    return 1


def fingerprint(finding: Diagnostic) -> str:
    """A hash of code, entity and arguments: neither words nor lines change it. The file stands in for an entity."""
    import hashlib  # loads OpenSSL, which the usual run does without

    where = finding.entity or (finding.place.file if finding.place else "")
    parts = (finding.code, where, *finding.arguments)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
