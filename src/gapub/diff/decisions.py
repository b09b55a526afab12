"""What differs between the yearly lists of decisions of two catalogues; by their titles they are known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from gapub.diagnostics import Text
from gapub.diff.judge import Change
from gapub.model.catalogue import Decision, Decisions
from gapub.render.notes import DECIDED, decided

PATH: Final = ("decisions.yaml",)
"""What stands in place of an area, which cannot be called so."""


def changes(old: Decisions | None, new: Decisions | None) -> Iterator[Change]:
    """The changes from one list to another, in the order of the new one; nothing where neither side has one."""
    before, after = ({each.title.zh: each for each in side.of} if side else {} for side in (old, new))
    if old and new and old.year != new.year:
        yield _change("decision-changed", _YEAR.zh, (Text.same(old.year),), (Text.same(new.year),))
    for title, each in after.items():
        if title not in before:
            yield _change("decision-added", title, (), ())
        elif each != before[title]:
            yield _change("decision-changed", title, *_apart(before[title], each))
    yield from (_change("decision-removed", title, (), ()) for title in before if title not in after)


_YEAR: Final = Text("年度", "year")


def _change(kind: str, title: str, was: tuple[Text, ...], now: tuple[Text, ...]) -> Change:
    old = (PATH,) if kind != "decision-added" else ()
    return Change(kind, old, (PATH,) if kind != "decision-removed" else (), title, was, now)


def _apart(was: Decision, now: Decision) -> tuple[tuple[Text, ...], tuple[Text, ...]]:
    """What two states of a decision say differently, each with its name."""
    pairs = [(head, old, new) for head, old, new in zip(DECIDED, decided(was), decided(now), strict=True) if old != new]
    named = Text("{}：{}", "{}: {}")
    empty = Text.same("—")
    olds, news = (
        tuple(named.format(pair[0], pair[side] if pair[side].zh else empty) for pair in pairs) for side in (1, 2)
    )
    return olds, news


def title(change: Change) -> Text:
    """What a change is about."""
    return _YEAR if change.field == _YEAR.zh else Text.same(change.field)
