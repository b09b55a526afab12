"""Channels: whether what is public can be found online, on the website or on a platform that a law or ministry runs."""

from __future__ import annotations

from collections.abc import Iterator

from gapub.build.strength import is_organ
from gapub.diagnostics import Text
from gapub.model.registry import Registry
from gapub.rules.context import Context, GuidelineContext, Row, causes, locally
from gapub.rules.rule import Found, Rule

WEBSITE = "website"


def nowhere_online(context: Context) -> Iterator[Found]:
    """What organs disclose to the public on neither website nor platform, once a file."""
    for _, cause in causes(
        context.rows,
        lambda row: (
            [(None, row.place("channels"))] if _off_website(row) and _unexplained(row, context.registry) else []
        ),
    ):
        message = Text(
            "向社会主动公开，却既不上政府网站，也不上法定平台",
            "disclosed to the public, but neither on the website nor on a statutory platform",
        )
        yield cause.found(message, locally(context, Text("增加 website", "add website")))


def website_not_ticked(context: GuidelineContext) -> Iterator[Found]:
    """What does not tick the website and has an explanation, once a file."""
    for _, cause in causes(
        context.rows,
        lambda row: (
            [(None, row.place("channels"))] if _off_website(row) and not _unexplained(row, context.registry) else []
        ),
    ):
        message = Text(
            "没有勾选政府网站：有法定平台、只对特定群体、涉及个人，或者主体不是行政机关",
            "the website is not ticked: there is a statutory platform, it is for a group or about persons, or the body is no organ",
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


_WHERE = Text("《政府信息公开条例》第二十三条、第二十四条", "Open-government information regulations, arts. 23 and 24")

RULES: tuple[Rule, ...] = (
    Rule(
        code="no-online-channel",
        family="channels",
        severity="warning",
        kind="any",
        name=Text("公众在网上找不到", "Nowhere online"),
        why=Text(
            "行政机关向全社会主动公开的信息，应当能在政府网站或者法定平台上查到；只贴在公示栏里，过后就找不到了。",
            "What an organ discloses to the public should be found on the government website or a statutory platform. What "
            "is only posted on a board cannot be found afterwards.",
        ),
        reference=_WHERE,
        bad="channels: [village-board]",
        good="channels: [website, village-board]",
        check=nowhere_online,
    ),
    Rule(
        code="website-not-ticked",
        family="channels",
        severity="info",
        kind="guideline",
        name=Text("没有勾选政府网站", "The website is not ticked"),
        why=Text(
            "原表有些行不勾选政府网站：公开在法定平台上，只对特定群体，涉及个人，或者主体不是行政机关。这不是差错，每个文件只提示一次。",
            "Some rows of the tables do not tick the government website: they are on a statutory platform, for a group, about "
            "persons, or by a body that is no organ. That is no fault; it is told once a file.",
        ),
        reference=_WHERE,
        bad="channels: [credit-china]",
        good="channels: [website, credit-china]",
        check=website_not_ticked,
    ),
)
