"""`gapub upgrade` by the front door: what becomes of each entry, what stays as it was, and what a person has to settle.

`tests/data/upgrade` holds two baselines made for this, with rows kept, renamed, moved, split, merged, tightened, relaxed,
gone and new, and a profile in a layout of its own that touches each.
"""

from __future__ import annotations

import json
import re
import shutil
from contextlib import chdir
from difflib import ndiff
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapub.build.prepare import prepare
from gapub.model.profile import REFINEMENTS
from in_process import gapub
from test_cli import ROOT
from test_cli import gapub as process

DATA = ROOT / "tests" / "data" / "upgrade"
PROFILE = (DATA / "profile.yaml").read_text("utf-8")
HEAD = 'division: {code: "210283", name: 庄河市}\nlevel: county\nbaseline: rooms-2019\n'
LOCAL = """
    content: [名称]
    basis: [open-government-information-regulations]
    time_limit: {within: 10wd, of: [formed, changed]}
    body: culture-tourism
    channels: [website]
    audience: public
    method: proactive
    levels: [county]
"""
"""The cells of a local item."""
OMITTED = "\n  levels: [county]\n  ground: no-matter\n  reason: 无\n"
CHECKED = '\n  by: 张三\n  "on": "2023-05-01"\n  document: 文件\n'
pytestmark = pytest.mark.usefixtures("read_once")
MARK = re.compile(r'conflict: "(?:[^"\\]|\\.)*"(?:, |\r?\n *)')


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder to work in, with both baselines and the profile."""
    shutil.copytree(DATA, tmp_path, dirs_exist_ok=True)
    return tmp_path


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same for many cases in turn."""
    made = tmp_path_factory.mktemp("workshop")
    shutil.copytree(DATA, made, dirs_exist_ok=True)
    return made


class Done(NamedTuple):
    """A run: its exit code, its report, and the profile after it."""

    code: int
    report: Any
    text: str


def run(folder: Path, text: str, *args: str, file: str = "p.yaml") -> Done:
    """Upgrade a profile of this text, in process."""
    path = folder / file
    path.write_bytes(text.encode())
    args = args or ("--to", "rooms-2024")
    done = gapub("upgrade", file, *args, "--format", "json", cwd=folder)
    assert done.returncode in (0, 1), done.stderr.decode()
    return Done(done.returncode, json.loads(done.stdout), path.read_bytes().decode())


def findings(folder: Path, file: str = "p.yaml") -> list[str]:
    """The codes of what keeps a profile from compiling."""
    with chdir(folder):
        return [each.code for each in prepare("county", Path(file)).found]


def outcomes(report: Any) -> list[tuple[str, str, str, str]]:
    return [(each["section"], each["target"], each["now"], each["outcome"]) for each in report["entries"]]


R = "reading-rooms"
EXPECTED = [
    ("bodies", f"{R}/opening/times", f"{R}/opening/hours", "rewritten"),
    ("bodies", f"{R}/opening/other-body", f"{R}/opening/other-body", "redundant"),
    ("bodies", f"{R}/donations/gifts", f"{R}/donations/gifts", "unbound"),
    ("bodies", "halls", "culture-halls", "rewritten"),
    ("bodies", f"{R}/opening/services", f"{R}/opening/services", "conflict"),
    ("omit", f"{R}/clubs/chess", f"{R}/groups/chess", "rewritten"),
    ("omit", f"{R}/opening/stamps", f"{R}/opening/stamps", "conflict"),
    ("omit", f"{R}/opening/county-only", f"{R}/opening/county-only", "redundant"),
    ("omit", f"{R}/events", f"{R}/events", "kept"),
    ("omit", "halls", "culture-halls", "rewritten"),
    ("tighten", f"{R}/opening/kept", f"{R}/opening/kept", "kept"),
    ("tighten", f"{R}/opening/tighter", f"{R}/opening/tighter", "conflict"),
    ("tighten", f"{R}/opening/relaxed", f"{R}/opening/relaxed", "kept"),
    ("tighten", f"{R}/opening/times", f"{R}/opening/hours", "rewritten"),
    ("tighten", f"{R}/opening/caught-up", f"{R}/opening/caught-up", "redundant"),
    ("tighten", f"{R}/opening/telephone", f"{R}/opening/telephone", "conflict"),
    ("tighten", f"{R}/opening/services", f"{R}/opening/services", "conflict"),
    ("tighten", f"{R}/opening/entry-fee", f"{R}/opening/fees", "conflict"),
    ("tighten", f"{R}/opening/copy-fee", f"{R}/opening/fees", "conflict"),
    ("add", f"{R}/clubs", f"{R}/groups", "rewritten"),
    ("add", f"{R}/opening", f"{R}/opening", "conflict"),
    ("add", f"{R}/shows", f"{R}/shows", "redundant"),
    ("attest", f"{R}/opening/kept", f"{R}/opening/kept", "kept"),
    ("attest", f"{R}/opening/rules", f"{R}/conduct/rules", "lapsed"),
    ("attest", f"{R}/opening/relaxed", f"{R}/opening/relaxed", "lapsed"),
    ("attest", f"{R}/opening/telephone", f"{R}/opening/telephone", "lapsed"),
    ("attest", f"{R}/opening/all-new", f"{R}/opening/all-new", "conflict"),
    ("attest", f"{R}/opening/tighter", f"{R}/opening/tighter", "lapsed"),
    ("attest", "archives/access/papers", "archives/access/records", "rewritten"),
]
"""Every entry of the profile; the last comes through an edition that neither baseline has."""
LINES = [
    "- baseline: 'rooms-2019'   # 旧基线",
    "+ baseline: 'rooms-2024'   # 旧基线",
    "-             reading-rooms/opening/times: 庄河市图书馆   # 图书馆",
    "+             reading-rooms/opening/hours: 庄河市图书馆   # 图书馆",
    "-             reading-rooms/donations/gifts: 庄河市图书馆",
    "-         areas: {halls: 庄河市礼堂管理处}",
    "+         areas: {culture-halls: 庄河市礼堂管理处}",
    "- - item: reading-rooms/clubs/chess   # 没有棋社",
    "+ - item: reading-rooms/groups/chess   # 没有棋社",
    "-   into:   'reading-rooms/opening/rules'",
    "+   into:   'reading-rooms/conduct/rules'",
    "- - area: halls",
    "+ - area: culture-halls",
    "-   item: 'reading-rooms/opening/times'",
    "+   item: 'reading-rooms/opening/hours'",
    "- - item: reading-rooms/opening/entry-fee",
    "+ - item: reading-rooms/opening/fees",
    "- - item: reading-rooms/opening/copy-fee",
    "+ - item: reading-rooms/opening/fees",
    "- - topic: reading-rooms/clubs",
    "+ - topic: reading-rooms/groups",
    '- - {item: reading-rooms/opening/rules, by: 张三, on: "2023-05-01", document: 文件甲}',
    "+ - {item: reading-rooms/conduct/rules, cells: [title, content, basis, time_limit, body, channels, audience, method,"
    ' levels], by: 张三, on: "2023-05-01", document: 文件甲}',
    "-   cells: [ title, time_limit, basis ]",
    "+   cells: [ title, basis ]",
    "-   - content  # 要素",
    "+   # 要素",
    "+   cells: [topic, title, content, basis, body, channels, audience, method, levels]",
    '- - item: "archives/access/papers"',
    '+ - item: "archives/access/records"',
]
"""What changes in the file besides the marks of conflicts, line by line."""


def test_every_entry_comes_out_as_expected(folder: Path) -> None:
    done = run(folder, PROFILE)
    assert outcomes(done.report) == EXPECTED
    assert done.code == 1
    counts = {kind: sum(each[3] == kind for each in EXPECTED) for kind in done.report["counts"]}
    assert done.report["counts"] == counts
    assert done.report["counts"].keys() == {each[3] for each in EXPECTED}
    assert all(note["zh"] and note["en"] for each in done.report["entries"] for note in each["notes"])


def test_the_rows_that_come_go_and_change_at_the_level(folder: Path) -> None:
    rows = run(folder, PROFILE).report["rows"]
    assert [each["id"] for each in rows["gained"]] == [f"{R}/opening/digital"], (
        "the concerts are left out with their topic"
    )
    assert [each["id"] for each in rows["lost"]] == [f"{R}/opening/stamps", f"{R}/donations/gifts"]
    changed = {each["id"]: each["cells"] for each in rows["changed"]}
    assert changed[f"{R}/opening/tighter"] == {"time_limit": "stronger"}
    assert changed[f"{R}/opening/relaxed"] == {"time_limit": "weaker"}
    assert changed[f"{R}/opening/telephone"] == {"content": "incomparable"}
    assert not {f"{R}/opening/kept", f"{R}/groups/chess", "archives/access/records"} & changed.keys()
    township = run(folder, PROFILE.replace('level:   "county"', "level: township")).report
    assert f"{R}/opening/county-only" in {each["id"] for each in township["rows"]["lost"]}


@pytest.mark.parametrize(("start", "newline"), [("", "\n"), ("", "\r\n"), ("\ufeff", "\r\n")])
def test_all_but_ids_cells_and_marks_stays_as_it_was(folder: Path, start: str, newline: str) -> None:
    before = start + PROFILE.replace("\n", newline)
    after = run(folder, before).text
    assert after.count(newline) == after.count("\n")
    bare = MARK.sub("", after)
    assert len(MARK.findall(after)) == sum(each[3] == "conflict" for each in EXPECTED)
    assert [line for line in ndiff(before.split(newline), bare.split(newline)) if line[0] in "+-"] == LINES


def test_a_second_upgrade_and_one_to_the_same_baseline_change_nothing(folder: Path) -> None:
    first = run(folder, PROFILE)
    second = run(folder, first.text)
    assert (second.code, second.text) == (1, first.text), "the conflicts are still open"
    assert second.report["entries"] == []
    same = run(folder, PROFILE, "--to", "rooms-2019")
    assert (same.code, same.text, same.report["changed"]) == (0, PROFILE, False)


def test_conflicts_keep_a_profile_from_compiling_until_they_are_settled(folder: Path) -> None:
    (folder / "p.yaml").write_text(PROFILE, "utf-8")
    done = process("upgrade", "p.yaml", "--to", "rooms-2024", cwd=folder)
    assert done.returncode == 1
    assert done.stderr == b""
    refused = process("compile", "county", "p.yaml", "--allow-weaker", "--area", "archives", cwd=folder)
    said = refused.stderr.decode()
    assert refused.returncode == 2
    assert said.count("错误 [upgrade-conflict]") == sum(each[3] == "conflict" for each in EXPECTED)
    assert "p.yaml:42:3: 错误 [upgrade-conflict] 升级留下的冲突尚未处理：公开时限：旧版为" in said
    assert "再删去 conflict" in said
    assert not (folder / "dist").exists()
    again = process("upgrade", "p.yaml", "--to", "rooms-2019", cwd=folder)
    assert again.returncode == 2
    assert "先处理好这一条" in again.stderr.decode()
    (folder / "p.yaml").write_text(MARK.sub("", (folder / "p.yaml").read_text("utf-8")), "utf-8")
    assert {"weaker-time-limit", "unknown-target", "unknown-element", "two-entries"} <= set(findings(folder))


def test_a_dry_run_shows_the_change_and_writes_nothing(folder: Path) -> None:
    (folder / "p.yaml").write_text(PROFILE, "utf-8")
    for form in ("text", "md", "json"):
        done = gapub("upgrade", "p.yaml", "--to", "rooms-2024", "--dry-run", "--format", form, cwd=folder)
        said = done.stdout.decode()
        assert done.returncode == 1
        assert (folder / "p.yaml").read_text("utf-8") == PROFILE
        if form == "json":
            assert json.loads(said)["written"] is False
            said = json.loads(said)["diff"]
        assert "--- a/p.yaml\n+++ b/p.yaml\n" in said
        assert "\n-baseline: 'rooms-2019'   # 旧基线\n+baseline: 'rooms-2024'   # 旧基线\n" in said
        if form != "json":
            assert "试运行，文件未改 / dry run: nothing was written" in said
            assert "冲突 9 条" in said
            assert "conflict 9" in said


def test_a_linked_profile_is_written_where_it_lies(folder: Path) -> None:
    (folder / "real").mkdir()
    (folder / "real" / "r.yaml").write_text(HEAD, "utf-8")
    (folder / "p.yaml").symlink_to(folder / "real" / "r.yaml")
    assert gapub("upgrade", "p.yaml", "--to", "rooms-2024", cwd=folder).returncode == 0
    assert (folder / "p.yaml").is_symlink()
    assert "baseline: rooms-2024\n" in (folder / "real" / "r.yaml").read_text("utf-8")


# --- one entry each --------------------------------------------------------------------------------------------------

CASES = {
    "a whole list lacks a new element": (
        f"tighten:\n- item: {R}/opening/telephone\n  content: [名称, 办公电话, 地址, 传真]\n",
        [("tighten", f"{R}/opening/telephone", "conflict", "缺少要素“联系电话”")],
    ),
    "local items is added to the new list": (
        f"tighten:\n- item: {R}/opening/telephone\n  content: {{+: [传真]}}\n",
        [("tighten", f"{R}/opening/telephone", "kept", "增加“联系电话”")],
    ),
    "the new edition takes the local name": (
        f"tighten:\n- item: {R}/opening/telephone\n  rename: [{{from: 办公电话, to: 联系电话}}]\n",
        [("tighten", f"{R}/opening/telephone", "conflict", "删去这一项 rename")],
    ),
    "an element that was split is gone": (
        f"tighten:\n- item: {R}/opening/telephone\n  split: [{{from: 办公电话, to: [总机, 分机]}}]\n",
        [("tighten", f"{R}/opening/telephone", "conflict", "“办公电话”不是该事项的要素")],
    ),
    "one of two cells says what the new edition says": (
        f"tighten:\n- item: {R}/opening/caught-up\n  time_limit: {{within: 10wd, of: [formed, changed]}}\n"
        "  channels: {+: [gazette]}\n",
        [("tighten", f"{R}/opening/caught-up", "kept", "新版已作同样规定：公开时限")],
    ),
    "a row that is gone cannot be stricter": (
        f"tighten:\n- item: {R}/opening/stamps\n  channels: {{+: [gazette]}}\n",
        [("tighten", f"{R}/opening/stamps", "conflict", "新版已没有")],
    ),
    "one of two merged rows was stricter": (
        f"tighten:\n- item: {R}/opening/copy-fee\n  channels: {{+: [gazette]}}\n",
        [("tighten", f"{R}/opening/fees", "rewritten", "本地的规定仍不弱于新版")],
    ),
    "an omitted row came together with another": (
        f"omit:\n- item: {R}/opening/copy-fee{OMITTED}",
        [("omit", f"{R}/opening/fees", "conflict", "合并而成")],
    ),
    "an omitted row was split": (
        f"omit:\n- item: {R}/opening/services{OMITTED}",
        [("omit", f"{R}/opening/services", "conflict", "拆为")],
    ),
    "an omitted topic has another name": (
        f"omit:\n- topic: {R}/clubs{OMITTED}",
        [("omit", f"{R}/groups", "rewritten", "")],
    ),
    "an omitted topic is gone": (
        f"omit:\n- topic: {R}/donations{OMITTED}",
        [("omit", f"{R}/donations", "conflict", "删去这一条")],
    ),
    "an omitted topic lost a row": (
        f"omit:\n- topic: {R}/opening{OMITTED}",
        [("omit", f"{R}/opening", "kept", f"已移到别处，改为列入：{R}/conduct/rules")],
    ),
    "the row that another is merged into is gone": (
        f"omit:\n- item: {R}/opening/kept{OMITTED.replace('no-matter', 'merged')}  into: {R}/opening/stamps\n",
        [("omit", f"{R}/opening/kept", "conflict", "新版已没有")],
    ),
    "superseded, and still there": (
        f"omit:\n- item: {R}/opening/kept{OMITTED.replace('no-matter', 'superseded')}",
        [("omit", f"{R}/opening/kept", "kept", "请核对")],
    ),
    "an addition whose topic is gone": (
        f"add:\n- topic: {R}/donations\n  items:\n  - id: thanks\n    title: {{zh: 致谢, en: Thanks}}{LOCAL}",
        [("add", f"{R}/donations", "conflict", "另选一级事项")],
    ),
    "an addition whose area has another name": (
        f"add:\n- topic: halls/hire\n  items:\n  - id: rules\n    title: {{zh: 规则, en: Rules}}{LOCAL}"
        "- topic: halls/tours\n  title: {zh: 参观, en: Tours}\n  items:\n  - id: tours\n"
        f"    title: {{zh: 参观, en: Tours}}{LOCAL}",
        [("add", "culture-halls/hire", "rewritten", ""), ("add", "culture-halls/tours", "rewritten", "")],
    ),
    "a topic of one's own that the new edition has": (
        f"add:\n- topic: {R}/conduct\n  title: {{zh: 守则, en: Conduct}}\n  items:\n  - id: dress\n"
        f"    title: {{zh: 着装, en: Dress}}{LOCAL}",
        [("add", f"{R}/conduct", "kept", "title 可以删去")],
    ),
    "a record on a row that is gone": (
        f"attest:\n- item: {R}/opening/stamps{CHECKED}",
        [("attest", f"{R}/opening/stamps", "conflict", "新版已没有")],
    ),
    "a record on a row that was split": (
        f"attest:\n- item: {R}/opening/services{CHECKED}",
        [("attest", f"{R}/opening/services", "conflict", "拆为")],
    ),
    "a record of which one cell is left": (
        f"attest:\n- item: {R}/opening/all-new{CHECKED}",
        [("attest", f"{R}/opening/all-new", "lapsed", "须对照新版重新核对")],
    ),
    "two offices of rows that were merged": (
        f"bodies:\n  culture-tourism:\n    items: {{{R}/opening/entry-fee: 甲, {R}/opening/copy-fee: 乙}}\n",
        [
            ("bodies", f"{R}/opening/entry-fee", "conflict", "请只留一处"),
            ("bodies", f"{R}/opening/copy-fee", "conflict", "请只留一处"),
        ],
    ),
    "an office of an area of another baseline": (
        "bodies:\n  culture-tourism: {areas: {taxation: 甲}}\n",
        [("bodies", "taxation", "kept", "旧版和新版都没有")],
    ),
    "an edition that is the new baseline's": (
        f"editions:\n- {R}@2024\ntighten:\n- item: {R}/opening/hours\n  channels: {{+: [gazette]}}\n",
        [("editions", f"{R}@2024", "redundant", ""), ("tighten", f"{R}/opening/hours", "kept", "")],
    ),
    "an edition that is held on to": (
        f"editions: [{R}@2019]\ntighten:\n- item: {R}/opening/times\n  channels: {{+: [gazette]}}\n",
        [
            ("editions", f"{R}@2019", "kept", f"新基线为 {R}@2024"),
            ("tighten", f"{R}/opening/times", "kept", ""),
        ],
    ),
    "what neither edition has": (
        f"tighten:\n- item: {R}/opening/nothing\n  channels: {{+: [gazette]}}\n",
        [("tighten", f"{R}/opening/nothing", "conflict", "旧版和新版都没有")],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_an_entry(workshop: Path, case: str) -> None:
    body, expected = CASES[case]
    done = run(workshop, HEAD + body)
    said = [
        (each["section"], each["now"], each["outcome"], "；".join(note["zh"] for note in each["notes"]))
        for each in done.report["entries"]
    ]
    assert [each[:3] for each in said] == [each[:3] for each in expected]
    assert [each for each, wanted in zip(said, expected, strict=True) if wanted[3] not in each[3]] == []
    assert set(findings(workshop)) == ({"upgrade-conflict"} if done.code else set())


def test_offices_of_one_of_several_divisions(workshop: Path) -> None:
    head = 'divisions:\n- code: "210283101"\n  name: 青堆镇\n  bodies:\n    culture-tourism:\n      items:\n'
    tail = f"        {R}/opening/times: 甲\n        {R}/opening/services: 乙\nlevel: township\nbaseline: rooms-2019\n"
    done = run(workshop, head + tail)
    assert [each[3] for each in outcomes(done.report)] == ["rewritten", "conflict"]
    assert MARK.sub("", done.text) == (head + tail).replace("times", "hours").replace("rooms-2019", "rooms-2024")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "level: county  # 县\n\n# 渠道\nchannels: {}\n",
            "level: county  # 县\nbaseline: rooms-2024\n\n# 渠道\nchannels: {}\n",
        ),
        ("level: county", "level: county\nbaseline: rooms-2024"),
        ("level: county\r\nexample: true\r\n", "level: county\r\nbaseline: rooms-2024\r\nexample: true\r\n"),
    ],
)
def test_a_baseline_that_is_not_stated_is_written_below_the_level(workshop: Path, before: str, after: str) -> None:
    division = 'division: {code: "210283", name: 庄河市}\n'
    done = run(workshop, division + before, "--to", "rooms-2024", "--from", "rooms-2019")
    assert (done.code, done.text) == (0, division + after)
    assumed = run(workshop, division + before)
    assert (assumed.report["from"], assumed.report["from_assumed"]) == ("national-2019", True)


# --- the chain -------------------------------------------------------------------------------------------------------

PROVINCE = (
    'division: {code: "21", name: 辽宁省}\nlevel: province\nbaseline: rooms-2019\n'
    f"tighten:\n- item: {R}/opening/times\n  time_limit: {{within: 7wd, of: [formed, changed]}}\n"
    f"add:\n- topic: {R}/opening\n  items:\n  - id: lockers\n    title: {{zh: 存包, en: Lockers}}{LOCAL}"
)


def county(within: int) -> str:
    return (
        f"extends: province.yaml\n{HEAD}tighten:\n- item: {R}/opening/times\n"
        f"  time_limit: {{within: {within}wd, of: [formed, changed]}}\n"
        f"- item: {R}/opening/lockers\n  channels: {{+: [gazette]}}\n"
    )


def test_a_chain_is_taken_as_a_whole_and_each_link_held_against_the_one_above(folder: Path) -> None:
    def both(within: int) -> tuple[int, dict[str, Any], str]:
        (folder / "province.yaml").write_text(PROVINCE, "utf-8")
        done = run(folder, county(within))
        above, own = done.report["profiles"]
        assert [each["profile"] for each in (above, own)] == ["province.yaml", "p.yaml"]
        assert outcomes(above) == [
            ("tighten", f"{R}/opening/times", f"{R}/opening/hours", "rewritten"),
            ("add", f"{R}/opening", f"{R}/opening", "kept"),
        ]
        assert "baseline: rooms-2024" in (folder / "province.yaml").read_text("utf-8")
        return done.code, own, done.text

    code, own, _ = both(5)
    assert (code, own["remarks"]) == (0, [])
    assert [each[2:] for each in outcomes(own)] == [
        (f"{R}/opening/hours", "rewritten"),
        (f"{R}/opening/lockers", "kept"),
    ]
    assert findings(folder) == []
    code, _, text = both(10)
    assert code == 1
    assert "本地为“信息形成或者变更之日起10个工作日内公开”" in text


# --- refused ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("p.yaml", "--to", "rooms-2042"), "unknown-baseline"),
        (("p.yaml", "--to", "rooms-2024", "--from", "rooms-1"), "unknown-baseline"),
        (("none.yaml", "--to", "rooms-2024"), "cannot-read"),
        (("broken.yaml", "--to", "rooms-2024"), "shape-word"),
        (("binary.yaml", "--to", "rooms-2024"), "yaml-not-utf8"),
        ((".", "--to", "rooms-2024"), "shape-unknown-field"),
    ],
)
def test_bad_input_is_told_in_both_languages(folder: Path, args: tuple[str, ...], code: str) -> None:
    (folder / "p.yaml").write_text(HEAD, "utf-8")
    (folder / "broken.yaml").write_text(HEAD.replace("county", "conty"), "utf-8")
    (folder / "binary.yaml").write_bytes(HEAD.encode() + b"# \xff\n")
    (folder / "profile.yaml").write_text(HEAD + "omitted: []\n", "utf-8")
    done = gapub("upgrade", *args, cwd=folder)
    said = done.stderr.decode()
    assert (done.returncode, done.stdout) == (2, b"")
    assert f"错误 [{code}]" in said
    assert f"error [{code}]" in said
    assert "Traceback" not in said


def test_a_layout_that_cannot_be_rewritten_is_left_alone(folder: Path) -> None:
    checked = CHECKED.replace("\n  by", "\n  cells:\n  - # a-b\n    topic\n  - title\n  by")
    text = f"{HEAD}attest:\n- item: {R}/opening/rules{checked}"
    (folder / "p.yaml").write_text(text, "utf-8")
    done = gapub("upgrade", "p.yaml", "--to", "rooms-2024", "--format", "json", cwd=folder)
    assert done.returncode == 2
    assert "[upgrade-unwritable]" in done.stderr.decode()
    assert (folder / "p.yaml").read_text("utf-8") == text


def test_titles_from_a_file_stay_text(folder: Path) -> None:
    edition = folder / "guidelines" / R / "2024.yaml"
    hostile = "<b>*x*```\u202e"
    edition.write_text(edition.read_text("utf-8").replace("数字阅览", f'"{hostile}"'), "utf-8")
    (folder / "p.yaml").write_text(PROFILE, "utf-8")
    text, page = (
        gapub("upgrade", "p.yaml", "--to", "rooms-2024", "--dry-run", "--format", form, cwd=folder).stdout.decode()
        for form in ("text", "md")
    )
    assert "“<b>*x*```\\u202e”" in text
    assert "\u202e" not in text + page
    listed, changes = page.split("diff\n", 1)
    assert "<b>" not in listed
    assert "*x*" not in listed
    assert listed.endswith("\n````"), "the fence is longer than what is in it"
    assert changes.endswith("\n````\n")
    run(folder, PROFILE)
    assert findings(folder).count("upgrade-conflict") == len(findings(folder))


# --- laws ------------------------------------------------------------------------------------------------------------


def entries() -> dict[str, list[str]]:
    """The entries of the profile as they are written, by section."""
    parts = re.split(r"^(\w+):\n", PROFILE, flags=re.MULTILINE)
    sections = dict(zip(parts[1::2], parts[2::2], strict=True))
    return {name: re.split(r"^(?=-)", sections[name], flags=re.MULTILINE)[1:] for name in REFINEMENTS}


ENTRIES = entries()


def test_the_entries_are_found() -> None:
    assert {name: len(found) for name, found in ENTRIES.items()} == {"omit": 5, "tighten": 9, "add": 3, "attest": 7}


@given(st.data())
def test_any_of_the_entries_come_out_compiling_or_marked(workshop: Path, data: st.DataObject) -> None:
    text = HEAD
    for name, found in ENTRIES.items():
        if chosen := data.draw(st.lists(st.sampled_from(found), unique=True), label=name):
            text += f"{name}:\n" + "".join(chosen)
    (workshop / "p.yaml").write_text(text, "utf-8")
    assert findings(workshop) == []
    done = run(workshop, text)
    marked = sum(each["outcome"] == "conflict" for each in done.report["entries"])
    assert done.code == bool(marked)
    assert findings(workshop) == ["upgrade-conflict"] * marked
    assert run(workshop, done.text).text == done.text
    assert done.text.count("#") - text.count("#") == 0
