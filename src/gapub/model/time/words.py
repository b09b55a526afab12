"""Time limits in words: one Chinese and one English sentence for every value, from the same tree.

The generated text is the canonical wording of a duty: what the tables word in thirteen ways comes out in one. Chinese
follows GB/T 15834 (full-width punctuation); one function a kind of start says how it is put.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from gapub.diagnostics import Text
from gapub.model.text import NONE, UNKNOWN
from gapub.model.time.value import (
    INFORMATION,
    REST,
    AsItArises,
    At,
    Before,
    Clause,
    Every,
    Promptly,
    Span,
    Start,
    Stated,
    TimeLimit,
    Within,
)

REMAINDER: Final = Text("其余内容", "other content")
INFORMATION_WORDS: Final = {
    "formed": Text("形成", "formed"),
    "changed": Text("变更", "changed"),
    "obtained": Text("获取", "obtained"),
}
_PERIODS: Final = {
    "month": Text("每月", "every month"),
    "quarter": Text("每季度", "every quarter"),
    "half-year": Text("每半年", "every half-year"),
    "year": Text("每年", "every year"),
}
_VERBS: Final = {
    "公开": "disclosed",
    "公示": "posted",
    "公告": "announced",
    "公布": "published",
    "更新": "updated",
    "回应": "answered",
    "征求意见": "opened for comment",
    "发通知邀请": "announced by invitation",
}
_STATED: Final = {
    "standing": Text("长期{act}（动态调整）", "{act} permanently and kept up to date"),
    "as_announced": Text("在征集时对外公布的时限内{act}", "{act} within the time announced in the call for comment"),
    "on_request": Text("依申请{act}", "{act} on request"),
    "referred": Text("按照相关规定{act}", "{act} as other rules provide (not named)"),
}


class Terms(NamedTuple):
    """The words behind the ids of time limits, each a table from id to text; and which event is no later than which.

    An id that no table has stands for itself: that is how the text of an element becomes a part.
    """

    events: Mapping[str, Text] = MappingProxyType({})
    parts: Mapping[str, Text] = MappingProxyType({})
    conditions: Mapping[str, Text] = MappingProxyType({})
    exceptions: Mapping[str, Text] = MappingProxyType({})
    channels: Mapping[str, Text] = MappingProxyType({})
    no_later_than: Mapping[str, tuple[str, ...]] = MappingProxyType({})

    def never_after(self, event: str, other: str) -> bool:
        """True if `event` is `other` or never happens after it, by one or more `no_later_than` links."""
        seen: set[str] = set()
        ahead = [event]
        while ahead:
            here = ahead.pop()
            if here == other:
                return True
            if here not in seen:
                seen.add(here)
                ahead.extend(self.no_later_than.get(here, ()))
        return False


def word(table: Mapping[str, Text], name: str) -> Text:
    """The text of an id; an id that the table does not have is its own text."""
    return table.get(name) or Text.same(name)


def chinese(limit: TimeLimit, terms: Terms) -> str:
    """The Chinese of a time limit: 「信息形成或者变更之日起20个工作日内公开」; 待核 for unknown, — for none."""
    if limit.state != "clauses":
        return (UNKNOWN if limit.state == "unknown" else NONE).zh
    return "；".join(_chinese_clause(clause, terms) for clause in limit.clauses)


def english(limit: TimeLimit, terms: Terms) -> str:
    """The generated English of a time limit: “Disclosed within 20 working days after the information is formed …”."""
    if limit.state != "clauses":
        return (UNKNOWN if limit.state == "unknown" else NONE).en
    text = "; ".join(_english_clause(clause, terms) for clause in limit.clauses)
    return text[:1].upper() + text[1:]


def span_text(span: Span) -> Text:
    """「20个工作日」, 「30日」; “20 working days”, “30 days”."""
    unit = Text("个工作日", "working day") if span.unit == "wd" else Text("日", "day")
    return Text(f"{span.n}{unit.zh}", f"{span.n} {unit.en}{'' if span.n == 1 else 's'}")


def trigger_text(of: tuple[str, ...], terms: Terms, subject: Text | None = None, last: str = "or") -> Text:
    """What a limit runs from: 「信息形成或者变更」, “the information is formed or changed”.

    Events come in the order of the registry, whatever their ids.
    """
    happens = [INFORMATION_WORDS[name] for name in INFORMATION if name in of]
    rank = {name: index for index, name in enumerate(terms.events)}
    named = sorted(set(of) - set(INFORMATION), key=lambda name: (rank.get(name, len(rank)), name))
    events = [word(terms.events, name) for name in named]
    zh, en = [event.zh for event in events], [event.en for event in events]
    if happens:
        about = subject or Text("信息", "the information")
        zh.insert(0, f"{about.zh}{_zh_list((word.zh for word in happens), '或者')}")
        en.insert(0, f"{about.en} is {_en_list((word.en for word in happens), 'or')}")
    return Text("、".join(zh), _en_list(en, last))


# --- Chinese ---------------------------------------------------------------------------------------------------------


def _chinese_clause(clause: Clause, terms: Terms) -> str:
    """「{部分}：{条件}，{鼓励}{何时}{在何处}{公开}，{公示期限}，{例外}」"""
    act = _chinese_act(clause, terms)
    phrases = [_chinese_start(clause.start, clause, act, terms)] if clause.start or clause.itemised else []
    if clause.display:
        phrases.append(_chinese_display(clause, "" if clause.start else _chinese_place(clause, terms)))
    if clause.encouraged:
        phrases[0] = f"鼓励{phrases[0]}"
    if clause.when:
        phrases.insert(0, word(terms.conditions, clause.when).zh)
    if clause.unless:
        phrases.append(word(terms.exceptions, clause.unless).zh)
    sentence = "，".join(phrases)
    if not clause.covers:
        return sentence
    return f"{'、'.join(part.zh for part in _parts(clause, terms))}：{sentence}"


def _parts(clause: Clause, terms: Terms) -> list[Text]:
    """What a clause covers, part by part."""
    return [REMAINDER] if clause.covers == REST else [word(terms.parts, name) for name in clause.covers]


def _chinese_place(clause: Clause, terms: Terms) -> str:
    return f"在{'、'.join(word(terms.channels, name).zh for name in clause.via)}" if clause.via else ""


def _chinese_act(clause: Clause, terms: Terms) -> str:
    verb = clause.verb or ("公示" if clause.display else "公开")
    return f"{_chinese_place(clause, terms)}{'逐项逐笔' if clause.itemised else ''}{verb}"


def _chinese_start(start: Start | None, clause: Clause, act: str, terms: Terms) -> str:
    match start:
        case Within():
            return _chinese_within(start, clause, act, terms)
        case Before(event, lead):
            return f"{word(terms.events, event).zh}{span_text(lead).zh}前{act}"
        case At():
            return _chinese_at(start, clause, act, terms)
        case Promptly():
            return _chinese_promptly(start, clause, act, terms)
        case AsItArises(discretion):
            return f"{'视情况' if discretion else ''}随时{act}"
        case Every():
            return _chinese_every(start, act, terms)
        case Stated(kind):
            return _STATED[kind].zh.format(act=act)
        case None:
            return act


def _chinese_within(start: Within, clause: Clause, act: str, terms: Terms) -> str:
    trigger = trigger_text(start.of, terms, clause.subject).zh
    return (
        f"{trigger}{'之日起' if trigger else ''}{span_text(start.span).zh}内"
        f"{'及时' if clause.also_promptly else ''}{act}"
    )


def _chinese_at(start: At, clause: Clause, act: str, terms: Terms) -> str:
    if start.of == ("formed", "changed") and clause.subject is None:
        return f"实时{act}"
    trigger = trigger_text(start.of, terms, clause.subject).zh
    return f"{trigger}时{'实时' if set(start.of) & set(INFORMATION) else ''}{act}"


def _chinese_promptly(start: Promptly, clause: Clause, act: str, terms: Terms) -> str:
    trigger = trigger_text(start.of, terms, clause.subject).zh
    return f"{'根据实际情况' if start.discretion else ''}{trigger}{'后' if trigger else ''}及时{act}"


def _chinese_every(start: Every, act: str, terms: Terms) -> str:
    period = f"每{span_text(start.period).zh}" if isinstance(start.period, Span) else _PERIODS[start.period].zh
    deadline = f"{word(terms.events, start.by).zh}前" if start.by else ""
    return f"{'至少' if start.at_least else ''}{period}{deadline}{'集中' if start.together else ''}{act}一次"


def _chinese_display(clause: Clause, place: str) -> str:
    display = clause.display
    assert display is not None
    # 「批前公示：期限不得少于30日」: the part says what the period is of
    plain = clause.start is None and clause.covers and clause.verb is None and not place
    name = "期限" if plain else f"{place}{clause.verb or '公示'}期限"
    length = span_text(display.span).zh
    if display.soft:
        bound = "一般为" if display.exactly else "一般不得少于"
        return f"{name}{bound}{length}，因情况紧急等原因需要缩短的，应当予以说明"
    return f"{name}{'为' if display.exactly else '不得少于'}{length}"


# --- English ---------------------------------------------------------------------------------------------------------


def _english_clause(clause: Clause, terms: Terms) -> str:
    phrases = [_english_start(clause.start, clause, terms)] if clause.start or clause.itemised else []
    if clause.display:
        phrases.append(_english_display(clause))
    if clause.encouraged:
        phrases[0] = f"encouraged: {phrases[0]}"
    if clause.when:
        phrases.insert(0, word(terms.conditions, clause.when).en)
    if clause.unless:
        phrases.append(word(terms.exceptions, clause.unless).en)
    parts = _parts(clause, terms)
    scope = [_en_list((part.en for part in parts), "and")] if parts else []
    if clause.via:
        scope.append(f"via {_en_list((word(terms.channels, name).en for name in clause.via), 'and')}")
    return f"{', '.join(scope)}{': ' if scope else ''}{', '.join(phrases)}"


def _english_start(start: Start | None, clause: Clause, terms: Terms) -> str:
    done = _VERBS[clause.verb or ("公示" if clause.display else "公开")]
    act = f"{done}{' item by item' if clause.itemised else ''}"
    match start:
        case Within(span, of):
            after = f" after {trigger_text(of, terms, clause.subject).en}" if of else " (from when is not stated)"
            promptly = " promptly and" if clause.also_promptly else ""
            return f"{act}{promptly} within {span_text(span).en}{after}"
        case Before(event, lead):
            return f"{act} at least {span_text(lead).en} before {word(terms.events, event).en}"
        case At(of):
            return f"{act} {_english_at(of, clause, terms)}"
        case Promptly(of, discretion):
            after = f" after {trigger_text(of, terms, clause.subject).en}" if of else ""
            return f"{act} promptly{after}{', as circumstances allow' if discretion else ''}"
        case AsItArises(discretion):
            return f"{act} {'from time to time, as circumstances require' if discretion else 'as matters arise'}"
        case Every():
            return f"{act} {_english_every(start, terms)}"
        case Stated(kind):
            return _STATED[kind].en.format(act=act)
        case None:
            return act


def _english_at(of: tuple[str, ...], clause: Clause, terms: Terms) -> str:
    happens = tuple(name for name in of if name in INFORMATION)
    events = tuple(name for name in of if name not in INFORMATION)
    phrases = [f"at once when {trigger_text(happens, terms, clause.subject).en}"] if happens else []
    if events:
        phrases.append(f"on {trigger_text(events, terms, last='and').en}")
    return " and ".join(phrases)


def _english_every(start: Every, terms: Terms) -> str:
    period = f"every {span_text(start.period).en}" if isinstance(start.period, Span) else _PERIODS[start.period].en
    deadline = f", before {word(terms.events, start.by).en}" if start.by else ""
    together = ", all together" if start.together else ""
    return f"{'at least ' if start.at_least else ''}once {period}{deadline}{together}"


def _english_display(clause: Clause) -> str:
    display = clause.display
    assert display is not None
    consulting = clause.verb == "征求意见" or (clause.verb is None and "consultation" in clause.covers)
    state = "open for comment" if consulting else "on display"
    bound = "exactly" if display.exactly else "at least"
    soft = " (shorter in urgency, with the reason given)" if display.soft else ""
    return f"{'generally ' if display.soft else ''}{state} for {bound} {span_text(display.span).en}{soft}"


# --- lists -----------------------------------------------------------------------------------------------------------


def _zh_list(words: Iterable[str], last: str) -> str:
    *head, tail = words
    return f"{'、'.join(head)}{last if head else ''}{tail}"


def _en_list(words: Iterable[str], last: str) -> str:
    *head, tail = list(words) or [""]
    return f"{', '.join(head)} {last} {tail}" if head else tail
