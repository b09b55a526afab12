"""What a report of a check says, in whatever format (`reports.document`), and the two pictures of its page.

Titles, offices, columns and addresses are those of a website: untrusted.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Final, NamedTuple

from gapub.audit.report import of_severities, where
from gapub.diagnostics import Text, counted
from gapub.diagnostics.report import SEVERITIES, counts
from gapub.model.scheme import OF_SITES
from gapub.model.text import PROFILE_LEVELS
from gapub.publication.history import Changes, Matter, name_of
from gapub.publication.meanings import MEANINGS
from gapub.publication.record import Record
from gapub.publication.result import Check, Column, Finding, Open
from gapub.reports.document import Document, Part, Row

_DASH: Final = Text.same("—")
_OTHER: Final = Text("其他", "Other")
_COMMA: Final = Text("、", ", ")
_LONGEST: Final = 80
"""Characters of a title that are shown."""
_NAMED: Final = 3
"""How many columns of what could not be judged are named."""
_AREAS: Final = 8
"""How many areas without a column are named."""
_TREND, _RUNS = 2, 12
"""From so many checks on they make a trend, and so many of them are shown."""
MONTHS: Final = 24
"""The months of the calendar, the last ones."""
_IN_TABLES: Final = 12
"""The months of the calendar where it is a table of a document."""
ON_PAPER: Final = 20
"""How many findings that are alike are listed, where not all are; the workbook and JSON have all."""


class Report(NamedTuple):
    """A check, and what surrounds it.

    `against` is what the baseline is called, `office` whom a notice addresses, `changes` what the record of earlier runs says.
    `divisions` are the names of those that were judged.
    """

    check: Check
    against: Text | None = None
    office: Text | None = None
    changes: Changes | None = None
    divisions: tuple[str, ...] = ()

    @property
    def alone(self) -> str:
        """The division, where it is the only one."""
        return self.divisions[0] if len(self.divisions) == 1 else ""

    @property
    def place(self) -> Text:
        """Whose website it is, as letters call it: without the code."""
        return Text.same(self.alone) if self.alone else self.check.of

    @property
    def several(self) -> bool:
        """Whether divisions have to be told apart."""
        return len(self.divisions) > 1

    def first(self, finding: Finding) -> date | None:
        """The day of the run that found it first, if there is a record."""
        return self.changes.found_first(name_of(finding, self.alone)) if self.changes else None


# --- words ---------------------------------------------------------------------------------------------------------------


def short(text: str) -> str:
    """A text of others, or as much of it as a report shows."""
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def label(code: str) -> Text:
    """What a kind of finding is called."""
    return OF_SITES[code].label if code in OF_SITES else Text.same(code)


def item(check: Check, row: str) -> Text:
    """What a row is called."""
    return check.titles.get(row) or (Text.same(row) if row else _DASH)


def named(record: Record) -> Text:
    """A record by its title and day."""
    title = Text.same(short(record.title) or record.url)
    return title + Text(f"（{record.published}）", f" ({record.published})") if record.published else title


def place_of(finding: Finding) -> Text:
    """The record that a finding is about, and where the export has it."""
    place = finding.found.place
    several = (named(finding.record),) if finding.record else ()
    at = (Text.same(f"{place.file} ") + where(place),) if place else ()
    return Text("；", "; ").join((*several, *at)) if several or at else _DASH


_EARLIER: Final = Text("上次的清单", "the earlier list")


def entry_of(report: Report, finding: Finding) -> Text:
    """The record that a finding is about, with its row or cell in the list, for those who have no profile at hand.

    What is gone stands in none of the lists of the check, and the record of earlier runs is for gapub.
    """
    record = finding.record
    if record is None:
        return _DASH
    listed = any(each.file == record.file for each in report.check.exports)
    return (
        named(record) + Text("；", "; ") + (Text.same(f"{record.file} ") + where(record.place) if listed else _EARLIER)
    )


def cell_of(report: Report, finding: Finding) -> Text:
    """Where the list has the record: a cell of a workbook, else file and line; nothing for what is in none."""
    record = finding.record
    if record is None or not any(each.file == record.file for each in report.check.exports):
        return Text("", "") if record is None else _EARLIER
    return Text.same(record.place.cell or f"{record.file}:{record.line}")


def asked(finding: Finding) -> Text:
    """What is asked of the office: what the check says itself, else what is asked of all such findings."""
    return finding.found.hint or MEANINGS[finding.found.code].mend


def message(finding: Finding) -> Text:
    """What a finding says, and how to mend it where the check says so."""
    found = finding.found
    return found.message + Text("。", ". ") + found.hint if found.hint else found.message


def on(day: date | None) -> Text:
    """A day, or nothing."""
    return Text.same(day.isoformat()) if day else _DASH


# --- order ---------------------------------------------------------------------------------------------------------------


class Places:
    """To which division and area things of a check belong, and in which order these stand."""

    def __init__(self, report: Report) -> None:
        """Look at the columns once."""
        check = report.check
        self._report = report
        self._areas = {id: n for n, id in enumerate(check.areas)}
        self._divisions = {name: n for n, name in enumerate(report.divisions)}
        self._of = {(each.division, each.path): self.areas(each) for each in check.columns}

    def areas(self, column: Column) -> tuple[str, ...]:
        """The areas of its rows, in their order."""
        found = dict.fromkeys(row.partition("/")[0] for row in column.rows)
        return tuple(sorted(found, key=lambda each: self._areas.get(each, len(self._areas))))

    def area(self, each: Finding | Open | Matter) -> str:
        """The area that something is about; empty where it is of several, or of none."""
        if each.row:
            return each.row.partition("/")[0]
        found = self._of.get((each.division, each.column)) or self._of.get(("", each.column), ())
        return found[0] if len(found) == 1 else ""

    def rank(self, division: str, area: str) -> tuple[int, str, int]:
        """The order of divisions and areas: that of the profile, and of the catalogue."""
        last = len(self._divisions)
        return self._divisions.get(division, last), division, self._areas.get(area, len(self._areas))

    def group(self, division: str, area: str) -> Text:
        """What findings of an area stand under."""
        title = self._report.check.areas.get(area) or _OTHER
        return Text.same(f"{division} · ") + title if self._report.several and division else title


def ordered(report: Report) -> list[Finding]:
    """The findings by division and area, the gravest first, those that are alike beside each other."""
    places = Places(report)
    grave = {severity: n for n, severity in enumerate(SEVERITIES)}
    codes = {code: n for n, code in enumerate(OF_SITES)}

    def key(each: Finding) -> tuple[object, ...]:
        found, record = each.found, each.record
        at = found.place or ("",)
        return (
            places.rank(each.division, places.area(each)),
            grave[found.severity],
            codes.get(found.code, len(codes)),
            each.row,
            each.column,
            (record.published or date.min) if record else date.min,
            tuple(map(str, at)) if len(at) == 1 else (at[0], at[3], f"{at[1]:09}", f"{at[2]:09}"),
            found.arguments,
        )

    return sorted(report.check.findings, key=key)


class Alike(NamedTuple):
    """Findings of a kind; `whole` where they may be about several rows and columns of an area."""

    group: Text
    findings: tuple[Finding, ...]
    whole: bool


def folded(report: Report, *, whole: bool = False) -> Iterator[Alike]:
    """The findings, those of a kind about the same row and column together; of remarks, or `whole`, those of an area."""
    places = Places(report)

    def same(each: Finding) -> tuple[str, ...]:
        about = ("", "") if whole or each.found.severity == "info" else (each.row, each.column)
        return each.division, places.area(each), each.found.severity, each.found.code, *about

    for (division, area, severity, *_), those in groupby(ordered(report), key=same):
        yield Alike(places.group(division, area), tuple(those), whole or severity == "info")


# --- what a column is like -----------------------------------------------------------------------------------------------


class State(NamedTuple):
    """What a column is like, by a sign as well as by a word; its name is the class of the page, which gives the colour."""

    name: str
    sign: str
    word: Text


STATES: Final = {
    each.name: each
    for each in (
        State("sound", "✓", Text("正常", "sound")),
        State("blank", "○", Text("空白", "blank")),
        State("stale", "▽", Text("更新不及时", "stale")),
        State("wrong", "✕", Text("有其他错误", "other errors")),
        State("doubtful", "!", Text("待核实", "to verify")),
        State("open", "?", Text("无法判断", "cannot judge")),
    )
}
"""The states of a column, by name."""
_STALE: Final = ("column-stale", "missing-period")
_TONES: Final = {"blank": "error", "stale": "error", "wrong": "error", "doubtful": "warning"}


def states(check: Check) -> Callable[[Column], State]:
    """What tells the state of a column: the gravest of what was found, else whether its age could be judged."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for each in check.findings:
        if each.found.severity != "info":
            code = each.found.code
            found[each.division, each.column].add(
                "blank" if code == "column-blank" else "stale" if code in _STALE else each.found.severity
            )
    open_ = {(each.division, each.column) for each in check.open if each.code in ("column-blank", "column-stale")}

    def state(column: Column) -> State:
        key = column.division, column.path
        there = found.get(key, ())
        for wanted, name in (("blank", "blank"), ("stale", "stale"), ("error", "wrong"), ("warning", "doubtful")):
            if wanted in there:
                return STATES[name]
        return STATES["open" if key in open_ else "sound"]

    return state


# --- the document --------------------------------------------------------------------------------------------------------

_TITLE: Final = Text("政务公开栏目检查报告", "Check of the columns of a website")


def document(report: Report, most: int | None = ON_PAPER, *, terminal: bool = False) -> Document:
    """The report; of findings that are alike at most so many, None for all.

    The terminal has no room for the calendar, nor for columns that are sound.
    """
    check = report.check
    parts = (
        _kinds(check),
        *_history(report),
        *_runs(report),
        _areas(report),
        _columns(report, all_=not terminal),
        *_listed(report, most),
        _open(check),
        _unread(check),
        *(() if terminal else (_calendar(report),)),
    )
    found = counts(each.found for each in check.findings)
    return Document(
        check.of + Text("：", ": ") + _TITLE if check.of.zh else _TITLE,
        lead(check),
        facts(report),
        tuple(each for each in parts if each.rows or each.notes),
        "bad" if found["error"] else "warning" if found["warning"] or check.open else "good",
    )


def lead(check: Check) -> Text:
    """What was found, in a sentence."""
    grave = [each.found for each in check.findings if each.found.severity != "info"]
    told = (
        Text("发现问题：", "found: ") + of_severities(grave)
        if grave
        else Text("没有发现问题", "nothing wrong was found")
    )
    number = sum(each.number for each in check.open)
    return told + Text(f"；另有 {number} 处无法判断", f"; {number} could not be judged") if number else told


class Numbers(NamedTuple):
    """How many records there are: read, lost in reading, no longer online, of no column that is bound."""

    read: int
    unread: int
    offline: int
    elsewhere: int


def numbers(check: Check) -> Numbers:
    """What became of the records."""
    records = [each for export in check.exports for each in export.records]
    seen = {(each.record.file, each.record.sheet, each.record.line) for each in check.seen}
    offline = sum((each.file, each.sheet, each.line) not in seen and each.is_off(check.as_of) for each in records)
    read = len(records)
    return Numbers(read, sum(each.unread for each in check.exports), offline, read - offline - len(seen))


def of_records(check: Check) -> Text:
    """What became of the records, in words."""
    read, unread, offline, elsewhere = numbers(check)
    told = Text(f"读到 {read} 条", f"{read} read")
    told += Text(f"，未能读取 {unread} 条", f", {unread} not read")
    told += Text(f"，不属于任何对应栏目 {elsewhere} 条", f", {elsewhere} of no bound column")
    return told + Text(f"，已经下线 {offline} 条", f", {offline} no longer online") if offline else told


def of_columns(check: Check) -> Text:
    """How many columns there are in each state, in words."""
    state = states(check)
    found = Counter(state(each).name for each in check.columns)
    told = Text(f"对应目录的 {len(check.columns)} 个", f"{len(check.columns)} bound")
    for name, each in STATES.items():
        if found[name]:
            told += Text(f"，{each.word.zh} {found[name]} 个", f", {found[name]} {each.word.en}")
    return told


def facts(report: Report) -> tuple[tuple[Text, Text], ...]:
    """What was held against what, and how much there was of it."""
    check = report.check
    made = [
        (
            Text("网站的清单", "List of the website"),
            _COMMA.join(
                Text.same(each.file) + Text("（{} 条）", " ({})").format(len(each.records)) for each in check.exports
            ),
        ),
        (Text("目录层级", "Level"), PROFILE_LEVELS[check.level]),
        (Text("对照", "Held against"), report.against or Text.same(check.baseline)),
        (Text("检查日", "Day"), Text.same(check.as_of)),
    ]
    if report.several:
        made.append((Text("行政区划", "Divisions"), _COMMA.join(map(Text.same, report.divisions))))
    made += [
        (Text("信息", "Entries"), of_records(check)),
        (Text("栏目", "Columns"), of_columns(check)),
        (Text("问题", "Findings"), of_severities(each.found for each in check.findings)),
    ]
    if report.changes:
        made.append((Text("与上次相比", "Since the last check"), of_changes(report.changes)))
    return tuple(made)


def of_changes(changes: Changes) -> Text:
    """What has changed since the run before, in words."""
    if changes.before is None:
        return Text("首次检查", "this is the first")
    return Text(f"（{changes.before}）", f"({changes.before}) ") + changed(changes)


def changed(changes: Changes) -> Text:
    """How many matters were mended, are still there, are new, in words."""
    parts = [
        Text(f"已改正 {len(changes.mended)} 个", f"{len(changes.mended)} mended"),
        Text(f"仍未改正 {len(changes.standing)} 个", f"{len(changes.standing)} still there"),
        Text(f"新发现 {len(changes.new)} 个", f"{len(changes.new)} new"),
    ]
    if changes.returned:
        parts.append(Text(f"再次出现 {len(changes.returned)} 个", f"{len(changes.returned)} are back"))
    if changes.unjudged:
        parts.append(
            Text(f"这次无法判断 {len(changes.unjudged)} 个", f"{len(changes.unjudged)} could not be judged this time")
        )
    if changes.accepted:
        parts.append(
            Text(f"说明理由后不计 {len(changes.accepted)} 个", f"{len(changes.accepted)} accepted with a reason")
        )
    return Text("，", ", ").join(parts)


def _kinds(check: Check) -> Part:
    """By kind of finding: how many things were judged, were found wrong, and could not be judged."""
    found = Counter(each.found.code for each in check.findings)
    judged, open_ = Counter[str](), Counter[str]()
    for each in check.judged:
        judged[each.code] += each.number
    for one in check.open:
        open_[one.code] += one.number
    rows = tuple(
        Row(
            (kind.label, SEVERITIES[kind.severity], *_numbers(judged[code], found[code], open_[code])),
            kind.severity if found[code] else "",
        )
        for code, kind in OF_SITES.items()
        if found[code] or open_[code] or judged[code]
    )
    heads = (
        Text("检查内容", "What was checked"),
        Text("级别", "Severity"),
        Text("已判断", "Judged"),
        Text("有问题", "Found"),
        Text("无法判断", "Cannot judge"),
    )
    return Part("kinds", Text("检查结果", "Results"), (), heads, rows, numeric=(2, 3, 4))


def _numbers(*numbers: int) -> Iterable[Text]:
    return (Text.same(each or "") for each in numbers)


_HISTORY: Final = (
    Text("情况", "State"),
    Text("问题", "Finding"),
    Text("事项", "Item"),
    Text("栏目", "Column"),
    Text("信息", "Entry"),
    Text("自何日起", "Since"),
    Text("首次发现", "First found"),
)


def _history(report: Report) -> Iterator[Part]:
    """What was mended, what is still there and since when, what is back; what is new stands among the findings."""
    changes = report.changes
    if changes is None or (changes.before is None and not changes.accepted):
        return
    places = Places(report)
    kinds = (
        (changes.mended, Text("已改正", "mended"), "good"),
        (changes.standing, Text("仍未改正", "still there"), ""),
        (changes.returned, Text("再次出现", "back again"), ""),
        (changes.unjudged, Text("这次无法判断", "not judged this time"), "info"),
        (changes.accepted, Text("不计", "accepted"), "good"),
    )
    rows = list[Row]()
    for those, word, tone in kinds:
        asked = [each for each in those if each.severity != "info" or tone == "good"]
        for each in sorted(
            asked, key=lambda each: (each.overdue, places.rank(each.division, places.area(each)), each.code, each.id)
        ):
            cells = (
                word,
                label(each.code),
                item(report.check, each.row),
                _column(report, each.division, each.column),
                _with_reason(each),
                on(each.overdue),
                on(each.first),
            )
            rows.append(Row(cells, tone or each.severity))
    notes: tuple[Text, ...] = (of_changes(changes) + Text("。", "."),)
    if changes.told:
        told = Text(
            f"以前已经列出的发布超过时限 {changes.told} 处，不再列出。",
            f"{counted(changes.told, 'late publication')} told by earlier runs, and not again.",
        )
        notes = (*notes, told)
    yield Part("history", Text("上次以来", "Since the last check"), notes, _HISTORY if rows else (), tuple(rows))


def _with_reason(matter: Matter) -> Text:
    """The entry, and why it is let be."""
    title = Text.same(short(matter.title) or "—")
    return title + Text("；理由：", "; reason: ") + Text.same(short(matter.accepted)) if matter.accepted else title


def _runs(report: Report) -> Iterator[Part]:
    """What each check of the record found, the last ones."""
    changes = report.changes
    if changes is None or len(changes.runs) < _TREND:
        return
    heads = (
        Text("检查日", "Day"),
        Text("需要改正", "To mend"),
        Text("需要核实", "To verify"),
        Text("新发现", "New"),
        Text("已改正", "Mended"),
    )
    rows = tuple(Row((Text.same(each.as_of), *map(Text.same, each[1:]))) for each in changes.runs[-_RUNS:])
    note = Text("发布超过时限的，只计入发现它的那一次。", "What was late counts in the check that found it alone.")
    yield Part("runs", Text("历次检查", "Checks so far"), (note,), heads, rows, numeric=(1, 2, 3, 4))


def _column(report: Report, division: str, path: str) -> Text:
    named = path or "—"
    return Text.same(f"{division} · {named}" if report.several and division else named)


def _areas(report: Report) -> Part:
    check, places, state = report.check, Places(report), states(report.check)
    found: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for each in check.findings:
        found[each.division, places.area(each)][each.found.severity] += 1
    for one in check.open:
        found[one.division, places.area(one)]["open"] += one.number
    columns: dict[tuple[str, str], list[Column]] = defaultdict(list)
    for column in check.columns:
        for area in places.areas(column) or ("",):
            columns[column.division, area].append(column)
    rows, bare = [], []
    for division, area in sorted(found.keys() | columns.keys(), key=lambda each: places.rank(*each)):
        those, of = columns[division, area], found[division, area]
        if not those and not (of["error"] or of["warning"] or of["open"]):
            bare += [places.group(division, area)] if area else []
            continue
        sound = sum(state(each).name == "sound" for each in those)
        latest = max((each.latest for each in those if each.latest), default=None)
        cells = (
            places.group(division, area),
            *_numbers(len(those), sound, sum(each.records for each in those)),
            on(latest),
            *_numbers(of["error"], of["warning"], of["open"]),
        )
        rows.append(Row(cells, "error" if of["error"] else "warning" if of["warning"] else ""))
    heads = (
        Text("领域", "Area"),
        Text("栏目", "Columns"),
        Text("正常", "Sound"),
        Text("信息", "Entries"),
        Text("最近发布", "Latest"),
        Text("错误", "Errors"),
        Text("警告", "Warnings"),
        Text("无法判断", "Cannot judge"),
    )
    notes = (Text("没有对应栏目的领域：{}。", "Areas without a column: {}.").format(few(bare, _AREAS)),) if bare else ()
    return Part("areas", Text("各领域情况", "By area"), notes, heads, tuple(rows), numeric=(1, 2, 3, 5, 6, 7))


GROUNDS: Final[Mapping[str, Text]] = {
    "binding": Text("配置文件", "profile"),
    "period": Text("公开时限", "time limit"),
    "kind": Text("评分方案", "scheme"),
}
"""What the limit of a column rests on."""


def limit(column: Column) -> Text:
    """How old the latest entry of a column may be, and on what that rests."""
    if column.limit is None:
        return Text("没有规定", "not stated")
    ground = GROUNDS.get(column.ground)
    return column.limit + Text("（{}）", " ({})").format(ground) if ground else column.limit


def _columns(report: Report, *, all_: bool) -> Part:
    check, places, state = report.check, Places(report), states(report.check)
    rows, sound = [], 0
    for column in in_order(report):
        now, areas = state(column), places.areas(column)
        if now.name == "sound" and not all_:
            sound += 1
            continue
        first, *more = [item(check, row) for row in column.rows] or [_DASH]
        cells = (
            Text.same(f"{now.sign} ") + now.word,
            Text.same(column.path),
            first + Text(f" 等 {len(more) + 1} 项", f" and {len(more)} more") if more else first,
            *_numbers(column.records),
            on(column.latest),
            limit(column),
            _COMMA.join(map(Text.same, column.offices)) if column.offices else _DASH,
        )
        group = places.group(column.division, areas[0] if len(areas) == 1 else "")
        rows.append(Row(cells, _TONES.get(now.name, ""), group))
    heads = (
        Text("状态", "State"),
        Text("栏目", "Column"),
        Text("事项", "Items"),
        Text("信息", "Entries"),
        Text("最近发布", "Latest"),
        Text("更新期限", "May be"),
        Text("公开主体", "Office"),
    )
    notes = (Text(f"另有正常的 {sound} 个。", f"{sound} more are sound."),) if sound else ()
    return Part("columns", Text("栏目情况", "Columns"), notes, heads, tuple(rows), numeric=(3,))


def in_order(report: Report) -> list[Column]:
    """The columns by division and area."""
    places = Places(report)

    def key(each: Column) -> tuple[object, ...]:
        areas = places.areas(each)
        return places.rank(each.division, areas[0] if len(areas) == 1 else ""), each.path

    return sorted(report.check.columns, key=key)


def _listed(report: Report, most: int | None) -> Iterator[Part]:
    """What has to be mended or verified, then what is worth knowing."""
    heads = (
        Text("级别", "Severity"),
        Text("事项", "Item"),
        Text("栏目", "Column"),
        Text("问题", "Finding"),
        Text("信息和位置", "Entry and place"),
        Text("自何日起", "Since"),
    )
    rows = list(findings(report, most))
    for id, title, tones in (
        ("findings", Text("问题清单", "Findings"), ("error", "warning")),
        ("remarks", Text("其他情况", "Remarks"), ("info",)),
    ):
        yield Part(id, title, (), heads, tuple(row for row in rows if row.tone in tones))


def findings(report: Report, most: int | None = None) -> Iterator[Row]:
    """Every finding by area: severity, row, column, what it says, which record and where, since when. Of those alike the first."""
    for group, those, whole in folded(report):
        if most is not None and len(those) > 1 and those[0].found.severity == "info":
            kind = label(those[0].found.code) + Text(f"（{len(those)} 处）", f" ({len(those)})")
            yield Row((SEVERITIES["info"], *subjects(report, those), kind, _DASH, _DASH), "info", group)
            continue
        for each in those[:most]:
            yield Row(_cells(report, each), each.found.severity, group)
        if most is not None and len(those) > most:
            head, about, column, *_ = _cells(report, those[0])
            if whole:
                about = column = _DASH
            text = label(those[0].found.code) + Text(
                "：另有 {} 处，见工作簿或者 JSON", ": {} more, see the workbook or JSON"
            )
            yield Row(
                (head, about, column, text.format(len(those) - most), _DASH, _DASH), those[0].found.severity, group
            )


def subjects(report: Report, those: Sequence[Finding]) -> tuple[Text, Text]:
    """The rows that findings are about, and the columns: the first of each, without those of the same name."""
    rows = dict.fromkeys(item(report.check, each.row) for each in those if each.row)
    columns = dict.fromkeys(Text.same(each.column) for each in those if each.column)
    return _first_of([*rows]), _first_of([*columns])


def _first_of(texts: Sequence[Text]) -> Text:
    return _COMMA.join(texts[:_NAMED] or [_DASH]) + (Text(" 等", " …") if len(texts) > _NAMED else Text("", ""))


def _cells(report: Report, each: Finding) -> tuple[Text, ...]:
    return (
        SEVERITIES[each.found.severity],
        item(report.check, each.row),
        Text.same(each.column or "—"),
        message(each),
        place_of(each),
        since(report, each),
    )


def since(report: Report, finding: Finding) -> Text:
    """Since when it is wrong; where that is not known, since when it is known to be."""
    first = report.first(finding)
    if finding.since or first is None or first == report.check.as_of:
        return on(finding.since)
    return Text(f"{first} 已发现", f"found {first}")


class Unjudged(NamedTuple):
    """What could not be judged for the same reason: how many things, and the columns or rows that they are of."""

    code: str
    why: Text
    number: int
    about: tuple[Text, ...]


def unjudged(check: Check) -> list[Unjudged]:
    """What could not be judged, by kind and reason."""
    found: dict[tuple[str, Text], list[Open]] = defaultdict(list)
    for each in check.open:
        found[each.code, each.why].append(each)
    codes = {code: n for n, code in enumerate(OF_SITES)}
    made = []
    for (code, why), those in sorted(found.items(), key=lambda each: (codes.get(each[0][0], len(codes)), each[0])):
        about = dict.fromkeys(Text.same(each.column) if each.column else item(check, each.row) for each in those)
        made.append(Unjudged(code, why, sum(each.number for each in those), tuple(about)))
    return made


def few(texts: Sequence[Text], most: int = _NAMED) -> Text:
    """The first of several, and how many there are."""
    shown = _COMMA.join(texts[:most])
    return shown + Text(f" 等 {len(texts)} 个", f" … ({len(texts)})") if len(texts) > most else shown


def _open(check: Check) -> Part:
    rows = tuple(
        Row((label(each.code), few(each.about), Text.same(each.number), each.why), "info") for each in unjudged(check)
    )
    heads = (Text("检查内容", "What"), Text("涉及", "Of"), Text("数量", "Number"), Text("原因", "Why"))
    notes = (Text("以下各项既不算正常，也不算问题。", "What stands here is neither sound nor wrong."),) if rows else ()
    return Part("open", Text("无法判断的", "What could not be judged"), notes, heads, rows, numeric=(2,))


def _unread(check: Check) -> Part:
    """What was said of the reading; alike for many records, it is told once."""
    rows = []
    for export in check.exports:
        alike: dict[tuple[str, Text], list[Text]] = defaultdict(list)
        for each in export.findings:
            alike[each.severity, each.message].append(where(each.place) if each.place else _DASH)
        rows += [
            Row((Text.same(export.file), few(places), said), severity) for (severity, said), places in alike.items()
        ]
    heads = (Text("文件", "File"), Text("位置", "Where"), Text("情况", "What"))
    return Part("reading", Text("读取情况", "Reading"), (), heads, tuple(rows))


# --- months --------------------------------------------------------------------------------------------------------------


def months(check: Check, most: int = MONTHS) -> list[str]:
    """The months up to the day of the check in which something came, and those between, the last ones: `2026-11`."""
    last = check.as_of.year * 12 + check.as_of.month - 1
    known = [month for each in check.columns for month, number in each.months if number]
    first = min((_index(each) for each in known), default=last)
    return [f"{n // 12}-{n % 12 + 1:02}" for n in range(max(min(first, last), last - most + 1), last + 1)]


def _index(month: str) -> int:
    year, _, number = month.partition("-")
    return int(year) * 12 + int(number) - 1


def _calendar(report: Report) -> Part:
    """What came when, as a table of columns by months."""
    shown = months(report.check, _IN_TABLES)
    heads = (Text("栏目", "Column"), *map(Text.same, shown))
    places, rows = Places(report), []
    for column in in_order(report):
        came, areas = dict(column.months), places.areas(column)
        group = places.group(column.division, areas[0] if len(areas) == 1 else "")
        rows.append(Row((Text.same(column.path), *_numbers(*(came.get(month, 0) for month in shown))), "", group))
    title = Text("逐月发布数", "Entries by month")
    return Part("calendar", title, (), heads, tuple(rows), numeric=tuple(range(1, len(heads))))


# --- the pictures of the page --------------------------------------------------------------------------------------------


class Cell(NamedTuple):
    """A column in the matrix: its state, its last name, its whole path, its address if a link may lead there, its latest entry."""

    state: State
    name: str
    path: str
    url: str
    latest: str


class Line(NamedTuple):
    """An area in the matrix, with its columns."""

    group: Text
    cells: tuple[Cell, ...]


def matrix(report: Report) -> tuple[list[Line], Text | None]:
    """Each area with its columns, in order, and which areas have none; a column of several areas stands in each of them."""
    from gapub.render.characters import is_web

    check, places, state = report.check, Places(report), states(report.check)
    found: dict[tuple[str, str], list[Cell]] = {}
    divisions = list(dict.fromkeys(each.division for each in check.columns)) or [""]
    for division in divisions:
        for area in check.areas:
            found[division, area] = []
    for column in in_order(report):
        cell = Cell(
            state(column),
            last_name(column.path),
            column.path,
            column.url if is_web(column.url) else "",
            column.latest.isoformat() if column.latest else "",
        )
        for area in places.areas(column) or ("",):
            found.setdefault((column.division, area), []).append(cell)
    lines = [
        Line(places.group(*each), tuple(found[each])) for each in sorted(found, key=lambda each: places.rank(*each))
    ]
    bare = [line.group for line in lines if not line.cells]
    return [line for line in lines if line.cells], few(bare, _AREAS) if bare else None


def last_name(path: str) -> str:
    """The last part of a column path."""
    for mark in ("/", ">", "＞"):
        path = path.rstrip(mark).rpartition(mark)[2]
    return path.strip() or "—"


class Month(NamedTuple):
    """How much came in a month, and how dark that is drawn, from 0 to 3."""

    number: int
    shade: int


class Came(NamedTuple):
    """A column in the calendar."""

    group: Text
    path: str
    months: tuple[Month, ...]


def calendar(report: Report) -> tuple[list[str], list[Came]]:
    """The months, and what came in each column."""
    shown, places, rows = months(report.check), Places(report), []
    for column in in_order(report):
        came, areas = dict(column.months), places.areas(column)
        group = places.group(column.division, areas[0] if len(areas) == 1 else "")
        numbers = (came.get(month, 0) for month in shown)
        rows.append(Came(group, column.path, tuple(Month(n, (n > 0) + (n > 2) + (n > 9)) for n in numbers)))
    return shown, rows


# --- by office -----------------------------------------------------------------------------------------------------------


def by_office(report: Report) -> dict[str, list[Finding]]:
    """What each office has to mend or verify; those without an office last, under an empty name."""
    found: dict[str, list[Finding]] = defaultdict(list)
    for each in ordered(report):
        if each.found.severity != "info":
            found[each.office.strip()].append(each)
    return {name: found[name] for name in sorted(found, key=lambda each: (not each, each))}


def number_of(found: Iterable[Finding]) -> Text:
    """How many to mend and to verify, in words."""
    grave = Counter(each.found.severity for each in found)
    return Text(
        f"需要改正 {grave['error']} 个，需要核实 {grave['warning']} 个",
        f"{counted(grave['error'], 'finding')} to mend, {grave['warning']} to verify",
    )
