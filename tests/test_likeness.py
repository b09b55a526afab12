"""Proposals by likeness: those that a look at all pairs would find, in a time that grows with the rows and not with the pairs."""

from __future__ import annotations

import random
from functools import partial
from itertools import chain
from typing import Any

import pytest

from edits import Tree, edit
from gapub.diff import facts, likeness
from gapub.diff.identity import link
from in_process import calls
from test_diff import LIBRARY, TREES, side

EDITS = 30
"""Of each copy."""
Proposals = list[tuple[Any, ...]]


def renamed(trees: list[Tree]) -> list[Tree]:
    """The trees with another id for every topic and row."""
    return [
        tree
        | {
            "topics": [
                topic
                | {"id": f"{topic['id']}-new", "items": [row | {"id": f"{row['id']}-new"} for row in topic["items"]]}
                for topic in tree["topics"]
            ]
        }
        for tree in trees
    ]


def scaled(times: int, *, told_apart: bool) -> tuple[list[Tree], list[Tree]]:
    """So many times as many topics before and after edits, each copy with ids and, if told apart, words of its own."""
    copies = [
        [tree | {"topics": [_copy(each, i, told_apart) for each in tree["topics"]]} for tree in TREES]
        for i in range(times)
    ]
    return _together(copies), _together([edit(copy, random.Random(i), EDITS) for i, copy in enumerate(copies)])


def _together(copies: list[list[Tree]]) -> list[Tree]:
    """One tree an area with the topics of all copies."""
    topics: dict[str, list[Tree]] = {}
    for tree in chain.from_iterable(copies):
        topics.setdefault(tree["area"], []).extend(tree.get("topics", ()))
    return [tree | {"topics": topics[tree["area"]]} for tree in TREES if tree["area"] in topics]


def _copy(topic: Tree, number: int, told_apart: bool) -> Tree:
    words = chr(0x4E00 + 2 * number) + chr(0x4E01 + 2 * number) if told_apart else ""
    rows = [
        row
        | {"id": f"{row['id']}-{number}", "title": row["title"] | {"zh": row["title"]["zh"] + words}}
        | ({"content": [*row["content"], f"内容{words}"]} if words and isinstance(row.get("content"), list) else {})
        for row in topic["items"]
    ]
    return topic | {"id": f"{topic['id']}-{number}", "items": rows}


def proposed(before: list[Tree], after: list[Tree]) -> Proposals:
    old, new = (facts.nodes(side(trees).guidelines) for trees in (before, after))
    return sorted((each.old, each.new, each.score) for each in link(old, new) if each.how == "likeness")


def of_all(before: list[Tree], after: list[Tree], patch: pytest.MonkeyPatch) -> Proposals:
    """What is proposed when every row is held against every other that shares a pair of characters with it."""
    with patch.context() as context:
        for limit in ("SEEN", "NEAR"):
            context.setattr(likeness, limit, 10**6)
        return proposed(before, after)


@pytest.mark.parametrize("seed", range(12))
def test_those_of_a_look_at_all_pairs(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    choose = random.Random(seed)
    after = edit(TREES, choose, 60)
    for one in (after, renamed(after)):
        found = proposed(TREES, one)
        assert found == of_all(TREES, one, monkeypatch)
        assert found


def test_those_of_a_look_at_all_pairs_between_the_baselines(monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = (
        facts.nodes(LIBRARY.guidelines(LIBRARY.baseline(name).editions))
        for name in ("national-2019", "national-current")
    )
    old, new = ({path: node for path, node in side.items() if len(path) == 3} for side in (old, new))
    alone = {path: node for path, node in new.items() if path not in old}
    usual = list(likeness.proposals(old, alone, {}, {}))
    for limit in ("SEEN", "NEAR"):
        monkeypatch.setattr(likeness, limit, 10**6)
    assert usual == list(likeness.proposals(old, alone, {}, {}))


@pytest.mark.parametrize("told_apart", [True, False])
@pytest.mark.parametrize("ids", ["kept", "renamed"])
def test_ten_times_the_rows_cost_each_row_no_more(told_apart: bool, ids: str) -> None:
    """Of what likeness takes beside the linking without it, for each row that has found no other before."""
    each = []
    for times in (1, 10):
        before, after = scaled(times, told_apart=told_apart)
        old, new = (facts.nodes(side(x).guidelines) for x in (before, renamed(after) if ids == "renamed" else after))
        found = {path for one in link(old, new, likeness=False) for path in one.old}
        left = sum(len(path) == 3 and path not in found for path in old)
        taken = calls(partial(link, old, new, likeness=True)) - calls(partial(link, old, new, likeness=False))
        each.append(taken / left)
    assert each[1] < 1.7 * each[0]
