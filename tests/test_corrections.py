"""The 37 corrections of November 2026: each was done as its certainty asks, and the guidelines show it."""

from __future__ import annotations

from collections import Counter

import pytest

from evidence_reading import CELLS, FIELD_NAMES, Plain, evidence_files, expected, rows, stated
from evidence_second import CORRECTIONS, DONE, READINGS, STILL_RECALLED, amended
from plain_yaml import yaml_of
from store import Store, Which
from test_cli import ROOT

OLD = {(row.area, row.item["title"]["zh"]): row for row in rows(evidence_files()) if not row.file["later"]}
NEW = {(row.area, row.item["title"]["zh"]): row for row in rows(amended(evidence_files())) if not row.file["later"]}
PAIRS = list(zip(CORRECTIONS, DONE, strict=True))
WHERE = [f"{done['area']} {done['row']} {done['field']}" for done in DONE]


def area_of(done: Plain) -> str:
    return str(done["area"])[3:]


def guideline(area: str) -> Plain:
    made: Plain = yaml_of(ROOT / f"guidelines/{area}/2019.yaml")
    return made


@pytest.fixture(scope="module")
def county(store: Store) -> dict[tuple[str, str], tuple[Plain, Plain]]:
    """The rows of the county's catalogue by area and title, each with its topic; titles that stand twice are none of ours."""
    areas = store.json(Which("county"))["areas"]
    found = [(area["id"], topic, item) for area in areas for topic in area["topics"] for item in topic["items"]]
    return {(area, item["title"]["zh"]): (topic, item) for area, topic, item in found}


def test_every_correction_is_answered_in_order() -> None:
    assert [(each["area"], each["row"], each["field"]) for each in CORRECTIONS] == [
        (each["area"], each["row"], each["field"]) for each in DONE
    ]
    assert Counter(each["done"] for each in DONE) == {"single": 20, "remark": 10, "replaced": 6, "kept": 1}
    assert all(each["why"] for each in DONE)


def was_recalled(done: Plain) -> bool:
    """Whether nobody had seen the cell, or the row, before."""
    row = OLD.get((area_of(done), done["row"]))
    return done["field"] == "row" or (
        row is not None and FIELD_NAMES.get(done["field"], done["field"]) in expected(row)["evidence.recalled"]
    )


@pytest.mark.parametrize(("correction", "done"), PAIRS, ids=WHERE)
def test_certainty_decides(correction: Plain, done: Plain) -> None:
    certainty = correction["certainty"].split()[0].rstrip(";")
    ruled = {
        "certain": "replaced",
        "high": "replaced",
        "medium": "single" if was_recalled(done) else "remark",
        "low": "remark",
    }[certainty]
    assert (done["done"] == ruled) is (done.get("departs") != "certainty")
    assert ("remark" in done) is (done["done"] == "remark")


def test_only_one_entry_departs_from_the_certainty() -> None:
    departs = [each for each in DONE if each.get("departs") == "certainty"]
    assert [(each["row"], each["done"]) for each in departs] == [("行政处罚", "kept")]


@pytest.mark.parametrize("done", [each for each in DONE if each["done"] == "remark"], ids=lambda each: each["row"])
def test_a_remark_says_what_was_seen_and_the_cell_stays(
    done: Plain, county: dict[tuple[str, str], tuple[Plain, Plain]]
) -> None:
    remarks = [each for each in guideline(area_of(done))["remarks"] if done["remark"] in each["zh"]]
    assert len(remarks) == 1 and remarks[0]["en"].strip()
    row = OLD.get((area_of(done), done["row"]))
    if row is not None:
        field = FIELD_NAMES.get(done["field"], done["field"])
        if field in CELLS and field != "basis":
            assert stated(*county[area_of(done), done["row"]])[field] == expected(row)[field]


CELLS_DONE = [
    each for each in DONE if (each["area"][3:], each["row"]) in OLD and each["field"] in (*CELLS, *FIELD_NAMES)
]


@pytest.mark.parametrize("done", CELLS_DONE, ids=lambda each: f"{each['row']} {each['field']}")
def test_a_cell_that_was_corrected_is_another_one_and_no_longer_recalled(done: Plain) -> None:
    field = FIELD_NAMES.get(done["field"], done["field"])
    key = (area_of(done), done["row"])
    if done["done"] in ("replaced", "single"):
        assert OLD[key].item[done["field"]] != NEW[key].item[done["field"]]
        assert field not in expected(NEW[key])["evidence.recalled"]
    else:
        assert OLD[key].item[done["field"]] == NEW[key].item[done["field"]]


def test_what_was_kept_is_held_by_a_limit_of_the_law() -> None:
    """The one certain correction is the law's: the row keeps what its table prints, and validate warns of it."""
    limits = yaml_of(ROOT / "guidelines/registry/limits.yaml")["limits"]
    limit = limits["work-safety-78"]
    assert limit["items"] == ["work-safety/law-based-administration/penalties"]
    assert limit["time_limit"] == {"within": "7wd", "of": "penalty-decision"}


def test_rows_and_the_coverage_that_were_lacking_are_there() -> None:
    health = guideline("health")
    added = [item["title"]["zh"] for topic in health["topics"] if topic["id"] == "payments" for item in topic["items"]]
    assert added == ["独生子女父母奖励", "计划生育家庭特别扶助"]
    assert "行政给付类" in health["remarks"][-1]["zh"]
    assert guideline("territorial-spatial-planning")["coverage"] == {"status": "complete", "expected": 13}


def test_what_is_no_longer_recalled_is_what_the_readings_show() -> None:
    """98 cells by the readings' own count; one of them no page prints. The title of a row that was recalled whole comes to it."""
    changes = [change for reading in READINGS if (change := reading.change())]
    freed = [len(each["was"]["recalled_fields"]) - len(each["becomes"]["recalled_fields"]) for each in changes]
    assert (len(changes), sum(freed)) == (29, 98)
    before, after = (
        {row.key: expected(row)["evidence.recalled"] for row in rows(files)}
        for files in (evidence_files(), amended(evidence_files()))
    )
    assert all(after[key] <= before[key] for key in before)
    assert sum(len(before[key]) - len(after[key]) for key in before) == 98 - 1 + 1
    assert sorted(field for _, _, field in STILL_RECALLED) == ["basis", "topic"]


def test_dates_of_pages_are_those_that_the_readings_note() -> None:
    noted = {"2020-12-23": "P1", "2020-12": "P3", "2020-08-28": "P4", "2019-06-10": "P5"}
    files = {file["area"]: file for file in amended(evidence_files()) if not file["later"]}
    dated = 0
    for area, file in files.items():
        for key, source in guideline(area).get("sources", {}).items():
            if "date" in source:
                assert source["date"] in noted and source["date"] in file["sources"][key]["note"], (area, key)
                dated += 1
    assert dated == 17
