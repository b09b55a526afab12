from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapub.diagnostics import Text
from gapub.model.time.duty import Circumstances, join
from gapub.model.time.order import Outcome, compare
from gapub.model.time.reader import read
from gapub.model.time.value import NONE, UNKNOWN, TimeLimit, duty
from gapub.model.time.words import Terms
from gapub.sources.library import open_library
from laws import law
from time_strategies import time_limits, worded

TERMS = open_library().registry.terms()
ODD_TERMS = Terms(
    no_later_than={"request-received": ("contract-signed",), "supplier-determined": ("request-received",)}
)
"""Links that no registry should have: a request is no event of the procedure."""

circumstances = st.builds(
    Circumstances,
    organ=st.booleans(),
    personal=st.booleans(),
    channels=st.sampled_from((frozenset(), frozenset({"website", "village-board"}))),
    terms=st.sampled_from((TERMS, ODD_TERMS)),
)


# --- laws ------------------------------------------------------------------------------------------------------------


def reflexive(case: Circumstances, a: TimeLimit, _b: TimeLimit, _c: TimeLimit) -> None:
    assert case.at_least(a, a)


def antisymmetric_on_duties(case: Circumstances, a: TimeLimit, b: TimeLimit, _: TimeLimit) -> None:
    for x, y in ((a, b), (join(a, b), a), (join(a, b), join(b, a))):
        cells = case.cells(x, y)
        both_ways = case.at_least(x, y) and case.at_least(y, x)
        assert both_ways == (case.normal(x, cells) == case.normal(y, cells))


def transitive(case: Circumstances, a: TimeLimit, b: TimeLimit, c: TimeLimit) -> None:
    """Drawn limits seldom form a chain; their joins do."""
    upper, middle = join(join(a, b), c), join(a, b)
    for x, y, z in ((upper, middle, a), (upper, middle, b), (a, b, c), (a, c, b), (middle, a, c), (upper, c, a)):
        if case.at_least(x, y) and case.at_least(y, z):
            assert case.at_least(x, z)


def atoms_are_ordered(case: Circumstances, *limits: TimeLimit) -> None:
    """Transitively and antisymmetrically."""
    atoms = {atom for limit in limits for clause in limit.clauses for atom in case.divide(clause)}
    above = {x: {y for y in atoms if case.atom_meets(x, y)} for x in atoms}
    for x in atoms:
        assert x in above[x]
        for y in above[x]:
            assert above[y] <= above[x]
            assert x == y or x not in above[y]


def join_is_the_least_upper_bound(case: Circumstances, a: TimeLimit, b: TimeLimit, c: TimeLimit) -> None:
    both = join(a, b)
    assert case.at_least(both, a)
    assert case.at_least(both, b)
    assert case.at_least(c, both) == (case.at_least(c, a) and case.at_least(c, b))


def wording_never_matters(case: Circumstances, a: TimeLimit, b: TimeLimit, _: TimeLimit) -> None:
    organ = case.organ
    assert compare(a, duty(a), terms=TERMS, organ=organ).relation == "equal"
    assert compare(duty(a), b, terms=TERMS, organ=organ).relation == compare(a, b, terms=TERMS, organ=organ).relation


MIRROR = {"equal": "equal", "stronger": "weaker", "weaker": "stronger", "incomparable": "incomparable"}


def both_sides_agree(case: Circumstances, a: TimeLimit, b: TimeLimit, _: TimeLimit) -> None:
    there, back = (compare(*pair, terms=TERMS, organ=case.organ, personal=case.personal) for pair in ((a, b), (b, a)))
    assert there.reason.zh
    assert there.reason.en
    if "unknown" not in (there.relation, back.relation):
        assert back.relation == MIRROR[there.relation]


def dropping_a_clause_is_never_stronger(case: Circumstances, a: TimeLimit, b: TimeLimit, _: TimeLimit) -> None:
    both = join(a, b)
    assert not (case.at_least(a, both) and not case.at_least(both, a))


def words_are_equal_to_themselves_alone(case: Circumstances, a: TimeLimit, b: TimeLimit) -> None:
    """`a` has words; whatever `b` is, nothing more is said of them."""
    assert case.at_least(a, a)
    cells = case.cells(a, b)
    same = case.normal(a, cells) == case.normal(b, cells)
    assert case.at_least(a, b) == case.at_least(b, a) == same
    for x, y in ((a, b), (b, a), (join(a, b), b), (b, join(a, b))):
        found = compare(x, y, terms=TERMS, organ=case.organ, personal=case.personal)
        assert found.relation == ("equal" if case.normal(x, cells) == case.normal(y, cells) else "incomparable")
        assert found.reason.zh
        assert found.reason.en
    for state in (NONE, UNKNOWN):
        relation = "unknown" if state == UNKNOWN else "incomparable"
        assert compare(a, state, terms=TERMS, organ=case.organ).relation == relation
        assert compare(state, a, terms=TERMS, organ=case.organ).relation == relation


LAWS = (
    reflexive,
    antisymmetric_on_duties,
    transitive,
    atoms_are_ordered,
    join_is_the_least_upper_bound,
    wording_never_matters,
    both_sides_agree,
    dropping_a_clause_is_never_stronger,
)


@given(circumstances, time_limits(), time_limits(), time_limits())
@law
def test_every_law_of_the_order(case: Circumstances, a: TimeLimit, b: TimeLimit, c: TimeLimit) -> None:
    """All of them on the same limits, for to draw these takes longer than to compare them."""
    for each in LAWS:
        each(case, a, b, c)


@given(circumstances, worded(), st.one_of(worded(), time_limits()))
@law
def test_words_are_compared_with_nothing(case: Circumstances, a: TimeLimit, b: TimeLimit) -> None:
    words_are_equal_to_themselves_alone(case, a, b)


# --- rulings ---------------------------------------------------------------------------------------------------------

FC = ["formed", "changed"]
FO = ["formed", "obtained"]
FCO = ["formed", "changed", "obtained"]
PROMPT = {"promptly": True}
REQUEST = {"on_request": True}


def within(span: str, of: Any = FC, **more: Any) -> dict[str, Any]:
    return {"within": span, "of": of, **more}


def shown(**display: Any) -> dict[str, Any]:
    return {"promptly": True, "display": display}


URBAN = [{"covers": "rest", "standing": True}, within("20wd", "unstated", covers="penalty-decisions")]
HEARING = [{"covers": "听证通知书", "before": "hearing", "lead": "7wd"}, {"covers": "rest", **REQUEST}]
LAND = [
    {"via": "village-board", "at": "fieldwork-started"},
    within("10wd", "land-approval-received", via=["website", "land-expropriation-platform"]),
]
BOTH = {"every": "quarter", "at_least": True}
BUSY = {"when": "many-dealings", "every": "month"}

ORGAN: list[tuple[Any, Any, str, str]] = [
    # local, guideline, relation, what the reason says
    # 及时 against definite limits: beyond 20wd an organ is not prompt
    ({"at": FC}, PROMPT, "stronger", "严于指引"),
    ({"at": FC}, within("20wd"), "stronger", ""),
    (within("1wd"), PROMPT, "stronger", ""),
    (within("20wd"), PROMPT, "stronger", ""),
    (within("20d"), PROMPT, "stronger", ""),
    (PROMPT, within("20wd"), "weaker", ""),
    (within("21wd"), PROMPT, "incomparable", "超过20个工作日的，不属于“及时”"),
    (within("26d"), PROMPT, "incomparable", "超过20个工作日"),
    (within("365d"), PROMPT, "incomparable", "超过20个工作日"),
    (within("20wd", "formed"), PROMPT, "incomparable", "没有从“信息变更”起算"),
    (within("20wd", "formed"), {"promptly": True, "of": "formed"}, "stronger", ""),
    (within("20wd", also_promptly=True), within("20wd"), "equal", ""),
    ({"promptly": True, "discretion": True}, PROMPT, "weaker", ""),
    ({"as_it_arises": True}, PROMPT, "stronger", ""),
    ({"as_it_arises": True}, within("20wd"), "incomparable", ""),
    ({"as_it_arises": True, "discretion": True}, {"as_it_arises": True}, "weaker", ""),
    ({"at": FC}, {"as_it_arises": True}, "stronger", ""),
    # working and natural days
    (within("20wd"), within("38d"), "stronger", ""),
    (within("20wd"), within("37d"), "incomparable", "20个工作日按历年节假日安排相当于25至38日"),
    (within("20wd"), within("28d"), "incomparable", "25至38日"),
    (within("28d"), within("20wd"), "incomparable", "25至38日"),
    (within("25d"), within("20wd"), "stronger", ""),
    (within("26d"), within("20wd"), "incomparable", ""),
    (within("20wd", "finance-reply"), within("20d", "finance-reply"), "weaker", "25至38日"),
    (within("10wd"), within("20wd"), "stronger", ""),
    (within("30wd"), within("20wd"), "weaker", "本地的期限更长"),
    # triggers are sets
    (within("10wd"), within("10wd", FO), "incomparable", "可以改为“信息形成、变更或者获取之日起10个工作日内公开”"),
    (within("10wd"), within("10wd", FO), "incomparable", "没有从“信息获取”起算的时限"),
    (within("10wd", FCO), within("10wd", FO), "stronger", ""),
    (within("5wd", "formed"), within("20wd"), "incomparable", "没有从“信息变更”起算的时限"),
    (within("5wd", "formed"), within("20wd"), "incomparable", "可以改为“信息形成或者变更之日起5个工作日内公开”"),
    (within("20wd", "formed"), within("20wd"), "weaker", "没有从“信息变更”起算的时限"),
    (within("20wd"), within("20wd", "formed"), "stronger", ""),
    ([within("20wd", "formed"), within("20wd", "changed")], within("20wd"), "equal", ""),
    (within("2wd", "acceptance-ended"), within("2wd", "contract-signed"), "weaker", "没有从“合同签订”起算"),
    (within("2wd", "supplier-determined"), within("2wd", "contract-signed"), "stronger", ""),
    (within("7wd", "administrative-decision"), within("7wd", "penalty-decision"), "stronger", ""),
    (within("7wd"), within("7wd", "plan-approved"), "incomparable", "没有从“规划批准”起算"),
    # a trigger that is not stated is compared as formed or changed, with the remark
    (within("20wd"), within("20wd", "unstated"), "equal", "指引未写明起算点，按信息形成或者变更比较"),
    (within("7wd"), within("20wd", "unstated"), "stronger", "未写明起算点"),
    (within("7wd", "formed"), within("20wd", "unstated"), "incomparable", "未写明起算点"),
    (within("20wd", "unstated"), within("20wd"), "equal", "本地未写明起算点"),
    # on request: any lawful proactive clause discharges it
    (within("20wd"), within("20wd", "request-received"), "stronger", ""),
    (within("20wd"), REQUEST, "stronger", ""),
    (PROMPT, within("20wd", "request-received"), "stronger", ""),
    ({"standing": True}, REQUEST, "stronger", ""),
    (within("20wd", unless="law"), REQUEST, "stronger", ""),
    (within("20wd", unless="already-published"), REQUEST, "incomparable", "例外"),
    (within("21wd"), REQUEST, "incomparable", ""),
    ({"every": "year"}, REQUEST, "incomparable", ""),
    ({"every": "20wd"}, REQUEST, "stronger", ""),
    ({"promptly": True, "discretion": True}, REQUEST, "incomparable", ""),
    ({"force": "encouraged", **PROMPT}, REQUEST, "incomparable", "本地只写鼓励公开"),
    (REQUEST, within("20wd"), "weaker", ""),
    (within("10wd", "request-received"), within("20wd", "request-received"), "stronger", ""),
    (within("20wd", "request-received"), REQUEST, "stronger", ""),
    # display
    (shown(exactly="7wd"), shown(exactly="7wd"), "equal", ""),
    (shown(exactly="10wd"), shown(exactly="7wd"), "incomparable", "须与之相同"),
    (shown(exactly="365d"), shown(exactly="7wd"), "incomparable", "标准指引的公示期限为7个工作日"),
    (shown(at_least="7wd"), shown(exactly="7wd"), "weaker", "须与之相同"),
    (shown(exactly="7wd"), shown(at_least="5wd"), "stronger", ""),
    (shown(at_least="7wd"), shown(at_least="5wd"), "stronger", ""),
    (shown(at_least="3wd"), shown(at_least="5wd"), "weaker", "短于5个工作日"),
    (shown(at_least="15d"), shown(at_least="5wd"), "stronger", ""),
    (shown(at_least="7d"), shown(at_least="5wd"), "incomparable", "5个工作日按历年节假日安排相当于5至15日"),
    (shown(at_least="30d", soft=True), shown(at_least="30d"), "weaker", "可以缩短"),
    (shown(at_least="30d"), shown(at_least="30d", soft=True), "stronger", ""),
    (PROMPT, shown(at_least="5wd"), "weaker", "没有写公示期限"),
    (shown(at_least="5wd"), PROMPT, "stronger", ""),
    # before: a larger lead is stronger
    ({"before": "hearing", "lead": "10wd"}, {"before": "hearing", "lead": "7wd"}, "stronger", ""),
    ({"before": "hearing", "lead": "5wd"}, {"before": "hearing", "lead": "7wd"}, "weaker", ""),
    ({"before": "hearing", "lead": "7d"}, {"before": "hearing", "lead": "7wd"}, "weaker", ""),
    ({"before": "meeting", "lead": "7d"}, {"at": "meeting"}, "stronger", ""),
    ({"before": "meeting", "lead": "7d"}, {"before": "hearing", "lead": "7d"}, "incomparable", "“组织听证”"),
    # periods
    ({"every": "month"}, {"every": "quarter"}, "stronger", ""),
    ({"every": "year"}, {"every": "half-year"}, "weaker", ""),
    ({"every": "half-year"}, {"every": "184d"}, "stronger", ""),  # the longest half-year, from July on
    ({"every": "half-year"}, {"every": "183d"}, "incomparable", ""),
    ({"every": "181d"}, {"every": "half-year"}, "stronger", ""),
    ({"every": "182d"}, {"every": "half-year"}, "incomparable", ""),
    ({"every": "quarter"}, {"every": "92d"}, "stronger", ""),
    ({"every": "90d"}, {"every": "quarter"}, "stronger", ""),
    ({"every": "quarter"}, BOTH, "equal", ""),
    ({"every": "20wd"}, {"every": "quarter"}, "stronger", ""),
    ({"every": "20wd"}, {"every": "month"}, "incomparable", ""),
    ({"every": "28d"}, {"every": "month"}, "stronger", ""),
    ({"every": "30d"}, {"every": "month"}, "incomparable", ""),
    ({"every": "year", "by": "year-end"}, {"every": "year"}, "stronger", ""),
    ({"every": "year", "together": True}, {"every": "year"}, "stronger", ""),
    ({"every": "quarter"}, {"every": "year", "by": "year-end", "together": True}, "incomparable", ""),
    (BOTH, [BOTH, BUSY], "weaker", ""),
    ({"every": "month"}, [BOTH, BUSY], "stronger", ""),
    (BUSY, {"every": "month"}, "weaker", "只适用于“财务往来较多的”的情形"),
    # force, exceptions, items
    ({"force": "encouraged", **PROMPT}, PROMPT, "weaker", "本地只写鼓励公开"),
    (PROMPT, {"force": "encouraged", **PROMPT}, "stronger", ""),
    # other law prevails, whether a row says so or not
    (within("20wd", unless="law"), within("20wd"), "equal", ""),
    (within("20wd"), within("20wd", unless="law"), "equal", ""),
    (within("20wd", unless="law", also_promptly=True), within("20wd"), "equal", ""),
    (within("10wd", unless="law"), within("20wd"), "stronger", ""),
    (within("30wd", unless="law"), within("20wd"), "weaker", "本地的期限更长"),
    (within("20wd", "formed", unless="law"), within("20wd"), "weaker", "没有从“信息变更”起算"),
    ({"display": {"at_least": "7d"}, "unless": "law"}, {"display": {"at_least": "7d"}}, "equal", ""),
    (within("20wd", unless="already-published"), within("20wd"), "weaker", "增加了例外"),
    (within("20wd"), within("20wd", unless="already-published"), "stronger", ""),
    (within("10wd", unless="already-published"), within("20wd"), "incomparable", "增加了例外"),
    (within("20wd", unless="already-published"), within("20wd", unless="law"), "weaker", "增加了例外"),
    (BOTH | {"itemised": True}, BOTH, "stronger", ""),
    (BOTH, [BOTH, {"itemised": True}], "weaker", ""),
    # part by part
    (within("7wd"), URBAN, "incomparable", "其余内容：本地未达到"),
    ([URBAN[0], within("7wd", covers="penalty-decisions")], URBAN, "stronger", ""),
    ([URBAN[0], within("30wd", covers="penalty-decisions")], URBAN, "weaker", "处罚决定：本地的期限更长"),
    (URBAN[1:], URBAN, "weaker", "其余内容：本地没有这一部分的时限"),
    ([URBAN[0], PROMPT | {"covers": "penalty-decisions"}], URBAN, "weaker", "处罚决定：本地未达到"),
    ([{"standing": True}, within("20wd")], URBAN, "stronger", ""),
    (within("7wd"), {"standing": True}, "incomparable", ""),
    (HEARING[:1], HEARING, "weaker", "其余内容：本地没有这一部分的时限"),
    ([HEARING[0], within("20wd", covers="rest")], HEARING, "stronger", ""),
    (within("20wd"), HEARING, "incomparable", "听证通知书：本地没有以“组织听证”为准的时限"),
    # channel by channel
    (LAND[1:], LAND, "weaker", "公示栏（电子屏）：本地没有这一部分的时限"),
    ([LAND[0], within("5wd", "land-approval-received")], LAND, "stronger", ""),
    ({"at": "fieldwork-started"}, LAND, "stronger", ""),
    (within("10wd", "land-approval-received"), LAND, "incomparable", "公示栏（电子屏）：本地没有以“实地启动"),
    (within("5wd", via="website"), within("5wd"), "weaker", ""),
    # rules that are not named
    ({"referred": True}, {"referred": True}, "equal", ""),
    (within("20wd"), {"referred": True}, "unknown", "请自行核对"),
    (REQUEST, {"referred": True}, "incomparable", ""),
    ({"referred": True}, within("20wd"), "incomparable", ""),
    ({"as_announced": True}, PROMPT, "incomparable", ""),
    ({"as_announced": True}, REQUEST, "stronger", ""),
    # a part that only the local row names
    (
        [within("7wd", covers="rest"), within("20wd", covers="results")],
        within("7wd"),
        "weaker",
        "结果信息：本地的期限更长",
    ),
    ([within("7wd", covers="rest"), within("5wd", covers="results")], within("7wd"), "stronger", ""),
    # a period meets a trigger where at no moment anything is older
    ({"at": FC}, {"every": "20wd"}, "stronger", "严于指引"),
    (within("10wd"), {"every": "20wd"}, "stronger", ""),
    (within("20wd"), {"every": "20wd"}, "stronger", ""),
    (within("21wd"), {"every": "20wd"}, "incomparable", "长于标准指引的公开周期"),
    (within("20wd", "unstated"), BOTH, "stronger", "未写明起算点"),
    (within("3mo"), BOTH, "stronger", ""),
    (within("90d"), BOTH, "stronger", ""),
    (within("91d"), BOTH, "incomparable", "长于标准指引的公开周期"),
    (within("5wd", "formed"), BOTH, "incomparable", "没有从“信息变更”起算的时限"),
    (within("5wd", FO), BOTH, "incomparable", "没有从“信息变更”起算的时限"),
    (PROMPT, BOTH, "incomparable", "没有写明最长多久"),
    ({"as_it_arises": True}, BOTH, "incomparable", "没有写明最长多久"),
    ({"standing": True}, BOTH, "incomparable", ""),
    ({"at": "meeting"}, BOTH, "incomparable", "本地未达到"),
    ({"at": FC}, {"every": "year", "together": True}, "incomparable", ""),
    ({"at": FC}, {"every": "year", "by": {"month": 1, "day": 31}}, "incomparable", ""),
    ({"every": "20wd"}, {"at": FC}, "weaker", ""),
    ({"every": "20wd"}, within("20wd"), "weaker", "可能隔两个周期"),
    ({"every": "day"}, within("20wd"), "stronger", ""),
    ({"every": "day"}, within("2d"), "stronger", ""),
    ({"every": "day"}, within("1d"), "weaker", "可能隔两个周期"),
    ({"every": "week"}, within("20wd"), "stronger", ""),
    ({"every": "13d"}, within("20wd"), "incomparable", "可能隔两个周期"),
    ({"every": "10wd"}, within("20wd"), "stronger", ""),
    ({"every": "month"}, within("2mo"), "stronger", ""),
    ({"every": "day"}, within("20wd", FO), "incomparable", "没有从“信息获取”起算的时限"),
    ({"every": "week"}, PROMPT, "stronger", ""),
    ({"every": "month"}, PROMPT, "incomparable", ""),
    # days and events in a period
    (
        {"every": "year", "by": {"month": 1, "day": 31}},
        {"every": "year", "by": {"month": 3, "day": 31}},
        "stronger",
        "",
    ),
    ({"every": "year", "by": {"month": 4, "day": 1}}, {"every": "year", "by": {"month": 3, "day": 31}}, "weaker", "晚"),
    ({"every": "quarter", "by": {"month": 1, "day": 20}}, BOTH, "stronger", ""),
    (BOTH, {"every": "quarter", "by": {"month": 1, "day": 20}}, "weaker", "最后时点"),
    ({"every": "month", "by": {"day": 10}}, {"every": "quarter", "by": {"month": 1, "day": 20}}, "stronger", ""),
    ({"every": "month", "by": {"day": 25}}, {"every": "quarter", "by": {"month": 1, "day": 20}}, "incomparable", "晚"),
    ({"every": "year", "by": "year-end"}, {"every": "year", "by": {"month": 12, "day": 31}}, "incomparable", ""),
    # units of time: only where one is surely not longer
    (within("24h"), within("1d"), "stronger", ""),
    (within("1d"), within("24h"), "weaker", ""),
    (within("1d"), within("48h"), "stronger", ""),
    (within("24h"), within("1wd"), "stronger", ""),
    (within("1wk"), within("7d"), "equal", ""),
    (within("2wk"), within("20wd"), "stronger", ""),
    (within("1mo"), within("31d"), "stronger", ""),
    (within("31d"), within("1mo"), "weaker", ""),
    (within("30d"), within("1mo"), "incomparable", ""),
    (within("28d"), within("1mo"), "stronger", ""),
    (within("12mo"), within("1y"), "equal", ""),
    (within("1y"), within("366d"), "stronger", ""),
    (within("1y"), within("365d"), "weaker", ""),
    (within("20wd"), within("1mo"), "incomparable", "25至38日"),
    (within("1term"), within("1y"), "incomparable", ""),
    (within("1term"), within("2term"), "stronger", ""),
    ({"every": "term"}, {"every": "1term"}, "equal", ""),
    ({"every": "term"}, {"every": "half-year"}, "incomparable", "无法比较"),
    ({"every": "3mo"}, BOTH, "equal", ""),
    ({"every": "day"}, {"every": "24h"}, "weaker", ""),
    ({"every": "week"}, {"every": "month"}, "stronger", ""),
    # an event without lead
    ({"before": "hearing", "lead": "1d"}, {"before": "hearing", "lead": "unstated"}, "stronger", ""),
    ({"before": "hearing", "lead": "unstated"}, {"before": "hearing", "lead": "1d"}, "weaker", ""),
    ({"before": "hearing", "lead": "unstated"}, {"at": "hearing"}, "stronger", ""),
    ({"before": "hearing", "lead": "48h"}, {"before": "hearing", "lead": "1d"}, "stronger", ""),
    # retention and deadline are compared apart
    (within("7wd", keep={"at_least": "5y"}), within("7wd", keep={"at_least": "60mo"}), "equal", ""),
    (within("7wd", keep={"at_least": "5y"}), within("7wd", keep={"at_least": "3y"}), "stronger", ""),
    (within("7wd", keep={"at_least": "3y"}), within("7wd", keep={"at_least": "5y"}), "weaker", "保留时间"),
    (within("5wd", keep={"at_least": "3y"}), within("7wd", keep={"at_least": "5y"}), "incomparable", "保留时间"),
    (within("7wd"), within("7wd", keep={"at_least": "5y"}), "weaker", "没有写公开后保留多久"),
    (within("7wd", keep={"exactly": "5y"}), within("7wd", keep={"at_least": "5y"}), "stronger", ""),
    (within("7wd", keep={"at_least": "5y"}), within("7wd", keep={"exactly": "5y"}), "weaker", "保留时间"),
    (within("7wd", keep={"at_most": "3y"}), within("7wd", keep={"at_most": "5y"}), "incomparable", "保留时间"),
    ({"keep": {"until": "contract-signed"}}, {"keep": {"until": "supplier-determined"}}, "stronger", ""),
    ({"keep": {"until": "hearing"}}, {"keep": {"at_least": "5y"}}, "incomparable", ""),
    ({"standing": True}, {"keep": {"at_least": "5y"}}, "stronger", ""),
    ({"standing": True}, {"keep": {"exactly": "5y"}}, "incomparable", ""),
    # words that no value says
    ({"words": "定期公开"}, {"words": "定期公开"}, "equal", ""),
    ({"words": "定期公开"}, {"words": "定期公布"}, "incomparable", "没有写成取值"),
    ({"words": "定期公开"}, within("20wd"), "incomparable", "没有写成取值"),
    (within("5wd"), {"words": "定期公开"}, "incomparable", "没有写成取值"),
    (within("5wd", rest_words="有限期限内"), within("20wd"), "incomparable", "没有写成取值"),
    (within("5wd", rest_words="有限期限内"), within("5wd", rest_words="有限期限内"), "equal", ""),
    (within("5wd", rest_words="有限期限内"), within("20wd", rest_words="有限期限内"), "incomparable", ""),
    (
        [within("5wd", rest_words="有限期限内"), {"promptly": True, "rest_words": "另行公布"}],
        within("5wd", rest_words="有限期限内"),
        "incomparable",
        "",
    ),
    # a date in the period is kept by one that never comes later
    ({"every": "month"}, {"every": "year", "by": "year-end"}, "incomparable", ""),
    ({"every": "month", "by": "year-end"}, {"every": "year", "by": "year-end"}, "stronger", ""),
    ({"every": "month", "by": "hearing"}, {"every": "year", "by": "year-end"}, "incomparable", ""),
    ({"every": "year", "by": "supplier-determined"}, {"every": "year", "by": "contract-signed"}, "stronger", ""),
]


def outcome(local: Any, base: Any, **more: Any) -> Outcome:
    return compare(read(local, {}), read(base, {}), **{"terms": TERMS, "organ": True, **more})


@pytest.mark.parametrize(("local", "base", "relation", "said"), ORGAN)
def test_rulings_for_organs(local: Any, base: Any, relation: str, said: str) -> None:
    found = outcome(local, base)
    assert found.relation == relation
    assert said in found.reason.zh


@pytest.mark.parametrize(
    ("local", "base", "relation", "said"),
    [
        (within("1wd"), PROMPT, "incomparable", "第二十六条不适用"),
        (PROMPT, within("20wd"), "incomparable", ""),
        ({"at": FC}, PROMPT, "stronger", ""),
        (within("20wd", also_promptly=True), within("20wd"), "stronger", ""),
        # 村民委员会组织法 art. 30: 随时 is at once
        ({"as_it_arises": True}, within("1wd"), "stronger", ""),
        ({"as_it_arises": True}, {"at": FC}, "equal", ""),
        ({"as_it_arises": True, "discretion": True}, within("20wd"), "incomparable", ""),
        (within("60wd"), REQUEST, "stronger", ""),
        ({"every": "year"}, REQUEST, "stronger", ""),
        ({"as_it_arises": True, "verb": "公布"}, BOTH, "stronger", ""),
        ({"every": "week"}, PROMPT, "incomparable", ""),
    ],
)
def test_rulings_for_other_bodies(local: Any, base: Any, relation: str, said: str) -> None:
    found = outcome(local, base, organ=False)
    assert found.relation == relation
    assert said in found.reason.zh


@pytest.mark.parametrize(
    ("local", "base", "relation", "said"),
    [
        (shown(exactly="7wd"), shown(exactly="7wd"), "equal", ""),
        (shown(at_least="365d"), shown(at_least="7d"), "incomparable", "延长公示期限不属于从严"),
        (shown(exactly="7d"), shown(at_least="7d"), "stronger", ""),
        (shown(exactly="10d"), shown(at_least="7d"), "incomparable", "延长公示期限不属于从严"),
        ({"standing": True, "display": {"at_least": "7d"}}, {"display": {"at_least": "7d"}}, "stronger", ""),
        ({"standing": True}, {"display": {"at_least": "7d"}}, "incomparable", "没有写公示期限"),
        ({"keep": {"at_most": "3y"}}, {"keep": {"at_most": "5y"}}, "stronger", ""),
        ({"keep": {"at_most": "5y"}}, {"keep": {"at_most": "3y"}}, "weaker", "保留时间"),
        ({"keep": {"exactly": "3y"}}, {"keep": {"at_most": "5y"}}, "stronger", ""),
        ({"keep": {"at_least": "5y"}}, {"keep": {"at_least": "3y"}}, "incomparable", "延长保留时间不属于从严"),
        ({"standing": True}, {"keep": {"at_least": "5y"}}, "incomparable", "没有写公开后保留多久"),
        ({"keep": {"until": "contract-signed"}}, {"keep": {"until": "supplier-determined"}}, "incomparable", ""),
    ],
)
def test_display_of_persons_is_not_prolonged(local: Any, base: Any, relation: str, said: str) -> None:
    found = outcome(local, base, personal=True)
    assert found.relation == relation
    assert said in found.reason.zh


@pytest.mark.parametrize(
    ("local", "base", "relation", "said"),
    [
        (UNKNOWN, UNKNOWN, "equal", ""),
        (NONE, NONE, "equal", ""),
        (read(PROMPT, {}), UNKNOWN, "unknown", "由本地补充"),
        (NONE, UNKNOWN, "unknown", "由本地补充"),
        (UNKNOWN, read(PROMPT, {}), "unknown", "本地的公开时限待核"),
        (UNKNOWN, NONE, "unknown", "本地的公开时限待核"),
        (NONE, read(PROMPT, {}), "weaker", "本地没有"),
        (read(PROMPT, {}), NONE, "stronger", "指引没有"),
    ],
)
def test_states(local: TimeLimit, base: TimeLimit, relation: str, said: str) -> None:
    found = compare(local, base, terms=TERMS, organ=True)
    assert found.relation == relation
    assert said in found.reason.zh


def test_channels_of_the_row_close_the_world() -> None:
    local = [within("5wd", via="website"), within("5wd", via="village-board")]
    assert outcome(local, within("5wd")).relation == "weaker"
    world = [frozenset({"website", "village-board"})]
    assert outcome(local, within("5wd"), channels=world).relation == "equal"
    assert outcome(within("5wd"), local, channels=world).relation == "stronger"  # the way back is asked of any channel
    assert outcome(within("5wd"), local, channels=world, back=world).relation == "equal"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"every": "quarter"}, BOTH),
        ([within("20wd", "formed"), within("20wd", "changed")], within("20wd")),
        (within("20wd", "unstated"), within("20wd")),
        (within("20wd", also_promptly=True), within("20wd")),
        ([PROMPT, within("5wd")], within("5wd", "unstated")),
        ({"promptly": True, "of": FC}, PROMPT),
        ({"every": "week"}, {"every": "7d", "at_least": True}),
        ([{"every": "month"}, {"at": FC}], {"at": FC}),
        (within("7wd", keep={"exactly": "5y"}), [within("7wd"), {"keep": {"exactly": "60mo"}}]),
        ([{"standing": True}, {"covers": "results", "display": {"at_least": "7wd"}}], {"standing": True}),
    ],
)
def test_same_duty_has_one_normal_form(one: Any, other: Any) -> None:
    case = Circumstances(organ=True, terms=TERMS)
    a, b = read(one, {}), read(other, {})
    cells = case.cells(a, b)
    assert case.normal(a, cells) == case.normal(b, cells)


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        (PROMPT, {"standing": True}, [PROMPT, {"standing": True}]),
        (PROMPT, PROMPT, [PROMPT]),
        (URBAN, PROMPT, [*URBAN, PROMPT]),
        # `rest` keeps what it covered in its own list: of the results, which only the other names
        (
            URBAN,
            within("7wd", covers="results"),
            [
                URBAN[0],
                {"covers": "results", "standing": True},
                URBAN[1],
                within("7wd", covers="results"),
            ],
        ),
        (
            [URBAN[0], within("7wd", covers="results")],
            URBAN,
            [
                URBAN[0],
                {"covers": "penalty-decisions", "standing": True},
                within("7wd", covers="results"),
                {"covers": "results", "standing": True},
                URBAN[1],
            ],
        ),
    ],
)
def test_the_join_is_the_union_of_clauses(one: Any, other: Any, both: Any) -> None:
    assert join(read(one, {}), read(other, {})) == read(both, {})


def test_the_rest_of_nothing_named_is_all() -> None:
    alone = TimeLimit("clauses", read(URBAN, {}).clauses[:1])
    assert join(alone, alone) == read({"standing": True}, {})


def test_a_link_never_makes_a_request_proactive() -> None:
    limits = [read(within("5wd", event), {}) for event in ("request-received", "contract-signed")]
    assert not Circumstances(organ=False, terms=ODD_TERMS).at_least(*limits)


def test_proposal_is_accepted() -> None:
    assert outcome(within("10wd", FCO), within("10wd", FO)).relation == "stronger"
    assert outcome(within("5wd"), within("20wd")).relation == "stronger"


REASONS: list[tuple[Any, Any, dict[str, bool], str, str]] = [
    # local, guideline, circumstances, all that is said before both values, in both languages
    (
        within("20wd", "unstated"),
        within("20wd"),
        {},
        "与标准指引相同（本地未写明起算点，按信息形成或者变更比较）",
        "the same as the guideline (the local row does not say from when the limit runs; compared as from forming or changing)",
    ),
    (
        within("7wd"),
        within("20wd", "unstated"),
        {},
        "严于指引（指引未写明起算点，按信息形成或者变更比较）",
        "stricter than the guideline (the guideline does not say from when the limit runs; compared as from forming or changing)",
    ),
    (
        within("20wd", via="website"),
        within("20wd", covers="results"),
        {},
        "结果信息：本地没有这一部分的时限",
        "results: the local row has no time limit here",
    ),
    (URBAN[1:], URBAN, {}, "其余内容：本地没有这一部分的时限", "other content: the local row has no time limit here"),
    (
        within("7wd"),
        URBAN,
        {},
        "其余内容：本地未达到标准指引的要求",
        "other content: the local row does not do what the guideline requires",
    ),
    (
        LAND[1:],
        LAND,
        {},
        "社区/企事业单位/村公示栏（电子屏）：本地没有这一部分的时限",
        "Notice board or screen of a community, work unit or village: the local row has no time limit here",
    ),
    (
        [URBAN[0], within("30wd", covers="penalty-decisions", via="no-such-channel")],
        [URBAN[0], within("20wd", covers="penalty-decisions", via="no-such-channel")],
        {},
        "处罚决定，no-such-channel：本地的期限更长",
        "penalty decisions, no-such-channel: the local limit is longer",
    ),
    (
        {"force": "encouraged", **PROMPT},
        PROMPT,
        {},
        "本地只写鼓励公开，标准指引写应当公开",
        "the local row only encourages it, the guideline requires it",
    ),
    (
        within("20wd", unless="already-published"),
        within("20wd"),
        {},
        "本地增加了例外“中标、成交结果公告前采购文件已公告的，不再重复公告”",
        "the local row adds an exception: not again where the documents were already published before the award",
    ),
    (
        within("20wd", unless="no-such-exception"),
        within("20wd"),
        {},
        "本地增加了例外“no-such-exception”",
        "the local row adds an exception: no-such-exception",
    ),
    (
        {"when": "no-such-case", "every": "month"},
        {"every": "month"},
        {},
        "本地只适用于“no-such-case”的情形",
        "the local row applies only in one case: no-such-case",
    ),
    (
        BUSY,
        {"every": "month"},
        {},
        "本地只适用于“财务往来较多的”的情形",
        "the local row applies only in one case: where financial dealings are many",
    ),
    (
        {"before": "meeting", "lead": "7d"},
        {"before": "hearing", "lead": "7d"},
        {},
        "本地没有以“组织听证”为准的时限",
        "no local limit is tied to the hearing",
    ),
    (
        within("2wd", "acceptance-ended"),
        within("2wd", "contract-signed"),
        {},
        "本地没有从“合同签订”起算的时限，可以改为“合同签订、验收结束之日起2个工作日内公开”",
        "no local limit runs from signature of the contract; both are kept by “Disclosed within 2 working days after "
        "signature of the contract or the end of acceptance”",
    ),
    (PROMPT, shown(at_least="5wd"), {}, "本地没有写公示期限", "the local row has no display period"),
    (
        shown(exactly="10wd"),
        shown(exactly="7wd"),
        {},
        "标准指引的公示期限为7个工作日，须与之相同",
        "the guideline requires a display period of exactly 7 working days",
    ),
    (
        shown(at_least="3wd"),
        shown(at_least="5wd"),
        {},
        "本地的公示期限短于5个工作日",
        "the local display period is shorter than 5 working days",
    ),
    (
        shown(at_least="7d"),
        shown(at_least="5wd"),
        {},
        "5个工作日按历年节假日安排相当于5至15日",
        "5 working days took 5 to 15 days in the calendars published so far",
    ),
    (
        shown(at_least="30d", soft=True),
        shown(at_least="30d"),
        {},
        "本地的公示期限可以缩短",
        "the local display period may be shortened",
    ),
    (
        shown(at_least="365d"),
        shown(at_least="7d"),
        {"personal": True},
        "公示内容涉及个人，延长公示期限不属于从严",
        "the notice lists persons: a longer display is not stricter",
    ),
    (
        within("1wd"),
        PROMPT,
        {"organ": False},
        "公开主体不是行政机关，《政府信息公开条例》第二十六条不适用，“及时”与确定的期限无法比较",
        "the body is not an administrative organ, so article 26 does not apply: “promptly” cannot be compared with a fixed limit",
    ),
    (
        within("21wd"),
        PROMPT,
        {},
        "超过20个工作日的，不属于“及时”（《政府信息公开条例》第二十六条）",
        "more than 20 working days is not prompt (article 26 of the open-government regulations)",
    ),
    (within("30wd"), within("20wd"), {}, "本地的期限更长", "the local limit is longer"),
    (REQUEST, within("20wd"), {}, "本地未达到标准指引的要求", "the local row does not do what the guideline requires"),
    (
        within("20wd", "contract-signed"),
        within("20wd", "request-received"),
        {"organ": False},
        "严于指引",
        "stricter than the guideline",
    ),
    (
        {"referred": True},
        within("20wd"),
        {},
        "本地未达到标准指引的要求",
        "the local row does not do what the guideline requires",
    ),
    (
        within("30wd"),
        {"referred": True},
        {},
        "本地未达到标准指引的要求",
        "the local row does not do what the guideline requires",
    ),
    (
        within("20wd"),
        {"referred": True},
        {},
        "标准指引只写“按照相关规定”，本地已作补充；是否符合有关规定，请自行核对",
        "the guideline refers to rules that it does not name; the local time limit has to be checked against those rules",
    ),
]


@pytest.mark.parametrize(("local", "base", "more", "zh", "en"), REASONS)
def test_reasons_in_both_languages(local: Any, base: Any, more: dict[str, bool], zh: str, en: str) -> None:
    said = outcome(local, base, **more).reason
    assert (said.zh.partition("；指引为")[0], said.en.partition("; guideline:")[0]) == (zh, en)


@pytest.mark.parametrize(
    ("local", "base", "zh", "en"),
    [
        (NONE, read(PROMPT, {}), "指引有公开时限，本地没有", "the guideline has a time limit, the local row has none"),
        (read(PROMPT, {}), NONE, "指引没有公开时限，本地有", "the guideline has no time limit, the local row has one"),
        (
            read(PROMPT, {}),
            UNKNOWN,
            "标准指引的公开时限待核，由本地补充",
            "the guideline's time limit is unknown; supplied locally",
        ),
        (
            UNKNOWN,
            read(PROMPT, {}),
            "本地的公开时限待核，无法与标准指引比较",
            "the local time limit is unknown and cannot be compared",
        ),
    ],
)
def test_reasons_where_a_cell_is_silent(local: TimeLimit, base: TimeLimit, zh: str, en: str) -> None:
    assert compare(local, base, terms=TERMS, organ=True).reason == Text(zh, en)


def test_reason_in_english() -> None:
    assert outcome(within("10wd"), within("10wd", FO)).reason.en == (
        "no local limit runs from when the information is obtained; both are kept by “Disclosed within 10 working days "
        "after the information is formed, changed or obtained”; guideline: “Disclosed within 10 working days after the "
        "information is formed or obtained”, local: “Disclosed within 10 working days after the information is formed "
        "or changed”"
    )
