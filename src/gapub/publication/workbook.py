"""What each office has to mend, as workbooks (催办单): a sheet an office behind an overview, or a file an office.

What an office fills in stands beside each matter: by when, what came of it, where that is seen. No text becomes a formula.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from gapub.diagnostics import Text
from gapub.diagnostics.text import Language
from gapub.publication.report import (
    Report,
    asked,
    by_office,
    cell_of,
    document,
    facts,
    item,
    label,
    lead,
    named,
    number_of,
    on,
    since,
)
from gapub.publication.result import Finding
from gapub.render.characters import clean, undirected
from gapub.render.sheets import Page, height, inside, is_web, lines, sheet_names
from gapub.render.workbook import A4, Book
from gapub.reports.document import said
from gapub.reports.xlsx import FOOTER, add, styles

_SUMMARY: Final = Text("概要", "Summary")
_NOBODY: Final = Text("未写明公开主体", "No office named")
_FURTHER: Final = ("history", "runs", "columns", "remarks", "open", "reading", "calendar")
"""The parts of the report that have sheets of their own behind those of the offices."""
_HEADS: Final = (
    (Text("序号", "No."), 5),
    (Text("要求", "Asked"), 8),
    (Text("问题", "Kind"), 14),
    (Text("事项", "Item"), 18),
    (Text("网站栏目", "Column"), 20),
    (Text("信息", "Entry"), 28),
    (Text("网页", "Page"), 6),
    (Text("情况和整改要求", "What is wrong, and what is asked"), 40),
    (Text("所在位置", "Place"), 12),
    (Text("自何日起", "Since"), 12),
    (Text("首次发现", "First found"), 12),
    (Text("整改期限", "By when"), 12),
    (Text("整改结果", "Result"), 12),
    (Text("改正后的网址、说明", "Address, remarks"), 18),
)
_FIRST, _RESULT = 10, 12
"""The columns that only a record of earlier runs fills, and in which one of a few words is chosen."""
_RESULTS: Final = {
    "zh": ("已改正", "正在整改", "情况不符"),
    "en": ("mended", "under way", "not so"),
    "both": ("已改正 mended", "正在整改 under way", "情况不符 not so"),
}
_ASK: Final = Text(
    "请在整改期限前逐项处理，填写“整改结果”和改正后的网址，反馈政务公开主管部门。情况不符的，说明依据。",
    "Please deal with each by the day set for it, fill in what came of it and where that is seen, and return this list to the "
    "open-government office. Where the finding is not so, say on what ground.",
)
_SIGNED: Final = Text(
    "经办人：＿＿＿＿＿＿＿＿　　负责人：＿＿＿＿＿＿＿＿　　反馈日期：＿＿＿＿年＿＿月＿＿日",
    "Done by: ________________    Approved by: ________________    Returned on: ________________",
)
_SUMMARY_WIDTHS: Final = (30, 12, 12, 14, 16, 16, 16)


def data(report: Report, lang: Language) -> bytes:
    """One workbook: an overview, a sheet an office, and what else the report has. Equal reports give equal bytes."""
    title = _say(_title(report), lang)
    book = Book(title, styles(lang))
    offices = by_office(report)
    further = [each for each in document(report, None).parts if each.id in _FURTHER and each.rows]
    names = sheet_names(
        [
            said(_SUMMARY, lang),
            *(_called(each, lang) for each in offices),
            *(said(each.title, lang) for each in further),
        ]
    )
    first, own, others = names[0], names[1 : len(offices) + 1], names[len(offices) + 1 :]
    page = Page(book, first, _SUMMARY_WIDTHS)
    page.run(title, said(_SUMMARY, lang), FOOTER)
    _summary(page, report, dict(zip(offices, own, strict=True)), lang)
    for (office, found), name in zip(offices.items(), own, strict=True):
        _sheet(book, name, report, office, found, lang, back=first)
    for part, name in zip(further, others, strict=True):
        add(book, name, part, lang)
    return book.data()


def files(report: Report, lang: Language) -> dict[str, bytes]:
    """A workbook for each office, by the name of its file."""
    offices = by_office(report)
    made = {}
    names = file_names([_called(each, lang) for each in offices])
    for (office, found), name in zip(offices.items(), names, strict=True):
        book = Book(_say(_title(report), lang), styles(lang))
        (sheet,) = sheet_names([_called(office, lang)])
        _sheet(book, sheet, report, office, found, lang)
        made[name] = book.data()
    return made


_DEVICES: Final = frozenset(
    ("con", "prn", "aux", "nul", *(f"{device}{n}" for device in ("com", "lpt") for n in range(1, 10)))
)
"""What no file of Windows can be called."""
_FORBIDDEN: Final = str.maketrans('\\/:*?"<>|%', "＼／：＊？＂＜＞｜％")
_MOST: Final = 180
"""The bytes of a name before its suffix: file systems allow 255."""


def file_names(titles: Iterable[str]) -> list[str]:
    """Names of workbooks that every system accepts, no two equal whatever the case, none hidden and none of a device."""
    names, taken = list[str](), set[str]()
    for title in titles:
        base = " ".join("".join(char if char.isprintable() else " " for char in undirected(clean(title))).split())
        base = base.translate(_FORBIDDEN).strip(". ")
        base = base.encode("utf-8", "replace")[:_MOST].decode("utf-8", "ignore").strip(". ") or "—"
        if base.partition(".")[0].casefold() in _DEVICES:
            base = f"{base}_"
        name, n = base, 1
        while name.casefold() in taken:
            n += 1
            name = f"{base} ({n})"
        taken.add(name.casefold())
        names.append(f"{name}.xlsx")
    return names


def _say(text: Text, lang: Language, between: str = " ") -> str:
    """A text as a cell has it: marks of writing direction would reorder it for the eye."""
    return undirected(said(text, lang, between))


def _called(office: str, lang: Language) -> str:
    return undirected(office) or said(_NOBODY, lang)


def _title(report: Report) -> Text:
    of = report.place
    title = Text("政务公开栏目催办单", "Columns of the website: what is to be mended")
    return of + Text("", ": ") + title if of.zh else title


def _summary(page: Page, report: Report, names: dict[str, str], lang: Language) -> None:
    """What the check comes to, then the offices with links to their sheets."""
    page.band(_say(_title(report), lang, "\n"), "title", 18)
    page.band(_say(lead(report.check), lang), "section", 12)
    room, last = sum(page.widths[1:]), len(page.widths) - 1
    for name, value in facts(report):
        text = _say(value, lang)
        page.put(page.row, 0, said(name, lang), "label")
        page.put(page.row, 1, text, "text", right=last - 1)
        page.end_row(height(max(lines(clean(text), room), lines(said(name, lang), page.widths[0]))))
    page.end_row(9)
    heads = (
        Text("公开主体", "Office"),
        Text("需要改正", "To mend"),
        Text("需要核实", "To verify"),
        Text("最早自", "Earliest since"),
        *((Text("首次发现", "First found"),) if report.changes else ()),
    )
    top = page.row
    page.line([said(each, lang, "\n") for each in heads], "head")
    for office, found in by_office(report).items():
        errors = sum(each.found.severity == "error" for each in found)
        oldest = min((each.since for each in found if each.since), default=None)
        first = min(filter(None, map(report.first, found)), default=None)
        called = _called(office, lang)
        page.link(page.row, 0, called, "link", inside(names[office]))
        numbers = (str(errors), str(len(found) - errors), on(oldest).zh, *((on(first).zh,) if report.changes else ()))
        for column, text in enumerate(numbers, 1):
            page.put(page.row, column, text, "centre")
        page.end_row(height(lines(clean(called), page.widths[0])))
    if not names:
        page.band(said(Text("没有需要办理的事项", "nothing is to be mended"), lang), "note")
    page.repeated = top, top


def _sheet(
    book: Book, name: str, report: Report, office: str, found: Sequence[Finding], lang: Language, back: str = ""
) -> None:
    """The list of an office: to whom, as of when, and a row for each matter. `back` is the sheet to return to."""
    shown = [n for n in range(len(_HEADS)) if n != _FIRST or report.changes]
    page = Page(book, name, [_HEADS[n][1] for n in shown])
    page.paper = A4
    page.run(book.title, _called(office, lang), FOOTER)
    if back:
        page.link(page.row, 0, said(Text("← 概要", "← Summary"), lang), "back", inside(back))
    page.band(_say(_title(report), lang, "\n"), "title", 18, after=2 if back else 0)
    page.band(_called(office, lang) + said(Text("：", ":"), lang), "section", 12)
    told = Text("检查日 {}；对照“{}”；{}。", "Day of the check: {}. Held against “{}”. {}. ").format(
        report.check.as_of, report.against or Text.same(report.check.baseline), number_of(found)
    )
    page.band(_say(told + _ASK, lang, "\n"), "legend")
    top = page.row
    page.line([said(_HEADS[n][0], lang, "\n") for n in shown], "head")
    for number, each in enumerate(found, 1):
        cells = _cells(report, each, number)
        texts = [_say(cells[n], lang, "\n") for n in shown]
        for column, text in enumerate(texts):
            look = each.found.severity if shown[column] == 1 else "centre" if shown[column] in _CENTRED else "text"
            url = each.record.url if each.record and shown[column] == _PAGE and text else ""
            page.link(page.row, column, text, look, url)
        page.end_row(height(max(lines(clean(text), page.widths[n]) for n, text in enumerate(texts))))
    end, result = page.row - 1, shown.index(_RESULT)
    page.filtered = top, 0, end, len(shown) - 1
    page.chosen = (top + 1, result, end, result), _RESULTS[lang]
    page.end_row(9)
    page.band(said(_SIGNED, lang), "legend")
    page.frozen = top + 1, 0
    page.repeated = top, top


_CENTRED: Final = (0, 1, 6, 9, 10, 11, 12)
_PAGE: Final = 6
"""The column that leads to the entry: some programs wrap no text that is a link."""
_ASKED: Final = {"error": Text("改正", "mend"), "warning": Text("核实", "verify")}


def _cells(report: Report, each: Finding, number: int) -> tuple[Text, ...]:
    none, record = Text("", ""), each.record
    column = f"{each.division} · {each.column}" if report.several and each.division else each.column
    return (
        Text.same(number),
        _ASKED[each.found.severity],
        label(each.found.code),
        item(report.check, each.row),
        Text.same(column or "—"),
        named(record) if record else none,
        Text("打开", "open") if record and is_web(record.url) else none,
        each.found.message + Text("\n整改要求：", "\nWhat is asked: ") + asked(each),
        cell_of(report, each),
        on(each.since) if report.changes else since(report, each),
        on(report.first(each)) if report.changes else none,
        none,
        none,
        none,
    )
