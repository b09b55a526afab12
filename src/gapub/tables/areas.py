"""The rows of tables by area: the one that a row names, else its table, its file, or most of the rows.

An area is known by its id or its title, or by a longer text that has the title of just one in it; any other name makes a new one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from gapub.diagnostics import Diagnostic, GapubError, Place, Text, counted
from gapub.model.cells.parsing import numbered
from gapub.model.pattern import pattern
from gapub.model.shape import DASHED
from gapub.model.text import LEVELS_CALLED, fold, word_for
from gapub.tables.ids import id_of
from gapub.tables.outcome import Given, Read
from gapub.tables.repeats import Repeats, Standing
from gapub.tables.values import Reading, legible

_ABOUT: Final = pattern(r"领域|(?:基层)?(?:政务|政府信息)公开.*$|标准(?:目录|指引).*$|[（(]?试行[）)]?$|^[“《]|[”》]$")
_LONGEST_NAME: Final = 15
"""Characters of the name of a division."""
_SENTENCE: Final = pattern(r"[，。；！？：、]|.{21}")
_CHINESE: Final = pattern(r"[\u3400-\u9fff]")
_WORKBOOKS: Final = ("xlsx", "xls", "ods")


class AreaRow(NamedTuple):
    """A row of an area: the table it was read in, and its cells."""

    read: Read
    reading: Reading

    @property
    def place(self) -> Place:
        """Where it begins: its title, or its first cell."""
        cells = self.reading.row.cells
        entry = cells.get("title") or next(iter(cells.values()))
        return self.read.place(entry)

    @property
    def standing(self) -> Standing:
        """The row and its table."""
        return Standing(self.read.table, self.reading)

    @property
    def title(self) -> str:
        """Its title, with what a third level says; where there is none, what its content begins with."""
        title, third = self.reading.text("title"), self.reading.text("title3")
        if third and fold(third) != fold(title):
            title = f"{title}：{third}" if title else third
        content = self.reading.cells.get("content")
        if not title and content and content.value:
            return str(content.value[0].text)
        return title


def by_area(given: Given) -> tuple[list[tuple[str, str, list[AreaRow]]], list[Diagnostic]]:
    """The rows by area: its id, its title if no guideline has it, its rows.

    Of a file that has the area that is asked for among others, the others are left out, and told.
    """
    asked, others = given.options.area, dict[str, list[Place]]()
    stated = {id(row): _stated(row, given) for read in given.tables for row in read.rows} if asked else {}
    among_others = asked in stated.values()
    found: dict[str, tuple[str, list[AreaRow]]] = {}
    called: dict[str, tuple[str, str]] = {}
    before, document = "", ""
    for read in given.tables:
        before = above = before if document == read.table.document.name else ""
        document = read.table.document.name
        own = ""
        for reading in read.rows:
            other = stated.get(id(reading), "")
            if among_others and other not in ("", asked):
                others.setdefault(other, []).append(AreaRow(read, reading).place)
                continue
            words = given.options.area or hidden_id(reading, 0) or reading.text("area")
            if not words:  # only then it matters what the table and the file are called
                own = own or _words_of(read, given) or above or _around(read) or _known_file(read, given)
                words = own
            if not words:
                raise _no_area(AreaRow(read, reading).place)
            if words not in called:
                called[words] = _area(words, given, [area for area, _ in called.values()])
            area, title = called[words]
            found.setdefault(area, (title, []))[1].append(AreaRow(read, reading))
            before = words
    told = [
        Diagnostic(
            "import-other-area",
            "info",
            Text(
                f"有 {len(places)} 项属于别的领域，没有导入",
                f"{counted(len(places), 'row')} of another area, not imported",
            ),
            places[0],
            other,
        )
        for other, places in others.items()
    ]
    return [(area, title, rows) for area, (title, rows) in found.items()], told


def _stated(reading: Reading, given: Given) -> str:
    """The known area that a row itself says to be of, if any."""
    return _meant(hidden_id(reading, 0) or reading.text("area"), given)


def _meant(words: str, given: Given) -> str:
    """The one known area of this name; empty if there is none, or several may be meant."""
    ids = given.library.names.meaning("areas", words).ids if words else {}
    return next(iter(ids)) if len(ids) == 1 else ""


def name_of(read: Read, given: Given) -> str:
    """What a table calls its area, by itself or by its file; empty if by neither."""
    return _plain(_words_of(read, given) or _around(read))


def _words_of(read: Read, given: Given) -> str:
    """What a table names its area by, where no row does: a known area, the area of most of its rows, any other name."""
    table, known = read.table, given.library.names.areas
    places = table.title, table.grid.caption, table.grid.name
    for words in places:
        if _in(words, known):
            return words
    if _in(words := _around(read), known):
        return words
    for area in _of_rows(read, given):  # the names of all rows there are take time to collect
        return known[area]
    return next((words for words in places if _is_name(_plain(words))), "")


def _around(read: Read) -> str:
    """What the file is called, by itself or by its name; empty if neither may be the name of an area."""
    names = (read.table.document.facts.get("title", ""), Path(read.table.document.name).stem)
    return next((each for each in names if _is_name(_plain(each))), "")


def _known_file(read: Read, given: Given) -> str:
    """What the file is called, if that is the id of an area."""
    stem = Path(read.table.document.name).stem
    return stem if stem in given.library.names.areas else ""


def _is_name(words: str) -> bool:
    """Whether words may be the name of an area: Chinese, no sentence, and more than a level or a division."""
    is_some = bool(_CHINESE.search(words)) and not _SENTENCE.search(words) and not word_for(words, LEVELS_CALLED)
    return is_some and place_before(words) < len(words)


def _no_area(place: Place) -> GapubError:
    message = Text("表中没有写明是哪个领域", "the table does not say of which area it is")
    hint = Text(
        "请用 --area 写明领域的编号或者名称；有几个领域的，在表中加一栏“领域”",
        "name it with --area, by its id or its title; for several areas add the column 领域 to the table",
    )
    return GapubError([Diagnostic("import-no-area", "error", message, place, hint=hint)])


def _of_rows(read: Read, given: Given) -> list[str]:
    """The known area that has most rows of a table, by topic and title, if one has."""
    votes = Counter[str]()
    for reading in read.rows:
        topic, title = reading.text("topic"), reading.text("title")
        ids = given.library.names.meaning("items", f"{topic}/{title}").ids if topic and title else {}
        votes.update({each.partition("/")[0] for each in ids})
    best = votes.most_common(2)
    return (
        [best[0][0]] if best and 2 * best[0][1] > len(read.rows) and best[0][1] != best[-1][1] * (len(best) > 1) else []
    )


def _in(words: str, known: Mapping[str, str]) -> str:
    """The one known area whose title stands in a text; of two, one of which is part of the other, the longer one."""
    text = fold(words)
    inside = {area: title for area, title in known.items() if title and fold(title) in text}
    whole = [
        area for area, title in inside.items() if not any(title != each and title in each for each in inside.values())
    ]
    return whole[0] if len(whole) == 1 else ""


def _area(words: str, given: Given, taken: Sequence[str]) -> tuple[str, str]:
    """The id of an area, and its title if it is a new one: its name, or a longer text that has the name of just one in it."""
    names = given.library.names
    if area := _meant(words, given):
        return area, ""
    plain = _plain(words)
    if area := _meant(plain, given):
        return area, ""
    if re.fullmatch(DASHED, words):
        return words, ""
    if area := _in(words, names.areas):
        return area, ""
    return id_of(plain, (*names.areas, *taken), otherwise="area"), plain


def _plain(words: str) -> str:
    """What is left of the title of a table that names its area."""
    text = fold(legible(words))
    while (bare := _ABOUT.sub("", text)) != text:
        text = bare
    text = text.strip("“”《》（）-_· ")
    if number := numbered(text):
        text = text[number.end() :]
    text = re.sub(r"^[0-9]+(?=[\u3400-\u9fff])", "", text)
    return text[place_before(text) :] or text


def place_before(text: str) -> int:
    """How many characters at the beginning name divisions: 辽宁省庄河市 of 辽宁省庄河市茶产业."""
    from gapub.sources.divisions import named

    at = 0
    while end := next((end for end in range(min(len(text), at + _LONGEST_NAME), at + 1, -1) if named(text[at:end])), 0):
        at = end
    return at


def hidden_id(reading: Reading, part: int) -> str:
    """A part of the id that our own formats carry, area/topic/item; empty where there is none."""
    parts = reading.text("id").split("/")
    return parts[part] if len(parts) == 3 and all(re.fullmatch(DASHED, each) for each in parts) else ""


def once(rows: Sequence[AreaRow], repeats: Repeats) -> Iterable[AreaRow]:
    """The rows; of one that two sheets or files have by its topic and title, the one that says more.

    What a page says twice it means twice.
    """
    taken: dict[tuple[object, ...], AreaRow] = {}
    times = Counter[tuple[object, ...]]()
    for row in rows:
        document = row.read.table.document
        sheet = row.read.table.grid.name if document.kind in _WORKBOOKS else ""
        words = fold(row.reading.text("topic")), fold(row.title)
        times[id(document), sheet, words] += 1
        key = (words, times[id(document), sheet, words]) if all(words) else (id(row),)
        there = taken.setdefault(key, row)
        if there is not row and repeats.fuller(there.standing, row.standing):
            taken[key] = row
    return taken.values()
