"""What findings say of spans, periods, titles and offices."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from gapub.diagnostics import Text
from gapub.model.catalogue import Item
from gapub.model.time.value import Every, Span
from gapub.publication.bindings import Row

_UNITS: Final = {
    "h": Text("{}小时", "{} hours"),
    "d": Text("{}日", "{} days"),
    "wd": Text("{}个工作日", "{} working days"),
    "wk": Text("{}周", "{} weeks"),
    "mo": Text("{}个月", "{} months"),
    "term": Text("{}个学期", "{} school terms"),
    "y": Text("{}年", "{} years"),
}
_EVERY: Final = {
    "day": Text("每日", "every day"),
    "week": Text("每周", "every week"),
    "month": Text("每月", "every month"),
    "quarter": Text("每季度", "every quarter"),
    "half-year": Text("每半年", "every half-year"),
    "term": Text("每学期", "every school term"),
    "year": Text("每年", "every year"),
}
_LONGEST_TITLE: Final = 60


def age_words(age: Span) -> Text:
    """How long: 20个工作日."""
    words = _UNITS[age.unit].format(age.n)
    return words._replace(en=words.en.removesuffix("s")) if age.n == 1 else words


def period_words(every: Every) -> Text:
    """How often: 每季度公开一次."""
    often = _EVERY[every.period] if isinstance(every.period, str) else Text("每", "every ") + age_words(every.period)
    return Text(f"{often.zh}公开一次", often.en)


def cut(title: str) -> str:
    """A title as a message names it."""
    return title if len(title) <= _LONGEST_TITLE else title[: _LONGEST_TITLE - 1] + "…"


def offices_for(item: Item) -> str:
    """Who answers for a row: the offices that hold its roles, else what the catalogue calls them."""
    return "、".join(dict.fromkeys(role.name for role in item.body.roles if role.name)) or item.body.zh


def offices_of(rows: Sequence[Row]) -> tuple[str, ...]:
    """Who answers for rows, each once."""
    return tuple(dict.fromkeys(offices_for(row.item) for row in rows))


def joined(names: Iterable[str]) -> str:
    """Names in one cell, each once."""
    return "、".join(dict.fromkeys(names))
