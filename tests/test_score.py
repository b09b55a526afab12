"""`gapub score`: reports of websites and catalogues to points; the schemes that ship, recomputed by hand."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gapub.cli.schema import schema_of
from gapub.model.scheme import OF_SITES, Scheme, number
from gapub.publication import scoring
from gapub.publication.scoring import drawn, joined, read, scored
from gapub.sources.library import open_library
from in_process import gapub

AREAS = {"taxation": "税收管理", "health": "医疗卫生"}
ROWS = ["taxation/t/a", "taxation/t/b", "health/t/c", "health/t/d", "health/t/e"]
COLUMNS = {"政策文件": ["taxation/t/a"], "办税指南": ["taxation/t/b"], "动态": ["health/t/c"], "名录": ["health/t/d"]}
OFFICES = {"政策文件": "税务局", "办税指南": "税务局", "动态": "卫健局", "名录": "卫健局"}


RECORD = {"title": "题", "published": None, "formed": None, "number": "", "office": "", "url": ""}


def finding(code: str, column: str = "", row: str = "", record: int = 0, division: str = "") -> dict[str, Any]:
    text = {"zh": OF_SITES[code].label.zh, "en": code}
    place = {"file": "site.csv", "line": record, "column": 1}
    return {
        "id": f"{code} {row} {column} {record}",
        "division": division,
        "row": row,
        "column": column,
        "office": OFFICES.get(column, ""),
        "since": None,
        "first": None,
        "record": {**RECORD, "path": [column], "place": place} if record else None,
        "finding": {
            "code": code,
            "severity": OF_SITES[code].severity,
            "message": text,
            "entity": row or column,
            "arguments": [division, column, str(record)],
            "fingerprint": "f",
        },
    }


def report(
    findings: Sequence[Mapping[str, Any]] = (),
    open_: Sequence[tuple[str, str, str, int]] = (),
    of: str = "某县",
    day: str = "2026-12-31",
    columns: Mapping[str, Sequence[str]] = COLUMNS,
    records: int = 20,
    divisions: Sequence[str] = ("某县",),
    unjudged: Sequence[str] = (),
    only: Sequence[str] = (*COLUMNS,),
) -> dict[str, Any]:
    several = len(divisions) > 1
    return {
        "format": "gapub-site/1",
        "of": {"zh": of, "en": of},
        "level": "county",
        "baseline": "national-2019",
        "as_of": day,
        "divisions": [*divisions],
        "exports": [],
        "records": {"read": 0, "unread": 0, "offline": 0, "elsewhere": 0},
        "columns": [
            {
                "division": division if several else "",
                "path": path,
                "state": "sound",
                "rows": [*rows],
                "offices": [OFFICES[path]] if path in OFFICES else [],
                "url": "",
                "records": records,
                "latest": None,
                "limit": None,
                "ground": None,
                "months": {},
            }
            for division in divisions
            for path, rows in columns.items()
        ],
        "findings": [*findings],
        "open": [
            {
                "code": code,
                "why": {"zh": "不明", "en": "unknown"},
                "division": "",
                "row": row,
                "column": column,
                "number": n,
            }
            for code, row, column, n in open_
        ],
        "judged": [
            {"code": code, "division": division if several else "", "row": "", "column": path, "number": 1}
            for division in divisions
            for path in columns
            for code in OF_SITES
            if code not in unjudged or path not in only
        ],
        "areas": {id: {"zh": title, "en": id} for id, title in AREAS.items()},
        "titles": {row: {"zh": row, "en": row} for row in ROWS},
        "counts": {"error": 0, "warning": 0, "info": 0},
        "changes": None,
    }


@cache
def scheme_of(name: str) -> Scheme:
    return open_library(None).scheme(name)


def written(folder: Path, tree: Any, name: str = "site.json") -> Path:
    path = folder / name
    path.write_text(json.dumps(tree, ensure_ascii=False), "utf-8")
    return path


def points(
    folder: Path, scheme: str, tree: Any, answers: Mapping[str, int] | None = None, without: Sequence[str] = ()
) -> tuple[str, str, str]:
    """The lowest and highest points, and the band or bands."""
    (locality,) = read(written(folder, tree))
    made = scored(scheme_of(scheme), locality, answers, without).score
    return number(made.low), number(made.high), " ".join(dict.fromkeys(each.id for each in made.bands))


# --- by hand -------------------------------------------------------------------------------------------------------------

CLEAR = {"security": 0, "unreachable": 0, "home-page": 0, "unresponsive": 0, "no-services": 0}
BLANK = {f"栏目{n}": ["taxation/t/a"] for n in range(6)}


@pytest.mark.parametrize(
    ("findings", "answers", "without", "wanted"),
    [
        # nothing found: 5 + (70 - 10) + (25 - 5) = 85, above 80, so the bonus counts: 85 + 7
        ([], {"rest": 10, "services": 5, "bonus": 7}, [], ("92", "92", "pass")),
        # 5 + 50 + 25 = 80 is not above 80: no bonus
        ([], {"rest": 20, "services": 0, "bonus": 7}, [], ("80", "80", "pass")),
        # the bonus is capped at 30: 5 + 70 + 25 + 30
        ([], {"rest": 0, "services": 0, "bonus": 31}, [], ("130", "130", "pass")),
        # policy documents are stale: 0 + 58 of 75 points, times 4/3 = 77.33…
        ([finding("column-stale", "政策文件")], {"rest": 12, "bonus": 9}, ["services"], ("77.33", "77.33", "pass")),
        # 0 + 20 + 25 = 45 is below 60
        ([finding("column-stale", "政策文件")], {"rest": 50, "services": 0, "bonus": 0}, [], ("45", "45", "fail")),
        # 5 blank columns end the scoring, 4 do not: 5 + 70 + 25
        ([finding("column-blank", f"栏目{n}") for n in range(5)], {"rest": 0, "services": 0, "bonus": 0}, [], ("0", "0", "fail")),
        ([finding("column-blank", f"栏目{n}") for n in range(4)], {"rest": 0, "services": 0, "bonus": 0}, [], ("100", "100", "pass")),
        # a veto that a person found
        ([], {"rest": 0, "services": 0, "bonus": 0, "security": 1}, [], ("0", "0", "fail")),
        # 70 points are still to be judged: 5 + 0 + 25 to 5 + 70 + 25
        ([], {"services": 0, "bonus": 0}, [], ("30", "100", "fail pass")),
    ],
)  # fmt: skip
def test_the_national_inspection_by_hand(
    tmp_path: Path, findings: list[Any], answers: dict[str, int], without: list[str], wanted: tuple[str, str, str]
) -> None:
    tree = report(findings, columns={**COLUMNS, **BLANK})
    assert points(tmp_path, "inspection", tree, {**CLEAR, **answers}, without) == wanted


def test_a_veto_that_nobody_judged_leaves_all_open(tmp_path: Path) -> None:
    answers = {**CLEAR, "rest": 0, "services": 0, "bonus": 0}
    del answers["security"]
    assert points(tmp_path, "inspection", report(), answers) == ("0", "100", "fail pass")


FOUND = [
    finding("row-unbound", row="health/t/e"),  # 1 of 5 rows: 10 - 2 = 8
    finding("column-blank", "名录"),  # 20 - 4 = 16
    finding("column-stale", "动态"),  # 15 - 2 × 2 = 11
    finding("column-stale", "政策文件"),
    *(finding("published-late", "动态", "health/t/c", n) for n in (2, 3, 4)),  # 20 - 1.5 = 18.5
    finding("missing-period", "办税指南", "taxation/t/b"),  # 15 - 4 = 11: one row, two periods
    finding("missing-period", "办税指南", "taxation/t/b"),
    finding("interpretation-missing", "政策文件", "taxation/t/a", 5),  # 10 - 2 = 8
    finding("feedback-missing", "政策文件", "taxation/t/a", 6),
    finding("future-dated", "动态", "health/t/c", 7),  # 10 - 1 = 9: one entry, two faults
    finding("kept-too-long", "动态", "health/t/c", 7),
    finding("duplicate", "动态", "health/t/c", 8),  # counts for nothing
]


@pytest.mark.parametrize(
    ("findings", "open_", "wanted"),
    [
        ([], [], ("100", "100", "excellent")),
        (FOUND, [], ("81.5", "81.5", "good")),
        # 10 entries of which nobody knows whether they came late: 5 points less at the lower end
        (FOUND, [("published-late", "health/t/c", "动态", 10)], ("76.5", "81.5", "sufficient good")),
        # whether a column is stale is open: a third one, 2 points; the same column twice is one column
        (FOUND, [("column-stale", "", "名录", 1), ("column-stale", "", "动态", 1)], ("79.5", "81.5", "sufficient good")),
        # 50 late entries take the 20 points of the indicator and no more
        ([finding("published-late", "动态", "health/t/c", n) for n in range(2, 52)], [], ("80", "80", "good")),
    ],
)  # fmt: skip
def test_the_county_check_by_hand(
    tmp_path: Path, findings: list[Any], open_: list[Any], wanted: tuple[str, str, str]
) -> None:
    assert points(tmp_path, "county", report(findings, open_, records=60)) == wanted


@pytest.mark.parametrize(
    ("findings", "open_", "low", "high"),
    [
        # nothing was due in any period: the other 85 points are all there are
        ([], [], "100", "100"),
        # one item is of such a kind, and could not be judged: 4 of 15 points
        ([], [("missing-period", "health/t/c", "动态", 1)], "96", "100"),
        # an item without a column may be: 15 of 100 points, and a fifth of 10 for the column that it lacks
        ([finding("row-unbound", row="health/t/e")], [], "83", "98"),
    ],
)
def test_what_was_never_judged_earns_no_points(
    tmp_path: Path, findings: list[Any], open_: list[Any], low: str, high: str
) -> None:
    made = points(tmp_path, "county", report(findings, open_, unjudged=["missing-period"]))
    assert made[:2] == (low, high)


def test_a_website_without_bound_columns_has_no_points_for_it(tmp_path: Path) -> None:
    low, high, _ = points(tmp_path, "county", report(columns={}))
    assert (low, high) == ("0", "100")


CODES = [each for each in OF_SITES if each != "column-unbound"]
_FOUND = st.lists(
    st.builds(
        finding, st.sampled_from(CODES), st.sampled_from([*COLUMNS]), st.sampled_from(["", *ROWS]), st.integers(0, 9)
    ),
    max_size=15,
)


@settings(max_examples=30, deadline=None)
@given(_FOUND, _FOUND, st.sampled_from(["inspection", "county"]))
def test_one_more_finding_never_raises_points(
    tmp_path_factory: Any, some: list[Any], more: list[Any], name: str
) -> None:
    folder = tmp_path_factory.mktemp("laws")
    scheme = scheme_of(name)
    before, after = (
        scored(scheme, read(written(folder, report(each)))[0], CLEAR).score for each in (some, [*some, *more])
    )
    assert after.low <= before.low and after.high <= before.high


# --- by lot, by office, by day -------------------------------------------------------------------------------------------


def test_areas_are_drawn_by_a_hash_that_anybody_can_make(tmp_path: Path) -> None:
    (place,) = read(written(tmp_path, report(FOUND)))
    lots = {each: hashlib.sha256(f"7 {each}".encode()).hexdigest() for each in AREAS}
    (first,) = drawn([place], 1, 7)
    assert (first.area, first.hash) == min(lots.items(), key=lambda each: each[1])
    assert len({drawn([place], 1, seed)[0].area for seed in range(20)}) == 2
    only = scoring.of_areas(place, {"taxation"})
    assert only.website is not None and {each.path for each in only.website.columns} == {"政策文件", "办税指南"}
    # rows 10, blank 20, 1 stale 13, late 20, 1 period 11, 2 joined 8, lifetime 10
    assert number(scored(scheme_of("county"), only).score.low) == "92"


@pytest.mark.parametrize(("only", "points"), [(["政策文件", "办税指南"], ["0", "15"]), (["名录"], ["15", "15"])])
def test_what_was_judged_in_another_area_is_not_judged_in_the_one_that_is_drawn(
    only: list[str], points: list[str], tmp_path: Path
) -> None:
    """Of these columns no period was judged, and an item has no column: those that were judged elsewhere say nothing of it."""
    unbound = [finding("row-unbound", "", "taxation/t/b")]
    (place,) = read(written(tmp_path, report(unbound, unjudged=["missing-period"], only=only)))
    made = scored(scheme_of("county"), scoring.of_areas(place, {"taxation"})).score
    (line,) = (each for each in made.lines if each.indicator.test and "missing-period" in each.indicator.test.codes)
    assert [number(each) for each in line.points] == points


def test_the_draw_is_asked_for_and_shown(tmp_path: Path) -> None:
    path = written(tmp_path, report(FOUND))
    done = gapub("score", path, "--scheme", "county", cwd=tmp_path)
    assert done.returncode == 2 and b"needs-seed" in done.stderr
    done = gapub("score", path, "--scheme", "county", "--seed", "7", "--format", "md", "--lang", "zh", cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    text = done.stdout.decode()
    assert "种子 7" in text and hashlib.sha256(b"7 health").hexdigest()[:16] in text and "81.5" in text
    assert (
        done.stdout
        == gapub(
            "score", path, "--scheme", "county", "--seed", "7", "--format", "md", "--lang", "zh", cwd=tmp_path
        ).stdout
    )
    done = gapub("score", path, "--scheme", "inspection", "--seed", "7", cwd=tmp_path)
    assert done.returncode == 2 and b"no-draw" in done.stderr


def run(folder: Path, *args: str | Path) -> dict[str, Any]:
    done = gapub("score", *args, "--scheme", "county", "--seed", "1", "--format", "json", cwd=folder)
    assert done.returncode == 0, done.stderr.decode()
    tree: dict[str, Any] = json.loads(done.stdout)
    jsonschema.validate(tree, schema_of("score"))
    return tree


def test_offices_are_ranked(tmp_path: Path) -> None:
    tree = run(tmp_path, written(tmp_path, report(FOUND)), "--by", "office")
    made = {each["of"]["zh"]: (each["rank"], each["days"][0]["score"]["low"]) for each in tree["places"]}
    # 税务局: 13 + 11 + 8 of the three indicators; 卫健局: 16, 13, 18.5, 9
    assert made == {"税务局": (1, 92), "卫健局": (2, 91.5)}


def test_places_are_ranked_and_days_make_a_trend(tmp_path: Path) -> None:
    reports = [
        written(tmp_path, report(FOUND, of="甲县", day="2026-09-30"), "1.json"),
        written(tmp_path, report(of="甲县"), "2.json"),
        written(tmp_path, report(FOUND, of="乙县"), "3.json"),
        written(tmp_path, report(of="丙县"), "4.json"),
    ]
    tree = run(tmp_path, *reports)
    assert [(each["rank"], each["of"]["zh"]) for each in tree["places"]] == [(1, "丙县"), (1, "甲县"), (3, "乙县")]
    assert [each["score"]["low"] for each in tree["places"][1]["days"]] == [81.5, 100]
    done = gapub("score", *reports, "--scheme", "county", "--seed", "1", "--lang", "zh", cwd=tmp_path)
    text = done.stdout.decode()
    assert "历次得分" in text and "+18.5" in text and "2026-09-30" in text
    done = gapub(
        "score", *reports, reports[0].rename(tmp_path / "5.json"), "--scheme", "county", "--seed", "1", cwd=tmp_path
    )
    assert done.returncode == 2
    written(tmp_path, report(of="甲县"), "1.json")
    done = gapub("score", *reports, "--scheme", "county", "--seed", "1", cwd=tmp_path)
    assert done.returncode == 2 and b"report-twice" in done.stderr


def test_divisions_of_one_report_are_places(tmp_path: Path) -> None:
    tree = report([finding("column-blank", "名录", division="乙镇")], divisions=("甲镇", "乙镇"))
    made = run(tmp_path, written(tmp_path, tree))
    assert [(each["of"]["zh"], each["days"][0]["score"]["low"]) for each in made["places"]] == [
        ("甲镇", 100),
        ("乙镇", 96),
    ]


def test_a_website_and_its_catalogue_are_scored_together(tmp_path: Path) -> None:
    units = {"total": 10, "judged": 10}
    area = {"id": "taxation", "title": {"zh": "税收管理", "en": "Taxation"}, "missing": False, "published": 9}
    score = dict.fromkeys(("low", "high", "full"), 1) | {
        "band": None,
        "lowest_band": "a",
        "highest_band": "a",
        "next": None,
    }
    catalogue = {
        "file": "县.xlsx", "of": {"zh": "某县", "en": ""}, "level": "county", "baseline": "national-2019", "as_of": "2026-11-30",
        "scheme": {"title": {"zh": "甲", "en": "A"}, "issuer": {"zh": "甲", "en": "A"}},
        "score": {**score, "judged": {"kept": 1, "of": 1}, "indicators": [], "reached": True, "steps": []},
        "areas": [{**area, "rows": units, "cells": {"time_limit": units}, "codes": {}}],
        "findings": [{
            "code": "audit-row-missing", "severity": "error", "message": {"zh": "缺", "en": "missing"},
            "entity": "taxation/t/x", "fingerprint": "f",
        }],
        "counts": {"error": 1, "warning": 0, "info": 0},
    }  # fmt: skip
    audit = written(tmp_path, {"format": "gapub-audit/1", "catalogues": [catalogue], "unread": []}, "audit.json")
    (days,) = joined([*read(audit), *read(written(tmp_path, report(FOUND)))])
    assert [each.as_of for each in days] == ["2026-12-31"]
    scheme = scheme_of("catalogue")
    made = scored(scheme, days[0]).score  # 20 + 30 × 9/10 + 20 + 10 of the cells, 10 + 10 that have none leave 80
    assert number(made.low) == number(made.high) == "96.25"
    alone = scored(scheme_of("county"), read(audit)[0]).score
    assert (number(alone.low), number(alone.high)) == ("0", "100")  # nobody looked at the website


# --- the command ---------------------------------------------------------------------------------------------------------


def test_answers_for_all_and_for_one_place(tmp_path: Path) -> None:
    reports = [written(tmp_path, report(of=each), f"{each}.json") for each in ("甲县", "乙县")]
    said = [word for id in CLEAR for word in ("--judged", f"{id}=0")]
    args = (*said, "--judged", "rest=0", "--judged", "services=0", "--judged", "bonus=0", "--judged", "乙县:rest=50")
    done = gapub(
        "score", *reports, "--scheme", "inspection", *args, "--format", "json", "--fail-on", "fail", cwd=tmp_path
    )
    assert done.returncode == 1
    assert [each["days"][0]["score"]["low"] for each in json.loads(done.stdout)["places"]] == [100, 50]


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("--scheme", "nowhere"), "unknown-scheme"),
        (("--scheme", "inspection", "--judged", "stale=1"), "bad-answer"),
        (("--scheme", "inspection", "--judged", "丙县:rest=1"), "bad-answer"),
        (("--scheme", "inspection", "--judged", "rest=1", "--judged", "rest=2"), "bad-answer"),
        (("--scheme", "inspection", "--without", "money"), "unknown-need"),
        (("--scheme", "inspection", "--fail-on", "good"), "unknown-band"),
        (("--scheme", "inspection", "--format", "xlsx"), "needs-output"),
        (("--scheme", "inspection", "-o", "site.json"), "output-is-input"),
        (("nothing.json", "--scheme", "inspection"), "nothing.json"),
        (("other.json", "--scheme", "inspection"), "bad-report"),
        (("damaged.json", "--scheme", "inspection"), "bad-report"),
    ],
)
def test_wrong_use_is_told(tmp_path: Path, args: tuple[str, ...], code: str) -> None:
    written(tmp_path, report())
    written(tmp_path, {"format": "gapub-score/1"}, "other.json")
    written(tmp_path, {**report(), "columns": [{"path": 3}], "extra": 1}, "damaged.json")
    done = gapub("score", "site.json", *args, cwd=tmp_path)
    assert done.returncode == 2 and code in done.stderr.decode()


DAMAGED = {
    "cut": (lambda text: text[:-20], "从这里起不是 JSON", "no JSON from here on"),
    "type": (lambda text: text.replace('"columns": [', '"columns": 3, "x": ['), "应为列表", "is not of type 'array'"),
    "key": (lambda text: text.replace('"as_of"', '"as-of"'), "缺少 as_of", "'as_of' is a required property"),
    "day": (lambda text: text.replace('"as_of": "2026', '"as_of": "26'), "的写法不对", "does not match"),
    "number": (lambda text: text.replace('"offline": ', '"offline": -1'), "太小", "less than the minimum"),
    "level": (lambda text: text.replace('"level": "county"', '"level": "city"'), "应为以下之一", "is not one of"),
}
"""What happens to a report, and how that is told in each language."""


@pytest.mark.parametrize("case", DAMAGED)
def test_a_damaged_report_is_told_in_both_languages(case: str, tmp_path: Path) -> None:
    harm, zh, en = DAMAGED[case]
    text = json.dumps(report(), ensure_ascii=False)
    (tmp_path / "site.json").write_text(harm(text), "utf-8")
    assert harm(text) != text
    for lang, said in (("zh", zh), ("en", en)):
        done = gapub("score", "site.json", "--scheme", "inspection", "--lang", lang, cwd=tmp_path)
        told = done.stderr.decode()
        assert done.returncode == 2 and said in told and "site.json:1:" in told
        assert lang == "en" or not re.search(r"\b(is|not|match|type|property)\b", told)


def test_no_text_of_a_report_acts(tmp_path: Path) -> None:
    hostile = "=cmd|'<script>x</script>"
    path = written(
        tmp_path, report([finding("column-blank", hostile)], of=hostile, columns={hostile: ["taxation/t/a"]})
    )
    args = ("score", path, "--scheme", "county", "--seed", "1")
    assert b"<script>x" not in gapub(*args, "--format", "html", cwd=tmp_path).stdout
    assert gapub(*args, "--format", "xlsx", "-o", "s.xlsx", cwd=tmp_path).returncode == 0
    cells = [cell for sheet in openpyxl.load_workbook(tmp_path / "s.xlsx") for row in sheet.rows for cell in row]
    assert not any(cell.data_type == "f" for cell in cells)


@pytest.mark.parametrize("format", ["text", "md", "html", "xlsx", "json"])
def test_what_a_person_has_to_judge_stands_in_every_format(format: str, tmp_path: Path) -> None:
    written(tmp_path, report())
    done = gapub("score", "site.json", "--scheme", "inspection", "--format", format, "-o", "made", cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    data = (tmp_path / "made").read_bytes()
    if format == "xlsx":
        (tmp_path / "made.xlsx").write_bytes(data)
        sheet = openpyxl.load_workbook(tmp_path / "made.xlsx").worksheets[0]
        data = " ".join(str(cell.value) for row in sheet.rows for cell in row).encode()
    assert b"judged rest=" in data or format == "json"


def test_a_scheme_that_draws_is_not_for_audit(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,b\n", "utf-8")
    done = gapub("audit", "a.csv", "--level", "county", "--scheme", "county", cwd=tmp_path)
    assert done.returncode == 2 and b"scheme-draws" in done.stderr
