"""What the parsers of cells share: how a text is cut into its parts, ticked boxes, names (`model.parsed` has the result)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import accumulate
from typing import Final, Literal, NamedTuple

from gapub.model.parsed import Known, Named, Parsed, Part
from gapub.model.shape import Scalar
from gapub.model.text import UNKNOWN_CALLED, word_for

LONGEST: Final = 200
"""Characters of a name: nothing is called by more, and to look a name up takes time."""
JOINED: Final = 4
"""Parts that may together be one name, as 住房和城乡建设部门 are."""

# --- parts -----------------------------------------------------------------------------------------------------------

BLANKS: Final = (
    " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\u200b\ufeff※"
)
"""Blanks, and the mark of what nobody has seen."""
LIST: Final = rf"[{BLANKS}、，,；;。]+"
"""What stands between the entries of a list."""
AMONG: Final = rf"[{BLANKS}、，,；;。/／]+|以及|及|和|与"
"""The same between words of which there are few."""
_PAIRS: Final = {"（": "）", "(": "）", "《": "》", "〈": "〉", "“": "”", "‘": "’", "「": "」", "【": "】", "[": "]"}
_CLOSES: Final = {")": "）"}
BRACKETS: Final = re.escape("".join((*_PAIRS, *_PAIRS.values(), *_CLOSES)))
"""Brackets and quotation marks, as a class of characters has them."""
_MARKS: Final = f"[{BRACKETS}]"


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern, compiled when it is first asked for: hardly any file has a text to be parsed."""
    return re.compile(pattern)


def part_of(text: str, start: int = 0, end: int | None = None) -> Part | None:
    """The part between two places, without blanks around it; None if nothing else is there."""
    found = text[start:end].lstrip(BLANKS)
    start = (len(text) if end is None else end) - len(found)
    found = found.rstrip(BLANKS)
    return Part(start, start + len(found), found) if found else None


def whole(text: str) -> tuple[Part, ...]:
    """All of a text as one part, if it is more than blanks."""
    part = part_of(text)
    return (part,) if part else ()


_UNKNOWN: Final = frozenset(name.casefold() for called in UNKNOWN_CALLED["unknown"] for name in called.split("|"))


def is_unknown(text: str) -> bool:
    """Whether a text says that nobody knows the cell: 待核."""
    return len(text) <= LONGEST and "".join(text.split()).casefold() in _UNKNOWN


def pairs(text: str) -> dict[int, int]:
    """Where each bracket or quotation mark that closes begins, and the place after its end."""
    opened, found = list[tuple[int, str]](), dict[int, int]()
    for mark in compiled(_MARKS).finditer(text):
        i, char = mark.start(), mark[0]
        if char in _PAIRS:
            opened.append((i, _PAIRS[char]))
        elif opened and opened[-1][1] == _CLOSES.get(char, char):
            found[opened.pop()[0]] = i + 1
    return found


def depths(text: str) -> list[int]:
    """Of each character, how many brackets and quotation marks that close it stands within."""
    closed = pairs(text)
    if not closed:
        return [0] * len(text)
    change = [0] * (len(text) + 1)
    for start, end in closed.items():
        change[start] += 1
        change[end] -= 1
    return list(accumulate(change[:-1]))


def cut(text: str, stretch: Part | None = None, separators: str = LIST) -> list[tuple[Part, str]]:
    """The parts of a stretch between separators that stand outside of brackets, each with the separator before it."""
    first, last = (stretch.start, stretch.end) if stretch else (0, len(text))
    depth = list[int]()
    parts, at, before = list[tuple[Part, str]](), first, ""
    for found in compiled(separators).finditer(text, first, last):
        depth = depth or depths(text[first:last])  # most parts have no separator
        if depth[found.start() - first]:
            continue
        if part := part_of(text, at, found.start()):
            parts.append((part, before))
            before = ""
        at, before = found.end(), before + found[0]
    if part := part_of(text, at, last):
        parts.append((part, before))
    return parts


def names(text: str, parts: Iterable[Part], kind: str, known: Known) -> Iterator[tuple[Part, Named | None]]:
    """The parts that are names, several together where they are one, and those that are none."""
    pieces, i = list(parts), 0
    while i < len(pieces):
        for last in range(min(len(pieces), i + JOINED), i, -1):
            start, end = pieces[i].start, pieces[last - 1].end
            if end - start <= LONGEST and (found := known(kind, text[start:end])):
                yield Part(start, end, text[start:end]), found
                i = last
                break
        else:
            yield pieces[i], None
            i += 1


def without(text: str, parts: Sequence[Part]) -> str:
    """The text with blanks in place of these parts."""
    if not parts:
        return text
    chars = list(text)
    for part in parts:
        chars[part.start : part.end] = " " * (part.end - part.start)
    return "".join(chars)


BULLETS: Final = "●•·▪◆◇★➢►▶\uf06c\uf0b7\uf0d8"
"""What stands before the entries of a list without numbers, the last three by the places that symbol fonts have for them."""
_NUMBER: Final = (
    r"[（(]?[0-9一二三四五六七八九十]{1,3}[）)][、.．]?|[0-9]{1,3}(?:[.．](?![0-9])|、)|[一二三四五六七八九十]{1,3}、"
    rf"|[①-⑳⑴-⒇⒈-⒛]|[{BULLETS}]|[-–—](?=\s)"
)
"""What numbers the entries of a list, or stands before them."""
_NUMBERED: Final = rf"[{BLANKS}]*(?:{_NUMBER})[{BLANKS}]*"
_BEGINS: Final = frozenset(
    (
        *BLANKS,
        *"（(0123456789一二三四五六七八九十-–—",
        *BULLETS,
        *map(chr, range(ord("①"), ord("⒛") + 1)),
    )
)
"""What a text begins with if it is numbered: few are, and to look costs a tenth of what the pattern does."""


def numbered(text: str) -> re.Match[str] | None:
    """The number or bullet at the beginning of a text."""
    return compiled(_NUMBERED).match(text) if text[:1] in _BEGINS else None


# --- boxes -----------------------------------------------------------------------------------------------------------

TICKED: Final = "■☑√✓✔🗹\uf052\uf050\uf0fe\uf0fc\uf06e"
"""A filled box or a tick, some by the places that the fonts Wingdings and Wingdings 2 have for them."""
OPEN: Final = "□☐▢◻⬜\uf0a3\uf0a8\uf06f\uf071\uf02a"
UNCLEAR: Final = "☒⊠\uf053\uf054\uf0fd\uf0fb"
"""A box that is crossed: Word has it for a tick, others for what is struck out."""
_MARKED: Final = f"[{TICKED}{OPEN}{UNCLEAR}]"
_MOUTH: Final = rf"(?:^|(?<=[{BLANKS}、，,；;。{TICKED}{OPEN}]))口(?=[\u3400-\u9fff])"
"""口 in place of a box, as typed where there is no box on the keyboard; within a word it is part of it."""

State = Literal["named", "ticked", "open", "unclear"]


_STATES: Final[dict[str, State]] = {
    **dict.fromkeys(TICKED, "ticked"),
    **dict.fromkeys(OPEN, "open"),
    **dict.fromkeys(UNCLEAR, "unclear"),
}


class Boxed(NamedTuple):
    """A stretch of a text with the state of its box; it is `named` where the text has no boxes at all."""

    part: Part
    state: State


def boxed(text: str) -> list[Boxed]:
    """A text by its boxes, line by line: before what they stand for, or right behind it.

    Of a line that can be read both ways all is unclear, and so is a line without a box beside others that have them.
    """
    marks = _marks(text)
    if not marks.search(text):
        return [Boxed(part, "named") for part in whole(text)]
    found: list[Boxed] = []
    for line in compiled(r"[^\n]+").finditer(text):
        start, end = line.span()
        state = _STATES.get(text[start])
        if state and not marks.search(text, start + 1, end):  # one box and what it stands for, as most lines are
            part = part_of(text, start + 1, end)
            found += [Boxed(part, state)] if part else []
        else:
            found += _line(text, start, end, marks)
    return found


def _marks(text: str) -> re.Pattern[str]:
    """What finds the boxes of a text, several with blanks between them as one."""
    is_mouth = "口" in text and (
        compiled(_MARKED).search(text) is not None
        or len(compiled(f"(?m:{_MOUTH})").findall(text)) > 1  # one 口 alone may be the first character of a name
    )
    return compiled(_MOUTHS if is_mouth else _BOXES)


def _runs(of: str) -> str:
    return rf"(?m:{of}(?:[^\S\n]*{of})*)"


_BOXES: Final = _runs(_MARKED)
_MOUTHS: Final = _runs(f"(?:{_MARKED}|{_MOUTH})")


def _line(text: str, start: int, end: int, marks: re.Pattern[str]) -> list[Boxed]:
    runs = [(each.start(), each.end(), _state(each[0])) for each in marks.finditer(text, start, end)]
    edges = [start, *(edge for each in runs for edge in each[:2]), end]
    stretches = [part_of(text, a, b) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    there = [each for each in stretches if each]
    states = [state for _, _, state in runs]
    first, *others = stretches
    if runs and first is None and all(others):
        given: list[State] = states
    elif runs and first is not None and others[-1] is None and _is_behind(stretches[:-1], runs):
        given = states
    else:
        given = ["unclear"] * len(there)
    if "unclear" in given:
        given = ["unclear"] * len(there)
    return [Boxed(part, state) for part, state in zip(there, given, strict=True)]


def _is_behind(stretches: list[Part | None], runs: list[tuple[int, int, State]]) -> bool:
    """Whether each run of marks stands right behind a stretch; behind a single one there may be a blank."""
    pairs = list(zip(stretches, runs, strict=True))
    return len(pairs) == 1 or all(part is not None and part.end == run[0] for part, run in pairs)


def _state(run: str) -> State:
    """The state that a run of marks says: 「□√」 is a box with its tick, 「√ □」 nobody knows."""
    letters = "".join(
        "t" if each in TICKED else "u" if each in UNCLEAR else " " if each.isspace() else "o" for each in run
    )
    if compiled("t+|o+t+").fullmatch(letters):
        return "ticked"
    return "open" if compiled("o+").fullmatch(letters) else "unclear"


def words(text: str, shape: Scalar, separators: str) -> Parsed[tuple[str, ...]]:
    """Those of the words of a shape that a text names or ticks, by what people call them."""
    found, left = list[str](), list[Part]()
    for stretch, state in boxed(text):
        for part, _ in cut(text, stretch, separators) if state != "open" else ():
            number = numbered(part.text)
            named = part_of(text, part.start + (number.end() if number else 0), part.end) or part
            word = word_for(named.text, shape.called) if named.end - named.start <= LONGEST else None
            if word and state != "unclear":
                found.append(word)
            else:
                left.append(part)
    return Parsed(tuple(dict.fromkeys(found)) or None, tuple(left))


def one_of(shape: Scalar) -> str:
    """A pattern of the texts that hold one of the words of a shape, as people call them in Chinese."""
    return "|".join(dict.fromkeys(name for called in shape.called.values() for name in called.zh.split("|")))
