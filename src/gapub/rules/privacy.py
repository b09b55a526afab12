"""Rules on personal information: identity numbers, telephones, accounts, and rows that list persons.

What is in these files is published, and so are their history and their comments: the whole file is searched. No finding
repeats a number: it shows the first and the last digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from gapub.diagnostics import Place, Text
from gapub.diagnostics.edits import Spot
from gapub.rules.context import Context, GuidelineContext, ProfileContext
from gapub.rules.rule import Found, Rule

REGULATION_15 = Text("政府信息公开条例第十五条", "Open Government Information Regulations, art. 15")
PERSONAL_INFORMATION_25 = Text("个人信息保护法第二十五条", "Personal Information Protection Law, art. 25")

_DATE = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_PROVINCE = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91)"
_IDENTITY = re.compile(
    rf"(?<![0-9A-Za-z_/.-])(?:{_PROVINCE}\d{{4}}(?:19|20)\d\d{_DATE}\d{{3}}[0-9Xx]|{_PROVINCE}\d{{6}}{_DATE}\d{{3}})"
    r"(?![0-9A-Za-z_/])"
)
_RUN = re.compile(r"[0-9][0-9 -]{9,}[0-9]")
"""What any of these numbers is at least: found fast, since most files have few runs of digits that long."""
_WEIGHTS = tuple(2 ** (17 - i) % 11 for i in range(17))
_MOBILE = re.compile(r"(?<![0-9A-Za-z_/.=-])(?:\+?86[- ]?)?(1[3-9]\d[- ]?\d{4}[- ]?\d{4})(?![0-9A-Za-z_/-])")
_ACCOUNT = re.compile(r"(?<![0-9A-Za-z_/.-])\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}(?:[ -]?\d{1,3})?(?![0-9A-Za-z_/-])")
_BESIDE = re.compile("户名|账号|帐号|账户|帐户|卡号|开户|姓名|银行")


class Number(NamedTuple):
    """A number as it stands in the file: the digits, what may be shown of them, and where."""

    digits: str
    masked: str
    line: str
    place: Place
    end: Spot
    entity: str


@lru_cache(maxsize=1)
def _runs(text: str) -> tuple[tuple[int, int], ...]:
    """Where such runs stand; every rule asks it of the same file in turn."""
    return tuple(run.span() for run in _RUN.finditer(text))


def _numbers(context: Context, pattern: re.Pattern[str]) -> Iterator[Number]:
    """The matches of a pattern in the file as it stands."""
    text = context.text
    if any(pattern.search(text, max(0, start - 4), end + 2) for start, end in _runs(text)):
        for at, line in enumerate(context.lines, 1):
            for found in pattern.finditer(line):
                group = found.lastindex or 0
                digits = re.sub("[ -]", "", found[group])
                spot = (at, found.start(group) + 1)
                masked = f"{digits[:3]}{'*' * (len(digits) - 7)}{digits[-4:]}"
                yield Number(digits, masked, line, context.place(spot), (at, found.end(group) + 1), context.owner(spot))


def _is_identity(digits: str) -> bool:
    """Whether the check digit of GB 11643 is right; the old numbers of 15 digits have none."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=False))
    return len(digits) == 15 or "10X98765432"[total % 11] == digits[-1].upper()


def identity_number(context: Context) -> Iterator[Found]:
    """Identity numbers."""
    for each in _numbers(context, _IDENTITY):
        if _is_identity(each.digits):
            message = Text(f"有身份证号 {each.masked}", f"an identity number, {each.masked}")
            hint = Text(
                "删去，并从版本历史中清除；示例用明显虚构的文字",
                "take it out, and out of the history too; an example needs no number",
            )
            yield Found(each.place, message, each.entity, hint, each.end, (each.masked,))


def mobile_number(context: Context) -> Iterator[Found]:
    """Mobile numbers."""
    for each in _numbers(context, _MOBILE):
        message = Text(f"有手机号码 {each.masked}", f"a mobile number, {each.masked}")
        hint = Text(
            "改为机关的办公电话；确为对外公布的工作号码，用 allow 说明",
            "give the office's telephone; a number that the office itself publishes may be allowed with a reason",
        )
        yield Found(each.place, message, each.entity, hint, each.end, (each.masked,))


def account_number(context: Context) -> Iterator[Found]:
    """Numbers of bank cards beside a word that says so."""
    for each in _numbers(context, _ACCOUNT):
        if _BESIDE.search(each.line) and _luhn(each.digits) and not _looks_like_identity(each.digits):
            message = Text(f"有银行卡号 {each.masked}", f"the number of a bank card, {each.masked}")
            hint = Text(
                "删去；单位对外公布的收款账户，用 allow 说明",
                "take it out; an account that an office itself publishes may be allowed with a reason",
            )
            yield Found(each.place, message, each.entity, hint, each.end, (each.masked,))


def _looks_like_identity(digits: str) -> bool:
    return _IDENTITY.fullmatch(digits) is not None and _is_identity(digits)


def _luhn(digits: str) -> bool:
    """The check of ISO/IEC 7812, which every bank card's number meets."""
    doubled = (int(digit) * (1 + i % 2) for i, digit in enumerate(reversed(digits)))
    return sum(each // 10 + each % 10 for each in doubled) % 10 == 0


_PERSONS = re.compile(
    "姓名|身份证|花名册|(?:对象|人员|人|户|家庭|学生|教师|居民|村民|农户|受益者|享受者)(?:的)?(?:名单|名册)"
    "|名单[（(][^）)]*(?:人|户|家庭)"
)
_LAWFUL = re.compile(
    "法定代表人|法人代表|法人姓名|负责人|工作人员|执法人员|领导|校长|联系人|专业人员|先进|表彰|律师|公证员|代理人|监护人"
)


def _names_persons(elements: tuple[str, ...]) -> str | None:
    """The first element that names persons, other than those who act in an office."""
    return next((text for text in elements if _PERSONS.search(text) and not _LAWFUL.search(text)), None)


_TO_TAG = Text(
    "核对是否列出自然人：是的写 personal: true，并隐去可识别身份的内容",
    "see whether it lists persons: if so write personal: true, and hide what identifies them",
)
_TO_NARROW = Text(
    "只公开必要的内容，或把公开对象改为特定群体；法律要求公示的，用 allow 说明",
    "publish what is needed alone, or to a group; where a law asks for it, allow it with a reason",
)


def persons_to_all(context: GuidelineContext) -> Iterator[Found]:
    """Rows of a guideline that list persons to the public and are not marked as such; shared content is told once."""
    told = set()
    for entity, item in context.guideline.rows():
        if item.audience.public and not item.personal:
            named = _names_persons(tuple(each.text for each in item.content or ()))
            if named is not None and (place := item.place("content", named)) not in told:
                told.add(place)
                yield Found(place, _said(named), entity, _TO_TAG, arguments=(named,))


def added_persons_to_all(context: ProfileContext) -> Iterator[Found]:
    """Local items that list persons to the public."""
    for add in context.profile.add:
        for item in add.items:
            content, audience = item.cells["content"], item.cells["audience"]
            named = _names_persons(tuple(each.text for each in content or ()))
            if named is not None and audience is not None and audience.public:
                place = item.entry.place(named)
                yield Found(place, _said(named), f"{add.topic}/{item.id}", _TO_NARROW, arguments=(named,))


def _said(named: str) -> Text:
    return Text(f"「{named}」涉及个人，却向全社会公开", f"“{named}” is about persons, and is open to all")


RULES = (
    Rule(
        code="identity-number",
        family="privacy",
        severity="error",
        kind="any",
        name=Text("身份证号", "Identity number"),
        why=Text(
            "身份证号足以冒用他人身份，任何目录都不需要。按校验码认出十八位号码，按日期认出十五位旧号码，注释里的也算。",
            "An identity number is enough to pass for somebody, and no catalogue needs one. Numbers of 18 digits are told "
            "by their check digit, old ones of 15 by their date; comments count.",
        ),
        reference=Text(
            "GB 11643—1999《公民身份号码》；政府信息公开条例第十五条", "GB 11643-1999; OGI Regulations, art. 15"
        ),
        bad="content: [补贴对象 11010519491231002X]",
        good="content: [补贴对象, 编号 110105194912310021]",
        check=identity_number,
    ),
    Rule(
        code="mobile-number",
        family="privacy",
        severity="warning",
        kind="any",
        name=Text("手机号码", "Mobile number"),
        why=Text(
            "手机号码一般属于个人。对外联系写办公电话，人员变动也不必改。",
            "A mobile number is as a rule a person's own. An office's telephone serves the public as well, and outlasts its "
            "staff.",
        ),
        reference=PERSONAL_INFORMATION_25,
        bad="content: [咨询电话 13912345678]",
        good="content: [咨询电话 0411-12345678]",
        check=mobile_number,
    ),
    Rule(
        code="account-number",
        family="privacy",
        severity="warning",
        kind="any",
        name=Text("银行卡号", "Bank card number"),
        why=Text(
            "补贴名册常把户名和账号一并贴出。金融账户是敏感个人信息，公开补贴结果用不着它。",
            "Lists of subsidies are often posted with the holders' accounts. A bank account is sensitive personal "
            "information, and the results can be published without it.",
        ),
        reference=Text("个人信息保护法第二十八条", "Personal Information Protection Law, art. 28"),
        bad="content: [户名和账号 6222021234567890128]",
        good="content: [补贴结果, 文件编号 6222021234567890128]",
        check=account_number,
    ),
    Rule(
        code="persons-to-all",
        family="privacy",
        severity="warning",
        kind="guideline",
        name=Text("个人名单向全社会公开", "Persons listed to the public"),
        why=Text(
            "列出自然人的事项标明 personal: true 之后，扩大公开范围、延长公示期就不再当作从严。没有标明的，可能被越改越宽。",
            "Once a row that lists persons says personal: true, a wider audience or a longer display no longer counts as "
            "stricter. Without it, localities may widen it step by step.",
        ),
        reference=REGULATION_15,
        bad="content: [补贴对象名单]",
        good="content: [补贴对象名单]\npersonal: true",
        check=persons_to_all,
    ),
    Rule(
        code="added-persons-to-all",
        family="privacy",
        severity="warning",
        kind="profile",
        name=Text("增加的事项向全社会公开个人信息", "Added item lists persons to the public"),
        why=Text(
            "本地增加的事项没有上级的规定可依，公开个人信息须有法律依据，或者限于受影响的群体。",
            "An item added locally has no guideline behind it: to publish personal information it needs a law, or must keep "
            "to those concerned.",
        ),
        reference=REGULATION_15,
        bad="""\
add:
- topic: elderly-care/services
  items:
  - id: recipients
    title: {zh: 补贴发放, en: Payment of subsidies}
    content: [补贴人员名单]
    basis: [open-government-information-regulations]
    time_limit: {within: 20wd, of: [formed, changed]}
    body: civil-affairs
    channels: [website]
    audience: public
    method: proactive
    levels: [county]
""",
        good="""\
add:
- topic: elderly-care/services
  items:
  - id: recipients
    title: {zh: 补贴发放, en: Payment of subsidies}
    content: [补贴人数, 补贴总额]
    basis: [open-government-information-regulations]
    time_limit: {within: 20wd, of: [formed, changed]}
    body: civil-affairs
    channels: [website]
    audience: public
    method: proactive
    levels: [county]
""",
        check=added_persons_to_all,
    ),
)
