"""What a chain of profiles hands down to its last link: offices, channels, baselines, and what is said of rows (MODEL 8)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from gapub.diagnostics import Place
from gapub.model.catalogue import Division
from gapub.model.fields import LOCAL
from gapub.model.profile import CATALOGUES, NAME, LocalChannel, LocalRow, Offices, OneDivision, OwnChannel, Profile
from gapub.model.registry import of_areas
from gapub.yaml.tree import Map

if TYPE_CHECKING:
    from gapub.model.guideline import Item
    from gapub.model.registry import BodyRole, Registry


def inherit(chain: Sequence[Profile]) -> Profile:
    """The last profile of a chain with what it inherits: offices, channels, editions, and baselines by level.

    The links above it are other divisions: of their offices and channels it has what they hand down. Channels of their own
    it knows as they are, since its rows may name them; what is said of rows it has from a link for the same division. Of the baselines of a
    level the narrowest link decides that states one; what none states is not there.
    """
    bodies: dict[str, Offices] = {}
    channels: dict[str, LocalChannel] = {}
    editions: dict[str, tuple[str, ...]] = {}
    baselines: dict[str, str] = {}
    own_channels: dict[str, OwnChannel] = {}
    rows: dict[str, LocalRow] = {}
    last = chain[-1]
    divisions = [_with_channels_above(each, chain[:-1]) for each in last.divisions]
    for profile in inherited(chain):
        for role, offices in profile.bodies.items():
            bodies[role] = _over_offices(bodies.get(role), offices)
        channels |= profile.channels
        own_channels |= profile.own_channels
        same = [each for each in profile.divisions if any(_is_same(each.division, one.division) for one in divisions)]
        if same:
            rows |= profile.rows
        if profile is not last and len(last.divisions) == 1:
            rows |= {name: row for each in same for name, row in each.rows.items()}
        editions |= of_areas(profile.editions)
        baselines |= {level: stated for level in CATALOGUES if (stated := profile.baseline_at(level)) is not None}
    return last._replace(
        divisions=tuple(divisions),
        bodies=bodies,
        channels=channels,
        own_channels=own_channels,
        rows=rows,
        baseline=None,
        baselines=baselines,
        editions=sum(editions.values(), ()),
    )


def _with_channels_above(one: OneDivision, above: Sequence[Profile]) -> OneDivision:
    """A division with the channels that divisions of the links above state for themselves, since its rows may name them.

    It has those of the division that it lies in; where that cannot be told, what the first one has and where it reaches
    people, without an address that may be another's.
    """
    known: dict[str, OwnChannel] = {}
    for upper in above:
        around = [each for each in upper.divisions if _lies_in(one.division, each.division)]
        for each in around[:1] or upper.divisions[:1]:
            known |= {
                key: own if around else own._replace(address=None, note=None) for key, own in each.own_channels.items()
            }
    return one._replace(own_channels=known | dict(one.own_channels)) if known else one


def _is_same(one: Division, other: Division) -> bool:
    """Whether two links of a chain speak of one division: a village has the code of its township, but another name."""
    return one.may_be(other) and one.name == other.name


def _lies_in(division: Division, around: Division) -> bool:
    """Whether a division is another one, or a part of it, by its code."""
    if division.code and around.code:
        return division.code.startswith(around.code)
    return division.may_be(around)


def with_own(registry: Registry, links: Iterable[Profile]) -> Registry:
    """The registries with the channels that these links of a chain, or divisions of theirs, have of their own."""
    tables = (each.own_channels for link in links for each in reversed(link.parts))
    return registry.with_own({key: each[:2] for own in tables for key, each in own.items()})


def inherited(chain: Sequence[Profile]) -> list[Profile]:
    """The links of a chain as the last of them has them."""
    return [*(link.handed_down() for link in chain[:-1]), chain[-1]]


class Binding(NamedTuple):
    """The office that holds a role, where it was written, and whether that is a guess."""

    office: str
    place: Place
    guess: bool


def binding(chain: Sequence[Profile], division: Division, role: str, level: str, item: str) -> Binding | None:
    """Who holds a role in a division of the chain's last profile, and which file of the chain says so; None if none."""
    own = next(each for each in chain[-1].divisions if each.division == division)
    holders = [*((each.entry, each.bodies) for each in inherited(chain)), (own.entry, own.bodies)]
    for offices in (own.bodies.get(role), inherit(chain).bodies.get(role)):
        held = offices.decides(level, item) if offices else None
        if offices and held is not None:
            entry = next(entry for entry, bodies in reversed(holders) if role in bodies and held in bodies[role].held)
            office = offices.name(held).replace(NAME, division.name)
            return Binding(office, entry.key("bodies", role), held in offices.guesses)
    return None


class Noted(NamedTuple):
    """What is said of a row, by its field of `fields.LOCAL`, and where; of columns each by itself."""

    field: str
    value: Any
    place: Place


def noted(chain: Sequence[Profile], division: Division, item: str) -> Iterator[Noted]:
    """What a chain says of an item in a division of its last profile (`Profile.said_of`), and which file says each."""
    whole = inherit(chain)
    one = next(each for each in whole.divisions if each.division == division)
    said = whole._replace(divisions=(one,)).said_of(item)
    targets = (item, item.rpartition("/")[0], item.partition("/")[0])
    stated = [rows[target] for rows in (one.rows, whole.rows) for target in targets if target in rows]
    for name in (each.name for each in LOCAL if each.name in said):
        for value in said[name] if name == "columns" else (said[name],):
            path = (name, value[0]) if name == "columns" else (name,)
            entry = next(
                row.entry for row in stated if name in row.values and path[-1] in _at(row.entry.node, path[:-1])
            )
            yield Noted(name, (value,) if name == "columns" else value, entry.key(*path))


def _at(node: Map, path: Sequence[str]) -> Any:
    for key in path:
        node = node[key]
    return node


class Need(NamedTuple):
    """A role that an item needs at a level, and the divisions of the profile in which nobody is said to hold it."""

    role: BodyRole
    level: str
    item: str
    open: tuple[str, ...]


def needs(
    profile: Profile, rows: Iterable[tuple[str, Item]], level: str, known: Mapping[str, BodyRole]
) -> Iterator[Need]:
    """What the profile, with what it inherits, leaves open in these rows of a level's catalogue, in their order."""
    for name, item in rows:
        for each in dict.fromkeys(item.body.expression.roles()):
            role, at = known.get(each.role), each.at or level
            general = profile.bodies.get(each.role)
            if role is None or (general and general.decides(at, name)):
                continue
            own = ((one.division.name, one.bodies.get(each.role)) for one in profile.divisions)
            if left := tuple(division for division, offices in own if not (offices and offices.decides(at, name))):
                yield Need(role, at, name, left)


def to_fill(roles: Iterable[BodyRole]) -> dict[str, BodyRole]:
    """Of open roles those that have to be filled in, each once: what `init`, `validate` and `todo` count."""
    return {role.id: role for role in roles if role.wanted}


def _over_offices(above: Offices | None, own: Offices) -> Offices:
    """The offices of a link over those above; a guess stays one until what it is for is stated anew."""
    if above is None:
        return own
    levels = own.levels if None in own.levels else above.levels | own.levels  # a plain name holds at every level
    both = Offices(levels, above.areas | own.areas, above.items | own.items)
    return both._replace(guesses=own.guesses | ((above.guesses - own.held) & both.held))
