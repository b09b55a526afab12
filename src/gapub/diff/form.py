"""The form of what `gapub diff --format json` prints, as pydantic models: the source of its JSON Schema."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from gapub.diff.kinds import KINDS
from gapub.forms.catalogue import Level, TextJson
from gapub.forms.form import Form
from gapub.model.profile import LEVELS
from gapub.model.registry import TABLES

KindName = Annotated[str, Field(json_schema_extra={"enum": list(KINDS)})]
"""A kind of change."""


class KindJson(Form):
    """A kind that occurs: what it asks of a locality, its mirror, and what it is called."""

    asks: Literal["must", "may", "know"]
    mirror: KindName
    name: TextJson


class ChangeJson(Form):
    """A change: the field, the old and the new value in words, both in one phrase, and why; `of` names the part of a split."""

    kind: KindName
    field: str | None
    was: list[TextJson]
    now: list[TextJson]
    short: TextJson | None
    why: TextJson | None
    of: TextJson | None


class IdentityJson(Form):
    """How it is known that the rows of both sides are the same; `likeness` is a proposal and has a score.

    `basis` says of a lineage that rows state (`formerly`) whether it was seen or inferred.
    """

    how: Literal["id", "formerly", "duty", "likeness"]
    score: Annotated[float, Field(ge=0, le=1)] | None
    basis: Literal["seen", "inferred"] | None


class RowJson(Form):
    """A row by its ids on both sides (several where it was split or merged); `cells` are those of a row of one side alone."""

    title: TextJson
    old: list[str]
    new: list[str]
    identity: IdentityJson | None
    changes: list[ChangeJson]
    cells: dict[str, list[TextJson]]


class AreaJson(Form):
    """An area: how many changes of each kind, those of the area itself, and its rows."""

    id: str
    title: TextJson
    sentence: TextJson
    counts: dict[str, int]
    changes: list[ChangeJson]
    rows: list[RowJson]


class RowNameJson(Form):
    """A row by its id on both sides, and its title."""

    old: str
    new: str
    title: TextJson


class EntryJson(Form):
    """An entry of a registry that changed, by table and id, and the rows that name it on both sides."""

    table: Annotated[str, Field(json_schema_extra={"enum": list(TABLES)})]
    id: str
    title: TextJson
    change: ChangeJson
    rows: list[RowNameJson]


class ProfiledJson(Form):
    """A profile that differs, and what that makes of its catalogue of a level (`--profiles`).

    `below` are the profiles that extend it and did not change. What is on one side only has no changes. `unsettled`: conflicts
    of an upgrade are left in it, whose entries do not count.
    """

    profile: str
    division: str
    level: Annotated[str, Field(json_schema_extra={"enum": list(LEVELS)})]
    state: Literal["changed", "unsettled", "added", "removed"]
    below: list[str]
    sentence: TextJson
    counts: dict[str, int]
    registry: list[EntryJson]
    areas: list[AreaJson]


class TouchedJson(Form):
    """An entry of a profile whose target the difference changes, and by which kinds."""

    entry: str
    target: str
    file: str
    line: int
    kinds: list[KindName]


class BrokenJson(Form):
    """A fault that the profile has with the new side and did not have with the old one."""

    code: str
    message: TextJson
    file: str | None
    line: int | None


class NamedJson(Form):
    """A row by id and title."""

    id: str
    title: TextJson


class LevelJson(Form):
    """What the catalogue of a level gains and loses."""

    level: Level
    gains: list[NamedJson]
    loses: list[NamedJson]


class ImpactJson(Form):
    """What the difference means for a profile (`--impact`)."""

    profile: str
    division: str
    touched: list[TouchedJson]
    broken: list[BrokenJson]
    levels: list[LevelJson]


class DiffJson(Form):
    """What differs between two editions, format gapub-diff/1."""

    schema_id: Annotated[Literal["urn:gapub:schema:diff:1"], Field(alias="$schema")]
    format: Literal["gapub-diff/1"]
    old: str
    new: str
    level: Level | None
    sentence: TextJson
    counts: dict[str, int]
    kinds: dict[str, KindJson]
    registry: list[EntryJson]
    areas: list[AreaJson]
    profiles: list[ProfiledJson]
    impact: list[ImpactJson]
