"""What the columns of a website's list hold, by their headings, and what columns of the website a text names.

A heading is known by its words alone, or is a column that gapub does not need; nothing is taken for what is merely like it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple

from gapub.diagnostics import Text

_KNOWN: Final[Mapping[str, tuple[Text, str]]] = MappingProxyType(
    {
        "path": (
            Text("栏目", "column"),
            "栏目路径 栏目全路径 栏目层级 栏目完整路径 完整栏目 栏目全称 频道路径 所属栏目路径 所属栏目 栏目 栏目名称 所在栏目 发布栏目"
            " 信息栏目 栏目位置 信息分类 信息类别 目录分类 目录名称 所属目录 公开目录 所属频道 频道 频道名称 分类 类别 当前位置"
            " columnpath channelpath catalogpath categorypath fullpath column channel category catalog columnname"
            " channelname catalogname categoryname catename colname nodename breadcrumb breadcrumbs section lmlj lmmc lm",
        ),
        "parent": (
            Text("上级栏目", "parent column"),
            "上级栏目 父栏目 父级栏目 上级栏目名称 parentcolumn parentchannel parentname",
        ),
        "title": (
            Text("标题", "title"),
            "标题 信息标题 文章标题 文件标题 信息名称 文件名称 政策名称 公文标题 公文名称 题名 名称 标题名称 稿件标题 文档标题 主题"
            " title doctitle infotitle articletitle subject headline bt xxbt name",
        ),
        "published": (
            Text("发布时间", "date of publication"),
            "发布时间 发布日期 公开时间 公开日期 信息发布时间 信息发布日期 上网时间 上网日期 上网发布时间 公布时间 公布日期 发稿时间"
            " 发布日 签发时间 上线时间 上线日期 时间 日期 publishtime publishdate published publishedat publishat publishedtime"
            " publisheddate pubdate pubtime releasetime releasedate docreltime docpubtime datepublished onlinetime fbsj fbrq date time",
        ),
        "formed": (
            Text("成文日期", "date of the document"),
            "成文日期 成文时间 生成日期 生成时间 形成日期 形成时间 制发日期 发文日期 发文时间 印发日期 印发时间 落款日期 formed formeddate"
            " writedate writtendate writtentime generatedate docdate documentdate issuedate dateissued cwrq scrq",
        ),
        "number": (
            Text("文号", "document number"),
            "文号 发文字号 文件编号 文件文号 发文文号 公文文号 公文字号 发布文号 documentnumber docnumber docno fileno filenumber"
            " filenum wh fwzh",
        ),
        "office": (
            Text("发布机构", "office"),
            "发布机构 发布单位 发布部门 公开机构 公开单位 公开主体 信息发布机构 发文机关 发文机构 发文单位 制发机关 责任单位 机构 部门 单位"
            " 机构名称 部门名称 单位名称 信息来源 稿件来源 文章来源 来源 publisher office organization organisation org orgname"
            " department departmentname dept deptname agency unit unitname fbjg fwjg source sourcename",
        ),
        "url": (
            Text("网址", "address"),
            "网址 链接 链接地址 网页地址 页面地址 信息地址 文章地址 信息链接 文章链接 访问地址 发布地址 网页链接 url地址 地址"
            " url link href docurl docpuburl pageurl linkurl weburl infourl articleurl uri permalink",
        ),
        "valid": (
            Text("有效性", "in force"),
            "有效性 是否有效 效力状态 时效性 文件有效性 政策有效性 有效状态 文件效力 是否现行有效 validity valid isvalid iseffective "
            "effective effectiveness yxx sfyx",
        ),
        "ended": (
            Text("是否废止", "no longer in force"),
            "是否废止 是否失效 废止状态 isabolished abolished isinvalid repealed",
        ),
        "online": (
            Text("状态", "state"),
            "状态 发布状态 信息状态 稿件状态 文章状态 文档状态 上线状态 在线状态 是否在线 是否上线 status state docstatus publishstatus"
            " publishstate online isonline zt fbzt",
        ),
        "released": (Text("是否发布", "released"), "是否发布 是否已发布 是否公开 ispublished ispublish"),
        "removed": (
            Text("下线时间", "date of removal"),
            "下线时间 下线日期 撤下时间 撤下日期 撤稿时间 撤稿日期 下架时间 下架日期 删除时间 撤销时间 removed removedat removetime"
            " removedate removeddate offlinetime offlinedate withdrawtime withdrawdate deletetime deletedat xxsj",
        ),
        "interprets": (
            Text("被解读文件", "what it interprets"),
            "被解读文件 解读对象 解读文件 所解读文件 被解读政策 被解读文件名称 被解读文件标题 被解读文件文号 关联文件 关联政策 对应文件"
            " interprets interpretof interpreted interpretedfile relatedpolicy relateddocument",
        ),
    }
)
"""What a record is made of: its name, and the headings by which it is known, the most telling first."""
_LEVEL: Final = re.compile(
    r"([一二三四五六七八1-8])级(?:栏目|目录|分类|频道|类别)(?:名称)?|(?:column|channel|category|level)([1-8])"
)
_DIGITS: Final = "一二三四五六七八"
_NOISE: Final = re.compile(r"[\s_\-*＊:：.。\u200b\ufeff\0]+|[（(\[【][^（）()\[\]【】]*[）)\]】]")
_WORDS: Final[Mapping[str, tuple[str, int]]] = MappingProxyType(
    {word: (name, i) for name, (_, words) in _KNOWN.items() for i, word in enumerate(words.split())}
)
WORDS: Final = frozenset(_WORDS)
"""All headings that are known, as they are looked up."""
NAMES: Final = (*_KNOWN,)
LABELS: Final[Mapping[str, Text]] = MappingProxyType({name: label for name, (label, _) in _KNOWN.items()})
"""What each is called."""
_LONGEST: Final = 30
"""Characters of a heading: what is longer is something else."""


@lru_cache(maxsize=1 << 12)
def named(text: str) -> tuple[str, int]:
    """What a heading stands for, and how telling it is, 0 the most; ("", 0) if nobody knows. `level` has its level there."""
    if len(text) > _LONGEST:
        return ("", 0)
    key = _NOISE.sub("", unicodedata.normalize("NFKC", text)).lower()
    if found := _LEVEL.fullmatch(key):
        return "level", int(digit) if (digit := found[1] or found[2]).isdigit() else _DIGITS.index(digit) + 1
    return _WORDS.get(key, ("", 0))


class Heading(NamedTuple):
    """Which column has what: the place of each field, -1 without one, and of the levels of the path from the top down.

    `width` is how many columns there are, and `texts` what stands above them.
    """

    at: Mapping[str, int]
    levels: tuple[int, ...]
    width: int
    texts: tuple[str, ...]

    @property
    def fields(self) -> frozenset[str]:
        """The fields of `record.Record` that it gives."""
        found = {_FIELDS.get(name, name) for name, place in self.at.items() if place >= 0}
        return frozenset(found | {"path"} if self.levels else found)

    @property
    def main(self) -> int:
        """The column that every record has: its title, or its address."""
        return self.at["title"] if self.at["title"] >= 0 else self.at["url"]


_FIELDS: Final = {"ended": "valid", "released": "online", "parent": "path"}


def heading(texts: Sequence[str]) -> Heading | None:
    """What a row says of the columns below it; None if it is no row of headings, since too few of its words are known.

    It has to have a title or an address, and at least one heading more, if there is any.
    """
    found: dict[str, tuple[int, int]] = {}
    levels: dict[int, int] = {}
    for column, text in enumerate(texts):
        name, order = named(text)
        if name == "level":
            levels.setdefault(order, column)
        elif name and (name not in found or order < found[name][0]):
            found[name] = order, column
    known = len(found) + len(levels)
    if not (found.keys() & {"title", "url"}) or (
        known < 2 and any(text.strip() for text in texts[:_MANY] if not named(text)[0])
    ):
        return None
    at = {name: found[name][1] if name in found else -1 for name in NAMES}
    return Heading(at, tuple(column for _, column in sorted(levels.items())), len(texts), tuple(texts))


_MANY: Final = 1000


def known_words() -> str:
    """A heading of each field, as a message lists them, and a second one."""
    shown = list[str]()
    for label, words in _KNOWN.values():
        other = next(word for word in words.split() if word != label.zh)
        shown.append(label.zh if other.isascii() else f"{label.zh}（{other}）")
    return "、".join(shown)


# --- columns of a website ---------------------------------------------------------------------------------------------------

_LABEL: Final = re.compile(r"(?:您?的?(?:当前|现在|所在)?的?位置(?:是)?)\s*[:：]\s*")
_PARTS: Final = re.compile(r"\s*[/／\\＼>＞»›→|｜]+\s*")
"""What always parts columns."""
_SPACED: Final = re.compile(r"\s+[-–—－]+\s+")
_DASHES: Final = re.compile(r"(?<=[^-–—－])[-–—－](?=[^-–—－])")
_APART: Final = re.compile(r"(?<=[\u3400-\u9fff）》”])\s+(?=[\u3400-\u9fff（《“])")
ROOTS: Final = frozenset(("首页", "网站首页", "门户首页", "主页"))
"""What the start page is called, that paths may begin with."""


@lru_cache(maxsize=1 << 15)
def path_of(text: str) -> tuple[str, ...]:
    """The columns that a text names, from the top down: 政务公开/财政/预算, 政务公开 > 财政 > 预算, 政务公开 - 财政.

    `/`, `>`, `»`, `›`, `→`, `|` and `\\` always part; a dash between blanks does, too. A dash alone parts only where the text has none
    of those, and where it does not stand between numbers (2020-2021年, 2020年-2022年) or Latin letters and digits (COVID-19). Where
    there is nothing else blanks between Chinese characters part. What leads to the start page (当前位置：首页) is left out. Texts of
    profiles are read in the same way.
    """
    label = _LABEL.match(text)
    rest = text[label.end() :] if label else text
    parts = [each for part in _PARTS.split(rest) for each in _SPACED.split(part)]
    if len(parts) == 1:
        parts = [*_dashed(parts[0])]
    if len(parts) == 1:
        parts = _APART.split(_bare(parts[0]))
    named = [bare for part in parts if (bare := _bare(part))]
    if len(named) > 1 and named[0] in ROOTS:
        del named[0]
    return tuple(named)


@lru_cache(maxsize=1 << 14)  # columns share what is above them, and so its text
def _bare(part: str) -> str:
    return part.strip().strip("\u200b\ufeff\0").strip()


_NUMBER: Final = re.compile(r"[0-9０-９〇一二三四五六七八九十][年月日号期]?$")


def _dashed(text: str) -> Iterator[str]:
    start = 0
    for found in _DASHES.finditer(text):
        before, after = text[found.start() - 1], text[found.end()]
        is_word = before.isascii() and after.isascii() and before.isalnum() and after.isalnum()
        if not is_word and not (_NUMBER.search(text[: found.start()][-2:]) and _NUMBER.match(after)):
            yield text[start : found.start()]
            start = found.end()
    yield text[start:]


def joined(parts: Iterable[str]) -> tuple[str, ...]:
    """The path whose levels stand in columns of their own; a level that is blank is passed over."""
    return path_of("/".join([part for part in parts if _bare(part)]) + "/")
