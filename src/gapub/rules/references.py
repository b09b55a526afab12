"""Rules on what files refer to: entries that nothing uses, divisions, and what offices are bound to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gapub.diagnostics import Diagnostic, Place, Text
from gapub.model.registry import KINDS
from gapub.model.shape import suggestion
from gapub.rules.context import GuidelineContext, ProfileContext, RegistryContext
from gapub.rules.rule import Rule, report
from gapub.yaml.locations import find
from gapub.yaml.tree import Map

if TYPE_CHECKING:
    from gapub.sources.divisions import Division

_NAMED = 5
"""How many of many a message names."""


def some(ids: list[str]) -> Text:
    """The first of many, and that there are more."""
    listed, more = ids[:_NAMED], len(ids) > _NAMED
    return Text("、".join(listed) + ("等" if more else ""), ", ".join(listed) + (" …" if more else ""))


def unused_entry(context: RegistryContext) -> Iterator[Diagnostic]:
    """Entries that nothing uses, one finding a file; what is repealed or replaced stays, so that old rows keep a name."""
    instruments = context.own.instruments
    gone = {key for key, each in instruments.items() if each.status in ("repealed", "superseded") or each.repealed}
    unused = [
        (context.tree[table].key_at(key), key)
        for table in KINDS
        for key in getattr(context.own, table)
        if key not in context.used.get(table, frozenset()) and not (table == "instruments" and key in gone)
    ]
    if unused:
        unused.sort()
        listed = some([key for _, key in unused])
        message = Text(f"有 {len(unused)} 条没有用到：{listed.zh}", f"{len(unused)} unused entries: {listed.en}")
        hint = Text(
            "请删去，或者在有关事项中引用；备地方引用的，可以保留",
            "remove them, or refer to them where they belong; what localities may refer to may stay",
        )
        yield report(context.place(unused[0][0]), message, "", hint)


def _divisions(context: ProfileContext) -> Iterator[tuple[Map, str, str, Division | None]]:
    """The divisions of a profile that state a code: the node, code and name as written, and what the table has under it."""
    from gapub.sources.divisions import by_code  # a table that guidelines do without

    tree = context.tree
    for node in tree.get("divisions") or [tree["division"]]:
        if "code" in node:
            yield node, node["code"], node["name"], by_code(node["code"])


def unknown_division(context: ProfileContext) -> Iterator[Diagnostic]:
    """Codes that the table of divisions does not have."""
    from gapub.sources.divisions import find, full_name

    for node, code, name, known in _divisions(context):
        if known is None:
            message = Text(
                f"区划代码表（约 2023 年）中没有 {code}", f"the table of divisions (about 2023) has no code {code}"
            )
            meant = next(iter(find(name)), None)
            hint = Text("请用 gapub divisions 查代码", "look the code up with gapub divisions")
            if meant is not None:
                hint = Text(f"是否指 {meant.code} {full_name(meant)}", f"did you mean {meant.code} {full_name(meant)}?")
            yield report(context.place(node.at("code")), message, code, hint, arguments=(code,))


def division_name(context: ProfileContext) -> Iterator[Diagnostic]:
    """Names that are not those of their codes; a village has its township's code and a name of its own."""
    from gapub.sources.divisions import full_name

    for node, code, name, known in _divisions(context):
        if known is None or context.profile.level == "village":
            continue
        if name.removesuffix("办事处") not in (known.name.removesuffix("办事处"), full_name(known)):
            message = Text(f"{code} 是{known.name}，不是{name}", f"{code} is {known.name}, not {name}")
            hint = Text(
                "请核对代码和名称；近年更名的，可以在设置中对该文件忽略本规则",
                "check both; if the name has changed since 2023, ignore this rule for the file in the settings",
            )
            yield report(context.place(node.at("name")), message, code, hint, arguments=(code, name))


def division_level(context: ProfileContext) -> Iterator[Diagnostic]:
    """A profile of a level that its code does not belong to; of a village, the township's code is meant."""
    from gapub.sources.divisions import LEVELS

    level = "township" if context.profile.level == "village" else context.profile.level
    for node, code, _, known in _divisions(context):
        if known is None or level == "nation" or level == known.level or (level == "city" and _is_city(known)):
            continue
        own = LEVELS[known.level]
        message = Text(
            f"{code} {known.name}为{own.zh}，配置文件写的是 {context.profile.level}",
            f"{code} {known.name} is a {own.en}, but the profile has {context.profile.level}",
        )
        hint = Text(f"请写 level: {known.level}，或者改正代码", f"write `level: {known.level}`, or correct the code")
        yield report(context.place(node.at("code")), message, code, hint, arguments=(code,))


def _is_city(known: Division) -> bool:
    """A city without counties has a second code, of six digits: 东莞市 441900."""
    return known.level == "county" and known.name in (name for _, name in known.parents)


def same_division(context: ProfileContext) -> Iterator[Diagnostic]:
    """A division that stands in a profile twice."""
    from gapub.sources.divisions import by_code

    first: dict[tuple[str, str], Place] = {}
    for division, place in ((each.division, each.place) for each in context.profile.divisions):
        known = by_code(division.code)
        code, name = known.code if known else division.key, division.name
        key = (code, name if context.profile.level == "village" else "")
        if key in first:
            message = division.label + Text("写了两次", " is listed twice")
            related = ((first[key], Text("前一个在这里", "the first is here")),)
            yield report(place, message, code, Text("删去一个", "remove one"), arguments=(code, name), related=related)
        first.setdefault(key, place)


def unknown_bound_item(context: ProfileContext) -> Iterator[Diagnostic]:
    """Areas and items for which a role is bound to another office, and which no guideline has."""
    if not context.whole:
        return
    bodies = (
        (role, node) for bound in context.bound("bodies") for role, node in bound.items() if isinstance(node, Map)
    )
    apart = [(role, node) for role, node in bodies if "areas" in node or "items" in node]
    areas = {each.area for each in context.tailored}  # with those of the profile's own
    items = {entity for each in context.tailored for entity, _ in each.rows()} if apart else set[str]()
    for role, node in apart:
        for table, known in (("areas", areas), ("items", items)):
            for name in node.get(table, ()):
                if name not in known and not _elsewhere(context, name):
                    message = Text(f"标准指引中没有“{name}”", f"the guidelines have no {name!r}")
                    place = context.place(node[table].key_at(name))
                    yield report(place, message, role, suggestion(name, tuple(known)), arguments=(role, name))


def _elsewhere(context: ProfileContext, name: str) -> bool:
    """Whether the catalogue of another level has an area or item."""
    return any(name == each.area or name in dict(each.rows()) for each in context.elsewhere)


def unknown_formerly(context: GuidelineContext) -> Iterator[Diagnostic]:
    """The rows of other editions that rows come from and that are not there; an older id in this edition is history."""
    if "formerly" not in context.text:
        return
    known = context.editions()
    for entity, item in context.guideline.rows():
        for i, name in enumerate(item.formerly):
            edition, _, row = name.partition("/")
            if edition == context.guideline.name:
                continue
            if edition not in known:
                message = Text(f"没有标准指引“{edition}”", f"there is no guideline {edition!r}")
                hint = suggestion(edition, tuple(known))
            else:
                rows = context.others(edition)
                if rows is None or row in rows:
                    continue
                message = Text(f"{edition} 中没有“{row}”", f"{edition} has no row {row!r}")
                hint = suggestion(row, tuple(rows))
            place = context.place(item.written.row["formerly"].at(i))
            yield report(place, message, entity, hint, arguments=(name,))


def unknown_related(context: GuidelineContext) -> Iterator[Diagnostic]:
    """Rows that rows interpret or respond to, and that no edition has."""
    if "interprets" not in context.text and "responds" not in context.text:
        return
    own = context.guideline
    here = {name for name, _ in own.rows()}
    for entity, item in own.rows():
        for key in ("interprets", "responds"):
            for name in getattr(item, key):
                area, _, row = name.partition("/")
                named = [each for each in context.editions() if each.partition("@")[0] == area and each != own.name]
                elsewhere = [context.others(each) for each in named]
                if name != entity and (name in here or any(rows is None or row in rows for rows in elsewhere)):
                    continue
                known = (*here, *(f"{area}/{each}" for rows in elsewhere for each in rows or ()))
                message = Text(f"标准指引中没有“{name}”", f"the guidelines have no {name!r}")
                hint = suggestion(name, known)
                if name == entity:
                    message = Text(f"“{name}”写的是自身", f"{name!r} names itself")
                    hint = Text("请写另一事项", "name another item")
                place = context.place(find(item.written.row[key], name, item.written.at(key)))
                yield report(place, message, entity, hint, arguments=(name,))


def unknown_superseded(context: GuidelineContext) -> Iterator[Diagnostic]:
    """Editions that a guideline takes the place of and that are not there."""
    known = context.editions() if context.guideline.supersedes else ()
    for i, name in enumerate(context.guideline.supersedes):
        if name not in known:
            message = Text(f"没有标准指引“{name}”", f"there is no guideline {name!r}")
            place = context.place(context.tree["supersedes"].at(i))
            yield report(place, message, context.guideline.area, suggestion(name, tuple(known)), arguments=(name,))


RULES = (
    Rule("unused-entry", "references", "info", "registry", unused_entry),
    Rule("unknown-division", "references", "warning", "profile", unknown_division),
    Rule("division-name", "references", "warning", "profile", division_name),
    Rule("division-level", "references", "warning", "profile", division_level),
    Rule("same-division", "references", "error", "profile", same_division),
    Rule("unknown-bound-item", "references", "error", "profile", unknown_bound_item),
    Rule("unknown-formerly", "references", "error", "guideline", unknown_formerly),
    Rule("unknown-related", "references", "error", "guideline", unknown_related),
    Rule("unknown-superseded", "references", "error", "guideline", unknown_superseded),
)
