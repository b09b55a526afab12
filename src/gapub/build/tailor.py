"""Applies a profile to guidelines: link by link along the chain, each checked to be at least as strong as the one above.

A profile is applied to the whole guideline before a level is selected (MODEL 8). A row that it does not touch is the
same row afterwards. What it changes leaves a `Change` on the row; what weakens the row is a finding.
"""

from __future__ import annotations

from collections import ChainMap, defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from operator import is_
from typing import Any, TypeAlias

from gapub.build.attested import Checked, Rows, check
from gapub.build.strength import Setting, Verdict, compare, is_organ
from gapub.diagnostics import Diagnostic, Place, Text
from gapub.model.allow import Allowance, allowances, covering
from gapub.model.catalogue import Coverage, Document
from gapub.model.evidence import Evidence
from gapub.model.fields import CELLS, FIELD_NAMES, FIELDS
from gapub.model.guideline import Change, Guideline, Item, LeftOut, Topic, Written, belongs
from gapub.model.inheritance import with_own
from gapub.model.profile import REFINEMENTS, Add, Attest, LocalTopic, Profile, Tighten, local_rows
from gapub.model.recent import Recent
from gapub.model.registry import Registry, unknown
from gapub.model.shape import OWN_EDITION, suggestion
from gapub.model.text import LEVELS
from gapub.yaml.locations import Entry
from gapub.yaml.tree import Map


def tailor(
    guidelines: Sequence[Guideline],
    profile: Profile,
    registry: Registry,
    *,
    only: Collection[str] = (),
    rows: Rows | None = None,
    verdicts: Verdicts | None = None,
) -> tuple[list[Guideline], list[Diagnostic]]:
    """The guidelines as the profile refines them, and what is wrong with the profile.

    With `only`, entries on other areas are passed over: their guidelines are not there. `rows` are those of the guidelines,
    `verdicts` what was found of them before.

    A weakening is a finding of the code `weaker-FIELD`; the guidelines returned hold it all the same, marked.
    """
    if only or profile.conflicts:
        profile = _at_work(profile, only)
    work = _Work(
        profile,
        with_own(registry, [profile]),
        rows or Rows(guidelines),
        only,
        verdicts,
    )
    work.check_own(registry)
    work.check_targets(guidelines)
    tailored = work.guidelines(guidelines)
    work.check_merged(tailored)
    return tailored, work.found


Verdicts: TypeAlias = "Recent[Hashable, tuple[Item, Registry, dict[str, Verdict]]]"
"""What was found of cells that profiles state, by what they say of which row; with that row, so that its id is not given anew."""
_VERDICTS = 512


class Tailored:
    """Guidelines as one link of a chain leaves them, and what is wrong with that link.

    `verdicts` are those on what links below make of them: many localities make the same rows stricter, and alike.
    """

    def __init__(self, guidelines: list[Guideline], found: list[Diagnostic]) -> None:
        """Index no row yet."""
        self.guidelines = guidelines
        self.found = found
        self.verdicts: Verdicts = Recent(_VERDICTS)

    @cached_property
    def rows(self) -> Rows:
        """The rows that the links below refine, found once for all of them."""
        return Rows(self.guidelines)


Steps: TypeAlias = "dict[tuple[int, ...], tuple[Sequence[Profile], Tailored]]"
"""What profiles that others extend have made of the same guidelines, by the identity of the links."""
_STEPS = 16
"""How many such steps are kept: folder by folder, a handful is at work."""


def tailor_chain(
    guidelines: Sequence[Guideline],
    chain: Sequence[Profile],
    registry: Registry,
    *,
    only: Collection[str] = (),
    made: Steps | None = None,
) -> list[Tailored]:
    """The guidelines before a chain of profiles and after each link of it, the widest first; `only` as for `tailor`.

    `made` holds what links above others have made of the same guidelines before: profiles of one county share all links but
    the last.
    """
    made = {} if made is None else made
    if () not in made:
        made[()] = (), Tailored([*guidelines], [])
    steps = [made[()][1]]
    for i, link in enumerate(chain):
        links = chain[: i + 1]
        key = tuple(map(id, links))
        if key in made:
            steps.append(made[key][1])
            continue
        above = steps[-1]
        known = with_own(registry, chain[:i])
        refined = tailor(above.guidelines, link, known, only=only, rows=above.rows, verdicts=above.verdicts)
        steps.append(Tailored(*refined))
        if link is not chain[-1]:
            if len(made) > _STEPS:
                del made[next(each for each in made if each)]
            made[key] = links, steps[-1]  # with the links, so that their ids are not given anew
    return steps


def attested(
    guidelines: Sequence[Guideline], base: Sequence[Guideline], profile: Profile, only: Collection[str] = ()
) -> list[Guideline]:
    """The guidelines with what the divisions of a profile attest for themselves: of several, what holds in each of them.

    `guidelines` are those after its profile and `base` those before it: what is attested is what the profiles above say. What
    is wrong with it `tailor` has told.
    """
    rows = Rows(base)
    work = _Work(profile, Registry(), rows, only)
    divisions = [check(each.attest, rows, only, work.unknown)[0] for each in _at_work(profile, only).divisions]

    def of_item(name: str, item: Item) -> Item:
        made = [work.attested(item, each[name]) if name in each else item for each in divisions]
        return made[0] if len(made) == 1 else _surely(made)

    def of_topic(guideline: Guideline, topic: Topic) -> Topic:
        items = tuple(of_item(f"{guideline.area}/{topic.id}/{item.id}", item) for item in topic.items)
        return topic if _same(items, topic.items) else topic._replace(items=items)

    def of_guideline(guideline: Guideline) -> Guideline:
        topics = tuple(of_topic(guideline, topic) for topic in guideline.topics)
        return guideline if _same(topics, guideline.topics) else guideline._replace(topics=topics)

    return list(map(of_guideline, guidelines))


def _same(some: Sequence[object], others: Sequence[object]) -> bool:
    """Whether two sequences hold the same values: not equal ones."""
    return len(some) == len(others) and all(map(is_, some, others))


def _surely(made: Sequence[Item]) -> Item:
    """A row as several divisions have it: attested is what each of them has attested."""
    held = [set(each.evidence.attested) for each in made]
    sure = set.intersection(*held)
    doubtful = {cell for each in made for cell in each.evidence.unverified} - sure
    recalled = {cell for each in made for cell in each.evidence.recalled}
    evidence = made[0].evidence._replace(
        recalled=tuple(cell for cell in CELLS if cell in recalled),
        attested=tuple(cell for cell in CELLS if cell in sure),
        unverified=tuple(cell for cell in CELLS if cell in doubtful),
    )
    changes = (each for each in made[0].changes if each.kind != "attested" or each.cell in sure)
    return made[0]._replace(evidence=evidence, changes=tuple(changes))


def _at_work(profile: Profile, areas: Collection[str]) -> Profile:
    """The profile with its entries on these areas (on all, if none is named), without those that an upgrade marked."""

    def names(each: Any) -> Sequence[str]:
        return each.reach if isinstance(each, Attest) else each[:1]  # the target comes first in each kind

    def counts(names: Iterable[str], entry: Entry) -> bool:
        at_work = not areas or any(name.partition("/")[0] in areas for name in names)
        return at_work and "conflict" not in entry.node

    def counting(entries: Iterable[Any]) -> tuple[Any, ...]:
        return tuple(each for each in entries if counts(names(each), each.entry))

    counted: dict[str, Any] = {name: counting(getattr(profile, name)) for name in REFINEMENTS}
    divisions = tuple(each._replace(attest=counting(each.attest)) for each in profile.divisions)
    return profile._replace(divisions=divisions, **counted)


class _Work:
    """One profile at work on all guidelines; collects findings."""

    def __init__(
        self, profile: Profile, registry: Registry, rows: Rows, only: Collection[str], known: Verdicts | None = None
    ) -> None:
        self.profile = profile
        self.registry = registry
        self.rows = rows
        self.only = only
        self.known: Verdicts = Recent(1) if known is None else known
        self.found: list[Diagnostic] = []
        self.tighten: dict[str, Tighten] = {}
        self.attest: dict[str, list[Checked]] = {}
        self.adds: dict[str, list[LocalTopic]] = defaultdict(list)
        self.taken: dict[str, Place] = {}
        self.own: list[Add] = []

    @cached_property
    def allowed(self) -> list[Allowance]:
        """What the profile allows; asked for where something is weaker."""
        return list(allowances(self.profile.entry.node, self.profile.file))

    def check_targets(self, guidelines: Iterable[Guideline]) -> None:
        """A target that does not exist, or two entries on one row, are errors (MODEL 8)."""
        self.check_conflicts()
        self.check_bindings()
        # several editions may have an area and a topic: what is added there stands once, in the latest, which comes first
        rows = self.rows
        areas, topics = ChainMap({}, rows.areas), ChainMap({}, rows.topics)
        known = ChainMap[str, Any](rows.items, rows.topics, rows.areas)
        first: dict[tuple[str, str], Entry] = {}
        for omit in self.profile.omit:
            self.target("omit", omit.target, omit.entry, known, first)
            into = omit.into
            if into is not None and into not in rows.items and (not self.only or into.partition("/")[0] in self.only):
                self.unknown(into, omit.entry.place("into"), rows.items)
        for tighten in self.profile.tighten:
            if self.target("tighten", tighten.item, tighten.entry, rows.items, first):
                self.tighten[tighten.item] = tighten
        self.attest, lapsed = check(self.profile.attest, rows, self.only, self.unknown)
        self.found += lapsed
        for one in (each for each in self.profile.divisions if each.attest):
            self.found += check(one.attest, rows, self.only, self.unknown)[1]
        self.check_areas(guidelines)
        for own in self.own:
            areas[own.target] = f"{own.target}@{OWN_EDITION}"
            topics.update({topic.id: areas[own.target] for topic in own.topics})
        for local in (each for add in self.profile.add if add.key == "topic" for each in add.topics):
            area = local.id.partition("/")[0]
            if area not in areas:
                self.unknown(local.id, local.entry.place("topic"), areas)
            elif local.id not in topics and local.title is None:
                message = Text(f"新的一级事项“{local.id}”须写 title", f"the new topic {local.id!r} requires a title")
                self.wrong("new-topic-without-title", message, local.entry.place("topic"), local.id)
            self.adds[topics.get(local.id) or areas.get(area, "")].append(local)
        added = {name: None for add in self.profile.add for name, _ in add.rows}
        items = ChainMap[str, Any](added, rows.items)
        targets = {add.target: None for add in self.profile.add}
        self.check_rows(ChainMap[str, Any](items, areas, topics, targets), items)
        self.check_addresses(areas, items)

    def check_areas(self, guidelines: Iterable[Guideline]) -> None:
        """An area that is added has an id that neither the editions nor the profiles above have, and no topic twice."""
        added = [each for each in self.profile.add if each.key == "area"]
        taken = {each.area: Place(each.file, *each.name_at[0]) for each in guidelines} if added else {}
        for own in added:
            if own.target in taken:
                self.duplicate(own.target, own.entry.place("area"), taken[own.target], _ANOTHER)
                continue
            self.own.append(own)
            taken[own.target] = own.entry.place("area")
            topics: dict[str, Place] = {}
            for topic in own.topics:
                if topic.id in topics:
                    self.duplicate(topic.id, topic.entry.place("id"), topics[topic.id], _ANOTHER)
                topics.setdefault(topic.id, topic.entry.place("id"))

    def duplicate(self, entity: str, place: Place, first: Place, hint: Text) -> None:
        """An id that is in use already, and where."""
        message = Text(f"编号“{entity}”已被使用", f"the id {entity!r} is already in use")
        related = ((first, Text("已有的在这里", "it is used here")),) if first.file else ()
        self.found.append(Diagnostic("duplicate-id", "error", message, place, entity, related=related, hint=hint))

    def own_areas(self) -> Iterator[Guideline]:
        """The areas that the profile adds, each a guideline of which it is itself the source."""
        if not self.own:
            return
        offices = list(dict.fromkeys(each.cover.office or each.division.name for each in self.profile.divisions))
        issuer = Text.same(offices[0])
        if len(offices) > 1:
            issuer += Text(f"等 {len(offices)} 家", f" and {len(offices) - 1} more")
        for own in self.own:
            assert own.title is not None
            yield Guideline(
                area=own.target,
                edition=OWN_EDITION,
                number=None,
                title=own.title,
                issuer=issuer,
                document=Document(own.title.zh, None, self.profile.cover.date, "local"),
                coverage=Coverage("complete"),
                remarks=(),
                topics=tuple(self.local_topic(each) for each in own.topics),
                sources=(),
                file=self.profile.file,
                node=own.entry.node,
            )

    def local_topic(self, topic: LocalTopic) -> Topic:
        """A topic that the profile adds."""
        assert topic.title is not None
        id = topic.id.partition("/")[2]
        return Topic(id, topic.title, tuple(self.local_items(topic)), topic.entry)

    def check_merged(self, guidelines: Sequence[Guideline]) -> None:
        """A row that is merged into another must still be read there, in each catalogue that it is left out of.

        `guidelines` are those after this profile. What a profile above has merged is told where this one takes its target.
        """
        left_out = [each for guideline in guidelines for each in guideline.left_out]
        if not any(each.into for each in left_out):
            return
        rows = {name: item for each in guidelines for name, item in each.rows()}
        own = {omit.entry.place(): omit.entry for omit in self.profile.omit}
        for merged in left_out:
            into = merged.into
            if into is None or into not in rows:
                continue
            covered = [item for name, item in rows.items() if merged.covers(name)]
            for level in merged.levels:
                if not any(belongs(item, level) for item in covered):
                    continue
                taker = next((each for each in left_out if each.covers(into) and level in each.levels), None)
                if taker is None and belongs(rows[into], level):
                    continue
                if merged.place in own:
                    self.merged_away(merged, taker, level, own[merged.place].place("into"))
                elif taker is not None and taker.place in own:
                    self.merged_away(merged, taker, level, taker.place)
                else:
                    continue  # a profile above has been told
                break

    def merged_away(self, merged: LeftOut, taker: LeftOut | None, level: str, place: Place) -> None:
        """A row merged into one that is not there: into itself, into one left out (such as in a circle), or of other levels."""
        name = LEVELS[level]
        if taker is None:
            message = Text(
                f"“{merged.target}”并入的“{merged.into}”不是{name.zh}的事项",
                f"{merged.target!r} is merged into {merged.into!r}, which is no item at {name.en.lower()} level",
            )
        elif taker.place == merged.place:
            message = Text(f"“{merged.target}”并入了自身", f"{merged.target!r} is merged into itself")
        else:
            message = Text(
                f"“{merged.target}”并入的“{merged.into}”在{name.zh}目录中也不列入",
                f"{merged.target!r} is merged into {merged.into!r}, which is left out at {name.en.lower()} level too",
            )
        hint = Text(
            "into 请写该层级目录中列入的事项，或者改用其他根据",
            "let `into` name an item that is in the catalogue of that level, or give another ground",
        )
        others = [each.place for each in (merged, taker) if each is not None and each.place.line != place.line]
        related = tuple((each, Text("另一条在这里", "the other entry is here")) for each in others[-1:])
        found = Diagnostic("merged-away", "error", message, place, merged.target, related=related, hint=hint)
        self.found.append(found)

    def check_conflicts(self) -> None:
        """What an upgrade left open has to be settled by a person first."""
        for text, entry in self.profile.conflicts:
            zh, _, en = text.partition(" / ")
            message = Text(f"升级留下的冲突尚未处理：{zh}", f"an upgrade conflict is not settled: {en or zh}")
            hint = Text("请处理好这一条，再删去 conflict", "settle the entry, then delete its conflict")
            at = entry.key("conflict")
            self.wrong("upgrade-conflict", message, at, entry.node.get("item", ""), hint)

    def check_own(self, known: Registry) -> None:
        """A channel of one's own cannot have the id of one that there is, and is there for each division of the profile."""
        shared, divisions = self.profile.own_channels, self.profile.divisions
        for each in self.profile.parts:
            for name in each.own_channels:
                place = each.entry.key("own_channels", name)
                if name in known.channels:
                    message = Text(f"已有渠道“{name}”", f"there is a channel {name!r} already")
                    hint = Text(
                        "请另取编号；只改名称和地址的，写在 channels 下",
                        "take another id; a local label or address goes under `channels`",
                    )
                    self.wrong("own-channel-taken", message, place, name, hint)
                elif name not in shared and not all(name in one.own_channels for one in divisions):
                    without = next(one.division.name for one in divisions if name not in one.own_channels)
                    message = Text(f"{without}没有渠道“{name}”", f"{without} has no channel {name!r}")
                    hint = Text(
                        "各行政区划职责相同：请在顶层或者每个行政区划下都写",
                        "the divisions have the same duties: state it at the top, or with each of them",
                    )
                    self.wrong("own-channel-missing", message, place, name, hint)

    def check_rows(self, known: Collection[str], items: Collection[str]) -> None:
        """What is said of rows, areas and topics is said of such as there are, and names rows that there are."""
        for target, row, place in local_rows(self.profile):
            if "conflict" in row.entry.node or (self.only and target.partition("/")[0] not in self.only):
                continue
            if target not in known:
                self.unknown(target, place, known)
            for key in ("interprets", "responds"):
                for name in row.values.get(key, ()):
                    if name not in items and (not self.only or name.partition("/")[0] in self.only):
                        self.unknown(name, row.entry.place_in(key, name), items)
                    elif name == target and name in items:
                        message = Text(f"“{name}”写的是自身", f"{name!r} names itself")
                        hint = Text(f"{key} 请写另一事项", f"let `{key}` name another item")
                        self.wrong("unknown-target", message, row.entry.place_in(key, name), "", hint)

    def check_addresses(self, areas: Collection[str], items: Collection[str]) -> None:
        """The areas and items for which a channel has an address of its own are there."""
        for node in self.profile.entry.node.get("channels", {}).values():
            for kind, known in (("areas", areas), ("items", items)):
                for name in node.get(kind, ()):
                    if name not in known and (not self.only or name.partition("/")[0] in self.only):
                        self.unknown(name, Place(self.profile.file, *node[kind].key_at(name)), known)

    def check_bindings(self) -> None:
        """A role or channel that no registry knows cannot be bound."""
        whole = self.profile.entry
        for entry, table in (
            (whole, "bodies"),
            (whole, "channels"),
            *((each.entry, "bodies") for each in self.profile.divisions),
        ):
            for name in entry.node.get(table, ()):
                if name not in getattr(self.registry, table):
                    self.found.append(unknown(self.registry, table, name, entry.key(table, name), name))

    def target(
        self, kind: str, name: str, entry: Entry, known: Iterable[str], first: dict[tuple[str, str], Entry]
    ) -> bool:
        """Whether the entry's target exists and is its own."""
        if name not in known:
            self.unknown(name, entry.place(name), known)
            return False
        if (kind, name) in first:
            message = Text(f"“{name}”写了两条 {kind}", f"{name!r} has two entries under {kind}")
            related = ((first[kind, name].place(), Text("第一条在这里", "the first is here")),)
            self.found.append(Diagnostic("two-entries", "error", message, entry.place(name), name, related=related))
            return False
        first[kind, name] = entry
        return True

    def unknown(self, name: str, place: Place, known: Iterable[str]) -> None:
        """The profile names something that the guidelines do not have."""
        message = Text(f"标准指引中没有“{name}”", f"the guidelines have no {name!r}")
        self.wrong("unknown-target", message, place, name, suggestion(name, tuple(known)))

    def wrong(self, code: str, message: Text, place: Place, entity: str, hint: Text | None = None) -> None:
        """Note an error."""
        self.found.append(Diagnostic(code, "error", message, place, entity, hint=hint))

    def guidelines(self, guidelines: Iterable[Guideline]) -> list[Guideline]:
        """The guidelines as the profile refines them, and those that it adds."""
        own = list(self.own_areas())
        rows = (*self.tighten, *(name for name, checked in self.attest.items() if checked))
        added = (each.id for adds in self.adds.values() for each in adds)
        touched = {*(each.rpartition("/")[0] for each in rows), *added}
        areas = {each.partition("/")[0] for each in (*touched, *(omit.target for omit in self.profile.omit))}
        return [self.guideline(each, touched) if each.area in areas else each for each in (*guidelines, *own)]

    def guideline(self, guideline: Guideline, touched: Collection[str]) -> Guideline:
        """The guideline as the profile refines it, which touches these topics; the same one when none of them is its own."""
        topics = [
            self.topic(guideline, topic) if f"{guideline.area}/{topic.id}" in touched else topic
            for topic in guideline.topics
        ]
        topics += self.new_topics(guideline)
        left = tuple(
            LeftOut(omit.target, omit.levels, omit.ground, omit.into, omit.reason, omit.entry.place())
            for omit in self.profile.omit
            if omit.target.partition("/")[0] == guideline.area
        )
        if not left and _same(topics, guideline.topics):
            return guideline
        return guideline._replace(topics=tuple(topics), left_out=(*guideline.left_out, *left))

    def topic(self, guideline: Guideline, topic: Topic) -> Topic:
        """The topic with its rows refined and the local ones behind them."""
        name = f"{guideline.area}/{topic.id}"
        items = [self.item(f"{name}/{item.id}", item) for item in topic.items]
        items += [item for add in self.adds[guideline.name] if add.id == name for item in self.local_items(add)]
        return topic if _same(items, topic.items) else topic._replace(items=tuple(items))

    def new_topics(self, guideline: Guideline) -> Iterator[Topic]:
        """The topics that the profile adds."""
        known = {f"{guideline.area}/{topic.id}" for topic in guideline.topics}
        for add in self.adds[guideline.name]:
            if add.id not in known and add.title is not None:
                yield self.local_topic(add)

    def local_items(self, add: LocalTopic) -> Iterator[Item]:
        """The items of an addition; an id of the guidelines' own, or of another addition, cannot be taken."""
        for own in add.items:
            entity = f"{add.id}/{own.id}"
            if entity in self.rows.items or entity in self.taken:
                known = self.rows.items.get(entity)
                first = self.taken[entity] if known is None else known.place("title", "")
                hint = Text("要修改已有的事项，请用 tighten", "to change an existing item, use tighten")
                self.duplicate(entity, own.entry.place("id"), first, hint)
            self.taken.setdefault(entity, own.entry.place("id"))
            changes = (Change("item", "added", own.entry.place(), self.profile.level, None),)
            yield Item(
                id=own.id,
                title=own.title,
                only_for=None,
                **own.cells,
                evidence=Evidence("local"),
                written=Written(own.entry.node, Map(1, 1), Map(1, 1), self.profile.file),
                line=own.entry.node.line,
                changes=changes,
            )

    def item(self, name: str, base: Item) -> Item:
        """A row after the profile's tightening and attestations."""
        item = base
        tighten = self.tighten.get(name)
        if tighten is not None:
            item = self.tightened(name, base, tighten)
        checked = self.attest.get(name)
        return self.attested(item, checked) if checked else item

    def attested(self, item: Item, checked: Sequence[Checked]) -> Item:
        """A row some of whose cells were checked, each time against a document.

        What is weaker than the cell checked has not been checked. Nor has a cell whose contents are unknown; but that the
        table has it is no longer recalled. A cell for which an attestation does not hold is `unverified`.
        """
        evidence, unknown, seen = item.evidence, set(item.unknown_fields), set[str]()
        attested, changes, unverified = set(evidence.attested), [*item.changes], set(evidence.unverified)
        for attest, cells in checked:
            held = [cell for cell in cells if cell not in unknown and cell not in item.weakened]
            note = Text(
                f"{attest.by}于{attest.on}对照{attest.document}核对",
                f"checked by {attest.by} on {attest.on} against {attest.document}",
            )
            seen |= unknown.intersection(cells)
            attested.update(held)
            unverified.update(cell for cell in attest.cells if cell not in cells)
            changes += (Change(cell, "attested", attest.entry.place(), self.profile.level, note) for cell in held)
        evidence = evidence._replace(
            recalled=tuple(cell for cell in evidence.recalled if cell not in seen),
            attested=tuple(cell for cell in CELLS if cell in attested),
            unverified=tuple(cell for cell in CELLS if cell in unverified and cell not in attested),
        )
        return item._replace(evidence=evidence, changes=tuple(changes))

    def tightened(self, name: str, base: Item, tighten: Tighten) -> Item:
        """A row with the profile's own values, each held against the row above."""
        own = self.reworded(name, base, tighten)
        differs = own is not base
        values = {cell: getattr(own, cell) for cell in FIELDS if differs and getattr(own, cell) != getattr(base, cell)}
        values |= self.stricter(own, tighten)
        local = base._replace(**values)
        verdicts = self.verdicts(base, local, values, tighten)
        changes, weak = [], []
        for cell in FIELDS:
            if cell in values:
                verdict = verdicts[cell]
                place = tighten.entry.place(cell if cell in tighten.entry.node else None)
                allowed = None
                if not (verdict.allowed and (tighten.reason or not verdict.needs_reason)):
                    weak.append(cell)
                    allowed = self.weaker(name, cell, verdict, place, base.place(cell, ""))
                why = _why(verdict, tighten)
                changes.append(Change(cell, verdict.relation, place, self.profile.level, why, allowed))
        return local._replace(
            evidence=_less_sure(base.evidence, weak, set(tighten.values).difference(weak)),
            changes=(*(each for each in base.changes if each.kind != "attested" or each.cell not in weak), *changes),
            weakened=(*base.weakened, *weak),
        )

    def verdicts(self, base: Item, local: Item, values: Mapping[str, Any], tighten: Tighten) -> dict[str, Verdict]:
        """The verdict on each of these cells: on what many localities state of the same row alike once."""
        names = tuple(tighten.renames.items()), tuple((old, tuple(new)) for old, new in tighten.splits.items())
        key = id(base), id(self.registry), tuple(values.items()), *names
        known = self.known.get(key)
        if known is None:
            organ = is_organ(base, self.registry)
            setting = Setting(self.registry, organ, base.personal, tighten.renames, tighten.splits)
            made = {cell: compare(cell, local, base, setting) for cell in values}
            known = self.known.keep(key, (base, self.registry, made))
        return known[2]

    def stricter(self, own: Item, tighten: Tighten) -> Iterator[tuple[str, Any]]:
        """The fields that the profile states, whole or by adding to the row's own."""
        yield from tighten.values.items()
        for cell, more in tighten.more.items():
            had = getattr(own, cell)
            if cell == "channels":
                ids = dict.fromkeys((*had.ids, *more))
                yield cell, had._replace(rule="ticked" if had.rule == "unknown" else had.rule, ids=tuple(ids))
            else:
                yield cell, tuple(dict.fromkeys((*(had or ()), *more)))

    def reworded(self, name: str, base: Item, tighten: Tighten) -> Item:
        """The row with its elements under their local names and in their parts, in its time limit as well."""
        known = {element.text for element in base.content or ()}
        for old in (*tighten.renames, *tighten.splits):
            if old not in known:
                message = Text(f"“{old}”不是该事项的要素", f"{old!r} is not an element of the item")
                self.wrong("unknown-element", message, tighten.entry.place(old), name, suggestion(old, tuple(known)))
        if not base.content or not (tighten.renames or tighten.splits):
            return base

        def names(old: str) -> tuple[str, ...]:
            return tighten.splits.get(old) or (tighten.renames.get(old, old),)

        limit = base.time_limit
        clauses = (
            each._replace(covers=tuple(new for old in each.covers for new in names(old))) for each in limit.clauses
        )
        return base._replace(
            content=tuple(element._replace(text=new) for element in base.content for new in names(element.text)),
            time_limit=limit._replace(clauses=tuple(clauses)),
        )

    def weaker(self, name: str, cell: str, verdict: Verdict, place: Place, base: Place) -> Text | None:
        """A weakening: its own code, both places, both values, the way out; why the profile allows it, if it does."""
        label = FIELD_NAMES[cell]
        message = label + Text("弱于上级：", " is weaker: ") + verdict.reason
        hint = Text(
            "请改为不弱于上级的内容，或者删去这一项；确有理由不列入的，用 omit",
            "use a value that is not weaker, or delete the field; to leave out an item, use omit",
        )
        if verdict.needs_reason:
            message = label + Text("：", ": ") + verdict.reason
            hint = Text("请在 reason 中写明理由", "give a reason")
        related = ((base, Text("上级的规定见此处", "what it refines is here")),)
        code = f"{'reason-needed' if verdict.needs_reason else 'weaker'}-{cell.replace('_', '-')}"
        found = Diagnostic(code, "error", message, place, name, related=related, hint=hint)
        self.found.append(found)
        reasons = covering(found, self.allowed)
        return reasons[0].said if reasons else None


_ANOTHER = Text("请另取编号", "take another id")


def _less_sure(evidence: Evidence, weak: Collection[str], stated: Collection[str]) -> Evidence:
    """What a row rests on when cells were made weaker than those that were checked, and others (`stated`) are the profile's own."""
    return evidence._replace(
        recalled=tuple(cell for cell in evidence.recalled if cell not in stated),
        attested=tuple(cell for cell in evidence.attested if cell not in weak),
    )


def _why(verdict: Verdict, tighten: Tighten) -> Text:
    if tighten.reason is None:
        return verdict.reason
    return verdict.reason + Text(f"；理由：{tighten.reason}", f"; reason: {tighten.reason}")
