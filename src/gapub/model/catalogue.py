"""The catalogue (标准目录): what the compiler makes and every renderer reads.

Nothing here points back at a guideline, a registry or a profile: ids are resolved, Chinese and English are generated,
roles are bound. A renderer needs no other module of the model.

The values of a file's model are named tuples: at start-up one costs a sixth of what a frozen dataclass does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from gapub.diagnostics import Text
from gapub.model import evidence, fields
from gapub.model.cells.body import BodyCell
from gapub.model.evidence import CellState, Evidence
from gapub.model.fields import CELLS
from gapub.model.local import Guide, Publish
from gapub.model.time.value import TimeLimit


class Origin(NamedTuple):
    """Where a value was written: a logical path, a 1-based line, and the edition it belongs to."""

    file: str
    line: int
    edition: str


class Element(NamedTuple):
    """One element of the content (公开内容要素). `part` is the group or stage it stands under in the table.

    A text that no glossary knows, such as one that a locality has added, has no English.
    """

    zh: str
    en: str | None = None
    optional: bool = False
    method: str | None = None
    exception: str | None = None
    part: str | None = None
    exception_en: str | None = None
    part_en: str | None = None


class Ended(NamedTuple):
    """That an instrument has ceased by the day for which the law was judged: since when, as precise as known, and what is in
    force in its place (titles in both languages). `repealed`: by an express clause, else its place was taken or its term ran out.
    """

    since: str | None
    repealed: bool
    successors: tuple[Text, ...] = ()


class Basis(NamedTuple):
    """One legal basis (公开依据): an instrument of the registry, or words that name none (`unnamed`).

    `ended` says that the instrument has ended by the day for which the law is judged.
    """

    title: str
    id: str | None = None
    kind: str | None = None
    number: str | None = None
    article: str | None = None
    en: str | None = None
    article_en: str | None = None
    ended: Ended | None = None

    @property
    def unnamed(self) -> bool:
        """True for words such as 「相关规定」 that name no instrument."""
        return self.id is None


class TimeLimitCell(NamedTuple):
    """The time limit (公开时限): the value, and its wording generated in both languages."""

    value: TimeLimit
    zh: str
    en: str


class Role(NamedTuple):
    """A role in a body expression; `name` is the local office a profile bound to it, `words` what the registry calls it.

    `guess`: nobody has confirmed the office.
    """

    role: str
    kind: str
    name: str | None = None
    words: Text | None = None
    guess: bool = False


class Body(NamedTuple):
    """The body that discloses (公开主体), worded as in the table or, where a profile binds every role, by its offices.

    `value` is the cell of the guideline, which says how the roles share the duty.
    """

    zh: str
    en: str
    roles: tuple[Role, ...]
    value: BodyCell | None = None


class Channel(NamedTuple):
    """A channel (公开渠道和载体); `label` and `url` come from the profile where it gives them, `url` for the row at hand.

    A channel of the locality's own has the kind `own`, a `nature` (online, broadcast, print, place, person), and may have a
    `note`, and an `address` where nothing can be opened: that of a hall. Its label stands in place of English.
    """

    id: str
    label: str
    en: str
    kind: str
    url: str | None = None
    nature: str | None = None
    address: str | None = None
    note: str | None = None


class Channels(NamedTuple):
    """The channels of a row. `rule`: `ticked` (all boxes ticked in the table), `any_of`, `committed`, or `unknown`."""

    rule: str
    of: tuple[Channel, ...] = ()


class Audience(NamedTuple):
    """To whom (公开对象): the public (全社会), named groups (特定群体), or both; `groups` is None when the table names none."""

    public: bool
    groups: tuple[Text, ...] | None = ()


class Traced(NamedTuple):
    """What a profile did to a cell: its relation to the row above (or added, attested), at which level, why and where.

    `allowed` says why the profile allows a weakening.
    """

    cell: str
    kind: str
    level: str
    why: Text | None
    origin: Origin
    allowed: Text | None = None


class Item(NamedTuple):
    """One row (二级事项). `content` is None where the table has the cell and nobody has seen it (待核).

    `carried`: it is of an edition that another of the catalogue takes the place of, which has no row in its stead.
    From `section` on, what the locality says of it that is no duty: `model.local` tells what each is.
    """

    id: str
    number: str
    title: Text
    content: tuple[Element, ...] | None
    basis: tuple[Basis, ...]
    time_limit: TimeLimitCell
    body: Body
    channels: Channels
    audience: Audience
    method: tuple[str, ...]
    levels: tuple[str, ...]
    level_stated: bool
    only_for: str | None
    evidence: Evidence
    origin: Origin
    trace: tuple[Traced, ...] = ()
    weakened: tuple[str, ...] = ()
    personal: bool = False
    formerly: tuple[str, ...] = ()
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

    @property
    def unknown_fields(self) -> tuple[str, ...]:
        """The fields whose cell the table has and nobody knows (`unknown`, 待核)."""
        stated = {
            "content": self.content,
            "basis": self.basis,
            "time_limit": self.time_limit.value,
            "channels": self.channels,
            "audience": self.audience,
            "levels": self.levels if self.level_stated else None,
        }
        return fields.unknown(stated)

    @property
    def states(self) -> dict[str, CellState]:
        """What each cell rests on after the profiles: all counts, notes and marks follow from it."""
        guessed = ("body",) if any(role.guess for role in self.body.roles) else ()
        return evidence.states(self.evidence, self.unknown_fields, guessed)

    @property
    def fields_to_check(self) -> tuple[str, ...]:
        """The cells somebody must verify: recalled or unknown; in the order of the table."""
        doubtful = {*self.evidence.recalled, *self.unknown_fields}
        return tuple([name for name in CELLS if name in doubtful]) if doubtful else ()

    @property
    def verified(self) -> bool:
        """Whether each cell that is known was checked, was read in a law, or is the locality's own."""
        return evidence.verified(self.states.values())


class Topic(NamedTuple):
    """A first-level matter (一级事项) and its rows."""

    id: str
    title: Text
    items: tuple[Item, ...]


class Source(NamedTuple):
    """A page on which rows were seen: the place, its level, and the address where it is official.

    `copy`: seen in a republished copy. `inferred`: the place was inferred, for example from the host name.
    `date`: the date that the page bears, as precise as known. `file` is the name of the file that the rows were imported
    from, and `sha256` the hash of its bytes.
    """

    id: str
    place: str
    level: str
    url: str | None = None
    copy: bool = False
    inferred: bool = False
    date: str | None = None
    file: str | None = None
    sha256: str | None = None


class Document(NamedTuple):
    """The notice that issued the guideline; `status` says whether it was seen or recalled.

    Of an area that a profile adds it is `local`: the office that writes the profile lays the area down in it.
    """

    title: str
    number: str | None
    issued: str | None
    status: str


class Coverage(NamedTuple):
    """How the rows stand to the national table: `complete`, `partial` or `unknown`, with what is missing."""

    status: str
    expected: int | None = None
    missing: tuple[Text, ...] = ()


class Area(NamedTuple):
    """A pilot area (试点领域) of the catalogue. `part` is the part of the baseline it stands in, if that has parts."""

    id: str
    number: str
    title: Text
    edition: str
    issuer: Text
    document: Document
    coverage: Coverage
    remarks: tuple[Text, ...]
    sources: tuple[Source, ...]
    part: Text | None
    topics: tuple[Topic, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        """All rows of the area in order."""
        return tuple(item for topic in self.topics for item in topic.items)

    @property
    def verified(self) -> bool:
        """Whether it has rows and all of them are verified: then nothing in it rests on what others published or recalled."""
        return bool(self.topics) and all(item.verified for item in self.items)


class Division(NamedTuple):
    """A division (行政区划): its statistical code and name; `code` is None where it is open, as that of a zone may be."""

    code: str | None
    name: str

    @property
    def key(self) -> str:
        """What tells it from others of its profile: its code, or its name where that is open."""
        return self.code or self.name

    @property
    def names(self) -> tuple[str, ...]:
        """By what a person may name it: its name, and its code where it is known."""
        return (self.code, self.name) if self.code else (self.name,)

    @property
    def label(self) -> Text:
        """The name, with the code where it is known."""
        return Text(f"{self.name}（{self.code}）", f"{self.name} ({self.code})") if self.code else Text.same(self.name)

    def may_be(self, other: Division) -> bool:
        """Whether it is the other one: by their codes, or by name where one of them is open."""
        return self.code == other.code if self.code and other.code else self.name == other.name


def division_keys(divisions: Sequence[Division]) -> list[str]:
    """What tells the divisions of a profile apart, in folders and addresses: their keys.

    Villages have the code of their township: those that share one have their name behind it.
    """
    shared = Counter(each.code for each in divisions)
    return [f"{each.key}-{each.name}" if each.code and shared[each.code] > 1 else each.key for each in divisions]


class Cover(NamedTuple):
    """The facts of the cover: 编制单位, 发布日期, 版本, 联系电话; each is None when not given."""

    office: str | None = None
    date: str | None = None
    version: str | None = None
    phone: str | None = None


class Omission(NamedTuple):
    """A row left out, or an area without rows, with ground and reason; `into` is the item it is merged into.

    `area` is the title of its area, which has no other place in the catalogue if all of it is left out.
    """

    id: str
    area: Text
    title: Text
    ground: str
    into: str | None
    reason: str
    origin: Origin


class Notice(NamedTuple):
    """A call for comment (征求意见公告): its address, and the first and last day on which comments are taken."""

    url: str
    start: str | None = None
    end: str | None = None


class Decision(NamedTuple):
    """A major administrative decision (重大行政决策事项) of the year, and how the public may take part in it.

    `planned` is a year, half-year, quarter, month or day: 2026, 2026-H1, 2026-Q2, 2026-06, 2026-06-30. A text without
    English has an empty one.
    """

    title: Text
    unit: Text
    procedures: tuple[Text, ...] = ()
    planned: str | None = None
    participation: tuple[Text, ...] = ()
    notice: Notice | None = None
    feedback: str | None = None


class Decisions(NamedTuple):
    """The yearly list of the major administrative decisions of a division."""

    year: int
    of: tuple[Decision, ...]


class Input(NamedTuple):
    """A file the catalogue was made from: its logical path and the SHA-256 of its text with LF line ends."""

    path: str
    sha256: str
    local: bool = False


class Counts(NamedTuple):
    """How much there is and how sure it is; `cells` counts the ten cells of every row (`CELLS`), each in one state.

    `cells_recalled` counts those whose contents are unknown too, where nobody has seen that the table has them.
    `cells_in_words` counts time limits a part of which is words alone, which no value says and nothing is compared with.
    """

    areas: int
    topics: int
    items: int
    items_by_status: dict[str, int]
    cells: int
    cells_by_state: dict[CellState, int]
    cells_recalled: int
    cells_unknown: int
    level_open: int
    cells_in_words: int


class Catalogue(NamedTuple):
    """A compiled catalogue of one level (`county`, `township` or `village`), general or of one division.

    `boxes` are the channel boxes printed in the official form, in its order, ticked or not. `as_of` is the day for which
    the state of the law is judged. `purpose` is `review`, for those who check it, or `publication`, for citizens.
    """

    level: str
    division: Division | None
    baseline: str
    baseline_title: Text
    as_of: str
    title: Text
    cover: Cover
    example: bool
    boxes: tuple[Channel, ...]
    areas: tuple[Area, ...]
    omitted: tuple[Omission, ...]
    inputs: tuple[Input, ...]
    counts: Counts
    purpose: str = "review"
    decisions: Decisions | None = None

    @property
    def published(self) -> bool:
        """Whether it is the edition for publication, which leaves out what is for editors alone."""
        return self.purpose == "publication"
