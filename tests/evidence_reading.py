"""Reads the untouched evidence, and a compiled catalogue, into the same plain facts, so that two rows can be held together.

Nothing here knows how the guidelines were made from the evidence, and nothing comes from gapub: the tables are typed from
the rules of the model and from the evidence itself. What a reader of the catalogue sees must give the evidence back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

EVIDENCE = Path(__file__).parent / "evidence"
Plain = dict[str, Any]

# --- the fold --------------------------------------------------------------------------------------------------------

_FULL_TO_HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {ord("〈"): "<", ord("〉"): ">"}
_DROPPED = dict.fromkeys([*range(ord("①"), ord("⑳") + 1), *map(ord, " \t\n\u3000")])


def fold(text: str) -> str:
    """The text as two spellings of it are compared: the only differences that do not count.

    Full-width marks are half-width (the evidence writes half-width, the guidelines GB/T 15834; 〈〉 are the full width of
    <>), white space is dropped, and so are the circled numbers that number the elements of a list.
    """
    return text.translate(_FULL_TO_HALF).translate(_DROPPED)


# --- the evidence ----------------------------------------------------------------------------------------------------


class Row(NamedTuple):
    """A row of the evidence with the file it stands in."""

    file: Plain
    item: Plain

    @property
    def area(self) -> str:
        return str(self.file["area"])

    @property
    def former_titles(self) -> set[tuple[str, str]]:
        """The areas of 2019 and the folded titles there of the row that this one comes from; none, or one."""
        old = self.item.get("formerly")
        return {(area, fold(old)) for area in predecessors(self.file)} if old else set()

    @property
    def key(self) -> tuple[str, str, str]:
        """By what a row is known: the area, and the folded titles of topic and item."""
        return self.area, fold(self.item["topic"]["zh"]), fold(self.item["title"]["zh"])

    def __str__(self) -> str:
        return " · ".join(self.key)


def evidence_files() -> list[Plain]:
    """All areas in the order of their numbers, village affairs last; what came later before what it supersedes."""
    paths = [*sorted(EVIDENCE.glob("later/*.yaml")), *sorted(EVIDENCE.glob("guidelines/*.yaml"))]
    files = [
        yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader) | {"later": path.parent.name == "later"} for path in paths
    ]
    return sorted(files, key=lambda file: 1000 if file["number"] is None else file["number"])


def predecessors(file: Plain) -> list[str]:
    """The areas whose edition of 2019 a file says it supersedes."""
    named = file.get("supersedes", [])
    return [name.removesuffix("@2019") for name in ([named] if isinstance(named, str) else named)]


def rows(files: list[Plain]) -> list[Row]:
    return [Row(file, item) for file in files for item in file["items"]]


# --- what a row says -------------------------------------------------------------------------------------------------

LEVELS = {"市级": "city", "县级": "county", "乡级": "township", "村级": "village"}
METHODS = {"主动": "proactive", "依申请": "on_request"}
FIELD_NAMES = {"timing": "time_limit", "mode": "method"}
CELLS = ("topic", "title", "content", "basis", "time_limit", "body", "channels", "audience", "method", "levels")
CHANNELS = {
    "政府网站": "website",
    "政府公报": "gazette",
    "两微一端": "social-media",
    "发布会/听证会": "press-conference",
    "广播电视": "broadcast",
    "纸质媒体": "print-media",
    "公开查阅点": "public-reading-point",
    "政务服务中心": "service-centre",
    "便民服务站": "service-station",
    "入户/现场": "on-site",
    "社区/企事业单位/村公示栏(电子屏)": "village-board",
    "精准推送": "targeted-push",
    "其他:投资项目在线审批监管平台": "investment-project-platform",
    "其他:公共资源交易平台": "public-resource-trading-platform",
    "其他:信用中国网站": "credit-china",
    "其他:招标投标公共服务平台": "tendering-platform",
    "其他:招投标公共服务平台": "tendering-platform",
    "其他:中国政府采购网及其地方分网": "government-procurement-website",
    "其他:省级(含计划单列市)财政部门指定的媒体": "finance-designated-media",
    "其他:部门网站": "department-website",
    "其他:管理部门网站": "department-website",
    "其他:财政部门网站公开平台": "department-website",
    "其他:法律服务网": "legal-service-website",
    "其他:基层公共服务平台": "grassroots-service-platform",
    "其他:征地信息公开平台": "land-expropriation-platform",
    "其他:办税服务厅": "tax-service-hall",
    "其他:国家企业信用信息公示系统": "enterprise-credit-system",
    "其他:双公示系统": "dual-publicity-system",
}
NOT_STATED_CHANNELS = ["其他:未注明"]
AT_LEAST_ONE = {
    ("natural-resources", title)
    for title in (
        "自然资源主管部门及派出机构、公共服务机构信息",
        "政策文件",
        "自然资源领域专项规划",
        "重大决策预公开",
    )
}
"""The rows of whose channels at least one must be used: the notes on the evidence say so of rows 1-4 of that table."""

COLLECTIVES = {"villagers-committee", "residents-committee", "rural-collective"}
OTHERS = {"purchaser", "procurement-agent", "tenderer", "tender-agent", "cultural-institution", "appraisal-firm"}
PLACEHOLDERS = {
    "competent-authority",
    "approving-authority",
    "departments-concerned",
    "land-expropriation-unit",
    "each-department",
    "supervising-authority",
    "sector-poverty-department",
    "project-authority",
}
_BODIES = """
人力资源社会保障部门: human-resources
应急管理部门: emergency-management
村民委员会: villagers-committee
城市管理行政执法部门或相关行政主管部门: urban-enforcement competent-authority
自然资源主管部门: natural-resources
县(市、区)自然资源主管部门: natural-resources
县(市、区)卫生健康行政部门: health
教育行政部门: education
相关审批部门: approving-authority
市级生态环境部门: eco-environment
公安机关: public-security
住房保障行政主管部门: housing-security
人民政府住房保障行政主管部门: housing-security
司法行政部门: justice
采购人或者其委托的采购代理机构: purchaser procurement-agent
税务主管部门: taxation
市场监管部门: market-regulation
居民委员会: residents-committee
县级人民政府民政部门、乡镇人民政府(街道办事处): civil-affairs township-government
县级人民政府民政部门: civil-affairs
住房和城乡建设等相关职能部门: housing-construction departments-concerned
县(市、区)自然资源主管部门以及负责实施农村集体土地征收的有关部门(含乡镇政府等): natural-resources land-expropriation-unit
文化和旅游行政部门: culture-tourism
文化和旅游行政部门,相关公共文化服务机构: culture-tourism cultural-institution
招标人或者其委托的招标代理机构: tenderer tender-agent
文物行政部门: cultural-relics
县级农业农村部门: agriculture
村民委员会、农村集体经济组织: villagers-committee rural-collective
县级人民政府及房屋征收部门: county-government house-expropriation
市场监督管理、行政审批相关责任部门: market-regulation administrative-approval
农村集体经济组织: rural-collective
县级扶贫部门、乡镇人民政府: poverty-alleviation township-government
县级扶贫部门、乡镇人民政府、行政村: poverty-alleviation township-government villagers-committee
县级人民政府: county-government
房屋征收部门: house-expropriation
市政工程行政主管部门: municipal-works
财政部门: finance
乡镇人民政府(街道办事处): township-government
司法行政部门、公共法律服务中心、公共法律服务工作站: justice legal-service-centre legal-service-station
县级扶贫、财政等部门: poverty-alleviation finance departments-concerned
地方各级财政部门: finance
各部门: each-department
负责审批的燃气管理部门: gas-authority
城市园林绿化主管部门: urban-greening
村民委员会、居民委员会: villagers-committee residents-committee
招标人及其招标代理机构或相关行政监督部门: tenderer tender-agent supervising-authority
辖区政府和相关审批部门: county-government approving-authority
负责管理的部门分别公开: competent-authority
贫困人口所在行政村: villagers-committee
贫困退出人口所在行政村: villagers-committee
县级行业扶贫相关部门: sector-poverty-department
县级扶贫部门、项目主管部门、乡镇人民政府、行政村: poverty-alleviation project-authority township-government villagers-committee
县(市、区)自然资源主管部门和负责农村集体土地征收的有关部门: natural-resources land-expropriation-unit
县级人民政府及相关部门: county-government departments-concerned
房屋征收部门及房地产估价机构: house-expropriation appraisal-firm
城市供水行政主管部门: water-supply
广播电视行政部门: broadcasting
县级交通运输主管部门: transport
县级(市辖区、县级市)文化和旅游行政部门: culture-tourism
县级乡村振兴部门、乡镇人民政府: rural-revitalisation township-government
县级乡村振兴、财政等部门: rural-revitalisation finance departments-concerned
县级乡村振兴部门: rural-revitalisation
监测对象所在行政村: villagers-committee
自然资源主管部门/乡镇人民政府: natural-resources township-government
新闻出版主管部门: press
"""
BODIES = {
    wording: roles.split() for wording, _, roles in (line.partition(": ") for line in _BODIES.split("\n") if line)
}
FOR = {
    "村民委员会": "village",
    "农村集体经济组织": "village",
    "村民委员会、农村集体经济组织": "village",
    "居民委员会": "community",
}
"""Whose affairs a row of village affairs is, by the body that discloses it; of both where two kinds are named."""


def kind_of_role(role: str) -> str:
    """What the law of disclosure must know of a role: an organ, a placeholder for one, or not an organ."""
    if role in PLACEHOLDERS:
        return "placeholder"
    return "not an organ" if role in COLLECTIVES | OTHERS else "organ"


def expected(row: Row) -> Plain:
    """The facts of a row of the evidence, field by field."""
    item, seen = row.item, row.item["evidence"]
    levels = [LEVELS[level] for level in item["levels"]]
    timing = item["timing"]
    modes = item["mode"] if isinstance(item["mode"], list) else [item["mode"]]
    return {
        "topic": fold(item["topic"]["zh"]),
        "title": fold(item["title"]["zh"]),
        "content": [fold(element) for element in item["content"]] or "unknown",
        "time_limit": "unknown" if timing is None else fold(timing),
        "time_limit.spans": [] if timing is None else spans_said(timing),
        "time_limit.words": set() if timing is None else words_said(timing),
        "body": fold(item["body"]),
        "body.roles": [(role, kind_of_role(role)) for role in BODIES[fold(item["body"])]],
        "channels": _channels_said(row),
        "audience": _audience_said(item["audience"]),
        "method": [METHODS[mode] for mode in modes],
        "levels": levels,
        "level_stated": bool(levels),
        "for": FOR.get(item["body"]) if row.area == "village-affairs" else None,
        "evidence.status": seen["status"],
        "evidence.sources": seen["sources"],
        "evidence.recalled": set(CELLS) if seen["status"] == "recalled" else _recalled(seen["recalled_fields"]),
        "evidence.single": _recalled(seen.get("single", [])),
        "evidence.attested": [],
    }


def stated(topic: Plain, item: Plain) -> Plain:
    """The facts of a row of a catalogue, field by field, in the same form."""
    content, limit, channels, audience = item["content"], item["time_limit"], item["channels"], item["audience"]
    known_limit = limit["clauses"] != "unknown"
    groups = audience["groups"]
    return {
        "topic": fold(topic["title"]["zh"]),
        "title": fold(item["title"]["zh"]),
        "content": content if content == "unknown" else [element_text(element) for element in content],
        "time_limit": fold(limit["zh"]) if known_limit else "unknown",
        "time_limit.spans": spans_of(limit["clauses"]) if known_limit else [],
        "time_limit.words": words_of(limit["clauses"]) if known_limit else set(),
        "body": fold(item["body"]["zh"]),
        "body.roles": [(each["role"], _kind(each["kind"])) for each in item["body"]["roles"]],
        "channels": _channels(channels),
        "audience": (audience["public"], groups if groups == "unknown" else [fold(group["zh"]) for group in groups]),
        "method": item["method"],
        "levels": item["levels"],
        "level_stated": item["level_stated"],
        "for": item.get("for"),
        "evidence.status": item["evidence"]["status"],
        "evidence.sources": item["evidence"]["sources"],
        "evidence.recalled": set(item["evidence"]["recalled"]),
        "evidence.single": set(item["evidence"].get("single", [])),
        "evidence.attested": item["evidence"]["attested"],
    }


FACTS = (
    "topic",
    "title",
    "content",
    "time_limit",
    "time_limit.spans",
    "time_limit.words",
    "body",
    "body.roles",
    "channels",
    "audience",
    "method",
    "levels",
    "level_stated",
    "for",
    "evidence.status",
    "evidence.sources",
    "evidence.recalled",
    "evidence.single",
    "evidence.attested",
)


def element_text(element: Plain) -> str:
    """An element as the table writes it, from its structure: 「*」 optional, 「组：」, 「（依申请公开）」, 「（…除外）」."""
    star = "*" if element.get("optional") else ""
    part = f"{element['part']}:" if element.get("part") else ""
    request = "(依申请公开)" if element.get("method") == "on_request" else ""
    exception = f"({element['except']}除外)" if element.get("except") else ""
    return fold(f"{star}{part}{element['zh']}{request}{exception}")


STRUCTURE_LEFT_IN_TEXT = re.compile(r"^\*|\(依申请公开\)$|[^(]除外\)$|[①-⑳]")
"""What an element's text must not hold any more, because its structure says it."""


def _audience_said(text: str) -> tuple[bool, list[str] | str]:
    everybody, specific, groups = text.partition("特定群体")
    named = groups.removeprefix(":")
    unnamed = named in ("", "表内未写明")
    return "全社会" in everybody, [] if not specific else "unknown" if unnamed else [fold(named)]


def _channels_said(row: Row) -> list[str] | str:
    if row.item["channels"] == NOT_STATED_CHANNELS:
        return "unknown"
    ids = [CHANNELS[one] for one in row.item["channels"]]
    return ["any_of", *ids] if (row.area, row.item["title"]["zh"]) in AT_LEAST_ONE else ids


def _recalled(fields: list[str]) -> set[str]:
    return {FIELD_NAMES.get(field, field) for field in fields}


def _channels(channels: Plain) -> list[str] | str:
    if channels["rule"] == "unknown":
        return "unknown"
    ids = [channel["id"] for channel in channels["of"]]
    return ids if channels["rule"] == "ticked" else [channels["rule"], *ids]


def _kind(kind: str) -> str:
    return kind if kind in ("organ", "placeholder") else "not an organ"


# --- time limits -----------------------------------------------------------------------------------------------------

_SAID_BY = {
    "within": r"日内|^20个工作日$",
    "lead": r"日前|提前",
    "every": r"每20个工作日",
    "display.at_least": r"不得少于|一般不少于",
    "display.soft=True": r"一般不少于",
    "display.exactly": r"公示\d|期限为",
    "standing=True": r"长期",
    "promptly=True | also_promptly=True": r"及时",
    "as_it_arises=True": r"随时",
    "as_announced=True": r"对外公布的时限内",
    "on_request=True": r"依申请",
    "referred=True": r"按照.*规定",
    "every=month": r"每月",
    "every=quarter": r"每季度",
    "every=half-year": r"半年",
    "every=year": r"每年",
    "by=year-end": r"年底前",
    "together=True": r"集中",
    "at_least=True": r"至少每|至少一次",
    "discretion=True": r"实际情况|视情况",
    "itemised=True": r"逐项逐笔",
    "force=encouraged": r"鼓励",
    "unless=law": r"另有规定",
    "unless=already-published": r"不再重复",
    "when=display-ended": r"公示结束后",
    "when=many-dealings": r"往来较多",
    "of=formed": r"信息形成|该信息形成|^形成|获取\(形成|制定|制作",
    "of=changed": r"变更",
    "of=obtained": r"获取",
    "of=unstated": r"^20个工作日$|处罚决定:20个工作日内",
    "at=formed": r"实时",
    "at=changed": r"实时",
    "at=fieldwork-started": r"实地启动.*时,",
    "at=procurement-notice-published": r"随采购公告、",
    "at=documents-published": r"、采购文件公开",
    "at=award-published": r"随中标、成交结果",
    "before=hearing": r"组织听证",
    "before=meeting": r"发通知邀请",
    "before=bid-deadline": r"投标截止",
    "before=application-deadline": r"资格预审申请文件截止",
    "before=response-deadline": r"首次响应文件截止",
    "of=enforcement-decision": r"在决定作出",
    "of=plan-approved": r"规划批准后",
    "of=penalty-decision": r"行政处罚决定形成|作出行政处罚决定",
    "of=administrative-decision": r"作出行政决定",
    "of=major-decision": r"重大决策作出",
    "of=progress": r"进展情况",
    "of=request-received": r"收到申请",
    "of=review-completed": r"报审程序后",
    "of=allocation-issued": r"分配结果下达",
    "of=allocation-determined": r"分配结果确定",
    "of=congress-approval": r"人民代表大会.*批准",
    "of=finance-reply": r"财政部门批复",
    "of=land-approval-received": r"收到征地批准文件",
    "of=expropriation-announced": r"征收土地公告",
    "of=compensation-plan-drafted": r"拟定《征地补偿安置方案》",
    "of=survey-ended": r"现状调查结束",
    "of=evaluation-report-received": r"收到评标报告",
    "of=supplier-determined": r"供应商确定",
    "of=contract-signed": r"合同签订",
    "of=acceptance-ended": r"验收结束",
    "covers=rest": r"其中|其他|;结果信息|,涉及",
    "covers=permits-and-penalties": r"行政许可、行政处罚事项",
    "covers=penalty-decisions": r";处罚决定",
    "covers=results": r"结果信息",
    "covers=hearing-notice": r"听证通知书",
    "covers=consultation": r"征求意见期限不得",
    "covers=enforcement-decisions": r"执法决定信息",
    "covers=pre-approval-notice": r"批前公示时间",
    "covers=post-approval-publication": r"批后公布应",
    "covers=dibao-recipients": r"最低生活保障",
    "covers=major-matters": r"重大事项",
    "via=village-board": r"在村公示栏",
    "via=website": r"在政府网站",
    "via=land-expropriation-platform": r"征地信息公开平台",
}
"""What clauses say, and the words of the tables that say it: a time limit has the one if and only if it has the other."""

_WORDS_ONLY = {"verb", "subject"}
_SPAN_SAID = re.compile(r"(\d+)(个工作日|日)")
_SPAN = re.compile(r"\d+(wd|d)")


def spans_said(timing: str) -> list[str]:
    """The numbers with their units in a wording: working days (`wd`) and days (`d`); a week is seven days."""
    text = timing.replace("一周", "7日")
    return [f"{n}{'d' if unit == '日' else 'wd'}" for n, unit in _SPAN_SAID.findall(text)]


def words_said(timing: str) -> set[str]:
    """What a wording says besides its numbers, as entries of the table."""
    return {facts for facts, words in _SAID_BY.items() if re.search(words, fold(timing))}


def spans_of(clauses: list[Plain]) -> list[str]:
    """The numbers with their units in the clauses, in their order."""
    return [value for _, value in _leaves(clauses, "") if isinstance(value, str) and _SPAN.fullmatch(value)]


def words_of(clauses: list[Plain]) -> set[str]:
    """What clauses say besides their numbers, as entries of the table; what the table does not have stands for itself."""
    facts = {
        path if isinstance(value, str) and _SPAN.fullmatch(value) else f"{path}={value}"
        for path, value in _leaves(clauses, "")
    }
    entries = {fact: entry for entry in _SAID_BY for fact in entry.split(" | ")}
    return {entries.get(fact, fact) for fact in facts}


def _leaves(node: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Every single value of the clauses with the keys that lead to it."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key not in _WORDS_ONLY:
                yield from _leaves(value, f"{path}.{key}".lstrip("."))
    elif isinstance(node, list):
        for each in node:
            yield from _leaves(each, path)
    else:
        yield path, node
