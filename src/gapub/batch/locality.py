"""One locality: from its profile to the files of its catalogue. `compile` and `build` both take this road.

`Maker` holds what all localities of a run share: the library, the options, the templates. It opens a profile at a level, which
reads and judges it, and makes the files of one division after the other; a catalogue is given back as bytes and a few facts, so
that nothing of it is kept once it is written.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from gapub.batch.options import Options, check, of_site
from gapub.batch.site import Site, address_of
from gapub.batch.site import changes as changed
from gapub.batch.site import sites as sites_of
from gapub.build.prepare import Prepared, area_ids, prepare
from gapub.diagnostics import Diagnostic, Text, counted
from gapub.render import render_catalogue
from gapub.render.templates import BUNDLED, Templates, opened
from gapub.render.templates import Options as Rendering

if TYPE_CHECKING:
    from gapub.model.catalogue import Catalogue, Division, Input
    from gapub.model.profile import Profile
    from gapub.sources.library import Library

Progress = Callable[[str], object]
"""It is told the name of each format before that is made."""


class Made(NamedTuple):
    """The files of a catalogue by their names, and what is said of it afterwards.

    `key` tells the division from the others of its profile. `facts` are those of its cover, where there is a page to say them;
    `found` is what a file does not keep.
    """

    key: str
    level: str
    division: Division | None
    title: Text
    areas: int
    items: int
    example: bool
    facts: tuple[tuple[Text, str], ...]
    files: dict[str, bytes]
    found: list[Diagnostic]

    def without_files(self) -> Made:
        """The same for whoever needs the facts alone: the files are large."""
        return self._replace(files=dict.fromkeys(self.files, b""))

    def said(self, folder: Path) -> Text:
        """That it was written, and where."""
        below = sum("/" in name for name in self.files)
        names = [name for name in self.files if "/" not in name]
        zh = ", ".join([*([f"site/ 中 {below} 个文件"] if below else []), *names])
        en = ", ".join([*([f"{counted(below, 'file')} in site/"] if below else []), *names])
        return Text(
            f"{self.title.zh}：{self.areas} 个领域、{self.items} 个事项，已写入 {folder}（{zh}）",
            f"{self.title.en}: {counted(self.areas, 'area')}, {counted(self.items, 'item')}, written to {folder} ({en})",
        )


class Locality(NamedTuple):
    """A profile at a level, read and judged, ready to be made into the catalogue of each of its divisions.

    `remarks` are what was found and stops nothing. `keys` tell its divisions apart; the general catalogue has one, which is
    empty. `areas` are the ids of those that were asked for, if not all.
    """

    options: Options
    prepared: Prepared
    templates: Templates
    edition: Callable[[Catalogue], Catalogue]
    inputs: tuple[Input, ...]
    remarks: list[Diagnostic]
    profiles: list[Profile | None]
    keys: list[str]
    sites: list[Site]
    areas: tuple[str, ...]

    def make(self, index: int = 0, progress: Progress = lambda _: None) -> Made:
        """The catalogue of one of the divisions. Raises GapubError."""
        return self._made(self.profiles[index], self.keys[index], self.sites[index], progress)

    def of_division(self, code: str | None, name: str) -> Made:
        """The general catalogue as that of a division, which has no profile: it binds no office. Raises GapubError."""
        from gapub.model.catalogue import Cover, Division
        from gapub.model.profile import OneDivision, Profile
        from gapub.yaml.locations import Entry
        from gapub.yaml.reader import Map

        division, entry = Division(code, name), Entry("", Map(1, 1))
        profile = Profile((OneDivision(division, Cover(), {}, entry),), self.prepared.level, entry, {}, {})
        address = None
        if self.options.site_url is not None:
            address = address_of(self.options.site_url, division)
        return self._made(profile, division.key, Site(address), lambda _: None)

    def _made(self, profile: Profile | None, key: str, site: Site, progress: Progress) -> Made:
        options = self.options
        catalogue = self.edition(self.prepared.catalogue(profile, self.inputs))
        changes = None
        if site.former:
            changes = changed(site.former, catalogue, self.areas, options.lang, self.prepared.library.registry)
        found: list[Diagnostic] = []
        rendering = Rendering(self.templates, site.address, changes, options.system_fonts, found.append, site.published)
        files = render_catalogue(catalogue, options.formats, options.lang, rendering, progress=progress)
        return Made(
            key,
            catalogue.level,
            catalogue.division,
            catalogue.title,
            catalogue.counts.areas,
            catalogue.counts.items,
            catalogue.example,
            _cover(catalogue) if {"html", "site"}.intersection(options.formats) else (),
            files,
            found,
        )


class Maker:
    """What all localities of a run share. `day` says as of which day the settings have the law judged, if they do."""

    def __init__(self, library: Library, options: Options, day: Callable[[], str | None] = lambda: None) -> None:
        """Start with this library. Raises GapubError for options that contradict each other, or templates that are none."""
        check(options)
        self.library = library
        self.options = options
        self.day = day
        self.templates = templates_in(options.templates)
        self._of_templates: tuple[Input, ...] | None = None

    def open(self, level: str, profile: Path | None, *, shared: bool = False) -> Locality:
        """A profile at a level, or the general catalogue of that level. Raises GapubError for what stops it.

        `shared`: many follow, so the library keeps nothing that is read for this one alone.
        """
        options, library = self.options, self.library.for_locality() if shared else self.library
        areas = area_ids(library, options.areas, level, profile, baseline=options.baseline)
        prepared = prepare(level, profile, baseline=options.baseline, areas=areas, library=library)
        return self._judged(prepared, areas, each_division=shared)

    def _judged(self, prepared: Prepared, areas: tuple[str, ...], *, each_division: bool) -> Locality:
        options = self.options
        locality = prepared.profile
        remarks = prepared.lacking
        if locality:
            from gapub.validate.verdict import judge

            verdict = judge(prepared, options.as_of or self.day())
            remarks = [*remarks, *verdict.enforced(allow_weaker=options.allow_weaker)]
        edition: Callable[[Catalogue], Catalogue] = _for_review
        if options.purpose == "publication":
            from gapub.reports.publishing import publication

            published = publication(prepared, asked=areas, allow_unverified=options.allow_unverified)
            edition, remarks = published.of, [*remarks, *published.open]
        from gapub.model.catalogue import division_keys

        divisions = [each.division for each in locality.divisions] if locality else []
        sites = [Site()] * max(1, len(divisions))
        if of_site(options) and not (each_division and locality is None):
            # a former catalogue is read before anything is written: it may be the one that is about to be replaced
            asked = (options.site_url, options.since, options.record)
            sites, found = sites_of(divisions, prepared.level, prepared.library.registry, *asked)
            remarks = [*remarks, *found]
        if self._of_templates is None:
            self._of_templates = self.templates.inputs()
        return Locality(
            options,
            prepared,
            self.templates,
            edition,
            (*prepared.inputs(), *self._of_templates),
            remarks,
            [*prepared.profiles()] if len(divisions) > 1 else [locality],
            division_keys(divisions) or [""],
            sites,
            areas,
        )


def templates_in(folder: Path | None) -> Templates:
    """The bundled templates, those of a folder laid over them. Raises GapubError for a folder that cannot be one."""
    if folder is None:
        return BUNDLED
    from gapub.sources.project import without_links_outside

    return opened(without_links_outside(folder))


def _for_review(catalogue: Catalogue) -> Catalogue:
    return catalogue


def _cover(catalogue: Catalogue) -> tuple[tuple[Text, str], ...]:
    from gapub.render.notes import cover

    return tuple(cover(catalogue))
