"""Channels of a place: its own ones, what it calls those of the registry, their addresses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from gapub.diagnostics import Text
from gapub.model.pattern import pattern
from gapub.model.text import fold
from gapub.rules.privacy import has_personal_number
from gapub.tables.ids import id_of
from gapub.tables.offices import Use, settle
from gapub.tables.row import Entry
from gapub.tables.values import Read
from gapub.tables.work import ADDRESS, Paired, Work

_CALLED: Final = {
    "website": re.compile(r"(人民)?政府(门户)?网站?"),
    "village-board": re.compile(r"(村务|居务|党务|社区|单位)*公[开示]栏"),
}
"""What places call channels of the official form, behind their own name."""
_CHANNEL: Final = pattern(
    r".{2,30}(网站|网|平台|公众号|服务号|订阅号|微信|微博|抖音|客户端|小程序|APP|App|app|端|栏|屏|墙|厅|大厅|中心|站|点|室|馆|窗口|报|报纸|广播"
    r"|电视|频道|热线|系统|信箱|邮箱|会|群|册|手册|简报|年鉴)([（(][^（()）]*[）)])?"
)
"""How channels are called; any other words of a cell stay words."""


def channels_of(work: Work, row: Paired, item: str, read: Read) -> list[str]:
    """The channels of the table's own that a cell names; addresses and local names are noted for their channels."""
    ids = read.value.ids if read.value is not None else ()
    found: list[str] = []
    strange: list[str] = []
    for left in read.left:
        if address := ADDRESS.fullmatch(left.text):
            _note_address(work, row, item, ids, read.text, address[0], left.entry)
        elif key := _called(work, left.text):
            work.labels.setdefault(key, left.text)
            if key not in ids:
                found.append(key)
        elif _CHANNEL.fullmatch(left.text) and not has_personal_number(left.text):
            found.append(_own_channel(work, left.text))
        else:
            strange.append(left.text)
            continue
        work.taken.add(left.text)
    rest = [key for key in _carried(work, item) if key not in (*ids, *found)]
    if len(strange) == len(rest) == 1 and not has_personal_number(
        strange[0]
    ):  # a name of its own for the one that is left
        work.labels.setdefault(rest[0], strange[0])
        work.taken.add(strange[0])
        found += rest
    return found


def _carried(work: Work, item: str) -> list[str]:
    """The channels of a row as a file of ours carries them unseen."""
    node = work.carried.rows.get(item, {}).get("channels")
    return [*node] if isinstance(node, list | tuple) else []


def _called(work: Work, text: str) -> str | None:
    """The registry's channel that a local name plainly is: 庄河市人民政府网站 is the 政府网站."""
    rest = fold(text).removeprefix(fold(work.who.name))
    if rest == fold(text):
        return None
    if rest in work.labels_known:
        return work.labels_known[rest]
    return next((key for key, pattern in _CALLED.items() if pattern.fullmatch(rest)), None)


def _own_channel(work: Work, label: str) -> str:
    """The id of a channel that the registries do not have."""
    for key, known in work.own.items():
        if fold(known) == fold(label):
            return key
    key = id_of(label, {*work.registry.channels, *work.own}, otherwise="channel")
    work.own[key] = label
    return key


def _note_address(
    work: Work, row: Paired, item: str, ids: Sequence[str], text: str, address: str, entry: Entry
) -> None:
    """An address in a cell: of the channel right before it, else of the only one that is online."""
    before = text[: text.find(address)]
    names = {key: before.rfind(work.registry.channels[key].name.zh) for key in ids if key in work.registry.channels}
    last = max(names, key=lambda key: names[key], default=None)
    online = [key for key in ids if key in work.registry.channels and work.registry.channels[key].nature == "online"]
    key = last if last and names[last] >= 0 else online[0] if len(online) == 1 else None
    if key is None or not address.startswith("http"):
        message = Text(
            "不能确定地址“{0}”属于哪个渠道，没有写入",
            "which channel the address “{0}” is of is not certain; not written",
        )
        work.tell("import-address", message.format(address), row.place(entry), item)
        return
    work.addresses[key].append(Use(item, address, row.place(entry)))


def channel_table(work: Work) -> dict[str, Any]:
    """What known channels are called here, and their addresses."""
    made: dict[str, dict[str, Any]] = {key: {"label": label} for key, label in work.labels.items()}
    for key, uses in work.addresses.items():
        bound = settle(filter(work.stands, uses), least=2)
        entry = made.setdefault(key, {})
        if bound.general is not None:
            entry["url"] = bound.general
        entry |= {
            name: dict(sorted(table.items()))
            for name, table in (("areas", bound.areas), ("items", bound.items))
            if table
        }
    order = list(work.registry.channels)
    return dict(sorted(made.items(), key=lambda pair: order.index(pair[0])))
