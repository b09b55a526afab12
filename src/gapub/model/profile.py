"""A locality's profile (MODEL 8): its division, cover, offices and channels, and how it refines what it extends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from operator import is_
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

from gapub.diagnostics import Diagnostic, Place, Text
from gapub.model import shape
from gapub.model.catalogue import Cover, Division
from gapub.model.cells import LEVEL_LIST, More, one_level_of
from gapub.model.fields import ALLOW, CELL_KEYS, CELLS, FIELD_NAMES, LOCAL, TABLE
from gapub.model.local import ITEM, link
from gapub.model.marks import MARK
from gapub.model.pattern import pattern
from gapub.model.registry import NATURE, NATURE_DOC
from gapub.model.shape import (
    DASHED,
    DATE,
    EDITION,
    EDITION_NAME,
    ID_TEXT,
    OWN_EDITION,
    TITLE,
    Context,
    Either,
    Fault,
    FaultError,
    Field,
    Many,
    Record,
    Scalar,
    Shape,
    Table,
)
from gapub.model.text import GROUND_NAMES, fold
from gapub.yaml.locations import Entry
from gapub.yaml.tree import Map, Value

if TYPE_CHECKING:
    pass

REFINEMENTS = ("omit", "tighten", "add", "attest")
"""The lists of a profile whose entries refine the guidelines."""


NAME = "{name}"
"""Stands for the name of the division in offices, in labels and addresses of channels, and in what is said of rows."""
CODE = "{code}"
"""Stands for its code in addresses, and in what is said of rows."""


def local_text(text: str, division: Division) -> str:
    """The text as it is for a division: with its name and its code."""
    return text.replace(NAME, division.name).replace(CODE, division.code or CODE) if "{" in text else text


_NO_TEXTS: Mapping[str, str] = MappingProxyType({})


class LocalChannel(NamedTuple):
    """What a channel is called here, its address, and whether the locality commits to it.

    `levels`: for which levels that is said, in the divisions below too; without any it is said of the division alone.
    `areas` and `items` have the addresses of certain areas and items.
    """

    label: str | None = None
    url: str | None = None
    commit: bool = False
    levels: tuple[str, ...] = ()
    areas: Mapping[str, str] = _NO_TEXTS
    items: Mapping[str, str] = _NO_TEXTS

    def handed_down(self) -> LocalChannel:
        """What of it holds in the divisions below: what is said for levels, a pattern, and the commitment, which is a duty."""
        if self.levels:
            return self
        areas, items = ({key: url for key, url in of.items() if _pattern(url)} for of in (self.areas, self.items))
        return self._replace(label=_pattern(self.label), url=_pattern(self.url), areas=areas, items=items)

    def address(self, item: str) -> str | None:
        """The address for an item: its own, else its area's, else the general one."""
        return self.items.get(item) or self.areas.get(item.partition("/")[0]) or self.url


class OwnChannel(NamedTuple):
    """A channel of the locality's own: what it is called, how it reaches people (`registry.NATURES`), where it is."""

    label: str
    nature: str | None = None
    address: str | None = None
    note: str | None = None


class LocalRow(NamedTuple):
    """What is said of a row, or of the rows of an area or topic, that is no duty: by its field of `fields.LOCAL`."""

    values: dict[str, Any]
    entry: Entry


def _pattern(text: str | None) -> str | None:
    """The text if it holds for each division by its name, else None."""
    return text if text and (NAME in text or CODE in text) else None


_HELD: tuple[Literal["levels", "areas", "items"], ...] = ("levels", "areas", "items")
Held: TypeAlias = tuple[Literal["levels", "areas", "items"], str | None]
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
        held: Iterator[Held] = ((kind, name) for kind in _HELD for name in getattr(self, kind))
        return set(held)

    def decides(self, level: str, item: str) -> Held | None:
        """What decides for an item at a level: the item's own office, else the area's, else the level's, else the general."""
        deciding: tuple[Held, ...] = (
            ("items", item),
            ("areas", item.partition("/")[0]),
            ("levels", level),
            ("levels", None),
        )
        return next((held for held in deciding if held[1] in getattr(self, held[0])), None)

    def name(self, held: Held) -> str:
        """The office that holds the role for this."""
        names: dict[str | None, str] = getattr(self, held[0])
        return names[held[1]]

    def handed_down(self, level: str) -> Offices:
        """Those that hold in the divisions below one of this level: a pattern, or an office that is said for a level.

        A plain name is that of the division's own office, which those below can meet where a row is held to its level.
        """
        levels = {held: name for held, name in self.levels.items() if held is not None or NAME in name}
        plain = self.levels.get(None)
        if plain is not None and NAME not in plain and level in _OFFICE_LEVELS:
            levels[level] = plain
        areas, items = ({key: name for key, name in of.items() if NAME in name} for of in (self.areas, self.items))
        down = Offices(levels, areas, items)
        renamed: set[Held] = {("levels", level) if held == ("levels", None) else held for held in self.guesses}
        return down._replace(guesses=frozenset((renamed | self.guesses) & down.held))


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


class LocalTopic(NamedTuple):
    """Items that the locality adds to a topic (`area/topic`), which is new where it has a title."""

    id: str
    title: Text | None
    items: tuple[LocalItem, ...]
    entry: Entry


class Add(NamedTuple):
    """What the locality adds: items to a topic (`target`), which may be new, or a whole area (`target`) with its topics.

    `title` is that of the area; an addition to a topic has none here.
    """

    target: str
    title: Text | None
    topics: tuple[LocalTopic, ...]
    entry: Entry

    @property
    def key(self) -> Literal["topic", "area"]:
        """Under which key of the entry the target stands."""
        return "area" if self.title is not None else "topic"

    @property
    def rows(self) -> Iterator[tuple[str, LocalItem]]:
        """Its items by their full ids."""
        return ((f"{topic.id}/{item.id}", item) for topic in self.topics for item in topic.items)


class Attest(NamedTuple):
    """Cells that somebody checked against a document: of an item, of several, or of all items of an area or topic.

    `target` is what the entry names first: an item (`area/topic/item`), an area (`area@edition`) or a topic
    (`area@edition/topic`); `items` are the items that it names one by one. `marks` has the mark (`gapub.model.marks`) that
    a cell had then, `mark` that of all cells: where it is another now, the check has lapsed.
    """

    target: str
    items: tuple[str, ...]
    cells: tuple[str, ...]
    marks: dict[str, str]
    mark: str | None
    by: str
    on: str
    document: str
    entry: Entry

    @property
    def key(self) -> str:
        """Under which key of the entry the target stands."""
        return next(each for each in ATTESTED if each in self.entry.node)

    @property
    def is_note(self) -> bool:
        """Whether it says that several rows were checked, and has no mark by which a change could be told."""
        return self.mark is None and self.key != "item"

    @property
    def reach(self) -> tuple[str, ...]:
        """The items, the area or the topic by their ids, whatever the edition."""
        area, _, topic = self.target.partition("/")
        return self.items or ("/".join(filter(None, (area.partition("@")[0], topic))),)

    def place(self, item: str | None = None) -> Place:
        """Where the target stands, or one of several items."""
        return self.entry.place_in("items", item or self.target) if self.key == "items" else self.entry.place(self.key)


class Conflict(NamedTuple):
    """What an upgrade could not settle, on the entry that it marked; such a profile makes no catalogue."""

    text: str
    entry: Entry


class OneDivision(NamedTuple):
    """One of the divisions that a profile covers, with what is its own: cover, offices, channels, attestations, notes on rows."""

    division: Division
    cover: Cover
    bodies: dict[str, Offices]
    entry: Entry
    own_channels: Mapping[str, OwnChannel] = MappingProxyType({})
    rows: Mapping[str, LocalRow] = MappingProxyType({})
    attest: tuple[Attest, ...] = ()

    @property
    def place(self) -> Place:
        """Where its code stands, or its name where that is open."""
        return self.entry.place("name" if self.division.code is None else "code")


class Profile(NamedTuple):
    """A locality's tailoring, as its own file says it; `extends` names the profile above.

    `baselines` are those of single levels; `baseline` is that of all levels, in a file without them.
    """

    divisions: tuple[OneDivision, ...]
    level: str
    entry: Entry
    bodies: dict[str, Offices]
    channels: dict[str, LocalChannel]
    extends: str | None = None
    baseline: str | None = None
    baselines: Mapping[str, str] = MappingProxyType({})
    editions: tuple[str, ...] = ()
    example: bool = False
    omit: tuple[Omit, ...] = ()
    tighten: tuple[Tighten, ...] = ()
    add: tuple[Add, ...] = ()
    attest: tuple[Attest, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    own_channels: Mapping[str, OwnChannel] = MappingProxyType({})
    rows: Mapping[str, LocalRow] = MappingProxyType({})

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

    @property
    def own_areas(self) -> dict[str, Add]:
        """The areas that it adds, each by its id: of two of one id the first."""
        return {each.target: each for each in reversed(self.add) if each.key == "area"}

    @property
    def attestations(self) -> tuple[Attest, ...]:
        """What the file attests, for all its divisions and then for single ones."""
        return sum((each.attest for each in self.divisions), self.attest)

    def baseline_at(self, level: str) -> str | None:
        """The baseline of the catalogue of a level, or None where the profile does not say."""
        return self.baselines.get(level, self.baseline)

    def baseline_place(self, level: str) -> Place:
        """Where the profile says so."""
        return self.entry.at("baselines", level) if level in self.baselines else self.entry.place("baseline")

    def holder(self, role: str, level: str, item: str) -> tuple[str, bool] | None:
        """The office that holds a role at a level for an item and whether it is a guess, or None where the profile does not say."""
        for offices in (self.divisions[0].bodies.get(role), self.bodies.get(role)):
            held = offices.decides(level, item) if offices else None
            if offices and held is not None:
                return offices.name(held).replace(NAME, self.division.name), held in offices.guesses
        return None

    def channel(self, key: str, level: str, item: str = "") -> LocalChannel | None:
        """A channel as it is called in the division's catalogue of a level, and its address for an item.

        None where the profile does not say.
        """
        found = self.channels.get(key)
        if found is None or (found.levels and level not in found.levels):
            return None
        label, url = (text and local_text(text, self.division) for text in (found.label, found.address(item)))
        return found._replace(label=label, url=url)

    @property
    def parts(self) -> list[Profile | OneDivision]:
        """The profile and each of its divisions: whatever may state own channels and notes on rows."""
        return [self, *self.divisions]

    @property
    def speaks(self) -> bool:
        """Whether it says anything of rows and their cells besides what it makes of the guidelines."""
        parts = (self, self.divisions[0])
        return bool(self.channels) or any(each.bodies or each.own_channels or each.rows for each in parts)

    @property
    def own(self) -> dict[str, OwnChannel]:
        """The channels of the division's own, as they are for it."""
        return {
            key: _for(each, self.division)
            for key, each in {**self.own_channels, **self.divisions[0].own_channels}.items()
        }

    def said_of(self, item: str) -> dict[str, Any]:
        """What is said of an item in the division, by field of `fields.LOCAL`.

        Each value is the item's own, else its topic's, else its area's; what a division says itself comes before what is said
        for all. Of columns each is a value by itself.
        """
        if not self.rows and not self.divisions[0].rows:
            return {}
        targets = (item, item.rpartition("/")[0], item.partition("/")[0])
        said: dict[str, Any] = {}
        stated = [rows[each].values for rows in (self.divisions[0].rows, self.rows) for each in targets if each in rows]
        if len(stated) == 1:
            said = stated[0]
        else:
            for values in stated:
                columns = dict(values.get("columns", ())) | dict(said.get("columns", ()))
                said = values | said | ({"columns": tuple(columns.items())} if columns else {})
        for name in said.keys() & {"interprets", "responds"}:
            # the rows of an area are said to bear on one of them: not on itself
            said = said | {name: tuple(each for each in said[name] if each != item)}
        return {name: _for(value, self.division) for name, value in said.items()}

    def handed_down(self) -> Profile:
        """The profile as the divisions below inherit it."""
        return self._replace(
            bodies={role: offices.handed_down(self.level) for role, offices in self.bodies.items()},
            channels={key: channel.handed_down() for key, channel in self.channels.items()},
        )


def _for(value: Any, division: Division) -> Any:
    """A value with the division's name and code in its texts."""
    if isinstance(value, str):
        return local_text(value, division)
    if isinstance(value, tuple):
        made = [_for(each, division) for each in value]
        if all(map(is_, made, value)):
            return value
        return type(value)(*made) if hasattr(value, "_fields") else tuple(made)
    return value


_BASELINE = ID_TEXT._replace(refers="baselines")
_OFFICE_LEVELS = {"city": "市级", "county": "县级", "township": "乡级", "village": "村级"}
"""The levels of which an office can be."""
_TEXT = Scalar()
_ITEM_ID = ITEM
_TOPIC_ID = Scalar(
    pattern=f"^{DASHED}/{DASHED}$", doc=Text("领域/一级事项", "the full id: area/topic"), refers="topics"
)
_DATE = Scalar(pattern=DATE, doc=Text("日期，如 2026-11-23", "a date such as 2026-11-23"))
_REASON = Text("理由", "the reason")
_CONFLICT = Field(
    "conflict",
    _TEXT,
    Text("升级时发现的冲突，处理后删去", "a conflict left by gapub upgrade; delete it once settled"),
    into="",  # found by `_conflicts`, whatever the entry is
)
_ALLOW = ALLOW._replace(into="")

LEVELS = ("nation", "province", "city", "county", "township", "village")
"""The levels of a profile, from the widest."""
CATALOGUES = ("county", "township", "village")
"""The levels that have catalogues."""
ABOVE = {
    "province": ("nation",),
    "city": ("province", "nation"),
    "county": ("city", "province", "nation"),
    "township": ("county", "city"),
    "village": ("township", "county"),
}
"""Which levels a profile may extend. Counties stand below provinces where there is no city (北京市朝阳区, 济源市), townships
below cities without counties (东莞市); a town that extends its province has lost its county's offices and duties."""
NESTED = {"province": 2, "city": 4, "county": 6, "township": 9}
"""The digits of a division's code that all divisions below it share."""
GROUNDS = tuple(GROUND_NAMES)
"""The grounds on which a row may be left out."""


def _offices(
    areas: dict[str, str] | None = None, items: dict[str, str] | None = None, guess: bool = False, **levels: str
) -> Offices:
    offices = Offices(dict[str | None, str](levels.items()), areas or {}, items or {})
    return offices._replace(guesses=frozenset(offices.held if guess else ()))


_OFFICE = Either(
    text=Scalar(make=lambda name: Offices({None: name}, {}, {})),
    mapping=Record(
        "office",
        (
            _CONFLICT,
            *(
                Field(level, _TEXT, Text(f"{zh}的机关名称", f"the office at {level} level"))
                for level, zh in _OFFICE_LEVELS.items()
            ),
            Field("areas", Table(_TEXT, refers="areas"), Text("某些领域由其他机关承担", "the office in certain areas")),
            Field(
                "items",
                Table(_TEXT, key=str(_ITEM_ID.pattern), refers="items"),
                Text("某些事项由其他机关承担", "the office for certain items"),
            ),
            Field("guess", Scalar("flag"), Text("推测的名称，核实后删去", "a guess; delete this once confirmed")),
        ),
        make=_offices,
    ),
)
_URL = Scalar(pattern="^https?://", doc=Text("以 http(s):// 开头的地址", "an http(s) address"))
_CHANNEL = Record(
    "local-channel",
    (
        Field("label", _TEXT, Text("当地名称", "its local name")),
        Field("url", _URL, Text("地址", "its address")),
        Field("commit", Scalar("flag"), Text("承诺使用该渠道", "the locality commits to it")),
        Field(
            "levels",
            LEVEL_LIST,
            Text(
                "适用的层级，下级行政区划也沿用；不写的，只用于本行政区划",
                "the levels it is for, also in divisions below; without it, for this division alone",
            ),
        ),
        Field("areas", Table(_URL, refers="areas"), Text("某些领域的地址", "its address for certain areas")),
        Field(
            "items",
            Table(_URL, key=str(_ITEM_ID.pattern), refers="items"),
            Text("某些事项的地址", "its address for certain items"),
        ),
    ),
    layout="line",
    make=LocalChannel,
)


def _own_channel(
    label: str, nature: str | None = None, address: str | None = None, note: str | None = None
) -> OwnChannel:
    """A channel of one's own; what is online, or may be, has an address that can be followed."""
    if address is not None and nature in (None, "online") and link(address) is None:
        message = Text(f"“{address}”不是网址或者电子邮箱", f"{address!r} is neither a web address nor a mail address")
        if nature is None:
            message += Text("；是场所的，请写 nature: place", "; of a place, write `nature: place`")
        raise FaultError(Fault("shape-pattern", message, ("address",)))
    return OwnChannel(label, nature, address, note)


_OWN_CHANNELS = Field(
    "own_channels",
    Table(
        Record(
            "own-channel",
            (
                Field("label", _TEXT, Text("名称", "what it is called"), required=True),
                Field("nature", NATURE, NATURE_DOC),
                Field("address", _TEXT, Text("地址", "its address")),
                Field("note", _TEXT, Text("说明", "a remark")),
            ),
            layout="line",
            make=_own_channel,
        ),
    ),
    Text("登记册中没有的本地渠道", "channels of one's own, which the registry does not have"),
    gap=True,
    default=MappingProxyType({}),
)


def _local_row(entry: Entry, **values: Any) -> LocalRow:
    """What is said of a row; no column of one's own is called as one that there is."""
    for name in dict(values.get("columns", ())):
        if (known := OFFICIAL_COLUMNS.get(fold(name).casefold())) is not None:
            message = Text(f"“{name}”是目录已有的栏目", f"{name!r} is a column of the catalogue")
            if known:
                message += Text(f"，请写 {known}", f": write `{known}`")
            raise FaultError(Fault("column-taken", message, ("columns", name)))
    return LocalRow(values, entry)


OFFICIAL_COLUMNS = {
    fold(name).casefold(): each.key if each.local else ""
    for each in (*TABLE, *LOCAL)
    for name in (each.label.zh, each.label.zh.partition("（")[0], each.label.en)
    if each.name != "columns"
} | dict.fromkeys(
    ("序号", "一级事项", "全社会", "特定群体", "主动", "主动公开", "依申请", "依申请公开", "县级", "乡级", "村级"), ""
)
"""What columns of the catalogue are called; by which key of `rows` those are stated that are local."""
_ROW_ID = rf"^{DASHED}(/{DASHED}){{0,2}}$"
_ROWS = Field(
    "rows",
    Table(
        Record(
            "local-row",
            (_CONFLICT, *(each.local for each in LOCAL if each.local), _ALLOW),
            layout="block",
            make=_local_row,
            entry="entry",
        ),
        key=_ROW_ID,
        gap=True,
        refers="targets",
    ),
    Text(
        "不属于公开要求的说明：事项（或领域、一级事项）→ 内容",
        "what is no duty: row (or area, or topic) → what is said of it",
    ),
    gap=True,
    default=MappingProxyType({}),
)
_COVER = Record(
    "cover",
    (
        Field("office", _TEXT, Text("编制单位", "compiled by")),
        Field("date", _DATE, Text("发布日期", "date of issue")),
        Field("version", _TEXT, Text("版本", "version")),
        Field("phone", _TEXT, Text("联系电话", "telephone")),
    ),
    layout="block",
    make=Cover,
)
_DIVISION_FIELDS = (
    Field(
        "code",
        Scalar(
            pattern=r"^[0-9]{2}([0-9]{2}([0-9]{2}([0-9]{3})?)?)?$",
            doc=Text("行政区划代码", "a division code"),
            refers="divisions",
        ),
        Text("行政区划代码（统计用），没有的不写", "statistical code; left out where there is none"),
    ),
    Field("name", _TEXT, Text("名称", "name"), required=True),
)


_UNDER_ROWS = {
    each.key: Text(
        f"不属于公开要求，写在 rows 下：rows: {{事项编号: {{{each.key}: …}}}}",
        f"it is no duty and goes under `rows`: rows: {{id-of-the-item: {{{each.key}: …}}}}",
    )
    for each in LOCAL
    if each.local
}
"""Where to write what people write beside the cells of a row, and is no duty."""


def _omit(into: str | None = None, **stated: Any) -> Omit:
    """An omission; what is merged must say into what."""
    if (stated["ground"] == "merged") != (into is not None):
        message = Text(
            "根据为 merged（并入另一事项）的，必须写 into；其他根据不得写",
            "`into` is required with merged, and allowed only there",
        )
        raise FaultError(Fault("omit-into", message, ("ground",), stated["target"]))
    return Omit(into=into, **stated)


_OMIT = Record(
    "omission",
    (
        _CONFLICT,
        Field("item", _ITEM_ID, Text("不列入的二级事项", "the item left out"), into="target"),
        Field("topic", _TOPIC_ID, Text("不列入的一级事项", "the topic left out"), into="target"),
        Field("area", ID_TEXT._replace(refers="areas"), Text("不列入的领域", "the area left out"), into="target"),
        Field("levels", LEVEL_LIST, Text("不列入的层级", "the levels at which it is left out"), required=True),
        Field("ground", Scalar(words=GROUNDS, called=GROUND_NAMES), Text("根据", "the ground"), required=True),
        Field("into", _ITEM_ID, Text("并入的事项", "the item it is merged into")),
        Field("reason", _TEXT, _REASON, required=True),
        _ALLOW,
    ),
    one_of=("item", "topic", "area"),
    make=_omit,
    entry="entry",
)


TIGHTENED = tuple(each.name for each in TABLE if each.tighter)
"""The fields that a profile may state more strictly; body and levels have entries of their own."""
_FROM = Field("from", _TEXT, Text("指引中的要素", "the element in the guideline"), required=True, into="element")


def _by_element(name: str, to: Shape, called: Text, doc: Text) -> Field:
    """What single elements of the guideline become here."""
    pair = Record(name, (_FROM, Field("to", to, called, required=True)), make=lambda element, to: (element, to))
    return Field(name, Many(pair, make=dict), doc, into=f"{name}s", default={})


def _tighten(item: str, entry: Entry, renames: Any, splits: Any, reason: str | None = None, **stated: Any) -> Tighten:
    """Stricter values; a field written `+` adds to a set, any other is the whole local value."""
    cells = {name: stated[name] for name in TIGHTENED if name in stated}
    more = {name: value.values for name, value in cells.items() if isinstance(value, More)}
    values = {name: value for name, value in cells.items() if name not in more}
    return Tighten(item, values, more, renames, splits, reason, entry)


_TIGHTEN = Record(
    "tightening",
    (
        _CONFLICT,
        Field("item", _ITEM_ID, Text("事项", "the item"), required=True),
        *(each.file._replace(shape=each.tighter) for each in TABLE if each.file and each.tighter),
        _by_element(
            "rename",
            _TEXT,
            Text("当地写法", "its local name"),
            Text("要素改名，仍是同一要素", "elements under another name"),
        ),
        _by_element(
            "split",
            Many(_TEXT),
            Text("拆成", "its parts"),
            Text("要素拆分，合起来仍是同一要素", "elements in several parts"),
        ),
        Field("reason", _TEXT, _REASON),
        _ALLOW,
    ),
    layout="block",
    make=_tighten,
    entry="entry",
    hints=_UNDER_ROWS,
)


def _local_item(id: str, title: Text, entry: Entry, **cells: Any) -> LocalItem:
    return LocalItem(id, title, cells, entry)


def _add(
    entry: Entry,
    topic: str = "",
    area: str = "",
    title: Text | None = None,
    items: tuple[LocalItem, ...] = (),
    topics: tuple[LocalTopic, ...] = (),
) -> Add:
    """An addition to a topic, or an area with its topics, whose ids then are the full ones."""
    if area:
        assert title is not None
        return Add(area, title, tuple(each._replace(id=f"{area}/{each.id}") for each in topics), entry)
    return Add(topic, None, (LocalTopic(topic, title, items, entry),), entry)


_LOCAL_ITEM = Record(
    "local-item",
    (
        Field("id", ID_TEXT, Text("编号", "the item's id in its topic"), required=True),
        Field("title", TITLE, Text("名称", "title"), required=True),
        *(each._replace(required=True) for each in CELL_KEYS),
        _ALLOW,
    ),
    layout="block",
    make=_local_item,
    entry="entry",
    hints=_UNDER_ROWS,
)
_LOCAL_ITEMS = Many(_LOCAL_ITEM, layout="block")
_LOCAL_TOPIC = Record(
    "local-topic",
    (
        Field("id", ID_TEXT, Text("编号", "the topic's id in its area"), required=True),
        Field("title", TITLE, Text("名称", "title"), required=True),
        Field("items", _LOCAL_ITEMS, Text("本地增加的事项", "local items"), required=True),
    ),
    layout="block",
    make=LocalTopic,
    entry="entry",
)
_ADD = Record(
    "addition",
    (
        _CONFLICT,
        Field("topic", _TOPIC_ID._replace(new=True), Text("所在的一级事项，可以是新的", "the topic, which may be new")),
        Field("area", ID_TEXT, Text("自设的领域，指引中没有", "an area of one's own, which the guidelines lack")),
        Field("title", TITLE, Text("新的一级事项或者自设领域的名称", "the title of a new topic, or of the area")),
        Field("items", _LOCAL_ITEMS, Text("一级事项中增加的事项", "the local items of the topic")),
        Field(
            "topics",
            Many(_LOCAL_TOPIC, layout="block", gap=True),
            Text("自设领域的一级事项", "the topics of the area"),
        ),
    ),
    one_of=("topic", "area"),
    needs={"items": "topic", "topics": "area"},
    brings={"topic": ("items",), "area": ("title", "topics")},
    layout="block",
    make=_add,
    entry="entry",
)
_NO_COVER = Cover()
CELL_NAMES = {each: FIELD_NAMES[each] for each in CELLS}
"""What the cells of a row are called."""
_MARK = Scalar(
    pattern="^[a-p]{8}$", doc=Text("栏目的标记，a 至 p 的八个字母", "the mark of a cell: eight letters from a to p")
)
_MARKS = Record(
    "marked-cells",
    tuple(Field(name, _MARK, Text("核对时该栏目的标记", "the mark of the cell as it was checked")) for name in CELLS),
    layout="line",
)


_CHECKED_EDITION = f"({EDITION}|{OWN_EDITION})"
ATTESTED = ("item", "items", "topic", "area")
"""What an attestation may be of; one of the keys stands in each."""


def _attest(
    entry: Entry,
    cells: tuple[str, ...] | dict[str, str] = CELLS,
    items: tuple[str, ...] = (),
    target: str = "",
    mark: str | None = None,
    **facts: str,
) -> Attest:
    marks = cells if isinstance(cells, dict) else {}
    if marks and ("item" not in entry.node or mark is not None):
        message = Text(
            "逐栏的标记只用于单个事项（item），不与 mark 并用",
            "marks of single cells are for one `item`, and exclude `mark`",
        )
        raise FaultError(Fault("shape-one-of", message, ("cells",)))
    own = items or ((target,) if "item" in entry.node else ())
    return Attest(target or items[0], own, tuple(cells), marks, mark, entry=entry, **facts)


_ATTEST = Record(
    "attestation",
    (
        _CONFLICT,
        Field(
            "area",
            EDITION_NAME._replace(pattern=f"^{DASHED}@{_CHECKED_EDITION}$"),
            Text("核对过的领域，写明版本，如 taxation@2019", "the area checked, with its edition: taxation@2019"),
            into="target",
        ),
        Field(
            "topic",
            Scalar(
                pattern=f"^{DASHED}@{_CHECKED_EDITION}/{DASHED}$",
                doc=Text("领域@版本/一级事项", "area@edition/topic"),
            ),
            Text("核对过的一级事项，写明版本", "the topic checked, with the edition"),
            into="target",
        ),
        Field("item", _ITEM_ID, Text("核对过的事项", "the item checked"), into="target"),
        Field("items", Many(_ITEM_ID), Text("核对过的几个事项", "several items that were checked")),
        Field(
            "cells",
            Either(sequence=Many(Scalar(words=CELLS, called=CELL_NAMES)), mapping=_MARKS),
            Text("核对过的栏目；不写的，为整行", "the cells; without it, the whole row"),
        ),
        Field("by", _TEXT, Text("核对人", "who checked"), required=True),
        Field("on", _DATE, Text("核对日期", "when"), required=True),
        Field("document", _TEXT, Text("对照的文件", "against which document"), required=True),
        Field(
            "mark",
            Scalar(
                pattern=MARK,
                doc=Text("由 gapub attest 或 gapub fmt --marks 写入", "written by gapub attest or gapub fmt --marks"),
            ),
            Text(
                "核对时全部栏目的标记；领域、一级事项和几个事项没有标记的，只是备注，不算已核对",
                "the mark of all cells as they were checked; without it, that of an area, a topic or several items is a note",
            ),
        ),
    ),
    one_of=ATTESTED,
    make=_attest,
    entry="entry",
)
_ATTEST_LIST = Field(
    "attest", Many(_ATTEST, layout="block"), Text("核对记录", "records of cells that were checked"), gap=True
)
_BODIES = Field(
    "bodies",
    Table(_OFFICE, refers="bodies"),
    Text(
        "公开主体：角色 → 当地机关，{name} 代表本地名称；只写名称的，只用于本行政区划",
        "role → local office; {name} is replaced by the name of the division; a plain name is for this division alone",
    ),
    gap=True,
    default={},
)
_CHANNEL_TABLE = Field(
    "channels",
    Table(_CHANNEL, refers="channels"),
    Text("公开渠道的当地名称和地址", "local label and address of channels"),
    gap=True,
    default={},
)


_PLAIN_NAME = pattern(r"(?=.*[^\x00-\x7f])[\w（）·]{1,80}")
"""What a division without a code, or with one that others share, may be called: its name stands in addresses and folders."""
_NO_PLAIN_NAME = Text(
    "没有代码或者代码与别的相同的，名称只能用汉字、字母和数字",
    "a name without a code of its own has letters and digits alone, with Chinese among them",
)


def _one_division(
    name: str,
    entry: Entry,
    code: str | None = None,
    cover: Cover = _NO_COVER,
    bodies: dict[str, Offices] | None = None,
    **own: Any,
) -> OneDivision:
    if code is None and not _PLAIN_NAME.fullmatch(name):
        raise FaultError(Fault("shape-pattern", _NO_PLAIN_NAME, ("name",)))
    return OneDivision(Division(code, name), cover, bodies or {}, entry, **own)


def _profile(
    entry: Entry,
    cover: Cover = _NO_COVER,
    division: OneDivision | None = None,
    divisions: tuple[OneDivision, ...] = (),
    **others: Any,
) -> Profile:
    """The profile; what it says of the cover holds for each division that says nothing else."""
    if "baseline" in entry.node and "baselines" in entry.node:
        message = Text("baseline 和 baselines 只能写一个", "`baseline` and `baselines` exclude each other")
        raise FaultError(Fault("shape-one-of", message, ("baselines",)))
    shared = Counter(each.division.code for each in divisions)
    for i, each in enumerate(divisions):
        if shared[each.division.code] > 1 and not _PLAIN_NAME.fullmatch(each.division.name):
            raise FaultError(Fault("shape-pattern", _NO_PLAIN_NAME, ("divisions", i, "name")))
    if faults := list(_of_one_alone(others.get("rows", {}), divisions)):
        raise FaultError(*faults)
    return Profile(
        tuple(each._replace(cover=_over(cover, each.cover)) for each in (*divisions, division) if each),
        entry=entry,
        conflicts=tuple(_conflicts(entry)),
        **others,
    )


def local_rows(profile: Profile) -> Iterator[tuple[str, LocalRow, Place]]:
    """All that a profile and its divisions say of rows: of which, what, and where that is named."""
    for each in profile.parts:
        for target, row in each.rows.items():
            yield target, row, each.entry.key("rows", target)


def _of_one_alone(rows: Mapping[str, LocalRow], divisions: Sequence[OneDivision]) -> Iterator[Fault]:
    """What is said of rows at the top of a profile for several divisions, and can hold for one of them only."""
    if len(divisions) < 2:
        return
    for target, row in rows.items():
        for key, texts in (
            ("phone", [row.values.get("phone")]),
            ("publish", [each.url for each in row.values.get("publish", ())]),
            ("guide", ["".join(filter(None, row.values.get("guide") or ()))]),
        ):
            if any(text and _pattern(text) is None for text in texts):
                message = Text(
                    f"有几个行政区划的，{key} 须含 {{name}} 或者 {{code}}，或者写在各行政区划下",
                    f"of several divisions, `{key}` has to contain {{name}} or {{code}}, or stands with each division",
                )
                yield Fault("of-one-division", message, ("rows", target, key), target)


def _over(above: Cover, own: Cover) -> Cover:
    return Cover(*(mine if mine is not None else theirs for mine, theirs in zip(own, above, strict=True)))


def _conflicts(profile: Entry) -> Iterator[Conflict]:
    """The entries and offices that an upgrade marked."""
    tree = profile.node
    marked = [node for name in REFINEMENTS for node in tree.get(name, ())]
    for holder in (tree, *tree.get("divisions", ())):
        marked += (node for key in ("bodies", "rows") for node in holder.get(key, {}).values())
        marked += holder.get("attest", ()) if holder is not tree else ()
    for node in marked:
        if isinstance(node, Map) and "conflict" in node:
            yield Conflict(node["conflict"], Entry(profile.file, node))


PROFILE = Record(
    "profile",
    (
        Field(
            "extends",
            _TEXT,
            Text("上级的配置文件，写相对于本文件的路径", "the profile above, as a path relative to this file"),
        ),
        Field(
            "division",
            Record("division", _DIVISION_FIELDS, layout="line", make=_one_division, entry="entry"),
            Text("行政区划", "the division"),
        ),
        Field(
            "divisions",
            Many(
                Record(
                    "one-division",
                    (
                        *_DIVISION_FIELDS,
                        Field("cover", _COVER, Text("封面", "its own facts of the cover")),
                        Field("bodies", Table(_OFFICE, refers="bodies"), Text("公开主体", "its own offices")),
                        _OWN_CHANNELS._replace(gap=False),
                        _ROWS._replace(gap=False),
                        _ATTEST_LIST._replace(gap=False),
                    ),
                    make=_one_division,
                    entry="entry",
                ),
                layout="block",
            ),
            Text("同级的几个行政区划，职责相同", "several divisions of one level with the same duties"),
        ),
        Field("level", one_level_of(*LEVELS), Text("层级", "the level"), required=True),
        Field("baseline", _BASELINE, Text("各层级的基线", "the baseline it refines, at all levels")),
        Field(
            "baselines",
            Record(
                "baselines",
                tuple(
                    Field(
                        level,
                        _BASELINE,
                        Text(f"{_OFFICE_LEVELS[level]}目录的基线", f"the baseline of the {level} catalogue"),
                    )
                    for level in CATALOGUES
                ),
                layout="line",
            ),
            Text(
                "各层级目录的基线，代替 baseline", "the baseline of the catalogue of each level, instead of `baseline`"
            ),
            default=MappingProxyType({}),
        ),
        Field(
            "editions",
            Many(EDITION_NAME),
            Text("取代基线中同一领域的版本", "editions that replace those of the baseline"),
        ),
        Field("example", Scalar("flag"), Text("示例，不是当地的正式文件", "an example, not issued by that government")),
        Field("cover", _COVER, Text("封面", "the facts of the cover"), gap=True),
        _BODIES,
        _CHANNEL_TABLE,
        _OWN_CHANNELS,
        _ROWS,
        Field("omit", Many(_OMIT, layout="block"), Text("不列入的事项", "items that are left out"), gap=True),
        Field(
            "tighten",
            Many(_TIGHTEN, layout="block", gap=True),
            Text("从严规定", "stricter local requirements"),
            gap=True,
        ),
        Field("add", Many(_ADD, layout="block", gap=True), Text("本地增加", "local items"), gap=True),
        _ATTEST_LIST,
    ),
    one_of=("division", "divisions"),
    layout="block",
    make=_profile,
    entry="entry",
)


def read(tree: Value, file: str, *, shared: bool = False) -> tuple[Profile | None, list[Diagnostic]]:
    """The profile in a parsed file, and what is wrong with it; `shared`: nodes stand at several places, and are read once."""
    found = shape.check(tree, PROFILE, file)
    if found:
        return None, found
    try:
        return shape.read(tree, PROFILE, Context(file, once={} if shared else None)), []
    except FaultError as error:
        return None, [each.diagnostic(file, tree) for each in error.faults]
