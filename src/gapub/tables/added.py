"""Rows that the guidelines lack: `add` of a profile."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any, Final

from gapub.diagnostics import Text
from gapub.model.cells import ChannelsCell
from gapub.model.fields import BY_NAME, FIELD_NAMES
from gapub.model.shape import ID
from gapub.model.text import fold
from gapub.tables import draft
from gapub.tables.channels import channels_of
from gapub.tables.ids import id_of
from gapub.tables.offices import Use, is_office, role_of
from gapub.tables.remarks import note_row
from gapub.tables.values import Read
from gapub.tables.work import Paired, Work, node_of

PARTS: Final = 3
"""Parts of the full id of a row."""
_CONCERNED: Final = "departments-concerned"
"""The role that stands for whoever is concerned."""


def add_row(work: Work, row: Paired) -> None:
    """A row that the guidelines lack."""
    reading = row.reading
    title = reading.text("title") or reading.text("topic")
    if not title:
        message = Text("这一行没有事项名称，没有写入", "the row has no title; not written")
        work.tell("import-no-title", message, row.at)
        return
    seen = (fold(work.area_named(row)), fold(reading.text("topic")), fold(title), fold(reading.text("content")))
    if seen in work.seen:
        work.counts["again"] += 1
        return
    work.seen.add(seen)
    area, topic, item, new = _ids(work, row, title)
    full = f"{area}/{topic}/{item}"
    work.items_of[f"{area}/{topic}"].add(item)
    carried = work.carried
    own = carried.rows.get(full, {}).get("title")
    node: dict[str, Any] = {"id": item, "title": own if own and own["zh"] == title else title}
    known = carried.topic(area, topic) if new else None
    new = known if known and known["zh"] == new else new
    for name in ("content", "basis", "time_limit", "body", "channels", "audience", "method"):
        node[name] = _cell(work, row, full, name)
    node["levels"] = work.levels
    blank = [name for name, stated in node.items() if stated is None]
    names = Text("、", ", ").join(FIELD_NAMES[each] for each in blank)
    why = names + Text("不明，请补全", " not known") if blank else None
    work.add.put(area, topic, new, draft.Local(node, why))
    work.local[full] = row
    note_row(work, row, full)


def tell_added(work: Work) -> None:
    """The local rows, those that could not be written among them."""
    for full, row in work.local.items():
        title = row.reading.text("title") or row.reading.text("topic")
        why = work.add.why(full)
        if why:
            work.counts["open"] += 1
            message = Text(
                "标准指引没有“{0}”；作为本地事项还不能写入，写成了注释：{1}",
                "the guidelines lack “{0}”; it cannot be a local item as it is and stands as a comment: {1}",
            ).format(title, why)
            hint = Text("请补正后删去井号", "put it right and delete the #")
        else:
            work.counts["added"] += 1
            message = Text(
                "标准指引没有“{0}”，作为本地事项写入", "the guidelines lack “{0}”: written as a local item"
            ).format(title)
            hint = Text("请核对所在领域、一级事项和编号", "check its area, topic and id")
        work.tell("import-added", message, row.at, full, hint=hint, severity="warning" if why else "info")


def _ids(work: Work, row: Paired, title: str) -> tuple[str, str, str, str | None]:
    """The ids of area, topic and item of a local row, and the topic's title if that is new.

    They are those that the file carries, those of known names, else new ones.
    """
    topic_title = row.reading.text("topic") or title
    carried = row.reading.text("id").split("/")
    if len(carried) == PARTS and all(re.fullmatch(ID, each) for each in carried):
        area, topic, item = carried
        if area not in work.areas:
            own = work.carried.areas.get(area, {}).get("title")
            work.add.area(area, own or work.area_named(row) or topic_title)
        return area, topic, item, None if f"{area}/{topic}" in work.topics else topic_title
    area = _area_of(work, row)
    known = work.topics_of.get(area, {})
    topic = work.topics_called.get((area, fold(topic_title))) or work.add.topic_called(area, topic_title) or ""
    topic = topic or id_of(topic_title, known.keys() | work.add.topic_ids(area), otherwise="topic")
    new = id_of(title, work.items_of[f"{area}/{topic}"])
    return area, topic, new, None if topic in known else topic_title


def _area_of(work: Work, row: Paired) -> str:
    """The area of a local row: by its name, else that of most rows of its topic or its table, else one of its own."""
    named = work.area_named(row)
    topic = row.reading.text("topic")
    for text in filter(None, (named, topic)):
        if (found := work.areas_called.get(fold(text.removesuffix("领域")))) is not None:
            return found
    if not named:
        beside = [each for each in work.pairs if each.table is row.table]
        same = [each for each in beside if topic and each.reading.text("topic") == topic]
        areas = Counter(each.item.partition("/")[0] for each in same or beside)
        if areas and areas.most_common(1)[0][1] * 2 > sum(areas.values()):
            return areas.most_common(1)[0][0]
    title = named or topic or row.reading.text("title")
    return work.add.area_called(title) or work.add.area(
        id_of(title, {*work.areas, *work.add.areas}, otherwise="area"), title
    )


def _cell(work: Work, row: Paired, full: str, name: str) -> Any:
    """A cell of a local row as the file states it; None if it has to be filled in first."""
    read = row.reading.cells.get(name)
    if name == "body":
        return _body(work, row, full, read)
    if read is None or read.state in ("empty", "unsure"):
        return "none" if read is None and name == "time_limit" else None
    if name == "channels":
        own = channels_of(work, row, full, read)
        value = read.value if read.value is not None and read.value.ids else ChannelsCell("ticked")
        value = value._replace(ids=tuple(dict.fromkeys((*value.ids, *own))))
        return None if not value.ids else read.node if value == read.value else node_of(name, value)
    is_unknown = BY_NAME[name].is_unknown
    return None if read.value is None or (is_unknown and is_unknown(read.value)) else read.node


def _body(work: Work, row: Paired, full: str, read: Read | None) -> Any:
    """The body of a local row: a role that the table names, the role of an office, else whoever is concerned, bound to it."""
    if read is None or not read.text:
        return None
    if read.value is not None and read.state == "read":
        return read.node
    place = row.place(read.entries[0])
    if not is_office(read.text):
        return {"role": _CONCERNED, "wording": " ".join(read.text.split())}
    bound = work.roles[fold(read.text), work.level]
    role = next(iter(bound)) if len(bound) == 1 else role_of(read.text, work.registry.bodies) or _CONCERNED
    work.bind(role, work.level, Use(full, " ".join(read.text.split()), place))
    return role
