"""`gapub compile`: from the library through `refine` to the files of a catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from gapub.cli.declare import App
from gapub.cli.messages import report, say
from gapub.cli.options import (
    BACKUP,
    BY_LEVEL,
    FORMATS,
    OVERWRITE,
    PROFILE_ARGUMENT,
    WATCH,
    AllowUnverified,
    AllowWeaker,
    Areas,
    AsOf,
    BaselineName,
    CatalogueLanguage,
    Fonts,
    Formats,
    Level,
    Purpose,
    Root,
    SiteUrl,
    TemplateFolder,
    argument,
    day_of,
    existing,
    listed,
    option,
)
from gapub.cli.streams import progress
from gapub.diagnostics import Diagnostic, GapubError, Text

if TYPE_CHECKING:
    from gapub.batch.options import Options
    from gapub.output import Existing, Outcome


app = App()


@app.command()
def compile_(
    level: Annotated[Level, argument("目录层级", "level of the catalogue", **BY_LEVEL)],
    profile: Annotated[Path | None, PROFILE_ARGUMENT] = None,
    baseline: BaselineName = None,
    area: Areas = None,
    formats: Formats = FORMATS,
    lang: CatalogueLanguage = "zh",
    allow_weaker: AllowWeaker = False,
    as_of: AsOf = None,
    purpose: Purpose = "review",
    allow_unverified: AllowUnverified = False,
    templates: TemplateFolder = None,
    fonts: Fonts = "bundled",
    site_url: SiteUrl = None,
    since: Annotated[
        Path | None,
        option("上一版 catalogue.json，网站列出变化", "earlier catalogue.json; the site lists what changed"),
    ] = None,
    record: Annotated[
        Path | None,
        option(
            "gapub check-site 的记录文件，网站写明最近一次发布的日期",
            "record of gapub check-site; the site says when each item was last published",
        ),
    ] = None,
    output: Annotated[
        Path | None, option("输出文件夹（默认 dist/层级）", "output folder (default: dist/LEVEL)", "-o", "--output")
    ] = None,
    root: Root = None,
    overwrite: Annotated[bool, OVERWRITE] = False,
    backup: Annotated[bool, BACKUP] = False,
    watch: Annotated[bool, WATCH] = False,
) -> None:
    """Compile one catalogue and write its files; `site_url`, `since` and `record` are for the site alone."""
    from gapub.batch.options import Options, formats_of

    read = list[Path]()

    def once() -> None:
        asked = Options(
            formats_of(listed([formats])),
            lang,
            baseline,
            tuple(area or ()),
            allow_weaker,
            day_of(as_of),
            purpose,
            allow_unverified,
            templates,
            fonts == "system",
            site_url,
            since,
            record,
        )
        folder = output or Path("dist") / level
        _compile(level, profile, read, asked, folder, root, existing(overwrite=overwrite, backup=backup))

    if not watch:
        once()
        return
    if since is not None:
        message = Text("--watch 不能与 --since 同用", "--watch cannot be combined with --since")
        raise GapubError([Diagnostic("bad-options", "error", message)])
    from gapub.cli import watch as watching

    watching.watch(once, lambda: [*_inputs(profile, templates, root, read), *([record] if record else [])])


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
    options: Options,
    folder: Path,
    root: Path | None,
    existing: Existing,
) -> None:
    """One run; `read` is given the profiles that were read or looked for, also where the run fails."""
    import hashlib

    from gapub.batch import index
    from gapub.batch.locality import Made, Maker
    from gapub.output import MANIFEST, OF_SEVERAL, Publication
    from gapub.render.json import of_several
    from gapub.sources import project as projects
    from gapub.sources.library import of_project
    from gapub.validate.settings import find

    library = of_project(root, profile)
    maker = Maker(library, options, lambda: find(projects.find(root, [profile] if profile else [])).as_of)
    try:
        locality = maker.open(level, profile)
    finally:
        read[:] = library.looked_for
    if locality.remarks:  # what is allowed is reported all the same
        report(each._replace(severity="warning") for each in locality.remarks)
    several = len(locality.keys) > 1
    written: dict[str, str] = {}
    done: list[Made] = []
    with Publication(folder, existing, waiting=say_waiting) as publication:
        for i, key in enumerate(locality.keys):
            made = locality.make(i, progress)
            below = f"{key}/" if several else ""
            publication.stage(made.files, last=MANIFEST, below=below)
            written[below + MANIFEST] = hashlib.sha256(made.files[MANIFEST]).hexdigest()
            done.append(made.without_files())
            del made
        if several:
            pages = index.of_divisions(done, options.lang, maker.templates, options.formats)
            written |= {name: hashlib.sha256(data).hexdigest() for name, data in pages.items()}
            publication.stage(pages | of_several(written), last=OF_SEVERAL)
        outcome = publication.commit()
    progress()
    if lacking := dict.fromkeys(
        finding for each in done for finding in each.found
    ):  # divisions share most of their texts
        report(lacking)
    for each in done:
        say(each.said(folder / each.key if several else folder))
    _say_outcome(outcome, folder)


def say_waiting() -> None:
    """Tell the user that another run has to end first."""
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
