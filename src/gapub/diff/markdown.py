"""The report as Markdown for a pull request: short enough for one comment, and nothing in it can become markup.

What does not fit is cut by whole rows, and how many were cut is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape as escape_html
from typing import Final, NamedTuple

from gapub.build.select import TITLES
from gapub.diagnostics import Text
from gapub.diagnostics.text import Language, safe
from gapub.diff.impact import Impact
from gapub.diff.kinds import ASKS, asked
from gapub.diff.phrases import BROKEN, GAINS, LOSES, SHOWN, UNTOUCHED, joined, kinds_said, label, speaker
from gapub.diff.report import Area, Line, Report, Row
from gapub.model.text import FIELD_NAMES
from gapub.render.md import escape

LONGEST: Final = 65_536
"""Characters that a comment on GitHub may have."""
_ROOM: Final = 400
"""Characters kept for what closes the text: the end of a section, and how much was cut."""


class _Section(NamedTuple):
    """A part that folds away: its head, the pieces that it may lose from the end, and its foot."""

    head: str
    pieces: list[str]


def text(report: Report, *, lang: Language, impacts: Sequence[Impact] = (), summary: bool = False) -> str:
    """The report as Markdown of at most `LONGEST` characters."""
    writer = _Writer(lang)
    sections = [writer.impact(each) for each in impacts]
    if not summary:
        sections += [writer.area(each) for each in report.areas]
    return _fitted("\n".join(writer.head(report)) + "\n", sections, writer)


def _fitted(head: str, sections: Iterable[_Section], writer: _Writer) -> str:
    made, cut = head[: LONGEST - _ROOM], 0
    for section in sections:
        opened = f"\n<details><summary>{section.head}</summary>\n"
        kept = list[str]()
        room = LONGEST - _ROOM - len(made) - len(opened)
        for piece in section.pieces:
            if cut or len(piece) > room:
                cut += 1
                continue
            kept.append(piece)
            room -= len(piece)
        if kept:
            made += f"{opened}{''.join(kept)}\n</details>\n"
    return f"{made}\n{writer.cut(cut)}\n" if cut else made


def plain(text: str) -> str:
    """A text that stands for itself: no markup, and on GitHub neither a mention nor a link to an issue."""
    return escape(safe(text)).replace("\\@", "@<!-- -->").replace("\\#", "#<!-- -->")


class _Writer:
    """Writes in one language, or in both with a stroke between them."""

    def __init__(self, lang: Language) -> None:
        self.words = speaker(lang)
        self.lang = lang

    def say(self, text: Text) -> str:
        """A text, escaped."""
        return plain(self.words(text))

    def head(self, report: Report) -> Iterator[str]:
        """What is compared, the sentence, and the table of areas."""
        yield f"### {plain(report.old)} → {plain(report.new)}"
        yield ""
        yield self.say(report.sentence)
        if not report.areas:
            return
        heads = [self.say(Text("领域", "area")), *(self.say(each) for each in ASKS.values()), ""]
        yield ""
        yield f"| {' | '.join(heads)} |"
        yield "| --- | ---: | ---: | ---: | --- |"
        for area in report.areas:
            yield f"| {self.say(area.title)} | {' | '.join(asked(area.counts))} | {self.say(area.sentence)} |"
        yield f"| {self.say(Text('合计', 'total'))} | {' | '.join(asked(report.counts))} | |"

    def cut(self, n: int) -> str:
        """How much did not fit."""
        return self.say(
            Text(
                f"篇幅所限，另有{n}项未列出；全文用 --format html",
                f"{n} more entries did not fit; --format html has all",
            )
        )

    def area(self, area: Area) -> _Section:
        """An area and its rows."""
        head = escape_html(safe(self.words(area.title)))
        pieces = [f"\n{''.join(self.line(line))}" for line in area.lines]
        return _Section(
            f"{head} ({'/'.join(n or '0' for n in asked(area.counts))})", pieces + list(map(self.row, area.rows))
        )

    def row(self, row: Row) -> str:
        """A row and its changes."""
        names = " → ".join("; ".join(map(plain, side)) for side in dict.fromkeys((row.old, row.new)) if side)
        lines = [f"\n**{self.say(row.title)}** {names}\n"]
        if row.note:
            lines.append(f"\n*{self.say(row.note)}*\n")
        lines.append("\n")
        for line in row.lines:
            lines += self.line(line)
        for field, words in row.cells:
            if field in SHOWN:
                lines.append(f"  - {self.say(FIELD_NAMES[field])} {self.say(joined(words))}\n")
        return "".join(lines)

    def line(self, line: Line) -> Iterator[str]:
        """A change as an entry of a list, the old and the new value below it."""
        name = self.say(label(line))
        one = line.short or line.why
        yield f"- **{name}** {self.say(one)}\n" if one else f"- **{name}**\n"
        if not one:
            for sign, words in (("−", line.was), ("+", line.now)):
                if words:
                    yield f"  - {sign} {self.say(joined(words))}\n"

    def impact(self, impact: Impact) -> _Section:
        """What the difference means for a profile."""
        pieces = []
        for each in impact.touched:
            said = self.say(kinds_said(each.kinds))
            pieces.append(f"- {plain(f'{each.entry} {each.target}')} {said}\n")
        pieces += [
            f"- **{self.say(BROKEN)}** {plain(str(fault.place or ''))} {self.say(fault.message)}\n"
            for fault in impact.broken
        ]
        for level in impact.levels:
            for turn, sign, rows in ((GAINS, "+", level.gains), (LOSES, "−", level.loses)):
                if rows:
                    listed = "".join(f"  - {sign} {self.say(title)} {plain(name)}\n" for name, title in rows)
                    pieces.append(f"- {self.say(TITLES[level.level])} {self.say(turn)} {len(rows)}\n{listed}")
        head = escape_html(safe(f"{impact.division} {impact.file}"))
        return _Section(head, ["\n", *pieces] if pieces else [f"\n{self.say(UNTOUCHED)}\n"])
