"""Rules on single characters: traditional ones, look-alikes, and what nobody can see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from unicodedata import normalize

from gapub.diagnostics import Diagnostic, Place, Text
from gapub.diagnostics.edits import Edit, Spot
from gapub.model.pattern import pattern
from gapub.rules.context import Context, Words
from gapub.rules.rule import Rule, report
from gapub.rules.traditional import TO_SIMPLIFIED

_PLAIN_ZH = "\u3400-\u9fff"

_TRADITIONAL = f"[{''.join(TO_SIMPLIFIED)}]"
_UNSEEN = "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\u3164\uffa0"
_INVISIBLE = f"[{_UNSEEN}]+"
_TURNING = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_DIRECTION = f"[{_TURNING}]"
_ODD = frozenset((*TO_SIMPLIFIED, *_UNSEEN))  # as a regular expression they would cost tens of milliseconds to compile


@lru_cache(maxsize=1)
def _may_be_odd(text: str) -> bool:
    """Whether any of these can stand in a file, as itself or behind a backslash; two rules ask it of the same in turn."""
    return "\\" in text or not _ODD.isdisjoint(set(text))


def traditional(context: Context) -> Iterator[Diagnostic]:
    """Traditional characters; one finding a text."""
    if not _may_be_odd(context.text):
        return
    for words in context.prose:
        if not (found := list(re.finditer(_TRADITIONAL, words.value))) or words.key == "url":
            continue
        old = "".join(dict.fromkeys(each.group() for each in found))
        new = "".join(TO_SIMPLIFIED[char] for char in old)
        message = Text(f"简体文本中有繁体字“{old}”", f"traditional characters in simplified text: {old}")
        hint = Text(f"请改为“{new}”", f"write “{new}”")
        edits = context.rewritten(words, ((*each.span(), TO_SIMPLIFIED[each.group()]) for each in found))
        yield context.found(words, found[0].span(), message, hint, edits=edits)


_LATIN = {
    **dict(zip("АВЕЅІЈКМНОРСТУХаеіјорсухѕһԁԛԝ", "ABESIJKMHOPCTYXaeijopcyxshdqw", strict=True)),
    **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧορν", "ABEZHIKMNOPTYXopv", strict=True)),
}
_ALIEN = "".join(_LATIN)
_DOTS = "•‧⋅・･\u0387"
_CIRCLES = "○◯０OoОΟ0"
_WIDE = "\uff10-\uff19\uff21-\uff3a\uff41-\uff5a"  # letters and digits of full width
_COPIED = "\u2e80-\u2fdf\uf900-\ufaff"  # radicals and compatibility characters, as copied from PDF files
_ALIKE = (
    f"(?<=[A-Za-z0-9{_PLAIN_ZH}])[{_ALIEN}]+|[{_ALIEN}]+(?=[A-Za-z0-9{_PLAIN_ZH}])"  # letters of other scripts
    f"|[{_WIDE}]+|[{_COPIED}]+"
    f"|(?<=[{_PLAIN_ZH}])[{_DOTS}](?=[{_PLAIN_ZH}])"
)
_STRANGE = pattern(f"[{_ALIEN}{_DOTS}{_WIDE}{_COPIED}]")
_YEAR = pattern(f"[一二三四五六七八九〇][{_CIRCLES}]+(?=[一二三四五六七八九〇年])")


def look_alike(context: Context) -> Iterator[Diagnostic]:
    """Characters that look like others; one finding a run of them."""
    strange = "\\" in context.text or _STRANGE.search(context.text) is not None
    years = _YEAR.search(context.text)
    if not strange and not years:
        return
    for words in context.prose:
        if words.key == "url":
            continue
        zeros = [(each.start() + 1, each.end()) for each in _YEAR.finditer(words.value)]
        for start, end in zeros:
            yield _seems(context, words, start, end, "〇" * (end - start))
        for found in re.finditer(_ALIKE, words.value) if strange else ():
            if not any(start <= found.start() < end for start, end in zeros):
                yield _seems(context, words, *found.span(), _plain(found.group()))


def _seems(context: Context, words: Words, start: int, stop: int, new: str) -> Diagnostic:
    old = words.value[start:stop]
    codes = " ".join(f"U+{ord(char):04X}" for char in old[:3]) + (" …" if len(old) > 3 else "")
    message = Text(
        f"“{old}”（{codes}）形似“{new}”，不是同一个字", f"“{old}” ({codes}) looks like “{new}” but is another character"
    )
    hint = Text(f"请改为“{new}”", f"write “{new}”")
    edits = context.rewritten(words, [(start, stop, new)])
    return context.found(words, (start, stop), message, hint, str(start), edits=edits)


def _plain(old: str) -> str:
    """What the characters look like."""
    return "·" if old in _DOTS else normalize("NFKC", "".join(_LATIN.get(char, char) for char in old))


def invisible(context: Context) -> Iterator[Diagnostic]:
    """Characters without width; one finding a text."""
    if not _may_be_odd(context.text):
        return
    for words in context.prose:
        found = list(re.finditer(_INVISIBLE, words.value))
        if found:
            codes = " ".join(dict.fromkeys(f"U+{ord(char):04X}" for each in found for char in each.group()))
            message = Text(f"有看不见的字符 {codes}", f"an invisible character, {codes}")
            hint = Text("请删去，否则无法查找和比对", "delete it: it breaks searching and comparing")
            edits = context.rewritten(words, ((*each.span(), "") for each in found))
            yield context.found(words, found[0].span(), message, hint, edits=edits)


def turns(text: str) -> bool:
    """Whether a text has a character that turns the direction of writing."""
    return re.search(_DIRECTION, text) is not None


def direction(context: Context) -> Iterator[Diagnostic]:
    """Characters that turn the direction of writing: wherever the file shows them (comments too), and escaped ones."""
    shown = turns(context.text)
    if not shown and "\\" not in context.text:
        return
    if shown:
        for number, line in enumerate(context.lines, 1):
            for found in re.finditer(_DIRECTION, line):
                spot = (number, found.start() + 1)
                yield _turned(context.place(spot), found.group(), context.owner(spot), (number, found.end() + 1))
    for words in context.prose:
        for found in re.finditer(_DIRECTION, words.value):
            if found.group() not in context.text:
                yield _turned(context.place(words.spot), found.group(), words.about, None)


def _turned(place: Place, char: str, entity: str, end: Spot | None) -> Diagnostic:
    code = f"U+{ord(char):04X}"
    message = Text(
        f"有改变书写方向的控制字符 {code}", f"a control character that changes the direction of writing, {code}"
    )
    hint = Text(
        "请删去，否则显示的内容与文件所写的不同", "delete it: it makes the text look different from what is written"
    )
    return report(place, message, entity, hint, end, (code,))


def byte_order_mark(context: Context) -> Iterator[Diagnostic]:
    """The mark that Notepad sets in front of a file. It is read past; only here is it told, as `--fix` takes it away."""
    if context.marked:
        message = Text("文件开头有字节顺序标记（BOM）", "the file starts with a byte order mark (BOM)")
        hint = Text(
            "不影响使用；要去掉的，运行 gapub validate --fix 或者 gapub fmt",
            "it does no harm; gapub validate --fix or gapub fmt takes it away",
        )
        yield report(context.place((1, 1)), message, hint=hint, edits=(Edit((1, 0), (1, 1), ""),))


RULES = (
    Rule("yaml-bom", "yaml", "info", "any", byte_order_mark, fix="safe"),
    Rule("traditional-character", "hygiene", "warning", "any", traditional, fix="safe"),
    Rule("look-alike", "hygiene", "warning", "any", look_alike, fix="safe"),
    Rule("invisible-character", "hygiene", "warning", "any", invisible, fix="safe"),
    Rule("direction-character", "hygiene", "error", "any", direction),
)
