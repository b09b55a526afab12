"""Markdown: `catalogue.md`, plain text that a person reads.

The Markdown is CommonMark with a YAML header: `#` is a part, `##` an area, `###` a 一级事项, `####` a 二级事项, and
under it a list with one entry for each column of the form. A Markdown table carries neither merged cells nor cells of
thirty lines that a person could still read; the list does, in every viewer.

All data is escaped, so that it stands for itself in pandoc's Markdown and in CommonMark.

The header makes stock pandoc set the file as a document: `pandoc -s catalogue.md -o catalogue.pdf --pdf-engine=typst`.
It is indented, which YAML does not mind; a reader that knows no header then shows it as the text that it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from operator import attrgetter
from typing import Final, NamedTuple
from urllib.parse import quote

from gapub.diagnostics import Text
from gapub.diagnostics.format import Format
from gapub.model.fields import FIELDS
from gapub.model.text import RECALLED_MARK
from gapub.render.cells import COLON, COMMA, GAP, localizer
from gapub.render.characters import undirected
from gapub.render.facts import Fact, Part
from gapub.render.memo import OF_ONE, ROWS, by_identity
from gapub.render.templates import DEFAULTS, Options
from gapub.render.view import BOX, TICK, TICKED_BOX, Annex, Box, Cell, Row, Table, TickColumn, View, by_field, marks

NAME = "catalogue.md"
TEMPLATE = "catalogue.md.typ"
NO_TICK = "—"
_FENCE = "~~~~~~"  # longer than one that a template is likely to hold
_PAPER = ("papersize: a4", "margin: {x: 16mm, top: 22mm, bottom: 18mm}", "fontsize: 12pt", "toc: true", "toc-depth: 2")
"""What pandoc's own template for Typst takes; the size is that from which it takes those of the title and subtitle."""
_FONT = {"zh": "Noto Serif SC", "en": "Libertinus Serif", "zh-en": "Noto Serif SC"}
"""What the template of pandoc needs; those to take in its place are in ours, which holds from below the title."""
_LANG = {"zh": "zh-Hans", "en": "en", "zh-en": "zh-Hans"}


def files(view: View, options: Options = DEFAULTS) -> dict[str, bytes]:
    """The Markdown of a catalogue under its name. Raises `GapubError` if the template for Typst cannot be read."""
    style = options.templates.text(TEMPLATE)
    return {NAME: "".join(f"{line}\n" for line in _Writer(view).document(style)).encode()}


FORMAT: Final = Format("md", Text("Markdown 文本", "Markdown"), "text/markdown", files)


@lru_cache(maxsize=4096)
def escape(text: str) -> str:
    """The text on one line, escaped so that pandoc's Markdown and CommonMark show it as it is, wherever it stands.

    Runs of white space and control characters become one space; the ideographic space stays. Marks of writing direction
    go: they would reorder the line for the eye.
    """
    # Most texts need nothing: what `isprintable` passes holds no blank but the space, no control and no direction.
    line = text if text.isprintable() and "  " not in text else _BLANK.sub(" ", undirected(text))
    line = line.strip()
    if _SUSPECT.search(line):
        line = _SPECIAL.sub(r"\\\g<0>", line)
    opening = _AT_START.match(line)
    return f"{opening[0]}\\{line[opening.end() :]}" if opening else line


_BLANK = re.compile(r"(?:[^\S\u3000]|[\x00-\x1f\x7f-\x9f])+")
_SPECIAL = re.compile(
    r"[\\`*_{}\[\]<>$@#|~^&'\"]"
    r"|-(?=-)|(?<=-)-|\.(?=\.)"  # dashes and ellipses of pandoc's `smart`
    r"|:(?=//)|(?<=www)\."  # bare addresses, which some viewers link
)
_SUSPECT = re.compile(r"[\\`*_{}\[\]<>$@#|~^&'\"\-.:]")
"""A character of each match of `_SPECIAL`; looking for one of these takes a fraction of its time."""
_AT_START = re.compile(r"\w+(?=[.)](?:\s|$))|(?=[-+=:%(])")
"""What opens a list, a heading's underline, a definition, a fenced division or a title block."""


class _Terms(NamedTuple):
    """What the cells of a file depend on besides what they say: its language, and words that stand in many of them."""

    lang: str
    between: str
    """What stands between the boxes of a line; within one it becomes a plain space."""
    colon: str
    comma: str
    unknown: str
    fields: tuple[str, ...]
    """What the cells are called, as `FIELDS` has them."""


_terms = lru_cache(maxsize=64)(_Terms)


class _Writer:
    """Writes one view. English stands in emphasis where it stands beside Chinese, so that it can be told apart.

    Equal cells are written once, for all views of a process.
    """

    def __init__(self, view: View) -> None:
        self.view, self.lang = view, view.lang
        self.labels = {key: _label(cell) for key, cell in view.labels.items()}
        self.terms = _terms(
            lang=view.lang,
            between=view.one(GAP),
            colon=view.one(COLON),
            comma=view.one(COMMA),
            unknown=_inline(view.lang, view.labels["unknown"]),
            fields=tuple([self.labels[field] for field in FIELDS]),
        )

    def document(self, style: str) -> Iterator[str]:
        """The lines of the file; `style` is Typst that defines `catalogue`."""
        view = self.view
        yield "---"
        yield from (f"    {line}".rstrip() for line in self.header(style))
        yield from ("---", "")
        yield from (f"> - {_lines(self.lang, warning, '>   ')}" for warning in view.warnings)
        if view.warnings:
            yield ""
        facts = (
            *((label, _inline(self.lang, value)) for label, value in view.cover),
            *((label, escape(value)) for label, value in view.counts),
        )
        yield from (f"- **{_label(label)}**{self.terms.colon}{value}" for label, value in facts)
        for line in view.legend:
            yield from ("", _lines(self.lang, line, ""))
        for table in view.tables:
            yield from self.table(table)
        for annex in view.annexes:
            if annex.id != "checks":  # each area has its own
                yield from self.annex(annex)

    def annex(self, annex: Annex) -> Iterator[str]:
        """A list with an entry a row: its first cell, or its number and the next, and below it the others with their headings."""
        yield from ("", f"## {_inline(self.lang, annex.title)}", "")
        heads = [_label(head) for head in annex.heads]
        begin = 2 if annex.heads[0] == self.view.labels["number"] else 1
        between, colon = self.terms.between, self.terms.colon
        for row in annex.rows:
            rest = [(n, cell) for n, cell in enumerate(row) if n >= begin and cell]
            said = (f"{heads[n]}{colon}{self.entry_of(annex, n, cell)}" for n, cell in rest)
            yield f"- {' '.join([_inline(self.lang, cell) for cell in row[:begin]])}\\"
            yield f"  {between.join(each.replace(between, ' ') for each in said)}"

    def entry_of(self, annex: Annex, column: int, cell: Cell) -> str:
        """A cell of an annex; an address is a link."""
        if column not in annex.addresses:
            return _inline(self.lang, cell)
        links = ((_inline(self.lang, (line,)), _address(annex.address(column, line) or "")) for line in cell)
        return " ".join(f"[{words}](<{address}>)" if address else words for words, address in links)

    def header(self, style: str) -> Iterator[str]:
        """The YAML header. pandoc reads its strings as Markdown, so they are escaped as Markdown and then as YAML.

        What is Typst's stands in raw blocks, which pandoc leaves out of all other formats.
        """
        view = self.view
        yield f"title: {self.scalar(view.title)}"
        yield f"subtitle: {self.scalar(view.subtitle)}"
        yield f"lang: {_LANG[view.lang]}"
        yield from _PAPER
        yield f"mainfont: {_FONT[view.lang]}"
        yield from ("header-includes: |", f"  {_FENCE}{{=typst}}")
        yield from (f"  {line}" for line in style.splitlines())
        yield f"  {_FENCE}"
        yield from ("include-before: |", f"  {_FENCE}{{=typst}}")
        yield from (f'  #show: catalogue.with(lang: "{view.lang}")', f"  {_FENCE}")

    def scalar(self, cell: Cell) -> str:
        """A cell as a YAML double-quoted scalar, which JSON's are."""
        return json.dumps(_inline(self.lang, cell), ensure_ascii=False)

    def table(self, table: Table) -> Iterator[str]:
        lang = self.lang
        if table.starts_part:
            yield from ("", f"# {_inline(lang, table.part)}")
        yield from ("", f"## {escape(table.number)} {_inline(lang, table.title)}")
        if table.notes:
            yield ""
        yield from (f"- {_lines(lang, note, '  ')}" for note in table.notes)
        for row in table.rows:
            if row.topic_span:
                yield from ("", f"### {_inline(lang, row.topic)}")
            yield from ("", self.row(row, table.tick_columns))
        if table.checks:
            yield from ("", f"**{self.labels['checks']}**", "")
        for check in table.checks:
            yield f"- {escape(check.number)} {_inline(lang, check.title)}\\"
            yield f"  {_inline(lang, check.fields)}"

    def row(self, row: Row, columns: tuple[TickColumn, ...]) -> str:
        """The lines of a row, from its heading to what the locality says of it."""
        terms = self.terms
        marked, title, stated, ticks, remarks = _lasting(terms, columns, *_LASTING(row))
        body = _body(terms, row.body, "body" in marked)
        channels = _channels(terms, row.channel_rule, row.channels, "channels" in marked)
        local = _local(terms, row.facts) if row.facts else ""
        return f"#### {escape(row.number)} {title}\n\n{stated}\n{body}\n{channels}\n{ticks}{remarks}{local}"


_LASTING: Final = attrgetter(
    *("title", "content", "basis", "time_limit", "ticks", "groups", "recalled", "remarks"),
)


@by_identity(ROWS)
def _lasting(
    terms: _Terms,
    columns: tuple[TickColumn, ...],
    title: Cell,
    content: tuple[Cell, ...],
    basis: tuple[Cell, ...],
    time_limit: Cell,
    ticks: tuple[bool | None, ...],
    groups: Cell,
    recalled: frozenset[str],
    remarks: tuple[Text, ...],
) -> tuple[frozenset[str], str, str, str, str]:
    """What most localities leave of a row as it is: which cells are marked, its title, the lines of the cells down to the time
    limit, those of the ticks, and those of remarks.
    """
    lang, marked = terms.lang, marks(recalled)
    words = _words(lang, title)
    if "title" in marked:
        words[:1] = [f"{''.join(words[:1])}{RECALLED_MARK}"]
    values = {
        "content": "".join([f"\n  - {_lines(lang, each, '    ')}" for each in content]),
        "basis": "".join([f"\n  - {_lines(lang, each, '    ')}" for each in basis]),
        "time_limit": terms.colon + _lines(lang, time_limit, "  "),
    }
    stated = [_entry(terms, name, value, name in marked) for name, value in values.items()]
    ticked = [
        _entry(terms, name, value, name in marked) for name, value in _ticks(terms, columns, ticks, groups).items()
    ]
    said = "".join([f"\n- {_lines(lang, localizer(lang)(remark), '  ')}" for remark in remarks])
    return marked, " ".join(words), "\n".join(stated), "\n".join(ticked), said


@by_identity(OF_ONE)
def _body(terms: _Terms, body: Cell, marked: bool) -> str:
    return _entry(terms, "body", terms.colon + _lines(terms.lang, body, "  "), marked)


@by_identity(OF_ONE)
def _channels(terms: _Terms, channel_rule: Cell, channels: tuple[Box, ...], marked: bool) -> str:
    """The boxes of the form; the rule, if the row has one, stands above them."""
    rule = _inline(terms.lang, channel_rule)
    boxes = terms.between.join([_box(terms, each) for each in channels])
    return _entry(
        terms, "channels", terms.colon + (f"{rule}\\\n  {boxes}" if rule and boxes else rule or boxes), marked
    )


def _entry(terms: _Terms, field: str, value: str, marked: bool) -> str:
    """A cell as an entry of the list of its row."""
    return f"- **{terms.fields[FIELDS.index(field)]}{RECALLED_MARK if marked else ''}**{value}".rstrip()


def _box(terms: _Terms, box: Box) -> str:
    words = _words(terms.lang, box.label)
    if box.url and words and (address := _address(box.url)):
        words[0] = f"[{words[0]}](<{address}>)"
    return f"{TICKED_BOX if box.ticked else BOX} {' '.join(words)}".replace(terms.between, " ")


def _ticks(
    terms: _Terms, columns: tuple[TickColumn, ...], ticks: tuple[bool | None, ...], groups: Cell
) -> dict[str, str]:
    """The ticks of each field, for every column that the table has for it."""
    said = {True: TICK, False: NO_TICK, None: terms.unknown}

    def cell(column: TickColumn, tick: bool | None) -> str:
        named = f"{terms.colon}{_inline(terms.lang, groups)}" if column.id == "groups" and groups else ""
        return f"{said[tick]} {_inline(terms.lang, column.label)}{named}".replace(terms.between, " ")

    return {
        field: terms.colon + terms.between.join(cell(*pair) for pair in pairs)
        for field, pairs in by_field(columns, ticks).items()
    }


@lru_cache(maxsize=OF_ONE)
def _local(terms: _Terms, facts: tuple[Fact, ...]) -> str:
    """What the locality says of a row; an address is a link."""
    lines = []
    for fact in facts:
        parts = terms.comma.join([_part(terms.lang, part) for part in fact.parts])
        lines.append(f"\n- **{_label(fact.label)}**{terms.colon}{parts}")
    return "".join(lines)


def _part(lang: str, part: Part) -> str:
    words, address = _inline(lang, part.text), _address(part.url or "")
    return f"[{words}](<{address}>)" if address else words


def _words(lang: str, cell: Cell) -> list[str]:
    """The lines of a cell as Markdown, those in English emphasised if they stand beside Chinese."""
    return [
        f"*{text}*" if lang == "zh-en" and line.lang == "en" else text for line in cell if (text := escape(line.text))
    ]


@lru_cache(maxsize=1 << 12)
def _inline(lang: str, cell: Cell) -> str:
    """A cell on one line."""
    return " ".join(_words(lang, cell))


@lru_cache(maxsize=1 << 10)
def _label(cell: Cell) -> str:
    """A cell on one line without emphasis."""
    return " ".join([text for line in cell if (text := escape(line.text))])


@lru_cache(maxsize=1 << 13)
def _lines(lang: str, cell: Cell, indent: str) -> str:
    """A cell with its line breaks, the lines after the first indented."""
    return f"\\\n{indent}".join(_words(lang, cell))


@lru_cache(maxsize=1 << 10)
def _address(url: str) -> str:
    """The address as the target of a link, or nothing unless it is a web address."""
    if not re.match(r"https?://", url, re.IGNORECASE):
        return ""
    return re.sub(r'[\x00-\x20\x7f-\x9f\s<>\\"`{}|^]', lambda found: quote(found[0]), url).replace("&", "&amp;")
