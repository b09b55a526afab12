"""Marks of cells: eight letters that change when the cell changes. An attestation holds as long as its cell's mark does.

A mark covers all that the cell says, its wording too: who checked 「20个工作日」 against the official table has not checked
「7个工作日」, nor another wording of it.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from gapub.diagnostics import Text
from gapub.model.guideline import Item

LENGTH = 8
"""Letters of a mark: an old cell and a new one are told apart, no adversary is kept out."""
_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")  # digits alone would be a number in YAML


def mark(cell: str, item: Item, topic: Text) -> str:
    """The mark of a cell of a row; `topic` is the title of the row's topic, which is a cell too."""
    value = topic if cell == "topic" else getattr(item, cell)
    text = json.dumps(_plain(value), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:LENGTH].translate(_LETTERS)


def _plain(value: Any) -> Any:
    """The value as JSON. What says nothing is left out, so that a new optional field of the model changes no mark."""
    if not isinstance(value, tuple):
        return value
    if not hasattr(value, "_fields"):
        return [_plain(each) for each in value]
    parts = {name: _plain(getattr(value, name)) for name in value._fields}
    return {"is": type(value).__name__, **{name: each for name, each in parts.items() if each not in _NOTHING}}


_NOTHING: tuple[Any, ...] = (None, False, [], {})
