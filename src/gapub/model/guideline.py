"""A guideline edition (标准指引): topics and rows as a department wrote them, each with its evidence and its place.

MODEL: a row's own field replaces the file's default whole; `unknown` is a value that no default fills; `none` says that
the table has no such column. A field that neither the row nor the defaults give is an error, never a guess.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from gapub.diagnostics import Diagnostic, Place, Text
from gapub.model.body import BodyCell
from gapub.model.catalogue import CELLS, FIELDS, Coverage, Document, Evidence, Source
from gapub.model.cells import AudienceCell, BasisRef, ChannelsCell, Element, read_cell
from gapub.model.guideline_shape import GUIDELINE
from gapub.model.shape import check
from gapub.model.time import reader as timelimit
from gapub.model.time.reader import BadTimeLimitError
from gapub.model.time.value import TimeLimit
from gapub.yaml.locations import find, follow
from gapub.yaml.reader import Map, Seq, Spot, Value

SHOWN = 5
"""How many further rows a finding about several of them names at most."""


class Written(NamedTuple):
    """The nodes a row was read from: its own, the file's defaults and named time limits. For naming places."""

    row: Map
    defaults: Map
    limits: Map
    file: str

    def at(self, name: str) -> Spot:
        """Where the value of a field starts, in the row or in the defaults."""
        return self.row.at(name) if name in self.row else self.defaults.at(name)

    def spot(self, name: str, word: str) -> Spot:
        """Where a word of a field stands: in the value itself, or among the time limits that the file names."""
        at = self.at(name)
        here = find(self.row[name] if name in self.row else self.defaults[name], word, at)
        return find(self.limits, word, here) if name == "time_limit" and here == at else here


class Change(NamedTuple):
    """What a profile did to a cell (or to the `item`): added, attested, or the relation to the row above, and why."""

    cell: str
    kind: str
    place: Place
    level: str
    why: Text | None


class LeftOut(NamedTuple):
    """An item, topic or area that a profile leaves out at some levels, on a ground, for a reason."""

    target: str
    levels: tuple[str, ...]
    ground: str
    into: str | None
    reason: str
    place: Place


class Item(NamedTuple):
    """A row; `written` leads back to the file, `changes` tells what profiles did, `weakened` what they made weaker.

    `personal`: it lists persons, so that a wider audience is no improvement (条例 art. 15). `formerly` holds the rows of
    older editions that it comes from, `area@edition/topic/item`; `formerly_basis` says whether that was seen or inferred.
    `carried`: another edition takes the place of the row's own, and has no row that comes from this one (`succession`).
    """

    id: str
    title: Text
    only_for: str | None
    content: tuple[Element, ...] | None
    basis: tuple[BasisRef, ...]
    time_limit: TimeLimit
    body: BodyCell
    channels: ChannelsCell
    audience: AudienceCell
    method: tuple[str, ...]
    levels: tuple[str, ...] | None
    evidence: Evidence
    written: Written
    line: int
    changes: tuple[Change, ...] = ()
    weakened: tuple[str, ...] = ()
    personal: bool = False
    formerly: tuple[str, ...] = ()
    formerly_basis: str | None = None
    carried: bool = False

    def place(self, cell: str, word: str) -> Place:
        """Where a word of a cell stands: in the profile that stated the cell last, else in the guideline."""
        stated = [each for each in self.changes if each.cell == cell and each.kind != "attested"]
        return stated[-1].place if stated else Place(self.written.file, *self.written.spot(cell, word))

    @property
    def unknown_fields(self) -> tuple[str, ...]:
        """The fields whose cell the table has and nobody knows."""
        unknown = {
            "content": self.content is None,
            "basis": not self.basis,
            "time_limit": self.time_limit.state == "unknown",
            "channels": self.channels.rule == "unknown",
            "audience": self.audience.groups is None,
            "levels": self.levels is None,
        }
        return tuple(name for name, is_unknown in unknown.items() if is_unknown)


class Topic(NamedTuple):
    """A first-level matter (一级事项) and its rows; `place` is where its title is written."""

    id: str
    title: Text
    items: tuple[Item, ...]
    place: Place | None = None


class Guideline(NamedTuple):
    """One edition of the guideline of one area. `name_at` is where the file names its area and its edition.

    `supersedes` names the older editions, `area@edition`, whose rows it takes the place of where both are in a baseline.
    """

    area: str
    edition: str
    number: int | None
    title: Text
    issuer: Text
    document: Document
    coverage: Coverage
    remarks: tuple[Text, ...]
    topics: tuple[Topic, ...]
    sources: tuple[Source, ...]
    file: str
    name_at: tuple[Spot, Spot]
    left_out: tuple[LeftOut, ...] = ()
    supersedes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """`area@edition`, the name by which a baseline or a diff refers to it."""
        return f"{self.area}@{self.edition}"

    def rows(self) -> Iterator[tuple[str, Item]]:
        """Every row with its full id `area/topic/item`, in the order of the file."""
        for topic in self.topics:
            for item in topic.items:
                yield f"{self.area}/{topic.id}/{item.id}", item


def read(tree: Value, file: str) -> tuple[Guideline | None, list[Diagnostic]]:
    """The guideline in a parsed file, and what is wrong with it; None when it cannot be read."""
    found = check(tree, GUIDELINE, file)
    if found:
        return None, found
    assert isinstance(tree, Map)
    reader = _Reader(tree, file)
    guideline = reader.guideline()
    return (None if reader.found else guideline), reader.found


class _Reader:
    """Reads one checked file; collects what a shape cannot say."""

    def __init__(self, tree: Map, file: str) -> None:
        self.tree = tree
        self.file = file
        self.found: list[Diagnostic] = []
        self.told: set[tuple[str, Spot]] = set()
        self.defaults = _map(tree.get("defaults"))
        self.source_ids = frozenset(_map(tree.get("sources")))
        self.limits = _map(tree.get("time_limits"))
        self.named_limits = self.read_named_limits()
        self.values: dict[tuple[str, int], Any] = {}
        self.missing: dict[str, list[tuple[Place, str]]] = {}

    def read_named_limits(self) -> dict[str, TimeLimit]:
        try:
            return timelimit.read_names(self.limits)
        except BadTimeLimitError as error:
            self.wrong("bad-time-limit", error.text, follow(self.limits, error.path, self.tree.at("time_limits")), "")
            return {}

    def guideline(self) -> Guideline:
        """The guideline; its faults are in `found`."""
        tree = self.tree
        document, coverage = tree["document"], tree["coverage"]
        self.check_sources(document.get("seen", Seq(1, 1)), tree["area"])
        topics = self.topics()
        self.found += (_missing(name, rows) for name, rows in self.missing.items())
        return Guideline(
            area=tree["area"],
            edition=tree["edition"],
            number=tree.get("number"),
            title=text(tree["title"]),
            issuer=text(tree["issuer"]),
            document=Document(document["title"], document.get("number"), document.get("issued"), document["status"]),
            coverage=Coverage(coverage["status"], coverage.get("expected"), _texts(coverage.get("missing"))),
            remarks=_texts(tree.get("remarks")),
            topics=topics,
            sources=tuple(_source(key, each) for key, each in _map(tree.get("sources")).items()),
            file=self.file,
            name_at=(tree.at("area"), tree.at("edition")),
            supersedes=tuple(tree.get("supersedes", ())),
        )

    def topics(self) -> tuple[Topic, ...]:
        topics: list[Topic] = []
        area, seen = self.tree["area"], dict[str, Spot]()
        for node in self.tree.get("topics", ()):
            self.unique(f"{area}/{node['id']}", node, seen)
            items = []
            for row in node["items"]:
                entity = f"{area}/{node['id']}/{row['id']}"
                self.unique(entity, row, seen)
                item = self.item(row, entity)
                if item is not None:
                    items.append(item)
            place = Place(self.file, *node.at("title"))
            topics.append(Topic(node["id"], text(node["title"]), tuple(items), place))
        return tuple(topics)

    def unique(self, entity: str, node: Map, seen: dict[str, Spot]) -> None:
        at = node.at("id")
        if entity in seen:
            first = Place(self.file, *seen[entity])
            message = Text(f"编号「{entity}」重复", f"the id {entity!r} is used twice")
            related = ((first, Text("第一次出现在这里", "it was first used here")),)
            self.found.append(
                Diagnostic("duplicate-id", "error", message, Place(self.file, *at), entity, related=related)
            )
        seen.setdefault(entity, at)

    def item(self, row: Map, entity: str) -> Item | None:
        before = self.faults()
        cells = {name: self.cell(name, row, entity) for name in FIELDS}
        evidence = self.evidence(row, entity)
        self.split_by_method(row, cells, entity)
        if self.faults() > before:
            return None
        return Item(
            id=row["id"],
            title=text(row["title"]),
            only_for=row.get("for"),
            personal=row.get("personal", False),
            formerly=tuple(row.get("formerly", ())),
            formerly_basis=row.get("formerly_basis"),
            **cells,
            evidence=evidence,
            written=Written(row, self.defaults, self.limits, self.file),
            line=row.line,
        )

    def faults(self) -> int:
        """How many faults there are so far."""
        return len(self.found) + sum(map(len, self.missing.values()))

    def cell(self, name: str, row: Map, entity: str) -> Any:
        """The value of a field: the row's own or the file's default, read once however many rows share it."""
        holder = row if name in row else self.defaults
        if name not in holder:
            self.missing.setdefault(name, []).append((Place(self.file, row.line, row.column), entity))
            return None
        node = holder[name]
        key = (name, id(node))
        if isinstance(node, str | bool | int) or key not in self.values:
            try:
                value = read_cell(name, node, self.named_limits)
            except BadTimeLimitError as error:
                self.wrong("bad-time-limit", error.text, follow(node, error.path, holder.at(name)), entity)
                value = None
            self.values[key] = value
            return value
        return self.values[key]

    def evidence(self, row: Map, entity: str) -> Evidence:
        node = row["evidence"]
        if node == "recalled":
            return Evidence("recalled", (), CELLS)
        self.check_sources(node["sources"], entity)
        return Evidence(node["status"], tuple(node["sources"]), tuple(node.get("recalled", ())))

    def check_sources(self, sources: Seq, entity: str) -> None:
        """Every source named must stand among the file's `sources`."""
        for i, source in enumerate(sources):
            if source not in self.source_ids:
                message = Text(f"文件末尾的 sources 中没有「{source}」", f"the file's sources have no {source!r}")
                self.wrong("unknown-source", message, sources.at(i), entity, word=source)

    def split_by_method(self, row: Map, cells: dict[str, Any], entity: str) -> None:
        """A row that is proactive and on request must say which elements are which (MODEL 5, Method)."""
        if cells["method"] is None or len(cells["method"]) < 2 or cells["content"] is None:
            return
        if not any(element.method for element in cells["content"]):
            message = Text(
                "公开方式有两种，但没有一个要素注明依申请公开", "two methods, and no element says which is its own"
            )
            hint = Text("在要素上写 method: on_request", "write method: on_request on the element")
            at = row.at("method") if "method" in row else self.defaults.at("method")
            self.wrong("method-not-split", message, at, entity, hint)

    def wrong(self, code: str, message: Text, at: Spot, entity: str, hint: Text | None = None, word: str = "") -> None:
        """Note a finding; a fault in the defaults is told once, not for every row that takes it over."""
        if (code, at) in self.told:
            return
        self.told.add((code, at))
        arguments = (word,) if word else ()
        self.found.append(
            Diagnostic(code, "error", message, Place(self.file, *at), entity, hint=hint, arguments=arguments)
        )


def _missing(name: str, rows: Sequence[tuple[Place, str]]) -> Diagnostic:
    """The finding that rows lack a field: one for them all, since a default may be what they lack."""
    (place, entity), *more = rows
    message = Text(f"本行和文件的 defaults 都没有「{name}」", f"neither the row nor the defaults give {name!r}")
    if more:
        message = Text(f"{message.zh}（{len(rows)}行）", f"{message.en} ({len(rows)} rows)")
    hint = Text("表内有此栏而内容不明的，写 unknown", "write unknown where the table has the cell and it is not known")
    related = tuple((each, Text(named, named)) for each, named in more[:SHOWN])
    return Diagnostic("missing-field", "error", message, place, entity, hint=hint, arguments=(name,), related=related)


def _map(node: Any) -> Map:
    return node if isinstance(node, Map) else Map(1, 1)


def text(node: Any) -> Text:
    """A `{zh, en}` node."""
    return Text(node["zh"], node["en"])


def _texts(node: Any) -> tuple[Text, ...]:
    return tuple(text(each) for each in node or ())


def _source(key: str, node: Any) -> Source:
    flags = node.get("copy", False), node.get("inferred", False)
    return Source(key, node["place"], node["level"], node.get("url"), *flags)
