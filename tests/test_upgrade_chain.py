"""An upgrade of a chain, level by level: nothing that was true before is lost, and nothing that is untrue is kept."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from in_process import compiled, gapub
from test_cli import ROOT

pytestmark = pytest.mark.usefixtures("read_once")

PROVINCE = 'division: {code: "21", name: 辽宁省}\nlevel: province\n'
CITY = 'extends: ../profile.yaml\ndivision: {code: "2102", name: 大连市}\nlevel: city\n'
COUNTY = 'extends: ../profile.yaml\ndivision: {code: "210283", name: 庄河市}\nlevel: county\n'
ALONE = 'division: {code: "210283", name: 庄河市}\nlevel: county\n'
TOWNS = (
    'extends: profile.yaml\ndivisions:\n- {code: "210283001", name: 城关街道}\n- {code: "210283101", name: 青堆镇}\n'
    "level: township\n"
)
CHECKED = '  by: 张三\n  "on": "2026-05-01"\n  document: 文件\n'
ROOMS = ROOT / "tests" / "data" / "upgrade"
R = "reading-rooms"


def upgrade(folder: Path, *args: str) -> tuple[int, dict[str, Any]]:
    """The exit code, and the report of each file by its name."""
    done = gapub("upgrade", *args, "--format", "json", cwd=folder)
    assert done.returncode in (0, 1), done.stderr.decode()
    report = json.loads(done.stdout)
    return done.returncode, {each["profile"]: each for each in report.get("profiles", [report])}


def chain(folder: Path, province: str = "", city: str = "", county: str = "", towns: str = "") -> None:
    for name, text in {
        "ln/profile.yaml": PROVINCE + province,
        "ln/dl/profile.yaml": CITY + city,
        "ln/dl/zh/profile.yaml": COUNTY + county,
        "ln/dl/zh/towns.yaml": TOWNS + towns,
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")


def texts(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in folder.rglob("ln/**/*.yaml")}


@pytest.fixture
def rooms(tmp_path: Path) -> Path:
    shutil.copytree(ROOMS / "guidelines", tmp_path / "guidelines")
    return tmp_path


# --- the baseline of each level ----------------------------------------------------------------------------------------


def test_moving_the_county_leaves_village_affairs_where_they_were(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text(ALONE, "utf-8")
    before = {level: compiled(tmp_path, level, "p.yaml") for level in ("county", "township", "village")}
    code, said = upgrade(tmp_path, "p.yaml", "--to", "national-current")
    after = {level: compiled(tmp_path, level, "p.yaml") for level in before}
    assert code == 0
    assert (tmp_path / "p.yaml").read_text(
        "utf-8"
    ) == f"{ALONE}baselines: {{county: national-current, township: national-current}}\n"
    assert [after[level]["baseline"] for level in after] == ["national-current", "national-current", "village"]
    assert before["village"]["counts"] == after["village"]["counts"]
    assert "village-affairs" in said["p.yaml"]["remarks"][0]["en"]
    for level in said["p.yaml"]["levels"]:
        items = {"before": before[level["level"]], "after": after[level["level"]]}
        assert level["items"] == {key: made["counts"]["items"] for key, made in items.items()}
        gained, lost = (len(level["rows"][key]) for key in ("gained", "lost"))
        assert level["items"]["after"] - level["items"]["before"] == gained - lost


@pytest.mark.parametrize(
    ("stated", "now"),
    [
        ("baseline: national-2019\n", "baseline: national-current\n"),
        (
            "baselines: {county: national-2019, village: village}\n",
            "baselines: {township: national-current, county: national-current, village: village}\n",
        ),
        (
            "baselines:\n  county: national-2019\n  village: national-2019\n",
            "baselines:\n  township: national-current\n  county: national-current\n  village: national-current\n",
        ),
    ],
)
def test_what_a_file_states_it_states_anew(stated: str, now: str, tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text(ALONE + stated, "utf-8")
    upgrade(tmp_path, "p.yaml", "--to", "national-current")
    text = (tmp_path / "p.yaml").read_text("utf-8")
    assert text == ALONE + now
    again, said = upgrade(tmp_path, "p.yaml", "--to", "national-current")
    assert (again, said["p.yaml"]["changed"], (tmp_path / "p.yaml").read_text("utf-8")) == (0, False, text)


def test_the_short_form_becomes_one_for_each_level_where_one_stays(tmp_path: Path) -> None:
    """The village baseline for all levels, and a target without village affairs: the village's own stays."""
    text = 'division: {code: "210283101", name: 某村}\nlevel: village\nbaseline: village\n'
    (tmp_path / "v.yaml").write_text(text, "utf-8")
    _, said = upgrade(tmp_path, "v.yaml", "--to", "national-current", "--dry-run")
    (level,) = said["v.yaml"]["levels"]
    assert (level["from"], level["to"]) == ("village", "national-current"), "the profile's own level was asked for"
    assert len(level["rows"]["lost"]) >= level["items"]["before"] - level["items"]["after"] > 0
    (tmp_path / "p.yaml").write_text(f"{ALONE}baselines: {{county: national-2019, village: village}}\n", "utf-8")
    _, said = upgrade(tmp_path, "p.yaml", "--to", "national-current", "--dry-run")
    assert [each["to"] for each in said["p.yaml"]["levels"]] == ["national-current", "national-current", "village"]


BOTH = {"province": "baseline: rooms-2019\n", "county": "baseline: rooms-2019\n"}
FILES = {"province": "ln/profile.yaml", "county": "ln/dl/zh/profile.yaml"}


@pytest.mark.parametrize(
    ("named", "stating"),
    [
        ("ln", ["province"]),
        ("ln", ["province", "county"]),
        ("ln/dl/zh", ["province"]),
        ("ln/dl/zh/towns.yaml", ["county"]),
        ("ln/dl/zh/towns.yaml", ["province"]),
        ("ln/dl/zh/towns.yaml", ["province", "county"]),
    ],
)
def test_only_links_that_stated_one_state_the_new_one(named: str, stating: list[str], rooms: Path) -> None:
    chain(rooms, **{name: BOTH[name] for name in stating})
    before = texts(rooms)
    upgrade(rooms, named, "--to", "rooms-2024")
    after = texts(rooms)
    assert {name for name in after if "rooms-2024" in after[name]} == {FILES[name] for name in stating}
    assert {name: text.replace("rooms-2024", "rooms-2019") for name, text in after.items()} == before


def test_where_none_states_one_the_file_named_does(tmp_path: Path) -> None:
    chain(tmp_path)
    before = texts(tmp_path)
    upgrade(tmp_path, "ln/dl/zh", "--to", "national-current")
    changed = {name for name, text in texts(tmp_path).items() if text != before[name]}
    assert changed == {"ln/dl/zh/profile.yaml"}


# --- truth of an attestation -------------------------------------------------------------------------------------------

CHANGED = f"{R}/opening/telephone"
ATTEST = f"attest:\n- item: {CHANGED}\n  cells: [title, content]\n{CHECKED}"


@pytest.mark.parametrize("named", ["ln", "ln/dl/zh/profile.yaml", "ln/dl/zh/towns.yaml"])
def test_a_changed_cell_lapses_wherever_the_baseline_is_stated(named: str, rooms: Path) -> None:
    chain(rooms, province="baseline: rooms-2019\n", county=ATTEST)
    assert _attested(rooms) == ["title", "content"]
    code, said = upgrade(rooms, named, "--to", "rooms-2024")
    assert (code, said["ln/dl/zh/profile.yaml"]["counts"]["lapsed"]) == (0, 1)
    assert _attested(rooms) == ["title"]
    after = texts(rooms)
    again, said = upgrade(rooms, named, "--to", "rooms-2024")
    assert (again, texts(rooms)) == (0, after)
    assert not any(each["changed"] for each in said.values())


def _attested(folder: Path) -> list[str]:
    made = compiled(folder, "county", "ln/dl/zh/profile.yaml")
    (item,) = (i for a in made["areas"] for t in a["topics"] for i in t["items"] if i["id"] == CHANGED)
    return list(item["evidence"]["attested"])


def test_a_link_above_that_went_ahead_is_said_and_not_assumed(rooms: Path) -> None:
    chain(rooms, province="baseline: rooms-2024\n", county=ATTEST)
    before = texts(rooms)
    code, said = upgrade(rooms, "ln/dl/zh/profile.yaml", "--to", "rooms-2024")
    assert (code, texts(rooms)) == (0, before)
    own = said["ln/dl/zh/profile.yaml"]
    assert "--from" in own["remarks"][0]["en"]
    assert not own["from_assumed"]
    _, said = upgrade(rooms, "ln/dl/zh/profile.yaml", "--to", "rooms-2024", "--from", "rooms-2019")
    assert said["ln/dl/zh/profile.yaml"]["counts"]["lapsed"] == 1
    assert _attested(rooms) == ["title"]
    assert texts(rooms)["ln/profile.yaml"] == before["ln/profile.yaml"]


def test_those_that_inherit_what_was_moved_are_named(rooms: Path) -> None:
    chain(rooms, province="baseline: rooms-2019\n")
    other = rooms / "ln" / "dl" / "other.yaml"
    other.write_text(COUNTY.replace("../profile", "profile").replace("210283", "210281"), "utf-8")
    _, said = upgrade(rooms, "ln/dl/zh", "--to", "rooms-2024", "--dry-run")
    assert "inherit from it: ln/dl/other.yaml;" in said["ln/profile.yaml"]["remarks"][0]["en"]
    _, said = upgrade(rooms, "ln", "--to", "rooms-2024", "--dry-run")
    assert [each["remarks"] for each in said.values()] == [[]] * 5


def test_marks_of_an_attestation_lapse_with_their_cells(rooms: Path) -> None:
    from gapub.build.prepare import in_force
    from gapub.model.marks import mark
    from gapub.sources.library import open_library

    library = open_library(rooms / "guidelines")
    read = in_force(library, library.baseline("rooms-2019"))
    topic, item = next(
        (topic, item) for each in read for topic in each.topics for item in topic.items
        if f"{each.area}/{topic.id}/{item.id}" == CHANGED
    )  # fmt: skip
    marks = {cell: mark(cell, item, topic.title) for cell in ("title", "content", "channels")}
    for cells in ("{" + ", ".join(f"{k}: {v}" for k, v in marks.items()) + "}",
                  "\n" + "\n".join(f"    {k}: {v}" for k, v in marks.items())):  # fmt: skip
        chain(rooms, province="baseline: rooms-2019\n",
              county=f"attest:\n- item: {CHANGED}\n  cells: {cells}\n{CHECKED}")  # fmt: skip
        code, said = upgrade(rooms, "ln", "--to", "rooms-2024")
        assert (code, said["ln/dl/zh/profile.yaml"]["counts"]["lapsed"]) == (0, 1)
        assert _attested(rooms) == ["title", "channels"]


# --- rows that diff pairs, rows that are gone --------------------------------------------------------------------------


def test_the_pairs_that_diff_finds_are_the_pairs_of_upgrade(rooms: Path) -> None:
    """A row under another id whose duties are equal: the same row, though no `formerly` says so."""
    new = rooms / "guidelines" / R / "2024.yaml"
    text = new.read_text("utf-8")
    assert "id: kept\n" in text
    new.write_text(text.replace("id: kept\n", "id: kept-on\n"), "utf-8")
    told = gapub("diff", "rooms-2019", "rooms-2024", cwd=rooms).stdout.decode()
    assert f"{R}/opening/kept → {R}/opening/kept-on" in told
    item = f"{R}/opening/kept"
    (rooms / "p.yaml").write_text(
        f"{ALONE}baseline: rooms-2019\nattest:\n- item: {item}\n  cells: [content]\n{CHECKED}", "utf-8"
    )
    code, said = upgrade(rooms, "p.yaml", "--to", "rooms-2024")
    (entry,) = said["p.yaml"]["entries"]
    assert (code, entry["now"], entry["outcome"]) == (0, f"{item}-on", "rewritten")
    rows = said["p.yaml"]["rows"]
    assert item not in {each["id"] for each in rows["lost"]}
    assert f"{item}-on" not in {each["id"] for each in rows["gained"]}


GONE = f"{R}/donations/gifts"
STAYS = f"{R}/opening/rules"
UNBOUND = {
    "the whole of it": (f"bodies:\n  culture-tourism:\n    items:\n      {GONE}: 甲\n", ""),
    "in braces": (f"bodies: {{culture-tourism: {{items: {{{GONE}: 甲}}}}}}\n", ""),
    "beside another row": (
        f"bodies:\n  culture-tourism:\n    items:\n      {GONE}: 甲  # 注\n      {STAYS}: 乙\n",
        f"bodies:\n  culture-tourism:\n    items:\n      # 注\n      {R}/conduct/rules: 乙\n",
    ),
    "beside another row, in braces": (
        f"bodies: {{culture-tourism: {{items: {{{STAYS}: 乙, {GONE}: 甲}}}}}}\n",
        f"bodies: {{culture-tourism: {{items: {{{R}/conduct/rules: 乙}}}}}}\n",
    ),
    "beside a level": (
        f"bodies:\n  culture-tourism:\n    county: 丙\n    items: {{{GONE}: 甲}}\n",
        "bodies:\n  culture-tourism:\n    county: 丙\n",
    ),
    "beside a role": (
        f"bodies:\n  culture-tourism:\n    items: {{{GONE}: 甲}}\n    guess: true\n  education: 丁\n",
        "bodies:\n  education: 丁\n",
    ),
}


@pytest.mark.parametrize("case", UNBOUND)
def test_what_is_gone_is_unbound(case: str, rooms: Path) -> None:
    before, after = UNBOUND[case]
    (rooms / "p.yaml").write_text(f"{ALONE}baseline: rooms-2019\n{before}", "utf-8")
    code, said = upgrade(rooms, "p.yaml", "--to", "rooms-2024")
    text = (rooms / "p.yaml").read_text("utf-8")
    assert (code, said["p.yaml"]["counts"]["unbound"]) == (0, 1)
    assert text.replace("  # 注", "# 注").split() == f"{ALONE}baseline: rooms-2024\n{after}".split()
    found = json.loads(gapub("validate", "p.yaml", "--format", "json", cwd=rooms).stdout)["findings"]
    assert "unknown-bound-item" not in {each["code"] for each in found}


# --- entries for levels that stay --------------------------------------------------------------------------------------


def test_an_entry_on_village_affairs_is_left_alone(tmp_path: Path) -> None:
    from gapub.sources.library import open_library

    (affairs,) = open_library(None).guidelines(["village-affairs@seen-2024"])
    name = next(name for name, _ in affairs.rows())
    entries = (
        f"omit:\n- {{item: {name}, levels: [village], ground: no-matter, reason: 本县没有}}\n"
        f"attest:\n- item: {name}\n{CHECKED}"
    )
    (tmp_path / "p.yaml").write_text(ALONE + entries, "utf-8")
    code, said = upgrade(tmp_path, "p.yaml", "--to", "national-current")
    assert (code, {each["outcome"] for each in said["p.yaml"]["entries"]}) == (0, {"kept"})
    text = (tmp_path / "p.yaml").read_text("utf-8")
    assert text.endswith(entries)
    made = compiled(tmp_path, "village", "p.yaml")
    assert name in {each["id"] for each in made["omitted"]}
    assert gapub("compile", "county", "p.yaml", "--format", "json", cwd=tmp_path).returncode == 0


def test_nothing_is_written_where_one_link_cannot_be(rooms: Path) -> None:
    conflict = (
        f'omit:\n- conflict: "冲突"\n  item: {R}/opening/rules\n  levels: [county]\n  ground: no-matter\n  reason: 无\n'
    )
    chain(rooms, province="baseline: rooms-2019\n", county=conflict)
    before = texts(rooms)
    done = gapub("upgrade", "ln", "--to", "rooms-2024", cwd=rooms)
    assert (done.returncode, "[upgrade-conflict]" in done.stderr.decode()) == (2, True)
    assert texts(rooms) == before


def test_a_dry_run_says_what_a_run_does(rooms: Path) -> None:
    chain(rooms, province="baseline: rooms-2019\n", county=ATTEST)
    before = texts(rooms)
    _, dry = upgrade(rooms, "ln", "--to", "rooms-2024", "--dry-run")
    assert texts(rooms) == before
    _, wet = upgrade(rooms, "ln", "--to", "rooms-2024")
    for name, said in wet.items():
        assert dry[name]["entries"] == said["entries"]
        assert dry[name]["levels"] == said["levels"]
    for form in ("text", "md"):
        done = gapub("upgrade", "ln", "--to", "rooms-2019", "--dry-run", "--format", form, cwd=rooms)
        assert done.stdout.decode().count("rooms-2024 → rooms-2019 / ") == 4


# --- names in place of ids ---------------------------------------------------------------------------------------------

OMIT = "levels: [县级], ground: 本级没有这项职权, reason: 本县没有这项职权}\n"
DOCUMENTS = "housing-security/regulations-and-policies/policy-documents"
PLANS = "land-expropriation/expropriation-policies/expropriation-policies"
NAMED = {
    "an area and an item that mean the same": (
        f"omit:\n- {{area: 税收管理, {OMIT}tighten:\n- item: 义务教育学校名录\n  method: 主动\n", {},
    ),
    "a number": ("tighten:\n- item: 03-05\n  method: 主动\n", {}),
    "an item that another one is called like": (f"omit:\n- {{item: 政策文件, {OMIT}", {"政策文件": DOCUMENTS}),
    "what it is merged into": (
        f"omit:\n- {{item: {PLANS}, ground: 并入另一事项, into: 政策文件, {OMIT.replace('ground: 本级没有这项职权, ', '')}",
        {"政策文件": DOCUMENTS},
    ),
    "the key of an office": ("bodies:\n  教育部门:\n    items: {政策文件: 甲}\n", {"政策文件": DOCUMENTS}),
    "in quotes": (f'omit:\n- {{item: "政策文件", {OMIT}', {"政策文件": DOCUMENTS}),
}  # fmt: skip


@pytest.mark.parametrize("crlf", [False, True], ids=["LF", "CR LF and a mark"])
@pytest.mark.parametrize("alone", [True, False], ids=["alone", "chain"])
@pytest.mark.parametrize("name", NAMED)
def test_a_name_stays_where_it_means_the_same_and_becomes_an_id_where_not(
    name: str, alone: bool, crlf: bool, tmp_path: Path
) -> None:
    entries, spelt = NAMED[name]
    said = "baseline: national-2019\n" if alone else ""
    written = f"{'' if alone else 'extends: ../profile.yaml' + chr(10)}{ALONE}{said}{entries}"
    file = tmp_path / "ln" / "county" / "profile.yaml"
    file.parent.mkdir(parents=True)
    (tmp_path / "ln" / "profile.yaml").write_text(f"{PROVINCE}baseline: national-2019\n", "utf-8")
    text = "\ufeff" + written.replace("\n", "\r\n") if crlf else written
    file.write_bytes(text.encode())
    code, report = upgrade(tmp_path, str(file.parent if alone else file.parent.parent), "--to", "national-current")
    assert code == 0
    for old, new in {**spelt, "baseline: national-2019": "baseline: national-current"}.items():
        text = text.replace(old, new)
    assert file.read_bytes().decode() == text
    done = gapub("validate", str(file), cwd=tmp_path)
    assert "name]" not in done.stdout.decode()
    told = next(each["entries"] for path, each in report.items() if path.endswith("county/profile.yaml"))
    assert any("改写为编号" in note["zh"] for each in told for note in each["notes"]) == bool(spelt)
    assert {each["outcome"] for each in told if spelt} <= {"rewritten"}
