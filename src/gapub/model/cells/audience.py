"""The audience of a row (公开对象): the public, or specific groups."""

from __future__ import annotations

from typing import NamedTuple

from gapub.diagnostics import Text
from gapub.model.cells.common import unknown
from gapub.model.shape import ID_TEXT, Either, Field, Many, Record, Scalar


class AudienceCell(NamedTuple):
    """The public, named groups, or both; `groups` is None where the table names none (`unknown`)."""

    public: bool
    groups: tuple[str, ...] | None = ()


AUDIENCE = Either(
    text=Scalar(
        words=("public",),
        called={"public": Text("全社会|社会公众|公众|社会", "public")},
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
)
