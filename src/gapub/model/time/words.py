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
    Calendar,
    Clause,
    Day,
    Display,
    Every,
    Keep,
    Promptly,
    Span,
    Stated,
    TimeLimit,
    Within,
    Words,
)

REMAINDER: Final = Text("其余内容", "other content")
INFORMATION_WORDS: Final = {
    "formed": Text("形成", "formed"),
    "changed": Text("变更", "changed"),
    "obtained": Text("获取", "obtained"),
}
_PERIODS: Final = {
    "day": Text("日", "day"),
    "week": Text("周", "week"),
    "month": Text("月", "month"),
    "quarter": Text("季度", "quarter"),
    "half-year": Text("半年", "half-year"),
    "term": Text("学期", "school term"),
    "year": Text("年", "year"),
}
_UNITS: Final = {
    "h": Text("小时", "hour"),
    "d": Text("日", "day"),
    "wd": Text("个工作日", "working day"),
    "wk": Text("周", "week"),
    "mo": Text("个月", "month"),
    "term": Text("个学期", "school term"),
    "y": Text("年", "year"),
}
_NTH: Final = (
    Text("第一个月", "first month"),
    Text("第二个月", "second month"),
    Text("第三个月", "third month"),
    Text("第四个月", "fourth month"),
    Text("第五个月", "fifth month"),
    Text("第六个月", "sixth month"),
)
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_KEPT: Final = {
    "at_least": Text("保留不少于{}", "kept for at least {}"),
    "at_most": Text("保留不超过{}", "kept for at most {}"),
    "exactly": Text("公开满{}后撤下", "taken down after {}"),
    "until": Text("保留至{}", "kept until {}"),
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
    "standing": Text("长期{}（动态调整）", "{} permanently and kept up to date"),
    "as_announced": Text("在征集时对外公布的时限内{}", "{} within the time announced in the call for comment"),
    "on_request": Text("依申请{}", "{} on request"),
    "referred": Text("按照相关规定{}", "{} as other rules provide (not named)"),
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


def in_words(limit: TimeLimit, terms: Terms) -> Text:
    """The generated words of a time limit; 待核 for unknown, — for none.

    「信息形成或者变更之日起20个工作日内公开」, “Disclosed within 20 working days after the information is formed …”.
    """
    if limit.state != "clauses":
        return UNKNOWN if limit.state == "unknown" else NONE
    text = Text("；", "; ").join(_clause(clause, terms) for clause in limit.clauses)
    return text._replace(en=text.en[:1].upper() + text.en[1:])


def span_text(span: Span) -> Text:
    """「20个工作日」, 「30日」; “20 working days”, “30 days”."""
    unit = _UNITS[span.unit]
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


# --- clauses ---------------------------------------------------------------------------------------------------------

_NOTHING: Final = Text("", "")


def _clause(clause: Clause, terms: Terms) -> Text:
    """「{部分}：{条件}，{鼓励}{何时}{在何处}{公开}，{公示期限}，{例外}」; in English the channels stand beside the parts."""
    channels = [word(terms.channels, name) for name in clause.via]
    place = f"在{'、'.join(channel.zh for channel in channels)}" if channels else ""
    verb = clause.verb or ("公示" if clause.display else "公开")
    act = Text(place, "") + Text(verb, _VERBS[verb])
    if clause.itemised:
        act = Text(f"{place}逐项逐笔{verb}", f"{act.en} item by item")
    phrases = [_start(clause, act, terms)] if clause.start or clause.itemised else []
    if clause.display:
        phrases.append(_display(clause.display, clause, "" if clause.start else place))
    if clause.keep:
        phrases.append(Text("" if phrases else place, "") + _keep(clause.keep, terms))
    if clause.rest_words:
        phrases.append(Text("" if phrases else place, "") + _as_worded(clause.rest_words))
    if clause.encouraged:
        phrases[0] = Text("鼓励", "encouraged: ") + phrases[0]
    if clause.when:
        phrases.insert(0, word(terms.conditions, clause.when))
    if clause.unless:
        phrases.append(word(terms.exceptions, clause.unless))
    parts = [REMAINDER] if clause.covers == REST else [word(terms.parts, name) for name in clause.covers]
    scope = [_en_list((part.en for part in parts), "and")] if parts else []
    if channels:
        scope.append(f"via {_en_list((channel.en for channel in channels), 'and')}")
    covered = Text("、".join(part.zh for part in parts), ", ".join(scope))
    return Text(covered.zh and f"{covered.zh}：", covered.en and f"{covered.en}: ") + Text("，", ", ").join(phrases)


def _start(clause: Clause, act: Text, terms: Terms) -> Text:
    match clause.start:
        case Within(span, of):
            after = Text("{}之日起", " after {}").format(trigger_text(of, terms, clause.subject))
            since = after if of else Text("", " (from when is not stated)")
            promptly = Text("及时", " promptly and") if clause.also_promptly else _NOTHING
            return Text("{1}{2}内{3}{0}", "{0}{3} within {2}{1}").format(act, since, span_text(span), promptly)
        case Before(event, lead):
            if lead is None:
                return Text("{1}前{0}", "{0} before {1}").format(act, word(terms.events, event))
            ahead = span_text(lead)
            return Text("{1}{2}前{0}", "{0} at least {2} before {1}").format(act, word(terms.events, event), ahead)
        case At(of):
            return _at(of, clause, act, terms)
        case Promptly(of, discretion):
            after = Text("{}后", " after {}").format(trigger_text(of, terms, clause.subject)) if of else _NOTHING
            allowed = Text("根据实际情况", ", as circumstances allow") if discretion else _NOTHING
            return Text("{2}{1}及时{0}", "{0} promptly{1}{2}").format(act, after, allowed)
        case AsItArises(True):
            return Text("视情况随时{}", "{} from time to time, as circumstances require").format(act)
        case AsItArises():
            return Text("随时{}", "{} as matters arise").format(act)
        case Every(period, at_least, by, together):
            least = Text("至少", "at least ") if at_least else _NOTHING
            often = Text("每", "every ") + (span_text(period) if isinstance(period, Span) else _PERIODS[period])
            deadline = _by(by, period, terms) if by else _NOTHING
            jointly = Text("集中", ", all together") if together else _NOTHING
            frame = Text("{1}{2}{3}{4}{0}一次", "{0} {1}once {2}{3}{4}")
            return frame.format(act, least, often, deadline, jointly)
        case Stated(kind):
            return _STATED[kind].format(act)
        case Words(text):
            return _as_worded(text)
    return act


def _as_worded(text: str) -> Text:
    """Words that no value says have no other language."""
    return Text(text, f"as worded: “{text}”")


def _by(by: str | Day, period: Calendar | Span, terms: Terms) -> Text:
    if not isinstance(by, Day):
        return Text("{}前", ", before {}").format(word(terms.events, by))
    if by.month is None:
        return Text(f"{by.day}日前", f", by day {by.day}")
    if period == "year":
        return Text(f"{by.month}月{by.day}日前", f", by {by.day} {_MONTHS[by.month - 1]}")
    nth = _NTH[by.month - 1]
    return Text(f"{nth.zh}{by.day}日前", f", by day {by.day} of its {nth.en}")


def _keep(keep: Keep, terms: Terms) -> Text:
    limit = span_text(keep.limit) if isinstance(keep.limit, Span) else word(terms.events, keep.limit)
    return _KEPT[keep.bound].format(limit)


def _at(of: tuple[str, ...], clause: Clause, act: Text, terms: Terms) -> Text:
    happens = tuple(name for name in of if name in INFORMATION)
    events = tuple(name for name in of if name not in INFORMATION)
    at_once = "实时" if happens else ""
    usual = of == ("formed", "changed") and clause.subject is None
    when = "" if usual else f"{trigger_text(of, terms, clause.subject).zh}时"
    phrases = [f"at once when {trigger_text(happens, terms, clause.subject).en}"] if happens else []
    if events:
        phrases.append(f"on {trigger_text(events, terms, last='and').en}")
    return Text(f"{when}{at_once}{act.zh}", f"{act.en} {' and '.join(phrases)}")


def _display(display: Display, clause: Clause, place: str) -> Text:
    # 「批前公示：期限不得少于30日」: the part says what the period is of
    plain = clause.start is None and clause.covers and clause.verb is None and not place
    consulting = clause.verb == "征求意见" or (clause.verb is None and "consultation" in clause.covers)
    name = Text(
        "期限" if plain else f"{place}{clause.verb or '公示'}期限", "open for comment" if consulting else "on display"
    )
    if display.soft:
        bound = Text("一般为", "exactly") if display.exactly else Text("一般不得少于", "at least")
        frame = Text(
            "{}{}{}，因情况紧急等原因需要缩短的，应当予以说明",
            "generally {} for {} {} (shorter in urgency, with the reason given)",
        )
    else:
        bound = Text("为", "exactly") if display.exactly else Text("不得少于", "at least")
        frame = Text("{}{}{}", "{} for {} {}")
    return frame.format(name, bound, span_text(display.span))


# --- lists -----------------------------------------------------------------------------------------------------------


def _zh_list(words: Iterable[str], last: str) -> str:
    *head, tail = words
    return f"{'、'.join(head)}{last if head else ''}{tail}"


def _en_list(words: Iterable[str], last: str) -> str:
    *head, tail = list(words) or [""]
    return f"{', '.join(head)} {last} {tail}" if head else tail
