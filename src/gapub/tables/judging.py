"""What the cells of a row say beyond the guideline, judged by the order of strength."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from gapub.build.strength import Setting, Verdict, compare, is_organ
from gapub.diagnostics import Diagnostic, Text
from gapub.model.cells import ChannelsCell
from gapub.model.fields import FIELD_NAMES
from gapub.model.guideline import Item
from gapub.model.profile import TIGHTENED
from gapub.model.text import fold
from gapub.tables.bindings import bind_body
from gapub.tables.channels import channels_of
from gapub.tables.likewise import bare, parted
from gapub.tables.remarks import note_row
from gapub.tables.values import Read
from gapub.tables.work import Paired, Tightened, Work, node_of


def judge_cells(work: Work, row: Paired) -> None:
    """What the cells of a paired row say beyond the guideline."""
    item = work.items[row.item]
    bind_body(work, row, item)
    values = {name: value for name in TIGHTENED if (value := _value(work, name, row, item)) is not None}
    if values:
        _judge(work, row, item, values)
    note_row(work, row, row.item)


def _value(work: Work, name: str, row: Paired, item: Item) -> Any:
    """The value of a cell, if it is read and says something else than the guideline's."""
    read = row.reading.cells.get(name)
    extra = channels_of(work, row, row.item, read) if name == "channels" and read else ()
    if read is None or read.state in ("empty", "unsure") or (read.state == "words" and not _says_some(name, read)):
        return ChannelsCell("ticked", tuple(extra)) if extra else None
    value = read.value
    if extra:
        value = value._replace(ids=tuple(dict.fromkeys((*value.ids, *extra))))
    base = getattr(item, name)
    if name == "audience" and value.groups is None and base.groups and value.public == base.public:
        return None  # groups that are ticked and not named
    if value == base or work.said(name, base) == bare(read.text):
        return None
    return parted(value, base) if name == "content" and base else value


def _judge(work: Work, row: Paired, item: Item, values: Mapping[str, Any]) -> None:
    """Take what is allowed, and tell the rest: values are judged together, as cells speak of each other."""
    setting = Setting(work.known_registry(), is_organ(item, work.registry), item.personal)
    first = {name: compare(name, item._replace(**values), item, setting) for name in values if name != "basis"}
    taken = {name: values[name] for name, verdict in first.items() if verdict.allowed and not verdict.needs_reason}
    for name, verdict in first.items():
        if not verdict.allowed and (more := _more(name, values[name], item)) is not None:
            taken[name] = more
    if "basis" in values and (more := _more("basis", values["basis"], item)) is not None:
        taken["basis"] = more
    while True:
        again = {name: compare(name, item._replace(**taken), item, setting) for name in taken}
        bad = [name for name, verdict in again.items() if not verdict.allowed or verdict.needs_reason]
        if not bad:
            break
        for name in bad:
            del taken[name]
    for name, verdict in first.items():
        read = row.reading.cells[name]
        if verdict.needs_reason:
            _propose(work, row, name, values[name], verdict)
        elif not verdict.allowed and read.state == "read":
            _tell_weaker(work, row, name, item, verdict, partly=name in taken)
    stated = {
        name: _stated(work, name, taken[name], item, row.reading.cells[name])
        for name in TIGHTENED
        if name in taken and (again[name].relation != "equal" or name == "basis")
    }
    if stated:
        work.tighten[row.item] = stated
        work.counts["cells"] += len(stated)


def _more(name: str, value: Any, item: Item) -> Any:
    """The guideline's value with what the table has beyond it, where that is a set; None if there is nothing."""
    base = getattr(item, name)
    if name == "channels" and base.rule == value.rule == "ticked":
        extra = [each for each in value.ids if each not in base.ids]
        return base._replace(ids=(*base.ids, *extra)) if extra else None
    if name == "basis" and base:
        known = {each.instrument or fold(each.unnamed or "") for each in base}
        extra = [
            each
            for each in value
            if (each.instrument or _document(each.unnamed)) and (each.instrument or fold(each.unnamed)) not in known
        ]
        return (*base, *extra) if extra else None
    if name == "basis":
        return value
    return None


def _stated(work: Work, name: str, value: Any, item: Item, read: Read) -> Tightened:
    """A value as the file states it: what is added alone, where the guideline's own is kept."""
    base = getattr(item, name)
    left = [each.text for each in read.left if not read.kept and each.text not in work.taken]
    remark = f"请核对：原表另有“{'”“'.join(left)}”" if left else ""
    if name in ("channels", "content", "basis") and base:
        mine = value.ids if name == "channels" else value
        its = base.ids if name == "channels" else base
        keeps = name != "channels" or base.rule == value.rule == "ticked"
        if its and keeps and set(its) <= set(mine):
            extra = tuple(each for each in mine if each not in its)
            return Tightened(
                {"+": node_of(name, ChannelsCell("ticked", extra) if name == "channels" else extra)}, remark
            )
    return Tightened(read.node if value == read.value else node_of(name, value), remark)


def _tell_weaker(work: Work, row: Paired, name: str, item: Item, verdict: Verdict, *, partly: bool) -> None:
    """A cell that is weaker than the guideline's, or cannot be compared with it."""
    work.counts["weaker"] += 1
    read = row.reading.cells[name]
    lead = {
        "weaker": Text("弱于标准指引，没有写入：", " is weaker than the guideline's; not written: "),
        "incomparable": Text(
            "与标准指引无法比较，没有写入：", " cannot be compared with the guideline's; not written: "
        ),
    }[verdict.relation]
    if partly:
        lead = Text("有的弱于标准指引，只写入了增加的：", " is weaker in part; only what it adds is written: ")
    related = ((item.place(name, ""), Text("标准指引的规定见此处", "what the guideline says is here")),)
    hint = Text("请改进公开工作，或者核对原表", "meet the guideline, or check the table")
    place = row.place(read.entries[0]) if read.entries else row.at
    message = FIELD_NAMES[name] + lead + verdict.reason
    code = f"import-{verdict.relation}"
    work.found.append(Diagnostic(code, "warning", message, place, row.item, related=related, hint=hint))


def _propose(work: Work, row: Paired, name: str, value: Any, verdict: Verdict) -> None:
    """A cell that discloses more widely: allowed with a reason, which the table does not give."""
    work.counts["reasons"] += 1
    read = row.reading.cells[name]
    work.reasons.setdefault(row.item, {})[name] = read.node if value == read.value else node_of(name, value)
    message = FIELD_NAMES[name] + Text("：", ": ") + verdict.reason
    hint = Text(
        "已写成注释，请写明 reason 后删去井号",
        "it stands in the file as a comment: give the reason and delete the #",
    )
    work.tell("import-reason", message, row.place(read.entries[0]), row.item, hint=hint)


def _says_some(name: str, read: Read) -> bool:
    """Whether the words that a cell keeps leave a value that can be judged by itself."""
    return name in ("channels", "basis", "content", "audience") and read.value is not None


def _document(unnamed: str | None) -> bool:
    """Whether words name a document that no registry has: by its title or its number."""
    return unnamed is not None and re.search(r"《.+》|〔\d{4}〕", unnamed) is not None
