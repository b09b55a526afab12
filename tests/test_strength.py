"""The order of strength: the rulings of the model one by one, every field, and what depends on more than one cell."""

from __future__ import annotations

from typing import Any

import pytest

from gapub.build.strength import Setting, Verdict, compare, compare_rows, is_organ, join
from gapub.diagnostics import Text
from gapub.model.fields import FIELDS
from strength_strategies import (
    ORGAN,
    PERSONS,
    REGISTRY,
    row,
)

FC, FO, FCO = ["formed", "changed"], ["formed", "obtained"], ["formed", "changed", "obtained"]
STATED = ["open-government-information-regulations"]


def within(span: str, of: Any = FC, **more: Any) -> dict[str, Any]:
    return {"within": span, "of": of, **more}


def verdict(field: str, base: Any, local: Any, setting: Setting = ORGAN) -> Verdict:
    """The verdict on a cell of two rows that are otherwise alike."""
    return compare(field, row(**{field: local}), row(**{field: base}), setting)


# --- the rulings of the model ----------------------------------------------------------------------------------------

OTHERS = Setting(REGISTRY, organ=False)
RENAMED = ORGAN._replace(renames={"受理部门": "受理机构"}, splits={"材料": ("申请表", "证明材料")})
PROMPT = {"promptly": True}
URBAN = [{"covers": "rest", "standing": True}, within("20wd", "unstated", covers="penalty-decisions")]
RECEIPT = within("20wd", "request-received")
BOARD = ["website", "village-board"]

RULINGS: dict[str, list[tuple[Setting, str, Any, Any, str]]] = {
    # line of the table: the setting, the field, the guideline's cell, the local one, the relation
    "及时 → 365 days": [
        (ORGAN, "time_limit", PROMPT, within("365d"), "incomparable"),
        (ORGAN, "time_limit", PROMPT, within("21wd"), "incomparable"),
        (ORGAN, "time_limit", PROMPT, within("20wd"), "stronger"),
        (ORGAN, "time_limit", within("20wd"), {"at": FC}, "stronger"),
        (OTHERS, "time_limit", PROMPT, within("1wd"), "incomparable"),
    ],
    "working days against natural days": [
        (ORGAN, "time_limit", within("20wd"), within("28d"), "incomparable"),
        (ORGAN, "time_limit", within("20wd"), within("20d"), "stronger"),
        (ORGAN, "time_limit", within("20d", "finance-reply"), within("20wd", "finance-reply"), "weaker"),
    ],
    "10wd of FO → 10wd of FC": [
        (ORGAN, "time_limit", within("10wd", FO), within("10wd", FC), "incomparable"),
        (ORGAN, "time_limit", within("10wd", FO), within("10wd", FCO), "stronger"),
    ],
    "on request → proactive": [
        (ORGAN, "time_limit", RECEIPT, within("20wd"), "stronger"),
        (ORGAN, "time_limit", {"on_request": True}, within("20wd"), "stronger"),
        (ORGAN, "time_limit", RECEIPT, within("30wd"), "incomparable"),
        (ORGAN, "time_limit", RECEIPT, PROMPT, "stronger"),
        (ORGAN, "time_limit", within("20wd"), RECEIPT, "weaker"),
        (ORGAN, "method", "on_request", "proactive", "stronger, with a reason"),
        (PERSONS, "method", "on_request", "proactive", "incomparable"),
    ],
    "group → public": [
        (ORGAN, "audience", {"groups": ["applicants"]}, "public", "stronger, with a reason"),
        (PERSONS, "audience", {"groups": ["applicants"]}, "public", "incomparable"),
    ],
    "display 7wd → 365 d": [
        (ORGAN, "time_limit", {"display": {"exactly": "7wd"}}, {"display": {"exactly": "365d"}}, "incomparable"),
        (ORGAN, "time_limit", {"display": {"at_least": "7wd"}}, {"display": {"at_least": "365d"}}, "stronger"),
        (PERSONS, "time_limit", {"display": {"at_least": "7wd"}}, {"display": {"at_least": "365d"}}, "incomparable"),
    ],
    "basis is not a duty": [
        (ORGAN, "basis", ["social-maintenance-fees-measures", *STATED], STATED, "equal"),
        (ORGAN, "basis", [{"unnamed": "相关规定"}], STATED, "equal"),
        (ORGAN, "basis", [{"unnamed": "相关规定"}, *STATED], [*STATED, "education-law", "civil-code"], "equal"),
        (ORGAN, "basis", ["adoption-law"], ["civil-code"], "equal"),
        (ORGAN, "basis", STATED, [*STATED, "education-law"], "equal"),
        (ORGAN, "basis", ["education-law"], STATED, "equal, with a reason"),
    ],
    "rename, split, optional, except": [
        (RENAMED, "content", ["受理部门", "材料"], ["受理机构", "申请表", "证明材料"], "equal"),
        (ORGAN, "content", ["受理部门"], ["受理机构"], "incomparable"),
        (ORGAN, "content", ["受理部门", {"text": "流程图", "optional": True}], ["受理部门"], "equal"),
        (ORGAN, "content", ["办理条件"], [{"text": "办理条件", "except": "涉密项目"}], "weaker"),
        (ORGAN, "content", [{"text": "办理条件", "except": "涉密项目"}], ["办理条件"], "stronger"),
    ],
    "website only → website and board, any one of": [
        (ORGAN, "channels", ["website"], BOARD, "stronger"),
        (ORGAN, "channels", ["website"], {"any_of": BOARD}, "weaker"),
        (ORGAN, "channels", {"any_of": [*BOARD, "gazette"]}, {"any_of": BOARD}, "stronger"),
        (ORGAN, "channels", {"any_of": BOARD}, BOARD, "stronger"),
    ],
    "guideline unknown → 20wd": [(ORGAN, "time_limit", "unknown", within("20wd"), "unknown")],
    "7wd for all against parts": [
        (ORGAN, "time_limit", URBAN, within("7wd"), "incomparable"),
        (ORGAN, "time_limit", URBAN, [URBAN[0], within("7wd", covers="penalty-decisions")], "stronger"),
    ],
    "形成 5wd against FC 20wd": [(ORGAN, "time_limit", within("20wd"), within("5wd", "formed"), "incomparable")],
    "outside the order": [
        (ORGAN, "body", "education", "health", "equal"),
        (ORGAN, "levels", ["county", "township"], ["county"], "equal"),
        (ORGAN, "content", ["受理部门", "办理条件"], ["办理条件", "受理部门"], "equal"),
    ],
}


@pytest.mark.parametrize(
    ("setting", "field", "base", "local", "relation"),
    [
        pytest.param(*case, id=f"{line}-{number}")
        for line, table in RULINGS.items()
        for number, case in enumerate(table)
    ],
)
def test_ruling(setting: Setting, field: str, base: Any, local: Any, relation: str) -> None:
    found = verdict(field, base, local, setting)
    relation, _, reason = relation.partition(", ")
    assert (found.relation, found.needs_reason) == (relation, reason == "with a reason")
    assert found.allowed == (relation in ("equal", "stronger", "unknown"))


def test_titles_are_outside_the_order() -> None:
    base = row()
    found = compare("title", base._replace(title=type(base.title)("别名", "Other")), base, ORGAN)
    assert found == Verdict("equal", found.reason)
    assert found.reason.zh == "名称不比较强弱；指引为“事项”，本地为“别名”"
    assert found.reason.en == "titles are not compared; guideline: “Row”, local: “Other”"


@pytest.mark.parametrize(
    ("base", "local", "lost", "proposal", "proposed"),
    [
        (within("20wd"), within("5wd", "formed"), "信息变更", "信息形成或者变更之日起5个工作日内公开", within("5wd")),
        (
            within("10wd", FO),
            within("10wd"),
            "信息获取",
            "信息形成、变更或者获取之日起10个工作日内公开",
            within("10wd", FCO),
        ),
    ],
)
def test_a_lost_trigger_is_named_and_what_is_proposed_is_accepted(
    base: Any, local: Any, lost: str, proposal: str, proposed: Any
) -> None:
    found = verdict("time_limit", base, local)
    assert (found.relation, found.allowed) == ("incomparable", False)
    assert found.reason.zh.startswith(f"本地没有从“{lost}”起算的时限，可以改为“{proposal}”；")
    assert found.reason.zh.count("指引为") == 1  # a refusal names both values once
    assert verdict("time_limit", base, proposed).relation == "stronger"


def test_what_is_the_same_says_so() -> None:
    assert compare("basis", row(), row(), ORGAN) == Verdict(
        "equal", Text("与标准指引相同", "the same as the guideline"), needs_reason=False
    )
    reworded = verdict("time_limit", within("7wd"), within("7wd", wording="七天"))
    assert reworded.reason == Text("与标准指引相同", "the same as the guideline")  # equal words are not said twice


# --- field by field: relation, whether a reason is needed, what the verdict says --------------------------------------


def element(text: str, **more: Any) -> dict[str, Any]:
    return {"text": text, **more}


def part(name: str, *texts: Any) -> dict[str, Any]:
    return {"part": name, "elements": list(texts)}


REQUEST = {"method": "on_request"}
SECRET = {"except": "涉密项目"}
CONTENT = [
    (["甲", "乙"], ["甲", "乙", "丙"], "stronger", False, "严于指引；增加要素“丙”"),
    (["甲", "乙", "丙"], ["甲"], "weaker", False, "缺少要素“乙”、“丙”"),
    (["甲", "乙"], ["甲", "丙"], "incomparable", False, "缺少要素“乙”；增加要素“丙”"),
    (["甲"], [element("甲", optional=True)], "weaker", False, "“甲”改为“甲（可选）”"),
    ([element("甲", optional=True)], ["甲"], "stronger", False, "严于指引；“甲（可选）”改为“甲”"),
    (["甲", element("乙", optional=True)], ["甲"], "equal", False, "与标准指引的要求相同；未采用可选要素“乙（可选）”"),
    (["甲"], ["甲", element("乙", optional=True)], "equal", False, "增加要素“乙（可选）”"),
    (["甲"], [element("甲", **SECRET)], "weaker", False, "“甲”改为“甲（涉密项目除外）”"),
    ([element("甲", **SECRET)], [element("甲", **{"except": "隐私"})], "incomparable", False, "“甲（隐私除外）”"),
    ([element("甲", **SECRET)], [element("甲", **{"except": " 涉密项目"})], "equal", False, "与标准指引的要求相同"),
    (["甲"], [element("甲", **REQUEST)], "weaker", False, "“甲（主动）”改为“甲（依申请）”"),
    ([element("甲", **REQUEST)], ["甲"], "stronger", True, "“甲（依申请）”改为“甲（主动）”；扩大公开范围，须写明理由"),
    ([element("甲", **REQUEST)], [element("甲", **REQUEST, **SECRET)], "weaker", False, "涉密项目除外"),
    (
        ["甲", element("乙", **REQUEST)],
        ["甲", "乙", "丙"],
        "stronger",
        True,
        "增加要素“丙”；“乙（依申请）”改为“乙（主动）”",
    ),
    (["甲", element("乙", **REQUEST)], ["乙"], "incomparable", False, "缺少要素“甲”"),
    (["甲"], ["甲", element("乙", **REQUEST)], "stronger", False, "增加要素“乙（依申请）”"),
    ([element("甲", **REQUEST)], [element("甲", **REQUEST), "乙"], "stronger", False, "增加要素“乙”"),
    (
        [element("甲", optional=True, **REQUEST)],
        [element("甲", optional=True)],
        "equal",
        True,
        "“甲（可选，依申请）”改为“甲（可选，主动）”",
    ),
    (
        [part("批前", "方案")],
        [part("批后", "方案")],
        "incomparable",
        False,
        "缺少要素“批前：方案”；增加要素“批后：方案”",
    ),
    ([part("批前", "方案")], ["批前：方案"], "equal", False, "与标准指引的要求相同"),
    (["材料(清单)"], ["材料 （清单）"], "equal", False, "与标准指引的要求相同"),
    ("unknown", ["甲", "乙"], "unknown", False, "指引的公开内容（要素）待核，由本地补充；指引为“待核”，本地为“甲、乙”"),
    (["甲", "乙"], "unknown", "weaker", False, "本地没有写明公开内容（要素）；指引为“甲、乙”，本地为“待核”"),
    ("unknown", "unknown", "equal", False, "与标准指引相同"),
]
BASIS = [
    (
        ["education-law"],
        STATED,
        "equal",
        True,
        "删去未证实失效的依据，须写明理由：《教育法》；增加《政府信息公开条例》",
    ),
    (["education-law", *STATED], STATED, "equal", True, "《教育法》"),
    (["adoption-law"], ["civil-code"], "equal", False, "公开依据不是义务；删去已经失效的《收养法》；增加《民法典》"),
    (["adoption-law", "education-law"], STATED, "equal", True, "须写明理由：《教育法》；删去已经失效的《收养法》"),
    (STATED, [*STATED, "education-law"], "equal", False, "公开依据不是义务；增加《教育法》"),
    ([{"unnamed": "相关规定"}], STATED, "equal", False, "已经指明“相关规定”；增加《政府信息公开条例》"),
    ([*STATED, {"unnamed": "相关规定"}], STATED, "equal", True, "须写明理由：“相关规定”"),
    ([*STATED, {"unnamed": "相关规定"}], [*STATED, {"unnamed": "规定"}], "equal", True, "增加“规定”"),
    ([{"id": STATED[0], "article": "26"}], STATED, "equal", False, "公开依据不是义务"),
    (["no-such-law"], STATED, "equal", True, "《no-such-law》"),
    (["legal-aid-regulations"], STATED, "equal", False, "删去已经失效的"),
]
CHANNELS = [
    (["website"], BOARD, "stronger", False, "严于指引；指引为“政府网站”，本地为“政府网站、社区/企事业单位/村公示栏"),
    (BOARD, ["website"], "weaker", False, "指引为“政府网站、社区/企事业单位/村公示栏（电子屏）”，本地为“政府网站”"),
    (["website"], ["gazette"], "incomparable", False, "指引为“政府网站”，本地为“政府公报”"),
    (BOARD, {"any_of": BOARD}, "weaker", False, "本地为“政府网站或者社区"),
    ({"any_of": BOARD}, {"any_of": ["website", "gazette"]}, "incomparable", False, "指引为“政府网站或者社区"),
    ({"any_of": BOARD}, {"any_of": [*BOARD, "gazette"]}, "weaker", False, "或者政府公报"),
    ({"any_of": BOARD}, ["website"], "stronger", False, "本地为“政府网站”"),
    ({"any_of": BOARD}, ["website", "gazette"], "stronger", False, "政府网站、政府公报"),
    ({"any_of": BOARD}, ["gazette"], "incomparable", False, "本地为“政府公报”"),
    (["website"], {"any_of": ["website"]}, "equal", False, "与标准指引的要求相同"),
    (["website"], ["no-such-channel"], "incomparable", False, "本地为“no-such-channel”"),
    ("unknown", ["website"], "unknown", False, "指引的公开渠道和载体待核，由本地补充；指引为“待核”，本地为“政府网站”"),
    ("unknown", {"any_of": BOARD}, "unknown", False, "由本地补充"),
    (["website"], "unknown", "weaker", False, "本地没有写明公开渠道和载体；指引为“政府网站”，本地为“待核”"),
]
ONE, TWO = {"groups": ["applicants"]}, {"groups": ["applicants", "project-unit"]}
OTHER, NOBODY = {"groups": ["project-unit"]}, {"groups": "unknown"}
AUDIENCE = [
    (ONE, "public", "stronger", True, "严于指引；指引为“申请人”，本地为“全社会”；扩大公开范围，须写明理由"),
    (ONE, TWO, "stronger", True, "本地为“申请人、项目单位”"),
    (TWO, ONE, "weaker", False, "指引为“申请人、项目单位”，本地为“申请人”"),
    ("public", ONE, "weaker", False, "指引为“全社会”，本地为“申请人”"),
    (ONE, OTHER, "incomparable", False, "指引为“申请人”，本地为“项目单位”"),
    ("public", {"public": True, **ONE}, "equal", False, "本地为“全社会、申请人”"),
    ({"public": True, **ONE}, "public", "equal", False, "与标准指引的要求相同"),
    ({"public": True, **NOBODY}, "public", "equal", False, "指引为“全社会、特定群体（未写明）”"),
    ("public", {"public": True, **NOBODY}, "equal", False, "与标准指引的要求相同"),
    (NOBODY, ONE, "unknown", False, "指引的公开对象待核，由本地补充；指引为“特定群体（未写明）”，本地为“申请人”"),
    (NOBODY, "public", "unknown", True, "由本地补充；指引为“特定群体（未写明）”，本地为“全社会”；扩大公开范围"),
    ("public", NOBODY, "weaker", False, "本地没有写明公开对象"),
    (ONE, NOBODY, "weaker", False, "本地没有写明公开对象；指引为“申请人”"),
    (NOBODY, NOBODY, "equal", False, "与标准指引相同"),
    (ONE, {"groups": ["no-such-group"]}, "incomparable", False, "本地为“no-such-group”"),
]
BOTH = ["proactive", "on_request"]
METHOD = [
    ("on_request", "proactive", "stronger", True, "严于指引；指引为“依申请”，本地为“主动”；扩大公开范围，须写明理由"),
    ("on_request", BOTH, "stronger", True, "本地为“主动、依申请”"),
    (BOTH, "proactive", "stronger", True, "指引为“主动、依申请”，本地为“主动”"),
    ("proactive", "on_request", "weaker", False, "指引为“主动”，本地为“依申请”"),
    ("proactive", BOTH, "weaker", False, "指引为“主动”，本地为“主动、依申请”"),
    (BOTH, "on_request", "weaker", False, "本地为“依申请”"),
    (BOTH, BOTH[::-1], "equal", False, "与标准指引的要求相同"),
]
BODY = [
    ("education", "health", "equal", False, "当地机关写在 bodies 中；指引为“教育行政部门”，本地为“卫生健康行政部门”"),
    ("education", "no-such-role", "equal", False, "本地为“no-such-role”"),
    ("education", {"role": "education", "wording": "教育局"}, "equal", False, "本地为“教育局”"),
]
LEVELS = [
    (["county", "township"], ["county"], "equal", False, "减少层级的，用 omit；指引为“县级、乡级”，本地为“县级”"),
    ("unknown", ["county"], "equal", False, "指引为“待核”，本地为“县级”"),
    (["county"], "unknown", "equal", False, "指引为“县级”，本地为“待核”"),
]
TIME_LIMIT = [
    (
        within("20wd"),
        within("7wd"),
        "stronger",
        False,
        "严于指引；指引为“信息形成或者变更之日起20个工作日内公开”，本地为",
    ),
    (within("7wd"), within("20wd"), "weaker", False, "本地的期限更长；指引为“"),
    (within("7wd"), [within("7wd", "formed"), within("7wd", "changed")], "equal", False, "与标准指引相同；指引为“"),
    (
        within("7wd"),
        within("7wd", verb="公示"),
        "equal",
        False,
        "与标准指引相同；指引为“信息形成或者变更之日起7个工作日内公开”",
    ),
    (within("7wd"), within("7wd", wording="七天"), "equal", False, "与标准指引相同"),
    ("unknown", within("7wd"), "unknown", False, "指引的公开时限待核，由本地补充；指引为“待核”，本地为“信息形成"),
    (within("7wd"), "unknown", "weaker", False, "本地没有写明公开时限；指引为“信息形成"),
    (within("7wd"), "none", "weaker", False, "本地没有写明公开时限"),
    ("unknown", "none", "weaker", False, "本地没有写明公开时限；指引为“待核”，本地为“—”"),
    ("none", within("7wd"), "stronger", False, "指引没有公开时限，本地有；指引为“—”"),
    ("none", "unknown", "unknown", False, "本地的公开时限待核"),
    ({"referred": True}, within("7wd"), "unknown", False, "请自行核对；指引为“按照相关规定公开”"),
]
TABLES: dict[str, list[tuple[Any, ...]]] = {
    "content": CONTENT,
    "basis": BASIS,
    "time_limit": TIME_LIMIT,
    "body": BODY,
    "channels": CHANNELS,
    "audience": AUDIENCE,
    "method": METHOD,
    "levels": LEVELS,
}


def test_every_field_has_a_table() -> None:
    assert tuple(TABLES) == FIELDS


@pytest.mark.parametrize(
    ("field", "base", "local", "relation", "needs_reason", "said"),
    [pytest.param(field, *case, id=f"{field}-{n}") for field, table in TABLES.items() for n, case in enumerate(table)],
)
def test_field(field: str, base: Any, local: Any, relation: str, needs_reason: bool, said: str) -> None:
    found = verdict(field, base, local)
    assert (found.relation, found.needs_reason) == (relation, needs_reason)
    assert said in found.reason.zh


@pytest.mark.parametrize(
    ("field", "base", "local", "said"),
    [
        (
            "content",
            ["甲"],
            [element("乙", **SECRET)],
            "elements missing: “甲”; elements added: “乙 (except 涉密项目)”",
        ),
        (
            "content",
            ["甲"],
            [element("甲", optional=True, **REQUEST)],
            "“甲 (proactive)” became “甲 (optional, on request)”",
        ),
        (
            "content",
            [element("甲", optional=True)],
            ["乙"],
            "optional elements omitted: “甲 (optional)”; elements added",
        ),
        (
            "basis",
            ["adoption-law"],
            ["civil-code"],
            "the legal basis is not a duty; dropped because it has ceased: Adoption Law",
        ),
        (
            "basis",
            ["education-law", {"unnamed": "相关规定"}],
            STATED,
            "a duty; dropping a basis that is not known to have ceased requires a reason: Education Law; now named: “相关规定”; "
            "added: Regulations on Open Government Information",
        ),
        (
            "channels",
            ["website"],
            {"any_of": ["website", "gazette"]},
            "local: “Government website or Government gazette”",
        ),
        (
            "audience",
            NOBODY,
            ONE,
            "unknown in the guideline, supplied locally: audience; guideline: “Specific groups (not",
        ),
        (
            "method",
            "on_request",
            "proactive",
            "stricter than the guideline; guideline: “On request”, local: “Proactive”; it",
        ),
        (
            "time_limit",
            within("7wd"),
            "unknown",
            "the local row leaves it out: time limit; guideline: “Disclosed within 7",
        ),
        (
            "levels",
            ["county"],
            ["county", "village"],
            "levels are not compared; to drop a level, use omit; guideline: “County”, local: “County, Village”",
        ),
        (
            "body",
            "education",
            "no-such-role",
            "bodies are not compared; name the office under `bodies`; guideline: ",
        ),
        ("content", ["材料(清单)"], ["材料 （清单）"], "equal to the guideline"),
    ],
)
def test_reason_in_english(field: str, base: Any, local: Any, said: str) -> None:
    assert said in verdict(field, base, local).reason.en


# --- what depends on more than the cell -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "base", "local", "relation"),
    [
        ("content", [element("甲", **REQUEST)], [element("甲", method="proactive")], "incomparable"),
        ("content", [element("甲", optional=True, **REQUEST)], ["甲"], "incomparable"),
        ("content", ["甲"], [element("甲", **REQUEST)], "weaker"),
        ("content", ["甲"], ["甲", "乙"], "stronger"),
        ("audience", ONE, TWO, "incomparable"),
        ("audience", TWO, ONE, "weaker"),
        ("audience", NOBODY, "public", "incomparable"),
        ("audience", NOBODY, ONE, "unknown"),
        ("method", "on_request", BOTH, "incomparable"),
        ("method", "proactive", "on_request", "weaker"),
    ],
)
def test_what_lists_persons_is_not_widened(field: str, base: Any, local: Any, relation: str) -> None:
    found = verdict(field, base, local, PERSONS)
    assert (found.relation, found.needs_reason) == (relation, False)
    assert found.reason.zh.startswith("本行涉及个人，扩大公开范围不属于从严；") == (relation == "incomparable")
    assert found.reason.en.startswith("the row lists persons: a wider audience is not stricter; ") == (
        relation == "incomparable"
    )


@pytest.mark.parametrize(
    ("body", "organ"),
    [
        ("education", True),
        ("eco-environment@city", True),
        ("approving-authority", True),
        ("villagers-committee", False),
        ("purchaser", False),
        ("cultural-institution", False),
        ("no-such-role", False),
        ({"each": ["civil-affairs", "township-government"]}, True),
        ({"any": ["urban-enforcement", "competent-authority"]}, True),
        ({"each": ["culture-tourism", "cultural-institution"]}, False),
        ({"any": ["supervising-authority", {"each": ["tenderer", "tender-agent"]}]}, False),
    ],
)
def test_who_is_an_organ(body: Any, organ: bool) -> None:
    assert is_organ(row(body=body), REGISTRY) == organ


NAMED: dict[str, Any] = {
    "renames": {"受理部门": "受理机构", "甲": "乙", "丙": "丙（全文）"},
    "splits": {"材料": ("申请表", "证明(原件)")},
}


@pytest.mark.parametrize(
    ("base", "local", "relation", "said"),
    [
        (["受理部门"], ["受理机构"], "equal", "与标准指引的要求相同；“受理部门”改称“受理机构”"),
        (["受理部门"], ["受理机构", "地址"], "stronger", "增加要素“地址”；“受理部门”改称“受理机构”"),
        (["受理部门"], ["地址"], "incomparable", "缺少要素“受理机构”"),
        ([part("批前", "受理部门")], [part("批前", "受理机构")], "equal", ""),
        ([part("批前", "受理部门")], ["受理机构"], "incomparable", "缺少要素“批前：受理机构”"),
        (["材料"], ["申请表", "证明（原件）"], "equal", "“材料”分为“申请表”、“证明（原件）”"),
        (["材料"], ["申请表"], "weaker", "缺少要素“证明（原件）”"),
        ([element("材料", **SECRET)], ["申请表", element("证明（原件）", **SECRET)], "stronger", "“申请表”"),
        (["甲"], ["乙"], "equal", "“甲”改称“乙”"),
        (["甲", "乙"], ["乙"], "weaker", "缺少要素“甲”；“甲”不能改称“乙”：标准指引另有同名要素"),
        (["甲", "乙"], ["甲", "乙", "丁"], "stronger", "增加要素“丁”"),
        (["申请表", "材料"], ["申请表", "证明（原件）"], "incomparable", "“材料”不能分为“申请表”、“证明（原件）”"),
        (["甲"], ["甲", "丁"], "stronger", "增加要素“丁”"),
    ],
)
def test_renamed_and_split_elements_keep_their_identity(base: Any, local: Any, relation: str, said: str) -> None:
    found = verdict("content", base, local, ORGAN._replace(**NAMED))
    assert found.relation == relation
    assert said in found.reason.zh


def test_a_split_wins_over_a_rename_and_may_keep_the_name() -> None:
    setting = ORGAN._replace(renames={"甲": "乙"}, splits={"甲": ("甲", "甲附件")})
    assert verdict("content", ["甲"], ["甲", "甲附件"], setting).relation == "equal"
    assert verdict("content", ["甲"], ["乙"], setting).relation == "incomparable"


def test_what_was_renamed_is_named_in_both_languages() -> None:
    renamed = ORGAN._replace(renames={"甲": "乙", "丙": "丁"})
    assert verdict("content", ["甲", "丙", "丁"], ["乙", "丁"], renamed).reason.en == (
        "elements missing: “丙”; “丙” cannot become “丁”: the guideline has another element of that name; "
        "“甲” is now “乙”"
    )


def test_a_time_limit_follows_the_elements_it_covers() -> None:
    """The part of a clause is an element; under its new name, or split, it is the same part."""
    hearing = [{"covers": "听证通知书", "before": "hearing", "lead": "7wd"}, {"covers": "rest", **PROMPT}]
    base = row(content=["听证通知书", "材料"], time_limit=hearing)
    for new in (["听证告知书"], ["听证告知书", "回执"]):
        covers = [{"covers": new, "before": "hearing", "lead": "7wd"}, hearing[1]]
        local = row(content=[*new, "材料"], time_limit=covers)
        named = ORGAN._replace(splits={"听证通知书": tuple(new)})
        assert compare("time_limit", local, base, named).relation == "equal"
        assert compare("time_limit", local, base, ORGAN).relation != "equal"


@pytest.mark.parametrize(
    ("method", "limit", "relation"),
    [
        ("proactive", within("20wd"), "stronger"),
        (["proactive", "on_request"], within("20wd"), "stronger"),
        ("on_request", within("10wd", "request-received"), "stronger"),
        ("on_request", within("20wd"), "incomparable"),
        ("on_request", within("20wd", "hearing"), "incomparable"),
        ("on_request", {"standing": True}, "stronger"),
        ("on_request", PROMPT, "incomparable"),
    ],
)
def test_a_row_that_stays_on_request_keeps_the_limit_from_the_request(method: Any, limit: Any, relation: str) -> None:
    base = row(method="on_request", time_limit=RECEIPT)
    local = row(method=method, time_limit=limit)
    assert compare("time_limit", local, base, ORGAN).relation == relation
    assert compare("time_limit", base, local, ORGAN).relation in ("weaker", "incomparable")


@pytest.mark.parametrize(
    ("base", "local", "relation"),
    [
        (["甲"], ["甲"], "equal"),
        ([element("甲", **REQUEST)], [element("甲", **REQUEST)], "equal"),
        (["甲"], [element("甲", **REQUEST)], "weaker"),
        (["甲"], [element("甲", method="proactive")], "equal"),
    ],
)
def test_an_element_without_a_method_of_its_own_follows_the_row(base: Any, local: Any, relation: str) -> None:
    for method in ("proactive", BOTH):
        rows_ = row(content=local, method="proactive"), row(content=base, method=method)
        assert compare("content", *rows_, ORGAN).relation == relation
    moved = compare_rows(row(content=["甲", "乙"], method="on_request"), row(content=["甲"]), ORGAN)
    assert (moved["method"].relation, moved["content"].relation) == ("weaker", "stronger")
    opened = compare(
        "content", row(content=[element("甲", method="proactive")]), row(content=["甲"], method="on_request"), ORGAN
    )
    assert (opened.relation, opened.needs_reason) == ("stronger", True)


EACH = [within("5wd", via="website"), within("5wd", via="village-board")]


@pytest.mark.parametrize(
    ("channels", "limit", "local_channels", "local_limit", "relation"),
    [
        # of the channels that the guideline ticks, all are known
        (BOARD, within("5wd"), BOARD, EACH, "equal"),
        (BOARD, within("5wd"), BOARD, EACH[:1], "weaker"),
        (["website"], within("5wd"), BOARD, EACH[:1], "equal"),
        ([*BOARD, "gazette"], within("5wd"), [*BOARD, "gazette"], EACH, "weaker"),
        # where it leaves a choice, one channel that both have will do, unless the local row leaves the choice as well
        ({"any_of": BOARD}, within("5wd"), BOARD, EACH[:1], "equal"),
        ({"any_of": BOARD}, within("5wd"), BOARD, [EACH[0], {"promptly": True, "via": "village-board"}], "equal"),
        ({"any_of": BOARD}, within("5wd"), BOARD, within("4wd"), "stronger"),
        ({"any_of": BOARD}, within("5wd"), BOARD, [within("4wd", via="website"), EACH[1]], "stronger"),
        ({"any_of": BOARD}, within("5wd"), BOARD, [within("6wd", via="website"), PROMPT], "weaker"),
        ({"any_of": BOARD}, within("5wd"), {"any_of": BOARD}, EACH[:1], "weaker"),
        ({"any_of": BOARD}, within("5wd"), {"any_of": BOARD}, EACH, "equal"),
        ({"any_of": BOARD}, within("5wd"), {"any_of": ["website"]}, EACH[:1], "equal"),
        ({"any_of": BOARD}, within("5wd"), ["gazette"], EACH[:1], "weaker"),
        (BOARD, within("5wd"), {"any_of": ["website"]}, EACH[:1], "weaker"),
        # each way is asked on its own channels: what the guideline says of a channel, what the local row adds on one
        (
            ["website"],
            within("5wd"),
            BOARD,
            [within("5wd", via="website"), within("3wd", via="village-board")],
            "stronger",
        ),
        (
            ["website"],
            within("5wd"),
            BOARD,
            [within("5wd", via="website"), within("9wd", via="village-board")],
            "equal",
        ),
        (BOARD, [within("5wd", via="website"), within("3wd", via="village-board")], BOARD, within("5wd"), "weaker"),
        (["website"], [*EACH[:1], within("3wd", via="village-board")], ["website"], within("4wd"), "incomparable"),
        # a channel that a clause of the guideline names and its row does not tick, and a row whose channels are unknown
        (["gazette"], EACH, ["gazette"], EACH[:1], "weaker"),
        ("unknown", within("5wd"), BOARD, EACH, "weaker"),
        ("unknown", EACH, BOARD, within("5wd"), "stronger"),
    ],
)
def test_a_time_limit_is_kept_channel_by_channel(
    channels: Any, limit: Any, local_channels: Any, local_limit: Any, relation: str
) -> None:
    base, local = row(channels=channels, time_limit=limit), row(channels=local_channels, time_limit=local_limit)
    assert compare("time_limit", local, base, ORGAN).relation == relation


def test_rows_are_compared_field_by_field() -> None:
    base, local = row(), row(content=["受理部门"], channels=BOARD, body="health")
    relations = {field: found.relation for field, found in compare_rows(local, base, ORGAN).items()}
    assert relations == dict.fromkeys(FIELDS, "equal") | {"content": "weaker", "channels": "stronger"}
    assert tuple(relations) == FIELDS


def test_an_unknown_field_is_a_mistake() -> None:
    with pytest.raises(AttributeError):
        compare("timing", row(), row(), ORGAN)


@pytest.mark.parametrize(
    ("field", "one", "other", "both"),
    [
        ("content", ["甲", "乙"], ["乙", "丙"], ["甲", "乙", "丙"]),
        ("content", "unknown", ["甲"], ["甲"]),
        ("content", "unknown", "unknown", "unknown"),
        ("channels", {"any_of": BOARD}, {"any_of": BOARD}, {"any_of": BOARD}),
        ("channels", ["website"], {"any_of": ["gazette"]}, ["website", "gazette"]),
        ("channels", "unknown", ["website"], ["website"]),
        ("audience", ONE, OTHER, TWO),
        ("audience", NOBODY, ONE, ONE),
        ("audience", ONE, "public", {"public": True, **ONE}),
        ("method", "on_request", BOTH, BOTH),
        ("method", BOTH, "proactive", "proactive"),
        ("time_limit", "unknown", PROMPT, PROMPT),
        ("time_limit", "none", PROMPT, PROMPT),
        ("time_limit", "none", "unknown", "unknown"),
        ("time_limit", PROMPT, {"standing": True}, [PROMPT, {"standing": True}]),
        ("basis", STATED, ["education-law"], [*STATED, "education-law"]),
        ("body", "education", "health", "education"),
    ],
)
def test_join(field: str, one: Any, other: Any, both: Any) -> None:
    assert getattr(join(row(**{field: one}), row(**{field: other})), field) == getattr(row(**{field: both}), field)
    if field != "body":
        swapped = getattr(join(row(**{field: other}), row(**{field: one})), field)
        assert compare(field, row()._replace(**{field: swapped}), row(**{field: both}), ORGAN).relation == "equal"
