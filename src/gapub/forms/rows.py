"""The form of a line of `catalogue.jsonl`, as pydantic models: the source of its JSON Schema.

Only `gapub schema` imports this module; compiling does not.
"""

from __future__ import annotations

from typing import Any, Literal

from gapub.forms.catalogue import CellName, Level, Method, Status
from gapub.forms.form import Form


class CellJson(Form):
    """A cell: what it says in the language that was asked for, or in both; a text of which there is no English in Chinese."""

    zh: str = ""
    en: str = ""


class RowArea(Form):
    """The area (试点领域) of the row."""

    id: str
    number: str
    title: CellJson


class RowBox(Form):
    """A box of the official form; `url` is the locality's address of the channel."""

    ticked: bool
    label: CellJson
    url: str | None


class RowChannels(Form):
    """The channels (公开渠道和载体): a rule such as 至少选择其一, and the boxes."""

    rule: CellJson
    boxes: list[RowBox]


class RowPart(Form):
    """One of the things that a fact says, and where it leads: to an address, or to the row of an id."""

    text: CellJson
    url: str | None
    row: str | None


class RowFact(Form):
    """What the locality says of the row that is no duty, such as the section in charge."""

    id: str
    label: CellJson
    parts: list[RowPart]


class RowJson(Form):
    """A row (二级事项) of the printed table, a line of catalogue.jsonl. A tick is null where the table leaves it open.

    `values` is the row as a guideline states it (`gapub schema guideline`), without evidence, and without what the cells say
    as well. `guideline` has what is said of the whole area; the first row of an area has it.
    """

    id: str
    number: str
    area: RowArea
    topic: CellJson
    title: CellJson
    content: list[CellJson]
    basis: list[CellJson]
    time_limit: CellJson
    body: CellJson
    channels: RowChannels
    audience: dict[Literal["public", "groups"], bool | None]
    method: dict[Method, bool | None]
    levels: dict[Level, bool | None]
    groups: CellJson
    remarks: list[CellJson]
    facts: list[RowFact] | None = None
    evidence: Status
    recalled: list[CellName]
    origin: str
    values: dict[str, Any]
    guideline: dict[str, Any] | None = None
