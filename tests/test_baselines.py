"""A baseline for each level: who decides, what every command makes of it, and a catalogue that lacks areas says so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from in_process import compiled, gapub

pytestmark = pytest.mark.usefixtures("read_once")

COUNTY = 'division: {code: "210283", name: 庄河市}\nlevel: county\n'
PROVINCE = 'division: {code: "21", name: 辽宁省}\nlevel: province\n'
CITY = 'extends: province.yaml\ndivision: {code: "2102", name: 大连市}\nlevel: city\n'
OMIT = "omit:\n- {item: ITEM, levels: [village], ground: no-matter, reason: 本县没有}\n"
VILLAGE_ROW = "village-affairs/finance/collective-debts"


def write(folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")


def codes(folder: Path, *args: str) -> dict[str, str]:
    """What validate says, by code: where."""
    done = gapub("validate", *args, "--format", "json", cwd=folder)
    found = json.loads(done.stdout)["findings"]
    return {each["code"]: "{file}:{line}:{column}".format(**each["place"]) for each in found}


WHO = {
    "none": ("", "", "", {"county": "national-2019", "township": "national-2019", "village": "village"}),
    "short form": (
        "baseline: national-current\n",
        "",
        "",
        {"county": "national-current", "township": "national-current", "village": "national-current"},
    ),
    "one level": (
        "",
        "",
        "baselines: {county: national-current}\n",
        {"county": "national-current", "township": "national-2019", "village": "village"},
    ),
    "each level by itself": (
        "baseline: national-2019\n",
        "baselines: {village: village}\n",
        "baselines: {county: national-current}\n",
        {"county": "national-current", "township": "national-2019", "village": "village"},
    ),
    "the short form over levels above": (
        "baselines: {village: village, county: national-2019}\n",
        "baseline: national-current\n",
        "",
        {"county": "national-current", "township": "national-current", "village": "national-current"},
    ),
}


@pytest.mark.parametrize("case", WHO)
def test_the_narrowest_link_that_states_one_for_the_level_decides(case: str, tmp_path: Path) -> None:
    province, city, county, wanted = WHO[case]
    write(tmp_path, province=PROVINCE + province, city=CITY + city, county=f"extends: city.yaml\n{COUNTY}{county}")
    for level, name in wanted.items():
        assert compiled(tmp_path, level, "county.yaml")["baseline"] == name
        other = "village" if name != "village" else "national-2019"
        assert compiled(tmp_path, level, "county.yaml", "--baseline", other)["baseline"] == other


WRONG = {
    "unknown level": ("baselines: {city: national-2019}\n", "shape-unknown-field", 2),
    "unknown baseline": ("baselines: {village: vilage}\n", "unknown-baseline", 2),
    "both": ("baseline: national-2019\nbaselines: {village: village}\n", "shape-one-of", 2),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_told_with_its_place(case: str, tmp_path: Path) -> None:
    text, code, exit_code = WRONG[case]
    write(tmp_path, county=COUNTY + text)
    line = 2 + text.count("\n")
    assert codes(tmp_path, "county.yaml")[code].startswith(f"county.yaml:{line}:")
    done = gapub("compile", "village", "county.yaml", cwd=tmp_path)
    assert (done.returncode, f"[{code}]" in done.stderr.decode()) == (exit_code, True)


def test_a_level_above_the_profile_s_own_has_no_effect(tmp_path: Path) -> None:
    write(
        tmp_path,
        town='division: {code: "210283101", name: 青堆镇}\nlevel: township\nbaselines: {county: national-current}\n',
    )
    assert codes(tmp_path, "town.yaml")["outside-level"] == "town.yaml:3:21"


@pytest.mark.parametrize("stated", ["baseline: national-2019\n", "baselines: {village: national-current}\n"])
def test_a_catalogue_that_lacks_areas_says_so(stated: str, tmp_path: Path) -> None:
    write(tmp_path, county=COUNTY + stated)
    assert codes(tmp_path, "county.yaml")["missing-areas"].startswith("county.yaml:3:")
    done = gapub("compile", "village", "county.yaml", "--format", "json", cwd=tmp_path)
    said = done.stderr.decode()
    assert (done.returncode, "[missing-areas]" in said, "Open village affairs" in said) == (0, True, True)
    assert "baselines: {village: village}" in said
    for level in ("county", "township"):
        assert (
            "missing-areas"
            not in gapub("compile", level, "county.yaml", "--format", "json", cwd=tmp_path).stderr.decode()
        )


@pytest.mark.parametrize(
    ("level", "args"),
    [
        ("village", ("county.yaml",)),
        ("county", ("--baseline", "national-current")),
        ("village", ("county.yaml", "--baseline", "national-2019", "--area", "health")),
    ],
)
def test_what_lacks_nothing_that_was_asked_for_says_nothing(level: str, args: tuple[str, ...], tmp_path: Path) -> None:
    write(tmp_path, county=COUNTY)
    done = gapub("compile", level, *args, "--format", "json", cwd=tmp_path)
    assert (done.returncode, "missing-areas" in done.stderr.decode()) == (0, False)


def test_an_entry_for_another_level_s_baseline_is_for_its_catalogue(tmp_path: Path) -> None:
    from gapub.sources.library import open_library

    (affairs,) = open_library(None).guidelines(["village-affairs@seen-2024"])
    name = next(name for name, _ in affairs.rows())
    write(tmp_path, county=COUNTY + OMIT.replace("ITEM", name), typo=COUNTY + OMIT.replace("ITEM", f"{name}s"))
    assert "unknown-target" not in codes(tmp_path, "county.yaml")
    for level in ("county", "township", "village"):
        made = compiled(tmp_path, level, "county.yaml")
        assert [each["id"] for each in made["omitted"]] == ([name] if level == "village" else [])
    assert "unknown-target" in codes(tmp_path, "typo.yaml")
    assert gapub("compile", "county", "typo.yaml", cwd=tmp_path).returncode == 2


def test_explain_and_todo_take_the_baseline_of_the_level(tmp_path: Path) -> None:
    write(tmp_path, county=f"{COUNTY}baselines: {{county: national-current, village: village}}\n")
    for level, name in (("county", "national-current"), ("township", "national-2019"), ("village", "village")):
        item = "health/" if level == "county" else ""
        todo = gapub("todo", "county.yaml", "--level", level, cwd=tmp_path)
        assert (todo.returncode, name in todo.stdout.decode()) == (0, True), (item, todo.stderr.decode())


def test_fmt_and_the_schema_know_the_field(tmp_path: Path) -> None:
    write(tmp_path, county=f"baselines: {{village: village, county: national-2019}}\n{COUNTY}")
    assert gapub("fmt", "county.yaml", cwd=tmp_path).returncode == 0
    text = (tmp_path / "county.yaml").read_text("utf-8")
    assert text.endswith("level: county\nbaselines: {county: national-2019, village: village}\n")
    schema = json.loads(gapub("schema", "profile", cwd=tmp_path).stdout)
    assert "baselines" in json.dumps(schema)
