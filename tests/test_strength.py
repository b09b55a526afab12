"""The order of strength: every ruling of the model as a case, and the laws of a partial order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from gapub.diagnostics import Text
from gapub.library import open_library
from gapub.model.catalogue import FIELDS, Evidence
from gapub.model.cells import read_cell
from gapub.model.guideline import Item, Written
from gapub.model.timelimit import UNKNOWN
from gapub.strength import Setting, compare, compare_rows, is_organ
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


OPTIONAL = [{"text": "受理部门"}, {"text": "流程图", "optional": True}]
SECRET = {"text": "办理条件", "except": "涉密项目"}
REQUEST = {"text": "办理条件", "method": "on_request"}
FC, FO = ["formed", "changed"], ["formed", "obtained"]

RULINGS = [
    # MODEL 7, line by line: field, the row refined, the local row, relation
    ("time_limit", {"promptly": True}, {"within": "365d", "of": FC}, "incomparable"),
    ("time_limit", {"promptly": True}, {"within": "20wd", "of": FC}, "stronger"),
    ("time_limit", {"within": "20wd", "of": FC}, {"within": "28d", "of": FC}, "incomparable"),
    ("time_limit", {"within": "20wd", "of": FC}, {"within": "20d", "of": FC}, "stronger"),
    ("time_limit", {"within": "20d", "of": "finance-reply"}, {"within": "20wd", "of": "finance-reply"}, "weaker"),
    ("time_limit", {"within": "10wd", "of": FO}, {"within": "10wd", "of": FC}, "incomparable"),
    ("time_limit", {"within": "10wd", "of": FO}, {"within": "10wd", "of": [*FO, "changed"]}, "stronger"),
    ("time_limit", {"within": "20wd", "of": "request-received"}, {"within": "20wd", "of": FC}, "stronger"),
    ("time_limit", {"display": {"exactly": "7wd"}}, {"display": {"exactly": "365d"}}, "incomparable"),
    ("time_limit", {"display": {"at_least": "7wd"}}, {"display": {"at_least": "10wd"}}, "stronger"),
    ("time_limit", "unknown", {"within": "20wd", "of": FC}, "unknown"),
    ("time_limit", {"within": "20wd", "of": FC}, {"within": "5wd", "of": "formed"}, "incomparable"),
    ("basis", ["social-maintenance-fee-measures"], ["open-government-information-regulations"], "equal"),
    ("basis", [{"unnamed": "相关规定"}], ["open-government-information-regulations"], "equal"),
    ("basis", ["adoption-law"], ["civil-code"], "equal"),
    ("basis", ["education-law"], ["open-government-information-regulations"], "equal"),
    ("content", ["受理部门", "办理条件"], ["受理部门", "办理条件", "办理时限"], "stronger"),
    ("content", ["受理部门", "办理条件"], ["受理部门"], "weaker"),
    ("content", ["受理部门", "办理条件"], ["受理部门", "办理时限"], "incomparable"),
    ("content", OPTIONAL, ["受理部门"], "equal"),
    ("content", ["办理条件"], [SECRET], "weaker"),
    ("content", [SECRET], ["办理条件"], "stronger"),
    ("content", ["办理条件"], [REQUEST], "weaker"),
    ("content", ["办理条件", "受理部门"], ["受理部门", "办理条件"], "equal"),
    ("content", "unknown", ["受理部门"], "unknown"),
    ("content", ["受理部门"], "unknown", "weaker"),
    ("channels", ["website"], ["website", "village-board"], "stronger"),
    ("channels", ["website", "village-board"], ["website"], "weaker"),
    ("channels", ["website"], {"any_of": ["website", "village-board"]}, "weaker"),
    ("channels", {"any_of": ["website", "village-board"]}, ["website"], "stronger"),
    ("channels", {"any_of": ["website", "village-board"]}, {"any_of": ["website"]}, "stronger"),
    ("channels", {"any_of": ["website", "gazette"]}, ["village-board"], "incomparable"),
    ("channels", ["website"], ["gazette"], "incomparable"),
    ("channels", "unknown", ["website"], "unknown"),
    ("channels", ["website"], "unknown", "weaker"),
    ("audience", {"groups": ["applicants"]}, "public", "stronger"),
    ("audience", "public", {"groups": ["applicants"]}, "weaker"),
    ("audience", {"groups": ["applicants"]}, {"groups": ["project-unit"]}, "incomparable"),
    ("audience", {"groups": "unknown"}, "public", "unknown"),
    ("audience", "public", {"groups": "unknown"}, "weaker"),
    ("method", "on_request", "proactive", "stronger"),
    ("method", "proactive", "on_request", "weaker"),
    ("method", ["proactive", "on_request"], "proactive", "stronger"),
    ("body", "education", "health", "equal"),
    ("levels", ["county"], ["county", "township"], "equal"),
]


@pytest.mark.parametrize(("field", "base", "local", "relation"), RULINGS)
def test_every_ruling(field: str, base: Any, local: Any, relation: str) -> None:
    verdict = compare(field, row(**{field: local}), row(**{field: base}), ORGAN)
    assert verdict.relation == relation
    assert verdict.allowed == (relation in ("equal", "stronger", "unknown"))
    assert verdict.reason.zh
    assert verdict.reason.en


REASONED = [
    ("audience", {"groups": ["applicants"]}, "public", True),
    ("method", "on_request", "proactive", True),
    ("basis", ["education-law"], ["civil-code"], True),
    ("basis", ["adoption-law"], ["civil-code"], False),
    ("content", ["受理部门"], ["受理部门", "办理条件"], False),
    ("channels", ["website"], ["website", "gazette"], False),
]


@pytest.mark.parametrize(("field", "base", "local", "needed"), REASONED)
def test_what_needs_a_reason(field: str, base: Any, local: Any, needed: bool) -> None:
    assert compare(field, row(**{field: local}), row(**{field: base}), ORGAN).needs_reason == needed


@pytest.mark.parametrize(("field", "base", "local"), [case[:3] for case in REASONED[:2]])
def test_a_row_about_persons_is_not_made_stronger_by_widening(field: str, base: Any, local: Any) -> None:
    verdict = compare(field, row(**{field: local}), row(**{field: base}), ORGAN._replace(personal=True))
    assert (verdict.relation, verdict.allowed) == ("incomparable", False)


def test_renamed_and_split_elements_keep_their_identity() -> None:
    base, local = row(content=["受理部门", "材料"]), row(content=["受理机构", "申请表", "证明"])
    named = ORGAN._replace(renames={"受理部门": "受理机构"}, splits={"材料": ("申请表", "证明")})
    assert compare("content", local, base, named).relation == "equal"
    assert compare("content", local, base, ORGAN).relation == "incomparable"
    assert compare("content", row(content=["受理机构", "申请表"]), base, named).relation == "weaker"


def test_promptly_binds_organs_by_article_26_only() -> None:
    base, local = row(time_limit={"promptly": True}), row(time_limit={"within": "20wd", "of": FC})
    assert compare("time_limit", local, base, ORGAN).relation == "stronger"
    assert compare("time_limit", local, base, ORGAN._replace(organ=False)).relation == "incomparable"


@pytest.mark.parametrize(
    ("body", "organ"),
    [
        ("education", True),
        ("villagers-committee", False),
        ("approving-authority", True),
        ({"each": ["health", "purchaser"]}, False),
    ],
)
def test_who_is_an_organ(body: Any, organ: bool) -> None:
    assert is_organ(row(body=body), REGISTRY) == organ


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
    """The other row; for the method, with the elements of the one."""
    return other._replace(content=one.content) if field == "method" else other


def at_least(local: Item, base: Item, field: str) -> bool:
    return compare(field, local, base, ORGAN).relation in ("equal", "stronger")


LAWS = settings(max_examples=1000, deadline=None)
VARYING = ("content", "channels", "audience", "method")
"""The method of a row is judged with its elements in view, so its laws are for rows with the same content."""


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
