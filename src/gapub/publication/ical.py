"""What is due when as a calendar (iCalendar, RFC 5545), for the calendars of offices and of telephones.

Entries are whole days, and busy nobody. One that hangs on holidays nobody has announced lasts from the earliest to the latest
day, and has no alarm. The package `icalendar` escapes and folds all texts.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from gapub.diagnostics import Text
from gapub.publication.calendar import extra_missing
from gapub.publication.due import Due, Plan
from gapub.publication.timetable import by, day_of, what

if TYPE_CHECKING:
    from icalendar import Event

ALARM: Final = timedelta(days=-2, hours=-15)
"""When an alarm goes off, from the beginning of the day: at nine o'clock, three days before."""
_NAME: Final = Text("公开事项时间表", "What is due when")
_DIVISION: Final = Text("行政区划", "Division")
_FIELDS: Final = (
    Text("领域", "Area"),
    Text("公开主体", "Body"),
    Text("公开时限", "Time limit"),
    Text("依据", "By"),
    Text("日期", "Day"),
    Text("事项编号", "Id of the item"),
)


def data(plan: Plan, say: Callable[[Text], str]) -> bytes:
    """The calendar of what has a day; `say` gives a text in the language of its readers. Equal plans give equal bytes.

    Raises GapubError where the package is not installed.
    """
    try:
        from icalendar import Calendar
    except ImportError as missing:
        raise extra_missing(Text("写日历文件", "writing calendars")) from missing
    made = Calendar()
    made.add("prodid", "-//gapub//due//ZH")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    name = " ".join((*(plan.divisions if len(plan.divisions) == 1 else ()), *((plan.office,) if plan.office else ())))
    made.add("x-wr-calname", _plain(f"{name} {say(_NAME)}".strip()))
    stamp = datetime.combine(plan.start, time(), UTC)
    seen = set[str]()
    several = plan.divisions if len(plan.divisions) > 1 else ()
    for each in plan.dated:
        made.add_component(_event(each, stamp, say, seen, several=bool(several), alone="".join(plan.divisions[:1])))
    return bytes(made.to_ical(sorted=False))


def _event(
    each: Due, stamp: datetime, say: Callable[[Text], str], seen: set[str], *, several: bool, alone: str
) -> Event:
    from icalendar import Alarm, Event

    assert each.earliest is not None
    assert each.latest is not None
    head = (
        _plain(f"{say(what(each))}：{say(each.title)}")
        if each.known
        else _plain(f"{say(what(each))}：{say(each.title)}（{say(day_of(each))}）")
    )
    made = Event()
    made.add("uid", _uid(each, each.division or alone, seen))
    made.add("dtstamp", stamp)
    made.add("dtstart", each.earliest)
    made.add("dtend", each.latest + timedelta(1))
    made.add("summary", head)
    values = (say(each.area), say(each.office), say(each.limit), say(by(each)), say(day_of(each)), each.row)
    lines = [f"{say(label)}：{value}" for label, value in zip(_FIELDS, values, strict=True)]
    if several:
        lines.insert(0, f"{say(_DIVISION)}：{each.division}")
    made.add("description", "\n".join(map(_plain, lines)))
    made.add("categories", [_plain(say(each.area))])
    made.add("transp", "TRANSPARENT")
    if each.known and each.action != "may-end":
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", ALARM)
        alarm.add("description", head)
        made.add_component(alarm)
    return made


def _uid(each: Due, division: str, seen: set[str]) -> str:
    """What tells an entry from all others, the same in every run: row, period or event, division, and what is to be done."""
    words = "\n".join((division, each.row, each.action, each.period))
    made = sha256(words.encode()).hexdigest()[:32]
    n = 1
    while (uid := f"{made}{f'-{n}' if n > 1 else ''}@gapub") in seen:  # of a row with several limits for one event
        n += 1
    seen.add(uid)
    return uid


def _plain(text: str) -> str:
    """A text without what steers a terminal or a reader of lines."""
    return "".join(each if each.isprintable() or each == " " else " " for each in text)
