"""Hypothesis strategies for time limits: every start kind, few names, so that clauses meet often."""

from itertools import product
from typing import Any

from hypothesis import strategies as st

from gapub.diagnostics import Text
from gapub.model.timevalue import (
    INFORMATION,
    PERIODS,
    PLAIN,
    VERBS,
    AsItArises,
    At,
    Before,
    Clause,
    Display,
    Every,
    Promptly,
    Span,
    Stated,
    TimeLimit,
    Within,
    canonical,
)

EVENTS = ("contract-signed", "request-received", "supplier-determined")  # the third is never later than the first
spans = st.builds(Span, st.sampled_from((1, 5, 7, 20, 25, 38, 45, 70)), st.sampled_from(("wd", "d")))
events = st.sampled_from(EVENTS)
triggers = st.sets(st.sampled_from((*INFORMATION, *EVENTS)), min_size=1, max_size=3).map(canonical)
optional_triggers = st.one_of(st.just(()), triggers)
starts = st.one_of(
    st.builds(Within, spans, optional_triggers),
    st.builds(Before, events, spans),
    st.builds(At, triggers),
    st.builds(Promptly, optional_triggers, st.booleans()),
    st.builds(AsItArises, st.booleans()),
    st.builds(
        Every,
        st.one_of(st.sampled_from(PERIODS), spans),
        st.booleans(),
        st.sampled_from((None, "year-end")),
        st.booleans(),
    ),
    st.builds(Stated, st.sampled_from(PLAIN)),
)
displays = st.builds(Display, spans, st.booleans(), st.booleans())


def _one_of_all(*choices: tuple[Any, ...]) -> st.SearchStrategy[tuple[Any, ...]]:
    """One draw instead of many: a tuple with one of each; what stands twice is drawn twice as often."""
    return st.sampled_from(tuple(product(*choices)))


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
    return Clause(start, covers, via, when, encouraged, display, itemised, promptly, unless, subject, verb)


@st.composite
def time_limits(draw: st.DrawFn) -> TimeLimit:
    """Time limits that `read` accepts: no clause twice, `rest` only beside a named part."""
    drawn = draw(st.lists(clauses(), min_size=1, max_size=3, unique=True))
    if any(clause.covers == ("rest",) for clause in drawn) and not any(
        clause.covers not in ((), ("rest",)) for clause in drawn
    ):
        drawn.append(Clause(Promptly(), covers=("results",)))
    return TimeLimit("clauses", tuple(drawn), draw(st.sampled_from((None, "原文"))))
