"""What laws fix themselves (the registry's `limits`), and the rows that ask less."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from gapub.build.strength import Setting, Verdict, compare, is_organ
from gapub.diagnostics import Diagnostic, Text
from gapub.model.registry import Limit, Registry
from gapub.model.time.value import UNKNOWN
from gapub.model.time.words import in_words
from gapub.rules.context import Context, GuidelineContext, Row, causes, edition_day, last_day, locally
from gapub.rules.rule import Rule, report

HELD: Final = ("deadline", "reply", "display", "consultation", "period")
"""The kinds that a row's time limit can be held to; a withdrawal is none of its duties."""


def held_against(row: Row, limit: Limit, registry: Registry) -> Verdict | None:
    """The verdict on a row that is not at least as strong as the law; None for one that is, or says nothing."""
    if limit.time_limit is None or row.item.time_limit.state != "clauses":
        return None
    asked = row.item._replace(time_limit=limit.time_limit)
    verdict = compare("time_limit", row.item, asked, Setting(registry, is_organ(row.item, registry)))
    return None if verdict.allowed else verdict


def less_than_law(context: Context) -> Iterator[Diagnostic]:
    """The limits of laws in force that a row's time limit does not keep, each once a file."""
    registry = context.registry
    in_force = {key: limit for key, limit in registry.limits.items() if _holds(limit, context.as_of)}
    bearing = {item for limit in in_force.values() for item in limit.items}
    stated = [
        row
        for row in context.rows
        if row.entity in bearing and row.states("time_limit") and "time_limit" not in row.item.weakened
    ]  # what is weaker than the guideline is told as that
    for key, cause in causes(
        stated,
        lambda row: (
            (limit.id, row.place("time_limit"))
            for limit in in_force.values()
            if row.entity in limit.items and held_against(row, limit, registry)
        ),
    ):
        limit = in_force[key]
        hint = locally(
            context, Text(f"按法定要求写（适用于：{limit.scope.zh}）", f"ask what the law asks (for {limit.scope.en})")
        )
        yield cause.found(_asked(context, limit, cause.rows[0]), hint, (key,))


def _holds(limit: Limit, as_of: str) -> bool:
    return limit.kind in HELD and last_day(limit.version) <= as_of


def _asked(context: Context, limit: Limit, row: Row) -> Text:
    terms, law, own = context.registry.terms(), limit.time_limit or UNKNOWN, row.item.time_limit
    named, later = _article(limit, context.registry), Text("", "")
    if isinstance(context, GuidelineContext) and limit.version > edition_day(context.guideline):
        later = Text("；该版本晚于本版指引", "; that version came after this edition")
    message = Text("{}要求“{}”，这里是“{}”{}", "{} asks: “{}”; here it is: “{}”{}")
    return message.format(named, in_words(law, terms), in_words(own, terms), later)


def wider_than_law(context: Context) -> Iterator[Diagnostic]:
    """The rows that are for the public where a law names those whom they are for."""
    for limit in context.registry.limits.values():
        if limit.kind != "audience":
            continue
        for row in context.rows:
            if row.entity in limit.items and row.states("audience") and row.item.audience.public:
                named = _article(limit, context.registry)
                message = Text(f"{named.zh}：{limit.scope.zh}", f"{named.en}: {limit.scope.en}")
                hint = Text("公开对象写特定群体", "name the group as the audience")
                yield report(row.place("audience"), message, row.entity, hint, arguments=(limit.id,))


def _article(limit: Limit, registry: Registry) -> Text:
    law = registry.instruments.get(limit.instrument)
    title = Text(f"《{law.title}》", law.en) if law else Text(limit.instrument, limit.instrument)
    return Text(
        f"{title.zh}第{limit.article}条（{limit.version}）", f"{title.en}, art. {limit.article} ({limit.version})"
    )


RULES = (
    Rule("less-than-law", "timeliness", "warning", "guideline", less_than_law),
    Rule("local-less-than-law", "timeliness", "error", "profile", less_than_law),
    Rule("wider-than-law", "timeliness", "warning", "any", wider_than_law),
)
