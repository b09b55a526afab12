"""What can be wrong with a YAML file, in Chinese and English: the message and how to fix it.

`reader` finds the faults; here they get their words, which lie in faults.yaml and are read with the first fault, and
libyaml's complaints about syntax are traced back from the place where libyaml noticed to the place where a person has
to mend.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from gapub.diagnostics import Diagnostic, Place, Text
from gapub.yaml.tree import Spot

if TYPE_CHECKING:
    import yaml

__all__ = ["BLANK", "REST_OF_LINE", "Spot", "fault", "matched", "spot_at", "syntax_fault", "tag_fault"]

BLANK: Final = " \t\r\n"
"""What is blank in YAML. `str.strip` and `\\s` take more for blank: a full-width space, say, which YAML reads as text."""

REST_OF_LINE: Final = re.compile(r"[^\r\n]*")
"""What stands between an index and the end of its line."""

_LONGEST_WORD: Final = 40  # characters of the file that a message quotes


@cache
def wordings() -> dict[str, dict[str, Text]]:
    """By kind what is wrong (`message`), how to fix it (`hint`), and what is said of an earlier place (`first`)."""
    import yaml  # as below: who has no fault to tell may not need it

    data = Path(__file__).with_suffix(".yaml").read_bytes()
    tree: dict[str, dict[str, dict[str, str]]] = yaml.load(data, Loader=yaml.CBaseLoader)  # ours would be a circle
    return {kind: {name: Text(**text) for name, text in words.items()} for kind, words in tree.items()}


def fault(kind: str, file: str, spot: Spot, *words: str, first: Spot | None = None) -> Diagnostic:
    """The finding of this kind at this spot; `words` fill its message, `first` is the earlier place it refers to."""
    said, shown = wordings()[kind], [_shortened(word) for word in words]
    return Diagnostic(
        code=kind.partition(":")[0],
        severity="error",
        message=said["message"].format(*shown),
        place=Place(file, *spot),
        related=() if first is None else ((Place(file, *first), said["first"]),),
        hint=said["hint"].format(*shown),
        arguments=words,
    )


def _shortened(word: str) -> str:
    return word if len(word) <= _LONGEST_WORD else word[: _LONGEST_WORD - 1] + "…"


def spot_at(text: str, index: int) -> Spot:
    """Line and column of the character at this index, or of the end of the text; lines end at LF, CR LF and CR."""
    line = text.count("\n", 0, index) + text.count("\r", 0, index) - text.count("\r\n", 0, index) + 1
    return line, index - max(text.rfind("\n", 0, index), text.rfind("\r", 0, index))


def matched(pattern: re.Pattern[str], text: str, index: int = 0) -> str:
    """What the pattern matches at this index; nothing when it does not."""
    found = pattern.match(text, index)
    return found.group() if found else ""


class _Trace(NamedTuple):
    """A syntax fault traced back: its kind, the offset of its place, what the message quotes, an earlier offset."""

    kind: str
    offset: int
    word: str = ""
    first: int | None = None


_WORD: Final = re.compile(r"[^ \t\r\n,\[\]{}]*")
_CHARACTER: Final = re.compile(r".?", re.DOTALL)
_ESCAPE: Final = re.compile(r"\\(?:x\w{0,2}|u\w{0,4}|U\w{0,8}|.?)", re.ASCII)
_NO_SEPARATOR: Final = re.compile(r"：|:(?![/ \t\r\n])")  # `url http://…` lacks a colon, `url:http://…` lacks a space

# Syntax that belongs to something which is not allowed anyway; a `tag directive` is a directive, so the order matters.
_FEATURES: Final = ("directive", "anchor", "alias", "tag")
_KINDS: Final = {
    "found unknown escape character": ("escape", _ESCAPE),
    "did not find expected hexdecimal number": ("escape", _ESCAPE),  # spelt so in libyaml
    "found invalid Unicode character escape code": ("escape", _ESCAPE),
    "found an indentation indicator equal to 0": ("block", _WORD),
    "did not find expected comment or line break": ("block", _WORD),
    "block sequence entries are not allowed in this context": ("dash", _CHARACTER),
    "mapping keys are not allowed in this context": ("character", _CHARACTER),
    "did not find expected node content": ("character", _CHARACTER),
    "found character that cannot start any token": ("character", _CHARACTER),
    "found unexpected ':'": ("character", _CHARACTER),
}


def syntax_fault(error: yaml.MarkedYAMLError, last: Any, text: str, file: str) -> Diagnostic:
    """The finding for what libyaml could not read; `last` is the event before the error."""
    trace = _traced(error, last, text)
    kind = trace.kind if trace.kind.startswith("yaml-") else f"yaml-syntax:{trace.kind}"
    first = None if trace.first is None else spot_at(text, trace.first)
    return fault(kind, file, spot_at(text, min(trace.offset, len(text.rstrip(BLANK)))), trace.word, first=first)


def tag_fault(last: Any, text: str, file: str) -> Diagnostic:
    """A tag whose %-escapes are not UTF-8. libyaml gives no place, but it is the next one after the `last` event."""
    found = re.compile(r"![^ \t\r\n]*%").search(text, last.end_mark.index)
    index = found.start() if found else last.end_mark.index
    return fault("yaml-tag", file, spot_at(text, index), matched(_WORD, text, index))


def _traced(error: yaml.MarkedYAMLError, last: Any, text: str) -> _Trace:
    """From where libyaml could read no further back to where a person has to mend.

    A scalar that runs over several lines right before the error most often lost its colon, comma, bracket or closing
    quote on its first line.
    """
    from yaml.events import ScalarEvent

    problem = error.problem or ""
    mark: Any = error.problem_mark  # libyaml's scanner and parser always give it, whatever the stubs say
    at: int = mark.index
    opened = error.context_mark.index if error.context_mark else at
    start, end = last.start_mark, last.end_mark
    said = f"{error.context} {problem}".split()
    if feature := next((feature for feature in _FEATURES if feature in said), None):
        word = matched(REST_OF_LINE if feature == "directive" else _WORD, text, opened)
        return _Trace(f"yaml-{feature}", opened, word.removeprefix("*") if feature == "alias" else word)
    if "tab" in said or text[at : at + 1] == "\t":
        return _Trace("tab", at)
    if problem in ("found unexpected end of stream", "found unexpected document indicator"):
        return _Trace("quote", opened)
    if problem == "could not find expected ':'":
        return _colonless(text, opened)
    if problem == "did not find expected node content" and not text[at:].strip(BLANK):
        index = max(text.rfind("[", 0, at), text.rfind("{", 0, at))
        return _Trace("bracket", index, {"[": "]", "{": "}"}[text[index]])

    folded = last.__class__ is ScalarEvent and last.style not in ("|", ">") and start.line < end.line == mark.line
    if folded and last.style:
        return _Trace("quote", start.index)
    if problem.startswith("did not find expected ','"):
        closer = problem[-2]
        if not text[at:].strip(BLANK):
            return _Trace("bracket", opened, closer)
        if folded:
            at = start.index + len(matched(REST_OF_LINE, text, start.index).rstrip(BLANK))
        elif end.line < mark.line:
            at = end.index  # the sign is missing after what was read last, not lines further down
        return _Trace("comma", at, closer, first=opened)
    if problem == "mapping values are not allowed in this context":
        return _after_folded(text, at, last) if folded else _Trace("second-colon", at)
    if problem in ("did not find expected key", "did not find expected '-' indicator"):
        closed = start.index < end.index and end.line == mark.line and text[end.index - 1] in "'\"]}"
        return _Trace("after", at, matched(REST_OF_LINE, text, at)) if closed else _Trace("indent", at)
    kind, shape = _KINDS.get(problem, ("other", None))
    index = text.rfind("\\", 0, at) if kind == "escape" and "unknown" not in said else at
    return _Trace(kind, index, matched(shape, text, index) if shape else problem)


def _after_folded(text: str, at: int, last: Any) -> _Trace:
    """A colon after a plain scalar of several lines: its first line lacks one, or its last is indented wrong."""
    line = at - spot_at(text, at)[1] + 1
    content = line + len(matched(re.compile(" *"), text, line))
    if content - line == last.start_mark.column:
        return _colonless(text, last.start_mark.index)
    return _Trace("indent", content)


def _colonless(text: str, index: int) -> _Trace:
    """A key without a colon that separates it, or with one that looks like it."""
    line = matched(REST_OF_LINE, text, index)
    if shape := _NO_SEPARATOR.search(line):
        return _Trace("colon-shape", index + shape.start(), shape.group())
    return _Trace("colon", index, matched(_WORD, text, index))
