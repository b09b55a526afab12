"""Makes the catalogue of one level: selects by level, words the rows (`wording`), numbers and counts them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import count
from operator import is_, itemgetter
from sys import intern
from typing import TYPE_CHECKING, Any

from gapub.build.wording import WORDED, MadeOf, Row, Shared, Tally, Words, via
from gapub.diagnostics import GapubError, Place, Text
from gapub.model import catalogue
from gapub.model.catalogue import Catalogue, Cover, Input
from gapub.model.evidence import CELL_STATES, CellState, verified
from gapub.model.fields import CELLS, ROW
from gapub.model.guideline import OPEN_LEVEL, Guideline, Item, LeftOut, Topic, belongs, own_numbers
from gapub.model.registry import Baseline, Registry
from gapub.model.text import EVIDENCE_STATUS, LETTERS, SEEN_OR_RECALLED
from gapub.model.time.value import in_own_words

if TYPE_CHECKING:
    from gapub.model.profile import Profile

TITLES = {
    "county": Text("县级基层政务公开标准目录", "Standard catalogue of grass-roots disclosure, county level"),
    "township": Text("乡级基层政务公开标准目录", "Standard catalogue of grass-roots disclosure, township level"),
    "village": Text("村级基层政务公开标准目录", "Standard catalogue of grass-roots disclosure, village level"),
}


def compile_catalogue(
    level: str,
    baseline: Baseline,
    guidelines: Iterable[Guideline],
    registry: Registry,
    profile: Profile | None,
    inputs: Iterable[Input],
    logical: Mapping[str, str] | None = None,
    own: Mapping[str, str] | None = None,
    shared: Shared | None = None,
) -> Catalogue:
    """The catalogue of `level`; the guidelines are those that the profile has refined (`tailor`).

    `own` are the numbers of areas without an official one (`own_numbers`), if not those of these guidelines alone. `logical`
    gives the path of a file that is the same from any folder, by the one that messages use. `shared` is what has been made for
    other catalogues of this level, with these registries and the law of this day.

    A GapubError holds every reference that the registries do not know.
    """
    shared = shared or Shared(registry)
    shared.start()
    guidelines = list(guidelines)
    made_of = baseline, guidelines, own
    silent = profile is None or not profile.speaks
    if silent and shared.general is not None and _same(shared.general[0], made_of):
        return shared.general[1]._replace(**_of_division(level, profile, inputs))
    words = Words(level, registry, profile, baseline.as_of, logical or {}, shared)
    parts = _parts(baseline)
    numbered = dict(own_numbers(each.area for each in guidelines if each.number is None) if own is None else own)
    official = {each.area: each.number for each in reversed(guidelines) if each.number is not None}
    numbers = {**LETTERS, **numbered} | {area: intern(f"{number:02}") for area, number in official.items()}
    guidelines = _in_order(guidelines, official, list(numbered))
    counters = defaultdict[str, Iterator[int]](lambda: count(1))  # an old area counts on where its successor ends
    tallies: list[Tally] = []
    areas = [
        area
        for guideline in guidelines
        for number in (numbers[guideline.area],)
        if (
            area := _area(
                guideline,
                parts.get(guideline.name) or parts.get(guideline.area),
                level,
                number,
                counters[number],
                words,
                tallies,
            )
        )
        is not None
    ]
    if words.found:
        raise GapubError(words.found)
    made = Catalogue(
        level=level,
        baseline=baseline.id,
        baseline_title=baseline.title,
        as_of=baseline.as_of,
        boxes=words.boxes,
        areas=tuple(areas),
        omitted=tuple(_omitted(guidelines, level, words)),
        counts=_counts(areas, tallies),
        **_of_division(level, profile, inputs),
    )
    if silent:
        shared.general = made_of, made
    return made


def _of_division(level: str, profile: Profile | None, inputs: Iterable[Input]) -> dict[str, Any]:
    """What of a catalogue is of its division, whatever stands in it."""
    return {
        "division": profile.division if profile else None,
        "title": _title(level, profile),
        "cover": profile.cover if profile else Cover(),
        "example": profile.example if profile else False,
        "inputs": tuple(sorted(inputs, key=lambda each: each.path)),
    }


def _same(one: MadeOf, other: MadeOf) -> bool:
    """Whether a catalogue is of the same guidelines, told by identity, and numbered alike."""
    return (
        one[0] is other[0] and len(one[1]) == len(other[1]) and all(map(is_, one[1], other[1])) and one[2] == other[2]
    )


def _in_order(
    guidelines: Iterable[Guideline], official: Mapping[str, int | None], own: Sequence[str]
) -> list[Guideline]:
    """The guidelines by their official numbers, then by those of areas of one's own; those with a letter stay where they are."""
    places: dict[str, tuple[int, int]] = {}
    last = -1
    for each in guidelines:
        last = own.index(each.area) if each.area in own else last
        number = official.get(each.area)
        places.setdefault(each.area, (1000, last) if number is None else (number, 0))
    return sorted(guidelines, key=lambda each: places[each.area])


def _title(level: str, profile: Profile | None) -> Text:
    title = TITLES[level]
    if profile is None:
        return title
    zh = title.zh[2:] if profile.level == level else title.zh  # the division's name says the level
    return Text(f"{profile.division.name}{zh}", f"{title.en}: {profile.division.name}")


def _omitted(guidelines: Iterable[Guideline], level: str, words: Words) -> Iterator[catalogue.Omission]:
    """Every row that would belong to the level and was left out, with its ground; an area that has no rows, as such."""
    for guideline in (each for each in guidelines if each.left_out):
        leaving = _leaving(guideline, level)
        rows = [(name, item.title) for name, item in guideline.rows() if belongs(item, level)]
        for name, title in [(guideline.area, guideline.title)] if _without_rows(guideline, level) else rows:
            left = leaving(name)
            if left is not None:
                yield catalogue.Omission(
                    name,
                    guideline.title,
                    title,
                    left.ground,
                    left.into,
                    left.reason,
                    words.origin(left.place, guideline.edition),
                )


def _without_rows(guideline: Guideline, level: str) -> bool:
    """Whether the area stands in the catalogue of a level though it has no rows (`OPEN_LEVEL`)."""
    return not guideline.topics and level == OPEN_LEVEL


def stands(guideline: Guideline, level: str) -> bool:
    """Whether an area has a place in the catalogue of a level, unless it is left out."""
    return _without_rows(guideline, level) or any(belongs(item, level) for _, item in guideline.rows())


def left_out(guideline: Guideline, item: str, level: str) -> LeftOut | None:
    """The omission that takes a row (or an area, by its id) out of the catalogue of a level, if there is one."""
    return next((each for each in guideline.left_out if each.covers(item) and level in each.levels), None)


def _leaving(guideline: Guideline, level: str) -> Callable[[str], LeftOut | None]:
    """As `left_out`, for one row after the other."""
    by_target: dict[str, tuple[int, LeftOut]] = {}
    for at, each in enumerate(guideline.left_out):
        if level in each.levels:
            by_target.setdefault(each.target, (at, each))

    def leaving(name: str) -> LeftOut | None:
        found = [by_target[each] for each in (name, name.rpartition("/")[0], guideline.area) if each in by_target]
        return min(found, key=itemgetter(0))[1] if found else None

    return leaving


def _parts(baseline: Baseline) -> dict[str, Text | None]:
    """The part each edition stands in, and each area, for editions of a locality; None in a baseline that is of one piece."""
    single = len(baseline.parts) == 1
    return {
        name: None if single else part.title
        for part in reversed(baseline.parts)
        for edition in part.editions
        for name in (edition, edition.partition("@")[0])
    }


def _area(
    guideline: Guideline,
    part: Text | None,
    level: str,
    number: str,
    counter: Iterator[int],
    words: Words,
    tallies: list[Tally],
) -> catalogue.Area | None:
    """An area with its topics; what each of its rows counts for is added to `tallies`."""
    before = len(tallies)
    leaving = _leaving(guideline, level) if guideline.left_out else None
    topics = [
        topic
        for each in guideline.topics
        if (topic := _topic(each, guideline, level, leaving, number, counter, words, tallies)).items
    ]
    said = _without_rows(guideline, level) and left_out(guideline, guideline.area, level) is None
    if not topics and not said:
        return None
    same = {name: getattr(guideline, name) for name in _SAME}
    own = {"id": guideline.area, "number": number, "part": part, "topics": tuple(topics)}
    area = catalogue.Area(**same | own)
    # Its remarks warn of what has been checked since; that a law has ended stands at the rows that cite it.
    checked = topics and all(each.verified for each in tallies[before:])
    return area._replace(remarks=()) if checked else area


_SAME = tuple(name for name in catalogue.Area._fields if name in Guideline._fields)
"""What an area has of its guideline as that has it."""


def _topic(
    topic: Topic,
    guideline: Guideline,
    level: str,
    leaving: Callable[[str], LeftOut | None] | None,
    number: str,
    counter: Iterator[int],
    words: Words,
    tallies: list[Tally],
) -> catalogue.Topic:
    rows = _rows(topic, guideline, level, words)
    if leaving is not None:
        rows = [row for row in rows if leaving(row[0]) is None]
    said = words.said_in(f"{guideline.area}/{topic.id}")
    items = []
    for name, item, row in rows:
        at = intern(f"{number}-{next(counter):02}")
        if row is None or (words.own and not row.via.isdisjoint(words.own)):
            made = _made(item, guideline, name, at, words)
            tallies.append(_tally(made))
        else:
            made = _item(row, name, at, words, words.said_of(name) if said is None else said)
            tallies.append(_tally(made) if words.guesses and id(made.body) in words.guesses else row.tally)
        items.append(made)
    return catalogue.Topic(topic.id, topic.title, tuple(items))


def _rows(topic: Topic, guideline: Guideline, level: str, words: Words) -> Sequence[tuple[str, Item, Row | None]]:
    """The rows of a topic that belong to a level, by their full ids, each with what all localities share of it."""
    kept = words.shared.topics.get(id(topic))
    if kept is not None:
        return kept[1]
    names = ((f"{guideline.area}/{topic.id}/{item.id}", item) for item in topic.items if belongs(item, level))
    rows = [(name, item, _shared(item, guideline, name, words)) for name, item in names]
    if not any(item.changes for item in topic.items):
        words.shared.topics[id(topic)] = topic, rows
    return rows


def _item(row: Row, full_id: str, number: str, words: Words, said: Mapping[str, object]) -> catalogue.Item:
    """A row. One that the locality says nothing of is the same value in all catalogues in which it has this number."""
    plain = row.worded
    if words.profile is None:
        return row.under(number)
    here = words.here
    body = here.get(id(row.body)) or words.local_cell("body", row.body, row.of, full_id)
    channels = here.get(id(row.channels)) or words.local_cell("channels", row.channels, row.of, full_id)
    if body is plain.body and channels is plain.channels and not said:
        return row.under(number)
    values: list[Any] = [*plain]
    values[_NUMBER], values[_BODY], values[_CHANNELS] = number, body, channels
    for name, value in said.items():
        values[_PLACES[name]] = value
    return catalogue.Item._make(values)


_PLACES = {name: place for place, name in enumerate(catalogue.Item._fields)}
_NUMBER, _BODY, _CHANNELS = _PLACES["number"], _PLACES["body"], _PLACES["channels"]


def _shared(item: Item, guideline: Guideline, full_id: str, words: Words) -> Row | None:
    """A row as all localities have it; None for one that a profile has changed, or that has something wrong with it."""
    if item.changes:
        return None
    shared, key = words.shared, id(item)
    if key not in shared.rows:
        plain = words.plain()
        made = _made(item, guideline, full_id, "", plain)
        body, channels = (shared.values.setdefault(each, each) for each in (item.body, item.channels))
        tally = shared.values.setdefault(counted := _tally(made), counted)
        row = Row(item, body, channels, made, {}, frozenset(via(item.time_limit)), tally)
        shared.rows[key] = item, None if plain.found else row
        if not plain.found:  # rows that profiles change keep most of these cells
            shared.same |= {(name, id(getattr(item, name))): getattr(made, name) for name in WORDED}
            shared.same |= {("body", id(body)): made.body, ("channels", id(channels)): made.channels}
    return shared.rows[key][1]


def _made(item: Item, guideline: Guideline, full_id: str, number: str, words: Words) -> catalogue.Item:
    return catalogue.Item(
        id=full_id,
        number=number,
        **{name: getattr(item, name) for name in _AS_THEY_ARE} | words.said_of(full_id),
        **words.cells(item, full_id),
        evidence=words.evidence(item),
        levels=item.levels or (),
        level_stated=item.levels is not None,
        origin=words.origin(Place(item.written.file, item.line, 1), guideline.edition),
        trace=tuple(
            catalogue.Traced(
                each.cell, each.kind, each.level, each.why, words.origin(each.place, guideline.edition), each.allowed
            )
            for each in item.changes
        ),
    )


_AS_THEY_ARE = tuple(
    each.name for each in ROW if not each.uncatalogued and each.name not in ("id", "evidence", "levels", *WORDED)
)
"""The fields of a row that the catalogue has as the guideline has them."""


def _tally(item: catalogue.Item) -> Tally:
    """What a row counts for."""
    states = tuple(item.states.values())
    return Tally(
        item.evidence.status,
        states,
        len(item.evidence.recalled),
        len(item.unknown_fields),
        not item.level_stated,
        bool(in_own_words(item.time_limit.value)),
        verified(states),
    )


def _counts(areas: Sequence[catalogue.Area], tallies: Sequence[Tally]) -> catalogue.Counts:
    """What there is in these areas, whose rows count for this: most share one of a few tallies, as one value."""
    numbers = Counter(map(id, tallies))
    each_once = [(each, numbers[at]) for at, each in {id(each): each for each in tallies}.items()]
    status, cells = Counter[str](), Counter[CellState]()
    for each, number in each_once:
        status[each.status] += number
        for state in each.states:
            cells[state] += number
    items = len(tallies)

    def total(count: Callable[[Tally], int]) -> int:
        return sum(count(each) * number for each, number in each_once)

    return catalogue.Counts(
        areas=len({area.id for area in areas}),
        topics=sum(len(area.topics) for area in areas),
        items=items,
        items_by_status={name: status[name] for name in EVIDENCE_STATUS if name in SEEN_OR_RECALLED or status[name]},
        cells=items * len(CELLS),
        cells_by_state={state: cells[state] for state in CELL_STATES},
        cells_recalled=total(lambda each: each.recalled),
        cells_unknown=total(lambda each: each.unknown),
        level_open=total(lambda each: each.level_open),
        cells_in_words=total(lambda each: each.in_words),
    )
