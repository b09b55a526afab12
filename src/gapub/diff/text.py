"""The report for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from gapub.build.select import TITLES
from gapub.diagnostics import Text
from gapub.diagnostics.format import Format
from gapub.diagnostics.text import Language, safe, width
from gapub.diff.impact import Impact, effects
from gapub.diff.report import BROKEN, REGISTRIES, UNTOUCHED, Area, Entry, Line, Profiled, Report, Row, Writer
from gapub.reports.text import table

_SIGNS: Final = {"added": "+", "removed": "-", "area-added": "+", "area-removed": "-"}
_ARROW: Final = " → "
_ROOM: Final = 98
"""The columns of the table of profiles."""
_LONG: Final = 60
"""Columns from which on the old value and the new one stand on lines of their own."""


def text(report: Report, lang: Language, impacts: Sequence[Impact] = (), summary: bool = False) -> str:
    """The report as lines of text, the summary first, what it means for profiles last; with `summary`, no changes."""
    writer = _Writer(lang)
    lines = [*writer.head(report)]
    if not summary:
        if report.registry:
            lines += ["", *writer.registry(report.registry)]
        for area in report.areas:
            lines += ["", *writer.area(area)]
    for profile in report.profiles:
        lines += ["", *writer.profile(profile, summary=summary)]
    if len(impacts) > 1:
        lines += ["", *writer.impacts(impacts)]
    for impact in impacts:
        lines += ["", *writer.impact(impact, summary=summary)]
    return "".join(f"{safe(line)}\n" for line in lines)


FORMAT: Final = Format("text", Text("文字", "text"), "text/plain", text)


class _Writer(Writer):
    gap = "  "

    def head(self, report: Report) -> Iterator[str]:
        """What is compared, the sentence, and the table of kinds and areas."""
        yield f"{report.old}{_ARROW}{report.new}"
        yield from ([report.sentence.zh] if self.lang != "en" else [])
        yield from ([report.sentence.en] if self.lang != "zh" else [])
        if not report.areas and not report.registry:
            return
        yield ""
        table = self.table(report)
        widths = [max(map(width, column)) for column in list(zip(*table, strict=True))[:-1]]
        for *cells, last in table:
            gaps = [" " * (room - width(cell)) for cell, room in zip(cells, widths, strict=True)]
            numbers = (gap + cell for gap, cell in zip(gaps[1:], cells[1:], strict=True))
            yield "  ".join([cells[0] + gaps[0], *numbers, last]).rstrip()

    def registry(self, entries: Sequence[Entry]) -> Iterator[str]:
        """The entries of the registries that changed, and the rows that each touches, a line an area."""
        yield f"■ {self.say(REGISTRIES)}"
        for each in entries:
            yield f"  ~ {self.say(each.of)}  {each.table}/{each.id}"
            yield from self.line(each.change, "      ")
            yield f"      {self.say(each.touches)}"
            yield from (f"        {area} ({len(rows)}): {', '.join(rows)}" for area, rows in each.by_area.items())

    def area(self, area: Area) -> Iterator[str]:
        """An area, its own changes, then its rows."""
        yield f"■ {self.say(area.title)}  {area.id}"
        for line in area.changes:
            yield from self.line(line, "  ")
        for row in area.rows:
            yield from self.row(row)

    def row(self, row: Row) -> Iterator[str]:
        kinds = [line.kind for line in row.changes]
        sign = next((_SIGNS[kind] for kind in kinds if kind in _SIGNS), "~")
        names = row.new if row.old == row.new or not row.old else row.old if not row.new else (*row.old, "→", *row.new)
        yield f"  {sign} {self.say(row.title)}  {' '.join(names)}"
        if row.note:
            yield f"      {self.say(row.note)}"
        for line in row.changes:
            if line.kind not in _SIGNS or line.why:
                yield from self.line(line, "      ")
        for name, words in self.main_cells(row):
            yield f"      {name}  {words}"

    def profile(self, profile: Profiled, *, summary: bool) -> Iterator[str]:
        """A profile that changed, and its rows that changed with it."""
        yield f"◆ {profile.division}  {profile.file}  {self.say(TITLES[profile.level]) if profile.report else ''}".rstrip()
        yield f"  {self.say(profile.sentence)}"
        if profile.extended:
            yield f"  {self.say(profile.extended)}"
        if profile.report and not summary:
            yield from self.registry(profile.report.registry) if profile.report.registry else ()
            for area in profile.report.areas:
                yield from self.area(area)

    def impacts(self, impacts: Sequence[Impact]) -> Iterator[str]:
        """The table of all profiles."""
        part = effects(impacts)
        yield f"■ {self.say(part.title)}"
        yield from (f"  {line}" for line, _ in table(part, self.lang, _ROOM))

    def impact(self, impact: Impact, *, summary: bool) -> Iterator[str]:
        yield f"◆ {impact.division}  {impact.file}"
        if not impact.touched and not impact.broken and not impact.levels:
            yield f"  {self.say(UNTOUCHED)}"
        for each in impact.touched:
            yield f"  {each.at}: {each.entry} {each.target}  {self.kinds(each.kinds)}"
        for fault in impact.broken:
            yield f"  {fault.place or impact.file}: {self.say(BROKEN)} [{fault.code}] {self.say(fault.message)}"
        for turnover, sign, rows in self.turnovers(impact):
            yield f"  {turnover}"
            if not summary:
                yield from (f"    {sign} {self.say(title)}  {name}" for name, title in rows)

    def line(self, line: Line, indent: str) -> Iterator[str]:
        """A change: what kind it is, and both values, beside each other if they are short."""
        name = self.say(line.label)
        was, now = self.value(line.was), self.value(line.now)
        if both := line.short or line.why:
            value = self.say(both)
        elif not (was and now):
            sign = ("- " if was else "+ ") if line.either_way else ""
            value = sign + (was or now)
        elif width(was + now) <= _LONG:
            value = f"{was}{_ARROW}{now}"
        else:
            yield from (f"{indent}{name}", f"{indent}  - {was}", f"{indent}  + {now}")
            return
        yield f"{indent}{name}  {value}" if value else f"{indent}{name}"
