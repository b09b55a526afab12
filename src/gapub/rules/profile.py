"""Rules on profiles: what they bind (offices, labels, addresses, the facts of the cover), and what their entries say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from gapub.diagnostics import Diagnostic, Place, Text
from gapub.model.guideline import SHOWN, Item, belongs
from gapub.model.pattern import pattern
from gapub.model.references import references
from gapub.model.registry import BASELINES
from gapub.model.text import LEVELS as LEVEL_NAMES
from gapub.rules.context import ProfileContext
from gapub.rules.references import some
from gapub.rules.rule import Rule, report
from gapub.yaml.tree import Map

if TYPE_CHECKING:
    pass


def own_rows(context: ProfileContext) -> Iterator[tuple[str, Item]]:
    """The rows of the profile's own catalogue."""
    from gapub.build.select import left_out  # guidelines do without

    level = context.profile.level
    for guideline in context.tailored:
        for entity, item in guideline.rows():
            if belongs(item, level) and left_out(guideline, entity, level) is None:
                yield entity, item


def role_unbound(context: ProfileContext) -> Iterator[Diagnostic]:
    """Roles that rows of the profile's level use and no profile of the chain binds; one finding a profile.

    Roles that often have several holders may stay open, and are passed over.
    """
    from gapub.model.inheritance import needs, to_fill

    level, known = context.profile.level, context.registry.bodies
    open_roles = to_fill(each.role for each in needs(context.effective, own_rows(context), level, known))
    if open_roles:
        above = [
            (
                link.entry.key("bodies", role),
                Text(f"{link.division.name}的名称不往下沿用", "the name is for that division alone"),
            )
            for role in open_roles
            for link in context.chain[:-1]
            if role in link.bodies
        ]
        names = some([f"{key}（{role.name.zh}）" for key, role in open_roles.items()])
        message = Text(
            f"有 {len(open_roles)} 个公开主体没有写明本地机关：{names.zh}",
            f"{len(open_roles)} roles have no local office: {some(list(open_roles)).en}",
        )
        hint = Text("请在 bodies 中写明", "name them under `bodies`")
        if above:
            hint += Text(
                "；上级的机关，须写明层级或者用 {name} 才沿用",
                "; an office above is inherited if it is said for a level, or with {name}",
            )
        place = context.place(context.tree.key_at("bodies" if "bodies" in context.tree else "level"))
        yield report(place, message, "", hint, related=tuple(above[:SHOWN]))


def guess_unconfirmed(context: ProfileContext) -> Iterator[Diagnostic]:
    """Offices that are marked as guesses; one finding a profile."""
    guesses = {
        role: node.at("guess")
        for bound in context.bound("bodies")
        for role, node in bound.items()
        if isinstance(node, Map) and node.get("guess")
    }
    if guesses:
        names = some(list(guesses))
        message = Text(
            f"有 {len(guesses)} 个机关名称系推测：{names.zh}",
            f"{len(guesses)} office names are guesses: {names.en}",
        )
        hint = Text("请核实名称，再删去 guess", "confirm each name, then delete its `guess`")
        yield report(context.place(min(guesses.values())), message, "", hint)


def unused_binding(context: ProfileContext) -> Iterator[Diagnostic]:
    """Roles and channels bound that no row uses; profiles above the county bind for those below them."""
    if context.profile.level not in BASELINES or not context.whole:
        return
    rows = {entity: item for each in context.tailored for entity, item in each.rows()}
    items = [*rows.values(), *(item for each in context.base for _, item in each.rows())]
    used = _all_used(items)
    if any(key not in used[table] for table in used for node in context.bound(table) for key in node):
        more = _all_used([item for each in context.elsewhere for _, item in each.rows()])
        used = {table: used[table] | more[table] for table in used}
    hint = Text("请删去，或者核对编号", "remove it, or check the id")
    bindings = [(table, bound) for table in used for bound in context.bound(table)]
    for table, bound in bindings:
        for key, node in bound.items():
            if key not in used[table]:
                message = Text(f"没有事项用到“{key}”", f"no item uses {key!r}")
                yield report(context.place(bound.key_at(key)), message, key, hint)
                continue
            for item in node.get("items", ()) if isinstance(node, Map) else ():
                if item in rows and table == "channels" and key not in rows[item].channels.ids:
                    message = Text(f"“{item}”没有渠道“{key}”", f"{key!r} is not a channel of {item!r}")
                elif item in rows and table == "bodies" and ("bodies", key) not in references("body", rows[item].body):
                    message = Text(f"“{item}”的公开主体不是“{key}”", f"{key!r} is not a body of {item!r}")
                else:
                    continue
                yield report(context.place(node["items"].key_at(item)), message, key, hint, arguments=(item,))


def _all_used(items: Sequence[Item]) -> dict[str, set[str]]:
    """The ids that rows use, by the keys of a profile under which they may be bound."""
    channels = _used("channels", items)
    return {"bodies": _used("body", items), "channels": channels, "own_channels": channels}


def _used(cell: str, items: Iterable[Item]) -> set[str]:
    """The roles that rows name, or the channels, which time limits name too; rows share most of their cells."""
    names = (cell, "time_limit") if cell == "channels" else (cell,)
    values = {(name, id(value)): value for item in items for name in names for value in (getattr(item, name),)}
    tables = {"bodies", "channels"}
    return {key for (name, _), value in values.items() for table, key in references(name, value) if table in tables}


_SHORT = 12
_BRACES = pattern(rf"[{{｛][^{{}}｛｝]{{0,{_SHORT}}}[}}｝]")
_ANY_BRACES = pattern(r"[{｛][^{}｛｝]*[}｝]")
_NAME = pattern(r"[{｛]\s*(?:name|code|名称|本地名称|地名|代码)\s*[}｝]", re.IGNORECASE)
_PLACEHOLDERS = {
    "bodies": ("{name}",),
    "channels": ("{name}", "{code}"),
    "own_channels": ("{name}", "{code}"),
    "rows": ("{name}", "{code}"),
}
"""What is replaced in the texts of a profile, by the key below which they stand."""


def has_placeholder(text: str) -> bool:
    """Whether a text below `rows` would not be printed as it is, or looks as if it would not."""
    return _NAME.search(text) is not None


def _may_hold_a_placeholder(text: str) -> bool:
    """Whether what could be one stands in the text of a file: between braces so short, or escaped; blanks may be folded."""
    within = ("".join(found.group().split()) for found in _ANY_BRACES.finditer(text))
    return "\\" in text or any(len(each) <= _SHORT + 2 for each in within)


def name_placeholder(context: ProfileContext) -> Iterator[Diagnostic]:
    """`{name}` or `{code}` misspelt, or written where nothing is put for it."""
    if not _may_hold_a_placeholder(context.written):
        return
    coded = all(each.division.code for each in context.profile.divisions)
    for words in context.texts_that(lambda text: "{" in text or "｛" in text):
        section = next((each for each in words.path if each in _PLACEHOLDERS), None)
        bound = section in ("bodies", "channels")
        known = _PLACEHOLDERS[str(section)] if section else ()
        for found in (_BRACES if bound else _NAME).finditer(words.value):
            if found.group() in known and (coded or found.group() != "{code}"):
                continue
            place, end = context.spotted(words, *found.span())
            message = Text(f"“{found.group()}”将原样印出", f"{found.group()} will be printed as it is")
            hint = Text(
                "bodies、channels、own_channels 和 rows 中的 {name} 替换为本地名称，后三项中的 {code} 替换为代码",
                "{name} is replaced by the name of the division under `bodies`, `channels`, `own_channels` and `rows`, and {code} "
                "by its code under the last three",
            )
            if found.group() in known:
                hint = Text("有的行政区划没有代码", "a division has no code")
            yield report(place, message, words.key if bound else words.entity, hint, end, (words.value,))


_TEST_HOST = (
    r"(?:.*\.)?(?:example|test|invalid|localhost|example\.(?:com|net|org))|127\..*|10\..*|192\.168\..*"
    r"|172\.(?:1[6-9]|2\d|3[01])\..*|0\.0\.0\.0|::1"
)


def unreachable_address(context: ProfileContext) -> Iterator[Diagnostic]:
    """Addresses that the public cannot reach; a file that says it is an example may have them."""
    if context.profile.example:
        return
    for key, url, place in context.addresses():
        host = _host(url)
        if host is not None and re.fullmatch(_TEST_HOST, host):
            message = Text(f"公众无法访问“{host}”", f"the public cannot reach {host!r}")
            hint = Text("请写实际网址；没有的，删去", "give the real address, or leave it out")
            yield report(place, message, key, hint, arguments=(host,))


def _host(url: str) -> str | None:
    from urllib.parse import urlsplit

    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


_FACTS = {"office": "编制单位", "date": "发布日期", "version": "版本", "phone": "联系电话"}


def cover_missing(context: ProfileContext) -> Iterator[Diagnostic]:
    """Facts of the cover that a profile with a catalogue of its own does not give; one finding a profile."""
    profile = context.profile
    missing = [name for name in _FACTS if any(getattr(each.cover, name) is None for each in profile.divisions)]
    if missing and profile.level in BASELINES:
        names = "、".join(_FACTS[name] for name in missing)
        message = Text(f"封面缺{names}", f"the cover lacks {', '.join(missing)}")
        hint = Text("请在 cover 中写明", "add them under `cover`")
        key = next(key for key in ("cover", "division", "divisions") if key in context.tree)
        yield report(context.place(context.tree.key_at(key)), message, "", hint)


# --- entries: reasons that say nothing, levels that are not the profile's own, checks that have aged --------------------

_YEARS = 3
"""An attestation that is older says little: guidelines and offices change."""
_NOTHING = pattern(
    r"[\W_]*(?:无|没有|暂无|略|同上|同前|不适用|其他|其它|另行规定|待定|待补充?|待核|n/?a|none|tbd|todo|x+)?[\W_]*|[\W\d_]+",
    re.IGNORECASE,
)


def empty_reason(context: ProfileContext) -> Iterator[Diagnostic]:
    """Reasons without content."""
    entries = [(each.target, each.reason, each.entry) for each in context.profile.omit]
    entries += [(each.item, each.reason, each.entry) for each in context.profile.tighten if each.reason is not None]
    for target, reason, entry in entries:
        if _NOTHING.fullmatch(reason):
            message = Text(f"理由“{reason}”没有实际内容", f"the reason “{reason}” says nothing")
            hint = Text(
                "请写明事实或者规定，如哪一级行使这项职权", "state the fact or rule, such as which level has the power"
            )
            yield report(entry.place("reason"), message, target, hint, arguments=(reason,))


def _above(context: ProfileContext, levels: tuple[str, ...]) -> list[str]:
    """Those of the levels that are above the profile's."""
    from gapub.model.profile import LEVELS

    own = LEVELS.index(context.profile.level)
    return [level for level in levels if LEVELS.index(level) < own]


def _named(levels: list[str]) -> Text:
    names = [LEVEL_NAMES[level] for level in levels]
    return Text("、".join(name.zh for name in names), ", ".join(name.en.lower() for name in names))


def outside_level(context: ProfileContext) -> Iterator[Diagnostic]:
    """Entries on levels above the profile's own: it has no say there."""
    rows = {entity: item for each in context.base for entity, item in each.rows()}
    for omit in context.profile.omit:
        if above := _above(context, omit.levels):
            yield _outside(context, omit.target, above, omit.entry.place("levels"))
    for level in _above(context, tuple(context.profile.baselines)):
        yield _outside(context, f"baselines/{level}", [level], context.profile.baseline_place(level))
    for tighten in context.profile.tighten:
        levels = rows[tighten.item].levels if tighten.item in rows else None
        if levels and len(above := _above(context, levels)) == len(levels):
            yield _outside(context, tighten.item, above, tighten.entry.place(tighten.item))
    for add in context.profile.add:
        for entity, item in add.rows:
            levels = item.cells["levels"]
            if levels and (above := _above(context, levels)):
                yield _outside(context, entity, above, item.entry.place("levels"))


def _outside(context: ProfileContext, entity: str, above: list[str], place: Place) -> Diagnostic:
    names, own = _named(above), context.profile.level
    message = Text(
        f"本级为 {own}，不能处理{names.zh}的事项",
        f"a profile of level {own} cannot change the catalogue at {names.en} level",
    )
    hint = Text("请删去，或者写入上级的配置文件", "remove it, or move it to the profile above")
    return report(place, message, entity, hint, arguments=tuple(above))


def omission_without_effect(context: ProfileContext) -> Iterator[Diagnostic]:
    """Omissions at levels where the guideline has no such row."""
    rows = [row for each in context.base for row in each.rows()]
    for omit in context.profile.omit:
        covered = [item for entity, item in rows if omit.covers(entity)]
        if any(item.levels is None for item in covered) or not covered:
            continue
        known = {level for item in covered for level in item.levels or ()}
        idle = [level for level in omit.levels if level not in known and level not in _above(context, omit.levels)]
        if idle:
            names = _named(idle)
            message = Text(f"{names.zh}没有这些事项", f"there is nothing to omit at {names.en} level")
            hint = Text("删去这个层级", "remove the level")
            yield report(omit.entry.place("levels"), message, omit.target, hint, arguments=tuple(idle))


def attestation_old(context: ProfileContext) -> Iterator[Diagnostic]:
    """Attestations of more than three years ago."""
    day, early = context.as_of, {each.arguments for each in attestation_early(context)}
    limit = f"{int(day[:4]) - _YEARS:04}{day[4:]}"
    for each in context.profile.attestations:
        if each.on < limit[: len(each.on)] and (each.target, each.on) not in early:
            message = Text(
                f"{each.on} 核对的，到 {day} 已满三年", f"checked on {each.on}, more than three years before {day}"
            )
            hint = Text("请对照现行文件重新核对", "check it again against what is in force")
            yield report(each.entry.place("on"), message, each.target, hint, arguments=(each.on,))


def attestation_early(context: ProfileContext) -> Iterator[Diagnostic]:
    """Attestations that are older than the guideline whose cells they are about."""
    areas = {
        name.partition("@")[0].partition("/")[0] for attest in context.profile.attestations for name in attest.reach
    }
    issued = {
        name: each.document.issued
        for each in context.base
        if each.area in areas
        for name in (each.name, *(row for row, _ in each.rows()))
    }
    for attest in context.profile.attestations:
        of = attest.items or (attest.target.partition("/")[0],)
        day = max((day for each in of if (day := issued.get(each))), default=None)
        length = min(len(day or ""), len(attest.on))
        if day is not None and attest.on[:length] < day[:length]:
            message = Text(
                f"{attest.on} 核对的，而标准指引 {day} 才印发",
                f"checked on {attest.on}, but the guideline was issued on {day}",
            )
            hint = Text("请核对日期或者版本", "check the date or the edition")
            arguments = (attest.target, attest.on)
            yield report(attest.entry.place("on"), message, attest.target, hint, arguments=arguments)


RULES = (
    Rule("role-unbound", "profile", "warning", "profile", role_unbound),
    Rule("guess-unconfirmed", "profile", "warning", "profile", guess_unconfirmed),
    Rule("unused-binding", "profile", "warning", "profile", unused_binding),
    Rule("name-placeholder", "profile", "error", "profile", name_placeholder),
    Rule("unreachable-address", "profile", "warning", "profile", unreachable_address),
    Rule("cover-missing", "profile", "info", "profile", cover_missing),
    Rule("empty-reason", "profile", "error", "profile", empty_reason),
    Rule("outside-level", "profile", "warning", "profile", outside_level),
    Rule("omission-without-effect", "profile", "warning", "profile", omission_without_effect),
    Rule("attestation-old", "profile", "warning", "profile", attestation_old),
    Rule("attestation-early", "profile", "error", "profile", attestation_early),
)
