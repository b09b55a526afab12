"""The form of `gapub bind --format json`, from which `gapub schema bindings` is made."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from gapub.forms.findings import Bilingual
from gapub.forms.form import Form, Words


class CandidateJson(Form):
    """A column that a row may be published in."""

    column: Words = Field(description="网站栏目 — the column of the website, by its path")
    score: int = Field(ge=0, le=100, description="得分，0 至 100 — the likeness")
    records: int = Field(description="信息数 — entries in it")
    evidence: float | None = Field(
        description="标题含事项字词的信息所占比例；没有标题的为 null — the share of titles that have words of the row"
    )


class ProposalJson(Form):
    """A row, and the columns that it may be published in."""

    id: Words = Field(description="事项编号 — the full id of the row")
    title: Bilingual = Field(description="事项名称 — its title")
    sure: bool = Field(description="是否建议采用第一个 — whether the first column is proposed")
    candidates: list[CandidateJson] = Field(description="可能的栏目，最像的在前 — the columns, the likest first")


class BindingsJson(Form):
    """Proposals of gapub bind (gapub bind 的建议), format gapub-bindings/1."""

    format: Literal["gapub-bindings/1"] = Field(description="格式 — the format")
    division: str = Field(description="行政区划 — the division")
    level: Literal["county", "township", "village"] = Field(description="层级 — level")
    proposals: list[ProposalJson] = Field(description="有相近栏目的事项 — rows that some column is like")
    bound: list[Words] = Field(description="已有对应栏目的事项 — rows that are bound already")
    none: list[Words] = Field(description="没有相近栏目的事项 — rows that no column is like")
    left: list[Words] = Field(description="没有相近事项的栏目 — columns that are like no row")
