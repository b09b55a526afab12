"""What gapub prints, `gapub import` reads back: all areas in every format, an area that nobody knows, and edits by hand."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import docx
import pytest
from docx.oxml.ns import qn
from openpyxl import load_workbook

from gapub.build.select import compile_catalogue
from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.model import guideline
from gapub.model.catalogue import Catalogue
from gapub.model.fields import FIELDS
from gapub.model.guideline import Guideline
from gapub.model.registry import BASELINES, Baseline, Part
from gapub.render import json as render_json
from gapub.render import render_catalogue
from gapub.render.plain import cells
from gapub.render.templates import DEFAULTS
from gapub.render.view import COLUMNS, view
from gapub.sources import project
from gapub.sources.library import open_library
from gapub.tables import files
from gapub.tables import guideline as imports
from gapub.tables.carried import Carried
from gapub.tables.outcome import Given, Options
from gapub.tables.reading import read_catalogue
from gapub.tables.values import Reader
from gapub.yaml.reader import parse
from store import COUNTY, Store, catalogue

FILES: Final = {
    "xlsx": "catalogue.xlsx",
    "jsonl": "catalogue.jsonl",
    "csv": "catalogue.csv",
    "docx": "catalogue.docx",
    "html": "index.html",
    "md": "catalogue.md",
}
LOSSLESS: Final = ("xlsx", "jsonl")
WITH_IDS: Final = ("xlsx", "jsonl", "csv", "docx", "html")
SOME: Final = (
    "compulsory-education",
    "fiscal-budgets",
    "land-expropriation",
    "poverty-alleviation",
    "social-assistance",
)
"""Areas with parts of content, several time limits, levels in bodies, cells that nobody knows, and documents as content."""
NEVER: Final = {"evidence", "origin", "trace"}
"""What of a row comes from the file that was imported, not from what it says."""


@cache
def library() -> Any:
    return open_library(None)


@cache
def reader() -> Reader:
    return Reader(library().names)


class Imported(NamedTuple):
    """The catalogue that an imported file makes, and what was told."""

    catalogue: Catalogue
    findings: tuple[Diagnostic, ...]


def imported(path: Path, edition: str = "seen-2026", as_of: str = catalogue(COUNTY).as_of) -> Imported:
    """A file imported as guidelines, and these compiled."""
    document, tables = read_catalogue(files.read(path), reader(), library().registry)
    given = Given((document,), tables, library(), project.find(path.parent, []), Options(edition=edition))
    outcome = imports.outcome(given)
    made = list[Guideline]()
    for file in outcome.files:
        tree, found = parse(file.text.encode(), file.name)
        read, wrong = guideline.read(tree, file.name) if tree is not None else (None, [])
        assert read is not None, (found, wrong)
        made.append(read)
    return Imported(compiled(made, as_of), (*document.findings, *outcome.findings))


def compiled(made: list[Guideline], as_of: str) -> Catalogue:
    title = Text.same("目录")
    baseline = Baseline("imported", title, as_of, (Part(title, tuple(each.name for each in made)),))
    return compile_catalogue("county", baseline, made, library().registry, None, [])


Printed = dict[str, dict[str, str]]


def printed(made: Catalogue) -> Printed:
    """Each row by its id: its number and cells as they are printed, without marks and blanks."""
    rows = Printed()
    for table in view(made).tables:
        names = (*COLUMNS, *(column.id for column in table.tick_columns))
        for row in table.rows:
            texts = zip(names, cells(row, table.tick_columns, "zh"), strict=True)
            rows[row.id] = {"area": table.title[0].text} | {name: bare(text) for name, text in texts}
    return rows


def bare(text: str) -> str:
    return "".join(text.replace("※", "").split())


def data(made: Catalogue) -> dict[str, Any]:
    """All that a catalogue says, but for what rows rest on: areas by id, rows by theirs."""
    tree = json.loads(render_json.files(made, {})[render_json.FILE])
    areas = {
        each["id"]: {key: each[key] for key in each if key not in ("edition", "sources", "topics", "part")}
        for each in tree["areas"]
    }
    rows = {
        item["id"]: {key: item[key] for key in item if key not in NEVER} | {"topic": topic["title"]}
        for each in tree["areas"]
        for topic in each["topics"]
        for item in topic["items"]
    }
    return {"areas": areas, "rows": rows}


def written(made: Catalogue, form: str, folder: Path, lang: str = "zh") -> Path:
    path = folder / FILES[form]
    path.write_bytes(render_catalogue(made, (form,), lang, DEFAULTS)[FILES[form]])
    return path


@cache
def some() -> Catalogue:
    """A few areas of the catalogue of a county; they keep their numbers."""
    whole = catalogue(COUNTY)
    return whole._replace(areas=tuple(each for each in whole.areas if each.id in SOME))


# --- all areas -------------------------------------------------------------------------------------------------------------


def test_every_cell_of_all_areas_is_read_as_the_value_that_it_was_printed_from(store: Store, tmp_path: Path) -> None:
    path = tmp_path / FILES["xlsx"]
    path.write_bytes(store.files(COUNTY, "xlsx")[FILES["xlsx"]])
    _, tables = read_catalogue(files.read(path), reader(), library().registry)
    rows = {reading.text("id"): reading for read in tables for reading in read.rows}
    editions = library().baseline(BASELINES["county"]).editions
    known = {name: item for each in library().guidelines(editions) for name, item in each.rows() if name in rows}
    assert list(rows) == [each.id for area in catalogue(COUNTY).areas for each in area.items] == list(known)
    differing = [
        (name, field)
        for name, item in known.items()
        for field in FIELDS
        if rows[name].cells[field].value != getattr(item, field)
    ]
    assert differing == []


@pytest.mark.parametrize("form", LOSSLESS)
def test_nothing_is_lost(tmp_path: Path, form: str) -> None:
    """Evidence, origin and the name of the edition are those of the import; all else is the same."""
    back = imported(written(some(), form, tmp_path))
    assert data(back.catalogue) == data(some())
    told = {each.code for each in back.findings}
    assert not told & {"import-words", "import-words-alone", "table-hidden", "import-other-table", "no-english"}
    assert ("import-repeats" in told) == (form == "xlsx"), "the sheet of all items is not read, and that is told"


@pytest.mark.parametrize("form", [form for form in FILES if form not in LOSSLESS])
def test_other_formats_keep_ids_numbers_titles_and_cells(tmp_path: Path, form: str) -> None:
    back = imported(written(some(), form, tmp_path))
    assert printed(back.catalogue) == printed(some())
    assert "import-words-alone" in {each.code for each in back.findings}, "what the format loses is told"


TWO: Final = (
    ("xlsx", "zh-en"),
    ("jsonl", "en"),
    ("csv", "zh-en"),
    ("html", "zh-en"),
    ("docx", "zh-en"),
    ("md", "zh-en"),
)


@pytest.mark.parametrize(("form", "lang"), TWO)
def test_files_in_two_languages_are_read_in_chinese(tmp_path: Path, form: str, lang: str) -> None:
    few = some()._replace(
        areas=tuple(each for each in some().areas if each.id in ("compulsory-education", "social-assistance"))
    )
    assert len(few.areas) == 2
    back = imported(written(few, form, tmp_path, lang))
    assert printed(back.catalogue) == printed(few)
    assert "import-words" not in {each.code for each in back.findings}, "no English is taken for a name"
    if form in LOSSLESS:
        assert data(back.catalogue) == data(few)


@pytest.mark.parametrize("form", ["csv", "html", "docx", "md"])
def test_english_alone_is_refused_in_a_line(tmp_path: Path, form: str) -> None:
    with pytest.raises(GapubError) as error:
        imported(written(some()._replace(areas=some().areas[:1]), form, tmp_path, "en"))
    assert [each.code for each in error.value.diagnostics] == ["import-english"]


# --- an area that no guideline has -----------------------------------------------------------------------------------------

SALT = """
area: salt-lakes
edition: "2024"
title: {zh: 盐湖管理, en: Salt lakes}
issuer: {zh: 某省盐湖局, en: Salt Lake Bureau}
document: {title: 盐湖管理领域基层政务公开标准指引, number: 盐湖〔2024〕3号, issued: 2024-05, status: recalled}
coverage: {status: complete}
remarks:
- {zh: 表内渠道以当地为准。, en: Channels are those of the place.}

topics:
- id: licences
  title: {zh: 采盐许可, en: Salt licences}
  items:
  - id: licence-list
    title: {zh: 许可清单, en: List of licences}
    personal: true
    content:
    - 许可证编号
    - {part: 公示环节, elements: [持证人, {text: 期限, optional: true}]}
    basis: [{id: administrative-licensing-law, article: 第四十条}, {unnamed: 相关规定}]
    time_limit: {within: 7wd, of: [formed], wording: 作出许可之日起7个工作日内（另有规定的除外）}
    body: {each: [natural-resources, township-government], wording: 自然资源部门、乡镇人民政府}
    channels: {any_of: [website, village-board]}
    audience: {public: true, groups: [applicants]}
    method: proactive
    levels: [county, township]
    evidence: recalled
  - id: transfers
    title: {zh: 许可转让, en: Transfers}
    content: unknown
    basis: unknown
    time_limit: unknown
    body: natural-resources
    channels: unknown
    audience: {groups: unknown}
    method: on_request
    levels: unknown
    evidence: recalled
"""


@cache
def salt() -> Catalogue:
    tree, found = parse(SALT.encode(), "salt.yaml")
    read, wrong = guideline.read(tree, "salt.yaml") if tree is not None else (None, [])
    assert read is not None, (found, wrong)
    return compiled([read], catalogue(COUNTY).as_of)


@pytest.mark.parametrize("form", FILES)
def test_an_area_that_nobody_knows(tmp_path: Path, form: str) -> None:
    back = imported(written(salt(), form, tmp_path), "").catalogue
    if form in LOSSLESS:
        assert data(back) == data(salt())
        assert [each.edition for each in back.areas] == ["2024"]
    said, meant = printed(back), printed(salt())
    if form in WITH_IDS:
        assert list(said) == list(meant)
    assert list(said.values()) == list(meant.values())


# --- edits -----------------------------------------------------------------------------------------------------------------

TEXTS: Final = ("title", "content", "basis", "time_limit", "body", "channels")
Edits = dict[tuple[str, str], str]
"""New texts of cells, by the row and the column."""


def edits(made: Catalogue, count: int, seed: int) -> Edits:
    """Other texts for some cells: those of other rows, a title of nobody's, a tick more or less."""
    chosen = random.Random(seed)
    rows, texts = printed(made), {name: set[str]() for name in TEXTS}
    whole = {row.id: dict(zip(COLUMNS, cells(row, table.tick_columns, "zh"), strict=False))
             for table in view(made).tables for row in table.rows}  # fmt: skip
    for row in whole.values():
        for name in TEXTS:
            texts[name].add(row[name].replace("※", "").strip())
    pools = {name: sorted(each) for name, each in texts.items()}
    found = Edits()
    while len(found) < count:
        key, name = chosen.choice(list(rows)), chosen.choice([*TEXTS, "township"])
        if name == "township":
            if rows[key]["county"] == "√":
                found[key, name] = "" if rows[key]["township"] else "√"
            continue
        text = (
            f"{whole[key]['title'].replace('※', '')}（改{len(found)}）"
            if name == "title"
            else chosen.choice(pools[name])
        )
        if name == "content" and chosen.random() < 0.3:
            text = f"{text}\n新增要素{len(found)}"
        if bare(text) != rows[key][name]:
            found[key, name] = text
    return found


def in_xlsx(path: Path, wanted: Mapping[tuple[str, str], str]) -> None:
    book = load_workbook(path)
    for sheet in book.worksheets[2:-1]:
        if not sheet.print_title_rows:
            continue
        head = int(sheet.print_title_rows.rpartition("$")[2])
        key = next(cell.column for cell in sheet[head] if cell.value == "id")
        columns = {name: n for n, name in enumerate(COLUMNS, 1)}
        columns["township"] = next(cell.column for cell in sheet[head] if cell.value == "乡级")
        for row in range(head + 1, sheet.max_row + 1):
            for name in (*TEXTS, "township"):
                if (text := wanted.get((sheet.cell(row, key).value or "", name))) is not None:
                    sheet.cell(row, columns[name]).value = text or None
                    below = row + 1  # an item that is higher than a row may be goes on below
                    while (
                        below <= sheet.max_row and not sheet.cell(below, key).value and not sheet.cell(below, 1).value
                    ):
                        if type(sheet.cell(below, columns[name])).__name__ == "Cell":
                            sheet.cell(below, columns[name]).value = None
                        below += 1
    book.save(path)


def in_csv(path: Path, wanted: Mapping[tuple[str, str], str]) -> None:
    heads = {"title": "二级事项", "content": "公开内容（要素）", "basis": "公开依据", "time_limit": "公开时限",
             "body": "公开主体", "channels": "公开渠道和载体", "township": "公开层级：乡级"}  # fmt: skip
    records = list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
    for record in records:
        record.update({heads[name]: text for (key, name), text in wanted.items() if key == record["编号"]})
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(records[0]))
        writer.writeheader()
        writer.writerows(records)


def in_jsonl(path: Path, wanted: Mapping[tuple[str, str], str]) -> None:
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    for line in lines:
        for (key, name), text in wanted.items():
            if key != line["id"]:
                continue
            if name == "township":
                line["levels"]["township"] = bool(text)
            elif name == "channels":
                boxes = [
                    {"ticked": box[0] == "■", "label": {"zh": box[1:]}} for box in text.split("\n") if box[0] in "■□"
                ]
                rule = text.split("\n")[0] if text[:1] not in "■□" else ""
                line["channels"] = {"rule": {"zh": rule} if rule else {}, "boxes": boxes}
            else:
                whole = name in ("content", "basis")
                line[name] = [{"zh": each} for each in text.split("\n")] if whole else {"zh": text}
    path.write_text("".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines), "utf-8")


def in_docx(path: Path, wanted: Mapping[tuple[str, str], str]) -> None:
    document = docx.Document(str(path))
    numbers = {row["number"]: key for key, row in printed(some()).items()}
    for table in document.tables:
        for line in table._tbl.tr_lst:
            texts = ["".join(each.text or "" for each in cell.iter(qn("w:t"))) for cell in line.tc_lst]
            for n, name in enumerate(COLUMNS if len(texts) > len(COLUMNS) else ()):
                text = wanted.get((numbers.get(texts[0], ""), name))
                if text is not None:
                    cell = docx.table._Cell(line.tc_lst[n], table)
                    for paragraph in cell.paragraphs[1:]:
                        paragraph._p.getparent().remove(paragraph._p)
                    cell.paragraphs[0].text = text
    document.save(str(path))


EDITORS: Final[Mapping[str, tuple[Callable[[Path, Mapping[tuple[str, str], str]], None], int]]] = {
    "xlsx": (in_xlsx, 110),
    "csv": (in_csv, 60),
    "jsonl": (in_jsonl, 20),
    "docx": (in_docx, 10),
}


@pytest.mark.parametrize("form", EDITORS)
def test_each_edit_arrives_and_nothing_else_changes(tmp_path: Path, form: str) -> None:
    edit, count = EDITORS[form]
    path, before = written(some(), form, tmp_path), printed(some())
    wanted = edits(some(), count, 16)
    if form == "docx":
        wanted = {key: text for key, text in wanted.items() if key[1] != "township"}
    edit(path, wanted)
    meant = {key: dict(row) for key, row in before.items()}
    for (key, name), text in wanted.items():
        meant[key][name] = bare(text)
    said = printed(imported(path).catalogue)
    assert said.keys() == meant.keys()
    differing = {(key, name): (said[key].get(name), text) for key, row in meant.items() for name, text in row.items()
                 if said[key].get(name) != text}  # fmt: skip
    assert differing == {}


def test_the_words_come_before_what_is_carried(tmp_path: Path) -> None:
    """A hidden value that says other than its cell is no value, and one of no form harms nothing."""
    path = written(some(), "jsonl", tmp_path)
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    lines[0]["values"]["time_limit"] = {"within": "900wd", "of": ["formed"]}
    lines[1]["values"] = {"title": 7, "content": [[[]]]}
    lines[-1]["guideline"] = {"format": "gapub-carried/1", "topics": 5}
    path.write_text("".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines), "utf-8")
    assert printed(imported(path).catalogue) == printed(some())
    assert Carried().head("x") == {}
