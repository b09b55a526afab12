"""Channels: whether what is public can be found online, on the website or elsewhere, and what a registry says of them."""

from __future__ import annotations

from collections.abc import Iterator

from gapub.build.strength import is_organ
from gapub.diagnostics import Diagnostic, Text
from gapub.model.registry import ChannelType, Registry
from gapub.rules.context import Context, GuidelineContext, ProfileContext, RegistryContext, Row, at_cell, locally
from gapub.rules.references import some
from gapub.rules.rule import Rule, report

WEBSITE = "website"


def nowhere_online(context: Context) -> Iterator[Diagnostic]:
    """What organs disclose to the public on no channel that is known to be online, once a file."""
    off = (row for row in context.rows if _off_website(row) and _unexplained(row, context.registry))
    for cause in at_cell(off, "channels"):
        message = Text(
            "向社会主动公开，但未列政府网站或者其他网上渠道",
            "disclosed to the public, but neither on the government website nor on another online channel",
        )
        yield cause.found(message, locally(context, _ADD) + _ask(cause.rows, context.registry))


def website_not_ticked(context: GuidelineContext) -> Iterator[Diagnostic]:
    """What does not tick the website and has an explanation, once a file."""
    off = (row for row in context.rows if _off_website(row) and not _unexplained(row, context.registry))
    for cause in at_cell(off, "channels"):
        message = Text(
            "没有勾选政府网站：有其他网上渠道、只对特定群体、涉及个人，或者主体不是行政机关",
            "the government website is not ticked: there is another online channel, the row is for a group or lists persons, "
            "or the body is not an administrative organ",
        )
        yield cause.found(message)._replace(related=())


def _off_website(row: Row) -> bool:
    """Proactive, on known channels, without the website."""
    item = row.item
    return (
        row.states("channels")
        and "proactive" in item.method
        and item.channels.rule != "unknown"
        and WEBSITE not in item.channels.ids
    )


def _unexplained(row: Row, registry: Registry) -> bool:
    """For the public, by organs, on nothing known to be online, and no list of persons, which 条例 art. 15 would keep off the web."""
    item = row.item
    return (
        item.audience.public
        and not item.personal
        and "online" not in (each.nature for each in _channels(row, registry))
        and is_organ(item, registry)
    )


def _channels(row: Row, registry: Registry) -> list[ChannelType]:
    """What the registry has of a row's channels."""
    return [registry.channels[each] for each in row.item.channels.ids if each in registry.channels]


def _ask(rows: list[Row], registry: Registry) -> Text:
    """What else to do where a channel may be online and the registry does not say so."""
    untold = dict.fromkeys(each.id for row in rows for each in _channels(row, registry) if each.nature is None)
    if not untold:
        return Text("", "")
    listed = some(list(untold))
    return Text(
        f"；如果 {listed.zh} 在网上，请在登记册中写 nature: online",
        f"; if {listed.en} is online, write `nature: online` in the registry",
    )


def without_nature(context: RegistryContext) -> Iterator[Diagnostic]:
    """Channels of which the registry does not say how they reach people, once a file."""
    untold = [key for key, each in context.own.channels.items() if each.nature is None]
    if untold:
        listed = some(untold)
        message = Text(f"没有写渠道的性质：{listed.zh}", f"no nature is given for {listed.en}")
        yield report(context.place(context.tree["channels"].key_at(untold[0])), message, "", _NATURE)


def own_without_nature(context: ProfileContext) -> Iterator[Diagnostic]:
    """Channels of the profile's own of which it does not say how they reach people, once a file."""
    untold = [(key, bound) for bound in context.bound("own_channels") for key in bound if "nature" not in bound[key]]
    if untold:
        listed = some(list(dict.fromkeys(key for key, _ in untold)))
        message = Text(f"没有写渠道的性质：{listed.zh}", f"no nature is given for {listed.en}")
        key, bound = untold[0]
        yield report(context.place(bound.key_at(key)), message, "", _NATURE)


_ADD = Text("请增加 website", "add website")
_NATURE = Text(
    "请写 nature：online（网络）、broadcast（广播、电视、短信）、print（印刷）、place（场所）或 person（当面）；分不清的可以不写",
    "write `nature`: online, broadcast (radio, television, text messages), print, place or person; leave it out if it cannot be "
    "told",
)

RULES = (
    Rule("no-online-channel", "channels", "warning", "any", nowhere_online),
    Rule("website-not-ticked", "channels", "info", "guideline", website_not_ticked),
    Rule("channel-nature", "channels", "info", "registry", without_nature),
    Rule("own-channel-nature", "channels", "info", "profile", own_without_nature),
)
