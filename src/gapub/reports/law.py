"""What the registry knows of the law, held against rows: which cited instruments have ended, which limits bear on what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from gapub.diagnostics import Text
from gapub.model.cells.article import read as read_article
from gapub.model.cellwords import words
from gapub.model.guideline import Guideline
from gapub.model.registry import Registry


class EndedLaw(NamedTuple):
    """An instrument that rows cite and that has ended by the day asked for: since when, what is in force instead, how many rows."""

    id: str
    title: Text
    since: str | None
    successors: tuple[Text, ...]
    rows: int


class ComingLaw(NamedTuple):
    """An instrument, or a new version of it, that takes effect after the day asked for."""

    id: str
    title: Text
    effective: str


class LegalLimit(NamedTuple):
    """What an article fixes itself. `limit` is None where it fixes no number; `rows` are the rows read that it bears on."""

    id: str
    article: Text
    kind: str
    limit: Text | None
    scope: Text
    in_force: bool
    rows: tuple[str, ...]


class State(NamedTuple):
    """The state of the law on a day."""

    as_of: str
    ended: tuple[EndedLaw, ...]
    coming: tuple[ComingLaw, ...]
    limits: tuple[LegalLimit, ...]


def state_of_law(guidelines: Iterable[Guideline], registry: Registry, as_of: str) -> State:
    """The state of the law on a day, as far as the registry knows it, for the rows of these guidelines."""
    rows = {name: item for guideline in guidelines for name, item in guideline.rows()}
    cited = Counter(
        key
        for item in rows.values()
        for key in dict.fromkeys(each.instrument for each in item.basis)
        if key is not None
    )
    laws = registry.instruments

    def named(key: str) -> Text:
        return Text(f"《{laws[key].title}》", laws[key].en)

    ended = (
        EndedLaw(key, named(key), laws[key].repealed, tuple(map(named, registry.instead(key, as_of))), count)
        for key, count in sorted(cited.items())
        if key in laws and laws[key].ceased(as_of)
    )
    coming = (
        ComingLaw(key, named(key), law.effective)
        for key, law in laws.items()
        if law.effective is not None and as_of < law.effective
    )
    limits = (
        LegalLimit(
            key,
            named(limit.instrument) + Text("", ", ") + read_article(limit.article).text,
            limit.kind,
            words("time_limit", limit.time_limit, registry) if limit.time_limit else None,
            limit.scope,
            limit.holds(as_of) and not laws[limit.instrument].ceased(as_of),
            tuple(each for each in limit.items if each in rows),
        )
        for key, limit in registry.limits.items()
    )
    return State(as_of, tuple(ended), tuple(coming), tuple(limits))
