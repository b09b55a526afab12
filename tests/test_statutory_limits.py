"""What laws fix: the registry says it of rows that exist, in words and values that agree, and the rules hold rows to it."""

from __future__ import annotations

from pathlib import Path

import pytest

import rule_examples as examples
from gapub.model.guideline import Item
from gapub.model.registry import Limit
from gapub.model.time.reader import read
from gapub.model.time.value import NONE, UNKNOWN, TimeLimit
from gapub.rules.context import Row, last_day
from gapub.rules.instruments import NUMBER
from gapub.rules.registry import RULES
from gapub.rules.timeliness import HELD, keeps
from gapub.sources.library import open_library
from gapub.sources.project import find
from gapub.validate import engine
from gapub.validate.run import sources_of
from gapub.validate.settings import Settings

LIBRARY = open_library()
REGISTRY = LIBRARY.registry
ROWS: dict[str, Item] = {
    entity: item for guideline in LIBRARY.guidelines(LIBRARY.editions()) for entity, item in guideline.rows()
}
BEARING = [
    pytest.param(limit, item, id=f"{limit.id}: {item}")
    for limit in REGISTRY.limits.values()
    if limit.kind in HELD and limit.time_limit is not None
    for item in limit.items
]

NO_NUMBER = {
    "agriculture-87",
    "ecological-code-101",
    "ecological-code-485",
    "ecological-code-90",
    "infectious-diseases-57",
    "legal-aid-58",
    "medical-security-38",
    "rural-collectives-45",
    "social-insurance-70",
    "statistics-26",
    "tax-collection-45",
}
"""The periods and consultations for which the law fixes no number."""
ASKS_LESS = {
    ("disaster-relief/policy-documents/draft-major-decisions", "major-decisions-15"),
    ("land-expropriation/implementation/compensation-plan-announcement", "land-47"),
    ("land-expropriation/implementation/compensation-plan-announcement", "land-regulations-28"),
    ("land-expropriation/preliminary-work/advance-notice", "land-regulations-26"),
    ("territorial-spatial-planning/plan-making/detailed-plans", "planning-26"),
    ("territorial-spatial-planning/plan-making/master-plans", "planning-26"),
    ("territorial-spatial-planning/plan-making/township-plans", "planning-26"),
    ("territorial-spatial-planning/plan-making/village-plans", "planning-26"),
    ("work-safety/law-based-administration/penalties", "work-safety-78"),
    ("work-safety/policy-documents/draft-major-decisions", "major-decisions-15"),
}
"""The rows of the shipped guidelines that ask less than a law does, read one by one."""
ON_BOARDS = ("villagers-committees-35-display", "residents-committees-34-display")
"""The fifteen days of 2025 on the boards of villages and communities: no table of 2024 has them. The edition of 2026 does, and
that it asks no less is held in test_village_affairs; `ROWS` has the older of rows that are in both.
"""


def with_limit(item: Item, limit: TimeLimit) -> Row:
    return Row("", item._replace(time_limit=limit))


def test_a_limit_bears_on_rows_that_exist() -> None:
    assert {item for limit in REGISTRY.limits.values() for item in limit.items} - ROWS.keys() == set()


def test_a_limit_rests_on_an_instrument_that_was_not_newer_when_it_was_read() -> None:
    for limit in REGISTRY.limits.values():
        law = REGISTRY.instruments[limit.instrument]
        assert limit.version <= last_day(law.amended or law.issued or "9999"), limit.id


@pytest.mark.parametrize("limit", REGISTRY.limits.values(), ids=lambda limit: limit.id)
def test_what_is_no_limit_of_time_has_none(limit: Limit) -> None:
    """Nor has what the law fixes no number for: a duty, a supervision, 定期 and 报批前."""
    without = limit.kind in ("audience", "duty", "supervision") or limit.id in NO_NUMBER
    assert (limit.time_limit is None) == without


@pytest.mark.parametrize(("limit", "name"), BEARING)
def test_the_law_itself_is_enough_and_long_standing_disclosure_is_not(limit: Limit, name: str) -> None:
    assert limit.time_limit is not None
    item = ROWS[name]._replace(personal=False)
    assert keeps(with_limit(item, limit.time_limit), limit, REGISTRY)
    standing = keeps(with_limit(item, read({"standing": True}, {})), limit, REGISTRY)
    assert standing == (limit.kind in ("display", "consultation", "reply")), "it is on display, and nobody need ask"


@pytest.mark.parametrize(("limit", "name"), BEARING)
def test_a_row_that_says_nothing_is_told_elsewhere(limit: Limit, name: str) -> None:
    for silent in (UNKNOWN, NONE):
        assert keeps(with_limit(ROWS[name], silent), limit, REGISTRY)


def test_the_rows_that_ask_less_than_a_law() -> None:
    found = {
        (item, limit.id)
        for limit in REGISTRY.limits.values()
        if limit.kind in HELD
        for item in limit.items
        if not keeps(Row(item, ROWS[item]), limit, REGISTRY)
    }
    older = dict(LIBRARY.guidelines(["village-affairs@seen-2024"])[0].rows())
    boards = {(item, key) for key in ON_BOARDS for item in REGISTRY.limits[key].items if item in older}
    assert found == ASKS_LESS | boards


@pytest.mark.parametrize(
    ("limit", "name", "written", "enough"),
    [
        ("budget-14-government", "fiscal-budgets/budgets-and-accounts/government-budget", {"within": "20wd"}, False),
        ("budget-14-government", "fiscal-budgets/budgets-and-accounts/government-budget", {"within": "7wd"}, True),
        ("budget-14-government", "fiscal-budgets/budgets-and-accounts/government-budget", {"within": "21d"}, False),
        ("budget-14-government", "fiscal-budgets/budgets-and-accounts/government-budget", {"within": "10wd"}, False),
    ],
)
def test_working_days_against_natural_days(limit: str, name: str, written: dict[str, str], enough: bool) -> None:
    row = with_limit(ROWS[name], read({**written, "of": "congress-approval"}, {}))
    assert keeps(row, REGISTRY.limits[limit], REGISTRY) == enough


def test_a_longer_list_of_persons_still_keeps_the_law() -> None:
    """That a list of persons is not to be shown longer is between guideline and locality, not between law and row."""
    limit = REGISTRY.limits["land-regulations-26"]
    longer = read({"display": {"at_least": "30wd"}}, {})
    for personal in (True, False):
        item = ROWS[limit.items[0]]._replace(personal=personal)
        assert keeps(with_limit(item, longer), limit, REGISTRY)


@pytest.mark.parametrize(
    ("number", "good"),
    [
        ("国办发〔2019〕54号", True),
        ("国务院令第711号", True),
        ("财预〔2016〕143号", True),
        ("民办函[2019]52号", True),  # its brackets are mended
        ("国家税务总局公告2017年第42号", True),
        ("人力资源社会保障部 财政部令第36号", True),
        ("GB/T 32939—2016", True),
        ("国办发〔2019〕054号", False),
        ("国办发〔19〕54号", False),
        ("国办发2019年54号", False),
        ("〔2019〕54号", False),
        ("国务院令711号", False),
        ("54", False),
    ],
)
def test_document_numbers(number: str, good: bool) -> None:
    assert (NUMBER.fullmatch(number) is not None) == good


@pytest.mark.parametrize(("date", "last"), [("2019", "2019-12-31"), ("2019-05", "2019-05-31"), ("2019-05-27",) * 2])
def test_the_last_day_that_a_date_can_mean(date: str, last: str) -> None:
    assert last_day(date) == last


@pytest.mark.parametrize(
    ("as_of", "codes"),
    [
        ("2019-06-30", set()),
        ("2020-12-31", {"amended-basis"}),  # the land law of 2019
        ("2021-01-01", {"amended-basis", "repealed-basis"}),  # the day on which the Civil Code took effect
    ],
)
def test_the_law_is_judged_by_the_day(
    as_of: str, codes: set[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    row = "basis: [adoption-law, land-administration-law]"
    for name, text in examples.files("row", row).items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text, "utf-8")
    path = Path(examples.GUIDELINE_FILE)
    project = find(named=[path])
    found = engine.examine(sources_of([path], project, Settings()), project, as_of, [path]).findings
    assert {each.code for each in found} == codes


def test_a_local_rule_mirrors_one_on_guidelines_and_is_graver() -> None:
    local = {code: rule for code, rule in RULES.items() if code.startswith("local-")}
    assert local
    for code, rule in local.items():
        mirror = RULES[code.removeprefix("local-")]
        assert (rule.check, rule.family) == (mirror.check, mirror.family)
        assert (rule.kind, rule.severity, mirror.kind) == ("profile", "error", "guideline")


def test_a_limit_that_contradicts_itself_is_a_finding() -> None:
    from gapub.model import registry
    from gapub.yaml.reader import parse

    text = """\
limits:
  broken:
    instrument: budget-law
    version: "2018-12-29"
    article: "14"
    kind: deadline
    time_limit: {within: 20d}
    scope: {zh: 例, en: example}
"""
    tree, _ = parse(text.encode(), "limits.yaml")
    value, found = registry.read(tree, "limits.yaml")
    assert [(each.code, str(each.place), each.entity) for each in found] == [
        ("bad-time-limit", "limits.yaml:7:26", "broken")
    ]
    assert value.limits == {}
