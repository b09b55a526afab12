"""`gapub compile`: from the library through `refine` to the files of a catalogue."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from gapub import output
from gapub.build.prepare import Prepared, prepare
from gapub.build.select import TITLES
from gapub.cli import site
from gapub.cli.speech import report, say
from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.model.catalogue import Catalogue
from gapub.model.shape import suggestion
from gapub.render import NAMES, json, render_catalogue
from gapub.render.options import Options
from gapub.render.templates import BUNDLED, Templates, opened

if TYPE_CHECKING:
    from gapub.model.profile import Profile


def compile_level(
    level: str,
    profile_path: Path | None,
    *,
    baseline: str | None,
    areas: tuple[str, ...],
    formats: str,
    lang: str,
    folder: Path,
    allow_weaker: bool = False,
    templates: Path | None = None,
    site_url: str | None = None,
    since: Path | None = None,
) -> None:
    """Compile one catalogue and write its files; `site_url` and `since` are for the site alone."""
    wanted = _formats(formats)
    overlay = opened(templates) if templates else BUNDLED
    prepared = prepare(level, profile_path, baseline=baseline, areas=areas)
    profile, library = prepared.profile, prepared.library
    prepared.stop_on_errors(allow_weaker=allow_weaker)
    if prepared.found:  # a weakening may be allowed, and is reported all the same
        report(each._replace(severity="warning") for each in prepared.found)
    divisions = [each.division for each in profile.divisions] if profile else []
    # A former catalogue is read before anything is written: it may be the one that is about to be replaced.
    wishes = site.wishes(wanted, divisions, level, library.registry, site_url, since)
    inputs = (*prepared.inputs(), *overlay.inputs())  # hashed once, however many divisions there are
    made = []
    for (one, where), wish in zip(_places(prepared, folder), wishes, strict=True):
        catalogue = prepared.catalogue(one, inputs)
        changes = site.changes(wish.former, catalogue, areas, lang, library.registry) if wish.former else None
        options = Options(overlay, wish.address, changes)
        files = render_catalogue(catalogue, wanted, lang, options, progress=_progress)
        output.write_files(where, files, last=json.FILE)
        _say_done(catalogue, where, files)
        made.append(catalogue)
    if profile and len(made) > 1 and {"html", "site"}.intersection(wanted):
        _write_index(profile, made, folder, lang, overlay, "index.html" if "html" in wanted else "site/index.html")


def _write_index(
    profile: Profile, made: list[Catalogue], folder: Path, lang: str, templates: Templates, page: str
) -> None:
    """The page that leads to this page of each division's catalogue."""
    from gapub.render import divisions

    entries = [
        divisions.Entry(f"{each.division.code}/{page}", each.division.code, each.division.name, each.counts.items)
        for each in made
        if each.division
    ]
    title = getattr(TITLES[made[0].level], "en" if lang == "en" else "zh")
    files = divisions.files(title, entries, example=profile.example, lang=lang, templates=templates)
    output.write_files(folder, files, last=divisions.FILE)


def _places(prepared: Prepared, folder: Path) -> list[tuple[Profile | None, Path]]:
    """For each division of the profile its own profile and folder; several stand in folders named by their codes."""
    profiles = prepared.profiles()
    if len(profiles) < 2:
        return [(prepared.profile, folder)]
    return [(each, folder / each.division.code) for each in profiles]


def _formats(names: str) -> tuple[str, ...]:
    wanted = tuple(dict.fromkeys(name.strip() for name in names.split(",") if name.strip()))
    for name in wanted or ("",):
        if name not in NAMES:
            message = Text(f"没有「{name}」这种输出格式", f"there is no format {name!r}")
            raise GapubError([Diagnostic("unknown-format", "error", message, hint=suggestion(name, NAMES))])
    return wanted


def _progress(name: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{name} …")
        sys.stderr.flush()


def _say_done(catalogue: Catalogue, folder: Path, files: Mapping[str, bytes]) -> None:
    counts = catalogue.counts
    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K")
    below = sum("/" in name for name in files)
    names = [name for name in files if "/" not in name]
    zh = ", ".join([*([f"site/ 中 {below} 个文件"] if below else []), *names])
    en = ", ".join([*([f"{below} files in site/"] if below else []), *names])
    say(
        f"{catalogue.title.zh}：{counts.areas} 个领域、{counts.items} 个事项，已写入 {folder}（{zh}）",
        f"{catalogue.title.en}: {counts.areas} areas, {counts.items} items, written to {folder} ({en})",
    )
