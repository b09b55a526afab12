"""The form of `gapub audit --format json`, from which `gapub schema audit` is made."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from gapub.forms.findings import Bilingual, Finding
from gapub.forms.form import Form, Words


class Name(Form):
    """A text that may be empty: whose catalogue it is, where nothing says so."""

    zh: str = Field(description="中文 — Chinese")
    en: str = Field(description="英文 — English")


class UnitsJson(Form):
    """How many things there are to judge."""

    total: int = Field(description="应评 — how many there are")
    judged: int = Field(description="已评定 — how many could be judged")


class AreaJson(Form):
    """An area that the guidelines ask for."""

    id: Words = Field(description="领域编号 — its id")
    title: Bilingual = Field(description="名称 — its title")
    missing: bool = Field(description="没有这个领域 — the table has nothing of it")
    published: int = Field(description="公布的事项数 — rows published")
    rows: UnitsJson = Field(description="应有事项 — rows that are due")
    cells: dict[str, UnitsJson] = Field(description="各栏 — the cells of the rows, by field")
    codes: dict[str, int] = Field(description="各种问题数 — findings by code")


class SchemeJson(Form):
    """The scheme, by its title and by who set it."""

    title: Bilingual = Field(description="名称 — title")
    issuer: Bilingual = Field(description="由谁制定 — who has set it")


class IndicatorJson(Form):
    """What an indicator comes to."""

    id: Words = Field(description="指标编号 — its id")
    title: Bilingual = Field(description="名称 — its title")
    kind: Literal["veto", "deduct", "bonus"] = Field(description="种类 — kind")
    scope: Literal["catalogue", "area", "row", "cell", "column", "record"] = Field(
        description="按什么计数 — what is counted once"
    )
    applies: bool = Field(description="是否适用 — whether it applies")
    weight: float = Field(description="分值；加分指标为最多加几分 — its points; the most that a bonus gives")
    found: int = Field(description="有问题的 — things with a finding")
    total: int = Field(description="应评的 — things to judge")
    open: int | None = Field(description="未评定的；待人评判的为 null — not judged; null where a person has to")
    low: float = Field(description="最低得分 — points at least")
    high: float = Field(description="最高得分 — points at most")


class StepJson(Form):
    """Things to mend on the way to the next band."""

    indicator: Words = Field(description="指标编号 — the indicator")
    things: int = Field(description="改几处 — how many things")
    gain: float = Field(description="加几分 — the points that it gives")
    gate: bool = Field(description="是等次的条件 — whether the band asks it besides points")
    findings: list[Words] = Field(description="哪些问题，写 fingerprint — the findings, by fingerprint")


class JudgedJson(Form):
    """The deductions of which nothing is open."""

    kept: float = Field(description="得分 — points kept")
    of: float = Field(description="满分 — their points")


class ScoreJson(Form):
    """Points, as a range, and the band."""

    low: float = Field(description="最低得分 — points at least")
    high: float = Field(description="最高得分 — points at most")
    full: float = Field(description="满分 — the full points, which bonuses may exceed")
    band: str | None = Field(description="等次；未定的为 null — the band; null while it is open")
    lowest_band: Words = Field(description="最低等次 — the band of the lowest points")
    highest_band: Words = Field(description="最高等次 — the band of the highest points")
    judged: JudgedJson = Field(description="已经完全评定的部分 — what was judged wholly")
    indicators: list[IndicatorJson] = Field(description="各项指标 — the indicators")
    next: str | None = Field(description="上一个等次 — the band above the lowest")
    reached: bool = Field(description="各步做到后是否必定达到 — whether the steps reach it for certain")
    steps: list[StepJson] = Field(description="最省力的几步 — the cheapest steps")


class CountsJson(Form):
    """How many findings of each severity."""

    error: int = Field(description="错误 — errors")
    warning: int = Field(description="警告 — warnings")
    info: int = Field(description="提示 — remarks")


class CatalogueAuditJson(Form):
    """A published catalogue."""

    file: Words = Field(description="文件 — the file")
    of: Name = Field(description="哪里的目录 — whose it is")
    level: Literal["county", "township", "village"] = Field(description="层级 — level")
    baseline: Words = Field(description="对照的基线 — the baseline")
    as_of: Words = Field(description="法律状态以此日为准 — the day by which law was judged")
    scheme: SchemeJson = Field(description="评分方案 — the scheme")
    score: ScoreJson = Field(description="得分 — the score")
    areas: list[AreaJson] = Field(description="各领域 — the areas")
    findings: list[Finding] = Field(description="问题 — the findings")
    counts: CountsJson = Field(description="数目 — counts")


class UnreadJson(Form):
    """A file that could not be audited."""

    file: Words = Field(description="文件 — the file")
    findings: list[Finding] = Field(description="原因 — why")


class AuditsJson(Form):
    """Audits of gapub audit (gapub audit 的结果), format gapub-audit/1."""

    format: Literal["gapub-audit/1"] = Field(description="格式 — the format")
    catalogues: list[CatalogueAuditJson] = Field(description="各份目录 — the catalogues")
    unread: list[UnreadJson] = Field(description="无法读取的 — files that could not be read")
