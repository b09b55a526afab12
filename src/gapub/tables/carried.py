"""What our own files carry unseen (`render.carried`), put in the place of what was read wherever a cell still says it.

What a reader sees comes first. The rows that a file carries are compiled and printed once more, and only where a cell reads just
so, its value is the carried one; so no hidden value can say other than the cell, and whatever was edited is read from its words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from gapub.build.select import compile_catalogue
from gapub.diagnostics import Diagnostic, GapubError, Place, Text
from gapub.model import guideline
from gapub.model.catalogue import Catalogue
from gapub.model.fields import ATTRIBUTES
from gapub.model.guideline import Guideline
from gapub.model.pattern import pattern
from gapub.model.registry import BASELINES, Baseline, Part, Registry
from gapub.model.shape import BILINGUAL, Many, check
from gapub.model.text import RECALLED_MARK
from gapub.render.labels import COLUMNS
from gapub.tables import own
from gapub.tables.grid import Document, Grid
from gapub.tables.row import Entry, Row, Table
from gapub.tables.values import Read, Reader, Reading

CELLS: Final = ("content", "basis", "time_limit", "body", "channels")
"""The cells that a file carries; the others are ticks, which say all."""
_HEAD: Final = ("edition", "number", "title", "issuer", "document", "coverage", "remarks")
_DUMMY: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "content": ["—"],
        "body": "departments-concerned",
        "audience": "public",
        "method": "proactive",
        "evidence": "recalled",
    }
)
"""What stands in for the cells that a row does not carry while it is printed once more."""
_HEADLESS: Final[Mapping[str, Any]] = MappingProxyType({
    "issuer": {"zh": "—", "en": "—"},
    "document": {"title": "—", "status": "recalled"},
    "coverage": {"status": "unknown"},
})  # fmt: skip
_TITLES: Final = Many(BILINGUAL)
_IDEOGRAPH: Final = pattern("[\u3400-\u9fff]")
_ENGLISH_BEHIND: Final = pattern(r"(?<=[^ -~] )[ -~“”‘’–—]+(?:\([^()]*\)[ -~“”‘’–—]*)*$")
"""The English behind the Chinese, where a page has both on a line; numbers of documents are Chinese there as well."""
_ENGLISH: Final = pattern(r"(?=.*[A-Za-z]{2})[ -~“”‘’–—]+(?:\([^()]*\)[ -~“”‘’–—]*)*")
"""A line in English, which has Chinese in brackets at most."""
_SLASHES: Final = 2
"""In the full id of a row."""
_ATTEMPTS: Final = 2
"""How often it is printed: once more without the rows of which no registry knows all."""


class Carried(NamedTuple):
    """What a file carries: how it was made, its areas, and its rows by their ids."""

    level: str = ""
    lang: str = ""
    as_of: str = ""
    areas: Mapping[str, Mapping[str, Any]] = MappingProxyType({})
    rows: Mapping[str, Mapping[str, Any]] = MappingProxyType({})

    def head(self, area: str) -> dict[str, Any]:
        """What an edition of an area says above its rows."""
        node = self.areas.get(area, {})
        return {key: node[key] for key in _HEAD if key in node}

    def topic(self, area: str, topic: str) -> Any:
        """The title of a topic in both languages; None if it is not carried."""
        return self.areas.get(area, {}).get("topics", {}).get(topic)

    def attributes(self, row: str) -> dict[str, Any]:
        """What is known of a row besides its title and its cells."""
        node = self.rows.get(row, {})
        said = {each.key: node[each.key] for each in ATTRIBUTES if each.file and each.key in node}
        return said | ({"formerly_basis": "inferred"} if "formerly" in said else {})


def carried(document: Document) -> Carried | None:
    """What a file of ours carries; None if it carries nothing, or what is of no form that we know."""
    from gapub.render.carried import FORMAT  # as in `_Printed`: few files that are read are ours, and none in an office

    heads, rows, made = dict[str, Any](), dict[str, Any](), dict[str, Any]()
    if document.kind == "json":
        for _, item in own.records(document):
            head, row = item.get("guideline"), item.get("values")
            if isinstance(head, dict):
                made = made or head
                heads[item["area"]["id"]] = head
            if isinstance(row, dict):
                rows[item["id"]] = row
    for key, node in _records(document, FORMAT):
        if not key:
            made = node
        else:
            (rows if "/" in key else heads)[key] = node
    if made.get("format") != FORMAT:
        return None
    heads = {key: node for key, node in heads.items() if isinstance(node.get("topics"), dict)}
    return Carried(str(made.get("level")), str(made.get("lang")), str(made.get("as_of")), heads, rows)


def _records(document: Document, form: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The records of the hidden sheet."""
    start = f'{{"format":"{form}"'
    for grid in document.grids:
        if not any(cell.text.startswith(start) for cell in grid.cells[:2]):
            continue
        lines: dict[int, dict[int, str]] = {}
        for cell in grid.cells:
            lines.setdefault(cell.row, {})[cell.column] = cell.text
        for row in lines.values():
            try:
                node = json.loads("".join(text for column, text in sorted(row.items()) if column > 1))
            except (ValueError, RecursionError):
                continue
            if isinstance(node, dict):
                yield row.get(1, ""), node


# --- reading ---------------------------------------------------------------------------------------------------------------


class Ours(NamedTuple):
    """A file of ours as it was read: without what repeats its tables, each table with its rows, and what it carries."""

    document: Document
    tables: tuple[tuple[Table, tuple[Reading, ...]], ...]
    carried: Carried


def read(document: Document, reader: Reader, registry: Registry) -> Ours | None:
    """A file of ours; None if it is not ours.

    Raises GapubError for a file in English that carries nothing: what its cells say is known in Chinese alone.
    """
    tables = own.tables(document)
    if tables is None:
        return None
    brought = carried(document) or Carried()
    printed = _Printed(brought, registry, document.name)
    findings = tuple(each for each in document.findings if each.code != "table-hidden")
    if not brought.rows:
        findings += (_loses(document),)
    grids = tuple(each.grid for each in tables if each.grid.cells)
    known = frozenset[str]().union(*map(_ids, grids))
    findings += tuple(_unread(document, each, known) for each in document.grids if each not in grids and _has_ids(each))
    told = document._replace(grids=grids, findings=findings)
    found = []
    for table in tables:
        lang = brought.lang or own.language(document, table)
        if lang == "en" and not brought.rows:
            raise _in_english(document)
        rows = _Rows(lang, reader, registry, printed, one_line=document.kind in ("html", "md"))
        found.append((table._replace(document=told), tuple(map(rows.read, table.rows))))
    return Ours(told, tuple(found), printed.sound)


def together(brought: Iterable[Carried]) -> Carried:
    """What several files carry."""
    brought = {id(each): each for each in brought}.values()
    areas = {key: node for each in brought for key, node in each.areas.items()}
    return Carried(areas=areas, rows={key: node for each in brought for key, node in each.rows.items()})


def _loses(document: Document) -> Diagnostic:
    """What a format that carries nothing does not say."""
    message = Text(
        "这种格式只有表面文字：英文名称、内容的分组、主体的级别、领域的印发文件和须知没有读回",
        "this format has words alone: English titles, parts of the content, levels of bodies, and the notice and remarks of "
        "each area are not read back",
    )
    hint = Text("要一并读回，请导入 Excel 工作簿或 JSON Lines", "import the workbook or the JSON Lines to keep them")
    return Diagnostic("import-words-alone", "info", message, Place(document.name, 1, 1), hint=hint)


def _has_ids(grid: Grid) -> bool:
    """Whether a sheet has rows by their ids, as that of all items has."""
    return any(cell.text == "id" for cell in grid.cells) and any(own.ID.fullmatch(cell.text) for cell in grid.cells)


def _ids(grid: Grid) -> frozenset[str]:
    return frozenset(cell.text for cell in grid.cells if own.ID.fullmatch(cell.text))


def _unread(document: Document, grid: Grid, known: frozenset[str]) -> Diagnostic:
    """Why a sheet with rows was not read: it repeats those of the areas, or it is one of them and its headings were changed."""
    ids = _ids(grid)
    if not ids <= known and len({each.partition("/")[0] for each in ids}) == 1:
        message = Text("表头有改动，这张表没有读取", "the headings were changed: this sheet was not read")
        hint = Text("请恢复表头各栏的名称", "restore the names of its columns")
        return Diagnostic("import-headings", "warning", message, document.place(grid, 1, 1), hint=hint)
    message = Text(
        "这张表与各领域的表重复，没有读取；在这里所作的改动不会读入",
        "this sheet repeats those of the areas and was not read; what was changed here is not imported",
    )
    return Diagnostic("import-repeats", "info", message, document.place(grid, 1, 1))


def _in_english(document: Document) -> GapubError:
    message = Text(
        f"{document.name} 只有英文，不能导入",
        f"{document.name} is in English alone and cannot be imported",
    )
    hint = Text(
        "请用 --lang zh 或 --lang zh-en 另行生成；Excel 和 JSON Lines 的英文版可以导入",
        "compile it with --lang zh or zh-en; English workbooks and JSON Lines can be imported",
    )
    return GapubError([Diagnostic("import-english", "error", message, Place(document.name, 1, 1), hint=hint)])


class _Rows:
    """Reads the rows of a table in one language."""

    def __init__(self, lang: str, reader: Reader, registry: Registry, printed: _Printed, *, one_line: bool) -> None:
        self.lang = lang
        self.one_line = one_line
        self.reader = reader
        self.printed = printed
        self.groups = {name.en: name.zh for name in registry.groups.values()}

    def read(self, row: Row) -> Reading:
        """A row: cells that say what they were printed from are that, others are read."""
        key = row.text("id")
        same = {name: each for name, each in self.printed.cells(key).items() if each.says(row.text(name))}
        plain = {name: self.plain(name, entry) for name, entry in row.cells.items()}
        for name, title in self.printed.titles(key).items():
            if (
                self.lang != "zh"
                and name in plain
                and _bare(row.text(name)) in (_bare(title.zh), _bare("\n".join(title)), _bare(title.en))
            ):
                plain[name] = plain[name]._replace(text=title.zh)
        reading = self.reader.read(row._replace(cells=plain), same)
        cells = {
            name: Read("read", same[name].value, same[name].node, found.text, entries=found.entries)
            if name in same
            else found
            for name, found in reading.cells.items()
        }
        return Reading(row._replace(cells=plain), cells)

    def plain(self, name: str, entry: Entry) -> Entry:
        """An entry in Chinese; a text that is in English alone cannot be read."""
        if self.lang == "zh" or not entry.text or name in ("id", "number"):
            return entry
        lines = entry.text.split("\n")
        if name == "audience.groups" and self.lang == "en":
            lines = [self.groups.get(each, each) for line in lines for each in line.split(", ")]
        if self.one_line or name == "channels":  # a box and its label stand on one line in any format
            lines = [_ENGLISH_BEHIND.sub("", line).strip() for line in lines]
        chinese = [line for line in lines if _IDEOGRAPH.search(line) and not _ENGLISH.fullmatch(line)]
        if chinese:
            return entry._replace(text="\n".join(chinese))
        return entry._replace(state="unsure") if name in CELLS and self.lang == "en" else entry


class _Was(NamedTuple):
    """A cell as it was printed, and the value that it was printed from."""

    text: str
    value: Any
    node: Any

    def says(self, text: str) -> bool:
        """Whether a cell still reads so, but for its blanks and breaks."""
        return _bare(text) == self.text


def _bare(text: str) -> str:
    return "".join(text.replace(RECALLED_MARK, "").split())


class _Printed:
    """The rows that a file carries, printed once more."""

    def __init__(self, brought: Carried, registry: Registry, file: str) -> None:
        self.brought = brought
        self.registry = registry
        self.file = file
        self._cells: dict[str, dict[str, _Was]] = {}
        self._titles: dict[str, dict[str, Text]] = {}
        self._areas = frozenset[str]()
        if brought.rows and brought.level in BASELINES and brought.lang in ("zh", "en", "zh-en"):
            self._print()

    def cells(self, key: str) -> Mapping[str, _Was]:
        """The cells of a row that it carries, by name."""
        return self._cells.get(key, {})

    def titles(self, key: str) -> Mapping[str, Text]:
        """The titles of a row and of its topic."""
        return self._titles.get(key, {})

    @property
    def sound(self) -> Carried:
        """What is carried, without what has not the form of a guideline: anybody may have written it."""
        rows = {key: node for key, node in self.brought.rows.items() if key in self._titles}
        areas = {key: node for key, node in self.brought.areas.items() if key in self._areas}
        return self.brought._replace(areas=areas, rows=rows)

    def _print(self) -> None:
        from gapub.render.plain import cells
        from gapub.render.view import view

        rows: dict[str, list[tuple[str, Any]]] = {}
        for key, node in self.brought.rows.items():
            if key.count("/") == _SLASHES:
                rows.setdefault(key.partition("/")[0], []).append((key, node))
        made_of = {
            area: each
            for area in self.brought.areas
            if (each := self._guideline(area, rows.get(area.partition("@")[0], ())))
        }
        self._areas = frozenset(made_of)
        guidelines = list(made_of.values())
        for _ in range(_ATTEMPTS):
            try:
                made = self._compiled(guidelines)
                break
            except GapubError as error:
                unknown = {each.entity for each in error.diagnostics}
                guidelines = [_without(each, unknown) for each in guidelines]
        else:
            return
        values = {name: item for each in guidelines for name, item in each.rows()}
        for table in view(made, self.brought.lang).tables:
            for row in table.rows:
                texts = dict(zip(COLUMNS, cells(row, table.tick_columns, self.brought.lang), strict=False))
                node, value = self.brought.rows[row.id], values[row.id]
                self._cells[row.id] = {
                    name: _Was(_bare(texts[name]), getattr(value, name), node[name]) for name in CELLS if name in node
                }
        for each in guidelines:
            for topic in each.topics:
                for item in topic.items:
                    key = f"{each.area}/{topic.id}/{item.id}"
                    self._titles[key] = {"title": item.title, "topic": topic.title, "area": each.title}

    def _compiled(self, guidelines: list[Guideline]) -> Catalogue:
        title = Text.same(self.file)
        as_of = self.brought.as_of if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", self.brought.as_of) else ""
        baseline = Baseline("carried", title, as_of, (Part(title, tuple(each.name for each in guidelines)),))
        return compile_catalogue(self.brought.level, baseline, guidelines, self.registry, None, [])

    def _guideline(self, area: str, rows: Iterable[tuple[str, Any]]) -> Guideline | None:
        """An area, with its rows by their ids, as a guideline; None if what is carried of it has not the form of one."""
        from gapub.diff.printed import nodes

        topics: dict[str, dict[str, Any]] = {}
        for key, row in rows:
            _, topic, item = key.split("/")
            title = self.brought.topic(area, topic)
            if title is None:
                continue
            node = {**_DUMMY, "levels": [self.brought.level], **row, "id": item}
            topics.setdefault(topic, {"id": topic, "title": title, "items": []})["items"].append(node)
        tree = nodes(
            {**_HEADLESS, **self.brought.head(area), "area": area.partition("@")[0], "topics": [*topics.values()]}
        )
        made, _ = guideline.read(tree, self.file)
        topics_sound = not check(nodes([*self.brought.areas[area].get("topics", {}).values()]), _TITLES, "")
        return made if topics_sound else None


def _without(made: Guideline, names: Collection[str]) -> Guideline:
    """A guideline without some rows."""
    topics = (
        topic._replace(items=tuple(each for each in topic.items if f"{made.area}/{topic.id}/{each.id}" not in names))
        for topic in made.topics
    )
    return made._replace(topics=tuple(topics))
