"""An import as a profile while it is at work: what is known beforehand, and what its steps have found so far."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any, Final, NamedTuple

from gapub.build.prepare import Prepared
from gapub.diagnostics import Diagnostic, Place, Text
from gapub.model.cells import content
from gapub.model.cellwords import words
from gapub.model.fields import BY_NAME
from gapub.model.guideline import Guideline, Item, Topic
from gapub.model.inheritance import with_own
from gapub.model.pattern import pattern
from gapub.model.registry import Registry
from gapub.model.shape import Either
from gapub.model.text import fold
from gapub.tables import draft
from gapub.tables.likewise import bare
from gapub.tables.offices import Use
from gapub.tables.outcome import Given
from gapub.tables.repeats import Repeats
from gapub.tables.row import Entry, Table
from gapub.tables.values import Reading

SHOWN: Final = 5
"""Rows that a message names."""
ADDRESS: Final = pattern(r"(?i:https?://|www\.)[^\s，。；、（）《》“”【】]+")


class Who(NamedTuple):
    """The division that the profile is of; a village, and what the table of divisions lacks, has no code."""

    code: str
    name: str
    level: str


class Paired(NamedTuple):
    """A row of the table with the item that it is, if that is certain."""

    table: Table
    reading: Reading
    item: str

    def place(self, entry: Entry) -> Place:
        """Where a cell of it stands."""
        return self.table.place(entry)

    @property
    def at(self) -> Place:
        """Where its title stands, or whatever comes first."""
        cells = self.reading.row.cells
        entry = cells.get("title") or next(iter(cells.values()))
        return self.table.place(entry)


class Tightened(NamedTuple):
    """What an entry of `tighten` states of a field, and what has to be looked at."""

    node: Any
    remark: str = ""


class Work:
    """One import at work: what the profile says, gathered section by section, and what a person has to look at."""

    def __init__(self, given: Given, base: Prepared, who: Who, level: str, editions: tuple[str, ...] = ()) -> None:
        """Nothing is gathered; what the guidelines and the profiles above have, and files of ours carry, is at hand."""
        self.given = given
        self.base = base
        self.who = who
        self.level = level
        self.levels = [level]  # of each local row: one list
        self.editions = editions
        self.found: list[Diagnostic] = []
        self.pairs: list[Paired] = []
        self.new: list[Paired] = []
        self.missing: list[str] = []
        self.offices: dict[tuple[str, str], list[Use]] = defaultdict(list)
        self.roles: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.addresses: dict[str, list[Use]] = defaultdict(list)
        self.labels: dict[str, str] = {}
        self.own: dict[str, str] = {}
        self.taken: set[str] = set()
        self.rows: dict[str, dict[str, Any]] = defaultdict(dict)
        self.tighten: dict[str, dict[str, Tightened]] = {}
        self.reasons: dict[str, dict[str, Any]] = {}
        self.refused: dict[str, draft.Proposed] = {}
        self.strange: dict[tuple[str, str], list[Paired]] = defaultdict(list)
        self.add = draft.Additions()
        self.local: dict[str, Paired] = {}
        self.counts = Counter[str]()
        self.titled: dict[str, str] = {}
        self.worded: dict[tuple[str, Any], str] = {}
        self.seen: set[tuple[str, ...]] = set()
        self.repeats = Repeats()
        self.left_out: dict[tuple[str, str, str, Any], list[Place]] = {}
        self.carried = self.given.carried
        self.items: dict[str, Item] = {name: item for each in self.base.guidelines for name, item in each.rows()}
        self.areas: dict[str, Guideline] = {each.area: each for each in self.base.guidelines}
        self.topics: dict[str, Topic] = {
            f"{each.area}/{topic.id}": topic for each in self.base.guidelines for topic in each.topics
        }
        self.areas_called = {fold(each.title.zh): each.area for each in self.areas.values()}
        self.topics_of: dict[str, dict[str, Topic]] = defaultdict(dict)
        self.topics_called: dict[tuple[str, str], str] = {}
        for key, topic in self.topics.items():
            area, _, own = key.partition("/")
            self.topics_of[area][own] = topic
            self.topics_called.setdefault((area, fold(topic.title.zh)), own)
        self.items_of: dict[str, set[str]] = defaultdict(set)
        for key in self.items:
            of, _, own = key.rpartition("/")
            self.items_of[of].add(own)
        self.registry: Registry = with_own(self.base.library.registry, self.base.chain)
        self._known = 0, self.registry
        self.labels_known = {
            fold(name): key
            for key, each in self.registry.channels.items()
            for name in (each.name.zh, *each.aliases, *each.said)
        }

    def bind(self, role: str, level: str, use: Use) -> None:
        """Note that a role of a level is an office in a row."""
        self.offices[role, level].append(use)
        self.roles[fold(use.said), level].add(role)

    def area_named(self, row: Paired) -> str:
        """The area as the table names it; of 庄河市涉农补贴 the title of the area that it ends with."""
        text = (row.reading.text("area") or row.table.area).removeprefix(self.who.name).removesuffix("领域")
        if text and text not in self.titled:
            titles = [
                title for title in (each.title.zh for each in self.areas.values()) if fold(text).endswith(fold(title))
            ]
            self.titled[text] = max(titles, key=len, default=text)
        return self.titled.get(text, "")

    def said(self, name: str, cell: Any) -> str:
        """The words of a cell of the guideline, bare."""
        if (name, cell) not in self.worded:
            self.worded[name, cell] = bare(words(name, cell, self.registry).zh)
        return self.worded[name, cell]

    def known_registry(self) -> Registry:
        """The registries with the channels that this import has found so far."""
        if len(self.own) > self._known[0]:
            self._known = len(self.own), self.registry.with_own({key: (each, None) for key, each in self.own.items()})
        return self._known[1]

    def stands(self, use: Use) -> bool:
        """Whether the row of a use is part of the catalogue: one of the guidelines, or a local one that could be written."""
        return use.item in self.items or not self.add.why(use.item)

    def tell(
        self,
        code: str,
        message: Text,
        place: Place | None,
        entity: str = "",
        *,
        hint: Text | None = None,
        severity: Any = "warning",
    ) -> None:
        """Note a finding."""
        self.found.append(Diagnostic(code, severity, message, place, entity, hint=hint))


def node_of(name: str, value: Any) -> Any:
    """A value of a cell as a file states it."""
    if name == "content":
        return content.node(value)
    shape = BY_NAME[name].shape
    assert isinstance(shape, Either)
    typed = shape.typed or (shape.sequence and shape.sequence.typed)
    assert typed is not None
    return typed.node(value)
