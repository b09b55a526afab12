"""`gapub due`: what is due when, by hand; the calendar that others read; texts that would act."""

from __future__ import annotations

import json
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st

from calendars import until_2026  # noqa: F401  # for every test here
from gapub.build.prepare import prepare
from gapub.cli.schema import schema_of
from gapub.model.catalogue import Catalogue
from gapub.model.registry import Registry
from gapub.publication.calendar import Calendar, calendar
from gapub.publication.due import plan
from in_process import gapub
from rule_examples import REGISTRY
from samples import RUN

GUIDELINE = """\
area: elderly-care
edition: "2019"
number: 6
title: {zh: 养老服务, en: Elderly care}
issuer: {zh: 民政部, en: Ministry of Civil Affairs}
document: {title: 养老服务领域基层政务公开标准指引, number: 民办函〔2019〕52号, issued: "2019-04-30", status: seen, seen: [S1]}
coverage: {status: complete, expected: %d}
topics:
- id: t
  title: {zh: 养老服务, en: Elderly-care services}
  items:
%ssources:
  S1: {place: 互助县, level: county, url: "http://www.huzhu.gov.cn/info/1183/44994.htm"}
  S2: {place: 大英县, level: county}
"""
ROW = """\
  - id: %s
    title: {zh: 事项 %s, en: Item %s}
    content: [补贴对象, 补贴标准]
    basis: [open-government-information-regulations]
    time_limit: %s
    body: %s
    channels: [website, social-media]
    audience: public
    method: proactive
    levels: [county, township]
    evidence: {status: corroborated, sources: [S1, S2]}
"""
PROFILE = """\
division: {code: "210283", name: 庄河市}
level: county
baseline: example
example: true
cover: {office: 庄河市人民政府办公室, date: "2026-11-23", version: "1.0", phone: "0411-00000000"}
bodies: {civil-affairs: 庄河市民政局, finance: 庄河市财政局}
"""
TOWNS = """\
divisions:
- {code: "210283101", name: 青堆镇}
- {code: "210283102", name: 徐岭镇}
level: township
baseline: example
example: true
"""


def project(folder: Path, limits: dict[str, str], events: str = "", profile: str = PROFILE) -> Path:
    """A project of one area with a row for each time limit, by its id; a row `finance-…` is that of the finance authority."""
    rows = "".join(
        ROW % (name, name, name, limit, "finance" if name.startswith("finance") else "civil-affairs")
        for name, limit in limits.items()
    )
    files = {
        "guidelines/elderly-care/2019.yaml": GUIDELINE % (len(limits), rows),
        "guidelines/registry/zz-example.yaml": REGISTRY,
        "profile.yaml": profile,
    }
    if events:
        files["events.yaml"] = f"events:\n{events}"
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def run(folder: Path, start: str, until: str, *arguments: str, format: str = "json") -> Any:
    """What the command prints of the profile in a folder."""
    done = gapub("due", "--from", start, "--to", until, "--profile", ".", "--format", format, *arguments, cwd=folder)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout) if format == "json" else done.stdout


def days(tree: Any) -> list[tuple[str, str, str | None, str | None]]:
    """Row, action and days of what is due."""
    return [(each["row"].rpartition("/")[2], each["action"], each["earliest"], each["latest"]) for each in tree["due"]]


def on(day: str, event: str, row: str = "", what: str = "甲") -> str:
    items = f", items: [elderly-care/t/{row}]" if row else ""
    return f"- {{date: {day}, event: {event}, what: {what}{items}}}\n"


NOTHING = ""
WD20 = "{within: 20wd, of: [formed, changed]}"
CASES = [
    # limit, events, range, what is due
    ("{every: year, by: {month: 1, day: 31}}", NOTHING, ("2026-01-01", "2027-12-31"), ["2026-01-31", "2027-01-31"]),
    ("{every: year, by: {month: 3, day: 31}}", NOTHING, ("2026-03-31", "2026-03-31"), ["2026-03-31"]),
    ("{every: year, by: {month: 3, day: 31}}", NOTHING, ("2026-04-01", "2027-03-30"), []),
    ("{every: year, by: year-end}", NOTHING, ("2026-01-01", "2026-12-31"), ["2026-12-31"]),
    ("{every: year, by: {month: 2, day: 29}}", NOTHING, ("2027-01-01", "2028-12-31"), ["2027-02-28", "2028-02-29"]),
    (
        "{every: quarter}",
        NOTHING,
        ("2026-02-01", "2026-12-31"),
        ["2026-03-31", "2026-06-30", "2026-09-30", "2026-12-31"],
    ),
    ("{every: quarter, by: {month: 1, day: 20}}", NOTHING, ("2026-01-21", "2026-07-20"), ["2026-04-20", "2026-07-20"]),
    ("{every: half-year}", NOTHING, ("2026-01-01", "2026-12-31"), ["2026-06-30", "2026-12-31"]),
    ("{every: month, by: {day: 10}}", NOTHING, ("2026-11-11", "2027-01-10"), ["2026-12-10", "2027-01-10"]),
    ("{every: month, by: {day: 31}}", NOTHING, ("2026-02-01", "2026-02-28"), ["2026-02-28"]),
    ("{every: week}", NOTHING, ("2026-11-30", "2026-12-13"), ["2026-12-06", "2026-12-13"]),
    # 20 days after the approval of the budget; a week-end is not skipped
    (
        "{within: 20d, of: congress-approval}",
        on("2026-02-01", "congress-approval"),
        ("2026-01-01", "2026-12-31"),
        ["2026-02-21"],
    ),
    # over the Spring Festival of 2026: off 15-23 February, worked 14 and 28
    (WD20, on("2026-02-10", "文件印发", "row"), ("2026-01-01", "2026-12-31"), ["2026-03-16"]),
    (WD20, on("2026-02-10", "变更", "row"), ("2026-03-17", "2026-12-31"), []),
    (WD20, on("2026-02-10", "获取", "row"), ("2026-01-01", "2026-12-31"), []),
    (WD20, on("2026-02-10", "文件印发", "other"), ("2026-01-01", "2026-12-31"), []),
    ("{within: 20wd, of: unstated}", on("2026-02-10", "文件印发", "row"), ("2026-01-01", "2026-12-31"), ["2026-03-16"]),
    ("{within: 1mo, of: [formed]}", on("2026-01-31", "形成", "row"), ("2026-01-01", "2026-12-31"), ["2026-02-28"]),
    ("{within: 1wk, of: [formed]}", on("2026-01-31", "形成", "row"), ("2026-01-01", "2026-12-31"), ["2026-02-07"]),
    ("{within: 24h, of: [formed]}", on("2026-01-31", "形成", "row"), ("2026-01-01", "2026-12-31"), ["2026-02-01"]),
    ("{at: [formed, changed]}", on("2026-01-31", "形成", "row"), ("2026-01-01", "2026-12-31"), ["2026-01-31"]),
    # before: 7 working days before a hearing, across May Day (off 1-5, worked 9)
    ("{before: hearing, lead: 7wd}", on("2026-05-11", "组织听证"), ("2026-01-01", "2026-12-31"), ["2026-04-28"]),
    ("{before: term-starts, lead: unstated}", on("2026-09-01", "开学"), ("2026-01-01", "2026-12-31"), ["2026-08-31"]),
    ("{before: hearing, lead: 1mo}", on("2026-03-31", "hearing"), ("2026-01-01", "2026-12-31"), ["2026-02-28"]),
    # every 20 working days, since the last time
    (
        "{every: 20wd}",
        on("2026-01-05", "公开", "row") + on("2026-02-10", "公开", "row", "乙"),
        ("2026-01-01", "2026-12-31"),
        ["2026-03-16"],
    ),
    (
        "{every: term}",
        on("2026-03-02", "开学") + on("2026-09-01", "开学"),
        ("2026-01-01", "2026-12-31"),
        ["2026-08-31"],
    ),
]


@pytest.mark.parametrize(
    ("limit", "events", "range", "wanted"), CASES, ids=[f"{n}-{each[0]}" for n, each in enumerate(CASES)]
)
def test_days_by_hand(limit: str, events: str, range: tuple[str, str], wanted: list[str], tmp_path: Path) -> None:
    found = run(project(tmp_path, {"row": limit, "other": "{standing: true}"}, events), *range)
    assert [each["earliest"] for each in found["due"] if each["row"].endswith("/row")] == wanted
    assert all(each["known"] and each["action"] in ("publish", "update") for each in found["due"])


@pytest.mark.parametrize(
    ("limit", "action", "day"),
    [
        ("{within: 3wd, of: [formed], display: {at_least: 5wd}}", "may-end", "2026-11-10"),
        ("{within: 3wd, of: [formed], display: {exactly: 5wd}}", "must-end", "2026-11-10"),
        ("{within: 3wd, of: [formed], keep: {at_least: 1y}}", "may-end", "2027-11-03"),
        ("{within: 3wd, of: [formed], keep: {at_most: 30d}}", "must-end", "2026-12-03"),
        ("{within: 3wd, of: [formed], keep: {exactly: 3mo}}", "must-end", "2027-02-03"),
        ("{within: 3wd, of: [formed], keep: {until: term-of-office-ends}}", "may-end", "2027-06-30"),
    ],
)
def test_ends_of_display(limit: str, action: str, day: str, tmp_path: Path) -> None:
    events = on("2026-11-03", "公示", "row") + on("2027-06-30", "任期届满")
    found = run(project(tmp_path, {"row": limit}, events), "2026-11-04", "2027-12-31")
    assert days(found) == [("row", action, day, day)]


def kept(folder: Path, *days: str, run: dict[str, Any] = RUN, **more: str) -> Path:
    """The record of a website with entries of row `a` of these days."""
    entry = {"kind": "record", "division": "庄河市", "row": "elderly-care/t/a", "column": "养老", "first": "2026-11-30"}
    lines = [run, *({**entry, "title": f"第{n}条", "published": day, **more} for n, day in enumerate(days))]
    path = folder / "site.jsonl"
    path.write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in lines), "utf-8")
    return path


SHOWN = "{within: 20wd, of: [formed], display: {exactly: 5wd}}"
KNOWN = [
    # limit, events, days of entries and what else they say, the days of what is due in November and December
    ("{every: 20wd}", NOTHING, ("2026-10-12", "2026-11-02"), {}, ["2026-11-30"]),  # from the last one
    ("{every: 20wd}", on("2026-11-09", "published", "a"), ("2026-11-02",), {}, ["2026-12-07"]),
    ("{every: 20wd}", NOTHING, ("2026-11-02",), {"gone": "2026-11-30"}, ["2026-11-30"]),  # it was renewed all the same
    ("{every: 20wd}", NOTHING, ("2026-12-01",), {}, []),  # after the last check: an error of the website
    ("{every: 20wd}", NOTHING, ("2026-11-02",), {"row": ""}, []),  # nobody knows of which row it is
    (SHOWN, NOTHING, ("2026-01-05", "2026-11-02", "2026-11-30"), {}, ["2026-11-09", "2026-12-07"]),
    (SHOWN, NOTHING, ("2026-11-02",), {"gone": "2026-11-30"}, []),
    (SHOWN, on("2026-11-02", "published", "a", "第0条"), ("2026-11-02",), {}, ["2026-11-09"]),  # the same, twice
]


@pytest.mark.parametrize(("limit", "events", "entries", "more", "expected"), KNOWN)
def test_a_record_of_the_website_knows_when_rows_were_published(
    limit: str, events: str, entries: tuple[str, ...], more: dict[str, str], expected: list[str], tmp_path: Path
) -> None:
    project(tmp_path, {"a": limit}, events)
    kept(tmp_path, *entries, **more)
    tree = run(tmp_path, "2026-11-01", "2026-12-31", "--record", "site.jsonl")
    jsonschema.validate(tree, schema_of("due"))
    assert [each["latest"] for each in tree["due"]] == expected
    assert tree["record"]["as_of"] == "2026-11-30" and tree["events"]["idle"] == []
    text = run(tmp_path, "2026-11-01", "2026-12-31", "--record", "site.jsonl", "--lang", "zh", format="text").decode()
    assert f"site.jsonl，截至2026-11-30，{tree['record']['read']} 条" in text


OTHER = [
    (RUN | {"level": "township"}, ("--profile", "."), "record-other-level", "乡级目录的，不是县级的"),
    (RUN | {"divisions": ["瓦房店市"]}, ("--profile", "."), "record-other-place", "瓦房店市 的，不是 庄河市"),
    ({**RUN, "format": "x"}, ("--profile", "."), "record-line", "site.jsonl:1:1"),
    (RUN, ("--baseline", "example"), "record-other-place", "--profile"),
]


@pytest.mark.parametrize(("first", "args", "code", "said"), OTHER, ids=[each[2] + each[3][:2] for each in OTHER])
def test_a_record_of_something_else_is_refused(
    first: dict[str, Any], args: tuple[str, ...], code: str, said: str, tmp_path: Path
) -> None:
    project(tmp_path, {"a": WD20})
    kept(tmp_path, "2026-11-02", run=first)
    done = gapub(
        "due",
        "--from",
        "2026-11-01",
        "--to",
        "2026-12-31",
        *args,
        "--record",
        "site.jsonl",
        "--lang",
        "zh",
        cwd=tmp_path,
    )
    assert done.returncode == 2 and code in done.stderr.decode() and said in done.stderr.decode()


def test_a_year_nobody_announced_gives_earliest_and_latest(tmp_path: Path) -> None:
    folder = project(tmp_path, {"row": WD20}, on("2026-12-20", "文件印发", "row"))
    found = run(folder, "2026-12-01", "2027-03-01")
    assert days(found) == [("row", "publish", "2027-01-12", "2027-01-25")]  # 9 working days of 2026, and 11 more
    assert (found["not_announced"], found["due"][0]["known"]) == ([2027], False)
    for format in ("text", "md", "html"):
        text = run(folder, "2026-12-01", "2027-03-01", "--lang", "zh-en", format=format).decode()
        assert "节假日未公布" in text
        assert "2027-01-12" in text
        assert "2027-01-25" in text
    (folder / "guidelines/registry/zz-holidays.yaml").write_text(
        'holidays:\n  "2027":\n    number: 国办发明电〔2026〕1号\n    days_off: [{from: "2027-01-01", to: "2027-01-03"}]\n',
        "utf-8",
    )
    assert days(run(folder, "2026-12-01", "2027-03-01")) == [("row", "publish", "2027-01-18", "2027-01-18")]


UNDATED = {
    "formed": (WD20, "event"),
    "promptly": ("{promptly: true, of: [formed]}", "promptly"),
    "standing": ("{standing: true}", "standing"),
    "request": ("{on_request: true}", "on_request"),
    "referred": ("{referred: true}", "referred"),
    "arises": ("{as_it_arises: true}", "arises"),
    "daily": ("{every: day}", "daily"),
    "again": ("{every: 20wd}", "update"),
    "term": ("{every: term}", "term"),
    "words": ("{words: 定期公开}", "words"),
    "unknown": ("unknown", "unknown"),
}


def test_what_cannot_be_dated_is_counted_with_the_reason(tmp_path: Path) -> None:
    limits = {name: limit for name, (limit, _) in UNDATED.items()}
    limits["both"] = "[{every: year}, {standing: true}]"
    folder = project(tmp_path, limits, on("2026-12-05", "文件印发", "promptly"))
    found = run(folder, "2026-12-01", "2026-12-31")
    assert {each["row"].rpartition("/")[2]: (each["reason"], each["whole"]) for each in found["undated"]} == {
        **{name: (reason, True) for name, (_, reason) in UNDATED.items()},
        "both": ("standing", False),
    }
    assert days(found) == [("both", "publish", "2026-12-31", "2026-12-31"), ("promptly", "publish", None, None)]
    assert found["counts"] == {"rows": 12, "dated": 1, "promptly": 1, "undated": 11}
    assert "11 个事项定不出日期" in run(folder, "2026-12-01", "2026-12-31", "--lang", "zh", format="text").decode()
    assert "cannot be dated: 11 rows" in run(folder, "2026-12-01", "2026-12-31", "--lang", "en", format="text").decode()


def test_events_from_which_nothing_runs_are_told(tmp_path: Path) -> None:
    events = on("2026-12-05", "文件印发", "row") + on("2026-12-06", "公开", "row")
    found = run(project(tmp_path, {"row": WD20}, events), "2026-01-01", "2027-12-31")
    assert [(each["date"], each["place"]) for each in found["events"]["idle"]] == [("2026-12-06", "events.yaml:3:3")]


# --- whose it is -------------------------------------------------------------------------------------------------------


def test_divisions_and_their_events(tmp_path: Path) -> None:
    events = (
        "- {date: 2026-11-02, event: 文件印发, what: 甲, items: [elderly-care/t/row], division: 青堆镇}\n"
        "- {date: 2026-11-03, event: 文件印发, what: 乙, items: [elderly-care/t/row], division: '210283102'}\n"
        "- {date: 2026-11-04, event: 文件印发, what: 丙, items: [elderly-care/t/row]}\n"
        "- {date: 2026-11-04, event: 文件印发, what: 丁, items: [elderly-care/t/row], division: 别处}\n"
    )
    folder = project(tmp_path, {"row": "{at: [formed]}"}, events, TOWNS)
    found = run(folder, "2026-11-01", "2026-11-30")
    assert [(each["division"], each["event"]["what"]) for each in found["due"]] == [
        ("青堆镇", "甲"),
        ("徐岭镇", "乙"),
        ("徐岭镇", "丙"),
        ("青堆镇", "丙"),
    ]
    assert found["events"]["of_other_divisions"] == 1
    alone = run(folder, "2026-11-01", "2026-11-30", "--division", "徐岭镇")
    assert [(each["division"], each["event"]["what"]) for each in alone["due"]] == [("", "乙"), ("", "丙")]
    assert alone["divisions"] == ["徐岭镇"]


def test_an_office_and_a_level(tmp_path: Path) -> None:
    folder = project(tmp_path, {"row": "{every: year}", "finance-row": "{every: year}"})
    for named in ("庄河市财政局", "财政"):
        found = run(folder, "2026-01-01", "2026-12-31", "--office", named)
        assert [each["row"] for each in found["due"]] == ["elderly-care/t/finance-row"]
        assert (found["office"], found["counts"]["rows"]) == ("庄河市财政局", 1)
    assert run(folder, "2026-01-01", "2026-12-31", "--level", "township")["level"] == "township"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--from", "2026-12-02", "--to", "2026-12-01"), "bad-range", "早于"),
        (("--from", "2026-01-01", "--to", "2037-01-01"), "bad-range", "10 年"),
        (("--from", "9995-01-01", "--to", "9999-12-31"), "bad-range", "2099"),
        (("--from", "0001-01-01", "--to", "0001-12-31"), "bad-range", "2000"),
        (("--from", "2026-02-30", "--to", "2026-12-01"), "bad-date", "不是日期"),
        (("--from", "2026-01-01", "--to", "2026-12-01", "--office", "庄河市财正局"), "unknown-office", "庄河市财政局"),
        (("--from", "2026-01-01", "--to", "2026-12-01", "--office", "庄河市"), "unknown-office", "庄河市民政局"),
        (("--from", "2026-01-01", "--to", "2026-12-01", "--division", "210284"), "unknown-division", "210283"),
        (("--from", "2026-01-01", "--to", "2026-12-01", "--format", "xlsx"), "needs-output", "-o"),
    ],
)
def test_wrong_use(arguments: tuple[str, ...], code: str, words: str, tmp_path: Path) -> None:
    folder = project(tmp_path, {"row": WD20, "finance-row": WD20})
    done = gapub("due", *arguments, "--profile", ".", "--lang", "zh", cwd=folder)
    assert done.returncode == 2
    assert f"[{code}]" in done.stderr.decode()
    assert words in done.stderr.decode()


# --- formats -----------------------------------------------------------------------------------------------------------

HOSTILE = '=HYPERLINK(\\"http://x\\"),甲;乙\\\\<script>alert(1)</script>\\nBEGIN:VEVENT\\r\\nX:1|`*[x](y)'
"""A matter that would be a formula, markup, or lines of a calendar."""


def hostile(folder: Path) -> Path:
    event = f'- {{date: 2026-11-03, event: 文件印发, what: "{HOSTILE}", items: [elderly-care/t/row]}}\n'
    limits = {"row": WD20, "year": "{every: year}", "late": "{within: 20wd, of: [formed]}"}
    return project(folder, limits, event + on("2026-12-20", "形成", "late", "跨年"))


def test_the_json_has_the_form_that_is_published(tmp_path: Path) -> None:
    found = run(hostile(tmp_path), "2026-01-01", "2027-12-31")
    jsonschema.Draft202012Validator(schema_of("due")).validate(found)
    general = gapub("due", "--from", "2026-01-01", "--to", "2026-12-31", "--format", "json", cwd=tmp_path)
    jsonschema.Draft202012Validator(schema_of("due")).validate(json.loads(general.stdout))


def test_texts_stay_texts(tmp_path: Path) -> None:
    folder = hostile(tmp_path)
    html = run(folder, "2026-01-01", "2027-12-31", format="html").decode()
    assert "<script>alert" not in html
    assert "[x](y)" not in run(folder, "2026-01-01", "2027-12-31", format="md").decode()
    run(folder, "2026-01-01", "2027-12-31", "-o", "due.xlsx", format="xlsx")
    book = openpyxl.load_workbook(folder / "due.xlsx")
    assert any(
        isinstance(cell.value, str) and "HYPERLINK" in cell.value for sheet in book for row in sheet for cell in row
    )
    assert all(cell.data_type != "f" for sheet in book for row in sheet for cell in row)


@pytest.mark.parametrize("format", ["text", "json", "html", "md", "ics", "xlsx"])
def test_the_same_bytes_every_time(format: str, tmp_path: Path) -> None:
    folder = hostile(tmp_path)
    for name in ("one", "two"):
        arguments = ("--from", "2026-01-01", "--to", "2027-12-31", "--profile", ".", "--format", format, "-o", name)
        assert gapub("due", *arguments, cwd=folder).returncode == 0
    assert (folder / "one").read_bytes() == (folder / "two").read_bytes()


def test_another_library_reads_the_calendar(tmp_path: Path) -> None:
    folder = hostile(tmp_path)
    told = run(folder, "2026-11-01", "2027-03-31")
    data = run(folder, "2026-11-01", "2027-03-31", "--lang", "zh", format="ics")
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    (calendar,) = vobject.readComponents(data.decode())
    events = calendar.vevent_list
    assert calendar.version.value == "2.0"
    assert [(each.dtstart.value, each.dtend.value) for each in events] == [
        (date.fromisoformat(each["earliest"]), date.fromisoformat(each["latest"]) + timedelta(1))
        for each in told["due"]
    ]
    assert [type(each.dtstart.value) for each in events] == [date] * 3
    assert len({each.uid.value for each in events}) == 3
    assert {each.dtstamp.value.isoformat() for each in events} == {"2026-11-01T00:00:00+00:00"}
    assert [[x.trigger.value for x in each.contents.get("valarm", ())] for each in events] == [
        [timedelta(days=-2, hours=-15)],
        [timedelta(days=-2, hours=-15)],
        [],  # of an unknown day
    ]
    assert events[0].summary.value == "公开：事项 row"
    assert '=HYPERLINK("http://x"),甲;乙\\<script>alert(1)</script> BEGIN:VEVENT' in events[0].description.value
    assert "节假日未公布" in events[2].summary.value


def uids(data: bytes) -> list[bytes]:
    return [line for line in data.split(b"\r\n") if line.startswith(b"UID:")]


def test_an_entry_is_told_by_row_and_period(tmp_path: Path) -> None:
    """The range, the words and the language change nothing; a mended day of a numbered document moves the entry."""
    event = "- {{date: {}, event: 文件印发, what: 甲, number: 庄政发〔2026〕12号, items: [elderly-care/t/row]}}\n"
    folder = project(tmp_path, {"row": WD20, "year": "{every: year}"}, event.format("2026-11-03"))
    first = run(folder, "2026-11-01", "2026-12-31", "--lang", "zh", format="ics")
    assert uids(first) == uids(run(folder, "2026-10-01", "2026-12-31", "--lang", "en", format="ics"))
    project(folder, {"row": WD20, "year": "{every: year}"}, event.format("2026-11-05"))
    later = run(folder, "2026-11-01", "2026-12-31", "--lang", "zh", format="ics")
    assert uids(later) == uids(first)
    assert later != first
    two = project(
        folder,
        {"row": "[{covers: 补贴标准, within: 7wd, of: [formed]}, {covers: rest, within: 20wd, of: [formed]}]"},
        event.format("2026-11-05"),
    )
    assert len(set(uids(run(two, "2026-11-01", "2026-12-31", format="ics")))) == 2


@cache
def villages() -> tuple[Catalogue, Registry, Calendar]:
    prepared = prepare("village", None)
    return prepared.catalogue(None), prepared.library.registry, calendar(prepared.library.registry)


@settings(max_examples=25, deadline=None)
@given(st.dates(date(2024, 1, 1), date(2030, 12, 31)), st.integers(0, 400), st.integers(0, 400))
def test_a_range_has_what_its_parts_have(start: date, first: int, second: int) -> None:
    """Of the general catalogue of villages, which has periods of every kind."""
    catalogue, registry, known = villages()

    def found(a: date, b: date) -> set[tuple[str, str, date | None]]:
        due = plan([catalogue], registry, known, a, b).due
        assert [each.earliest for each in due] == sorted(each.earliest for each in due if each.earliest)
        assert all(each.earliest and a <= each.earliest <= b for each in due)
        return {(each.row, each.period, each.earliest) for each in due}

    middle, end = start + timedelta(first), start + timedelta(first + second + 1)
    assert found(start, end) == found(start, middle) | found(middle + timedelta(1), end)
