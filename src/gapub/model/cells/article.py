"""The articles that a legal basis cites: 第二十条第（二）项 is art. 20(2).

Chinese law is cited by 条 (article), 款 (paragraph), 项 (item) and 目 (sub-item); 第一百二十条之一 is an article put in after
the 120th. What is written in any of the usual ways, Chinese or English, is one value; what is not understood wholly stays
as it is written. In English a paragraph is `para.`, items and sub-items stand in brackets: art. 20, para. 1(2)(1); the article
put in is 120.1, a range has an en dash.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from typing import Final, NamedTuple

from gapub.diagnostics import Text

MOST: Final = 9999
"""The highest number of an article, paragraph or item."""


class Provision(NamedTuple):
    """A place in a law: its article, the number of one put in after it (之一), paragraph, item and sub-item."""

    article: int
    inserted: int | None = None
    paragraph: int | None = None
    item: int | None = None
    sub_item: int | None = None


class Cited(NamedTuple):
    """One provision, or all from the first to the last."""

    first: Provision
    last: Provision | None = None


class Article(NamedTuple):
    """What is cited of an instrument; `written` is the text where it was not understood, and then nothing is `cited`."""

    cited: tuple[Cited, ...] = ()
    written: str = ""

    @property
    def is_understood(self) -> bool:
        """Whether all of it was understood."""
        return bool(self.cited)

    @property
    def text(self) -> Text:
        """第二十条第（二）项 and art. 20(2); what was not understood is the same in both."""
        return Text(_chinese(self.cited), _english(self.cited)) if self.cited else Text.same(self.written)


@lru_cache(maxsize=1 << 10)  # tables cite the same articles over and over
def read(text: str) -> Article:
    """What a text cites: total, and the inverse of both languages of `Article.text`."""
    cited = _read(unicodedata.normalize("NFKC", text).strip().rstrip("。."))
    return Article(cited) if cited else Article((), text)


def canonical(text: str) -> str:
    """The one form of a citation, 第二十条第（二）项 for 第20条第2项; what is not understood as it is written."""
    return read(text).text.zh


# --- writing -----------------------------------------------------------------------------------------------------------


def _chinese(cited: Iterable[Cited]) -> str:
    return _listed(cited, _in_chinese, "、", "、", "至")


def _english(cited: tuple[Cited, ...]) -> str:
    named = {each[:2] for span in cited for each in span if each is not None}
    return ("arts. " if len(named) > 1 else "art. ") + _listed(cited, _in_english, ", ", " and ", "–")


def _listed(cited: Iterable[Cited], written: Callable[[Provision, int], str], comma: str, last: str, dash: str) -> str:
    """Each provision, those after the first from the level on in which it differs from the one before."""
    spans, before = list[str](), None
    for first, end in cited:
        text = written(first, _level(first, before))
        before = first
        if end is not None:
            text += dash + written(end, _level(end, before))
            before = end
        spans.append(text)
    *most, final = spans
    return comma.join(most) + (last if most else "") + final


def _level(provision: Provision, before: Provision | None) -> int:
    """From which of its parts on a provision is written behind another; 0 is the whole of it."""
    if before is None:
        return 0
    level = next((i for i, pair in enumerate(zip(provision, before, strict=True)) if pair[0] != pair[1]), 0)
    level = min(level, 3)  # a sub-item alone would be read as an item
    if level == 2 and before.paragraph is None:
        return 0  # art. 20, para. 1 would be read as one provision
    return level if level > 1 and provision[level] is not None else 0


def _in_chinese(provision: Provision, level: int) -> str:
    article, inserted, paragraph, item, sub_item = provision
    parts = (
        f"第{numeral(article)}条",
        f"之{numeral(inserted)}" if inserted else "",
        f"第{numeral(paragraph)}款" if paragraph else "",
        f"第（{numeral(item)}）项" if item else "",
        f"第{sub_item}目" if sub_item else "",
    )
    return "".join(parts[level:])


def _in_english(provision: Provision, level: int) -> str:
    article, inserted, paragraph, item, sub_item = provision
    lead = ", " if level == 0 else ""
    parts = (
        f"{article}",
        f".{inserted}" if inserted else "",
        f"{lead}para. {paragraph}" if paragraph else "",
        f"({item})" if item else "",
        f"({sub_item})" if sub_item else "",
    )
    return "".join(parts[level:])


_DIGITS: Final = "零一二三四五六七八九"
_PLACES: Final = ("", "十", "百", "千")


def numeral(number: int) -> str:
    """A number from 1 to 9999 as laws write it: 二十, 一百零五, 一千一百一十."""
    digits = [int(each) for each in str(number)]
    text = "".join(_DIGITS[digit] + (_PLACES[len(digits) - 1 - i] if digit else "") for i, digit in enumerate(digits))
    text = re.sub("零+", "零", text).rstrip("零")
    return text.removeprefix("一") if 10 <= number <= 19 else text


def _number(text: str) -> int | None:
    """The number of digits or a numeral of a law; None for what is neither, or out of range."""
    if text.isascii():
        return int(text) if len(text) <= 4 and int(text) else None
    plain = text.replace("〇", "零").replace("两", "二").replace("廿", "二十")
    number, digit = 0, 0
    for char in plain:
        if char in _DIGITS:
            digit = _DIGITS.index(char)
        else:
            number += (digit or 1) * 10 ** _PLACES.index(char)
            digit = 0
    number += digit
    return (
        number
        if 0 < number <= MOST and numeral(number).removeprefix("一十") in (plain, plain.removeprefix("一十"))
        else None
    )


# --- reading -----------------------------------------------------------------------------------------------------------

_NUMERAL: Final = "[0-9]+|[零〇一二三四五六七八九十百千两廿]+"


@cache
def _token() -> re.Pattern[str]:
    """What a citation is made of; compiled when the first is read, for hardly any file has one."""
    return re.compile(
        rf"""\s*(?:
    (?P<article>(?:articles?|arts?)\b\.?)
  | (?P<paragraph>(?:paragraphs?|paras?)\b\.?)
  | (?P<item>(?:sub-?paragraphs?|sub-?paras?|items?)\b\.?)
  | (?P<from>自)
  | (?P<ordinal>第)
  | \(\s*(?P<bracket>{_NUMERAL})\s*\)
  | (?P<inserted>之(?:{_NUMERAL})|(?<=[0-9])\.[0-9]+)
  | (?P<number>{_NUMERAL})
  | (?P<unit>[条款项目])
  | (?P<dash>至|到|—+|–|-|~|\bto\b)
  | (?P<comma>、|,|;|和|及|以及|与|&|\band\b)
)\s*""",
        re.VERBOSE | re.IGNORECASE,
    )


_UNITS: Final = {"条": 0, "款": 2, "项": 3, "目": 4}
_WORDS: Final = {"article": 0, "paragraph": 2, "item": 3}


class _Part(NamedTuple):
    """A number, of which level (None: that of the next which says), and what joins it to the number before."""

    number: int
    level: int | None
    joined: str


def _read(text: str) -> tuple[Cited, ...] | None:
    parts = _parts(text)
    if not parts:
        return None
    levels = _levels(parts)
    if levels is None:
        return None
    return _cited(parts, levels)


def _parts(text: str) -> list[_Part] | None:
    """The numbers of a text; None if anything else stands in it."""
    parts, joined, said, at = list[_Part](), "", None, 0
    bare = False  # 第 or a word asks for a number
    while at < len(text):
        found = _token().match(text, at)
        kind = found.lastgroup if found else None
        if found is None or kind is None:
            return None
        word, at = found[kind], found.end()
        if kind in _WORDS:
            said, bare = _WORDS[kind], True
            if joined == "," and parts and (parts[-1].level or 0) < _WORDS[kind]:
                joined = ""  # art. 20, para. 1 is one provision, and so is art. 20, item (2)
        elif kind == "ordinal":
            bare = True
        elif kind == "from":
            if parts:
                return None
        elif kind in ("number", "bracket", "inserted"):
            digits = word.lstrip("之.") if kind == "inserted" else word
            number = _number(digits)
            level = 1 if kind == "inserted" else said if said is not None else 3 if kind == "bracket" else None
            if number is None or (kind == "inserted" and (joined or not parts)):
                return None
            parts.append(_Part(number, level, joined))
            joined, said, bare = "", None, False
        elif kind == "unit":
            if not parts or joined or bare or (parts[-1].level not in (None, _UNITS[word]) and parts[-1].level != 3):
                return None
            parts[-1] = parts[-1]._replace(level=_UNITS[word])
        else:
            if not parts or joined or bare:
                return None
            joined = "-" if kind == "dash" else "," if word == "," else "&"
    return None if joined or bare else parts


def _levels(parts: list[_Part]) -> list[int] | None:
    """The level of each number: its own, that of the next joined to it that has one, or the article's."""
    levels: list[int] = []
    for i, part in enumerate(parts):
        level = part.level
        if level is None:
            following = i + 1
            while following < len(parts) and parts[following].joined and parts[following].level is None:
                following += 1
            shared = following < len(parts) and parts[following].joined and parts[following].level in (0, 2, 3, 4)
            level = parts[following].level if shared else 0
        elif level == 3 and not part.joined and levels and levels[-1] == 3 and parts[i - 1].level == 3:
            level = 4  # (2)(1)
        if level is None:
            return None
        levels.append(level)
    return levels


def _cited(parts: list[_Part], levels: list[int]) -> tuple[Cited, ...] | None:
    """The provisions: what is joined begins a new one and takes what stands above its level from the one before."""
    made: list[list[int | None]] = []
    joins: list[str] = []
    for part, level in zip(parts, levels, strict=True):
        new = not made or part.joined != ""
        if new:
            above = made[-1][:level] if made else []
            if (not made and level) or (level and above[:1] == []):
                return None
            made.append([*above, *([None] * (5 - len(above)))])
            joins.append(part.joined)
        elif any(each is not None for each in made[-1][level:]):
            return None
        made[-1][level] = part.number
    return _spans([_provision(each) for each in made], joins)


def _provision(parts: list[int | None]) -> Provision | None:
    article, *others = parts
    whole = article is not None and (others[3] is None or others[2] is not None)
    return Provision(article, *others) if whole and article is not None else None


def _spans(provisions: Iterable[Provision | None], joins: Iterable[str]) -> tuple[Cited, ...] | None:
    spans: list[Cited] = []
    for provision, joined in zip(provisions, joins, strict=True):
        if provision is None:
            return None
        if joined == "-":
            if spans[-1].last is not None:
                return None
            spans[-1] = Cited(spans[-1].first, provision)
        else:
            spans.append(Cited(provision))
    return tuple(spans)
