"""`gapub compile`: from the library through `refine` to the files of a catalogue."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from gapub import output
from gapub.diagnostics import Diagnostic, GapubError, Text
from gapub.library import open_library, source_text
from gapub.model.catalogue import Catalogue
from gapub.model.guideline import Guideline
from gapub.model.registry import Baseline, Registry
from gapub.model.shape import suggestion
from gapub.refine import TITLES, compile_catalogue
from gapub.render import json

if TYPE_CHECKING:
    from gapub.model.profile import Profile
    from gapub.render.view import View

BASELINES = {"county": "national-2019", "township": "national-2019", "village": "village"}
"""The baseline of a level where neither the command nor the profile names one."""


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
) -> None:
    """Compile one catalogue and write its files."""
    wanted = _formats(formats)
    library = open_library()
    chain = library.chain(profile_path) if profile_path else []
    profile = _effective(chain, level) if chain else None
    chosen = library.baseline(baseline or (profile and profile.baseline) or BASELINES[level])
    guidelines = library.guidelines(_editions(chosen, profile, areas))
    guidelines = _tailored(guidelines, chain, library.registry, areas, allow_weaker=allow_weaker)
    made = []
    for one, where in _places(profile, folder):
        catalogue = compile_catalogue(
            level, chosen, guidelines, library.registry, one, library.inputs.values(), library.logical
        )
        files = _render(catalogue, wanted, lang)
        output.write_files(where, files, last=json.FILE)
        _say_done(catalogue, where, files)
        made.append(catalogue)
    if profile and len(made) > 1 and "html" in wanted:
        _write_index(profile, made, folder)


def _write_index(profile: Profile, made: list[Catalogue], folder: Path) -> None:
    """The page that leads to the catalogues of several divisions."""
    from gapub.render import divisions

    entries = [
        divisions.Entry(f"{each.division.code}/index.html", each.division.code, each.division.name, each.counts.items)
        for each in made
        if each.division
    ]
    files = divisions.files(TITLES[made[0].level].zh, entries, example=profile.example)
    output.write_files(folder, files, last=divisions.FILE)


def _tailored(
    guidelines: list[Guideline], chain: list[Profile], registry: Registry, areas: tuple[str, ...], *, allow_weaker: bool
) -> list[Guideline]:
    """The guidelines after every link of the chain. What is wrong stops the work; a weakening may be allowed."""
    if not chain:
        return guidelines
    from gapub.tailor import tailor

    found: list[Diagnostic] = []
    for profile in chain:
        guidelines, problems = tailor(guidelines, profile, registry, only=areas)
        found += problems
    if any(not (allow_weaker and each.code.startswith("weaker-")) for each in found):
        raise GapubError(found)
    if found:
        from gapub.diagnostics.reporters import text

        sys.stderr.write(text([replace(each, severity="warning") for each in found], lang="both", sources=source_text))
    return guidelines


def _places(profile: Profile | None, folder: Path) -> Iterator[tuple[Profile | None, Path]]:
    """For each division of the profile its own profile and folder; several stand in folders named by their codes."""
    if profile is None or len(profile.divisions) == 1:
        yield profile, folder
        return
    for each in profile.divisions:
        yield profile._replace(divisions=(each,)), folder / each.division.code


def _formats(names: str) -> tuple[str, ...]:
    wanted = tuple(dict.fromkeys(name.strip() for name in names.split(",") if name.strip()))
    known = ("json", *RENDERERS)
    for name in wanted or ("",):
        if name not in known:
            raise _refused("unknown-format", f"没有「{name}」这种输出格式", f"there is no format {name!r}", name, known)
    return wanted


def _editions(baseline: Baseline, profile: Profile | None, areas: tuple[str, ...]) -> list[str]:
    """The editions of the baseline, the profile's own in their place, or those of the areas asked for, named by id."""
    own = {edition.partition("@")[0]: edition for edition in (profile.editions if profile else ())}
    by_area = {edition.partition("@")[0]: edition for edition in baseline.editions} | own
    for area in areas:
        if area not in by_area:
            known = tuple(by_area)
            raise _refused(
                "unknown-area", f"基线中没有领域「{area}」", f"the baseline has no area {area!r}", area, known
            )
    return [edition for area, edition in by_area.items() if not areas or area in areas]


def _effective(chain: list[Profile], level: str) -> Profile:
    """The last profile of the chain with all that it inherits; it makes catalogues of its level and those below."""
    from gapub.model.profile import inherit
    from gapub.model.profile_shape import LEVELS

    profile = inherit(chain)
    if LEVELS.index(level) < LEVELS.index(profile.level):
        raise _refused(
            "level-above-profile",
            f"配置文件属于 {profile.level}，不能编译上一级的 {level} 目录",
            f"the profile is of level {profile.level}: it cannot make the {level} catalogue above it",
        )
    return profile


def _refused(code: str, zh: str, en: str, word: str = "", known: tuple[str, ...] = ()) -> GapubError:
    hint = suggestion(word, known) if known else None
    return GapubError([Diagnostic(code, "error", Text(zh, en), hint=hint)])


def _render(catalogue: Catalogue, wanted: tuple[str, ...], lang: str) -> dict[str, bytes]:
    """The files of the formats wanted. `catalogue.json` is always among them: it vouches for the others."""
    files: dict[str, bytes] = {}
    printed = [name for name in wanted if name != "json"]
    if printed:
        from gapub.render.view import view

        seen = view(catalogue, lang)
        for name in printed:
            _progress(name)
            files.update(RENDERERS[name](seen))
    return files | json.files(catalogue, files)


def _markdown(view: View) -> Mapping[str, bytes]:
    from gapub.render import markdown

    return markdown.files(view)


def _html(view: View) -> Mapping[str, bytes]:
    from gapub.render import html

    return html.files(view)


def _xlsx(view: View) -> Mapping[str, bytes]:
    from gapub.render import xlsx

    return xlsx.files(view)


def _pdf(view: View) -> Mapping[str, bytes]:
    from gapub.render import pdf

    return pdf.files(view)


RENDERERS: dict[str, Callable[[View], Mapping[str, bytes]]] = {
    "md": _markdown,
    "html": _html,
    "xlsx": _xlsx,
    "pdf": _pdf,
}


def _progress(name: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{name} …")
        sys.stderr.flush()


def _say_done(catalogue: Catalogue, folder: Path, files: Mapping[str, bytes]) -> None:
    counts = catalogue.counts
    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K")
    names = ", ".join(files)
    sys.stderr.write(
        f"{catalogue.title.zh}：{counts.areas} 个领域、{counts.items} 个事项，已写入 {folder}（{names}）\n"
        f"{catalogue.title.en}: {counts.areas} areas, {counts.items} items, written to {folder} ({names})\n"
    )
