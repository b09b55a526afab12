"""Values of fields in words, on one side of a difference: cells by the registry of the side, and all other fields."""

from __future__ import annotations

from typing import Any

from gapub.diagnostics import Text
from gapub.model import cellwords
from gapub.model.cells import Element
from gapub.model.cellwords import listed, notes, words
from gapub.model.fields import BY_NAME, FIELD_NAMES
from gapub.model.registry import Registry
from gapub.model.text import COVERAGE_STATUS, EVIDENCE_STATUS, UNKNOWN
from gapub.model.time.value import Before, Span, Start, TimeLimit, Within, duty
from gapub.model.time.words import in_words, span_text

Words = tuple[Text, ...]
"""A value in words, an entry of a list each."""


def basis(value: Any, registry: Registry) -> Text:
    """A legal basis with its article."""
    said = cellwords.basis(value, registry)
    return said + Text("{}", ", {}").format(value.article) if value.article else said


def cell(field: str, value: Any, registry: Registry) -> Words:
    """A cell in words, an element, instrument or channel each."""
    if field == "content" and value is not None:
        return tuple(_element(each, registry) for each in value)
    if field == "basis":
        return tuple(basis(each, registry) for each in value) or (UNKNOWN,)
    if field == "time_limit" and value.wording:
        return (in_words(value, registry.terms())._replace(zh=value.wording),)
    if field == "levels" and not value:
        return (UNKNOWN,) if value is None else ()
    return (words(field, value, registry),)


def _element(element: Element, registry: Registry) -> Text:
    """An element with the part it stands under and what is particular to it; its English where the registry has it."""

    def both(text: str) -> Text:
        return Text(text, registry.english(text) or text)

    remarks = notes(both(element.exception) if element.exception else None, element.optional, element.method)
    said = both(element.text)
    if element.part:
        said = both(element.part) + Text("：", ": ") + said
    return Text("{}（{}）", "{} ({})").format(said, listed(remarks, "，")) if remarks else said


def plain(field: str | None, value: Any) -> Words:
    """The value of a field that has no cell."""
    if isinstance(value, Text):
        return (value,)
    if field == "evidence":
        status, sources = EVIDENCE_STATUS[value.status], tuple(map(Text.same, value.sources))
        parts = [status, listed(sources) if sources else Text("无来源", "no sources")]
        for name, cells in ((Text("补录", "recalled"), value.recalled), (Text("已核对", "checked"), value.attested)):
            if cells:
                names = listed(FIELD_NAMES[each] for each in cells)
                parts.append(name + Text("：", ": ") + names._replace(en=names.en.lower()))
        return (listed(parts, "；", "; "),)
    if field == "coverage":
        expected = Text("（{}）", " ({})").format(value.expected) if value.expected else Text("", "")
        return (COVERAGE_STATUS[value.status] + expected, *value.missing)
    if field == "document":
        return (Text.same("，".join(each for each in (value.title, value.number, value.issued) if each)),)
    if field == "sources":
        return tuple(Text.same(f"{each.id} {each.place}") for each in value)
    if isinstance(value, tuple):
        return tuple(each if isinstance(each, Text) else Text.same(each) for each in value)
    return BY_NAME[field].said(value) if field in BY_NAME else (Text.same(value),)


def short(was: Any, now: Any) -> Text | None:
    """「20个工作日 → 10个工作日」 where one clause changed its number alone."""
    if not (isinstance(was, TimeLimit) and isinstance(now, TimeLimit)) or not len(was.clauses) == len(now.clauses) == 1:
        return None
    one, other = (_span(limit.clauses[0].start) for limit in (was, now))
    if one is None or other is None or one == other or _with(was, other) != _with(now, other):
        return None
    before, after = span_text(one), span_text(other)
    if one.unit == other.unit:  # “20 → 10 working days”
        before = Text.same(one.n)
    return Text.same(" → ").join((before, after))


def _span(start: Start | None) -> Span | None:
    return start.span if isinstance(start, Within) else start.lead if isinstance(start, Before) else None


def _with(limit: TimeLimit, span: Span) -> TimeLimit:
    """The duty of a limit of one clause, with another span."""
    (clause,) = duty(limit).clauses
    start = clause.start
    if isinstance(start, Within):
        start = start._replace(span=span)
    elif isinstance(start, Before):
        start = start._replace(lead=span)
    return TimeLimit("clauses", (clause._replace(start=start),))
