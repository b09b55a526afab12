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

        def clear() -> None:
            kept.young, kept.old = {}, {}

        # as those of `lru_cache` are called
        vars(made).update(cache_clear=clear, cache_parameters=lambda: {"maxsize": size})
        return cast("_Function", update_wrapper(made, make))

    return remembering
