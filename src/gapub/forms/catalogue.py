"""The form of `catalogue.json`, as pydantic models: the source of its JSON Schema and the reader of foreign files.

Only `gapub schema` and commands that read a `catalogue.json` import this module; compiling does not.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from gapub.forms.form import Form, json_schema

Status = Literal["corroborated", "single", "recalled", "local"]
CellName = Literal[
    "topic", "title", "content", "basis", "time_limit", "body", "channels", "audience", "method", "levels"
]
Level = Literal["city", "county", "township", "village"]
Method = Literal["proactive", "on_request"]
Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class TextJson(Form):
    """A text in both languages."""

    zh: str
    en: str


class Division(Form):
    """An administrative division by its statistical code."""

    code: Annotated[str, Field(pattern=r"^\d{2}(\d{2}(\d{2}(\d{3})?)?)?$")]
    name: str


class Cover(Form):
    """The facts of the cover: 编制单位, 发布日期, 版本, 联系电话."""

    office: str | None
    date: str | None
    version: str | None
    phone: str | None


class Document(Form):
    """The notice that issued the guideline."""

    title: str
    number: str | None
    issued: str | None
    status: Literal["seen", "recalled"]


class Coverage(Form):
    """How the rows stand to the national table."""

    status: Literal["complete", "partial", "unknown"]
    expected: int | None
    missing: list[TextJson]


class Source(Form):
    """A page on which rows were seen."""

    id: str
    place: str
    level: Literal["national", "ministry", "province", "city", "county", "township", "village", "unknown"]
    url: str | None
    copied: Annotated[bool, Field(alias="copy")] = False
    inferred: bool = False


class Element(Form):
    """One element of the content; what does not apply is absent."""

    zh: str
    en: str | None = None
    optional: bool | None = None
    method: Method | None = None
    exception: Annotated[str | None, Field(alias="except")] = None
    exception_en: Annotated[str | None, Field(alias="except_en")] = None
    part: str | None = None
    part_en: str | None = None


class Instrument(Form):
    """A legal basis that names an instrument."""

    id: str
    title: str
    kind: str
    number: str | None
    article: str | None


class Unnamed(Form):
    """Words that name no instrument, such as 相关规定."""

    unnamed: str


class TimeLimit(Form):
    """The clauses (see docs/files.md), and their wording in both languages."""

    clauses: list[dict[str, Any]] | Literal["unknown", "none"]
    zh: str
    en: str


class Role(Form):
    """A role, what kind of body it is, and the local office bound to it."""

    role: str
    kind: Literal["organ", "institution", "collective", "enterprise", "placeholder"]
    name: str | None


class Body(Form):
    """The body that discloses."""

    zh: str
    en: str
    roles: list[Role]


class Channel(Form):
    """A channel under its local label."""

    id: str
    label: str
    url: str | None


class Channels(Form):
    """The channels and how they bind: all ticked, any of them, those committed to, or unknown."""

    rule: Literal["ticked", "any_of", "committed", "unknown"]
    of: list[Channel]


class Audience(Form):
    """To whom: the public, groups, or both."""

    public: bool
    groups: list[TextJson] | Literal["unknown"]


class Evidence(Form):
    """What the row rests on; `recalled` names the cells nobody has seen."""

    status: Status
    sources: list[str]
    recalled: list[CellName]
    attested: list[CellName]


class Origin(Form):
    """The file and line a row was written at."""

    file: str
    line: Annotated[int, Field(ge=1)]
    edition: str


class Traced(Form):
    """What a profile did to a cell, at which level, why and where."""

    cell: str
    kind: Literal["equal", "stronger", "weaker", "incomparable", "unknown", "added", "attested"]
    level: str
    why: TextJson | None
    origin: Origin


class Item(Form):
    """One row (二级事项)."""

    id: Annotated[str, Field(pattern="^[a-z0-9-]+/[a-z0-9-]+/[a-z0-9-]+$")]
    number: str
    title: TextJson
    content: list[Element] | Literal["unknown"]
    basis: list[Instrument | Unnamed]
    time_limit: TimeLimit
    body: Body
    channels: Channels
    audience: Audience
    method: list[Method]
    levels: list[Level]
    level_stated: bool
    only_for: Annotated[Literal["village", "community"] | None, Field(alias="for")] = None
    personal: Literal[True] | None = None
    formerly: list[str] | None = None
    carried: Literal[True] | None = None
    evidence: Evidence
    origin: Origin
    trace: list[Traced]
    weakened: list[CellName] | None = None


class Topic(Form):
    """A first-level matter (一级事项)."""

    id: str
    title: TextJson
    items: list[Item]


class Area(Form):
    """A pilot area (试点领域)."""

    id: str
    number: str
    title: TextJson
    part: TextJson | None
    edition: str
    issuer: TextJson
    document: Document
    coverage: Coverage
    remarks: list[TextJson]
    sources: list[Source]
    topics: list[Topic]


class Omission(Form):
    """A row, topic or area left out, with its ground."""

    id: str
    title: TextJson
    ground: Literal["no-power", "no-matter", "merged", "superseded"]
    into: str | None
    reason: str
    origin: Origin


class Input(Form):
    """A file the catalogue was made from; `local` when a local file lay over the bundled one."""

    path: str
    sha256: Sha256
    local: bool = False


class File(Form):
    """A file written beside the catalogue; its name may have folders before it, with / between."""

    name: str
    sha256: Sha256


class Counts(Form):
    """How much there is, and how sure."""

    areas: int
    topics: int
    items: int
    items_by_status: dict[Status, int]
    cells: int
    cells_recalled: int
    cells_unknown: int
    level_open: int


class CatalogueJson(Form):
    """A compiled standard catalogue (标准目录), format gapub-catalogue/1."""

    schema_id: Annotated[Literal["urn:gapub:schema:catalogue:1"], Field(alias="$schema")]
    format: Literal["gapub-catalogue/1"]
    level: Literal["county", "township", "village"]
    division: Division | None
    baseline: str
    title: TextJson
    example: bool
    cover: Cover
    areas: list[Area]
    omitted: list[Omission]
    inputs: list[Input]
    files: list[File]
    counts: Counts


def catalogue_schema() -> dict[str, Any]:
    """The JSON Schema of `catalogue.json` (draft 2020-12)."""
    return json_schema(CatalogueJson, "catalogue")
