"""Refines guidelines into the catalogue of one level: select by level, bind bodies and channels, word, number, count."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from gapub.diagnostics import Diagnostic, GapubError, Place, Text
from gapub.model import body, catalogue, timelimit, timewords
from gapub.model.body import BodyCell, Expression
from gapub.model.catalogue import CELLS, Catalogue, Cover, Input
from gapub.model.guideline import AudienceCell, BasisRef, ChannelsCell, Element, Guideline, Item, Topic, Written
from gapub.model.profile import Profile
from gapub.model.registry import Baseline, Registry
from gapub.model.shape import suggestion
from gapub.model.timelimit import TimeLimit

TITLES = {
    "county": Text("县级基层政务公开标准目录", "Standard catalogue of grass-roots disclosure, county level"),
    "township": Text("乡级基层政务公开标准目录", "Standard catalogue of grass-roots disclosure, township level"),
    "village": Text("村级基层政务公开标准目录", "Standard catalogue of grass-roots disclosure, village level"),
}
OPEN_LEVEL = "county"
"""A row whose level the tables leave open belongs to the county's catalogue, and is marked there."""


def compile_catalogue(
    level: str,
    baseline: Baseline,
    guidelines: Iterable[Guideline],
    registry: Registry,
    profile: Profile | None,
    inputs: Iterable[Input],
) -> Catalogue:
    """The catalogue of `level`. A GapubError holds every reference that the registries do not know."""
    words = _Words(level, registry, profile)
    parts = _parts(baseline)
    areas = [
        area
        for guideline in sorted(guidelines, key=lambda each: each.number if each.number is not None else 1000)
        if (area := _area(guideline, parts[guideline.name], level, words)) is not None
    ]
    if words.found:
        raise GapubError(words.found)
    title = TITLES[level]
    if profile is not None:
        own = title.zh.removeprefix("县级").removeprefix("乡级").removeprefix("村级")
        zh = own if profile.level == level else title.zh
        title = Text(f"{profile.division.name}{zh}", f"{title.en}: {profile.division.name}")
    return Catalogue(
        level=level,
        division=profile.division if profile else None,
        baseline=baseline.id,
        baseline_title=baseline.title,
        title=title,
        cover=profile.cover if profile else Cover(),
        example=profile.example if profile else False,
        boxes=words.boxes,
        areas=tuple(areas),
        omitted=(),
        inputs=tuple(sorted(inputs, key=lambda each: each.path)),
        counts=_counts(areas),
    )


def _parts(baseline: Baseline) -> dict[str, Text | None]:
    """The part each edition stands in; None for all of a baseline that is of one piece."""
    single = len(baseline.parts) == 1
    return {edition: None if single else part.title for part in baseline.parts for edition in part.editions}


def _area(guideline: Guideline, part: Text | None, level: str, words: _Words) -> catalogue.Area | None:
    number = f"{guideline.number:02}" if guideline.number is not None else "V"
    counter = iter(range(1, 1000))
    topics = [
        topic for each in guideline.topics if (topic := _topic(each, guideline, level, number, counter, words)).items
    ]
    if not topics:
        return None
    return catalogue.Area(
        id=guideline.area,
        number=number,
        title=guideline.title,
        edition=guideline.edition,
        issuer=guideline.issuer,
        document=guideline.document,
        coverage=guideline.coverage,
        remarks=guideline.remarks,
        sources=guideline.sources,
        part=part,
        topics=tuple(topics),
    )


def _topic(
    topic: Topic, guideline: Guideline, level: str, number: str, counter: Iterator[int], words: _Words
) -> catalogue.Topic:
    items = tuple(
        words.item(item, guideline, f"{guideline.area}/{topic.id}/{item.id}", f"{number}-{next(counter):02}")
        for item in topic.items
        if belongs(item, level)
    )
    return catalogue.Topic(topic.id, topic.title, items)


def belongs(item: Item, level: str) -> bool:
    """Whether a row stands in the catalogue of a level."""
    return level == OPEN_LEVEL if item.levels is None else level in item.levels


@dataclass(slots=True)
class _Words:
    """Turns a row's ids into words, at one level and for one profile; collects the ids that no registry knows.

    Rows share most of their cells through the file's defaults, so each distinct cell is worded once.
    """

    level: str
    registry: Registry
    profile: Profile | None
    found: list[Diagnostic] = field(default_factory=list)
    made: dict[tuple[str, Hashable], Any] = field(default_factory=dict)
    terms: timewords.Terms = field(init=False)
    locate: Callable[[str], Place] = field(init=False)
    entity: str = ""

    def __post_init__(self) -> None:
        """Check the profile's own references before any row is worded."""
        self.terms = self.registry.terms()
        if self.profile is not None:
            for (table, key), at in self.profile.places.items():
                self.locate = functools.partial(_fixed, Place(self.profile.file, *at))
                self.known(table, key)

    @property
    def boxes(self) -> tuple[catalogue.Channel, ...]:
        """The boxes of the official form, in the registry's order."""
        return tuple(self.channel(each.id) for each in self.registry.channels.values() if each.kind == "standard")

    def item(self, item: Item, guideline: Guideline, full_id: str, number: str) -> catalogue.Item:
        """The row as this catalogue words it."""
        self.entity = full_id
        cells = {}
        for name, word in _WORDINGS.items():
            key = (name, getattr(item, name))
            if key not in self.made:
                self.locate = _locator(guideline.file, item.written, name)
                self.made[key] = word(self, key[1])
            cells[name] = self.made[key]
        return catalogue.Item(
            id=full_id,
            number=number,
            title=item.title,
            **cells,
            method=item.method,
            levels=item.levels or (),
            level_stated=item.levels is not None,
            only_for=item.only_for,
            evidence=item.evidence,
            origin=catalogue.Origin(guideline.file, item.line, guideline.edition),
        )

    def known(self, table: str, key: str) -> Any:
        """The entry of a registry; when there is none, a finding where the present cell names it, and None."""
        entries = getattr(self.registry, table)
        if key not in entries:
            kind = _KINDS[table]
            message = Text(f"登记册中没有{kind.zh}「{key}」", f"the registry has no {kind.en} {key!r}")
            hint = suggestion(key, tuple(entries))
            place = self.locate(key)
            finding = Diagnostic(f"unknown-{kind.en}", "error", message, place, self.entity, hint=hint)
            if not any((each.code, each.place) == (finding.code, place) for each in self.found):
                self.found.append(finding)
        return entries.get(key)

    def content(self, elements: tuple[Element, ...] | None) -> tuple[catalogue.Element, ...] | None:
        """The elements of the content."""
        if elements is None:
            return None
        return tuple(
            catalogue.Element(each.text, None, each.optional, each.method, each.exception, each.part)
            for each in elements
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
        return catalogue.Basis(found.title, key, found.kind, found.number, reference.article, found.en)

    def time_limit(self, value: TimeLimit) -> catalogue.TimeLimitCell:
        """The time limit: the wording of the table where it was kept, else the generated Chinese; generated English."""
        for table, key in timelimit.references(value):
            self.known(table, key)
        zh = value.wording or timewords.chinese(value, self.terms)
        return catalogue.TimeLimitCell(value, zh, timewords.english(value, self.terms))

    def body(self, cell: BodyCell) -> catalogue.Body:
        """The body: the table's words, or the local offices where the profile binds every role of the expression."""
        roles, names = [], {}
        for each in cell.expression.roles():
            known = self.known("bodies", each.role)
            office = self.profile.office(each.role, each.at or self.level) if self.profile else None
            names[each.role] = known.name if known else Text(each.role, each.role)
            roles.append(catalogue.Role(each.role, known.kind if known else "", office))
        said = body.wording(cell, names)
        if roles and all(role.name for role in roles):
            offices = {role.role: Text(role.name or "", role.name or "") for role in roles}
            said = Text(body.wording(BodyCell(_bare(cell.expression)), offices).zh, said.en)
        return catalogue.Body(said.zh, said.en, tuple(roles))

    def channels(self, cell: ChannelsCell) -> catalogue.Channels:
        """The channels under their local labels and addresses."""
        return catalogue.Channels(cell.rule, tuple(self.channel(key) for key in cell.ids))

    def channel(self, key: str) -> catalogue.Channel:
        """One channel."""
        found = self.known("channels", key)
        if found is None:
            return catalogue.Channel(key, key, key, "")
        local = self.profile.channels.get(key) if self.profile else None
        label = local.label if local and local.label else found.name.zh
        return catalogue.Channel(key, label, found.name.en, found.kind, local.url if local else None)

    def audience(self, cell: AudienceCell) -> catalogue.Audience:
        """The audience with the groups' names."""
        if cell.groups is None:
            return catalogue.Audience(cell.public, None)
        return catalogue.Audience(
            cell.public, tuple(self.known("groups", key) or Text(key, key) for key in cell.groups)
        )


def _fixed(place: Place, _: str) -> Place:
    return place


def _locator(file: str, written: Written, name: str) -> Callable[[str], Place]:
    """A function that finds the place of a word in a cell; asked only when the word is not known."""
    return lambda word: Place(file, *written.spot(name, word))


_WORDINGS: dict[str, Callable[[_Words, Any], Any]] = {
    "content": _Words.content,
    "basis": _Words.basis,
    "time_limit": _Words.time_limit,
    "body": _Words.body,
    "channels": _Words.channels,
    "audience": _Words.audience,
}
_KINDS = {
    "instruments": Text("法律文件", "instrument"),
    "bodies": Text("公开主体", "body"),
    "channels": Text("渠道", "channel"),
    "groups": Text("特定群体", "group"),
    "events": Text("时点", "event"),
    "parts": Text("时限所及的部分", "part"),
    "conditions": Text("条件", "condition"),
    "exceptions": Text("例外", "exception"),
}


def _bare(expression: Expression) -> Expression:
    """The expression without levels: an office's name says its level itself."""
    return Expression(expression.op, tuple(_bare(part) for part in expression.of), expression.role)


def _counts(areas: Sequence[catalogue.Area]) -> catalogue.Counts:
    items = [item for area in areas for item in area.items]
    status = Counter(item.evidence.status for item in items)
    return catalogue.Counts(
        areas=len(areas),
        topics=sum(len(area.topics) for area in areas),
        items=len(items),
        items_by_status={name: status[name] for name in ("corroborated", "single", "recalled")},
        cells=len(items) * len(CELLS),
        cells_recalled=sum(len(item.evidence.recalled) for item in items),
        cells_unknown=sum(len(item.unknown_fields) for item in items),
        level_open=sum(not item.level_stated for item in items),
    )
