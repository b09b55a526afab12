"""Rows by what is wrong with them, for rules on guidelines and on what profiles put in their place."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import TypeVar

from gapub.diagnostics import Place, Text
from gapub.model.guideline import SHOWN, Guideline
from gapub.rules.row import Row
from gapub.rules.rule import Found
from gapub.rules.subject import GuidelineSubject, Subject

Key = TypeVar("Key", bound=Hashable)


class Cause:
    """Rows that have one and the same thing wrong with them, and the places of it, each once."""

    def __init__(self) -> None:
        """Start with no row."""
        self.rows: list[Row] = []
        self.places: dict[Place, str] = {}

    @property
    def entity(self) -> str:
        """The row, or the area if there are several."""
        first = self.rows[0].entity
        return first if len(self.rows) == 1 else first.partition("/")[0]

    def found(self, message: Text, hint: Text | None = None, arguments: tuple[str, ...] = ()) -> Found:
        """The one finding about them all: at the first place, with the number of rows and some other places."""
        count = len(self.rows)
        if count > 1:
            message = Text(f"{message.zh}（{count}行）", f"{message.en} ({count} rows)")
        first, *more = self.places
        related = tuple((p, Text(self.places[p], self.places[p])) for p in more[:SHOWN])
        return Found(first, message, self.entity, hint, arguments=arguments, related=related)


def causes(
    found: Iterable[Row], causes_of: Callable[[Row], Iterable[tuple[Key, Place]]]
) -> Iterator[tuple[Key, Cause]]:
    """The rows by what is wrong with them. What is wrong with two entries of a profile is told for each."""
    causes: dict[tuple[Key, str], Cause] = {}
    for row in found:
        for key, place in causes_of(row):
            cause = causes.setdefault((key, "" if row.entry is None else row.entity), Cause())
            if row not in cause.rows[-1:]:
                cause.rows.append(row)
            cause.places.setdefault(place, row.entity)
    for (key, _), cause in causes.items():
        yield key, cause


def locally(subject: Subject, advice: Text) -> Text:
    """The advice to whoever may follow it: a guideline says what the ministry's table says, a locality can do better."""
    if not isinstance(subject, GuidelineSubject):
        return advice
    return Text(
        f"指引照原表，地方在配置文件中{advice.zh}", f"the guideline keeps to its table; in a profile, {advice.en}"
    )


def edition_day(guideline: Guideline) -> str:
    """The last day on which the edition can have been issued: its notice's date, else the year in its label."""
    return last_day(guideline.document.issued or guideline.edition.removeprefix("seen-"))


def last_day(date: str) -> str:
    """The last day that a date of less precision can mean, for comparing: 2019 → 2019-12-31, 2019-05 → 2019-05-31."""
    return date + "-12-31"[len(date) - 4 :] if len(date) in (4, 7) else date
