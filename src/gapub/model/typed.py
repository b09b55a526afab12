"""Values as people type them, or as Excel leaves them, in the forms that files ask for: dates and codes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final
from unicodedata import normalize

__all__ = ["spellings"]

_QUOTES: Final = "\"'“”‘’`"
_NUMERAL: Final = dict(zip("〇○零一二三四五六七八九", "000123456789", strict=True))
_DATE: Final = re.compile(
    r"([12]\d{3})[年./\-‐–—_](\d{1,2})(?:月?份?|[月./\-‐–—_](\d{1,2})[日号]?(?:\d{1,2}:\d\d(?::\d\d(?:\.0+)?)?)?)"
)
_COMPACT: Final = re.compile(r"([12]\d{3})([01]\d)([0-3]\d)")
_YEAR: Final = re.compile(r"([12]\d{3})年")
_CHINESE_DATE: Final = re.compile(
    "([〇○零一二三四五六七八九]{4})年(?:([一二三四五六七八九十]{1,2})月(?:([一二三四五六七八九十]{1,3})[日号])?)?"
)
_EXCEL_ZERO: Final = date(1899, 12, 30)
_EXCEL_DAYS: Final = range(36526, 73051)
"""The serial numbers by which Excel knows the days of 2000 to 2099."""


def spellings(value: str | float) -> Iterator[str]:
    """How a value that was typed may have been meant, the likeliest first; never as it was typed."""
    if isinstance(value, str):
        plain = re.sub(r"\s", "", normalize("NFKC", value)).strip(_QUOTES)
        seen = {value}
        for each in (plain, *_dates(plain), *_numbers(plain)):
            if each and each not in seen:
                seen.add(each)
                yield each
    elif isinstance(value, int) or value.is_integer():
        if value in _EXCEL_DAYS:
            yield (_EXCEL_ZERO + timedelta(int(value))).isoformat()
        yield from _dates(str(int(value)))
        yield str(int(value))


def _dates(text: str) -> Iterator[str]:
    """The date that a text writes: 2026/1/5, 2026.1.5, 2026年1月5日, 二〇二六年一月五日, 20260105."""
    if found := _DATE.fullmatch(text) or _COMPACT.fullmatch(text) or _YEAR.fullmatch(text):
        year, *rest = found.groups()
        yield "-".join((year, *(each.zfill(2) for each in rest if each)))
    elif found := _CHINESE_DATE.fullmatch(text):
        year = "".join(_NUMERAL[char] for char in found[1])
        yield "-".join((year, *(_numeral(each).zfill(2) for each in found.groups()[1:] if each)))


def _numeral(text: str) -> str:
    """A Chinese numeral below a hundred in digits: 五, 十, 十一, 二十, 三十一."""
    tens, ten, ones = text.rpartition("十")
    return str((int(_NUMERAL.get(tens, "1")) * 10 if ten else 0) + int(_NUMERAL.get(ones, "0")))


def _numbers(text: str) -> Iterator[str]:
    """The digits of a number that Excel has written: 2.10283E+05, 210283.0."""
    try:
        number = float(text) if re.fullmatch(r"\d+(?:\.\d+)?(?:[eE]\+?\d{1,2})?", text) else 0.5
    except OverflowError:  # pragma: no cover
        return
    if number.is_integer():
        yield str(int(number))
