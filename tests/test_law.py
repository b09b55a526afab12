"""The law as of the day on the cover: what has ended is told at the row in every format, by `validate` and by `explain`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gapub.reports.law import state_of_law
from gapub.rules.context import Row
from gapub.rules.timeliness import HELD, keeps
from gapub.sources.library import open_library
from in_process import gapub
from store import ROOT

LIBRARY = open_library()
CODE = "生态环境法典"
ENDED = {
    "environmental-protection-law": "环境保护法",
    "environmental-impact-law": "环境影响评价法",
    "marine-environment-law": "海洋环境保护法",
    "air-pollution-law": "大气污染防治法",
    "water-pollution-law": "水污染防治法",
    "soil-pollution-law": "土壤污染防治法",
    "solid-waste-law": "固体废物污染环境防治法",
    "radioactive-pollution-law": "放射性污染防治法",
}
"""The laws that ended on 2026-08-15 and are cited (生态环境法典 art. 1242); the ninth, of noise, no row cites by itself."""
AMENDED = ("villagers-committees-law", "urban-residents-committees-law", "food-safety-law")


@pytest.fixture(scope="module")
def eco(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The area of ecology in every format but PDF and Word."""
    folder = tmp_path_factory.mktemp("eco")
    formats = "json,jsonl,md,html,csv,xlsx"
    done = gapub("compile", "county", "--area", "eco-environment", "--format", formats, "-o", ".", cwd=folder)
    assert done.returncode == 0, done.stderr.decode()
    return folder


@pytest.mark.parametrize("name", ["catalogue.md", "index.html", "catalogue.csv", "catalogue.jsonl"])
def test_every_format_marks_what_has_ended(name: str, eco: Path) -> None:
    text = (eco / name).read_text("utf-8")
    for title in ENDED.values():
        assert f"《{title}》（2026-08-15起废止，现为《{CODE}》）" in text
    assert "2026-11-30" in text or name.endswith((".csv", ".jsonl"))


def test_the_day_and_the_successor_are_data(eco: Path) -> None:
    tree = json.loads((eco / "catalogue.json").read_bytes())
    assert tree["as_of"] == "2026-11-30"
    bases = {basis["id"]: basis for row in _rows(tree) for basis in row["basis"] if "id" in basis}
    for key in ENDED:
        ended = bases[key]["ended"]
        assert (ended["since"], ended["repealed"]) == ("2026-08-15", True)
        assert [each["zh"] for each in ended["successors"]] == [f"《{CODE}》"]
    noise = bases["environmental-noise-law"]["ended"]
    assert [each["zh"] for each in noise["successors"]] == [f"《{CODE}》"], "the chain leads to what is in force"


def test_validate_tells_what_has_ended() -> None:
    done = gapub("validate", "guidelines/eco-environment", "--format", "json", cwd=ROOT)
    found = json.loads(done.stdout)["findings"]
    told = {each["arguments"][0] for each in found if each["code"] == "repealed-basis"}
    assert set(ENDED) <= told


def test_the_ninth_is_told_by_what_took_its_place() -> None:
    """噪声污染防治法 ended too; rows cite the law before it, and `validate` leads them past both."""
    assert LIBRARY.registry.instruments["noise-pollution-law"].ceased("2026-11-30")
    done = gapub("validate", "guidelines/eco-environment", "--select", "repealed-basis", "--format", "json", cwd=ROOT)
    noise = [each for each in json.loads(done.stdout)["findings"] if "environmental-noise-law" in each["arguments"]]
    assert [CODE in each["hint"]["zh"] for each in noise] == [True]


def test_explain_tells_what_has_ended() -> None:
    done = gapub("explain", "eco-environment/penalties-and-orders/penalty-decision", cwd=ROOT)
    assert f"《环境保护法》（2026-08-15起废止，现为《{CODE}》）" in done.stdout.decode()


def test_before_that_day_nothing_has_ended() -> None:
    library = open_library()
    registry, rows = library.registry, library.guidelines(library.editions())
    before, after = (state_of_law(rows, registry, day) for day in ("2026-08-14", "2026-08-15"))
    assert {each.id for each in after.ended} - {each.id for each in before.ended} == set(ENDED)


def test_the_amended_laws_bear_their_new_articles() -> None:
    registry = open_library().registry
    for key in AMENDED:
        law = registry.instruments[key]
        limits = [each for each in registry.limits.values() if each.instrument == key]
        assert limits and all(each.version == law.amended and each.holds("2026-11-30") for each in limits)
        assert not any(each.holds("2025-11-30") for each in limits)


def test_a_limit_with_a_number_is_told_where_a_row_asks_less() -> None:
    """安全生产法 art. 78: 7 working days; the guideline of 2019 gives 20."""
    done = gapub("validate", "guidelines/work-safety", "--format", "json", cwd=ROOT)
    told = [each for each in json.loads(done.stdout)["findings"] if each["code"] == "less-than-law"]
    assert "work-safety-78" in {each["arguments"][0] for each in told}


def test_stats_prints_the_state_of_the_law() -> None:
    tree = json.loads(gapub("stats", "--law", "--format", "json", cwd=ROOT).stdout)
    assert set(ENDED) <= {each["id"] for each in tree["ended"]}
    assert {"medical-security-law", "farmland-protection-law"} <= {each["id"] for each in tree["coming"]}
    limits = {each["id"]: each for each in tree["limits"]}
    assert limits["medical-security-38"]["in_force"] is False
    assert limits["villagers-committees-36"]["rows"] == []
    both = json.loads(gapub("stats", "--law", "--evidence", "--format", "json", cwd=ROOT).stdout)
    assert {*tree, "guidelines", "total"} == set(both)
    text = gapub("stats", "--law", cwd=ROOT).stdout.decode()
    assert "《环境保护法》" in text and "尚未施行" in text


# --- each limit with a number that bears on rows: in a printed row or a finding, in stats, in explain ---------------------

BASELINES = {"village-affairs": ("village", "village-2026"), "statutory-disclosure": ("county", "national-full-2026")}
NUMBERED = [
    pytest.param(limit.id, row, id=limit.id)
    for limit in LIBRARY.registry.limits.values()
    if limit.time_limit is not None and limit.items
    for row in limit.items[:1]
]


@pytest.fixture(scope="module")
def numbered() -> dict[str, dict[str, Any]]:
    """The limits as `stats --law` tells them."""
    tree = json.loads(gapub("stats", "--law", "--format", "json", cwd=ROOT).stdout)
    return {each["id"]: each for each in tree["limits"]}


@pytest.fixture(scope="module")
def weaker() -> dict[str, set[str]]:
    """What `validate` tells of the areas of the rows, by limit."""
    done = gapub("validate", "--bundled", "--select", "less-than-law", "--format", "json", cwd=ROOT)
    found = json.loads(done.stdout)["findings"]
    told: dict[str, set[str]] = {}
    for each in found:
        told.setdefault(each["arguments"][0], set()).update([each["entity"]])
    return told


@pytest.mark.parametrize(("limit", "row"), NUMBERED)
def test_a_limit_with_a_number_is_seen(
    limit: str, row: str, numbered: dict[str, dict[str, Any]], weaker: dict[str, set[str]]
) -> None:
    level, baseline = BASELINES.get(row.partition("/")[0], ("county", "national-2019"))
    done = gapub("explain", row, "--level", level, "--baseline", baseline, "--format", "json", cwd=ROOT)
    explained = json.loads(done.stdout)
    (said,) = [each for each in explained["limits"] if each["id"] == limit]
    listed = numbered[limit]
    assert listed["in_force"] and row in listed["rows"]
    assert said["limit"] == listed["limit"] and said["article"] == listed["article"]
    law = LIBRARY.registry.limits[limit]
    if law.kind in HELD and limit not in weaker:
        item = dict(LIBRARY.guidelines([f"{explained['area']['id']}@{explained['area']['edition']}"])[0].rows())[row]
        assert keeps(Row(row, item), law, LIBRARY.registry), "the row as printed keeps the limit"


def test_explain_prints_what_a_law_fixes() -> None:
    done = gapub("explain", "work-safety/law-based-administration/penalties", cwd=ROOT)
    said = done.stdout.decode()
    assert "法定限度" in said and "《安全生产法》第七十八条　公开期限：" in said


def test_the_amended_laws_are_cited_with_their_new_articles() -> None:
    """What rows print of the three laws, and what `validate` says of the guideline that is older than the amendment."""
    cited = {
        (each.instrument, each.article)
        for guideline in LIBRARY.guidelines(["village-affairs@2026"])
        for _, item in guideline.rows()
        for each in item.basis
    }
    assert {("villagers-committees-law", "第三十五条"), ("urban-residents-committees-law", "第三十四条")} <= cited
    done = gapub("validate", "--bundled", "--select", "amended-basis", "--format", "json", cwd=ROOT)
    told = {each["arguments"][0] for each in json.loads(done.stdout)["findings"]}
    assert set(AMENDED) <= told


def _rows(tree: Any) -> list[Any]:
    return [row for area in tree["areas"] for topic in area["topics"] for row in topic["items"]]
