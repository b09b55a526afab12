"""`gapub import --as attest`: an official table, and only that, becomes records of cells that were checked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from in_process import gapub
from test_attest import COUNTY, LATER_BASELINE, REGISTRY, TOWNS, codes, put, states
from test_attest import catalogue as compiled
from test_attest import guideline as edition

NUMBER = "民办函〔2019〕52号"
FACTS = ("--by", "庄河市民政局", "--on", "2026-11-20", "--document", NUMBER)
TITLE = "养老服务领域基层政务公开标准目录"
HEAD = "序号,一级事项,二级事项,公开内容,公开依据,公开时限,公开主体,公开渠道和载体,公开对象,公开方式,公开层级"
LIMIT = "信息形成或者变更之日起20个工作日内"
CELLS = f"名单；标准,《中华人民共和国政府信息公开条例》,{LIMIT},民政部门,■政府网站 ■两微一端 □政府公报,全社会,主动,县级、乡级、村级"
ROWS = ("养老服务,养老服务补贴", "养老服务,办事指南", "养老机构,机构名录", "养老机构,收费标准")
WHOLE = "\n".join(f"{n},{row},{CELLS}" for n, row in enumerate(ROWS, 1))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    made = edition().replace("指引, status: seen", f"指引, number: {NUMBER}, status: seen")
    put(tmp_path, "guidelines/elderly-care/2019.yaml", made)
    put(tmp_path, "guidelines/registry/example.yaml", REGISTRY)
    put(tmp_path, "county.yaml", COUNTY)
    return tmp_path


def official(folder: Path, rows: str = WHOLE, title: str = TITLE, head: str = HEAD) -> None:
    put(folder, "official.csv", f"{title},,,,,,,,,,\n{head}\n{rows}\n")


def imported(
    folder: Path, *options: str, code: int = 0, facts: tuple[str, ...] = FACTS, file: str = "official.csv"
) -> str:
    done = gapub("import", file, "--as", "attest", "--profile", "county.yaml", *facts, *options, cwd=folder)
    said = (done.stdout + done.stderr).decode()
    assert done.returncode == code, said
    assert "Traceback" not in said
    return said


def read(folder: Path, name: str = "county.yaml") -> str:
    return (folder / name).read_text("utf-8")


def test_a_table_that_agrees_attests_the_whole_area(project: Path) -> None:
    official(project)
    said = imported(project)
    assert "+- area: elderly-care@2019" in said
    assert "40 格一致" in said
    assert read(project) == COUNTY
    imported(project, "--write")
    assert codes(project) == []
    assert not any(states(compiled(project)).values())


def with_row(n: int, old: str, new: str, rows: str = WHOLE) -> str:
    """The rows with a change in one of them."""
    lines = rows.split("\n")
    assert old in lines[n]
    lines[n] = lines[n].replace(old, new)
    return "\n".join(lines)


def attested(folder: Path) -> dict[str, dict[str, str]]:
    """The cells of each row that are not attested, with their state."""
    return {row: cells for row, cells in states(compiled(folder)).items() if cells}


# --- only the document itself attests ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("民办函[2019]52号", 0),
        ("《养老服务领域基层政务公开标准指引》（民办函﹝2019﹞52号）", 0),
        ("养老服务领域基层政务公开标准指引（试行）", 0),
        ("民办函〔2019〕53号", 2),
        ("养老服务领域基层政务公开标准指引（庄民发〔2020〕3号）", 2),
        ("庄河市养老服务领域基层政务公开标准指引", 2),
        ("养老服务", 0),
        ("标准指引", 2),
    ],
)
def test_the_document_is_that_of_the_edition(project: Path, document: str, code: int) -> None:
    official(project)
    said = imported(project, facts=(*FACTS[:-1], document), code=code)
    assert ("import-no-attestation" in said) == bool(code)


@pytest.mark.parametrize("document", ["民办函〔2019〕53号", "养老服务领域基层政务公开标准指印"])
def test_a_slip_in_the_document_is_answered_with_the_one_that_is_meant(project: Path, document: str) -> None:
    """Of the many that a county goes by."""
    official(project)
    put(project, "county.yaml", 'division: {code: "210283", name: 庄河市}\nlevel: county\nbaseline: national-2019\n')
    assert "是否为：民办函〔2019〕52号 养老服务领域基层政务公开标准指引" in imported(
        project, facts=(*FACTS[:-1], document), code=2
    )


@pytest.mark.parametrize(
    ("title", "why"),
    [
        ("庄河市养老服务领域基层政务公开标准目录", "地方的目录"),
        ("附件3：XX县养老服务领域基层政务公开标准目录", "地方的目录"),
        ("税收管理领域基层政务公开标准目录", "表题与文件不符"),
        ("基层政务公开标准目录", "表题与文件不符"),
    ],
)
def test_a_copy_of_a_locality_is_refused_and_a_profile_proposed(project: Path, title: str, why: str) -> None:
    official(project, title=title)
    said = imported(project, "--write", code=2)
    assert why in said
    assert "--as profile" in said
    assert read(project) == COUNTY


def test_of_several_tables_those_of_other_areas_are_left_out(project: Path) -> None:
    def table(area: str) -> str:
        cells = "</tr><tr>".join(
            "".join(f"<td>{cell}</td>" for cell in row.split(",")) for row in (HEAD, *WHOLE.split("\n"))
        )
        return f"<h2>{area}领域基层政务公开标准目录</h2><table><tr>{cells}</tr></table>"

    put(project, "two.html", f"<p>养老服务领域基层政务公开标准指引</p>{table('养老服务')}{table('税收管理')}")
    for options in ((), ("--area", "养老服务")):
        said = imported(project, *options, file="two.html")
        assert ("import-other-area" in said, "40 格一致" in said) == (True, True)
        assert "import-row-new" not in said


def test_columns_that_only_localities_have_betray_a_copy(project: Path) -> None:
    rows = "\n".join(f"{row},0411-00000012" for row in WHOLE.split("\n"))
    official(project, rows, head=f"{HEAD},联系电话")
    assert "--as profile" in imported(project, code=2)


def test_what_gapub_made_attests_nothing(project: Path) -> None:
    gapub("compile", "county", "county.yaml", "--format", "html,xlsx,docx,csv", "-o", "out", cwd=project)
    for name in ("index.html", "catalogue.xlsx", "catalogue.docx", "catalogue.csv"):
        said = imported(project, file=f"out/{name}", code=2)
        assert "import-no-attestation" in said, name


@pytest.mark.parametrize("left_out", ["--by", "--on", "--document"])
def test_who_when_and_against_what_are_required(project: Path, left_out: str) -> None:
    official(project)
    i = FACTS.index(left_out)
    assert left_out in imported(project, facts=FACTS[:i] + FACTS[i + 2 :], code=2)


def test_the_profile_is_required_and_the_day_is_one(project: Path) -> None:
    official(project)
    done = gapub("import", "official.csv", "--as", "attest", *FACTS, cwd=project)
    assert (done.returncode, b"--profile" in done.stderr) == (2, True)
    assert "bad-date" in imported(project, facts=(*FACTS[:3], "今天", *FACTS[4:]), code=2)


# --- cells -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("名单；标准", "标准；名单"),
        ("名单；标准", '"1.名单\n2.标准"'),
        ("名单；标准", "名单、标准"),
        (LIMIT, "自信息形成或变更之日起20个工作日内公开"),
        ("■政府网站 ■两微一端 □政府公报", "■两微一端、■政府网站"),
        ("县级、乡级、村级", "村级、乡级、县级"),
        ("《中华人民共和国政府信息公开条例》", "《政府信息公开条例》"),
    ],
)
def test_wording_and_order_make_no_difference(project: Path, old: str, new: str) -> None:
    official(project, with_row(0, old, new))
    assert "40 格一致" in imported(project)


@pytest.mark.parametrize(
    ("old", "new", "cell", "stated"),
    [
        (LIMIT, "信息形成或者变更之日起10个工作日内", "time_limit", "within: 10wd"),
        (LIMIT, "信息形成或者变更之日起30个工作日内", "time_limit", "within: 30wd"),
        ("名单；标准", "名单；标准；流程", "content", "content: [名单, 标准, 流程]"),
        ("■两微一端", "□两微一端", "channels", "channels: [website]"),
        ("县级、乡级、村级", "县级、乡级", "levels", "levels: [county, township]"),
        ("民政部门", "财政部门", "body", "body: finance"),
    ],
)
def test_a_cell_that_differs_is_corrected_in_the_edition(
    project: Path, old: str, new: str, cell: str, stated: str
) -> None:
    official(project, with_row(0, old, new))
    said = imported(project)
    assert "import-corrected" in said
    assert stated in said
    imported(project, "--write")
    made = read(project, "guidelines/elderly-care/2019.yaml")
    assert stated in made
    assert f"single: [{cell}]" in made
    assert "S3: {place: 民政部, level: ministry, file: official.csv, sha256: " in made
    assert codes(project) == []
    assert gapub("fmt", "--check", "county.yaml", "guidelines/elderly-care", cwd=project).returncode == 0


PARTS = "{part: 受理环节, elements: [名单, 流程]}, {part: 决定环节, elements: [标准]}"


@pytest.mark.parametrize(
    ("said", "corrected"),
    [
        ("受理环节：名单；流程；决定环节：标准", ""),
        ("受理环节：名单、流程\n决定环节：\n标准", ""),
        ("名单；流程；标准", ""),
        ("受理环节：名单；决定环节：标准；条件", "“流程”改为“条件”"),
    ],
)
def test_labels_of_parts_are_no_difference(project: Path, said: str, corrected: str) -> None:
    name = "guidelines/elderly-care/2019.yaml"
    put(project, name, read(project, name).replace("content: [名单, 标准]", f"content: [{PARTS}]", 1))
    official(project, with_row(0, "名单；标准", f'"{said}"'))
    told = imported(project, "--write")
    assert ("import-corrected" in told) == bool(corrected)
    assert corrected in told
    if corrected:
        assert attested(project) == {}
        assert "part: 受理环节" in read(project, name)


def test_the_wording_that_the_edition_keeps_agrees(project: Path) -> None:
    name = "guidelines/elderly-care/2019.yaml"
    worded = "time_limit: {within: 20wd, of: [formed, changed], wording: 一切按老规矩办}"
    put(project, name, read(project, name).replace("time_limit: {within: 20wd, of: [formed, changed]}", worded, 1))
    official(project, with_row(0, LIMIT, "一切按老规矩办。"))
    assert "40 格一致" in imported(project)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("全社会", "外星来客", "没有读懂"),
        ("全社会", "特定群体", "没有写明是哪些群体"),
        ("名单；标准", "1.名单2.标准", "文字相同，分条不同"),
        ("名单；标准", "1.名单2.标准3.流程", "各要素从何处分开不能确定"),
        (",主动,", ",主动、依申请,", "没有写明哪些要素依申请公开"),
        ("养老服务,养老服务补贴", "养老服务,养老服务补贴发放", "核对是否同一事项"),
    ],
)
def test_what_is_not_certain_is_left_to_a_person(project: Path, old: str, new: str, why: str) -> None:
    official(project, with_row(0, old, new))
    said = imported(project, "--write")
    assert why in said
    assert "1 格待人核对" in said
    assert [len(cells) for cells in attested(project).values()] == [1]
    assert codes(project) == []


def test_what_the_document_lacks_is_told_and_not_attested(project: Path) -> None:
    rows = WHOLE.replace("县级、乡级、村级", "").split("\n")[:3]
    official(project, "\n".join(rows))
    said = imported(project, "--write")
    assert "原件没有 elderly-care@2019 的 1 个事项，没有核对：“收费标准”" in said
    assert "原件的公开层级空白，没有核对（3 格）" in said
    found = attested(project)
    assert len(found.pop("fees")) == 10
    assert found == {
        "guide": {"levels": "recalled"},
        "list": {"levels": "corroborated"},
        "subsidies": {"levels": "corroborated"},
    }


def test_rows_that_the_edition_lacks_are_told(project: Path) -> None:
    official(project, f"{WHOLE}\n5,养老机构,食堂评比,{CELLS}")
    said = imported(project)
    assert "没有原件的 1 个事项：“食堂评比”" in said
    assert "--as guideline --merge" in said


# --- the profile -------------------------------------------------------------------------------------------------------


def test_twice_is_once_and_a_lapsed_record_is_renewed(project: Path) -> None:
    official(project)
    imported(project, "--write")
    first = read(project)
    assert "都已有核对记录" in imported(project, "--write")
    assert read(project) == first
    official(project, with_row(0, "20个", "10个"))
    said = imported(project, "--write", facts=("--by", "另一人", *FACTS[2:]))
    assert "import-corrected" in said
    assert read(project).count("- area:") == 1
    assert "by: 另一人" in read(project)
    assert attested(project) == {}


def test_a_file_that_is_there_is_kept_unless_asked(project: Path) -> None:
    official(project)
    imported(project, "-o", "county.yaml", code=2)
    imported(project, "-o", "new.yaml")
    assert "attest:" in read(project, "new.yaml")
    assert read(project) == COUNTY
    imported(project, "-o", "county.yaml", "--overwrite")
    assert "attest:" in read(project)


def test_corrections_need_room_for_two_files(project: Path) -> None:
    official(project, with_row(0, "20个", "10个"))
    assert "--write" in imported(project, "-o", "new.yaml", code=2)
    imported(project, "-o", "new")
    assert (project / "new/county.yaml").is_file()
    assert "10wd" in read(project, "new/guidelines/elderly-care/2019.yaml")
    assert "10wd" not in read(project, "guidelines/elderly-care/2019.yaml")


def test_of_several_divisions_one_is_named(project: Path) -> None:
    official(project)
    put(project, "county.yaml", TOWNS)
    assert "--division" in imported(project, code=2)
    imported(project, "--division", "青堆镇", "--write")
    assert "  attest:\n  - area: elderly-care@2019" in read(project)
    assert "unknown-division" in imported(project, "--division", "大连市", code=2)


def test_what_a_wider_profile_says_is_not_the_document_s(project: Path) -> None:
    official(project)
    tighten = "tighten:\n- item: elderly-care/services/subsidies\n  time_limit: {within: 5wd, of: [formed, changed]}\n"
    put(project, "city.yaml", f'division: {{code: "210200", name: 大连市}}\nlevel: city\nbaseline: example\n{tighten}')
    put(project, "county.yaml", "extends: city.yaml\n" + COUNTY.replace("baseline: example\n", ""))
    said = imported(project, "--write")
    assert "39 格一致" in said
    assert attested(project) == {"subsidies": {"time_limit": "local"}}


def test_a_mistake_in_an_edition_that_ships_becomes_the_project_s_own(tmp_path: Path) -> None:
    """The edition that ships with gapub stays; the project has its own copy from then on."""
    put(tmp_path, "county.yaml", 'division: {code: "210283", name: 庄河市}\nlevel: county\n')
    row = "1,养老服务业务办理,养老机构备案"
    cells = "备案流程,《政府信息公开条例》,制定或获取备案政策之日起5个工作日内,民政部门,■政府网站,全社会,主动,县级"
    official(tmp_path, f"{row},{cells}")
    imported(tmp_path, "--write")
    made = read(tmp_path, "guidelines/elderly-care/2019.yaml")
    assert "within: 5wd" in made
    assert made.startswith("# yaml-language-server: $schema=../../.gapub/schemas/guideline.schema.json\n")
    assert (tmp_path / ".gapub/schemas/guideline.schema.json").is_file()
    assert gapub("fmt", "--check", "guidelines", "county.yaml", cwd=tmp_path).returncode == 0
    told = gapub(
        "explain", "elderly-care/service-handling/institution-filing", "--profile", "county.yaml", cwd=tmp_path
    )
    assert "已核对" in told.stdout.decode()
    report: dict[str, Any] = json.loads(gapub("validate", ".", "--format", "json", cwd=tmp_path).stdout)
    assert [each for each in report["findings"] if each["severity"] == "error"] == []


def test_a_catalogue_that_was_attested_whole_is_published(project: Path) -> None:
    official(project)
    put(project, "county.yaml", f"{COUNTY}bodies:\n  civil-affairs: 庄河市民政局\n")
    refused = gapub(
        "compile", "county", "county.yaml", "--for", "publication", "--format", "json", "-o", "a", cwd=project
    )
    imported(project, "--write")
    done = gapub("compile", "county", "county.yaml", "--for", "publication", "--format", "json", "-o", "a", cwd=project)
    assert (refused.returncode, done.returncode) == (2, 0), done.stderr.decode()


def test_a_record_goes_along_to_the_next_edition_with_its_correction(project: Path) -> None:
    official(project, with_row(0, "20个", "10个"))
    imported(project, "--write")
    made = read(project, "guidelines/elderly-care/2019.yaml").replace('edition: "2019"', 'edition: "2026"')
    put(project, "guidelines/elderly-care/2026.yaml", f"{made}supersedes: [elderly-care@2019]\n")
    put(project, "guidelines/registry/later.yaml", LATER_BASELINE)
    done = gapub("upgrade", "county.yaml", "--to", "later", cwd=project)
    assert done.returncode == 0, done.stderr.decode()
    assert "area: elderly-care@2026" in read(project)
    assert attested(project) == {}
    assert codes(project) == []
