"""The catalogue as a site: an index, a page an area, a page an item, so that every duty has an address of its own.

The pages lie in `site/`, name each other by relative addresses, and share one style and one script: they work from a
disk, a USB stick or any portal, under any address. Each carries a Content-Security-Policy that lets it load those two and
nothing else; none needs the script to be read. The cells are written as on the one page (`render.html`), the table of an
area by the same template.

    index.html                      the cover, a search over all items, the areas
    areas/AREA.html                 the official table of an area
    items/AREA/TOPIC/ITEM.html      an item: every cell, its evidence, its origin, what profiles did to it
    changes.html                    what differs from a former catalogue, if one is given
    sitemap.xml                     every page, if the address of the site is given: the protocol wants it whole
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from html import escape
from typing import Any, Final, NamedTuple

from markupsafe import Markup

from gapub.diagnostics import Text, counted
from gapub.diagnostics.format import Format
from gapub.model.fields import CELLS, FIELD_NAMES, FIELDS
from gapub.model.text import RECALLED_MARK
from gapub.render.cells import localizer
from gapub.render.html import NONE, WORDS, Writer, box_list, cells, parts_of, rests_on
from gapub.render.initials import letters
from gapub.render.templates import DEFAULTS, Options
from gapub.render.view import TEXTS, TICK, Cell, Row, Table, View, by_field

FOLDER: Final = "site/"
INDEX: Final = "index.html"
CHANGES: Final = "changes.html"

POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; base-uri 'none'; form-action 'none'"
)
"""The style and the script of the site, and nothing else, from nowhere."""

_WORDS: Final = {
    "hint": Text("事项、内容、依据、主体等", "Item, content, legal basis, body"),
    "skip_page": Text("跳到正文", "Skip to the content"),
    "trail": Text("当前位置", "You are here"),
    "more": Text("使用须知和符号说明", "Notes and marks"),
    "changes": Text("与上一版目录相比的变化", "Changes since the earlier catalogue"),
    "former": Text("上一版", "Earlier"),
    "present": Text("本版", "Current"),
    "id": FIELD_NAMES["id"],
    "address": Text("永久地址", "Permanent address"),
    "previous": Text("上一项", "Previous item"),
    "next": Text("下一项", "Next item"),
    "neighbours": Text("相邻事项", "Neighbouring items"),
    "published": Text("最近一次发布", "Last published"),
    "in_table": Text("在本领域的表中查看", "Show in the table of the area"),
    "whole_row": Text(
        f"{RECALLED_MARK} 本事项整行均系据回忆补录，使用前请与国家标准指引核对。",
        f"{RECALLED_MARK} The whole of this item was recalled and must be checked against the national table.",
    ),
    "mark": Text(
        f"{RECALLED_MARK} 该栏系据回忆补录，使用前请与国家标准指引核对。",
        f"{RECALLED_MARK} This cell was recalled and must be checked against the national table.",
    ),
}
"""Words that only the site needs; the others are those of the one page."""


class Changes(NamedTuple):
    """What differs from a former catalogue: which that was, which this is, and the report as markup."""

    former: Cell
    present: Cell
    body: str


def files(view: View, options: Options = DEFAULTS) -> dict[str, bytes]:
    """The files of the site, each with its path."""
    templates, address, changes = options[:3]
    writer = _Writer(view, options)
    rows = [(table, topic[0], row) for table in view.tables for topic in table.topics for row in topic]
    found = Markup("".join(_found(table, row, writer) for table, _, row in rows))
    pages = {INDEX: writer.page("index", INDEX, initials=letters(_said(rows)), found=found)}
    for table in view.tables:
        path = _page_of_area(table)
        pages[path] = writer.page("area", path, area=writer.area(table), table=table)
    inner = [row for _, _, row in rows]
    for (table, topic, row), before, after in zip(rows, [None, *inner], [*inner[1:], None], strict=False):
        pages[page_of_item(row.id)] = writer.item(table, topic, row, before, after)
    shared = {
        "style.css": templates.text("catalogue.css")
        + writer.label_rules()
        + templates.text("site.css")
        + writer.local_style(templates),
        "site.js": templates.text("find.js") + templates.text("land.js") + templates.text("site.js"),
    }
    if changes:
        pages[CHANGES] = writer.page("changes", CHANGES, changes=changes, body=Markup(changes.body))
        shared["changes.css"] = templates.text("diff.css") + templates.text("site-changes.css")
    if address:
        shared["sitemap.xml"] = _sitemap(address, pages)
    return {FOLDER + name: text.encode() for name, text in {**pages, **shared}.items()}


FORMAT: Final = Format("site", Text("网站", "site"), "text/html", files)


def page_of_item(item: str) -> str:
    """Where the page of an item lies in the site."""
    return f"items/{item}.html"


def _page_of_area(table: Table) -> str:
    return f"areas/{table.id}.html"


class _Writer(Writer):
    """Writes the pages of one view. In the table of an area the title of a row leads to the page of its item."""

    faceted = False
    own_pages = True
    row_address = ("../items/", ".html")

    def __init__(self, view: View, options: Options) -> None:
        super().__init__(view)
        self.templates, self.address, changes = options[:3]
        self.published = options.published
        # Named, not counted: a page must not change with a column, or a body, of another area.
        self.classes = {column: f"k-{column.field}-{column.id}" for column in self.classes}
        self.frames = {table.id: self.frame(table) for table in view.tables}
        self.common = self.names(WORDS | _WORDS) | {
            "other": _other,
            "count": partial(_count, view.lang),
            "policy": POLICY,
            "has_changes": changes is not None,
        }

    def other(self, note: Cell) -> Markup:
        """Nothing, as for a template."""
        return _other(note)

    def number(self, row: Row) -> bytes:
        """The number of a row as a link to the row."""
        return f'<a href="#{escape(row.id)}">{escape(row.number)}</a>'.encode()

    def fields(self, table: Table, row: Row) -> Iterator[dict[str, Any]]:
        """The cells of an item one by one; one that a profile made weaker says so."""
        main, terms = self.lang, self.terms
        rule = f"<p>{self.text(row.channel_rule)}</p>" if row.channel_rule else ""
        written = {
            **{name: cells(main, row.entries(name)) for name in ("topic", *TEXTS)},
            "channels": rule + (box_list(self.view.lang, main, row.channels) if row.channels else ""),
        }
        whole = row.recalled.issuperset(CELLS)
        for name in ("topic", *FIELDS):
            cell = written.get(name) or self._ticked(table, row, name)
            if name in row.weakened:
                cell += terms.weaker
            recalled = name in row.recalled and not whole
            yield {"name": name, "label": self.view.labels[name], "cell": Markup(cell), "recalled": recalled}
        address = ("../" * page_of_item(row.id).count("/") + "items/", ".html")
        for fact in row.facts:
            said = parts_of(terms, fact, address)
            yield {"name": "of", "label": fact.label, "cell": Markup(said), "recalled": False}
        if day := self.published.get(row.id):
            # The day alone: whether that was in time is for those who check, not for a citizen to read here.
            said = Markup(f'<time datetime="{day}">{day}</time>')
            yield {"name": "of", "label": self.say(_WORDS["published"]), "cell": said, "recalled": False}

    def _ticked(self, table: Table, row: Row, field: str) -> str:
        """What is ticked in a group of columns, or is not known; a dash where nothing is."""
        said = []
        colon = self.terms.colon
        for column, tick in by_field(table.tick_columns, row.ticks)[field]:
            if tick is not False:
                label = self.text(column.label)
                groups = colon + self.text(row.groups) if column.id == "groups" and row.groups else ""
                said.append(f"{TICK} {label}{groups}" if tick else f"{label}{colon}{self.terms.unknown}")
        return f"<ul><li>{'</li><li>'.join(said)}</li></ul>" if said else "—"

    def page(self, kind: str, path: str, **values: Any) -> str:
        """A page: `root` is the way back to the folder of the site, `canonical` its address if that is known."""
        return self.templates.render(
            f"site-{kind}.html.j2",
            kind=kind,
            path=path,
            root="../" * path.count("/"),
            canonical=self.address + path if self.address else None,
            **self.common | values,
        )

    def item(self, table: Table, topic: Row, row: Row, before: Row | None, after: Row | None) -> str:
        """The page of an item below the first row of its topic; those before and after it may belong to other areas."""
        whole = row.recalled.issuperset(CELLS)
        facts = ""
        if not self.view.published:
            status, recalled = self.say(row.status_label), NONE if whole else row.recalled
            facts = rests_on(self.frames[table.id], status, recalled, row.sources, row.origin, row.trace)
        area = _page_of_area(table)
        return self.page(
            "item",
            page_of_item(row.id),
            table=table,
            row=row,
            whole=whole,
            marked="title" in row.recalled,
            fields=tuple(self.fields(table, row)),
            facts=Markup(facts),
            remarks=tuple(map(self.say, row.remarks)),
            area={"href": area, "label": table.title},
            topic={"href": f"{area}#{topic.id}", "label": row.topic},
            before=before and {"href": page_of_item(before.id), "label": before.title},
            after=after and {"href": page_of_item(after.id), "label": after.title},
        )


def _other(_: Cell) -> Markup:
    """What a note says in the other language: nothing, for a page of the site stays in its own."""
    return Markup("")


def _count(lang: str, items: int) -> Cell:
    """A number of items in words."""
    return localizer(lang)(Text(f"{items} 项", counted(items, "item")))


def _found(table: Table, row: Row, writer: _Writer) -> str:
    """An item as an entry of the list that a search selects from; `data-w` holds the words that are not to be seen."""
    aside = " · ".join(map(writer.text, (table.title, row.topic, row.body)))
    return (
        f'<li data-w="{escape(_hidden(row))}">'
        f'<a href="{escape(page_of_item(row.id))}">{writer.text(row.title)}</a>\n'
        f"<small>{escape(row.number)} · {aside}</small></li>\n"
    )


def _hidden(row: Row) -> str:
    cells = (*row.content, *row.basis, row.time_limit)
    return " ".join([row.id, *(line.text for cell in cells for line in cell)])


def _said(rows: Sequence[tuple[Table, Row, Row]]) -> str:
    """All that a search can find, for the letters that its characters begin with."""
    cells = (cell for table, _, row in rows for cell in (table.title, row.title, row.topic, row.body))
    return "".join(line.text for cell in cells for line in cell) + "".join(_hidden(row) for _, _, row in rows)


def _sitemap(address: str, pages: Iterable[str]) -> str:
    """The sitemap (sitemaps.org, 0.9). It gives no dates: pages have none, but that of the catalogue."""
    entries = "".join(f"<url><loc>{escape(address + path)}</loc></url>\n" for path in pages)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{entries}</urlset>\n'
    )
