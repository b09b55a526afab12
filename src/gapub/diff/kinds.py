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
    "know": Text("知悉", "to know"),
}
"""What a change asks of a locality, the most urgent first."""


class Kind(NamedTuple):
    """A kind of change. `what` changed and how (`name`), counted in `unit`; `{field}` is the field of the table."""

    code: str
    mirror: str
    asks: Asks
    name: Text
    what: Text
    unit: str

    @property
    def label(self) -> Text:
        """What changed and how, for a list of kinds: 「事项新增」, “items added”."""
        every = Text("栏目", "cells")
        return Text(
            f"{self.what.zh}{self.name.zh}".format(field=every.zh),
            f"{self.what.en} {self.name.en}".format(field=every.en),
        )

    def label_of(self, field: Text | None) -> Text:
        """What a single change is called: 「公开时限收紧」, “time limit tightened”; of a row, what happened to it."""
        what = field or (Text("", "") if self.what in (_ROWS[0], _CELL[0], _OTHER[0]) else self.what)
        return Text(f"{what.zh}{self.name.zh}", f"{what.en.lower()} {self.name.en}".strip())

    def counted(self, n: int, field: Text) -> Text:
        """「公开时限收紧2处」, “time limit tightened: 2”."""
        return Text(
            f"{self.what.zh}{self.name.zh}{n}{self.unit}".format(field=field.zh),
            f"{self.what.en} {self.name.en}: {n}".format(field=field.en.lower()),
        )


_ROWS: Final = (Text("事项", "items"), "项")
_CELL: Final = (Text("{field}", "{field}"), "处")
_BASIS: Final = (Text("公开依据", "legal basis"), "处")
_AREA: Final = (Text("领域", "areas"), "个")
_TOPIC: Final = (Text("一级事项", "topics"), "个")
_OTHER: Final = (Text("", "entries"), "处")


def _kind(code: str, mirror: str, asks: Asks, zh: str, en: str, of: tuple[Text, str]) -> Kind:
    return Kind(code, mirror, asks, Text(zh, en), *of)


KINDS: Final[dict[str, Kind]] = {
    each.code: each
    for each in (
        _kind("area-added", "area-removed", "must", "新增", "added", _AREA),
        _kind("area-removed", "area-added", "may", "取消", "removed", _AREA),
        _kind("added", "removed", "must", "新增", "added", _ROWS),
        _kind("removed", "added", "may", "取消", "removed", _ROWS),
        _kind("tightened", "relaxed", "must", "收紧", "tightened", _CELL),
        _kind("relaxed", "tightened", "may", "放宽", "relaxed", _CELL),
        _kind("incomparable", "incomparable", "must", "有增有减", "more here and less there", _CELL),
        _kind("supplied", "withdrawn", "must", "补明", "supplied", _CELL),
        _kind("withdrawn", "supplied", "know", "转为待核", "no longer known", _CELL),
        _kind("body-changed", "body-changed", "must", "变更", "changed", (Text("公开主体", "body"), "处")),
        _kind("level-added", "level-removed", "must", "增加", "added", (Text("公开层级", "level"), "处")),
        _kind("level-removed", "level-added", "may", "减少", "taken away", (Text("公开层级", "level"), "处")),
        _kind("scope-changed", "scope-changed", "must", "变更", "changed", (Text("适用范围", "scope"), "处")),
        _kind("split", "merged", "know", "拆分", "split", _ROWS),
        _kind("merged", "split", "know", "合并", "merged", _ROWS),
        _kind("moved", "moved", "know", "移动", "moved", _ROWS),
        _kind("renamed", "renamed", "know", "更名", "renamed", _ROWS),
        _kind("carried", "renewed", "know", "沿用旧版", "carried over", _ROWS),
        _kind("renewed", "carried", "know", "不再沿用旧版", "no longer carried over", _ROWS),
        _kind("basis-repealed", "basis-restored", "know", "失效", "repealed", _BASIS),
        _kind("basis-restored", "basis-repealed", "know", "引用已失效文件", "cited though repealed", _BASIS),
        _kind("basis-added", "basis-removed", "know", "增加", "added", _BASIS),
        _kind("basis-removed", "basis-added", "know", "减少", "taken away", _BASIS),
        _kind("basis-amended", "basis-amended", "know", "变动", "amended", _BASIS),
        _kind("reworded", "reworded", "know", "改写", "reworded", _CELL),
        _kind("reordered", "reordered", "know", "换序", "reordered", _OTHER),
        _kind("area-changed", "area-changed", "know", "变动", "changed", (Text("领域说明", "facts of areas"), "处")),
        _kind("topic-added", "topic-removed", "know", "新增", "added", _TOPIC),
        _kind("topic-removed", "topic-added", "know", "取消", "removed", _TOPIC),
        _kind("topic-renamed", "topic-renamed", "know", "更名", "renamed", _TOPIC),
        _kind("lineage-changed", "lineage-changed", "know", "变动", "changed", (Text("沿革", "lineage"), "处")),
        _kind("evidence-changed", "evidence-changed", "know", "变动", "changed", (Text("证据", "evidence"), "处")),
    )
}
"""Every kind by its code, in the order in which a summary names them. Codes are never used for anything else."""

QUIET: Final = ("reordered", "lineage-changed", "evidence-changed")
"""Kinds that a sentence about many leaves out: they ask nothing, and a new edition has them nearly everywhere."""


def asked(counts: Mapping[str, int]) -> list[str]:
    """How many changes must be acted on, may be, or are to know: for a table, nothing for none."""
    return [str(sum(n for kind, n in counts.items() if KINDS[kind].asks == asks) or "") for asks in ASKS]
