"""The notice that an inspector sends to a county, as a Word document: problems by kind, numbered, with their places.

Days by which things are to be mended are left open: whoever sends the notice sets them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from gapub.diagnostics import Text, counted
from gapub.diagnostics.report import counts
from gapub.diagnostics.text import Language
from gapub.model.scheme import OF_SITES
from gapub.model.text import PROFILE_LEVELS
from gapub.publication.meanings import MEANINGS
from gapub.publication.report import (
    ON_PAPER,
    Report,
    changed,
    entry_of,
    few,
    item,
    label,
    of_columns,
    of_records,
    ordered,
    since,
    unjudged,
)
from gapub.publication.result import Finding
from gapub.reports import notice
from gapub.reports.notice import BLANK, DAY, Column, Writer

_COLUMNS: Final = (
    Column(Text("序号", "No."), 620, centred=True),
    Column(Text("栏目", "Column"), 1600),
    Column(Text("事项", "Item"), 1320),
    Column(Text("存在问题", "Finding"), 2360),
    Column(Text("信息和位置", "Entry and place"), 1540),
    Column(Text("自何日起", "Since"), 1400, centred=True),
)
_TO_MEND: Final = Text("需要改正的问题", "What has to be corrected")
_TO_CHECK: Final = Text("需要核实的问题", "What has to be verified")


def data(report: Report, lang: Language) -> bytes:
    """The notice; in both languages the Chinese one, then the English one. Equal reports give equal bytes."""
    return notice.data(title_of(report), lambda writer: _parts(report, writer), lang)


def title_of(report: Report) -> Text:
    """What the notice is called."""
    of = report.place
    return Text("关于{}政务公开栏目检查情况的通报", "Check of the disclosure columns of the website{}").format(
        of if not of.zh else Text(of.zh, f" of {of.en}")
    )


def _parts(report: Report, writer: Writer) -> Iterator[str]:
    check = report.check
    yield writer.line(title_of(report), "Title")
    yield writer.line((report.office or BLANK) + Text("：", ":"), "To")
    level = PROFILE_LEVELS[check.level]._replace(en=check.level)
    yield writer.line(
        Text(
            "对照“{0}”和你地{1}基层政务公开标准目录，对政府网站的有关栏目进行了检查，检查日为{2}。现将有关情况通报如下。",
            "The columns of your website have been held against “{0}” and your {1}-level standard catalogue, as of {2}. "
            "The findings are set out below.",
        ).format(report.against or Text.same(check.baseline), level, notice.day(check.as_of.isoformat()))
    )
    yield writer.heading(Text("总体情况", "Overview"))
    grave = counts(each.found for each in check.findings)
    yield writer.line(
        Text("栏目：{}。信息：{}。", "Columns: {}. Entries: {}. ").format(of_columns(check), of_records(check))
        + Text(
            f"需要改正的问题 {grave['error']} 个，需要核实的问题 {grave['warning']} 个。",
            f"{counted(grave['error'], 'finding')} to correct, {grave['warning']} to verify.",
        )
    )
    if report.changes and report.changes.before:
        yield from _since(report, writer)
    found: dict[str, list[Finding]] = defaultdict(list)
    for each in ordered(report):
        found[each.found.code].append(each)
    for severity, title in (("error", _TO_MEND), ("warning", _TO_CHECK)):
        told = [code for code, kind in OF_SITES.items() if kind.severity == severity and found[code]]
        if told:
            yield writer.heading(title)
            for n, code in enumerate(told, 1):
                yield from _kind(report, n, code, found[code], writer)
    yield from _open(report, writer)
    asked = ((grave["error"], _CORRECT), (grave["warning"], _VERIFY), (1, _REPORT), (1, _OBJECT), (1, _CONTACT))
    yield from writer.closing(text.format(DAY) for wanted, text in asked if wanted)


def _since(report: Report, writer: Writer) -> Iterator[str]:
    assert report.changes is not None and report.changes.before is not None
    before = notice.day(report.changes.before.isoformat())
    told = Text("与上次检查（{}）相比，{}", "Since the last check ({}): {}").format(before, changed(report.changes))
    standing = [each for each in report.changes.standing if each.severity != "info"]
    if standing:
        oldest = min(each.overdue for each in standing)
        told += Text("；仍未改正的，最早自{}起", "; what is still there has been so since {} at the earliest").format(
            notice.day(oldest.isoformat())
        )
    yield writer.line(told + Text("。", "."))


def _kind(report: Report, number: int, code: str, found: Sequence[Finding], writer: Writer) -> Iterator[str]:
    """Problems of a kind: how many, what is asked, and where they are."""
    called = label(code)
    yield writer.below(
        number, Text(called.zh, called.en.capitalize()) + Text(f"（{len(found)} 个）", f" ({len(found)})")
    )
    meaning = MEANINGS[code]
    yield writer.line(meaning.why + Text("整改要求：", " What is asked: ") + meaning.mend)
    yield writer.table(_COLUMNS, _rows(report, found[:ON_PAPER]))
    if len(found) > ON_PAPER:
        more = Text("其余 {} 个见所附催办单。", "The other {} are in the workbook that comes with this notice.")
        yield writer.line(more.format(len(found) - ON_PAPER))


def _rows(report: Report, found: Iterable[Finding]) -> Iterator[tuple[Text, ...]]:
    for n, each in enumerate(found, 1):
        yield (
            Text.same(n),
            Text.same(each.column or "—"),
            item(report.check, each.row),
            each.found.message,
            entry_of(report, each),
            since(report, each),
        )


def _open(report: Report, writer: Writer) -> Iterator[str]:
    told = unjudged(report.check)
    if not told:
        return
    yield writer.heading(Text("未能判断的情况", "What could not be judged"))
    yield writer.line(
        Text("以下情况未能判断，不计入问题。", "What stands here could not be judged, and counts as no fault.")
    )
    heads = (
        Column(Text("序号", "No."), 620, centred=True),
        Column(Text("检查内容", "What"), 1900),
        Column(Text("涉及", "Of"), 2400),
        Column(Text("数量", "Number"), 820, centred=True),
        Column(Text("原因", "Why"), 3100),
    )
    rows = (
        (Text.same(n), label(each.code), few(each.about), Text.same(each.number), each.why)
        for n, each in enumerate(told, 1)
    )
    yield writer.table(heads, rows)


_CORRECT: Final = Text("需要改正的问题，请于{}前全部改正。", "Please correct what has to be corrected by {}.")
_VERIFY: Final = Text(
    "需要核实的问题，请于{}前逐项核实并说明。", "Please verify what has to be verified by {}, and say what you found."
)
_REPORT: Final = Text(
    "请于{}前将整改情况书面报送，逐项写明改正的结果和网址。",
    "Please report in writing by {} what has been done about each, with its address.",
)
_OBJECT: Final = Text(
    "对检查情况有不同意见的，请于{}前书面提出，并附有关依据。",
    "If you disagree with a finding, please say so in writing by {}, with your grounds.",
)
_CONTACT: Final = Text(
    "联系人：＿＿＿＿＿＿　联系电话：＿＿＿＿＿＿＿＿", "Contact: ________________  Telephone: ________________"
)
