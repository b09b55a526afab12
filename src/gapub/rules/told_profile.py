"""What is told when a profile is applied: targets that are not there, links that do not hold, duties made weaker."""

from __future__ import annotations

from gapub.diagnostics import Severity, Text
from gapub.rules.rule import Frame, Rule

_ITEM = "elderly-care/services/subsidies"


def _rule(
    code: str,
    name: tuple[str, str],
    why: tuple[str, str],
    bad: str,
    good: str,
    frame: Frame = "profile",
    severity: Severity = "error",
) -> Rule:
    return Rule(code, "profile", severity, "profile", Text(*name), Text(*why), bad, good, frame=frame)


def _weaker(cell: str, zh: str, why: tuple[str, str], bad: str, good: str) -> Rule:
    return Rule(
        f"weaker-{cell}",
        "strength",
        "error",
        "profile",
        Text(f"{zh}弱于上级", f"Weaker {cell.replace('-', ' ')}"),
        Text(*why),
        f"tighten:\n- item: {_ITEM}\n  {bad}\n",
        f"tighten:\n- item: {_ITEM}\n  {good}\n",
    )


def _reason(cell: str, zh: str, why: tuple[str, str], entry: str, row: str = "") -> Rule:
    above = f"# guideline\n{row}\n# profile\n" if row else ""
    return Rule(
        f"reason-needed-{cell}",
        "strength",
        "error",
        "profile",
        Text(f"{zh}须写理由", f"The {cell.replace('-', ' ')} needs a reason"),
        Text(*why),
        f"{above}tighten:\n- item: {_ITEM}\n  {entry}\n",
        f"{above}tighten:\n- item: {_ITEM}\n  {entry}\n  reason: 省里统一要求\n",
    )


RULES: tuple[Rule, ...] = (
    _rule(
        "unknown-target",
        ("指引没有的事项", "A target that is not there"),
        (
            "不列入、从严、核对所指的事项，标准指引中没有；不报告的话，这一条就悄悄失效了。",
            "What is left out, tightened or attested has to be in the guidelines; otherwise the entry would silently do nothing.",
        ),
        f"tighten:\n- item: {_ITEM}-2\n  time_limit: {{within: 5wd, of: [formed, changed]}}\n",
        f"tighten:\n- item: {_ITEM}\n  time_limit: {{within: 5wd, of: [formed, changed]}}\n",
    ),
    _rule(
        "two-entries",
        ("同一事项两条", "Two entries on one item"),
        ("同一事项有两条，哪一条算数说不清。", "Of two entries on one item nobody can say which one counts."),
        f"tighten:\n- item: {_ITEM}\n  channels: {{+: [village-board]}}\n- item: {_ITEM}\n  content: {{+: [申领程序]}}\n",
        f"tighten:\n- item: {_ITEM}\n  channels: {{+: [village-board]}}\n  content: {{+: [申领程序]}}\n",
    ),
    _rule(
        "new-topic-without-title",
        ("新的一级事项没有名称", "A new topic without a title"),
        (
            "指引没有这个一级事项，印出来须有名称；若是想加在已有的事项下，编号写错了。",
            "The guideline has no such topic, so it needs a title to be printed; if one of its own was meant, the id is wrong.",
        ),
        """\
add:
- topic: elderly-care/canteens
  items:
  - id: list
    title: {zh: 老年食堂, en: Canteens}
    content: [名称, 地址]
    basis: [open-government-information-regulations]
    time_limit: {within: 20wd, of: [formed, changed]}
    body: civil-affairs
    channels: [website]
    audience: public
    method: proactive
    levels: [county]
""",
        """\
add:
- topic: elderly-care/canteens
  title: {zh: 老年食堂, en: Canteens}
  items:
  - id: list
    title: {zh: 老年食堂, en: Canteens}
    content: [名称, 地址]
    basis: [open-government-information-regulations]
    time_limit: {within: 20wd, of: [formed, changed]}
    body: civil-affairs
    channels: [website]
    audience: public
    method: proactive
    levels: [county]
""",
    ),
    _rule(
        "unknown-element",
        ("改名的要素不存在", "An element that the item does not have"),
        (
            "改名或拆分所指的要素，该事项没有。",
            "The element that is to be renamed or split is none of the item's.",
        ),
        f"tighten:\n- item: {_ITEM}\n  rename: [{{from: 补助对象, to: 发放对象}}]\n",
        f"tighten:\n- item: {_ITEM}\n  rename: [{{from: 补贴对象, to: 发放对象}}]\n",
    ),
    _rule(
        "omit-into",
        ("并入何处没有写对", "Merged into what?"),
        (
            "并入另一事项的须写 into，别的根据不写。",
            "What is merged into another item names it under `into`; no other ground has that.",
        ),
        f"omit:\n- item: {_ITEM}\n  levels: [county]\n  ground: merged\n  reason: 一并公开\n",
        f"omit:\n- item: {_ITEM}\n  levels: [county]\n  ground: no-matter\n  reason: 本地没有这类补贴\n",
    ),
    _rule(
        "unknown-baseline",
        ("没有这个基线", "Unknown baseline"),
        ("配置文件所依据的基线须在登记册中。", "The baseline that a profile refines has to be in the registry."),
        "baseline: exmaple",
        "baseline: example",
    ),
    _rule(
        "unknown-edition",
        ("没有这个版本", "Unknown edition"),
        ("替换基线的版本须有文件。", "An edition that takes the place of the baseline's needs its file."),
        "editions: [elderly-care@2029]",
        "editions: [elderly-care@2019]",
    ),
    _rule(
        "missing-profile",
        ("上级配置文件不存在", "The profile above is not there"),
        ("extends 写的是从本文件出发的路径。", "`extends` is a path from the file that it stands in."),
        "extends: ../nowhere/profile.yaml",
        "baseline: example",
    ),
    _rule(
        "profile-cycle",
        ("循环引用", "Profiles in a circle"),
        ("配置文件互相引用，没有最上一级。", "Profiles extend each other, and none is the widest."),
        "extends: profile.yaml",
        "baseline: example",
    ),
    _rule(
        "profile-levels",
        ("层级不能相承", "Levels that cannot stand above each other"),
        (
            "县承接市或省，乡镇承接县（不设县的市的乡镇承接市），村承接乡镇或县。跳过一级，就丢掉了那一级的机关和职责。",
            "A county extends its city or province, a town its county (or a city without counties), a village its town or "
            "county. Who skips a level loses its offices and duties.",
        ),
        """\
# file: above.yaml
division: {code: "2102", name: 大连市}
level: township
# file: profile.yaml
extends: above.yaml
division: {code: "210283", name: 庄河市}
level: county
""",
        "groups:\n  applicants: {zh: 申请人, en: Applicants}\n",
        "raw",
    ),
    _rule(
        "profile-division",
        ("行政区划不属于上级", "A division that belongs elsewhere"),
        (
            "行政区划代码须以上级的代码开头，否则承接的是别处的规定。",
            "The code of a division begins with that of the one above; otherwise the profile refines another place's rules.",
        ),
        """\
# file: above.yaml
division: {code: "2103", name: 鞍山市}
level: city
# file: profile.yaml
extends: above.yaml
division: {code: "210283", name: 庄河市}
level: county
""",
        "groups:\n  applicants: {zh: 申请人, en: Applicants}\n",
        "raw",
    ),
    _rule(
        "upgrade-conflict",
        ("升级时留下的冲突", "A conflict that an upgrade left"),
        (
            "换基线时这一条与新版标准指引有出入，gapub upgrade 不能替人决定。处理后删去 conflict。",
            "This entry and the new edition do not agree, and gapub upgrade cannot decide. Settle it and delete conflict.",
        ),
        """\
tighten:
- conflict: 新版已改名
  item: elderly-care/services/subsidies
  time_limit: {within: 10wd, of: [formed, changed]}
""",
        """\
tighten:
- item: elderly-care/services/subsidies
  time_limit: {within: 10wd, of: [formed, changed]}
""",
    ),
    _rule(
        "attestation-lapsed",
        ("核对记录失效", "An attestation that has lapsed"),
        (
            "栏目在核对之后改动过，核对的不是现在的内容。重新核对后换上新的标记。",
            "The cell has changed since it was checked: what was checked is not what stands there. Check it and renew the mark.",
        ),
        """\
attest:
- item: elderly-care/services/subsidies
  cells: {levels: aaaaaaaa}
  by: 庄河市民政局
  "on": "2024-11-20"
  document: 标准指引原文
""",
        """\
attest:
- item: elderly-care/services/subsidies
  cells: [levels]
  by: 庄河市民政局
  "on": "2024-11-20"
  document: 标准指引原文
""",
        severity="warning",
    ),
    _weaker(
        "content",
        "公开内容",
        (
            "少了指引要求的要素，或把要素改为依申请公开、加了除外。改名用 rename，拆分用 split。",
            "An element that the guideline asks for is gone, on request now, or excepted in part. Use rename for another name "
            "and split for several parts.",
        ),
        "content: [补贴对象]",
        "content: {+: [申领程序]}",
    ),
    _weaker(
        "time-limit",
        "公开时限",
        (
            "比指引公开得晚、展示得短，或少了起算的情形。",
            "It is disclosed later than the guideline asks, shown for a shorter time, or not for every event.",
        ),
        "time_limit: {within: 30wd, of: [formed, changed]}",
        "time_limit: {within: 5wd, of: [formed, changed]}",
    ),
    _weaker(
        "channels",
        "公开渠道",
        ("少了指引要求的渠道。", "A channel that the guideline asks for is gone."),
        "channels: [website]",
        "channels: {+: [village-board]}",
    ),
    _weaker(
        "audience",
        "公开对象",
        (
            "指引要求向全社会公开的，不能只向特定群体公开。",
            "What the public is to see cannot be shown to some groups alone.",
        ),
        "audience: {groups: [applicants]}",
        "audience: public",
    ),
    _weaker(
        "method",
        "公开方式",
        ("主动公开的不能改为依申请公开。", "What is disclosed proactively cannot be put on request."),
        "method: on_request",
        "method: proactive",
    ),
    _reason(
        "basis",
        "删去依据",
        (
            "公开依据不是义务，但删去未见失效的依据须写明理由。",
            "The legal basis is no duty, but to drop one that is not known to have ceased needs a reason.",
        ),
        "basis: [social-assistance-measures]",
    ),
    _reason(
        "content",
        "扩大公开范围",
        (
            "把依申请公开的要素改为主动公开，可能碰到个人信息和商业秘密（《条例》第十五条），须写明理由。",
            "To disclose proactively what was on request may touch personal data and trade secrets (条例 art. 15); say why.",
        ),
        "content: [补贴对象, 补贴名单]",
        "method: [proactive, on_request]\ncontent: [补贴对象, {text: 补贴名单, method: on_request}]",
    ),
    _reason(
        "audience",
        "扩大公开对象",
        (
            "扩大公开对象可能碰到个人信息（《条例》第十五条），须写明理由。",
            "A wider audience may touch personal data (条例 art. 15); say why.",
        ),
        "audience: public",
        "audience: {groups: [applicants]}",
    ),
    _reason(
        "method",
        "改为主动公开",
        (
            "依申请公开的改为主动公开，可能碰到个人信息和商业秘密（《条例》第十五条），须写明理由。",
            "To disclose proactively what was on request may touch personal data and trade secrets (条例 art. 15); say why.",
        ),
        "method: proactive",
        "method: on_request",
    ),
)
