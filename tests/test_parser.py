"""Chinese to time limits: what offices write becomes the value that it says, and never one that it does not say.

`data/wordings_read.yaml` has what each of the hundred wordings of `data/wordings.yaml` is read as, judged by hand.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from itertools import chain
from pathlib import Path
from time import process_time
from typing import Any

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gapub.diagnostics import Text
from gapub.model.time.parser import Reading, parse
from gapub.model.time.reader import read, surface
from gapub.model.time.value import UNKNOWN, Clause, TimeLimit, Words, duty, in_own_words
from gapub.model.time.words import in_words
from gapub.sources.library import open_library
from plain_yaml import yaml_of
from time_strategies import time_limits

FOLDER = Path(__file__).parent / "data"
DATA: dict[str, Any] = yaml_of(FOLDER / "wordings_read.yaml")
JUDGED: list[dict[str, Any]] = DATA["wordings"]
LIBRARY = open_library()
TERMS = LIBRARY.registry.terms()
PHRASES = LIBRARY.registry.phrases()
NAMED = {
    words["zh"]: f"{table}:{name}" for table in ("events", "parts", "conditions") for name, words in DATA[table].items()
}
WITH_NAMES = TERMS._replace(
    **{
        table: {**getattr(TERMS, table), **{name: Text(**words) for name, words in DATA[table].items()}}
        for table in ("events", "parts", "conditions")
    }
)
ELEMENT = "听证通知书"
"""An element of the strategies: its text is what a part is called, too, so that the parser has to know of it."""


@cache
def understood(text: str) -> Reading:
    return parse(text, PHRASES)


def limit_of(node: Any) -> TimeLimit:
    return read(node, {})


# --- the hundred wordings --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", JUDGED, ids=lambda row: row["wording"])
def test_each_wording_is_read_as_judged(row: dict[str, Any]) -> None:
    made = parse(row["wording"], PHRASES | NAMED)
    assert surface(made.limit) == surface(limit_of(row["reads"]))
    left = [row["wording"]] if row.get("left") == "all" else row.get("left", [])
    assert [each.text for each in made.left] == left
    assert all(row["wording"][each.start : each.end] == each.text for each in made.left)
    assert bool(made.left) == bool(in_own_words(made.limit))


@pytest.mark.parametrize("row", JUDGED, ids=lambda row: row["wording"])
def test_a_letter_of_another_script_changes_nothing_before_it(row: dict[str, Any]) -> None:
    """A text with such a letter is read by a pattern of its own."""
    letter, sign = (repr(parse(f"{row['wording']}。{each}", PHRASES | NAMED)) for each in "Ⅰ§")
    assert letter.replace("Ⅰ", "§") == sign


@pytest.mark.parametrize(
    ("text", "is_read"),
    [
        ("按照国家有关规定公开", True),
        ("按照ab有关规定公开", False),
        ("按照①有关规定公开", False),
        ("按照〇有关规定公开", False),
    ],
)
def test_the_words_before_a_rule_are_chinese(text: str, is_read: bool) -> None:
    assert (understood(text).left == ()) == is_read


def test_nearly_all_wordings_are_understood_wholly(record_property: Callable[[str, str], None]) -> None:
    judged = {row["wording"] for row in JUDGED}
    assert judged == {row["wording"] for row in yaml_of(FOLDER / "wordings.yaml")["wordings"]}
    whole = [row for row in JUDGED if "left" not in row]
    partly = [row for row in JUDGED if isinstance(row.get("left"), list)]
    alone = sum(not understood(row["wording"]).left for row in JUDGED)
    counts = (
        f"{len(whole)} of {len(JUDGED)} wholly, {len(partly)} in part; {alone} with the names of the registry alone"
    )
    record_property("understood", counts)
    print(counts)
    assert (len(JUDGED), len(whole), len(partly), alone) == (100, 92, 1, 83)


@pytest.mark.parametrize("row", JUDGED, ids=lambda row: row["wording"])
def test_what_is_read_is_written_and_read_again(row: dict[str, Any]) -> None:
    limit = limit_of(row["reads"])
    said = in_words(limit, WITH_NAMES).zh
    again = parse(said, PHRASES | NAMED).limit
    if limit == TimeLimit("clauses", (Clause(Words(row["wording"])),)):
        assert said == row["wording"]
    assert duty(again) == duty(limit)


# --- what the guidelines say -----------------------------------------------------------------------------------------

DIFFERENT = {
    "提前一周发通知邀请": "一周 is a week; the value says seven days, which are as long",
    "每年1月31日前向本级政府信息公开工作主管部门提交并向社会公布": "to whom a report is handed in is no part of a value",
    "收到申请之日起20个工作日内答复": "答复 is no verb of a value: an answer discloses to one",
    "收到征求意见书之日起15个工作日内提出意见": "提出意见 is no verb of a value: it binds those who are asked",
    "收到申请之日起7个工作日内一次性告知": "一次性告知 is no verb of a value",
    "拟定《征地补偿安置方案》后5个工作日内公开。公示结束后，转为依申请公开": (
        "转为依申请公开 says what comes after the display; the parser knows no such turn"
    ),
    "财务收支逐项逐笔公布，至少每季度一次，财务往来较多的每月一次": (
        "财务收支 is what the row is about, and may be a part of it: the text does not say"
    ),
}
"""What is read otherwise than the guideline has it, and why."""


def test_the_guidelines_say_what_they_mean(record_property: Callable[[str, str], None]) -> None:
    cells = [
        item.time_limit
        for guideline in LIBRARY.guidelines(LIBRARY.editions())
        for _, item in guideline.rows()
        if item.time_limit.state == "clauses"
    ]
    texts = [(in_words(each, TERMS).zh, each) for each in cells]
    texts += [(each.wording, each) for each in cells if each.wording]
    other = {text for text, each in texts if duty(understood(text).limit) != duty(each)}
    same = sum(text not in other for text, _ in texts)
    record_property("given back", f"{same} of {len(texts)}")
    print(f"{same} of {len(texts)} texts of time limits give their values back")
    assert other == set(DIFFERENT)
    assert same > 0.99 * len(texts) > 1000


# --- laws ------------------------------------------------------------------------------------------------------------


@given(time_limits())
@settings(max_examples=300)
def test_what_is_written_is_read_back(limit: TimeLimit) -> None:
    assume(not in_own_words(limit))
    beside = len(limit.clauses) > 1  # there it is said of the consultation: 信息形成之日起……；征求意见期限不得少于30日
    assume(not (beside and any(c.start is None and not c.covers and c.verb == "征求意见" for c in limit.clauses)))
    made = parse(in_words(limit, TERMS).zh, PHRASES, (ELEMENT,))
    assert duty(made.limit) == duty(limit)
    assert made.left == ()


PIECES = sorted({*PHRASES, *(row["wording"] for row in JUDGED), *"，；。（）、：自内前后起除其中每至少一二20日年月周"})


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=8).map("".join))
@settings(max_examples=300)
def test_any_text_is_a_time_limit(text: str) -> None:
    made = parse(text, PHRASES)
    if not text.strip():
        assert made == Reading(UNKNOWN)
        return
    assert read(surface(made.limit), {}) == made.limit
    assert all(text[each.start : each.end] == each.text for each in made.left)
    assert [each.start for each in made.left] == sorted(each.start for each in made.left)
    assert bool(made.left) == bool(in_own_words(made.limit))


@pytest.mark.parametrize(
    "piece", ["20个工作日内，", "信息形成、", "（", "九", "随时 ", "处罚决定7个工作日内；", "一般"]
)
def test_a_text_without_end_takes_no_time_without_end(piece: str) -> None:
    def takes(n: int) -> float:
        begun = process_time()
        parse(piece * n, PHRASES)
        return process_time() - begun

    takes(1)
    assert takes(300) < 20 * takes(30) + 0.05
    takes(100_000)


# --- what is not understood ------------------------------------------------------------------------------------------

NOT_UNDERSTOOD = [
    "不及时公开", "非实时公开", "1.5年内公开", "3-5个工作日内公开", "3至5个工作日内公开", "2026年内公开", "2026年底前公开",
    "20个工作日内不公开", "结果信息7个工作日内公开，长期公示", "人数较多的，每月公布一次", "每年公布两次", "召开会议前7日内公开",
    "法定代表人变更之日起20个工作日内公开", "省级部门20个工作日内，县级部门10个工作日内公开", "每月底前公开", "每年3月公开",
    "每年2月30日前公开", "每季度前10日内公开", "5年", "半年", "公示期一般不少于7天", "公示7天后公开", "主动公开", "公开",
    "按《预算法》规定的期限公开", "其余内容每年公开一次", "提前3天公示", "收到申请之日起20个工作日内，经批准可延长20个工作日",
    "原则上20个工作日内公开", "10日前", "每月15日至20日公布", "公示期满后公开", "长期公开5年", "10000个工作日内公开",
    "除结果信息外，20个工作日内公开", "可以每月公开", "不再更新的文件变更后5日内公开", "每月10日前、每季度首月前公布",
    "重要文件形成之日起5日内公开；方案形成之日起20日内公开",
]  # fmt: skip


@pytest.mark.parametrize("text", NOT_UNDERSTOOD)
def test_nothing_becomes_the_nearest_value(text: str) -> None:
    assert understood(text).limit == TimeLimit("clauses", (Clause(Words(text)),))
    assert [each.text for each in understood(text).left] == [text]


@pytest.mark.parametrize(
    ("text", "value", "left"),
    [
        ("20个工作日内公开（涉密除外）", {"within": "20wd", "of": "unstated"}, ["涉密除外"]),
        ("每季度公开一次。其中大额支出随时公开。", {"every": "quarter"}, ["其中大额支出随时公开"]),
        ("按群众要求公开；及时公开", {"promptly": True}, ["按群众要求公开"]),
        ("及时公开，并在大会上通报；每年公开；听取意见", [{"promptly": True}, {"every": "year"}], ["并在大会上通报", "听取意见"]),
    ],
)  # fmt: skip
def test_a_part_that_is_not_understood_stays_word_for_word(text: str, value: Any, left: list[str]) -> None:
    made = understood(text)
    assert [each.text for each in made.left] == left
    *clauses, words = made.limit.clauses
    assert tuple(clauses) == limit_of(value).clauses
    assert words == Clause(None, rest_words="；".join(left))


# --- what offices write ----------------------------------------------------------------------------------------------

SAID = {
    "{within: 20wd, of: formed}": ["自信息形成之日起二十个工作日内予以公开", "该信息产生后20工作日内", "信息制作２０个工 作日内公开"],
    "{within: 20wd, of: unstated}": ["20个工作日", "20个工作日以内", "不超过20个工作日", "公开时限：20个工作日内"],
    "{within: 20wd, of: formed, also_promptly: true}": ["信息形成之日起20个工作日内及时公开", "信息形成后及时公开，最长不超过20个工作日"],
    "{within: 15d, of: obtained}": ["获取信息之日起十五日内", "获得该信息后15天内", "取得信息之日起15个自然日内公示"],
    "{within: 1mo, of: changed}": ["信息变更之日起1个月内", "发生变更后一个月内公开"],
    "{every: quarter, at_least: true}": ["至少每季度公布一次", "每季度至少公布一次", "每季不少于1次", "每季度至少一次"],
    "{every: half-year}": ["半年公布一次", "每半年公开一次", "按半年公开"],
    "{every: year}": ["每年度公开一次", "一年公布一次", "按年更新"],
    "{every: term}": ["每学期公开一次", "按学期公布"],
    "{every: year, by: {month: 1, day: 31}}": ["每年1月31日前", "每年一月三十一日前公开年度报告", "每年1月底前公开一次"],
    "{every: quarter, by: {month: 1, day: 20}}": ["每季度首月20日前", "每季度首个月20日", "每季度第一个月20日前公布"],
    "{every: quarter, by: {month: 3, day: 20}}": ["每季度末月20日前", "每季度最后一个月20日前公开"],
    "{every: month, by: {day: 10}}": ["每月10日前", "每个月10日前公布一次", "每月１０号前公开"],
    "{every: year, by: year-end, together: true}": ["每年底前集中公布1次", "每年年底前集中公开"],
    "{before: term-starts, lead: unstated}": ["开学前", "开学之前公开"],
    "{before: meeting, lead: 7d}": ["召开会议7日前", "召开会议前至少7天", "召开会议提前7日"],
    "{standing: true}": ["长期", "永久公开", "长期公开（动态调整）", "长期公示，动态更新", "动态更新"],
    "{at: [formed, changed]}": ["实时公开", "即时", "立即公开"],
    "{promptly: true, of: changed}": ["变更后及时更新", "如有更新，及时公开", "发生变化及时调整"],
    "{display: {at_least: 7d}}": ["公示期不少于7天", "公示期限不得少于7日", "至少公示7日", "公示时间不低于七日"],
    "{display: {exactly: 7wd}}": ["公示7个工作日", "公示期为7个工作日", "公示期限7个工作日"],
    "{keep: {exactly: 5y}}": ["公开满5年后撤下", "公开满五年的，及时从网站上撤下"],
    "{keep: {at_least: 10y}}": ["保留不少于10年", "保存不少于十年", "至少保留10年"],
    "{keep: {until: term-of-office-ends}}": ["任期内", "任期内公开", "保留至任期届满"],
    "{on_request: true}": ["依申请公开", "按申请公开"],
    "{referred: true}": ["按有关规定", "按照国家有关规定执行", "依照规定的时限公开"],
    "{within: 5wd, of: formed, unless: law}": [
        "信息形成之日起5个工作日内公开，法律法规另有规定的从其规定",
        "信息形成后5个工作日内（法律、行政法规对公开期限另有规定的除外）",
        "信息形成之日起5个工作日内公开，但法律另有规定的除外",
    ],
    "{via: website, within: 7d, of: contract-signed}": ["合同签订之日起7日内在政府网站公开", "合同签订后7日内，通过政府网站公布"],
    "[{covers: penalty-decisions, within: 7wd, of: unstated}, {covers: rest, standing: true}]": [
        "处罚决定：7个工作日内；其余内容：长期公开",
        "处罚决定7个工作日内公开；其他信息长期公开",
        "（1）处罚决定：7个工作日内；（2）其余：长期",
    ],
    "[{covers: rest, every: quarter}, {covers: major-matters, as_it_arises: true}]": [
        "一般事项每季度公开一次，涉及村民利益的重大事项随时公开",
        "每季度公布一次；其中涉及村民利益的重大事项随时公布",
    ],
    "[{via: village-board, standing: true}, {via: website, promptly: true}]": ["在村公示栏长期公开；在政府网站及时公开"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("value", "text"), list(chain.from_iterable(((v, t) for t in texts) for v, texts in SAID.items()))
)
def test_what_offices_write(value: str, text: str) -> None:
    assert duty(understood(text).limit) == duty(limit_of(yaml.safe_load(value)))
    assert understood(text).left == ()


@pytest.mark.parametrize("page", ["files.md", "files.zh-CN.md"])
def test_the_docs_say_what_is_understood(page: str) -> None:
    text = (FOLDER.parents[1] / "docs" / page).read_text("utf-8")
    table = re.search(r"(?:What an office may type|可以这样写).*?\n\|[- |]*\n(.*?)\n\n", text, re.DOTALL)
    assert table is not None
    rows = [[re.findall("`([^`]+)`", cell) for cell in line.strip("|").split(" | ")] for line in table[1].splitlines()]
    assert len(rows) == 14
    for typed, values in rows[:-1]:
        for i, each in enumerate(typed):
            value = values[i] if len(values) == len(typed) else values[0]
            assert duty(understood(each).limit) == duty(limit_of(yaml.safe_load(value))), each
