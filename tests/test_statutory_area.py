"""The statutory catalogue: every duty of the Regulations on Open Government Information (国务院令第711号, 2019) has its row.

The list below was made from the law's text alone, article by article, not from the guideline.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import pytest

from gapub.model.cells.article import read
from gapub.model.fields import CELLS
from gapub.sources.library import open_library
from in_process import gapub

AREA = "statutory-disclosure"
BASELINE = "national-full-2026"
LIBRARY = open_library()
LEVELS = ("county", "township")
REGULATIONS = "open-government-information-regulations"

GENERAL = "20个工作日内及时公开"
"""Article 26."""


class Duty(NamedTuple):
    """What an article asks: the row that carries it, the words it must hold, its limit and the levels it binds."""

    article: str
    row: str
    holds: tuple[str, ...]
    limit: str
    levels: tuple[str, ...] = LEVELS


def _of_20() -> list[Duty]:
    heads = {
        "一": ("rules-and-documents", ("行政法规", "规章", "规范性文件")),
        "二": (
            "functions-and-contacts",
            ("机关职能", "机构设置", "办公地址", "办公时间", "联系方式", "负责人姓名"),
        ),
        "三": (
            "plans-and-policies",
            ("国民经济和社会发展规划", "专项规划", "区域规划", "相关政策"),
        ),
        "四": ("statistics", ("国民经济和社会发展统计信息",)),
        "五": (
            "licences-and-services",
            ("行政许可和其他对外管理服务事项", "依据", "条件", "程序", "办理结果"),
        ),
        "六": (
            "penalties-and-compulsion",
            ("行政处罚、行政强制", "依据", "条件", "程序", "具有一定社会影响的行政处罚决定"),
        ),
        "七": ("budgets-and-accounts", ("预算", "决算")),
        "八": ("fees", ("行政事业性收费项目", "依据", "标准")),
        "九": ("centralised-procurement", ("政府集中采购项目", "目录", "标准", "实施情况")),
        "十": ("major-projects", ("重大建设项目", "批准情况", "实施情况")),
        "十一": (
            "livelihood-policies",
            ("扶贫", "教育", "医疗", "社会保障", "促进就业", "政策", "措施", "实施情况"),
        ),
        "十二": ("emergencies", ("突发公共事件", "应急预案", "预警信息", "应对情况")),
        "十三": (
            "inspections",
            ("环境保护", "公共卫生", "安全生产", "食品药品", "产品质量", "监督检查情况"),
        ),
        "十四": ("civil-service-recruitment", ("公务员招考", "职位", "名额", "报考条件", "录用结果")),
        "十五": ("other-statutory", ("法律、法规、规章和国家有关规定规定应当主动公开的其他政府信息",)),
    }
    limits = {"七": "20日内公开"}  # 条例 art. 26 gives way to 预算法 art. 14
    return [
        Duty(f"第二十条第（{head}）项", f"proactive/{row}", holds, limits.get(head, GENERAL))
        for head, (row, holds) in heads.items()
    ]


def _of_21() -> list[Duty]:
    county = {
        "市政建设": "municipal-construction",
        "公共服务": "public-services",
        "公益事业": "public-welfare",
        "土地征收": "land-expropriation",
        "房屋征收": "housing-expropriation",
        "治安管理": "public-order",
        "社会救助": "social-assistance",
    }
    township = {
        "贯彻落实农业农村政策": "rural-policies",
        "农田水利工程建设运营": "farmland-water-works",
        "农村土地承包经营权流转": "land-contract-transfers",
        "宅基地使用情况审核": "house-plots",
        "土地征收": "land-expropriation",
        "房屋征收": "housing-expropriation",
        "筹资筹劳": "levies",
        "社会救助": "social-assistance",
    }
    return [
        Duty("第二十一条", f"proactive/{row}", (matter,), GENERAL, (level,))
        for level, matters in (("county", county), ("township", township))
        for matter, row in matters.items()
    ]


REPORT = (
    "主动公开政府信息的情况",
    "收到和处理政府信息公开申请的情况",
    "行政复议",
    "行政诉讼",
    "主要问题及改进情况",
    "其他需要报告的事项",
)
OF_GOVERNMENTS = ("工作考核", "社会评议", "责任追究结果")
ANSWER = ("当场答复", "延长答复期限", "最长不得超过20个工作日")
DUTIES = [
    Duty(
        "第十二条",
        "guide/guide",
        (
            "政府信息的分类",
            "编排体系",
            "获取方式",
            "政府信息公开工作机构的名称",
            "办公地址",
            "办公时间",
            "联系电话",
            "传真号码",
            "互联网联系方式",
        ),
        GENERAL,
    ),
    Duty("第十二条", "proactive/catalogue", ("索引", "名称", "内容概述", "生成日期"), GENERAL),
    *_of_20(),
    *_of_21(),
    Duty("第二十七条", "on-request/how-to-apply", ("申请渠道", "政府信息公开工作机构"), ""),
    Duty(
        "第二十九条",
        "on-request/how-to-apply",
        ("信件、数据电文", "口头提出", "姓名或者名称、身份证明、联系方式", "名称、文号", "形式要求"),
        "",
    ),
    Duty(
        "第三十条", "on-request/notice-of-correction", ("需要补正的事项", "合理的补正期限"), "收到申请之日起7个工作日内"
    ),
    Duty("第三十一条", "on-request/how-to-apply", ("收到申请时间的确定",), ""),
    Duty(
        "第三十二条",
        "on-request/third-party-opinions",
        ("征求意见书", "内容和理由"),
        "收到征求意见书之日起15个工作日内",
    ),
    Duty("第三十三条", "on-request/answers", ANSWER, "收到申请之日起20个工作日内"),
    Duty("第三十四条", "on-request/joint-makers-opinions", ("征求意见书",), "收到征求意见书之日起15个工作日内"),
    Duty("第三十五条", "on-request/excessive-requests", ("说明理由", "不予处理", "延迟答复的合理期限"), ""),
    Duty(
        "第三十六条",
        "on-request/answers",
        ("已经主动公开", "可以公开", "不予公开", "不存在", "不属于本行政机关", "重复", "特别规定"),
        "",
    ),
    Duty("第三十七条", "on-request/provision", ("可以公开的政府信息内容", "不予公开内容的理由"), "20个工作日内"),
    Duty("第三十八条", "on-request/provision", ("政府信息内容",), "20个工作日内"),
    Duty("第三十九条", "on-request/other-matters", ("信访、投诉、举报", "公开出版物"), ""),
    Duty("第四十条", "on-request/provision", ("具体形式",), "20个工作日内"),
    Duty("第四十一条", "on-request/corrections", ("更正结果", "转送"), ""),
    Duty("第四十二条", "on-request/fees", ("不收取费用", "信息处理费"), ""),
    Duty("第四十三条", "on-request/provision", ("阅读困难或者视听障碍",), "20个工作日内"),
    Duty("第四十四条", "on-request/turned-proactive", ("多个申请人申请的相同政府信息", "建议纳入主动公开"), "及时公开"),
    Duty("第四十五条", "rules/request-handling-rules", ("登记", "审核", "办理", "答复", "归档"), ""),
    Duty("第四十九条", "annual-reports/department-report", REPORT, "每年1月31日前", ("county",)),
    Duty("第四十九条", "annual-reports/government-report", REPORT + OF_GOVERNMENTS, "每年3月31日前", ("county",)),
    Duty("第五十条", "annual-reports/department-report", REPORT, "", ("county",)),
    Duty("第五十条", "annual-reports/government-report", REPORT + OF_GOVERNMENTS, "", ("county",)),
    Duty("第五十条", "annual-reports/township-report", REPORT + OF_GOVERNMENTS, "", ("township",)),
]


Rows: TypeAlias = dict[str, dict[str, Any]]


class Made(NamedTuple):
    """What a compile of the area and of the two pointers wrote, in one language."""

    areas: dict[str, Any]
    markdown: str


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Made]:
    """By level and language."""
    found = {}
    for level in LEVELS:
        for lang in ("zh", "en"):
            folder = tmp_path_factory.mktemp(f"{level}-{lang}")
            areas = [word for name in (AREA, "water-resources", "public-institutions") for word in ("--area", name)]
            options = ("--baseline", BASELINE, *areas, "--format", "json,md", "--lang", lang, "-o", "out")
            done = gapub("compile", level, *options, cwd=folder)
            assert done.returncode == 0, done.stderr.decode()
            listed = json.loads((folder / "out/catalogue.json").read_bytes())["areas"]
            text = (folder / "out/catalogue.md").read_text("utf-8")
            found[level, lang] = Made({each["id"]: each for each in listed}, text)
    return found


@pytest.fixture(scope="module")
def rows(made: dict[tuple[str, str], Made]) -> Rows:
    """By level, the rows of the area as catalogue.json has them."""
    found = {}
    for level in LEVELS:
        area = made[level, "zh"].areas[AREA]
        assert area["number"] == "S"
        assert area["part"]["zh"] == "法定主动公开和依申请公开"
        found[level] = {item["id"]: item for topic in area["topics"] for item in topic["items"]}
    return found


def cited(item: dict[str, Any]) -> set[int]:
    """The articles of the Regulations that a row cites."""
    return {
        number
        for basis in item["basis"]
        if basis["id"] == REGULATIONS
        for each in read(basis["article"]).cited
        for number in range(each.first.article, (each.last or each.first).article + 1)
    }


def number(duty: Duty) -> int:
    return read(duty.article).cited[0].first.article


def test_the_list_has_every_article_and_head() -> None:
    assert {number(duty) for duty in DUTIES} == {12, 20, 21, 27, *range(29, 46), 49, 50}
    assert len({duty.article for duty in DUTIES if number(duty) == 20}) == 15


@pytest.mark.parametrize("duty", DUTIES, ids=lambda duty: f"{duty.article} {duty.row} {duty.levels[0]}")
def test_a_duty_has_its_row_with_its_limit_at_the_levels_it_binds(duty: Duty, rows: Rows) -> None:
    for level in duty.levels:
        item = rows[level][f"{AREA}/{duty.row}"]
        assert number(duty) in cited(item)
        if number(duty) == 20:
            assert duty.article in {each["article"] for each in item["basis"]}, "the head itself"
        content = "、".join(f"{each.get('part', '')}：{each['zh']}" for each in item["content"])
        assert [each for each in duty.holds if each not in content] == []
        assert duty.limit in item["time_limit"]["zh"]
        assert "unknown" not in (item["content"], item["time_limit"])


def test_no_level_has_a_row_that_binds_the_other_alone(rows: Rows) -> None:
    bound = {level: {duty.row for duty in DUTIES if level in duty.levels} for level in LEVELS}
    rules = {"rules/working-rules", "rules/assessment-rules"}  # articles 4, 11, 17, 18, 23 and 46
    assert {level: {name.removeprefix(f"{AREA}/") for name in rows[level]} - rules for level in LEVELS} == bound


def test_county_departments_are_bound_one_by_one_and_towns_are_no_departments(rows: Rows) -> None:
    for level, name in (("county", "proactive/statistics"), ("county", "proactive/public-order")):
        roles = {each["role"] for each in rows[level][f"{AREA}/{name}"]["body"]["roles"]}
        assert {"county-government", "each-department"} <= roles
    (report,) = rows["county"][f"{AREA}/annual-reports/department-report"]["body"]["roles"]
    assert report["role"] == "each-department"
    for name in ("annual-reports/township-report", "proactive/levies"):
        (role,) = rows["township"][f"{AREA}/{name}"]["body"]["roles"]
        assert role["role"] == "township-government"


def test_what_no_article_says_is_recalled(rows: Rows) -> None:
    """Each cell is read in an article of the Regulations, or recalled; the topics are those of another document."""
    for item in (each for level in LEVELS for each in rows[level].values()):
        evidence = item["evidence"]
        read_in = {cell for each in evidence["articles"] for cell in each["cells"]}
        assert evidence["status"] == "statutory"
        assert read_in | set(evidence["recalled"]) == set(CELLS)
        assert {each["id"] for each in evidence["articles"]} == {REGULATIONS}
        assert "topic" in evidence["recalled"]
        assert {"title", "content", "basis"} <= read_in
    for name in ("proactive/budgets-and-accounts", "annual-reports/township-report"):
        assert "time_limit" in rows["township"][f"{AREA}/{name}"]["evidence"]["recalled"], "not in the Regulations"


@pytest.mark.parametrize("level", LEVELS)
def test_both_languages_print_every_row_and_its_limit(
    level: str, made: dict[tuple[str, str], Made], rows: Rows
) -> None:
    for lang in ("zh", "en"):
        _, _, area = made[level, lang].markdown.replace("\\", "").partition("\n## S ")
        for item in rows[level].values():
            _, _, body = area.partition(f"#### {item['number']} {item['title'][lang]}\n")
            assert body, item["id"]
            assert item["time_limit"][lang] in body.partition("#### ")[0]


def test_the_pointers_stand_in_the_county_catalogue_without_rows(made: dict[tuple[str, str], Made]) -> None:
    areas = made["county", "en"].areas
    assert set(made["township", "en"].areas) == {AREA}
    for name, number_, said in (
        ("water-resources", "34", "办综〔2022〕268号"),
        ("public-institutions", "P", "国办发〔2020〕50号"),
    ):
        assert areas[name]["number"] == number_
        assert areas[name]["document"]["number"] == said
        assert areas[name]["topics"] == []
        assert areas[name]["coverage"]["status"] != "complete"


@pytest.mark.parametrize("typed", ["S-01", "s-1", "政府信息公开指南"])
def test_a_row_is_known_by_its_letter(typed: str, tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text(
        f"division: {{code: '210283', name: 庄河市}}\nlevel: county\nbaseline: {BASELINE}\ntighten:\n"
        f"- {{item: {typed}, time_limit: {{within: 5wd, of: [formed, changed]}}}}\n",
        "utf-8",
    )
    done = gapub("explain", f"{AREA}/guide/guide", "--profile", "p.yaml", cwd=tmp_path)
    assert "5个工作日内公开" in done.stdout.decode(), done.stderr.decode()


def test_water_is_listed(tmp_path: Path) -> None:
    lines = gapub("list", cwd=tmp_path).stdout.decode()
    assert "水利" in lines
    assert [number for number in ("S ", "P ", "V ") if f"\n{number}" not in lines] == []


def test_the_full_baseline_is_the_current_one_and_more() -> None:
    baselines = LIBRARY.registry.baselines
    current, full = set(baselines["national-current"].editions), set(baselines[BASELINE].editions)
    assert current < full
    more = {each.partition("@")[0] for each in full - current}
    assert more == {"water-resources", AREA, "public-institutions", "village-affairs"}
