"""The legal basis of a row (公开依据): the instruments that it cites, and their articles."""

from __future__ import annotations

from typing import NamedTuple

from gapub.diagnostics import Text
from gapub.model.cells import article
from gapub.model.cells.common import More, plus, unknown
from gapub.model.shape import ID_TEXT, Either, Field, Many, Record, Scalar


class BasisRef(NamedTuple):
    """A legal basis: an instrument's id and, where one is cited, the article; or wording that names no instrument.

    The article stands in the one form of `article`, so that equal citations are equal, however they are written.
    """

    instrument: str | None
    article: str | None = None
    unnamed: str | None = None


_INSTRUMENT = ID_TEXT._replace(refers="instruments")
_BASIS = Either(
    text=_INSTRUMENT._replace(make=BasisRef),
    mapping=Record(
        "basis",
        (
            Field(
                "id",
                _INSTRUMENT,
                Text("法律文件编号", "the instrument's id in the registry"),
                into="instrument",
                default=None,
            ),
            Field(
                "article",
                Scalar(make=article.canonical),
                Text("条款，如 第二十条第（二）项", "the article cited, such as 第二十条第（二）项, 20(2) or art. 20"),
            ),
            Field("unnamed", Scalar(), Text("没有写明文件的说法，如“相关规定”", "wording that names no instrument")),
        ),
        one_of=("id", "unnamed"),
        needs={"article": "id"},
        layout="line",
        make=BasisRef,
    ),
)
BASIS = Either(text=unknown(()), sequence=Many(_BASIS))
MORE_BASIS = Either(
    sequence=BASIS.sequence, mapping=Record("more-basis", (plus(BASIS.sequence),), one_of=("+",), make=More)
)
