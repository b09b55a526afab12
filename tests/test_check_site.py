"""What a website holds, judged against the catalogue. The made site of `site_records` says what is wrong by construction."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gapub.build.prepare import prepare
from gapub.diagnostics import Place
from gapub.model import events
from gapub.model.catalogue import Catalogue
from gapub.model.scheme import OF_SITES
from gapub.publication.calendar import Calendar, calendar
from gapub.publication.judging import check
from gapub.publication.pairs import Named
from gapub.publication.reading import read
from gapub.publication.record import Export, Record
from gapub.publication.result import Check
from gapub.sources.library import Library, open_library
from gapub.yaml.reader import parse
from site_records import AREA, AS_OF, EACH, FIELDS, NEAR, Fault, Made, Site, as_csv, as_json, as_xlsx, export, site

LIBRARY: Library = open_library()
CALENDAR: Calendar = calendar(LIBRARY.registry)
AGES = LIBRARY.scheme("inspection").ages
GRAVE = [code for code, each in OF_SITES.items() if each.severity != "info"]


def catalogues(folder: Path, profile: str) -> list[Catalogue]:
    """The catalogues of a profile, one a division, of the made area alone."""
    file = folder / "profile.yaml"
    file.write_text(profile, "utf-8")
    made = prepare("county", file, areas=(AREA,), library=LIBRARY)
    return [made.catalogue(each) for each in made.profiles()]


def judged(of: Sequence[Catalogue], *exports: Export, **more: Any) -> Check:
    given = {"as_of": AS_OF, "ages": AGES, **more}
    return check(of, exports, calendar=CALENDAR, registry=LIBRARY.registry, **given)


def found(made: Check) -> set[Fault]:
    """What is found of errors and warnings, as the site has planted it."""
    return {
        (each.found.code, each.division, each.row, each.found.arguments[0])
        for each in made.findings
        if each.found.severity != "info"
    }


@pytest.fixture(scope="module")
def whole() -> Site:
    return site()


@pytest.fixture(scope="module")
def made(whole: Site, tmp_path_factory: pytest.TempPathFactory) -> list[Catalogue]:
    return catalogues(tmp_path_factory.mktemp("site"), whole.profile)


def test_a_site_has_ten_faults_of_each_code_and_two_hundred_near_misses(whole: Site) -> None:
    assert len(whole.entries) >= 30_000
    for code in GRAVE:
        assert sum(each[0] == code for each in whole.planted) >= 2 * EACH, code
        assert whole.near[code] >= 2 * NEAR, code


WRITTEN: dict[str, Callable[[tuple[Made, ...]], bytes]] = {"csv": as_csv, "xlsx": as_xlsx, "json": as_json}


@pytest.mark.parametrize("kind", WRITTEN)
def test_all_that_is_wrong_is_found_and_nothing_else(
    kind: str, whole: Site, made: list[Catalogue], tmp_path: Path
) -> None:
    planted = whole if kind == "csv" else site(size=0)
    lists = []
    for name, entries in (("site", planted.entries), ("before", planted.before)):
        (tmp_path / f"{name}.{kind}").write_bytes(WRITTEN[kind](entries))
        lists.append(read([tmp_path / f"{name}.{kind}"]))
    result = judged(made, *lists[0], previous=lists[1])
    assert found(result) == planted.planted
    assert not any(each.code in GRAVE and each.number > len(planted.entries) for each in result.open)


# --- laws ------------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def small() -> Site:
    return site(2, 0)


def told(result: Check) -> dict[str, Any]:
    """What a check says, but for where each record stands."""
    return {
        "findings": sorted(
            (each.found.code, each.division, each.row, each.column, each.office, str(each.since), each.found.arguments)
            for each in result.findings
        ),
        "columns": result.columns,
        "open": result.open,
        "judged": result.judged,
    }


def some(small: Site, seed: int, share: float) -> list[Made]:
    """Some entries of the site, in any order."""
    draw = Random(seed)
    chosen = [each for each in small.entries if draw.random() < share]
    draw.shuffle(chosen)
    return chosen


_SEEDS = st.integers(0, 2**32)
_SHARES = st.sampled_from((0.02, 0.1))


@settings(max_examples=8, deadline=None)
@given(_SEEDS, _SHARES, st.integers(1, 4))
def test_the_order_of_records_and_files_changes_nothing(
    small: Site, made: list[Catalogue], seed: int, share: float, files: int
) -> None:
    entries = some(small, seed, share)
    parts = [export(tuple(entries[n::files]), f"{n}.csv") for n in range(files)]
    one = judged(made, export(tuple(sorted(entries, key=lambda each: each.url))))
    assert told(judged(made, *parts)) == told(one)
    assert told(judged(made, *reversed(parts))) == told(one)


@settings(max_examples=8, deadline=None)
@given(_SEEDS, _SHARES, st.integers(0, 13))
def test_a_sound_fresh_record_makes_no_column_blank_or_stale(
    small: Site, made: list[Catalogue], seed: int, share: float, age: int
) -> None:
    entries = some(small, seed, share)
    chosen = Random(seed).choice(small.entries)
    day = AS_OF - timedelta(age)
    fresh = chosen._replace(
        title="新的", published=day, formed=day, url="https://x.example/new", offline=False, removed=None
    )

    def bad(result: Check) -> set[Fault]:
        return {each for each in found(result) if each[0] in ("column-blank", "column-stale")}

    before, after = judged(made, export(tuple(entries))), judged(made, export((*entries, fresh)))
    assert bad(after) <= bad(before)


@settings(max_examples=8, deadline=None)
@given(_SEEDS, _SHARES, st.integers(1, 200))
def test_on_a_later_day_all_that_was_late_is_still_late(
    small: Site, made: list[Catalogue], seed: int, share: float, later: int
) -> None:
    entries = export(tuple(some(small, seed, share)))

    def late(day: date) -> set[Fault]:
        result = judged(made, entries, as_of=day, since=date(2025, 1, 1))
        return {each for each in found(result) if each[0] == "published-late"}

    assert late(AS_OF) <= late(AS_OF + timedelta(later))


# --- one thing at a time ---------------------------------------------------------------------------------------------------

FC: dict[str, Any] = {"within": "20wd", "of": ["formed", "changed"]}
TODAY = AS_OF


def row(id: str, limit: Any = FC, *, body: str = "finance", method: str = "proactive") -> dict[str, Any]:
    return {
        "id": id,
        "title": f"事项{id}",
        "content": ["内容"],
        "basis": ["open-government-information-regulations"],
        "time_limit": limit,
        "body": body,
        "channels": ["website"],
        "audience": "public",
        "method": method,
        "levels": ["county"],
    }


PARTS = [
    {"covers": "rest", **FC},
    {"covers": ["penalty-decisions"], "within": "7wd", "of": ["formed"]},
]
ROWS: list[tuple[dict[str, Any], Any]] = [
    (row("plain"), {"column": "公开/甲", "max_age": "30d"}),
    (row("shared-1"), {"column": "公开/乙", "max_age": "14d"}),
    (row("shared-2"), {"column": "公开/乙", "max_age": "1y"}),
    (row("words-1"), {"column": "公开/丙", "match": "预算、决算", "max_age": "14d"}),
    (row("words-2"), {"column": "公开/丙", "match": "采购|招标", "max_age": "14d"}),
    (row("tail"), {"column": "公示", "max_age": "1y"}),
    (row("address"), {"url": "https://zhuanghe.example/h/index.html", "max_age": "30d"}),
    (row("quarterly", {"every": "quarter"}), {"column": "公开/季报"}),
    (row("three-months", {"every": "quarter"}), {"column": "公开/季表", "max_age": "3mo"}),
    (row("yearly", {"every": "year", "by": {"month": 1, "day": 31}}), {"column": "公开/年报"}),
    (row("parts", PARTS), {"column": "公开/处罚"}),
    (row("no-start", {"within": "20wd", "of": "unstated"}), {"column": "公开/无起点"}),
    (row("event", {"within": "7wd", "of": ["penalty-decision"]}), {"column": "公开/事件"}),
    (row("hearing", {"before": "hearing", "lead": "7wd"}), {"column": "公开/听证"}),
    (row("contract", {"at": ["contract-signed"]}), {"column": "公开/合同"}),
    (
        row("part-event", {"within": "7wd", "of": ["penalty-decision"], "when": "many-dealings"}),
        {"column": "公开/部分"},
    ),
    (row("shown", {**FC, "display": {"exactly": "7wd"}}), {"column": "公开/公示七日"}),
    (row("until", {**FC, "keep": {"until": "year-end"}}), {"column": "公开/至年底"}),
    (row("nobody", body="education"), {"column": "公开/无机构"}),
    (row("asked", method="on_request"), {"column": "公开/依申请"}),
    (row("unbound"), None),
    (row("two"), [{"column": "公开/一处", "max_age": "1y"}, {"column": "公开/两处", "max_age": "1y"}]),
]
BLANK = {
    "甲",
    "乙",
    "丙",
    "公示",
    "季报",
    "季表",
    "年报",
    "处罚",
    "无起点",
    "事件",
    "听证",
    "合同",
    "部分",
    "公示七日",
    "至年底",
    "无机构",
    "一处",
    "两处",
}
DECISIONS = """\
year: 2026
decisions:
- title: 城区停车规划
  unit: 庄河市住房和城乡建设局
  notice: {url: "https://zhuanghe.example/n/1.html", from: 2026-05-06, until: 2026-06-05}
"""


@pytest.fixture(scope="module")
def one(with_decisions: list[Catalogue]) -> list[Catalogue]:
    return [each._replace(decisions=None) for each in with_decisions]


@pytest.fixture(scope="module")
def with_decisions(tmp_path_factory: pytest.TempPathFactory) -> list[Catalogue]:
    profile = {
        "division": {"code": "210283", "name": "庄河市"},
        "level": "county",
        "baseline": "national-2019",
        "bodies": {"finance": "庄河市财政局"},
        "rows": {f"{AREA}/all/{each['id']}": {"publish": publish} for each, publish in ROWS if publish},
        "add": [
            {
                "area": AREA,
                "title": "网站",
                "topics": [{"id": "all", "title": "全部", "items": [each for each, _ in ROWS]}],
            }
        ],
    }
    folder = tmp_path_factory.mktemp("one")
    (folder / "decisions.yaml").write_text(DECISIONS, "utf-8")
    return catalogues(folder, json.dumps(profile, ensure_ascii=False))


def entry(column: str, published: date | None = TODAY, **more: Any) -> Record:
    """A record that is sound but for what is said; `column` below 公开, unless it has a stroke."""
    path = tuple(column.split("/")) if "/" in column else ("首页", "公开", column)
    more = {"title": "一条信息", "formed": published, "office": "庄河市财政局", "online": True, **more}
    return Record("a.csv", 2, path, published=published, **more)


def check_of(one: list[Catalogue], *records: Record, fields: frozenset[str] = FIELDS, **more: Any) -> Check:
    numbered = tuple(each._replace(line=n) for n, each in enumerate(records, 2))
    return judged(one, Export("a.csv", "", fields, numbered), **more)


def codes(result: Check, *of: str) -> list[tuple[str, str]]:
    """Code and row of each error or warning, but for blank columns."""
    wanted = of or tuple(code for code in GRAVE if code != "column-blank")
    return [(each.found.code, each.row.rpartition("/")[2]) for each in result.findings if each.found.code in wanted]


def opened(result: Check, code: str) -> dict[str, int]:
    """How many things of a code were not judged, by row."""
    made = Counter[str]()
    for each in result.open:
        if each.code == code:
            made[each.row.rpartition("/")[2]] += each.number
    return dict(made)


JAN, FEB, MAY = date(2026, 1, 5), date(2026, 2, 2), date(2026, 5, 6)
CASES: dict[str, tuple[list[Record], list[tuple[str, str]], tuple[str, dict[str, int]] | None]] = {
    "the tail of a path is enough": ([entry("政务/财政/公示", TODAY)], [], ("column-blank", {})),
    "a tail that fits two columns is not guessed": (
        [entry("政务/财政/公示", JAN, formed=date(2025, 1, 6)), entry("政务/教育/公示", TODAY)],
        [],
        ("column-blank", {"": 1}),
    ),
    "the whole path comes before other columns that end like it": (
        [entry("公示/", TODAY), entry("政务/教育/公示", JAN, formed=date(2025, 1, 6))],
        [],
        ("column-blank", {}),
    ),
    "rows of one column without words: only what the laxest of them asks": (
        [entry("乙", AS_OF - timedelta(20), formed=date(2025, 1, 6))],
        [],
        ("published-late", {"shared-1": 1, "shared-2": 1}),
    ),
    "rows of one column without words: too old for each of them": (
        [entry("乙", date(2025, 11, 19))],
        [("column-stale", "")],
        None,
    ),
    "words tell rows apart": (
        [entry("丙", title="部门预算"), entry("丙", AS_OF - timedelta(15), title="采购公告")],
        [("column-stale", "words-2")],
        ("column-stale", {}),
    ),
    "a record that fits the words of two rows is not guessed": (
        [entry("丙", title="预算采购"), entry("丙", JAN, title="预算"), entry("丙", JAN, title="招标")],
        [],
        ("column-stale", {"words-1": 1, "words-2": 1}),
    ),
    "a record with the words of no row is that of none": (
        [
            entry("丙", date(2025, 6, 2), title="其他", formed=date(2025, 1, 6)),
            entry("丙", title="采购"),
            entry("丙", title="决算"),
        ],
        [],
        ("published-late", {}),
    ),
    "a column may be told by its address": (
        [entry("任意/栏目", AS_OF - timedelta(31), url="http://www.zhuanghe.example/h/a/1.html")],
        [("column-stale", "address")],
        None,
    ),
    "an address that only begins alike is another": (
        [entry("任意/栏目", AS_OF - timedelta(31), url="http://www.zhuanghe.example/hh/1.html")],
        [],
        None,
    ),
    "without a date of publication nobody knows how old it is": (
        [entry("甲", None), entry("甲", JAN)],
        [],
        ("column-stale", {"plain": 1}),
    ),
    "a date in the future is none of the latest": (
        [entry("甲", TODAY + timedelta(1), formed=TODAY), entry("甲", JAN)],
        [("column-stale", "plain"), ("future-dated", "plain")],
        None,
    ),
    "without the date of the document nobody knows whether it is late": (
        [entry("甲", formed=None)],
        [],
        ("published-late", {"plain": 1}),
    ),
    "made after it was published: not late": ([entry("甲", JAN, formed=FEB), entry("甲")], [], ("published-late", {})),
    "in a row of parts it is late by the longest limit": (
        [entry("处罚", formed=AS_OF - timedelta(60)), entry("处罚", formed=AS_OF - timedelta(20), title="另一条")],
        [("published-late", "parts")],
        ("published-late", {"parts": 1}),
    ),
    "a limit without a start is not judged": ([entry("无起点", formed=JAN)], [], ("published-late", {"no-start": 1})),
    "a limit that runs from an event is not that of the document": (
        [entry("事件", formed=JAN)],
        [],
        ("published-late", {"event": 1}),
    ),
    "a quarter without anything": (
        [entry("季报", day) for day in (JAN, date(2026, 4, 1), TODAY)],
        [("missing-period", "quarterly")],
        None,
    ),
    "three months are no longer than a quarter": (
        [entry("季表", date(2026, 7, 10))],
        [("column-stale", "three-months")],
        None,
    ),
    "a title may name the quarter": (
        [entry("季报", JAN), entry("季报", date(2026, 4, 1)), entry("季报", title="2026年第3季度收支")],
        [],
        None,
    ),
    "a quarter of which nobody knows": (
        [entry("季报", JAN), entry("季报", date(2026, 4, 1)), entry("季报", None), entry("季报")],
        [],
        ("missing-period", {"quarterly": 1}),
    ),
    "what is due by a day and came later": (
        [entry("年报", FEB), entry("甲", date(2025, 12, 31)), entry("甲")],
        [("published-late", "yearly")],
        None,
    ),
    "what is due by a day may come before its year": (
        [
            entry("年报", date(2025, 1, 20)),
            entry("年报", date(2025, 12, 30)),
            entry("甲", date(2024, 12, 30)),
            entry("甲"),
        ],
        [],
        None,
    ),
    "nobody knows whether it is still there": (
        [entry("公示七日", date(2026, 11, 2), online=None)],
        [],
        ("kept-too-long", {"shown": 1}),
    ),
    "an end that is an event": (
        [entry("至年底"), entry("至年底", JAN, online=False)],
        [],
        ("taken-down", {"until": 1}),
    ),
    "no office of the row is known": ([entry("无机构")], [], ("wrong-office", {"nobody": 1})),
    "what is disclosed on request need not be there": ([], [], None),
    "a row with two columns has what is in either": (
        [entry("一处"), entry("两处", formed=AS_OF - timedelta(60))],
        [("published-late", "two")],
        None,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_found_and_what_nobody_can_judge(case: str, one: list[Catalogue]) -> None:
    records, expected, left = CASES[case]
    numbered = [each._replace(url=each.url or f"https://zhuanghe.example/p/{n}.html") for n, each in enumerate(records)]
    result = check_of(one, *numbered, fields=FIELDS - {"removed"})
    assert codes(result) == expected
    if left is not None:
        assert opened(result, left[0]) == left[1]


HAPPENED = """\
events:
- {date: 2026-11-02, event: penalty-decision, what: 对甲公司的处罚决定, number: 庄市监罚〔2026〕8号}
"""
OF_A = "行政处罚决定书（庄市监罚〔2026〕8号）"
ON_TIME, LATE = date(2026, 11, 11), date(2026, 11, 12)
"""The seventh working day after the event, and the day after that."""
MATTERS = {
    "in time by its number": (HAPPENED, [entry("事件", ON_TIME, number="庄市监罚[2026]08号")], [], {}),
    "late by its number": (
        HAPPENED,
        [entry("事件", LATE, number="庄市监罚〔2026〕8号")],
        [("published-late", "event")],
        {},
    ),
    "late by the number in its title": (HAPPENED, [entry("事件", LATE, title=OF_A)], [("published-late", "event")], {}),
    "late by its title": (
        HAPPENED,
        [entry("事件", LATE, title="对甲公司的处罚决定")],
        [("published-late", "event")],
        {},
    ),
    "late by a title that it quotes": (
        HAPPENED,
        [entry("事件", LATE, title="关于公布《对甲公司的处罚决定》的公告")],
        [("published-late", "event")],
        {},
    ),
    "the first of a matter counts": (
        HAPPENED,
        [entry("事件", ON_TIME, title=OF_A), entry("事件", LATE, title=f"{OF_A}的说明")],
        [],
        {},
    ),
    "another matter is open, and so is the one that nothing names": (
        HAPPENED,
        [entry("事件", LATE), entry("甲", date(2026, 9, 1))],
        [],
        {"event": 2},
    ),
    "no day": (HAPPENED, [entry("事件", None, title=OF_A)], [], {"event": 1}),
    "an event of another row": (
        HAPPENED.replace("number:", f"items: [{AREA}/all/plain], number:"),
        [entry("事件", LATE, title=OF_A)],
        [],
        {"event": 1},
    ),
    "an event of another division": (
        HAPPENED.replace("number:", "division: 瓦房店市, number:"),
        [entry("事件", LATE, title=OF_A)],
        [],
        {"event": 1},
    ),
    "an event of this division": (
        HAPPENED.replace("number:", 'division: "210283", number:'),
        [entry("事件", LATE, title=OF_A)],
        [("published-late", "event")],
        {},
    ),
    "an event that is no start": (
        HAPPENED.replace("penalty-decision", "meeting"),
        [entry("事件", LATE, title=OF_A)],
        [],
        {"event": 1},
    ),
    "before a hearing": (
        HAPPENED.replace("penalty-decision", "hearing"),
        [entry("听证", date(2026, 10, 22), title=OF_A)],
        [],
        {},
    ),
    "too late before a hearing": (
        HAPPENED.replace("penalty-decision", "hearing"),
        [entry("听证", date(2026, 10, 23), title=OF_A)],
        [("published-late", "hearing")],
        {},
    ),
    "with a contract": (
        HAPPENED.replace("penalty-decision", "contract-signed"),
        [entry("合同", date(2026, 11, 2), title=OF_A)],
        [],
        {},
    ),
    "after a contract": (
        HAPPENED.replace("penalty-decision", "contract-signed"),
        [entry("合同", date(2026, 11, 3), title=OF_A)],
        [("published-late", "contract")],
        {},
    ),
    "only a part has the limit": (HAPPENED, [entry("部分", LATE, title=OF_A)], [], {"part-event": 1}),
}
"""Events of `events.yaml`, records, what is late, and of how many things that is open, by row."""


@pytest.mark.parametrize("case", MATTERS)
def test_limits_that_run_from_an_event_are_joined_with_its_day(case: str, one: list[Catalogue]) -> None:
    text, records, late, left = MATTERS[case]
    tree, _ = parse(text.encode(), "events.yaml")
    happened, wrong = events.read(tree, "events.yaml")
    assert happened is not None and wrong == []
    result = check_of(one, *records, events=happened)
    assert (codes(result, "published-late"), opened(result, "published-late")) == (late, left)
    for each in (each for each in result.findings if each.found.code == "published-late"):
        assert each.found.related[0][0] == Place("events.yaml", 2, 3) and "2026-11-02" in each.found.message.zh


def test_a_blank_site_has_as_many_blank_columns_as_are_bound(one: list[Catalogue]) -> None:
    result = check_of(one)
    blank = {each.column.rpartition("/")[2] for each in result.findings if each.found.code == "column-blank"}
    assert blank == {*BLANK, "index.html"}
    assert [each.row for each in result.findings if each.found.code == "row-unbound"] == [f"{AREA}/all/unbound"]
    assert codes(result) == []


def test_holidays_that_nobody_has_announced_leave_open_what_hangs_on_them(one: list[Catalogue]) -> None:
    formed = date(2029, 12, 20)
    days = {date(2030, 1, 14): [], date(2030, 1, 20): [], date(2030, 1, 28): [("published-late", "plain")]}
    for published, expected in days.items():
        result = check_of(one, entry("甲", published, formed=formed), as_of=published)
        assert codes(result, "published-late") == expected
    assert opened(
        check_of(one, entry("甲", date(2030, 1, 20), formed=formed), as_of=date(2030, 1, 20)), "published-late"
    ) == {"plain": 1}


def test_a_call_for_comments_on_a_decision_is_out_in_time_and_has_its_feedback(with_decisions: list[Catalogue]) -> None:
    url = "https://zhuanghe.example/n/1.html"
    notice = entry("其他", MAY, title="关于《城区停车规划（征求意见稿）》公开征求意见的公告", url=url)
    answer = entry(
        "其他", date(2026, 6, 20), title="《城区停车规划》意见采纳情况", url="https://zhuanghe.example/n/2.html"
    )
    of = ("published-late", "feedback-missing")
    assert codes(check_of(with_decisions, notice, answer), *of) == []
    assert codes(check_of(with_decisions, notice), *of) == [("feedback-missing", "")]
    assert codes(check_of(with_decisions, notice._replace(published=date(2026, 5, 7)), answer), *of) == [
        ("published-late", "")
    ]
    assert opened(check_of(with_decisions, answer), "published-late") == {"": 1}
    late = [each for each in check_of(with_decisions, notice).findings if each.found.code == "feedback-missing"]
    assert [(str(each.since), each.office) for each in late] == [("2026-07-06", "庄河市住房和城乡建设局")]


ANSWERED = [
    ("关于停车管理办法公开征求意见的公告", "关于停车管理办法公开征求意见采纳情况的公告", True),
    ("停车管理办法（征求意见稿）向社会公开征求意见的通告", "停车管理办法（征求意见稿）意见征集结果反馈", True),
    ("停车管理办法", "关于停车管理办法公众意见建议采纳情况的说明", True),
    ("关于停车收费办法公开征求意见的公告", "关于停车管理办法公开征求意见采纳情况的公告", False),
    ("关于公开征求意见的公告", "关于征求意见结果的公告", False),
    ("停车管理办法", "停车管理办法", False),
    ("（征求意见稿）" * 9_000, "（征求意见稿）" * 9_000 + "意见采纳情况", False),
]


@pytest.mark.parametrize(("title", "result", "answered"), ANSWERED, ids=[each[1][:20] for each in ANSWERED])
def test_what_came_of_a_call_names_it_without_quotation_marks_too(title: str, result: str, answered: bool) -> None:
    call, other = entry("甲", title=title), entry("乙", title=result)
    assert (other in Named([other]).naming(call)) is answered


def test_a_column_of_two_divisions_is_told_by_the_host(tmp_path: Path) -> None:
    def bound(url: str) -> dict[str, Any]:
        return {
            f"{AREA}/all/plain": {"publish": {"column": "公开/甲", "max_age": "30d", **({"url": url} if url else {})}}
        }

    profile = {
        "divisions": [
            {"code": "210283", "name": "庄河市", "rows": bound("https://zhuanghe.example/a/")},
            {"code": "210281", "name": "瓦房店市", "rows": bound("https://wafangdian.example/a/")},
        ],
        "level": "county",
        "baseline": "national-2019",
        "add": [{"area": AREA, "title": "网站", "topics": [{"id": "all", "title": "全部", "items": [row("plain")]}]}],
    }
    of = catalogues(tmp_path, json.dumps(profile, ensure_ascii=False))
    here = entry("甲", url="https://www.zhuanghe.example/b/1.html")
    there = entry("甲", JAN, url="http://wafangdian.example/b/1.html")
    result = check_of(of, here, there)
    assert [(each.found.code, each.division) for each in result.findings] == [("column-stale", "瓦房店市")]
    unknown = check_of(of, here, there._replace(url=""))
    assert [(each.code, each.division) for each in unknown.open if each.code == "column-blank"] == [
        ("column-blank", "瓦房店市")
    ]


def test_columns_that_nobody_has_bound_are_told_one_by_one_while_one_can_read_them(one: list[Catalogue]) -> None:
    def unbound(*paths: str) -> list[tuple[str, str]]:
        result = check_of(one, *(entry(path) for path in paths))
        of = [each for each in result.findings if each.found.code == "column-unbound"]
        return [(each.column, each.found.message.zh) for each in of]

    assert unbound("首页/其他/甲", "其他/甲", "其他/乙") == [
        ("其他/乙", "栏目“其他/乙”（1 条信息）没有对应的事项"),
        ("其他/甲", "栏目“其他/甲”（2 条信息）没有对应的事项"),
    ]
    below = unbound(*(f"部门{n % 100}/栏目{n}" for n in range(10_000)))
    assert len(below) == 100
    assert below[0] == ("部门0", "栏目“部门0”及其下级共 100 个栏目（100 条信息）没有对应的事项")
    flat = unbound(*(f"栏目{n}/" for n in range(3_000)))
    assert len(flat) == 1_001
    assert flat[0] == ("", "其余栏目及其下级共 2000 个栏目（2000 条信息）没有对应的事项")


@pytest.mark.parametrize("day", [date.min, date.max, AS_OF])
def test_dates_at_the_ends_of_time_are_days_like_others(day: date, small: Site, made: list[Catalogue]) -> None:
    ends = [(one, other) for one in (date.min, date.max) for other in (date.min, date.max)]
    records = [
        each._replace(published=published, formed=formed)
        for each, (published, formed) in zip(export(small.entries[:400]).records, ends * 100, strict=True)
    ]
    result = judged(made, Export("a.csv", "", FIELDS, tuple(records)), as_of=day)
    assert sum(each.found.code == "future-dated" for each in result.findings) == (0 if day == date.max else 300)
