"""Ids from Chinese titles."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import lazy_pinyin  # type: ignore[import-untyped]
from pypinyin.constants import PHRASES_DICT  # type: ignore[import-untyped]

from gapub.model.shape import ID
from gapub.tables.ids import _read_aloud, id_of


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


# --- how a text is read aloud ----------------------------------------------------------------------------------------

PIECES = st.sampled_from(sorted(PHRASES_DICT)) | st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF)


@given(st.lists(PIECES, min_size=1, max_size=6), st.integers(0, 3), st.integers(0, 3))
def test_a_text_is_read_as_pypinyin_reads_it(pieces: list[str], front: int, back: int) -> None:
    text = "".join(pieces)
    text = text[front : len(text) - back] or text
    assert [*_read_aloud(text)] == lazy_pinyin(text, errors="ignore")


def test_each_word_is_read_as_pypinyin_reads_it() -> None:
    words = [word[:end] for word in [*PHRASES_DICT][::9] for end in range(2, len(word) + 1)]
    assert [each for each in (*words, "下不了", "七返还") if [*_read_aloud(each)] != lazy_pinyin(each)] == []
