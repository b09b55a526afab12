"""The form of the file of accepted findings, from which `gapub schema accepted` is made."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field


class Acceptance(BaseModel):
    """How many findings of one kind are accepted; keys that gapub does not know are passed over."""

    file: str = Field(description="文件，从设置文件所在的文件夹看 — the file, as seen from the folder of the settings")
    code: str = Field(description="规则代号 — the code of the rule")
    entity: str = Field(description="哪一个事项 — what it is about, by its path")
    arguments: list[str] = Field(description="与同类问题的区别 — what tells it from others of its kind")
    count: int = Field(description="接受几个 — how many are accepted")
    reason: str = Field(description="理由 — the reason")


class AcceptedJson(BaseModel):
    """Findings that a later run does not count (已接受的问题), format gapub-accepted/1."""

    format: Literal["gapub-accepted/1"] = Field(description="格式 — the format")
    accepted: list[Acceptance] = Field(description="已接受的问题 — the accepted findings")
