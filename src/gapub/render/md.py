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
from functools import cache, lru_cache
from typing import Final
from urllib.parse import quote

from gapub.diagnostics import Text
from gapub.diagnostics.format import Format
from gapub.model.fields import FIELDS
from gapub.model.text import RECALLED_MARK
from gapub.render.cells import COLON, GAP, localizer
from gapub.render.characters import undirected
from gapub.render.facts import Part
from gapub.render.templates import DEFAULTS, Options
from gapub.render.view import BOX, LISTS, TICK, TICKED_BOX, Annex, Box, Cell, Row, Table, TickColumn, View, by_field

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


class _Writer:
    """Writes one view. English stands in emphasis where it stands beside Chinese, so that it can be told apart.

    Equal cells are written once.
    """

    def __init__(self, view: View) -> None:
        self.inline, self.lines = cache(self._inline), cache(self._lines)
        self.entry = cache(lambda cell: f"\n  - {self.lines(cell, '    ')}")
        self.channels, self.ticks = cache(self._channels), cache(self._ticks)
        self.view = view
        self.bilingual = view.lang == "zh-en"
        self.between = view.one(GAP)  # stands between the boxes of a line; within one it becomes a plain space
        self.colon = view.one(COLON)
        self.labels = {key: self.inline(cell, plain=True) for key, cell in view.labels.items()}
        self.say = localizer(view.lang)
        self.unknown = self.inline(view.labels["unknown"])

    def words(self, cell: Cell, *, plain: bool = False) -> list[str]:
        """The lines of a cell as Markdown, those in English emphasised if they stand beside Chinese."""
        return [
            f"*{text}*" if self.bilingual and not plain and line.lang == "en" else text
            for line in cell
            if (text := escape(line.text))
        ]

    def _inline(self, cell: Cell, *, plain: bool = False) -> str:
        """A cell on one line."""
        return " ".join(self.words(cell, plain=plain))

    def _lines(self, cell: Cell, indent: str) -> str:
        """A cell with its line breaks, the lines after the first indented."""
        return f"\\\n{indent}".join(self.words(cell))

    def document(self, style: str) -> Iterator[str]:
        """The lines of the file; `style` is Typst that defines `catalogue`."""
        view = self.view
        yield "---"
        yield from (f"    {line}".rstrip() for line in self.header(style))
        yield from ("---", "")
        yield from (f"> - {self.lines(warning, '>   ')}" for warning in view.warnings)
        if view.warnings:
            yield ""
        facts = (
            *((label, self.inline(value)) for label, value in view.cover),
            *((label, escape(value)) for label, value in view.counts),
        )
        yield from (f"- **{self.inline(label, plain=True)}**{self.colon}{value}" for label, value in facts)
        for line in view.legend:
            yield from ("", self.lines(line, ""))
        for table in view.tables:
            yield from self.table(table)
        for annex in view.annexes:
            if annex.id != "checks":  # each area has its own
                yield from self.annex(annex)

    def annex(self, annex: Annex) -> Iterator[str]:
        """A list with an entry a row: its first cell, or its number and the next, and below it the others with their headings."""
        yield from ("", f"## {self.inline(annex.title)}", "")
        heads = [self.inline(head, plain=True) for head in annex.heads]
        begin = 2 if annex.heads[0] == self.view.labels["number"] else 1
        for row in annex.rows:
            rest = [(n, cell) for n, cell in enumerate(row) if n >= begin and cell]
            said = (f"{heads[n]}{self.colon}{self.entry_of(annex, n, cell)}" for n, cell in rest)
            yield f"- {' '.join(map(self.inline, row[:begin]))}\\"
            yield f"  {self.between.join(each.replace(self.between, ' ') for each in said)}"

    def entry_of(self, annex: Annex, column: int, cell: Cell) -> str:
        """A cell of an annex; an address is a link."""
        if column not in annex.addresses:
            return self.inline(cell)
        links = ((self.inline((line,)), _address(annex.address(column, line) or "")) for line in cell)
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
        return json.dumps(self.inline(cell), ensure_ascii=False)

    def table(self, table: Table) -> Iterator[str]:
        if table.starts_part:
            yield from ("", f"# {self.inline(table.part)}")
        yield from ("", f"## {escape(table.number)} {self.inline(table.title)}")
        if table.notes:
            yield ""
        yield from (f"- {self.lines(note, '  ')}" for note in table.notes)
        for row in table.rows:
            if row.topic_span:
                yield from ("", f"### {self.inline(row.topic)}")
            yield from self.row(row, table)
        if table.checks:
            yield from ("", f"**{self.labels['checks']}**", "")
        for check in table.checks:
            yield f"- {escape(check.number)} {self.inline(check.title)}\\"
            yield f"  {self.inline(check.fields)}"

    def row(self, row: Row, table: Table) -> Iterator[str]:
        title = self.words(row.title)
        if "title" in row.marked:
            title[:1] = [f"{''.join(title[:1])}{RECALLED_MARK}"]
        yield from ("", f"#### {escape(row.number)} {' '.join(title)}", "")
        values = {
            **{name: "".join(map(self.entry, getattr(row, name))) for name in LISTS},
            "time_limit": self.colon + self.lines(row.time_limit, "  "),
            "body": self.colon + self.lines(row.body, "  "),
            "channels": self.colon + self.channels(row.channel_rule, row.channels),
            **self.ticks(table.tick_columns, row.ticks, row.groups),
        }
        for field in FIELDS:
            yield f"- **{self.labels[field]}{RECALLED_MARK if field in row.marked else ''}**{values[field]}".rstrip()
        yield from (f"- {self.lines(self.say(remark), '  ')}" for remark in row.remarks)
        for fact in row.facts:
            parts = (
                "、".join(map(self.part, fact.parts))
                if self.view.lang != "en"
                else ", ".join(map(self.part, fact.parts))
            )
            yield f"- **{self.inline(fact.label, plain=True)}**{self.colon}{parts}"

    def part(self, part: Part) -> str:
        """What a fact says; an address is a link."""
        words, address = self.inline(part.text), _address(part.url or "")
        return f"[{words}](<{address}>)" if address else words

    def _channels(self, channel_rule: Cell, channels: tuple[Box, ...]) -> str:
        """The boxes of the form; the rule, if the row has one, stands above them."""
        rule = self.inline(channel_rule)
        boxes = self.between.join(map(self.box, channels))
        return f"{rule}\\\n  {boxes}" if rule and boxes else rule or boxes

    def box(self, box: Box) -> str:
        words = self.words(box.label)
        if box.url and words and (address := _address(box.url)):
            words[0] = f"[{words[0]}](<{address}>)"
        return f"{TICKED_BOX if box.ticked else BOX} {' '.join(words)}".replace(self.between, " ")

    def _ticks(self, columns: tuple[TickColumn, ...], ticks: tuple[bool | None, ...], groups: Cell) -> dict[str, str]:
        """The ticks of each field, for every column that the table has for it."""
        marks = {True: TICK, False: NO_TICK, None: self.unknown}

        def cell(column: TickColumn, tick: bool | None) -> str:
            named = f"{self.colon}{self.inline(groups)}" if column.id == "groups" and groups else ""
            return f"{marks[tick]} {self.inline(column.label)}{named}".replace(self.between, " ")

        return {
            field: self.colon + self.between.join(cell(*pair) for pair in pairs)
            for field, pairs in by_field(columns, ticks).items()
        }


def _address(url: str) -> str:
    """The address as the target of a link, or nothing unless it is a web address."""
    if not re.match(r"https?://", url, re.IGNORECASE):
        return ""
    return re.sub(r'[\x00-\x20\x7f-\x9f\s<>\\"`{}|^]', lambda found: quote(found[0]), url).replace("&", "&amp;")
