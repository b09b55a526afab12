"""Schemes of scoring: the file, and the points, bands and steps that it gives."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gapub.audit.result import Units
from gapub.audit.score import Counts, Score, score
from gapub.diagnostics import Diagnostic, Place, Text
from gapub.model import scheme as schemes
from gapub.model.scheme import TESTED, Scheme, number
from gapub.sources.library import open_library
from gapub.yaml.reader import parse
from in_process import gapub

SCHEME = """\
title: {zh: 目录评分, en: Score}
issuer: {zh: 某市, en: A city}

indicators:
- id: areas
  title: {zh: 领域, en: Areas}
  kind: deduct
  weight: 20
  scope: area
  test: {codes: [audit-area-missing]}

- id: rows
  title: {zh: 事项, en: Rows}
  kind: deduct
  weight: 50
  each: 2
  cap: 40
  scope: row
  test: {codes: [audit-row-missing]}

- id: limits
  title: {zh: 时限, en: Limits}
  kind: deduct
  weight: 30
  each: 0.5
  scope: cell
  test: {codes: [audit-cell-weaker, audit-cell-empty], fields: [time_limit]}

- id: ended
  title: {zh: 依据, en: Bases}
  kind: veto
  scope: cell
  test: {codes: [audit-basis-ended]}

- id: stricter
  title: {zh: 加分, en: Bonus}
  kind: bonus
  each: 1
  cap: 5
  scope: cell
  when: {points: 80}
  test: {codes: [audit-cell-stricter]}

bands:
- {id: good, title: {zh: 良好, en: good}, points: 80}
- {id: fair, title: {zh: 合格, en: fair}, points: 60}
- {id: poor, title: {zh: 不合格, en: poor}, points: 0}

gates:
- {band: good, indicator: ended}
- {band: good, indicator: rows, points: 40}

rescale: true
"""
AGES = """\
ages:
- {kind: {zh: 动态类, en: news}, words: [动态, 要闻], max_age: 14d}
- {kind: {zh: 其他, en: others}, max_age: 1y}
"""
FIELDS = ("time_limit", "content", "basis")


def made(text: str) -> Scheme:
    tree, found = parse(text.encode(), "scheme.yaml")
    assert not found
    value, found = schemes.read(tree, "scheme.yaml")
    assert value is not None, found
    return value


OWN = made(SCHEME)


def finding(code: str, entity: str, *arguments: str) -> Diagnostic:
    return Diagnostic(code, TESTED[code].severity, Text(code, code), Place("t.xlsx", 1, 1), entity, arguments=arguments)


def counts(
    areas: int = 10, rows: int = 50, cells: Mapping[str, tuple[int, int]] | None = None, sure: int = 50
) -> Counts:
    units = cells or dict.fromkeys(FIELDS, (rows, rows))
    return Counts(Units(areas, areas), Units(rows, sure), {name: Units(*each) for name, each in units.items()})


def missing(n: int) -> list[Diagnostic]:
    return [finding("audit-row-missing", f"a/t/r{i}") for i in range(n)]


def weaker(n: int, field: str = "time_limit") -> list[Diagnostic]:
    return [finding("audit-cell-weaker", f"a/t/w{i}", field) for i in range(n)]


def points(made: Score) -> tuple[str, str]:
    return number(made.low), number(made.high)


# --- points --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("findings", "low", "band"),
    [
        ([], "100", "good"),
        ([finding("audit-area-missing", "a")], "98", "good"),
        (missing(3), "94", "good"),
        (missing(30), "60", "fair"),  # 60 would be taken, but for the cap
        (missing(6), "88", "fair"),  # the gate: 38 of 50
        (weaker(7), "96.5", "good"),
        (weaker(7, "content"), "100", "good"),  # of another field
        ([*weaker(1), finding("audit-cell-empty", "a/t/w0", "time_limit")], "99.5", "good"),  # one cell, counted once
        ([finding("audit-basis-ended", "a/t/r", "basis")], "100", "fair"),  # the veto
        ([finding("audit-cell-stricter", "a/t/r", "channels")] * 9, "101", "good"),  # one cell
        ([finding("audit-cell-stricter", f"a/t/r{i}", "channels") for i in range(9)], "105", "good"),
        ([*missing(20), finding("audit-cell-stricter", "a/t/x", "channels")], "60", "fair"),  # the bonus waits for 80
    ],
)
def test_points_and_bands(findings: list[Diagnostic], low: str, band: str) -> None:
    found = score(OWN, findings, counts(), "county")
    assert points(found) == (low, low)
    assert found.band is not None and found.band.id == band


def test_what_was_not_judged_makes_a_range_and_no_band() -> None:
    cells = {"time_limit": (50, 20), "content": (50, 50), "basis": (50, 50)}
    found = score(OWN, missing(4), counts(cells=cells), "county")
    assert points(found) == ("77", "97")  # an open cell may also be stricter
    assert found.band is None
    assert [each.id for each in found.bands] == ["fair", "good"]
    assert [number(each) for each in found.judged] == ["62", "70"]
    assert [each.open for each in found.lines] == [0, 0, 30, 30, 30]


def test_a_sample_is_enough() -> None:
    sampled = made(SCHEME.replace("  each: 0.5\n", "  each: 0.5\n  sample: 20\n"))
    cells = {"time_limit": (50, 20), "content": (50, 50), "basis": (50, 50)}
    assert points(score(sampled, [], counts(cells=cells), "county")) == ("100", "105")


def test_what_does_not_apply_leaves_the_full_points() -> None:
    none = {"content": (50, 50), "basis": (50, 50)}
    assert points(score(OWN, missing(5), counts(cells=none), "county"))[0] == "85.71"  # 60 of 70
    kept = made(SCHEME.replace("rescale: true\n", ""))
    assert points(score(kept, missing(5), counts(cells=none), "county"))[0] == "90"
    towns = made(SCHEME.replace("  weight: 20\n", "  weight: 20\n  when: {levels: [township]}\n"))
    assert points(score(towns, [finding("audit-area-missing", "a")], counts(), "county"))[0] == "100"
    assert points(score(towns, [finding("audit-area-missing", "a")], counts(), "township"))[0] == "98"


def test_a_person_judges_what_gapub_cannot() -> None:
    manual = made(
        SCHEME.replace(
            "  scope: cell\n  test: {codes: [audit-cell-weaker, audit-cell-empty], fields: [time_limit]}\n",
            "  manual: true\n",
        )
    )
    assert points(score(manual, [], counts(), "county")) == ("70", "100")
    assert points(score(manual, [], counts(), "county", {"limits": 4})) == ("98", "98")


def test_nothing_to_judge_says_nothing() -> None:
    found = score(OWN, [], Counts(Units(), Units(), {}), "county")
    assert points(found) == ("0", "100")
    assert found.band is None


def test_points_are_never_rounded_up() -> None:
    assert number(Fraction(89999, 1000)) == "89.99"
    assert number(Fraction(90)) == "90"
    assert number(Fraction(1, 2)) == "0.5"


# --- steps ---------------------------------------------------------------------------------------------------------------


def test_steps_lead_to_the_next_band_the_cheapest_first() -> None:
    findings = [*missing(8), *weaker(30), finding("audit-area-missing", "b")]  # 100 - 16 - 15 - 2 = 67, rows keep 34
    found = score(OWN, findings, counts(), "county")
    assert points(found) == ("67", "67")
    assert found.next is not None and found.next.id == "good"
    told = [(each.indicator.id, each.things, number(each.gain), each.gate) for each in found.steps]
    assert told == [("rows", 3, "6", True), ("limits", 14, "7", False)]  # a cell is less work than a row or an area
    assert found.reached
    mended = [each for each in findings if each not in [gone for step in found.steps for gone in step.findings]]
    assert score(OWN, mended, counts(), "county").bands[0].id == "good"


def test_where_mending_is_not_enough_it_is_said() -> None:
    cells = {"time_limit": (50, 0), "content": (50, 50), "basis": (50, 50)}
    found = score(OWN, missing(3), counts(cells=cells), "county")
    assert found.next is not None and not found.reached


# --- laws ----------------------------------------------------------------------------------------------------------------

FAULTS = sorted(set(TESTED) - {"audit-cell-stricter"})
_FINDINGS = st.lists(
    st.builds(
        finding,
        st.sampled_from(FAULTS),
        st.builds("a/t/{}".format, st.integers(0, 8)) | st.sampled_from(["a", "b"]),
        st.sampled_from(FIELDS),
    ),
    max_size=25,
)
_COUNTS = st.builds(
    lambda areas, rows, open_, cells: Counts(
        Units(areas, areas),
        Units(rows, max(0, rows - open_)),
        {f: Units(rows, max(0, rows - n)) for f, n in cells.items()},
    ),
    st.integers(0, 4),
    st.integers(0, 12),
    st.integers(0, 6),
    st.fixed_dictionaries({each: st.integers(0, 6) for each in FIELDS}),
)
_BOUGHT = st.lists(st.integers(0, 5).map(lambda n: finding("audit-cell-stricter", f"a/t/{n}", "content")), max_size=6)


@settings(max_examples=60, deadline=None)
@given(_FINDINGS, _BOUGHT, _COUNTS, st.sampled_from(FAULTS), st.integers(0, 8), st.sampled_from(FIELDS))
def test_one_more_finding_never_raises_points_or_band(
    findings: list[Diagnostic], more: list[Diagnostic], of: Counts, code: str, row: int, field: str
) -> None:
    before = score(OWN, [*findings, *more], of, "county")
    after = score(OWN, [*findings, *more, finding(code, f"a/t/{row}", field)], of, "county")
    assert after.low <= before.low and after.high <= before.high
    rank = [each.id for each in OWN.bands]
    for one, other in zip(before.bands, after.bands, strict=True):
        assert rank.index(other.id) >= rank.index(one.id)


@settings(max_examples=60, deadline=None)
@given(_FINDINGS, _BOUGHT, _COUNTS, st.data())
def test_the_range_holds_every_outcome_of_what_is_open(
    findings: list[Diagnostic], more: list[Diagnostic], of: Counts, data: st.DataObject
) -> None:
    """Each thing that is open turns out to have a fault of its own, or none; then nothing is open."""
    before = score(OWN, [*findings, *more], of, "county")
    turned = list[Diagnostic]()
    for n in range(data.draw(st.integers(0, of.rows.open), "rows")):
        turned.append(finding("audit-row-missing", f"a/t/open{n}"))
    for name, units in of.cells.items():
        for n in range(data.draw(st.integers(0, units.open), name)):
            code = data.draw(
                st.sampled_from(["audit-cell-weaker", "audit-cell-empty", "audit-basis-ended", "audit-cell-stricter"])
            )
            turned.append(finding(code, f"a/t/open{n}", name))
    whole = Counts(
        of.areas, Units(of.rows.total, of.rows.total), {f: Units(u.total, u.total) for f, u in of.cells.items()}
    )
    # a thing that has a finding already is one of the things there are
    if len({each.entity for each in findings if each.code == "audit-row-missing"}) > of.rows.judged:
        return
    after = score(OWN, [*findings, *more, *turned], whole, "county")
    assert before.low <= after.low <= after.high <= before.high or _too_many([*findings, *more], of)
    assert after.low == after.high or not of.rows.total


def _too_many(findings: list[Diagnostic], of: Counts) -> bool:
    """More cells with findings than were judged: no table has that."""
    found = {(each.entity, each.arguments[0]) for each in findings}
    return any(sum(name == field for _, name in found) > units.judged for field, units in of.cells.items())


@settings(max_examples=40, deadline=None)
@given(_FINDINGS, _COUNTS)
def test_the_steps_lead_where_they_say(findings: list[Diagnostic], of: Counts) -> None:
    before = score(OWN, findings, of, "county")
    gone = {id(each) for step in before.steps for each in step.findings}
    after = score(OWN, [each for each in findings if id(each) not in gone], of, "county")
    assert after.low - before.low == sum(step.gain for step in before.steps)
    if before.next and before.reached:
        rank = [each.id for each in OWN.bands]
        assert rank.index(after.bands[0].id) <= rank.index(before.next.id)


# --- the file ------------------------------------------------------------------------------------------------------------


def codes(folder: Path, text: str) -> list[tuple[str, int]]:
    """What `validate` says of a scheme."""
    (folder / "scheme.yaml").write_text(text, "utf-8")
    done = gapub("validate", "scheme.yaml", "--format", "json", cwd=folder)
    return [(each["code"], each["place"]["line"]) for each in json.loads(done.stdout)["findings"]]


@pytest.mark.parametrize(
    ("was", "now", "code", "line"),
    [
        ("  cap: 40\n", "  cap: 51\n", "scheme-points", 17),
        ("  weight: 20\n", "", "scheme-points", 5),
        ("  weight: 20\n", "  weight: 0\n", "scheme-points", 8),
        ("  each: 1\n  cap: 5\n", "  each: 1\n", "scheme-points", 35),
        ("  kind: veto\n", "  kind: veto\n  weight: 3\n", "scheme-points", 32),
        ("  kind: bonus\n", "  kind: bonus\n  weight: 3\n", "scheme-points", 38),
        ("  each: 0.5\n", "  each: 0\n", "scheme-points", 25),
        ("  each: 0.5\n", "  each: -1\n", "shape-pattern", 25),
        ("  each: 0.5\n", "  each: .inf\n", "shape-pattern", 25),
        ("  each: 0.5\n", '  each: "0.5"\n', "shape-kind", 25),
        ("points: 60}", "points: 90}", "scheme-points", 46),
        ("en: poor}, points: 0}", "en: poor}, points: 1}", "scheme-points", 47),
        ("en: good}, points: 80}", "en: good}, points: 101}", "scheme-points", 45),
        ("indicator: rows, points: 40", "indicator: row, points: 40", "scheme-reference", 51),
        ("indicator: rows, points: 40", "indicator: rows, points: 51", "scheme-points", 51),
        ("indicator: rows, points: 40", "indicator: rows", "scheme-points", 51),
        ("band: good, indicator: ended", "band: best, indicator: ended", "scheme-reference", 50),
        ("- id: limits", "- id: areas", "duplicate-id", 21),
        ("audit-cell-weaker,", "audit-cell-weeker,", "shape-word", 27),
        ("  test: {codes: [audit-area-missing]}\n", "", "shape-one-of", 5),
        ("  test: {codes: [audit-area-missing]}\n", "  manual: false\n", "scheme-points", 10),
        ("  weight: 20\n", "  weight: 20\n  when: {points: 3}\n", "scheme-points", 9),
        ("  weight: 20\n", "  weight: 20\n  sample: 0\n", "scheme-points", 9),
        ("rescale: true\n", f"{AGES}- {{kind: {{zh: 后, en: late}}, max_age: 1y}}\n", "scheme-reference", 55),
        ("rescale: true\n", AGES.replace("1y", "1term"), "shape-pattern", 55),
        ("  weight: 20\n", "  weight: 1e7\n", "shape-pattern", 8),
        ("  scope: area\n", "  scope: column\n", "scheme-points", 9),
        ("[audit-area-missing]", "[audit-area-missing, column-blank]", "scheme-points", 10),
        ("[audit-area-missing]}", "[audit-area-missing], words: [政策]}", "scheme-points", 10),
        ("[audit-cell-weaker, audit-cell-empty], fields: [time_limit]", "[column-blank]", "scheme-points", 26),
        (
            "cell\n  test: {codes: [audit-cell-weaker, audit-cell-empty]",
            "row\n  test: {codes: [column-blank]",
            "scheme-points",
            27,
        ),
    ],
)
def test_what_is_wrong_with_a_scheme(was: str, now: str, code: str, line: int) -> None:
    assert was in SCHEME
    tree, faults = parse(SCHEME.replace(was, now, 1).encode(), "scheme.yaml")
    _, found = schemes.read(tree, "scheme.yaml")
    assert not faults
    assert [(each.code, each.place.line) for each in found if each.place] == [(code, line)]


def test_how_old_each_kind_of_column_may_be() -> None:
    assert [(each.words, str(each.limit)) for each in made(SCHEME + "\n" + AGES).ages] == [
        (("动态", "要闻"), "14d"),
        ((), "1y"),
    ]


def test_validate_says_what_is_wrong(tmp_path: Path) -> None:
    assert codes(tmp_path, SCHEME.replace("cap: 40", "cap: 51")) == [("scheme-points", 17)]


def test_it_is_laid_out_by_fmt_and_may_be_written_in_chinese(tmp_path: Path) -> None:
    assert codes(tmp_path, SCHEME) == []
    assert gapub("fmt", "--check", "scheme.yaml", cwd=tmp_path).returncode == 0
    chinese = (
        SCHEME.replace("kind: deduct", "kind: 扣分")
        .replace("scope: cell", "scope: 栏目")
        .replace("[time_limit]", "[公开时限]")
    )
    assert codes(tmp_path, chinese) == []
    library = open_library(None)
    assert library.scheme(str(tmp_path / "scheme.yaml"))._replace(entry=OWN.entry) == OWN


def test_a_scheme_is_found_by_its_name_and_a_local_one_comes_first(tmp_path: Path) -> None:
    shipped = open_library(None)
    assert shipped.schemes.keys() == {"catalogue", "county", "inspection"}
    assert shipped.scheme("catalogue").full == 100
    assert not any(name.startswith("schemes@") for name in shipped.editions())
    listed = json.loads(gapub("list", "--format", "json", cwd=tmp_path).stdout)
    assert [each["id"] for each in listed["schemes"]] == ["catalogue", "county", "inspection"]
    assert "inspection" in gapub("list", cwd=tmp_path).stdout.decode()
    folder = tmp_path / "guidelines" / "schemes"
    folder.mkdir(parents=True)
    for name in ("catalogue", "own"):
        (folder / f"{name}.yaml").write_text(SCHEME, "utf-8")
    library = open_library(tmp_path / "guidelines", tmp_path)
    assert [library.scheme(each).title.zh for each in ("catalogue", "own")] == ["目录评分", "目录评分"]
    done = gapub("validate", cwd=tmp_path)
    assert done.returncode == 0, done.stdout.decode()
    compiled: Any = gapub("compile", "county", "--area", "taxation", "--format", "json", "-o", "out", cwd=tmp_path)
    assert compiled.returncode == 0, compiled.stderr.decode()
    assert b"schemes" not in (tmp_path / "out" / "catalogue.json").read_bytes()
