"""The rows that a file states, cell by cell, for rules on guidelines and on what profiles put in their place."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from gapub.diagnostics import Place, Text
from gapub.model.cells import BasisRef, read_cell
from gapub.model.guideline import SHOWN, Guideline, Item
from gapub.model.profile import Entry
from gapub.model.spots import find
from gapub.rules.rule import Found
from gapub.rules.subject import GuidelineSubject, ProfileSubject, Subject
from gapub.yamlfile import Map

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Row:
    """A row by its full id: of a guideline, or as a profile's `entry` tightens it or adds it as its `own`."""

    entity: str
    item: Item
    entry: Entry | None = None
    own: bool = False

    def states(self, name: str) -> bool:
        """Whether the file states this cell: a guideline all of them, a profile those of its entry."""
        return self.entry is None or name in self.entry.node

    @property
    def basis(self) -> tuple[BasisRef, ...]:
        """The legal bases that the file itself states; a profile may add to those that it takes over."""
        if self.entry is None:
            return self.item.basis
        node = self.entry.node.get("basis", ())
        return tuple(read_cell("basis", node.get("+") if isinstance(node, Map) else node, {}))

    def place(self, name: str, word: str | None = None) -> Place:
        """Where a cell starts, or where a word of it stands."""
        if self.entry is None:
            written = self.item.written
            return Place(written.file, *(written.at(name) if word is None else written.spot(name, word)))
        node, at = self.entry.node[name], self.entry.node.at(name)
        return Place(self.entry.file, *(at if word is None else find(node, word, at)))


def rows(subject: Subject, wanted: Callable[[Item], bool] = lambda _: True) -> Iterator[Row]:
    """Every row of a guideline; the rows that a profile itself tightens or adds; none of a registry.

    Only those that are `wanted`: a rule that bears on few of many is quicker for saying so.
    """
    if isinstance(subject, GuidelineSubject):
        yield from (Row(entity, item) for entity, item in subject.guideline.rows() if wanted(item))
    elif isinstance(subject, ProfileSubject) and (subject.profile.tighten or subject.profile.add):
        areas = {each.item.partition("/")[0] for each in subject.profile.tighten}
        areas |= {each.topic.partition("/")[0] for each in subject.profile.add}
        within = (each for each in subject.tailored if each.area in areas)
        known = {entity: item for guideline in within for entity, item in guideline.rows() if wanted(item)}
        yield from (Row(t.item, known[t.item], t.entry) for t in subject.profile.tighten if t.item in known)
        for add in subject.profile.add:
            for item in add.items:
                entity = f"{add.topic}/{item.id}"
                if entity in known:
                    yield Row(entity, known[entity], item.entry, own=True)


@dataclass(slots=True)
class Cause:
    """Rows that have one and the same thing wrong with them, and the places of it, each once."""

    rows: list[Row] = field(default_factory=list)
    places: dict[Place, str] = field(default_factory=dict)

    @property
    def entity(self) -> str:
        """The row, or the area if there are several."""
        first = self.rows[0].entity
        return first if len(self.rows) == 1 else first.partition("/")[0]

    def found(self, message: Text, hint: Text | None = None, arguments: tuple[str, ...] = ()) -> Found:
        """The one finding about them all: at the first place, with the number of rows and some other places."""
        count = len(self.rows)
        if count > 1:
            message = Text(f"{message.zh}（{count}行）", f"{message.en} ({count} rows)")
        first, *more = self.places
        related = tuple((p, Text(self.places[p], self.places[p])) for p in more[:SHOWN])
        return Found(first, message, self.entity, hint, arguments=arguments, related=related)


def causes(
    found: Iterable[Row], causes_of: Callable[[Row], Iterable[tuple[Key, Place]]]
) -> Iterator[tuple[Key, Cause]]:
    """The rows by what is wrong with them. What is wrong with two entries of a profile is told for each."""
    causes: dict[tuple[Key, str], Cause] = {}
    for row in found:
        for key, place in causes_of(row):
            cause = causes.setdefault((key, "" if row.entry is None else row.entity), Cause())
            if row not in cause.rows[-1:]:
                cause.rows.append(row)
            cause.places.setdefault(place, row.entity)
    for (key, _), cause in causes.items():
        yield key, cause


def locally(subject: Subject, advice: Text) -> Text:
    """The advice to whoever may follow it: a guideline says what the ministry's table says, a locality can do better."""
    if not isinstance(subject, GuidelineSubject):
        return advice
    return Text(
        f"指引照原表，地方在配置文件中{advice.zh}", f"the guideline keeps to its table; in a profile, {advice.en}"
    )


def edition_day(guideline: Guideline) -> str:
    """The last day on which the edition can have been issued: its notice's date, else the year in its label."""
    return last_day(guideline.document.issued or guideline.edition.removeprefix("seen-"))


def last_day(date: str) -> str:
    """The last day that a date of less precision can mean, for comparing: 2019 → 2019-12-31, 2019-05 → 2019-05-31."""
    return date + "-12-31"[len(date) - 4 :] if len(date) in (4, 7) else date
