"""Several editions of one area in a baseline: what stands is the same for every command, in any order."""

from __future__ import annotations

import json
import re
from collections import Counter
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from in_process import compiled, gapub
from test_cli import ROOT

pytestmark = pytest.mark.usefixtures("read_once")

CELLS = """
    basis: [open-government-information-regulations]
    evidence: recalled
"""
HEAD = """\
number: 25
title: {zh: 税收管理, en: Taxation}
issuer: {zh: 国家税务总局, en: State Taxation Administration}
document: {title: 税收管理领域基层政务公开标准指引, status: recalled}
coverage: {status: partial}
defaults:
  time_limit: {within: 20wd, of: [formed, changed]}
  body: taxation
  channels: [website]
  audience: public
  method: proactive
  levels: [county]
topics:
"""
OLD = ROOT / "guidelines" / "taxation" / "2019.yaml"
SAME = "taxpayer-rights/rights-and-obligations"


def row(name: str, title: str, content: str, formerly: str = "") -> str:
    link = f"    formerly: [{formerly}]\n    formerly_basis: seen\n" if formerly else ""
    return f"  - id: {name}\n    title: {{zh: {title}, en: New}}\n{link}    content: [{content}]{CELLS}"


def edition(year: str, supersedes: str, topics: dict[str, str]) -> str:
    listed = f"supersedes: [{supersedes}]\n" if supersedes else ""
    rows = "".join(f"- id: {name}\n  title: {{zh: 新, en: New}}\n  items:\n{text}" for name, text in topics.items())
    return f'area: taxation\nedition: "{year}"\n{listed}{HEAD}{rows}'


def baseline(*editions: str) -> str:
    return (
        'baselines:\n  b:\n    title: {zh: 甲, en: A}\n    as_of: "2027-12-31"\n    parts:\n'
        f"    - title: {{zh: 甲, en: A}}\n      editions: [{', '.join(editions)}]\n"
    )


def rows_of(folder: Path, *args: str | Path) -> list[tuple[str, str, bool]]:
    """Every row that compile prints: its id, the edition it stands in, whether it is carried over."""
    made = compiled(folder, "county", *args)
    return [
        (item["id"].partition("/")[2], area["edition"], item.get("carried", False))
        for area in made["areas"]
        for topic in area["topics"]
        for item in topic["items"]
    ]


@pytest.fixture(scope="module")
def old_rows() -> list[str]:
    from gapub.sources.library import open_library

    (read,) = open_library(None).guidelines(["taxation@2019"])
    return [name.partition("/")[2] for name, _ in read.rows()]


def world(folder: Path, *named: str, registry: bool = True, **editions: str) -> Path:
    area = folder / "guidelines" / "taxation"
    area.mkdir(parents=True, exist_ok=True)
    for name, text in editions.items():
        (area / f"{name.removeprefix('of_')}.yaml").write_text(text, "utf-8")
    if registry:
        place = folder / "guidelines" / "registry"
        place.mkdir(exist_ok=True)
        (place / "zz.yaml").write_text(baseline(*named), "utf-8")
    return folder


def later(old_rows: list[str]) -> str:
    """An edition of 2027 with three rows: a new one, one of the id of an old one, one that comes from another."""
    topic, _, item = old_rows[0].partition("/")
    return edition(
        "2027",
        "taxation@2019",
        {
            topic: row(item, "同号", "甲"),
            "services": row("brand-new", "新事项", "乙") + row("moved", "移来", "丙", f"taxation@2019/{old_rows[1]}"),
        },
    )


def latest(old_rows: list[str]) -> str:
    """An edition of 2031: it replaces the row that 2027 moved, by its first name."""
    return edition("2031", "taxation@2027", {"services": row("again", "再移", "丁", f"taxation@2019/{old_rows[1]}")})


@pytest.mark.parametrize("order", [*permutations(("taxation@2027", "taxation@2019", "fiscal-budgets@2019"))])
def test_each_row_stands_once_in_any_order(order: tuple[str, ...], old_rows: list[str], tmp_path: Path) -> None:
    world(tmp_path, *order, of_2027=later(old_rows))
    found = rows_of(tmp_path, "--baseline", "b", "--area", "taxation")
    assert found == [
        (old_rows[0], "2027", False),
        ("services/brand-new", "2027", False),
        ("services/moved", "2027", False),
        *((name, "2019", True) for name in old_rows[2:]),
    ]
    whole = rows_of(tmp_path, "--baseline", "b")
    assert Counter(whole) == Counter([*found, *(each for each in whole if each[0] not in {f[0] for f in found})])
    assert max(Counter(name for name, _, _ in whole).values()) == 1


@pytest.mark.parametrize("order", [*permutations(("taxation@2031", "taxation@2027", "taxation@2019"))])
def test_three_editions(order: tuple[str, ...], old_rows: list[str], tmp_path: Path) -> None:
    world(tmp_path, *order, of_2027=later(old_rows), of_2031=latest(old_rows))
    found = rows_of(tmp_path, "--baseline", "b")
    assert found == [
        ("services/again", "2031", False),
        (old_rows[0], "2027", True),
        ("services/brand-new", "2027", True),
        ("services/moved", "2027", True),
        *((name, "2019", True) for name in old_rows[2:]),
    ]


def test_every_command_agrees(old_rows: list[str], tmp_path: Path) -> None:
    world(tmp_path, "taxation@2019", "taxation@2027", of_2027=later(old_rows))
    count = len(old_rows) + 1
    made = compiled(tmp_path, "county", "--baseline", "b")
    assert (made["counts"]["areas"], made["counts"]["items"]) == (1, count)
    (replaced,) = (item for area in made["areas"] for topic in area["topics"] for item in topic["items"]
                   if item["id"] == f"taxation/{old_rows[0]}")  # fmt: skip
    assert replaced["formerly"] == [f"taxation@2019/{old_rows[0]}"]

    stats = json.loads(gapub("stats", "--baseline", "b", "--format", "json", cwd=tmp_path).stdout)
    assert stats["total"]["items"] == count
    listing = gapub("list", cwd=tmp_path).stdout.decode().splitlines()
    (line,) = (each.split() for each in listing if each.split()[:1] == ["b"])
    assert "1" in line

    told = gapub("diff", "national-2019", "b", "--area", "taxation", cwd=tmp_path).stdout.decode()
    assert "items added: 1," in told
    assert "items removed" not in told
    assert f"items carried over: {count - 3}," in told

    for wanted, year in (("brand-new", "2027"), (old_rows[0], "2027"), (old_rows[2], "2019")):
        said = json.loads(gapub("explain", wanted, "--baseline", "b", "--format", "json", cwd=tmp_path).stdout)
        assert said["area"]["edition"] == year
    assert gapub("validate", "guidelines", cwd=tmp_path).returncode == 0


def test_each_table_has_an_address_of_its_own(old_rows: list[str], tmp_path: Path) -> None:
    world(tmp_path, "taxation@2019", "taxation@2027", of_2027=later(old_rows))
    done = gapub("compile", "county", "--baseline", "b", "--format", "html,site,xlsx,docx,md,csv,jsonl", "-o", "o",
                 cwd=tmp_path)  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    page = (tmp_path / "o" / "index.html").read_text("utf-8")
    ids = re.findall(r'<section class="area" id="([^"]+)"', page)
    assert ids == ["taxation", "taxation@2019"]
    every = Counter(re.findall(r'\sid="([^"]+)"', page))
    assert [name for name, n in every.items() if n > 1] == []
    for name in ids:
        assert f'href="#{name}"' in page
        assert (tmp_path / "o" / "site" / "areas" / f"{name}.html").is_file()
    again = gapub("diff", "o/catalogue.json", "o/catalogue.json", "--exit-code", cwd=tmp_path)
    assert again.returncode == 0, again.stderr.decode()


PROFILE = 'division: {code: "210283", name: 庄河市}\nlevel: county\n'


def test_what_a_profile_adds_stands_once(old_rows: list[str], tmp_path: Path) -> None:
    """In the topic that both editions have, under a new one, and on a row that only the old one has."""
    topic = old_rows[0].partition("/")[0]
    cells = (
        "content: [名称], basis: [open-government-information-regulations], body: taxation, channels: [website], "
        "time_limit: {within: 10wd, of: [formed, changed]}, audience: public, method: proactive, levels: [county]"
    )
    world(tmp_path, "taxation@2019", "taxation@2027", of_2027=later(old_rows))
    (tmp_path / "profile.yaml").write_text(
        f"{PROFILE}baseline: b\nadd:\n"
        f"- {{topic: taxation/{topic}, items: [{{id: own, title: {{zh: 本地, en: Own}}, {cells}}}]}}\n"
        f"- {{topic: taxation/own, title: {{zh: 本地, en: Own}}, items: [{{id: own, title: {{zh: 本地, en: Own}}, {cells}}}]}}\n"
        f"tighten:\n- {{item: taxation/{old_rows[2]}, channels: {{+: [social-media]}}}}\n"
        f'attest:\n- {{item: taxation/{old_rows[0]}, cells: [title], by: 张三, on: "2028-01-02", document: 文件}}\n',
        "utf-8",
    )
    found = rows_of(tmp_path, "profile.yaml")
    count = Counter(name for name, _, _ in found)
    assert count[f"{topic}/own"] == count["own/own"] == 1
    assert max(count.values()) == 1


def test_a_profile_may_name_several_editions(old_rows: list[str], tmp_path: Path) -> None:
    """They replace all editions of the area, of the baseline and of the profiles above."""
    world(tmp_path, "taxation@2027", "fiscal-budgets@2019", of_2027=later(old_rows), of_2031=latest(old_rows))
    (tmp_path / "profile.yaml").write_text(f"{PROFILE}baseline: b\neditions: [taxation@2019, taxation@2027]\n", "utf-8")
    one = rows_of(tmp_path, "profile.yaml", "--area", "taxation")
    assert {year for _, year, _ in one} == {"2019", "2027"}
    (tmp_path / "towns.yaml").write_text(
        'extends: profile.yaml\ndivision: {code: "210283001", name: 城关街道}\nlevel: township\n'
        "editions: [taxation@2031]\n",
        "utf-8",
    )
    made = json.loads(gapub("explain", "again", "--profile", "towns.yaml", "--format", "json", cwd=tmp_path).stdout)
    assert made["area"]["edition"] == "2031"
    gone = gapub("explain", "brand-new", "--profile", "towns.yaml", cwd=tmp_path)
    assert gone.returncode == 2


CLASHES = {
    "two of one area": (("taxation@2027", "taxation@2019"), "", "two-editions"),
    "the same twice": (("taxation@2027", "taxation@2027"), "", "edition-twice"),
    "a circle of one": (("taxation@2027",), "taxation@2027", "edition-cycle"),
}


@pytest.mark.parametrize("case", CLASHES)
def test_what_cannot_be_told_is_an_error_with_its_place(case: str, old_rows: list[str], tmp_path: Path) -> None:
    named, supersedes, code = CLASHES[case]
    world(tmp_path, *named, of_2027=later(old_rows).replace("supersedes: [taxation@2019]", f"supersedes: [{supersedes}]")
          if supersedes else later(old_rows).replace("supersedes: [taxation@2019]\n", ""))  # fmt: skip
    (tmp_path / "profile.yaml").write_text(f"{PROFILE}baseline: b\n", "utf-8")
    commands: list[tuple[Any, ...]] = [
        ("compile", "county", "--baseline", "b"),
        ("compile", "county", "profile.yaml"),
        ("stats", "--baseline", "b"),
        ("diff", "national-2019", "b"),
        ("explain", "brand-new", "--baseline", "b"),
        ("todo", "profile.yaml"),
        ("upgrade", "profile.yaml", "--to", "national-2019"),
    ]
    for command in commands:
        done = gapub(*command, cwd=tmp_path)
        assert done.returncode == 2, command
        assert f"[{code}]" in done.stderr.decode(), command
        assert "guidelines/registry/zz.yaml:7:" in done.stderr.decode(), command
    for path in ("guidelines", "profile.yaml"):
        done = gapub("validate", path, cwd=tmp_path)
        assert done.returncode == 1
        assert f"[{code}]" in done.stdout.decode() + done.stderr.decode()


def test_a_circle_of_several(old_rows: list[str], tmp_path: Path) -> None:
    world(tmp_path, "taxation@2027", "taxation@2031", of_2027=later(old_rows).replace("taxation@2019]", "taxation@2031]", 1),
          of_2031=latest(old_rows))  # fmt: skip
    done = gapub("compile", "county", "--baseline", "b", cwd=tmp_path)
    assert done.returncode == 2
    assert len(set(re.findall(r"zz.yaml:7:\d+", done.stderr.decode()))) == 2


def test_two_editions_of_a_profile_are_told_at_the_profile(old_rows: list[str], tmp_path: Path) -> None:
    text = later(old_rows).replace("supersedes: [taxation@2019]\n", "")
    world(tmp_path, "fiscal-budgets@2019", of_2027=text)
    (tmp_path / "profile.yaml").write_text(f"{PROFILE}baseline: b\neditions: [taxation@2019, taxation@2027]\n", "utf-8")
    done = gapub("compile", "county", "profile.yaml", cwd=tmp_path)
    assert (done.returncode, "profile.yaml:4:27" in done.stderr.decode()) == (2, True), done.stderr.decode()
