"""When a cell of a table says the same as that of a guideline, whatever marks, numbers, line breaks and parts it has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any, Final

from gapub.model.cells import AudienceCell, BasisRef, ChannelsCell, Element
from gapub.model.cells.body import BodyCell
from gapub.model.pattern import pattern
from gapub.model.text import fold
from gapub.model.time.value import TimeLimit, duty

_CACHED: Final = 4096
"""Texts that are remembered: rows say the same over and over."""
_JOINT: Final = pattern(r"[、，；。,;]")
_NUMBER: Final = pattern(
    r"(?:^|(?<=[\s；;。、，]))(?:[0-9]{1,2}[.、．)）]|[（(][0-9一二三四五六七八九十]+[)）]|[①-⑳●·])"
)
_MARK: Final = pattern(r"[\s、，。；：,.;:（）()《》“”\"'·●○*\-—/]")


def parted(elements: Sequence[Element], base: Sequence[Element]) -> tuple[Element, ...]:
    """The elements of a cell, one that has several of the guideline in a line (甲、乙和丙 it may be) parted where those end.

    A 、 may part elements or words of one, and only the guideline says which.
    """
    known = {_tokens(each.text): each for each in base}
    found: list[Element] = []
    for element in elements:
        tokens, rest, i = _tokens(element.text), list[str](), 0
        pieces: list[Element] = []
        while i < len(tokens):
            ends = (k for k in range(len(tokens), i, -1) if tokens[i:k] in known)
            if end := next(ends, 0):
                pieces += [element._replace(text="、".join(rest))] * bool(rest)
                pieces.append(element._replace(text=known[tokens[i:end]].text))
                rest, i = [], end
            else:
                rest.append(tokens[i])
                i += 1
        pieces += [element._replace(text="、".join(rest))] * bool(rest)
        found += pieces if len(pieces) > 1 else [element]
    return tuple(found)


@lru_cache(maxsize=_CACHED)
def _tokens(text: str) -> tuple[str, ...]:
    return tuple(each for each in map(str.strip, _JOINT.split(fold(text))) if each)


@lru_cache(maxsize=_CACHED)
def bare(text: str) -> str:
    """A text without numbers before elements, marks and blanks."""
    return _MARK.sub("", fold(_NUMBER.sub("", _fold_lines(text))))


def _fold_lines(text: str) -> str:
    """A text with its lines parted by a mark, so that numbers at their start are seen."""
    return "；".join(each.strip() for each in text.splitlines())


def as_tables_say(field: str, value: Any) -> Iterator[str]:
    """The other words in which a table has a value of a guideline: those of its original, a content with its parts and notes."""
    if field == "time_limit" and value.wording:
        yield value.wording
    if field == "content":
        texts = [(each.part or "", each.text + _noted(each)) for each in value or ()]
        yield " ".join(text for _, text in texts)
        yield " ".join(part + text for part, text in texts)
        yield " ".join(
            part + " ".join(text for _, text in those) for part, those in groupby(texts, lambda each: each[0])
        )


def _noted(element: Element) -> str:
    on_request = "依申请公开" if element.method == "on_request" else ""
    return (f"{element.exception}除外" if element.exception else "") + on_request


def as_said(cell: str, value: Any, base: Any) -> Any:
    """A value as the edition would say it: elements in its parts, several of a line parted as it parts them."""
    if cell != "content" or not value or not base:
        return value
    labels = {fold(each.part): each.part for each in base if each.part}
    own = {meaning(each): each for each in base}
    found = list[Element]()
    for element in value:
        head, _, rest = element.text.partition("：")
        if (part := labels.get(fold(head))) is None or meaning(element) in own:
            found.append(element)
        elif rest:  # a label alone is no element
            found.append(element._replace(text=rest.strip(), part=part))
    return tuple(own.get(meaning(each), each) for each in parted(found, base))


def meaning(value: Any) -> Any:
    """A value without its wording and the order of its lists."""
    match value:
        case TimeLimit():
            return duty(value)
        case BodyCell():
            return value.expression
        case ChannelsCell():
            return value.rule, frozenset(value.ids)
        case AudienceCell():
            return value.public, value.groups if value.groups is None else frozenset(value.groups)
        case Element():
            return value._replace(text=fold(value.text), part=None)
        case BasisRef():
            return value._replace(unnamed=bare(value.unnamed) if value.unnamed else None)
        case tuple():
            return frozenset(map(meaning, value))
    return value
