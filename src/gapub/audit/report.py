"""What a report of an audit says, in whatever format (`reports.document`).

All texts of the published file are untrusted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

from gapub.audit.result import AreaResult, Audit
from gapub.audit.score import EFFORT, Line, Score
from gapub.diagnostics import Diagnostic, Place, Text, column_letters, counted
from gapub.diagnostics.report import SEVERITIES, counts
from gapub.model.fields import FIELD_NAMES
from gapub.model.scheme import KINDS, OF_CATALOGUES, SCOPES, number
from gapub.model.text import PROFILE_LEVELS
from gapub.reports.document import Document, Part, Row, Unread, unread_part

_NO_TITLES: Final[Mapping[str, Text]] = MappingProxyType({})
_NONE: Final = Text("", "")
_DASH: Final = Text.same("—")


class Report(NamedTuple):
    """An audit and its score.

    `titles` are the names of the rows of the guidelines, `against` is what the baseline is called, `office` whom a notice
    addresses, `name` what it calls the place: without the code that tells places of one name apart.
    """

    audit: Audit
    score: Score
    titles: Mapping[str, Text] = _NO_TITLES
    against: Text | None = None
    office: Text | None = None
    name: Text | None = None


# --- one catalogue -------------------------------------------------------------------------------------------------------

_TITLE: Final = Text("标准目录检查报告", "Audit of a standard catalogue")
_COUNTED: Final = (
    (Text("缺少领域", "Area missing"), ("audit-area-missing",)),
    (Text("缺少事项", "Items missing"), ("audit-row-missing",)),
    (Text("空白或无实义", "Empty"), ("audit-cell-empty", "audit-cell-meaningless")),
    (Text("低于指引", "Weaker"), ("audit-cell-weaker",)),
    (Text("依据失效", "Ended bases"), ("audit-basis-ended",)),
    (Text("待核", "To check"), ("audit-row-unsure", "audit-cell-different", "audit-cell-unread", "audit-basis-unknown")),
    (Text("严于指引", "Stricter"), ("audit-cell-stricter",)),
    (Text("增加", "Added"), ("audit-row-added",)),
)  # fmt: skip
"""The columns of the summary by area. What is worded otherwise asks nothing of anybody, and is listed alone."""


def document(report: Report) -> Document:
    """The report on one catalogue."""
    audit, score = report.audit, report.score
    return Document(
        audit.of + Text("：", ": ") + _TITLE if audit.of.zh else _TITLE,
        verdict(score),
        facts(report),
        tuple(
            part
            for part in (
                indicators(score),
                steps(score, lambda found: _name(found, report)),
                _areas(report),
                *_listed(report),
            )
            if part.rows or part.items
        ),
        tone_of(score),
    )


def facts(report: Report) -> tuple[tuple[Text, Text], ...]:
    """What was held against what, and how much there was of it."""
    audit = report.audit
    asked, missing = sum(each.rows.total for each in audit.areas), _missing(audit)
    gone = sum(each.missing for each in audit.areas)
    return (
        (Text("检查的文件", "File"), Text.same(audit.file)),
        (Text("目录层级", "Level"), PROFILE_LEVELS[audit.level]),
        (Text("对照", "Held against"), report.against or Text.same(audit.baseline)),
        (Text("检查日", "Day"), Text.same(audit.as_of)),
        (
            Text("评分方案", "Scheme"),
            report.score.scheme.title + Text("（{}）", " ({})").format(report.score.scheme.issuer),
        ),
        (
            Text("领域", "Areas"),
            Text("应有 {} 个，缺 {} 个", "{} due, {} missing").format(len(audit.areas), gone),
        ),
        (
            Text("事项", "Items"),
            Text(
                "已有领域应有 {} 项，缺 {} 项；公布 {} 项",
                "{} due in the areas that are there, {} missing; {} published",
            ).format(asked, missing, sum(each.published for each in audit.areas) + _elsewhere(audit)),
        ),
        (Text("问题", "Findings"), of_severities(audit.findings)),
    )


def of_severities(found: Iterable[Diagnostic]) -> Text:
    """How many findings of each severity."""
    present = [(severity, n) for severity, n in counts(found).items() if n]
    parts = (
        Text(f"{SEVERITIES[severity].zh} {n} 个", counted(n, SEVERITIES[severity].en, _PLURAL.get(severity, "")))
        for severity, n in present
    )
    return Text("，", ", ").join(parts) if present else Text("没有", "none")


_PLURAL: Final = {"info": "remarks"}


def _missing(audit: Audit) -> int:
    return sum(each.code == "audit-row-missing" for each in audit.findings)


def _elsewhere(audit: Audit) -> int:
    """The rows that were published and are of no area of the guidelines."""
    return sum(each.code == "audit-row-added" and not each.entity for each in audit.findings)


def tone_of(score: Score) -> str:
    """The tone of a verdict: of the best half of the bands, of the last, or neither."""
    at = score.scheme.bands.index(score.bands[0])
    return "bad" if at == len(score.scheme.bands) - 1 else "good" if 2 * at < len(score.scheme.bands) - 1 else "warning"


def points(low: Text, high: Text) -> Text:
    """A range, or one number where both ends are the same."""
    return low if low == high else low + Text(" 至 ", " to ") + high


def points_of(line: Line | Score) -> Text:
    """The points of a line, or of all of them."""
    low, high = line.points if isinstance(line, Line) else (line.low, line.high)
    return points(Text.same(number(low)), Text.same(number(high)))


def verdict(score: Score) -> Text:
    """Points and band in a sentence."""
    if score.ended:
        return Text("单项否决，不再评分，等次：{}", "a veto has ended the scoring: {}").format(score.bands[0].title)
    full = number(score.full)
    made = Text("得 {} 分（满分 {} 分）", "{} of {} points").format(points_of(score), full)
    if score.band:
        return made + Text("，等次：{}", ": {}").format(score.band.title)
    lowest, highest = (each.title for each in score.bands)
    return made + Text(
        "，有的内容还没有评定，等次未定，在{}与{}之间", "; not all could be judged, so the band is open, from {} to {}"
    ).format(lowest, highest)


def indicators(score: Score) -> Part:
    """The table of the indicators, and what is said of the points."""
    kept, of = score.judged
    heads = (
        Text("指标", "Indicator"),
        Text("种类", "Kind"),
        Text("分值", "Points"),
        Text("有问题", "Found"),
        Text("应评", "To judge"),
        Text("未评定", "Open"),
        Text("得分", "Score"),
    )
    rows = [_indicator(each) for each in score.lines]
    whole = Text("否决", "veto") if score.ended else points_of(score)
    total = Row((Text("合计", "Total"), _NONE, Text.same(number(score.full)), _NONE, _NONE, _NONE, whole), "total")
    notes = [score.scheme.about] if score.scheme.about else []
    if of and of != score.full:
        notes.append(
            Text(
                "已经完全评定的扣分指标共 {} 分，得 {} 分。", "Of the {} points that were judged wholly, {} were kept."
            ).format(number(of), number(kept))
        )
    notes += _shut(score)
    return Part("score", Text("评分", "Score"), tuple(notes), heads, (*rows, total), numeric=(2, 3, 4, 5, 6))


def _shut(score: Score) -> Iterator[Text]:
    """What the bands ask besides points, where it is not certain: why a score that is high enough has no better band."""
    bands, lines = (
        {each.id: each.title for each in score.scheme.bands},
        {each.indicator.id: each for each in score.lines},
    )
    for gate in score.scheme.gates:
        line = lines[gate.indicator]
        if not line.applies:
            continue
        if line.indicator.kind == "veto":
            if not line.clear[0]:
                yield Text("评为“{}”以上，“{}”须没有问题。", "“{}” or better asks that “{}” is clear.").format(
                    bands[gate.band], line.indicator.title
                )
        elif line.points[0] < gate.points:
            yield Text(
                "评为“{0}”以上，“{1}”至少得 {2} 分，现为 {3} 分。",
                "“{0}” or better asks for {2} points of “{1}”, which has {3}.",
            ).format(bands[gate.band], line.indicator.title, number(gate.points), points_of(line))


def _indicator(line: Line) -> Row:
    indicator = line.indicator
    scope = Text(*(each.partition("|")[0] for each in SCOPES[indicator.scope]))
    most = indicator.cap if indicator.kind == "bonus" else indicator.weight
    worth = Text("最多 {}", "up to {}") if indicator.kind == "bonus" else Text("{}", "{}")
    title, kind = indicator.title, KINDS[indicator.kind]
    if indicator.scope != "catalogue":
        title += Text("（{}）", " ({})").format(scope)
    if indicator.start > 1:
        kind += Text(f"（{indicator.start} 处起）", f" (from {indicator.start})")
    if not line.applies:
        shown = _DASH if indicator.kind == "veto" else worth.format(number(most))
        return Row((title, kind, shown, _DASH, _DASH, _DASH, Text("不适用", "does not apply")))
    manual = line.open is None
    unseen = Text("没有检查", "not looked at") if indicator.test else Text("待人工评判", "by a person")
    open_ = unseen if line.open is None else Text.same(line.open or "")
    total = _DASH if manual or not indicator.test else Text.same(line.units.total)
    if indicator.kind == "veto":
        clear = line.clear
        scored = Text("无", "clear") if clear[0] else Text("否决", "veto") if not clear[1] else Text("未定", "open")
        row = (title, kind, _DASH, Text.same(line.found or ""), total, open_, scored)
        return Row(row, "" if clear[0] else "bad")
    tone = "" if line.points[0] == indicator.weight or indicator.kind == "bonus" else "warning"
    found = _DASH if manual else Text.same(line.found or "")
    return Row((title, kind, worth.format(number(most)), found, total, open_, points_of(line)), tone)


def steps(score: Score, name: Callable[[Diagnostic], Text]) -> Part:
    """The cheapest steps to the next band; `name` calls what a finding is about by its name."""
    if not score.next or not score.steps:
        return Part("steps", _NONE)
    title = Text("最省力的几步", "Cheapest steps")
    how = Text(
        "升到“{}”：工作量按{}计；先满足等次的条件，再逐次改每份工作量得分最多的。",
        "To “{}”: effort is counted as {}; first what the band asks besides points, then again and again what gives most points "
        "for the effort.",
    ).format(score.next.title, _efforts(score))
    items = []
    for step in score.steps:
        why = Text("（该等次的条件）", " (a condition of the band)") if step.gate else _NONE
        gain = Text("，加 {} 分", ", {} points").format(number(step.gain)) if step.gain else _NONE
        names = list(dict.fromkeys(map(name, step.findings)))
        shown = Text("、", "; ").join(names[:_NAMED])
        more = Text("等", " …") if len(names) > _NAMED else _NONE
        items.append(
            Text("{}：改 {} 处{}{}：{}{}", "{}: mend {}{}{}: {}{}").format(
                step.indicator.title, step.things, why, gain, shown, more
            )
        )
    notes = (how,) if score.reached else (how, _NOT_REACHED)
    return Part("steps", title, notes, items=tuple(items))


def _efforts(score: Score) -> Text:
    """What it takes to mend each thing that the scheme counts."""
    counted_by = {each.scope for each in score.scheme.indicators if each.scope != "catalogue"}
    parts = []
    for scope in sorted(counted_by, key=lambda each: (EFFORT[each], each)):
        zh, en = (each.partition("|")[0] for each in SCOPES[scope])
        parts.append(Text(f"{zh} {EFFORT[scope]} ", f"{EFFORT[scope]} for {'an' if en[0] in 'aeiou' else 'a'} {en}"))
    told = Text("、", ", ").join(parts)
    return told._replace(zh=told.zh.replace(" 、", "、"))


_NOT_REACHED: Final = Text(
    "做到这些仍不能确定升到该等次：还有内容没有评定。",
    "That alone does not make the band certain: some things are still to be judged.",
)


_NAMED: Final = 3
"""How many things of a step are named; all of them stand in the list of findings."""


def _areas(report: Report) -> Part:
    audit = report.audit
    by_area = {each.id: Counter[str]() for each in audit.areas}
    for finding in audit.findings:
        by_area.setdefault(_area(finding), Counter())[finding.code] += 1
    shown = [(head, codes) for head, codes in _COUNTED if any(by[code] for by in by_area.values() for code in codes)]
    rows = []
    for each in audit.areas:
        found = tuple(Text.same(sum(by_area[each.id][code] for code in codes) or "") for _, codes in shown)
        due = _DASH if each.missing else Text.same(each.rows.total)
        bad = any(by_area[each.id][code] for code, kind in OF_CATALOGUES.items() if kind.severity == "error")
        rows.append(Row((each.title, due, Text.same(each.published), *found), "error" if bad else ""))
    if others := _elsewhere(audit):
        found = tuple(Text.same(sum(by_area[""][code] for code in codes) or "") for _, codes in shown)
        rows.append(Row((_OTHER, _DASH, Text.same(others), *found)))
    heads = (
        Text("领域", "Area"),
        Text("应有事项", "Items due"),
        Text("公布", "Published"),
        *(head for head, _ in shown),
    )
    totals = tuple(Text.same(sum(by[code] for by in by_area.values() for code in codes)) for _, codes in shown)
    published = sum(each.published for each in audit.areas) + others
    sums = (sum(each.rows.total for each in audit.areas), published)
    rows.append(Row((Text("合计", "Total"), *map(Text.same, sums), *totals), "total"))
    return Part("areas", Text("各领域情况", "By area"), (), heads, tuple(rows), numeric=tuple(range(1, len(heads))))


def _listed(report: Report) -> Iterator[Part]:
    """What has to be mended or verified, then what is worth knowing."""
    heads = (
        Text("级别", "Severity"),
        Text("事项", "Item"),
        Text("栏目", "Cell"),
        Text("问题", "Finding"),
        Text("所在位置", "Where"),
        Text("对照", "Guideline"),
    )
    rows = findings(report)
    for id, title, tones in (
        ("findings", Text("问题清单", "Findings"), ("error", "warning")),
        ("remarks", Text("其他情况", "Remarks"), ("info",)),
    ):
        yield Part(id, title, (), heads, tuple(row for row in rows if row.tone in tones))


def findings(report: Report) -> tuple[Row, ...]:
    """Every finding, by area, with where it stands in both: severity, row, cell, what it says, the two places."""
    titles = {each.id: each.title for each in report.audit.areas}
    return tuple(
        Row(
            (
                SEVERITIES[each.severity],
                _name(each, report) if "/" in each.entity else _DASH,
                field_of(each),
                _message(each),
                where(each.place) if each.place and each.code != "audit-area-missing" else _DASH,
                Text("；", "; ").join(Text.same(place) for place, _ in each.related) if each.related else _DASH,
            ),
            each.severity,
            titles.get(_area(each)) or _OTHER,
        )
        for each in in_order(report)
    )


_OTHER: Final = Text("其他", "Other")


def in_order(report: Report) -> list[Diagnostic]:
    """The findings by area, in the order of the areas, the gravest first."""
    rank = {each.id: n for n, each in enumerate(report.audit.areas)}
    grave = {severity: n for n, severity in enumerate(SEVERITIES)}

    def key(finding: Diagnostic) -> tuple[object, ...]:
        place = finding.place or Place("", 0, 0)
        return (
            rank.get(_area(finding), len(rank)),
            grave[finding.severity],
            place.sheet,
            place,
            finding.entity,
            finding.code,
        )

    return sorted(report.audit.findings, key=key)


def _area(finding: Diagnostic) -> str:
    return finding.entity.partition("/")[0]


def _name(finding: Diagnostic, report: Report) -> Text:
    """The row that a finding is about, else its area."""
    if finding.entity in report.titles:
        return report.titles[finding.entity]
    areas = {each.id: each.title for each in report.audit.areas}
    return areas.get(finding.entity) or Text.same(finding.entity)


def field_of(finding: Diagnostic) -> Text:
    """The cell that a finding is about."""
    return FIELD_NAMES.get(finding.arguments[0], _DASH) if finding.arguments else _DASH


def _message(finding: Diagnostic) -> Text:
    """What a finding says, without the name of its cell, which stands in a column of its own."""
    cell = field_of(finding)
    message = Text(finding.message.zh.removeprefix(f"{cell.zh}："), finding.message.en.removeprefix(f"{cell.en}: "))
    return message + Text("。", ". ") + finding.hint if finding.hint else message


def where(place: Place) -> Text:
    """A place as a person looks for it: the cell of a sheet, or the line of a file."""
    if not place.sheet:
        return Text(f"第 {place.line} 行", f"line {place.line}")
    cell = f"{column_letters(place.column)}{place.line}"
    number = place.sheet.removeprefix("#")
    sheet = Text(f"表 {number}", f"table {number}") if number != place.sheet else Text.same(number)
    return sheet + Text("，", ", ") + Text.same(cell)


# --- several -------------------------------------------------------------------------------------------------------------


def league(reports: Sequence[Report], unread: Sequence[Unread] = ()) -> Document:
    """Several catalogues: who stands where, and what each lacks in each area."""
    best = sorted(reports, key=lambda each: (-each.score.low, -each.score.high, each.audit.file))
    scheme = best[0].score.scheme if best else None
    told = Text("共检查 {} 份目录", "{} catalogues audited").format(len(reports))
    if unread:
        told += Text("，另有 {} 份无法读取", "; {} could not be read").format(len(unread))
    about = (
        [(Text("评分方案", "Scheme"), scheme.title + Text("（{}）", " ({})").format(scheme.issuer))] if scheme else []
    )
    about += [
        (label, Text("、", ", ").join(dict.fromkeys(dict(facts(each))[label] for each in best)))
        for label in (Text("目录层级", "Level"), Text("对照", "Held against"), Text("检查日", "Day"))
        if best
    ]
    parts = (_table(best), _matrix(best), unread_part(unread))
    title = Text("标准目录检查排名", "League table of standard catalogues")
    return Document(title, told, tuple(about), tuple(each for each in parts if each.rows))


def _table(best: Sequence[Report]) -> Part:
    heads = (
        Text("名次", "Rank"),
        Text("地方", "Place"),
        Text("得分", "Score"),
        Text("等次", "Band"),
        Text("缺领域", "Areas missing"),
        Text("缺事项", "Items missing"),
        Text("错误", "Errors"),
        Text("警告", "Warnings"),
        Text("文件", "File"),
    )
    rows, rank, before = [], 0, None
    for n, each in enumerate(best, 1):
        score, found = each.score, counts(each.audit.findings)
        if (score.low, score.high) != before:
            rank, before = n, (score.low, score.high)
        band = score.band.title if score.band else Text("{}至{}", "{} to {}").format(*(b.title for b in score.bands))
        missing = sum(area.missing for area in each.audit.areas)
        numbers = map(Text.same, (missing, _missing(each.audit), found["error"], found["warning"]))
        cells = (Text.same(rank), place_of(each), points_of(score), band, *numbers, Text.same(each.audit.file))
        rows.append(Row(cells, tone_of(score)))
    notes = (Text("名次按最低得分排；分数相同的并列。", "Ranked by the lowest points; equal points share a rank."),)
    return Part("league", Text("排名", "League table"), notes, heads, tuple(rows), numeric=(0, 2, 4, 5, 6, 7))


def place_of(report: Report) -> Text:
    """Whose catalogue it is."""
    return report.audit.of if report.audit.of.zh else Text.same(report.audit.file)


def _matrix(best: Sequence[Report]) -> Part:
    areas: dict[str, AreaResult] = {area.id: area for each in best for area in each.audit.areas}
    heads = (Text("领域", "Area"), *map(place_of, best))
    marks = [_marks(each) for each in best]
    rows = tuple(
        Row(
            (area.title, *(mark.get(id, _DASH) for mark in marks)),
            "error" if any(mark.get(id) == _LACKS for mark in marks) else "",
        )
        for id, area in areas.items()
    )
    notes = (
        Text(
            "✓ 没有错误；数字为错误数；“缺”为没有该领域；— 为该目录不要求。",
            "✓ no error; a number counts errors; “missing” is an area that is not there; — one that this catalogue does not need.",
        ),
    )
    return Part("matrix", Text("领域与地方", "Areas by place"), notes, heads, rows, numeric=tuple(range(1, len(heads))))


_LACKS: Final = Text("缺", "missing")


def _marks(report: Report) -> dict[str, Text]:
    errors = Counter(_area(each) for each in report.audit.findings if each.severity == "error")
    return {each.id: _LACKS if each.missing else Text.same(errors[each.id] or "✓") for each in report.audit.areas}
