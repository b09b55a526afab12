"""What the columns of a table hold, by what stands above them.

Tables of the same national form differ in their words (公开主体, 责任主体, 责任单位), in the order of columns, and in how many
rows the headings take; merged cells are lost in some formats. A heading is known by its own words, or by those of the cell
above it together with its own (公开对象 over 全社会). What nobody knows is a column of the place's own; nothing is taken for
what is merely like it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Final, NamedTuple

from gapub.model.cells import levels
from gapub.model.local import STAGES
from gapub.model.pattern import pattern
from gapub.tables.grid import Cell
from gapub.tables.wrapping import tidy

_BRACKETED: Final = pattern(r"[（(\[【][^（）()\[\]【】]*[）)\]】]?")
_PUNCTUATION: Final = pattern(r"[\s“”\"'’‘：:、，,/／—\-–*※.。；;和及与或]+")
_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        _PUNCTUATION.sub("", word): name
        for name, words in {
            "id": "id 行编号",
            "number": "序号 序 编号 编码 事项编码 事项编号 目录编号 目录编码 项号 号",
            "area": "领域 试点领域 公开领域 所属领域 领域名称 重点领域 领域类别",
            "topic": "一级事项 一级目录 一级类别 一级分类 一级指标 一级 事项类别 事项分类 类别 事项大类 主项 主项名称"
            " 一级公开事项 公开事项一级事项 一级事项名称",
            "title": "二级事项 二级目录 二级类别 二级分类 二级指标 二级 事项名称 公开事项名称 事项 公开事项 子项 子项名称 具体事项"
            " 二级公开事项 公开事项二级事项 公开项目 项目名称 公开目录 二级事项名称",
            "title3": "三级事项 三级目录 三级类别 三级分类 三级 三级公开事项 三级事项名称",
            "content": "公开内容 公开内容要素 公开要素 内容要素 公开内容及要素 公开内容和要素 公开的内容 内容 公开信息内容"
            " 公开事项内容 主要内容 公开具体内容 具体内容 公开内容标准 具体公开内容 公开信息",
            "basis": "公开依据 依据 法律依据 法规依据 政策依据 公开法律依据 公开的依据 法定依据 设定依据 公开政策依据 依据文件",
            "time_limit": "公开时限 公开期限 时限 时限要求 公开时限要求 公开时间 公开的时限 期限 公开时间要求"
            " 公开频次 更新时限 更新频率 公开频率 公开周期 更新周期 更新时间",
            "body": "公开主体 责任主体 责任单位 公开责任主体 主体 公开单位 公开责任单位 责任部门 公开部门 实施主体 公开机构"
            " 公开主体单位 发布主体 公开主体责任单位 责任单位部门 公开的主体 信息公开主体 公开义务主体 承办单位 牵头单位 主管部门 实施单位",
            "channels": "公开渠道和载体 公开渠道 公开载体 渠道和载体 渠道 载体 公开渠道及载体 公开渠道载体 公开平台 公开载体和渠道"
            " 公开载体渠道 公开途径 公开渠道与载体 公开渠道或载体 公开渠道方式 公开场所 公开的渠道和载体 发布渠道 公开位置",
            "audience": "公开对象 公开范围 公开对象范围 公开受众 对象",
            "method": "公开方式 公开形式 公开属性 公开类型 方式 公开性质",
            "levels": "公开层级 层级 公开级别 公开层次 公开层级别 适用层级",
            "stage": "五公开 五公开要求 政务五公开 公开环节 五公开类别 五公开环节 公开阶段",
            "section": "责任科室 责任股室 承办科室 承办股室 科室 股室 业务科室 责任处室 内设机构 责任科股室",
            "phone": "联系电话 咨询电话 电话 监督电话 咨询监督电话 联系方式 咨询投诉电话",
            "note": "备注 说明 备注说明 注",
            "audience.public": "全社会 社会公众 全体公众 面向全社会 面向社会 公众 全社会公开",
            "audience.groups": "特定群体 特定群众 特定对象 特定人群 特殊群体 特定公众 特定群体请写明 特定社会群体",
            "method.proactive": "主动 主动公开",
            "method.on_request": "依申请 依申请公开 申请公开 依申请公开类",
            "levels.province": "省级 省本级",
        }.items()
        for word in words.split()
    }
    | {stage.zh + more: f"stage.{word}" for word, stage in STAGES.items() for more in ("", "公开")}
)
_GROUPS: Final = frozenset(("title", "audience", "method", "levels", "stage", "channels"))
"""What stands over several columns: 公开事项 is over the topic and the title, the others over their values."""
_IN_LINE: Final = ("topic", "title", "title3")
_CORE: Final = frozenset(("topic", "title", "content", "basis", "time_limit", "body", "channels"))
_NEEDED: Final = 3
_LONGEST: Final = 30
"""Characters of a heading: what is longer is the text of a row."""
_LEVEL: Final = pattern(r"[省市州县区旗乡镇街村社居、和及与/／（）()级道民本]+")


class Heading(NamedTuple):
    """The headings of a grid: its rows from the first to the last, and of each column its name and its words.

    `cells` are those that make it, `parts` of a column the texts that stand above each other.
    """

    first: int
    last: int
    names: Mapping[int, str]
    headings: Mapping[int, str]
    cells: tuple[Cell, ...]


class Lines:
    """A grid by its lines: which cell covers a place, and which cells with a text begin in a row.

    `hidden` are those with a text at whose place another cell is: spans overlap where a page was badly made.
    """

    def __init__(self, cells: Iterable[Cell]) -> None:
        """The lines of these cells."""
        self.rows: dict[int, dict[int, Cell]] = {}
        self.hidden = list[Cell]()
        self.starting: dict[int, list[Cell]] = {}
        self.height = self.width = 0
        for cell in cells:
            text, first, left, rows, columns, _ = cell  # there are many
            there = self.rows.get(first)
            if there is None:
                there = self.rows[first] = {}
            is_first = left not in there or is_blank(there[left].text)
            if is_first:
                there[left] = cell
                if rows > 1 or columns > 1:
                    for row in range(first, first + rows):
                        there = self.rows.setdefault(row, {})
                        for column in range(left, left + columns):
                            there.setdefault(column, cell)
            if not is_blank(text):
                if not is_first:
                    self.hidden.append(cell)
                elif first in self.starting:
                    self.starting[first].append(cell)
                else:
                    self.starting[first] = [cell]
        self.height = max(self.rows, default=0)
        self.width = max(map(max, self.rows.values()), default=0)

    def at(self, row: int, column: int) -> Cell | None:
        """The cell that covers a place."""
        there = self.rows.get(row)
        return there.get(column) if there else None

    def covering(self, row: int) -> list[Cell]:
        """The cells with a text that cover a row, from left to right, each once."""
        there = self.rows.get(row, {})
        return list(dict.fromkeys(there[column] for column in sorted(there) if not is_blank(there[column].text)))


def is_blank(text: str) -> bool:
    """Whether nothing is there that could be seen."""
    return text[:1] in _UNSEEN and not text.strip(_UNSEEN)  # most texts begin with what is seen


_UNSEEN: Final = "\u200b\ufeff\xad \t\r\n\xa0\u3000\x0b\x0c"


def headings(lines: Lines, start: int = 1) -> Iterator[Heading]:
    """The headings in a grid from a row on, one after the other: they are repeated on each page, or differ by area."""
    row = start
    while row <= lines.height:
        found = _heading(lines, row) if row in lines.starting else None
        if found:
            yield found
            row = found.last
        row += 1


def _heading(lines: Lines, row: int) -> Heading | None:
    there = lines.starting[row]
    if any(len(each.text) > _LONGEST and len(tidy(each.text)) > 2 * _LONGEST for each in there):
        return None
    known = [each for each in there if _is_known(each.text)]
    if len(known) < _NEEDED or 2 * len(known) < len(there):
        return None
    above = lines.starting.get(row - 1, [])
    first = row - 1 if len(above) > 1 and all(_is_known(each.text) for each in above) else row
    last = max((each.row + each.rows - 1 for each in there if each.rows < lines.height), default=row)
    last = min(last, row + _ROWS - 1)
    while last > row and not _is_heading(lines, last, row, there):
        last -= 1  # a heading or two span into the rows
    while last < min(lines.height, row + _ROWS) and _goes_on(lines, last + 1, first):
        last += 1
    names, texts = _columns(lines, first, last)
    core = _CORE & set(names.values())
    if len(core) < _NEEDED or not core & {"title", "content"}:
        return None
    cells = [cell for each in range(first, last + 1) for cell in lines.starting.get(each, ())]
    if last < lines.height and _counts(lines.starting.get(last + 1, [])):
        last += 1
        cells += lines.starting[last]
    return Heading(first, last, names, texts, tuple(cells))


def _is_heading(lines: Lines, row: int, first: int, there: Sequence[Cell]) -> bool:
    """Whether a row that some headings span down to is one of headings: most do, or it names parts of those above."""
    if not all(_fits(each.text) for each in lines.starting.get(row, ())):
        return False
    reach = sum(each.columns for each in there if each.row + each.rows > row)
    return 2 * reach >= sum(each.columns for each in there) or _goes_on(lines, row, first)


_ROWS: Final = 4
"""Rows that headings take at most."""


def _goes_on(lines: Lines, row: int, first: int) -> bool:
    """Whether a row below headings has the second part of them: 一级事项 below 公开事项, or 号 below 序."""
    there = lines.starting.get(row, [])
    known = 0
    for cell in there:
        if not _fits(cell.text):
            return False
        above = _above(lines, cell.row, cell.column, first)
        known += bool(named((*above, cell.text)) and (not above or named((cell.text,)) or len(_key(cell.text)) < 3))
    return bool(there) and 2 * known > len(there)


def _counts(cells: Sequence[Cell]) -> bool:
    """Whether a row below headings only counts the columns: 1, 2, 3 …"""
    return len(cells) > _NEEDED and all(
        "".join(char for char in tidy(each.text) if char not in "（）() ") == str(i) for i, each in enumerate(cells, 1)
    )


def _columns(lines: Lines, first: int, last: int) -> tuple[dict[int, str], dict[int, str]]:
    """Of each column what it holds, and its words."""
    paths = {
        column: tuple(dict.fromkeys((*_above(lines, last, column, first), *_own(lines, last, column))))
        for column in range(1, lines.width + 1)
    }
    meant = {column: named(path) for column, path in paths.items() if path}
    together: dict[str, list[int]] = {}
    for column, name in meant.items():
        together.setdefault(name, []).append(column)
    names: dict[int, str] = {}
    texts: dict[int, str] = {}
    for column, name in meant.items():
        path = paths[column]
        if name == "title" and len(path) == 1 and "title" in names.values() and "topic" not in together:
            before = [each for each, other in paths.items() if each < column and other == path]
            if (
                before and names.get(before[0]) == "title"
            ):  # 公开事项 over two or three columns without words of their own
                names |= dict(zip((*before, column), _IN_LINE, strict=False))
                texts[column] = "/".join(_shown(path))
                continue
        rivals = together[name]
        if name and len(rivals) > 1 and not (name == "channels" and len(path) > 1):
            first = min(rivals, key=lambda each: (not _is_usual(name, paths[each]), each))
            is_over = name == "title" and "topic" not in meant.values() and column == rivals[0] != first
            name = name if column == first else "topic" if is_over else ""
        names[column] = name
        texts[column] = "/".join(_shown(path))
    return names, texts


def _is_usual(name: str, path: Sequence[str]) -> bool:
    """Whether a heading is the usual one of its name: where two columns could have it, this is it."""
    key = _key(path[-1])
    if name == "title":
        return key not in ("公开事项", "事项", "公开目录", "公开项目", "项目名称")
    return key.startswith("公开") or key in ("序号", "一级事项", "三级事项")


def _shown(path: Iterable[str]) -> Iterator[str]:
    for text in path:
        yield tidy(text).replace("\n", "")


def _own(lines: Lines, row: int, column: int) -> tuple[str, ...]:
    cell = lines.at(row, column)
    return (cell.text,) if cell and not is_blank(cell.text) else ()


def _above(lines: Lines, row: int, column: int, first: int) -> tuple[str, ...]:
    """The texts of headings above a place, the topmost first, each once.

    Where a format has lost merged cells, one that may stand over several columns counts for the blanks to its right.
    """
    texts = list[str]()
    below = lines.at(row, column)
    has_below = below is not None and not is_blank(below.text)
    seen = {below}
    for each in range(row - 1, first - 1, -1):
        cell = lines.at(each, column)
        at = column
        while (cell is None or is_blank(cell.text)) and has_below and at > 1:
            at -= 1
            cell = lines.at(each, at)
            if cell and not is_blank(cell.text):
                under = lines.at(each + 1, at)
                is_group = named((cell.text,)) in _GROUPS and under is not None and not is_blank(under.text)
                if not is_group or under is cell or cell.columns > 1:
                    cell = None
                break
        if cell and cell not in seen and not is_blank(cell.text):
            texts.insert(0, cell.text)
            seen.add(cell)
    return tuple(texts)


_PARTED: Final = pattern(r"([^：:/（(—-]+)[：:/（(—-]+([^）)]+)[）)]?")
"""A heading of two parts: 公开对象：全社会, 公开事项（一级）."""

# --- one heading -----------------------------------------------------------------------------------------------------


@cache
def _key(text: str) -> str:
    """A heading as it is looked up: without breaks, brackets and what joins words."""
    text = re.sub(r"\s+", "", tidy(text))
    return _PUNCTUATION.sub("", _BRACKETED.sub("", text) or text)


@cache
def named(path: tuple[str, ...]) -> str:
    """What a column holds by the texts above it; empty if nobody knows."""
    if len(path) == 1:
        parted = _PARTED.fullmatch(tidy(path[0]).replace("\n", ""))
        inner = named((parted[1], parted[2])) if parted and _word(parted[1]) in _GROUPS else ""
        return inner or _word(path[0])
    *outer_path, leaf = path
    whole = _WORDS.get(_key("".join(path)))  # 序 over 号
    if whole:
        return whole
    name, outer = _word(leaf), next((found for each in reversed(outer_path) if (found := _word(each))), "")
    if outer == "channels":
        return outer
    if outer in _GROUPS and name.startswith(f"{outer}."):
        return name
    if outer == "levels":
        return _level(leaf)
    return name


@cache
def _word(text: str) -> str:
    key = _key(text)
    if key in _WORDS:
        return _WORDS[key]
    full = _PUNCTUATION.sub("", re.sub(r"\s+", "", tidy(text)).translate(_NO_BRACKETS))
    if full in _WORDS:
        return _WORDS[full]
    if "?" in key and len(key) > 2:  # a character that a wrong encoding has lost
        pattern = re.compile(re.escape(key).replace(r"\?", ".?"))
        meant = {name for word, name in _WORDS.items() if pattern.fullmatch(word)}
        return meant.pop() if len(meant) == 1 else ""
    return _level(text) if "级" in key else ""


_NO_BRACKETS: Final = str.maketrans(dict.fromkeys("（）()[]【】"))


@cache
def _level(text: str) -> str:
    """The level or levels that a column stands for: 县级, 镇（街道）, 乡、村级."""
    whole = re.sub(r"\s+", "", tidy(text))
    if not _LEVEL.fullmatch(whole):
        return ""
    for each in (whole, _BRACKETED.sub("", whole), whole.removesuffix("级")):
        found = levels.parse(each, _nobody)
        if found.value and found.is_whole:
            return "levels." + "+".join(found.value)
    return ""


def _nobody(_kind: str, _name: str) -> None:
    """Levels have no registry."""


def _fits(text: str) -> bool:
    """Whether a text may be a heading."""
    return len(tidy(text)) <= _LONGEST and not tidy(text).isdigit()


def _is_known(text: str) -> bool:
    return len(text) <= 2 * _LONGEST and bool(named((text,)))
