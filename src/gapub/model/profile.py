"""A locality's profile (MODEL 8): its division, cover, offices and channels, and how it refines what it extends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal, NamedTuple, TypeAlias

from gapub.diagnostics import Diagnostic, Place, Text
from gapub.model.catalogue import CELLS, FIELDS, Cover, Division
from gapub.model.cells import read_cell
from gapub.model.profile_shape import PROFILE, TIGHTENED
from gapub.model.shape import check
from gapub.model.time.reader import BadTimeLimitError
from gapub.yaml.locations import find, follow
from gapub.yaml.reader import Map, Spot, Value

REFINEMENTS = ("omit", "tighten", "add", "attest")
"""The lists of a profile whose entries refine the guidelines."""


class LocalChannel(NamedTuple):
    """What a channel is called here, its address, and whether the locality commits to it."""

    label: str | None
    url: str | None
    commit: bool = False


Table: TypeAlias = Literal["levels", "areas", "items"]
Held: TypeAlias = tuple[Table, str | None]
"""For what an office holds a role: a level (None: each that has none of its own), an area, or an item."""


class Offices(NamedTuple):
    """The offices that hold a role: `levels` by level (None for every level), `areas` and `items` where another does.

    `guesses` are those of them that nobody has confirmed.
    """

    levels: dict[str | None, str]
    areas: dict[str, str]
    items: dict[str, str]
    guesses: frozenset[Held] = frozenset()

    @property
    def held(self) -> set[Held]:
        """All that the role is held for."""
        tables: tuple[tuple[Table, Iterable[str | None]], ...] = (
            ("levels", self.levels),
            ("areas", self.areas),
            ("items", self.items),
        )
        return {(table, key) for table, keys in tables for key in keys}

    def decides(self, level: str, item: str) -> Held | None:
        """What decides for an item at a level: the item's own office, else the area's, else the level's, else the general."""
        area = item.partition("/")[0]
        if item in self.items:
            return "items", item
        if area in self.areas:
            return "areas", area
        if level in self.levels:
            return "levels", level
        return ("levels", None) if None in self.levels else None

    def holder(self, level: str, item: str) -> str | None:
        """The office for an item at a level, or None where nothing decides."""
        held = self.decides(level, item)
        return None if held is None else self.name(held)

    def name(self, held: Held) -> str:
        """The office that holds the role for this."""
        names: dict[str | None, str] = getattr(self, held[0])
        return names[held[1]]


class Entry(NamedTuple):
    """A node of the profile, for naming places in it."""

    file: str
    node: Any
    at: Spot

    def place(self, word: str | None = None) -> Place:
        """Where the entry starts, or where a word or key of it stands."""
        if word is not None and isinstance(self.node, Map) and word in self.node:
            return Place(self.file, *self.node.at(word))
        return Place(self.file, *(self.at if word is None else find(self.node, word, self.at)))


class Omit(NamedTuple):
    """An item, topic or area (`target`) that is left out at some levels, on a ground, for a reason."""

    target: str
    levels: tuple[str, ...]
    ground: str
    into: str | None
    reason: str
    entry: Entry

    def covers(self, item: str) -> bool:
        """Whether the target is the item, its topic or its area."""
        return f"{item}/".startswith(f"{self.target}/")


class Tighten(NamedTuple):
    """Stricter values for an item: `values` state a field whole, `more` adds to a set, elements keep their identity."""

    item: str
    values: dict[str, Any]
    more: dict[str, tuple[Any, ...]]
    renames: dict[str, str]
    splits: dict[str, tuple[str, ...]]
    reason: str | None
    entry: Entry


class LocalItem(NamedTuple):
    """An item that the locality adds."""

    id: str
    title: Text
    cells: dict[str, Any]
    entry: Entry


class Add(NamedTuple):
    """Local items for a topic (`area/topic`), which is new where it has a title."""

    topic: str
    title: Text | None
    items: tuple[LocalItem, ...]
    entry: Entry


class Attest(NamedTuple):
    """Cells of an item that somebody checked against a document.

    `marks` has the mark (`gapub.model.marks`) that a cell had then: where it has another now, the check has lapsed.
    """

    item: str
    cells: tuple[str, ...]
    marks: dict[str, str]
    by: str
    on: str
    document: str
    entry: Entry


class Conflict(NamedTuple):
    """What an upgrade could not settle, on the entry that it marked; such a profile makes no catalogue."""

    text: str
    entry: Entry


class OneDivision(NamedTuple):
    """One of the divisions that a profile covers, with the cover facts and offices that are its own."""

    division: Division
    cover: Cover
    bodies: dict[str, Offices]


class Profile(NamedTuple):
    """A locality's tailoring, as its own file says it; `extends` names the profile above."""

    divisions: tuple[OneDivision, ...]
    level: str
    extends: str | None
    baseline: str | None
    editions: tuple[str, ...]
    example: bool
    bodies: dict[str, Offices]
    channels: dict[str, LocalChannel]
    omit: tuple[Omit, ...]
    tighten: tuple[Tighten, ...]
    add: tuple[Add, ...]
    attest: tuple[Attest, ...]
    entry: Entry
    conflicts: tuple[Conflict, ...] = ()

    @property
    def file(self) -> str:
        """The path by which messages name the file."""
        return self.entry.file

    @property
    def division(self) -> Division:
        """The division, or the first of several."""
        return self.divisions[0].division

    @property
    def cover(self) -> Cover:
        """The cover of the division, or of the first of several."""
        return self.divisions[0].cover

    def office(self, role: str, level: str, item: str) -> str | None:
        """The office that holds a role at a level for an item, or None where the profile does not say."""
        for offices in (self.divisions[0].bodies.get(role), self.bodies.get(role)):
            if offices is not None and (name := offices.holder(level, item)) is not None:
                return name.replace("{name}", self.division.name)
        return None


def inherit(chain: Sequence[Profile]) -> Profile:
    """The last profile of a chain with the bindings that it inherits: offices, channels, baseline, editions."""
    bodies: dict[str, Offices] = {}
    channels: dict[str, LocalChannel] = {}
    editions: dict[str, str] = {}
    baseline = None
    for profile in chain:
        for role, offices in profile.bodies.items():
            bodies[role] = _over_offices(bodies.get(role), offices)
        channels |= profile.channels
        editions |= {edition.partition("@")[0]: edition for edition in profile.editions}
        baseline = profile.baseline or baseline
    last = chain[-1]
    return last._replace(bodies=bodies, channels=channels, baseline=baseline, editions=tuple(editions.values()))


class Binding(NamedTuple):
    """The office that holds a role, where it was written, and whether that is a guess."""

    office: str
    place: Place
    guess: bool


def binding(chain: Sequence[Profile], division: Division, role: str, level: str, item: str) -> Binding | None:
    """Who holds a role in a division of the chain's last profile, and which file of the chain says so; None if none."""
    last = chain[-1]
    own = next(each.bodies for each in last.divisions if each.division == division)
    tables = [(each.file, each.entry.node, each.bodies) for each in chain]
    nodes = last.entry.node.get("divisions", ())
    tables += [(last.file, node, own) for node in nodes if node["code"] == division.code and "bodies" in node]
    for offices in (own.get(role), inherit(chain).bodies.get(role)):
        held = offices.decides(level, item) if offices else None
        if offices and held is not None:
            file, node, _ = next(each for each in reversed(tables) if role in each[2] and held in each[2][role].held)
            spoken = offices.name(held).replace("{name}", division.name)
            return Binding(spoken, Place(file, *node["bodies"].key_at(role)), held in offices.guesses)
    return None


def _over_offices(above: Offices | None, own: Offices) -> Offices:
    """The offices of a link over those above; a guess stays one until what it is for is stated anew."""
    if above is None:
        return own
    levels = own.levels if None in own.levels else above.levels | own.levels  # a plain name holds at every level
    both = Offices(levels, above.areas | own.areas, above.items | own.items)
    return both._replace(guesses=own.guesses | ((above.guesses - own.held) & both.held))


def read(tree: Value, file: str) -> tuple[Profile | None, list[Diagnostic]]:
    """The profile in a parsed file, and what is wrong with it."""
    found = check(tree, PROFILE, file)
    if found or not isinstance(tree, Map):
        return None, found
    reader = _Reader(tree, file)
    profile = reader.profile()
    return (None if reader.found else profile), reader.found


class _Reader:
    """Reads one checked file; collects what a shape cannot say."""

    def __init__(self, tree: Map, file: str) -> None:
        self.tree = tree
        self.file = file
        self.found: list[Diagnostic] = []

    def profile(self) -> Profile:
        """The profile; its faults are in `found`."""
        tree, cover = self.tree, _cover(self.tree.get("cover"))
        named = list(self.entries("divisions")) or [Entry(self.file, tree["division"], tree.at("division"))]
        return Profile(
            divisions=tuple(
                OneDivision(
                    Division(each.node["code"], each.node["name"]),
                    _over(cover, _cover(each.node.get("cover"))),
                    {role: _offices(node) for role, node in each.node.get("bodies", {}).items()},
                )
                for each in named
            ),
            level=tree["level"],
            extends=tree.get("extends"),
            baseline=tree.get("baseline"),
            editions=tuple(tree.get("editions", ())),
            example=tree.get("example", False),
            bodies={role: _offices(node) for role, node in tree.get("bodies", {}).items()},
            channels={
                key: LocalChannel(node.get("label"), node.get("url"), node.get("commit", False))
                for key, node in tree.get("channels", {}).items()
            },
            omit=tuple(self.omit(entry) for entry in self.entries("omit")),
            tighten=tuple(self.tighten(entry) for entry in self.entries("tighten")),
            add=tuple(self.add(entry) for entry in self.entries("add")),
            attest=tuple(_attest(entry) for entry in self.entries("attest")),
            entry=Entry(self.file, tree, (tree.line, tree.column)),
            conflicts=tuple(self.conflicts()),
        )

    def conflicts(self) -> Iterator[Conflict]:
        """The entries and offices that an upgrade marked."""
        marked = [entry for name in REFINEMENTS for entry in self.entries(name)]
        for holder in (self.tree, *self.tree.get("divisions", ())):
            bodies = holder.get("bodies", {})
            marked += [Entry(self.file, node, bodies.at(role)) for role, node in bodies.items()]
        for entry in marked:
            if isinstance(entry.node, Map) and "conflict" in entry.node:
                yield Conflict(entry.node["conflict"], entry)

    def entries(self, name: str) -> Iterator[Entry]:
        """The entries of a list at the top of the file."""
        for i, node in enumerate(self.tree.get(name, ())):
            yield Entry(self.file, node, self.tree[name].at(i))

    def omit(self, entry: Entry) -> Omit:
        """An omission; what is merged must say into what."""
        node = entry.node
        target = node.get("item") or node.get("topic") or node["area"]
        if (node["ground"] == "merged") != ("into" in node):
            message = Text(
                "并入另一事项（merged）须写 into，其他根据不写", "merged needs `into`, and no other ground has it"
            )
            self.found.append(Diagnostic("omit-into", "error", message, entry.place("ground"), target))
        return Omit(target, tuple(node["levels"]), node["ground"], node.get("into"), node["reason"], entry)

    def tighten(self, entry: Entry) -> Tighten:
        """Stricter values; a field written `+` adds to a set, any other is the whole local value."""
        node = entry.node
        whole = {name: node[name] for name in TIGHTENED if name in node and not _adds(node[name])}
        more = {name: node[name] for name in TIGHTENED if name in node and _adds(node[name])}
        return Tighten(
            item=node["item"],
            values={name: self.cell(name, value, entry) for name, value in whole.items()},
            more={name: _added(name, value["+"]) for name, value in more.items()},
            renames={each["from"]: each["to"] for each in node.get("rename", ())},
            splits={each["from"]: tuple(each["to"]) for each in node.get("split", ())},
            reason=node.get("reason"),
            entry=entry,
        )

    def add(self, entry: Entry) -> Add:
        """Local items; what the row leaves unknown is an error in an item of one's own."""
        node = entry.node
        items = []
        for i, row in enumerate(node["items"]):
            own = Entry(self.file, row, node["items"].at(i))
            cells = {name: self.cell(name, row[name], own) for name in FIELDS}
            items.append(LocalItem(row["id"], _text(row["title"]), cells, own))
        return Add(node["topic"], _text(node["title"]) if "title" in node else None, tuple(items), entry)

    def cell(self, name: str, node: Any, entry: Entry) -> Any:
        """A cell's value, or None when it contradicts itself."""
        try:
            return read_cell(name, node, {})
        except BadTimeLimitError as error:
            spot = follow(node, error.path, entry.node.at(name))
            self.found.append(Diagnostic("bad-time-limit", "error", error.text, Place(self.file, *spot)))
            return None


def _attest(entry: Entry) -> Attest:
    node = entry.node
    cells = node.get("cells", CELLS)
    marks = dict(cells) if isinstance(cells, Map) else {}
    return Attest(node["item"], tuple(cells), marks, node["by"], node["on"], node["document"], entry)


def _adds(node: Any) -> bool:
    return isinstance(node, Map) and "+" in node


def _added(name: str, nodes: Any) -> tuple[Any, ...]:
    return tuple(nodes) if name == "channels" else tuple(read_cell(name, nodes, {}))


def _offices(node: Any) -> Offices:
    if isinstance(node, str):
        return Offices({None: node}, {}, {})
    levels = {key: value for key, value in node.items() if key not in ("areas", "items", "guess", "conflict")}
    offices = Offices(levels, dict(node.get("areas", {})), dict(node.get("items", {})))
    return offices._replace(guesses=frozenset(offices.held if node.get("guess") else ()))


def _text(node: Any) -> Text:
    return Text(node["zh"], node["en"])


def _cover(node: Any) -> Cover:
    facts = node or {}
    return Cover(facts.get("office"), facts.get("date"), facts.get("version"), facts.get("phone"))


def _over(above: Cover, own: Cover) -> Cover:
    return Cover(*(mine if mine is not None else theirs for mine, theirs in zip(own, above, strict=True)))
