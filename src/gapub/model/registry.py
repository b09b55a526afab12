"""The registries: instruments (法律文件), roles, channels, groups, the words of time limits, what laws fix, baselines, holidays.

Each lies in a file of its own under `guidelines/registry/`; together they are what the ids in a guideline mean.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from gapub.diagnostics import Diagnostic, Place, Text
from gapub.model import shape
from gapub.model.recent import OfSame
from gapub.model.shape import (
    ANY_TEXT,
    BILINGUAL,
    DASHED,
    DATE,
    DAY,
    EDITION_NAME,
    ID_TEXT,
    YEAR,
    Fault,
    FaultError,
    Field,
    Many,
    Record,
    Scalar,
    Table,
    suggestion,
)
from gapub.model.text import fold
from gapub.model.time.reader import TIME_LIMIT
from gapub.model.time.value import LAW, TimeLimit, day_meant
from gapub.model.time.value import references as references_of_limit
from gapub.model.time.words import Terms
from gapub.yaml.locations import Entry
from gapub.yaml.tree import Map, Seq, Value


class Instrument(NamedTuple):
    """A legal instrument (法律文件). `title` is the short form, without 中华人民共和国.

    `number` is its 发文字号 where somebody has seen it: a recalled number is never printed. `issued` is the day of its
    first promulgation, `amended` that of the latest version known, `effective` when that came into force, `repealed` when
    it ceased, all as precise as known. `recalled` names the facts that nobody has seen, by their key in the registry.
    """

    id: str
    title: str
    en: str
    kind: str
    number: str | None
    status: str
    successor: tuple[str, ...]
    full: str | None = None
    issued: str | None = None
    amended: str | None = None
    effective: str | None = None
    repealed: str | None = None
    ground: Text | None = None
    aliases: tuple[str, ...] = ()
    recalled: tuple[str, ...] = ()

    def ceased(self, day: str) -> bool:
        """Whether it had certainly ceased by a day; without a date the registry's word counts."""
        return self.status in ("repealed", "superseded") and last_day(self.repealed or "0000") <= day

    def coming(self, day: str) -> bool:
        """Whether it was certainly not yet in force on a day: it has no earlier version, and takes effect later."""
        return self.amended is None and self.effective is not None and day < self.effective


def last_day(date: str) -> str:
    """The last day that a date of less precision can mean, for comparing: 2019 → 2019-12-31, 2019-05 → 2019-05-31."""
    return date + "-12-31"[len(date) - 4 :] if len(date) in (4, 7) else date


class BodyRole(NamedTuple):
    """A role (公开主体). `kind`: organ, institution, collective, enterprise, or placeholder to be bound per item.

    `usual` is the usual name of the county's office, its place left as 县, `township` the name in a town: guesses.
    """

    id: str
    name: Text
    kind: str
    usual: str | None = None
    township: str | None = None
    aliases: tuple[str, ...] = ()

    @property
    def wanted(self) -> bool:
        """Whether a locality has to say who holds it; there is often more than one of any other kind."""
        return self.kind in ("organ", "placeholder")


class ChannelType(NamedTuple):
    """A channel (公开渠道和载体): `standard` is a box of the official form, `platform` is named under 其他.

    `nature` is one of `NATURES`, by which what is disclosed reaches people; None where nobody has said it.
    """

    id: str
    name: Text
    kind: str
    nature: str | None = None
    aliases: tuple[str, ...] = ()

    @property
    def said(self) -> tuple[str, ...]:
        """In other words: 「村公示栏」 of 「社区/企事业单位/村公示栏（电子屏）」, the last of several as one speaks of it."""
        return (self.name.zh.rpartition("/")[2].partition("（")[0],) if "/" in self.name.zh else ()


class Event(NamedTuple):
    """What a time limit may run from; it never happens after the events of `no_later_than`. `said`: in other words."""

    name: Text
    no_later_than: tuple[str, ...]
    said: tuple[str, ...] = ()


class LimitPart(NamedTuple):
    """A part of a row that a clause may cover; `said`: in other words.

    `elements` is how its elements begin; None where they cannot be told.
    """

    name: Text
    elements: str | None = None
    said: tuple[str, ...] = ()


class Limit(NamedTuple):
    """What an article of a law or regulation itself fixes, as read in the version of that date.

    `effective` is the day from which that version holds, where it is not the version's own. `time_limit` is None where it
    limits something else than time, or fixes no number. `items` are the rows `area/topic/item` that it bears on.
    """

    id: str
    instrument: str
    version: str
    effective: str | None
    article: str
    kind: str
    time_limit: TimeLimit | None
    scope: Text
    note: Text | None
    items: tuple[str, ...]

    def holds(self, day: str) -> bool:
        """Whether it was in force on a day."""
        return last_day(self.effective or self.version) <= day


class Part(NamedTuple):
    """A part of a baseline that is kept apart in the catalogue, such as village affairs."""

    title: Text
    editions: tuple[str, ...]


BASELINES = {"county": "national-2019", "township": "national-2019", "village": "village"}
"""The baseline of a level where neither the command nor the profile names one."""


class Plus(NamedTuple):
    """What a baseline has beyond the one it extends: editions at the end of a `part`, or of a new one of this `title`.

    Without either they go to the one part there is.
    """

    editions: tuple[str, ...]
    part: str | None = None
    title: Text | None = None


class Baseline(NamedTuple):
    """A named set of editions, `area@edition`, in the order of the catalogue; `as_of` is its day for the law's state.

    One that `extends` another has its parts, without the editions of `minus` and with those of `plus`: `merge` makes them.
    """

    id: str
    title: Text
    as_of: str
    parts: tuple[Part, ...] = ()
    extends: str | None = None
    plus: tuple[Plus, ...] = ()
    minus: tuple[str, ...] = ()

    @property
    def editions(self) -> tuple[str, ...]:
        """All editions of all parts."""
        return tuple(edition for part in self.parts for edition in part.editions)


def of_areas(editions: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Editions, `area@edition`, by their area; of one area there may be several."""
    found: dict[str, tuple[str, ...]] = {}
    for edition in editions:
        area = edition.partition("@")[0]
        found[area] = (*found.get(area, ()), edition)
    return found


class DaysOff(NamedTuple):
    """Days off in a row, `first` to `last` (2026-02-15), on the occasion of `name`, such as 春节."""

    first: str
    last: str
    name: str | None = None


class Holidays(NamedTuple):
    """What the State Council arranged for a year: all days off beside week-ends, and the week-ends that are worked (`work`).

    `number` is that of the notice, `changed` those of notices that changed it later. Days of the neighbouring years that
    the notice itself moves may be among them.
    """

    year: int
    number: str
    off: tuple[DaysOff, ...]
    work: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


class Reference(NamedTuple):
    """Where a registry entry names another entry (`table`), or an edition (`table` is `editions`); `where` finds the place."""

    table: str
    id: str
    entity: str
    where: Callable[[], Place]

    @property
    def place(self) -> Place:
        """The place, for a finding: to find it may take reading the file again."""
        return self.where()


_TERMS: Final = OfSame[Terms]()


class Registry(NamedTuple):
    """All registries as one value. Time-limit words are one name space per kind: events, parts, conditions, exceptions.

    `elements` is the English for what stands in content, by the Chinese as `fold` leaves it.
    """

    instruments: Mapping[str, Instrument] = MappingProxyType({})
    bodies: Mapping[str, BodyRole] = MappingProxyType({})
    channels: Mapping[str, ChannelType] = MappingProxyType({})
    groups: Mapping[str, Text] = MappingProxyType({})
    elements: Mapping[str, str] = MappingProxyType({})
    events: Mapping[str, Event] = MappingProxyType({})
    parts: Mapping[str, LimitPart] = MappingProxyType({})
    conditions: Mapping[str, Text] = MappingProxyType({})
    exceptions: Mapping[str, Text] = MappingProxyType({})
    limits: Mapping[str, Limit] = MappingProxyType({})
    baselines: Mapping[str, Baseline] = MappingProxyType({})
    holidays: Mapping[str, Holidays] = MappingProxyType({})
    references: tuple[Reference, ...] = ()

    def english(self, text: str) -> str | None:
        """The English for a text of the content, None where there is none; marks and spaces may differ in width."""
        return self.elements.get(fold(text))

    def instead(self, instrument: str, day: str) -> tuple[str, ...]:
        """What replaced an instrument that has ceased, followed to what is in force on that day; nothing where none is known."""
        found: dict[str, None] = {}
        seen, ahead = {instrument}, list(self.instruments[instrument].successor)
        while ahead:
            law = self.instruments.get(name := ahead.pop(0))
            if law is None or name in seen:
                continue
            seen.add(name)
            if law.ceased(day) and law.successor:
                ahead = [*law.successor, *ahead]
            else:
                found[name] = None
        return tuple(found)

    def named_in(self, baseline: Baseline) -> dict[str, Callable[[], Place]]:
        """What finds where a baseline names each of its editions, or the one that it extends."""
        lineage = (each.id for each in _lineage(baseline, self.baselines))
        return {
            each.id: each.where
            for name in reversed([*lineage])
            for each in self.references
            if (each.table, each.entity) == ("editions", name)
        }

    def with_own(self, channels: Mapping[str, tuple[str, str | None]]) -> Registry:
        """The registries with channels of a locality's own, each by its label and its nature."""
        if not channels:
            return self
        own = {key: ChannelType(key, Text.same(label), OWN, nature) for key, (label, nature) in channels.items()}
        return self._replace(channels={**self.channels, **own})

    def terms(self) -> Terms:
        """The words of time limits."""
        return _TERMS.get((self.events, self.parts, self.conditions, self.exceptions, self.channels), self._terms)

    def _terms(self) -> Terms:
        return Terms(
            events={key: event.name for key, event in self.events.items()},
            parts={key: part.name for key, part in self.parts.items()},
            conditions=self.conditions,
            exceptions=self.exceptions,
            channels={key: channel.name for key, channel in self.channels.items()},
            no_later_than={key: event.no_later_than for key, event in self.events.items() if event.no_later_than},
        )

    def phrases(self) -> dict[str, str]:
        """Every Chinese phrase of a time limit that has an id, in each way the tables say it, and what it stands for."""
        named: dict[str, dict[str, Iterable[str]]] = {
            "events": {key: (event.name.zh, *event.said) for key, event in self.events.items()},
            "parts": {key: (part.name.zh, *part.said) for key, part in self.parts.items()},
            "conditions": {key: (name.zh,) for key, name in self.conditions.items()},
            "channels": {key: (channel.name.zh, *channel.said) for key, channel in self.channels.items()},
            # other law is referred to in too many ways for a phrase: `fingerprint` knows them
            "exceptions": {key: (name.zh,) for key, name in self.exceptions.items() if key != LAW},
        }
        return {
            phrase: f"{table}:{key}"
            for table, entries in named.items()
            for key, phrases in entries.items()
            for phrase in phrases
        }


_DATE = Scalar(pattern=DATE, doc=Text("日期，如 2019-04-03", "a date such as 2019-04-03"))
_NAME = BILINGUAL.fields  # a name that is written among the other fields of its entry


def _named(make: Callable[..., Any]) -> Callable[..., Any]:
    """What makes an entry whose name is written as `zh` and `en` among its other fields."""
    return lambda zh, en, **others: make(name=Text(zh, en), **others)


def _with_id(make: Callable[..., Any]) -> Callable[[str, dict[str, Any]], Any]:
    """What makes an entry that knows its id, of the fields of the record."""
    return lambda key, fields: make(id=key, **fields)


INSTRUMENT_KINDS = (
    "constitution",
    "law",
    "administrative-regulation",
    "local-regulation",
    "department-rule",
    "local-rule",
    "judicial-interpretation",
    "normative-document",
    "standard",
    "party-regulation",
)
_FACTS = ("number", "issued", "amended", "effective", "status", "repealed", "successor", "kind", "title", "full")


def _instrument(key: str, fields: dict[str, Any]) -> Instrument:
    instrument = Instrument(id=key, **fields)
    return instrument._replace(number=None) if "number" in instrument.recalled else instrument


_ALIASES = Field("aliases", Many(Scalar()), Text("其他写法", "other spellings"))
_INSTRUMENT = Record(
    "instrument",
    (
        Field("title", Scalar(), Text("简称，不带“中华人民共和国”", "short title"), required=True),
        Field("full", Scalar(), Text("全称", "full title, where it differs")),
        Field("en", Scalar(), Text("英文", "English"), required=True),
        Field("kind", Scalar(words=INSTRUMENT_KINDS), Text("种类", "what kind of instrument it is"), required=True),
        Field("number", Scalar(), Text("发文字号", "document number"), default=None),
        Field("issued", _DATE, Text("首次公布日期", "date of first promulgation")),
        Field("amended", _DATE, Text("最近修正或者修订的日期", "date of the latest version known")),
        Field("effective", _DATE, Text("该版本施行", "in force from")),
        Field(
            "status",
            Scalar(words=("in_force", "repealed", "superseded", "unknown")),
            Text("效力", "state"),
            required=True,
        ),
        Field("repealed", _DATE, Text("失效日期", "the day it ceased")),
        Field(
            "successor",
            Many(ID_TEXT._replace(refers="instruments")),
            Text("取代它的文件", "what replaced it"),
            default=(),
        ),
        Field("ground", BILINGUAL, Text("失效的根据", "why it ceased")),
        _ALIASES,
        Field(
            "seen",
            Many(Scalar(words=("evidence", "collection", "page", "statutory", "recalled"))),
            Text("信息的来源", "where the facts rest"),
            required=True,
            into="",
        ),
        Field("recalled", Many(Scalar(words=_FACTS)), Text("据回忆填写的栏目", "facts typed from general knowledge")),
    ),
    layout="block",
)
_BODY = Record(
    "body-role",
    (
        *_NAME,
        Field(
            "kind",
            Scalar(words=("organ", "institution", "collective", "enterprise", "placeholder")),
            Text("性质", "its nature; article 26 binds administrative organs only"),
            required=True,
        ),
        Field("usual", Scalar(), Text("县级机关通常的名称", "the usual name of the county's office")),
        Field("township", Scalar(), Text("乡镇的名称", "the name of the role in a town")),
        _ALIASES,
    ),
    layout="line",
    make=_named(dict),
)
NATURES = {
    "online": Text("网络|网上|线上", "online"),
    "broadcast": Text("广播|电视|短信", "broadcast"),
    "print": Text("印刷|纸质|报刊", "print"),
    "place": Text("场所|现场", "place"),
    "person": Text("当面", "person"),
}
NATURE = Scalar(words=tuple(NATURES), called=NATURES)
NATURE_DOC = Text(
    "性质：网络、广播、印刷、场所、当面", "how it reaches people: online, by broadcast, print, place or person"
)
OWN = "own"
"""The kind of a channel that a profile states; no registry has one of it."""
_CHANNEL = Record(
    "channel",
    (
        *_NAME,
        Field(
            "kind",
            Scalar(words=("standard", "platform")),
            Text("表样固定的方框或者“其他”", "box or platform"),
            required=True,
        ),
        Field("nature", NATURE, NATURE_DOC),
        _ALIASES,
    ),
    layout="line",
    make=_named(dict),
)
_SAID = Field("said", Many(Scalar()), Text("表中的其他说法", "other wordings in the tables"))
_EVENT = Record(
    "event",
    (
        *_NAME,
        Field(
            "no_later_than",
            Many(ID_TEXT._replace(refers="events")),
            Text("不晚于这些时点", "events that this one never comes after"),
            default=(),
        ),
        _SAID,
    ),
    layout="line",
    make=_named(Event),
)
_PART = Record(
    "part",
    (
        *_NAME,
        Field("elements", Scalar(), Text("该部分要素的开头文字", "the text with which the elements of the part begin")),
        _SAID,
    ),
    layout="line",
    make=_named(LimitPart),
)
_EDITIONS = Field("editions", Many(EDITION_NAME, layout="block"), Text("版本", "editions"), required=True)
_PLUS = Record(
    "baseline-plus",
    (
        Field(
            "part",
            Scalar(),
            Text("加入哪一部分，写中文或者英文名称", "the part that they go to, by its title in either language"),
        ),
        Field("title", BILINGUAL, Text("另设一部分的，写名称", "the title, if they are a new part")),
        _EDITIONS,
    ),
    layout="block",
    make=Plus,
)
_BASELINE = Record(
    "baseline",
    (
        Field("title", BILINGUAL, Text("名称", "title"), required=True),
        Field(
            "as_of", _DATE, Text("法律状态以此日为准", "the day by which the state of the law is judged"), required=True
        ),
        Field(
            "parts",
            Many(
                Record(
                    "baseline-part",
                    (
                        Field("title", BILINGUAL, Text("部分名称", "the part's title"), required=True),
                        _EDITIONS,
                    ),
                    layout="block",
                    make=Part,
                ),
                layout="block",
            ),
            Text("各部分，目录中分开排列", "parts, kept separate in the catalogue"),
            default=(),
        ),
        Field("extends", ID_TEXT, Text("在哪个基线上增减", "the baseline that it extends"), default=None),
        Field("plus", Many(_PLUS, layout="block"), Text("增加的版本", "editions that are added"), default=()),
        Field(
            "minus", Many(EDITION_NAME, layout="block"), Text("去掉的版本", "editions that are left out"), default=()
        ),
    ),
    layout="block",
    one_of=("parts", "extends"),
    needs={"plus": "extends", "minus": "extends"},
)

LIMIT_KINDS = {
    "deadline": Text("公开期限", "deadline"),
    "reply": Text("答复期限", "reply"),
    "display": Text("公示期限", "display"),
    "consultation": Text("征求意见", "consultation"),
    "period": Text("公开周期", "period"),
    "notice": Text("提前公告", "notice"),
    "audience": Text("公开对象", "audience"),
    "withdrawal": Text("撤下", "withdrawal"),
    "duty": Text("应当公开", "duty"),
    "supervision": Text("监督", "supervision"),
}
"""What an article limits; `duty` and `supervision` fix no number."""
_ITEM = Scalar(
    pattern=f"^{DASHED}/{DASHED}/{DASHED}$", doc=Text("领域/一级事项/二级事项", "area/topic/item"), refers="items"
)
_LIMIT = Record(
    "limit",
    (
        Field(
            "instrument",
            ID_TEXT._replace(refers="instruments"),
            Text("法律文件", "the instrument that sets it"),
            required=True,
        ),
        Field("version", _DATE, Text("所读版本的日期", "the date of the version that was read"), required=True),
        Field("effective", _DATE, Text("该版本施行", "in force from, where that is later"), default=None),
        Field("article", Scalar(), Text("条", "the article"), required=True),
        Field("kind", Scalar(words=tuple(LIMIT_KINDS)), Text("种类", "what it limits"), required=True),
        Field(
            "time_limit", TIME_LIMIT, Text("限度，写法同公开时限", "the limit, written as a time limit"), default=None
        ),
        Field("scope", BILINGUAL, Text("适用范围，自行概括", "what it applies to, in our own words"), required=True),
        Field("note", BILINGUAL, Text("说明", "a remark"), default=None),
        Field("items", Many(_ITEM, layout="block"), Text("所及的二级事项", "the items it applies to"), default=()),
    ),
    layout="block",
)

_DAY = Scalar(pattern=DAY, doc=Text("某一天，如 2027-01-01", "a day such as 2027-01-01"))
_NOTICE_NUMBER = Scalar()
_DAYS_OFF = Record(
    "days-off",
    (
        Field("name", Scalar(), Text("节日", "the holiday"), default=None),
        Field("from", _DAY, Text("第一天", "the first day off"), required=True, into="first"),
        Field(
            "to", _DAY, Text("最后一天，只有一天的不写", "the last, if there are several"), into="last", default=None
        ),
    ),
    layout="line",
    make=lambda first, last, name: DaysOff(first, last or first, name),
)
_HOLIDAYS = Record(
    "holidays",
    (
        Field("number", _NOTICE_NUMBER, Text("通知的发文字号", "number of the notice"), required=True),
        Field(
            "changed",
            Many(_NOTICE_NUMBER),
            Text("作过调整的，调整通知的发文字号", "numbers of later notices"),
            default=(),
        ),
        Field(
            "days_off",
            Many(_DAYS_OFF, layout="block"),
            Text("放假的日子", "all days off, week-ends among them"),
            required=True,
            into="off",
        ),
        Field(
            "days_worked",
            Many(_DAY),
            Text("上班的周六、周日", "Saturdays and Sundays that are worked"),
            default=(),
            into="work",
        ),
    ),
    layout="block",
)


def _year_of(year: str, fields: dict[str, Any]) -> Holidays:
    """The arrangement of a year; raises FaultError (`bad-holidays`) for days that there are not, or that contradict others."""
    made = Holidays(int(year), **fields)
    faults = list[Fault]()

    def wrong(zh: str, en: str, *path: str | int) -> None:
        faults.append(Fault("bad-holidays", Text(zh, en), path))

    for i, each in enumerate(made.off):
        for day, key in {each.last: "to", each.first: "from"}.items():
            if not _exists(day):
                wrong(f"没有 {day} 这一天", f"there is no day {day}", "days_off", i, key)
            elif not _beside(day, made.year):
                wrong(
                    f"{day} 不在 {year} 年，也不与它相邻", f"{day} is not of {year}, nor beside it", "days_off", i, key
                )
        if each.last < each.first:
            wrong("最后一天早于第一天", "the last day comes before the first", "days_off", i, "to")
    for i, day in enumerate(made.work):
        at = ("days_worked", i)
        if not _exists(day):
            wrong(f"没有 {day} 这一天", f"there is no day {day}", *at)
        elif not _beside(day, made.year):
            wrong(f"{day} 不在 {year} 年，也不与它相邻", f"{day} is not of {year}, nor beside it", *at)
        elif any(each.first <= day <= each.last for each in made.off):
            wrong(f"{day} 既放假又上班", f"{day} is both off and worked", *at)
        elif day in made.work[:i]:
            wrong(f"{day} 写了两次", f"{day} is there twice", *at)
    if faults:
        raise FaultError(*faults)
    return made


def _exists(day: str) -> bool:
    """Whether there is such a day; the pattern of a day has let none pass but 29 February of a common year."""
    year = int(day[:4])
    return day[5:] != "02-29" or (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))


def _beside(day: str, year: int) -> bool:
    """Whether a day is of the year, of the December before it, or of the January after it."""
    return day[:4] == str(year) or day[:7] in (f"{year - 1}-12", f"{year + 1}-01")


REGISTRY = Record(
    "registry",
    (
        Field("instruments", Table(_INSTRUMENT, gap=True, make=_instrument), Text("法律文件", "legal instruments")),
        Field("bodies", Table(_BODY, make=_with_id(BodyRole)), Text("公开主体", "body roles")),
        Field("channels", Table(_CHANNEL, make=_with_id(ChannelType)), Text("公开渠道和载体", "channels")),
        Field("groups", Table(BILINGUAL), Text("特定群体", "audience groups")),
        Field(
            "elements",
            Table(Scalar(), key=ANY_TEXT, read_key=fold),
            Text("公开内容的英文", "English for the Chinese of the content"),
        ),
        Field("events", Table(_EVENT), Text("时限的起算点", "events from which time limits run")),
        Field("parts", Table(_PART), Text("时限所及的部分", "named parts that a clause covers"), gap=True),
        Field("conditions", Table(BILINGUAL), Text("条件", "conditions"), gap=True),
        Field("exceptions", Table(BILINGUAL), Text("例外", "exceptions"), gap=True),
        Field(
            "limits",
            Table(_LIMIT, gap=True, make=_with_id(Limit)),
            Text("法定限度", "limits that laws themselves set"),
            gap=True,
        ),
        Field("baselines", Table(_BASELINE, gap=True, make=_with_id(Baseline)), Text("基线", "baselines")),
        Field(
            "holidays",
            Table(_HOLIDAYS, key=YEAR, gap=True, make=_year_of),
            Text("节假日安排", "holidays as the State Council announced them"),
        ),
    ),
    layout="block",
    make=Registry,
)
TABLES = tuple(REGISTRY.index)
"""The tables of the registry, by the names that they have in a file."""


TABLE_NAMES = {each.name: each.doc for each in REGISTRY.fields}
"""What each table holds, in both languages."""


def read(tree: Value, file: str) -> tuple[Registry, list[Diagnostic]]:
    """The registries in one parsed file, and what is wrong with it."""
    found = shape.check(tree, REGISTRY, file)
    if found or not isinstance(tree, Map):
        return Registry(), found
    try:
        registry: Registry = shape.read(tree, REGISTRY)
    except FaultError as error:
        # every fault lies in an entry: the path begins with the table and the id
        return Registry(), [each._replace(entity=str(each.path[1])).diagnostic(file, tree) for each in error.faults]
    return registry._replace(references=tuple(_references(tree, file, registry))), found


def merge(registries: list[Registry]) -> Registry:
    """One registry of several; a later one puts its entries over the earlier ones'."""
    tables = {
        name: {key: entry for registry in registries for key, entry in getattr(registry, name).items()}
        for name in TABLES
    }
    known = tables["baselines"]
    tables["baselines"] = {key: each._replace(parts=_changed(each, known)[0]) for key, each in known.items()}
    return Registry(**tables, references=tuple(each for registry in registries for each in registry.references))


def _lineage(baseline: Baseline, known: Mapping[str, Baseline]) -> Iterator[Baseline]:
    """The baseline and those that it extends, the nearest first; a circle ends where it closes."""
    ahead: Baseline | None = baseline
    seen = set[str]()
    while ahead is not None and ahead.id not in seen:
        seen.add(ahead.id)
        yield ahead
        ahead = known.get(ahead.extends) if ahead.extends else None


def _changed(baseline: Baseline, known: Mapping[str, Baseline]) -> tuple[tuple[Part, ...], list[tuple[str, str, Text]]]:
    """The parts of a baseline, and what it cannot change of the one it extends: the table and id of a reference, and why."""
    *changes, first = _lineage(baseline, known)
    parts = {part.title: part.editions for part in first.parts} if first.extends is None else {}
    wrong = list[tuple[str, str, Text]]()
    for step in reversed(changes):
        base = step.extends
        wrong = []  # each is told of its own steps
        for name in step.minus:
            if not any(name in editions for editions in parts.values()):
                message = Text(f"基线“{base}”中没有“{name}”", f"the baseline {base!r} does not have {name!r}")
                wrong.append(("minus", name, message))
        parts = {title: tuple(x for x in editions if x not in step.minus) for title, editions in parts.items()}
        for plus in step.plus:
            title = plus.title or next(
                (each for each in parts if plus.part in each or (len(parts) == 1 and not plus.part)), None
            )
            if title is None:
                message = Text(
                    f"基线“{base}”中没有名为“{plus.part}”的部分"
                    if plus.part
                    else f"基线“{base}”有几个部分，未写加入哪一个",
                    f"the baseline {base!r} has no part called {plus.part!r}"
                    if plus.part
                    else f"the baseline {base!r} has several parts, and none is named",
                )
                wrong.append(("plus", plus.part or plus.editions[0], message))
                continue
            for name in plus.editions:
                if any(name in editions for editions in parts.values()):
                    message = Text(f"基线中已有“{name}”", f"the baseline has {name!r} already")
                    wrong.append(("plus", name, message))
                else:
                    parts[title] = (*parts.get(title, ()), name)
    whole = first.parts if first is baseline else tuple(Part(*each) for each in parts.items() if each[1])
    return whole, wrong


def dangling(registry: Registry, editions: Collection[str]) -> list[Diagnostic]:
    """The references that lead nowhere: a successor, an event, or an edition of a baseline that does not exist.

    What a baseline cannot change of the one it extends is told as well, and a circle of them.
    """
    found = list(_unchangeable(registry))
    for each in registry.references:
        if each.table in _CHANGES:
            continue
        known = editions if each.table == "editions" else getattr(registry, each.table)
        if each.id not in known:
            kind = REFERRED[each.table]
            message = Text(f"没有{kind.zh}“{each.id}”", f"there is no {kind.en} {each.id!r}")
            hint = suggestion(each.id, tuple(known))
            found.append(Diagnostic(f"unknown-{kind.en}", "error", message, each.place, each.entity, hint=hint))
    return found


def unknown(registry: Registry, table: str, key: str, place: Place, entity: str) -> Diagnostic:
    """The finding that a registry has no entry of this id."""
    kind = KINDS[table]
    message = Text(f"登记册中没有{kind.zh}“{key}”", f"the registry has no {kind.en} {key!r}")
    hint = suggestion(key, tuple(getattr(registry, table)))
    if table == "events":
        hint = day_meant(key) or hint
    return Diagnostic(f"unknown-{kind.en}", "error", message, place, entity, hint=hint, arguments=(key,))


KINDS = {
    "instruments": Text("法律文件", "instrument"),
    "bodies": Text("公开主体", "body"),
    "channels": Text("渠道", "channel"),
    "groups": Text("特定群体", "group"),
    "events": Text("时点", "event"),
    "parts": Text("时限所及的部分", "part"),
    "conditions": Text("条件", "condition"),
    "exceptions": Text("例外", "exception"),
}
"""What an entry of each registry is; the codes of findings are made of these words."""
REFERRED = KINDS | {"editions": Text("标准指引", "edition"), "baselines": Text("基线", "baseline")}
"""What registries name by id."""
_CHANGES = ("minus", "plus")
"""What references say of a change of a baseline; they name no entry of a registry."""


def _unchangeable(registry: Registry) -> Iterator[Diagnostic]:
    at = {(each.table, each.entity, each.id): each for each in registry.references}
    for name, baseline in registry.baselines.items():
        if baseline.extends is None:
            continue
        *_, last = _lineage(baseline, registry.baselines)
        if last.extends in registry.baselines:
            message = Text(
                f"基线“{name}”经 extends 回到自身或者一个循环",
                f"the baseline {name!r} extends itself, if by way of others",
            )
            hint = Text(
                "请另取名称，或者核对各基线的 extends", "give it another name, or check `extends` in the baselines"
            )
            named = at.get(("baselines", name, baseline.extends))
            place = named and named.place
            yield Diagnostic("baseline-cycle", "error", message, place, name, hint=hint)
        elif last.extends is None:
            for table, key, message in _changed(baseline, registry.baselines)[1]:
                hint = Text(
                    "请核对 plus 和 minus，并与所继承的基线对照",
                    "compare `plus` and `minus` with the baseline that is extended",
                )
                named = at.get((table, name, key))
                place = named and named.place
                yield Diagnostic("baseline-change", "error", message, place, name, hint=hint, arguments=(key,))


def _references(tree: Map, file: str, registry: Registry) -> Iterator[Reference]:
    for table, field_name in (("instruments", "successor"), ("events", "no_later_than")):
        for key, node in tree.get(table, {}).items():
            yield from _each(node.get(field_name), table, key, file)
    for key, limit in registry.limits.items():
        entry = Entry(file, tree["limits"][key])
        yield Reference("instruments", limit.instrument, key, partial(entry.place, "instrument"))
        if limit.time_limit is not None:
            for table, name in references_of_limit(limit.time_limit):
                yield Reference(table, name, key, partial(entry.place_in, "time_limit", name))
    for key, node in tree.get("baselines", {}).items():
        entry = Entry(file, node)
        if "extends" in node:
            yield Reference("baselines", node["extends"], key, partial(entry.at, "extends"))
        for part in (*node.get("parts", ()), *node.get("plus", ())):
            yield from _each(part["editions"], "editions", key, file)
        for plus in node.get("plus", ()):
            yield from _each(plus["editions"], "plus", key, file)
            if "part" in plus:
                yield Reference("plus", plus["part"], key, partial(Entry(file, plus).at, "part"))
        yield from _each(node.get("minus"), "minus", key, file)


def _each(ids: Seq | None, table: str, entity: str, file: str) -> Iterator[Reference]:
    if ids is not None:
        for i, name in enumerate(ids):
            yield Reference(table, name, entity, partial(_entry_of, ids, i, file))


def _entry_of(ids: Seq, index: int, file: str) -> Place:
    return Place(file, *ids.at(index))
