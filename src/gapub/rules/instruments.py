"""Legal instruments: one under one name, and with numbers and dates that they can have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from gapub.diagnostics import Place, Text
from gapub.model.registry import Registry
from gapub.rules.context import Context, GuidelineContext, RegistryContext, Words, last_day
from gapub.rules.rule import Found, Rule
from gapub.yaml.reader import Map

NUMBER = re.compile(
    r"[一-鿿、 ]*(?:(?<=.)[〔\[［(（【﹝](?:19|20)\d{2}[〕\]］)）】﹞][1-9]\d*号"  # 国办发〔2019〕54号
    r"|令第[1-9]\d*号"  # 国务院令第711号
    r"|公告(?:19|20)\d{2}年第[1-9]\d*号)"  # 国家税务总局公告2017年第42号
    r"|(?:GB|DB\d{2,4}|[A-Z]{2})(?:/[TZ])? \d+(?:\.\d+)*[—-](?:19|20)\d{2}"  # GB/T 32939—2016
)
"""A document number (发文字号), with the brackets of its year as anybody types them."""
_YEAR = re.compile(r"[\[［(（【﹝]((?:19|20)\d{2})[\]］)）】﹞]")
_TITLE = re.compile(r"《([^《》]+)》")


def nameable_as(words: str, registry: Registry) -> str | None:
    """The id of the first instrument that a text names in 《》."""
    named = _TITLE.findall(words)
    known = titles(registry) if named else {}
    return next((known[title] for each in named if (title := _bare(each)) in known), None)


def spelling(context: GuidelineContext) -> Iterator[Found]:
    """The titles in the content that the registry has under another spelling."""
    found = [
        (row, element.text, match)
        for row in context.rows
        for element in row.item.content or ()
        if "《" in element.text
        for match in _TITLE.finditer(element.text)
    ]
    known = titles(context.registry) if found else {}
    for row, text, match in found:
        law = context.registry.instruments.get(known.get(_bare(match[1]), ""))
        if law is None or match[1] in {law.title, law.full, *(each for a in law.aliases for each in _TITLE.findall(a))}:
            continue
        words = Words(text, row.item.written.spot("content", text), ("content",), row.entity)
        place, end = context.spotted(words, match.start(1), match.end(1))
        message = Text(
            f"《{match[1]}》在登记册中写作《{law.title}》", f"《{match[1]}》 is spelt 《{law.title}》 in the registry"
        )
        hint = Text(
            "统一写法；这种写法有据的，记入登记册的 aliases", "use one spelling, or note this one in its aliases"
        )
        yield Found(place, message, row.entity, hint, end, (match[1],))


def two_entries(context: RegistryContext) -> Iterator[Found]:
    """The entries of this file that are another entry of the registry under another spelling."""
    first: dict[str, str] = {}
    for law in context.registry.instruments.values():
        for title in {_bare(law.title), _bare(law.full or law.title)}:
            other = first.setdefault(title, law.id)
            if other != law.id and (law.id in context.own.instruments or other in context.own.instruments):
                here, there = (law.id, other) if law.id in context.own.instruments else (other, law.id)
                place = _in_registry(context, here, "title")
                related = (
                    ((_in_registry(context, there, "title"), Text("另一处在这里", "the other one is here")),)
                    if there in context.own.instruments
                    else ()
                )
                message = Text(
                    f"{here} 与 {there} 是同一个文件的两种写法",
                    f"{here} and {there} are one instrument under two spellings",
                )
                hint = Text(
                    "并为一条，另一种写法记入 aliases", "make them one entry, with the other spelling in its aliases"
                )
                yield Found(place, message, here, hint, arguments=(there,), related=related)
                break


def titles(registry: Registry) -> dict[str, str]:
    """The ids by title, full title and alias, as `_bare` has them."""
    return {
        _bare(title): law.id
        for law in registry.instruments.values()
        for title in (law.title, law.full or law.title, *(t for a in law.aliases for t in _TITLE.findall(a)[:1]))
    }


_FOLD = str.maketrans("(),:;", "（），：；", '《》〈〉“”" \u3000')


def _bare(title: str) -> str:
    """The title as it is compared: without 中华人民共和国, quotation marks and spaces, in full-width punctuation."""
    return title.translate(_FOLD).removeprefix("中华人民共和国")


def _in_registry(context: RegistryContext, law: str, key: str) -> Place:
    return context.place(context.tree["instruments"][law].at(key))


def document_number(context: Context) -> Iterator[Found]:
    """The document numbers that do not parse; brackets that are not 〔〕 are mended."""
    for entity, node in _facts(context):
        number = node.get("number")
        if number is None:
            continue
        place, good = context.place(node.at("number")), _YEAR.sub(r"〔\1〕", number)
        if NUMBER.fullmatch(number) is None:
            message = Text(f"“{number}”不像发文字号", f"“{number}” is no document number")
            yield Found(place, message, entity, _FORMS, arguments=(number,))
        elif good != number:
            words = Words(number, node.at("number"), ("number",), entity)
            found = [(bad.start(), bad.end(), f"〔{bad[1]}〕") for bad in _YEAR.finditer(number)]
            edits = tuple(edit for each in found for edit in context.replaced(words, *each))
            message = Text(f"“{number}”的年份应放在六角括号〔〕内", f"the year of “{number}” belongs into 〔〕")
            hint = Text(f"写作 {good}", f"write {good}")
            yield Found(place, message, entity, hint, arguments=(number,), edits=edits)


_FORMS = Text("写作 国办发〔2019〕54号、国务院令第711号 等", "write it as 国办发〔2019〕54号 or 国务院令第711号")


def impossible_date(context: Context) -> Iterator[Found]:
    """The days that no calendar has, and dates of an instrument that contradict each other."""
    for entity, node in _facts(context):
        dates = {key: node[key] for key in _DATES if key in node}
        for key, value in dates.items():
            earlier = next((each for each in _AFTER.get(key, ()) if last_day(value) < dates.get(each, "")), None)
            if not _is_day(value):
                message = Text(f"没有 {value} 这一天", f"there is no day {value}")
            elif earlier is not None:
                name, other = _DATE_NAMES[earlier], dates[earlier]
                message = Text(f"{value} 早于{name.zh} {other}", f"{value} is before {name.en}, {other}")
            else:
                continue
            yield Found(context.place(node.at(key)), message, entity, arguments=(key, value))


_DATES = ("issued", "amended", "effective", "repealed", "version", "as_of", "on")
_AFTER = {"amended": ("issued",), "effective": ("amended", "issued"), "repealed": ("issued",)}
_DATE_NAMES = {
    "issued": Text("首次公布的日期", "its promulgation"),
    "amended": Text("该版本公布的日期", "the promulgation of that version"),
}


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text + "-01-01"[len(text) - 4 :] if len(text) in (4, 7) else text)
    except ValueError:
        return False
    return True


def _facts(context: Context) -> Iterator[tuple[str, Map]]:
    """The entries of a file that have numbers and dates, each with its entity."""
    tree = context.tree
    if isinstance(context, GuidelineContext):
        yield context.guideline.area, tree["document"]
    for table in ("instruments", "limits", "baselines"):
        yield from tree.get(table, {}).items()
    for each in tree.get("attest", ()):
        yield each["item"], each


def future_date(context: GuidelineContext) -> Iterator[Found]:
    """An edition of a baseline that was issued after the day by which the law is judged."""
    guideline, issued = context.guideline, context.guideline.document.issued
    based = any(guideline.name in each.editions for each in context.registry.baselines.values())
    if based and issued and issued > context.as_of:
        message = Text(
            f"印发日期 {issued} 晚于判断法律状态的日期 {context.as_of}",
            f"issued on {issued}, after {context.as_of}, the day by which the law is judged",
        )
        hint = Text("核对日期，或改基线的 as_of", "check the date, or move the as_of of the baseline")
        yield Found(context.place(context.tree["document"].at("issued")), message, guideline.area, hint)


RULES: tuple[Rule, ...] = (
    Rule(
        code="title-spelling",
        family="basis",
        severity="warning",
        kind="guideline",
        name=Text("同一文件写法不同", "One instrument under two spellings"),
        why=Text(
            "公开内容里提到的法律文件，与登记册只差标点、空格或书名号，读者会以为是两个文件。",
            "A law named in the content that differs from the registry in punctuation or spaces only reads like another law.",
        ),
        bad="content: [《医疗机构 管理条例》]",
        good="content: [《医疗机构管理条例》]",
        check=spelling,
    ),
    Rule(
        code="duplicate-instrument",
        family="basis",
        severity="error",
        kind="registry",
        name=Text("同一文件登记了两次", "One instrument in two entries"),
        why=Text(
            "一个法律文件只有一条：登记两次，失效、修改就只记在一条上。另一种写法记入 aliases。",
            "An instrument has one entry: with two, its repeal is noted at one of them. Other spellings are its aliases.",
        ),
        bad="""\
instruments:
  civil-code-again: {title: “民法典”, en: Civil Code, kind: law, status: superseded, seen: [collection]}
""",
        good="""\
instruments:
  old-county-rules: {title: 某县养老服务规定, en: Old rules, kind: normative-document, status: superseded, seen: [evidence]}
""",
        check=two_entries,
    ),
    Rule(
        code="document-number",
        family="basis",
        severity="warning",
        kind="any",
        name=Text("发文字号不合格式", "A document number that does not parse"),
        why=Text(
            "发文字号由机关代字、年份和序号组成，年份写全，放在六角括号〔〕内，序号不编虚位；命令、公告和标准各有写法。"
            "只是括号不对的，可以自动改正。",
            "A document number has the office's characters, the whole year in 〔〕 and a number without leading zeros; orders, "
            "announcements and standards have forms of their own. Wrong brackets alone can be mended.",
        ),
        bad="""\
document: {title: 养老服务领域基层政务公开标准指引, number: "民办函[2019]52号", issued: "2019-04-30", status: seen, seen: [S1]}
""",
        good="""\
document: {title: 养老服务领域基层政务公开标准指引, number: 民办函〔2019〕52号, issued: "2019-04-30", status: seen, seen: [S1]}
""",
        frame="guideline",
        check=document_number,
        fix="safe",
    ),
    Rule(
        code="impossible-date",
        family="basis",
        severity="error",
        kind="any",
        name=Text("不可能的日期", "An impossible date"),
        why=Text(
            "历法上没有的日子，早于公布的施行、修改或废止，都是录入差错，会让失效和修改的判断出错。",
            "A day that no calendar has, or an entry into force, amendment or repeal before the promulgation, was mistyped, "
            "and whatever is judged by it is wrong.",
        ),
        bad="""\
document: {title: 养老服务领域基层政务公开标准指引, number: 民办函〔2019〕52号, issued: "2023-02-29", status: seen, seen: [S1]}
""",
        good="""\
document: {title: 养老服务领域基层政务公开标准指引, number: 民办函〔2019〕52号, issued: "2023-02-28", status: seen, seen: [S1]}
""",
        frame="guideline",
        check=impossible_date,
    ),
    Rule(
        code="future-date",
        family="basis",
        severity="warning",
        kind="guideline",
        name=Text("印发晚于基线的日期", "Issued after the baseline's day"),
        why=Text(
            "基线的 as_of 是判断法律状态的日期。指引印发得比它还晚，它引的依据就无从判断。",
            "A baseline's as_of is the day by which the state of the law is judged. Of an edition issued later, nothing can be "
            "said about its bases.",
        ),
        bad="""\
document: {title: 养老服务领域基层政务公开标准指引, number: 民办函〔2019〕52号, issued: "2099-04-30", status: seen, seen: [S1]}
""",
        good="""\
document: {title: 养老服务领域基层政务公开标准指引, number: 民办函〔2019〕52号, issued: "2019-04-30", status: seen, seen: [S1]}
""",
        frame="guideline",
        check=future_date,
    ),
)
