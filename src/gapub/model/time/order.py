"""How a local time limit stands to the one it comes from: equal, stronger, weaker, incomparable or unknown, and why.

`gapub.model.time.duty` has the order; here it becomes a verdict that an officer can act on. Where a local limit loses a
trigger that the guideline names, the reason says which, and proposes the limit that keeps both.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Literal, NamedTuple, TypeAlias

from gapub.diagnostics import Text
from gapub.model.time.duty import (
    CAP,
    FORMED_OR_CHANGED,
    Arising,
    Atom,
    Circumstances,
    Recurring,
    Unmet,
    not_longer,
    on_request,
    trigger,
)
from gapub.model.time.value import (
    INFORMATION,
    REST,
    UNSTATED,
    Clause,
    Display,
    Keep,
    Promptly,
    Span,
    Stated,
    TimeLimit,
    Within,
    canonical,
    duty,
    in_own_words,
)
from gapub.model.time.words import REMAINDER, Terms, in_words, span_text, trigger_text, word
from gapub.model.time.workingdays import longest, shortest

Relation = Literal["equal", "stronger", "weaker", "incomparable", "unknown"]
Worlds: TypeAlias = Sequence[frozenset[str]]
"""Sets of channels: to keep a time limit on all channels of any one of them is enough."""
OPEN: Final[Worlds] = (frozenset(),)
"""The channels are not known: a clause for every channel is met only by clauses for every channel."""


class Outcome(NamedTuple):
    """How the local time limit stands to the base, and why. `unknown` is allowed, and never called stronger."""

    relation: Relation
    reason: Text


def compare(
    local: TimeLimit,
    base: TimeLimit,
    *,
    terms: Terms,
    organ: bool,
    personal: bool = False,
    channels: Worlds = OPEN,
    back: Worlds = OPEN,
    proactive: bool = True,
    proactive_back: bool = True,
) -> Outcome:
    """How `local` stands to `base`, on the duty only.

    `organ`: every body of the row is an administrative organ (条例 art. 26 binds it). `personal`: it lists persons.
    `channels`: where `local` has to keep `base`; `back`: where `base` has to keep `local`, for the question the other
    way round. `proactive`: the local row is disclosed to who does not ask; `proactive_back`: that of `base` is. Two cells
    that are both unknown are equal: nothing changed.
    """
    relation, why = _judged(local, base, terms, organ, personal, channels, back, proactive, proactive_back)
    return Outcome(relation, why())


def relation(
    local: TimeLimit,
    base: TimeLimit,
    *,
    terms: Terms,
    organ: bool,
    personal: bool = False,
    channels: Worlds = OPEN,
    back: Worlds = OPEN,
    proactive: bool = True,
    proactive_back: bool = True,
) -> Relation:
    """As `compare`, without the reason, whose words cost more than the comparison."""
    return _judged(local, base, terms, organ, personal, channels, back, proactive, proactive_back)[0]


def _judged(
    local: TimeLimit,
    base: TimeLimit,
    terms: Terms,
    organ: bool,
    personal: bool,
    channels: Worlds,
    back: Worlds,
    proactive: bool,
    proactive_back: bool,
) -> tuple[Relation, Callable[[], Text]]:
    if duty(local) == duty(base):
        return "equal", lambda: _EQUAL
    if "unknown" in (local.state, base.state):
        return "unknown", lambda: _SUPPLIED if base.state == "unknown" else _NOT_STATED
    own = in_own_words(local) or in_own_words(base)
    if own and "none" in (local.state, base.state):
        return "incomparable", lambda: _OWN_WORDS
    if local.state == "none":
        return "weaker", lambda: _ONLY_GUIDELINE
    if base.state == "none":
        return "stronger", lambda: _ONLY_LOCAL
    cases, cases_back = (
        [Circumstances(organ, personal, world, terms, unasked) for world in worlds]
        for worlds, unasked in ((channels, proactive), (back, proactive_back))
    )
    met = any(case.at_least(base, local) for case in cases_back)
    if own:
        same = met and any(case.at_least(local, base) for case in cases)
        return ("equal", lambda: _with(local, base, _EQUAL)) if same else ("incomparable", lambda: _OWN_WORDS)
    tried = [(case, tuple(case.unmet(local, base))) for case in cases]
    meets = not all(unmet for _, unmet in tried)
    if meets:
        return (
            ("equal", lambda: _with(local, base, _EQUAL))
            if met
            else ("stronger", lambda: _with(local, base, _STRONGER))
        )
    if not met and any(_only_referred(unmet, local, case) for case, unmet in tried):
        return "unknown", lambda: _REFERRED

    def why() -> Text:
        case, unmet = min(tried, key=lambda each: len(each[1]))
        return _with(local, base, _Explanation(local, base, case).reason(unmet[0]))

    return "weaker" if met else "incomparable", why


_EQUAL: Final = Text("与标准指引相同", "the same as the guideline")
_STRONGER: Final = Text("严于指引", "stricter than the guideline")
_ONLY_GUIDELINE: Final = Text("指引有公开时限，本地没有", "the guideline has a time limit, the local row has none")
_ONLY_LOCAL: Final = Text("指引没有公开时限，本地有", "the guideline has no time limit, the local row has one")
_SUPPLIED: Final = Text("标准指引的公开时限待核，由本地补充", "the guideline's time limit is unknown; supplied locally")
_NOT_STATED: Final = Text(
    "本地的公开时限待核，无法与标准指引比较", "the local time limit is unknown and cannot be compared"
)
_OWN_WORDS: Final = Text(
    "有一部分文字没有写成取值，无法比较", "a part of the time limit is words alone, which cannot be compared"
)
_REFERRED: Final = Text(
    "标准指引只写“按照相关规定”，本地已作补充；是否符合有关规定，请自行核对",
    "the guideline refers to rules that it does not name; the local time limit has to be checked against those rules",
)


def _with(local: TimeLimit, base: TimeLimit, reason: Text) -> Text:
    """The reason, with what has to be remarked in brackets behind it."""
    remark = _unstated_remark(local, base)
    return Text("{}（{}）", "{} ({})").format(reason, remark) if remark else reason


def _unstated_remark(local: TimeLimit, base: TimeLimit) -> Text | None:
    def unstated(limit: TimeLimit) -> bool:
        return any(isinstance(c.start, Within) and c.start.of == UNSTATED for c in limit.clauses)

    if not (unstated(base) or unstated(local)):
        return None
    who = Text("指引", "the guideline") if unstated(base) else Text("本地", "the local row")
    return who + Text(
        "未写明起算点，按信息形成或者变更比较",
        " does not say from when the limit runs; compared as from forming or changing",
    )


def _only_referred(unmet: tuple[Unmet, ...], local: TimeLimit, case: Circumstances) -> bool:
    """True if all that is not met is 「按照相关规定」 and the local row says something definite in its place."""
    return all(
        each.atom.what == Stated("referred")
        and any(case.lawful(own.what) and not on_request(own.what) for own in case.atoms(local, each.cell))
        for each in unmet
    )


class _Explanation(NamedTuple):
    """Says why an atom of `base` is not met by `local`."""

    local: TimeLimit
    base: TimeLimit
    case: Circumstances

    def reason(self, unmet: Unmet) -> Text:
        why = self._why(unmet)
        asked = TimeLimit("clauses", (unmet.clause._replace(covers=(), via=()),))
        terms = self.case.terms
        where = self._where(unmet)
        values = Text("；指引为“{}”，本地为“{}”", "; guideline: “{}”, local: “{}”")
        return where + why + values.format(in_words(asked, terms), in_words(self.local, terms))

    def _where(self, unmet: Unmet) -> Text:
        """「结果信息：」 where only a part or a channel is concerned."""
        part, channel = unmet.cell
        terms = self.case.terms
        names = []
        if part is not None:
            names.append(word(terms.parts, part))
        elif unmet.clause.covers == REST or any(c.covers not in ((), REST) for c in self.local.clauses):
            names.append(REMAINDER)
        if channel is not None and (unmet.clause.via or any(clause.via for clause in self.local.clauses)):
            names.append(word(terms.channels, channel))
        return Text("，", ", ").join(names) + Text("：", ": ") if names else Text("", "")

    def _why(self, unmet: Unmet) -> Text:
        asked = unmet.atom
        mine = self.case.atoms(self.local, unmet.cell)
        if not mine:
            return Text("本地没有这一部分的时限", "the local row has no time limit here")
        return (
            self._loosened(mine, asked)
            or self._kept(mine, asked)
            or self._recurring(mine, asked)
            or self._lost_trigger(unmet, mine)
            or self._display(mine, asked)
            or self._promptly(mine, asked)
            or self._spans(mine, asked)
            or Text("本地未达到标准指引的要求", "the local row does not do what the guideline requires")
        )

    def _loosened(self, mine: frozenset[Atom], asked: Atom) -> Text | None:
        """The local duty would do but for its condition, its exception or its force."""
        for own in sorted(mine, key=repr):
            if not self.case.atom_meets(own._replace(when=None, encouraged=False, unless=None), asked):
                continue
            terms = self.case.terms
            if own.encouraged and not asked.encouraged:
                return Text(
                    "本地只写鼓励公开，标准指引写应当公开",
                    "the local row only encourages it, the guideline requires it",
                )
            if own.unless not in (None, asked.unless):
                added = Text("本地增加了例外“{}”", "the local row adds an exception: {}")
                return added.format(word(terms.exceptions, str(own.unless)))
            single = Text("本地只适用于“{}”的情形", "the local row applies only in one case: {}")
            return single.format(word(terms.conditions, str(own.when)))
        return None

    def _lost_trigger(self, unmet: Unmet, mine: frozenset[Atom]) -> Text | None:
        """No local limit runs from the trigger; the proposal keeps the local span and all triggers."""
        lost = trigger(unmet.atom.what)
        others = [own.what for own in mine if trigger(own.what)]
        if isinstance(unmet.atom.what, Recurring):
            others = [what for what in others if trigger(what) in INFORMATION]
        if lost is None or not others or any(trigger(what) == lost for what in others) or on_request(unmet.atom.what):
            return None
        name = trigger_text((lost,), self.case.terms)
        if isinstance(unmet.atom.what, Within | Promptly | Recurring):
            runs = "when " if lost in INFORMATION else ""
            why = Text(f"本地没有从“{name.zh}”起算的时限", f"no local limit runs from {runs}{name.en}")
        else:
            why = Text(f"本地没有以“{name.zh}”为准的时限", f"no local limit is tied to {name.en}")
        proposal = self._proposal(unmet)
        if proposal is None:
            return why
        both = TimeLimit("clauses", (proposal._replace(covers=(), via=()),))
        kept = Text("，可以改为“{}”", "; both are kept by “{}”").format(in_words(both, self.case.terms))
        return why + kept

    def _proposal(self, unmet: Unmet) -> Clause | None:
        """The local clause of this scope with the triggers of the guideline's clause added, if that is enough."""
        asked = unmet.clause
        for own in self.local.clauses:
            if isinstance(own.start, Within) and isinstance(asked.start, Within) and own.covers == asked.covers:
                here, there = (start.of or FORMED_OR_CHANGED for start in (own.start, asked.start))
                whole = own._replace(start=Within(own.start.span, canonical({*here, *there})))
                clauses = tuple(whole if clause is own else clause for clause in self.local.clauses)
                if not any(each.clause == asked for each in self.case.unmet(TimeLimit("clauses", clauses), self.base)):
                    return whole
        return None

    def _display(self, mine: frozenset[Atom], asked: Atom) -> Text | None:
        if not isinstance(asked.what, Display):
            return None
        own = next((atom.what for atom in sorted(mine, key=repr) if isinstance(atom.what, Display)), None)
        if own is None:
            return Text("本地没有写公示期限", "the local row has no display period")
        length = span_text(asked.what.span)
        if asked.what.exactly:
            return Text(
                f"标准指引的公示期限为{length.zh}，须与之相同",
                f"the guideline requires a display period of exactly {length.en}",
            )
        if self.case.personal and own.span != asked.what.span:
            return Text(
                "公示内容涉及个人，延长公示期限不属于从严",
                "the notice lists persons: a longer display is not stricter",
            )
        if own.soft and not asked.what.soft:
            return Text("本地的公示期限可以缩短", "the local display period may be shortened")
        return self._days(own.span, asked.what.span) or Text(
            f"本地的公示期限短于{length.zh}", f"the local display period is shorter than {length.en}"
        )

    def _kept(self, mine: frozenset[Atom], asked: Atom) -> Text | None:
        """Why a thing does not stay up for as long as it should, or longer than it may."""
        if not isinstance(asked.what, Keep):
            return None
        own = next((atom.what for atom in sorted(mine, key=repr) if isinstance(atom.what, Keep)), None)
        if own is None:
            return Text("本地没有写公开后保留多久", "the local row does not say how long it stays up")
        if self.case.personal and asked.what.bound == own.bound == "at_least":
            return Text(
                "公开内容涉及个人，延长保留时间不属于从严", "the row lists persons: to keep it longer is not stricter"
            )
        return Text("本地的保留时间与标准指引不合", "the local row keeps it for another time than the guideline asks")

    def _recurring(self, mine: frozenset[Atom], asked: Atom) -> Text | None:
        """Why an update in each period is not met, or does not meet a limit that runs from a trigger."""
        periods = [own.what for own in mine if isinstance(own.what, Recurring)]
        if isinstance(asked.what, Within) and periods and trigger(asked.what) in FORMED_OR_CHANGED:
            return Text(
                "定期公开的，刚公开之后形成或者变更的信息，可能隔两个周期才公开",
                "with an update in each period, what is formed or changed right after one may wait for two periods",
            )
        if not isinstance(asked.what, Recurring):
            return None
        if periods:
            if any(not_longer(own.period, asked.what.period) for own in periods):
                return Text(
                    "本地没有写明每期的最后时点，或者比标准指引晚",
                    "the local row states no last moment in each period, or a later one than the guideline",
                )
            return Text("本地的公开周期更长，或者长短无法比较", "the local period is longer, or cannot be compared")
        if asked.what.by or asked.what.together:
            return None
        own = [atom.what for atom in mine if trigger(atom.what) == asked.what.of]
        if any(isinstance(what, Within) for what in own):
            return Text(
                "本地的期限长于标准指引的公开周期", "the local limit is longer than the period of the guideline"
            )
        if any(isinstance(what, Promptly | Arising) for what in own):
            return Text(
                "“及时”“随时”没有写明最长多久，不能代替定期公开",
                "“promptly” and “as matters arise” state no longest time, so they do not replace an update in each period",
            )
        return None

    def _promptly(self, mine: frozenset[Atom], asked: Atom) -> Text | None:
        """Why a definite limit does not meet 「及时」."""
        spans = [own.what.span for own in mine if isinstance(own.what, Within)]
        if not isinstance(asked.what, Promptly) or not spans:
            return None
        if not self.case.organ:
            return Text(
                "公开主体不是行政机关，《政府信息公开条例》第二十六条不适用，“及时”与确定的期限无法比较",
                "the body is not an administrative organ, so article 26 does not apply: “promptly” cannot be compared with a fixed limit",
            )
        if not any(not_longer(span, CAP) for span in spans):
            return Text(
                "超过20个工作日的，不属于“及时”（《政府信息公开条例》第二十六条）",
                "more than 20 working days is not prompt (article 26 of the open-government regulations)",
            )
        return None

    def _spans(self, mine: frozenset[Atom], asked: Atom) -> Text | None:
        """Same trigger, but later, or in other days."""
        if not isinstance(asked.what, Within):
            return None
        for own in sorted(mine, key=repr):
            if isinstance(own.what, Within) and trigger(own.what) == trigger(asked.what):
                late = Text("本地的期限更长", "the local limit is longer")
                return self._days(own.what.span, asked.what.span) or late
        return None

    def _days(self, own: Span, asked: Span) -> Text | None:
        """What is known of working days where only one of the two counts in them."""
        if (own.unit == "wd") == (asked.unit == "wd"):
            return None
        working = own if own.unit == "wd" else asked
        length, low, high = span_text(working), shortest(working.n), longest(working.n)
        return Text(
            f"{length.zh}按历年节假日安排相当于{low}至{high}日",
            f"{length.en} took {low} to {high} days in the calendars published so far",
        )
