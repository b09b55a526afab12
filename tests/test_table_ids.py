"""Ids from Chinese titles."""

from __future__ import annotations

import re

import pytest

from gapub.model.shape import ID
from gapub.tables.ids import id_of


@pytest.mark.parametrize(
    ("title", "id"),
    [
        ("茶产业", "cha-chan-ye"),
        ("女性就业（创业）", "nv-xing-jiu-ye-chuang-ye"),
        ("重庆市", "chong-qing-shi"),
        ("APP推广 2025", "app-tui-guang-2025"),
        ("？", "item"),
        ("con", "con-2"),
    ],
)
def test_a_title_gives_an_id(title: str, id: str) -> None:
    assert id_of(title) == id


def test_of_taken_ids_the_next_is_free() -> None:
    assert id_of("绿化", {"lv-hua", "lv-hua-2"}) == "lv-hua-3"


@pytest.mark.parametrize("title", ["长" * 300, "床" * 64, "a" * 300, "COM1", "-", "𠀀", "ü"])
def test_whatever_a_title_is_its_id_is_one(title: str) -> None:
    taken: set[str] = set()
    for _ in range(3):
        taken.add(id_of(title, taken))
    assert len(taken) == 3
    assert all(re.fullmatch(ID, each) for each in taken)
