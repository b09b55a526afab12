"""What happened in a locality (`events.yaml` beside a profile): the events from which the time limits of its rows run.

An entry is an event of the registry, by id or name, or something that happened to the information of certain rows: it was
formed (文件印发), changed or obtained, or published, from which a display runs and a row is renewed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import permutations
from typing import Any, Final, NamedTuple

from gapub.diagnostics import Diagnostic, Place, Text
from gapub.model import registry as registries
from gapub.model import shape
from gapub.model.registry import Registry
from gapub.model.shape import DASHED, ID, Context, Fault, FaultError, Field, Many, Record, Scalar, suggestion
from gapub.model.time.value import INFORMATION
from gapub.yaml.locations import Entry
from gapub.yaml.tree import Value

PUBLISHED: Final = "published"
"""That a row was published: no time limit runs from it, but displays do, and the next update."""
OF_ROWS: Final = (*INFORMATION, PUBLISHED)
"""What happens to the information of rows, which an entry has to name."""
CALLED: Final = {
    "formed": Text("形成|文件印发|印发|制发|制定|制作|成文|形成或者印发", "formed"),
    "changed": Text("变更|变动|修改|修订|更新内容|调整", "changed"),
    "obtained": Text("获取|取得|收到信息", "obtained"),
    PUBLISHED: Text("公开|已公开|公布|公示|发布|上网", "published"),
}
"""How people call these, the first name being the one that is printed."""


class Happened(NamedTuple):
    """An event on a day. `event`: an id of the registry, or one of `OF_ROWS`.

    `what` says of which matter, and `number` is its document number. `items` are the rows that it concerns, all that name the
    event if there are none; `division` is the code or name of the division, all of the profile's if there is none.
    """

    day: date
    event: str
    what: str
    number: str | None
    items: tuple[str, ...]
    division: str | None
    entry: Entry

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(self.entry.file, self.entry.node.line, self.entry.node.column)


def name_of(event: str, registry: Registry) -> Text:
    """What an event is called in both languages; an id that the registry lacks is its own name."""
    if event in OF_ROWS:
        called = CALLED[event]
        return Text(called.zh.partition("|")[0], called.en)
    known = registry.events.get(event)
    return known.name if known else Text.same(event)


_GUESSES: Final = 20
"""So many rows that are not there are told with the one that may have been meant: to look for it takes time."""
_YEARS: Final = range(2000, 2100)
_ANY_DAY: Final = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
"""The form of a day, whether there is such a day or not: what is not there is told as such."""


def _day(text: str) -> date:
    """The day of a text that has the form of one. Raises FaultError where the calendar has no such day."""
    try:
        made = date.fromisoformat(text)
    except ValueError:
        raise FaultError(Fault("event-day", Text(f"没有 {text} 这一天", f"there is no day {text}"))) from None
    if made.year not in _YEARS:
        raise FaultError(
            Fault("event-day", Text(f"{text} 的年份不可能对", f"{text} cannot be of the right year")),
        )
    return made


_EVENT = Record(
    "happened",
    (
        Field(
            "date",
            Scalar(pattern=_ANY_DAY, doc=Text("某一天，如 2026-11-03", "a day such as 2026-11-03"), make=_day),
            Text("哪一天", "on which day"),
            required=True,
            into="day",
        ),
        Field(
            "event",
            Scalar(
                pattern=ID,
                called=CALLED,
                refers="events",
                doc=Text("事件的编号或者名称，如 文件印发", "an event by id or name, such as `formed`"),
            ),
            Text(
                "什么事：形成（文件印发）、变更、获取、公开，或者登记册中的时点",
                "what happened: formed, changed, obtained, published, or an event of the registry",
            ),
            required=True,
        ),
        Field(
            "what",
            Scalar(),
            Text("事由，如文件标题", "of which matter, such as the title of the document"),
            required=True,
        ),
        Field("number", Scalar(), Text("文号", "document number"), default=None),
        Field(
            "items",
            Many(
                Scalar(
                    pattern=f"^{DASHED}/{DASHED}/{DASHED}$",
                    doc=Text("领域/一级事项/二级事项，或者事项名称", "area/topic/item, or the name of an item"),
                    refers="items",
                )
            ),
            Text("涉及的二级事项", "the rows that it concerns"),
            default=(),
        ),
        Field(
            "division",
            Scalar(),
            Text(
                "哪个行政区划，写代码或者名称；不写的，指配置文件中的全部",
                "of which division, by code or name; by default of all",
            ),
            default=None,
        ),
    ),
    layout="fit",
    make=Happened,
    entry="entry",
)


def _list(events: tuple[Happened, ...]) -> tuple[Happened, ...]:
    """The events as they stand. Raises FaultError for one that is there twice, and for one that has to name rows."""
    faults = list[Fault]()
    seen = set[tuple[Any, ...]]()
    for i, each in enumerate(events):
        if each.event in OF_ROWS and not each.items:
            message = Text("没有写明涉及哪些二级事项", "the rows that it concerns are not named")
            faults.append(Fault("event-without-rows", message, ("events", i, "event"), each.what))
        key = (*each[:4], frozenset(each.items), each.division)
        if key in seen:
            message = Text(f"{each.day} 的“{each.what}”写了两次", f"{each.what!r} on {each.day} is there twice")
            faults.append(Fault("event-twice", message, ("events", i), each.what))
        seen.add(key)
    if faults:
        raise FaultError(*faults)
    return events


EVENTS = Record(
    "events",
    (
        Field(
            "events",
            Many(_EVENT, layout="block"),
            Text("发生的事", "what happened"),
            required=True,
        ),
    ),
    layout="block",
    make=_list,
)


def read(tree: Value, file: str) -> tuple[tuple[Happened, ...] | None, list[Diagnostic]]:
    """The events in a parsed file, and what is wrong with it."""
    found = shape.check(tree, EVENTS, file)
    if found:
        return None, found
    made: Any = None
    try:
        made = shape.read(tree, EVENTS, Context(file))
    except FaultError as error:
        found = [each.diagnostic(file, tree) for each in error.faults]
    return made, found


def wrong(
    events: Sequence[Happened], registry: Registry, rows: Collection[str], divisions: Collection[str] | None
) -> Iterator[Diagnostic]:
    """What events name that there is not, and days in an order that cannot be.

    `rows` are the full ids of all rows there are; `divisions` the codes and names of those beside which the file lies, None
    where nobody knows them.
    """
    known, guesses = (*OF_ROWS, *registry.events), _GUESSES
    in_order = tuple(sorted(rows))
    for each in events:
        if each.event not in known:
            found = registries.unknown(registry, "events", each.event, each.entry.at("event"), each.what)
            yield found._replace(hint=suggestion(each.event, known))
        for item in each.items:
            if item not in rows:
                message = Text(f"没有“{item}”这个二级事项", f"there is no row {item!r}")
                guesses -= 1
                hint = suggestion(item, in_order) if guesses >= 0 else None
                place = each.entry.place_in("items", item)
                yield Diagnostic("event-row", "error", message, place, each.what, hint=hint, arguments=(item,))
        if each.division is not None and divisions is not None and each.division not in divisions:
            message = Text(f"配置文件中没有行政区划“{each.division}”", f"the profile has no division {each.division!r}")
            hint = suggestion(each.division, tuple(divisions))
            place = each.entry.at("division")
            yield Diagnostic("event-of-whom", "error", message, place, each.what, hint=hint, arguments=(each.division,))
    yield from _disordered(events, registry)


def _disordered(events: Sequence[Happened], registry: Registry) -> Iterator[Diagnostic]:
    """Events of one matter of which one comes after another that never comes before it (`no_later_than`).

    Of a matter that goes through the same procedure several times, the first are held against the first, and so on.
    """
    terms = registry.terms()
    matters: dict[tuple[str, str | None], dict[str, list[Happened]]] = {}
    for each in events:
        matters.setdefault((each.what, each.division), {}).setdefault(each.event, []).append(each)
    for of in matters.values():
        for late, early in permutations(of, 2):
            if not terms.never_after(late, early):
                continue
            for later, earlier in zip(_by_day(of[late]), _by_day(of[early]), strict=False):
                if later.day > earlier.day:
                    names = [name_of(one.event, registry) for one in (later, earlier)]
                    message = Text("“{}”（{}）晚于“{}”（{}）", "{0!r} ({1}) comes after {2!r} ({3})").format(
                        names[0], later.day, names[1], earlier.day
                    )
                    hint = Text("至少有一个日期写错了", "at least one of the two days is wrong")
                    related = ((earlier.entry.at("date"), names[1]),)
                    yield Diagnostic(
                        "event-order", "warning", message, later.entry.at("date"), later.what, related, hint
                    )


def _by_day(events: Iterable[Happened]) -> list[Happened]:
    return sorted(events, key=lambda each: each.day)
