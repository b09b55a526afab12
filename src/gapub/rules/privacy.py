"""Rules on personal information: identity numbers, telephones, accounts, and rows that list persons.

What is in these files is published, and so are their history and their comments: the whole file is searched. No finding
repeats a number: it shows the first and the last digits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from gapub.diagnostics import Diagnostic, Text
from gapub.model.pattern import pattern
from gapub.rules.context import Context, GuidelineContext, ProfileContext
from gapub.rules.rule import Rule, report

_DATE = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_PROVINCE = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91)"
_IDENTITY = pattern(
    rf"(?<![0-9A-Za-z_/.-])(?:{_PROVINCE}\d{{4}}(?:19|20)\d\d{_DATE}\d{{3}}[0-9Xx]|{_PROVINCE}\d{{6}}{_DATE}\d{{3}})"
    r"(?![0-9A-Za-z_/])"
)
_RUN = pattern(r"[0-9][0-9 -]{9,}[0-9]")
"""What any of these numbers is at least: found fast, since most files have few runs of digits that long."""
_WEIGHTS = tuple(2 ** (17 - i) % 11 for i in range(17))
_MOBILE = pattern(r"(?<![0-9A-Za-z_/.=-])(?:\+?86[- ]?)?(1[3-9]\d[- ]?\d{4}[- ]?\d{4})(?![0-9A-Za-z_/-])")
_ACCOUNT = pattern(r"(?<![0-9A-Za-z_/.-])\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}(?:[ -]?\d{1,3})?(?![0-9A-Za-z_/-])")
_BESIDE = pattern("户名|账号|帐号|账户|帐户|卡号|开户|姓名|银行")


@lru_cache(maxsize=1)
def _runs(text: str) -> tuple[tuple[int, int], ...]:
    """Where such runs stand; every rule asks it of the same file in turn."""
    return tuple(run.span() for run in _RUN.finditer(text))


def _numbers(
    context: Context, pattern: re.Pattern[str], is_one: Callable[[str, str], bool], message: Text, hint: Text
) -> Iterator[Diagnostic]:
    """A finding for each match of a pattern in the file as it stands whose digits, on their line, are such a number."""
    text = context.text
    if not any(pattern.search(text, max(0, start - 4), end + 2) for start, end in _runs(text)):
        return
    for at, line in enumerate(context.lines, 1):
        for found in pattern.finditer(line):
            group = found.lastindex or 0
            digits = re.sub("[ -]", "", found[group])
            if is_one(digits, line):
                masked = f"{digits[:3]}{'*' * (len(digits) - 7)}{digits[-4:]}"
                start, end = ((at, i + 1) for i in found.span(group))
                yield report(context.place(start), message.format(masked), context.owner(start), hint, end, (masked,))


def has_personal_number(text: str) -> bool:
    """Whether there is the number of a person in a text: an identity number, a mobile number, an account."""
    return (
        any(_is_identity(re.sub("[ -]", "", each[0])) for each in _IDENTITY.finditer(text))
        or _MOBILE.search(text) is not None
        or any(_is_account(re.sub("[ -]", "", each[0]), text) for each in _ACCOUNT.finditer(text))
    )


def _is_identity(digits: str) -> bool:
    """Whether the check digit of GB 11643 is right; the old numbers of 15 digits have none."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=False))
    return len(digits) == 15 or "10X98765432"[total % 11] == digits[-1].upper()


def identity_number(context: Context) -> Iterator[Diagnostic]:
    """Identity numbers."""
    hint = Text(
        "请删去，并从版本历史中清除；示例请用明显虚构的文字",
        "remove it, also from the version history; in an example, use obviously invented text",
    )
    message = Text("有身份证号 {}", "contains an identity number, {}")
    return _numbers(context, _IDENTITY, lambda digits, _: _is_identity(digits), message, hint)


def mobile_number(context: Context) -> Iterator[Diagnostic]:
    """Mobile numbers."""
    hint = Text(
        "请改为机关的办公电话；确系对外公布的工作号码的，用 allow 写明理由",
        "use the telephone of the office; a number that the office itself publishes may be allowed with a reason",
    )
    return _numbers(context, _MOBILE, lambda *_: True, Text("有手机号码 {}", "contains a mobile number, {}"), hint)


def account_number(context: Context) -> Iterator[Diagnostic]:
    """Numbers of bank cards beside a word that says so."""
    hint = Text(
        "请删去；单位对外公布的收款账户，用 allow 写明理由",
        "remove it; an account that an office itself publishes may be allowed with a reason",
    )
    return _numbers(context, _ACCOUNT, _is_account, Text("有银行卡号 {}", "contains a bank card number, {}"), hint)


def _is_account(digits: str, line: str) -> bool:
    looks_like_identity = _IDENTITY.fullmatch(digits) and _is_identity(digits)
    return _BESIDE.search(line) is not None and _luhn(digits) and not looks_like_identity


def _luhn(digits: str) -> bool:
    """The check of ISO/IEC 7812, which every bank card's number meets."""
    doubled = (int(digit) * (1 + i % 2) for i, digit in enumerate(reversed(digits)))
    return sum(each // 10 + each % 10 for each in doubled) % 10 == 0


_PERSONS = pattern(
    "姓名|身份证|花名册|(?:对象|人员|人|户|家庭|学生|教师|居民|村民|农户|受益者|享受者)(?:的)?(?:名单|名册)"
    "|名单[（(][^）)]*(?:人|户|家庭)"
)
_LAWFUL = pattern(
    "法定代表人|法人代表|法人姓名|负责人|工作人员|执法人员|领导|校长|联系人|专业人员|先进|表彰|律师|公证员|代理人|监护人"
)


def _names_persons(elements: tuple[str, ...]) -> str | None:
    """The first element that names persons, other than those who act in an office."""
    return next((text for text in elements if _PERSONS.search(text) and not _LAWFUL.search(text)), None)


_TO_TAG = Text(
    "请核对是否列出自然人：列出的，写 personal: true，并隐去可识别身份的内容",
    "check whether it lists persons: if so, write `personal: true` and mask what identifies them",
)
_TO_NARROW = Text(
    "请只公开必要的内容，或者把公开对象改为特定群体；法律要求公示的，用 allow 写明理由",
    "publish only what is necessary, or only to a group; if a law requires publication, allow it with a reason",
)


def persons_to_all(context: GuidelineContext) -> Iterator[Diagnostic]:
    """Rows of a guideline that list persons to the public and are not marked as such; shared content is told once."""
    told = set()
    for entity, item in context.guideline.rows():
        if item.audience.public and not item.personal:
            named = _names_persons(tuple(each.text for each in item.content or ()))
            if named is not None and (place := item.place("content", named)) not in told:
                told.add(place)
                yield report(place, _said(named), entity, _TO_TAG, arguments=(named,))


def added_persons_to_all(context: ProfileContext) -> Iterator[Diagnostic]:
    """Local items that list persons to the public."""
    for add in context.profile.add:
        for entity, item in add.rows:
            content, audience = item.cells["content"], item.cells["audience"]
            named = _names_persons(tuple(each.text for each in content or ()))
            if named is not None and audience is not None and audience.public:
                place = item.entry.place(named)
                yield report(place, _said(named), entity, _TO_NARROW, arguments=(named,))


def _said(named: str) -> Text:
    return Text(
        f"“{named}”涉及个人，但向全社会公开", f"“{named}” is about persons, but is disclosed to the general public"
    )


RULES = (
    Rule("identity-number", "privacy", "error", "any", identity_number),
    Rule("mobile-number", "privacy", "warning", "any", mobile_number),
    Rule("account-number", "privacy", "warning", "any", account_number),
    Rule("persons-to-all", "privacy", "warning", "guideline", persons_to_all),
    Rule("added-persons-to-all", "privacy", "warning", "profile", added_persons_to_all),
)
