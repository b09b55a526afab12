"""Files ready to edit: true as they are, whole once completed, in the one layout, and never over a file that is there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from gapub import scaffold
from gapub.cli.init import init
from gapub.cli.new import new_guideline
from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.fmt import format_text
from gapub.model import guideline, profile
from gapub.model.guideline import GUIDELINE, Guideline, belongs
from gapub.model.inheritance import binding
from gapub.model.profile import PROFILE, Profile
from gapub.model.shape import Record
from gapub.sources.bundle import bundled
from gapub.sources.divisions import by_code, children, resolve
from gapub.sources.library import Library, open_library
from gapub.yaml.reader import parse

SOURCE = Path(__file__).resolve().parent.parent / "src"
TABLE = (bundled("divisions") / "divisions.txt").read_text("utf-8")
COUNTIES = re.findall(r"^(\d{6}) ", TABLE, re.MULTILINE)
CYBER = Text("网络安全", "Cyber security")

_COMPLETED = (
    (r"^( *)#(?! [^ ])", r"\1"),  # what a # without a single space behind it hides
    (r"url: (?=})", "url: https://example.com/"),
    (r"(\w): (?=[,}])", r"\1: 某"),
    (r"^( +date|  +issued):(?=  #)", r'\1: "2026-11-23"'),
    (r"^( +(?:office|version|phone|number)|.*/.*):(?=  #)", r"\1: 某"),
)
"""What somebody does who fills a profile in: pattern, replacement."""


@cache
def library() -> Library:
    return open_library()


@cache
def guidelines() -> list[Guideline]:
    return library().guidelines(library().baseline("national-2019").editions)


def profile_of(name: str) -> scaffold.Scaffold:
    return scaffold.profile(resolve(name), guidelines(), library().registry)


def read_profile(text: str) -> tuple[Profile | None, list[Diagnostic]]:
    tree, found = parse(text.encode(), "profile.yaml")
    assert found == []
    return profile.read(tree, "profile.yaml")


def sound(text: str) -> Profile:
    read, found = read_profile(text)
    assert found == []
    assert read is not None
    return read


def completed(text: str, steps: int = len(_COMPLETED)) -> str:
    for pattern, replacement in _COMPLETED[:steps]:
        text = re.sub(pattern, replacement, text, flags=re.MULTILINE)
    return text


def is_canonical(text: str, shape: Record) -> bool:
    return format_text(text.encode(), "", shape) == (text, [])


def refused(work: Callable[[], object]) -> Diagnostic:
    with pytest.raises(GapubError) as caught:
        work()
    (finding,) = caught.value.diagnostics
    return finding


def roles_of(level: str) -> dict[str, list[str]]:
    """The roles of a level's rows in the order of first use, each with its rows."""
    roles: dict[str, list[str]] = {}
    for each in guidelines():
        for name, item in each.rows():
            if belongs(item, level):
                for role in item.body.expression.roles():
                    roles.setdefault(role.role, []).append(name)
    return roles


# --- profiles --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "role", "offices"),
    [
        ("庄河市", "education", {"county": "庄河市教育局"}),
        ("庄河市", "public-security", {"county": "庄河市公安局", "township": "派出所"}),
        ("庄河市", "taxation", {"county": "国家税务总局庄河市税务局"}),
        ("昌黎县", "finance", {"county": "昌黎县财政局"}),
        ("科尔沁左翼中旗", "civil-affairs", {"county": "科尔沁左翼中旗民政局"}),
        ("科尔沁左翼中旗", "taxation", {"county": "国家税务总局科尔沁左翼中旗税务局"}),
        ("北京市东城区", "education", {"county": "东城区教育局"}),
        ("北京市东城区", "taxation", {"county": "国家税务总局北京市东城区税务局"}),
        ("大连市中山区", "taxation", {"county": "国家税务总局大连市中山区税务局"}),  # 街道 alone
        ("神农架林区", "taxation", {"county": "国家税务总局神农架林区税务局"}),
        ("恩施市", "taxation", {"county": "国家税务总局恩施市税务局"}),
        ("嘉峪关市", "taxation", {"county": "国家税务总局嘉峪关市税务局"}),
        ("庄河城关街道", "township-government", {"township": "城关街道办事处"}),
        ("庄河青堆镇", "township-government", {"township": "青堆镇人民政府"}),
        ("庄河石城乡", "township-government", {"township": "石城乡人民政府"}),
        ("庄河城关街道", "public-security", {"township": "派出所"}),
    ],
)
def test_the_usual_name_is_a_guess(name: str, role: str, offices: dict[str, str]) -> None:
    assert sound(profile_of(name).text).bodies[role] == profile.Offices(
        offices, {}, {}, frozenset(("levels", each) for each in offices)
    )


@pytest.mark.parametrize(
    ("code", "office"),
    [("110111008", "良乡地区办事处"), ("150521200", "花胡硕苏木人民政府"), ("150521400", None)],  # 白音塔拉农场
)
def test_the_office_of_a_township(code: str, office: str | None) -> None:
    bodies = sound(profile_of(code).text).bodies
    assert (bodies["township-government"].levels["township"] if "township-government" in bodies else None) == office


@pytest.mark.parametrize(("name", "level"), [("庄河市", "county"), ("庄河城关街道", "township")])
def test_every_role_is_listed_once_and_each_group_in_the_order_of_first_use(name: str, level: str) -> None:
    text = profile_of(name).text
    listed = re.findall(r"^  #?([a-z-]+):", text.partition("bodies:\n")[2], re.MULTILINE)
    roles = list(roles_of(level))
    assert sorted(listed) == sorted(roles)
    kinds = {role: (f"\n  {role}:" in text, library().registry.bodies[role].kind) for role in roles}
    for group in (
        [role for role in roles if kinds[role][0]],
        [role for role in roles if kinds[role] == (False, "organ")],
        [role for role in roles if kinds[role] == (False, "placeholder")],
    ):
        assert [role for role in listed if role in group] == group != []


def test_a_role_held_by_the_city_asks_for_the_office_of_the_city() -> None:
    assert "\n  #eco-environment: {city: }  # 生态环境部门\n" in profile_of("庄河市").text


def test_a_completed_profile_is_sound_and_binds_every_role() -> None:
    made = profile_of("庄河市")
    done = sound(completed(made.text))
    assert done.bodies.keys() == roles_of("county").keys()
    assert {role for role, offices in done.bodies.items() if offices.guesses == offices.held} == sound(
        made.text
    ).bodies.keys()
    assert None not in (done.cover.office, done.cover.date, done.cover.version, done.cover.phone)
    assert done.channels["website"].url == "https://example.com/"
    for role, rows in roles_of("county").items():
        if library().registry.bodies[role].kind == "placeholder":
            assert list(done.bodies[role].items) == rows, role


def test_a_line_that_was_not_filled_in_is_an_error() -> None:
    _, found = read_profile(completed(profile_of("庄河市").text, steps=1))
    assert {each.code for each in found} == {"shape-kind"}


@pytest.mark.parametrize("name", ["庄河市", "大连市", "辽宁省", "庄河城关街道"])
def test_the_counts_are_those_of_the_text(name: str) -> None:
    made = profile_of(name)
    before, after = sound(made.text), sound(completed(made.text))
    kinds = [library().registry.bodies[role].kind for role in after.bodies.keys() - before.bodies.keys()]
    assert made.guesses == len(before.bodies)
    assert made.to_fill == sum(kind in ("organ", "placeholder") for kind in kinds)


@pytest.mark.parametrize(
    ("name", "level", "roles", "extends"),
    [("辽宁省", "province", [], None), ("大连市", "city", ["eco-environment"], "../profile.yaml")],
)
def test_above_the_county_only_the_roles_held_to_that_level(
    name: str, level: str, roles: list[str], extends: str | None
) -> None:
    text = profile_of(name).text
    assert (sound(text).level, sound(text).bodies) == (level, {})
    done = sound(completed(text))
    assert (list(done.bodies), done.extends) == (roles, extends)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(COUNTIES))
def test_every_county_has_a_profile(code: str) -> None:
    county = by_code(code)
    assert county is not None
    made = scaffold.profile(county, guidelines(), library().registry)
    plain: dict[str, Any] = yaml.safe_load(made.text)
    assert plain.keys() == {"division", "level", "bodies"}
    assert plain["division"] == {"code": code, "name": county.name}
    assert all(county.name in office["county"] and office["guess"] for office in plain["bodies"].values())
    assert is_canonical(made.text, PROFILE)
    sound(made.text)


def test_all_counties_are_drawn_from() -> None:
    assert len(COUNTIES) == 2978


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(COUNTIES), st.booleans())
def test_the_townships_of_every_county(code: str, farms: bool) -> None:
    county, below = resolve(code), children(code)
    text, listed = scaffold.townships(county, below, "profile.yaml", farms=farms)
    assert listed == [each for each in below if farms or TOWN.search(each.name)]
    plain: dict[str, Any] = yaml.safe_load(text)
    assert (plain["extends"], plain["level"]) == ("profile.yaml", "township")
    assert [(each["code"], each["name"]) for each in plain["divisions"] or ()] == [
        (each.code, each.name) for each in listed
    ]
    assert is_canonical(text, PROFILE)
    if not listed:
        return
    shared = sound(text)
    for one in shared.divisions:
        single = shared._replace(divisions=(one,))
        held = single.holder("township-government", "township", "")
        office = held and held[0]
        expected = (made.format(one.division.name) for end, made in GOVERNMENTS if re.search(end, one.division.name))
        assert office == next(expected, None)
        assert office is None or binding([shared], one.division, "township-government", "township", "").guess  # type: ignore[union-attr]


TOWN = re.compile("(街道|地区|办事处|镇|乡|苏木)$")
GOVERNMENTS: tuple[tuple[str, str], ...] = (
    ("办事处$", "{}"),
    ("(街道|地区)$", "{}办事处"),
    ("(镇|乡|苏木)$", "{}人民政府"),
)


# --- guidelines ------------------------------------------------------------------------------------------------------


def read_guideline(text: str) -> Guideline:
    tree, found = parse(text.encode(), "2019.yaml")
    assert found == []
    read, found = guideline.read(tree, "2019.yaml")
    assert found == []
    assert read is not None
    return read


@pytest.mark.parametrize("edition", ["2019", "seen-2022"])
@pytest.mark.parametrize("title", [CYBER, Text("甲：“乙”# 丙", 'A: "b", {c} # d')])
def test_an_empty_guideline_claims_nothing(edition: str, title: Text) -> None:
    text = scaffold.guideline("cyber-security", edition, title)
    read = read_guideline(text)
    assert (read.name, read.title, read.number) == (f"cyber-security@{edition}", title, None)
    assert (read.document.status, read.document.number, read.coverage.status) == ("recalled", None, "unknown")
    assert (read.issuer.zh, list(read.rows()), read.sources) == ("待核", [], ())
    assert is_canonical(text, GUIDELINE)


def test_an_empty_guideline_names_every_field() -> None:
    text = scaffold.guideline("cyber-security", "2019", CYBER)
    for shape in (GUIDELINE, *(each.shape for each in GUIDELINE.fields if each.name in ("document", "coverage"))):
        assert isinstance(shape, Record)
        for field in shape.fields:
            assert re.search(rf"^ *#?{field.name}:", text, re.MULTILINE) or field.name == "time_limits", field.name


def with_example(text: str) -> str:
    head, about, example = text.partition("# 例子 / An example\n")
    assert about
    return head + re.sub("^#", "", example, flags=re.MULTILINE)


def test_the_example_is_a_whole_row() -> None:
    ((name, item),) = read_guideline(with_example(scaffold.guideline("cyber-security", "2019", CYBER))).rows()
    assert name == "cyber-security/permits/permit-results"
    (shipped,) = (each for each in guidelines() if each.area == "household-registration")
    assert item.time_limit.clauses == next(shipped.rows())[1].time_limit.clauses


# --- files -----------------------------------------------------------------------------------------------------------


_KEPT_OUT = re.compile(r"( *)#( *)(- )?(?! )")
"""An entry behind a `#`: an explanation has a single blank there."""


def entries_kept_out(lines: list[str]) -> dict[int, tuple[int, bool]]:
    """The lines of entries behind a `#`: the column each has without it, and whether it is an item of a list."""
    found = ((i, _KEPT_OUT.match(line)) for i, line in enumerate(lines))
    return {i: (len(m[1] + m[2]), bool(m[3])) for i, m in found if m and len(m[2]) != 1}


def with_entry(text: str, at: int) -> str:
    """The text with the entry behind the `#` of a line, and the entries that hold it, made part of the file."""
    lines = text.splitlines()
    kept_out = entries_kept_out(lines)
    column, item = kept_out[at]
    wanted = {at}
    for i in range(at - 1, -1, -1):
        if i not in kept_out:
            if lines[i].strip().startswith("#"):
                continue
            break
        above, is_item = kept_out[i]
        if above < column or (above == column and item and not is_item):
            wanted.add(i)
            column, item = above, is_item
    return "\n".join(completed(line) if i in wanted else line for i, line in enumerate(lines)) + "\n"


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        *((lambda name=name: profile_of(name).text, PROFILE) for name in ("庄河市", "大连市", "庄河城关街道")),
        (lambda: scaffold.guideline("cyber-security", "2019", CYBER), GUIDELINE),
    ],
)
def test_an_entry_is_sound_without_its_mark_whichever_was_completed_and_formatted_first(
    text: Callable[[], str], shape: Record
) -> None:
    """Completing one entry moves the comments around it; each of them still has to be an entry of the same place."""
    before = text()
    whole, found = parse(completed(before).encode(), "")
    assert found == []
    kept_out = entries_kept_out(before.splitlines())
    assert len(kept_out) > 20
    holds_others = {i for i, (one, other) in zip(kept_out, pairwise(kept_out.values()), strict=False) if other > one}
    for at in kept_out.keys() - holds_others:
        done, found = format_text(with_entry(before, at).encode(), "", shape)
        assert done is not None, (at, found)
        again, found = parse(completed(done).encode(), "")
        assert (found, again) == ([], whole), before.splitlines()[at]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def gapub(*args: str, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    environment = os.environ | {"PYTHONPATH": str(SOURCE), "LC_ALL": "C"}
    return subprocess.run([sys.executable, "-m", "gapub", *args], cwd=cwd, env=environment, capture_output=True)


def test_init_then_compile(tmp_path: Path) -> None:
    done = gapub("init", "庄河市", "--townships", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, b""), done.stderr.decode()
    assert "catalogues/210283/profile.yaml" in done.stderr.decode()
    folder = tmp_path / "catalogues" / "210283"
    assert sorted(path.name for path in folder.iterdir()) == ["profile.yaml", "townships.yaml"]
    schema = "../../.gapub/schemas/profile.schema.json"
    written = scaffold.profile(resolve("庄河市"), guidelines(), library().registry, schema).text
    assert (folder / "profile.yaml").read_bytes() == written.encode()
    for level, file in (("county", "profile.yaml"), ("township", "townships.yaml")):
        path = f"catalogues/210283/{file}"
        done = gapub("compile", level, path, "--area", "household-registration", "--format", "json", cwd=tmp_path)
        assert done.returncode == 0, done.stderr.decode()
    again = gapub("init", "210283", cwd=tmp_path)
    assert (again.returncode, again.stdout) == (2, b"")
    assert "[exists]" in again.stderr.decode()


def test_new_guideline_then_compile(tmp_path: Path) -> None:
    words = ("--title", CYBER.zh, "--en", CYBER.en)
    assert gapub("new", "guideline", "cyber-security", *words, cwd=tmp_path).returncode == 2  # without an edition
    done = gapub("new", "guideline", "cyber-security", *words, "--edition", "seen-2022", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, b""), done.stderr.decode()
    file = tmp_path / "guidelines" / "cyber-security" / "seen-2022.yaml"
    file.write_text(with_example(file.read_text("utf-8")), "utf-8")
    (tmp_path / "guidelines" / "registry").mkdir()
    (tmp_path / "guidelines" / "registry" / "own.yaml").write_text(
        'baselines:\n  own:\n    title: {zh: 本地, en: Own}\n    as_of: "2025-04-30"\n    parts:\n'
        "    - title: {zh: 本地, en: Own}\n      editions: [cyber-security@seen-2022]\n",
        "utf-8",
    )
    done = gapub("compile", "county", "--baseline", "own", "--format", "json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()


@pytest.mark.parametrize(
    ("file", "written"),
    [
        (None, "catalogues/210283/profile.yaml"),
        ("庄河.yaml", "庄河.yaml"),
        ("new/deep/own.yaml", "new/deep/own.yaml"),
        ("folder", "folder/profile.yaml"),
    ],
)
def test_where_a_profile_is_written(here: Path, file: str | None, written: str) -> None:
    (here / "folder").mkdir()
    init("庄河市", output=None if file is None else Path(file), townships=True)
    assert sound((here / written).read_text("utf-8")).division.code == "210283"
    shared = sound((here / written).with_name("townships.yaml").read_text("utf-8"))
    assert shared.extends == Path(written).name


@pytest.mark.parametrize("taken", ["profile.yaml", "townships.yaml"])
def test_a_file_that_is_there_is_never_touched(here: Path, taken: str) -> None:
    (here / taken).write_text("mine", "utf-8")
    finding = refused(lambda: init("庄河市", output=Path("profile.yaml"), townships=taken == "townships.yaml"))
    assert (finding.code, finding.entity) == ("exists", taken)
    finding = refused(lambda: init("庄河市", output=Path("profile.yaml"), townships=True))
    assert finding.code == ("exists" if taken == "townships.yaml" else "shape-kind")  # it is no profile
    assert [(path.name, path.read_text("utf-8")) for path in here.iterdir()] == [(taken, "mine")]


@pytest.mark.parametrize(
    ("name", "code", "listed"),
    [
        ("庄合市", "unknown-division", "210283 辽宁省大连市庄河市"),
        ("朝阳区", "ambiguous-division", "110105 北京市朝阳区；220104 吉林省长春市朝阳区"),
        ("大连市", "no-townships", "地级"),
        ("庄河城关街道", "no-townships", "乡级"),
    ],
)
def test_what_is_no_county_is_refused_in_words(here: Path, name: str, code: str, listed: str) -> None:
    finding = refused(lambda: init(name, townships=True))
    assert finding.code == code
    assert listed in finding.message.zh
    assert list(here.iterdir()) == []


def test_the_county_and_its_townships_need_two_names(here: Path) -> None:
    assert refused(lambda: init("庄河市", output=Path("townships.yaml"), townships=True)).code == "no-townships"
    assert list(here.iterdir()) == []


@pytest.mark.parametrize(
    ("area", "title", "edition", "code"),
    [
        ("Cyber", CYBER, "2019", "bad-area"),
        ("../cyber", CYBER, "2019", "bad-area"),
        ("registry", CYBER, "2019", "bad-area"),
        ("cyber-security", CYBER, "22", "bad-edition"),
        ("cyber-security", CYBER, "../2022", "bad-edition"),
        ("cyber-security", CYBER, "2022\n", "bad-edition"),
        ("cyber-security", Text(" ", "Cyber"), "2022", "bad-title"),
        ("cyber-security", Text("网络", ""), "2022", "bad-title"),
        ("cyber-security", Text("网络\n安全", "Cyber"), "2022", "bad-title"),
        ("cyber-security", Text("网络", "Cyber\udcff"), "2022", "bad-title"),
        ("taxation", CYBER, "2019", "exists"),  # shipped: a local one would take its place
    ],
)
def test_a_guideline_that_cannot_be(here: Path, area: str, title: Text, edition: str, code: str) -> None:
    assert refused(lambda: new_guideline(area, *title, edition)).code == code
    assert list(here.iterdir()) == []


def test_a_guideline_is_not_written_twice(here: Path) -> None:
    new_guideline("cyber-security", *CYBER, "2022")
    file = here / "guidelines" / "cyber-security" / "2022.yaml"
    before = file.read_bytes()
    assert refused(lambda: new_guideline("cyber-security", "别的", "Other", "2022")).code == "exists"
    assert file.read_bytes() == before


def test_editors_are_told_the_schema_where_there_is_one(here: Path) -> None:
    (here / "schemas").mkdir()
    for kind in ("profile", "guideline"):
        (here / "schemas" / f"{kind}.schema.json").write_text("{}", "utf-8")
    init("庄河市", output=Path("catalogues/liaoning/profile.yaml"), townships=True)
    new_guideline("cyber-security", *CYBER, "2022")
    for file, kind in (
        ("catalogues/liaoning/profile.yaml", "profile"),
        ("catalogues/liaoning/townships.yaml", "profile"),
        ("guidelines/cyber-security/2022.yaml", "guideline"),
    ):
        text = (here / file).read_text("utf-8")
        assert text.startswith(f"# yaml-language-server: $schema=../../schemas/{kind}.schema.json\n# ")
        assert is_canonical(text, PROFILE if kind == "profile" else GUIDELINE)
