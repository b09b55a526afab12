"""A published table against the guidelines: planted faults are found, what looks like one and is none is not, each with its place."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from gapub.audit.comparison import audit, day_of, parted
from gapub.audit.result import Audit, Units
from gapub.build.prepare import Prepared, prepare
from gapub.diagnostics import Diagnostic, GapubError, Place
from gapub.model.cells import content
from gapub.model.cellwords import words
from gapub.model.guideline import Item, belongs
from gapub.model.scheme import TESTED
from gapub.sources.library import open_library
from gapub.tables import files
from gapub.tables.grid import Cell, Document, Grid
from gapub.tables.outcome import Read
from gapub.tables.reading import read_catalogue
from gapub.tables.rows import tables
from gapub.tables.values import Reader
from plain_yaml import yaml_of

LIBRARY = open_library(None)
READER = Reader(LIBRARY.names)
CASES = yaml_of(Path(__file__).parent / "data" / "audit" / "planted.yaml")["tables"]
HEADINGS = {
    "topic": "一级事项",
    "title": "二级事项",
    "content": "公开内容（要素）",
    "basis": "公开依据",
    "time_limit": "公开时限",
    "body": "公开主体",
    "channels": "公开渠道和载体",
    "audience": "公开对象",
    "method": "公开方式",
}
LEVELS = {"county": "县级", "township": "乡级"}
Lines = list[dict[str, str]]


class Table(NamedTuple):
    """A table as a place publishes it: its title row, and the texts of its lines by column."""

    title: str
    columns: Mapping[str, str]
    lines: Lines

    def rows(self) -> list[list[str]]:
        """Title, headings and lines."""
        body = [[line.get(name, "") for name in self.columns] for line in self.lines]
        return [[self.title, *[""] * (len(self.columns) - 1)], [*self.columns.values()], *body]


@cache
def prepared(level: str, *areas: str) -> Prepared:
    return prepare(level, None, library=LIBRARY, areas=areas)


def faithful(base: Prepared, *, levels: bool = False) -> Lines:
    """What a place prints that takes the guidelines over as they are."""

    def line(topic: str, item: Item) -> dict[str, str]:
        said = {field: words(field, getattr(item, field), LIBRARY.registry).zh for field in [*HEADINGS][2:]}
        ticks = {level: "√" if belongs(item, level) else "" for level in LEVELS} if levels else {}
        return {"topic": topic, "title": item.title.zh, **said, **ticks}

    return [
        {"area": each.title.zh, **line(topic.title.zh, item)}
        for each in base.guidelines
        for topic in each.topics
        for item in topic.items
        if belongs(item, base.level)
    ]


def planted(case: Mapping[str, Any]) -> Table:
    """The table of a case."""
    base = prepared(case["level"], case["area"])
    levels = case.get("levels", False)
    lines = faithful(base, levels=levels)
    faults = case["faults"]
    edits = [*case["near"], *(faults if isinstance(faults, list) else [])]
    for row, column, text in edits:
        (line,) = (each for each in lines if row in (each["title"], f"{each['topic']}/{each['title']}"))
        line[column] = text
    if isinstance(faults, dict):
        lines = [each for each in lines if each["title"] not in faults.get("drop", ())]
        lines += [{**lines[0], "topic": topic, "title": title} for topic, title in faults.get("add", ())]
        for line in lines if "empty" in faults else ():
            line[faults["empty"]] = ""
    columns = {**HEADINGS, **(LEVELS if levels else {})}
    return Table(f"某地{base.guidelines[0].title.zh}领域基层政务公开标准目录", columns, lines)


def published(table: Table, path: Path) -> tuple[Read, ...]:
    """The table as a file that is read as any other is."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(table.rows())
    return read_catalogue(files.read(path), READER, LIBRARY.registry)[1]


def in_memory(rows: Sequence[Sequence[str]], text: str = "", **facts: str) -> tuple[Read, ...]:
    cells = tuple(Cell(text, i, k) for i, row in enumerate(rows, 1) for k, text in enumerate(row, 1) if text)
    document = Document("catalogue.csv", "csv", "", (Grid("", cells),), text, facts=facts)
    return tuple(Read(table, tuple(map(READER.read, table.rows))) for table in tables(document))


def told(result: Audit) -> list[tuple[str, ...]]:
    """Findings in short: code, severity, what it is about, and the field or the title."""
    return sorted((each.code, each.severity, each.entity, *_about(each)) for each in result.findings)


def _about(finding: Diagnostic) -> tuple[str, ...]:
    return finding.arguments[-1:] if finding.code == "audit-row-added" else finding.arguments[:1]


@pytest.mark.parametrize("case", CASES, ids=[each["name"].replace(" ", "-") for each in CASES])
def test_planted_faults_are_found_and_nothing_else(case: Mapping[str, Any], tmp_path: Path) -> None:
    table = planted(case)
    reads = published(table, tmp_path / "catalogue.csv")
    base = prepared(case["level"], case["area"])
    result = audit(reads, base, as_of=str(case.get("day", "2020-06-30")))
    wanted = [tuple(each) for each in case["found"]]
    if every := case.get("found_in_all_rows"):
        code, severity, field = every
        names = [name for each in base.guidelines for name, item in each.rows() if belongs(item, base.level)]
        wanted += [(code, severity, name, field) for name in names]
    assert told(result) == sorted(wanted)
    assert {each.severity for each in result.findings} <= {TESTED[each.code].severity for each in result.findings}


def test_each_finding_has_both_places(tmp_path: Path) -> None:
    case = next(each for each in CASES if each["name"] == "hijacked text")
    path = tmp_path / "catalogue.csv"
    result = audit(published(planted(case), path), prepared(case["level"], case["area"]), as_of="2020-06-30")
    for each in result.findings:
        assert each.place is not None
        assert each.place.file.endswith("catalogue.csv")
        if each.code != "audit-row-added":
            ((at, _),) = each.related
            assert at.file == "guidelines/public-cultural-services/2019.yaml"
            assert at.line > 1
    (basis,) = (each for each in result.findings if each.code == "audit-basis-unknown")
    lines = [line["title"] for line in planted(case).lines]
    assert basis.place is not None
    assert (basis.place.line, basis.place.column) == (3 + lines.index("营业性演出审批"), 4)
    assert basis.arguments == ("basis", "《中华人民共和国飞禽走兽老虎机条例》")


@pytest.mark.parametrize("level", ["county", "township"])
def test_who_takes_the_guidelines_over_has_no_fault(level: str) -> None:
    """All areas in one table, word by word; but for laws that had ended by then."""
    base = prepared(level)
    columns = {"area": "领域", **HEADINGS}
    reads = in_memory(Table("某县基层政务公开标准目录", columns, faithful(base)).rows())
    result = audit(reads, base, as_of="2026-11-30")
    assert {each.code for each in result.findings} == {"audit-basis-ended"}
    assert all(each.rows.open == 0 and not each.missing for each in result.areas)
    assert all(units.open == 0 for each in result.areas for units in each.cells.values())


def test_an_area_that_lacks_is_one_finding() -> None:
    base = prepared("township", "land-expropriation", "household-registration")
    lines = [each for each in faithful(base) if each["area"] == "户籍管理"]
    result = audit(in_memory(Table("", HEADINGS, lines).rows()), base, as_of="2020-06-30")
    assert told(result) == [("audit-area-missing", "error", "land-expropriation")]
    (missing,) = (each for each in result.areas if each.missing)
    assert (missing.id, missing.rows, missing.cells) == ("land-expropriation", Units(), {})


def test_what_nobody_has_seen_does_not_count_as_missing() -> None:
    base = prepared("county", "household-registration")
    lines = [each for each in faithful(base) if each["title"] not in ("暂住登记", "出生日期更正")]
    result = audit(in_memory(Table("户籍管理", HEADINGS, lines).rows()), base, as_of="2020-06-30")
    assert {each[0] for each in told(result)} == {"audit-row-unsure"}
    assert result.areas[0].rows == Units(17, 15)


def test_a_duty_that_is_held_against_a_cell_from_memory_is_no_error() -> None:
    base = prepared("county", "household-registration")
    lines = faithful(base)
    (line,) = (each for each in lines if each["title"] == "姓名变更、更正")
    line["time_limit"] = "信息形成或者变更之日起30个工作日内公开"
    result = audit(in_memory(Table("户籍管理", HEADINGS, lines).rows()), base, as_of="2020-06-30")
    assert told(result) == [
        ("audit-cell-different", "warning", "household-registration/register-entries/name", "time_limit")
    ]
    assert result.areas[0].cells["time_limit"] == Units(17, 16)


def test_a_column_that_lacks_is_told_row_by_row() -> None:
    base = prepared("county", "household-registration")
    columns = {name: label for name, label in HEADINGS.items() if name != "method"}
    result = audit(in_memory(Table("户籍管理", columns, faithful(base)).rows()), base, as_of="2020-06-30")
    assert {each[0] + each[3] for each in told(result)} == {"audit-cell-emptymethod"}
    assert len(result.findings) == 17
    assert result.findings[0].message.zh == "原表没有“公开方式”一栏"


def test_an_office_for_each_role_is_the_body_of_the_guideline() -> None:
    base = prepared("county", "household-registration")
    lines = faithful(base)
    for line, office in zip(lines, ["某县公安局", "某县公安局城关派出所", "按职责分工"], strict=False):
        line["body"] = office
    result = audit(in_memory(Table("户籍管理", HEADINGS, lines).rows()), base, as_of="2020-06-30")
    assert told(result) == [("audit-cell-unread", "info", "household-registration/cancellation/death", "body")]


def test_a_profile_says_what_is_asked(tmp_path: Path) -> None:
    """What it leaves out is not missing, what it tightens and adds is asked, and whose the table is it says."""
    (tmp_path / "profile.yaml").write_text(PROFILE, "utf-8")
    base = prepare(None, tmp_path / "profile.yaml", library=LIBRARY, areas=("household-registration",))
    lines = faithful(prepared("county", "household-registration"))
    result = audit(in_memory(Table("", HEADINGS, lines).rows()), base, as_of="2020-06-30")
    assert told(result) == [
        ("audit-cell-weaker", "error", "household-registration/birth/birth-registration", "time_limit"),
        ("audit-row-added", "info", "household-registration", "服现役注销"),
        ("audit-row-missing", "error", "household-registration/cancellation/abroad"),
    ]
    assert result.of.zh == "平潭县"
    assert all(at.file.endswith("profile.yaml") for each in result.findings for at, _ in each.related)
    without = [each for each in lines if each["title"] != "服现役注销"]
    again = audit(in_memory(Table("", HEADINGS, without).rows()), base, as_of="2020-06-30")
    assert not [each for each in again.findings if "service" in each.entity or "服现役" in each.message.zh]


PROFILE = """\
division: {code: "350128", name: 平潭县}
level: county
baseline: national-2019
omit:
- item: household-registration/cancellation/military-service
  ground: no-matter
  levels: [county]
  reason: 本地没有这类事项
tighten:
- item: household-registration/birth/birth-registration
  time_limit: 信息形成或者变更之日起5个工作日内公开
add:
- topic: household-registration/cancellation
  items:
  - id: abroad
    title: 出国定居注销
    content: [受理部门]
    basis: [户口登记条例]
    time_limit: 信息形成或者变更之日起20个工作日内公开
    body: public-security
    channels: [website]
    audience: public
    method: proactive
    levels: [county]
"""


# --- the day -------------------------------------------------------------------------------------------------------------


def dated(title: str, text: str = "", **facts: str) -> str:
    return day_of(
        in_memory(
            Table(title, HEADINGS, faithful(prepared("county", "household-registration"))[:2]).rows(), text, **facts
        )
    )


def test_the_day_of_a_table_is_what_it_says_of_itself() -> None:
    assert dated("标准目录（2023年5月6日）", "发布日期：2024-01-02", date="2025-01-01") == "2023-05-06"
    assert dated("标准目录", "发布日期：2024-1-2\n印发日期：2023年12月1日", date="2025-01-01") == "2024-01-02"
    assert dated("标准目录", "《条例》（2019年4月3日修订）", date="2025-01-01") == "2025-01-01"
    assert not dated("标准目录（2024年版）", "联系电话：0591-2024-1-2")


def test_without_a_day_nobody_can_judge() -> None:
    reads = in_memory(Table("标准目录", HEADINGS, faithful(prepared("county", "household-registration"))[:2]).rows())
    with pytest.raises(GapubError) as stopped:
        audit(reads, prepared("county", "household-registration"))
    (finding,) = stopped.value.diagnostics
    assert finding.code == "audit-day"
    assert finding.place == Place("catalogue.csv", 1, 1)


# --- elements --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("办理时间、地点、联系方式", ["办理时间、地点", "联系方式"]),
        ("办理时间、地点，联系方式、监督电话", ["办理时间、地点", "联系方式", "监督电话"]),
        ("申请材料、监督电话、投诉电话", ["申请材料", "监督电话、投诉电话"]),
        ("监督联系方式、办理时间", ["监督联系方式、办理时间"]),
        ("联系方式", ["联系方式"]),
    ],
)
def test_elements_in_a_line_are_parted_as_the_guideline_has_them(text: str, parts: list[str]) -> None:
    base = content.parse("办理时间、地点；联系方式；申请材料")
    assert [each.text for each in parted(content.parse(text), base)] == parts
