"""The files that a website exports to records: what is in them decides how they are read, headings and keys what they hold."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from gapub.diagnostics import Diagnostic, GapubError, Place, Text, counted
from gapub.publication import objects
from gapub.publication.delimited import Broken, Rows
from gapub.publication.entries import Locate, Make, maker
from gapub.publication.headings import WORDS, Heading, heading, known_words
from gapub.publication.notes import Notes, clean, quoted
from gapub.publication.record import Export, Record
from gapub.publication.texts import Source
from gapub.sources.disk import read_bytes
from gapub.tables import files, kinds
from gapub.tables.faults import UnreadableError
from gapub.tables.grid import ONLY, Grid
from gapub.tables.headings import Lines

MOST: Final = 128 * 2**20
"""Bytes of a file: 200,000 records have about half as many."""
_HEAD: Final = 2**16
_ABOVE: Final = 50
"""Rows in which the headings are looked for."""
_NAMED: Final = 20
"""Headings that a message lists."""
_MOST_KEYS: Final = 1 << 10
"""Sets of keys of JSON objects that are remembered."""
_LINES: Final = (".jsonl", ".ndjson")
_JSON: Final = (".json", *_LINES)
_PLAIN: Final = (".txt", "")
_DELIMITED: Final = (".csv", ".tsv", ".tab")


def read(paths: Sequence[Path], names: Sequence[str] = ()) -> list[Export]:
    """The exports at these paths, shown under `names`, else by their paths; each path once.

    What cannot be read of a file, and what is said of it, stands in `Export.findings`. Raises GapubError, with a finding a file, for
    files that cannot be read at all: none there, damaged, too large, of an unknown format, without headings, or of a format whose
    package is not installed.
    """
    exports, found = list[Export](), list[Diagnostic]()
    shown = names or [path.as_posix() for path in paths]
    for path, name in dict(zip(paths, shown, strict=True)).items():
        try:
            exports.append(_export(path, name))
        except GapubError as error:
            found += (each for each in error.diagnostics if each not in found)
    if found:
        raise GapubError(found)
    return exports


class _Part(NamedTuple):
    """The records of one table or list."""

    fields: frozenset[str]
    records: list[Record]


def _export(path: Path, name: str) -> Export:
    data = read_bytes(path, name, MOST + 1)
    notes = Notes(name)
    if len(data) > MOST:
        raise GapubError([_too_large(name)])
    try:
        parts = _parts(data, path, notes)
    except UnreadableError as error:
        raise GapubError([error.finding(name)]) from error
    records = parts[0].records if len(parts) == 1 else [each for part in parts for each in part.records]
    fields = frozenset[str]().union(*(part.fields for part in parts))
    _tell_whole(notes, fields, len(records))
    return Export(name, hashlib.sha256(data).hexdigest(), fields, tuple(records), notes.all(), notes.unread)


def _too_large(name: str) -> Diagnostic:
    size = MOST // 2**20
    message = Text(f"{name} 超过 {size} MB，没有读取", f"{name} has more than {size} MB, and is not read")
    hint = Text("请按年份分几个文件导出，一并写在命令中", "export it in parts, such as by year, and name them all")
    return Diagnostic("record-large", "error", message, entity=name, hint=hint)


def _tell_whole(notes: Notes, fields: frozenset[str], number: int) -> None:
    if not number:
        message = Text(f"{notes.file} 里没有一条信息", f"there is no record in {notes.file}")
        notes.tell("record-none", "warning", message)
    elif "path" not in fields:
        message = Text("没有栏目一列，各条信息不知属于哪个栏目", "it has no column with the columns of the website")
        hint = Text("请在导出时加上“栏目”", "have the export give the column (栏目) of each record")
        notes.tell("record-column", "warning", message, hint=hint)


def _parts(data: bytes, path: Path, notes: Notes) -> list[_Part]:
    """What is in a file. Raises UnreadableError, GapubError."""
    suffix = path.suffix.lower()
    is_text = not data.startswith((b"PK", b"\xd0\xcf\x11\xe0", b"%PDF"))
    head = data[:_HEAD] if is_text else data
    bare = head.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe")
    if not bare:
        raise UnreadableError("empty")
    if is_text and (suffix in _JSON or (suffix in _PLAIN and bare.startswith((b"{", b"[{")))):
        return _json(Source(data), notes, is_lines=suffix in _LINES and not bare.startswith(b"["))
    is_plain = is_text and suffix in (*_PLAIN, *_DELIMITED) and not bare.startswith(b"<")
    kind = "csv" if is_plain else kinds.kind_of(head, suffix)
    if kind in ("csv", "text"):
        return [_delimited(Source(data), notes)]
    if kind in ("xlsx", "xls", "ods"):
        return _workbook(kind, data, notes)
    if kind in ("html", "docx", "md"):
        return _tables(path, notes)
    raise UnreadableError("unknown")


def _tell_text(source: Source, notes: Notes) -> None:
    """How the characters were read, where that may surprise."""
    if source.others:
        message = Text(
            f"有两种编码：{source.others} 行（首见于第 {source.first} 行）是 GB 18030，其余是 UTF-8，已逐行读取",
            f"it has two encodings, and is read line by line: {counted(source.others, 'line')} in GB 18030, the first of them "
            f"line {source.first}, the rest in UTF-8",
        )
        notes.tell("record-encoding", "info", message)
    if not source.is_sound:
        message = Text("部分字符的编码已损坏，以 � 代替", "some characters are damaged; they are read as �")
        hint = Text("请按 UTF-8 重新导出", "export it again, as UTF-8")
        notes.tell("record-characters", "warning", message, hint=hint)


# --- tables -----------------------------------------------------------------------------------------------------------------


def _delimited(source: Source, notes: Notes) -> _Part:
    rows = Rows(source)

    def locate(line: int, row: list[str], column: int) -> Place:
        return Place(notes.file, line, rows.place(row, column))

    part = _table(rows.each(), notes, locate, "")
    if not isinstance(part, _Part):
        raise GapubError([_no_headings(notes.file, part)])
    _tell_text(source, notes)
    return part


def _table(
    rows: Iterable[tuple[int, list[str]] | Broken], notes: Notes, locate: Locate, sheet: str
) -> _Part | list[str]:
    """The records below the headings of a table; without headings the row that has most cells, which may be meant as such.

    Headings that come again are passed over; others in their place are those of the rows below them.
    """
    records = list[Record]()
    fields = frozenset[str]()
    make: Make | None = None
    head: Heading | None = None
    title, words, is_torn = 0, WORDS, False
    above = list[list[str]]()
    for each in rows:
        if isinstance(each, Broken):
            place = Place(notes.file, each.line, 1, sheet)
            if make is not None and head is not None and len(each.cells) == head.width:
                notes.tell("record-quotes", "warning", _AS_WRITTEN.format(each.why), place)
                each = each.line, each.cells
            else:
                notes.lost(each.why, place)
                is_torn = True
                continue
        line, row = each
        if is_torn and head is not None and row and (is_torn := len(row) != head.width):
            notes.lost(_TORN, Place(notes.file, line, 1, sheet))
            continue
        if make is None or (title < len(row) and row[title] in words):
            if (found := heading(row)) is not None:
                if head is None or found.texts != head.texts:
                    head, make = found, maker(found, notes, locate, sheet)
                    fields |= found.fields
                    title = found.main
                    words = WORDS | {row[title]}
                continue
            if make is None:
                above.append(row)
                if len(above) == _ABOVE:
                    break
                continue
        if (record := make(line, row)) is not None:
            records.append(record)
    if make is None:
        return max(above, key=lambda row: sum(map(bool, row)), default=[])
    return _Part(fields, records)


def _workbook(kind: str, data: bytes, notes: Notes) -> list[_Part]:
    """The sheets that have headings; those without are told. Raises UnreadableError, GapubError."""
    if not files.is_installed(kind):
        message = Text(
            "未安装读取 Excel 清单所需的组件", "the components for reading lists in workbooks are not installed"
        )
        hint = Text("请运行：pip install gapub[publication]", "run: pip install gapub[publication]")
        raise GapubError([Diagnostic("publication-extra", "error", message, hint=hint)])
    hidden = list[str]()

    def tables() -> Iterator[tuple[str, Iterator[tuple[int, list[str]]]]]:
        for name, is_hidden, rows in files.sheets(kind, data):
            if is_hidden:
                hidden.append(name)
            yield name, rows

    parts = _of_tables(tables(), notes)
    for name in hidden:
        message = Text("工作表是隐藏的，已一并读取", "the sheet is hidden; it was read as well")
        notes.tell("table-hidden", "info", message, Place(notes.file, 1, 1, name), arguments=(name,))
    return parts


def _tables(path: Path, notes: Notes) -> list[_Part]:
    """The tables of a web page, which many systems name .xls, or of a document. Raises GapubError."""
    found = files.read(path, notes.file)
    return _of_tables(((grid.name or ONLY, _lines(grid)) for grid in found.grids), notes)


def _lines(grid: Grid) -> Iterator[tuple[int, list[str]]]:
    lines = Lines(grid.cells)
    for row in sorted(lines.rows):
        there = lines.rows[row]
        yield row, [there[column].text if column in there else "" for column in range(1, max(there) + 1)]


def _of_tables(tables: Iterable[tuple[str, Iterable[tuple[int, list[str]]]]], notes: Notes) -> list[_Part]:
    parts, others = list[_Part](), list[tuple[str, list[str]]]()
    for name, rows in tables:

        def locate(line: int, _row: list[str], column: int, sheet: str = name) -> Place:
            return Place(notes.file, line, column + 1, sheet)

        part = _table(rows, notes, locate, name)
        if isinstance(part, _Part):
            parts.append(part)
        elif part:
            others.append((name, part))
    if not parts:
        found = max((row for _, row in others), key=lambda row: sum(map(bool, row)), default=[])
        raise GapubError([_no_headings(notes.file, found)])
    for name, _ in others:
        message = Text("没有认识的表头，没有读取", "it has no headings that are known, and is not read")
        notes.tell("record-sheet", "warning", message, Place(notes.file, 1, 1, name), arguments=(name,))
    return parts


_AS_WRITTEN: Final = Text("{0}；已按原文读取", "{0}; it is read as it is written")
_TORN: Final = Text(
    "各列与表头对不上，像是上一条的一部分",
    "its cells are not those of the headings; it seems to be a part of the row above",
)


def _no_headings(file: str, found: Sequence[str]) -> Diagnostic:
    """That no row of a file says what its columns hold."""
    texts = [quoted(each) for each in found if clean(each)]
    shown = Text.same("、".join(texts[:_NAMED])) + (Text("等", " …") if len(texts) > _NAMED else Text("", ""))
    message = Text(
        f"{file} 的表头认不出来：至少要有“标题”或“网址”",
        f"{file} has no headings that are known: it needs a title (标题) or an address (网址)",
    )
    if texts:
        message += Text("；找到的是：{0}", "; found: {0}").format(shown)
    hint = Text(
        f"请在第一行写明各列是什么，例如：{known_words()}；JSON 也可以用 column、title、publishTime、url、status 等",
        f"name the columns in the first row, as: {known_words()}; in JSON also column, title, publishTime, url, status …",
    )
    return Diagnostic("record-headings", "error", message, entity=file, hint=hint, arguments=tuple(texts[:_NAMED]))


# --- lists of objects -------------------------------------------------------------------------------------------------------


def _json(source: Source, notes: Notes, *, is_lines: bool) -> list[_Part]:
    """The lists of a text; of several those that have dates, where any has. Raises GapubError."""
    lists = list[_List]()
    if is_lines or _is_line(source):
        entries = (objects.entry_of(line, text) for line, raw in enumerate(source.lines(), 1) if (text := raw.strip()))
        lists.append(_List("", entries, notes.file))
    else:
        try:
            lists += (
                _List(name or ONLY, entries, notes.file) for name, entries in objects.Document(source.pieces()).lists()
            )
        except objects.DamagedError as error:
            raise GapubError([_damaged(notes.file, *error.args)]) from error
    _tell_text(source, notes)
    known = [each for each in lists if each.fields]
    kept = [each for each in known if "published" in each.fields] or known
    if not kept:
        raise GapubError([_no_headings(notes.file, max((each.keys for each in lists), key=len, default=()))])
    for each in lists:
        if each in kept:
            notes.add(each.notes)
        elif each.number:
            message = Text("“{0}”不像信息清单，没有读取", "{0} does not look like a list of records, and is not read")
            notes.tell("record-list", "info", message.format(each.name), arguments=(each.name,))
    return [_Part(each.fields, each.records) for each in kept]


def _is_line(source: Source) -> bool:
    """Whether the first line is a record: JSON Lines under another name."""
    first, end, _ = next(source.pieces(), "")[:_HEAD].partition("\n")
    entry = objects.entry_of(1, first) if end else None
    return entry is not None and isinstance(entry.value, dict) and heading(tuple(entry.value)) is not None


class _List:
    """A list of objects as it was read: its records, which fields they have, and all keys but those of records."""

    def __init__(self, name: str, entries: Iterable[objects.Entry], file: str) -> None:
        """Read all entries of the list that is called so."""
        self.name = name
        self.notes = Notes(file)
        self.fields: frozenset[str] = frozenset()
        self.records: list[Record] = []
        self.keys: tuple[str, ...] = ()
        self.number = 0
        self._sheet = name
        self._makers: dict[tuple[str, ...], tuple[Make, tuple[str, ...]] | None] = {}
        for each in entries:
            self.number += 1
            if (record := self._record(each)) is not None:
                self.records.append(record)

    def _record(self, entry: objects.Entry) -> Record | None:
        number, value, repeated = entry
        if isinstance(value, Text):
            self.notes.lost(value, self._place(number, [], 0))
            return None
        if repeated:
            message = Text("“{0}”写了不止一次，以最后一次为准", "{0} is said more than once; the last counts").format(
                quoted(repeated)
            )
            self.notes.tell("record-key", "warning", message, self._place(number, [], 0))
        known = self._known(value)
        if known is None:
            inner = next((each for each in value.values() if isinstance(each, dict) and heading(tuple(each))), None)
            if inner is None or (known := self._known(inner)) is None:
                self.keys = self.keys or tuple(value)
                self.notes.lost(_NO_KEYS, self._place(number, [], 0))
                return None
            value = inner
        make, between = known
        row = [
            each if each.__class__ is str else objects.words(each, by)
            for each, by in zip(value.values(), between, strict=True)
        ]
        return make(number, row)

    def _known(self, value: dict[str, Any]) -> tuple[Make, tuple[str, ...]] | None:
        """What makes a record of an object with these keys, and what its lists are parted by; None where none is known."""
        keys = tuple(value)
        try:
            return self._makers[keys]
        except KeyError:
            pass
        found = heading(keys)
        if len(self._makers) >= _MOST_KEYS:
            self._makers.clear()
        if found is None:
            self._makers[keys] = None
            return None
        self.fields |= found.fields
        paths = {found.at["path"], found.at["parent"], *found.levels}
        made = maker(found, self.notes, self._place, self._sheet)
        self._makers[keys] = made, tuple(" / " if i in paths else "；" for i in range(len(keys)))
        return self._makers[keys]

    def _place(self, number: int, _row: list[str], _column: int) -> Place:
        return Place(self.notes.file, number, 1, self._sheet)


_NO_KEYS: Final = Text("没有认识的标题或网址字段", "none of its keys is known as a title or an address")


def _damaged(file: str, line: int, column: int) -> Diagnostic:
    message = Text("从这里起不是 JSON，文件可能不完整", "it is no JSON from here on; the file may be cut off")
    hint = Text("请重新导出", "export it again")
    return Diagnostic("record-json", "error", message, Place(file, line, column), hint=hint)
