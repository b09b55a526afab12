"""`gapub audit`: the command, and that every format says the same and lets no text of a published file act."""

from __future__ import annotations

import csv
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

from audits import FINDINGS, HOSTILE, audited, sample
from gapub.audit import docx
from gapub.audit.report import document, league
from gapub.cli.schema import schema_of
from gapub.diagnostics.text import safe, width
from gapub.reports import html, md, xlsx
from gapub.sources.library import open_library
from in_process import gapub
from office_files import cells, words

HEADS = (
    "一级事项",
    "二级事项",
    "公开内容（要素）",
    "公开依据",
    "公开时限",
    "公开主体",
    "公开渠道和载体",
    "公开对象",
    "公开方式",
    "公开层级",
)
ASKED = ("--level", "county", "--as-of", "2026-11-30")


# --- the formats, of made-up findings ------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
def test_every_format_has_every_finding_with_its_place(lang: Any) -> None:
    report = sample()
    made = document(report)
    page = LexborHTMLParser(html.text(made, lang)).body
    assert page is not None
    shown = {
        "html": page.text(),
        "md": md.text(made, lang).replace("\\", ""),
        "xlsx": "\n".join(str(each.value) for each in cells(xlsx.data(made, lang))),
    }
    for name, text in shown.items():
        for finding in FINDINGS:
            message = safe(finding.message.en if lang == "en" else finding.message.zh)
            plain = (
                text if name != "xlsx" else text.replace("\u241b", r"\x1b")
            )  # a workbook shows what a terminal escapes
            assert message.replace("\\", "") in plain.replace("\\", ""), (name, finding.code)
        assert "F7" in text and "guidelines/taxation/2019.yaml" in text
    notice = words(docx.data(report, lang))
    for finding in FINDINGS:
        told = (finding.message.en if lang == "en" else finding.message.zh).replace("\x1b", "\u241b") in notice
        assert told == (finding.severity in ("error", "warning")), finding.code


def test_no_text_acts() -> None:
    made = document(sample())
    page = html.text(made, "zh")
    assert "<script>alert" not in page
    assert "default-src &#39;none&#39;" in page
    assert all(each.data_type == "s" for each in cells(xlsx.data(made, "zh")))
    assert any(HOSTILE[:10] in str(each.value) for each in cells(xlsx.data(made, "zh")))
    assert not any(line.startswith(("=", "|=")) for line in md.text(made, "zh").splitlines())
    assert "\\<script\\>" in md.text(made, "zh")
    for data in (xlsx.data(made, "zh"), docx.data(sample(), "zh")):
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            for name in parts.namelist():
                if name.endswith((".xml", ".rels")):
                    ElementTree.fromstring(parts.read(name))


def test_equal_reports_give_equal_bytes() -> None:
    assert xlsx.data(document(sample()), "zh") == xlsx.data(document(sample()), "zh")
    assert docx.data(sample(), "both") == docx.data(sample(), "both")


def test_a_notice_is_addressed_and_leaves_its_deadlines_open() -> None:
    text = words(docx.data(sample(), "zh"))
    assert text.startswith("关于某县基层政务公开标准目录检查情况的函某县人民政府办公室：")
    assert "请于　　年　　月　　日前改正" in text
    assert "gapub 自拟，不是官方考核指标" in text
    assert words(docx.data(sample()._replace(office=None), "zh")).count("＿＿＿＿＿＿＿＿：") == 1
    assert "二、需要改正的问题" not in words(docx.data(sample(findings=()), "zh"))


def test_a_range_is_told_and_which_condition_is_open() -> None:
    made = document(sample(unread=30))
    assert "至" in made.lead.zh and "等次未定" in made.lead.zh
    assert "评为“优秀”以上，“领域齐全”至少得 20 分，现为 13.33 分。" in [each.zh for each in made.parts[0].notes]


def test_a_league_ranks_by_points_and_shows_each_area() -> None:
    made = league([sample("甲县"), sample("乙县", FINDINGS[1:4], 5), sample("丙区", ()), sample("丁市", ())])
    table, matrix = made.parts
    assert [tuple(cell.zh for cell in row.cells[:2]) for row in table.rows] == [
        ("1", "丙区"), ("1", "丁市"), ("3", "乙县"), ("4", "甲县"),
    ]  # fmt: skip
    assert [cell.zh for cell in matrix.heads] == ["领域", "丙区", "丁市", "乙县", "甲县"]
    assert [[cell.zh for cell in row.cells] for row in matrix.rows] == [
        ["税收管理", "✓", "✓", "2", "3"],
        ["户籍管理", "✓", "✓", "1", "2"],
        ["旅游", "✓", "✓", "✓", "缺"],
    ]


# --- the command, of a table on disk -------------------------------------------------------------------------------------


def table(folder: Path, name: str, *rows: tuple[str, ...], heads: tuple[str, ...] = HEADS) -> Path:
    """A published table as CSV."""
    out = io.StringIO()
    csv.writer(out).writerows([heads, *rows])
    path = folder / name
    path.write_text(out.getvalue(), "utf-8")
    return path


PUBLISHED = (
    ("纳税人权利和义务", "纳税人权利", "纳税人权利", "《税收征收管理法》", "30个工作日", "税务局", "政府网站", "社会", "主动公开", "县级"),
    ("本地的", HOSTILE, "内容", "《税收征收管理法》", "及时公开", "税务局", "政府网站", "全社会", "主动公开", "县级"),
)  # fmt: skip


def test_a_notice_lists_the_areas_that_are_missing_in_one_table_and_calls_the_place_by_its_name(tmp_path: Path) -> None:
    """And no page has the seal alone."""
    table(tmp_path, "t.csv", ("政策法规", "税收法律法规", *PUBLISHED[0][2:]))
    (tmp_path / "profile.yaml").write_text('division: {code: "210283", name: 庄河市}\nlevel: county\n', "utf-8")
    options = (*ASKED, "--profile", "profile.yaml", "--fail-on", "never")
    for lang in ("zh", "en"):
        done = gapub("--lang", lang, "audit", "t.csv", *options, "--format", "docx", "-o", f"{lang}.docx", cwd=tmp_path)
        assert done.returncode == 0, done.stderr.decode()
    zh, en = (words((tmp_path / f"{lang}.docx").read_bytes()) for lang in ("zh", "en"))
    assert zh.startswith("关于庄河市基层政务公开标准目录检查情况的函") and en.startswith(
        "Audit of the standard catalogue of 庄河市"
    )
    assert zh.count("缺少的领域（25 个）") == 1 and zh.count("没有“") == 25 and "（三）" not in zh
    assert "Areas that are missing (25)" in en
    with zipfile.ZipFile(tmp_path / "zh.docx") as parts:
        body = parts.read("word/document.xml").decode()
    closing = body[: body.index("</w:body>")].split("</w:p>")[-7:-1]
    assert ["keepNext" in each for each in closing] == [True] * 5 + [False]


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """A folder with a project whose only area is taxation, and a table of it."""
    registry = tmp_path / "guidelines" / "registry" / "zz.yaml"
    registry.parent.mkdir(parents=True)
    registry.write_text(
        'baselines:\n  tax: {title: {zh: 税收, en: Tax}, as_of: "2025-04-30", parts: [{title: {zh: 税, en: Tax}, '
        "editions: [taxation@2019]}]}\n",
        "utf-8",
    )
    table(tmp_path, "甲县.csv", *PUBLISHED)
    return tmp_path


def audit(folder: Path, *arguments: str) -> Any:
    return gapub("audit", *arguments, *ASKED, "--baseline", "tax", cwd=folder)


def test_a_table_is_audited_in_every_format(published: Path) -> None:
    done = audit(published, "甲县.csv", "--format", "json")
    assert done.returncode == 1, done.stderr.decode()
    tree = json.loads(done.stdout)
    jsonschema.validate(tree, schema_of("audit"))
    (found,) = tree["catalogues"]
    codes = {each["code"] for each in found["findings"]}
    assert {"audit-row-missing", "audit-row-added"} <= codes
    assert found["score"]["low"] <= found["score"]["high"] < 100
    assert found["areas"][0]["rows"]["total"] > 5
    for each in found["findings"]:
        assert each["place"]["file"] == "甲县.csv"
    assert any(each.get("related") for each in found["findings"])
    run = json.loads(audit(published, "甲县.csv", "--format", "sarif").stdout)["runs"][0]
    assert len(run["results"]) == len(found["findings"])
    for name in ("text", "md", "html", "xlsx", "docx"):
        done = audit(published, "甲县.csv", "--format", name, "-o", f"out.{name}", "--fail-on", "never")
        assert done.returncode == 0, done.stderr.decode()
        assert (published / f"out.{name}").stat().st_size > 1000
    text = (published / "out.text").read_text("utf-8")
    assert "\x1b[31m" not in text
    assert [line for line in text.splitlines() if width(line) > 100] == []


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--fail-on", "never"], 0),
        (["--fail-on", "audit-area-missing"], 0),
        (["--fail-on", "audit-row-missing"], 1),
        (["--fail-on", "info,audit-area-missing"], 1),
        (["--fail-on", "errors"], 2),
        (["--scheme", "nothing"], 2),
        (["--format", "docx"], 2),
        (["--judged", "rows=3"], 2),
    ],
)
def test_exit_codes(arguments: list[str], code: int, published: Path) -> None:
    done = audit(published, "甲县.csv", *arguments)
    assert done.returncode == code, done.stderr.decode()
    assert (b"Traceback" not in done.stderr) and (code != 2 or done.stderr)


def test_a_person_judges_by_a_scheme_of_the_project(published: Path) -> None:
    scheme = published / "guidelines" / "schemes" / "own.yaml"
    scheme.parent.mkdir()
    scheme.write_text(
        "title: {zh: 自评, en: Own}\nissuer: {zh: 某市, en: A city}\nindicators:\n"
        "- {id: replies, title: {zh: 答复, en: Replies}, kind: deduct, weight: 10, each: 2, manual: true}\n"
        "bands:\n- {id: all, title: {zh: 合格, en: fine}, points: 0}\n",
        "utf-8",
    )
    asked = ("甲县.csv", "--scheme", "own", "--format", "json", "--fail-on", "never")
    assert json.loads(audit(published, *asked).stdout)["catalogues"][0]["score"]["high"] == 10
    told = json.loads(audit(published, *asked, "--judged", "replies=3").stdout)["catalogues"][0]["score"]
    assert (told["low"], told["high"]) == (4, 4)


def test_a_folder_makes_a_league_and_names_what_cannot_be_read(published: Path) -> None:
    folder = published / "公布"
    folder.mkdir()
    table(folder, "甲县.csv", *PUBLISHED)
    table(folder, "乙县.csv", PUBLISHED[0])
    (folder / "坏.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    (folder / "~$甲县.xlsx").write_bytes(b"what Office keeps beside an open file")
    (folder / "catalogue.json").write_text("{}", "utf-8")
    done = audit(published, "公布", "--format", "md", "--fail-on", "never")
    assert done.returncode == 2
    text = done.stdout.decode()
    assert "甲县" in text and "乙县" in text and "坏.xlsx" in text
    assert "坏.xlsx" in done.stderr.decode()
    (folder / "坏.xlsx").unlink()
    for name in ("html", "xlsx", "json", "sarif", "text"):
        done = audit(published, "公布", "--format", name, "-o", f"l.{name}", "--fail-on", "never")
        assert done.returncode == 0, done.stderr.decode()
    assert audit(published, "公布", "--format", "docx", "-o", "l.docx").returncode == 2
    for _ in range(2):
        done = audit(published, "公布", "--format", "html", "-o", "公布/l.html", "--fail-on", "never", "--overwrite")
        assert done.returncode == 0, "the report of before is no catalogue"


def test_rows_of_no_area_count_as_published_and_long_texts_are_cut(published: Path) -> None:
    odd = ("别的", "长" * 50_000, *PUBLISHED[1][2:])
    table(published, "乙县.csv", odd, ("盐湖", "采盐许可", *PUBLISHED[1][2:]))
    done = audit(published, "乙县.csv", "--format", "md", "--fail-on", "never")
    text = done.stdout.decode()
    assert "公布 2 项" in text and "| 其他 / Other | — | 2 |" in text
    assert len(text) < 10_000


def test_a_catalogue_of_titles_alone_has_no_points_for_what_it_does_not_say(published: Path) -> None:
    rows = [item.title.zh for _, item in open_library(None).guidelines(["taxation@2019"])[0].rows()]
    table(published, "空.csv", *(("政策法规", title, *[""] * 8) for title in rows))
    told = json.loads(audit(published, "空.csv", "--format", "json", "--fail-on", "never").stdout)["catalogues"][0][
        "score"
    ]
    assert told["high"] <= 60 and told["low"] <= told["high"]


def test_without_a_day_it_asks_for_one(published: Path) -> None:
    done = gapub("audit", "甲县.csv", "--level", "county", "--baseline", "tax", cwd=published)
    assert done.returncode == 2
    assert "--as-of" in done.stderr.decode()


def test_a_file_of_somebody_else_is_not_replaced(published: Path) -> None:
    (published / "mine.md").write_text("mine", "utf-8")
    assert audit(published, "甲县.csv", "--format", "md", "-o", "mine.md").returncode == 2
    assert (published / "mine.md").read_text("utf-8") == "mine"
    before = (published / "甲县.csv").read_bytes()
    assert audit(published, "甲县.csv", "--format", "md", "-o", "甲县.csv", "--overwrite").returncode == 2
    assert (published / "甲县.csv").read_bytes() == before, "nor is what is audited"


def test_what_a_profile_leaves_out_is_not_missing(published: Path) -> None:
    def missing(*arguments: str) -> set[str]:
        done = audit(published, "甲县.csv", "--format", "json", *arguments)
        assert done.stdout, done.stderr.decode()
        (found,) = json.loads(done.stdout)["catalogues"]
        return {each["entity"] for each in found["findings"] if each["code"] == "audit-row-missing"}

    before = missing()
    gone = sorted(before)[0]
    (published / "profile.yaml").write_text(
        f'division: {{code: "210283", name: 庄河市}}\nlevel: county\nbaseline: tax\nexample: true\nomit:\n'
        f"- {{item: {gone}, levels: [county], ground: no-power, reason: 本级没有这项职权}}\n",
        "utf-8",
    )
    assert missing("--profile", "profile.yaml") == before - {gone}


def test_what_gapub_prints_is_worded_as_the_guideline_and_alike_findings_stand_as_one(published: Path) -> None:
    (published / "profile.yaml").write_text(
        'division: {code: "210283", name: 庄河市}\nlevel: county\nexample: true\n'
        "own_channels:\n  app: {label: 庄河融媒客户端}\ntighten:\n"
        "- {item: public-legal-services/legal-aid/case-subsidies, channels: {+: [app]}}\n",
        "utf-8",
    )
    areas = ("--area", "public-legal-services", "--area", "health", "--area", "land-expropriation")
    done = gapub("compile", "county", "profile.yaml", *areas, "--format", "csv", "-o", "out", cwd=published)
    assert done.returncode == 0, done.stderr.decode()
    asked = ("audit", "out/catalogue.csv", *ASKED, "--profile", "profile.yaml", "--fail-on", "audit-row-added")
    found = json.loads(gapub(*asked, "--format", "json", cwd=published).stdout)["catalogues"][0]["findings"]
    told = {each["code"] for each in found}  # its own channel is known, too
    assert told == {"audit-area-missing", "audit-basis-ended"}
    text = "".join(gapub(*asked, cwd=published).stdout.decode().split())
    assert text.count("《法律援助条例》已废止") == 1 and "等5项" in text
    assert "公开依据：公开依据" not in text


def test_a_sheet_whose_headings_were_changed_is_not_passed_over_in_silence(published: Path) -> None:
    made = gapub(
        "compile", "county", "--area", "taxation", "--area", "fiscal-budgets", "--format", "xlsx", cwd=published
    )
    assert made.returncode == 0, made.stderr.decode()
    path = published / "dist/county/catalogue.xlsx"
    book = openpyxl.load_workbook(path)
    (sheet,) = (each for each in book if each.title.endswith("财政预决算"))
    (head,) = (cell for row in sheet.iter_rows() for cell in row if cell.value == "公开时限")
    head.value = "什么时候"
    (taxes,) = (each for each in book if each.title.endswith("税收管理"))
    ids = [cell.row for row in taxes.iter_rows() for cell in row if str(cell.value).startswith("taxation/")]
    taxes.delete_rows(ids[-1])
    book.save(path)
    done = gapub("audit", path, *ASKED, "--fail-on", "never", cwd=published)
    told = done.stderr.decode()
    assert done.returncode == 0, told
    assert "税收管理，A1" in done.stdout.decode(), "where what lacks in a sheet of ours would stand"
    assert told.count("[import-headings]") == 2, "in both languages"
    assert "财政预决算!A1" in told


def test_the_sample_is_as_an_audit_makes_it() -> None:
    assert audited().findings == FINDINGS
