"""The form of `gapub score --format json`, from which `gapub schema score` is made."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from gapub.forms.audit import Name, SchemeJson, ScoreJson
from gapub.forms.findings import Bilingual
from gapub.forms.form import Form, Words


class LotJson(Form):
    """An area that was drawn."""

    area: Words = Field(description="领域编号 — its id")
    title: Bilingual = Field(description="名称 — its title")
    hash: Words = Field(description="签号：种子、空格、编号的 SHA-256 — SHA-256 of the seed, a blank and the id")


class DayJson(Form):
    """The score of a place as of a day."""

    as_of: str = Field(description="检查日 — the day")
    files: list[Words] = Field(description="依据的报告 — the reports")
    ended: bool = Field(description="单项否决，不再评分 — whether a veto has ended the scoring")
    score: ScoreJson = Field(description="得分 — the score")


class PlaceJson(Form):
    """A place, or an office of it."""

    rank: int = Field(description="名次 — rank, by its last day")
    of: Name = Field(description="单位 — whose score it is")
    level: Literal["county", "township", "village"] = Field(description="层级 — level")
    days: list[DayJson] = Field(description="各次得分，最近的在后 — its scores, the last one last")


class ScoresJson(Form):
    """Scores of gapub score (gapub score 的结果), format gapub-score/1."""

    format: Literal["gapub-score/1"] = Field(description="格式 — the format")
    scheme: SchemeJson = Field(description="评分方案 — the scheme")
    seed: int | None = Field(description="抽签的种子；不抽签的为 null — the seed of the lots; null without any")
    drawn: list[LotJson] = Field(description="抽中的领域 — the areas that were drawn")
    places: list[PlaceJson] = Field(description="各单位，按名次 — the places, by rank")
