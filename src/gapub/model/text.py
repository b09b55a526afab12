"""Words that every table uses, in Chinese and English (DESIGN, "Words")."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from gapub.diagnostics import Text
from gapub.model.pattern import pattern

LEVELS = {
    "city": Text("市级", "City"),
    "county": Text("县级", "County"),
    "township": Text("乡级", "Township"),
    "village": Text("村级", "Village"),
}
PROFILE_LEVELS = {"nation": Text("国家", "Nation"), "province": Text("省级", "Province"), **LEVELS}
LEVELS_CALLED = {
    "nation": Text("国家|国家级|全国", "nation|national"),
    "province": Text("省级|省|自治区|直辖市", "province|provincial"),
    "city": Text("市级|市|地级|设区的市", "city|municipal"),
    "county": Text("县级|县|区级|县区级|县（市、区）级|县市区", "county"),
    "township": Text("乡级|乡镇|乡镇级|镇级|乡|镇|街道|乡镇（街道）|乡（镇、街道）级", "township"),
    "village": Text("村级|村|社区|村（社区）|村（社区）级", "village"),
}
"""What people call the levels, with a stroke between the names."""
METHODS_CALLED = {
    "proactive": Text("主动|主动公开", "proactive"),
    "on_request": Text("依申请|依申请公开", "on request"),
}
PURPOSES_CALLED = {
    "review": Text("审核|送审|内部", "review"),
    "publication": Text("发布|公布|公开", "publication|publish"),
}
"""What people call the editions of a catalogue."""
UNKNOWN_CALLED = {"unknown": Text("待核|不明|未知|不详|不清楚", "unknown")}
METHODS = {"proactive": Text("主动", "Proactive"), "on_request": Text("依申请", "On request")}
PUBLIC = Text("全社会", "Public")
GROUPS = Text("特定群体", "Specific groups")
OWN_AREA = Text("地", "L")
"""Stands before the number of an area of a locality's own: 地1, L1 in English; its rows are 地1-01 and so on."""
LETTERS = {"statutory-disclosure": "S", "public-institutions": "P", "village-affairs": "V"}
"""The areas that bind every locality but are no guideline of a department, in the order in which they stand, each with its
letter for a number. Any other area without a number is a locality's own."""
UNKNOWN = Text("待核", "Unknown")  # short in English too: it stands in columns as narrow as a tick
NONE = Text("—", "—")
RECALLED_MARK = "※"
"""Marks a cell that nobody has seen, in every printed format."""
EVIDENCE_STATUS = {
    "corroborated": Text("多地印证", "Corroborated"),
    "single": Text("单一来源", "Single source"),
    "statutory": Text("据法律法规原文", "From the text of the law"),
    "recalled": Text("据回忆补录，待核", "Recalled, to be checked"),
    "partly-attested": Text("部分栏目已核对", "Partly attested"),
    "attested": Text("已核对", "Attested"),
    "local": Text("本地增加", "Added locally"),
}
SEEN_OR_RECALLED = ("corroborated", "single", "recalled")
"""The status that a row of a guideline can have; profiles bring the others."""
COVERAGE_STATUS = {
    "complete": Text("完整", "Complete"),
    "partial": Text("不完整", "Partial"),
    "unknown": Text("是否完整未证实", "Completeness not confirmed"),
}
GROUND_NAMES = {
    "no-power": Text("本级没有这项职权", "No such power at this level"),
    "no-matter": Text("本地没有这类事项", "No such matter here"),
    "merged": Text("并入另一事项", "Merged into another item"),
    "superseded": Text("已被取代", "Superseded"),
}
CHANGES = {
    "added": Text("本地增加", "added locally"),
    "attested": Text("已核对", "attested"),
    "equal": Text("与上级相同", "equal"),
    "stronger": Text("严于上级", "stronger"),
    "unknown": Text("补充上级待核的内容", "supplied"),
    "weaker": Text("弱于上级", "weaker"),
    "incomparable": Text("与上级无法比较", "incomparable"),
}
"""What a profile did to a cell: the relation of its value to the one above, or that it added or attested something."""
DOCUMENT_STATUS = {"seen": Text("已见", "Seen"), "recalled": Text("未见原件", "Not seen")}


def numbered(number: str) -> Text:
    """The number of an area or a row, as each language has it."""
    own = number.startswith(OWN_AREA.zh)
    return Text(number, OWN_AREA.en + number.removeprefix(OWN_AREA.zh)) if own else Text.same(number)


def word_for(text: str, called: Mapping[str, Text]) -> str | None:
    """The word that people call by this text, in either language; several names have a stroke between them."""
    wanted = fold(text).casefold()
    for word, said in called.items():
        if wanted in _names(said):
            return word
    return None


@lru_cache(maxsize=1024)
def _names(called: Text) -> frozenset[str]:
    """The names that have a stroke between them, as they are compared."""
    return frozenset(fold(name).casefold() for names in called for name in names.split("|"))


POINTERS = frozenset("同如〃″〞")
"""What the words begin with that refer to another cell: of a text without them nothing has to be looked for."""
_POINTER = pattern(r"\s*(?P<word>同(?:上|前|左)[栏行格项款]?|如上|〃|″|〞)(?=[\s，。；、：（(]|\Z)")


def pointer(text: str) -> re.Match[str] | None:
    """The beginning of a text that refers to another cell (同上) instead of saying what that says, its `word` without blanks."""
    return _POINTER.match(text)


def fold(text: str) -> str:
    """The text as it is compared: full-width punctuation where it is Chinese, no spaces."""
    return full_width("".join(text.split()))


def full_width(text: str) -> str:
    """The text with the half-width punctuation of the sources made full-width where it stands in Chinese (GB/T 15834).

    A comma, colon, semicolon, question mark or bracket between or beside Chinese characters becomes its full-width
    form; in Latin text, numbers and addresses it stays.
    """
    if _HALF.search(text) is None:
        return text
    out = list(text)
    depth: list[bool] = []
    for found in _HALF.finditer(text):
        i, char = found.start(), found[0]
        if char == "(":
            depth.append(_chinese_near(text, i) or _chinese_inside(text, i))
            if depth[-1]:
                out[i] = "（"
        elif char == ")":
            if depth and depth.pop():
                out[i] = "）"
        elif _chinese_near(text, i):
            out[i] = _FULL[char]
    return "".join(out)


_FULL = {",": "，", ":": "：", ";": "；", "?": "？", "!": "！"}
_HALF = re.compile(f"[(){''.join(_FULL)}]")


def is_chinese(char: str) -> bool:
    """True for a Chinese character or full-width mark."""
    return (
        "\u3000" <= char <= "\u303f" or "\u3400" <= char <= "\u9fff" or "\uff00" <= char <= "\uffef" or char in "“”‘’"
    )


def _chinese_near(text: str, i: int) -> bool:
    return (i > 0 and is_chinese(text[i - 1])) or (i + 1 < len(text) and is_chinese(text[i + 1]))


def _chinese_inside(text: str, i: int) -> bool:
    end = text.find(")", i)
    return any(is_chinese(c) for c in text[i : end if end > 0 else len(text)])
