"""The commands and what they share: errors on standard error in both languages, exit codes 0, 1 and 2."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from gapub import __version__
from gapub.diagnostics import GapubError

app = typer.Typer(
    help="基层政务公开标准目录编译器 / compiler of standard catalogues of government disclosure",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


class Level(StrEnum):
    """The level of a catalogue."""

    county = "county"
    township = "township"
    village = "village"


class Lang(StrEnum):
    """The language of a catalogue: Chinese, English, or Chinese with English below."""

    zh = "zh"
    en = "en"
    both = "zh-en"


class Listing(StrEnum):
    """How `list` and `stats` print."""

    text = "text"
    json = "json"


class List(StrEnum):
    """The forms of the list of what is to do."""

    text = "text"
    md = "md"
    xlsx = "xlsx"


class Kind(StrEnum):
    """The kinds of files that have a JSON Schema."""

    guideline = "guideline"
    registry = "registry"
    profile = "profile"
    catalogue = "catalogue"


def run() -> None:
    """Run the command line; what stops the work is printed, never a traceback."""
    try:
        app()
    except GapubError as error:
        from gapub.diagnostics.reporters import text

        sys.stderr.write(text(error.diagnostics, lang="both", sources=_source))
        sys.exit(2)


def _source(path: str) -> str | None:
    """The text of a file named in a finding, for the line that is shown."""
    from gapub.library import source_text

    return source_text(path)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"gapub {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="版本 / version")
    ] = False,
) -> None:
    pass


@app.command("compile")
def compile_(
    level: Annotated[Level, typer.Argument(help="目录层级 / level of the catalogue")],
    profile: Annotated[
        Path | None, typer.Argument(help="地方配置文件 / a locality's profile.yaml, or its folder", show_default=False)
    ] = None,
    baseline: Annotated[
        str | None, typer.Option(help="基线 / baseline (default: national-2019; village for the village level)")
    ] = None,
    area: Annotated[
        list[str] | None, typer.Option(help="只编译这些领域 / only these areas; may be repeated", show_default=False)
    ] = None,
    formats: Annotated[
        str, typer.Option("--format", help="输出格式 / formats, separated by commas; also pdf (needs gapub[pdf])")
    ] = "json,md,html,xlsx",
    lang: Annotated[Lang, typer.Option(help="语言 / language")] = Lang.zh,
    allow_weaker: Annotated[
        bool, typer.Option("--allow-weaker", help="弱于上级的也写出并标明 / write what is weaker, marked as such")
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="输出文件夹 / output folder (default: dist/LEVEL)", show_default=False),
    ] = None,
) -> None:
    """编译某一层级的标准目录 / compile the standard catalogue of a level."""
    from gapub.cli.compile import compile_level

    compile_level(
        level.value,
        profile,
        baseline=baseline,
        areas=tuple(area or ()),
        formats=formats,
        lang=lang.value,
        folder=output or Path("dist") / level.value,
        allow_weaker=allow_weaker,
    )


@app.command("list")
def list_(
    listing: Annotated[Listing, typer.Option("--format", help="输出格式 / format")] = Listing.text,
) -> None:
    """列出基线和各领域标准指引 / list baselines and guideline editions."""
    from gapub.cli.inspect import show_list

    show_list(listing.value)


@app.command()
def explain(
    item: Annotated[
        str, typer.Argument(help="编号、序号、名称，或名称的一部分 / id, number, title, or a part of a title")
    ],
    profile: Annotated[
        Path | None, typer.Option(help="地方配置文件 / a locality's profile.yaml, or its folder", show_default=False)
    ] = None,
    level: Annotated[
        Level | None, typer.Option(help="目录层级 / level (default: the profile's, or county)", show_default=False)
    ] = None,
    baseline: Annotated[str | None, typer.Option(help="基线 / baseline", show_default=False)] = None,
    listing: Annotated[Listing, typer.Option("--format", help="输出格式 / format")] = Listing.text,
) -> None:
    """说明一个事项：各栏的出处、证据和变动 / explain an item: origin, evidence and changes of each field."""
    from gapub.cli.explain import show_item

    code = show_item(item, profile, level=level and level.value, baseline=baseline, listing=listing.value)
    raise typer.Exit(code)


@app.command()
def todo(
    profile: Annotated[Path, typer.Argument(help="地方配置文件 / a locality's profile.yaml, or its folder")],
    level: Annotated[
        Level | None, typer.Option(help="目录层级 / level (default: the profile's)", show_default=False)
    ] = None,
    form: Annotated[List, typer.Option("--format", help="输出格式 / format; xlsx needs -o")] = List.text,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="输出文件 / output file", show_default=False)
    ] = None,
) -> None:
    """列出还要做的事：指定机关、核对栏目等 / list what is still to do for a catalogue."""
    from gapub.cli.todo import show_todo

    show_todo(profile, level=level and level.value, form=form.value, file=output)


@app.command()
def stats(
    baseline: Annotated[str | None, typer.Option(help="基线 / only this baseline", show_default=False)] = None,
    listing: Annotated[Listing, typer.Option("--format", help="输出格式 / format")] = Listing.text,
) -> None:
    """统计各领域的事项数和栏目的证据状态 / count rows and cells by evidence."""
    from gapub.cli.inspect import show_stats

    show_stats(baseline, listing.value)


@app.command()
def divisions(
    name: Annotated[str, typer.Argument(help="名称或代码，如 庄河 / a name or code")],
    listing: Annotated[Listing, typer.Option("--format", help="输出格式 / format")] = Listing.text,
) -> None:
    """按名称或代码查行政区划 / find administrative divisions by name or code."""
    from gapub.cli.divisions import show_divisions

    show_divisions(name, listing.value)


@app.command()
def schema(kind: Annotated[Kind, typer.Argument(help="文件种类 / kind of file")]) -> None:
    """打印 JSON Schema / print the JSON Schema of a kind of file."""
    from gapub.cli.inspect import show_schema

    show_schema(kind.value)


@app.command()
def fmt(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="文件或文件夹 / files or folders (default: guidelines and catalogues)", show_default=False),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="只检查，不改写 / write nothing; exit 1 if a file would change")
    ] = False,
) -> None:
    """整理 YAML 的次序、引号和换行，保留注释 / put YAML in canonical form, keeping comments."""
    from gapub.cli.fmt import format_files

    folders = [path for path in (Path("guidelines"), Path("catalogues")) if path.is_dir()]
    format_files(paths or folders, check=check)


@app.command()
def init(
    division: Annotated[str, typer.Argument(help="行政区划的代码或名称 / code or name of a division")],
    townships: Annotated[
        bool, typer.Option("--townships", help="另写一个各乡镇共用的文件 / also write a file that its townships share")
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="文件 / file (default: catalogues/CODE/profile.yaml)", show_default=False),
    ] = None,
) -> None:
    """写出一个待填的地方配置文件 / write a profile ready to edit."""
    from gapub.cli.scaffold import init

    init(division, output, townships=townships)


new = typer.Typer(help="新建文件 / make a new file", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(new, name="new")


@new.command("guideline")
def new_guideline(
    area: Annotated[str, typer.Argument(help="领域编号，如 cyber-security / the area's id")],
    title: Annotated[str, typer.Option(help="中文名称 / name in Chinese", show_default=False)],
    en: Annotated[str, typer.Option(help="英文名称 / name in English", show_default=False)],
    edition: Annotated[str, typer.Option(help="版本，如 2019、seen-2022 / edition", show_default=False)],
) -> None:
    """写出一个待填的标准指引 / write a guideline ready to fill in."""
    from gapub.cli.scaffold import new_guideline
    from gapub.diagnostics import Text

    new_guideline(area, Text(title, en), edition)
