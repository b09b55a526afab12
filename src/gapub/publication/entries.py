"""Cells to records: the rows of a table, and the entries of a list in JSON, which are rows once their keys are known."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from operator import itemgetter
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from gapub.diagnostics import Place, Text
from gapub.publication.dates import day, in_address
from gapub.publication.headings import Heading, joined, path_of
from gapub.publication.notes import Notes, clean
from gapub.publication.record import Record

Make: TypeAlias = Callable[[int, list[str]], Record | None]
"""A row to its record, by its line; None where it has none, which is told."""
Locate: TypeAlias = Callable[[int, list[str], int], Place]
"""Where a cell stands: by its line, the row and the column."""

_LONGEST: Final = 60
"""Characters of a word that says whether something is in force or there; a longer one is another."""
_MOST_KEPT: Final = 1 << 15
"""Texts of which one copy is kept, for they come again and again."""

_VALIDITY: Final = (
    (
        True,
        "有效 现行有效 继续有效 有效期内 现行 已生效 生效 生效中 部分有效 部分失效 部分废止 已修改 已修订 修改 修订 是 true yes y 1"
        " valid effective active inforce",
    ),
    (
        False,
        "失效 已失效 废止 已废止 宣布失效 宣布废止 全文废止 无效 已无效 过期 已过期 停止执行 否 false no n 0"
        " invalid expired repealed abolished",
    ),
)
_IN_FORCE: Final = MappingProxyType({word: meant for meant, words in _VALIDITY for word in words.split()})
_PRESENCE: Final[tuple[tuple[bool | Literal["never"], str], ...]] = (
    (
        True,
        "已发布 发布 已上线 上线 在线 正常 已公开 公开 已签发 签发 显示 启用 是 true yes y"
        " published online active normal public live visible",
    ),
    (
        False,
        "已下线 下线 已撤稿 撤稿 已撤下 撤下 已撤销 撤销 已撤回 撤回 已删除 删除 已下架 下架 已停用 停用 已隐藏 隐藏 已屏蔽 屏蔽"
        " 已取消发布 取消发布 回收站 否 false no n offline removed deleted withdrawn unpublished hidden takendown",
    ),
    (
        "never",
        "草稿 草稿箱 待审 待审核 待审批 审核中 审批中 待签发 待发布 待发 未发布 未审核 未签发 退回 已退回 退稿 已退稿"
        " 审核不通过 审核未通过 新稿 编辑中 暂存 定时发布 draft pending review inreview scheduled rejected",
    ),
)
_STATES: Final[Mapping[str, bool | Literal["never"]]] = MappingProxyType(
    {word: meant for meant, words in _PRESENCE for word in words.split()}
)
"""What is there, what is no longer, and what never was."""
_STATED: Final = ("valid", "ended", "online", "released")
_MOST_SAID: Final = 1 << 10
"""Combinations of words about validity and state that are remembered."""
_NOT_STATED: Final = frozenset(
    ("", "-", "--", "/", "无", "—", "——", "null", "none", "nan", "未标注", "未填", "无文号", "暂无")
)
_SHORT: Final = 5
"""Characters of those words, and one more."""


@lru_cache(maxsize=1 << 12)
def _path(text: str) -> tuple[str, ...]:
    return path_of(text if text.isprintable() else clean(text))


@lru_cache(maxsize=1 << 12)
def _joined(parts: tuple[str, ...]) -> tuple[str, ...]:
    return joined(map(clean, parts))


def _worded(text: str) -> str:
    """A cell on one line; empty where it says that there is nothing to say."""
    text = clean(text)
    return "" if len(text) < _SHORT and text.lower() in _NOT_STATED else text


@lru_cache(maxsize=1 << 10)
def _key(text: str) -> str:
    return re.sub(r"[\s_\-（(].*|[\s_-]", "", clean(text).lower()) if len(text) < _LONGEST else text


def maker(heading: Heading, notes: Notes, locate: Locate, sheet: str) -> Make:
    """What makes records of the rows below a heading."""
    at = heading.at
    width = heading.width
    file = notes.file
    title_at, url_at, path_at, parent_at = at["title"], at["url"], at["path"], at["parent"]
    published_at, formed_at, removed_at = at["published"], at["formed"], at["removed"]
    number_at, office_at, interprets_at = at["number"], at["office"], at["interprets"]
    stated = [at[name] for name in _STATED if at[name] >= 0]
    words_of = itemgetter(*stated, -1) if stated else None
    judged: dict[tuple[str, ...], tuple[bool | None, bool | Literal["never"] | None]] = {}
    levels = heading.levels
    of_levels = itemgetter(*levels, -1) if levels else None
    kept: dict[str, str] = {}
    new = tuple.__new__

    def when(line: int, row: list[str], name: str, column: int) -> date | None:
        read = day(row[column])
        if read.__class__ is str and read:
            notes.date(name, row[column], str(read), locate(line, row, column))
        return read if isinstance(read, date) else None

    def make(line: int, row: list[str]) -> Record | None:
        if len(row) < width:
            row += [""] * (width - len(row))
        row.append("")  # the cell of each column that is not there
        title = row[title_at].strip()
        url = row[url_at].strip()
        if not title.isprintable():
            title = clean(title)
        if not url.isprintable():
            url = clean(url)
        if not title and not url:
            if any(map(clean, row)):
                notes.lost(_NAMELESS, locate(line, row, 0))
            return None
        valid = online = None
        if words_of is not None:
            words = words_of(row)
            if (said := judged.get(words)) is None:
                said = _judged(line, row)
                if len(judged) < _MOST_SAID:
                    judged[words] = said
            valid, state = said
            if state == "never":
                notes.never += 1
                return None
            online = state
        path = _path(row[path_at])
        if of_levels is not None:
            path = _joined(of_levels(row)) or path
        elif parent_at >= 0 and len(path) == 1:
            path = _path(row[parent_at]) + path
        read = day(row[published_at])
        dated = ""
        if read.__class__ is date:
            dated = "column"
        elif read:
            notes.date("published", row[published_at], str(read), locate(line, row, published_at))
            read = ""
        elif (found := in_address(url)) is not None:
            read, dated = found, "address"
            notes.addressed += 1
        office = row[office_at]
        if (same := kept.get(office)) is None:
            if len(kept) > _MOST_KEPT:
                kept.clear()
            same = kept[office] = _worded(office)
        number = row[number_at]
        return new(
            Record,
            (
                file,
                line,
                path,
                title,
                read or None,
                when(line, row, "formed", formed_at) if formed_at >= 0 else None,
                _worded(number) if number else "",
                same,
                url,
                valid,
                online,
                when(line, row, "removed", removed_at) if removed_at >= 0 else None,
                interpreted(row[interprets_at]) if interprets_at >= 0 and row[interprets_at] else (),
                dated,
                sheet,
            ),
        )

    def _judged(line: int, row: list[str]) -> tuple[bool | None, bool | Literal["never"] | None]:
        valid: bool | None = None
        online: bool | Literal["never"] | None = None
        for name in _STATED:
            column = at[name]
            if column < 0 or not (text := row[column]) or (word := _key(text)) in _NOT_STATED:
                continue
            of_validity = name in ("valid", "ended")
            said = (_IN_FORCE if of_validity or word in _BARE else _STATES).get(word)
            if said is None:
                notes.word(name, clean(text), locate(line, row, column))
            elif of_validity:
                valid = valid if valid is not None else said != (name == "ended" and word in _BARE)
            elif name == "online":
                online = said
            elif not said or said == "never":
                online = online or "never"
        return valid, online

    return make


_NAMELESS: Final = Text("既没有标题，也没有网址", "it has neither a title nor an address")
_BARE: Final = frozenset(("是", "否", "true", "false", "yes", "no", "y", "n", "1", "0"))
"""Words that mean the opposite where the question is the opposite."""


_TITLED: Final = re.compile("《((?:[^《》]|《[^《》]*》)*+)》")
_NUMBERED: Final = re.compile(r"(.+)[（(]([^（()）]*[12][0-9]{3}[^（()）]*号)[)）]", re.DOTALL)
_BRACKETED: Final = re.compile(r"[（(]([^（()）]*)[)）]")


def interpreted(text: str) -> tuple[str, ...]:
    """The files that a cell names, each once: titles without their 《》, numbers, addresses.

    They are parted by `；`, `;`, `、` and line breaks outside of 《》; a number in brackets behind a title is one of its own.
    """
    found = list[str]()
    for i, piece in enumerate(_TITLED.split(text)):
        found += (
            [piece]
            if i % 2
            else [each for part in re.split(r"[；;、\r\n\u2028\u2029]+", piece) for each in _plain(part)]
        )
    return tuple(dict.fromkeys(words for each in found if (words := clean(each))))


def _plain(part: str) -> tuple[str, ...]:
    """What stands outside of 《》: a title and its number, or the one or the other."""
    part = clean(part).strip("，,。《》 ")
    if found := _BRACKETED.fullmatch(part):
        return (found[1],)
    if found := _NUMBERED.fullmatch(part):
        return found[1], found[2]
    return () if part in ("和", "及", "与", "以及") else (part,)
