"""Small projects, one for each situation that a command can meet: two areas with three rows, an older and a later edition."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


def _row(name: str, zh: str, more: str = "") -> str:
    return f"  - id: {name}\n    title: {{zh: {zh}, en: The {name}}}\n{more}    evidence: recalled\n"


def _guideline(area: str, edition: str, number: int, zh: str, rows: str, more: str = "") -> str:
    head = f"""\
area: {area}
edition: "{edition}"
number: {number}
title: {{zh: {zh}, en: The {area}}}
{more}issuer: {{zh: 示例部门, en: An example department}}
document: {{title: {zh}标准指引, status: recalled}}
"""
    if not rows:
        return f"{head}coverage: {{status: unknown}}\n"
    return f"""{head}coverage: {{status: complete}}
defaults:
  content: [名称, 办公电话, 地址]
  basis: [open-government-information-regulations]
  time_limit: {{within: 20wd, of: [formed, changed]}}
  body: culture-tourism
  channels: [website]
  audience: public
  method: proactive
  levels: [county, township]
topics:
- id: use
  title: {{zh: 使用, en: Use}}
  items:
{rows}"""


EVERYWHERE = "    levels: [county, township, village]\n"
PRICE = _row("price", "价格")
BOOKING = _row("booking", "预订", EVERYWHERE)
FEES = _row(
    "fees",
    "收费",
    "    formerly: [halls@2019/use/price]\n    formerly_basis: seen\n    time_limit: {within: 10wd, of: [formed, changed]}\n",
)
BASELINES = {
    "small": ("halls@2019", "baths@2019"),
    "both": ("halls@2019", "halls@2024", "baths@2019"),
    "later": ("halls@2024", "baths@2019"),
    "bare": ("halls@2019", "parks@2019"),
    "covered": ("customs@2021", "halls@2019"),
}
GUIDELINES = {
    "guidelines/halls/2019.yaml": _guideline("halls", "2019", 31, "礼堂", PRICE + BOOKING),
    "guidelines/halls/2024.yaml": _guideline("halls", "2024", 31, "礼堂", FEES, "supersedes: [halls@2019]\n"),
    "guidelines/baths/2019.yaml": _guideline("baths", "2019", 32, "浴场", _row("water", "水质")),
    "guidelines/parks/2019.yaml": _guideline("parks", "2019", 33, "公园", ""),
    "guidelines/registry/zz.yaml": "baselines:\n"
    + "".join(
        f'  {name}:\n    title: {{zh: 基线{name}, en: The baseline {name}}}\n    as_of: "2027-12-31"\n    parts:\n'
        f"    - title: {{zh: 全部, en: All}}\n      editions: [{', '.join(editions)}]\n"
        for name, editions in BASELINES.items()
    ),
}
OVERLAY = _guideline("customs", "2021", 30, "本地海关", _row("wharf", "码头"))
"""A bundled area without rows, as a locality has written it."""
PIER = _row("pier", "栈桥")
"""One more row of it."""

COUNTY = 'division: {code: "210283", name: 庄河市}\nlevel: county\n'
SMALL = COUNTY + "baseline: small\n"
PROVINCE = 'division: {code: "21", name: 辽宁省}\nlevel: province\nbaseline: small\n'
TOWNS = (
    'divisions:\n- {code: "210283001", name: 城关街道}\n- {code: "210283101", name: 青堆镇}\n'
    "level: township\nextends: county.yaml\n"
)


def tightened(item: str, days: int, more: str = "") -> str:
    return f"tighten:\n- item: {item}\n{more}  time_limit: {{within: {days}wd, of: [formed, changed]}}\n"


CHECKED = '  by: 张三\n  "on": "2026-11-20"\n  document: 原文\n'
ADDED = """\
add:
- topic: halls/use
  items:
  - id: piano
    title: {zh: 钢琴, en: The piano}
    content: [名称]
    basis: [open-government-information-regulations]
    time_limit: {within: 5wd, of: [formed, changed]}
    body: culture-tourism
    channels: [website]
    audience: public
    method: proactive
    levels: [county]
"""
OMITTED = "omit:\n- area: baths\n  levels: [county]\n  ground: no-matter\n  reason: 本县没有浴场\n"
CONFLICT = '  conflict: "旧版：20个工作日；新版：10个工作日；本地：15个工作日"\n'
PRICE_ID = "halls/use/price"


class Situation(NamedTuple):
    """Profiles by their names, each a head and what it changes; which of them is asked about; what is made of it."""

    profiles: dict[str, tuple[str, str]]
    of: str = "county"
    levels: tuple[str, ...] = ("county",)
    item: str = PRICE_ID
    baseline: str = "small"
    to: str = "later"
    files: Mapping[str, str] = MappingProxyType({})
    options: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()

    def before(self) -> dict[str, str]:
        """The same project before anything was changed in it."""
        return GUIDELINES | {f"catalogues/{name}.yaml": head for name, (head, _) in self.profiles.items()}

    def after(self) -> dict[str, str]:
        """The project."""
        texts = {f"catalogues/{name}.yaml": head + changes for name, (head, changes) in self.profiles.items()}
        return {**GUIDELINES, **self.files, **texts}


WHARF = "customs/use/wharf"
FROM_PROVINCE = f"extends: province.yaml\n{COUNTY}"
COVERED = f"{COUNTY}baseline: covered\n"
BOTH = f"{COUNTY}baseline: both\n"
SITUATIONS = {
    "chain": Situation({"province": (PROVINCE, tightened(PRICE_ID, 15)), "county": (FROM_PROVINCE, "")}),
    "several divisions": Situation(
        {"county": (SMALL, ""), "towns": (TOWNS, tightened(PRICE_ID, 15))}, "towns", ("township",)
    ),
    "three levels": Situation(
        {"county": (SMALL, tightened("halls/use/booking", 15))},
        levels=("county", "township", "village"),
        item="halls/use/booking",
    ),
    "own overlay": Situation(
        {"county": (COVERED, tightened(WHARF, 15))},
        item=WHARF,
        baseline="covered",
        to="both",
        files={"guidelines/customs/2021.yaml": OVERLAY},
    ),
    "several editions": Situation(
        {"county": (BOTH, tightened("halls/use/booking", 15))}, item="halls/use/booking", baseline="both"
    ),
    "omitted area": Situation({"county": (SMALL, OMITTED)}, item="baths/use/water"),
    "area without rows": Situation(
        {"county": (f"{COUNTY}baseline: bare\n", "")}, baseline="bare", sides=("small", "bare")
    ),
    "local rows": Situation({"county": (SMALL, ADDED)}, item="halls/use/piano"),
    "attested": Situation({"county": (SMALL, f"attest:\n- item: {PRICE_ID}\n{CHECKED}")}),
    "weakened": Situation({"county": (SMALL, tightened(PRICE_ID, 30))}, options=("--allow-weaker",)),
    "conflict": Situation({"county": (SMALL, tightened(PRICE_ID, 15, CONFLICT))}),
}
