"""Findings as text for people. One plain function a format; each returns a string and prints nothing."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Final, Literal, TypeAlias

from gapub.diagnostics import Diagnostic, Place, Severity, Text

__all__ = ["UNSAFE", "Language", "safe", "split", "summary", "text", "width"]

Language: TypeAlias = Literal["zh", "en", "both"]
Sources: TypeAlias = Callable[[str], str | None]

_PLURALS: Final[dict[Severity, str]] = {"error": "errors", "warning": "warnings", "info": "info"}
_ENTITY: Final = Text("涉及：", "concerns: ")
_RELATED: Final = Text("另见 ", "see ")
_HINT: Final = Text("改法：", "fix: ")
_NOTHING: Final = Text("没有发现问题", "no findings")

UNSAFE: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Controls, format characters (the bidi overrides are among them), surrogates, line and paragraph separators."""
# What runners of CI obey: `::NAME` at the start of a line, `##[NAME]` and `##vso[NAME]` anywhere in one (see actions/runner,
# src/Runner.Common/ActionCommand.cs). The last sign of the match is escaped.
_COMMAND: Final = re.compile(r"^\s*:(?=:)|##(?=\w*\[)")
_ESCAPES: Final = {"\t": r"\t", "\n": r"\n", "\r": r"\r"}
_LONGEST: Final = 120  # characters of a source line that are shown; a longer line is cut around the place
_BEFORE: Final = 60  # how many of them stand before the place


def text(
    diagnostics: Iterable[Diagnostic], *, lang: Language, sources: Sources, files: Sequence[str] | None = None
) -> str:
    """Return the findings as text, ordered by file, line, column and code, and a line that counts them and the `files`.

    `sources` gives the text of a file by its logical path, or None when it cannot be shown. With `lang="both"` each
    Chinese line is followed by its English one. Characters that steer a terminal or reorder text come out escaped.
    The result ends with a line break.
    """
    ordered = sorted(diagnostics, key=_order)
    lines_of = _lines_of(sources)
    blocks = ["\n".join(_block(finding, lang, lines_of)) for finding in ordered]
    count = _count(ordered) if files is None else summary(ordered, files)
    blocks.append("\n".join(_said(count, lang)))
    return "\n\n".join(blocks) + "\n"


def _order(finding: Diagnostic) -> tuple[object, ...]:
    """File, line, column and code; then all the rest, so that no two orders of the input differ in the output."""
    where = finding.place or Place("", 0, 0)
    rest = (finding.entity, finding.message, finding.severity, finding.related, finding.hint or Text("", ""))
    return (where, finding.code, *rest)


def _lines_of(sources: Sources) -> Callable[[str], list[str]]:
    """Split each file once, at the breaks that editors count; `str.splitlines` knows more of them."""
    seen: dict[str, list[str]] = {}

    def lines(file: str) -> list[str]:
        if file not in seen:
            seen[file] = split(sources(file))
        return seen[file]

    return lines


def split(source: str | None) -> list[str]:
    """The lines of a file, as editors count them; none where there is no text."""
    if source is None:
        return []
    return source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _block(finding: Diagnostic, lang: Language, lines_of: Callable[[str], list[str]]) -> Iterator[str]:
    """The lines about one finding."""
    from gapub.diagnostics.report import SEVERITIES

    first, *rest = _said(SEVERITIES[finding.severity] + Text.same(f" [{finding.code}] ") + finding.message, lang)
    where = finding.place or finding.entity
    yield f"{safe(str(where))}: {first}" if where else first
    yield from (f"  {line}" for line in rest)
    if finding.place:
        yield from _excerpt(finding, finding.place, lines_of(finding.place.file))
        if finding.entity:
            yield from _labelled(_ENTITY, Text.same(finding.entity), lang)
    for place, note in finding.related:
        yield from _labelled(_RELATED, Text.same(f"{place}: ") + note, lang)
    if finding.hint:
        yield from _labelled(_HINT, finding.hint, lang)


def _said(message: Text, lang: Language) -> list[str]:
    """The message in the language asked for, or in both, a line each."""
    wanted = {"zh": [message.zh], "en": [message.en], "both": [message.zh, message.en]}[lang]
    return [safe(line) for line in wanted]


def _labelled(label: Text, message: Text, lang: Language) -> Iterator[str]:
    return (f"  {line}" for line in _said(label + message, lang))


def _excerpt(finding: Diagnostic, place: Place, lines: list[str]) -> Iterator[str]:
    """The source line and a mark under what is wrong; nothing for a cell, or when the file has no such line."""
    if place.sheet or not 1 <= place.line <= len(lines):
        return
    from gapub.diagnostics.spans import end_of  # as below: what is always loaded, to make text safe, has no findings

    line = lines[place.line - 1]
    at = min(place.column - 1, len(line))
    start = max(0, at - _BEFORE) if len(line) > _LONGEST else 0
    end = start + _LONGEST
    head = ("…" if start else "") + safe(line[start:at])
    tail = safe(line[at:end]) + ("…" if end < len(line) else "")
    last_line, behind = end_of(finding, line)
    behind = min(len(line) if last_line > place.line else behind - 1, end)
    mark = "^" * max(1, width(safe(line[at:behind])))
    gutter = f"{place.line:>4}"
    yield safe(f"{gutter} | {head}{tail}".rstrip())  # the place may part a command
    yield f"{' ' * len(gutter)} | {' ' * width(head)}{mark}"


def safe(line: str) -> str:
    r"""The line with what controls, reorders text, cannot be encoded or commands a runner escaped: `\x1b`, `\u202e`."""
    if not line.isprintable():
        line = "".join(_escape(c) if unicodedata.category(c) in UNSAFE else c for c in line)
    return _COMMAND.sub(_hex, line) if "##" in line or "::" in line else line


def _hex(found: re.Match[str]) -> str:
    return found[0][:-1] + _escape(found[0][-1])


def _escape(char: str) -> str:
    code = ord(char)
    shape = r"\x{:02x}" if code < 0x100 else r"\u{:04x}" if code < 0x10000 else r"\U{:08x}"
    return _ESCAPES.get(char) or shape.format(code)


def width(line: str) -> int:
    """How many columns of a terminal the line takes: wide characters two, combining marks none."""
    return len(line) if line.isascii() else sum(map(_columns, line))


@cache
def _columns(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def summary(findings: Iterable[Diagnostic], files: Sequence[str]) -> Text:
    """How many files were checked, and what was found in them: that nothing is wrong in no file says nothing."""
    n = len(files)
    return Text(f"检查了 {n} 个文件，{{}}", f"{n} file{'' if n == 1 else 's'} checked: {{}}").format(_count(findings))


def _count(findings: Iterable[Diagnostic]) -> Text:
    """How many findings of each severity, the gravest first."""
    from gapub.diagnostics.report import SEVERITIES, counts

    present = [(severity, number) for severity, number in counts(findings).items() if number]
    if not present:
        return _NOTHING
    return Text(
        "共 " + "、".join(f"{n} 个{SEVERITIES[severity].zh}" for severity, n in present),
        ", ".join(f"{n} {SEVERITIES[severity].en if n == 1 else _PLURALS[severity]}" for severity, n in present),
    )
