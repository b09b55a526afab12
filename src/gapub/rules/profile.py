"""Rules on what a profile binds: offices to roles, labels and addresses to channels, the facts of the cover."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from gapub.build.prepare import BASELINES
from gapub.diagnostics import Text
from gapub.model.guideline import Item
from gapub.model.references import references
from gapub.rules.context import ProfileContext
from gapub.rules.references import some, whole
from gapub.rules.rule import Found, Rule
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
        any(each is not None and each.holder(level, item) for each in (one.bodies.get(role), general))
        for one in profile.divisions
    )


def role_unbound(context: ProfileContext) -> Iterator[Found]:
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
        yield Found(place, message, "", hint)


def guess_unconfirmed(context: ProfileContext) -> Iterator[Found]:
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
        yield Found(context.place(guesses[0][0]), message, "", hint)


def unused_binding(context: ProfileContext) -> Iterator[Found]:
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
                yield Found(context.place(holder[table].key_at(key)), message, key, hint)
                continue
            for item in node.get("items", ()) if isinstance(node, Map) else ():
                if item in rows and ("bodies", key) not in references("body", rows[item].body):
                    message = Text(f"「{item}」的公开主体不是「{key}」", f"{key!r} is no body of {item!r}")
                    yield Found(context.place(node["items"].key_at(item)), message, key, hint, arguments=(item,))


def _used(cell: str, items: Iterable[Item]) -> set[str]:
    """The roles that rows name, or the channels, which time limits name too; rows share most of their cells."""
    names = (cell, "time_limit") if cell == "channels" else (cell,)
    values = {(name, id(value)): value for item in items for name in names for value in (getattr(item, name),)}
    tables = {"bodies", "channels"}
    return {key for (name, _), value in values.items() for table, key in references(name, value) if table in tables}


_BRACES = r"[{｛][^{}｛｝]{0,12}[}｝]"
_NAME = re.compile(r"[{｛]\s*(?:name|名称|本地名称|地名)\s*[}｝]", re.IGNORECASE)


def name_placeholder(context: ProfileContext) -> Iterator[Found]:
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
            yield Found(place, message, words.key if office else words.entity, hint, end, (words.value,))


_TEST_HOST = (
    r"(?:.*\.)?(?:example|test|invalid|localhost|example\.(?:com|net|org))|127\..*|10\..*|192\.168\..*"
    r"|172\.(?:1[6-9]|2\d|3[01])\..*|0\.0\.0\.0|::1"
)


def unreachable_address(context: ProfileContext) -> Iterator[Found]:
    """Addresses that the public cannot reach; a file that says it is an example may have them."""
    if context.profile.example:
        return
    for key, channel in context.profile.channels.items():
        host = _host(channel.url) if channel.url else None
        if host is not None and re.fullmatch(_TEST_HOST, host):
            message = Text(f"「{host}」不是公众能访问的网址", f"the public cannot reach {host!r}")
            hint = Text("写实际的网址；没有就删去", "give the real address, or none")
            yield Found(context.place(context.tree["channels"][key].at("url")), message, key, hint, arguments=(host,))


def _host(url: str) -> str | None:
    from urllib.parse import urlsplit

    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


_FACTS = {"office": "编制单位", "date": "发布日期", "version": "版本", "phone": "联系电话"}


def cover_missing(context: ProfileContext) -> Iterator[Found]:
    """Facts of the cover that a profile with a catalogue of its own does not give; one finding a profile."""
    profile = context.profile
    missing = [name for name in _FACTS if any(getattr(each.cover, name) is None for each in profile.divisions)]
    if missing and profile.level in BASELINES:
        names = "、".join(_FACTS[name] for name in missing)
        message = Text(f"封面缺{names}", f"the cover lacks {', '.join(missing)}")
        hint = Text("在 cover 里写明", "write them under `cover`")
        key = next(key for key in ("cover", "division", "divisions") if key in context.tree)
        yield Found(context.place(context.tree.key_at(key)), message, "", hint)


RULES = (
    Rule(
        code="role-unbound",
        family="profile",
        severity="warning",
        kind="profile",
        name=Text("没有写明本地机关", "Role without a local office"),
        why=Text(
            "没有写明的，目录印的是「民政部门」一类通称，群众不知道找谁。村集体、企业等逐项确定的主体不在此列。",
            "Without it the catalogue prints a general name such as 民政部门, and nobody knows whom to ask. Collectives, "
            "firms and the like, which differ by item, are left out.",
        ),
        reference=Text("国办发〔2019〕54号", "State Council General Office, 国办发〔2019〕54号"),
        bad="bodies: {}",
        good="bodies: {civil-affairs: 庄河市民政局}",
        check=role_unbound,
    ),
    Rule(
        code="guess-unconfirmed",
        family="profile",
        severity="warning",
        kind="profile",
        name=Text("机关名称未经核实", "Guess not confirmed"),
        why=Text(
            "gapub init 按通常叫法填写机关名称并注明 guess；各地机构不同，须逐个核实。",
            "gapub init fills in the usual names and marks them `guess`. Offices differ from place to place: each must be "
            "confirmed.",
        ),
        bad="bodies:\n  civil-affairs: {county: 庄河市民政局, guess: true}",
        good="bodies:\n  civil-affairs: {county: 庄河市民政局}",
        check=guess_unconfirmed,
    ),
    Rule(
        code="unused-binding",
        family="profile",
        severity="warning",
        kind="profile",
        name=Text("写了而没有用到", "Binding that no item uses"),
        why=Text(
            "没有事项用到的机关或渠道，多半是编号写错，或者事项已经改由别的机关公开。",
            "An office or channel that no item uses: the id is wrong, or another body has the item now.",
        ),
        bad="bodies: {civil-affairs: 庄河市民政局, taxation: 庄河市税务局}",
        good="bodies: {civil-affairs: 庄河市民政局}",
        check=unused_binding,
    ),
    Rule(
        code="name-placeholder",
        family="profile",
        severity="error",
        kind="profile",
        name=Text("本地名称的占位写法不对", "Placeholder that is not replaced"),
        why=Text(
            "只有 bodies 里的 {name} 会换成本地名称，别的写法、别的地方都照样印出来。",
            "Only {name}, and only under `bodies`, becomes the division's name; anything else is printed as it stands.",
        ),
        bad='bodies: {civil-affairs: "{Name}民政局"}',
        good='bodies: {civil-affairs: "{name}民政局"}',
        check=name_placeholder,
    ),
    Rule(
        code="unreachable-address",
        family="profile",
        severity="warning",
        kind="profile",
        name=Text("示例或内网地址", "Address that the public cannot reach"),
        why=Text(
            "公开目录里的网址是给公众用的；示例域名和内网地址打不开。文件写明 example: true 的不查。",
            "The addresses of a catalogue are for the public; hosts for examples and private networks lead nowhere. Files "
            "that say `example: true` are left alone.",
        ),
        reference=Text(
            "RFC 2606（保留的域名）、RFC 1918（内网地址）", "RFC 2606 (reserved names), RFC 1918 (private addresses)"
        ),
        bad='example: false\nchannels:\n  website: {label: 庄河市人民政府网站, url: "https://zhuanghe.example/"}',
        good='example: true\nchannels:\n  website: {label: 庄河市人民政府网站, url: "https://zhuanghe.example/"}',
        check=unreachable_address,
    ),
    Rule(
        code="cover-missing",
        family="profile",
        severity="info",
        kind="profile",
        name=Text("封面不全", "Cover incomplete"),
        why=Text(
            "编制单位、发布日期、版本和联系电话印在封面上，缺了就分不清是哪一版、该问谁。",
            "The cover names the office, date, version and telephone: without them nobody can tell which edition it is, or "
            "whom to ask.",
        ),
        bad="cover: {office: 庄河市人民政府办公室}",
        good='cover: {office: 庄河市人民政府办公室, date: "2026-11-23", version: "1.0", phone: "0411-00000000"}',
        check=cover_missing,
    ),
)
