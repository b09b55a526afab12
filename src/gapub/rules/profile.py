"""Rules on what a profile binds: offices to roles, labels and addresses to channels, the facts of the cover."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from gapub.build.prepare import BASELINES
from gapub.diagnostics import Diagnostic, Text
from gapub.model.guideline import Item
from gapub.model.references import references
from gapub.rules.context import ProfileContext
from gapub.rules.references import some, whole
from gapub.rules.rule import Rule, report
from gapub.yaml.reader import Map

if TYPE_CHECKING:
    from gapub.model.profile import Profile

_OFFICES = "organ", "institution"
"""The kinds of roles that a locality has one office for; who is meant by another is known item by item."""


def _rows(context: ProfileContext) -> Iterator[tuple[str, Item]]:
    """The rows of the profile's own catalogue."""
    from gapub.build.select import belongs, left_out  # guidelines do without

    level = context.profile.level
    for guideline in context.tailored:
        for entity, item in guideline.rows():
            if belongs(item, level) and left_out(guideline, entity, level) is None:
                yield entity, item


def _bound(profile: Profile, role: str, level: str, item: str) -> bool:
    """Whether every division of the profile has an office for the role."""
    general = profile.bodies.get(role)
    return all(
        any(each is not None and each.decides(level, item) for each in (one.bodies.get(role), general))
        for one in profile.divisions
    )


def role_unbound(context: ProfileContext) -> Iterator[Diagnostic]:
    """Roles that rows of the profile's level use and no profile of the chain binds; one finding a profile."""
    level, profile = context.profile.level, context.effective
    open_roles: dict[str, str] = {}
    done: set[tuple[str, str]] = set()
    for entity, item in _rows(context):
        for each in item.body.expression.roles():
            key = (each.role, each.at or level)
            known = context.registry.bodies.get(each.role)
            if key in done or known is None or known.kind not in _OFFICES:
                continue
            if _bound(profile, *key, ""):
                done.add(key)  # whatever the item
            elif not _bound(profile, *key, entity):
                done.add(key)
                open_roles[each.role] = known.name.zh
    if open_roles:
        names = some([f"{key}（{name}）" for key, name in open_roles.items()])
        message = Text(
            f"有 {len(open_roles)} 个公开主体没有写明本地机关：{names.zh}",
            f"{len(open_roles)} roles have no local office: {some(list(open_roles)).en}",
        )
        hint = Text("在 bodies 里写明", "bind them under `bodies`")
        place = context.place(context.tree.key_at("bodies" if "bodies" in context.tree else "level"))
        yield report(place, message, "", hint)


def guess_unconfirmed(context: ProfileContext) -> Iterator[Diagnostic]:
    """Offices that are marked as guesses; one finding a profile."""
    tree = context.tree
    guesses = [
        (node.at("guess"), role)
        for holder in (tree, *tree.get("divisions", ()))
        for role, node in holder.get("bodies", {}).items()
        if isinstance(node, Map) and node.get("guess")
    ]
    if guesses:
        names = some([role for _, role in guesses])
        message = Text(
            f"有 {len(guesses)} 个机关名称是推测的：{names.zh}",
            f"{len(guesses)} names of offices are guesses: {names.en}",
        )
        hint = Text("核实名称，再删去 guess", "confirm each name, then delete its `guess`")
        yield report(context.place(guesses[0][0]), message, "", hint)


def unused_binding(context: ProfileContext) -> Iterator[Diagnostic]:
    """Roles and channels bound that no row uses; profiles above the county bind for those below them."""
    if context.profile.level not in BASELINES or not whole(context):
        return
    tree = context.tree
    rows = {entity: item for each in context.tailored for entity, item in each.rows()}
    items = [*rows.values(), *(item for each in context.base for _, item in each.rows())]
    used = {"bodies": _used("body", items), "channels": _used("channels", items)}
    hint = Text("删去，或核对编号", "take it out, or check the id")
    for holder, table in (
        (tree, "bodies"),
        (tree, "channels"),
        *((each, "bodies") for each in tree.get("divisions", ())),
    ):
        for key, node in holder.get(table, {}).items():
            if key not in used[table]:
                message = Text(f"没有事项用到「{key}」", f"no item uses {key!r}")
                yield report(context.place(holder[table].key_at(key)), message, key, hint)
                continue
            for item in node.get("items", ()) if isinstance(node, Map) else ():
                if item in rows and ("bodies", key) not in references("body", rows[item].body):
                    message = Text(f"「{item}」的公开主体不是「{key}」", f"{key!r} is no body of {item!r}")
                    yield report(context.place(node["items"].key_at(item)), message, key, hint, arguments=(item,))


def _used(cell: str, items: Iterable[Item]) -> set[str]:
    """The roles that rows name, or the channels, which time limits name too; rows share most of their cells."""
    names = (cell, "time_limit") if cell == "channels" else (cell,)
    values = {(name, id(value)): value for item in items for name in names for value in (getattr(item, name),)}
    tables = {"bodies", "channels"}
    return {key for (name, _), value in values.items() for table, key in references(name, value) if table in tables}


_BRACES = r"[{｛][^{}｛｝]{0,12}[}｝]"
_NAME = re.compile(r"[{｛]\s*(?:name|名称|本地名称|地名)\s*[}｝]", re.IGNORECASE)


def name_placeholder(context: ProfileContext) -> Iterator[Diagnostic]:
    """`{name}` misspelt among the offices, or written where nothing is put for it."""
    for words in context.texts:
        if "{" not in words.value and "｛" not in words.value:
            continue
        office = "bodies" in words.path
        for found in re.finditer(_BRACES if office else _NAME, words.value):
            if office and found.group() == "{name}":
                continue
            place, end = context.spotted(words, *found.span())
            message = Text(f"「{found.group()}」会照样印出来", f"{found.group()} will be printed as it stands")
            hint = Text(
                "只有 bodies 里的 {name} 会换成本地名称", "only {name}, under `bodies`, becomes the division's name"
            )
            yield report(place, message, words.key if office else words.entity, hint, end, (words.value,))


_TEST_HOST = (
    r"(?:.*\.)?(?:example|test|invalid|localhost|example\.(?:com|net|org))|127\..*|10\..*|192\.168\..*"
    r"|172\.(?:1[6-9]|2\d|3[01])\..*|0\.0\.0\.0|::1"
)


def unreachable_address(context: ProfileContext) -> Iterator[Diagnostic]:
    """Addresses that the public cannot reach; a file that says it is an example may have them."""
    if context.profile.example:
        return
    for key, channel in context.profile.channels.items():
        host = _host(channel.url) if channel.url else None
        if host is not None and re.fullmatch(_TEST_HOST, host):
            message = Text(f"「{host}」不是公众能访问的网址", f"the public cannot reach {host!r}")
            hint = Text("写实际的网址；没有就删去", "give the real address, or none")
            yield report(context.place(context.tree["channels"][key].at("url")), message, key, hint, arguments=(host,))


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
        hint = Text("在 cover 里写明", "write them under `cover`")
        key = next(key for key in ("cover", "division", "divisions") if key in context.tree)
        yield report(context.place(context.tree.key_at(key)), message, "", hint)


RULES = (
    Rule("role-unbound", "profile", "warning", "profile", role_unbound),
    Rule("guess-unconfirmed", "profile", "warning", "profile", guess_unconfirmed),
    Rule("unused-binding", "profile", "warning", "profile", unused_binding),
    Rule("name-placeholder", "profile", "error", "profile", name_placeholder),
    Rule("unreachable-address", "profile", "warning", "profile", unreachable_address),
    Rule("cover-missing", "profile", "info", "profile", cover_missing),
)
