"""The notice that an inspector sends, as a Word document: addressed, findings by area with their places, deadlines left open."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import PurePath
from typing import Final

from gapub.audit.report import Report, facts, findings, verdict
from gapub.diagnostics import Text, counted
from gapub.diagnostics.report import SEVERITIES
from gapub.diagnostics.text import Language
from gapub.model.text import PROFILE_LEVELS
from gapub.reports import notice
from gapub.reports.document import Row as Finding
from gapub.reports.notice import BLANK, DAY, Column, Writer

_COLUMNS: Final = (
    Column(Text("序号", "No."), 620, centred=True),
    Column(Text("事项", "Item"), 1900),
    Column(Text("栏目", "Cell"), 1180, centred=True),
    Column(Text("问题", "Finding"), 3600),
    Column(Text("所在位置", "Where"), 1540),
)
_AREAS: Final = (_COLUMNS[0], Column(Text("领域", "Area"), 3080), Column(Text("问题", "Finding"), 5140))
_TO_MEND: Final = Text("需要改正的问题", "What has to be corrected")
_TO_CHECK: Final = Text("需要核实的问题", "What has to be verified")


def data(report: Report, lang: Language) -> bytes:
    """The notice; in both languages the Chinese one, then the English one. Equal reports give equal bytes."""
    return notice.data(title_of(report), lambda writer: _parts(report, writer), lang)


def title_of(report: Report) -> Text:
    """What the notice is called."""
    of = report.name or report.audit.of
    return Text("关于{}基层政务公开标准目录检查情况的函", "Audit of the standard catalogue{}").format(
        of if not of.zh else Text(of.zh, f" of {of.en}")
    )


def _parts(report: Report, writer: Writer) -> Iterator[str]:
    audit, score = report.audit, report.score
    yield writer.line(title_of(report), "Title")
    yield writer.line((report.office or BLANK) + Text("：", ":"), "To")
    against = report.against or Text.same(audit.baseline)
    level = Text(PROFILE_LEVELS[audit.level].zh, audit.level)
    yield writer.line(
        Text(
            "对照“{0}”，对你单位公布的{1}基层政务公开标准目录（{2}）进行了检查，法律法规的效力以{3}为准。现将有关情况函告如下。",
            "The {1}-level standard catalogue that you published ({2}) has been held against “{0}”, by the law as of {3}. "
            "The findings are set out below.",
        ).format(against, level, PurePath(audit.file).name, notice.day(audit.as_of))
    )
    known = {label.en: value for label, value in facts(report)}
    grave = {severity: sum(each.severity == severity for each in audit.findings) for severity in SEVERITIES}
    yield writer.heading(Text("总体情况", "Overview"))
    yield writer.line(
        Text("领域：{}。事项：{}。", "Areas: {}. Items: {}.").format(known["Areas"], known["Items"])
        + Text(
            f"需要改正的问题 {grave['error']} 个，需要核实的问题 {grave['warning']} 个。",
            f" {counted(grave['error'], 'finding')} to correct, {grave['warning']} to verify.",
        )
    )
    yield writer.line(
        Text("按“{}”（{}）评分，{}。", "By the scheme “{}” ({}): {}.").format(
            score.scheme.title, score.scheme.issuer, verdict(score)
        )
    )
    rows = findings(report)
    lacking = [each.title for each in audit.areas if each.missing]
    for severity, title in (("error", _TO_MEND), ("warning", _TO_CHECK)):
        told = [row for row in rows if row.tone == severity]
        if told:
            yield writer.heading(title)
            yield from _by_area(told, lacking, writer)
    yield from writer.closing(each.format(DAY) for each in (_CORRECT, _OBJECT, _CONTACT))


def _by_area(rows: Iterable[Finding], lacking: Collection[Text], writer: Writer) -> Iterator[str]:
    """The findings, area by area; first the areas of which there is nothing, in one table."""
    by_area: dict[Text, list[Finding]] = {}
    for row in rows:
        by_area.setdefault(row.group or Text("", ""), []).append(row)
    whole = [row for area, those in by_area.items() if area in lacking for row in those]
    if whole:
        yield writer.below(1, Text("缺少的领域（{} 个）", "Areas that are missing ({})").format(len(whole)))
        lines = ((Text.same(n), row.group or Text("", ""), row.cells[3]) for n, row in enumerate(whole, 1))
        yield writer.table(_AREAS, lines)
    rest = [(area, those) for area, those in by_area.items() if area not in lacking]
    for n, (area, listed) in enumerate(rest, 2 if whole else 1):
        yield writer.below(n, area + Text("（{} 个）", " ({})").format(len(listed)))
        yield writer.table(
            _COLUMNS,
            (
                (Text.same(number), item, field, message, where)
                for number, (_, item, field, message, where, _) in enumerate((row.cells for row in listed), 1)
            ),
        )


_CORRECT: Final = Text(
    "请于{}前改正上述需要改正的问题，对需要核实的问题逐项核实，并将结果书面反馈我单位。",
    "Please correct what has to be corrected by {}, verify what has to be verified, and report in writing.",
)
_OBJECT: Final = Text(
    "对检查情况有不同意见的，请于{}前书面提出，并附有关依据。",
    "If you disagree with a finding, please say so in writing by {}, with your grounds.",
)
_CONTACT: Final = Text(
    "联系人：＿＿＿＿＿＿　联系电话：＿＿＿＿＿＿＿＿", "Contact: ________________  Telephone: ________________"
)
