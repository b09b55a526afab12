"""Fingerprints of time limit wordings: what must not get lost between the original text and the generated Chinese.

Two texts with one fingerprint name the same numbers with their units, the same bounds (不得少于, 至少, 为), the same
triggers, periods and parts. Equal fingerprints do not prove equal duties; unequal ones show that a value and its
wording have come apart, for example when somebody edits one and forgets the other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

Fingerprint = tuple[tuple[str, int], ...]
"""Tokens in order, each with how often it occurs. Registered phrases count once: texts like to repeat them."""

_WIDE: Final = str.maketrans("，；：（）", ",;:()")

# What the language of time limits says in several ways, most specific first; every group becomes one token.
_TOKENS: Final = (
    ("unless-law", r"法律、?法规[^;]{0,14}?另有规定的?,?(?:从其规定|除外)"),
    ("derogation", r"因情况紧急等原因需要缩短"),
    ("referred", r"按照\w{0,4}相关规定"),
    ("as-announced", r"对外公布的时限内"),
    ("discretion", r"根据实际情况|视情况"),
    ("itemised", r"逐项逐笔"),
    ("not-less-than", r"不得?少于"),
    ("exactly", r"(?:公示|公告|期限)为?(?=\d)"),
    ("lead", r"(?:至少)?(?P<before>\d+)(?P<before_unit>个?工作日|日)前|提前(?P<ahead>\d+)(?P<ahead_unit>个?工作日|日)"),
    ("span", r"(?P<n>\d+)(?P<unit>个?工作日|日)"),
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
    text = text.translate(_WIDE).replace("每年底", "每年年底").replace("一周", "7日")
    pattern, tokens = _compiled(tuple((known or {}).items()))
    counts: Counter[str] = Counter()
    for match in pattern.finditer(text):
        if match["phrase"]:
            counts[tokens[match[0]]] = 1
        else:
            counts[_token(match)] += 1
    return tuple(sorted(counts.items()))


@lru_cache(maxsize=8)
def _compiled(known: tuple[tuple[str, str], ...]) -> tuple[re.Pattern[str], dict[str, str]]:
    """The pattern of all tokens, and the token of each known phrase; without phrases there is no `phrase`."""
    tokens = {phrase.translate(_WIDE): token for phrase, token in known}
    words = "|".join(re.escape(word) for word in sorted(tokens, key=len, reverse=True)) or "(?!)"
    return re.compile(f"(?P<phrase>{words})|{_PATTERN}"), tokens


def _token(match: re.Match[str]) -> str:
    kind = next(name for name, _ in _TOKENS if match[name.replace("-", "_")])
    if kind == "lead":
        return f"{match['before'] or match['ahead']}{_unit(match['before_unit'] or match['ahead_unit'])} before"
    if kind == "span":
        return f"{match['n']}{_unit(match['unit'])}"
    return f"{match[0].removeprefix('每') or 'days'} each" if kind == "period" else kind


def _unit(text: str) -> str:
    return "wd" if text.endswith("工作日") else "d"
