"""Rows of a table find the known rows that they are: by id, by number with title, by likeness; the rest is told, not guessed."""

from __future__ import annotations

import pytest

from gapub.tables.matching import Candidate, match


def row(title: str, topic: str = "", *, key: str = "", **more: object) -> Candidate:
    return Candidate(key or title, topic=topic, title=title, **more)  # type: ignore[arg-type]


def paired(rows: list[Candidate], known: list[Candidate]) -> list[tuple[object, object, str]]:
    return [(each.row.key, each.known.key, each.how) for each in match(rows, known).pairs]


def test_an_id_decides_whatever_the_words() -> None:
    rows = [row("出生登记", id="a/b/birth")]
    assert paired(rows, [row("死亡登记", id="a/b/birth"), row("出生登记", id="a/b/other")]) == [
        ("出生登记", "死亡登记", "id")
    ]


@pytest.mark.parametrize(
    ("title", "found"),
    [("失业登记信息", True), ("就业登记", False), ("办事指南", False)],
)
def test_a_number_counts_with_nearly_the_same_title_only(title: str, found: bool) -> None:
    rows = [row(title, number="10-01")]
    assert bool(paired(rows, [row("失业登记信息", number="10—1")])) == found


def test_one_row_for_one() -> None:
    result = match([row("失业登记", key="1"), row("失业登记", key="2")], [row("失业登记")])
    assert not result.pairs
    assert [each.row.key for each in result.unsure] == ["1", "2"]
    assert [each.key for each in result.missing] == ["失业登记"]
