"""The commands and their arguments; what they do is imported when they are called."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gapub import __version__
from gapub.cli.choices import Findings, Form, Kind, Lang, Level, List, Listing, Report, words
from gapub.cli.speech import LANGUAGE, NAMES, t
from gapub.cli.words import App

app = App(help=t("基层政务公开标准目录编译器", "compiler of standard catalogues of government disclosure"))


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
            help=t("基线（默认 national-2019，村级为 village）", "baseline (national-2019, villages: village)")
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
                "输出格式，用逗号隔开；还有 site（网站）、docx、csv、jsonl、pdf（须装 gapub[pdf]）",
                "formats, separated by commas; also site, docx, csv, jsonl, pdf (needs gapub[pdf])",
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
    site_url: Annotated[
        str | None,
        typer.Option("--site-url", help=t("网站发布的网址", "where the site is published"), show_default=False),
    ] = None,
    since: Annotated[
        Path | None,
        typer.Option(
            help=t("旧的 catalogue.json，网站说明有何变化", "former catalogue.json: the site tells what changed"),
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", help=t("文件夹（默认 dist/层级）", "folder (default: dist/LEVEL)"), show_default=False
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
        site_url=site_url,
        since=since,
    )


@app.command(help=t("比较两个版本，说明要求有何变化", "compare two editions, and say what is asked otherwise"))
def diff(
    old: Annotated[
        str,
        typer.Argument(
            help=t(
                "旧的一边：领域@版本、基线、文件、文件夹、catalogue.json、git:版本[:路径] 或 -",
                "old side: area@edition, baseline, file, folder, catalogue.json, git:REV[:PATH], or -",
            )
        ),
    ],
    new: Annotated[str, typer.Argument(help=t("新的一边，写法相同", "new side, written alike"))],
    form: Annotated[Form, typer.Option("--format", help=t("输出格式", "format"))] = Form.text,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            help=t("写入文件（默认标准输出）", "write to a file (default: standard output)"),
            show_default=False,
        ),
    ] = None,
    only: Annotated[
        str,
        typer.Option(
            help=t("只显示这些种类，用逗号隔开", "show only these kinds, separated by commas"), show_default=False
        ),
    ] = "",
    area: Annotated[
        list[str] | None,
        typer.Option(help=t("只比较这些领域，可以重复", "only these areas; may be repeated"), show_default=False),
    ] = None,
    level: Annotated[
        Level | None, typer.Option(help=t("只比较这一层级的事项", "only the items of this level"), show_default=False)
    ] = None,
    summary: Annotated[bool, typer.Option("--summary", help=t("只要摘要", "the summary alone"))] = False,
    no_likeness: Annotated[
        bool, typer.Option("--no-likeness", help=t("不按相似度推测", "propose nothing by likeness"))
    ] = False,
    write_formerly: Annotated[
        bool,
        typer.Option(
            "--write-formerly",
            help=t("把推测的沿革写入新的一边的文件", "record the proposals as formerly in the files of the new side"),
        ),
    ] = False,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help=t("有差别时以 1 退出", "exit with 1 if anything differs"))
    ] = False,
    fail_on: Annotated[
        str,
        typer.Option(
            help=t("有这些种类的变化时以 1 退出，用逗号隔开", "exit with 1 if such kinds occur, separated by commas"),
            show_default=False,
        ),
    ] = "",
    impact: Annotated[
        Path | None,
        typer.Option(
            help=t("说明对该文件夹内各地方配置的影响", "say what it means for each profile in a folder"),
            show_default=False,
        ),
    ] = None,
) -> None:
    """`gapub diff`."""
    from gapub.cli.diff import Wish, compare

    wish = Wish(
        form=form.value,
        output=output,
        only=only,
        areas=tuple(area or ()),
        level=level.value if level else None,
        summary=summary,
        likeness=not no_likeness,
        write_formerly=write_formerly,
        exit_code=exit_code,
        fail_on=fail_on,
        impact=impact,
    )
    compare(old, new, wish)


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
    from gapub.cli.validate import validate
    from gapub.validate.settings import Options

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
