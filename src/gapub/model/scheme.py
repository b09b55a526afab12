"""Schemes of scoring: what findings cost, what earns points, and which points make which band. One for every use of a score.

A scheme says nothing of how faults are found: an indicator names the codes of findings, and what is counted once (`scope`).
What nobody judged is neither sound nor faulty; see `gapub.audit.score`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import isfinite
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, TypeAlias

from gapub.diagnostics import Diagnostic, Severity, Text
from gapub.model import shape
from gapub.model.fields import FIELD_NAMES, FIELDS
from gapub.model.local import AGE
from gapub.model.shape import BILINGUAL, ID_TEXT, Context, Fault, FaultError, Field, Many, Record, Scalar
from gapub.model.text import LEVELS_CALLED, fold
from gapub.model.time.reader import span
from gapub.model.time.value import Span
from gapub.yaml.locations import Entry
from gapub.yaml.tree import Value

if TYPE_CHECKING:
    from fractions import Fraction

Kind: TypeAlias = Literal["veto", "deduct", "bonus"]
Scope: TypeAlias = Literal["catalogue", "area", "row", "cell", "column", "record"]

KINDS: Final[Mapping[str, Text]] = {
    "veto": Text("单项否决", "veto"),
    "deduct": Text("扣分", "deduction"),
    "bonus": Text("加分", "bonus"),
}
"""What an indicator does, and what that is called."""
SCOPES: Final[Mapping[str, Text]] = {
    "catalogue": Text("目录|整个目录", "catalogue"),
    "area": Text("领域", "area"),
    "row": Text("事项|行", "item"),
    "cell": Text("栏目|单元格", "cell"),
    "column": Text("网站栏目", "column of the website"),
    "record": Text("信息|网站信息", "entry of the website"),
}
"""What is counted once, however much is found in it."""


class Tested(NamedTuple):
    """A kind of finding that an indicator may test: how grave it is, and what it is called."""

    severity: Severity
    label: Text


OF_CATALOGUES: Final[Mapping[str, Tested]] = {
    "audit-area-missing": Tested("error", Text("缺少领域", "area missing")),
    "audit-row-missing": Tested("error", Text("缺少事项", "item missing")),
    "audit-row-added": Tested("info", Text("增加的事项", "item added")),
    "audit-row-unsure": Tested("info", Text("事项对应关系待核", "item not matched for certain")),
    "audit-cell-empty": Tested("error", Text("栏目空白", "empty cell")),
    "audit-cell-meaningless": Tested("error", Text("栏目内容无实义", "cell that says nothing")),
    "audit-cell-weaker": Tested("error", Text("低于标准指引", "weaker than the guideline")),
    "audit-cell-stricter": Tested("info", Text("严于标准指引", "stricter than the guideline")),
    "audit-cell-different": Tested(
        "warning", Text("与标准指引不同，强弱不可比", "differs, neither weaker nor stricter")
    ),
    "audit-cell-reworded": Tested("info", Text("文字不同，要求相同", "worded otherwise, same duty")),
    "audit-cell-unread": Tested("info", Text("栏目内容未能识别", "cell not understood")),
    "audit-basis-ended": Tested("error", Text("依据已废止或者失效", "legal basis no longer in force")),
    "audit-basis-unknown": Tested("warning", Text("依据未能识别", "legal basis not known")),
}
"""The findings of an audit (`gapub.audit.comparison`), by their codes."""
OF_SITES: Final[Mapping[str, Tested]] = {
    "column-blank": Tested("error", Text("栏目空白", "blank column")),
    "column-stale": Tested("error", Text("栏目更新不及时", "stale column")),
    "published-late": Tested("error", Text("发布超过时限", "published late")),
    "missing-period": Tested("error", Text("缺少应当定期公开的信息", "period without a record")),
    "kept-too-long": Tested("error", Text("应当撤下而未撤下", "kept up too long")),
    "document-ended": Tested("error", Text("失效文件未标注", "document no longer in force, not marked")),
    "future-dated": Tested("error", Text("日期晚于检查日", "dated in the future")),
    "interpretation-missing": Tested("warning", Text("缺少政策解读", "interpretation missing")),
    "response-missing": Tested("warning", Text("缺少回应", "response missing")),
    "feedback-missing": Tested("warning", Text("缺少意见采纳情况反馈", "feedback missing")),
    "wrong-office": Tested("warning", Text("发布机构与目录不符", "published by another office")),
    "taken-down": Tested("warning", Text("信息已经撤下", "taken down")),
    "kept-too-short": Tested("warning", Text("公示时间不足", "displayed too short")),
    "duplicate": Tested("warning", Text("重复发布", "published twice")),
    "row-unbound": Tested("info", Text("事项没有对应栏目", "item without a column")),
    "column-unbound": Tested("info", Text("栏目没有对应事项", "column without an item")),
}
"""The findings of a check of a website (`gapub.publication`), by their codes, in the order in which reports show them."""
TESTED: Final[Mapping[str, Tested]] = {**OF_CATALOGUES, **OF_SITES}
"""Every finding that an indicator may test."""


class Test(NamedTuple):
    """Which findings count against an indicator, or for it: those of the codes.

    Only those in these fields of a catalogue, if any are named, or in columns of a website in whose name one of the words
    stands.
    """

    codes: tuple[str, ...]
    fields: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


class When(NamedTuple):
    """When an indicator applies: at these levels alone, to who has what it `needs`, and once the others have so many points.

    `points` have to be reached, `above` has to be exceeded.
    """

    levels: tuple[str, ...] = ()
    points: Fraction | None = None
    above: Fraction | None = None
    needs: str = ""


class Indicator(NamedTuple):
    """One line of a scheme.

    A deduction has `weight` points, of which each thing with a finding takes `each`, at most `cap`; a bonus gives `each`, at
    most `cap`. Without `each` it is `weight` (of a bonus `cap`) times the share of things with a finding. A veto takes `start`
    things with a finding, and may end the scoring. `sample`: so many things judged are enough. `test` is None for what a person
    has to judge.
    """

    id: str
    title: Text
    kind: Kind
    scope: Scope
    test: Test | None
    weight: Fraction
    each: Fraction | None
    cap: Fraction
    when: When
    sample: int | None
    why: Text | None
    start: int = 1
    ends: bool = False


class Band(NamedTuple):
    """A grade, for at least so many points."""

    id: str
    title: Text
    points: Fraction


class Gate(NamedTuple):
    """What a band, and each better one, asks of an indicator besides points: that it keeps so many; of a veto, that it is clear."""

    band: str
    indicator: str
    points: Fraction


class Age(NamedTuple):
    """How old the latest entry of a column of a website may be, by the kind of column.

    A column is of the first kind one of whose `words` stands in its name; a kind without words takes every other column.
    """

    kind: Text
    words: tuple[str, ...]
    limit: Span


class Scheme(NamedTuple):
    """A scheme. `rescale`: what does not apply leaves the full points, and the rest is counted up to them.

    `ages` say how old a column of a website may be where neither the catalogue nor the profile says it. `draw`: so many areas,
    drawn by lot, are looked at; all of them without it.
    """

    title: Text
    issuer: Text
    about: Text | None
    indicators: tuple[Indicator, ...]
    bands: tuple[Band, ...]
    gates: tuple[Gate, ...]
    rescale: bool
    entry: Entry
    ages: tuple[Age, ...] = ()
    draw: int | None = None

    @property
    def needs(self) -> tuple[str, ...]:
        """What indicators need that not everybody has."""
        return tuple(dict.fromkeys(each.when.needs for each in self.indicators if each.when.needs))

    @property
    def full(self) -> Fraction:
        """The points of a catalogue without a fault, but for bonuses."""
        return sum((each.weight for each in self.indicators if each.kind == "deduct"), _points(0))


# --- the file ------------------------------------------------------------------------------------------------------------

_MOST_POINTS: Final = 1_000_000
_NO_NUMBER: Final = Text("写 0 至 1000000 的数", "write a number from 0 to 1,000,000")
_NOT_TRUE: Final = Text("写 true；有 test 的，不写 manual", "write true, or leave it out beside `test`")


_ALWAYS: Final = When()


def _points(value: float) -> Fraction:
    from fractions import Fraction  # two milliseconds, for those who score

    if not isfinite(value) or not 0 <= value <= _MOST_POINTS:
        raise FaultError(Fault("shape-pattern", _NO_NUMBER))
    return Fraction(str(value))


def _indicator(
    id: str,
    title: Text,
    kind: Kind,
    scope: Scope = "catalogue",
    test: Test | None = None,
    manual: bool = True,
    weight: Fraction | None = None,
    each: Fraction | None = None,
    cap: Fraction | None = None,
    when: When = _ALWAYS,
    sample: int | None = None,
    why: Text | None = None,
    start: int | None = None,
    ends: bool = False,
) -> Indicator:
    if not manual:
        raise FaultError(Fault("scheme-points", _NOT_TRUE, ("manual",)))
    most, name = (cap, "cap") if kind == "bonus" else (weight, "weight")
    given = {"weight": weight, "each": each, "cap": cap}
    if kind == "veto":
        if unwanted := next((key for key, value in given.items() if value is not None), None):
            raise FaultError(Fault("scheme-points", _OF_VETO, (unwanted,), id))
    elif not most:
        message = _LACKING.format(KINDS[kind], name)
        raise FaultError(Fault("scheme-points", message, (name,) if most is not None else (), id))
    elif kind == "bonus" and weight is not None:
        raise FaultError(Fault("scheme-points", _OF_BONUS, ("weight",), id))
    elif cap is not None and cap > most:
        raise FaultError(Fault("scheme-points", _CAP, ("cap",), id))
    if each == 0:
        raise FaultError(Fault("scheme-points", _NO_POINTS, ("each",), id))
    for key, points in (("points", when.points), ("above", when.above)):
        if points is not None and kind != "bonus":
            raise FaultError(Fault("scheme-points", _WHEN, ("when", key), id))
    for key, said in (("from", start is not None), ("ends", ends)):
        if said and kind != "veto":
            raise FaultError(Fault("scheme-points", _OF_VETOES, (key,), id))
    if start is not None and start < 1:
        raise FaultError(Fault("scheme-points", _SAMPLE, ("from",), id))
    if scope == "record" and kind != "veto" and each is None:
        raise FaultError(Fault("scheme-points", _OF_RECORDS, ("scope",), id))
    if sample is not None and sample < 1:
        raise FaultError(Fault("scheme-points", _SAMPLE, ("sample",), id))
    if test is not None:
        _check_test(test, scope, id)
    none = _points(0)
    most = cap or weight or none
    return Indicator(id, title, kind, scope, test, weight or none, each, most, when, sample, why, start or 1, ends)


def _check_test(test: Test, scope: Scope, id: str) -> None:
    """Raise FaultError where a test counts what its scope, or another of its codes, has not."""
    site = [code for code in test.codes if code in OF_SITES]
    if 0 < len(site) < len(test.codes):
        raise FaultError(Fault("scheme-points", _TWO_REPORTS, ("test", "codes"), id))
    if scope in (("cell",) if site else ("column", "record")):
        called = SCOPES[scope]._replace(zh=SCOPES[scope].zh.partition("|")[0])
        raise FaultError(Fault("scheme-points", (_NO_CELL if site else _NO_COLUMN).format(called), ("scope",), id))
    if wrong := "fields" if site and test.fields else "words" if test.words and not site else "":
        raise FaultError(Fault("scheme-points", _NO_FIELDS if site else _NO_WORDS, ("test", wrong), id))


_TWO_REPORTS: Final = Text(
    "网站的问题和目录的问题出自两种报告，请分写两项指标",
    "findings of a website and of a catalogue come from two reports; make two indicators of them",
)
_NO_CELL: Final = Text("网站的问题不能按“{}”计数", "findings of a website cannot be counted by {}")
_NO_COLUMN: Final = Text("目录的问题不能按“{}”计数", "findings of a catalogue cannot be counted by {}")
_NO_FIELDS: Final = Text("fields 只用于目录的问题", "`fields` is for findings of a catalogue")
_NO_WORDS: Final = Text("words 只用于网站的问题", "`words` is for findings of a website")
_OF_VETO: Final = Text("单项否决不计分，去掉这一项", "a veto has no points; leave this out")
_OF_BONUS: Final = Text("加分指标只写 cap（最多加几分）", "a bonus has no weight; `cap` says what it may give")
_LACKING: Final = Text("{}指标须写明大于 0 的 {}", "a {} needs a {} above 0")
_CAP: Final = Text("最多扣的分（cap）不能多于权重（weight）", "`cap` is more than the weight")
_NO_POINTS: Final = Text(
    "每处的分值须大于 0；按比例计的，不写 each", "`each` must be above 0; leave it out to count by share"
)
_WHEN: Final = Text("只有加分指标可以写“达到多少分才计”", "only a bonus may wait for points")
_OF_VETOES: Final = Text("只用于单项否决", "this is for a veto only")
_OF_RECORDS: Final = Text(
    "按信息计数的，须写明每条的分值（each）", "what is counted by entries needs `each`: nobody knows the share"
)
_SAMPLE: Final = Text("至少为 1", "this is 1 or more")

_POINTS: Final = Scalar("number", make=_points, doc=_NO_NUMBER)
_TEST: Final = Record(
    "test",
    (
        Field(
            "codes",
            Many(Scalar(words=tuple(TESTED))),
            Text("哪些问题", "the codes of the findings that count"),
            required=True,
        ),
        Field(
            "fields",
            Many(Scalar(words=FIELDS, called={name: FIELD_NAMES[name] for name in FIELDS})),
            Text("只算这些栏目中的", "only those in these cells"),
            default=(),
        ),
        Field(
            "words",
            Many(Scalar(), make=lambda words: tuple(map(fold, words))),
            Text(
                "只算名称中有这些字词的网站栏目",
                "only those in columns of a website with one of these words in the name",
            ),
            default=(),
        ),
    ),
    layout="line",
    make=Test,
)
_WHEN_SHAPE: Final = Record(
    "when",
    (
        Field(
            "levels",
            Many(Scalar(words=("county", "township", "village"), called=LEVELS_CALLED)),
            Text("只用于这些层级", "only for catalogues of these levels"),
            default=(),
        ),
        Field("points", _POINTS, Text("其他指标达到多少分才计", "only once the others keep so many points")),
        Field("above", _POINTS, Text("其他指标高于多少分才计", "only once the others keep more than so many points")),
        Field(
            "needs",
            ID_TEXT,
            Text("没有此项的不适用，如 services", "not for those who lack this, such as services"),
            default="",
        ),
    ),
    layout="line",
    make=When,
)
_INDICATOR: Final = Record(
    "indicator",
    (
        Field("id", ID_TEXT, Text("指标编号", "the id"), required=True),
        Field("title", BILINGUAL, Text("指标名称", "the title"), required=True),
        Field(
            "kind",
            Scalar(words=tuple(KINDS), called=KINDS),
            Text("单项否决、扣分或者加分", "veto, deduct or bonus"),
            required=True,
        ),
        Field("weight", _POINTS, Text("分值", "the points of a deduction")),
        Field("each", _POINTS, Text("每处扣（加）几分；不写的，按比例", "the points of each; without it, by share")),
        Field("cap", _POINTS, Text("最多扣（加）几分", "the most that it takes, or gives")),
        Field(
            "scope",
            Scalar(words=tuple(SCOPES), called=SCOPES),
            Text("按什么计数：目录、领域、事项、栏目、网站栏目、信息", "what is counted once"),
        ),
        Field("from", Scalar("integer"), Text("单项否决：从多少处起算", "of a veto: so many it takes"), into="start"),
        Field("ends", Scalar("flag"), Text("单项否决：不再评分", "of a veto: it ends the scoring")),
        Field("when", _WHEN_SHAPE, Text("什么时候适用", "when it applies")),
        Field("sample", Scalar("integer"), Text("抽查多少处即可", "so many judged are enough")),
        Field("test", _TEST, Text("哪些问题计入", "the findings that count")),
        Field("manual", Scalar("flag"), Text("由人评判的写 true", "true for what a person judges")),
        Field("why", BILINGUAL, Text("依据或者说明", "what it rests on")),
    ),
    layout="block",
    one_of=("test", "manual"),
    make=_indicator,
)
_BAND: Final = Record(
    "band",
    (
        Field("id", ID_TEXT, Text("等次编号", "the id"), required=True),
        Field("title", BILINGUAL, Text("等次名称", "what it is called"), required=True),
        Field("points", _POINTS, Text("达到多少分", "the points that it takes"), required=True),
    ),
    layout="line",
    make=Band,
)


def _gate(band: str, indicator: str, points: Fraction | None = None) -> Gate:
    return Gate(band, indicator, _points(0) if points is None else points)


_GATE: Final = Record(
    "gate",
    (
        Field("band", ID_TEXT, Text("评为该等次以上，须满足", "this band, or a better one, asks"), required=True),
        Field("indicator", ID_TEXT, Text("哪一项指标", "of this indicator"), required=True),
        Field("points", _POINTS, Text("至少得几分；单项否决的不写", "that it keeps so many points; none of a veto")),
    ),
    layout="line",
    make=_gate,
)


def _age(kind: Text, max_age: str, words: tuple[str, ...] = ()) -> Age:
    return Age(kind, tuple(map(fold, words)), span(max_age))


_AGES: Final = Record(
    "age",
    (
        Field("kind", BILINGUAL, Text("哪一类栏目", "the kind of column"), required=True),
        Field(
            "words",
            Many(Scalar()),
            Text("栏目名称中的字词；不写的，为其余栏目", "words in its name; without any, every other column"),
            default=(),
        ),
        Field("max_age", AGE, Text("最近一条不得早于多久以前", "how old its latest entry may be"), required=True),
    ),
    layout="block",
    make=_age,
)


def _scheme(
    title: Text,
    issuer: Text,
    indicators: tuple[Indicator, ...],
    bands: tuple[Band, ...],
    entry: Entry,
    about: Text | None = None,
    gates: tuple[Gate, ...] = (),
    ages: tuple[Age, ...] = (),
    rescale: bool = False,
    draw: int | None = None,
) -> Scheme:
    if draw is not None and draw < 1:
        raise FaultError(Fault("scheme-points", _SAMPLE, ("draw",)))
    made = Scheme(title, issuer, about, indicators, bands, gates, rescale, entry, ages, draw)
    faults = [
        *_twice("indicators", indicators),
        *_twice("bands", bands),
        *_of_bands(made),
        *_of_gates(made),
        *_of_ages(ages),
    ]
    if faults:
        raise FaultError(*faults)
    return made


def _twice(key: str, entries: Sequence[Indicator | Band]) -> list[Fault]:
    seen, faults = set[str](), []
    for i, each in enumerate(entries):
        if each.id in seen:
            message = Text(f"编号“{each.id}”重复", f"the id {each.id!r} occurs twice")
            faults.append(Fault("duplicate-id", message, (key, i, "id"), each.id))
        seen.add(each.id)
    return faults


def _of_bands(scheme: Scheme) -> list[Fault]:
    """Bands fall from the best to one that takes no points, so that every score has one; the best can be reached."""
    points = [each.points for each in scheme.bands]
    if points[0] > scheme.full:
        return [Fault("scheme-points", _TOO_HIGH.format(number(scheme.full)), ("bands", 0, "points"))]
    for i, (one, next_) in enumerate(pairwise(points), 1):
        if next_ >= one:
            return [Fault("scheme-points", _FALLING, ("bands", i, "points"))]
    return [Fault("scheme-points", _LAST, ("bands", len(points) - 1, "points"))] if points[-1] else []


_TOO_HIGH: Final = Text(
    "扣分指标共 {} 分，达不到这个等次", "all deductions together have {} points; nothing reaches this band"
)
_FALLING: Final = Text("等次须从高到低排列", "bands go from the best down")
_LAST: Final = Text("最后一个等次须为 0 分起", "the last band must take 0 points")
_STRANGER: Final = Text("没有“{}”这个编号", "there is no {!r} here")


def _of_gates(scheme: Scheme) -> list[Fault]:
    bands, indicators = {each.id for each in scheme.bands}, {each.id: each for each in scheme.indicators}
    faults = []
    for i, gate in enumerate(scheme.gates):
        if gate.band not in bands:
            faults.append(Fault("scheme-reference", _STRANGER.format(gate.band), ("gates", i, "band")))
        if gate.indicator not in indicators:
            faults.append(Fault("scheme-reference", _STRANGER.format(gate.indicator), ("gates", i, "indicator")))
        elif gate.points > (most := indicators[gate.indicator].weight):
            message = Text("这项指标最多得 {} 分", "this indicator keeps at most {} points").format(number(most))
            faults.append(Fault("scheme-points", message, ("gates", i, "points")))
        elif indicators[gate.indicator].kind != "veto" and not gate.points:
            faults.append(Fault("scheme-points", _GATE_POINTS, ("gates", i)))
    return faults


_GATE_POINTS: Final = Text("须写明至少得几分（points）", "say how many points it must keep (`points`)")


def _of_ages(ages: Sequence[Age]) -> list[Fault]:
    """Only the last kind takes every other column: what stood behind it would take none."""
    return [
        Fault("scheme-reference", _REST_LAST, ("ages", i), each.kind.zh)
        for i, each in enumerate(ages[:-1])
        if not each.words
    ]


_REST_LAST: Final = Text("不写字词的一类须放在最后", "the kind without words must be the last")


def number(points: Fraction) -> str:
    """Points as people write them, two decimals at most, cut off and never rounded up: 89.996 is below 90."""
    cut = points * 100 // 1 / _points(100)
    return f"{float(cut):.2f}".rstrip("0").rstrip(".")


SCHEME: Final = Record(
    "scheme",
    (
        Field("title", BILINGUAL, Text("名称", "the title"), required=True),
        Field("issuer", BILINGUAL, Text("由谁制定", "who has set it"), required=True),
        Field("about", BILINGUAL, Text("说明", "what it is for, and rests on")),
        Field("indicators", Many(_INDICATOR, layout="block", gap=True), Text("指标", "the indicators"), True, gap=True),
        Field(
            "bands", Many(_BAND, layout="block"), Text("等次，从高到低", "the bands, the best first"), True, gap=True
        ),
        Field("gates", Many(_GATE, layout="block"), Text("等次的条件", "what a band asks besides points"), gap=True),
        Field(
            "ages",
            Many(_AGES, layout="block"),
            Text("各类网站栏目的更新期限", "how old each kind of column of a website may be"),
            gap=True,
        ),
        Field("rescale", Scalar("flag"), Text("不适用的指标不计入满分", "leave out what does not apply"), gap=True),
        Field("draw", Scalar("integer"), Text("抽签检查多少个领域", "so many areas are drawn by lot"), gap=True),
    ),
    layout="block",
    make=_scheme,
    entry="entry",
)


def read(tree: Value, file: str) -> tuple[Scheme | None, list[Diagnostic]]:
    """The scheme in a parsed file, and what is wrong with it."""
    found = shape.check(tree, SCHEME, file)
    if found:
        return None, found
    made: Any = None
    try:
        made = shape.read(tree, SCHEME, Context(file))
    except FaultError as error:
        found = [each.diagnostic(file, tree) for each in error.faults]
    return made, found
