"""The reports of a check of a website: every format says the same, and lets no text of a website act."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import openpyxl
import pytest
from selectolax.lexbor import LexborHTMLParser

from gapub.cli.documents import findings_of
from gapub.cli.schema import schema_of
from gapub.diagnostics.sarif import sarif
from gapub.diagnostics.text import safe, width
from gapub.model.scheme import OF_SITES
from gapub.output import exclusive, lock
from gapub.publication import docx, history, meanings, page, workbook
from gapub.publication import json as form
from gapub.publication.report import ON_PAPER, Report, calendar, document, findings, matrix, numbers
from gapub.reports import md
from in_process import gapub
from office_files import cells, words
from site_checks import AS_OF, FINDINGS, HOSTILE, OPEN, TITLES, checked, found, of_two, sample

LANGUAGES: tuple[Any, ...] = ("zh", "en", "both")


def shown(report: Report, lang: Any) -> dict[str, str]:
    """What a person reads in each format that has all."""
    body = LexborHTMLParser(page.text(report, lang)).body
    assert body is not None
    return {
        "html": body.text(),
        "md": md.text(document(report), lang).replace("\\", ""),
        "xlsx": "\n".join(str(each.value) for each in cells(workbook.data(report, lang))),
        "docx": words(docx.data(report, lang)),
    }


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_format_has_every_kind_its_places_and_what_is_open(lang: Any) -> None:
    for name, text in shown(sample(), lang).items():
        for code, kind in OF_SITES.items():
            told = kind.label.en if lang == "en" else kind.label.zh
            assert told in text or (name == "docx" and kind.severity == "info"), (name, code)
        for each in OPEN:
            assert (each.why.en if lang == "en" else each.why.zh) in text, name
        assert "网站导出.xlsx" in text and "A2" in text and "2026-07-15" in text, name
        number = "1 of no bound column" if lang == "en" else "不属于任何对应栏目 1 条"
        assert number in text and ("1 not read" if lang == "en" else "未能读取 1 条") in text, name


def test_what_is_alike_is_folded_and_counted() -> None:
    alike = [each for each in FINDINGS if each.found.code == "published-late"]
    assert len(alike) == ON_PAPER
    text = md.text(document(sample(), 3), "zh")
    assert text.count("| 错误 | 纳税信用 |") == 4 and f"另有 {len(alike) - 3} 处" in text
    assert "其余 17 个" not in words(docx.data(sample(), "zh"))
    more = sample((*FINDINGS, alike[0]))
    assert "其余 1 个见所附催办单" in words(docx.data(more, "zh"))
    book = [str(each.value) for each in cells(workbook.data(more, "zh"))]
    assert sum(each.startswith("发布超过时限\n整改要求") for each in book) == len(alike) + 1, "the workbook has all"


def test_remarks_that_are_alike_are_a_line_of_an_area_and_whole_where_all_is_asked() -> None:
    check = checked([found("row-unbound", row) for row in TITLES])
    folded = [*findings(Report(check), 20)]
    assert [row.cells[1].zh for row in folded] == ["纳税信用、纳税人权利与义务", "出生登记、死亡登记"]
    assert [row.cells[3].en for row in folded] == ["item without a column (2)"] * 2
    assert len([*findings(Report(check))]) == len(TITLES)


def test_the_counts_of_records_add_up() -> None:
    read, unread, offline, elsewhere = numbers(sample().check)
    assert (read, unread, offline, elsewhere) == (41, 1, 1, 1)
    assert read == offline + elsewhere + sum(each.records for each in sample().check.columns)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_text_of_a_website_acts(lang: Any) -> None:
    report = sample()
    html = page.text(report, lang)
    assert "<script" not in html and "default-src &#39;none&#39;" in html
    assert {each.attributes.get("href") for each in LexborHTMLParser(html).css("a")} == {
        "http://www.example.gov.cn/taxation/",
        "http://www.example.gov.cn/household-registration/",
    }
    assert "\\<script\\>" in md.text(document(report), lang)
    files = [workbook.data(report, lang), docx.data(report, lang), *workbook.files(report, lang).values()]
    for data in files:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            for name in parts.namelist():
                if name.endswith((".xml", ".rels")):
                    ElementTree.fromstring(parts.read(name))
                    assert b"<f>" not in parts.read(name)
                    assert not name.endswith(".rels") or b"javascript:" not in parts.read(name)
            assert "\u202e" not in "".join(
                parts.read(each).decode() for each in parts.namelist() if each.endswith((".xml", ".rels"))
            )
    assert all(each.data_type == "s" for each in cells(files[0]))
    assert any("=cmd|" in str(each.value) for each in cells(files[0]))
    for text in (machine(report, "json"), machine(report, "sarif")):
        assert "\u202e" not in text and "\x1b" not in text


def machine(report: Report, format: str) -> str:
    """What programs read."""
    files = [each.file for each in report.check.exports]
    if format == "json":
        return form.data(report, lambda found: findings_of(found, files, meanings.document)).decode()
    return sarif(findings_of([form.told(each) for each in report.check.findings], files, meanings.document))


def test_json_is_as_its_schema_and_has_all() -> None:
    for report in (sample(), of_two(), sample(())):
        tree = json.loads(machine(report, "json"))
        jsonschema.validate(tree, schema_of("site"))
        assert len(tree["findings"]) == len(report.check.findings)
        assert sum(tree["counts"].values()) == len(report.check.findings)
        assert len({each["finding"]["fingerprint"] for each in tree["findings"]}) == len(tree["findings"])


def test_sarif_explains_each_code_and_its_fingerprints_outlive_words_and_lines() -> None:
    run = json.loads(machine(sample(), "sarif"))["runs"][0]
    rules = {each["id"]: each for each in run["tool"]["driver"]["rules"]}
    assert rules.keys() == OF_SITES.keys()
    assert all(each["shortDescription"]["text"] and "bad:" not in each["help"]["text"] for each in rules.values())
    moved = [
        each._replace(
            found=each.found._replace(
                message=each.found.message + each.found.message,
                place=each.found.place._replace(line=each.found.place.line + 7, file="b.xlsx")
                if each.found.place
                else None,
            )
        )
        for each in FINDINGS
    ]
    again = json.loads(machine(sample(tuple(moved)), "sarif"))["runs"][0]

    def marks(run: Any) -> set[str]:
        return {each["partialFingerprints"]["gapub/v1"] for each in run["results"]}

    assert marks(again) == marks(run) and len(marks(run)) == len(FINDINGS)


def test_every_code_has_a_meaning() -> None:
    assert meanings.MEANINGS.keys() == OF_SITES.keys()
    assert all(text.zh.endswith("。") and text.en.endswith(".") for each in meanings.MEANINGS.values() for text in each)


def test_the_page_tells_states_by_a_sign_as_well_and_shows_the_months() -> None:
    report = sample()
    assert [(str(line.group.zh), [cell.state.sign for cell in line.cells]) for line in matrix(report)[0]] == [
        ("税收管理", ["✕"]), ("户籍管理", ["▽"]), ("旅游", ["○"]),
    ]  # fmt: skip
    months, rows = calendar(report)
    assert months == ["2026-08", "2026-09"]
    assert [[each.number for each in row.months] for row in rows] == [[25, 0], [13, 0], [0, 0]]
    early = report._replace(
        check=report.check._replace(columns=(report.check.columns[0]._replace(months=(("1999-01", 3),)),))
    )
    assert len(calendar(early)[0]) == 24, "what a damaged date says makes no page of a thousand years"
    html = page.text(report, "zh")
    assert html.count('aria-hidden="true"') == 9 and "http://" not in html.replace("http://www.example.gov.cn", "")
    none = sample(()).check
    assert [each.cells[0].state.name for each in matrix(Report(none))[0]] == ["sound"] * 3
    bare = Report(none._replace(columns=()))
    lines, without = matrix(bare)
    assert (
        lines == [] and without is not None and "没有对应栏目的领域：税收管理、户籍管理、旅游" in page.text(bare, "zh")
    )


def test_divisions_are_told_apart() -> None:
    for name, text in shown(of_two(), "zh").items():
        assert "甲县" in text and "乙县" in text, name
    groups = {row.group.zh for part in document(of_two()).parts if part.id == "findings" for row in part.rows}
    assert {"甲县 · 税收管理", "乙县 · 户籍管理"} <= groups


def test_a_notice_is_addressed_numbers_its_problems_and_leaves_days_open() -> None:
    text = words(docx.data(sample(), "zh"))
    assert text.startswith("关于某县政务公开栏目检查情况的通报某县政务公开办公室：")
    for part in (
        "一、总体情况",
        "二、需要改正的问题",
        "（一）栏目空白（1 个）",
        "三、需要核实的问题",
        "四、未能判断的情况",
    ):
        assert part in text
    assert "请于　　年　　月　　日前全部改正" in text and "事项没有对应栏目" not in text
    sound = words(docx.data(Report(checked((), open=())), "zh"))
    assert "需要改正的问题，请于" not in sound and "二、有关要求" in sound and sound.count("＿＿＿＿＿＿＿＿：") == 1


def test_each_office_has_its_list() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook.data(sample(), "zh")))
    assert book.sheetnames[0] == "概要" and {"县公安局", "县税务局", "未写明公开主体"} <= set(book.sheetnames)
    sheet = book["县税务局"]
    head = next(row for row in sheet.iter_rows(values_only=True) if row[0] == "序号")
    assert head[-3:] == ("整改期限", "整改结果", "改正后的网址、说明") and "首次发现" not in head
    linked = [cell for row in sheet.iter_rows() for cell in row if cell.hyperlink and cell.hyperlink.target]
    assert len(linked) == 25 and all(each.hyperlink.target.startswith("http://www.example.gov.cn/") for each in linked)
    (choice,) = sheet.data_validations.dataValidation
    assert choice.formula1 == '"已改正,正在整改,情况不符"'
    assert str(sheet.page_setup.paperSize) == sheet.PAPERSIZE_A4
    names = workbook.files(sample(), "zh")
    assert {"县公安局.xlsx", "县税务局.xlsx", "未写明公开主体.xlsx"} < names.keys() and len(names) == 4
    assert all(openpyxl.load_workbook(io.BytesIO(each)).sheetnames for each in names.values())
    assert workbook.files(sample(()), "zh") == {}


def test_names_of_files_are_safe(tmp_path: Path) -> None:
    odd = (
        "../../etc",
        "CON",
        "con",
        "a/b\\c:d",
        "县局",
        "县局",
        ".",
        "",
        "..",
        HOSTILE,
        "长" * 300,
        "-o",
        " x. ",
        "\ud800",
        "nul.局",
    )
    names = workbook.file_names(odd)
    assert len({each.casefold() for each in names}) == len(odd)
    for name in names:
        assert not name.startswith(".") and not set(name) & set('\\/:*?"<>|\x1b\x00\u202e') and name == safe(name)
        (tmp_path / name).write_bytes(b"")
    assert len([*tmp_path.iterdir()]) == len(odd)
    assert "con_.xlsx" in [each.casefold() for each in names]


def test_equal_reports_give_equal_bytes() -> None:
    for make in (workbook.data, docx.data, page.text):
        assert make(sample(), "both") == make(sample(), "both")  # type: ignore[operator]
    before, after = (machine(sample(findings), "json") for findings in (FINDINGS, FINDINGS[::-1]))
    assert before == after, "in whatever order they were found"


def test_what_the_record_knows_stands_in_every_format() -> None:
    first = history.updated(history.History(), checked(as_of=AS_OF.replace(month=6)), ("某县",))
    later = checked(FINDINGS[1:])
    second = history.updated(first, later, ("某县",))
    report = sample()._replace(check=later, changes=history.changes(second, later, ("某县",)))
    for name, text in shown(report, "zh").items():
        assert "已改正 1 个" in text and f"仍未改正 {len(FINDINGS) - 3} 个" in text, name
        assert ("2026-06-30" if name == "xlsx" else "2026-06-30 已发现") in text, f"{name}: since when it is known"
    tree = json.loads(machine(report, "json"))
    jsonschema.validate(tree, schema_of("site"))
    assert [each["code"] for each in tree["changes"]["mended"]] == ["column-blank"]
    assert {each["first"] for each in tree["findings"]} == {"2026-06-30", None}, "remarks are not kept"
    once = history.changes(first, checked(as_of=AS_OF.replace(month=6)), ("某县",))
    assert "首次检查" in md.text(document(sample()._replace(changes=once)), "zh")


# --- the command ---------------------------------------------------------------------------------------------------------

PROFILE = """\
{whose}
level: county
baseline: tax
example: true
rows:
  taxation/taxpayer-services/tax-guides: {{publish: {{column: "{{name}}/政务公开/税收管理", max_age: 30d}}}}
"""
ONE = 'division: {code: "210283", name: 庄河市}'
TWO = 'divisions: [{code: "210283", name: 庄河市}, {code: "210281", name: 瓦房店市}]'
HEAD = "栏目,标题,发布时间,网址\n"
ENTRY = "庄河市/政务公开/税收管理,{title},{day},https://www.example.gov.cn/a/{n}.html\n"
ASKED = ("--profile", "profile.yaml", "--as-of", "2026-06-30")


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """A project whose only area is taxation, a profile that binds a row of it to a column, and what the website exports."""
    registry = tmp_path / "guidelines" / "registry" / "zz.yaml"
    registry.parent.mkdir(parents=True)
    registry.write_text(
        'baselines:\n  tax: {title: {zh: 税收, en: Tax}, as_of: "2025-04-30", parts: [{title: {zh: 税, en: Tax}, '
        "editions: [taxation@2019]}]}\n",
        "utf-8",
    )
    (tmp_path / "profile.yaml").write_text(PROFILE.format(whose=ONE), "utf-8")
    listed(tmp_path, "site.csv", "2026-01-05")
    return tmp_path


def listed(folder: Path, name: str, *days: str, title: str = "公告") -> None:
    """An export with an entry of each day."""
    lines = (ENTRY.format(title=f"{title}{n}", day=day, n=n) for n, day in enumerate(days))
    (folder / name).write_text(HEAD + "".join(lines), "utf-8")


def run(folder: Path, *arguments: str) -> Any:
    done = gapub("check-site", *arguments, cwd=folder)
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return done


def test_a_website_is_checked_in_every_format(county: Path) -> None:
    listed(
        county,
        "site.csv",
        "2026-01-05",
        "2026-01-06",
        title=HOSTILE.replace(",", "").replace("\x00", "").replace('"', "'"),
    )
    done = run(county, "site.csv", *ASKED, "--format", "json")
    assert done.returncode == 1, done.stderr.decode()
    tree = json.loads(done.stdout)
    jsonschema.validate(tree, schema_of("site"))
    assert {each["finding"]["code"] for each in tree["findings"]} >= {"column-stale"}
    assert tree["records"] == {"read": 2, "unread": 0, "offline": 0, "elsewhere": 0}
    for name in ("text", "md", "html", "xlsx", "docx", "sarif"):
        done = run(county, "site.csv", *ASKED, "--format", name, "-o", f"out.{name}", "--fail-on", "never")
        assert done.returncode == 0, done.stderr.decode()
        data = (county / f"out.{name}").read_bytes()
        assert len(data) > 1000 and b"\x1b[31m" not in data and "\u202e".encode() not in data, name
    text = (county / "out.text").read_text("utf-8")
    assert "栏目更新不及时" in text and [line for line in text.splitlines() if width(line) > 100] == []
    assert "<script>" not in (county / "out.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--fail-on", "never"], 0, ""),
        (["--fail-on", "column-blank"], 0, ""),
        (["--fail-on", "column-stale"], 1, ""),
        (["--fail-on", "column-old"], 2, "unknown-code"),
        (["--fail-on", ""], 2, "unknown-code"),
        (["--scheme", "nothing"], 2, "unknown-scheme"),
        (["--format", "docx"], 2, "needs-output"),
        (["--as-of", "yesterday"], 2, "bad-date"),
        (["--division", "大连市"], 2, "unknown-division"),
        (["--previous", "nothing.csv"], 2, "nothing.csv"),
        (["-o", "site.csv", "--overwrite"], 2, "output-is-input"),
        (["--record", "site.csv"], 2, "output-is-input"),
        (["--record", "r.jsonl", "-o", "r.jsonl"], 2, "output-is-input"),
        (["nothing.csv"], 2, "nothing.csv"),
    ],
)
def test_exit_codes(arguments: list[str], code: int, said: str, county: Path) -> None:
    before = (county / "site.csv").read_bytes()
    done = run(county, "site.csv", *ASKED, *arguments)
    assert done.returncode == code, done.stderr.decode()
    assert said in done.stderr.decode() and (county / "site.csv").read_bytes() == before
    assert not (county / "r.jsonl").exists()


def test_the_day_and_the_profile_have_to_be_named(county: Path) -> None:
    for asked in (ASKED[:2], ASKED[2:]):
        assert run(county, "site.csv", *asked).returncode == 2


def test_two_quarters_with_a_record(county: Path) -> None:
    """What was mended, what is overdue since when; the same run again changes no byte; an earlier day is refused."""
    kept = county / "record.jsonl"
    listed(county, "one.csv", "2025-11-05", "2026-01-05")
    first = run(county, "one.csv", *ASKED[:2], "--as-of", "2026-03-31", "--record", "record.jsonl")
    assert first.returncode == 1, first.stderr.decode()
    was = kept.read_bytes()
    again = run(county, "one.csv", *ASKED[:2], "--as-of", "2026-03-31", "--record", "record.jsonl")
    assert (again.stdout, kept.read_bytes()) == (first.stdout, was)
    listed(county, "two.csv", "2025-11-05", "2026-06-29")
    told = json.loads(run(county, "two.csv", *ASKED, "--record", "record.jsonl", "--format", "json").stdout)
    assert [each["code"] for each in told["changes"]["mended"]] == ["column-stale"]
    assert told["changes"]["before"] == "2026-03-31"
    (mended,) = (json.loads(line) for line in kept.read_text("utf-8").splitlines() if '"finding"' in line)
    assert (mended["first"], mended["mended"]) == ("2026-03-31", "2026-06-30") and mended["since"] < "2026-03-31"
    was = kept.read_bytes()
    done = run(county, "one.csv", *ASKED[:2], "--as-of", "2026-03-31", "--record", "record.jsonl")
    assert done.returncode == 2 and "[record-ahead]" in done.stderr.decode() and kept.read_bytes() == was
    listed(county, "three.csv", "2026-06-29")
    done = run(county, "three.csv", *ASKED[:2], "--as-of", "2026-09-30", "--record", "record.jsonl", "--format", "json")
    codes = {each["finding"]["code"] for each in json.loads(done.stdout)["findings"]}
    assert "taken-down" in codes, "what was there is known from the record"
    asked = (*ASKED[:2], "--as-of", "2026-09-30", "--record", "record.jsonl", "--lang", "zh", "--fail-on", "never")
    notice = run(county, "three.csv", *asked, "--format", "docx", "-o", "n.docx")
    assert notice.returncode == 0 and "上次的清单" in words((county / "n.docx").read_bytes())
    assert "record.jsonl" not in words((county / "n.docx").read_bytes()), "the record is for gapub, not for an office"
    jsonschema.Draft202012Validator(schema_of("site-record")).validate(
        json.loads(kept.read_text("utf-8").splitlines()[-1])
    )


def test_the_checks_so_far_make_a_trend(county: Path) -> None:
    listed(county, "one.csv", "2025-11-05", "2026-01-05")
    asked = (*ASKED[:2], "--record", "record.jsonl", "--lang", "zh", "--fail-on", "never")
    first = run(county, "one.csv", *asked, "--as-of", "2026-03-31", "--format", "md")
    assert "历次检查" not in first.stdout.decode(), "one is no trend"
    listed(county, "two.csv", "2025-11-05", "2026-06-29")
    run(county, "two.csv", *asked, "--as-of", "2026-06-30")
    asked = (*asked, "--as-of", "2026-09-30")
    tree = json.loads(run(county, "two.csv", *asked, "--format", "json").stdout)
    jsonschema.validate(tree, schema_of("site"))
    runs = [tuple(each.values()) for each in tree["changes"]["runs"]]
    assert [each[:2] for each in runs] == [("2026-03-31", 1), ("2026-06-30", 0), ("2026-09-30", 1)]
    for format in ("text", "md", "html"):
        shown = run(county, "two.csv", *asked, "--format", format).stdout.decode()
        assert "历次检查" in shown and shown.count("2026-06-30") >= 1


def test_what_was_rightly_taken_down_is_accepted_with_a_reason(county: Path) -> None:
    """A person writes the reason into the line of the record; it holds in later runs, and every report says it."""
    kept = county / "record.jsonl"
    asked = (*ASKED[:2], "--record", "record.jsonl")
    listed(county, "one.csv", "2026-03-01", "2026-03-02")
    run(county, "one.csv", *asked, "--as-of", "2026-03-31")
    listed(county, "two.csv", "2026-03-01")
    assert run(county, "two.csv", *asked, "--as-of", "2026-06-30", "--fail-on", "taken-down").returncode == 1
    lines = kept.read_text("utf-8").replace('"code":"taken-down"', '"code":"taken-down","accepted":"机构撤销 <b>"')
    kept.write_text(lines, "utf-8")
    for day in ("2026-06-30", "2026-07-01"):
        done = run(county, "two.csv", *asked, "--as-of", day, "--fail-on", "taken-down", "--format", "json")
        tree = json.loads(done.stdout)
        jsonschema.validate(tree, schema_of("site"))
        assert done.returncode == 0 and "taken-down" not in {each["finding"]["code"] for each in tree["findings"]}
        assert [each["accepted"] for each in tree["changes"]["accepted"]] == ["机构撤销 <b>"]
        others = [*tree["changes"]["standing"], *tree["changes"]["mended"]]
        assert "taken-down" not in {each["code"] for each in others}
        for format in ("text", "md", "html"):
            shown = run(county, "two.csv", *asked, "--as-of", day, "--format", format, "--lang", "zh").stdout.decode()
            assert "说明理由后不计 1 个" in shown and "机构撤销" in shown and ("<b>" not in shown or format == "text")
    listed(county, "three.csv", "2026-03-01", "2026-03-02")
    tree = json.loads(run(county, "three.csv", *asked, "--as-of", "2026-07-02", "--format", "json").stdout)
    assert "taken-down" in {each["code"] for each in tree["changes"]["mended"]}


def test_what_has_to_be_mended_cannot_be_accepted(county: Path) -> None:
    kept = county / "record.jsonl"
    assert run(county, "site.csv", *ASKED, "--record", "record.jsonl").returncode == 1
    wrong = kept.read_text("utf-8").replace('"code":"column-stale"', '"code":"column-stale","accepted":"以后再说"')
    kept.write_text(wrong, "utf-8")
    done = run(county, "site.csv", *ASKED, "--record", "record.jsonl", "--lang", "zh")
    assert done.returncode == 2 and "column-stale 不能写 accepted" in done.stderr.decode()
    assert kept.read_text("utf-8") == wrong


def test_what_is_above_a_column_may_be_renamed(county: Path) -> None:
    """The column is not one of two for that, and what went away meanwhile is missed all the same."""
    listed(county, "one.csv", "2026-03-01", "2026-03-02")
    profile = county / "profile.yaml"
    profile.write_text(profile.read_text("utf-8").replace("{name}/", ""), "utf-8")
    run(county, "one.csv", *ASKED[:2], "--as-of", "2026-03-31", "--record", "record.jsonl")
    (county / "two.csv").write_text(
        (county / "one.csv").read_text("utf-8").replace("庄河市/政务", "新庄河/政务"), "utf-8"
    )
    lines = (county / "two.csv").read_text("utf-8").splitlines(keepends=True)
    (county / "two.csv").write_text(lines[0] + lines[2], "utf-8")
    done = run(county, "two.csv", *ASKED, "--record", "record.jsonl", "--format", "json")
    tree = json.loads(done.stdout)
    assert [each["records"] for each in tree["columns"]] == [1] and tree["records"]["elsewhere"] == 0
    assert [each["record"]["title"] for each in tree["findings"] if each["finding"]["code"] == "taken-down"] == [
        "公告0"
    ]


def test_a_damaged_record_is_left_as_it_is(county: Path) -> None:
    kept = county / "record.jsonl"
    assert run(county, "site.csv", *ASKED, "--record", "record.jsonl").returncode == 1
    whole = kept.read_bytes()
    for wrong, said in ((b'{"kind": "run"\n', "record.jsonl:2:1"), (b"\xff\n", "record.jsonl:2:1")):
        lines = whole.splitlines(keepends=True)
        kept.write_bytes(b"".join([lines[0], wrong, *lines[1:]]))
        damaged = kept.read_bytes()
        done = run(county, "site.csv", *ASKED[:2], "--as-of", "2026-09-30", "--record", "record.jsonl")
        assert done.returncode == 2 and said in done.stderr.decode() and kept.read_bytes() == damaged
    kept.write_bytes(whole)
    done = run(county, "site.csv", *ASKED, "--record", "record.jsonl", "--format", "md", "-o", "site.csv2")
    assert done.returncode == 1 and kept.read_bytes() == whole
    assert [*county.glob(".record*")] == [], "neither lock nor temporary file stays"
    (county / "mine.md").write_text("mine", "utf-8")
    done = run(county, "site.csv", *ASKED[:2], "--as-of", "2026-09-30", "--record", "record.jsonl", "-o", "mine.md")
    assert done.returncode == 2 and kept.read_bytes() == whole, "a report that could not be written was no run"


def test_one_run_at_a_time_writes_the_record(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "PATIENCE", 0.1)
    with exclusive(county / "record.jsonl", lambda: None):
        done = run(county, "site.csv", *ASKED, "--record", "record.jsonl")
    told = done.stderr.decode()
    assert done.returncode == 2 and "output-busy" in told and "another gapub is using the record" in told
    assert not (county / "record.jsonl").exists()
    assert run(county, "site.csv", *ASKED, "--record", "new/folder/record.jsonl").returncode == 1


def test_a_file_for_each_office(county: Path) -> None:
    done = run(county, "site.csv", *ASKED, "--format", "xlsx", "-o", "lists")
    assert done.returncode == 1, done.stderr.decode()
    (made,) = (county / "lists").iterdir()
    assert made.suffix == ".xlsx"
    assert run(county, "site.csv", *ASKED, "--format", "xlsx", "-o", "lists").returncode == 1, "the same again"
    (county / "lists" / "旧的.xlsx").write_bytes(b"old")
    made.write_bytes(b"mine")
    done = run(county, "site.csv", *ASKED, "--format", "xlsx", "-o", "lists")
    assert done.returncode == 2 and made.read_bytes() == b"mine"
    done = run(county, "site.csv", *ASKED, "--format", "xlsx", "-o", "lists", "--backup")
    assert done.returncode == 1 and "旧的.xlsx" in done.stderr.decode()
    assert made.with_name(f"{made.name}.bak").read_bytes() == b"mine"
    done = run(
        county, "site.csv", *ASKED[:2], "--as-of", "2026-01-06", "--format", "xlsx", "-o", "none", "--fail-on", "never"
    )
    assert done.returncode == 0 and not (county / "none").exists()


def test_one_of_several_divisions(county: Path) -> None:
    (county / "profile.yaml").write_text(PROFILE.format(whose=TWO), "utf-8")
    both = HEAD + "".join(
        f"{name}/政务公开/税收管理,公告,{day},https://{n}.example.gov.cn/1.html\n"
        for n, (name, day) in enumerate((("庄河市", "2026-06-29"), ("瓦房店市", "2026-01-29")))
    )
    (county / "site.csv").write_text(both, "utf-8")
    assert run(county, "site.csv", *ASKED, "--format", "docx", "-o", "n.docx").returncode == 2
    done = run(county, "site.csv", *ASKED, "--division", "210281", "--format", "docx", "-o", "n.docx")
    assert done.returncode == 1, done.stderr.decode()
    assert "关于瓦房店市政务公开栏目检查情况的通报" in words((county / "n.docx").read_bytes())
    tree = json.loads(run(county, "site.csv", *ASKED, "--format", "json").stdout)
    stale = [each for each in tree["findings"] if each["finding"]["code"] == "column-stale"]
    assert [each["division"] for each in stale] == ["瓦房店市"] and tree["divisions"] == ["庄河市", "瓦房店市"]
    for asked in ((), ("--division", "庄河市"), ("--division", "瓦房店市")):
        done = run(county, "site.csv", *ASKED, *asked, "--record", "r.jsonl")
        kept = [json.loads(line) for line in (county / "r.jsonl").read_text("utf-8").splitlines()]
        assert [each["division"] for each in kept if each["kind"] == "finding"] == ["瓦房店市"], (
            "told by name each time"
        )
        assert not any("mended" in each or "gone" in each for each in kept)


def test_what_is_of_another_division_stays_so_where_one_is_asked_for(county: Path) -> None:
    profile = PROFILE.format(whose=TWO).replace('"{name}/政务公开/税收管理"', '政务公开, url: "https://{code}.cn/"')
    (county / "profile.yaml").write_text(profile, "utf-8")
    lines = (
        f"政务公开,公告{code},{day},https://{code}.cn/1.html\n" for code, day in ((210283, "06-29"), (210281, "01-29"))
    )
    (county / "site.csv").write_text(HEAD + "".join(lines).replace(",0", ",2026-0"), "utf-8")
    for code, whose, stale in (("210283", "庄河市", 0), ("210281", "瓦房店市", 1)):
        asked = ("--division", code, "--record", f"{code}.jsonl", "--format", "json")
        done = run(county, "site.csv", *ASKED, *asked)
        tree = json.loads(done.stdout)
        assert [each["records"] for each in tree["columns"]] == [1] and done.returncode == stale
        assert tree["records"] == {"read": 2, "unread": 0, "offline": 0, "elsewhere": 1}
        kept = [json.loads(line) for line in (county / f"{code}.jsonl").read_text("utf-8").splitlines()]
        mine = [each["url"] for each in kept if each["kind"] == "record" and each["division"] == whose]
        assert mine == [f"https://{code}.cn/1.html"]


def test_a_list_under_two_names_is_read_once(county: Path) -> None:
    (county / "again.csv").write_bytes((county / "site.csv").read_bytes())
    done = run(county, "site.csv", "again.csv", *ASKED, "--format", "json")
    assert json.loads(done.stdout)["records"]["read"] == 1 and "site.csv 内容相同" in done.stderr.decode()


def test_the_levels_of_a_profile(county: Path) -> None:
    for level in ("township", "乡镇"):
        done = run(county, "site.csv", *ASKED, "--level", level, "--format", "json", "--fail-on", "never")
        assert done.returncode == 0, done.stderr.decode()
        assert json.loads(done.stdout)["level"] == "township"
    run(county, "site.csv", *ASKED, "--record", "r.jsonl")
    done = run(county, "site.csv", *ASKED, "--level", "township", "--record", "r.jsonl")
    assert done.returncode == 2 and "[record-other-level]" in done.stderr.decode()
