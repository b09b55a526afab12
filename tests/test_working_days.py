"""Working days: those of 2019-2026 day by day against the State Council's own notices, and what is said of later years."""

from __future__ import annotations

import builtins
import sys
from datetime import date, timedelta
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

import gapub
from calendars import until_2026  # noqa: F401  # for every test here
from gapub.diagnostics import GapubError
from gapub.model import registry as registries
from gapub.model.registry import Registry
from gapub.model.time.workingdays import longest, shortest
from gapub.publication.calendar import Calendar, Span, calendar
from gapub.yaml.reader import parse


class Notice(NamedTuple):
    """A notice of the General Office of the State Council: number, date, days off, worked week-ends (上班)."""

    number: str
    issued: str
    off: tuple[str, ...]
    work: tuple[str, ...]


# Typed from the notices. 与周末连休 leaves Saturday and Sunday as they are, so only the day itself is named.
NOTICES = {
    2019: (
        Notice(
            "国办发明电〔2018〕15号",
            "2018-12-04",
            (
                "2018-12-30/2019-01-01",
                "2019-02-04/2019-02-10",
                "2019-04-05",
                "2019-05-01",
                "2019-06-07",
                "2019-09-13",
                "2019-10-01/2019-10-07",
            ),
            ("2018-12-29", "2019-02-02", "2019-02-03", "2019-09-29", "2019-10-12"),
        ),
        Notice("国办发明电〔2019〕3号", "2019-03-22", ("2019-05-01/2019-05-04",), ("2019-04-28", "2019-05-05")),
    ),
    2020: (
        Notice(
            "国办发明电〔2019〕16号",
            "2019-11-21",
            (
                "2020-01-01",
                "2020-01-24/2020-01-30",
                "2020-04-04/2020-04-06",
                "2020-05-01/2020-05-05",
                "2020-06-25/2020-06-27",
                "2020-10-01/2020-10-08",
            ),
            ("2020-01-19", "2020-02-01", "2020-04-26", "2020-05-09", "2020-06-28", "2020-09-27", "2020-10-10"),
        ),
        # 延长2020年春节假期至2月2日，2月3日起正常上班: 1 February is not worked after all
        Notice("国办发明电〔2020〕1号", "2020-01-26", ("2020-01-31/2020-02-02",), ()),
    ),
    2021: (
        Notice(
            "国办发明电〔2020〕27号",
            "2020-11-25",
            (
                "2021-01-01/2021-01-03",
                "2021-02-11/2021-02-17",
                "2021-04-03/2021-04-05",
                "2021-05-01/2021-05-05",
                "2021-06-12/2021-06-14",
                "2021-09-19/2021-09-21",
                "2021-10-01/2021-10-07",
            ),
            ("2021-02-07", "2021-02-20", "2021-04-25", "2021-05-08", "2021-09-18", "2021-09-26", "2021-10-09"),
        ),
    ),
    2022: (
        Notice(
            "国办发明电〔2021〕11号",
            "2021-10-25",
            (
                "2022-01-01/2022-01-03",
                "2022-01-31/2022-02-06",
                "2022-04-03/2022-04-05",
                "2022-04-30/2022-05-04",
                "2022-06-03/2022-06-05",
                "2022-09-10/2022-09-12",
                "2022-10-01/2022-10-07",
            ),
            ("2022-01-29", "2022-01-30", "2022-04-02", "2022-04-24", "2022-05-07", "2022-10-08", "2022-10-09"),
        ),
    ),
    2023: (
        Notice(
            "国办发明电〔2022〕16号",
            "2022-12-08",
            (
                "2022-12-31/2023-01-02",
                "2023-01-21/2023-01-27",
                "2023-04-05",
                "2023-04-29/2023-05-03",
                "2023-06-22/2023-06-24",
                "2023-09-29/2023-10-06",
            ),
            ("2023-01-28", "2023-01-29", "2023-04-23", "2023-05-06", "2023-06-25", "2023-10-07", "2023-10-08"),
        ),
    ),
    2024: (
        Notice(
            "国办发明电〔2023〕7号",
            "2023-10-25",
            (
                "2024-01-01",
                "2024-02-10/2024-02-17",
                "2024-04-04/2024-04-06",
                "2024-05-01/2024-05-05",
                "2024-06-10",
                "2024-09-15/2024-09-17",
                "2024-10-01/2024-10-07",
            ),
            (
                "2024-02-04",
                "2024-02-18",
                "2024-04-07",
                "2024-04-28",
                "2024-05-11",
                "2024-09-14",
                "2024-09-29",
                "2024-10-12",
            ),
        ),
    ),
    2025: (
        Notice(
            "国办发明电〔2024〕12号",
            "2024-11-12",
            (
                "2025-01-01",
                "2025-01-28/2025-02-04",
                "2025-04-04/2025-04-06",
                "2025-05-01/2025-05-05",
                "2025-05-31/2025-06-02",
                "2025-10-01/2025-10-08",
            ),
            ("2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11"),
        ),
    ),
    2026: (
        Notice(
            "国办发明电〔2025〕7号",
            "2025-11-04",
            (
                "2026-01-01/2026-01-03",
                "2026-02-15/2026-02-23",
                "2026-04-04/2026-04-06",
                "2026-05-01/2026-05-05",
                "2026-06-19/2026-06-21",
                "2026-09-25/2026-09-27",
                "2026-10-01/2026-10-07",
            ),
            ("2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"),
        ),
    ),
}


def day(text: str) -> date:
    return date.fromisoformat(text)


def days(words: tuple[str, ...]) -> set[date]:
    found = set[date]()
    for each in words:
        first, last = (*map(day, each.split("/")), day(each.split("/")[-1]))[:2]
        found |= {first + timedelta(n) for n in range((last - first).days + 1)}
    return found


def announced() -> dict[date, bool]:
    """Whether each day of 2019-2026 is worked: a later notice goes before an earlier one, and both before the week."""
    first, last = day("2019-01-01"), day("2026-12-31")
    made = {first + timedelta(n): (first + timedelta(n)).weekday() < 5 for n in range((last - first).days + 1)}
    for notices in NOTICES.values():
        for each in notices:
            made |= dict.fromkeys(days(each.off), False) | dict.fromkeys(days(each.work), True)
    return {each: worked for each, worked in made.items() if first <= each <= last}


WORKED = announced()
KNOWN = calendar(gapub.open_library().registry)
PACKAGE = Calendar({})


@pytest.mark.parametrize("made", [KNOWN, PACKAGE], ids=["with what was announced since", "package alone"])
@pytest.mark.parametrize("year", NOTICES)
def test_every_day_of_a_year_is_as_its_notices_say(year: int, made: Calendar) -> None:
    of_year = {each: worked for each, worked in WORKED.items() if each.year == year}
    assert len(of_year) in (365, 366)
    if made is PACKAGE and not made.known(year):
        pytest.skip("the release that is installed ends before this year")
    assert {each: made.workday(each) for each in of_year} == of_year
    assert made.known(year)


def test_what_a_notice_moves_is_what_it_says() -> None:
    """Of the typed table itself: a worked day lies in a week-end, and no day is both off and worked in one notice."""
    for notices in NOTICES.values():
        for each in notices:
            assert all(worked.weekday() >= 5 for worked in days(each.work)), each.number
            assert not days(each.off) & days(each.work), each.number
            assert each.issued[:4] in each.number


def test_the_shipped_registry_says_what_the_notices_say() -> None:
    for key, made in gapub.open_library().registry.holidays.items():
        (notice,) = NOTICES[int(key)]
        assert made.number == notice.number
        assert {f"{each.first}/{each.last}" for each in made.off} == set(notice.off)
        assert made.work == notice.work


def nth(start: date, n: int, step: int = 1) -> date:
    """The n-th working day by walking, day by day."""
    while n:
        start += timedelta(step)
        n -= WORKED[start]
    return start


@given(st.dates(day("2019-06-01"), day("2026-06-01")), st.integers(0, 90))
def test_days_are_counted_as_one_counts_them(start: date, n: int) -> None:
    assert KNOWN.after(start, n) == Span(nth(start, n), nth(start, n))
    assert KNOWN.before(start, n) == Span(nth(start, n, -1), nth(start, n, -1))


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        ("2026-02-10", 20, "2026-03-16"),  # 春节 off 15-23, worked 14 and 28
        ("2020-01-23", 1, "2020-02-03"),  # the extension of 2020
        ("2019-04-30", 1, "2019-05-05"),  # the change of May 2019
        ("2018-12-28", 1, "2018-12-29"),  # a Saturday that a notice of the next year made worked
        ("2026-12-31", 0, "2026-12-31"),
        ("2026-12-30", 1, "2026-12-31"),
    ],
)
def test_cases(start: str, n: int, end: str) -> None:
    assert KNOWN.after(day(start), n) == Span(day(end), day(end))


# --- years that nobody has announced -----------------------------------------------------------------------------------


@given(st.dates(day("2026-10-01"), day("2028-12-31")), st.integers(1, 130))
def test_a_year_that_was_not_announced_gives_earliest_and_latest(start: date, n: int) -> None:
    found = KNOWN.after(start, n)
    assert start + timedelta(shortest(n)) <= found.latest
    assert found.earliest <= start + timedelta(longest(n))
    assert found.earliest <= found.latest
    assert found.known == (found.latest.year == 2026)
    assert KNOWN.after(start, n + 1) > found
    if start.year > 2026:
        assert found == Span(start + timedelta(shortest(n)), start + timedelta(longest(n)))
    back = KNOWN.before(start, n)
    assert back.earliest <= back.latest < start
    if start.year == 2027:  # whatever is worked of 2027, those of 2026 are known
        assert back.earliest >= max(nth(day("2027-01-01"), n, -1), start - timedelta(longest(n)))
        assert back.latest <= start - timedelta(shortest(n))


@pytest.mark.parametrize(
    ("start", "n", "earliest", "latest"),
    [
        ("2027-01-01", 7, "2026-12-23", "2026-12-23"),  # all of them lie in 2026
        ("2027-01-04", 7, "2026-12-23", "2026-12-28"),  # none or three of the first three days are worked
        ("2027-01-20", 7, "2027-01-01", "2027-01-13"),  # of 19 days seven at least are worked
        ("2027-01-13", 10, "2026-12-22", "2027-01-02"),  # two at least
        ("2026-12-28", 3, "2026-12-23", "2026-12-23"),
    ],
)
def test_what_comes_before_is_counted_in_the_year_that_is_known(start: str, n: int, earliest: str, latest: str) -> None:
    assert KNOWN.before(day(start), n) == Span(day(earliest), day(latest))


def test_later_years_are_refused() -> None:
    assert [KNOWN.known(year) for year in (2003, 2004, 2026, 2027, 9999)] == [False, True, True, False, False]
    assert KNOWN.workday(day("2027-01-04")) is None
    assert KNOWN.after(day("2026-12-20"), 20) == Span(day("2027-01-12"), day("2027-01-25"))  # 9 days + 11 of 2027
    with pytest.raises(ValueError, match="-1"):
        KNOWN.after(day("2026-01-01"), -1)


OWN = """\
holidays:
  "2027":
    number: 国办发明电〔2026〕1号
    days_off: [{name: 元旦, from: 2026-12-31, to: 2027-01-03}, {from: 2027-02-05}]
    days_worked: [2026-12-26, 2027-02-06]
"""


def read(text: str) -> tuple[Registry, list[Any]]:
    tree, _ = parse(text.encode(), "holidays.yaml")
    made, found = registries.read(tree, "holidays.yaml")
    return made, found


def test_a_locality_adds_a_year() -> None:
    """The example moves days of the December before, too: those go before what the year before said."""
    made, found = read(OWN)
    assert found == []
    own = calendar(registries.merge([gapub.open_library().registry, made]))
    assert own.after(day("2026-12-30"), 1) == Span(day("2027-01-04"), day("2027-01-04"))
    assert own.workday(day("2026-12-26")) is True
    assert own.workday(day("2026-12-31")) is False
    assert own.workday(day("2027-02-05")) is False
    assert own.workday(day("2027-02-06")) is True
    assert own.known(2027)
    assert not own.known(2028)


@pytest.mark.parametrize(
    ("was", "now", "place"),
    [
        ("to: 2027-01-03", "to: 2026-12-30", (4, 49)),
        ("from: 2027-02-05", "from: 2027-02-29", (4, 69)),
        ("from: 2027-02-05", "from: 2029-02-05", (4, 69)),
        ("2027-02-06]", "2027-02-05]", (5, 31)),
        ("2027-02-06]", "2026-12-26]", (5, 31)),
        ("2027-02-06]", "2027-02-29]", (5, 31)),
        ("2027-02-06]", "2028-03-01]", (5, 31)),
    ],
)
def test_a_wrong_arrangement_is_found(was: str, now: str, place: tuple[int, int]) -> None:
    _, found = read(OWN.replace(was, now))
    assert [(each.code, each.place.line, each.place.column, each.entity) for each in found] == [
        ("bad-holidays", *place, "2027")
    ]


def test_a_year_is_written_as_a_year() -> None:
    assert [each.code for each in read(OWN.replace('"2027"', "year-2027"))[1]] == ["shape-id"]
    assert [each.code for each in read(OWN.replace("2027-02-05", "2027-02"))[1]] == ["shape-pattern"]


def test_the_package_is_asked_only_for_days(monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands in the registry needs no package; and a package that knows less refuses what it does not know."""
    real = builtins.__import__

    def refuse(name: str, *more: Any) -> Any:
        assert name != "chinese_calendar"
        return real(name, *more)

    monkeypatch.setattr(builtins, "__import__", refuse)
    assert calendar(gapub.open_library().registry).after(day("2026-02-10"), 20).latest == day("2026-03-16")


def test_a_missing_package_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "chinese_calendar", None)
    with pytest.raises(GapubError, match=r"gapub\[publication\]|not installed") as told:
        KNOWN_NOTHING.after(day("2025-12-20"), 20)
    assert [each.code for each in told.value.diagnostics] == ["publication-extra"]


KNOWN_NOTHING = Calendar({})
