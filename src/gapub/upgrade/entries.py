"""Judges the entries of a profile, one by one: does it still stand, under which id, and what does a person have to settle?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Literal, NamedTuple, TypeAlias

from gapub.build.attested import Rows
from gapub.build.tailor import tailor
from gapub.diagnostics import Diagnostic, Place, Text
from gapub.diagnostics.edits import Edit
from gapub.model.cellwords import words
from gapub.model.fields import CELLS
from gapub.model.guideline import Guideline, belongs
from gapub.model.marks import CellId, changed, of_all
from gapub.model.profile import Add, Attest, Omit, Profile, Tighten
from gapub.model.registry import Registry
from gapub.upgrade import messages
from gapub.upgrade.lineage import Lineage, Row, rows
from gapub.upgrade.messages import ids, label, labels, named, several
from gapub.upgrade.source import Source
from gapub.yaml.tree import Map

_ITEM = 2
"""The strokes in the id of an item."""
_DUTIES = ("time_limit", "channels", "audience", "method")
"""The cells whose words do not count: what is equal in strength says the same."""


Kind: TypeAlias = Literal["kept", "rewritten", "redundant", "unbound", "lapsed", "conflict"]

KINDS: dict[Kind, Text] = {
    "conflict": Text("冲突", "conflict"),
    "lapsed": Text("须重新核对", "to check again"),
    "redundant": Text("可以删去", "redundant"),
    "unbound": Text("已解除", "unbound"),
    "rewritten": Text("已改写", "rewritten"),
    "kept": Text("保留", "kept"),
}
"""The kinds of outcome, the gravest first."""


class Outcome(NamedTuple):
    """What became of one entry of the profile.

    `target` is the id that it names, `now` the one it has to name. `node` is the mapping that takes the mark of a conflict;
    `edits` are what else changes in the file.
    """

    section: str
    target: str
    now: str
    kind: Kind
    place: Place
    node: Any
    notes: tuple[Text, ...] = ()
    edits: tuple[Edit, ...] = ()


class Judge:
    """One profile between two editions; `above` are the new guidelines as the profiles above refine them.

    `staying` are the rows of the levels whose baselines stay: what only they have is left as it is.
    """

    def __init__(
        self,
        profile: Profile,
        registry: Registry,
        source: Source,
        lineage: Lineage,
        above: Sequence[Guideline],
        staying: Collection[str] = (),
    ) -> None:
        """Take the profile, the text of its file, and how the rows went on."""
        self.staying = staying
        self.profile = profile
        self.registry = registry
        self.source = source
        self.lineage = lineage
        self.above: dict[str, list[Guideline]] = {}
        for each in above:
            self.above.setdefault(each.area, []).append(each)
        self.there = rows(above)

    def outcomes(self) -> Iterator[Outcome]:
        """What becomes of every entry that names an item, topic or area, in the order of the profile's keys."""
        yield from self.bound("bodies")
        yield from self.bound("channels")
        yield from self.notes()
        yield from _apart(self.omit(each) for each in self.profile.omit)
        yield from _apart(self.tighten(each) for each in self.profile.tighten)
        made = Counter(f"{self.topic_of(add)[0]}/{own.id}" for add in self.profile.add for _, own in add.rows)
        yield from (self.add(each, made) for each in self.profile.add)
        yield from (self.attest(each) for each in self.profile.attestations)

    # --- ids ---------------------------------------------------------------------------------------------------------

    def stays(self, name: str) -> bool:
        """Whether only the catalogues of levels that stay have an item, topic or area, and it went nowhere else."""
        return (
            not self.successors(name)
            and name not in self.there
            and not _holds(self.there, name)
            and (name in self.staying or _holds(self.staying, name))
        )

    def item(self, name: str) -> tuple[str, Text | None]:
        """The id of an item now, and why there is none."""
        old, new, after, _ = self.lineage
        if name in old and name in self.staying and name not in self.there and after[name]:
            return name, messages.BOTH.format(named(name, old), several(after[name], new))
        if name not in old:
            return name, None if name in self.there else messages.NOWHERE.format(name)
        match after[name]:
            case (now,):
                return now, None
            case ():
                return name, messages.GONE.format(named(name, old))
            case parts:
                return name, messages.SPLIT.format(named(name, old), several(parts, new))

    def group(self, name: str, *, whole: bool = True) -> tuple[str, Text | None]:
        """The id of a topic or area now, and why there is none; with `whole` it has to hold the same rows and no others."""
        if not _holds(self.lineage.old, name):
            return name, None if _holds(self.there, name) else messages.NOWHERE.format(name)
        homes, own = self.lineage.home(name)
        if len(homes) == 1 and (own or not whole):
            return homes[0], None
        return name, messages.MOVED_APART.format(name, ids(homes)) if homes else messages.ALL_GONE.format(name)

    def renamed(self, node: Map, key: str, now: str) -> list[Edit]:
        """The edit that gives a key its new id, if it has to have one."""
        return [] if node[key] == now else [self.source.replaced(node.at(key), now)]

    def changes(self, name: str, now: str, cells: Iterable[str] | None = None) -> list[Text]:
        """What the editions change in a row that both have, in words."""
        old, new = self.lineage.old.get(name), self.lineage.new.get(now)
        if old is None or new is None:
            return []
        changed = [each for each in old.changed(new) if cells is None or each in cells]
        return [messages.change(each, old, new, self.registry) for each in changed]

    # --- omit --------------------------------------------------------------------------------------------------------

    def omit(self, omit: Omit) -> Outcome:
        """An omission: its target and what it is merged into."""
        node = omit.entry.node
        key = next(each for each in ("item", "topic", "area") if each in node)
        if self.stays(omit.target):
            return Outcome("omit", omit.target, omit.target, "kept", omit.entry.place(key), node)
        now, wrong = self.item(omit.target) if key == "item" else self.group(omit.target)
        problems, notes, redundant = [], list[Text](), False
        if wrong:
            problems.append(wrong)
            if not self.successors(omit.target):
                problems.append(messages.NOTHING_LEFT)
        elif key == "item":
            old, new = self.lineage.old.get(omit.target), self.there[now]
            origins = self.lineage.before.get(now, ())
            if len(origins) > 1:
                problems.append(messages.MERGED.format(named(now, self.there), several(origins, self.lineage.old)))
            redundant = old is not None and _asked(old, omit.levels) and not _asked(new, omit.levels)
            if redundant:
                notes.append(messages.LEVELS_GONE)
            if omit.ground == "superseded" and old and old.edition != new.edition:
                notes.append(messages.STILL_THERE)
        else:
            notes += self.reach(omit, now)
        edits = self.renamed(node, key, now)
        if omit.into is not None:
            into, bad = self.item(omit.into)
            problems += [bad] if bad else []
            edits += self.renamed(node, "into", into)
        kind = _kind(edits, problems, redundant=redundant)
        return Outcome("omit", omit.target, now, kind, omit.entry.place(key), node, (*problems, *notes), tuple(edits))

    def successors(self, name: str) -> set[str]:
        """All rows that the rows of an item, topic or area became."""
        inside = (row for row in self.lineage.old if f"{row}/".startswith(f"{name}/"))
        return {now for row in inside for now in self.lineage.after[row]}

    def reach(self, omit: Omit, now: str) -> Iterator[Text]:
        """Which rows an omitted topic or area takes in, and which it lets go."""
        after = self.successors(omit.target)
        inside = {row for row in self.lineage.new if row.startswith(f"{now}/")}
        for message, found in ((messages.COVERS, inside - after), (messages.COVERS_NOT, after - inside)):
            if asked := [row for row in sorted(found) if _asked(self.lineage.new[row], omit.levels)]:
                yield message.format(several(asked, self.lineage.new))

    # --- tighten -----------------------------------------------------------------------------------------------------

    def tighten(self, tighten: Tighten) -> Outcome:
        """Stricter values, held against the row of the new edition as the profiles above have it."""
        if self.stays(tighten.item):
            place = tighten.entry.place("item")
            return Outcome("tighten", tighten.item, tighten.item, "kept", place, tighten.entry.node)
        now, wrong = self.item(tighten.item)
        edits = tuple(self.renamed(tighten.entry.node, "item", now))
        place = tighten.entry.place("item")
        kind, notes = self.held(tighten, now, _kind(edits)) if not wrong else (_kind(edits, [wrong]), [wrong])
        return Outcome("tighten", tighten.item, now, kind, place, tighten.entry.node, tuple(notes), edits)

    def held(self, tighten: Tighten, now: str, kind: Kind) -> tuple[Kind, list[Text]]:
        """How the values stand to the new row; `kind` is what they are where nothing stands against them."""
        old, base = self.lineage.old.get(tighten.item, self.there[now]), self.there[now]
        if not old.changed(base):
            return kind, []
        local, found = self.refined(tighten, now)
        if found:
            return "conflict", list(self.contradictions(tighten, local, old, base, found))
        mine = local.item.changes[len(base.item.changes) :]
        idle = [each.cell for each in mine if _says_nothing(each.cell, each.kind, local, base)]
        if mine and len(idle) == len(mine):
            return "redundant", [messages.SAYS_THE_SAME]
        changed = self.changes(tighten.item, now)
        holds = [messages.HOLDS] if changed else []
        same = [messages.CELLS_SAY_THE_SAME.format(labels(idle))] if idle else []
        return kind, [*changed, *holds, *same]

    def refined(self, tighten: Tighten, now: str) -> tuple[Row, list[Diagnostic]]:
        """The row after this one entry, and what is wrong with it."""
        alone = self.profile._replace(
            omit=(), tighten=(tighten._replace(item=now),), add=(), attest=(), bodies={}, channels={}, rows={}
        )
        made, found = tailor(self.above[now.partition("/")[0]], alone, self.registry)
        return rows(made)[now], [each for each in found if each.entity == now]

    def contradictions(
        self, tighten: Tighten, local: Row, old: Row, base: Row, found: Iterable[Diagnostic]
    ) -> Iterator[Text]:
        """What stands against an entry: each finding, in the words of the three sides where they are short."""
        elements = {each.text for each in base.item.content or ()}
        codes = {each.code for each in found}
        for each in found:
            cell = each.code.removeprefix("weaker-").replace("-", "_")
            if cell in _DUTIES:
                mine = words(cell, getattr(local.item, cell), self.registry)
                yield messages.WEAKER.format(label(cell), messages.values(cell, old, base, self.registry), mine)
            else:
                yield each.message
        if codes & {"weaker-content", "unknown-element"} and "content" in old.changed(base):
            yield messages.change("content", old, base, self.registry)
        for was, now in tighten.renames.items():
            if now in elements and was not in elements:
                yield messages.RENAMED_ALREADY.format(was, now)

    # --- add ---------------------------------------------------------------------------------------------------------

    def topic_of(self, add: Add) -> tuple[str, Text | None]:
        """The topic of an addition now; one that the profile makes goes with its area, unless that is the profile's own."""
        area, _, topic = add.target.partition("/")
        if add.key == "area" or area in self.profile.own_areas:
            return add.target, None
        if _holds(self.lineage.old, add.target):
            now, wrong = self.group(add.target, whole=False)
            return now, None if add.topics[0].title is not None and area in self.above else wrong
        if area in self.above:
            return add.target, None
        now, wrong = self.group(area, whole=False)
        return f"{now}/{topic}", wrong

    def add(self, add: Add, made: Counter[str]) -> Outcome:
        """Local items: their topic, and rows of the new edition that are the same."""
        if add.key == "area":
            return self.add_area(add)
        node = add.entry.node
        if self.stays(add.target) or (
            add.target.partition("/")[0] not in self.above and self.stays(add.target.partition("/")[0])
        ):
            return Outcome("add", add.target, add.target, "kept", add.entry.place("topic"), node)
        now, wrong = self.topic_of(add)
        problems, notes = [wrong, messages.NO_TOPIC] if wrong else [], list[Text]()
        twins = {
            row.item.title.zh: name
            for name, row in self.lineage.new.items()
            if not self.lineage.before[name] and name.startswith(f"{now.partition('/')[0]}/")
        }
        redundant = False
        for _, own in add.rows:
            name = f"{now}/{own.id}"
            if name in self.there:
                problems.append(messages.TAKEN.format(named(name, self.there)))
            elif made[name] > 1 and now != add.target:
                problems.append(messages.TWICE.format(name))
            elif own.title.zh in twins:
                redundant = True
                notes.append(messages.TWIN.format(own.id, named(twins[own.title.zh], self.lineage.new)))
        new = add.topics[0].title is not None
        if new and _holds(self.lineage.new, now) and not _holds(self.lineage.old, add.target):
            notes.append(messages.TOPIC_THERE.format(now))
        edits = self.renamed(node, "topic", now)
        kind = _kind(edits, problems, redundant=redundant)
        return Outcome("add", add.target, now, kind, add.entry.place("topic"), node, (*problems, *notes), tuple(edits))

    def add_area(self, add: Add) -> Outcome:
        """An area of the profile's own stays as it is, unless the new edition, or a profile above, has one of its id."""
        taken = self.above.get(add.target, ())
        notes = [messages.AREA_TAKEN.format(each.title, each.name) for each in taken[:1]]
        place = add.entry.place("area")
        return Outcome("add", add.target, add.target, _kind((), notes), place, add.entry.node, tuple(notes))

    # --- attest ------------------------------------------------------------------------------------------------------

    def attest(self, attest: Attest) -> Outcome:
        """A record of checking holds for the cells that the new edition leaves as they were."""
        if not attest.items:
            return self.attest_group(attest)
        return self.attest_item(attest) if attest.key == "item" and attest.mark is None else self.attest_items(attest)

    def attest_item(self, attest: Attest) -> Outcome:
        """A record about one item, each cell by itself."""
        node = attest.entry.node
        if self.stays(attest.target):
            return Outcome("attest", attest.target, attest.target, "kept", attest.entry.place("item"), node)
        now, wrong = self.item(attest.target)
        edits = self.renamed(node, "item", now)
        notes = [wrong] if wrong else []
        kind = _kind(edits, notes)
        old, new = self.lineage.old.get(attest.target), self.lineage.new.get(now)
        changed = old.changed(new) if old and new and not wrong else ()
        lost = [cell for cell in attest.cells if cell in changed]
        held = [cell for cell in attest.cells if cell not in changed]
        if lost:
            kind = "lapsed" if held else "conflict"
            notes = [
                messages.LAPSED.format(labels(lost)) if held else messages.ALL_LAPSED,
                *self.changes(attest.target, now, lost),
            ]
        if lost and held and isinstance(node.get("cells"), Map):
            edits += self.source.without_keys(node["cells"], set(lost))
        elif lost and held and "cells" in node:
            edits += self.source.without(node["cells"], {i for i, cell in enumerate(node["cells"]) if cell in lost})
        elif lost and held:
            edits.append(self.source.with_after(node, "item", f"cells: [{', '.join(held)}]"))
        return Outcome("attest", attest.target, now, kind, attest.entry.place("item"), node, tuple(notes), tuple(edits))

    def attest_items(self, attest: Attest) -> Outcome:
        """A record about items that have one mark together: their ids follow, and the mark with them as long as it holds."""
        node, place = attest.entry.node, attest.place()
        ways = [(name, None) if self.stays(name) else self.item(name) for name in attest.items]
        if problems := [wrong for _, wrong in ways if wrong]:
            return Outcome("attest", attest.target, attest.target, "conflict", place, node, tuple(problems))
        names = {now: name for name, (now, _) in zip(attest.items, ways, strict=True)}
        if attest.key == "item":
            edits = self.renamed(node, "item", ways[0][0])
        else:
            pairs = enumerate(zip(attest.items, ways, strict=True))
            edits = [self.source.replaced(node["items"].at(i), now) for i, (name, (now, _)) in pairs if now != name]
        lost, kind = self.since(attest, names), _kind(edits)
        notes = self.lost(lost, names)
        if attest.mark is not None and lost == set() and edits:
            edits.append(self.source.replaced(node.at("mark"), of_all(self.values(names, attest))))
        return Outcome(
            "attest", attest.target, ways[0][0], "lapsed" if notes else kind, place, node, notes, tuple(edits)
        )

    def attest_group(self, attest: Attest) -> Outcome:
        """A record about an area or topic of an edition: it goes to the new edition as long as its mark holds.

        What has changed in more cells than can be named has to be checked again, and is left as a record of the old edition.
        """
        node, place, target = attest.entry.node, attest.place(), attest.target
        (name,) = attest.reach
        if target in self.attested.groups or self.stays(name):
            return Outcome("attest", target, target, "kept", place, node)
        now, wrong = self.group(name, whole=False)
        if wrong:
            return Outcome("attest", target, target, "conflict", place, node, (wrong,))
        topic = now.partition("/")[1:]
        editions = {row.edition for each, row in self.lineage.new.items() if f"{each}/".startswith(f"{now}/")}
        renamed = f"{editions.pop()}{''.join(topic)}" if len(editions) == 1 else target
        before = self.lineage.before
        names = {
            each: before[each][0] if len(before.get(each, ())) == 1 else each
            for each in self.attested.groups.get(renamed, ())
        }
        lost = self.since(attest, names)
        if attest.mark is None or lost is None or not names:
            return Outcome("attest", target, target, "lapsed", place, node, (messages.ALL_LAPSED,))
        edits = self.renamed(node, attest.key, renamed)
        notes = self.lost(lost, names)
        if not lost:
            edits.append(self.source.replaced(node.at("mark"), of_all(self.values(names, attest))))
        return Outcome("attest", target, renamed, "lapsed" if notes else _kind(edits), place, node, notes, tuple(edits))

    @cached_property
    def attested(self) -> Rows:
        """The new rows as the profiles above have them: what is attested is those."""
        return Rows(guideline for each in self.above.values() for guideline in each)

    def values(self, names: Iterable[str], attest: Attest) -> dict[CellId, int]:
        """What the attested cells of rows say."""
        return self.attested.values((each for each in names if each in self.attested.rows), attest.cells)

    def since(self, attest: Attest, names: Mapping[str, str]) -> set[CellId] | None:
        """The cells of the new rows that are not as they were checked; `names` has their old ids. None: too many."""
        if attest.mark is None:
            return set()
        values = {(names[name], cell): each for (name, cell), each in self.values(names, attest).items()}
        back = {old: now for now, old in names.items()}
        found = changed(attest.mark, values)
        return None if found is None else {(back[name], cell) for name, cell in found}

    def lost(self, lost: set[CellId] | None, names: Iterable[str]) -> tuple[Text, ...]:
        """What of the new rows has to be checked again."""
        if lost is None:
            return (messages.ALL_LAPSED,)
        by_row = {name: [cell for cell in CELLS if (name, cell) in lost] for name in names}
        return tuple(
            messages.LAPSED.format(named(name, self.there) + Text("：", ": ") + labels(cells))
            for name, cells in by_row.items()
            if cells
        )

    # --- bodies and channels -----------------------------------------------------------------------------------------

    @property
    def holders(self) -> tuple[Map, ...]:
        """The mappings that may bind offices and channels, and say what is no duty: the file, and each division."""
        tree = self.profile.entry.node
        return (tree, *tree.get("divisions", ()))

    def bound(self, section: Literal["bodies", "channels"]) -> Iterator[Outcome]:
        """The offices, or addresses, of single areas and items: those of what is gone are unbound, and a choice is a conflict."""
        for holder in self.holders:
            found = [
                (role, table, outcome)
                for role, office in holder.get(section, {}).items()
                for table in ("areas", "items")
                if isinstance(office, Map) and table in office
                for outcome in self.table(section, role, office, office[table], single=table == "items")
            ]
            gone = [(role, table, each.target) for role, table, each in found if each.kind == "unbound"]
            edits = tuple(self.unbinding(holder, section, gone))
            for _, _, outcome in found:
                if outcome.kind == "unbound":
                    outcome, edits = outcome._replace(edits=edits), ()
                yield outcome

    def unbinding(self, holder: Map, section: str, gone: Collection[tuple[str, str, str]]) -> Iterator[Edit]:
        """The edits that take offices of areas and items out, and with the last of a table, role or section that too."""
        bodies = holder.get(section, {})
        empty = {
            (role, table) for role, table, _ in gone if all((role, table, name) in gone for name in bodies[role][table])
        }
        bare = {role for role, _ in empty if all((role, key) in empty or key == "guess" for key in bodies[role])}
        if bodies and len(bare) == len(bodies):
            yield from self.source.without_keys(holder, {section})
            return
        if bare:
            yield from self.source.without_keys(bodies, bare)
        for role, table in dict.fromkeys((role, table) for role, table, _ in gone if role not in bare):
            tables = {key for at, key in empty if at == role}
            if table not in tables:
                names = {name for at, key, name in gone if (at, key) == (role, table)}
                yield from self.source.without_keys(bodies[role][table], names)
            elif table == min(tables):
                yield from self.source.without_keys(bodies[role], tables)

    def table(self, section: str, role: str, office: Map, names: Map, *, single: bool) -> Iterator[Outcome]:
        """The offices of one role, or addresses of one channel, for areas, or for items."""
        offices = section == "bodies"
        ways = {
            name: (name, None)
            if self.stays(name) or name.partition("/")[0] in self.profile.own_areas
            else self.item(name)
            if single
            else self.group(name)
            for name in names
        }
        count = Counter(now for now, _ in ways.values())
        for name, (now, wrong) in ways.items():
            after = name if wrong or count[now] > 1 else now
            edits = () if after == name else (self.source.replaced(names.key_at(name), after),)
            kind, notes = _kind(edits), list[Text]()
            if wrong:
                old = any(f"{row}/".startswith(f"{name}/") for row in self.lineage.old)
                kind, notes = "conflict" if self.successors(name) else "unbound" if old else "kept", [wrong]
            elif count[now] > 1:
                several_now = messages.TWO_OFFICES if offices else messages.TWO_ADDRESSES
                kind, notes = "conflict", [several_now.format(now)]
            elif (
                offices
                and single
                and _names(self.lineage.old.get(name), role)
                and not _names(self.there.get(now), role)
            ):
                kind, notes = "redundant", [messages.OTHER_ROLE.format(now, role)]
            place = Place(self.profile.file, *names.key_at(name))
            yield Outcome(section, name, after, kind, place, office, tuple(notes), edits)

    # --- rows --------------------------------------------------------------------------------------------------------

    def notes(self) -> Iterator[Outcome]:
        """What is said of rows: it goes with the row, and with a row that is gone; what has to be chosen is a conflict."""
        for holder in self.holders:
            rows = holder.get("rows", {})
            ways = {name: self.way(name) for name in rows}
            count = Counter(now for now, _ in ways.values())
            found = [self.note(name, rows, *way, twice=count[way[0]] > 1) for name, way in ways.items()]
            gone = {each.target for each in found if each.kind == "unbound"}
            edits: tuple[Edit, ...] = ()
            if gone:
                whole = len(gone) == len(rows)
                edits = tuple(self.source.without_keys(holder if whole else rows, {"rows"} if whole else gone))
            for outcome in found:
                if outcome.kind == "unbound":
                    outcome, edits = outcome._replace(edits=edits), ()
                yield outcome

    def way(self, name: str) -> tuple[str, Text | None]:
        """The id now of what is named, be it a row of the profile's own, which goes with its topic; and why there is none."""
        if name.partition("/")[0] in self.profile.own_areas:
            return name, None
        for add in self.profile.add:
            if name in dict(add.rows):
                return f"{self.topic_of(add)[0]}/{name.rpartition('/')[2]}", None
        if self.stays(name):
            return name, None
        return self.item(name) if name.count("/") == _ITEM else self.group(name, whole=False)

    def note(self, name: str, rows: Map, now: str, wrong: Text | None, *, twice: bool) -> Outcome:
        """What is said of one row, topic or area, and the rows that it names."""
        node, place = rows[name], Place(self.profile.file, *rows.key_at(name))
        known = any(f"{row}/".startswith(f"{name}/") for row in self.lineage.old)
        if wrong and known and not self.successors(name):
            return Outcome("rows", name, name, "unbound", place, node, (wrong,))
        problems = [wrong] if wrong and known else []
        if twice:
            others = [each for each in rows if self.way(each)[0] == now]
            problems.append(messages.TWO_ON_ONE.format(ids(others), now))
        after = name if wrong or twice else now
        edits = [] if after == name else [self.source.replaced(rows.key_at(name), after)]
        for key in ("interprets", "responds"):
            stated = node.get(key, ())
            alone = isinstance(stated, str)
            for other, spot in (
                [(stated, node.at(key))] if alone else zip(stated, stated and stated.places, strict=True)
            ):
                into, bad = self.way(other)
                problems += [bad] if bad else []
                edits += [] if bad or into == other else [self.source.replaced(spot, into)]
        return Outcome("rows", name, after, _kind(edits, problems), place, node, tuple(problems), tuple(edits))


def _kind(edits: Collection[Edit], problems: Collection[Text] = (), *, redundant: bool = False) -> Kind:
    """What an entry comes out as: the gravest of what is known of it."""
    return "conflict" if problems else "redundant" if redundant else "rewritten" if edits else "kept"


def _holds(rows: Iterable[str], name: str) -> bool:
    return any(row.startswith(f"{name}/") for row in rows)


def _asked(row: Row, levels: Iterable[str]) -> bool:
    return any(belongs(row.item, level) for level in levels)


def _names(row: Row | None, role: str) -> bool:
    return row is not None and any(each.role == role for each in row.item.body.expression.roles())


def _says_nothing(cell: str, relation: str, local: Row, base: Row) -> bool:
    """Whether a stricter value is what the row has anyway."""
    mine, theirs = getattr(local.item, cell), getattr(base.item, cell)
    if mine == theirs or None in (mine, theirs):
        return bool(mine == theirs)
    return relation == "equal" and (cell in _DUTIES or set(mine) == set(theirs))


def _apart(outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
    """The outcomes; entries that come to stand on one row are conflicts."""
    found = list(outcomes)
    on = {each.now: [other for other in found if other.now == each.now] for each in found}
    for each in found:
        others = on[each.now]
        if len(others) > 1 and any(other.target != other.now for other in others):
            note = messages.TWO_ON_ONE.format(ids(other.target for other in others), each.now)
            yield each._replace(kind="conflict", notes=(*(each.notes if each.kind == "conflict" else ()), note))
        else:
            yield each
