"""The laws of the order of strength: it is a partial order on duties, cell by cell, at a thousand examples a law.

Time limits have laws of their own (test_timeorder).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from gapub.diagnostics import Text
from gapub.library import open_library
from gapub.model.catalogue import FIELDS, Evidence
from gapub.model.cells import read_cell
from gapub.model.guideline import Item, Written
from gapub.model.timelimit import UNKNOWN
from gapub.strength import Setting, compare, compare_rows
from gapub.yamlfile import Map, parse

REGISTRY = open_library(local=Path("no local folder")).registry
ORGAN = Setting(REGISTRY, organ=True)
DEFAULTS = {
    "content": ["受理部门", "办理条件"],
    "basis": ["open-government-information-regulations"],
    "time_limit": {"within": "20wd", "of": ["formed", "changed"]},
    "body": "education",
    "channels": ["website"],
    "audience": "public",
    "method": "proactive",
    "levels": ["county"],
}


def row(**cells: Any) -> Item:
    """A row with these cells, written as in YAML."""
    tree, found = parse(yaml.safe_dump(DEFAULTS | cells, allow_unicode=True).encode(), "row.yaml")
    assert not found
    assert isinstance(tree, Map)
    values = {name: read_cell(name, tree[name], {}) for name in FIELDS}
    written = Written(tree, Map(1, 1), Map(1, 1), "row.yaml")
    return Item("row", Text("事项", "Row"), None, **values, evidence=Evidence("single"), written=written, line=1)


ELEMENTS = st.lists(
    st.tuples(st.sampled_from("甲乙丙丁"), st.sampled_from([None, "涉密", "隐私"]), st.booleans(), st.booleans()),
    min_size=1,
    max_size=4,
    unique_by=lambda each: each[0],
)


@st.composite
def rows(draw: st.DrawFn) -> Item:
    """A row whose content, channels, audience and method vary; the laws of time limits have tests of their own."""
    channels = draw(
        st.lists(st.sampled_from(["website", "gazette", "village-board", "on-site"]), min_size=1, unique=True)
    )
    groups = draw(st.lists(st.sampled_from(["applicants", "project-unit"]), unique=True))
    content = [
        {
            "text": text,
            **({"except": out} if out else {}),
            **({"optional": True} if optional else {}),
            **({"method": "on_request"} if asked else {}),
        }
        for text, out, optional, asked in draw(ELEMENTS)
    ]
    return row(
        content=content,
        channels=draw(st.sampled_from([channels, {"any_of": channels}])),
        audience={"groups": groups} if groups else "public",
        method=draw(st.sampled_from(["proactive", "on_request", ["proactive", "on_request"]])),
    )


def like(one: Item, other: Item, field: str) -> Item:
    """The other row, like the one in what its cell is judged by: elements by the method of their row, and the reverse."""
    beside = {"method": "content", "content": "method"}.get(field)
    return other._replace(**{beside: getattr(one, beside)}) if beside else other


def at_least(local: Item, base: Item, field: str) -> bool:
    return compare(field, local, base, ORGAN).relation in ("equal", "stronger")


LAWS = settings(max_examples=1000, deadline=None)
VARYING = ("content", "channels", "audience", "method")


@LAWS
@given(rows())
def test_every_row_is_equal_to_itself(one: Item) -> None:
    assert {verdict.relation for verdict in compare_rows(one, one, ORGAN).values()} == {"equal"}


@LAWS
@given(rows(), rows())
def test_the_two_directions_mirror_each_other(one: Item, other: Item) -> None:
    mirror = {"equal": "equal", "stronger": "weaker", "weaker": "stronger", "incomparable": "incomparable"}
    for field in VARYING:
        same = like(one, other, field)
        there, back = (compare(field, *pair, ORGAN).relation for pair in ((one, same), (same, one)))
        assert back == mirror[there], (field, getattr(one, field), getattr(same, field))


@LAWS
@given(rows(), rows(), rows())
def test_the_order_is_transitive(one: Item, two: Item, three: Item) -> None:
    for field in VARYING:
        low, middle, high = three, like(three, two, field), like(three, one, field)
        if at_least(high, middle, field) and at_least(middle, low, field):
            assert at_least(high, low, field), field


@LAWS
@given(rows(), st.randoms(use_true_random=False))
def test_the_order_of_lists_does_not_matter(one: Item, random: Any) -> None:
    content, ids = list(one.content or ()), list(one.channels.ids)
    random.shuffle(content)
    random.shuffle(ids)
    other = one._replace(
        content=tuple(content), channels=one.channels._replace(ids=tuple(ids)), title=Text("别名", "Other")
    )
    assert {verdict.relation for verdict in compare_rows(other, one, ORGAN).values()} == {"equal"}


@LAWS
@given(rows(), st.sampled_from(FIELDS))
def test_leaving_unknown_what_was_known_is_never_stronger(one: Item, field: str) -> None:
    blank = {"content": None, "time_limit": UNKNOWN, "channels": one.channels._replace(rule="unknown", ids=())}
    if field in blank:
        assert compare(field, one._replace(**{field: blank[field]}), one, ORGAN).relation in ("weaker", "unknown")
