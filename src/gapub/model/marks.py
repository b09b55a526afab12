"""Marks of cells: an attestation holds as long as the mark of its cells does.

A cell alone has eight letters that change when it changes. Many cells have one mark together, which also tells which of them
have changed since, as long as those are few: it holds sums of powers (a Reed-Solomon syndrome over a prime field), so that
the difference of two marks is made by the changed cells alone, and names them.

A mark covers all that the cell says, its wording too: who checked 「20个工作日」 against the official table has not checked
「7个工作日」, nor another wording of it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from gapub.diagnostics import Text

if TYPE_CHECKING:
    from gapub.model.guideline import Item

LENGTH = 8
"""Letters of a cell's mark: an old cell and a new one are told apart, no adversary is kept out."""
_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")  # digits alone would be a number in YAML


def mark(cell: str, item: Item, topic: Text) -> str:
    """The mark of a cell of a row; `topic` is the title of the row's topic, which is a cell too."""
    return _digest(_text(cell, item, topic))[:LENGTH].translate(_LETTERS)


def _text(cell: str, item: Item, topic: Text) -> str:
    value = topic if cell == "topic" else getattr(item, cell)
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    """The value as JSON. What says nothing is left out, so that a new optional field of the model changes no mark."""
    if not isinstance(value, tuple):
        return value
    if not hasattr(value, "_fields"):
        return [_plain(each) for each in value]
    parts = {name: _plain(getattr(value, name)) for name in value._fields}
    return {"is": type(value).__name__, **{name: each for name, each in parts.items() if each not in _NOTHING}}


_NOTHING: tuple[Any, ...] = (None, False, [], {})

# --- many cells ------------------------------------------------------------------------------------------------------

CellId: TypeAlias = tuple[str, str]
"""A cell: the full id of its row, and its name."""
Values: TypeAlias = Mapping[CellId, int]
"""What cells say, each as a number (`value`)."""

_PRIME: Final = 2**31 - 1
_FEW: Final = 4
"""So many changed cells can be named."""
_WORD: Final = 8
"""Digits of a number below the prime, and of the check."""
MARK: Final = f"^[0-9a-f]{{{(2 * _FEW + 1) * _WORD}}}$"
"""The form of the mark of many cells: the sums, and a check by which a slip of the pen can be told from a change."""


def value(cell: str, item: Item, topic: Text) -> int:
    """What a cell says, as a number that changes when it changes."""
    return _number(_text(cell, item, topic))


def of_all(values: Values) -> str:
    """The mark of many cells."""
    sums = "".join(f"{each:0{_WORD}x}" for each in _sums(values))
    return sums + _digest(sums)[:_WORD]


def is_sound(mark: str) -> bool:
    """Whether the mark is one that was made, and not mistyped."""
    return _digest(mark[:-_WORD])[:_WORD] == mark[-_WORD:]


def changed(mark: str, values: Values) -> set[CellId] | None:
    """The cells that are not as they were when the mark was made, or came later; None if they are too many to be named."""
    then = [int(mark[i : i + _WORD], 16) for i in range(0, 2 * _FEW * _WORD, _WORD)]
    differ = [(now - was) % _PRIME for now, was in zip(_sums(values), then, strict=True)]
    found = _located(differ, values)
    if found is not None:
        return found
    for row in dict.fromkeys(
        name for name, _ in values
    ):  # a row that came later, beside fewer changes than can be named
        own = {cell: each for cell, each in values.items() if cell[0] == row}
        before = [(each - added) % _PRIME for each, added in zip(differ, _sums(own), strict=True)]
        found = _located(before, values)
        if found is not None and len(found) < _FEW:
            return found | set(own)
    return None


def _number(text: str) -> int:
    return int(_digest(text)[:16], 16) % (_PRIME - 1) + 1  # never nothing


def _sums(values: Values) -> list[int]:
    """The sum of the values, and those of the values times the powers of their cells' numbers."""
    sums = [0] * (2 * _FEW)
    for (row, cell), each in values.items():
        at, power = _number(f"{row}:{cell}"), each
        for k in range(2 * _FEW):
            sums[k] += power
            power = power * at % _PRIME
    return [each % _PRIME for each in sums]


def _located(sums: Sequence[int], cells: Iterable[CellId]) -> set[CellId] | None:
    """The cells whose changes make these sums, or None if no few of these cells do."""
    if not any(sums):
        return set()
    locator = _recurrence(sums)
    if len(locator) > _FEW + 1:
        return None
    found = {cell for cell in cells if _is_root(locator, _number(":".join(cell)))}
    return found if len(found) == len(locator) - 1 else None


def _is_root(polynomial: Iterable[int], at: int) -> bool:
    made = 0
    for each in polynomial:
        made = (made * at + each) % _PRIME
    return made == 0


def _recurrence(sums: Sequence[int]) -> list[int]:
    """The shortest linear recurrence that the sums obey (Berlekamp and Massey); its roots are the cells' numbers."""
    current, last = [1], [1]
    length, since, before = 0, 1, 1
    for n, each in enumerate(sums):
        off = (each + sum(current[i] * sums[n - i] for i in range(1, len(current)))) % _PRIME
        if off == 0:
            since += 1
            continue
        factor = off * pow(before, -1, _PRIME)
        shifted = [0] * since + [factor * a for a in last]
        width = max(len(current), len(shifted))
        made = [
            ((current[i] if i < len(current) else 0) - (shifted[i] if i < len(shifted) else 0)) % _PRIME
            for i in range(width)
        ]
        if 2 * length <= n:
            length, last, before, since = n + 1 - length, current, off, 1
        else:
            since += 1
        current = made
    return current + [0] * (length + 1 - len(current))
