"""What the shapes of several cells share."""

from __future__ import annotations

from typing import Any, NamedTuple

from gapub.diagnostics import Text
from gapub.model.shape import Field, Many, Scalar
from gapub.model.text import UNKNOWN_CALLED


def unknown(value: Any) -> Scalar:
    """The word for what nobody knows, read as this value."""
    return Scalar(words=("unknown",), called=UNKNOWN_CALLED, make=lambda _: value)


class More(NamedTuple):
    """What a profile adds to the values that the guideline has in a cell."""

    values: tuple[Any, ...]


def plus(of: Many | None) -> Field:
    """The key `+`, under which a profile adds to a cell."""
    assert of is not None
    return Field("+", of, Text("在标准指引之外增加", "what is added to the guideline"), into="values")
