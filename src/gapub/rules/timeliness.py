"""Time limits: whether there is one, whether 条例 art. 26 allows it, and whether its wording still says what it does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from gapub.build.strength import is_organ
from gapub.diagnostics import Text
from gapub.model.cells import Element
from gapub.model.guideline import Item
from gapub.model.registry import Registry
from gapub.model.shape import suggestion
from gapub.model.text import fold
from gapub.model.time.duty import CAP, Circumstances
from gapub.model.time.fingerprint import fingerprint, phrases
from gapub.model.time.value import Clause, Every, Promptly, TimeLimit, Within
from gapub.model.time.words import chinese, english
from gapub.rules.context import Context, GuidelineContext, Row, causes, locally
from gapub.rules.limits import held_against
from gapub.rules.rule import Found, Rule


def none(context: GuidelineContext) -> Iterator[Found]:
    """The rows whose table has no column for the time limit, once a file."""
    without = (row for row in context.rows if row.item.time_limit.state == "none")
    for _, cause in causes(without, lambda row: [(None, row.place("time_limit"))]):
        message = Text("没有公开时限", "there is no time limit")
        hint = Text("写明时限；行政机关至多20个工作日", "state one; an organ has 20 working days at most")
        yield cause.found(message, locally(context, hint))


def beyond_cap(context: Context) -> Iterator[Found]:
    """What an organ may disclose later than 20 working days, and no law or regulation says so."""
    organ = Circumstances(organ=True)
    for limit, cause in causes(
        _of_organs(context),
        lambda row: (
            (row.item.time_limit, row.place("time_limit"))
            for clause in row.item.time_limit.clauses[:1]
            if any(_late(each, organ) for each in row.item.time_limit.clauses) and not _by_law(row, context.registry)
        ),
    ):
        said = _said(limit, context.registry)
        message = Text(
            f"“{said.zh}”会超过20个工作日，没有查到允许的法律、法规",
            f"“{said.en}” can be later than 20 working days, and no law or regulation is known to allow it",
        )
        hint = Text("改为20个工作日以内", "make it 20 working days or less")
        yield cause.found(message, locally(context, hint), (said.zh,))


def _late(clause: Clause, organ: Circumstances) -> bool:
    """A proactive clause with a number that art. 26 does not cover."""
    return isinstance(clause.start, Within | Every) and not any(
        organ.lawful(atom.what) for atom in organ.divide(clause)[:1]
    )


def _by_law(row: Row, registry: Registry) -> bool:
    """Whether a limit of the registry, other than that of the cap itself, is met by the row."""
    return any(
        row.entity in each.items and each.kind in ("deadline", "period") and held_against(row, each, registry) is None
        for each in registry.limits.values()
    )


def promptly(context: Context) -> Iterator[Found]:
    """The limits of organs that say only 及时."""
    for limit, cause in causes(
        _of_organs(context),
        lambda row: [(row.item.time_limit, row.place("time_limit"))] if _unbounded(row.item.time_limit) else [],
    ):
        said = _said(limit, context.registry)
        message = Text(f"“{said.zh}”没有写最迟期限", f"“{said.en}” names no latest day")
        hint = Text(
            "写明 within（至多 20wd），并写 also_promptly: true", "state within (20wd at most) and also_promptly: true"
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


def wording(context: Context) -> Iterator[Found]:
    """The wordings that do not say what the value beside them says."""
    stated = [row for row in context.rows if row.states("time_limit") and row.item.time_limit.wording]
    terms, known = context.registry.terms(), _phrases(context.registry)
    wrong = {
        limit: made
        for limit in {row.item.time_limit for row in stated}
        if not _same(limit.wording or "", made := chinese(limit, terms), known)
    }
    apart = (row for row in stated if row.item.time_limit in wrong)
    for limit, cause in causes(
        apart, lambda row: [(row.item.time_limit, row.place("time_limit", row.item.time_limit.wording))]
    ):
        message = Text(
            f"原文“{limit.wording}”与取值的意思不同，取值是“{wrong[limit]}”",
            f"the wording “{limit.wording}” does not say what the value says: “{english(limit, terms)}”",
        )
        hint = Text("按原文改取值；照取值生成的文字够用的，删去 wording", "mend the value, or delete the wording")
        yield cause.found(message, hint, (limit.wording or "", wrong[limit]))


@lru_cache(maxsize=1024)  # the tables share their wordings, and the files their registry
def _same(one: str, other: str, known: tuple[tuple[str, str], ...]) -> bool:
    return fingerprint(one, dict(known)) == fingerprint(other, dict(known))


def _phrases(registry: Registry) -> tuple[tuple[str, str], ...]:
    """The registered phrases of time limits and what they stand for."""
    events = {key: {"zh": event.name.zh, "said": event.said} for key, event in registry.events.items()}
    parts = {key: {"zh": part.name.zh} for key, part in registry.parts.items()}
    others = {
        table: {key: {"zh": name.zh} for key, name in getattr(registry, table).items()}
        for table in ("conditions", "exceptions")
    }
    return tuple(phrases({"events": events, "parts": parts, **others}).items())


def outside_row(context: Context) -> Iterator[Found]:
    """The channels, parts and elements that a clause names and its row lacks; what is weaker is told as that."""
    registry = context.registry
    for (cell, name), cause in causes(
        (row for row in context.rows if row.states("time_limit") and "time_limit" not in row.item.weakened),
        lambda row: ((each, row.place("time_limit", each[1])) for each in _lacking(row.item, registry)),
    ):
        if cell == "channels":
            said = Text(f"渠道“{registry.channels[name].name.zh}”", f"the channel {name}")
            hint = Text("改正 via，或者补入 channels", "mend `via`, or add it to `channels`")
        elif name in registry.parts:
            said = Text(f"部分“{registry.parts[name].name.zh}”", f"the part {name}")
            hint = Text("改正 covers，或者补入 content", "mend `covers`, or add what it covers to `content`")
        else:
            elements = tuple(each.text for each in cause.rows[0].item.content or ())
            said, hint = Text(f"要素“{name}”", f"the element “{name}”"), suggestion(name, elements)
        message = Text(f"时限写了本行没有的{said.zh}", f"the time limit names {said.en}, which the row does not have")
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


def _said(limit: TimeLimit, registry: Registry) -> Text:
    terms = registry.terms()
    return Text(chinese(limit, terms), english(limit, terms))


_CAP = Text("《政府信息公开条例》第二十六条", "Open-government information regulations, art. 26")
_CAP_WHY = Text(
    f"主动公开的信息，行政机关应当自形成或者变更之日起{CAP.n}个工作日内及时公开，法律、法规另有规定的除外。部门规章和规范性文件"
    "不能放宽。日数按自然日计的，20个工作日按历年节假日安排最短相当于25日。",
    f"An organ discloses promptly, within {CAP.n} working days after the information was formed or changed, unless a law or "
    "regulation says otherwise; rules and notices of departments cannot relax it. In natural days, 20 working days were at "
    "least 25 in the calendars published so far.",
)
_LOCAL = """\
add:
- topic: elderly-care/services
  items:
  - id: canteens
    title: {{zh: 社区食堂, en: Community canteens}}
    content: [食堂名单, 收费标准]
    basis: [open-government-information-regulations]
    time_limit: {{within: {span}, of: [formed, changed]}}
    body: civil-affairs
    channels: [website]
    audience: public
    method: proactive
    levels: [county]
"""

RULES: tuple[Rule, ...] = (
    Rule(
        code="no-time-limit",
        family="timeliness",
        severity="warning",
        kind="guideline",
        name=Text("没有公开时限", "No time limit"),
        why=Text(
            "国办发〔2019〕54号要求每一行写明时限；原表没有这一栏的写 none，要由地方补上。每个文件只报一次。",
            "国办发〔2019〕54号 asks for a time limit in each row. Where the table has no such column the file says none, and a "
            "locality adds one. It is told once a file.",
        ),
        reference=Text("国办发〔2019〕54号", "国办发〔2019〕54号"),
        bad="time_limit: none",
        good="time_limit: {within: 20wd, of: [formed, changed]}",
        check=none,
    ),
    Rule(
        code="beyond-20-working-days",
        family="timeliness",
        severity="warning",
        kind="guideline",
        name=Text("超过20个工作日", "Beyond 20 working days"),
        why=_CAP_WHY,
        reference=_CAP,
        bad="time_limit: {within: 30wd, of: [formed, changed]}",
        good="time_limit: {within: 10wd, of: [formed, changed]}",
        check=beyond_cap,
    ),
    Rule(
        code="local-beyond-20-working-days",
        family="timeliness",
        severity="error",
        kind="profile",
        name=Text("本地时限超过20个工作日", "A local limit beyond 20 working days"),
        why=_CAP_WHY,
        reference=_CAP,
        bad=_LOCAL.format(span="30wd"),
        good=_LOCAL.format(span="20wd"),
        check=beyond_cap,
    ),
    Rule(
        code="promptly-unbounded",
        family="timeliness",
        severity="warning",
        kind="any",
        name=Text("只写及时", "Only “promptly”"),
        why=Text(
            "只写“及时”，读者不知道最迟哪一天能看到；行政机关最迟20个工作日，写上才能对照检查。",
            "“Promptly” does not tell a reader by which day to look. An organ has 20 working days at most; written down, it can "
            "be checked.",
        ),
        reference=_CAP,
        bad="time_limit: {promptly: true}",
        good="time_limit: {within: 20wd, of: [formed, changed], also_promptly: true}",
        check=promptly,
    ),
    Rule(
        code="wording-differs",
        family="timeliness",
        severity="warning",
        kind="any",
        name=Text("原文与取值不一致", "A wording that says something else"),
        why=Text(
            "时限旁边保留的原文，与取值的数字、单位、起算点、公示期限或者所及部分不同：改了一处，忘了另一处。",
            "The original wording kept beside a value differs from it in numbers, units, triggers, display or parts: one was "
            "changed and the other forgotten.",
        ),
        bad="time_limit: {within: 10wd, of: [formed, changed], wording: 信息形成或者变更之日起20个工作日内}",
        good="time_limit: {within: 20wd, of: [formed, changed], wording: 信息形成或者变更之日起20个工作日内}",
        check=wording,
    ),
    Rule(
        code="clause-outside-row",
        family="timeliness",
        severity="warning",
        kind="any",
        name=Text("时限说到本行没有的渠道或者内容", "A clause on what the row lacks"),
        why=Text(
            "条款用 via 限定渠道，用 covers 限定部分或者要素。本行没有所写的渠道或者要素，这一条就落了空：要么写错了名称，要么漏了"
            "勾选。部分以登记册的 elements 为准，要素开头与它相同；没有写 elements 的部分无从核对。",
            "A clause is held to channels by `via`, to parts or elements by `covers`. Where the row lacks what is named, the "
            "clause bears on nothing: the name is wrong, or the cell is incomplete. The elements of a part begin as the "
            "registry's `elements` says; a part without it cannot be checked.",
        ),
        bad="time_limit:\n- {via: website, within: 20wd, of: [formed, changed]}\n- {via: village-board, within: 5wd, of: [formed]}",
        good="time_limit:\n- {via: website, within: 20wd, of: [formed, changed]}\n- {via: social-media, within: 5wd, of: [formed]}",
        check=outside_row,
    ),
)
