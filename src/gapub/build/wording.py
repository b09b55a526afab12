"""Puts the ids of a row into words, at one level and for one locality: titles of laws, offices, addresses, time limits."""

from __future__ import annotations

import functools
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from gapub.diagnostics import Diagnostic, Place, Text
from gapub.model import catalogue
from gapub.model.cells import AudienceCell, BasisRef, ChannelsCell, Element, body
from gapub.model.cells.article import read as read_article
from gapub.model.cells.body import BodyCell, Expression
from gapub.model.evidence import Evidence, Statute
from gapub.model.guideline import Item
from gapub.model.local import link
from gapub.model.registry import Instrument, Registry, unknown
from gapub.model.time.value import TimeLimit, references
from gapub.model.time.words import Terms, in_words

if TYPE_CHECKING:
    from gapub.model.profile import LocalChannel, OwnChannel, Profile


@dataclass(slots=True)
class Words:
    """Turns a row's ids into words, at one level and for one profile; collects the ids that no registry knows.

    `as_of` is the day for which the state of the law is judged.

    Rows share most of their cells through the file's defaults, so each distinct cell is worded once.
    """

    level: str
    registry: Registry
    profile: Profile | None
    as_of: str
    logical: Mapping[str, str]
    found: list[Diagnostic] = field(default_factory=list)
    made: dict[Hashable, Any] = field(default_factory=dict)
    terms: Terms = field(init=False)
    own: Mapping[str, OwnChannel] = field(init=False)
    locate: Callable[[str], Place] = field(init=False)
    entity: str = ""

    def __post_init__(self) -> None:
        """Look the words of time limits up once; the locality may have channels of its own."""
        self.own = self.profile.own if self.profile else {}
        self.registry = self.registry.with_own({key: each[:2] for key, each in self.own.items()})
        self.terms = self.registry.terms()

    @property
    def boxes(self) -> tuple[catalogue.Channel, ...]:
        """The boxes of the official form, in the registry's order."""
        return tuple(self.channel(each.id) for each in self.registry.channels.values() if each.kind == "standard")

    def origin(self, place: Place, edition: str) -> catalogue.Origin:
        """A place as the catalogue names it: the same from any folder."""
        return catalogue.Origin(self.logical.get(place.file, place.file), place.line, edition)

    def cells(self, item: Item, full_id: str) -> dict[str, Any]:
        """The cells of a row as this catalogue words them, by field."""
        self.entity = full_id
        cells = {}
        for name, word in WORDED.items():
            value = getattr(item, name)
            key = (name, value, _LOCALLY[name](self, value, full_id) if name in _LOCALLY else ())
            if key not in self.made:
                self.locate = functools.partial(item.place, name)
                self.made[key] = word(self, value)
            cells[name] = self.made[key]
        return cells

    def offices(self, cell: BodyCell, item: str) -> tuple[tuple[str, bool] | None, ...]:
        """The local offices of the roles of a body, for an item, and which are guesses; empty without a profile."""
        if self.profile is None:
            return ()
        return tuple(self.profile.holder(each.role, each.at or self.level, item) for each in cell.expression.roles())

    def said_of(self, item: str) -> dict[str, Any]:
        """What the profile says of an item that is no duty; a stage that it states rests on no evidence of the guideline."""
        said = self.profile.said_of(item) if self.profile else {}
        return said | {"stage_basis": None} if "stage" in said else said

    def addresses(self, cell: ChannelsCell, item: str) -> tuple[str | None, ...]:
        """The addresses of channels for an item; empty without a profile."""
        profile = self.profile
        if profile is None:
            return ()
        return tuple((local := profile.channels.get(key)) and local.address(item) for key in cell.ids)

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
        roles, names = [], {}
        for each in cell.expression.roles():
            known = self.known("bodies", each.role)
            held = self.profile.holder(each.role, each.at or self.level, self.entity) if self.profile else None
            names[each.role] = known.name if known else Text(each.role, each.role)
            kind = known.kind if known else ""
            office, guess = held or (None, False)
            roles.append(catalogue.Role(each.role, kind, office, names[each.role], guess))
        said = body.wording(cell, names)
        if roles and all(role.name for role in roles):
            offices = {role.role: Text(role.name or "", role.name or "") for role in roles}
            said = Text(body.wording(BodyCell(_bare(cell.expression)), offices).zh, said.en)
        return catalogue.Body(said.zh, said.en, tuple(roles), cell)

    def channels(self, cell: ChannelsCell) -> catalogue.Channels:
        """The channels under their local labels; of several alternatives those the locality commits to, if any."""
        committed = [key for key in cell.ids if (local := self.local(key)) and local.commit]
        rule, ids = ("committed", committed) if cell.rule == "any_of" and committed else (cell.rule, cell.ids)
        return catalogue.Channels(rule, tuple(map(self.channel, ids)))

    def channel(self, key: str) -> catalogue.Channel:
        """One channel."""
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
        return self.profile.channel(key, self.level, self.entity) if self.profile else None

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
_LOCALLY: Mapping[str, Callable[[Words, Any, str], Hashable]] = {"body": Words.offices, "channels": Words.addresses}
"""What of a cell's words depends on the row as well as on the cell."""


def _bare(expression: Expression) -> Expression:
    """The expression without levels: an office's name says its level itself, and a catalogue is of one level."""
    if expression.op == "each_level":
        return _bare(expression.of[0])
    return Expression(expression.op, tuple(_bare(part) for part in expression.of), expression.role)
