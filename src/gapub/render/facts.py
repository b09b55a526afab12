"""What a locality says of a row that is no duty, ready to print: who answers for it, where it is published, what it belongs to.

Only what is said is printed. How rows bear on each other is printed at both: an interpretation names its policy, and the
policy the interpretation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from operator import attrgetter
from typing import Any, Final, NamedTuple, TypeAlias

from gapub.diagnostics import Text
from gapub.model.catalogue import Catalogue, Item
from gapub.model.fields import FIELD_NAMES
from gapub.model.local import STAGES, Publish
from gapub.model.local import link as address_of
from gapub.model.text import numbered
from gapub.render.cells import Cell, Localizer, Say, bare
from gapub.render.characters import is_web
from gapub.render.memo import OF_ONE


class Part(NamedTuple):
    """One of several things that a fact says: the words, and where they lead: to a web address, or a row of the catalogue.

    `key` is the word of the model, where it has one.
    """

    text: Cell
    url: str | None = None
    row: str | None = None
    key: str = ""


class Fact(NamedTuple):
    """A fact by its field (`model.fields.LOCAL`; of a column of one's own, with its name), and what it says."""

    id: str
    label: Cell
    parts: tuple[Part, ...]


_BACK: Final = {"interprets": Text("解读见", "Interpreted in"), "responds": Text("反馈见", "Response in")}
"""What a row is called to which another one bears."""


class Relations:
    """The rows of a catalogue by their ids, and which bear on which."""

    def __init__(self, catalogue: Catalogue, say: Say) -> None:
        """Read the rows once."""
        items = [item for area in catalogue.areas for item in area.items]
        self._say = say
        self._items: dict[str, Item] = {}
        self.back: dict[str, dict[str, list[str]]] = {}
        self.any = False
        if bearing := [item for item in items if item.interprets or item.responds]:
            self.any = True
            self._items = {item.id: item for item in items}
            for item in bearing:
                for name in _BACK:
                    for other in getattr(item, name):
                        self.back.setdefault(other, {}).setdefault(name, []).append(item.id)

    def bear(self, item: Item) -> bool:
        """Whether a row and others bear on each other."""
        return bool(item.interprets or item.responds or item.id in self.back)

    def part(self, name: str) -> Part:
        """A row as another one names it; one that this catalogue does not have goes by its id."""
        if item := self._items.get(name):
            return Part(self._say(numbered(item.number) + Text.same(" ") + item.title), row=name)
        return Part(bare(name))


_NAMES: Final = ("title3", "section", "phone", "columns", "publish", "stage", "guide")
OF_ITSELF: Final = attrgetter(*_NAMES)
"""What is said of a row without any other."""

_Facts: TypeAlias = tuple[tuple[Fact, ...], tuple[Text, ...]]


def of_itself(lang: str, stated: tuple[Any, ...]) -> _Facts:
    """The facts of a row that bear on no other (`OF_ITSELF`), in the order of the list of fields, and the texts in them."""
    made = [_stated(lang, name, value) for name, value in zip(_NAMES, stated, strict=True) if value]
    return tuple([fact for facts, _ in made for fact in facts]), tuple([text for _, texts in made for text in texts])


@lru_cache(maxsize=OF_ONE)
def _stated(lang: str, name: str, value: Any) -> _Facts:
    """What one field says."""
    say = Localizer(lang)
    if name == "columns":
        return tuple(Fact(f"columns.{label}", bare(label), (Part(bare(text)),)) for label, text in value), ()
    if name == "publish":
        parts = tuple(map(_place, value))
    elif name == "stage":
        parts = tuple(Part(say(STAGES[each]), key=each) for each in value)
    elif name == "guide":
        parts = (Part(bare(value.code or value.url or ""), _web(value.url)),)
    else:
        parts = (Part(bare(value)),)
    return (Fact(name, say(FIELD_NAMES[name]), parts),), say.texts


def of_others(item: Item, relations: Relations, say: Say) -> Iterator[Fact]:
    """How a row and others bear on each other."""
    for name, back in _BACK.items():
        if named := getattr(item, name):
            yield Fact(name, say(FIELD_NAMES[name]), tuple(map(relations.part, named)))
        if named := relations.back.get(item.id, {}).get(name):
            yield Fact(f"{name}.back", say(back), tuple(map(relations.part, named)))


def _place(publish: Publish) -> Part:
    words = publish.column or (publish.url or "").removeprefix("mailto:")
    if publish.column and publish.url and not _web(publish.url):
        words += f" {publish.url.removeprefix('mailto:')}"
    return Part(bare(words), _web(publish.url))


def _web(address: str | None) -> str | None:
    """A web address that a link may lead to; a mail address is words alone."""
    found = address and address_of(address)
    return found if found and is_web(found) else None


def heads(rows: Iterator[tuple[Fact, ...]]) -> Mapping[str, Cell]:
    """The facts that any of these rows has, by their ids, in the order of the first row that has each."""
    return {fact.id: fact.label for those in rows for fact in those}


@lru_cache(maxsize=OF_ONE)
def said(fact: Fact | None, between: str = "\n") -> str:
    """What a fact says as plain text, its parts one after the other, addresses behind the words that lead there."""
    lines = []
    for part in fact.parts if fact else ():
        words = " ".join(line.text for line in part.text)
        lines.append(f"{words} {part.url}" if part.url and part.url != words else words)
    return between.join(lines)
