"""The context of rules: a file that was read without fault, as model, tree and text, and what it stands among.

A `Row` is a row as a file states it, cell by cell: of a guideline, or what a profile puts in its place. `causes` brings
together the rows that have one and the same thing wrong with them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeAlias, TypeVar

from gapub.diagnostics import Diagnostic, Place, Text, counted
from gapub.diagnostics.edits import Edit, Spot
from gapub.diagnostics.text import split
from gapub.model.allow import entity_of
from gapub.model.cells import BasisRef
from gapub.model.fields import read_cell
from gapub.model.guideline import SHOWN, Guideline, Item
from gapub.model.local import link
from gapub.model.pattern import pattern
from gapub.model.registry import Registry, last_day
from gapub.rules.rule import report
from gapub.yaml.encoding import MARK
from gapub.yaml.locations import Entry
from gapub.yaml.tree import Map, Seq

if TYPE_CHECKING:
    from gapub.model.catalogue import Decision
    from gapub.model.decisions import DecisionList
    from gapub.model.profile import Profile


class Row(NamedTuple):
    """A row by its full id: of a guideline, or as a profile's `entry` tightens it or adds it as its `own`."""

    entity: str
    item: Item
    entry: Entry | None = None
    own: bool = False

    def states(self, name: str) -> bool:
        """Whether the file states this cell: a guideline all of them, a profile those of its entry."""
        return self.entry is None or name in self.entry.node

    @property
    def basis(self) -> tuple[BasisRef, ...]:
        """The legal bases that the file itself states; a profile may add to those that it takes over."""
        if self.entry is None:
            return self.item.basis
        node = self.entry.node.get("basis", ())
        return tuple(read_cell("basis", node.get("+") if isinstance(node, Map) else node, {}))

    def place(self, name: str, word: str | None = None) -> Place:
        """Where a cell starts, or where a word of it stands."""
        if self.entry is None:
            written = self.item.written
            return Place(written.file, *(written.at(name) if word is None else written.spot(name, word)))
        return self.entry.at(name) if word is None else self.entry.place_in(name, word)


_ODD = pattern("[\u3000\xa0\xad\u200b-\u200f\u2060-\u2064]|^\\s+|\\s+$")
_NESTS = frozenset((Map, Seq))
_ASCII = {wide: wide - 0xFEE0 for wide in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}


class Holder(Protocol):
    """What holds a text and knows where it stands: a mapping or list of a file, or a cell."""

    def at(self, step: Any, /) -> Spot:
        """Where the text under this key, at this index, or of these words starts."""


class Words(NamedTuple):
    """A text in a file: its value, the `node` that holds it under a key or an index, and the entity it belongs to.

    `node.at(step)` finds where it stands: nearly all texts are right, and nobody asks. `above` are the keys and indices that
    lead to the node.
    """

    value: str
    node: Holder
    step: str | int
    above: tuple[str | int, ...]
    entity: str

    @property
    def spot(self) -> Spot:
        """Where it starts."""
        return self.node.at(self.step)

    @property
    def path(self) -> tuple[str | int, ...]:
        """The keys and indices that lead to it."""
        return (*self.above, self.step)

    @property
    def key(self) -> str:
        """The nearest key, such as `zh`."""
        return next((step for step in reversed(self.path) if isinstance(step, str)), "")

    @property
    def about(self) -> str:
        """The entity; in a registry, the entry."""
        return self.entity or (str(self.path[1]) if len(self.above) > 1 else "")


class Pair(NamedTuple):
    """A text in both languages; `node` has it, the Chinese under the key `name`."""

    zh: str
    en: str
    node: Map
    name: str
    key: str

    @property
    def zh_at(self) -> Spot:
        """Where the Chinese stands."""
        return self.node.at(self.name)

    @property
    def en_at(self) -> Spot:
        """Where the English stands."""
        return self.node.at("en")


Common: TypeAlias = tuple[str, str, Map, Registry, str]
"""File, text, tree, registry and day, as `Context` takes them."""


class Context:
    """A file. `registry` is the one it is read with, `as_of` the day (2026-11-24) by which law and dates are judged.

    `marked`: a byte order mark stands in front of its text.
    """

    def __init__(self, file: str, text: str, tree: Map, registry: Registry, as_of: str) -> None:
        """All that the rules ask beyond these is worked out when it is asked, once."""
        self.file = file
        self.text = text.removeprefix(MARK)
        self.marked = text.startswith(MARK)
        self.tree = tree
        self.registry = registry
        self.as_of = as_of

    def place(self, spot: Spot) -> Place:
        """The spot as a place in this file."""
        return Place(self.file, *spot)

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the file, as editors count them."""
        return split(self.text)

    @cached_property
    def texts(self) -> tuple[Words, ...]:
        """Every text that stands as a value, in the order of the file."""
        found: list[Words] = []
        _gather(self.tree, (), "", found, prose=False)
        return tuple(found)

    @cached_property
    def prose(self) -> tuple[Words, ...]:
        """The texts that hold more than ASCII: what is written in Chinese, and English with a sign of its own."""
        found: list[Words] = []
        _gather(self.tree, (), "", found, prose=True)
        return tuple(found)

    @cached_property
    def written(self) -> str:
        """What a search begins with: the text of the file, or the values in it where there is no file yet."""
        if self.text:
            return self.text
        found: list[str] = []
        _list(self.tree, found)
        return "\n".join(found)

    def texts_that(self, test: Callable[[str], bool], *, prose: bool = False) -> Iterator[Words]:
        """The texts, or the prose, whose value passes a test: where no rule has asked for all, only these are made."""
        made: Iterable[Words] | None = self.__dict__.get("prose" if prose else "texts")
        if made is not None:
            return (words for words in made if test(words.value))
        found: list[Words] = []
        _gather(self.tree, (), "", found, test, prose=prose)
        return iter(found)

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """Every text that stands in both languages."""
        found: list[Pair] = []
        _pair(self.tree, "", found)
        return tuple(found)

    @property
    def rows(self) -> tuple[Row, ...]:
        """Every row of a guideline; the rows that a profile itself tightens or adds; none of a registry."""
        return ()

    def owner(self, spot: Spot) -> str:
        """The entity of the text that stands last before a spot, for what was found in the file as it stands."""
        return next((words.entity for words in reversed(self.texts) if words.spot <= spot), "")

    def span(self, words: Words, start: int, end: int) -> tuple[Spot, Spot] | None:
        """Where the characters `start` up to `end` of a text stand; None where quotes or folds hide it."""
        line, column = words.spot
        source = self.lines[line - 1][column - 1 :] if line <= len(self.lines) else ""
        quoted = source[:1] in ('"', "'")
        if not source[quoted:].startswith(words.value) or (quoted and source[len(words.value) + 1 :][:1] != source[0]):
            return None
        return (line, column + quoted + start), (line, column + quoted + end)

    def spotted(self, words: Words, start: int, end: int) -> tuple[Place, Spot | None]:
        """The place of these characters and where they end; the start of the text where they cannot be told."""
        span = self.span(words, start, end)
        return (self.place(words.spot), None) if span is None else (self.place(span[0]), span[1])

    def found(
        self, words: Words, span: tuple[int, int], message: Text, hint: Text, *more: str, edits: tuple[Edit, ...] = ()
    ) -> Diagnostic:
        """A finding about the characters of a text within a span; the text and what `more` there is tell it from others."""
        place, end = self.spotted(words, *span)
        return report(place, message, words.about, hint, end, (words.value, *more), edits=edits)

    def rewritten(self, words: Words, pieces: Iterable[tuple[int, int, str]]) -> tuple[Edit, ...]:
        """The edits that put new text for several stretches of a text; none where its quotes or folds hide them.

        None either where the new text would not be read as text: `１２` may not become the number `12`.
        """
        edits, after = [], words.value
        for start, end, new in sorted(pieces, reverse=True):
            span = self.span(words, start, end)
            if span is None:
                return ()
            edits.append(Edit(*span, new))
            after = after[:start] + new + after[end:]
        line, column = words.spot
        quote = self.lines[line - 1][column - 1]
        quote = quote if quote in "\"'" else ""
        ways = ("- {0}{1}{0}\n", "[{0}{1}{0}]\n")  # in a block, in brackets: whichever holds before holds afterwards
        possible = [way for way in ways if _reads_as(way.format(quote, words.value), words.value)]
        bare = _ODD.sub("", after).translate(_ASCII)  # what other fixes may make of it in the same round
        kept = possible and all(_reads_as(way.format(quote, each), each) for way in possible for each in (after, bare))
        return tuple(reversed(edits)) if kept else ()


class GuidelineContext(Context):
    """A guideline. `editions` names all there are, `others` gives the rows `topic/item` of one; None if it cannot be read."""

    def __init__(
        self,
        common: Common,
        guideline: Guideline,
        editions: Callable[[], Sequence[str]],
        others: Callable[[str], Collection[str] | None],
    ) -> None:
        """`common` is what is known of any file."""
        super().__init__(*common)
        self.guideline = guideline
        self.editions = editions
        self.others = others

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """Its rows, in order."""
        return tuple(Row(entity, item) for entity, item in self.guideline.rows())


class ProfileContext(Context):
    """A `profile`, the last of `chain`. `effective` is it with what it inherits.

    `base` are the guidelines after the links above it, `tailored` after its own; both hold all levels. `whole`: every
    guideline of the baseline was read, so that what they lack is not there. `elsewhere` gives those that only the
    catalogues of other levels are made of. `asked` is the day that was asked for, if any; `others` gives the profiles that
    are examined with it, itself among them.
    """

    def __init__(
        self,
        common: Common,
        chain: list[Profile],
        effective: Profile,
        base: list[Guideline],
        tailored: list[Guideline],
        *,
        whole: bool = True,
        elsewhere: Callable[[], list[Guideline]] = list,
        asked: str | None = None,
        others: Callable[[], Iterable[Profile]] = tuple,
    ) -> None:
        """`common` is what is known of any file."""
        super().__init__(*common)
        self.whole = whole
        self._elsewhere = elsewhere
        self.asked = asked
        self.others = others
        self.profile = chain[-1]
        self.chain = chain
        self.effective = effective
        self.base = base
        self.tailored = tailored

    @cached_property
    def elsewhere(self) -> list[Guideline]:
        """The guidelines of other levels' catalogues, for which a profile writes too."""
        return self._elsewhere()

    def bound(self, table: str) -> Iterator[Map]:
        """What the profile itself binds, and each of its divisions for itself: `bodies`, or `channels`."""
        return (each[table] for each in (self.tree, *self.tree.get("divisions", ())) if table in each)

    def addresses(self) -> Iterator[tuple[str, str, Place]]:
        """The addresses that the profile itself states, each with the channel or row that it belongs to, and its place."""
        for bound in self.bound("channels"):
            for key, node in bound.items():
                if "url" in node:
                    yield key, node["url"], self.place(node.at("url"))
                for table in (node[name] for name in ("areas", "items") if name in node):
                    yield from ((key, url, self.place(table.at(name))) for name, url in table.items())
        for bound in self.bound("own_channels"):
            for key, node in bound.items():
                if link(node.get("address", "")):
                    yield key, node["address"], self.place(node.at("address"))
        for bound in self.bound("rows"):
            for target, node in bound.items():
                stated = node.get("publish", ())
                places = stated if isinstance(stated, list) else [stated]
                for each in (*places, *([node["guide"]] if "guide" in node else ())):
                    if "url" in each:
                        yield target, each["url"], self.place(each.at("url"))

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The rows that it tightens, as they are afterwards, and those that it adds."""
        profile = self.profile
        if not (profile.tighten or profile.add):
            return ()
        added = [(name, item.entry) for add in profile.add for name, item in add.rows]
        topics = {
            name.rpartition("/")[0] for name in (*(each.item for each in profile.tighten), *(name for name, _ in added))
        }
        known = {
            f"{topic}/{item.id}": item
            for guideline in self.tailored
            for each in guideline.topics
            if (topic := f"{guideline.area}/{each.id}") in topics
            for item in each.items
        }
        tightened = [Row(each.item, known[each.item], each.entry) for each in profile.tighten if each.item in known]
        return (*tightened, *(Row(name, known[name], entry, own=True) for name, entry in added if name in known))


class DecisionsContext(Context):
    """A list of decisions. `asked` is the day that was asked for, if any; `others` gives the profiles that are examined with it."""

    def __init__(
        self,
        common: Common,
        own: DecisionList,
        asked: str | None = None,
        others: Callable[[], Iterable[Profile]] = tuple,
    ) -> None:
        """`common` is what is known of any file."""
        super().__init__(*common)
        self.own = own
        self.asked = asked
        self.others = others

    @property
    def decisions(self) -> Iterator[tuple[Decision, Entry]]:
        """Each decision with its entry in the file."""
        nodes = self.own.entry.node["decisions"]
        return ((each, Entry(self.file, node)) for each, node in zip(self.own.decisions.of, nodes, strict=True))


class RegistryContext(Context):
    """A registry file: `own` are its entries. `count` finds what is in use, for which all guidelines are read."""

    def __init__(self, common: Common, own: Registry, count: Callable[[], Mapping[str, frozenset[str]]]) -> None:
        """`common` is what is known of any file."""
        super().__init__(*common)
        self.own = own
        self.count = count

    @cached_property
    def used(self) -> Mapping[str, frozenset[str]]:
        """The ids in use, by table (`instruments`, …, `editions`): by guidelines, by profiles, by other entries."""
        return self.count()


def _reads_as(source: str, value: str) -> bool:
    from gapub.yaml.reader import parse

    tree, found = parse(source.encode("utf-8", "surrogatepass"), "")
    return tree == [value] and not found


def _pair(node: Any, key: str, found: list[Pair]) -> None:
    if node.__class__ is Map:
        if "en" in node:
            name = "zh" if "zh" in node else "title"  # a legal instrument has its Chinese under `title`
            zh, en = node.get(name), node["en"]
            if isinstance(zh, str) and isinstance(en, str):
                found.append(Pair(zh, en, node, name, key))
        for name, value in node.items():
            if value.__class__ in _NESTS:
                _pair(value, name, found)
    else:
        for value in node:
            if value.__class__ is Map:
                _pair(value, key, found)


def _list(node: Any, found: list[str]) -> None:
    for value in node.values() if node.__class__ is Map else node:
        if value.__class__ is str:
            found.append(value)
        elif value.__class__ in _NESTS:
            _list(value, found)


def _gather(
    node: Any,
    path: tuple[str | int, ...],
    entity: str,
    found: list[Words],
    test: Callable[[str], bool] | None = None,
    *,
    prose: bool,
) -> None:
    entries: Iterable[tuple[Any, Any]] = enumerate(node)
    if node.__class__ is Map:
        entity, entries = entity_of(node, entity), node.items()
    for key, value in entries:
        if value.__class__ is str:
            if not (prose and value.isascii()) and (test is None or test(value)):
                found.append(Words(value, node, key, path, entity))
        elif value.__class__ in _NESTS:
            _gather(value, (*path, key), entity, found, test, prose=prose)


Key = TypeVar("Key", bound=Hashable)


class Cause:
    """Rows that have one and the same thing wrong with them, and the places of it, each once."""

    def __init__(self) -> None:
        """Start with no row."""
        self.rows: list[Row] = []
        self.places: dict[Place, str] = {}

    @property
    def entity(self) -> str:
        """The row, or the area if there are several."""
        first = self.rows[0].entity
        return first if len(self.rows) == 1 else first.partition("/")[0]

    def found(self, message: Text, hint: Text | None = None, arguments: tuple[str, ...] = ()) -> Diagnostic:
        """The one finding about them all: at the first place, with the number of rows and some other places."""
        count = len(self.rows)
        if count > 1:
            message = Text(f"{message.zh}（{count}行）", f"{message.en} ({counted(count, 'row')})")
        first, *more = self.places
        related = tuple((p, Text(self.places[p], self.places[p])) for p in more[:SHOWN])
        return report(first, message, self.entity, hint, arguments=arguments, related=related)


def causes(
    found: Iterable[Row], causes_of: Callable[[Row], Iterable[tuple[Key, Place]]]
) -> Iterator[tuple[Key, Cause]]:
    """The rows by what is wrong with them. What is wrong with two entries of a profile is told for each."""
    causes: dict[tuple[Key, str], Cause] = {}
    for row in found:
        for key, place in causes_of(row):
            cause = causes.setdefault((key, "" if row.entry is None else row.entity), Cause())
            if row not in cause.rows[-1:]:
                cause.rows.append(row)
            cause.places.setdefault(place, row.entity)
    for (key, _), cause in causes.items():
        yield key, cause


def by_cell(rows: Iterable[Row], name: str) -> Iterator[tuple[Any, Cause]]:
    """The rows by the value of a cell that is wrong in each of them."""
    return causes(rows, lambda row: [(getattr(row.item, name), row.place(name))])


def at_cell(rows: Iterable[Row], name: str) -> Iterator[Cause]:
    """The rows with one and the same thing wrong with a cell, whatever its value."""
    return (cause for _, cause in causes(rows, lambda row: [(None, row.place(name))]))


def locally(context: Context, advice: Text) -> Text:
    """The advice to whoever may follow it: a guideline says what the ministry's table says, a locality can do better."""
    if not isinstance(context, GuidelineContext):
        return advice
    return Text(
        f"标准指引保留原表写法；地方请在配置文件中{advice.zh.removeprefix('请')}",
        f"the guideline keeps the wording of the table; in a profile, {advice.en}",
    )


def edition_day(guideline: Guideline) -> str:
    """The last day on which the edition can have been issued: its notice's date, else the year in its label."""
    return last_day(guideline.document.issued or guideline.edition.removeprefix("seen-"))
