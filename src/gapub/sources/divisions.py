"""Administrative divisions of China (行政区划) by code and by name, from the table that ships with gapub.

The codes are those of the statistics bureau, of about 2023: they include development zones and other units that are no
divisions in law. 2 digits are a province, 4 a prefecture (`city`), 6 a county, 9 a township. What the table of the
bureau puts where there is no prefecture (市辖区, 县, 省直辖县级行政区划, 自治区直辖县级行政区划) is a heading, not a
division: the districts of 北京市 and 济源市 stand right below their provinces here.
The cities without counties (东莞市, 中山市, 儋州市, 嘉峪关市) have two codes each, such as 4419 and 441900, and two counties
(金门县, 西藏文化旅游创意园区) a township of their own name: a name that is borne twice on one branch means the county level.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Final, Literal, NamedTuple, TypeAlias

from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.model.pattern import pattern
from gapub.sources.bundle import bundled

__all__ = [
    "LEVELS",
    "Division",
    "Level",
    "by_code",
    "children",
    "every",
    "find",
    "full_name",
    "named",
    "near",
    "resolve",
    "zone",
]

Level: TypeAlias = Literal["province", "city", "county", "township"]
LEVELS: Final[dict[Level, Text]] = {
    "province": Text("省级", "province"),
    "city": Text("地级", "city"),
    "county": Text("县级", "county"),
    "township": Text("乡级", "township"),
}
_LEVEL_OF: Final[dict[int, Level]] = {2: "province", 4: "city", 6: "county", 9: "township"}
_PADDED: Final = (6, 9, 12)  # 210200 and 210283000000 are in common use for 2102 and 210283

_CODE, _FULL, _SHORT, _SHORT_TOWNSHIP, _BELOW, _START, _INSIDE = range(7)  # how well a division answers a text
_ANYWHERE: Final = ("",)  # the start of every code
_LISTED: Final = 12  # candidates in a message
_LONGEST: Final = 80  # characters; no full name is half as long

_PEOPLES: Final = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|纳西|景颇|"
    "柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|"
    "京|塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺|各|民"  # the last two for 各族自治县, 民族乡
)
_UNNAMED: Final = "蒙古|维吾尔|哈萨克|柯尔克孜|塔吉克|锡伯|乌孜别克|达斡尔|鄂温克|塔塔尔"  # they may stand without 族
_SUFFIXES: Final = "省|市|区|州|盟|县|旗|地区|林区|特区|街道|街道办事处|办事处|镇|乡|苏木"
_NAME: Final = pattern(rf"(.{{2,}}?)((?:(?:{_PEOPLES})?族|{_UNNAMED})*(自治)?)({_SUFFIXES})")
_PLAIN_NAME: Final = pattern(r"(?=.*[^\x00-\x7f])[\w（）]{2,}")
_FORGIVEN: Final = str.maketrans("０１２３４５６７８９()", "0123456789（）", "/\\>|,，·")


class Division(NamedTuple):
    """One division: its statistical code, its full name, and what it belongs to, (code, name) from the province down.

    The code of what the table does not have (`zone`) is empty.
    """

    code: str
    name: str
    level: Level
    parents: tuple[tuple[str, str], ...]


def by_code(code: str | None) -> Division | None:
    """The division of a code, also one padded with zeros to 6, 9 or 12 digits; None when there is no such division.

    An open code (None) is that of none.
    """
    if code is None:
        return None
    code = _plain(code)
    padded = (code[:size] for size in _LEVEL_OF if len(code) in _PADDED and not code[size:].strip("0"))
    return next((_division(each) for each in (code, *padded) if _name(each)), None)


def full_name(division: Division) -> str:
    """The name with all it belongs to, as one writes it: 辽宁省大连市庄河市, 北京市朝阳区, 广东省东莞市东城街道."""
    names = [name for code, name in (*division.parents, (division.code, division.name)) if len(code) < 9]
    township = division.name if division.level == "township" else ""
    return "".join(dict.fromkeys(names)) + township  # 广东省东莞市, not 广东省东莞市东莞市


def find(text: str) -> list[Division]:
    """Everything that a text may mean, the best first; empty when there is nothing.

    The order: the exact code; the full name, alone or after names above it (庄河市, 大连庄河市); the name without its
    suffix (庄河, 恩施州), of a county or above before that of a township; what is below a code or begins with its digits,
    the nearest level alone; names that begin with the text; names that contain it. Within each, higher levels come
    first, then codes ascend.
    """
    return [_division(code) for code in _ordered(_ranks(_plain(text)))]


def named(name: str) -> tuple[str, ...]:
    """The codes of the provinces, prefectures and counties that bear exactly this name."""
    return tuple(_by_name().get(name, ()))


def near(text: str) -> list[Division]:
    """What may have been meant by a name or code that no division has, the best first."""
    return [_division(code) for code in _near(_plain(text))]


def zone(name: str) -> Division | None:
    """A division of county level that the table does not have, such as a development zone; None for what is no name."""
    key = _plain(name)
    return Division("", key, "county", ()) if _PLAIN_NAME.fullmatch(key) and _is_name(key) else None


def resolve(text: str) -> Division:
    """The one division with this code or name; a part of a name or of a code is never taken for the whole.

    A name without its suffix means a county or what is above, if one bears it: 昌黎 is 昌黎县, not 昌黎镇 in it.
    Raises GapubError: `ambiguous-division` with the candidates, or `unknown-division` with similar names.
    """
    key = _plain(text)
    found = _exact(key)
    if len(found) == 1:
        return _division(found[0])
    if found:
        message = Text(f"“{text}”对应 {len(found)} 个行政区划", f"“{text}” matches {len(found)} divisions")
        hint = Text("请写代码，或者在前面加上级名称", "write the code, or put the name of the division above in front")
        raise GapubError([_finding("ambiguous-division", text, message, found, hint)])
    near = _near(key)
    message = Text(f"没有名称或代码为“{text}”的行政区划", f"there is no division with the name or code “{text}”")
    if near:
        message += Text("，相近的有", "; similar")
    hint = Text("请用 gapub divisions 查代码或者名称", "look the code or name up with gapub divisions")
    raise GapubError([_finding("unknown-division", text, message, near, hint)])


def children(code: str) -> list[Division]:
    """What belongs to a division (its code or name) at the next level that there is, by code; empty for a township.

    Raises GapubError as `resolve` does.
    """
    return [_division(each) for each in _below(resolve(code).code)]


def every(level: Level, within: str = "") -> list[tuple[str, str]]:
    """The code and name of every division of a level, by code; of those whose codes begin so."""
    lines = sorted(code for code in _lines() if code.startswith(within) or within.startswith(code))
    if level != "township":
        size = next(size for size, each in _LEVEL_OF.items() if each == level)
        return [
            (code, _lines()[code].partition(" ")[0]) for code in lines if len(code) == size and code.startswith(within)
        ]
    below = (entry for code in lines if len(code) == 6 for entry in _entries(code))
    return sorted((code, name) for code, name in below if len(code) == 9 and code.startswith(within))


def _finding(code: str, text: str, message: Text, codes: list[str], hint: Text) -> Diagnostic:
    """The finding with the candidates in its message, as many as one reads."""
    listed = [Text.same(f"{each.code} {full_name(each)}") for each in map(_division, codes[:_LISTED])]
    if more := len(codes) - len(listed):
        listed.append(Text(f"还有 {more} 个", f"and {more} more"))
    if listed:
        message += Text("：", ": ") + Text("；", "; ").join(listed)
    return Diagnostic(code, "error", message, entity=text, hint=hint)


# The table: one line a division of county level or above, followed by its townships.


@cache
def _lines() -> dict[str, str]:
    """Code → `庄河市 001城关街道 …`, parents before children."""
    text = (bundled("divisions") / "divisions.txt").read_bytes().decode()
    split = (line.partition(" ") for line in text.splitlines() if not line.startswith("#"))
    return {code: rest for code, _, rest in split}


def _entries(code: str) -> Iterator[tuple[str, str]]:
    """(code, name) of the division of a line and of its townships."""
    name, *townships = _lines()[code].split(" ")
    yield code, name
    for each in townships:
        yield code + each[:3], each[3:]


@cache
def _by_name() -> dict[str, list[str]]:
    """The codes of provinces, prefectures and counties by their full names."""
    found: dict[str, list[str]] = {}
    for code, line in _lines().items():
        found.setdefault(line.partition(" ")[0], []).append(code)
    return found


def _name(code: str) -> str | None:
    if len(code) != 9:
        line = _lines().get(code)
        return None if line is None else line.partition(" ")[0]
    _, _, rest = _lines().get(code[:6], "").partition(f" {code[6:]}")  # names hold no digits
    return rest.partition(" ")[0] or None


def _above(code: str) -> Iterator[str]:
    return (code[:size] for size in (2, 4, 6) if size < len(code) and code[:size] in _lines())


def _division(code: str) -> Division:
    name = _name(code)
    assert name is not None, code
    parents = tuple((each, _lines()[each].partition(" ")[0]) for each in _above(code))
    return Division(code, name, _LEVEL_OF[len(code)], parents)


def _below(start: str) -> Iterator[str]:
    """The codes that begin with these digits and have more; of a branch the topmost alone."""
    last = " "
    for code in _lines():
        if code.startswith(start) and code != start and not code.startswith(last):
            last = code
            yield code
    if len(start) >= 6 and start[:6] in _lines():
        yield from (code for code, _ in _entries(start[:6]) if code.startswith(start) and code != start)


# Names: whole, without suffix, after other names, in part.


def _plain(text: str) -> str:
    """The text without spaces and separators, digits and brackets as the table has them."""
    return "".join(text.split()).translate(_FORGIVEN)


def _is_code(key: str) -> bool:
    return key.isascii() and key.isdigit()


def _is_name(key: str) -> bool:
    """No name holds a Latin digit."""
    return 0 < len(key) <= _LONGEST and not re.search("[0-9]", key)


@lru_cache(maxsize=8192)
def _forms(name: str) -> dict[str, int]:
    """What a division is called: 恩施土家族苗族自治州, 恩施自治州, 恩施州, 恩施; each with its rank."""
    match = _NAME.fullmatch(name)
    if match is None:
        return {name: _FULL}
    stem, peoples, autonomous, suffix = match.groups()
    forms = {stem: _SHORT}
    if peoples:
        forms[stem + suffix] = _SHORT
    if autonomous:
        forms[stem + autonomous + suffix] = _SHORT
    if suffix.startswith("街道"):  # the office and the subdistrict are one unit in two spellings
        forms |= {name.removesuffix("办事处") + tail: _FULL for tail in ("", "办", "办事处")}
    return forms | {name: _FULL}


def _leads(head: str, names: tuple[str, ...]) -> bool:
    """Whether the head is made of these names, in order, any of them left out."""
    return not head or any(
        head.startswith(form) and _leads(head[len(form) :], names[i + 1 :])
        for i, name in enumerate(names)
        for form in _forms(name)
    )


@lru_cache(maxsize=256)
def _containing(part: str) -> tuple[tuple[str, str], ...]:
    """(code, name) of every name that contains the part."""
    lines = (code for code, line in _lines().items() if part in line)
    return tuple(entry for code in lines for entry in _entries(code) if part in entry[1])


def _whole(key: str) -> dict[str, int]:
    """The codes that the key names in full or without a suffix, alone or after names above; each with its rank."""
    ranks: dict[str, int] = {}
    for i in range(len(key) - 1):
        tail = key[i:]
        for code, name in _containing(tail[:2]):  # every form keeps the first two characters of the name
            rank = _forms(name).get(tail) if name.startswith(tail[:2]) else None
            if rank == _SHORT and len(code) == 9:
                rank = _SHORT_TOWNSHIP
            if rank is not None and _leads(key[:i], tuple(_lines()[each].partition(" ")[0] for each in _above(code))):
                ranks[code] = min(rank, ranks.get(code, rank))
    return ranks


def _splits(key: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Ways to read the key as names of divisions, given by their codes, and something below them."""
    yield _ANYWHERE, key
    for i in range(2, len(key)):
        if above := tuple(_whole(key[:i])):
            yield above, key[i:]


def _parts(key: str) -> dict[str, int]:
    """The codes whose names contain the key; when there are none, the key's end, below what its beginning names."""
    for above, tail in _splits(key):
        inside = {
            code: _START if name.startswith(tail) else _INSIDE
            for code, name in _containing(tail)
            if code.startswith(above) and code not in above
        }
        if inside:
            return inside
    return {}


def _ranks(key: str) -> dict[str, int]:
    if _is_code(key):
        exact = by_code(key)
        below = _below(exact.code if exact else key)
        return dict.fromkeys(below, _BELOW) | ({exact.code: _CODE} if exact else {})
    if not _is_name(key):
        return {}
    return _parts(key) | _whole(key)


def _ordered(ranks: dict[str, int]) -> list[str]:
    return sorted(ranks, key=lambda code: (ranks[code], len(code), code))


def _exact(key: str) -> list[str]:
    """The codes that the key is the code or the name of, those of the best rank."""
    if _is_code(key):
        exact = by_code(key)
        return [exact.code] if exact else []
    ranks = _whole(key) if _is_name(key) else {}
    best = [code for code in _ordered(ranks) if ranks[code] == min(ranks.values())]
    return [code for code in best if not any(_doubles(code, other) for other in best)]


def _doubles(code: str, county: str) -> bool:
    """Whether the code is what belongs to a county, or what it belongs to, under the county's own name."""
    if len(county) != 6 or len(code) == 6:
        return False
    return (code.startswith(county) or county.startswith(code)) and _name(code) == _name(county)


def _near(key: str) -> list[str]:
    """What may have been meant: a part of a name, another suffix, one character wrong; or what shares the first digits."""
    if _is_code(key):
        return next((found for i in range(len(key), 1, -1) if (found := _ordered(_ranks(key[:i])))), [])
    if not _is_name(key):
        return []
    suffix = _NAME.fullmatch(key)
    return _ordered(_ranks(key) or (_whole(suffix[1]) if suffix else {}) or _misspelt(key))


def _misspelt(key: str) -> dict[str, int]:
    """The codes with a form that differs from the key, or from its end, in one character: one half of it is intact.

    Two characters are too little to compare, unless a name before them says where.
    """
    return {
        code: _INSIDE
        for above, tail in _splits(key)
        if len(tail) > 2 or (len(tail) == 2 and above != _ANYWHERE)
        for half in (tail[: len(tail) // 2], tail[len(tail) // 2 :])
        for code, name in _containing(half)
        if code.startswith(above) and any(_one_off(tail, form) for form in _forms(name))
    }


def _one_off(a: str, b: str) -> bool:
    """Whether one character is wrong, missing or too many."""
    from rapidfuzz.distance import Levenshtein  # ten milliseconds, for those who misspelt a name

    return Levenshtein.distance(a, b, score_cutoff=1) <= 1
