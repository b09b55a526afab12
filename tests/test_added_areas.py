"""Areas that a profile adds (`add: area`): numbered with those that are guidelines, refined below, published as they are."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapub.build.prepare import own_areas
from in_process import gapub
from test_own_areas import BASELINE, GUIDELINE, ITEM

CELLS = """\
      content: [名单]
      basis: [open-government-information-regulations]
      time_limit: {within: 20wd, of: [formed, changed]}
      body: education
      channels: [website]
      audience: public
      method: proactive
      levels: [county, township, village]
"""


def area(id: str, title: str, *rows: str, topic: str = "t") -> str:
    """An entry of `add`: an area with one topic, whose rows have Chinese titles alone."""
    items = "".join(f"    - id: {row}\n      title: {title}{row}\n{CELLS}" for row in rows or ("a", "b"))
    return f"- area: {id}\n  title: {title}\n  topics:\n  - id: {topic}\n    title: 一般\n    items:\n{items}"


PROVINCE = (
    'division: {code: "63", name: 青海省}\nlevel: province\nexample: true\nbaseline: own\neditions: [yak-herding@2026]\n'
    "cover: {office: 青海省人民政府办公厅}\n\nadd:\n" + area("horses", "马业")
)
COUNTIES = """\
extends: province.yaml
divisions:
- {code: "630222", name: 民和回族土族自治县}
- {code: "630223", name: 互助土族自治县}
level: county
example: true
editions: [salt-lakes@2026]
bodies: {education: "{name}教育局"}

add:
""" + area("salt-crafts", "盐雕", "a", "b", "c")
COUNTY = re.sub(r"divisions:\n.*\n- (.*)\n", r"division: \1\n", COUNTIES)
TOWN = 'extends: county.yaml\ndivision: {code: "630223100", name: 威远镇}\nlevel: township\nexample: true\n'
NUMBERS = {"taxation": "25", "yak-herding": "地1", "horses": "地2", "salt-lakes": "地3", "salt-crafts": "地4"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A province, counties and a town, whose areas are guidelines or are added by the profiles themselves."""
    folder = tmp_path_factory.mktemp("added")
    baseline = re.sub(r"\[taxation@2026.*\]", "[taxation@2026]", BASELINE.partition("    - title: {zh: 村务")[0])
    later = (
        baseline.replace("  own:", "  later:")
        .replace("baselines:\n", "")
        .replace("[taxation", "[horses@2026, taxation")
    )
    files = {
        "guidelines/registry/own.yaml": baseline + later,
        "province.yaml": PROVINCE,
        "counties.yaml": COUNTIES,
        "county.yaml": COUNTY,
        "town.yaml": TOWN,
    }
    for name, number in (
        ("taxation", "number: 25\n"),
        ("yak-herding", ""),
        ("salt-lakes", ""),
        ("horses", "number: 7\n"),
    ):
        items = "".join(ITEM.format(id=each, zh="行", levels="county, township, village") for each in "ab")
        text = GUIDELINE.format(area=name, zh=name, en=name, number=number, items=items)
        files[f"guidelines/{name}/2026.yaml"] = text
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def told(folder: Path, name: str, text: str) -> list[dict[str, Any]]:
    """The errors in a profile of this text."""
    (folder / name).write_text(text, "utf-8")
    done = gapub("validate", name, "--format", "json", cwd=folder)
    found = json.loads(done.stdout)["findings"]
    return [each for each in found if each["severity"] == "error"]


def tree(folder: Path, level: str, profile: str, *args: str) -> dict[str, Any]:
    done = gapub("compile", level, profile, "--format", "json", "-o", "out", *args, cwd=folder)
    assert done.returncode == 0, done.stderr.decode()
    (file, *_) = sorted((folder / "out").rglob("catalogue.json"))
    read: dict[str, Any] = json.loads(file.read_bytes())
    shutil.rmtree(folder / "out")
    return read


def rows(catalogue: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {item["id"]: item for each in catalogue["areas"] for topic in each["topics"] for item in topic["items"]}


@pytest.mark.parametrize("level", ["county", "township", "village"])
@pytest.mark.parametrize("profile", ["counties.yaml", "county.yaml", "town.yaml"])
def test_areas_are_numbered_along_the_chain(made: Path, level: str, profile: str) -> None:
    if profile == "town.yaml" and level == "county":
        return
    catalogue = tree(made, level, profile)
    wanted = {k: v for k, v in NUMBERS.items() if k != "taxation" or level == "county"}
    found = {each["id"]: each["number"] for each in catalogue["areas"]}
    assert list(found.items()) == list({k: v for k, v in NUMBERS.items() if k in found}.items())
    assert found.keys() >= wanted.keys()
    assert rows(catalogue)["horses/t/b"]["number"] == "地2-02"


@pytest.mark.parametrize("name", ["地4", "L4", "盐雕", "盐雕领域", "salt-crafts"])
def test_an_area_is_asked_for_by_number_name_and_id(made: Path, name: str) -> None:
    catalogue = tree(made, "county", "county.yaml", "--area", name)
    assert [(each["id"], each["number"]) for each in catalogue["areas"]] == [("salt-crafts", "地4")]


def test_an_added_area_says_whose_it_is(made: Path) -> None:
    (own,) = tree(made, "county", "counties.yaml", "--area", "salt-crafts")["areas"]
    assert (own["edition"], own["document"]["status"], own["coverage"]["status"]) == ("local", "local", "complete")
    assert own["issuer"]["zh"] == "民和回族土族自治县等 2 家"
    (own,) = tree(made, "county", "county.yaml", "--area", "horses")["areas"]
    assert own["issuer"]["zh"] == "青海省人民政府办公厅"
    assert own["title"] == {"zh": "马业", "en": "马业"}
    item = own["topics"][0]["items"][0]
    assert item["evidence"]["status"] == "local"
    assert item["origin"]["file"].endswith("province.yaml")


REFINED = """
rows:
  马业: {section: 畜牧科}
  salt-crafts/t/a: {title3: 甲, publish: {column: 盐雕, url: "https://www.weiyuan.example/"}}

omit:
- {item: 地4-02, levels: [township], ground: no-matter, reason: 本镇没有盐雕工坊}

tighten:
- item: 地2-01
  channels: {+: [village-board]}
- item: 盐雕/一般/盐雕c
  time_limit: {within: 5wd, of: [formed, changed]}

add:
- topic: 马业/races
  title: 赛马
  items:
  - id: dates
    title: 赛期
CELLSattest:
- area: salt-crafts@local
  by: 某人
  "on": "2026-11-20"
  document: 县政府文件
""".replace("CELLS", CELLS.replace("      ", "    "))


def test_a_profile_below_refines_them_as_any_other(made: Path) -> None:
    (made / "refined.yaml").write_text(TOWN + REFINED.replace("地4-02", "盐雕b").replace("地2-01", "马业a"), "utf-8")
    assert gapub("fmt", "--marks", "refined.yaml", cwd=made).returncode == 0
    found = rows(tree(made, "township", "refined.yaml"))
    assert "salt-crafts/t/b" not in found
    assert found["horses/t/a"]["section"] == "畜牧科"
    assert [each["id"] for each in found["horses/t/a"]["channels"]["of"]] == ["website", "village-board"]
    assert found["horses/races/dates"]["number"] == "地2-03"
    assert found["salt-crafts/t/a"]["title3"] == "甲"
    assert len(found["salt-crafts/t/a"]["evidence"]["attested"]) == 10
    assert not found["horses/races/dates"]["evidence"]["attested"]
    assert found["salt-crafts/t/c"]["time_limit"]["clauses"][0]["within"] == "5wd"
    assert found["horses/t/b"]["evidence"]["status"] == "local"


def test_a_number_of_rows_that_shift_is_not_taken(made: Path) -> None:
    codes = {each["code"] for each in told(made, "shifted.yaml", TOWN + REFINED)}
    assert codes == {"unknown-name"}  # 地2-01 and 地4-02: this profile adds or omits rows there


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("- item: horses/t/a\n  channels: [village-board]\n", "weaker-channels"),
        ("- item: horses/t/z\n  channels: [website, village-board]\n", "unknown-target"),
    ],
)
def test_what_is_above_holds(made: Path, entry: str, message: str) -> None:
    assert [each["code"] for each in told(made, "weak.yaml", f"{TOWN}\ntighten:\n{entry}")] == [message]


HEAD = COUNTY.partition("\nadd:\n")[0]
TWICE = {
    "an area of the baseline": (area("taxation", "税"), "taxation", "guidelines/taxation/2026.yaml"),
    "an edition of the profile": (area("salt-lakes", "盐"), "salt-lakes", "guidelines/salt-lakes/2026.yaml"),
    "an area of a profile above": (area("horses", "马"), "horses", "province.yaml"),
    "an area of the file": (area("crafts", "甲") + area("crafts", "乙"), "crafts", "twice.yaml"),
    "an item of the area": (area("crafts", "甲", "a", "a"), "crafts/t/a", "twice.yaml"),
    "a topic of the area": (
        area("crafts", "甲") + re.sub(r"(?s).*topics:\n", "", area("x", "乙", "c", "d")),
        "crafts/t",
        "twice.yaml",
    ),
    "an item of an area above": (
        f"- topic: horses/t\n  items:\n  - id: a\n    title: 甲\n{CELLS.replace('      ', '    ')}",
        "horses/t/a",
        "province.yaml",
    ),
}


@pytest.mark.parametrize("case", TWICE)
def test_an_id_that_is_in_use_is_told_with_both_places(made: Path, case: str) -> None:
    entry, entity, file = TWICE[case]
    (found,) = told(made, "twice.yaml", f"{HEAD}\nadd:\n{entry}")
    assert (found["code"], found["entity"]) == ("duplicate-id", entity)
    (related,) = found["related"]
    assert related["place"]["file"].endswith(file)


SHAPES = {
    "without a title": (area("crafts", "甲").replace("  title: 甲\n  topics", "  topics"), "shape-missing-field"),
    "without topics": ("- area: crafts\n  title: 甲\n", "shape-missing-field"),
    "with items": (area("crafts", "甲").replace("  title: 甲\n", "  title: 甲\n  items: []\n", 1), "shape-needs"),
    "beside a topic": (
        area("crafts", "甲").replace("  title: 甲\n", "  title: 甲\n  topic: horses/t\n", 1),
        "shape-one-of",
    ),
    "a topic without items": ("- topic: horses/t\n", "shape-missing-field"),
    "named in Chinese": (area("手工", "甲"), "shape-pattern"),
}


@pytest.mark.parametrize("case", SHAPES)
def test_an_addition_has_the_fields_of_its_kind(made: Path, case: str) -> None:
    entry, code = SHAPES[case]
    assert code in {each["code"] for each in told(made, "shape.yaml", f"{HEAD}\nadd:\n{entry}")}


def test_a_finding_in_an_added_row_is_about_it_and_may_be_allowed(made: Path) -> None:
    entry = area("crafts", "甲", "a").replace("content: [名单]", "content: [困难群众身份证号]")
    text = f"{HEAD}\nadd:\n{entry}"
    (made / "persons.yaml").write_text(text, "utf-8")
    found = json.loads(gapub("validate", "persons.yaml", "--format", "json", cwd=made).stdout)["findings"]
    about = [each for each in found if each.get("entity") == "crafts/t/a"]
    assert about
    code = about[0]["code"]
    allowed = text.replace("    - id: a\n", f"    - id: a\n      allow: [{{code: {code}, reason: 已经本人同意}}]\n")
    (made / "persons.yaml").write_text(allowed, "utf-8")
    found = json.loads(gapub("validate", "persons.yaml", "--format", "json", cwd=made).stdout)["findings"]
    assert ["suppressed" in each for each in found if each["code"] == code] == [True]


@pytest.mark.parametrize(("lang", "number", "note"), [("zh", "地4", "本地自设领域"), ("en", "L4", "are in Chinese")])
def test_it_is_published_in_every_format(made: Path, lang: str, number: str, note: str) -> None:
    formats = "md,csv,jsonl,xlsx,html,docx"
    args = ("--area", "盐雕", "--for", "publication", "--lang", lang, "--format", formats, "-o", f"pub-{lang}")
    done = gapub("compile", "county", "county.yaml", *args, cwd=made)
    assert done.returncode == 0, done.stderr.decode()
    for path in (made / f"pub-{lang}").iterdir():
        data = path.read_bytes()
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as files:
                data = b"".join(files.read(each) for each in files.namelist() if each.endswith(".xml"))
        text = re.sub("<[^>]*>", "", data.decode())
        assert "※" not in text, path.name
        if path.name != "catalogue.json":
            assert f"{number}-03" in text and "盐雕c" in text, path.name
        if path.suffix in (".md", ".html", ".xlsx", ".docx"):
            assert note in text, path.name


def test_commands_know_its_places_and_names(made: Path) -> None:
    for name in ("地4-02", "L4-02", "盐雕b", "salt-crafts/t/b"):
        found = json.loads(gapub("explain", name, "--profile", "county.yaml", "--format", "json", cwd=made).stdout)
        assert (found["id"], found["number"]) == ("salt-crafts/t/b", "地4-02")
    line = COUNTY[: COUNTY.index("- id: b\n")].count("\n") + 1
    said = gapub("explain", "地4-02", "--profile", "county.yaml", cwd=made).stdout.decode()
    assert f"county.yaml:{line}:7" in said
    listed = json.loads(gapub("list", "areas", "--profile", "county.yaml", "--format", "json", cwd=made).stdout)
    assert {each["id"]: each["number"] for each in listed["areas"]}["salt-crafts"] == "地4"
    assert "horses/t/a" in gapub("list", "items", "马业a", "--profile", "county.yaml", cwd=made).stdout.decode()
    assert gapub("todo", "county.yaml", cwd=made).returncode == 0


def test_fmt_writes_the_form_back(made: Path) -> None:
    entry = area("crafts", "甲", "a").replace("within: 20wd", "within:   20wd")
    (made / "form.yaml").write_text(f"{HEAD}\nadd:\n{entry}", "utf-8")
    assert gapub("fmt", "form.yaml", cwd=made).returncode == 0
    assert (made / "form.yaml").read_text("utf-8").endswith(f"\n\nadd:\n{area('crafts', '甲', 'a')}")


def test_diff_tells_its_rows(made: Path, tmp_path: Path) -> None:
    for side in ("old", "new"):
        shutil.copytree(made / "guidelines", tmp_path / side / "guidelines")
        for name in ("province.yaml", "county.yaml"):
            text = (made / name).read_text("utf-8")
            text = text.replace("title: 盐雕c", "title: 盐雕名录") if side == "new" else text
            (tmp_path / side / "catalogues").mkdir(exist_ok=True)
            (tmp_path / side / "catalogues" / name).write_text(text, "utf-8")
        args = ("compile", "county", "catalogues/county.yaml", "--format", "json", "-o", "out")
        assert gapub(*args, cwd=tmp_path / side).returncode == 0
    assert b"salt-crafts/t/b" in gapub("schema", "profile", "--ids", cwd=tmp_path / "old").stdout
    for sides in (("old/out", "new/out"), ("old", "new", "--profiles", "catalogues")):
        done = gapub("diff", *sides, "--format", "json", cwd=tmp_path)
        text = done.stdout.decode()
        assert done.returncode == 0, done.stderr.decode()
        assert set(re.findall(r'"kind": "([\w-]+)"', text)) == {"renamed"}, text
        assert "salt-crafts/t/c" in text and "horses" not in text


def test_an_upgrade_leaves_them_and_tells_a_clash(made: Path, tmp_path: Path) -> None:
    shutil.copytree(made, tmp_path / "up")
    province = tmp_path / "up" / "province.yaml"
    before = province.read_text("utf-8")
    done = gapub("upgrade", "province.yaml", "--to", "later", cwd=tmp_path / "up")
    assert "horses@2026" in done.stdout.decode(), done.stderr.decode()
    after = province.read_text("utf-8")
    (own,) = (line for line in after.splitlines() if "conflict:" in line)
    assert "horses" in own
    province.write_text(before.replace("area: horses", "area: ponies"), "utf-8")
    done = gapub("upgrade", "province.yaml", "--to", "later", cwd=tmp_path / "up")
    text = province.read_text("utf-8")
    assert "conflict" not in text and text == before.replace("area: horses", "area: ponies").replace(
        ": own\n", ": later\n"
    )


PINNED, ADDED = (st.lists(st.sampled_from(each), max_size=3, unique=True) for each in ("abcde", "uvwxyz"))
LINKS = st.lists(st.tuples(PINNED, ADDED), max_size=4)


@given(LINKS, st.sets(st.sampled_from("abcde")))
def test_a_narrower_link_leaves_the_numbers_above_as_they_are(links: list[Any], official: set[str]) -> None:
    library = cast("Any", SimpleNamespace(is_unnumbered=lambda edition: edition.partition("@")[0] not in official))
    baseline = cast("Any", SimpleNamespace(editions=("a@2019", "b@2019")))
    chain = [
        cast("Any", SimpleNamespace(editions=[f"{each}@2026" for each in pinned], own_areas=dict.fromkeys(added)))
        for pinned, added in links
    ]
    before: dict[str, str] = {}
    for i in range(len(chain) + 1):
        numbers = own_areas(library, baseline, chain[:i])
        assert list(numbers.values()) == [f"地{n}" for n in range(1, len(numbers) + 1)]
        assert before.items() <= numbers.items()
        before = numbers
