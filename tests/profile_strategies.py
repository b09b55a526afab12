"""Profiles as an officer may write them, on rows of real guidelines: what is allowed, and what weakens a row.

An entry is drawn as plain values and written as YAML (JSON is YAML), so that it takes the road of a file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from hypothesis import strategies as st

from gapub.build.strength import is_organ
from gapub.build.tailor import tailor
from gapub.diagnostics import Diagnostic
from gapub.model import profile
from gapub.model.guideline import Guideline, Item, belongs
from gapub.model.profile import Profile
from gapub.model.time.reader import surface
from gapub.model.time.value import (
    INFORMATION,
    LAW,
    AsItArises,
    At,
    Before,
    Calendar,
    Clause,
    Day,
    Display,
    Every,
    Promptly,
    Span,
    Start,
    TimeLimit,
    Within,
    canonical,
)
from gapub.sources.library import open_library
from gapub.yaml.reader import parse

LIBRARY = open_library(local=Path("no local folder"))
REGISTRY = LIBRARY.registry
BASELINE = LIBRARY.baseline("national-2019")
GUIDELINES = {each.area: each for each in LIBRARY.guidelines(LIBRARY.editions()) if each.topics}
"""Those that have rows: of some areas only the heading is known."""
HEAD = {"division": {"code": "210283", "name": "庄河市"}, "level": "county"}
NEW = ("本地要素甲", "本地要素乙", "本地要素丙")
"""Elements that no guideline has."""


def read_profile(entries: dict[str, Any], head: dict[str, Any] | None = None) -> Profile:
    """A profile with these entries, by the road of a file; nothing may be wrong with its form."""
    tree, faults = parse(json.dumps((head or HEAD) | entries, ensure_ascii=False).encode(), "p.yaml")
    assert not faults
    read, found = profile.read(tree, "p.yaml")
    assert not found, found
    assert read is not None
    return read


def applied(guideline: Guideline, entries: dict[str, Any]) -> tuple[Guideline, list[Diagnostic]]:
    """The guideline as a profile with these entries refines it, and the findings."""
    (refined,), found = tailor([guideline], read_profile(entries), REGISTRY)
    return refined, found


guidelines = st.sampled_from(tuple(GUIDELINES.values()))


class Row(NamedTuple):
    """A row of a guideline under its full id."""

    name: str
    item: Item


@st.composite
def some_rows(draw: st.DrawFn, guideline: Guideline) -> list[Row]:
    """One to three rows of the guideline."""
    rows = [Row(*each) for each in guideline.rows()]
    which = st.lists(st.integers(0, len(rows) - 1), min_size=1, max_size=min(3, len(rows)), unique=True)
    return [rows[i] for i in draw(which)]


# --- what is allowed ---------------------------------------------------------------------------------------------------


@st.composite
def additions(draw: st.DrawFn, row: Row) -> dict[str, Any]:
    """An entry that adds to the sets of a row, and states nothing whole."""
    channels = row.item.channels
    choices = {
        "content": st.lists(st.sampled_from(NEW), min_size=1, unique=True),
        "basis": st.lists(st.sampled_from(("education-law", "civil-code")), min_size=1, unique=True),
        **(
            {"channels": st.lists(st.sampled_from(("broadcast", "gazette")), min_size=1, unique=True)}
            if channels.rule != "any_of"  # one more to choose from is weaker
            else {}
        ),
    }
    fields = draw(st.lists(st.sampled_from(sorted(choices)), min_size=1, unique=True))
    return {"item": row.name} | {field: {"+": draw(choices[field])} for field in fields}


@st.composite
def tightenings(draw: st.DrawFn, row: Row) -> dict[str, Any]:
    """An entry that an officer may write: more, sooner, on more channels, under other names; a wider one with a reason."""
    item, entry = row.item, draw(additions(row)) if draw(st.booleans()) else {"item": row.name}
    texts = [element.text for element in item.content or ()]
    once = [text for text in texts if texts.count(text) == 1]
    if once and draw(st.booleans()):
        old = draw(st.sampled_from(once))
        if draw(st.booleans()):
            entry["rename"] = [{"from": old, "to": f"{old}（本地名称）"}]
        else:
            entry["split"] = [{"from": old, "to": [f"{old}（上）", f"{old}（下）"]}]
    elif texts and "content" not in entry and draw(st.booleans()):
        entry["content"] = [*map(_unconditional, item.content or ()), *draw(st.lists(st.just(NEW[0]), max_size=1))]
    stricter = list(_stricter(item))
    if stricter and draw(st.booleans()):
        entry["time_limit"] = surface(draw(st.sampled_from(stricter)))
    if not (item.audience.public or item.personal) and draw(st.booleans()):
        entry |= {"audience": "public", "reason": "便于群众监督"}
    if item.method == ("on_request",) and not item.personal and "time_limit" not in entry and draw(st.booleans()):
        entry |= {"method": "proactive", "reason": "便于群众查阅"}
    return entry


def _unconditional(element: Any) -> dict[str, Any]:
    """The element without its exception, and no longer optional."""
    text = {"text": element.text} | ({"method": element.method} if element.method else {})
    return {"part": element.part, "elements": [text]} if element.part else text


def _stricter(item: Item) -> Iterator[TimeLimit]:
    """Time limits that ask more than the row's own, one clause of it changed or one more added."""
    limit = item.time_limit
    if limit.state != "clauses":
        yield TimeLimit("clauses", (Clause(Within(Span(20, "wd"), ("formed", "changed"))),))
        return
    if (more := Clause(At(("contract-signed",)))) not in limit.clauses:
        yield TimeLimit("clauses", (*limit.clauses, more))
    for i, clause in enumerate(limit.clauses):
        for changed in _stricter_clauses(clause, organ=is_organ(item, REGISTRY), personal=item.personal):
            yield TimeLimit("clauses", (*limit.clauses[:i], changed, *limit.clauses[i + 1 :]))


def _stricter_clauses(clause: Clause, *, organ: bool, personal: bool) -> Iterator[Clause]:
    for start in _stricter_starts(clause.start, organ=organ):
        yield clause._replace(start=start, also_promptly=clause.also_promptly and isinstance(start, Within))
    if clause.unless:
        yield clause._replace(unless=None)
    if clause.encouraged:
        yield clause._replace(encouraged=False)
    if clause.when:
        yield clause._replace(when=None)
    if clause.display is None:
        yield clause._replace(display=Display(Span(7, "wd"), exactly=False))
    elif not (clause.display.exactly or personal):
        yield clause._replace(display=Display(clause.display.span._replace(n=clause.display.span.n + 5), exactly=False))


def _stricter_starts(start: Start | None, *, organ: bool) -> Iterator[Start]:
    match start:
        case Within(Span(n, unit), of):
            triggers = of or ("formed", "changed")
            yield At(triggers)
            if n > 1:
                yield Within(Span(n - 1, unit), triggers)
            if unit == "wd":
                yield Within(Span(n, "d"), triggers)  # n working days are n natural ones or more
            if set(of) <= set(INFORMATION):
                yield Within(Span(n, unit), canonical({*triggers, "obtained"}))
        case Before(event, Span(n, unit)):
            yield Before(event, Span(n + 1, unit))
        case Promptly(of, _):
            yield Promptly(of)
            if organ:
                yield Within(Span(20, "wd"), of or ("formed", "changed"))
        case Every(str(period), at_least, by, together) if period in _SHORTER and not isinstance(by, Day):
            yield Every(_SHORTER[period], at_least, by, together)


_SHORTER: Final[dict[str, Calendar]] = {
    "year": "half-year",
    "half-year": "quarter",
    "quarter": "month",
    "month": "week",
}
"""The period that lies within each, in every calendar."""


OMITTED = {"levels": ["county"], "ground": "no-matter", "reason": "本地没有这类事项"}


@st.composite
def legal_profiles(draw: st.DrawFn, guideline: Guideline) -> dict[str, Any]:
    """Entries that an officer may write: some rows tightened, some left out, some added, some attested."""
    names = [name for name, _ in guideline.rows()]
    topics = [f"{guideline.area}/{topic.id}" for topic in guideline.topics]
    entries: dict[str, Any] = {"tighten": [draw(tightenings(row)) for row in draw(some_rows(guideline))]}
    left = draw(st.lists(st.sampled_from([*names, *topics]), max_size=2, unique=True))
    entries["omit"] = [{("item" if name in names else "topic"): name} | OMITTED for name in left]
    if len(names) > 1 and draw(st.booleans()):
        gone, into = draw(st.permutations(names))[:2]
        rows = dict(guideline.rows())
        stays = belongs(rows[into], "county") and not {into, into.rpartition("/")[0]}.intersection(left)
        if gone not in left and stays:
            entries["omit"].append({"item": gone, **OMITTED, "ground": "merged", "into": into})
    if draw(st.booleans()):
        topic, title = draw(st.sampled_from([(draw(st.sampled_from(topics)), {}), _new_topic(guideline)]))
        entries["add"] = [{"topic": topic, **title, "items": [LOCAL_ITEM]}]
    if draw(st.booleans()):
        checked = {"by": "庄河市", "on": "2026-11-20", "document": "原文"}
        entries["attest"] = [{"item": draw(st.sampled_from(names)), "cells": ["content"], **checked}]
    return {key: value for key, value in entries.items() if value}


def _new_topic(guideline: Guideline) -> tuple[str, dict[str, Any]]:
    return f"{guideline.area}/local-matters", {"title": {"zh": "本地事项", "en": "Local matters"}}


LOCAL_ITEM = {
    "id": "local-row",
    "title": {"zh": "本地增加的事项", "en": "A local row"},
    "content": ["名称", "地址"],
    "basis": ["open-government-information-regulations"],
    "time_limit": {"within": "10wd", "of": ["formed", "changed"]},
    "body": "education",
    "channels": ["website"],
    "audience": "public",
    "method": "proactive",
    "levels": ["county"],
}


# --- what is not -------------------------------------------------------------------------------------------------------


class Weakening(NamedTuple):
    """An entry and the code of the one finding that it must make."""

    entry: dict[str, Any]
    code: str


def weakenings(row: Row) -> st.SearchStrategy[Weakening]:
    """An entry that takes something away from the row."""
    return st.sampled_from([Weakening({"item": row.name} | entry, code) for entry, code in _weaker(row.item)])


def _weaker(item: Item) -> Iterator[tuple[dict[str, Any], str]]:
    content = [_as_written(element) for element in item.content or ()]
    for i, element in enumerate(item.content or ()):
        alike = [each for each in item.content or () if (each.part, each.text) == (element.part, element.text)]
        if element.optional or len(alike) > 1:
            continue
        others = [*content[:i], *content[i + 1 :]]
        if others:
            yield {"content": others}, "weaker-content"
        yield {"content": [*others, _as_written(element._replace(optional=True))]}, "weaker-content"
        if element.exception is None:
            yield {"content": [*others, _as_written(element._replace(exception="涉密"))]}, "weaker-content"
        if element.method is None and "proactive" in item.method:
            yield {"content": [*others, _as_written(element._replace(method="on_request"))]}, "weaker-content"
        yield {"content": [*others, _as_written(element._replace(text=NEW[0]))]}, "weaker-content"
    ids = item.channels.ids
    if item.channels.rule == "ticked":
        if len(ids) > 1:
            yield {"channels": ids[1:]}, "weaker-channels"
            yield {"channels": {"any_of": ids}}, "weaker-channels"
        yield {"channels": [*ids[1:], "dual-publicity-system"]}, "weaker-channels"
    if item.audience.public:
        yield {"audience": {"groups": ["applicants"]}}, "weaker-audience"
    elif item.audience.groups:
        yield {"audience": "public"}, "weaker-audience" if item.personal else "reason-needed-audience"
        other = next(each for each in ("legal-aid-personnel", "applicants") if each not in item.audience.groups)
        yield {"audience": {"groups": [other]}}, "weaker-audience"
    if "proactive" in item.method:
        yield {"method": "on_request"}, "weaker-method"
    else:
        yield {"method": "proactive"}, "weaker-method" if item.personal else "reason-needed-method"
    live = [
        each for each in item.basis if each.instrument and REGISTRY.instruments[each.instrument].status == "in_force"
    ]
    if live:
        kept = [each.instrument for each in item.basis if each.instrument and each != live[0]]
        yield {"basis": kept or ["civil-code"]}, "reason-needed-basis"
    if item.time_limit.state == "clauses":
        yield {"time_limit": "unknown"}, "weaker-time-limit"
        for limit in _looser(item.time_limit.clauses):
            yield {"time_limit": surface(limit)}, "weaker-time-limit"


def _as_written(element: Any) -> dict[str, Any]:
    written = {
        "text": element.text,
        **({"optional": True} if element.optional else {}),
        **({"except": element.exception} if element.exception else {}),
        **({"method": element.method} if element.method else {}),
    }
    return {"part": element.part, "elements": [written]} if element.part else written


def _looser(clauses: Sequence[Clause]) -> Iterator[TimeLimit]:
    """Time limits that ask less in one clause, or have one clause less."""
    for i, clause in enumerate(clauses):
        others = (*clauses[:i], *clauses[i + 1 :])
        if others and not any(other.covers == ("rest",) for other in others):
            yield TimeLimit("clauses", others)
        for changed in _looser_clauses(clause):
            yield TimeLimit("clauses", (*clauses[:i], changed, *clauses[i + 1 :]))


def _looser_clauses(clause: Clause) -> Iterator[Clause]:
    for start in _looser_starts(clause.start):
        yield clause._replace(start=start, also_promptly=clause.also_promptly and isinstance(start, Within))
    if clause.unless in (None, LAW):
        yield clause._replace(unless="already-published")
    if not clause.encouraged:
        yield clause._replace(encouraged=True)
    if not clause.when:
        yield clause._replace(when="many-dealings")
    if clause.display:
        shorter = clause.display._replace(span=clause.display.span._replace(n=1), soft=True)
        yield clause._replace(display=shorter)
        if clause.start:
            yield clause._replace(display=None)
    if clause.itemised and clause.start:
        yield clause._replace(itemised=False)


def _looser_starts(start: Start | None) -> Iterator[Start]:
    match start:
        case Within(Span(n, unit), of):
            yield Within(Span(n + 1, unit), of)
            if unit == "d":
                yield Within(Span(n, "wd"), of)
            if of != ("formed",):
                yield Within(Span(n, unit), ("formed",) if not of or len(of) > 1 else ("hearing",))
            yield Promptly(of)
        case Before(event, Span(n, unit)) if n > 1:
            yield Before(event, Span(n - 1, unit))
        case At(of):
            yield Within(Span(1, "wd"), of)
        case Promptly(of, False):
            yield Promptly(of, discretion=True)
        case AsItArises(False):
            yield AsItArises(discretion=True)
        case Every(period, at_least, by, together):
            if period != "year":
                yield Every("year", at_least, by, together)
            if by:
                yield Every(period, at_least, None, together)
