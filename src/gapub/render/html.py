"""The catalogue as a web page: one file that opens from disk, asks the network for nothing, searches and prints.

The look is in `catalogue.css`, search and selection in `find.js` and `catalogue.js`, the markup in `catalogue.html.j2` and
`area.html.j2`, which the site (`render.site`) has in common with it; this module
prepares what the template cannot: languages, links that are safe to follow, and a Content-Security-Policy that names the
page's own style and script by hash, so that nothing else can run even if it were to slip in.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping
from functools import lru_cache, partial, reduce
from html import escape
from itertools import count
from operator import attrgetter, or_
from types import SimpleNamespace
from typing import Any, Final, NamedTuple

from markupsafe import Markup

from gapub.diagnostics import Text
from gapub.diagnostics.format import Format
from gapub.model.catalogue import Source
from gapub.model.fields import CELLS
from gapub.model.text import CHANGES, RECALLED_MARK, is_chinese
from gapub.render.cells import COLON, COMMA, Localizer, Say, localizer
from gapub.render.facets import facets
from gapub.render.facts import Fact
from gapub.render.memo import OF_ONE, ROWS, by_identity
from gapub.render.templates import BUNDLED, DEFAULTS, Options, Templates
from gapub.render.view import (
    BOX,
    TICK,
    TICKED_BOX,
    Annex,
    Box,
    Cell,
    Check,
    Line,
    Row,
    Step,
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
    style = templates.text("catalogue.css") + writer.label_rules() + writer.local_style(templates)
    script = templates.text("find.js") + templates.text("land.js") + templates.text("catalogue.js")
    return templates.render(
        "catalogue.html.j2",
        **names,
        languages=_LANGUAGES[view.lang],
        pairs=_pairs(writer.own),
        other=partial(_other, writer.others),
        facets=writer.facets.facets,
        initials=letters({*writer.written, *(plain(table.title) for table in view.tables)}),
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


def letters(texts: Iterable[str]) -> str:
    """The characters of texts under the letters that their pinyin begins with: `a按安 b办备 …`."""
    return " ".join(letter + characters for letter, characters in initials(texts).items())


def initials(texts: Iterable[str]) -> dict[str, str]:
    """For each letter the characters of these texts whose pinyin begins with it, in the order of their code points.

    A character of several readings (重: zhong, chong) is under each; one that the table lacks is under none.
    """
    return dict(_under_letters(reduce(or_, map(_bits, texts), 0)))


@lru_cache(maxsize=64)
def _under_letters(there: int) -> tuple[tuple[str, str], ...]:
    found: dict[str, list[str]] = {}
    for character in sorted([character for character, bit in tuple(_BITS.items()) if there & bit]):
        for letter in _readings(character):
            found.setdefault(letter, []).append(character)
    return tuple([(letter, "".join(found[letter])) for letter in sorted(found)])


@lru_cache(maxsize=1 << 12)
def _bits(text: str) -> int:
    """The characters of a text that the table of initials has, each as a bit: those of a page are then found in no time."""
    return reduce(or_, [_BITS.get(each) or _bit(each) for each in _table()[""].intersection(text)], 0)


_BITS: Final[dict[str, int]] = {}
_NUMBERS: Final = count()


def _bit(character: str) -> int:
    return _BITS.setdefault(character, 1 << next(_NUMBERS))


@lru_cache(maxsize=1 << 13)
def _readings(character: str) -> tuple[str, ...]:
    """The letters that the pinyin of a character may begin with."""
    return tuple([letter for letter, characters in _table().items() if letter and character in characters])


@lru_cache(maxsize=1)
def _table() -> dict[str, frozenset[str]]:
    """The characters of each letter, and under no letter all of them."""
    lines = (bundled("pinyin") / "initials.txt").read_text("utf-8").splitlines()
    found = {
        letter: frozenset(rest) for letter, rest in (each.split(" ") for each in lines if not each.startswith("#"))
    }
    return {"": frozenset().union(*found.values()), **found}


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

    `checks` has the items of which the same cells are to be checked together, each with the id of its row; `check_rows` are the
    same as markup.
    """

    table: Table
    headings: tuple[tuple[Cell, tuple[TickColumn, ...]], ...]
    rows: Markup
    checks: dict[Cell, list[tuple[str, Check]]]
    check_rows: Markup


class _Terms(NamedTuple):
    """What the cells of a page depend on besides what they say: its language, and words that stand in many of them."""

    lang: str
    main: str
    colon: str
    comma: str
    yes: str
    unknown: str
    weaker: str
    recalled: str
    evidence: str
    sources: str
    origin: str
    trace: str
    names: tuple[str, ...]
    """What the cells of a row are called, as `CELLS` has them."""


_terms = lru_cache(maxsize=64)(_Terms)


class Writer:
    """Writes the parts of one view as markup: every text escaped, every change of language marked.

    The rows are written here and not in the template, as strings: they hold thirty thousand words for which a template
    and `Markup` take three times as long. Equal cells are written once, for all views of a process. End tags that HTML lets one
    omit are omitted in them, and quotes too: they would be a tenth of the page. The rest of the page is the template's.
    """

    faceted = True
    """Whether its pages offer facets, for which a row says what choices it falls under."""
    row_address = ("#", "")
    """What stands before and behind the id of a row in the address by which another row names it."""

    def __init__(self, view: View) -> None:
        """A writer of this view, in its language."""
        self.say = Localizer(view.lang)
        self.facets = facets(view, self.say)
        self.view = view
        notes = {note for table in view.tables for note in table.notes}
        said = localizer(view.lang)
        self.notes = {said(text): text for text in view.words if said(text) in notes and text.zh != text.en}
        self.lang = view.main
        self.tag = _TAGS[self.lang]
        self.text = partial(_markup, self.lang)
        columns = dict.fromkeys(column for table in view.tables for column in table.tick_columns)
        self.classes = {column: f"k{i}" for i, column in enumerate(columns)}
        self.written = set[str]()
        """The parts of the rows written so far, each once."""
        self.terms = self._worded()

    def _worded(self) -> _Terms:
        labels, colon = self.view.labels, self.view.one(COLON)
        yes, weaker = self.say(WORDS["applies"]), self.say(WORDS["weaker"])
        self.doubtful = any(row.recalled for table in self.view.tables for row in table.rows)
        return _terms(
            lang=self.view.lang,
            main=self.lang,
            colon=colon,
            comma=self.view.one(COMMA),
            yes=f"<i role=img aria-label={plain(yes)}>{TICK}</i>",
            unknown=_cell(self.lang, labels["unknown"]),
            weaker=f'<strong class="weak">{_cell(self.lang, weaker)}</strong>',
            recalled=_cell(self.lang, self.say(WORDS["recalled"])) + colon if self.doubtful else "",
            evidence=_cell(self.lang, labels["evidence"]),
            sources=_cell(self.lang, labels["sources"]) + colon,
            origin=_cell(self.lang, labels["origin"]) + colon,
            trace=_cell(self.lang, labels["trace"]) + colon.rstrip(),
            names=tuple([_cell(self.lang, labels[field]) for field in CELLS]),
        )

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
            "entry": partial(_entry, self.lang),
            "plain": plain,
            "both": both,
        }

    @property
    def own(self) -> Iterable[Text]:
        """What the page has said so far but content and the notes above the tables."""
        noted = set(self.notes.values())
        return (text for text in (*self.view.words, *self.say.texts) if text not in noted)

    @property
    def others(self) -> Mapping[Cell, str]:
        """The notes in the other language, by those of the page, if the page is in one alone."""
        if self.view.lang == "zh-en":
            return {}
        return {note: text.zh if self.lang == "en" else text.en for note, text in self.notes.items()}

    def area(self, table: Table) -> AreaMarkup:
        """A table, ready for the template."""
        frame = self.frame(table)
        ids = {row.number: row.id for row in table.rows}
        checks: dict[Cell, list[tuple[str, Check]]] = {}
        for check in table.checks:
            checks.setdefault(check.fields, []).append((ids[check.number], check))
        return AreaMarkup(
            table=table,
            headings=tuple((self.view.labels[field], columns) for field, columns in table.tick_groups),
            rows=Markup("\n".join([self._topic(rows, frame) for rows in table.topics])),
            checks=checks,
            check_rows=Markup("".join([self._check_row(fields, those) for fields, those in checks.items()])),
        )

    def _check_row(self, fields: Cell, those: list[tuple[str, Check]]) -> str:
        """A row of the list of what is to be checked."""
        items = [_to_check(self.lang, row, check.number, check.title) for row, check in those]
        return f'<tr><th scope="row">{_cell(self.lang, fields)}</th><td><ul>\n{"".join(items)}</ul></td></tr>\n'

    def frame(self, table: Table) -> _Frame:
        """What the rows of a table have in common."""
        looks = tuple([(column, self.classes[column]) for column in table.tick_columns])
        frame = _frame(self.terms, looks, () if self.view.published else table.sources, published=self.view.published)
        self.say.note(frame.said)
        return frame

    def label_rules(self) -> str:
        """Style rules that label the cells on a narrow screen, where the head of the table is not shown.

        Labels in the style cost a few bytes once; as an attribute of each cell they would be a fifth of the page.
        """
        labels = self.view.labels
        return _label_rules(
            tuple((name, labels[field]) for field, name in _CLASSES.items()),
            tuple((column, name, labels[column.field]) for column, name in self.classes.items()),
            tuple(Line("", line.lang) for line in labels["title"]),
        )

    def local_style(self, templates: Templates) -> str:
        """The style of what only a locality adds, where there is any."""
        local = any(annex.addresses for annex in self.view.annexes)
        local = local or any(row.facts for table in self.view.tables for row in table.rows)
        return templates.text("local.css") if local else ""

    def _topic(self, rows: tuple[Row, ...], frame: _Frame) -> str:
        """The rows of one 一级事项, whose cell spans them. It is recalled if in none of them anybody saw it."""
        mark = _MARK if all("topic" in row.recalled for row in rows) else ""
        topic = _cell(self.lang, rows[0].topic)
        self.written.add(topic)
        cell = f'<th class=t scope=rowgroup rowspan="{len(rows)}"><span>{topic}{mark}</span></th>'
        written = [self._row(row, "" if i else cell, frame) for i, row in enumerate(rows)]
        return f"<tbody>\n{''.join(written)}</tbody>"

    def _row(self, row: Row, topic: str, frame: _Frame) -> str:
        terms, weakened = self.terms, row.weakened
        look, recalled, said, title, stated, ticks = _lasting(frame, self.title(row), *_LASTING(row))
        self.say.note(said)
        number = self.number(row)
        local = _local(terms, row.facts, self.row_address) if row.facts else ""
        body = _body(terms, row.body, recalled, weakened)
        channels = _channels(terms, row.channel_rule, row.channels, recalled, weakened)
        self.written.update((title, local, stated, body, channels, ticks))
        if not number.isascii():
            self.written.add(number)
        return (
            f'<tr id="{_escaped(row.id)}"{look}{self.choices(row)}><td class=n>{number}{topic}'
            f"{title}{local}{stated}{body}{channels}{ticks}"
        )

    def choices(self, row: Row) -> str:
        """The attribute with the choices of the facets that a row falls under, by their numbers on this page."""
        return _choices(self.facets.chosen[row.id]) if self.faceted else ""

    def number(self, row: Row) -> str:
        """The number of a row, as it stands in the table; the script of the page makes it a link to the row."""
        return _escaped(row.number)

    def title(self, row: Row) -> str:
        """The title of a row, as it stands in the table."""
        return _cell(self.lang, row.title)


class _Frame:
    """What the rows of a table have in common: words, tick columns with their classes, and the pages on which rows were seen.

    Equal ones are one object, by which what is written of a row is found. `said` are the texts in it.
    """

    def __init__(
        self, terms: _Terms, looks: tuple[tuple[TickColumn, str], ...], sources: tuple[Source, ...], *, published: bool
    ) -> None:
        self.terms, self.looks, self.published = terms, looks, published
        say = Localizer(terms.lang)
        self.sources = {source.id: _source(terms, source, say) for source in sources}
        self.said = say.texts


_frame = lru_cache(maxsize=1 << 9)(_Frame)


_LASTING: Final = attrgetter(
    *("content", "basis", "time_limit", "ticks", "groups", "recalled", "weakened", "remarks"),
    *("status", "status_label", "sources", "origin", "trace"),
)


NONE: Final = frozenset[str]()


@by_identity(ROWS)
def _lasting(
    frame: _Frame,
    title: str,
    content: tuple[Cell, ...],
    basis: tuple[Cell, ...],
    time_limit: Cell,
    ticks: tuple[bool | None, ...],
    groups: Cell,
    recalled: frozenset[str],
    weakened: frozenset[str],
    remarks: tuple[Text, ...],
    status: str,
    status_label: Text,
    sources: tuple[str, ...],
    origin: str,
    trace: tuple[Step, ...],
) -> tuple[str, frozenset[str], tuple[Text, ...], str, str, str]:
    """What most localities leave of a row as it is: its class, the marks of its cells, the texts in it that are no content,
    and its markup: the title, from there to the body, and from the channels to the end.
    """
    terms = frame.terms
    say = Localizer(terms.lang)
    whole = status == "recalled" and recalled.issuperset(CELLS)
    # A row nobody has seen bears one mark, beside its title; the others bear one in each recalled cell.
    marked = NONE if whole else recalled
    said = "".join([f"<p>{_cell(terms.main, say(remark))}</p>" for remark in remarks])
    evidence = ""
    if not frame.published:
        rests = rests_on(frame, say(status_label), marked, sources, origin, trace)
        evidence = f"<details><summary>{terms.evidence}</summary>{rests}</details>"
    stated = {"content": content, "basis": basis, "time_limit": (time_limit,)}
    texts = "".join([_text(terms, name, each, marked, weakened) for name, each in stated.items()])
    return (
        " class=r" if whole else "",
        marked,
        say.texts,
        f"<th class=i scope=row>{title}{_MARK if 'title' in recalled else ''}\n{said}",
        f"{evidence}</th>{texts}",
        f"{_marks(terms, frame.looks, ticks, groups, marked, weakened)}</tr>\n",
    )


# --- cells, each written once -----------------------------------------------------------------------------------------


_escaped = lru_cache(maxsize=1 << 13)(escape)
"""An id or a number, which many pages have."""


@lru_cache(maxsize=1 << 12)
def _cell(main: str, cell: Cell) -> str:
    """A cell as phrasing content: lines in another language than the page's carry their own `lang`.

    Of two languages the first is marked too, so that either can be read alone.
    """
    if len(cell) < 2:
        return "".join([_line(main, line) for line in cell])
    first, second = cell
    return f"<span class=z>{escape(first.text)}</span>\n{_line(main, second)}"


@lru_cache(maxsize=1 << 12)
def _markup(main: str, cell: Cell) -> Markup:
    """A cell for a template."""
    return Markup(_cell(main, cell))


def _line(main: str, line: Line) -> str:
    words = escape(line.text)
    return words if line.lang == main else f"<span lang={_TAGS[line.lang]}>{words}</span>"


@lru_cache(maxsize=ROWS)
def cells(main: str, those: tuple[Cell, ...]) -> str:
    """One thing as it is, several as a list: a list of one is noise to somebody who listens."""
    texts = [_cell(main, each) for each in those]
    return "".join(texts) if len(those) < 2 else f"<ul><li>{'<li>'.join(texts)}</ul>"


def _mark(terms: _Terms, field: str, recalled: frozenset[str], weakened: frozenset[str]) -> str:
    """What stands before the text of a cell that nobody has seen, or that a profile made weaker."""
    return (_MARK if field in recalled else "") + (terms.weaker if field in weakened else "")


def _text(terms: _Terms, name: str, those: tuple[Cell, ...], recalled: frozenset[str], weakened: frozenset[str]) -> str:
    """A cell of text."""
    return f"<td class={_CLASSES[name]}>{_mark(terms, name, recalled, weakened)}{cells(terms.main, those)}"


@by_identity(OF_ONE)
def _body(terms: _Terms, body: Cell, recalled: frozenset[str], weakened: frozenset[str]) -> str:
    return _text(terms, "body", (body,), recalled, weakened)


@by_identity(OF_ONE)
def _channels(
    terms: _Terms, rule: Cell, boxes: tuple[Box, ...], recalled: frozenset[str], weakened: frozenset[str]
) -> str:
    said = f"<p>{_cell(terms.main, rule)}</p>" if rule else ""
    return f"<td class=h>{_mark(terms, 'channels', recalled, weakened)}{said}{box_list(terms.lang, terms.main, boxes)}"


@lru_cache(maxsize=OF_ONE)
def box_list(lang: str, main: str, boxes: tuple[Box, ...]) -> str:
    """The channel boxes of a row."""
    return f"<ul>{' '.join([_box(lang, main, each) for each in boxes])}</ul>"


def _box(lang: str, main: str, box: Box) -> str:
    """A channel box. Class `y` is a ticked one; `w` may wrap, while a short label stays beside its box.

    With English in it every label may, and none says so: that would be a fiftieth of the page.
    """
    label = _cell(main, box.label)
    long = lang == "zh" and sum(2 if is_chinese(c) else 1 for c in plain(box.label)) > _LINE
    if not box.ticked:
        return f"<li class=w>{BOX}{label}</li>" if long else f"<li>{BOX}{label}</li>"
    look = '"y w"' if long else "y"
    return f"<li class={look}>{TICKED_BOX}{_link(box.url, label)}</li>"


@lru_cache(maxsize=1 << 10)
def _marks(
    terms: _Terms,
    looks: tuple[tuple[TickColumn, str], ...],
    ticks: tuple[bool | None, ...],
    groups: Cell,
    recalled: frozenset[str],
    weakened: frozenset[str],
) -> str:
    """The cells of the tick columns. A cell with nothing to say is wholly empty, which the style relies on."""
    written = []
    classes = dict(looks)
    for tick in tick_cells(tuple(classes), ticks, groups, recalled):
        inner = terms.yes if tick.ticked else f"<span class=u>{terms.unknown}</span>" if tick.ticked is None else ""
        if tick.groups:
            inner += f" <span>{_cell(terms.main, tick.groups)}</span>"
        if tick.marked:
            inner += _MARK
        if tick.first and tick.column.field in weakened:  # a group of columns says once that it is weaker
            inner += terms.weaker
        written.append(f'<td class="k {classes[tick.column]}">{inner}')
    return "".join(written)


@lru_cache(maxsize=ROWS)
def _to_check(main: str, row: str, number: str, title: Cell) -> str:
    return Markup('<li><a href="#{}"><b>{}</b> {}</a>\n').format(row, number, _markup(main, title))


@lru_cache(maxsize=1 << 10)
def _choices(numbers: tuple[int, ...]) -> str:
    return f' data-f="{" ".join(map(str, numbers))}"'


@lru_cache(maxsize=OF_ONE)
def _local(terms: _Terms, facts: tuple[Fact, ...], address: tuple[str, str]) -> str:
    """What a locality says of a row besides, below its title."""
    return "".join(
        [
            f'<p class="of"><b>{_cell(terms.main, fact.label)}</b>{terms.colon}{parts_of(terms, fact, address)}</p>'
            for fact in facts
        ]
    )


def parts_of(terms: _Terms, fact: Fact, address: tuple[str, str]) -> str:
    """What the locality says of a row besides; `address` is what stands before and behind the id of another row."""
    main, (before, behind) = terms.main, address
    return terms.comma.join(
        [
            f'<a href="{escape(f"{before}{part.row}{behind}")}">{_cell(main, part.text)}</a>'
            if part.row
            else _link(part.url, _cell(main, part.text))
            for part in fact.parts
        ]
    )


def rests_on(
    frame: _Frame,
    status: Cell,
    recalled: frozenset[str],
    sources: tuple[str, ...],
    origin: str,
    trace: tuple[Step, ...],
) -> str:
    """What a row rests on, where it is written, and what profiles did to it."""
    terms, main = frame.terms, frame.terms.main
    lines = [f"<p><bdi>{_cell(main, status)}</bdi>"]
    if recalled:
        names = [name for field, name in zip(CELLS, terms.names, strict=True) if field in recalled]
        lines.append(f"<p>{terms.recalled}{terms.comma.join(names)}")
    if sources:
        places = [frame.sources.get(key) or f"<bdi>{escape(key)}</bdi>" for key in sources]
        lines.append(f"<p>{terms.sources}{terms.comma.join(places)}")
    lines.append(f"<p>{terms.origin}<code>{escape(origin)}</code>")
    if trace:
        # the direction of the words cannot turn the place beside them
        steps = [
            f'<li><span dir="auto">{_cell(main, step.said)}</span> <code>{escape(step.origin)}</code></li>'
            for step in trace
        ]
        lines.append(f"<p>{terms.trace}<ul>{''.join(steps)}</ul>")
    return "".join(lines)


def _source(terms: _Terms, source: Source, say: Say) -> str:
    """A page on which rows were seen, linked where it has an address; isolated, for it stands in a line of others."""
    notes = [escape(each) for each in (source.date, source.file) if each]
    notes += [_cell(terms.main, say(WORDS[name])) for name in ("copy", "inferred") if getattr(source, name)]
    aside = f" ({terms.comma.join(notes)})" if notes else ""
    return f"<bdi>{_link(source.url, escape(f'{source.id} {source.place}'))}{aside}</bdi>"


def _entry(main: str, annex: Annex, column: int, cell: Cell) -> Markup:
    """A cell of an annex; an address is a link."""
    if column not in annex.addresses:
        return _markup(main, cell)
    return Markup("<br>".join([_link(annex.address(column, line), _line(main, line)) for line in cell]))


def _other(others: Mapping[Cell, str], note: Cell) -> Markup:
    """An attribute with a note in the other language, where it has one."""
    text = others.get(note)
    return Markup("") if text is None else Markup(f' data-o="{escape(text)}"')


# --- the style --------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def _label_rules(
    texts: tuple[tuple[str, Cell], ...], ticks: tuple[tuple[TickColumn, str, Cell], ...], nothing: Cell
) -> str:
    rules = [f".{name}{{{_label('label', label)}}}\n" for name, label in texts]
    for column, name, label in ticks:
        rules.append(f".{name}{{{_label('label', label)};{_label('tick', column.label)}}}\n")
        others = [other for each, other, _ in ticks if each.field == column.field and each != column]
        if others:
            # In one column of cells, only the first tick of a group needs the name of the group.
            after = ",".join(f".{other}:not(:empty)~.{name}" for other in others)
            rules.append(f"@media screen and (max-width:30em){{{after}{{{_label('label', nothing)}}}}}\n")
    return "".join(rules)


def _label(name: str, words: Cell) -> str:
    """Words as a property for the style; of two languages each has a property of its own beside that of both."""
    if len(words) < 2:
        return f"--{name}:{_css(plain(words))}"
    each = {line.lang: _css(line.text) for line in words}
    both = _css("\n".join(line.text for line in words if line.text))
    return ";".join([f"--{name}:{both}", *(f"--{name}-{lang}:{text}" for lang, text in each.items())])


def _link(url: str | None, label: str) -> str:
    target = safe_url(url)
    return f'<a href="{escape(target)}">{label}</a>' if target else label


def _css(text: str) -> str:
    """The text as a string of CSS; what is not a letter or digit is written as its code point."""
    return '"' + "".join(c if c.isalnum() else f"\\{ord(c):x} " for c in text) + '"'


@lru_cache(maxsize=64)
def digest(text: str) -> str:
    """The SHA-256 of a text as a Content-Security-Policy has it."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
