"""Time limits (公开时限): what a cell says about when a row is to be disclosed, as a value.

A time limit is a list of clauses that all hold together, or `unknown` (the table has the cell, nobody has seen it), or
`none` (the table has no such column). A clause says what it covers, where, in which case, how strongly, when disclosure
starts, how long it is kept up, and what excepts it. That is its *duty*. The words around it (`wording`, `subject`,
`verb`) are kept for people; no comparison looks at them.

`gapub.model.time.reader` reads and writes these values, `gapub.model.time.words` puts them into Chinese and English,
`gapub.model.time.order` compares two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, Literal, NamedTuple, TypeAlias

from gapub.diagnostics import Text

Unit: TypeAlias = Literal["h", "d", "wd", "wk", "mo", "term", "y"]
State: TypeAlias = Literal["clauses", "unknown", "none"]
Calendar: TypeAlias = Literal["day", "week", "month", "quarter", "half-year", "term", "year"]
Plain: TypeAlias = Literal["standing", "as_announced", "on_request", "referred"]

INFORMATION: Final = ("formed", "changed", "obtained")
"""What may happen to the information itself: 形成（制作、制定）, 变更, 获取."""

UNITS: Final[tuple[Unit, ...]] = ("h", "d", "wd", "wk", "mo", "term", "y")
PERIODS: Final[tuple[Calendar, ...]] = ("day", "week", "month", "quarter", "half-year", "term", "year")
MONTHS: Final[dict[str, int]] = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}
"""The periods that have days of their own, with their months."""
PLAIN: Final[tuple[Plain, ...]] = ("standing", "as_announced", "on_request", "referred")
VERBS: Final = ("公开", "公示", "公告", "公布", "更新", "回应", "征求意见", "发通知邀请")
"""The verbs a clause may use. They change the wording, never the duty."""

ALL: Final[tuple[str, ...]] = ()
REST: Final[tuple[str, ...]] = ("rest",)
UNSTATED: Final[tuple[str, ...]] = ()
LAW: Final = "law"
"""The exception that the law makes itself: 法律、法规另有规定的，从其规定."""


class Span(NamedTuple):
    """A length of time, written `20wd` or `30d`.

    Its unit is the hour (`h`, 小时), natural day (`d`, 日), working day (`wd`, 工作日), week (`wk`, 周), month (`mo`, 个月), school
    term (`term`, 学期) or year (`y`, 年).
    """

    n: int
    unit: Unit

    def __str__(self) -> str:
        """The span as it is written, `20wd`."""
        return f"{self.n}{self.unit}"


class Day(NamedTuple):
    """A day of each period, that of the `month`-th month of it: 1月31日 of a year, 第一个月20日 of a quarter, 10日 of a month."""

    month: int | None
    day: int

    @classmethod
    def meant(cls, text: str) -> Day | None:
        """The day of the year that somebody has written as one word: 1月31日, `january-31`, `01-31`."""
        match = _DAY_OF_YEAR.fullmatch(text.lower())
        if match is None:
            return None
        name, day = match["name"] or match["last"], match["day"] or match["last_day"] or match["first"]
        month = _MONTH_NAMES.index(name[:3]) + 1 if name else int(match["month"])
        return cls(month, int(day)) if 1 <= month <= 12 and 1 <= int(day) <= 31 else None

    @property
    def written(self) -> str:
        """The day as it is written, `{month: 1, day: 31}`."""
        return f"{{month: {self.month}, day: {self.day}}}" if self.month is not None else f"{{day: {self.day}}}"


def day_meant(text: str) -> Text | None:
    """The hint how a day is written, where somebody has written it as an event."""
    day = Day.meant(text)
    return Text(f"某月某日写作 {day.written}", f"write a day as {day.written}") if day else None


_MONTH_NAMES: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMES: Final = rf"(?:{'|'.join(_MONTH_NAMES)})[a-z]*"
_DAY_OF_YEAR: Final = re.compile(
    rf"(?:(?P<month>\d{{1,2}})[-月](?P<day>\d{{1,2}})[日号]?前?|(?P<name>{_NAMES})-?(?P<last_day>\d{{1,2}})"
    rf"|(?P<first>\d{{1,2}})-?(?P<last>{_NAMES}))"
)


class Within(NamedTuple):
    """Within a span of each trigger: 「信息形成或者变更之日起20个工作日内」. Without a trigger: the text names none."""

    span: Span
    of: tuple[str, ...]


class Before(NamedTuple):
    """At least `lead` before an event: 「组织听证7个工作日前」. Without a lead: the text names none, 「开学前」."""

    event: str
    lead: Span | None


class At(NamedTuple):
    """At once, when each trigger happens: 「实时公开」, 「随采购公告公开」."""

    of: tuple[str, ...]


class Promptly(NamedTuple):
    """Promptly after each trigger, no number given: 「及时公开」. With `discretion`, 「根据实际情况及时公开」."""

    of: tuple[str, ...] = UNSTATED
    discretion: bool = False


class AsItArises(NamedTuple):
    """Whenever there is something to disclose: 「随时公布」. With `discretion`, 「视情况随时公开」."""

    discretion: bool = False


class Every(NamedTuple):
    """Once in each period: 「至少每季度公布一次」, 「每20个工作日更新」, 「每年底前集中公布1次」, 「每年1月31日前」."""

    period: Calendar | Span
    at_least: bool = False
    by: str | Day | None = None
    together: bool = False


class Stated(NamedTuple):
    """A start without particulars.

    `standing` 长期公开, `as_announced` 征集时对外公布的时限内, `on_request` 依申请公开, `referred` 按照相关规定
    (which rules, the text does not say).
    """

    kind: Plain


class Words(NamedTuple):
    """What no value says, 「定期公开」: it asks what it asks, and is compared with nothing but itself."""

    text: str
    kind: Literal["words", "rest_words"] = "words"


Start: TypeAlias = Within | Before | At | Promptly | AsItArises | Every | Stated | Words


class Display(NamedTuple):
    """How long a notice stays up: 公示期限. `soft`: 「一般」, it may be cut in urgency with the reason given."""

    span: Span
    exactly: bool
    soft: bool = False


class Keep(NamedTuple):
    """How long what was disclosed stays up: 「保留不少于5年」, 「公开满5年后撤下」; or `until` an event, 「保留至任期届满」."""

    limit: Span | str
    bound: Literal["at_least", "at_most", "exactly", "until"]


class Clause(NamedTuple):
    """One duty of time. An empty `covers` is the whole row, an empty `via` is every channel of the row.

    `rest_words` is the part of the text that the other values do not say. Like `Words`, it is a duty.
    """

    start: Start | None
    covers: tuple[str, ...] = ALL
    via: tuple[str, ...] = ()
    when: str | None = None
    encouraged: bool = False
    display: Display | None = None
    itemised: bool = False
    also_promptly: bool = False
    unless: str | None = None
    subject: Text | None = None
    verb: str | None = None
    keep: Keep | None = None
    rest_words: str | None = None


class TimeLimit(NamedTuple):
    """The value of a time limit cell. `wording` is the original text where the generated Chinese differs from it."""

    state: State
    clauses: tuple[Clause, ...] = ()
    wording: str | None = None


UNKNOWN: Final = TimeLimit("unknown")
NONE: Final = TimeLimit("none")


def canonical(triggers: Iterable[str]) -> tuple[str, ...]:
    """Triggers in their one order, so that equal sets are equal values."""
    names = set(triggers)
    return (*(name for name in INFORMATION if name in names), *sorted(names.difference(INFORMATION)))


def duty(limit: TimeLimit) -> TimeLimit:
    """The time limit without its words: two cells that ask the same in other words have equal duties."""
    return TimeLimit(limit.state, tuple(clause._replace(subject=None, verb=None) for clause in limit.clauses))


def in_own_words(limit: TimeLimit) -> tuple[str, ...]:
    """The words that no value says; a time limit that has any can be compared with nothing but itself."""
    wholes = (clause.start.text for clause in limit.clauses if isinstance(clause.start, Words))
    return (*wholes, *(clause.rest_words for clause in limit.clauses if clause.rest_words))


def references(limit: TimeLimit) -> Iterator[tuple[str, str]]:
    """What a time limit refers to, as (table of the registry, id): events, parts, conditions, exceptions, channels.

    A name in `covers` that is not an id (lower-case letters, digits, hyphens) is the text of an element, no reference.
    """
    for clause in limit.clauses:
        match clause.start:
            case Within(_, of) | At(of) | Promptly(of):
                yield from (("events", name) for name in of if name not in INFORMATION)
            case Before(event) | Every(_, _, str(event)):
                yield "events", event
        match clause.keep:
            case Keep(str(event)):
                yield "events", event
        yield from (("parts", name) for name in clause.covers if name.isascii() and clause.covers != REST)
        yield from (("channels", name) for name in clause.via)
        if clause.when:
            yield "conditions", clause.when
        if clause.unless:
            yield "exceptions", clause.unless
