"""Markdown: pipe tables, with the heading or the paragraph above each as its caption."""

from __future__ import annotations

import re
from html import unescape
from itertools import pairwise
from typing import Final

from gapub.model.pattern import pattern
from gapub.tables.content import MOST_CELLS, Content
from gapub.tables.faults import UnreadableError
from gapub.tables.grid import Cell, Grid
from gapub.tables.layout import Page, named

# No pattern looks for blanks that something may follow: over a million blanks it would take for ever.
_RULE: Final = pattern(r"\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?")
_BAR: Final = pattern(r"(?<!\\)\|")
_BREAK: Final = pattern(r"<br\s*/?>", re.I)
_TAG: Final = pattern(r"</?(?:a|b|i|em|strong|span|sup|sub|code|bdi|small|font)(?:\s[^<>]*)?>", re.I)
_ID: Final = pattern(r"""<(?:a|span|tr)\s[^<>]*?\b(?:id|name)=["']?([^"'\s>]+)""", re.I)
_LINK: Final = pattern(r"!?\[([^\[\]]*)\]\([^()\s]*(?:\s\"[^\"()]*\")?\)")
_STRONG: Final = pattern(r"(\*\*|__)")
_ESCAPE: Final = pattern(r"\\([\\`*_{}\[\]()<>#+\-.!|~])")
_HEADING: Final = pattern(r"#{1,6}\s")


def has_table(text: str) -> bool:
    """Whether a text has a table of pipes: a line of bars and dashes below another with bars."""
    lines = text.split("\n")
    return any("|" in above and "|" in below and _is_rule(below) for above, below in pairwise(lines))


def _is_rule(line: str) -> bool:
    return "-" in line and _RULE.fullmatch(line.strip()) is not None


def read(text: str) -> Content:
    """The tables of a text, and the lines around them as they are written."""
    lines = text.split("\n")
    grids, around, page = list[Grid](), list[str](), Page()
    at = total = 0
    while at < len(lines):
        line = lines[at]
        if not ("|" in line and at + 1 < len(lines) and "|" in lines[at + 1] and _is_rule(lines[at + 1])):
            if words := _plain(line):
                page.words.add(words)
                page.end(heading=_HEADING.match(line) is not None)
            around.append(line)
            at += 1
            continue
        rows = [line]
        at += 2
        while at < len(lines) and lines[at].strip() and "|" in lines[at]:
            rows.append(lines[at])
            at += 1
        cells = [
            Cell(words, row, column)
            for row, each in enumerate(rows, 1)
            for column, raw in enumerate(_split(each), 1)
            if (words := _plain(raw))
        ]
        total += len(cells)
        if total > MOST_CELLS:
            raise UnreadableError("large")
        anchors = {row: found[1] for row, each in enumerate(rows, 1) if (found := _ID.search(each))}
        grids.append(Grid("", tuple(cells), page.caption(), anchors))
    return Content(named(grids), "\n".join(around).strip())


def _split(line: str) -> list[str]:
    line = line.strip()
    line = line.removeprefix("|")
    if line.endswith("|") and not line.endswith("\\|"):
        line = line[:-1]
    return _BAR.split(line)


def _plain(raw: str) -> str:
    """The words of a piece of Markdown, marks, links and inline tags taken off."""
    words = raw.strip()
    if _HEADING.match(words):
        words = words.strip("#").strip()
    lines = (line.strip() for line in _BREAK.split(words))
    words = _TAG.sub("", "\n".join(filter(None, lines)))
    return unescape(_ESCAPE.sub(r"\1", _weak(_LINK.sub(r"\1", words)))).strip()


def _weak(words: str) -> str:
    """The words without the marks of what is bold: a mark before a word, and the next of its kind behind one."""
    parts = _STRONG.split(words)
    opened = dict[str, int]()
    for at in range(1, len(parts), 2):
        mark, before, behind = parts[at], parts[at - 1], parts[at + 1]
        if mark in opened and before[-1:].strip():
            parts[opened.pop(mark)] = parts[at] = ""
        elif behind[:1].strip():
            opened.setdefault(mark, at)
    return "".join(parts)
