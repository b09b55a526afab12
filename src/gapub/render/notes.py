"""What a catalogue says about itself: cover, counts, warnings, notes above each table, remarks and history of rows, annexes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from operator import attrgetter
from typing import Final, NamedTuple

from gapub.diagnostics import Text, counted
from gapub.model.catalogue import Area, Basis, Catalogue, Decision, Decisions, Omission, Origin, Traced
from gapub.model.evidence import Evidence, Statute
from gapub.model.fields import ATTRIBUTES, CELLS, FIELD_NAMES
from gapub.model.text import (
    CHANGES,
    COVERAGE_STATUS,
    DOCUMENT_STATUS,
    EVIDENCE_STATUS,
    GROUND_NAMES,
    PROFILE_LEVELS,
    RECALLED_MARK,
    UNKNOWN,
    numbered,
)
from gapub.render.cells import COLON, COMMA, Cell, Line, Localizer, Say, bare, localizer
from gapub.render.characters import is_web
from gapub.render.labels import AREAS, CHECKS, CHECKS_FIELDS, NUMBER, ORIGIN

OMISSIONS: Final = Text("未列入事项", "Omitted items")
"""The title of the annex that has each omission, once, with its ground and reason."""
PARTICIPATION: Final = Text("重大行政决策公众参与事项目录", "public participation in major administrative decisions")
UNOFFICIAL: Final = Text(
    "非官方版本：根据各地公开的目录整理，未经国务院部门核对。",
    "Unofficial edition, compiled from catalogues published by localities and not checked by any ministry.",
)
OWN: Final = Text("本地自设领域，由{}规定", "An area of the locality's own, laid down by {}")
IN_CHINESE: Final = Text("", "; titles without English are in Chinese")
CARRIED: Final = Text("沿用旧版，未见新版对应事项", "Carried over; no successor seen in the newer edition")


def subtitle(catalogue: Catalogue) -> Text:
    """What the catalogue is of and what it rests on."""
    base = catalogue.baseline_title
    if catalogue.division is None:
        return Text("全国通用版 · 依据：", "General national edition · based on ") + base
    return catalogue.division.label + Text(" · 依据：", " · based on ") + base


def cover(catalogue: Catalogue) -> Iterable[tuple[Text, str]]:
    """The facts of the cover that are given, each with its label, and the day for which the state of the law is judged."""
    facts_of = catalogue.cover
    facts = (
        (Text("编制单位", "Compiled by"), facts_of.office),
        (Text("发布日期", "Date of issue"), facts_of.date),
        (Text("版本", "Version"), facts_of.version),
        (Text("联系电话", "Telephone"), facts_of.phone),
        (Text("法律状态截至", "Law as of"), catalogue.as_of),
    )
    return ((label, value) for label, value in facts if value)


def counts(catalogue: Catalogue) -> Iterable[tuple[Text, int]]:
    """How much there is and, for those who check it, how sure it is."""
    count = catalogue.counts
    yield AREAS, count.areas
    yield Text("一级事项", "Topics"), count.topics
    yield Text("二级事项", "Items"), count.items
    if not catalogue.published:
        yield from ((EVIDENCE_STATUS[status], number) for status, number in count.items_by_status.items() if number)


def warnings(catalogue: Catalogue) -> Iterable[Text]:
    """What a reader must know before relying on the catalogue."""
    count = catalogue.counts
    if catalogue.example:
        yield Text(
            "本目录为示例，不是该地政府发布的文件。",
            "This catalogue is an example. It was not issued by the government named.",
        )
    rows = [item for area in catalogue.areas for item in area.items]
    if not catalogue.published and not (rows and all(item.verified for item in rows)):
        yield UNOFFICIAL
    open_areas = [area for area in catalogue.areas if area.coverage.status != "complete"]
    if open_areas:
        yield Text(
            f"有 {len(open_areas)} 个领域不能确认事项收录完整，见各领域表前的说明。",
            f"{counted(len(open_areas), 'area')} may be incomplete; see the note above each table.",
        )
    read = count.cells_by_state.get("statutory", 0)
    if read and not catalogue.published:
        yield Text(
            f"有 {read} 个栏目据法律法规原文填写，条文见各事项的说明。",
            f"{counted(read, 'cell')} come from the text of laws and regulations, named beside each item.",
        )
    if count.cells_recalled:
        share = round(100 * count.cells_recalled / count.cells)
        yield Text(
            f"全部 {count.cells} 个栏目中有 {count.cells_recalled} 个（{share}%）据回忆补录，以 {RECALLED_MARK} 标明。",
            f"Of {count.cells} cells {count.cells_recalled} ({share} %) are recalled and marked {RECALLED_MARK}.",
        )
    if count.cells_in_words and not catalogue.published:
        limits = counted(count.cells_in_words, "time limit")
        yield Text(
            f"有 {count.cells_in_words} 个公开时限照录原文，没有写成取值，不与标准指引比较。",
            f"{limits} printed as worded, at least in part: no value says the words, so they are not compared.",
        )
    if catalogue.omitted:
        number = len(catalogue.omitted)
        yield Text(
            f"{number} 个事项未列入，理由见“{OMISSIONS.zh}”。",
            f"{counted(number, 'item')} omitted; see “{OMISSIONS.en}” for the reasons.",
        )
    if count.level_open:
        yield Text(
            f"有 {count.level_open} 项，原表未列明公开层级，暂列入县级。",
            f"The table gives no level for {counted(count.level_open, 'item')}, provisionally listed at county level.",
        )


def notes(area: Area, left: Sequence[Text], *, published: bool = False) -> Iterable[Text]:
    """The notes above a table: the notice, the coverage, remarks, and what was left out; published, only what is open of them."""
    named = (area.title, *(topic.title for topic in area.topics), *(item.title for item in area.items))
    first, *more = [OWN.format(area.issuer)] if area.document.status == "local" else _issued(area, published=published)
    yield first + (IN_CHINESE if any(each.zh == each.en for each in named) else Text("", ""))
    yield from more
    yield from area.remarks
    if left:
        yield Text("未列入：{}（理由见“{}”）", "Left out: {} (reasons: “{}”)").format(COMMA.join(left), OMISSIONS)


def left_out(area: Area, omitted: Iterable[Omission]) -> tuple[Text, ...]:
    """The titles of the rows that are left out of an area."""
    start = f"{area.id}/"
    return tuple([each.title for each in omitted if each.id.startswith(start) and each.origin.edition == area.edition])


def _issued(area: Area, *, published: bool) -> Iterator[Text]:
    """What issued the area, and how whole it is."""
    document = area.document
    zh = en = document.title if document.title.startswith("《") else f"《{document.title}》"
    if document.number:
        zh, en = f"{zh}（{document.number}）", f"{en} ({document.number})"
    by = (
        Text("印发机关待核，", "Issuer unknown: ")
        if area.issuer == UNKNOWN
        else Text(area.issuer.zh, f"{area.issuer.en}: ")
    )
    notice = by + Text(zh, en)
    if not (published and document.status == "seen"):
        status = DOCUMENT_STATUS[document.status]
        notice += Text(f"，通知{status.zh}", f"; notice {status.en.lower()}")
    yield notice
    coverage = area.coverage
    if not (published and coverage.status == "complete"):
        label = COVERAGE_STATUS[coverage.status]
        covered = Text(f"事项收录：{label.zh}", f"Coverage: {label.en.lower()}")
        if coverage.expected is not None:
            covered += Text(f"，公布的事项数为 {coverage.expected}", f"; {counted(coverage.expected, 'row')} announced")
        if coverage.missing:
            covered += Text("；缺：", "; missing: ") + Text("；", "; ").join(coverage.missing)
        yield covered


def remarks(
    evidence: Evidence,
    weakened: tuple[str, ...],
    trace: tuple[Traced, ...],
    printed: tuple[object, ...],
    *,
    carried: bool,
    level_stated: bool,
    published: bool,
) -> tuple[Text, ...]:
    """What a reader must know of a row beside its cells; how the row came to be, only those who check it.

    `printed` are the values of the fields that are printed as remarks (`PRINTED`).
    """
    made = []
    if weakened:
        why = {each.cell: Text("（{}）", " ({})").format(each.allowed) for each in trace if each.allowed}
        names = COMMA.join(FIELD_NAMES[name] + why.get(name, Text("", "")) for name in weakened)
        made.append(Text("弱于上级规定：", "Weaker than what it refines: ") + names)
    if not published:
        if evidence.single:
            made.append(Text("只见于一处：", "Seen once only: ") + _named(evidence.single))
        made += map(read_in, evidence.articles)
        if carried:
            made.append(CARRIED)
    if not level_stated:
        made.append(
            Text("原表未列明公开层级，暂列入县级", "The table gives no level; provisionally listed at county level")
        )
    made += [field.remark(value) for field, value in zip(PRINTED, printed, strict=True) if value]
    return tuple(made)


PRINTED: Final = tuple(field for field in ATTRIBUTES if field.printed)
"""The fields of a row that are printed as remarks."""


def read_in(statute: Statute) -> Text:
    """Which cells were read in the text of an article."""
    zh, en = f"《{statute.title}》{statute.article or ''}", statute.en or f"《{statute.title}》"
    if statute.article:
        en += f", {statute.article_en or statute.article}"
    cells, others = _named(statute.cells), [cell for cell in CELLS if cell not in statute.cells]
    if not others:
        cells = Text("整行", "the whole row")
    elif len(others) < len(statute.cells):
        cells = Text("除{}外的各栏", "all cells but {}").format(_named(others))
    return Text(f"据{zh}填写：{cells.zh}", f"From the text of {en}: {cells.en}")


def _named(cells: Iterable[str]) -> Text:
    """The names of cells, within a sentence."""
    names = COMMA.join(FIELD_NAMES[cell] for cell in cells)
    return names._replace(en=names.en.lower())


def history(trace: Iterable[Traced]) -> Iterable[tuple[Text, str]]:
    """What profiles did, and where they say so; what one did to several cells alike, such as an attestation, once."""
    alike: dict[Traced, list[str]] = {}
    for each in trace:
        alike.setdefault(each._replace(cell=""), []).append(each.cell)
    for each, cells in alike.items():
        whole = "item" in cells or set(cells) >= set(CELLS)
        names = [_WHOLE_ROW] if whole else [FIELD_NAMES[cell] for cell in cells]
        level, kind, why = PROFILE_LEVELS[each.level], CHANGES[each.kind], each.why or Text("", "")
        step = Text("{}（{}，{}）", "{} ({}, {})").format(COMMA.join(names), level, kind)
        if each.allowed:
            why += Text("；", "; ") + each.allowed
        reason = Text(f"：{why.zh}" if why.zh else "", f": {why.en}" if why.en else "")
        yield step + reason, place_of(each.origin)


_WHOLE_ROW = Text("整行", "The whole row")


def place_of(origin: Origin) -> str:
    """Where something is written, as it is printed."""
    return f"{origin.file}:{origin.line}"


class Annex(NamedTuple):
    """An annex, a plain table of cells, so that a renderer sets all of them alike: its id, title, headings, and rows of as many cells.

    `widths` are the shares of the columns; on paper, so many rows stand side by side as `abreast` says. Whatever lines in a
    column of `addresses` are web addresses, they lead there.
    """

    id: str
    title: Cell
    heads: tuple[Cell, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[Cell, ...], ...]
    abreast: int = 1
    addresses: frozenset[int] = frozenset()

    def address(self, column: int, line: Line) -> str | None:
        """Where a line of a column leads."""
        return line.text if column % len(self.heads) in self.addresses and is_web(line.text) else None

    def lines(self) -> Iterator[tuple[Cell, ...]]:
        """The rows as they stand on paper, the last filled up with empty cells."""
        for start in range(0, len(self.rows), self.abreast):
            those = self.rows[start : start + self.abreast]
            empty: tuple[Cell, ...] = ((),) * (len(self.heads) * (self.abreast - len(those)))
            yield sum(those, ()) + empty


def annexes(catalogue: Catalogue, checks: Iterable[tuple[Cell, ...]], say: Localizer) -> tuple[Annex, ...]:
    """The annexes of a catalogue that have rows; `checks` are the rows of the list of cells to be checked."""
    shown = 3 if catalogue.published else len(_OMISSION_HEADS)  # ids and lines of files say nothing to citizens
    made = (
        *([_participation(catalogue.decisions, say)] if catalogue.decisions else []),
        Annex(
            "omissions",
            say(OMISSIONS),
            tuple(map(say, _OMISSION_HEADS[:shown])),
            (5, 3, 6, 5, 6)[:shown],
            tuple(row[:shown] for row in _omissions(catalogue, say)),
        ),
        Annex(
            "checks",
            say(CHECKS),
            (say(NUMBER), say(FIELD_NAMES["title"]), say(CHECKS_FIELDS)),
            (1, 4, 9),
            tuple(checks),
            abreast=2,
        ),
        Annex(
            "instruments",
            say(Text("引用的文件", "Instruments cited")),
            (
                say(Text("文件名称", "Title")),
                say(Text("发文字号", "Document number")),
                say(Text("引用事项数", "Items citing it")),
                say(AREAS),
            ),
            (10, 4, 2, 6),
            tuple(_instruments(catalogue, say)),
        ),
    )
    return tuple(annex for annex in made if annex.rows)


def _participation(decisions: Decisions, say: Say) -> Annex:
    """The list of what is to be decided in a year, and how the public may take part."""
    return Annex(
        "participation",
        say(Text("附件：{}年{}", "Annex: {1}, {0}").format(decisions.year, PARTICIPATION)),
        tuple(map(say, (NUMBER, *DECIDED))),
        (1, 7, 5, 4, 3, 5, 6, 4, 6),
        tuple(
            (bare(str(n)), *(say(text) if text.zh else () for text in decided(each)))
            for n, each in enumerate(decisions.of, 1)
        ),
        addresses=frozenset((6, 8)),
    )


DECIDED: Final = (
    Text("决策事项", "Decision"),
    Text("决策程序", "Procedures"),
    Text("承办单位", "Unit in charge"),
    Text("拟决策时间", "Planned for"),
    Text("公众参与方式", "Ways to take part"),
    Text("征求意见公告", "Call for comment"),
    Text("征求意见时间", "Open for comment"),
    Text("意见采纳情况", "What became of comments"),
)
"""What a list of decisions says of each."""


def decided(decision: Decision) -> tuple[Text, ...]:
    """A decision in words, as `DECIDED` names them; what is not stated is empty."""
    notice = decision.notice
    return (
        decision.title,
        _listed(decision.procedures),
        decision.unit,
        _planned(decision.planned),
        _listed(decision.participation),
        Text(notice.url if notice else "", ""),
        _period(notice.start, notice.end) if notice else _NOTHING,
        Text(decision.feedback or "", ""),
    )


def _listed(texts: Iterable[Text]) -> Text:
    """Names one after the other; where one has no English there is none of the whole."""
    found = COMMA.join(texts)
    return found if all(each.en for each in texts) else found._replace(en="")


def _period(start: str | None, end: str | None) -> Text:
    """When a call for comment is open."""
    if start and end:
        return Text("{}至{}", "{} to {}").format(_planned(start), _planned(end))
    if start:
        return Text("{}起", "from {}").format(_planned(start))
    return Text("至{}止", "until {}").format(_planned(end)) if end else _NOTHING


def _planned(time: str | None) -> Text:
    """A time of a list of decisions in words: 2026-Q2 is 「2026年第二季度」, “Q2 2026”."""
    year, _, rest = (time or "").partition("-")
    if rest[:1] == "Q":
        return Text(f"{year}年第{'一二三四'[int(rest[1]) - 1]}季度", f"{rest} {year}")
    if rest[:1] == "H":
        return Text(
            f"{year}年{'上下'[int(rest[1]) - 1]}半年", f"{('first', 'second')[int(rest[1]) - 1]} half of {year}"
        )
    month, _, day = rest.partition("-")
    parts = ((year, "年"), (month, "月"), (day, "日"))
    named = f"{_MONTHS[int(month) - 1]} {year}" if month else year
    return Text("".join(f"{int(n)}{unit}" for n, unit in parts if n), f"{int(day)} {named}" if day else named)


_NOTHING: Final = Text("", "")
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


_OMISSION_HEADS: Final = (
    Text("事项", "Item"),
    Text("根据", "Ground"),
    Text("理由", "Reason"),
    FIELD_NAMES["id"],
    ORIGIN,
)


def _omissions(catalogue: Catalogue, say: Say) -> Iterator[tuple[Cell, ...]]:
    for each in catalogue.omitted:
        ground = GROUND_NAMES[each.ground]
        if each.into:
            ground = ground + COLON + Text.same(each.into)
        title = each.title
        if title != each.area:  # or the whole area is left out, and has no rows
            title = each.area + COLON + title
        yield say(title), say(ground), bare(each.reason), bare(each.id), bare(place_of(each.origin))


def _instruments(catalogue: Catalogue, say: Localizer) -> Iterator[tuple[Cell, ...]]:
    """The instruments in the order of their kinds and titles, each with the areas whose items cite it, and how many do."""
    cited: dict[str | None, Basis] = {}
    items = Counter[str | None]()
    areas: dict[str | None, dict[str, None]] = {}
    for area in catalogue.areas:
        number = say(numbered(area.number))[0].text
        rows = [{basis.id: basis for basis in item.basis} for item in area.items]
        items.update(chain.from_iterable(rows))
        for row in rows:
            cited |= row
        for id in dict.fromkeys(chain.from_iterable(rows)):
            areas.setdefault(id, {})[number] = None
    named = [(_instrument(say.lang, *_INSTRUMENT(basis)), id) for id, basis in cited.items() if id is not None]
    for (_, title, cited_as), id in sorted(named, key=lambda each: each[0][0]):
        yield title, cited_as, bare(str(items[id])), bare(" ".join(areas[id]))


_INSTRUMENT: Final = attrgetter("kind", "title", "en", "number")
"""What a citation says of its instrument."""


@lru_cache(maxsize=1 << 10)
def _instrument(
    lang: str, kind: str | None, title: str, en: str | None, number: str | None
) -> tuple[tuple[int, str], Cell, Cell]:
    """The place of an instrument, its title and its number.

    Laws stand before regulations before rules before the rest, in the order of their force (立法法).
    """
    order = _KINDS.index(kind) if kind in _KINDS else len(_KINDS)
    return (order, title), localizer(lang)(Text(f"《{title}》", en or "")), bare(number or "—")


_KINDS: Final = (
    "constitution",
    "law",
    "administrative-regulation",
    "local-regulation",
    "department-rule",
    "local-rule",
)
