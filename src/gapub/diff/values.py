"""Values of fields in words, on one side of a difference: cells by the registry of the side, and all other fields."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from gapub.diagnostics import Text
from gapub.model import cellwords
from gapub.model.cells import Element
from gapub.model.cells.body import BodyCell
from gapub.model.cellwords import listed, notes, words
from gapub.model.fields import BY_NAME, FIELD_NAMES, LOCAL
from gapub.model.registry import Registry
from gapub.model.text import COVERAGE_STATUS, EVIDENCE_STATUS, UNKNOWN
from gapub.model.time.value import Before, Span, Start, TimeLimit, Within, duty
from gapub.model.time.words import in_words, span_text

Words = tuple[Text, ...]
"""A value in words, an entry of a list each."""


def cell(field: str, value: Any, registry: Registry) -> Words:
    """A cell in words, an element, instrument or channel each."""
    if field == "content" and value is not None:
        return tuple(_element(each, registry) for each in value)
    if field == "basis":
        return tuple(cellwords.basis(each, registry) for each in value) or (UNKNOWN,)
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
        for name, cells in (
            (Text("单一来源", "single source"), value.single),
            (Text("补录", "recalled"), value.recalled),
            (Text("已核对", "checked"), value.attested),
            (Text("核对未生效", "attestation lapsed"), value.unverified),
            *((Text.same(" ".join(filter(None, (each.id, each.article)))), each.cells) for each in value.articles),
        ):
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
    if field in BY_NAME and BY_NAME[field] in LOCAL:
        return BY_NAME[field].said(value) if value else ()
    if isinstance(value, tuple):
        return tuple(each if isinstance(each, Text) else Text.same(each) for each in value)
    return BY_NAME[field].said(value) if field in BY_NAME else (Text.same(value),)


def entry(was: Any, now: Any, registry: Registry) -> tuple[Words, Words]:
    """An entry of a registry on both sides: its name where that alone differs, else each fact that differs, with its label."""
    if isinstance(was, str | Text):
        return (_fact(was),), (_fact(now),)
    differ = [name for name in was._fields if getattr(was, name) != getattr(now, name)]
    if differ == ["name"]:
        return (was.name,), (now.name,)
    one, other = (tuple(_labelled(name, getattr(each, name), registry) for name in differ) for each in (was, now))
    return one, other


def _labelled(name: str, value: Any, registry: Registry) -> Text:
    """A fact of an entry; one that has no label here goes by its key."""
    said = _STATES.get(value) if name == "status" else None
    if name == "successor" and value:
        laws = registry.instruments
        said = listed(
            entry_title("instruments", each, laws[each]) if each in laws else Text.same(each) for each in value
        )
    return _LABELS.get(name, Text.same(name)) + Text("：", ": ") + (said or _fact(value))


_LABELS: Final = {
    "title": Text("简称", "short title"),
    "full": Text("全称", "full title"),
    "number": Text("发文字号", "document number"),
    "issued": Text("公布", "promulgated"),
    "amended": Text("修改", "amended"),
    "effective": Text("施行", "in force from"),
    "status": Text("效力", "state"),
    "repealed": Text("失效", "ended"),
    "successor": Text("取代它的文件", "replaced by"),
    "ground": Text("失效的根据", "ground"),
    "recalled": Text("据回忆填写的栏目", "recalled"),
    "aliases": Text("其他写法", "other spellings"),
    "said": Text("其他说法", "other words"),
    "nature": Text("性质", "nature"),
    "kind": Text("种类", "kind"),
    "items": Text("所及事项", "items"),
    "name": Text("名称", "name"),
}
_STATES: Final = {
    "in_force": Text("有效", "in force"),
    "repealed": Text("废止", "repealed"),
    "superseded": Text("被取代或者到期", "superseded or expired"),
    "unknown": Text("不明", "unknown"),
}
"""What the facts of a registry's entries are called, and the states of a legal instrument."""


def entry_title(table: str, key: str, value: Any) -> Text:
    """What an entry of a registry is called, in both languages; an element by its Chinese."""
    if table == "elements":
        return Text(key, value)
    if isinstance(value, Text):
        return value
    if table == "instruments":
        return Text(f"《{value.title}》", value.en)
    called = getattr(value, "name", None) or getattr(value, "title", None)
    return called if isinstance(called, Text) else Text.same(key)


def _fact(value: Any) -> Text:
    if isinstance(value, Text):
        return value
    if isinstance(value, TimeLimit):
        return in_words(value, _NO_TERMS)
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        return listed(map(_fact, value)) if value else Text.same(_NOTHING)
    return Text.same(_spelt(value))


_NO_TERMS: Final = Registry().terms()


# --- two sides that read the same ------------------------------------------------------------------------------------


def told_apart(was: Words, now: Words, *behind: tuple[Any, Any], registry: Registry) -> tuple[Words, Words]:
    """Both sides of a change so that they differ in either language: what does not show in the words is put behind them.

    `behind` are the values that the words say, tried in turn: what they generate themselves where a table's wording is
    printed, then the words of the other language, then their parts by name.
    """
    if not (was and now):
        return was, now
    old, new = was, now
    for at, name in enumerate(Text._fields):
        if _joined(was, at) == _joined(now, at):
            hidden = (each for each in _hidden(was, now, behind, registry) if each[0][at] != each[1][at])
            for one, other in islice(hidden, 1):
                old, new = _noted(old, name, one[at]), _noted(new, name, other[at])
    return old, new


def _joined(words: Words, at: int) -> str:
    return "；".join(each[at] for each in words)


def _noted(words: Words, language: str, note: str) -> Words:
    form = "{}（{}）" if language == "zh" else "{} ({})"
    *before, last = words
    return (*before, last._replace(**{language: form.format(getattr(last, language), note or _NOTHING)}))


_NOTHING: Final = "—"


def _hidden(
    was: Words, now: Words, behind: tuple[tuple[Any, Any], ...], registry: Registry
) -> Iterator[tuple[Text, Text]]:
    """What may tell the sides apart, the plainest first."""
    for one, other in behind:
        if isinstance(one, TimeLimit) and isinstance(other, TimeLimit):
            terms = registry.terms()
            yield _VALUE.format(in_words(one, terms)), _VALUE.format(in_words(other, terms))
        elif isinstance(one, BodyCell) and isinstance(other, BodyCell):
            bare = (words("body", BodyCell(each.expression), registry) for each in (one, other))
            one_bare, other_bare = map(_VALUE.format, bare)
            yield one_bare, other_bare
    one, other = (
        Text("；".join(each.en for each in different), "; ".join(each.zh for each in different))
        for different in _different(was, now)
    )
    yield _OTHER.format(one), _OTHER.format(other)
    for one, other in behind:
        olds, news = _parts(one, other)
        yield Text.same(", ".join(olds)), Text.same(", ".join(news))


_VALUE: Final = Text("取值：{}", "value: {}")
_OTHER: Final = Text("英文：{}", "Chinese: {}")


def _different(was: Words, now: Words) -> tuple[Words, Words]:
    """The entries of both sides that differ, where entries stand beside each other; else all."""
    if len(was) != len(now):
        return was, now
    pairs = [(one, other) for one, other in zip(was, now, strict=True) if one != other]
    return tuple(one for one, _ in pairs), tuple(other for _, other in pairs)


def _parts(one: Any, other: Any, name: str = "") -> tuple[list[str], list[str]]:
    """The parts of two values that differ, each by its name: `status: recalled` beside `status: seen`."""
    if one == other:
        return [], []
    if isinstance(one, tuple) and isinstance(other, tuple) and type(one) is type(other) and len(one) == len(other):
        names = getattr(one, "_fields", ("",) * len(one))
        found = [_parts(a, b, key or name) for key, a, b in zip(names, one, other, strict=True)]
        return [each for olds, _ in found for each in olds], [each for _, news in found for each in news]
    return [_named(name, one)], [_named(name, other)]


def _named(name: str, value: Any) -> str:
    said = _spelt(value)
    return f"{name}: {said}" if name else said


def _spelt(value: Any) -> str:
    if isinstance(value, tuple):
        names = getattr(value, "_fields", None)
        inner = map(_named, names, value) if names else map(_spelt, value)
        return f"{type(value).__name__ if names else ''}[{', '.join(inner)}]"
    return _NOTHING if value is None else str(value).lower() if isinstance(value, bool) else str(value)


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
