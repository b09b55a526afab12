"""What has to be published, renewed or taken down when: the time limits of a catalogue's rows on the days of a calendar.

Days of a period come from the time limits themselves, all others from what happened (`events.yaml`). Nothing is guessed: what
cannot be dated says why. Days are the earlier ones: a last day on which nobody works is not put off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from itertools import pairwise
from typing import Final, NamedTuple, TypeAlias

from gapub.diagnostics import Text
from gapub.model.catalogue import Catalogue, Item
from gapub.model.events import PUBLISHED, Happened, name_of
from gapub.model.registry import Registry
from gapub.model.time.value import (
    INFORMATION,
    AsItArises,
    At,
    Before,
    Clause,
    Every,
    Keep,
    Promptly,
    Span,
    Stated,
    TimeLimit,
    Within,
    Words,
)
from gapub.model.time.words import Terms, in_words
from gapub.publication.calendar import Calendar
from gapub.publication.calendar import Span as Reach
from gapub.publication.limits import YEAR_END, Period, later, next_period, period_of, sooner

ACTIONS: Final = {
    "publish": Text("公开", "publish"),
    "update": Text("更新", "renew"),
    "may-end": Text("期满，此后可以撤下", "may be taken down afterwards"),
    "must-end": Text("期满，应当撤下", "to be taken down"),
}
"""What has to be done, in the order in which it is listed."""
REASONS: Final = {
    "promptly": Text("及时公开，没有天数", "promptly, no number of days"),
    "event": Text("所等的事未写入事件清单", "waits for an event that is not in events.yaml"),
    "published": Text(
        "公示期从公开之日起算，事件清单和网站记录都没有公开的日期",
        "a display runs from publication, of which neither events.yaml nor a record of the website has a day",
    ),
    "update": Text(
        "按上次更新推算，事件清单和网站记录都没有上次公开的日期",
        "runs from the last update, of which neither events.yaml nor a record of the website has a day",
    ),
    "daily": Text("每日更新", "renewed every day"),
    "term": Text("学期没有固定的日期", "school terms have no days of their own"),
    "arises": Text("随时公开", "as matters arise"),
    "standing": Text("长期公开", "permanently"),
    "as_announced": Text("在征集公告写明的时限内", "within the time announced in the call for comment"),
    "on_request": Text("依申请公开", "on request"),
    "referred": Text("按照其他规定", "as other rules provide"),
    "words": Text("时限只有文字，没有可以计算的取值", "a time limit in words alone"),
    "unknown": Text("时限待核", "time limit not known"),
    "none": Text("没有时限", "no time limit"),
}
"""Why something cannot be dated."""


class Published(NamedTuple):
    """An entry of a website, as the record of its checks has it: that a row was published on a day. `gone`: it is there no longer."""

    day: date
    what: str
    row: str
    division: str
    gone: bool = False
    event: str = PUBLISHED
    number: str | None = None


class Source(NamedTuple):
    """The record of a website: its file, the day of its last check, how many entries were taken from it."""

    file: str
    as_of: date
    read: int


Occurred: TypeAlias = Happened | Published
"""What time limits run from."""


class Due(NamedTuple):
    """Something to be done about a row.

    `earliest` and `latest` are the last day for it, or how early and how late that can be where holidays were not announced; both
    are None for 及时, where no day is fixed. For an end of display they are the last day of the display. `period` names the period
    or the event by which it is told from others of its row; `end` says that the period has no day of its own, and its end counts.
    `limit` is the clause in words, `office` who is to do it.
    """

    row: str
    number: str
    title: Text
    area: Text
    division: str
    office: Text
    action: str
    earliest: date | None
    latest: date | None
    limit: Text
    period: str
    label: Text
    event: Occurred | None = None
    end: bool = False
    encouraged: bool = False

    @property
    def known(self) -> bool:
        """Whether the day is one."""
        return self.earliest == self.latest


class Undated(NamedTuple):
    """A part of a time limit that has no day, and why (`REASONS`). `whole`: nothing of the row has one."""

    row: str
    title: Text
    area: Text
    division: str
    office: Text
    reason: str
    limit: Text
    whole: bool = False


class Plan(NamedTuple):
    """What is due from a day to a day. `idle` are events from which nothing runs, `others` those of other divisions.

    `rows` counts the rows that were looked at. `file` is the list of events and `record` that of the website, if there is one; `years`
    of the range are not announced.
    """

    start: date
    until: date
    level: str
    baseline: str
    baseline_title: Text
    divisions: tuple[str, ...]
    office: str | None
    due: tuple[Due, ...]
    undated: tuple[Undated, ...]
    rows: int
    file: str | None
    events: int
    idle: tuple[Happened, ...]
    others: int
    years: tuple[int, ...]
    record: Source | None = None

    @property
    def dated(self) -> tuple[Due, ...]:
        """What has a day."""
        return tuple(each for each in self.due if each.latest is not None)

    @property
    def prompt(self) -> tuple[Due, ...]:
        """What has to be done promptly, no day being fixed."""
        return tuple(each for each in self.due if each.latest is None)

    @property
    def whole(self) -> int:
        """How many rows, of all divisions, have no day at all."""
        return len({(each.division, each.row) for each in self.undated if each.whole})


def plan(
    catalogues: Sequence[Catalogue],
    registry: Registry,
    calendar: Calendar,
    start: date,
    until: date,
    *,
    events: Sequence[Happened] = (),
    file: str | None = None,
    others: int = 0,
    office: str | None = None,
    published: Sequence[Published] = (),
    record: Source | None = None,
) -> Plan:
    """What is due in catalogues of one baseline and level from `start` to `until`, both days included.

    `office`: of one office alone, as a row names it (`offices_of`). `events` are those of the divisions; `others` counts the rest.
    `published` are entries of the website, of which the list of events need not tell, by its `record`.
    """
    found, undated, rows, terms = list[Due](), list[Undated](), 0, registry.terms()
    used = set[int]()
    several = len(catalogues) > 1
    for made in catalogues:
        division = made.division
        own = [
            (n, each)
            for n, each in enumerate(events)
            if each.division is None or division is None or each.division in division.names
        ]
        general: list[_Numbered] = [(n, each) for n, each in own if not each.items]
        named: dict[str, list[_Numbered]] = {}
        told = set[tuple[str, date, str]]()
        for n, each in own:
            for row in each.items:
                named.setdefault(row, []).append((n, each))
                told |= {(row, each.day, each.what)} if each.event == PUBLISHED else set()
        for entry in published:
            is_ours = division is None or entry.division in ("", division.name)
            if is_ours and (entry.row, entry.day, entry.what) not in told:
                named.setdefault(entry.row, []).append((-1, entry))
        for area in made.areas:
            for item in area.items:
                if office is not None and office not in offices_of(item):
                    continue
                rows += 1
                work = _Row(item, area.title, division.name if several and division else "", terms, registry, calendar)
                work.run([*general, *named.get(item.id, ())], start, until)
                used |= work.used
                found += (each for each in work.found if _falls(each, start, until))
                undated += work.undated()
    first = catalogues[0]
    dated = (each for each in found if each.latest)
    return Plan(
        start,
        until,
        first.level,
        first.baseline,
        first.baseline_title,
        tuple(each.division.name for each in catalogues if each.division),
        office,
        tuple(sorted(dated, key=_order)) + tuple(sorted((each for each in found if not each.latest), key=_order)),
        tuple(undated),
        rows,
        file,
        len(events),
        tuple(each for n, each in enumerate(events) if n not in used),
        others,
        tuple(year for year in range(start.year, until.year + 1) if not calendar.known(year)),
        record,
    )


_Numbered: TypeAlias = tuple[int, Occurred]
"""What happened, by its number in the list of events; below 0 if it stands in none."""


def offices_of(item: Item) -> dict[str, None]:
    """The offices that a row names, in order: those of the locality, and what the table calls those that nobody has bound."""
    return dict.fromkeys(role.name or (role.words.zh if role.words else role.role) for role in item.body.roles)


def _falls(each: Due, start: date, until: date) -> bool:
    if each.earliest is None or each.latest is None:
        return each.event is not None and start <= each.event.day <= until
    return each.earliest <= until and start <= each.latest


def _order(each: Due) -> tuple[date, date, str, str, int, str]:
    first = each.earliest or (each.event.day if each.event else date.max)
    return first, each.latest or date.max, each.division, each.row, [*ACTIONS].index(each.action), each.period


class _Row:
    """The time limit of one row, clause by clause."""

    def __init__(
        self, item: Item, area: Text, division: str, terms: Terms, registry: Registry, calendar: Calendar
    ) -> None:
        self.item = item
        self.registry = registry
        self.calendar = calendar
        self.terms = terms
        self.make = partial(
            Due,
            item.id,
            item.number,
            item.title,
            area,
            division,
            Text(item.body.zh, item.body.en),
        )
        self.head = (item.id, item.title, area, division, Text(item.body.zh, item.body.en))
        self.found = list[Due]()
        self.open = list[tuple[str, Text]]()
        self.used = set[int]()
        self.some = False
        """Whether anything of it can be dated, in the range or out of it."""
        self.words = Text("", "")
        self.encouraged = False

    def undated(self) -> list[Undated]:
        """What has no day."""
        whole = not self.some
        return [Undated(*self.head, reason, limit, whole) for reason, limit in dict.fromkeys(self.open)]

    def run(self, events: Sequence[_Numbered], start: date, until: date) -> None:
        """Date each clause as far as it can be, by the events that may concern the row."""
        cell = self.item.time_limit
        alone = len(cell.value.clauses) == 1
        if cell.value.state != "clauses":
            self.open.append((cell.value.state, Text(cell.zh, cell.en)))
        for clause in cell.value.clauses:
            whole = Text(cell.zh, cell.en)
            self.words = whole if alone else in_words(TimeLimit("clauses", (clause,)), self.terms)
            self.encouraged = clause.encouraged
            self._start(clause, events, start, until)
            self._ends(clause, events, start, until)

    def _start(self, clause: Clause, events: Sequence[_Numbered], start: date, until: date) -> None:
        match clause.start:
            case Within(span, of):
                if span.unit == "term":
                    self._cannot("term")
                    return
                self._from(events, of, partial(self._deadline, span))
            case At(of):
                self._from(events, of, lambda each: Reach(each.day, each.day))
            case Promptly(of):
                for each in self._meant(events, of):
                    self._add("publish", None, _key(each), self._label(each), each)
                self._cannot("promptly")
            case Before(event, lead):
                if lead is not None and lead.unit == "term":
                    self._cannot("term")
                    return
                self._from(events, (event,), partial(self._ahead, lead))
            case Every():
                self._every(clause, clause.start, events, start, until)
            case AsItArises():
                self._cannot("arises")
            case Stated(kind):
                self._cannot(kind)
            case Words():
                self._cannot("words")
            case None if clause.rest_words and not (clause.display or clause.keep):
                self._cannot("words")

    def _from(self, events: Sequence[_Numbered], of: tuple[str, ...], day: Callable[[Occurred], Reach]) -> None:
        """What is due from each of the events that are meant."""
        meant = self._meant(events, of)
        for each in meant:
            self._add("publish", day(each), _key(each), self._label(each), each)
        if not meant:
            self._cannot("event")

    def _meant(self, events: Iterable[_Numbered], of: tuple[str, ...]) -> list[Occurred]:
        """The events from which a limit runs; where the text names none, what happened to the information of the row itself."""
        wanted = of or INFORMATION
        found = [(n, each) for n, each in events if each.event in wanted]
        self.used.update(n for n, _ in found)
        return [each for _, each in found]

    def _deadline(self, span: Span, each: Occurred) -> Reach:
        return later(each.day, span, self.calendar)

    def _ahead(self, lead: Span | None, each: Occurred) -> Reach:
        """The last day on which something is still so long before an event."""
        return sooner(each.day, lead or Span(1, "d"), self.calendar)

    # --- periods -----------------------------------------------------------------------------------------------------

    def _every(self, clause: Clause, every: Every, events: Sequence[_Numbered], start: date, until: date) -> None:
        if isinstance(every.period, Span):
            self._since(every.period, events)
        elif every.period == "day":
            self._cannot("daily")
        elif isinstance(every.by, str) and every.by != YEAR_END:
            self._from(events, (every.by,), partial(self._ahead, None))
        elif every.period == "term":
            self._terms(events)
        else:
            for period in _periods(every, start, until):
                due = date(period.first.year, 12, 31) if every.by == YEAR_END else period.due
                name = period.label(every.period)
                action = "update" if clause.verb == _UPDATED else "publish"
                self._add(action, Reach(due, due), name.en, name, end=every.by is None)
            self.some = True

    def _since(self, span: Span, events: Sequence[_Numbered]) -> None:
        """Every so many working days: the next time is known from the last one alone."""
        found = [(n, each) for n, each in events if each.event == PUBLISHED]
        if not found or span.unit == "term":
            self._cannot("update" if span.unit != "term" else "term")
            return
        self.used.update(n for n, _ in found)
        _, last = max(found, key=lambda each: each[1].day)
        self._add("update", self._deadline(span, last), _key(last), self._label(last), last)

    def _terms(self, events: Sequence[_Numbered]) -> None:
        """Every school term: it ends on the day before the next one begins."""
        found = sorted(((each.day, n) for n, each in events if each.event == TERM_STARTS))
        self.used.update(n for _, n in found)
        if len(found) < 2:
            self._cannot("term")
        for (first, _), (following, _) in pairwise(found):
            due = following - timedelta(1)
            label = Text(f"{first}开始的学期", f"the term from {first}")
            self._add("publish", Reach(due, due), f"term-{first}", label, end=True)

    # --- ends of display ---------------------------------------------------------------------------------------------

    def _ends(self, clause: Clause, events: Sequence[_Numbered], start: date, until: date) -> None:
        spans = list[tuple[str, Span]]()
        if clause.display:
            spans.append(("must-end" if clause.display.exactly else "may-end", clause.display.span))
        match clause.keep:
            case Keep(Span() as span, bound):
                spans.append(("may-end" if bound == "at_least" else "must-end", span))
            case Keep(str(event)):
                found = [(n, each) for n, each in events if each.event == event]
                self.used.update(n for n, _ in found)
                for _, each in found:
                    self._add("may-end", Reach(each.day, each.day), _key(each), self._label(each), each)
                if not found:
                    self._cannot("event")
        if not spans:
            return
        at_once = clause.start.of if isinstance(clause.start, At) else ()
        found = [(n, each) for n, each in events if each.event == PUBLISHED or each.event in at_once]
        self.used.update(n for n, _ in found)
        for action, span in spans:
            if not found or span.unit == "term":
                self._cannot("published" if span.unit != "term" else "term")
                continue
            self.some = True
            for _, each in found:
                end = self._deadline(span, each)
                is_gone = isinstance(each, Published) and each.gone
                if not is_gone and end.earliest <= until and start <= end.latest:  # a website may have 200,000 entries
                    self._add(action, end, _key(each), self._label(each), each)

    # --- what is found -------------------------------------------------------------------------------------------------

    def _label(self, each: Occurred) -> Text:
        """「文件印发 2026-11-03：关于……的通知（庄政发〔2026〕12号）」."""
        number = f"（{each.number}）" if each.number else ""
        number_en = f" ({each.number})" if each.number else ""
        name = name_of(each.event, self.registry)
        return Text(f"{each.day} {name.zh}：{each.what}{number}", f"{each.day} {name.en}: {each.what}{number_en}")

    def _add(
        self,
        action: str,
        day: Reach | None,
        period: str,
        label: Text,
        event: Occurred | None = None,
        *,
        end: bool = False,
    ) -> None:
        earliest, latest = day or (None, None)
        self.some = self.some or day is not None
        self.found.append(self.make(action, earliest, latest, self.words, period, label, event, end, self.encouraged))

    def _cannot(self, reason: str) -> None:
        self.open.append((reason, self.words))


_UPDATED: Final = "更新"
TERM_STARTS: Final = "term-starts"
"""The event that begins a school term."""


def _key(each: Occurred) -> str:
    """What tells an event from others: by its number, else by its matter and day, so that a mended day moves what is due."""
    return f"{each.event} {each.number or f'{each.day} {each.what}'}"


def _periods(every: Every, start: date, until: date) -> Iterator[Period]:
    """The periods that may have something due in the range."""
    period = period_of(start, every)
    while period.first <= until:
        yield period
        period = next_period(period, every)
