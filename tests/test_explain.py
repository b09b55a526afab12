"""`gapub explain`: which row a text means, what is said about it, and where each value comes from; by the front door."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gapub.build.prepare import prepare
from gapub.diagnostics import GapubError
from gapub.diagnostics.text import width
from gapub.model.inheritance import inherit
from gapub.reports.explain import find
from gapub.reports.text import wrap
from gapub.sources.library import open_library
from in_process import gapub
from test_cli import ROOT
from test_cli import gapub as process
from test_tailor import COMPLAINTS, DIRECTORY, EXAMPLE, HEAD, LICENCES

BIRTH = "household-registration/birth/birth-registration"


def explained(folder: Path, *args: str | Path, code: int = 0) -> dict[str, Any]:
    done = gapub("explain", *args, "--format", "json", cwd=folder)
    assert done.returncode == code, done.stderr.decode()
    return json.loads(done.stdout)


def fields(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {each["field"]: each for each in found["fields"]}


def line_of(place: dict[str, Any], folder: Path = ROOT) -> str:
    """What the file has from the place on."""
    line = (folder / place["file"]).read_text("utf-8").splitlines()[place["line"] - 1]
    return line[place["column"] - 1 :]


# --- which row -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def rows() -> tuple[Any, dict[str, str]]:
    prepared = prepare("county", None)
    made = prepared.catalogue(None)
    return prepared.guidelines, {item.id: item.number for area in made.areas for item in area.items}


MEANT = [
    (BIRTH, BIRTH),
    ("birth-registration", BIRTH),
    ("birth/birth-registration", BIRTH),
    ("BIRTH-Registration ", BIRTH),
    ("04-01", BIRTH),
    ("０４－０１", BIRTH),
    ("出生登记", BIRTH),
    (" 出生 登记", BIRTH),
    ("birth registration", BIRTH),
    ("学校名录", DIRECTORY),
    ("directory of compulsory", DIRECTORY),
]


@pytest.mark.parametrize(("wanted", "name"), MEANT)
def test_an_item_is_found_by_id_number_title_and_parts(rows: Any, wanted: str, name: str) -> None:
    assert find(wanted, *rows) == name


def test_a_whole_title_beats_a_part_of_another(rows: Any) -> None:
    """「燃气经营许可证核发」 is a title; a title that lies in others must be found all the same."""
    guidelines, numbers = rows
    titles = [item.title.zh for each in guidelines for _, item in each.rows()]
    inner = {one for one in titles if titles.count(one) == 1 and any(one in other and one != other for other in titles)}
    assert inner
    for title in inner:
        area_rows = {name: item for each in guidelines for name, item in each.rows()}
        assert area_rows[find(title, guidelines, numbers)].title.zh == title


REFUSED = [
    ("政策法规文件", "ambiguous-item", ["05-01", "social-assistance/general/policies", "05-09"]),
    ("policies", "ambiguous-item", ["social-assistance/general/policies"]),
    ("出生登计", "unknown-item", [BIRTH, "04-01"]),
    ("brith-registration", "unknown-item", [BIRTH]),
    ("zzzz", "unknown-item", []),
    ("", "unknown-item", []),
    (" ", "unknown-item", []),
]


@pytest.mark.parametrize(("wanted", "code", "named"), REFUSED)
def test_what_means_none_or_several_is_refused_with_candidates(
    tmp_path: Path, wanted: str, code: str, named: list[str]
) -> None:
    done = gapub("explain", wanted, cwd=tmp_path)
    said = done.stderr.decode()
    assert (done.returncode, done.stdout) == (2, b"")
    assert f"[{code}]" in said
    assert "Traceback" not in said
    for word in named:
        assert word in said


def test_candidates_are_limited_and_the_message_says_so(rows: Any) -> None:
    with pytest.raises(GapubError) as caught:
        find("信息", *rows)
    (finding,) = caught.value.diagnostics
    assert len(finding.related) == 20
    assert "只列前 20 个" in finding.message.zh


def test_an_item_of_another_level_is_explained_as_such(tmp_path: Path) -> None:
    found = explained(tmp_path, BIRTH, "--level", "village", "--baseline", "national-2019")
    assert (found["standing"], found["number"], found["omission"]) == ("elsewhere", None, None)


# --- what is said ----------------------------------------------------------------------------------------------------


def test_every_field_names_the_place_of_its_value(tmp_path: Path) -> None:
    found = fields(explained(tmp_path, BIRTH))
    assert list(found)[:3] == ["topic", "title", "content"]
    assert len(found) == 10
    starts = {name: line_of(each["origins"][0]) for name, each in found.items()}
    assert starts["title"].startswith("{zh: 出生登记")
    assert starts["content"].startswith("[受理部门")
    assert starts["basis"].startswith("[household-registration-regulations")
    assert starts["time_limit"].startswith("{within: 20wd")
    assert {
        name: each["origins"][0]["kind"] for name, each in found.items() if name in ("topic", "title", "method")
    } == {
        "topic": "row",
        "title": "row",
        "method": "defaults",
    }
    assert found["audience"]["words"] == [{"zh": "全社会", "en": "Public"}]


def test_a_time_limit_that_the_file_names_has_both_places(tmp_path: Path) -> None:
    departmental = fields(explained(tmp_path, "fiscal-budgets/budgets-and-accounts/departmental-budget"))["time_limit"]
    assert [each["kind"] for each in departmental["origins"]] == ["row", "time_limits"]
    assert line_of(departmental["origins"][1]).startswith("20d-of-finance-reply: {")


def test_evidence_is_told_cell_by_cell_with_sources(tmp_path: Path) -> None:
    found = explained(tmp_path, "fiscal-budgets/budgets-and-accounts/government-budget")
    states = {name: each["state"] for name, each in fields(found).items()}
    assert {name for name, state in states.items() if state == "recalled"} == {"content", "levels"}
    assert states["basis"] in ("corroborated", "single")
    sources = {each["id"]: each for each in found["evidence"]["sources"]}
    assert sources["S3"]["place"] == "中山市大涌镇"
    assert sources["S3"]["url"].startswith("http")
    assert found["evidence"]["status"] == "corroborated"


def test_the_chain_is_told_link_by_link(tmp_path: Path) -> None:
    found = fields(explained(tmp_path, LICENCES, "--profile", EXAMPLE))["time_limit"]
    assert [(each["level"], each["kind"], each["allowed"]) for each in found["changes"]] == [
        ("province", "stronger", True),
        ("city", "stronger", True),
    ]
    assert [Path(each["place"]["file"]).parent.name for each in found["changes"]] == ["liaoning", "dalian"]
    assert all(line_of(each["place"]).startswith("{within: ") for each in found["changes"])
    assert "20个工作日" in found["before"][0]["zh"]
    assert "7个工作日" in found["words"][0]["zh"]
    (origin,) = found["origins"]
    assert origin["kind"] == "profile"
    assert line_of(origin).startswith("{within: 7wd")
    assert found["state"] == "local"


def test_what_a_profile_does_not_touch_has_no_history(tmp_path: Path) -> None:
    found = fields(explained(tmp_path, LICENCES, "--profile", EXAMPLE))
    assert [each["changes"] for name, each in found.items() if name != "time_limit"] == [[]] * 9
    assert all(each["before"] is None for name, each in found.items() if name != "time_limit")


def test_attested_cells_name_who_checked_them(tmp_path: Path) -> None:
    found = fields(explained(tmp_path, DIRECTORY, "--profile", EXAMPLE))
    assert {each["state"] for each in found.values()} == {"attested"}
    assert found["content"]["changes"][-1]["kind"] == "attested"
    assert "庄河市教育局" in found["content"]["changes"][-1]["why"]["zh"]


def test_an_omission_is_told_with_ground_reason_and_place(tmp_path: Path) -> None:
    name = "compulsory-education/private-schools/routine-supervision"
    found = explained(tmp_path, name, "--profile", EXAMPLE)
    assert (found["standing"], found["number"], found["omission"]["ground"]) == ("left-out", None, "merged")
    assert found["omission"]["into"] == "compulsory-education/private-schools/basic-information"
    assert "年检" in found["omission"]["reason"]
    assert line_of(found["omission"]["place"]).startswith(f"item: {name}")
    listed = explained(tmp_path, "school-directory", "--profile", EXAMPLE)
    assert (listed["standing"], listed["omission"]) == ("listed", None)


def test_a_local_item_is_the_profiles_own(tmp_path: Path) -> None:
    found = explained(tmp_path, "校车", "--profile", EXAMPLE)
    assert found["added"]["level"] == "county"
    assert found["evidence"] == {"status": "local", "sources": [], "articles": []}
    own = {name: each for name, each in fields(found).items() if name != "topic"}
    assert {each["origins"][0]["kind"] for each in own.values()} == {"profile"}
    assert {each["state"] for each in own.values()} == {"local"}
    assert line_of(own["content"]["origins"][0]).startswith("[线路名称")


def test_roles_lead_to_their_offices_and_the_place_that_binds_them(tmp_path: Path) -> None:
    found = explained(tmp_path, BIRTH, "--profile", EXAMPLE)
    (role,) = found["roles"]
    (bound,) = role["offices"]
    assert (role["role"], bound["office"], bound["guess"]) == ("public-security", "庄河市公安局", False)
    assert line_of(bound["place"]).startswith("public-security: {county: 庄河市公安局")
    town = explained(tmp_path, BIRTH, "--profile", EXAMPLE / "townships.yaml")
    assert (town["level"], len(town["divisions"])) == ("township", 26)
    assert {each["office"] for each in town["roles"][0]["offices"]} == {"派出所"}


TOWN = """\
division: {code: "210283001", name: 城关街道}
level: township
extends: county.yaml
"""
HELD = [
    ("{county: 局, township: 所, guess: true}", "{county: 局}", ("所", True, "county.yaml")),
    ("{county: 局, township: 所, guess: true}", "{township: 站}", ("站", False, "town.yaml")),
    ("{county: 局, township: 所, guess: true}", "{township: 所}", ("所", False, "town.yaml")),
    ("{county: 局, township: 所}", "{county: 局, guess: true}", ("所", False, "county.yaml")),
    ("{county: 局, guess: true}", "站", ("站", False, "town.yaml")),
    ("{township: 局}", "{areas: {taxation: 税务局}, guess: true}", ("局", False, "county.yaml")),
    ("局", "{township: 所}", ("所", False, "town.yaml")),
    ("{areas: {household-registration: 所}, guess: true}", "{township: 站}", ("站", False, "town.yaml")),
    (
        "{areas: {household-registration: '{name}所'}, guess: true}",
        "{township: 站}",
        ("城关街道所", True, "county.yaml"),
    ),
    (f"{{items: {{{BIRTH}: 所}}}}", "{township: 所, guess: true}", ("所", True, "town.yaml")),
    (f"{{items: {{{BIRTH}: '{{name}}所'}}}}", "{township: 所, guess: true}", ("城关街道所", False, "county.yaml")),
]
"""What a county says of an office, what its town says, and whose word holds in the town: a guess for what it was for."""


@pytest.mark.parametrize(("county", "town", "holds"), HELD)
def test_a_guess_stays_one_for_what_it_was_for(
    tmp_path: Path, county: str, town: str, holds: tuple[str, bool, str]
) -> None:
    above = f'division: {{code: "210283", name: 庄河市}}\nlevel: county\nbodies:\n  public-security: {county}\n'
    (tmp_path / "county.yaml").write_text(above, "utf-8")
    (tmp_path / "town.yaml").write_text(f"{TOWN}bodies:\n  public-security: {town}\n", "utf-8")
    (role,) = explained(tmp_path, BIRTH, "--profile", "town.yaml")["roles"]
    (bound,) = role["offices"]
    assert (bound["office"], bound["guess"], bound["place"]["file"]) == holds
    chain = open_library().chain(tmp_path / "town.yaml")
    inherited = inherit(chain).bodies["public-security"]
    held = inherited.decides("township", BIRTH)
    assert held is not None
    assert (inherited.name(held).replace("{name}", "城关街道"), held in inherited.guesses) == holds[:2]


def test_each_of_several_divisions_has_its_own_office(tmp_path: Path) -> None:
    found = explained(tmp_path, COMPLAINTS, "--profile", EXAMPLE / "townships.yaml")
    held = {each["role"]: each["offices"] for each in found["roles"]}["township-government"]
    offices = {each["division"]["name"]: each for each in held}
    assert offices["城关街道"]["office"] == "城关街道办事处"
    assert offices["青堆镇"]["office"] == "青堆镇人民政府"
    assert line_of(offices["城关街道"]["place"]) == "township-government: 城关街道办事处"
    assert line_of(offices["青堆镇"]["place"]) == 'township-government: "{name}人民政府"'


WEAKER = f"tighten:\n- item: {COMPLAINTS}\n  time_limit: {{within: 30wd, of: [formed, changed]}}\n  channels: {{+: [gazette]}}\n"


def test_a_weakening_is_an_error_and_the_exit_code_says_so(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text(HEAD + WEAKER, "utf-8")
    found = explained(tmp_path, COMPLAINTS, "--profile", "p.yaml", code=1)
    (problem,) = found["problems"]
    assert problem["code"] == "weaker-time-limit"
    assert line_of(problem["place"], tmp_path).startswith("{within: 30wd")
    told = fields(found)
    assert [each["allowed"] for each in told["time_limit"]["changes"]] == [False]
    assert [each["allowed"] for each in told["channels"]["changes"]] == [True]
    done = gapub("explain", COMPLAINTS, "--profile", "p.yaml", cwd=tmp_path)
    assert done.returncode == 1
    assert "不允许 not allowed" in done.stdout.decode()
    assert "[weaker-time-limit]" in done.stdout.decode()


def test_problems_elsewhere_are_mentioned_and_do_not_count(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text(HEAD + WEAKER, "utf-8")
    done = gapub("explain", BIRTH, "--profile", "p.yaml", cwd=tmp_path)
    assert done.returncode == 0
    assert "1 个问题" in done.stderr.decode()


def test_a_supplied_value_is_never_called_stronger(tmp_path: Path) -> None:
    prepared = prepare("county", None)
    name = next(name for each in prepared.guidelines for name, item in each.rows() if item.content is None)
    unknown = fields(explained(tmp_path, name))["content"]
    assert (unknown["state"], unknown["words"][0]["zh"]) == ("unknown", "待核")
    (tmp_path / "p.yaml").write_text(HEAD + f"tighten:\n- item: {name}\n  content: [办理条件]\n", "utf-8")
    found = fields(explained(tmp_path, name, "--profile", "p.yaml"))["content"]
    assert [(each["kind"], each["allowed"]) for each in found["changes"]] == [("unknown", True)]
    assert found["words"][0]["zh"] == "办理条件"


def test_an_id_that_a_profile_takes_twice_is_still_one_item(tmp_path: Path) -> None:
    item = (
        "{id: government-budget, title: {zh: 甲, en: X}, content: [一], basis: [budget-law], "
        "time_limit: {within: 20wd, of: [formed, changed]}, body: finance, channels: [website], audience: public, "
        "method: proactive, levels: [county]}"
    )
    add = f"add:\n- topic: fiscal-budgets/budgets-and-accounts\n  items:\n  - {item}\n"
    (tmp_path / "p.yaml").write_text(HEAD + add, "utf-8")
    name = "fiscal-budgets/budgets-and-accounts/government-budget"
    found = explained(tmp_path, name, "--profile", "p.yaml", code=1)
    assert [each["code"] for each in found["problems"]] == ["duplicate-id", "local-less-than-law"]


# --- how it looks ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (
            (LICENCES, "--profile", EXAMPLE),
            ["26-02", "市级 City：严于上级 stronger，允许 allowed", "指引原为 the guideline"],
        ),
        ((DIRECTORY, "--profile", EXAMPLE), ["已核对 attested：一级事项、二级事项", "→ 庄河市教育局"]),
        (
            ("routine-supervision", "--profile", EXAMPLE),
            ["—　日常监管信息", "不列入 omitted", "Merged into another item"],
        ),
        (("校车", "--profile", EXAMPLE), ["本地增加", "Added", "本地规定 local"]),
        (("04-01",), ["互助县", "http://www.huzhu.gov.cn/info/1183/44994.htm", "文件默认 defaults"]),
    ],
)
def test_the_text_says_it_in_both_languages(tmp_path: Path, args: tuple[str | Path, ...], said: list[str]) -> None:
    done = gapub("explain", *args, cwd=tmp_path)
    text = done.stdout.decode()
    assert done.returncode == 0, done.stderr.decode()
    for words in said:
        assert words in text
    assert "\x1b" not in text
    assert [line for line in text.splitlines() if line != line.rstrip()] == []
    assert [line for line in text.splitlines() if width(line) > 102 and "://" not in line] == []


def test_hostile_text_does_not_reach_the_terminal(tmp_path: Path) -> None:
    item = (
        '{id: x, title: {zh: "甲\\e[31m", en: "[bold]X"}, content: [一], basis: [budget-law], '
        "time_limit: {within: 20wd, of: [formed, changed]}, body: finance, channels: [website], audience: public, "
        "method: proactive, levels: [county]}"
    )
    (tmp_path / "p.yaml").write_text(
        HEAD + f"add:\n- topic: fiscal-budgets/new\n  title: {{zh: 新, en: New}}\n  items:\n  - {item}\n", "utf-8"
    )
    done = gapub("explain", "fiscal-budgets/new/x", "--profile", "p.yaml", cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    assert b"\x1b" not in done.stdout
    assert r"\x1b[31m [bold]X" in done.stdout.decode()


WRAPPED = [
    ("信息形成之日起公开", 10, ["信息形成之", "日起公开"]),
    ("信息形成之，日起", 10, ["信息形成", "之，日起"]),
    ("见 https://example.org/a/b/c", 10, ["见", "https://example.org/a/b/c"]),
    ("within twenty days", 12, ["within", "twenty days"]),
    ("", 10, [""]),
]


@pytest.mark.parametrize(("text", "room", "lines"), WRAPPED)
def test_lines_are_wrapped_for_readers(text: str, room: int, lines: list[str]) -> None:
    assert wrap(text, room) == lines


def test_a_gbk_console_prints_it(tmp_path: Path) -> None:
    done = process("explain", "04-01", cwd=tmp_path, PYTHONIOENCODING="gbk")
    assert done.returncode == 0, done.stderr
    assert "出生登记" in done.stdout.decode("gbk")
