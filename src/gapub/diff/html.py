"""The report as one web page: old beside new, what differs marked. It asks the network for nothing and runs no script."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from html import escape
from typing import Final

from gapub.build.select import TITLES
from gapub.diagnostics import Text, counted
from gapub.diagnostics.format import Format
from gapub.diagnostics.text import Language, safe
from gapub.diff import marks
from gapub.diff.impact import Impact, effects
from gapub.diff.kinds import KINDS
from gapub.diff.report import BROKEN, REGISTRIES, UNTOUCHED, Area, Line, Profiled, Report, Row, Writer
from gapub.model.cellwords import listed
from gapub.model.fields import FIELD_NAMES
from gapub.render.html import policy
from gapub.sources.bundle import bundled

_TAGS: Final = {"zh": "zh-CN", "en": "en", "both": "zh-CN"}
_WORDS: Final = {
    "title": Text("标准指引的变化", "Changes"),
    "old": Text("旧", "Old"),
    "new": Text("新", "New"),
    "change": Text("变化", "Change"),
    "profile": Text("地方配置文件的变化", "Changes of a profile"),
    "impact": Text("对各地方配置文件的影响", "Effect on profiles"),
}


def text(report: Report, lang: Language, impacts: Sequence[Impact] = (), summary: bool = False) -> str:
    """The page as text. Equal reports give equal pages."""
    writer = _Writer(lang)
    style = (bundled("templates") / "diff.css").read_text("utf-8")
    title = _escaped(f"{writer.words(_WORDS['title'])}{writer.colon}{report.old} → {report.new}")
    sides = f"<h1>{_escaped(report.old)} <b>→</b> {_escaped(report.new)}</h1>\n"
    body = [sides, *writer.head(report)]
    body += writer.impacts(impacts) if len(impacts) > 1 else ()
    body += [part for impact in impacts for part in writer.impact(impact)]
    if not summary:
        body += writer.registry(report)
        body += [part for i, area in enumerate(report.areas) for part in writer.area(area, i)]
    body += [part for i, each in enumerate(report.profiles) for part in writer.profile(each, i, summary=summary)]
    return f"""<!DOCTYPE html>
<html lang="{_TAGS[lang]}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{escape(policy(style, ""))}">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<main>
{"".join(body)}</main>
</body>
</html>
"""


FORMAT: Final = Format("html", Text("网页", "web page"), "text/html", text)


def parts(report: Report, *, lang: Language, page_of: Callable[[str], str | None]) -> str:
    """The report without the frame of a page, for one that has its own; a row links to what `page_of` says of its name."""
    writer = _Plain(lang, page_of)
    areas = (part for i, area in enumerate(report.areas) for part in writer.area(area, i))
    return "".join((*writer.head(report), *writer.registry(report), *areas))


class _Writer(Writer):
    """Writes the parts of a page; every text is escaped."""

    heads = (Text("领域", "Area"), Text("合计", "Total"))

    def __init__(self, lang: Language, page_of: Callable[[str], str | None] = lambda _: None) -> None:
        super().__init__(lang)
        self.page_of = page_of
        self.colon, self.semicolon = (": ", "; ") if lang == "en" else ("：", "；")

    def escape(self, text: str) -> str:
        return _escaped(text)

    def head(self, report: Report) -> Iterator[str]:
        """The sentence, and the table of areas with links to them."""
        yield f'<p class="s">{self.say(report.sentence)}</p>\n'
        if not report.areas and not report.registry:
            return
        heads, *areas, (total, *counts) = self.table(report)
        cells = "".join(f'<th scope="col">{each}</th>' for each in heads[:-1])
        yield f'<table class="sum"><thead><tr>{cells}<td></td></tr></thead>\n'
        places = (*(f"a{i}" for i in range(len(report.areas))), "registry")
        for place, (title, *rest) in zip(places, areas, strict=False):
            yield f'<tr><th scope="row"><a href="#{place}">{title}</a></th>{_cells(rest, heads[1:])}</tr>\n'
        yield f'<tr class="all"><th scope="row">{total}</th>{_cells(counts, heads[1:])}</tr></table>\n'

    def registry(self, report: Report, at: str = "registry") -> Iterator[str]:
        """The entries of the registries that changed, and the rows that each touches."""
        if not report.registry:
            return
        yield f'<section id="{at}"><h2>{self.say(REGISTRIES)}</h2>\n'
        for each in report.registry:
            yield f"<article><h3>{self.say(each.of)}</h3>\n<p><code>{_escaped(f'{each.table}/{each.id}')}</code></p>\n"
            yield from self.changes((each.change,))
            yield f"<details><summary>{self.say(each.touches)}</summary><ul>\n" if each.rows else "<p>"
            for row in each.rows:
                title = self.say(row.title)
                if page := self.page_of(row.new):
                    title = f'<a href="{escape(page)}">{title}</a>'
                yield f"<li>{title} <code>{_escaped(row.new)}</code></li>\n"
            yield "</ul></details></article>\n" if each.rows else f"{self.say(each.touches)}</p></article>\n"
        yield "</section>\n"

    def profile(self, profile: Profiled, at: int, *, summary: bool) -> Iterator[str]:
        """A profile that changed, and its rows that changed with it."""
        level = self.say(TITLES[profile.level]) if profile.report else ""
        name = f"{_escaped(profile.division)} <code>{_escaped(profile.file)}</code> {level}"
        yield f'<section id="p{at}"><h2>{self.say(_WORDS["profile"])}{self.colon}{name}</h2>\n'
        yield f'<p class="s">{self.say(profile.sentence)}</p>\n'
        if profile.extended:
            yield f"<p>{self.say(profile.extended)}</p>\n"
        yield "</section>\n"
        if profile.report and not summary:
            yield from self.registry(profile.report, f"p{at}-registry")
            for i, area in enumerate(profile.report.areas):
                yield from self.area(area, f"p{at}-{i}")

    def heading(self, area: Area) -> str:
        """The title of an area, and its id."""
        return f"{self.say(area.title)} <code>{_escaped(area.id)}</code>"

    def area(self, area: Area, i: int | str) -> Iterator[str]:
        """An area: its own changes, then its rows, each old beside new."""
        yield f'<section id="a{i}"><h2>{self.heading(area)}</h2>\n'
        if area.changes:
            yield from self.changes(area.changes)
        for row in area.rows:
            yield from self.row(row)
        yield "</section>\n"

    def row(self, row: Row) -> Iterator[str]:
        side = " class=new" if not row.old else " class=old" if not row.new else ""
        names = " → ".join(_escaped(self.semicolon.join(each)) for each in dict.fromkeys((row.old, row.new)) if each)
        title = self.say(row.title)
        if len(row.new) == 1 and (page := self.page_of(row.new[0])):
            title = f'<a href="{escape(page)}">{title}</a>'
        yield f"<article{side}><h3>{title}</h3>\n<p><code>{names}</code></p>\n"
        if row.note:
            yield f'<p class="note">{self.say(row.note)}</p>\n'
        yield from self.changes(row.changes)
        yield from self.cells_of(row)
        yield "</article>\n"

    def cells_of(self, row: Row) -> Iterator[str]:
        """The cells of a row that one side has alone."""
        if row.cells:
            cells = "".join(
                f'<tr><th scope="row">{self.say(FIELD_NAMES[field])}</th><td>{"<br>".join(map(self.say, words))}</td></tr>\n'
                for field, words in row.cells.items()
            )
            yield f'<table class="one">{cells}</table>\n'

    def changes(self, lines: Sequence[Line]) -> Iterator[str]:
        """Changes, one a row of a table."""
        heads = "".join(f'<th scope="col">{self.say(_WORDS[key])}</th>' for key in ("change", "old", "new"))
        old, new = (self.say(_WORDS[key]) for key in ("old", "new"))
        yield f"<table><thead><tr>{heads}</tr></thead>\n"
        for line in lines:
            note = self.note_of(line)
            aside = f"<small>{self.say(note)}</small>" if note else ""
            was, now = marks.lines(tuple(map(self.words, line.was)), tuple(map(self.words, line.now)))
            yield (
                f'<tr class="{KINDS[line.kind].asks}"><th scope="row">{self.say(self.label_of(line))}{aside}</th>'
                f"{_cells((_marked(was, 'del'), _marked(now, 'ins')), (old, new))}</tr>\n"
            )
        yield "</table>\n"

    def label_of(self, line: Line) -> Text:
        """What a change is called."""
        return line.label

    def note_of(self, line: Line) -> Text | None:
        """What is said of a change beside its values; the marks say which elements."""
        return line.short or (None if line.was or line.now else line.why)

    def impacts(self, impacts: Sequence[Impact]) -> Iterator[str]:
        """The table of all profiles."""
        part = effects(impacts)
        yield f'<section><h2>{self.say(part.title)}</h2>\n<table class="effects"><thead><tr>'
        yield "".join(f'<th scope="col">{self.say(each)}</th>' for each in part.heads)
        yield "</tr></thead>\n"
        for row in part.rows:
            first, *cells = (self.say(each) for each in row.cells)
            total = ' class="all"' if row.tone == "total" else ""
            yield f'<tr{total}><th scope="row">{first}</th>{"".join(f"<td>{each}</td>" for each in cells)}</tr>\n'
        yield "</table></section>\n"

    def impact(self, impact: Impact) -> Iterator[str]:
        head = f"{_escaped(impact.division)} <code>{_escaped(impact.file)}</code>"
        yield f"<section><h2>{self.say(_WORDS['impact'])}{self.colon}{head}</h2>\n<ul>\n"
        for each in impact.touched:
            target = _escaped(f"{each.at} {each.entry} {each.target}")
            yield f"<li><code>{target}</code> {self.kinds(each.kinds)}</li>\n"
        for fault in impact.broken:
            yield f"<li><b>{self.say(BROKEN)}</b> {_escaped(str(fault.place or ''))} {self.say(fault.message)}</li>\n"
        for turnover, _, rows in self.turnovers(impact):
            names = self.value(tuple(title for _, title in rows))
            yield f"<li>{turnover}<br><small>{names}</small></li>\n"
        if not (impact.touched or impact.broken or impact.levels):
            yield f"<li>{self.say(UNTOUCHED)}</li>\n"
        yield "</ul></section>\n"


_NEW, _GONE, _OTHER = Text("新增", "New"), Text("取消", "Removed"), Text("有变化", "Changed")


class _Plain(_Writer):
    """Writes for citizens: which items are new, gone or changed, and each cell as it was and as it is.

    What a change asks of a locality, ids, and how rows were matched are for offices, which have `gapub diff`.
    """

    def head(self, report: Report) -> Iterator[str]:
        """How many items are new, gone and changed, and the table of areas with links to them."""
        counts = [self.count(area.rows) for area in report.areas]
        said = self.sentence([sum(each) for each in zip(*counts, strict=True)])
        yield f'<p class="s">{self.say(said if counts else report.sentence)}</p>\n'
        if not counts:
            return
        labels = [self.say(each) for each in (_NEW, _GONE, _OTHER)]
        cells = "".join(f'<th scope="col">{each}</th>' for each in (self.say(self.heads[0]), *labels))
        yield f'<table class="sum plain"><thead><tr>{cells}</tr></thead>\n'
        for i, (area, numbers) in enumerate(zip(report.areas, counts, strict=True)):
            link = f'<th scope="row"><a href="#a{i}">{self.say(area.title)}</a></th>'
            own = self.say(listed((self.label_of(each) for each in area.changes), "、", ", "))
            cells = _cells([str(n or "") for n in numbers], labels) if any(numbers) else f'<td colspan="3">{own}</td>'
            yield f"<tr>{link}{cells}</tr>\n"
        yield "</table>\n"

    def count(self, rows: Sequence[Row]) -> tuple[int, int, int]:
        """How many rows are new, gone and changed."""
        new, gone = sum(not row.old for row in rows), sum(not row.new for row in rows)
        return new, gone, len(rows) - new - gone

    def sentence(self, counts: Sequence[int]) -> Text:
        """What is new, gone and changed, in one sentence."""
        words = (
            Text(f"{word.zh} {n} 项", f"{counted(n, 'item')} {word.en.lower()}")
            for word, n in zip((_NEW, _GONE, _OTHER), counts, strict=False)
            if n
        )
        return listed(words, "、", ", ") if any(counts) else Text("没有事项变化", "no item changed")

    def registry(self, report: Report, at: str = "registry") -> Iterator[str]:
        """The names that changed for several items at once: an office, a channel, a law."""
        for n, each in enumerate(report.registry):
            yield f'<article id="{at}{n}"><h3>{self.say(each.of)}</h3>\n'
            yield from self.changes((each.change,))
            yield "</article>\n"

    def heading(self, area: Area) -> str:
        """The title alone: an id tells a citizen nothing."""
        return self.say(area.title)

    def row(self, row: Row) -> Iterator[str]:
        """An item, new, gone or changed."""
        word = _NEW if not row.old else _GONE if not row.new else _OTHER
        title = self.say(row.title)
        if len(row.new) == 1 and (page := self.page_of(row.new[0])):
            title = f'<a href="{escape(page)}">{title}</a>'
        yield f"<article><h3>{title} <small>{self.say(word)}</small></h3>\n"
        if row.old and row.new:
            yield from self.changes(row.changes)
        yield from self.cells_of(row)
        yield "</article>\n"

    def label_of(self, line: Line) -> Text:
        """The field alone: whether it became stricter is for offices."""
        return FIELD_NAMES[line.field] if line.field else line.label

    def note_of(self, line: Line) -> Text | None:
        """Nothing where the values say it."""
        return None if line.was or line.now else line.why


def _marked(entries: Sequence[marks.Pieces], tag: str) -> str:
    """Entries a line each, what differs in `del` or `ins`."""
    return "<br>".join(
        "".join(f"<{tag}>{_escaped(each.text)}</{tag}>" if each.changed else _escaped(each.text) for each in pieces)
        for pieces in entries
    )


def _cells(texts: Sequence[str], labels: Sequence[str]) -> str:
    """Cells of a row, each with the head of its column, which stands beside it on a phone; what is empty has none."""
    pairs = zip(texts, labels, strict=False)
    return "".join(
        f'<td data-l="{label}">{each}</td>' if each and label else f"<td>{each}</td>" for each, label in pairs
    )


def _escaped(text: str) -> str:
    return escape(safe(text))
