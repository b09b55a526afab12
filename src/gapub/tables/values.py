"""A row of a table as values: each cell read by the parser of its Chinese, what it does not understand kept as words.

A cell that is empty is `unknown`: the table has the cell and nothing is in it. Of a column that the table has not, nothing is
said. No parser guesses, and a tick that can be read in two ways is none: then the cell is unsure.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from functools import cache
from typing import Any, Final, Literal, NamedTuple

from gapub.model import cells
from gapub.model.cells import content
from gapub.model.cells.audience import AudienceCell
from gapub.model.cells.basis import BasisRef
from gapub.model.cells.parsing import AMONG, BLANKS, is_unknown, numbered, words
from gapub.model.fields import BY_NAME, FIELDS, read_cell
from gapub.model.local import STAGE
from gapub.model.naming import Book, known
from gapub.model.parsed import Typed
from gapub.model.pattern import pattern
from gapub.model.shape import Either, Many, Scalar
from gapub.model.text import fold, full_width, pointer
from gapub.model.time.value import NONE
from gapub.tables.row import Entry, Row

State = Literal["read", "words", "unsure", "empty"]
"""How a cell was read: wholly; but for some words; not at all, since nobody can tell what is ticked; there is nothing in it."""

PLAIN: Final = ("id", "number", "area", "topic", "title", "title3", "section", "phone", "note")
"""The cells that are words and nothing else."""
_TITLES: Final = ("area", "topic", "title")
"""Those that name something: what still refers to another cell (同上) has none above it, and names nothing."""
_POINTERS: Final = frozenset("同如〃″〞（")
_CELLS: Final = (*FIELDS, "stage")
"""The cells that are read as values."""
_TICKS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    name: tuple((each, f"{name}.{each}") for each in values)
    for name, values in {
        "audience": ("public", "groups"),
        "method": ("proactive", "on_request"),
        "levels": ("city", "county", "township", "village", "province"),
    }.items()
}
"""The cells that a table may have as columns to be ticked, one for each of these, by the names of these columns."""
_NOTHING: Final = frozenset({"", "/", "／", "\\", "-", "－", "—", "——", "无"})
"""What is written in a cell to say that there is nothing in it."""
_NO_COLUMN: Final = frozenset({"—", "——"})
"""What a catalogue prints in a cell that its guideline does not have."""
_YES: Final = frozenset({"是", "有"})
_NO: Final = frozenset({"否"})


_BREAKS: Final = str.maketrans(dict.fromkeys("\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029", "\n") | {"\t": " "})
_UNSEEN: Final = pattern(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff\ufffe\uffff]"
)
"""Characters that nobody sees and no file may have: controls, directions, halves of characters."""


class Left(NamedTuple):
    """Words of a cell that were not understood, and the cell of the file that they stand in."""

    text: str
    entry: Entry


class Read(NamedTuple):
    """A cell as it was read.

    `value` is as the model has it, and `node` as a file states it: `unknown` where nothing was understood, and None in a cell
    that cannot be unknown (body, method). `left` are the words that were not understood, and `kept` says whether value and
    node have them all the same: a time limit has `words`, a basis wording that names no instrument. `text` is what the cell
    says, its ticks put into words.
    """

    state: State
    value: Any = None
    node: Any = None
    text: str = ""
    left: tuple[Left, ...] = ()
    kept: bool = False
    entries: tuple[Entry, ...] = ()


class Reading(NamedTuple):
    """A row and its cells as they were read, by the names of the fields of a row; a column that the table lacks is not there."""

    row: Row
    cells: Mapping[str, Read]

    def text(self, name: str) -> str:
        """What a cell says; empty if the table has no such column, too."""
        return self.cells[name].text if name in self.cells else ""


class _Choice(NamedTuple):
    """What columns to be ticked say for a cell, wherever they stand: the left words with the column that has them."""

    state: State
    value: Any
    node: Any
    text: str
    left: tuple[tuple[str, str], ...] = ()


class _Said(NamedTuple):
    """What a text says for a cell, wherever it stands: equal texts are read once."""

    state: State
    value: Any
    node: Any
    left: tuple[str, ...] = ()
    kept: bool = False


class Reader:
    """Reads rows by the names of a book (`Library.names`)."""

    def __init__(self, book: Book) -> None:
        """Read nothing yet."""
        self.book = book
        self._known = cache(known(book))
        self._bare: dict[str, str] = {}
        self._said: dict[tuple[str, str], _Said] = {}
        self._chosen: dict[tuple[object, ...], _Choice] = {}
        self._worded: dict[tuple[str, str], str] = {}

    def read(self, row: Row, known: Container[str] = ()) -> Reading:
        """The cells of a row as values; of those that are `known`, only what they say."""
        cells = row.cells
        found = {name: self._plain(name, cells[name]) for name in PLAIN if name in cells}
        for name in _CELLS:
            read = self._ticked(name, cells) if name in _TICKS else None
            if read is None and name in cells:
                entry = cells[name]
                read = (
                    Read("read", text=_bare(entry.text), entries=(entry,)) if name in known else self.cell(name, entry)
                )
            if read is not None:
                found[name] = read
        return Reading(row, found)

    def cell(self, name: str, entry: Entry) -> Read:
        """A cell that is a text of its own."""
        if entry.state == "unsure":
            words = _bare(entry.text)
            return Read("unsure", *_unknown(name), words, (Left(words, entry),), entries=(entry,))
        if (text := self._bare.get(entry.text)) is None:
            text = self._bare[entry.text] = _bare(entry.text)
        state, value, node, stated, kept = self._text(name, text)
        left = tuple(Left(each, entry) for each in stated) if stated else ()
        return Read(state, value, node, text, left, kept, (entry,))

    # --- texts -------------------------------------------------------------------------------------------------------

    def _plain(self, name: str, entry: Entry) -> Read:
        """A cell that is words."""
        key = name, entry.text
        if (text := self._worded.get(key)) is None:
            text = self._worded[key] = _words_of(name, entry.text)
        if name in _TITLES and text[:1] in _POINTERS and pointer(fold(text).strip("（）")):
            return Read("words", "", "", "", (Left(text, entry),), False, (entry,))
        return Read("read" if text else "empty", text, text, text, (), False, (entry,))

    def _text(self, name: str, text: str) -> _Said:
        key = name, text
        if (said := self._said.get(key)) is None:
            said = self._said[key] = self._read(name, text)
        return said

    def _read(self, name: str, text: str) -> _Said:
        if name == "time_limit" and text in _NO_COLUMN:
            return _Said("read", NONE, "none")
        if text in _NOTHING or is_unknown(text):
            return _Said("empty", *_unknown(name))
        if name == "content":
            elements = content.parse(full_width(text))
            return _Said("read", elements, content.node(elements)) if elements else _Said("empty", *_unknown(name))
        parse = self._time_limit if name == "time_limit" else _stage if name == "stage" else self._parsed
        said = parse(name, text)
        if said.left and (joined := _one_line(text)) != text:
            whole = parse(name, joined)  # a line may break within a word, too
            return whole if len("".join(whole.left)) < len("".join(said.left)) else said
        return said

    def _time_limit(self, name: str, text: str) -> _Said:
        typed = self.book.said(name, text)
        if typed and not typed.left and not typed.value.wording:
            return _Said("read", typed.value, typed.node, kept=True)
        node = typed.node if typed else {"words": text}
        left = tuple(map(_one_line, typed.left)) if typed else (text,)
        for clause in node.get("clauses", [node]) if isinstance(node, dict) else node:
            clause |= {key: _one_line(clause[key]) for key in ("words", "rest_words") if key in clause}
        if isinstance(node, list) and left:  # what was not understood would move behind the rest
            node = {"clauses": node, "wording": text}
        if isinstance(node, dict) and "wording" in node:
            node["wording"] = full_width(_one_line(node["wording"]))
        return _Said("words" if left else "read", read_cell(name, node), node, left, kept=True)

    def _parsed(self, name: str, text: str) -> _Said:
        typed = _typed(name)
        if name == "body":
            text = "、".join(each.strip(BLANKS) for each in text.splitlines() if each.strip(BLANKS))
        value, parts = typed.parse(text, self._known)
        left = tuple(_one_line(each.text) for each in parts)
        if name == "basis":
            unnamed = tuple(BasisRef(None, unnamed=full_width(each)) for each in left)
            value = (*(value or ()), *unnamed) or None
        if value is None or (name == "channels" and not value.ids):
            return _Said("words" if left else "empty", *_unknown(name), left)
        return _Said("words" if left else "read", value, typed.node(value), left, kept=name == "basis")

    # --- columns to be ticked ----------------------------------------------------------------------------------------

    def _ticked(self, name: str, cells: Mapping[str, Entry]) -> Read | None:
        """A cell that the table has as several columns; None if it has not."""
        there = [(each, cells[column]) for each, column in _TICKS[name] if column in cells]
        if not there:
            return None
        key = name, *[(each, entry.text, entry.state) for each, entry in there]
        if (choice := self._chosen.get(key)) is None:
            choice = self._chosen[key] = self._choice(name, dict(there))
        state, value, node, text, stated = choice
        left = tuple(Left(said, dict(there)[each]) for said, each in stated) if stated else ()
        entries = [entry for _, entry in there]
        if name in cells:
            entries.append(cells[name])
        return Read(state, value, node, text, left, False, tuple(entries))

    def _choice(self, name: str, there: Mapping[str, Entry]) -> _Choice:
        ticks = {each: self._tick(name, each, entry) for each, entry in there.items()}
        text = "、".join(_words(name, each, tick.text) for each, tick in ticks.items() if tick.state == "ticked")
        left = tuple((words, each) for each, tick in ticks.items() for words in tick.left)
        if unsure := [each for each, tick in ticks.items() if tick.state == "unsure"]:
            left = tuple((ticks[each].text or _words(name, each), each) for each in unsure)
            return _Choice("unsure", *_unknown(name), text, left)
        on = [each for each, tick in ticks.items() if tick.state == "ticked"]
        value: Any
        if name == "audience":
            value = AudienceCell("public" in on, ticks["groups"].groups if "groups" in on else ()) if on else None
        else:
            value = tuple(each for each in on if each != "province") or None
            left += tuple((_words(name, each), each) for each in on if each == "province")
        if value is None:
            return _Choice("words" if left else "empty", *_unknown(name), text, left)
        return _Choice("words" if left else "read", value, _typed(name).node(value), text, left)

    def _tick(self, name: str, column: str, entry: Entry) -> _Tick:
        """Whether a column is ticked, by a tick or by its own name, and the words beside it that it does not hold."""
        text = _bare(entry.text)
        if entry.state in ("unsure", "open"):
            return _Tick(entry.state, text)
        if (not entry.state and text in _NOTHING) or text in _NO:
            return _Tick("open")
        bare = "" if text in _YES or text in _NOTHING else text
        said = self._text(name, bare) if bare else None
        if name == "audience":
            if column == "groups":
                groups = said.value.groups if said and said.state in ("read", "words") else None
                return _Tick("ticked", bare, said.left if said else (), groups or None)
            own = said is not None and said.state == "read" and said.value.public
        else:
            own = said is not None and said.state == "read" and column in said.value
        state: Literal["ticked", "open"] = "ticked" if entry.state or own or not bare else "open"
        return _Tick(state, bare, (bare,) if bare and not own else ())


class _Tick(NamedTuple):
    """A column to be ticked: its state, the words beside the tick, those not understood, and the groups that it names."""

    state: Literal["ticked", "open", "unsure"]
    text: str = ""
    left: tuple[str, ...] = ()
    groups: tuple[str, ...] | None = None


def _words(name: str, column: str, beside: str = "") -> str:
    """What a tick says: 全社会, 主动, 县级."""
    if name == "audience":
        said = "全社会" if column == "public" else "特定群体"
        return f"{said}：{beside}" if beside else said
    called = {"province": "省级"} if column == "province" else {}
    said = called.get(column) or _called(name)[column].zh.partition("|")[0]
    return f"{said}（{beside}）" if beside and beside != said else said


def _called(name: str) -> Mapping[str, Any]:
    shape = cells.LEVEL if name == "levels" else cells.METHODS.text
    assert isinstance(shape, Scalar)
    return shape.called


# --- cells -----------------------------------------------------------------------------------------------------------


def _typed(name: str) -> Typed:
    """How a text becomes a cell of this name."""
    shape = BY_NAME[name].shape
    assert isinstance(shape, Either)
    typed = shape.typed or (shape.sequence and shape.sequence.typed)
    assert typed is not None
    return typed


def _unknown(name: str) -> tuple[Any, Any]:
    """The value of a cell in which nothing is, and how a file states it; nothing where the model has no such value."""
    if name == "stage":
        return (), None
    if BY_NAME[name].is_unknown is None:
        return None, None
    node: Any = {"groups": "unknown"} if name == "audience" else "unknown"
    return read_cell(name, node), node


def unknown_node(name: str) -> Any:
    """How a file states a cell of which nobody knows what it says."""
    return _unknown(name)[1]


def _stage(_: str, text: str) -> _Said:
    many = STAGE.sequence
    assert isinstance(many, Many)
    assert isinstance(many.of, Scalar)
    value, left = words(text, many.of, AMONG)
    return _Said(
        "words" if left else "read", value or (), [*value] if value else None, tuple(each.text for each in left)
    )


def _words_of(name: str, text: str) -> str:
    """The words of a cell that is nothing else: on one line, in the marks of Chinese; a title without the number before it."""
    text = _one_line(_bare(text))
    if name not in ("id", "phone"):
        text = full_width(text)
    if name in ("topic", "title") and (number := numbered(text)):
        text = text[number.end() :] or text
    return "" if text in _NOTHING else text


def _bare(text: str) -> str:
    return legible(text).strip(BLANKS)


def legible(text: str) -> str:
    """A text of somebody else's as files may have it: lines end in `\\n`, and what nobody sees is not there."""
    if text.isprintable() or text.replace("\n", "").isprintable():  # none of these is, and few cells have any
        return text
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n").translate(_BREAKS))


def _one_line(text: str) -> str:
    """The lines of a text as one, as Chinese breaks them: without a blank but between Latin words."""
    lines = [each.strip(BLANKS) for each in text.splitlines()]
    if len(lines) == 1:
        return lines[0]
    joined = ""
    for line in lines:
        latin = joined[-1:].isascii() and joined[-1:].isalnum() and line[:1].isascii() and line[:1].isalnum()
        joined += f" {line}" if latin else line
    return joined
