"""What gapub keeps of a website from one run to the next: what was mended, what is overdue since when, and nothing lost."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapub.cli.schema import schema_of
from gapub.diagnostics import GapubError, Text
from gapub.publication import history
from gapub.publication.history import History, Latest
from gapub.publication.result import Check, Finding, Open
from site_checks import BIRTH, COLUMNS, CREDIT, FINDINGS, HOME, HOSTILE, RECORDS, TAX, checked, found, merged, record

SPRING, SUMMER, AUTUMN = date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30)
HERE = ("某县",)
FILE = "记录.jsonl"


def run(before: History, check: Check, divisions: tuple[str, ...] = HERE) -> History:
    """A run, by way of the file."""
    history.agrees(before, check.as_of, check.level, divisions, FILE)
    text = history.text(history.updated(before, check, divisions))
    after, wrong = history.read(text, FILE)
    assert wrong == [] and history.text(after) == text
    again = history.updated(after, check, divisions)
    assert history.text(again) == text, "the same run again changes nothing"
    assert history.changes(again, check, divisions) == history.changes(after, check, divisions)
    return after


def codes(matters: tuple[history.Matter, ...]) -> list[str]:
    return sorted(each.code for each in matters)


def at(day: date, *findings: Finding, **more: Any) -> Check:
    """A check in which all can be judged."""
    return checked(findings, as_of=day, **({"open": ()} | more))


def test_two_quarters() -> None:
    """What was mended, what is overdue since when, what is new, what is back."""
    blank, stale = found("column-blank", area=HOME), found("column-stale", area=TAX, since=date(2026, 2, 1))
    late = found("published-late", CREDIT, of=RECORDS[0])
    first = run(History(), at(SPRING, blank, stale))
    second = run(first, at(SUMMER, stale, late))
    told = history.changes(second, at(SUMMER, stale, late), HERE)
    assert (told.before, codes(told.mended), codes(told.standing), codes(told.new)) == (
        SPRING, ["column-blank"], ["column-stale"], ["published-late"],
    )  # fmt: skip
    (standing,) = told.standing
    assert (standing.overdue, standing.first, standing.last) == (date(2026, 2, 1), SPRING, SUMMER)
    assert told.mended[0].mended == SUMMER
    third = run(second, at(AUTUMN, blank, late))
    told = history.changes(third, at(AUTUMN, blank, late), HERE)
    assert (codes(told.returned), codes(told.mended), codes(told.standing)) == (
        ["column-blank"], ["column-stale"], ["published-late"],
    )  # fmt: skip
    (back,) = told.returned
    assert (back.before, back.first, back.overdue) == (SUMMER, AUTUMN, AUTUMN)
    assert [each.mended for each in third.matters if each.code == "column-blank"] == [SUMMER, None], (
        "the old line stays"
    )
    assert told.found_first(history.name_of(late, "某县")) == SUMMER


def test_each_line_is_as_its_schema() -> None:
    full = run(run(History(), checked(as_of=SUMMER)), checked(FINDINGS[:5], RECORDS[:3]))
    form = jsonschema.Draft202012Validator(schema_of("site-record"))
    lines = [json.loads(line) for line in history.text(full).splitlines()]
    assert [each for line in lines for each in form.iter_errors(line)] == []
    assert {each["kind"] for each in lines} == {"run", "finding", "record"}
    assert any("gone" in each for each in lines) and any("mended" in each for each in lines)
    for wrong in (
        {"kind": "other"},
        {**lines[0], "format": "x"},
        {**lines[-1], "first": "2026-1-1"},
        {**lines[-1], "x": 1},
    ):
        assert not form.is_valid(wrong) and history.read(json.dumps(wrong), FILE)[1]


def test_what_could_not_be_judged_this_time_is_not_mended() -> None:
    stale, office = found("column-stale", area=TAX), found("wrong-office", CREDIT, of=RECORDS[0])
    first = run(History(), at(SPRING, stale, office))
    why = Text("不明", "unknown")
    open_ = (Open("column-stale", why, "", "", COLUMNS[TAX]), Open("wrong-office", why, "", CREDIT, COLUMNS[TAX], 9))
    told = at(SUMMER, open=open_)
    assert codes(history.changes(run(first, told), told, HERE).unjudged) == ["column-stale", "wrong-office"]
    gone = checked((), RECORDS[1:], as_of=SUMMER, open=open_)
    assert codes(history.changes(run(first, gone), gone, HERE).mended) == ["wrong-office"], (
        "of what is gone nothing is open"
    )
    other = at(SUMMER, open=(Open("column-stale", why, "", "", COLUMNS[HOME]),))
    assert len(history.changes(run(first, other), other, HERE).mended) == 2


def test_what_was_late_stays_so_and_is_told_once() -> None:
    first = run(History(), at(SPRING, found("published-late", CREDIT, of=RECORDS[0])))
    later = at(SUMMER)
    told = history.changes(run(first, later), later, HERE)
    assert [*told.mended, *told.standing, *told.unjudged] == []
    assert [(each.code, each.mended) for each in run(first, later).matters] == [("published-late", None)]
    assert history.last_before(first, SPRING) is None
    assert history.last_before(first, SUMMER) == SPRING


def test_a_run_of_one_division_leaves_the_others_alone() -> None:
    both = merged(at(SPRING, FINDINGS[0], division="甲县"), at(SPRING, FINDINGS[1], division="乙县"))
    first = run(History(), both, ("甲县", "乙县"))
    alone = at(SUMMER)  # a single division has no name in what is found
    second = run(first, alone, ("乙县",))
    assert [(each.division, each.mended) for each in second.matters] == [("乙县", SUMMER), ("甲县", None)]
    assert not any(each.gone for each in second.known)
    whole = merged(at(AUTUMN, FINDINGS[0], division="甲县"), at(AUTUMN, division="乙县"))
    third = run(second, whole, ("甲县", "乙县"))
    assert [(each.last, each.mended) for each in third.matters if each.division == "甲县"] == [(AUTUMN, None)]


def test_what_was_there_is_known_next_time_and_stays_known() -> None:
    first = run(History(), checked((), RECORDS, as_of=SPRING))
    assert history.export(first, SPRING, FILE).records == (), "a run that is made again sees what it saw"
    before = history.export(first, SUMMER, FILE)
    assert {each.url for each in before.records} == {each.url for each in RECORDS}
    assert {each.path for each in before.records} == {each.path for each in RECORDS}
    lines = history.text(first).splitlines()
    assert json.loads(lines[before.records[0].line - 1])["url"] == before.records[0].url, (
        "a finding about it names the line"
    )
    second = run(first, checked((), RECORDS[1:], as_of=SUMMER))
    (gone,) = (each for each in second.known if each.gone)
    assert (gone.url, gone.first, gone.gone) == (RECORDS[0].url, SPRING, SUMMER)
    assert len(history.export(second, AUTUMN, FILE).records) == len(RECORDS), "or its finding would be called mended"
    third = run(second, checked((), RECORDS, as_of=AUTUMN))
    assert not any(each.gone for each in third.known)
    unbound = checked((), RECORDS, as_of=AUTUMN)
    unbound = unbound._replace(
        columns=unbound.columns[1:], seen=tuple(each for each in unbound.seen if each.column != COLUMNS[TAX])
    )
    assert {each.column for each in run(third, unbound).known} == {COLUMNS[HOME]}


def test_entries_without_an_address_are_told_by_title_and_day() -> None:
    monthly = tuple(record(n, title="低保名单公示", published=date(2026, n, 1))._replace(url="") for n in (1, 2))
    first = run(History(), checked((), monthly, as_of=SPRING))
    assert len(first.known) == 2
    assert [each.published for each in run(first, checked((), monthly[1:], as_of=SUMMER)).known if each.gone] == [
        date(2026, 1, 1)
    ]


def test_another_address_mends_nothing() -> None:
    late = found("published-late", CREDIT, of=RECORDS[0], since=date(2026, 2, 1))
    first = run(History(), checked((late,), RECORDS[:2], as_of=SPRING, open=()))
    moved = tuple(each._replace(url=each.url.replace("http:", "https:")) for each in RECORDS[:2])
    check = checked((late._replace(record=moved[0]),), moved, as_of=SUMMER, open=())
    second = run(first, check)
    (matter,) = second.matters
    assert (matter.first, matter.last, matter.mended, matter.url) == (SPRING, SUMMER, None, moved[0].url)
    assert history.changes(second, check, HERE).found_first(history.name_of(check.findings[0], "某县")) == SPRING
    assert {each.url for each in second.known} == {each.url for each in moved} and not any(
        each.gone for each in second.known
    )


def test_a_column_that_the_website_calls_otherwise_keeps_its_own_path() -> None:
    other = record(1)._replace(path=("首页", "税收管理"))
    check = checked((), (), as_of=SPRING)
    check = check._replace(seen=(checked((), (record(1),)).seen[0]._replace(record=other),))
    after = run(History(), check)
    assert history.export(after, SUMMER, FILE).records[0].path == ("首页", "税收管理")


def test_when_a_row_was_last_published() -> None:
    old, new = record(1, published=date(2026, 1, 5)), record(2, published=date(2026, 2, 5))
    after = run(History(), checked((), (old, new, record(3, HOME, published=None)), as_of=SPRING))
    assert history.latest(after, "") == {CREDIT: Latest(date(2026, 2, 5), COLUMNS[TAX], new.title, new.url)}
    assert BIRTH not in history.latest(after, ""), "an entry without a day says nothing"
    assert history.latest(after, "乙县") == {}
    after = run(after, checked((), (old,), as_of=SUMMER))
    assert history.latest(after, "某县")[CREDIT].day == date(2026, 1, 5), "what is gone counts no longer"


@pytest.mark.parametrize(
    ("day", "level", "divisions", "code"),
    [
        (date(2026, 6, 29), "county", HERE, "record-ahead"),
        (SUMMER, "township", HERE, "record-other-level"),
        (SUMMER, "county", ("乙县",), "record-other-place"),
        (SUMMER, "county", HERE, None),
    ],
)
def test_a_record_of_something_else_is_refused(
    day: date, level: str, divisions: tuple[str, ...], code: str | None
) -> None:
    kept = run(History(), checked(as_of=SUMMER))
    if code is None:
        history.agrees(kept, day, level, divisions, FILE)
        return
    with pytest.raises(GapubError) as raised:
        history.agrees(kept, day, level, divisions, FILE)
    assert raised.value.diagnostics[0].code == code and raised.value.diagnostics[0].hint


DAMAGED = (
    "x",
    "[1]",
    '"text"',
    "{}",
    '{"kind": ["run"]}',
    '{"kind": "run", "kind": "run"}',
    '{"kind": "finding", "id": "a", "code": "column-blank", "first": "2026-01-02", "last": "2026-01-01"}',
    '{"kind": "finding", "id": "a", "code": "column-blank", "first": "2026-01-02"}',
    '{"kind": "finding", "id": "a", "code": 1, "first": "2026-01-02", "last": "2026-01-02"}',
    '{"kind": "record", "column": "a", "first": "2026-02-30"}',
    '{"kind": "record", "column": "a", "first": "2026-02-03", "path": "a/b"}',
    '{"kind": "record", "column": "a", "first": "2026-02-03", "seen": true}',
    '{"kind": "run", "format": "gapub-site-record/2", "as_of": "2026-01-01"}',
    '{"kind": "run", "format": "gapub-site-record/1", "as_of": "2026-01-01", "level": "county", "divisions": [1], "exports": []}',
    '{"kind": "run", "format": "gapub-site-record/1", "as_of": "2026-01-01", "level": "county", "divisions": [], "exports": [{}]}',
    "[" * 100_000,
)


@pytest.mark.parametrize("line", DAMAGED, ids=lambda line: line[:60])
def test_a_damaged_line_is_told_with_its_place(line: str) -> None:
    whole = history.text(run(History(), at(SPRING, FINDINGS[0]))).splitlines()
    _, (wrong,) = history.read("\n".join([*whole[:2], line, *whole[2:]]), FILE)
    assert (str(wrong.place), wrong.code) == (f"{FILE}:3:1", "record-line") and wrong.hint


def test_another_file_is_told_by_its_first_lines() -> None:
    _, wrong = history.read("栏目,标题\n" * 100_000, FILE)
    assert [each.place.line for each in wrong if each.place] == [*range(1, 21)]


def test_two_open_lines_of_a_matter_are_damage_and_what_notepad_does_is_none() -> None:
    text = history.text(run(History(), at(SPRING, FINDINGS[0])))
    line = next(each for each in text.splitlines() if '"finding"' in each)
    _, (wrong,) = history.read(f"{text}{line}\n", FILE)
    assert "2" in wrong.message.zh
    _, (wrong,) = history.read(f"{line}\n", FILE)
    assert "run" in wrong.message.en
    twice, wrong_ = history.read("\ufeff" + text.replace("\n", "\r\n\r\n"), FILE)
    assert wrong_ == [] and history.text(twice) == text
    assert history.read("", FILE) == (History(), [])


TEXTS = st.text(max_size=8) | st.sampled_from([HOSTILE, "", "\u2028", "\ud800"])


@given(
    st.lists(st.tuples(TEXTS, TEXTS, TEXTS, st.dates(date(2000, 1, 1), AUTUMN)), max_size=5),
    st.permutations(FINDINGS[:6]),
)
def test_whatever_a_website_says_is_kept_and_read_back(
    entries: list[tuple[str, str, str, date]], some: list[Finding]
) -> None:
    records = tuple(
        record(n, title=title, published=day)._replace(url=url, path=(*COLUMNS[TAX].split("/")[:2], path or "x"))
        for n, (title, url, path, day) in enumerate(entries)
    )
    seen = tuple(checked((), (record(1),)).seen[0]._replace(record=each) for each in records)
    about = [each._replace(record=records[n]) if n < len(records) else each for n, each in enumerate(some)]
    first = checked(tuple(about), (), as_of=SUMMER)._replace(seen=seen)
    text = history.text(history.updated(History(), first, HERE))
    kept, wrong = history.read(text, FILE)
    assert wrong == [] and history.text(kept) == text and text.encode()
    assert history.text(history.updated(kept, first, HERE)) == text
    turned = first._replace(findings=first.findings[::-1], seen=first.seen[::-1])
    assert history.read(history.text(history.updated(History(), turned, HERE)), FILE)[0].runs == kept.runs
