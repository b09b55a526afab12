"""A published catalogue against what the guidelines ask of its level: findings, and how much could be judged.

Rows are paired with those of the guidelines (`gapub.tables.matching`), cells are judged by the order of strength. What was not
understood, or what the guideline itself only has from memory, is no fault: it is counted as what could not be judged. Cells that no
duty lies in are judged for what they are: a body is one if the table names an office for each role, a legal basis if it was in force
on the day.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from gapub.audit.result import AreaResult, Audit, Units
from gapub.build.prepare import Prepared
from gapub.build.select import left_out, stands
from gapub.build.strength import Setting, Verdict, compare, is_organ
from gapub.diagnostics import Diagnostic, GapubError, Place, Text
from gapub.model.cells.basis import BasisRef
from gapub.model.cellwords import words
from gapub.model.fields import FIELD_NAMES
from gapub.model.guideline import Guideline, Item, belongs
from gapub.model.pattern import pattern
from gapub.model.registry import Registry
from gapub.model.scheme import OF_CATALOGUES
from gapub.model.text import LEVELS, fold
from gapub.model.time.value import NONE
from gapub.tables.candidates import of_guideline, of_reading
from gapub.tables.likewise import as_tables_say, bare, parted
from gapub.tables.matching import Known, match
from gapub.tables.offices import offices
from gapub.tables.outcome import Read as TableRead
from gapub.tables.report import short
from gapub.tables.row import Table
from gapub.tables.values import Read, Reading

JUDGED: Final = ("content", "time_limit", "channels", "audience", "method")
"""The cells that a duty lies in, in the order in which they are told."""
_LONGEST: Final = 400
"""Characters of a cell that a message quotes; more is no cell of a catalogue."""
_BOXES: Final = ("channels", "audience", "method", "levels")
FIELDS: Final = ("content", "basis", "time_limit", "body", "channels", "audience", "method", "levels")
"""The cells that are held against the guideline."""
_WORDED: Final = (*JUDGED, "body")
"""Those that need no closer look where they have the guideline's words."""


def audit(tables: Sequence[TableRead], base: Prepared, *, as_of: str = "", of: Text | None = None) -> Audit:
    """What the tables of one publisher are worth against the guidelines, judged by the law of a day.

    `base` says the level, the baseline and the profile that is asked for, if any. Without a day it is the table's own
    (`day_of`); `of` says whose the tables are, else their title does. Raises GapubError (`audit-day`) if there is no day.
    """
    day = as_of or day_of(tables)
    if not day:
        message = Text("原表没有写明日期", "the table has no date")
        hint = Text("请用 --as-of 写明按哪一天的法律核对", "say with --as-of by the law of which day to judge")
        place = Place(tables[0].table.document.name, 1, 1) if tables else None
        raise GapubError([Diagnostic("audit-day", "error", message, place, hint=hint)])
    return _Work(tables, base, day).audit(of)


# --- the day -------------------------------------------------------------------------------------------------------------

_DAY: Final = pattern(r"(?<!\d)(20[0-9]{2})\s*[年./-]\s*([0-9]{1,2})\s*[月./-]\s*([0-9]{1,2})(?!\d)")
_DATED: Final = pattern(r"(?:发布|公布|公示|公开|成文|更新|编制|填报|填表|印发|制表)(?:日期|时间|于)|^(?:日期|时间)")


def day_of(tables: Sequence[TableRead]) -> str:
    """The day that tables say of themselves: in a title or a caption, in words around them that give a date, as a fact of the
    file. The latest, where one place has several; empty where there is none.
    """
    documents = {id(each.table.document): each.table.document for each in tables}.values()
    titles = [text for each in tables for text in (each.table.title, each.table.grid.caption)]
    around = [line for each in documents for line in each.text.splitlines() if _DATED.search(line)]
    around += [entry.text for each in tables for entry in each.table.unread if _DATED.search(entry.text)]
    facts = [each.facts.get("date", "") for each in documents]
    for texts in (titles, around, facts):
        if days := [day for text in texts for day in _days(text)]:
            return max(days)
    return ""


def _days(text: str) -> Iterator[str]:
    for year, month, day in _DAY.findall(text):
        if 1 <= int(month) <= 12 and 1 <= int(day) <= 31:  # months and days
            yield f"{year}-{int(month):02}-{int(day):02}"


# --- an audit at work ------------------------------------------------------------------------------------------------------


class _Row(NamedTuple):
    """A row of a table."""

    table: Table
    reading: Reading
    area: str

    def place(self, name: str) -> Place:
        """Where a cell stands; where the table has no such cell, where the row begins."""
        read = self.reading.cells.get(name) or self.reading.cells.get("title")
        if read is not None and read.entries:
            return self.table.place(read.entries[0])
        return self.table.document.place(self.table.grid, self.reading.row.first, 1)

    @property
    def title(self) -> str:
        return self.reading.text("title") or self.reading.text("topic")


class _Work:
    """One audit at work: what is asked, what was found, and how much could be judged."""

    def __init__(self, tables: Sequence[TableRead], base: Prepared, day: str) -> None:
        self.tables, self.base, self.day = tables, base, day
        self.level = base.level
        self.registry: Registry = base.library.registry
        if base.chain:
            from gapub.model.inheritance import with_own  # an audit against the guidelines alone needs no profile

            self.registry = with_own(self.registry, base.chain)
        self.areas = [
            each for each in base.guidelines if stands(each, self.level) and not left_out(each, each.area, self.level)
        ]
        self.items = {
            name: item
            for each in self.areas
            for name, item in each.rows()
            if belongs(item, self.level) and not left_out(each, name, self.level)
        }
        self.found: list[Diagnostic] = []
        self.pairs: dict[str, _Row] = {}
        self.unsure: dict[str, list[_Row]] = defaultdict(list)
        self.cells: dict[str, dict[str, Units]] = defaultdict(dict)
        self.published: Counter[str] = Counter()
        self.homes: dict[str, Table] = {}
        self.others: dict[int, str] = {}
        self.said: dict[tuple[str, Any], str] = {}

    def audit(self, of: Text | None) -> Audit:
        """All findings, area by area in the order of the guidelines; rows that no area has come last."""
        added = self.pair()
        results = []
        for guideline in self.areas:
            results.append(self.area(guideline))
            for row in added.pop(guideline.area, ()):
                self.added(row, guideline.area)
        for row in (row for rows in added.values() for row in rows):
            self.added(row, "")
        name = self.tables[0].table.document.name if self.tables else ""
        order = {each.area: i for i, each in enumerate(self.areas)}
        self.found.sort(key=lambda each: order.get(each.entity.partition("/")[0], len(order)))
        return Audit(
            name, of or self.whose(), self.level, self.base.baseline.id, self.day, tuple(results), tuple(self.found)
        )

    def whose(self) -> Text:
        """Whose the tables are: the division of the profile, else what the first title says."""
        if self.base.profile and self.base.profile.divisions:
            name = self.base.profile.divisions[-1].division.name
            return name if isinstance(name, Text) else Text.same(name)
        titles = (text for each in self.tables for text in (each.table.title, each.table.document.facts.get("title")))
        return Text.same(next((text for text in titles if text), ""))

    def tell(
        self,
        code: str,
        message: Text,
        place: Place | None,
        entity: str,
        *arguments: str,
        at: Place | None = None,
        hint: Text | None = None,
    ) -> None:
        """Keep a finding; `at` is where the guideline has it."""
        related = ((at, Text("标准指引的规定见此处", "what the guideline says is here")),) if at else ()
        severity = OF_CATALOGUES[code].severity
        self.found.append(
            Diagnostic(code, severity, message, place, entity, related=related, hint=hint, arguments=arguments)
        )

    def tell_cell(
        self, code: str, message: Text, name: str, row: _Row, field: str, *arguments: str, hint: Text | None = None
    ) -> None:
        """Keep a finding about a cell, with where it stands in both: a place takes longer to find than most cells to judge."""
        at = self.items[name].place(field, "")
        self.tell(code, message, row.place(field), name, field, *arguments, at=at, hint=hint)

    # --- rows ----------------------------------------------------------------------------------------------------------

    def pair(self) -> dict[str, list[_Row]]:
        """Pair the rows of each table; what is left are rows that the guidelines lack, by area (empty: none of them)."""
        all_levels = [row for each in self.base.guidelines for row in of_guideline(each)]
        known = [each for each in all_levels if each.key in self.items]
        elsewhere = [each for each in all_levels if each.key not in self.items]
        here, others = Known(known), Known(elsewhere)
        added: dict[str, list[_Row]] = defaultdict(list)
        for read in self.tables:
            rows = [_Row(read.table, row, read.table.area_of(row.row)) for row in read.rows]
            result = match([of_reading(i, row.reading, row.area, row.title) for i, row in enumerate(rows)], here)
            mine: dict[int, str] = {}
            for pair in result.pairs:
                mine[pair.row.key] = area = pair.known.key.partition("/")[0]
                self.homes.setdefault(area, read.table)
                row, before = rows[pair.row.key], self.pairs.get(pair.known.key)
                if before is None or len(row.reading.cells) > len(before.reading.cells):
                    self.pairs[pair.known.key] = row  # where a summary of all areas says it again, the fuller one
                self.published[area] -= before is not None  # it is counted below, and was before
            for doubtful in result.unsure:
                row, names = rows[doubtful.row.key], [candidate.key for candidate, _ in doubtful.candidates]
                mine[doubtful.row.key] = names[0].partition("/")[0]
                for name in names:
                    self.unsure[name].append(row)
                self.doubt(row, names)
            for pair in match(result.new, others).pairs:
                self.others[id(rows[pair.row.key].reading)] = pair.known.key
            beside = list(mine.values())
            for i in (row.key for row in result.new):
                mine[i] = self.area_of(rows[i], beside)
                added[mine[i]].append(rows[i])
            self.published.update(mine.values())
        return added

    def area_of(self, row: _Row, beside: Sequence[str]) -> str:
        """The area of a row that the guidelines lack: by its name, else that of all other rows of its table; empty if none."""
        if (name := self.others.get(id(row.reading), "").partition("/")[0]) and any(
            name == each.area for each in self.areas
        ):
            return name
        named = fold((row.area or row.reading.text("topic")).removesuffix("领域"))
        if found := [each.area for each in self.areas if fold(each.title.zh) == named]:
            return found[0]
        return beside[0] if beside and len(set(beside)) == 1 else ""

    def doubt(self, row: _Row, names: Sequence[str]) -> None:
        """A row that may be one of several, or none."""
        titles = Text("、", ", ").join(Text.same(f"“{self.items[each].title.zh}”（{each}）") for each in names)
        message = Text(
            "不能确定“{0}”是标准指引的哪一事项", "which item of the guidelines “{0}” is, is not certain"
        ).format(short(row.title))
        hint = Text("可能是", "it may be ") + titles
        at = self.items[names[0]].place("title", "")
        self.tell(
            "audit-row-unsure", message, row.place("title"), names[0].partition("/")[0], row.title, at=at, hint=hint
        )

    def added(self, row: _Row, area: str) -> None:
        """A row that the guidelines lack, or have for other levels."""
        message = Text("标准指引没有“{0}”", "the guidelines have no “{0}”")
        if id(row.reading) in self.others:
            message = Text(
                "“{0}”在标准指引中不是{1}的事项", "the guidelines have “{0}” for other levels than this one: {1}"
            )
        message = message.format(short(row.title), LEVELS[self.level])
        self.tell("audit-row-added", message, row.place("title"), area, row.reading.text("topic"), row.title)

    def area(self, guideline: Guideline) -> AreaResult:
        """What is found of an area, row by row."""
        rows = [name for name, _ in guideline.rows() if name in self.items]
        has = self.published[guideline.area]
        if not has and rows:
            message = Text(
                "没有“{0}”领域的事项（标准指引在{1}有 {2} 项）",
                "nothing of the area “{0}” (the guideline has {2} items of the {1} level)",
            )
            message = message.format(guideline.title, LEVELS[self.level], str(len(rows)))
            at = self.items[rows[0]].place("title", "")
            self.tell("audit-area-missing", message, self.anywhere(), guideline.area, at=at)
            return AreaResult(guideline.area, guideline.title, missing=True)
        judged = 0
        for name in rows:
            if row := self.pairs.get(name):
                judged += 1
                self.row(name, row)
            else:
                judged += self.lacking(name)
        units = dict(self.cells.pop(guideline.area, {}))
        return AreaResult(guideline.area, guideline.title, Units(len(rows), judged), units, has)

    def lacking(self, name: str) -> bool:
        """A row that no row of the table is paired with: whether it surely lacks there."""
        item, area = self.items[name], name.partition("/")[0]
        if name in self.unsure:
            return False
        place, at = self.anywhere(area), item.place("title", "")
        if item.evidence.status == "recalled":
            message = Text(
                "没有“{0}”；标准指引的这一事项据回忆补录，不计为缺少",
                "there is no “{0}”; the guideline has it from memory alone, so it does not count as missing",
            )
            self.tell("audit-row-unsure", message.format(item.title), place, name, at=at)
            return False
        message = Text("缺少“{0}”", "“{0}” is missing").format(item.title)
        self.tell("audit-row-missing", message, place, name, at=at)
        return True

    def anywhere(self, area: str = "") -> Place | None:
        """Where something missing would stand: at the head of the first table with a row of the area, else in the file."""
        if table := self.homes.get(area):
            head = min(
                ((each.row, each.column) for each in table.head), default=(1, 1)
            )  # what we printed has ids instead
            return table.document.place(table.grid, *head)
        return Place(self.tables[0].table.document.name, 1, 1) if self.tables else None

    # --- cells ---------------------------------------------------------------------------------------------------------

    def row(self, name: str, row: _Row) -> None:
        """The cells of a row, each beside the guideline's."""
        item, cells = self.items[name], row.reading.cells
        said = {field: read for field in FIELDS if (read := cells.get(field)) and read.state != "empty"}
        same = {field for field, read in said.items() if field in _WORDED and self.same_words(field, item, read)}
        values = {
            field: self.value(field, said[field], item)
            for field in JUDGED
            if field in said and field not in same and self.is_read(field, said[field], item)
        }
        local = item._replace(**values) if values else item
        unknown, units = item.unknown_fields, self.cells[name.partition("/")[0]]
        for field in FIELDS:
            if field in unknown or (field == "time_limit" and item.time_limit == NONE):
                continue
            if field == "levels" and field not in cells:
                continue  # a catalogue of one level has no column for it
            judged = True
            if field not in said:
                judged = self.empty(field, name, row)
            elif field not in same:
                judged = self.cell(field, name, row, local)
            units[field] = units.get(field, Units()) + Units(1, int(judged))

    def value(self, field: str, read: Read, item: Item) -> Any:
        """What a cell says in words of its own."""
        base = getattr(item, field)
        return parted(read.value, base) if field == "content" and base else read.value

    def is_read(self, field: str, read: Read, item: Item) -> bool:
        """Whether the value of a cell can stand for what was published: wholly, or as more channels only add to those read."""
        if read.state == "unsure" or _is_meaningless(read, field, item):
            return False
        if field == "audience" and read.value.groups is None and item.audience.groups and not read.value.public:
            return False  # groups that are ticked and not named
        return read.state == "read" or (field == "channels" and bool(read.value and read.value.ids))

    def empty(self, field: str, name: str, row: _Row) -> bool:
        """A cell in which nothing is, or for which the table has no column."""
        label = FIELD_NAMES[field]
        if field in row.reading.cells:
            message = Text("“{0}”空白", "{0}: empty").format(label)
        else:
            message = Text("原表没有“{0}”一栏", "the table has no column for it: {0}").format(label)
        self.tell_cell("audit-cell-empty", message, name, row, field)
        return True

    def cell(self, field: str, name: str, row: _Row, local: Item) -> bool:
        """A cell that says something in words of its own; whether it could be judged."""
        item, read = self.items[name], row.reading.cells[field]
        if _is_meaningless(read, field, item) and not (field == "basis" and self.same_words(field, item, read)):
            message = Text("“{0}”没有实际内容：“{1}”", "{0}: “{1}” says nothing").format(
                FIELD_NAMES[field], short(read.text)
            )
            self.tell_cell("audit-cell-meaningless", message, name, row, field)
            return True
        match field:
            case "basis":
                return self.basis(name, row, read)
            case "body":
                return self.body(name, row, read)
            case "levels":
                return self.levels(name, row, read)
        if not self.is_read(field, read, item):
            return self.unread(field, name, row, read)
        setting = Setting(self.registry, is_organ(item, self.registry), item.personal)
        verdict = compare(field, local, item, setting)
        if read.state == "words" and not verdict.allowed:
            return self.unread(field, name, row, read)  # what was not understood may be what seems to lack
        return self.verdict(field, name, row, read, verdict)

    def verdict(self, field: str, name: str, row: _Row, read: Read, verdict: Verdict) -> bool:
        """What the order of strength says of a cell."""
        item = self.items[name]
        recalled = item.states[field] == "recalled"
        message = FIELD_NAMES[field] + Text("：", ": ") + verdict.reason
        code = ""
        if verdict.relation == "weaker" and not recalled:
            code = "audit-cell-weaker"
        elif verdict.relation in ("weaker", "incomparable"):
            code = "audit-cell-different"
            if recalled:
                message += Text("；标准指引的这一栏据回忆补录，待核", "; the guideline has this cell from memory alone")
        elif verdict.relation == "stronger":
            code = "audit-cell-stricter"
        elif verdict.relation == "equal":
            code = "audit-cell-reworded"
            said = Text(
                "文字与标准指引不同，要求相同：“{0}”", "worded otherwise than the guideline, the same duty: “{0}”"
            )
            message = FIELD_NAMES[field] + Text("：", ": ") + said.format(short(read.text, _LONGEST))
        if code:
            self.tell_cell(code, message, name, row, field)
        return not (recalled and not verdict.allowed)

    def same_words(self, field: str, item: Item, read: Read) -> bool:
        """Whether a cell says what the guideline's says, but for marks and numbers; boxes are ticked or named."""
        base = getattr(item, field)
        if field in _BOXES and read.value:
            return bool(_sorted(field, read.value) == _sorted(field, base))
        text = bare(read.text)
        return text == self.says(field, base) or any(text == bare(each) for each in as_tables_say(field, base))

    def says(self, field: str, value: Any) -> str:
        """The words of a cell of the guideline as gapub puts them, bare."""
        cell = field, value
        if cell not in self.said:
            self.said[cell] = bare(words(field, value, self.registry).zh)
        return self.said[cell]

    def unread(self, field: str, name: str, row: _Row, read: Read) -> bool:
        """A cell that was not understood."""
        left = "”“".join(short(each.text, _LONGEST) for each in read.left) or short(read.text, _LONGEST)
        message = Text("“{0}”未能识别：“{1}”", "{0}: not understood: “{1}”").format(FIELD_NAMES[field], left)
        self.tell_cell("audit-cell-unread", message, name, row, field)
        return False

    def levels(self, name: str, row: _Row, read: Read) -> bool:
        """Whether the row is ticked for the level that is audited."""
        item = self.items[name]
        if read.state != "read" or read.value is None:
            return self.unread("levels", name, row, read)
        if self.level in read.value or item.levels is None:
            return True
        message = Text(
            "“公开层级”没有{0}，标准指引要求{0}公开", "levels: {0} is not ticked, which the guideline asks for"
        )
        code = "audit-cell-different" if item.states["levels"] == "recalled" else "audit-cell-weaker"
        self.tell_cell(code, message.format(LEVELS[self.level]), name, row, "levels")
        return code == "audit-cell-weaker"

    def body(self, name: str, row: _Row, read: Read) -> bool:
        """Whether the body is the guideline's, or offices that hold its roles."""
        item = self.items[name]
        if read.value is not None and read.state == "read":
            if read.value.expression == item.body.expression:
                return True
        elif offices(read.text, item.body, self.registry.bodies) is not None:
            return True
        else:
            return self.unread("body", name, row, read)
        if offices(read.text, item.body, self.registry.bodies) is not None:
            return True
        ours, theirs = short(read.text, _LONGEST), words("body", item.body, self.registry)
        message = Text("公开主体：指引为“{0}”，本地为“{1}”", "body: guideline: “{0}”, local: “{1}”").format(
            theirs, ours
        )
        self.tell_cell("audit-cell-different", message, name, row, "body")
        return True

    def basis(self, name: str, row: _Row, read: Read) -> bool:
        """The legal basis: whether each instrument was in force on the day, and is known at all."""
        item = self.items[name]
        if read.state == "unsure" or read.value is None:
            return self.unread("basis", name, row, read)
        its = {fold(each.unnamed or "") for each in item.basis}
        cited = {each.instrument for each in read.value}
        judged = True
        for each in read.value:
            if each.instrument is not None:
                self.in_force(each, name, row)
            elif each.unnamed and fold(each.unnamed) not in its and "《" in each.unnamed:
                judged = False
                message = Text("不认得这一依据：{0}", "this legal basis is not known: {0}").format(each.unnamed)
                hint = Text("请核对名称；属于地方文件的，不影响", "check its name; a local document does no harm")
                self.tell_cell("audit-basis-unknown", message, name, row, "basis", each.unnamed, hint=hint)
        live = [each for each in item.basis if each.instrument and each.instrument not in cited]
        live = [each for each in live if not self.registry.instruments[each.instrument or ""].ceased(self.day)]
        if live and judged:
            said = Text("、", ", ").join(words("basis", (each,), self.registry) for each in live)
            message = Text("公开依据：没有写", "legal basis: not cited: ") + said
            self.tell_cell("audit-cell-different", message, name, row, "basis")
        return judged

    def in_force(self, reference: BasisRef, name: str, row: _Row) -> None:
        """Tell an instrument that had ended by the day, and what is in force instead."""
        law = self.registry.instruments.get(reference.instrument or "")
        if law is None or not law.ceased(self.day):
            return
        laws = self.registry.instruments
        said = Text("《{0}》", "{0}").format(Text(law.title, law.en))
        message = Text("{0}已废止或者失效", "{0} is no longer in force").format(said)
        if law.repealed:
            message = Text("{0}已于{1}废止或者失效", "{0} ended {1}").format(said, _since(law.repealed))
        hint = None
        if after := self.registry.instead(law.id, self.day):
            titles = Text("、", ", ").join(Text(f"《{laws[each].title}》", laws[each].en) for each in after)
            hint = Text("现行的是", "in force instead: ") + titles
        self.tell_cell("audit-basis-ended", message, name, row, "basis", law.id, hint=hint)


def _since(day: str) -> Text:
    """A day, or the month or year that is known of it: 2021年1月1日, on 2021-01-01."""
    zh = "".join(f"{int(part)}{unit}" for part, unit in zip(day.split("-"), "年月日", strict=False))
    return Text(zh, f"{'on' if day.count('-') == 2 else 'in'} {day}")


# --- words ---------------------------------------------------------------------------------------------------------------

_WHOSE: Final = (
    "(?:国家|上级|本级|省|市|县|区|相关|有关|其他|具体|法律|法规|规章|政策|文件|制度|规范性文件|[、和及与等的])*"
)
_NOTHING_SAID: Final = pattern(
    r"(?:详情?)?(?:参?见|查看|登录|以)(?:本?[省市县区镇]?.{0,8}(?:官网|网站|门户|平台|附件|文件|备注|公告|表))(?:为准)?"
    r"|另行(?:通知|公布|规定|确定)|待定|待补充?|暂无|暂缺|略|同指引|其他|其它|等|若干"
    r"|(?:相关|有关)(?:内容|信息|情况|部门|单位|机关|资料|人员|渠道|媒体)"
)
_NOTHING_NAMED: Final = pattern(
    rf"(?:按照?|依照?|依据|根据|遵照)?{_WHOSE}(?:规定|要求|法律法规|法规|政策|文件|程序|办法)(?:执行|办理|公开|确定|为准)?"
)
"""Rules that are named by no name; of a content they may be what is disclosed."""


def _sorted(field: str, value: Any) -> Any:
    """A cell of boxes: channels stand in the order of the form in one table, as they were ticked in another."""
    return value._replace(ids=tuple(sorted(value.ids))) if field == "channels" else value


def _is_meaningless(read: Read, field: str, item: Item) -> bool:
    """Whether a cell has words that say nothing, such as 相关规定 or 见官网; not where the guideline says the same."""
    said = bare(read.text)
    if field in ("audience", "method", "levels") or not (
        _NOTHING_SAID.fullmatch(said) or (field != "content" and _NOTHING_NAMED.fullmatch(said))
    ):
        return False
    value: Any = getattr(item, field)
    return read.value is None or read.value != value
