"""What a locality says of rows that is no duty, and channels of its own: from the profile to the catalogue and each command."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from in_process import gapub
from test_cli import ROOT

pytestmark = pytest.mark.usefixtures("read_once")

ROW = "compulsory-education/education-overview/school-directory"
POLICY = "compulsory-education/policy-documents/normative-documents"
HEAD = 'division: {code: "210283", name: 庄河市}\nlevel: county\nexample: true\n'
WHOLE = f"""\
{HEAD}
channels:
  website:
    label: 庄河市人民政府网站
    url: https://zhuanghe.example/
    areas:
      compulsory-education: "https://zhuanghe.example/edu/"
    items:
      {ROW}: "https://zhuanghe.example/edu/{{code}}/schools/"

own_channels:
  app: {{label: 庄河融媒, nature: online, address: "https://app.zhuanghe.example/"}}
  hall: {{label: 公开大厅, nature: place, address: 人民路1号, note: 工作日开放}}

rows:
  compulsory-education:
    phone: "0411-00000000"
    columns: {{监督电话: "12345"}}

  {ROW}:
    section: 基础教育科
    title3: 公办学校名录
    columns: {{公开时长: 长期}}
    publish:
    - {{column: 学校名录, url: "https://zhuanghe.example/{{code}}/schools/", max_age: 1y}}
    - {{column: 便民, url: edu@zhuanghe.example, match: 学校}}
    stage: [service, result]
    interprets: {POLICY}
    guide: {{code: "1121{{code}}"}}

tighten:
- item: {ROW}
  channels: {{+: [app, hall]}}
"""


def write(folder: Path, text: str, name: str = "p.yaml") -> Path:
    (folder / name).write_text(text, "utf-8")
    return folder / name


def rows(folder: Path, text: str, *args: str, level: str = "county") -> dict[str, Any]:
    """The rows of the area in the catalogue of a profile, by id."""
    write(folder, text)
    area = ("--area", "compulsory-education")
    done = gapub("compile", level, "p.yaml", *area, "--format", "json", "-o", "out", "--overwrite", *args, cwd=folder)
    assert done.returncode == 0, done.stderr.decode()
    tree = json.loads((folder / "out" / "catalogue.json").read_bytes())
    return {item["id"]: item for area in tree["areas"] for topic in area["topics"] for item in topic["items"]}


def told(folder: Path, text: str, *severities: str) -> list[tuple[str, int, int]]:
    """The codes of what is wrong with a profile, and where; of these severities, if any is named."""
    write(folder, text)
    done = gapub("validate", "p.yaml", "--format", "json", cwd=folder)
    found = json.loads(done.stdout)["findings"]
    assert all(each["message"]["zh"] and each["message"]["en"] for each in found)
    usual = {"role-unbound", "cover-missing"}
    return [
        (each["code"], each["place"]["line"], each["place"]["column"])
        for each in found
        if each["code"] not in usual
        and "suppressed" not in each
        and each["severity"] in (severities or each["severity"])
    ]


# --- in the catalogue --------------------------------------------------------------------------------------------------


def test_a_row_has_what_is_said_of_it_and_of_its_area(tmp_path: Path) -> None:
    made = rows(tmp_path, WHOLE)
    row = made[ROW]
    said = {
        key: row.get(key)
        for key in ("section", "phone", "title3", "columns", "publish", "stage", "interprets", "guide")
    }
    assert said == {
        "section": "基础教育科",
        "phone": "0411-00000000",
        "title3": "公办学校名录",
        "columns": {"监督电话": "12345", "公开时长": "长期"},
        "publish": [
            {"column": "学校名录", "url": "https://zhuanghe.example/210283/schools/", "max_age": "1y"},
            {"column": "便民", "url": "edu@zhuanghe.example", "match": "学校"},
        ],
        "stage": ["service", "result"],
        "interprets": [POLICY],
        "guide": {"code": "1121210283"},
    }
    other = made[POLICY]
    assert (other["phone"], other["columns"], other.get("section"), other.get("publish")) == (
        "0411-00000000",
        {"监督电话": "12345"},
        None,
        None,
    )


def test_a_channel_has_the_address_of_the_row_then_of_its_area(tmp_path: Path) -> None:
    made = rows(tmp_path, WHOLE)
    of = {each["id"]: each for each in made[ROW]["channels"]["of"]}
    assert of["website"]["url"] == "https://zhuanghe.example/edu/210283/schools/"
    assert of["app"] == {
        "id": "app",
        "label": "庄河融媒",
        "url": "https://app.zhuanghe.example/",
        "nature": "online",
    }
    hall = {"url": None, "nature": "place", "address": "人民路1号", "note": "工作日开放"}
    assert of["hall"] == {"id": "hall", "label": "公开大厅", **hall}
    assert {each["id"]: each["url"] for each in made[POLICY]["channels"]["of"]}[
        "website"
    ] == "https://zhuanghe.example/edu/"


def test_the_worked_profile_has_nothing_wrong_with_it(tmp_path: Path) -> None:
    found = {code for code, _, _ in told(tmp_path, WHOLE)}
    assert found <= {"row-unpublished", "policy-without-interpretation", "stages-incomplete", "guide-without-link"}


DIVISIONS = """\
divisions:
- code: "210281"
  name: 瓦房店市
  own_channels:
    paper: {label: 瓦房店日报, nature: print}
  rows:
    compulsory-education: {phone: "1"}
- code: "210283"
  name: 庄河市
  own_channels:
    paper: {label: 庄河日报, nature: print}
level: county
example: true
"""


def test_each_division_has_its_own(tmp_path: Path) -> None:
    rest = f"rows:\n  {ROW}: {{section: '{{name}}教育局', columns: {{监督电话: '{{code}}'}}}}\n"
    write(tmp_path, DIVISIONS + rest + f"tighten:\n- item: {ROW}\n  channels: {{+: [paper]}}\n")
    done = gapub(
        "compile", "county", "p.yaml", "--area", "compulsory-education", "-o", "out", "--format", "json", cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr.decode()
    found = {}
    for code in ("210281", "210283"):
        tree = json.loads((tmp_path / "out" / code / "catalogue.json").read_bytes())
        items = {item["id"]: item for topic in tree["areas"][0]["topics"] for item in topic["items"]}
        row = items[ROW]
        found[code] = row["section"], row.get("phone"), row["columns"], row["channels"]["of"][-1]["label"]
    assert found == {
        "210281": ("瓦房店市教育局", "1", {"监督电话": "210281"}, "瓦房店日报"),
        "210283": ("庄河市教育局", None, {"监督电话": "210283"}, "庄河日报"),
    }


def test_notes_are_for_the_division_alone_and_its_channels_are_known_below(tmp_path: Path) -> None:
    row = "compulsory-education/admissions/school-profiles"
    write(tmp_path, WHOLE.replace(f"- item: {ROW}", f"- item: {row}"), "county.yaml")
    town = 'extends: county.yaml\ndivision: {code: "210283101", name: 青堆镇}\nlevel: township\nexample: true\n'
    made = rows(tmp_path, town + "rows:\n  compulsory-education: {section: 文教办}\n", level="township")[row]
    assert made["section"] == "文教办"
    assert not {"phone", "columns", "publish"} & made.keys()
    assert [each["label"] for each in made["channels"]["of"]][-2:] == ["庄河融媒", "公开大厅"]


# --- names, fmt, allow -------------------------------------------------------------------------------------------------


def test_names_do_for_ids(tmp_path: Path) -> None:
    text = WHOLE.replace(f"  {ROW}:\n    section", "  义务教育学校名录:\n    section")
    text = text.replace("  compulsory-education:\n    phone", "  义务教育:\n    phone").replace(
        "[app, hall]", "[庄河融媒, 公开大厅]"
    )
    text = text.replace(f"interprets: {POLICY}", "interprets: 义务教育/政策文件/规范性文件").replace(
        "[service, result]", "[服务, 结果]"
    )
    assert "义务教育学校名录" in text
    made, plain = rows(tmp_path, text), rows(tmp_path, WHOLE)
    assert made == plain


def test_fmt_keeps_all_and_orders_it(tmp_path: Path) -> None:
    path = write(tmp_path, WHOLE)
    assert gapub("fmt", "p.yaml", cwd=tmp_path).returncode == 0
    assert path.read_text("utf-8").replace('"', "") == WHOLE.replace('"', "")  # quotes that are not needed go
    muddled = f"rows:\n  {ROW}: {{guide: {{url: 'https://a.cn'}}, section: 科}} # 说明\n{HEAD}"
    path = write(tmp_path, muddled)
    gapub("fmt", "p.yaml", cwd=tmp_path)
    made = path.read_text("utf-8")
    assert made.startswith(HEAD)
    assert made.endswith(
        f'\nrows:\n  {ROW}: # 说明\n    section: 科\n    guide: {{url: "https://a.cn"}}\n'.replace(": #", ":  #")
    )


def test_a_finding_about_notes_is_allowed_beside_the_row(tmp_path: Path) -> None:
    text = f"{HEAD}rows:\n  compulsory-education:\n    stage: decision\n"
    assert [each[0] for each in told(tmp_path, text)] == ["stages-incomplete"]
    allow = "    allow: [{code: stages-incomplete, reason: 尚在整理}]\n"
    assert told(tmp_path, text + allow) == []


# --- what cannot be ----------------------------------------------------------------------------------------------------

BAD = {
    "no such row": (f"rows:\n  {ROW}s: {{section: 科}}\n", "unknown-target", 5, 3),
    "no such area": ("rows:\n  compulsory: {section: 科}\n", "unknown-target", 5, 3),
    "a response to nothing": (
        f"rows:\n  {ROW}:\n    responds: [{POLICY}, {ROW}s]\n",
        "unknown-target",
        6,
        16 + len(POLICY) + 2,
    ),
    "an address that is none": (
        f"rows:\n  {ROW}:\n    publish: {{url: www.zhuanghe.example}}\n",
        "shape-pattern",
        6,
        20,
    ),
    "a dangerous address": (f"rows:\n  {ROW}:\n    guide: {{url: 'javascript:x'}}\n", "shape-pattern", 6, 18),
    "a place without anything": (f"rows:\n  {ROW}:\n    publish: {{match: 学校}}\n", "shape-one-of", 6, 14),
    "no span": (f"rows:\n  {ROW}:\n    publish: {{column: 名录, max_age: 常年}}\n", "shape-pattern", 6, 36),
    "an official column": (f"rows:\n  {ROW}:\n    columns: {{公开时限: 1}}\n", "shape-kind", 6, 21),
    "an official column in words": (f"rows:\n  {ROW}:\n    columns: {{公开时限: 一月}}\n", "column-taken", 6, 21),
    "an official column in lower case": (f"rows:\n  {ROW}:\n    columns: {{channels: x}}\n", "column-taken", 6, 25),
    "a row that interprets itself": (f"rows:\n  {ROW}:\n    interprets: {ROW}\n", "unknown-target", 6, 17),
    "a word for all stages": (f"rows:\n  {ROW}: {{stage: 全部}}\n", "shape-word", 5, 0),
    "a stage that is none": (f"rows:\n  {ROW}: {{stage: decison}}\n", "shape-word", 5, 0),
    "a channel of the registry": ("own_channels:\n  website: {label: 网站}\n", "own-channel-taken", 5, 3),
    "a nature that is none": ("own_channels:\n  app: {label: 客户端, nature: digital}\n", "shape-word", 5, 29),
    "an address without nature": (
        "own_channels:\n  app: {label: 客户端, address: 人民路1号}\n",
        "shape-pattern",
        5,
        30,
    ),
    "a typo is no channel": ("channels:\n  webiste: {label: 网站}\n", "unknown-channel", 5, 3),
    "an address for no row": (
        f"channels:\n  website: {{items: {{{ROW}s: 'https://a.cn'}}}}\n",
        "unknown-target",
        5,
        21,
    ),
    "a note in tighten": (f"tighten:\n- item: {ROW}\n  columns: {{责任科室: 综合组}}\n", "shape-unknown-field", 6, 3),
}


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_is_told_with_its_place(case: str, tmp_path: Path) -> None:
    text, code, line, column = BAD[case]
    found = told(tmp_path, HEAD + text, "error")
    assert [each[0] for each in found] == [code]
    assert found[0][1] == line
    assert column in (0, found[0][2])


def test_the_hint_shows_the_form(tmp_path: Path) -> None:
    write(tmp_path, HEAD + BAD["a note in tighten"][0])
    done = gapub("validate", "p.yaml", "--format", "json", cwd=tmp_path)
    (found,) = json.loads(done.stdout)["findings"]
    assert found["hint"]["zh"].endswith("rows: {事项编号: {columns: …}}")


@pytest.mark.parametrize("said", ['phone: "1"', "publish: {url: 'https://a.cn'}", 'guide: {code: "1"}'])
def test_what_is_of_one_division_alone_does_not_stand_above_several(said: str, tmp_path: Path) -> None:
    rest = f"rows:\n  {ROW}:\n    {said}\n"
    assert next(each[:2] for each in told(tmp_path, DIVISIONS + rest)) == ("of-one-division", 16)
    pattern = re.sub(r"1|a\.cn", lambda found: "{code}" if found[0] == "1" else "a.cn/{code}", rest)
    assert "of-one-division" not in [each[0] for each in told(tmp_path, DIVISIONS + pattern)]


# --- channels of one's own ---------------------------------------------------------------------------------------------


def added(channel: str) -> str:
    """A row of the locality's own on one channel."""
    return f"""\
own_channels:
  board: {channel}
add:
- topic: compulsory-education/admissions
  items:
  - id: bus
    title: {{zh: 校车线路, en: Bus routes}}
    content: [线路]
    basis: [open-government-information-regulations]
    time_limit: {{within: 10wd, of: [formed, changed]}}
    body: education
    channels: [board]
    audience: public
    method: proactive
    levels: [county]
"""


@pytest.mark.parametrize(("nature", "proves"), [("", False), (", nature: place", False), (", nature: online", True)])
def test_an_own_channel_proves_an_online_one_if_it_is_online(nature: str, proves: bool, tmp_path: Path) -> None:
    codes = [each[0] for each in told(tmp_path, HEAD + added(f"{{label: 公开栏{nature}}}"))]
    assert ("no-online-channel" not in codes) is proves
    assert codes.count("own-channel-nature") == (nature == "")


def test_an_own_channel_that_no_row_uses_is_told(tmp_path: Path) -> None:
    assert told(tmp_path, f"{HEAD}own_channels:\n  app: {{label: 客户端, nature: online}}\n") == [
        ("unused-binding", 5, 3)
    ]


# --- the commands ------------------------------------------------------------------------------------------------------


def test_explain_says_where_each_was_written(tmp_path: Path) -> None:
    write(tmp_path, WHOLE)
    done = gapub("explain", ROW, "--profile", "p.yaml", "--format", "json", cwd=tmp_path)
    notes = json.loads(done.stdout)["notes"]
    lines = WHOLE.splitlines()
    for note in notes:
        key = "监督电话" if note["field"] == "columns" and "监督" in note["words"][0]["zh"] else note["field"]
        key = "公开时长" if key == "columns" else key
        assert key in lines[note["place"]["line"] - 1]
    assert [each["field"] for each in notes] == [
        *("section", "phone", "title3", "columns", "columns", "publish", "stage", "interprets", "guide")
    ]


def test_todo_lists_rows_without_a_place_once_one_has_one(tmp_path: Path) -> None:
    def tasks(text: str) -> list[str]:
        write(tmp_path, text)
        done = gapub("todo", "p.yaml", "--format", "json", cwd=tmp_path)
        (section,) = (each for each in json.loads(done.stdout)["sections"] if each["id"] == "unpublished")
        return [task["cells"][-1]["zh"] for task in section["tasks"]]

    assert tasks(HEAD) == []
    begun = tasks(WHOLE)
    assert ROW not in begun and POLICY in begun
    left = tasks(f"{HEAD}rows:\n  compulsory-education: {{publish: {{column: 教育}}}}\n")
    assert left and not any(name.startswith("compulsory-education/") for name in left)


def test_upgrade_follows_rows_and_says_what_is_gone(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "tests" / "data" / "upgrade", tmp_path, dirs_exist_ok=True)
    at = "reading-rooms/opening"
    path = write(
        tmp_path,
        f"""{HEAD}baseline: rooms-2019
channels:
  website: {{label: 网站, items: {{{at}/times: "https://a.cn/1", {at}/stamps: "https://a.cn/2"}}}}
rows:
  reading-rooms: {{phone: "1"}}
  reading-rooms/clubs: {{section: 社团科}}
  {at}/times: {{section: 服务科}}
  {at}/stamps: {{section: 印章科}}
  {at}/services: {{section: 外借科}}
  {at}/kept: {{interprets: [{at}/rules, {at}/times]}}
  {at}/tighter: {{responds: {at}/stamps}}
""",
    )
    done = gapub("upgrade", "p.yaml", "--to", "rooms-2024", "--format", "json", cwd=tmp_path)
    found = {(e["section"], e["target"]): (e["now"], e["outcome"]) for e in json.loads(done.stdout)["entries"]}
    assert found == {
        ("channels", f"{at}/times"): (f"{at}/hours", "rewritten"),
        ("channels", f"{at}/stamps"): (f"{at}/stamps", "unbound"),
        ("rows", "reading-rooms"): ("reading-rooms", "kept"),
        ("rows", "reading-rooms/clubs"): ("reading-rooms/groups", "rewritten"),
        ("rows", f"{at}/times"): (f"{at}/hours", "rewritten"),
        ("rows", f"{at}/stamps"): (f"{at}/stamps", "unbound"),
        ("rows", f"{at}/services"): (f"{at}/services", "conflict"),
        ("rows", f"{at}/kept"): (f"{at}/kept", "rewritten"),
        ("rows", f"{at}/tighter"): (f"{at}/tighter", "conflict"),
    }
    text = path.read_text("utf-8")
    assert "stamps: {section" not in text and "/hours: {section: 服务科}" in text
    assert "interprets: [reading-rooms/conduct/rules, reading-rooms/opening/hours]" in text
    assert text.count("conflict:") == 2


@pytest.mark.parametrize("format", ["json", "text", "md", "html"])
def test_diff_tells_a_change_of_notes_as_information(format: str, tmp_path: Path) -> None:
    for name, text in (
        ("old", WHOLE),
        ("new", WHOLE.replace("基础教育科", "职业教育科").replace("stage: [service, result]", "stage: result")),
    ):
        (tmp_path / name).mkdir()
        rows(tmp_path / name, text)
    done = gapub("diff", "old/out/catalogue.json", "new/out/catalogue.json", "--format", format, cwd=tmp_path)
    said = re.sub("</?(?:ins|del|mark)[^>]*>", "", done.stdout.decode())
    assert "职业教育科" in said and "基础教育科" in said
    if format == "json":
        kinds = {each["kind"] for area in json.loads(said)["areas"] for row in area["rows"] for each in row["changes"]}
        assert kinds == {"note-changed"}


def test_diff_of_profiles_tells_it_too(tmp_path: Path) -> None:
    for name, text in (("old", WHOLE), ("new", WHOLE.replace("基础教育科", "职业教育科"))):
        (tmp_path / name / "catalogues").mkdir(parents=True)
        write(tmp_path / name / "catalogues", text)
        own = tmp_path / name / "guidelines" / "compulsory-education"
        own.mkdir(parents=True)
        shutil.copy(ROOT / "guidelines" / "compulsory-education" / "2019.yaml", own)
    done = gapub("diff", "old", "new", "--profiles", "catalogues", "--format", "json", cwd=tmp_path)
    assert "note-changed" in done.stdout.decode(), done.stderr.decode()


# --- below the divisions of another file ---------------------------------------------------------------------------------

TOWNSHIPS = """\
divisions:
- code: "210283001"
  name: 城关街道
  own_channels: {bell: {label: 城关大喇叭, nature: broadcast, address: 城关路1号}}
- code: "210283002"
  name: 新华街道
  own_channels: {bell: {label: 新华大喇叭, nature: broadcast}}
level: township
rows:
  village-affairs: {section: "{name}经管站", phone: "{code}-1"}
add:
- topic: village-affairs/own
  title: {zh: 本地, en: Local}
  items:
  - id: lists
    title: {zh: 名册, en: Lists}
    content: [全文]
    basis: [open-government-information-regulations]
    time_limit: 10个工作日
    body: villagers-committee
    channels: [bell]
    audience: public
    method: proactive
    levels: [township, village]
"""


@pytest.mark.parametrize(("code", "label"), [("210283001", "城关大喇叭（城关路1号）"), ("210283002", "新华大喇叭")])
def test_a_village_has_the_channel_of_its_township_and_not_its_telephone(code: str, label: str, tmp_path: Path) -> None:
    (tmp_path / "townships.yaml").write_text(TOWNSHIPS, "utf-8")
    village = f'extends: townships.yaml\ndivision: {{code: "{code}", name: 甲村}}\nlevel: village\n'
    assert told(tmp_path, village, "error") == []
    args = ("village", "p.yaml", "--area", "village-affairs", "--format", "csv", "-o", "out")
    done = gapub("compile", *args, cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    text = (tmp_path / "out/catalogue.csv").read_bytes().decode("utf-8-sig")
    assert f"其他：{label}" in text
    assert "经管站" not in text
    assert f"{code}-1" not in text


def test_what_is_said_twice_is_said_once(tmp_path: Path) -> None:
    place = "{column: 名录, url: 'https://a.cn'}"
    area = ROW.partition("/")[0]
    write(
        tmp_path,
        f"{HEAD}rows:\n  {area}:\n    publish: [{place}, {place}]\n    stage: [result, result]\n    responds: [{ROW}]\n",
    )
    done = gapub("compile", "county", "p.yaml", "--area", area, "--format", "json", "-o", "out", cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    made = json.loads((tmp_path / "out/catalogue.json").read_bytes())
    items = {item["id"]: item for each in made["areas"] for topic in each["topics"] for item in topic["items"]}
    assert len(items[ROW]["publish"]) == len(items[ROW]["stage"]) == 1
    assert not items[ROW].get("responds")  # its area responds to it: not the row itself
    assert items[POLICY]["responds"] == [ROW]
