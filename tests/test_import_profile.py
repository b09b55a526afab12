"""`import --as profile`: what a locality's table says beyond the guidelines becomes a profile that compiles."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from gapub import check_files
from gapub.rules.registry import RULES
from gapub.yaml.reader import parse
from in_process import compiled, gapub, remembering
from laws import CI
from store import PROFILES, ROOT, Store, Which

PLACES = ROOT / "tests/data/places"
EXAMPLE = ROOT / "docs/examples/zhuanghe-2025.xlsx"
HEADS = {
    "序号": "序号",
    "领域": "试点领域",
    "一级事项": "一级事项",
    "二级事项": "二级事项",
    "公开内容（要素）": "公开内容（要素）",
    "公开依据": "公开依据",
    "公开时限": "公开时限",
    "公开主体": "公开主体",
    "公开渠道和载体": "公开渠道和载体",
    "全社会": "公开对象：全社会",
    "特定群体": "公开对象：特定群体",
    "主动": "公开方式：主动",
    "依申请公开": "公开方式：依申请",
    "县级": "公开层级：县级",
    "乡级": "公开层级：乡级",
}
"""The columns of a table as offices have them, and what our own CSV calls them."""
SUBSIDIES = "agricultural-subsidies"
MACHINERY = f"{SUBSIDIES}/production-development-funds/machinery-purchase"

Rows = list[dict[str, str]]
Edit = Callable[[Rows], Any]


COUNTY = Which()


def rows_of(store: Store, which: Which = COUNTY, area: str = "涉农补贴") -> Rows:
    """The rows of an area of a catalogue, as an office would have typed them."""
    text = store.files(which, "csv")["catalogue.csv"].decode("utf-8-sig")
    rows = [each for each in csv.DictReader(io.StringIO(text)) if each["试点领域"] == area]
    return [{head: each.get(ours, "").replace("※", "") for head, ours in HEADS.items()} for each in rows]


def table(path: Path, rows: Rows) -> Path:
    """Write a table as CSV."""
    heads = list(dict.fromkeys(head for each in rows for head in each))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, heads)
        writer.writeheader()
        writer.writerows(rows)
    return path


def imported(
    folder: Path, *args: str | Path, code: int = 0, division: str = "庄河市"
) -> tuple[dict[str, Any], str, str]:
    """Import a file: the profile as values, its text, and what the command told."""
    own = () if not division else ("--division", division)
    done = gapub("import", *args, "--as", "profile", *own, "-o", "p/profile.yaml", cwd=folder)
    assert done.returncode == code, done.stderr.decode()
    text = (folder / "p/profile.yaml").read_text("utf-8")
    tree, found = parse(text.encode(), "")
    assert not found
    return json.loads(json.dumps(tree)), text, done.stderr.decode() + done.stdout.decode()


def sound(folder: Path) -> None:
    """The profile has no error, is laid out, and compiles."""
    for command in (("validate", "p"), ("fmt", "--check", "p")):
        done = gapub(*command, cwd=folder)
        assert done.returncode == 0, done.stderr.decode() + done.stdout.decode()


# --- what the guideline says already -----------------------------------------------------------------------------------


def test_a_table_that_says_what_the_guideline_says_gives_an_empty_profile(store: Store, tmp_path: Path) -> None:
    tree, text, _ = imported(tmp_path, table(tmp_path / "t.csv", rows_of(store)))
    assert tree == {"division": {"code": "210283", "name": "庄河市"}, "level": "county"}
    assert "omit" not in text
    sound(tmp_path)


# --- one cell ----------------------------------------------------------------------------------------------------------


def cell(row: int, **values: str) -> Edit:
    """An edit of one row."""
    return lambda rows: rows[row].update(values)


LIMIT = "自信息形成或者变更之日起{}个工作日内"
CASES: Mapping[str, tuple[Edit, dict[str, Any]]] = {
    "an office": (
        lambda rows: [each.update(公开主体="庄河市农业农村局") for each in rows],
        {"bodies": {"agriculture": "庄河市农业农村局"}},
    ),
    "most rows have one office": (
        lambda rows: [each.update(公开主体="庄河市农业农村局" if i else "庄河市农机中心") for i, each in enumerate(rows)],
        {"bodies": {"agriculture": {"county": "庄河市农业农村局", "items": {MACHINERY: "庄河市农机中心"}}}},
    ),
    "a general word is no office": (cell(0, 公开主体="农业主管部门"), {}),
    "a person is no office": (cell(0, 公开主体="王某"), {}),
    "a shorter time": (
        cell(0, 公开时限="信息形成或者变更之日起10个工作日内"),
        {"tighten": [{"item": MACHINERY, "time_limit": {"within": "10wd", "of": ["formed", "changed"]}}]},
    ),
    "a longer time is not written": (cell(0, 公开时限="信息形成或者变更之日起30个工作日内"), {}),
    "words are not written": (cell(0, 公开时限="定期公开"), {}),
    "a channel more": (
        lambda rows: rows[0].update(公开渠道和载体=rows[0]["公开渠道和载体"] + "\n■庄河融媒客户端"),
        {
            "own_channels": {"zhuang-he-rong-mei-ke-hu-duan": {"label": "庄河融媒客户端"}},
            "tighten": [{"item": MACHINERY, "channels": {"+": ["zhuang-he-rong-mei-ke-hu-duan"]}}],
        },
    ),
    "an element more": (
        lambda rows: rows[0].update({"公开内容（要素）": rows[0]["公开内容（要素）"] + "\n补贴机具目录"}),
        {"tighten": [{"item": MACHINERY, "content": {"+": ["补贴机具目录"]}}]},
    ),
    "an instrument more": (
        lambda rows: rows[0].update(公开依据=rows[0]["公开依据"] + "\n《政府采购法》"),
        {"tighten": [{"item": MACHINERY, "basis": {"+": ["government-procurement-law"]}}]},
    ),
    "columns of all rows": (
        lambda rows: [each.update(责任科室="计财科", 联系电话="0411-00000012", 栏目="补贴") for each in rows],
        {"rows": {SUBSIDIES: {"section": "计财科", "phone": "0411-00000012", "publish": {"column": "补贴"}}}},
    ),
    "columns of one row": (
        cell(0, 完成时间="年底", 备注="试行", 网址="https://zhuanghe.example/nj/"),
        {
            "rows": {
                MACHINERY: {"publish": {"url": "https://zhuanghe.example/nj/"}, "columns": {"备注": "试行", "完成时间": "年底"}}
            }
        },
    ),
    "columns that a catalogue has": (
        cell(0, 反馈="有", 办事指南="https://zhuanghe.example/1", 公开位置="补贴（https://zhuanghe.example/2）"),
        {
            "rows": {
                MACHINERY: {
                    "columns": {"反馈（原表）": "有"},
                    "publish": {"column": "补贴", "url": "https://zhuanghe.example/2"},
                    "guide": {"url": "https://zhuanghe.example/1"},
                }
            }
        },
    ),
    "a person's telephone": (cell(0, 联系电话="王某 13812345678", 联系人="王某"), {}),
}  # fmt: skip


@pytest.mark.parametrize(("edit", "expected"), CASES.values(), ids=CASES.keys())
def test_what_a_table_says_beyond_the_guideline(
    edit: Edit, expected: dict[str, Any], store: Store, tmp_path: Path
) -> None:
    rows = rows_of(store)
    edit(rows)
    tree, text, _ = imported(tmp_path, table(tmp_path / "t.csv", rows))
    said = {key: value for key, value in tree.items() if key not in ("division", "level")}
    for each in said.get("tighten", ()):
        each.get("time_limit", {}).pop("wording", None)
    assert said == expected
    assert "王某" not in text
    assert "13812345678" not in text
    sound(tmp_path)


def test_a_weaker_cell_is_told_with_both_places(store: Store, tmp_path: Path) -> None:
    rows = rows_of(store)
    rows[0]["公开时限"] = LIMIT.format(30)
    _, _, told = imported(tmp_path, table(tmp_path / "t.csv", rows))
    assert "[import-weaker]" in told
    assert "30个工作日" in told
    assert "20个工作日" in told
    assert re.search(r"t\.csv:#1!G2", told)
    assert f"guidelines/{SUBSIDIES}/2019.yaml" in told


def test_what_is_weaker_in_the_same_way_is_told_once_with_all_cells(store: Store, tmp_path: Path) -> None:
    rows = rows_of(store)
    for each in rows[:2]:
        each["公开时限"] = LIMIT.format(30)
    _, _, told = imported(tmp_path, table(tmp_path / "t.csv", rows))
    assert told.count("本地的期限更长") == 1
    assert "（共 2 行：G2、G3）" in told


def test_what_the_cover_takes_is_said_to_be_there(tmp_path: Path) -> None:
    tree, _, told = imported(tmp_path, EXAMPLE)
    assert tree["cover"]["office"] == "庄河市人民政府办公室"
    assert "封面信息已写入 cover" in told


# --- rows --------------------------------------------------------------------------------------------------------------


def test_a_row_more_is_a_local_item(store: Store, tmp_path: Path) -> None:
    rows = rows_of(store)
    rows.append(rows[-1] | {"二级事项": "茶园改造补贴", "公开内容（要素）": "茶园面积", "公开主体": "庄河市茶叶站"})
    rows.append(
        rows[-1] | {"一级事项": "其他补贴", "二级事项": "种业补贴", "主动": "", "公开内容（要素）": "品种\n金额"}
    )
    rows.append(
        rows[-1] | {"二级事项": "菌种补贴", "主动": "√", "公开时限": LIMIT.format(60), "公开内容（要素）": "菌种"}
    )
    tree, text, told = imported(tmp_path, table(tmp_path / "t.csv", rows))
    (add,) = tree["add"]
    assert add["topic"] == f"{SUBSIDIES}/animal-epidemic-prevention"
    assert [(each["id"], each["title"]) for each in add["items"]] == [("cha-yuan-gai-zao-bu-tie", "茶园改造补贴")]
    bound = f"{SUBSIDIES}/animal-epidemic-prevention/cha-yuan-gai-zao-bu-tie"
    assert tree["bodies"] == {"departments-concerned": {"items": {bound: "庄河市茶叶站"}}}
    assert "# 种业补贴：公开方式不明，请补全" in text
    assert "stands as a comment: Method not known" in told
    assert re.search("# 菌种补贴：.*20个工作日", text)
    assert told.count("[import-added]") == 2 * 3  # in two languages
    sound(tmp_path)
    items = {
        each["title"]["zh"]
        for area in compiled(tmp_path, "county", "p")["areas"]
        for topic in area["topics"]
        for each in topic["items"]
    }
    assert "茶园改造补贴" in items


@pytest.mark.parametrize(("content", "why"), [("如上", "“如上”指其他单元格的内容"), ("{name}", "“{name}”将原样印出")])
def test_a_row_that_no_profile_may_have_stands_as_a_comment(
    content: str, why: str, store: Store, tmp_path: Path
) -> None:
    rows = rows_of(store)
    rows.append(rows[-1] | {"二级事项": "茶园改造补贴", "公开内容（要素）": content})
    tree, text, _ = imported(tmp_path, table(tmp_path / "t.csv", rows))
    assert "add" not in tree
    assert f"# 茶园改造补贴：{why}" in text
    sound(tmp_path)


REFUSED = {
    "as-above": {"content": ["同上"]},
    "name-placeholder": {"content": ["{name}的名册"]},
    "local-unknown-cell": {"channels": "unknown"},
    "local-beyond-20-working-days": {"time_limit": {"within": "60wd", "of": ["formed"]}},
}
"""What rows may not say, by the rule that says so."""
BESIDE = {
    "attestation-early",  # of `attest`, which no import writes
    "direction-character",  # of the text, comments and all
    "empty-reason",  # no import writes one
    "empty-title",
    "identity-number",  # of the text
    "impossible-date",  # of `attest`
    "local-less-than-law",  # of rows of the guidelines, each by itself
    "same-division",
    "unknown-bound-item",
}
"""The rules on profiles that are about no local row."""
ROW = {
    "content": ["品种"],
    "basis": ["open-government-information-regulations"],
    "time_limit": {"within": "10wd", "of": ["formed"]},
    "body": "agriculture",
    "channels": ["website"],
    "audience": "public",
    "method": "proactive",
    "levels": ["county"],
}
WEAKER = {
    MACHINERY: {"time_limit": {"within": "60wd", "of": ["formed"]}, "content": ["品种"]},
    "taxation/policies-and-regulations/laws-and-regulations": {"channels": ["website"], "content": ["同上"]},
    "major-construction-projects/approval-services/service-guide": {"content": ["{name}"]},
}


def test_what_is_wrong_with_an_entry_is_so_whichever_others_there_are(tmp_path: Path) -> None:
    """For this an import judges a profile once: what is left when entries are refused has no other error."""
    about_rows = {
        rule.code
        for rule in RULES.values()
        if rule.check and rule.severity == "error" and rule.kind in ("profile", "any")
    }
    assert about_rows == {*REFUSED, *BESIDE}, "a new rule: does it look at one entry alone? See tables/profile.py"
    rows = [{"id": f"row-{i}", "title": f"补贴{i}", **ROW, **said} for i, said in enumerate((*REFUSED.values(), {}))]
    adds = [{"topic": f"{SUBSIDIES}/animal-epidemic-prevention", "items": [each]} for each in rows]
    adds += [
        {"area": f"tea-{i}", "title": "茶", "topics": [{"id": "tea", "title": "茶", "items": [row]}]}
        for i, row in enumerate(rows)
    ]
    entries = [("add", each) for each in adds]
    entries += [("tighten", {"item": item, **said}) for item, said in WEAKER.items()]

    def wrong(those: list[tuple[str, Any]]) -> set[tuple[str, str, str]]:
        tree = {"division": {"code": "210283", "name": "庄河市"}, "level": "county"}
        tree |= {key: said for key in ("add", "tighten") if (said := [each for of, each in those if of == key])}
        (tmp_path / "p.yaml").write_text(json.dumps(tree, ensure_ascii=False), "utf-8")
        with remembering():
            found = check_files([tmp_path / "p.yaml"])
        return {(each.code, each.entity, each.message.zh) for each in found if each.severity == "error"}

    alone = [wrong([each]) for each in entries]
    assert {code for found in alone[: len(adds)] for code, _, _ in found} == REFUSED.keys()
    assert all(alone[len(adds) :])
    assert wrong(entries) == set().union(*alone)


@pytest.mark.parametrize(
    ("column", "text"),
    [
        *((column, text) for column in ("备注", "三级事项", "公开栏目", "说明") for text in ("{名称}说明", "同上")),
        ("说明", "{name}说明"),
        ("说明", "｛代码｝"),
        ("说明", "〃，另附"),
    ],
)
def test_what_a_profile_would_not_print_as_the_table_has_it_is_told_and_not_written(
    column: str, text: str, store: Store, tmp_path: Path
) -> None:
    rows = rows_of(store)
    for each in rows:
        each[column] = text if each is rows[0] else "见说明"
    tree, written, told = imported(tmp_path, table(tmp_path / "t.csv", rows))
    assert len(tree["rows"]) == len(rows) - 1
    assert text not in written
    assert told.count("[import-refused]") == 2, told  # in both languages
    assert column in told
    sound(tmp_path)


def test_local_rows_of_a_topic_whose_title_cannot_be_written_are_proposed(store: Store, tmp_path: Path) -> None:
    rows = rows_of(store)
    new = {**rows[0], "一级事项": "{name}扶持", "二级事项": "茶园改造补贴"}
    tree, text, told = imported(tmp_path, table(tmp_path / "t.csv", [new, *rows]))
    assert "add" not in tree
    assert "茶园改造补贴" in text
    assert "还不能写入" in told
    sound(tmp_path)


def test_a_profile_above_may_add_an_area_where_the_tables_have_one_that_the_baseline_lacks(
    store: Store, tmp_path: Path
) -> None:
    """Rows that are numbered by area are looked up by the numbers of all of these."""
    above = PLACES / "county/profile.yaml"
    assert "tea-industry" in above.read_text("utf-8")
    other = {**rows_of(store)[0], "试点领域": "村务公开", "序号": "地1-1"}
    done = gapub(
        *("import", table(tmp_path / "t.csv", [*rows_of(store), other]), "--as", "profile", "--division", "某某镇"),
        *("--level", "township", "--extends", above, "-o", "p/profile.yaml"),
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr.decode()


def test_an_omission_is_proposed_with_its_ground_left_open(store: Store, tmp_path: Path) -> None:
    rows = rows_of(store)
    del rows[0]
    _, text, told = imported(tmp_path, table(tmp_path / "t.csv", rows))
    assert "[import-missing-rows]" in told
    sound(tmp_path)
    taken = text.replace("#omit:", "omit:").replace("#- {item:", "- {item:")
    file = tmp_path / "p/profile.yaml"
    file.write_text(taken, "utf-8")
    assert gapub("validate", "p", cwd=tmp_path).returncode == 1
    file.write_text(taken.replace("ground: , reason: ", "ground: no-matter, reason: 没有农机购置补贴"), "utf-8")
    omitted = compiled(tmp_path, "county", "p")["omitted"]
    assert [each["id"] for each in omitted] == [MACHINERY]


def test_what_needs_a_reason_is_proposed(store: Store, tmp_path: Path) -> None:
    rows = rows_of(store, area="农村集体土地征收")
    rows[1] |= {"全社会": "√", "特定群体": ""}
    _, text, told = imported(tmp_path, table(tmp_path / "t.csv", rows))
    assert "[import-reason]" in told
    assert "#  audience: public\n#  reason:\n" in text
    sound(tmp_path)


ODD = st.lists(
    st.sampled_from(
        [
            *"√■□☑※《》〈〉（）()[]{}#:：,，、；;/\\\"'“”*&!|>%@`-—·~ \n\t\u202e0123456789ab公开局网站栏日内年县政府除外主动",
            *("同上", "无", "依申请", "{名称}", "20个工作日", "网址：http://a.cn", "null", "详见附件"),
        ]
    ),
    max_size=24,
).map("".join)
HEADINGS = st.sampled_from([*HEADS, "备注", "网址", "反馈", "电话", "x"])
FEW = settings(
    max_examples=40 if CI else 8,
    deadline=None,
    derandomize=CI,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # to shrink a table takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.mark.parametrize("way", [("profile", "--division", "庄河市"), ("guideline", "--edition", "seen-2026")])
@FEW
@given(cells=st.lists(st.tuples(HEADINGS, ODD), min_size=1, max_size=6), title=ODD)
def test_whatever_stands_in_cells_the_file_is_sound(
    store: Store, tmp_path: Path, way: tuple[str, ...], cells: list[tuple[str, str]], title: str
) -> None:
    rows = rows_of(store)
    for i, (head, text) in enumerate(cells):
        rows[i % len(rows)][head] = text
    rows.append(rows[1] | {"一级事项": title, "二级事项": title[::-1], "公开内容（要素）": title, "公开主体": title})
    shutil.rmtree(tmp_path / "p", ignore_errors=True)
    (tmp_path / "p").mkdir()
    done = gapub("import", table(tmp_path / "t.csv", rows), "--as", *way, "-o", "p", cwd=tmp_path)
    if done.returncode == 0:
        sound(tmp_path)
    else:
        assert done.returncode == 2
        assert b"Traceback" not in done.stderr


# --- options -----------------------------------------------------------------------------------------------------------


def test_the_division_has_to_be_named(store: Store, tmp_path: Path) -> None:
    done = gapub("import", table(tmp_path / "t.csv", rows_of(store)), "--as", "profile", cwd=tmp_path)
    assert done.returncode == 2
    assert "--division" in done.stderr.decode()


def test_a_file_that_is_there_stays(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "profile.yaml"
    file.write_text("level: county\n")
    args = ("import", table(tmp_path / "t.csv", rows_of(store)), "--as", "profile", "--division", "庄河市", "-o", file)
    assert gapub(*args, cwd=tmp_path).returncode == 2
    assert file.read_text() == "level: county\n"
    assert gapub(*args, "--overwrite", cwd=tmp_path).returncode == 0
    assert "庄河市" in file.read_text("utf-8")


@pytest.mark.parametrize(
    ("level", "division", "area"), [("township", "庄河市城关街道", "养老服务"), ("village", "石桥村", "扶贫")]
)
def test_other_levels(level: str, division: str, area: str, store: Store, tmp_path: Path) -> None:
    rows = rows_of(store, Which(level), area)
    for each in rows:
        each.pop("县级")
        each.pop("乡级")
    tree, _, _ = imported(tmp_path, table(tmp_path / "t.csv", rows), "--level", level, division=division)
    assert tree.keys() == {"division", "level"}
    assert tree["level"] == level
    sound(tmp_path)


# --- whole places ------------------------------------------------------------------------------------------------------


def test_the_example_becomes_a_profile_that_every_command_takes(tmp_path: Path) -> None:
    tree, text, told = imported(tmp_path, EXAMPLE)
    assert tree["cover"] == {"office": "庄河市人民政府办公室", "date": "2025-03-01"}
    assert tree["bodies"] == {"agriculture": "庄河市农业农村局", "civil-affairs": "庄河市民政局"}
    assert {each["item"].partition("/")[0] for each in tree["tighten"]} == {SUBSIDIES}
    assert "王某某" not in text
    assert "涉农补贴!F6" in told
    sound(tmp_path)
    for command in (
        ("todo", "p"),
        ("explain", MACHINERY, "--profile", "p"),
        ("upgrade", "p", "--to", "national-current", "--dry-run"),
    ):
        done = gapub(*command, cwd=tmp_path)
        assert done.returncode == 0, done.stderr.decode()
    compiled(tmp_path, "county", "p")
    before = (tmp_path / "out/catalogue.json").rename(tmp_path / "before.json")
    (tmp_path / "p/profile.yaml").write_text(text.replace("10wd", "5wd"), "utf-8")
    compiled(tmp_path, "county", "p")
    done = gapub("diff", before, "out/catalogue.json", cwd=tmp_path)
    assert MACHINERY in done.stdout.decode()


def test_what_a_county_compiles_comes_back_as_its_profile(store: Store, tmp_path: Path) -> None:
    """Offices and stricter cells of the example county, of whose omissions a table says no ground."""
    which = Which("county", "liaoning/dalian/zhuanghe")
    areas = ("义务教育", "社会救助", "农村集体土地征收", "生态环境", "自然资源")
    rows = [row for area in areas for row in rows_of(store, which, area)]
    source = PROFILES / "liaoning/dalian/zhuanghe/profile.yaml"
    own: Any = parse(source.read_bytes(), "")[0]
    tree, text, _ = imported(tmp_path, table(tmp_path / "t.csv", rows))
    sound(tmp_path)
    for role, office in tree["bodies"].items():
        known = own["bodies"][role]
        assert office == known or (isinstance(known, Mapping) and office.items() <= known.items()), role
    mine = {each["item"]: each for each in own["tighten"]}
    for each in tree["tighten"]:
        theirs = {key: value for key, value in mine[each["item"]].items() if key not in ("reason", "rename", "split")}
        assert each == theirs
    assert tree["editions"] == own["editions"]
    assert tree["channels"]["service-centre"] == own["channels"]["service-centre"]
    assert "#- {topic: eco-environment/penalties-and-orders, levels: [county], ground: , reason: }" in text


def test_what_our_own_files_hold_comes_back_as_the_profile_that_made_them(tmp_path: Path) -> None:
    shutil.copytree(PLACES / "county", tmp_path / "q")
    areas = [word for area in ("户籍管理", "税收管理", "茶产业发展") for word in ("--area", area)]
    done = gapub("compile", "county", "q", *areas, "--format", "xlsx,csv", "-o", "out", cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    own: Any = parse((tmp_path / "q/profile.yaml").read_bytes(), "")[0]
    found = []
    for name in ("catalogue.xlsx", "catalogue.csv"):
        tree, _, _ = imported(tmp_path, f"out/{name}", "--level", "county", "--overwrite", division="青禾县")
        sound(tmp_path)
        found.append(tree)
    assert found[0] == found[1]
    tree = found[0]
    channel = next(key for key, each in tree["own_channels"].items() if each["label"] == "青禾融媒客户端")
    assert tree["bodies"] == {role: own["bodies"][role] for role in ("agriculture", "public-security", "taxation")}
    assert tree["channels"]["website"]["label"] == own["channels"]["website"]["label"]
    assert [each["channels"] for each in tree["tighten"]] == [{"+": [channel]}]
    assert tree["rows"]["household-registration"] == own["rows"]["household-registration"]
    assert tree["rows"]["tea-industry/support/subsidies"] == own["rows"]["tea-industry/support/subsidies"]
    assert [each["area"] for each in tree["add"]] == ["tea-industry"]
    ids = [
        [item["id"] for topic in add["topics"] for item in topic["items"]] for add in (tree["add"][0], own["add"][0])
    ]
    assert ids[0] == ids[1]
