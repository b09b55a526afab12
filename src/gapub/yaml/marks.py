"""Marks and blanks that a person typed, or pasted from Word or Excel, where YAML wants the ASCII ones.

A Chinese keyboard writes `：` for `:`, `｛` for `{` and a full-width blank for a space. To YAML those are letters: a file
with them has a fault somewhere further down, or says something else than what was meant. So the text is scanned for
`slips`, as a person reads it; whether one is to blame is found out by mending it: what is wrong with the text must get less.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple

from gapub.diagnostics import Diagnostic
from gapub.diagnostics.edits import Edit
from gapub.yaml.faults import REST_OF_LINE, fault, matched

__all__ = ["Slip", "blamed", "slips"]


class Slip(NamedTuple):
    """A mark at `start` up to `end` that should be `new`. `sure`: as text it would make no sense there.

    The two of a pair of quotes have the same `pair`, where the first one starts.
    """

    start: int
    end: int
    kind: str
    new: str
    sure: bool = True
    pair: int | None = None


_THIN: Final = "\u200b\u2060"  # without width
_ODD: Final = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000" + _THIN
_NAMES: Final = {
    "\u3000": ("全角空格", "a full-width space"),
    "\u00a0": ("不间断空格", "a no-break space"),
}
_COLONS: Final = "：﹕︰∶꞉"
_COMMAS: Final = "，﹐、"
_BULLETS: Final = "·•●○◦▪■□◆◇➢‣⁃∙・‧–—－−‐‑﹣\uf06c\uf075\uf0a7\uf0b7\uf0d8\uf0fc"  # the last as Word writes Wingdings
_QUOTES: Final = "\"'“”„＂‘’＇"
_PAIRED: Final = {"[": "]", "{": "}", "［": "]", "｛": "}"}
_CLOSING: Final = {"]": "]", "}": "}", "］": "]", "｝": "}"}
_NARROW: Final = {"［": "[", "｛": "{", "］": "]", "｝": "}"}

_SUSPECT: Final = re.compile(
    f"[{_ODD}{_COLONS}{_COMMAS}{_BULLETS}［］｛｝＃“”„＂‘’＇①-⑳]|\"\"|''"
    r"|^[ ]*[*+] |^[ ]*-[^\s-]|^[ ]*[（(]?\d\d?[.．、)）]|[A-Za-z]:[^\s/:]",
    re.MULTILINE,
)
_BLANKS: Final = re.compile(f"[ \t{_ODD}]*")
_FLOW_BLANKS: Final = re.compile(f"[ \t\r\n{_ODD}]*")
_ODD_RUN: Final = re.compile(f"[{_ODD}]+")
_BREAK: Final = re.compile(r"\r\n|\r|\n")
_TAIL: Final = f"(?=[ \t{_ODD}]*(?:[\r\n]|\\Z|[ \t{_ODD}][#＃]|[,:\\]}}{_COMMAS}{_COLONS}］｝]))"
_QUOTED: Final = re.compile(r""""(?:[^"\\]|\\.)*"|'(?:[^']|'')*'""", re.DOTALL)
_DOUBLED: Final = re.compile(rf"""((["'])\2{{1,3}})[^"'\r\n]+(\2{{2,4}}){_TAIL}""")
_CURLY: Final = re.compile(
    rf"""(?:([“”„＂])[^“”„＂"\\\r\n]+([“”＂"])|([‘’＇])[^‘’＇'\r\n]+([‘’＇'])|(")[^"“”„＂\\\r\n]+([“”＂])){_TAIL}"""
)
_ID: Final = r"[A-Za-z][A-Za-z0-9_./@-]{0,99}"
_BULLET: Final = re.compile(f"(?:[{_BULLETS}](?![{_BULLETS}])|[*+](?=[ {_ODD}]))[ \t{_ODD}]*(?=[^\\s{_ODD}])")
_NUMBER: Final = re.compile(
    rf"(?:\d{{1,2}}[.．、)）]|[(（]\d{{1,2}}[)）]|[①-⑳])[ \t{_ODD}]*(?={_ID}[ \t{_ODD}]*[:{_COLONS}])"
)
_DASH: Final = re.compile(f"-(?=[ \t\r\n{_ODD}]|\\Z)")
_BARE_DASH: Final = re.compile(r"-(?=[A-Za-z\"'{\[\u4e00-\u9fff])")
_KEY: Final = re.compile(
    rf"""("[^"\r\n]*"|'[^'\r\n]*'|[^\s#"'“”‘’\[\]{{}}［｛{_ODD}{_COLONS}:,][^\r\n#"\[\]{{}}{_COLONS}:,]{{0,99}}?)"""
    rf"[ \t{_ODD}]*(?:(:)(?=[ \t\r\n{_ODD}]|\Z)|([{_COLONS}])[ \t{_ODD}]*)"
)
_SEPARATOR: Final = re.compile(rf":(?=[ \t\r\n{_ODD}]|\Z)")
_FLOW_KEY: Final = re.compile(rf"(?:{_ID}|\+)[ \t{_ODD}]*([{_COLONS}][ \t{_ODD}]*)")
_FLOW_PLAIN: Final = re.compile(rf"(?:[^,\[\]{{}}\r\n:]|:(?![ \t\r\n,\]}}{_ODD}]|\Z)){{1,300}}")
_FLOW_TAIL: Final = re.compile(_TAIL)
_FLOW_MARK: Final = re.compile(f"[{_COMMAS}］｝]")
_TIGHT: Final = re.compile(rf"{_ID}(?=:[^\s/:,\]}}])")  # a key whose colon has no space behind it, but no address
_NEXT_KEY: Final = re.compile(rf"[ \t{_ODD}]*[\"'“]?{_ID}[\"'”]?[ \t{_ODD}]*[:{_COLONS}]")
_HASH: Final = re.compile(f"(?<=[ \t{_ODD}])[#＃]")


def slips(text: str) -> list[Slip]:
    """What may be a slip, in the order of the text. Takes time in proportion to the text."""
    return _Scanner(text).slips() if _SUSPECT.search(text) else []


_ROUNDS: Final = 8
_SHOWN: Final = 20  # findings of a file; the others are told as one
_MOST: Final = 10_000  # slips of a text that are looked at
_LARGEST: Final = 2**20  # characters of a text that is scanned: it is read again and again


def blamed(
    text: str,
    file: str,
    found: Sequence[Diagnostic],
    again: Callable[[str], Sequence[Diagnostic] | None],
    above: int = 0,
) -> list[Diagnostic]:
    """What is wrong with a text, with the slips in place of what comes of them.

    `found` is what was found, `again` finds it in the text as mended; None if that cannot be read at all. Of the slips
    that are not sure, those are tried that stand on the line of a finding, or up to `above` lines above it; of the others
    all, and if that is no better, likewise.
    """
    possible = slips(text) if len(text) <= _LARGEST else []
    if not possible:
        return list(found)
    starts = [0, *(each.end() for each in _BREAK.finditer(text))]
    line_of = {each: bisect(starts, each.start) for each in possible}

    def near(findings: Iterable[Diagnostic]) -> set[int]:
        return {each.place.line - i for each in findings if each.place for i in range(above + 1)}

    told, left = set[Slip](), found
    for chosen in (
        {each for each in possible if each.sure},
        {each for each in possible if line_of[each] in near(found)},
    ):
        ahead = found
        for _ in range(_ROUNDS):
            if chosen:
                mended = again(_mended(text, sorted(chosen)))
                if mended is not None and _is_better(mended, left):
                    told, left = {*chosen}, mended
                ahead = left if mended is None else mended
            lines = near(ahead)
            more = {each for each, line in line_of.items() if line in lines} - chosen
            if not more:
                break
            chosen |= more
        if told:
            break
    touched = {line_of[each] for each in told}
    was, stays = {_key(each) for each in found}, {_key(each) for each in left}
    return [
        *_findings(text, file, sorted(told), starts),
        *(each for each in found if _key(each) in stays),
        *(each for each in left if _key(each) not in was and each.place and each.place.line not in touched),
    ]


def _is_better(left: Sequence[Diagnostic], found: Sequence[Diagnostic]) -> bool:
    """Whether less is wrong, or the one fault that ends the reading stands further down."""
    if len(left) != 1 or len(found) != 1:
        return len(left) < len(found)
    first, was = left[0].place, found[0].place
    return first is not None and was is not None and first.line > was.line


def _key(finding: Diagnostic) -> tuple[object, ...]:
    return finding.code, finding.message, finding.place and finding.place.line


def _mended(text: str, chosen: Iterable[Slip]) -> str:
    pieces, done = list[str](), 0
    for slip in chosen:
        pieces += (text[done : slip.start], slip.new)
        done = slip.end
    return "".join((*pieces, text[done:]))


def _findings(text: str, file: str, told: Iterable[Slip], starts: Sequence[int]) -> list[Diagnostic]:
    """The findings about slips, with the edits that mend them; a pair of quotes is one. `starts` are those of the lines."""
    made, at = list[Diagnostic](), dict[int, int]()
    for slip in told:
        found = _finding(text[slip.start : slip.end], file, slip, starts)
        if slip.pair is None or slip.pair not in at:
            made.append(found)
            at[slip.start if slip.pair is None else slip.pair] = len(made) - 1
        else:
            i = at[slip.pair]
            made[i] = made[i]._replace(end=found.end, edits=(*made[i].edits, *found.edits))
    rest = made[_SHOWN:]
    if len(rest) < 2:
        return made
    first = rest[0].place
    more = fault("yaml-mark:more", file, (first.line, first.column) if first else (1, 1), str(len(rest)))
    return [*made[:_SHOWN], more._replace(edits=tuple(edit for each in rest for edit in each.edits))]


def _finding(written: str, file: str, slip: Slip, starts: Sequence[int]) -> Diagnostic:
    words = [written.strip() or written, slip.new.strip()]
    if slip.kind == "blank":
        code = f"U+{ord(written[0]):04X}"
        words = list(_NAMES.get(written[0], (f"特殊的空白 {code}", f"another one, {code}")))
    line = bisect(starts, slip.start)  # no slip goes beyond its line
    start, end = ((line, at - starts[line - 1] + 1) for at in (slip.start, slip.end))
    made = fault(f"yaml-mark:{slip.kind}", file, start, *words)
    shown = len(written.strip()) or len(written)
    return made._replace(end=(start[0], start[1] + shown), edits=(Edit(start, end, slip.new),))


class _Scanner:
    """One walk through a text, line by line, in quotes and brackets over several lines."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.found: list[Slip] = []

    def slips(self) -> list[Slip]:
        """All of them, or as many as one looks at."""
        while self.at < len(self.text) and len(self.found) < _MOST:
            self.line()
        return self.found

    def slip(self, kind: str, length: int, new: str, *, sure: bool = True, pair: int | None = None) -> None:
        """Note one here, and go past it."""
        self.found.append(Slip(self.at, self.at + length, kind, new, sure, pair))
        self.at += length

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """What a pattern matches here."""
        return pattern.match(self.text, self.at)

    def skip(self, pattern: re.Pattern[str]) -> str:
        """Go past what a pattern matches here, and return it."""
        found = matched(pattern, self.text, self.at)
        self.at += len(found)
        return found

    def ends(self, at: int | None = None) -> bool:
        """Whether the line ends here, or at an index."""
        at = self.at if at is None else at
        return self.text[at : at + 1] in ("", "\r", "\n")

    def rest(self) -> str:
        """What is left of the line."""
        return matched(REST_OF_LINE, self.text, self.at)

    def blanks(self, pattern: re.Pattern[str] = _BLANKS, *, indent: bool = False) -> int:
        """Go past blanks, noting those that are none to YAML; how wide they are once mended."""
        start, end = self.at, self.at + len(matched(pattern, self.text, self.at))
        wide = end - start
        for run in _ODD_RUN.finditer(self.text, start, end):
            width = sum(2 if char == "\u3000" else char not in _THIN for char in run.group())
            self.at = run.start()
            self.slip("blank", len(run.group()), "" if self.ends(end) else " " * (width if indent else 1))
            wide += width - len(run.group())
        self.at = end
        return wide

    def line(self) -> None:
        """One line, or several where brackets, quotes or a block of text go on."""
        column = self.blanks(indent=True)
        while not self.ends():
            if bullet := self.match(_BULLET) or self.match(_NUMBER):
                self.slip("dash", len(bullet.group()), "- ")
                column += 2
            elif self.match(_BARE_DASH):
                self.slip("dash-blank", 1, "- ", sure=False)
                column += 2
            elif self.match(_DASH):
                self.at += 1
                column += 1 + self.blanks()
            else:
                break
        self.entry(column)
        self.skip(REST_OF_LINE)
        self.skip(_BREAK)

    def entry(self, column: int) -> None:
        """A key with its value, or a value alone, that starts in this column."""
        char = self.text[self.at : self.at + 1]
        if char and char in _QUOTES and self.quoted():
            self.tail()
            char = self.text[self.at : self.at + 1]
            if not char or char not in f":{_COLONS}":
                return
            self.sign(char, "colon", ": " if char != ":" else "")
            self.value(column)
            return
        if tight := self.match(_TIGHT):
            self.at = tight.end()
            self.slip("colon-blank", 1, ": ", sure=False)
            self.value(column)
            return
        key = None if char == "＃" else self.match(_KEY)
        if key and key[2]:
            self.at = key.end(2)
        elif key and (re.fullmatch(_ID, key[1]) or key[1][0] in "\"'"):
            self.colon(key)
        elif key and (colon := _SEPARATOR.search(self.text, key.end(), self.at + len(self.rest()))):
            self.at = colon.end()  # what looks like one belongs to the key
        elif key:
            self.colon(key, sure=False)
        self.value(column)

    def colon(self, key: re.Match[str], *, sure: bool = True) -> None:
        """A colon that is none, and the blanks behind it."""
        self.at = key.start(3)
        self.slip("colon", key.end() - self.at, ":" if self.ends(key.end()) else ": ", sure=sure)

    def value(self, column: int) -> None:
        """What stands behind a colon or a dash, outside of brackets."""
        self.blanks()
        char = self.text[self.at : self.at + 1]
        if self.ends() or char == "#":
            return
        if char == "＃":
            self.slip("hash", 1, "#")
        elif char in "|>":
            self.block(column)
        elif self.quoted():
            self.tail()
        elif char in "[{｛" or (char == "［" and self.rest().rstrip()[-1] in "］]"):
            self.flow()
            self.tail()
        else:
            self.plain()

    def block(self, column: int) -> None:
        """Go past a block of text: the lines below that are indented further than its key."""
        self.skip(REST_OF_LINE)
        while self.at < len(self.text):
            before = self.at
            self.skip(_BREAK)
            line = self.skip(REST_OF_LINE)
            if line.strip(" ") and len(line) - len(line.lstrip(" ")) <= column:
                self.at = before
                return

    def plain(self) -> None:
        """A text without quotes, to the end of its line or its comment."""
        text = self.rest()
        end = self.at + len(text)
        if hashed := _HASH.search(self.text, self.at, end):
            self.at = hashed.start() - 1
            if self.text[self.at] in _ODD:
                self.slip("blank", 1, " ", sure=False)
            self.at = hashed.start()
            if hashed.group() == "＃":
                self.slip("hash", 1, "#", sure=False)
            self.at = end
        else:
            self.at += len(text.rstrip(f" \t{_ODD}"))
            self.blanks()

    def quoted(self) -> bool:
        """Go past a text in quotes, of whatever kind; False where there is none. An open quote ends the walk."""
        if doubled := self.match(_DOUBLED):
            quote = doubled[2]
            sure = quote == '"' or len(doubled[1]) == 2  # a text may start with a single quote in single quotes
            self.slip("doubled", len(doubled[1]), quote, sure=sure, pair=doubled.start())
            self.at = doubled.start(3)
            self.slip("doubled", len(doubled[3]), quote, sure=sure, pair=doubled.start())
        elif curly := self.match(_CURLY):
            new = "'" if curly[3] else '"'
            for group in range(1, 7):
                if curly[group] and curly[group] != new:
                    self.at = curly.start(group)
                    self.slip("quote", 1, new, sure=False, pair=curly.start())
            self.at = curly.end()
        elif self.text[self.at] in "\"'":
            if not self.skip(_QUOTED):
                self.at = len(self.text)
        else:
            return False
        return True

    def tail(self) -> None:
        """What follows a text in quotes, or a closed bracket, on its line: blanks, a comment."""
        self.blanks()
        if self.text[self.at : self.at + 1] == "＃":
            self.slip("hash", 1, "#" if self.text[self.at - 1] in f" \t{_ODD}" else " #")

    def flow(self) -> None:
        """A list or mapping in brackets, and those in it."""
        open_ = list[str]()
        key = False  # whether a key of a mapping may stand here
        while self.at < len(self.text) and len(self.found) < _MOST:
            self.blanks(_FLOW_BLANKS)
            char = self.text[self.at : self.at + 1]
            if char in _PAIRED:
                open_.append(_PAIRED[char])
                key = open_[-1] == "}"
                self.sign(char, "bracket", _NARROW.get(char, ""))
            elif char in _CLOSING:
                self.sign(char, "bracket", _NARROW.get(char, ""))
                open_.pop()
                if not open_:
                    return
            elif char and char in f",{_COMMAS}":
                self.sign(char, "comma", ", " if char != "," else "")
                key = open_[-1] == "}"
            elif char and char in f":{_COLONS}":
                self.sign(char, "colon", ": " if char != ":" else "")
                key = False
            elif char == "#" and self.text[self.at - 1] in " \t\r\n":
                self.skip(REST_OF_LINE)
            elif char and not self.quoted():
                self.word(open_[-1], key=key)

    def sign(self, char: str, kind: str, new: str) -> None:
        """Go past a mark of brackets, which is a slip if another should stand there."""
        if new:
            self.slip(kind, len(char), new)
        else:
            self.at += 1

    def word(self, closing: str, *, key: bool) -> None:
        """A text without quotes in brackets, up to the mark that ends it."""
        if key and (found := self.match(_FLOW_KEY)):
            self.at = found.start(1)
            return
        if key and (tight := self.match(_TIGHT)):
            self.at = tight.end()
            self.slip("colon-blank", 1, ": ", sure=False)
            return
        text = matched(_FLOW_PLAIN, self.text, self.at)
        start, end = self.at, self.at + len(text)
        for mark in _FLOW_MARK.finditer(self.text, start, end):
            char, self.at = mark.group(), mark.start()
            if char in _CLOSING:
                if _CLOSING[char] == closing and _FLOW_TAIL.match(self.text, mark.end()):
                    return
            elif closing == "]":
                around = self.text[mark.start() - 1] + self.text[mark.end() : mark.end() + 1]
                if all(
                    each.isascii() or each in "［｛］｝“”＂" for each in around
                ):  # between ids; between Chinese words it is text
                    self.slip("comma", 1, ", ")
            elif _NEXT_KEY.match(self.text, mark.end()):
                return
        self.at = start + max(1, len(text.rstrip(f" \t{_ODD}")))  # at least one: a colon may separate nothing
