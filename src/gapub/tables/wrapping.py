"""The text of a cell as it was meant: breaks that only the width of the column made are joined, those of a list stay.

What tells them apart are the marks at either side of a break, and the kind of cell: a title is one text, while a body, a
channel or a content element may each stand on a line of its own. Where nothing tells, the break stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise
from typing import Final

from gapub.model.cells.parsing import OPEN, TICKED, UNCLEAR, depths, numbered
from gapub.model.pattern import pattern
from gapub.rules.traditional import TO_SIMPLIFIED

ONE_TEXT: Final = frozenset(
    ("id", "number", "area", "topic", "title", "title3", "audience", "method", "levels", "stage", "section")
)
"""The cells that hold one text, however many lines the column makes of it."""

_WIDE: Final = {
    code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
_MORE_SIMPLIFIED: Final = str.maketrans("開餘劃線買", "开余划线买")
"""What has a second, rare form in names, so that the rule on traditional characters leaves it alone."""
_SAME: Final = str.maketrans({**TO_SIMPLIFIED}) | _WIDE | _MORE_SIMPLIFIED | str.maketrans(
    {"﹝": "〔", "﹞": "〕", "\xa0": " ", "\u3000": " ", "\u200b": None, "\ufeff": None, "\xad": None, "\r": "\n",
     "\u2028": "\n", "\x0b": "\n", "\x0c": "\n", "\x85": "\n", "\t": " "}
)  # fmt: skip
_ODD: Final = frozenset(map(chr, _SAME))
_YEAR: Final = pattern(r"[\[［【(（〔〈]\s*((?:19|20)[0-9]{2})\s*[\]］】)）〕〉](?=\s*(?:第\s*)?[0-9]+\s*号)")
_ANGLES: Final = {"<": ">", "＜": "＞", "《": "》", "〈": "〉"}
_CLOSING: Final = frozenset(_ANGLES.values())
_PLAIN: Final = frozenset("<>＜＞")
_CHINESE: Final = r"[\u3400-\u9fff]"


@lru_cache(maxsize=1 << 14)
def tidy(text: str) -> str:
    """The text in one width of letters and digits, simplified, with the brackets of titles and document numbers.

    No line of it is blank or has blanks around it.
    """
    text = text.replace("\r\n", "\n")
    if not _ODD.isdisjoint(text):  # to look first costs a quarter of what to translate does
        text = text.translate(_SAME)
    if ("<" in text or ">" in text or "＜" in text or "＞" in text) and not text.isascii():
        text = _titled(text)
    if "号" in text:
        text = _YEAR.sub(r"〔\1〕", text)
    if "  " in text:
        text = re.sub(" {2,}", " ", text)
    if "\n" not in text:
        return text.strip()
    return "\n".join(line for each in text.split("\n") if (line := each.strip()))


def _titled(text: str) -> str:
    """Titles in `<>` put into 《》, within another title into 〈〉; a mixed pair is one of titles too."""
    out, opened = list(text), list[int]()
    for i, char in enumerate(text):
        if char in _ANGLES:
            opened.append(i)
        elif char in _CLOSING and opened:
            start = opened.pop()
            if {char, text[start]} & _PLAIN and re.search(_CHINESE, text[start:i]):
                out[start], out[i] = ("〈", "〉") if opened else ("《", "》")
    return "".join(out)


_BOXES: Final = frozenset(TICKED + OPEN + UNCLEAR)
_GOES_ON: Final = frozenset("、，,（(《〈“‘〔[/／—的和与及或之在对于向由为以从将把被按")
_BELONGS: Final = frozenset("）)》〉”’〕]、，,；;。：:〔（(/／的之等及和与或")
_COUNTED: Final = pattern(r"[0-9]*(?:号|年|月|日|个|条|款|项|级|天|小时|%)")
_ARTICLE: Final = pattern(r"第?[0-9一二三四五六七八九十百]+[条款项]|第[0-9一二三四五六七八九十百]+[章编]")
_CHOICE: Final = pattern(
    r"(?:.{1,8}级|[省市县区乡镇村]|乡镇|街道|社区|主动(?:公开)?|依申请(?:公开)?|全社会|社会公众|特定群[体众].*"
    r"|(?:决策|执行|管理|服务|结果)(?:公开)?)[、，；;/]?"
)
"""One of the values that a cell of choices has, each on its line."""
_ENDS: Final = {
    "basis": re.compile(r"[》）)；;。号条款项等定件法例见知案程则]$"),
    "time_limit": re.compile(r"[。；;！内开前后布新]$"),
    "body": re.compile(
        r"(?:[局委办府会院所站队处科社厅部团馆校区乡镇街村]|中心|公司|单位|机构|部门|人员|组织|平台|银行|大厅|窗口)$"
    ),
}
"""What a line of such a cell ends with, where another entry follows."""
_ONLY_THEN: Final = pattern(r"(?:公开|予以|向社会|公布|更新|公示)")
_ROUND: Final = pattern(r"[（）()【】\[\]]")
_QUOTES: Final = "《〈“‘「"
"""Within one of them nothing is a list; within round brackets it may be."""
_PIECE: Final = 3
"""Characters at either side of a break within brackets, below which they are a piece of a word."""
_NARROW: Final = 8
"""Characters of a line, below which lines of one length are a list of short names rather than a wrapped text."""


@lru_cache(maxsize=1 << 14)
def joined(text: str, name: str = "") -> str:
    """A text that `tidy` made, as a cell of this name has it: wrapped lines joined, entries of a list each on its line."""
    if "\n" not in text or len(text) > _MOST:
        return text
    lines = text.split("\n")
    stays = _choices if name.partition(".")[0] in ONE_TEXT and name != "audience.groups" else _listed(text, name, lines)
    parts, before, at = [lines[0]], lines[0], 0
    for line, after in pairwise(lines):
        at += len(line) + 1
        if stays(before, after, at - 1):
            parts.append("\n")
            before = after
        else:
            parts.append(_blank(before, after))
            before = (before + after)[-_TAIL:]
        parts.append(after)
    return "".join(parts)


_MOST: Final = 1 << 16
"""Characters of a text whose breaks are looked at; a cell of a workbook holds half as many."""
_TAIL: Final = 200
"""Characters before a break that are looked at: a text of many lines takes time in proportion to its length."""


def _choices(before: str, after: str, at: int) -> bool:  # noqa: ARG001  # the place of a break says nothing here
    return after[0] in _BOXES or bool(_CHOICE.fullmatch(before) and _CHOICE.fullmatch(after))


def _listed(text: str, name: str, lines: list[str]) -> Callable[[str, str, int], bool]:
    """Whether a break stays in a cell of a list, by what stands before and after it and its place."""
    depth = depths(_ROUND.sub(" ", text)) if any(mark in text for mark in _QUOTES) else None
    is_boxed = name == "channels" and not _BOXES.isdisjoint(text)
    items = {line for line in lines if numbered(line)}
    even = not items and _are_even(lines)

    def stays(before: str, after: str, at: int) -> bool:
        if (depth and depth[at]) or (is_boxed and _BOXES.isdisjoint(after)):
            return False
        return after in items or not _is_wrapped(before, after, name, is_list=bool(items), even=even)

    return stays


def _blank(before: str, after: str) -> str:
    """What joins two lines: a blank between Latin words, not within an address."""
    is_latin = after[0].isascii() and after[0].isalpha() and re.match("[A-Za-z,.;]", before[-1])
    return " " if is_latin and not re.search(r"(?i:www|http)\S*$", before) else ""


def _is_wrapped(before: str, after: str, name: str, *, is_list: bool, even: bool) -> bool:
    last, first = before[-1], after[0]
    if first in _BOXES or last in "；;：:":
        return False
    if last in _GOES_ON or first in _BELONGS or (len(after) == 1 and first not in _BOXES) or len(before) == 1:
        return True
    if last.isdigit() and (_COUNTED.match(after) or first.isdigit()):
        return True
    if 0 <= min(_within(before), after.replace(")", "）").find("）")) < _PIECE:
        return True
    if _ARTICLE.match(after) and last in "》）)":
        return True
    if name == "channels" or last == "。":
        return False
    if name == "time_limit" and last in "内前后" and _ONLY_THEN.match(after):
        return True
    if name in _ENDS:
        return not _ENDS[name].search(before) and first not in "《“"
    return is_list or even


def _within(before: str) -> int:
    """How many characters stand behind a round bracket that is open at the end of a line; -1 if none is."""
    opened = max(before.rfind("（"), before.rfind("("))
    return len(before) - opened - 1 if opened > max(before.rfind("）"), before.rfind(")")) else -1


def _are_even(lines: list[str]) -> bool:
    """Whether all lines but the last are as long as a column is wide, and none ends as a sentence does."""
    *full, last = map(len, lines)
    return len(full) > 1 and min(full) >= _NARROW and max(full) - min(full) <= 1 and last <= max(full) + 1
