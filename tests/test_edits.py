"""Edits to a YAML text: the table of what each does, the law that everything else stays, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapub.diagnostics.edits import Edit, apply
from gapub.upgrade.source import Source
from gapub.yaml.reader import Map, parse


def read(text: str) -> Any:
    tree, found = parse(text.encode(), "t.yaml")
    assert not found
    return tree


def at(start: int, end: int, text: str) -> Edit:
    """An edit on the first line."""
    return Edit((1, start + 1), (1, end + 1), text)


def test_edits_are_applied_at_once_in_order() -> None:
    edits = [at(3, 4, "D"), at(0, 1, ""), at(2, 2, "2"), at(2, 2, "1"), at(2, 3, "C"), at(2, 3, "C")]
    assert apply("abcd", edits) == "b21CD"
    assert apply("abcd", []) == "abcd"


@pytest.mark.parametrize("edits", [[at(0, 2, ""), at(1, 3, "")], [at(0, 5, "")], [at(-1, 0, "")], [at(2, 1, "")]])
def test_what_overlaps_or_is_outside_is_refused(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match=r"overlap|has no column|ends before it starts"):
        apply("abcd", edits)


@given(st.text(alphabet="ab\n", max_size=30), st.data())
def test_what_is_between_edits_stays(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8)))
    pairs = list(dict.fromkeys(zip(cuts[::2], cuts[1::2], strict=False)))
    spots = [(text.count("\n", 0, i) + 1, i - text.rfind("\n", 0, i)) for i in range(len(text) + 1)]
    made = apply(text, [Edit(spots[start], spots[end], "X") for start, end in pairs])
    bounds = [0, *(each for pair in pairs for each in pair), len(text)]
    assert made == "X".join(text[start:end] for start, end in zip(bounds[::2], bounds[1::2], strict=True))


REPLACED = [
    ("a: old  # old\n", "a: new/x  # old\n"),
    ("a:   'old'\n", "a:   'new/x'\n"),
    ('{"a": "old", b: 1}', '{"a": "new/x", b: 1}'),
    ("a:\n  old\n", "a:\n  new/x\n"),
    ("a: |-\n  old\nb: c\n", "a: new/x\nb: c\n"),
    ("中: 文\r\na: old\r\n", "中: 文\r\na: new/x\r\n"),
    ("中: 文\ra: old", "中: 文\ra: new/x"),
]


@pytest.mark.parametrize(("before", "after"), REPLACED)
def test_a_scalar_is_replaced_in_its_own_quotes(before: str, after: str) -> None:
    source = Source(before)
    assert apply(before, [source.replaced(read(before).at("a"), "new/x")]) == after


@pytest.mark.parametrize("style", ["old", "'old'", '"old"'])
@pytest.mark.parametrize("value", ["2019", "no", "a'b", 'a"b', "a\nb", "a: b #c", "，“”\\", " a "])
def test_any_text_is_written_so_that_it_is_read_back(style: str, value: str) -> None:
    before = f"k: [{style}, b]\n"
    edit = Source(before).replaced(read(before)["k"].at(0), value)
    assert read(apply(before, [edit])) == {"k": [value, "b"]}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("- k: v\n  b: c\n", "- new: 1\n  k: v\n  b: c\n"),
        ("-\n    k: v  # x\r\n", "-\n    new: 1\n    k: v  # x\r\n"),
        ("-  {k: v}\n", "-  {new: 1, k: v}\n"),
        ("- {  }\n", "- {new: 1  }\n"),
    ],
)
def test_a_pair_becomes_the_first(before: str, after: str) -> None:
    assert apply(before, [Source(before).with_first(read(before)[0], "new: 1")]) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("k: v # note\nb: c\n", "k: v # note\nnew: 1\nb: c\n"),
        ("b: c\r\nk: v\r\n", "b: c\r\nk: v\r\nnew: 1\r\n"),
        ("b: c\nk: v", "b: c\nk: v\nnew: 1"),
        ("{k: v, b: c}", "{k: v, new: 1, b: c}"),
    ],
)
def test_a_pair_follows_another(before: str, after: str) -> None:
    assert apply(before, [Source(before).with_after(read(before), "k", "new: 1")]) == after


WITHOUT = [
    ("k: [a, b, c]\n", {0}, "k: [b, c]\n"),
    ("k: [a, b, c]\n", {1}, "k: [a, c]\n"),
    ("k: [a, b, c]\n", {2}, "k: [a, b]\n"),
    ("k: [ a, b , c ]\n", {1, 2}, "k: [ a ]\n"),
    ("k: [a, b, c,]\n", {1, 2}, "k: [a, ]\n"),
    ("k: [\n  a,  # one\n  b,\n  c\n]\n", {1}, "k: [\n  a,  # one\n  c\n]\n"),
    ("k: [\n  a,  # one\n  b  # two, or not\n]\n", {1}, "k: [\n  a  # one\n  # two, or not\n]\n"),
    ("k: [a, b,  # two\n  c]\n", {1}, "k: [a, # two\n  c]\n"),
    ("k: [a,b,# two\n  c]\n", {1}, "k: [a,# two\n  c]\n"),
    ("k: [\n  a  # one, two\n  , b\n]\n", {0}, "k: [\n  # one, two\n  b\n]\n"),
    ("k: [a, b # two\n  ]\n", {1}, "k: [a # two\n  ]\n"),
    ("k:\n- a\n- b\n", {0}, "k:\n- b\n"),
    ("k:\n  - a\r\n  -   b # two\r\n", {1}, "k:\n  - a\r\n  # two\r\n"),
    ("k:\n- a\n- 'b'", {1}, "k:\n- a\n"),
]


@pytest.mark.parametrize(("before", "dropped", "after"), WITHOUT)
def test_entries_go_and_their_comments_stay(before: str, dropped: set[int], after: str) -> None:
    assert apply(before, Source(before).without(read(before)["k"], dropped)) == after


@given(st.lists(st.sampled_from(["a", "'b'", '"c"']), min_size=1, max_size=6), st.data())
def test_of_a_list_the_others_stay_whatever_the_layout(entries: list[str], data: st.DataObject) -> None:
    gaps = st.sampled_from(["", " ", "\n  ", " # x, y]\n  ", "\r\n\r\n  "])
    written = ",".join(f"{data.draw(gaps)}{each}{data.draw(gaps)}" for each in entries)
    flow = f"k: [{written}{data.draw(st.sampled_from(['', ',', ' , ']))}{data.draw(gaps)}]\nz: 1\n"
    ends = st.sampled_from(["\n", "  # x - y\n", "\n\n  # z\n"])
    block = "k:\n" + "".join(f"  -  {each}{data.draw(ends)}" for each in entries) + "z: 1\n"
    dropped = data.draw(st.sets(st.integers(0, len(entries) - 1), max_size=len(entries) - 1))
    for text in (flow, block):
        tree = read(text)
        left = [each for i, each in enumerate(tree["k"]) if i not in dropped]
        made = apply(text, Source(text).without(tree["k"], dropped))
        assert read(made) == {"k": left, "z": 1}
        assert made.count("#") == text.count("#")


def test_a_list_may_not_become_empty() -> None:
    text = "k: [a]\n"
    tree = read(text)
    assert isinstance(tree, Map)
    with pytest.raises(ValueError, match="empty"):
        Source(text).without(tree["k"], {0})
