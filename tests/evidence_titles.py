"""The legal basis of a row: what the evidence's words name, and whether an entry of a catalogue is that instrument."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from evidence_reading import Plain, fold
from plain_yaml import yaml_of

_NAMED = re.compile(r"《(?P<title>.*)》(?:\((?P<number>[^()]*)\))?")
_MARKS = str.maketrans(dict.fromkeys("《》<>"))
TWO_IN_ONE = {"《教师资格条例》及实施办法": ("教师资格条例", "教师资格条例实施办法")}
"""What the tables name in one breath and are two instruments."""

SAME = {
    "2018-2020年农机购置补贴实施指导意见": "2018—2020年农机购置补贴实施指导意见",
    "国家综合防灾减灾规划(2016-2020年)": "国家综合防灾减灾规划(2016—2020年)",
    "中共中央、国务院转发中央宣传部、司法部"
    "关于在公民中开展法治宣传教育的第七个五年规划(2016-2020年)": "中央宣传部、司法部"
    "关于在公民中开展法治宣传教育的第七个五年规划(2016—2020年)",
    "中共中央办公厅国务院办公厅印发关于加快构建现代公共文化服务体系的意见": "关于加快构建现代公共文化服务体系的意见",
    "关于推进重大建设项目批准和实施领域政府信息公开的意见": "国务院办公厅关于推进重大建设项目批准和实施领域政府信息公开的意见",
    "国务院扶贫办扶贫开发建档立卡工作方案": "扶贫开发建档立卡工作方案",
    "国家卫生健康委关于修改职业健康检查管理办法等4部门规章的决定": "国家卫生健康委关于修改职业健康检查管理办法等4件部门规章的决定",
}
"""Titles as the tables write them, and the title of the instrument that they mean, where more than the fold differs."""


class Name(NamedTuple):
    """One instrument that the evidence names by `title`, perhaps with a document number; or words that name none."""

    text: str
    title: str | None
    number: str | None = None


def names_said(text: str) -> Iterator[Name]:
    """The instruments that one string of the evidence names: almost always one."""
    if text in TWO_IN_ONE:
        yield from (Name(text, bare(title)) for title in TWO_IN_ONE[text])
        return
    named = _NAMED.fullmatch(fold(text))
    if named is None:
        yield Name(text, None)
    else:
        yield Name(text, bare(named["title"]), named["number"])


def bare(title: str) -> str:
    """A title without title marks, also inner ones, and without the country's name before a law."""
    return fold(title).translate(_MARKS).removeprefix("中华人民共和国")


class Instruments:
    """The registered instruments by id, read as plain YAML."""

    def __init__(self, entries: Plain) -> None:
        self.entries = entries

    @classmethod
    def read(cls, folder: Path) -> Instruments:
        entries: Plain = {}
        for path in sorted(folder.glob("*.yaml")):
            entries |= yaml_of(path).get("instruments", {})
        return cls(entries)

    def shared_spellings(self) -> list[str]:
        """The spellings that two instruments claim."""
        claims = Counter(fold(alias) for entry in self.entries.values() for alias in entry.get("aliases", ()))
        return [alias for alias, times in claims.items() if times > 1]

    def fault(self, name: Name, basis: Plain) -> str:
        """Why the entry is not what the evidence names; empty when it is."""
        if name.title is None:
            return "" if fold(basis.get("unnamed", "")) == fold(name.text) else f"{name.text!r} became {basis}"
        entry = self.entries.get(basis.get("id", ""))
        if entry is None:
            return f"{name.text!r} became {basis}"
        titles = {bare(entry[key]) for key in ("title", "full") if key in entry}
        if SAME.get(name.title, name.title) not in titles:
            return f"{name.text!r} became {basis['id']} {sorted(titles)}"
        if name.text not in TWO_IN_ONE and fold(name.text) not in map(fold, entry.get("aliases", ())):
            return f"{basis['id']}: the spelling {name.text!r} is not among its aliases"
        return ""
