"""Fingerprints of time limit wordings: what must not get lost between the original text and the generated Chinese.

Two texts with one fingerprint name the same numbers with their units, the same bounds (不得少于, 至少, 为), the same
triggers, periods and parts. Equal fingerprints do not prove equal duties; unequal ones show that a value and its
wording have come apart, for example when somebody edits one and forgets the other.

A value of several clauses is compared clause by clause (`says`): the wording must fall into as many pieces, each with
the fingerprint of one clause. So two numbers, parts, triggers or channels that changed places are found.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

Fingerprint = tuple[tuple[str, int], ...]
"""Tokens in order, each with how often it occurs. Registered phrases count once: texts like to repeat them."""


class _Token(NamedTuple):
    """What a text names, and where; `phrase`: it is registered."""

    name: str
    phrase: bool
    start: int
    end: int


_WIDE: Final = str.maketrans("，；：（）", ",;:()")

_SPAN: Final = r"(?P<{0}>\d+)(?P<{0}_unit>个?工作日|日)"
_WEAK: Final = ",、() \u3000"
_STRONG_MARK: Final = re.compile(r"[;。\n]")
_MARK: Final = re.compile(rf"[;。\n{_WEAK}]")
_MOST: Final = 20
"""Clauses that are told apart; the tables have three at most."""

# What the language of time limits says in several ways, most specific first; every group becomes one token.
_TOKENS: Final = (
    ("without", r"除(?!法律|另有)[^;,。\d]{1,20}?(?:以外|之外|外)"),
    ("unless-law", r"法律、?法规[^;]{0,14}?另有规定的?,?(?:从其规定|除外)"),
    ("derogation", r"因情况紧急等原因需要缩短"),
    ("referred", r"按照\w{0,4}相关规定"),
    ("as-announced", r"对外公布的时限内"),
    ("discretion", r"根据实际情况|视情况"),
    ("itemised", r"逐项逐笔"),
    ("not-less-than", rf"不得?少于(?:{_SPAN.format('least')})?"),
    ("exactly", rf"(?:公示|公告|期限)为?{_SPAN.format('exact')}"),
    ("lead", rf"(?:至少)?{_SPAN.format('before')}前|提前{_SPAN.format('ahead')}"),
    ("span", _SPAN.format("n")),
    ("at-least", r"至少"),
    ("period", r"每(?:季度|月|年)|半年|每(?=\d)"),
    ("formed", r"形成|制定|制作"),
    ("changed", r"变更"),
    ("obtained", r"获取"),
    ("promptly", r"及时"),
    ("at-once", r"实时"),
    ("as-it-arises", r"随时"),
    ("standing", r"长期"),
    ("on-request", r"依申请"),
    ("encouraged", r"鼓励"),
    ("together", r"集中"),
    ("generally", r"一般"),
)
_PATTERN: Final = "|".join(f"(?P<{name.replace('-', '_')}>{pattern})" for name, pattern in _TOKENS)


def fingerprint(text: str, known: Mapping[str, str] | None = None) -> Fingerprint:
    """The fingerprint of a wording. `known` maps phrases to tokens (`Registry.phrases`); longer phrases win over shorter."""
    return _fingerprint(_tokens(_plain(text), known or {}))


def says(wording: str, clauses: Sequence[str], known: Mapping[str, str]) -> bool:
    """Whether a wording says what the clauses say, in whatever order: each of its pieces what one of them says.

    A channel or element is looked at only where the wording and the clauses both name it: the tables seldom call them by
    their names.
    """
    text = _plain(wording)
    said, wanted = _tokens(text, known), [_tokens(_plain(each), known) for each in clauses]
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


def _cuts(text: str, said: Sequence[_Token]) -> list[int]:
    """Where one clause may end and the next begin: at a full mark, or at a comma that does not cut off a head.

    A head (a part, a case, a trigger) that stands between two commas belongs to what follows: 「财务往来较多的，每月公布一次」.
    One that follows a number without a mark belongs to that: 「20个工作日内公开处罚决定，…」.
    """
    gaps = [text[one.end : other.start] for one, other in pairwise(said)]
    heads = [
        token.name.partition(":")[0] in _HEADS or (token.name.startswith("channels:") and gap[:1] in tuple(_WEAK))
        for token, gap in zip(said, (*gaps, ""), strict=True)
    ]
    found, closed = list[int](), True
    for i, gap in enumerate(gaps):
        if not heads[i]:
            closed = True
        elif i == 0 or not heads[i - 1]:  # a run of heads belongs to what stands before it without a mark
            closed = i > 0 and not _MARK.search(gaps[i - 1])
        if _STRONG_MARK.search(gap) or (closed and _MARK.search(gap)):
            found.append(i + 1)
    return [*found, len(said)]


_HEADS: Final = ("events", "parts", "elements", "conditions", "formed", "changed", "obtained")


def _seldom_named(tokens: Iterable[_Token]) -> set[str]:
    return {token.name for token in tokens if token.name.startswith(("channels:", "elements:"))}


def _plain(text: str) -> str:
    return text.translate(_WIDE).replace("每年底", "每年年底").replace("一周", "7日")


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
    tokens = {phrase.translate(_WIDE): token for phrase, token in known}
    words = "|".join(re.escape(word) for word in sorted(tokens, key=len, reverse=True)) or "(?!)"
    return re.compile(f"(?P<phrase>{words})|{_PATTERN}"), tokens


def _token(match: re.Match[str]) -> str:
    kind = next(name for name, _ in _TOKENS if match[name.replace("-", "_")])
    span = (
        next((f"{match[of]}{_unit(match[f'{of}_unit'])}" for of in _OF[kind] if match[of]), "") if kind in _OF else ""
    )
    if kind == "lead":
        return f"{span} before"
    if kind == "period":
        return f"{match[0].removeprefix('每') or 'days'} each"
    return span if kind == "span" else f"{kind} {span}".rstrip()


_OF: Final = {"lead": ("before", "ahead"), "span": ("n",), "not-less-than": ("least",), "exactly": ("exact",)}
"""The numbers that belong to a token, so that a deadline and a period of display cannot change places."""


def _unit(text: str) -> str:
    return "wd" if text.endswith("工作日") else "d"
