"""Rows for the tests of the order of strength: written as in YAML, or drawn from few names, so that cells meet often."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from gapub.build.strength import Setting
from gapub.diagnostics import Text
from gapub.model.cells import AudienceCell, BasisRef, ChannelsCell, Element
from gapub.model.cells.body import BodyCell, Expression
from gapub.model.evidence import Evidence
from gapub.model.fields import FIELDS, read_cell
from gapub.model.guideline import Item, Written
from gapub.model.time.reader import read
from gapub.sources.library import open_library
from gapub.yaml.reader import Map, parse
from time_strategies import time_limits

REGISTRY = open_library(local=Path("no local folder")).registry
ORGAN = Setting(REGISTRY, organ=True)
PERSONS = Setting(REGISTRY, organ=True, personal=True)
DEFAULTS: dict[str, Any] = {
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
    """A row with these cells, written as in YAML; the others are those of DEFAULTS."""
    tree, found = parse(json.dumps(DEFAULTS | cells, ensure_ascii=False).encode(), "row.yaml")
    assert not found
    assert isinstance(tree, Map)
    return _item(**{name: read_cell(name, tree[name], {}) for name in FIELDS})


def _item(**values: Any) -> Item:
    written = Written(Map(1, 1), Map(1, 1), Map(1, 1), "row.yaml")
    return Item("row", Text("事项", "Row"), None, **values, evidence=Evidence("single"), written=written, line=1)


def _some(names: tuple[str, ...], least: int = 1) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(names), min_size=least, max_size=3, unique=True).map(tuple)


elements = st.builds(
    Element,
    text=st.sampled_from(("办理条件", "材料(清单)", "听证通知书")),
    optional=st.sampled_from((False, False, True)),
    method=st.sampled_from((None, None, "proactive", "on_request")),
    exception=st.sampled_from((None, None, "涉密项目", "个人隐私")),
    part=st.sampled_from((None, None, "批前公示")),
)
_FC = ["formed", "changed"]
_HEARING = {"covers": "听证通知书", "before": "hearing", "lead": "7wd"}
_usual_limits = st.sampled_from(
    [
        read(node, {})
        for node in (
            {"promptly": True},
            {"within": "20wd", "of": _FC},
            {"within": "7wd", "of": [*_FC, "obtained"], "verb": "公示"},
            {"within": "20wd", "of": "request-received"},
            {"referred": True},
            [_HEARING, {"covers": "rest", "on_request": True}],
            [{"within": "7wd", "of": _FC, "via": "website"}, {"standing": True, "via": "village-board"}],
            {"promptly": True, "display": {"at_least": "7wd"}},
        )
    ]
)
cells: dict[str, st.SearchStrategy[Any]] = {
    "content": st.lists(elements, min_size=1, max_size=4).map(tuple),
    "basis": st.lists(
        st.one_of(
            st.builds(BasisRef, st.sampled_from(("adoption-law", "civil-code", "education-law"))),
            st.just(BasisRef(None, unnamed="相关规定")),
        ),
        min_size=1,
        max_size=3,
    ).map(tuple),
    "time_limit": st.one_of(_usual_limits, _usual_limits, time_limits()),  # which has laws of its own
    "body": st.sampled_from([BodyCell(Expression("role", role=role)) for role in ("education", "villagers-committee")]),
    "channels": st.builds(
        ChannelsCell, st.sampled_from(("ticked", "any_of")), _some(("website", "village-board", "gazette"))
    ),
    "audience": st.one_of(
        st.just(AudienceCell(public=True)),
        st.builds(AudienceCell, st.sampled_from((False, False, True)), _some(("applicants", "project-unit"))),
    ),
    "method": st.sampled_from((("proactive",), ("on_request",), ("proactive", "on_request"))),
    "levels": _some(("county", "township", "village")),
}
"""Cells that say something; the `unknown` ones have tests of their own."""


def _tidy(item: Item) -> Item:
    """The row with no time limit for channels that it does not have."""
    clauses = [
        clause._replace(via=tuple(channel for channel in clause.via if channel in item.channels.ids))
        for clause in item.time_limit.clauses
    ]
    return item._replace(time_limit=item.time_limit._replace(clauses=tuple(clauses)))


PARTS = ("results", "听证通知书")
"""The parts that the time limits drawn here name."""
rows = st.builds(_item, **cells).map(_tidy)
stray_rows = st.builds(
    _item, **cells | {"channels": st.one_of(cells["channels"], st.just(ChannelsCell("unknown", ())))}
)
"""Rows whose clauses may name channels that the row does not have, or whose channels nobody knows."""
fields = st.sampled_from(FIELDS)


class Case(Setting):
    """A setting that prints without its registry, which is long."""

    def __repr__(self) -> str:
        return f"Case(organ={self.organ}, personal={self.personal}, renames={self.renames}, splits={self.splits})"


cases = st.booleans().map(lambda organ: Case(REGISTRY, organ))
any_cases = st.tuples(st.booleans(), st.booleans()).map(lambda case: Case(REGISTRY, *case))


@st.composite
def siblings(draw: st.DrawFn, count: int = 2) -> tuple[str, list[Item]]:
    """A field, and rows that differ in that field alone: what a profile changes is one cell."""
    field, first = draw(fields), draw(rows)
    others = [first._replace(**{field: draw(cells[field])}) for _ in range(count - 1)]
    return field, [first, *(map(_tidy, others) if field == "time_limit" else others)]


@st.composite
def reworded(draw: st.DrawFn, base: Item) -> Item:
    """The same duties in other words and another order."""
    content = [
        each._replace(text=each.text.replace("(", " （ ").replace(")", "）"))
        for each in draw(st.permutations(base.content or ()))
    ]
    limit = base.time_limit
    return base._replace(
        title=Text("另一个名称", "Another title"),
        content=tuple(content),
        basis=tuple(draw(st.permutations(base.basis))),
        time_limit=type(limit)(limit.state, tuple(draw(st.permutations(limit.clauses))), "另一种写法"),
        channels=base.channels._replace(ids=tuple(draw(st.permutations(base.channels.ids)))),
        audience=base.audience._replace(groups=tuple(draw(st.permutations(base.audience.groups or ())))),
        method=tuple(draw(st.permutations(base.method))),
        levels=tuple(draw(st.permutations(base.levels or ()))),
    )
