"""Which records speak of one another: an interpretation of its policy, a result of its call for comments.

They are paired by number, by a quoted 《title》, by address, or by what the list says is interpreted (被解读文件).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from gapub.publication.bindings import plain, same_address
from gapub.publication.record import Record

_QUOTED: Final = re.compile(r"《([^《》]{2,200})》|〈([^〈〉]{2,200})〉|<([^<>]{2,200})>")
_NUMBER: Final = re.compile(r"([\u4e00-\u9fff]{1,16})[\[(【〔]((?:19|20)\d\d)[\])】〕](?:第)?0*(\d{1,5})号")
_YEAR_NUMBER: Final = re.compile(r"((?:19|20)\d\d)年第?0*(\d{1,4})号")
_ABOUT: Final = re.compile(r"^.{0,40}?(关于.+)$")
_CALL: Final = re.compile(r"征求.{0,30}意见|公开征集|意见征集|征集.{0,20}意见|征询.{0,20}意见|征求意见稿")
_RESULT: Final = re.compile(r"结果|反馈|采纳|汇总|情况(?:的)?(?:公告|通报|说明|公示)|综述|答复|回复|回应")
RESULTS: Final = ("结果", "反馈", "采纳", "汇总", "情况", "综述", "答复", "回复", "回应")
"""One of these is in the title of a result."""
EXPLAINING: Final = ("解读", "图解", "读懂", "问答", "明白纸", "说明")
"""One of these is in the title of an interpretation."""
_LONGEST: Final = 500
"""Characters of a title; what is longer is a text, and is not taken apart."""
_ENDS: Final = re.compile(
    r"[（(]?(征求意见稿|公开征求意见稿|草案|试行|送审稿|修订稿)[）)]?$|(?:的)?(?:政策)?(?:解读|图解|问答|通知|公告|通告)$"
    r"|(?:向社会)?(?:公开)?(?:征求|征集)(?:社会)?(?:公众)?(?:的)?(?:意见|建议){1,2}(?:的)?$"
    r"|(?:向社会)?(?:公开)?(?:征求|征集)?(?:社会)?(?:公众)?(?:的)?(?:意见|建议){1,2}(?:的)?(?:征集|采纳|反馈|处理|汇总){0,2}(?:的)?(?:情况|结果)"
    r"(?:的)?(?:反馈|说明|汇总|通报|公示)?$"
)
"""What stands behind the name of a document in the titles of drafts, interpretations, calls for comments and of what came of them."""


def number(text: str) -> str:
    """A document's number as it is compared: 庄政发〔2025〕5号, whatever its brackets are; empty if there is none."""
    found = _NUMBER.search(plain(text))
    if found:
        return f"{found[1]}〔{found[2]}〕{found[3]}"
    found = _YEAR_NUMBER.search(plain(text))
    return f"{found[1]}年{found[2]}" if found and plain(text).startswith(found[0]) else ""


_ONE_WAY: Final = str.maketrans(
    {**dict.fromkeys("[【(（［﹝<＜", "〔"), **dict.fromkeys("]】)）］﹞>＞", "〕"), **dict.fromkeys(" \u3000第")}
)
_ZEROS: Final = re.compile(r"(?<=〕)0+(?=[1-9])")


def same_number(text: str) -> str:
    """A document's number as it is compared with others: one kind of brackets, no blanks, no noughts before it."""
    bare = text.translate(_ONE_WAY)
    return _ZEROS.sub("", bare) if "〕0" in bare else bare


def same_numbers(texts: Iterable[str]) -> dict[str, str]:
    """What `same_number` makes of many, all at once, which is several times as quick."""
    known = list(dict.fromkeys(texts))
    joined = _SEAM.join(known)
    for sign, one in _ONE_WAY.items():
        if chr(sign) in joined:
            joined = joined.replace(chr(sign), one or "")
    if "〕0" in joined:
        joined = _ZEROS.sub("", joined)
    made = joined.split(_SEAM)
    return (
        dict(zip(known, made, strict=True)) if len(made) == len(known) else {each: same_number(each) for each in known}
    )


_SEAM: Final = "\0"
"""Between texts of which something is made at once; none of them has it."""


def is_call(title: str) -> bool:
    """Whether a title is that of a call for comments (征求意见), not of what came of it."""
    text = plain(title)
    return bool(_CALL.search(text)) and not _RESULT.search(text)


def is_result(title: str) -> bool:
    """Whether a title tells what came of something."""
    return _has(title, RESULTS) and bool(_RESULT.search(plain(title)))


def explains(title: str) -> bool:
    """Whether a title is that of an interpretation."""
    return _has(title, EXPLAINING)


def _has(title: str, words: tuple[str, ...]) -> bool:
    for word in words:  # noqa: SIM110  # several times as quick as a pattern or a generator, and every title is asked
        if word in title:
            return True
    return False


def names_of(record: Record) -> set[str]:
    """By what others may name a record: its number, its address, its title, what stands in 《》 in it."""
    title = plain(record.title)
    made = {title, *_titles(title)}
    if about := _ABOUT.match(title):
        made.add(about[1])
    if one := number(record.number) or plain(record.number):
        made.add(one)
    if record.url:
        made.add(same_address(record.url))
    return {each for each in (*made, *map(_bare, made)) if len(each) > 3}


def named_by(record: Record) -> set[str]:
    """What a record names: titles in 《》 and numbers in its title, and what the list says it interprets."""
    title = plain(record.title)
    made = {*_titles(title), *_numbers(title)}
    for each in record.interprets:
        text = plain(each)
        made |= {text, text.strip("《》"), *_titles(text), *_numbers(text)}
        if "://" in each:
            made.add(same_address(each))
    bare = _bare(title)
    if bare != title:
        made |= {bare, bare.partition("关于")[2]}
    for each in tuple(made):
        if about := _ABOUT.match(each):
            made.add(about[1])
    return {each for each in (*made, *map(_bare, made)) if len(each) > 3}


def _titles(text: str) -> Iterator[str]:
    """What stands in 《》, and within that in 〈〉."""
    for found in _QUOTED.finditer(text):
        inner = next(filter(None, found.groups()))
        yield inner
        yield from _titles(inner)


def _numbers(text: str) -> Iterator[str]:
    for found in _NUMBER.finditer(text):
        for start in range(len(found[1])):
            yield f"{found[1][start:]}〔{found[2]}〕{found[3]}"


def _bare(title: str) -> str:
    """A title without what drafts, interpretations and notices have at their end; one that is too long for a title, as it is."""
    if len(title) > _LONGEST:
        return title
    while (bare := _ENDS.sub("", title)) != title and bare:
        title = bare
    return title


class Named:
    """What records name, to ask which of them names another."""

    def __init__(self, records: Iterable[Record]) -> None:
        """The records that may name others."""
        self._by: dict[str, list[Record]] = {}
        for record in records:
            for name in named_by(record):
                self._by.setdefault(name, []).append(record)

    def naming(self, record: Record) -> Iterator[Record]:
        """The records that name this one, but for itself; one that names it twice comes twice."""
        for name in names_of(record):
            for each in self._by.get(name, ()):
                if each is not record:
                    yield each
