"""`gapub audit`: published catalogues against the guidelines, with a score, as a report, a notice, or a league table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from gapub.cli.declare import App, Exit
from gapub.cli.documents import data, findings_of, laid_out
from gapub.cli.language import LANGUAGE
from gapub.cli.messages import localized, report
from gapub.cli.options import (
    BACKUP,
    BY_LEVEL,
    FAIL_ON,
    OVERWRITE,
    AsOf,
    Level,
    Root,
    answers,
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
from gapub.cli.streams import progress, write_data
from gapub.cli.terminal import Section, plain_sections, print_sections
from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.model.scheme import OF_CATALOGUES
from gapub.reports.text import Line

if TYPE_CHECKING:
    from gapub.audit.report import Report
    from gapub.build.prepare import Prepared
    from gapub.model.scheme import Scheme
    from gapub.reports.document import Document, Part, Unread
    from gapub.tables.files import Begun
    from gapub.tables.values import Reader

app = App()

_NAMES: Final = ("text", "md", "json", "html", "xlsx", "docx", "sarif")
_TO_FILES: Final = ("xlsx", "docx")
"""The formats that are never printed."""
_LOCK: Final = "~$"
"""How the name begins of a file that Office makes beside one that is open."""
_BESIDE: Final = re.compile("^.*(?:，|, )")
"""The sheet of a place, which is said once for several cells."""
_NAMED: Final = 3
"""How many items and places of findings that say the same are named in a terminal."""


@app.command()
def audit(
    files: Annotated[
        list[Path],
        argument("公布的目录：文件，或者文件夹（排名）", "published catalogues: a file, or a folder (league table)"),
    ],
    level: Annotated[Level, option("目录层级", "level of the catalogue", **BY_LEVEL)],
    baseline: Annotated[str | None, option("对照的基线", "the baseline to hold it against")] = None,
    profile: Annotated[
        Path | None,
        option("本地的配置文件：以细化后的标准为准", "profile of the locality: its refined standard is the measure"),
    ] = None,
    as_of: AsOf = None,
    scheme: Annotated[
        str, option("评分方案的名称或者文件", "scheme of scoring, by name or file", "--scheme")
    ] = "catalogue",
    judged: Annotated[
        list[str] | None,
        repeated_option("人工评判的指标：编号=有问题的处数", "what a person judged: INDICATOR=NUMBER of things found"),
    ] = None,
    format: Annotated[
        str, format_option(_NAMES, Text("输出格式；xlsx、docx 须写 -o", "format; xlsx and docx require -o"))
    ] = "text",
    output: Annotated[Path | None, option("输出文件", "output file", "-o", "--output", callback=or_stdout)] = None,
    fail_on: Annotated[str, FAIL_ON] = "error",
    overwrite: Annotated[bool, OVERWRITE] = False,
    backup: Annotated[bool, BACKUP] = False,
    root: Root = None,
) -> None:
    """Audit one catalogue, or several. Exits with 1 where a finding stands that is watched for, with 2 for what cannot be read.

    Raises GapubError: `needs-output`, `output-is-input`, `one-notice`, `bad-answer`, `scheme-draws`, `unknown-code`, and for what cannot be
    read or written.
    """
    from gapub.build.prepare import prepare
    from gapub.sources.library import of_project
    from gapub.tables.files import read_ahead

    to_a_file(format, output, _TO_FILES)
    stopping = watched(fail_on, OF_CATALOGUES)
    paths, single = _paths(files, output)
    if format == "docx" and not single:
        message = Text("每份检查函只写一份目录：请逐个文件运行", "a notice is about one catalogue: run it file by file")
        raise GapubError([Diagnostic("one-notice", "error", message)])
    begun = read_ahead(paths)
    library = of_project(root, profile)
    rules = library.scheme(scheme)
    if rules.draw is not None:
        message = Text("这份评分方案抽签检查领域", "this scheme draws areas by lot")
        hint = Text("写出 JSON 报告，再用 gapub score 评分", "write a JSON report, and score it with gapub score")
        raise GapubError([Diagnostic("scheme-draws", "error", message, hint=hint)])
    counted = answers(judged or [], rules)
    day = day_of(as_of)
    prepared = prepare(level, profile, baseline=baseline and library.id("baselines", baseline), library=library)
    reports, unread = _all(zip(paths, begun, strict=True), prepared, profile, rules, counted, day, single=single)
    if output is None and format == "text":
        print_sections(*_laid_out(_document(reports, unread, single=single)))
    else:
        made = _made(reports, unread, format, single=single)
        if output is None:
            write_data(made)
        else:
            from gapub.output import put

            put(output, made, existing(overwrite=overwrite, backup=backup))
    if unread:
        report(found for each in unread for found in each.found)
        raise Exit(2)
    if any(each.severity in stopping or each.code in stopping for one in reports for each in one.audit.findings):
        raise Exit(1)


# --- what was asked ------------------------------------------------------------------------------------------------------


def _paths(files: Sequence[Path], output: Path | None) -> tuple[list[Path], bool]:
    """The files that are meant, those of a folder in order; and whether it is a single one that was named.

    Of a folder, an earlier report in place of this one is no catalogue, nor is what Office keeps beside a file that is open,
    nor the manifest of a folder that gapub wrote. Raises GapubError `output-is-input` for a report over what is audited.
    """
    from gapub.output.manifest import NAMES
    from gapub.sources.disk import entries
    from gapub.tables.kinds import SUFFIXES

    suffixes = {suffix for those in SUFFIXES.values() for suffix in those}
    found = list[Path]()
    for path in files:
        if path.is_dir():
            inside = [
                each
                for each in entries(path)
                if each.suffix.lower() in suffixes
                and each.is_file()
                and not each.name.startswith(_LOCK)
                and each.name not in NAMES
                and (output is None or each.resolve() != output.resolve())
            ]
            if not inside:
                message = Text("文件夹 {} 中没有表格文件", "{} has no file of tables").format(path.as_posix())
                raise GapubError([Diagnostic("no-files", "error", message, entity=path.as_posix())])
            found += inside
        else:
            found.append(path)
    found = list(dict.fromkeys(found))
    if output is not None and output.resolve() in (each.resolve() for each in found):
        message = Text("报告不能写到所检查的文件 {} 上", "the report must not replace {}, which is audited")
        shown = output.as_posix()
        raise GapubError([Diagnostic("output-is-input", "error", message.format(shown), entity=shown)])
    return found, len(found) == 1 and not any(each.is_dir() for each in files)


# --- the work ------------------------------------------------------------------------------------------------------------


def _all(
    files: Iterable[tuple[Path, Begun]],
    prepared: Prepared,
    profile: Path | None,
    scheme: Scheme,
    answers: Mapping[str, int],
    day: str | None,
    *,
    single: bool,
) -> tuple[list[Report], list[Unread]]:
    """Each file by itself; of several, one that cannot be read keeps no other from being audited."""
    from gapub.audit.report import Report
    from gapub.reports.document import Unread
    from gapub.tables.values import Reader

    reader = Reader(prepared.library.book(profile))
    reports, unread = list[Report](), list[Unread]()
    for path, begun in files:
        progress(path.name)
        try:
            reports.append(_one(path, begun, prepared, reader, scheme, answers, day))
        except GapubError as error:
            if single:
                raise
            unread.append(Unread(path.as_posix(), error.diagnostics))
        finally:
            progress()
    return reports, unread


def _one(
    path: Path,
    begun: Begun,
    prepared: Prepared,
    reader: Reader,
    scheme: Scheme,
    answers: Mapping[str, int],
    day: str | None,
) -> Report:
    """A file: what is found of it, and its score. It is called as the profile of its division, else as the file."""
    from gapub.audit.comparison import audit as compared
    from gapub.audit.report import Report
    from gapub.audit.score import counts_of, score
    from gapub.tables.reading import read_catalogue

    document, tables = read_catalogue(begun.document(), reader, prepared.library.registry)
    if told := [each for each in document.findings if each.severity == "warning"]:
        report(told)
    profile = prepared.profile
    division = profile.division if profile and len(profile.divisions) == 1 else None
    of = division.label if division else Text.same(path.stem)
    found = compared(tables, prepared, as_of=day or "", of=of)
    office = profile.cover.office if profile and profile.cover else None
    return Report(
        found,
        score(scheme, found.findings, counts_of(found.areas), prepared.level, answers),
        {name: item.title for each in prepared.guidelines for name, item in each.rows()},
        prepared.baseline.title,
        Text.same(office) if office else None,
        Text.same(division.name) if division else None,
    )


# --- the formats ---------------------------------------------------------------------------------------------------------


def _document(reports: Sequence[Report], unread: Sequence[Unread], *, single: bool) -> Document:
    from gapub.audit.report import document, league

    return document(reports[0]) if single else league(reports, unread)


def _made(reports: Sequence[Report], unread: Sequence[Unread], format: str, *, single: bool) -> bytes:
    """The report as a file of this format holds it."""
    if format == "docx":
        from gapub.audit import docx

        return docx.data(reports[0], LANGUAGE)
    if format in ("json", "sarif"):
        return _for_programs(reports, unread, format)
    made = _document(reports, unread, single=single)
    return plain_sections(*_laid_out(made)).encode() if format == "text" else data(made, format)


def _for_programs(reports: Sequence[Report], unread: Sequence[Unread], format: str) -> bytes:
    from gapub.audit import json
    from gapub.diagnostics.report import Report as Findings
    from gapub.diagnostics.sarif import sarif
    from gapub.rules.documents import document
    from gapub.rules.registry import RULES

    files = [*(each.audit.file for each in reports), *(each.file for each in unread)]

    def findings(found: Sequence[Diagnostic]) -> Findings:
        return findings_of(found, files, lambda code: document(code) if code in RULES else None)

    if format == "json":
        return json.text(reports, unread, findings).encode()
    told = [found for each in reports for found in each.audit.findings]
    lost = [found for each in unread for found in each.found]
    return sarif(findings([*told, *lost])._replace(unread=lost)).encode()


def _laid_out(made: Document) -> tuple[list[Line], Iterator[Section]]:
    """The report for a terminal: findings are told, and not laid out as a table."""
    return laid_out(made, {"findings": _findings, "remarks": _findings})


def _findings(part: Part) -> Iterator[Line]:
    """Each finding: what it is about, what it says, and where. Of an area, those that say the same stand as one."""
    alike = dict[tuple[str, ...], list[tuple[str, str, str]]]()
    for row in part.rows:
        severity, item, field, message, where, cited = map(localized, row.cells)
        same = localized(row.group), row.tone, severity, field, message
        alike.setdefault(same, []).append((item, where, cited))
    group = None
    for (area, tone, severity, field, message), those in alike.items():
        if area != group:
            group = area
            yield group, "bold"
        items, places, cites = (list(dict.fromkeys(each)) for each in zip(*those, strict=True))
        named = _few(items, "、", counted=True), "" if field == "—" else field
        about = " · ".join(each for each in named if each and f"“{each}”" not in message)
        said = f"{about}{localized(Text('：', ': '))}{message}" if about else message
        yield f"{severity}  {said}", {"error": "red", "warning": "yellow"}.get(tone, "")
        where = _few([*places[:1], *(_BESIDE.sub("", each) for each in places[1:])], "、")
        yield f"  {' · '.join(each for each in (where, _few(cites, '；', 1)) if each)}", "dim"


def _few(words: Sequence[str], mark: str, most: int = _NAMED, *, counted: bool = False) -> str:
    """The first of several words, and that there are more, or how many there are."""
    found = [each for each in words if each != "—"]
    if len(found) == 1:
        return found[0]
    more = Text(f" 等 {len(found)} 项", f" … ({len(found)})") if counted else Text(" 等", " …")
    return localized(
        Text(mark, "; ").join(map(Text.same, found[:most])) + (more if len(found) > most else Text("", ""))
    )
