"""The content of a row (公开内容（要素）): its elements, as the table words them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from gapub.diagnostics import Text
from gapub.model.cells.common import More, plus, unknown
from gapub.model.cells.method import METHOD
from gapub.model.shape import Either, Field, Many, Record, Scalar


class Element(NamedTuple):
    """One element of the content (公开内容要素), as the table words it."""

    text: str
    optional: bool = False
    method: str | None = None
    exception: str | None = None
    part: str | None = None


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
CONTENT = Either(text=unknown(None), sequence=Many(_ELEMENT, make=_elements))
MORE_CONTENT = Either(
    sequence=CONTENT.sequence, mapping=Record("more-content", (plus(CONTENT.sequence),), one_of=("+",), make=More)
)
