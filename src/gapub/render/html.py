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
from functools import lru_cache, partial
from html import escape
from itertools import chain
from types import SimpleNamespace
from typing import Any, Final, NamedTuple, TypeAlias

from markupsafe import Markup

from gapub.diagnostics import Text
from gapub.diagnostics.format import Format
from gapub.model.catalogue import Source
from gapub.model.fields import CELLS
from gapub.model.text import CHANGES, RECALLED_MARK, is_chinese
from gapub.render.cells import COLON, COMMA, Localizer, Say, localizer
from gapub.render.facets import facets
from gapub.render.facts import Fact
from gapub.render.initials import Characters, characters, under_letters
from gapub.render.memo import OF_ONE, ROWS, TABLES, by_anchor, by_identity
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
    Step,
    Table,
    TickColumn,
    View,
    tick_cells,
)

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
    return {NAME: b"".join(_page(view, options.templates))}


FORMAT: Final = Format("html", Text("网页", "web page"), "text/html", files)


def page(view: View, templates: Templates = BUNDLED) -> str:
    """The page as text. Equal views give equal pages."""
    return b"".join(_page(view, templates)).decode()


_HERE: Final = Markup("<here>")
"""What stands in a text of our templates where something goes that is written without them; no text that is escaped has it."""


def _page(view: View, templates: Templates) -> list[bytes]:
    """The page in pieces.

    Templates of one's own write all of it. Ours write the frame of the page and, once for all pages that have it, that of each
    section: the sections, and the rows in them, are put in where they left room.
    """
    writer = Writer(view)
    ready = templates.folder is None
    areas = [] if ready else [writer.area(table) for table in view.tables]
    sections = [writer.section(table) for table in view.tables] if ready else []
    names = writer.names(WORDS)
    style = templates.text("catalogue.css") + writer.label_rules() + writer.local_style(templates)
    script = templates.text("find.js") + templates.text("land.js") + templates.text("catalogue.js")
    frame = templates.render(
        "catalogue.html.j2",
        **names,
        languages=_LANGUAGES[view.lang],
        pairs=_pairs(writer.own),
        other=writer.other,
        facets=writer.facets.facets,
        initials=under_letters(writer.characters),
        areas=areas,
        sections=_HERE if ready else "",
        style=Markup(style),
        script=Markup(script),
        policy=policy(style, script),
    )
    return _filled(_room(frame), b"".join(sections)) if ready else [frame.encode()]


def _room(text: str) -> tuple[bytes, ...]:
    """A text of our templates as it stands around what goes into it."""
    return tuple([piece.encode() for piece in text.split(_HERE)])


def _filled(room: tuple[bytes, ...], *parts: bytes) -> list[bytes]:
    """It with that put in."""
    first, *others = room
    return [first, *chain.from_iterable(zip(parts, others, strict=True))]


def _pairs(texts: Iterable[Text]) -> str:
    """The page's own words as lines of Chinese, tab, English, by which it can be read in the other language.

    A note is said once and is long: it carries its other language itself (`other`).
    """
    pairs = [(text.zh, text.en) for text in dict.fromkeys(texts) if text.zh and text.en and text.zh != text.en]
    return "\n".join(f"{zh}\t{en}" for zh, en in pairs if not {"\t", "\n", "\r"}.intersection(zh + en))


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
    notes: Markup
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

    The rows are written here and not in the template: they hold thirty thousand words for which a template and `Markup` take
    three times as long. What is equal is written once, for all views of a process, and put together as bytes. End tags that HTML
    lets one omit are omitted in them, and quotes too: they would be a tenth of the page. The rest of the page is the template's.
    """

    faceted = True
    """Whether its pages offer facets, for which a row says what choices it falls under."""
    own_pages = False
    """Whether a row has a page of its own, to which its title leads."""
    row_address = ("#", "")
    """What stands before and behind the id of a row in the address by which another row names it."""

    def __init__(self, view: View) -> None:
        """A writer of this view, in its language."""
        self.say = Localizer(view.lang)
        self.facets = facets(view, self.say)
        self.view = view
        notes = {note for table in view.tables for note in table.notes}
        cell = localizer(view.lang)
        self.noted = {cell(text): text for text in view.words if cell(text) in notes and text.zh != text.en}
        self.lang = view.main
        self.tag = _TAGS[self.lang]
        self.text = partial(_markup, self.lang)
        columns = dict.fromkeys(column for table in view.tables for column in table.tick_columns)
        self.classes = {column: f"k{i}" for i, column in enumerate(columns)}
        self.characters = set[Characters]()
        """Those of the sections written so far."""
        self.terms = self._worded()
        self._bodies: dict[int, _Piece] = {}
        self._boxes: dict[tuple[int, int], _Piece] = {}
        self._locals: dict[int, _Piece] = {}
        self._facts: dict[int, _Piece] = {}

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
        noted = set(self.noted.values())
        return (text for text in (*self.view.words, *self.say.texts) if text not in noted)

    def other(self, note: Cell) -> Markup:
        """An attribute with a note in the other language, where it has one and the page is in one alone."""
        text = self.noted.get(note)
        if text is None or self.view.lang == "zh-en":
            return Markup("")
        return Markup(f' data-o="{escape(text.zh if self.lang == "en" else text.en)}"')

    def notes(self, table: Table) -> bytes:
        """The notes above a table as entries of a list."""
        entries = [f"<li{self.other(note)}>{_cell(self.lang, note)}</li>\n" for note in table.notes]
        return "".join(entries).encode()

    def area(self, table: Table) -> AreaMarkup:
        """A table, ready for the template."""
        rows = self.rows(table)
        self._note(rows.said, rows.characters)
        ids = {row.number: row.id for row in table.rows}
        checks: dict[Cell, list[tuple[str, Check]]] = {}
        for check in table.checks:
            checks.setdefault(check.fields, []).append((ids[check.number], check))
        notes, own, doubts = (Markup(each.decode()) for each in (self.notes(table), rows.rows, rows.check_rows))
        return AreaMarkup(table, self._headings(table), notes, own, checks, doubts)

    def section(self, table: Table) -> bytes:
        """The section of a table, by our templates."""
        section, said, characters = _section(self, table)
        self._note(said, characters)
        return section

    def _note(self, said: tuple[Text, ...], characters: set[Characters]) -> None:
        """Remember what was said in the rows of a table."""
        self.say.note(said)
        self.characters |= characters

    def room(self, table: Table) -> tuple[bytes, ...]:
        """The section of a table around its rows and those of the list of what is to be checked, by our templates."""
        area = AreaMarkup(table, self._headings(table), _HERE, _HERE, {}, _HERE)
        return _room(BUNDLED.render("section.html.j2", area=area, view=self.view, text=self.text))

    def _headings(self, table: Table) -> tuple[tuple[Cell, tuple[TickColumn, ...]], ...]:
        return tuple((self.view.labels[field], columns) for field, columns in table.tick_groups)

    def frame(self, table: Table) -> _Frame:
        """What the rows of a table have in common."""
        looks = tuple([(column, self.classes[column]) for column in table.tick_columns])
        published, sources = self.view.published, () if self.view.published else table.sources
        frame = _frame(self.terms, looks, sources, self.row_address, published=published, own_pages=self.own_pages)
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

    def rows(self, table: Table) -> _Rows:
        """The rows of a table, each 一级事项 a group of them, and those of the list of what is to be checked."""
        frame, main = self.frame(table), self.lang
        own = Localizer(self.view.lang)
        there = {characters(plain(table.title))}
        doubts = {check.number: check.fields for check in table.checks}
        checks: dict[Cell, list[bytes]] = {}
        pieces, group = list[bytes](), b"<tbody>\n"
        for n, row in enumerate(table.rows):
            core = _core(frame, row)
            own.note(core.said)
            topic, in_topic = _NOTHING
            if row.topic_span:
                # it is recalled if in none of them anybody saw it
                below = table.rows[n : n + row.topic_span]
                mark = _MARK if all("topic" in each.recalled for each in below) else ""
                topic, in_topic = _topic(main, row.topic, row.topic_span, mark)
                pieces.append(group)
                group = b"</tbody>\n<tbody>\n"
            local, in_local = (self._locals.get(id(row.facts)) or self._local(row.facts)) if row.facts else _NOTHING
            body, in_body = self._bodies.get(id(row.body)) or self._body(row.body)
            channels, in_channels = self._boxes.get((id(row.channel_rule), id(row.channels))) or self._channels(row)
            pieces += (
                *(core.opening, self.choices(row), b"><td class=n>", self.number(row), topic, core.title, local),
                *(core.stated, body, core.between, channels, core.ticks),
            )
            there.update(core.characters, in_topic, in_local, in_body, in_channels)
            if not row.number.isascii():
                there.add(characters(row.number))
            if row.number in doubts:
                checks.setdefault(doubts[row.number], []).append(_number(row.number).join(core.item))
        if pieces:
            pieces.append(b"</tbody>")
        listed = [_check_row(main, fields, those) for fields, those in checks.items()]
        return _Rows(b"".join(pieces), b"".join(listed), own.texts, there)

    def _local(self, facts: tuple[Fact, ...]) -> _Piece:
        pieces = [self._facts.get(id(fact)) or self._fact(fact) for fact in facts]
        markup, those = zip(*pieces, strict=True)
        made = self._locals[id(facts)] = b"".join(markup), tuple(chain.from_iterable(those))
        return made

    def _fact(self, fact: Fact) -> _Piece:
        made = self._facts[id(fact)] = _fact(self.terms, fact, self.row_address)
        return made

    def _body(self, body: Cell) -> _Piece:
        made = self._bodies[id(body)] = _body(self.lang, body)
        return made

    def _channels(self, row: Row) -> _Piece:
        made = _channels(self.terms, row.channel_rule, row.channels)
        self._boxes[id(row.channel_rule), id(row.channels)] = made
        return made

    def choices(self, row: Row) -> bytes:
        """The attribute with the choices of the facets that a row falls under, by their numbers on this page."""
        return _choices(self.facets.chosen[row.id]) if self.faceted else b""

    def number(self, row: Row) -> bytes:
        """The number of a row, as it stands in the table; the script of the page makes it a link to the row."""
        return _number(row.number)


class _Rows(NamedTuple):
    """The rows of a table and those of the list of what is to be checked; the texts in them that are no content, their characters."""

    rows: bytes
    check_rows: bytes
    said: tuple[Text, ...]
    characters: set[Characters]


_Piece: TypeAlias = tuple[bytes, tuple[Characters, ...]]
"""Markup, and the characters of its texts."""
_NOTHING: Final[_Piece] = b"", ()


def _piece(markup: str, cells: Iterable[Cell], addresses: Iterable[str | None] = ()) -> _Piece:
    """Markup of cells and addresses; most addresses are of ASCII, and have none of the characters that count."""
    texts = (*(line.text for cell in cells for line in cell), *filter(None, addresses))
    return markup.encode(), tuple([characters(text) for text in texts if not text.isascii()])


def _parts_of_section(writer: Writer, table: Table) -> tuple[object, ...]:
    return writer.frame(table), writer.facets, table, *map(writer.noted.get, table.notes)


@by_identity(TABLES, _parts_of_section)
def _section(writer: Writer, table: Table) -> tuple[bytes, tuple[Text, ...], set[Characters]]:
    """The section of a table, the texts in its rows that are no content, and the characters of its rows."""
    rows = writer.rows(table)
    listed = [rows.rows] if table.rows else [], [rows.check_rows] if table.checks else []
    parts = writer.notes(table), *chain.from_iterable(listed)
    return b"".join(_filled(_room_of(writer, table), *parts)), rows.said, rows.characters


def _parts_of_room(writer: Writer, table: Table) -> tuple[object, ...]:
    shape = table.tick_columns, bool(table.rows), len(table.checks)
    return writer.terms, *shape, table.id, table.number, table.title, table.part, table.starts_part


_room_of = by_identity(OF_ONE, _parts_of_room)(Writer.room)


class _Frame:
    """What the rows of a table have in common: words, tick columns with their classes, the pages on which rows were seen, and
    whether rows have pages of their own, whose addresses have that before and behind the id of the row.

    Equal ones are one object, by which what is written of a row is found. `said` are the texts in it.
    """

    def __init__(
        self,
        terms: _Terms,
        looks: tuple[tuple[TickColumn, str], ...],
        sources: tuple[Source, ...],
        address: tuple[str, str],
        *,
        published: bool,
        own_pages: bool,
    ) -> None:
        self.terms, self.looks, self.address = terms, looks, address
        self.published, self.own_pages = published, own_pages
        say = Localizer(terms.lang)
        self.sources = {source.id: _source(terms, source, say) for source in sources}
        self.said = say.texts


_frame = lru_cache(maxsize=1 << 9)(_Frame)


class _Core(NamedTuple):
    """What is written of a row whatever its number, body, channels and choices are, and whatever a locality says of it besides.

    In their order on the page: what opens it, its title, what stands from there to the text of its body, from there to the rule
    of its channels, and behind these. `item` is the row in the list of what is to be checked, before and behind its number.
    """

    opening: bytes
    title: bytes
    stated: bytes
    between: bytes
    ticks: bytes
    item: tuple[bytes, bytes]
    said: tuple[Text, ...]
    characters: tuple[Characters, ...]


_ASCII: Final = bytes(range(128))
"""Most of what markup is made of, and none of the characters that have initials."""
NONE: Final = frozenset[str]()


@by_anchor(ROWS, lambda row: (row.core,))
def _core(frame: _Frame, row: Row) -> _Core:
    terms, main = frame.terms, frame.terms.main
    recalled, weakened = row.recalled, row.weakened
    say = Localizer(terms.lang)
    whole = row.status == "recalled" and recalled.issuperset(CELLS)
    # A row nobody has seen bears one mark, beside its title; the others bear one in each recalled cell.
    marked = NONE if whole else recalled
    remarks = "".join([f"<p>{_cell(main, say(remark))}</p>" for remark in row.remarks])
    evidence = ""
    if not frame.published:
        rests = rests_on(frame, say(row.status_label), marked, row.sources, row.origin, row.trace)
        evidence = f"<details><summary>{terms.evidence}</summary>{rests}</details>"
    id, title = escape(row.id), _cell(main, row.title)
    before, behind = frame.address
    linked = f'<a href="{before}{id}{behind}">{title}</a>' if frame.own_pages else title
    start = f"<th class=i scope=row>{linked}{_MARK if 'title' in recalled else ''}\n{remarks}"
    opened = [_opened(terms, name, marked, weakened) for name in (*TEXTS, "channels")]
    texts, those = zip(*[_listed(main, row.entries(name)) for name in TEXTS[:-1]], strict=True)
    stated = "".join([f"{opening}{text}" for opening, text in zip(opened, (*texts, ""), strict=False)])
    ticks = f"{_marks(terms, frame.looks, row.ticks, row.groups, marked, weakened)}</tr>\n"
    others = f"{start}{evidence}{''.join(opened)}{ticks}".encode().translate(None, _ASCII)
    return _Core(
        f'<tr id="{id}"{" class=r" if whole else ""}'.encode(),
        start.encode(),
        f"{evidence}</th>{stated}".encode(),
        opened[-1].encode(),
        ticks.encode(),
        (f'<li><a href="#{id}"><b>'.encode(), f"</b> {title}</a>\n".encode()),
        say.texts,
        (*those, Characters(others.decode())),
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


def cells(main: str, those: tuple[Cell, ...]) -> str:
    """One thing as it is, several as a list: a list of one is noise to somebody who listens."""
    return _listed(main, those)[0]


@lru_cache(maxsize=2 * ROWS)
def _listed(main: str, those: tuple[Cell, ...]) -> tuple[str, Characters]:
    texts = [_cell(main, each) for each in those]
    markup = "".join(texts) if len(those) < 2 else f"<ul><li>{'<li>'.join(texts)}</ul>"
    return markup, Characters("".join([line.text for each in those for line in each]))


def _opened(terms: _Terms, name: str, recalled: frozenset[str], weakened: frozenset[str]) -> str:
    """A cell of text up to its text; one that nobody has seen, or that a profile made weaker, bears a mark."""
    mark = (_MARK if name in recalled else "") + (terms.weaker if name in weakened else "")
    return f"<td class={_CLASSES[name]}>{mark}"


@by_identity(OF_ONE)
def _body(main: str, body: Cell) -> _Piece:
    return _piece(_cell(main, body), [body])


@by_identity(OF_ONE)
def _channels(terms: _Terms, rule: Cell, boxes: tuple[Box, ...]) -> _Piece:
    said = f"<p>{_cell(terms.main, rule)}</p>" if rule else ""
    markup = f"{said}{box_list(terms.lang, terms.main, boxes)}"
    return _piece(markup, (rule, *(box.label for box in boxes)), (box.url for box in boxes))


@by_identity(OF_ONE)
def box_list(lang: str, main: str, boxes: tuple[Box, ...]) -> str:
    """The channel boxes of a row."""
    return f"<ul>{' '.join([_box(lang, main, each) for each in boxes])}</ul>"


@lru_cache(maxsize=OF_ONE)
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


@lru_cache(maxsize=1 << 10)
def _number(number: str) -> bytes:
    return escape(number).encode()


@lru_cache(maxsize=1 << 10)
def _topic(main: str, topic: Cell, span: int, mark: str) -> _Piece:
    """The cell that spans the rows of a 一级事项."""
    markup = f'<th class=t scope=rowgroup rowspan="{span}"><span>{_cell(main, topic)}{mark}</span></th>'
    return _piece(markup, [topic])


def _check_row(main: str, fields: Cell, items: list[bytes]) -> bytes:
    """A row of the list of what is to be checked: the cells, and the rows of which they are."""
    start = f'<tr><th scope="row">{_cell(main, fields)}</th><td><ul>\n'
    return b"%b%b</ul></td></tr>\n" % (start.encode(), b"".join(items))


@lru_cache(maxsize=1 << 10)
def _choices(numbers: tuple[int, ...]) -> bytes:
    return f' data-f="{" ".join(map(str, numbers))}"'.encode()


@by_identity(OF_ONE)
def _fact(terms: _Terms, fact: Fact, address: tuple[str, str]) -> _Piece:
    """What a locality says of a row besides, below its title."""
    label, parts = _cell(terms.main, fact.label), parts_of(terms, fact, address)
    markup = f'<p class="of"><b>{label}</b>{terms.colon}{parts}</p>'
    return _piece(markup, (fact.label, *(part.text for part in fact.parts)), (part.url for part in fact.parts))


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
