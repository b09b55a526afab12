"""A website's own list of what it holds, judged against the catalogues of its divisions on a day.

Values in, a `Check` out; no file is read and no clock. What is certain is a finding, what is not is counted as open, with the reason:
nothing is guessed, least of all the strictest limit. The numbers that no law and no catalogue states are gapub's own (`Grace`).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache, cached_property
from typing import Final, NamedTuple
from unicodedata import normalize

from gapub.diagnostics import Diagnostic, Place, Text, counted
from gapub.model.catalogue import Catalogue, Decision, Item
from gapub.model.registry import Instrument, Registry
from gapub.model.scheme import OF_SITES, Age
from gapub.model.time.reader import span
from gapub.model.time.value import MONTHS, Every, Span
from gapub.publication import limits
from gapub.publication.bindings import Bindings, Column, Path, Row, Where, all_rows, divisions, plain, same_address
from gapub.publication.calendar import Calendar
from gapub.publication.calendar import Span as Reach
from gapub.publication.limits import Limits, Period, limits_of, proactive
from gapub.publication.offices import offices, same_office
from gapub.publication.pairs import EXPLAINING, RESULTS, Named, explains, is_call, is_result, same_number, same_numbers
from gapub.publication.record import Export, Record
from gapub.publication.result import Check, Finding, Open, Seen
from gapub.publication.result import Column as Found


class Grace(NamedTuple):
    """How long what has to follow may take: gapub's own numbers, as no law fixes them for all.

    `interpretation`: after a policy was published; `comments`: how long a call for comments is open, where nobody says;
    `feedback`: after it closed; `response`: after what is responded to.
    """

    interpretation: Span = Span(3, "wd")
    comments: Span = Span(30, "d")
    feedback: Span = Span(30, "d")
    response: Span = Span(20, "wd")


GRACE: Final = Grace()
NOTICE_DAYS: Final = 30
"""A call for comments on a major administrative decision is open for 30 days at least, as a rule (国务院令第713号 art. 15)."""


def _nowhere(division: str, item: str) -> Place | None:
    """Nobody knows where rows are bound."""
    del division, item
    return None


def check(
    catalogues: Sequence[Catalogue],
    exports: Sequence[Export],
    *,
    as_of: date,
    calendar: Calendar,
    registry: Registry,
    ages: Sequence[Age] = (),
    previous: Sequence[Export] = (),
    where: Where = _nowhere,
    since: date | None = None,
    late_from: date | None = None,
    grace: Grace = GRACE,
) -> Check:
    """What a website holds on a day against the catalogues of one profile, one a division (`Prepared.profiles`).

    `ages` are those of a scheme, for columns of which neither profile nor catalogue says how old they may be. `previous` is what the
    website held before: what was there and is not in `exports` was taken down; without it, only what the list itself says of that
    counts. `where` tells where the profile binds a row (`bindings.places`), for findings that have no record to blame. Periods
    are judged from `since` on; if None, from the first record on, but no earlier than January of the year before. What was
    published before `late_from` is not held to its time limit: it was late for good, and an earlier check has said so.
    """
    return _Work(
        catalogues, exports, as_of, calendar, registry, ages, previous, where, since, late_from or date.min, grace
    ).check()


class _Held(NamedTuple):
    """A row with all that the website has of it: in which columns, its records, and those of an earlier list that are `gone`.

    `unsure` counts the records that may be its own, `why` says why nobody knows. `worded`: words tell its records from others.
    """

    division: str
    item: Item
    limits: Limits
    column: str
    records: list[Record]
    gone: list[Record]
    unsure: int
    why: Text
    worded: bool


class _Allowed(NamedTuple):
    """How old the latest record of a column may be: what that rests on, in words, about how many days, and the last good day.

    Without a `ground` nobody has said it.
    """

    ground: str = ""
    words: Text | None = None
    size: float = 0
    end: Reach | None = None


_OPEN_ROWS: Final = Text(
    "几个事项对应同一栏目，没有 match 可以区分",
    "several items are bound to this column, and no `match` tells their records apart",
)
_OPEN_MATCH: Final = Text("信息同时符合几个事项的 match", "records fit the `match` of several items")
_OPEN_PATH: Final = Text(
    "网站有几个栏目以此结尾，请写明完整路径", "several columns of the website end like this; write the whole path"
)
_OPEN_DIVISIONS: Final = Text(
    "几个行政区划对应同一栏目，请写明各自的地址（url）",
    "several divisions are bound to this column; state the address (`url`) of each",
)
_OPEN_FORMED: Final = Text("没有成文日期", "the date of the document is not known")
_OPEN_UNDATED: Final = Text("有的信息没有发布时间", "records have no date of publication")
_OPEN_NO_DATE: Final = Text("信息没有发布时间", "no record has a date of publication")
_OPEN_AGE: Final = Text(
    "没有 max_age，公开时限不是定期，考核办法也没有规定",
    "no `max_age`, no period in the time limit, and the scheme says nothing",
)
_OPEN_START: Final = Text("公开时限没有写明起算点", "the time limit does not say when it starts")
_OPEN_CALENDAR: Final = Text("节假日未公布", "the holidays are not announced yet")
_OPEN_PART: Final = Text(
    "时限因部分而异，无法认定属于哪一部分",
    "the time limit differs by part, and a record does not say which part it is of",
)
_OPEN_TERM: Final = Text("学期、时点没有日期", "a school term or an event has no date of its own")
_OPEN_STATE: Final = Text(
    "清单没有状态、下线时间，也没有上一次的清单",
    "the list has no state and no date of going offline, and no earlier list is there",
)
_OPEN_DISPLAY: Final = Text("目录没有写明最长公示多久", "the catalogue does not say how long it is displayed at most")
_OPEN_UNTIL: Final = Text("保留至某一时点，该时点没有日期", "kept until an event whose date is not known")
_OPEN_SOFT: Final = Text("公示期限只是一般要求，可以缩短", "the display is as a rule, and may be cut short")
_OPEN_REMOVED: Final = Text("已经撤下，日期不明", "taken down on an unknown day")
_OPEN_WORDS: Final = Text("栏目中没有符合 match 的信息", "no record of the column fits the `match`")
_OPEN_OFFICE: Final = Text(
    "目录没有写明公开主体，或者尚未确认", "the catalogue names no office, or nobody has confirmed it"
)
_OPEN_NO_OFFICE: Final = Text("信息没有写明机构", "the record names no office")
_OPEN_UNBOUND: Final = Text("解读、回应的事项没有对应栏目", "the item that interprets or responds has no column")
_OPEN_NOTICE: Final = Text("清单中没有征求意见公告的地址", "the address of the call for comments is not in the list")
_OPEN_FEEDBACK: Final = Text("清单中没有反馈的地址", "the address of the feedback is not in the list")

_GONE_MARK: Final = re.compile(r"废止|失效|停止执行|不再执行")
_VALID_UNTIL: Final = re.compile(
    r"有效期限?[至到:：]*(\d{4})年(\d{1,2})月(\d{1,2})日|有效期限?[至到:：]*(\d{4})-(\d{1,2})-(\d{1,2})"
)
_FIRST_WORDS: Final = date(1, 1, 1)
_CODES: Final = {code: i for i, code in enumerate(OF_SITES)}


class _Work:
    """One check at work."""

    def __init__(
        self,
        catalogues: Sequence[Catalogue],
        exports: Sequence[Export],
        as_of: date,
        calendar: Calendar,
        registry: Registry,
        ages: Sequence[Age],
        previous: Sequence[Export],
        where: Where,
        since: date | None,
        late_from: date,
        grace: Grace,
    ) -> None:
        self.catalogues, self.exports, self.as_of, self.calendar = catalogues, exports, as_of, calendar
        self.registry, self.ages, self.previous, self.where, self.grace = registry, ages, previous, where, grace
        self.late_from = late_from
        self.findings: list[Finding] = []
        self.reaches = cache(self._reaches)
        self.opened: Counter[tuple[str, Text, str, str, str]] = Counter()
        self.judged: Counter[str] = Counter()
        self.later = cache(self._later)
        self.same_office = cache(same_office)
        self.month_of: Callable[[date], str] = cache("{:%Y-%m}".format)
        offline = {key for key, each in registry.channels.items() if each.nature not in (None, "online")}
        self.limits_of: Callable[[Item], Limits] = _by_identity(lambda item: limits_of(item, offline))
        self.all = [record for export in exports for record in export.records]
        self.number_of = same_numbers([r.number for r in self.all if r.number])
        """The number of each document as it is compared, by what is written."""
        often = Counter(self.number_of[r.number] for r in self.all if r.number)
        self.again = {text for text, known in self.number_of.items() if often[known] > 1}
        """The numbers, as written, that more than one record has."""
        self.off = {id(r) for r in self.all if r.online is False or (r.removed is not None and r.removed <= as_of)}
        """Records that the list says are no longer there on the day."""
        self._live: dict[int, tuple[list[Record], list[Record]]] = {}
        """What `live` said of each list, by its identity, with the list, so that no other one has it."""
        by_path: dict[Path, list[Record]] = defaultdict(list)
        for record in self.all:
            by_path[record.path].append(record)
        before: dict[Path, list[Record]] = defaultdict(list)
        for record in self._gone():
            before[record.path].append(record)
        self.by_path = by_path
        mixed = {r.path for r in self.all if id(r) in self.off} if self.off else set[Path]()
        if self.off:
            self._live |= {id(records): (records, records) for path, records in by_path.items() if path not in mixed}
        self.bindings = Bindings(catalogues, by_path, before)
        self.columns = self.bindings.columns
        self.records: list[list[Record]] = [[] for _ in self.columns]
        self.gone: list[list[Record]] = [[] for _ in self.columns]
        self.uncertain: Counter[int] = Counter()
        """How many records may belong to a column, and nobody knows."""
        self.unbound: dict[Path, list[Record]] = {}
        self._assign(by_path, self.records, self.unbound)
        for records in self.records if self.off else ():
            if mixed.isdisjoint({r.path for r in records}):
                self._live[id(records)] = records, records
        self._assign(before, self.gone, None)
        self.tells = bool(previous)
        """Whether an earlier list tells what is there no longer."""
        self.dated_off = {each.file for each in exports if "removed" in each.fields}
        """The files that say of each record when it went offline, so that it is there if they do not."""
        self._by_rows: list[tuple[list[list[Record]], list[Record]]] = []
        first = min((day for day in {r.published for r in self.all} if day and day <= as_of), default=as_of)
        self.since = since or max(first, date(max(as_of.year - 1, 1), 1, 1))
        self.rows = [(division, item) for division, _, item in all_rows(catalogues)]
        self.order = {(division, item.id): i for i, (division, item) in enumerate(self.rows)}
        self.names = {
            name: each.division.name
            for name, each in zip(divisions(catalogues), catalogues, strict=True)
            if each.division
        }

    # --- whose a record is ---

    def _gone(self) -> Iterator[Record]:
        """What an earlier list has and this one has not: as records that are no longer online."""
        if not self.previous:
            return
        urls = {r.url for r in self.all}
        earlier = [r for export in self.previous for r in export.records if not self.says_off(r)]
        left = [r for r in earlier if not r.url or r.url not in urls]
        if not left:
            return
        tails = {_tail(r.url) for r in left}
        addresses = {same_address(url) for url in urls if _tail(url) in tails}
        titles: set[tuple[str, date | None]] = set()
        if not all(r.url for r in left):
            titles = {(plain(r.title), r.published) for r in self.all}
        known = set[tuple[object, ...]]()
        for record in left:
            key = (same_address(record.url),) if record.url else (plain(record.title), record.published, record.path)
            here = key[0] in addresses if record.url else key[:2] in titles
            if not here and key not in known:
                known.add(key)
                yield record._replace(online=False)

    def _assign(
        self, by_path: dict[Path, list[Record]], into: list[list[Record]], unbound: dict[Path, list[Record]] | None
    ) -> None:
        bindings, columns = self.bindings, self.columns
        for path, records in by_path.items():
            found = bindings.of(path)
            if len(found) == 1 and not columns[found[0]].unsure:
                into[found[0]].extend(records)
            elif found and (len(found) == 1 or any(columns[i].unsure for i in found)):
                self.uncertain.update(dict.fromkeys(found, len(records)))
            elif found:
                for record in records:
                    near = bindings.by_host(found, record.url) if record.url else found
                    if len(near) == 1:
                        into[near[0]].append(record)
                    else:
                        self.uncertain.update(near)
            else:
                rest = self._by_address(records, into) if bindings.by_address else records
                if rest and unbound is not None:
                    unbound[path] = rest

    def _by_address(self, records: list[Record], into: list[list[Record]]) -> list[Record]:
        rest = []
        for record in records:
            near = self.bindings.of_address(record.url)
            if len(near) == 1:
                into[near[0]].append(record)
            elif near:
                self.uncertain.update(near)
            else:
                rest.append(record)
        return rest

    # --- days ---

    def says_off(self, record: Record) -> bool:
        """Whether a list says that a record is no longer there on the day."""
        return record.online is False or (record.removed is not None and record.removed <= self.as_of)

    def live(self, records: list[Record]) -> list[Record]:
        """Those of the records that are there on the day: of each list of the run worked out once."""
        off = self.off
        if not off:
            return records
        known = self._live.get(id(records))
        if known is None:
            known = self._live[id(records)] = records, [r for r in records if id(r) not in off]
        return known[1]

    def _later(self, day: date, span: Span, moved: bool = False) -> Reach:
        return limits.later(day, span, self.calendar, moved=moved)

    # --- what is said ---

    def open(self, code: str, why: Text, division: str = "", row: str = "", column: str = "", n: int = 1) -> None:
        """That so many things could not be judged."""
        if n:
            self.opened[code, why, division, row, column] += n

    def find(
        self,
        code: str,
        message: Text,
        hint: Text,
        *,
        division: str = "",
        item: Item | None = None,
        column: str = "",
        office: str = "",
        since: date | None = None,
        record: Record | None = None,
        place: Place | None = None,
        related: tuple[tuple[Place, Text], ...] = (),
        arguments: tuple[str, ...] = (),
    ) -> None:
        """One thing that is wrong."""
        if record is not None and not arguments:
            arguments = _identity(record)
        if place is None and record is not None:
            place = record.place
        if place is None and item is not None:
            place = self.where(self.names.get(division, division), item.id) or Place(
                item.origin.file, item.origin.line, 1
            )
        row = item.id if item else ""
        found = Diagnostic(
            code, OF_SITES[code].severity, message, place, row or column, related, hint, arguments=arguments
        )
        office = office or (_offices(item) if item else "")
        self.findings.append(Finding(found, division, row, column, office, since, record))

    # --- the check ---

    def check(self) -> Check:
        """All of it."""
        columns = [self._column(i) for i in range(len(self.columns))]
        held = self._held()
        for each in held.values():
            self._deadlines(each)
            self._periods(each)
            self._offices(each)
            self._kept(each)
        self._following(held)
        self._decisions()
        self._everywhere()
        self._row_unbound()
        self._column_unbound()
        first = self.catalogues[0]
        said = [each.division.label for each in self.catalogues if each.division]
        return Check(
            of=Text("、", ", ").join(said) if said else first.title,
            level=first.level,
            baseline=first.baseline,
            as_of=self.as_of,
            exports=tuple(self.exports),
            columns=tuple(columns),
            findings=tuple(sorted(self.findings, key=self._rank)),
            open=tuple(
                sorted(
                    (
                        Open(code, why, division, row, column, n)
                        for (code, why, division, row, column), n in self.opened.items()
                    ),
                    key=lambda each: (_CODES[each.code], self.order.get((each.division, each.row), -1), each[1:]),
                )
            ),
            judged={code: self.judged[code] for code in OF_SITES},
            areas={area.id: area.title for each in self.catalogues for area in each.areas},
            titles={item.id: item.title for _, item in self.rows},
            seen=tuple(self._seen()),
        )

    def _rank(self, each: Finding) -> tuple[object, ...]:
        record = each.record
        what = (record.published or _FIRST_WORDS, record.title, record.url, record.place) if record else ()
        row = self.order.get((each.division, each.row), -1)
        return (
            _CODES[each.found.code],
            each.division,
            row,
            each.column,
            each.since or _FIRST_WORDS,
            what,
            each.found.arguments,
        )

    # --- columns ---

    def _column(self, i: int) -> Found:
        """A bound column: whether it is blank, and whether it is stale."""
        column, records = self.columns[i], self.records[i]
        online = self.live(records)
        days = Counter([r.published for r in online if r.published is not None])
        known = [day for day in days if day <= self.as_of]
        latest = max(known, default=None)
        asked = [row for row in column.rows if proactive(row.item)]
        own = [self._age(column, row, latest) for row in asked]
        allowed = self._laxest(own)
        if asked:
            self._blank(i, column, asked, online)
            if online:
                told = self._told(column)
                if told and (len(column.rows) > 1 or column.rows[0].words):
                    self._stale_rows(i, column, online)
                else:
                    self._stale(i, column, own, online, latest, allowed)
        months = Counter[str]()
        for day, n in days.items():
            if day <= self.as_of:
                months[self.month_of(day)] += n
        return Found(
            column.division,
            column.name,
            tuple(row.item.id for row in column.rows),
            _of_rows(column.rows),
            column.url,
            len(online),
            latest,
            allowed.words,
            allowed.ground,
            tuple(sorted(months.items())),
        )

    def _told(self, column: Column) -> bool:
        """Whether words tell the rows of a column apart: at most one has none."""
        return sum(not row.words for row in column.rows) <= 1

    def _blank(self, i: int, column: Column, asked: Sequence[Row], online: Sequence[Record]) -> None:
        if online:
            self.judged["column-blank"] += 1
            return
        if column.unsure or self.uncertain[i]:
            for code in ("column-blank", "column-stale"):
                self.open(code, self._doubt(i), column.division, "", column.name)
            return
        self.judged["column-blank"] += 1
        removed = [r.removed for r in self.records[i] if r.removed]
        all_dated = len(removed) == len(self.records[i]) and removed
        self.find(
            "column-blank",
            Text(f"栏目“{column.name}”没有信息", f"the column {column.name!r} has no record"),
            Text(
                "补充信息；栏目改了名称的，更正配置文件中的 publish",
                "publish what belongs there; if the column has another name now, correct `publish` in the profile",
            ),
            division=column.division,
            item=asked[0].item if len(column.rows) == 1 else None,
            column=column.name,
            office=_joined(_of_rows(asked)),
            since=max(removed) if all_dated else None,
            place=self._bound_at(column),
            arguments=(column.name,),
        )

    def _bound_at(self, column: Column, item: Item | None = None) -> Place:
        """Where a column is bound: to this row, or to the first of its rows."""
        item = item or column.rows[0].item
        return self.where(self.names.get(column.division, column.division), item.id) or Place(
            item.origin.file, item.origin.line, 1
        )

    def _age(self, column: Column, row: Row, latest: date | None) -> _Allowed:
        """How old the latest record of a row may be, which is of this day."""
        every = self.limits_of(row.item).every
        stated = span(row.publish.max_age) if row.publish.max_age else None
        if stated and (every is None or limits.size(stated) <= limits.size(every.period)):
            end = self.later(latest, stated) if latest else None
            return _Allowed("binding", _age_words(stated), limits.size(stated), end)
        if every is not None and self._has_days(every):
            end = self._fresh_until(every, latest) if latest else None
            return _Allowed("period", _period_words(every), limits.size(every.period), end)
        name = plain(column.path[-1]) if column.path else ""
        for age in self.ages:
            if (not age.words) or any(plain(word) in name for word in age.words):
                end = self.later(latest, age.limit) if latest else None
                words = age.kind + Text("：", ": ") + _age_words(age.limit)
                return _Allowed("kind", words, limits.size(age.limit), end)
        return _Allowed()

    def _has_days(self, every: Every) -> bool:
        """Whether the days of a period are known: those of school terms and of most events are not."""
        by_event = isinstance(every.by, str) and every.by != limits.YEAR_END
        unit = every.period.unit if isinstance(every.period, Span) else every.period
        return unit != "term" and not by_event

    def _fresh_until(self, every: Every, latest: date) -> Reach:
        """Until when the latest record of what comes every period is recent enough: the day on which the next one is due."""
        if isinstance(every.period, Span):
            return self.later(latest, every.period)
        period = limits.period_of(latest, every)
        after = limits.next_period(period, every)
        end = (
            after.due if latest <= period.due else after.last
        )  # what came after the day may be early for the next period
        return Reach(end, end)

    def _laxest(self, ages: Sequence[_Allowed]) -> _Allowed:
        """The age that holds for a column whatever row its records are of: the longest of those of its rows, if all have one."""
        if not all(each.ground for each in ages):
            return _Allowed()
        return max(ages, key=lambda each: each.size, default=_Allowed())

    def _stale(
        self,
        i: int,
        column: Column,
        own: Sequence[_Allowed],
        online: Sequence[Record],
        latest: date | None,
        allowed: _Allowed,
    ) -> None:
        """Whether the latest record of a whole column is too old."""
        item = column.rows[0].item if len(column.rows) == 1 else None
        row, name = item.id if item else "", column.name
        if not allowed.ground:
            self.open("column-stale", _OPEN_AGE, column.division, row, name)
            return
        if latest is None:
            if any(r.published is not None for r in online):  # in the future, which is a finding of its own
                self.judged["column-stale"] += 1
            else:
                self.open("column-stale", _OPEN_NO_DATE, column.division, row, name)
            return
        asked = [each for each in column.rows if proactive(each.item)]
        for each, one in zip(asked, own, strict=True):  # rows that ask more than the column as a whole
            if one.end and allowed.end and one.end.latest < self.as_of <= allowed.end.latest:
                self.open("column-stale", _OPEN_ROWS, column.division, each.item.id, name)
        doubt = _OPEN_UNDATED if any(r.published is None for r in online) else None
        self._judge_age(column, item, online, latest, allowed, self._doubt(i) if self.uncertain[i] else doubt)

    def _judge_age(
        self,
        column: Column,
        item: Item | None,
        online: Sequence[Record],
        latest: date,
        allowed: _Allowed,
        doubt: Text | None,
    ) -> None:
        end, limit = allowed.end, allowed.words
        assert end is not None and limit is not None
        if self.as_of <= end.earliest:
            self.judged["column-stale"] += 1
            return
        if doubt or self.as_of <= end.latest:
            why = doubt or _OPEN_CALENDAR
            self.open("column-stale", why, column.division, item.id if item else "", column.name)
            return
        self.judged["column-stale"] += 1
        last = min((r for r in online if r.published == latest), key=_intrinsic)
        self.find(
            "column-stale",
            Text(
                f"栏目“{column.name}”最近一条是 {latest} 的，已超过期限（{limit.zh}）",
                f"the latest record of the column {column.name!r} is of {latest}, older than allowed ({limit.en})",
            ),
            Text("及时更新", "publish what has come since"),
            division=column.division,
            item=item,
            column=column.name,
            office=_joined(_of_rows(column.rows)) if item is None else "",
            since=end.latest + timedelta(1),
            record=last,
            place=self._bound_at(column, item),
            related=((last.place, Text("最近一条", "the latest record")),),
            arguments=(column.name,),
        )

    def _stale_rows(self, i: int, column: Column, online: list[Record]) -> None:
        """Whether the latest record of each row of a column is too old, where words tell them apart."""
        by_row, unsure = self._by_row(column, online)
        for row, records in zip(column.rows, by_row, strict=True):
            if not proactive(row.item):
                continue
            known = [r.published for r in records if r.published is not None and r.published <= self.as_of]
            latest = max(known, default=None)
            allowed = self._age(column, row, latest)
            if not allowed.ground:
                self.open("column-stale", _OPEN_AGE, column.division, row.item.id, column.name)
            elif latest is None:
                why = _OPEN_MATCH if unsure else _OPEN_NO_DATE if records else _OPEN_WORDS
                self.open("column-stale", why, column.division, row.item.id, column.name)
            else:
                doubt = _OPEN_UNDATED if any(r.published is None for r in records) else None
                if any(r.published is None or r.published > latest for r in unsure):
                    doubt = _OPEN_MATCH
                doubt = self._doubt(i) if self.uncertain[i] else doubt
                self._judge_age(column, row.item, records, latest, allowed, doubt)

    def _by_row(self, column: Column, records: list[Record]) -> tuple[list[list[Record]], list[Record]]:
        """The records of each row of a column, and those that may be of several."""
        rows = column.rows
        if len(rows) == 1 and not rows[0].words:
            return [records], []
        made: list[list[Record]] = [[] for _ in rows]
        unsure: list[Record] = []
        wordless = [i for i, row in enumerate(rows) if not row.words]
        worded = [(i, row.words) for i, row in enumerate(rows) if row.words]
        for record in records:
            title = plain(record.title)
            fits = [i for i, words in worded if any(word in title for word in words)]
            if len(fits) == 1:
                made[fits[0]].append(record)
            elif fits or len(wordless) > 1:
                unsure.append(record)
            elif wordless:
                made[wordless[0]].append(record)
        return made, unsure

    # --- rows ---

    def _held(self) -> dict[tuple[str, str], _Held]:
        """What the website has of each bound row."""
        made: dict[tuple[str, str], _Held] = {}
        for i, column in enumerate(self.columns):
            by_row, unsure = self._by_row(column, self.records[i])
            gone, unsure_gone = self._by_row(column, self.gone[i])
            doubt = len(unsure) + len(unsure_gone) + self.uncertain[i]
            why = self._doubt(i) if self.uncertain[i] or column.unsure else self._doubt_of_row(column)
            for row, records, left in zip(column.rows, by_row, gone, strict=True):
                key = (column.division, row.item.id)
                known = made.get(key)
                if known is None:
                    known = _Held(column.division, row.item, self.limits_of(row.item), "", records, left, 0, why, False)
                else:
                    known = known._replace(records=[*known.records, *records], gone=[*known.gone, *left])
                name = f"{known.column}、{column.name}" if known.column else column.name
                made[key] = known._replace(
                    column=name,
                    unsure=known.unsure + doubt,
                    why=why if doubt else known.why,
                    worded=known.worded or bool(row.words),
                )
            self._by_rows.append((by_row, unsure))
        return made

    def _doubt(self, i: int) -> Text:
        """Why nobody knows whether records belong to a column."""
        return _OPEN_PATH if self.columns[i].unsure else _OPEN_DIVISIONS

    def _doubt_of_row(self, column: Column) -> Text:
        """Why nobody knows to which row of a column records belong."""
        return _OPEN_MATCH if self._told(column) else _OPEN_ROWS

    def open_of(self, code: str, why: Text, held: _Held, n: int = 1) -> None:
        """That so many things of a row could not be judged."""
        self.open(code, why, held.division, held.item.id, held.column, n)

    def find_of(self, code: str, message: Text, hint: Text, held: _Held, record: Record, since: date | None) -> None:
        """What is wrong with a record of a row."""
        column = self._owner(record)[1] or held.column
        self.find(
            code, message, hint, division=held.division, item=held.item, column=column, since=since, record=record
        )

    def _reaches(self, deadlines: tuple[Span, ...]) -> _Reaches:
        """By when what was made on a day is due, at the earliest and the latest, by the spans that may hold."""

        def of(formed: date) -> Reach:
            ends = [self.later(formed, each, True) for each in deadlines]
            return Reach(min(e.earliest for e in ends), max(e.latest for e in ends))

        return _Reaches(of, _Soonest(of))

    def _deadlines(self, held: _Held) -> None:
        """Whether each record was published in time after its document was made."""
        asked = held.limits
        if not proactive(held.item):
            return
        if not asked.deadlines:
            if asked.no_start:
                self.open_of("published-late", _OPEN_START, held, len(held.records))
            return
        records = held.records
        if self.late_from > date.min:
            records = [r for r in records if r.published is None or r.published >= self.late_from]
        self.open_of("published-late", held.why, held, held.unsure)
        split = asked.some or len(asked.deadlines) > 1
        reaches = self.reaches(asked.deadlines)
        soon, never = reaches.soonest, date.min
        undated = sum([r.formed is None or r.published is None for r in records])
        between = 0
        for record in [r for r in records if (r.published or never) > soon[r.formed]]:
            formed, published = record.formed, record.published
            assert formed is not None and published is not None
            reach = reaches.of(formed)
            if published <= reach.latest or asked.some:
                between += 1
                continue
            limit = max(asked.deadlines, key=limits.size)
            self.find_of(
                "published-late",
                Text(
                    f"“{_cut(record.title)}”成文于 {formed}，最迟应当在 {reach.latest} 公开"
                    f"（{_age_words(limit).zh}内），{published} 才公开",
                    f"{_cut(record.title)!r} was made on {formed} and due by {reach.latest} ({_age_words(limit).en}); "
                    f"it was published on {published}",
                ),
                Text(
                    "今后在时限内公开；成文日期有误的，予以更正",
                    "publish in time; correct the date of the document if it is wrong",
                ),
                held,
                record,
                reach.latest + timedelta(1),
            )
        judged = len(records) - undated - between
        self.judged["published-late"] += judged
        self.open_of("published-late", _OPEN_FORMED, held, undated)
        self.open_of("published-late", _OPEN_PART if split else _OPEN_CALENDAR, held, between)

    def _periods(self, held: _Held) -> None:
        """Whether something came in each period of a row that is to be published every year, half-year, quarter or month."""
        every = held.limits.every
        if not proactive(held.item):
            return
        if every is None:
            if held.limits.parts:
                self.open_of("missing-period", _OPEN_PART, held)
            return
        if not isinstance(every.period, str) or every.period not in MONTHS:
            if every.period == "term":
                self.open_of("missing-period", _OPEN_TERM, held)
            return  # days, weeks and spans: how old the column is tells it
        if isinstance(every.by, str) and every.by != limits.YEAR_END:
            self.open_of("missing-period", _OPEN_TERM, held)
            return
        records = [*held.records, *held.gone]
        if not records:  # the column is blank, or nothing is known of the row in it
            if held.unsure or held.worded:
                self.open_of("missing-period", held.why if held.unsure else _OPEN_WORDS, held)
            return
        dated = sorted(((r.published, r) for r in records if r.published and r.published <= self.as_of), key=_by_day)
        doubt = held.why if held.unsure else _OPEN_UNDATED if len(dated) < len(records) else None
        days = [day for day, _ in dated]
        named = _named_periods(records)
        for period in self._past(every):
            within = [pair for pair in dated if period.first <= pair[0] <= period.last]
            label = period.label(str(every.period))
            early = self._early(period, every, days)
            if within or early or label.en in named:
                self.judged["missing-period"] += 1
                if period.due < period.last and not early:
                    self._in_time(held, period, within, label)
            elif doubt:
                self.open_of("missing-period", doubt, held)
            else:
                self.judged["missing-period"] += 1
                self._missing(held, period, label, every)

    def _past(self, every: Every) -> Iterator[Period]:
        """The periods from the beginning on that are over, or of which the day has passed on which something was due."""
        period = limits.period_of(self.since, every)
        if period.first < self.since:
            period = limits.next_period(period, every)
        while period.due < self.as_of:
            yield period
            before, period = period, limits.next_period(period, every)
            if period.first <= before.first:  # the calendar is at its end
                return

    def _early(self, period: Period, every: Every, days: Sequence[date]) -> bool:
        """Whether what is due by a day came before its period began: after what the period before it had in time."""
        if period.due == period.last:
            return False
        before = limits.period_of(period.first - timedelta(1), every)
        in_time = any(before.first <= day <= before.due for day in days)
        return in_time and any(before.due < day < period.first for day in days)

    def _in_time(self, held: _Held, period: Period, within: Sequence[tuple[date, Record]], label: Text) -> None:
        """Whether what was due by a day of the period came by then."""
        if within and within[0][0] < self.late_from:
            return
        self.judged["published-late"] += 1
        if not within or within[0][0] <= period.due:
            return
        day, record = within[0]
        self.find_of(
            "published-late",
            Text(
                f"{label.zh}的信息应当在 {period.due} 前公开，{day} 才公开",
                f"what {label.en} asks was due by {period.due}; it was published on {day}",
            ),
            Text("今后在时限内公开", "publish in time"),
            held,
            record,
            period.due + timedelta(1),
        )

    def _missing(self, held: _Held, period: Period, label: Text, every: Every) -> None:
        title = held.item.title
        self.find(
            "missing-period",
            Text(
                f"“{title.zh}”{_period_words(every).zh}，没有{label.zh}的信息",
                f"{title.en!r} is to be published {_period_words(every).en}; nothing of {label.en} is there",
            ),
            Text("补充公开", "publish it"),
            division=held.division,
            item=held.item,
            column=held.column,
            since=period.due + timedelta(1),
            arguments=(label.en,),
        )

    def _offices(self, held: _Held) -> None:
        """Whether each record names an office that answers for its row."""
        own = [role.name for role in held.item.body.roles if role.name and not role.guess]
        by_office = Counter([r.office for r in held.records])
        unnamed = by_office.pop("", 0)
        named = by_office.total()
        if not own:
            self.open_of("wrong-office", _OPEN_OFFICE, held, named)
            return
        self.open_of("wrong-office", held.why, held, held.unsure)
        if named:
            self.open_of("wrong-office", _OPEN_NO_OFFICE, held, unnamed)
        place = self.names.get(held.division, "")
        self.judged["wrong-office"] += named
        others = {
            office
            for office in by_office
            if not any(self.same_office(mine, its, place) for mine in own for its in offices(office))
        }
        for record in [r for r in held.records if r.office in others] if others else ():
            office = record.office
            self.find_of(
                "wrong-office",
                Text(
                    f"“{_cut(record.title)}”由{office}发布，目录的公开主体是{'、'.join(own)}",
                    f"{_cut(record.title)!r} was published by {office}; the catalogue names {', '.join(own)}",
                ),
                Text(
                    "更正机构；职责已经调整的，更正配置文件",
                    "correct the office; if the duty has moved, correct the profile",
                ),
                held,
                record,
                record.published,
            )

    # --- how long it stays ---

    def _knows(self, record: Record) -> bool:
        """Whether it is known that a record of the list is still there, or no longer."""
        return self.tells or record.online is not None or record.removed is not None or record.file in self.dated_off

    def _unknown(self, records: Sequence[Record]) -> int:
        """Of how many records it is not known."""
        if self.tells:
            return 0
        dated = self.dated_off
        return sum([r.online is None and r.removed is None and r.file not in dated for r in records])

    def _kept(self, held: _Held) -> None:
        """Whether records came down too late, too early, or at all where they are to stay."""
        off = [r for r in held.records if id(r) in self.off] if self.off else []
        gone = [r for r in (*off, *held.gone) if r.valid is not False and not self._elsewhere(r)]
        if held.limits.longest or held.item.personal:
            self._kept_long(held, self.live(held.records))
        if held.limits.shortest:
            self._kept_short(held, gone)
        elif not (held.limits.ends or held.item.personal):
            self._taken_down(held, gone)
        elif gone and not (held.limits.longest or held.item.personal):
            why = _OPEN_UNTIL if held.limits.until else _OPEN_PART if held.limits.part_up else _OPEN_SOFT
            self.open_of("taken-down", why, held, len(gone))

    def _kept_long(self, held: _Held, online: Sequence[Record]) -> None:
        limit = held.limits.longest
        code = "kept-too-long"
        self.open_of(code, held.why, held, held.unsure)
        if limit is None or limit.unit == "term":
            self.open_of(code, _OPEN_DISPLAY if limit is None else _OPEN_TERM, held, len(online))
            return
        for record in online:
            if record.published is None:
                self.open_of(code, _OPEN_NO_DATE, held)
                continue
            end = self.later(record.published, limit)
            if self.as_of <= end.earliest:
                self.judged[code] += 1
            elif self.as_of <= end.latest:
                self.open_of(code, _OPEN_CALENDAR, held)
            elif not self._knows(record):
                self.open_of(code, _OPEN_STATE, held)
            else:
                self.judged[code] += 1
                words = _age_words(limit)
                self.find_of(
                    code,
                    Text(
                        f"“{_cut(record.title)}”{record.published} 公开，应当公示{words.zh}，至今没有撤下",
                        f"{_cut(record.title)!r} was published on {record.published} for {words.en}, and is still there",
                    ),
                    Text("及时撤下；确需保留的，写明依据", "take it down; if it has to stay, say on what grounds"),
                    held,
                    record,
                    end.latest + timedelta(1),
                )

    def _kept_short(self, held: _Held, gone: Sequence[Record]) -> None:
        limit, code = held.limits.shortest, "kept-too-short"
        assert limit is not None
        if gone and limit.unit == "term":
            self.open_of(code, _OPEN_TERM, held, len(gone))
            return
        unknown = self._unknown(held.records)
        self.open_of(code, _OPEN_STATE, held, unknown)
        self.judged[code] += len(self.live(held.records)) - unknown
        for record in gone:
            if record.published is None:
                self.open_of(code, _OPEN_NO_DATE, held)
                continue
            end = self.later(record.published, limit)
            removed = record.removed or self.as_of
            if removed < end.earliest:
                self.judged[code] += 1
                when = Text(f"{removed} 即撤下", f"taken down on {removed}") if record.removed else _NOT_THERE
                words = _age_words(limit)
                self.find_of(
                    code,
                    Text(
                        f"“{_cut(record.title)}”{record.published} 公开，应当公示{words.zh}，{when.zh}",
                        f"{_cut(record.title)!r} was published on {record.published} for {words.en}, and {when.en}",
                    ),
                    Text("恢复公开，公示至期满", "put it back until its time is over"),
                    held,
                    record,
                    record.removed,
                )
            elif record.removed is None:
                self.open_of(code, _OPEN_REMOVED, held)
            elif removed < end.latest:
                self.open_of(code, _OPEN_CALENDAR, held)
            else:
                self.judged[code] += 1

    def _taken_down(self, held: _Held, gone: Sequence[Record]) -> None:
        code = "taken-down"
        self.open_of(code, held.why, held, held.unsure)
        unknown = self._unknown(held.records)
        self.open_of(code, _OPEN_STATE, held, unknown)
        self.judged[code] += len(held.records) - unknown + len(held.gone)
        for record in gone:
            when = f"{record.removed} " if record.removed else ""
            self.find_of(
                code,
                Text(
                    f"“{_cut(record.title)}”{when}已经撤下，目录没有规定公示期限",
                    f"{_cut(record.title)!r} was taken down{' on ' + when.strip() if when else ''}; the catalogue sets no end of display",
                ),
                Text("恢复公开；已经废止的，标注失效", "put it back; mark it if it is no longer in force"),
                held,
                record,
                record.removed,
            )

    def _elsewhere(self, record: Record) -> bool:
        """Whether what was taken down is there at another place: by its address, its number, or its title and day."""
        return any(each in self._there for each in _handles(record))

    @cached_property
    def _there(self) -> set[object]:
        """What tells the records that are there, as far as something that was taken down may be one of them."""
        asked = [r for r in self.all if id(r) in self.off]
        asked += [r for records in self.gone for r in records]
        titles, tails = {r.title for r in asked}, {_tail(r.url) for r in asked if r.url}
        ends = {r.number[-_TAIL:] for r in asked if r.number}
        live = self.live(self.all)
        made: set[object] = {(r.title, r.published) for r in live if r.title in titles}
        if ends:
            made.update([self.number_of[r.number] for r in live if r.number and r.number[-_TAIL:] in ends])
        if tails:
            made.update([same_address(r.url) for r in live if _tail(r.url) in tails])
        return made

    # --- what has to follow ---

    def _following(self, held: dict[tuple[str, str], _Held]) -> None:
        """Whether interpretations, results and responses followed what they are about."""
        after: dict[tuple[str, str, str], list[Item]] = defaultdict(list)
        for division, item in self.rows:
            for kind, targets in (("interprets", item.interprets), ("responds", item.responds)):
                for target in targets:
                    if (division, target) in held:
                        after[kind, division, target].append(item)
        for kind in ("interprets", "responds"):
            of = {key[1:]: items for key, items in after.items() if key[0] == kind}
            if not of:
                continue
            rows = {(division, item.id) for (division, _), items in of.items() for item in items}
            own = [r for key in rows if key in held for r in held[key].records]
            words, fits = (EXPLAINING, explains) if kind == "interprets" else (RESULTS, is_result)
            named = Named(self._candidates(own, words, fits))
            for (division, target), items in of.items():
                bound = any((division, item.id) in held for item in items)
                self._followed(held[division, target], kind, named, bound)

    def _candidates(self, own: Sequence[Record], words: Sequence[str], fits: Callable[[str], bool]) -> Iterator[Record]:
        """The records of the rows that follow, and all others that say of themselves that they do."""
        yield from (r for r in own if id(r) not in self.off)
        mine = {id(r) for r in own}
        for records in self.by_path.values():
            titles = _SEAM.join([r.title for r in records])
            worded = any(word in titles for word in words)
            said = [r for r in self.live(records) if r.interprets or (worded and fits(r.title))]
            yield from (r for r in said if id(r) not in mine)

    def _followed(self, held: _Held, kind: str, named: Named, bound: bool) -> None:
        """Whether each record of a row was followed in time."""
        for record in held.records:
            if id(record) in self.off or record.valid is False:
                continue
            call = kind == "responds" and is_call(record.title)
            code = (
                "interpretation-missing" if kind == "interprets" else "feedback-missing" if call else "response-missing"
            )
            if record.published is None:
                self.open_of(code, _OPEN_NO_DATE, held)
                continue
            due = self._due(held, record.published, code)
            if self.as_of <= due.earliest:
                self.judged[code] += 1
                continue
            if any(
                kind == "interprets" or not each.published or each.published >= record.published
                for each in named.naming(record)
                if not (call and is_call(each.title))
            ):
                self.judged[code] += 1
            elif self.as_of <= due.latest:
                self.open_of(code, _OPEN_CALENDAR, held)
            elif not bound:
                self.open_of(code, _OPEN_UNBOUND, held)
            else:
                self.judged[code] += 1
                message, hint = _FOLLOWING[code]
                message = Text(
                    f"“{_cut(record.title)}”{record.published} 公开，{message.zh}",
                    f"{_cut(record.title)!r} was published on {record.published}; {message.en}",
                )
                self.find_of(code, message, hint, held, record, due.latest + timedelta(1))
        self.open_of(
            "interpretation-missing" if kind == "interprets" else "response-missing", held.why, held, held.unsure
        )

    def _due(self, held: _Held, published: date, code: str) -> Reach:
        """By when something has to follow what was published on a day."""
        grace = self.grace
        if code == "interpretation-missing":
            return self.later(published, grace.interpretation)
        if code == "response-missing":
            return self.later(published, grace.response)
        shown = held.limits.shortest or held.limits.longest
        closed = self.later(published, shown if shown and shown.unit != "term" else grace.comments)
        return Reach(*(self.later(day, grace.feedback).latest for day in closed))

    def _decisions(self) -> None:
        """Whether calls for comments on the decisions of the year were out when they open, and what became of the comments."""
        lists = [
            (division, each.decisions.of)
            for division, each in zip(divisions(self.catalogues), self.catalogues, strict=True)
            if each.decisions
        ]
        if not lists:
            return
        at = {same_address(r.url): r for r in sorted(self.all, key=_intrinsic, reverse=True) if r.url}
        results = Named(self._candidates((), RESULTS, is_result))
        for division, of in lists:
            for decision in of:
                self._decision(division, decision, at, results)

    def _decision(self, division: str, decision: Decision, at: dict[str, Record], results: Named) -> None:
        if decision.notice is None:
            return
        title, unit = decision.title, decision.unit.zh
        name = title if title.en else Text.same(title.zh)
        start, end = _day(decision.notice.start), _day(decision.notice.end)
        notice = at.get(same_address(decision.notice.url))
        if start and start <= self.as_of:
            if notice is None or notice.published is None:
                self.open("published-late", _OPEN_NOTICE if notice is None else _OPEN_NO_DATE, division)
            elif notice.published >= self.late_from:
                self.judged["published-late"] += 1
                if notice.published > start:
                    left = f"，距截止不足{NOTICE_DAYS}日" if end and (end - notice.published).days < NOTICE_DAYS else ""
                    self.find(
                        "published-late",
                        Text(
                            f"“{name.zh}”的征求意见公告应当在 {start} 发布，{notice.published} 才发布{left}",
                            f"the call for comments on {name.en!r} opens on {start}; it was published on {notice.published}",
                        ),
                        Text(
                            "顺延征求意见的截止日期，或者更正 decisions.yaml",
                            "let it close later, or correct decisions.yaml",
                        ),
                        division=division,
                        office=unit,
                        since=start + timedelta(1),
                        record=notice,
                        arguments=(title.zh, *_identity(notice)),
                    )
        if end is None or self.as_of <= (due := self.later(end, self.grace.feedback)).latest:
            return
        if decision.feedback:
            found = at.get(same_address(decision.feedback))
            if found is None or id(found) in self.off:
                self.open("feedback-missing", _OPEN_FEEDBACK, division)
            else:
                self.judged["feedback-missing"] += 1
            return
        about = notice or Record("", 1, (), title.zh)
        named = [*results.naming(about), *results.naming(Record("", 1, (), title.zh))]
        self.judged["feedback-missing"] += 1
        if not named:
            message, hint = _FOLLOWING["feedback-missing"]
            self.find(
                "feedback-missing",
                Text(f"“{name.zh}”征求意见 {end} 截止，", f"the call for comments on {name.en!r} closed on {end}; ")
                + message,
                hint,
                division=division,
                office=unit,
                since=due.latest + timedelta(1),
                record=notice,
                arguments=(title.zh,),
            )

    # --- what holds wherever a record stands ---

    def _everywhere(self) -> None:
        ended = self._declared_ended()
        numbers = {text for text, known in self.number_of.items() if known in ended}
        for records in self.by_path.values():
            self._future(records)
            self._ended(records, ended, numbers)
        by_column: dict[Path, list[Record]] = defaultdict(list)
        for path, records in self.by_path.items():
            by_column[self.bindings.compared(path)] += records
        for records in by_column.values():
            self._twice(records)

    def find_at(
        self,
        code: str,
        message: Text,
        hint: Text,
        record: Record,
        since: date | None,
        other: tuple[Record, Text] | None = None,
    ) -> None:
        """What is wrong with a record whatever row it belongs to."""
        division, column, item = self._owner(record)
        related = ((other[0].place, other[1]),) if other else ()
        place = "/".join(record.path)
        self.find(
            code,
            message,
            hint,
            division=division,
            item=item,
            column=column or place,
            office=record.office if item is None else "",
            since=since,
            record=record,
            related=related,
        )

    def _owner(self, record: Record) -> tuple[str, str, Item | None]:
        """The division, the bound column and the row of a record, as far as they are certain."""
        found = self.bindings.of(record.path) or self.bindings.of_address(record.url)
        if len(found) > 1 and record.url:
            found = self.bindings.by_host(found, record.url)
        if len(found) != 1 or self.columns[found[0]].unsure:
            return "", "", None
        column = self.columns[found[0]]
        by_row, _ = self._by_row(column, [record])
        item = next((row.item for row, its in zip(column.rows, by_row, strict=True) if its), None)
        return column.division, column.name, item

    def _future(self, records: Sequence[Record]) -> None:
        day = self.as_of
        self.judged["future-dated"] += sum([r.published is not None or r.formed is not None for r in records])
        for record in [r for r in records if (r.published or day) > day or (r.formed or day) > day]:
            if (record.published or day) > day:
                message = Text(f"发布时间是 {record.published}", f"is dated {record.published}")
            else:
                message = Text(f"成文日期是 {record.formed}", f"was made on {record.formed}")
            self.find_at(
                "future-dated",
                Text(
                    f"“{_cut(record.title)}”{message.zh}，晚于检查日 {day}",
                    f"{_cut(record.title)!r} {message.en}, after {day}",
                ),
                Text("更正日期", "correct the date"),
                record,
                None,
            )

    def _declared_ended(self) -> dict[str, Record | Instrument]:
        """The numbers and titles of documents that a record of the list, or the registry, says are no longer in force."""
        made: dict[str, Record | Instrument] = {}
        day = self.as_of.isoformat()
        instruments = self.registry.instruments.values()
        for instrument in instruments:
            if instrument.ceased(day):
                made |= dict.fromkeys(_titles_of(instrument), instrument)
                if instrument.number:
                    made[same_number(instrument.number)] = instrument
        for instrument in instruments:  # a later one of the same name is in force
            if not instrument.ceased(day):
                for title in _titles_of(instrument):
                    made.pop(title, None)
        said = [r for r in self.all if r.valid is False and r.number]
        for record in sorted(said, key=_intrinsic, reverse=True):
            made[same_number(record.number)] = record
        return made

    def _ended(self, records: list[Record], ended: Mapping[str, Record | Instrument], numbers: Collection[str]) -> None:
        """Whether documents that are no longer in force are marked so; `numbers` are those of such, as written."""
        dated = "有效期" in _SEAM.join([r.title for r in records])
        said = [r for r in self.live(records) if r.valid is not None or r.number or (dated and "有效期" in r.title)]
        self.judged["document-ended"] += len(said)
        for record in [
            r
            for r in said
            if r.valid is not False and (r.number in numbers or r.title in ended or (dated and "有效期" in r.title))
        ]:
            title = record.title
            by = ended.get(self.number_of[record.number]) if record.number else None
            if by is None and record.valid:
                by = ended.get(title)
            if isinstance(by, Instrument) and record.valid is None:
                by = None
            if (by is None and not dated) or _GONE_MARK.search(title):
                continue
            until = _valid_until(title) if dated else None
            over = until is not None and until < self.as_of
            if by is None and not over:
                continue
            since: date | None = until + timedelta(1) if over and until else None
            other = None
            if isinstance(by, Record):
                why = Text(f"{by.number}已标注失效", f"{by.number} is marked as no longer in force elsewhere")
                other = (by, Text("标注失效的", "marked here"))
            elif by is not None:
                when = by.repealed or ""
                why = Text(
                    f"该文件已于 {when} 废止或者失效" if when else "该文件已经废止或者失效",
                    f"it has ended{' on ' + when if when else ''}",
                )
                since = _day(when)
            else:
                why = Text(f"有效期至 {until}", f"it was valid until {until}")
            self.find_at(
                "document-ended",
                Text(f"“{_cut(title)}”没有标注失效：{why.zh}", f"{_cut(title)!r} is not marked as ended: {why.en}"),
                Text(
                    "在页面标注失效，或者移出现行有效的文件", "mark it on its page, or take it out of what is in force"
                ),
                record,
                since,
                other,
            )

    def _twice(self, records: list[Record]) -> None:
        """Whether something stands in one column twice: by its number, or by title and day. The same address is the same page."""
        online = self.live(records)
        self.judged["duplicate"] += len(online)
        alike: dict[tuple[object, ...], list[Record]] = {}
        for record in [r for r in online if r.number in self.again] if self.again else ():
            alike.setdefault((self.number_of[record.number],), []).append(record)
        if len({r.published for r in online}) < len(online):
            keys = list(zip([r.published for r in online], _plain_titles(online), strict=True))
            if len(set(keys)) < len(keys):
                often = Counter(keys)
                for key, record in zip(keys, online, strict=True):
                    if key[0] is not None and often[key] > 1:
                        alike.setdefault(key, []).append(record)
        done = set[int]()
        for group in alike.values():
            if len(group) > 1:
                self._same(group, done)

    def _same(self, group: Sequence[Record], done: set[int]) -> None:
        first, *others = sorted(group, key=_intrinsic)
        seen = {same_address(first.url)} if first.url else set[str]()
        for record in others:
            address = same_address(record.url) if record.url else ""
            if address in seen or id(record) in done:
                continue
            if address:
                seen.add(address)
            done.add(id(record))
            self.find_at(
                "duplicate",
                Text(f"“{_cut(record.title)}”在同一栏目重复发布", f"{_cut(record.title)!r} stands in the column twice"),
                Text("保留一条", "keep one"),
                record,
                record.published,
                (first, Text("另一条", "the other")),
            )

    # --- what is not bound ---

    def _row_unbound(self) -> None:
        for division, item in self.rows:
            if not proactive(item):
                continue
            self.judged["row-unbound"] += 1
            if not any(each.column or (each.url or "").startswith("http") for each in item.publish):
                self.find(
                    "row-unbound",
                    Text(
                        f"事项“{item.title.zh}”没有写明网站栏目",
                        f"no column of the website is bound to {item.title.en!r}",
                    ),
                    Text("在配置文件的 rows 中写明 publish", "state `publish` under `rows` in the profile"),
                    division=division,
                    item=item,
                    place=Place(item.origin.file, item.origin.line, 1),
                )

    def _column_unbound(self) -> None:
        """The columns that no item has: each, or where they are too many to be read, each with all that are below it."""
        columns: dict[Path, list[Record]] = {}
        for path, records in self.unbound.items():
            known = columns.get(own := self.bindings.compared(path))
            columns[own] = [*known, *records] if known else records
        self.judged["column-unbound"] += len({self.bindings.compared(path) for path in self.by_path})
        depth = max(map(len, columns), default=0)
        groups = {path: [path] for path in columns}
        while len(groups) > _MOST_COLUMNS and depth > 1:
            depth -= 1
            groups = {}
            for path in columns:
                groups.setdefault(path[:depth], []).append(path)
        told = sorted(groups.values(), key=lambda each: (-sum(len(columns[path]) for path in each), each))
        for paths in told[:_MOST_COLUMNS]:
            self._unbound(paths, columns, depth)
        if rest := [path for paths in told[_MOST_COLUMNS:] for path in paths]:
            self._unbound(rest, columns, 0)

    def _unbound(self, paths: Sequence[Path], columns: Mapping[Path, Sequence[Record]], depth: int) -> None:
        """One column that no item has, or several that are told together, by the path that they share up to this depth."""
        first = min((r for path in paths for r in columns[path]), key=_intrinsic)
        n, several = sum(len(columns[path]) for path in paths), len(paths) > 1
        name = "/".join(self.bindings.shown(first.path)[: depth if several else None])
        shown = Text(f"栏目“{name}”", f"the column {name!r}") if name else _OTHERS if several else _NAMELESS
        more = (
            Text(f"及其下级共 {len(paths)} 个栏目", f" and below it, {len(paths)} columns") if several else Text("", "")
        )
        self.find(
            "column-unbound",
            Text(
                f"{shown.zh}{more.zh}（{n} 条信息）没有对应的事项",
                f"no item is bound to {shown.en}{more.en} ({counted(n, 'record')})",
            ),
            Text("有对应事项的，写明 publish", "if an item belongs to it, state `publish`"),
            column=name,
            place=first.place,
            arguments=(name,),
        )

    def _seen(self) -> Iterator[Seen]:
        """The records that are online and belong to a bound column, by column and row."""
        for column, (by_row, unsure) in zip(self.columns, self._by_rows, strict=True):
            division, name = column.division, column.name
            for row, records in zip(column.rows, by_row, strict=True):
                id = row.item.id
                yield from [_new(Seen, (division, id, name, r)) for r in self.live(records)]
            yield from [Seen(division, "", name, r) for r in self.live(unsure)]


_new: Final = tuple.__new__
"""Makes a named tuple in half the time, where there are many."""
_FOLLOWING: Final = {
    "interpretation-missing": (
        Text("没有相应的政策解读", "nothing interprets it"),
        Text("补充解读，并与文件相互关联", "publish an interpretation, and link the two"),
    ),
    "response-missing": (
        Text("没有相应的回应", "nothing responds to it"),
        Text("及时回应，并写明回应的是什么", "respond, and say to what"),
    ),
    "feedback-missing": (
        Text("没有公开意见采纳情况", "nothing says what became of the comments"),
        Text("公开意见采纳情况，题目写明征求意见的文件", "publish what became of them, with the title of the draft"),
    ),
}
_NOT_THERE: Final = Text("现已不在清单中", "is no longer in the list")
_OTHERS: Final = Text("其余栏目", "all other columns")
_NAMELESS: Final = Text("没有写明栏目的信息", "records without a column")
_UNITS: Final = {
    "h": Text("{}小时", "{} hours"),
    "d": Text("{}日", "{} days"),
    "wd": Text("{}个工作日", "{} working days"),
    "wk": Text("{}周", "{} weeks"),
    "mo": Text("{}个月", "{} months"),
    "term": Text("{}个学期", "{} school terms"),
    "y": Text("{}年", "{} years"),
}
_EVERY: Final = {
    "day": Text("每日", "every day"),
    "week": Text("每周", "every week"),
    "month": Text("每月", "every month"),
    "quarter": Text("每季度", "every quarter"),
    "half-year": Text("每半年", "every half-year"),
    "term": Text("每学期", "every school term"),
    "year": Text("每年", "every year"),
}
_MOST_COLUMNS: Final = 1000
"""So many columns that no item has are told one by one."""
_LONGEST_TITLE: Final = 60


def _age_words(age: Span) -> Text:
    words = _UNITS[age.unit].format(age.n)
    return words._replace(en=words.en.removesuffix("s")) if age.n == 1 else words


def _period_words(every: Every) -> Text:
    """How often: 每季度公开一次."""
    often = _EVERY[every.period] if isinstance(every.period, str) else Text("每", "every ") + _age_words(every.period)
    return Text(f"{often.zh}公开一次", often.en)


def _cut(title: str) -> str:
    return title if len(title) <= _LONGEST_TITLE else title[: _LONGEST_TITLE - 1] + "…"


def _identity(record: Record) -> tuple[str, ...]:
    """What tells a record from others whatever line it stands on: its address, or number, title and day."""
    if record.url:
        return (same_address(record.url),)
    return (record.number, plain(record.title), record.published.isoformat() if record.published else "")


def _intrinsic(record: Record) -> tuple[object, ...]:
    """The order of records whatever files they come from."""
    return (
        record.published or _FIRST_WORDS,
        record.title,
        record.url,
        record.number,
        record.path,
        record.file,
        record.sheet,
        record.line,
    )


class _Soonest(dict[date | None, date]):
    """By when what was made on a day is due at the earliest, worked out of each day once; of no day, never."""

    def __init__(self, of: Callable[[date], Reach]) -> None:
        super().__init__({None: date.max})
        self._of = of

    def __missing__(self, day: date) -> date:
        made = self[day] = self._of(day).earliest
        return made


class _Reaches(NamedTuple):
    """By when what was made on a day is due; the earliest is kept, as many records ask for it."""

    of: Callable[[date], Reach]
    soonest: _Soonest


_SEAM: Final = "\0"
"""Between titles that are looked through, or normalised, at once; no title has it."""


def _plain_titles(records: Sequence[Record]) -> list[str]:
    """The titles as they are compared (`plain`), all at once, which is several times as quick."""
    joined = _SEAM.join([r.title for r in records]).replace(" ", "").replace("\u3000", "").replace("\xa0", "")
    made = normalize("NFKC", joined).casefold().split(_SEAM)
    return made if len(made) == len(records) else [plain(r.title) for r in records]


def _titles_of(instrument: Instrument) -> Iterator[str]:
    """What an instrument is called, in the words of its whole title."""
    aliases = (bare for each in instrument.aliases if "《" not in (bare := each.strip("《》")))
    for title in filter(None, (instrument.title, instrument.full, *aliases)):
        yield title
        yield f"《{title}》"


_TAIL: Final = 2
"""So many last signs of a number are compared first."""


def _tail(url: str) -> str:
    return url.rpartition("/")[2]


def _handles(record: Record) -> Iterator[object]:
    """What a record is known by wherever it stands."""
    if record.url:
        yield same_address(record.url)
    if record.number:
        yield same_number(record.number)
    yield record.title, record.published


def _by_day(pair: tuple[date, Record]) -> tuple[object, ...]:
    return (pair[0], _intrinsic(pair[1]))


def _offices(item: Item) -> str:
    """Who answers for a row: the offices that hold its roles, else what the catalogue calls them."""
    return "、".join(dict.fromkeys(role.name for role in item.body.roles if role.name)) or item.body.zh


def _of_rows(rows: Sequence[Row]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_offices(row.item) for row in rows))


def _joined(names: Iterable[str]) -> str:
    return "、".join(dict.fromkeys(names))


def _day(text: str | None) -> date | None:
    """The day that a text of a profile or registry names, if it names a whole one."""
    return date.fromisoformat(text) if text and len(text) == len("2026-01-01") else None


def _valid_until(title: str) -> date | None:
    """Until when a document is in force by its own title."""
    found = _VALID_UNTIL.search(plain(title))
    if found is None:
        return None
    try:
        return date(*(int(each) for each in found.groups() if each))
    except ValueError:
        return None


_NAMED: Final = re.compile(
    r"(\d{4})年(?:第?([一二三四1-4])季度|([上下])半年|(\d{1,2})月份?(?!\d*日)|(?:度|年报|年度)?)(?!\d)"
)


def _named_periods(records: Iterable[Record]) -> set[str]:
    """The periods that titles name, as `Period.label` has them: 2026年第三季度 is 2026-Q3."""
    made = set[str]()
    for record in records:
        for year, quarter, half, month in _NAMED.findall(plain(record.title)):
            if quarter:
                made.add(f"{year}-Q{'一二三四'.find(quarter) + 1 or int(quarter)}")
            elif half:
                made.add(f"{year}-H{1 if half == '上' else 2}")
            elif month:
                made.add(f"{year}-{int(month):02}")
    return made


def _by_identity(of: Callable[[Item], Limits]) -> Callable[[Item], Limits]:
    """A function of a row that keeps what it said of it."""
    known: dict[int, Limits] = {}

    def ask(item: Item) -> Limits:
        if id(item) not in known:
            known[id(item)] = of(item)
        return known[id(item)]

    return ask
