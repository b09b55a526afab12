"""What each finding of a check of a website means, and what is asked of the office: for reports, notices and SARIF."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from gapub.diagnostics import Text
from gapub.diagnostics.report import RuleDocument
from gapub.model.scheme import OF_SITES


class Meaning(NamedTuple):
    """Why it is a finding, and how it is mended."""

    why: Text
    mend: Text


MEANINGS: Final[Mapping[str, Meaning]] = {
    "column-blank": Meaning(
        Text(
            "目录列出的事项在网站上有对应栏目，栏目里没有信息。",
            "The catalogue names this column, and nothing is in it.",
        ),
        Text(
            "按目录补充信息；确无信息的，在栏目内说明原因。",
            "Publish what the catalogue asks, or say in the column why there is nothing.",
        ),
    ),
    "column-stale": Meaning(
        Text(
            "栏目最近一条信息的日期，早于配置文件、公开时限或者评分方案允许的期限。",
            "The latest entry is older than the profile, the time limit or the scheme allows.",
        ),
        Text("补充最新信息，今后按期更新。", "Publish what is new, and keep to the period from now on."),
    ),
    "published-late": Meaning(
        Text(
            "公开时限的最后一天过后，信息才发布。",
            "It came after the last day that the time limit allows.",
        ),
        Text("说明原因，今后在时限内发布。", "Say why, and publish in time from now on."),
    ),
    "missing-period": Meaning(
        Text(
            "应当按年、季等定期公开的信息，缺少其中一期。",
            "What is due every year, quarter or other period lacks one of them.",
        ),
        Text("补发缺少的一期。", "Publish the period that is missing."),
    ),
    "kept-too-long": Meaning(
        Text(
            "公示期满，或者超过保留期限的信息，仍未撤下。",
            "It is still online after its display, or the time that it may be kept, is over.",
        ),
        Text("立即撤下，并检查同类公示。", "Take it down at once, and check others of its kind."),
    ),
    "document-ended": Meaning(
        Text(
            "文件已经失效或者废止，网页上没有标注。",
            "The document is no longer in force, and nothing on the website says so.",
        ),
        Text(
            "在标题或者有效性一栏标注“失效”或者“废止”。",
            "Mark it as ended, in its title or in the field of its validity.",
        ),
    ),
    "future-dated": Meaning(
        Text("发布日期晚于检查日，日期有误。", "The day of publication is after the day of the check, so it is wrong."),
        Text("改正发布日期。", "Correct the day of publication."),
    ),
    "interpretation-missing": Meaning(
        Text("政策文件没有找到对应的解读。", "No interpretation was found of a document that needs one."),
        Text(
            "发布解读并与文件相互链接；已有解读的，写明解读的是哪份文件。",
            "Publish one and link both; one that exists has to name its document.",
        ),
    ),
    "response-missing": Meaning(
        Text("应当回应的事项没有找到回应。", "No response was found to what needs one."),
        Text("发布回应；已有回应的，写明回应的是哪件事。", "Publish one; one that exists has to name what it answers."),
    ),
    "feedback-missing": Meaning(
        Text("征求意见结束后，没有找到意见采纳情况。", "No feedback was found after the end of a consultation."),
        Text("公布意见征集和采纳情况。", "Publish which comments came, and which were taken up."),
    ),
    "wrong-office": Meaning(
        Text(
            "信息的发布机构与目录写明的公开主体不同。",
            "The office that published it is not the one that the catalogue names.",
        ),
        Text(
            "核实公开主体；目录有误的改目录，网站有误的改网站。",
            "Verify who is responsible, then correct the catalogue or the website.",
        ),
    ),
    "taken-down": Meaning(
        Text(
            "清单注明已经下线，或者上次有、这次没有的信息，应当长期公开。",
            "The list says that it is offline, or it was there last time and is not now; it has no end of display.",
        ),
        Text("核实撤下的原因；应当继续公开的，恢复发布。", "Verify why; what has to stay public is to be put back."),
    ),
    "kept-too-short": Meaning(
        Text("公示的天数少于规定的期限。", "It was displayed for fewer days than are set for it."),
        Text(
            "核实公示的起止日期；公示时间不足的，重新公示。",
            "Verify from when to when; if it was too short, display it again.",
        ),
    ),
    "duplicate": Meaning(
        Text("同一信息在栏目中发布了不止一次。", "The same entry is in the column more than once."),
        Text("保留一条，撤下其余。", "Keep one of them, and take the others down."),
    ),
    "row-unbound": Meaning(
        Text(
            "配置文件没有写明事项在网站上的栏目，无法检查。",
            "The profile does not say in which column this item is published, so nobody can check it.",
        ),
        Text(
            "在配置文件的 publish 中写明栏目，可用 gapub bind 提出。",
            "Name the column under `publish` in the profile; `gapub bind` proposes it.",
        ),
    ),
    "column-unbound": Meaning(
        Text(
            "网站有这个栏目，目录没有事项与它对应。",
            "The website has this column, and no item of the catalogue is bound to it.",
        ),
        Text(
            "属于目录的，在配置文件中写明；不属于的，不必处理。",
            "If it belongs to the catalogue, bind it in the profile; else leave it.",
        ),
    ),
}
"""By code, those of `OF_SITES`."""


def document(code: str) -> RuleDocument | None:
    """What a finding means, as SARIF explains its rules; None for a code that is none of a check."""
    if code not in OF_SITES:
        return None
    (severity, label), (why, mend) = OF_SITES[code], MEANINGS[code]
    return RuleDocument(code, "site", severity, label, why + Text("", " ") + mend, "", "")
