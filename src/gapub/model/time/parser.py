"""Chinese to time limits: what an office writes (自信息形成之日起20个工作日内予以公开) becomes the value that it means.

The inverse of `gapub.model.time.words`, and more: offices say one duty in many ways. It is total: any text gives a
time limit, and what is not understood stays in it word for word, as `words` for a whole cell, as `rest_words` for a
part of one. Nothing becomes the value that is merely nearest.

A text is cut into tokens (`_WORDS`), and sentences of tokens are read into clauses by phrases (`_PHRASES`). A sentence
is understood whole or, from a bracket or an 并 on, up to there. Each character is looked at a bounded number of times.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache, lru_cache
from typing import Any, Final, NamedTuple, TypeAlias

from gapub.model.time.value import (
    LAW,
    MONTHS,
    REST,
    UNKNOWN,
    UNSTATED,
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
    Within,
    Words,
    canonical,
)


class Left(NamedTuple):
    """A part of a text that was not understood, and where it stands there."""

    start: int
    end: int
    text: str


class Reading(NamedTuple):
    """The time limit that a text says; `left` are the parts that it keeps in their own words."""

    limit: TimeLimit
    left: tuple[Left, ...] = ()


def parse(text: str, phrases: Mapping[str, str], elements: Iterable[str] = ()) -> Reading:
    """What a text says. `phrases` are those of the registry (`Registry.phrases`), `elements` the texts of the row's.

    The value has no `wording`; whoever wants the typed text printed adds it. An empty text is `unknown`.
    """
    words = text.strip()
    if not words:
        return Reading(UNKNOWN)
    if len(words) > _LONGEST:
        return _as_words(text)
    plain = _plain(text)
    known = _by_first((*((each, f"parts:{each}") for each in elements), *phrases.items()))
    tokens = _tokens(plain, _keywords(is_chinese=_is_chinese(plain.text)), known)
    read = [_Sentence(*each).read() for each in _sentences(plain.text, tokens)]
    clauses, spans = _together(read)
    left = tuple(each for each in (plain.cut(*span) for span in spans) if each.text)
    if not clauses:
        return _as_words(text)
    if left:
        clauses.append(Clause(None, rest_words="；".join(each.text for each in left)))
    return Reading(TimeLimit("clauses", tuple(clauses)), left)


_LONGEST: Final = 5000
"""Characters of a cell that is read; nobody writes a time limit of several pages."""


def _as_words(text: str) -> Reading:
    words = text.strip()
    at = text.index(words)
    return Reading(TimeLimit("clauses", (Clause(Words(words)),)), (Left(at, at + len(words), words),))


# --- characters ------------------------------------------------------------------------------------------------------


class _Plain(NamedTuple):
    """A text without blanks, in half-width marks and one spelling, and where each of its characters stood."""

    text: str
    places: list[int]
    written: str

    def spaced(self, at: int) -> bool:
        """Whether a blank stood before a character."""
        return at > 0 and self.written[self.places[at] - 1].isspace()

    def cut(self, start: int, end: int) -> Left:
        """The part of the text as it was written, without marks at its ends, nor brackets around it."""
        first = self.places[start]
        part = self.written[first : self.places[end]]
        bare = part.lstrip(_EDGES)
        first += len(part) - len(bare)
        bare = bare.rstrip(_EDGES)
        if _BRACKETED.fullmatch(bare):
            first, bare = first + 1, bare[1:-1]
        return Left(first, first + len(bare), bare)


_EDGES: Final = " \t\r\n\u3000\u00a0，,；;。、：:"
_BRACKETED: Final = re.compile(r"[（(][^（）()]*[）)]")
_RESPELT: Final = {"或者": "或", "接到": "收到"}
_RESPELLING: Final = re.compile("|".join(_RESPELT))


def _plain(text: str) -> _Plain:
    kept = [(at, each) for at, each in enumerate(text) if each == "\n" or not each.isspace()]
    whole = "".join(chr(ord(each) - 0xFEE0) if "\uff01" <= each <= "\uff5e" else each for _, each in kept)
    pieces, places, done = list[str](), list[int](), 0
    for match in _RESPELLING.finditer(whole):
        spelling = _RESPELT[match[0]]
        pieces += (whole[done : match.start()], spelling)
        places += (at for at, _ in kept[done : match.start() + len(spelling)])
        done = match.end()
    pieces.append(whole[done:])
    places += (at for at, _ in kept[done:])
    return _Plain("".join(pieces), [*places, len(text)], text)


# --- tokens ----------------------------------------------------------------------------------------------------------


class _Token(NamedTuple):
    """A word of the language of time limits: its kind, what it says, and where it stands; `spaced`: behind a blank."""

    kind: str
    value: Any
    start: int
    end: int
    text: str
    spaced: bool


_NUMERAL: Final = "零〇一二三四五六七八九十百千两"
_DIGITS: Final = {each: value for value, each in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS: Final = {"十": 10, "百": 100, "千": 1000}
_N: Final = rf"(?:\d{{1,4}}|[{_NUMERAL}]{{1,7}})"
"""A number before a unit or 月, which are none of its characters."""
_UNITS: Final = {
    "工作日": "wd",
    "工作天": "wd",
    "自然日": "d",
    "自然天": "d",
    "日历日": "d",
    "日历天": "d",
    "天": "d",
    "日": "d",
    "号": "d",
    "周": "wk",
    "星期": "wk",
    "个月": "mo",
    "小时": "h",
    "学期": "term",
    "年": "y",
}
_MOST: Final = {"y": 100, "term": 100}
"""The number from which on a span is none: 2026年 is a year of the calendar."""
_PERIODS: Final = {
    "日": "day",
    "天": "day",
    "周": "week",
    "星期": "week",
    "月": "month",
    "季度": "quarter",
    "季": "quarter",
    "半年": "half-year",
    "学期": "term",
    "年度": "year",
    "年": "year",
}
_PERIOD: Final = "|".join(_PERIODS)
_LAST: Final = {1: 31, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}
"""The last day of each month that has the same in every year."""
_NOUNS: Final = "文件|指南|政策|措施|清单|目录|报告|方案|规划|计划|办法|制度|名单|预案|标准|材料|通知|公文|资料|预算|决算|预算、决算"
_DONE: Final = r"(?=之日起|形成|制定|制作|产生|生成|变更|获取|获得|经|后)"
_ENDS: Final = (
    "不|未|非|除|形成|制|获|变更|产生|生成|于|自|在|从|应|由|后|前|内|时|其|每|的|等|或|和|及|与|经"
    "|一般|特殊|情况|鼓励|根据|随|按|依"
)
"""What no name of a document goes over."""
_OTHERWISE: Final = r"(?:[^;。\d]{0,20}?)另有规定的?,?(?:应?当?从其规定|除外)"

# What each kind of word looks like, most specific first.
_WORDS: Final = {
    "derogation": r"[;,。]?因情况紧急等原因需要缩短(?:期限)?的,?(?:公开征求意见时)?应当予以说明",
    "law-or-policy": rf"(?:相关|有关)?(?:法律[、和或]?(?:行政)?法规[、和或]?)?政策(?:文件|法规|规定)?{_OTHERWISE}",
    "law": rf"但?法律(?:[、和或]?(?:行政)?法规)?(?!、?政策){_OTHERWISE}",
    "announced": r"(?:征集时)?对外公布的时限内",
    "referred": (
        r"[按依]照?(?:[一-龥]{0,4}[相有]关规定|[一-龥]{1,8}?规定(?:要求)?的?(?:时限|期限)(?!\d))"
        r"(?:的?(?:时限|期限))?(?:要求|执行)?"
    ),
    "gap": r"(?:文件)?(?:发布|公开)时间与(?:成文|形成)时间间隔",
    "withdraw": r"(?:从[一-龥]{1,8}?)?(?:撤下|撤除|下线)",
    "listed": r"(?:(?<=^)|(?<=[;。,:\n]))(?:\d{1,2}[.、](?!\d)|\(\d{1,2}\)|\([一二三四五六七八九十]{1,2}\))|(?<=^)公开时限[:为]",
    "date": rf"(?P<month>{_N})月(?:(?P<of_month>{_N})[日号]|底)",
    "nth": r"首个?月|末月|最后一个月|第(?P<ordinal>[一二三四五六1-6])个?月",
    "regularly": r"定期",
    "once": r"[一1]次",
    "period": (
        rf"每(?=年[底末])|每(?P<hour>小时)|每个?(?P<often>{_PERIOD})(?<!季(?=度))(?![底末](?!月))"
        r"|按(?P<by>月|季度|季|半年|学期|年度|年|周)(?=[公更发进集])|(?P<half>半年)(?=[公更发]|[一1]次)"
        r"|(?<![提前后第每])一(?P<one>年|个?月|季度|季|周|天)(?=[公更]|发布|[一1]次)"
    ),
    "each": r"每隔?",
    "span": rf"个?(?P<n>(?<![第\d.．~～至到\-{_NUMERAL}]){_N})个?(?P<unit>{'|'.join(_UNITS)})(?!度|底|末|初)",
    "no-more": r"(?:最长|最多|最迟)?不得?超过",
    "bound": r"不得?[少低短]于",
    "at-least": r"至少",
    "generally": r"一般(?!公共|性|程序|项目|债|信息|内容|行政|事项|村务)",
    "rest": r"其[余他它](?:相关|有关|听证|公开|的)*(?:内容|信息|事项|情况)?|一般(?:村务)?事项",
    "except": r"除",
    "out": r"之外|以外|外",
    "among": r"其中",
    "subject": rf"公开事项信息|(?:该|本|此)?(?:政府|相关|有关)?信息|医疗卫生机构(?=应当)|(?:各级)?行政机关(?=应当)|文件{_DONE}",
    "standing": r"(?:保持)?(?:长期|永久)(?:保持)?",
    "dynamic": r"动态(?:调整|更新|管理)(?:清单内容)?",
    "object": (
        r"(?:(?:(?:上一?|本|当|该)?(?:年度|季度|月|年)(?:政府信息公开|公开)?|政府信息公开)?(?:工作)?(?:年度)?"
        rf"(?:报告|公报|月报|季报|年报|实时报)|进展情况){_DONE.replace('=', '!', 1)}"
    ),
    "promptly": r"及时|第一时间",
    "at-once": r"实时|即时|立即|即刻",
    "arise": r"随时",
    "on-request": r"[依按]申请",
    "encouraged": r"鼓励",
    "discretion": r"(?:根据|视)(?:实际)?情况",
    "together": r"集中",
    "itemised": r"逐项逐笔",
    "keep": r"保留|保存",
    "until": r"至|到",
    "full": r"满",
    "length": r"期限|时限|时间|时长|期",
    "changed": r"(?:如有|发生)?(?:变更|更改|变动|变化|更新(?=后|之日)|更新(?<=如有更新))(?:内容)?",
    "formed": r"形成|制定|制作|产生|生成|成文",
    "obtained": r"获取|获得|取得",
    "advance": r"提前",
    "inside": r"[之以]?内",
    "ahead": r"[之以]?前(?!后|述|款)",
    "since": r"之日起|当日起|日起|之日后|[之以]?后|起",
    "when": r"之时|的?同时|时",
    "with": r"随(?!时)",
    "also": r"并(?!公[开布示告])",
    "verb": rf"(?:更新|调整)并公[开布示告]|{'|'.join(VERBS)}|发布|调整",
    "noun": rf"(?:(?!{_ENDS})[一-龥]){{0,8}}?(?:{_NOUNS}){_DONE}",
    "stop": r"[;。\n]",
    "comma": r"[,()]",
    "colon": r":",
    "sep": r"[、或和及与]",
    "fill": r"自|从|于|在|应当|应|要|须|予以|向社会|对外|进行|将|的|通过|该|由|经|为|当年|集体(?=财务往来)|[《》「」“”\"]",
    "other": r"(?s:.)",
}
_TABLES: Final = {
    "events": "event",
    "parts": "part",
    "conditions": "condition",
    "exceptions": "exception",
    "channels": "channel",
}
_KEYWORDS: Final = "|".join(f"(?P<{kind.replace('-', '_')}>{form})" for kind, form in _WORDS.items())
_POLICY: Final = "law-or-policy"


_HAN: Final = "[一-龥]"
_LETTER: Final = r"[^\W\x00-\x7f〇]"
"""The same in a text whose letters beside ASCII are Chinese ones: to compile a range takes time for each of its characters."""


def _is_chinese(text: str) -> bool:
    """Whether `_LETTER` says the same of a text as `_HAN` does."""
    return all(each.isascii() or not each.isalnum() or "一" <= each <= "龥" or each == "〇" for each in text)


@cache
def _keywords(*, is_chinese: bool) -> re.Pattern[str]:
    return re.compile(_KEYWORDS.replace(_HAN, _LETTER) if is_chinese else _KEYWORDS)


_Phrases: TypeAlias = Mapping[str, Sequence[tuple[str, str]]]
"""Registered phrases by their first characters, longer ones before shorter, each with what it stands for."""


@lru_cache(maxsize=8)
def _by_first(known: tuple[tuple[str, str], ...]) -> _Phrases:
    named: dict[str, str] = {}
    for phrase, name in known:
        named.setdefault(_plain(phrase).text, name)
    found: dict[str, list[tuple[str, str]]] = {}
    for phrase in sorted(filter(None, named), key=len, reverse=True):
        found.setdefault(phrase[0], []).append((phrase, named[phrase]))
    return found


def _tokens(plain: _Plain, keywords: re.Pattern[str], phrases: _Phrases) -> Iterator[_Token]:
    """The words of a text, registered phrases first; what fills a sentence and says nothing is left out."""
    text, end = plain.text, 0
    while end < len(text):
        start = end
        for phrase, named in phrases.get(text[start], ()):
            if text.startswith(phrase, start):
                table, _, value = named.partition(":")
                kind, end = _TABLES.get(table, "other"), start + len(phrase)
                break
        else:
            match = keywords.match(text, start)
            assert match and match.lastgroup, "any character is a word"
            kind, value, end = match.lastgroup.replace("_", "-"), None, match.end()
            if kind in ("fill", "listed"):
                continue
            if kind == "law":
                kind, value = "exception", LAW
            elif kind == _POLICY:
                is_known = any(named == f"exceptions:{_POLICY}" for those in phrases.values() for _, named in those)
                kind, value = ("exception", _POLICY) if is_known else ("other", None)
            elif kind in _VALUES:
                value = _VALUES[kind](match)
                kind = kind if value is not None else "other"
        yield _Token(kind, value, start, end, text[start:end], plain.spaced(start))


def _number(text: str) -> int:
    """A number in Latin or Chinese numerals: 二十 or 二〇 for 20; 0 for what is none."""
    if text.isdigit():
        return int(text)
    total, digits = 0, ""
    for each in text:
        if each in _TENS:
            total, digits = total + int(digits or 1) * _TENS[each], ""
        else:
            digits += str(_DIGITS[each])
    return total + int(digits or 0)


def _span(match: re.Match[str]) -> Span | None:
    n, unit = _number(match["n"]), _UNITS[match["unit"]]
    return Span(n, unit) if 0 < n < _MOST.get(unit, 10_000) else None  # type: ignore[arg-type]  # one of the units


def _date(match: re.Match[str]) -> Day | None:
    month = _number(match["month"])
    day = _number(match["of_month"]) if match["of_month"] else _LAST.get(month, 0)
    return Day(month, day) if 1 <= month <= 12 and 1 <= day <= _LAST.get(month, 29) else None


def _nth(match: re.Match[str]) -> int:
    """Which month of a period; 0 for the last."""
    return _number(match["ordinal"]) if match["ordinal"] else int(match[0].startswith("首"))


def _period(match: re.Match[str]) -> str | Span:
    if match["hour"]:
        return Span(1, "h")
    return _PERIODS[match["often"] or match["by"] or match["half"] or (match["one"] or "年").lstrip("个")]


_VALUES: Final[Mapping[str, Callable[[re.Match[str]], Any]]] = {
    "span": _span,
    "date": _date,
    "nth": _nth,
    "period": _period,
}


def _sentences(text: str, tokens: Iterable[_Token]) -> Iterator[tuple[list[_Token], int, int]]:
    """The tokens between full marks, and the part of the text that they come from."""
    sentence, start = list[_Token](), 0
    for token in tokens:
        if token.kind == "stop":
            if start < token.start:
                yield sentence, start, token.start
            sentence, start = [], token.end
        else:
            sentence.append(token)
    if start < len(text):
        yield sentence, start, len(text)


# --- phrases ---------------------------------------------------------------------------------------------------------

Got = dict[str, Any]
"""What a phrase has found, by the kinds of its words."""


def _within(got: Got) -> Any:
    return {"start": Within(got["span"], got.get("triggers", UNSTATED)), "also_promptly": "promptly" in got}


def _bare(got: Got) -> Any:
    """20个工作日 says no more; of days or years nobody knows whether they are a limit at all."""
    return {"start": Within(got["span"], UNSTATED)} if got["span"].unit == "wd" else None


def _before(got: Got) -> Any:
    return {"start": Before(got["event"], got.get("span"))}


def _at(got: Got) -> Any:
    return {"start": At(got.get("triggers") or (got["event"],))}


def _every(got: Got) -> Any:
    return {"start": Every(got["period"] if "period" in got else got["span"], "at-least" in got)}


def _display(got: Got) -> Any:
    verb, span = got.get("verb"), got["span"]
    if "length" not in got and verb not in ("公示", "公告"):
        return None
    if "generally" in got and "derogation" not in got:
        return None
    exactly = not {"bound", "at-least"} & set(got)
    return {"display": Display(span, exactly, "derogation" in got), "shown": verb, "consulted": got.get("consulted")}


def _kept(bound: str) -> Callable[[Got], Any]:
    return lambda got: {"keep": Keep(got["event"] if bound == "until" else got["span"], bound)}  # type: ignore[arg-type]


def _says(**facts: Any) -> Callable[[Got], Any]:
    return lambda _: facts


def _promptly(got: Got) -> Any:
    return {"start": Promptly(got.get("triggers", UNSTATED), "discretion" in got)}


def _promptly_within(got: Got) -> Any:
    """及时公开，最长不超过20个工作日."""
    facts = {"start": Within(got["span"], got.get("triggers", UNSTATED)), "also_promptly": True}
    return facts | ({"verb": got["verb"]} if "verb" in got else {})


_PHRASES: Final[tuple[tuple[str, Callable[[Got], Any]], ...]] = (
    # 信息形成或者变更之日起20个工作日内（及时）
    ("triggers since? comma? span inside promptly?", _within),
    ("gap no-more span", lambda got: {"start": Within(got["span"], ("formed",))}),
    ("span inside promptly?", _within),
    ("span end", _bare),
    # 召开会议7日前，召开会议前7日，提前7日发通知邀请，开学前
    ("event advance? at-least? span ahead", _before),
    ("event advance at-least? span", _before),
    ("event ahead at-least? span !inside", _before),
    ("event ahead", _before),
    ("advance at-least? span event", _before),
    # 随采购公告，合同签订时，信息形成时实时，每完成一个阶段，实时
    ("with triggers when?", _at),
    ("triggers since? at-once", _at),
    ("triggers when at-once?", _at),
    ("upon", lambda got: {"start": At((got["upon"],))}),
    ("each event", _at),
    ("at-once !dynamic", _says(start=At(("formed", "changed")))),
    ("triggers? since? comma? promptly verb? comma? no-more span", _promptly_within),
    ("no-more span end", _bare),
    # （根据实际情况）信息形成后及时，视情况随时
    ("discretion? triggers since? comma? promptly", _promptly),
    ("discretion? promptly inside?", _promptly),
    ("discretion? arise", lambda got: {"start": AsItArises("discretion" in got)}),
    # 至少每季度，每20个工作日，定期公开，最长不超过三个月
    ("at-least? period", _every),
    ("at-least? each span", _every),
    (
        "regularly verb comma? no-more span",
        lambda got: {"start": Every(got["span"], at_least=True), "verb": got["verb"]},
    ),
    ("standing", _says(start=Stated("standing"))),
    ("announced", _says(start=Stated("as_announced"))),
    ("on-request", _says(start=Stated("on_request"))),
    ("referred", _says(start=Stated("referred"))),
    # 公示期限不得少于7日，公示7日，至少公示7日，期限一般不得少于30日，因情况紧急……
    ("verb? length generally? bound? span !inside !ahead comma? derogation?", _display),
    ("verb generally? bound? span !inside !ahead comma? derogation?", _display),
    ("at-least verb span !inside !ahead", _display),
    # 保留不少于5年，公开满5年后撤下，保留至任期届满，任期内
    ("keep bound span", _kept("at_least")),
    ("at-least keep span", _kept("at_least")),
    ("keep no-more span", _kept("at_most")),
    ("verb full span since? comma? promptly? withdraw", _kept("exactly")),
    ("keep until event", _kept("until")),
    ("term inside", lambda got: {"keep": Keep(got["term"], "until")}),
    ("exception", lambda got: {"unless": got["exception"]}),
)
"""What each phrase says, tried in this order. `?`: may be there; `!`: must not follow; `triggers`: one or more of them."""

_OF_PERIOD: Final[tuple[tuple[str, Callable[[Got], Any]], ...]] = (
    ("nth span ahead?", lambda got: (got["nth"], got["span"])),
    ("date ahead?", lambda got: got["date"]),
    ("span ahead?", lambda got: (None, got["span"])),
    ("event ahead", lambda got: got["event"]),
)
"""The last moment of a period: 首个月20日前, 1月31日前, 10日前, 年底前."""


class _Word(NamedTuple):
    """A word of a phrase: its kind, whether it may be missing, and whether it must be."""

    kind: str
    optional: bool
    forbidden: bool


@lru_cache(maxsize=64)
def _words(phrase: str) -> tuple[_Word, ...]:
    return tuple(_Word(each.strip("!?"), each.endswith("?"), each.startswith("!")) for each in phrase.split())


@lru_cache(maxsize=64)
def _begun_by(kind: str) -> list[tuple[str, Callable[[Got], Any]]]:
    """The phrases that may begin with a word of a kind: few of all."""
    return [(phrase, make) for phrase, make in _PHRASES if kind in _first(phrase)]


def _first(phrase: str) -> Iterator[str]:
    """The kinds of words that a phrase may begin with."""
    for word in _words(phrase):
        yield word.kind
        if word.kind == "triggers":
            yield from (*_TRIGGERS, *_SUBJECTS, "event")
        elif word.kind in ("term", "upon"):  # what some events are
            yield "event"
        if not (word.optional or word.forbidden):
            return


# --- sentences -------------------------------------------------------------------------------------------------------

_AT_LEAST: Final = (
    *(("at-least", kind) for kind in ("once", "verb", "channel", "itemised", "together")),
    ("bound", "once"),
)
"""至少公开一次, 不少于一次."""
_TRIGGERS: Final = ("formed", "changed", "obtained")
_SUBJECTS: Final = ("subject", "noun")
"""What may stand among triggers and is none."""
_BETWEEN: Final = ("(", ")")


class _Made(NamedTuple):
    """A clause, and what its sentence says of how it stands to the others.

    `apart`: it says for a part what the clauses before it say for the rest; `excepted` are the parts that it leaves to
    others; `consulted` is the part that it is of, unless the whole cell is.
    """

    clause: Clause
    apart: bool = False
    excepted: tuple[str, ...] = ()
    consulted: str | None = None

    def unless(self, exception: str) -> _Made:
        """The same, unless it has an exception of its own."""
        return self._replace(clause=self.clause._replace(unless=self.clause.unless or exception))


class _Read(NamedTuple):
    """What a sentence says: its clauses, an exception that stands alone, and which part was not understood."""

    made: list[_Made]
    unless: str | None = None
    left: tuple[int, int] | None = None
    whole: tuple[int, int] = (0, 0)
    named: bool = False
    """It names a document, of which nobody knows whether it is the row or a part of it."""


class _NotUnderstoodError(Exception):
    pass


class _Sentence:
    """Reads the tokens of a sentence, one phrase after the other, into clauses."""

    def __init__(self, tokens: list[_Token], start: int, end: int) -> None:
        self.tokens = [_as_verb(*each) for each in zip(tokens, [*tokens[1:], None], strict=True)] if tokens else []
        self.whole = start, end
        self.made: list[_Made] = []
        self.facts: Got = {}
        self.at = 0
        self.parted = True  # whether a mark or blank stands before the next token
        self.sound: tuple[int, int, _Made] | None = None  # how far it is understood if the rest is not

    def read(self) -> _Read:
        """The clauses; the whole is left if a part of it would change their meaning and is not understood."""
        try:
            if not self.tokens:
                raise _NotUnderstoodError
            while self.at < len(self.tokens):
                self.step()
            if set(self.facts) == {"unless"} and not self.made:
                return _Read([], self.facts["unless"], whole=self.whole)
            self.made.append(self.closed())
            return _Read(self.made, whole=self.whole, named=any(each.kind == "noun" for each in self.tokens))
        except _NotUnderstoodError:
            if self.sound is None:
                return _Read([], left=self.whole, whole=self.whole)
            place, count, last = self.sound
            return _Read([*self.made[:count], last], left=(place, self.whole[1]), whole=self.whole)

    def step(self) -> None:
        """Read one phrase."""
        token = self.tokens[self.at]
        self.parted = self.parted or token.spaced
        if token.kind == "comma" or token.kind == "also":
            if token.text == "(" or token.kind == "also" or self.kind(self.at + 1) == "also":
                self.keep_sound(token.start)
            self.at += 1
            self.parted = True
            return
        if not (self.modifier(token) or self.phrase() or self.head(token) or self.word(token)):
            raise _NotUnderstoodError
        self.parted = False

    def kind(self, at: int) -> str:
        """The kind of the token there, or none."""
        return self.tokens[at].kind if at < len(self.tokens) else ""

    def keep_sound(self, place: int) -> None:
        with suppress(_NotUnderstoodError):
            self.sound = place, len(self.made), self.closed()

    # --- the parts of a clause ---------------------------------------------------------------------------------------

    def modifier(self, token: _Token) -> bool:
        """What says more of a period: its last moment, how often, together."""
        start = self.facts.get("start")
        if not isinstance(start, Every):
            return False
        if start.by is None and "verb" not in self.facts:
            for phrase, make in _OF_PERIOD:
                if (match := self.match(phrase)) and (by := _moment(start.period, make(match[1]))):
                    self.at = match[0]
                    self.facts["start"] = start._replace(by=by)
                    return True
        if (token.kind, self.kind(self.at + 1)) in _AT_LEAST:
            self.facts["start"] = start._replace(at_least=True)
        elif token.kind == "together":
            self.facts["start"] = start._replace(together=True)
        elif token.kind != "once":
            return False
        self.at += 1
        return True

    def phrase(self) -> bool:
        for phrase, make in _begun_by(self.kind(self.at)):
            if (match := self.match(phrase)) and (facts := make(match[1])):
                self.take(facts)
                self.at = match[0]
                return True
        return False

    def head(self, token: _Token) -> bool:
        """What a clause applies to: parts, the rest, a case, channels; and that it encourages."""
        match token.kind:
            case "part" if not self.says_verb(token):
                self.begin()
                self.scope(covers=self.listed("part"))
            case "among" if self.kind(self.at + 1) == "part":
                self.at += 1
                self.begin()
                self.scope(covers=self.listed("part"), among=True)
            case "rest" | "generally":
                self.at += 1
                self.begin()
                self.scope(covers=REST)
            case "except" if self.kind(self.at + 1) == "part":
                self.at += 1
                self.begin()
                excepted = self.listed("part")
                for kind in ("out", "comma", "rest"):
                    self.at += self.kind(self.at) == kind
                self.scope(covers=REST, excepted=excepted)
            case "condition":
                self.at += 1
                self.begin()
                self.scope(when=token.value)
            case "encouraged":
                self.at += 1
                self.begin()
                self.scope(encouraged=True)
            case "channel":
                via = self.listed("channel")
                if via != self.facts.get("via"):  # 在政府网站逐项逐笔公示，在政府网站公示期限……
                    if {"verb", "display", "keep"} & set(self.facts):
                        self.begin()
                    self.scope(via=via)
            case _:
                return False
        return True

    def word(self, token: _Token) -> bool:
        """What has a meaning beside others: a verb, what it is of, item by item, kept current."""
        if token.kind == "verb" or self.says_verb(token):
            if "verb" in self.facts and self.parted:
                return False
            self.facts.setdefault("verb", token.text)
        elif token.kind == "itemised":
            if "verb" in self.facts:
                return False
            self.facts["itemised"] = True
        elif token.kind == "dynamic":
            self.facts["dynamic"] = True
        elif token.kind == "object":
            if not ("verb" in self.facts and not self.parted):
                return False
        elif token.kind == "sep":  # ……15日前、……3日前，或者……
            if not isinstance(self.facts.get("start"), Before):
                return False
            self.parted = True
            self.at += 1
            return self.phrase() and isinstance(self.facts["start"], Before)
        elif token.kind not in ("subject", "noun"):
            return False
        self.at += 1
        return True

    def says_verb(self, token: _Token) -> bool:
        """Whether a registered phrase is but the verb of the clause: 20个工作日内征求意见."""
        begun = {"start", "itemised", "via"} & set(self.facts)
        return token.text in VERBS and bool(begun) and "verb" not in self.facts and self.kind(self.at + 1) != "colon"

    def listed(self, kind: str) -> tuple[str, ...]:
        """The things of a kind that stand here one after the other, and the colon behind them."""
        found = [self.tokens[self.at].value]
        self.at += 1
        while self.kind(self.at) == "sep" and self.kind(self.at + 1) == kind:
            found.append(self.tokens[self.at + 1].value)
            self.at += 2
        if self.kind(self.at) == "colon":
            self.at += 1
            self.facts["colon"] = True
        return tuple(dict.fromkeys(found))

    def scope(self, **facts: Any) -> None:
        if set(facts) & set(self.facts):
            raise _NotUnderstoodError
        if self.kind(self.at) == "colon":
            self.at += 1
            self.facts["colon"] = True
        self.facts |= facts

    # --- clauses -----------------------------------------------------------------------------------------------------

    def take(self, facts: Got) -> None:
        """Take what a phrase says into the clause, or into a new one if this one says such a thing already."""
        if facts.get("consulted") is None:
            facts.pop("consulted", None)
        new = "start" in facts and {"start", "verb", "display"} & set(self.facts)
        if new or {"display", "keep", "unless"} & set(facts) & set(self.facts):
            if not self.parted or {"covers", "when", "via"} & set(self.facts):
                raise _NotUnderstoodError  # whether it holds for the same part, nobody can tell
            self.begin()
        if "dynamic" in self.facts and set(self.facts) > {"dynamic"} and "start" not in self.facts:
            raise _NotUnderstoodError
        self.facts |= facts
        if "unless" in facts:  # it closes a sentence, and so holds for all that it says
            self.made = [each.unless(facts["unless"]) for each in self.made]

    def begin(self) -> None:
        """Close the clause, if there is something in it that can be closed."""
        colon = self.facts.pop("colon", False)
        if {"start", "display", "keep", "verb", "itemised", "unless"} & set(self.facts):
            if colon:
                self.facts["colon"] = True
            self.made.append(self.closed())
            self.facts = {}
        elif colon:
            self.facts["colon"] = True

    def closed(self) -> _Made:
        """The clause that the facts make."""
        facts = self.facts
        start, display = facts.get("start"), facts.get("display")
        if start is None and "dynamic" in facts and not {"display", "keep", "verb"} & set(facts):
            start = Stated("standing")  # 动态更新
        if not (start or display or "keep" in facts or "itemised" in facts):
            raise _NotUnderstoodError
        if isinstance(start, Within) and not start.of and start.span.unit in ("y", "term") and "verb" not in facts:
            raise _NotUnderstoodError
        if "dynamic" in facts and not (start == Stated("standing") or "changed" in getattr(start, "of", ())):
            raise _NotUnderstoodError
        verb: str | None = facts.get("shown") or facts.get("verb")
        verb = verb and _VERBS.get(verb, verb)
        clause = Clause(
            start,
            facts.get("covers", ()),
            facts.get("via", ()),
            facts.get("when"),
            facts.get("encouraged", False),
            display,
            facts.get("itemised", False),
            facts.get("also_promptly", False),
            facts.get("unless"),
            verb=None if verb == ("公示" if display else "公开") else verb,
            keep=facts.get("keep"),
        )
        apart = "when" not in facts and ("among" in facts or ("colon" not in facts and start is not None))
        return _Made(clause, apart, facts.get("excepted", ()), facts.get("consulted"))

    # --- phrases -----------------------------------------------------------------------------------------------------

    def match(self, phrase: str) -> tuple[int, Got] | None:
        """Where a phrase that stands here ends, and what its words say."""
        at, got = self.at, Got()
        for word in _words(phrase):
            kind = self.kind(at)
            if word.kind == "triggers":
                of, end = self.triggers(at)
                if of:
                    got["triggers"], at = of, end
                elif not word.optional:
                    return None
            elif word.kind == "end":
                if kind not in ("", "comma"):
                    return None
            elif kind == word.kind or (kind == "event" and _is(word.kind, self.tokens[at].text)):
                if word.forbidden:
                    return None
                token = self.tokens[at]
                got[word.kind] = token.text if kind == "verb" else token.value
                if kind == "verb" and token.value:
                    got["consulted"] = token.value
                at += 1
            elif not (word.optional or word.forbidden):
                return None
        return at, got

    def triggers(self, at: int) -> tuple[tuple[str, ...], int]:
        """The triggers that stand there, in whatever way they are listed, and where they end."""
        found, end = list[str](), at
        while at < len(self.tokens):
            token = self.tokens[at]
            if token.kind in _TRIGGERS:
                found.append(token.kind)
                end = at + 1
            elif token.kind == "event":
                found.append(token.value)
                end = at + 1
            elif token.kind in _SUBJECTS:
                end = at + 1
            elif not (found and (token.kind == "sep" or token.text in _BETWEEN)):
                break
            elif token.text == ")":
                end = at + 1
            at += 1
        return canonical(found), end


def _is(kind: str, event: str) -> bool:
    """Whether an event goes by a name of a special kind: 任期, of which one says 内, 随中标结果同时公告, which says all."""
    return (kind == "term" and event.endswith(("期", "期限"))) or (kind == "upon" and event.startswith("随"))


_VERBS: Final = {"发布": "公布", "调整": "更新"} | {
    f"{one}并{other}": "更新" for one in ("更新", "调整") for other in ("公开", "公布", "公示", "公告")
}


def _as_verb(token: _Token, following: _Token | None) -> _Token:
    """征求意见 before 期限 is no part, but what is done for so long; its `value` stays the part that it may be."""
    before = following is not None and following.kind in ("length", "bound", "generally")
    if before and token.kind in ("part", "event") and token.text in VERBS:
        return token._replace(kind="verb", value=token.value if token.kind == "part" else None)
    return token


def _moment(period: Any, found: Any) -> str | Day | None:
    """The last moment of a period that is found; None if the period has no such day."""
    if isinstance(found, str):
        return found
    months = MONTHS.get(period) if isinstance(period, str) else None
    if months is None:
        return None
    if isinstance(found, Day):
        return found if months == 12 else None
    nth, span = found
    if span.unit != "d" or not 1 <= span.n <= 31 or (nth is None) != (months == 1):
        return None
    return (
        Day(nth and nth, span.n)
        if nth is None or 0 < nth <= min(months, 6)
        else Day(months, span.n)
        if nth == 0
        else None
    )


# --- cells -----------------------------------------------------------------------------------------------------------


def _together(read: list[_Read]) -> tuple[list[Clause], list[tuple[int, int]]]:
    """The clauses of all sentences, as each stands to the others, and the parts that were not understood."""
    made, left = list[tuple[_Made, _Read]](), [each.left for each in read if each.left]
    for sentence in read:
        made += [(each, sentence) for each in sentence.made]
        if sentence.unless and not made:
            left.append(sentence.whole)
        elif sentence.unless:
            made = [(each.unless(sentence.unless), of) for each, of in made]
    named = {part for each, _ in made for part in each.clause.covers if each.clause.covers != REST}
    several = sum(each.clause.start is not None for each, _ in made) > 1
    lost = {
        id(of)
        for each, of in made
        if (each.clause.covers == REST and not (named and named.issuperset(each.excepted))) or (several and of.named)
    }
    left += [of.whole for of in read if id(of) in lost]
    made = [(each, of) for each, of in made if id(of) not in lost]
    clauses, apart = list[Clause](), False
    for each, _ in reversed(made):
        clause = each.clause
        if each.consulted and not clause.covers and clause.start is None and len(made) > 1:
            clause = clause._replace(covers=(each.consulted,), verb=None)
        elif apart and not clause.covers and clause.start is not None:
            clause = clause._replace(covers=REST)
        apart = apart or (each.apart and clause.covers not in ((), REST))
        clauses.append(clause)
    return list(dict.fromkeys(reversed(clauses))), sorted(set(left))
