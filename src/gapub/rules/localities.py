"""Rules on what a profile says of places and days: whose offices it names, where its channels are, what lies ahead."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from gapub.diagnostics import Diagnostic, Place, Text
from gapub.model.pattern import pattern
from gapub.model.registry import last_day
from gapub.rules.context import ProfileContext
from gapub.rules.references import some
from gapub.rules.rule import Rule, report
from gapub.yaml.tree import Map, Spot

if TYPE_CHECKING:
    from gapub.model.catalogue import Division
    from gapub.model.profile import Profile

_FAR = 1
"""A cover dated so many years ahead, or more, is a slip of the pen."""


# --- divisions -------------------------------------------------------------------------------------------------------


def division_in_two_profiles(context: ProfileContext) -> Iterator[Diagnostic]:
    """A division that another of the profiles examined has too, for the same level; told at the later one."""
    own = context.profile
    for division in own.divisions:
        code, name = division.division.key, division.division.name
        for other in context.others():
            if other.file >= own.file or other.level != own.level:
                continue
            same = [each for each in other.divisions if _same(division.division, each.division, own, other)]
            if same:
                label = division.division.label
                message = label + Text(f"另有配置文件 {other.file}", f" has another profile, {other.file}")
                hint = Text("保留一个，合并内容", "keep one, and merge what they say")
                related = ((same[0].place, Text("另一处在这里", "the other is here")),)
                place = division.place
                yield report(place, message, code, hint, arguments=(code, name), related=related)


def _same(division: Division, other: Division, own: Profile, theirs: Profile) -> bool:
    """Whether two profiles of one level are of one division; names alone tell only divisions below the same one."""
    if own.level == "village":  # it has its township's code
        return division == other
    if division.code and other.code:
        return division.code == other.code
    return division.name == other.name and _above(own) == _above(theirs)


def _above(profile: Profile) -> str | None:
    return profile.extends and posixpath.normpath(posixpath.join(posixpath.dirname(profile.file), profile.extends))


def division_open(context: ProfileContext) -> Iterator[Diagnostic]:
    """Divisions without a code, one finding a profile: what belongs to what is not checked by their codes."""
    left = [each for each in context.profile.divisions if each.division.code is None]
    if left:
        names = some([each.division.name for each in left])
        message = Text(f"没有写行政区划代码：{names.zh}", f"no division code: {names.en}")
        hint = Text(
            "有代码的（可用 gapub divisions 查）请补上；开发区、风景区等没有代码的，可以不写",
            "add it if there is one (gapub divisions finds it); a zone without a code needs none",
        )
        yield report(left[0].place, message, "", hint)


_PREFIX = pattern("国家税务总局|国家统计局|中共|中国")
"""What may stand before the place in the name of an office."""
_LONGEST = 15


def office_elsewhere(context: ProfileContext) -> Iterator[Diagnostic]:
    """Offices named after a place that is none of the profile's own, nor above or below it, or whose name is misspelt."""
    from gapub.sources.divisions import by_code, named

    profile = context.profile
    known = [by_code(each.division.code) for each in profile.divisions]
    if profile.level == "nation" or None in known:
        return
    codes = {each.code for each in known if each is not None}
    names = {each.division.name for each in profile.divisions}
    names |= {name for each in known if each for _, name in (*each.parents, (each.code, each.name))}
    for spot, role, office in _offices(context):
        start = _PREFIX.match(office)
        bare = office[start.end() :] if start else office
        if any(bare.startswith(name) for name in names):
            continue
        place = context.place(spot)
        for size in range(min(len(bare), _LONGEST), 1, -1):
            found = named(bare[:size])
            if found:
                if not any(_related(code, own) for code in found for own in codes):
                    message = Text(f"“{office}”是{bare[:size]}的机关", f"{office} is an office of {bare[:size]}")
                    hint = Text("请改为本地机关的名称", "name the office of this division")
                    yield report(place, message, role, hint, arguments=(role, office))
                break
        else:
            meant = next((name for name in sorted(names) if _one_off(bare, name)), None)
            if meant is not None:
                message = Text(f"“{office}”中的地名似应为“{meant}”", f"{office} seems to mean {meant}")
                hint = Text(f"是否指“{meant}{bare[len(meant) :]}”", f"did you mean {meant}{bare[len(meant) :]}?")
                yield report(place, message, role, hint, arguments=(role, office))


def _related(code: str, own: str) -> bool:
    return code.startswith(own) or own.startswith(code)


def _one_off(office: str, name: str) -> bool:
    """Whether an office begins with a name of which one character is wrong, and not the last."""
    head = office[: len(name)]
    return (
        len(name) > 2
        and len(office) > len(name)
        and head[-1] == name[-1]
        and sum(a != b for a, b in zip(head, name, strict=True)) == 1
    )


def _offices(context: ProfileContext) -> Iterator[tuple[Spot, str, str]]:
    """Where the profile names an office, for which role, and the name; one with {name} is each division's own."""
    for bound in context.bound("bodies"):
        for role, node in bound.items():
            for spot, name in _texts(node, bound.at(role)):
                if "{" not in name:
                    yield spot, role, name


def _texts(node: Any, spot: Spot) -> Iterator[tuple[Spot, str]]:
    if isinstance(node, Map):
        for key, value in node.items():
            if key != "conflict":
                yield from _texts(value, node.at(key))
    elif isinstance(node, str):
        yield spot, node


# --- addresses -------------------------------------------------------------------------------------------------------

_STRAY = pattern(r"\s+|[，。、；：,;]+\Z")


def address_form(context: ProfileContext) -> Iterator[Diagnostic]:
    """Addresses with a blank inside, or a mark of the sentence at their end: they lead nowhere."""
    for key, url, place in context.addresses():
        found = _STRAY.search(url)
        if found:
            message = Text(f"地址“{url}”中有多余的字符", f"the address {url!r} has a stray character")
            if found.group().isspace():
                message = Text(f"地址“{url}”中有空格", f"the address {url!r} has a blank in it")
            hint = Text("请改为能够打开的地址", "write the address as it opens")
            yield report(place, message, key, hint, arguments=(url,))


# --- days that lie ahead: only when a day is asked for, and never an error, so that no verdict hangs on it -----------------


def attestation_ahead(context: ProfileContext) -> Iterator[Diagnostic]:
    """Attestations dated after the day that is asked for."""
    day = context.asked
    for each in context.profile.attestations if day else ():
        if day is not None and each.on > day[: len(each.on)]:
            message = Text(f"{each.on} 才核对，今天是 {day}", f"checked on {each.on}, which is after {day}")
            hint = Text("请核对日期", "check the date")
            yield report(each.entry.place("on"), message, each.target, hint, arguments=(each.target, each.on))


def cover_ahead(context: ProfileContext) -> Iterator[Diagnostic]:
    """Covers dated a year or more after the day that is asked for."""
    if context.asked is None:
        return
    limit = f"{int(context.asked[:4]) + _FAR:04}{context.asked[4:]}"
    for node in (context.tree, *context.tree.get("divisions", ())):
        date: str | None = node["cover"].get("date") if "cover" in node else None
        if date is not None and last_day(date) >= limit:
            message = Text(
                f"发布日期 {date} 距 {context.asked} 一年以上", f"dated {date}, a year or more after {context.asked}"
            )
            hint = Text("请核对日期", "check the date")
            yield report(Place(context.file, *node["cover"].at("date")), message, "", hint, arguments=(date,))


# --- entries that say nothing new ------------------------------------------------------------------------------------


def tighten_without_effect(context: ProfileContext) -> Iterator[Diagnostic]:
    """Cells that an entry states as the row above has them; to state what nobody has seen is to vouch for it."""
    profile = context.profile
    if not profile.tighten:
        return
    rows = {entity: item for each in context.base for entity, item in each.rows()}
    for tighten in profile.tighten:
        base = rows.get(tighten.item)
        if base is None or "conflict" in tighten.entry.node or tighten.renames or tighten.splits:
            continue
        same = [cell for cell, value in tighten.values.items() if value == getattr(base, cell)]
        for cell, more in tighten.more.items():
            had = getattr(base, cell)
            same += [cell] if {*more} <= {*((had.ids if cell == "channels" else had) or ())} else []
        for cell in same:
            if cell not in base.evidence.recalled:
                message = Text("与上级相同，这一项没有作用", "it says what the row says, and has no effect")
                hint = Text("删去这一项", "delete the field")
                yield report(tighten.entry.key(cell), message, tighten.item, hint, arguments=(cell,))


RULES = (
    Rule("division-open", "references", "info", "profile", division_open),
    Rule("division-in-two-profiles", "references", "warning", "profile", division_in_two_profiles),
    Rule("office-elsewhere", "profile", "warning", "profile", office_elsewhere),
    Rule("address-form", "profile", "warning", "profile", address_form),
    Rule("attestation-ahead", "profile", "warning", "profile", attestation_ahead),
    Rule("cover-ahead", "profile", "warning", "profile", cover_ahead),
    Rule("tighten-without-effect", "profile", "warning", "profile", tighten_without_effect),
)
