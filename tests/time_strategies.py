"""Hypothesis strategies for time limits: every start kind, few names, so that clauses meet often."""

from collections.abc import Iterable
from itertools import combinations, product
from typing import Any, Final

from hypothesis import strategies as st

from gapub.diagnostics import Text
from gapub.model.time.value import (
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
    Unit,
    Within,
    canonical,
)

UNITS: Final[tuple[Unit, ...]] = ("wd", "d")
EVENTS = ("contract-signed", "request-received", "supplier-determined")  # the third is never later than the first


def _one_of_all(*choices: Iterable[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    """One draw instead of many: a tuple with one of each; what stands twice is drawn twice as often."""
    return st.sampled_from(tuple(product(*choices)))


SPANS = tuple(Span(n, unit) for n in (1, 5, 7, 20, 25, 38, 45, 70) for unit in UNITS)
TRIGGERS = tuple(canonical(some) for n in (1, 2, 3) for some in combinations((*INFORMATION, *EVENTS), n))
FLAG = (False, True)
starts = st.one_of(
    _one_of_all(SPANS, ((), *TRIGGERS)).map(lambda drawn: Within(*drawn)),
    _one_of_all(EVENTS, SPANS).map(lambda drawn: Before(*drawn)),
    st.sampled_from(TRIGGERS).map(At),
    _one_of_all(((), *TRIGGERS), FLAG).map(lambda drawn: Promptly(*drawn)),
    st.sampled_from(FLAG).map(AsItArises),
    _one_of_all((*PERIODS, *PERIODS, *SPANS), FLAG, (None, "year-end"), FLAG).map(lambda drawn: Every(*drawn)),
    st.sampled_from(PLAIN).map(Stated),
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
