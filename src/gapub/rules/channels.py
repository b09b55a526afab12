"""Channels: whether what is public can be found online, on the website or on a platform that a law or ministry runs."""

from __future__ import annotations

from collections.abc import Iterator

from gapub.build.strength import is_organ
from gapub.diagnostics import Diagnostic, Text
from gapub.model.registry import Registry
from gapub.rules.context import Context, GuidelineContext, Row, at_cell, locally
from gapub.rules.rule import Rule

WEBSITE = "website"


def nowhere_online(context: Context) -> Iterator[Diagnostic]:
    """What organs disclose to the public on neither website nor platform, once a file."""
    off = (row for row in context.rows if _off_website(row) and _unexplained(row, context.registry))
    for cause in at_cell(off, "channels"):
        message = Text(
            "向社会主动公开，但未列政府网站或者法定平台",
            "disclosed to the public, but neither on the government website nor on a statutory platform",
        )
        yield cause.found(message, locally(context, Text("请增加 website", "add website")))


def website_not_ticked(context: GuidelineContext) -> Iterator[Diagnostic]:
    """What does not tick the website and has an explanation, once a file."""
    off = (row for row in context.rows if _off_website(row) and not _unexplained(row, context.registry))
    for cause in at_cell(off, "channels"):
        message = Text(
            "没有勾选政府网站：有法定平台、只对特定群体、涉及个人，或者主体不是行政机关",
            "the government website is not ticked: there is a statutory platform, the row is for a group or lists persons, "
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
    """For the public, by organs, on no platform, and no list of persons, which 条例 art. 15 would keep off the web."""
    kinds = {registry.channels[each].kind for each in row.item.channels.ids if each in registry.channels}
    item = row.item
    return item.audience.public and not item.personal and "platform" not in kinds and is_organ(item, registry)


RULES = (
    Rule("no-online-channel", "channels", "warning", "any", nowhere_online),
    Rule("website-not-ticked", "channels", "info", "guideline", website_not_ticked),
)
