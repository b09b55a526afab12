"""What localities really changed, as the notes of the evidence tell it, and what an informed officer would say to each.

A case quotes the note that it rests on, and asks of a profile no more than the note gives. Where the note leaves open what
was dropped, every single choice is tried.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from gapub.build.select import compile_catalogue
from gapub.build.tailor import tailor
from gapub.diagnostics import Diagnostic
from gapub.model import profile
from gapub.model.guideline import Guideline
from gapub.yaml.reader import parse
from profile_strategies import BASELINE, GUIDELINES, REGISTRY

EVIDENCE = Path(__file__).parent / "evidence"
HEAD = 'division: {code: "210283", name: 庄河市}\nlevel: county\n'


class Case(NamedTuple):
    """A change in one place: the note, the row, what the profile says (YAML), and the judgement.

    `accepted`: each cell changed, with its relation to the guideline's. `refused`: the code of the finding. With
    `reason`: refused without one, accepted with it.
    """

    place: str
    evidence: str
    quotation: str
    row: str
    entry: str
    accepted: dict[str, str] = {}  # noqa: RUF012  # never written to
    refused: str = ""
    reason: str = ""


TENDER = "public-resource-trading/construction-tendering"
EXPROPRIATION = "housing-expropriation"
OVERVIEW = "compulsory-education/education-overview"
DILAPIDATED = "rural-dilapidated-housing"
PLANNING = "territorial-spatial-planning"
CULTURE = "public-cultural-services/public-services"
PROJECTS = "major-construction-projects"

TIGHTENED = [
    Case(
        "平武县",
        "15-housing-expropriation",
        "rows 1-4; timing (7个工作日), channels and audience rewritten by the locality",
        f"{EXPROPRIATION}/regulations-and-policies/local-policies",
        "time_limit: {within: 7wd, of: [formed, changed]}",
        accepted={"time_limit": "stronger"},
    ),
    Case(
        "平武县, the bare number, no trigger",
        "15-housing-expropriation",
        "rows 1-4; timing (7个工作日), channels and audience rewritten by the locality",
        f"{EXPROPRIATION}/regulations-and-policies/local-policies",
        "time_limit: {within: 7wd, of: unstated}",
        accepted={"time_limit": "stronger"},
    ),
    Case(
        "平武县, a row on request",
        "15-housing-expropriation",
        "rows 1-4; timing (7个工作日), channels and audience rewritten by the locality",
        f"{EXPROPRIATION}/expropriation/starting-requirements",
        "time_limit: {within: 7wd, of: request-received}",
        accepted={"time_limit": "stronger"},
    ),
    Case(
        "江门市蓬江区",
        "12-territorial-spatial-planning",
        "rows 1-3 with explicit ticks, a local form of rows 4 and 7, start of row 8; timing localised (30日)",
        f"{PLANNING}/public-services/laws-and-policies",
        "time_limit: {within: 30d, of: [formed, changed]}",
        refused="weaker-time-limit",  # 20 working days took 25 to 38 days
    ),
    Case(
        "江门市蓬江区, a row disclosed at once",
        "12-territorial-spatial-planning",
        "rows 1-3 with explicit ticks, a local form of rows 4 and 7, start of row 8; timing localised (30日)",
        f"{PLANNING}/public-services/public-interaction",
        "time_limit: {within: 30d, of: [formed, changed]}",
        refused="weaker-time-limit",
    ),
    Case(
        "城关乡",
        "09-fiscal-budgets",
        "S9 gives 人大会议批复后20日内 as the timing, which is local",
        "fiscal-budgets/budgets-and-accounts/departmental-budget",
        "time_limit: {within: 20d, of: congress-approval}",
        accepted={"time_limit": "stronger"},  # the finance authority replies after the congress (预算法 art. 52)
    ),
    Case(
        "中山市, permits and penalties within 7 working days, and the rest as it was",
        "02-public-resource-trading",
        "adds 7个工作日 for permits and penalties",
        f"{TENDER}/approval-and-verification",
        """time_limit:
    - {within: 20wd, of: formed}
    - {covers: permits-and-penalties, within: 7wd, of: administrative-decision}""",
        accepted={"time_limit": "stronger"},
    ),
    Case(
        "栖霞市, item by item each month",
        "V1-village-affairs",
        "S6 income and expenditure item by item each month",
        "village-affairs/finances-and-assets/income-and-expenditure",
        "time_limit: {every: month, itemised: true}",
        accepted={"time_limit": "stronger"},
    ),
    Case(
        "a place that discloses half-yearly in general",
        "V1-village-affairs",
        "S10 half-yearly in general",
        "village-affairs/rules/working-rules",
        "time_limit: {every: half-year}",
        refused="weaker-time-limit",
    ),
    Case(
        "中山市",
        "02-public-resource-trading",
        "中山市 drops 招标估算金额",
        f"{TENDER}/approval-and-verification",
        "without: 招标估算金额",
        refused="weaker-content",
    ),
    Case(
        "德兴市",
        "26-food-drug-supervision",
        "收费依据及标准 left out; no level column",
        "food-drug-supervision/approval/food-licence-guide",
        "without: 收费依据及标准",
        refused="weaker-content",
    ),
    Case(
        "达川区 and 沙湾区",
        "23-work-safety",
        "S2 and S3 (both Sichuan) call it 重大政策解读 and drop 回应",
        "work-safety/policy-documents/policy-interpretation",
        "content: [有关重大政策的解读, 安全生产相关热点问题的解读]",
        refused="weaker-content",
    ),
    Case(
        "places that print 图纸",
        "12-territorial-spatial-planning",
        "Row 6 content is 图表 in S3 and S7, 图纸 in S4",
        f"{PLANNING}/plan-making/detailed-plans",
        "rename: [{from: 脱密后的文本及图表等, to: 脱密后的文本及图纸等}]",
        accepted={"content": "equal"},
    ),
    Case(
        "places that print 图纸, as another element",
        "12-territorial-spatial-planning",
        "Row 6 content is 图表 in S3 and S7, 图纸 in S4",
        f"{PLANNING}/plan-making/detailed-plans",
        "content: [脱密后的文本及图纸等]",
        refused="weaker-content",
    ),
    Case(
        "a township with the last element in other words",
        "21-public-cultural-services",
        "Row 3: S6 writes 临时停止活动信息 for the last element",
        f"{CULTURE}/cultural-activities",
        "rename: [{from: 临时停止开放信息, to: 临时停止活动信息}]",
        accepted={"content": "equal"},
    ),
    Case(
        "重庆市, a place that follows the city's own regulations",
        "10-employment",
        "S2 adds 《重庆市就业促进条例》",
        "employment/information-services/training-information",
        "basis: {+: [{unnamed: 重庆市就业促进条例}]}",
        accepted={"basis": "equal"},
    ),
    Case(
        "盖州市, local bases that the note does not name",
        "05-social-assistance",
        "rows 1-2 with ticks; local bases added",
        "social-assistance/general/policies",
        "basis: {+: [{unnamed: 地方规定}]}",
        accepted={"basis": "equal"},
    ),
    Case(
        "places in Jiangxi",
        "21-public-cultural-services",
        "Jiangxi pages replace 《文化馆服务标准》 by a provincial standard",
        f"{CULTURE}/cultural-activities",
        "basis: [open-government-information-regulations, {unnamed: 省级标准}]",
        accepted={"basis": "equal"},
        reason="执行省级标准",
        refused="reason-needed-basis",
    ),
    Case(
        "a place with the law of 2022",
        "07-public-legal-services",
        "The 法律援助法 (in force 2022) supersedes 《法律援助条例》 as a basis in later local tables",
        "public-legal-services/legal-aid/commendation",
        "basis: [legal-aid-law]",
        accepted={"basis": "equal"},  # what has ceased may go
    ),
    Case(
        "乌鲁木齐市",
        "17-rural-dilapidated-housing",
        "S7 (the fullest box list) adds 精准推送",
        f"{DILAPIDATED}/implementation/task-allocation",
        "channels: {+: [targeted-push]}",
        accepted={"channels": "stronger"},
    ),
    Case(
        "重庆市合川区二郎镇",
        "17-rural-dilapidated-housing",
        "S14 adds 社区/企事业单位/村公示栏(电子屏) in rows 2-3",
        f"{DILAPIDATED}/policy-interpretation/own-level-policies",
        "channels: {+: [village-board]}",
        accepted={"channels": "stronger"},
    ),
    Case(
        "中山市民众镇",
        "03-compulsory-education",
        "channels localised to 政府网站",
        f"{OVERVIEW}/school-directory",
        "channels: [website]",
        refused="weaker-channels",
    ),
    Case(
        "a compiled edition of elderly care",
        "06-elderly-care",
        "S3 ticks 公开查阅点 instead of 两微一端",
        "elderly-care/general-policies/laws-and-policies",
        "channels: [website, public-reading-point, service-centre]",
        refused="weaker-channels",
    ),
    Case(
        "a place with print and without broadcasting",
        "12-territorial-spatial-planning",
        "S9 also ticks 纸质媒体 on rows 2 and 3, and no 广播电视",
        f"{PLANNING}/public-services/public-interaction",
        "channels: [website, social-media, print-media, public-reading-point, service-centre]",
        refused="weaker-channels",
    ),
    Case(
        "佛山市高明区荷城街道",
        "13-land-expropriation",
        "S5 ticks 全社会 as well",
        "land-expropriation/preliminary-work/advance-notice",
        "audience: {public: true, groups: [village-collective-of-land-to-be-expropriated]}",
        accepted={"audience": "stronger"},
        reason="征地信息向社会公开",
        refused="reason-needed-audience",
    ),
]
LEFT_OUT = [
    # place, evidence, what the note says, items that are left out, on which ground, into what
    (
        "普洱市",
        "03-compulsory-education",
        "民办学校信息 (three items merged)",
        [f"compulsory-education/private-schools/{row}" for row in ("approval-and-filing", "routine-supervision")],
        "merged",
        "compulsory-education/private-schools/basic-information",
    ),
    (
        "腾冲市荷花镇",
        "05-social-assistance",
        "merges the policy rows 1, 3, 7 and 11 into one; row 2",
        [
            f"social-assistance/{topic}/policies"
            for topic in ("minimum-living-allowance", "extreme-hardship-support", "temporary-assistance")
        ],
        "merged",
        "social-assistance/general/policies",
    ),
    (
        "梅州市梅县区",
        "07-public-legal-services",
        "S1 merges 法律法规和案例检索服务 into row 1 and gives 典型案例库网址或链接 as its element",
        ["public-legal-services/legal-information/law-and-case-search"],
        "merged",
        "public-legal-services/rule-of-law-publicity/legal-knowledge",
    ),
    (
        "places after the reform of 2019",
        "01-major-construction-projects",
        "Since the 2019 reform merged 选址意见书 with 用地预审, later local tables may drop row 10",
        [f"{PROJECTS}/approval-results/site-selection"],
        "merged",
        f"{PROJECTS}/approval-results/land-use-pre-review",
    ),
    (
        "any place since 2021",
        "22-health",
        "the fee was abolished in 2021, so current local lists should drop it",
        ["health/levies/social-maintenance-fee"],
        "superseded",
        None,
    ),
    (
        "温泉县",
        "17-rural-dilapidated-housing",
        "(组织培训 and 上级政策解读 left out there)",
        [f"{DILAPIDATED}/implementation/training", f"{DILAPIDATED}/policy-interpretation/higher-level-policies"],
        "no-matter",
        None,
    ),
]


def quoted(evidence: str, quotation: str) -> bool:
    (file,) = EVIDENCE.glob(f"*/{evidence}*.yaml")
    return quotation in " ".join(file.read_text("utf-8").split())


def applied(row: str, entries: str) -> tuple[Guideline, list[Diagnostic]]:
    """The guideline of the row as a profile with these entries leaves it, and all findings from the file on."""
    tree, faults = parse((HEAD + entries).encode(), "profile.yaml")
    assert not faults
    read, found = profile.read(tree, "profile.yaml")
    guideline = GUIDELINES[row.partition("/")[0]]
    if read is None:
        return guideline, found
    (refined,), found = tailor([guideline], read, REGISTRY)
    return refined, found


def tightened(row: str, entry: str, reason: str = "") -> tuple[Guideline, list[Diagnostic]]:
    said = f"\n  reason: {reason}" if reason else ""
    return applied(row, f"tighten:\n- item: {row}\n  {entry}{said}\n")


def omitting(rows: list[str], common: dict[str, Any]) -> str:
    return f"omit: {json.dumps([{'item': row} | common for row in rows], ensure_ascii=False)}\n"


def content_without(row: str, element: str) -> str:
    """The content of the row without an element: what is dropped has no entry of its own."""
    texts = [each.text for each in dict(GUIDELINES[row.partition("/")[0]].rows())[row].content or ()]
    assert element in texts
    kept = [text for text in texts if text != element]
    return f"content: {json.dumps(kept, ensure_ascii=False)}"


@pytest.mark.parametrize("case", TIGHTENED, ids=[f"{case.place}: {case.row}" for case in TIGHTENED])
def test_a_change_of_a_row(case: Case) -> None:
    assert quoted(case.evidence, case.quotation)
    key, _, value = case.entry.partition(": ")
    entry = content_without(case.row, value) if key == "without" else case.entry
    refined, found = tightened(case.row, entry)
    if case.refused:
        assert [(each.code, each.entity) for each in found] == [(case.refused, case.row)]
        assert dict(refined.rows())[case.row].weakened
    if case.accepted:
        refined, found = tightened(case.row, entry, case.reason)
        assert not found
        item = dict(refined.rows())[case.row]
        assert {each.cell: each.kind for each in item.changes} == case.accepted
        compile_catalogue("county", BASELINE, [refined], REGISTRY, None, ())


@pytest.mark.parametrize(
    ("place", "evidence", "quotation", "rows", "ground", "into"), LEFT_OUT, ids=[case[0] for case in LEFT_OUT]
)
def test_a_row_left_out(
    place: str, evidence: str, quotation: str, rows: list[str], ground: str, into: str | None
) -> None:
    assert quoted(evidence, quotation)
    levels = sorted(
        {level for row in rows for level in dict(GUIDELINES[row.partition("/")[0]].rows())[row].levels or ["county"]}
    )
    common: dict[str, Any] = {"levels": levels, "ground": ground, "reason": place} | ({"into": into} if into else {})
    refined, found = applied(rows[0], omitting(rows, common))
    assert not found
    assert [(each.target, each.ground, each.into) for each in refined.left_out] == [(row, ground, into) for row in rows]
    made = compile_catalogue("county", BASELINE, [refined], REGISTRY, None, ())
    stays = {item.id for area in made.areas for topic in area.topics for item in topic.items}
    assert {each.id for each in made.omitted} == set(rows)
    assert not stays & set(rows)
    assert into is None or into in stays
    if into is not None:  # what is merged must say into what, and the row must be there
        common.pop("into")
        _, found = applied(rows[0], omitting(rows[:1], common))
        assert [each.code for each in found] == ["omit-into"]


@pytest.mark.parametrize(
    ("place", "evidence", "quotation", "row"),
    [
        (
            "通海县九龙街道",
            "01-major-construction-projects",
            "征收土地信息(要素有删减)",
            f"{PROJECTS}/land-expropriation/land-expropriation",
        ),
        ("永仁县", "03-compulsory-education", "财务信息 shortened", "compulsory-education/finance/finance"),
        ("多伦县", "11-social-insurance", "S8 drops two", "social-insurance/registration/public-sector-units"),
    ],
)
def test_whichever_element_was_dropped_it_is_refused(place: str, evidence: str, quotation: str, row: str) -> None:
    assert quoted(evidence, quotation), place
    for element in dict(GUIDELINES[row.partition("/")[0]].rows())[row].content or ():
        _, found = tightened(row, content_without(row, element.text))
        assert [each.code for each in found] == ["weaker-content"]
        assert element.text in found[0].message.zh


BODY = "social-assistance/minimum-living-allowance/review-information"


def test_a_body_is_bound_and_not_restated() -> None:
    """泽州县 prints its own office for the row; who a role is stands under `bodies`, outside the order of strength."""
    assert quoted("05-social-assistance", "body of row 5 is 乡镇政府(街道办事处)")
    _, found = tightened(BODY, "body: township-government")
    assert [each.code for each in found] == ["shape-unknown-field"]
    refined, found = applied(BODY, "bodies:\n  township-government: 乡镇政府（街道办事处）\n")
    assert not found
    assert refined is GUIDELINES["social-assistance"]


def test_a_merged_list_that_was_widened() -> None:
    """南昌经开区 made one list of the recipients and added kinds of them: rows merged, and elements added to the one."""
    added = "刚性支出困难家庭, 低保边缘家庭, 医疗救助, 孤儿"
    assert quoted("05-social-assistance", f"adds {added} and 残疾人补贴 to one merged list")
    rows = [
        f"social-assistance/{row}"
        for row in ("extreme-hardship-support/approval-information", "temporary-assistance/review-and-approval")
    ]
    into = "social-assistance/minimum-living-allowance/approval-information"
    omitted = "".join(
        f"- {{item: {row}, levels: [county], ground: merged, into: {into}, reason: 合并公开}}\n" for row in rows
    )
    refined, found = applied(
        into, f"omit:\n{omitted}tighten:\n- item: {into}\n  content: {{+: [{added}, 残疾人补贴]}}\n"
    )
    assert not found
    assert {each.target for each in refined.left_out} == set(rows)
    assert [(each.cell, each.kind) for each in dict(refined.rows())[into].changes] == [("content", "stronger")]
