"""When a cell of a table says the same as that of a guideline, whatever marks, numbers and line breaks it has."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from gapub.model.cells import Element
from gapub.model.text import fold

_JOINT: Final = re.compile(r"[、，；。,;]")


def parted(elements: Sequence[Element], base: Sequence[Element]) -> tuple[Element, ...]:
    """The elements of a cell, one that has several of the guideline in a line (甲、乙和丙 it may be) parted where those end.

    A 、 may part elements or words of one, and only the guideline says which.
    """
    known = {tuple(_tokens(each.text)): each for each in base}
    found: list[Element] = []
    for element in elements:
        tokens, rest, i = _tokens(element.text), list[str](), 0
        pieces: list[Element] = []
        while i < len(tokens):
            ends = (k for k in range(len(tokens), i, -1) if tuple(tokens[i:k]) in known)
            if end := next(ends, 0):
                pieces += [element._replace(text="、".join(rest))] * bool(rest)
                pieces.append(element._replace(text=known[tuple(tokens[i:end])].text))
                rest, i = [], end
            else:
                rest.append(tokens[i])
                i += 1
        pieces += [element._replace(text="、".join(rest))] * bool(rest)
        found += pieces if len(pieces) > 1 else [element]
    return tuple(found)


def _tokens(text: str) -> list[str]:
    return [each for each in map(str.strip, _JOINT.split(fold(text))) if each]


def bare(text: str) -> str:
    """A text without numbers before elements, marks and blanks."""
    text = re.sub(
        r"(?:^|(?<=[\s；;。、，]))(?:[0-9]{1,2}[.、．)）]|[（(][0-9一二三四五六七八九十]+[)）]|[①-⑳●·])",
        "",
        _fold_lines(text),
    )
    return re.sub(r"[\s、，。；：,.;:（）()《》“”\"'·●○*\-—/]", "", fold(text))


def _fold_lines(text: str) -> str:
    """A text with its lines parted by a mark, so that numbers at their start are seen."""
    return "；".join(each.strip() for each in text.splitlines())
