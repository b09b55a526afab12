"""The form of `gapub validate --format json`, from which `gapub schema findings` is made."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from gapub.forms.form import Form, Words

Absent = SkipJsonSchema[None]
"""What a key has that is left out: the JSON itself never says null."""
Spot = Annotated[list[int], Field(min_length=2)]


class Bilingual(Form):
    """A text in both languages."""

    zh: Words = Field(description="中文 — Chinese")
    en: Words = Field(description="英文 — English")


class Point(Form):
    """A point in a file."""

    file: Words = Field(description="文件 — the file")
    line: int = Field(description="行，从 1 起 — the line, from 1")
    column: int = Field(description="列，按字符计，从 1 起 — the column in characters, from 1")
    sheet: Words | Absent = Field(
        None,
        description="工作表，或文件里的第几张表格；有此项时，行和列是单元格的 "
        "— the sheet, or the number of the table in the file: then line and column are those of a cell",
    )


class Place(Point):
    """A stretch of a file."""

    end_line: int = Field(description="到哪一行 — the line of its end")
    end_column: int = Field(description="最后一个字符之后的列 — the column after its last character")


class Related(Form):
    """Another place that matters."""

    place: Point = Field(description="在哪里 — where")
    note: Bilingual = Field(description="那里有什么 — what is there")


class Edit(Form):
    """A text edit."""

    start: Spot = Field(description="行、列 — line and column")
    end: Spot = Field(description="最后一个字符之后 — after the last character")
    text: str = Field(description="换成什么 — the replacement")


class Suppression(Form):
    """Why a finding does not count."""

    kind: Literal["inSource", "external"] = Field(
        description="写在行旁，或在清单里 — in the row, or in the list of accepted findings"
    )
    reason: str = Field(description="理由 — the reason")


class Finding(Form):
    """A finding; what it has not is left out."""

    code: Words = Field(description="规则代号 — the code of the rule")
    severity: Literal["error", "warning", "info"] = Field(description="级别 — severity")
    message: Bilingual = Field(description="是什么问题 — what is wrong")
    hint: Bilingual | Absent = Field(None, description="怎样改 — how to mend it")
    place: Place | Absent = Field(None, description="在哪里 — where")
    entity: Words | Absent = Field(None, description="哪一个事项 — the item it concerns, by its path")
    arguments: Annotated[list[str], Field(min_length=1)] | Absent = Field(
        None, description="与同类问题的区别 — what distinguishes it from others of its kind"
    )
    fingerprint: Words = Field(description="不随行号和措辞改变的标识 — stays when lines and words change")
    related: Annotated[list[Related], Field(min_length=1)] | Absent = Field(
        None, description="另见 — other places that matter"
    )
    edits: Annotated[list[Edit], Field(min_length=1)] | Absent = Field(
        None, description="可以安全改正的写法 — text edits that fix it safely"
    )
    suppressed: Suppression | Absent = Field(None, description="不算作问题 — it counts as no fault")


class Counts(Form):
    """How many there are."""

    error: int = Field(description="错误 — errors")
    warning: int = Field(description="警告 — warnings")
    info: int = Field(description="提示 — remarks")
    suppressed: int = Field(description="已许可或已接受的 — allowed or accepted")
    files: int = Field(description="检查的文件 — files examined")


class FindingsJson(Form):
    """Findings of gapub validate (gapub validate 的结果), format gapub-findings/1."""

    format: Literal["gapub-findings/1"] = Field(description="格式 — the format")
    findings: list[Finding] = Field(description="问题 — the findings")
    counts: Counts = Field(description="数目 — counts")
