"""The elements of the content (公开内容要素) as duties, under the names that a locality gives them.

What an element asks is its presence, with no more exceptions than stated, by its method. `gapub.build.strength` has the order
of whole cells; here is what it rests on: which element is which (`Names`), and when one meets another (`Duty.meets`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from gapub.diagnostics import Text
from gapub.model.cells import Element
from gapub.model.cellwords import listed, notes
from gapub.model.text import fold
from gapub.model.time.value import TimeLimit


class Names(NamedTuple):
    """What the guideline's elements are called locally; `taken` are their own names, which no other element may take."""

    new: Mapping[str, tuple[str, ...]]
    taken: frozenset[str]

    @classmethod
    def of(cls, content: Iterable[Element], renames: Mapping[str, str], splits: Mapping[str, tuple[str, ...]]) -> Names:
        """The names of the guideline's elements, as a profile renames and splits them; a split wins."""
        new: dict[str, tuple[str, ...]] = {fold(old): (fold(name),) for old, name in renames.items()}
        new |= {fold(old): tuple(fold(name) for name in names) for old, names in splits.items()}
        return cls(new, frozenset(fold(element.text) for element in content))

    def called(self, text: str) -> tuple[str, ...]:
        """The local names of an element; its own if it has no others, or may not have them."""
        own = fold(text)
        new = self.new.get(own, (own,))
        return (own,) if self.taken.intersection(new) - {own} else new

    def in_limit(self, limit: TimeLimit) -> TimeLimit:
        """The time limit with the elements that its clauses cover under their local names."""
        return limit._replace(
            clauses=tuple(
                clause._replace(covers=tuple(new for name in clause.covers for new in self.called(name)))
                for clause in limit.clauses
            ),
        )

    def remarks(self) -> Iterator[Text]:
        """Which elements have other names, and which may not have those that the profile gives."""
        for old in sorted(self.taken & self.new.keys()):
            new = listed(Text.same(f"“{name}”") for name in self.new[old])
            way = "改称" if len(self.new[old]) == 1 else "分为"
            if self.called(old) == self.new[old]:
                yield Text(f"“{old}”{way}{new.zh}", f"“{old}” is now {new.en}")
            else:
                yield Text(
                    f"“{old}”不能{way}{new.zh}：标准指引另有同名要素",
                    f"“{old}” cannot become {new.en}: the guideline has another element of that name",
                )


class Duty(NamedTuple):
    """What an element asks. `own`: it states its method itself and does not follow the row's."""

    name: str
    optional: bool
    exception: str | None
    method: str
    own: bool

    def meets(self, asked: Duty) -> bool:
        """True if this element does what the other asks. Where neither states a method, the rows' methods decide."""
        return (
            self.name == asked.name
            and self.optional <= asked.optional
            and self.exception in (None, asked.exception)
            and (self.method in ("proactive", asked.method) or not (self.own or asked.own))
        )

    def shown(self, *, with_method: bool) -> Text:
        """The element in quotation marks, with what is particular to it in brackets."""
        exception = Text.same(self.exception) if self.exception else None
        remarks = notes(exception, self.optional, self.method if with_method else None)
        if not remarks:
            return Text.same(f"“{self.name}”")
        return Text("“{}（{}）”", "“{} ({})”").format(self.name, listed(remarks, "，"))


def duties(content: Iterable[Element], method: Collection[str], names: Names) -> list[Duty]:
    """The duties of a content cell; `method` is the row's, and what states none in a row of both is proactive."""
    usual = "proactive" if "proactive" in method else "on_request"
    return [
        Duty(
            f"{fold(element.part)}：{name}" if element.part else name,
            element.optional,
            fold(element.exception) if element.exception else None,
            element.method or usual,
            element.method is not None,
        )
        for element in content
        for name in names.called(element.text)
    ]


def unmet(asked: Iterable[Duty], mine: Collection[Duty]) -> list[Duty]:
    """The duties that none of `mine` meets; an optional element is no duty."""
    return [each for each in asked if not each.optional and not any(own.meets(each) for own in mine)]


def widened(local: Collection[Duty], base: Collection[Duty]) -> bool:
    """True if an element is proactive here and was on request there, and one of them says so itself."""
    stated = {each.name for each in (*local, *base) if each.own}
    here, there = ({each.name for each in side if each.method == "proactive"} for side in (local, base))
    return bool(stated & here & {each.name for each in base} - there)


def differences(local: Collection[Duty], base: Collection[Duty]) -> Iterator[Text]:
    """What the local elements lack, add and change, each under the name it has locally."""
    ours, theirs = _by_name(local), _by_name(base)
    lacking = [each for name in theirs if name not in ours for each in theirs[name]]
    added = [each for name in ours if name not in theirs for each in ours[name]]
    for what, found in (
        (Text("缺少要素", "elements missing: "), [each for each in lacking if not each.optional]),
        (Text("未采用可选要素", "optional elements omitted: "), [each for each in lacking if each.optional]),
        (Text("增加要素", "elements added: "), added),
    ):
        if found:
            yield what + listed(each.shown(with_method=each.own) for each in found)
    for name in (name for name in theirs if name in ours):
        own = any(each.own for each in (*theirs[name], *ours[name]))
        was, now = (listed(sorted({each.shown(with_method=own) for each in side[name]})) for side in (theirs, ours))
        if was != now:
            yield Text("{}改为{}", "{} became {}").format(was, now)


def _by_name(duties: Iterable[Duty]) -> dict[str, list[Duty]]:
    """The elements by name; a table may have one twice, with another exception or method."""
    found: dict[str, list[Duty]] = {}
    for each in duties:
        found.setdefault(each.name, []).append(each)
    return found
