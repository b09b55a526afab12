"""Hypothesis strategies for time limits: every start kind, few names, so that clauses meet often."""

from collections.abc import Iterable
from itertools import combinations, product
from typing import Any, Final

from hypothesis import strategies as st

from gapub.diagnostics import Text
from gapub.model.time.value import (
    INFORMATION,
    MONTHS,
    PERIODS,
    PLAIN,
    VERBS,
    AsItArises,
    At,
    Before,
    Clause,
    Day,
    Display,
    Every,
    Keep,
    Promptly,
    Span,
    Stated,
    TimeLimit,
    Unit,
    Within,
    Words,
    canonical,
)

USUAL: Final[tuple[Unit, ...]] = ("wd", "d")
EVENTS = ("contract-signed", "request-received", "supplier-determined")  # the third is never later than the first


def _one_of_all(*choices: Iterable[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    """One draw instead of many: a tuple with one of each; what stands twice is drawn twice as often."""
    return st.sampled_from(tuple(product(*choices)))


SPANS = (
    *(Span(n, unit) for n in (1, 5, 7, 20, 25, 38, 45, 70) for unit in USUAL),
    *(Span(24, "h"), Span(48, "h"), Span(1, "wk"), Span(2, "wk"), Span(1, "mo"), Span(2, "mo"), Span(12, "mo")),
    *(Span(1, "y"), Span(5, "y"), Span(1, "term")),
)
TRIGGERS = tuple(canonical(some) for n in (1, 2, 3) for some in combinations((*INFORMATION, *EVENTS), n))
FLAG = (False, True)
starts = st.one_of(
    _one_of_all(SPANS, ((), *TRIGGERS)).map(lambda drawn: Within(*drawn)),
    _one_of_all(EVENTS, (*SPANS, None)).map(lambda drawn: Before(*drawn)),
    st.sampled_from(TRIGGERS).map(At),
    _one_of_all(((), *TRIGGERS), FLAG).map(lambda drawn: Promptly(*drawn)),
    st.sampled_from(FLAG).map(AsItArises),
    _one_of_all((*PERIODS, *PERIODS, *SPANS), FLAG, (None, "year-end"), FLAG).map(lambda drawn: Every(*drawn)),
    _one_of_all(MONTHS, FLAG, (10, 20, 31), (1, 3, 6), FLAG).map(lambda drawn: _by_a_day(*drawn)),
    st.sampled_from(PLAIN).map(Stated),
)


def _by_a_day(period: Any, at_least: bool, day: int, month: int, together: bool) -> Every:
    """By a day of the period; of no month that the period has not, nor 31 June."""
    months = MONTHS[period]
    nth = None if months == 1 else min(month, months)
    return Every(period, at_least, Day(nth, min(day, 30 if nth == 6 else day)), together)


keeps = st.one_of(
    _one_of_all(SPANS, ("at_least", "at_most", "exactly")).map(lambda drawn: Keep(*drawn)),
    st.sampled_from(EVENTS).map(lambda event: Keep(event, "until")),
)
displays = _one_of_all(SPANS, FLAG, FLAG).map(lambda drawn: Display(*drawn))


_SCOPES = _one_of_all(
    ((), ("rest",), ("results",), ("听证通知书",), ("results", "听证通知书")),
    ((), (), ("website",), ("village-board", "website")),
)
_FORCE = _one_of_all(
    (None, None, "many-dealings"), (False, False, True), (None, None, "law", "already-published"), (False, True)
)
_WORDS = _one_of_all((None, Text("文件", "the document")), (None, *VERBS))


@st.composite
def clauses(draw: st.DrawFn) -> Clause:
    start = draw(st.one_of(starts, starts, starts, st.none()))
    display = draw(displays if start is None else st.one_of(st.none(), displays))
    covers, via = draw(_SCOPES)
    when, encouraged, unless, itemised = draw(_FORCE)
    subject, verb = draw(_WORDS)
    promptly = isinstance(start, Within) and draw(st.booleans())
    keep = draw(_maybe_kept)
    return Clause(start, covers, via, when, encouraged, display, itemised, promptly, unless, subject, verb, keep)


_maybe_kept = st.one_of(st.none(), st.none(), keeps)


@st.composite
def worded(draw: st.DrawFn) -> TimeLimit:
    """Time limits a part of which is words alone, or all of which."""
    words = draw(st.sampled_from(("定期公开", "按惯例公开")))
    if draw(st.booleans()):
        return TimeLimit("clauses", (Clause(Words(words)),))
    limit = draw(time_limits())
    first, *others = limit.clauses
    return limit._replace(clauses=(first._replace(rest_words=words), *others))


@st.composite
def time_limits(draw: st.DrawFn) -> TimeLimit:
    """Time limits that `read` accepts: no clause twice, `rest` only beside a named part. All of them are values."""
    drawn = draw(st.lists(clauses(), min_size=1, max_size=3, unique=True))
    if any(clause.covers == ("rest",) for clause in drawn) and not any(
        clause.covers not in ((), ("rest",)) for clause in drawn
    ):
        drawn.append(Clause(Promptly(), covers=("results",)))
    return TimeLimit("clauses", tuple(drawn), draw(st.sampled_from((None, "原文"))))
