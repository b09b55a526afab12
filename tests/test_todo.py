"""`gapub todo`: what is left to do, from the profile and the catalogue, and that its three forms say the same."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from gapub.build.prepare import prepare
from gapub.cli.todo import markdown
from gapub.cli.todo_workbook import workbook
from gapub.diagnostics import Text
from gapub.reports.todo import Section, Task, Todo, todo
from in_process import gapub
from test_cli import gapub as process
from test_explain import WEAKER
from test_tailor import COMPLAINTS, DIRECTORY, EXAMPLE, HEAD

pytestmark = pytest.mark.usefixtures("read_once")

ORDER = [
    "problems",
    "publication",
    "roles",
    "placeholders",
    "guesses",
    "unnamed",
    "worded",
    "unpublished",
    "checks",
    "optional",
]


def listed(path: Path, level: str | None = None) -> Todo:
    prepared = prepare(level, path)
    assert prepared.profile
    return todo(prepared, prepared.profile, prepared.catalogue(prepared.profile))


def written(folder: Path, text: str, head: str = HEAD) -> Path:
    (folder / "p.yaml").write_text(head + text, "utf-8")
    return folder / "p.yaml"


def tasks(found: Todo, section: str) -> list[list[str]]:
    """The Chinese cells of the tasks of a section."""
    return [[cell.zh for cell in task.cells] for each in found.sections if each.id == section for task in each.tasks]


# --- what is to do ---------------------------------------------------------------------------------------------------


def test_sections_come_in_the_order_of_work() -> None:
    assert [each.id for each in listed(EXAMPLE).sections] == ORDER


def test_a_role_is_to_bind_until_the_chain_binds_it(tmp_path: Path) -> None:
    before = {row[1]: row for row in tasks(listed(written(tmp_path, "")), "roles")}
    name, _, level, count, spans = before["urban-enforcement"]
    assert (name, level, count, spans) == ("城市管理行政执法部门", "县级", "28", "18-01—18-28")
    after = {row[1] for row in tasks(listed(written(tmp_path, "bodies:\n  urban-enforcement: 城管局\n")), "roles")}
    assert before.keys() - after == {"urban-enforcement"}


def test_a_role_of_another_level_is_to_bind_at_that_level(tmp_path: Path) -> None:
    wanted = {row[1]: row[2] for row in tasks(listed(written(tmp_path, "")), "roles")}
    assert wanted["eco-environment"] == "市级"
    bound = "bodies:\n  eco-environment: {county: 分局}\n"
    assert "eco-environment" in {row[1] for row in tasks(listed(written(tmp_path, bound)), "roles")}
    bound = "bodies:\n  eco-environment: {city: 市局}\n"
    assert "eco-environment" not in {row[1] for row in tasks(listed(written(tmp_path, bound)), "roles")}


def test_placeholders_are_to_bind_item_by_item(tmp_path: Path) -> None:
    item = "major-construction-projects/approval-services/service-guide"
    before = [row[2] for row in tasks(listed(written(tmp_path, "")), "placeholders")]
    assert item in before
    one = f"bodies:\n  approving-authority:\n    items: {{{item}: 行政审批局}}\n"
    after = [row[2] for row in tasks(listed(written(tmp_path, one)), "placeholders")]
    assert sorted({*before} - {*after}) == [item]
    area = "bodies:\n  approving-authority:\n    areas: {major-construction-projects: 行政审批局}\n"
    assert item not in {row[2] for row in tasks(listed(written(tmp_path, area)), "placeholders")}


def test_roles_that_may_stay_open_are_kept_apart() -> None:
    found = listed(EXAMPLE)
    assert {"tenderer", "purchaser"} <= {row[1] for row in tasks(found, "optional")}
    assert not {"villagers-committee", "purchaser"} & {row[1] for row in tasks(found, "roles")}


GUESSES = [
    ("education: {county: 教育局, guess: true}", ["教育局"]),
    ("education: {county: 教育局, township: 中心校, guess: true}", ["教育局、中心校"]),
    ("education: {county: 教育局}", []),
]


@pytest.mark.parametrize(("line", "names"), GUESSES)
def test_guesses_are_to_confirm_at_their_place(tmp_path: Path, line: str, names: list[str]) -> None:
    path = written(tmp_path, f"bodies:\n  {line}\n")
    found = tasks(listed(path), "guesses")
    assert [row[0] for row in found] == names
    for row in found:
        assert row[3] == f"{path.as_posix()}:4:3"
        assert row[5].startswith("03-01")


CONFIRMED = [
    ("education: {county: 庄河市教育局}", ["中心校"]),
    ("education: 庄河市教育局", []),
    ("health: 卫健局", ["教育局、中心校"]),
    ("education: {county: 庄河市教育局, township: 学区, guess: true}", ["庄河市教育局、学区"]),
]


@pytest.mark.parametrize(("line", "names"), CONFIRMED)
def test_a_narrower_profile_confirms_what_a_wider_one_guessed(tmp_path: Path, line: str, names: list[str]) -> None:
    (tmp_path / "city.yaml").write_text(
        'division: {code: "2102", name: 大连市}\nlevel: city\n'
        "bodies:\n  education: {county: 教育局, township: 中心校, guess: true}\n",
        "utf-8",
    )
    path = written(tmp_path, f"bodies:\n  {line}\n", "extends: city.yaml\n" + HEAD)
    assert [row[0] for row in tasks(listed(path), "guesses")] == names


def test_the_guesses_of_a_new_profile_are_all_to_confirm(tmp_path: Path) -> None:
    made = gapub("init", "庄河市", "-o", "p.yaml", cwd=tmp_path)
    count = re.search(rb"(\d+) office names are guesses", made.stderr)
    assert count
    assert len(tasks(listed(tmp_path / "p.yaml"), "guesses")) == int(count[1])


def test_unnamed_bases_are_to_name_until_they_are(tmp_path: Path) -> None:
    words = "建设用地审查报批有关规定"
    before = tasks(listed(written(tmp_path, "")), "unnamed")
    (row,) = [each for each in before if each[0] == words]
    assert (row[1], row[3]) == ("1", "guidelines/land-expropriation/2019.yaml:111:64")
    name = next(
        name
        for each in prepare("county", None).guidelines
        for name, item in each.rows()
        if any(reference.unnamed == words for reference in item.basis)
    )
    named = f"tighten:\n- item: {name}\n  basis: [open-government-information-regulations, land-administration-law]\n"
    assert words not in {each[0] for each in tasks(listed(written(tmp_path, named)), "unnamed")}


def test_cells_are_to_check_until_they_are_attested(tmp_path: Path) -> None:
    name = "fiscal-budgets/budgets-and-accounts/government-budget"
    before = {row[1]: row for row in tasks(listed(written(tmp_path, "")), "checks")}
    assert before["09-01"][2:4] == ["公开内容（要素）、公开层级", ""]
    attest = 'attest:\n- {{item: {}, cells: [{}], by: 财政局, "on": "2026-11-20", document: 原文}}\n'
    part = {row[1]: row for row in tasks(listed(written(tmp_path, attest.format(name, "levels"))), "checks")}
    assert part["09-01"][2] == "公开内容（要素）"
    both = tasks(listed(written(tmp_path, attest.format(name, "levels, content"))), "checks")
    assert {*before} - {row[1] for row in both} == {"09-01"}
    assert DIRECTORY not in str(tasks(listed(EXAMPLE), "checks"))


def test_the_cells_to_check_are_those_of_the_catalogue() -> None:
    prepared = prepare("county", EXAMPLE)
    made = prepared.catalogue(prepared.profile)
    wanted = sum(len(item.fields_to_check) for area in made.areas for item in area.items)
    (section,) = (each for each in listed(EXAMPLE).sections if each.id == "checks")
    assert section.size is not None
    assert section.size.en.startswith(f"{wanted} of ")
    assert wanted


def test_weakenings_and_wrong_targets_come_first(tmp_path: Path) -> None:
    wrong = "omit:\n- {item: taxation/no/such, levels: [county], ground: no-matter, reason: 本县没有}\n"
    found = listed(written(tmp_path, wrong + WEAKER))
    assert [row[1] for row in tasks(found, "problems")] == ["unknown-target", "weaker-time-limit"]
    assert [row[2] for row in tasks(found, "problems")] == ["taxation/no/such", COMPLAINTS]


def test_a_profile_of_many_divisions_names_those_that_lack_an_office(tmp_path: Path) -> None:
    found = listed(EXAMPLE / "townships.yaml")
    assert (found.level, len(found.divisions), found.items) == ("township", 26, 139)
    rows = {row[1]: row for row in tasks(found, "roles")}
    assert "township-government" not in rows
    assert rows["culture-tourism"][5] == "全部 26 个"
    head = "level: township\ndivisions:\n- code: '210283101'\n  name: 甲镇\n  bodies: {civil-affairs: 甲所}\n"
    two = written(tmp_path, "", head + "- {code: '210283102', name: 乙镇}\n")
    assert {row[1]: row[5] for row in tasks(listed(two), "roles")}["civil-affairs"] == "乙镇"


# --- its forms -------------------------------------------------------------------------------------------------------

HOSTILE = Todo(
    Text("=1+1", "=1+1"),
    "county",
    (),
    "national-2019",
    1,
    (
        Section(
            "roles",
            Text("=HYPERLINK(1)", "@x"),
            Text("说明", "about"),
            (Text("角色", "Role"), Text("编号", "Id")),
            (
                Task(Text("<b>组</b>", "[g](http://x)"), (Text("=cmd|' /C calc'!A0", "<script>"), Text("12", "12"))),
                Task(None, (Text("| a\n- b", "`c`"), Text("", ""))),
            ),
        ),
        Section("checks", Text("核对", "Check"), Text("", ""), (Text("事项", "Items"),), ()),
    ),
)


def test_every_form_has_every_task() -> None:
    found = listed(EXAMPLE)
    count = sum(len(each.tasks) for each in found.sections)
    text = "\n".join(markdown(found))
    assert len(re.findall(r"^- \[ \] ", text, re.MULTILINE)) == count > 400
    book = load_workbook(BytesIO(workbook(found)))
    boxes = [cell.value for sheet in book for cell in sheet["A"] if cell.value == "☐"]
    assert len(boxes) == count
    assert len(book.sheetnames) == 1 + sum(bool(each.tasks) for each in found.sections)


def test_a_sheet_can_be_ticked_filtered_and_scrolled() -> None:
    book = load_workbook(BytesIO(workbook(listed(EXAMPLE))))
    assert book.sheetnames[0] == "概要"
    for sheet in book.worksheets[1:]:
        rows = [cell.row for cell in sheet["A"] if cell.value == "☐"]
        (validation,) = sheet.data_validations.dataValidation
        assert validation.formula1 == '"☐,☑"'
        assert str(validation.sqref) == (f"A{rows[0]}:A{rows[-1]}" if len(rows) > 1 else f"A{rows[0]}")
        assert sheet.freeze_panes == f"A{rows[0]}"
        assert sheet.auto_filter.ref.startswith(f"A{rows[0] - 1}:")
        assert sheet.auto_filter.ref.endswith(str(rows[-1]))
        assert rows == list(range(rows[0], rows[-1] + 1))


def test_hostile_text_stays_text() -> None:
    book = load_workbook(BytesIO(workbook(HOSTILE)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert "=cmd|' /C calc'!A0\n<script>" in {cell.value for cell in cells}
    lines = list(markdown(HOSTILE))
    assert sum(line.startswith("- [ ] ") for line in lines) == 2
    text = "\n".join(lines)
    assert not re.search(r"(?<!\\)[<`]", text)
    assert "[g](http" not in text


def test_equal_lists_give_equal_bytes() -> None:
    assert workbook(listed(EXAMPLE)) == workbook(listed(EXAMPLE))


def test_nothing_to_do_is_said() -> None:
    book = load_workbook(BytesIO(workbook(HOSTILE._replace(sections=HOSTILE.sections[1:]))))
    assert book.sheetnames == ["概要"]
    assert "没有待办事项 nothing left to do" in {cell.value for cell in book["概要"]["A"]}


# --- the front door --------------------------------------------------------------------------------------------------


def test_the_text_begins_with_the_counts(tmp_path: Path) -> None:
    done = gapub("todo", EXAMPLE, cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    lines = done.stdout.decode().splitlines()
    assert lines[0].startswith("庄河市待办清单")
    assert any("指定机关 Name offices　11" in line for line in lines[:8])
    assert any(line.endswith("□ 文化和旅游行政部门 Culture and tourism authority") for line in lines)
    assert "\x1b" not in done.stdout.decode()


@pytest.mark.parametrize("form", ["text", "md"])
def test_a_file_holds_what_is_printed(tmp_path: Path, form: str) -> None:
    printed = gapub("todo", EXAMPLE, "--format", form, cwd=tmp_path)
    done = gapub("todo", EXAMPLE, "--format", form, "-o", "new/list", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, b"")
    assert (tmp_path / "new" / "list").read_bytes() == printed.stdout


def test_a_workbook_needs_a_file(tmp_path: Path) -> None:
    done = gapub("todo", EXAMPLE, "--format", "xlsx", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert "[needs-output]" in done.stderr.decode()
    done = process("todo", EXAMPLE, "--format", "xlsx", "-o", "list.xlsx", cwd=tmp_path, PYTHONHASHSEED="1")
    again = process(
        "todo", EXAMPLE, "--format", "xlsx", "-o", "two.xlsx", cwd=tmp_path, PYTHONHASHSEED="2", TZ="Asia/Tokyo"
    )
    assert (done.returncode, again.returncode) == (0, 0), done.stderr.decode()
    assert (tmp_path / "list.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


@pytest.mark.parametrize("level", ["county", "township", "village"])
def test_every_level_below_the_profile_has_its_list(tmp_path: Path, level: str) -> None:
    done = gapub("todo", EXAMPLE, "--level", level, cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    assert "核对栏目" in done.stdout.decode()


def test_a_profile_with_errors_still_has_its_list(tmp_path: Path) -> None:
    written(tmp_path, WEAKER)
    done = gapub("todo", "p.yaml", cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    assert "改正配置文件 Fix profiles　1" in done.stdout.decode()


def test_what_cannot_be_read_is_refused(tmp_path: Path) -> None:
    done = gapub("todo", "nowhere.yaml", cwd=tmp_path)
    assert done.returncode == 2
    assert "[cannot-read]" in done.stderr.decode()
    done = gapub("todo", EXAMPLE / "townships.yaml", "--level", "county", cwd=tmp_path)
    assert done.returncode == 2
    assert "[level-above-profile]" in done.stderr.decode()
