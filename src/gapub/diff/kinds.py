"""The kinds of changes, a line each: what it is called, its mirror, and what it asks of a locality.

The mirror of a kind is what the same change is called when the sides are exchanged.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple, TypeAlias

from gapub.diagnostics import Text

Asks: TypeAlias = Literal["must", "may", "know"]

ASKS: Final[dict[Asks, Text]] = {
    "must": Text("须办", "must act"),
    "may": Text("可办", "may act"),
    "know": Text("知悉", "for information"),
}
"""What a change asks of a locality, the most urgent first."""


class Kind(NamedTuple):
    """A kind of change. `what` changed and how (`name`), counted in `unit`; `{0}` is the field of the table."""

    code: str
    mirror: str
    asks: Asks
    name: Text
    what: Text
    unit: str

    @property
    def label(self) -> Text:
        """What changed and how, for a list of kinds: 「事项新增」, “items added”."""
        return (self.what + _SPACE + self.name).format(Text("栏目", "cells"))

    @property
    def of_field(self) -> bool:
        """Whether it may be of any field of the table, which its words then name."""
        return self.what == _CELL[0]

    def label_of(self, field: Text | None) -> Text:
        """What a single change is called: 「公开时限收紧」, “time limit tightened”; of a row, what happened to it."""
        what = field or (Text("", "") if self.what in (_ROWS[0], _CELL[0], _OTHER[0], _DECISION[0]) else self.what)
        return Text(f"{what.zh}{self.name.zh}", f"{what.en.lower()} {self.name.en}".strip())

    def counted(self, n: int, field: Text) -> Text:
        """「公开时限收紧2处」, “time limit tightened: 2”."""
        template = self.what + _SPACE + self.name + Text("{1}{2}", ": {1}")
        return template.format(field._replace(en=field.en.lower()), n, self.unit)


_SPACE: Final = Text("", " ")
_ROWS: Final = (Text("事项", "items"), "项")
_CELL: Final = (Text.same("{0}"), "处")
_BASIS: Final = (Text("公开依据", "legal basis"), "处")
_AREA: Final = (Text("领域", "areas"), "个")
_TOPIC: Final = (Text("一级事项", "topics"), "个")
_OTHER: Final = (Text("", "entries"), "处")
_TERM: Final = (Text("时限用语", "words of time limits"), "个")
_DECISION: Final = (Text("决策事项", "decisions"), "项")
_ENTRY: Final = (Text("登记册条目", "registry entries"), "个")


KINDS: Final[dict[str, Kind]] = {
    each.code: each
    for each in (
        Kind("area-added", "area-removed", "must", Text("新增", "added"), *_AREA),
        Kind("area-removed", "area-added", "may", Text("取消", "removed"), *_AREA),
        Kind("added", "removed", "must", Text("新增", "added"), *_ROWS),
        Kind("removed", "added", "may", Text("取消", "removed"), *_ROWS),
        Kind("tightened", "relaxed", "must", Text("收紧", "tightened"), *_CELL),
        Kind("relaxed", "tightened", "may", Text("放宽", "relaxed"), *_CELL),
        Kind("incomparable", "incomparable", "must", Text("要求有增有减", "partly tightened, partly relaxed"), *_CELL),
        Kind("supplied", "withdrawn", "must", Text("补明", "supplied"), *_CELL),
        Kind("withdrawn", "supplied", "know", Text("转为待核", "now unknown"), *_CELL),
        Kind("body-changed", "body-changed", "must", Text("变更", "changed"), Text("公开主体", "body"), "处"),
        Kind("level-added", "level-removed", "must", Text("增加", "added"), Text("公开层级", "level"), "处"),
        Kind("level-removed", "level-added", "may", Text("减少", "removed"), Text("公开层级", "level"), "处"),
        Kind("scope-changed", "scope-changed", "must", Text("变更", "changed"), Text("适用范围", "scope"), "处"),
        Kind("term-changed", "term-changed", "must", Text("变更", "changed"), *_TERM),
        Kind("split", "merged", "know", Text("拆分", "split"), *_ROWS),
        Kind("merged", "split", "know", Text("合并", "merged"), *_ROWS),
        Kind("moved", "moved", "know", Text("移动", "moved"), *_ROWS),
        Kind("renamed", "renamed", "know", Text("更名", "renamed"), *_ROWS),
        Kind("carried", "renewed", "know", Text("沿用旧版", "carried over"), *_ROWS),
        Kind("renewed", "carried", "know", Text("不再沿用旧版", "no longer carried over"), *_ROWS),
        Kind("basis-repealed", "basis-restored", "know", Text("失效", "repealed"), *_BASIS),
        Kind("basis-restored", "basis-repealed", "know", Text("引用已失效文件", "cited although repealed"), *_BASIS),
        Kind("basis-added", "basis-removed", "know", Text("增加", "added"), *_BASIS),
        Kind("basis-removed", "basis-added", "know", Text("减少", "removed"), *_BASIS),
        Kind("basis-amended", "basis-amended", "know", Text("变动", "amended"), *_BASIS),
        Kind("registry-changed", "registry-changed", "know", Text("变动", "changed"), *_ENTRY),
        Kind("reworded", "reworded", "know", Text("改写", "reworded"), *_CELL),
        Kind("reordered", "reordered", "know", Text("换序", "reordered"), *_OTHER),
        Kind("area-changed", "area-changed", "know", Text("变动", "changed"), Text("领域说明", "facts of areas"), "处"),
        Kind("topic-added", "topic-removed", "know", Text("新增", "added"), *_TOPIC),
        Kind("topic-removed", "topic-added", "know", Text("取消", "removed"), *_TOPIC),
        Kind("topic-renamed", "topic-renamed", "know", Text("更名", "renamed"), *_TOPIC),
        Kind("lineage-changed", "lineage-changed", "know", Text("变动", "changed"), Text("沿革", "lineage"), "处"),
        Kind("note-changed", "note-changed", "know", Text("变动", "changed"), *_CELL),
        Kind("decision-added", "decision-removed", "know", Text("新增", "added"), *_DECISION),
        Kind("decision-removed", "decision-added", "know", Text("取消", "removed"), *_DECISION),
        Kind("decision-changed", "decision-changed", "know", Text("变动", "changed"), *_DECISION),
        Kind("evidence-changed", "evidence-changed", "know", Text("变动", "changed"), Text("证据", "evidence"), "处"),
    )
}
"""Every kind by its code, in the order in which a summary names them. Codes are never used for anything else."""

QUIET: Final = ("reordered", "lineage-changed", "evidence-changed")
"""Kinds that a sentence about many leaves out: they ask nothing, and a new edition has them nearly everywhere."""


def asked(counts: Mapping[str, int]) -> list[str]:
    """How many changes must be acted on, may be, or are to know: for a table, nothing for none."""
    return [str(sum(n for kind, n in counts.items() if KINDS[kind].asks == asks) or "") for asks in ASKS]
