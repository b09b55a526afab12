"""The form of `gapub due --format json`, from which `gapub schema due` is made."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from gapub.forms.findings import Bilingual
from gapub.forms.form import Form, Words
from gapub.forms.site import Day, Level

Reason = Literal[
    "promptly",
    "event",
    "published",
    "update",
    "daily",
    "term",
    "arises",
    "standing",
    "as_announced",
    "on_request",
    "referred",
    "words",
    "unknown",
    "none",
]


class EventJson(Form):
    """An event from which a time limit runs."""

    date: Day = Field(description="日期 — its day")
    event: Words = Field(description="事件的编号 — its id")
    what: Words = Field(description="事由 — of which matter")
    number: Words | None = Field(description="文号 — document number")


class IdleJson(Form):
    """An event from which nothing runs."""

    date: Day = Field(description="日期 — its day")
    event: Words = Field(description="事件的编号 — its id")
    what: Words = Field(description="事由 — of which matter")
    place: Words = Field(description="位置 — where it stands")


class EventsJson(Form):
    """The list of events that was read."""

    file: Words | None = Field(description="文件；没有的为 null — the file; null if there is none")
    read: int = Field(description="采用的件数 — events that were taken")
    of_other_divisions: int = Field(description="属于其他行政区划的件数 — events of other divisions")
    idle: list[IdleJson] = Field(description="不引起期限的 — those from which nothing runs")


class SourceJson(Form):
    """The record of a website by which publications are known."""

    file: Words = Field(description="文件 — the file")
    as_of: Day = Field(description="最近一次检查日 — the day of its last check")
    read: int = Field(description="采用的信息数 — entries that were taken")


class MatterJson(Form):
    """Something that is due."""

    row: Words = Field(description="事项编号 — id of the row")
    number: Words = Field(description="序号 — its number")
    title: Bilingual = Field(description="事项 — its title")
    area: Bilingual = Field(description="领域 — title of its area")
    division: str = Field(description="行政区划，只有一个的不写 — the division, where there are several")
    office: Bilingual = Field(description="公开主体 — who is to do it")
    action: Literal["publish", "update", "may-end", "must-end"] = Field(description="办什么 — what is to be done")
    earliest: Day | None = Field(description="最早；及时办理的为 null — the earliest day; null for promptly")
    latest: Day | None = Field(description="最晚 — the latest day; the same where holidays were announced")
    known: bool = Field(description="日期确定 — whether the day is one")
    end_of_period: bool = Field(description="以期末为限 — no day is fixed, and the end of the period counts")
    encouraged: bool = Field(description="只是鼓励 — whether it is only encouraged")
    limit: Bilingual = Field(description="公开时限 — the time limit in words")
    by: Bilingual = Field(description="哪一期或者哪件事 — the period or the event")
    event: EventJson | None = Field(description="所从起算的事 — the event that it runs from")


class UndatedJson(Form):
    """A time limit that has no day."""

    row: Words = Field(description="事项编号 — id of the row")
    title: Bilingual = Field(description="事项 — its title")
    area: Bilingual = Field(description="领域 — title of its area")
    division: str = Field(description="行政区划，只有一个的不写 — the division, where there are several")
    office: Bilingual = Field(description="公开主体 — who is to do it")
    reason: Reason = Field(description="原因 — why")
    limit: Bilingual = Field(description="公开时限 — the time limit in words")
    whole: bool = Field(description="事项的全部时限都没有日期 — whether nothing of the row has a day")


class CountsJson(Form):
    """How much there is."""

    rows: int = Field(description="查看的事项数 — rows that were looked at")
    dated: int = Field(description="有日期的件数 — matters with a day")
    promptly: int = Field(description="及时办理的件数 — matters to be done promptly")
    undated: int = Field(description="全部定不出日期的事项数 — rows of which nothing has a day")


class DueJson(Form):
    """What is due when (公开事项时间表), format gapub-due/1."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    format: Literal["gapub-due/1"] = Field(description="格式 — the format")
    start: Day = Field(alias="from", description="从哪一天起 — the first day")
    until: Day = Field(alias="to", description="到哪一天止 — the last day")
    level: Level = Field(description="层级 — level")
    baseline: Words = Field(description="基线 — baseline")
    divisions: list[Words] = Field(description="行政区划 — divisions, by name")
    office: Words | None = Field(description="只列这个机关的 — the office that was asked for")
    not_announced: list[int] = Field(description="节假日未公布的年份 — years of which no holidays were announced")
    events: EventsJson = Field(description="事件清单 — the list of events")
    record: SourceJson | None = Field(
        description="网站记录；没有的为 null — the record of the website; null without one"
    )
    due: list[MatterJson] = Field(description="应办的，按日期；没有日期的在后 — what is due, by days; promptly last")
    undated: list[UndatedJson] = Field(description="定不出日期的 — what cannot be dated")
    counts: CountsJson = Field(description="数目 — counts")
