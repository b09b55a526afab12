"""The Chinese of cells: what a table says is one value, what is not understood is handed back, and nothing is guessed.

`data/cells.yaml` has cells as tables have them, judged by reading, and every difference between what the shipped guidelines
print and what the parsers read.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapub.build.wording import Words
from gapub.model.cells import (
    AUDIENCE,
    BASIS,
    CHANNELS,
    LEVELS,
    METHODS,
    audience,
    basis,
    body,
    channels,
    content,
    levels,
    method,
)
from gapub.model.cells.body import BODY, BodyCell, Expression
from gapub.model.cells.content import CONTENT, Element
from gapub.model.cells.parsing import numbered
from gapub.model.cellwords import words
from gapub.model.naming import known, placed
from gapub.model.parsed import Known, Named, Parsed
from gapub.model.shape import Shape, check, read
from gapub.render.view import basis_text
from gapub.sources.library import Library, open_library
from laws import law
from plain_yaml import yaml_of

DATA: dict[str, Any] = yaml_of(Path(__file__).parent / "data" / "cells.yaml")
PARSERS: dict[str, tuple[Callable[[str, Known], Parsed[Any]], Shape]] = {
    "channels": (channels.parse, CHANNELS),
    "body": (body.parse, BODY),
    "basis": (basis.parse, BASIS),
    "audience": (audience.parse, AUDIENCE),
    "levels": (levels.parse, LEVELS),
    "method": (method.parse, METHODS),
}
CASES = [
    pytest.param("channels" if kind == "boxes" else kind, case, id=f"{kind}-{case['text'][:24]!r}")
    for kind in ("channels", "boxes", "body", "basis", "audience", "levels", "method")
    for case in DATA[kind]
]


@cache
def library() -> Library:
    return open_library(None)


@cache
def named(kind: str, text: str) -> Named | None:
    return known(library().names)(kind, text)


def stated(value: Any, shape: Shape) -> Any:
    """The value that a file states so; of an empty list of channels, which no file may have, the cell that commits to none."""
    if value == []:
        return channels.ChannelsCell("ticked")
    node = placed(value, (1, 1))
    assert check(node, shape, "cells.yaml") == []
    return read(node, shape)


# --- cells of tables -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "case"), CASES)
def test_a_cell_says_what_was_judged(kind: str, case: dict[str, Any]) -> None:
    parse, shape = PARSERS[kind]
    found = parse(case["text"], named)
    assert [each.text for each in found.left] == case.get("left", [])
    assert found.value == (stated(case["value"], shape) if "value" in case else None)


@pytest.mark.parametrize("case", DATA["content"], ids=lambda case: repr(case["text"][:24]))
def test_a_cell_is_split_into_its_elements(case: dict[str, Any]) -> None:
    assert content.parse(case["text"]) == stated(case["value"], CONTENT)


NUMBERS = [
    *(
        "（1）",
        "(一)",
        "十二）",
        "3)、",
        "（4）.",
        "1.",
        "20．",
        "1、",
        "一、",
        "- ",
        "– ",
        "—\u3000",
        "\u3000※1. ",
        "\u200b（1）",
    ),
    *map(chr, range(ord("①"), ord("⒛") + 1)),
    *"●•·▪◆◇★➢►▶\uf06c\uf0b7\uf0d8",
]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_or_bullet_is_told_from_the_words_behind_it(number: str) -> None:
    found = numbered(f"{number}甲")
    assert found is not None
    assert found[0] == number
    assert numbered(f"甲{number}乙") is None
    assert content.parse(f"{number}甲\n{number}乙") == (Element("甲"), Element("乙"))


def test_the_cells_of_channels_are_counted() -> None:
    found = [channels.parse(case["text"], named) for case in DATA["channels"]]
    whole = sum(each.is_whole for each in found)
    partly = sum(not each.is_whole and each.value is not None for each in found)
    print(
        f"channels: {len(found)} cells, {whole} understood wholly, {partly} in part, the others kept as words; 0 wrong"
    )
    assert (len(found), whole, partly) == (39, 10, 2)


# --- the inverse of what is printed ----------------------------------------------------------------------------------------


def _printed(kind: str, value: Any, worded: Words, item: Any) -> list[str]:
    """A cell as the reasons of `diff` say it, and as the formats print it."""
    said = [words(kind, value, library().registry).zh]
    worded.locate = lambda _: item.place(kind)
    if kind == "basis" and value:
        said.append("\n".join(basis_text(each).zh for each in worded.basis(value)))
    if kind == "channels" and value.rule == "ticked":
        ticked = dict.fromkeys(value.ids)
        standard = [each for each in library().registry.channels.values() if each.kind == "standard"]
        boxes = [f"{'■' if each.id in ticked else '□'}{each.name.zh}" for each in standard]
        others = [each for each in value.ids if each not in {box.id for box in standard}]
        said.append("\n".join([*boxes, *(f"■其他：{library().registry.channels[each].name.zh}" for each in others)]))
    return said


@pytest.mark.parametrize("kind", PARSERS)
def test_what_the_shipped_guidelines_print_is_read_back(kind: str) -> None:
    parse, _ = PARSERS[kind]
    worded = Words("county", library().registry, None, "2026-11-30", {})
    guidelines, _ = library().readable(library().editions())
    counted, differing = Counter[bool](), set[str]()
    for guideline in guidelines:
        for _, item in guideline.rows():
            value = getattr(item, kind)
            for text in _printed(kind, value, worded, item):
                found = parse(text, named)
                same = found.is_whole and (found.value == value or (kind == "channels" and _same(found.value, value)))
                counted[same] += 1
                if not same:
                    differing |= {each.text for each in found.left} if kind == "basis" else {text}
    print(f"{kind}: {counted[True]} of {counted.total()} cells read back")
    assert differing == set(DATA["differences"].get(kind, ()))


def _same(found: Any, value: Any) -> bool:
    """Whether channels are the same; the boxes of the form have an order of their own."""
    return found is not None and found.rule == value.rule and set(found.ids) == set(value.ids)


ROLES = [each.id for each in library().registry.bodies.values()]


@st.composite
def expressions(draw: st.DrawFn) -> Expression:
    role = st.builds(
        lambda name, at: Expression("role", role=name, at=at), st.sampled_from(ROLES), st.sampled_from([None, "city"])
    )
    choice = st.builds(lambda of: Expression("any", tuple(of)), st.lists(role, min_size=2, max_size=3))
    parts = draw(st.lists(role | choice, min_size=1, max_size=4))
    return parts[0] if len(parts) == 1 else Expression("each", tuple(parts))


@law
@given(expressions())
def test_a_printed_expression_of_roles_is_read_back(expression: Expression) -> None:
    text = words("body", BodyCell(expression), library().registry).zh
    found = body.parse(text, named)
    if found.value != BodyCell(expression):  # names that begin with a level, or say by themselves who they are
        roles = {each.role for each in expression.roles()}
        assert roles <= {"villagers-committee", "residents-committee"} or "county-government" in roles


# --- laws ------------------------------------------------------------------------------------------------------------------

PIECES = st.sampled_from([
    "■", "□", "√", "口", "※", "、", "，", "；", "\n", " ", "　", "（", "）", "《", "》", "“", "或者", "及", "等", "1.", "①", "：", "/",
    "政府网站", "村公示栏", "其他", "至少选择其一", "全社会", "特定群体", "申请人", "县级", "乡级", "主动", "依申请",
    "《义务教育法》", "第十二条", "第（二）项", "（国办发〔2019〕54号）", "相关规定", "教育行政部门", "乡镇人民政府", "某县", "http://a.cn/b",
])  # fmt: skip
TEXTS = st.text(max_size=60) | st.lists(PIECES, max_size=16).map("".join)


@law
@given(st.sampled_from(sorted(PARSERS)), TEXTS)
def test_any_text_is_read_and_what_is_left_is_of_the_text(kind: str, text: str) -> None:
    found = PARSERS[kind][0](text, named)
    at = 0
    for each in found.left:
        assert at <= each.start < each.end
        assert text[each.start : each.end] == each.text
        at = each.end
    if not text.strip():
        assert found.value is None
        assert found.is_whole
    for each in content.parse(text):
        assert isinstance(each, Element)
        assert each.text


BEFORE, AFTER = ["", "一、", "1.", "*", "- ", "①", "★", "·", "、"], ["", "。", "（乙）", "(", "；", "①"]
LINES = st.tuples(st.sampled_from(BEFORE), st.just("甲"), st.sampled_from(AFTER)).map("".join)


@law
@given(st.lists(LINES, min_size=1, max_size=4))
def test_plain_lines_are_elements_whatever_stands_below(lines: list[str]) -> None:
    text = "\n".join(lines)
    found = content.parse(text)
    if found == tuple(map(Element, lines)):
        assert content.parse(f"{text}\n《丙》") == (*found, Element("《丙》"))


@law
@given(st.sampled_from(["channels", "basis", "levels", "method"]), TEXTS)
def test_what_is_understood_without_the_rest_is_the_same(kind: str, text: str) -> None:
    parse, _ = PARSERS[kind]
    found = parse(text, named)
    if found.value is not None and found.left and not set("■□√口") & set(text):
        rest = list(text)
        for each in found.left:
            rest[each.start : each.end] = "\n" * (each.end - each.start)
        again = parse("".join(rest), named)
        assert again.is_whole
        assert again.value == found.value


@pytest.mark.parametrize("kind", PARSERS)
@pytest.mark.parametrize(
    "piece", ["（", "《", "■", "、", "■政府网站", "第十二条", "县级或者", "口", "“（《", "1.", "　", "某"]
)
def test_a_text_takes_time_in_proportion_to_its_length(kind: str, piece: str) -> None:
    parse = PARSERS[kind][0]
    started = time.process_time()
    parse(piece * (10_000 // len(piece)), named)
    content.parse(piece * (10_000 // len(piece)))
    assert time.process_time() - started < 1
