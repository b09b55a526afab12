"""Which offices a table names where a guideline has roles, and how a profile binds them.

A cell of the table is one text; the guideline's body is an expression of roles. Of a single role the text is the office. Of
several the text is parted, and each part goes to the role whose words it has: 庄河市民政局、庄河市财政局 to 民政部门 and 财政部门.
Where that cannot be told, nothing is bound. What holds for most rows is bound for all, the others by area or item.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

from gapub.diagnostics import Place
from gapub.model.cells.body import BodyCell, Expression
from gapub.model.pattern import pattern
from gapub.model.registry import BodyRole
from gapub.model.text import fold

LONGEST: Final = 60
"""Characters of an office's name, or of two with a mark between them."""
_MARK: Final = r"[、，,；;/／\n\s]+"
_MARKS: Final = pattern(_MARK)
_PARTED: Final = (
    _MARKS,
    pattern(rf"{_MARK}|或者其?委托的|或其?委托的|或者|或|以及其?|及其"),
    pattern(rf"{_MARK}|或者其?委托的|或其?委托的|或者|或|以及其?|及其|及|和|与"),
)
"""By what a cell is parted: names of offices have 和 and 与 in them."""
_OFFICE: Final = pattern(
    r".*(局|委|委员会|办|办公室|中心|政府|所|站|总?队|院|馆|处|公司|街道|办事处|学校|小学|中学|幼儿园|银行|协会|联合会|联社"
    r"|合作社|村|社区|镇|乡|厅|部|科|股|法庭|集团|库|台|社|厂|会|区|园)([（(][^（()）]*[）)])?$"
)
"""How offices are called; a 部门, 机关 or 单位 is any."""
_GENERAL: Final = pattern(r"(部门|机关|单位|主体|相关|有关|责任|各级)|^[县市区乡镇村]级?$")
_GOVERNMENTS: Final = {
    "township-government": re.compile(r"(乡|镇|街道|苏木).*政府$|办事处$"),
    "county-government": re.compile(r"[县市区旗](人民)?政府$"),
}
"""How governments are called: their roles' names are no part of theirs."""
_ENDING: Final = pattern(r"(行政主管|行政|主管)?(部门|机关)$|^(相关|有关)")


class Use(NamedTuple):
    """What one row says of a role, or of a channel: which office holds it, or where it is; `place` is the cell."""

    item: str
    said: str
    place: Place


class Bound(NamedTuple):
    """What a profile says so that each row has what its cell says: in general, by area, by item.

    `clashes` are rows that say two things, of which none is bound.
    """

    general: str | None
    areas: dict[str, str]
    items: dict[str, str]
    clashes: tuple[tuple[Use, Use], ...] = ()


def is_office(text: str) -> bool:
    """Whether a text can be the name of a concrete office, and not of whoever is concerned."""
    return (
        len(text) <= LONGEST
        and _OFFICE.match(text.strip()) is not None
        and _GENERAL.search(_bare(text.strip())) is None
    )


def _bare(text: str) -> str:
    """A name without what stands in brackets behind it."""
    return re.sub(r"[（(][^（()）]*[）)]$", "", text)


def offices(text: str, cell: BodyCell, roles: Mapping[str, BodyRole]) -> list[tuple[Expression, str]] | None:
    """The office of each role of a body as a cell of the table names them; None if that cannot be told."""
    wanted = list(cell.expression.roles())
    if len({each.role for each in wanted}) < len(wanted):
        return None
    if len(wanted) == 1:
        lines = [each for each in _MARKS.split(text.strip()) if each]
        return [(wanted[0], "、".join(lines))] if lines and all(map(is_office, lines)) else None
    for parting in _PARTED:
        parts = [each for each in parting.split(text.strip()) if each]
        if len(parts) == len(wanted):
            return _assigned(parts, wanted, roles)
    return None


def _assigned(
    parts: Sequence[str], wanted: Sequence[Expression], roles: Mapping[str, BodyRole]
) -> list[tuple[Expression, str]] | None:
    """Each part with the role whose words it has; what is left over goes by its order, where that is plain."""
    found: dict[int, int] = {}
    for i, part in enumerate(parts):
        own = [j for j, each in enumerate(wanted) if _is_called(part, roles[each.role])]
        those = own or [j for j, each in enumerate(wanted) if _fits(part, roles[each.role])]
        if len(those) == 1 and those[0] not in found.values():
            found[i] = those[0]
        elif those:
            return None
    free = [i for i in range(len(parts)) if i not in found]
    left = [j for j in range(len(wanted)) if j not in found.values()]
    named = all(is_office(parts[i]) for i in free)
    if free and not (named and free == left and _one_organ(roles[wanted[j].role] for j in left)):
        return None
    found.update(zip(free, left, strict=True))
    return [(wanted[j], parts[i]) for i, j in sorted(found.items(), key=lambda pair: pair[1])]


def _one_organ(roles: Iterable[BodyRole]) -> bool:
    """Whether at most one of them is not whoever is concerned: then the order of the cell tells them apart."""
    return sum(each.kind != "placeholder" for each in roles) <= 1


def _is_called(office: str, role: BodyRole) -> bool:
    """Whether a part is the role's own name."""
    return any(fold(office) == fold(each) for each in (role.name.zh, *role.aliases))


def _fits(office: str, role: BodyRole) -> bool:
    """Whether an office's name has the words of a role: 庄河市教育局 those of 教育行政部门."""
    if role.id in _GOVERNMENTS:
        return _GOVERNMENTS[role.id].search(_bare(office)) is not None
    rest = office.replace("人民政府", "政府")  # there is no 民政 in it
    words = [_ENDING.sub("", each) for each in (role.name.zh, *role.aliases)]
    words.append((role.usual or "").removeprefix("县"))
    return any(len(each) > 1 and each in rest for each in words)


def role_of(office: str, roles: Mapping[str, BodyRole]) -> str | None:
    """The one organ whose usual name an office has: 庄河市教育局 is that of the 教育行政部门."""
    found = [
        key
        for key, role in roles.items()
        if role.kind == "organ" and role.usual and office.endswith(role.usual.removeprefix("县"))
    ]
    return found[0] if len(found) == 1 else None


def settle(
    uses: Iterable[Use], *, general: bool = True, least: int = 1, whole: Mapping[str, int] = MappingProxyType({})
) -> Bound:
    """The fewest bindings that say of each row what its cell says.

    What most rows say holds in general, if `general` allows and `least` rows say it; an area all of whose rows say something
    else has that, and so has an item. `whole` says how many rows an area has, where fewer must not speak for all of them.
    """
    by_item: dict[str, Use] = {}
    clashes: list[tuple[Use, Use]] = []
    for use in uses:
        first = by_item.setdefault(use.item, use)
        if fold(first.said) != fold(use.said):
            clashes.append((first, use))
    for first, _ in clashes:
        by_item.pop(first.item, None)
    ranked = Counter(use.said for use in by_item.values()).most_common(2)
    most: str | None = None
    if general and ranked and ranked[0][1] >= least and (len(ranked) == 1 or ranked[0][1] > ranked[1][1]):
        most = ranked[0][0]
    by_area: dict[str, list[Use]] = {}
    for use in by_item.values():
        by_area.setdefault(use.item.partition("/")[0], []).append(use)
    areas, items = dict[str, str](), dict[str, str]()
    for area, those in by_area.items():
        said = {use.said for use in those}
        if len(said) == 1 and len(those) >= max(least, whole.get(area, 0)) and said != {most}:
            areas[area] = those[0].said
        else:
            items.update((use.item, use.said) for use in those if use.said != most)
    return Bound(most, areas, items, tuple(clashes))
