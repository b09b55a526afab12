"""The content of a row (公开内容（要素）): its elements, as the table words them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, Final, NamedTuple

from gapub.diagnostics import Text
from gapub.model.cells.common import More, plus, unknown
from gapub.model.cells.method import METHOD
from gapub.model.cells.parsing import BLANKS, BRACKETS, BULLETS, compiled, cut, numbered
from gapub.model.parsed import Plain
from gapub.model.shape import Either, Field, Many, Record, Scalar


class Element(NamedTuple):
    """One element of the content (公开内容要素), as the table words it."""

    text: str
    optional: bool = False
    method: str | None = None
    exception: str | None = None
    part: str | None = None


# --- Chinese ---------------------------------------------------------------------------------------------------------

_REMARK: Final = r"(?P<text>.+)[（(](?:(?P<exception>[^（()）]+)除外|(?P<method>依申请|主动)(?:公开)?)[）)]"
_LINES: Final = r"[；;](?:[^\S\n\r]*[\n\r]+)?|。?[\n\r]+"
_SIGNS: Final = "[①-⑳●•◆]"
"""What begins an element wherever it stands, if the first has one."""
_WITHIN: Final = rf"[^{BLANKS}；;①-⑳●•◆{BRACKETS}]"
_PLAIN: Final = rf"(?![0-9一二三四五六七八九十⑴-⒛{BULLETS}*＊、，,。-]){_WITHIN}+(?<![、，,。])"
"""A line that is an element as it stands."""


def parse(text: str) -> tuple[Element, ...]:
    """The elements that a cell lists: by their numbers, else line by line, else parted by semicolons.

    Any text is an element, so nothing is left over. Commas part nothing, since they stand within elements as well; a group
    before a colon stays in the text.
    """
    lines = text.split("\n")
    if all(map(compiled(_PLAIN).fullmatch, lines)):  # as those of most cells are: a tenth of the time
        return tuple(map(Element, lines))
    return tuple(_one(each) for each in _entries(text) if each)


def _entries(text: str) -> Iterator[str]:
    signs = compiled(f"[{BLANKS}]*{_SIGNS}").match(text)
    pieces = cut(text, separators=f"{_LINES}|(?={_SIGNS})" if signs else _LINES)
    numbers = [numbered(part.text) for part, _ in pieces]
    in_lines = any("\n" in before or "\r" in before for _, before in pieces)
    start, end = 0, 0
    for (part, before), number in zip(pieces, numbers, strict=True):
        broken = "\n" in before or "\r" in before
        new = number or (before.strip() and broken) if numbers[0] else broken or not in_lines
        if new or not end:
            yield _line(text[start:end])
            start = part.start + (number.end() if number else 0)
        end = part.end
    yield _line(text[start:end])


def _line(text: str) -> str:
    """An entry on one line, without the mark at its end."""
    return "".join(each.strip() for each in text.splitlines()).strip(f"{BLANKS}；;。，,、")


def _one(text: str) -> Element:
    """An element with what its brackets and its asterisk say: 「（涉密项目除外）」, 「（依申请公开）」, 「*」."""
    plain = text.lstrip("*＊").lstrip(BLANKS)
    optional = plain != text and plain != ""
    plain = plain or text
    exception: str | None = None
    method: str | None = None
    while plain.endswith(("）", ")")) and (remark := compiled(_REMARK).fullmatch(plain)):
        if remark["exception"] if exception else method if remark["method"] else None:
            break
        exception = remark["exception"] or exception
        method = {"依申请": "on_request", "主动": "proactive"}.get(remark["method"] or "", method)
        plain = remark["text"]
    return Element(plain, optional, method, exception)


def node(content: tuple[Element, ...]) -> Plain:
    """The elements as a file states them, those of a part under it."""
    if not any(each.part for each in content):  # as in most rows
        return [*map(_stated, content)]
    listed = list[Plain]()
    for part, those in groupby(content, lambda each: each.part):
        stated = list(map(_stated, those))
        listed += [{"part": part, "elements": stated}] if part else stated
    return listed


def _stated(element: Element) -> Plain:
    if element.text and not (element.optional or element.method or element.exception):
        return element.text
    own: dict[str, Plain] = {
        "text": element.text,
        "optional": element.optional,
        "method": element.method or "",
        "except": element.exception or "",
    }
    stated = {key: value for key, value in own.items() if value}
    return element.text if len(stated) == 1 else stated


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
