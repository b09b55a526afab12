"""What an upgrade says, in Chinese and English."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from gapub.diagnostics import Text
from gapub.model.cellwords import listed, words
from gapub.model.fields import FIELD_NAMES
from gapub.model.registry import Registry
from gapub.upgrade.lineage import Row


def named(name: str, row: Row | None) -> Text:
    """An id with its title."""
    return Text("{}“{}”", "{} “{}”").format(name, row.item.title) if row else Text.same(name)


def several(pairs: Iterable[tuple[str, Row | None]]) -> Text:
    """Ids with their titles."""
    return listed(named(*pair) for pair in pairs)


def gone(name: str, row: Row) -> Text:
    """The row has no successor."""
    return Text("新版没有旧版的{}", "the new edition no longer has {}").format(named(name, row))


def nowhere(name: str) -> Text:
    """The entry names what neither side has."""
    return Text(f"旧版和新版都没有 {name}", f"neither the old nor the new edition has {name}")


def split(name: str, row: Row, now: Iterable[tuple[str, Row]]) -> Text:
    """The row became several."""
    return Text("旧版的{}在新版拆为{}", "the new edition splits {} into {}").format(named(name, row), several(now))


def merged(name: str, row: Row, origins: Iterable[tuple[str, Row]]) -> Text:
    """The row came together with others."""
    return Text("新版的{}由{}合并而成", "{} of the new edition merges {}").format(named(name, row), several(origins))


def two_on_one(now: str, olds: Iterable[str]) -> Text:
    """Several entries of one kind would stand on one row."""
    names = listed(map(Text.same, olds))
    return Text("{}的几条现在都指向 {}，只能留一条", "the entries on {} now all name {}: leave one").format(names, now)


def changes(cells: Iterable[str], old: Row, new: Row, registry: Registry) -> Iterator[Text]:
    """What the new edition changes, cell by cell."""
    for cell in cells:
        change = (_elements(old, new) if cell == "content" else None) or _values(cell, old, new, registry)
        yield Text("新版改了{}：{}", "the new edition changes the {}: {}").format(_label(cell), change)


def versus(cell: str, old: Row, new: Row, local: Text, registry: Registry) -> Text:
    """What the old edition, the new edition and the profile say of a cell in which the profile is weaker."""
    return Text("{}：{}，本地为“{}”，弱于新版", "{}: {}, the profile says “{}”, which is weaker").format(
        _label(cell), _values(cell, old, new, registry), local
    )


def renamed_already(was: str, now: str) -> Text:
    """The new edition took the local name of an element."""
    return Text(
        f"新版自己已把“{was}”改称“{now}”，删去这一项 rename",
        f"the new edition itself calls “{was}” “{now}”: delete that rename",
    )


def _values(cell: str, old: Row, new: Row, registry: Registry) -> Text:
    was, now = (row.topic if cell == "topic" else _words(cell, row, registry) for row in (old, new))
    if was == now:
        return Text("新旧版均作“{}”", "both editions say “{}”").format(now)
    return Text("旧版为“{}”，新版为“{}”", "it was “{}” and is “{}”").format(was, now)


def _words(cell: str, row: Row, registry: Registry) -> Text:
    return words(cell, getattr(row.item, cell), registry)


def _elements(old: Row, new: Row) -> Text | None:
    """The elements that went and came; None if it is not as simple as that."""
    was, now = ([each.text for each in row.item.content or ()] for row in (old, new))
    less, more = ([text for text in one if text not in other] for one, other in ((was, now), (now, was)))
    if not (less or more):
        return None
    found = ((Text("删去", "drops "), less), (Text("增加", "adds "), more))
    return listed((verb + listed(Text.same(f"“{text}”") for text in texts) for verb, texts in found if texts), "，")


def _label(cell: str) -> Text:
    """What a cell is called, within a sentence."""
    return FIELD_NAMES[cell]._replace(en=FIELD_NAMES[cell].en.lower())


def _labels(cells: Iterable[str]) -> Text:
    return listed(map(_label, cells))


def moved_apart(name: str, homes: Sequence[str]) -> Text:
    """The rows of a topic or area went to several others, or to one that holds other rows too."""
    if not homes:
        return Text(f"新版没有 {name} 及其各行", f"the new edition has neither {name} nor its rows")
    return Text(
        "{} 的各行在新版归入{}，与原来的范围不同",
        "the rows of {} are in {} of the new edition, which is not the same set",
    ).format(name, listed(map(Text.same, homes)))


def covers(more: Iterable[tuple[str, Row | None]], less: Iterable[tuple[str, Row | None]]) -> Iterator[Text]:
    """An omission of a topic or area reaches other rows than it did."""
    for pairs, what in (
        (list(more), Text("新版在此新增，一并不列入：", "new here, and left out with it: ")),
        (list(less), Text("已移出，不再不列入：", "moved away, no longer left out: ")),
    ):
        if pairs:
            yield what + several(pairs)


NOTHING_LEFT = Text("没有可以不列入的，删去这一条", "there is nothing to leave out: delete the entry")
STILL_THERE = Text(
    "根据是“已被取代”，而新版仍有这一行，请核对", "the ground is superseded, but the row is still there: check it"
)
LEVELS_GONE = Text("新版已不列入这些层级", "the new edition no longer asks it of these levels")
SAYS_THE_SAME = Text("新版自己已这样规定", "the new edition says the same itself")
HOLDS = Text("本地的规定仍不弱于新版", "the profile is still at least as strong")
ALL_LAPSED = Text(
    "核对过的各栏都已改变，须对照新版重新核对",
    "every cell that was checked has changed: check it against the new edition",
)
NO_TOPIC = Text("另选一级事项，或者写 title 自建", "choose another topic, or give a title to make it a new one")


def lapsed(cells: Iterable[str]) -> Text:
    """Cells whose attestation no longer counts."""
    return Text("须对照新版重新核对：", "to verify again against the new edition: ") + _labels(cells)


def same_already(cells: Iterable[str]) -> Text:
    """Some cells of an entry say what the new edition says."""
    return Text("新版自己已这样规定：", "the new edition says the same itself: ") + _labels(cells)


def taken(name: str, row: Row) -> Text:
    """A local item has the id of a row of the new edition."""
    return Text(
        "新版已有{}，本地事项须删去、改编号，或者改为 tighten",
        "the new edition has {}: delete the local item, give it another id, or make it a tightening",
    ).format(named(name, row))


def twice(name: str) -> Text:
    """Two additions would make the same item."""
    return Text(f"有两条 add 都增加 {name}", f"two additions make {name}")


def twin(item: str, name: str, row: Row) -> Text:
    """A local item has the title of a new row."""
    return Text("本地事项 {} 与新版新增的{}同名，或可删去", "the local item {} has the title of the new row {}").format(
        item, named(name, row)
    )


def topic_there(name: str) -> Text:
    """A topic that the profile made stands in the new edition."""
    return Text(f"新版已有一级事项 {name}，title 可以删去", f"the new edition has the topic {name}: its title may go")


def two_offices(now: str) -> Text:
    """Two offices would hold a role for one item or area."""
    return Text(f"几处机关现在都指向 {now}，只能留一处", f"several offices now stand for {now}: leave one")


def other_role(name: str, role: str) -> Text:
    """The office has nothing to do with the row any more."""
    return Text(f"新版的 {name} 已不由 {role} 公开", f"{role} is no longer the body of {name}")


def pinned(edition: str, other: str) -> Text:
    """The profile holds on to an edition."""
    return Text(f"仍用 {edition}，新基线用的是 {other}", f"it keeps {edition}; the new baseline has {other}")


def link_behind(file: str, baseline: str) -> Text:
    """A profile above stands on another baseline."""
    return Text(
        f"上级 {file} 的基线仍是 {baseline}，请先升级它", f"{file} above is still on {baseline}: upgrade it first"
    )


def link_broken(file: str, count: int) -> Text:
    """A profile above does not fit the new baseline."""
    return Text(
        f"上级 {file} 在新基线上有 {count} 处问题，请先升级并处理好",
        f"{file} above has {count} problem(s) on the new baseline: upgrade it and settle them first",
    )


WIDEST_FIRST = Text(
    "一条继承链从最上级起逐级升级；本命令只改写这一个文件",
    "upgrade a chain from the widest profile down; this command rewrites this one file only",
)
