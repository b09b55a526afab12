"""What was made of values, kept for the next catalogue that has them."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Any, Final, TypeVar, cast

from gapub.model.recent import Recent

_Function = TypeVar("_Function", bound=Callable[..., Any])

ROWS: Final = 1 << 10
"""How many to keep of what the rows of most catalogues have in common: more than those of two."""
OF_ONE: Final = 1 << 8
"""How many to keep of what the rows of one catalogue have in common, such as its offices."""
TABLES: Final = 1 << 6
"""How many tables to keep whole: more than those of two catalogues."""


def by_identity(size: int, of: Callable[..., tuple[object, ...]] | None = None) -> Callable[[_Function], _Function]:
    """Let a function of positional arguments remember what it made of the very same objects: of these parts, where it needs no more.

    `functools.lru_cache` hashes and compares whole values, which takes longer for the cells of a row than to put the row
    together. The catalogues of a process have their cells in common as objects, so it is enough to ask for those. What is equal
    but another object is made again: no result depends on which of the two was given. The arguments are kept with the result,
    or another object could take their place in memory. At most `size` results are kept.
    """

    def remembering(make: _Function) -> _Function:
        kept: Recent[tuple[int, ...], tuple[tuple[object, ...], Any]] = Recent(size // 2)

        def made(*given: Any) -> Any:
            parts = of(*given) if of else given
            key = tuple(map(id, parts))
            return (kept.get(key) or kept.keep(key, (parts, make(*given))))[1]

        return _as_lru_cache(make, made, kept, size)

    return remembering


def by_anchor(size: int, of: Callable[[Any], tuple[object, ...]]) -> Callable[[_Function], _Function]:
    """The same for a function of a context and of a value of many parts, the first of which is the anchor.

    What was made is found by the context and the anchor, as objects, and holds if all parts are equal to those that it was made
    of: that takes no time where they are the very same. Of two that have an anchor in common, the later one is kept.
    """

    def remembering(make: _Function) -> _Function:
        kept: Recent[tuple[int, int], tuple[object, tuple[object, ...], Any]] = Recent(size // 2)

        def made(context: object, value: Any) -> Any:
            parts = of(value)
            key = id(context), id(parts[0])
            known = kept.get(key)
            if known is None or known[1] != parts:
                known = kept.keep(key, (context, parts, make(context, value)))
            return known[2]

        return _as_lru_cache(make, made, kept, size)

    return remembering


def _as_lru_cache(make: _Function, made: Callable[..., Any], kept: Recent[Any, Any], size: int) -> _Function:
    """The function that remembers, with the same means as `lru_cache` gives it."""

    def clear() -> None:
        kept.young, kept.old = {}, {}

    vars(made).update(cache_clear=clear, cache_parameters=lambda: {"maxsize": size})
    return cast("_Function", update_wrapper(made, make))
