"""`gapub check-site`: what a website holds against the catalogue, as a report, a notice, or lists for each office."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import date
from hashlib import sha256
from itertools import groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from gapub.cli.declare import App, Exit
from gapub.cli.documents import data, findings_of, laid_out
from gapub.cli.language import LANGUAGE
from gapub.cli.messages import localized, say
from gapub.cli.options import (
    BACKUP,
    BY_LEVEL,
    FAIL_ON,
    OVERWRITE,
    Level,
    Root,
    argument,
    day_of,
    existing,
    format_option,
    option,
    or_stdout,
    repeated_option,
    to_a_file,
    watched,
)
from gapub.cli.sites import Site, exports_of, judged, site_of
from gapub.cli.streams import write_data
from gapub.cli.terminal import Section, plain_sections, print_sections
from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.model.scheme import OF_SITES
from gapub.reports.text import Line

if TYPE_CHECKING:
    from gapub.output import Existing
    from gapub.publication.history import Changes, Known
    from gapub.publication.kept import Kept
    from gapub.publication.record import Export, Record
    from gapub.publication.report import Alike, Report
    from gapub.publication.result import Check
    from gapub.reports.document import Part

app = App()

_NAMES: Final = ("text", "md", "json", "html", "xlsx", "docx", "sarif")
_TO_FILES: Final = ("xlsx", "docx")
"""The formats that are never printed."""
_LINES: Final = 1000
"""So many lines of the record are written at once."""
_MOST: Final = 3
"""How many findings that are alike are named in a terminal."""


@app.command()
def check_site(
    exports: Annotated[
        list[Path],
        argument(
            "网站导出的信息清单：csv、tsv、json、jsonl，Excel、WPS 表格",
            "what the website exports: csv, tsv, json, jsonl, Excel, WPS",
        ),
    ],
    profile: Annotated[
        Path, option("地方配置文件，事项的 publish 写明栏目", "profile.yaml, whose `publish` names the columns")
    ],
    as_of: Annotated[str, option("检查日；可写 today", "the day of the check, or today")],
    level: Annotated[
        Level | None, option("目录层级（默认用配置文件的）", "level (default: that of the profile)", **BY_LEVEL)
    ] = None,
    baseline: Annotated[str | None, option("对照的基线", "the baseline to hold it against")] = None,
    division: Annotated[
        str | None,
        option("只检查其中一个行政区划（代码或者名称）", "check one division of the profile alone, by code or name"),
    ] = None,
    scheme: Annotated[
        str,
        option(
            "没有规定更新期限的栏目，按这份评分方案", "scheme that says how old a column may be where nothing else does"
        ),
    ] = "inspection",
    previous: Annotated[
        list[Path] | None,
        repeated_option("上次导出的清单，据以发现撤下的信息", "an earlier export, by which removals are known"),
    ] = None,
    record: Annotated[
        Path | None,
        option("逐次检查的记录：何时发现、何时改正", "the record of all runs: when each matter was found, and mended"),
    ] = None,
    start: Annotated[
        str | None,
        option(
            "发布超过时限，只查从这一天起发布的（默认从上次检查日起）",
            "late publication: of what was published from this day on (default: since the last run)",
            "--from",
        ),
    ] = None,
    format: Annotated[
        str, format_option(_NAMES, Text("输出格式；xlsx、docx 须写 -o", "format; xlsx and docx require -o"))
    ] = "text",
    output: Annotated[
        Path | None,
        option(
            "输出文件；xlsx 写文件夹的，每个机关一份催办单",
            "output file; of xlsx also a folder, for a file an office",
            "-o",
            "--output",
            callback=or_stdout,
        ),
    ] = None,
    fail_on: Annotated[str, FAIL_ON] = "error",
    overwrite: Annotated[bool, OVERWRITE] = False,
    backup: Annotated[bool, BACKUP] = False,
    root: Root = None,
) -> None:
    """Check a website. Exits with 1 where a finding stands that is watched for, with 2 for what cannot be read.

    Raises GapubError: `needs-output`, `output-is-input`, `one-notice`, `unknown-code`, `unknown-division`, `record-…`, and for
    what cannot be read or written.
    """
    from gapub.output import exclusive, rewrite
    from gapub.publication import history
    from gapub.sources.library import of_project

    to_a_file(format, output, _TO_FILES)
    stopping = watched(fail_on, OF_SITES)
    _unlike(output, record, [*exports, *(previous or ()), profile])
    day = date.fromisoformat(day_of(as_of) or "")
    late_from = None if start is None else date.fromisoformat(day_of(start) or "")
    library = of_project(root, profile)
    site = site_of(profile, level, baseline, division, day, library)
    if format == "docx" and len(site.divisions) > 1:
        message = Text(
            "通报只写一个行政区划，请用 --division 指定", "a notice is about one division: name it with --division"
        )
        raise GapubError([Diagnostic("one-notice", "error", message)])
    lists, before = exports_of(exports), exports_of(previous or ())
    with ExitStack() as held:
        known, digest = history.History(), ""
        if record is not None:
            held.enter_context(exclusive(record, _say_waiting))
            (known, digest), gone = _before(record, site, day, lists)
            before += [gone] if gone else []
        late_from = late_from or history.last_before(known, day)
        checked = judged(site, lists, day, scheme, before, late_from)
        after = history.updated(known, checked, site.divisions) if record is not None else None
        known = known._replace(known=())  # it has been gone through, and is large
        changes = history.changes(after, checked, site.divisions) if after is not None else None
        if changes is not None:
            checked = history.without(checked, changes.accepted, site.divisions)
        _write(_report(site, checked, changes), format, output, existing(overwrite=overwrite, backup=backup))
        changed = after is not None and (after.runs != known.runs or _hash(history.lines(after)) != digest)
        if record is not None and after is not None and changed:
            rewrite(record, _pieces(history.lines(after)))
    if any(each.found.severity in stopping or each.found.code in stopping for each in checked.findings):
        raise Exit(1)


# --- what was asked ------------------------------------------------------------------------------------------------------


def _unlike(output: Path | None, record: Path | None, inputs: Sequence[Path]) -> None:
    """Raise GapubError `output-is-input` where a report or the record would replace what is read, or one the other."""
    taken = [each.resolve() for each in inputs]
    for path, others in ((output, [*taken, *([record.resolve()] if record else [])]), (record, taken)):
        if path is not None and path.resolve() in others:
            message = Text("不能写到 {} 上：它是所读的文件", "{} is what is read, and must not be replaced")
            shown = path.as_posix()
            raise GapubError([Diagnostic("output-is-input", "error", message.format(shown), entity=shown)])


def _before(path: Path, site: Site, day: date, exports: Sequence[Export]) -> tuple[Kept, Export | None]:
    """The record of earlier runs, and what of its entries the lists no longer have, as a list, if there was a run.

    Raises GapubError for one that cannot be read, has lines that are not understood, or is of something else: such a file is
    never written again.
    """
    from gapub.publication import history, kept
    from gapub.sources.disk import is_there

    shown = path.as_posix()
    if not is_there(path):
        return kept.Kept(history.History(), ""), None
    there = {each.url or (each.title, each.published): each for export in exports for each in export.records}

    def now(known: Known) -> Record | None:
        return there.get(known.url or (known.title, known.published))

    def leaner(known: Known) -> Known:
        record = now(known)
        if record is None or record.title != known.title:
            return known
        return known._replace(url=record.url, title=record.title, line=0)  # the same texts, not others that are alike

    found = kept.read(path, shown, leaner)
    history.agrees(found.history, day, site.prepared.level, site.divisions, shown)
    earlier = any(each.as_of < day for each in found.history.runs)
    left = found.history._replace(known=[each for each in found.history.known if now(each) is None])
    return found, history.export(left, day, shown, site.divisions) if earlier else None


def _pieces(lines: Iterable[str]) -> Iterator[bytes]:
    """Many lines at once, as a file is written."""
    rest = iter(lines)
    while piece := "".join(islice(rest, _LINES)):
        yield piece.encode()


def _hash(lines: Iterable[str]) -> str:
    digest = sha256()
    for line in lines:
        digest.update(line.encode())
    return digest.hexdigest()


def _say_waiting() -> None:
    say(Text("另一个 gapub 正在使用该记录，请稍候", "another gapub is using the record; waiting"))


def _report(site: Site, checked: Check, changes: Changes | None) -> Report:
    from gapub.publication.report import Report

    cover = site.profiles[0].cover if len(site.profiles) == 1 else None
    office = Text.same(cover.office) if cover and cover.office else None
    return Report(checked, site.prepared.baseline.title, office, changes, site.divisions)


# --- the formats ---------------------------------------------------------------------------------------------------------


def _write(report: Report, format: str, output: Path | None, existing: Existing) -> None:
    from gapub.output import put

    if output is not None and format == "xlsx" and (output.is_dir() or output.suffix.lower() != ".xlsx"):
        from gapub.publication import workbook

        _to_folder(output, workbook.files(report, LANGUAGE), existing)
    elif output is not None:
        put(output, _made(report, format), existing)
    elif format == "text":
        print_sections(*_laid_out(report))
    else:
        write_data(_made(report, format))


def _made(report: Report, format: str) -> bytes:
    """The report as a file of this format holds it."""
    if format == "docx":
        from gapub.publication import docx

        return docx.data(report, LANGUAGE)
    if format == "xlsx":
        from gapub.publication import workbook

        return workbook.data(report, LANGUAGE)
    if format == "html":
        from gapub.publication import page

        return page.text(report, LANGUAGE).encode()
    if format in ("json", "sarif"):
        return _for_programs(report, format)
    if format == "text":
        return plain_sections(*_laid_out(report)).encode()
    from gapub.publication.report import document

    return data(document(report), format)


def _for_programs(report: Report, format: str) -> bytes:
    from gapub.diagnostics.sarif import sarif
    from gapub.publication import json
    from gapub.publication.meanings import document

    files = [each.file for each in report.check.exports]
    if format == "json":
        return json.data(report, lambda found: findings_of(found, files, document))
    told = [json.told(each) for each in report.check.findings]
    told += (each for export in report.check.exports for each in export.findings)
    return sarif(findings_of(told, files, document)).encode()


def _to_folder(folder: Path, files: Mapping[str, bytes], existing: Existing) -> None:
    """Write a workbook for each office, all or none; what former runs left there is named.

    Raises GapubError `output-exists` where another file has a name.
    """
    from gapub.output import put
    from gapub.output.file import exists
    from gapub.sources.disk import entries

    if existing == "refuse":
        named = {name: folder / name for name in files}
        taken = [path for name, path in named.items() if path.is_file() and path.read_bytes() != files[name]]
        if taken:
            raise GapubError([each for path in taken[:_MOST] for each in exists(path).diagnostics])
    for name, content in files.items():
        put(folder / name, content, existing)
    if not files:
        say(Text("没有需要办理的事项，没有写出催办单", "nothing is to be mended, so no workbook was written"))
        return
    say(Text("已写入 {}：{} 份", "written to {}: {}").format(folder.as_posix(), len(files)))
    left = [each.name for each in entries(folder) if each.suffix == ".xlsx" and each.name not in files]
    if left:
        told = Text(
            "文件夹中另有 {} 份，不是这次写出的：{}", "{} other workbooks in the folder are not of this run: {}"
        )
        more = Text("等", " …") if len(left) > _MOST else Text("", "")
        say(told.format(len(left), Text("、", ", ").join(map(Text.same, left[:_MOST]))) + more)


def _laid_out(report: Report) -> tuple[list[Line], Iterator[Section]]:
    """The report for a terminal: findings are told, and not laid out as a table."""
    from gapub.publication.report import document, folded

    told = list(folded(report, whole=True))

    def of(*severities: str) -> list[Alike]:
        return [each for each in told if each.findings[0].found.severity in severities]

    return laid_out(
        document(report, _MOST, terminal=True),
        {
            "findings": lambda _: _findings(report, of("error", "warning")),
            "remarks": lambda _: _remarks(of("info")),
            "columns": _columns,
            "history": _history,
        },
    )


def _columns(part: Part) -> Iterator[Line]:
    """Columns, each in a line or two: a table of so many words would be all edges."""
    for group, rows in groupby(part.rows, key=lambda each: each.group):
        yield localized(group), "bold"
        for row in rows:
            state, column, items, number, latest, limit, office = map(localized, row.cells)
            yield f"{state}  {column}", {"error": "red", "warning": "yellow"}.get(row.tone, "")
            count = localized(Text(f"{number or 0} 条", f"{number or 0} entries"))
            yield f"  {' · '.join(each for each in (items, count, latest, limit, office) if each != '—')}", "dim"


def _history(part: Part) -> Iterator[Line]:
    """What has changed since the last check, each in two lines."""
    for row in part.rows:
        state, code, about, column, title, since, first = map(localized, row.cells)
        yield (
            f"{state}  {' · '.join(each for each in (code, about, title) if each != '—')}",
            "" if row.tone == "good" else "yellow",
        )
        days = localized(Text(f"{first} 首次发现", f"first found {first}"))
        if since != first:
            days = localized(Text(f"自 {since}，", f"since {since}, ")) + days
        yield f"  {' · '.join(each for each in (column, days) if each != '—')}", "dim"


def _findings(report: Report, told: Sequence[Alike]) -> Iterator[Line]:
    """Findings by area, those of a kind under one head: what each says, of which row, column and entry, and how many more."""
    from gapub.diagnostics.report import SEVERITIES
    from gapub.publication.report import item, label, message, place_of, since

    group = None
    for each in told:
        if each.group != group:
            group = each.group
            yield localized(group), "bold"
        code, severity = each.findings[0].found.code, each.findings[0].found.severity
        number = len(each.findings)
        style = {"error": "red", "warning": "yellow"}.get(severity, "")
        count = localized(Text(f"（{number} 处）", f" ({number})")) if number > 1 else ""
        yield f"{localized(SEVERITIES[severity])}  {localized(label(code))}{count}", style
        for one in each.findings[:_MOST]:
            yield f"  {localized(message(one))}", ""
            about = localized(item(report.check, one.row)) if one.row else ""
            when = localized(since(report, one))
            from_ = localized(Text(f"自 {when}", f"since {when}")) if one.since else when
            parts = (about, one.column, localized(place_of(one)), one.office, from_)
            yield f"    {' · '.join(part for part in parts if part not in ('', '—'))}", "dim"
        if number > _MOST:
            yield f"  {localized(Text(f'另有 {number - _MOST} 处', f'{number - _MOST} more'))}", "dim"


def _remarks(told: Sequence[Alike]) -> Iterator[Line]:
    """Remarks by kind, of each how many there are in which area: one by one they would hide what has to be mended."""
    from gapub.diagnostics.report import SEVERITIES
    from gapub.publication.report import label

    kinds: dict[str, list[Alike]] = {}
    for each in told:
        kinds.setdefault(each.findings[0].found.code, []).append(each)
    for code, those in kinds.items():
        number = sum(len(each.findings) for each in those)
        yield (
            localized(SEVERITIES["info"] + Text.same("  ") + label(code) + Text(f"（{number} 处）", f" ({number})")),
            "",
        )
        areas = [each.group + Text.same(f" {len(each.findings)}") for each in those]
        yield f"  {localized(Text('、', ', ').join(areas))}", "dim"
