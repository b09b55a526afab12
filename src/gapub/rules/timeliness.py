"""Time limits: whether there is one, whether 条例 art. 26 and other laws allow it, whether its wording says what it does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Final

from gapub.build.strength import Setting, allows, is_organ
from gapub.diagnostics import Diagnostic, Text
from gapub.model.cells import Element
from gapub.model.cells.article import read as read_article
from gapub.model.cellwords import words
from gapub.model.guideline import Item
from gapub.model.registry import Limit, Registry, last_day
from gapub.model.shape import suggestion
from gapub.model.text import fold
from gapub.model.time.duty import Circumstances
from gapub.model.time.fingerprint import says
from gapub.model.time.parser import parse
from gapub.model.time.value import Clause, Day, Every, Promptly, TimeLimit, Within, duty, references
from gapub.model.time.words import Terms, in_words
from gapub.rules.context import (
    Context,
    GuidelineContext,
    RegistryContext,
    Row,
    at_cell,
    by_cell,
    causes,
    edition_day,
    locally,
)
from gapub.rules.instruments import named
from gapub.rules.rule import Rule, report


def none(context: GuidelineContext) -> Iterator[Diagnostic]:
    """The rows whose table has no column for the time limit, once a file."""
    without = (row for row in context.rows if row.item.time_limit.state == "none")
    for cause in at_cell(without, "time_limit"):
        message = Text("没有公开时限", "there is no time limit")
        hint = Text(
            "请写明时限；行政机关不得超过20个工作日", "state one; for an administrative organ, at most 20 working days"
        )
        yield cause.found(message, locally(context, hint))


def beyond_cap(context: Context) -> Iterator[Diagnostic]:
    """What an organ may disclose later than 20 working days, and no law or regulation says so."""
    organ = Circumstances(organ=True)
    is_late = cache(lambda clause: _late(clause, organ))  # many rows have one and the same
    late = (
        row
        for row in _of_organs(context)
        if any(map(is_late, row.item.time_limit.clauses))
        and not _by_law(row, context.registry)
        and all(key in context.registry.events for table, key in references(row.item.time_limit) if table == "events")
    )
    for limit, cause in by_cell(late, "time_limit"):
        said = words("time_limit", limit, context.registry)
        message = Text(
            "“{}”可能超过20个工作日，未查到另有规定的法律、法规",
            "“{}” can exceed 20 working days, and no law or regulation is known to allow that",
        ).format(said)
        hint = _remedy(next(filter(is_late, limit.clauses)), context.registry)
        yield cause.found(message, locally(context, hint), (said.zh,))


def _late(clause: Clause, organ: Circumstances) -> bool:
    """A proactive clause with a number that art. 26 does not cover.

    What is due by a day of each period (an annual report) is made for that day; nothing says from when 20 working days
    would run.
    """
    if isinstance(clause.start, Every) and isinstance(clause.start.by, Day):
        return False
    return isinstance(clause.start, Within | Every) and not any(
        organ.lawful(atom.what) for atom in organ.divide(clause)[:1]
    )


def _remedy(clause: Clause, registry: Registry) -> Text:
    """What to write in place of a clause that is late."""
    if not isinstance(clause.start, Every):
        return Text("请改为20个工作日以内", "make it 20 working days or less")
    by = clause.start.by
    event = registry.events.get(by) if isinstance(by, str) else None
    day = (isinstance(by, str) and Day.meant(by)) or (event and Day.meant(event.name.zh))
    if day:
        return Text(f"某月某日写作 by: {day.written}", f"write a day as by: {day.written}")
    return Text(
        "法律、法规定有最后日期的，写明 by，如 by: {month: 1, day: 31}；否则另写一条 within（不超过 20wd）",
        "if a law or regulation fixes the last day, state it, such as by: {month: 1, day: 31}; "
        "else add a clause `within` (20wd at most)",
    )


def _by_law(row: Row, registry: Registry) -> bool:
    """Whether a limit of the registry, other than that of the cap itself, is met by the row."""
    return any(
        row.entity in each.items and each.kind in ("deadline", "period") and keeps(row, each, registry)
        for each in registry.limits.values()
    )


def promptly(context: Context) -> Iterator[Diagnostic]:
    """The limits of organs that say only 及时."""
    unbounded = (row for row in _of_organs(context) if _unbounded(row.item.time_limit))
    for limit, cause in by_cell(unbounded, "time_limit"):
        said = words("time_limit", limit, context.registry)
        message = Text("“{}”没有写明最迟期限", "“{}” states no latest day").format(said)
        hint = Text(
            "请写明 within（不超过 20wd），并写 also_promptly: true",
            "state `within` (20wd at most) and `also_promptly: true`",
        )
        yield cause.found(message, locally(context, hint), (said.zh,))


def _unbounded(limit: TimeLimit) -> bool:
    bounded = {(clause.covers, clause.via) for clause in limit.clauses if isinstance(clause.start, Within)}
    return any(
        isinstance(clause.start, Promptly) and (clause.covers, clause.via) not in bounded and ((), ()) not in bounded
        for clause in limit.clauses
    )


def _of_organs(context: Context) -> Iterator[Row]:
    """The rows that organs disclose proactively, where the file states their time limit."""
    for row in context.rows:
        item = row.item
        if (
            row.states("time_limit")
            and "time_limit" not in item.weakened
            and "proactive" in item.method
            and is_organ(item, context.registry)
        ):
            yield row


def wording(context: Context) -> Iterator[Diagnostic]:
    """The wordings that do not say what the value beside them says."""
    stated = [row for row in context.rows if row.states("time_limit") and row.item.time_limit.wording]
    terms, phrases = context.registry.terms(), context.registry.phrases()
    wrong = {
        limit: in_words(limit, terms).zh
        for limit in {row.item.time_limit for row in stated}
        if not _says(limit.wording or "", _clauses(limit, terms), tuple((_elements(limit) | phrases).items()))
        and duty(parse(limit.wording or "", phrases, _elements(limit)).limit) != duty(limit)
    }
    apart = (row for row in stated if row.item.time_limit in wrong)
    for limit, cause in causes(
        apart, lambda row: [(row.item.time_limit, row.place("time_limit", row.item.time_limit.wording))]
    ):
        message = Text(
            f"原文“{limit.wording}”与取值的意思不同，取值是“{wrong[limit]}”",
            f"the wording “{limit.wording}” differs in meaning from the value: “{in_words(limit, terms).en}”",
        )
        hint = Text("请按原文改正取值；生成的文字已足够的，删去 wording", "correct the value, or delete `wording`")
        yield cause.found(message, hint, (limit.wording or "", wrong[limit]))


@lru_cache(maxsize=1024)  # the tables share their wordings, and the files their registry
def _says(wording: str, clauses: tuple[str, ...], known: tuple[tuple[str, str], ...]) -> bool:
    return says(wording, clauses, dict(known))


def _elements(limit: TimeLimit) -> dict[str, str]:
    """The elements that clauses cover by their texts, as phrases."""
    return {name: f"elements:{name}" for clause in limit.clauses for name in clause.covers if not name.isascii()}


def _clauses(limit: TimeLimit, terms: Terms) -> tuple[str, ...]:
    """The generated Chinese, a clause each."""
    return tuple(in_words(limit._replace(clauses=(each,)), terms).zh for each in limit.clauses)


def outside_row(context: Context) -> Iterator[Diagnostic]:
    """The channels, parts and elements that a clause names and its row lacks; what is weaker is told as that."""
    registry = context.registry
    for (cell, name), cause in causes(
        (row for row in context.rows if row.states("time_limit") and "time_limit" not in row.item.weakened),
        lambda row: ((each, row.place("time_limit", each[1])) for each in _lacking(row.item, registry)),
    ):
        if cell == "channels":
            said = Text(f"渠道“{registry.channels[name].name.zh}”", f"the channel {name}")
            hint = Text("请改正 via，或者补入 channels", "correct `via`, or add the channel to `channels`")
        elif name in registry.parts:
            said = Text(f"部分“{registry.parts[name].name.zh}”", f"the part {name}")
            hint = Text("请改正 covers，或者补入 content", "correct `covers`, or add what it covers to `content`")
        else:
            elements = tuple(each.text for each in cause.rows[0].item.content or ())
            said, hint = Text(f"要素“{name}”", f"the element “{name}”"), suggestion(name, elements)
        message = Text("时限所写的{}，本行没有", "the time limit names {}, which the row does not have").format(said)
        yield cause.found(message, hint, (name,))


def _lacking(item: Item, registry: Registry) -> Iterator[tuple[str, str]]:
    """The channels, parts and elements in the clauses that the row lacks, each with the cell that lacks it."""
    channels, content = item.channels, item.content
    for clause in item.time_limit.clauses:
        for key in clause.via:
            if channels.rule != "unknown" and key in registry.channels and key not in channels.ids:
                yield "channels", key
        for name in clause.covers:
            if content is not None and name != "rest" and not _among(content, name, registry):
                yield "content", name


def _among(content: Iterable[Element], name: str, registry: Registry) -> bool:
    """Whether an element is of this name, or of the part of this id; an id that nothing knows is told as that."""
    if name.isascii():
        part = registry.parts.get(name)
        begin = part.elements if part else None
        return begin is None or any(_whole(each).startswith(begin) for each in content)
    return fold(name) in {fold(each.text) for each in content}


def _whole(element: Element) -> str:
    return f"{element.part}：{element.text}" if element.part else element.text


# --- what laws fix themselves: the registry's `limits` -----------------------------------------------------------------

HELD: Final = ("deadline", "reply", "display", "consultation", "period")
"""The kinds that a row's time limit can be held to; a withdrawal is none of its duties."""


def keeps(row: Row, limit: Limit, registry: Registry) -> bool:
    """Whether a row is at least as strong as the law, or says nothing."""
    if limit.time_limit is None or row.item.time_limit.state != "clauses":
        return True
    asked = row.item._replace(time_limit=limit.time_limit)
    return allows("time_limit", row.item, asked, Setting(registry, is_organ(row.item, registry)))


def less_than_law(context: Context) -> Iterator[Diagnostic]:
    """The limits of laws in force that a row's time limit does not keep, each once a file."""
    registry = context.registry
    in_force = {key: limit for key, limit in registry.limits.items() if _holds(limit, context.as_of)}
    bearing = {item for limit in in_force.values() for item in limit.items}
    local = not isinstance(context, GuidelineContext)
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
            if row.entity in limit.items and not (local and _silent(row, limit)) and not keeps(row, limit, registry)
        ),
    ):
        limit = in_force[key]
        hint = locally(
            context,
            Text(
                f"请按法定要求写（适用于：{limit.scope.zh}）",
                f"state what the law requires (applies to: {limit.scope.en})",
            ),
        )
        yield cause.found(_asked(context, limit, cause.rows[0]), hint, (key,))


def _silent(row: Row, limit: Limit) -> bool:
    """Whether a row leaves how long a notice stays up to the law: a locality that states an earlier day loosens nothing."""
    return limit.kind == "display" and not any(clause.display for clause in row.item.time_limit.clauses)


def _holds(limit: Limit, as_of: str) -> bool:
    return limit.kind in HELD and limit.holds(as_of)


def _asked(context: Context, limit: Limit, row: Row) -> Text:
    law, own = (words("time_limit", each, context.registry) for each in (limit.time_limit, row.item.time_limit))
    asked = Text("{}要求“{}”，此处为“{}”", "{} requires “{}”; this row has “{}”")
    asked = asked.format(_article(limit, context.registry), law, own)
    if isinstance(context, GuidelineContext) and limit.version > edition_day(context.guideline):
        asked += Text("；该版本晚于本版指引", "; that version is later than this edition")
    return asked


def law_moved(context: RegistryContext) -> Iterator[Diagnostic]:
    """The limits whose law was certainly amended, or has ended, since the version that was read."""
    for limit in context.own.limits.values():
        law = context.registry.instruments.get(limit.instrument)
        if law is None:
            continue
        newer = law.amended if law.amended and "amended" not in law.recalled else limit.version
        if law.ceased(context.as_of):
            message = named(law.id, context.registry) + Text("已经失效", " has ended")
        elif last_day(limit.version) < newer and last_day(law.effective or newer) <= context.as_of:
            message = named(law.id, context.registry) + Text(f"已于 {newer} 修改", f" was amended on {newer}")
        else:
            continue
        message += Text(
            f"，此条限度读自 {limit.version} 的版本", f"; this limit was read in the version of {limit.version}"
        )
        hint = Text(
            "请按现行文本核对条号和限度，并改写 version",
            "read the text in force, and correct article, limit and `version`",
        )
        place = context.place(context.tree["limits"][limit.id].at("version"))
        yield report(place, message, limit.id, hint, arguments=(limit.version,))


def wider_than_law(context: Context) -> Iterator[Diagnostic]:
    """The rows that are for the public where a law names those whom they are for."""
    for limit in context.registry.limits.values():
        if limit.kind != "audience":
            continue
        for row in context.rows:
            if row.entity in limit.items and row.states("audience") and row.item.audience.public:
                message = _article(limit, context.registry) + Text("：", ": ") + limit.scope
                hint = Text("公开对象请写特定群体", "name the group as the audience")
                yield report(row.place("audience"), message, row.entity, hint, arguments=(limit.id,))


def _article(limit: Limit, registry: Registry) -> Text:
    article = Text("{}{}（{}）", "{}, {} ({})")
    return article.format(named(limit.instrument, registry), read_article(limit.article).text, limit.version)


RULES = (
    Rule("no-time-limit", "timeliness", "warning", "guideline", none),
    Rule("beyond-20-working-days", "timeliness", "warning", "guideline", beyond_cap),
    Rule("local-beyond-20-working-days", "timeliness", "error", "profile", beyond_cap),
    Rule("promptly-unbounded", "timeliness", "warning", "any", promptly),
    Rule("wording-differs", "timeliness", "warning", "any", wording),
    Rule("clause-outside-row", "timeliness", "warning", "any", outside_row),
    Rule("less-than-law", "timeliness", "warning", "guideline", less_than_law),
    Rule("local-less-than-law", "timeliness", "error", "profile", less_than_law),
    Rule("wider-than-law", "timeliness", "warning", "any", wider_than_law),
    Rule("limit-law-moved", "timeliness", "warning", "registry", law_moved),
)
