"""Village affairs under the laws of 2025: what the two laws ask to be published stands in a row, and keeps their limits.

The list is read from the laws themselves, not from the registry: 村民委员会组织法 (2025-10-28) arts. 17, 18, 27, 28, 32, 35
and 40; 城市居民委员会组织法 (2025-10-28) arts. 17, 19, 34, 37, 38 and 42. Both are in force since 2026-01-01.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from gapub.rules.context import Row
from gapub.rules.timeliness import HELD, keeps
from gapub.sources.library import open_library
from in_process import gapub
from store import ROOT

LIBRARY = open_library()
OLD, NEW = LIBRARY.guidelines(["village-affairs@seen-2024", "village-affairs@2026"])
ROWS = dict(NEW.rows())
VILLAGE, COMMUNITY = "villagers-committees-law", "urban-residents-committees-law"
DAYS = "公布期限不得少于15日"
QUARTER = f"至少每季度公布一次，{DAYS}"
PROMPTLY = f"及时公布，{DAYS}"
MAJOR = f"其余内容：至少每季度公布一次；涉及村民利益的重大事项：随时公布；{DAYS}"


class Duty(NamedTuple):
    """What an article asks to be published, the row that has it, and its time limit."""

    law: str
    article: str
    row: str
    limit: str
    by: str


DUTIES = [
    Duty(VILLAGE, "第十七条", "self-government/voter-list", "选举日20日前公布", "村民选举委员会"),
    Duty(VILLAGE, "第十七条", "self-government/voter-list-objections", "收到申诉之日起3日内公布", "村民选举委员会"),
    Duty(VILLAGE, "第十八条", "self-government/election-result", "公开计票时公布", "村民选举委员会"),
    Duty(VILLAGE, "第十八条", "self-government/proxies", "按照相关规定公布", "村民选举委员会"),
    Duty(VILLAGE, "第三十二条", "decisions-and-affairs/group-decisions", "及时公布", "村民小组"),
    # art. 35(1): what arts. 27 and 28 leave to the meetings
    Duty(VILLAGE, "第三十五条", "decisions-and-affairs/assembly-decisions", QUARTER, "村民委员会"),
    Duty(VILLAGE, "第三十五条", "decisions-and-affairs/annual-report-review", QUARTER, "村民委员会"),
    Duty(VILLAGE, "第三十五条", "decisions-and-affairs/member-appraisal", QUARTER, "村民委员会"),
    Duty(VILLAGE, "第三十五条", "decisions-and-affairs/improper-decisions", QUARTER, "村民委员会"),
    Duty(VILLAGE, "第三十五条", "decisions-and-affairs/work-loss-allowances", QUARTER, "村民委员会"),
    Duty(VILLAGE, "第三十五条", "decisions-and-affairs/public-works", QUARTER, "村民委员会"),
    Duty(VILLAGE, "第三十五条", "policy-and-benefits/long-term-help", QUARTER, "村民委员会"),
    # art. 35(2) to (5)
    Duty(VILLAGE, "第三十五条", "policy-and-benefits/relief-and-subsidies", QUARTER, "村民委员会"),
    Duty(VILLAGE, "第三十五条", "policy-and-benefits/help-to-government", QUARTER, "村民委员会"),
    Duty(VILLAGE, "第三十五条", "decisions-and-affairs/village-consultation", QUARTER, "村民委员会"),
    Duty(VILLAGE, "第三十五条", "decisions-and-affairs/other-matters", MAJOR, "村民委员会"),
    Duty(
        VILLAGE,
        "第四十条",
        "finances-and-assets/economic-audit",
        "信息形成或者变更之日起20个工作日内公布；离任经济责任审计结果：下一届选举前公布",
        "县级农业农村部门或者县级财政部门或者乡镇人民政府（街道办事处）",
    ),
    Duty(COMMUNITY, "第十七条", "residents-committee/voter-list", "选举日20日前公布", "居民选举委员会"),
    Duty(
        COMMUNITY, "第十七条", "residents-committee/voter-list-objections", "收到申诉之日起3日内公布", "居民选举委员会"
    ),
    Duty(COMMUNITY, "第十九条", "residents-committee/election-result", "公开计票时公布", "居民选举委员会"),
    Duty(COMMUNITY, "第十九条", "residents-committee/proxies", "按照相关规定公布", "居民选举委员会"),
    # the seven of art. 34
    Duty(COMMUNITY, "第三十四条", "residents-committee/residents-meeting-decisions", PROMPTLY, "居民委员会"),
    Duty(COMMUNITY, "第三十四条", "residents-committee/allocated-and-donated-funds", PROMPTLY, "居民委员会"),
    Duty(COMMUNITY, "第三十四条", "residents-committee/facilities", PROMPTLY, "居民委员会"),
    Duty(COMMUNITY, "第三十四条", "residents-committee/service-projects", PROMPTLY, "居民委员会"),
    Duty(COMMUNITY, "第三十四条", "residents-committee/consultations", PROMPTLY, "居民委员会"),
    Duty(COMMUNITY, "第三十四条", "residents-committee/help-to-government", PROMPTLY, "居民委员会"),
    Duty(COMMUNITY, "第三十四条", "residents-committee/other-matters", PROMPTLY, "居民委员会"),
    Duty(COMMUNITY, "第三十七条", "residents-committee/member-appraisal", PROMPTLY, "居民委员会"),
    Duty(
        COMMUNITY,
        "第三十八条",
        "residents-committee/economic-audit",
        "信息形成或者变更之日起20个工作日内公布；离任经济责任审计结果：下一届选举前公布",
        "乡镇人民政府（街道办事处）",
    ),
    Duty(COMMUNITY, "第四十二条", "residents-committee/public-welfare-funds", PROMPTLY, "居民委员会"),
]


@pytest.fixture(scope="module")
def village(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The rows of village affairs in the catalogue of a village, by their ids."""
    folder = tmp_path_factory.mktemp("village")
    done = gapub("compile", "village", "--baseline", "village-2026", "--format", "json", "-o", ".", cwd=folder)
    assert done.returncode == 0, done.stderr.decode()
    tree = json.loads((folder / "catalogue.json").read_bytes())
    areas = [each for each in tree["areas"] if each["id"] == "village-affairs"]
    assert [each["number"] for each in areas] == ["V"]
    assert len(tree["areas"]) > 1
    return {row["id"]: row for area in areas for topic in area["topics"] for row in topic["items"]}


@pytest.mark.parametrize("duty", DUTIES, ids=lambda duty: f"{duty.law[:8]} {duty.article} {duty.row}")
def test_what_the_laws_ask_is_in_the_catalogue_with_its_limit(duty: Duty, village: dict[str, Any]) -> None:
    row = village[f"village-affairs/{duty.row}"]
    assert row["time_limit"]["zh"] == duty.limit
    assert row["body"]["zh"] == duty.by
    read = {(each["id"], each.get("article")): each["cells"] for each in row["evidence"]["articles"]}
    assert "time_limit" in read[duty.law, duty.article]
    assert row["for"] == ("village" if duty.law == VILLAGE else "community")


def test_every_kind_of_the_laws_is_on_the_list() -> None:
    """No row rests on an article that the list does not know, and none that cites one lacks its time limit."""
    listed = {(duty.law, duty.article, duty.row) for duty in DUTIES}
    cited = {
        (each.id, each.article, name.partition("/")[2])
        for name, item in NEW.rows()
        for each in item.evidence.articles
        if "time_limit" in each.cells and each.id in (VILLAGE, COMMUNITY)
    }
    assert cited == listed


def test_no_row_asks_less_than_the_laws() -> None:
    limits = [
        each
        for each in LIBRARY.registry.limits.values()
        if each.instrument in (VILLAGE, COMMUNITY) and each.kind in HELD
    ]
    assert len(limits) > 5
    less = {
        (name, limit.id)
        for limit in limits
        for name in limit.items
        if name in ROWS and not keeps(Row(name, ROWS[name]), limit, LIBRARY.registry)
    }
    assert less == set()


def test_what_the_two_committees_publish_stays_for_fifteen_days() -> None:
    """Arts. 35 and 34; not what the collective, an election committee, a group or an organ publishes."""
    own = {"villagers-committee", "residents-committee"}
    for name, item in NEW.rows():
        shown = [each.display for each in item.time_limit.clauses if each.display]
        by_committee = {each.role for each in item.body.expression.roles()} & own
        assert bool(shown) == bool(by_committee), name
        assert all((str(each.span), each.exactly) == ("15d", False) for each in shown)


def test_nothing_but_family_planning_is_gone() -> None:
    """Its ground is no longer in the law; each other row stands under its id, or is named by the row that came of it."""
    came = {each.partition("/")[2] for _, item in NEW.rows() for each in item.formerly}
    gone = {name for name, _ in OLD.rows() if name not in ROWS and name.partition("/")[2] not in came}
    assert gone == {"village-affairs/policy-and-benefits/family-planning"}


def test_a_status_is_not_raised_without_a_page() -> None:
    """A cell that was recalled is so still, unless a law was read; no row has a source that the older one has not."""
    old = dict(OLD.rows())
    for name, item in NEW.rows():
        if name not in old:
            assert item.evidence.status == "statutory", name
            continue
        before, now = old[name].evidence, item.evidence
        assert set(now.sources) <= set(before.sources), name
        assert set(before.recalled) <= {*now.recalled, *now.statutory}, name


PROFILE = """\
division: {name: 甲村, code: "210283100"}
level: village
baseline: village
tighten:
- item: village-affairs/residents-committee/donations
  channels: [village-board, website]
- item: village-affairs/policy-and-benefits/family-planning
  time_limit: {every: month, verb: 公布}
- item: village-affairs/finances-and-assets/income-and-expenditure
  channels: [village-board, website]
"""


def test_a_village_moves_by_upgrade(tmp_path: Path) -> None:
    path = tmp_path / "village.yaml"
    path.write_text(PROFILE, "utf-8")
    assert gapub("compile", "village", "village.yaml", "--format", "json", cwd=tmp_path).returncode == 0, "as before"
    done = gapub("upgrade", "village.yaml", "--to", "village-2026", cwd=tmp_path)
    said = done.stdout.decode()
    assert done.returncode == 1, "one row is gone"
    assert "village catalogue: 80 items become 95: 16 added, 1 removed, 54 changed" in said
    text = path.read_text("utf-8")
    assert "baseline: village-2026" in text
    assert "item: village-affairs/residents-committee/allocated-and-donated-funds" in text
    assert text.count("- conflict:") == 1
    assert "is now “Organic Law of the Villagers Committees, art. 35," in said, "and not: both say the same"
    assert "the new edition no longer has village-affairs/policy-and-benefits/family-planning" in text


def test_the_difference_is_what_the_law_changed() -> None:
    done = gapub("diff", OLD.name, NEW.name, "--format", "json", cwd=ROOT)
    changes = [change for area in json.loads(done.stdout)["areas"] for row in area["rows"] for change in row["changes"]]
    kinds = Counter(each["kind"] for each in changes)
    assert (kinds["added"], kinds["removed"], kinds["relaxed"]) == (16, 1, 0)
    assert kinds["body-changed"] == 0


@pytest.mark.parametrize(("level", "own"), [("county", 0), ("township", 0), ("village", 70)])
def test_the_rows_are_the_villages_alone(level: str, own: int, tmp_path: Path) -> None:
    done = gapub("compile", level, "--baseline", "village-2026", "--format", "jsonl", "--lang", "en", cwd=tmp_path)
    assert done.returncode == 0
    (path,) = tmp_path.rglob("*.jsonl")
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    mine = [each for each in rows if "village-affairs/" in json.dumps(each)]
    assert len(mine) == own


def test_what_the_collective_publishes_cites_its_own_law() -> None:
    """农村集体经济组织法 art. 45: finances at intervals; use of property, and major matters of the members, promptly."""
    limits = (LIBRARY.registry.limits[key] for key in ("rural-collectives-45", "rural-collectives-45-matters"))
    bound = {name for limit in limits for name in limit.items}
    citing = {
        name
        for name, item in NEW.rows()
        if ("rural-collectives-law", "第四十五条") in {(each.instrument, each.article) for each in item.basis or ()}
    }
    assert bound == citing
    assert {
        f"village-affairs/decisions-and-affairs/{each}"
        for each in ("land-and-undertaking-contracts", "house-plots", "land-compensation")
    } < citing
