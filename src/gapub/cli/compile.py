"""`gapub compile`: from the library through `refine` to the files of a catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

from gapub.cli.framework import App
from gapub.cli.messages import report, say
from gapub.cli.options import PROFILE_ARGUMENT, Level, Root, argument, listed, option, repeated_option
from gapub.cli.streams import progress
from gapub.diagnostics import Text
from gapub.render import NAMES

if TYPE_CHECKING:
    from gapub.model.catalogue import Catalogue
    from gapub.model.profile import Profile
    from gapub.render.templates import Templates


app = App()

CatalogueLanguage: TypeAlias = Literal["zh", "en", "zh-en"]
"""The languages of a catalogue: Chinese, English, or Chinese with English below."""


@app.command()
def compile_(
    level: Annotated[Level, argument("目录层级", "level of the catalogue")],
    profile: Annotated[Path | None, PROFILE_ARGUMENT] = None,
    baseline: Annotated[
        str | None,
        option(
            "基线（默认 national-2019，村级为 village）", "baseline (default: national-2019; for villages: village)"
        ),
    ] = None,
    area: Annotated[
        list[str] | None, repeated_option("只编译这个领域，可以重复写", "compile only this area; may be repeated")
    ] = None,
    formats: Annotated[
        str,
        option(
            f"输出格式，用逗号隔开：{'、'.join(NAMES)}（pdf 须安装 gapub[pdf]）",
            f"formats, separated by commas: {', '.join(NAMES)} (pdf requires gapub[pdf])",
            "--format",
        ),
    ] = "json,md,html,xlsx",
    lang: Annotated[
        CatalogueLanguage, option("目录和提示信息的语言", "language of the catalogue and of messages")
    ] = "zh",
    allow_weaker: Annotated[
        bool, option("弱于上级的也写出，并标明", "write weaker rows too, marked", "--allow-weaker")
    ] = False,
    templates: Annotated[Path | None, option("自有模板的文件夹", "folder of your own templates")] = None,
    site_url: Annotated[str | None, option("网站的发布地址", "address at which the site is published")] = None,
    since: Annotated[
        Path | None,
        option("上一版 catalogue.json，网站列出变化", "earlier catalogue.json; the site lists what changed"),
    ] = None,
    output: Annotated[
        Path | None, option("输出文件夹（默认 dist/层级）", "output folder (default: dist/LEVEL)", "-o", "--output")
    ] = None,
    root: Root = None,
) -> None:
    """Compile one catalogue and write its files; `site_url` and `since` are for the site alone."""
    from gapub.build.prepare import prepare
    from gapub.cli import site_options
    from gapub.output import write_files
    from gapub.render import json, render_catalogue
    from gapub.render.templates import BUNDLED, Options, opened
    from gapub.sources.library import of_project
    from gapub.sources.project import without_links_outside

    folder, areas = output or Path("dist") / level, tuple(area or ())
    wanted = _formats(formats)
    overlay = opened(without_links_outside(templates)) if templates else BUNDLED
    prepared = prepare(level, profile, baseline=baseline, areas=areas, library=of_project(root, profile))
    locality, library = prepared.profile, prepared.library
    prepared.stop_on_errors(allow_weaker=allow_weaker)
    if prepared.found:  # a weakening may be allowed, and is reported all the same
        report(each._replace(severity="warning") for each in prepared.found)
    divisions = [each.division for each in locality.divisions] if locality else []
    # A former catalogue is read before anything is written: it may be the one that is about to be replaced.
    sites = site_options.options(wanted, divisions, level, library.registry, site_url, since)
    inputs = (*prepared.inputs(), *overlay.inputs())  # hashed once, however many divisions there are
    several, made = len(divisions) > 1, []
    for one, (address, former) in zip(prepared.profiles() if several else [locality], sites, strict=True):
        where = folder / one.division.code if several and one else folder
        catalogue = prepared.catalogue(one, inputs)
        changes = site_options.changes(former, catalogue, areas, lang, library.registry) if former else None
        files = render_catalogue(catalogue, wanted, lang, Options(overlay, address, changes), progress=progress)
        write_files(where, files, last=json.FILE)
        _say_done(catalogue, where, files)
        made.append(catalogue)
    if locality and several and {"html", "site"}.intersection(wanted):
        _write_index(locality, made, folder, lang, overlay, "index.html" if "html" in wanted else "site/index.html")


def _write_index(
    profile: Profile, made: list[Catalogue], folder: Path, lang: str, templates: Templates, page: str
) -> None:
    """The page that leads to this page of each division's catalogue."""
    from gapub.build.select import TITLES
    from gapub.output import write_files
    from gapub.render import divisions

    entries = [
        divisions.Entry(f"{each.division.code}/{page}", each.division.code, each.division.name, each.counts.items)
        for each in made
        if each.division
    ]
    title = getattr(TITLES[made[0].level], "en" if lang == "en" else "zh")
    files = divisions.files(title, entries, example=profile.example, lang=lang, templates=templates)
    write_files(folder, files, last=divisions.FILE)


def _formats(names: str) -> tuple[str, ...]:
    from gapub.model.shape import check_name

    wanted = tuple(dict.fromkeys(listed([names])))
    for name in wanted or ("",):
        check_name("unknown-format", Text("输出格式", "format"), name, NAMES)
    return wanted


def _say_done(catalogue: Catalogue, folder: Path, files: Mapping[str, bytes]) -> None:
    counts = catalogue.counts
    progress()
    below = sum("/" in name for name in files)
    names = [name for name in files if "/" not in name]
    zh = ", ".join([*([f"site/ 中 {below} 个文件"] if below else []), *names])
    en = ", ".join([*([f"{below} files in site/"] if below else []), *names])
    say(
        Text(
            f"{catalogue.title.zh}：{counts.areas} 个领域、{counts.items} 个事项，已写入 {folder}（{zh}）",
            f"{catalogue.title.en}: {counts.areas} areas, {counts.items} items, written to {folder} ({en})",
        )
    )
