"""The laws of `diff`, on real guidelines after random edits, and the registry of kinds."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edits import Tree, edit, permuted
from gapub.diff import facts
from gapub.diff.comparison import Diff, Side, apply, diff
from gapub.diff.judge import Change
from gapub.diff.kinds import ASKS, KINDS, QUIET
from gapub.diff.likeness import THRESHOLD, likeness
from gapub.diff.report import report
from gapub.model import guideline
from gapub.sources.library import open_library
from gapub.yaml.reader import parse
from plain_yaml import yaml_of

ROOT = Path(__file__).resolve().parent.parent
LIBRARY = open_library(local=Path("no local folder"))
AREAS = ("household-registration", "social-assistance", "land-expropriation", "fiscal-budgets")
TREES: list[Tree] = [yaml_of(ROOT / "guidelines" / area / "2019.yaml") for area in AREAS]


def side(trees: Iterable[Tree]) -> Side:
    """The guidelines that plain trees say, read as from files."""
    read = []
    for tree in trees:
        parsed, found = parse(json.dumps(tree, ensure_ascii=False).encode(), "x.yaml")
        value, problems = guideline.read(parsed, "x.yaml")
        assert [*found, *problems] == []
        assert value is not None
        read.append(value)
    return Side("x", tuple(read), LIBRARY.registry)


seeds = st.integers(0, 2**32 - 1)
sizes = st.integers(0, 40)


def edited(seed: int, size: int) -> tuple[Side, Side]:
    """Two sides: some areas after a few edits, and those after some more."""
    choose = random.Random(seed)
    before = edit(choose.sample(TREES, 2), choose, choose.randrange(3))
    return side(before), side(edit(before, choose, size))


def told(changes: Iterable[Change]) -> list[str]:
    return sorted(repr(each._replace(why=None)) for each in changes)


def swapped(fact: facts.Fact) -> facts.Fact:
    return facts.Fact(fact.new, fact.old, fact.field, fact.now, fact.was)


def mirrored(change: Change) -> Change:
    return Change(KINDS[change.kind].mirror, change.new, change.old, change.field, change.now, change.was)


@given(seeds, sizes)
def test_nothing_differs_from_itself(seed: int, size: int) -> None:
    _, one = edited(seed, size)
    same = diff(one, one)
    assert (same.facts, same.changes) == ((), ())
    assert report(same).areas == ()


@given(seeds, sizes, st.booleans())
def test_the_difference_makes_the_new_side_of_the_old_one(seed: int, size: int, alike: bool) -> None:
    old, new = edited(seed, size)
    assert apply(diff(old, new, likeness=alike), old.guidelines) == facts.plain(new.guidelines)


@given(seeds, sizes, st.booleans())
def test_the_difference_the_other_way_round_is_the_mirror(seed: int, size: int, alike: bool) -> None:
    old, new = edited(seed, size)
    forth, back = diff(old, new, likeness=alike), diff(new, old, likeness=alike)
    assert sorted(map(repr, map(swapped, forth.facts))) == sorted(map(repr, back.facts))
    assert told(map(mirrored, forth.changes)) == told(back.changes)


@given(seeds)
def test_another_order_is_told_as_such_and_nothing_else(seed: int) -> None:
    choose = random.Random(seed)
    before = edit(choose.sample(TREES, 2), choose, 5)
    found = diff(side(before), side(permuted(before, choose)))
    assert {each.kind for each in found.changes} <= {"reordered"}


@given(seeds, st.integers(1, 40))
def test_what_differs_is_told(seed: int, size: int) -> None:
    """No fact without a change, but for the lineage that is told with its basis; no change without words."""
    old, new = edited(seed, size)
    found = diff(old, new)
    assert bool(found.facts) == bool(found.changes)
    lines = [
        line for area in report(found).areas for line in (*area.changes, *(x for row in area.rows for x in row.changes))
    ]
    assert len(lines) == len(found.changes)


@given(seeds, sizes, st.booleans())
def test_no_change_shows_two_equal_sides(seed: int, size: int, alike: bool) -> None:
    """In whatever language: what does not show in the words of a change is put behind them."""
    for area in report(diff(*edited(seed, size), likeness=alike)).areas:
        for line in (*area.changes, *(each for row in area.rows for each in row.changes)):
            if line.was and line.now:
                for at in (0, 1):
                    assert [each[at] for each in line.was] != [each[at] for each in line.now], line


def test_every_kind_has_its_mirror() -> None:
    for code, kind in KINDS.items():
        assert code == kind.code
        assert KINDS[kind.mirror].mirror == code


def test_every_kind_asks_something_and_occurs() -> None:
    assert {kind.asks for kind in KINDS.values()} == ASKS.keys()
    assert set(QUIET) <= KINDS.keys()


OF_DECISIONS = {"decision-added", "decision-removed", "decision-changed"}


def test_every_kind_can_be_met() -> None:
    """Over many edits each kind occurs, but for those that edits of a guideline alone cannot make."""
    met = set[str]()
    for seed in range(60):
        met |= {each.kind for each in diff(*edited(seed, 40)).changes}
    assert KINDS.keys() - met <= {
        "carried",
        "renewed",
        "term-changed",
        "registry-changed",
        "note-changed",
        *OF_DECISIONS,
    }


def test_few_rows_of_one_area_are_as_alike_as_a_proposal() -> None:
    """What `THRESHOLD` says of itself."""
    pairs, alike = 0, 0
    for each in LIBRARY.guidelines(LIBRARY.baseline("national-2019").editions):
        nodes = facts.nodes([each])
        words = {path: node for path, node in nodes.items() if len(path) == 3}
        rows = list(words)
        for i, one in enumerate(rows):
            for other in rows[i + 1 :]:
                pairs += 1
                alike += likeness(one, other, words) >= THRESHOLD
    assert pairs > 5000
    assert alike / pairs < 0.03


def test_equal_values_of_one_side_are_compared_as_they_are() -> None:
    """Two areas of one id in other editions are not the same area."""
    one = side([TREES[0], TREES[0] | {"edition": "2020"}])
    found: Diff = diff(one, side([TREES[0] | {"edition": "2020"}]))
    assert {each.kind for each in found.changes} == {"area-removed", "topic-removed", "removed"}


@pytest.mark.parametrize(
    ("was", "now", "said"), [("20wd", "10wd", "20 → 10个工作日"), ("20wd", "10d", "20个工作日 → 10日")]
)
def test_time_limits_are_told_as_duties(was: str, now: str, said: str) -> None:
    def limited(span: str) -> Any:
        tree = json.loads(json.dumps(TREES[0]))
        tree["topics"][0]["items"][0]["time_limit"] = {"within": span, "of": ["formed", "changed"]}
        return side([tree])

    (area,) = report(diff(limited(was), limited(now))).areas
    ((line,),) = (row.changes for row in area.rows)
    assert line.kind == "tightened"
    assert line.short
    assert line.short.zh == said


@pytest.mark.parametrize("page", ["diff.md", "diff.zh-CN.md"])
def test_the_docs_have_every_kind(page: str) -> None:
    chinese = "zh" in page
    text = (ROOT / "docs" / page).read_text("utf-8")
    rows = re.findall(r"^\| `([a-z-]+)` \| `([a-z-]+)` \| (\S+) \| .+ \|$", text, re.MULTILINE)
    assert rows == [(k.code, k.mirror, ASKS[k.asks].zh if chinese else k.asks) for k in KINDS.values()]
