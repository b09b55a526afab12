"""What an office types: names in place of ids, and what it is told where it typed something else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from in_process import compiled, gapub

HEAD = """\
division: {code: "210283", name: 庄河市}
level: county
example: true
"""
ITEM = "compulsory-education/education-overview/school-directory"
TIGHTEN = f"tighten:\n- item: {ITEM}\n"
OMIT = "levels: [county], ground: no-power, reason: 本县没有这项职权}\n"

ADD = """\
add:
- topic: compulsory-education/transport
  title: {zh: 校车, en: School buses}
  items:
  - id: school-buses
    title: {zh: 校车路线, en: Routes of school buses}
    content: [路线]
    basis: [compulsory-education-law]
    time_limit: {within: 5wd, of: [formed, changed]}
    body: education
    channels: [website]
    audience: public
    method: proactive
    levels: [county]
"""

# --- what is understood: a profile with names says what the one with ids says -------------------------------------------

UNDERSTOOD = {
    "level": ("level: 县级", "level: county"),
    "division": ('division: {code: 庄河市, name: 庄河市}', 'division: {code: "210283", name: 庄河市}'),
    "area": (f"omit:\n- {{area: 税收管理, {OMIT}", f"omit:\n- {{area: taxation, {OMIT}"),
    "area by number": (f'omit:\n- {{area: 25, {OMIT}', f"omit:\n- {{area: taxation, {OMIT}"),
    "topic": (f"omit:\n- {{topic: 义务教育/教育概况, {OMIT}", f"omit:\n- {{topic: compulsory-education/education-overview, {OMIT}"),
    "item": (f"omit:\n- {{item: 义务教育学校名录, {OMIT}", f"omit:\n- {{item: {ITEM}, {OMIT}"),
    "path": (f"omit:\n- {{item: 义务教育/教育概况/义务教育学校名录, {OMIT}", f"omit:\n- {{item: {ITEM}, {OMIT}"),
    "typed path": (f"omit:\n- {{item: 义务教育 > 义务教育学校名录, {OMIT}", f"omit:\n- {{item: {ITEM}, {OMIT}"),
    "number": ("tighten:\n- item: 03-05\n  channels: {+: [broadcast]}\n", f"{TIGHTEN}  channels: {{+: [broadcast]}}\n"),
    "ground and levels": (
        "omit:\n- {area: taxation, levels: [县级, 乡镇], ground: 本级没有这项职权, reason: 本县没有这项职权}\n",
        "omit:\n- {area: taxation, levels: [county, township], ground: no-power, reason: 本县没有这项职权}\n",
    ),
    "roles": (
        "bodies:\n  教育: 庄河市教育局\n  民政部门: 甲\n  财政主管部门: 乙\n  卫生健康部门: 丙\n  司法局: 丁\n",
        "bodies:\n  education: 庄河市教育局\n  civil-affairs: 甲\n  finance: 乙\n  health: 丙\n  justice: 丁\n",
    ),
    "areas of an office": (
        "bodies: {民政: {county: 甲, areas: {养老服务: 乙}}}\n",
        "bodies: {civil-affairs: {county: 甲, areas: {elderly-care: 乙}}}\n",
    ),
    "channels": ("channels:\n  ■政府网站: {label: 甲}\n", "channels:\n  website: {label: 甲}\n"),
    "instruments": (
        f"{TIGHTEN}  basis: {{+: [《土地管理法》, 中华人民共和国教师法, {{id: 预算法}}]}}\n",
        f"{TIGHTEN}  basis: {{+: [land-administration-law, teachers-law, {{id: budget-law}}]}}\n",
    ),
    "method, channels, audience": (
        f"{TIGHTEN}  channels: {{+: [广播电视, 现场]}}\n  method: 主动公开\n  audience: 全社会\n",
        f"{TIGHTEN}  channels: {{+: [broadcast, on-site]}}\n  method: proactive\n  audience: public\n",
    ),
    "time limit": (
        f"{TIGHTEN}  time_limit: {{within: 5wd, of: [形成, 变更]}}\n",
        f"{TIGHTEN}  time_limit: {{within: 5wd, of: [formed, changed]}}\n",
    ),
    "attested cells": (
        'attest:\n- {item: 义务教育学校名录, cells: [公开时限, 公开主体], by: 甲, on: "2026-01-05", document: 乙}\n',
        f'attest:\n- {{item: {ITEM}, cells: [time_limit, body], by: 甲, on: "2026-01-05", document: 乙}}\n',
    ),
    "an item of its own": (
        "ADDattest:\n- {item: 校车路线, by: 甲, on: \"2026-01-05\", document: 乙}\n",
        'ADDattest:\n- {item: compulsory-education/transport/school-buses, by: 甲, on: "2026-01-05", document: 乙}\n',
    ),
    "flag": ("example: 是", "example: true"),
    "whole cells": (
        f"{TIGHTEN}  channels: {{+: 广播电视、入户/现场}}\n  basis: {{+: 《教师法》、《土地管理法》第二条}}\n"
        "omit:\n- {area: taxation, levels: 县级, ground: no-power, reason: 本县没有这项职权}\n",
        f"{TIGHTEN}  channels: {{+: [broadcast, on-site]}}\n"
        "  basis: {+: [teachers-law, {id: land-administration-law, article: 第二条}]}\n"
        "omit:\n- {area: taxation, levels: [county], ground: no-power, reason: 本县没有这项职权}\n",
    ),
    "several in an entry, articles as tables cite them": (
        f"{TIGHTEN}  basis: {{+: [《教师法》第3条；《土地管理法》（主席令第32号）第十二条、第十三条第（二）项, 《预算法》]}}\n",
        f"{TIGHTEN}  basis: {{+: [{{id: teachers-law, article: 第三条}}, {{id: land-administration-law,"
        " article: 第十二条、第十三条第（二）项}, budget-law]}\n",
    ),
    "a cell of several lines": (
        f"{TIGHTEN}  basis:\n    +: |\n      1.《教师法》第三条；\n      2.《土地管理法》\n"
        "  channels:\n    +: |\n      ■广播电视\n      □政府公报\n      ■入户/现场\n",
        f"{TIGHTEN}  basis:\n    +:\n    - {{id: teachers-law, article: 第三条}}\n    - land-administration-law\n"
        "  channels:\n    +:\n    - broadcast\n\n    - on-site\n",
    ),
    "boxes": (
        f"{TIGHTEN}  channels: {{+: [■广播电视 □政府公报 ☑入户/现场]}}\n",
        f"{TIGHTEN}  channels: {{+: [broadcast, on-site]}}\n",
    ),
    "cells of an item of its own": (
        ADD.replace("basis: [compulsory-education-law]", "basis: 《中华人民共和国义务教育法》第十二条，相关规定")
        .replace("body: education", "body: 县级教育行政部门、乡镇人民政府")
        .replace("channels: [website]", "channels: 至少选择其一：■政府网站 □政府公报 ■村公示栏")
        .replace("audience: public", "audience: 特定群体（申请人）")
        .replace("method: proactive", "method: 主动公开")
        .replace("levels: [county]", "levels: 县、乡两级"),
        ADD.replace(
            "basis: [compulsory-education-law]",
            "basis: [{id: compulsory-education-law, article: 第十二条}, {unnamed: 相关规定}]",
        )
        .replace("body: education", "body: {each: [education@county, township-government], wording: 县级教育行政部门、乡镇人民政府}")
        .replace("channels: [website]", "channels: {any_of: [website, village-board]}")
        .replace("audience: public", "audience: {groups: [applicants]}")
        .replace("levels: [county]", "levels: [county, township]"),
    ),
}  # fmt: skip


def _profile(written: str) -> str:
    key = written.partition(":")[0]
    head = [line for line in HEAD.splitlines() if not line.startswith(f"{key}:")]
    return "\n".join((*head, written.replace("ADD", ADD)))


def _said(catalogue: dict[str, Any]) -> str:
    """A catalogue without what tells of the file that it was made from."""
    del catalogue["inputs"], catalogue["files"], catalogue["seal"]
    return json.dumps(catalogue, ensure_ascii=False)


@pytest.mark.parametrize("name", UNDERSTOOD)
def test_a_name_means_its_id(name: str, tmp_path: Path) -> None:
    made = []
    for text in UNDERSTOOD[name]:
        (tmp_path / "profile.yaml").write_text(_profile(text))
        areas = (
            "taxation" if "area: taxation" in UNDERSTOOD[name][1] and name != "whole cells" else "compulsory-education"
        )
        if name in ("roles", "areas of an office"):
            areas = "elderly-care"
        made.append(_said(compiled(tmp_path, "county", "profile.yaml", "--area", areas)))
    assert made[0] == made[1]


# --- what is not understood: where, what, and what to write -------------------------------------------------------------

ANSWERED = [
    (f"omit:\n- {{area: 税收, {OMIT}", 5, "没有叫“税收”的领域", "“税收管理”（taxation）"),
    (f"omit:\n- {{item: 学校名录, {OMIT}", 5, "没有叫“学校名录”的二级事项", f"义务教育学校名录”（{ITEM}）"),
    (f"omit:\n- {{item: 法律法规, {OMIT}", 5, "“法律法规”可能指几个二级事项", "work-safety/policy-documents/laws"),
    (f"omit:\n- {{item: 03-04, {OMIT}{TIGHTEN.replace(ITEM, '03-05')}  method: 主动\n", 5, "03-04", "序号会变"),
    ("bodies: {教肓局: 甲}\n", 4, "没有叫“教肓局”的公开主体", "education"),
    (f"{TIGHTEN}  basis: {{+: [义务教育发]}}\n", 6, "没有叫“义务教育发”的法律文件", "compulsory-education-law"),
    (f"{TIGHTEN}  content: 补助标准、发放时间\n", 6, "此处应为列表", "写成列表：[补助标准, 发放时间]"),
    (f"{TIGHTEN}  basis: {{+: 《教育法》、《教肓法》第三条}}\n", 6, "没有叫“《教肓法》”的法律文件", "education-law"),
    (f"{TIGHTEN}  basis: {{+: [《教育法》第三条规定]}}\n", 6, "没有叫“规定”的法律文件", ""),
    (f"{TIGHTEN}  channels: {{+: ■广播电视 ■查询点}}\n", 6, "没有叫“查询点”的渠道", ""),
    (f"{TIGHTEN}  channels: {{+: 广播电视或者现场}}\n", 6, "不能识别“广播电视或者现场”", "请逐项列出"),
    (f"{TIGHTEN}  channels: {{+: [□广播电视]}}\n", 6, "此列表不能为空", ""),
    (f'{TIGHTEN}  channels: {{+: ["■广播电视 http://a.gov.cn"]}}\n', 6, "不能识别“http://a.gov.cn”", "website: {url: …}"),
    (f"{TIGHTEN}  audience: 全社会、企业\n", 6, "没有叫“企业”的特定群体", ""),
    (ADD.replace("body: education", "body: 县教育局或者其委托的某中心"), 13, "没有叫“某中心”的公开主体", ""),
    (ADD.replace("body: education", "body: 教育部门、财政部门或者民政部门"), 13, "没有叫“教育部门、财政部门或者民政部门”的公开主体", ""),
    (ADD.replace("levels: [county]", "levels: 县级、厂级"), 17, "不能识别“厂级”", "请逐项列出"),
    (f"{TIGHTEN}  method: [主动]\n", 6, "至少要有 2 项", "直接写：proactive"),
    (f"{TIGHTEN}  audience: 企业\n", 6, "没有“企业”这个取值", "public（全社会）；或者写成 {groups: […]}"),
    (f"{TIGHTEN}  time_limit:\n  within: 5wd\n", 7, "没有“within”这个字段", "“within”属于“time_limit”：请在它前面多缩进两个空格"),
    (f"{TIGHTEN}  time_limit:\n    within: 5wd\n    reason: 无\n", 8, "没有“reason”这个字段", "与“time_limit”对齐"),
    ("omit: {area: taxation, levels: [county], ground: no-power, reason: 本县没有这项职权}\n", 4, "此处应为列表", "前面加“- ”"),
    ("cover: [{office: 甲}]\n", 4, "此处应为“键: 值”", "去掉前面的“- ”"),
    ("cover: {phone: 4118800}\n", 4, "此处应为文字，现写的是整数", '请加上引号："4118800"'),
    ("cover: {phone: 41188}\n", 4, "此处应为文字，现写的是整数", '请加上引号："41188"'),
    ("cover: {phone: 20260105}\n", 4, "此处应为文字，现写的是整数", '请加上引号："20260105"'),
    ("cover: {phone: 4.118E+06}\n", 4, "此处应为文字，现写的是数字", '请加上引号："4118000"；这像是 Excel 的科学记数法'),
    ("cover: {version: 1.0}\n", 4, "此处应为文字，现写的是数字", '请加上引号："1.0"'),
    ("cover: {version: 3}\n", 4, "此处应为文字，现写的是整数", '请加上引号："3"'),
    ("cover: {date: 46027}\n", 4, "此处应为文字，现写的是整数", '请加上引号："2026-01-05"'),
    ("bodies: {教育: 43000}\n", 4, "此处应为文字", '请加上引号："43000"'),
    ("cover: {office: }\n", 4, "现写的是空值", "不需要的删去这一行"),
    ('tighten:\n- {item: " 义务教育/义务教育学校名录", method: 主动}\n', 5, "的写法不对", "去掉首尾的空格"),
    ("封面: {office: 甲}\n", 4, "没有“封面”这个字段", "字段名用英文：cover"),
    ("baselines: {县级: national-2019}\n", 4, "没有“县级”这个字段", "county"),
    ("division: 庄河市\n", 3, "此处应为“键: 值”", "写成 {name: …}"),
    ("level: 厂级\n", 3, "没有“厂级”这个取值", "county（县级）"),
    ("bodies: {教育: 甲, education: 乙}\n", 4, "“教育”就是“education”，写了两次", "删去其中一个"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line", "message", "cure"), ANSWERED, ids=[each[2] + each[3][:6] for each in ANSWERED]
)
def test_a_slip_is_answered_with_what_is_right(text: str, line: int, message: str, cure: str, tmp_path: Path) -> None:
    (tmp_path / "profile.yaml").write_text(_profile(text))
    done = gapub("validate", "profile.yaml", "--format", "json", cwd=tmp_path)
    found = [each for each in json.loads(done.stdout)["findings"] if each["severity"] == "error"]
    assert done.returncode == 1
    first = found[0]
    said = first["message"]["zh"] + "\n" + (first.get("hint") or {"zh": ""})["zh"]
    assert message in said
    assert cure in said
    assert (first["place"]["file"], first["place"]["line"]) == ("profile.yaml", line)
    assert len(found) == 1 or "序号" in cure


# --- on the command line -------------------------------------------------------------------------------------------------


def test_the_command_line_takes_names(tmp_path: Path) -> None:
    done = gapub("compile", "县级", "--area", "税收管理", "--format", "网页，表格", "-o", "out", cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    assert {each.name for each in (tmp_path / "out").iterdir()} == {"catalogue.json", "catalogue.xlsx", "index.html"}
    assert gapub("diff", "税收管理@2019", "taxation@2019", "--exit-code", cwd=tmp_path).returncode == 0
    named = gapub("explain", "义务教育/教育概况/义务教育学校名录", "--level", "县级", "--format", "json", cwd=tmp_path)
    assert json.loads(named.stdout)["id"] == ITEM


@pytest.mark.parametrize("level", ["厂级", "country"])
def test_a_level_that_is_none_is_told_with_those_there_are(level: str, tmp_path: Path) -> None:
    done = gapub("compile", level, cwd=tmp_path)
    assert done.returncode == 2
    assert "'county', 'township', 'village'" in done.stderr.decode()


ARTICLES = ["第二十条第（二）项", "第20条第2项", '"20(2)"', "art. 20(2)"]


@pytest.mark.parametrize("written", ARTICLES)
def test_an_article_is_printed_in_both_languages(written: str, tmp_path: Path) -> None:
    basis = f"basis: [{{id: 政府信息公开条例, article: {written}}}]"
    (tmp_path / "profile.yaml").write_text(_profile(f"{TIGHTEN}  {basis}\n"))
    for lang, said in (
        ("zh", "《政府信息公开条例》第二十条第（二）项"),
        ("en", "Regulations on Open Government Information, art. 20(2)"),
    ):
        options = ("--area", "compulsory-education", "--format", "csv", "--lang", lang, "-o", "out")
        done = gapub("compile", "county", "profile.yaml", *options, cwd=tmp_path)
        assert done.returncode == 0, done.stderr.decode()
        assert said in (tmp_path / "out" / "catalogue.csv").read_text()


LISTED = [
    (("instruments", "义务教育"), "compulsory-education-law"),
    (("法律", "《义务教育法》"), "compulsory-education-law"),
    (("主体", "教育局"), "education"),
    (("机构", "教育局"), "education"),
    (("渠道", "公示栏"), "village-board"),
    (("events", "hearing"), "hearing"),
    (("群体", "申请人"), "applicants"),
    (("事项", "学校名录"), ITEM),
]


@pytest.mark.parametrize(("asked", "found"), LISTED, ids=[each[1] for each in LISTED])
def test_ids_are_listed_by_kind_and_word(asked: tuple[str, str], found: str, tmp_path: Path) -> None:
    done = gapub("list", *asked, "--format", "json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    assert found in [entry["id"] for entries in json.loads(done.stdout).values() for entry in entries]
    assert found in gapub("list", *asked, cwd=tmp_path).stdout.decode()


@pytest.mark.parametrize(
    ("asked", "said"), [(("法津",), "instruments（法律）"), (("法律", "义务教育发"), "义务教育法")]
)
def test_what_cannot_be_listed_is_told_with_what_can(asked: tuple[str, ...], said: str, tmp_path: Path) -> None:
    done = gapub("list", *asked, cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr.decode()


IN_CHINESE = """\
行政区划: {代码: "210283", 名称: 庄河市}
层级: 县级
封面: {编制单位: 甲}
公开时限: 及时
"""
OF_A_ROW = f"""{HEAD}bodies: {{教育: {{县级: 甲局, 乡镇: 乙所}}}}
add:
- topic: 义务教育/教育概况
  items:
  - id: own
    标题: {{zh: 甲, en: A}}
    公开内容: [甲]
    公开依据: [义务教育法]
    时限: {{within: 10wd, of: [formed]}}
    主体: 教育
    渠道: [政府网站]
    公开对象: 社会公众
    公开方式: 主动
    层级: [县级]
"""


def test_fields_in_chinese_are_told_once_each_with_the_name_to_write(tmp_path: Path) -> None:
    """What is written in Chinese is not missing as well, and its indentation is not to blame."""
    for name, text in (("top", IN_CHINESE), ("row", OF_A_ROW)):
        (tmp_path / f"{name}.yaml").write_text(text)
    top, row = (
        json.loads(gapub("validate", f"{name}.yaml", "--format", "json", cwd=tmp_path).stdout)["findings"]
        for name in ("top", "row")
    )
    assert [(each["code"], each["place"]["line"]) for each in top] == [("shape-unknown-field", 1)]
    assert top[0]["hint"]["zh"] == "字段名用英文：“行政区划”写 division、“层级”写 level、“封面”写 cover"
    assert [each["code"] for each in row] == ["shape-unknown-field"] * 3
    said = "".join(each["hint"]["zh"] for each in row)
    assert all(each in said for each in ("county", "township"))
    fields = ("标题”写 title", "时限”写 time_limit", "主体”写 body", "渠道”写 channels", "层级”写 levels")
    assert all(each in said for each in fields)


# --- names in a chain ------------------------------------------------------------------------------------------------------

PROVINCE = 'division: {code: "21", name: 辽宁省}\nlevel: 省级\n'
OWN = f"""{ADD.partition("items:" + chr(10))[2]}attest:
- {{item: 校车路线, by: 甲, on: "2026-01-05", document: 乙}}
"""
OF_CHAIN = {
    "number, baseline stated above": ("baseline: national-current\n", "tighten:\n- item: 29-03\n", "broadcasting/"),
    "number, baseline by its name": (
        "baseline: 标准指引（2019年26个试点领域，连同其后所见的版本和领域）\n", "tighten:\n- item: 29-03\n", "broadcasting/",
    ),
    "number in an edition pinned above": (
        "editions: [自然资源@seen-2024]\n", "tighten:\n- item: 33-02\n", "natural-resources/",
    ),
    "number of a village, its level in Chinese": ("", "level: 村级\ntighten:\n- item: V-01\n", "village-affairs/"),
    "item of one's own in a topic by its name": (
        "", f"add:\n- topic: 义务教育/教育概况\n  items:\n{OWN}", "compulsory-education/education-overview/school-buses",
    ),
    "item of one's own in a topic that is added above": (
        f"{ADD.replace('school-buses', 'others').replace('校车路线', '其他')}",
        f"add:\n- topic: 义务教育/校车\n  items:\n{OWN}", "compulsory-education/transport/school-buses",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", OF_CHAIN)
def test_a_name_is_one_of_the_editions_of_the_chain(name: str, tmp_path: Path) -> None:
    above, own, found = OF_CHAIN[name]
    (tmp_path / "profile.yaml").write_text(PROVINCE + above)
    place = '{code: "210283001", name: 甲村}' if "村级" in own else '{code: "210283", name: 庄河市}'
    head = f"division: {place}\nexample: true\n" + (
        "" if "level:" in own else "level: 县级\nextends: ../profile.yaml\n"
    )
    (tmp_path / "county").mkdir()
    (tmp_path / "county" / "profile.yaml").write_text(head + own)
    from gapub.model import profile
    from gapub.sources.library import local_file, of_project

    path = tmp_path / "county" / "profile.yaml"
    read, problems = of_project(tmp_path).read(local_file(path), profile.read)
    assert not problems
    assert read is not None
    assert next(
        each for each in (*(one.item for one in read.tighten), *(one.target for one in read.attest))
    ).startswith(found)


BROKEN = [
    ("omit: 5\n", "此处应为列表"),
    ("add: [5]\n", "此处应为“键: 值”"),
    ("editions: 5\n", "此处应为列表"),
    ("baselines: 5\n", "此处应为“键: 值”"),
]


@pytest.mark.parametrize(("text", "said"), BROKEN, ids=[each[0].strip() for each in BROKEN])
def test_a_name_beside_what_is_broken_is_no_crash(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "profile.yaml").write_text(f"{HEAD}{text}tighten:\n- item: 03-05\n  method: 主动\n")
    done = gapub("validate", "profile.yaml", cwd=tmp_path)
    assert done.returncode == 1
    assert said in done.stdout.decode()


MARKS = {
    "blank behind a level": ("level: 县级　\n", "level: 县级\n"),
    "blank behind a word in a list": (
        f"omit:\n- {{area: 税收管理, levels: [县级　], {OMIT[18:]}",
        f"omit:\n- {{area: 税收管理, levels: [县级 ], {OMIT[18:]}",
    ),
    "colon in a list of offices": ("bodies:\n  教育: 甲\n  民政：乙\n", "bodies:\n  教育: 甲\n  民政: 乙\n"),
    "colon of a key": ("level: 县级\ncover：\n  office：甲\n", "level: 县级\ncover:\n  office: 甲\n"),
}  # fmt: skip


@pytest.mark.parametrize("name", MARKS)
def test_a_mistyped_mark_beside_names_is_told_and_mended(name: str, tmp_path: Path) -> None:
    wrong, right = (f"{_profile(text)}editions: [自然资源@seen-2024]\n" for text in MARKS[name])
    file = tmp_path / "profile.yaml"
    file.write_text(wrong)
    found = json.loads(gapub("validate", "profile.yaml", "--format", "json", cwd=tmp_path).stdout)["findings"]
    assert {each["code"] for each in found if each["severity"] == "error"} == {"yaml-mark"}
    assert gapub("validate", "--fix", "profile.yaml", cwd=tmp_path).returncode == 0
    assert file.read_text() == right


def test_names_like_a_wrong_one_are_looked_for_a_hundred_times_in_a_file(tmp_path: Path) -> None:
    entries = '- {item: 学校名录, by: 甲, on: "2026-01-05", document: 乙}\n' * 120
    (tmp_path / "profile.yaml").write_text(f"{HEAD}attest:\n{entries}")
    found = json.loads(gapub("validate", "profile.yaml", "--format", "json", cwd=tmp_path).stdout)["findings"]
    hints = [each["hint"]["zh"] for each in found if each["code"] == "unknown-name"]
    assert len(hints) == 120
    assert [f"（{ITEM}）" in each for each in hints] == [True] * 100 + [False] * 20
    assert set(hints[100:]) == {"可用 gapub list items 查找"}
