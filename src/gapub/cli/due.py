"""`gapub due`: what has to be published, renewed or taken down from one day to another."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from gapub.cli.declare import App
from gapub.cli.documents import data, laid_out
from gapub.cli.messages import localized
from gapub.cli.options import (
    BACKUP,
    BY_LEVEL,
    OVERWRITE,
    BaselineName,
    Level,
    Root,
    day_of,
    existing,
    format_option,
    option,
    or_stdout,
    to_a_file,
)
from gapub.cli.sites import of_division
from gapub.cli.streams import write_data
from gapub.cli.terminal import PIPE, Section, plain_sections, print_sections
from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.model.shape import suggestion
from gapub.reports.text import Line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gapub.model.catalogue import Catalogue
    from gapub.publication.due import Plan, Published, Source
    from gapub.reports.document import Document, Part

app = App()

_NAMES: Final = ("text", "json", "xlsx", "html", "md", "ics")
_YEARS: Final = 10
"""The longest range that is reckoned with, in years."""
_FIRST, _LAST = 2000, 2099
"""The years that are reckoned with, those of the events of a list."""


@app.command()
def due(
    start: Annotated[
        str, option("从哪一天起（含当天）；可写 today", "from this day on, itself included; or today", "--from")
    ],
    until: Annotated[str, option("到哪一天止（含当天）", "to this day, itself included", "--to")],
    profile: Annotated[
        Path | None,
        option(
            "地方配置文件或者其文件夹；同一文件夹的 events.yaml 一并使用",
            "profile of the locality or its folder; events.yaml beside it is read, too",
        ),
    ] = None,
    level: Annotated[
        Level | None, option("目录层级（默认用配置文件的）", "level (default: that of the profile)", **BY_LEVEL)
    ] = None,
    baseline: BaselineName = None,
    division: Annotated[
        str | None,
        option("只列这个行政区划（代码或者名称）", "only this division of the profile, by code or name"),
    ] = None,
    record: Annotated[
        Path | None,
        option(
            "check-site 的网站记录，据以知道各事项何时公开过",
            "the record of check-site, by which it is known when rows were published",
        ),
    ] = None,
    office: Annotated[str | None, option("只列这个机关的", "only what this office has to do")] = None,
    format: Annotated[str, format_option(_NAMES, Text("输出格式；xlsx 须写 -o", "format; xlsx requires -o"))] = "text",
    output: Annotated[Path | None, option("输出文件", "output file", "-o", "--output", callback=or_stdout)] = None,
    overwrite: Annotated[bool, OVERWRITE] = False,
    backup: Annotated[bool, BACKUP] = False,
    root: Root = None,
) -> None:
    """List what is due in a range of days.

    Raises GapubError: `needs-output`, `bad-date`, `bad-range`, `unknown-division`, `unknown-office`, `record-…`, and for what
    cannot be read or written.
    """
    to_a_file(format, output, ("xlsx",))
    first, last = _range(start, until)
    made = _plan(first, last, profile, level, baseline, division, office, record, root)
    if output is not None:
        from gapub.output import put

        put(output, _file(made, format), existing(overwrite=overwrite, backup=backup))
    elif format == "text":
        from gapub.publication.timetable import document

        print_sections(*_laid_out(document(made)))
    else:
        write_data(_file(made, format))


def _file(made: Plan, format: str) -> bytes:
    """The plan as a file of this format holds it."""
    if format == "ics":
        from gapub.publication import ical

        return ical.data(made, localized)
    from gapub.publication import timetable

    if format == "json":
        return timetable.json(made).encode()
    document = timetable.document(made)
    return plain_sections(*_laid_out(document, PIPE)).encode() if format == "text" else data(document, format)


def _laid_out(made: Document, room: int | None = None) -> tuple[list[Line], Iterator[Section]]:
    """The report for a terminal: what is due stands one below the other, since a table of it would be too wide."""
    return laid_out(made, {"due": _matters, "promptly": _matters}, room=room)


def _matters(part: Part) -> Iterator[Line]:
    """Each matter: when and what, then area, office and time limit, by what, and its id."""
    for group, rows in groupby(part.rows, key=lambda each: each.group):
        if group.zh:
            yield localized(group), "bold"
        for row in rows:
            *head, item, area, office, what, limit, by, name = map(localized, row.cells)
            yield "　".join((*head, what, item)), "cyan"
            yield f"  {area} · {office}", ""
            yield f"  {limit}", ""
            yield f"  {by}", ""
            yield f"  {name}", "dim"


def _range(start: str, until: str) -> tuple[date, date]:
    first, last = (date.fromisoformat(day_of(each) or "") for each in (start, until))
    if last < first:
        message = Text(f"--to {last} 早于 --from {first}", f"--to {last} comes before --from {first}")
        hint = Text("请把两个日期对调", "put them the other way round")
        raise GapubError([Diagnostic("bad-range", "error", message, hint=hint)])
    if first.year < _FIRST or last.year > _LAST:
        message = Text(f"期间须在 {_FIRST} 年到 {_LAST} 年之间", f"the range must lie between {_FIRST} and {_LAST}")
        raise GapubError([Diagnostic("bad-range", "error", message)])
    if (last - first).days > _YEARS * 366:
        message = Text(f"期间超过 {_YEARS} 年", f"the range is longer than {_YEARS} years")
        hint = Text("请分几次列出", "ask for a part of it at a time")
        raise GapubError([Diagnostic("bad-range", "error", message, hint=hint)])
    return first, last


def _plan(
    first: date,
    last: date,
    profile: Path | None,
    level: Level | None,
    baseline: str | None,
    division: str | None,
    office: str | None,
    record: Path | None,
    root: Path | None,
) -> Plan:
    from gapub.build.prepare import prepare
    from gapub.model.inheritance import with_own
    from gapub.publication.calendar import calendar
    from gapub.publication.due import plan
    from gapub.sources.library import of_project

    library = of_project(root, profile)
    prepared = prepare(level, profile, baseline=baseline and library.id("baselines", baseline), library=library)
    profiles = of_division(prepared, division)
    made = [prepared.catalogue(each) for each in profiles] or [prepared.catalogue(None)]
    named = office and _office(office, made)
    file, events, others = library.events(prepared.chain)
    ours = {name for each in profiles for one in each.divisions for name in one.division.names}
    mine = [each for each in events if each.division is None or each.division in ours]
    registry = with_own(library.registry, prepared.chain)
    published, source = (
        _published(record, prepared.level, [each.division.name for each in profiles]) if record else ((), None)
    )
    return plan(
        made,
        registry,
        calendar(registry),
        first,
        last,
        events=mine,
        file=file,
        others=len(others) + len(events) - len(mine),
        office=named or None,
        published=published,
        record=source,
    )


def _published(path: Path, level: str, divisions: Sequence[str]) -> tuple[Sequence[Published], Source]:
    """What the record of a website knows of these divisions. Raises GapubError for one of others, or that cannot be read."""
    from gapub.publication import history, kept
    from gapub.publication.due import Published, Source

    shown = path.as_posix()
    if not divisions:
        message = Text("没有配置文件，不能使用网站记录", "no profile says whose record it is")
        hint = Text("请写 --profile", "name a profile with --profile")
        raise GapubError([Diagnostic("record-other-place", "error", message, entity=shown, hint=hint)])
    known = kept.read(path, shown).history
    history.of_the_same(known, level, divisions, shown)
    made = [
        Published(each.published, each.title or each.url, each.row, each.division, each.gone is not None)
        for each in history.published(known, divisions)
        if each.published
    ]
    return made, Source(shown, max(run.as_of for run in known.runs), len(made))


def _office(wanted: str, catalogues: Sequence[Catalogue]) -> str:
    """The office as rows name it: by its name, or by a part of one name alone. Raises GapubError `unknown-office`."""
    from gapub.model.text import fold
    from gapub.publication.due import offices_of

    known = tuple(
        dict.fromkeys(
            name for made in catalogues for area in made.areas for item in area.items for name in offices_of(item)
        )
    )
    same = [each for each in known if fold(each) == fold(wanted)]
    like = same or [each for each in known if fold(wanted) in fold(each)]
    if len(like) == 1:
        return like[0]
    if like:
        message = Text(f"“{wanted}”可能指几个机关", f"{wanted!r} may mean more than one office")
        hint = Text("请写全：", "write the name in full: ") + Text("、", ", ").join(map(Text.same, like[:_SHOWN]))
    else:
        message = Text(f"没有叫“{wanted}”的公开主体", f"no office is called {wanted!r}")
        hint = suggestion(wanted, known)
    raise GapubError([Diagnostic("unknown-office", "error", message, hint=hint)])


_SHOWN: Final = 12
"""How many names a hint lists."""
