"""Legal instruments: one under one name, and with numbers and dates that they can have."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

from gapub.diagnostics import Diagnostic, Place, Text
from gapub.model.guideline import Written
from gapub.model.pattern import pattern
from gapub.model.profile import ATTESTED
from gapub.model.recent import OfSame
from gapub.model.registry import Registry, last_day
from gapub.rules.context import Context, GuidelineContext, ProfileContext, RegistryContext, Words
from gapub.rules.rule import Rule, report
from gapub.yaml.tree import Map, Spot

NUMBER = pattern(
    r"[一-鿿、 ]*(?:(?<=.)[〔\[［(（【﹝](?:19|20)\d{2}[〕\]］)）】﹞][1-9]\d*号"  # 国办发〔2019〕54号
    r"|令第[1-9]\d*号"  # 国务院令第711号
    r"|公告(?:19|20)\d{2}年第[1-9]\d*号)"  # 国家税务总局公告2017年第42号
    r"|(?:GB|DB\d{2,4}|[A-Z]{2})(?:/[TZ])? \d+(?:\.\d+)*[—-](?:19|20)\d{2}"  # GB/T 32939—2016
)
"""A document number (发文字号), with the brackets of its year as anybody types them."""
_YEAR = pattern(r"[\[［(（【﹝]((?:19|20)\d{2})[\]］)）】﹞]")
_TITLE = pattern(r"《([^《》]+)》")


def nameable_as(words: str, registry: Registry) -> str | None:
    """The id of the first instrument that a text names in 《》."""
    named = _TITLE.findall(words)
    known = titles(registry) if named else {}
    return next((known[title] for each in named if (title := _bare(each)) in known), None)


def named(id: str, registry: Registry) -> Text:
    """The title of an instrument; its id where the registry lacks it."""
    law = registry.instruments.get(id)
    return Text(f"《{law.title}》", law.en) if law else Text.same(id)


class _Content(NamedTuple):
    """The content of a row, asked where one of its texts stands."""

    written: Written

    def at(self, text: str) -> Spot:
        return self.written.spot("content", text)


def spelling(context: GuidelineContext) -> Iterator[Diagnostic]:
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
        words = Words(text, _Content(row.item.written), text, ("content",), row.entity)
        message = Text(
            f"《{match[1]}》在登记册中写作《{law.title}》", f"《{match[1]}》 is spelt 《{law.title}》 in the registry"
        )
        hint = Text(
            "请统一写法；这种写法确有依据的，记入登记册的 aliases",
            "use one spelling, or add this one to `aliases` in the registry",
        )
        yield context.found(words, match.span(1), message, hint)._replace(arguments=(match[1],))


def two_entries(context: RegistryContext) -> Iterator[Diagnostic]:
    """The entries of this file that are another entry of the registry under another spelling."""
    first: dict[str, str] = {}
    for law in context.registry.instruments.values() if context.own.instruments else ():
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
                    "请并为一条，另一种写法记入 aliases",
                    "merge the two entries, and put the other spelling under `aliases`",
                )
                yield report(place, message, here, hint, arguments=(there,), related=related)
                break


def titles(registry: Registry) -> dict[str, str]:
    """The ids by title, full title and alias, as `_bare` has them."""
    return _TITLES.get((registry.instruments,), lambda: _titles(registry))


_TITLES: Final = OfSame[dict[str, str]]()


def _titles(registry: Registry) -> dict[str, str]:
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


def document_number(context: Context) -> Iterator[Diagnostic]:
    """The document numbers that do not parse; brackets that are not 〔〕 are mended."""
    for entity, node in _facts(context):
        number = node.get("number")
        if number is None:
            continue
        good = _YEAR.sub(r"〔\1〕", number)
        if NUMBER.fullmatch(number) is None:
            message = Text(f"“{number}”不像发文字号", f"“{number}” is not a document number")
            yield report(context.place(node.at("number")), message, entity, _FORMS, arguments=(number,))
        elif good != number:
            words = Words(number, node, "number", (), entity)
            found = [(bad.start(), bad.end(), f"〔{bad[1]}〕") for bad in _YEAR.finditer(number)]
            edits = context.rewritten(words, found)
            message = Text(f"“{number}”的年份应放在六角括号〔〕内", f"the year in “{number}” belongs in 〔〕")
            hint = Text(f"请写作 {good}", f"write {good}")
            yield report(context.place(words.spot), message, entity, hint, arguments=(number,), edits=edits)


_FORMS = Text("请写作国办发〔2019〕54号、国务院令第711号等", "write it as 国办发〔2019〕54号 or 国务院令第711号")


def impossible_date(context: Context) -> Iterator[Diagnostic]:
    """The days that no calendar has, and dates of an instrument that contradict each other."""
    for entity, node in _facts(context):
        dates = {key: node[key] for key in _DATES if key in node}
        for key, value in dates.items():
            earlier = next((each for each in _AFTER.get(key, ()) if last_day(value) < dates.get(each, "")), None)
            if not _is_day(value):
                message = Text(f"没有 {value} 这一天", f"the date {value} does not exist")
            elif earlier is not None:
                name, other = _DATE_NAMES[earlier], dates[earlier]
                message = Text(f"{value} 早于{name.zh} {other}", f"{value} is before {name.en}, {other}")
            else:
                continue
            yield report(context.place(node.at(key)), message, entity, arguments=(key, value))


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
    for table in ("instruments", "limits", "baselines") if isinstance(context, RegistryContext) else ():
        yield from tree.get(table, {}).items()
    for holder in (tree, *tree.get("divisions", ())) if isinstance(context, ProfileContext) else ():
        for each in holder.get("attest", ()):
            named = next(each[key] for key in ATTESTED if key in each)
            yield named if isinstance(named, str) else named[0], each


def future_date(context: GuidelineContext) -> Iterator[Diagnostic]:
    """An edition of a baseline that was issued after the day by which the law is judged."""
    guideline, issued = context.guideline, context.guideline.document.issued
    based = any(guideline.name in each.editions for each in context.registry.baselines.values())
    if based and issued and issued > context.as_of:
        message = Text(
            f"印发日期 {issued} 晚于判断法律状态的日期 {context.as_of}",
            f"issued on {issued}, after the day by which the law is judged ({context.as_of})",
        )
        hint = Text("请核对日期，或者修改基线的 as_of", "check the date, or change `as_of` in the baseline")
        yield report(context.place(context.tree["document"].at("issued")), message, guideline.area, hint)


RULES = (
    Rule("title-spelling", "basis", "warning", "guideline", spelling),
    Rule("duplicate-instrument", "basis", "error", "registry", two_entries),
    Rule("document-number", "basis", "warning", "any", document_number, fix="safe"),
    Rule("impossible-date", "basis", "error", "any", impossible_date),
    Rule("future-date", "basis", "warning", "guideline", future_date),
)
