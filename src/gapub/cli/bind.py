"""`gapub bind`: which columns of a website rows of the catalogue are published in; proposed, ticked, written into a profile."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from gapub import output as outputs
from gapub.cli.declare import App, Exit
from gapub.cli.documents import data, laid_out
from gapub.cli.messages import localized, report, say
from gapub.cli.options import (
    BACKUP,
    BY_LEVEL,
    OVERWRITE,
    Level,
    Root,
    argument,
    existing,
    format_option,
    option,
    or_stdout,
    to_a_file,
)
from gapub.cli.streams import write, write_data
from gapub.cli.terminal import plain_sections, print_sections
from gapub.diagnostics import Diagnostic, GapubError, Text, counted
from gapub.diagnostics.text import safe
from gapub.model.shape import suggestion
from gapub.reports.text import Line
from gapub.sources.library import of_project

if TYPE_CHECKING:
    from gapub.cli.terminal import Section
    from gapub.model.catalogue import Catalogue
    from gapub.model.profile import Profile
    from gapub.publication.binding import Column, Proposals
    from gapub.reports.document import Document, Part
    from gapub.sources.library import Library
    from gapub.upgrade.binding import Binding

app = App()

_NAMES: Final = ("text", "csv", "xlsx", "json")


@app.command()
def bind(
    exports: Annotated[
        list[Path],
        argument(
            "网站导出的信息清单：csv、tsv、json、jsonl，Excel、WPS 表格",
            "lists that the website exports: csv, tsv, json, jsonl, Excel, WPS",
        ),
    ],
    profile: Annotated[Path, option("地方配置文件", "profile of the locality", "--profile")],
    level: Annotated[
        Level | None, option("目录层级（默认用配置文件的）", "level (default: that of the profile)", **BY_LEVEL)
    ] = None,
    division: Annotated[
        str | None,
        option(
            "配置文件中的行政区划（代码或者名称），有几个的必须写",
            "division of the profile, by code or name; needed where it has several",
        ),
    ] = None,
    accept: Annotated[
        int | None,
        option(
            "采用达到这个得分的建议（0 至 100，通常 75）",
            "take the proposals of at least this score (0 to 100; 75 as a rule)",
            "--accept",
        ),
    ] = None,
    ticked: Annotated[
        Path | None,
        option(
            "采用打了 √ 的对应表（csv、xlsx）", "take what is ticked in a table that bind wrote (csv, xlsx)", "--ticked"
        ),
    ] = None,
    in_place: Annotated[
        bool, option("写入配置文件（默认只显示改动）", "write into the profile (default: print the changes)", "--write")
    ] = False,
    format: Annotated[str, format_option(_NAMES, Text("输出格式；xlsx 须写 -o", "format; xlsx requires -o"))] = "text",
    output: Annotated[
        Path | None, option("建议写入的文件", "file for the proposals", "-o", "--output", callback=or_stdout)
    ] = None,
    overwrite: Annotated[bool, OVERWRITE] = False,
    backup: Annotated[bool, BACKUP] = False,
    root: Root = None,
) -> None:
    """Propose columns for rows; nothing is written into the profile but what `--accept` or `--ticked` takes, with `--write`.

    Exits with 1 where a tick could not be taken. Raises GapubError: `needs-output`, `which-division`, `accept-or-ticked`,
    `bad-score`, `output-is-input`, and for what cannot be read or written.
    """
    from gapub.publication.binding import propose, rows_of

    _check_use(accept, ticked, format, output, in_place=in_place)
    library = of_project(root, profile)
    own = library.chain(profile)[-1]
    catalogue, wanted = _catalogue(library, own, profile, level, division)
    columns = _columns(exports)
    found = propose(rows_of(catalogue), columns)
    if accept is None and ticked is None:
        _show(found, catalogue, format, output, overwrite=overwrite, backup=backup)
        return
    bindings, strange = _accepted(found, accept) if accept is not None else _ticked(ticked, catalogue, columns)
    _write(library, own, bindings, wanted, in_place=in_place)
    if strange:
        report(strange)
        raise Exit(1)


def _columns(exports: Sequence[Path]) -> list[Column]:
    """The columns of a website; its entries are forgotten."""
    from gapub.publication.binding import columns_of
    from gapub.publication.reading import read

    read_in = read(exports)
    if told := [each for export in read_in for each in export.findings]:
        report(told)
    return columns_of(read_in)


# --- what was asked ------------------------------------------------------------------------------------------------------


def _check_use(accept: int | None, ticked: Path | None, format: str, output: Path | None, *, in_place: bool) -> None:
    to_a_file(format, output, ("xlsx",))
    if accept is not None and ticked is not None:
        raise _wrong("accept-or-ticked", "--accept 和 --ticked 只能写一个", "--accept and --ticked exclude each other")
    if in_place and accept is None and ticked is None:
        raise _wrong(
            "accept-or-ticked", "--write 须同 --accept 或者 --ticked 一起写", "--write needs --accept or --ticked"
        )
    if output is not None and (accept is not None or ticked is not None):
        message = (
            "-o 只用于写出建议，不与 --accept、--ticked 同用",
            "-o is for the proposals, not for --accept or --ticked",
        )
        raise _wrong("accept-or-ticked", *message)
    if accept is not None and not 0 <= accept <= 100:
        raise _wrong("bad-score", f"得分在 0 至 100 之间，不是 {accept}", f"a score is from 0 to 100, not {accept}")


def _wrong(code: str, zh: str, en: str, hint: Text | None = None) -> GapubError:
    return GapubError([Diagnostic(code, "error", Text(zh, en), hint=hint)])


def _catalogue(
    library: Library, own: Profile, profile: Path, level: str | None, division: str | None
) -> tuple[Catalogue, str | None]:
    """The catalogue of the division that is meant, and the division if the profile lists it."""
    from gapub.build.prepare import prepare
    from gapub.sources.profiles import division_of

    prepared = prepare(level, profile, library=library)
    if division is None and len(own.divisions) > 1:
        names = Text("、", ", ").join(Text.same(each.division.name) for each in own.divisions[:10])
        hint = Text("用 --division 写明其中一个：", "name one with --division: ") + names
        raise _wrong("which-division", "配置文件有几个行政区划", "the profile has several divisions", hint)
    at = own.divisions.index(division_of(own, division)) if division else 0
    catalogue = prepared.catalogue(prepared.profiles()[at])
    return catalogue, division if "divisions" in own.entry.node else None


# --- proposals -----------------------------------------------------------------------------------------------------------


def _show(
    found: Proposals, catalogue: Catalogue, format: str, output: Path | None, *, overwrite: bool, backup: bool
) -> None:
    from gapub.publication import proposals

    of = catalogue.division.label if catalogue.division else Text("", "")
    if output is None and format == "text":
        print_sections(*_laid_out(proposals.document(found, of)))
        return
    if format == "json":
        from gapub.diagnostics.format import json_text

        shown = json_text(proposals.tree(found, of.zh, catalogue.level), indent=1).encode()
    elif format == "csv":
        from gapub.publication.ticked import HEADS
        from gapub.render.csv import written

        shown = written(map(localized, HEADS), (map(localized, each) for each in proposals.records(found)))
    else:
        made = proposals.document(found, of)
        shown = plain_sections(*_laid_out(made)).encode() if format == "text" else data(made, format)
    if output is None:
        write_data(shown)
    else:
        outputs.put(output, shown, existing(overwrite=overwrite, backup=backup))
        say(Text("{}：已写入", "{}: written").format(safe(output.as_posix())))


def _laid_out(made: Document) -> tuple[list[Line], Iterator[Section]]:
    return laid_out(made, {"proposals": _proposals, "missing": _areas, "left": _names})


def _proposals(part: Part) -> Iterator[Line]:
    """Each row with its columns, the likest first."""
    before = ""
    for each in part.rows:
        _, score, id, area, topic, title, column, number, share, note = map(localized, each.cells)
        if id != before:
            yield f"{area} / {topic} / {title}", "bold"
            before = id
        beside = Text("（信息 {} 条，标题相符 {}）", " ({} entries, titles alike: {})").format(number, share)
        yield f"  {score:>3}  {note}  {column}{localized(beside)}", "green" if each.tone else "dim"


def _areas(part: Part) -> Iterator[Line]:
    """How many items each area has: hundreds of names would hide the proposals."""
    amounts = Counter(localized(row.cells[1]) for row in part.rows)
    for area, amount in amounts.items():
        yield f"{area}  {amount}", ""
    yield localized(Text("各事项见 --format xlsx、json", "the items by name: --format xlsx or json")), "dim"


def _names(part: Part) -> Iterator[Line]:
    for each in part.rows:
        yield "  ".join(map(localized, each.cells)), ""


# --- what is accepted ----------------------------------------------------------------------------------------------------


def _accepted(found: Proposals, score: int) -> tuple[list[Binding], list[Diagnostic]]:
    from gapub.publication.binding import written
    from gapub.upgrade.binding import Binding

    sure = (each for each in found.made if each.sure and each.candidates[0].score >= score)
    return [Binding(each.row.id, (written(each.candidates[0].column.path),)) for each in sure], []


def _ticked(
    path: Path | None, catalogue: Catalogue, columns: Sequence[Column]
) -> tuple[list[Binding], list[Diagnostic]]:
    """What a person has ticked; a row that the catalogue has not, or a column that the website has not, is told."""
    from gapub.publication.binding import rows_of, written
    from gapub.publication.bindings import parts
    from gapub.publication.ticked import ticked
    from gapub.upgrade.binding import Binding

    assert path is not None
    ticks, strange = ticked(path)
    known = tuple(each.id for each in rows_of(catalogue))
    names = {parts(written(each.path)): written(each.path) for each in columns}
    tails = Counter(path[n:] for path in names for n in range(len(path)))
    made = dict[str, list[str]]()
    for each in ticks:
        if each.row not in known:
            message = Text(f"目录中没有事项 {each.row}", f"the catalogue has no item {each.row}")
            hint = suggestion(each.row, known)
        elif (column := parts(each.column)) not in names and tails[column] != 1:
            message = Text(f"网站没有栏目“{each.column}”", f"the website has no column {each.column!r}")
            hint = suggestion(each.column, (*names.values(),))
        else:
            if each.column not in made.setdefault(each.row, []):
                made[each.row].append(each.column)
            continue
        asked = (each.column,)
        strange.append(Diagnostic("tick-unknown", "error", message, each.place, each.row, hint=hint, arguments=asked))
    return [Binding(row, tuple(names)) for row, names in made.items()], strange


def _write(
    library: Library, own: Profile, bindings: Sequence[Binding], division: str | None, *, in_place: bool
) -> None:
    """Write the bindings, or show what would be written."""
    from gapub.upgrade.binding import bind as bound

    path = Path(own.file)
    made = bound(own, library.parse_local(path).data.decode("utf-8-sig"), bindings, division)
    if made.text != made.before and in_place:
        outputs.tidy([path])
        outputs.rewrite(path, made.text.encode())
    write("".join(f"{safe(line)}\n" for line in made.diff.splitlines()))
    for each in made.kept:
        say(Text("{}：已有对应栏目，没有改动", "{}: is bound already; left as it is").format(each.row))
    done = (
        Text("已写入", "written")
        if in_place
        else Text("拟写入（加 --write 才写入）", "would be written (with --write)")
    )
    amount = Text(f"{len(made.written)} 个事项", counted(len(made.written), "item"))
    say(Text("{}：{}", "{}: {}").format(done, amount))
