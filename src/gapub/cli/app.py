"""The commands and what they share: errors on standard error in both languages, exit codes 0, 1 and 2."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

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


class Report(StrEnum):
    """How `validate` prints."""

    text = "text"
    json = "json"
    sarif = "sarif"
    github = "github"
    junit = "junit"


class Tongue(StrEnum):
    """The language of messages."""

    zh = "zh"
    en = "en"


class Kind(StrEnum):
    """The kinds of files that have a JSON Schema."""

    guideline = "guideline"
    registry = "registry"
    profile = "profile"
    catalogue = "catalogue"
    findings = "findings"


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
def validate(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="文件或文件夹 / files or folders (default: guidelines and catalogues)", show_default=False),
    ] = None,
    report: Annotated[Report, typer.Option("--format", help="输出格式 / format")] = Report.text,
    select: Annotated[
        list[str] | None,
        typer.Option(
            help="只报告这些规则 / only these codes, families or prefixes* ; may be repeated", show_default=False
        ),
    ] = None,
    ignore: Annotated[
        list[str] | None, typer.Option(help="不报告这些规则 / not these; may be repeated", show_default=False)
    ] = None,
    fix: Annotated[bool, typer.Option("--fix", help="改正可以安全改正的 / mend what can be mended safely")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="只显示 --fix 会怎样改 / show what --fix would do")] = False,
    accept: Annotated[
        Path | None,
        typer.Option(help="把现有问题记入这个文件 / write the present findings down as accepted", show_default=False),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of",
            help="法律状态和期限以此日为准 / the day law and dates are judged by, or today",
            show_default=False,
        ),
    ] = None,
    lang: Annotated[
        Tongue | None, typer.Option(help="语言 / language (default: the locale's)", show_default=False)
    ] = None,
    statistics: Annotated[bool, typer.Option("--statistics", help="各规则的数目 / count findings by rule")] = False,
    exit_zero: Annotated[
        bool, typer.Option("--exit-zero", help="总是以 0 退出 / exit with 0 whatever is found")
    ] = False,
    strict: Annotated[bool, typer.Option("--strict", help="有警告也以 1 退出 / exit with 1 for warnings too")] = False,
) -> None:
    """检查标准指引、登记册和地方配置 / check guidelines, registries and profiles."""
    from gapub.cli.validate import Options, validate

    validate(
        Options(
            paths=paths or (),
            format=report.value,
            lang=language(lang),
            select=words(select),
            ignore=words(ignore),
            fix=fix,
            diff=diff,
            accept=accept,
            as_of=as_of,
            statistics=statistics,
            exit_zero=exit_zero,
            strict=strict,
        )
    )


@app.command()
def rule(
    code: Annotated[str | None, typer.Argument(help="规则代号 / code of a rule", show_default=False)] = None,
    listing: Annotated[Listing, typer.Option("--format", help="输出格式 / format")] = Listing.text,
) -> None:
    """列出检查的规则，或解释其中一条 / list the rules of validate, or explain one."""
    from gapub.cli.rule import show_rule, show_rules

    if code is None:
        show_rules(listing.value)
    else:
        show_rule(code, listing.value)


def words(options: list[str] | None) -> tuple[str, ...]:
    """The words of an option that may be repeated, and may hold several with commas between."""
    return tuple(word.strip() for option in options or () for word in option.split(",") if word.strip())


def language(asked: Tongue | None) -> Literal["zh", "en"]:
    """The language asked for, else that of the locale: Chinese where it says so, and where it says nothing."""
    if asked is not None:
        return asked.value
    found = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    return "en" if found.lower().startswith("en") else "zh"


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
