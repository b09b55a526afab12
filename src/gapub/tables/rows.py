"""From grids to tables: which lines are headings, which name an area, and which together are a row.

Nothing is dropped: each cell with a text is in a row, in the head of a table (title, headings, lines that name an area), or
unread. What a blank means is read of the table, never guessed: a blank topic below a topic is the same topic; another blank is
that of the row above only where the column shows that the table writes so (`_blanks_repeat`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final, TypeAlias

from gapub.model.cells.parsing import numbered
from gapub.model.pattern import pattern
from gapub.tables.grid import Cell, Document, Grid
from gapub.tables.headings import Heading, Lines, headings, is_blank
from gapub.tables.row import Entry, Row, Spot, State, Table, entry_of
from gapub.tables.ticks import BOXES, Marks
from gapub.tables.wrapping import joined, tidy

_SAME: Final = pattern(r"[（(]?(?:同上[条款栏项行]?|同前|上同|〃|″|〞|〟|＂|\"|''|,,)[）)]?[。]?")
"""What says that a cell is that above it."""
_LONGEST_SAME: Final = 6
"""Characters of it, so that no other text has to be looked through."""
_CARRIED: Final = ("area", "topic")
_REPEATED: Final = ("title", "title3", "basis", "time_limit", "body", "channels")
"""Cells of which a blank may mean the one above, where the column shows it."""
_OWN: Final = " "
"""What stands before the heading of a column of the place's own, where columns go by their names."""
_MATTERS: Final = ("topic", "title", "title3")
_BY_TEXTS: Final = ("method", "number", "audience", "levels", "stage")
"""Columns whose words alone do not say what they hold."""
_CODE: Final = "编号"
"""The heading of a column that numbers rows in some tables, and in others has their ids: `area/topic/item`."""
_BOXED: Final = ("channels", "audience", "method", "levels", "stage")
_REMARK: Final = pattern(
    r"(?:备?注|说明|填[表报]\w{0,4}|联系\w{0,4}|编制\w{0,4}|制表\w{0,4}|审核\w{0,2})[0-9]{0,2}\s*[：:]|第\s*[0-9]+\s*页|[—-]?\s*[0-9]+\s*[—-]?$"
)
_LONGEST: Final = 40
"""Characters of a line that names an area: what is longer is a remark."""
_NUMBER: Final = pattern(r"[A-Z]?[0-9]{1,6}(?:[-.][0-9]{1,4}){0,3}|[一二三四五六七八九十]{1,3}")


def tables(document: Document) -> tuple[Table, ...]:
    """The tables of a document that have the form of a catalogue, in its order."""
    found = list[_Builder]()
    for index, grid in enumerate(document.grids):
        found += _read(
            document, index, found[-1] if found and found[-1].index == index - 1 else None, Lines(grid.cells)
        )
    said = _Said()
    return tuple(each.table(said) for each in found)


def others(document: Document, found: Iterable[Table]) -> tuple[Grid, ...]:
    """The grids of a document of which no table was made: they have no headings of a catalogue."""
    taken = {id(each.grid) for each in found}
    return tuple(each for each in document.grids if id(each) not in taken)


def _read(document: Document, index: int, before: _Builder | None, lines: Lines) -> list[_Builder]:
    """The tables of a grid: a new one where headings change, or where a title stands above repeated ones."""
    heads = {each.first: each for each in headings(lines)}
    if not heads:
        return _continued(document, index, before, lines)
    found, above, row = list[_Builder](), list[int](), 1
    while row <= lines.height:
        head = heads.get(row)
        if head and found and found[-1].takes(head):
            found[-1].repeat(head)
        elif head:
            page = before if not found and before and before.headings_are(head) else None
            found.append(_Builder(document, index, lines, head, found[-1].pending() if found else above, page))
        elif found:
            found[-1].line(row)
        elif row in lines.starting:
            above.append(row)
        row = head.last + 1 if head else row + 1
    found[0].unread += lines.hidden
    return found


def _continued(document: Document, index: int, before: _Builder | None, lines: Lines) -> list[_Builder]:
    """The table of a grid without headings that goes on where the one before it ended: the next page."""
    if before is None or not _is_next_page(document.grids[index], before, lines):
        return []
    head = Heading(0, 0, before.head.names, before.head.headings, ())
    builder = _Builder(document, index, lines, head, [], before)
    for row in range(1, lines.height + 1):
        builder.line(row)
    builder.unread += lines.hidden
    return [builder]


def _is_next_page(grid: Grid, before: _Builder, lines: Lines) -> bool:
    """Whether a grid has the columns of the table before it, goes on with its numbers, and is about no other area."""
    area = _area_of(tidy(grid.caption))
    width = before.lines.width
    if not grid.name.startswith("#") or not width // 2 < lines.width <= width or (area and area != before.area):
        return False
    stated = _stated(lines, before.column("number"))
    if not stated:
        return lines.width == width and not (grid.caption and not area)
    last = _stated(before.lines, before.column("number"))[-1:]
    numbers = [int(each) for each in (*last, stated[0]) if each.isdecimal()]
    return all(map(_NUMBER.fullmatch, stated)) and (len(numbers) < 2 or numbers[0] < numbers[1])


def _stated(lines: Lines, column: int) -> list[str]:
    """The texts of a column."""
    cells = (lines.at(row, column) for row in sorted(lines.rows))
    return [text for cell in cells if cell and (text := tidy(cell.text))]


_Piece: TypeAlias = tuple[int, Cell]
"""A cell of a row behind the index of its grid: a text cut by a page break goes on in another."""
_Said: TypeAlias = dict[tuple[str, object], dict[tuple[str, str], tuple[State, str]]]
"""What cells of a document say by their text and font, under the name of their column and the sense of its marks."""


class _Raw:
    """A row as its lines have it: the cells with a text of each column, before anything is read of them."""

    def __init__(self, first: int, area: Entry | None, topic: Entry | None) -> None:
        self.first = self.last = first
        self.area = area
        self.topic = topic
        self.pieces: dict[int, list[_Piece]] = {}

    def add(self, column: int, index: int, cell: Cell) -> None:
        """Another cell of a column, unless it is one that is there."""
        there = self.pieces.get(column)
        if there is None:
            self.pieces[column] = [(index, cell)]
        elif not any(each is cell for _, each in there):
            there.append((index, cell))

    def has(self, column: int, cell: Cell) -> bool:
        """Whether a cell of a column is one of the row."""
        return any(each is cell for _, each in self.pieces.get(column, ()))


class _Builder:
    """One table while its grid is read line by line; `table` makes the value when all grids were read."""

    def __init__(
        self, document: Document, index: int, lines: Lines, head: Heading, above: Sequence[int], before: _Builder | None
    ) -> None:
        self.document = document
        self.index = index
        self.lines = lines
        self.head = head
        self.names = dict(head.names)
        self.before = before
        self.raws = list[_Raw]()
        self.rows: tuple[Row, ...] = ()
        self.head_cells = list[Cell]()
        self.unread = list[Cell]()
        self.title = self.area = ""
        self._waiting = list[int]()
        self._apart = set[int]()
        self._area: Entry | None = None
        self._topic: Entry | None = None
        self._columns = self._by_name()
        self._above(above)
        goes_on = not head.cells or not self.title or (before is not None and self.title == before.title)
        self.continues = before is not None and goes_on and document.grids[index].name.startswith("#")
        self._breaks = self.continues
        self.head_cells += head.cells
        self._is_numbered = self._numbers()

    # --- what stands above, between and below the rows ---

    def takes(self, head: Heading) -> bool:
        """Whether headings are these again, with no new title above them."""
        has_title = any("目录" in cell.text for row in self._waiting for cell in self.lines.starting[row])
        return self.headings_are(head) and not has_title

    def headings_are(self, head: Heading) -> bool:
        """Whether headings say the same of the same columns."""
        return dict(head.names) == dict(self.head.names)

    def repeat(self, head: Heading) -> None:
        """Take headings that a page break repeats."""
        self.head_cells += head.cells
        self._breaks = True

    def pending(self) -> list[int]:
        """The lines across the table that no row has followed yet: they belong to the headings that come next."""
        waiting, self._waiting = self._waiting, []
        return waiting

    def column(self, name: str) -> int:
        """The first column of a name; 0 if there is none."""
        return self._columns.get(name, 0)

    def _by_name(self) -> dict[str, int]:
        return {name: column for column, name in reversed(self.names.items())}

    def _above(self, rows: Iterable[int]) -> None:
        singles = list[Cell]()
        for row in rows:
            there = self.lines.starting[row]
            if len({each.text for each in there}) == 1 and not _REMARK.match(tidy(there[0].text)):
                singles += there
            else:
                self.unread += there
        titles = [each for each in singles if re.search("目录|清单|标准", each.text)]
        titles = titles or [each for each in singles if "公开" in each.text] or singles
        for cell in singles:
            text = joined(tidy(cell.text), "title")
            if titles and cell.text == titles[0].text:
                self.title = text
                self.area = self.area or _area_of(text)
            elif area := _area_of(text, alone=numbered(text) is not None):
                self.area = area
            else:
                self.unread.append(cell)
                continue
            self.head_cells.append(cell)
        grid = self.document.grids[self.index]
        captions = tidy(grid.caption).split("\n")
        named = [area for each in captions if (area := _area_of(each, alone=True))]
        self.title = self.title or next(
            (each for each in captions if "目录" in each and not _is_remark(each)), captions[0]
        )
        self.area = self.area or (named[0] if named else _area_of(grid.name, alone=True))

    def _numbers(self) -> bool:
        """Whether the rows are numbered, so that a line without a number is no row."""
        number, title = self.column("number"), self.column("title") or self.column("content")
        if not number:
            return False
        rows = [row for row in self.lines.starting if row > self.head.last]
        begins = [row for row in rows if self._starts(row, title)]
        return bool(begins) and 10 * sum(self._starts(row, number) for row in begins) >= 7 * len(begins)

    def _starts(self, row: int, column: int) -> bool:
        cell = self.lines.at(row, column)
        return cell is not None and cell.row == row and not is_blank(cell.text)

    # --- lines ---

    def line(self, row: int) -> None:
        """Take a line below the headings."""
        there = self.lines.starting.get(row)
        if not there:
            return
        across = self._across(row, there)
        if across or self._is_topic(there):
            self._apart.add(row)
        if across and _is_remark(there[0].text):
            self.unread += there
        elif across:
            self._waiting.append(row)
        elif self._is_topic(there):
            self._settle()
            self._topic = self._entry(there[0], there, joined(tidy(there[0].text), "topic"))
        elif (
            self._breaks
            and not self.raws
            and self.before
            and self.before.raws
            and self._goes_on(row, self.before.raws[-1])
        ):
            self._add(self.before.raws[-1], row)
            self._breaks = False
        elif not self._waiting and self.raws and self._goes_on(row, self.raws[-1]):
            self.raws[-1].last = row
            self._add(self.raws[-1], row)
        else:
            self._settle()
            self._breaks = False
            raw = _Raw(row, self._area, self._topic)
            self._add(raw, row)
            self.raws.append(raw)

    def _add(self, raw: _Raw, row: int) -> None:
        head, apart = self.head.last, self._apart
        for column, cell in self.lines.rows[row].items():
            # Headings, and lines across the table, may reach down into the rows.
            if cell.row <= head or cell.row in apart or is_blank(cell.text):
                continue
            if column == cell.column or self._is_of_both(cell, column):
                raw.add(column, self.index, cell)

    def _is_of_both(self, cell: Cell, column: int) -> bool:
        """Whether a cell that spans columns is meant in each: a topic that is its own title, a tick for two levels."""
        first, other = (self.names.get(each, "").partition(".")[0] for each in (cell.column, column))
        return bool(first) and (first == other or {first, other} <= {*_MATTERS})

    def _across(self, row: int, there: Sequence[Cell]) -> bool:
        """Whether a line has one text for the whole table: an area, a remark."""
        first = there[0]
        if any(each.text != first.text for each in there) or self.lines.covering(row) != list(there):
            return False
        if len(there) > 1:
            return len(there) > 2
        if first.columns * 5 >= self.lines.width * 3:
            return True
        name, text = self.names.get(first.column, ""), tidy(first.text)
        if name in ("number", "area") or (name == "topic" and "领域" in text):
            return not _NUMBER.fullmatch(text)
        return not name and first.column == 1

    def _is_topic(self, there: Sequence[Cell]) -> bool:
        return len(there) == 1 and self.names.get(there[0].column) == "topic" and there[0].rows == 1

    def _settle(self) -> None:
        """Take the lines across the table that stand above the row that comes now: they name its area or topic."""
        for row in self._waiting:
            there = self.lines.starting[row]
            text = joined(tidy(there[0].text), "area")
            area = _area_of(text)
            if not area and not self.column("topic"):
                self._topic = self._entry(there[0], there, _unnumbered(text))
            else:
                self._area = self._entry(there[0], there, area or _unnumbered(text))
                self._topic = None
        self._waiting = []

    def _entry(self, cell: Cell, there: Sequence[Cell], text: str) -> Entry:
        self.head_cells += there
        return Entry(text, cell.row, cell.column)

    def _goes_on(self, row: int, raw: _Raw) -> bool:
        """Whether a line is the rest of a row: its number, title and content span it, or a page break cut it."""
        keys = [column for name in ("number", "title", "content") if (column := self.column(name))]
        if len(keys) > 1 and all(
            (each := self.lines.at(row, column))
            and each.row < row
            and not is_blank(each.text)
            and raw.has(column, each)
            for column in keys
        ):
            return True
        if not self._is_numbered_with(raw) or not is_blank(self._text(row, self.column("number"))):
            return False
        if self._starts(row, self.column("title")) and not self._breaks:
            return False
        ticked = any("." in name and self._starts(row, column) for column, name in self.names.items())
        both = self._starts(row, self.column("time_limit")) and self._starts(row, self.column("body"))
        return not ticked and not both

    def _is_numbered_with(self, raw: _Raw) -> bool:
        if self.before and self.before.raws and raw is self.before.raws[-1]:
            return self.before._is_numbered
        return self._is_numbered

    def _text(self, row: int, column: int) -> str:
        cell = self.lines.at(row, column)
        return cell.text if cell else ""

    # --- the table ---

    def table(self, said: _Said) -> Table:
        """The table, its rows read; `said` is what cells of the tables before it were found to say."""
        for row in self.pending():
            self.unread += self.lines.starting[row]
        self._name_the_rest()
        self.rows = tuple(_Rows(self, said).read())
        return Table(
            self.document,
            self.document.grids[self.index],
            self.title,
            self.names,
            self.headings,
            self.rows,
            tuple(_plain(each) for each in sorted(self.unread, key=_order)),
            self.area,
            tuple(_plain(each) for each in sorted(self.head_cells, key=_order)),
        )

    def _name_the_rest(self) -> None:
        """Name the columns whose words alone do not say what they hold, and those without a heading."""
        self.headings = dict(self.head.headings)
        has = set(self.names.values())
        for column in sorted({column for raw in self.raws for column in raw.pieces} - self.names.keys()):
            self.names[column], self.headings[column] = "", f"（第{column}列）"
        for column, name in self.names.items():
            if name not in _BY_TEXTS and self.headings[column] != _CODE:
                continue
            stated = [tidy(cell.text) for raw in self.raws for _, cell in raw.pieces.get(column, ())]
            if name == "method":
                says = sum("主动" in each or "申请" in each for each in stated)
                if 2 * says < len(stated) and "channels" not in has:
                    self.names[column] = "channels"
                elif 2 * says < len(stated) or has & {"method.proactive", "method.on_request"}:
                    self.names[column] = ""
            elif name in ("number", ""):
                if "id" not in has and stated and all("/" in each for each in stated):
                    self.names[column] = "id"
            elif any(each.startswith(f"{name}.") for each in has):
                self.names[column] = ""
        self._columns = self._by_name()
        taken = set[str]()
        for column, name in self.names.items():
            if not name:
                if self.headings[column] in taken:
                    self.headings[column] += f"（第{column}列）"
                taken.add(self.headings[column])


class _Rows:
    """The rows of a table, read from their lines."""

    def __init__(self, of: _Builder, said: _Said) -> None:
        self.of = of
        self.columns: dict[str, list[int]] = {}
        for column, name in sorted(of.names.items()):
            for each in self._keys(column, name):
                self.columns.setdefault(each, []).append(column)
        self.own = {name: name.removeprefix(_OWN) for name in self.columns if name.startswith(_OWN)}
        self.labelled = {
            name for name, (first, *others) in self.columns.items() if others or of.names[first].startswith("stage.")
        }
        self.marks = {field: marks for field in _BOXED if (marks := self._marks(field))}
        self.said = {name: said.setdefault((name, self._sense(name)), {}) for name in self.columns}

    def _keys(self, column: int, name: str) -> Iterable[str]:
        """Under which names a row has what a column holds; a column for two levels says it of each."""
        field, _, values = name.partition(".")
        if field == "stage":
            return (field,)
        names = {f"{field}.{value}" for value in values.split("+")} if "+" in values else {name}
        names -= set(self.of.names.values()) - {name}
        return sorted(names - {""}) or (_OWN + self.of.headings[column],)

    def _marks(self, field: str) -> Marks | None:
        """What the marks in the columns of a field mean; None if the table has none of them."""
        columns = [each for name, those in self.columns.items() if name.partition(".")[0] == field for each in those]
        cells = (cell for raw in self.of.raws for column in columns for _, cell in raw.pieces.get(column, ()))
        return Marks(cells) if columns else None

    def _sense(self, name: str) -> object:
        """What the marks of a column mean."""
        marks = self.marks.get(name.partition(".")[0])
        return marks and marks.sense

    def read(self) -> Iterator[Row]:
        """Each row with its cells."""
        inherited = {*_CARRIED, *(name for name in _REPEATED if self._blanks_repeat(name))}
        last, raw_before = self._from_the_page_before(), None
        entries = {name: tuple(self._entries(name, columns)) for name, columns in self.columns.items()}
        meaning = [name for name, each in entries.items() if self._may_mean_above(name, each, inherited)]
        for raw, *there in zip(self.of.raws, *entries.values(), strict=True):
            if raw_before and (raw.area is not raw_before.area or raw.topic is not raw_before.topic):
                last.pop("topic", None)
            raw_before = raw
            cells: dict[str, Entry] = dict(zip(self.columns, there, strict=True))
            for name in meaning:
                entry, above = cells[name], last.get(name)
                if above is None:
                    if name == "topic" and raw.topic and not entry.text:
                        entry = raw.topic
                elif not entry.text and not entry.state:
                    entry = above if name in inherited else entry
                elif _is_same(entry.text):
                    entry = above._replace(also=(*above.also, Spot(self.of.index, entry.row, entry.column)))
                elif name == "area" and above.text != entry.text:
                    last.pop("topic", None)
                if entry.text or entry.state:
                    last[name] = entry
                cells[name] = entry
            own = {heading: cells.pop(name) for name, heading in self.own.items()}
            for name, across in (("area", raw.area), ("topic", raw.topic)):
                if across and (name not in cells or not cells[name].text):
                    cells[name] = across
            yield Row(raw.first, raw.last, cells, own)

    def _may_mean_above(self, name: str, entries: Iterable[Entry], inherited: Collection[str]) -> bool:
        """Whether what a row has under a name may be what the row above has; of most names none has."""
        if name in _CARRIED:
            return True
        texts = {each.text for each in entries}
        return name != "number" and (("" in texts and name in inherited) or any(map(_is_same, texts)))

    def _from_the_page_before(self) -> dict[str, Entry]:
        """What the last row of the page before has, if this table goes on with it: a blank topic, 同上 mean it."""
        before = self.of.before
        if before is None or not self.of.continues or not before.rows or not self.of.raws:
            return {}
        row, first, found = before.rows[-1], self.of.raws[0].first, dict[str, Entry]()
        for name, entry in (*row.cells.items(), *((_OWN + name, entry) for name, entry in row.columns.items())):
            if (entry.text or entry.state) and name in self.columns:
                spot = Spot(before.index, entry.row, entry.column)
                found[name] = Entry(entry.text, first, self.columns[name][0], entry.state, (spot, *entry.also))
        return found

    def _entries(self, name: str, columns: Sequence[int]) -> Iterator[Entry]:
        """What each row has under a name."""
        first, index, is_labelled, said = columns[0], self.of.index, name in self.labelled, self.said[name]
        for raw in self.of.raws:
            pieces = raw.pieces.get(first)
            if is_labelled or (pieces and (len(pieces) > 1 or pieces[0][0] != index)):
                yield self._entry(raw, name, columns)
            elif pieces:
                text, row, column, _, _, font = pieces[0][1]
                state, text = said.get((text, font)) or self._read(name, text, font)
                yield entry_of((text, row, column, state, ()))
            else:
                yield entry_of(("", raw.first, first, "", ()))

    def _entry(self, raw: _Raw, name: str, columns: Sequence[int]) -> Entry:
        """What a row has under a name where that is more than one cell, or one of the next page."""
        pieces = raw.pieces.get(columns[0], [])
        if name in self.labelled:
            pieces = [piece for column in columns for piece in raw.pieces.get(column, ())]
        if not pieces:
            return Entry("", raw.first, columns[0])
        if name in self.labelled:
            state, text = self._labelled(name, raw, columns)
        elif len(pieces) == 1:
            state, text = self._read(name, pieces[0][1].text, pieces[0][1].font)
        elif "." in name and name not in self.own:
            state, text = self._ticks(name, pieces)
        else:
            state, text = self._read(name, "\n".join(tidy(cell.text) for _, cell in pieces), pieces[0][1].font)
        spots = tuple(Spot(grid, cell.row, cell.column) for grid, cell in pieces)
        if spots[0].grid != self.of.index:  # all that a column has stands on the next page
            return Entry(text, raw.first, columns[0], state, spots)
        return Entry(text, spots[0].row, spots[0].column, state, spots[1:])

    def _read(self, name: str, text: str, font: str) -> tuple[State, str]:
        """What one cell says; most say what others have said before."""
        said = self.said[name]
        found = said.get((text, font))
        if found is None:
            found = said[text, font] = self._read_new(name, text, font)
        return found

    def _read_new(self, name: str, text: str, font: str) -> tuple[State, str]:
        field, ticked, _ = name.partition(".") if name not in self.own else ("", "", "")
        marks = self.marks.get(field)
        state: State = ""
        text = tidy(text)
        if marks and ticked:
            state, text = marks.tick(text, font)
        text = joined(text, name)
        if marks and not ticked:
            state, text = marks.boxes(text, font)
        return state, text

    def _ticks(self, name: str, pieces: Sequence[_Piece]) -> tuple[State, str]:
        """What the lines of a row say in a column to be ticked: where they disagree, nobody knows."""
        found = [self._read(name, cell.text, cell.font) for _, cell in pieces]
        states = {state for state, _ in found if state}
        return states.pop() if len(states) == 1 else "unsure" if states else "", "\n".join(
            text for _, text in found if text
        )

    def _labelled(self, name: str, raw: _Raw, columns: Sequence[int]) -> tuple[State, str]:
        """The text of channels or stages that have a column each: a box before each name, and behind it what else is said."""
        marks, lines, unsure = self.marks[name], list[str](), False
        for column in columns:
            label = self.of.headings[column].rpartition("/")[2]
            for _, cell in raw.pieces.get(column, ()):
                state, words = marks.tick(tidy(cell.text), cell.font)
                unsure |= state == "unsure"
                lines.append(BOXES.get(state, "") + label + (f"：{words}" if words else ""))
        return "unsure" if unsure else "", "\n".join(lines)

    def _blanks_repeat(self, name: str) -> bool:
        """Whether the blanks of a column mean the cell above: the table has to show it.

        It has no merged cells there and never repeats a text, the first row of each topic is filled, and blanks are no
        oversight: there are some in two topics or more.
        """
        columns = self.columns.get(name, ())
        if len(columns) != 1:
            return False
        raws = self.of.raws
        texts = [tidy(pieces[0][1].text) if (pieces := raw.pieces.get(columns[0])) else "" for raw in raws]
        if all(texts):
            return False
        topic, blanks, before, started = self.of.column("topic"), list[int](), "", 0
        above: _Raw | None = None
        for raw, text in zip(raws, texts, strict=True):
            if any(cell.rows > 1 for _, cell in raw.pieces.get(columns[0], ())):
                return False
            is_new = above is None or raw.topic is not above.topic or raw.area is not above.area
            above = raw
            if is_new or raw.pieces.get(topic):
                started += 1
                if not text:
                    return False
            elif text == before:
                return False
            if not text:
                blanks.append(started)
            before = text or before
        return len(set(blanks)) > 1


def _is_same(text: str) -> bool:
    return len(text) <= _LONGEST_SAME and _SAME.fullmatch(text) is not None


def _is_remark(text: str) -> bool:
    text = joined(tidy(text), "area")
    return bool(_REMARK.match(text)) or len(text) > _LONGEST or text.endswith("。")


def _plain(cell: Cell) -> Entry:
    return Entry(joined(tidy(cell.text)), cell.row, cell.column)


def _order(cell: Cell) -> tuple[int, int]:
    return cell.row, cell.column


_NO_AREA: Final = pattern(
    r"(?i)(?:sheet|工作表|表|table|#)\s*[0-9一二三四五六七八九十]*|.*(?:目录|附件|清单|标准|公开|单位|[0-9]年|汇总|总表).*|.*(?:局|政府|办公室|委员会|办事处|公司|中心|网)"
)
_SHORT: Final = 20


def _unnumbered(text: str) -> str:
    number = numbered(text)
    return text[number.end() :].strip() if number and number.end() < len(text) else text


def _area_of(text: str, *, alone: bool = False) -> str:
    """The area that a line names: what stands before 领域; `alone`, a short name by itself is one, too."""
    text = _unnumbered(joined(tidy(text), "area"))
    if found := re.search(r"([^“”《》（）()：:·，。、；;\s]{1,30}?)领域", text):
        return found[1]
    plain = re.sub(r"^[0-9]+[-_. ]*", "", text) if alone else ""
    is_name = 1 < len(plain) <= _SHORT and not _NO_AREA.fullmatch(plain) and any("㐀" <= char <= "鿿" for char in plain)
    return plain if is_name and not re.search("[，。；：,;:]", plain) else ""
