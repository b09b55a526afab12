"""The notice that an inspector sends, as a Word document: addressed, findings by area with their places, deadlines left open.

In Chinese it is laid out as GB/T 9704-2012 has official documents: A4, 小标宋 title, 仿宋 text, 黑体 and 楷体 headings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import PurePath
from typing import Final

from gapub.audit.report import Report, facts, findings, verdict
from gapub.diagnostics import Text, counted
from gapub.diagnostics.report import SEVERITIES
from gapub.diagnostics.text import Language
from gapub.model.cells.article import numeral
from gapub.model.text import PROFILE_LEVELS
from gapub.render.ooxml import HEAD, text
from gapub.render.templates import BUNDLED
from gapub.render.word import HEAVY, NAMESPACES, SWISS, fonts, package
from gapub.reports.document import Row as Finding
from gapub.reports.document import said

_FONTS: Final = fonts(
    HEAVY,
    ("仿宋_GB2312", "仿宋", "roman"),
    ("楷体_GB2312", "楷体", "roman"),
    ("宋体", "SimSun", "roman"),
    SWISS,
)
_BLANK: Final = Text("＿＿＿＿＿＿＿＿", "________________")
_DAY: Final = Text("　　年　　月　　日", "____________")
_HEADS: Final = (
    Text("序号", "No."),
    Text("事项", "Item"),
    Text("栏目", "Cell"),
    Text("问题", "Finding"),
    Text("所在位置", "Where"),
)
_WIDTHS: Final = (620, 1900, 1180, 3600, 1540)
"""The columns in twentieths of a point: together the width of the text on A4."""
_TO_MEND: Final = Text("需要改正的问题", "What has to be corrected")
_TO_CHECK: Final = Text("需要核实的问题", "What has to be verified")
_MARGINS: Final = (
    'w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="851" w:footer="1400" w:gutter="0"'
)
"""37 mm above, 28 mm at the left, text of 156 × 225 mm."""


def data(report: Report, lang: Language) -> bytes:
    """The notice; in both languages the Chinese one, then the English one. Equal reports give equal bytes."""
    wanted: tuple[Language, ...] = ("zh", "en") if lang == "both" else (lang,)
    parts = [_Writer(each).notice(report) for each in wanted]
    body = _PAGE.join(parts)
    section = (
        '<w:sectPr><w:footerReference w:type="default" r:id="footer"/><w:pgSz w:w="11906" w:h="16838"/>'
        f"<w:pgMar {_MARGINS}/></w:sectPr>"
    )
    document = f"{HEAD}<w:document {NAMESPACES}><w:body>{body}{section}</w:body></w:document>"
    footer = f"{HEAD}<w:ftr {NAMESPACES}>{_paragraph(_run('— ') + _NUMBER + _run(' —'), 'Footer')}</w:ftr>"
    header = f"{HEAD}<w:hdr {NAMESPACES}>{_paragraph('', 'Header')}</w:hdr>"
    title = said(title_of(report), wanted[0])
    return package(
        title,
        {"document": document, "header": header, "footer": footer},
        BUNDLED.text("notice.styles.xml"),
        (),
        _FONTS,
    )


def title_of(report: Report) -> Text:
    """What the notice is called."""
    of = report.audit.of
    return Text("关于{}基层政务公开标准目录检查情况的函", "Audit of the standard catalogue{}").format(
        of if not of.zh else Text(of.zh, f" of {of.en}")
    )


class _Writer:
    """Writes the notice in one language."""

    def __init__(self, lang: Language) -> None:
        self.lang: Language = lang
        self.heads = 0

    def say(self, text: Text) -> str:
        return said(text, self.lang)

    def line(self, text: Text, style: str) -> str:
        return _paragraph(_run(self.say(text)), style)

    def heading(self, text: Text) -> str:
        self.heads += 1
        number = Text(f"{numeral(self.heads)}、", f"{self.heads}. ")
        return self.line(number + text, "Heading1")

    def notice(self, report: Report) -> str:
        return "".join(self.parts(report))

    def parts(self, report: Report) -> Iterator[str]:
        audit, score = report.audit, report.score
        yield self.line(title_of(report), "Title")
        yield self.line((report.office or _BLANK) + Text("：", ":"), "To")
        against = report.against or Text.same(audit.baseline)
        level = Text(PROFILE_LEVELS[audit.level].zh, audit.level)
        year, month, date = map(int, audit.as_of.split("-"))
        day = Text(f"{year}年{month}月{date}日", audit.as_of)
        yield self.line(
            Text(
                "对照“{0}”，对你单位公布的{1}基层政务公开标准目录（{2}）进行了检查，法律法规的效力以{3}为准。现将有关情况函告如下。",
                "The {1}-level standard catalogue that you published ({2}) has been held against “{0}”, by the law as of {3}. "
                "The findings are set out below.",
            ).format(against, level, PurePath(audit.file).name, day),
            "Body",
        )
        known = {label.en: value for label, value in facts(report)}
        grave = {severity: sum(each.severity == severity for each in audit.findings) for severity in SEVERITIES}
        yield self.heading(Text("总体情况", "Overview"))
        yield self.line(
            Text("领域：{}。事项：{}。", "Areas: {}. Items: {}.").format(known["Areas"], known["Items"])
            + Text(
                f"需要改正的问题 {grave['error']} 个，需要核实的问题 {grave['warning']} 个。",
                f" {counted(grave['error'], 'finding')} to correct, {grave['warning']} to verify.",
            ),
            "Body",
        )
        yield self.line(
            Text("按“{}”（{}）评分，{}。", "By the scheme “{}” ({}): {}.").format(
                score.scheme.title, score.scheme.issuer, verdict(score)
            ),
            "Body",
        )
        rows = findings(report)
        for severity, title in (("error", _TO_MEND), ("warning", _TO_CHECK)):
            told = [row for row in rows if row.tone == severity]
            if told:
                yield self.heading(title)
                yield from self.by_area(told)
        yield self.heading(Text("有关要求", "What is asked of you"))
        yield from (self.line(each.format(_DAY), "Body") for each in (_CORRECT, _OBJECT, _CONTACT))
        yield self.line(Text("", ""), "Signed")
        yield self.line(Text("（印章）", "(seal)"), "Signed")
        yield self.line(_DAY, "Signed")

    def by_area(self, rows: Iterable[Finding]) -> Iterator[str]:
        for n, (area, those) in enumerate(groupby(rows, key=lambda each: each.group)):
            listed = [*those]
            number = f"（{numeral(n + 1)}）"
            count = Text("（{} 个）", " ({})").format(len(listed))
            yield self.line(Text(number, f"({n + 1}) ") + area + count, "Heading2")
            yield self.table(listed)

    def table(self, rows: Sequence[Finding]) -> str:
        heads = (_paragraph(_run(self.say(each)), "Head") for each in _HEADS)
        made = [_row(map(_cell, _WIDTHS, heads), "<w:cantSplit/><w:tblHeader/>")]
        for n, row in enumerate(rows, 1):
            _, item, field, message, where, _ = map(self.say, row.cells)
            cells = (
                _paragraph(_run(str(n)), "Centre"),
                _paragraph(_run(item), "Text"),
                _paragraph(_run(field), "Centre"),
                _paragraph(_run(message), "Text"),
                _paragraph(_run(where), "Text"),
            )
            made.append(_row(map(_cell, _WIDTHS, cells), "<w:cantSplit/>"))
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in _WIDTHS)
        return (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="Form"/><w:tblW w:w="{sum(_WIDTHS)}" w:type="dxa"/>'
            f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(made)}</w:tbl>'
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
_PAGE: Final = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
_NUMBER: Final = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
)


def _run(words: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text(words)}</w:t></w:r>'


def _paragraph(runs: str, style: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{runs}</w:p>'


def _cell(width: int, inner: str) -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>{inner}</w:tc>'


def _row(cells: Iterable[str], how: str) -> str:
    return f"<w:tr><w:trPr>{how}</w:trPr>{''.join(cells)}</w:tr>"
