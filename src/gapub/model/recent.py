"""What was made last, kept for whoever asks again: memory stays flat however much is made."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Recent(Generic[Key, Value]):
    """Values by their keys, in two generations: where the younger is full the older one goes, but for what was asked for since.

    So what many localities share stays, and what one of them alone had goes. At most twice `most` values are kept. None is
    no value.
    """

    __slots__ = ("most", "old", "young")

    def __init__(self, most: int) -> None:
        """Start with nothing."""
        self.most = most
        self.young: dict[Key, Value] = {}
        self.old: dict[Key, Value] = {}

    def get(self, key: Key) -> Value | None:
        """The value of a key, if it is kept."""
        value = self.young.get(key)
        if value is None and (value := self.old.get(key)) is not None:
            self.keep(key, value)
        return value

    def keep(self, key: Key, value: Value) -> Value:
        """Keep a value, and give it back."""
        if len(self.young) >= self.most:
            self.young, self.old = {}, self.young
        self.young[key] = value
        return value


class OfSame(Generic[Value]):
    """What was made of the very same objects, of the last few of them.

    It is for values as large as a table of the registries, which take long to compare. The objects are kept with what was made, or
    others could take their place in memory.
    """

    __slots__ = ("_kept",)

    def __init__(self, most: int = 4) -> None:
        """Start with nothing."""
        self._kept: Recent[tuple[int, ...], tuple[tuple[object, ...], Value]] = Recent(most)

    def get(self, objects: tuple[object, ...], make: Callable[[], Value]) -> Value:
        """What is made of these objects, unless it was made already."""
        key = tuple(map(id, objects))
        return (self._kept.get(key) or self._kept.keep(key, (objects, make())))[1]
