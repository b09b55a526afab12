"""Areas of one's own are numbered along the chain: each has one number, at every level, in every format and language."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from in_process import compiled, gapub

ITEM = """\
  - id: {id}
    title: {{zh: {zh}{id}, en: Row {id}}}
    content: [名单]
    basis: [open-government-information-regulations]
    time_limit: {{within: 20wd, of: [formed, changed]}}
    body: education
    channels: [website]
    audience: public
    method: proactive
    levels: [{levels}]
    evidence: {{status: single, sources: [S1]}}
"""
GUIDELINE = """\
area: {area}
edition: "2026"
{number}title: {{zh: {zh}, en: {en}}}
issuer: {{zh: 某机关, en: An authority}}
document: {{title: {zh}标准指引, status: recalled}}
coverage: {{status: unknown}}
topics:
- id: t
  title: {{zh: 一般, en: General}}
  items:
{items}sources:
  S1: {{place: 某县, level: county}}
"""
AREAS = {
    "salt-lakes": ("盐湖", "Salt lakes", "county, township", ""),
    "yak-herding": ("牦牛", "Yak herding", "township, village", ""),
    "border-trade": ("边贸", "Border trade", "county, township, village", ""),
    "taxation": ("税收", "Taxation", "county", "number: 25\n"),
    "elderly-care": ("养老服务", "Elderly care", "county, village", ""),
    "village-affairs": ("村务公开", "Village affairs", "village", ""),
}
BASELINE = """\
baselines:
  own:
    title: {zh: 自有, en: Own}
    as_of: "2025-04-30"
    parts:
    - title: {zh: 各领域, en: Areas}
      editions: [taxation@2026, elderly-care@2019]
    - title: {zh: 村务, en: Village affairs}
      editions: [village-affairs@2026]
"""
PROVINCE = 'division: {code: "630000", name: 青海省}\nlevel: province\nexample: true\nbaseline: own\neditions: [yak-herding@2026]\n'
COUNTIES = """\
divisions:
- {code: "630222", name: 民和回族土族自治县}
- {code: "630223", name: 互助土族自治县}
level: county
example: true
extends: province.yaml
editions: [salt-lakes@2026, border-trade@2026, elderly-care@2026]
"""
COUNTY = re.sub(r"divisions:\n.*\n- (.*)\n", r"division: \1\n", COUNTIES)
NUMBERS = {
    "county": {"elderly-care": "06", "taxation": "25", "salt-lakes": "地2", "border-trade": "地3"},
    "township": {"yak-herding": "地1", "salt-lakes": "地2", "border-trade": "地3"},
    "village": {"elderly-care": "06", "yak-herding": "地1", "border-trade": "地3", "village-affairs": "V"},
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A province and two counties of one profile, each link with areas of its own, and an area that replaces the baseline's."""
    folder = tmp_path_factory.mktemp("own")
    files = {
        "guidelines/registry/own.yaml": BASELINE,
        "province.yaml": PROVINCE,
        "counties.yaml": COUNTIES,
        "county.yaml": COUNTY,
    }
    for area, (zh, en, levels, number) in AREAS.items():
        items = "".join(ITEM.format(id=each, zh=zh, levels=levels) for each in ("a", "b", "c"))
        number = "number: 6\n" if area == "elderly-care" else number
        text = GUIDELINE.format(area=area, zh=zh, en=en, number=number, items=items)
        files[f"guidelines/{area}/2026.yaml"] = text
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def counties(project: Path, level: str, *args: str) -> list[list[dict[str, Any]]]:
    """The areas of the catalogue of each county."""
    done = gapub("compile", level, "counties.yaml", "--format", "json", "-o", "both", *args, cwd=project)
    assert done.returncode == 0, done.stderr.decode()
    made = [json.loads(path.read_bytes()) for path in sorted((project / "both").glob("*/catalogue.json"))]
    assert len(made) == 2
    return [each["areas"] for each in made]


@pytest.mark.parametrize("level", NUMBERS)
def test_an_area_has_one_number_at_every_level(level: str, project: Path) -> None:
    for areas in counties(project, level):
        assert {each["id"]: each["number"] for each in areas} == NUMBERS[level]
        rows = [item["number"] for area in areas for topic in area["topics"] for item in topic["items"]]
        assert rows == [f"{number}-{n:02}" for number in (each["number"] for each in areas) for n in (1, 2, 3)]


def test_the_areas_asked_for_do_not_change_the_numbers(project: Path) -> None:
    for name in ("border-trade", "边贸", "地3", "L3", "l3"):
        for areas in counties(project, "county", "--area", name):
            assert [each["number"] for each in areas] == ["地3"]


def test_an_edition_of_the_baselines_area_stands_in_its_part(project: Path) -> None:
    parts = {each["id"]: each["part"] for each in counties(project, "village")[0]}
    assert parts["elderly-care"] == {"zh": "各领域", "en": "Areas"}
    assert parts["border-trade"] is None


def test_an_edition_without_a_number_is_the_area_that_has_one(project: Path) -> None:
    """Of two editions of one area, the later may leave the number to the earlier."""
    profile = PROVINCE.replace("yak-herding@2026", "taxation@2027, taxation@2026, yak-herding@2026")
    text = (project / "guidelines/taxation/2026.yaml").read_text("utf-8")
    text = text.replace('"2026"\nnumber: 25\n', '"2027"\nsupersedes: [taxation@2026]\n').replace(
        "  - id: c", "  - id: d"
    )
    later = project / "guidelines/taxation/2027.yaml"
    later.write_text(text, "utf-8")
    (project / "later.yaml").write_text(profile, "utf-8")
    try:
        made = compiled(project, "county", "later.yaml")
    finally:
        later.unlink()
    assert [each["number"] for each in made["areas"]] == ["06", "25", "25"]


@pytest.mark.parametrize(("lang", "prefix"), [("zh", "地"), ("en", "L"), ("zh-en", "地")])
def test_every_format_has_the_number_of_its_language(lang: str, prefix: str, project: Path) -> None:
    names = "md,csv,jsonl,xlsx,html,docx" if lang != "zh-en" else "md,html"
    args = ("--lang", lang, "--format", names, "-o", f"out-{lang}")
    done = gapub("compile", "county", "county.yaml", *args, cwd=project)
    assert done.returncode == 0, done.stderr.decode()
    wrong = "L" if prefix == "地" else "地"
    for path in (project / f"out-{lang}").iterdir():
        if path.name == "catalogue.json":
            continue  # which is in both languages, and has 地
        data = path.read_bytes()
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as files:
                data = b"".join(files.read(each) for each in files.namelist() if each.endswith(".xml"))
        text = re.sub("<[^>]*>", "", data.decode())
        for n in (2, 3):
            assert f"{prefix}{n}-03" in text, path.name
            assert not re.search(rf"\b{wrong}{n}\b", text), path.name


def test_workbook_and_page_tell_the_areas_apart(project: Path) -> None:
    done = gapub("compile", "county", "county.yaml", "--format", "xlsx,html", "-o", "apart", cwd=project)
    assert done.returncode == 0, done.stderr.decode()
    with zipfile.ZipFile(project / "apart" / "catalogue.xlsx") as files:
        sheets = re.findall('sheet name="([^"]*)"', files.read("xl/workbook.xml").decode())
    assert sheets[2:-1] == ["06 养老服务", "25 税收", "地2 盐湖", "地3 边贸"], "the last one carries what is unseen"
    anchors = re.findall('id="?([a-z-]+)["> ]', (project / "apart" / "index.html").read_text("utf-8"))
    assert {"salt-lakes", "border-trade"} <= set(anchors)


@pytest.mark.parametrize("number", ["地2-02", "L2-02", "l2-02"])
def test_a_row_is_explained_by_its_number_in_either_language(number: str, project: Path) -> None:
    done = gapub("explain", number, "--profile", "county.yaml", "--format", "json", cwd=project)
    found = json.loads(done.stdout)
    assert (found["id"], found["number"]) == ("salt-lakes/t/b", "地2-02")


def test_todo_names_the_rows_by_their_numbers(project: Path) -> None:
    shown = re.sub(r"\s+", "", gapub("todo", "county.yaml", cwd=project).stdout.decode())
    for prefix in "地L":
        assert f"{prefix}2-01—{prefix}2-03、{prefix}3-01—{prefix}3-03" in shown


def test_diff_tells_rows_of_two_such_areas_apart(project: Path, tmp_path: Path) -> None:
    """Of two catalogues; the number is no fact, the areas are told by their ids."""
    compiled(project, "county", "county.yaml")
    old = json.loads((project / "out" / "catalogue.json").read_bytes())
    text = (project / "guidelines/border-trade/2026.yaml").read_text("utf-8")
    changed = project / "guidelines/border-trade/2026.yaml"
    changed.write_text(text.replace("边贸b", "边境贸易名单", 1), "utf-8")
    try:
        compiled(project, "county", "county.yaml")
    finally:
        changed.write_text(text, "utf-8")
    (tmp_path / "old.json").write_text(json.dumps({k: v for k, v in old.items() if k != "seal"}), "utf-8")
    done = gapub("diff", tmp_path / "old.json", project / "out" / "catalogue.json", "--format", "json", cwd=project)
    (area,) = json.loads(done.stdout)["areas"]
    assert area["id"] == "border-trade"
    assert re.findall(r'"kind": "(\w+)"', json.dumps(area)) == ["renamed"]


def test_list_says_whose_an_area_without_number_is(project: Path) -> None:
    shown = gapub("list", cwd=project).stdout.decode()
    assert re.search(r"地 / L +border-trade@2026", shown)
    assert re.search(r"V +village-affairs@2026", shown)


@pytest.mark.parametrize(
    ("number", "item"),
    [
        ("地2-01", "salt-lakes/t/a"),
        ("L3-03", "border-trade/t/c"),
        ("06-02", "elderly-care/t/b"),
    ],
)
def test_a_row_is_named_by_the_number_that_is_printed(number: str, item: str, project: Path) -> None:
    entry = f"tighten:\n- item: {number}\n  channels: [website, village-board]\n"
    profile = project / "named.yaml"
    profile.write_text(COUNTY + entry, "utf-8")
    done = gapub("explain", item, "--profile", "named.yaml", cwd=project)
    assert done.returncode == 0, done.stderr.decode()
    said = done.stdout.decode()
    assert said.startswith(number.replace("L", "地"))
    assert "named.yaml" in said.partition("公开渠道和载体")[2].partition("公开对象")[0]


def test_a_number_that_the_profile_shifts_is_refused_with_the_row(project: Path) -> None:
    entry = "tighten:\n- item: 地2-02\n  channels: [website]\nomit:\n- {item: L2-01, levels: [county], ground: no-matter, reason: 无}\n"
    (project / "shifted.yaml").write_text(COUNTY + entry, "utf-8")
    done = gapub("validate", "shifted.yaml", cwd=project)
    assert done.returncode == 1
    assert "salt-lakes/t/b" in done.stdout.decode()


def test_village_affairs_alone_are_v(project: Path) -> None:
    entry = "tighten:\n- item: V-03\n  channels: [website, village-board]\n"
    head = 'division: {code: "630222100", name: 甲村}\nlevel: village\nexample: true\nbaseline: own\neditions: [border-trade@2026]\n'
    (project / "village.yaml").write_text(head + entry, "utf-8")
    done = gapub("explain", "village-affairs/t/c", "--profile", "village.yaml", "--level", "village", cwd=project)
    assert "village.yaml" in done.stdout.decode().partition("公开渠道和载体")[2], done.stderr.decode()


def test_list_has_the_numbers_of_the_profile(project: Path) -> None:
    whole = gapub("list", "--profile", "county.yaml", cwd=project).stdout.decode()
    named = re.findall(r"(地\d?).*?(\S+)@2026", whole)
    assert named == [("地1", "yak-herding"), ("地2", "salt-lakes"), ("地3", "border-trade")]
    said = gapub("list", "领域", "--profile", "county.yaml", "--format", "json", cwd=project).stdout
    areas = json.loads(said)["areas"]
    numbers = {each["id"]: each["number"] for each in areas}
    assert {each: numbers[each] for each in NUMBERS["county"]} == NUMBERS["county"]
    assert (numbers["village-affairs"], len(areas)) == ("V", len(numbers))
    by_number = gapub("list", "areas", "地3", "--profile", "county.yaml", cwd=project).stdout.decode()
    assert all(each in by_number for each in ("地3", "L3", "border-trade"))
    assert "salt-lakes" in gapub("list", "areas", "盐湖", cwd=project).stdout.decode()
    assert "salt-lakes/t" in gapub("list", "一级事项", "一般", cwd=project).stdout.decode()
