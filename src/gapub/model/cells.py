"""The cells of a row (MODEL 5): the value of each, what YAML may say of it, and how the one is read as the other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from gapub.diagnostics import Text
from gapub.model import article
from gapub.model.shape import ID_TEXT, Either, Field, Many, Record, Scalar
from gapub.model.text import LEVELS_CALLED, METHODS_CALLED, UNKNOWN_CALLED


def _unknown(value: Any) -> Scalar:
    """The word for what nobody knows, read as this value."""
    return Scalar(words=("unknown",), called=UNKNOWN_CALLED, make=lambda _: value)


class More(NamedTuple):
    """What a profile adds to the values that the guideline has in a cell."""

    values: tuple[Any, ...]


def _plus(of: Many | None) -> Field:
    """The key `+`, under which a profile adds to a cell."""
    assert of is not None
    return Field("+", of, Text("在标准指引之外增加", "what is added to the guideline"), into="values")


# --- content ---------------------------------------------------------------------------------------------------------


class Element(NamedTuple):
    """One element of the content (公开内容要素), as the table words it."""

    text: str
    optional: bool = False
    method: str | None = None
    exception: str | None = None
    part: str | None = None


METHOD = Scalar(words=("proactive", "on_request"), called=METHODS_CALLED)
_ELEMENT_FIELDS = (
    Field("text", Scalar(), Text("要素", "the element")),
    Field("optional", Scalar("flag"), Text("可选要素（表中以 * 标明）", "optional (marked * in the table)")),
    Field("method", METHOD, Text("该要素的公开方式", "the method of this element, where the row has two")),
    Field("except", Scalar(), Text("不公开的部分，如“涉密项目”", "what is not disclosed"), into="exception"),
)
_OF_TEXT = {"optional": "text", "method": "text", "except": "text"}
_PART_ELEMENT = Either(
    text=Scalar(make=Element),
    mapping=Record("part-element", _ELEMENT_FIELDS, one_of=("text",), needs=_OF_TEXT, make=Element),
)


def _element(part: str | None = None, elements: Iterable[Element] = (), **own: Any) -> tuple[Element, ...]:
    """One element, or those of a part."""
    return tuple(each._replace(part=part) for each in elements) or (Element(**own),)


def _elements(entries: Iterable[Element | tuple[Element, ...]]) -> tuple[Element, ...]:
    return tuple(each for entry in entries for each in ((entry,) if isinstance(entry, Element) else entry))


_ELEMENT = Either(
    text=Scalar(make=Element),
    mapping=Record(
        "element",
        (
            Field(
                "part", Scalar(), Text("所属的组或者阶段，如“决定环节”", "the group or stage the elements belong to")
            ),
            Field("elements", Many(_PART_ELEMENT), Text("该组的要素", "the elements of the group")),
            *_ELEMENT_FIELDS,
        ),
        one_of=("text", "elements"),
        needs={"part": "elements", "elements": "part", **_OF_TEXT},
        make=_element,
    ),
)
CONTENT = Either(text=_unknown(None), sequence=Many(_ELEMENT, make=_elements))
MORE_CONTENT = Either(
    sequence=CONTENT.sequence, mapping=Record("more-content", (_plus(CONTENT.sequence),), one_of=("+",), make=More)
)


# --- basis -----------------------------------------------------------------------------------------------------------


class BasisRef(NamedTuple):
    """A legal basis: an instrument's id and, where one is cited, the article; or wording that names no instrument.

    The article stands in the one form of `model.article`, so that equal citations are equal, however they are written.
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
BASIS = Either(text=_unknown(()), sequence=Many(_BASIS))
MORE_BASIS = Either(
    sequence=BASIS.sequence, mapping=Record("more-basis", (_plus(BASIS.sequence),), one_of=("+",), make=More)
)


# --- channels --------------------------------------------------------------------------------------------------------


class ChannelsCell(NamedTuple):
    """`ticked` boxes, `any_of` them, or `unknown`."""

    rule: str
    ids: tuple[str, ...] = ()


def _any_of(any_of: tuple[str, ...]) -> ChannelsCell:
    return ChannelsCell("any_of", any_of)


_CHANNEL_IDS = Many(ID_TEXT._replace(refers="channels"))
CHANNELS = Either(
    text=_unknown(ChannelsCell("unknown")),
    mapping=Record(
        "any-of-channels",
        (Field("any_of", _CHANNEL_IDS, Text("至少选择其一", "at least one of these"), required=True),),
        layout="line",
        make=_any_of,
    ),
    sequence=_CHANNEL_IDS._replace(make=lambda ids: ChannelsCell("ticked", tuple(ids))),
)
MORE_CHANNELS = Either(
    sequence=CHANNELS.sequence,
    mapping=Record(
        "more-channels",
        (Field("any_of", _CHANNEL_IDS, Text("至少选择其一", "at least one of these")), _plus(_CHANNEL_IDS)),
        one_of=("any_of", "+"),
        make=lambda values=None, **choice: More(values) if values else _any_of(**choice),
    ),
)


# --- audience, method, levels ----------------------------------------------------------------------------------------


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
                Either(text=_unknown(None), sequence=Many(ID_TEXT._replace(refers="groups"))),
                Text("特定群体", "specific groups"),
                required=True,
            ),
        ),
        layout="line",
        make=AudienceCell,
    ),
)


METHODS = Either(text=METHOD._replace(make=lambda method: (method,)), sequence=Many(METHOD, least=2))


def one_level_of(*words: str) -> Scalar:
    """One of these levels, which people call by their names."""
    return Scalar(words=words, called={each: LEVELS_CALLED[each] for each in words})


LEVEL = one_level_of("city", "county", "township", "village")
LEVELS = Either(text=_unknown(None), sequence=Many(LEVEL))
