import json
from collections.abc import Iterator, Mapping
from itertools import combinations, permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gapub.model.shape import check
from gapub.model.time.duty import Arising, Itemised, Recurring
from gapub.model.time.fingerprint import fingerprint, says
from gapub.model.time.reader import (
    KEYS,
    TIME_LIMIT,
    BadTimeLimitError,
    as_json,
    read,
    read_names,
    surface,
)
from gapub.model.time.value import (
    INFORMATION,
    NONE,
    PERIODS,
    PLAIN,
    UNKNOWN,
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
    Within,
    Words,
    duty,
    references,
)
from gapub.model.time.words import in_words
from gapub.model.time.workingdays import SPANS, longest, shortest
from gapub.sources.library import open_library
from gapub.yaml.reader import Map, Value, parse
from plain_yaml import yaml_of
from time_strategies import TRIGGERS, time_limits, worded

SOME_SPANS = (Span(5, "wd"), Span(5, "d"), Span(20, "wd"))

HERE = Path(__file__).parent
REGISTRY_FOLDER = HERE.parent / "guidelines" / "registry"
TIMING: dict[str, Any] = yaml_of(REGISTRY_FOLDER / "timing.yaml")
CHANNELS: dict[str, Any] = yaml_of(REGISTRY_FOLDER / "channels.yaml")["channels"]
REGISTRY = open_library().registry
TERMS = REGISTRY.terms()
PHRASES = REGISTRY.phrases()
TABLE: list[dict[str, Any]] = yaml_of(HERE / "data" / "time_limits.yaml")
ROWS = [pytest.param(row, id=row["wording"]) for row in TABLE]


# --- the table of all wordings ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", ROWS)
def test_wording_is_generated_as_reviewed(row: dict[str, Any]) -> None:
    limit = read(row["clauses"], {})
    assert in_words(limit, TERMS) == (row["zh"], row["en"])


@pytest.mark.parametrize("row", ROWS)
def test_generated_text_keeps_numbers_bounds_triggers_and_parts(row: dict[str, Any]) -> None:
    assert fingerprint(row["zh"], PHRASES) == fingerprint(row["wording"], PHRASES)


@pytest.mark.parametrize("row", ROWS)
def test_clauses_are_written_as_they_are_read(row: dict[str, Any]) -> None:
    assert surface(read(row["clauses"], {})) == row["clauses"]


@pytest.mark.parametrize("row", ROWS)
def test_everything_referred_to_is_registered(row: dict[str, Any]) -> None:
    tables = {**TIMING, "channels": CHANNELS}
    assert [(kind, name) for kind, name in references(read(row["clauses"], {})) if name not in tables[kind]] == []


def test_table_is_whole() -> None:
    assert len({row["wording"] for row in TABLE}) == 82
    assert len({duty(read(row["clauses"], {})) for row in TABLE}) == 63


def test_every_registered_word_is_used() -> None:
    library = open_library()
    limits = [
        *(read(row["clauses"], {}) for row in TABLE),
        *(item.time_limit for each in library.guidelines(library.editions()) for _, item in each.rows()),
    ]
    used = {pair for limit in limits for pair in references(limit)}
    local = {  # of rows that localities add
        *(("events", name) for name in ("term-starts", "term-of-office-ends", "validity-ends")),
        ("parts", "accounts"),
        ("exceptions", "law-or-policy"),
    }
    of_limits = {("events", "election-day")}  # of the registry of limits, which has some of its own
    assert {(kind, name) for kind, table in TIMING.items() for name in table} - local == {
        (kind, name) for kind, name in used if kind != "channels"
    } - of_limits


# --- the fingerprint -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("形成之日起20个工作日内", "形成之日起20日内"),
        ("形成之日起20个工作日内", "变更之日起20个工作日内"),
        ("形成或者变更之日起20个工作日内", "形成之日起20个工作日内"),
        ("形成之日起20个工作日内", "形成20个工作日前"),
        ("公示期限不得少于7日", "公示期限为7日"),
        ("至少每季度公布一次", "每季度公布一次"),
        ("每季度公布一次", "每月公布一次"),
        ("20个工作日内及时公开", "20个工作日内公开"),
        ("20个工作日内公开，法律、法规另有规定的，从其规定", "20个工作日内公开"),
        ("公示期限一般不少于30日", "公示期限不得少于30日"),
        ("合同签订之日起2个工作日内", "验收结束之日起2个工作日内"),
        ("处罚决定：20个工作日内", "结果信息：20个工作日内"),
        ("视情况随时公开", "随时公开"),
        ("鼓励及时公开", "及时公开"),
        ("每20个工作日更新", "20个工作日内更新"),
    ],
)
def test_fingerprint_tells_duties_apart(one: str, other: str) -> None:
    assert fingerprint(one, PHRASES) != fingerprint(other, PHRASES)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("自制作或获取该信息之日起20个工作日内公开", "信息形成或者获取之日起20个工作日内"),
        ("提前一周发通知邀请", "提前7日发通知邀请"),
        ("公示7个工作日", "公告期限为7个工作日"),
        ("投标截止时间至少15日前", "投标截止时间15日前"),
        ("公示期不得少于3日", "公示期限不少于3日"),
        ("及时公开,公告期限为5个工作日", "及时公告，公告期限为5个工作日"),
    ],
)
def test_fingerprint_passes_over_words(one: str, other: str) -> None:
    assert fingerprint(one, PHRASES) == fingerprint(other, PHRASES)


# --- clause by clause ------------------------------------------------------------------------------------------------


def said(wording: str, limit: TimeLimit) -> bool:
    """Whether a wording says what a time limit says, as `wording-differs` asks."""
    clauses = [in_words(limit._replace(clauses=(each,)), TERMS).zh for each in limit.clauses]
    elements = {name: f"elements:{name}" for clause in limit.clauses for name in clause.covers if not name.isascii()}
    return says(wording, clauses, elements | PHRASES)


@pytest.mark.parametrize("row", ROWS)
def test_a_wording_says_its_clauses_in_whatever_order(row: dict[str, Any]) -> None:
    limit = read(row["clauses"], {})
    for clauses in permutations(limit.clauses):
        assert said(row["wording"], limit._replace(clauses=clauses))


@given(time_limits())
@settings(max_examples=300)
def test_what_is_generated_says_what_it_is_generated_from(limit: TimeLimit) -> None:
    assert said(in_words(limit, TERMS).zh, limit)


def swaps(limit: TimeLimit) -> Iterator[tuple[str, TimeLimit]]:
    """The time limit with one thing of two of its clauses, or the two numbers of one clause, changed places."""
    for i, j in combinations(range(len(limit.clauses)), 2):
        for name, one, other in exchanged(limit.clauses[i], limit.clauses[j]):
            clauses = list(limit.clauses)
            clauses[i], clauses[j] = one, other
            yield name, limit._replace(clauses=tuple(clauses))
    for i, clause in enumerate(limit.clauses):
        if clause.display and (span := span_of(clause)):
            both = with_span(clause, clause.display.span)._replace(display=clause.display._replace(span=span))
            yield "deadline and display", limit._replace(clauses=(*limit.clauses[:i], both, *limit.clauses[i + 1 :]))


def exchanged(one: Clause, other: Clause) -> Iterator[tuple[str, Clause, Clause]]:
    for name in Clause._fields:
        if name not in ("subject", "verb"):  # no duty
            yield name, one._replace(**{name: getattr(other, name)}), other._replace(**{name: getattr(one, name)})
    if (n := span_of(one)) and (m := span_of(other)):
        yield "number", with_span(one, m), with_span(other, n)
    for first, second in ((one, other), (other, one)):
        if (n := span_of(first)) and second.display:
            shown = second._replace(display=second.display._replace(span=n))
            yield "number and display", with_span(first, second.display.span), shown
    if isinstance(one.start, Within | At | Promptly) and isinstance(other.start, Within | At | Promptly):
        yield (
            "trigger",
            one._replace(start=one.start._replace(of=other.start.of)),
            other._replace(start=other.start._replace(of=one.start.of)),
        )


def span_of(clause: Clause) -> Span | None:
    start = clause.start
    return start.span if isinstance(start, Within) else start.lead if isinstance(start, Before) else None


def with_span(clause: Clause, span: Span) -> Clause:
    start = clause.start
    return clause._replace(
        start=start._replace(lead=span) if isinstance(start, Before) else start._replace(span=span)  # type: ignore[union-attr]
    )


def test_no_swap_between_clauses_is_missed() -> None:
    found = list[tuple[str, str]]()
    for row in TABLE:
        limit = read(row["clauses"], {})
        for name, other in swaps(limit):
            if set(duty(other).clauses) != set(duty(limit).clauses):
                assert not said(row["wording"], other), (name, row["wording"])
                found.append((name, row["wording"]))
    assert len(found) == 46
    assert {name for name, _ in found} >= {
        "start",
        "covers",
        "via",
        "when",
        "number",
        "trigger",
        "deadline and display",
    }


@pytest.mark.parametrize(
    ("clauses", "faithful", "swapped"),
    [
        (  # a part between two commas belongs to what follows
            [{"every": "quarter", "at_least": True}, {"when": "many-dealings", "every": "month"}],
            "至少每季度公布一次，财务往来较多的，每月公布一次",
            "财务往来较多的，至少每季度公布一次，每月公布一次",
        ),
        (  # one behind a number belongs to that
            [
                {"covers": "penalty-decisions", "within": "20wd", "of": "unstated"},
                {"covers": "results", "within": "7wd", "of": "unstated"},
            ],
            "20个工作日内公开处罚决定，7个工作日内公开结果信息",
            "7个工作日内公开处罚决定，20个工作日内公开结果信息",
        ),
        (  # an event that both run from is named once
            [
                {"covers": "results", "within": "7wd", "of": "contract-signed"},
                {"within": "20wd", "of": "contract-signed"},
            ],
            "结果信息自合同签订之日起7个工作日内公开，其他20个工作日内公开",
            "结果信息自合同签订之日起20个工作日内公开，其他7个工作日内公开",
        ),
        (  # parentheses
            [
                {"covers": "rest", "within": "20wd", "of": "formed"},
                {"covers": "results", "within": "7wd", "of": "unstated"},
            ],
            "信息形成之日起20个工作日内公开（结果信息7个工作日内公开）",
            "信息形成之日起7个工作日内公开（结果信息20个工作日内公开）",
        ),
        (  # an element by its text
            [
                {"covers": "许可决定", "within": "7wd", "of": "formed"},
                {"covers": "许可名单", "within": "20wd", "of": "formed"},
            ],
            "许可决定形成7个工作日内，许可名单形成20个工作日内",
            "许可名单形成7个工作日内，许可决定形成20个工作日内",
        ),
        (  # an encouragement, an exception, an undertaking to be prompt
            [
                {"covers": "results", "force": "encouraged", "within": "7wd", "of": "formed"},
                {"covers": "consultation", "within": "20wd", "of": "formed"},
            ],
            "结果信息鼓励形成7个工作日内公开，征求意见形成20个工作日内公开",
            "结果信息形成7个工作日内公开，征求意见鼓励形成20个工作日内公开",
        ),
    ],
)
def test_a_wording_of_several_clauses(clauses: list[dict[str, Any]], faithful: str, swapped: str) -> None:
    node, found = parse(json.dumps(clauses, ensure_ascii=False).encode(), "x.yaml")
    assert found == []
    limit = read(node, {})
    assert said(faithful, limit)
    assert not said(swapped, limit)
    assert fingerprint(faithful, PHRASES) == fingerprint(swapped, PHRASES)


def test_a_wording_without_end_takes_no_time_without_end() -> None:
    limit = read([{"every": f"{n}d"} for n in range(1, 21)], {})
    assert said("，".join(f"每{n}日公开一次" for n in range(20, 0, -1)), limit)
    assert not said("，".join(f"每{1 + n % 20}日公开一次" for n in range(20_000)), limit)


# --- reading and writing ---------------------------------------------------------------------------------------------


EVERY_KIND = (
    *(Within(span, of) for span in SOME_SPANS for of in ((), TRIGGERS[0])),
    *(Before("contract-signed", span) for span in SOME_SPANS),
    *(At(of) for of in TRIGGERS),
    *(Promptly(of, discretion) for of in ((), *TRIGGERS) for discretion in (False, True)),
    *(Arising(name, discretion) for name in INFORMATION for discretion in (False, True)),
    *(AsItArises(discretion) for discretion in (False, True)),
    *(Every(period) for period in (*PERIODS, *SOME_SPANS)),
    *map(Stated, PLAIN),
    *(Display(span, exactly) for span in SOME_SPANS for exactly in (False, True)),
    Itemised(),
    *SOME_SPANS,
    *(Before("contract-signed", None), Day(1, 31), Day(None, 31)),
    *(Words(text, kind) for text in ("standing", "until", "words") for kind in ("words", "rest_words")),  # type: ignore[arg-type]
    *(Keep(span, bound) for span in SOME_SPANS for bound in ("at_least", "at_most", "exactly")),  # type: ignore[arg-type]
    *(Keep("contract-signed", "until"), Keep("words", "until")),
    *(Recurring("month", None, False, name) for name in INFORMATION),
)
"""Values that stand in one and the same place of a clause or of an atom, and `()`, which means everything there."""


def test_what_is_said_in_another_way_is_never_equal() -> None:
    """The values are named tuples, which compare by what they hold alone: no two kinds may hold the same."""
    alike = [(a, b) for a, b in combinations((*EVERY_KIND, ()), 2) if a == b]
    assert alike == []
    assert all(EVERY_KIND), "none of them is empty, and so false"


@given(st.one_of(time_limits(), worded()))
@settings(max_examples=300)
def test_what_is_written_is_read_back(limit: TimeLimit) -> None:
    assert read(surface(limit), {}) == limit


@given(time_limits())
@settings(max_examples=300)
def test_keys_come_in_their_order_and_json_has_lists(limit: TimeLimit) -> None:
    clauses = as_json(limit)
    assert isinstance(clauses, list)
    for clause in clauses:
        assert list(clause) == [key for key in KEYS if key in clause]
        assert isinstance(clause.get("via", []), list)
        assert isinstance(clause.get("of", []), list) or clause["of"] == "unstated"


@given(time_limits())
@settings(max_examples=300)
def test_every_time_limit_has_words(limit: TimeLimit) -> None:
    zh, en = in_words(limit, TERMS)
    assert zh
    assert not set(zh) & set(",;:()")
    assert en[0] == en[0].upper()


@pytest.mark.parametrize(
    ("node", "limit", "words"), [("unknown", UNKNOWN, ("待核", "Unknown")), ("none", NONE, ("—", "—"))]
)
def test_states(node: str, limit: TimeLimit, words: tuple[str, str]) -> None:
    assert (read(node, {}), surface(limit), as_json(limit)) == (limit, node, node)
    assert in_words(limit, TERMS) == words


def test_wording_is_kept_for_the_whole_cell_and_left_out_of_the_duty() -> None:
    plain = read({"within": "20wd", "of": ["changed", "formed"]}, {})
    worded = read({"within": "20wd", "of": ["formed", "changed"], "verb": "公布", "wording": "20个工作日内公布"}, {})
    assert worded.wording == "20个工作日内公布"
    assert worded != plain
    assert duty(worded) == plain
    several = {"clauses": [{"promptly": True}, {"itemised": True}], "wording": "逐项及时公开"}
    assert surface(read(several, {})) == several


def test_named_time_limits() -> None:
    names = read_names(
        {
            "approval": {"within": "10wd", "of": "land-approval-received"},
            "both": [{"via": "village-board", "at": "fieldwork-started"}, {"use": "approval", "via": ["website"]}],
        }
    )
    assert read("approval", names) == names["approval"]
    assert surface(names["both"]) == [
        {"via": "village-board", "at": "fieldwork-started"},
        {"via": "website", "within": "10wd", "of": "land-approval-received"},
    ]
    used = read({"use": "approval", "covers": "results", "force": "encouraged"}, names)
    assert surface(used) == {
        "covers": "results",
        "force": "encouraged",
        "within": "10wd",
        "of": "land-approval-received",
    }


NAMES = {"approval": read({"via": "website", "promptly": True}, {}), "open": UNKNOWN}
FC = ["formed", "changed"]


def _tree(node: object) -> Any:
    """The node as a file has it."""
    tree, found = parse(json.dumps({"cell": node}, ensure_ascii=False).encode(), "limits.yaml")
    assert not found
    assert isinstance(tree, Map)
    return tree["cell"]


@pytest.mark.parametrize(
    "node",
    [
        [],
        ["promptly"],
        {"within": "20", "of": FC},
        {"within": "0d", "of": FC},
        {"within": "020wd", "of": FC},
        {"within": "20weeks", "of": FC},
        {"within": "²0d", "of": FC},
        {"before": "hearing", "lead": "7"},
        {"every": "decade"},
        {"every": "year", "by": {"month": 1}},
        {"every": "year", "by": {"month": "1", "day": 31}},
        {"keep": {"at_least": "5y", "at_most": "5y"}},
        {"keep": {"until": "5 years"}},
        {"standing": "yes"},
        {"display": {"exactly": "7wd", "at_least": "7wd"}},
        {"display": {"soft": True}},
        {"display": {"exactly": "7"}},
        {"promptly": True, "force": "may"},
        {"promptly": True, "verb": "宣读"},
        {"promptly": True, "absent": True},
        {"clauses": [{"promptly": True}, {"within": "5"}]},
    ],
)
def test_the_shape_refuses_what_is_no_clause(node: object) -> None:
    assert check(_tree(node), TIME_LIMIT, "limits.yaml")


@pytest.mark.parametrize(
    ("node", "path"),
    [
        ("approvals", ()),
        ({"within": "20wd"}, ("within",)),
        ({"within": "9" * 5000 + "wd", "of": FC}, ("within",)),
        ({"within": "20wd", "of": ["formed", "unstated"]}, ("of",)),
        ({"within": "20wd", "of": ["formed", "formed"]}, ("of",)),
        ({"within": "20wd", "of": FC, "promptly": True}, ("promptly",)),
        ({"promptly": True, "at": FC}, ("promptly",)),
        ({"promptly": False}, ("promptly",)),
        ({"promptly": True, "also_promptly": True}, ("also_promptly",)),
        ({"before": "hearing"}, ("before",)),
        ({"before": "formed", "lead": "7d"}, ("before",)),
        ({"at": "unstated"}, ("at",)),
        ({"at_least": True, "promptly": True}, ("at_least",)),
        ({"covers": "results"}, ()),
        ({"covers": "rest", "promptly": True}, ()),
        ({"covers": ["rest", "results"], "promptly": True}, ("covers",)),
        ({"clauses": [{"promptly": True}], "when": "many-dealings"}, ("when",)),
        ([{"promptly": True}, {"promptly": True}], (1,)),
        ([{"promptly": True, "wording": "及时"}], (0, "wording")),
        ({"before": "hearing", "by": "meeting", "lead": "1d"}, ("by",)),
        ({"every": "year", "by": {"day": 31}}, ("by",)),
        ({"every": "month", "by": {"month": 1, "day": 10}}, ("by",)),
        ({"every": "month", "by": {"day": 32}}, ("by",)),
        ({"every": "month", "by": {"day": 0}}, ("by",)),
        ({"every": "year", "by": {"month": 2, "day": 30}}, ("by",)),
        ({"every": "year", "by": {"month": 13, "day": 1}}, ("by",)),
        ({"every": "quarter", "by": {"month": 4, "day": 1}}, ("by",)),
        ({"every": "half-year", "by": {"month": 7, "day": 1}}, ("by",)),
        ({"every": "week", "by": {"day": 1}}, ("by",)),
        ({"every": "20wd", "by": {"day": 1}}, ("by",)),
        ({"words": "定期公开", "verb": "公开"}, ("verb",)),
        ({"words": "定期公开", "wording": "定期公开"}, ("wording",)),
        ([{"words": "定期公开"}, {"promptly": True}], ()),
        ({"keep": {"at_least": "99999y"}}, ("keep", "at_least")),
        ({"covers": "results", "force": "encouraged"}, ()),
        ({"use": "closed"}, ("use",)),
        ({"use": "open"}, ("use",)),
        ({"use": "approval", "via": "village-board"}, ("via",)),
        ({"use": "approval", "itemised": True}, ("itemised",)),
        ({"use": "approval", "at": FC}, ("at",)),
    ],
)
def test_contradictions_are_refused_where_they_stand(node: object, path: tuple[str | int, ...]) -> None:
    assert not check(_tree(node), TIME_LIMIT, "limits.yaml")
    with pytest.raises(BadTimeLimitError) as caught:
        read(_tree(node), NAMES)
    assert caught.value.path == path
    assert caught.value.text.zh
    assert caught.value.text.en


@pytest.mark.parametrize(
    ("node", "path"),
    [
        ({"unknown": {"promptly": True}}, ("unknown",)),
        ({"first": {"use": "second"}, "second": {"promptly": True}}, ("first", "use")),
        ({"first": [{"promptly": True}, {}]}, ("first", 1)),
    ],
)
def test_contradictions_in_named_time_limits(node: Mapping[str, Value], path: tuple[str | int, ...]) -> None:
    with pytest.raises(BadTimeLimitError) as caught:
        read_names(node)
    assert caught.value.path == path


@pytest.mark.parametrize(
    ("node", "zh", "en"),
    [
        (
            {"at": ["formed", "contract-signed"]},
            "信息形成、合同签订时实时公开",
            "Disclosed at once when the information is formed and on signature of the contract",
        ),
        ({"at": "changed"}, "信息变更时实时公开", "Disclosed at once when the information is changed"),
        (
            {"force": "encouraged", "when": "many-dealings", "every": "month"},
            "财务往来较多的，鼓励每月公开一次",
            "Where financial dealings are many, encouraged: disclosed once every month",
        ),
        (
            {"covers": ["results", "公示名单"], "via": "website", "itemised": True, "standing": True},
            "结果信息、公示名单：长期在政府网站逐项逐笔公开（动态调整）",
            "Results and 公示名单, via Government website: disclosed item by item permanently and kept up to date",
        ),
        (
            {"via": "website", "display": {"at_least": "30d"}, "verb": "公告"},
            "在政府网站公告期限不得少于30日",
            "Via Government website: on display for at least 30 days",
        ),
        (
            {"covers": "consultation", "display": {"exactly": "1d", "soft": True}},
            "征求意见：期限一般为1日，因情况紧急等原因需要缩短的，应当予以说明",
            "Consultation: generally open for comment for exactly 1 day (shorter in urgency, with the reason given)",
        ),
    ],
)
def test_words_beyond_the_table(node: dict[str, Any], zh: str, en: str) -> None:
    limit = read(node, {})
    assert in_words(limit, TERMS) == (zh, en)


@pytest.mark.parametrize(
    ("node", "zh", "en"),
    [
        (
            {"every": "year", "by": {"month": 1, "day": 31}},
            "每年1月31日前公开一次",
            "Disclosed once every year, by 31 January",
        ),
        (
            {"every": "half-year", "by": {"month": 6, "day": 5}},
            "每半年第六个月5日前公开一次",
            "Disclosed once every half-year, by day 5 of its sixth month",
        ),
        (
            {"every": "quarter", "by": {"month": 1, "day": 20}, "verb": "公布"},
            "每季度第一个月20日前公布一次",
            "Published once every quarter, by day 20 of its first month",
        ),
        ({"every": "month", "by": {"day": 10}}, "每月10日前公开一次", "Disclosed once every month, by day 10"),
        ({"every": "day"}, "每日公开一次", "Disclosed once every day"),
        ({"every": "week"}, "每周公开一次", "Disclosed once every week"),
        ({"every": "term"}, "每学期公开一次", "Disclosed once every school term"),
        ({"before": "term-starts", "lead": "unstated"}, "开学前公开", "Disclosed before the start of the school term"),
        (
            {"before": "meeting", "lead": "24h"},
            "召开会议24小时前公开",
            "Disclosed at least 24 hours before the meeting",
        ),
        (
            {"within": "2wk", "of": "formed", "keep": {"exactly": "5y"}},
            "信息形成之日起2周内公开，公开满5年后撤下",
            "Disclosed within 2 weeks after the information is formed, taken down after 5 years",
        ),
        (
            {"promptly": True, "keep": {"at_least": "6mo"}},
            "及时公开，保留不少于6个月",
            "Disclosed promptly, kept for at least 6 months",
        ),
        (
            {"via": "village-board", "keep": {"until": "term-of-office-ends"}},
            "在社区/企事业单位/村公示栏（电子屏）保留至任期届满",
            "Via Notice board or screen of a community, work unit or village: kept until the end of the term of office",
        ),
        ({"keep": {"at_most": "1term"}}, "保留不超过1个学期", "Kept for at most 1 school term"),
        ({"words": "定期公开"}, "定期公开", "As worded: “定期公开”"),
        (
            {"promptly": True, "rest_words": "有限期限内"},
            "及时公开，有限期限内",
            "Disclosed promptly, as worded: “有限期限内”",
        ),
    ],
)
def test_what_tables_say_besides(node: dict[str, Any], zh: str, en: str) -> None:
    assert not check(_tree(node), TIME_LIMIT, "limits.yaml")
    limit = read(_tree(node), {})
    assert in_words(limit, TERMS) == (zh, en)
    assert surface(limit) == node


@pytest.mark.parametrize(
    ("wording", "node"),
    [
        ("每年1月31日前公开上一年度报告", {"every": "year", "by": {"month": 1, "day": 31}}),
        ("每季度的首个月20日", {"every": "quarter", "by": {"month": 1, "day": 20}}),
        ("每季度首月20日", {"every": "quarter", "by": {"month": 1, "day": 20}}),
        ("每月10日前发布上月月报", {"every": "month", "by": {"day": 10}}),
        ("每个月十号前公布", {"every": "month", "by": {"day": 10}}),
        ("开学前", {"before": "term-starts", "lead": "unstated"}),
        ("召开会议前24小时", {"before": "meeting", "lead": "24h"}),
        ("每天公开", {"every": "day"}),
        ("每星期公布一次", {"every": "week"}),
        ("每个学期公布一次", {"every": "term"}),
        ("形成后六个月内公开", {"within": "6mo", "of": "formed"}),
        (
            "作出行政决定之日起7个工作日内公开，公开满5年的，及时从公示载体上撤下",
            {"within": "7wd", "of": "administrative-decision", "keep": {"exactly": "5y"}},
        ),
        ("及时公开，公开期限不少于5年", {"promptly": True, "keep": {"at_least": "5y"}}),
        ("及时公开，公开时间不超过3年", {"promptly": True, "keep": {"at_most": "3y"}}),
        ("任期内", {"keep": {"until": "term-of-office-ends"}}),
    ],
)
def test_wordings_of_what_tables_say_besides(wording: str, node: dict[str, Any]) -> None:
    assert said(wording, read(_tree(node), {}))


@pytest.mark.parametrize(
    ("wording", "node"),
    [
        ("每年1月31日前", {"every": "year", "by": {"month": 3, "day": 31}}),
        ("每年1月31日前", {"every": "year"}),
        ("每年1月31日前", {"within": "31d", "of": "unstated"}),
        ("每季度第一个月20日前", {"every": "quarter", "by": {"month": 2, "day": 20}}),
        ("24小时内公开", {"within": "24d", "of": "unstated"}),
        ("保留不少于5年", {"display": {"at_least": "5y"}}),
        ("保留不少于5年", {"keep": {"at_most": "5y"}}),
        ("公开满5年后撤下", {"keep": {"exactly": "3y"}}),
        ("形成6个月内公开", {"within": "6y", "of": "formed"}),
        ("每学期公开一次", {"every": "half-year"}),
        ("及时公开", {"promptly": True, "keep": {"at_least": "5y"}}),
    ],
)
def test_wordings_that_say_something_else(wording: str, node: dict[str, Any]) -> None:
    assert not said(wording, read(_tree(node), {}))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("january-31", (1, 31)),
        ("31-january", (1, 31)),
        ("jan31", (1, 31)),
        ("01-31", (1, 31)),
        ("1月31日", (1, 31)),
        ("1月31日前", (1, 31)),
        ("june-5", (6, 5)),
        ("13-1", None),
        ("year-end", None),
        ("marching-orders", None),
        ("january", None),
    ],
)
def test_a_day_that_was_meant(text: str, day: tuple[int, int] | None) -> None:
    assert Day.meant(text) == day


# --- the registry and the table of working days ----------------------------------------------------------------------


def test_links_between_events_are_known_and_acyclic() -> None:
    events = TIMING["events"]
    for name, entry in events.items():
        for later in entry.get("no_later_than", ()):
            assert later in events
            assert TERMS.never_after(name, later)
            assert not TERMS.never_after(later, name)
    assert TERMS.never_after("fieldwork-started", "expropriation-announced")
    assert not any("request-received" in entry.get("no_later_than", ()) for entry in events.values())


def test_parts_say_which_elements_they_are() -> None:
    assert {name: part["elements"] for name, part in TIMING["parts"].items() if "elements" in part} == {
        "penalty-decisions": "处罚决定",
        "results": "结果信息：",
        "hearing-notice": "听证通知书",
        "leaving-audits": "离任经济责任审计结果",
        "pre-approval-notice": "批前公示：",
        "post-approval-publication": "批后公布：",
    }


@pytest.mark.parametrize(
    ("n", "span"),
    [
        (1, (1, 11)),
        (3, (3, 13)),
        (5, (5, 15)),
        (7, (7, 19)),
        (10, (11, 22)),
        (15, (18, 29)),
        (20, (25, 38)),
        (30, (39, 52)),
        (45, (60, 73)),
        (60, (81, 96)),
        (61, (82, 107)),
        (120, (162, 192)),
    ],
)
def test_working_days(n: int, span: tuple[int, int]) -> None:
    assert (shortest(n), longest(n)) == span


def test_table_of_working_days_is_consistent() -> None:
    assert len(SPANS) == 60
    for n in range(1, 200):
        assert n <= shortest(n) < longest(n)
        assert shortest(n) < shortest(n + 1)
        assert longest(n) < longest(n + 1)
    for a in range(1, 60):  # a span is made of spans that follow each other
        for b in range(1, 61 - a):
            assert shortest(a + b) >= shortest(a) + shortest(b)
            assert longest(a + b) <= longest(a) + longest(b)
