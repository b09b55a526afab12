"""Random edits of guidelines as plain trees, the kind that a new edition makes. For the laws of `diff` and its bench.

Every choice is made by the `random.Random` given, so the same seed gives the same edits.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from typing import Any

Tree = dict[str, Any]
Row = dict[str, Any]

LIMITS = [
    {"within": "20wd", "of": ["formed", "changed"]},
    {"within": "5wd", "of": ["formed", "changed", "obtained"]},
    {"within": "40wd", "of": "formed", "verb": "公示"},
    {"promptly": True},
    {"within": "10wd", "of": "formed", "wording": "尽快公开"},
    {"within": "30wd", "of": "formed", "wording": "尽快公开"},
    {"every": "quarter", "at_least": True},
    "unknown",
    "none",
]
CELLS: dict[str, list[Any]] = {
    "time_limit": LIMITS,
    "channels": [["website"], ["website", "on-site"], {"any_of": ["website", "on-site"]}, "unknown"],
    "audience": ["public", {"groups": ["villagers"]}, {"groups": "unknown"}, {"public": True, "groups": ["villagers"]}],
    "levels": [["county"], ["county", "township"], ["township", "county"], "unknown"],
    "body": [
        "education",
        "finance",
        {"each": ["finance", "township-government"]},
        {"role": "finance", "wording": "财政"},
        {"role": "education", "wording": "财政"},
    ],
    "basis": [
        ["adoption-law"],
        ["open-government-information-regulations"],
        [{"unnamed": "相关规定"}],
        [{"id": "adoption-law", "article": "第五条"}],
    ],
}


def edit(trees: list[Tree], choose: random.Random, times: int) -> list[Tree]:
    """A copy of the guidelines after as many edits; one that does not fit where it falls is tried elsewhere."""
    edited = copy.deepcopy(trees)
    while times > 0:
        times -= choose.choice(EDITS)(edited, choose)
    return [tree for tree in edited if tree is not None]


def permuted(trees: list[Tree], choose: random.Random) -> list[Tree]:
    """A copy in which topics, rows and the entries of sets stand in another order."""
    edited = copy.deepcopy(trees)
    for tree in edited:
        choose.shuffle(tree.get("topics", []))
        for topic in tree.get("topics", []):
            choose.shuffle(topic["items"])
            for row in topic["items"]:
                _shuffle_sets(row, choose)
        _shuffle_sets(tree.get("defaults", {}), choose)
    return edited


def _shuffle_sets(holder: Row, choose: random.Random) -> None:
    for field in ("content", "basis", "channels", "levels"):
        if isinstance(holder.get(field), list):
            choose.shuffle(holder[field])
    groups = holder.get("audience", "")
    if isinstance(groups, dict) and isinstance(groups.get("groups"), list):
        choose.shuffle(groups["groups"])


def _row(trees: list[Tree], choose: random.Random) -> tuple[Tree, Tree, int] | None:
    topics = [(tree, topic) for tree in trees for topic in tree.get("topics", [])]
    if not topics:
        return None
    tree, topic = choose.choice(topics)
    return tree, topic, choose.randrange(len(topic["items"]))


def _on_row(change: Callable[[Tree, Tree, int, random.Random], bool]) -> Callable[[list[Tree], random.Random], int]:
    def done(trees: list[Tree], choose: random.Random) -> int:
        found = _row(trees, choose)
        return int(found is None or change(*found, choose))

    return done


def _free_id(topic: Tree, name: str) -> str:
    taken = {row["id"] for row in topic["items"]}
    while name in taken:
        name += "-x"
    return name


def _retitle(_tree: Tree, topic: Tree, at: int, choose: random.Random) -> bool:
    title = topic["items"][at]["title"]
    zh = choose.choice([f"{title['zh']}（试行）", f"关于{title['zh']}", f"{title['zh'][1:] or title['zh']}情况"])
    topic["items"][at]["title"] = {"zh": zh, "en": f"{title['en']} (new)"}
    return True


def _reid(tree: Tree, topic: Tree, at: int, choose: random.Random) -> bool:
    row = topic["items"][at]
    if choose.random() < 0.3:
        row["formerly"] = [f"{tree['area']}@{tree['edition']}/{topic['id']}/{row['id']}"]
        row["formerly_basis"] = "inferred"
    row["id"] = _free_id(topic, f"{row['id']}-new")
    return True


def _cell(_tree: Tree, topic: Tree, at: int, choose: random.Random) -> bool:
    field = choose.choice(list(CELLS))
    topic["items"][at][field] = copy.deepcopy(choose.choice(CELLS[field]))
    return True


def _content(tree: Tree, topic: Tree, at: int, choose: random.Random) -> bool:
    content = _elements(tree, topic["items"][at])
    if not content:
        return False
    content = list(content)
    match choose.randrange(4):
        case 0:
            content.append(f"新增要素{choose.randrange(100)}")
        case 1 if len(content) > 1:
            content.pop(choose.randrange(len(content)))
        case 2:
            content[choose.randrange(len(content))] = {"text": "改写的要素", "except": "涉密项目"}
        case _:
            choose.shuffle(content)
    topic["items"][at]["content"] = content
    return True


def _elements(tree: Tree, row: Row) -> list[Any] | None:
    """The elements of a row of one method; where there are two, the elements say which, and are left alone."""
    method = row.get("method", tree.get("defaults", {}).get("method"))
    content = row.get("content", tree.get("defaults", {}).get("content"))
    return content if isinstance(content, list) and isinstance(method, str) else None


def _cite(tree: Tree, topic: Tree, at: int, choose: random.Random) -> bool:
    row = topic["items"][at]
    basis = list(row.get("basis", tree.get("defaults", {}).get("basis", [])))
    if not basis or not isinstance(basis[0], str):
        return False
    row["basis"] = [{"id": basis[0], "article": f"第{choose.randrange(1, 9)}条"}, *basis[1:]]
    return True


def _flag(_tree: Tree, topic: Tree, at: int, choose: random.Random) -> bool:
    row = topic["items"][at]
    match choose.randrange(3):
        case 0:
            row["personal"] = not row.get("personal", False)
        case 1:
            row["evidence"] = "recalled"
        case _:
            row["for"] = choose.choice(["village", "community"])
    return True


def _drop(tree: Tree, topic: Tree, at: int, _choose: random.Random) -> bool:
    del topic["items"][at]
    _without_empty(tree)
    return True


def _without_empty(tree: Tree) -> None:
    tree["topics"] = [topic for topic in tree["topics"] if topic["items"]]
    if not tree["topics"]:
        del tree["topics"]


def _split(tree: Tree, topic: Tree, at: int, choose: random.Random) -> bool:
    row = topic["items"][at]
    content = _elements(tree, row)
    if content is None or len(content) < 2:
        return False
    middle = choose.randrange(1, len(content))
    one, other = copy.deepcopy(row), copy.deepcopy(row)
    one["content"], other["content"] = content[:middle], content[middle:]
    other["title"] = {"zh": f"{row['title']['zh']}（二）", "en": f"{row['title']['en']} (2)"}
    other["id"] = _free_id(topic, f"{row['id']}-two")
    if choose.random() < 0.5:
        one["id"] = _free_id(topic, f"{row['id']}-one")
    topic["items"][at : at + 1] = [one, other]
    return True


def _merge(tree: Tree, topic: Tree, at: int, _choose: random.Random) -> bool:
    if at + 1 >= len(topic["items"]):
        return False
    one, other = topic["items"][at : at + 2]
    both = [_elements(tree, row) for row in (one, other)]
    if both[0] is None or both[1] is None:
        return False
    one["content"] = [*both[0], *(each for each in both[1] if each not in both[0])]
    del topic["items"][at + 1]
    return True


def _swap(tree: Tree, topic: Tree, _at: int, choose: random.Random) -> bool:
    choose.shuffle(choose.choice([topic["items"], tree["topics"]]))
    return True


def _move(trees: list[Tree], choose: random.Random) -> int:
    here, there = _row(trees, choose), _row(trees, choose)
    if here is None or there is None:
        return 1
    tree, topic, at = here
    other, target, to = there
    row = topic["items"][at]
    if tree is not other:  # what the row takes over from its own file goes with it
        row = {**tree.get("defaults", {}), **row, "time_limit": LIMITS[0], "evidence": "recalled"}
    del topic["items"][at]
    row["id"] = _free_id(target, row["id"])
    target["items"].insert(to, row)
    _without_empty(tree)
    return 1


def _header(trees: list[Tree], choose: random.Random) -> int:
    if not trees:
        return 1
    tree = choose.choice(trees)
    match choose.randrange(5):
        case 0:
            tree["title"] = {"zh": f"{tree['title']['zh']}事务", "en": tree["title"]["en"]}
        case 1:
            tree["edition"] = "2031"
        case 2:
            tree["remarks"] = [{"zh": "新的说明", "en": "a new remark"}]
        case 3 if tree.get("topics"):
            topic = choose.choice(tree["topics"])
            topic["title"] = {"zh": f"{topic['title']['zh']}类", "en": topic["title"]["en"]}
        case 4 if tree.get("topics"):
            topic = choose.choice(tree["topics"])
            if all(each["id"] != f"{topic['id']}-t" for each in tree["topics"]):
                topic["id"] += "-t"
    return 1


def _areas(trees: list[Tree], choose: random.Random) -> int:
    if choose.random() < 0.8 or not trees:  # seldom
        return 0
    at = choose.randrange(len(trees))
    if choose.random() < 0.5:
        del trees[at]
    else:
        more = copy.deepcopy(trees[at])
        more["area"] += "-more"
        if all(each["area"] != more["area"] for each in trees):
            trees.insert(at, more)
    return 1


_ROWS = [_retitle, _reid, _cell, _cell, _cell, _content, _content, _cite, _flag, _drop, _split, _merge, _swap]
EDITS: list[Callable[[list[Tree], random.Random], int]] = [*map(_on_row, _ROWS), _move, _header, _areas]
