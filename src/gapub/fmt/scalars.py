"""One scalar to YAML: plain where every reader reads the same text back, else in double quotes."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from gapub.model.pattern import pattern

_INDICATORS: Final = frozenset("-?:,[]{}#&*!|>'\"%@`")
_WORDS: Final = frozenset(("null", "~", "true", "false", "yes", "no", "on", "off", "y", "n", "<<", "="))
# Numbers, dates and times of YAML 1.1 and 1.2, and what looks like them; a leading minus is an indicator already.
_NUMERIC: Final = pattern(
    r"""\+? \.? [\d_] [-+\d_.,:/]* (?: [eE] [-+]? \d+ )?      # 012  1e3  1_000  1.5  12:30:00  2019-05-27
    | \d{4} - \d\d? - \d\d? (?: [Tt] | [ ]+ ) \d .*           # 2019-05-27T08:00:00+08:00
    | \+? 0 [xob] [\da-f_]+
    | \+? \. (?: inf | nan )""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_DIGITS: Final = frozenset("0123456789_+.")
"""What a number or a date may start with."""
# What cannot be seen, or not be told from an ordinary space, is escaped; the full-width space is at home in Chinese.
_UNSEEN: Final = (
    r"\x00-\x1f\x7f-\xa0\xad\u061c\u180e\u2000-\u200f\u2028-\u202f"
    r"\u205f-\u206f\ud800-\udfff\ufeff\ufff0-\ufffb\ufffe\uffff"
)
_SYNTAX: Final = pattern(rf"[{_UNSEEN}]|:(?=\s|$)|\s#|^\s|\s$|^---|^\.\.\.")
_FLOW_SYNTAX: Final = pattern(r"[:?,\[\]{}]")
_ESCAPED: Final = pattern(rf'[\\"{_UNSEEN}]')
_SHORT: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def scalar(value: str | int | float | None, *, flow: bool) -> str:
    """The YAML of a scalar; `flow` says that it stands inside `[ ]` or `{ }`, where more has to be quoted."""
    if isinstance(value, str):
        return _written(value, flow)
    if value is None:
        return "null"
    if isinstance(value, float):
        return _float(value)
    return str(value).lower()


@lru_cache(maxsize=1 << 14)  # keys, ids and words of registries come again and again
def _written(value: str, flow: bool) -> str:
    """The YAML of a text."""
    return value if is_plain(value, flow=flow) else quoted(value)


def is_plain(text: str, *, flow: bool) -> bool:
    """Whether the text needs no quotes: neither YAML 1.2 nor 1.1 takes it for anything but this text.

    Inside `[ ]` and `{ }` a text with a colon or a question mark is quoted as well, for some readers end it there:
    PyYAML does at the question mark.
    """
    return not (
        not text
        or text[0] in _INDICATORS
        or text.lower() in _WORDS
        or (text[0] in _DIGITS and _NUMERIC.fullmatch(text))
        or _has_syntax(text)
        or (flow and _FLOW_SYNTAX.search(text))
    )


def _has_syntax(text: str) -> bool:
    """Whether something in a text is more to YAML than text; most texts have only what can be seen, and blanks."""
    if not text.isprintable():
        return _SYNTAX.search(text) is not None
    return ": " in text or " #" in text or text[0] == " " or text[-1] in " :" or text.startswith("...")


def quoted(text: str) -> str:
    """The text in double quotes, on one line."""
    return f'"{_ESCAPED.sub(_escape, text)}"'


def _escape(match: re.Match[str]) -> str:
    char = match.group()
    code = ord(char)
    return _SHORT.get(char) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")


def _float(value: float) -> str:
    written = repr(value)
    return {"inf": ".inf", "-inf": "-.inf", "nan": ".nan"}.get(written, written)
