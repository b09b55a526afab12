"""The form of `gapub check-site --format json`, and of the lines of its record.

`gapub schema site` and `gapub schema site-record` are made from them.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, RootModel

from gapub.forms.audit import CountsJson, Name
from gapub.forms.findings import Absent, Bilingual, Finding, Point
from gapub.forms.form import Form, Words

Day = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]
"""A day: 2026-11-30."""
Count = Annotated[int, Field(ge=0)]
"""How many there are."""
Level = Literal["county", "township", "village"]


class ExportJson(Form):
    """A list of the website that was read."""

    file: Words = Field(description="文件 — the file")
    sha256: Words = Field(description="SHA-256 — hash of its bytes")
    records: Count = Field(description="读到的信息数 — entries read")
    unread: Count = Field(description="未能读取的信息数 — entries that could not be read")
    findings: list[Finding] = Field(description="读取时发现的 — what is said of the reading")


class RecordsJson(Form):
    """What became of the entries."""

    read: Count = Field(description="读到 — read")
    unread: Count = Field(description="未能读取 — not read")
    offline: Count = Field(description="已经下线 — no longer online")
    elsewhere: Count = Field(description="不属于任何对应栏目 — of no bound column")


class ColumnJson(Form):
    """A column that rows of the catalogue are bound to."""

    division: str = Field(description="行政区划；只有一个的为空 — the division; empty where there is one alone")
    path: Words = Field(description="栏目路径 — its path")
    state: Literal["sound", "blank", "stale", "wrong", "doubtful", "open"] = Field(
        description="状态：正常、空白、更新不及时、有其他错误、待核实、无法判断 — what it is like"
    )
    rows: list[Words] = Field(description="对应的事项 — the rows that are bound to it")
    offices: list[str] = Field(description="公开主体 — the offices that answer for it")
    url: str = Field(description="地址 — its address")
    records: Count = Field(description="信息数 — its entries")
    latest: Day | None = Field(description="最近发布日期 — day of the latest entry")
    limit: Bilingual | None = Field(
        description="最近一条允许多早；没有规定的为 null — how old that may be; null if nothing says it"
    )
    ground: Literal["binding", "period", "kind"] | None = Field(
        description="期限的依据：配置文件、公开时限、评分方案 — on what that rests: profile, time limit, scheme"
    )
    months: dict[str, Count] = Field(description="各月发布数，如 2026-11 — entries by month, such as 2026-11")


class SiteRecordJson(Form):
    """An entry of the website that a finding is about."""

    title: str = Field(description="标题 — title")
    path: list[str] = Field(description="栏目路径 — path of its column")
    published: Day | None = Field(description="发布日期 — day of publication")
    formed: Day | None = Field(description="成文日期 — day on which the document was made")
    number: str = Field(description="文号 — number of the document")
    office: str = Field(description="机构 — office")
    url: str = Field(description="网址 — address")
    place: Point = Field(description="在清单的哪里 — where the list has it")


class SiteFindingJson(Form):
    """Something wrong."""

    id: Words = Field(description="标识，各次检查不变 — what tells it again in another run")
    division: str = Field(description="行政区划；只有一个的为空 — the division; empty where there is one alone")
    row: str = Field(description="事项；只涉及栏目的为空 — the row; empty where the column alone is judged")
    column: str = Field(description="栏目 — the column")
    office: str = Field(description="公开主体 — who answers for it")
    since: Day | None = Field(description="自何日起 — the first day on which it was wrong")
    first: Day | None = Field(
        description="首次发现的检查日；没有记录的为 null — day of the run that found it first; null without a record"
    )
    record: SiteRecordJson | None = Field(description="哪条信息 — the entry it is about")
    finding: Finding = Field(description="问题 — the finding")


class OpenJson(Form):
    """What could not be judged."""

    code: Words = Field(description="检查内容 — the code that could not be judged")
    why: Bilingual = Field(description="原因 — why")
    division: str = Field(description="行政区划 — the division")
    row: str = Field(description="事项 — the row")
    column: str = Field(description="栏目 — the column")
    number: Count = Field(description="数量 — for so many things")


class JudgedJson(Form):
    """What was judged, sound or not."""

    code: Words = Field(description="检查内容 — the code")
    division: str = Field(description="行政区划 — the division")
    row: str = Field(description="事项 — the row")
    column: str = Field(description="栏目 — the column")
    number: Count = Field(description="数量 — so many things")


class MatterJson(Form):
    """A matter over the runs."""

    id: Words = Field(description="标识 — what tells it again")
    code: Words = Field(description="问题种类 — the code")
    division: str = Field(description="行政区划 — the division")
    row: str = Field(description="事项 — the row")
    column: str = Field(description="栏目 — the column")
    url: str = Field(description="信息的网址 — address of the entry")
    title: str = Field(description="信息的标题 — title of the entry")
    office: str = Field(description="公开主体 — who answers for it")
    first: Day = Field(description="首次发现 — day of the run that found it first")
    last: Day = Field(description="最近一次发现 — day of the last run that found it")
    since: Day | None = Field(description="自何日起 — the first day on which it was wrong")
    mended: Day | None = Field(description="改正：不再发现的检查日 — day of the run that no longer found it")
    before: Day | None = Field(description="以前也有过，当时的改正日 — when it had been mended before")
    accepted: str = Field(description="不计的理由；没有的为空 — why it is let be; empty where it is not")


class FoundJson(Form):
    """What a check of the record found."""

    as_of: Day = Field(description="检查日 — its day")
    errors: Count = Field(description="需要改正 — to mend")
    warnings: Count = Field(description="需要核实 — to verify")
    new: Count = Field(description="新发现或者再次出现 — new, or back again")
    mended: Count = Field(description="已改正 — found mended")


class ChangesJson(Form):
    """What has changed since the run before."""

    before: Day | None = Field(description="上次检查日；首次为 null — day of the run before; null for the first")
    runs: list[FoundJson] = Field(description="历次检查 — all checks of the record")
    new: list[MatterJson] = Field(description="新发现 — new")
    returned: list[MatterJson] = Field(description="再次出现 — back again")
    standing: list[MatterJson] = Field(description="仍未改正 — still there")
    mended: list[MatterJson] = Field(description="已改正 — mended")
    unjudged: list[MatterJson] = Field(description="这次无法判断 — not judged this time")
    accepted: list[MatterJson] = Field(
        description="说明理由后不计的，findings 中没有 — let be with a reason, and none of the findings"
    )


class SiteJson(Form):
    """A check of gapub check-site (gapub check-site 的结果), format gapub-site/1."""

    format: Literal["gapub-site/1"] = Field(description="格式 — the format")
    of: Name = Field(description="哪里的网站 — whose website")
    level: Level = Field(description="层级 — level")
    baseline: Words = Field(description="对照的基线 — the baseline")
    as_of: Day = Field(description="检查日 — the day by which it was judged")
    divisions: list[str] = Field(description="检查的行政区划 — the divisions that were judged")
    exports: list[ExportJson] = Field(description="网站的清单 — the lists of the website")
    records: RecordsJson = Field(description="信息的数目 — what became of the entries")
    columns: list[ColumnJson] = Field(description="对应目录的栏目 — the bound columns")
    findings: list[SiteFindingJson] = Field(description="问题 — the findings")
    open: list[OpenJson] = Field(description="无法判断的 — what could not be judged")
    judged: list[JudgedJson] = Field(description="已判断的 — what was judged")
    areas: dict[str, Bilingual] = Field(description="领域名称 — titles of areas")
    titles: dict[str, Bilingual] = Field(description="事项名称 — titles of rows")
    counts: CountsJson = Field(description="问题的数目 — counts")
    changes: ChangesJson | None = Field(
        description="上次以来；没有 --record 的为 null — since the last run; null without a record"
    )


# --- the record ----------------------------------------------------------------------------------------------------------


class FileJson(Form):
    """A list of the website that a run read."""

    file: Words = Field(description="文件 — the file")
    sha256: Words = Field(description="SHA-256 — hash of its bytes")


class RunLine(Form):
    """A run."""

    kind: Literal["run"] = Field(description="一次检查 — a run")
    format: Literal["gapub-site-record/1"] = Field(description="格式 — the format")
    as_of: Day = Field(description="检查日 — its day")
    level: Level = Field(description="层级 — level")
    divisions: list[str] = Field(description="行政区划 — the divisions that were judged")
    exports: list[FileJson] = Field(description="清单 — the lists that were read")


class FindingLine(Form):
    """A matter; what it has not is left out."""

    kind: Literal["finding"] = Field(description="一个问题 — a matter")
    id: Words = Field(description="标识 — what tells it again")
    code: Words = Field(description="问题种类 — the code")
    division: Words | Absent = Field(None, description="行政区划 — the division")
    row: Words | Absent = Field(None, description="事项 — the row")
    column: Words | Absent = Field(None, description="栏目 — the column")
    url: Words | Absent = Field(None, description="信息的网址 — address of the entry")
    title: str | Absent = Field(None, description="信息的标题 — title of the entry")
    office: Words | Absent = Field(None, description="公开主体 — who answers for it")
    first: Day = Field(description="首次发现 — day of the run that found it first")
    last: Day = Field(description="最近一次发现 — day of the last run that found it")
    since: Day | Absent = Field(None, description="自何日起 — the first day on which it was wrong")
    mended: Day | Absent = Field(None, description="改正：不再发现的检查日 — day of the run that no longer found it")
    before: Day | Absent = Field(None, description="以前也有过，当时的改正日 — when it had been mended before")
    accepted: Words | Absent = Field(None, description="不计的理由，由人写入 — why it is let be, written by hand")


class RecordLine(Form):
    """An entry of a bound column; what it has not is left out."""

    kind: Literal["record"] = Field(description="一条信息 — an entry")
    division: Words | Absent = Field(None, description="行政区划 — the division")
    row: Words | Absent = Field(None, description="事项；不能确定的不写 — the row, where it is certain")
    column: Words = Field(description="栏目 — the column as it is bound")
    path: list[str] | Absent = Field(
        None, description="网站上的栏目，与对应的不同时才写 — the column of the website, where that is another"
    )
    url: Words | Absent = Field(None, description="网址 — address")
    title: str | Absent = Field(None, description="标题 — title")
    published: Day | Absent = Field(None, description="发布日期 — day of publication")
    first: Day = Field(description="首次见到 — day of the run that saw it first")
    gone: Day | Absent = Field(
        None, description="不见了：首次没有见到的检查日 — day of the first run that did not see it"
    )


class SiteRecordLine(RootModel[Annotated[RunLine | FindingLine | RecordLine, Field(discriminator="kind")]]):
    """A line of the record that gapub check-site keeps (--record 文件中的一行), format gapub-site-record/1."""

    model_config = ConfigDict(frozen=True)
