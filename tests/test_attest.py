"""Attestation by area, topic and list of rows, under one mark, beside all that a profile may do besides.

By the front door: a small guideline of a project's own, profiles on the disk, `attest`, `fmt --marks`, `compile`, `upgrade`.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapub.model import marks
from gapub.model.fields import CELLS
from in_process import gapub
from rule_examples import REGISTRY

ROW = """\
  - id: {id}
    title: {{zh: {zh}, en: {en}}}
    content: [名单, 标准]
    basis: [open-government-information-regulations]
    time_limit: {{within: 20wd, of: [formed, changed]}}
    body: civil-affairs
    channels: [website, social-media]
    audience: public
    method: proactive
    levels: [county, township, village]
    evidence: {evidence}
"""
SEEN = "{status: corroborated, sources: [S1, S2]}"
GUIDELINE = """\
area: elderly-care
edition: "{edition}"
number: 6
title: {{zh: 养老服务, en: Elderly care}}
{supersedes}issuer: {{zh: 民政部, en: Ministry of Civil Affairs}}
document: {{title: 养老服务领域基层政务公开标准指引, status: seen, seen: [S1, S2]}}
coverage: {{status: unknown}}
topics:
- id: services
  title: {{zh: 养老服务, en: Services}}
  items:
{services}- id: homes
  title: {{zh: 养老机构, en: Homes}}
  items:
{homes}sources:
  S1: {{place: 甲县, level: county}}
  S2: {{place: 乙县, level: county}}
"""
LATER_BASELINE = """\
baselines:
  later:
    title: {zh: 新示例, en: Later example}
    as_of: "2026-04-30"
    parts:
    - title: {zh: 示例, en: Example}
      editions: [elderly-care@2026]
"""
COUNTY = 'division: {code: "210283", name: 庄河市}\nlevel: county\nbaseline: example\n'
TOWNS = """\
divisions:
- {code: "210283101", name: 青堆镇}
- {code: "210283102", name: 徐岭镇}
level: township
baseline: example
"""
NAMES = {"subsidies": "养老服务补贴", "guide": "办事指南", "list": "机构名录", "fees": "收费标准"}
DAY = ("--by", "庄河市民政局", "--on", "2026-11-20", "--document", "民办函〔2019〕52号")


def row(id: str, evidence: str = SEEN) -> str:
    return ROW.format(id=id, zh=NAMES.get(id, f"事项{id}"), en=f"Row {id}", evidence=evidence)


def guideline(edition: str = "2019", services: str = "", homes: str = "", supersedes: str = "") -> str:
    services = services or row("subsidies") + row("guide", "recalled")
    return GUIDELINE.format(
        edition=edition, services=services, homes=homes or row("list") + row("fees"), supersedes=supersedes
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    put(tmp_path, "guidelines/elderly-care/2019.yaml", guideline())
    put(tmp_path, "guidelines/registry/example.yaml", REGISTRY)
    return tmp_path


def put(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, "utf-8")


def change(folder: Path, old: str, new: str, count: int = 1, name: str = "guidelines/elderly-care/2019.yaml") -> None:
    text = (folder / name).read_text("utf-8")
    assert old in text
    put(folder, name, text.replace(old, new, count))


def attest(folder: Path, *options: str, profile: str = "county.yaml", code: int = 0) -> str:
    done = gapub("attest", profile, *options, *DAY, cwd=folder)
    assert done.returncode == code, done.stderr.decode()
    return (done.stdout + done.stderr).decode()


def catalogue(folder: Path, profile: str = "county.yaml", level: str = "county", code: str = "") -> dict[str, Any]:
    done = gapub("compile", level, profile, "--format", "json", "-o", "out", "--allow-weaker", cwd=folder)
    assert done.returncode == 0, done.stderr.decode()
    made: dict[str, Any] = json.loads((folder / "out" / code / "catalogue.json").read_bytes())
    return made


def states(made: dict[str, Any]) -> dict[str, dict[str, str]]:
    """The cells of each row that are not attested, with their state."""
    found: dict[str, dict[str, str]] = {}
    for item in (item for area in made["areas"] for topic in area["topics"] for item in topic["items"]):
        evidence = item["evidence"]
        named = {cell: key for key in ("recalled", "local", "unverified", "attested") for cell in evidence.get(key, ())}
        name = item["id"].rpartition("/")[2]
        found[name] = {cell: each for cell in CELLS if (each := named.get(cell, evidence["status"])) != "attested"}
    return found


def codes(folder: Path, path: str = "county.yaml") -> list[tuple[str, str, int, int, str, str]]:
    """What `validate` says of the attestations of a profile."""
    done = gapub("validate", path, "--format", "json", cwd=folder)
    return [
        (each["code"], each["severity"], *(each["place"][key] for key in ("line", "column")), *each["message"].values())
        for each in json.loads(done.stdout)["findings"]
        if each["code"].startswith(
            ("attestation-mark", "attestation-without", "attestation-lapsed", "two-", "unknown-t")
        )
    ]


# --- one mark over an area ---------------------------------------------------------------------------------------------


def test_an_area_is_attested_whole_with_one_mark(project: Path) -> None:
    put(project, "county.yaml", "# 一句注释\n" + COUNTY)
    said = attest(project, "--area", "养老服务")
    assert "+- area: elderly-care@2019" in said
    assert "4 个事项，40 个栏目" in said
    text = (project / "county.yaml").read_text("utf-8")
    assert text.startswith("# 一句注释\n" + COUNTY)
    assert re.search("mark: [0-9a-f]{72}\n", text)
    made = catalogue(project)
    assert not any(states(made).values())
    assert made["counts"]["cells_by_state"]["attested"] == 40
    assert made["counts"]["items_by_status"]["attested"] == 4
    assert codes(project) == []


def test_a_cell_that_changes_lapses_and_is_named(project: Path) -> None:
    put(project, "county.yaml", COUNTY)
    attest(project, "--area", "elderly-care")
    change(project, "    content: [名单, 标准]", "    content: [名单]")
    ((code, severity, line, column, zh, en),) = codes(project)
    assert (code, severity, line, column) == ("attestation-lapsed", "warning", 10, 9)
    assert zh == "“养老服务补贴”的公开内容（要素）在核对之后改动过，这条核对记录对此失效"
    assert en == "“Row subsidies”: content changed since it was checked; for that the attestation no longer holds"
    made = catalogue(project)
    assert states(made) == {"subsidies": {"content": "unverified"}, "guide": {}, "list": {}, "fees": {}}
    assert made["counts"]["cells_by_state"]["unverified"] == 1
    change(project, "    content: [名单, 标准]\n", "    content: [标准]\n")  # now that of a recalled row
    assert states(catalogue(project))["guide"] == {"content": "recalled"}
    assert "renew" not in attest(project, "--area", "elderly-care", "--renew").replace("--renew", "")
    assert not any(states(catalogue(project)).values())


def test_a_row_that_comes_later_lapses_and_the_others_hold(project: Path) -> None:
    put(project, "county.yaml", COUNTY)
    attest(project, "--area", "elderly-care")
    change(project, row("fees"), row("fees") + row("complaints"))
    ((code, *_, zh, _),) = codes(project)
    assert code == "attestation-lapsed"
    assert "事项complaints" in zh
    found = states(catalogue(project))
    assert set(found.pop("complaints").values()) == {"unverified"}
    assert not any(found.values())


def test_what_has_changed_in_many_cells_lapses_as_a_whole(project: Path) -> None:
    put(project, "county.yaml", COUNTY)
    attest(project, "--area", "elderly-care", "--field", "公开内容", "--field", "time_limit")
    change(project, "20wd", "15wd", count=9)
    change(project, "名单", "名录", count=9)
    ((code, *_, zh, en),) = codes(project)
    assert code == "attestation-lapsed"
    assert "不能逐一指出" in zh
    assert "more cells than can be named" in en
    found = states(catalogue(project))
    assert found["list"]["content"] == found["list"]["time_limit"] == "unverified"
    assert found["list"]["body"] == "corroborated"
    assert found["guide"]["content"] == "recalled"


@pytest.mark.parametrize(
    ("entry", "code", "severity", "at"),
    [
        ("area: elderly-care@2019, MARK", "attestation-mark", "error", "mark"),
        ("area: elderly-care@2019", "attestation-without-mark", "info", "area"),
        ("topic: elderly-care@2019/homes", "attestation-without-mark", "info", "topic"),
        ("items: [elderly-care/homes/list, elderly-care/homes/fees]", "attestation-without-mark", "info", "items"),
        ("area: elderly-care@2011", "attestation-lapsed", "warning", "area"),
        ("area: salt-lakes@2019", "unknown-target", "error", "area"),
        ("topic: elderly-care@2019/beds", "unknown-target", "error", "topic"),
        ("items: [elderly-care/homes/list, elderly-care/homes/beds]", "unknown-target", "error", "items"),
    ],
)
def test_what_proves_nothing_is_told_where_it_stands(
    project: Path, entry: str, code: str, severity: str, at: str
) -> None:
    broken = "mark: " + "0" * 71 + "1"
    entry = entry.replace("MARK", broken)
    put(project, "county.yaml", COUNTY + f'attest:\n- {{{entry}, by: 甲, "on": "2026-11-20", document: 乙}}\n')
    found = [each for each in codes(project) if each[0] == code]
    assert [each[1:3] for each in found] == [(severity, 5)]
    assert found[0][3] >= 4 + entry.index(at)
    assert all(found[0][4:])
    if severity != "error":
        cells = states(catalogue(project))
        assert set(cells["list"].values()) == {"unverified"}
        assert set(cells["guide"].values()) == {"recalled"} or "homes" in entry


def test_an_entry_that_is_there_is_renewed_only_when_told(project: Path) -> None:
    put(project, "county.yaml", COUNTY)
    attest(project, "--area", "elderly-care")
    before = (project / "county.yaml").read_text("utf-8")
    assert "attestation-exists" in attest(project, "--area", "elderly-care", code=2)
    attest(project, "--topic", "elderly-care/homes")  # another target
    attest(project, "--area", "elderly-care", "--field", "body")  # other cells
    assert (project / "county.yaml").read_text("utf-8").startswith(before)
    change(project, "area: elderly-care@2019", "area: elderly-care@2019", name="county.yaml")
    change(project, "by: 庄河市民政局", "by: 别人", name="county.yaml")
    said = attest(project, "--area", "elderly-care", "--renew", "--dry-run")
    assert "-  by: 别人" in said
    assert "by: 别人" in (project / "county.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--area", "养老院"), "unknown-name"),
        (("--area", "salt-lakes"), "unknown-target"),
        (("--item", "elderly-care/homes/beds"), "unknown-target"),
        ((), "nothing-attested"),
        (("--area", "elderly-care", "--on", "昨天"), "bad-date"),
        (("--area", "elderly-care", "--division", "青堆镇"), "unknown-division"),
        (("--area", "elderly-care", "--field", "编号"), "编号"),
    ],
)
def test_attest_refuses_and_writes_nothing(project: Path, options: tuple[str, ...], said: str) -> None:
    put(project, "county.yaml", COUNTY)
    done = gapub("attest", "county.yaml", *DAY, *options, cwd=project)
    assert done.returncode == 2
    assert said in done.stderr.decode()
    assert (project / "county.yaml").read_text("utf-8") == COUNTY


@pytest.mark.parametrize(
    "attested",
    [
        'attest: [{item: elderly-care/homes/list, by: 甲, "on": "2026-11-20", document: 乙}]\n',
        "",
        'attest:\n  - item: elderly-care/homes/list  # 注\n    by: 甲\n    "on": "2026-11-20"\n    document: 乙\n\nexample: true\n',
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_entries_are_written_into_any_layout(project: Path, attested: str, end: str) -> None:
    put(project, "county.yaml", COUNTY)
    text = (COUNTY + attested).replace("\n", end)
    (project / "county.yaml").write_bytes(text.encode())
    attest(project, "--item", "机构名录", "--item", "收费标准")
    made = (project / "county.yaml").read_bytes().decode()
    assert [line for line in text.splitlines() if line not in made.splitlines()] in ([], text.splitlines()[3:4])
    assert "  on:" not in made  # `on` is a word for true to other readers of YAML
    assert "# 注" in made or "# 注" not in text
    assert ("\r\n" in made) == (end == "\r\n")
    assert states(catalogue(project))["fees"] == {}


# --- fmt --marks -------------------------------------------------------------------------------------------------------


def test_fmt_writes_the_marks_that_lack_and_touches_no_other(project: Path) -> None:
    put(project, "county.yaml", COUNTY)
    attest(project, "--area", "elderly-care")
    change(project, "    content: [名单, 标准]", "    content: [名单]")
    note = '- {topic: elderly-care@2019/homes, by: 甲, "on": "2026-11-20", document: 乙}  # 备注\n'
    put(project, "county.yaml", (project / "county.yaml").read_text("utf-8") + note)
    old = re.findall("mark: ([0-9a-f]+)", (project / "county.yaml").read_text("utf-8"))
    assert gapub("fmt", "--check", "--marks", "county.yaml", cwd=project).returncode == 1
    done = gapub("fmt", "--marks", "county.yaml", cwd=project)
    assert done.returncode == 0
    assert "养老服务补贴" in done.stderr.decode(), "a mark that does not match is told"
    text = (project / "county.yaml").read_text("utf-8")
    now = re.findall("mark: ([0-9a-f]+)", text)
    assert now[:1] == old
    assert len(now) == 2
    assert "# 备注" in text
    assert gapub("fmt", "--check", "--marks", "county.yaml", cwd=project).returncode == 0
    assert [each[0] for each in codes(project)] == ["attestation-lapsed"]


# --- beside what else a profile does -----------------------------------------------------------------------------------

STRICTER = "tighten:\n- item: elderly-care/homes/list\n  time_limit: {within: SPAN, of: [formed, changed]}\n"
OWN = """\
add:
- topic: elderly-care/homes
  items:
  - id: canteens
    title: {zh: 食堂, en: Canteens}
    content: [名单]
    basis: [open-government-information-regulations]
    time_limit: {within: 20wd, of: [formed, changed]}
    body: civil-affairs
    channels: [website, social-media]
    audience: public
    method: proactive
    levels: [county]
"""


@pytest.mark.parametrize(
    ("span", "state"), [("5wd", {}), ("30wd", {"time_limit": "local"})], ids=["stricter", "weaker"]
)
def test_a_cell_made_stricter_stays_attested_and_a_weaker_one_does_not(
    project: Path, span: str, state: dict[str, str]
) -> None:
    put(project, "county.yaml", COUNTY)
    attest(project, "--area", "elderly-care")
    put(project, "county.yaml", (project / "county.yaml").read_text("utf-8") + STRICTER.replace("SPAN", span))
    assert states(catalogue(project)) == {"subsidies": {}, "guide": {}, "list": state, "fees": {}}
    assert codes(project) == []
    attest(project, "--area", "elderly-care", "--renew")
    assert states(catalogue(project))["list"] == state


def test_own_rows_of_an_area_are_none_of_its_attestation(project: Path) -> None:
    put(project, "county.yaml", COUNTY + OWN)
    attest(project, "--area", "elderly-care")
    found = states(catalogue(project))
    assert set(found.pop("canteens").values()) == {"local"}
    assert not any(found.values())
    change(project, "    title: {zh: 食堂", "    title: {zh: 饭堂", name="county.yaml")
    assert codes(project) == []


def test_a_chain_of_two_attests_what_each_sees(project: Path) -> None:
    put(project, "city.yaml", 'division: {code: "2102", name: 大连市}\nlevel: city\nbaseline: example\n')
    put(project, "county.yaml", "extends: city.yaml\n" + COUNTY.replace("baseline: example\n", ""))
    attest(project, "--topic", "elderly-care/homes", profile="city.yaml")
    found = states(catalogue(project))
    assert found["list"] == {}
    assert set(found["guide"].values()) == {"recalled"}
    attest(project, "--topic", "elderly-care/services")
    assert not any(states(catalogue(project)).values())
    # the city makes a cell of each stricter: what it attested itself stays, what the county saw before has changed
    more = STRICTER.replace("SPAN", "5wd") + STRICTER.replace("SPAN", "5wd").replace("homes/list", "services/guide")[9:]
    put(project, "city.yaml", (project / "city.yaml").read_text("utf-8") + more)
    found = states(catalogue(project))
    assert found == {"subsidies": {}, "guide": {"time_limit": "local"}, "list": {}, "fees": {}}
    assert [each[0] for each in codes(project)] == ["attestation-lapsed"]


def test_each_of_several_divisions_has_attestations_of_its_own(project: Path) -> None:
    put(project, "towns.yaml", TOWNS)
    attest(project, "--area", "elderly-care", "--division", "徐岭镇", profile="towns.yaml")
    attest(project, "--topic", "elderly-care/homes", profile="towns.yaml")
    text = (project / "towns.yaml").read_text("utf-8")
    assert text.index("青堆镇") < text.index("area: elderly-care@2019") < text.index("level: township")
    first = catalogue(project, "towns.yaml", "township", "210283101")
    second = json.loads((project / "out/210283102/catalogue.json").read_bytes())
    assert not any(states(second).values())
    assert {name for name, cells in states(first).items() if cells} == {"subsidies", "guide"}
    assert (first["counts"]["cells_by_state"]["attested"], second["counts"]["cells_by_state"]["attested"]) == (20, 40)
    change(project, "    content: [名单, 标准]", "    content: [名单]")
    assert [each[0] for each in codes(project, "towns.yaml")] == ["attestation-lapsed"]


def test_what_one_of_several_divisions_has_not_attested_is_to_be_checked(project: Path) -> None:
    put(project, "towns.yaml", TOWNS)

    def to_check() -> int:
        done = gapub("todo", "towns.yaml", "--format", "json", cwd=project)
        return sum(len(each["tasks"]) for each in json.loads(done.stdout)["sections"] if each["id"] == "checks")

    before = to_check()
    attest(project, "--area", "elderly-care", "--division", "徐岭镇", profile="towns.yaml")
    assert to_check() == before == 1
    attest(project, "--area", "elderly-care", "--division", "210283101", profile="towns.yaml")
    assert to_check() == 0


@pytest.mark.parametrize("level", ["county", "township", "village"])
def test_an_area_is_attested_at_every_level(project: Path, level: str) -> None:
    put(project, "county.yaml", COUNTY)
    attest(project, "--area", "elderly-care")
    change(project, "    levels: [county, township, village]", "    levels: [county, township]")
    made = catalogue(project, level=level)
    assert [name for name, cells in states(made).items() if cells] == ([] if level == "village" else ["subsidies"])


DOUBTS = re.compile("回忆|补录|待核|※|recalled|nobody has seen", re.I)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_printed_format_counts_what_holds(project: Path, lang: str) -> None:
    put(project, "county.yaml", COUNTY)
    attest(project, "--area", "elderly-care")
    compiled = ("compile", "county", "county.yaml", "--format", "md,html,csv,jsonl", "--lang", lang, "-o")
    assert gapub(*compiled, "whole", cwd=project).returncode == 0
    change(
        project,
        "  - id: guide\n    title: {zh: 办事指南, en: Row guide}",
        "  - id: guide\n    title: {zh: 指南, en: Row guide}",
    )
    assert gapub(*compiled, "lapsed", cwd=project).returncode == 0
    for path in (each for each in (project / "whole").iterdir() if each.suffix in (".md", ".html", ".csv")):
        assert not DOUBTS.search(path.read_text("utf-8")), path.name
        lapsed = (project / "lapsed" / path.name).read_text("utf-8")
        assert DOUBTS.search(lapsed), path.name
    row = json.loads((project / "lapsed/catalogue.jsonl").read_text("utf-8").splitlines()[1])
    assert row["recalled"] == ["title"]


# --- upgrade -----------------------------------------------------------------------------------------------------------

LATER = {
    "same": (lambda text: text, "rewritten", ""),
    "one": (lambda text: text.replace("名单, 标准", "名录, 标准", 1), "lapsed", "content"),
    "many": (lambda text: text.replace("20wd", "10wd").replace("名单", "名录"), "lapsed", ""),
    "renamed": (
        lambda text: text.replace(
            "id: list\n", "id: roll\n    formerly: [elderly-care@2019/homes/list]\n    formerly_basis: seen\n"
        ),
        "rewritten",
        "",
    ),
}


@pytest.mark.parametrize("case", LATER)
def test_upgrade_takes_a_mark_along_as_long_as_it_holds(project: Path, case: str) -> None:
    later, kind, cell = LATER[case]
    put(
        project,
        "guidelines/elderly-care/2026.yaml",
        later(guideline("2026", supersedes="supersedes: [elderly-care@2019]\n")),
    )
    put(project, "guidelines/registry/later.yaml", LATER_BASELINE)
    put(project, "county.yaml", COUNTY)
    attest(project, "--area", "elderly-care")
    done = gapub("upgrade", "county.yaml", "--to", "later", "--format", "json", cwd=project)
    assert done.returncode == 0, done.stderr.decode()
    (entry,) = json.loads(done.stdout)["entries"]
    assert entry["outcome"] == kind
    text = (project / "county.yaml").read_text("utf-8")
    assert ("area: elderly-care@2026" in text) == (case != "many")
    found = states(catalogue(project))
    open_cells = {name: set(cells) for name, cells in found.items() if cells}
    if case == "many":
        assert set(found["fees"].values()) == {"unverified"}
        assert "elderly-care@2019" in codes(project)[0][4]
    else:
        assert open_cells == ({"subsidies": {cell}} if cell else {})


# --- explain -----------------------------------------------------------------------------------------------------------


def test_explain_says_who_attested_and_what_has_lapsed(project: Path) -> None:
    put(project, "county.yaml", COUNTY)
    attest(project, "--area", "elderly-care")
    change(project, "    content: [名单, 标准]", "    content: [名单]")
    done = gapub("explain", "subsidies", "--profile", "county.yaml", cwd=project)
    said = done.stdout.decode()
    assert "庄河市民政局于2026-11-20对照民办函〔2019〕52号核对" in said
    assert "attestation-lapsed" in said
    found = json.loads(
        gapub("explain", "subsidies", "--profile", "county.yaml", "--format", "json", cwd=project).stdout
    )
    assert {each["field"] for each in found["fields"] if each["state"] == "unverified"} == {"content"}


# --- the mark itself ---------------------------------------------------------------------------------------------------

ROWS = [f"area/topic/r{i}" for i in range(12)]
PLAIN = {(name, cell): i * 10 + n + 1 for i, name in enumerate(ROWS) for n, cell in enumerate(CELLS)}


@given(st.sets(st.sampled_from(sorted(PLAIN)), max_size=6), st.booleans(), st.randoms(use_true_random=False))
def test_a_mark_names_the_few_cells_that_changed(cells: set[tuple[str, str]], later: bool, random: Any) -> None:
    made = marks.of_all(PLAIN)
    assert marks.is_sound(made)
    now = PLAIN | {cell: random.randrange(1000, 2**31 - 1) for cell in cells}
    new = {("area/topic/new", cell): random.randrange(1, 2**31 - 1) for cell in CELLS} if later else {}
    found = marks.changed(made, now | new)
    assert found == (cells | new.keys() if len(cells) <= (3 if later else 4) else None)


@given(st.integers(0, 71), st.sampled_from("0123456789abcdef"))
def test_a_slip_in_a_mark_shows(at: int, digit: str) -> None:
    made = marks.of_all(PLAIN)
    slipped = made[:at] + digit + made[at + 1 :]
    assert marks.is_sound(slipped) == (slipped == made)
