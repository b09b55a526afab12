"""The channels of a row (公开渠道和载体)."""

from __future__ import annotations

from typing import Final, NamedTuple

from gapub.diagnostics import Text
from gapub.model.cells.common import More, plus, unknown
from gapub.model.cells.parsing import BLANKS, boxed, compiled, cut, is_unknown, names, numbered, part_of, whole, without
from gapub.model.parsed import Known, Parsed, Part, Plain, Typed
from gapub.model.shape import ID_TEXT, Either, Field, Many, Record


class ChannelsCell(NamedTuple):
    """`ticked` boxes, `any_of` them, or `unknown`."""

    rule: str
    ids: tuple[str, ...] = ()


_ADDRESS: Final = r"(?i:https?://|www\.)[^\s，。；、（）《》“”【】]+"
_OTHER: Final = r"其[他它](?:渠道|方式|载体)?(?:[：:](?P<named>[^\n]+)|[（(](?P<held>[^\n]+)[）)])"
_ANY: Final = (
    r"(?:在标注范围内)?(?:至少|任意)?(?:选择|任选|选)(?:其一|其中一[种项个]|其中之一|一[种项个])(?:公开)?|任选"
)
_RULE: Final = rf"(?P<any>{_ANY})|(?P<all>全部)"
_OR: Final = "或者|或"
_AND: Final = "以及|及|和|与"


def parse(text: str, known: Known) -> Parsed[ChannelsCell]:
    """The channels that a cell commits to: those ticked, or all that it names where it has no boxes.

    Of one after whose box nothing stands, or that no registry has, there is no value; addresses have no place in it, either.
    """
    if is_unknown(text):
        return Parsed(ChannelsCell("unknown"))
    left = [Part(each.start(), each.end(), each[0]) for each in compiled(_ADDRESS).finditer(text)]
    bare = without(text, left)
    heads = list(compiled(rf"(?m:^)[{BLANKS}]*(?:{_RULE})[：:]").finditer(bare))
    rules, ids, opened = {each.lastgroup or "" for each in heads}, list[str](), False
    bare = without(bare, [Part(each.start(), each.end(), each[0]) for each in heads])
    for part, state in boxed(bare):
        if state == "open":
            opened = True
            continue
        found = _Stretch(bare, known)
        found.read(part, clear=state != "unclear")
        if state == "named" and found.mixed:
            return Parsed(None, whole(text))
        rules |= found.rules
        ids += found.ids
        left += found.left
    if len(rules) > 1:
        return Parsed(None, whole(text))
    left.sort()
    if ids:
        return Parsed(ChannelsCell("any_of" if "any" in rules else "ticked", tuple(dict.fromkeys(ids))), tuple(left))
    if rules:
        return Parsed(None, whole(text))
    return Parsed(ChannelsCell("ticked") if opened and not left else None, tuple(left))


class _Stretch:
    """What the text of one box names, or a text without boxes: ids, how many of them are meant, and what is left.

    `mixed`: some are alternatives and others are not, so that nobody can tell how many are meant.
    """

    def __init__(self, text: str, known: Known) -> None:
        self.text = text
        self.known = known
        self.rules = set[str]()
        self.ids = list[str]()
        self.left = list[Part]()
        self.mixed = False

    def read(self, stretch: Part, *, clear: bool) -> None:
        told = [self._told(part) for part, _ in cut(self.text, stretch)]
        parts = [part for part in told if part]
        if not clear:
            self.left += parts
            return
        for part, found in names(self.text, parts, "channels", self.known):
            if found:
                self.ids.append(found.id)
            else:
                self._several(part, alone=len(parts) == 1)

    def _told(self, part: Part) -> Part | None:
        """The part behind a number and behind the words that say how many are meant; None if it says only that."""
        number = numbered(part.text)
        at = number.end() if number else 0
        if rule := compiled(_RULE).fullmatch(part.text, at):
            self.rules.add(rule.lastgroup or "")
            return None
        return part_of(self.text, part.start + at, part.end)

    def _several(self, part: Part, *, alone: bool) -> None:
        """A part that is no name by itself: what is named behind 其他, or several names joined by a word."""
        other = compiled(_OTHER).fullmatch(part.text)
        if other:
            group = other.lastgroup or ""
            inner = Part(part.start + other.start(group), part.start + other.end(group), other[group])
            pieces = [each for each, _ in cut(self.text, inner)]
            for piece, found in names(self.text, pieces, "channels", self.known):
                if found:
                    self.ids.append(found.id)
                else:
                    self.left.append(piece)
            return
        for joint, rule in ((_OR, "any"), (_AND, "")):
            pieces = [each for each, _ in cut(self.text, part, joint)]
            joined = list(names(self.text, pieces, "channels", self.known)) if len(pieces) > 1 else []
            if joined and all(name for _, name in joined) and (alone or not rule):
                self.ids += [name.id for _, name in joined if name]
                self.rules |= {rule} - {""}
                return
            self.mixed |= bool(rule and len(pieces) > 1)
        self.left.append(part)


def node(cell: ChannelsCell) -> Plain:
    """The cell as a file states it."""
    if cell.rule == "unknown":
        return "unknown"
    return {"any_of": [*cell.ids]} if cell.rule == "any_of" else [*cell.ids]


def _any_of(any_of: tuple[str, ...]) -> ChannelsCell:
    return ChannelsCell("any_of", any_of)


_CHANNEL_IDS = Many(ID_TEXT._replace(refers="channels"), typed=Typed(parse, node, "channels"))
CHANNELS = Either(
    text=unknown(ChannelsCell("unknown")),
    mapping=Record(
        "any-of-channels",
        (Field("any_of", _CHANNEL_IDS, Text("至少选择其一", "at least one of these"), required=True),),
        layout="line",
        make=_any_of,
    ),
    sequence=_CHANNEL_IDS._replace(make=lambda ids: ChannelsCell("ticked", tuple(ids))),
)
MORE_CHANNELS = Either(
    sequence=CHANNELS.sequence,
    mapping=Record(
        "more-channels",
        (Field("any_of", _CHANNEL_IDS, Text("至少选择其一", "at least one of these")), plus(_CHANNEL_IDS)),
        one_of=("any_of", "+"),
        make=lambda values=None, **choice: More(values) if values else _any_of(**choice),
    ),
)
