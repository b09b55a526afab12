"""What a file says: mappings, lists and scalars that know where they stand.

A tree is made by `reader.parse`, places and all, or comes from a form of it that was kept (`kept`). A kept form has the values
and the line of each mapping, which is all that most runs ask for; the other places are looked up when they are asked for,
node by node. Neither the tree nor what asks it can tell the difference, but for the time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from gapub.yaml.kept import Origin

__all__ = ["Map", "Seq", "Spot", "Value"]

Spot: TypeAlias = tuple[int, int]
"""A line and a column, both 1-based; columns count characters."""

Value: TypeAlias = "Map | Seq | str | int | float | bool | None"


class Map(dict[str, Any]):
    """A mapping that knows where it (`line`, `column`), its keys and its values start in the file."""

    __slots__ = ("column", "key_places", "line", "number", "origin", "spots", "value_places")

    column: int
    key_places: dict[str, Spot]
    line: int
    number: int
    origin: Origin
    """Set, with the `number` there, for a mapping from a kept form, whose places are not known before they are asked for."""
    spots: dict[str, Spot] | None
    """Of the texts in it, once one of them was looked for."""
    value_places: dict[str, Spot]

    def __init__(self, line: int, column: int) -> None:
        """Start empty at this place."""
        self.line = line
        self.column = column
        self.key_places = {}
        self.value_places = {}
        self.spots = None

    def __getattr__(self, name: str) -> Any:
        """What is asked for the first time of a mapping from a kept form: attributes that are set never come here."""
        if name not in ("column", "key_places", "line", "spots", "value_places"):
            raise AttributeError(name)
        if name == "spots":
            self.spots = None
        elif name == "line":
            self.line = self.origin.lines[self.number]
        else:
            self.origin.place_mapping(self)
        return getattr(self, name)

    def is_known_as(self, kind: str) -> bool:
        """Whether this is all of a file whose kept form says that it has the shape of this kind."""
        origin = getattr(self, "origin", None)
        return origin is not None and origin.kind == kind and self.number == len(origin.lines) - 1

    def key_at(self, key: str) -> Spot:
        """Where the key stands."""
        return self.key_places[key]

    def at(self, key: str) -> Spot:
        """Where the value of the key starts; an empty value starts right after the colon."""
        return self.value_places[key]


class Seq(list[Any]):
    """A list that knows where it (`line`, `column`) and each of its values start in the file."""

    __slots__ = ("column", "line", "number", "origin", "places", "spots")

    column: int
    line: int
    number: int
    origin: Origin  # as of a mapping
    places: list[Spot]
    spots: dict[str, Spot] | None  # as of a mapping

    def __init__(self, line: int, column: int) -> None:
        """Start empty at this place."""
        self.line = line
        self.column = column
        self.places = []
        self.spots = None

    def __getattr__(self, name: str) -> Any:
        """As of a mapping."""
        if name not in ("column", "line", "places", "spots"):
            raise AttributeError(name)
        if name == "spots":
            self.spots = None
        else:
            self.origin.place_sequence(self)
        return getattr(self, name)

    def at(self, index: int) -> Spot:
        """Where the value at this index starts."""
        return self.places[index]
