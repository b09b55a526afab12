"""The audience of a row (公开对象): the public, or specific groups."""

from __future__ import annotations

from typing import Final, NamedTuple

from gapub.diagnostics import Text
from gapub.model.cells.common import unknown
from gapub.model.cells.parsing import BLANKS, boxed, compiled, cut, names
from gapub.model.parsed import Known, Parsed, Part, Plain, Typed
from gapub.model.shape import ID_TEXT, Either, Field, Many, Record, Scalar
from gapub.model.text import word_for

PUBLIC_CALLED: Final = {"public": Text("全社会|社会公众|公众|社会", "public")}


class AudienceCell(NamedTuple):
    """The public, named groups, or both; `groups` is None where the table names none (`unknown`)."""

    public: bool
    groups: tuple[str, ...] | None = ()


_GROUPS: Final = r"特定(?:群体|对象)(?:[：:](?P<named>.*)|[（(](?P<held>.*)[）)])?"
_UNNAMED: Final = ("", "未写明", "表内未写明", "待核")


def parse(text: str, known: Known) -> Parsed[AudienceCell]:
    """The public, the groups that a cell names, or both; groups that it does not name are unknown."""
    public, unnamed, groups, left = False, False, list[str](), list[Part]()
    for stretch, state in boxed(text):
        if state == "open":
            continue
        parts = [part for part, _ in cut(text, stretch)]
        if state == "unclear":
            left += parts
            continue
        for part, found in names(text, parts, "groups", known):
            if found:
                groups.append(found.id)
            elif word_for(part.text, PUBLIC_CALLED):
                public = True
            elif specific := compiled(_GROUPS).fullmatch(part.text):
                group = specific.lastgroup or 0
                inner = Part(part.start + specific.start(group), part.start + specific.end(group), specific[group])
                if not specific.lastgroup or inner.text.strip(BLANKS) in _UNNAMED:
                    unnamed = True
                    continue
                for each, named in names(text, [piece for piece, _ in cut(text, inner)], "groups", known):
                    if named:
                        groups.append(named.id)
                    else:
                        left.append(each)
            else:
                left.append(part)
    if groups or public:
        return Parsed(AudienceCell(public, tuple(dict.fromkeys(groups)) or (None if unnamed else ())), tuple(left))
    return Parsed(AudienceCell(public=False, groups=None) if unnamed and not left else None, tuple(left))


def node(cell: AudienceCell) -> Plain:
    """The cell as a file states it."""
    if cell.groups == ():
        return "public"
    groups = {"groups": "unknown" if cell.groups is None else [*cell.groups]}
    return {"public": True, **groups} if cell.public else groups


AUDIENCE = Either(
    text=Scalar(
        words=("public",),
        called=PUBLIC_CALLED,
        make=lambda _: AudienceCell(public=True),
    ),
    mapping=Record(
        "audience",
        (
            Field("public", Scalar("flag"), Text("面向全社会", "the public as well as the groups"), default=False),
            Field(
                "groups",
                Either(text=unknown(None), sequence=Many(ID_TEXT._replace(refers="groups"))),
                Text("特定群体", "specific groups"),
                required=True,
            ),
        ),
        layout="line",
        make=AudienceCell,
    ),
    typed=Typed(parse, node, "groups"),
)
