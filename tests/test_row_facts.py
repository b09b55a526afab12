"""What a locality says of rows and areas that is no duty, as it is printed in every format and language."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from pathlib import Path

import jsonschema
import openpyxl
import pymupdf
import pytest

from gapub.cli.schema import schema_of
from in_process import gapub

LAW, NOTICE = (f"taxation/policies-and-regulations/{name}" for name in ("laws-and-regulations", "normative-documents"))
URL = "https://county.example/col?a=1&b=2"
ESCAPED = URL.replace("&", "&amp;")
PROFILE = f"""\
division: {{code: "330108", name: 滨江区}}
level: county
baseline: national-current
example: true
own_channels:
  hall: {{label: 政务大厅, nature: place, address: 江南大道100号, note: 工作日 9—17 时}}
rows:
  taxation: {{section: 征管科, phone: 0571-87700000}}
  {LAW}:
    title3: <b>税收优惠</b>
    columns: {{监督方式: "=1+1", 备注一: "*粗* #[x](javascript:y)"}}
    publish:
    - {{column: 政务公开栏, url: "{URL}", max_age: 30d}}
    - {{url: "mailto:tax@county.example"}}
    stage: [decision, result]
    guide: {{code: "330108-001", url: "https://guide.example/1"}}
  {NOTICE}: {{stage: execution, interprets: {LAW}}}
tighten:
- item: {LAW}
  channels: {{+: [hall]}}
"""
WORDS = {
    "zh": ("责任科室", "公开位置", "五公开", "解读见", "决策"),
    "en": ("Section", "Published at", "Stage", "Interpreted in", "decision"),
    "zh-en": ("责任科室", "Published at", "五公开", "Interpreted in", "decision"),
}


def compiled(folder: Path, profile: str, formats: str, lang: str = "zh", level: str = "county") -> Path:
    (folder / "profile.yaml").write_text(profile, "utf-8")
    arguments = ("--area", "taxation", "--format", formats, "--lang", lang, "-o", "out")
    done = gapub("compile", level, "profile.yaml", *arguments, cwd=folder)
    assert done.returncode == 0, done.stderr.decode()
    return folder / "out"


@pytest.mark.parametrize("lang", WORDS)
def test_every_format_prints_the_facts_and_their_links(lang: str, tmp_path: Path) -> None:
    out = compiled(tmp_path, PROFILE, "html,site,md,csv,jsonl,xlsx,docx,pdf", lang)
    said = WORDS[lang]
    html = (out / "index.html").read_text("utf-8")
    page = (out / f"site/items/{LAW}.html").read_text("utf-8")
    for text, row in ((html, f'href="#{NOTICE}"'), (page, f'href="../../../items/{NOTICE}.html"')):
        assert f'href="{ESCAPED}"' in text
        assert row in text
        assert "&lt;b&gt;税收优惠&lt;/b&gt;" in text
        assert "<b>税收" not in text
        assert 'href="javascript' not in text
        assert all(word in text for word in said)
    assert f'href="../items/{NOTICE}.html"' in (out / "site/areas/taxation.html").read_text("utf-8")
    assert re.search(r'name="stage" value="decision"', html)
    md = (out / "catalogue.md").read_text("utf-8")
    assert f"[政务公开栏](<{ESCAPED}>)" in md
    assert r"\*粗\* \#\[x\](javascript:y)" in md or r"\*粗\* \#\[x\]" in md
    head, first, *_ = csv.reader(io.StringIO((out / "catalogue.csv").read_bytes().decode("utf-8-sig")))
    row = dict(zip(head, first, strict=True))
    assert row["监督方式"] == "'=1+1"
    assert f"政务公开栏 {URL}\ntax@county.example" in row.values()
    line = json.loads((out / "catalogue.jsonl").read_bytes().splitlines()[0])
    jsonschema.validate(line, schema_of("rows"))
    facts = {each["id"]: each for each in line["facts"]}
    assert facts["publish"]["parts"][0]["url"] == URL
    assert facts["interprets.back"]["parts"][0]["row"] == NOTICE
    _workbook(out / "catalogue.xlsx")
    with zipfile.ZipFile(out / "catalogue.docx") as parts:
        assert ESCAPED in parts.read("word/_rels/document.xml.rels").decode()
        document = parts.read("word/document.xml").decode()
    with pymupdf.open(out / "catalogue.pdf") as pdf:
        uris = {link.get("uri") for sheet in pdf for link in sheet.get_links()}
        printed = re.sub(r"\s|\u200b", "", "".join(sheet.get_text() for sheet in pdf))
    assert {URL, "https://guide.example/1"} <= uris
    for word in (*said, "征管科", "0571-87700000"):
        assert word in document
        assert word.replace(" ", "") in printed
    assert "江南大道100号，工作日" in document


def _workbook(path: Path) -> None:
    """Each fact has a column of the sheet of all items, with links; the sheet of the area has all of them in one."""
    book = openpyxl.load_workbook(path)
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert all(cell.data_type == "s" for cell in cells)
    links = {cell.value: cell.hyperlink.target for cell in cells if cell.hyperlink and cell.hyperlink.target}
    assert (
        links["政务公开栏、tax@county.example"] == URL
        if "政务公开栏、tax@county.example" in links
        else URL in links.values()
    )
    every = [[cell.value for cell in row] for row in book.worksheets[1].iter_rows()]
    head = next(row for row in every if "监督方式" in row)
    assert any(row[head.index("监督方式")] == "=1+1" for row in every)
    assert any("征管科" in str(cell.value) and "0571-87700000" in str(cell.value) for cell in cells)


def test_a_row_with_many_facts_may_go_on_on_the_next_page_and_scripts_tell_columns_apart(tmp_path: Path) -> None:
    names = ["备注", "出处", *(f"栏{i:02}" for i in range(60))]
    many = "{" + ", ".join(f"{name}: 内容" for name in names) + "}"
    out = compiled(
        tmp_path, PROFILE.replace('{监督方式: "=1+1", 备注一: "*粗* #[x](javascript:y)"}', many), "csv,pdf,docx"
    )
    head, *_ = csv.reader(io.StringIO((out / "catalogue.csv").read_bytes().decode("utf-8-sig")))
    assert len({*head}) == len(head)
    assert {"备注", "备注 2", "栏59"} <= {*head}
    with pymupdf.open(out / "catalogue.pdf") as pdf:
        sheets = [sheet.get_text() for sheet in pdf]
    assert sum("栏00" in text for text in sheets) == sum("栏59" in text for text in sheets) == 1
    with zipfile.ZipFile(out / "catalogue.docx") as parts:
        rows = parts.read("word/document.xml").decode().split("<w:tr>")
    assert "cantSplit" not in next(row for row in rows if "栏59" in row)


def test_what_is_not_said_is_not_printed(tmp_path: Path) -> None:
    bare = PROFILE[: PROFILE.index("own_channels")]
    out = compiled(tmp_path, bare, "html,csv,jsonl,xlsx")
    html = (out / "index.html").read_text("utf-8")
    assert 'class="of"' not in html
    assert ".form .of" not in html
    assert "责任科室" not in (out / "catalogue.csv").read_bytes().decode("utf-8-sig")
    assert b'"facts"' not in (out / "catalogue.jsonl").read_bytes()


def test_each_division_has_its_own(tmp_path: Path) -> None:
    profile = """\
divisions:
- {code: "330108001", name: 西兴街道, rows: {taxation: {section: 西兴办}}}
- {code: "330108002", name: 长河街道}
level: county
baseline: national-current
example: true
rows:
  taxation: {publish: {column: 公开栏, url: "https://{code}.county.example/"}}
"""
    out = compiled(tmp_path, profile, "csv")
    one, other = (
        (out / code / "catalogue.csv").read_bytes().decode("utf-8-sig") for code in ("330108001", "330108002")
    )
    assert "西兴办" in one
    assert "责任科室" not in other
    assert "公开栏 https://330108002.county.example/" in other
