"""The offices that rows name for the roles of their bodies: `bodies` of a profile."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from gapub.diagnostics import Diagnostic, Text
from gapub.model.cellwords import words
from gapub.model.guideline import Item, belongs
from gapub.tables.likewise import bare
from gapub.tables.offices import Use, offices, settle
from gapub.tables.work import SHOWN, Paired, Work


def bind_body(work: Work, row: Paired, item: Item) -> None:
    """The offices that a row names for the roles of its body."""
    read = row.reading.cells.get("body")
    if read is None or not read.text or work.said("body", item.body) == bare(read.text):
        return
    understood = read.value is not None and read.state == "read"
    if understood and read.value.expression == item.body.expression:
        return
    named = None if understood else offices(read.text, item.body, work.registry.bodies)
    if named is None:
        said = words("body", item.body, work.registry).zh
        work.strange[" ".join(read.text.split()), said].append(row)
        return
    for role, office in named:
        work.bind(role.role, role.at or work.level, Use(row.item, office, row.place(read.entries[0])))


def tell_bodies(work: Work) -> None:
    """The bodies of which nobody can tell which offices hold which roles, each once."""
    for (text, said), rows in work.strange.items():
        work.counts["bodies"] += len(rows)
        message = Text(
            "不能确定“{0}”是标准指引中“{1}”的哪个机关",
            "which offices “{0}” are for “{1}” of the guideline is not certain",
        ).format(text, said)
        if len(rows) > 1:
            message += Text(f"（共 {len(rows)} 行）", f" ({len(rows)} rows)")
        places = [row.place(row.reading.cells["body"].entries[0]) for row in rows]
        related = tuple((each, Text("同样的写法", "the same words")) for each in places[1:SHOWN])
        hint = Text("请在 bodies 中填写", "fill it in under `bodies`")
        found = Diagnostic("import-body", "warning", message, places[0], rows[0].item, related=related, hint=hint)
        work.found.append(found)


def body_table(work: Work) -> dict[str, Any]:
    """The offices of roles."""
    made: dict[str, dict[str, Any]] = {}
    held = {(each.role, each.at) for item in work.items.values() for each in item.body.expression.roles()}
    for (role, at), uses in work.offices.items():
        stands_for_any = work.registry.bodies[role].kind == "placeholder"
        whole = Counter(name.partition("/")[0] for name in _held_at_level(work, role)) if stands_for_any else {}
        bound = settle(filter(work.stands, uses), general=not stands_for_any, whole=whole)
        for one, other in bound.clashes:
            _tell_clash(work, one, other)
        entry = made.setdefault(role, {})
        if bound.general is not None and not _has_above(work, role, at, bound.general):
            entry[at] = bound.general
        for key, table in (("areas", bound.areas), ("items", bound.items)):
            table = {name: office for name, office in table.items() if not _has_above(work, role, at, office, name)}
            if table:
                entry.setdefault(key, {}).update(sorted(table.items()))
    return {role: _entry(work, role, entry, held) for role, entry in sorted(made.items()) if entry}


def _held_at_level(work: Work, role: str) -> Iterator[str]:
    """The rows of the level whose bodies name a role, local ones among them; not what the tables lack."""
    yield from (
        name
        for name, item in work.items.items()
        if belongs(item, work.level)
        and name not in work.missing
        and any(each.role == role for each in item.body.expression.roles())
    )
    yield from (use.item for use in work.offices[role, work.level] if use.item not in work.items)


def _entry(work: Work, role: str, entry: dict[str, Any], held: Iterable[tuple[str, str | None]]) -> Any:
    """An entry of `bodies`: a plain name where it cannot be taken for the office of another level."""
    others = {at for each, at in held if each == role and at not in (None, work.level)}
    if entry.keys() == {work.level} and not others and work.level == work.who.level:
        return entry[work.level]
    order = {each: i for i, each in enumerate(("city", "county", "township", "village", "areas", "items"))}
    return dict(sorted(entry.items(), key=lambda pair: order[pair[0]]))


def _has_above(work: Work, role: str, at: str, office: str, name: str = "") -> bool:
    """Whether a profile above has the office already."""
    above = work.base.profile
    held = above.holder(role, at, name) if above is not None else None
    return held is not None and held[0] == office


def _tell_clash(work: Work, one: Use, other: Use) -> None:
    """Two rows say different things of one item."""
    message = Text(
        "同一事项的公开主体有两种写法：“{0}”和“{1}”，没有写入",
        "two offices for one item, “{0}” and “{1}”; not written",
    )
    related = ((one.place, Text("另一处在这里", "the other is here")),)
    found = Diagnostic(
        "import-body", "warning", message.format(one.said, other.said), other.place, one.item, related=related
    )
    work.found.append(found)
