"""What is due when (`due.Plan`), as a report for people (`reports.document`) and as JSON.

Titles, offices and matters are those of a locality: untrusted.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from gapub.diagnostics import Text, counted
from gapub.diagnostics.format import json_text
from gapub.model.text import PROFILE_LEVELS
from gapub.publication.calendar import NOT_ANNOUNCED
from gapub.publication.due import ACTIONS, REASONS, Due, Plan
from gapub.reports.document import Document, Part, Row

FORMAT: Final = "gapub-due/1"
_TITLE: Final = Text("公开事项时间表", "What is due when")
_DAY: Final = Text("日期", "Day")
_ITEM: Final = Text("事项", "Item")
_AREA: Final = Text("领域", "Area")
_OFFICE: Final = Text("公开主体", "Body")
_WHAT: Final = Text("办什么", "What to do")
_LIMIT: Final = Text("公开时限", "Time limit")
_FROM: Final = Text("依据", "By")
_ID: Final = Text("事项编号", "Id of the item")
_DIVISION: Final = Text("行政区划", "Division")
_ENCOURAGED: Final = Text("（鼓励）", " (encouraged)")
_END: Final = Text("（时限没有定日期，以期末为限）", " (no day is fixed; its end counts)")
_NONE: Final = Text("", "")


def day_of(each: Due) -> Text:
    """The day, or how early and how late it can be where holidays were not announced; 及时 where there is none."""
    if each.earliest is None or each.latest is None:
        return Text("及时", "promptly")
    if each.known:
        return Text.same(each.latest.isoformat())
    reach = Text(f"{each.earliest}至{each.latest}", f"{each.earliest} to {each.latest}")
    return Text("{}（{}）", "{} ({})").format(reach, NOT_ANNOUNCED)


def what(each: Due) -> Text:
    """What is to be done."""
    return ACTIONS[each.action] + (_ENCOURAGED if each.encouraged else _NONE)


def by(each: Due) -> Text:
    """The period or the event by which it is due."""
    return each.label + (_END if each.end else _NONE)


def document(plan: Plan) -> Document:
    """The plan as a report: what has a day, by months; what is to be done promptly; and what has none."""
    dated, prompt = plan.dated, plan.prompt
    lead = Text(
        f"共 {len(dated)} 件有日期，{len(prompt)} 件应当及时办理；{plan.whole} 个事项定不出日期",
        f"{counted(len(dated), 'matter')} with a day, {len(prompt)} to be done promptly; cannot be dated: "
        f"{counted(plan.whole, 'row')}",
    )
    parts = []
    if dated:
        notes = tuple[Text, ...]()
        if any(not each.known for each in dated):
            notes = (
                Text(
                    "标明节假日未公布的，只能定出最早和最晚的日期，请按最早的日期安排；放假通知公布以后重新运行。",
                    "Where holidays were not announced, only the earliest and the latest day are known: go by the earliest, and run "
                    "this again once the notice is out.",
                ),
            )
        parts.append(_table("due", Text("有日期的", "With a day"), plan, dated, notes))
    if prompt:
        said = (Text("时限只写“及时”，没有天数。", "The time limit says “promptly”, and no number of days."),)
        parts.append(_table("promptly", Text("应当及时办理的", "To be done promptly"), plan, prompt, said))
    if plan.idle:
        parts.append(
            Part(
                "idle",
                Text("无期限的事件", "Idle events"),
                (
                    Text(
                        "本目录的事项中，没有时限从这些事起算的：请核对 event 和 items。",
                        "No time limit of a row of this catalogue runs from these: check `event` and `items`.",
                    ),
                ),
                (_DAY, Text("事由", "Matter"), Text("位置", "Place")),
                tuple(
                    Row((Text.same(each.day.isoformat()), Text.same(each.what), Text.same(str(each.place))))
                    for each in plan.idle
                ),
            )
        )
    if plan.undated:
        parts.append(_undated(plan))
    return Document(_TITLE, lead, tuple(_facts(plan)), tuple(parts))


def _facts(plan: Plan) -> list[tuple[Text, Text]]:
    made = [(Text("期间", "Range"), Text(f"{plan.start}至{plan.until}", f"{plan.start} to {plan.until}"))]
    if plan.divisions:
        names = Text("、", ", ").join(map(Text.same, plan.divisions))
        made.append((_DIVISION, names))
    if plan.office is not None:
        made.append((_OFFICE, Text.same(plan.office)))
    made.append((Text("层级", "Level"), PROFILE_LEVELS[plan.level]))
    made.append((Text("基线", "Baseline"), plan.baseline_title))
    made.append((Text("事项", "Rows"), Text.same(plan.rows)))
    if plan.file is None:
        events = Text("没有事件清单 events.yaml", "no list of events (events.yaml)")
    else:
        events = Text(f"{plan.file}，{plan.events} 件", f"{plan.file}, {counted(plan.events, 'event')}")
        if plan.others:
            events += Text(f"；另有 {plan.others} 件属于其他行政区划", f"; {plan.others} of other divisions")
    made.append((Text("事件", "Events"), events))
    if plan.record is not None:
        file, day, number = plan.record
        told = Text(f"{file}，截至{day}，{number} 条", f"{file}, as of {day}, {counted(number, 'entry', 'entries')}")
        made.append((Text("网站记录", "Record of the website"), told))
    if plan.years:
        listed = Text("、", ", ").join(Text.same(year) for year in plan.years)
        made.append((NOT_ANNOUNCED._replace(en="Holidays not announced"), listed))
    return made


def _table(id: str, title: Text, plan: Plan, rows: tuple[Due, ...], notes: tuple[Text, ...]) -> Part:
    several = len(plan.divisions) > 1
    dated = id == "due"
    heads = (
        *((_DAY,) if dated else ()),
        *((_DIVISION,) if several else ()),
        _ITEM,
        _AREA,
        _OFFICE,
        _WHAT,
        _LIMIT,
        _FROM,
        _ID,
    )
    made = tuple(
        Row(
            (
                *((day_of(each),) if dated else ()),
                *((Text.same(each.division),) if several else ()),
                each.title,
                each.area,
                each.office,
                what(each),
                each.limit,
                by(each),
                Text.same(each.row),
            ),
            group=_month(each) if dated else _NONE,
        )
        for each in rows
    )
    return Part(id, title, notes, heads, made, groups=Text("月份", "Month"))


def _month(each: Due) -> Text:
    day = each.earliest
    assert day is not None
    return Text(f"{day.year}年{day.month}月", f"{day.year}-{day.month:02}")


def _undated(plan: Plan) -> Part:
    """How many rows have something that cannot be dated, by reasons."""
    counts = Counter(reason for reason, _, _ in {(each.reason, each.division, each.row) for each in plan.undated})
    rows = [Row((REASONS[reason], Text.same(counts[reason]))) for reason in REASONS if counts[reason]]
    rows.append(
        Row((Text("全部时限都定不出日期的事项", "Rows of which nothing can be dated"), Text.same(plan.whole)), "total")
    )
    note = Text(
        "一个事项有几项时限的，可能计入几行。所等的事写入 events.yaml 以后，就能定出日期；各事项见 JSON。",
        "A row with several time limits may count in several lines. Write what is waited for into events.yaml, and days follow; JSON lists "
        "the rows.",
    )
    heads = (Text("原因", "Why"), Text("事项数", "Rows"))
    return Part("undated", Text("定不出日期的", "Cannot be dated"), (note,), heads, tuple(rows), numeric=(1,))


# --- JSON ----------------------------------------------------------------------------------------------------------------


def json(plan: Plan) -> str:
    """The plan for programs, as `gapub schema due` describes it."""
    tree = {
        "format": FORMAT,
        "from": plan.start.isoformat(),
        "to": plan.until.isoformat(),
        "level": plan.level,
        "baseline": plan.baseline,
        "divisions": list(plan.divisions),
        "office": plan.office,
        "not_announced": list(plan.years),
        "events": {
            "file": plan.file,
            "read": plan.events,
            "of_other_divisions": plan.others,
            "idle": [
                {"date": each.day.isoformat(), "event": each.event, "what": each.what, "place": str(each.place)}
                for each in plan.idle
            ],
        },
        "record": None
        if plan.record is None
        else {"file": plan.record.file, "as_of": plan.record.as_of.isoformat(), "read": plan.record.read},
        "due": [_due(each) for each in plan.due],
        "undated": [
            {
                "row": each.row,
                "title": _text(each.title),
                "area": _text(each.area),
                "division": each.division,
                "office": _text(each.office),
                "reason": each.reason,
                "limit": _text(each.limit),
                "whole": each.whole,
            }
            for each in plan.undated
        ],
        "counts": {"rows": plan.rows, "dated": len(plan.dated), "promptly": len(plan.prompt), "undated": plan.whole},
    }
    return json_text(tree, indent=1)


def _due(each: Due) -> dict[str, Any]:
    event = each.event
    return {
        "row": each.row,
        "number": each.number,
        "title": _text(each.title),
        "area": _text(each.area),
        "division": each.division,
        "office": _text(each.office),
        "action": each.action,
        "earliest": each.earliest.isoformat() if each.earliest else None,
        "latest": each.latest.isoformat() if each.latest else None,
        "known": each.known,
        "end_of_period": each.end,
        "encouraged": each.encouraged,
        "limit": _text(each.limit),
        "by": _text(each.label),
        "event": None
        if event is None
        else {"date": event.day.isoformat(), "event": event.event, "what": event.what, "number": event.number},
    }


def _text(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en or text.zh}
