"""The laws of refinement, on every row of the real guidelines: profiles written as YAML, read, and applied by `tailor`.

What is proved of a row that stays: an entry that may be written leaves it at least as strong, an entry that takes something
away is found under its own code. What is left out is compared with nothing (MODEL 7).
"""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gapub.build.select import compile_catalogue, left_out
from gapub.build.strength import Setting, compare, is_organ
from gapub.build.tailor import tailor
from gapub.model.catalogue import Catalogue
from gapub.model.fields import FIELDS
from gapub.model.guideline import Guideline, Item, belongs
from laws import law, long_law
from profile_strategies import (
    BASELINE,
    GUIDELINES,
    REGISTRY,
    Row,
    additions,
    applied,
    guidelines,
    legal_profiles,
    read_profile,
    some_rows,
    tightenings,
    weakenings,
)

NO_LESS = ("equal", "stronger", "unknown")
"""`unknown`: the guideline did not say, the locality supplied it."""


def setting(base: Item, entry: dict[str, Any]) -> Setting:
    """The circumstances of a row, with the names that an entry gives to its elements."""
    renames = {each["from"]: each["to"] for each in entry.get("rename", ())}
    splits = {each["from"]: tuple(each["to"]) for each in entry.get("split", ())}
    return Setting(REGISTRY, is_organ(base, REGISTRY), renames=renames, splits=splits)


def no_less(local: Item, base: Item, entry: dict[str, Any]) -> bool:
    return all(compare(field, local, base, setting(base, entry)).relation in NO_LESS for field in FIELDS)


def cells(guideline: Guideline) -> dict[str, tuple[Any, ...]]:
    """What the rows say, without how they came to say it."""
    return {name: tuple(getattr(item, field) for field in FIELDS) for name, item in guideline.rows()}


def catalogue(guideline: Guideline) -> Catalogue:
    return compile_catalogue("county", BASELINE, [guideline], REGISTRY, None, ())


def test_an_empty_profile_changes_no_item() -> None:
    everything = list(GUIDELINES.values())
    refined, found = tailor(everything, read_profile({}), REGISTRY)
    assert not found
    assert all(one is other for one, other in zip(refined, everything, strict=True))


@long_law
@given(guidelines, st.data())
def test_a_legal_profile_compiles_and_weakens_no_row_that_stays(guideline: Guideline, data: st.DataObject) -> None:
    entries = data.draw(legal_profiles(guideline))
    refined, found = applied(guideline, entries)
    assert not found, found
    touched = {entry["item"]: entry for entry in entries["tighten"]}
    after = dict(refined.rows())
    for name, base in guideline.rows():
        assert no_less(after[name], base, touched.get(name, {}))
        if name not in touched and name not in {each["item"] for each in entries.get("attest", ())}:
            assert after[name] is base
        assert not after[name].weakened
    stays = {name for name, item in after.items() if belongs(item, "county") and not left_out(refined, name, "county")}
    made = {item.id for area in catalogue(refined).areas for topic in area.topics for item in topic.items}
    assert made == stays
    assert after.keys() - dict(guideline.rows()).keys() == {
        f"{add['topic']}/{own['id']}" for add in entries.get("add", ()) for own in add["items"]
    }


@long_law
@given(guidelines, st.data())
def test_the_same_profile_again_changes_nothing_more(guideline: Guideline, data: st.DataObject) -> None:
    """Every cell stays, the same rows are left out. What was renamed is there no more to be renamed, and that is said."""
    entries = data.draw(legal_profiles(guideline))
    once, _ = applied(guideline, entries)
    entries.pop("add", None)  # a second row of the same id is refused (test_tailor)
    twice, found = applied(once, entries)
    assert cells(twice) == cells(once)
    assert catalogue(twice).omitted == catalogue(once).omitted
    renaming = {entry["item"] for entry in entries["tighten"] if {"rename", "split"} & entry.keys()}
    assert {(each.code, each.entity) for each in found} == {("unknown-element", name) for name in renaming}


@long_law
@given(guidelines, st.data())
def test_what_only_adds_is_monotone(guideline: Guideline, data: st.DataObject) -> None:
    """A ≤ B, and both with the same additions: A' ≤ B'. B is A as another legal profile tightens it."""
    row = data.draw(some_rows(guideline))[0]
    adding, other = data.draw(additions(row)), data.draw(tightenings(row))
    stronger, _ = applied(guideline, {"tighten": [other]})
    low, found = applied(guideline, {"tighten": [adding]})
    high, found_high = applied(stronger, {"tighten": [adding]})
    assert not found
    assert not found_high
    assert no_less(dict(high.rows())[row.name], dict(low.rows())[row.name], other)


@long_law
@given(guidelines, st.data())
def test_a_chain_of_legal_profiles_is_no_less_than_the_guideline(guideline: Guideline, data: st.DataObject) -> None:
    """Each link is held against the one above it; so the last is at least as strong as the first."""
    row = data.draw(some_rows(guideline))[0]
    first = {key: value for key, value in data.draw(tightenings(row)).items() if key not in ("rename", "split")}
    city, found = applied(guideline, {"tighten": [first]})
    second = data.draw(tightenings(Row(row.name, dict(city.rows())[row.name])))
    county, found_county = applied(city, {"tighten": [second]})
    assert not found
    assert not found_county
    assert no_less(dict(county.rows())[row.name], row.item, second)


@law
@given(guidelines, st.data())
def test_every_weakening_is_caught(guideline: Guideline, data: st.DataObject) -> None:
    """One entry that takes something away, beside others that may be written: its code alone, on its row alone."""
    rows = data.draw(some_rows(guideline))
    weaker = data.draw(weakenings(rows[0]))
    entries = [weaker.entry, *(data.draw(tightenings(row)) for row in rows[1:])]
    refined, found = applied(guideline, {"tighten": data.draw(st.permutations(entries))})
    (finding,) = found
    assert (finding.code, finding.entity, finding.severity) == (weaker.code, rows[0].name, "error")
    assert finding.place is not None
    assert finding.place.file == "p.yaml"
    assert finding.related[0][0].file == guideline.file
    field = weaker.code.removeprefix("weaker-").removeprefix("reason-needed-").replace("-", "_")
    assert {name: item.weakened for name, item in refined.rows() if item.weakened} == {rows[0].name: (field,)}
    if weaker.code.startswith("reason-needed"):
        _, found = applied(guideline, {"tighten": [weaker.entry | {"reason": "经集体研究"}]})
        assert not found
