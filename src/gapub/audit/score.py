"""Points by a scheme: what findings cost, and how far that is certain.

What nobody judged may have a fault or not, so points are a range, which holds those of every outcome; a band is given only
where the whole range lies in it. More findings against a catalogue never raise its points or its band.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice
from math import ceil
from types import MappingProxyType
from typing import Final, NamedTuple, Protocol, TypeAlias

from gapub.audit.result import AreaResult, Units
from gapub.diagnostics import Diagnostic
from gapub.model.scheme import OF_CATALOGUES, Band, Indicator, Scheme, Test

EFFORT: Final[Mapping[str, int]] = {"catalogue": 1, "cell": 1, "record": 1, "column": 8, "row": 8, "area": 80}
"""What it takes to mend one thing, in cells to fill: an item has eight, and so has its column; an area has some ten items."""

Key: TypeAlias = tuple[str, ...]
"""What names a thing that is counted once."""
_NO_ANSWERS: Final[Mapping[str, int]] = MappingProxyType({})
_WHOLE: Final = Units(1, 1)
_MANUAL: Final = Test(())
_NO: Final = Fraction()


class Counted(Protocol):
    """What was looked at: how many things an indicator counts, and which of them a finding is of."""

    def of(self, indicator: Indicator, found: Collection[Key], /) -> Units | None:
        """What an indicator counts, in some of which something was `found`; None where nobody looked."""

    def thing(self, finding: Diagnostic, indicator: Indicator, /) -> Key | None:
        """The thing that a finding is of; None where it does not count."""


class Counts(NamedTuple):
    """How many areas and rows there are to judge, and, by field, how many cells; how many of them could be judged."""

    areas: Units
    rows: Units
    cells: Mapping[str, Units]

    def of(self, indicator: Indicator, _found: Collection[Key] = (), /) -> Units | None:
        """What an indicator counts; None of what no audit looks at."""
        if indicator.test and not OF_CATALOGUES.keys() >= set(indicator.test.codes):
            return None
        if indicator.scope == "cell":
            fields = indicator.test.fields if indicator.test else ()
            return sum((self.cells.get(each, Units()) for each in fields or self.cells), Units())
        return {"area": self.areas, "row": self.rows}.get(indicator.scope, _WHOLE)

    def thing(self, finding: Diagnostic, indicator: Indicator, /) -> Key | None:
        """What a finding is counted with: what is not in the guideline has no path, and is told by its arguments."""
        fields = indicator.test.fields if indicator.test else ()
        if fields and not any(each in fields for each in finding.arguments[:1]):
            return None
        area, *rest = finding.entity.split("/")
        if indicator.scope in ("area", "catalogue"):
            return (area,) if indicator.scope == "area" else ()
        row = (finding.entity,) if len(rest) == 2 else (finding.entity, *finding.arguments)
        return row if indicator.scope == "row" else (*row, *finding.arguments[:1])


def counts_of(areas: Sequence[AreaResult]) -> Counts:
    """The counts of these areas together."""
    cells: dict[str, Units] = {}
    for area in areas:
        for field, units in area.cells.items():
            cells[field] = cells.get(field, Units()) + units
    return Counts(Units(len(areas), len(areas)), sum((each.rows for each in areas), Units()), cells)


class Line(NamedTuple):
    """What one indicator comes to: points kept of a deduction, given by a bonus, none of a veto; at least and at most.

    `things` are those with a finding, each with its findings; `found` is how many, also where a person counted. `open`: how
    many were not judged; None where a person has yet to judge the whole, or nobody has looked.
    """

    indicator: Indicator
    applies: bool
    units: Units
    things: Mapping[Key, tuple[Diagnostic, ...]]
    found: int
    open: int | None
    points: tuple[Fraction, Fraction]

    @property
    def clear(self) -> tuple[bool, bool]:
        """Whether less was found than a veto takes, for certain, and whether that may be so."""
        start = self.indicator.start
        return (self.open is not None and self.found + self.open < start), self.found < start


class Step(NamedTuple):
    """Things to mend on the way to a band: the findings of so many things of an indicator, and the points that this gives.

    `gate`: the band asks it whatever the points are.
    """

    indicator: Indicator
    things: int
    gain: Fraction
    findings: tuple[Diagnostic, ...]
    gate: bool


class Score(NamedTuple):
    """The points of a catalogue, at least and at most; of `full`, which bonuses may exceed.

    `band` is None where the range reaches into several: from `bands[0]`, of the lowest points, to `bands[1]`. `judged` are
    the points of the deductions that were judged wholly, and how many of them were kept. `next` is the band above
    `bands[0]`, if any, `steps` lead there the cheapest way that a greedy choice finds, and `reached` says whether they do
    so whatever the things not judged turn out to be.
    """

    scheme: Scheme
    low: Fraction
    high: Fraction
    full: Fraction
    bands: tuple[Band, Band]
    lines: tuple[Line, ...]
    next: Band | None
    steps: tuple[Step, ...]
    reached: bool

    @property
    def band(self) -> Band | None:
        """The band, if it is certain."""
        return self.bands[0] if self.bands[0] == self.bands[1] else None

    @property
    def ended(self) -> bool:
        """Whether a veto has ended the scoring for certain: then there are no points."""
        return _ended(self.lines, 1)

    @property
    def judged(self) -> tuple[Fraction, Fraction]:
        """Points kept by the deductions of which nothing is open, and how many these have together."""
        whole = [each for each in self.lines if each.applies and each.indicator.kind == "deduct" and each.open == 0]
        return _sum(each.points[0] for each in whole), _sum(each.indicator.weight for each in whole)


def score(
    scheme: Scheme,
    findings: Iterable[Diagnostic],
    counts: Counted,
    level: str,
    answers: Mapping[str, int] = _NO_ANSWERS,
    without: Collection[str] = (),
) -> Score:
    """The score. `answers` are what persons counted for indicators that they have to judge, by id; `without` what one lacks."""
    lines = _lines(scheme, list(findings), counts, level, answers, without)
    low, high = (_points(scheme, lines, end) for end in _ENDS)
    bands = _band(scheme, lines, low, 0), _band(scheme, lines, high, 1)
    at = scheme.bands.index(bands[0])
    target = scheme.bands[at - 1] if at else None
    steps, reached = _way(scheme, lines, target) if target else ((), False)
    return Score(scheme, low, high, scheme.full, bands, lines, target, steps, reached)


_ENDS: Final = (0, 1)
"""The ends of the range: at least, and at most."""


# --- an indicator --------------------------------------------------------------------------------------------------------


def _lines(
    scheme: Scheme,
    findings: Sequence[Diagnostic],
    counts: Counted,
    level: str,
    answers: Mapping[str, int],
    without: Collection[str],
) -> tuple[Line, ...]:
    by_code: dict[str, list[Diagnostic]] = {}
    for each in findings:
        by_code.setdefault(each.code, []).append(each)

    def line(indicator: Indicator) -> Line:
        when = indicator.when
        applies = (not when.levels or level in when.levels) and when.needs not in without
        return _line(indicator, by_code, counts, applies, answers.get(indicator.id))

    return tuple(map(line, scheme.indicators))


def _line(
    indicator: Indicator,
    by_code: Mapping[str, Sequence[Diagnostic]],
    counts: Counted,
    applies: bool,
    answer: int | None,
) -> Line:
    things = dict[Key, tuple[Diagnostic, ...]]()
    for finding in (each for code in (indicator.test or _MANUAL).codes for each in by_code.get(code, ())):
        if (key := counts.thing(finding, indicator)) is not None:
            things[key] = (*things.get(key, ()), finding)
    units, open_ = counts.of(indicator, things), None if answer is None else 0
    if indicator.test and units is not None:
        enough = units.total if indicator.sample is None else min(units.total, indicator.sample)
        open_ = max(0, enough - units.judged)
    found = len(things) if indicator.test else answer or 0
    units = units or _WHOLE._replace(judged=0)
    return _with(Line(indicator, applies and units.total > 0, units, things, found, open_, (_NO, _NO)), found)


def _with(line: Line, found: int) -> Line:
    """The line with so many things found."""
    low, high = (_worth(line, found, end) for end in _ENDS)
    return line._replace(found=found, points=(low, high))


def _worth(line: Line, found: int, end: int) -> Fraction:
    """The points of an indicator with so many things found, at one end of the range."""
    indicator = line.indicator
    if not line.applies:
        return indicator.weight
    worst = (end == 0) == (
        indicator.kind == "deduct"
    )  # open things cost points at the lower end, and earn them at the upper
    if line.open is None and worst:
        moved = indicator.cap
    elif line.open is None:
        moved = _moved(indicator, line.units, line.found)
    else:
        moved = _moved(indicator, line.units, min(found + line.open, max(found, line.units.total)) if worst else found)
    return Fraction() if indicator.kind == "veto" else indicator.weight - moved if indicator.kind == "deduct" else moved


def _moved(indicator: Indicator, units: Units, found: int) -> Fraction:
    """The points that so many things take or give."""
    return min(indicator.cap, found * _each(indicator, units))


def _each(indicator: Indicator, units: Units) -> Fraction:
    if indicator.each is not None:
        return indicator.each
    return (indicator.weight or indicator.cap) / max(1, units.total)


# --- all together --------------------------------------------------------------------------------------------------------


def _sum(points: Iterable[Fraction]) -> Fraction:
    return sum(points, Fraction())


def _ended(lines: Iterable[Line], end: int) -> bool:
    """Whether a veto ends the scoring, at one end of the range."""
    return any(each.indicator.ends and each.applies and not each.clear[end] for each in lines)


def _points(scheme: Scheme, lines: Sequence[Line], end: int) -> Fraction:
    """The points at one end of the range."""
    if _ended(lines, end):
        return Fraction()
    deductions = [each for each in lines if each.indicator.kind == "deduct" and (each.applies or not scheme.rescale)]
    weight = _sum(each.indicator.weight for each in deductions)
    if not weight:  # nothing could be judged at all
        return scheme.full * end
    kept = _sum(each.points[end] for each in deductions) * scheme.full / weight
    bonuses = (each for each in lines if each.indicator.kind == "bonus" and each.applies)
    return kept + _sum(each.points[end] for each in bonuses if _reaches(kept, each.indicator))


def _reaches(kept: Fraction, bonus: Indicator) -> bool:
    return kept >= (bonus.when.points or 0) and (bonus.when.above is None or kept > bonus.when.above)


def _band(scheme: Scheme, lines: Sequence[Line], points: Fraction, end: int) -> Band:
    """The best band that the points reach and no gate shuts; the last takes all that is left."""
    *better, last = scheme.bands
    for band in better:
        if points >= band.points and all(_passes(line, least, end) for line, least in _gates(scheme, lines, band)):
            return band
    return last


def _gates(scheme: Scheme, lines: Sequence[Line], band: Band) -> Iterator[tuple[Line, Fraction]]:
    """What a band asks: each line that it looks at, with the points that this has to keep. A veto that no gate names guards all."""
    rank = {each.id: n for n, each in enumerate(scheme.bands)}
    by_id = {each.indicator.id: each for each in lines}
    named = {each.indicator for each in scheme.gates}
    for gate in scheme.gates:
        if rank[gate.band] >= rank[band.id]:
            yield by_id[gate.indicator], gate.points
    for line in lines:
        if line.indicator.kind == "veto" and line.indicator.id not in named:
            yield line, Fraction()


def _passes(line: Line, least: Fraction, end: int) -> bool:
    if not line.applies:
        return True
    return line.clear[end] if line.indicator.kind == "veto" else line.points[end] >= least


# --- the way to the next band --------------------------------------------------------------------------------------------


def _way(scheme: Scheme, lines: Sequence[Line], target: Band) -> tuple[tuple[Step, ...], bool]:
    """What to mend for a band: first what its gates ask, then, again and again, what gives most for the least effort."""
    walk = _Walk(scheme, lines)
    for line, least in _gates(scheme, lines, target):
        id = line.indicator.id
        while walk.left[id] and not _passes(walk.lines[id], least, 0):
            walk.mend(id, 1, gate=True)
    while walk.points < target.points and (best := walk.best()):
        walk.mend(*best, gate=False)
    reached = walk.points >= target.points and all(
        _passes(walk.lines[line.indicator.id], least, 0) for line, least in _gates(scheme, lines, target)
    )
    return tuple(walk.steps.values()), reached


class _Walk:
    """A catalogue that is mended thing by thing: `left` are the findings that stand, by indicator and thing."""

    def __init__(self, scheme: Scheme, lines: Sequence[Line]) -> None:
        self.scheme = scheme
        self.lines = {each.indicator.id: each for each in lines}
        self.left = {
            each.indicator.id: {key: list(found) for key, found in each.things.items()}
            for each in lines
            if each.indicator.kind != "bonus"
        }
        self.counted: dict[int, list[tuple[str, Key]]] = {}
        for indicator, things in self.left.items():
            for key, findings in things.items():
                for finding in findings:
                    self.counted.setdefault(id(finding), []).append((indicator, key))
        self.points = _points(scheme, lines, 0)
        self.steps: dict[tuple[str, bool], Step] = {}

    def best(self) -> tuple[str, int] | None:
        """The indicator of which to mend so many things next; None where nothing that is left gives points."""
        found = [(rate, -n, name, things) for n, (rate, name, things) in enumerate(self._choices())]
        return max(found)[2:] if found else None

    def _choices(self) -> Iterator[tuple[Fraction, str, int]]:
        for name, line in self.lines.items():
            indicator, left = line.indicator, self.left.get(name)
            if indicator.kind != "deduct" or not line.applies or not left:
                continue
            each = _each(indicator, line.units)
            over = line.found + (line.open or 0) - ceil(indicator.cap / each)  # so many cost nothing more
            things = max(0, over) + 1
            if things <= len(left):
                gain = _worth(line, line.found - things, 0) - line.points[0]
                if gain > 0:
                    yield gain / (things * EFFORT[indicator.scope]), name, things

    def mend(self, name: str, things: int, *, gate: bool) -> None:
        """Mend the next things of an indicator; where their findings count elsewhere, they are gone there, too."""
        gone = []
        for key in [*islice(self.left[name], things)]:
            for finding in [*self.left[name][key]]:
                gone.append(finding)
                for other, thing in self.counted[id(finding)]:
                    self._drop(other, thing, finding)
        before, self.points = self.points, _points(self.scheme, tuple(self.lines.values()), 0)
        step = self.steps.get((name, gate)) or Step(self.lines[name].indicator, 0, Fraction(), (), gate)
        self.steps[name, gate] = step._replace(
            things=step.things + things, gain=step.gain + self.points - before, findings=(*step.findings, *gone)
        )

    def _drop(self, name: str, key: Key, finding: Diagnostic) -> None:
        left = self.left[name]
        left[key] = [each for each in left[key] if each is not finding]
        if not left[key]:
            del left[key]
            line = self.lines[name]
            self.lines[name] = _with(line, line.found - 1)
