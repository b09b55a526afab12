"""How strong a local row is beside the guideline's: the order of strength, field by field. Only this module knows it.

The order is on the duty, never on the wording: titles, numbers, verbs and the order of lists do not count. A cell means
a set of duties. A local cell is at least as strong as the guideline's if each duty of the guideline is met by one of its
own. Both ways it is `equal`, one way `stronger` or `weaker`, neither way `incomparable`: it does more here, less there.
What the guideline leaves unknown a locality may supply (`unknown`, never called stronger); where the guideline says
something and the local row says nothing, or that nobody knows, the local row is weaker.

- content: the elements. Each element of the guideline must be there, under its own name or those that the profile
  renames it to or splits it into; not under the name of another element of the guideline, as that would drop one. More
  elements are stronger. An optional one (*) is no duty. An exception (「涉密的除外」) is weaker than none. An element moved
  to disclosure on request is weaker; moved to proactive disclosure it is wider. Elements that state no method follow
  the row, and `method` judges them.
- basis: no duty, always equal. Dropping an instrument not known to have ceased, or words that name none, needs a reason;
  dropping a repealed or superseded one, naming an unnamed one and adding one do not.
- time_limit: `gapub.model.time.order` (条例 art. 26 caps organs at 20 working days; 村民委员会组织法 art. 30 has its own 随时).
- channels: `ticked` asks for every channel, `any_of` for one of them. All of X are at least any of Y if X and Y meet;
  fewer alternatives are stronger. 条例 art. 23 names the media and ranks none.
- audience: the public is more than any group, more groups are more than fewer; different groups cannot be compared.
- method: proactive, then both (the elements say which), then on request.
- body, levels: outside the order, as are title, topic and number. A profile's `bodies` says who a role is; to take away
  a level is an omission.

A wider audience or method is stronger and needs a reason. For a row that lists persons it is incomparable: 条例 art. 15
keeps from the public what would harm them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from gapub.diagnostics import Text
from gapub.model import cellwords, elements
from gapub.model.cells import AudienceCell, BasisRef, ChannelsCell
from gapub.model.cellwords import listed, words
from gapub.model.fields import BY_NAME, FIELD_NAMES, FIELDS
from gapub.model.guideline import Item
from gapub.model.registry import Registry
from gapub.model.time import duty as timeduty
from gapub.model.time import order as timeorder
from gapub.model.time.order import Relation
from gapub.model.time.value import NONE

__all__ = ["Relation", "Setting", "Verdict", "allows", "compare", "compare_rows", "is_organ", "join"]


class Verdict(NamedTuple):
    """How a local cell stands to the guideline's, and why.

    `needs_reason`: allowed only if the profile gives a reason, as the audience or the method is wider or a live legal
    basis is dropped. Only allowed verdicts have it.
    """

    relation: Relation
    reason: Text
    needs_reason: bool = False

    @property
    def allowed(self) -> bool:
        """True unless the local cell is weaker or incomparable; with `needs_reason`, provided that a reason is given."""
        return self.relation not in ("weaker", "incomparable")


_NO_NAMES: Final[Mapping[str, Any]] = MappingProxyType({})


class Setting(NamedTuple):
    """What the order depends on besides the two rows.

    `organ`: the bodies of the row are administrative organs (`is_organ`). `personal`: the row lists persons. `renames`
    and `splits` lead from an element's text in the guideline to its local one, or ones.
    """

    registry: Registry
    organ: bool
    personal: bool = False
    renames: Mapping[str, str] = _NO_NAMES
    splits: Mapping[str, tuple[str, ...]] = _NO_NAMES


def compare(field: str, local: Item, base: Item, setting: Setting) -> Verdict:
    """How one field of the local row stands to that of the guideline's row; `field` is one of `FIELDS`, or `title`.

    Whole rows are asked for, as cells speak of each other: time limits of channels and elements, elements of methods.
    """
    if getattr(local, field) == getattr(base, field):
        return Verdict("equal", Text("与标准指引相同", "the same as the guideline"))
    if field in _OUTSIDE:
        return Verdict("equal", _said(_OUTSIDE[field], _values(field, local, base, setting)))
    return _unseen(field, local, base, setting) or _ORDERS[field](local, base, setting)


def allows(field: str, local: Item, base: Item, setting: Setting) -> bool:
    """`compare(…).allowed`, without its reason: the words of two time limits cost more than their comparison."""
    if field != "time_limit" or local.time_limit == base.time_limit or _unseen(field, local, base, setting):
        return compare(field, local, base, setting).allowed
    return timeorder.relation(**_limits(local, base, setting)) not in ("weaker", "incomparable")


def compare_rows(local: Item, base: Item, setting: Setting) -> dict[str, Verdict]:
    """The verdict on every field of a row."""
    return {field: compare(field, local, base, setting) for field in FIELDS}


def is_organ(item: Item, registry: Registry) -> bool:
    """True if every role of the row's body is an administrative organ, so that 条例 art. 26 binds whoever discloses.

    A placeholder (「相关审批部门」) counts as one: it stands for a department until a profile names it.
    """
    roles = (registry.bodies.get(each.role) for each in item.body.expression.roles())
    return all(role is not None and role.kind in ("organ", "placeholder") for role in roles)


def join(a: Item, b: Item) -> Item:
    """A row at least as strong as both, by the union of their duties; what is outside the order is as in `a`.

    A cell that is unknown in one is as in the other. For rows that list persons there may be none: nothing is at least
    as strong as two audiences that differ.
    """
    limits = sorted((a.time_limit, b.time_limit), key=lambda limit: ("clauses", "unknown", "none").index(limit.state))
    ticked = ChannelsCell("ticked", _union(a.channels.ids, b.channels.ids))
    return a._replace(
        content=_union(a.content, b.content),
        basis=_union(a.basis, b.basis),
        time_limit=timeduty.join(*limits) if limits[1].state == "clauses" else limits[0],
        channels=a.channels if a.channels == b.channels else ticked,
        audience=AudienceCell(a.audience.public or b.audience.public, _union(a.audience.groups, b.audience.groups)),
        method=max(a.method, b.method, key=_rank),
    )


def _union(one: Any, other: Any) -> Any:
    return one if other is None else other if one is None else tuple(dict.fromkeys((*one, *other)))


# --- verdicts --------------------------------------------------------------------------------------------------------


def _judged(lost: Any, gained: Any, why: Iterable[Text], setting: Setting, *, wider: bool = False) -> Verdict:
    """The verdict of the order: `lost` is what the guideline asks and the local cell does not meet, `gained` the reverse."""
    relation, lead = _RELATIONS[bool(lost), bool(gained)]
    verdict = Verdict(relation, _said(*lead, *why))
    return _widened(verdict, setting) if wider and verdict.allowed else verdict


_RELATIONS: Final[Mapping[tuple[bool, bool], tuple[Relation, tuple[Text, ...]]]] = {
    (False, False): ("equal", (Text("与标准指引的要求相同", "equal to the guideline"),)),
    (False, True): ("stronger", (Text("严于指引", "stricter than the guideline"),)),
    (True, False): ("weaker", ()),
    (True, True): ("incomparable", ()),
}


def _widened(verdict: Verdict, setting: Setting) -> Verdict:
    if setting.personal:
        why = Text("本行涉及个人，扩大公开范围不属于从严", "the row lists persons: a wider audience is not stricter")
        return Verdict("incomparable", _said(why, verdict.reason))
    why = Text("扩大公开范围，须写明理由", "it discloses more widely, which requires a reason")
    return Verdict(verdict.relation, _said(verdict.reason, why), needs_reason=True)


def _unseen(field: str, local: Item, base: Item, setting: Setting) -> Verdict | None:
    """The verdict where a cell is unknown, or the local row has none (a time limit that the table has no column for)."""
    name = FIELD_NAMES[field]
    silent = _unknown(field, local) or (field == "time_limit" and local.time_limit == NONE)
    if silent and not (field == "time_limit" and base.time_limit == NONE):
        why = Text(f"本地没有写明{name.zh}", f"the local row leaves it out: {name.en.lower()}")
        return Verdict("weaker", _said(why, _values(field, local, base, setting)))
    if not _unknown(field, base):
        return None
    why = Text(f"指引的{name.zh}待核，由本地补充", f"unknown in the guideline, supplied locally: {name.en.lower()}")
    verdict = Verdict("unknown", _said(why, _values(field, local, base, setting)))
    return _widened(verdict, setting) if field == "audience" and local.audience.public else verdict


def _unknown(field: str, item: Item) -> bool:
    """Groups that the table does not name matter only where it does not name the public as well."""
    asked = BY_NAME[field].is_unknown
    return bool(asked and asked(getattr(item, field))) and not (field == "audience" and item.audience.public)


# --- the fields, each beside the guideline's ---------------------------------------------------------------------------


def _names(base: Item, setting: Setting) -> elements.Names:
    return elements.Names.of(base.content or (), setting.renames, setting.splits)


def _content(local: Item, base: Item, setting: Setting) -> Verdict:
    names = _names(base, setting)
    ours, theirs = (elements.duties(item.content or (), item.method, names) for item in (local, base))
    why = [*elements.differences(ours, theirs), *names.remarks()]
    lost, gained = elements.unmet(theirs, ours), elements.unmet(ours, theirs)
    return _judged(lost, gained, why, setting, wider=elements.widened(ours, theirs))


def _basis(local: Item, base: Item, setting: Setting) -> Verdict:
    registry = setting.registry
    ours, theirs = ({each.instrument or each.unnamed: each for each in item.basis} for item in (local, base))
    added = [each for key, each in ours.items() if key not in theirs]
    dropped = [each for key, each in theirs.items() if key not in ours]
    naming = any(each.instrument for each in added)
    dead = [each for each in dropped if _ceased(each, registry)]
    named = [each for each in dropped if each.instrument is None and naming]
    live = [each for each in dropped if each not in dead and each not in named]
    why = [Text("公开依据不是义务", "the legal basis is not a duty")]
    for lead, found in (
        (
            Text(
                "删去未证实失效的依据，须写明理由：",
                "dropping a basis that is not known to have ceased requires a reason: ",
            ),
            live,
        ),
        (Text("删去已经失效的", "dropped because it has ceased: "), dead),
        (Text("已经指明", "now named: "), named),
        (Text("增加", "added: "), added),
    ):
        if found:
            why.append(lead + listed(cellwords.basis(each, registry) for each in found))
    return Verdict("equal", _said(*why), needs_reason=bool(live))


def _ceased(reference: BasisRef, registry: Registry) -> bool:
    found = registry.instruments.get(reference.instrument or "")
    return found is not None and found.status in ("repealed", "superseded")


def _time_limit(local: Item, base: Item, setting: Setting) -> Verdict:
    found = timeorder.compare(**_limits(local, base, setting))
    verdict = Verdict(found.relation, found.reason)
    if not verdict.allowed:
        return verdict  # a refusal names the values itself
    return verdict._replace(reason=_said(found.reason, _values("time_limit", local, base, setting)))


def _limits(local: Item, base: Item, setting: Setting) -> dict[str, Any]:
    """What the order of time limits is asked about two rows."""
    ours, theirs = local.time_limit, base.time_limit
    if any(clause.covers for limit in (ours, theirs) for clause in limit.clauses):
        names = _names(base, setting)
        ours, theirs = names.in_limit(ours), names.in_limit(theirs)
    return {
        "local": ours,
        "base": theirs,
        "terms": setting.registry.terms(),
        "organ": setting.organ,
        "personal": setting.personal,
        "channels": _worlds(local, base),
        "back": _worlds(base, local),
        "proactive": _is_proactive(local),
        "proactive_back": _is_proactive(base),
    }


def _is_proactive(item: Item) -> bool:
    """Whether a row is disclosed to who does not ask; one whose method is not known may be."""
    return not item.method or "proactive" in item.method


def _worlds(keeper: Item, asking: Item) -> timeorder.Worlds:
    """The channels on which one row has to keep the other's time limit; each way has its own.

    They are the channels of the row that asks, or, where both leave a choice, those that the keeper may choose. Where
    only the row that asks leaves one, any single channel that both have will do. A channel that the asking row names in a
    clause and does not have among its channels belongs to them all the same: no other field speaks for it.
    """
    here, there = keeper.channels, asking.channels
    if "unknown" in (here.rule, there.rule):
        return timeorder.OPEN
    named = {channel for clause in asking.time_limit.clauses for channel in clause.via} - {*there.ids}
    choice = there.rule == "any_of"
    if choice and here.rule != "any_of" and (both := {*here.ids} & {*there.ids}):
        return [frozenset((channel, *named)) for channel in sorted(both)]
    return [frozenset((*(here.ids if choice and here.rule == "any_of" else there.ids), *named))]


def _channels(local: Item, base: Item, setting: Setting) -> Verdict:
    ours, theirs = _choices(local.channels), _choices(base.channels)
    lost = [asked for asked in theirs if not any(own <= asked for own in ours)]
    gained = [own for own in ours if not any(asked <= own for asked in theirs)]
    return _judged(lost, gained, [_values("channels", local, base, setting)], setting)


def _choices(cell: ChannelsCell) -> list[frozenset[str]]:
    """The duties of a channels cell: each is met by any one of its channels, and by what narrows the choice."""
    if cell.rule == "any_of":
        return [frozenset(cell.ids)]
    return [frozenset([channel]) for channel in cell.ids]


def _audience(local: Item, base: Item, setting: Setting) -> Verdict:
    lost, gained = _reaches(base.audience, local.audience), _reaches(local.audience, base.audience)
    return _judged(lost, gained, [_values("audience", local, base, setting)], setting, wider=gained)


def _reaches(cell: AudienceCell, other: AudienceCell) -> bool:
    """True if the cell reaches people that the other does not."""
    return not other.public and (cell.public or not {*(cell.groups or ())} <= {*(other.groups or ())})


def _method(local: Item, base: Item, setting: Setting) -> Verdict:
    here, there = _rank(local.method), _rank(base.method)
    values = _values("method", local, base, setting)
    return _judged(here < there, here > there, [values], setting, wider=here > there)


def _rank(method: tuple[str, ...]) -> int:
    """Proactive 2, both 1, on request 0."""
    return ("proactive" in method) + ("on_request" not in method)


_ORDERS: Final[Mapping[str, Callable[[Item, Item, Setting], Verdict]]] = {
    "content": _content,
    "basis": _basis,
    "time_limit": _time_limit,
    "channels": _channels,
    "audience": _audience,
    "method": _method,
}
_OUTSIDE: Final[Mapping[str, Text]] = {
    "title": Text("名称不比较强弱", "titles are not compared"),
    "body": Text(
        "公开主体不比较强弱；当地机关写在 bodies 中", "bodies are not compared; name the office under `bodies`"
    ),
    "levels": Text("公开层级不比较强弱；减少层级的，用 omit", "levels are not compared; to drop a level, use omit"),
}


# --- words -----------------------------------------------------------------------------------------------------------


def _said(*parts: Text) -> Text:
    return listed((part for part in parts if part.zh), "；", "; ")


def _values(field: str, local: Item, base: Item, setting: Setting) -> Text:
    """Both values, where their words differ."""
    ours, theirs = (words(field, getattr(item, field), setting.registry) for item in (local, base))
    if ours == theirs:
        return Text("", "")
    return Text("指引为“{}”，本地为“{}”", "guideline: “{}”, local: “{}”").format(theirs, ours)
