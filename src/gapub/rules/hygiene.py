"""Rules on the hygiene of Chinese text: marks, brackets, spaces, and words that stand for a box or another cell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from gapub.diagnostics import Diagnostic, Text
from gapub.diagnostics.edits import Edit
from gapub.model.pattern import pattern
from gapub.model.shape import Either, Many, Record, Table
from gapub.model.text import POINTERS, full_width, pointer
from gapub.rules.context import Context, Words
from gapub.rules.rule import Rule
from gapub.sources.kinds import KINDS, shape_of

_ZH = "\u3001-\u303f\u3400-\u9fff\uff00-\uffef“”‘’"
_AS_WRITTEN = frozenset(("en", "url", "aliases", "said"))
"""What is not Chinese, or stands as others have written it."""


_HALF = pattern("[,:;?!()]")


def _is_english(words: Words) -> bool:
    """True for what stands in a place for English, whatever it quotes: its marks are half-width."""
    return words.key == "en" or words.path[0] == "elements"


def half_width(context: Context) -> Iterator[Diagnostic]:
    """Half-width marks in Chinese; one finding a text."""
    for words in context.prose:
        if not _HALF.search(words.value) or words.key in _AS_WRITTEN or _is_english(words):
            continue
        fixed = full_width(words.value)
        wrong = [i for i, (old, new) in enumerate(zip(words.value, fixed, strict=True)) if old != new]
        if wrong:
            marks = "".join(dict.fromkeys(words.value[i] for i in wrong))
            message = Text(f"中文内容用了半角标点“{marks}”", f"half-width punctuation in Chinese text: {marks}")
            hint = Text(f"请改为“{fixed}”", f"write “{fixed}”")
            edits = context.rewritten(words, ((i, i + 1, fixed[i]) for i in wrong))
            yield context.found(words, (wrong[0], wrong[0] + 1), message, hint, edits=edits)


_PAIRS = dict(zip("）》〉〕」』】”)]", "（《〈〔「『【“([", strict=True))
_OPENING = frozenset(_PAIRS.values())
_BRACKET = pattern(f"[{re.escape(''.join((*_PAIRS, *_PAIRS.values())))}]")
_NUMBERING = r"(?<![^\s；;。，,：:、])[0-9a-zA-Z一二三四五六七八九十①-⑳]{1,3}[）)]"


def unpaired(context: Context) -> Iterator[Diagnostic]:
    """A bracket or quotation mark without its other half: the first of each text."""
    for words in context.prose:
        found = _unpaired(words.value) if _BRACKET.search(words.value) else None
        if found is not None and words.key != "url":
            char = words.value[found]
            message = Text(f"“{char}”没有配对", f"{char} is not paired")
            hint = Text("请补上另一半，或者删去这一半", "add the other half, or remove this one")
            yield context.found(words, (found, found + 1), message, hint)


def _unpaired(text: str) -> int | None:
    if "(" in text:
        text = full_width(text)  # a pair of which one half is half-width is a matter of width alone
    numbering = {found.end() - 1 for found in re.finditer(_NUMBERING, text)}
    waiting: list[int] = []
    for found in _BRACKET.finditer(text):
        i, char = found.start(), found.group()
        if char in _OPENING:
            waiting.append(i)
        elif waiting and text[waiting[-1]] == _PAIRS[char]:
            waiting.pop()
        elif i not in numbering:
            return waiting[-1] if waiting and _PAIRS[char] in (text[j] for j in waiting) else i
    return waiting[0] if waiting else None


_SPACE = "[ \t\u3000\xa0\u2002-\u200a]"
_ANY_SPACE = pattern(_SPACE)
_STRAY = f"(?<=[{_ZH}]){_SPACE}+(?=[{_ZH}])|\u3000+|\\A{_SPACE}+|{_SPACE}+\\Z"
_ORGAN = "[部委办厅局院会署行室]\\Z"


def stray_space(context: Context) -> Iterator[Diagnostic]:
    """Spaces between Chinese characters, full-width ones, and those at the ends of a text; one finding a text."""
    for words in context.prose:
        if not _ANY_SPACE.search(words.value) or words.key in _AS_WRITTEN:
            continue
        found = [each for each in re.finditer(_STRAY, words.value) if not _in_a_title(each) and not _ends_in_hash(each)]
        if not found:
            continue
        hint = Text(
            "请删去空格；中文折行书写的，折行处会多出空格",
            "remove it; Chinese text folded over several lines gets a space at each fold",
        )
        edits = context.rewritten(words, ((*each.span(), "") for each in found))
        message = Text("中文里有多余的空格", "stray space in Chinese text")
        yield context.found(words, found[0].span(), message, hint, edits=edits)


def _in_a_title(space: re.Match[str]) -> bool:
    """Whether it is the one space that stands in titles of documents: 财政部 农业部关于…, 《… 促进…的意见》."""
    before, after = space.string[: space.start()], space.string[space.end() :]
    inside = before.rfind("《") > before.rfind("》") and "》" in after
    return space.group() == " " and bool(before and after) and (inside or re.search(_ORGAN, before) is not None)


def _ends_in_hash(space: re.Match[str]) -> bool:
    """Whether it stands before a full-width `＃`: that was meant for a comment, of which `typed_mark` tells."""
    return space.string[space.end() :][:1] == "＃"


_CHANNEL = (
    "政府网站|政府公报|政务|两微|发布会|广播|电视|报刊|报纸|纸质|公开查阅|公开栏|公示栏|公告栏|公示墙|社区|企事业|村公示|"
    "便民|入户|现场|精准|其他|社会公众|全社会|特定群体|主动|依申请|县级|乡级|市级|村级"
)
_MOUTH = "岸头腔径罩粮令语述供号味碑子音哨袋诀感吃服授技才算红角齿译罚实吻审"
_BOX = f"口(?:(?![{_MOUTH}])|(?=\\s*(?:{_CHANNEL})))"
_ANSWER = f"\\s*(?:{_CHANNEL})"
_WORD = frozenset("人出进入门窗港关路渡井河山海裂伤创胃可漱亲户一")
_START = frozenset(" \t\u3000□■☑√；，、：")


def mouth_for_box(context: Context) -> Iterator[Diagnostic]:
    """The character 口 where the form has a box □: before a channel or level, or at the start of a text or a word."""
    if "口" not in context.text:
        return
    boxes = (
        (words, found) for words in context.prose if "口" in words.value for found in re.finditer(_BOX, words.value)
    )
    for words, found in boxes:
        before = words.value[: found.start()][-1:]
        if before in _WORD or words.key in ("en", "url"):
            continue
        if not before or before in _START or re.match(_ANSWER, words.value[found.end() :]):
            message = Text("“口”字似为方框“□”", "the character 口 seems to stand for a box □")
            hint = Text(
                "请删去方框；勾选的渠道写入 channels，勾选的层级写入 levels",
                "remove it; ticked boxes belong under `channels` or `levels`",
            )
            box = found.start()
            yield context.found(words, (box, box + 1), message, hint, str(box))


_POINTING = ("同上", "同前", "同左", "如上", "〃", "″", "〞", "\\")
"""How what points starts, unless it is escaped: one of these stands in the file, then."""


def _points(text: str) -> bool:
    return text.lstrip()[:1] in POINTERS


def as_above(context: Context) -> Iterator[Diagnostic]:
    """A cell that points at another one."""
    if not any(word in context.written for word in _POINTING):
        return
    for words in context.texts_that(_points, prose=True):
        found = pointer(words.value) if words.key not in ("en", "url") else None
        if found:
            word = found["word"]
            message = Text(f"“{word}”指其他单元格的内容", f"“{word}” (as above) refers to another cell")
            hint = Text(
                "请写出所指的内容；几行相同的，写入 defaults",
                "write what is meant; put what several rows share into `defaults`",
            )
            yield context.found(words, found.span("word"), message, hint)


_WRAPPED = pattern("[“”＂][^“”＂\"\\\\]+[“”＂]|[‘’＇][^‘’＇'\\\\]+[‘’＇]")
_LATE_HASH = pattern("[ \u3000\xa0]＃")
_TYPED = pattern("[“”＂‘’＇]|.*＃|[a-z_]+[：﹕︰∶]", re.DOTALL)
_FIELD = pattern("([a-z][a-z_]*)[：﹕︰∶]")


def typed_mark(context: Context) -> Iterator[Diagnostic]:
    """Marks of a Chinese keyboard that YAML takes for text where the ASCII ones were probably meant; one finding a text."""
    for words in context.prose:
        text = words.value
        if not _TYPED.match(text) or words.key in _AS_WRITTEN - {"en"} or _is_quoted(context, words):
            continue
        if _WRAPPED.fullmatch(text):
            message = Text(
                f"文字两头是中文引号（{text[0]}{text[-1]}），会作为文字印出来",
                f"the quotation marks around the text ({text[0]}{text[-1]}) are not the ASCII ones and are printed with it",
            )
            hint = Text(
                "请换成半角引号，或者删去；引号确是文字的一部分的，在外面再加一对半角引号",
                "write ASCII quotes, or none; if these belong to the text, put it in ASCII quotes as well",
            )
            yield context.found(words, (0, len(text)), message, hint, edits=_ascii_quotes(context, words))
        elif found := _LATE_HASH.search(text):
            message = Text(
                "“＃”是全角的，其后的内容不是注释，会作为文字印出来",
                "the “＃” is full-width, so what follows is no comment and is printed with the text",
            )
            hint = Text(
                "注释请用半角“#”，前面留一个空格；是文字的一部分的，给整段文字加上半角引号",
                "write “#” for a comment, behind a space; put the whole text in ASCII quotes if it belongs to it",
            )
            yield context.found(words, (found.end() - 1, found.end()), message, hint)
        elif (found := _FIELD.match(text)) and found[1] in _field_names():
            message = Text(
                f"“{found[1]}”像是字段名，其后的冒号是全角的，整行成了文字",
                f"“{found[1]}” seems to be a field, but the colon behind it is full-width, so the line is mere text",
            )
            hint = Text(
                "请换成半角冒号，后面留一个空格；确是文字的，给整段文字加上半角引号",
                "write an ASCII colon and a space; put the whole text in ASCII quotes if it is text",
            )
            yield context.found(words, (found.end() - 1, found.end()), message, hint)


def _is_quoted(context: Context, words: Words) -> bool:
    """Whether the text stands in ASCII quotes, or in a block below its key: then its marks are meant."""
    line, column = words.spot
    return context.lines[line - 1][column - 1 : column] in ('"', "'", "|", ">")


def _ascii_quotes(context: Context, words: Words) -> tuple[Edit, ...]:
    ends = [context.span(words, at, at + 1) for at in (0, len(words.value) - 1)]
    return tuple(Edit(*end, '"') for end in ends if end is not None) if all(ends) else ()


@cache
def _field_names() -> frozenset[str]:
    """The names of all fields of all records."""
    names, seen, ahead = set[str](), set[int](), list[Any](map(shape_of, KINDS))
    while ahead:
        shape = ahead.pop()
        if id(shape) in seen:
            continue
        seen.add(id(shape))
        if isinstance(shape, Record):
            names.update(shape.index)
            ahead += [each.shape for each in shape.fields]
        elif isinstance(shape, Either):
            ahead += shape.kinds
        elif isinstance(shape, Many | Table):
            ahead.append(shape.of)
    return frozenset(names)


RULES = (
    Rule("half-width-mark", "hygiene", "warning", "any", half_width, fix="safe"),
    Rule("unpaired-mark", "hygiene", "warning", "any", unpaired),
    Rule("stray-space", "hygiene", "warning", "any", stray_space, fix="safe"),
    Rule("mouth-for-box", "hygiene", "warning", "any", mouth_for_box),
    Rule("as-above", "hygiene", "error", "any", as_above),
    Rule("typed-mark", "hygiene", "warning", "any", typed_mark, fix="safe"),
)
