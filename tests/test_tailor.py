"""Profiles at work: the chain, omissions, tightening, additions, attestations, and what is refused, by the front door."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from gapub.model.cells.body import BODY
from gapub.model.fields import CELLS
from gapub.model.marks import mark
from gapub.model.profile import GROUNDS, PROFILE
from gapub.model.shape import Either, Many, Record, Shape, Table
from gapub.sources.library import open_library
from gapub.yaml.reader import Map, Seq, parse
from in_process import compiled, gapub
from test_cli import ROOT, items

HEAD = 'division: {code: "210283", name: 庄河市}\nlevel: county\n'
EXAMPLE = ROOT / "catalogues" / "liaoning" / "dalian" / "zhuanghe"
DIRECTORY = "compulsory-education/education-overview/school-directory"
COMPLAINTS = "social-assistance/general/oversight-and-complaints"
LICENCES = "food-drug-supervision/approval/food-licence-data"


def compiled_with(folder: Path, profile: str, *args: str) -> dict[str, Any]:
    (folder / "p.yaml").write_text(HEAD + profile, "utf-8")
    return compiled(folder, "county", "p.yaml", *args)


def by_id(catalogue: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {item["id"]: item for item in items(catalogue)}


def test_an_empty_profile_changes_no_row(tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    assert items(compiled_with(tmp_path, "")) == items(compiled(tmp_path / "plain", "county"))


def test_the_example_chain_refines_link_by_link(tmp_path: Path) -> None:
    catalogue = compiled(tmp_path, "county", EXAMPLE)
    row = by_id(catalogue)[LICENCES]
    assert row["time_limit"]["clauses"] == [{"within": "7wd", "of": ["formed", "changed"]}]
    assert [(each["level"], each["cell"], each["kind"]) for each in row["trace"]] == [
        ("province", "time_limit", "stronger"),
        ("city", "time_limit", "stronger"),
    ]
    assert [each["origin"]["file"].rpartition("catalogues/")[2] for each in row["trace"]] == [
        "liaoning/profile.yaml",
        "liaoning/dalian/profile.yaml",
    ]
    inputs = {each["path"] for each in catalogue["inputs"]}
    assert {"catalogues/liaoning/profile.yaml", "catalogues/liaoning/dalian/profile.yaml"} <= inputs


def test_what_the_example_omits_adds_renames_and_attests(tmp_path: Path) -> None:
    catalogue = compiled(tmp_path, "county", EXAMPLE)
    rows = by_id(catalogue)
    omitted = {each["id"]: each for each in catalogue["omitted"]}
    left = omitted["compulsory-education/private-schools/routine-supervision"]
    assert left["ground"] == "merged"
    assert left["into"] in rows
    assert {each["ground"] for each in catalogue["omitted"]} == set(GROUNDS)
    assert not omitted.keys() & rows.keys()
    whole = {area["id"] for area in compiled_areas(tmp_path)} - {area["id"] for area in catalogue["areas"]}
    assert whole == {"poverty-alleviation"}
    added = rows["compulsory-education/admissions/school-bus-routes"]
    assert (added["evidence"]["status"], added["body"]["zh"]) == ("local", "庄河市教育局")
    directory = rows[DIRECTORY]
    texts = [element["zh"] for element in directory["content"]]
    assert texts == ["学校中文名称", "学校简称", "学校地址", "办学层次", "办学类型", "联系电话"]
    assert {"content", "title"} <= set(directory["evidence"]["attested"])
    assert {each["kind"] for each in directory["trace"]} == {"equal", "attested"}


def compiled_areas(folder: Path) -> list[dict[str, Any]]:
    (folder / "general").mkdir()
    areas: list[dict[str, Any]] = compiled(folder / "general", "county")["areas"]
    return areas


RECORDS = (
    "profile",
    "one-division",
    "office",
    "local-channel",
    "cover",
    "omission",
    "tightening",
    "more-content",
    "more-basis",
    "more-channels",
    "rename",
    "split",
    "addition",
    "attestation",
)
NOTES = {
    "own-channel": None,
    "local-row": None,
    "publication": None,
    "guide": None,
    "profile": ("own_channels", "rows"),
    "one-division": ("own_channels", "rows"),
    "local-channel": ("areas", "items"),
}
"""The records, or fields of records, of what is no duty: tests/test_notes.py has profiles that state it."""
UNUSED = {
    ("tightening", "method"): "the order of strength has tests of it",
    ("more-channels", "any_of"): "as in a guideline",
    **dict.fromkeys([("addition", "area"), ("addition", "topics")], "tests/test_own_areas.py has tests of them"),
    **dict.fromkeys(
        [("attestation", key) for key in ("area", "topic", "items", "mark")] + [("one-division", "attest")],
        "tests/test_attest.py has tests of them",
    ),
}


def used(value: Any, shape: Shape) -> Iterator[tuple[str, str]]:
    """The fields of records that a file uses, (record, field)."""
    match shape:
        case Record() if isinstance(value, Map):
            for key, each in value.items():
                yield shape.name, key
                yield from used(each, shape.index[key].shape)
        case Table() if isinstance(value, Map):
            for each in value.values():
                yield from used(each, shape.of)
        case Many() if isinstance(value, Seq):
            for each in value:
                yield from used(each, shape.of)
        case Either():
            chosen = shape.mapping if isinstance(value, Map) else shape.sequence if isinstance(value, Seq) else None
            if chosen is not None:
                yield from used(value, chosen)


def records(shape: Shape) -> Iterator[Record]:
    match shape:
        case Record():
            yield shape
            for each in shape.fields:
                yield from records(each.shape)
        case Table() | Many():
            yield from records(shape.of)
        case Either() if shape != BODY:  # a body may hold a body
            yield from (found for each in (shape.mapping, shape.sequence) if each for found in records(each))


def test_the_example_chain_uses_every_feature_of_a_profile() -> None:
    there = set[tuple[str, str]]()
    for path in sorted((ROOT / "catalogues/liaoning").rglob("*.yaml")):
        tree, found = parse(path.read_bytes(), path.name)
        assert not found
        there |= set(used(tree, PROFILE))
    every = {
        (record.name, each.name) for record in records(PROFILE) for each in record.fields if record.name in RECORDS
    }
    assert {name for name, _ in every} == set(RECORDS)
    every = {each for each in every if each[1] not in ("conflict", "allow")}  # for `upgrade` and `validate`
    noted = {(name, key) for name, key in every if name in NOTES and key in (NOTES[name] or (key,))}
    assert every - there - noted == set(UNUSED)


def test_all_townships_by_one_command(tmp_path: Path) -> None:
    done = gapub("compile", "township", EXAMPLE / "townships.yaml", "--format", "json,html", "-o", "out", cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    folders = sorted(path for path in (tmp_path / "out").iterdir() if path.is_dir())
    assert len(folders) == 26
    first = json.loads((folders[0] / "catalogue.json").read_bytes())
    assert first["division"] == {"code": "210283001", "name": "城关街道"}
    names = {
        role["name"] for item in items(first) for role in item["body"]["roles"] if role["role"] == "township-government"
    }
    assert names == {"城关街道办事处"}
    page = (tmp_path / "out" / "index.html").read_text("utf-8")
    assert all(f'href="{folder.name}/index.html"' in page for folder in folders)
    schema = json.loads(gapub("schema", "catalogue", cwd=tmp_path).stdout)
    jsonschema.validate(first, schema)


STRONGER = [
    (
        f"tighten:\n- item: {COMPLAINTS}\n  time_limit: {{within: 5wd, of: [formed, changed, obtained]}}\n",
        "time_limit",
        "stronger",
    ),
    (f"tighten:\n- item: {COMPLAINTS}\n  channels: {{+: [broadcast]}}\n", "channels", "stronger"),
    (f"tighten:\n- item: {DIRECTORY}\n  content: {{+: [学校网址]}}\n", "content", "stronger"),
    (f"tighten:\n- item: {DIRECTORY}\n  basis: {{+: [education-law]}}\n", "basis", "equal"),
]


@pytest.mark.parametrize(("profile", "cell", "relation"), STRONGER)
def test_what_is_stronger_is_taken_and_traced(tmp_path: Path, profile: str, cell: str, relation: str) -> None:
    rows = by_id(compiled_with(tmp_path, profile))
    (traced,) = [each for row in rows.values() for each in row["trace"]]
    assert (traced["cell"], traced["kind"], traced["level"]) == (cell, relation, "county")
    assert traced["origin"]["file"] == "p.yaml"


def test_renamed_elements_keep_their_names_beside_what_is_added(tmp_path: Path) -> None:
    profile = (
        f"tighten:\n- item: {DIRECTORY}\n  rename: [{{from: 办公电话, to: 联系电话}}]\n  content: {{+: [学校网址]}}\n"
    )
    row = by_id(compiled_with(tmp_path, profile))[DIRECTORY]
    texts = [element["zh"] for element in row["content"]]
    assert texts == ["学校名称", "学校地址", "办学层次", "办学类型", "联系电话", "学校网址"]
    assert [(each["cell"], each["kind"]) for each in row["trace"]] == [("content", "stronger")]


def test_a_time_limit_covers_elements_under_their_local_names(tmp_path: Path) -> None:
    """A local edition may time an element by its own words; a profile that renames it means the same element."""
    place = tmp_path / "guidelines" / "land-expropriation" / "2019.yaml"
    place.parent.mkdir(parents=True)
    text = (ROOT / "guidelines" / "land-expropriation" / "2019.yaml").read_text("utf-8")
    assert text.count("covers: hearing-notice") == 1
    place.write_text(text.replace("covers: hearing-notice", "covers: 听证通知书"), "utf-8")
    row = "land-expropriation/preliminary-work/hearing"
    profile = f"tighten:\n- item: {row}\n  split: [{{from: 听证通知书, to: [听证告知书, 回执]}}]\n"
    found = by_id(compiled_with(tmp_path, profile))[row]
    assert found["time_limit"]["clauses"][0]["covers"] == ["听证告知书", "回执"]
    assert [(each["cell"], each["kind"]) for each in found["trace"]] == [("content", "equal"), ("time_limit", "equal")]


LOCAL_ITEM = (
    "  - {id: school-directory, title: {zh: 本地, en: Local}, content: [名称], basis: [education-law], time_limit: {promptly: "
    "true}, body: education, channels: [website], audience: public, method: proactive, levels: [county]}\n"
)
REQUEST = "housing-expropriation/expropriation/starting-requirements"
REFUSED = [
    (f"tighten:\n- item: {REQUEST}\n  audience: public\n", "reason-needed-audience", 5),
    (f"tighten:\n- item: {REQUEST}\n  method: proactive\n", "reason-needed-method", 5),
    (f"tighten:\n- item: {DIRECTORY}\n  body: health\n", "shape-unknown-field", 5),
    (f"tighten:\n- item: {DIRECTORY}\n  levels: [township]\n", "shape-unknown-field", 5),
    (f"tighten:\n- item: {DIRECTORY}\n  title: {{zh: 名录, en: List}}\n", "shape-unknown-field", 5),
    ("bodies: {schools: 学校}\n", "unknown-body", 3),
    ("channels: {web-site: {label: 网站}}\n", "unknown-channel", 3),
    (f"add:\n- topic: compulsory-education/education-overview\n  items:\n{LOCAL_ITEM}", "duplicate-id", 6),
    (f"add:\n- topic: compulsory-education/new\n  items:\n{LOCAL_ITEM}", "new-topic-without-title", 4),
    (
        f"tighten:\n- item: {COMPLAINTS}\n  time_limit: {{within: 30wd, of: [formed, obtained]}}\n",
        "weaker-time-limit",
        5,
    ),
    (f"tighten:\n- item: {COMPLAINTS}\n  time_limit: {{within: 5wd, of: [formed, changed]}}\n", "weaker-time-limit", 5),
    (f"tighten:\n- item: {COMPLAINTS}\n  channels: [website]\n", "weaker-channels", 5),
    (f"tighten:\n- item: {DIRECTORY}\n  content: [学校名称, 学校地址]\n", "weaker-content", 5),
    (f"tighten:\n- item: {DIRECTORY}\n  basis: [education-law]\n", "reason-needed-basis", 5),
    (f"tighten:\n- item: {DIRECTORY}\n  rename:\n  - {{from: 办公电化, to: 电话}}\n", "unknown-element", 6),
    (
        "tighten:\n- item: compulsory-education/education-overview/school-directry\n  channels: [website]\n",
        "unknown-target",
        4,
    ),
    (f"tighten:\n- item: {DIRECTORY}\n- item: {DIRECTORY}\n", "two-entries", 5),
    (f"omit:\n- {{item: {DIRECTORY}, levels: [county], ground: no-power}}\n", "shape-missing-field", 4),
    (f"omit:\n- {{item: {DIRECTORY}, levels: [county], ground: because, reason: x}}\n", "shape-word", 4),
    (f"omit:\n- {{item: {DIRECTORY}, levels: [county], ground: merged, reason: x}}\n", "omit-into", 4),
    ("omit:\n- {area: educaton, levels: [county], ground: no-matter, reason: x}\n", "unknown-target", 4),
    (f"attest:\n- {{item: {DIRECTORY}s, by: x, on: '2026', document: y}}\n", "unknown-target", 4),
    ("add:\n- topic: compulsory-education/new\n  items:\n  - {id: x}\n", "shape-missing-field", 6),
    ("extends: nowhere.yaml\n", "missing-profile", 3),
    ("extends: p.yaml\n", "profile-cycle", 3),
]


@pytest.mark.parametrize(("profile", "code", "line"), REFUSED)
def test_what_is_refused_and_where(tmp_path: Path, profile: str, code: str, line: int) -> None:
    (tmp_path / "p.yaml").write_text(HEAD + profile, "utf-8")
    done = gapub("compile", "county", "p.yaml", "--format", "json", cwd=tmp_path)
    said = done.stderr.decode()
    assert done.returncode == 2, said
    assert f"[{code}]" in said
    assert f"p.yaml:{line}:" in said
    assert "Traceback" not in said
    assert not (tmp_path / "dist").exists()


def test_a_weakening_names_both_places_and_can_be_written_marked(tmp_path: Path) -> None:
    profile = f"tighten:\n- item: {COMPLAINTS}\n  time_limit: {{within: 30wd, of: [formed, obtained]}}\n"
    (tmp_path / "p.yaml").write_text(HEAD + profile, "utf-8")
    said = gapub("compile", "county", "p.yaml", cwd=tmp_path).stderr.decode()
    assert "guidelines/social-assistance/2019.yaml:" in said
    row = by_id(compiled_with(tmp_path, profile, "--allow-weaker"))[COMPLAINTS]
    assert row["weakened"] == ["time_limit"]
    assert [each["kind"] for each in row["trace"]] == ["weaker"]


def test_what_a_link_weakens_is_shown_where_the_link_above_states_it(tmp_path: Path) -> None:
    chain = tmp_path / "liaoning"
    shutil.copytree(ROOT / "catalogues/liaoning", chain)
    county = chain / "dalian/zhuanghe/profile.yaml"
    text = county.read_text("utf-8").replace(
        "tighten:\n", f"tighten:\n- item: {LICENCES}\n  time_limit: {{within: 8wd, of: [formed, changed]}}\n\n"
    )
    county.write_text(text, "utf-8")
    said = gapub("compile", "county", county, cwd=tmp_path).stderr.decode()
    assert "[weaker-time-limit]" in said
    assert "dalian/profile.yaml:13:15: 上级的规定见此处" in said, (
        "the city asks for 7 working days, the guideline for 20"
    )


def test_a_live_basis_may_go_with_a_reason(tmp_path: Path) -> None:
    profile = f"tighten:\n- item: {DIRECTORY}\n  basis: [education-law]\n  reason: 依据调整\n"
    assert "依据调整" in json.dumps(by_id(compiled_with(tmp_path, profile))[DIRECTORY]["trace"], ensure_ascii=False)


def test_no_power_at_this_level_says_nothing_below(tmp_path: Path) -> None:
    row = "household-registration/birth/birth-registration"
    omit = f"omit:\n- {{item: {row}, levels: [county], ground: no-power, reason: 由乡级办理}}\n"
    assert row not in by_id(compiled_with(tmp_path, omit))
    assert row in by_id(compiled(tmp_path, "township", "p.yaml"))


LINKS = [
    ("county", "210283", "township", "210283101", "profile-levels"),
    ("county", "210283", "county", "210282", "profile-levels"),
    ("township", "210283101", "province", "21", "profile-levels"),
    ("village", "210283101", "city", "2102", "profile-levels"),
    ("nation", "00", "province", "21", "profile-levels"),
    ("county", "210283", "city", "2103", "profile-division"),
    ("township", "210282101", "county", "210283", "profile-division"),
    ("county", "210283", "province", "21", None),
    ("county", "419001", "province", "41", None),
    ("township", "441900003", "city", "4419", None),
    ("village", "210283101", "township", "210283101", None),
    ("province", "21", "nation", "00", None),
]


@pytest.mark.parametrize(("level", "code", "above", "above_code", "finding"), LINKS)
def test_which_profile_may_extend_which(
    tmp_path: Path, level: str, code: str, above: str, above_code: str, finding: str | None
) -> None:
    (tmp_path / "above.yaml").write_text(f'division: {{code: "{above_code}", name: 上级}}\nlevel: {above}\n', "utf-8")
    own = f'extends: above.yaml\ndivision: {{code: "{code}", name: 本级}}\nlevel: {level}\n'
    (tmp_path / "own.yaml").write_text(own, "utf-8")
    done = gapub("compile", "village", "own.yaml", "--area", "taxation", "--format", "json", cwd=tmp_path)
    said = done.stderr.decode()
    if finding is None:
        assert done.returncode == 0, said
    else:
        assert done.returncode == 2
        assert f"own.yaml:1:10: 错误 [{finding}]" in said
        assert f"own.yaml ({level}) → above.yaml ({above})" in said


MARKED = f"attest:\n- {{item: {DIRECTORY}, cells: {{title: MARK, levels: aaaaaaaa}}, by: x, on: '2026', document: y}}\n"


def test_an_attestation_lapses_where_its_cell_has_changed(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text(HEAD + MARKED.replace("MARK", "aaaaaaaa"), "utf-8")
    said = gapub("compile", "county", "p.yaml", "--format", "json", cwd=tmp_path).stderr.decode()
    assert said.count("[attestation-lapsed]") == 4  # each of the two cells, in both languages
    assert "p.yaml:4:83: 警告" in said
    found = re.findall("change the mark to ([a-p]{8})", said)
    catalogue = compiled_with(tmp_path, MARKED.replace("MARK", found[0]))
    assert by_id(catalogue)[DIRECTORY]["evidence"]["attested"] == ["title"]


def test_a_mark_changes_with_the_cell_alone() -> None:
    library = open_library(Path("no local folder"))
    (guideline,) = library.guidelines(["compulsory-education@2019"])
    rows = [(topic.title, item) for topic in guideline.topics for item in topic.items]
    for cell in CELLS:
        values = {topic if cell == "topic" else getattr(item, cell) for topic, item in rows}
        assert len({mark(cell, item, topic) for topic, item in rows}) == len(values), cell


def test_a_mark_is_the_same_for_good() -> None:
    """Marks stand in the files of offices: another way to make them would let every attestation lapse."""
    library = open_library(Path("no local folder"))
    (guideline,) = library.guidelines(["household-registration@2019"])
    topic = guideline.topics[0]
    marks = {cell: mark(cell, topic.items[0], topic.title) for cell in CELLS}
    assert marks == {
        "topic": "ppcjmomj",
        "title": "ppcjmomj",
        "content": "efeofnif",
        "basis": "idoiflkn",
        "time_limit": "bebnikom",
        "body": "baklmemh",
        "channels": "ibnoogch",
        "audience": "pagcmjmf",
        "method": "mgcjnjeb",
        "levels": "ilhoancb",
    }


def test_offices_by_area_and_item_and_channels_committed_to(tmp_path: Path) -> None:
    profile = (
        "bodies:\n  education: {county: 教育局, areas: {compulsory-education: 义务教育办}, items: {"
        f"{DIRECTORY}: 学校管理科}}}}\n"
    )
    rows = by_id(compiled_with(tmp_path, profile))
    assert rows[DIRECTORY]["body"]["zh"] == "学校管理科"
    assert rows["compulsory-education/policy-documents/education-laws"]["body"]["zh"] == "义务教育办"


OF_EACH_LEVEL = [
    ("{county: 庄河市财政局}", "county", "庄河市财政局"),
    ("{county: 庄河市财政局, township: 城关街道财政所}", "township", "城关街道财政所"),
    ("{county: 庄河市财政局}", "township", "地方各级财政部门"),
]


@pytest.mark.parametrize(("office", "level", "said"), OF_EACH_LEVEL)
def test_of_the_offices_of_each_level_a_catalogue_names_that_of_its_own(
    tmp_path: Path, office: str, level: str, said: str
) -> None:
    (tmp_path / "p.yaml").write_text(f"{HEAD}bodies:\n  finance: {office}\n", "utf-8")
    row = by_id(compiled(tmp_path, level, "p.yaml"))["fiscal-budgets/budgets-and-accounts/government-budget"]
    assert row["body"]["zh"] == said


def test_the_published_case_of_binjiang(tmp_path: Path) -> None:
    """Of the seven areas that came after 2019, 滨江区 said in 2022, it takes five: no customs office, no power over transport."""
    catalogue = compiled(tmp_path, "county", ROOT / "catalogues/zhejiang/hangzhou/binjiang")
    added = {
        "statistics",
        "tourism",
        "broadcasting",
        "press-and-copyright",
        "natural-resources",
        "customs",
        "transport",
    }
    assert added & {area["id"] for area in catalogue["areas"]} == added - {"customs", "transport"}
    grounds = {(each["id"].partition("/")[0], each["ground"]) for each in catalogue["omitted"]}
    assert grounds == {("customs", "no-matter"), ("transport", "no-power")}
