"""The catalogue as a web page: one file that opens from disk, asks the network for nothing, searches and prints.

The look is in `catalogue.css`, search and selection in `find.js` and `catalogue.js`, the markup in `catalogue.html.j2` and
`area.html.j2`, which the site (`render.site`) has in common with it; this module
prepares what the template cannot: languages, links that are safe to follow, and a Content-Security-Policy that names the
page's own style and script by hash, so that nothing else can run even if it were to slip in.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from html import escape
from types import SimpleNamespace
from typing import Any, Final, NamedTuple

from markupsafe import Markup

from gapub.diagnostics import Text
from gapub.diagnostics.format import Format
from gapub.model.catalogue import Source
from gapub.model.fields import CELLS
from gapub.model.text import CHANGES, RECALLED_MARK, is_chinese
from gapub.render.cells import COLON, COMMA, Localizer, localizer
from gapub.render.facets import facets
from gapub.render.templates import BUNDLED, DEFAULTS, Options, Templates
from gapub.render.view import (
    BOX,
    TEXTS,
    TICK,
    TICKED_BOX,
    Annex,
    Box,
    Cell,
    Check,
    Line,
    Row,
    Table,
    TickColumn,
    View,
    tick_cells,
)
from gapub.sources.bundle import bundled

NAME = "index.html"

WORDS = {
    "skip": Text("跳到正文", "Skip to the tables"),
    "hint": Text("事项、依据、主体、渠道等", "Item, legal basis, body, channel"),
    "hint_of_two": Text("事项、依据等", "Item, basis"),
    "erase": Text("清除", "Clear"),
    "hits": Text("找到 {rows} 项，涉及 {areas} 个领域", "Items found: {rows}, areas: {areas}"),
    "none": Text("没有找到，请换用其他词语，或者减少筛选条件", "Nothing found. Try another word or fewer filters"),
    "notice": Text("使用须知", "Please note"),
    "marks": Text("符号说明", "Marks"),
    "whole": Text(
        f"事项名称旁标 {RECALLED_MARK} 的，整行均系据回忆补录。",
        f"{RECALLED_MARK} beside the title of an item: the whole row was recalled.",
    ),
    "recalled": Text("据回忆补录的栏目", "Recalled cells"),
    "copy": Text("转载件", "republished copy"),
    "inferred": Text("地名系推断", "place inferred"),
    "applies": Text("适用", "Applies"),
    "weaker": CHANGES["weaker"],
    "top": Text("返回顶部", "Back to the top"),
    "filter": Text("筛选", "Filter"),
    "chosen": Text("已选条件", "Filters chosen"),
    "drop": Text("去掉条件：", "Remove filter: "),
    "display": Text("显示方式", "Display"),
    "lang": Text("页面语言", "Language of the page"),
    "large": Text("大字", "Large text"),
    "contrast": Text("高对比度", "High contrast"),
    "dark": Text("深色", "Dark"),
    "print": Text("打印", "Print"),
    "comma": Text("、", ", "),
}
"""Words that only a web page needs."""
_OF_RECALLED = {"whole", "recalled", "whole_row", "mark"}
"""Words that no page of a catalogue without recalled cells has; the last two are the site's."""
_OF_EVIDENCE = {"copy", "inferred"}
"""Words of what rows rest on, which no page for citizens has."""

_TAGS = {"zh": "zh-CN", "en": "en"}
_LANGUAGES = {
    "zh": (("zh", "中文"), ("en", "English")),
    "en": (("en", "English"), ("zh", "中文")),
    "zh-en": (("zh-en", "双语"), ("zh", "中文"), ("en", "English")),
}
"""The languages that a page can be read in, its own first; of one that has the content in one language, its own words."""
_MARK = f"<sup>{RECALLED_MARK}</sup>"

_LINE = 20
"""What fits on a line of the column of channels, in letters; a Chinese character takes the room of two."""

_CLASSES = {"content": "c", "basis": "b", "time_limit": "l", "body": "o", "channels": "h"}
"""The class of each column that has a label of its own on a narrow screen; the template uses the same letters."""


def files(view: View, options: Options = DEFAULTS) -> dict[str, bytes]:
    """The web page of a catalogue. It names no other file, so it can be moved, mailed or put on any portal as it is."""
    return {NAME: page(view, options.templates).encode()}


FORMAT: Final = Format("html", Text("网页", "web page"), "text/html", files)


def page(view: View, templates: Templates = BUNDLED) -> str:
    """The page as text. Equal views give equal pages."""
    writer = Writer(view)
    areas = [writer.area(table) for table in view.tables]
    names = writer.names(WORDS)
    style = templates.text("catalogue.css") + "".join(writer.label_rules()) + writer.local_style(templates)
    script = templates.text("find.js") + templates.text("land.js") + templates.text("catalogue.js")
    return templates.render(
        "catalogue.html.j2",
        **names,
        languages=_LANGUAGES[view.lang],
        pairs=_pairs(writer.own),
        other=writer.other,
        facets=writer.facets.facets,
        initials=letters("".join(plain(area.table.title) + area.rows for area in areas)),
        areas=areas,
        style=Markup(style),
        script=Markup(script),
        policy=policy(style, script),
    )


def _pairs(texts: Iterable[Text]) -> str:
    """The page's own words as lines of Chinese, tab, English, by which it can be read in the other language.

    A note is said once and is long: it carries its other language itself (`other`).
    """
    pairs = [(text.zh, text.en) for text in dict.fromkeys(texts) if text.zh and text.en and text.zh != text.en]
    return "\n".join(f"{zh}\t{en}" for zh, en in pairs if not {"\t", "\n", "\r"}.intersection(zh + en))


def letters(text: str) -> str:
    """The characters of a text under the letters that their pinyin begins with: `a按安 b办备 …`."""
    return " ".join(letter + characters for letter, characters in initials(text).items())


def initials(text: str) -> dict[str, str]:
    """For each letter the characters of `text` whose pinyin begins with it, in the order of their code points.

    A character of several readings (重: zhong, chong) is under each; one that the table lacks is under none.
    """
    there = set(text)
    found = {letter: "".join(c for c in characters if c in there) for letter, characters in _table().items()}
    return {letter: characters for letter, characters in found.items() if characters}


@cache
def _table() -> dict[str, str]:
    lines = (bundled("pinyin") / "initials.txt").read_text("utf-8").splitlines()
    return dict(line.split(" ") for line in lines if not line.startswith("#"))


def plain(cell: Cell) -> str:
    """The first line of a cell, for attributes and titles, which cannot carry markup."""
    return cell[0].text


def both(cell: Cell) -> str:
    """The lines of a cell in one, for attributes that are seen: the script of the page can part them again."""
    return " / ".join(line.text for line in cell)


def safe_url(url: str | None) -> str | None:
    """The address if it is one of the web (http or https), else None: nothing else may become a link."""
    if url and url.lower().startswith(("http://", "https://")) and url.isprintable() and " " not in url:
        return url
    return None


def policy(style: str, script: str) -> str:
    """The Content-Security-Policy of the page: its own style and script, and nothing else, from nowhere."""
    return (
        f"default-src 'none'; style-src 'sha256-{digest(style)}'; script-src 'sha256-{digest(script)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


class AreaMarkup(NamedTuple):
    """A table with its rows as markup, its tick columns under their headings, and what is to be checked.

    `checks` has the items of which the same cells are to be checked together, each with the id of its row.
    """

    table: Table
    headings: tuple[tuple[Cell, tuple[TickColumn, ...]], ...]
    rows: Markup
    checks: dict[Cell, list[tuple[str, Check]]]


class Writer:
    """Writes the parts of one view as markup: every text escaped, every change of language marked.

    The rows are written here and not in the template, as strings: they hold thirty thousand words for which a template
    and `Markup` take three times as long. Equal cells are written once. End tags that HTML lets one omit are omitted in
    them, and quotes too: they would be a tenth of the page. The rest of the page is the template's.
    """

    faceted = True
    """Whether its pages offer facets, for which a row says what choices it falls under."""

    def __init__(self, view: View) -> None:
        """A writer of this view, in its language."""
        self._text, self._list, self._ticks = cache(self._cell), cache(self._cells), cache(self._marks)
        self._channels = cache(lambda boxes: f"<ul>{' '.join(map(self._box, boxes))}</ul>")
        self.text = cache(lambda cell: Markup(self._text(cell)))
        self.say = Localizer(view.lang)
        self.facets = facets(view, self.say)
        self.view = view
        notes = {note for table in view.tables for note in table.notes}
        said = localizer(view.lang)
        self.notes = {said(text): text for text in view.words if said(text) in notes and text.zh != text.en}
        self.lang = view.main
        self.tag = _TAGS[self.lang]
        self.colon, self.comma = view.one(COLON), view.one(COMMA)
        self.labels = view.labels
        columns = dict.fromkeys(column for table in view.tables for column in table.tick_columns)
        self.classes = {column: f"k{i}" for i, column in enumerate(columns)}
        self.yes = f"<i role=img aria-label={plain(self.say(WORDS['applies']))}>{TICK}</i>"
        self.unknown = self._text(view.labels["unknown"])
        self.weaker = f'<strong class="weak">{self._text(self.say(WORDS["weaker"]))}</strong>'
        self.trace = self._text(self.labels["trace"]) + self.colon.rstrip()
        self.evidence = self._text(self.labels["evidence"])
        self.sources = self._text(self.labels["sources"]) + self.colon
        self.origin = self._text(self.labels["origin"]) + self.colon
        self.doubtful = any(row.recalled for table in view.tables for row in table.rows)
        self.recalled = self._text(self.say(WORDS["recalled"])) + self.colon if self.doubtful else ""

    def names(self, words: Mapping[str, Text]) -> dict[str, Any]:
        """What every template gets, by name, with these words."""
        unsaid = set() if self.doubtful else _OF_RECALLED
        if self.view.published:
            unsaid = unsaid | _OF_EVIDENCE
        return {
            "view": self.view,
            "tag": self.tag,
            "bilingual": self.view.lang == "zh-en",
            "words": SimpleNamespace(**{key: () if key in unsaid else self.say(text) for key, text in words.items()}),
            "text": self.text,
            "entry": self.entry,
            "plain": plain,
            "both": both,
        }

    @property
    def own(self) -> Iterable[Text]:
        """What the page has said so far but content and the notes above the tables."""
        noted = set(self.notes.values())
        return (text for text in (*self.view.words, *self.say.texts) if text not in noted)

    def other(self, note: Cell) -> Markup:
        """An attribute with a note in the other language, if the page is in one alone."""
        text = self.notes.get(note)
        if text is None or self.view.lang == "zh-en":
            return Markup("")
        return Markup(f' data-o="{escape(text.zh if self.lang == "en" else text.en)}"')

    def entry(self, annex: Annex, column: int, cell: Cell) -> Markup:
        """A cell of an annex; an address is a link."""
        if column not in annex.addresses:
            return self.text(cell)
        return Markup("<br>".join([_link(annex.address(column, line), self._line(line)) for line in cell]))

    def area(self, table: Table) -> AreaMarkup:
        """A table, ready for the template."""
        sources = self.sources_of(table)
        ids = {row.number: row.id for row in table.rows}
        checks: dict[Cell, list[tuple[str, Check]]] = {}
        for check in table.checks:
            checks.setdefault(check.fields, []).append((ids[check.number], check))
        return AreaMarkup(
            table=table,
            headings=tuple((self.labels[field], columns) for field, columns in table.tick_groups),
            rows=Markup("\n".join(self._topic(rows, table.tick_columns, sources) for rows in table.topics)),
            checks=checks,
        )

    def label_rules(self) -> Iterable[str]:
        """Style rules that label the cells on a narrow screen, where the head of the table is not shown.

        Labels in the style cost a few bytes once; as an attribute of each cell they would be a fifth of the page.
        """
        for field, name in _CLASSES.items():
            yield f".{name}{{{self._label('label', self.labels[field])}}}\n"
        nothing = self._label("label", tuple(Line("", line.lang) for line in self.labels["title"]))
        for column, name in self.classes.items():
            group, label = self._label("label", self.labels[column.field]), self._label("tick", column.label)
            yield f".{name}{{{group};{label}}}\n"
            others = [o for c, o in self.classes.items() if c.field == column.field and c != column]
            if others:
                # In one column of cells, only the first tick of a group needs the name of the group.
                after = ",".join(f".{other}:not(:empty)~.{name}" for other in others)
                yield f"@media screen and (max-width:30em){{{after}{{{nothing}}}}}\n"

    def local_style(self, templates: Templates) -> str:
        """The style of what only a locality adds, where there is any."""
        local = any(annex.addresses for annex in self.view.annexes)
        local = local or any(row.facts for table in self.view.tables for row in table.rows)
        return templates.text("local.css") if local else ""

    def _label(self, name: str, words: Cell) -> str:
        """Words as a property for the style; of two languages each has a property of its own beside that of both."""
        if len(words) < 2:
            return f"--{name}:{_css(plain(words))}"
        each = {line.lang: _css(line.text) for line in words}
        both = _css("\n".join(line.text for line in words if line.text))
        return ";".join([f"--{name}:{both}", *(f"--{name}-{lang}:{text}" for lang, text in each.items())])

    def _topic(self, rows: tuple[Row, ...], columns: tuple[TickColumn, ...], sources: dict[str, str]) -> str:
        """The rows of one 一级事项, whose cell spans them. It is recalled if in none of them anybody saw it."""
        mark = _MARK if all("topic" in row.recalled for row in rows) else ""
        cell = f'<th class=t scope=rowgroup rowspan="{len(rows)}"><span>{self._text(rows[0].topic)}{mark}</span></th>'
        written = (self._row(row, "" if i else cell, columns, sources) for i, row in enumerate(rows))
        return f"<tbody>\n{''.join(written)}</tbody>"

    def _row(self, row: Row, topic: str, columns: tuple[TickColumn, ...], sources: dict[str, str]) -> str:
        whole = row.status == "recalled" and row.recalled.issuperset(CELLS)
        # A row nobody has seen bears one mark, beside its title; the others bear one in each recalled cell.
        recalled = frozenset[str]() if whole else row.recalled
        mark = {field: _MARK if field in recalled else "" for field in CELLS}
        for field in row.weakened:
            mark[field] += self.weaker
        anchor = escape(row.id)
        rule = f"<p>{self._text(row.channel_rule)}</p>" if row.channel_rule else ""
        texts = "".join([f"<td class={_CLASSES[each]}>{mark[each]}{self._list(row.entries(each))}" for each in TEXTS])
        remarks = "".join([f"<p>{self._text(self.say(remark))}</p>" for remark in row.remarks])
        remarks += "".join([f'<p class="of"><b>{label}</b>{self.colon}{text}</p>' for label, text in self.said(row)])
        return f"""<tr id="{anchor}"{" class=r" if whole else ""}{self.choices(row)}><td class=n>\
{self.number(row)}{topic}<th class=i scope=row>{self.title(row)}{_MARK if "title" in row.recalled else ""}
{remarks}{self._evidence(row, recalled, sources)}</th>\
{texts}<td class=h>{mark["channels"]}{rule}{self._channels(row.channels)}\
{self._ticks(columns, row.ticks, row.groups, recalled, row.weakened)}</tr>
"""

    def said(self, row: Row, root: str = "") -> Iterator[tuple[str, str]]:
        """What the locality says of a row besides, each with its name; `root` is the way back to the folder of a site."""
        for fact in row.facts:
            parts = [
                f'<a href="{escape(self.place(part.row, root))}">{self._text(part.text)}</a>'
                if part.row
                else _link(part.url, self._text(part.text))
                for part in fact.parts
            ]
            yield self._text(fact.label), self.comma.join(parts)

    def place(self, row: str, root: str) -> str:  # noqa: ARG002  (of a site it is needed)
        """Where a row is found."""
        return f"#{row}"

    def choices(self, row: Row) -> str:
        """The attribute with the choices of the facets that a row falls under, by their numbers on this page."""
        if not self.faceted:
            return ""
        return f' data-f="{" ".join(map(str, self.facets.chosen[row.id]))}"'

    def number(self, row: Row) -> str:
        """The number of a row, as it stands in the table; the script of the page makes it a link to the row."""
        return escape(row.number)

    def title(self, row: Row) -> str:
        """The title of a row, as it stands in the table."""
        return self._text(row.title)

    def _evidence(self, row: Row, recalled: frozenset[str], sources: dict[str, str]) -> str:
        """What a row rests on, folded up; for citizens, nothing."""
        if self.view.published:
            return ""
        return f"<details><summary>{self.evidence}</summary>{self.facts(row, recalled, sources)}</details>"

    def facts(self, row: Row, recalled: frozenset[str], sources: dict[str, str]) -> str:
        """What a row rests on, where it is written, and what profiles did to it."""
        lines = [f"<p><bdi>{self._text(self.say(row.status_label))}</bdi>"]
        if recalled:
            names = self.comma.join(self._text(self.labels[field]) for field in CELLS if field in recalled)
            lines.append(f"<p>{self.recalled}{names}")
        if row.sources:
            places = self.comma.join(sources.get(key) or f"<bdi>{escape(key)}</bdi>" for key in row.sources)
            lines.append(f"<p>{self.sources}{places}")
        lines.append(f"<p>{self.origin}<code>{escape(row.origin)}</code>")
        if row.trace:
            # the direction of the words cannot turn the place beside them
            steps = [
                f'<li><span dir="auto">{self._text(step.said)}</span> <code>{escape(step.origin)}</code></li>'
                for step in row.trace
            ]
            lines.append(f"<p>{self.trace}<ul>{''.join(steps)}</ul>")
        return "".join(lines)

    def sources_of(self, table: Table) -> dict[str, str]:
        """The pages on which rows of a table were seen, by their ids; for citizens, none."""
        return {} if self.view.published else {source.id: self._source(source) for source in table.sources}

    def _source(self, source: Source) -> str:
        """A page on which rows were seen, linked where it has an address; isolated, for it stands in a line of others."""
        notes = [escape(each) for each in (source.date, source.file) if each]
        notes += [self._text(self.say(WORDS[name])) for name in ("copy", "inferred") if getattr(source, name)]
        aside = f" ({self.comma.join(notes)})" if notes else ""
        return f"<bdi>{_link(source.url, escape(f'{source.id} {source.place}'))}{aside}</bdi>"

    def _cell(self, cell: Cell) -> str:
        """A cell as phrasing content: lines in another language than the page's carry their own `lang`.

        Of two languages the first is marked too, so that either can be read alone.
        """
        if len(cell) < 2:
            return "".join([self._line(line) for line in cell])
        first, second = cell
        return f"<span class=z>{escape(first.text)}</span>\n{self._line(second)}"

    def _line(self, line: Line) -> str:
        words = escape(line.text)
        return words if line.lang == self.lang else f"<span lang={_TAGS[line.lang]}>{words}</span>"

    def _cells(self, cells: tuple[Cell, ...]) -> str:
        """One thing as it is, several as a list: a list of one is noise to somebody who listens."""
        texts = map(self._text, cells)
        return "".join(texts) if len(cells) < 2 else f"<ul><li>{'<li>'.join(texts)}</ul>"

    def _box(self, box: Box) -> str:
        """A channel box. Class `y` is a ticked one; `w` may wrap, while a short label stays beside its box.

        With English in it every label may, and none says so: that would be a fiftieth of the page.
        """
        label = self._text(box.label)
        long = self.view.lang == "zh" and sum(2 if is_chinese(c) else 1 for c in plain(box.label)) > _LINE
        if not box.ticked:
            return f"<li class=w>{BOX}{label}</li>" if long else f"<li>{BOX}{label}</li>"
        look = '"y w"' if long else "y"
        return f"<li class={look}>{TICKED_BOX}{_link(box.url, label)}</li>"

    def _marks(
        self,
        columns: tuple[TickColumn, ...],
        ticks: tuple[bool | None, ...],
        groups: Cell,
        recalled: frozenset[str],
        weakened: frozenset[str],
    ) -> str:
        """The cells of the tick columns. A cell with nothing to say is wholly empty, which the style relies on."""
        written = []
        for tick in tick_cells(columns, ticks, groups, recalled):
            inner = self.yes if tick.ticked else f"<span class=u>{self.unknown}</span>" if tick.ticked is None else ""
            if tick.groups:
                inner += f" <span>{self._text(tick.groups)}</span>"
            if tick.marked:
                inner += _MARK
            if tick.first and tick.column.field in weakened:  # a group of columns says once that it is weaker
                inner += self.weaker
            written.append(f'<td class="k {self.classes[tick.column]}">{inner}')
        return "".join(written)


def _link(url: str | None, label: str) -> str:
    target = safe_url(url)
    return f'<a href="{escape(target)}">{label}</a>' if target else label


def _css(text: str) -> str:
    """The text as a string of CSS; what is not a letter or digit is written as its code point."""
    return '"' + "".join(c if c.isalnum() else f"\\{ord(c):x} " for c in text) + '"'


def digest(text: str) -> str:
    """The SHA-256 of a text as a Content-Security-Policy has it."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
