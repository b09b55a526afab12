"""The report as Markdown for a pull request: short enough for one comment, and nothing in it can become markup.

What does not fit is cut by whole rows, and how many were cut is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape as escape_html
from typing import Final, TypeAlias

from gapub.build.select import TITLES
from gapub.diagnostics import Text
from gapub.diagnostics.format import Format
from gapub.diagnostics.text import Language, safe
from gapub.diff.impact import Impact, effects
from gapub.diff.kinds import asked
from gapub.diff.report import BROKEN, REGISTRIES, UNTOUCHED, Area, Line, Profiled, Report, Row, Writer
from gapub.render.md import escape
from gapub.reports.md import table

MARK: Final = "<!-- gapub-diff -->"
"""The first line, which nobody sees: by it whoever posts the next report finds the comment with the last one."""
LONGEST: Final = 65_536
"""Characters that a comment on GitHub may have."""
_ROOM: Final = 400
"""Characters kept for what closes the text: the end of a section, and how much was cut."""


_SIGNS: Final = {"+": "+", "-": "−"}
"""A hyphen at the beginning of an entry would be the mark of a list."""


_Section: TypeAlias = tuple[str, list[str]]
"""A part that folds away: its head, and the pieces that it may lose from the end."""
_CUT: Final = Text(
    "限于篇幅，另有 {} 项未列出；全部内容见 --format html",
    "{} more entries omitted for length; --format html shows all",
)


def text(report: Report, lang: Language, impacts: Sequence[Impact] = (), summary: bool = False) -> str:
    """The report as Markdown of at most `LONGEST` characters."""
    writer = _Writer(lang)
    sections = [writer.impacts(impacts)] if len(impacts) > 1 else []
    sections += [writer.impact(each) for each in impacts]
    sections += [writer.profile(each, summary=summary) for each in report.profiles]
    if not summary:
        sections += [writer.registry(report)] if report.registry else []
        sections += [writer.area(each) for each in report.areas]
    return _fitted("\n".join((MARK, *writer.head(report))) + "\n", sections, writer)


FORMAT: Final = Format("md", Text("Markdown 文本", "Markdown"), "text/markdown", text)


def _fitted(head: str, sections: Iterable[_Section], writer: _Writer) -> str:
    made, cut = head[: LONGEST - _ROOM], 0
    for title, pieces in sections:
        opened = f"\n<details><summary>{title}</summary>\n"
        kept = list[str]()
        room = LONGEST - _ROOM - len(made) - len(opened)
        for piece in pieces:
            if cut or len(piece) > room:
                cut += 1
                continue
            kept.append(piece)
            room -= len(piece)
        if kept:
            made += f"{opened}{''.join(kept)}\n</details>\n"
    return f"{made}\n{writer.say(_CUT.format(cut))}\n" if cut else made


def plain(text: str) -> str:
    """A text that stands for itself: no markup, and on GitHub neither a mention nor a link to an issue."""
    return escape(safe(text)).replace("\\@", "@<!-- -->").replace("\\#", "#<!-- -->")


class _Writer(Writer):
    def escape(self, text: str) -> str:
        return plain(text)

    def head(self, report: Report) -> Iterator[str]:
        """What is compared, the sentence, and the table of areas."""
        yield f"### {plain(report.old)} → {plain(report.new)}"
        yield ""
        yield self.say(report.sentence)
        if not report.areas and not report.registry:
            return
        heads, *areas, (total, *counts, _) = self.table(report)
        yield ""
        yield f"| {' | '.join(heads)} |"
        yield "| --- | ---: | ---: | ---: | --- |"
        yield from (f"| {' | '.join(row)} |" for row in areas)
        yield f"| {total} | {' | '.join(counts)} | |"

    def registry(self, report: Report) -> _Section:
        """The entries of the registries that changed, and the rows that each touches."""
        pieces = []
        for each in report.registry:
            lines = (f"{area} ({len(rows)}): {', '.join(rows)}" for area, rows in each.by_area.items())
            rows = "".join(f"  - {plain(line)}\n" for line in lines)
            head = f"\n**{self.say(each.of)}** {plain(f'{each.table}/{each.id}')}\n\n"
            pieces.append(f"{head}{self.line(each.change)}- {self.say(each.touches)}\n{rows}")
        counts = "/".join(n or "0" for n in asked(report.registry_counts))
        return f"{escape_html(self.words(REGISTRIES))} ({counts})", pieces

    def area(self, area: Area) -> _Section:
        head = escape_html(safe(self.words(area.title)))
        counts = "/".join(n or "0" for n in asked(area.counts))
        pieces = [f"\n{self.line(line)}" for line in area.changes]
        return f"{head} ({counts})", [*pieces, *map(self.row, area.rows)]

    def row(self, row: Row) -> str:
        names = " → ".join("; ".join(map(plain, side)) for side in dict.fromkeys((row.old, row.new)) if side)
        note = f"\n*{self.say(row.note)}*\n" if row.note else ""
        changes = "".join(map(self.line, row.changes))
        cells = "".join(f"  - {name} {words}\n" for name, words in self.main_cells(row))
        return f"\n**{self.say(row.title)}** {names}\n{note}\n{changes}{cells}"

    def line(self, line: Line) -> str:
        """A change as an entry of a list, the old and the new value below it."""
        name = self.say(line.label)
        if one := line.short or line.why:
            return f"- **{name}** {self.say(one)}\n"
        sides = ((sign, words) for sign, words in (("−", line.was), ("+", line.now)) if words)
        return f"- **{name}**\n" + "".join(f"  - {sign} {self.value(words)}\n" for sign, words in sides)

    def profile(self, profile: Profiled, *, summary: bool) -> _Section:
        """A profile that changed, and its rows that changed with it."""
        pieces = [f"\n{self.say(each)}\n" for each in (profile.sentence, profile.extended) if each]
        level = self.words(TITLES[profile.level]) if profile.report else ""
        if profile.report and not summary:
            pieces += self.registry(profile.report)[1]
            for area in profile.report.areas:
                pieces += self.area(area)[1]
        return escape_html(safe(f"{profile.division} {profile.file} {level}".rstrip())), pieces

    def impacts(self, impacts: Sequence[Impact]) -> _Section:
        """The table of all profiles."""
        part = effects(impacts)
        first, second, *rows = (f"{line}\n" for line in table(part, lambda text: plain(self.words(text))))
        return self.say(part.title), [f"\n{first}{second}", *rows]

    def impact(self, impact: Impact) -> _Section:
        pieces = [
            f"- {plain(f'{each.at} {each.entry} {each.target}')} {self.kinds(each.kinds)}\n" for each in impact.touched
        ]
        pieces += [
            f"- **{self.say(BROKEN)}** {plain(str(fault.place or ''))} {self.say(fault.message)}\n"
            for fault in impact.broken
        ]
        for turnover, sign, rows in self.turnovers(impact):
            listed = "".join(f"  - {_SIGNS[sign]} {self.say(title)} {plain(name)}\n" for name, title in rows)
            pieces.append(f"- {turnover}\n{listed}")
        head = escape_html(safe(f"{impact.division} {impact.file}"))
        return head, ["\n", *pieces] if pieces else [f"\n{self.say(UNTOUCHED)}\n"]
