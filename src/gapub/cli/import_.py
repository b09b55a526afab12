"""`gapub import`: tables that others wrote, as a guideline, as a profile, or as a record that cells were checked."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal, TypeAlias

from gapub import output
from gapub.cli.declare import App, Exit
from gapub.cli.language import LANGUAGE
from gapub.cli.messages import say
from gapub.cli.options import BACKUP, OVERWRITE, Root, argument, called, existing, option, or_stdout
from gapub.cli.streams import write
from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.diagnostics.text import safe, text
from gapub.model.text import PROFILE_LEVELS
from gapub.sources import project as projects
from gapub.sources.bundle import FOLDER
from gapub.sources.library import Library, open_library, remember

if TYPE_CHECKING:
    from gapub.output import Existing
    from gapub.tables.files import Begun
    from gapub.tables.outcome import File, Given, Options, Origin, Outcome
    from gapub.tables.report import Account

app = App()

Way: TypeAlias = Literal["guideline", "profile", "attest"]
_SHOWN: Final = 20
"""Findings of a kind that are printed; `--report` has all."""
_SOURCE_LEVELS: Final = {
    "national": Text("国家|全国", "national"),
    "ministry": Text("部|部委|国家部委", "ministry"),
    "unknown": Text("不明", "unknown"),
}


@app.command(name="import")
def import_(
    files: Annotated[
        list[Path],
        argument(
            "表格文件：Excel、Word、网页、CSV、Markdown、PDF", "tables: Excel, Word, web page, CSV, Markdown, PDF"
        ),
    ],
    way: Annotated[
        Way,
        option(
            "导入为：标准指引、地方配置文件、核对记录", "what it becomes: a guideline, a profile, attestations", "--as"
        ),
    ],
    area: Annotated[
        str | None,
        option("领域的编号或者名称（默认据表名）", "the area, by id or name (default: by the table's title)"),
    ] = None,
    level: Annotated[
        str | None,
        option("表格的层级", "the level of the table", **called(tuple(PROFILE_LEVELS), lambda: _levels())),
    ] = None,
    division: Annotated[
        str | None, option("行政区划的代码或者名称", "the division that it is of, by code or name")
    ] = None,
    baseline: Annotated[str | None, option("配置文件的基线", "the baseline of the profile")] = None,
    edition: Annotated[str | None, option("版本，如 2019、seen-2024", "the edition, such as 2019 or seen-2024")] = None,
    source: Annotated[
        str | None,
        option("出处：地方/层级/网址，如 某县/county/https://…", "where it was seen: PLACE/level/url", "--source"),
    ] = None,
    profile: Annotated[
        Path | None, option("核对记录写入的配置文件", "the profile that attestations are written into", "--profile")
    ] = None,
    extends: Annotated[
        Path | None, option("新配置文件的上级配置文件", "the profile above a new profile", "--extends")
    ] = None,
    merge: Annotated[bool, option("补全已有的版本", "complete the edition that is there", "--merge")] = False,
    by: Annotated[str | None, option("核对人", "who checked", "--by")] = None,
    on: Annotated[str | None, option("核对日期", "the day of the check, such as 2026-11-20", "--on")] = None,
    document: Annotated[
        str | None, option("文件的文号或者标题", "the number or title of the document", "--document")
    ] = None,
    target: Annotated[
        Path | None,
        option(
            "写入的文件或者文件夹（默认只显示）",
            "file or folder (default: print only)",
            "-o",
            "--output",
            callback=or_stdout,
        ),
    ] = None,
    in_place: Annotated[
        bool, option("写入项目中应在的位置", "write to where it belongs in the project", "--write")
    ] = False,
    overwrite: Annotated[bool, OVERWRITE] = False,
    backup: Annotated[bool, BACKUP] = False,
    account: Annotated[
        Path | None,
        option("把导入情况逐格写入 JSON 文件", "write the account of every cell to a JSON file", "--report"),
    ] = None,
    root: Root = None,
) -> None:
    """Import tables; without `-o` or `--write` what would be written is printed. Exit with 1 if an error is left."""
    from gapub.tables.files import read_ahead

    said = (level, division, baseline, edition, source, profile, extends, merge, by, on, document)
    _check_use(way, dict(zip(_ONLY, said, strict=True)))
    begun = read_ahead(files)  # they are read while what follows is imported, and the library opened
    from gapub.tables.outcome import WAYS, Options
    from gapub.tables.report import account as accounted
    from gapub.tables.report import summary

    outcome_of = import_module(WAYS[way]).outcome
    project = projects.find(root, [each for each in (profile, extends) if each])
    if target or in_place:
        remember()  # what is written may bring new ids: editors' schemas are made anew, of files nearly all read here
    library = open_library(project.guidelines, project.root)
    options = Options(
        _area(area, library),
        level or "",
        division or "",
        library.id("baselines", baseline) if baseline else "",
        edition or "",
        _origin(source),
        profile,
        target,
        merge,
        by or "",
        on or "",
        document or "",
        extends,
        overwrite or backup,
    )
    given = _given(begun, library, project, options)
    outcome: Outcome = outcome_of(given)
    made = accounted(given)
    _deliver(outcome.files, target, in_place=in_place, existing=existing(overwrite=overwrite, backup=backup))
    if target or in_place:
        from gapub.cli.schema import for_editors

        led = [each for each in outcome.files if "$schema=" in each.text.partition("\n")[0]]
        for kind in dict.fromkeys(_kind(each, way) for each in led):
            for_editors(kind, project)
    found = _found(given, made, outcome)
    if account is not None:
        _account(made, outcome._replace(findings=found), account, existing(overwrite=overwrite, backup=backup))
    _report(found)
    for line in (*summary(made), *outcome.said):
        say(line)
    if made.noted and account is None and way != "guideline":  # an edition tells each of them as a finding
        say(Text("没有读懂的各格，用 --report FILE 逐格写出", "--report FILE lists each cell that was not understood"))
    if any(each.severity == "error" for each in found):
        raise Exit(1)


def _kind(file: File, way: Way) -> str:
    """What kind of file it is."""
    return "guideline" if way == "guideline" or file.name.startswith(f"{FOLDER}/") else "profile"


_ONLY: Final[Mapping[str, tuple[Way, ...]]] = {
    "--level": ("guideline", "profile"),
    "--division": ("profile", "attest"),
    "--baseline": ("profile",),
    "--edition": ("guideline",),
    "--source": ("guideline", "attest"),
    "--profile": ("attest",),
    "--extends": ("profile",),
    "--merge": ("guideline",),
    "--by": ("attest",),
    "--on": ("attest",),
    "--document": ("guideline", "attest"),
}
"""The options that not all ways take."""


def _check_use(way: Way, given: Mapping[str, object]) -> None:
    """Refuse an option that the way does not take, rather than pass it over in silence."""
    for name, value in given.items():
        if value and way not in _ONLY[name]:
            ways = Text("、", ", ").join(Text.same(f"--as {each}") for each in _ONLY[name])
            message = Text("{0} 只用于 {1}", "{0} is for {1} only").format(name, ways)
            raise GapubError([Diagnostic("other-way", "error", message, entity=name)])


def _levels() -> dict[str, Text]:
    from gapub.model.text import LEVELS_CALLED

    return LEVELS_CALLED


# --- reading ---------------------------------------------------------------------------------------------------------


def _given(files: Iterable[Begun], library: Library, project: projects.Project, options: Options) -> Given:
    """The tables of the files. Raises GapubError for a file that cannot be read, or that has no table of a catalogue."""
    from gapub.tables.outcome import Given
    from gapub.tables.reading import read_catalogue
    from gapub.tables.values import Reader

    reader = Reader(library.book(options.profile or options.extends))
    read = [read_catalogue(each.document(), reader, library.registry) for each in files]
    tables = tuple(table for _, of_file in read for table in of_file)
    return Given(tuple(document for document, _ in read), tables, library, project, options)


def _area(text: str | None, library: Library) -> str:
    """The id of an area that is known, else the text: it may be the title of a new one."""
    ids = library.names.meaning("areas", text).ids if text else {}
    return next(iter(ids)) if len(ids) == 1 else text or ""


def _origin(text: str | None) -> Origin:
    """What `--source` says: 某县/county/https://…; level and address may be left out."""
    from gapub.model.text import LEVELS_CALLED, word_for
    from gapub.tables.outcome import Origin

    if not text:
        return Origin()
    place, _, rest = text.partition("/")
    said, _, url = rest.partition("/") if not rest.startswith("http") else ("", "", rest)
    level = said if said in _SOURCE_LEVELS else word_for(said, {**LEVELS_CALLED, **_SOURCE_LEVELS}) or ""
    level = "national" if level == "nation" else level
    if not place.strip() or (said and not level) or (url and not url.startswith(("http://", "https://"))):
        message = Text(f"不能识别 --source “{text}”", f"--source {text!r} is not understood")
        hint = Text(
            "写作 地方/层级/网址，如 某县/county/https://…", "write PLACE/level/url, such as 某县/county/https://…"
        )
        raise GapubError([Diagnostic("bad-source", "error", message, hint=hint)])
    return Origin(place.strip(), level, url)


# --- writing ---------------------------------------------------------------------------------------------------------


def _deliver(files: Sequence[File], target: Path | None, *, in_place: bool, existing: Existing) -> None:
    """Write the files to where they shall stand, all or none; print them where no place was named."""
    if target is None and not in_place:
        _print(files)
        return
    places = [(_place(each, files, target), each) for each in files]
    for place, each in places:
        if existing == "refuse" and not _may_change(place, each, target):
            raise output.file.exists(place)
    for place, each in places:
        output.tidy([place])
        data = each.text.encode()
        is_as_before = target is None and each.text == each.before
        if is_as_before or _says(place, data):
            say(Text("{}：没有变化", "{}: unchanged").format(safe(place.as_posix())))
            continue
        if _may_change(place, each, target):
            output.rewrite(place, data)
        else:
            output.put(place, data, existing)
        say(Text("{}：已写入", "{}: written").format(safe(place.as_posix())))


def _place(file: File, files: Sequence[File], target: Path | None) -> Path:
    """Where a file goes: where `-o` says, a file or a folder, else where it belongs."""
    if target is None:
        return file.place
    is_file = len(files) == 1 and target.suffix in (".yaml", ".yml") and not target.is_dir()
    return target if is_file else target / file.name


def _may_change(place: Path, file: File, target: Path | None) -> bool:
    """Whether nothing of anybody's is lost: the place is free or has the text already, or the file is the one to be changed."""
    if not os.path.lexists(place):
        return True
    return _says(place, file.text.encode()) or (target is None and file.before is not None)


def _says(place: Path, data: bytes) -> bool:
    """Whether a file has a text already."""
    with suppress(OSError):
        return place.read_bytes() == data
    return False


def _print(files: Sequence[File]) -> None:
    """A new file as it would be; of one that is changed, and of several, the changes."""
    if len(files) == 1 and files[0].before is None:
        write("".join(f"{safe(line)}\n" for line in files[0].text.splitlines()))
        return
    from difflib import unified_diff

    for each in files:
        path = each.place.as_posix()
        lines = unified_diff(
            (each.before or "").splitlines(),
            each.text.splitlines(),
            fromfile="/dev/null" if each.before is None else f"a/{path}",
            tofile=f"b/{path}",
            lineterm="",
        )
        write("".join(f"{safe(line)}\n" for line in lines))


# --- reporting -------------------------------------------------------------------------------------------------------


def _found(given: Given, made: Account, outcome: Outcome) -> tuple[Diagnostic, ...]:
    """All that there is to say: of the files, of cells, and what came of the import, the most serious first."""
    from gapub.tables.report import unread
    from gapub.tables.rows import others

    found = [each for document in given.documents for each in document.findings]
    for document in given.documents:
        for grid in others(document, [each.table for each in given.tables]):
            message = Text("这张表没有目录的表头，没有导入", "no headings of a catalogue; this table was not imported")
            found.append(Diagnostic("import-other-table", "info", message, document.place(grid, 1, 1)))
    found += (*unread(made, outcome.on_cover), *outcome.findings)
    return tuple(sorted(found, key=lambda each: ("error", "warning", "info").index(each.severity)))


def _report(found: Sequence[Diagnostic]) -> None:
    """Print the findings; of one kind not more than anybody reads."""
    shown, count = list[Diagnostic](), dict[str, int]()
    for each in found:
        count[each.code] = count.get(each.code, 0) + 1
        if count[each.code] <= _SHOWN or each.severity == "error":
            shown.append(each)
    if shown:
        write(text(shown, lang=LANGUAGE, sources=_unshown), error=True)
    if (more := len(found) - len(shown)) > 0:
        say(Text(f"另有 {more} 条，用 --report 全部写出", f"{more} more; --report FILE writes all of them"))


def _unshown(_: str) -> None:
    """No file is quoted: a place is a cell of a table, and no line of a text."""


def _account(made: Account, outcome: Outcome, path: Path, existing: Existing) -> None:
    from gapub.diagnostics.format import json_text
    from gapub.tables.report import machine

    output.put(path, json_text(machine(made, outcome), indent=2).encode(), existing)
