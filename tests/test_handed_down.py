"""What a division inherits of the offices and channels above it: what is said for its level, or for every name; nothing else.

By the front door: a chain on the disk, compiled, validated, explained, listed as to do.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from in_process import compiled, gapub
from test_cli import items

AREA = "compulsory-education"
DIRECTORY = f"{AREA}/education-overview/school-directory"
PROVINCE = 'division: {code: "21", name: 辽宁省}\nlevel: province\nexample: true\n'
COUNTY = 'extends: province.yaml\ndivision: {code: "210283", name: 庄河市}\nlevel: county\nexample: true\n'
COUNTIES = 'extends: province.yaml\ndivisions:\n- {code: "210283", name: 庄河市}\n- {code: "210212", name: 旅顺口区}\nlevel: county\n'
TOWN = 'extends: county.yaml\ndivision: {code: "210283101", name: 青堆镇}\nlevel: township\nexample: true\n'


def chain(folder: Path, province: str, county: str = "", town: str = "", head: str = COUNTY) -> None:
    (folder / "province.yaml").write_text(PROVINCE + province, "utf-8")
    (folder / "county.yaml").write_text(head + county, "utf-8")
    (folder / "town.yaml").write_text(TOWN + town, "utf-8")


def directory(catalogue: dict[str, Any]) -> dict[str, Any]:
    return next(each for each in items(catalogue) if each["id"] == DIRECTORY)


def unbound(folder: Path, file: str) -> str:
    done = gapub("validate", file, "--select", "role-unbound", cwd=folder)
    return done.stdout.decode()


def how_many(told: str) -> int:
    (count,) = re.findall(r"有 (\d+) 个公开主体没有写明", told)
    return int(count)


OFFICES = [
    ("education: 某省教育厅", None),
    ("education: {areas: {compulsory-education: 某省教育厅}}", None),
    (f"education: {{items: {{{DIRECTORY}: 某省教育厅}}}}", None),
    ("education: {township: 学区中心校}", None),
    ("education: {county: 县（市、区）教育局}", "县（市、区）教育局"),
    ('education: "{name}教育局"', "庄河市教育局"),
    ('education: {county: "{name}教育局", guess: true}', "庄河市教育局"),
    ('education: {areas: {compulsory-education: "{name}教育局"}}', "庄河市教育局"),
    (f'education: {{items: {{{DIRECTORY}: "{{name}}教育局"}}}}', "庄河市教育局"),
]


@pytest.mark.parametrize(("bound", "office"), OFFICES)
def test_a_county_has_an_office_from_above_only_for_its_level_or_by_its_name(
    tmp_path: Path, bound: str, office: str | None
) -> None:
    chain(tmp_path, f"bodies:\n  {bound}\n")
    for options in (("--format", "json"), ("--format", "md")):
        gapub("compile", "county", "county.yaml", "--area", AREA, *options, "-o", "out", cwd=tmp_path)
    assert "某省教育厅" not in (tmp_path / "out" / "catalogue.md").read_text("utf-8")
    (role,) = directory(json.loads((tmp_path / "out" / "catalogue.json").read_bytes()))["body"]["roles"]
    assert role["name"] == office
    told = unbound(tmp_path, "county.yaml")
    everywhere = office is not None and DIRECTORY not in bound
    chain(tmp_path, "")
    assert how_many(unbound(tmp_path, "county.yaml")) - how_many(told) == everywhere
    chain(tmp_path, f"bodies:\n  {bound}\n")
    if not everywhere:
        assert "province.yaml:5" in told, "the binding above that is not inherited, or not for each item, is named"
    todo = gapub("todo", "county.yaml", "--format", "md", cwd=tmp_path).stdout.decode()
    assert ("· education ·" in todo.partition("指定机关**")[2] or "**教育行政部门" in todo) == (not everywhere)
    explained = gapub("explain", DIRECTORY, "--profile", "county.yaml", "--format", "json", cwd=tmp_path)
    ((said,),) = (each["offices"] for each in json.loads(explained.stdout)["roles"])
    assert said["office"] == office
    assert said["place"] == (None if office is None else {"file": "province.yaml", "line": 5, "column": 3})


def test_what_the_province_binds_plainly_is_its_own(tmp_path: Path) -> None:
    """Its own profile, and each of several divisions below."""
    chain(tmp_path, "bodies:\n  education: 某省教育厅\n", head=COUNTIES)
    done = gapub("compile", "county", "county.yaml", "--area", AREA, "--format", "json", "-o", "out", cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    for code in ("210283", "210212"):
        made = json.loads((tmp_path / "out" / code / "catalogue.json").read_bytes())
        assert directory(made)["body"]["roles"][0]["name"] is None
    own = compiled(tmp_path, "county", "province.yaml", "--area", AREA)
    assert directory(own)["body"]["roles"][0]["name"] == "某省教育厅"


def test_three_levels(tmp_path: Path) -> None:
    """A town has its county's plain office only where a role is held to the county; the county keeps it at every level."""
    area, name = "food-drug-supervision", "market-regulation"
    chain(tmp_path, f'bodies:\n  {name}: "{{name}}市场监管局"\n', f"bodies:\n  {name}: 庄河市市场监督管理局\n")

    def offices(file: str) -> set[str | None]:
        made = compiled(tmp_path, "township", file, "--area", area)
        roles = [role for each in items(made) for role in each["body"]["roles"] if role["role"] == name]
        assert roles
        return {role["name"] for role in roles}

    assert offices("county.yaml") == {"庄河市市场监督管理局"}
    assert offices("town.yaml") == {"青堆镇市场监管局"}, "the province said it for every name"
    chain(tmp_path, "", f"bodies:\n  {name}: 庄河市市场监督管理局\n")
    assert offices("town.yaml") == {None}
    chain(tmp_path, "", f"bodies:\n  {name}: {{township: 庄河市市场监督管理局}}\n")
    assert offices("town.yaml") == {"庄河市市场监督管理局"}


def test_a_role_that_is_held_to_a_level_has_the_plain_office_of_that_level(tmp_path: Path) -> None:
    """`eco-environment@city`: the city's own office, also in the catalogue of a county below it."""
    city = 'division: {code: "2102", name: 大连市}\nlevel: city\nbodies:\n  eco-environment: 大连市生态环境局\n'
    (tmp_path / "city.yaml").write_text(city, "utf-8")
    (tmp_path / "county.yaml").write_text(COUNTY.replace("province", "city"), "utf-8")
    made = compiled(tmp_path, "county", "county.yaml", "--area", "eco-environment")
    names = {
        role["name"] for each in items(made) for role in each["body"]["roles"] if role["role"] == "eco-environment"
    }
    assert names == {"大连市生态环境局"}


WEBSITE = "channels:\n  website: {%s}\n"


@pytest.mark.parametrize(
    ("said", "label", "url"),
    [
        ('label: 辽宁省人民政府网站, url: "https://ln.example/"', "政府网站", None),
        (
            'label: 辽宁省人民政府网站, url: "https://ln.example/", levels: [county]',
            "辽宁省人民政府网站",
            "https://ln.example/",
        ),
        ('label: 辽宁省人民政府网站, url: "https://ln.example/", levels: [township]', "政府网站", None),
        ('label: "{name}人民政府网站", url: "https://ln.example/"', "庄河市人民政府网站", None),
        ('label: 省网站, url: "https://ln.example/{name}/"', "政府网站", "https://ln.example/庄河市/"),
    ],
)
def test_an_address_from_above_is_printed_only_if_it_is_meant_for_the_division(
    tmp_path: Path, said: str, label: str, url: str | None
) -> None:
    chain(tmp_path, WEBSITE % said)
    row = directory(compiled(tmp_path, "county", "county.yaml", "--area", AREA))
    website = next(each for each in row["channels"]["of"] if each["id"] == "website")
    assert (website["label"], website["url"]) == (label, url)
    found = gapub("validate", "province.yaml", "--select", "name-placeholder", cwd=tmp_path)
    assert found.returncode == 0, found.stdout.decode()


def test_a_commitment_is_a_duty_and_is_inherited(tmp_path: Path) -> None:
    chain(tmp_path, "channels:\n  service-centre: {label: 辽宁省政务服务中心, commit: true}\n")
    made = compiled(tmp_path, "county", "county.yaml", "--baseline", "national-current", "--area", "natural-resources")
    chosen = [each["channels"] for each in items(made) if each["channels"]["rule"] == "committed"]
    assert chosen
    assert {(of["id"], of["label"]) for each in chosen for of in each["of"]} == {("service-centre", "政务服务中心")}


def test_the_facts_of_the_cover_are_not_inherited(tmp_path: Path) -> None:
    chain(tmp_path, 'cover: {office: 某省政府办公厅, phone: "024-0"}\n')
    assert set(compiled(tmp_path, "county", "county.yaml", "--area", AREA)["cover"].values()) == {None}
