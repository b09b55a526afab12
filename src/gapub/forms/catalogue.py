"""The form of `catalogue.json`, as pydantic models: the source of its JSON Schema and the reader of foreign files.

The models are made from the named tuples of the catalogue; stated here is what JSON says otherwise. They take files of
both versions: the second has more fields, none of which must be there, and is open to further ones. Only `gapub schema`
and commands that read a `catalogue.json` import this module; compiling does not.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from types import UnionType
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

from pydantic import Field, create_model

from gapub.diagnostics import Text
from gapub.forms.form import Form, OpenForm
from gapub.model import catalogue as model
from gapub.model import evidence
from gapub.model.local import Guide, Publish

Status = Literal["corroborated", "single", "statutory", "recalled", "partly-attested", "attested", "local"]
CellName = Literal[
    "topic", "title", "content", "basis", "time_limit", "body", "channels", "audience", "method", "levels"
]
Level = Literal["city", "county", "township", "village"]
Method = Literal["proactive", "on_request"]
Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class TextJson(OpenForm):
    """A text in both languages."""

    zh: str
    en: str


_FORMS: dict[Any, Any] = {Text: TextJson}
"""The forms made so far, by the tuples that they are the forms of."""


def _json(hint: Any) -> Any:
    """What the type of a field is in JSON: of named tuples their forms, of tuples lists."""
    if hint in _FORMS or not get_args(hint):
        return _FORMS.get(hint, hint)
    if get_origin(hint) is tuple:
        return list[_json(get_args(hint)[0])]  # type: ignore[misc]  # a type that is only known at run time
    return reduce(or_, map(_json, get_args(hint))) if isinstance(hint, UnionType) else hint


def _form(of: type, doc: str, keys: str = "", called: str = "", **stated: Any) -> Any:
    """The form of a named tuple, all of whose fields must be there.

    `keys` names the keys where they are not the fields in their order, `called` the form where it has not the tuple's
    name. `stated` has the types that are not those of the fields; a pair is a type, and what holds without the key.
    """
    hints = get_type_hints(of) | stated
    fields: dict[str, Any] = {}
    for key in keys.split() or hints:
        kind = hints[key if key in hints else _FIELDS[key]]
        kind, default = kind if isinstance(kind, tuple) else (_json(kind), Field())
        hidden = hasattr(OpenForm, key)  # such as `copy`, which every model has as a method
        fields[f"{key}_" if hidden else key] = Annotated[kind, Field(alias=key)] if hidden else kind, default
    made = create_model(called or of.__name__, __base__=OpenForm, __doc__=doc, **fields)
    _FORMS[of] = made
    return made


_FIELDS = {"from": "start", "until": "end", "except": "exception", "except_en": "exception_en", "for": "only_for"}
"""The fields that have another key in JSON, by that key."""
_FLAG = Literal[True] | None, None
_TEXT = str | None, None

_form(
    model.Division,
    "A division, and its statistical code where it is known.",
    code=Annotated[str, Field(pattern=r"^\d{2}(\d{2}(\d{2}(\d{3})?)?)?$")] | None,
)
_form(model.Cover, "The facts of the cover: 编制单位, 发布日期, 版本, 联系电话.")
_form(model.Document, "The notice that issued the guideline.", status=Literal["seen", "recalled", "local"])
_form(model.Coverage, "How the rows stand to the national table.", status=Literal["complete", "partial", "unknown"])
_form(
    model.Source,
    "A page on which rows were seen.",
    level=Literal["national", "ministry", "province", "city", "county", "township", "village", "unknown"],
    copy=(bool, False),
    inferred=(bool, False),
    date=_TEXT,
    file=_TEXT,
    sha256=_TEXT,
)
_TEXTS: dict[str, Any] = dict.fromkeys(("en", "exception", "exception_en", "part", "part_en"), (str | None, None))
_form(
    model.Element,
    "One element of the content; what does not apply is absent.",
    "zh en optional method except except_en part part_en",
    **_TEXTS,
    optional=(bool | None, None),
    method=(Method | None, None),
)


Ended = _form(
    model.Ended,
    "That an instrument had ended by the day of `as_of`: since when, by repeal or otherwise, and what is in force instead.",
)


class Instrument(OpenForm):
    """A legal basis that names an instrument."""

    id: str
    title: str
    kind: str
    number: str | None
    article: str | None
    ended: Ended | None = None  # type: ignore[valid-type]  # made at run time


class Unnamed(OpenForm):
    """Words that name no instrument, such as 相关规定."""

    unnamed: str


_FORMS[model.Basis] = Instrument | Unnamed
_form(
    model.TimeLimitCell,
    "The clauses (see docs/files.md), and their wording in both languages.",
    "clauses zh en",
    called="TimeLimit",
    clauses=list[dict[str, Any]] | Literal["unknown", "none"],
)
_form(
    model.Role,
    "A role, what kind of body it is, and the local office bound to it.",
    "role kind name",
    kind=Literal["organ", "institution", "collective", "enterprise", "placeholder"],
)
_form(model.Body, "The body that discloses.", "zh en roles")
_form(
    model.Channel,
    "A channel under its local label; of one's own also its nature, a remark, and where it is, if nothing can be opened.",
    "id label url nature address note",
    nature=(Literal["online", "broadcast", "print", "place", "person"] | None, None),
    address=_TEXT,
    note=_TEXT,
)
_form(
    Publish,
    "Where a row is published; what is not said is absent.",
    column=_TEXT,
    url=_TEXT,
    max_age=_TEXT,
    match=_TEXT,
)
_form(Guide, "The guide to a service.", code=_TEXT, url=_TEXT)
_form(
    model.Channels,
    "The channels and how they bind: all ticked, any of them, those committed to, or unknown.",
    rule=Literal["ticked", "any_of", "committed", "unknown"],
)
_form(model.Audience, "To whom: the public, groups, or both.", groups=list[TextJson] | Literal["unknown"])
_form(
    evidence.Statute,
    "An article in whose own text cells were read.",
    "id article cells",
    cells=list[CellName],
)
_SELDOM: dict[str, Any] = dict.fromkeys(("local", "single", "unverified"), (list[CellName] | None, None))
_form(
    evidence.Evidence,
    "What the row rests on after the profiles: the cells nobody has seen, those checked, those a profile states itself, those "
    "of a corroborated row that were seen once, those whose attestation does not hold, and those read in a law.",
    status=Status,
    recalled=list[CellName],
    attested=list[CellName],
    **_SELDOM,
    articles=(_json(tuple[evidence.Statute, ...]) | None, None),
)
_form(model.Origin, "The file and line a row was written at.", line=Annotated[int, Field(ge=1)])
_form(
    model.Traced,
    "What a profile did to a cell, at which level, why and where; `allowed`: why it allows a weakening.",
    kind=Literal["equal", "stronger", "weaker", "incomparable", "unknown", "added", "attested"],
    allowed=(TextJson | None, None),
)
Item = _form(
    model.Item,
    "One row (二级事项).",
    "id number title content basis time_limit body channels audience method levels level_stated for personal formerly "
    "carried section phone title3 columns publish stage stage_basis interprets responds guide evidence origin trace "
    "weakened",
    id=Annotated[str, Field(pattern="^[a-z0-9-]+/[a-z0-9-]+/[a-z0-9-]+$")],
    content=_json(tuple[model.Element, ...]) | Literal["unknown"],
    method=list[Method],
    levels=list[Level],
    only_for=(Literal["village", "community"] | None, None),
    personal=_FLAG,
    formerly=(list[str] | None, None),
    carried=_FLAG,
    section=_TEXT,
    phone=_TEXT,
    title3=_TEXT,
    columns=(dict[str, str] | None, None),
    publish=(_json(tuple[Publish, ...]) | None, None),
    stage=(list[Literal["decision", "execution", "management", "service", "result"]] | None, None),
    stage_basis=(Literal["seen", "statutory", "inferred"] | None, None),
    interprets=(list[str] | None, None),
    responds=(list[str] | None, None),
    guide=(_json(Guide) | None, None),
    weakened=(list[CellName] | None, None),
)
_form(model.Topic, "A first-level matter (一级事项).")
_form(
    model.Area,
    "A pilot area (试点领域).",
    "id number title part edition issuer document coverage remarks sources topics",
)
_form(
    model.Omission,
    "A row, topic or area left out, with its ground.",
    "id title ground into reason origin",
    ground=Literal["no-power", "no-matter", "merged", "superseded"],
)
_form(
    model.Input,
    "A file the catalogue was made from; `local` when a local file lay over the bundled one.",
    sha256=Sha256,
    local=(bool, False),
)
_form(
    model.Counts,
    "How much there is, and how sure; each cell is in one state.",
    items_by_status=dict[Status, int],
    cells_by_state=(dict[evidence.CellState, int] | None, None),
    cells_in_words=(int | None, None),
)


_form(
    model.Notice,
    "A call for comment, and when it is open.",
    "url from until",
    start=(str | None, None),
    end=(str | None, None),
)
_form(
    model.Decision,
    "A major administrative decision of the year; what is not stated is absent. A text without English has an empty one.",
    "title unit planned procedures participation notice feedback",
    planned=(Annotated[str, Field(pattern="^[0-9]{4}")] | None, None),
    procedures=(list[TextJson] | None, None),
    participation=(list[TextJson] | None, None),
    notice=(_FORMS[model.Notice] | None, None),
    feedback=(str | None, None),
)
_form(model.Decisions, "The major administrative decisions of a year.")


class File(OpenForm):
    """A file written beside the catalogue; its name may have folders before it, with / between."""

    name: str
    sha256: Sha256


CatalogueJson = _form(
    model.Catalogue,
    "A compiled standard catalogue (标准目录), format gapub-catalogue/2, or /1 as earlier versions wrote it.",
    "$schema format level division baseline as_of title example for cover areas omitted decisions inputs files counts seal",
    called="CatalogueJson",
    **{"$schema": Literal["urn:gapub:schema:catalogue:1", "urn:gapub:schema:catalogue:2"]},
    format=Literal["gapub-catalogue/1", "gapub-catalogue/2"],
    as_of=(str | None, None),
    level=Literal["county", "township", "village"],
    **{"for": (Literal["publication"] | None, None)},
    files=list[File],
    decisions=(_FORMS[model.Decisions] | None, None),
    seal=(Sha256 | None, None),
)


class CataloguesJson(Form):
    """A folder with the catalogues of several divisions, format gapub-catalogues/1."""

    schema_: Annotated[Literal["urn:gapub:schema:catalogues:1"], Field(alias="$schema")]
    format: Literal["gapub-catalogues/1"]
    files: list[File]
    seal: Sha256
