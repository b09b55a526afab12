"""Puts the ids of a row into words, at one level and for one locality: titles of laws, offices, addresses, time limits."""

from __future__ import annotations

import functools
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from gapub.diagnostics import Diagnostic, Place, Text
from gapub.model import catalogue
from gapub.model.cells import AudienceCell, BasisRef, ChannelsCell, Element, body
from gapub.model.cells.article import read as read_article
from gapub.model.cells.body import BodyCell, Expression
from gapub.model.evidence import CellState, Evidence, Statute
from gapub.model.guideline import Item, Topic
from gapub.model.local import link
from gapub.model.recent import Recent
from gapub.model.registry import Baseline, Instrument, Registry, unknown
from gapub.model.time.value import TimeLimit, references
from gapub.model.time.words import Terms, in_words

if TYPE_CHECKING:
    from gapub.model.guideline import Guideline
    from gapub.model.profile import LocalChannel, OwnChannel, Profile


class Tally(NamedTuple):
    """What one row counts for in a catalogue (`catalogue.Counts`)."""

    status: str
    states: tuple[CellState, ...]
    recalled: int
    unknown: int
    level_open: bool
    in_words: bool
    verified: bool


class Row(NamedTuple):
    """A row of a guideline as a catalogue has it whose locality says nothing of it.

    `of` is that row, `body` and `channels` are its cells, one value for all rows that have the same. `worded` is the row
    without a number, `numbered` the same by the numbers that it has had, `via` names the channels in its time limit. It counts
    for its `tally`, unless its office is a guess.
    """

    of: Item
    body: BodyCell
    channels: ChannelsCell
    worded: catalogue.Item
    numbered: dict[str, catalogue.Item]
    via: frozenset[str]
    tally: Tally

    def under(self, number: str) -> catalogue.Item:
        """The row under a number: one value for all catalogues in which it has that, of the first few."""
        if (known := self.numbered.get(number)) is not None:
            return known
        id, _, *others = self.worded
        made = catalogue.Item._make((id, number, *others))
        if len(self.numbered) < _NUMBERS:
            self.numbered[number] = made
        return made


_NUMBERS = 4
"""Under how many numbers a row is kept: they shift where rows are left out."""


_ROWS = 5_000
"""How many rows are kept at most: ten times those of a catalogue."""


MadeOf: TypeAlias = "tuple[Baseline, Sequence[Guideline], Mapping[str, str] | None]"
"""What a general catalogue is made of: the baseline, the guidelines, and the numbers of areas without an official one."""


class Shared:
    """What all catalogues of one level share that are made with the same registries, and the law of the same day.

    A cell is worded once, a row that no locality says anything of is made once. What is equal so is the same value, and a
    renderer can tell it by that. `rows`, `topics` and `cells` are those of guidelines, of which there are only so many; of what
    is `local` the last is kept, so that memory does not grow with localities. `general` is the last catalogue of which no locality
    says anything: those of other divisions have the same areas.
    """

    def __init__(self, registry: Registry) -> None:
        """Start with nothing made."""
        self.registry = registry
        self.cells: dict[Hashable, Any] = {}
        self.rows: dict[int, tuple[Item, Row | None]] = {}
        self.topics: dict[int, tuple[Topic, Sequence[tuple[str, Item, Row | None]]]] = {}
        self.values: dict[Hashable, Any] = {}
        self.same: dict[tuple[str, int], Any] = {}
        self.local: Recent[Hashable, Any] = Recent(256)
        self.general: tuple[MadeOf, catalogue.Catalogue] | None = None

    def start(self) -> None:
        """Before a catalogue: begin anew where there is much, for most of it is of guidelines that single localities had."""
        if len(self.rows) > _ROWS:
            for each in (self.cells, self.rows, self.topics, self.values, self.same):
                each.clear()
            self.local = Recent(256)

    @functools.cached_property
    def terms(self) -> Terms:
        """The words of time limits."""
        return self.registry.terms()

    def cell(self, key: Hashable) -> Any:
        """A cell that was worded before; None if there is none."""
        return self.cells.get(key) or self.local.get(key)


class Words:
    """Turns a row's ids into words, at one level and for one profile; collects the ids that no registry knows.

    `as_of` is the day for which the state of the law is judged. `shared` has what catalogues of this level, of this day and of
    these registries have in common.

    Rows share most of their cells through the file's defaults, so each distinct cell is worded once.
    """

    def __init__(
        self,
        level: str,
        registry: Registry,
        profile: Profile | None,
        as_of: str,
        logical: Mapping[str, str],
        shared: Shared | None = None,
    ) -> None:
        """Look up once what the locality says for certain rows, and its own channels, whose names stand in time limits."""
        self.level = level
        self.profile = profile
        self.as_of = as_of
        self.logical = logical
        self.shared = shared or Shared(registry)
        self.own: Mapping[str, OwnChannel] = profile.own if profile else {}
        self.registry = registry.with_own({key: each[:2] for key, each in self.own.items()})
        self.terms = self.registry.terms() if self.own else self.shared.terms
        self.varying: Mapping[str, frozenset[str]] = _varying(profile) if profile else {}
        self.spoken_of = {target for part in profile.parts[:2] for target in part.rows} if profile else set[str]()
        self.found: list[Diagnostic] = []
        self.made: dict[Hashable, Any] = {}
        self.here: dict[int, Any] = {}
        self.held: dict[tuple[str, str, str], tuple[str, bool] | None] = {}
        self.locals: dict[tuple[str, str], LocalChannel | None] = {}
        self.guesses: dict[int, catalogue.Body] = {}
        self.of_channels: dict[str, catalogue.Channel] = {}
        self.addressed: dict[str, tuple[Hashable, ...]] = {}
        self.said: dict[tuple[str, ...], dict[str, Any]] = {}
        self.apart = {topic for target in self.spoken_of if "/" in (topic := target.rpartition("/")[0])}
        self.general: Words | None = None
        self.locate: Callable[[str], Place]
        self.entity = ""

    def plain(self) -> Words:
        """The same for no profile, for one row after the other as long as nothing is wrong with any."""
        if self.general is None or self.general.found:
            self.general = Words(self.level, self.shared.registry, None, self.as_of, self.logical, self.shared)
        return self.general

    @property
    def boxes(self) -> tuple[catalogue.Channel, ...]:
        """The boxes of the official form, in the registry's order."""
        ids = [each.id for each in self.registry.channels.values() if each.kind == "standard"]
        key = ("boxes", *ids, *map(self.said_of_channel, ids))
        boxes: tuple[catalogue.Channel, ...] | None = self.shared.local.get(key)
        return self.shared.local.keep(key, tuple(map(self.channel, ids))) if boxes is None else boxes

    def origin(self, place: Place, edition: str) -> catalogue.Origin:
        """A place as the catalogue names it: the same from any folder."""
        return catalogue.Origin(self.logical.get(place.file, place.file), place.line, edition)

    def cells(self, item: Item, full_id: str) -> dict[str, Any]:
        """The cells of a row as this catalogue words them, by field."""
        return {name: self.cell(name, getattr(item, name), item, full_id) for name in WORDED}

    def cell(self, name: str, value: Any, item: Item, full_id: str) -> Any:
        """One of them."""
        self.entity = full_id
        if name in self.varying and (one := self.shared.values.get(value)) is not None:
            return self.here.get(id(one)) or self.local_cell(name, one, item, full_id)
        local = _LOCALLY[name](self, value, full_id) if self.profile and name in _LOCALLY else ()
        if not local and (known := self.shared.same.get((name, id(value)))) is not None:
            return known
        key = (name, value, local)
        if (known := self.shared.cell(key)) is not None:
            return known if self.profile else self.shared.cells.setdefault(key, known)
        if key not in self.made:
            found = len(self.found)
            self.locate = functools.partial(item.place, name)
            self.made[key] = WORDED[name](self, value)
            if len(self.found) == found:  # what is wrong is told in each catalogue
                self.shared.local.keep(key, self.made[key])
        if self.profile is None and not self.found:
            self.shared.cells[key] = self.made[key]
        return self.made[key]

    def local_cell(self, name: str, value: BodyCell | ChannelsCell, item: Item, full_id: str) -> Any:
        """Body or channels of a row, of a cell of `Shared.values`; kept in `here` where the locality says the same for all rows."""
        self.entity = full_id
        local: tuple[Any, ...] = _LOCALLY[name](self, value, full_id)
        key = name, id(value), local
        made: Any = self.shared.local.get(key) if local else self.shared.same.get(key[:2])
        if made is None:
            found = len(self.found)
            self.locate = functools.partial(item.place, name)
            made = self.channels(value) if isinstance(value, ChannelsCell) else self.held_body(value, local)
            if len(self.found) == found:
                self.shared.local.keep(key, made)
        if name == "body" and any(role.guess for role in made.roles):
            self.guesses[id(made)] = made
        if self.varying[name].isdisjoint(_named(value)):
            self.here[id(value)] = made
        return made

    def offices(self, cell: BodyCell, item: str) -> tuple[tuple[str, bool] | None, ...]:
        """The local offices of the roles of a body, for an item, and which are guesses; empty where there is none."""
        found = [self.office(each.role, each.at or self.level, item) for each in cell.expression.roles()]
        return tuple(found) if any(found) else ()

    def office(self, role: str, level: str, item: str) -> tuple[str, bool] | None:
        """The local office of a role at a level, for an item, and whether it is a guess; None where there is none."""
        if self.profile is None:
            return None
        key = role, level, item if role in self.varying["body"] else ""
        if key not in self.held:
            self.held[key] = self.profile.holder(role, level, item)
        return self.held[key]

    def said_in(self, topic: str) -> dict[str, Any] | None:
        """What `said_of` says of each row of a topic alike; None where it has to be asked for each of them."""
        if topic in self.apart:
            return None
        said = self.said_of(f"{topic}/")
        return None if _OF_OTHERS & said.keys() else said

    def said_of(self, item: str) -> dict[str, Any]:
        """What the profile says of an item that is no duty; a stage that it states rests on no evidence of the guideline."""
        profile = self.profile
        if profile is None or not self.spoken_of:
            return {}
        targets = item, item[: item.rindex("/")], item[: item.index("/")]
        key = tuple(each for each in targets if each in self.spoken_of)
        said = self.said.get(key)
        if said is None:
            said = profile.said_of(item)
            said = said | {"stage_basis": None} if "stage" in said else said
            if not _OF_OTHERS & said.keys():
                self.said[key] = said
        return said

    def addresses(self, cell: ChannelsCell, item: str) -> tuple[Hashable, ...]:
        """What the locality says of channels, for an item; empty where it says nothing."""
        self.entity = item
        found = tuple(map(self.said_of_channel, cell.ids))
        return found if any(found) else ()

    def said_of_channel(self, key: str) -> tuple[Hashable, ...]:
        """What a channel's words depend on besides the registry."""
        varies = key in self.varying.get("channels", ())
        if varies or (said := self.addressed.get(key)) is None:
            local, own = self.local(key), self.own.get(key)
            said = (local and local[:3], own) if local or own else ()
            if not varies:
                self.addressed[key] = said
        return said

    def own_names(self, value: TimeLimit, _: str) -> tuple[OwnChannel, ...]:
        """The locality's own channels that a time limit names."""
        return tuple(self.own[key] for key in via(value) if key in self.own) if self.own else ()

    def known(self, table: str, key: str) -> Any:
        """The entry of a registry; when there is none, a finding where the present cell names it, and None."""
        entries = getattr(self.registry, table)
        if key not in entries:
            finding = unknown(self.registry, table, key, self.locate(key), self.entity)
            if not any((each.code, each.place) == (finding.code, finding.place) for each in self.found):
                self.found.append(finding)
        return entries.get(key)

    def content(self, elements: tuple[Element, ...] | None) -> tuple[catalogue.Element, ...] | None:
        """The elements of the content, with English for each text that the glossary has."""
        return None if elements is None else tuple(map(self.element, elements))

    def element(self, element: Element) -> catalogue.Element:
        """One element of the content."""
        text, optional, method, exception, part = element
        english = self.registry.english
        return catalogue.Element(
            text,
            english(text),
            optional,
            method,
            exception,
            part,
            exception_en=english(exception) if exception else None,
            part_en=english(part) if part else None,
        )

    def basis(self, references: tuple[BasisRef, ...]) -> tuple[catalogue.Basis, ...]:
        """The legal basis with the instruments' titles and numbers."""
        return tuple(self.one_basis(each) for each in references)

    def one_basis(self, reference: BasisRef) -> catalogue.Basis:
        """One legal basis."""
        if reference.unnamed is not None:
            return catalogue.Basis(reference.unnamed)
        key = reference.instrument or ""
        found = self.known("instruments", key)
        if found is None:
            return catalogue.Basis(key, key)
        cited = read_article(reference.article).text if reference.article else None
        return catalogue.Basis(
            found.title,
            key,
            found.kind,
            found.number,
            reference.article,
            found.en,
            cited and cited.en,
            self.ended(found),
        )

    def ended(self, law: Instrument) -> catalogue.Ended | None:
        """That an instrument has ceased, as far as somebody has seen that it has."""
        if not law.ceased(self.as_of) or "status" in law.recalled:
            return None
        named = () if "successor" in law.recalled else self.registry.instead(law.id, self.as_of)
        successors = (self.registry.instruments[each] for each in named)
        since = None if "repealed" in law.recalled else law.repealed
        return catalogue.Ended(
            since, law.status == "repealed", tuple(Text(f"《{each.title}》", each.en) for each in successors)
        )

    def evidence(self, item: Item) -> Evidence:
        """What the row that was worded last rests on after the profiles; articles with the titles of their instruments."""
        settled = item.settled
        if not settled.articles:
            return settled
        self.locate = functools.partial(item.place, "evidence")
        return settled._replace(articles=tuple(map(self.statute, settled.articles)))

    def statute(self, statute: Statute) -> Statute:
        """An article that cells were read in."""
        cited = self.one_basis(BasisRef(statute.id, statute.article))
        return statute._replace(title=cited.title, en=cited.en, article_en=cited.article_en)

    def time_limit(self, value: TimeLimit) -> catalogue.TimeLimitCell:
        """The time limit: the wording of the table where it was kept, else the generated Chinese; generated English."""
        for table, key in references(value):
            self.known(table, key)
        zh, en = in_words(value, self.terms)
        return catalogue.TimeLimitCell(value, value.wording or zh, en)

    def body(self, cell: BodyCell) -> catalogue.Body:
        """The body: the table's words, or the local offices where the profile binds every role of the expression."""
        return self.held_body(cell, self.offices(cell, self.entity))

    def held_body(self, cell: BodyCell, held: Sequence[tuple[str, bool] | None]) -> catalogue.Body:
        """The body with these offices (`offices`)."""
        plain = (
            self.shared.same.get(("body", id(cell))) or self.shared.cell(("body", cell, ())) or self.general_body(cell)
        )
        if not held:
            return plain
        roles = tuple(
            catalogue.Role(role.role, role.kind, office[0], role.words, office[1]) if office else role
            for role, office in zip(plain.roles, held, strict=True)
        )
        if not all(role.name for role in roles):
            return catalogue.Body(plain.zh, plain.en, roles, cell)
        if len(roles) == 1:
            return catalogue.Body(roles[0].name or "", plain.en, roles, cell)
        offices = {role.role: Text(role.name or "", role.name or "") for role in roles}
        return catalogue.Body(body.wording(BodyCell(_bare(cell.expression)), offices).zh, plain.en, roles, cell)

    def general_body(self, cell: BodyCell) -> catalogue.Body:
        """The body in the words of the registry."""
        roles, names = list[catalogue.Role](), dict[str, Text]()
        for each in cell.expression.roles():
            known = self.known("bodies", each.role)
            names[each.role] = known.name if known else Text(each.role, each.role)
            roles.append(catalogue.Role(each.role, known.kind if known else "", None, names[each.role]))
        said = body.wording(cell, names)
        return catalogue.Body(said.zh, said.en, tuple(roles), cell)

    def channels(self, cell: ChannelsCell) -> catalogue.Channels:
        """The channels under their local labels; of several alternatives those the locality commits to, if any."""
        committed = [key for key in cell.ids if (local := self.local(key)) and local.commit]
        rule, ids = ("committed", committed) if cell.rule == "any_of" and committed else (cell.rule, cell.ids)
        return catalogue.Channels(rule, tuple(map(self.channel, ids)))

    def channel(self, key: str) -> catalogue.Channel:
        """One channel: one value for all rows for which the locality says the same."""
        if key in self.varying.get("channels", ()):
            return self.one_channel(key)
        if (made := self.of_channels.get(key)) is None:
            found = len(self.found)
            made = self.one_channel(key)
            if len(self.found) == found:
                self.of_channels[key] = made
        return made

    def one_channel(self, key: str) -> catalogue.Channel:
        """One channel as it is for the present row."""
        found = self.known("channels", key)
        if found is None:
            return catalogue.Channel(key, key, key, "")
        local, own = self.local(key), self.own.get(key)
        label = local.label if local and local.label else found.name.zh
        url = local.url if local else None
        if own is None:
            return catalogue.Channel(key, label, found.name.en, found.kind, url)
        followed = own.address and link(own.address)
        words = own.address if own.address and not followed else None
        return catalogue.Channel(key, label, label, found.kind, url or followed, own.nature, words, own.note)

    def local(self, key: str) -> LocalChannel | None:
        """What the profile says of a channel, if it says anything."""
        if self.profile is None:
            return None
        kept = key, self.entity if key in self.varying["channels"] else ""
        if kept not in self.locals:
            self.locals[kept] = self.profile.channel(key, self.level, self.entity)
        return self.locals[kept]

    def audience(self, cell: AudienceCell) -> catalogue.Audience:
        """The audience with the groups' names."""
        names = (self.known("groups", key) or Text.same(key) for key in cell.groups or ())
        return catalogue.Audience(cell.public, None if cell.groups is None else tuple(names))


WORDED: Mapping[str, Callable[[Words, Any], Any]] = {
    "content": Words.content,
    "basis": Words.basis,
    "time_limit": Words.time_limit,
    "body": Words.body,
    "channels": Words.channels,
    "audience": Words.audience,
}
"""The cells whose ids a catalogue puts into words; the others it has as the guideline has them."""
_OF_OTHERS = frozenset({"interprets", "responds"})
"""What is said of a row by naming others, of which the row itself is none."""
_LOCALLY: Mapping[str, Callable[[Words, Any, str], tuple[Hashable, ...]]] = {
    "time_limit": Words.own_names,
    "body": Words.offices,
    "channels": Words.addresses,
}
"""What of a cell's words depends on the locality, and on the row as well as on the cell; nothing where it says nothing."""


def via(value: TimeLimit) -> tuple[str, ...]:
    """The channels that a time limit names."""
    return tuple(key for table, key in references(value) if table == "channels")


def _named(cell: BodyCell | ChannelsCell) -> Iterable[str]:
    """The roles or channels of a cell."""
    return cell.ids if isinstance(cell, ChannelsCell) else (each.role for each in cell.expression.roles())


def _varying(profile: Profile) -> dict[str, frozenset[str]]:
    """The roles and channels of which something else is said for certain areas or items."""
    held = [(role, each) for part in profile.parts for role, each in part.bodies.items()]
    return {
        "body": frozenset(role for role, each in held if each.areas or each.items),
        "channels": frozenset(key for key, each in profile.channels.items() if each.areas or each.items),
    }


def _bare(expression: Expression) -> Expression:
    """The expression without levels: an office's name says its level itself, and a catalogue is of one level."""
    if expression.op == "each_level":
        return _bare(expression.of[0])
    return Expression(expression.op, tuple(_bare(part) for part in expression.of), expression.role)
