"""Fingerprints of time limit wordings: what must not get lost between the original text and the generated Chinese.

Two texts with one fingerprint name the same numbers with their units, the same bounds (不得少于, 至少, 为), the same
triggers, periods and parts. Equal fingerprints do not prove equal duties; unequal ones show that a value and its
wording have come apart, for example when somebody edits one and forgets the other.

A value of several clauses is compared clause by clause (`says`): the wording must fall into as many pieces, each with
the fingerprint of one clause. So two numbers, parts, triggers or channels that changed places are found.

Words that say the same are one token (天 and 日, 产生 and 形成, 二十 and 20); what no value can say (in special cases, 月公开 and
季公开 at once) is a token that no value has, so that it is never passed over in silence.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Final, NamedTuple

from gapub.model.pattern import pattern

Fingerprint = tuple[tuple[str, int], ...]
"""Tokens in order, each with how often it occurs. Registered phrases count once: texts like to repeat them."""


class _Token(NamedTuple):
    """What a text names, and where; `phrase`: it is registered."""

    name: str
    phrase: bool
    start: int
    end: int


class _Plain(NamedTuple):
    """A text without blanks, in half-width marks and one spelling; and where there were blanks, ascending."""

    text: str
    blanks: Sequence[int]

    def marked(self, start: int, end: int) -> bool:
        """Whether there is a mark, or was a blank, between two places."""
        return _MARK.search(self.text, start, end) is not None or self.spaced(start, end)

    def spaced(self, start: int, end: int) -> bool:
        """Whether there was a blank between two places, or at one of them."""
        after = bisect_left(self.blanks, start)
        return after < len(self.blanks) and self.blanks[after] <= end


_WIDE: Final = str.maketrans("，；：（）０１２３４５６７８９", ",;:()0123456789")
_BLANK: Final = pattern("[ \t\u00a0\u3000]+")
_VALUES: Final = {each: value for value, each in enumerate("零一二三四五六七八九十")} | {"〇": 0, "两": 2, "百": 100}
_NUMERALS: Final = "".join(_VALUES)
_UNITS: Final = r"个?(?:工作|自然|日历)[日天]|[日天]|个?小时|个月|个?学期|(?<!\d\d\d)年(?![初度底末])"
_SPELLINGS: Final = {
    "或者": "或",
    "接到": "收到",
    "每年底": "每年年底",
    "任期内": "保留至任期届满",
    **dict.fromkeys(("有效期内", "有效期限内", "有限期限内"), "保留至有效期届满"),
}
_SPELLING: Final = pattern(
    rf"{'|'.join(_SPELLINGS)}"
    rf"|(?<![第\d{_NUMERALS}])(?:(?P<weeks>\d{{1,4}}|[{_NUMERALS}]{{1,7}})个?(?:周(?!年)|星期)"
    rf"|(?P<n>[{_NUMERALS}]{{1,7}})(?={_UNITS}|号))"
)
"""What is said in another way: 二十个工作日 is 20个工作日, 两周 is 14日. 第二周 is no length."""

_SPAN: Final = rf"(?P<{{0}}>(?<!\d)\d{{{{1,5}}}})(?P<{{0}}_unit>{_UNITS})"
_STRONG_MARK: Final = pattern(r"[;。\n]")
_MARK: Final = pattern(r"[;。\n,、()]")
_WEAK: Final = (",", "、", "(", ")")
_MOST: Final = 20
"""Clauses that are told apart; the tables have three at most."""

_DAY: Final = r"(?P<month>(?<!\d)\d{1,2}月|首个?月(?:的)?|第[一二三四五六1-6]个月(?:的)?|每个?月的?)(?P<day>\d{1,2})[日号](?!内|[之以]内)"
_MONTHS: Final = {"首": "第1个月", "每": "每月"} | {each: f"第{n}个月" for n, each in enumerate("一二三四五六", 1)}

_FORMED: Final = "形成|制定|制作|产生|生成|成文"
_CHANGED: Final = "变更|更改|变动|发生变化|变化(?=[后之])|如有更新|更新(?=后|之日)"
_LAW: Final = r"法律[、和或]?(?:行政)?法规(?:(?!政策|文件)[^;]){0,20}?另有规定的?,?(?:应?当?从其规定|除外)"

# What the language of time limits says in several ways, most specific first; every group becomes one token.
_TOKENS: Final = (
    ("without", r"除(?!法律|另有)[^;,。\d]{1,20}?(?:以外|之外|外)"),
    ("unless-law", _LAW),
    ("derogation", r"因情况紧急等原因需要缩短"),
    ("referred", r"(?:[按依]照?|根据)(?:\w{0,4}[相有]关规定|\w{0,8}规定(?:要求)?的?(?:时限|期限)(?![^;,。]{0,8}\d))"),
    ("as-announced", r"对外公布的时限内"),
    ("discretion", r"根据实际情况|视情况"),
    ("itemised", r"逐项逐笔"),
    ("by-day", _DAY),
    ("taken-down", rf"公开满{_SPAN.format('down')}[^;。\d]{{0,20}}?(?:撤[下除]|删除|下线)"),
    ("kept-at-least", rf"(?:保[留存]|公开)(?:时间|期限?)?(?:不[少低短]于|至少){_SPAN.format('kept')}"),
    ("kept-at-most", rf"(?:保[留存]|公开)(?:时间|期限?)?(?:不[得超][过长]?于?|至多|最长){_SPAN.format('most')}"),
    ("kept-until", r"保[留存][至到]"),
    ("not-less-than", rf"不得?[少低短]于(?:{_SPAN.format('least')})?|至少(?:公示|公告){_SPAN.format('shown')}"),
    ("exactly", rf"(?:(?:公示|公告)(?:期限?|时间)?|期限)为?{_SPAN.format('exact')}"),
    (
        "lead",
        rf"(?:至少)?{_SPAN.format('before')}前|(?:至少)?提前(?:至少)?{_SPAN.format('ahead')}"
        rf"|前(?:至少)?{_SPAN.format('since')}(?!内|之内|以内)",
    ),
    ("span", _SPAN.format("n")),
    ("at-least", r"至少"),
    ("period", r"[每按](?:季度?|个?月|年|[日天]|个?学期|小时)|每个?(?:周|星期)|半年|每(?=\d)"),
    ("unsaid", rf"前\d+(?:{_UNITS})[之以]?内|任期|[月季年]公开|撤下|保[留存]|特殊情况"),
    ("at-once", rf"(?:(?:{_FORMED})[或、和]变更[时后],?)?(?:实时|即时|立即)"),
    ("formed", _FORMED),
    ("changed", _CHANGED),
    ("obtained", r"获[取得]"),
    ("promptly", r"及时|第一时间"),
    ("as-it-arises", r"随时"),
    ("standing", r"长期|永久"),
    ("on-request", r"[依按]申请"),
    ("encouraged", r"鼓励"),
    ("together", r"集中"),
    ("generally", r"一般(?!事项|公共|性|程序|项目|债|信息|内容|行政)"),
)
_PATTERN: Final = "|".join(f"(?P<{name.replace('-', '_')}>{pattern})" for name, pattern in _TOKENS)


def fingerprint(text: str, known: Mapping[str, str] | None = None) -> Fingerprint:
    """The fingerprint of a wording. `known` maps phrases to tokens (`Registry.phrases`); longer phrases win over shorter."""
    return _fingerprint(_tokens(_plain(text).text, known or {}))


def says(wording: str, clauses: Sequence[str], known: Mapping[str, str]) -> bool:
    """Whether a wording says what the clauses say, in whatever order: each of its pieces what one of them says.

    A channel or element is looked at only where the wording and the clauses both name it: the tables seldom call them by
    their names.
    """
    text = _plain(wording)
    said, wanted = _tokens(text.text, known), [_tokens(_plain(each).text, known) for each in clauses]
    apart = _seldom_named(said) ^ _seldom_named(token for each in wanted for token in each)
    said, *wanted = ([token for token in each if token.name not in apart] for each in (said, *wanted))
    if not 1 < len(clauses) <= _MOST:
        return _fingerprint(said) == _fingerprint(token for each in wanted for token in each)
    return _falls_into(_cuts(text, said), said, [Counter(dict(_fingerprint(each))) for each in wanted])


def _falls_into(cuts: Sequence[int], said: Sequence[_Token], wanted: Sequence[Counter[str]]) -> bool:
    """Whether what is said can be cut so that each piece is what one of the clauses wants, and none is left.

    A later piece may leave out a phrase that an earlier one has named.
    """
    seen = set[tuple[int, tuple[int, ...]]]()
    ahead = [(0, tuple(range(len(wanted))))]
    while ahead:
        state = ahead.pop()
        at, left = state
        if state in seen:
            continue
        seen.add(state)
        if at == len(said) and not left:
            return True
        named = {token.name for token in said[:at] if token.phrase}
        for end in (each for each in cuts if each > at):
            piece = Counter(dict(_fingerprint(said[at:end])))
            fits = [each for each in left if piece <= wanted[each]]
            if not fits:
                break
            ahead += [
                (end, tuple(other for other in left if other != each))
                for each in fits
                if named.issuperset(wanted[each] - piece)
            ]
    return False


def _cuts(text: _Plain, said: Sequence[_Token]) -> list[int]:
    """Where one clause may end and the next begin: at a full mark, or at a comma that does not cut off a head.

    A head (a part, a case, a trigger) that stands between two commas belongs to what follows: 「财务往来较多的，每月公布一次」.
    One that follows a number without a mark belongs to that: 「20个工作日内公开处罚决定，…」.
    """
    gaps = [(one.end, other.start) for one, other in pairwise(said)]
    heads = [
        token.name.partition(":")[0] in _HEADS
        or (
            token.name.startswith("channels:")
            and (text.text[token.end : token.end + 1] in _WEAK or text.spaced(token.end, token.end))
        )
        for token in said
    ]
    found, closed = list[int](), True
    for i, gap in enumerate(gaps):
        if not heads[i]:
            closed = True
        elif i == 0 or not heads[i - 1]:  # a run of heads belongs to what stands before it without a mark
            closed = i > 0 and not text.marked(*gaps[i - 1])
        if _STRONG_MARK.search(text.text, *gap) or (closed and text.marked(*gap)):
            found.append(i + 1)
    return [*found, len(said)]


_HEADS: Final = ("events", "parts", "elements", "conditions", "formed", "changed", "obtained")


def _seldom_named(tokens: Iterable[_Token]) -> set[str]:
    return {token.name for token in tokens if token.name.startswith(("channels:", "elements:"))}


def _plain(text: str) -> _Plain:
    """Texts are spaced and wrapped by hand: a blank parts no word, but may part two clauses."""
    *pieces, last = _BLANK.split(text.translate(_WIDE))
    whole = "".join((*pieces, last))
    ends, shifts = [0], [0]
    for match in _SPELLING.finditer(whole):
        ends.append(match.end())
        shifts.append(shifts[-1] + len(_spelling(match)) - len(match[0]))
    blanks = [at + shifts[bisect_right(ends, at) - 1] for at in accumulate(map(len, pieces))]
    return _Plain(_SPELLING.sub(_spelling, whole), blanks)


def _spelling(match: re.Match[str]) -> str:
    if match["weeks"]:
        return f"{7 * _number(match['weeks'])}日"
    return str(_number(match["n"])) if match["n"] else _SPELLINGS[match[0]]


def _number(text: str) -> int:
    """A number below 1000 in Latin or Chinese numerals: 二十 or 二〇 for 20."""
    total, digits = 0, ""
    for value in (_VALUES[each] if each in _VALUES else int(each) for each in text):
        if value < 10:
            digits += str(value)
        else:
            total, digits = total + int(digits or 1) * value, ""
    return total + int(digits or 0)


def _tokens(text: str, known: Mapping[str, str]) -> list[_Token]:
    pattern, tokens = _compiled(tuple(known.items()))
    return [
        _Token(tokens[match[0]] if match["phrase"] else _token(match), bool(match["phrase"]), *match.span())
        for match in pattern.finditer(text)
        if match["phrase"] or not match["without"]
    ]


def _fingerprint(tokens: Iterable[_Token]) -> Fingerprint:
    counts: Counter[str] = Counter()
    for token in tokens:
        counts[token.name] = 1 if token.phrase else counts[token.name] + 1
    return tuple(sorted(counts.items()))


@lru_cache(maxsize=8)
def _compiled(known: tuple[tuple[str, str], ...]) -> tuple[re.Pattern[str], dict[str, str]]:
    """The pattern of all tokens, and the token of each known phrase; without phrases there is no `phrase`."""
    tokens = {_plain(phrase).text: token for phrase, token in known}
    words = "|".join(re.escape(word) for word in sorted(tokens, key=len, reverse=True)) or "(?!)"
    return re.compile(f"(?P<phrase>{words})|{_PATTERN}"), tokens


def _token(match: re.Match[str]) -> str:
    kind = next(name for name, _ in _TOKENS if match[name.replace("-", "_")])
    span = (
        next((f"{match[of]}{_unit(match[f'{of}_unit'])}" for of in _OF[kind] if match[of]), "") if kind in _OF else ""
    )
    if kind == "by-day":
        month = match["month"]
        return f"by-day {_MONTHS.get(month.lstrip('第')[0]) or month} {int(match['day'])}"
    if kind == "lead":
        return f"{span} before"
    if kind == "period":
        period = match[0].lstrip("每按个")
        return f"{_PERIODS.get(period, period) or 'days'} each"
    return span if kind == "span" else f"{kind} {span}".rstrip()


_PERIODS: Final = {"季": "季度", "天": "日", "星期": "周"}
_OF: Final = {
    "taken-down": ("down",),
    "kept-at-least": ("kept",),
    "kept-at-most": ("most",),
    "lead": ("before", "ahead", "since"),
    "span": ("n",),
    "not-less-than": ("least", "shown"),
    "exactly": ("exact",),
}
"""The numbers that belong to a token, so that a deadline and a period of display cannot change places."""


def _unit(text: str) -> str:
    return next((unit for word, unit in _UNIT_WORDS.items() if word in text), "d")


_UNIT_WORDS: Final = {"工作": "wd", "小时": "h", "月": "mo", "学期": "term", "年": "y"}
