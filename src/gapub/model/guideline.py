"""A guideline edition (标准指引): topics and rows as a department wrote them, each with its evidence and its place.

MODEL: a row's own field replaces the file's default whole; `unknown` is a value that no default fills; `none` says that
the table has no such column. A field that neither the row nor the defaults give is an error, never a guess.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from gapub.diagnostics import Diagnostic, Place, Text, counted
from gapub.model import evidence, fields, shape
from gapub.model.catalogue import Coverage, Document, Source
from gapub.model.cells import AudienceCell, BasisRef, ChannelsCell, Element, article
from gapub.model.cells.body import BodyCell
from gapub.model.evidence import CellState, Evidence, Statute
from gapub.model.fields import (
    ALLOW,
    ATTRIBUTES,
    BY_NAME,
    CELL_KEYS,
    CELLS,
    FIELD_NAMES,
    FIELDS,
    NAMES,
    ROW,
    SOURCE_ID,
    read_stated,
)
from gapub.model.local import Guide, Publish
from gapub.model.shape import (
    BILINGUAL,
    DATE,
    EDITION,
    EDITION_NAME,
    ID_TEXT,
    TITLE,
    Context,
    FaultError,
    Field,
    Many,
    Record,
    Scalar,
    Table,
    check,
)
from gapub.model.text import LETTERS, OWN_AREA
from gapub.model.time import reader as timelimit
from gapub.model.time.reader import TIME_LIMIT, BadTimeLimitError
from gapub.model.time.value import TimeLimit
from gapub.yaml.locations import Entry, find, follow
from gapub.yaml.tree import Map, Seq, Spot, Value

SHOWN = 5
"""How many further rows a finding about several of them names at most."""


class Written(NamedTuple):
    """The nodes a row was read from: its own, the file's defaults and named time limits. For naming places."""

    row: Map
    defaults: Map
    limits: Map
    file: str

    def holder(self, name: str) -> Map:
        """The node that states a field: the row or the defaults."""
        return self.row if name in self.row else self.defaults

    def at(self, name: str) -> Spot:
        """Where the value of a field starts, in the row or in the defaults."""
        return self.holder(name).at(name)

    def spot(self, name: str, word: str) -> Spot:
        """Where a word of a field stands: in the value itself, or among the time limits that the file names."""
        at = self.at(name)
        here = find(self.row[name] if name in self.row else self.defaults[name], word, at)
        return find(self.limits, word, here) if name == "time_limit" and here == at else here


_EMPTY = Map(1, 1)
NOWHERE = Written(_EMPTY, _EMPTY, _EMPTY, "")
"""The nodes of a row that no guideline has written: it comes from a catalogue, or is compared without its place."""


class Change(NamedTuple):
    """What a profile did to a cell (or to the `item`): added, attested, or the relation to the row above, and why.

    `allowed` says why a weakening is allowed, where the profile says so.
    """

    cell: str
    kind: str
    place: Place
    level: str
    why: Text | None
    allowed: Text | None = None


class LeftOut(NamedTuple):
    """An item, topic or area that a profile leaves out at some levels, on a ground, for a reason."""

    target: str
    levels: tuple[str, ...]
    ground: str
    into: str | None
    reason: str
    place: Place

    def covers(self, item: str) -> bool:
        """Whether the target is the item, its topic or its area."""
        return f"{item}/".startswith(f"{self.target}/")


class Item(NamedTuple):
    """A row; `written` leads back to the file, `changes` tells what profiles did, `weakened` what they made weaker.

    `personal`: it lists persons, so that a wider audience is no improvement (条例 art. 15). `formerly` holds the rows of
    older editions that it comes from, `area@edition/topic/item`; `formerly_basis` says whether this was seen or inferred.
    `carried`: another edition takes the place of the row's own, and has no row that comes from this one (`succession`).
    From `section` on, what is no duty (`model.local`): of a file only what a guideline may state of it.
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
    written: Written = NOWHERE
    line: int = 0
    changes: tuple[Change, ...] = ()
    weakened: tuple[str, ...] = ()
    personal: bool = False
    formerly: tuple[str, ...] = ()
    formerly_basis: str | None = None
    carried: bool = False
    section: str | None = None
    phone: str | None = None
    title3: str | None = None
    columns: tuple[tuple[str, str], ...] = ()
    publish: tuple[Publish, ...] = ()
    stage: tuple[str, ...] = ()
    stage_basis: str | None = None
    interprets: tuple[str, ...] = ()
    responds: tuple[str, ...] = ()
    guide: Guide | None = None

    def place(self, cell: str, word: str) -> Place:
        """Where a word of a cell stands: in the profile that stated the cell last, else in the guideline."""
        stated = [each for each in self.changes if each.cell == cell and each.kind != "attested"]
        return stated[-1].place if stated else Place(self.written.file, *self.written.spot(cell, word))

    @property
    def unknown_fields(self) -> tuple[str, ...]:
        """The fields whose cell the table has and nobody knows."""
        return fields.unknown(self._asdict())

    @property
    def states(self) -> dict[str, CellState]:
        """What each cell rests on after the profiles."""
        own = {each.cell for each in self.changes if each.kind != "attested"}
        return evidence.states(self.evidence, self.unknown_fields, own=own)

    @property
    def settled(self) -> Evidence:
        """What the row rests on after the profiles; the guideline's own evidence where no profile touched the row."""
        if not (self.changes or self.evidence.unverified) or self.evidence.status == "local":
            return self.evidence
        return evidence.settled(self.evidence, self.states)


OPEN_LEVEL = "county"
"""A row whose level the tables leave open belongs to the county's catalogue, and is marked there.

So does an area of whose rows nothing has been seen: it stands there without any, and says what is known of it.
"""


def belongs(item: Item, level: str) -> bool:
    """Whether a row stands in the catalogue of a level."""
    return level == OPEN_LEVEL if item.levels is None else level in item.levels


class Topic(NamedTuple):
    """A first-level matter (一级事项) and its rows; `entry` leads back to the file."""

    id: str
    title: Text
    items: tuple[Item, ...]
    entry: Entry | None = None

    @property
    def place(self) -> Place | None:
        """Where its title is written."""
        return self.entry and self.entry.place("title")


def own_numbers(areas: Iterable[str]) -> dict[str, str]:
    """The numbers of the areas that have no official one and no letter, in this order: 地1, 地2 and so on."""
    own = (each for each in dict.fromkeys(areas) if each not in LETTERS)
    return {area: f"{OWN_AREA.zh}{n}" for n, area in enumerate(own, 1)}


class Guideline(NamedTuple):
    """One edition of the guideline of one area. `node` is what it was read from, of a file or of the profile that adds it.

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
    file: str = ""
    node: Map | None = None
    left_out: tuple[LeftOut, ...] = ()
    supersedes: tuple[str, ...] = ()

    @property
    def name_at(self) -> tuple[Spot, Spot]:
        """Where the file names the area and the edition; one that a profile adds is named once."""
        if self.node is None:
            return (1, 1), (1, 1)
        area = self.node.at("area")
        return area, self.node.at("edition") if "edition" in self.node else area

    @property
    def name(self) -> str:
        """`area@edition`, the name by which a baseline or a diff refers to it."""
        return f"{self.area}@{self.edition}"

    def rows(self) -> Iterator[tuple[str, Item]]:
        """Every row with its full id `area/topic/item`, in the order of the file."""
        for topic in self.topics:
            for item in topic.items:
                yield f"{self.area}/{topic.id}/{item.id}", item


_TITLE = Text("名称", "title in both languages")
_ITEM = Record(
    "item",
    (*(each.file for each in ROW if each.file), ALLOW),
    layout="block",
    needs={
        "formerly": "formerly_basis",
        "formerly_basis": "formerly",
        "stage": "stage_basis",
        "stage_basis": "stage",
    },
)
_TOPIC = Record(
    "topic",
    (
        Field("id", ID_TEXT, Text("一级事项编号", "the topic's id"), required=True),
        Field("title", TITLE, _TITLE, required=True),
        Field("items", Many(_ITEM, layout="block"), Text("二级事项", "the rows"), required=True),
    ),
    layout="block",
)
_DOCUMENT = Record(
    "document",
    (
        Field("title", Scalar(), Text("印发文件所附标准指引的名称", "the guideline's title"), required=True),
        Field("number", Scalar(), Text("发文字号", "document number"), default=None),
        Field("issued", Scalar(pattern=DATE), Text("印发日期", "date of issue, as precise as known"), default=None),
        Field(
            "status",
            Scalar(words=("seen", "recalled")),
            Text("是否见到印发通知", "whether the notice was seen"),
            required=True,
        ),
        Field("seen", Many(SOURCE_ID), Text("见于哪些来源", "the sources it was seen on"), into=""),
    ),
    make=Document,
)
_COVERAGE = Record(
    "coverage",
    (
        Field(
            "status",
            Scalar(words=("complete", "partial", "unknown")),
            Text("是否收全", "complete or not"),
            required=True,
        ),
        Field("expected", Scalar("integer"), Text("公布的事项数", "the announced number of rows")),
        Field("missing", Many(BILINGUAL, layout="block"), Text("缺少的内容", "what is missing")),
    ),
    make=Coverage,
)
_SOURCE = Record(
    "source",
    (
        Field("place", Scalar(), Text("地方或机关", "the place or office"), required=True),
        Field(
            "level",
            Scalar(words=("national", "ministry", "province", "city", "county", "township", "village", "unknown")),
            Text("层级", "its level"),
            required=True,
        ),
        Field("url", Scalar(pattern="^https?://"), Text("官方地址", "the address, where it is official")),
        Field("copy", Scalar("flag"), Text("转载副本", "seen in a republished copy")),
        Field(
            "inferred",
            Scalar("flag"),
            Text("地名据网址等推断", "the place was inferred, for example from the host name"),
        ),
        Field("date", Scalar(pattern=DATE), Text("页面所载日期", "the date that the page bears, as precise as known")),
        Field("file", Scalar(), Text("导入的文件名", "the name of the file that the rows were imported from")),
        Field("sha256", Scalar(pattern="^[0-9a-f]{64}$"), Text("该文件的哈希值", "the hash of that file")),
    ),
    layout="line",
)

GUIDELINE = Record(
    "guideline",
    (
        Field("area", ID_TEXT, Text("试点领域编号", "the area's id"), required=True),
        Field(
            "edition",
            Scalar(pattern=f"^{EDITION}$"),
            Text("版本", "edition: 2019, seen-2022 or undated"),
            required=True,
        ),
        Field(
            "number",
            Scalar("integer"),
            Text(
                "领域序号；以字母编号的领域和自设领域不写",
                "the area's number; areas with a letter and areas of one's own have none",
            ),
            default=None,
        ),
        Field("title", TITLE, _TITLE, required=True),
        Field(
            "supersedes",
            Many(EDITION_NAME),
            Text("事项被取代的旧版本", "the older editions whose rows it replaces"),
        ),
        Field("issuer", TITLE, Text("印发机关", "who issued it"), required=True),
        Field("document", _DOCUMENT, Text("印发文件", "the notice that issued it"), required=True),
        Field(
            "coverage",
            _COVERAGE,
            Text("收录情况", "how complete the rows are, compared with the national table"),
            required=True,
        ),
        Field(
            "remarks",
            Many(BILINGUAL, layout="block"),
            Text("使用须知", "what to know before relying on it"),
            default=(),
        ),
        Field("defaults", Record("defaults", CELL_KEYS, layout="block"), Text("默认值", "defaults"), gap=True, into=""),
        Field("time_limits", Table(TIME_LIMIT), Text("共用的时限", "time limits named once"), gap=True, into=""),
        Field("topics", Many(_TOPIC, layout="block", gap=True), Text("一级事项", "topics"), gap=True, into=""),
        Field(
            "sources",
            Table(_SOURCE, key=r"^S[0-9]+$", make=lambda key, fields: Source(key, **fields)),
            Text("来源", "the pages the rows were seen on"),
            gap=True,
            default={},
        ),
    ),
    layout="block",
)


def read(tree: Value, file: str) -> tuple[Guideline | None, list[Diagnostic]]:
    """The guideline in a parsed file, and what is wrong with it; None when it cannot be read."""
    found = check(tree, GUIDELINE, file)
    if found:
        return None, found
    assert isinstance(tree, Map)
    reader = _Reader(tree, file)
    guideline = reader.guideline()
    return (None if reader.found else guideline), reader.found


def of_sound(tree: Map, file: str) -> Guideline:
    """The guideline in a file of which it is known that nothing is wrong with it, such as one that comes with gapub."""
    return _Reader(tree, file).guideline()


def is_sound(tree: Value, file: str) -> bool:
    """Whether `read` would find nothing wrong, told without making the values: for files that are written, not read.

    Where it takes more to tell it says no, and `read` says what is wrong, if anything: where not all rows were seen at a single
    place, and where time limits have names.
    """
    if not isinstance(tree, Map) or "time_limits" in tree or check(tree, GUIDELINE, file):
        return False
    topics = tree.get("topics", ())
    rows = [row for topic in topics for row in topic["items"]]
    sources, defaults = tree.get("sources", _EMPTY).keys(), tree.get("defaults", _EMPTY)
    holders = [defaults, *rows]
    return (
        bool(rows)
        and all(_has_unique_ids(each) for each in (topics, *(topic["items"] for topic in topics)))
        and all(row.keys() | defaults.keys() >= _FIELDS for row in rows)
        and all(_is_single(row["evidence"], sources) for row in rows)
        and sources >= set(tree["document"].get("seen", ()))
        and all(_is_split({**defaults, **row}) for row in rows)
        and all(_is_time_limit(each["time_limit"]) for each in holders if "time_limit" in each)
    )


_FIELDS: Final = frozenset(FIELDS)
_OF_SINGLE: Final = frozenset(("status", "sources", "recalled"))
"""The keys of the evidence of a row that was seen at a single place."""


def _has_unique_ids(nodes: Seq) -> bool:
    return len({each["id"] for each in nodes}) == len(nodes)


def _is_single(evidence: Value, sources: Collection[str]) -> bool:
    """Whether a row was seen at a single place, which is one of the sources."""
    if not isinstance(evidence, Map) or evidence["status"] != "single" or not evidence.keys() <= _OF_SINGLE:
        return False
    return "sources" in evidence and all(each in sources for each in evidence["sources"])


def _is_split(row: Mapping[str, Any]) -> bool:
    """Whether a row that has two methods says which of its elements are which."""
    if not isinstance(row["method"], Seq):
        return True
    content = BY_NAME["content"].read(row["content"])
    return content is None or any(element.method for element in content)


def _is_time_limit(node: Value) -> bool:
    """Whether it does not contradict itself, as no other cell can that has its shape."""
    try:
        timelimit.read(node, {})
    except BadTimeLimitError:
        return False
    return True


class _Reader:
    """Reads one checked file; collects what a shape cannot say."""

    def __init__(self, tree: Map, file: str) -> None:
        self.tree = tree
        self.file = file
        self.found: list[Diagnostic] = []
        self.told: set[tuple[str, Spot]] = set()
        self.defaults = tree.get("defaults", _EMPTY)
        self.source_ids = frozenset(tree.get("sources", ()))
        self.limits = tree.get("time_limits", _EMPTY)
        self.context = Context(file, self.read_named_limits())
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
        self.check_sources(tree["document"].get("seen", Seq(1, 1)), tree["area"])
        topics = self.topics()
        self.english(tree, ("title", "issuer"), topics)
        self.found += (_missing(name, rows) for name, rows in self.missing.items())
        head = shape.read(tree, GUIDELINE)
        return Guideline(
            **head | {"sources": tuple(head["sources"].values())},
            topics=topics,
            file=self.file,
            node=tree,
        )

    def topics(self) -> tuple[Topic, ...]:
        topics: list[Topic] = []
        area, seen = self.tree["area"], dict[str, Map]()
        for node in self.tree.get("topics", ()):
            self.unique(f"{area}/{node['id']}", node, seen)
            items = []
            for row in node["items"]:
                entity = f"{area}/{node['id']}/{row['id']}"
                self.unique(entity, row, seen)
                item = self.item(row, entity)
                if item is not None:
                    items.append(item)
            topics.append(Topic(node["id"], shape.read(node["title"], TITLE), tuple(items), Entry(self.file, node)))
            self.english(node, ("title",), topics[-1:], f"{area}/{node['id']}")
        return tuple(topics)

    def english(self, node: Map, names: Iterable[str], topics: Iterable[Topic], entity: str = "") -> None:
        """What is named in Chinese alone may be so while all its rows rest on a single source."""
        rows = [item for topic in topics for item in topic.items]
        if rows and all(each.evidence.status == "single" for each in rows):
            return
        for name in names:
            if isinstance(node[name], str):
                message = Text("缺少必填项“en”（英文）", "the required field 'en' (English) is missing")
                hint = Text(
                    "写作 {zh: …, en: …}；全部事项都只见于一处的，可以只写中文",
                    "write {zh: …, en: …}; Chinese alone is enough while all rows rest on a single source",
                )
                self.wrong("shape-missing-field", message, node.at(name), entity or node.get("area", ""), hint, "en")

    def unique(self, entity: str, node: Map, seen: dict[str, Map]) -> None:
        if entity in seen:
            first = Place(self.file, *seen[entity].at("id"))
            message = Text(f"编号“{entity}”重复", f"the id {entity!r} is used twice")
            related = ((first, Text("第一次出现在这里", "it was first used here")),)
            self.found.append(
                Diagnostic("duplicate-id", "error", message, Place(self.file, *node.at("id")), entity, related=related)
            )
        seen.setdefault(entity, node)

    def item(self, row: Map, entity: str) -> Item | None:
        before = self.faults()
        cells = {name: self.cell(name, row, entity) for name in FIELDS}
        evidence = self.evidence(row, entity)
        if evidence.status != "single":
            self.english(row, ("title",), (), entity)
        self.split_by_method(row, cells, entity)
        if self.faults() > before:
            return None
        return Item(
            **read_stated((*NAMES, *ATTRIBUTES), row),
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
                value = BY_NAME[name].read(node, self.context)
            except FaultError as error:
                for fault in error.faults:
                    self.wrong(fault.code, fault.text, follow(node, fault.path, holder.at(name)), entity)
                value = None
            self.values[key] = value
            return value
        return self.values[key]

    def evidence(self, row: Map, entity: str) -> Evidence:
        node = row["evidence"]
        if node == "recalled":
            return Evidence("recalled", (), CELLS)
        status = node["status"]
        for key, doc in (("sources", "来源"), ("articles", "条文")):
            if key not in node and (status == "statutory") == (key == "articles"):
                message = Text(f"缺少必填项“{key}”（{doc}）", f"the required field {key!r} is missing")
                self.wrong("shape-missing-field", message, row.at("evidence"), entity, word=key)
        if "single" in node and status != "corroborated":
            message = Text("single 只用于 corroborated 的行", "`single` is for rows that are corroborated")
            self.wrong("evidence-twice", message, node.key_at("single"), entity)
        named = self.named_once(node, entity)
        rest = tuple(cell for cell in CELLS if cell not in named)
        articles = []
        for each in node.get("articles", ()):
            if "cells" not in each and status != "statutory":
                message = Text("须写明据该条填写的栏目 cells", "`cells` has to say what was read in the article")
                self.wrong("shape-missing-field", message, (each.line, each.column), entity, word="cells")
            cited = each.get("article")
            articles.append(
                Statute(each["id"], article.canonical(cited) if cited else None, tuple(each.get("cells", rest)))
            )
        sources = node.get("sources", Seq(1, 1))
        self.check_sources(sources, entity)
        single, recalled = (tuple(node.get(key, ())) for key in ("single", "recalled"))
        return Evidence(status, tuple(sources), recalled, single=single, articles=tuple(articles))

    def named_once(self, node: Map, entity: str) -> Collection[str]:
        """The cells that the evidence of a row names; one that it names under two keys is a fault."""
        lists = [(key, node[key]) for key in ("single", "recalled") if key in node]
        lists += [("articles", each["cells"]) for each in node.get("articles", ()) if "cells" in each]
        named: dict[str, str] = {}
        for key, cells in lists:
            for i, cell in enumerate(cells):
                if named.setdefault(cell, key) != key:
                    message = Text(
                        f"栏目“{FIELD_NAMES[cell].zh}”写了两种证据", f"the evidence of {cell!r} is stated twice"
                    )
                    self.wrong("evidence-twice", message, cells.at(i), entity)
        return named

    def check_sources(self, sources: Seq, entity: str) -> None:
        """Every source named must stand among the file's `sources`."""
        for i, source in enumerate(sources):
            if source not in self.source_ids:
                message = Text(f"文件末尾的 sources 中没有“{source}”", f"{source!r} is not listed under `sources`")
                self.wrong("unknown-source", message, sources.at(i), entity, word=source)

    def split_by_method(self, row: Map, cells: dict[str, Any], entity: str) -> None:
        """A row that is proactive and on request must say which elements are which (MODEL 5, Method)."""
        if cells["method"] is None or len(cells["method"]) < 2 or cells["content"] is None:
            return
        if not any(element.method for element in cells["content"]):
            message = Text(
                "公开方式有两种，但没有要素注明依申请公开", "the row has two methods, but no element states its own"
            )
            hint = Text("请在有关要素中写 method: on_request", "add `method: on_request` to the elements concerned")
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
    message = Text(f"本行和文件的 defaults 都没有“{name}”", f"{name!r} is missing both in the row and in `defaults`")
    if more:
        message += Text(f"（{len(rows)}行）", f" ({counted(len(rows), 'row')})")
    hint = Text(
        "表中有此栏而内容不明的，请写 unknown",
        "if the table has the cell but its contents are not known, write unknown",
    )
    related = tuple((each, Text(named, named)) for each, named in more[:SHOWN])
    return Diagnostic("missing-field", "error", message, place, entity, hint=hint, arguments=(name,), related=related)
