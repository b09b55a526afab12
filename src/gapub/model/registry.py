"""The registries: instruments (法律文件), roles, channels, groups, the words of time limits, what laws fix, baselines.

Each lies in a file of its own under `guidelines/registry/`; together they are what the ids in a guideline mean.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from gapub.diagnostics import Diagnostic, Place, Text
from gapub.model.registry_shape import REGISTRY
from gapub.model.shape import check, suggestion
from gapub.model.text import fold
from gapub.model.time import reader as timelimit
from gapub.model.time.reader import BadTimeLimitError, TimeLimit
from gapub.model.time.words import Terms
from gapub.yaml.locations import find, follow
from gapub.yaml.reader import Map, Seq, Value


class Instrument(NamedTuple):
    """A legal instrument (法律文件). `title` is the short form, without 中华人民共和国.

    `number` is its 发文字号 where somebody has seen it: a recalled number is never printed. `issued` is the day of its
    first promulgation, `amended` that of the latest version known, `effective` when that came into force, `repealed` when
    it ceased, all as precise as known. `recalled` names the facts that nobody has seen, by their key in the registry.
    """

    id: str
    title: str
    en: str
    kind: str
    number: str | None
    status: str
    successor: tuple[str, ...]
    full: str | None = None
    issued: str | None = None
    amended: str | None = None
    effective: str | None = None
    repealed: str | None = None
    ground: Text | None = None
    aliases: tuple[str, ...] = ()
    recalled: tuple[str, ...] = ()


class BodyRole(NamedTuple):
    """A role (公开主体). `kind`: organ, institution, collective, enterprise, or placeholder to be bound per item.

    `usual` is the usual name of the county's office, its place left as 县, `township` the name in a town: guesses.
    """

    id: str
    name: Text
    kind: str
    usual: str | None = None
    township: str | None = None


class ChannelType(NamedTuple):
    """A channel (公开渠道和载体): `standard` is a box of the official form, `platform` is named under 其他."""

    id: str
    name: Text
    kind: str


class Event(NamedTuple):
    """What a time limit may run from; it never happens after the events of `no_later_than`. `said`: in other words."""

    name: Text
    no_later_than: tuple[str, ...]
    said: tuple[str, ...] = ()


class LimitPart(NamedTuple):
    """A part of a row that a clause may cover. `elements` is how its elements begin; None where they cannot be told."""

    name: Text
    elements: str | None = None


class Limit(NamedTuple):
    """What an article of a law or regulation itself fixes, as read in the version of that date.

    `time_limit` is None where it limits something else than time. `items` are the rows `area/topic/item` that it bears on.
    """

    id: str
    instrument: str
    version: str
    article: str
    kind: str
    time_limit: TimeLimit | None
    scope: Text
    note: Text | None
    items: tuple[str, ...]


class Part(NamedTuple):
    """A part of a baseline that is kept apart in the catalogue, such as village affairs."""

    title: Text
    editions: tuple[str, ...]


class Baseline(NamedTuple):
    """A named set of editions, `area@edition`, in the order of the catalogue; `as_of` is its day for the law's state."""

    id: str
    title: Text
    as_of: str
    parts: tuple[Part, ...]

    @property
    def editions(self) -> tuple[str, ...]:
        """All editions of all parts."""
        return tuple(edition for part in self.parts for edition in part.editions)


class Reference(NamedTuple):
    """Where a registry entry names another entry (`table`), or an edition (`table` is `editions`)."""

    table: str
    id: str
    entity: str
    place: Place


class Registry(NamedTuple):
    """All registries as one value. Time-limit words are one name space per kind: events, parts, conditions, exceptions.

    `elements` is the English for what stands in content, by the Chinese as `fold` leaves it.
    """

    instruments: Mapping[str, Instrument] = MappingProxyType({})
    bodies: Mapping[str, BodyRole] = MappingProxyType({})
    channels: Mapping[str, ChannelType] = MappingProxyType({})
    groups: Mapping[str, Text] = MappingProxyType({})
    elements: Mapping[str, str] = MappingProxyType({})
    events: Mapping[str, Event] = MappingProxyType({})
    parts: Mapping[str, LimitPart] = MappingProxyType({})
    conditions: Mapping[str, Text] = MappingProxyType({})
    exceptions: Mapping[str, Text] = MappingProxyType({})
    limits: Mapping[str, Limit] = MappingProxyType({})
    baselines: Mapping[str, Baseline] = MappingProxyType({})
    references: tuple[Reference, ...] = ()

    def english(self, text: str) -> str | None:
        """The English for a text of the content, None where there is none; marks and spaces may differ in width."""
        return self.elements.get(fold(text))

    def terms(self) -> Terms:
        """The words of time limits."""
        return Terms(
            events={key: event.name for key, event in self.events.items()},
            parts={key: part.name for key, part in self.parts.items()},
            conditions=self.conditions,
            exceptions=self.exceptions,
            channels={key: channel.name for key, channel in self.channels.items()},
            no_later_than={key: event.no_later_than for key, event in self.events.items() if event.no_later_than},
        )


def read(tree: Value, file: str) -> tuple[Registry, list[Diagnostic]]:
    """The registries in one parsed file, and what is wrong with it."""
    found = check(tree, REGISTRY, file)
    if found or not isinstance(tree, Map):
        return Registry(), found
    if found := list(_bad_limits(tree, file)):
        return Registry(), found
    return (
        Registry(
            **{
                name: {_KEYS.get(name, str)(key): build(key, node) for key, node in tree[name].items()}
                for name, build in _BUILDERS.items()
                if name in tree
            },
            references=tuple(_references(tree, file)),
        ),
        found,
    )


def merge(registries: list[Registry]) -> Registry:
    """One registry of several; a later one puts its entries over the earlier ones'."""
    tables = {
        name: {key: entry for registry in registries for key, entry in getattr(registry, name).items()}
        for name in _BUILDERS
    }
    return Registry(**tables, references=tuple(each for registry in registries for each in registry.references))


def dangling(registry: Registry, editions: Collection[str]) -> list[Diagnostic]:
    """The references that lead nowhere: a successor, an event, or an edition of a baseline that does not exist."""
    found = []
    for each in registry.references:
        known = editions if each.table == "editions" else getattr(registry, each.table)
        if each.id not in known:
            kind = _REFERRED[each.table]
            message = Text(f"没有{kind.zh}「{each.id}」", f"there is no {kind.en} {each.id!r}")
            hint = suggestion(each.id, tuple(known))
            found.append(Diagnostic(f"unknown-{kind.en}", "error", message, each.place, each.entity, hint=hint))
    return found


def unknown(registry: Registry, table: str, key: str, place: Place, entity: str) -> Diagnostic:
    """The finding that a registry has no entry of this id."""
    kind = KINDS[table]
    message = Text(f"登记册中没有{kind.zh}「{key}」", f"the registry has no {kind.en} {key!r}")
    hint = suggestion(key, tuple(getattr(registry, table)))
    return Diagnostic(f"unknown-{kind.en}", "error", message, place, entity, hint=hint, arguments=(key,))


KINDS = {
    "instruments": Text("法律文件", "instrument"),
    "bodies": Text("公开主体", "body"),
    "channels": Text("渠道", "channel"),
    "groups": Text("特定群体", "group"),
    "events": Text("时点", "event"),
    "parts": Text("时限所及的部分", "part"),
    "conditions": Text("条件", "condition"),
    "exceptions": Text("例外", "exception"),
}
"""What an entry of each registry is; the codes of findings are made of these words."""
_REFERRED = KINDS | {"editions": Text("标准指引", "edition")}


def _bad_limits(tree: Map, file: str) -> Iterator[Diagnostic]:
    """The time limits that contradict themselves; a limit names its own, so `time_limits` of other files are no use."""
    for key, node in tree.get("limits", {}).items():
        if "time_limit" in node:
            try:
                timelimit.read(node["time_limit"], {})
            except BadTimeLimitError as error:
                spot = follow(node["time_limit"], error.path, node.at("time_limit"))
                yield Diagnostic("bad-time-limit", "error", error.text, Place(file, *spot), key)


def _references(tree: Map, file: str) -> Iterator[Reference]:
    for table, field_name in (("instruments", "successor"), ("events", "no_later_than")):
        for key, node in tree.get(table, {}).items():
            yield from _each(node.get(field_name), table, key, file)
    for key, node in tree.get("limits", {}).items():
        yield Reference("instruments", node["instrument"], key, Place(file, *node.at("instrument")))
        if "time_limit" in node:
            for table, name in timelimit.references(timelimit.read(node["time_limit"], {})):
                yield Reference(table, name, key, Place(file, *find(node["time_limit"], name, node.at("time_limit"))))
    for key, node in tree.get("baselines", {}).items():
        for part in node["parts"]:
            yield from _each(part["editions"], "editions", key, file)


def _each(ids: Seq | None, table: str, entity: str, file: str) -> Iterator[Reference]:
    if ids is not None:
        for i, name in enumerate(ids):
            yield Reference(table, name, entity, Place(file, *ids.at(i)))


def _text(_: str, node: Any) -> Text:
    return Text(node["zh"], node["en"])


def _instrument(key: str, node: Any) -> Instrument:
    number = None if "number" in node.get("recalled", ()) else node.get("number")
    return Instrument(
        key,
        node["title"],
        node["en"],
        node["kind"],
        number,
        node["status"],
        tuple(node.get("successor", ())),
        **{name: node.get(name) for name in ("full", "issued", "amended", "effective", "repealed")},
        ground=_text("", node["ground"]) if "ground" in node else None,
        aliases=tuple(node.get("aliases", ())),
        recalled=tuple(node.get("recalled", ())),
    )


def _baseline(key: str, node: Any) -> Baseline:
    parts = tuple(Part(_text("", part["title"]), tuple(part["editions"])) for part in node["parts"])
    return Baseline(key, _text("", node["title"]), node["as_of"], parts)


def _limit(key: str, node: Any) -> Limit:
    return Limit(
        key,
        node["instrument"],
        node["version"],
        node["article"],
        node["kind"],
        timelimit.read(node["time_limit"], {}) if "time_limit" in node else None,
        _text("", node["scope"]),
        _text("", node["note"]) if "note" in node else None,
        tuple(node.get("items", ())),
    )


_BUILDERS: dict[str, Any] = {
    "instruments": _instrument,
    "bodies": lambda key, node: BodyRole(key, _text(key, node), node["kind"], node.get("usual"), node.get("township")),
    "channels": lambda key, node: ChannelType(key, _text(key, node), node["kind"]),
    "groups": _text,
    "elements": lambda _, node: node,
    "events": lambda key, node: Event(
        _text(key, node), *(tuple(node.get(name, ())) for name in ("no_later_than", "said"))
    ),
    "parts": lambda key, node: LimitPart(_text(key, node), node.get("elements")),
    "conditions": _text,
    "exceptions": _text,
    "limits": _limit,
    "baselines": _baseline,
}
_KEYS = {"elements": fold}
"""What makes a key of a table what it is looked up by; an id is that itself."""
