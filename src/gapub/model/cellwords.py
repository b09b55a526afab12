"""The cells of a row in words, for the reasons that compare two of them: short, and without a profile's offices."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gapub.diagnostics import Text
from gapub.model.cells import AudienceCell, BasisRef, ChannelsCell, body
from gapub.model.cells.article import read as read_article
from gapub.model.registry import Registry
from gapub.model.text import GROUPS, LEVELS, METHODS, PUBLIC, UNKNOWN
from gapub.model.time.words import in_words

UNNAMED_GROUPS = Text(f"{GROUPS.zh}（未写明）", f"{GROUPS.en} (not named)")


def words(field: str, cell: Any, registry: Registry) -> Text:
    """The value of a field in both languages. An id that no registry has stands for itself."""
    match field:
        case "time_limit":
            return in_words(cell, registry.terms())
        case "body":
            roles = cell.expression.roles()
            known = registry.bodies
            names = {r.role: known[r.role].name if r.role in known else Text.same(r.role) for r in roles}
            return body.wording(cell, names)
        case "title":
            return Text(*cell)
        case "channels":
            return _channels(cell, registry)
        case "audience":
            return _audience(cell, registry)
    if cell is None:
        return UNKNOWN
    match field:
        case "content":
            return listed(Text.same(each.text) for each in cell)
        case "basis":
            return listed(basis(each, registry) for each in cell) if cell else UNKNOWN
        case "method":
            return listed(METHODS[each] for each in cell)
    return listed(LEVELS[each] for each in cell)


def notes(exception: Text | None, optional: bool, method: str | None) -> list[Text]:
    """What is particular to an element of the content: 「涉密项目除外」, 「可选」, 「依申请」."""
    found = [Text("{}除外", "except {}").format(exception)] if exception else []
    found += [Text("可选", "optional")] if optional else []
    return [*found, METHODS[method]._replace(en=METHODS[method].en.lower())] if method else found


def basis(reference: BasisRef, registry: Registry) -> Text:
    """《土地管理法》第四十七条, or 「相关规定」 in quotation marks."""
    if reference.instrument is None:
        return Text.same(f"“{reference.unnamed}”")
    found = registry.instruments.get(reference.instrument)
    said = Text(f"《{found.title}》", found.en) if found else Text(f"《{reference.instrument}》", reference.instrument)
    return said + Text("", ", ") + read_article(reference.article).text if reference.article else said


def listed(names: Iterable[Text], zh: str = "、", en: str = ", ") -> Text:
    """The names one after the other."""
    return Text(zh, en).join(names)


def _channels(cell: ChannelsCell, registry: Registry) -> Text:
    if cell.rule == "unknown":
        return UNKNOWN
    found = registry.channels
    names = [found[each].name if each in found else Text.same(each) for each in cell.ids]
    return listed(names, "或者", " or ") if cell.rule == "any_of" else listed(names)


def _audience(cell: AudienceCell, registry: Registry) -> Text:
    groups = [UNNAMED_GROUPS] if cell.groups is None else [registry.groups.get(g, Text.same(g)) for g in cell.groups]
    return listed([*([PUBLIC] if cell.public else ()), *groups])
