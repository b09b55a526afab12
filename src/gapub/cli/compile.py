"""`gapub compile`: from the library through `refine` to the files of a catalogue."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

from gapub.cli.framework import App
from gapub.cli.language import CATALOGUE_LANGUAGES
from gapub.cli.messages import report, say
from gapub.cli.options import (
    BACKUP,
    BY_LEVEL,
    OVERWRITE,
    PROFILE_ARGUMENT,
    WATCH,
    AsOf,
    Level,
    Root,
    argument,
    called,
    day_of,
    existing,
    listed,
    option,
    repeated_option,
)
from gapub.cli.streams import progress
from gapub.diagnostics import Diagnostic, GapubError, Text, counted
from gapub.render import NAMES

if TYPE_CHECKING:
    from gapub.model.catalogue import Catalogue
    from gapub.model.profile import Profile
    from gapub.output import Existing, Outcome
    from gapub.render.templates import Templates


app = App()

CatalogueLanguage: TypeAlias = Literal["zh", "en", "zh-en"]
"""The languages of a catalogue: Chinese, English, or Chinese with English below."""
Purpose: TypeAlias = Literal["review", "publication"]
"""What the edition of the catalogue is for."""
Fonts: TypeAlias = Literal["bundled", "system"]
"""The fonts of the PDF."""


def _purposes() -> Mapping[str, Text]:
    from gapub.model.text import PURPOSES_CALLED

    return PURPOSES_CALLED


@app.command()
def compile_(
    level: Annotated[Level, argument("目录层级", "level of the catalogue", **BY_LEVEL)],
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
        CatalogueLanguage,
        option(
            "目录和提示信息的语言",
            "language of the catalogue and of messages",
            **called(CATALOGUE_LANGUAGES, lambda: CATALOGUE_LANGUAGES),
        ),
    ] = "zh",
    allow_weaker: Annotated[
        bool, option("弱于上级的也写出，并标明", "write weaker rows too, marked", "--allow-weaker")
    ] = False,
    as_of: AsOf = None,
    purpose: Annotated[
        Purpose,
        option(
            "供审核（带全部说明和标记），或者供发布（不带；有未核对的不写出）",
            "for review, with all notes and marks, or for publication, without; refused while anything is unverified",
            "--for",
            **called(("review", "publication"), _purposes),
        ),
    ] = "review",
    allow_unverified: Annotated[
        bool,
        option(
            "供发布的，有未核对的也写出，保留其标记",
            "for publication: write what is unverified too, with its marks",
            "--allow-unverified",
        ),
    ] = False,
    templates: Annotated[Path | None, option("自有模板的文件夹", "folder of your own templates")] = None,
    fonts: Annotated[
        Fonts,
        option(
            "PDF 的字体：只用自带字体，或缺字时也用本机字体（不同机器的字节可能不同）",
            "fonts of the PDF: the bundled ones, or those of this machine too where they lack a character; bytes then differ "
            "between machines",
        ),
    ] = "bundled",
    site_url: Annotated[str | None, option("网站的发布地址", "address at which the site is published")] = None,
    since: Annotated[
        Path | None,
        option("上一版 catalogue.json，网站列出变化", "earlier catalogue.json; the site lists what changed"),
    ] = None,
    output: Annotated[
        Path | None, option("输出文件夹（默认 dist/层级）", "output folder (default: dist/LEVEL)", "-o", "--output")
    ] = None,
    root: Root = None,
    overwrite: Annotated[bool, OVERWRITE] = False,
    backup: Annotated[bool, BACKUP] = False,
    watch: Annotated[bool, WATCH] = False,
) -> None:
    """Compile one catalogue and write its files; `site_url` and `since` are for the site alone."""
    read = list[Path]()

    def once() -> None:
        _compile(
            level,
            profile,
            read,
            baseline=baseline,
            areas=tuple(area or ()),
            formats=formats,
            lang=lang,
            allow_weaker=allow_weaker,
            as_of=as_of,
            purpose=purpose,
            allow_unverified=allow_unverified,
            templates=templates,
            fonts=fonts,
            site_url=site_url,
            since=since,
            folder=output or Path("dist") / level,
            root=root,
            existing=existing(overwrite=overwrite, backup=backup),
        )

    if not watch:
        once()
        return
    if since is not None:
        message = Text("--watch 不能与 --since 同用", "--watch cannot be combined with --since")
        raise GapubError([Diagnostic("bad-options", "error", message)])
    from gapub.cli import watch as watching

    watching.watch(once, lambda: _inputs(profile, templates, root, read))


def _inputs(profile: Path | None, templates: Path | None, root: Path | None, read: Sequence[Path]) -> Iterator[Path]:
    """Every file that decides what is compiled; `read` are the profiles that the last run read or looked for."""
    from gapub.cli.watch import below, of_project
    from gapub.sources import project as projects

    yield from of_project(projects.find(root, [profile] if profile else []))
    if profile:
        yield from (profile / "profile.yaml" if profile.is_dir() else profile, *read)
    if templates:
        yield from below(templates)


def _compile(
    level: Level,
    profile: Path | None,
    read: list[Path],
    *,
    baseline: str | None,
    areas: tuple[str, ...],
    formats: str,
    lang: CatalogueLanguage,
    allow_weaker: bool,
    as_of: str | None,
    purpose: Purpose,
    allow_unverified: bool,
    templates: Path | None,
    fonts: Fonts,
    site_url: str | None,
    since: Path | None,
    folder: Path,
    root: Path | None,
    existing: Existing,
) -> None:
    """One run; `read` is given the profiles that were read or looked for, also where the run fails."""
    from gapub.build.prepare import area_ids, prepare
    from gapub.cli import site_options
    from gapub.model.catalogue import division_keys
    from gapub.output import Publication
    from gapub.render import json, render_catalogue
    from gapub.render.templates import BUNDLED, Options, opened
    from gapub.sources import project as projects
    from gapub.sources.library import of_project
    from gapub.sources.project import without_links_outside

    wanted = _formats(formats)
    overlay = opened(without_links_outside(templates)) if templates else BUNDLED
    library = of_project(root, profile)
    try:
        areas = area_ids(library, areas, level, profile, baseline=baseline)
        prepared = prepare(level, profile, baseline=baseline, areas=areas, library=library)
    finally:
        read[:] = library.looked_for
    locality = prepared.profile
    remarks = prepared.lacking
    day = day_of(as_of)
    if locality:
        from gapub.validate.settings import find
        from gapub.validate.verdict import judge

        day = day or find(projects.find(root, [profile] if profile else [])).as_of
        remarks = [*remarks, *judge(prepared, day).enforced(allow_weaker=allow_weaker)]
    edition = None
    if purpose == "publication":
        from gapub.reports import publishing

        edition = publishing.publication(prepared, asked=areas, allow_unverified=allow_unverified)
        remarks = [*remarks, *edition.open]
    elif allow_unverified:
        message = Text(
            "--allow-unverified 须与 --for publication 同用", "--allow-unverified requires --for publication"
        )
        raise GapubError([Diagnostic("bad-options", "error", message)])
    if remarks:  # what is allowed is reported all the same
        report(each._replace(severity="warning") for each in remarks)
    divisions = [each.division for each in locality.divisions] if locality else []
    # A former catalogue is read before anything is written: it may be the one that is about to be replaced.
    sites = site_options.options(wanted, divisions, level, library.registry, site_url, since)
    inputs = (*prepared.inputs(), *overlay.inputs())  # hashed once, however many divisions there are
    several = len(divisions) > 1
    made: list[Catalogue] = []
    lacking: list[Diagnostic] = []
    options = Options(overlay, system_fonts=fonts == "system", warn=lacking.append)
    written: dict[str, str] = {}
    said: list[Text] = []
    with Publication(folder, existing, waiting=_say_waiting) as publication:
        below_of = [f"{key}/" for key in division_keys(divisions)] if several else [""]
        each_of = prepared.profiles() if several else [locality]
        for one, below, (address, former) in zip(each_of, below_of, sites, strict=True):
            catalogue = prepared.catalogue(one, inputs)
            if edition:
                catalogue = edition.of(catalogue)
            changes = site_options.changes(former, catalogue, areas, lang, library.registry) if former else None
            files = render_catalogue(
                catalogue, wanted, lang, options._replace(address=address, changes=changes), progress=progress
            )
            publication.stage(files, last=json.FILE, below=below)
            made.append(catalogue)
            written[below + json.FILE] = hashlib.sha256(files[json.FILE]).hexdigest()
            said.append(_done(catalogue, folder / below, files))
        if locality and several:
            pages = _index(locality, made, lang, overlay, wanted)
            written |= {name: hashlib.sha256(data).hexdigest() for name, data in pages.items()}
            publication.stage(pages | json.of_several(written), last=json.FILE_OF_SEVERAL)
        outcome = publication.commit()
    progress()
    if lacking:  # divisions share most of their texts
        report(dict.fromkeys(lacking))
    for each in said:
        say(each)
    _say_outcome(outcome, folder)


def _index(
    profile: Profile, made: list[Catalogue], lang: str, templates: Templates, formats: tuple[str, ...]
) -> dict[str, bytes]:
    """The page that leads to the page of each division's catalogue, where there are such pages."""
    if not {"html", "site"}.intersection(formats):
        return {}
    from urllib.parse import quote

    from gapub.build.select import TITLES
    from gapub.model.catalogue import division_keys
    from gapub.render import divisions
    from gapub.render.notes import cover

    of = [each.division for each in made if each.division]
    page = "index.html" if "html" in formats else "site/index.html"
    entries = [
        divisions.Entry(f"{quote(key)}/{page}", one.code, one.name, each.counts.items)
        for each, one, key in zip(made, of, division_keys(of), strict=True)
    ]
    title, above = TITLES[made[0].level], _above(made)
    if above:
        title = Text(f"{above[-1]}{title.zh}", f"{title.en}: {above[-1]}")
    covers = [set(cover(each)) for each in made]
    facts = [
        *([(Text("所属", "Part of"), "".join(above))] if above else []),
        *(fact for fact in cover(made[0]) if all(fact in each for each in covers)),
    ]
    return divisions.files(title, entries, facts=facts, example=profile.example, lang=lang, templates=templates)


def _above(made: list[Catalogue]) -> list[str]:
    """The names of what all divisions belong to, from the province down; none of a division that is not in the table."""
    from itertools import takewhile

    from gapub.sources.divisions import by_code

    known = [by_code(each.division.code) for each in made if each.division]
    lines = [each.parents if each else () for each in known]
    return [those[0][1] for those in takewhile(lambda those: len(set(those)) == 1, zip(*lines, strict=False))]


def _formats(names: str) -> tuple[str, ...]:
    from gapub.model.shape import check_name
    from gapub.render import name_of

    wanted = tuple(dict.fromkeys(map(name_of, listed([names]))))
    for name in wanted or ("",):
        check_name("unknown-format", Text("输出格式", "format"), name, NAMES)
    return wanted


def _done(catalogue: Catalogue, folder: Path, files: Mapping[str, bytes]) -> Text:
    counts = catalogue.counts
    below = sum("/" in name for name in files)
    names = [name for name in files if "/" not in name]
    zh = ", ".join([*([f"site/ 中 {below} 个文件"] if below else []), *names])
    en = ", ".join([*([f"{counted(below, 'file')} in site/"] if below else []), *names])
    return Text(
        f"{catalogue.title.zh}：{counts.areas} 个领域、{counts.items} 个事项，已写入 {folder}（{zh}）",
        f"{catalogue.title.en}: {counted(counts.areas, 'area')}, {counted(counts.items, 'item')}, written to {folder} ({en})",
    )


def _say_waiting() -> None:
    say(Text("另一个 gapub 正在写入该文件夹，请稍候", "another gapub is writing to the folder; waiting"))


def _say_outcome(outcome: Outcome, folder: Path) -> None:
    """What happened besides writing; nothing in most runs."""
    from gapub.output.errors import several

    where = folder.as_posix()
    warnings = (
        (
            "output-torn",
            outcome.torn,
            Text(
                "上一次运行中断，文件夹里混有两次运行的文件", "the last run was interrupted and left files of two runs"
            ),
            Text("本次已全部换成新的：{}", "this run has replaced them: {}"),
        ),
        (
            "output-kept",
            outcome.kept,
            Text(
                "本次不再生成、但写出后被改动过的文件未删除",
                "files no longer made were kept, for they were changed since",
            ),
            Text("请自行决定去留：{}", "keep or remove them: {}"),
        ),
    )
    found = [
        Diagnostic(code, "warning", message, entity=where, hint=hint.format(several(names)))
        for code, names, message, hint in warnings
        if names
    ]
    if found:
        report(found)
    for names, words in (
        (
            outcome.removed,
            Text("已删除以前写出、本次不再生成的文件：{}", "removed, as this run no longer makes them: {}"),
        ),
        (outcome.backups, Text("原文件已另存为：{}", "old files kept as: {}")),
    ):
        if names:
            say(words.format(several(names)))
