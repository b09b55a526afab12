"""Days as people and programs write them: 2026/1/5, 2026年1月5日, 20260105, the numbers of Excel, seconds since 1970.

A moment counts as the day that it is in China. Nothing is guessed: a year of two digits, a month without a day, or 1/5/2026, which
may be two days, are no dates.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, Literal, TypeAlias

Read: TypeAlias = date | Literal["", "impossible", "unclear"]
"""A day; nothing, where none is stated; what has the form of a date that no calendar has; what is no date that is understood."""

_NOTHING: Final = re.compile(
    r"[-/\\.]*|无|空|暂无|未知|不详|未填|长期|永久|长期有效|null|none|nil|nan|nat|undefined|n/a|0(?:\.0)?|-1|0000-00-00.*",
    re.IGNORECASE,
)
_PLACEHOLDERS: Final = frozenset(
    (date(1, 1, 1), date(1899, 12, 30), date(1899, 12, 31), date(1900, 1, 1), date(1970, 1, 1), date(9999, 12, 31))
)
"""What databases write where there is no date."""
_YEARS: Final = range(1901, 2200)

_TIME: Final = (
    r"(?:[T\s]*(?:[上下中]午|晚上?|[AaPp][Mm])?\s*"
    r"(?P<h>\d{1,2})(?:(?:[:时点](?P<m>\d{1,2})分?)?(?:[:]?(?P<s>\d{1,2})(?:[.,]\d{1,9})?秒?)?|[时点])"
    r"\s*(?:[AaPp][Mm])?\s*(?P<zone>[Zz]|(?:UTC|GMT)?[+-]\d{2}:?\d{2}|UTC|GMT|CST)?)?"
)
_WEEKDAY: Final = r"(?:\s*\(?(?:星期|周|礼拜)[一二三四五六日天]\)?)?"
_WRITTEN: Final = re.compile(
    rf"(?P<year>\d{{4}})(?:(?P<by>[-/.])(?P<month>\d{{1,2}})(?P=by)(?P<day>\d{{1,2}})日?[.]?"
    rf"|\s*年\s*(?P<month2>\d{{1,2}})\s*月\s*(?P<day2>\d{{1,2}})\s*[日号]?){_WEEKDAY}{_TIME}{_WEEKDAY}\s*"
)
_CLOCKED: Final = re.compile(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2} (?:[01][0-9]|2[0-4]):[0-5][0-9]:[0-6][0-9]")
_WITH_CLOCK: Final = 19
_ISO: Final = re.compile(r"([12][0-9]{3})-([0-9]{2})-([0-9]{2})")
"""How most programs write it; the rest is looked at only where this is not found."""
_PACKED: Final = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?([01]\d|2[0-4])(?:([0-5]\d)([0-5]\d|60)?)?)?")
_JAVA: Final = re.compile(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? (?P<month>[A-Z][a-z]{2}) (?P<day>\d{1,2}) [\d:]{8}(?: [A-Z]{2,5})? (?P<year>\d{4})"
)
_MONTHS: Final = {
    name: i // 3 + 1 for i in range(0, 36, 3) if (name := "JanFebMarAprMayJunJulAugSepOctNovDec"[i : i + 3])
}
_SERIAL: Final = re.compile(r"([2-7]\d{4})(?:\.\d+)?")
_LAST_SERIAL: Final = 73_050
"""2099-12-31 as Excel counts days."""
_EPOCH: Final = re.compile(r"(?:/Date\()?(\d{9,10}|\d{12,13})(?:\.\d+)?(?:[+-]\d{4})?(?:\)/)?")
_SECONDS: Final = 10
"""Digits of the seconds since 1970; until 2033 they begin with 1, and what begins with 20 is a day and an hour."""
_LABEL: Final = re.compile(r"[\u4e00-\u9fff]{1,4}(?:时间|日期)\s*:\s*")
_NUMERALS: Final = "〇一二三四五六七八九"
_CHINESE: Final = re.compile(
    r"([〇一二三四五六七八九]{4})年([〇一二三四五六七八九十]{1,3})月([〇一二三四五六七八九十]{1,4})[日号]?"
)
_SAME: Final = str.maketrans("—–−‐‑○零Ｏ。．", "-----〇〇〇..")
_BLANKS: Final = re.compile(r"[\s\u200b\ufeff\0]+")
_HOURS: Final = 8
"""Those by which clocks in China are ahead of UTC."""
_LONGEST: Final = 80
"""Characters of a cell; a longer one is no date."""


def day(text: str) -> Read:
    """The day that a cell states, in any writing."""
    if len(text) == _WITH_CLOCK and _CLOCKED.fullmatch(text):
        return _other(text[:10])  # there are many moments, but few days
    return _other(text)


@lru_cache(maxsize=1 << 14)
def _other(text: str) -> Read:
    if found := _ISO.fullmatch(text):
        read = _made(found[1], found[2], found[3])
    elif len(text) > _LONGEST:
        return "unclear" if text.strip() else ""
    else:
        plain = unicodedata.normalize("NFKC", text.translate(_SAME))
        read = _read(_BLANKS.sub(" ", plain).strip().strip("[]()【】").strip())
    return "" if read in _PLACEHOLDERS else read


def _read(text: str) -> Read:
    if _NOTHING.fullmatch(text):
        return ""
    text = text[label.end() :] if (label := _LABEL.match(text)) else text
    if found := _WRITTEN.fullmatch(text):
        read = _made(found["year"], found["month"] or found["month2"], found["day"] or found["day2"])
        return _in_china(read, found) if found["h"] and isinstance(read, date) else read
    if (found := _PACKED.fullmatch(text)) and (len(text) != _SECONDS or text.startswith("20")):
        read = _made(*found.groups()[:3])
        if read != "impossible" or len(text) in (8, 14):
            return read
    if found := _SERIAL.fullmatch(text):
        serial = int(found[1])
        return date(1899, 12, 30) + timedelta(serial) if serial <= _LAST_SERIAL else "unclear"
    if found := _EPOCH.fullmatch(text):
        seconds = int(found[1]) // (1 if len(found[1]) < 11 else 1000)
        return date(1970, 1, 1) + timedelta(seconds=seconds + _HOURS * 3600)
    if (found := _JAVA.fullmatch(text)) and found["month"] in _MONTHS:
        return _made(found["year"], _MONTHS[found["month"]], found["day"])
    if found := _CHINESE.fullmatch(text.replace(" ", "")):
        year = "".join(str(_NUMERALS.index(char)) for char in found[1])
        return _made(year, _number(found[2]), _number(found[3]))
    return "unclear"


def _made(year: str, month: str | int, day: str | int) -> Read:
    try:
        made = date(int(year), int(month), int(day))
    except ValueError:
        return "impossible"
    return made if made.year in _YEARS or made in _PLACEHOLDERS else "impossible"


def _in_china(read: date, time: re.Match[str]) -> Read:
    """The day in China of a moment that is said with its zone; without one it is said as clocks there have it."""
    hour, minute, second = int(time["h"]), int(time["m"] or 0), int(time["s"] or 0)
    if hour > 24 or minute > 59 or second > 60:
        return "impossible"
    zone = (time["zone"] or "CST").upper()
    if zone == "CST":
        return read
    offset = zone.lstrip("UTCGMZ").replace(":", "")
    east = int(f"{offset[0]}1") * (int(offset[1:3]) * 60 + int(offset[3:5])) if offset else 0
    return read + timedelta(days=(hour * 60 + minute + _HOURS * 60 - east) // 1440)


def _number(text: str) -> int:
    """A numeral of one or two digits: 五, 十, 十二, 二十, 三十一, 〇五; 0 where it is none."""
    if "十" not in text:
        digits = [_NUMERALS.index(char) for char in text]
        return digits[0] * 10 + digits[1] if len(digits) == 2 else digits[0] if len(digits) == 1 else 0
    tens, _, ones = text.partition("十")
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return 0
    return (_NUMERALS.index(tens) if tens else 1) * 10 + (_NUMERALS.index(ones) if ones else 0)


_YEAR: Final = r"((?:19[5-9]|20\d)\d)"
_STAMP: Final = re.compile(rf"(?:^|[/_])t{_YEAR}(\d\d)(\d\d)(?=[-_./]|$)")
_FOLDERS: Final = re.compile(rf"/{_YEAR}(?:[-/](\d\d?)[-/](\d\d?)|[-/]?(\d\d)[-/]?(\d\d))(?=/)")


def in_address(url: str) -> date | None:
    """The day that the address of an entry has in it: `t20201224_…`, `/2020/12/24/`, `/2020-12/24/`, `/20201224/`."""
    path = url.partition("?")[0].partition("#")[0]
    for pattern in (_STAMP, _FOLDERS):
        for found in pattern.finditer(path):
            read = _made(*(each for each in found.groups() if each))
            if isinstance(read, date):
                return read
    return None
