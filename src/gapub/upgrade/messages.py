"""What an upgrade says, in Chinese and English; the braces take ids, or ids with their titles (`named`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gapub.diagnostics import Text
from gapub.model.cellwords import listed, words
from gapub.model.fields import FIELD_NAMES
from gapub.model.registry import Registry
from gapub.upgrade.lineage import Row

# --- what became of the row, topic or area that an entry names ---------------------------------------------------------

NOWHERE = Text("旧版和新版都没有 {}", "neither the old nor the new edition has {}")
GONE = Text("新版已没有旧版的{}", "the new edition no longer has {}")
ALL_GONE = Text("新版没有 {} 及其各行", "the new edition has neither {} nor its rows")
SPLIT = Text("旧版的{}在新版拆为{}", "the new edition splits {} into {}")
BOTH = Text(
    "{}在仍用旧基线的层级保留，在新版改为{}，请为新的另写一条",
    "{} stays at the levels that keep their baseline, and is {} in the new edition: write an entry for that, too",
)
MERGED = Text("新版的{}由{}合并而成", "{} of the new edition merges {}")
MOVED_APART = Text(
    "{} 的各行在新版归入{}，与原来的范围不同",
    "in the new edition, the rows of {} are in {}, which has another scope",
)
TWO_ON_ONE = Text("{}的几条现均指向 {}，请只留一条", "the entries for {} now all refer to {}: keep one")

SPELT_OUT = Text(
    "“{}”在新基线上不再只指这一项，改写为编号",
    "{!r} alone no longer means this one on the new baseline, so its id is written",
)

# --- what the new edition changes --------------------------------------------------------------------------------------

CHANGED = Text("新版改了{}：{}", "the new edition changes the {}: {}")
WEAKER = Text("{}：{}，本地为“{}”，弱于新版", "{}: {}; the profile has “{}”, which is weaker")
RENAMED_ALREADY = Text(
    "新版已把“{}”改称“{}”，请删去这一项 rename", "the new edition itself renames “{}” to “{}”: delete this rename"
)
SAYS_THE_SAME = Text("新版已作同样规定", "the new edition now says the same")
CELLS_SAY_THE_SAME = SAYS_THE_SAME + Text("：{}", ": {}")
HOLDS = Text("本地的规定仍不弱于新版", "the profile is still at least as strong")

# --- omissions ---------------------------------------------------------------------------------------------------------

NOTHING_LEFT = Text("已无可以不列入的事项，请删去这一条", "there is nothing left to omit: delete the entry")
STILL_THERE = Text(
    "根据是“已被取代”，而新版仍有这一行，请核对",
    "the ground is `superseded`, but the new edition still has the row: check it",
)
LEVELS_GONE = Text("新版在这些层级已不列入", "the new edition no longer requires it at these levels")
COVERS = Text("新版在此新增，一并不列入：{}", "new here and omitted with it: {}")
COVERS_NOT = Text("已移到别处，改为列入：{}", "moved elsewhere, no longer omitted: {}")

# --- local items -------------------------------------------------------------------------------------------------------

NO_TOPIC = Text("另选一级事项，或者写 title 自建", "choose another topic, or give a title to make it a new one")
TAKEN = Text(
    "新版已有{}，本地事项须删去、改编号，或者改为 tighten",
    "the new edition already has {}: delete the local item, give it another id, or move it to tighten",
)
AREA_TAKEN = Text(
    "新版已有领域“{}”（{}），编号相同，自设领域须另取编号，或者把事项并入该领域",
    "the new edition has the area {!r} ({}) of the same id: give the area of one's own another, or move its rows there",
)
TWICE = Text("有两条 add 都增加 {}", "two entries under add create {}")
TWIN = Text(
    "本地事项 {} 与新版新增的{}同名，可能无须保留，请核对",
    "the local item {} has the same title as the new row {} and may be redundant",
)
TOPIC_THERE = Text("新版已有一级事项 {}，title 可以删去", "the new edition has the topic {}: its title may be deleted")

# --- records of checking, offices, editions, profiles above ------------------------------------------------------------

LAPSED = Text("须对照新版重新核对：{}", "to check again against the new edition: {}")
ALL_LAPSED = Text(
    "核对过的各栏都已改变，须对照新版重新核对",
    "every cell that was checked has changed: check it against the new edition",
)
TWO_OFFICES = Text("几处机关现均指向 {}，请只留一处", "several offices are now given for {}: keep one")
TWO_ADDRESSES = Text("几个地址现均指向 {}，请只留一个", "several addresses are now given for {}: keep one")
OTHER_ROLE = Text("新版的 {0} 已不由 {1} 公开", "{1} is no longer the body of {0}")
PINNED = Text("继续使用 {}；新基线为 {}", "{} stays in use; the new baseline has {}")
LINK_BROKEN = Text(
    "上级 {} 在新基线上有 {} 处问题，请先升级并处理好",
    "{} above has {} problem(s) on the new baseline: upgrade it and settle them first",
)
NOT_COMPARED = Text(
    "基线继承自上级，上级已是 {}，因此本文件未作比对；若尚未随之升级，请用 --from 写明旧基线",
    "the baseline is inherited and already {}, so nothing was compared; if this file has not been upgraded yet, name the old "
    "baseline with --from",
)
OTHERS = Text(
    "继承本文件而未一并升级的有 {}：请升级整个文件夹，或者用 --from 写明旧基线逐个升级",
    "not upgraded with it, though they inherit from it: {}; upgrade the whole folder, or each of them with --from",
)
STAYS = Text(
    "{}目录仍用基线 {}：{} 没有其中的领域 {}",
    "the {} catalogue stays on baseline {}: {} lacks its area(s) {}",
)


def named(name: str, rows: Mapping[str, Row]) -> Text:
    """The id of one of the rows with its title."""
    return Text("{}“{}”", "{} “{}”").format(name, rows[name].item.title)


def several(names: Iterable[str], rows: Mapping[str, Row]) -> Text:
    """Ids with their titles."""
    return listed(named(each, rows) for each in names)


def ids(names: Iterable[str]) -> Text:
    """Ids alone."""
    return listed(map(Text.same, names))


def label(cell: str) -> Text:
    """What a cell is called, within a sentence."""
    return FIELD_NAMES[cell]._replace(en=FIELD_NAMES[cell].en.lower())


def labels(cells: Iterable[str]) -> Text:
    """What cells are called, within a sentence."""
    return listed(map(label, cells))


def change(cell: str, old: Row, new: Row, registry: Registry) -> Text:
    """What the new edition changes in a cell: of elements those that went and came, if it is as simple as that."""
    elements = _elements(old, new) if cell == "content" else None
    return CHANGED.format(label(cell), elements or values(cell, old, new, registry))


def values(cell: str, old: Row, new: Row, registry: Registry) -> Text:
    """What both editions say in a cell."""
    was, now = (row.topic if cell == "topic" else words(cell, getattr(row.item, cell), registry) for row in (old, new))
    if was == now:
        return Text("新旧版均为“{}”", "both editions say “{}”").format(now)
    return Text("旧版为“{}”，新版为“{}”", "was “{}”, is now “{}”").format(was, now)


def _elements(old: Row, new: Row) -> Text | None:
    was, now = ([each.text for each in row.item.content or ()] for row in (old, new))
    less, more = ([text for text in one if text not in other] for one, other in ((was, now), (now, was)))
    found = ((Text("删去", "drops "), less), (Text("增加", "adds "), more))
    said = [verb + listed(Text.same(f"“{text}”") for text in texts) for verb, texts in found if texts]
    return listed(said, "，") if said else None
