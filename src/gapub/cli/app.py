"""The commands and what they share: errors on standard error in both languages, exit codes 0, 1 and 2."""

from __future__ import annotations

import io
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from gapub import __version__
from gapub.cli.speech import LANGUAGE, NAMES, arranged, report, t
from gapub.cli.words import App, worded
from gapub.diagnostics import GapubError

app = App(help=t("基层政务公开标准目录编译器", "compiler of standard catalogues of government disclosure"))


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
    """How `upgrade` prints its report."""

    text = "text"
    md = "md"
    json = "json"


class List(StrEnum):
    """The forms of the list of what is to do."""

    text = "text"
    md = "md"
    xlsx = "xlsx"


class Findings(StrEnum):
    """How `validate` prints."""

    text = "text"
    json = "json"
    sarif = "sarif"
    github = "github"
    junit = "junit"


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
        code = app(args=arranged(sys.argv[1:]), standalone_mode=False)
    except GapubError as error:
        report(error.diagnostics)
        code = 2
    except typer.TyperException as error:  # a command line that cannot be understood
        said = io.StringIO()
        error.show(said)  # type: ignore[attr-defined]  # those that typer raises have it
        sys.stderr.write(worded(said.getvalue()))
        code = error.exit_code
    except typer.Abort:
        code = 130
    sys.exit(code if isinstance(code, int) else 0)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"gapub {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help=t("版本", "version"))
    ] = False,
    lang: Annotated[
        str | None,
        typer.Option("--lang", metavar="zh|en", help=t("提示信息的语言", "language of messages"), show_default=False),
    ] = None,
) -> None:
    if lang is not None and lang not in NAMES:
        raise typer.BadParameter(t(f"没有「{lang}」这种语言，可用 zh、en", f"{lang!r} is none of zh, en"))


@app.command("compile", help=t("编译某一层级的标准目录", "compile the standard catalogue of a level"))
def compile_(
    level: Annotated[Level, typer.Argument(help=t("目录层级", "level of the catalogue"))],
    profile: Annotated[
        Path | None,
        typer.Argument(
            help=t("地方配置文件 profile.yaml，或者它所在的文件夹", "a locality's profile.yaml, or its folder"),
            show_default=False,
        ),
    ] = None,
    baseline: Annotated[
        str | None,
        typer.Option(
            help=t(
                "基线（默认 national-2019，村级为 village）",
                "baseline (default: national-2019; village for the village level)",
            )
        ),
    ] = None,
    area: Annotated[
        list[str] | None,
        typer.Option(help=t("只编译这些领域，可以重复", "only these areas; may be repeated"), show_default=False),
    ] = None,
    formats: Annotated[
        str,
        typer.Option(
            "--format",
            help=t(
                "输出格式，用逗号隔开；还有 docx、csv、jsonl、pdf（须装 gapub[pdf]）",
                "formats, separated by commas; also docx, csv, jsonl, pdf (needs gapub[pdf])",
            ),
        ),
    ] = "json,md,html,xlsx",
    lang: Annotated[
        Lang, typer.Option(help=t("目录和提示信息的语言", "language of the catalogue and of messages"))
    ] = Lang.zh,
    allow_weaker: Annotated[
        bool, typer.Option("--allow-weaker", help=t("弱于上级的也写出，并标明", "write what is weaker, marked as such"))
    ] = False,
    templates: Annotated[
        Path | None,
        typer.Option(help=t("放有自己模板的文件夹", "folder of templates of your own"), show_default=False),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            help=t("输出文件夹（默认 dist/层级）", "output folder (default: dist/LEVEL)"),
            show_default=False,
        ),
    ] = None,
) -> None:
    """`gapub compile`."""
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
        templates=templates,
    )


@app.command("list", help=t("列出基线和各领域标准指引", "list baselines and guideline editions"))
def list_(
    listing: Annotated[Listing, typer.Option("--format", help=t("输出格式", "format"))] = Listing.text,
) -> None:
    """`gapub list`."""
    from gapub.cli.inspect import show_list

    show_list(listing.value)


@app.command(
    help=t("说明一个事项：各栏的出处、证据和变动", "explain an item: origin, evidence and changes of each field")
)
def explain(
    item: Annotated[
        str, typer.Argument(help=t("编号、序号、名称，或名称的一部分", "id, number, title, or a part of a title"))
    ],
    profile: Annotated[
        Path | None,
        typer.Option(help=t("地方配置文件", "a locality's profile.yaml, or its folder"), show_default=False),
    ] = None,
    level: Annotated[
        Level | None,
        typer.Option(
            help=t("目录层级（默认用配置文件的，没有就是县级）", "level (default: the profile's, or county)"),
            show_default=False,
        ),
    ] = None,
    baseline: Annotated[str | None, typer.Option(help=t("基线", "baseline"), show_default=False)] = None,
    listing: Annotated[Listing, typer.Option("--format", help=t("输出格式", "format"))] = Listing.text,
) -> None:
    """`gapub explain`."""
    from gapub.cli.explain import show_item

    code = show_item(item, profile, level=level and level.value, baseline=baseline, listing=listing.value)
    raise typer.Exit(code)


@app.command(help=t("列出还要做的事：指定机关、核对栏目等", "list what is still to do for a catalogue"))
def todo(
    profile: Annotated[Path, typer.Argument(help=t("地方配置文件", "a locality's profile.yaml, or its folder"))],
    level: Annotated[
        Level | None,
        typer.Option(help=t("目录层级（默认用配置文件的）", "level (default: the profile's)"), show_default=False),
    ] = None,
    form: Annotated[List, typer.Option("--format", help=t("输出格式", "format; xlsx needs -o"))] = List.text,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help=t("输出文件", "output file"), show_default=False)
    ] = None,
) -> None:
    """`gapub todo`."""
    from gapub.cli.todo import show_todo

    show_todo(profile, level=level and level.value, form=form.value, file=output)


@app.command(help=t("统计各领域的事项数和栏目的证据状态", "count rows and cells by evidence"))
def stats(
    baseline: Annotated[
        str | None, typer.Option(help=t("只统计这个基线", "only this baseline"), show_default=False)
    ] = None,
    listing: Annotated[Listing, typer.Option("--format", help=t("输出格式", "format"))] = Listing.text,
) -> None:
    """`gapub stats`."""
    from gapub.cli.inspect import show_stats

    show_stats(baseline, listing.value)


@app.command(help=t("按名称或代码查行政区划", "find administrative divisions by name or code"))
def divisions(
    name: Annotated[str, typer.Argument(help=t("名称或代码，如 庄河", "a name or code"))],
    listing: Annotated[Listing, typer.Option("--format", help=t("输出格式", "format"))] = Listing.text,
) -> None:
    """`gapub divisions`."""
    from gapub.cli.divisions import show_divisions

    show_divisions(name, listing.value)


@app.command(help=t("打印 JSON Schema", "print the JSON Schema of a kind of file"))
def schema(kind: Annotated[Kind, typer.Argument(help=t("文件种类", "kind of file"))]) -> None:
    """`gapub schema`."""
    from gapub.cli.inspect import show_schema

    show_schema(kind.value)


@app.command(help=t("整理 YAML 的次序、引号和换行，保留注释", "put YAML in canonical form, keeping comments"))
def fmt(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            help=t("文件或文件夹", "files or folders (default: guidelines and catalogues)"), show_default=False
        ),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help=t("只检查，不改写", "write nothing; exit 1 if a file would change"))
    ] = False,
) -> None:
    """`gapub fmt`."""
    from gapub.cli.fmt import format_files

    folders = [path for path in (Path("guidelines"), Path("catalogues")) if path.is_dir()]
    format_files(paths or folders, check=check)


@app.command(help=t("检查标准指引、登记册和地方配置", "check guidelines, registries and profiles"))
def validate(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            help=t("文件或文件夹", "files or folders (default: guidelines and catalogues)"), show_default=False
        ),
    ] = None,
    report: Annotated[Findings, typer.Option("--format", help=t("输出格式", "format"))] = Findings.text,
    select: Annotated[
        list[str] | None,
        typer.Option(
            help=t("只报告这些规则", "only these codes, families or prefixes* ; may be repeated"), show_default=False
        ),
    ] = None,
    ignore: Annotated[
        list[str] | None, typer.Option(help=t("不报告这些规则", "not these; may be repeated"), show_default=False)
    ] = None,
    fix: Annotated[bool, typer.Option("--fix", help=t("改正可以安全改正的", "mend what can be mended safely"))] = False,
    diff: Annotated[bool, typer.Option("--diff", help=t("只显示 --fix 会怎样改", "show what --fix would do"))] = False,
    accept: Annotated[
        Path | None,
        typer.Option(
            help=t("把现有问题记入这个文件", "write the present findings down as accepted"), show_default=False
        ),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of",
            help=t("法律状态和期限以此日为准", "the day law and dates are judged by, or today"),
            show_default=False,
        ),
    ] = None,
    statistics: Annotated[bool, typer.Option("--statistics", help=t("各规则的数目", "count findings by rule"))] = False,
    exit_zero: Annotated[
        bool, typer.Option("--exit-zero", help=t("总是以 0 退出", "exit with 0 whatever is found"))
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help=t("有警告也以 1 退出", "exit with 1 for warnings too"))
    ] = False,
) -> None:
    """`gapub validate`."""
    from gapub.cli.validate import Options, validate

    validate(
        Options(
            paths=paths or (),
            format=report.value,
            lang=LANGUAGE,
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


@app.command(help=t("列出检查的规则，或解释其中一条", "list the rules of validate, or explain one"))
def rule(
    code: Annotated[str | None, typer.Argument(help=t("规则代号", "code of a rule"), show_default=False)] = None,
    listing: Annotated[Listing, typer.Option("--format", help=t("输出格式", "format"))] = Listing.text,
) -> None:
    """`gapub rule`."""
    from gapub.cli.rule import show_rule, show_rules

    if code is None:
        show_rules(listing.value)
    else:
        show_rule(code, listing.value)


def words(options: list[str] | None) -> tuple[str, ...]:
    """The words of an option that may be repeated, and may hold several with commas between."""
    return tuple(word.strip() for option in options or () for word in option.split(",") if word.strip())


@app.command(help=t("写出一个待填的地方配置文件", "write a profile ready to edit"))
def init(
    division: Annotated[str, typer.Argument(help=t("行政区划的代码或名称", "code or name of a division"))],
    townships: Annotated[
        bool,
        typer.Option("--townships", help=t("另写一个各乡镇共用的文件", "also write a file that its townships share")),
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", help=t("文件", "file (default: catalogues/CODE/profile.yaml)"), show_default=False
        ),
    ] = None,
) -> None:
    """`gapub init`."""
    from gapub.cli.scaffold import init

    init(division, output, townships=townships)


@app.command(
    help=t("把地方配置文件升级到新基线，冲突留待处理", "take a profile to a new baseline; exit 1 if conflicts are left")
)
def upgrade(
    profile: Annotated[
        Path,
        typer.Argument(
            help=t("地方配置文件 profile.yaml，或者它所在的文件夹", "a locality's profile.yaml, or its folder")
        ),
    ],
    to: Annotated[str, typer.Option(help=t("新基线", "the new baseline"), show_default=False)],
    since: Annotated[
        str | None,
        typer.Option(
            "--from",
            help=t("旧基线（默认用配置文件的）", "the old baseline (default: the profile's own)"),
            show_default=False,
        ),
    ] = None,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help=t("只报告，不改写", "write nothing; print the report and the changes")),
    ] = False,
    report: Annotated[Report, typer.Option("--format", help=t("报告格式", "format of the report"))] = Report.text,
) -> None:
    """`gapub upgrade`."""
    from gapub.cli.upgrade import upgrade_profile

    upgrade_profile(profile, to=to, since=since, dry_run=dry_run, report=report.value)


new = App(help=t("新建文件", "make a new file"))
app.add_typer(new, name="new")


@new.command("guideline", help=t("写出一个待填的标准指引", "write a guideline ready to fill in"))
def new_guideline(
    area: Annotated[str, typer.Argument(help=t("领域编号，如 cyber-security", "the area's id"))],
    title: Annotated[str, typer.Option(help=t("中文名称", "name in Chinese"), show_default=False)],
    en: Annotated[str, typer.Option(help=t("英文名称", "name in English"), show_default=False)],
    edition: Annotated[str, typer.Option(help=t("版本，如 2019、seen-2022", "edition"), show_default=False)],
) -> None:
    """`gapub new guideline`."""
    from gapub.cli.scaffold import new_guideline
    from gapub.diagnostics import Text

    new_guideline(area, Text(title, en), edition)
